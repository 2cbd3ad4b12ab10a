//! What stands on the screen: one component, which holds the session, and plain functions from the
//! session to HTML. Clicks, typing and submitting are heard at the root ([`heard`]).
//!
//! Nothing here decides anything about subsidies; see `session.rs` for what a click does.
//!
//! Tests, styles and hosts may rely on these marks:
//!
//! - `form[data-fact="<fact id>"]`: a question's form. Its inputs carry `data-option="<option id>"`
//!   and the same as `value` (`yes` and `no` for yes/no questions; `-` for 以上都没有, `~` for
//!   不清楚); numbers have one text field, dates three, with `name` `0`, `1`, `2` (year, month, day).
//! - `[data-group="right|selection|possible|services|no"]`: a group of results.
//! - `[data-benefit="<id>"]` with `data-verdict="eligible|by_review|possible|ineligible|lapsed"`:
//!   a card.
//! - `[data-total="right|selection"]`: a total.
//! - `[data-condition="yes|no|open|unstated"]`: a condition on a card.
//! - `[data-answer="<fact id>"]`: a row in the list of answers; `data-idle` if it does not count.
//! - `data-action`: `next`, `back`, `edit`, `cancel`, `ask`, `print`, `restart`, `restart-yes`,
//!   `restart-no`, `share`, `language`, `results`, `changes`, `update`, `roster`; `unsure` on the input that says
//!   不清楚. What an action is about stands in its `value`.
//! - `#live`: the sentence read out when totals change. `#failure`, in `index.html`: the sentence
//!   for a page that cannot go on.

mod answers;
mod card;
mod frame;
mod question;
mod results;
mod tree;

use std::cell::RefCell;

use engine::model::{FactIdx, Str};
use engine::{Answer, Date, REGION};
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

use crate::browser::Host;
use crate::report::report;
use crate::session::{Action, Focus, Notice, Session};
use crate::typed::Mark;
use crate::words::{ENGLISH_NAME, Lang, Words, joined};
use crate::{annotate, annotated, browser, chinese, english, learn_english, rulebook};
use tree::Tree;

/// How long totals must stand still before they are read out, in milliseconds.
const PAUSE: u32 = 700;

/// What a widget begins with.
#[derive(Clone, PartialEq, Properties)]
pub struct Start {
    pub host: Host,
    /// `key=value` parted by `&`: `day`, the day on the calendar where the browser is (always);
    /// `on`, a day to evaluate for instead; `base`, where the site is; `from=link` if the answers
    /// came with the address; `lang`; and what [`Session::begin_with`] reads.
    pub setup: String,
    /// The answers to begin with.
    pub line: String,
}

impl Start {
    fn get(&self, key: &str) -> Option<&str> {
        let mut pairs = self
            .setup
            .split('&')
            .filter_map(|pair| pair.split_once('='));
        pairs.find(|(name, _)| *name == key).map(|(_, value)| value)
    }
}

pub struct Page {
    session: Session,
    root: NodeRef,
    base: Str,
    /// How often the keyboard has been moved on purpose.
    focused: u32,
    /// The sentence that was read out, or soon will be.
    said: String,
    /// What the host was told.
    told: String,
    /// The answers that the host keeps.
    kept: String,
    /// The day that the host knows of.
    day: Date,
    pause: Option<Timeout>,
}

impl Component for Page {
    type Message = Action;
    type Properties = Start;

    fn create(ctx: &Context<Page>) -> Page {
        let start = ctx.props();
        if start.get("lang") == Some("en") {
            ctx.link().send_message(Action::Language);
        }
        let link = ctx.link().clone();
        let host = start.host.clone();
        spawn_local(async move {
            let mut notes = annotated();
            if notes.is_none() {
                let file = joined(&["policy/notes-", rulebook().hash, ".bin"]);
                notes = host.fetch(&file).await.and_then(annotate);
            }
            link.send_message(Action::Notes(notes));
        });
        let session = begin(start);
        Page {
            day: session.today,
            session,
            root: NodeRef::default(),
            base: lasting(start.get("base").unwrap_or_default()),
            focused: 0,
            said: String::new(),
            told: String::new(),
            kept: String::new(),
            pause: None,
        }
    }

    fn update(&mut self, ctx: &Context<Page>, action: Action) -> bool {
        let host = &ctx.props().host;
        match &action {
            Action::Print => {
                host.ask("print", "");
                return false;
            }
            Action::Update => {
                host.ask("update", "");
                return false;
            }
            Action::Roster => {
                let s = &self.session;
                let region = match s.answers.get(REGION) {
                    Answer::Choice(region) => s.fact(REGION).kind.options()[usize::from(region)].id,
                    _ => "",
                };
                let day = s.today.to_string();
                host.ask(
                    "roster",
                    &joined(&[region, "\n", lang(s.words), "\n", &day]),
                );
                return false;
            }
            Action::Share => {
                let address = host.ask("link", &self.session.line());
                let address = address.as_string().unwrap_or_default();
                let (link, host) = (ctx.link().clone(), host.clone());
                self.session.reduce(Action::Shared(address.clone()));
                spawn_local(async move {
                    if host.promised("copy", &address).await.is_truthy() {
                        link.send_message(Action::Copied);
                    }
                });
                return true;
            }
            Action::Language if self.session.words.lang == Lang::Chinese => {
                match english() {
                    Some(words) => self.session.reduce(Action::Speak(words)),
                    None => {
                        let (link, host) = (ctx.link().clone(), host.clone());
                        spawn_local(async move {
                            let file = host.fetch(ENGLISH_NAME).await;
                            link.send_message(match file.and_then(learn_english) {
                                Some(words) => Action::Speak(words),
                                None => Action::NoEnglish,
                            });
                        });
                    }
                }
                return true;
            }
            Action::Setup(setup) => {
                // The language is a matter of words that may have to be fetched.
                let english = self.session.words.lang == Lang::English;
                if setup.contains("lang=") && setup.contains("lang=en") != english {
                    ctx.link().send_message(Action::Language);
                }
            }
            _ => {}
        }
        // What is typed stands in its field already; only 不清楚 may have to go.
        let drawn = match action {
            Action::Type { fact, .. } => self.session.typed(fact).unsure,
            _ => true,
        };
        self.session.reduce(action);
        drawn
    }

    fn view(&self, _: &Context<Page>) -> Html {
        let s = &self.session;
        let mut tree = Tree::new(s.words, self.base);
        let o = &mut tree;
        frame::header(o, s);
        results::bar(o, s);
        o.el("main", "ss-main", |o| {
            question::now(o, s);
            answers::list(o, s);
            results::results(o, s);
        });
        frame::footer(o, s);
        // Small screens save the room of the introduction once somebody is on the way.
        let begun = (!s.order.is_empty()).then_some("");
        html! {
            <div ref={self.root.clone()} class="ss" lang={lang(s.words)} data-begun={begun}>
                { tree.finish() }
                <p id="live" class="ss-unseen" role="status"></p>
            </div>
        }
    }

    /// After every change: what the browser must know of it.
    fn rendered(&mut self, ctx: &Context<Page>, _: bool) {
        let host = &ctx.props().host;
        self.session.noticed = self.session.sharing;
        let s = &self.session;
        let (beat, focus) = s.focus;
        if self.focused != beat {
            self.focused = beat;
            focus_on(&self.root, &selector(s, focus));
        }
        let report = report(s);
        // An answer may change and no number with it.
        let mut line = s.line();
        let mut before = '\n';
        for &fact in &s.shared {
            line.push(before);
            line.push_str(s.fact(fact).id);
            before = ',';
        }
        if self.kept != line {
            host.ask("store", &line);
            self.kept = line;
        }
        if self.day != s.today {
            host.ask("day", &s.today.to_string());
            self.day = s.today;
        }
        if self.told != report {
            host.ask("tell", &report);
            self.told = report;
        }
        host.ask("title", &joined(&[lang(s.words), "\n", &frame::title(s)]));
        let sentence = results::sentence(s);
        if self.said != sentence {
            self.said.clone_from(&sentence);
            let root = self.root.clone();
            self.pause = Some(Timeout::new(PAUSE, move || {
                let live = root
                    .cast::<Element>()
                    .and_then(|root| root.query_selector("#live").ok().flatten());
                if let Some(live) = live {
                    live.set_text_content(Some(&sentence));
                }
            }));
        }
    }
}

/// The session as the host has it.
fn begin(start: &Start) -> Session {
    let day = |key: &str| start.get(key).and_then(Date::parse);
    let calendar = day("day").unwrap_or(rulebook().version);
    let given = day("on");
    let today = given.unwrap_or(calendar);
    let mut session = Session::new(rulebook(), chinese(), today, &start.line);
    session.day_given = today != calendar;
    session.day_fixed = given.is_some();
    if start.get("on").is_some() && given.is_none() {
        session.notice = Some(Notice::BadDay);
    } else if start.get("from") == Some("link") {
        session.notice = Some(Notice::FromLink);
    }
    session.begin_with(&start.setup);
    session
}

/// The same text for as long as the program lives. There is one base, or a few.
fn lasting(text: &str) -> Str {
    thread_local! {
        static KNOWN: RefCell<Vec<Str>> = const { RefCell::new(Vec::new()) };
    }
    KNOWN.with_borrow_mut(|known| {
        if let Some(same) = known.iter().find(|same| **same == text) {
            return *same;
        }
        let new: Str = String::from(text).leak();
        known.push(new);
        new
    })
}

fn lang(words: &Words) -> &'static str {
    match words.lang {
        Lang::Chinese => "zh-CN",
        Lang::English => "en",
    }
}

fn focus_on(root: &NodeRef, selector: &str) {
    if let Some(root) = root.cast::<Element>() {
        browser::focus(&root, selector);
    }
}

fn selector(session: &Session, focus: Focus) -> String {
    let fixed = match focus {
        Focus::Stay => "#none",
        Focus::Question => "#question",
        Focus::Problems => ".ss-problems",
        Focus::Editing => "#editing",
        Focus::EditButton(fact) => {
            return joined(&["[data-answer=", session.fact(fact).id, "] button"]);
        }
        Focus::Results => "#results",
        Focus::Restart => "[data-action=restart]",
        Focus::Confirm => "#confirm",
        Focus::Link => "#link",
    };
    fixed.to_owned()
}

/// What an event means that somebody has caused in a widget. Listeners are the host's, one of each
/// kind: yew keeps those that it makes for ever, and with them every widget that has gone.
pub fn heard(event: &Event) -> Option<Action> {
    match event.type_().as_str() {
        "click" => click(event),
        "input" => typing(event),
        _ => {
            event.prevent_default();
            form_of(event).map(Action::Submit)
        }
    }
}

fn click(event: &Event) -> Option<Action> {
    if let Some(link) = browser::nearest(event, "a[href^='#']") {
        // Within the page the keyboard moves and the address stays as it is.
        event.prevent_default();
        let root: Element = event.current_target()?.dyn_into().ok()?;
        browser::focus(&root, &link.get_attribute("href")?);
        return None;
    }
    let button = browser::nearest(event, "[data-action]")?;
    let fact = || rulebook().fact(&button.get_attribute("value")?);
    Some(match button.get_attribute("data-action")?.as_str() {
        "back" => Action::Back,
        "ask" => Action::Ask(fact()?),
        "edit" => Action::Edit(fact()?),
        "cancel" => Action::CancelEdit,
        "results" => Action::ShowResults,
        "changes" => Action::ShowChanges,
        "restart" => Action::Restart,
        "restart-yes" => Action::RestartYes,
        "restart-no" => Action::RestartNo,
        "print" => Action::Print,
        "share" => Action::Share,
        "language" => Action::Language,
        "update" => Action::Update,
        "roster" => Action::Roster,
        // Submitting and ticking have events of their own.
        _ => return None,
    })
}

fn form_of(event: &Event) -> Option<FactIdx> {
    let form = browser::nearest(event, "form")?;
    rulebook().fact(&form.get_attribute("data-fact")?)
}

fn typing(event: &Event) -> Option<Action> {
    let fact = form_of(event)?;
    let input: HtmlInputElement = event.target()?.unchecked_into();
    let value = input.value();
    if let slot @ ("0" | "1" | "2") = input.name().as_str() {
        return Some(Action::Type {
            fact,
            slot: usize::from(slot.as_bytes()[0] - b'0'),
            text: value,
        });
    }
    let mark = match value.as_str() {
        "-" => Mark::None,
        "~" => Mark::Unsure,
        "no" => Mark::Option(0),
        "yes" => Mark::Option(1),
        range if range.contains("..") => {
            let (low, high) = range.split_once("..")?;
            Mark::Range(low.parse().ok()?, high.parse().ok()?)
        }
        id => {
            let options = rulebook().facts[usize::from(fact)].kind.options();
            Mark::Option(options.iter().position(|option| option.id == id)? as u8)
        }
    };
    Some(Action::Tick {
        fact,
        mark,
        on: input.checked(),
    })
}
