//! Sums of money in whole fen, and intervals of them.

/// A sum in whole fen (分; 100 fen are one yuan). Never a float.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Money(pub i64);

impl Money {
    /// No money.
    pub const ZERO: Money = Money(0);

    /// A sum given in whole yuan.
    pub const fn yuan(yuan: i64) -> Money {
        Money(yuan * 100)
    }

    /// The whole yuan in this sum, rounded down.
    pub const fn whole_yuan(self) -> i64 {
        self.0.div_euclid(100)
    }
}

/// All sums from `low` to `high`, both included; `high` is `None` where nothing bounds it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Interval {
    /// The least.
    pub low: Money,
    /// The greatest; `None` where nothing bounds it.
    pub high: Option<Money>,
}

impl Interval {
    /// Just no money.
    pub const ZERO: Interval = Interval {
        low: Money::ZERO,
        high: Some(Money::ZERO),
    };

    /// From `low` to `high`.
    pub const fn new(low: Money, high: Option<Money>) -> Interval {
        Interval { low, high }
    }

    /// Just this sum.
    pub const fn exactly(sum: Money) -> Interval {
        Interval::new(sum, Some(sum))
    }

    /// One known sum and no range.
    pub fn is_exact(self) -> bool {
        self.high == Some(self.low)
    }

    /// Whether every sum in `other` lies in this one.
    pub fn contains(self, other: Interval) -> bool {
        self.low <= other.low
            && match (self.high, other.high) {
                (None, _) => true,
                (Some(_), None) => false,
                (Some(own), Some(its)) => its <= own,
            }
    }

    /// The smallest interval that holds both.
    pub fn hull(self, other: Interval) -> Interval {
        Interval {
            low: self.low.min(other.low),
            high: match (self.high, other.high) {
                (Some(a), Some(b)) => Some(a.max(b)),
                _ => None,
            },
        }
    }

    /// The sum of one out of each; stops at the greatest that can be written instead of
    /// overflowing.
    pub fn plus(self, other: Interval) -> Interval {
        Interval {
            low: Money(self.low.0.saturating_add(other.low.0)),
            high: match (self.high, other.high) {
                (Some(a), Some(b)) => Some(Money(a.0.saturating_add(b.0))),
                _ => None,
            },
        }
    }

    /// Whether it names no sum: nothing bounds it, and it begins below one yuan, as a share of any money
    /// at all does.
    pub fn names_no_sum(self) -> bool {
        self.high.is_none() && self.low < Money::yuan(1)
    }

    /// `count` such sums, where the count itself is only known to lie in `low..=high`.
    pub fn times(self, low: i64, high: Option<i64>) -> Interval {
        Interval {
            low: Money(self.low.0.saturating_mul(low)),
            high: match (self.high, high) {
                (Some(sum), Some(count)) => Some(Money(sum.0.saturating_mul(count))),
                (Some(Money(0)), None) => Some(Money::ZERO),
                _ => None,
            },
        }
    }
}
