// Starts the page that is one file: everything it needs stands in it, compressed, as text. It asks
// for nothing, and shows the clauses of the policies in a window of its own.
import { gunzipSync } from "fflate";
import { load, mount } from "./host.js";

const bytes = (path) => {
  const element = document.querySelector('script[data-file="' + path + '"]');
  if (!element) return null;
  return gunzipSync(Uint8Array.from(atob(element.textContent.trim()), (c) => c.charCodeAt(0)));
};
const text = (path) => {
  const found = bytes(path);
  return found && new TextDecoder().decode(found);
};

const fail = () => {
  const old = typeof WebAssembly !== "object";
  document.getElementById(old ? "old" : "failure").hidden = false;
  const loading = document.getElementById("loading");
  if (loading) loading.remove();
};
const trapped = (error) => error instanceof WebAssembly.RuntimeError;
addEventListener("error", ({ error }) => trapped(error) && fail());
addEventListener("unhandledrejection", ({ reason }) => trapped(reason) && fail());

// A page of clauses stands in a frame of its own, with its styles put into it.
const clauses = document.getElementById("clauses");
const frame = clauses.querySelector("iframe");
let from;
const show = (path, id) => {
  const page = text("policy/" + path);
  if (!page) return false;
  const style = text("policy/style.css");
  frame.onload = () => {
    const inside = frame.contentDocument;
    inside.addEventListener("click", follow);
    inside.addEventListener("keydown", escape);
    const clause = id && inside.getElementById(id);
    if (clause) clause.scrollIntoView();
    inside.body.tabIndex = -1;
    inside.body.style.outline = "0";
    inside.body.focus({ preventScroll: true });
  };
  frame.srcdoc = page.replace(/<link rel="stylesheet"[^>]*>/, () => "<style>" + style + "</style>");
  if (clauses.hidden) from = document.activeElement;
  clauses.hidden = false;
  document.getElementById("app").inert = true;
  return true;
};
const close = () => {
  clauses.hidden = true;
  document.getElementById("app").inert = false;
  if (from) from.focus();
};
const escape = ({ key }) => key === "Escape" && !clauses.hidden && close();
const follow = (event) => {
  const link = event.target.closest && event.target.closest("a[href]");
  if (!link) return;
  const [path, id] = link.getAttribute("href").split("#");
  if (/^[a-z]+:/.test(path) || (path === "" && event.currentTarget === document)) return;
  if (path === "") {
    // Within the page of clauses.
    const target = frame.contentDocument.getElementById(id);
    if (target) target.scrollIntoView();
    event.preventDefault();
  } else if (path.endsWith("../index.html") || path.endsWith("../")) {
    close();
    event.preventDefault();
  } else if (show(path.replace(/^(\.\/)?(policy\/)?/, ""), id)) {
    event.preventDefault();
  }
};
document.addEventListener("click", follow);
document.addEventListener("keydown", escape);
clauses.querySelector("button").addEventListener("click", close);

const start = async () => {
  const read = async (path) => {
    const found = bytes(path);
    if (!found) throw path;
    return found;
  };
  await load({ wasm: bytes("page.wasm"), base: "", read });
  mount(document.getElementById("app"), { page: true }, () => {});
};
start().catch(fail);
