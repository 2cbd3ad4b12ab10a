//! The widgets of a document, and the ways into them.

use std::cell::RefCell;

use web_sys::Element;
use yew::prelude::*;

use crate::remote::Remote;
use crate::ui::{App, AppProps};

thread_local! {
    static REMOTES: RefCell<Vec<(usize, Remote)>> = const { RefCell::new(Vec::new()) };
}

/// Draws a widget in an element, in place of what stands there, and says its number.
pub fn open(place: &Element, props: AppProps) -> usize {
    let remote = props.remote.clone();
    let app = html! { <App key={remote.serial()} ..props /> };
    let number = ui::roots::open(place, app);
    REMOTES.with_borrow_mut(|remotes| remotes.push((number, remote)));
    number
}

/// The way into a widget, if there is one of that number.
pub fn remote(number: usize) -> Option<Remote> {
    REMOTES.with_borrow(|remotes| {
        let mut found = remotes.iter().filter(|(one, _)| *one == number);
        found.next().map(|(_, remote)| remote.clone())
    })
}

/// Takes a widget away.
pub fn close(number: usize) {
    REMOTES.with_borrow_mut(|remotes| remotes.retain(|(one, _)| *one != number));
    ui::roots::close(number);
}
