//! Sums over findings: rights and chances apart, exclusions and shared ceilings respected.

use crate::due::Due;
use crate::finding::{Finding, Verdict};
use crate::model::*;
use crate::money::{Interval, Money};

/// How many benefits may hang together by shutting each other out: all choices among them are
/// tried.
pub const EXCLUSIVE_AT_MOST: usize = 16;

/// What all findings come to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Totals {
    /// Benefits due as of right.
    pub right: Bucket,
    /// Benefits for which one may apply and somebody chooses: what they come to if chosen.
    pub selection: Bucket,
}

/// What benefits on the same terms come to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Bucket {
    /// Findings that are settled.
    pub settled: Sum,
    /// The settled ones and those that stay possible after asking, because of the text or of what
    /// somebody does not know; the latter from nothing to all.
    pub with_possible: Sum,
    /// How many more are possible only because something has not been asked yet. Their money is in
    /// neither sum: nobody has said anything that speaks for it.
    pub unasked: u16,
}

/// What some benefits come to together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sum {
    /// Money paid once or in a stated number of months, all payments together.
    pub once: Interval,
    /// Money paid year after year, for one year.
    pub yearly: Interval,
    /// How many benefits are in it.
    pub benefits: u16,
    /// How many of them are money whose sum the text does not name; they add nothing above.
    pub unstated: u16,
}

impl Sum {
    /// The same benefits with the most that each interval allows.
    pub fn most(self) -> Sum {
        let top = |interval: Interval| Interval {
            low: interval.high.unwrap_or(interval.low),
            ..interval
        };
        Sum {
            once: top(self.once),
            yearly: top(self.yearly),
            ..self
        }
    }

    /// Whether something bounds both sums above.
    pub fn is_bounded(self) -> bool {
        self.once.high.is_some() && self.yearly.high.is_some()
    }
}

impl Default for Sum {
    fn default() -> Sum {
        Sum {
            once: Interval::ZERO,
            yearly: Interval::ZERO,
            benefits: 0,
            unstated: 0,
        }
    }
}

/// A benefit of which something is due, and what it adds.
#[derive(Clone, Copy)]
pub(crate) struct Worth {
    pub benefit: BenefitIdx,
    pub possible: bool,
    pub sum: Sum,
}

/// The totals of findings: one for each benefit of the rulebook, in its order. Those of an
/// assessment stand in it; this is for whoever has put several together.
pub fn totals(rulebook: &Rulebook, findings: &[Finding]) -> Totals {
    let (mut rights, mut chances) = (Vec::new(), Vec::new());
    let mut totals = Totals::default();
    for ((finding, benefit), index) in findings.iter().zip(&rulebook.benefits).zip(0..) {
        if let Some(due) = &finding.due {
            let (list, bucket) = match claim_of(benefit, finding.verdict) {
                Claim::Right => (&mut rights, &mut totals.right),
                Claim::Selection => (&mut chances, &mut totals.selection),
            };
            if finding.unasked {
                bucket.unasked += 1;
            } else {
                list.push(worth(benefit, index, finding.verdict, due));
            }
        }
    }
    for (bucket, due) in [
        (&mut totals.right, rights),
        (&mut totals.selection, chances),
    ] {
        let summed = self::bucket(rulebook, due);
        (bucket.settled, bucket.with_possible) = (summed.settled, summed.with_possible);
    }
    totals
}

/// Where something due counts. Whoever has been chosen already has a right; what is open of a benefit
/// for which somebody chooses is a chance at most.
pub fn claim_of(benefit: &Benefit, verdict: Verdict) -> Claim {
    match verdict {
        Verdict::Eligible => Claim::Right,
        Verdict::ByReview => Claim::Selection,
        _ => benefit.claim,
    }
}

pub(crate) fn bucket(rulebook: &Rulebook, mut due: Vec<Worth>) -> Bucket {
    let with_possible = sum(rulebook, &due);
    due.retain(|one| !one.possible);
    Bucket {
        settled: sum(rulebook, &due),
        with_possible,
        unasked: 0,
    }
}

fn sum(rulebook: &Rulebook, due: &[Worth]) -> Sum {
    let excludes = |at: usize| &rulebook.benefits[usize::from(due[at].benefit)].excludes;
    let mut total = Sum::default();
    // Benefits that shut each other out are summed as groups.
    let mut grouped: Vec<usize> = Vec::new();
    for at in 0..due.len() {
        if excludes(at).is_empty() {
            total = plus(total, due[at].sum);
            continue;
        }
        if grouped.contains(&at) {
            continue;
        }
        let first = grouped.len();
        let mut next = first;
        grouped.push(at);
        while next < grouped.len() {
            for other in excludes(grouped[next]) {
                if let Some(other) = due.iter().position(|one| one.benefit == *other)
                    && !grouped.contains(&other)
                {
                    grouped.push(other);
                }
            }
            next += 1;
        }
        total = plus(total, best(rulebook, due, &grouped[first..]));
    }
    total
}

pub(crate) fn plus(a: Sum, b: Sum) -> Sum {
    Sum {
        once: a.once.plus(b.once),
        yearly: a.yearly.plus(b.yearly),
        benefits: a.benefits + b.benefits,
        unstated: a.unstated + b.unstated,
    }
}

/// The most one can be sure of, and the most one can hope for, from benefits of which some shut
/// out others: over all ways to choose without conflict, the greatest low and the greatest high. Sums
/// that the text does not name are counted in the way that brings most: the same money may stand under
/// two clauses, of which only one names it.
fn best(rulebook: &Rulebook, due: &[Worth], group: &[usize]) -> Sum {
    if let [only] = group {
        return due[*only].sum;
    }
    // The compiler refuses larger groups.
    let size = group.len().min(EXCLUSIVE_AT_MOST);
    let mut best = Sum::default();
    let mut most = None;
    for choice in 1u32..1 << size {
        let chosen = || (0..size).filter(move |k| choice >> k & 1 == 1);
        let conflict = chosen().any(|a| {
            let excludes = &rulebook.benefits[usize::from(due[group[a]].benefit)].excludes;
            chosen().any(|b| excludes.contains(&due[group[b]].benefit))
        });
        if conflict {
            continue;
        }
        let sum = chosen().fold(Sum::default(), |sum, k| plus(sum, due[group[k]].sum));
        best.once = greater(best.once, sum.once);
        best.yearly = greater(best.yearly, sum.yearly);
        best.benefits = best.benefits.max(sum.benefits);
        let all = sum.once.plus(sum.yearly);
        let brings = (all.high.is_none(), all.high, all.low);
        if most.is_none_or(|(known, unstated)| {
            brings > known || brings == known && sum.unstated < unstated
        }) {
            most = Some((brings, sum.unstated));
            best.unstated = sum.unstated;
        }
    }
    best
}

fn greater(a: Interval, b: Interval) -> Interval {
    Interval {
        low: a.low.max(b.low),
        high: match (a.high, b.high) {
            (Some(a), Some(b)) => Some(a.max(b)),
            _ => None,
        },
    }
}

pub(crate) fn worth(benefit: &Benefit, index: BenefitIdx, verdict: Verdict, due: &Due) -> Worth {
    let mut total = due.total;
    let possible = verdict == Verdict::Possible;
    if possible {
        total.low = Money::ZERO;
    }
    if let Some(cap) = &benefit.cap {
        total.low = total.low.min(cap.sum);
        total.high = Some(total.high.map_or(cap.sum, |high| high.min(cap.sum)));
    }
    let mut sum = Sum {
        benefits: 1,
        unstated: u16::from(due.unstated),
        ..Sum::default()
    };
    match due.rhythm {
        Rhythm::Yearly { .. } => sum.yearly = total,
        Rhythm::Once | Rhythm::Monthly { .. } | Rhythm::Unstated => sum.once = total,
    }
    Worth {
        benefit: index,
        possible,
        sum,
    }
}
