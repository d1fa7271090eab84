/* Ticks every [data-clock] from the seconds the server says have passed; the page's title and icon show whole minutes
   (the title initials too, never a name). Counting from an element's arrival keeps a wrong clock of the computer out. */

const arrived = new WeakMap();
const title = document.title;
const icon = document.querySelector("link[rel=icon]");
const plainIcon = icon?.href;
let shown = "";

export function written(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/* Set a clock right: `elapsed` seconds have passed by now. */
export function setClock(clock, elapsed) {
  clock.dataset.elapsed = elapsed;
  arrived.set(clock, Date.now());
}

function secondsOf(clock) {
  if (!arrived.has(clock)) arrived.set(clock, Date.now());
  const passed = "paused" in clock.dataset ? 0 : Math.floor((Date.now() - arrived.get(clock)) / 1000);
  return Number(clock.dataset.elapsed) + Math.max(0, passed);
}

function drawn(minutes, isPaused) {
  const text = minutes > 99 ? "99+" : String(minutes);
  const size = text.length > 2 ? 13 : 18;
  const ground = isPaused ? "#7d4b00" : "#164a85";
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="${ground}"/><text x="16" y="${16 + size * 0.36}" font-family="sans-serif" font-size="${size}" font-weight="700" text-anchor="middle" fill="#fff">${text}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

function showOutside(clock, seconds) {
  const minutes = Math.floor(seconds / 60);
  const isPaused = clock && "paused" in clock.dataset;
  const asks = clock && document.querySelector("[data-idle]:not([hidden])");
  const next = clock ? `${asks ? "? " : ""}${isPaused ? "Paused " : ""}${minutes} min ${clock.dataset.initials} · ${title}` : title;
  if (next === shown) return;
  shown = document.title = next;
  if (icon) icon.href = clock ? drawn(minutes, isPaused) : plainIcon;
}

export function tick() {
  let first = null;
  for (const clock of document.querySelectorAll("[data-clock]")) {
    const seconds = secondsOf(clock);
    clock.textContent = written(seconds);
    if (!first && clock.dataset.initials) first = [clock, seconds];
  }
  showOutside(first?.[0], first?.[1] ?? 0);
}

tick();
setInterval(tick, 1000);
document.addEventListener("visibilitychange", tick);
