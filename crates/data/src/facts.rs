//! Every fact: what can be asked, how it is answered, and when the question arises.

use engine::model::*;
use engine::{AUDIENCE, Rulebook};
use serde::Serialize;

use crate::describe::{option_ids, stated};
use crate::words;

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
pub struct FactView {
    #[serde(flatten)]
    pub question: Question,
    pub effort: u8,
    pub changeable: bool,
    /// The condition under which the question arises; null if it always does.
    pub applies: Option<Test>,
    /// For whom some benefit depends on it.
    #[serde(rename = "for")]
    pub audiences: Vec<Str>,
    /// The benefits that depend on it.
    pub benefits: Vec<Str>,
}

/// A condition in the notation of the rule files.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Test {
    All {
        all: Vec<Test>,
    },
    Any {
        any: Vec<Test>,
    },
    Not {
        not: Box<Test>,
    },
    Always(bool),
    Has {
        fact: Str,
        has: Str,
    },
    Is {
        fact: Str,
        is: bool,
    },
    OneOf {
        fact: Str,
        #[serde(rename = "in")]
        options: Vec<Str>,
    },
    Between {
        #[serde(skip_serializing_if = "Option::is_none")]
        at_least: Option<i64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        at_most: Option<i64>,
        fact: Str,
    },
    WithinMonths {
        fact: Str,
        within_months: Option<i64>,
    },
}

/// All facts of the rulebook, in its order.
pub fn facts(rulebook: &Rulebook) -> Vec<FactView> {
    (0..rulebook.facts.len() as FactIdx)
        .map(|index| {
            let fact = &rulebook.facts[usize::from(index)];
            let users = users(rulebook, index);
            let audiences = users.iter().fold(0, |all, benefit| all | benefit.audiences);
            FactView {
                question: Question::of(fact, None),
                effort: fact.effort,
                changeable: fact.changeable,
                applies: (!fact.applies.is_empty())
                    .then(|| test(rulebook, &fact.applies, 0))
                    .flatten(),
                audiences: option_ids(rulebook, AUDIENCE, audiences),
                benefits: users.iter().map(|benefit| benefit.id).collect(),
            }
        })
        .collect()
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

fn test(rulebook: &Rulebook, tree: &[Condition], at: usize) -> Option<Test> {
    let parts = || -> Vec<Test> {
        words::operands(tree, at)
            .filter_map(|part| test(rulebook, tree, part))
            .collect()
    };
    let all = || match parts() {
        mut parts if parts.len() == 1 => parts.pop(),
        parts => Some(Test::All { all: parts }),
    };
    match tree[at].op {
        Op::All => all(),
        Op::Any => Some(Test::Any { any: parts() }),
        Op::Not => all().map(not),
        Op::Always => Some(Test::Always(true)),
        Op::Never => Some(Test::Always(false)),
        // INVARIANT: `applies` is never about readings or unstated conditions.
        Op::Reading { .. } | Op::Unstated { .. } => None,
        Op::Test { var, cells } | Op::Within { var, cells } => {
            let variable = &rulebook.vars[usize::from(var)];
            match variable.of {
                VarOf::Member { fact, option } => {
                    let fact = &rulebook.facts[usize::from(fact)];
                    let has = Test::Has {
                        fact: fact.id,
                        has: fact.kind.options()[usize::from(option)].id,
                    };
                    Some(if cells == 0b10 { has } else { not(has) })
                }
                VarOf::Fact { fact } => Some(of_fact(rulebook, fact, variable, cells)),
                VarOf::Reading { .. } | VarOf::Unstated { .. } => None,
            }
        }
    }
}

fn not(test: Test) -> Test {
    Test::Not {
        not: Box::new(test),
    }
}

fn of_fact(rulebook: &Rulebook, fact_idx: FactIdx, var: &Var, cells: Cells) -> Test {
    let fact = &rulebook.facts[usize::from(fact_idx)];
    let first = cells.trailing_zeros() as usize;
    let last = 63usize.saturating_sub(cells.leading_zeros() as usize);
    match &fact.kind {
        FactKind::Bool => Test::Is {
            fact: fact.id,
            is: cells == 0b10,
        },
        FactKind::Choice { .. } | FactKind::Set { .. } => Test::OneOf {
            fact: fact.id,
            options: option_ids(rulebook, fact_idx, cells),
        },
        FactKind::Int { .. } | FactKind::Money { .. } => Test::Between {
            at_least: first.checked_sub(1).map(|cut| var.cuts[cut]),
            at_most: var.cuts.get(last).map(|cut| cut - 1),
            fact: fact.id,
        },
        FactKind::Date { .. } => Test::WithinMonths {
            fact: fact.id,
            within_months: var.cuts.get(last).copied(),
        },
    }
}
