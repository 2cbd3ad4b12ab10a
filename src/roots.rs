//! The elements that widgets are drawn in.
//!
//! Yew listens at the root of an app for as long as the program lives, also after the app has gone. So
//! roots outlive their widgets: an app that shows nothing waits for the next widget, and there are
//! never more than have been on the screen at once.

use std::cell::RefCell;

use web_sys::Element;
use yew::prelude::*;

use crate::remote::Remote;
use crate::ui::{App, AppProps};

thread_local! {
    static WIDGETS: RefCell<Vec<Option<Widget>>> = const { RefCell::new(Vec::new()) };
    static IDLE: RefCell<Vec<Root>> = const { RefCell::new(Vec::new()) };
}

struct Root {
    element: Element,
    app: yew::AppHandle<Slot>,
}

struct Widget {
    root: Root,
    remote: Remote,
}

#[derive(PartialEq, Properties)]
struct SlotProps {
    widget: Option<AppProps>,
}

/// A place for one widget after another.
#[component]
fn Slot(props: &SlotProps) -> Html {
    html! {
        if let Some(widget) = &props.widget {
            <App key={widget.remote.serial()} ..widget.clone() />
        }
    }
}

/// Draws a widget in an element, in place of what stands there, and says its number.
pub fn open(place: &Element, props: AppProps) -> usize {
    place.set_text_content(None);
    let remote = props.remote.clone();
    let widget = Some(props);
    let root = match idle() {
        Some(mut root) => {
            root.app.update(SlotProps { widget });
            root
        }
        None => {
            let document = place.owner_document().expect("an element has a document");
            let element = document.create_element("div").expect("that is an element");
            let slot = SlotProps { widget };
            let app = yew::Renderer::with_root_and_props(element.clone(), slot).render();
            Root { element, app }
        }
    };
    place
        .append_child(&root.element)
        .expect("nothing stands in an element that has just been emptied");
    WIDGETS.with_borrow_mut(|widgets| {
        let free = widgets.iter().position(Option::is_none);
        let number = free.unwrap_or_else(|| {
            widgets.push(None);
            widgets.len() - 1
        });
        widgets[number] = Some(Widget { root, remote });
        number
    })
}

/// A root that waits for a widget, and in which nothing of the one before is left.
fn idle() -> Option<Root> {
    IDLE.with_borrow_mut(|idle| {
        let empty = |root: &Root| root.element.first_child().is_none();
        idle.iter().position(empty).map(|at| idle.swap_remove(at))
    })
}

/// The way into a widget, if there is one of that number.
pub fn remote(number: usize) -> Option<Remote> {
    WIDGETS.with_borrow(|widgets| match widgets.get(number) {
        Some(Some(widget)) => Some(widget.remote.clone()),
        _ => None,
    })
}

/// Takes a widget away.
pub fn close(number: usize) {
    let widget = WIDGETS.with_borrow_mut(|widgets| widgets.get_mut(number).and_then(Option::take));
    if let Some(Widget { mut root, .. }) = widget {
        root.app.update(SlotProps { widget: None });
        root.element.remove();
        IDLE.with_borrow_mut(|idle| idle.push(root));
    }
}
