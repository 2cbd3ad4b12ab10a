//! Sums, dates, rhythms, verdicts and answers in words, in Chinese and in English; and numbers, sums
//! and dates as people write them. Whoever shows results says them with this, and whoever takes
//! answers reads them with this: one thing is called one way everywhere.
//!
//! To say something, ask the language: `Lang::Chinese.due(&due)`. The words themselves stand in one
//! table for each language, in `words.rs`.
//!
//! Of what is read, whatever may mean two things is refused: `1,2` is neither 1 nor 12, and `12 3` is
//! no number.

#![deny(missing_docs)]

mod answers;
mod change;
mod days;
pub mod english;
pub mod link;
mod money;
mod read;
mod results;
pub mod table;
pub mod text;
mod words;

pub use answers::{Names, Question};
pub use money::{Said, decimal, names_no_sum};
pub use read::*;
pub use words::{Lang, filled};
