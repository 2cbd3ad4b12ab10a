//! What time alone brings and takes: numbers that grow, windows that close, rules that begin and end.
//!
//! Nothing changes but on a few days, which can be told beforehand; each of them is evaluated.

use crate::answers::{Answer, Answers};
use crate::change::taken;
use crate::date::Date;
use crate::due::Due;
use crate::evaluate::Evaluator;
use crate::finding::Verdict;
use crate::model::*;
use crate::possible::Possible;
use crate::truth::Truth;

/// What a day changes under one benefit.
#[derive(Clone, PartialEq, Debug)]
pub struct Turn {
    /// The first day on which it is so.
    pub day: Date,
    /// What changes.
    pub benefit: BenefitIdx,
    /// How it stood the day before.
    pub before: Verdict,
    /// What was due then, or may have been.
    pub due_before: Option<Due>,
    /// How it stands from this day on.
    pub verdict: Verdict,
    /// What is due from this day on, or may be.
    pub due: Option<Due>,
}

impl Turn {
    /// The last day on which it can be had, where this day ends that.
    pub fn last_day(&self) -> Option<Date> {
        let open = matches!(
            self.before,
            Verdict::Eligible | Verdict::ByReview | Verdict::Possible
        );
        let closed = matches!(
            self.verdict,
            Verdict::Ineligible | Verdict::Lapsed | Verdict::Ended
        );
        (open && closed).then(|| Date::from_days(self.day.days() - 1))
    }
}

/// Every change of a verdict or a sum after the day of evaluation and within so many months that comes
/// by itself, in the order of the days and of the benefits.
pub fn turns_ahead(
    evaluator: &Evaluator<'_>,
    answers: &Answers,
    on: Date,
    months: u16,
) -> Vec<Turn> {
    let rulebook = evaluator.rulebook();
    let mut turns = Vec::new();
    let mut before = evaluator.findings(answers, on);
    for day in turning_days(rulebook, answers, on, months) {
        let after = evaluator.findings(&later(rulebook, answers, on, day), day);
        for (benefit, (old, new)) in (0..).zip(before.iter().zip(&after)) {
            if (old.verdict, old.due) != (new.verdict, new.due) {
                turns.push(Turn {
                    day,
                    benefit,
                    before: old.verdict,
                    due_before: old.due,
                    verdict: new.verdict,
                    due: new.due,
                });
            }
        }
        before = after;
    }
    turns
}

/// The answers on a later day if nothing happens but that time passes. A number has grown
/// ([`Fact::grows`]) if what it grows with holds now; where that is not known, it may have.
pub fn later(rulebook: &Rulebook, answers: &Answers, on: Date, day: Date) -> Answers {
    let mut later = taken(rulebook, answers, on);
    let possible = Possible::new(rulebook, &later, on);
    let mut passed = 0;
    while passed < u16::MAX && on.plus_months(passed + 1) <= day && on.plus_months(passed) < day {
        passed += 1;
    }
    for (index, fact) in (0..).zip(&rulebook.facts) {
        let (Some(growth), FactKind::Int { max, .. }) = (&fact.grows, &fact.kind) else {
            continue;
        };
        let more = i64::from(passed / u16::from(growth.months.max(1)));
        let (low, high) = match later.get(index) {
            Answer::Int(value) => (value, value),
            Answer::Range { low, high } => (low, high),
            _ => continue,
        };
        let provided = possible.holds(rulebook, &growth.provided);
        let grown = |value: i64, holds: bool| {
            if holds {
                (value + more).min(*max)
            } else {
                value
            }
        };
        *later.change(index) = Answer::between(
            grown(low, provided == Truth::TRUE),
            grown(high, provided.may_hold()),
        );
    }
    later
}

/// The days on which something may change, ascending.
fn turning_days(rulebook: &Rulebook, answers: &Answers, on: Date, months: u16) -> Vec<Date> {
    let after = |day: Date| Date::from_days(day.days().saturating_add(1));
    let answers = taken(rulebook, answers, on);
    let mut days = Vec::new();
    for (index, fact) in (0..).zip(&rulebook.facts) {
        match (answers.get(index), &fact.grows) {
            (Answer::Int(_) | Answer::Range { .. }, Some(growth)) => {
                let each =
                    (1..=months).filter(|passed| passed % u16::from(growth.months.max(1)) == 0);
                days.extend(each.map(|passed| on.plus_months(passed)));
            }
            (Answer::Date(known), _) => {
                for cut in &rulebook.vars[usize::from(fact.first_var)].cuts {
                    let window = known.plus_months(*cut as u16);
                    days.extend([after(window.first()), after(window.last())]);
                }
            }
            _ => {}
        }
    }
    for benefit in &rulebook.benefits {
        let period = rulebook.period(benefit);
        days.extend(period.from);
        days.extend(period.until.map(after));
    }
    let last = on.plus_months(months);
    days.retain(|day| on < *day && *day <= last);
    days.sort_unstable();
    days.dedup();
    days
}
