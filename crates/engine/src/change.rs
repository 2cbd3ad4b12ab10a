//! What would change: for a benefit that is not due, the nearest single change that makes it so.
//!
//! Only facts that a person could reasonably change are tried, one at a time, and only upwards: a
//! higher level, a longer time, one thing more. Nobody is told to go down, to move, or to become
//! something that is merely open.

use crate::answers::{Answer, Answers};
use crate::date::Date;
use crate::due::Due;
use crate::evaluate::{Assessment, Evaluator};
use crate::finding::Verdict;
use crate::model::*;
use crate::money::Interval;

/// One change to one answer, and what it brings.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// What would turn to a yes.
    pub benefit: BenefitIdx,
    /// The one fact that would have to be otherwise.
    pub fact: FactIdx,
    /// The answer that would do: for a number the least that does, for a choice the next higher
    /// option that does, for a set the answer with one more option.
    pub to: Answer,
    /// The verdict after the change: due, or due if chosen; never an open one.
    pub verdict: Verdict,
    /// What would be due then; `None` for a service.
    pub due: Option<Due>,
}

/// For every benefit in scope that is not due, its nearest change, if a single one does. A change that
/// would cost more of what is due now than it brings is none.
pub fn what_would_change(evaluator: &Evaluator<'_>, answers: &Answers, on: Date) -> Vec<Change> {
    let rulebook = evaluator.rulebook();
    let now = evaluator.evaluate(answers, on);
    let mut changes: Vec<Option<Change>> = vec![None; rulebook.benefits.len()];
    for (fact_idx, fact) in (0..).zip(&rulebook.facts) {
        if !fact.changeable || fact_idx == AUDIENCE || fact_idx == REGION {
            continue;
        }
        for to in higher(rulebook, fact, answers.get(fact_idx)) {
            let mut supposed = answers.clone();
            if supposed.set(rulebook, fact_idx, to, on).is_err() {
                continue;
            }
            let then = evaluator.evaluate(&supposed, on);
            if loses(&now, &then) {
                continue;
            }
            for (benefit, (before, after)) in (0u16..).zip(now.findings.iter().zip(&then.findings))
            {
                let turned = before.verdict == Verdict::Ineligible
                    && !before.out_of_scope
                    && matches!(after.verdict, Verdict::Eligible | Verdict::ByReview);
                if turned {
                    changes[usize::from(benefit)].get_or_insert(Change {
                        benefit,
                        fact: fact_idx,
                        to,
                        verdict: after.verdict,
                        due: after.due,
                    });
                }
            }
        }
    }
    changes.into_iter().flatten().collect()
}

/// Whether less is due as of right afterwards than before, of what is settled.
fn loses(before: &Assessment, after: &Assessment) -> bool {
    let [before, after] = [before, after].map(|found| found.totals.right.settled);
    let less = |a: Interval, b: Interval| b.low < a.low;
    less(
        before.once.plus(before.yearly),
        after.once.plus(after.yearly),
    )
}

/// Higher answers to a fact, nearest first. Only known answers have a neighbour.
fn higher(rulebook: &Rulebook, fact: &Fact, answer: Answer) -> Vec<Answer> {
    let from = |value: i64| {
        let cuts = &rulebook.vars[usize::from(fact.first_var)].cuts;
        let above = cuts.iter().filter(|cut| **cut > value);
        above.copied().map(Answer::Int).collect()
    };
    match answer {
        Answer::Bool(false) => vec![Answer::Bool(true)],
        // Options without an order, and those that stand beside it, have nothing above them.
        Answer::Choice(option) => match fact.ladder.iter().position(|rung| *rung == option) {
            Some(at) => fact.ladder[at + 1..]
                .iter()
                .copied()
                .map(Answer::Choice)
                .collect(),
            None => Vec::new(),
        },
        Answer::Set { yes, no, unsure } => (0..fact.kind.options().len())
            .filter(|option| no >> option & 1 == 1)
            .map(|option| Answer::Set {
                yes: yes | 1 << option,
                no: no & !(1 << option),
                unsure,
            })
            .collect(),
        Answer::Int(value) => from(value),
        Answer::Range { high, .. } => from(high),
        Answer::Bool(true) | Answer::NotAsked | Answer::Unknown | Answer::Date(_) => Vec::new(),
    }
}
