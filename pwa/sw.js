// Keeps one whole version of the site for use without a network.
//
// A version is fetched completely before anything of it is used: if one file fails or is not the
// one that was built, as while a site is being replaced, the whole version is dropped and the one
// before goes on working. A new version takes over when no page of the old one is open any more, or
// when somebody asks for it; never by itself under somebody's hands. The version before is kept
// beside it for pages that are still open.
const VERSION = "__VERSION__";
// Names and integrity values.
const FILES = "__FILES__";
const PREFIX = "skill-subsidy-";
const ORDER = PREFIX + "order";
const OWN = PREFIX + VERSION;

// Versions in the order in which they came, oldest first.
const order = async (change) => {
  const cache = await caches.open(ORDER);
  const kept = await cache.match("order");
  const list = kept ? await kept.json() : [];
  if (change) {
    const changed = change(list);
    await cache.put("order", new Response(JSON.stringify(changed)));
    return changed;
  }
  return list;
};

// Some servers lead from `zibo.html` to `zibo`. What came from there is what was built, as its integrity says;
// but no page may be answered with a response that was led elsewhere.
const direct = async (response) => new Response(await response.blob(), { headers: response.headers });

const fetchWhole = async () => {
  const cache = await caches.open(OWN);
  try {
    // One after the other: nobody waits for it, and the server has people to serve.
    for (const [file, integrity] of FILES) {
      // Past the browser's own cache, which may hold files of another version.
      const response = await fetch(file, { cache: "reload", credentials: "same-origin", integrity });
      if (!response.ok) throw new Error(file + ": " + response.status);
      await cache.put(file, response.redirected ? await direct(response) : response);
    }
  } catch (failed) {
    await caches.delete(OWN);
    throw failed;
  }
};

addEventListener("install", (event) => event.waitUntil(fetchWhole()));

addEventListener("activate", (event) =>
  event.waitUntil(
    (async () => {
      const kept = (await order((list) => [...list.filter((name) => name !== OWN), OWN])).slice(-2);
      for (const name of await caches.keys()) {
        if (name.startsWith(PREFIX) && name !== ORDER && !kept.includes(name)) {
          // One that is being fetched at this moment belongs to the worker that waits.
          const waits = registration.waiting || registration.installing;
          if (!waits) await caches.delete(name);
        }
      }
      await order((list) => list.slice(-2));
    })(),
  ),
);

addEventListener("message", ({ data }) => {
  if (data === "take over") skipWaiting();
});

const scope = new URL(registration.scope);

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== scope.origin) return;
  if (!url.pathname.startsWith(scope.pathname)) return;
  const path = url.pathname.slice(scope.pathname.length);
  const name = /^(index(\.html)?)?$/.test(path) ? "./" : path;
  // Frames are offered no newer version; they are the newest, as far as there is a network.
  const framed = request.mode === "navigate" && url.searchParams.has("embed");
  event.respondWith(framed ? newest(request, name) : answer(request, name));
});

const newest = async (request, name) => {
  // By its address: a navigation as it is would not be followed to where a server leads it.
  const response = await fetch(request.url).catch(() => {});
  if (!response || !response.ok) return answer(request, name);
  return response.redirected ? direct(response) : response;
};

// What a version has under a name, or under the one that a server makes of it.
const kept = async (version, name) => {
  const cache = await caches.open(version);
  for (const one of [name, name + ".html", name + "index.html"]) {
    const found = await cache.match(new URL(one, scope).href);
    if (found) return found;
  }
};

const answer = async (request, name) => {
  const found = await kept(OWN, name);
  if (found) return found;
  // Files of the version before, for pages of it that are still open.
  for (const version of (await order()).reverse()) {
    const older = await kept(version, name);
    if (older) return older;
  }
  const response = await fetch(request);
  // Too large to be fetched for everybody; whoever has opened it can do so without a network too.
  if (response.ok && /^(roster|more)-/.test(name)) {
    // There may be no room to keep it; it can be used all the same.
    const own = await caches.open(OWN);
    await own.put(new URL(name, scope).href, response.clone()).catch(() => {});
  }
  return response;
};
