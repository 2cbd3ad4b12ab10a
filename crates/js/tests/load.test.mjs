// Both ways in: at once in Node.js, and behind `init` everywhere else.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import test from "node:test";
import ours, * as node from "skill-subsidy";

const folder = new URL("../node_modules/skill-subsidy/", import.meta.url);
const module = readFileSync(new URL("skill_subsidy_bg.wasm", folder));
const DAY = { asOf: "2026-06-01" };

test("in Node.js everything is there from the start, and init does nothing", async () => {
  assert.equal(node.evaluate({}, DAY).format, 3);
  assert.equal(await node.init(), undefined);
  assert.equal(ours, node.init);
});

test("both offer the same", async () => {
  const web = await import(new URL("web.js", folder).href);
  assert.deepEqual(Object.keys(web), Object.keys(node));
  assert.equal(web.default, web.init);
});

test("before init the error says so; a failed init can be repeated", async () => {
  const { execFileSync } = await import("node:child_process");
  const program = `
    import assert from "node:assert/strict";
    import { readFileSync } from "node:fs";
    const { default: init, SkillSubsidyError, evaluate, facts } = await import(${JSON.stringify(new URL("web.js", folder).href)});
    for (const ask of [() => evaluate({}), facts]) {
      assert.throws(ask, (error) => error instanceof SkillSubsidyError && error.code === "not_ready" && error.key === null);
    }
    await assert.rejects(init(new Uint8Array([1, 2, 3])));
    assert.throws(facts, SkillSubsidyError);
    const bytes = readFileSync(new URL(${JSON.stringify(new URL("skill_subsidy_bg.wasm", folder).href)}));
    const first = init(bytes);
    assert.equal(init(), first);
    assert.equal(await first, undefined);
    assert.equal(await init(), undefined);
    process.stdout.write(JSON.stringify(evaluate({}, ${JSON.stringify(DAY)})));
  `;
  const out = execFileSync(process.execPath, ["--input-type=module", "--eval", program], {
    maxBuffer: 1 << 26,
  });
  assert.deepEqual(JSON.parse(out), node.evaluate({}, DAY));
});

test("the package holds what it names, and describes itself", () => {
  const require = createRequire(import.meta.url);
  const described = require("skill-subsidy/package.json");
  assert.match(described.version, /^\d+\.\d+\.\d+$/);
  assert.notEqual(described.version, "0.0.0");
  assert.equal(described.license, "MIT OR Apache-2.0");
  for (const file of [...described.files, "README.md"]) {
    assert.ok(readFileSync(new URL(file, folder)).length > 0, file);
  }
  assert.ok(require.resolve("skill-subsidy/skill_subsidy_bg.wasm"));
  assert.equal(described.dependencies, undefined);
});

test("the module asks for nothing but its own script", () => {
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(module));
  for (const { module, kind } of imports) {
    assert.deepEqual([module, kind], ["./skill_subsidy_bg.js", "function"]);
  }
});

test("memory does not grow from one evaluation to the next", async () => {
  const { initSync } = await import(new URL("api.js", folder).href);
  const { memory } = initSync();
  const people = (await import("./people.mjs")).people(60, 3);
  const all = () => {
    for (const answers of people) {
      try {
        node.evaluate(answers, { asOf: "2030-01-01" });
      } catch (error) {
        assert.ok(error instanceof node.SkillSubsidyError);
      }
    }
  };
  all();
  const before = memory.buffer.byteLength;
  for (let round = 0; round < 5; round++) all();
  assert.equal(memory.buffer.byteLength, before);
});
