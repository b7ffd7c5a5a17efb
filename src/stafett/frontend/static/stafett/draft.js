// Keeps what is being written in a form with data-draft until it has arrived, and offers it when it has not: the login
// had ended, the connection was lost, the page was left by mistake. Without this file nothing is kept.
//
// It stands in this tab alone and goes when the tab is closed (sessionStorage), under the name of whoever wrote it:
// the words may be about health, and the next one at the machine is never shown them.

const reader = document.body.dataset.reader;
const offer = document.getElementById("draft-offer");
const own = `draft ${reader} `;

// Everything that the writer filled in; what the page itself carries is left out.
function written(form) {
  const fields = [...form.elements].filter((field) => field.name && field.type !== "hidden" && field.type !== "submit");
  return fields.map((field) => [field.name, field.value, Boolean(field.checked)]);
}

function keep(form, sent) {
  const draft = { fields: written(form), sent };
  sessionStorage.setItem(own + form.dataset.draft, JSON.stringify(draft));
}

function put_back(form, draft) {
  const fields = [...form.elements].filter((field) => field.name && field.type !== "hidden");
  for (const [name, value, checked] of draft.fields) {
    for (const field of fields.filter((one) => one.name === name)) {
      if (field.type === "checkbox" || field.type === "radio") {
        if (field.value === value) field.checked = checked;
      } else field.value = value;
    }
  }
}

function show_offer(form, draft) {
  const shown = offer.content.firstElementChild.cloneNode(true);
  const done = () => {
    shown.remove();
    form.querySelector("textarea, input:not([type=hidden])")?.focus();
  };
  shown.querySelector("[data-restore]").addEventListener("click", () => {
    put_back(form, draft);
    done();
  });
  shown.querySelector("[data-discard]").addEventListener("click", () => {
    sessionStorage.removeItem(own + form.dataset.draft);
    done();
  });
  form.before(shown);
}

// A page that says that something was done has taken in what was sent.
function forget_what_arrived() {
  if (!document.querySelector(".st-messages")) return;
  for (const key of Object.keys(sessionStorage).filter((name) => name.startsWith(own))) {
    if (JSON.parse(sessionStorage.getItem(key)).sent) sessionStorage.removeItem(key);
  }
}

function begin(form) {
  const kept = sessionStorage.getItem(own + form.dataset.draft);
  const draft = kept && JSON.parse(kept);
  if (draft && JSON.stringify(draft.fields) !== JSON.stringify(written(form))) show_offer(form, draft);
  form.addEventListener("input", () => keep(form, false));
  form.addEventListener("submit", () => keep(form, true));
}

if (reader && offer) {
  forget_what_arrived();
  document.querySelectorAll("form[data-draft]").forEach(begin);
}
