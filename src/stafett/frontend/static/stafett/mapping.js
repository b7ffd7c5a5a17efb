// Saves a mapping theme by theme while one writes. Without this file the form's own buttons save it whole.
//
// What is not saved yet stands in the fields of the page and nowhere else: it is about health. So it is kept as long as
// the page is open, whatever becomes of the connection or the login, and sent again and again until it has arrived.

const IDLE = 1200; // milliseconds without a keystroke
const AGAIN = 3000;

class Autosave {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-autosave-status]");
    this.themes = [...form.querySelectorAll("[data-theme]")];
    this.unsaved = new Set();
    this.held = new Set(); // wait for the writer: somebody else wrote there, or the text is refused
    this.under_way = new Set();
    this.trouble = "";
    this.saved_at = "";
    this.timer = 0;
  }

  listen() {
    for (const theme of this.themes) {
      theme.addEventListener("input", () => this.changed(theme, IDLE));
      theme.addEventListener("change", () => this.changed(theme, 0));
      theme.addEventListener("click", (event) => this.kept(theme, event));
      this.show_choice(theme);
    }
    this.form.addEventListener("submit", (event) => this.submitted(event));
    addEventListener("online", () => this.save_all());
    addEventListener("beforeunload", (event) => {
      if (this.unsaved.size) event.preventDefault();
    });
  }

  changed(theme, wait) {
    this.unsaved.add(theme);
    if (this.held.has(theme) && !theme.querySelector("[data-seen]")) this.held.delete(theme);
    this.say();
    this.later(wait);
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save_all(), wait);
  }

  async save_all() {
    clearTimeout(this.timer);
    await Promise.all([...this.unsaved].filter((theme) => !this.held.has(theme)).map((theme) => this.save(theme)));
    this.say();
    const waiting = [...this.unsaved].some((theme) => !this.held.has(theme));
    if (waiting && this.trouble !== "gone") this.later(AGAIN);
  }

  async save(theme) {
    if (this.under_way.has(theme)) return;
    this.under_way.add(theme);
    const sent = this.fields_of(theme);
    try {
      const headers = { "X-CSRFToken": this.token() };
      const response = await fetch(this.form.dataset.autosave, { method: "POST", body: sent, headers, redirect: "manual" });
      await this.answered(theme, String(sent), response);
    } catch {
      this.trouble = "offline";
    }
    this.under_way.delete(theme);
  }

  async answered(theme, sent, response) {
    // Who is logged out is led to the door, and an old form is refused: both wait for a new login in another window.
    if (response.type === "opaqueredirect" || response.status === 403) this.trouble = "left";
    else if (response.status === 404) this.trouble = "gone";
    else if (response.status >= 500) this.trouble = "offline";
    else await this.understood(theme, sent, response);
  }

  async understood(theme, sent, response) {
    const answer = await response.json();
    this.trouble = "";
    this.problem(theme, answer.error || "");
    if (response.ok) {
      if (String(this.fields_of(theme)) === sent) this.unsaved.delete(theme);
      theme.querySelector("[name$=-seen]").value = answer.version;
      theme.querySelector("[data-other]").replaceChildren();
      if (answer.at) this.saved_at = answer.at;
    } else {
      this.held.add(theme);
      if (answer.html) {
        theme.querySelector("[data-other]").innerHTML = answer.html;
        this.show_choice(theme);
      }
    }
  }

  // Both texts stand there; the writer may let the own one stand instead.
  show_choice(theme) {
    const keep = theme.querySelector("[data-keep]");
    if (!keep) return;
    keep.hidden = false;
    this.held.add(theme);
    this.unsaved.add(theme);
    this.say();
  }

  kept(theme, event) {
    if (!event.target.closest("[data-keep]")) return;
    theme.querySelector("[name$=-seen]").value = theme.querySelector("[data-seen]").dataset.seen;
    theme.querySelector("[data-other]").replaceChildren();
    this.held.delete(theme);
    theme.querySelector("textarea").focus();
    this.save_all();
  }

  // With a page that saves by itself the buttons wait for that: a form sent without a connection would be lost.
  async submitted(event) {
    event.preventDefault();
    await this.save_all();
    if (!this.unsaved.size && event.submitter?.value === "close") location.assign(this.form.dataset.close);
  }

  fields_of(theme) {
    const fields = new URLSearchParams({ theme: theme.dataset.theme });
    for (const [name, value] of new FormData(this.form)) {
      const own = name.startsWith(`${theme.dataset.theme}-`);
      if (own || name === "page") fields.append(name, value);
    }
    return fields;
  }

  // That of the cookie: whoever has logged in again in another window has got a new one, and the form an old one.
  token() {
    const cookie = document.cookie.split("; ").find((each) => each.startsWith("csrftoken="));
    return cookie ? cookie.slice("csrftoken=".length) : this.form.elements.csrfmiddlewaretoken.value;
  }

  problem(theme, words) {
    const place = theme.querySelector("[data-problem]");
    place.textContent = words;
    place.hidden = !words;
  }

  say() {
    const words = this.form.dataset;
    let now = this.saved_at ? `${words.saved} ${this.saved_at}` : "";
    if (this.unsaved.size) {
      const only_held = [...this.unsaved].every((theme) => this.held.has(theme));
      now = words[this.trouble] || (only_held ? words.waits : words.unsaved);
    }
    if (this.status.textContent !== now) this.status.textContent = now;
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) new Autosave(form).listen();
