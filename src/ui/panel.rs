//! What stands beside a question where there is room: what is known, and what it comes to so far; before
//! anything is known, the way to many people at once.

use yew::prelude::*;

use super::results::outlook;
use super::tools::RosterButton;
use super::use_session;
use crate::words::Word;

#[component]
pub fn Panel() -> Html {
    let session = use_session();
    let words = session.words;
    if !session.placed() {
        return html! { <aside class="ss-aside"><RosterButton /></aside> };
    }
    let known = session.order.iter();
    let known = known.filter(|fact| session.in_use[usize::from(**fact)]);
    html! {
        <aside class="ss-aside ss-panel" aria-labelledby="known">
            <h2 id="known">{ words.get(Word::MyAnswers) }</h2>
            <ul>
                for &fact in known {
                    <li>
                        <b>{ words.fact(fact).name }</b>
                        { words.answer(fact, session.answers.get(fact)) }
                    </li>
                }
            </ul>
            <p>{ outlook(&session) }</p>
        </aside>
    }
}
