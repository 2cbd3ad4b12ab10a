//! What stands on the screen: one component, which holds the session, and plain functions from the
//! session to HTML. One listener each at the root for clicks, typing and submitting.
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
//!   `restart-no`, `share`, `language`, `results`, `changes`; `unsure` on the input that says
//!   不清楚. What an action is about stands in its `value`.
//! - `#live`: the sentence read out when totals change. `#failure`, in `index.html`: the sentence
//!   for a page that cannot go on.

mod answers;
mod card;
mod frame;
mod question;
mod results;
mod tree;

use engine::Date;
use engine::model::FactIdx;
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

use crate::session::{Action, Focus, Notice, Session};
use crate::typed::Mark;
use crate::words::{Lang, Words, joined};
use crate::{annotated, browser, rulebook};
use tree::Tree;

/// How long totals must stand still before they are read out, in milliseconds.
const PAUSE: u32 = 700;

/// Draws the page into the element with this id.
pub fn start(id: &str) {
    if let Some(place) = browser::element(id) {
        yew::Renderer::<Page>::with_root(place).render();
    }
}

pub struct Page {
    session: Session,
    root: NodeRef,
    /// How often the keyboard has been moved on purpose.
    focused: u32,
    /// The sentence that was read out, or soon will be.
    said: String,
    pause: Option<Timeout>,
}

impl Component for Page {
    type Message = Action;
    type Properties = ();

    fn create(ctx: &Context<Page>) -> Page {
        if browser::query("lang").as_deref() == Some("en") {
            ctx.link().send_message(Action::Language);
        }
        let link = ctx.link().clone();
        spawn_local(async move {
            let file = joined(&["policy/notes-", rulebook().hash, ".bin"]);
            let notes = browser::fetch(&file).await.and_then(annotated);
            link.send_message(Action::Notes(notes));
        });
        Page {
            session: begin(),
            root: NodeRef::default(),
            focused: 0,
            said: String::new(),
            pause: None,
        }
    }

    fn update(&mut self, ctx: &Context<Page>, action: Action) -> bool {
        match &action {
            Action::Print => {
                browser::print();
                return false;
            }
            Action::Share => {
                let link = ctx.link().clone();
                let address = joined(&[&browser::page(), "#", &self.session.line()]);
                self.session.reduce(Action::Shared(address.clone()));
                spawn_local(async move {
                    if browser::copy(address).await {
                        link.send_message(Action::Copied);
                    }
                });
                return true;
            }
            Action::Language if self.session.words.lang == Lang::Chinese => {
                match self.session.english {
                    Some(words) => self.session.reduce(Action::Speak(words)),
                    None => self.fetch_english(ctx),
                }
                return true;
            }
            _ => {}
        }
        // What is typed stands in its field already.
        let drawn = !matches!(action, Action::Type { .. });
        self.session.reduce(action);
        drawn
    }

    fn view(&self, ctx: &Context<Page>) -> Html {
        let s = &self.session;
        let link = ctx.link();
        let root = self.root.clone();
        let onclick = link.batch_callback(move |event: MouseEvent| click(&root, &event));
        let oninput = link.batch_callback(|event: InputEvent| typing(&event));
        let onsubmit = link.batch_callback(|event: SubmitEvent| {
            event.prevent_default();
            form_of(&event).map(Action::Submit)
        });
        let mut tree = Tree::new(s.words);
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
            <div ref={self.root.clone()} class="ss" lang={lang(s.words)} data-begun={begun} {onclick} {oninput} {onsubmit}>
                { tree.finish() }
                <p id="live" class="ss-unseen" role="status"></p>
            </div>
        }
    }

    /// After every change: what the browser must know of it.
    fn rendered(&mut self, _: &Context<Page>, _: bool) {
        let s = &self.session;
        let (beat, focus) = s.focus;
        if self.focused != beat {
            self.focused = beat;
            focus_on(&self.root, &selector(s, focus));
        }
        browser::store(&s.line());
        browser::name_page(&frame::title(s), lang(s.words));
        let sentence = results::sentence(s);
        if self.said != sentence {
            self.said.clone_from(&sentence);
            self.pause = Some(Timeout::new(PAUSE, move || {
                if let Some(live) = browser::element("live") {
                    live.set_text_content(Some(&sentence));
                }
            }));
        }
    }
}

impl Page {
    fn fetch_english(&self, ctx: &Context<Page>) {
        let link = ctx.link().clone();
        spawn_local(async move {
            let words = browser::fetch("text/en.toml")
                .await
                .and_then(|file| String::from_utf8(file).ok())
                .and_then(|file| Words::english(rulebook(), String::leak(file)));
            link.send_message(match words {
                Some(words) => Action::Speak(Box::leak(Box::new(words))),
                None => Action::NoEnglish,
            });
        });
    }
}

/// The session as address and storage have it.
fn begin() -> Session {
    let words = Box::leak(Box::new(Words::chinese(rulebook())));
    let given = browser::query("on");
    let day = given.as_deref().and_then(Date::parse);
    let today = day.unwrap_or_else(browser::today);
    // Who asks is the first question, so every link begins with it.
    let linked = browser::take_fragment("audience=");
    let line = if linked.is_empty() {
        browser::stored()
    } else {
        linked.clone()
    };
    let mut session = Session::new(rulebook(), words, today, &line);
    session.day_given = day.is_some_and(|day| day != browser::today());
    if given.is_some() && day.is_none() {
        session.notice = Some(Notice::BadDay);
    } else if !linked.is_empty() {
        session.notice = Some(Notice::FromLink);
    }
    session
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

fn click(root: &NodeRef, event: &MouseEvent) -> Option<Action> {
    if let Some(link) = browser::nearest(event, "a[href^='#']") {
        // Within the page the keyboard moves and the address stays as it is.
        event.prevent_default();
        focus_on(root, &link.get_attribute("href")?);
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
