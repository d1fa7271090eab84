/* Keeps this application's own files and the page for no network. Pages, answers and anything of a patient are never
   kept here: every request but for these files goes to the network. */

const KEPT = {{ kept|safe }};
const PAGE = "{{ page }}";
const CACHE = "careminutes-{{ version }}";

addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(KEPT)).then(() => skipWaiting()));
});

async function forgetOldOnes() {
  for (const name of await caches.keys()) {
    if (name.startsWith("careminutes-") && name !== CACHE) await caches.delete(name);
  }
  await clients.claim();
}

addEventListener("activate", (event) => event.waitUntil(forgetOldOnes()));

async function fromNetworkOrPage(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(PAGE)) ?? Response.error();
  }
}

async function fromCacheOrNetwork(request) {
  return (await caches.match(request)) ?? fetch(request);
}

addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(fromNetworkOrPage(event.request));
  else if (KEPT.includes(address.pathname) && address.pathname !== PAGE) event.respondWith(fromCacheOrNetwork(event.request));
});
