//! Sums over findings: rights and chances apart, exclusions and shared ceilings respected.

use crate::evaluate::{Due, Finding, Verdict};
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

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Bucket {
    /// Findings that are settled.
    pub settled: Sum,
    /// The settled ones and those still possible, the latter from nothing to all.
    pub with_possible: Sum,
}

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

pub(crate) fn totals(rulebook: &Rulebook, findings: &[Finding]) -> Totals {
    let (mut rights, mut chances) = (Vec::new(), Vec::new());
    for (index, finding) in (0..).zip(findings) {
        if finding.due.is_some() {
            match rulebook.benefits[usize::from(index)].claim {
                Claim::Right => rights.push(index),
                Claim::Selection => chances.push(index),
            }
        }
    }
    Totals {
        right: bucket(rulebook, findings, rights),
        selection: bucket(rulebook, findings, chances),
    }
}

fn bucket(rulebook: &Rulebook, findings: &[Finding], mut due: Vec<BenefitIdx>) -> Bucket {
    let with_possible = sum(rulebook, findings, &due);
    due.retain(|&index| findings[usize::from(index)].verdict != Verdict::Possible);
    Bucket {
        settled: sum(rulebook, findings, &due),
        with_possible,
    }
}

/// The sum over the benefits in `due`, of which each has something due.
fn sum(rulebook: &Rulebook, findings: &[Finding], due: &[BenefitIdx]) -> Sum {
    let mut total = Sum::default();
    // Benefits that shut each other out are summed as groups.
    let mut grouped: Vec<BenefitIdx> = Vec::new();
    for &index in due {
        if rulebook.benefits[usize::from(index)].excludes.is_empty() {
            total = plus(total, worth(rulebook, findings, index));
            continue;
        }
        if grouped.contains(&index) {
            continue;
        }
        let mut group = vec![index];
        let mut next = 0;
        while next < group.len() {
            for other in &rulebook.benefits[usize::from(group[next])].excludes {
                if due.contains(other) && !group.contains(other) {
                    group.push(*other);
                }
            }
            next += 1;
        }
        total = plus(total, best(rulebook, findings, &group));
        grouped.extend(group);
    }
    total
}

fn plus(a: Sum, b: Sum) -> Sum {
    Sum {
        once: a.once.plus(b.once),
        yearly: a.yearly.plus(b.yearly),
        benefits: a.benefits + b.benefits,
        unstated: a.unstated + b.unstated,
    }
}

/// The most one can be sure of, and the most one can hope for, from benefits of which some shut
/// out others: over all ways to choose without conflict, the greatest low and the greatest high.
fn best(rulebook: &Rulebook, findings: &[Finding], group: &[BenefitIdx]) -> Sum {
    if let [only] = group {
        return worth(rulebook, findings, *only);
    }
    // The compiler refuses larger groups.
    let size = group.len().min(EXCLUSIVE_AT_MOST);
    let mut best = Sum::default();
    for choice in 1u32..1 << size {
        let chosen = || (0..size).filter(move |k| choice >> k & 1 == 1);
        let conflict = chosen().any(|a| {
            let excludes = &rulebook.benefits[usize::from(group[a])].excludes;
            chosen().any(|b| excludes.contains(&group[b]))
        });
        if conflict {
            continue;
        }
        let sum = chosen().fold(Sum::default(), |sum, k| {
            plus(sum, worth(rulebook, findings, group[k]))
        });
        best.once = greater(best.once, sum.once);
        best.yearly = greater(best.yearly, sum.yearly);
        best.benefits = best.benefits.max(sum.benefits);
        best.unstated = best.unstated.max(sum.unstated);
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

fn worth(rulebook: &Rulebook, findings: &[Finding], index: BenefitIdx) -> Sum {
    let finding = &findings[usize::from(index)];
    let benefit = &rulebook.benefits[usize::from(index)];
    let mut sum = Sum {
        benefits: 1,
        ..Sum::default()
    };
    let Some(Due {
        mut total,
        rhythm,
        unstated,
        ..
    }) = finding.due
    else {
        return sum;
    };
    if finding.verdict == Verdict::Possible {
        total.low = Money::ZERO;
    }
    if let Some(cap) = &benefit.cap {
        total.low = total.low.min(cap.sum);
        total.high = Some(total.high.map_or(cap.sum, |high| high.min(cap.sum)));
    }
    sum.unstated = u16::from(unstated);
    match rhythm {
        Rhythm::Yearly { .. } => sum.yearly = total,
        Rhythm::Once | Rhythm::Monthly { .. } | Rhythm::Unstated => sum.once = total,
    }
    sum
}
