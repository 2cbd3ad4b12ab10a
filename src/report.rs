//! What a host may know of a widget: how far somebody has come, counts and sums. Never an answer,
//! unless the host has asked for them and the page says so.

use engine::{Interval, Money};

use crate::link;
use crate::session::{Group, Session};
use crate::words::digits;

/// The state of a session in whole numbers, parted by commas; `host.js` gives them their names:
/// whether nothing is left to ask that bears on money, questions answered, benefits open, benefits in each group; then
/// for rights and for chances the least and the most, once and by the year, in fen (−1: no bound).
/// A host that is told answers finds them behind a `;`.
pub fn report(s: &Session) -> String {
    let complete = s.current.is_none() && s.placed();
    let mut numbers = vec![i64::from(complete), s.order.len() as i64, s.open() as i64];
    for group in Group::ALL {
        numbers.push(if s.placed() {
            s.group(group).count() as i64
        } else {
            0
        });
    }
    let totals = &s.assessment.totals;
    for bucket in [&totals.right, &totals.selection] {
        for Interval { low, high } in [bucket.with_possible.once, bucket.with_possible.yearly] {
            // Before who and where are known, sums say nothing.
            if s.placed() {
                numbers.extend([low.0, high.map_or(-1, |Money(fen)| fen)]);
            } else {
                numbers.extend([0, 0]);
            }
        }
    }
    let mut out = String::new();
    for number in numbers {
        out.push_str(&digits(number));
        out.push(',');
    }
    if s.sharing {
        out.push(';');
        out.push_str(&link::write(s.rulebook, &s.answers, &s.shared));
    }
    out
}
