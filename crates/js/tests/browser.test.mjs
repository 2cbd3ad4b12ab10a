// The pages of the documentation in a real browser, served as any static server would.
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import test from "node:test";
import { evaluate, rulesVersion } from "skill-subsidy";
import { blocks } from "./docs.mjs";

const SERVER = `
  import { createServer } from "node:http";
  import { readFile } from "node:fs/promises";
  const types = { html: "text/html", js: "text/javascript", wasm: "application/wasm" };
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://x").pathname.replace(/\\/$/, "/index.html");
    try {
      const body = await readFile("." + path);
      const type = path.split(".").pop();
      response.writeHead(200, { "content-type": types[type] + (type === "wasm" ? "" : "; charset=utf-8") });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  server.listen(0, "127.0.0.1", () => console.log(server.address().port));
`;

/** What a page comes to, when everything that it asks for has come. */
const shown = async (path) => {
  // The server has a process of its own, because the browser is waited for.
  const server = spawn(process.execPath, ["--input-type=module", "--eval", SERVER]);
  const profile = mkdtempSync(join(tmpdir(), "skill-subsidy-"));
  try {
    const port = await new Promise((found, failed) => {
      server.stdout.once("data", (text) => found(String(text).trim()));
      server.once("exit", failed);
    });
    const ran = spawnSync(
      process.env.CHROMIUM,
      [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        `--user-data-dir=${profile}`,
        "--virtual-time-budget=20000",
        "--dump-dom",
        `http://127.0.0.1:${port}${path}`,
      ],
      { encoding: "utf8", timeout: 120_000 },
    );
    return ran.stdout + ran.stderr;
  } finally {
    server.kill();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
};

const count = evaluate({ audience: "individual", region: "liaocheng" }).next.length;
const expected = new RegExp(`<p id="left">${count}</p>`);

test("a page imports the package and evaluates", async () => {
  const [page] = blocks("html").filter((block) => block.includes("skill-subsidy/web.js"));
  mkdirSync("page", { recursive: true });
  writeFileSync("page/index.html", page);
  assert.match(await shown("/page/"), expected);
});

test("a bundler takes the browser's half of the package", async () => {
  const [program] = blocks("ts").filter((block) => block.includes("_bg.wasm"));
  mkdirSync("bundle", { recursive: true });
  writeFileSync("bundle/app.ts", program);
  writeFileSync(
    "bundle/index.html",
    '<!doctype html><meta charset="utf-8"><p id="left"></p><script type="module" src="app.js"></script>',
  );
  execFileSync(process.env.ESBUILD, [
    "bundle/app.ts",
    "--bundle",
    "--format=esm",
    "--target=es2022",
    "--loader:.wasm=file",
    "--log-level=warning",
    "--outfile=bundle/app.js",
  ]);
  assert.match(await shown("/bundle/"), expected);
});

test("a bundled program for Node.js brings the module with it", () => {
  const [program] = blocks("mjs").filter((block) => block.includes("_bg.wasm"));
  mkdirSync("bundled", { recursive: true });
  writeFileSync("bundled/program.mjs", program);
  const bundle = (file, more) =>
    execFileSync(process.env.ESBUILD, [
      file,
      "--bundle",
      "--platform=node",
      "--target=node18",
      "--loader:.wasm=binary",
      "--log-level=error",
      ...more,
    ]);
  for (const [format, ending] of [
    ["esm", "mjs"],
    ["cjs", "cjs"],
  ]) {
    const built = `bundled/out/program.${ending}`;
    bundle("bundled/program.mjs", [`--format=${format}`, `--outfile=${built}`]);
    assert.equal(execFileSync(process.execPath, [built], { encoding: "utf8" }).trim(), rulesVersion().hash);
    // Without it, the program runs until it asks, and is told what to do; a path will do too.
    const path = JSON.stringify(resolve("node_modules/skill-subsidy/skill_subsidy_bg.wasm"));
    writeFileSync(
      "bundled/later.mjs",
      `import { facts, init, rulesVersion } from "skill-subsidy";
       let code;
       try { facts(); } catch (error) { code = error.code; }
       init().catch(async (error) => {
         await init(${path});
         await init();
         console.log(code, /give its bytes to init/.test(error.message), rulesVersion().hash);
       });`,
    );
    const later = `bundled/out/later.${ending}`;
    bundle("bundled/later.mjs", [`--format=${format}`, `--outfile=${later}`]);
    const said = execFileSync(process.execPath, [later], { encoding: "utf8" });
    assert.equal(said.trim(), `not_ready true ${rulesVersion().hash}`);
  }
});
