//! What a rulebook has to say to somebody at all: where it reaches, and which questions matter.
//!
//! Nothing here decides a benefit.

use crate::answers::{Answer, Answers};
use crate::date::Date;
use crate::model::*;
use crate::possible::Possible;
use crate::truth::Truth;

/// How far the sources reach in the region that was answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Coverage {
    /// The region was not answered.
    Open,
    /// A source speaks of this region alone.
    Own,
    /// Only sources that speak of several regions reach it.
    Shared,
    /// No source reaches it.
    Nowhere,
}

/// How far the sources reach in the region of these answers.
pub fn coverage(rulebook: &Rulebook, answers: &Answers) -> Coverage {
    let Answer::Choice(region) = answers.get(REGION) else {
        return Coverage::Open;
    };
    let here = |source: &&Source| source.regions >> region & 1 == 1;
    let reaching = rulebook.sources.iter().filter(here);
    reaching.fold(Coverage::Nowhere, |known, source| {
        if known == Coverage::Own || source.regions.count_ones() == 1 {
            Coverage::Own
        } else {
            Coverage::Shared
        }
    })
}

/// Options of the region fact of which a source speaks alone.
pub fn covered_regions(rulebook: &Rulebook) -> Cells {
    rulebook
        .sources
        .iter()
        .filter(|source| source.regions.count_ones() == 1)
        .fold(0, |regions, source| regions | source.regions)
}

/// For every fact, whether its answer can matter: its question may apply, and a benefit in scope
/// tests it, counts with it, or asks a question that hangs on it.
pub fn in_use(rulebook: &Rulebook, answers: &Answers, on: Date) -> Vec<bool> {
    let possible = Possible::new(rulebook, answers, on);
    let mut used = vec![false; rulebook.facts.len()];
    used[usize::from(AUDIENCE)] = true;
    used[usize::from(REGION)] = true;
    for benefit in &rulebook.benefits {
        let source = &rulebook.sources[usize::from(benefit.source)];
        if possible.cells[usize::from(AUDIENCE)] & benefit.audiences == 0
            || possible.cells[usize::from(REGION)] & source.regions == 0
        {
            continue;
        }
        let tested = benefit.diagram.nodes.iter().map(|node| node.var);
        let mut mark = |fact: FactIdx| used[usize::from(fact)] = true;
        tested
            .filter_map(|var| rulebook.vars[usize::from(var)].of.fact())
            .for_each(&mut mark);
        for term in benefit.amounts.iter().flat_map(|amount| &amount.terms) {
            term.per.into_iter().for_each(&mut mark);
            if let Base::Percent { of, .. } = term.base {
                mark(of);
            }
        }
        benefit.window.iter().for_each(|window| mark(window.fact));
    }
    // A fact stands behind those that its question hangs on, so backwards reaches all of them.
    for index in (0..rulebook.facts.len()).rev() {
        if possible.applies(index as FactIdx) == Truth::FALSE {
            used[index] = false;
        }
        if !used[index] {
            continue;
        }
        for condition in &rulebook.facts[index].applies {
            if let Op::Test { var, .. } | Op::Within { var, .. } = condition.op
                && let Some(hook) = rulebook.vars[usize::from(var)].of.fact()
            {
                used[usize::from(hook)] = true;
            }
        }
    }
    used
}
