//! The boundary to the browser: address, storage, clipboard, focus, printing. Nothing here knows
//! rules, answers or words.
//!
//! Every call gives way quietly where a browser refuses it (storage in a locked-down frame, the
//! clipboard without permission): the page goes on without.

use engine::Date;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Element, HtmlElement, HtmlInputElement, Response, Window};

const STORE: &str = "skill-subsidy";

fn window() -> Window {
    web_sys::window().expect("the page runs in a window")
}

fn document() -> Document {
    window().document().expect("a window has a document")
}

/// The day on the calendar where the browser is. Never taken from UTC: near midnight that is
/// another day.
pub fn today() -> Date {
    civil(&js_sys::Date::new_0())
}

/// The local calendar day of a moment.
pub fn civil(moment: &js_sys::Date) -> Date {
    let year = moment.get_full_year() as i32;
    let month = moment.get_month() as u8 + 1;
    Date::new(year, month, moment.get_date() as u8).unwrap_or(Date::from_days(0))
}

/// What the address gives for a name behind its `?`.
pub fn query(name: &str) -> Option<String> {
    let search = window().location().search().ok()?;
    search
        .trim_start_matches('?')
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

/// What stands behind the `#` of the address, if it begins like this; others put things there too.
/// It is taken out of the address, so that a reload shows what was answered since.
pub fn take_fragment(beginning: &str) -> String {
    let fragment = window().location().hash().unwrap_or_default();
    let fragment = fragment.get(1..).unwrap_or_default();
    if !fragment.starts_with(beginning) {
        return String::new();
    }
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&page()));
    }
    fragment.to_owned()
}

/// The address of this page without what stands behind its `#`.
pub fn page() -> String {
    let address = window().location().href().unwrap_or_default();
    match address.split_once('#') {
        Some((page, _)) => page.to_owned(),
        None => address,
    }
}

pub fn stored() -> String {
    let store = window().session_storage().ok().flatten();
    store
        .and_then(|store| store.get_item(STORE).ok().flatten())
        .unwrap_or_default()
}

pub fn store(line: &str) {
    if let Ok(Some(store)) = window().session_storage() {
        let _ = store.set_item(STORE, line);
    }
}

/// Whether the text now is on the clipboard.
pub async fn copy(text: String) -> bool {
    // Pages without a secure address have no clipboard.
    let clipboard = JsValue::from(window().navigator().clipboard());
    if clipboard.is_undefined() {
        return false;
    }
    let clipboard: web_sys::Clipboard = clipboard.unchecked_into();
    JsFuture::from(clipboard.write_text(&text)).await.is_ok()
}

pub fn print() {
    let _ = window().print();
}

/// A text file of this site.
pub async fn fetch(path: &str) -> Option<Vec<u8>> {
    let response = JsFuture::from(window().fetch_with_str(path)).await.ok()?;
    let response: Response = response.unchecked_into();
    if !response.ok() {
        return None;
    }
    let bytes = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    Some(js_sys::Uint8Array::new(&bytes).to_vec())
}

pub fn name_page(title: &str, lang: &str) {
    let document = document();
    if document.title() != title {
        document.set_title(title);
    }
    if let Some(html) = document.document_element() {
        let _ = html.set_attribute("lang", lang);
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

/// Shows the sentence for a page that cannot go on; it stands in the page from the start.
pub fn show_failure() {
    if let Some(failure) = element("failure") {
        let _ = failure.remove_attribute("hidden");
    }
}

/// The element with this id.
pub fn element(id: &str) -> Option<Element> {
    document().get_element_by_id(id)
}

/// For an element inside the page: itself or the nearest ancestor that fits.
pub fn nearest(event: &web_sys::Event, selector: &str) -> Option<Element> {
    let target: Element = event.target()?.dyn_into().ok()?;
    target.closest(selector).ok().flatten()
}
