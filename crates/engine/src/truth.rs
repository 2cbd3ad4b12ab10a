//! Three-valued truth over condition trees.
//!
//! A truth value is a pair of bits, "may be true" and "may be false"; unknown is both. This is what
//! marks the conditions of a card. It is not what decides a verdict: two conditions on one fact
//! can each be unknown while their conjunction is settled, and only the diagram sees that.

use crate::model::*;

/// Bit 0: may be true. Bit 1: may be false. One of them at least is set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Truth(u8);

impl Truth {
    /// Holds.
    pub const TRUE: Truth = Truth(1);
    /// Fails.
    pub const FALSE: Truth = Truth(2);
    /// Not known.
    pub const UNKNOWN: Truth = Truth(3);

    /// The truth of what may hold, and may fail; one of the two must be so.
    pub const fn new(may_hold: bool, may_fail: bool) -> Truth {
        Truth(may_hold as u8 | (may_fail as u8) << 1)
    }

    /// Whether it may hold.
    pub const fn may_hold(self) -> bool {
        self.0 & 1 != 0
    }

    /// Whether it may fail.
    pub const fn may_fail(self) -> bool {
        self.0 & 2 != 0
    }

    /// Whether both hold.
    pub const fn and(self, other: Truth) -> Truth {
        Truth((self.0 & other.0 & 1) | ((self.0 | other.0) & 2))
    }

    /// Whether one of both holds.
    pub const fn or(self, other: Truth) -> Truth {
        Truth(((self.0 | other.0) & 1) | (self.0 & other.0 & 2))
    }

    /// Either of two, and it is not known which.
    pub const fn either(self, other: Truth) -> Truth {
        Truth(self.0 | other.0)
    }
}

impl core::ops::Not for Truth {
    type Output = Truth;

    fn not(self) -> Truth {
        Truth::new(self.may_fail(), self.may_hold())
    }
}

/// Truth values that can be joined: one, or one for each of many people.
pub(crate) trait Logic: Copy + core::ops::Not<Output = Self> {
    const TRUE: Self;
    const FALSE: Self;
    const UNKNOWN: Self;
    fn and(self, other: Self) -> Self;
    fn or(self, other: Self) -> Self;
    fn either(self, other: Self) -> Self;
}

impl Logic for Truth {
    const TRUE: Truth = Truth::TRUE;
    const FALSE: Truth = Truth::FALSE;
    const UNKNOWN: Truth = Truth::UNKNOWN;

    fn and(self, other: Truth) -> Truth {
        self.and(other)
    }

    fn or(self, other: Truth) -> Truth {
        self.or(other)
    }

    fn either(self, other: Truth) -> Truth {
        self.either(other)
    }
}

/// Writes the truth of every entry to `out`, which is as long as the list. `test` knows whether a
/// variable lies in one of some cells.
pub(crate) fn judge<T: Logic>(
    list: &[Condition],
    out: &mut [T],
    test: impl Fn(VarIdx, Cells) -> T,
) {
    // Operands stand behind their operator, so going backwards finds them judged already.
    for (at, condition) in list.iter().enumerate().rev() {
        out[at] = match condition.op {
            Op::Test { var, cells } | Op::Within { var, cells } => test(var, cells),
            Op::All => join(list, out, at, T::TRUE, T::and),
            Op::Any => join(list, out, at, T::FALSE, T::or),
            Op::Not => !join(list, out, at, T::TRUE, T::and),
            Op::Reading { .. } => {
                let second = usize::from(list[at + 1].end);
                out[at + 1].either(out[second])
            }
            Op::Unstated { .. } => T::UNKNOWN,
            Op::Always => T::TRUE,
            Op::Never => T::FALSE,
        };
    }
}

/// The truths of a node's operands, joined.
fn join<T: Copy>(
    conditions: &[Condition],
    truths: &[T],
    at: usize,
    start: T,
    join: impl Fn(T, T) -> T,
) -> T {
    let end = usize::from(conditions[at].end);
    let mut value = start;
    let mut next = at + 1;
    while next < end {
        value = join(value, truths[next]);
        next = usize::from(conditions[next].end);
    }
    value
}
