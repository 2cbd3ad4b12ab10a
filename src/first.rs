//! The first screen, drawn when the site is built: it can be read and ticked before any program has
//! come. The program then draws the same in its place, and takes over what was ticked.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use ui::Moves;
use wasm_bindgen::{JsCast, JsValue};
use yew::prelude::*;

use crate::host::Host;
use crate::options::Start;
use crate::session::{Session, SessionHandle};
use crate::ui::Page;

/// Marks that say that something lives. Here nothing does yet.
const MARKS: [&str; 4] = ["data-fact", "data-question", "data-option", "data-button"];

#[derive(PartialEq, Properties)]
struct ScreenProps {
    session: Session,
    base: &'static str,
}

#[component]
fn Screen(props: &ScreenProps) -> Html {
    let session = use_reducer_eq(|| props.session.clone());
    let host = Host::new(JsValue::UNDEFINED.unchecked_into(), props.base);
    html! {
        <ContextProvider<Host> context={host}>
            <ContextProvider<Moves> context={Moves::default()}>
                <ContextProvider<SessionHandle> context={session}>
                    <Page />
                </ContextProvider<SessionHandle>>
            </ContextProvider<Moves>>
        </ContextProvider<Host>>
    }
}

/// What stands on the screen in a session, for a site at `base`.
pub(crate) fn render(session: &Session, base: &'static str) -> String {
    let session = session.clone();
    let renderer = yew::LocalServerRenderer::<Screen>::with_props(ScreenProps { session, base });
    let mut page = pin!(renderer.hydratable(false).render());
    // Nothing here waits for anything.
    for _ in 0..100_000 {
        if let Poll::Ready(page) = page.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return page;
        }
    }
    panic!("a page that never comes");
}

/// The screen of somebody who comes for the first time.
pub fn screen() -> String {
    let mut page = render(&Start::default().session(), "");
    for mark in MARKS {
        let begin = format!(" {mark}=\"");
        while let Some(at) = page.find(&begin) {
            let value = at + begin.len();
            let end = value + page[value..].find('"').expect("a value ends");
            page.replace_range(at..=end, "");
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_screen_asks_and_claims_no_life() {
        let page = screen();
        for shown in [
            "您要为谁查询",
            "value=\"individual\"",
            "淄博",
            "policy/zibo.html",
        ] {
            assert!(page.contains(shown), "{shown}");
        }
        for mark in MARKS {
            assert!(!page.contains(mark), "{mark}");
        }
    }
}
