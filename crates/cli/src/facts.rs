//! Every fact: what can be asked, how it is answered, and when the question arises.

use std::fmt::Write;

use engine::model::*;
use engine::{AUDIENCE, Rulebook};
use serde::Serialize;
use serde_json::{Value, json};

use crate::describe::{option_ids, options_in, stated};
use crate::{input, words};

/// A fact as it is asked.
#[derive(Serialize)]
pub struct Question {
    pub fact: Str,
    pub name: Str,
    pub question: Str,
    pub help: Option<Str>,
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// For a choice and a set; null for all else.
    pub options: Option<Vec<OptionView>>,
    pub unit: Option<Str>,
    pub min: Option<i64>,
    pub max: Option<i64>,
    pub earliest: Option<String>,
}

#[derive(Serialize)]
pub struct OptionView {
    pub id: Str,
    pub label: Str,
    pub help: Option<Str>,
}

impl Question {
    /// With all options, or only with some of them.
    pub fn of(fact: &Fact, only: Option<Cells>) -> Question {
        let options = |options: &[Choice]| {
            let options = options.iter().enumerate();
            options
                .filter(|(index, _)| only.is_none_or(|only| only >> index & 1 == 1))
                .map(|(_, option)| OptionView {
                    id: option.id,
                    label: option.label,
                    help: stated(option.help),
                })
                .collect()
        };
        let mut question = Question {
            fact: fact.id,
            name: fact.name,
            question: fact.question,
            help: stated(fact.help),
            kind: "bool",
            options: None,
            unit: None,
            min: None,
            max: None,
            earliest: None,
        };
        match &fact.kind {
            FactKind::Bool => {}
            FactKind::Choice { options: all } => {
                question.kind = "choice";
                question.options = Some(options(all));
            }
            FactKind::Set { options: all } => {
                question.kind = "set";
                question.options = Some(options(all));
            }
            FactKind::Int { min, max, unit } => {
                question.kind = "int";
                (question.min, question.max) = (Some(*min), Some(*max));
                question.unit = Some(unit);
            }
            FactKind::Money { min, max } => {
                question.kind = "money";
                (question.min, question.max) = (Some(*min), Some(*max));
                question.unit = Some("元");
            }
            FactKind::Date { earliest } => {
                question.kind = "date";
                question.earliest = Some(earliest.to_string());
            }
        }
        question
    }
}

#[derive(Serialize)]
struct FactView {
    #[serde(flatten)]
    question: Question,
    effort: u8,
    changeable: bool,
    /// The condition under which the question arises; null if it always does.
    applies: Option<Value>,
    /// For whom some benefit depends on it.
    #[serde(rename = "for")]
    audiences: Vec<Str>,
    /// The benefits that depend on it.
    benefits: Vec<Str>,
}

pub fn json(rulebook: &Rulebook) -> anyhow::Result<String> {
    let facts: Vec<FactView> = (0..rulebook.facts.len() as FactIdx)
        .map(|index| {
            let fact = &rulebook.facts[usize::from(index)];
            let users = users(rulebook, index);
            let audiences = users.iter().fold(0, |all, benefit| all | benefit.audiences);
            FactView {
                question: Question::of(fact, None),
                effort: fact.effort,
                changeable: fact.changeable,
                applies: (!fact.applies.is_empty()).then(|| test(rulebook, &fact.applies, 0)),
                audiences: option_ids(rulebook, AUDIENCE, audiences),
                benefits: users.iter().map(|benefit| benefit.id).collect(),
            }
        })
        .collect();
    Ok(serde_json::to_string_pretty(&facts)? + "\n")
}

pub fn text(rulebook: &Rulebook) -> String {
    let mut out = String::new();
    for (index, fact) in rulebook.facts.iter().enumerate() {
        let users = users(rulebook, index as FactIdx);
        let audiences = users.iter().fold(0, |all, benefit| all | benefit.audiences);
        let audiences: Vec<Str> = options_in(rulebook, AUDIENCE, audiences)
            .map(|option| option.label)
            .collect();
        let _ = writeln!(out, "{}　{}", fact.id, fact.name);
        let _ = writeln!(out, "  问　　{}", fact.question);
        if !fact.help.is_empty() {
            let _ = writeln!(out, "  说明　{}", fact.help);
        }
        let _ = writeln!(out, "  答　　{}", input::allowed(fact, None));
        if !fact.applies.is_empty() {
            let when = words::condition(rulebook, &fact.applies, 0);
            let _ = writeln!(out, "  只在　{when}");
        }
        let _ = writeln!(
            out,
            "  用于　{} 项待遇（{}）\n",
            users.len(),
            audiences.join("；")
        );
    }
    out
}

/// The benefits whose verdict, amount or deadline depends on a fact.
fn users(rulebook: &Rulebook, fact: FactIdx) -> Vec<&Benefit> {
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
fn test(rulebook: &Rulebook, tree: &[Condition], at: usize) -> Value {
    let parts = || -> Vec<Value> {
        words::operands(tree, at)
            .map(|part| test(rulebook, tree, part))
            .collect()
    };
    match tree[at].op {
        Op::All => match parts().as_mut_slice() {
            [only] => only.take(),
            parts => json!({ "all": parts }),
        },
        Op::Any => json!({ "any": parts() }),
        Op::Not => match parts().as_mut_slice() {
            [only] => json!({ "not": only.take() }),
            parts => json!({ "not": { "all": parts } }),
        },
        Op::Always => json!(true),
        Op::Never => json!(false),
        // INVARIANT: `applies` is never about readings or unstated conditions.
        Op::Reading { .. } | Op::Unstated { .. } => Value::Null,
        Op::Test { var, cells } | Op::Within { var, cells } => {
            let variable = &rulebook.vars[usize::from(var)];
            match variable.of {
                VarOf::Member { fact, option } => {
                    let fact = &rulebook.facts[usize::from(fact)];
                    let id = fact.kind.options()[usize::from(option)].id;
                    if cells == 0b10 {
                        json!({ "fact": fact.id, "has": id })
                    } else {
                        json!({ "not": { "fact": fact.id, "has": id } })
                    }
                }
                VarOf::Fact { fact } => of_fact(rulebook, fact, variable, cells),
                VarOf::Reading { .. } | VarOf::Unstated { .. } => Value::Null,
            }
        }
    }
}

fn of_fact(rulebook: &Rulebook, fact_idx: FactIdx, var: &Var, cells: Cells) -> Value {
    let fact = &rulebook.facts[usize::from(fact_idx)];
    match &fact.kind {
        FactKind::Bool => json!({ "fact": fact.id, "is": cells == 0b10 }),
        FactKind::Choice { .. } | FactKind::Set { .. } => {
            json!({ "fact": fact.id, "in": option_ids(rulebook, fact_idx, cells) })
        }
        FactKind::Int { .. } | FactKind::Money { .. } => {
            let first = cells.trailing_zeros() as usize;
            let last = 63 - cells.leading_zeros() as usize;
            let mut test = json!({ "fact": fact.id });
            if first > 0 {
                test["at_least"] = json!(var.cuts[first - 1]);
            }
            if let Some(cut) = var.cuts.get(last) {
                test["at_most"] = json!(cut - 1);
            }
            test
        }
        FactKind::Date { .. } => {
            let last = 63 - cells.leading_zeros() as usize;
            json!({ "fact": fact.id, "within_months": var.cuts.get(last) })
        }
    }
}
