// The browser's side of a widget: what the program asks of it (src/host.rs says what), and what
// whoever carries the widget may ask of the program.
//
// An option is a word: audience, region, lock (audience, region, or both with a comma or as a list),
// lang, theme (auto, light, dark), size (standard, large), share (true or 1: the host is told
// what is answered from then on), accent and onAccent (colours), embed (tells several widgets of one
// document apart), host (the origin of the page around a frame; "null": it has none).
// `more` opens a view over the answers, and `roster` the view for many people, over a widget's element, which
// hears `unmount` when the widget goes.
import init, { mount as begin, set as change, takeRules, unmount as end } from "./page.js";

export const widgets = new Map();
let site = { base: "" };
let ready;

// The bytes of a file of the site.
const fetched = async (url) => {
  const response = await fetch(url);
  if (!response.ok) throw response.status;
  return new Uint8Array(await response.arrayBuffer());
};

// Starts the program once for a document. `wasm`, `rules`: the addresses of its files, or their bytes; both
// are fetched side by side; `base`: where the site is; `read`: gives a promise of a file's bytes, where
// files are not to be fetched.
export const load = ({ wasm, rules, base, read }) => {
  site = { base, read, rules };
  const begun = () =>
    Promise.all([typeof rules === "string" ? fetched(rules) : rules, init({ module_or_path: wasm })]);
  ready = ready || begun().then(([file]) => takeRules(file));
  // What has failed may be tried again.
  ready.catch(() => (ready = undefined));
  return ready;
};

// Only what an identifier can hold goes into the program.
const word = (value) => String(value).replace(/[^\w,-]/g, "");
const words = (list) => word(list).split(",").filter(Boolean);
// What the program is to know of the options. What a widget has been told already is not said again,
// but for locks: somebody may have chosen otherwise since. The page around may have given all objects
// something: these have nothing but what is put into them.
const chosen = (options, told) => {
  const changed = { __proto__: null };
  for (const name of ["lang", "audience", "region", "lock", "share", "update"]) {
    const value = options[name];
    const said = word(value === true ? 1 : value || "");
    if (value === undefined || (said === (told[name] || "") && name !== "lock")) continue;
    told[name] = said;
    changed[name] = name === "lock" ? words(said) : name === "share" || name === "update" ? said === "1" : said;
  }
  return changed;
};

const look = (element, { theme, size, accent, onAccent }) => {
  if (theme) element.dataset.theme = theme;
  if (size) element.dataset.size = size;
  const colour = (name, value) => {
    // An empty one takes back what was set.
    if (value === "" || (value !== undefined && CSS.supports("color", value))) {
      element.style.setProperty("--skill-subsidy-" + name, value);
    }
  };
  colour("accent", accent);
  colour("on-accent", onAccent);
};

// Marks how wide a widget's place is, in the type size that a browser starts from.
const fit = (element) => {
  const em = parseFloat(getComputedStyle(element).fontSize);
  const width = element.offsetWidth / em;
  element.dataset.width = width >= 67.5 ? "wide" : width <= 45 ? "narrow" : "";
};
const fitted = (element) => {
  fit(element);
  if (typeof ResizeObserver !== "function") {
    const act = () => fit(element);
    addEventListener("resize", act);
    return () => removeEventListener("resize", act);
  }
  const observer = new ResizeObserver(() => fit(element));
  observer.observe(element);
  return () => observer.disconnect();
};

const civil = (date) =>
  [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, "0"))
    .join("-");

// Days end while pages stand open, and pages are come back to after days. Timers sleep with the
// computer, so whatever tells that somebody looks again counts as well.
let today;
let midnight;
const watch = () => {
  const now = new Date();
  const day = civil(now);
  if (today && day !== today) widgets.forEach((_, number) => change(number, { __proto__: null, day }));
  today = day;
  clearTimeout(midnight);
  const next = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 0, 0, 1);
  midnight = setTimeout(watch, next - now);
  return day;
};
["focus", "pageshow"].forEach((kind) => addEventListener(kind, watch));
EventTarget.prototype.addEventListener.call(document, "visibilitychange", watch);

// What can be closed that lies over the questions.
const COVER = "[data-uncover] button, #clauses:not([hidden]) button";

// Where the calculator is a guest, links get a window of their own: they would lead out of the
// host's page, or bring a whole page into its frame.
export const outward = ({ target }) => {
  const link = target.closest("a[href*='/']");
  if (!link) return;
  link.target = "_blank";
  link.rel = "noreferrer";
};

// Says something below a widget, in its language. Whoever asked for it looks elsewhere: it comes into view.
export const say = (element, chinese, english) => {
  const said = document.createElement("p");
  const { lang } = element.querySelector(".ss");
  said.className = "ss";
  said.dataset.said = "";
  said.lang = lang;
  said.setAttribute("role", "alert");
  said.textContent = lang === "en" ? english : chinese;
  unsay(element);
  element.after(said);
  said.scrollIntoView();
};
export const unsay = (element) => {
  const said = element.parentNode.querySelector("[data-said]");
  if (said) said.remove();
};

// Sees whether somebody else has changed what was drawn: its words, or at least in how many elements they
// stand. What only the elements know goes over to those that are drawn in their place: which has the
// keyboard, and what is unfolded.
const watchful = (element) => {
  const all = (selector) => [...element.querySelectorAll(".ss " + selector)];
  const state = () => (element.querySelector(".ss") || element).textContent + all("*").length;
  const named = (one, name) => `[${name}="${one.getAttribute(name)}"]`;
  let known;
  return () => {
    const kept = [];
    const touched = known && known !== state();
    // Nothing is known of a drawing that is not done yet.
    known = "";
    if (touched) {
      for (const fold of all("details[open][id]")) kept.push([named(fold, "id"), true]);
      for (const one of all(":focus")) kept.push([named(one, one.id ? "id" : "data-button")]);
    }
    // All of it is drawn in one go.
    Promise.resolve().then(() => {
      for (const [selector, open] of kept) {
        for (const one of all(selector).slice(0, 1)) {
          if (open !== undefined) one.open = open;
          // Unless the keyboard was sent elsewhere.
          else if (!all(":focus")[0]) one.focus();
        }
      }
      known = state();
    });
    return !!touched;
  };
};

// Prints. Many apps that show pages print nothing, and do not say so.
const paper = (element) => {
  const root = document.documentElement;
  let begun;
  const begin = () => (begun = true);
  const end = () => {
    delete root.dataset.printing;
    removeEventListener("beforeprint", begin);
    removeEventListener("afterprint", end);
  };
  addEventListener("beforeprint", begin);
  addEventListener("afterprint", end);
  root.dataset.printing = "";
  if (typeof print === "function") print();
  setTimeout(() => {
    if (begun || !element.isConnected) return;
    end();
    say(
      element,
      "没有出现打印窗口的话，请点菜单，在浏览器里打开本页。",
      "If no print window has appeared, open this page in a browser.",
    );
  }, 1000);
};

// Where a device remembers that large type is wanted; nothing else outlives a page that is closed.
const ELDER = "skill-subsidy-elder";

// The device's own voice for a language. Browsers find their voices only once they are asked.
const voice = (lang) =>
  typeof speechSynthesis === "object" && speechSynthesis.getVoices().find((one) => one.lang.startsWith(lang.slice(0, 2)));
voice("zh");

// What a view of its own asks of the page that it lies over.
const over = (element, { read }) => ({
  read,
  rules: async () => (typeof site.rules === "string" ? fetched(site.rules) : site.rules),
  print: () => paper(element),
  watch: watchful,
  fit: fitted,
  closed: (name = "roster") => {
    const button = element.querySelector("[data-button=" + name + "]");
    if (button) button.focus();
  },
});

// Whether what stands behind # are answers: who asks, where, or what about is the first of every line; others
// put things there too.
export const linked = () => /^#(audience|region|benefit)=/.test(location.hash);

// Puts a widget into an element and says its number. `notify` is called with a type and details:
// progress and complete. A widget that is a page of its own has `page`: its address, title and
// language are the widget's.
export const mount = (element, options, notify) => {
  const { page, embed, host } = options;
  const alone = page && !embed && parent === window;
  // Widgets that a host has set up for other places or people are others, and so are those of other
  // hosts and on other pages, as far as can be seen: a frame does not know on which page it is. A
  // host's name stands last, where nothing else can be mistaken for it. One that has none could be
  // anybody: nothing is kept for it.
  const around = host || (location.ancestorOrigins || [])[0];
  const own = [embed, options.region, options.audience, page ? around : location.pathname];
  const key = "skill-subsidy" + (alone ? "" : ":" + own.join(":"));
  const stored = (line) => {
    try {
      if (host === "null") return "";
      if (line === undefined) return sessionStorage.getItem(key);
      sessionStorage.setItem(key, line);
    } catch (refused) {
      // A browser may keep nothing for a framed page; it goes on without.
    }
  };
  const url = (name) => new URL(name, site.base || document.baseURI);
  const carrier = {
    touched: watchful(element),
    store: (line, shared) => stored(shared ? line + "\n" + shared : line),
    title: (lang, title) => {
      if (!page) return;
      document.documentElement.lang = lang;
      document.title = title;
    },
    link: (line) => (alone ? location.href.split("#")[0] : url("index.html")) + "#" + line,
    copy: (text) => navigator.clipboard.writeText(text).then(() => true),
    read: (path) => (site.read ? site.read(path) : fetched(url(path))),
    progress: (complete, progress) => notify(complete ? "complete" : "progress", progress),
    covered: () => element.hidden || !!element.inert,
    uncover: () => {
      const button = document.querySelector(COVER);
      if (button) button.click();
      return !!button;
    },
    print: () => paper(element),
    remember: (elder) => (elder ? localStorage.setItem(ELDER, "1") : localStorage.removeItem(ELDER)),
    speaks: (lang) => !!voice(lang),
    speak: (lang) => {
      const speaking = speechSynthesis.speaking;
      speechSynthesis.cancel();
      if (speaking) return;
      const words = new SpeechSynthesisUtterance(element.querySelector("main").innerText);
      words.voice = voice(lang);
      words.lang = lang;
      speechSynthesis.speak(words);
    },
    update: () => options.onUpdate(),
    roster: (opening) => options.roster(element, opening, over(element, carrier)),
    more: (view, line, lang, day, english) => {
      const elder = !!element.querySelector(".ss[data-elder]");
      const start = { __proto__: null, view, line, lang, day, english, elder };
      options.more(element, start, over(element, carrier));
    },
    day: (day) => element.dispatchEvent(new CustomEvent("day", { detail: day })),
  };
  const told = { __proto__: null };
  const start = { __proto__: null, alone: !!alone, base: "", line: "", options: chosen(options, told) };
  try {
    start.elder = !!alone && localStorage.getItem(ELDER) === "1";
  } catch (refused) {
    // Then nothing is remembered.
  }
  start.options.day = watch();
  if (page) {
    const on = new URLSearchParams(location.search).get("on");
    if (on !== null) start.on = on;
    if (linked()) {
      start.line = location.hash.slice(1);
      start.linked = true;
      // Taken out of the address, so that a reload shows what was answered since.
      history.replaceState(null, "", location.href.split("#")[0]);
    }
    // Another link, put into the address of this very page.
    addEventListener("hashchange", () => linked() && location.reload());
  } else {
    start.base = site.base;
    element.addEventListener("click", outward);
  }
  look(page ? document.documentElement : element, options);
  if (!start.line) {
    const [line, shared] = (stored() || "").split("\n");
    start.line = line;
    start.shared = words(shared || "");
  }
  // What was ticked in the screen that stood here before the program.
  const early = element.querySelectorAll("input:checked");
  start.ticked = Array.from(early, ({ name, value }) => [name, value]);
  const at = element.contains(document.activeElement) && document.activeElement.id;
  delete element.dataset.early;
  const number = begin(element, carrier, start);
  if (at) {
    requestAnimationFrame(() => {
      const again = document.getElementById(at);
      if (again) again.focus();
    });
  }
  widgets.set(number, { element, page, told, notify, free: fitted(element) });
  return number;
};

export const set = (number, options) => {
  const { element, page, told } = widgets.get(number);
  look(page ? document.documentElement : element, options);
  change(number, chosen(options, told));
};

export const unmount = (number) => {
  const { element, free } = widgets.get(number);
  free();
  // To what lies over it.
  element.dispatchEvent(new Event("unmount"));
  widgets.delete(number);
  end(number);
};

// On paper nothing is folded.
const folds = (which, each) => {
  for (const { element } of widgets.values()) {
    element.querySelectorAll("details" + which).forEach(each);
  }
};
addEventListener("beforeprint", () =>
  folds(":not([open])", (fold) => {
    fold.open = true;
    fold.dataset.unfolded = "";
  }),
);
addEventListener("afterprint", () =>
  folds("[data-unfolded]", (fold) => {
    fold.open = false;
    delete fold.dataset.unfolded;
  }),
);
