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

/**
 * Judges every benefit: what depends on the answers and the day. What does not stands in `catalogue()`
 * under the same ids. Sums are yuan with at most two decimals.
 */
export function evaluate(answers: Answers, options?: EvaluateOptions): Evaluation;

/** Only the questions whose answer can still change something, best first. */
export function nextQuestions(answers: Answers, options?: EvaluateOptions): Question[];

/** For benefits that are ineligible, the nearest change of one answer that would turn that, if there is one. */
export function whatWouldChange(answers: Answers, options?: EvaluateOptions): Change[];

/** Everything that can be asked, in the order of the rules. */
export function facts(): Fact[];

/** Everything that the rules say about every benefit, whoever asks. It is large: ask for it once. */
export function catalogue(): Catalogue;

/** Everything that the rules say about one benefit; with answers, also how it was judged. */
export function explain(id: BenefitId): Explanation;
export function explain(id: BenefitId, answers: Answers, options?: EvaluateOptions): JudgedExplanation;

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

/** A condition as the rules state it, before anybody is judged. */
export interface Condition extends Omit<JudgedCondition, "kind" | "state" | "parts"> {
  kind: ConditionKind;
  parts: Condition[];
}

/** Words of a text that can be read in two ways, or that need a note. */
export interface OpenPoint extends Omit<JudgedOpenPoint, "result_depends"> {}

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
