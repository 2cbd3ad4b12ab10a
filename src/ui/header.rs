//! Name, purpose, language, and what is to be known before anything else.

use engine::{Answer, REGION, covered_regions};
use ui::Button;
use yew::prelude::*;

use super::{use_host, use_session};
use crate::effects::set_language;
use crate::session::{Action, Notice, Session, View};
use crate::words::{Lang, Word};

#[component]
pub fn Header() -> Html {
    let session = use_session();
    let words = session.words;
    html! {
        <header class="ss-header">
            <h1>{ words.get(Word::Name) }</h1>
            <p class="ss-switches">
                <ElderSwitch />
                <LanguageButton />
            </p>
            if session.elder {
                <ElderTools />
            }
            if session.view == View::Questions && !session.placed() {
                <p class="ss-lead">{ words.fill(Word::Lead, &[&cities(&session)]) }</p>
            }
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

/// Large type and large targets, or the usual ones.
#[component]
fn ElderSwitch() -> Html {
    let session = use_session();
    let pressed = session.elder;
    let host = use_host();
    let dispatcher = session.dispatcher();
    let onclick = move |_: MouseEvent| {
        // What was remembered is so no longer than it is wanted.
        if pressed {
            host.remember(false);
        }
        dispatcher.dispatch(Action::SetElder(!pressed));
    };
    let says = if pressed {
        Word::StandardType
    } else {
        Word::LargeType
    };
    html! { <Button name="elder" quiet=true {onclick}>{ session.words.get(says) }</Button> }
}

/// What goes with large type: it can be remembered, and what stands here read out.
#[component]
fn ElderTools() -> Html {
    let session = use_session();
    let host = use_host();
    let remembered = use_state(|| false);
    let words = session.words;
    let lang = words.lang.tag();
    let speaks = host.speaks(lang);
    let onspeak = {
        let host = host.clone();
        move |_: MouseEvent| host.speak(lang)
    };
    let onremember = {
        let remembered = remembered.clone();
        move |_: MouseEvent| {
            host.remember(true);
            remembered.set(true);
        }
    };
    html! {
        <p class="ss-buttons">
            if speaks {
                <Button name="speak" quiet=true onclick={onspeak}>{ words.get(Word::ReadOut) }</Button>
            }
            <Button name="remember" quiet=true onclick={onremember}>
                { words.get(if *remembered { Word::Remembered } else { Word::Remember }) }
            </Button>
        </p>
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
        <Button name="language" quiet=true lang={lang.tag()} {onclick}>{ name }</Button>
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
            <Button name="update" quiet=true {onclick}>{ words.get(Word::Update) }</Button>
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
    let what = match (session.view, session.current) {
        (View::Questions, Some(fact)) => words.fact(fact).question,
        (View::Benefit(benefit), _) => words.benefit(benefit),
        _ => words.get(Word::FinalResults),
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
