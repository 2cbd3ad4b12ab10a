//! The way from outside into a widget that is drawn: [`crate::set`] at one end, the page's session at
//! the other.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use yew::Callback;

use crate::options::Options;

/// What comes in.
#[derive(Clone)]
pub enum Message {
    Options(Options),
    /// The id of a question that the browser goes back or forth to.
    Revisit(String),
}

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
    Waiting(Vec<Message>),
    Connected(Callback<Message>),
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

    pub fn send(&self, message: Message) {
        let listener = match &mut *self.end.borrow_mut() {
            End::Waiting(waiting) => {
                waiting.push(message);
                return;
            }
            End::Connected(listener) => listener.clone(),
            End::Gone => return,
        };
        listener.emit(message);
    }

    pub(crate) fn connect(&self, listener: Callback<Message>) {
        let before = self.end.replace(End::Connected(listener.clone()));
        if let End::Waiting(waiting) = before {
            waiting
                .into_iter()
                .for_each(|message| listener.emit(message));
        }
    }

    /// Lets go of the session.
    pub(crate) fn disconnect(&self) {
        self.end.replace(End::Gone);
    }
}
