// The examples of the documentation.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const FILES = ["README.md", "README.zh-CN.md", "docs/npm.md", "crates/js/package/README.md"];

const texts = FILES.map((file) => [
  file,
  readFileSync(join(process.env.SKILL_SUBSIDY_ROOT, file), "utf8"),
]);

/** All blocks of one language, as they stand there. */
export const blocks = (language) =>
  texts.flatMap(([, text]) =>
    [...text.matchAll(/^```(\S*)\n([\s\S]*?)^```$/gm)]
      .filter(([, of, body]) => of === language && body.includes("skill-subsidy"))
      .map(([, , body]) => body),
  );

/** Every program for Node.js, with the output that stands behind it. */
export const programs = () =>
  texts.flatMap(([file, text]) =>
    [...text.matchAll(/^```js\n([\s\S]*?)^```\n\n```text\n([\s\S]*?)^```$/gm)].map(
      ([, program, output]) => ({ file, program, output }),
    ),
  );
