//! The page of 技能补贴计算器: asks a few questions and shows every subsidy that applies or may
//! apply, with the words that grant it.
//!
//! Rules come from the [`engine`] and its rulebook, words from `text/`. What is here is the session
//! (all state), the components that show it, and the boundary to the browser. The browser's side of
//! that boundary is `src/host.js`.

pub mod browser;
mod link;
mod report;
pub mod session;
mod text;
pub mod typed;
pub mod ui;
pub mod words;

use std::cell::{Cell, RefCell};

use engine::Rulebook;
use js_sys::Function;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Element, Event};

use crate::session::Action;
use crate::ui::{Page, Start};
use crate::words::Words;

thread_local! {
    static RULEBOOK: &'static Rulebook = Box::leak(Box::new(decoded()));
    static CHINESE: &'static Words = Box::leak(Box::new(Words::chinese(rulebook())));
    // What is fetched once serves every widget of a document.
    static ANNOTATED: Cell<Option<&'static Rulebook>> = const { Cell::new(None) };
    static ENGLISH: Cell<Option<&'static Words>> = const { Cell::new(None) };
    static WIDGETS: RefCell<Vec<Option<yew::AppHandle<Page>>>> = const { RefCell::new(Vec::new()) };
}

/// The rules, as the build compiled them: without the notes, which come later.
pub fn rulebook() -> &'static Rulebook {
    RULEBOOK.with(|rulebook| *rulebook)
}

pub(crate) fn chinese() -> &'static Words {
    CHINESE.with(|words| *words)
}

/// The English words, if they have been fetched.
pub(crate) fn english() -> Option<&'static Words> {
    ENGLISH.get()
}

/// Keeps the English words that this file holds; `None` if it is not that file.
pub(crate) fn learn_english(file: Vec<u8>) -> Option<&'static Words> {
    if english().is_none() {
        let words = Words::english(rulebook(), String::from_utf8(file).ok()?.leak())?;
        ENGLISH.set(Some(Box::leak(Box::new(words))));
    }
    english()
}

#[inline(never)]
fn decoded() -> Rulebook {
    let bytes = include_bytes!(concat!(env!("OUT_DIR"), "/rulebook.bin"));
    Rulebook::decode(bytes).expect("this build wrote the rulebook")
}

/// The rules together with their notes, if these have been fetched.
pub(crate) fn annotated() -> Option<&'static Rulebook> {
    ANNOTATED.get()
}

/// Keeps the notes; `None` if these are notes of other rules.
pub(crate) fn annotate(notes: Vec<u8>) -> Option<&'static Rulebook> {
    if annotated().is_none() {
        let whole = decoded().with_notes(notes.leak()).ok()?;
        ANNOTATED.set(Some(Box::leak(Box::new(whole))));
    }
    annotated()
}

/// Puts a widget into an element, in place of what stands there, and says its number.
///
/// `host` is the browser's side ([`browser::Host`]); `setup` is `key=value` parted by `&`
/// ([`ui::Start::setup`]); `line` is the answers to begin with, as a share link carries them.
#[wasm_bindgen]
pub fn mount(root: Element, host: Function, setup: &str, line: &str) -> usize {
    let start = Start {
        host: host.into(),
        setup: setup.to_owned(),
        line: line.to_owned(),
    };
    let app = yew::Renderer::<Page>::with_root_and_props(root, start).render();
    WIDGETS.with_borrow_mut(|widgets| {
        let free = widgets.iter().position(Option::is_none);
        let number = free.unwrap_or(widgets.len());
        widgets.insert(number, Some(app));
        if free.is_some() {
            widgets.remove(number + 1);
        }
        number
    })
}

/// Tells a widget of a click, an input or a submit in it. To be called while the event is under way.
#[wasm_bindgen]
pub fn hear(widget: usize, event: &Event) {
    let Some(action) = ui::heard(event) else {
        return;
    };
    WIDGETS.with_borrow(|widgets| {
        if let Some(Some(app)) = widgets.get(widget) {
            app.send_message(action);
        }
    });
}

/// Changes what a widget was set up with, while it lives; only what `setup` names.
#[wasm_bindgen]
pub fn set(widget: usize, setup: &str) {
    WIDGETS.with_borrow(|widgets| {
        if let Some(Some(app)) = widgets.get(widget) {
            app.send_message(Action::Setup(setup.to_owned()));
        }
    });
}

/// Takes a widget away and frees what it held.
#[wasm_bindgen]
pub fn unmount(widget: usize) {
    let app = WIDGETS.with_borrow_mut(|widgets| widgets.get_mut(widget).and_then(Option::take));
    if let Some(app) = app {
        app.destroy();
    }
}
