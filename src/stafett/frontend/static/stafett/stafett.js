// Small comforts. Every page works without this file.

// After a refused form the reader starts at the list of errors.
function focusErrors(root) {
  const summary = root.querySelector("[data-autofocus]");
  if (summary) summary.focus();
}

// A form whose <select> or radio filters a list sends itself when data-autosubmit is set.
function submitOnChange(event) {
  const form = event.target.closest("form[data-autosubmit]");
  if (form) form.requestSubmit();
}

// A second click while a form is on its way does not send it again.
function sendOnce(event) {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "true";
}

document.addEventListener("change", submitOnChange);
document.addEventListener("submit", sendOnce);
document.addEventListener("htmx:after:swap", () => focusErrors(document));
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
focusErrors(document);
