// Times the module: node run.mjs MODULE RULEBOOK
// Prints the least and the median nanoseconds per person: a line for each group evaluated, then
// three for each crowd (one by one, in blocks, sums in blocks).
import { readFileSync } from "node:fs";

const ROUNDS = 15;
const ROUND_MS = 4;

const [, , modulePath, rulebookPath] = process.argv;
const { instance } = await WebAssembly.instantiate(readFileSync(modulePath), {});
const { memory, room, prepare, crowd_count, run, run_single, run_batch, run_totals } =
  instance.exports;

const rulebook = readFileSync(rulebookPath);
const at = room(rulebook.length);
new Uint8Array(memory.buffer, at, rulebook.length).set(rulebook);
const groups = prepare(at, rulebook.length);

const jobs = [];
for (let group = 0; group < groups; group++) jobs.push((people) => run(group, people));
for (let crowd = 0; crowd < crowd_count(); crowd++) {
  for (const way of [run_single, run_batch, run_totals]) jobs.push((people) => way(crowd, people));
}

const time = (job, people) => {
  const start = performance.now();
  job(people);
  return performance.now() - start;
};

// Let the optimising tier take over before anything counts.
for (const job of jobs) job(500);

for (const job of jobs) {
  let people = 16;
  while (time(job, people) < ROUND_MS) people *= 2;
  const rounds = Array.from({ length: ROUNDS }, () => (time(job, people) * 1e6) / people);
  rounds.sort((a, b) => a - b);
  console.log(Math.round(rounds[0]), Math.round(rounds[ROUNDS >> 1]));
}
