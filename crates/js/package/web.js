// For browsers, and everything else that fetches: nothing works before `init` has come to its end.
import { load, ready } from "./api.js";

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

let loading;

export const init = (source) => {
  if (!loading) {
    // Without a source, what wasm-bindgen wrote looks beside itself.
    loading = load({ module_or_path: source }).then(ready, (error) => {
      // Whoever was offline may try again.
      loading = undefined;
      throw error;
    });
  }
  return loading;
};

export default init;
