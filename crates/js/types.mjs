// Writes the types that come from the rules: ids of facts, of their options and of benefits.
//
//   node types.mjs <folder of the package>
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const folder = resolve(process.argv[2]);
const { benefits, facts } = await import(pathToFileURL(join(folder, "node.js")).href);

const union = (ids) => ids.map((id) => JSON.stringify(id)).join(" | ");
const lines = ["// Written by the build from the rules.", "", "export interface Facts {"];
for (const fact of facts()) {
  const options = fact.options ? `; option: ${union(fact.options.map((one) => one.id))}` : "";
  lines.push(`  /** ${fact.name}${fact.unit ? `（${fact.unit}）` : ""} */`);
  lines.push(`  ${fact.fact}: { type: "${fact.type}"${options} };`);
}
lines.push("}", "", "export type BenefitId =");
const ids = benefits().map((benefit) => `  | ${JSON.stringify(benefit.id)}`);
lines.push(`${ids.join("\n")};`, "");
writeFileSync(join(folder, "rules.d.ts"), lines.join("\n"));
