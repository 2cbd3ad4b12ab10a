//! What would change: for a benefit that is not due, the nearest single change that makes it so.
//!
//! Only facts that a person could reasonably change are tried, one at a time, from what was
//! answered to the nearest cell that works.

use crate::answers::{Answer, Answers};
use crate::date::Date;
use crate::due::Due;
use crate::evaluate::{Verdict, evaluate};
use crate::model::*;

/// One change to one answer, and what it brings.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    pub benefit: BenefitIdx,
    pub fact: FactIdx,
    /// The answer that would do: for a number the nearest value, for a choice the next
    /// option that does, for a set the answer with one more option.
    pub to: Answer,
    /// The verdict after the change: never one that says no.
    pub verdict: Verdict,
    pub due: Option<Due>,
}

/// For every benefit in scope that is not due, its nearest change, if a single one does.
pub fn what_would_change(rulebook: &Rulebook, answers: &Answers, on: Date) -> Vec<Change> {
    let now = evaluate(rulebook, answers, on);
    let mut changes: Vec<Change> = Vec::new();
    for (index, fact) in rulebook.facts.iter().enumerate() {
        if !fact.changeable {
            continue;
        }
        let fact_idx = index as FactIdx;
        for to in alternatives(rulebook, fact, answers.get(fact_idx)) {
            let mut supposed = answers.clone();
            if supposed.set(rulebook, fact_idx, to, on).is_err() {
                continue;
            }
            let then = evaluate(rulebook, &supposed, on);
            for (benefit, (before, after)) in now.findings.iter().zip(&then.findings).enumerate() {
                let turned = before.verdict == Verdict::Ineligible
                    && !before.out_of_scope
                    && matches!(
                        after.verdict,
                        Verdict::Eligible | Verdict::ByReview | Verdict::Possible
                    );
                let benefit = benefit as BenefitIdx;
                // A change that settles it is nearer than one that merely opens it.
                let better = changes
                    .iter()
                    .position(|known| known.benefit == benefit)
                    .map(|at| (at, changes[at].verdict));
                let settles = after.verdict != Verdict::Possible;
                match better {
                    _ if !turned => {}
                    None => changes.push(Change {
                        benefit,
                        fact: fact_idx,
                        to,
                        verdict: after.verdict,
                        due: after.due,
                    }),
                    Some((at, Verdict::Possible)) if settles => {
                        changes[at] = Change {
                            benefit,
                            fact: fact_idx,
                            to,
                            verdict: after.verdict,
                            due: after.due,
                        };
                    }
                    Some(_) => {}
                }
            }
        }
    }
    crate::sort(&mut changes, |a, b| a.benefit < b.benefit);
    changes
}

/// Other answers to a fact, nearest first. Only known answers have a neighbour.
fn alternatives(rulebook: &Rulebook, fact: &Fact, answer: Answer) -> Vec<Answer> {
    match answer {
        Answer::Bool(value) => vec![Answer::Bool(!value)],
        Answer::Choice(option) => {
            // Options stand in their natural order, and nobody gives up what is behind.
            let above = option + 1..fact.kind.options().len() as u8;
            above.map(Answer::Choice).collect()
        }
        Answer::Set { yes, no, unsure } => (0..fact.kind.options().len())
            .filter(|option| no >> option & 1 == 1)
            .map(|option| Answer::Set {
                yes: yes | 1 << option,
                no: no & !(1 << option),
                unsure,
            })
            .collect(),
        Answer::Int(value) => {
            let cuts = &rulebook.vars[usize::from(fact.first_var)].cuts;
            // The first value of each higher cell, then the last of each lower one.
            let above = cuts.iter().filter(|cut| **cut > value).copied();
            let below = cuts.iter().rev().filter(|cut| **cut <= value);
            above
                .chain(below.map(|cut| cut - 1))
                .map(Answer::Int)
                .collect()
        }
        Answer::NotAsked | Answer::Unknown | Answer::Date(_) => Vec::new(),
    }
}
