// For Node.js: the module is read at once, so that everything works from the start. A bundler may have taken this
// script to where the module is not: then nothing works before `init` has come to its end.
import { readFileSync } from "node:fs";
import { initSync, ready } from "./api.js";

export {
  SkillSubsidyError,
  catalogue,
  evaluate,
  explain,
  facts,
  nextQuestions,
  rulesVersion,
  whatWouldChange,
} from "./api.js";

const read = (module) => {
  initSync({ module });
  ready();
};

let missing;
try {
  read(readFileSync(new URL("./skill_subsidy_bg.wasm", import.meta.url)));
} catch (error) {
  missing = error;
}

// From bytes, or from the place of a file.
export const init = async (source) => {
  if (!missing) return;
  if (source === undefined) {
    throw new Error("skill_subsidy_bg.wasm is not beside this script: give its bytes to init, or its path", { cause: missing });
  }
  const place = source.href || source;
  if (typeof place !== "string") read(source);
  else read(readFileSync(place.startsWith("file:") ? new URL(place) : place));
  missing = undefined;
};

export default init;
