// The functions that users call: those of the module, once it is loaded.
import { SkillSubsidyError } from "./error.js";
import * as module from "./skill_subsidy.js";

export { SkillSubsidyError };
export { initSync, default as load } from "./skill_subsidy.js";

let isReady = false;

export const ready = () => {
  isReady = true;
};

const loaded =
  (ask) =>
  (...given) => {
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
    return ask(...given);
  };

export const evaluate = loaded(module.evaluate);
export const nextQuestions = loaded(module.nextQuestions);
export const whatWouldChange = loaded(module.whatWouldChange);
export const facts = loaded(module.facts);
export const catalogue = loaded(module.catalogue);
export const explain = loaded(module.explain);
export const rulesVersion = loaded(module.rulesVersion);
