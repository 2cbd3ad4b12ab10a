// Times the module: node run.mjs MODULE RULEBOOK
// Prints, for each group, the least and the median nanoseconds per evaluation.
import { readFileSync } from "node:fs";

const ROUNDS = 15;
const ROUND_MS = 4;

const [, , modulePath, rulebookPath] = process.argv;
const { instance } = await WebAssembly.instantiate(readFileSync(modulePath), {});
const { memory, room, prepare, run } = instance.exports;

const rulebook = readFileSync(rulebookPath);
const at = room(rulebook.length);
new Uint8Array(memory.buffer, at, rulebook.length).set(rulebook);
const groups = prepare(at, rulebook.length);

const time = (group, evaluations) => {
  const start = performance.now();
  run(group, evaluations);
  return performance.now() - start;
};

// Let the optimising tier take over before anything counts.
for (let group = 0; group < groups; group++) run(group, 500);

for (let group = 0; group < groups; group++) {
  let evaluations = 16;
  while (time(group, evaluations) < ROUND_MS) evaluations *= 2;
  const rounds = Array.from({ length: ROUNDS }, () => (time(group, evaluations) * 1e6) / evaluations);
  rounds.sort((a, b) => a - b);
  console.log(Math.round(rounds[0]), Math.round(rounds[ROUNDS >> 1]));
}
