/* [data-inserts] puts its lines into the note where the caret stands, and nothing that was typed is overwritten. Templates of
   other activities than the chosen one are out of the way. Without this script the server adds the lines. */

function insert(note, text) {
  const at = note.selectionEnd;
  const before = note.value.slice(0, at), after = note.value.slice(at);
  const lines = (before && !before.endsWith("\n") ? "\n" : "") + text + (after && !after.startsWith("\n") ? "\n" : "");
  note.setRangeText(lines, at, at, "end");
  const colon = note.value.indexOf(": ", at);
  if (colon >= 0) note.setSelectionRange(colon + 2, colon + 2);
  note.focus();
  note.dispatchEvent(new Event("input", { bubbles: true }));
}

function show(form) {
  const activity = form.querySelector("[name=activity]")?.value ?? "";
  for (const button of form.querySelectorAll("[data-inserts]")) button.hidden = Boolean(activity) && Boolean(button.dataset.activity) && button.dataset.activity !== activity;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-inserts]");
  const note = button?.form?.querySelector("textarea[name=note]");
  if (!note) return;
  event.preventDefault();
  const activity = button.form.querySelector("select[name=activity]");
  if (activity && !activity.value) {
    activity.value = button.dataset.activity;
    activity.dispatchEvent(new Event("change", { bubbles: true }));
  }
  insert(note, button.dataset.inserts);
});

document.addEventListener("change", (event) => {
  if (event.target.name === "activity" && event.target.form) show(event.target.form);
});

for (const each of document.querySelectorAll("[data-note-templates]")) show(each.closest("form"));
