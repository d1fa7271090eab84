/* Rows that can be chosen: [data-select-all] chooses all boxes of its form, [data-selected] shows how many are,
   and buttons with data-needs-selection wait for one. Without this script the boxes and buttons work as they are. */

function refresh(form) {
  const boxes = [...form.querySelectorAll("[data-select]")];
  const chosen = boxes.filter((box) => box.checked).length;
  for (const all of form.querySelectorAll("[data-select-all]")) {
    all.checked = boxes.length > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }
  for (const output of form.querySelectorAll("[data-selected]")) output.textContent = chosen.toLocaleString("en-US");
  for (const button of form.querySelectorAll("[data-needs-selection]")) button.disabled = chosen === 0;
}

function choose(event) {
  const form = event.target.form;
  if (!form) return;
  if ("selectAll" in event.target.dataset) {
    for (const box of form.querySelectorAll("[data-select]")) box.checked = event.target.checked;
  }
  if ("selectAll" in event.target.dataset || "select" in event.target.dataset) refresh(form);
}

function refreshAll() {
  const forms = new Set([...document.querySelectorAll("[data-select]")].map((box) => box.form));
  for (const form of forms) if (form) refresh(form);
}

document.addEventListener("change", choose);
document.addEventListener("htmx:afterSettle", refreshAll);
addEventListener("pageshow", refreshAll);
refreshAll();
