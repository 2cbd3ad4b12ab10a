// Opens a view over the answers when the page asks for it.
import init, { open } from "./more.js";

// Names of the files, filled in by the build; as they are built, files have plain names.
/* global SHIPPED_WASM, SHIPPED_STYLE */
const wasm = typeof SHIPPED_WASM === "string" ? SHIPPED_WASM : "more_bg.wasm";
const style = typeof SHIPPED_STYLE === "string" ? SHIPPED_STYLE : "more.css";

let ready;
// `carrier`: what `over` in `src/host.js` makes; `base`: where the site is; `read`: gives a promise of a file's
// bytes, where files are not to be fetched and the styles are there already.
window.skillSubsidyMore = async (element, start, carrier, { base, read }) => {
  ready = ready || init({ module_or_path: read ? await read(wasm) : base + wasm });
  // What has failed may be tried again.
  ready.catch(() => (ready = undefined));
  const english = start.lang === "en" ? carrier.read(start.english) : undefined;
  const [rules, words] = await Promise.all([carrier.rules(), english, ready]);
  start.english = words && new TextDecoder().decode(words);
  // Gone meanwhile, or open already.
  if (!element.isConnected || element.hidden) return;
  if (!read) start.style = base + style;
  open(element, carrier, start, rules);
};
