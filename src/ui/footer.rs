//! Which sources the rules rest on, and what becomes of answers.

use yew::prelude::*;

use super::header::cities;
use super::source::{origin, policy};
use super::{use_host, use_session};
use crate::words::Word;

#[component]
pub fn Footer() -> Html {
    let session = use_session();
    let host = use_host();
    let words = session.words;
    html! {
        <footer class="ss-footer">
            <h2>{ words.get(Word::Covered) }</h2>
            <p>{ words.fill(Word::CoveredHint, &[&cities(&session)]) }</p>
            <ul>
                for source in &session.rulebook.sources {
                    <li>
                        <a href={host.address(&format!("policy/{}.html", source.id))}>
                            { policy(source.title) }
                        </a>
                        { origin(words, source) }
                    </li>
                }
            </ul>
            <p class="ss-muted">{ words.get(Word::Privacy) }</p>
        </footer>
    }
}
