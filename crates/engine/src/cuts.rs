//! Numbers that matter only at certain points: 不满12个月, 满12个月.

use crate::answers::{Answer, Answers};
use crate::date::Date;
use crate::diagram::{self, Scratch};
use crate::due::counted;
use crate::evaluate::{Assessment, may_be_due};
use crate::model::*;
use crate::possible::Possible;
use crate::truth::Truth;

/// The answers that are enough where a number matters only at certain points: the ranges between
/// them, ascending. Empty where an amount counts with the number itself, where nothing of it matters,
/// and for what is no number.
///
/// The points are those that the rules still ask for, given the other answers; an answer to this
/// question itself is left aside. If the question arises, each range says as much as any number in it.
pub fn choices_at_cuts(
    rulebook: &Rulebook,
    answers: &Answers,
    on: Date,
    fact: FactIdx,
) -> Vec<Answer> {
    let asked = &rulebook.facts[usize::from(fact)];
    if !matches!(asked.kind, FactKind::Int { .. } | FactKind::Money { .. }) {
        return Vec::new();
    }
    let possible = Possible::new(rulebook, &answers.without(fact), on);
    choices_in(rulebook, &possible, on, fact)
}

impl Assessment {
    /// As [`choices_at_cuts`], for a fact that is worth asking next. `on` must be the day of
    /// evaluation.
    pub fn choices(
        &self,
        rulebook: &Rulebook,
        answers: &Answers,
        on: Date,
        fact: FactIdx,
    ) -> Vec<Answer> {
        match answers.look(fact) {
            Answer::NotAsked | Answer::Unknown => choices_in(rulebook, self.possible(), on, fact),
            _ => choices_at_cuts(rulebook, answers, on, fact),
        }
    }
}

fn choices_in(rulebook: &Rulebook, possible: &Possible, on: Date, fact: FactIdx) -> Vec<Answer> {
    let asked = &rulebook.facts[usize::from(fact)];
    let (FactKind::Int { min, max, .. } | FactKind::Money { min, max }) = asked.kind else {
        return Vec::new();
    };
    let var = asked.first_var;
    let cuts = &rulebook.vars[usize::from(var)].cuts;
    // Bit `k`: what is below cut `k` and what is not are told apart.
    let mut parted: Cells = 0;
    let mut part = |inside: &dyn Fn(usize) -> u64| {
        for cut in 0..cuts.len() {
            parted |= Cells::from(inside(cut) != inside(cut + 1)) << cut;
        }
    };
    let mut scratch = Scratch::default();
    for (index, benefit) in (0..).zip(&rulebook.benefits) {
        // Most benefits have nothing to do with it.
        let nodes = &benefit.diagram.nodes;
        let is_tested = nodes.binary_search_by_key(&var, |node| node.var).is_ok();
        let counts = counted(benefit, !0).contains(&fact);
        if !is_tested && !counts || !may_be_due(rulebook, possible, on, index) {
            continue;
        }
        let leaves = diagram::reach(&benefit.diagram, &possible.cells, &mut scratch);
        if counted(benefit, leaves >> LEAF_FIRST_AMOUNT).contains(&fact) {
            return Vec::new();
        }
        for node in scratch.reached(&benefit.diagram) {
            if node.var == var {
                let edge_of = |cell: usize| {
                    let edges = node.edges.iter();
                    edges.take_while(|edge| edge.cells >> cell & 1 == 0).count() as u64
                };
                part(&edge_of);
            }
        }
    }
    for (index, other) in (0..).zip(&rulebook.facts) {
        if possible.applies(index) == Truth::FALSE {
            continue;
        }
        for condition in &other.applies {
            if let Op::Test { var: own, cells } = condition.op
                && own == var
            {
                part(&|cell| cells >> cell & 1);
            }
        }
    }
    let mut low = min;
    let mut choices = Vec::new();
    let points = (0..).zip(cuts).filter(|(at, _)| parted >> at & 1 == 1);
    for (_, &cut) in points.filter(|(_, cut)| (min + 1..=max).contains(cut)) {
        choices.push(Answer::between(low, cut - 1));
        low = cut;
    }
    if !choices.is_empty() {
        choices.push(Answer::between(low, max));
    }
    choices
}
