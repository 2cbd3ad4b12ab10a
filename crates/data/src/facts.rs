//! Every fact: what can be asked, how it is answered, and when the question arises.

use engine::model::*;
use engine::{AUDIENCE, Rulebook};

use crate::describe::{self, option_ids};
use crate::json::Json;
use crate::words;

/// All facts of the rulebook, in its order.
pub fn facts(json: &mut Json, rulebook: &Rulebook) {
    json.list("", |json| {
        for (index, fact) in rulebook.facts.iter().enumerate() {
            json.object("", |json| {
                question(json, fact, None);
                json.number("effort", Some(fact.effort.into()));
                json.flag("changeable", fact.changeable);
                // The fact that opens the page on which it is asked; null if it opens one itself.
                let opener = usize::from(fact.page);
                let joins = opener != index;
                json.stated("with", if joins { rulebook.facts[opener].id } else { "" });
                // The condition under which the question arises; null if it always does.
                if fact.applies.is_empty() {
                    json.null("applies");
                } else {
                    test(json, "applies", rulebook, &fact.applies, 0);
                }
                // For whom some benefit depends on it, and the benefits that do.
                let users = users(rulebook, index as FactIdx);
                let audiences = users.iter().fold(0, |all, benefit| all | benefit.audiences);
                option_ids(json, "for", rulebook, AUDIENCE, audiences);
                json.texts("benefits", users.iter().map(|benefit| benefit.id));
            });
        }
    });
}

/// A fact as it is asked, with all options or only with some of them.
pub fn question(json: &mut Json, fact: &Fact, only: Option<Cells>) {
    json.text("fact", fact.id);
    json.text("name", fact.name);
    json.text("question", fact.question);
    json.stated("help", fact.help);
    let (mut range, mut of, mut from) = (None, "", None);
    match &fact.kind {
        FactKind::Bool | FactKind::Choice { .. } | FactKind::Set { .. } => {}
        FactKind::Int { min, max, unit } => (range, of) = (Some((*min, *max)), *unit),
        FactKind::Money { min, max } => (range, of) = (Some((*min, *max)), "元"),
        FactKind::Date { earliest } => from = Some(*earliest),
    }
    json.text("type", kind(&fact.kind));
    if fact.kind.options().is_empty() {
        json.null("options");
    } else {
        json.list("options", |json| {
            for option in describe::options_in(fact, only.unwrap_or(!0)) {
                json.object("", |json| {
                    json.text("id", option.id);
                    json.text("label", option.label);
                    json.stated("help", option.help);
                });
            }
        });
    }
    json.stated("unit", of);
    json.number("min", range.map(|(min, _)| min));
    json.number("max", range.map(|(_, max)| max));
    json.date("earliest", from);
}

pub fn kind(kind: &FactKind) -> &'static str {
    match kind {
        FactKind::Bool => "bool",
        FactKind::Choice { .. } => "choice",
        FactKind::Set { .. } => "set",
        FactKind::Int { .. } => "int",
        FactKind::Money { .. } => "money",
        FactKind::Date { .. } => "date",
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
fn test(json: &mut Json, key: &str, rulebook: &Rulebook, tree: &[Condition], at: usize) {
    let parts = |json: &mut Json, key: &str| {
        json.list(key, |json| {
            for part in words::operands(tree, at) {
                test(json, "", rulebook, tree, part);
            }
        });
    };
    // One operand stands for itself.
    let all = |json: &mut Json, key: &str| {
        let mut operands = words::operands(tree, at);
        match (operands.next(), operands.next()) {
            (Some(only), None) => test(json, key, rulebook, tree, only),
            _ => json.object(key, |json| parts(json, "all")),
        }
    };
    match tree[at].op {
        Op::All => all(json, key),
        Op::Any => json.object(key, |json| parts(json, "any")),
        Op::Not => json.object(key, |json| all(json, "not")),
        Op::Always => json.flag(key, true),
        Op::Never => json.flag(key, false),
        // INVARIANT: `applies` is never about readings or unstated conditions.
        Op::Reading { .. } | Op::Unstated { .. } => json.null(key),
        Op::Test { var, cells } | Op::Within { var, cells } => {
            let variable = &rulebook.vars[usize::from(var)];
            match variable.of {
                VarOf::Member { fact, option } => {
                    let fact = &rulebook.facts[usize::from(fact)];
                    let has = |json: &mut Json, key: &str| {
                        json.object(key, |json| {
                            json.text("fact", fact.id);
                            json.text("has", fact.kind.options()[usize::from(option)].id);
                        });
                    };
                    if cells == 0b10 {
                        has(json, key);
                    } else {
                        json.object(key, |json| has(json, "not"));
                    }
                }
                VarOf::Fact { fact } => {
                    json.object(key, |json| of_fact(json, rulebook, fact, variable, cells));
                }
                // INVARIANT: `applies` is never about fixed days either.
                VarOf::Day { .. } | VarOf::Reading { .. } | VarOf::Unstated { .. } => {
                    json.null(key);
                }
            }
        }
    }
}

fn of_fact(json: &mut Json, rulebook: &Rulebook, fact_idx: FactIdx, var: &Var, cells: Cells) {
    let fact = &rulebook.facts[usize::from(fact_idx)];
    let last = 63usize.saturating_sub(cells.leading_zeros() as usize);
    let cut = |at: usize| var.cuts.get(at).copied();
    if let FactKind::Int { .. } | FactKind::Money { .. } = fact.kind {
        let first = cells.trailing_zeros() as usize;
        if let Some(least) = first.checked_sub(1).and_then(cut) {
            json.number("at_least", Some(least));
        }
        if let Some(above) = cut(last) {
            json.number("at_most", Some(above - 1));
        }
    }
    json.text("fact", fact.id);
    match &fact.kind {
        FactKind::Bool => json.flag("is", cells == 0b10),
        FactKind::Choice { .. } | FactKind::Set { .. } => {
            option_ids(json, "in", rulebook, fact_idx, cells);
        }
        FactKind::Int { .. } | FactKind::Money { .. } => {}
        FactKind::Date { .. } => json.number("within_months", cut(last)),
    }
}
