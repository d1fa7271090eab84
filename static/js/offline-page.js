/* The page for no network: start, stop and log; what waits, and what a person has to decide. */

import { written } from "./clock.js";
import { begin, counted } from "./offline-clock.js";
import { forget, keep, kept, log, owner, queue } from "./offline-store.js";
import { send } from "./offline-sync.js";

const page = document.querySelector("[data-offline-page]");
const $ = (what, where = page) => where.querySelector(what);
const OTHER = "other";
let timer = null;
let drawn = "";
let shownTo = null;

const local = (milliseconds) => {
  const at = new Date(milliseconds);
  return new Date(at - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
};
const skew = async () => (await kept("skew")) ?? 0;

/* What stands on this page is of whom it was shown to: once that is somebody else, or nobody, it begins anew. */
function isOthers() {
  if (owner() === shownTo) return false;
  location.reload();
  return true;
}

function say(words) { $("[data-standing]").textContent = words; }

/* What somebody chose meanwhile stays chosen; a patient who is gone from the list is never swapped for another. */
async function fillPatients(where) {
  const patients = (await kept("patients")) ?? [];
  for (const list of where.querySelectorAll("[data-patients]")) {
    const was = list.value;
    list.replaceChildren(new Option("Choose", ""), ...patients.map((each) => new Option(each.label, each.id)), new Option("Somebody else…", OTHER));
    if (was) list.value = patients.some((each) => String(each.id) === was) ? was : OTHER;
  }
}

async function chosen(form) {
  const value = form.elements.patient.value;
  const patients = (await kept("patients")) ?? [];
  const known = patients.find((each) => String(each.id) === value);
  const hint = form.elements.hint?.value.trim() ?? "";
  return known ? { patient: known.id, label: known.label, hint } : { patient: null, label: hint || "Somebody else", hint };
}

async function draw() {
  timer = await kept("timer");
  $("[data-running]").hidden = !timer;
  $("[data-start]").hidden = Boolean(timer);
  if (timer) {
    $("[data-running-label]").textContent = timer.label;
    await tick();
  }
  await drawQueue();
}

async function tick() {
  if (!timer || isOthers()) return;
  timer = counted(timer);
  $("[data-offline-clock]").textContent = written(Math.floor(timer.counted / 1000));
  await keep("timer", timer);
}

async function start(event) {
  event.preventDefault();
  if (isOthers()) return;
  const whom = await chosen(event.target);
  await keep("timer", { ...begin(await skew()), ...whom, client_id: crypto.randomUUID(), activity: "progress_tracking", counterpart: "", channel: "", note: "" });
  await draw();
  $("[data-stop]").focus();
}

async function stop() {
  if (isOthers()) return;
  await tick();
  const ended = timer.begun + Math.max(1000, Math.floor(timer.counted / 1000) * 1000);
  const { client_id, patient, label, hint = "", activity, counterpart, channel } = timer;
  await log({
    kind: "entry", client_id, patient, label, hint, activity, counterpart, channel, note: timer.note ?? "", revision: 1,
    started_at: new Date(Math.floor(timer.begun / 1000) * 1000).toISOString(),
    ended_at: new Date(Math.floor(ended / 1000) * 1000).toISOString(),
    stops_timer: Boolean(timer.isServers), is_doubtful: false,
    asks: patient === null ? "whom" : timer.isDoubtful ? "length" : "",
  });
  await keep("timer", null);
  await draw();
  await sendNow();
}

async function keepEntry(event) {
  event.preventDefault();
  if (isOthers()) return;
  const form = event.target, said = form.elements, whom = await chosen(form);
  await log({
    kind: "entry", client_id: crypto.randomUUID(), ...whom, activity: said.activity.value, counterpart: said.counterpart.value,
    channel: said.channel.value, note: said.note.value, performed_on: said.performed_on.value,
    seconds: Math.round(Number(said.minutes.value) * 60), revision: 1, is_doubtful: false, asks: whom.patient === null ? "whom" : "",
  });
  said.minutes.value = said.note.value = "";
  await draw();
  say("Kept on this device.");
  await sendNow();
}

const ASKS = {
  whom: "Choose the patient, once there is a network.",
  length: "The device slept, or its clock was set, while this ran. Is the length right?",
};

function stateOf(item) {
  if (item.problems?.length) return item.problems.map((each) => each.message).join(" ");
  return ASKS[item.asks] ?? "Waits for a network.";
}

function secondsOf(item) {
  return item.started_at ? (Date.parse(item.ended_at) - Date.parse(item.started_at)) / 1000 : item.seconds;
}

/* As the other pages write it: 4 Mar 2026, 14:05. */
function whenOf(item) {
  const date = { dateStyle: "medium" };
  if (item.started_at) return new Date(item.started_at).toLocaleString("en-GB", { ...date, timeStyle: "short" });
  return new Date(`${item.performed_on}T12:00`).toLocaleDateString("en-GB", date);
}

function rowOf(item) {
  const row = document.getElementById("item").content.firstElementChild.cloneNode(true);
  const form = $("[data-correct]", row), isDecided = !item.problems?.length && !item.asks;
  $("[data-what]", row).textContent = `${written(secondsOf(item))} · ${item.label}`;
  $("[data-when]", row).textContent = whenOf(item);
  const state = $("[data-state]", row);
  state.textContent = stateOf(item);
  state.classList.toggle("is-refused", !isDecided);
  const codes = (item.problems ?? []).map((each) => each.code);
  for (const name of ["activity", "counterpart", "channel", "note"]) form.elements[name].value = item[name] ?? "";
  form.elements.minutes.value = Math.round(secondsOf(item) / 0.6) / 100;
  if (item.started_at) form.elements.started_at.value = local(Date.parse(item.started_at));
  $("[data-start-field]", form).hidden = !item.started_at || item.stops_timer;
  $("[data-choose]", form).hidden = $("[data-find]", form).hidden = item.asks !== "whom" && !codes.some((code) => code.startsWith("patient_"));
  $("[data-reason-field]", form).hidden = !codes.includes("period_closed") && !item.reason;
  form.elements.find.value = item.hint ?? "";
  form.elements.find.addEventListener("change", () => find(form));
  form.addEventListener("submit", (event) => correct(event, item));
  $("[data-discard]", form).addEventListener("click", () => discard(item));
  for (const part of form.querySelectorAll(".field, .fields")) if (isDecided) part.hidden = true;
  form.querySelector("button").hidden = isDecided;
  return row;
}

/* A row in which somebody is at work is left alone as long as it says what is kept. */
async function drawQueue() {
  const items = await queue();
  const now = JSON.stringify(items);
  if (now === drawn && $("[data-queue]").contains(document.activeElement)) return;
  drawn = now;
  $("[data-count]").textContent = items.length ? String(items.length) : "nothing";
  $("[data-queue]").replaceChildren(...items.map(rowOf));
  await fillPatients($("[data-queue]"));
  for (const form of page.querySelectorAll("[data-correct]")) if (form.elements.find.value && !$("[data-find]", form).hidden) find(form);
}

/* With a network, anybody of the practice can be chosen; the names are shown and not kept. */
async function find(form) {
  try {
    const answer = await fetch(`/api/patients/?q=${encodeURIComponent(form.elements.find.value)}`);
    if (!answer.ok) return;
    const { results } = await answer.json();
    form.elements.patient.prepend(...results.map((each) => new Option(`${each.last_name}, ${each.first_name} · born ${each.born_on}`, each.id)));
    form.elements.patient.selectedIndex = 0;
  } catch { /* no network: the list on the device is there */ }
}

async function correct(event, item) {
  event.preventDefault();
  if (isOthers()) return;
  const said = event.target.elements;
  const fixed = { ...item, revision: item.revision + 1, problems: [], asks: "" };
  for (const name of ["activity", "counterpart", "channel", "note", "reason"]) fixed[name] = said[name].value;
  if (!$("[data-choose]", event.target).hidden && said.patient.value && said.patient.value !== OTHER) fixed.patient = Number(said.patient.value);
  const isSameLength = Number(said.minutes.value) === Math.round(secondsOf(item) / 0.6) / 100;
  const seconds = isSameLength ? secondsOf(item) : Math.max(1, Math.round(Number(said.minutes.value) * 60));
  if (item.started_at) {
    const isSameStart = item.stops_timer || said.started_at.value === local(Date.parse(item.started_at));
    const begun = isSameStart ? Date.parse(item.started_at) : Date.parse(said.started_at.value);
    fixed.started_at = new Date(begun).toISOString();
    fixed.ended_at = new Date(begun + seconds * 1000).toISOString();
  } else fixed.seconds = seconds;
  if (fixed.patient === null) return say("Choose the patient first.");
  await log(fixed);
  await sendNow();
}

/* What may have arrived already is not thrown away unseen. */
async function discard(item) {
  const now = (await queue()).find((each) => each.client_id === item.client_id);
  if (now?.attempted && !navigator.onLine) return say("It may have arrived already. Connect first, then discard it.");
  if (now?.attempted) await sendNow();
  const still = (await queue()).find((each) => each.client_id === item.client_id);
  if (still && confirm(`Discard ${written(secondsOf(still))} for ${still.label}? It is not logged anywhere.`)) await forget(still.client_id);
  await drawQueue();
}

async function sendNow() {
  const had = (await queue()).length;
  const outcome = await send();
  if (isOthers()) return;
  await draw();
  await fillPatients(page);
  const left = (await queue()).length;
  if (outcome === "no network") say("No network. What you log here stays on this device and is sent once there is one.");
  else if (outcome === "signed out") say("You are signed out. Sign in, and what waits here is sent.");
  else if (left) say(`${left} of ${had} need a decision of yours.`);
  else say(had ? "Everything is sent." : "There is a network. Nothing waits here.");
}

async function arrive() {
  if (!owner()) await send();
  shownTo = owner();
  $("[data-nobody]").hidden = Boolean(owner());
  $("[data-somebody]").hidden = !owner();
  if (!owner()) return;
  $("#log-day").value = local(Date.now() + (await skew())).slice(0, 10);
  await fillPatients(page);
  await draw();
  setInterval(tick, 1000);
  await sendNow();
}

for (const list of page.querySelectorAll("form > .field [data-patients]")) {
  list.addEventListener("change", () => { $("[data-hint-field]", list.form).hidden = list.value !== OTHER; });
}
$("[data-start]").addEventListener("submit", start);
$("[data-log]").addEventListener("submit", keepEntry);
$("[data-stop]").addEventListener("click", stop);
$("[data-send]").addEventListener("click", sendNow);
addEventListener("storage", isOthers);
addEventListener("online", sendNow);
addEventListener("offline", () => say("No network. What you log here stays on this device and is sent once there is one."));
arrive();
