/* On every page of somebody who logs time: keeps the application ready for no network, sends what waits, counts it, and
   lets nobody sign out before it was sent or discarded on purpose. */

import { goesOn, kept, leave, owner, queue, runsHere } from "./offline-store.js";
import { learn, send } from "./offline-sync.js";

const FRESH = 10 * 60_000;
const badge = document.querySelector("[data-unsent]");

async function show() {
  const count = owner() ? (await queue()).length : 0;
  badge.hidden = count === 0;
  badge.querySelector("[data-unsent-count]").textContent = count;
}

/* Whether the timer of this page is another than the one that this device would go on with. */
async function runsElsewise() {
  const { clientId = "", paused } = document.querySelector("[data-timer]")?.dataset ?? {};
  return (paused === undefined ? clientId : "") !== ((await kept("timer"))?.client_id ?? "");
}

async function refresh() {
  const isOld = !owner() || Date.now() - ((await kept("learned")) ?? 0) > FRESH;
  const isOtherTimer = await runsElsewise();
  const isOthers = owner() && badge.dataset.owner !== owner();
  if (isOld || isOthers || isOtherTimer) await learn().catch(() => null);
  if (owner() === badge.dataset.owner && ((await queue()).length || (await runsHere()))) await send();
  await show();
}

async function signOut(event) {
  const form = event.target;
  if (!form.matches("form[action*='/accounts/logout']") || "cleared" in form.dataset) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  delete form.dataset.sent;
  if ((await queue()).length || (await runsHere())) await send();
  if ((await queue()).length || (await runsHere())) return location.assign(`${badge.pathname}#still-signed-in`);
  await leave(badge.dataset.signIn);
  form.dataset.cleared = "";
  form.requestSubmit();
}

if (badge) {
  navigator.serviceWorker?.register(badge.dataset.workerUrl).catch(() => null);
  document.addEventListener("submit", signOut, { capture: true });
  addEventListener("online", refresh);
  addEventListener("careminutes:queue", show);
  addEventListener("careminutes:timer", () => learn().catch(() => null));
  new BroadcastChannel("careminutes-queue").addEventListener("message", show);
  goesOn(badge.dataset.signIn);
  refresh();
}
