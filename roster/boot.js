// Opens the view for many people when the page asks for it. The worker behind it is this script too, with the
// same program.
import init, { open } from "./roster.js";

// Names of the files, filled in by the build; as they are built, files have plain names.
/* global SHIPPED_WASM, SHIPPED_STYLE */
const wasm = typeof SHIPPED_WASM === "string" ? SHIPPED_WASM : "roster_bg.wasm";
const style = typeof SHIPPED_STYLE === "string" ? SHIPPED_STYLE : "roster.css";

const possible = () => {
  try {
    // The smallest module: policies that forbid programs forbid it.
    return !!new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
  } catch (forbidden) {
    return false;
  }
};

if (typeof document === "undefined") {
  if (self.name === "probe") postMessage(possible());
  else init({ module_or_path: new URL(wasm, location.href) });
} else {
  // Not the document's own word for it: in a page of somebody else an element may bear that name.
  const own = Reflect.get(Document.prototype, "currentScript", document);
  const script = (own && own.src) || undefined;
  let ready;
  // `base`: where the site is; `read`: gives a promise of a file's bytes, where files are not to be fetched.
  window.skillSubsidyRoster = async (element, start, carrier, { base, read }) => {
    ready = ready || init({ module_or_path: read ? await read(wasm) : base + wasm });
    // What has failed may be tried again.
    ready.catch(() => (ready = undefined));
    await ready;
    // Gone meanwhile, or open already.
    if (!element.isConnected || element.hidden) return;
    const files = read ? {} : { style: base + style, script };
    open(element, carrier, Object.assign({ __proto__: null, base }, start, files));
  };
}
