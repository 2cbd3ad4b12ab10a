//! Where the keyboard goes when somebody has done something.

use std::cell::Cell;
use std::rc::Rc;

use web_sys::wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

/// How often the keyboard has been sent somewhere, as far as that is done. What is drawn later does
/// not take a keyboard that was sent before.
#[derive(Clone, Default, PartialEq)]
pub struct Moves(Rc<Cell<u32>>);

/// For all that is drawn: what was sent where nothing is does not wait for it. `count` is how often the
/// keyboard has been sent.
#[hook]
pub fn use_moves(count: u32) -> Moves {
    let moves = use_memo((), |()| Moves::default());
    let done = Moves::clone(&moves);
    // After those of the elements within.
    use_effect_with(count, move |count| done.0.set(*count));
    Moves::clone(&moves)
}

/// For an element: it gets the keyboard when that is sent once more, and `here`.
#[hook]
pub fn use_keyboard(count: u32, here: bool) -> NodeRef {
    let moves: Moves = use_context().expect("this stands in what is drawn");
    let node = use_node_ref();
    let element = node.clone();
    use_effect_with((count, here), move |&(count, here)| {
        if here && moves.0.replace(count) != count {
            focus(&element);
        }
    });
    node
}

/// Puts the keyboard on an element; in a field, all that stands there is selected.
pub fn focus(node: &NodeRef) {
    let Some(element) = node.cast::<HtmlElement>() else {
        return;
    };
    // An element that cannot have it leaves it where it is.
    let _ = element.focus();
    if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
        input.select();
    }
}
