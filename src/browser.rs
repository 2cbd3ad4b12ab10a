//! The boundary to the browser: what only it can do, asked of `host.js`. Nothing here knows rules,
//! answers or words.
//!
//! Every call gives way quietly where a browser refuses it (storage in a locked-down frame, the
//! clipboard without permission): the page goes on without.

use std::rc::Rc;

use js_sys::{Function, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Whoever carries the page: a function of what is wanted and a text about it.
#[derive(Clone)]
pub struct Host {
    ask: Rc<Function>,
    /// Where the site is, put before its addresses; empty in a page of the site itself.
    base: Rc<str>,
}

impl PartialEq for Host {
    fn eq(&self, other: &Host) -> bool {
        Rc::ptr_eq(&self.ask, &other.ask)
    }
}

impl Host {
    pub fn new(ask: Function, base: &str) -> Host {
        Host {
            ask: Rc::new(ask),
            base: base.into(),
        }
    }

    /// The address of a file of the site.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Keeps the answers as a line; behind it, in a line of its own, the facts of which the host is
    /// told the answers, parted by `,`.
    pub fn store(&self, line: &str) {
        self.ask("store", line);
    }

    /// Names the page, in a language.
    pub fn title(&self, lang: &str, title: &str) {
        self.ask("title", &format!("{lang}\n{title}"));
    }

    /// The address that brings answers back.
    pub fn link(&self, line: &str) -> String {
        self.ask("link", line).as_string().unwrap_or_default()
    }

    /// Puts a text on the clipboard; whether it is there.
    pub async fn copy(&self, text: &str) -> bool {
        self.promised("copy", text).await.is_truthy()
    }

    /// A file of this site.
    pub async fn fetch(&self, path: &str) -> Option<Vec<u8>> {
        let bytes = self.promised("fetch", path).await;
        let bytes: Uint8Array = bytes.dyn_into().ok()?;
        Some(bytes.to_vec())
    }

    /// What the host may know.
    pub fn tell(&self, report: &str) {
        self.ask("tell", report);
    }

    /// The day that is evaluated for has changed.
    pub fn day(&self, day: &str) {
        self.ask("day", day);
    }

    /// Opens the view for many people.
    pub fn roster(&self, region: &str, lang: &str, day: &str) {
        self.ask("roster", &format!("{region}\n{lang}\n{day}"));
    }

    pub fn print(&self) {
        self.ask("print", "");
    }

    /// Takes the newer version of the page.
    pub fn update(&self) {
        self.ask("update", "");
    }

    fn ask(&self, wanted: &str, text: &str) -> JsValue {
        let result = self.ask.call2(&JsValue::NULL, &wanted.into(), &text.into());
        result.unwrap_or(JsValue::UNDEFINED)
    }

    /// What a promise comes to; nothing if it fails.
    async fn promised(&self, wanted: &str, text: &str) -> JsValue {
        match self.ask(wanted, text).dyn_into::<Promise>() {
            Ok(promise) => JsFuture::from(promise).await.unwrap_or(JsValue::UNDEFINED),
            Err(_) => JsValue::UNDEFINED,
        }
    }
}
