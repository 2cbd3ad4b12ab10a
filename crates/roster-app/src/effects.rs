//! What the state's changes mean for the browser: the program behind it, files for somebody to keep, the
//! keyboard, how wide its place is; as hooks.

use api::roster::{Bytes, FileKind};
use engine::Date;
use gloo_events::EventListener;
use gloo_file::{Blob, ObjectUrl};
use gloo_timers::callback::Timeout;
use gloo_utils::{document, window};
use wasm_bindgen::{JsCast, UnwrapThrowExt};
use web_sys::{CustomEvent, HtmlAnchorElement, HtmlElement};
use yew::prelude::*;

use crate::host::{Host, Start};
use crate::program::Program;
use crate::state::{Action, Order, Place, StateHandle};

/// How long a browser may take to begin with a file, in milliseconds.
const KEPT: u32 = 60_000;

/// The program behind the view, as long as that is there; it gets what it is asked, in order.
#[hook]
pub fn use_program(state: &StateHandle, script: Option<String>, place: &HtmlElement) {
    let dispatcher = state.dispatcher();
    let program = use_memo((), move |()| {
        let told = dispatcher.clone();
        Program::new(
            script,
            Callback::from(move |one| told.dispatch(Action::Told(one))),
            Callback::from(move |apart| dispatcher.dispatch(Action::Apart(apart))),
        )
    });
    let begun = program.clone();
    use_effect_with((), move |()| {
        begun.begin();
        move || begun.end()
    });
    let orders = state.clone();
    let place = place.clone();
    use_effect(move || {
        for order in orders.orders() {
            match order {
                Order::Ask(asked) => program.ask(asked),
                Order::Anew => program.begin(),
                Order::Save { kind, name, bytes } => save(&place, kind, &name, &bytes),
            }
        }
    });
}

/// Fetches what the program goes by.
#[hook]
pub fn use_files(state: &StateHandle, host: &Host, start: &Start) {
    let (dispatcher, host, start) = (state.dispatcher(), host.clone(), start.clone());
    use_effect_with((), move |()| {
        wasm_bindgen_futures::spawn_local(async move {
            dispatcher.dispatch(match host.files(&start).await {
                Some(files) => Action::Files(files),
                None => Action::Broken,
            });
        });
    });
}

/// Hands a file to the browser.
fn save(place: &HtmlElement, kind: FileKind, name: &str, bytes: &Bytes) {
    let mime = match kind {
        FileKind::Xlsx | FileKind::Template => {
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        }
        FileKind::Csv => "text/csv",
        FileKind::Calendar => "text/calendar",
    };
    let blob = Blob::new_with_options(bytes.0.as_slice(), Some(mime));
    let address = ObjectUrl::from(blob);
    let link: HtmlAnchorElement = document()
        .create_element("a")
        .expect_throw("that is an element")
        .unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    // Some browsers follow only what stands in the page.
    let _ = place.append_child(&link);
    link.click();
    link.remove();
    // Not every browser has begun to read it when the click returns.
    Timeout::new(KEPT, move || drop(address)).forget();
}

/// What the widget tells that the view lies over: that it goes, and that another day has come.
#[hook]
pub fn use_widget(state: &StateHandle, widget: &HtmlElement, onclose: &Callback<bool>) {
    let dispatcher = state.dispatcher();
    let (widget, onclose) = (widget.clone(), onclose.clone());
    use_effect_with((), move |()| {
        let listeners = [
            EventListener::new(&widget, "unmount", move |_| {
                // Not while this listener is at work, which goes with the view.
                let onclose = onclose.clone();
                wasm_bindgen_futures::spawn_local(async move { onclose.emit(false) });
            }),
            EventListener::new(&widget, "day", move |event| {
                let detail = event.dyn_ref().map(CustomEvent::detail);
                let day = detail.and_then(|detail| detail.as_string());
                if let Some(day) = day.as_deref().and_then(Date::parse) {
                    dispatcher.dispatch(Action::Newest(day));
                }
            }),
        ];
        move || drop(listeners)
    });
}

/// Marks how wide the view's place is: it is laid out by that and not by the window.
#[hook]
pub fn use_width(place: &HtmlElement) {
    let place = place.clone();
    use_effect_with((), move |()| {
        let fit = move || {
            let font = place
                .query_selector(".ss")
                .ok()
                .flatten()
                .and_then(|drawn| window().get_computed_style(&drawn).ok().flatten())
                .and_then(|style| style.get_property_value("font-size").ok())
                .and_then(|size| size.trim_end_matches("px").parse::<f64>().ok());
            let width = f64::from(place.offset_width()) / font.unwrap_or(16.0);
            let word = match width {
                60.0.. => "wide",
                ..=40.0 => "narrow",
                _ => "",
            };
            let _ = place.dataset().set("width", word);
        };
        fit();
        let listener = EventListener::new(&window(), "resize", move |_| fit());
        move || drop(listener)
    });
}

/// For an element: it gets the keyboard when the state sends that to `place`.
#[hook]
pub fn use_focus(place: Place) -> NodeRef {
    let state: StateHandle = use_context().expect("this stands in the view");
    let (count, at) = &state.focus;
    ui::use_keyboard(*count, *at == place)
}

/// For an element: a property of its style. Policies of pages forbid styles in what is drawn, not these.
#[hook]
pub fn use_style(name: &'static str, value: String) -> NodeRef {
    let node = use_node_ref();
    let element = node.clone();
    use_effect_with(value, move |value| {
        if let Some(element) = element.cast::<HtmlElement>() {
            let _ = element.style().set_property(name, value);
        }
    });
    node
}
