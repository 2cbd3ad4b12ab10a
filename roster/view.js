// The view for many people: from a spreadsheet to everybody's subsidies and the enterprise's own.
// What stands in the roster is worked on in core.js; here is only what is seen and typed.
import { open as openDesk, serve } from "./core.js";
import { WORDS } from "./words.js";

/* global SHIPPED_STYLE */
const STYLE = typeof SHIPPED_STYLE === "string" ? SHIPPED_STYLE : "roster.css";
const ROW = 44;

// Elements by tag, attributes (functions listen) and children.
const h = (tag, attributes, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined && value !== null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
};

const view = (element, text, base, script, read) => {
  const [region, lang, opened] = text.split("\n");
  // The day that is evaluated for, and the one that has come since.
  let day = opened;
  let newest = opened;
  const words = WORDS[lang] || WORDS["zh-CN"];
  const say = (key, ...given) => words[key].replace(/\{(\d)\}/g, (_, at) => given[at]);
  const place = h("div", { class: "ss ssr", lang });
  let core;
  // Anything that was begun before counts no more.
  let era = 0;

  const head = h(
    "header",
    { class: "ss-header" },
    h("h1", { tabindex: -1 }, say("title")),
    h("button", { type: "button", class: "ss-quiet", "data-action": "roster-back", click: () => close() }, say("back")),
    h("p", { class: "ss-lead" }, say("lead")),
    h("p", { class: "ss-muted" }, say("privacy"))
  );
  const status = h("p", { role: "status", class: "ssr-status" });
  const main = h("main", { class: "ssr-main" });
  place.append(head, status, main);
  for (const name of ["theme", "size"]) {
    if (element.dataset[name]) place.dataset[name] = element.dataset[name];
  }
  // Marks of the host's come with the place: the widget's own stay where they are.
  const outer = h("div", { "data-roster-view": true });
  // For measuring, and for whoever carries the view.
  outer.memory = () => core.call("memory");
  for (const name of ["theme", "size"]) {
    if (element.dataset[name]) outer.dataset[name] = element.dataset[name];
  }
  outer.append(place);
  const fit = () => {
    const em = parseFloat(getComputedStyle(place).fontSize);
    const width = place.offsetWidth / em;
    outer.dataset.width = width >= 60 ? "wide" : width <= 40 ? "narrow" : "";
  };

  // What keeps running or listening by itself.
  let ended;
  const end = () => {
    ended = true;
    if (core) core.end();
    removeEventListener("resize", fit);
    outer.remove();
  };
  element.addEventListener("unmount", end);
  // What has been evaluated stays until somebody wants it anew: answers for the enterprise stand in it.
  const turn = ({ detail }) => {
    newest = detail;
    outdated();
  };
  element.addEventListener("day", turn);
  const close = () => {
    end();
    element.removeEventListener("unmount", end);
    element.removeEventListener("day", turn);
    element.hidden = false;
    element.dispatchEvent(new Event("cover", { bubbles: true }));
    const button = element.querySelector("[data-action=roster]");
    if (button) button.focus();
  };
  const broken = () => {
    status.textContent = "";
    main.replaceChildren(h("p", { role: "alert", class: "ss-notice" }, say("failed")));
  };
  // Whether somebody has gone on from what is assumed of everybody.
  let confirmed = false;
  const ask = async (name, given, progress) => {
    try {
      return await core.call(name, given, progress);
    } catch (failure) {
      if (failure.message !== "ended") broken();
      throw failure;
    }
  };

  // Another program takes the place of one that is at its end; of rosters it knows nothing.
  const anew = async () => {
    core.end();
    confirmed = false;
    core = await openDesk({ base, script, read, day, region: regions.value, lang });
    if (ended) core.end();
  };

  // Some damaged files bring the program down.
  const attempt = async (name, given) => {
    try {
      return await core.call(name, given);
    } catch (failure) {
      if (failure.message !== "trap") {
        if (failure.message !== "ended") broken();
        throw failure;
      }
      await anew();
      return { error: { code: "damaged", args: [] } };
    }
  };

  // ---- Words for counts and files ----
  const digits = (value) => value.toLocaleString("en-US");
  // What it comes to if everything that is open holds, where that is more.
  const most = (possible) => possible && say("atMost", possible);
  // An argument may be a word of ours itself; what every object has by birth is none.
  const ours = (key) => Object.prototype.hasOwnProperty.call(words, key) && words[key];
  const refused = ({ code, args }) => say(code, ...args.map((one) => ours(one) || ours("is_" + one) || one));
  const wrong = ({ kind, args }) => say(kind, ...args.map((one) => (Array.isArray(one) ? one.join("、") : one)));
  // Apps that show pages, as messengers do, often drop what is to be saved, and tell nobody.
  const save = (bytes, name, type, said) => {
    said.textContent = say("saved", name);
    const link = h("a", { href: URL.createObjectURL(new Blob([bytes], { type })), download: name });
    place.append(link);
    link.click();
    link.remove();
    // Not every browser has begun to read it when the click returns.
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };

  // ---- The file ----
  const error = h("p", { role: "alert", class: "ssr-error" });
  const saved = h("p", { role: "status" });
  const regions = h("select", { id: "roster-region" });
  const input = h("input", { type: "file", id: "roster-file" });
  const pasted = h("textarea", { id: "roster-paste", rows: 6, spellcheck: "false" });
  const steps = h("div", { class: "ssr-steps" });

  const first = () => {
    const drop = h(
      "div",
      { class: "ssr-drop" },
      h("label", { for: "roster-file" }, say("file")),
      input,
      h("p", { class: "ss-muted" }, say("fileHint"))
    );
    const over = (event) => {
      event.preventDefault();
      drop.dataset.over = "";
    };
    drop.addEventListener("dragenter", over);
    drop.addEventListener("dragover", over);
    drop.addEventListener("dragleave", () => delete drop.dataset.over);
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      delete drop.dataset.over;
      const [file] = event.dataTransfer.files;
      if (file) take(file);
      else if (event.dataTransfer.getData("text")) takeText(event.dataTransfer.getData("text"));
    });
    input.addEventListener("change", () => input.files[0] && take(input.files[0]));
    regions.addEventListener("change", async () => {
      error.textContent = "";
      await ask("place", [regions.value, lang]);
      // What was read stays; it is evaluated for the other place.
      if (["running", "results"].includes(steps.dataset.step)) run();
    });
    return h(
      "section",
      { class: "ssr-file", "aria-label": say("file") },
      h("p", {}, h("label", { for: "roster-region" }, say("region")), " ", regions, h("span", { class: "ss-muted" }, " " + say("regionHint"))),
      drop,
      h(
        "details",
        {},
        h("summary", {}, say("paste")),
        h("label", { for: "roster-paste", class: "ss-muted" }, say("pasteLabel")),
        pasted,
        h("button", { type: "button", "data-action": "roster-paste", click: () => takeText(pasted.value) }, say("pasteGo"))
      ),
      h(
        "p",
        {},
        h(
          "button",
          {
            type: "button",
            class: "ss-quiet",
            "data-action": "roster-template",
            click: async () => {
              if (!placed()) return;
              save(await ask("template"), say("template_name") + ".xlsx", XLSX, saved);
            },
          },
          say("template")
        )
      ),
      saved,
      error
    );
  };
  const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  const placed = () => {
    if (regions.value) return true;
    error.textContent = say("noRegion");
    regions.focus();
    return false;
  };

  const take = async (file) => {
    if (!placed()) {
      input.value = "";
      return;
    }
    begin(async () => attempt("open", new Uint8Array(await file.arrayBuffer())));
    // The same file may be chosen again after it was changed.
    input.value = "";
  };
  const takeText = (text) => {
    if (placed()) begin(() => attempt("text", text));
  };
  // Large sheets take a while. How far it has come nobody knows, but for how long it has been at it, and
  // that it can be left.
  const slow = (own) => {
    const told = h("span", {});
    const stop = h(
      "button",
      {
        type: "button",
        class: "ss-quiet",
        "data-action": "roster-stop",
        click: async () => {
          era += 1;
          steps.replaceChildren();
          status.textContent = say("opening");
          try {
            await anew();
          } catch (refused) {
            broken();
            return;
          }
          status.textContent = say("stoppedReading");
          input.focus();
        },
      },
      say("stop")
    );
    const begun = Date.now();
    return setInterval(() => {
      if (own !== era) return;
      told.textContent = say("readingFor", Math.round((Date.now() - begun) / 1000));
      if (!told.isConnected) {
        const bar = h("progress", { "aria-label": say("reading") });
        // Without a worker the page itself reads, and no button can be pressed meanwhile.
        steps.replaceChildren(h("section", { class: "ssr-running" }, h("p", {}, bar), h("p", { class: "ss-buttons" }, told, core.apart ? stop : "")));
      }
    }, 1000);
  };
  const begin = async (read) => {
    const own = ++era;
    error.textContent = "";
    steps.replaceChildren();
    steps.dataset.step = "";
    status.textContent = say("reading");
    await ask("stop");
    if (own !== era) return;
    const waiting = slow(own);
    let table;
    try {
      table = await read();
    } catch (unreadable) {
      if (own !== era) return;
      if (core && unreadable.name === "NotReadableError") error.textContent = say("unreadable", unreadable.message);
      status.textContent = "";
      steps.replaceChildren();
      return;
    } finally {
      clearInterval(waiting);
    }
    if (own !== era) return;
    status.textContent = "";
    steps.replaceChildren();
    if (table.error) error.textContent = refused(table.error);
    else columns(table);
  };

  // ---- The columns ----
  const columns = (table) => {
    steps.dataset.step = "columns";
    const problem = h("p", { role: "alert", class: "ssr-error" });
    const selects = table.columns.map((column, at) => {
      const select = h("select", { id: "roster-role-" + at, "data-column": column.header });
      let group;
      for (const role of table.roles) {
        const into = role.group ? (group && group.label === say(role.group) ? group : (group = h("optgroup", { label: say(role.group) }))) : select;
        const option = h("option", { value: role.id }, role.label || (role.sensitive ? say("sensitive", say(role.sensitive)) : say(...role.words)));
        into.append(option);
        if (group && group === into && !group.parentNode) select.append(group);
        if (!role.group) group = undefined;
      }
      select.value = column.role;
      return select;
    });
    const title = h("h2", { tabindex: -1 }, say("columns"));
    const sheets = table.sheets.length > 1 && h(
      "p",
      {},
      h("label", { for: "roster-sheet" }, say("sheet")),
      " ",
      h(
        "select",
        { id: "roster-sheet", change: ({ target }) => begin(() => ask("sheet", Number(target.value))) },
        ...table.sheets.map(({ name, hidden }, at) => h("option", { value: at, selected: at === table.sheet }, hidden ? say("hiddenSheet", name) : name))
      )
    );
    // Rows that are nobody: named, and anyone of them can be put back.
    const go = h("button", { type: "button", "data-action": "roster-go" }, say("goOf", digits(table.rows)));
    const back = new Set();
    const hiddenBox = h("input", { type: "checkbox", id: "roster-hidden" });
    const recount = async () => {
      const { rows } = await ask("count", [hiddenBox.checked, Array.from(back).join(",")]);
      table.rows = rows;
      go.textContent = say("goOf", digits(rows));
    };
    hiddenBox.addEventListener("change", recount);
    const putBack = ({ row, why, text }) => {
      const box = h("input", { type: "checkbox", "data-row": row });
      box.addEventListener("change", () => {
        back[box.checked ? "add" : "delete"](row);
        recount();
      });
      return h("li", {}, h("label", {}, box, " " + say("leftRow", digits(row), why, text)));
    };
    const left = h(
      "div",
      { class: "ssr-left" },
      table.hidden ? h("p", {}, h("label", {}, hiddenBox, " " + say("hiddenRows", digits(table.hidden)))) : "",
      table.leftCount
        ? h(
            "details",
            {},
            h("summary", {}, say("leftRows", digits(table.leftCount))),
            h("p", { class: "ss-muted" }, say("leftHint")),
            h("ul", {}, ...table.left.map(putBack))
          )
        : ""
    );
    // Which row has the names is only a guess: rows above it are nobody.
    const header = h(
      "p",
      {},
      h("label", { for: "roster-header" }, say("headerRow")),
      " ",
      h(
        "select",
        { id: "roster-header", change: ({ target }) => begin(() => ask("header", Number(target.value))) },
        h("option", { value: 0, selected: !table.header }, say("noHeader")),
        ...table.firstRows.map((row) => h("option", { value: row, selected: row === table.header }, say("rowOf", row)))
      ),
      table.above ? h("span", { class: "ss-muted" }, " " + say("above", digits(table.above))) : ""
    );
    steps.replaceChildren(
      h(
        "section",
        { class: "ssr-columns" },
        title,
        sheets || "",
        header,
        left,
        h("p", { class: "ss-muted" }, say("columnsHint", digits(table.rows))),
        h(
          "div",
          { class: "ssr-scroll", tabindex: 0, role: "region", "aria-label": say("columns") },
          h(
            "table",
            {},
            h("thead", {}, h("tr", {}, ...["column", "header", "samples", "taken"].map((key) => h("th", { scope: "col" }, say(key))))),
            h(
              "tbody",
              {},
              ...table.columns.map((column, at) =>
                h(
                  "tr",
                  { "data-role": column.role.split(":")[0] },
                  h("td", {}, column.letter),
                  h("th", { scope: "row" }, h("label", { for: "roster-role-" + at }, column.header || "—")),
                  h("td", { class: "ssr-samples" }, column.samples.join("；")),
                  h("td", {}, selects[at], column.proposed ? h("small", { class: "ssr-proposed" }, say("proposed", column.proposed)) : "")
                )
              )
            )
          )
        ),
        problem,
        h(
          "p",
          { class: "ss-buttons" },
          go
        )
      )
    );
    go.addEventListener("click", async () => {
      // Whoever comes back finds what was chosen.
      table.columns.forEach((column, at) => (column.role = selects[at].value));
      const { problems } = await ask("assign", selects.map((select) => select.value).join("\n"));
      problem.textContent = problems.map(refused).join("");
      if (!problems.length) assumptions(table);
    });
    steps.table = table;
    title.focus();
  };

  // ---- What is assumed of everybody ----
  // Presets are ticked until somebody says otherwise: whoever goes on has seen them.
  const assumptions = async (table) => {
    const own = ++era;
    const { presets, facts } = await ask("offers");
    if (own !== era) return;
    steps.dataset.step = "assume";
    status.textContent = "";
    const title = h("h2", { tabindex: -1 }, say("assume"));
    const boxes = presets.map(({ id, label, on }) => {
      const box = h("input", { type: "checkbox", "data-preset": id });
      box.checked = on || !confirmed;
      return { id, box, line: h("li", {}, h("label", {}, box, " " + label)) };
    });
    const selects = facts.map(({ id, label, kind, options, value }) => {
      const choices = kind === "bool" ? ["true", "false"].map((one) => ({ id: one, label: say(one === "true" ? "yes" : "no") })) : options;
      const select = h(
        "select",
        { id: "roster-assume-" + id },
        h("option", { value: "" }, say("assumeNothing")),
        ...choices.map((one) => h("option", { value: one.id }, one.label))
      );
      select.value = value;
      return { id, select, line: h("p", {}, h("label", { for: select.id }, label), " ", select) };
    });
    const go = h("button", { type: "button", "data-action": "roster-assume" }, say("goOf", digits(table.rows)));
    go.addEventListener("click", async () => {
      confirmed = true;
      const lines = [
        ...boxes.filter(({ box }) => box.checked).map(({ id }) => id),
        ...selects.filter(({ select }) => select.value).map(({ id, select }) => `${id}=${select.value}`),
      ];
      await ask("assume", lines.join("\n"));
      run();
    });
    steps.replaceChildren(
      h(
        "section",
        { class: "ssr-assume" },
        title,
        h("p", { class: "ss-muted" }, say("assumeHint")),
        h("ul", {}, ...boxes.map(({ line }) => line)),
        selects.length ? h("p", { class: "ss-muted" }, say("assumeEach")) : "",
        ...selects.map(({ line }) => line),
        h(
          "p",
          { class: "ss-buttons" },
          go,
          h("button", { type: "button", class: "ss-quiet", "data-action": "roster-columns", click: () => columns(table) }, say("again"))
        )
      )
    );
    steps.table = table;
    title.focus();
  };

  // ---- Evaluation ----
  const outdated = () => {
    const place = steps.querySelector("[data-outdated]");
    if (!place) return;
    place.replaceChildren();
    if (day === newest) return;
    const again = h("button", { type: "button", class: "ss-quiet", "data-action": "roster-today", click: () => run() }, say("today"));
    place.append(h("p", { class: "ss-notice" }, say("dayPassed", day, newest), " ", again));
  };
  const run = async () => {
    const own = ++era;
    const table = steps.table;
    if (day !== newest) {
      day = newest;
      await ask("day", day);
    }
    steps.dataset.step = "running";
    const bar = h("progress", { max: 1, value: 0, "aria-label": say("results") });
    const told = h("span", {}, say("running", 0, digits(table.rows)));
    const stop = h(
      "button",
      {
        type: "button",
        class: "ss-quiet",
        "data-action": "roster-stop",
        click: async () => {
          era += 1;
          await ask("stop");
          columns(table);
          status.textContent = say("stopped");
        },
      },
      say("stop")
    );
    steps.replaceChildren(h("section", { class: "ssr-running" }, h("p", {}, bar), h("p", { class: "ss-buttons" }, told, stop)));
    status.textContent = "";
    const summary = await ask("run", null, ([done, total]) => {
      if (own !== era) return;
      bar.max = total || 1;
      bar.value = done;
      told.textContent = say("running", digits(done), digits(total));
    });
    if (own === era && summary) results(summary, table);
  };

  // ---- Results ----
  const tile = (name, sum, small, mark) =>
    h("div", { "data-total": mark }, h("dt", {}, name), h("dd", {}, h("strong", {}, sum), small ? h("small", {}, small) : ""));
  const bars = (caption, heads, lines) => {
    // What is open is drawn hollow behind what is sure.
    const drawn = ({ sum, width, sure, claim }) => {
      const bar = h("span", { class: "ssr-bar", "aria-hidden": "true", "data-claim": claim }, h("span", {}));
      bar.style.width = width / 10 + "%";
      bar.firstChild.style.width = sure / 10 + "%";
      if (!width) bar.hidden = true;
      return [h("span", { class: "ssr-sum" }, sum), bar];
    };
    return h(
      "div",
      { class: "ssr-scroll", tabindex: 0, role: "region", "aria-label": caption },
      h(
        "table",
        // Said aloud as well: where there is little room, it is not laid out as a table.
        { class: "ssr-bars", role: "table" },
        h("caption", {}, caption),
        h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, ...heads.map((one) => h("th", { scope: "col", role: "columnheader" }, one)))),
        h(
          "tbody",
          { role: "rowgroup" },
          ...lines.map((line) =>
            h(
              "tr",
              { role: "row" },
              h("th", { scope: "row", role: "rowheader", lang: line.policy ? "zh-CN" : null }, line.link ? h("a", { href: line.link, target: "_blank", rel: "noopener" }, line.name) : line.name),
              h("td", { class: "ssr-count", role: "cell" }, line.count, line.more ? h("small", {}, line.more) : ""),
              h("td", { role: "cell" }, ...line.parts.map(drawn).flat())
            )
          )
        )
      )
    );
  };
  const clause = (benefit) => `${base}policy/${benefit.source.id}.html#${benefit.id}`;

  const results = (summary, table) => {
    steps.dataset.step = "results";
    status.textContent = "";
    const title = h("h2", { tabindex: -1 }, say("results"));
    const named = (facts) => facts.map((one) => `“${one}”`).join("、");
    const settle = summary.settle.map(({ facts, claims, people }, at) =>
      h("li", {}, say(at ? "settleThen" : "settleFirst", named(facts), facts.length, digits(people), digits(claims)))
    );
    const whole = summary.whole.map(({ facts, count, text }) =>
      h(
        "li",
        {},
        say(count ? "settleAll" : "settleText", named(facts), facts.length, digits(count || text)),
        count && text ? h("span", { class: "ss-muted" }, " " + say("settleButText", digits(text))) : ""
      )
    );
    steps.replaceChildren(
      h(
        "section",
        { class: "ssr-summary" },
        title,
        h("div", { role: "status", "data-outdated": true }),
        h(
          "p",
          { "data-assumed": true },
          summary.assumed.length ? say("assumed", summary.assumed.join("；")) : say("assumedNothing"),
          " ",
          h("button", { type: "button", class: "ss-quiet", "data-action": "roster-assumptions", click: () => assumptions(table) }, say("assumeChange"))
        ),
        h("p", { class: "ss-muted" }, say("asOf", summary.day, summary.version, summary.hash.slice(0, 12), regions.selectedOptions[0].textContent)),
        h(
          "dl",
          { class: "ss-totals" },
          tile(say("people"), say("peopleOf", digits(summary.people)), "", "people"),
          // What is open has no sum here: added up over everybody it says nothing.
          tile(say("right"), summary.right, say("peopleOf", digits(summary.rightPeople)), "right"),
          // Nor has what some may be chosen for: places are few.
          tile(say("selection"), say("peopleOf", digits(summary.selectionPeople)), say("claimsOf", digits(summary.selectionClaims)), "selection"),
          tile(say("open"), say("openOf", digits(summary.open)), "", "open"),
          summary.faults ? tile(say("faults"), say("faultsOf", digits(summary.faults)), say("faultRows", digits(summary.faultRows)), "faults") : ""
        ),
        h("p", { class: "ss-muted" }, say("selectionNote")),
        summary.never.length ? h("p", { class: "ss-muted", "data-never": true }, say("never", digits(summary.never.length), summary.never.join("、"))) : "",
        settle.length || whole.length || summary.unclear
          ? h("div", { class: "ssr-settle" }, h("h3", {}, say("settle")), h("ul", {}, ...settle, ...whole), summary.unclear ? h("p", { class: "ss-muted" }, say("unclear", digits(summary.unclear))) : "")
          : "",
        h(
          "p",
          { class: "ss-buttons" },
          h("button", { type: "button", class: "ss-quiet", "data-action": "roster-columns", click: () => columns(table) }, say("again")),
          h("button", { type: "button", class: "ss-quiet", "data-action": "roster-print", click: () => print() }, say("print"))
        )
      ),
      h(
        "section",
        { class: "ssr-pictures" },
        bars(
          say("byBenefit"),
          [say("benefit"), say("count"), say("money")],
          summary.benefits.map((one) => ({
            name: one.name,
            policy: true,
            link: clause(one),
            count: digits(one.count),
            more: one.open ? `${say("open")} ${digits(one.open)}` : "",
            parts: [
              {
                claim: one.claim,
                sum: one.service
                  ? say("service")
                  : one.claim === "selection"
                  ? h("span", { lang: "zh-CN" }, [one.each, one.quota].filter(Boolean).join("；"))
                  : [one.money, one.possible && say("atMost", one.possible)].filter(Boolean).join(" · "),
                width: one.width,
                sure: one.sure,
              },
            ],
          }))
        ),
        summary.months.length
          ? bars(
              say("byMonth"),
              [say("month"), say("count"), say("money")],
              summary.months.map((one) => ({
                name: one.month,
                count: digits(one.count),
                more: one.selection ? `${say("selection")} ${say("claimsOf", digits(one.selection))}` : "",
                parts: one.parts.map((part) => ({ claim: "right", sum: `${say(part.key)} ${part.money}`, width: part.width, sure: part.sure })),
              }))
            )
          : h("p", { class: "ss-muted" }, say("noDeadlines"))
      ),
      list(summary),
      enterprise(),
      exporting(summary)
    );
    outdated();
    title.focus();
  };

  // ---- Everybody: rows are drawn as they come into view ----
  const list = (summary) => {
    const search = h("input", { type: "search", id: "roster-search", autocomplete: "off", placeholder: say("searchHint") });
    const show = h(
      "select",
      { id: "roster-show" },
      ...["all", "withRight", "withSelection", "withOpen", "withFaults"].map((key) => h("option", { value: key }, say(key))),
      ...summary.benefits.map((one) => h("option", { value: one.id }, say("withBenefit", one.name)))
    );
    const sort = h("select", { id: "roster-sort" }, ...["byRow", "byName", "byRight", "byDeadline"].map((key) => h("option", { value: key }, say(key))));
    const said = h("p", { role: "status", class: "ss-muted", id: "roster-shown" });
    const space = h("div", { class: "ssr-space" });
    const body = h(
      "div",
      {
        class: "ssr-list",
        role: "grid",
        tabindex: 0,
        "aria-label": say("list"),
        "aria-describedby": "roster-hint",
        "aria-multiselectable": "false",
      },
      space
    );
    const keys = ["row", "name", "right", "selection", "open", "deadline", "fault"];
    const heads = h(
      "div",
      { class: "ssr-row ssr-heads", role: "row", "aria-rowindex": 1 },
      ...keys.map((key) => h("span", { role: "columnheader", "data-column": key }, say(key)))
    );
    const detail = h("section", { class: "ssr-detail", hidden: true });
    let count = 0;
    let current = 0;
    let drawn = 0;
    const draw = async () => {
      const own = ++drawn;
      const from = Math.max(0, Math.floor(body.scrollTop / ROW) - 10);
      const rows = count ? await ask("rows", [from, Math.ceil(body.clientHeight / ROW) + 20]) : [];
      if (own !== drawn) return;
      space.style.height = (count + 1) * ROW + "px";
      space.replaceChildren(
        heads,
        ...rows.map((row, at) => {
          const index = from + at;
          const line = h(
            "div",
            {
              class: "ssr-row",
              role: "row",
              id: "roster-row-" + index,
              "aria-rowindex": index + 2,
              "aria-selected": index === current ? "true" : "false",
              click: () => {
                current = index;
                look(row.index);
                draw();
              },
            },
            ...[
              row.row,
              row.name || say("noName", row.row),
              row.right,
              row.selection,
              row.open ? String(row.open) : "",
              row.deadline || "",
              row.faults ? String(row.faults) : "",
            ].map((text, column) => h("span", { role: "gridcell", "data-column": keys[column], "data-label": say(keys[column]) }, String(text)))
          );
          line.style.top = (index + 1) * ROW + "px";
          line.index = row.index;
          return line;
        })
      );
      body.setAttribute("aria-rowcount", count + 1);
      if (count) body.setAttribute("aria-activedescendant", "roster-row-" + current);
      else body.removeAttribute("aria-activedescendant");
    };
    const select = async () => {
      count = await ask("select", [search.value, show.value, sort.value]);
      current = 0;
      body.scrollTop = 0;
      said.textContent = say("shown", digits(count), digits(summary.people));
      draw();
    };
    const go = (to) => {
      current = Math.max(0, Math.min(count - 1, to));
      const top = current * ROW;
      // The head stays at the top.
      if (top < body.scrollTop) body.scrollTop = top;
      else if (top + 2 * ROW > body.scrollTop + body.clientHeight) body.scrollTop = top + 2 * ROW - body.clientHeight;
      draw();
    };
    let waiting;
    search.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(select, 150);
    });
    show.addEventListener("change", select);
    sort.addEventListener("change", select);
    body.addEventListener("scroll", draw);
    body.addEventListener("keydown", (event) => {
      const page = Math.max(1, Math.floor(body.clientHeight / ROW) - 2);
      const to = { ArrowDown: current + 1, ArrowUp: current - 1, PageDown: current + page, PageUp: current - page, Home: 0, End: count - 1 }[event.key];
      if (to !== undefined) {
        event.preventDefault();
        go(to);
      } else if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        const line = space.querySelector("#roster-row-" + current);
        if (line) look(line.index);
      }
    });
    const look = async (index) => {
      const person = await ask("person", index);
      const title = h("h3", { tabindex: -1 }, say("detail", person.name || say("noName", person.row), person.row));
      detail.hidden = false;
      detail.replaceChildren(
        h(
          "div",
          { class: "ssr-detail-head" },
          title,
          h(
            "button",
            {
              type: "button",
              class: "ss-quiet",
              "data-action": "roster-close",
              click: () => {
                detail.hidden = true;
                body.focus();
              },
            },
            say("close")
          )
        ),
        person.faults.length
          ? h(
              "div",
              {},
              h("h4", {}, say("wrong")),
              h("ul", { class: "ssr-faults" }, ...person.faults.map((fault) => h("li", {}, h("b", {}, `${fault.cell} ${fault.header}`), `：“${fault.value}” `, wrong(fault))))
            )
          : "",
        person.remarks.length ? h("div", { class: "ssr-remarks" }, h("h4", {}, say("remarks")), h("ul", {}, ...person.remarks.map((one) => h("li", {}, one)))) : "",
        ...person.benefits.map(card("h4")),
        person.notDue ? h("p", { class: "ss-muted" }, say("notDue", person.notDue)) : ""
      );
      title.focus();
    };
    select();
    return h(
      "section",
      { class: "ssr-people" },
      h("h2", {}, say("list")),
      h(
        "p",
        { class: "ssr-tools" },
        h("label", { for: "roster-search" }, say("search")),
        search,
        h("label", { for: "roster-show" }, say("show")),
        show,
        h("label", { for: "roster-sort" }, say("sort")),
        sort
      ),
      said,
      h("p", { class: "ss-muted", id: "roster-hint" }, say("listHint")),
      body,
      detail
    );
  };

  // One benefit, with the words that grant it.
  const card = (level) => (benefit) =>
    h(
      "article",
      { class: "ssr-card", "data-benefit": benefit.id, "data-verdict": benefit.verdict },
      h(level, { lang: "zh-CN" }, benefit.name, benefit.ofRow ? `（${benefit.ofName || say("noName", benefit.ofRow)}）` : ""),
      h(
        "p",
        {},
        h("b", { class: "ssr-verdict" }, benefit.says),
        " ",
        h("strong", { class: "ssr-amount" }, benefit.service ? say("service") : benefit.amount || ""),
        benefit.deadline ? " " + say("by", benefit.deadline) : ""
      ),
      benefit.missing.length ? h("p", { class: "ss-muted" }, say("missing", benefit.missing.join("、"))) : "",
      benefit.unclear ? h("p", { class: "ss-muted" }, say("unclearWords")) : "",
      h("blockquote", { lang: "zh-CN" }, benefit.quote),
      h("p", { class: "ss-muted" }, say("from") + "：", h("a", { href: clause(benefit), target: "_blank", rel: "noopener", lang: "zh-CN" }, benefit.source.title), " " + benefit.place)
    );

  // ---- The enterprise ----
  const enterprise = () => {
    const body = h("div", {});
    const given = {};
    let open = false;
    const blank = h("input", { type: "checkbox", id: "roster-blank", change: () => show() });
    const show = async () => {
      const own = await ask("enterprise", [Object.entries(given).map(([fact, value]) => fact + "\t" + (Array.isArray(value) ? value.join(" ") || "-" : value)).join("\n"), blank.checked]);
      // What the roster says of it, and how that was counted.
      const derivedNote = (fact) =>
        fact.basis
          ? h(
              "span",
              { class: "ss-muted ssr-derived" },
              [say("derivedOf", digits(fact.rows)), fact.unsaid ? say("unsaidOf", digits(fact.unsaid)) : "", fact.overruled ? say("overruled") : "", ours("basis_" + fact.basis) || ""].filter(Boolean).join("；")
            )
          : "";
      const field = (fact) => {
        const id = "roster-fact-" + fact.fact;
        const keep = (value) => {
          if (value === "" || value === undefined) delete given[fact.fact];
          else given[fact.fact] = value;
        };
        const refusal = fact.error ? h("span", { role: "alert", class: "ssr-error", id: id + "-error" }, wrong(fact.error)) : "";
        const described = fact.error ? id + "-error" : null;
        if (fact.kind === "bool" || fact.kind === "choice") {
          const options = fact.kind === "bool" ? [["true", say("yes")], ["false", say("no")]] : fact.options.map(({ id: one, label }) => [one, label]);
          return h(
            "p",
            {},
            h("label", { for: id }, fact.question),
            h(
              "select",
              { id, change: ({ target }) => keep(target.value) },
              ...[["", say("unsure")], ...options].map(([value, label]) => h("option", { value, selected: String(fact.value ?? fact.says) === value }, label))
            ),
            derivedNote(fact),
            refusal
          );
        }
        if (fact.kind === "set") {
          const has = new Set(fact.value || []);
          const known = fact.value !== null && fact.value !== undefined;
          const boxes = fact.options.map((option) => h("input", { type: "checkbox", value: option.id, checked: has.has(option.id) }));
          const none = h("input", { type: "checkbox", value: "-", checked: known && !has.size });
          const change = () => {
            const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
            if (chosen.length) none.checked = false;
            keep(chosen.length || none.checked ? chosen : undefined);
          };
          none.addEventListener("change", () => {
            if (none.checked) boxes.forEach((box) => (box.checked = false));
            change();
          });
          return h(
            "fieldset",
            { id },
            h("legend", {}, fact.question),
            ...boxes.map((box, at) => {
              box.addEventListener("change", change);
              return h("label", {}, box, " " + fact.options[at].label);
            }),
            h("label", {}, none, " " + say("noneOf")),
            derivedNote(fact)
          );
        }
        return h(
          "p",
          {},
          h("label", { for: id }, fact.question),
          h("input", {
            id,
            type: "text",
            inputmode: "numeric",
            size: 12,
            value: fact.typed !== undefined ? fact.typed : fact.value,
            placeholder: fact.says || null,
            "aria-describedby": described,
            "aria-invalid": fact.error ? "true" : null,
            input: ({ target }) => keep(target.value.trim()),
          }),
          " " + fact.unit,
          derivedNote(fact),
          refusal
        );
      };
      // What it rests on stays beside it on paper, where the form is not.
      const basis = [...own.derived, ...own.ask].filter((fact) => !fact.error && fact.said).map((fact) => `${fact.label}：${fact.said}`);
      body.replaceChildren(
        h(
          "form",
          {
            submit: async (event) => {
              event.preventDefault();
              await show();
              const first = body.querySelector("[aria-invalid]") || body.querySelector(".ssr-enterprise-results");
              if (first) first.focus();
            },
          },
          own.derived.length ? h("h3", {}, say("derived")) : "",
          own.derived.some((fact) => fact.unsaid || blank.checked) ? h("p", {}, blank, " ", h("label", { for: "roster-blank", class: "ssr-inline" }, say("blank"))) : "",
          ...own.derived.map(field),
          own.ask.length
            ? h("details", { open: open || own.ask.some((fact) => fact.error), toggle: ({ target }) => (open = target.open) }, h("summary", {}, say("restOf", own.ask.length)), ...own.ask.map(field))
            : "",
          own.derived.length + own.ask.length ? h("button", { "data-action": "roster-save" }, say("save")) : ""
        ),
        h(
          "div",
          { class: "ssr-enterprise-results", tabindex: -1 },
          h("dl", { class: "ss-totals" }, tile(say("right"), own.right, most(own.rightPossible), "enterprise-right"), tile(say("selection"), own.selection, most(own.selectionPossible), "enterprise-selection")),
          h("p", { class: "ss-muted" }, say("notAdded")),
          basis.length ? h("p", { class: "ss-muted ssr-answered" }, say("answered", basis.join("；"))) : "",
          ...own.caps.map((cap) =>
            h(
              "article",
              { class: "ssr-card", "data-cap": cap.id },
              h("h3", { lang: "zh-CN" }, `${say("cap")}：${cap.name}`),
              h("p", {}, cap.over ? say("capOf", digits(cap.people), cap.before, cap.cap, cap.taken, cap.after) : say("capUnder", digits(cap.people), cap.before, cap.cap)),
              h("blockquote", { lang: "zh-CN" }, cap.quote)
            )
          ),
          ...own.benefits.map(card("h3")),
          own.notDue ? h("p", { class: "ss-muted" }, say("notDue", own.notDue)) : ""
        )
      );
    };
    show();
    return h("section", { class: "ssr-enterprise" }, h("h2", {}, say("enterprise")), h("p", { class: "ss-muted" }, say("enterpriseHint")), body);
  };

  // ---- Files ----
  const exporting = (summary) => {
    const sensitive = h("input", { type: "checkbox", id: "roster-sensitive" });
    const said = h("p", { role: "status" });
    const give = (name, ending, type) => async () => {
      said.textContent = "";
      const bytes = await ask(name, sensitive.checked);
      if (bytes.length) save(bytes, `${say("file_name")}-${summary.day}.${ending}`, type, said);
      else said.textContent = say("noDeadlines");
    };
    return h(
      "section",
      { class: "ssr-export" },
      h("h2", {}, say("export")),
      summary.sensitive ? h("p", {}, sensitive, " ", h("label", { for: "roster-sensitive" }, say("withSensitive"))) : "",
      h(
        "p",
        { class: "ss-buttons" },
        h("button", { type: "button", "data-action": "roster-xlsx", click: give("xlsx", "xlsx", XLSX) }, say("xlsx")),
        h("button", { type: "button", class: "ss-quiet", "data-action": "roster-csv", click: give("csv", "csv", "text/csv") }, say("csv")),
        h("button", { type: "button", class: "ss-quiet", "data-action": "roster-calendar", click: give("calendar", "ics", "text/calendar") }, say("calendar"))
      ),
      h("p", { class: "ss-muted" }, say("calendarHint")),
      said
    );
  };

  // ---- Opening ----
  const start = async () => {
    element.hidden = true;
    element.dispatchEvent(new Event("cover", { bubbles: true }));
    element.after(outer);
    addEventListener("resize", fit);
    fit();
    status.textContent = say("opening");
    head.querySelector("h1").focus();
    try {
      core = await openDesk({ base, script, read, day, region, lang });
    } catch (refused) {
      broken();
      return;
    }
    // Left again meanwhile.
    if (ended) {
      core.end();
      return;
    }
    regions.append(h("option", { value: "" }, "—"), ...core.choices.regions.map(({ id, label }) => h("option", { value: id }, label)));
    regions.value = core.choices.region;
    status.textContent = "";
    main.append(first(), steps);
  };
  if (!read) {
    const link = h("link", { rel: "stylesheet", href: base + STYLE, crossorigin: "anonymous" });
    outer.append(link);
  }
  start();
};

if (typeof document === "undefined") {
  serve();
} else {
  // Not the document's own word for it: in a page of somebody else an element may bear that name.
  const script = Reflect.get(Document.prototype, "currentScript", document);
  const own = script && script.src;
  window.skillSubsidyRoster = (element, text, base, read, script) => view(element, text, base, script || own, read);
}
