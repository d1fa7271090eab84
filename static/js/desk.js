/* Two panes: a row that gets the focus is shown on the right, where there is room for both; Enter and a click open it, on a
   phone as a page of its own. After an act the focus goes to the row that is open. Without this script rows are links. */

const WIDE = matchMedia("(width >= 64rem)");
const WAIT = 120;
let waits = 0;
let asked = null; // the row whose answer is on its way

const desk = () => document.querySelector("[data-desk]");
const rowOf = (link) => link?.closest?.("tr[data-row]");
const shown = () => document.getElementById("pane")?.dataset.shows;

/* The answer for the row before gives way (hx-sync), so that what is shown is always what was chosen last. */
function open(link) {
  const { row } = rowOf(link).dataset;
  if ((asked ?? shown()) === row) return;
  asked = row;
  link.dispatchEvent(new CustomEvent("open-pane", { bubbles: true }));
}

function mark() {
  const current = shown();
  for (const row of document.querySelectorAll("[data-desk] tr[data-row]")) {
    if (row.dataset.row === current) row.setAttribute("aria-current", "true");
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

/* Whoever was quicker than htmx has a row in hand by now; it is opened once htmx has started. */
document.addEventListener("htmx:load", (event) => {
  const link = document.activeElement?.closest("[data-desk] .row-link");
  if (event.target === document.body && link && WIDE.matches) open(link);
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (rowOf(event.target)?.dataset.row === asked) asked = null;
});

/* An act that asks for something puts the focus where it is typed; after its key at once, so that what is typed next is not
   taken for keys. The event that says it is open comes later and leaves the focus where somebody has moved it since. */
function focusAct(act) {
  if (act.open && !act.querySelector(":scope > :not(summary)")?.contains(document.activeElement)) act.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}

document.addEventListener("click", (event) => {
  const act = event.target.closest("[data-act] > summary")?.parentElement;
  if (act) queueMicrotask(() => focusAct(act));
});

document.addEventListener("toggle", (event) => {
  if (event.target.matches("[data-act]")) focusAct(event.target);
}, true);

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id === "content" || event.target.id === "content") focusOpen();
  else mark();
});

if (new URLSearchParams(location.search).has("claim") || new URLSearchParams(location.search).has("decision")) focusOpen();
