//! Results, benefits and facts as data, and data as answers.
//!
//! The command line prints this shape as JSON and the npm package hands it over as objects; it is
//! written down in `docs/evaluate.schema.json`. Nothing is decided here, and nothing is known of
//! files, of clocks or of JavaScript.

pub mod describe;
pub mod explain;
pub mod facts;
pub mod input;
pub mod json;
pub mod report;
pub mod said;
pub mod value;
pub mod words;
