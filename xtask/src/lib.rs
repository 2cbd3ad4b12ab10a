//! What the tasks share with the end-to-end tests: where things are, what the site
//! says of the rules, and the static server.

pub mod places;
pub mod rules;
pub mod server;
