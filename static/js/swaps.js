/* htmx comes only to pages that use it; a refused form (422) is shown like any other answer. */

const loader = document.querySelector("script[data-htmx]");

if (document.querySelector("[hx-get], [hx-post], [data-hx-get], [data-hx-post]")) {
  const script = document.createElement("script");
  script.src = loader.dataset.htmx;
  document.head.append(script);
}


document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 422) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
