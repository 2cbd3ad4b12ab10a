// What the package offers and what it returns. The same objects are written down, with the same
// names, in docs/evaluate.schema.json; ids and options come from the rules (rules.d.ts).

import type { BenefitId, Facts } from "./rules.js";

export type { BenefitId, Facts };

export type FactId = keyof Facts;

/** `YYYY-MM-DD`, a civil day without a time zone. */
export type CivilDate = string;

/** A date as it is known: `2026-01-10`, `2026-01`, `2026`, or two of these with `/` between them. */
export type KnownDate = string;

/** A number that lies between two; what is left out is the end of the question. */
export type Between = { readonly min: number; readonly max?: number } | { readonly max: number };

/** 不清楚: asked, and not known. A fact that is left out has not been asked. */
export type Unknown = null | "unknown";

/** What can be given as the answer to a fact. */
export type Given<F extends FactId> = F extends FactId ? GivenTo<Facts[F]> : never;

type GivenTo<T> = T extends { type: "bool" }
  ? boolean | Unknown
  : T extends { type: "choice"; option: infer O }
    ? O | Unknown
    : T extends { type: "set"; option: infer O }
      ? readonly O[] | Partial<Options<O>> | Unknown
      : T extends { type: "date" }
        ? KnownDate | Unknown
        : number | Between | Unknown;

/** Options that apply, that do not, and that are not known. Others have not been asked. */
export interface Options<O> {
  readonly yes: readonly O[];
  readonly no: readonly O[];
  readonly unsure: readonly O[];
}

/** Answers by fact. */
export type Answers = { readonly [F in FactId]?: Given<F> };

/** An answer as it was understood; null is 不清楚. Can be given again. */
export type Understood<F extends FactId> = F extends FactId ? UnderstoodAs<Facts[F]> : never;

type UnderstoodAs<T> = T extends { type: "bool" }
  ? boolean | null
  : T extends { type: "choice"; option: infer O }
    ? O | null
    : T extends { type: "set"; option: infer O }
      ? Options<O> | null
      : T extends { type: "date" }
        ? KnownDate | null
        : number | { min: number; max: number } | null;

export interface EvaluateOptions {
  /** The day of evaluation. Without one: today where the program runs. */
  readonly asOf?: CivilDate;
}

/** Judges every benefit. Sums are yuan with at most two decimals. */
export function evaluate(answers: Answers, options?: EvaluateOptions): Evaluation;

/** Only the questions whose answer can still change something, best first. */
export function nextQuestions(answers: Answers, options?: EvaluateOptions): Question[];

/** Everything that can be asked, in the order of the rules. */
export function facts(): Fact[];

/** Every benefit, whoever asks, in the order of the rules. */
export function benefits(): Benefit[];

/** Everything that the rules say about one benefit. */
export function explain(id: BenefitId): Explanation;

/** Which rules these are. */
export function rulesVersion(): RulesVersion;

/**
 * Loads the module. In browsers nothing else works before; in Node.js it is there from the start and
 * this does nothing, unless a bundler has parted the scripts from the module. It can be called any
 * number of times.
 *
 * @param source Where the module is, or its bytes, if not beside the scripts.
 */
export function init(source?: string | { readonly href: string } | ArrayBuffer | ArrayBufferView): Promise<void>;

export default init;

export interface RulesVersion {
  /** Of the newest change to the rules. */
  date: CivilDate;
  /** Of the content of the rule files, in hex. */
  hash: string;
}

/** Thrown for everything that cannot be: no evaluation takes place then. */
export class SkillSubsidyError extends Error {
  readonly name: "SkillSubsidyError";
  /** Everything that is wrong; there is at least one. */
  readonly problems: readonly Problem[];
  /** Code, key and what is allowed, of the first problem. */
  readonly code: ProblemCode;
  readonly key: string | null;
  readonly allowed: Allowed | null;
}

export type ProblemCode =
  /** There is no such fact. */
  | "unknown_fact"
  /** A value of another kind, or a number that is not whole. */
  | "wrong_type"
  /** Not between the smallest and the largest value, or no such option. */
  | "out_of_range"
  /** Not a day of the calendar, or not one that can be evaluated for. */
  | "bad_date"
  /** After the day of evaluation. */
  | "future_date"
  /** Before the earliest date. */
  | "too_early"
  /** An option is said to hold and not to hold. */
  | "contradictory"
  /** An option stands there more than once. */
  | "repeated"
  /** Given the other answers, the question does not arise. */
  | "not_applicable"
  /** There is no such benefit. */
  | "unknown_benefit"
  /** No such option of the call, or options that are no object. */
  | "bad_option"
  /** `init` has not come to its end. */
  | "not_ready";

export interface Problem {
  code: ProblemCode;
  /** The key it is about; null where it is about the whole. */
  key: string | null;
  /** What can stand there; null where nothing can. Where an answer stands, null always can. */
  allowed: Allowed | null;
  /** Facts whose answers it contradicts. */
  conflicts_with: FactId[];
  /** All of this as a Chinese sentence. */
  message: string;
}

export type Allowed =
  /** One of these names. */
  | { type: "key"; values: string[] }
  | { type: "bool"; values: boolean[] }
  /** One of these. */
  | { type: "choice"; values: string[] }
  /** Any number of these. */
  | { type: "set"; values: string[] }
  /** A whole number of units, or of yuan. */
  | { type: "int" | "money"; min: number; max: number; unit: string }
  /** `max` is null where the day of evaluation is not known. */
  | { type: "date"; min: CivilDate; max: CivilDate | null };

export interface Evaluation {
  /** Grows when a reader would have to change. */
  format: 2;
  /** The day for which everything holds. */
  as_of: CivilDate;
  rules: { version: CivilDate; hash: string };
  answers: { [F in FactId]?: Understood<F> };
  /** Chinese sentences about the whole. */
  notices: string[];
  /** All benefits, in the order of the rules, whatever their verdict. */
  benefits: JudgedBenefit[];
  /** What is due as of right and what somebody must choose are never added together. */
  totals: { right: Bucket; selection: Bucket };
  next: Question[];
}

/**
 * `eligible` 可申领; `by_review` 可申报, somebody chooses; `possible` 待确认, missing answers or readings
 * of the text disagree; `ineligible` 不符合; `lapsed` 已过期限; `not_yet` 尚未施行 and `ended` 已失效, whoever
 * asks.
 */
export type Verdict = "eligible" | "by_review" | "possible" | "ineligible" | "lapsed" | "not_yet" | "ended";

/** What the rules say of a benefit, whoever asks. Null: the source does not say. */
export interface Benefit {
  id: BenefitId;
  name: string;
  for: Facts["audience"]["option"][];
  regions: Facts["region"]["option"][];
  /** `service`: a card, a title, a procedure; no money. */
  kind: "money" | "service";
  /** `selection`: somebody chooses among those who meet the conditions. */
  claim: "right" | "selection";
  claim_note: string | null;
  period: Period;
  /** The amount in the words of the source. */
  amount_note: string | null;
  services: string | null;
  quota: string | null;
  /** A ceiling shared with others. */
  cap: { sum: number; note: string | null } | null;
  /** Benefits of which only one can be had together with this one. */
  excludes: BenefitId[];
  /** What the text says of other benefits. */
  relations: string[];
  apply: Apply[];
  responsible: string | null;
  /** The first is the clause that grants the benefit. */
  citations: Citation[];
}

/** From when and until when it is in force; null: the source does not say. */
export interface Period {
  from: CivilDate | null;
  from_basis: Basis;
  /** Last day on which anything is due. */
  until: CivilDate | null;
  until_basis: Basis;
  until_quote: string | null;
  until_note: string | null;
  /** When the source was last read against the rules. */
  checked: CivilDate;
  check_again_by: CivilDate | null;
}

export type Basis = "quoted" | "inferred" | "unstated";

export interface Apply {
  office: string | null;
  how: string | null;
  phone: string | null;
  link: string | null;
  payout: string | null;
}

export interface Citation {
  source: string;
  title: string;
  issuer: string;
  number: string | null;
  kind: "official_document" | "press_report";
  date: CivilDate | null;
  /** The date is not printed in the text but inferred from it. */
  date_inferred: boolean;
  date_note: string;
  place: string;
  quote: string;
}

export interface JudgedBenefit extends Benefit {
  verdict: Verdict;
  /** For somebody else, or elsewhere. */
  out_of_scope: boolean;
  /** How it stood on that day; `no_end_stated`: in force as far as known. */
  standing: "not_yet" | "in_force" | "no_end_stated" | "ended";
  /** The source should have been read again by that day. */
  stale: boolean;
  /** The source names no end and is so old that it may have been replaced. */
  old: boolean;
  /** What is due; for a verdict of possible, if it holds. Null where nothing is, and for services. */
  amount: Amount | null;
  satisfied: JudgedCondition[];
  failed: JudgedCondition[];
  /** An answer is missing, or the text can be read in two ways, or does not spell it out. */
  missing: JudgedCondition[];
  /** Facts that would settle verdict, amount or deadline if they were known. */
  missing_facts: FactId[];
  /** It is only possible, and something that it hangs on has not been asked. Its money is in no total. */
  unasked: boolean;
  /** Why it is only possible; null where it is not. */
  cause: Cause | null;
  /** What each way to read the text comes to; one of them is the case. Empty if all come to the same. */
  outcomes: Outcome[];
  /** Last day to apply: the earliest and the latest that it can be. */
  deadline: { earliest: CivilDate; latest: CivilDate } | null;
  /** From the day of evaluation to the earliest of these; negative once it is past. */
  days_left: number | null;
  unclear: JudgedOpenPoint[];
  /** The nearest single change of an answer that would turn an ineligible. */
  change: Change | null;
}

/** Why a verdict is open. */
export interface Cause {
  /** `answers` would settle it; of `text` no answer can; `both`: each alone leaves it open. */
  kind: "answers" | "text" | "both";
  facts: FactId[];
  /** Words of the text, or conditions that it does not spell out. */
  points: string[];
}

/** What one way to read the text comes to. */
export interface Outcome {
  readings: { point: string; reading: string }[];
  verdict: Verdict;
  amount: Amount | null;
  words: string;
}

/** Always a step up: a higher level, a longer time, one thing more. */
export interface Change {
  fact: FactId;
  to: Understood<FactId>;
  verdict: "eligible" | "by_review";
}

export type Rhythm = "once" | "monthly" | "yearly" | "unstated";

export interface Amount {
  /** All payments whose number is known. */
  min: number;
  /** Null where nothing bounds it. */
  max: number | null;
  rhythm: Rhythm;
  /** Missing answers or readings leave the rhythm open; `rhythm` is one of them. */
  rhythm_open: boolean;
  months: number | null;
  years: number | null;
  per_payment: Range;
  /** The text promises money without naming a sum, in some case at least. */
  unstated: boolean;
  /** `max` is a ceiling that the text states. */
  up_to: boolean;
  words: string;
}

export interface Range {
  min: number;
  /** Null where nothing bounds it. */
  max: number | null;
}

export interface Bucket {
  settled: Sum;
  /** And those that stay possible after asking, from nothing to all. */
  with_possible: Sum;
  /** How many more are possible only because something has not been asked; their money is in neither. */
  unasked: number;
}

export interface Sum {
  /** Paid once or in a stated number of months, all payments together. */
  once: Range;
  /** Paid year after year, for one year. */
  yearly: Range;
  benefits: number;
  /** How many of them are money without a sum. */
  unstated: number;
}

export type ConditionKind =
  | "test"
  /** Failing it means too late. */
  | "window"
  | "any"
  | "all"
  | "not"
  /** Two parts, the condition as the text can be read. */
  | "reading"
  /** The text names a condition without saying what it is. */
  | "unstated"
  | "always"
  | "never";

export interface Condition {
  kind: ConditionKind;
  /** On the parts of a reading: which one. */
  reading?: string;
  label: string;
  quote: string | null;
  /** The official word that stands here; the parts say what it means. */
  term: Notion | null;
  facts: FactId[];
  parts: Condition[];
}

export interface JudgedCondition {
  kind: ConditionKind | "audience" | "region" | "in_force";
  state: "satisfied" | "failed" | "missing";
  /** On the parts of a reading: which one. */
  reading?: string;
  label: string;
  quote: string | null;
  term: Notion | null;
  facts: FactId[];
  parts: JudgedCondition[];
}

/** An official word as the rules define it. */
export interface Notion {
  id: string;
  name: string;
  help: string | null;
  /** What texts settle of it. */
  quotes: { source: string; quote: string }[];
}

/** Words of a text that can be read in two ways, or that need a note. */
export interface OpenPoint {
  point: string;
  /** Null where there are no two of them. */
  readings: [string, string] | null;
  /** `decides`: both readings are evaluated. `noted`: the first is taken. `silent`: a gap, or a note. */
  weight: "decides" | "noted" | "silent";
}

export interface JudgedOpenPoint extends OpenPoint {
  /** Verdict or amount hang on which reading is right. */
  result_depends: boolean;
}

export type FactType = "bool" | "choice" | "set" | "int" | "money" | "date";

interface Asked {
  fact: FactId;
  name: string;
  question: string;
  help: string | null;
  type: FactType;
  options: Option[] | null;
  unit: string | null;
  min: number | null;
  max: number | null;
  earliest: CivilDate | null;
}

export interface Option {
  id: string;
  label: string;
  help: string | null;
}

/** Of a set, only the options that can still change something. */
export interface Question extends Asked {
  /** Of a number that matters only at certain points: ranges that say as much as any number in them. */
  choices: { answer: Between | number; label: string }[] | null;
  /** How many open benefits the answer bears on. */
  bears_on: number;
  /** Whether it bears on money; else on services alone, which are asked about last. */
  money: boolean;
}

export interface Fact extends Asked {
  /** What answering costs a person: 1 for what everybody knows. */
  effort: number;
  /** Whether a person could reasonably change this. */
  changeable: boolean;
  /** The fact that opens the page on which it is asked; null if it opens one itself. */
  with: FactId | null;
  /** The condition under which the question arises; null if it always does. */
  applies: Test | null;
  /** For whom some benefit depends on it. */
  for: Facts["audience"]["option"][];
  /** The benefits that depend on it. */
  benefits: BenefitId[];
}

/** A condition in the notation of the rule files. */
export type Test =
  | { all: Test[] }
  | { any: Test[] }
  | { not: Test }
  | { fact: FactId; is: boolean }
  | { fact: FactId; has: string }
  | { fact: FactId; in: string[] }
  | { fact: FactId; at_least?: number; at_most?: number }
  | { fact: FactId; within_months: number | null }
  | boolean;

export interface Explanation extends Benefit {
  conditions: Condition[];
  amounts: RuleAmount[];
  /** Months after the date in a fact within which one must apply. */
  window: { fact: FactId; months: number } | null;
  unclear: OpenPoint[];
}

/** One of the amounts that a benefit can come to. */
export interface RuleAmount {
  /** Whom it is for, among those who meet the conditions; empty if for all, or hard to say. */
  when: { reading: string | null; words: string }[];
  rhythm: Rhythm;
  months: number | null;
  years: number | null;
  /** One payment is the sum of these. */
  terms: Term[];
  unstated: boolean;
  words: string;
}

export interface Term {
  sum: Range | null;
  percent: number | null;
  /** The fact that holds the sum of which `percent` is due. */
  of: FactId | null;
  /** The fact that holds the number of times. */
  per: FactId | null;
  up_to: boolean;
}
