//! The variables that diagrams test, and the cells of each.
//!
//! Conditions compare facts with constants, so the constants of all rules together cut a number or
//! a date into finitely many cells within which no rule tells one value from another.

use std::collections::HashMap;

use engine::Date;
use engine::model::{BenefitIdx, Cells, FactIdx, Var, VarIdx, VarOf};

use crate::diagnostic::{Code, Diagnostic};
use crate::document::Faults;
use crate::grammar::MOST_CELLS;
use crate::label;
use crate::tree::*;

/// Which variables the facts, readings and unstated conditions have.
pub(crate) struct Variables {
    pub vars: Vec<Var>,
    /// First variable of each fact.
    pub first: Vec<VarIdx>,
    /// First variable that nobody can answer.
    pub open: VarIdx,
    pub readings: HashMap<(usize, usize), VarIdx>,
    pub unstated: HashMap<(usize, usize), VarIdx>,
}

impl Variables {
    pub fn of(book: &Book, faults: &mut Faults) -> Variables {
        let mut cuts: Vec<Cuts> = vec![Cuts::default(); book.facts.len()];
        let mut note = |condition: &Condition| match condition.shape {
            Shape::Between { fact, low, high } => {
                cuts[fact].at_least.extend(low);
                cuts[fact].at_most.extend(high.map(|high| high + 1));
            }
            Shape::WithinMonths { fact, months } => cuts[fact].at_least.push(i64::from(months)),
            Shape::NotBefore { fact, day } => cuts[fact].days.push(i64::from(day.days())),
            _ => {}
        };
        for fact in &book.facts {
            for condition in [&fact.applies, &fact.grows_while].into_iter().flatten() {
                visit(condition, &mut note);
            }
        }
        for benefit in &book.benefits {
            visit_all(benefit, &mut note);
        }
        let mut variables = Variables {
            vars: Vec::new(),
            first: Vec::new(),
            open: 0,
            readings: HashMap::new(),
            unstated: HashMap::new(),
        };
        for (index, fact) in book.facts.iter().enumerate() {
            variables.first.push(variables.vars.len() as VarIdx);
            let of = VarOf::Fact {
                fact: index as FactIdx,
            };
            let Cuts {
                at_least,
                at_most,
                days,
            } = std::mem::take(&mut cuts[index]);
            let list = few(at_least.iter().chain(&at_most), fact, faults);
            // Where rules come from both sides, it is asked for as the least that there must be.
            let at_most = list.iter().enumerate().fold(0, |bits, (at, cut)| {
                bits | u64::from(!at_least.contains(cut)) << at
            });
            let days = few(&days, fact, faults);
            match &fact.kind {
                Kind::Set { options } => {
                    for option in 0..options.len() {
                        variables.vars.push(Var {
                            of: VarOf::Member {
                                fact: index as FactIdx,
                                option: option as u8,
                            },
                            cells: 2,
                            cuts: Vec::new(),
                            at_most: 0,
                        });
                    }
                }
                Kind::Bool => variables.push(of, 2),
                Kind::Choice { options, .. } => variables.push(of, options.len()),
                Kind::Int { .. } | Kind::Money { .. } | Kind::Date { .. } => {
                    variables.vars.push(Var {
                        of,
                        cells: list.len() as u8 + 1,
                        cuts: list,
                        at_most,
                    });
                    if !days.is_empty() {
                        variables.vars.push(Var {
                            of: VarOf::Day {
                                fact: index as FactIdx,
                            },
                            cells: days.len() as u8 + 1,
                            cuts: days,
                            at_most: 0,
                        });
                    }
                }
            }
        }
        variables.open = variables.vars.len() as VarIdx;
        for (index, benefit) in book.benefits.iter().enumerate() {
            for reading in 0..benefit.open.len() {
                if benefit.open[reading].key.is_some() {
                    let var = variables.vars.len() as VarIdx;
                    variables.readings.insert((index, reading), var);
                    let of = VarOf::Reading {
                        benefit: index as BenefitIdx,
                        reading: reading as u8,
                    };
                    variables.push(of, 2);
                }
            }
        }
        for (index, benefit) in book.benefits.iter().enumerate() {
            for condition in 0..benefit.unstated {
                let var = variables.vars.len() as VarIdx;
                variables.unstated.insert((index, condition), var);
                let of = VarOf::Unstated {
                    benefit: index as BenefitIdx,
                };
                variables.push(of, 2);
            }
        }
        variables
    }

    fn push(&mut self, of: VarOf, cells: usize) {
        self.vars.push(Var {
            of,
            cells: cells as u8,
            cuts: Vec::new(),
            at_most: 0,
        });
    }

    /// The variable and cells in which a test on one fact holds.
    pub fn cells_of(&self, shape: &Shape) -> Option<(VarIdx, Cells)> {
        match shape {
            Shape::OneOf { fact, options } => Some((self.first[*fact], *options)),
            Shape::Has { fact, option } => Some((self.first[*fact] + *option as VarIdx, 0b10)),
            Shape::Between { fact, low, high } => {
                let var = self.first[*fact];
                let cuts = &self.vars[usize::from(var)].cuts;
                // A bound is itself a cut, so no cell is parted by it.
                let from = low.map_or(0, |low| cuts.partition_point(|cut| *cut <= low));
                let to = high.map_or(cuts.len(), |high| cuts.partition_point(|cut| *cut <= high));
                let cells = (from..=to).fold(0, |cells, cell| cells | 1 << cell);
                Some((var, cells))
            }
            Shape::WithinMonths { fact, months } => {
                let var = self.first[*fact];
                let cuts = &self.vars[usize::from(var)].cuts;
                let last = cuts.partition_point(|cut| *cut < i64::from(*months));
                let cells = (0..=last).fold(0, |cells, cell| cells | 1 << cell);
                Some((var, cells))
            }
            Shape::NotBefore { fact, day } => {
                let var = self.first[*fact] + 1;
                let cuts = &self.vars[usize::from(var)].cuts;
                let first = cuts.partition_point(|cut| *cut <= i64::from(day.days()));
                let cells = (first..=cuts.len()).fold(0, |cells, cell| cells | 1 << cell);
                Some((var, cells))
            }
            Shape::All(_)
            | Shape::Any(_)
            | Shape::Not(_)
            | Shape::Reading { .. }
            | Shape::Unstated { .. }
            | Shape::Always
            | Shape::Never => None,
        }
    }

    /// The cell of each variable that an answer settles. `on` is the day of evaluation.
    pub fn cells_given(
        &self,
        fact: usize,
        kind: &Kind,
        value: &Value,
        on: Date,
    ) -> Vec<(VarIdx, Cells)> {
        let var = self.first[fact];
        let cuts = &self.vars[usize::from(var)].cuts;
        match value {
            Value::Bool(yes) => vec![(var, 1 << u8::from(*yes))],
            Value::Choice(option) => vec![(var, 1 << option)],
            Value::Set(options) => (0..kind.options().len())
                .map(|option| (var + option as VarIdx, 1 << (options >> option & 1)))
                .collect(),
            Value::Number(number) => {
                vec![(var, 1 << cuts.partition_point(|cut| cut <= number))]
            }
            Value::Range { low, high } => {
                let cell = |number: &i64| cuts.partition_point(|cut| cut <= number);
                vec![(var, cells_between(cell(low), cell(high)))]
            }
            Value::Date(days) => {
                let age =
                    |day: Date| cuts.partition_point(|months| day.plus_months(*months as u16) < on);
                // The earlier a day, the older.
                let (first, last) = (days.first(), days.last().min(on).max(days.first()));
                let mut cells = vec![(var, cells_between(age(last), age(first)))];
                let next = self.vars.get(usize::from(var) + 1);
                if let Some(next) = next.filter(|next| matches!(next.of, VarOf::Day { .. })) {
                    let cell = |day: Date| {
                        let day = i64::from(day.days());
                        next.cuts.partition_point(|cut| *cut <= day)
                    };
                    cells.push((var + 1, cells_between(cell(first), cell(last))));
                }
                cells
            }
        }
    }

    /// The fact whose variable this is.
    pub fn fact_of(&self, var: VarIdx) -> Option<usize> {
        self.vars[usize::from(var)].of.fact().map(usize::from)
    }

    /// Somebody, in words: `职业技能等级=高级工，毕业年数=6`.
    pub fn person(&self, book: &Book, path: &[(VarIdx, u8)]) -> String {
        let mut words: Vec<String> = Vec::new();
        for &(var, cell) in path {
            let described = match self.vars[usize::from(var)].of {
                VarOf::Fact { fact } => {
                    let fact = &book.facts[usize::from(fact)];
                    let value = self.cell_in_words(fact, var, cell);
                    format!("{}={value}", fact.name)
                }
                VarOf::Member { fact, option } => {
                    let fact = &book.facts[usize::from(fact)];
                    let option = &fact.kind.options()[usize::from(option)].label;
                    let word = if cell == 1 { "有" } else { "没有" };
                    format!("{}{word}“{option}”", fact.name)
                }
                VarOf::Day { fact } => {
                    let fact = &book.facts[usize::from(fact)];
                    let cuts = &self.vars[usize::from(var)].cuts;
                    let day = |cut: i64| label::day(Date::from_days(cut as i32));
                    let value = match usize::from(cell).checked_sub(1) {
                        None => format!("{}以前", day(cuts[0])),
                        Some(cut) => format!("{}以后", day(cuts[cut])),
                    };
                    format!("{}={value}", fact.name)
                }
                VarOf::Reading { benefit, reading } => {
                    let point = &book.benefits[usize::from(benefit)].open[usize::from(reading)];
                    let reading = if cell == 0 { &point.a } else { &point.b };
                    format!("按理解“{reading}”")
                }
                VarOf::Unstated { .. } => {
                    let word = if cell == 1 { "符合" } else { "不符合" };
                    format!("{word}未写明的条件")
                }
            };
            words.push(described);
        }
        if words.is_empty() {
            "任何人".to_owned()
        } else {
            words.join("，")
        }
    }

    fn cell_in_words(&self, fact: &Fact, var: VarIdx, cell: u8) -> String {
        let cuts = &self.vars[usize::from(var)].cuts;
        let cell = usize::from(cell);
        match &fact.kind {
            Kind::Bool => (if cell == 1 { "是" } else { "否" }).to_owned(),
            Kind::Choice { options, .. } | Kind::Set { options } => options[cell].label.clone(),
            Kind::Int { min, .. } | Kind::Money { min, .. } => {
                let value = if cell == 0 { *min } else { cuts[cell - 1] };
                label::number(&fact.kind, value)
            }
            Kind::Date { .. } => match cuts.get(cell) {
                Some(months) => format!("{months}个月内"),
                None => match cuts.last() {
                    Some(months) => format!("{months}个月以前"),
                    None => "任意一天".to_owned(),
                },
            },
        }
    }
}

fn cells_between(first: usize, last: usize) -> Cells {
    (first..=last).fold(0, |cells, cell| cells | 1 << cell)
}

/// Where the constants of all rules cut one fact.
#[derive(Clone, Default)]
struct Cuts {
    at_least: Vec<i64>,
    at_most: Vec<i64>,
    days: Vec<i64>,
}

/// Cuts in order, each once; reported if there are too many.
fn few<'a>(cuts: impl IntoIterator<Item = &'a i64>, fact: &Fact, faults: &mut Faults) -> Vec<i64> {
    let mut cuts: Vec<i64> = cuts.into_iter().copied().collect();
    cuts.sort_unstable();
    cuts.dedup();
    if cuts.len() >= MOST_CELLS {
        faults.push(
            Diagnostic::new(
                Code::TooManyCells,
                format!(
                    "“{}”有 {} 个门槛，最多 {} 个",
                    fact.name,
                    cuts.len(),
                    MOST_CELLS - 1
                ),
            )
            .at(&fact.id.place, "")
            .help("合并门槛，或分成两个问题"),
        );
        cuts.truncate(MOST_CELLS - 1);
    }
    cuts
}

/// Every condition of a benefit: who has been chosen, who may have it, and which tier.
pub(crate) fn visit_all(benefit: &Benefit, note: &mut impl FnMut(&Condition)) {
    for condition in benefit.chosen.iter().chain(&benefit.conditions) {
        visit(condition, note);
    }
    visit_amount(&benefit.amount, note);
}

pub(crate) fn visit(condition: &Condition, note: &mut impl FnMut(&Condition)) {
    note(condition);
    match &condition.shape {
        Shape::All(parts) | Shape::Any(parts) => {
            for part in parts {
                visit(part, note);
            }
        }
        Shape::Not(inner) => visit(inner, note),
        Shape::Reading { a, b, .. } => {
            visit(a, note);
            visit(b, note);
        }
        Shape::OneOf { .. }
        | Shape::Has { .. }
        | Shape::Between { .. }
        | Shape::WithinMonths { .. }
        | Shape::NotBefore { .. }
        | Shape::Unstated { .. }
        | Shape::Always
        | Shape::Never => {}
    }
}

fn visit_amount(amount: &Amount, note: &mut impl FnMut(&Condition)) {
    match amount {
        Amount::Tiers(tiers) | Amount::Each(tiers) | Amount::Highest(tiers) => {
            for tier in tiers {
                visit(&tier.when, note);
                visit_amount(&tier.amount, note);
            }
        }
        Amount::Reading { a, b, .. } => {
            visit_amount(a, note);
            visit_amount(b, note);
        }
        Amount::Sum { .. } | Amount::Percent { .. } | Amount::Unstated { .. } | Amount::None => {}
    }
}

/// The fact that a condition tests, if it is a test.
pub(crate) fn tested(condition: &Condition) -> Option<usize> {
    match condition.shape {
        Shape::OneOf { fact, .. }
        | Shape::Has { fact, .. }
        | Shape::Between { fact, .. }
        | Shape::WithinMonths { fact, .. }
        | Shape::NotBefore { fact, .. } => Some(fact),
        _ => None,
    }
}

/// The facts that conditions and amounts of a benefit mention.
pub(crate) fn facts_mentioned(benefit: &Benefit) -> Vec<usize> {
    let mut facts = Vec::new();
    visit_all(benefit, &mut |condition| facts.extend(tested(condition)));
    facts_counted(&benefit.amount, &mut facts);
    facts.sort_unstable();
    facts.dedup();
    facts
}

pub(crate) fn facts_counted(amount: &Amount, facts: &mut Vec<usize>) {
    match amount {
        Amount::Sum { per, .. } => facts.extend(per),
        Amount::Percent { of, per, .. } => {
            facts.push(*of);
            facts.extend(per);
        }
        Amount::Unstated { .. } | Amount::None => {}
        Amount::Tiers(tiers) | Amount::Each(tiers) | Amount::Highest(tiers) => {
            for tier in tiers {
                facts_counted(&tier.amount, facts);
            }
        }
        Amount::Reading { a, b, .. } => {
            facts_counted(a, facts);
            facts_counted(b, facts);
        }
    }
}
