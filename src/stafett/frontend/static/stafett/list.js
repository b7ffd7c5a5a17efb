// The list by keyboard. Everything here can also be done with links and buttons.

const rows = [...document.querySelectorAll(".aw-list tbody tr")];
const boxes = rows.map((row) => row.querySelector("input[name=case]")).filter(Boolean);

function place() {
  return rows.findIndex((row) => row.contains(document.activeElement));
}

function go(step) {
  const next = rows[Math.min(Math.max(place() + step, 0), rows.length - 1)];
  if (next) next.querySelector(".aw-open").focus();
}

function choose() {
  const box = rows[place()]?.querySelector("input[name=case]");
  if (box) box.checked = !box.checked;
  count();
}

function chooseAll() {
  const all = boxes.every((box) => box.checked);
  for (const box of boxes) box.checked = !all;
  count();
}

function count() {
  const told = document.querySelector("[data-chosen]");
  if (!told) return;
  const chosen = boxes.filter((box) => box.checked).length;
  told.textContent = `(${chosen})`;
  // On a narrow screen it would cover the rows that are being chosen.
  if (chosen && matchMedia("(min-width: 48rem)").matches) document.querySelector("[data-many]").open = true;
}

function follow(rel) {
  document.querySelector(`a[rel=${rel}]`)?.click();
}

function openFilters() {
  const filters = document.getElementById("filters");
  if (!filters) return;
  filters.open = true;
  filters.querySelector("select").focus();
}

function goTo(id) {
  const field = document.getElementById(id);
  if (!field) return;
  field.closest("details").open = true;
  field.focus();
}

const KEYS = {
  j: () => go(1),
  k: () => go(-1),
  x: choose,
  X: chooseAll,
  g: () => goTo("many_holder"),
  u: () => goTo("many_until"),
  o: () => document.querySelector("button[formaction$='/offer/']")?.click(),
  m: () => document.querySelector("button[formaction$='/message/']")?.click(),
  t: () => document.querySelector("button[name=do][value=pin]")?.click(),
  n: () => follow("next"),
  p: () => follow("prev"),
  f: openFilters,
  "/": () => document.getElementById("q")?.focus(),
  "?": () => document.getElementById("keys").showModal(),
};

// Somebody who speaks to the machine, or hits keys by accident, turns them off; only that is remembered here.
const OFF = "stafett.keys.off";
const keysOn = document.getElementById("keys-on");
keysOn.checked = !localStorage.getItem(OFF);
keysOn.addEventListener("change", () => {
  if (keysOn.checked) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
});

const shower = document.getElementById("show-keys");
shower.hidden = false;
shower.addEventListener("click", KEYS["?"]);

// What is written in a field is no command, and neither is what the browser or a reader has keys for.
function isWriting(target) {
  return target.closest("select, textarea, dialog, input:not([type=checkbox])");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || !keysOn.checked || isWriting(event.target)) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
document.addEventListener("change", (event) => {
  if (event.target.name === "case") count();
});
count();
