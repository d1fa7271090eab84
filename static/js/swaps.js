/* htmx comes only to pages that use it; a refused form (422) is shown like any other answer. */

const loader = document.querySelector("script[data-htmx]");
const USES = "[hx-get], [hx-post]";

/* Only once the page is complete: htmx starts by itself when it comes before DOMContentLoaded or after everything, and
   stays asleep when it comes between the two. */
function load() {
  if (document.readyState !== "complete") return addEventListener("load", load, { once: true });
  if (loader.dataset.loads) return;
  loader.dataset.loads = "yes";
  const script = document.createElement("script");
  script.src = loader.dataset.htmx;
  // What was typed while it was on its way is read as well.
  script.addEventListener("load", () => setTimeout(() => document.activeElement?.matches(USES) && ["input", "shown"].forEach((name) => document.activeElement.dispatchEvent(new Event(name, { bubbles: true })))));
  document.head.append(script);
}

/* What stands in a closed dialog waits until somebody goes there, a line that is read as it is typed for the first key. */
const WAITS = "dialog:not([open]) *, [data-quick-sentence]";
if ([...document.querySelectorAll(USES)].some((each) => !each.matches(WAITS))) load();
// Somebody was quicker than this script.
if ([...document.querySelectorAll("[data-quick-sentence]")].some((line) => line.matches(USES) && line.value !== line.defaultValue)) load();
["keydown", "input"].forEach((name) => document.addEventListener(name, (event) => { if (event.target.matches(USES)) load(); }));
document.addEventListener("focusin", (event) => { if (event.target.closest("dialog")?.querySelector(USES)) load(); });

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 422) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
