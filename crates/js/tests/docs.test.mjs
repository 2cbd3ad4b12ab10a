// The examples for Node.js run as they are written, and print what is written behind them.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { blocks, programs } from "./docs.mjs";

for (const [index, { file, program, output }] of programs().entries()) {
  test(`${file}, example ${index + 1} of all`, () => {
    const out = execFileSync(process.execPath, ["--input-type=module", "--eval", program], {
      encoding: "utf8",
      cwd: fileURLToPath(new URL("..", import.meta.url)),
    });
    assert.equal(out, output);
  });
}

test("every example for Node.js has its output", () => {
  assert.equal(programs().length, blocks("js").length);
  const files = new Set(programs().map(({ file }) => file));
  assert.equal(files.size, 4, `only in ${[...files]}`);
});
