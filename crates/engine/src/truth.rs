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
    pub const TRUE: Truth = Truth(1);
    pub const FALSE: Truth = Truth(2);
    pub const UNKNOWN: Truth = Truth(3);

    pub const fn new(may_hold: bool, may_fail: bool) -> Truth {
        Truth(may_hold as u8 | (may_fail as u8) << 1)
    }

    pub const fn may_hold(self) -> bool {
        self.0 & 1 != 0
    }

    pub const fn may_fail(self) -> bool {
        self.0 & 2 != 0
    }

    pub const fn and(self, other: Truth) -> Truth {
        Truth((self.0 & other.0 & 1) | ((self.0 | other.0) & 2))
    }

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

/// The truth of a whole condition tree; an empty one holds.
pub fn judge(conditions: &[Condition], cells: &[Cells]) -> Truth {
    // Most trees are small, and this is called for every fact that hangs on another.
    let mut few = [Truth::UNKNOWN; 16];
    let mut many = Vec::new();
    let scratch = match few.get_mut(..conditions.len()) {
        Some(scratch) => scratch,
        None => {
            many.resize(conditions.len(), Truth::UNKNOWN);
            &mut many
        }
    };
    judge_each(conditions, cells, scratch);
    scratch.first().copied().unwrap_or(Truth::TRUE)
}

/// The truth of every node of a tree in preorder, written to `out` (as long as `conditions`).
pub fn judge_each(conditions: &[Condition], cells: &[Cells], out: &mut [Truth]) {
    // Operands stand behind their operator, so going backwards finds them judged already.
    for at in (0..conditions.len()).rev() {
        out[at] = match conditions[at].op {
            Op::Test { var, cells: wanted } | Op::Within { var, cells: wanted } => {
                let possible = cells[usize::from(var)];
                Truth::new(possible & wanted != 0, possible & !wanted != 0)
            }
            Op::All => join(conditions, out, at, Truth::TRUE, Truth::and),
            Op::Any => join(conditions, out, at, Truth::FALSE, Truth::or),
            Op::Not => !join(conditions, out, at, Truth::TRUE, Truth::and),
            Op::Reading { .. } => {
                let second = usize::from(conditions[at + 1].end);
                out[at + 1].either(out[second])
            }
            Op::Unstated { .. } => Truth::UNKNOWN,
            Op::Always => Truth::TRUE,
            Op::Never => Truth::FALSE,
        };
    }
}

/// The truths of a node's operands, joined.
fn join(
    conditions: &[Condition],
    truths: &[Truth],
    at: usize,
    start: Truth,
    join: impl Fn(Truth, Truth) -> Truth,
) -> Truth {
    let end = usize::from(conditions[at].end);
    let mut value = start;
    let mut next = at + 1;
    while next < end {
        value = join(value, truths[next]);
        next = usize::from(conditions[next].end);
    }
    value
}
