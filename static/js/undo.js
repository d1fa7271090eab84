// data-undo="10" on a form: counts the seconds down in [data-undo-left] and takes the form away when they are over.
// The server's clock decides; this only stops offering what it would refuse.

for (const form of document.querySelectorAll("form[data-undo]")) {
  const left = form.querySelector("[data-undo-left]");
  const until = performance.now() + Number(form.dataset.undo) * 1000;
  const tick = () => {
    const seconds = Math.ceil((until - performance.now()) / 1000);
    if (seconds <= 0) {
      if (!form.contains(document.activeElement)) form.remove();
      else form.querySelector("button").disabled = true;
      return;
    }
    if (left) left.textContent = ` (${seconds})`;
    setTimeout(tick, 250);
  };
  tick();
}
