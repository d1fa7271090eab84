/* Enter after a name finds: a [data-enter] presses the button of that name, not the first of its form. */

document.addEventListener("keydown", (event) => {
  const pressed = event.target.dataset?.enter;
  if (!pressed || event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  event.target.form.elements[pressed].click();
});
