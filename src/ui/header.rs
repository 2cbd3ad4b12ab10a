//! Name, purpose, language, and what is to be known before anything else.

use engine::{Answer, REGION, covered_regions};
use yew::prelude::*;

use super::{use_host, use_session};
use crate::effects::set_language;
use crate::session::{Notice, Session};
use crate::words::{Lang, Word};

#[component]
pub fn Header() -> Html {
    let session = use_session();
    let words = session.words;
    html! {
        <header class="ss-header">
            <h1>{ words.get(Word::Name) }</h1>
            <LanguageButton />
            <p class="ss-lead">{ words.fill(Word::Lead, &[&cities(&session)]) }</p>
            <p class="ss-muted">
                <span>{ words.get(Word::NoDecision) }</span>
                <span>{ version(&session) }</span>
            </p>
            if session.sharing {
                <p class="ss-notice">{ words.get(Word::Sharing) }</p>
            }
            if session.update {
                <UpdateOffer />
            }
            if session.day_given {
                <p class="ss-notice">
                    { words.fill(Word::DayGiven, &[&words.date(session.today)]) }
                </p>
            }
            <div role="status">
                if let Some(notice) = session.notice {
                    <p class="ss-notice">{ notice_text(&session, notice) }</p>
                }
            </div>
        </header>
    }
}

#[component]
fn LanguageButton() -> Html {
    let session = use_session();
    let host = use_host();
    let (lang, name) = match session.words.lang {
        Lang::Chinese => (Lang::English, "English"),
        Lang::English => (Lang::Chinese, "中文"),
    };
    let dispatcher = session.dispatcher();
    let onclick = move |_: MouseEvent| set_language(&dispatcher, &host, lang);
    html! {
        <button type="button" class="ss-quiet" data-action="language" lang={lang.tag()} {onclick}>
            { name }
        </button>
    }
}

/// A newer version is ready; nobody is forced to take it.
#[component]
fn UpdateOffer() -> Html {
    let words = use_session().words;
    let host = use_host();
    let onclick = move |_: MouseEvent| host.update();
    html! {
        <p class="ss-notice" role="status">
            { words.get(Word::UpdateReady) }
            <button type="button" class="ss-quiet" data-action="update" {onclick}>
                { words.get(Word::Update) }
            </button>
        </p>
    }
}

fn notice_text(session: &Session, notice: Notice) -> String {
    let words = session.words;
    let word = match notice {
        Notice::FromLink if session.refused > 0 => {
            return words.count(Word::FromLinkPartly, session.refused);
        }
        Notice::FromLink => Word::FromLink,
        Notice::BadDay => Word::BadDay,
        Notice::NoEnglish => Word::NoEnglish,
    };
    words.get(word).to_owned()
}

/// The page's title: the question, with a word in front if something is wrong.
pub fn title(session: &Session) -> String {
    let words = session.words;
    let problem = match session.problems[..] {
        [] => "",
        _ => words.get(Word::ProblemPrefix),
    };
    let what = match session.current {
        Some(fact) => words.fact(fact).question,
        None => words.get(Word::FinalResults),
    };
    format!("{problem}{what} – {}", words.get(Word::Name))
}

/// The cities that have a policy of their own.
pub fn cities(session: &Session) -> String {
    let covered = Answer::Set {
        yes: covered_regions(session.rulebook),
        no: 0,
        unsure: 0,
    };
    session.words.answer(REGION, covered)
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
