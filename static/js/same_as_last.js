/* [data-same] fills in what the last entry said without leaving the form; a note that is begun stays as it is.
   Without this script it is a link to the form filled in. */

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-same]");
  const form = document.querySelector("form[data-unsaved]");
  if (!link || !form) return;
  event.preventDefault();
  for (const name of ["activity", "counterpart", "channel"]) form.elements[name].value = link.dataset[name];
  form.elements.activity.dispatchEvent(new Event("change", { bubbles: true }));
  const note = form.elements.note;
  if (link.dataset.note && !note.value.trim()) note.value = link.dataset.note;
  note.dispatchEvent(new Event("input", { bubbles: true }));
  (form.elements.minutes ?? note).focus();
});
