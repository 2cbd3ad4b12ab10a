//! What programs give and get, as types: once for the command line and for the npm package, whose
//! JSON Schema and TypeScript are generated from them.
//!
//! Names, units and what null means are part of the contract: a change that a reader would notice
//! raises [`FORMAT`]. Ids are those of the rule files. Sums are yuan with at most two decimals. Words
//! that a source does not give are null, never an empty text.

#![deny(missing_docs)]

/// Types with one value per id.
macro_rules! ids {
    ($(
        $(#[$about:meta])*
        pub enum $name:ident {
            $( $(#[doc = $doc:literal])* $variant:ident = $id:literal, )*
        }
    )*) => {$(
        #[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
        $(#[$about])*
        pub enum $name {
            $( $(#[doc = $doc])* #[serde(rename = $id)] $variant, )*
        }

        impl $name {
            /// As it is written.
            pub fn id(self) -> &'static str {
                match self {
                    $( $name::$variant => $id, )*
                }
            }

            /// What is written so, if anything is.
            pub fn of_id(id: &str) -> Option<$name> {
                match id {
                    $( $id => Some($name::$variant), )*
                    _ => None,
                }
            }
        }
    )*};
}

/// Objects of the contract.
macro_rules! objects {
    ($(
        $(#[$about:meta])*
        pub struct $name:ident $body:tt
    )*) => {$(
        #[derive(Clone, PartialEq, Debug, serde::Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[cfg_attr(feature = "typescript", derive(tsify::Tsify), tsify(missing_as_null, hashmap_as_object))]
        $(#[$about])*
        pub struct $name $body
    )*};
}

mod answers;
mod benefit;
mod evaluation;
mod fact;
mod given;
mod problem;
pub mod roster;
#[cfg(feature = "schema")]
pub mod schema;
#[cfg(feature = "typescript")]
mod typescript;
mod units;

pub use answers::{Choice, UnderstoodAnswer, UnderstoodAnswers};
pub use benefit::*;
pub use evaluation::*;
pub use fact::*;
pub use given::Given;
pub use problem::{Allowed, Problem, ProblemCode};
#[cfg(feature = "typescript")]
pub use typescript::typescript;
pub use units::*;
