// Answers made up at random, the same ones in every run.
import { facts } from "skill-subsidy";

const random = (seed) => () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
};

/** Answers that are valid one by one; together they may contradict each other. */
export const people = (count, seed = 7) => {
  const next = random(seed);
  const one = (list) => list[Math.floor(next() * list.length)];
  const answer = (fact) => {
    if (next() < 0.1) return null;
    switch (fact.type) {
      case "bool":
        return next() < 0.5;
      case "choice":
        return one(fact.options).id;
      case "set": {
        const parts = { yes: [], no: [], unsure: [] };
        for (const option of fact.options) parts[one(["yes", "no", "no", "unsure"])].push(option.id);
        return next() < 0.5 ? parts.yes : parts;
      }
      case "date": {
        const day = `20${10 + Math.floor(next() * 15)}-0${1 + Math.floor(next() * 9)}-15`;
        return day.slice(0, one([4, 7, 10]));
      }
      default: {
        const near = Math.min(fact.max, fact.min + 100);
        const number = () =>
          Math.floor(fact.min + next() * ((next() < 0.5 ? near : fact.max) - fact.min + 1));
        if (next() < 0.7) return number();
        const [min, max] = [number(), number()].sort((a, b) => a - b);
        return one([{ min }, { max }, { min, max }]);
      }
    }
  };
  const all = facts();
  const audiences = all[0].options.map((option) => option.id);
  return Array.from({ length: count }, (_, index) => {
    const wanted = audiences[index % audiences.length];
    const answers = {};
    const share = next();
    for (const fact of all) {
      if (!fact.for.includes(wanted) || next() > share) continue;
      // A question that hangs on another is left out more often than not.
      if (fact.applies && next() < 0.6) continue;
      answers[fact.fact] = answer(fact);
    }
    if (next() < 0.9) answers.audience = wanted;
    return answers;
  });
};
