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

// A second click while a form is on its way does not send it again. The lock opens by itself, for the answer may be
// a file or nothing at all.
function sendOnce(event) {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "true";
  setTimeout(() => delete form.dataset.sent, 3000);
}

document.addEventListener("change", submitOnChange);
document.addEventListener("submit", sendOnce);
document.addEventListener("htmx:after:swap", () => focusErrors(document));
focusErrors(document);
