//! Rosters: a spreadsheet of people in, everybody's subsidies and the enterprise's own out.
//!
//! The way of a roster: bytes → [`Table`] (what stands in the cells) → [`Mapping`] (which column
//! is which fact; a person confirms it) → [`Roll`] (which rows are people) → [`Person`]s (answers, and
//! what is wrong with which cell) → results → files. Nothing is dropped without a word: a row that is
//! nobody is named, and a cell that cannot be understood leaves its fact unknown and is told of.
//!
//! No words of the interface, no clock, no files and no browser in here.

pub mod calendar;
pub mod columns;
mod decode;
mod delimited;
pub mod enterprise;
pub mod export;
pub mod feeds;
mod header;
pub mod neutral;
pub mod people;
mod places;
pub mod read;
pub mod results;
pub mod rows;
pub mod schema;
mod sheets;
pub mod stream;
pub mod summary;
pub mod table;
pub mod template;
pub mod values;
pub mod wording;
mod words;

pub use columns::suggest;
pub use enterprise::{Blank, Enterprise};
pub use export::{Export, ExportError};
pub use feeds::{Defaults, presets};
pub use people::{Fault, FaultKind, Mapping, Person, Remark, RemarkKind, Role, Sensitive, Staff};
pub use read::{Options, ReadError, Workbook, read, read_text};
pub use results::{Evaluation, Filter, Outcome, Results, Sort, SortBy, Standing};
pub use rows::{Aside, Choice, Entry, Judge, Left, Roll};
pub use schema::{Schema, schema};
pub use stream::Stream;
pub use summary::{Gaps, MoneySummary};
pub use table::{Cell, Row, Table};
pub use template::template;
pub use values::{people, person};
pub use wording::{CHINESE, ENGLISH, Wording};
