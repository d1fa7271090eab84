/* Ctrl+K opens the quick log; Enter in its line goes to what is left to choose, or to the button that logs, and saves
   nothing by itself. There a number chooses: 1 the first, 2 the second. Without this script the line is an ordinary form with a page of its own. */

const ASKED = "input[type=radio], select:invalid, [aria-invalid=true], input[name=minutes]";

function wantsPalette(event) {
  return (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k";
}

function next(reading) {
  const open = [...reading.querySelectorAll(ASKED)].find((field) => field.type !== "radio" || !reading.querySelector(`[name="${field.name}"]:checked`));
  return open ?? reading.querySelector("[data-quick-save]");
}

document.addEventListener("keydown", (event) => {
  if (wantsPalette(event)) {
    const opener = document.querySelector("[data-opens=quick-log]");
    if (!opener || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    opener.click();
  } else if (event.key === "Enter" && "quickSentence" in event.target.dataset && event.target.hasAttribute("hx-post")) {
    event.preventDefault();
    event.target.dataset.goesOn = "";
    event.target.dispatchEvent(new CustomEvent("read", { bubbles: true }));
  }
});

document.addEventListener("keydown", (event) => {
  const reading = event.target.closest?.(".quick-reading");
  if (!reading || event.target.type !== "radio" || event.ctrlKey || event.metaKey || event.altKey || !/^[1-9]$/.test(event.key)) return;
  const choice = reading.querySelectorAll(`[name="${event.target.name}"]`)[event.key - 1];
  if (!choice) return;
  event.preventDefault();
  choice.checked = true;
  choice.dispatchEvent(new Event("change", { bubbles: true }));
  next(reading)?.focus();
});

document.addEventListener("htmx:afterSettle", (event) => {
  const line = document.querySelector("[data-goes-on]");
  if (!line || event.detail.elt?.id !== "quick-reading") return;
  delete line.dataset.goesOn;
  next(event.detail.elt)?.focus();
});
