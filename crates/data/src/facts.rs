//! Every fact: what can be asked, how it is answered, and when the question arises.

use api::{BenefitId, CivilDate, FactId, FactOption, FactType, Test};
use engine::Rulebook;
use engine::model::*;

use crate::describe::{self, stated};
use crate::words;

/// All facts of the rulebook, in its order.
pub fn facts(rulebook: &Rulebook) -> Vec<api::Fact> {
    let facts = rulebook.facts.iter().enumerate();
    let described = facts.map(|(index, fact)| {
        // The fact that opens the page on which it is asked; none if it opens one itself.
        let opener = usize::from(fact.page);
        let users = users(rulebook, index as FactIdx);
        let audiences = users.iter().fold(0, |all, benefit| all | benefit.audiences);
        let applies = &fact.applies;
        let (mut range, mut unit, mut earliest) = (None, "", None);
        match &fact.kind {
            FactKind::Bool | FactKind::Choice { .. } | FactKind::Set { .. } => {}
            FactKind::Int {
                min,
                max,
                unit: counted,
            } => (range, unit) = (Some((*min, *max)), *counted),
            FactKind::Money { min, max } => (range, unit) = (Some((*min, *max)), "元"),
            FactKind::Date { earliest: first } => earliest = Some(CivilDate(*first)),
        }
        let options = fact.kind.options().iter().map(|option| FactOption {
            id: option.id,
            label: option.label,
            help: stated(option.help),
        });
        let has_options = !fact.kind.options().is_empty();
        api::Fact {
            fact: FactId(fact.id),
            name: fact.name,
            question: fact.question,
            help: stated(fact.help),
            kind: kind(&fact.kind),
            options: has_options.then(|| options.collect()),
            unit: stated(unit),
            min: range.map(|(min, _)| min),
            max: range.map(|(_, max)| max),
            earliest,
            effort: fact.effort,
            changeable: fact.changeable,
            with: (opener != index).then(|| FactId(rulebook.facts[opener].id)),
            applies: (!applies.is_empty()).then(|| test(rulebook, applies, 0)),
            audiences: describe::audiences(rulebook, audiences),
            benefits: users.iter().map(|benefit| BenefitId(benefit.id)).collect(),
        }
    });
    described.collect()
}

pub fn kind(kind: &FactKind) -> FactType {
    match kind {
        FactKind::Bool => FactType::Bool,
        FactKind::Choice { .. } => FactType::Choice,
        FactKind::Set { .. } => FactType::Set,
        FactKind::Int { .. } => FactType::Int,
        FactKind::Money { .. } => FactType::Money,
        FactKind::Date { .. } => FactType::Date,
    }
}

/// The benefits whose verdict, amount or deadline depends on a fact.
pub fn users(rulebook: &Rulebook, fact: FactIdx) -> Vec<&Benefit> {
    let tests = |var: VarIdx| rulebook.vars[usize::from(var)].of.fact() == Some(fact);
    let counts = |amount: &Amount| {
        amount.terms.iter().any(|term| {
            term.per == Some(fact) || matches!(term.base, Base::Percent { of, .. } if of == fact)
        })
    };
    rulebook
        .benefits
        .iter()
        .filter(|benefit| {
            benefit.diagram.nodes.iter().any(|node| tests(node.var))
                || benefit.amounts.iter().any(counts)
                || benefit.window.is_some_and(|window| window.fact == fact)
        })
        .collect()
}

/// A condition in the notation of the rule files.
fn test(rulebook: &Rulebook, tree: &[Condition], at: usize) -> Test {
    let parts: Vec<Test> = words::operands(tree, at)
        .map(|part| test(rulebook, tree, part))
        .collect();
    // One operand stands for itself.
    let all = |mut parts: Vec<Test>| match parts.pop() {
        Some(only) if parts.is_empty() => only,
        last => {
            parts.extend(last);
            Test::All { all: parts }
        }
    };
    match tree[at].op {
        Op::All => all(parts),
        Op::Any => Test::Any { any: parts },
        Op::Not => Test::Not {
            not: Box::new(all(parts)),
        },
        Op::Never => Test::Constant(false),
        // INVARIANT: `applies` is never about readings or unstated conditions.
        Op::Always | Op::Reading { .. } | Op::Unstated { .. } => Test::Constant(true),
        Op::Test { var, cells } | Op::Within { var, cells } => {
            let variable = &rulebook.vars[usize::from(var)];
            match variable.of {
                VarOf::Member { fact, option } => {
                    let fact = &rulebook.facts[usize::from(fact)];
                    let has = Test::Has {
                        fact: FactId(fact.id),
                        has: fact.kind.options()[usize::from(option)].id,
                    };
                    match cells {
                        0b10 => has,
                        _ => Test::Not { not: Box::new(has) },
                    }
                }
                VarOf::Fact { fact } => {
                    of_fact(&rulebook.facts[usize::from(fact)], variable, cells)
                }
                // INVARIANT: `applies` is never about fixed days either.
                VarOf::Day { .. } | VarOf::Reading { .. } | VarOf::Unstated { .. } => {
                    Test::Constant(true)
                }
            }
        }
    }
}

fn of_fact(asked: &Fact, var: &Var, cells: Cells) -> Test {
    let fact = FactId(asked.id);
    let last = 63usize.saturating_sub(cells.leading_zeros() as usize);
    let cut = |at: usize| var.cuts.get(at).copied();
    match &asked.kind {
        FactKind::Bool => Test::Is {
            fact,
            is: cells == 0b10,
        },
        FactKind::Choice { .. } | FactKind::Set { .. } => Test::In {
            fact,
            r#in: describe::ids_in(asked, cells).collect(),
        },
        FactKind::Int { .. } | FactKind::Money { .. } => {
            let first = cells.trailing_zeros() as usize;
            Test::Number {
                at_least: first.checked_sub(1).and_then(cut),
                at_most: cut(last).map(|above| above - 1),
                fact,
            }
        }
        FactKind::Date { .. } => Test::Within {
            fact,
            within_months: cut(last),
        },
    }
}
