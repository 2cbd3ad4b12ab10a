//! What is wrong with what was given.

use crate::{CivilDate, FactId};

ids! {
    /// `unknown_fact`: there is no such fact. `wrong_type`: a value of another kind, or a number that
    /// is not whole. `out_of_range`: not between the smallest and the largest value, or no such
    /// option. `bad_date`: not a day of the calendar, or not one that can be evaluated for.
    /// `future_date`: after the day of evaluation. `too_early`: before the earliest date.
    /// `contradictory`: an option is said to hold and not to hold. `repeated`: an option stands there
    /// more than once. `not_applicable`: given the other answers, the question does not arise.
    /// `unknown_benefit`: there is no such benefit. `bad_option`: no such option of the call, or
    /// options that are no object. `not_ready`: `init` has not come to its end.
    pub enum ProblemCode {
        /// There is no such fact.
        UnknownFact = "unknown_fact",
        /// A value of another kind, or a number that is not whole.
        WrongType = "wrong_type",
        /// Not between the smallest and the largest value, or no such option.
        OutOfRange = "out_of_range",
        /// Not a day of the calendar, or not one that can be evaluated for.
        BadDate = "bad_date",
        /// After the day of evaluation.
        FutureDate = "future_date",
        /// Before the earliest date of the fact.
        TooEarly = "too_early",
        /// An option is said to hold and not to hold.
        Contradictory = "contradictory",
        /// Something stands there more than once.
        Repeated = "repeated",
        /// Given the other answers, the question does not arise.
        NotApplicable = "not_applicable",
        /// There is no such benefit.
        UnknownBenefit = "unknown_benefit",
        /// No such option of the call, or a value that it cannot have.
        BadOption = "bad_option",
        /// The program has not been loaded yet.
        NotReady = "not_ready",
    }
}

objects! {
    /// One thing that is wrong with what was given.
    pub struct Problem {
        /// What kind of fault it is.
        pub code: ProblemCode,
        /// The key it is about; null where it is about the whole.
        pub key: Option<String>,
        /// What can stand there; null where nothing can. Where an answer stands, null always can.
        pub allowed: Option<Allowed>,
        /// Facts whose answers it contradicts.
        pub conflicts_with: Vec<FactId>,
        /// All of this as a Chinese sentence.
        pub message: String,
    }
}

impl Problem {
    /// About the whole, with nothing that could stand there instead.
    pub fn new(code: ProblemCode, message: String) -> Problem {
        Problem {
            code,
            key: None,
            allowed: None,
            conflicts_with: Vec::new(),
            message,
        }
    }

    /// About this key.
    pub fn at(self, key: &str) -> Problem {
        Problem {
            key: Some(key.to_owned()),
            ..self
        }
    }

    /// Instead of what was given.
    pub fn instead(self, allowed: Allowed) -> Problem {
        Problem {
            allowed: Some(allowed),
            ..self
        }
    }
}

/// What can stand in a place. `key`: one of these names. `choice`: one of these options. `set`: any
/// number of these. `int`, `money`: a whole number of units, or of yuan. `date`: a day from `min` to
/// `max`, which is null where the day of evaluation is not known.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "typescript",
    derive(tsify::Tsify),
    tsify(missing_as_null, hashmap_as_object)
)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Allowed {
    /// One of these names.
    Key {
        /// The names.
        values: Vec<&'static str>,
    },
    /// Yes or no.
    Bool {
        /// Both.
        values: Vec<bool>,
    },
    /// One of these options.
    Choice {
        /// The ids of the options.
        values: Vec<&'static str>,
    },
    /// Any number of these options.
    Set {
        /// The ids of the options.
        values: Vec<&'static str>,
    },
    /// A whole number of units.
    Int {
        /// The smallest.
        min: i64,
        /// The largest.
        max: i64,
        /// What it counts.
        unit: &'static str,
    },
    /// A whole number of yuan.
    Money {
        /// The smallest.
        min: i64,
        /// The largest.
        max: i64,
        /// 元.
        unit: &'static str,
    },
    /// A day.
    Date {
        /// The earliest.
        min: CivilDate,
        /// The latest; null where the day of evaluation is not known.
        max: Option<CivilDate>,
    },
}
