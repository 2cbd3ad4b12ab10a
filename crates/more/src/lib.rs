//! Two views over the results, in a program of their own that is fetched when somebody opens one: what
//! would change ([`View::Advice`]), and the same answers in other cities ([`View::Cities`]). They come with
//! the answers as a line and decide nothing: what is shown is worked out by the engine.

mod advice;
mod ahead;
mod chart;
mod cities;
mod ladder;
mod said;
mod view;
pub mod words;

use std::cell::Cell;
use std::rc::Rc;
use std::sync::{LazyLock, OnceLock};

use engine::model::BenefitIdx;
use engine::{Answers, Date, Evaluator, Packed, Rulebook};
use serde::Deserialize;
use wasm_bindgen::prelude::*;
use web_sys::{Event, EventInit, HtmlElement};
use wording::{Lang, link};
use yew::prelude::*;

pub use view::{App, AppProps, Page, PageProps};
use words::Words;

static RULEBOOK: OnceLock<Rulebook> = OnceLock::new();
static EVALUATOR: LazyLock<Evaluator<'static>> =
    LazyLock::new(|| Evaluator::new(RULEBOOK.get().expect("rules come before views")));

#[wasm_bindgen]
extern "C" {
    /// Whoever opens a view; `src/host.js` makes one for each.
    pub type Carrier;

    #[wasm_bindgen(method, catch)]
    fn print(this: &Carrier) -> Result<(), JsValue>;
    /// Marks from now on how wide an element is.
    #[wasm_bindgen(method, catch)]
    fn fit(this: &Carrier, element: &HtmlElement) -> Result<(), JsValue>;
    /// The view that was opened by the button of this name is gone.
    #[wasm_bindgen(method, catch)]
    fn closed(this: &Carrier, button: &str) -> Result<(), JsValue>;
}

/// Which of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum View {
    /// 怎样多拿.
    Advice,
    /// 比较城市.
    Cities,
}

impl View {
    /// The name of the button that opens it.
    fn button(self) -> &'static str {
        match self {
            View::Advice => "advice",
            View::Cities => "cities",
        }
    }
}

/// What a view begins with.
#[derive(Clone, PartialEq, Debug, Deserialize)]
pub struct Start {
    view: View,
    /// The answers, as a share link carries them.
    line: String,
    /// The day that is evaluated for.
    day: String,
    lang: String,
    /// The English words, where they are spoken.
    english: Option<String>,
    /// Large type is wanted.
    elder: bool,
    /// The address of the styles, where they are not there already.
    style: Option<String>,
}

/// What a view goes by: it stays as it is as long as the view is there.
#[derive(Debug)]
pub struct Known {
    pub view: View,
    pub evaluator: &'static Evaluator<'static>,
    pub words: Words,
    pub answers: Answers,
    pub on: Date,
    pub elder: bool,
}

impl Known {
    /// `english`: the file of English words, where they are spoken.
    pub fn new(
        evaluator: &'static Evaluator<'static>,
        view: View,
        line: &str,
        on: Date,
        english: Option<String>,
    ) -> Known {
        let rulebook = evaluator.rulebook();
        let (answers, ..) = link::read(rulebook, line, on);
        Known {
            view,
            evaluator,
            words: match english {
                Some(file) => Words::english(rulebook, file.leak()),
                None => Words::chinese(rulebook),
            },
            answers,
            on,
            elder: false,
        }
    }

    /// The language of a benefit's name, where that is another one than the view's.
    fn lang_of(&self, benefit: BenefitIdx) -> Option<&'static str> {
        let own = self.evaluator.rulebook().benefits[usize::from(benefit)].name;
        let untranslated = self.words.lang == Lang::English && self.words.benefit(benefit) == own;
        untranslated.then_some("zh-CN")
    }
}

/// Opens a view over a widget's element, which is hidden meanwhile and hears `cover` when the view comes and
/// goes. It tells the view `unmount` when it goes itself, and `day` when another one has come: what was
/// worked out for the day before is gone then. `start` is a [`Start`]; `rules` are those that the page judges by.
#[wasm_bindgen]
pub fn open(
    element: &HtmlElement,
    carrier: Carrier,
    start: JsValue,
    rules: Vec<u8>,
) -> Result<(), JsValue> {
    static FILE: OnceLock<Packed> = OnceLock::new();
    let start: Start = serde_wasm_bindgen::from_value(start)?;
    let day = Date::parse(&start.day).ok_or("a civil day")?;
    if RULEBOOK.get().is_none() {
        let file = FILE.get_or_init(|| rules.into());
        let _ = RULEBOOK.set(Rulebook::decode(file).map_err(JsError::from)?);
    }
    let english = start.english.filter(|_| start.lang == "en");
    let mut known = Known::new(&EVALUATOR, start.view, &start.line, day, english);
    known.elder = start.elder;

    let document = element.owner_document().ok_or("an element of a document")?;
    // Marks of the host's come with the view: the widget's own stay where they are.
    let outer: HtmlElement = document.create_element("div")?.unchecked_into();
    outer.dataset().set("moreView", start.view.button())?;
    for name in ["theme", "size"] {
        if let Some(value) = element.dataset().get(name) {
            outer.dataset().set(name, &value)?;
        }
    }
    element.set_hidden(true);
    covers(element)?;
    element.after_with_node_1(&outer)?;
    let _ = carrier.fit(&outer);

    let carrier = Rc::new(carrier);
    let number = Rc::new(Cell::new(None));
    let close = {
        let (element, outer, number) = (element.clone(), outer.clone(), number.clone());
        let carrier = carrier.clone();
        move |back: bool| {
            let Some(number) = number.take() else {
                return;
            };
            outer.remove();
            ui::roots::close(number);
            if back {
                element.set_hidden(false);
                // Nobody listens to what cannot be dispatched.
                let _ = covers(&element);
                let _ = carrier.closed(start.view.button());
            }
        }
    };
    let onprint = move |()| {
        let _ = carrier.print();
    };
    let (element, place, style) = (element.clone(), outer.clone(), start.style);
    let app = html! {
        <App known={Rc::new(known)} {style} {element} {place} {onprint} onclose={close} />
    };
    number.set(Some(ui::roots::open(&outer, app)));
    Ok(())
}

/// Tells a widget that something lies over it, or does no more.
fn covers(element: &HtmlElement) -> Result<(), JsValue> {
    let init = EventInit::new();
    init.set_bubbles(true);
    element.dispatch_event(&Event::new_with_event_init_dict("cover", &init)?)?;
    Ok(())
}
