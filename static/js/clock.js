/* Ticks every [data-clock] from the seconds the server says have passed; the page's title shows whole minutes and
   initials, never a name. Counting from this page's arrival keeps a wrong clock of the computer out of it. */

const arrived = Date.now();
const title = document.title;

function written(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

function tick() {
  const passed = Math.floor((Date.now() - arrived) / 1000);
  for (const clock of document.querySelectorAll("[data-clock]")) {
    const seconds = Number(clock.dataset.elapsed) + passed;
    clock.textContent = written(seconds);
    if (clock.dataset.initials) {
      document.title = `${Math.floor(seconds / 60)} min ${clock.dataset.initials} · ${title}`;
    }
  }
}

if (document.querySelector("[data-clock]")) {
  tick();
  setInterval(tick, 1000);
  document.addEventListener("visibilitychange", tick);
}
