//! The page of 技能补贴计算器: asks a few questions and shows every subsidy that applies or may
//! apply, with the words that grant it.
//!
//! Rules come from the [`engine`] and its rulebook, words from `text/`. What is here is the session
//! (all state), the components that show it, and the boundary to the browser. The browser's side of
//! that boundary is `src/host.js`.

mod effects;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod everywhere;
#[cfg(any(feature = "first-screen", all(test, not(target_arch = "wasm32"))))]
pub mod first;
mod history;
pub mod host;
mod link;
mod options;
mod progress;
mod remote;
mod roots;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod screen;
pub mod session;
pub mod typed;
pub mod ui;
pub mod words;

use std::sync::{LazyLock, OnceLock};

use engine::{Evaluator, Packed, Rulebook};
use wasm_bindgen::prelude::*;
use web_sys::Element;
use wording::text;

use crate::host::{Carrier, Host};
use crate::options::{Options, Start};
use crate::remote::Remote;
use crate::ui::AppProps;
use crate::words::Words;

// What is fetched once serves every widget of a document.
static RULES: OnceLock<Packed> = OnceLock::new();
static RULEBOOK: OnceLock<Rulebook> = OnceLock::new();
static EVALUATOR: LazyLock<Evaluator<'static>> = LazyLock::new(|| Evaluator::new(rulebook()));
static CHINESE: LazyLock<Words> = LazyLock::new(|| Words::chinese(rulebook()));
static ANNOTATED: OnceLock<Rulebook> = OnceLock::new();
static ENGLISH: OnceLock<Words> = OnceLock::new();

/// Takes the rules that widgets judge by, as the build compiled them: without the notes, which come later. A
/// document has one rulebook; the first one stays.
#[wasm_bindgen(js_name = takeRules)]
pub fn take_rules(file: Vec<u8>) -> Result<(), JsError> {
    let rules = RULES.get_or_init(|| file.into());
    if RULEBOOK.get().is_none() {
        let _ = RULEBOOK.set(Rulebook::decode(rules)?);
    }
    Ok(())
}

/// The rules that were taken.
pub fn rulebook() -> &'static Rulebook {
    // Where there is no browser to fetch them, those of this build.
    #[cfg(not(target_arch = "wasm32"))]
    let _ = take_rules(include_bytes!(concat!(env!("OUT_DIR"), "/rulebook.bin")).to_vec());
    RULEBOOK.get().expect("the rules come before any widget")
}

/// What judges by them.
pub(crate) fn evaluator() -> &'static Evaluator<'static> {
    &EVALUATOR
}

pub(crate) fn chinese() -> &'static Words {
    &CHINESE
}

/// The English words, if they have been fetched.
pub(crate) fn english() -> Option<&'static Words> {
    ENGLISH.get()
}

/// Keeps the English words that this file holds; `None` if it is not that file.
pub(crate) fn load_english(file: Vec<u8>) -> Option<&'static Words> {
    static FILE: OnceLock<String> = OnceLock::new();
    if english().is_none() && text::fingerprint(&file) == words::ENGLISH_FILE {
        let file = String::from_utf8(file).ok()?;
        let words = Words::english(rulebook(), FILE.get_or_init(|| file))?;
        let _ = ENGLISH.set(words);
    }
    english()
}

/// The rules together with their notes, if these have been fetched.
pub(crate) fn annotated() -> Option<&'static Rulebook> {
    ANNOTATED.get()
}

/// Keeps the notes; `None` if these are notes of other rules.
pub(crate) fn attach_notes(file: Vec<u8>) -> Option<&'static Rulebook> {
    static NOTES: OnceLock<Packed> = OnceLock::new();
    if annotated().is_none() && text::fingerprint(&file) == words::NOTES_FILE {
        let notes = NOTES.get_or_init(|| file.into());
        let bare = Rulebook::decode(RULES.get()?).ok()?;
        let _ = ANNOTATED.set(bare.with_notes(notes).ok()?);
    }
    annotated()
}

/// Puts a widget into an element, in place of what stands there, and says its number. `start` is a
/// [`Start`].
#[wasm_bindgen]
pub fn mount(root: &Element, carrier: Carrier, start: JsValue) -> Result<usize, JsError> {
    let start: Start = serde_wasm_bindgen::from_value(start)?;
    let props = AppProps {
        host: Host::new(carrier, &start.base),
        start,
        remote: Remote::new(),
    };
    Ok(roots::open(root, props))
}

/// Changes what a widget was set up with, while it lives. `options` are [`Options`].
#[wasm_bindgen]
pub fn set(widget: usize, options: JsValue) -> Result<(), JsError> {
    let options: Options = serde_wasm_bindgen::from_value(options)?;
    if let Some(remote) = roots::remote(widget) {
        remote.send(options);
    }
    Ok(())
}

/// Takes a widget away and frees what it held.
#[wasm_bindgen]
pub fn unmount(widget: usize) {
    roots::close(widget);
}
