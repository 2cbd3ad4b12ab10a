//! The page of 技能补贴计算器: asks a few questions and shows every subsidy that applies or may
//! apply, with the words that grant it.
//!
//! Rules come from the [`engine`] and its rulebook, words from `text/`. What is here is the session
//! (all state), the components that show it, and the boundary to the browser.

pub mod browser;
mod link;
pub mod session;
mod text;
pub mod typed;
pub mod ui;
pub mod words;

use engine::Rulebook;

/// The rules, as the build compiled them: without the notes, which come later.
pub fn rulebook() -> &'static Rulebook {
    thread_local! {
        static RULEBOOK: &'static Rulebook = Box::leak(Box::new(decoded()));
    }
    RULEBOOK.with(|rulebook| *rulebook)
}

#[inline(never)]
fn decoded() -> Rulebook {
    let bytes = include_bytes!(concat!(env!("OUT_DIR"), "/rulebook.bin"));
    Rulebook::decode(bytes).expect("this build wrote the rulebook")
}

/// The rules together with their notes; `None` if these are notes of other rules.
pub(crate) fn annotated(notes: Vec<u8>) -> Option<&'static Rulebook> {
    let whole = decoded().with_notes(notes.leak()).ok()?;
    Some(Box::leak(Box::new(whole)))
}

/// Puts the page into the element with this id, in place of what stands there.
///
/// If the program ever breaks, the element with the id `failure` is shown.
pub fn mount(id: &str) {
    yew::set_custom_panic_hook(Box::new(|_| browser::show_failure()));
    ui::start(id);
}
