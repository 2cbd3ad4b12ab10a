// Reading and evaluating rosters, away from the page: in a worker where there can be one, else in
// pieces between which the page gets its turn. Both sides of the worker are this one script.
import init, { Desk } from "./desk.js";

// How many people are evaluated before anybody else gets a turn.
const PIECE = 2048;
const WASM = "desk_bg.wasm";

/* global SHIPPED_DESK */
const file = typeof SHIPPED_DESK === "string" ? SHIPPED_DESK : WASM;

let desk;
let program;
let turn = 0;
let ranked = false;
const pause = () => new Promise((resolve) => setTimeout(resolve));

// The place of each name in the order of names; numbers in them count as numbers.
const ranks = (names) => {
  const { compare } = new Intl.Collator("zh-Hans-CN", { numeric: true });
  const different = Array.from(new Set(names)).sort(compare);
  const places = new Map();
  different.forEach((name, place) => places.set(name, place));
  return Uint32Array.from(names, (name) => places.get(name));
};

// What can be asked of the desk. Texts are JSON; bytes are files.
const calls = {
  begin: async ({ wasm, day, region, lang }) => {
    program = await init({ module_or_path: wasm });
    if (desk) desk.free();
    desk = new Desk(day, region, lang);
    return desk.choices();
  },
  place: ([region, lang]) => desk.place(region, lang),
  day: (day) => desk.day(day),
  open: (bytes) => desk.open(bytes),
  text: (text) => desk.text(text),
  sheet: (index) => desk.sheet(index),
  header: (row) => desk.header(row),
  assign: (roles) => desk.assign(roles),
  count: ([hidden, back]) => desk.count(hidden, back),
  offers: () => desk.offers(),
  assume: (lines) => desk.assume(lines),
  // Resolves to nothing if something else was begun meanwhile.
  run: async (_, progress) => {
    const own = ++turn;
    ranked = false;
    const total = desk.start();
    for (let done = 0; done < total; ) {
      done = desk.step(PIECE);
      progress([done, total]);
      await pause();
      if (own !== turn) return null;
    }
    return desk.finish();
  },
  stop: () => {
    turn += 1;
  },
  select: ([text, show, sort]) => {
    // The program has no dictionary to sort names by; the browser has.
    if (sort === "byName" && !ranked) {
      desk.rank(ranks(JSON.parse(desk.names())));
      ranked = true;
    }
    return desk.select(text, show, sort);
  },
  rows: ([from, count]) => desk.rows(from, count),
  person: (index) => desk.person(index),
  enterprise: ([answers, blank]) => desk.enterprise(answers, blank),
  xlsx: (sensitive) => desk.xlsx(sensitive),
  csv: (sensitive) => desk.csv(sensitive),
  calendar: () => desk.calendar(),
  template: () => desk.template(),
  // Bytes of the program's memory, which only grows.
  memory: () => program.memory.buffer.byteLength,
};

const READ = new Set(["begin", "place", "open", "text", "sheet", "header", "assign", "count", "offers", "assume", "run", "select", "rows", "person", "enterprise"]);
// A fault in the program traps: nothing of it can be used any more.
const TRAP = "trap";
const answer = async (name, given, progress) => {
  let result;
  try {
    result = await calls[name](given, progress);
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    desk = undefined;
    throw new Error(TRAP);
  }
  return READ.has(name) && typeof result === "string" ? JSON.parse(result) : result;
};

// The worker's side.
export const serve = () => {
  addEventListener("message", async ({ data: { id, name, given } }) => {
    try {
      const result = await answer(name, given, (progress) => postMessage({ id, progress }));
      postMessage({ id, result }, result instanceof Uint8Array ? [result.buffer] : []);
    } catch (error) {
      postMessage({ id, failure: String((error && error.message) || error) });
    }
  });
};

// The page's side: `call(name, given, progress)` gives a promise. `end` takes everything down.
const ofWorker = (worker) => {
  const waiting = new Map();
  let last = 0;
  const fail = (failure) => {
    for (const { reject } of waiting.values()) reject(new Error(failure));
    waiting.clear();
  };
  worker.onmessage = ({ data }) => {
    const one = waiting.get(data.id);
    if (!one) return;
    if (data.progress) {
      one.progress(data.progress);
      return;
    }
    waiting.delete(data.id);
    if ("failure" in data) one.reject(new Error(data.failure));
    else one.resolve(data.result);
  };
  worker.onerror = () => fail("worker");
  const call = (name, given, progress = () => {}) =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject, progress });
      worker.postMessage({ id: last, name, given });
    });
  return {
    call,
    // Whatever it is at: `end` takes it down at once.
    apart: true,
    end: () => {
      worker.terminate();
      fail("ended");
    },
  };
};
const ofPage = () => ({
  // A turn of its own, so that what was said before is drawn.
  call: async (name, given, progress = () => {}) => {
    await pause();
    return answer(name, given, progress);
  },
  end: () => {
    turn += 1;
    if (desk) desk.free();
    desk = undefined;
  },
});

// Opens a desk. `script` is the address of this very script; `read` gives the bytes of a file where
// files are not to be fetched.
export const open = async ({ base, script, read, day, region, lang }) => {
  const begun = async (core, wasm) => {
    const choices = await core.call("begin", { wasm, day, region, lang });
    return Object.assign(core, { choices });
  };
  const wasm = async () => (read ? read(file) : new URL(file, base).href);
  let core;
  try {
    core = ofWorker(new Worker(script));
    return await begun(core, await wasm());
  } catch (refused) {
    // Pages from a disk, of another origin, or under a policy of their own have no workers.
    if (core) core.end();
    return begun(ofPage(), await wasm());
  }
};
