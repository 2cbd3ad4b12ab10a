//! Evaluates a rulebook of subsidies against what is known of somebody.
//!
//! The engine is pure: it has no clock, no words of its own, no floats, no input and output, and
//! knows nothing of browsers or files. One entry does the work:
//!
//! ```ignore
//! static RULES: engine::Packed = engine::Packed::new(include_bytes!("rulebook.bin"));
//! let rulebook = engine::Rulebook::decode(&RULES)?;
//! let evaluator = engine::Evaluator::new(&rulebook);
//! let assessment = evaluator.evaluate(&answers, today);
//! ```
//!
//! [`batch`] comes to the same verdicts and amounts for very many people at once.
//!
//! Not knowing is a value here, never an error. A verdict is settled only if every way to fill in
//! the missing answers, and every reading of the text, leads to it.
//!
//! Modules know only those before them: the model, answers and truths, what is possible, what is
//! found and what it comes to, the evaluator, and what asks it.

#![deny(missing_docs)]

mod ahead;
mod answers;
pub mod batch;
mod change;
mod cities;
mod codec;
mod cuts;
mod date;
pub mod diagram;
mod due;
mod evaluate;
mod finding;
mod ladder;
pub mod model;
mod money;
mod open;
mod page;
mod possible;
mod scope;
mod totals;
mod truth;

pub use ahead::{Turn, later, turns_ahead};
pub use answers::{Answer, AnswerError, Answers, check};
pub use change::{Change, Step, single_changes, supposing, what_would_change};
pub use cities::{CityView, compare};
pub use codec::{DecodeError, Packed};
pub use cuts::choices_at_cuts;
pub use date::{Date, DayRange, days_in_month};
pub use due::Due;
pub use evaluate::{Ask, Assessment, Evaluator, all_options};
pub use finding::{Finding, Verdict};
pub use ladder::{Rung, Tier, next_tiers, rungs};
pub use model::{AUDIENCE, REGION, Rulebook, all_cells};
pub use money::{Interval, Money};
pub use open::{Cause, CauseKind, Outcome, cause, outcomes};
pub use page::{next_on_page, next_page};
pub use possible::Possible;
pub use scope::{Coverage, coverage, covered_regions, in_use};
pub use totals::{Bucket, EXCLUSIVE_AT_MOST, Sum, Totals, claim_of, totals};
pub use truth::Truth;
