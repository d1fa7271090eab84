/* Sends what waits on this device. Each item has an id of its own, so that sending it again changes nothing; what is
   refused stays here with the reason until a person decides. */

import { belongTo, keep, kept, left, owner, queue, settle } from "./offline-store.js";
import { skewOf } from "./offline-clock.js";

const AT_ONCE = 50;
const addresses = () => document.querySelector("[data-sync-url]").dataset;

/* Learn who is signed in, what the server's clock says, and whom this person may want to log for. */
export async function learn() {
  const sentAt = Date.now(), leftBefore = left();
  const answer = await fetch(addresses().stateUrl, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) return null;
  const state = await answer.json();
  await belongTo(state.owner, { signIn: state.sign_in, leftBefore });
  if (owner() !== state.owner) return null;
  await keep("skew", skewOf(state.now, sentAt, Date.now()));
  await keep("patients", state.patients);
  const own = await kept("timer");
  if (!own || own.isServers) await keep("timer", state.timer ? taken(state.timer, state.now) : null);
  await keep("learned", Date.now());
  return state;
}

/* A timer that runs on the server, as it would go on here. */
function taken(timer, serverNow) {
  if (timer.paused) return null;
  const passed = Math.max(0, serverNow - timer.started_at);
  return {
    ...timer, isServers: true, begun: timer.started_at, counted: passed, isDoubtful: false,
    last: { wall: Date.now(), steady: performance.now(), page: performance.timeOrigin },
  };
}

const asSent = (item) => Object.fromEntries(Object.entries(item).filter(([name]) => !LOCAL.has(name)));
const LOCAL = new Set(["label", "hint", "revision", "problems", "asks", "attempted", "counted"]);

async function post(items, token, skew) {
  const body = { owner: owner(), sent_at: new Date(Date.now() + skew).toISOString(), items };
  const answer = await fetch(addresses().syncUrl, {
    method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": token }, body: JSON.stringify(body),
  });
  return answer.ok && !answer.redirected ? (await answer.json()).results : null;
}

async function sendSome(items, token, skew) {
  for (const item of items) await settle(item, (store, now) => store.put({ ...now, attempted: true }));
  const results = await post(items.map(asSent), token, skew);
  if (!results) return false;
  for (const [place, result] of results.entries()) {
    await settle(items[place], (store, now) => {
      if (result.state === "taken") store.delete(now.client_id);
      else store.put({ ...now, problems: result.problems, attempted: false });
    });
  }
  return true;
}

/* A timer begun here goes on at the server, under the same id; if that is refused, it goes on here. */
async function handOver(token, skew) {
  const timer = await kept("timer");
  if (!timer || timer.isServers || timer.patient === null || timer.isDoubtful) return;
  const { client_id, patient, activity, counterpart, channel } = timer;
  const items = [{ kind: "start", client_id, patient, activity, counterpart, channel, started_at: new Date(timer.begun).toISOString() }];
  const results = await post(items, token, skew);
  if (results?.[0].state === "taken" && (await kept("timer"))?.client_id === client_id) await keep("timer", { ...timer, isServers: true });
}

async function sendAll() {
  const state = await learn();
  if (!state) return "signed out";
  const skew = (await kept("skew")) ?? 0;
  await handOver(state.token, skew);
  const ready = (await queue()).filter((item) => !item.asks && !item.problems?.length);
  for (let at = 0; at < ready.length; at += AT_ONCE) {
    if (!(await sendSome(ready.slice(at, at + AT_ONCE), state.token, skew))) return "refused";
  }
  return "sent";
}

/* Send what waits; two windows do not send at the same time. Returns "sent", "signed out", "refused" or "no network". */
export async function send() {
  try {
    return navigator.locks ? await navigator.locks.request("careminutes-send", sendAll) : await sendAll();
  } catch {
    return "no network";
  }
}
