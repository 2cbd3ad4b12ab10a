//! The boundary to the browser: what only it can do, asked of whoever carries a widget. Nothing here
//! knows rules, answers or words.
//!
//! Every call gives way quietly where a browser refuses it (storage in a locked-down frame, the
//! clipboard without permission): the page goes on without.

use std::rc::Rc;

use js_sys::Uint8Array;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::progress::Progress;

#[wasm_bindgen]
extern "C" {
    /// Whoever carries a widget; `src/host.js` makes one for each.
    pub type Carrier;

    #[wasm_bindgen(method, catch)]
    fn store(this: &Carrier, line: &str, shared: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn title(this: &Carrier, lang: &str, title: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn link(this: &Carrier, line: &str) -> Result<String, JsValue>;
    #[wasm_bindgen(method, catch)]
    async fn copy(this: &Carrier, text: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    async fn read(this: &Carrier, path: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn progress(this: &Carrier, complete: bool, progress: JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn day(this: &Carrier, day: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn roster(this: &Carrier, opening: JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn more(
        this: &Carrier,
        view: &str,
        line: &str,
        lang: &str,
        day: &str,
        english: &str,
    ) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn covered(this: &Carrier) -> Result<bool, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn uncover(this: &Carrier) -> Result<bool, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn touched(this: &Carrier) -> Result<bool, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn print(this: &Carrier) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn remember(this: &Carrier, elder: bool) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn speaks(this: &Carrier, lang: &str) -> Result<bool, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn speak(this: &Carrier, lang: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn update(this: &Carrier) -> Result<(), JsValue>;
}

/// What the view for many people begins with.
#[derive(Serialize)]
pub struct Opening<'a> {
    /// The id of a place, or empty.
    pub region: &'a str,
    pub lang: &'a str,
    pub day: String,
    /// Where the site has the notes to the rules, and the English words.
    pub notes: String,
    pub english: &'a str,
}

/// The carrier of a widget, and where the site is.
#[derive(Clone)]
pub struct Host {
    carrier: Rc<Carrier>,
    base: Rc<str>,
}

impl PartialEq for Host {
    fn eq(&self, other: &Host) -> bool {
        Rc::ptr_eq(&self.carrier, &other.carrier)
    }
}

impl Host {
    /// `base` stands before the site's addresses; it is empty in a page of the site itself.
    pub fn new(carrier: Carrier, base: &str) -> Host {
        Host {
            carrier: Rc::new(carrier),
            base: base.into(),
        }
    }

    /// The address of a file of the site.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Keeps the answers as a line; `shared` are the facts of which the host is told the answers,
    /// parted by `,`.
    pub fn store(&self, line: &str, shared: &str) {
        let _ = self.carrier.store(line, shared);
    }

    /// Names the page, in a language.
    pub fn title(&self, lang: &str, title: &str) {
        let _ = self.carrier.title(lang, title);
    }

    /// The address that brings answers back.
    pub fn link(&self, line: &str) -> String {
        self.carrier.link(line).unwrap_or_default()
    }

    /// Puts a text on the clipboard; whether it is there.
    pub async fn copy(&self, text: &str) -> bool {
        self.carrier
            .copy(text)
            .await
            .is_ok_and(|copied| copied.is_truthy())
    }

    /// A file of this site.
    pub async fn read(&self, path: &str) -> Option<Vec<u8>> {
        let bytes: Uint8Array = self.carrier.read(path).await.ok()?.dyn_into().ok()?;
        Some(bytes.to_vec())
    }

    /// What the host may know.
    pub fn progress(&self, complete: bool, progress: &Progress) {
        let serializer = serde_wasm_bindgen::Serializer::json_compatible();
        if let Ok(progress) = progress.serialize(&serializer) {
            let _ = self.carrier.progress(complete, progress);
        }
    }

    /// The day that is evaluated for has changed.
    pub fn day(&self, day: &str) {
        let _ = self.carrier.day(day);
    }

    /// Opens the view for many people.
    pub fn roster(&self, opening: &Opening) {
        if let Ok(opening) = serde_wasm_bindgen::to_value(opening) {
            let _ = self.carrier.roster(opening);
        }
    }

    /// Opens a view over these answers. `english`: where the site has the English words.
    pub fn more(&self, view: &str, line: &str, lang: &str, day: &str, english: &str) {
        let _ = self.carrier.more(view, line, lang, day, english);
    }

    /// Whether something lies over the widget.
    pub fn is_covered(&self) -> bool {
        self.carrier.covered().unwrap_or_default()
    }

    /// Closes what lies over the widget; whether there was something.
    pub fn uncover(&self) -> bool {
        self.carrier.uncover().unwrap_or_default()
    }

    /// Whether somebody else has changed what was drawn before, as translators do. To be asked once for each
    /// drawing.
    pub fn is_touched(&self) -> bool {
        self.carrier.touched().unwrap_or_default()
    }

    pub fn print(&self) {
        let _ = self.carrier.print();
    }

    /// Keeps on this device that large type is wanted, or that it is not.
    pub fn remember(&self, elder: bool) {
        let _ = self.carrier.remember(elder);
    }

    /// Whether the device has a voice of its own for a language.
    pub fn speaks(&self, lang: &str) -> bool {
        self.carrier.speaks(lang).unwrap_or_default()
    }

    /// Reads out what stands on the screen, or stops reading.
    pub fn speak(&self, lang: &str) {
        let _ = self.carrier.speak(lang);
    }

    /// Takes the newer version of the page.
    pub fn update(&self) {
        let _ = self.carrier.update();
    }
}
