// The package says just what the command line says, for answers and for refusals.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import {
  SkillSubsidyError,
  catalogue,
  evaluate,
  explain,
  facts,
  nextQuestions,
  rulesVersion,
  whatWouldChange,
} from "skill-subsidy";
import { people } from "./people.mjs";

const DAY = "2026-06-01";
const ROOT = process.env.SKILL_SUBSIDY_ROOT;

const run = (args, input = "") =>
  spawnSync(process.env.SKILL_SUBSIDY, args, { input, encoding: "utf8", maxBuffer: 1 << 26 });

const told = (args, input) => {
  const ran = run(args, input);
  assert.equal(ran.status, 0, ran.stderr);
  return JSON.parse(ran.stdout);
};

const evaluated = (answers, day) =>
  told(["evaluate", "--facts", "-", "--as-of", day, "--json"], JSON.stringify(answers));

test("people of the command line's own tests", () => {
  const folder = join(ROOT, "crates/cli/tests/people");
  for (const file of readdirSync(folder)) {
    const answers = JSON.parse(readFileSync(join(folder, file), "utf8"));
    assert.deepEqual(evaluate(answers, { asOf: DAY }), evaluated(answers, DAY), file);
  }
});

test("every worked case of the rules comes out as written", () => {
  const rules = new Map(catalogue().benefits.map((benefit) => [benefit.id, benefit]));
  const folder = join(ROOT, "rules");
  let count = 0;
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".toml"))) {
    const text = readFileSync(join(folder, file), "utf8");
    const written = text.match(/^\[\[benefit\.case\]\]$/gm) || [];
    let read = 0;
    for (const block of text.split(/^\[\[benefit\]\]$/m).slice(1)) {
      const id = block.match(/^id = "(.*)"$/m)[1];
      const [audience] = rules.get(id).for;
      const [region] = rules.get(id).regions;
      for (const part of block.split(/^\[\[benefit\.case\]\]$/m).slice(1)) {
        const expected = caseOf(part.split(/^\[/m)[0]);
        const name = `${id}: ${expected.name}`;
        const given = { audience, region, ...expected.facts };
        const asOf = expected.on || rulesVersion().date;
        // Some are of people for whom it is not.
        const inScope = evaluate(given, { asOf }).benefits.find((one) => one.id === id);
        const ours = inScope || explain(id, given, { asOf }).judged;
        assert.equal(ours.verdict, expected.verdict, name);
        const amount = ours.amount && !ours.amount.unstated ? [ours.amount.min, ours.amount.max] : null;
        // A share of any money at all names no sum; cases write 0 for it.
        if (amount && amount[1] === null && amount[0] < 1) amount[0] = 0;
        if (expected.amount) assert.deepEqual(amount, expected.amount, name);
        read += 1;
      }
    }
    assert.equal(read, written.length, file);
    count += read;
  }
  assert.ok(count > 400, `only ${count} cases`);
});

/**
 * A case: `key = value`, a value going on over lines that do not begin with a key. The values of facts
 * are those of JSON but for `=`, `_` and a comma at the end.
 */
const caseOf = (text) => {
  const value = (written) =>
    JSON.parse(
      written
        .replace(/([a-z][a-z0-9_]*) = /g, '"$1": ')
        .replace(/(?<=\d)_(?=\d)/g, "")
        .replace(/,(?=\s*[}\]])/g, "")
        .replace('"none"', written.startsWith("[") ? "null" : '"none"'),
    );
  return Object.fromEntries(
    text
      .replace(/^#.*$/gm, "")
      .split(/^(?=[a-z]+ = )/m)
      .map((entry) => entry.match(/^([a-z]+) = ([^]*)$/))
      .filter((entry) => entry !== null)
      .map(([, key, written]) => [key, value(written)]),
  );
};

test("people made up at random, on several days", () => {
  for (const [index, answers] of people(90).entries()) {
    const day = [DAY, "2024-02-29", "2031-12-31"][index % 3];
    const valid = Object.fromEntries(
      Object.entries(answers).filter(([, value]) => !(typeof value === "string" && value > day)),
    );
    const ran = run(
      ["evaluate", "--facts", "-", "--as-of", day, "--json"],
      JSON.stringify(valid),
    );
    if (ran.status === 0) {
      const theirs = JSON.parse(ran.stdout);
      assert.deepEqual(evaluate(valid, { asOf: day }), theirs);
      assert.deepEqual(nextQuestions(valid, { asOf: day }), theirs.next);
      // What is returned can be given again.
      const again = evaluate(theirs.answers, { asOf: day });
      assert.deepEqual(again, theirs);
    } else {
      assert.throws(() => evaluate(valid, { asOf: day }), SkillSubsidyError);
    }
  }
});

test("facts, the catalogue and explanations", () => {
  assert.deepEqual(facts(), told(["facts", "--json"]));
  const all = catalogue();
  assert.deepEqual(all, told(["catalogue", "--json"]));
  assert.deepEqual(all.rules, rulesVersion());
  assert.ok(all.benefits.length > 50);
  for (const benefit of all.benefits) assert.deepEqual(explain(benefit.id), benefit);
  const { id } = all.benefits[0];
  assert.deepEqual(explain(id), told(["explain", id, "--json"]));
  const judged = evaluate({}, { asOf: DAY });
  assert.deepEqual(
    all.benefits.map((benefit) => benefit.id),
    judged.benefits.map((benefit) => benefit.id),
  );
  assert.equal(all.rules.hash, judged.rules);
});

test("what is known of one benefit is what is known of all, and what the rules say of it", () => {
  const options = { asOf: DAY };
  const folder = join(ROOT, "crates/cli/tests/people");
  let changes = 0;
  for (const file of ["liaocheng-worker.json", "weifang-graduate.json", "nothing.json"]) {
    const path = join(folder, file);
    const answers = JSON.parse(readFileSync(path, "utf8"));
    const { benefits, out_of_scope: outside } = evaluate(answers, options);
    const known = [...benefits.map((one) => one.id), ...outside].sort();
    assert.deepEqual(known, catalogue().benefits.map((one) => one.id).sort());
    for (const id of outside) {
      const { out_of_scope, judged, missing, rules } = explain(id, answers, options);
      assert.deepEqual([out_of_scope, missing, judged.id, rules.id], [true, [], id, id]);
      assert.ok(["ineligible", "ended", "not_yet"].includes(judged.verdict), judged.verdict);
    }
    const would = new Map(whatWouldChange(answers, options).map((change) => [change.benefit, change]));
    for (const judged of benefits) {
      const whole = explain(judged.id, answers, options);
      const { conditions, unclear } = whole.rules;
      assert.deepEqual(whole.judged, judged);
      assert.deepEqual(whole.rules, explain(judged.id));
      assert.equal(whole.unclear.length, unclear.length);
      const labels = [...whole.satisfied, ...whole.failed, ...whole.missing].map((one) => one.label);
      for (const { label } of conditions) assert.ok(labels.includes(label), `${judged.id}: ${label}`);
      assert.equal(whole.out_of_scope, false);
      assert.deepEqual(whole.change, would.get(judged.id) ?? null, judged.id);
      changes += Number(whole.change !== null);
    }
    const [{ id }] = benefits;
    assert.deepEqual(
      explain(id, answers, options),
      told(["explain", id, "--facts", path, "--as-of", DAY, "--json"]),
    );
  }
  assert.ok(changes > 0, "nothing would change anything");
});

test("what the command line refuses is refused in the same words", () => {
  const text = readFileSync(join(ROOT, "crates/cli/tests/expected/refused.txt"), "utf8");
  let count = 0;
  for (const line of text.split("\n").filter((line) => line.startsWith("{"))) {
    let answers;
    try {
      answers = JSON.parse(line);
    } catch {
      continue;
    }
    const ran = run(["evaluate", "--facts", "-", "--as-of", DAY], line);
    assert.equal(ran.status, 2, line);
    // JavaScript's objects have every key once.
    if (ran.stderr.includes("只能写一次")) continue;
    const theirs = ran.stderr
      .trim()
      .split("\n")
      .filter((line) => !/处问题$/.test(line))
      .map((line) => line.replace(/^错误：|^ +\d+\. /, "").replace("skill-subsidy facts", "facts()"));
    assert.throws(
      () => evaluate(answers, { asOf: DAY }),
      (error) => {
        assert.ok(error instanceof SkillSubsidyError);
        assert.deepEqual(
          error.problems.map((problem) => problem.message),
          theirs,
        );
        return true;
      },
    );
    count += 1;
  }
  assert.ok(count > 20, `only ${count} refusals compared`);
});

test("the command line has the same rules", () => {
  const version = execFileSync(process.env.SKILL_SUBSIDY, ["evaluate", "--facts", "-", "--json"], {
    input: "{}",
    maxBuffer: 1 << 26,
  });
  assert.equal(JSON.parse(version).rules, rulesVersion().hash);
});
