//! What one evaluation gives.

use crate::{
    BenefitId, CivilDate, ConditionKind, Days, Explanation, FactId, Notion, Question, Range,
    Rhythm, UnderstoodAnswer, UnderstoodAnswers, Weight, Yuan,
};

/// The shape of what programs get; grows when a reader would have to change.
pub const FORMAT: u8 = 3;

ids! {
    /// `eligible` 可申领: due as of right. `by_review` 可申报: one may apply, somebody chooses.
    /// `possible` 待确认: missing answers, or readings of the text, disagree. `ineligible` 不符合.
    /// `lapsed` 已过期限: all else holds, but the time to apply is over. `not_yet` 尚未施行 and `ended`
    /// 已失效: not in force on that day, whoever asks.
    pub enum Verdict {
        /// 可申领: due as of right.
        Eligible = "eligible",
        /// 可申报: one may apply, somebody chooses.
        ByReview = "by_review",
        /// 待确认: missing answers, or readings of the text, disagree.
        Possible = "possible",
        /// 不符合.
        Ineligible = "ineligible",
        /// 已过期限: all else holds, but the time to apply is over.
        Lapsed = "lapsed",
        /// 尚未施行.
        NotYet = "not_yet",
        /// 已失效.
        Ended = "ended",
    }

    /// How a benefit stands on a day. `no_end_stated`: in force as far as known, the source names no
    /// end.
    pub enum Standing {
        /// It begins later.
        NotYet = "not_yet",
        /// In force.
        InForce = "in_force",
        /// In force as far as known: the source names no end.
        NoEndStated = "no_end_stated",
        /// It is over.
        Ended = "ended",
    }

    /// `answers` would settle it; of `text` no answer can; `both`: each alone leaves it open.
    pub enum CauseKind {
        /// Answers would settle it.
        Answers = "answers",
        /// No answer can settle it.
        Text = "text",
        /// Each alone leaves it open.
        Both = "both",
    }

    /// Whether a condition holds. `missing`: an answer is missing, the text can be read in two ways,
    /// or it does not spell the condition out.
    pub enum ConditionState {
        /// It holds.
        Satisfied = "satisfied",
        /// It does not.
        Failed = "failed",
        /// It is open.
        Missing = "missing",
    }

    /// Conditions that are not the benefit's own: for whom it is, where, and when.
    pub enum ScopeKind {
        /// For whom it is.
        Audience = "audience",
        /// Where it is.
        Region = "region",
        /// That it is in force.
        InForce = "in_force",
    }
}

/// What a condition is to its parts, or that it is about whom, where and when the benefit is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(untagged)]
pub enum JudgedKind {
    /// Whom, where and when.
    Scope(ScopeKind),
    /// A condition of the benefit itself.
    Own(ConditionKind),
}

objects! {
    /// Every benefit, judged for one set of answers on one day: what depends on these, and nothing
    /// else. Names, conditions, words of the sources are in the catalogue; all that is known of one
    /// benefit is in its explanation.
    pub struct Evaluation {
        /// Grows when a reader would have to change.
        #[cfg_attr(feature = "schema", schemars(extend("const" = FORMAT)))]
        #[cfg_attr(feature = "typescript", tsify(type = "3"))]
        pub format: u8,
        /// The day for which everything holds.
        pub as_of: CivilDate,
        /// Which rules these are: the hash of the content of the rule files, in hex.
        #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[0-9a-f]{16}$")))]
        pub rules: &'static str,
        /// The answers as understood. Can be given again; what was not given is left out.
        #[cfg_attr(feature = "typescript", tsify(type = "{ [F in FactId]?: Understood<F> }"))]
        pub answers: UnderstoodAnswers,
        /// Chinese sentences about the whole, such as that the city has no text of its own in the
        /// rulebook.
        pub notices: Vec<String>,
        /// All benefits that can concern this person, in the order of the rules, whatever their
        /// verdict.
        pub benefits: Vec<JudgedBenefit>,
        /// All others: they are for somebody else, or elsewhere, whatever else is answered.
        pub out_of_scope: Vec<BenefitId>,
        /// What it comes to.
        pub totals: Totals,
        /// Facts whose answer can still change something, best first. Empty when nothing is left to
        /// ask.
        pub next: Vec<Question>,
    }

    /// Which rules these are.
    pub struct RulesVersion {
        /// Of the newest change to the rules.
        pub date: CivilDate,
        /// Of the content of the rule files, in hex.
        #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[0-9a-f]{16}$")))]
        pub hash: &'static str,
    }

    /// A benefit, judged for one set of answers on one day.
    #[cfg_attr(feature = "schema", schemars(extend("allOf" = crate::schema::of_verdicts())))]
    pub struct JudgedBenefit {
        /// Its id in the rule files.
        pub id: BenefitId,
        /// What it comes to for this person.
        pub verdict: Verdict,
        /// How it stood on that day.
        pub standing: Standing,
        /// The source should have been read again by that day.
        pub stale: bool,
        /// The source names no end and is so old that it may have been replaced.
        pub old: bool,
        /// What is due; for a verdict of possible, if it holds. Null where nothing is, and for
        /// services.
        pub amount: Option<Amount>,
        /// Facts that would settle verdict, amount or deadline if they were known.
        pub missing_facts: Vec<FactId>,
        /// It is only possible, and something that it hangs on has not been asked. Its money is in no
        /// total.
        pub unasked: bool,
        /// Why it is only possible; null where it is not.
        pub cause: Option<Cause>,
        /// What each way to read the text comes to; exactly one of them is the case. Empty if all
        /// come to the same.
        pub outcomes: Vec<Outcome>,
        /// Last day to apply, where the text states a window and the date it runs from was given: the
        /// earliest and the latest that it can be.
        pub deadline: Option<Days>,
        /// From the day of evaluation to the earliest of these; negative once it is past.
        pub days_left: Option<i32>,
    }

    /// All that is known of one benefit: how it was judged, and what the rules say of it.
    #[cfg_attr(feature = "schema", schemars(extend("allOf" = crate::schema::of_claims())))]
    pub struct JudgedExplanation {
        /// The day for which it holds.
        pub as_of: CivilDate,
        /// It is for somebody else, or elsewhere.
        pub out_of_scope: bool,
        /// How it was judged.
        pub judged: JudgedBenefit,
        /// Conditions that hold. Of a benefit that is out of scope only those about audience, region
        /// and time are listed, here and below.
        pub satisfied: Vec<JudgedCondition>,
        /// Conditions that do not.
        pub failed: Vec<JudgedCondition>,
        /// Conditions that are open: an answer is missing, the text can be read in two ways, or it
        /// does not spell the condition out.
        pub missing: Vec<JudgedCondition>,
        /// Words that can be read in two ways, or that need a note.
        pub unclear: Vec<JudgedOpenPoint>,
        /// The nearest single change of an answer that would turn an ineligible into what is due, or
        /// due if chosen, if there is one.
        pub change: Option<Change>,
        /// What the rules say of it, whoever asks.
        pub rules: Explanation,
    }

    /// Why a verdict is open.
    pub struct Cause {
        /// What would settle it.
        pub kind: CauseKind,
        /// Facts on which the verdict depends.
        pub facts: Vec<FactId>,
        /// Words of the text, or conditions that it does not spell out.
        pub points: Vec<String>,
    }

    /// What one way to read the text comes to.
    pub struct Outcome {
        /// How it is read.
        #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
        pub readings: Vec<TakenReading>,
        /// What it comes to then.
        pub verdict: Verdict,
        /// What is due then.
        pub amount: Option<Amount>,
        /// All of this in Chinese.
        pub words: String,
    }

    /// How words of the text are read.
    pub struct TakenReading {
        /// The words, or the condition that they do not spell out.
        pub point: String,
        /// The reading.
        pub reading: String,
    }

    /// A change of one answer. Always a step up: a higher level, a longer time, one thing more.
    pub struct Change {
        /// The benefit that it would turn.
        pub benefit: BenefitId,
        /// The fact to change.
        pub fact: FactId,
        /// The new answer.
        #[cfg_attr(feature = "typescript", tsify(type = "Understood<FactId>"))]
        pub to: UnderstoodAnswer,
        /// The earliest day on which it can hold: that of the evaluation, or a later one if a number has
        /// to grow until then.
        pub from: CivilDate,
        /// What it comes to then.
        #[cfg_attr(feature = "schema", schemars(extend("enum" = ["eligible", "by_review"])))]
        #[cfg_attr(feature = "typescript", tsify(type = "\"eligible\" | \"by_review\""))]
        pub verdict: Verdict,
        /// What would be due then; null for services.
        pub amount: Option<Amount>,
    }

    /// What is due.
    pub struct Amount {
        /// All payments whose number is known: the sum, all months, or one year. One month if the text
        /// does not say how many.
        pub min: Yuan,
        /// The same; null where nothing bounds it.
        pub max: Option<Yuan>,
        /// How it is paid.
        pub rhythm: Rhythm,
        /// Missing answers or readings leave the rhythm open; `rhythm` is one of them.
        pub rhythm_open: bool,
        /// Of a monthly rhythm; null if the text does not say.
        #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
        pub months: Option<u16>,
        /// Of a yearly rhythm; null if the text does not say.
        #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
        pub years: Option<u8>,
        /// One payment: the sum itself, or that of a month or a year.
        pub per_payment: Range,
        /// The text promises money without naming a sum, in some case at least. Such money is not in
        /// min and max; if there is no other, min is 0 and max is null.
        pub unstated: bool,
        /// `max` is a ceiling that the text states (最高), not a sum.
        pub up_to: bool,
        /// The amount in Chinese.
        pub words: String,
    }

    /// A condition, and whether it holds. Where nobody is judged it has no state, and is always the
    /// benefit's own.
    pub struct JudgedCondition {
        /// What its parts are to it.
        pub kind: JudgedKind,
        /// Whether it holds.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(required, with = "ConditionState"))]
        #[cfg_attr(feature = "typescript", tsify(type = "ConditionState"))]
        pub state: Option<ConditionState>,
        /// On the parts of a reading: which one.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", tsify(optional))]
        pub reading: Option<&'static str>,
        /// In Chinese.
        pub label: String,
        /// Words of the source for just this condition.
        pub quote: Option<&'static str>,
        /// The official word that stands here; the parts say what it means.
        pub term: Option<Notion>,
        /// What it asks about.
        pub facts: Vec<FactId>,
        /// What it is made of.
        pub parts: Vec<JudgedCondition>,
    }

    /// Words of a text that can be read in two ways, or that need a note; and whether a result hangs on
    /// them, where there is a result.
    pub struct JudgedOpenPoint {
        /// The words.
        pub point: &'static str,
        /// Null where there are no two of them.
        pub readings: Option<[&'static str; 2]>,
        /// What comes of it.
        pub weight: Weight,
        /// Verdict or amount hang on which reading is right.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(required, with = "bool"))]
        #[cfg_attr(feature = "typescript", tsify(type = "boolean"))]
        pub result_depends: Option<bool>,
    }

    /// What everything comes to. Exclusions and shared ceilings are respected. What is due as of right
    /// and what somebody must choose are never added together.
    pub struct Totals {
        /// What is due as of right.
        pub right: Bucket,
        /// What somebody must choose.
        pub selection: Bucket,
    }

    /// What benefits of one kind come to together.
    pub struct Bucket {
        /// Those that are settled.
        pub settled: Sum,
        /// And those that stay possible after asking, because of the text or of what is not known,
        /// from nothing to all.
        pub with_possible: Sum,
        /// How many more are possible only because something has not been asked; their money is in
        /// neither.
        pub unasked: u16,
    }

    /// What some benefits come to together.
    pub struct Sum {
        /// Paid once or in a stated number of months, all payments together.
        pub once: Range,
        /// Paid year after year, for one year.
        pub yearly: Range,
        /// How many there are.
        pub benefits: u16,
        /// How many of them are money without a sum; they add nothing.
        pub unstated: u16,
    }
}
