//! Whether terms are used where they should be: all of them, and wherever a clause means one.

use std::collections::BTreeSet;
use std::mem::{Discriminant, discriminant};

use crate::diagnostic::{Code, Diagnostic};
use crate::document::Faults;
use crate::tree::{Amount, Book, Condition, Shape};
use crate::variables::{visit, visit_all};

/// Terms that no benefit uses, not even inside another term.
pub(crate) fn unused(book: &Book, faults: &mut Faults) {
    let mut used = BTreeSet::new();
    for benefit in &book.benefits {
        visit_all(benefit, &mut |condition| used.extend(condition.term));
    }
    // Where a benefit could not be read, what it uses is not known.
    if book.benefits.iter().any(|benefit| benefit.broken) {
        return;
    }
    for (index, term) in book.terms.iter().enumerate() {
        if !used.contains(&index) {
            faults.push(
                Diagnostic::new(Code::UnusedTerm, format!("没有规则用到术语“{}”", term.name))
                    .at(&term.id.place, "")
                    .help(format!(
                        "在规则里写 {{ term = \"{}\" }}，或删去这个术语",
                        term.id.text
                    )),
            );
        }
    }
}

/// What a condition tests, and how it joins that at the top.
type Meaning = (Discriminant<Shape>, BTreeSet<String>);

/// Conditions that list what a term means instead of naming it: the next change to the term would
/// pass them by.
pub(crate) fn spelled_out(book: &Book, faults: &mut Faults) {
    let terms: Vec<Meaning> = book.terms.iter().map(|term| meaning(&term.holds)).collect();
    for benefit in &book.benefits {
        let mut report = |condition: &Condition| {
            let own = meaning(condition);
            let same = |index: &usize| {
                let local = book.terms[*index].local;
                terms[*index] == own && (local.is_none() || local == Some(benefit.source))
            };
            let found = (0..terms.len()).find(same).filter(|_| own.1.len() >= 2);
            if let Some(index) = found {
                let term = &book.terms[index];
                faults.push(
                    Diagnostic::new(
                        Code::SpelledOutTerm,
                        format!("这里列出的就是术语“{}”", term.name),
                    )
                    .at(&condition.place, "")
                    .at(&term.id.place, "术语在这里")
                    .help(format!(
                        "写 {{ term = \"{}\" }}；意思本来不同的，写出不同在哪里",
                        term.id.text
                    )),
                );
            }
            found.is_some()
        };
        for condition in benefit.chosen.iter().chain(&benefit.conditions) {
            outside_terms(condition, &mut report);
        }
        in_amount(&benefit.amount, &mut report);
    }
}

fn meaning(condition: &Condition) -> Meaning {
    let mut tests = BTreeSet::new();
    visit(condition, &mut |one| match one.shape {
        Shape::OneOf { .. }
        | Shape::Has { .. }
        | Shape::Between { .. }
        | Shape::WithinMonths { .. }
        | Shape::NotBefore { .. }
        | Shape::Unstated { .. } => {
            tests.insert(format!("{:?}", one.shape));
        }
        Shape::All(_)
        | Shape::Any(_)
        | Shape::Not(_)
        | Shape::Reading { .. }
        | Shape::Always
        | Shape::Never => {}
    });
    (discriminant(&condition.shape), tests)
}

/// Passes every condition to `report` that is not part of a term, but nothing inside those of which
/// it says that they have been reported.
fn outside_terms(condition: &Condition, report: &mut impl FnMut(&Condition) -> bool) {
    if condition.term.is_some() || report(condition) {
        return;
    }
    match &condition.shape {
        Shape::All(parts) | Shape::Any(parts) => {
            for part in parts {
                outside_terms(part, report);
            }
        }
        Shape::Not(inner) => outside_terms(inner, report),
        Shape::Reading { a, b, .. } => {
            outside_terms(a, report);
            outside_terms(b, report);
        }
        _ => {}
    }
}

fn in_amount(amount: &Amount, report: &mut impl FnMut(&Condition) -> bool) {
    match amount {
        Amount::Tiers(tiers) | Amount::Each(tiers) | Amount::Highest(tiers) => {
            for tier in tiers {
                outside_terms(&tier.when, report);
                in_amount(&tier.amount, report);
            }
        }
        Amount::Reading { a, b, .. } => {
            in_amount(a, report);
            in_amount(b, report);
        }
        Amount::Sum { .. } | Amount::Percent { .. } | Amount::Unstated { .. } | Amount::None => {}
    }
}
