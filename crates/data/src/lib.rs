//! From the engine to what programs get ([`api`]), and from what they give to answers.
//!
//! Nothing is decided here, and nothing is known of files, of clocks or of JavaScript.

pub mod describe;
pub mod explain;
pub mod facts;
pub mod input;
pub mod report;
pub mod words;
