//! What becomes of answers; folded, on which sources and which version of the rules all of it rests.

use ui::policy;
use yew::prelude::*;

use super::header::cities;
use super::source::origin;
use super::{use_host, use_session};
use crate::session::Session;
use crate::words::Word;

#[component]
pub fn Footer() -> Html {
    let session = use_session();
    let host = use_host();
    let words = session.words;
    html! {
        <footer class="ss-footer">
            <p>{ words.get(Word::NoDecision) }</p>
            <p class="ss-muted">{ words.get(Word::Privacy) }</p>
            <details id="fold-basis">
            <summary>{ words.get(Word::Basis) }</summary>
            <p class="ss-muted ss-version">{ version(&session) }</p>
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
            <p>
                <a href={host.address("policy/accessibility.html")}>
                    { policy(words.get(Word::Accessibility)) }
                </a>
            </p>
            </details>
        </footer>
    }
}

/// Version of the rules and day of evaluation.
fn version(session: &Session) -> String {
    let words = session.words;
    let hash = session.rulebook.hash;
    words.fill(
        Word::Version,
        &[
            &words.date(session.rulebook.version),
            hash.get(..12).unwrap_or(hash),
            &words.date(session.today),
        ],
    )
}
