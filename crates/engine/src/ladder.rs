//! What other rungs would come to: every level for the same person, and the next tier of a number.

use crate::answers::{Answer, Answers};
use crate::change::{Step, candidates, gains, suppose, taken};
use crate::date::Date;
use crate::evaluate::Evaluator;
use crate::model::*;
use crate::possible::Possible;
use crate::totals::Totals;

/// What one option comes to.
#[derive(Clone, PartialEq, Debug)]
pub struct Rung {
    /// Which one.
    pub option: u8,
    /// It is the person's own answer.
    pub own: bool,
    /// What all benefits come to with it.
    pub totals: Totals,
}

/// What every option of a choice would come to, all other answers kept: those on its ladder from low to
/// high, then those beside it. What lies above the own answer would be new, and so would what follows
/// it ([`Fact::follows`]): a higher certificate has today's date, and is had in the way of the own one, which
/// is not known if that has not been asked.
pub fn rungs(evaluator: &Evaluator<'_>, answers: &Answers, on: Date, fact: FactIdx) -> Vec<Rung> {
    let rulebook = evaluator.rulebook();
    let asked = &rulebook.facts[usize::from(fact)];
    let FactKind::Choice { options } = &asked.kind else {
        return Vec::new();
    };
    let place = |option: u8| asked.ladder.iter().position(|rung| *rung == option);
    let beside = (0..options.len() as u8).filter(|option| place(*option).is_none());
    let own = answers.get(fact);
    let base = taken(rulebook, answers, on);
    let own_place = match own {
        Answer::Choice(own) => place(own),
        _ => None,
    };
    let all = asked.ladder.iter().copied().chain(beside);
    all.map(|option| {
        let to = Answer::Choice(option);
        let supposed = match (own_place, place(option)) {
            (Some(own), Some(other)) if own < other => {
                let mut steps = vec![Step { fact, to }];
                for (index, other) in (0..).zip(&rulebook.facts) {
                    let is_date = matches!(other.kind, FactKind::Date { .. });
                    if other.follows == fact && index != fact && !is_date {
                        let to = match base.get(index) {
                            Answer::NotAsked => Answer::Unknown,
                            own => own,
                        };
                        steps.push(Step { fact: index, to });
                    }
                }
                suppose(rulebook, &base, &steps, on)
            }
            _ => {
                let mut supposed = answers.clone();
                *supposed.change(fact) = to;
                supposed
            }
        };
        let possible = Possible::new(rulebook, &supposed, on);
        Rung {
            option,
            own: own == to,
            totals: evaluator.totals(&supposed, &possible, on),
        }
    })
    .collect()
}

/// The nearest point above a number at which the whole gets more.
#[derive(Clone, PartialEq, Debug)]
pub struct Tier {
    /// The number.
    pub fact: FactIdx,
    /// What it is.
    pub number: i64,
    /// What it would have to be.
    pub reached: i64,
    /// The day on which it can be that: the day of evaluation, or a later one if it grows by itself.
    pub from: Date,
    /// What all comes to on that day as it is.
    pub before: Totals,
    /// What all comes to on that day if it is reached.
    pub after: Totals,
}

/// For every number that somebody could raise, the next tier, where there is one.
pub fn next_tiers(evaluator: &Evaluator<'_>, answers: &Answers, on: Date) -> Vec<Tier> {
    let rulebook = evaluator.rulebook();
    let base = taken(rulebook, answers, on);
    let possible = Possible::new(rulebook, &base, on);
    let totals = |answers: &Answers, day: Date| {
        let possible = Possible::new(rulebook, answers, day);
        evaluator.totals(answers, &possible, day)
    };
    let mut tiers: Vec<Tier> = Vec::new();
    for candidate in candidates(rulebook, &base, &possible, false) {
        let Step { fact, to } = candidate.step;
        let (Answer::Int(number), Answer::Int(reached)) = (base.get(fact), to) else {
            continue;
        };
        // The nearest come first.
        if tiers.last().is_some_and(|tier| tier.fact == fact) {
            continue;
        }
        let from = on.plus_months(candidate.months.unwrap_or(0));
        let before = totals(&base, from);
        let after = totals(&suppose(rulebook, &base, &[candidate.step], from), from);
        if gains(&before, &after) {
            tiers.push(Tier {
                fact,
                number,
                reached,
                from,
                before,
                after,
            });
        }
    }
    tiers
}
