// Starts the page that is one file: everything it needs stands in it, compressed, as text. It asks
// for nothing, and shows the clauses of the policies in a window of its own.
import { gunzipSync } from "fflate";
import { load, mount } from "./host.js";

const file = (path) => document.querySelector('script[data-file="' + path + '"]');
const bytes = (path) => {
  const element = file(path);
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
  const app = document.querySelector("[data-early]");
  if (app) app.remove();
};
const trapped = (error) => error instanceof WebAssembly.RuntimeError;
addEventListener("error", ({ error }) => trapped(error) && fail());
addEventListener("unhandledrejection", ({ reason }) => trapped(reason) && fail());

// A page of clauses stands in a frame of its own, with its styles put into it.
const clauses = document.getElementById("clauses");
let frame = clauses.querySelector("iframe");
let from;
const web = (path) => /^[a-z]+:/.test(path);
const calculator = (path) => path.endsWith("../index.html") || path.endsWith("../");
const page = (path) => path.replace(/^(\.\/)?(policy\/)?/, "");
// What stands behind the clauses cannot be reached meanwhile.
const stand = (still) => {
  document.querySelectorAll("#app, #app ~ [data-roster-view]").forEach((one) => (one.inert = still));
  document.getElementById("app").dispatchEvent(new Event("cover", { bubbles: true }));
};
const show = (path, id) => {
  const clause = text("policy/" + path);
  if (!clause) return false;
  const style = text("policy/style.css");
  // Another frame: one that shows something else is an entry in the browser's history.
  const another = frame.cloneNode();
  another.onload = () => {
    const inside = another.contentDocument;
    inside.addEventListener("click", follow);
    inside.addEventListener("keydown", escape);
    // What leads to a file of the site that is not in here is no link.
    for (const link of inside.querySelectorAll("a[href]")) {
      const [to] = link.getAttribute("href").split("#");
      if (to && !web(to) && !calculator(to) && !file("policy/" + page(to))) link.removeAttribute("href");
    }
    const place = id && inside.getElementById(id);
    if (place) place.scrollIntoView();
    inside.body.tabIndex = -1;
    inside.body.style.outline = "0";
    inside.body.focus({ preventScroll: true });
  };
  another.srcdoc = clause.replace(/<link rel="stylesheet"[^>]*>/, () => "<style>" + style + "</style>");
  frame.replaceWith(another);
  frame = another;
  if (clauses.hidden) from = document.activeElement;
  clauses.hidden = false;
  stand(true);
  return true;
};
const close = () => {
  clauses.hidden = true;
  stand(false);
  if (from) from.focus();
};
const escape = ({ key }) => key === "Escape" && !clauses.hidden && close();
const follow = (event) => {
  const link = event.target.closest && event.target.closest("a[href]");
  if (!link) return;
  const [path, id] = link.getAttribute("href").split("#");
  // The frame of the clauses may show nothing else, and answers in a file do not outlive it.
  if (path.startsWith("http")) link.target = "_blank";
  if (web(path) || (path === "" && event.currentTarget === document)) return;
  if (path === "") {
    // Within the page of clauses.
    const target = frame.contentDocument.getElementById(id);
    if (target) target.scrollIntoView();
    event.preventDefault();
  } else if (calculator(path)) {
    close();
    // To one clause: answers that stand in an address are taken from there.
    if (id) location.hash = id;
    event.preventDefault();
  } else if (show(page(path), id)) {
    event.preventDefault();
  }
};
document.addEventListener("click", follow);
document.addEventListener("keydown", escape);
clauses.querySelector("button").addEventListener("click", close);

const read = async (path) => {
  const found = bytes(path);
  if (!found) throw path;
  return found;
};

// Views of their own stand in the larger of the two files; the other one says so.
const elsewhere = (element, chinese) => {
  let said = document.querySelector("[data-elsewhere]");
  if (!said) {
    said = document.createElement("p");
    said.dataset.elsewhere = "";
    said.className = "ss";
    said.setAttribute("role", "alert");
    element.before(said);
  }
  const link = document.createElement("a");
  link.href = "skill-subsidy-offline-roster.html";
  link.textContent = link.getAttribute("href");
  said.replaceChildren(
    chinese ? "这个功能在另一个文件里，请打开：" : "This is in another file. Open: ",
    link
  );
  said.scrollIntoView();
};
const roster = (element, start, carrier) => {
  const open = window.skillSubsidyRoster;
  if (!open) return elsewhere(element, start.lang !== "en");
  open(element, start, carrier, { base: "", read });
};
const more = (element, start, carrier) => {
  const open = window.skillSubsidyMore;
  if (!open) return elsewhere(element, start.lang !== "en");
  open(element, start, carrier, { read });
};

const start = async () => {
  await load({ wasm: bytes("page.wasm"), rules: bytes("rules.bin"), base: "", read });
  mount(document.getElementById("app"), { page: true, roster, more }, () => {});
};
start().catch(fail);
