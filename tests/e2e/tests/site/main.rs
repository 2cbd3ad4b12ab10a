//! What people do with the site, each in a browser of its own.

mod access;
mod individuals;
mod more;
mod organisations;
mod places;
mod policies;
mod translated;
mod using;

/// The day of evaluation in every test that does not say otherwise.
const DAY: &str = "2026-06-01";
