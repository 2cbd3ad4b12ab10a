//! The rulebook of rules without faults: lists, numbers and words in the engine's form.

use std::collections::HashMap;

use engine::Money;
use engine::model as out;
use engine::model::{BenefitIdx, FactIdx, LEAF_FIRST_AMOUNT, Rulebook};

use crate::drawing::{Drawing, Drawn};
use crate::grammar::leak;
use crate::tree::*;
use crate::variables::{Variables, visit};

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
            | Shape::WithinMonths { .. }
            | Shape::NotBefore { .. } => match self.variables.cells_of(&condition.shape) {
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
            term: condition.term.map(|term| term as u16),
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
            | Shape::NotBefore { .. }
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
        let leaked = leak(text);
        self.0.insert(text.to_owned(), leaked);
        leaked
    }
}

/// The rulebook of a tree without faults; `None` without a source. `drawn` has one entry per
/// benefit.
pub(crate) fn rulebook(
    book: &Book,
    variables: &Variables,
    drawing: &Drawing,
    drawn: &[Drawn],
    hash: &str,
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
        let applies = listing.list.into();
        facts.push(out::Fact {
            id: words.get(&fact.id.text),
            name: words.get(&fact.name),
            question: words.get(&fact.question),
            help: words.get(&fact.help),
            kind: kind(&fact.kind, &mut words),
            first_var: variables.first[index],
            effort: fact.effort,
            changeable: fact.changeable,
            first: fact.first,
            page: fact.page as FactIdx,
            usual: fact.usual,
            ladder: match &fact.kind {
                Kind::Choice { ladder, .. } => ladder.iter().map(|rung| *rung as u8).collect(),
                _ => Vec::new(),
            },
            applies,
            denials: denials(&fact.kind),
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
            period: source.period.clone(),
            validity_note: words.get(&source.validity_note),
            checked: source.checked,
            check_again_by: source.check_again_by,
            old_after_months: source.old_after_months,
            regions: source.regions,
        })
        .collect();
    let terms = book.terms.iter().map(|term| notion(term, &mut words));
    let terms: Vec<out::Notion> = terms.collect();
    let mut benefits = Vec::with_capacity(book.benefits.len());
    for (index, (benefit, drawn)) in book.benefits.iter().zip(drawn).enumerate() {
        let leaves = usize::from(LEAF_FIRST_AMOUNT) + drawn.amounts.len();
        let diagram = drawing.store.export(drawn.whole, leaves as u16)?;
        let mut listing = Listing {
            variables,
            words: &mut words,
            benefit: index,
            list: Vec::new(),
        };
        listing.add(&Condition {
            shape: Shape::All(shown(benefit)),
            label: String::new(),
            quote: String::new(),
            term: None,
            place: benefit.id.place.clone(),
        });
        let conditions = listing.list.into();
        benefits.push(out::Benefit {
            id: words.get(&benefit.id.text),
            name: words.get(&benefit.name),
            source: benefit.source as u8,
            audiences: benefit.audiences,
            kind: benefit.kind,
            claim: benefit.claim,
            claim_note: words.get(&benefit.claim_note),
            period: benefit.period.clone(),
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
    Some(Rulebook {
        version,
        hash: words.get(hash),
        facts,
        vars: variables.vars.clone(),
        sources,
        terms,
        benefits,
    })
}

/// The conditions of a benefit as a card shows them: who has been chosen already stands beside those
/// who may apply.
fn shown(benefit: &Benefit) -> Vec<Condition> {
    let Some(chosen) = &benefit.chosen else {
        return benefit.conditions.clone();
    };
    let made = |shape: Shape, label: &str| Condition {
        shape,
        label: label.to_owned(),
        quote: String::new(),
        term: None,
        place: chosen.place.clone(),
    };
    let ways = vec![
        made(Shape::All(vec![chosen.clone()]), "已入选"),
        made(Shape::All(benefit.conditions.clone()), "可以申报"),
    ];
    vec![made(Shape::Any(ways), "已入选，或者可以申报")]
}

/// Options that say no.
fn denials(kind: &Kind) -> engine::model::Cells {
    match kind {
        Kind::Choice { options, .. } => {
            let says_no = |option: &Choice| u64::from(option.id == "none");
            let each = options.iter().enumerate();
            each.fold(0, |bits, (at, option)| bits | says_no(option) << at)
        }
        _ => 0,
    }
}

fn notion(term: &Term, words: &mut Words) -> out::Notion {
    out::Notion {
        id: words.get(&term.id.text),
        name: words.get(&term.name),
        help: words.get(&term.help),
        open_points: term
            .open
            .iter()
            .map(|point| open_point(point, words))
            .collect(),
        quotes: term
            .quotes
            .iter()
            .map(|(quote, source)| out::NotionQuote {
                source: *source as u8,
                quote: words.get(&quote.text),
            })
            .collect(),
    }
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
    for condition in benefit.chosen.iter().chain(&benefit.conditions) {
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
