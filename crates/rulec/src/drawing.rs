//! Benefits as decision diagrams, and what is wrong with what they mean.
//!
//! A diagram answers exactly: whether anybody can get a benefit, whether its tiers leave somebody
//! out or pay somebody twice, and who that would be.

use std::collections::HashMap;

use engine::Money;
use engine::model as out;
use engine::model::{Base, Claim, FactIdx, Term, VarIdx};
use engine::model::{LEAF_FIRST_AMOUNT, LEAF_LAPSED, LEAF_NO};

use crate::decision::{FALSE, Ref, Store, TRUE};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Faults;
use crate::grammar::MOST_CELLS;
use crate::tree::{Amount, Benefit, Book, Condition, Shape, Tier};
use crate::variables::Variables;

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
    /// Where the question of each fact arises, as far as drawn.
    arises: HashMap<usize, Ref>,
}

impl<'a> Drawing<'a> {
    pub fn new(book: &'a Book, variables: &'a Variables) -> Drawing<'a> {
        Drawing {
            book,
            variables,
            store: Store::new(&variables.vars),
            arises: HashMap::new(),
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
            Shape::WithinMonths { fact, .. } if !lapse_counts => self.applies(*fact),
            // A test on a question that does not arise fails.
            Shape::OneOf { fact, .. }
            | Shape::Has { fact, .. }
            | Shape::Between { fact, .. }
            | Shape::WithinMonths { fact, .. }
            | Shape::NotBefore { fact, .. } => {
                let arises = self.applies(*fact);
                match self.variables.cells_of(&condition.shape) {
                    Some((var, cells)) => {
                        let test = self.store.test(var, cells);
                        self.store.and(arises, test)
                    }
                    None => self.store.leaf(FALSE),
                }
            }
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
        if let Some(known) = self.arises.get(&fact) {
            return *known;
        }
        let book = self.book;
        let arises = match &book.facts[fact].applies {
            Some(guard) => self.condition(usize::MAX, guard, true),
            None => self.store.leaf(TRUE),
        };
        self.arises.insert(fact, arises);
        arises
    }

    /// Who is asking, and where.
    fn scope(&mut self, benefit: &Benefit) -> Ref {
        let regions = self.book.sources[benefit.source].regions;
        let audience = self.store.test(self.variables.first[0], benefit.audiences);
        let region = self.store.test(self.variables.first[1], regions);
        self.store.and(audience, region)
    }

    /// The diagram of a benefit, unless it is too large to be of use.
    pub fn benefit(&mut self, index: usize, faults: &mut Faults) -> Option<Drawn> {
        let book = self.book;
        let benefit = &book.benefits[index];
        let scope = self.scope(benefit);
        let conditions = self.all(index, &benefit.conditions, true);
        let may_apply = self.store.and(scope, conditions);
        let chosen = match &benefit.chosen {
            Some(chosen) => self.condition(index, chosen, true),
            None => self.store.leaf(FALSE),
        };
        let chosen = self.store.and(scope, chosen);
        let holds = self.store.or(chosen, may_apply);
        self.own_result(index, (scope, may_apply, chosen), faults);
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
        } else if let Some(named) = &benefit.chosen
            && self.store.as_leaf(chosen) == Some(FALSE)
        {
            faults.push(
                Diagnostic::new(
                    Code::NeverHolds,
                    format!("没有人能算作已经入选“{}”的人", benefit.name),
                )
                .at(&named.place, "")
                .help("改正 chosen 里互相矛盾的条件，或删去 chosen"),
            );
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
        // Without a choice, or after it, it is due as of right.
        let right = self.store.map(amount, &mut |leaf| {
            let amount = list.0[leaf as usize].clone();
            first
                + list.intern(out::Amount {
                    by_right: true,
                    ..amount
                })
        });
        let amount = match benefit.claim {
            Claim::Right => right,
            Claim::Selection => {
                let chance = self.store.map(amount, &mut |leaf| leaf + first);
                self.store.choose(chosen, right, chance)
            }
        };
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
        let amounts: Vec<out::Amount> = kept
            .iter()
            .map(|leaf| list.0[(leaf - first) as usize].clone())
            .collect();
        // The engine keeps a set of leaves in one word, and numbers nodes with sixteen bits.
        let leaves = first as usize + amounts.len();
        if leaves > MOST_CELLS || self.store.size(whole) + leaves > usize::from(u16::MAX) {
            faults.push(
                Diagnostic::new(
                    Code::TooComplex,
                    format!("“{}”的情形太多，无法逐一列出", benefit.name),
                )
                .at(&benefit.id.place, "")
                .help("拆成几项待遇，或减少互相搭配的条件和金额"),
            );
            return None;
        }
        Some(Drawn { whole, amounts })
    }

    /// Reports a clause that only those may apply for who have been chosen already: then nobody ever
    /// could have been.
    fn own_result(
        &mut self,
        index: usize,
        (scope, may_apply, chosen): (Ref, Ref, Ref),
        faults: &mut Faults,
    ) {
        let benefit = &self.book.benefits[index];
        let Some(named) = &benefit.chosen else {
            return;
        };
        let others = self.store.not(chosen);
        let free = self.store.and(may_apply, others);
        if self.store.as_leaf(may_apply) == Some(FALSE) || self.store.as_leaf(free) != Some(FALSE) {
            return;
        }
        let mut so_far = self.store.and(scope, others);
        let mut at = None;
        for condition in &benefit.conditions {
            let own = self.condition(index, condition, true);
            so_far = self.store.and(so_far, own);
            if self.store.as_leaf(so_far) == Some(FALSE) {
                at = Some(&condition.place);
                break;
            }
        }
        faults.push(
            Diagnostic::new(
                Code::OwnResult,
                "要已经入选的人才能申报：条件里写的是评选自己的结果",
            )
            .at(at.unwrap_or(&benefit.id.place), "只有已经入选的人符合它")
            .at(&named.place, "谁已经入选")
            .help("conditions 只写谁可以申报；人人可以申报的，写 conditions = []"),
        );
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
                    by_right: false,
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
        by_right: false,
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
        by_right: false,
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
            by_right: false,
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
