//! Rosters in the browser: reads a spreadsheet, evaluates everybody in it, and says what the view
//! shows, as JSON. `roster/core.js` calls it, in a worker where there can be one.
//!
//! Sums, verdicts and answers come in words, in the language of the page; money is added and compared
//! here and nowhere in the view. Faults and the rest of the interface are named, and the view puts them
//! into words. Names of benefits and quotes are the policies' and stay Chinese.

mod enterprise;
mod files;
mod json;
mod labels;
mod out;
mod table;

use std::sync::LazyLock;

use engine::model::Str;
use engine::{AUDIENCE, Answer, Answers, Date, Evaluator, Packed, REGION, Rulebook};
use roster::read::Header;
use roster::results::{Evaluation, Results};
use roster::{Choice, Defaults, Mapping, Person, Roll};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::labels::Labels;

/// Written by build.rs.
static RULES: Packed = Packed::new(include_bytes!(concat!(env!("OUT_DIR"), "/rulebook.bin")));

static RULEBOOK: LazyLock<Rulebook> = LazyLock::new(|| {
    // INVARIANT: the compiler of this very version wrote the bytes.
    Rulebook::decode(&RULES).expect("the rules that were built in")
});

static EVALUATOR: LazyLock<Evaluator<'static>> = LazyLock::new(|| Evaluator::new(&RULEBOOK));

/// One roster on somebody's desk.
#[wasm_bindgen]
pub struct Desk {
    rulebook: &'static Rulebook,
    on: Date,
    /// Whom every row is about, unless a column says something else.
    place: Answers,
    /// What somebody has said of everybody: presets, and `fact=value`s.
    assumed: Vec<String>,
    /// Both together.
    defaults: Defaults,
    /// What is assumed, in words.
    said: Vec<String>,
    english: bool,
    labels: Labels,
    /// What was read, and which of its sheets is looked at.
    book: Option<roster::read::Workbook>,
    sheet: usize,
    /// In which row of it somebody has said that the names of the columns stand.
    header: Option<Header>,
    /// The people in it, and what somebody has said of its rows.
    roll: Option<Roll>,
    choice: Choice,
    mapping: Mapping,
    people: Vec<Person>,
    evaluation: Option<Evaluation<'static>>,
    results: Option<Results>,
    /// What was last found for the enterprise.
    own: Option<roster::enterprise::Enterprise>,
    /// People shown, by index, in their order.
    shown: Vec<u32>,
}

#[wasm_bindgen]
impl Desk {
    /// `day` is a civil date, `region` the id of an option or empty, `lang` `en` or anything else.
    #[wasm_bindgen(constructor)]
    pub fn new(day: &str, region: &str, lang: &str) -> Desk {
        let rulebook: &Rulebook = &RULEBOOK;
        let on = Date::parse(day).unwrap_or(rulebook.version);
        let english = lang == "en";
        let mut desk = Desk {
            rulebook,
            on,
            place: Answers::new(rulebook),
            assumed: Vec::new(),
            defaults: Defaults::from(Answers::new(rulebook)),
            said: Vec::new(),
            english,
            labels: Labels::new(rulebook, english),
            book: None,
            sheet: 0,
            header: None,
            roll: None,
            choice: Choice::default(),
            mapping: Mapping::default(),
            people: Vec::new(),
            evaluation: None,
            results: None,
            own: None,
            shown: Vec::new(),
        };
        desk.settle(region);
        desk
    }

    /// The same roster in another place.
    pub fn place(&mut self, region: &str, lang: &str) {
        self.english = lang == "en";
        self.labels = Labels::new(self.rulebook, self.english);
        self.settle(region);
    }

    /// Whoever is evaluated from now on is so for this day.
    pub fn day(&mut self, day: &str) {
        self.on = Date::parse(day).unwrap_or(self.on);
        self.take_assumed();
    }

    fn settle(&mut self, region: &str) {
        self.place = Answers::new(self.rulebook);
        for (fact, id) in [(AUDIENCE, "individual"), (REGION, region)] {
            let options = self.rulebook.facts[usize::from(fact)].kind.options();
            if let Some(option) = options.iter().position(|option| option.id == id) {
                let answer = Answer::Choice(option as u8);
                // An option of the fact is always an answer to it.
                let _ = self.place.set(self.rulebook, fact, answer, self.on);
            }
        }
        self.take_assumed();
    }

    /// Works out what holds for everybody, after the place or what is assumed has changed.
    fn take_assumed(&mut self) {
        let mut defaults = Defaults::from(self.place.clone());
        for one in &self.assumed {
            // What the view does not know is refused without a word.
            let _ = match one.contains('=') {
                true => defaults.assume(self.rulebook, one, self.on),
                false => defaults.preset(self.rulebook, one, self.on),
            };
        }
        self.said = defaults.said(self.rulebook, self.english);
        self.defaults = defaults;
    }

    fn region(&self) -> Option<Str> {
        match self.place.get(REGION) {
            Answer::Choice(option) => {
                let options = self.rulebook.facts[usize::from(REGION)].kind.options();
                Some(options[usize::from(option)].id)
            }
            _ => None,
        }
    }

    /// Begins to read and evaluate everybody; says how many people there are.
    pub fn start(&mut self) -> usize {
        self.results = None;
        self.own = None;
        self.shown.clear();
        self.people.clear();
        self.evaluation = Some(Results::begin(&EVALUATOR, self.on));
        self.roll.as_ref().map_or(0, Roll::len)
    }

    /// Reads and evaluates up to `count` more people; says how many have been.
    pub fn step(&mut self, count: usize) -> usize {
        let from = self.people.len();
        let (Some(roll), Some(evaluation)) = (&self.roll, &mut self.evaluation) else {
            return from;
        };
        let indices = from..roll.len().min(from + count);
        self.people.extend(indices.map(|index| {
            roll.person(self.rulebook, index, &self.mapping, &self.defaults, self.on)
        }));
        evaluation.push(&self.people[from..]);
        self.people.len()
    }
}
