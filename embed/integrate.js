// The page for webmasters: from what is chosen to a live preview and the code to copy. Lists and
// hashes come from the files beside this page, so that nothing here can be out of date.
(() => {
  "use strict";

  const at = (id) => document.getElementById(id);
  const form = at("choices");
  const preview = at("preview");
  const base = location.href.replace(/[?#].*/, "").replace(/[^/]*$/, "");
  const origin = location.origin;
  const root = document.documentElement;

  const WORDS = {
    "zh-CN": {
      title: "把计算器放到您的网站 · 技能补贴计算器",
      copied: "已复制",
      select: "浏览器不让复制，文字已选中，请按 Ctrl+C",
      contrast: ["主色上的文字", "浅色底上的主色", "深色底上的主色"],
      little: "至少要 4.5 : 1，否则看不清",
      separator: "；",
      rules: "规则版本",
    },
    en: {
      title: "Put the calculator on your website · Skill subsidy calculator",
      copied: "Copied",
      select: "The browser does not allow copying. The text is selected: press Ctrl+C",
      contrast: ["Text on the accent", "Accent on light paper", "Accent on dark paper"],
      little: "needs 4.5 : 1 to be read",
      separator: "; ",
      rules: "Rules of",
    },
  };
  // What the snippet says to visitors, in the language of the calculator.
  const FALLBACK = { "zh-CN": "技能人才补贴的政策条文", en: "Policies on subsidies for skilled workers (in Chinese)" };
  const TITLE = { "zh-CN": "技能补贴计算器", en: "Skill subsidy calculator" };

  let speaking = "zh-CN";
  let pinned;
  let version;
  let policies = [];

  const speak = (lang) => {
    speaking = lang;
    root.lang = lang;
    root.dataset.speaking = lang;
    document.title = WORDS[lang].title;
    for (const button of document.querySelectorAll("[data-speak]")) {
      button.setAttribute("aria-pressed", button.dataset.speak === lang);
    }
    for (const option of document.querySelectorAll("option[data-en]")) {
      if (!option.dataset.zh) option.dataset.zh = option.text;
      option.text = lang === "en" ? option.dataset.en : option.dataset.zh;
    }
    write();
  };

  const escaped = (text) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");
  const tag = (name, attributes) =>
    `<${name}${attributes
      .map(([key, value]) => (value === true ? ` ${key}` : ` ${key}="${escaped(value)}"`))
      .join("")}>`;

  // The attributes that differ from what holds anyway.
  const attributes = () => {
    const list = [];
    for (const name of ["mode", "region", "audience", "lock", "lang", "theme", "size"]) {
      const value =
        name === "mode"
          ? form.mode.value.replace("frame", "")
          : name === "lock"
            ? ["region", "audience"].filter((lock) => at("lock-" + lock).checked).join(" ")
            : form[name].value;
      if (value) list.push([name, value]);
    }
    if (form["share-answers"].checked) list.push(["share-answers", true]);
    return list;
  };

  const policyPage = () => {
    const region = form.region.value;
    return `${base}policy/${policies.includes(region) ? region : "index"}.html`;
  };

  const snippet = (list) => {
    const lang = form.lang.value || "zh-CN";
    const fixed = form.version.value === "pinned" && pinned;
    const script = fixed
      ? [
          ["src", base + pinned.path],
          ["integrity", pinned.integrity],
          ["crossorigin", "anonymous"],
          ["async", true],
        ]
      : [
          ["src", base + "embed.js"],
          ["async", true],
        ];
    return [
      tag("script", script) + "</script>",
      tag("skill-subsidy", list),
      `  ${tag("a", [["href", policyPage()]])}${FALLBACK[lang]}</a>`,
      "</skill-subsidy>",
    ].join("\n");
  };

  const plain = (list) => {
    const query = list
      .filter(([name]) => name !== "mode" && name !== "share-answers")
      .map(([name, value]) => `${name}=${value.replace(" ", ",")}`);
    return (
      tag("iframe", [
        ["src", [base + "index.html?embed=1"].concat(query).join("&")],
        ["title", TITLE[form.lang.value || "zh-CN"]],
        ["width", "100%"],
        ["height", "900"],
        ["loading", "lazy"],
        ["allow", "clipboard-write"],
        ["referrerpolicy", "no-referrer"],
      ]) + "</iframe>"
    );
  };

  // Relative luminance and contrast as WCAG 2 defines them.
  const luminance = (colour) => {
    const [red, green, blue] = [1, 3, 5].map((start) => {
      const part = parseInt(colour.slice(start, start + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };

  // Whether the colours can be read: on each other, and on the calculator's paper, light and dark.
  const judge = (accent, onAccent) => {
    const words = WORDS[speaking];
    const theme = form.theme.value;
    const ratios = [
      contrast(accent, onAccent),
      theme !== "dark" && contrast(accent, "#fbfaf6"),
      theme !== "light" && contrast(accent, "#16181b"),
    ];
    // Rounded down: 4.49 is not enough.
    const shown = ratios.map((ratio, which) =>
      ratio ? `${words.contrast[which]} ${(Math.floor(ratio * 10) / 10).toFixed(1)} : 1` : ""
    );
    const little = ratios.some((ratio) => ratio && ratio < 4.5);
    if (little) shown.push(words.little);
    say(at("contrast"), shown.filter(Boolean).join(words.separator));
    at("contrast").className = little ? "wide note" : "wide";
  };

  const say = (place, text) => {
    if (place.textContent !== text) place.textContent = text;
  };

  // Everything on the page that follows from the choices.
  const write = () => {
    for (const name of ["region", "audience"]) {
      const lock = at("lock-" + name);
      lock.disabled = !form[name].value;
      if (lock.disabled) lock.checked = false;
    }
    const list = attributes();
    const coloured = form.coloured.checked;
    const accent = form.accent.value;
    const onAccent = form["on-accent"].value;
    const words = WORDS[speaking];

    at("colours").hidden = !coloured;
    at("style-block").hidden = !coloured;
    if (coloured) judge(accent, onAccent);

    say(at("snippet"), snippet(list));
    say(at("plain"), plain(list));
    say(
      at("style"),
      `skill-subsidy {\n  --skill-subsidy-accent: ${accent};\n  --skill-subsidy-on-accent: ${onAccent};\n}`
    );
    say(at("csp-frame"), `Content-Security-Policy: script-src ${origin}; frame-src ${origin}`);
    say(
      at("csp-inline"),
      `Content-Security-Policy: script-src ${origin} 'wasm-unsafe-eval'; style-src ${origin}; connect-src ${origin}`
    );
    say(at("permissions"), `Permissions-Policy: clipboard-write=(self "${origin}")`);
    if (version) say(at("rules"), `${words.rules} ${version.date} (${version.hash})`);

    const given = new Map(list);
    for (const name of ["mode", "region", "audience", "lock", "lang", "theme", "size", "share-answers"]) {
      const value = given.get(name);
      if (value === undefined) preview.removeAttribute(name);
      else preview.setAttribute(name, value === true ? "" : value);
    }
    if (coloured) {
      preview.style.setProperty("--skill-subsidy-accent", accent);
      preview.style.setProperty("--skill-subsidy-on-accent", onAccent);
    } else {
      preview.style.removeProperty("--skill-subsidy-accent");
      preview.style.removeProperty("--skill-subsidy-on-accent");
    }
  };

  let quiet;
  const announce = (text) => {
    const said = at("said");
    clearTimeout(quiet);
    // Emptied first, so that the same words are read out again.
    said.textContent = "";
    setTimeout(() => {
      said.textContent = text;
    }, 50);
    quiet = setTimeout(() => {
      said.textContent = "";
    }, 5000);
  };

  const copy = async (place) => {
    try {
      await navigator.clipboard.writeText(place.textContent);
      announce(WORDS[speaking].copied);
    } catch (refused) {
      // Pages without a secure address have no clipboard.
      getSelection().selectAllChildren(place);
      announce(document.execCommand("copy") ? WORDS[speaking].copied : WORDS[speaking].select);
    }
  };

  const read = async (file) => {
    const response = await fetch(base + file, { credentials: "omit" });
    if (!response.ok) throw new Error(`${file}: ${response.status}`);
    return response.json();
  };

  const fill = (name, entries, places) => {
    for (const { id, name: label } of entries) {
      const option = new Option(`${label}（${id}）`, id);
      option.dataset.en = `${label} (${id})`;
      option.dataset.zh = option.text;
      form[name].add(option);
      const code = document.createElement("code");
      code.textContent = id;
      places.append(code, " ");
    }
  };

  const fetchLists = async () => {
    try {
      const rules = await read("policy/rules.json");
      policies = rules.sources.map((source) => source.id);
      fill("region", rules.regions, at("regions"));
      fill("audience", rules.audiences, at("audiences"));
    } catch (missing) {
      at("choices-missing").hidden = false;
    }
    speak(speaking);
  };

  const fetchHashes = async () => {
    try {
      const manifest = await read("manifest.json");
      version = manifest.version;
      const newest = manifest.files.find((file) => file.path === "embed.js");
      // Older ones may lie there too.
      pinned = manifest.files.find(
        (file) => /^embed-[0-9a-f]+\.js$/.test(file.path) && file.integrity === newest.integrity
      );
      at("version-pinned").disabled = !pinned;
      for (const id of ["pinned-file", "pinned-file-en"]) at(id).textContent = pinned.path;
    } catch (missing) {
      at("manifest-missing").hidden = false;
    }
    write();
  };

  at("languages").hidden = false;
  at("languages").addEventListener("click", ({ target }) => {
    if (target.dataset.speak) speak(target.dataset.speak);
  });
  form.addEventListener("input", write);
  form.addEventListener("submit", (event) => event.preventDefault());
  document.querySelector("main").addEventListener("click", ({ target }) => {
    const button = target.closest("[data-copy]");
    if (button) copy(at(button.dataset.copy));
  });
  for (const type of ["ready", "resize", "progress", "complete"]) {
    preview.addEventListener("skill-subsidy-" + type, ({ detail }) => {
      at("event").textContent = `skill-subsidy-${type} ${JSON.stringify(detail, null, 2)}`;
    });
  }
  speak(new URLSearchParams(location.search).get("lang") === "en" ? "en" : "zh-CN");
  fetchLists();
  fetchHashes();
})();
