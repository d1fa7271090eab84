/* What this device keeps for a time without a network: one store for each person and practice, named by a key that says
   nothing about either. Nobody sees the store of another; it is deleted when its owner signs out. */

const OWNER = "careminutes-owner", LEFT = "careminutes-left", LEFT_AT = "careminutes-left-at", SEEN = "careminutes-seen";
const LEAVING = 10_000, SEEN_AT_MOST = 8;

export const owner = () => localStorage.getItem(OWNER);
/* The sign-ins that were ended on this device last, in whichever window. */
export const left = () => localStorage.getItem(LEFT);
const hasLeft = (signIn) => (left() ?? "").split(" ").includes(signIn);

/* A new password is a new sign-in, of which the other windows know nothing: all that were seen since the last end. */
const seen = () => (localStorage.getItem(SEEN) ?? "").split(" ").filter(Boolean);
function see(signIn) {
  localStorage.setItem(SEEN, [...seen().filter((each) => each !== signIn), signIn].slice(-SEEN_AT_MOST).join(" "));
}

function opened(key) {
  return new Promise((done, fail) => {
    const request = indexedDB.open(`careminutes-${key}`, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("kept");
      request.result.createObjectStore("queue", { keyPath: "client_id" });
    };
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
}

async function work(store, mode, act) {
  const key = owner();
  if (!key) return undefined;
  const db = await opened(key);
  try {
    return await new Promise((done, fail) => {
      const transaction = db.transaction(store, mode, mode === "readwrite" ? { durability: "strict" } : undefined);
      const request = act(transaction.objectStore(store));
      transaction.oncomplete = () => done(request?.result);
      transaction.onerror = transaction.onabort = () => fail(transaction.error);
    });
  } finally {
    db.close();
  }
}

export const kept = (name) => work("kept", "readonly", (store) => store.get(name));
export const keep = (name, value) => work("kept", "readwrite", (store) => store.put(value, name));
export const queue = async () => (await work("queue", "readonly", (store) => store.getAll())) ?? [];
export const put = (item) => work("queue", "readwrite", (store) => store.put(item));
export const remove = (id) => work("queue", "readwrite", (store) => store.delete(id));

function changed() {
  dispatchEvent(new CustomEvent("careminutes:queue"));
  new BroadcastChannel("careminutes-queue").postMessage("changed");
}

export async function log(item) { await put(item); changed(); }
export async function forget(id) { await remove(id); changed(); }

/* Somebody signed in: from now on theirs is the store. Of whoever was here before only what is not sent stays, unseen.
   An answer brings nobody back when the sign-in that got it has ended, or one ended while it was on its way. */
export async function belongTo(key, { signIn, leftBefore }) {
  const isOver = () => left() !== leftBefore || hasLeft(signIn);
  if (isOver()) return;
  see(signIn);
  const before = owner();
  if (before && before !== key) await forgetPatients();
  if (!isOver()) localStorage.setItem(OWNER, key);
}

/* A timer that was begun here and of which the server does not know yet. */
export async function runsHere() {
  const timer = await kept("timer");
  return Boolean(timer && !timer.isServers);
}

async function forgetPatients() {
  await work("kept", "readwrite", (store) => store.delete("patients"));
  if ((await queue()).length === 0 && !(await runsHere())) await clear();
}

/* Take only an item that still says what was sent: it may have been corrected while the answer was on its way. */
export function settle(sent, act) {
  return work("queue", "readwrite", (store) => {
    const request = store.get(sent.client_id);
    request.onsuccess = () => {
      if (request.result && request.result.revision === sent.revision) act(store, request.result);
    };
    return request;
  }).then(changed);
}

/* Somebody signs out here: an answer that is still on its way, to whichever window, brings nothing back. */
export function leave(signIn) {
  localStorage.setItem(LEFT_AT, Date.now());
  see(signIn);
  localStorage.setItem(LEFT, seen().join(" "));
  localStorage.removeItem(SEEN);
  return clear();
}

/* A page of that sign-in which was asked for well after shows that it goes on: signing out never reached the server. */
export function goesOn(signIn) {
  const isLater = performance.timeOrigin > Number(localStorage.getItem(LEFT_AT)) + LEAVING;
  if (hasLeft(signIn) && isLater) localStorage.removeItem(LEFT);
  see(signIn);
}

function clear() {
  const key = owner();
  localStorage.removeItem(OWNER);
  if (!key) return Promise.resolve();
  return new Promise((done) => {
    const request = indexedDB.deleteDatabase(`careminutes-${key}`);
    request.onsuccess = request.onerror = request.onblocked = () => done();
  });
}
