//! In a page of its own the browser's way back is a step back: every question is an entry in its
//! history, and so are the results, each benefit, and what lies over the questions (the view for many people, the clauses of the
//! offline file). Whatever covers or uncovers a widget sends its element the event `cover`.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::EventListener;
use gloo_utils::{history, window};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use yew::prelude::*;

use crate::host::Host;
use crate::session::{Action, SessionHandle, View};

/// What the browser keeps with an entry, across reloads too.
#[derive(Clone, PartialEq, Default, Debug, Serialize, Deserialize)]
#[serde(default)]
struct Entry {
    /// The question that is on the screen; empty for the results, and for a benefit its id behind `=`.
    ask: Option<String>,
    /// The one of the entry before.
    before: Option<String>,
    /// Something lies over the questions.
    over: bool,
}

impl Entry {
    /// Where the browser is; nothing is known of entries that others have made.
    fn here() -> Entry {
        let state = history().state().unwrap_or(JsValue::NULL);
        serde_wasm_bindgen::from_value(state).unwrap_or_default()
    }

    fn push(&self) {
        // A browser may refuse, after very many: then its way back leads further.
        let _ = history().push_state(&self.state(), "");
    }

    fn replace(&self) {
        let _ = history().replace_state(&self.state(), "");
    }

    fn state(&self) -> JsValue {
        serde_wasm_bindgen::to_value(self).unwrap_or(JsValue::NULL)
    }
}

/// A widget, as its history concerns it.
#[derive(Clone)]
struct Steps {
    session: SessionHandle,
    host: Host,
    /// Where one was before the browser went somewhere else; nowhere yet at the start.
    last: Rc<RefCell<Option<Entry>>>,
}

impl Steps {
    fn asked(&self) -> String {
        let session = &self.session;
        match session.view {
            View::Questions => session
                .current
                .map_or(String::new(), |fact| session.fact(fact).id.to_owned()),
            View::Results => String::new(),
            View::Benefit(benefit) => format!("={}", session.benefit(benefit).id),
        }
    }

    /// Goes to where an entry was, if that may still be on the screen.
    fn go(&self, ask: &str) -> bool {
        if ask.is_empty() {
            let placed = self.session.placed();
            if placed {
                self.session.dispatch(Action::ShowResults);
            }
            return placed;
        }
        if let Some(id) = ask.strip_prefix('=') {
            let mut benefits = (0..).zip(&self.session.rulebook.benefits);
            let benefit = benefits.find(|(_, benefit)| benefit.id == id);
            if let Some((benefit, _)) = benefit {
                self.session.dispatch(Action::ShowBenefit(benefit));
            }
            return benefit.is_some();
        }
        let fact = self.session.rulebook.fact(ask);
        let fact = fact.filter(|fact| self.session.may_stand_open(*fact));
        if let Some(fact) = fact {
            self.session.dispatch(Action::Revisit(fact));
        }
        fact.is_some()
    }

    /// The history goes along with the widget.
    fn follow(&self) {
        let entry = Entry::here();
        let asked = self.asked();
        if self.last.borrow().is_none() {
            // A reload stays where it is.
            let elsewhere = entry.ask.clone().filter(|ask| *ask != asked);
            if !elsewhere.is_some_and(|ask| self.go(&ask)) {
                let ask = Some(asked);
                Entry {
                    ask,
                    over: false,
                    ..entry
                }
                .replace();
            }
        } else if self.host.is_covered() {
            if !entry.over {
                Entry {
                    over: true,
                    ..entry
                }
                .push();
            }
        } else if entry.ask.as_ref() != Some(&asked) {
            if entry.before.as_ref() == Some(&asked) {
                back();
            } else {
                let (ask, before) = (Some(asked), entry.ask);
                Entry {
                    ask,
                    before,
                    over: false,
                }
                .push();
            }
        }
        self.last.replace(Some(Entry::here()));
    }

    /// The widget goes along with the history.
    fn come_back(&self) {
        let entry = Entry::here();
        let last = self.last.replace(Some(entry.clone()));
        if self.host.uncover() {
            return;
        }
        // What was closed, or can be asked no more, is passed over.
        if last.is_some_and(|last| last.over) {
            back();
        } else if let Some(ask) = entry.ask.filter(|ask| *ask != self.asked())
            && !self.go(&ask)
        {
            back();
        }
    }
}

fn back() {
    let _ = history().back();
}

/// Keeps session and history together. For a page of its own.
#[hook]
pub fn use_history(session: &SessionHandle, host: &Host, alone: bool) {
    let last = use_mut_ref(|| None);
    let steps = alone.then(|| Steps {
        session: session.clone(),
        host: host.clone(),
        last,
    });
    let followed = steps.clone();
    use_effect_with((session.view, session.current), move |_| {
        if let Some(steps) = followed {
            steps.follow();
        }
    });
    use_effect_with(session.revision, move |_| {
        let listeners = steps.map(|steps| {
            let covered = steps.clone();
            [
                EventListener::new(&window(), "popstate", move |_| steps.come_back()),
                EventListener::new(&window(), "cover", move |_| covered.follow()),
            ]
        });
        move || drop(listeners)
    });
}
