//! From the tree to the rulebook: variables and their cells, condition lists, diagrams, amounts.
//!
//! What the rules mean is checked here as well, because the diagrams answer it exactly: tiers that
//! leave a gap or overlap, benefits that nobody can get, questions asked in vain.

use std::collections::HashMap;

use engine::Date;
use engine::Money;
use engine::model as out;
use engine::model::{Base, BenefitIdx, Cells, FactIdx, Rulebook, Term, Var, VarIdx, VarOf};
use engine::model::{LEAF_FIRST_AMOUNT, LEAF_LAPSED, LEAF_NO};

use crate::decision::{FALSE, Ref, Store, TRUE};
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
    readings: HashMap<(usize, usize), VarIdx>,
    unstated: HashMap<(usize, usize), VarIdx>,
}

impl Variables {
    pub fn of(book: &Book, faults: &mut Faults) -> Variables {
        let mut cuts: Vec<Vec<i64>> = vec![Vec::new(); book.facts.len()];
        let mut note = |condition: &Condition| match condition.shape {
            Shape::Between { fact, low, high } => {
                cuts[fact].extend(low);
                cuts[fact].extend(high.map(|high| high + 1));
            }
            Shape::WithinMonths { fact, months } => cuts[fact].push(i64::from(months)),
            _ => {}
        };
        for fact in &book.facts {
            if let Some(applies) = &fact.applies {
                visit(applies, &mut note);
            }
        }
        for benefit in &book.benefits {
            for condition in &benefit.conditions {
                visit(condition, &mut note);
            }
            visit_amount(&benefit.amount, &mut note);
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
            let mut cuts = std::mem::take(&mut cuts[index]);
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
                        });
                    }
                }
                Kind::Bool => variables.push(of, 2),
                Kind::Choice { options, .. } => variables.push(of, options.len()),
                Kind::Int { .. } | Kind::Money { .. } | Kind::Date { .. } => {
                    variables.vars.push(Var {
                        of,
                        cells: cuts.len() as u8 + 1,
                        cuts,
                    });
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
        });
    }

    /// The variable and cells in which a test on one fact holds.
    fn cells_of(&self, shape: &Shape) -> Option<(VarIdx, Cells)> {
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
            Value::Date(date) => {
                let cell = cuts.partition_point(|months| date.plus_months(*months as u16) < on);
                vec![(var, 1 << cell)]
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

fn visit(condition: &Condition, note: &mut impl FnMut(&Condition)) {
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

/// The facts that conditions and amounts of a benefit mention.
pub(crate) fn facts_mentioned(benefit: &Benefit) -> Vec<usize> {
    let mut facts = Vec::new();
    let mut note = |condition: &Condition| match condition.shape {
        Shape::OneOf { fact, .. }
        | Shape::Has { fact, .. }
        | Shape::Between { fact, .. }
        | Shape::WithinMonths { fact, .. } => facts.push(fact),
        _ => {}
    };
    for condition in &benefit.conditions {
        visit(condition, &mut note);
    }
    visit_amount(&benefit.amount, &mut note);
    facts_counted(&benefit.amount, &mut facts);
    facts.sort_unstable();
    facts.dedup();
    facts
}

fn facts_counted(amount: &Amount, facts: &mut Vec<usize>) {
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

/// The diagrams of one benefit, in the shared store.
pub(crate) struct Drawn {
    /// Leaves of the engine: not entitled, lapsed, amounts.
    pub whole: Ref,
    pub amounts: Vec<out::Amount>,
}

/// Leaf of an amount diagram where no entry fits.
const GAP: u32 = u32::MAX;

pub(crate) struct Drawing<'a> {
    pub book: &'a Book,
    pub variables: &'a Variables,
    pub store: Store,
}

impl<'a> Drawing<'a> {
    pub fn new(book: &'a Book, variables: &'a Variables) -> Drawing<'a> {
        Drawing {
            book,
            variables,
            store: Store::new(&variables.vars),
        }
    }

    /// Where a condition of the benefit holds. With `lapse_counts` unset, windows always hold.
    fn condition(&mut self, benefit: usize, condition: &Condition, lapse_counts: bool) -> Ref {
        match &condition.shape {
            Shape::All(parts) => self.all(benefit, parts, lapse_counts),
            Shape::Any(parts) => {
                let mut any = self.store.leaf(FALSE);
                for part in parts {
                    let part = self.condition(benefit, part, lapse_counts);
                    any = self.store.or(any, part);
                }
                any
            }
            Shape::Not(inner) => {
                let inner = self.condition(benefit, inner, lapse_counts);
                self.store.not(inner)
            }
            Shape::Reading { reading, a, b } => {
                let var = self.variables.readings[&(benefit, *reading)];
                let second = self.store.test(var, 0b10);
                let a = self.condition(benefit, a, lapse_counts);
                let b = self.condition(benefit, b, lapse_counts);
                self.store.choose(second, b, a)
            }
            Shape::Unstated { index } => {
                let var = self.variables.unstated[&(benefit, *index)];
                self.store.test(var, 0b10)
            }
            Shape::Always => self.store.leaf(TRUE),
            Shape::Never => self.store.leaf(FALSE),
            Shape::WithinMonths { .. } if !lapse_counts => self.store.leaf(TRUE),
            Shape::OneOf { .. }
            | Shape::Has { .. }
            | Shape::Between { .. }
            | Shape::WithinMonths { .. } => match self.variables.cells_of(&condition.shape) {
                Some((var, cells)) => self.store.test(var, cells),
                None => self.store.leaf(FALSE),
            },
        }
    }

    fn all(&mut self, benefit: usize, parts: &[Condition], lapse_counts: bool) -> Ref {
        let mut all = self.store.leaf(TRUE);
        // From the last on: later variables first keeps the intermediate diagrams small.
        for part in parts.iter().rev() {
            let part = self.condition(benefit, part, lapse_counts);
            all = self.store.and(part, all);
        }
        all
    }

    /// Where the question of a fact makes sense.
    pub fn applies(&mut self, fact: usize) -> Ref {
        let book = self.book;
        match &book.facts[fact].applies {
            Some(guard) => self.condition(usize::MAX, guard, true),
            None => self.store.leaf(TRUE),
        }
    }

    /// Who is asking, and where.
    fn scope(&mut self, benefit: &Benefit) -> Ref {
        let regions = self.book.sources[benefit.source].regions;
        let audience = self.store.test(self.variables.first[0], benefit.audiences);
        let region = self.store.test(self.variables.first[1], regions);
        self.store.and(audience, region)
    }

    pub fn benefit(&mut self, index: usize, faults: &mut Faults) -> Drawn {
        let book = self.book;
        let benefit = &book.benefits[index];
        let scope = self.scope(benefit);
        let conditions = self.all(index, &benefit.conditions, true);
        let holds = self.store.and(scope, conditions);
        let but_for_window = self.all(index, &benefit.conditions, false);
        let but_for_window = self.store.and(scope, but_for_window);

        if self.store.as_leaf(holds) == Some(FALSE) {
            let mut fault = Diagnostic::new(
                Code::NeverHolds,
                format!("没有人能符合“{}”的条件", benefit.name),
            )
            .at(&benefit.id.place, "");
            let alone: Vec<Ref> = benefit
                .conditions
                .iter()
                .map(|one| self.condition(index, one, true))
                .collect();
            let mut so_far = scope;
            for (one, drawn) in benefit.conditions.iter().zip(alone) {
                so_far = self.store.and(so_far, drawn);
                if self.store.as_leaf(so_far) == Some(FALSE) {
                    fault = fault.at(&one.place, "与前面的条件不能同时满足");
                    break;
                }
            }
            faults.push(fault.help("改正互相矛盾的条件，或删去这项待遇"));
        }

        let mut list = Amounts(vec![]);
        let mut amount = self.amount(index, &benefit.amount, holds, &mut list, faults);
        // A gap has been reported; let it be something, so that the rest can still be looked at.
        if self.store.leaves(amount).contains(&GAP) {
            let nothing = list.intern(nothing());
            amount = self
                .store
                .map(amount, &mut |leaf| if leaf == GAP { nothing } else { leaf });
        }
        let (no, lapsed) = (u32::from(LEAF_NO), u32::from(LEAF_LAPSED));
        let first = u32::from(LEAF_FIRST_AMOUNT);
        let amount = self.store.map(amount, &mut |leaf| leaf + first);
        let no = self.store.leaf(no);
        let lapsed = self.store.leaf(lapsed);
        let barred = self.store.choose(but_for_window, lapsed, no);
        let whole = self.store.choose(holds, amount, barred);

        // Only amounts that can be reached are kept, in the order in which they were written.
        let kept: Vec<u32> = self
            .store
            .leaves(whole)
            .into_iter()
            .filter(|leaf| *leaf >= first)
            .collect();
        let whole = self.store.map(whole, &mut |leaf| match kept
            .iter()
            .position(|other| *other == leaf)
        {
            Some(place) => first + place as u32,
            None => leaf,
        });
        let amounts = kept
            .iter()
            .map(|leaf| list.0[(leaf - first) as usize].clone())
            .collect();
        Drawn { whole, amounts }
    }

    /// The diagram of an amount; its leaves index `list`, or are [`GAP`]. `within` is where the
    /// amount is asked for at all.
    fn amount(
        &mut self,
        benefit: usize,
        amount: &Amount,
        within: Ref,
        list: &mut Amounts,
        faults: &mut Faults,
    ) -> Ref {
        match amount {
            Amount::Sum {
                low,
                high,
                up_to,
                per,
                rhythm,
            } => {
                let base = Base::Sum {
                    low: Money::yuan(*low),
                    high: Money::yuan(*high),
                };
                let leaf = list.intern(one_term(base, *up_to, *per, *rhythm));
                self.store.leaf(leaf)
            }
            Amount::Percent {
                percent,
                of,
                per,
                rhythm,
            } => {
                let base = Base::Percent {
                    percent: *percent,
                    of: *of as FactIdx,
                };
                let leaf = list.intern(one_term(base, false, *per, *rhythm));
                self.store.leaf(leaf)
            }
            Amount::Unstated { rhythm } => {
                let leaf = list.intern(out::Amount {
                    terms: Vec::new(),
                    unstated: true,
                    rhythm: *rhythm,
                });
                self.store.leaf(leaf)
            }
            Amount::None => {
                let leaf = list.intern(nothing());
                self.store.leaf(leaf)
            }
            Amount::Tiers(tiers) => {
                let fits = self.fits(benefit, tiers, within, true, faults);
                let mut whole = self.store.leaf(GAP);
                for (tier, fit) in tiers.iter().zip(fits).rev() {
                    let inside = self.store.and(within, fit);
                    let inner = self.amount(benefit, &tier.amount, inside, list, faults);
                    whole = self.store.choose(fit, inner, whole);
                }
                whole
            }
            Amount::Each(tiers) | Amount::Highest(tiers) => {
                let highest = matches!(amount, Amount::Highest(_));
                let fits = self.fits(benefit, tiers, within, false, faults);
                let gap = self.store.leaf(GAP);
                let mut whole = gap;
                for (tier, fit) in tiers.iter().zip(fits) {
                    let inside = self.store.and(within, fit);
                    let inner = self.amount(benefit, &tier.amount, inside, list, faults);
                    let own = self.store.choose(fit, inner, gap);
                    whole = self.store.join(whole, own, &mut |a, b| {
                        if a == GAP || b == GAP {
                            a.min(b)
                        } else if highest {
                            list.higher(a, b)
                        } else {
                            list.together(a, b)
                        }
                    });
                }
                whole
            }
            Amount::Reading { reading, a, b } => {
                let var = self.variables.readings[&(benefit, *reading)];
                let second = self.store.test(var, 0b10);
                let first = self.store.not(second);
                let in_a = self.store.and(within, first);
                let in_b = self.store.and(within, second);
                let a = self.amount(benefit, a, in_a, list, faults);
                let b = self.amount(benefit, b, in_b, list, faults);
                self.store.choose(second, b, a)
            }
        }
    }

    /// Where each tier fits. Reports tiers that nobody reaches, people whom no tier fits, and,
    /// with `one_only`, people whom two fit.
    fn fits(
        &mut self,
        benefit: usize,
        tiers: &[Tier],
        within: Ref,
        one_only: bool,
        faults: &mut Faults,
    ) -> Vec<Ref> {
        let fits: Vec<Ref> = tiers
            .iter()
            .map(|tier| self.condition(benefit, &tier.when, true))
            .collect();
        if self.store.as_leaf(within) == Some(FALSE) {
            return fits;
        }
        let mut left = within;
        for (index, (tier, &fit)) in tiers.iter().zip(&fits).enumerate() {
            let here = self.store.and(within, fit);
            if self.store.as_leaf(here) == Some(FALSE) {
                faults.push(
                    Diagnostic::new(Code::UnreachableTier, "没有人能落在这一档")
                        .at(&tier.when.place, "满足待遇条件的人都不符合它")
                        .help("改正这一档的范围，或删去它"),
                );
            }
            if one_only {
                for (earlier, &other) in tiers[..index].iter().zip(&fits) {
                    let both = self.store.and(here, other);
                    if let Some(person) = self.example(both) {
                        faults.push(
                            Diagnostic::new(Code::TierOverlap, "两档重叠：同一个人会落在两档")
                                .at(&tier.when.place, "这一档")
                                .at(&earlier.when.place, "和这一档")
                                .note(format!("例如：{person}"))
                                .help("收窄其中一档；来源本身说不清的，用 { reading = … } 写出两种理解；取最高的用 highest，相加的用 each"),
                        );
                    }
                }
            }
            let fails = self.store.not(fit);
            left = self.store.and(left, fails);
        }
        if let Some(person) = self.example(left) {
            faults.push(
                Diagnostic::new(
                    Code::TierGap,
                    "档次有缺口：有人符合条件，却没有一档金额适用",
                )
                .at(&tiers[0].when.place, "这一档和其余各档都不适用")
                .note(format!("例如：{person}"))
                .help("补一档，或在 conditions 里写明只有这些人符合"),
            );
        }
        fits
    }

    /// Somebody for whom a diagram holds, in words; somebody whose answers fit together, if any.
    pub fn example(&mut self, of: Ref) -> Option<String> {
        if self.store.as_leaf(of) == Some(FALSE) {
            return None;
        }
        let mut likely = of;
        let mut facts: Vec<usize> = self
            .store
            .vars(of)
            .into_iter()
            .filter_map(|var| self.variables.fact_of(var))
            .collect();
        facts.dedup();
        for fact in facts {
            let applies = self.applies(fact);
            let both = self.store.and(likely, applies);
            if self.store.as_leaf(both) != Some(FALSE) {
                likely = both;
            }
        }
        let path = self.store.path_to(likely, TRUE)?;
        // Who and where are said by the benefit itself.
        let path: Vec<(VarIdx, u8)> = path
            .into_iter()
            .filter(|(var, _)| self.variables.fact_of(*var).is_none_or(|fact| fact >= 2))
            .collect();
        Some(self.variables.person(self.book, &path))
    }
}

fn nothing() -> out::Amount {
    out::Amount {
        terms: Vec::new(),
        unstated: false,
        rhythm: out::Rhythm::Unstated,
    }
}

fn one_term(base: Base, up_to: bool, per: Option<usize>, rhythm: out::Rhythm) -> out::Amount {
    out::Amount {
        terms: vec![Term {
            base,
            per: per.map(|fact| fact as FactIdx),
            up_to,
        }],
        unstated: false,
        rhythm,
    }
}

/// The different amounts of one benefit.
struct Amounts(Vec<out::Amount>);

impl Amounts {
    fn intern(&mut self, amount: out::Amount) -> u32 {
        let known = self.0.iter().position(|other| *other == amount);
        known.unwrap_or_else(|| {
            self.0.push(amount);
            self.0.len() - 1
        }) as u32
    }

    fn together(&mut self, a: u32, b: u32) -> u32 {
        let (a, b) = (&self.0[a as usize], &self.0[b as usize]);
        let sum = out::Amount {
            terms: a.terms.iter().chain(&b.terms).cloned().collect(),
            unstated: a.unstated || b.unstated,
            rhythm: a.rhythm,
        };
        self.intern(sum)
    }

    /// Of two, the one with the larger high end; the first of equals. A sum that the text does
    /// not state comes last.
    fn higher(&self, a: u32, b: u32) -> u32 {
        let size = |index: u32| {
            self.0[index as usize]
                .terms
                .iter()
                .map(|term| match term.base {
                    Base::Sum { high, .. } => high.0,
                    Base::Percent { percent, .. } => i64::from(percent),
                })
                .sum::<i64>()
        };
        if size(b) > size(a) { b } else { a }
    }
}

/// Conditions in the order of the engine, and their words.
struct Listing<'a> {
    variables: &'a Variables,
    words: &'a mut Words,
    benefit: usize,
    list: Vec<out::Condition>,
}

impl Listing<'_> {
    fn add(&mut self, condition: &Condition) {
        let at = self.list.len();
        let op = match &condition.shape {
            Shape::All(_) => out::Op::All,
            Shape::Any(_) => out::Op::Any,
            Shape::Not(_) => out::Op::Not,
            Shape::Reading { reading, .. } => out::Op::Reading {
                var: self.variables.readings[&(self.benefit, *reading)],
            },
            Shape::Unstated { index } => out::Op::Unstated {
                var: self.variables.unstated[&(self.benefit, *index)],
            },
            Shape::Always => out::Op::Always,
            Shape::Never => out::Op::Never,
            Shape::OneOf { .. }
            | Shape::Has { .. }
            | Shape::Between { .. }
            | Shape::WithinMonths { .. } => match self.variables.cells_of(&condition.shape) {
                Some((var, cells)) if matches!(condition.shape, Shape::WithinMonths { .. }) => {
                    out::Op::Within { var, cells }
                }
                Some((var, cells)) => out::Op::Test { var, cells },
                None => out::Op::Never,
            },
        };
        let (label, quote) = (
            self.words.get(&condition.label),
            self.words.get(&condition.quote),
        );
        self.list.push(out::Condition {
            op,
            end: 0,
            label,
            quote,
        });
        match &condition.shape {
            Shape::All(parts) | Shape::Any(parts) => {
                for part in parts {
                    self.add(part);
                }
            }
            Shape::Not(inner) => self.add(inner),
            Shape::Reading { a, b, .. } => {
                self.add(a);
                self.add(b);
            }
            Shape::OneOf { .. }
            | Shape::Has { .. }
            | Shape::Between { .. }
            | Shape::WithinMonths { .. }
            | Shape::Unstated { .. }
            | Shape::Always
            | Shape::Never => {}
        }
        self.list[at].end = self.list.len() as u16;
    }
}

/// Strings for as long as the program lives, each distinct one once.
#[derive(Default)]
struct Words(HashMap<String, &'static str>);

impl Words {
    fn get(&mut self, text: &str) -> &'static str {
        if let Some(known) = self.0.get(text) {
            return known;
        }
        let leaked = crate::grammar::leak(text);
        self.0.insert(text.to_owned(), leaked);
        leaked
    }
}

/// The rulebook of a tree without faults. `drawn` has one entry per benefit.
pub(crate) fn rulebook(
    book: &Book,
    variables: &Variables,
    drawing: &Drawing,
    drawn: &[Drawn],
    hash: &str,
    faults: &mut Faults,
) -> Option<Rulebook> {
    let mut words = Words::default();
    let mut facts = Vec::with_capacity(book.facts.len());
    for (index, fact) in book.facts.iter().enumerate() {
        let mut listing = Listing {
            variables,
            words: &mut words,
            benefit: usize::MAX,
            list: Vec::new(),
        };
        if let Some(guard) = &fact.applies {
            listing.add(guard);
        }
        let applies = listing.list;
        facts.push(out::Fact {
            id: words.get(&fact.id.text),
            name: words.get(&fact.name),
            question: words.get(&fact.question),
            help: words.get(&fact.help),
            kind: kind(&fact.kind, &mut words),
            first_var: variables.first[index],
            effort: fact.effort,
            changeable: fact.changeable,
            applies,
        });
    }
    let sources: Vec<out::Source> = book
        .sources
        .iter()
        .map(|source| out::Source {
            id: words.get(&source.id.text),
            title: words.get(&source.title),
            issuer: words.get(&source.issuer),
            number: words.get(&source.number),
            kind: source.kind,
            date_note: words.get(&source.date_note),
            date: source.date,
            date_inferred: source.date_inferred,
            effective: source.effective,
            validity_note: words.get(&source.validity_note),
            checked: source.checked,
            regions: source.regions,
        })
        .collect();
    let mut complete = true;
    let mut benefits = Vec::with_capacity(book.benefits.len());
    for (index, (benefit, drawn)) in book.benefits.iter().zip(drawn).enumerate() {
        let leaves = usize::from(LEAF_FIRST_AMOUNT) + drawn.amounts.len();
        // The engine keeps a set of leaves in one word.
        let diagram = (leaves <= MOST_CELLS)
            .then(|| drawing.store.export(drawn.whole, leaves as u16))
            .flatten();
        let Some(diagram) = diagram else {
            faults.push(
                Diagnostic::new(
                    Code::TooComplex,
                    format!("“{}”的情形太多，无法逐一列出", benefit.name),
                )
                .at(&benefit.id.place, "")
                .help("拆成几项待遇，或减少互相搭配的条件和金额"),
            );
            complete = false;
            continue;
        };
        let mut listing = Listing {
            variables,
            words: &mut words,
            benefit: index,
            list: Vec::new(),
        };
        listing.add(&Condition {
            shape: Shape::All(benefit.conditions.clone()),
            label: String::new(),
            quote: String::new(),
            place: benefit.id.place.clone(),
        });
        let conditions = listing.list;
        benefits.push(out::Benefit {
            id: words.get(&benefit.id.text),
            name: words.get(&benefit.name),
            source: benefit.source as u8,
            audiences: benefit.audiences,
            kind: benefit.kind,
            claim: benefit.claim,
            claim_note: words.get(&benefit.claim_note),
            citations: citations(benefit, &mut words),
            conditions,
            diagram,
            amounts: drawn.amounts.clone(),
            amount_note: words.get(&benefit.amount_note),
            open_points: benefit
                .open
                .iter()
                .map(|point| open_point(point, &mut words))
                .collect(),
            window: window(benefit),
            excludes: excludes(book, index),
            relations: benefit
                .relations
                .iter()
                .map(|relation| words.get(relation))
                .collect(),
            apply: benefit.apply.clone(),
            responsible: words.get(&benefit.responsible),
            quota: words.get(&benefit.quota),
            services: words.get(&benefit.services),
            cap: benefit.cap.as_ref().map(|(sum, note)| out::Cap {
                sum: Money::yuan(*sum),
                note: words.get(note),
            }),
        });
    }
    let version = book.sources.iter().map(|source| source.checked).max()?;
    complete.then(|| Rulebook {
        version,
        hash: words.get(hash),
        facts,
        vars: variables.vars.clone(),
        sources,
        benefits,
    })
}

fn kind(kind: &Kind, words: &mut Words) -> out::FactKind {
    let mut options = |list: &[Choice]| -> Vec<out::Choice> {
        list.iter()
            .map(|option| out::Choice {
                id: words.get(&option.id),
                label: words.get(&option.label),
                help: words.get(&option.help),
            })
            .collect()
    };
    match kind {
        Kind::Bool => out::FactKind::Bool,
        Kind::Choice { options: list, .. } => out::FactKind::Choice {
            options: options(list),
        },
        Kind::Set { options: list } => out::FactKind::Set {
            options: options(list),
        },
        Kind::Int { min, max, unit } => out::FactKind::Int {
            min: *min,
            max: *max,
            unit: words.get(unit),
        },
        Kind::Money { min, max } => out::FactKind::Money {
            min: *min,
            max: *max,
        },
        Kind::Date { earliest } => out::FactKind::Date {
            earliest: *earliest,
        },
    }
}

/// The citations of a benefit. Words that prove a sum but stand in none of them nor in a condition
/// are added, so that whoever sees the sum can see them; their place is not known.
fn citations(benefit: &Benefit, words: &mut Words) -> Vec<out::Citation> {
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    let mut shown: Vec<String> = Vec::new();
    let mut list: Vec<out::Citation> = Vec::new();
    for citation in &benefit.citations {
        shown.push(bare(&citation.quote.text));
        list.push(out::Citation {
            place: words.get(&citation.place),
            quote: words.get(&citation.quote.text),
        });
    }
    for condition in &benefit.conditions {
        visit(condition, &mut |one| shown.push(bare(&one.quote)));
    }
    for quote in &benefit.quotes {
        let own = bare(&quote.text);
        if !shown.iter().any(|other| other.contains(&own)) {
            list.push(out::Citation {
                place: "",
                quote: words.get(&quote.text),
            });
            shown.push(own);
        }
    }
    list
}

fn open_point(point: &Open, words: &mut Words) -> out::OpenPoint {
    let weight = match (&point.key, point.a.is_empty()) {
        (Some(_), _) => out::Weight::Decides,
        (None, false) => out::Weight::Noted,
        (None, true) => out::Weight::Silent,
    };
    out::OpenPoint {
        point: words.get(&point.point),
        reading_a: words.get(&point.a),
        reading_b: words.get(&point.b),
        weight,
    }
}

fn window(benefit: &Benefit) -> Option<out::Window> {
    benefit
        .conditions
        .iter()
        .find_map(|condition| match condition.shape {
            Shape::WithinMonths { fact, months } => Some(out::Window {
                fact: fact as FactIdx,
                months,
            }),
            _ => None,
        })
}

/// Benefits that cannot be had beside this one, whichever side says so, and those that are the
/// same money under another clause.
fn excludes(book: &Book, index: usize) -> Vec<BenefitIdx> {
    let names = |benefit: &Benefit, other: &Benefit| {
        benefit
            .excludes
            .iter()
            .chain(&benefit.overlaps)
            .any(|name| name.text == other.id.text)
    };
    let own = &book.benefits[index];
    let others = book.benefits.iter().enumerate();
    others
        .filter(|(other, benefit)| *other != index && (names(own, benefit) || names(benefit, own)))
        .map(|(other, _)| other as BenefitIdx)
        .collect()
}
