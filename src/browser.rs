//! The boundary to the browser: what only it can do, asked of `host.js`. Nothing here knows rules,
//! answers or words.
//!
//! Every call gives way quietly where a browser refuses it (storage in a locked-down frame, the
//! clipboard without permission): the page goes on without.

use js_sys::{Function, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement, HtmlInputElement};

/// Whoever carries the page: a function of what is wanted and a text about it.
///
/// | wanted | text | gives |
/// |---|---|---|
/// | `store` | the answers as a line; behind it, in a line of its own, the facts of which the host is told the answers, parted by `,` | |
/// | `title` | language, line break, title | |
/// | `link` | the answers as a line | the address that brings them back |
/// | `copy` | what shall be on the clipboard | a promise of whether it is |
/// | `fetch` | a file of the site | a promise of its bytes |
/// | `tell` | what the host may know, as JSON | |
/// | `day` | the day that is evaluated for, when it has changed | |
/// | `roster` | region, language, day, a line each | |
/// | `print`, `update` | | |
#[derive(Clone, PartialEq)]
pub struct Host(Function);

impl From<Function> for Host {
    fn from(function: Function) -> Host {
        Host(function)
    }
}

impl Host {
    pub fn ask(&self, wanted: &str, text: &str) -> JsValue {
        let result = self.0.call2(&JsValue::NULL, &wanted.into(), &text.into());
        result.unwrap_or(JsValue::UNDEFINED)
    }

    /// What a promise comes to; nothing if it fails.
    pub async fn promised(self, wanted: &str, text: &str) -> JsValue {
        match self.ask(wanted, text).dyn_into::<Promise>() {
            Ok(promise) => JsFuture::from(promise).await.unwrap_or(JsValue::UNDEFINED),
            Err(_) => JsValue::UNDEFINED,
        }
    }

    /// A file of this site.
    pub async fn fetch(self, path: &str) -> Option<Vec<u8>> {
        let bytes = self.promised("fetch", path).await;
        let bytes: Uint8Array = bytes.dyn_into().ok()?;
        Some(bytes.to_vec())
    }
}

/// Puts the keyboard on the first element below `root` that fits.
pub fn focus(root: &Element, selector: &str) {
    if let Ok(Some(element)) = root.query_selector(selector) {
        let element: HtmlElement = element.unchecked_into();
        let _ = element.focus();
        if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
            input.select();
        }
    }
}

/// For an element inside the page: itself or the nearest ancestor that fits.
pub fn nearest(event: &web_sys::Event, selector: &str) -> Option<Element> {
    let target: Element = event.target()?.dyn_into().ok()?;
    target.closest(selector).ok().flatten()
}
