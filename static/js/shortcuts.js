/* Single keys: g then a letter goes to a place, s searches, / opens the quick log where there is one, ? lists the keys, j and k move along rows, x selects.
   They do nothing while somebody types, and [data-shortcuts-switch] turns them off for this browser. */

const STORED = "careminutes-shortcuts";
let waitsForPlace = false;

const areOn = () => localStorage.getItem(STORED) !== "off";

function isTyping(target) {
  return target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") !== null;
}

function goTo(letter) {
  document.querySelector(`[data-go="${CSS.escape(letter)}"]`)?.click();
}

function move(step) {
  const rows = [...document.querySelectorAll(".list tbody .row-link")];
  const row = document.activeElement.closest("tr") ?? document.querySelector('.list tr[aria-current="true"]');
  const here = rows.indexOf(row?.querySelector(".row-link"));
  rows[Math.min(Math.max(here + step, 0), rows.length - 1)]?.focus();
}

function select() {
  document.activeElement.closest("tr")?.querySelector("input[type=checkbox]")?.click();
}

function search() {
  document.querySelector("input[type=search], [data-search]")?.focus();
}

/* With rows chosen, a letter means all of them and not the row that is open. */
function buttonOf(letter) {
  const key = CSS.escape(letter);
  const chosen = document.querySelector(".list tbody input[type=checkbox]:checked");
  return (chosen && document.querySelector(`[data-chosen-key~="${key}"]`)) ?? document.querySelector(`[data-key="${key}"]`);
}

const KEYS = {
  "?": () => document.querySelector("[data-opens=keys]")?.click(),
  "/": () => (document.querySelector("[data-opens=quick-log]") ? document.querySelector("[data-opens=quick-log]").click() : search()),
  s: search,
  j: () => move(1),
  k: () => move(-1),
  x: select,
};

function press(event) {
  if (!areOn() || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const button = buttonOf(event.key);
  if (waitsForPlace) {
    waitsForPlace = false;
    goTo(event.key);
  } else if (event.key === "g") {
    waitsForPlace = true;
    setTimeout(() => (waitsForPlace = false), 1500);
  } else if (button) {
    event.preventDefault();
    button.click();
  } else if (KEYS[event.key]) {
    event.preventDefault();
    KEYS[event.key]();
  }
}

document.addEventListener("keydown", press);

for (const box of document.querySelectorAll("[data-shortcuts-switch]")) {
  box.checked = areOn();
  box.addEventListener("change", () => localStorage.setItem(STORED, box.checked ? "on" : "off"));
}
