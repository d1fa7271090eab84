/* Two panes: a row that gets the focus is shown on the right, where there is room for both; Enter and a click open it, on a
   phone as a page of its own. After an act the focus goes to the row that is open. Without this script rows are links. */

const WIDE = matchMedia("(width >= 64rem)");
const WAIT = 120;
let waits = 0;

const desk = () => document.querySelector("[data-desk]");
const rowOf = (link) => link?.closest("tr[data-row]");
const isShown = (row) => document.getElementById("pane")?.dataset.shows === row.dataset.row;

function open(link) {
  if (isShown(rowOf(link))) return;
  link.dispatchEvent(new CustomEvent("open-pane", { bubbles: true }));
}

function mark() {
  const shown = document.getElementById("pane")?.dataset.shows;
  for (const row of document.querySelectorAll("[data-desk] tr[data-row]")) {
    if (row.dataset.row === shown) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
}

function focusOpen() {
  const link = document.querySelector('[data-desk] tr[aria-current="true"] .row-link');
  if (!link || !WIDE.matches) return;
  link.focus({ preventScroll: true });
  link.scrollIntoView({ block: "nearest" });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-desk] .row-link");
  if (!link || !WIDE.matches || !window.htmx || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  link.focus({ preventScroll: true });
  open(link);
});

document.addEventListener("focusin", (event) => {
  const link = event.target.closest("[data-desk] .row-link");
  clearTimeout(waits);
  if (link && WIDE.matches && window.htmx) waits = setTimeout(() => open(link), WAIT);
});

/* An act that asks for something puts the focus where it is typed. */
document.addEventListener("toggle", (event) => {
  if (event.target.matches("[data-act]") && event.target.open) event.target.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}, true);

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id === "content" || event.target.id === "content") focusOpen();
  else mark();
});

if (new URLSearchParams(location.search).has("claim") || new URLSearchParams(location.search).has("decision")) focusOpen();
