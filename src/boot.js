// Starts the page, and shows the sentence for a page that cannot go on where that fails. Both
// addresses stand on the script element that loads this file.
const { js, wasm } = document.querySelector("script[data-js]").dataset;
const at = (path) => new URL(path, document.baseURI);
const fail = () => {
  document.getElementById("failure").hidden = false;
  document.getElementById("loading")?.remove();
};
import(at(js))
  .then((page) => page.default({ module_or_path: at(wasm) }))
  .catch(fail);

// A fault in the program traps without a word; nothing goes on after it.
addEventListener("error", ({ error }) => {
  if (error instanceof WebAssembly.RuntimeError) fail();
});
addEventListener("unhandledrejection", ({ reason }) => {
  if (reason instanceof WebAssembly.RuntimeError) fail();
});

// On paper nothing is folded.
const folds = (which) => document.querySelectorAll("details" + which);
addEventListener("beforeprint", () => {
  for (const fold of folds(":not([open])")) {
    fold.open = true;
    fold.dataset.unfolded = "";
  }
});
addEventListener("afterprint", () => {
  for (const fold of folds("[data-unfolded]")) {
    fold.open = false;
    delete fold.dataset.unfolded;
  }
});
