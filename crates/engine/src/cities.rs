//! The same answers in other cities.

use crate::answers::{Answer, Answers};
use crate::date::Date;
use crate::evaluate::{Assessment, Evaluator};
use crate::finding::Verdict;
use crate::model::*;
use crate::scope::covered_regions;

/// What one city has for somebody.
#[derive(Clone, PartialEq, Debug)]
pub struct CityView {
    /// Option of the region fact.
    pub region: u8,
    /// What is known there; whoever goes on asking goes on from it.
    pub answers: Answers,
    /// Findings, totals, and what is worth asking there.
    pub assessment: Assessment,
    /// How many benefits are due as of right, money and services.
    pub rights: u16,
    /// For how many one may apply and somebody chooses.
    pub chances: u16,
    /// How many are still open.
    pub open: u16,
}

/// What the same answers come to in every city of which a source speaks alone, in the order of the
/// rules. In another city than the answered one, what is only true of one ([`Fact::local`]) has not been
/// asked, and what `overrides` knows holds: 如果搬到那里.
pub fn compare(
    evaluator: &Evaluator<'_>,
    answers: &Answers,
    on: Date,
    overrides: &Answers,
) -> Vec<CityView> {
    let rulebook = evaluator.rulebook();
    let covered = covered_regions(rulebook);
    let cities = (0..64).filter(|region| covered >> region & 1 == 1);
    cities
        .map(|region| {
            let answers = moved(rulebook, answers, region, overrides);
            let assessment = evaluator.evaluate(&answers, on);
            let count = |verdict: Verdict| {
                let findings = assessment.findings.iter();
                findings
                    .filter(|one| !one.out_of_scope && one.verdict == verdict)
                    .count() as u16
            };
            CityView {
                region,
                rights: count(Verdict::Eligible),
                chances: count(Verdict::ByReview),
                open: count(Verdict::Possible),
                answers,
                assessment,
            }
        })
        .collect()
}

/// What is known of somebody in one of the cities.
fn moved(rulebook: &Rulebook, answers: &Answers, region: u8, overrides: &Answers) -> Answers {
    let mut there = answers.clone();
    let to = Answer::Choice(region);
    if answers.get(REGION) == to {
        return there;
    }
    for (index, fact) in (0..).zip(&rulebook.facts) {
        let own = there.change(index);
        *own = match (*own, overrides.get(index)) {
            _ if index == REGION => to,
            (own, Answer::NotAsked) => elsewhere(own, fact.local),
            (_, given) => given,
        };
    }
    there
}

/// What is left of an answer where what is `local` of it is not known.
fn elsewhere(answer: Answer, local: Cells) -> Answer {
    match answer {
        Answer::Set { yes, no, unsure } => {
            let [yes, no, unsure] = [yes, no, unsure].map(|options| options & !local);
            match yes | no | unsure {
                0 if local != 0 => Answer::NotAsked,
                _ => Answer::Set { yes, no, unsure },
            }
        }
        Answer::Choice(option) if local >> option & 1 == 0 => answer,
        _ if local == 0 => answer,
        _ => Answer::NotAsked,
    }
}
