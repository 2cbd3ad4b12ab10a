// For Node.js: the module is read at once, so that everything works from the start.
import { readFileSync } from "node:fs";
import { initSync, ready } from "./api.js";

export {
  SkillSubsidyError,
  benefits,
  evaluate,
  explain,
  facts,
  nextQuestions,
  rulesVersion,
} from "./api.js";

initSync({ module: readFileSync(new URL("./skill_subsidy_bg.wasm", import.meta.url)) });
ready();

export const init = () => Promise.resolve();

export default init;
