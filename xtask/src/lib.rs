//! What the tasks share with the end-to-end tests: where things are, what the site
//! says of the rules, the static server, and real ones.

pub mod behind;
pub mod places;
pub mod rules;
pub mod server;
