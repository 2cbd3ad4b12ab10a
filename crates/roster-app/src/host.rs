//! The boundary to the page around the view: what only that can do, asked of whoever opens it.

use std::rc::Rc;

use api::roster::{Bytes, Files};
use engine::Date;
use js_sys::{Function, Uint8Array};
use serde::Deserialize;
use wasm_bindgen::prelude::*;
use web_sys::Element;

#[wasm_bindgen]
extern "C" {
    /// Whoever opens the view; `src/host.js` makes one for each.
    pub type Carrier;

    #[wasm_bindgen(method, catch)]
    fn print(this: &Carrier) -> Result<(), JsValue>;
    /// Gives a function that says whether somebody else has changed what was drawn in an element before.
    #[wasm_bindgen(method, catch)]
    fn watch(this: &Carrier, element: &Element) -> Result<Function, JsValue>;
    /// Gives the bytes of a file of the site.
    #[wasm_bindgen(method, catch)]
    async fn read(this: &Carrier, path: &str) -> Result<JsValue, JsValue>;
    /// Gives those of the rules that the page goes by.
    #[wasm_bindgen(method, catch)]
    async fn rules(this: &Carrier) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn closed(this: &Carrier) -> Result<(), JsValue>;
}

/// What the view begins with.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(default)]
#[derive(Default)]
pub struct Start {
    /// The id of where everybody is of whom the roster says nothing else; empty if nobody has said.
    pub region: String,
    pub lang: String,
    /// The day that is evaluated for.
    pub day: String,
    /// Where the site has the notes to the rules, and the English words; empty where nobody needs them.
    pub notes: String,
    pub english: String,
    /// Where the site is, put before its addresses; empty in a file.
    pub base: String,
    /// The address of the styles, where they are not there already.
    pub style: Option<String>,
    /// The address of the worker's script, where there may be one.
    pub script: Option<String>,
}

impl Start {
    pub fn day(&self) -> Option<Date> {
        Date::parse(&self.day)
    }
}

/// The carrier of a view, and where the site is.
#[derive(Clone)]
pub struct Host {
    carrier: Rc<Carrier>,
    touched: Rc<Function>,
    base: Rc<str>,
}

impl PartialEq for Host {
    fn eq(&self, other: &Host) -> bool {
        Rc::ptr_eq(&self.carrier, &other.carrier)
    }
}

impl Host {
    /// For what is drawn in an element.
    pub fn new(carrier: Carrier, element: &Element, base: &str) -> Host {
        // Whoever cannot say has never seen anything.
        let touched = carrier.watch(element).unwrap_or_default();
        Host {
            carrier: Rc::new(carrier),
            touched: Rc::new(touched),
            base: base.into(),
        }
    }

    /// The address of a file of the site.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// What the program goes by, English or not.
    pub async fn files(&self, start: &Start) -> Option<Files> {
        let bytes = |value: JsValue| value.dyn_into::<Uint8Array>().ok().map(|one| one.to_vec());
        let rules = bytes(self.carrier.rules().await.ok()?)?;
        let notes = match start.notes.as_str() {
            "" => None,
            path => Some(Bytes(bytes(self.carrier.read(path).await.ok()?)?)),
        };
        let english = match (start.lang.as_str(), start.english.as_str()) {
            ("en", path) if !path.is_empty() => {
                let file = bytes(self.carrier.read(path).await.ok()?)?;
                Some(String::from_utf8(file).ok()?)
            }
            _ => None,
        };
        Some(Files {
            rules: Bytes(rules),
            notes,
            english,
        })
    }

    pub fn print(&self) {
        let _ = self.carrier.print();
    }

    /// Whether somebody else has changed what was drawn before, as translators do. To be asked once for each
    /// drawing.
    pub fn is_touched(&self) -> bool {
        let touched = self.touched.call0(&JsValue::NULL);
        touched.is_ok_and(|touched| touched.is_truthy())
    }

    /// The view has gone.
    pub fn closed(&self) {
        let _ = self.carrier.closed();
    }
}
