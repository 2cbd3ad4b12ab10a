//! What can be done with all answers: look at many people at once, print, share, start over.

use engine::{AUDIENCE, Answer, REGION};
use ui::Button;
use yew::prelude::*;

use super::{on_click, use_focus, use_host, use_session};
use crate::effects::{open_more, open_roster, share};
use crate::session::{Action, Focus, Link};
use crate::words::Word;

/// Many people at once: for who asks for an enterprise, and for who has not said yet.
#[component]
pub fn RosterButton() -> Html {
    let session = use_session();
    let host = use_host();
    let words = session.words;
    if let Answer::Choice(audience) = session.answers.get(AUDIENCE)
        && session.fact(AUDIENCE).kind.options()[usize::from(audience)].id != "enterprise"
    {
        return html! {};
    }
    let onclick = {
        let session = session.clone();
        move |_: MouseEvent| open_roster(&session, &host)
    };
    html! {
        <p class="ss-buttons">
            <Button name="roster" quiet=true {onclick}>
                { words.get(Word::Roster) }
            </Button>
            <span class="ss-muted">{ words.get(Word::RosterHint) }</span>
        </p>
    }
}

#[derive(PartialEq, Properties)]
pub struct ToolsProps {
    /// What stands here is all, not one benefit.
    pub whole: bool,
}

/// Print and share what stands here; start over.
#[component]
pub fn Tools(&ToolsProps { whole }: &ToolsProps) -> Html {
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
                if whole {
                    <MoreButton view="advice" word={Word::Advice} />
                    // Where the host has chosen the place, it is not for others.
                    if !session.locked(REGION) {
                        <MoreButton view="cities" word={Word::Cities} />
                    }
                }
                <Button name="print" quiet=true onclick={onprint}>
                    { words.get(Word::Print) }
                </Button>
                <Button name="share" quiet=true onclick={onshare}>
                    { words.get(Word::Share) }
                </Button>
                if whole {
                    <Button
                        name="restart"
                        quiet=true
                        node={restart}
                        onclick={on_click(&session, Action::Restart)}
                    >
                        { words.get(Word::Restart) }
                    </Button>
                }
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
struct MoreButtonProps {
    /// The view that it opens.
    view: &'static str,
    word: Word,
}

/// Opens one of the views over the answers.
#[component]
fn MoreButton(&MoreButtonProps { view, word }: &MoreButtonProps) -> Html {
    let session = use_session();
    let host = use_host();
    let words = session.words;
    let onclick = move |_: MouseEvent| open_more(&session, &host, view);
    html! {
        <Button name={view} quiet=true {onclick}>{ words.get(word) }</Button>
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
                <Button name="restart-yes" onclick={on_click(&session, Action::RestartYes)}>
                    { words.get(Word::RestartYes) }
                </Button>
                <Button name="restart-no" quiet=true onclick={on_click(&session, Action::RestartNo)}>
                    { words.get(Word::Cancel) }
                </Button>
            </p>
        </div>
    }
}
