//! What the session's changes mean for the browser (title, storage, keyboard, what is read out, what
//! a host is told), as hooks; and what only the browser can do, as functions that send back to the
//! session what came of it. The session itself knows no browser.

use engine::{Answer, REGION};
use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::host::{Host, Opening};
use crate::link::with_benefit;
use crate::options::Options;
use crate::progress::{is_complete, progress};
use crate::remote::Remote;
use crate::session::{Action, Focus, Session, SessionHandle, View};
use crate::words::{ENGLISH_NAME, Lang};
use crate::{annotated, attach_notes, chinese, english, load_english, rulebook};

pub type Dispatcher = UseReducerDispatcher<Session>;

/// How long totals must stand still before they are read out, in milliseconds.
const PAUSE: u32 = 700;

/// Changes the language. English may have to be fetched first.
pub fn set_language(session: &Dispatcher, host: &Host, lang: Lang) {
    let words = match lang {
        Lang::Chinese => Some(chinese()),
        Lang::English => english(),
    };
    if let Some(words) = words {
        session.dispatch(Action::SetLanguage(words));
        return;
    }
    let (session, host) = (session.clone(), host.clone());
    spawn_local(async move {
        let file = host.read(ENGLISH_NAME).await;
        session.dispatch(match file.and_then(load_english) {
            Some(words) => Action::SetLanguage(words),
            None => Action::NoEnglish,
        });
    });
}

/// Shows the link that brings all answers back, and puts it on the clipboard.
pub fn share(session: &SessionHandle, host: &Host) {
    let mut line = session.line();
    if let View::Benefit(benefit) = session.view {
        line = with_benefit(&line, session.benefit(benefit).id);
    }
    let address = host.link(&line);
    session.dispatch(Action::Shared(address.clone()));
    let (session, host) = (session.dispatcher(), host.clone());
    spawn_local(async move {
        if host.copy(&address).await {
            session.dispatch(Action::Copied);
        }
    });
}

/// Opens the view for many people, for the place that was named here.
pub fn open_roster(session: &Session, host: &Host) {
    let region = match session.answers.get(REGION) {
        Answer::Choice(region) => session.fact(REGION).kind.options()[usize::from(region)].id,
        _ => "",
    };
    host.roster(&Opening {
        region,
        lang: session.words.lang.tag(),
        day: session.today.to_string(),
        notes: notes_file(),
        english: ENGLISH_NAME,
    });
}

/// Opens one of the views over the answers: what would change, or other cities.
pub fn open_more(session: &Session, host: &Host, view: &str) {
    let (lang, day) = (session.words.lang.tag(), session.today.to_string());
    host.more(view, &session.line(), lang, &day, ENGLISH_NAME);
}

/// Begins in the language that the host wants.
#[hook]
pub fn use_first_language(session: &SessionHandle, host: &Host, lang: Lang) {
    let (session, host) = (session.dispatcher(), host.clone());
    use_effect_with((), move |()| {
        if lang != Lang::Chinese {
            set_language(&session, &host, lang);
        }
    });
}

/// Where the site has the notes to the rules.
fn notes_file() -> String {
    format!("policy/notes-{}.bin", rulebook().hash)
}

/// Fetches the notes to the rules, once for a document.
#[hook]
pub fn use_notes(session: &SessionHandle, host: &Host) {
    let (session, host) = (session.dispatcher(), host.clone());
    use_effect_with((), move |()| {
        spawn_local(async move {
            let mut notes = annotated();
            if notes.is_none() {
                notes = host.read(&notes_file()).await.and_then(attach_notes);
            }
            session.dispatch(Action::Notes(notes));
        });
    });
}

/// Takes what the host sets while the widget lives.
#[hook]
pub fn use_remote(session: &SessionHandle, host: &Host, remote: &Remote) {
    let (session, host, remote) = (session.dispatcher(), host.clone(), remote.clone());
    use_effect_with((), move |()| {
        let receive = move |options: Options| {
            // The language is a matter of words that may have to be fetched.
            if let Some(lang) = &options.lang {
                set_language(&session, &host, Lang::from_tag(lang));
            }
            session.dispatch(Action::Set(options));
        };
        remote.connect(Callback::from(receive));
        move || remote.disconnect()
    });
}

/// Names the page: in a page of its own, that is the document.
#[hook]
pub fn use_title(host: &Host, lang: Lang, title: String) {
    let host = host.clone();
    use_effect_with((lang, title), move |(lang, title)| {
        host.title(lang.tag(), title)
    });
}

/// Keeps the answers, with those that the host is told, for a reload.
#[hook]
pub fn use_stored_answers(session: &SessionHandle, host: &Host) {
    let shared: Vec<_> = session
        .shared
        .iter()
        .map(|fact| session.fact(*fact).id)
        .collect();
    let answers = (session.line(), shared.join(","));
    let host = host.clone();
    // A host that has nothing keeps nothing.
    let stored = use_mut_ref(|| (String::new(), String::new()));
    use_effect_with(answers, move |answers| {
        if *answers != *stored.borrow() {
            host.store(&answers.0, &answers.1);
            stored.borrow_mut().clone_from(answers);
        }
    });
}

/// Tells the host when the day turns while the page stands open.
#[hook]
pub fn use_day(session: &SessionHandle, host: &Host) {
    let host = host.clone();
    let known = use_mut_ref(|| session.today);
    use_effect_with(session.today, move |today| {
        if *today != known.replace(*today) {
            host.day(&today.to_string());
        }
    });
}

/// Tells the host how far somebody has come; and the session, that the screen says who is told.
#[hook]
pub fn use_progress(session: &SessionHandle, host: &Host) {
    let host = host.clone();
    let news = (is_complete(session), progress(session));
    use_effect_with(news, move |(complete, progress)| {
        host.progress(*complete, progress)
    });
    let unseen = session.sharing && !session.noticed;
    let session = session.dispatcher();
    use_effect_with(unseen, move |unseen| {
        if *unseen {
            session.dispatch(Action::SharingShown);
        }
    });
}

/// What shall be read out: a sentence once it has stood still for a while.
#[hook]
pub fn use_announcer(sentence: String) -> String {
    let announced = use_state_eq(String::new);
    let setter = announced.setter();
    use_effect_with(sentence, move |sentence| {
        let sentence = sentence.clone();
        let pause = Timeout::new(PAUSE, move || setter.set(sentence));
        // Another sentence takes its place.
        move || drop(pause)
    });
    (*announced).clone()
}

/// For an element: it gets the keyboard when the session sends that to `place`.
#[hook]
pub fn use_focus(place: Focus) -> NodeRef {
    let session: SessionHandle = use_context().expect("this stands in the page");
    let (count, at) = session.focus;
    ui::use_keyboard(count, at == place)
}
