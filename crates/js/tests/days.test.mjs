// Without a day, it is the civil day where the program runs, not that of UTC.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import test from "node:test";
import { fileURLToPath } from "node:url";

const PROGRAM = `
  import { evaluate, nextQuestions } from "skill-subsidy";
  const Real = Date;
  const days = [];
  for (const now of JSON.parse(process.argv[1])) {
    globalThis.Date = class extends Real {
      constructor(...given) { super(...(given.length ? given : [now])); }
    };
    days.push(evaluate({}).as_of);
    nextQuestions({});
  }
  process.stdout.write(JSON.stringify(days));
`;

const INSTANTS = [
  "2026-05-31T15:59:59Z",
  "2026-05-31T16:00:00Z",
  "2026-06-01T03:59:59Z",
  "2026-06-01T04:00:00Z",
  "2026-12-31T23:30:00Z",
];

const EXPECTED = {
  "Asia/Shanghai": ["2026-05-31", "2026-06-01", "2026-06-01", "2026-06-01", "2027-01-01"],
  UTC: ["2026-05-31", "2026-05-31", "2026-06-01", "2026-06-01", "2026-12-31"],
  "America/New_York": ["2026-05-31", "2026-05-31", "2026-05-31", "2026-06-01", "2026-12-31"],
};

for (const [zone, days] of Object.entries(EXPECTED)) {
  test(`today in ${zone}`, () => {
    const out = execFileSync(
      process.execPath,
      ["--input-type=module", "--eval", PROGRAM, JSON.stringify(INSTANTS)],
      { env: { ...process.env, TZ: zone }, cwd: fileURLToPath(new URL("..", import.meta.url)) },
    );
    assert.deepEqual(JSON.parse(out), days);
  });
}
