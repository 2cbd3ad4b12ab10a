// What is refused, with which code; and that nothing at all makes the module fail.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { SkillSubsidyError, evaluate, explain, facts, nextQuestions, whatWouldChange } from "skill-subsidy";

const DAY = { asOf: "2026-06-01" };

const refused = (work) => {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof SkillSubsidyError, String(error));
    assert.ok(error instanceof Error);
    assert.equal(error.name, "SkillSubsidyError");
    const [first] = error.problems;
    assert.deepEqual([error.code, error.key, error.allowed], [first.code, first.key, first.allowed]);
    return error;
  }
  return assert.fail("it was not refused");
};

const CASES = [
  [{ levle: "advanced" }, "unknown_fact", "levle"],
  [{ social_insurance_current: "yes" }, "wrong_type", "social_insurance_current"],
  [{ level: ["advanced"] }, "wrong_type", "level"],
  [{ level: "advance" }, "out_of_range", "level"],
  [{ level: new Date(0) }, "wrong_type", "level"],
  [{ level: Symbol("x") }, "wrong_type", "level"],
  [{ level: () => "advanced" }, "wrong_type", "level"],
  [{ social_insurance_months: 12.5 }, "wrong_type", "social_insurance_months"],
  [{ social_insurance_months: NaN }, "wrong_type", "social_insurance_months"],
  [{ social_insurance_months: Infinity }, "wrong_type", "social_insurance_months"],
  [{ social_insurance_months: 12n }, "wrong_type", "social_insurance_months"],
  [{ social_insurance_months: -1 }, "out_of_range", "social_insurance_months"],
  [{ social_insurance_months: 1e300 }, "out_of_range", "social_insurance_months"],
  [{ social_insurance_months: 2 ** 60 }, "out_of_range", "social_insurance_months"],
  [{ certificate_date: "2025-02-29" }, "bad_date", "certificate_date"],
  [{ certificate_date: "2026-06-02" }, "future_date", "certificate_date"],
  [{ certificate_date: "1900-01-01" }, "too_early", "certificate_date"],
  [{ certificate_date: "2026-07" }, "future_date", "certificate_date"],
  [{ social_insurance_months: { min: 12, max: 6 } }, "out_of_range", "social_insurance_months"],
  [{ social_insurance_months: { least: 12 } }, "wrong_type", "social_insurance_months"],
  [{ social_insurance_months: {} }, "wrong_type", "social_insurance_months"],
  [{ contests: ["coach", "coach"] }, "repeated", "contests"],
  [{ contests: { yes: ["coach"], no: ["coach"] } }, "contradictory", "contests"],
  [{ contests: { maybe: [] } }, "wrong_type", "contests"],
  [{ contests: [undefined] }, "wrong_type", "contests"],
  [{ contests: new Map([["yes", []]]) }, "wrong_type", "contests"],
  [{ level: "none", certificate_date: "2026-01-01" }, "not_applicable", "certificate_date"],
  [[], "wrong_type", null],
  [null, "wrong_type", null],
  [undefined, "wrong_type", null],
  ["{}", "wrong_type", null],
  [new Map([["level", "advanced"]]), "wrong_type", null],
];

test("every kind of fault has its code and its key", () => {
  for (const [answers, code, key] of CASES) {
    const explained = (...given) => explain("liaocheng-selfeval-reward", ...given);
    for (const ask of [evaluate, nextQuestions, whatWouldChange, explained]) {
      const error = refused(() => ask(answers, DAY));
      assert.deepEqual([error.code, error.key], [code, key], error.message);
    }
  }
});

test("what is allowed is said as data", () => {
  const allowed = (answers) => refused(() => evaluate(answers, DAY)).allowed;
  const of = (id) => facts().find((fact) => fact.fact === id);
  const ids = (id) => of(id).options.map((option) => option.id);
  assert.deepEqual(allowed({ level: "x" }), { type: "choice", values: ids("level") });
  assert.deepEqual(allowed({ contests: "x" }), { type: "set", values: ids("contests") });
  assert.deepEqual(allowed({ social_insurance_current: 1 }), {
    type: "bool",
    values: [true, false],
  });
  const { min, max, unit } = of("social_insurance_months");
  assert.deepEqual(allowed({ social_insurance_months: -1 }), { type: "int", min, max, unit });
  assert.equal(allowed({ agreed_salary: -1 }).type, "money");
  assert.deepEqual(allowed({ certificate_date: "x" }), {
    type: "date",
    min: of("certificate_date").earliest,
    max: DAY.asOf,
  });
  assert.deepEqual(allowed({ x: 1 }), { type: "key", values: facts().map((fact) => fact.fact) });
  assert.equal(allowed({ level: "none", certificate_date: "2026-01-01" }), null);
});

test("the documentation says what is allowed instead, for every code", () => {
  const text = readFileSync(join(process.env.SKILL_SUBSIDY_ROOT, "docs/npm.md"), "utf8");
  const rows = [...text.matchAll(/^\| `(\w+)` \| .* \| (.*) \|$/gm)];
  const said = new Map(rows.slice(1).map(([, code, types]) => [code, types]));
  const types = readFileSync(new URL("../node_modules/skill-subsidy/index.d.ts", import.meta.url), "utf8");
  const union = types.match(/type ProblemCode =([^;]*);/)[1];
  assert.deepEqual([...said.keys()], [...union.matchAll(/"(\w+)"/g)].map(([, code]) => code));
  const met = new Set(["not_ready"]);
  const check = (error) => {
    const types = said.get(error.code);
    const type = String(error.allowed && error.allowed.type);
    if (!types.includes("by the fact")) assert.ok(types.includes(`\`${type}\``), `${error.code}: ${type}`);
    met.add(error.code);
  };
  for (const [answers] of CASES) check(refused(() => evaluate(answers, DAY)));
  check(refused(() => evaluate({}, { asof: "" })));
  check(refused(() => evaluate({}, null)));
  check(refused(() => evaluate({}, { asOf: "x" })));
  check(refused(() => explain("x")));
  assert.deepEqual([...met].sort(), [...said.keys()].sort());
});

test("all faults are named at once, and what contradicts what", () => {
  const error = refused(() =>
    evaluate({ levle: 1, level: "none", certificate_date: "2026-01-01" }, { asOf: "x", day: 1 }),
  );
  assert.deepEqual(
    error.problems.map((problem) => [problem.code, problem.key]),
    [
      ["bad_option", "day"],
      ["bad_date", "asOf"],
      ["unknown_fact", "levle"],
      ["not_applicable", "certificate_date"],
    ],
  );
  assert.deepEqual(error.problems[3].conflicts_with, ["level"]);
  assert.equal(error.message.split("\n").length, 4);
});

test("options and ids that are none", () => {
  for (const [options, code, key] of [
    [{ asOf: "2026-02-30" }, "bad_date", "asOf"],
    [{ asOf: "3000-01-01" }, "bad_date", "asOf"],
    [{ asOf: null }, "bad_date", "asOf"],
    [{ asOf: new Date() }, "bad_date", "asOf"],
    [{ asof: "2026-06-01" }, "bad_option", "asof"],
    ["2026-06-01", "bad_option", null],
    [null, "bad_option", null],
  ]) {
    const error = refused(() => evaluate({}, options));
    assert.deepEqual([error.code, error.key], [code, key], error.message);
  }
  assert.equal(evaluate({}, { asOf: undefined }).format, 3);
  for (const id of ["liaocheng-selfeval", "", "\0", 5, null, undefined, {}, Symbol("x")]) {
    assert.equal(refused(() => explain(id)).code, "unknown_benefit");
  }
  const error = refused(() => explain("liaocheng-selfeval"));
  assert.equal(error.key, "liaocheng-selfeval");
  assert.match(error.message, /liaocheng-selfeval-reward/);
  assert.ok(error.allowed.values.includes("liaocheng-selfeval-reward"));
});

test("what is undefined has not been asked", () => {
  assert.deepEqual(evaluate({ level: undefined }, DAY), evaluate({}, DAY));
  assert.deepEqual(evaluate(Object.create(null), DAY), evaluate({}, DAY));
  assert.deepEqual(evaluate({ level: "unknown" }, DAY), evaluate({ level: null }, DAY));
});

test("objects that contain themselves, throw, or never end are refused or pass on what they throw", () => {
  const round = { contests: {} };
  round.contests.yes = [round];
  round.contests.no = round;
  refused(() => evaluate(round, DAY));
  const list = [];
  list.push(list);
  refused(() => evaluate({ contests: list }, DAY));
  refused(() => evaluate({ contests: new Array(2 ** 32 - 1) }, DAY));
  refused(() => evaluate({ contests: Array.from({ length: 5000 }, () => "coach") }, DAY));
  const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`x${index}`, 1]));
  assert.equal(refused(() => evaluate(many, DAY)).code, "unknown_fact");
  const throwing = {
    get level() {
      throw new RangeError("mine");
    },
  };
  assert.throws(() => evaluate(throwing, DAY), RangeError);
  for (const text of ["\0", "s\0", "\uD800", "x".repeat(1e6), "{", "!"]) {
    refused(() => evaluate({ [text]: text }, DAY));
    refused(() => evaluate({ level: text }, DAY));
  }
  // And it still works.
  assert.equal(evaluate({}, DAY).format, 3);
});

test("whatever comes, nothing but our own error is thrown", () => {
  let seed = 1;
  const next = (count) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * count);
  };
  const ids = facts().flatMap((fact) => [
    fact.fact,
    ...(fact.options || []).map((option) => option.id),
  ]);
  const odd = [null, undefined, true, 0, -0, 1.5, 1e308, -(2 ** 53), NaN, "", "unknown", "yes"];
  const days = ["2026-01-01", "0001-01-01", "9999-12-31", "2024-02-29", "2026-13-01"];
  const value = (depth) => {
    switch (next(depth > 3 ? 4 : 7)) {
      case 0:
        return odd[next(odd.length)];
      case 1:
        return days[next(days.length)];
      case 2:
        return next(1000) - 20;
      case 3:
        return ids[next(ids.length)];
      case 4:
        return Array.from({ length: next(4) }, () => value(depth + 1));
      case 5:
        return Object.fromEntries(
          Array.from({ length: next(4) }, () => [["yes", "no", "unsure"][next(3)], value(depth + 1)]),
        );
      default:
        return { [ids[next(ids.length)]]: value(depth + 1) };
    }
  };
  const names = facts().map((fact) => fact.fact);
  let evaluated = 0;
  for (let round = 0; round < 5000; round++) {
    const answers = {};
    for (let count = next(4); count > 0; count--) answers[names[next(names.length)]] = value(0);
    const options = [DAY, { asOf: days[next(days.length)] }, undefined][next(3)];
    try {
      nextQuestions(answers, options);
      evaluated += 1;
    } catch (error) {
      assert.ok(error instanceof SkillSubsidyError, `${error}: ${JSON.stringify(answers)}`);
    }
  }
  assert.ok(evaluated > 200, `only ${evaluated} were evaluated`);
});
