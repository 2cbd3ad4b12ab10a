// Defines <skill-subsidy>: the calculator in a page of somebody else, in a frame or in the page
// itself. integrate.html shows what the element understands; nothing here knows rules or answers.
//
// Build with --charset=ascii: a page in GBK then reads it right. Nothing newer than 2017 stands in
// the grammar, so that browsers without custom elements still get as far as the link. Pages may
// have put anything into the prototypes of Array and Object: no for…in, and settings inherit
// nothing. They may hold what visitors wrote, too: an element with a name takes the place of what
// the document has under that name, so the document is asked by way of its class, and window for
// nothing that may be missing. Styles are set on elements one by one, which the strictest style-src
// allows.
(() => {
  // Filled in by the build: the program's script beside this file and the date of its rules; ids,
  // parted by spaces.
  const PROGRAM = "__PROGRAM__";
  const VERSION = "__VERSION__";
  const REGIONS = "__REGIONS__".split(" ");
  const AUDIENCES = "__AUDIENCES__".split(" ");

  const TAG = "skill-subsidy";
  // What attributes may say; first what holds if they say nothing.
  const CHOICES = {
    mode: ["frame", "inline"],
    region: [""].concat(REGIONS),
    audience: [""].concat(AUDIENCES),
    lang: ["", "zh-CN", "en"],
    theme: ["auto", "light", "dark"],
    size: ["standard", "large"],
  };
  // Name; sentence and link for a calculator that cannot be had.
  const WORDS = {
    "zh-CN": ["技能补贴计算器", "计算器没有打开。请看", "政策条文"],
    en: ["Skill subsidy calculator", "The calculator did not open. Read ", "the policies (in Chinese)"],
  };
  // What messages there are, and the number that each must have.
  const MESSAGES = {
    __proto__: null,
    ready: "height",
    resize: "height",
    scroll: "top",
    progress: "answered",
    complete: "answered",
  };
  // Room kept before anything is known, so that nothing below jumps.
  const HEIGHT = 640;
  // Milliseconds until the link is shown instead.
  const PATIENCE = 20000;

  const page = Document.prototype;
  // Modules and scripts behind a shadow root are told nothing of themselves; where they run stands
  // in any error.
  const script = Reflect.get(page, "currentScript", document) || {};
  const [base, origin] = (script.src || new Error().stack).match(/(\w+:\/\/[^\s/]*)[^\s?#]*\//);

  const own = (object, name) => Object.prototype.hasOwnProperty.call(object, name);
  const warn = (text) => console.warn(`<${TAG}> ${text}`);

  // Against whatever styles the page forces upon everything.
  const style = (element, styles) =>
    styles.split(";").forEach((pair) => {
      const [name, value] = pair.split(":");
      element.style.setProperty(name, value, "important");
    });

  const make = (name, parent, styles) => {
    const element = page.createElement.call(document, name);
    if (styles) style(element, styles);
    if (parent) parent.appendChild(element);
    return element;
  };

  const apologize = (place, lang) => {
    place.lang = lang;
    place.textContent = WORDS[lang][1];
    const link = make("a", place, "color:inherit");
    link.textContent = WORDS[lang][2];
    link.href = base + "policy/index.html";
  };

  const earlier = customElements.get(TAG);
  if (earlier) {
    warn(`${VERSION} has no effect; in use: ${earlier.version}`);
    return;
  }

  // Elements in the page, each with its view.
  const views = new Map();

  // Every fault is told once. In English, like everything else in a console.
  const told = new Set();
  const refuse = (name, value, allowed) => {
    const text = `${name}="${value}" has no effect; possible: ${allowed}`;
    if (!told.has(text)) warn(text);
    told.add(text);
  };

  const choice = (element, name) => {
    const allowed = CHOICES[name];
    const given = element.getAttribute(name);
    if (!given || allowed.includes(given)) return given || allowed[0];
    refuse(name, given, allowed.filter(String));
    return allowed[0];
  };

  const colour = (element, name) => {
    name = `--${TAG}-${name}`;
    const value = getComputedStyle(element).getPropertyValue(name).trim();
    if (value && !CSS.supports("color", value)) {
      refuse(name, value, "<color>");
      return "initial";
    }
    // Inline it is inherited anyway, and follows whatever the page does with it.
    return element.mode === "frame" ? value : "";
  };

  // What the host wants of the calculator; "" for what it leaves open.
  const optionsOf = (element) => {
    const options = { __proto__: null };
    for (const name of ["region", "audience", "lang", "theme", "size"]) options[name] = choice(element, name);
    options.lock = element.lock.split(/[\s,]+/).filter((name) => {
      const can = /^(region|audience)$/.test(name) && options[name];
      if (name && !can) refuse("lock", name, "region,audience with a valid value");
      return can;
    });
    options.share = +element.shareAnswers || "";
    options.accent = colour(element, "accent");
    options.onAccent = colour(element, "on-accent");
    return options;
  };

  // Options as the address of a frame carries them: only what is not the default anyway.
  const query = (options) =>
    Object.keys(options)
      .map((name) => {
        const value = String(options[name]);
        if (/^(|auto|standard)$/.test(value)) return "";
        return `&${name.replace("A", "-a")}=${encodeURIComponent(value).replace("%2C", ",")}`;
      })
      .join("");

  // The element's id, or else the lowest number that is free: the same again when the page is
  // loaded again, so that answers are found again.
  const keyFor = (element) => {
    const taken = [...views.values()].map((view) => view.key);
    let key = element.id;
    for (let number = 1; !key || taken.includes(key); number++) key = "" + number;
    return key;
  };

  // A copy of nothing but data, with numbers within bounds.
  const clean = (value, depth) => {
    if (typeof value === "number") return Math.max(0, Math.min(1e12, value)) || 0;
    if (typeof value !== "object" || !value) return value;
    const copy = {};
    for (const name of depth < 4 ? Object.keys(value) : []) {
      if (name !== "__proto__") copy[name] = clean(value[name], depth + 1);
    }
    return copy;
  };

  // The script of the program, loaded once for a page.
  let program;

  // One life of an element in the page: a box with a note, what the host has put into the element,
  // and the calculator.
  const begin = (element, key) => {
    const mode = element.mode;
    const box = make("div", element.shadowRoot, "position:relative");
    const note = make("div", box);
    const slot = make("slot", box);
    let height = HEIGHT;
    let ready, failed, ended, observer, timer, frame, first, sent, id;

    // What the host has put there stands until the calculator is ready. Without it a frame is shown
    // at once: its page has words of its own from the start.
    const show = () => {
      const lang = choice(element, "lang") || "zh-CN";
      const name = WORDS[lang][0];
      style(slot, "display:" + (ready ? "none" : "block"));
      const filled = slot.offsetHeight;
      style(box, `min-height:${ready || failed ? 0 : HEIGHT}px`);
      note.textContent = ready || filled || frame ? "" : name + "…";
      if (failed) apologize(note, lang);
      if (frame) {
        frame.title = name;
        // Out of sight it keeps some size: browsers put frames without any to sleep.
        const hidden = failed || (filled && !ready);
        style(frame, `visibility:${hidden ? "hidden" : "inherit"};height:${hidden ? 1 : height}px`);
      }
    };

    // What fails may still become ready, on a slow line.
    const become = (whether) => {
      clearTimeout(timer);
      ready = whether;
      failed = !whether;
      show();
    };

    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(become, PATIENCE);
    };

    const openFrame = () => {
      frame = make("iframe", null, "display:block;width:100%;border:0");
      frame.setAttribute(
        "sandbox",
        "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads allow-modals"
      );
      frame.allow = "clipboard-write";
      frame.referrerPolicy = "no-referrer";
      first = query(optionsOf(element));
      frame.src = `${base}index.html?embed=${encodeURIComponent(key)}&host=${encodeURIComponent(location.origin)}${first}`;
      show();
      box.appendChild(frame);
    };

    const openInline = async () => {
      // Nothing that is inherited from the page gets through, except custom properties.
      const wall = make("div", box, "all:initial;display:block;direction:ltr");
      try {
        program =
          program ||
          new Promise((resolve, reject) => {
            const script = make("script");
            script.crossOrigin = "anonymous";
            script.charset = "utf-8";
            script.onload = resolve;
            script.onerror = reject;
            script.src = base + PROGRAM;
            // Behind a shadow root it would not know itself.
            page.querySelector.call(document, "*").appendChild(script);
          });
        await program;
        const options = optionsOf(element);
        const given = query(options);
        options.embed = key;
        id = await skillSubsidyWidget.open(wall, options, (type, detail) => ended || receive(type, detail));
        // What has been set meanwhile is sent now: before, there was nobody to send it to.
        sent = given;
        if (ended) end();
        else update();
      } catch (failure) {
        // An event: the script could not be had, and may be asked for again.
        if (!failure.message) program = null;
        warn(failure.message || failure.type);
        wall.remove();
        become();
      }
    };

    const open = () => {
      if (observer) observer.disconnect();
      wait();
      if (mode === "frame") openFrame();
      else openInline();
    };

    // Brings a point of the frame into view, below what the host's scroll-margin-top makes room
    // for, unless a line of text can be seen there.
    const scrollTo = (top) => {
      const place = frame.getBoundingClientRect();
      // Asked of the tree around: some browsers see nothing of it from within a shadow root.
      const root = element.getRootNode();
      const seen = (y) =>
        (root === document ? page : root).elementFromPoint.call(root, place.left + 9, place.top + top + y) === element;
      if ([1, 24].every(seen)) return;
      const margin = getComputedStyle(element).scrollMarginTop;
      const mark = make("div", box, `position:absolute;top:${top}px;scroll-margin-top:${margin}`);
      mark.scrollIntoView();
      mark.remove();
    };

    const receive = (type, data) => {
      const needed = MESSAGES[type];
      if (type === "failed") become();
      if (!needed || !own(data, needed) || !Number.isFinite(data[needed])) return;
      const detail = clean(data, 0);
      delete detail.skillSubsidy;
      delete detail.type;
      if (!element.shareAnswers) delete detail.answers;
      if (type === "scroll") {
        scrollTo(Math.min(detail.top, height));
        return;
      }
      if (needed === "height") {
        // A page that is ready may not be drawn yet; what it tells later is its true height.
        const least = type === "ready" ? HEIGHT : 100;
        detail.height = height = Math.max(least, Math.min(1e5, Math.ceil(detail.height)));
        // A page that cannot go on says so, and is to be seen: it never gets ready, but has a height.
        become(true);
      }
      if (type === "ready") {
        // A frame that has loaded again has the options of its address again.
        if (frame) sent = first;
        update();
      }
      element.dispatchEvent(
        new CustomEvent(`${TAG}-${type}`, { __proto__: null, bubbles: true, composed: true, detail })
      );
    };

    const update = () => {
      if (element.mode !== mode) {
        end();
        views.set(element, begin(element, key));
        return;
      }
      const options = optionsOf(element);
      show();
      if (sent === undefined || query(options) === sent) return;
      sent = query(options);
      if (frame) frame.contentWindow.postMessage({ skillSubsidy: 1, type: "options", options }, origin);
      else skillSubsidyWidget.set(id, options);
    };

    const end = () => {
      ended = true;
      if (observer) observer.disconnect();
      clearTimeout(timer);
      box.remove();
      if (id !== undefined) skillSubsidyWidget.unmount(id);
    };

    // Browsers load a frame anew when it has been moved.
    const moved = () => {
      if (!frame) return;
      sent = undefined;
      wait();
    };

    const hear = ({ source, data }) => {
      if (frame && frame.contentWindow === source) receive(data.type, data);
    };

    slot.addEventListener("slotchange", show);
    show();
    observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && open(), {
      __proto__: null,
      rootMargin: "600px",
    });
    observer.observe(box);
    return { key, update, end, moved, hear };
  };

  addEventListener("message", (event) => {
    const data = event.data;
    if (event.origin !== origin || !data || !own(data, "type")) return;
    if (data.skillSubsidy === 1) views.forEach((view) => view.hear(event));
  });

  let sheet;
  if ("adoptedStyleSheets" in page) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(":host{display:block}:host([hidden]){display:none}");
  }

  const properties = Object.keys(CHOICES).concat("lock", "shareAnswers");

  class SkillSubsidy extends HTMLElement {
    constructor() {
      super();
      const shadow = this.attachShadow({ __proto__: null, mode: "open" });
      if (sheet) shadow.adoptedStyleSheets = [sheet];
    }

    connectedCallback() {
      // Properties that were set before this file was there.
      for (const name of properties.filter((name) => own(this, name))) {
        const value = this[name];
        delete this[name];
        this[name] = value;
      }
      const view = views.get(this);
      if (view) view.moved();
      else views.set(this, begin(this, keyFor(this)));
      // What is wrong is told at once, even if nothing is opened yet.
      this.attributeChangedCallback();
    }

    disconnectedCallback() {
      // Moving is removing and inserting; only what stays away is taken down.
      setTimeout(() => {
        const view = views.get(this);
        if (this.isConnected || !view) return;
        view.end();
        views.delete(this);
      });
    }

    // Moved in a way that keeps frames: there is nothing to do.
    connectedMoveCallback() {}

    // Several attributes are often set in one go: the first call finds all that has changed.
    attributeChangedCallback() {
      Promise.resolve().then(() => this.isConnected && views.get(this).update());
    }

    get lock() {
      return this.getAttribute("lock") || "";
    }

    set lock(value) {
      this.setAttribute("lock", value || "");
    }

    get shareAnswers() {
      return this.hasAttribute("share-answers");
    }

    set shareAnswers(value) {
      this.toggleAttribute("share-answers", !!value);
    }

    // A colour may come with the element's own style or class.
    static get observedAttributes() {
      return properties.concat("share-answers", "style", "class");
    }

    static get version() {
      return VERSION;
    }
  }

  for (const name of Object.keys(CHOICES)) {
    Object.defineProperty(SkillSubsidy.prototype, name, {
      __proto__: null,
      get() {
        return choice(this, name);
      },
      set(value) {
        this.setAttribute(name, value || "");
      },
    });
  }

  customElements.define(TAG, SkillSubsidy);
})();
