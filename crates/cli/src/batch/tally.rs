//! What everybody together comes to: counts and sums, which add up whatever the order.

use std::collections::BTreeMap;

use engine::model::BenefitIdx;
use engine::{Interval, Money, Sum, Verdict};
use roster::{Outcome, Person, Results};

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Tally {
    pub people: u64,
    /// People of whom a cell could not be understood, and how many cells.
    pub with_faults: u64,
    pub faults: u64,
    /// People to whom something is due as of right, may be chosen for something, or of whom
    /// something is open.
    pub right: u64,
    pub selection: u64,
    pub open: u64,
    /// What is settled and due as of right.
    pub right_sum: Sum,
    /// Claims to money of which the source names no sum; they add nothing to the sum.
    pub right_unstated: u64,
    /// For how many benefits people may be chosen. Places are few, and not all of these go to anybody
    /// together: they have no sum.
    pub selection_claims: u64,
    pub benefits: BTreeMap<BenefitIdx, Count>,
}

/// People by what is said of them about one benefit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Count {
    pub eligible: u64,
    pub by_review: u64,
    pub possible: u64,
    pub lapsed: u64,
    /// Of somebody for whom it is possible answers settle it, whatever the words of its source.
    pub answerable: bool,
}

impl Count {
    /// Whether nobody can settle it and nobody has it for certain: the words of its source leave it
    /// open.
    pub fn is_never_settled(&self) -> bool {
        self.possible > 0 && !self.answerable && self.eligible + self.by_review + self.lapsed == 0
    }
}

impl Tally {
    /// Counts these people, whose results begin at the index `first`.
    pub fn of(results: &Results, first: usize, people: &[Person]) -> Tally {
        let mut tally = Tally {
            people: people.len() as u64,
            ..Tally::default()
        };
        let mut outcomes: BTreeMap<usize, u64> = BTreeMap::new();
        for (at, person) in people.iter().enumerate() {
            tally.faults += person.faults.len() as u64;
            tally.with_faults += u64::from(!person.faults.is_empty());
            *outcomes
                .entry(results.outcome_index(first + at))
                .or_default() += 1;
        }
        for (index, people) in outcomes {
            tally.add(&results.outcomes()[index], people);
        }
        tally
    }

    /// Counts so many people of one outcome.
    fn add(&mut self, outcome: &Outcome, people: u64) {
        let some = |count: u16| if count > 0 { people } else { 0 };
        self.right += some(outcome.eligible);
        self.selection += some(outcome.by_review);
        self.open += if outcome.is_open() { people } else { 0 };
        add(&mut self.right_sum, &outcome.totals.right.settled, people);
        self.right_unstated += u64::from(outcome.totals.right.settled.unstated) * people;
        self.selection_claims += u64::from(outcome.by_review) * people;
        for standing in &outcome.standings {
            if matches!(
                standing.verdict,
                Verdict::Ineligible | Verdict::NotYet | Verdict::Ended
            ) {
                continue;
            }
            let count = self.benefits.entry(standing.benefit).or_default();
            match standing.verdict {
                Verdict::Eligible => count.eligible += people,
                Verdict::ByReview => count.by_review += people,
                Verdict::Possible => {
                    count.possible += people;
                    count.answerable |= !standing.unclear;
                }
                Verdict::Lapsed => count.lapsed += people,
                Verdict::Ineligible | Verdict::NotYet | Verdict::Ended => {}
            }
        }
    }

    pub fn merge(&mut self, other: Tally) {
        self.people += other.people;
        self.with_faults += other.with_faults;
        self.faults += other.faults;
        self.right += other.right;
        self.selection += other.selection;
        self.open += other.open;
        add(&mut self.right_sum, &other.right_sum, 1);
        self.right_unstated += other.right_unstated;
        self.selection_claims += other.selection_claims;
        for (benefit, count) in other.benefits {
            let own = self.benefits.entry(benefit).or_default();
            own.eligible += count.eligible;
            own.by_review += count.by_review;
            own.possible += count.possible;
            own.answerable |= count.answerable;
            own.lapsed += count.lapsed;
        }
    }
}

/// Adds the money of so many people. Its counts of benefits would not hold them.
fn add(sum: &mut Sum, more: &Sum, people: u64) {
    sum.once = plus(sum.once, more.once, people);
    sum.yearly = plus(sum.yearly, more.yearly, people);
}

fn plus(sum: Interval, more: Interval, people: u64) -> Interval {
    let people = i64::try_from(people).unwrap_or(i64::MAX);
    let plus = |sum: Money, more: Money| Money(sum.0.saturating_add(more.0.saturating_mul(people)));
    Interval {
        low: plus(sum.low, more.low),
        high: sum.high.zip(more.high).map(|(sum, more)| plus(sum, more)),
    }
}
