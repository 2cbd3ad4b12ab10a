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

/// The rules, as the build compiled them.
pub fn rulebook() -> &'static Rulebook {
    thread_local! {
        static RULEBOOK: &'static Rulebook = {
            let bytes = include_bytes!(concat!(env!("OUT_DIR"), "/rulebook.bin"));
            let rulebook = Rulebook::decode(bytes).expect("this build wrote the rulebook");
            Box::leak(Box::new(rulebook))
        };
    }
    RULEBOOK.with(|rulebook| *rulebook)
}

/// Puts the page into the element with this id, in place of what stands there.
///
/// If the program ever breaks, the element with the id `failure` is shown.
pub fn mount(id: &str) {
    yew::set_custom_panic_hook(Box::new(|_| browser::show_failure()));
    ui::start(id);
}
