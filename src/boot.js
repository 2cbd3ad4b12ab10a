// Starts the page, alone or in a frame of another one; in a page of somebody else it only offers
// what embed.js needs. Shows a sentence where the page cannot go on.
import { linked, load, mount, outward, say, set, unmount, unsay, widgets } from "./host.js";

// Names of the files and version of the rules, filled in by the build; as trunk serves the page,
// files have plain names.
const { wasm, rules, style, version, hash, roster, more } =
  typeof SHIPPED === "object" ? SHIPPED : { wasm: "page_bg.wasm", rules: "rules.bin" };

// In a page of somebody else, elements with a name may stand in place of what the document has under
// that name: whatever counts is asked of its class.
const script = Reflect.get(Document.prototype, "currentScript", document);
const here = script ? script.src : import.meta.url;
const base = here.slice(0, here.lastIndexOf("/") + 1);

// Tells the page around a framed one; without a host there is nobody to tell.
let tell = () => {};
const height = () => ({ height: Math.ceil(document.body.getBoundingClientRect().height) });

const fail = () => {
  document.getElementById(typeof WebAssembly === "object" ? "failure" : "old").hidden = false;
  // What stands there and does not answer would only keep people waiting.
  const app = document.querySelector("[data-early]");
  if (app) app.remove();
  // A host shows what has a height.
  tell("resize", height());
};
// A fault in the program traps without a word; nothing goes on after it.
const trap = (act) => {
  const known = typeof WebAssembly === "object";
  const hear = (error) => known && error instanceof WebAssembly.RuntimeError && act(error);
  addEventListener("error", ({ error }) => hear(error));
  addEventListener("unhandledrejection", ({ reason }) => hear(reason));
};

// The origin of the page around this one, as it has named itself: browsers let nobody else hear
// what is said to it. "null" is a page that has none, a file say; "" is nobody.
const around = (query) => {
  const named = (parent !== window && query.get("host")) || "";
  const nameless = (origin) => /^(null$|file:)/.test(origin);
  const outer = (location.ancestorOrigins || [])[0];
  // Whoever has an origin is to say it.
  if (nameless(named)) return outer && !nameless(outer) ? "" : "null";
  return /^[\w.+-]+:\/\/[^/]+$/.test(named) ? named : "";
};

// What a host page and a framed page say to each other.
const framed = (host) => {
  if (!host) return { report: tell, hear: tell };
  const anybody = host === "null";
  document.documentElement.dataset.embed = "";
  tell = (type, detail) =>
    parent.postMessage(Object.assign({ skillSubsidy: 1, type }, detail), anybody ? "*" : host);
  const hear = (act) => {
    addEventListener("message", ({ source, origin, data }) => {
      if (source !== parent || (origin !== host && !anybody)) return;
      if (data && data.skillSubsidy === 1 && data.type === "options" && data.options) act(data.options);
    });
    if (typeof ResizeObserver === "function") {
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

// Views of their own are scripts, each fetched when somebody asks for it.
const fetching = {};
const fetchView = (name) => {
  fetching[name] =
    fetching[name] ||
    new Promise((resolve, reject) => {
      const added = document.createElement("script");
      added.crossOrigin = "anonymous";
      added.onload = resolve;
      added.onerror = reject;
      added.src = base + name;
      document.documentElement.appendChild(added);
    });
  // What has failed may be tried again.
  fetching[name].catch(() => delete fetching[name]);
  return fetching[name];
};
const openRoster = async (element, start, carrier) => {
  say(element, "正在打开批量测算……", "Opening the roster view …");
  try {
    await fetchView(roster);
    await window.skillSubsidyRoster(element, start, carrier, { base });
    unsay(element);
  } catch (missing) {
    say(element, "批量测算没有取到，请检查网络后再试。", "The roster view could not be loaded.");
  }
};
const openMore = async (element, start, carrier) => {
  unsay(element);
  try {
    await fetchView(more);
    await window.skillSubsidyMore(element, start, carrier, { base });
  } catch (missing) {
    say(element, "没有取到，请检查网络后再试。", "This could not be loaded.");
  }
};

// The screen that was drawn ahead is for whoever comes anew, alone, in Chinese.
const early = (query) => {
  let begun = linked();
  try {
    begun = begun || Object.keys(sessionStorage).some((key) => key.startsWith("skill-subsidy"));
  } catch (refused) {
    // Then nothing is kept either.
  }
  return !begun && !["audience", "region", "lang"].some((name) => query.has(name));
};

// What was drawn ahead is to be seen before the program is fetched and keeps the browser busy. A page
// that nobody looks at is never painted.
const seen = () =>
  new Promise((resolve) => {
    setTimeout(resolve, document.hidden ? 0 : 500);
    const { supportedEntryTypes: kinds = [] } = window.PerformanceObserver || {};
    if (kinds.includes("paint")) {
      new PerformanceObserver(resolve).observe({ type: "paint", buffered: true });
    } else {
      requestAnimationFrame(() => setTimeout(resolve));
    }
  });

const page = async () => {
  const query = new URLSearchParams(location.search);
  const app = document.getElementById("app");
  const ahead = early(query);
  if (!ahead) app.querySelector(".ss").remove();
  if (parent !== window) {
    document.documentElement.dataset.framed = "";
    document.addEventListener("click", outward);
  }
  const host = around(query);
  const { report, hear } = framed(host);
  if (ahead) await seen();
  await load({ wasm: base + wasm, rules: base + rules, base });
  const options = { page: true, host, roster: openRoster, more: openMore };
  for (const name of ["embed", "audience", "region", "lock", "lang", "theme", "size", "accent"]) {
    if (query.has(name)) options[name] = query.get(name);
  }
  if (query.has("on-accent")) options.onAccent = query.get("on-accent");
  if (query.has("share") && host) options.share = true;
  const widget = mount(app, options, report);
  hear((changes) => set(widget, changes));
  try {
    if (!options.embed && script) offline(widget, options);
  } catch (refused) {
    // In a sandbox there is nothing of the kind; the page goes on without.
  }
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
    .catch((error) => console.warn("Nothing is kept for use without a network: " + error));
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
  await Promise.all([styled, load({ wasm: base + wasm, rules: base + rules, base })]);
  let drawn = false;
  options.roster = openRoster;
  options.more = openMore;
  return mount(place.appendChild(document.createElement("div")), options, (type, detail) => {
    if (!drawn) notify("ready", { version, hash, height: place.offsetHeight });
    drawn = true;
    notify(type, detail);
  });
};

if (!script || script.hasAttribute("data-page")) {
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
