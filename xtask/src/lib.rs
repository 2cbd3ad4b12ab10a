//! What the tasks share with the end-to-end tests: where things are, and the static server.

pub mod places;
pub mod server;
