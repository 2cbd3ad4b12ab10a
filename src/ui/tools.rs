//! What can be done with all answers: look at many people at once, print, share, start over.

use engine::{AUDIENCE, Answer};
use yew::prelude::*;

use super::{on_click, use_focus, use_host, use_session};
use crate::effects::{open_roster, share};
use crate::session::{Action, Focus, Link};
use crate::words::Word;

/// Many people at once, for who asks for an enterprise.
#[component]
pub fn RosterButton() -> Html {
    let session = use_session();
    let host = use_host();
    let words = session.words;
    let Answer::Choice(audience) = session.answers.get(AUDIENCE) else {
        return html! {};
    };
    if session.fact(AUDIENCE).kind.options()[usize::from(audience)].id != "enterprise" {
        return html! {};
    }
    let onclick = {
        let session = session.clone();
        move |_: MouseEvent| open_roster(&session, &host)
    };
    html! {
        <p class="ss-buttons">
            <button type="button" class="ss-quiet" data-action="roster" {onclick}>
                { words.get(Word::Roster) }
            </button>
            <span class="ss-muted">{ words.get(Word::RosterHint) }</span>
        </p>
    }
}

/// Print, share, start over.
#[component]
pub fn Tools() -> Html {
    let session = use_session();
    let host = use_host();
    let restart = use_focus(Focus::Restart);
    let words = session.words;
    let onprint = {
        let host = host.clone();
        move |_: MouseEvent| host.print()
    };
    let onshare = {
        let session = session.clone();
        move |_: MouseEvent| share(&session, &host)
    };
    html! {
        <>
            <p class="ss-buttons ss-tools">
                <button type="button" class="ss-quiet" data-action="print" onclick={onprint}>
                    { words.get(Word::Print) }
                </button>
                <button type="button" class="ss-quiet" data-action="share" onclick={onshare}>
                    { words.get(Word::Share) }
                </button>
                <button
                    type="button"
                    class="ss-quiet"
                    data-action="restart"
                    ref={restart}
                    onclick={on_click(&session, Action::Restart)}
                >
                    { words.get(Word::Restart) }
                </button>
            </p>
            if let Some(link) = session.link.clone() {
                <ShareLink {link} />
            }
            if session.restarting {
                <ConfirmRestart />
            }
        </>
    }
}

#[derive(PartialEq, Properties)]
struct ShareLinkProps {
    link: Link,
}

#[component]
fn ShareLink(ShareLinkProps { link }: &ShareLinkProps) -> Html {
    let words = use_session().words;
    let field = use_focus(Focus::Link);
    let hint = if link.copied {
        Word::LinkCopied
    } else {
        Word::LinkHint
    };
    html! {
        <p class="ss-link">
            // Read out when it changes; a label cannot be, so it names the field from outside.
            <span id="link-said" role="status">{ words.get(hint) }</span>
            <input
                id="link"
                aria-labelledby="link-said"
                type="text"
                readonly=true
                value={link.address.clone()}
                ref={field}
            />
        </p>
    }
}

#[component]
fn ConfirmRestart() -> Html {
    let session = use_session();
    let question = use_focus(Focus::Confirm);
    let words = session.words;
    html! {
        <div class="ss-confirm" role="group" aria-labelledby="confirm">
            <p id="confirm" tabindex="-1" ref={question}>{ words.get(Word::RestartSure) }</p>
            <p class="ss-buttons">
                <button
                    type="button"
                    data-action="restart-yes"
                    onclick={on_click(&session, Action::RestartYes)}
                >
                    { words.get(Word::RestartYes) }
                </button>
                <button
                    type="button"
                    class="ss-quiet"
                    data-action="restart-no"
                    onclick={on_click(&session, Action::RestartNo)}
                >
                    { words.get(Word::Cancel) }
                </button>
            </p>
        </div>
    }
}
