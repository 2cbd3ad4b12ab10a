// The npm package beside other engines, in one process: node peers.mjs TASK PACKAGE LIBRARIES
// TASK is what `skill-subsidy-bench --peers` wrote, PACKAGE the folder of the package, LIBRARIES the one in
// which npm has put the others. First everybody's verdicts are compared: where the text leaves nothing
// open, all must say the same. Then everybody is judged again and again, in turn.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** How long each engine is measured, in milliseconds, and how often everybody is judged at least. */
const LONG = 3000;
const ROUNDS = 3;
/** How many times faster than each of the others the package should be. */
const BARS = { "json-rules-engine": 10, publicodes: 60 };

const [, , taskPath, packagePath, librariesPath] = process.argv;
const task = JSON.parse(readFileSync(taskPath, "utf8"));
const { evaluate } = await import(pathToFileURL(join(resolve(packagePath), "node.js")).href);
const require = createRequire(join(resolve(librariesPath), "/"));

const kinds = new Map(task.known.map((one) => [one.name, one]));

/** Goes through a test; `made` says how each kind of it is written. */
const write = (test, made) => {
  const [[kind, parts]] = Object.entries(test);
  const inner = (one) => write(one, made);
  switch (kind) {
    case "all":
      return made.all(parts.map(inner));
    case "any":
      return made.any(parts.map(inner));
    case "not":
      return made.not(inner(parts));
    case "constant":
      return made.constant(parts);
    default:
      return made[kind](...parts);
  }
};

/** Rules for json-rules-engine. What is nothing passes no test. */
const jsonRules = () => {
  const { Engine } = require("json-rules-engine");
  const compare = (fact, operator, value) => ({ fact, operator, value });
  const made = {
    all: (all) => ({ all }),
    any: (any) => ({ any }),
    not: (not) => ({ not }),
    constant: (holds) => (holds ? { all: [] } : { any: [compare("never", "equal", true)] }),
    is: (fact, value) => compare(fact, "equal", value),
    in: (fact, options) =>
      options.length === 1 ? compare(fact, "equal", options[0]) : compare(fact, "in", options),
    between: (fact, low, high) => {
      const ends = [];
      if (low !== null) ends.push(compare(fact, "greaterThanInclusive", low));
      if (high !== null) ends.push(compare(fact, "lessThanInclusive", high));
      return ends.length === 1 ? ends[0] : { all: ends };
    },
  };
  const engine = new Engine();
  for (const { benefit, test } of task.rules) {
    const conditions = write(test, made);
    const isTop = "all" in conditions || "any" in conditions || "not" in conditions;
    engine.addRule({
      conditions: isTop ? conditions : { all: [conditions] },
      event: { type: benefit },
    });
  }
  const people = task.people.map(({ values }) => ({ ...values, never: false }));
  return async (index) => {
    const { events } = await engine.run(people[index]);
    return new Set(events.map((event) => event.type));
  };
};

/** Rules for publicodes. What is nothing is another option, and less than every number. */
const publicodes = () => {
  const { default: Engine } = require("publicodes");
  // Names are words.
  const named = (name) => name.replace(/_/g, " ");
  const isNothing = -1;
  const made = {
    all: (parts) => ({ "toutes ces conditions": parts }),
    any: (parts) => ({ "une de ces conditions": parts }),
    not: (part) => ({ "=": [part, "non"] }),
    constant: (holds) => (holds ? "oui" : "non"),
    is: (name, value) =>
      kinds.get(name).may_lack
        ? `${named(name)} = '${value ? "yes" : "no"}'`
        : `${named(name)} = ${value ? "oui" : "non"}`,
    in: (name, options) => {
      const each = options.map((option) => `${named(name)} = '${option}'`);
      return each.length === 1 ? each[0] : { "une de ces conditions": each };
    },
    between: (name, low, high) => {
      const least = low ?? (kinds.get(name).may_lack ? 0 : null);
      const ends = [];
      if (least !== null) ends.push(`${named(name)} >= ${least}`);
      if (high !== null) ends.push(`${named(name)} <= ${high}`);
      return ends.length === 1 ? ends[0] : { "toutes ces conditions": ends };
    },
  };
  const written = ({ kind, may_lack }, value) => {
    switch (kind) {
      case "number":
        return value ?? isNothing;
      case "option":
        return `'${value ?? "nothing"}'`;
      default:
        if (!may_lack) return value ? "oui" : "non";
        return value === null ? "'nothing'" : value ? "'yes'" : "'no'";
    }
  };
  const rules = {};
  for (const one of task.known) {
    rules[named(one.name)] = { question: one.name, "par défaut": written(one, one.kind === "bool" ? false : null) };
  }
  const benefits = task.rules.map(({ benefit }) => [benefit, `benefit ${benefit}`]);
  for (const { benefit, test } of task.rules) {
    const formula = write(test, made);
    rules[`benefit ${benefit}`] = typeof formula === "string" ? { valeur: formula } : formula;
  }
  const engine = new Engine(rules);
  const people = task.people.map(({ values }) =>
    Object.fromEntries(
      task.known.map((one) => [named(one.name), written(one, values[one.name])]),
    ),
  );
  return (index) => {
    engine.setSituation(people[index]);
    const due = benefits.filter(([, rule]) => engine.evaluate(rule).nodeValue === true);
    return new Set(due.map(([benefit]) => benefit));
  };
};

const options = { asOf: task.on };
/** Of a set of which everything is known, those that apply. */
const short = (answer) => (answer !== null && Array.isArray(answer.yes) ? answer.yes : answer);
const given = task.people.map(({ answers }) =>
  Object.fromEntries(Object.entries(answers).map(([fact, answer]) => [fact, short(answer)])),
);
const ours = (index) => evaluate(given[index], options);

const others = new Map([
  ["json-rules-engine", jsonRules()],
  ["publicodes", publicodes()],
]);

let compared = 0;
let open = 0;
let due = 0;
for (let index = 0; index < task.people.length; index++) {
  const { benefits, out_of_scope: outside } = ours(index);
  const theirs = new Map();
  for (const [name, judge] of others) theirs.set(name, await judge(index));
  for (const id of outside) {
    for (const [name, found] of theirs) assert.ok(!found.has(id), `${name}, person ${index}, ${id}`);
    compared += 1;
  }
  for (const { id, verdict } of benefits) {
    // However somebody answers, the text can be read in two ways.
    if (verdict === "possible") {
      open += 1;
      continue;
    }
    const isDue = verdict === "eligible" || verdict === "by_review";
    for (const [name, found] of theirs) {
      assert.equal(found.has(id), isDue, `${name}, person ${index}, ${id}: here ${verdict}`);
    }
    compared += 1;
    due += Number(isDue);
  }
}
console.log(
  `${task.people.length} people, ${task.rules.length} benefits: ${compared} verdicts are the same in all (${due} of them due); ` +
    `${open} that the text leaves open are compared with none.\n`,
);
assert.ok(due > task.people.length, "hardly anybody gets anything: nothing has been compared");

/** Microseconds for each person, the median of all rounds. */
const time = async (judge) => {
  const round = async () => {
    const start = performance.now();
    for (let index = 0; index < task.people.length; index++) {
      const found = judge(index);
      if (found instanceof Promise) await found;
    }
    return ((performance.now() - start) * 1000) / task.people.length;
  };
  // Let the optimising tier take over before anything counts.
  await round();
  const rounds = [];
  const begin = performance.now();
  while (rounds.length < ROUNDS || performance.now() - begin < LONG) rounds.push(await round());
  return rounds.sort((a, b) => a - b)[rounds.length >> 1];
};

const own = await time(ours);
console.log(`${own.toFixed(0).padStart(9)} µs   skill-subsidy: verdicts, amounts, totals, reasons, next questions`);
for (const [name, judge] of others) {
  const theirs = await time(judge);
  const described = join(librariesPath, "node_modules", name, "package.json");
  const { version } = JSON.parse(readFileSync(described, "utf8"));
  const ratio = theirs / own;
  const short = ratio < BARS[name] ? ", which this is below" : "";
  console.log(
    `${theirs.toFixed(0).padStart(9)} µs   ${name} ${version}, verdicts alone: ${ratio.toFixed(1)} × as long (the bar is ${BARS[name]} ×${short})`,
  );
}
