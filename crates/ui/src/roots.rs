//! The elements that apps are drawn in.
//!
//! Yew listens at the root of an app for as long as the program lives, also after the app has gone. So
//! roots outlive what was drawn in them: an app that shows nothing waits for the next one, and there are
//! never more than have been on the screen at once.

use std::cell::RefCell;

use web_sys::Element;
use yew::prelude::*;

thread_local! {
    static OPEN: RefCell<Vec<Option<Root>>> = const { RefCell::new(Vec::new()) };
    static IDLE: RefCell<Vec<Root>> = const { RefCell::new(Vec::new()) };
}

struct Root {
    element: Element,
    app: yew::AppHandle<Slot>,
}

#[derive(PartialEq, Properties)]
struct SlotProps {
    app: Option<Html>,
}

/// A place for one app after another.
#[component]
fn Slot(props: &SlotProps) -> Html {
    props.app.clone().unwrap_or_default()
}

/// Draws an app in an element, in place of what stands there, and says its number.
pub fn open(place: &Element, app: Html) -> usize {
    place.set_text_content(None);
    let slot = SlotProps { app: Some(app) };
    let root = match idle() {
        Some(mut root) => {
            root.app.update(slot);
            root
        }
        None => {
            let document = place.owner_document().expect("an element has a document");
            let element = document.create_element("div").expect("that is an element");
            let app = yew::Renderer::with_root_and_props(element.clone(), slot).render();
            Root { element, app }
        }
    };
    place
        .append_child(&root.element)
        .expect("nothing stands in an element that has just been emptied");
    OPEN.with_borrow_mut(|open| {
        let free = open.iter().position(Option::is_none);
        let number = free.unwrap_or_else(|| {
            open.push(None);
            open.len() - 1
        });
        open[number] = Some(root);
        number
    })
}

/// A root that waits for an app, and in which nothing of the one before is left.
fn idle() -> Option<Root> {
    IDLE.with_borrow_mut(|idle| {
        let empty = |root: &Root| root.element.first_child().is_none();
        idle.iter().position(empty).map(|at| idle.swap_remove(at))
    })
}

/// Takes an app away.
pub fn close(number: usize) {
    let root = OPEN.with_borrow_mut(|open| open.get_mut(number).and_then(Option::take));
    if let Some(mut root) = root {
        root.app.update(SlotProps { app: None });
        root.element.remove();
        IDLE.with_borrow_mut(|idle| idle.push(root));
    }
}
