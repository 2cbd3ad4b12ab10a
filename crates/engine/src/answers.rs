//! What is known of somebody: for each fact a value, 不清楚, or nothing yet.
//!
//! An answer is checked when it is given, so that evaluation cannot fail.

use crate::date::{Date, DayRange};
use crate::model::*;

/// The answer to one fact.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Answer {
    /// Nobody has been asked yet; nothing is known.
    #[default]
    NotAsked,
    /// 不清楚: asked, and not known.
    Unknown,
    /// Yes or no, to a fact of [`FactKind::Bool`].
    Bool(bool),
    /// Index of an option.
    Choice(u8),
    /// Options that apply, that do not, and that were asked but are not known. Options in none of
    /// the three have not been asked.
    Set {
        /// Options that apply, a bit for each.
        yes: Cells,
        /// Options that do not apply.
        no: Cells,
        /// Options that somebody was asked about and does not know.
        unsure: Cells,
    },
    /// A whole number in the fact's unit, or a sum in whole yuan.
    Int(i64),
    /// A number that is known to lie in `low..=high`: 满12个月, 不满12个月.
    Range {
        /// The least that it can be.
        low: i64,
        /// The greatest that it can be; above `low`.
        high: i64,
    },
    /// A date as it is known: to the day, the month or the year.
    Date(DayRange),
}

impl Answer {
    /// A date that is known to the day.
    pub fn day(day: Date) -> Answer {
        Answer::Date(day.into())
    }

    /// A number from `low` to `high`, both included.
    pub fn between(low: i64, high: i64) -> Answer {
        if low == high {
            Answer::Int(low)
        } else {
            Answer::Range { low, high }
        }
    }
}

/// Why an answer cannot be one to this fact.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AnswerError {
    /// The fact is of another kind.
    WrongType,
    /// The value lies outside `min..=max` (or names an option that does not exist).
    OutOfRange,
    /// Every day of the date lies after the day of evaluation.
    Future,
    /// Every day of the date lies before the fact's earliest date.
    TooEarly,
    /// An option is said to hold and not to hold.
    Contradictory,
}

/// One checked answer for each fact of a rulebook, in its order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answers {
    values: Vec<Answer>,
}

impl Answers {
    /// Nothing asked yet.
    pub fn new(rulebook: &Rulebook) -> Answers {
        Answers {
            values: vec![Answer::NotAsked; rulebook.facts.len()],
        }
    }

    /// The answer to a fact of the rulebook that these were made for.
    pub fn get(&self, fact: FactIdx) -> Answer {
        *self.look(fact)
    }

    /// As [`Answers::get`], in place: copying answers takes longer than most of what is done with them.
    pub(crate) fn look(&self, fact: FactIdx) -> &Answer {
        &self.values[usize::from(fact)]
    }

    /// Records an answer, replacing an earlier one; a refused one leaves the earlier in place.
    pub fn set(
        &mut self,
        rulebook: &Rulebook,
        fact: FactIdx,
        answer: Answer,
        on: Date,
    ) -> Result<(), AnswerError> {
        check(&rulebook.facts[usize::from(fact)].kind, answer, on)?;
        self.values[usize::from(fact)] = match answer {
            Answer::Range { low, high } => Answer::between(low, high),
            answer => answer,
        };
        Ok(())
    }

    /// To change an answer to one that is known to be one.
    pub(crate) fn change(&mut self, fact: FactIdx) -> &mut Answer {
        &mut self.values[usize::from(fact)]
    }

    /// These answers but for one, which has not been asked.
    pub(crate) fn without(&self, fact: FactIdx) -> Answers {
        let mut rest = self.clone();
        rest.values[usize::from(fact)] = Answer::NotAsked;
        rest
    }
}

/// Whether `answer` is one that a fact of this kind can have on that day.
pub fn check(kind: &FactKind, answer: Answer, on: Date) -> Result<(), AnswerError> {
    let within = |inside: bool| {
        if inside {
            Ok(())
        } else {
            Err(AnswerError::OutOfRange)
        }
    };
    match (kind, answer) {
        (_, Answer::NotAsked | Answer::Unknown) | (FactKind::Bool, Answer::Bool(_)) => Ok(()),
        (FactKind::Choice { options }, Answer::Choice(option)) => {
            within(usize::from(option) < options.len())
        }
        (FactKind::Set { options }, Answer::Set { yes, no, unsure }) => {
            if yes & no != 0 || yes & unsure != 0 || no & unsure != 0 {
                return Err(AnswerError::Contradictory);
            }
            within((yes | no | unsure) & !all_cells(options.len()) == 0)
        }
        (FactKind::Int { min, max, .. } | FactKind::Money { min, max }, Answer::Int(value)) => {
            within((*min..=*max).contains(&value))
        }
        (
            FactKind::Int { min, max, .. } | FactKind::Money { min, max },
            Answer::Range { low, high },
        ) => within(low <= high && *min <= low && high <= *max),
        (FactKind::Date { earliest }, Answer::Date(days)) => {
            if days.first() > on {
                Err(AnswerError::Future)
            } else if days.last() < *earliest {
                Err(AnswerError::TooEarly)
            } else {
                Ok(())
            }
        }
        _ => Err(AnswerError::WrongType),
    }
}
