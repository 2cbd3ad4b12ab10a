// A program that uses every function and every field, as strictly as TypeScript can be. It is
// compiled and never run; types.test.mjs makes sure that nothing declared is missing here.
import init, {
  SkillSubsidyError,
  catalogue,
  evaluate,
  explain,
  facts,
  init as load,
  nextQuestions,
  rulesVersion,
  whatWouldChange,
} from "skill-subsidy";
import type {
  Allowed,
  Amount,
  Answers,
  Basis,
  BenefitId,
  Catalogue,
  Cause,
  Change,
  Condition,
  EvaluateOptions,
  Evaluation,
  Explanation,
  Fact,
  FactId,
  Facts,
  JudgedBenefit,
  JudgedCondition,
  JudgedExplanation,
  Notion,
  OpenPoint,
  Outcome,
  Period,
  Problem,
  Question,
  Range,
  Sum,
  Term,
  Test,
  Understood,
} from "skill-subsidy";

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <T extends true>(): T => true as T;

await init();
await init("./skill_subsidy_bg.wasm");
await load(new Uint8Array());

const options: EvaluateOptions = { asOf: "2026-06-01" };
const answers: Answers = {
  audience: "individual",
  region: "liaocheng",
  level: "unknown",
  city_titles: ["city_chief"],
  contests: { yes: [], unsure: ["coach"] },
  certificate_date: "2026-01",
  social_insurance_months: { min: 30 },
  social_insurance_current: null,
};
// @ts-expect-error There is no such fact.
evaluate({ levle: "advanced" });
// @ts-expect-error There is no such option.
evaluate({ level: "advance" });
// @ts-expect-error A number is not a date.
evaluate({ certificate_date: 20260110 });
// @ts-expect-error There is no such option of the call.
evaluate(answers, { asof: "2026-06-01" });
// @ts-expect-error There is no such benefit.
explain("liaocheng-selfeval");
// @ts-expect-error The answers stand before the options.
explain("liaocheng-selfeval-reward", options);

same<Same<Understood<"social_insurance_current">, boolean | null>>();
same<Same<Understood<"social_insurance_months">, number | { min: number; max: number } | null>>();
same<Same<Facts["audience"]["type"], "choice">>();

const range = ({ min, max }: Range): [number, number | null] => [min, max];

const sum = ({ once, yearly, benefits, unstated }: Sum): number =>
  range(once)[0] + range(yearly)[0] + benefits + unstated;

const amount = (of: Amount): [number | null, string, boolean] => [
  of.max ?? of.min + (of.months ?? 0) + (of.years ?? 0) + of.per_payment.min,
  of.rhythm + of.words,
  of.rhythm_open && of.unstated && of.up_to,
];

const notion = (of: Notion | null): string =>
  of === null
    ? ""
    : [of.id, of.name, of.help, ...of.quotes.map((one) => one.source + one.quote)].join();

const condition = (of: Condition): string =>
  [
    of.kind,
    of.reading ?? "",
    of.label,
    of.quote ?? "",
    notion(of.term),
    ...of.facts,
    ...of.parts.map(condition),
  ].join();

const judged = (of: JudgedCondition): string =>
  [
    of.kind,
    of.state,
    of.reading ?? "",
    of.label,
    of.quote ?? "",
    notion(of.term),
    ...of.facts,
    ...of.parts.map(judged),
  ].join();

const open = ({ point, readings, weight }: OpenPoint): string =>
  point + (readings === null ? "" : readings[0] + readings[1]) + weight;

const period = (of: Period): string => {
  const basis: Basis = of.from_basis;
  return [
    of.from,
    basis,
    of.until,
    of.until_basis,
    of.until_quote,
    of.until_note,
    of.checked,
    of.check_again_by,
  ].join();
};

const terms = (of: Explanation): string => {
  const { cap } = of;
  return [
    of.id,
    of.name,
    period(of.period),
    ...of.for,
    ...of.regions,
    of.kind,
    of.claim,
    of.claim_note,
    of.amount_note,
    of.services,
    of.quota,
    cap === null ? 0 : cap.sum,
    cap?.note,
    ...of.excludes,
    ...of.relations,
    of.responsible,
    ...of.apply.map((way) => [way.office, way.how, way.phone, way.link, way.payout].join()),
    ...of.citations.map((one) =>
      [
        one.source,
        one.title,
        one.issuer,
        one.number,
        one.kind,
        one.date,
        one.date_inferred,
        one.date_note,
        one.place,
        one.quote,
      ].join(),
    ),
  ].join();
};

const cause = (of: Cause): string => [of.kind, ...of.facts, ...of.points].join();

const outcome = (of: Outcome): string =>
  [
    ...of.readings.map((one) => one.point + one.reading),
    of.verdict,
    of.amount && amount(of.amount),
    of.words,
  ].join();

const card = (of: JudgedBenefit): string => {
  const id: BenefitId = of.id;
  return [
    id,
    of.verdict === "eligible" || of.verdict === "lapsed",
    of.standing === "no_end_stated" || of.verdict === "ended",
    of.stale || of.old || of.unasked,
    of.cause && cause(of.cause),
    ...of.outcomes.map(outcome),
    of.amount && amount(of.amount),
    ...of.missing_facts,
    of.deadline && of.deadline.earliest + of.deadline.latest,
    of.days_left,
  ].join();
};

const change = (of: Change): string => {
  const verdict: "eligible" | "by_review" = of.verdict;
  return [of.benefit, of.fact, of.from, verdict, JSON.stringify(of.to), of.amount && amount(of.amount)].join();
};

const whole = (of: JudgedExplanation): string =>
  [
    card(of.judged),
    of.out_of_scope,
    of.as_of,
    explained(of.rules),
    ...of.satisfied.map(judged),
    ...of.failed.map(judged),
    ...of.missing.map(judged),
    ...of.unclear.map((point) => open(point) + String(point.result_depends)),
    of.change && change(of.change),
  ].join();

const question = (of: Question): string => {
  const id: FactId = of.fact;
  return [
    id,
    ...(of.options ?? []),
    ...(of.choices ?? []).map(choice),
    of.bears_on,
    of.money,
  ].join();
};

const asked = (of: Fact): string =>
  [
    of.fact,
    of.name,
    of.question,
    of.help,
    of.type,
    of.unit,
    of.min,
    of.max,
    of.earliest,
    ...(of.options ?? []).map((option) => option.id + option.label + (option.help ?? "")),
  ].join();

const choice = ({ answer, label }: NonNullable<Question["choices"]>[number]): string =>
  label + JSON.stringify(answer);

const test = (of: Test): string => {
  if (typeof of === "boolean") return String(of);
  if ("all" in of) return of.all.map(test).join();
  if ("any" in of) return of.any.map(test).join();
  if ("not" in of) return test(of.not);
  if ("is" in of) return of.fact + String(of.is);
  if ("has" in of) return of.fact + of.has;
  if ("in" in of) return of.fact + of.in.join();
  if ("within_months" in of) return of.fact + String(of.within_months);
  return of.fact + String(of.at_least) + String(of.at_most);
};

const term = (of: Term): string =>
  [of.sum && range(of.sum), of.percent, of.of, of.per, of.up_to].join();

const ruleAmount = (one: Explanation["amounts"][number]): string =>
  [
    ...one.when.map((when) => (when.reading ?? "") + when.words),
    one.rhythm,
    one.months,
    one.years,
    ...one.terms.map(term),
    one.unstated,
    one.words,
  ].join();

const explained = (of: Explanation): string =>
  [
    terms(of),
    ...of.conditions.map(condition),
    ...of.amounts.map(ruleAmount),
    of.window === null ? "" : of.window.fact + String(of.window.months),
    ...of.unclear.map(open),
  ].join();

const allowed = (of: Allowed): string => {
  switch (of.type) {
    case "key":
    case "choice":
    case "set":
      return of.values.join();
    case "bool":
      return of.values.map((value) => (value ? "1" : "0")).join();
    case "int":
    case "money":
      return [of.min, of.max, of.unit].join();
    case "date":
      return of.min + (of.max ?? "");
    default: {
      const never: never = of;
      return never;
    }
  }
};

const problem = (of: Problem): string =>
  [of.code, of.key, of.allowed && allowed(of.allowed), ...of.conflicts_with, of.message].join();

export const all = (): string[] => {
  try {
    const result: Evaluation = evaluate(answers, options);
    const format: 3 = result.format;
    const again: Evaluation = evaluate(result.answers, { asOf: result.as_of });
    const level: Understood<"level"> | undefined = again.answers.level;
    const { date, hash } = rulesVersion();
    const listed: Catalogue = catalogue();
    return [
      String(format) + String(level),
      result.rules + date + hash,
      ...result.notices,
      ...result.benefits.map(card),
      ...result.out_of_scope,
      String(sum(result.totals.right.settled) + sum(result.totals.selection.with_possible)),
      String(result.totals.right.unasked),
      ...result.next.map(question),
      ...nextQuestions(answers).map(question),
      ...facts().map(
        (fact) =>
          asked(fact) +
          [
            fact.effort,
            fact.changeable,
            fact.with,
            fact.applies && test(fact.applies),
            ...fact.for,
            ...fact.benefits,
          ].join(),
      ),
      ...whatWouldChange(answers, options).map(change),
      String(listed.format) + listed.rules.hash,
      ...listed.benefits.map(explained),
      explained(explain("liaocheng-selfeval-reward")),
      whole(explain("liaocheng-selfeval-reward", answers)),
      whole(explain("liaocheng-selfeval-reward", answers, options)),
    ];
  } catch (error) {
    if (!(error instanceof SkillSubsidyError)) throw error;
    const asError: Error = error;
    const named: "SkillSubsidyError" = error.name;
    return [
      named,
      asError.message,
      error.code === "unknown_fact" ? (error.key ?? "") : "",
      error.allowed === null ? "" : allowed(error.allowed),
      ...error.problems.map(problem),
    ];
  }
};
