/* Ctrl+Enter saves the form one is in; a form with data-unsaved asks before what was typed is left behind;
   a form is sent once; [data-autosubmit] sends its form when it changes; problems take the focus when a page has any. */

const changed = new Set();

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form");
  if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(form.querySelector(".is-primary:not([type=button])"));
  }
});

/* Esc leaves a form by its [data-leave]; what was typed is asked about before it goes. */
document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form[data-unsaved]");
  if (event.key !== "Escape" || event.defaultPrevented || !form || document.querySelector("dialog[open], :popover-open")) return;
  form.querySelector("[data-leave]")?.click();
});

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && "unsaved" in form.dataset) changed.add(form);
});

document.addEventListener("change", (event) => {
  if ("autosubmit" in event.target.dataset) event.target.form.requestSubmit();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  changed.delete(form);
  if (form.method !== "post" || event.defaultPrevented) return;
  if ("sent" in form.dataset) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "";
  setTimeout(() => delete form.dataset.sent, 3000);
});

addEventListener("beforeunload", (event) => {
  if (changed.size) event.preventDefault();
});

document.querySelector("[data-problems]")?.focus();
