//! The rulebook of rules without faults: lists, numbers and words in the engine's form.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use engine::Money;
use engine::model as out;
use engine::model::{BenefitIdx, FactIdx, LEAF_FIRST_AMOUNT, Rulebook};

use crate::drawing::{Drawing, Drawn};
use crate::tree::*;
use crate::variables::{Variables, visit};

/// Conditions in the order of the engine, and their words.
struct Listing<'a> {
    variables: &'a Variables,
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
        let (label, quote) = (kept(&condition.label), kept(&condition.quote));
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

/// The same string in the one store of this process, in which each distinct one stands once. Rulebooks
/// borrow theirs from it, so nothing is ever taken out.
pub(crate) fn kept(text: &str) -> &'static str {
    static STORE: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut store = STORE.lock().unwrap_or_else(PoisonError::into_inner);
    match store.get(text) {
        Some(known) => known,
        None => {
            let new = text.to_owned().leak();
            store.insert(new);
            new
        }
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
    let facts = (0..book.facts.len()).map(|index| fact(book, variables, index));
    let benefits = drawn.iter().enumerate();
    let benefits = benefits.map(|(index, drawn)| benefit(book, variables, drawing, drawn, index));
    let version = book.sources.iter().map(|source| source.checked).max()?;
    Some(Rulebook {
        version,
        hash: kept(hash),
        facts: facts.collect(),
        vars: variables.vars.clone(),
        sources: book.sources.iter().map(source).collect(),
        terms: book.terms.iter().map(notion).collect(),
        benefits: benefits.collect::<Option<_>>()?,
    })
}

fn fact(book: &Book, variables: &Variables, index: usize) -> out::Fact {
    let fact = &book.facts[index];
    let listed = |condition: &Option<Condition>| {
        let mut listing = Listing {
            variables,
            benefit: usize::MAX,
            list: Vec::new(),
        };
        if let Some(condition) = condition {
            listing.add(condition);
        }
        listing.list
    };
    out::Fact {
        id: kept(&fact.id.text),
        name: kept(&fact.name),
        question: kept(&fact.question),
        help: kept(&fact.help),
        kind: kind(&fact.kind),
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
        applies: listed(&fact.applies),
        denials: denials(&fact.kind),
        grows: fact.grows.map(|months| out::Growth {
            months,
            provided: listed(&fact.grows_while),
        }),
        follows: fact.follows as FactIdx,
        local: fact.local,
    }
}

fn source(source: &Source) -> out::Source {
    out::Source {
        id: kept(&source.id.text),
        title: kept(&source.title),
        issuer: kept(&source.issuer),
        number: kept(&source.number),
        kind: source.kind,
        date_note: kept(&source.date_note),
        date: source.date,
        date_inferred: source.date_inferred,
        period: source.period.clone(),
        validity_note: kept(&source.validity_note),
        checked: source.checked,
        check_again_by: source.check_again_by,
        old_after_months: source.old_after_months,
        regions: source.regions,
    }
}

/// A benefit and its diagram; `None` if that is too large.
fn benefit(
    book: &Book,
    variables: &Variables,
    drawing: &Drawing,
    drawn: &Drawn,
    index: usize,
) -> Option<out::Benefit> {
    let benefit = &book.benefits[index];
    let leaves = usize::from(LEAF_FIRST_AMOUNT) + drawn.amounts.len();
    let diagram = drawing.store.export(drawn.whole, leaves as u16)?;
    let mut listing = Listing {
        variables,
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
    let conditions = listing.list;
    Some(out::Benefit {
        id: kept(&benefit.id.text),
        name: kept(&benefit.name),
        source: benefit.source as u8,
        audiences: benefit.audiences,
        kind: benefit.kind,
        claim: benefit.claim,
        claim_note: kept(&benefit.claim_note),
        period: benefit.period.clone(),
        citations: citations(benefit),
        conditions,
        diagram,
        amounts: drawn.amounts.clone(),
        amount_note: kept(&benefit.amount_note),
        open_points: benefit.open.iter().map(open_point).collect(),
        window: window(benefit),
        excludes: excludes(book, index),
        relations: benefit
            .relations
            .iter()
            .map(|relation| kept(relation))
            .collect(),
        apply: benefit.apply.clone(),
        responsible: kept(&benefit.responsible),
        quota: kept(&benefit.quota),
        services: kept(&benefit.services),
        cap: benefit.cap.as_ref().map(|(sum, note)| out::Cap {
            sum: Money::yuan(*sum),
            note: kept(note),
        }),
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

fn notion(term: &Term) -> out::Notion {
    out::Notion {
        id: kept(&term.id.text),
        name: kept(&term.name),
        help: kept(&term.help),
        open_points: term.open.iter().map(open_point).collect(),
        quotes: term
            .quotes
            .iter()
            .map(|(quote, source)| out::NotionQuote {
                source: *source as u8,
                quote: kept(&quote.text),
            })
            .collect(),
    }
}

fn kind(kind: &Kind) -> out::FactKind {
    let options = |list: &[Choice]| -> Vec<out::Choice> {
        list.iter()
            .map(|option| out::Choice {
                id: kept(&option.id),
                label: kept(&option.label),
                help: kept(&option.help),
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
            unit: kept(unit),
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
fn citations(benefit: &Benefit) -> Vec<out::Citation> {
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    let mut shown: Vec<String> = Vec::new();
    let mut list: Vec<out::Citation> = Vec::new();
    for citation in &benefit.citations {
        shown.push(bare(&citation.quote.text));
        list.push(out::Citation {
            place: kept(&citation.place),
            quote: kept(&citation.quote.text),
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
                quote: kept(&quote.text),
            });
            shown.push(own);
        }
    }
    list
}

fn open_point(point: &Open) -> out::OpenPoint {
    let weight = match (&point.key, point.a.is_empty()) {
        (Some(_), _) => out::Weight::Decides,
        (None, false) => out::Weight::Noted,
        (None, true) => out::Weight::Silent,
    };
    out::OpenPoint {
        point: kept(&point.point),
        reading_a: kept(&point.a),
        reading_b: kept(&point.b),
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
