/* Follows the timer: a move in another window or on another device shows here within two seconds, and time without a
   sign of life is asked about. The server's word counts; nothing here decides what is logged. */

import { setClock, tick } from "./clock.js";

const SOON = 1500, RARELY = 20_000, WHILE_AT_WORK = 5 * 60_000, HEARTBEAT = 30_000;
const LAST = "careminutes-active";
const place = () => document.querySelector("[data-timer]");
const channel = "BroadcastChannel" in window ? new BroadcastChannel("careminutes-timer") : null;
let active = Date.now();
let told = 0;

const token = () => place().querySelector("[name=csrfmiddlewaretoken]")?.value ?? JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
const isRunning = () => place().dataset.key !== "" && !("paused" in place().dataset);
const prompt = () => document.querySelector("[data-idle]");
const isAsking = () => prompt() !== null && !prompt().hidden;

function announce(words) {
  const line = document.querySelector("[data-announce]");
  if (line) line.textContent = words;
}

/* A timer that was answered for, or touched elsewhere, was seen then. */
function seenElsewhere(secondsAgo) {
  if (!isAsking()) active = Math.max(active, Date.now() - secondsAgo * 1000);
}

/* What the server says; nothing while there is no network, nobody is signed in or somebody else answers. */
async function heard(address, kind, read) {
  try {
    const answer = await fetch(address, { headers: { Accept: kind } });
    return answer.ok && !answer.redirected ? await read(answer) : null;
  } catch {
    return null;
  }
}

async function swap(key) {
  const address = `${place().dataset.pillUrl}?next=${encodeURIComponent(place().dataset.here)}`;
  const said = await heard(address, "text/html", (answer) => answer.text());
  const fresh = said && new DOMParser().parseFromString(said, "text/html").querySelector("[data-timer]");
  if (!fresh) return;
  if ("hidesPill" in place().dataset) {
    if (fresh.dataset.key.split("-")[0] !== place().dataset.key.split("-")[0] || key === "") return location.reload();
    fresh.querySelector(".timer")?.remove();
    fresh.dataset.hidesPill = "";
  }
  const wasFocused = place().contains(document.activeElement);
  place().replaceWith(fresh);
  active = Date.now() - Number(fresh.dataset.unseen || 0) * 1000;
  if (wasFocused) fresh.querySelector("a, button")?.focus();
  document.querySelectorAll("main [data-clock]").forEach((clock) => {
    setClock(clock, Number(fresh.dataset.elapsed));
    clock.toggleAttribute("data-paused", "paused" in fresh.dataset);
  });
  tick();
  dispatchEvent(new CustomEvent("careminutes:timer"));
  announce(key === "" ? "The timer was stopped in another window." : "The timer was changed in another window.");
}

async function follow() {
  if (!place() || !navigator.onLine) return;
  const state = await heard(place().dataset.stateUrl, "application/json", (answer) => answer.json());
  if (state === null) return;
  if (state.key !== place().dataset.key) return swap(state.key);
  if (state.key === "") return;
  seenElsewhere(state.unseen);
  document.querySelectorAll("[data-clock][data-initials]").forEach((clock) => setClock(clock, state.elapsed));
}

function wait() {
  const pace = document.hidden ? RARELY : Date.now() - active < WHILE_AT_WORK ? SOON : RARELY;
  setTimeout(async () => {
    if (!document.hidden) await follow();
    wait();
  }, pace);
}

async function tellServer() {
  if (!isRunning() || Date.now() - told < HEARTBEAT) return;
  told = Date.now();
  try {
    await fetch(place().dataset.seenUrl, { method: "POST", headers: { "X-CSRFToken": token() } });
  } catch { /* no network: the next sign of life tells */ }
}

function isAlive() {
  if (isAsking() || Date.now() - active < 1000) return;
  ask();
  if (isAsking()) return;
  active = Date.now();
  localStorage.setItem(LAST, String(active));
  channel?.postMessage({ active });
  tellServer();
}

function inWords(seconds) {
  const minutes = Math.floor(seconds / 60);
  return minutes ? `${minutes} min` : `${seconds} s`;
}

function ask() {
  if (!place() || !isRunning() || !prompt()) return;
  const idle = Math.floor((Date.now() - active) / 1000);
  if (idle < Number(place().dataset.idleLimit)) return;
  prompt().querySelector("[data-idle-words]").textContent = inWords(idle);
  prompt().querySelector("[data-idle-seconds]").value = idle;
  if (!isAsking()) {
    prompt().hidden = false;
    announce(`The timer has seen no sign of life for ${inWords(idle)}. Was it work?`);
    tick();
  }
}

function begin() {
  const stored = Number(localStorage.getItem(LAST) || 0);
  const unseen = Number(place().dataset.unseen || 0) * 1000;
  if (isRunning()) active = Math.min(Date.now(), Math.max(stored, Date.now() - unseen));
  for (const kind of ["pointerdown", "pointermove", "keydown", "scroll", "touchstart"]) {
    addEventListener(kind, isAlive, { passive: true, capture: true });
  }
  document.addEventListener("submit", (event) => {
    if (!("movesTimer" in event.target.dataset)) return;
    ask();
    localStorage.setItem(LAST, String(Date.now()));
    setTimeout(() => channel?.postMessage({ moved: true }), 300);
  });
  channel?.addEventListener("message", ({ data }) => {
    if (data.active && !isAsking()) active = Math.max(active, data.active);
    if (data.moved || data.arrived !== undefined && data.arrived !== place().dataset.key) follow();
  });
  channel?.postMessage({ arrived: place().dataset.key });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { ask(); follow(); } });
  addEventListener("pageshow", (event) => { if (event.persisted) follow(); });
  setInterval(ask, 1000);
  ask();
  wait();
}

if (place()) begin();
