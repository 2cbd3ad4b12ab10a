//! Finds clauses by their names, their quotes and the words of daily life.
//!
//! Chinese is written without spaces, so what is compared are pairs of characters, and each weighs the more
//! the fewer clauses have it. What people call otherwise than policies do stands in `text/search.toml`, never
//! here. A city, a level or who asks, named in the question, ranks clauses by their conditions.
//!
//! Nothing is decided: a hit says that a clause speaks of it, not that somebody is entitled.

#![deny(missing_docs)]

mod ask;
mod index;
mod words;

pub use ask::{Asked, Field, Hit, Why, find, search};
pub use index::Index;
pub use words::Words;
