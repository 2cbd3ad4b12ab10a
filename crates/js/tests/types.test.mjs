// The types are true: a strict program compiles against them, uses all that they declare, and what
// comes back at run time has just the declared fields and values.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import {
  SkillSubsidyError,
  catalogue,
  evaluate,
  explain,
  facts,
  nextQuestions,
  rulesVersion,
  whatWouldChange,
} from "skill-subsidy";
import { blocks } from "./docs.mjs";
import { people } from "./people.mjs";

const require = createRequire(join(process.env.TYPESCRIPT, "/"));
const ts = require("typescript");

const WORKER = join(process.env.SKILL_SUBSIDY_ROOT, "crates/cli/tests/people/liaocheng-worker.json");
const SAMPLE = fileURLToPath(new URL("sample.ts", import.meta.url));

const compile = (more, files = [SAMPLE]) =>
  ts.createProgram(files, {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    // Neither the browser's types nor those of Node.js are needed.
    lib: ["lib.es2022.d.ts"],
    types: [],
    skipLibCheck: false,
    ...more,
  });

const node = compile({
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
});

test("a strict program compiles, for Node.js and for bundlers", () => {
  const bundler = compile({
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  });
  for (const program of [node, bundler]) {
    const faults = ts.getPreEmitDiagnostics(program);
    assert.equal(ts.formatDiagnostics(faults, host), "");
  }
});

test("the examples of the documentation compile", () => {
  const folder = fileURLToPath(new URL("examples/", import.meta.url));
  mkdirSync(folder, { recursive: true });
  const examples = blocks("ts");
  assert.ok(examples.length >= 2);
  const files = examples.map((example, index) => {
    const file = join(folder, `${index}.ts`);
    writeFileSync(file, example);
    return file;
  });
  // As bundlers have it.
  const wasm = join(folder, "wasm.d.ts");
  writeFileSync(wasm, 'declare module "*.wasm" { const address: string; export default address; }\n');
  const program = compile(
    {
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
    },
    [wasm, ...files],
  );
  assert.equal(ts.formatDiagnostics(ts.getPreEmitDiagnostics(program), host), "");
});

const host = {
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: () => process.cwd(),
  getNewLine: () => "\n",
};

const checker = node.getTypeChecker();
const declared = node.getSourceFiles().find((file) => file.fileName.endsWith("/skill-subsidy/index.d.ts"));

test("the program uses every field that is declared", () => {
  const used = new Set();
  const visit = (at) => {
    const name =
      ts.isPropertyAccessExpression(at) ? at.name
      : ts.isBindingElement(at) ? (at.propertyName ?? at.name)
      : ts.isPropertyAssignment(at) ? at.name
      : ts.isBinaryExpression(at) && at.operatorToken.kind === ts.SyntaxKind.InKeyword ? at.left
      : undefined;
    if (name && (ts.isIdentifier(name) || ts.isStringLiteral(name))) used.add(name.text);
    ts.forEachChild(at, visit);
  };
  visit(node.getSourceFile(SAMPLE));
  const missing = new Set();
  const collect = (at) => {
    // What stands there is asked of a type, not declared.
    if (ts.isConditionalTypeNode(at)) return;
    // Ids of the rules.
    if (ts.isInterfaceDeclaration(at) && at.name.text === "Facts") return;
    if ((ts.isPropertySignature(at) || ts.isPropertyDeclaration(at)) && !used.has(at.name.text)) {
      missing.add(at.name.text);
    }
    ts.forEachChild(at, collect);
  };
  collect(declared);
  // Of an options object: what one gives, not what one reads.
  for (const name of ["href", "no"]) missing.delete(name);
  assert.deepEqual([...missing], []);
});

// Alternatives of unions that some value had, by where they are declared.
const met = new Set();

/** What is wrong with a value of a type; nothing if it has just what is declared. */
const fault = (value, type, at) => {
  if (type.isUnion()) {
    const faults = [];
    for (const one of type.types) {
      const wrong = fault(value, one, at);
      if (!wrong) {
        if (one.isLiteral()) met.add(checker.typeToString(one));
        return undefined;
      }
      faults.push(wrong);
    }
    return `${at}: none of ${checker.typeToString(type)}: ${JSON.stringify(value)?.slice(0, 200)}\n  ${faults.slice(0, 4).join("\n  ")}`;
  }
  const no = () => `${at}: not ${checker.typeToString(type)}: ${JSON.stringify(value)?.slice(0, 100)}`;
  const { flags } = type;
  if (flags & ts.TypeFlags.Null) return value === null ? undefined : no();
  if (flags & ts.TypeFlags.Undefined) return value === undefined ? undefined : no();
  if (flags & ts.TypeFlags.BooleanLiteral) {
    return String(value) === checker.typeToString(type) && typeof value === "boolean" ? undefined : no();
  }
  if (type.isStringLiteral() || type.isNumberLiteral()) return value === type.value ? undefined : no();
  if (flags & ts.TypeFlags.String) return typeof value === "string" ? undefined : no();
  if (flags & ts.TypeFlags.Number) return typeof value === "number" ? undefined : no();
  if (flags & ts.TypeFlags.Boolean) return typeof value === "boolean" ? undefined : no();
  if (checker.isTupleType(type) || checker.isArrayType(type)) {
    if (!Array.isArray(value)) return no();
    const items = checker.getTypeArguments(type);
    if (checker.isTupleType(type) && items.length !== value.length) return no();
    for (const [index, item] of value.entries()) {
      const wrong = fault(item, checker.isTupleType(type) ? items[index] : items[0], `${at}[${index}]`);
      if (wrong) return wrong;
    }
    return undefined;
  }
  assert.ok(flags & ts.TypeFlags.Object, `${at}: a kind of type that this test does not know: ${checker.typeToString(type)}`);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return no();
  assert.equal(Object.getPrototypeOf(value), Object.prototype);
  const properties = checker.getPropertiesOfType(type);
  for (const property of properties) {
    const { name } = property;
    if (!Object.hasOwn(value, name)) {
      if (property.flags & ts.SymbolFlags.Optional) continue;
      return `${at}: lacks ${name}`;
    }
    met.add(`${checker.typeToString(type)}.${name}`);
    const wrong = fault(value[name], checker.getTypeOfSymbolAtLocation(property, declared), `${at}.${name}`);
    if (wrong) return wrong;
  }
  const names = new Set(properties.map((property) => property.name));
  for (const key of Object.keys(value)) {
    if (!names.has(key)) return `${at}: has ${key}, which is not declared`;
  }
  return undefined;
};

const exported = new Map(
  checker
    .getExportsOfModule(checker.getSymbolAtLocation(declared))
    .map((symbol) => [symbol.name, symbol]),
);

/** Of a function that is declared more than once, what the given declaration says. */
const returned = (name, at = 0) => {
  const symbol = exported.get(name);
  const type = checker.getTypeOfSymbolAtLocation(symbol, declared);
  return checker.getReturnTypeOfSignature(type.getCallSignatures()[at]);
};

const holds = (value, type, at) => assert.equal(fault(value, type, at), undefined);

test("what comes back has just the declared fields and values", () => {
  holds(facts(), returned("facts"), "facts()");
  const all = catalogue();
  holds(all, returned("catalogue"), "catalogue()");
  holds(rulesVersion(), returned("rulesVersion"), "rulesVersion()");
  for (const { id } of all.benefits) holds(explain(id), returned("explain"), `explain(${id})`);
  let count = 0;
  for (const [index, answers] of people(400, 11).entries()) {
    const asOf = ["2026-06-01", "2021-03-15", "2031-12-31"][index % 3];
    try {
      const result = evaluate(answers, { asOf });
      count += 1;
      // Checking takes longer than evaluating.
      if (count % 3 === 0) {
        holds(result, returned("evaluate"), "evaluate()");
        holds(nextQuestions(answers, { asOf }), returned("nextQuestions"), "nextQuestions()");
        for (const id of [...result.benefits.map((one) => one.id), ...result.out_of_scope.slice(0, 3)]) {
          holds(explain(id, answers, { asOf }), returned("explain", 1), `explain(${id}, …)`);
        }
        const changes = whatWouldChange(answers, { asOf });
        holds(changes, returned("whatWouldChange"), "whatWouldChange()");
      }
    } catch (error) {
      if (!(error instanceof SkillSubsidyError)) throw error;
      holds(error.problems, propertyOf("SkillSubsidyError", "problems"), "problems");
    }
  }
  assert.ok(count > 50, `only ${count} were evaluated`);
});

const propertyOf = (name, property) => {
  const type = checker.getDeclaredTypeOfSymbol(exported.get(name));
  return checker.getTypeOfSymbolAtLocation(type.getProperty(property), declared);
};

test("so it has for a certificate that is too old", () => {
  const answers = {
    audience: "individual",
    region: "liaocheng",
    workplace: "enterprise",
    level: "advanced",
    certificate_date: "2025-05-31",
    social_insurance_months: 12,
    social_insurance_current: true,
    unemployment_insurance_months: 12,
  };
  const result = evaluate(answers, { asOf: "2026-06-01" });
  assert.ok(result.benefits.some((benefit) => benefit.verdict === "lapsed"));
  holds(result, returned("evaluate"), "evaluate()");
});

test("so it has for what would change", () => {
  const answers = JSON.parse(readFileSync(WORKER, "utf8"));
  const changes = whatWouldChange(answers, { asOf: "2026-06-01" });
  assert.ok(changes.length > 0);
  holds(changes, returned("whatWouldChange"), "whatWouldChange()");
});

test("the error has just the declared fields", () => {
  const error = (() => {
    try {
      evaluate({ level: "x" });
    } catch (error) {
      return error;
    }
  })();
  for (const name of ["problems", "code", "key", "allowed", "name"]) {
    holds(error[name], propertyOf("SkillSubsidyError", name), name);
  }
  const own = Object.keys(error).sort();
  assert.deepEqual(own, ["allowed", "code", "key", "name", "problems"]);
});

test("the checker tells right from wrong", () => {
  const type = returned("evaluate");
  const good = evaluate({}, { asOf: "2026-06-01" });
  const listed = structuredClone(catalogue());
  listed.benefits[0].citations[0].date = 5;
  assert.notEqual(fault(listed, returned("catalogue"), "spoiled"), undefined);
  for (const spoil of [
    (result) => delete result.next,
    (result) => (result.extra = 1),
    (result) => (result.format = 2),
    (result) => (result.benefits[0].verdict = "maybe"),
    (result) => (result.benefits[0].stale = null),
    (result) => (result.totals.right.settled.once.min = null),
    (result) => (result.benefits[0].id = "none"),
  ]) {
    const bad = structuredClone(good);
    spoil(bad);
    assert.notEqual(fault(bad, type, "spoiled"), undefined, String(spoil));
  }
});

test("every declared verdict, rhythm and kind comes", () => {
  const never = [];
  for (const name of ["Verdict", "Rhythm", "ConditionKind", "FactType"]) {
    for (const one of checker.getDeclaredTypeOfSymbol(exported.get(name)).types) {
      if (!met.has(checker.typeToString(one))) never.push(`${name} ${checker.typeToString(one)}`);
    }
  }
  for (const field of ["JudgedCondition.reading", "Condition.reading"]) {
    if (!met.has(field)) never.push(field);
  }
  assert.deepEqual(never, []);
});
