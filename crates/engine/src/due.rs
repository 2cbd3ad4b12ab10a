//! What is due: from the amounts that some completion of the answers reaches to one sum.
//!
//! Which amounts these are, and what numbers they count with, is for the caller to know: the
//! evaluation of one person and that of many at once both come here.

use crate::model::*;
use crate::money::{Interval, Money};

/// Money due under one benefit.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Due {
    /// One payment: the sum itself, or that of a month or a year.
    pub payment: Interval,
    /// All payments whose number is known: the sum, all months, one year. Unbounded above where
    /// the text does not state how many months.
    pub total: Interval,
    /// How often one payment is made.
    pub rhythm: Rhythm,
    /// Readings or missing answers leave the rhythm open; `rhythm` is one of them, or, where all are
    /// monthly and only the number of months is open, monthly without one.
    pub rhythm_open: bool,
    /// The text promises money without naming a sum (for some completion at least).
    pub unstated: bool,
    /// `high` is a ceiling (最高) that the text states, not a sum.
    pub up_to: bool,
}

/// The least and the greatest value that a number can have; no greatest where nothing bounds it.
pub(crate) type ValueRange = (i64, Option<i64>);

/// Widens `due` by the amounts of the benefit in `entitling`, a bit for each. `number` knows what a
/// fact that they count with can be.
pub(crate) fn widen(
    benefit: &Benefit,
    entitling: u64,
    due: &mut Option<Due>,
    // One function for whoever calls it: copies would cost the page more than the calls do.
    number: &mut dyn FnMut(FactIdx) -> ValueRange,
) {
    for (index, amount) in benefit.amounts.iter().enumerate() {
        if entitling >> index & 1 == 0 {
            continue;
        }
        let one = due_once(amount, number);
        match due {
            None => *due = Some(one),
            // A sum that the text does not name widens nothing: it is said in words.
            Some(known) if one.unstated && amount.terms.is_empty() => known.unstated = true,
            Some(known) if known.unstated && known.payment == Interval::ZERO => {
                *known = one;
                known.unstated = true;
            }
            Some(known) => {
                known.payment = known.payment.hull(one.payment);
                known.total = known.total.hull(one.total);
                if known.rhythm != one.rhythm {
                    known.rhythm_open = true;
                    // Both every month: only for how long is open.
                    if let (Rhythm::Monthly { .. }, Rhythm::Monthly { .. }) =
                        (known.rhythm, one.rhythm)
                    {
                        known.rhythm = Rhythm::Monthly { months: None };
                    }
                }
                known.unstated |= one.unstated;
                known.up_to |= one.up_to;
            }
        }
    }
}

fn due_once(amount: &Amount, number: &mut dyn FnMut(FactIdx) -> ValueRange) -> Due {
    let mut payment = Interval::ZERO;
    let mut up_to = false;
    for term in &amount.terms {
        up_to |= term.up_to;
        let base = match term.base {
            Base::Sum { low, high } => {
                Interval::new(if term.up_to { Money::ZERO } else { low }, Some(high))
            }
            Base::Percent { percent, of } => {
                let (low, high) = number(of);
                // Whole yuan times whole percent is a whole number of fen.
                let share = |yuan: i64| Money(yuan.saturating_mul(i64::from(percent)));
                Interval::new(share(low), high.map(share))
            }
        };
        payment = payment.plus(match term.per {
            None => base,
            Some(count) => {
                let (low, high) = number(count);
                base.times(low, high)
            }
        });
    }
    let total = match amount.rhythm {
        Rhythm::Monthly {
            months: Some(months),
        } => payment.times(i64::from(months), Some(i64::from(months))),
        Rhythm::Monthly { months: None } => payment.times(1, None),
        Rhythm::Once | Rhythm::Yearly { .. } | Rhythm::Unstated => payment,
    };
    Due {
        payment,
        total,
        rhythm: amount.rhythm,
        rhythm_open: false,
        unstated: amount.unstated,
        up_to,
    }
}

/// What a number can be if a benefit is due: the answer, or else from the first to the last cell
/// for which `entitles`, within what the answer leaves open. Beside the answer only a condition
/// bounds it: the range of the question is not a bound that any text states.
pub(crate) fn value_range(
    rulebook: &Rulebook,
    fact: FactIdx,
    known: Option<ValueRange>,
    mut entitles: impl FnMut(usize) -> bool,
) -> ValueRange {
    let asked = &rulebook.facts[usize::from(fact)];
    let (FactKind::Int { min, .. } | FactKind::Money { min, .. }) = asked.kind else {
        return (0, None);
    };
    let (least, most) = known.unwrap_or((min, None));
    let cuts = &rulebook.vars[usize::from(asked.first_var)].cuts;
    if cuts.is_empty() || most == Some(least) {
        return (least, most);
    }
    let (mut low, mut high, mut any) = (min, None, false);
    for cell in 0..=cuts.len() {
        if entitles(cell) {
            if !any && cell > 0 {
                low = cuts[cell - 1].max(min);
            }
            any = true;
            high = cuts.get(cell).map(|cut| cut - 1);
        }
    }
    let lesser = |a: i64, b: Option<i64>| b.map_or(a, |b| a.min(b));
    (low.max(least), high.map(|high| lesser(high, most)).or(most))
}

/// Number facts that enter the reachable amounts, each as often as it does.
pub(crate) fn counted(benefit: &Benefit, entitling: u64) -> Vec<FactIdx> {
    let mut facts = Vec::new();
    for (index, amount) in benefit.amounts.iter().enumerate() {
        if entitling >> index & 1 == 0 {
            continue;
        }
        for term in &amount.terms {
            if let Base::Percent { of, .. } = term.base {
                facts.push(of);
            }
            facts.extend(term.per);
        }
    }
    facts
}
