//! The view for many people: from a spreadsheet to everybody's subsidies and the enterprise's own. One program
//! for both sides: the view in the page (function components over one [`state::State`]), and in a worker what
//! reads and evaluates ([`desk`]). It decides nothing about subsidies, and adds and compares no money.

mod effects;
pub mod host;
mod program;
pub mod state;
pub mod view;
pub mod words;

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{Event, EventInit, HtmlElement};
use yew::prelude::*;

use crate::host::{Carrier, Host, Start};
use crate::view::App;

pub use program::serve;

/// Opens the view over a widget's element, which is hidden meanwhile and hears `cover` when the view comes and
/// goes. It tells the view `unmount` when it goes itself, and `day` when another one has come. `start` is a
/// [`Start`].
#[wasm_bindgen]
pub fn open(element: &HtmlElement, carrier: Carrier, start: JsValue) -> Result<(), JsValue> {
    let start: Start = serde_wasm_bindgen::from_value(start)?;
    let document = element.owner_document().ok_or("an element of a document")?;
    // Marks of the host's come with the view: the widget's own stay where they are.
    let outer: HtmlElement = document.create_element("div")?.unchecked_into();
    outer.dataset().set("rosterView", "")?;
    for name in ["theme", "size"] {
        if let Some(value) = element.dataset().get(name) {
            outer.dataset().set(name, &value)?;
        }
    }
    let host = Host::new(carrier, &outer, &start.base);
    element.set_hidden(true);
    covers(element)?;
    element.after_with_node_1(&outer)?;

    let number = Rc::new(Cell::new(None));
    let close = {
        let (element, outer, number, host) =
            (element.clone(), outer.clone(), number.clone(), host.clone());
        move |back: bool| {
            let Some(number) = number.take() else {
                return;
            };
            outer.remove();
            ui::roots::close(number);
            if back {
                element.set_hidden(false);
                // Nobody listens to what cannot be dispatched.
                let _ = covers(&element);
                host.closed();
            }
        }
    };
    let element = element.clone();
    let place = outer.clone();
    let app = html! { <App {host} {start} {element} {place} onclose={close} /> };
    number.set(Some(ui::roots::open(&outer, app)));
    Ok(())
}

/// Tells a widget that something lies over it, or does no more.
fn covers(element: &HtmlElement) -> Result<(), JsValue> {
    let init = EventInit::new();
    init.set_bubbles(true);
    element.dispatch_event(&Event::new_with_event_init_dict("cover", &init)?)?;
    Ok(())
}
