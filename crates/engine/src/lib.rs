//! Evaluates a rulebook of subsidies against what is known of somebody.
//!
//! The engine is pure: it has no clock, no words of its own, no floats, no input and output, and
//! knows nothing of browsers or files. One entry does the work:
//!
//! ```ignore
//! let assessment = engine::evaluate(&rulebook, &answers, today);
//! ```
//!
//! [`batch`] comes to the same verdicts and amounts for very many people at once.
//!
//! Not knowing is a value here, never an error. A verdict is settled only if every way to fill in
//! the missing answers, and every reading of the text, leads to it.

mod answers;
pub mod batch;
mod change;
mod codec;
mod cuts;
mod date;
pub mod diagram;
mod due;
mod evaluate;
pub mod model;
mod money;
mod open;
mod page;
mod scope;
mod totals;
mod truth;

pub use answers::{Answer, AnswerError, Answers, Possible, all_cells, check};
pub use change::{Change, what_would_change};
pub use codec::DecodeError;
pub use cuts::choices_at_cuts;
pub use date::{Date, DayRange, days_in_month};
pub use due::Due;
pub use evaluate::{
    AUDIENCE, Ask, Assessment, Finding, REGION, Verdict, all_options, evaluate, lacking,
};
pub use model::Rulebook;
pub use money::{Interval, Money};
pub use open::{Cause, CauseKind, Outcome, cause, outcomes};
pub use page::{next_on_page, next_page};
pub use scope::{Coverage, coverage, covered_regions, in_use};
pub use totals::{Bucket, EXCLUSIVE_AT_MOST, Sum, Totals, claim_of, totals};
pub use truth::{Conditions, Truth};

/// Sorts in place and keeps equals in order.
///
/// All lists here are short, and the library's sort is large: each type that it sorts would cost
/// the page 2 KB, this one costs next to nothing.
pub(crate) fn sort<T>(items: &mut [T], before: impl Fn(&T, &T) -> bool) {
    for end in 1..items.len() {
        let mut at = end;
        while at > 0 && before(&items[at], &items[at - 1]) {
            items.swap(at, at - 1);
            at -= 1;
        }
    }
}
