//! The way from outside into a widget that is drawn: [`crate::set`] at one end, the page's session at
//! the other.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use yew::Callback;

use crate::options::Options;

/// Each is another one.
#[derive(Clone)]
pub struct Remote {
    serial: u32,
    end: Rc<RefCell<End>>,
}

impl PartialEq for Remote {
    fn eq(&self, other: &Remote) -> bool {
        self.serial == other.serial
    }
}

enum End {
    /// Nobody listens yet: kept until somebody does.
    Waiting(Vec<Options>),
    Connected(Callback<Options>),
    Gone,
}

impl Remote {
    pub fn new() -> Remote {
        thread_local! {
            static MADE: Cell<u32> = const { Cell::new(0) };
        }
        MADE.set(MADE.get() + 1);
        Remote {
            serial: MADE.get(),
            end: Rc::new(RefCell::new(End::Waiting(Vec::new()))),
        }
    }

    /// Tells one widget from another.
    pub fn serial(&self) -> u32 {
        self.serial
    }

    pub fn send(&self, options: Options) {
        let listener = match &mut *self.end.borrow_mut() {
            End::Waiting(waiting) => {
                waiting.push(options);
                return;
            }
            End::Connected(listener) => listener.clone(),
            End::Gone => return,
        };
        listener.emit(options);
    }

    pub(crate) fn connect(&self, listener: Callback<Options>) {
        let before = self.end.replace(End::Connected(listener.clone()));
        if let End::Waiting(waiting) = before {
            waiting
                .into_iter()
                .for_each(|options| listener.emit(options));
        }
    }

    /// Lets go of the session.
    pub(crate) fn disconnect(&self) {
        self.end.replace(End::Gone);
    }
}
