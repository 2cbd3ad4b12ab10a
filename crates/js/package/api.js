// The functions that users call, over those of the module. Here are only the things that Rust
// cannot know: what kind of value JavaScript was given, which day it is, and how errors are made.
import * as module from "./skill_subsidy.js";

export { initSync, default as load } from "./skill_subsidy.js";

export class SkillSubsidyError extends Error {
  // The name in the source is shortened.
  static get name() {
    return "SkillSubsidyError";
  }

  constructor(problems) {
    super(problems.map((problem) => problem.message).join("\n"));
    this.name = "SkillSubsidyError";
    this.problems = problems;
    const first = problems[0];
    this.code = first.code;
    this.key = first.key;
    this.allowed = first.allowed;
  }
}

let isReady = false;

export const ready = () => {
  isReady = true;
};

const told = (ask, ...given) => {
  if (!isReady) {
    throw new SkillSubsidyError([
      {
        code: "not_ready",
        key: null,
        allowed: null,
        conflicts_with: [],
        message: "还没有加载：先 await init()",
      },
    ]);
  }
  const text = ask(...given);
  if (text[0] === "!") throw new SkillSubsidyError(JSON.parse(text.slice(1)));
  return JSON.parse(text);
};

export const evaluate = (answers, options) =>
  told(module.evaluate, written(answers), written(options), today());

export const nextQuestions = (answers, options) =>
  told(module.nextQuestions, written(answers), written(options), today());

export const facts = () => told(module.facts);

export const benefits = () => told(module.benefits);

export const explain = (id) => told(module.explain, written(id));

export const rulesVersion = () => told(module.rulesVersion);

// The civil day where the program runs, never that of UTC.
const today = () => {
  const now = new Date();
  const digits = (number, count) => String(number).padStart(count, "0");
  return [
    digits(now.getFullYear(), 4),
    digits(now.getMonth() + 1, 2),
    digits(now.getDate(), 2),
  ].join("-");
};

// What was given, in the words that crates/js/src/given.rs reads.
const written = (value) => {
  const words = [];
  write(words, value, 0);
  return words.join("\0") + "\0";
};

// Answers, one answer, a part of a set, its options: nothing lies deeper, so that objects which
// contain themselves come to an end. More items than there are facts or options are never right.
const DEEPEST = 3;
const MOST = 1000;

const write = (words, value, depth) => {
  const type = typeof value;
  if (value === null) words.push("n");
  else if (type === "boolean") words.push(value ? "t" : "f");
  else if (type === "string") words.push("s" + clean(value));
  else if (type === "number") words.push(kindOf(value) + value);
  else if (Array.isArray(value)) {
    words.push("[");
    const length = depth < DEEPEST ? Math.min(value.length, MOST) : 0;
    for (let index = 0; index < length; index++) write(words, value[index], depth + 1);
    words.push("");
  } else if (type === "object" && isPlain(value)) {
    words.push("{");
    for (const key of depth < DEEPEST ? Object.keys(value).slice(0, MOST) : []) {
      const item = value[key];
      // As JSON.stringify has it: what is undefined is not there.
      if (item !== undefined) {
        words.push("s" + clean(key));
        write(words, item, depth + 1);
      }
    }
    words.push("");
  } else words.push("?" + (NAMES[type] || type));
};

const NAMES = { object: "不是 JSON 的对象", function: "函数", bigint: "BigInt" };

const kindOf = (number) =>
  Number.isSafeInteger(number) ? "i" : Number.isInteger(number) ? "h" : "d";

// NUL ends a word.
const clean = (text) => text.split("\0").join("\uFFFD");

// Neither an instance of a class nor a map, whose entries nobody would see. Objects of another
// window have a prototype of their own, which has none either.
const isPlain = (object) => {
  const prototype = Object.getPrototypeOf(object);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
};
