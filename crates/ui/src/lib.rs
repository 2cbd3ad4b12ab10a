//! What the page and the view for many people are made of alike. Nothing here knows rules, sessions or
//! rosters: what is shown comes worded, and what is done goes to callbacks.
//!
//! Marks that tests, styles and hosts may rely on: `data-button`, the name of a button; `data-option`, the
//! value of what can be ticked; `data-total`, a total; `data-benefit` and `data-verdict`, a card.

#![deny(missing_docs)]

mod button;
mod card;
mod fields;
mod keyboard;
mod policy;
pub mod roots;
mod total;
mod translated;

pub use button::Button;
pub use card::Card;
pub use fields::{TextField, Tick};
pub use keyboard::{Moves, focus, use_keyboard, use_moves};
pub use policy::{Quote, chinese, policy, policy_note};
pub use total::Total;
pub use translated::use_drawing;
