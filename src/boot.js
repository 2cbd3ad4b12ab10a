// Starts the page, alone or in a frame of another one; in a page of somebody else it only offers
// what embed.js needs. Shows a sentence where the page cannot go on.
import { load, mount, outward, set, unmount, widgets } from "./host.js";

// Names of the files and version of the rules, filled in by the build; as trunk serves the page,
// files have plain names.
const { wasm, style, version, hash, roster } =
  typeof SHIPPED === "object" ? SHIPPED : { wasm: "page_bg.wasm" };

const script = document.currentScript;
const here = script ? script.src : import.meta.url;
const base = here.slice(0, here.lastIndexOf("/") + 1);

// Tells the page around a framed one; without a host there is nobody to tell.
let tell = () => {};
const height = () => ({ height: Math.ceil(document.body.getBoundingClientRect().height) });

const fail = () => {
  document.getElementById(window.WebAssembly ? "failure" : "old").hidden = false;
  const loading = document.getElementById("loading");
  if (loading) loading.remove();
  // A host shows what has a height.
  tell("resize", height());
};
// A fault in the program traps without a word; nothing goes on after it.
const trap = (act) => {
  const hear = (error) => window.WebAssembly && error instanceof WebAssembly.RuntimeError && act(error);
  addEventListener("error", ({ error }) => hear(error));
  addEventListener("unhandledrejection", ({ reason }) => hear(reason));
};

// What a host page and a framed page say to each other.
const framed = (query) => {
  let host = query.get("host");
  if (!host || parent === window) return { report: tell, hear: tell };
  // A file, or a frame without an origin of its own, cannot be named.
  if (host === "null") host = "*";
  document.documentElement.dataset.embed = "";
  tell = (type, detail) =>
    parent.postMessage(Object.assign({ skillSubsidy: 1, type }, detail), host);
  const hear = (act) => {
    addEventListener("message", ({ source, origin, data }) => {
      const own = source === parent && (host === "*" || origin === host);
      if (own && data && data.skillSubsidy === 1 && data.type === "options") act(data.options);
    });
    if (window.ResizeObserver) {
      new ResizeObserver(() => tell("resize", height())).observe(document.body);
    } else {
      setInterval(() => tell("resize", height()), 250);
    }
    addEventListener("focusin", ({ target }) => {
      tell("scroll", { top: Math.floor(target.getBoundingClientRect().top + scrollY) });
    });
  };
  // Ready is what has been drawn, and that is when the widget tells of itself first.
  let drawn = false;
  const report = (type, detail) => {
    if (!drawn) tell("ready", Object.assign({ version, hash }, height()));
    drawn = true;
    tell(type, detail);
  };
  return { report, hear };
};

// The view for many people is a script of its own, fetched when somebody asks for it.
let fetching;
const openRoster = async (element, text) => {
  fetching =
    fetching ||
    new Promise((resolve, reject) => {
      const added = document.createElement("script");
      added.crossOrigin = "anonymous";
      added.onload = resolve;
      added.onerror = reject;
      added.src = base + roster;
      document.documentElement.appendChild(added);
    });
  const old = element.parentNode.querySelector("[data-missing]");
  if (old) old.remove();
  try {
    await fetching;
    if (element.isConnected) window.skillSubsidyRoster(element, text, base);
  } catch (missing) {
    fetching = undefined;
    const said = document.createElement("p");
    said.dataset.missing = "";
    said.className = "ss";
    said.setAttribute("role", "alert");
    said.textContent = /zh/.test(text) ? "批量测算没有取到，请检查网络后再试。" : "The roster view could not be loaded.";
    element.after(said);
  }
};

const page = async () => {
  const query = new URLSearchParams(location.search);
  if (parent !== window) document.addEventListener("click", outward);
  const { report, hear } = framed(query);
  await load({ wasm: new URL(wasm, base), base });
  const options = { page: true, roster: openRoster };
  for (const name of ["embed", "audience", "region", "lock", "lang", "theme", "size", "accent"]) {
    if (query.has(name)) options[name] = query.get(name);
  }
  if (query.has("on-accent")) options.onAccent = query.get("on-accent");
  if (query.has("share") && query.has("host")) options.share = true;
  const widget = mount(document.getElementById("app"), options, report);
  hear((changes) => set(widget, changes));
  if (!options.embed && script) offline(widget, options);
};

// Keeps the page for use without a network; a newer version is offered, never forced.
const offline = (widget, options) => {
  const workers = navigator.serviceWorker;
  if (!workers || !isSecureContext) return;
  // Only who asked for the new version is taken to it; other tabs stay as they are.
  let asked = false;
  const offer = (waiting) => {
    options.onUpdate = () => {
      asked = true;
      // Another tab may have taken it already.
      if (waiting.state === "installed") waiting.postMessage("take over");
      else location.reload();
    };
    set(widget, { update: true });
  };
  workers.addEventListener("controllerchange", () => asked && location.reload());
  workers
    .register(base + "sw.js")
    .then((registration) => {
      if (registration.waiting && workers.controller) offer(registration.waiting);
      const watch = () => {
        const { installing } = registration;
        if (!installing) return;
        installing.addEventListener("statechange", () => {
          if (installing.state === "installed" && workers.controller) offer(installing);
        });
      };
      registration.addEventListener("updatefound", watch);
      // One may have been found before anybody listened.
      watch();
    })
    .catch(() => {});
};

// Opens a widget in an element behind somebody's shadow root, with its styles, and says its number.
const open = async (place, options, notify) => {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.crossOrigin = "anonymous";
  link.href = base + style;
  const styled = new Promise((resolve, reject) => {
    link.onload = resolve;
    link.onerror = reject;
  });
  place.appendChild(link);
  await Promise.all([styled, load({ wasm: base + wasm, base })]);
  let drawn = false;
  options.roster = openRoster;
  return mount(place.appendChild(document.createElement("div")), options, (type, detail) => {
    if (!drawn) notify("ready", { version, hash, height: place.offsetHeight });
    drawn = true;
    notify(type, detail);
  });
};

if (!script || "page" in script.dataset) {
  trap(fail);
  page().catch(fail);
} else {
  // The page around may have a program of its own. All widgets share this one.
  trap(({ stack }) => {
    if (!stack.includes(base)) return;
    widgets.forEach(({ element, notify }) => {
      element.remove();
      notify("failed");
    });
  });
  window.skillSubsidyWidget = { open, set, unmount };
}
