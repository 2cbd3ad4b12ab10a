//! The program behind the view for many people: reads a spreadsheet, evaluates everybody in it, and tells
//! what the view shows ([`api::roster`] has the types). It runs in a worker where there can be one.
//!
//! Sums, verdicts and answers come in words, in the language of the page; money is added and compared
//! here and nowhere in the view. Faults and the rest of the interface are named, and the view puts them
//! into words. Names of benefits and quotes are the policies' and stay Chinese.

mod enterprise;
mod files;
mod labels;
mod out;
mod table;
#[cfg(test)]
mod tests;

use std::sync::{LazyLock, OnceLock};

use api::CivilDate;
use api::roster::{Files, Request, Response};
use engine::model::Str;
use engine::{AUDIENCE, Answer, Answers, Date, Evaluator, Packed, REGION, Rulebook};
use roster::read::Header;
use roster::results::{Evaluation, Results};
use roster::{Choice, Defaults, Mapping, Person, Roll};
use wording::Lang;

use crate::labels::Labels;

/// The rules of this build, notes and all, for whoever has no site to fetch them from.
pub const BUILT_IN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/rulebook.bin"));

/// What a program goes by is taken once: all its desks go by the same.
struct Rules {
    rulebook: Rulebook,
    english: Option<String>,
}

static PACKED: OnceLock<[Packed; 2]> = OnceLock::new();
static RULES: OnceLock<Rules> = OnceLock::new();
static EVALUATOR: LazyLock<Evaluator<'static>> =
    LazyLock::new(|| Evaluator::new(&rules().rulebook));

/// Takes the rules; nothing if they are none.
fn take(files: Files) -> Option<()> {
    let has_notes = files.notes.is_some();
    let notes = files.notes.unwrap_or_default();
    let [bare, notes] = PACKED.get_or_init(|| [files.rules.0.into(), notes.0.into()]);
    let rulebook = Rulebook::decode(bare).ok()?;
    let _ = RULES.set(Rules {
        rulebook: match has_notes {
            true => rulebook.with_notes(notes).ok()?,
            false => rulebook,
        },
        english: files.english,
    });
    Some(())
}

fn rules() -> &'static Rules {
    // Where there is no browser to fetch them, those of this build.
    #[cfg(not(target_arch = "wasm32"))]
    if RULES.get().is_none() {
        take(Files {
            rules: api::roster::Bytes(BUILT_IN.to_vec()),
            notes: None,
            english: Some(include_str!("../../../text/en.toml").to_owned()),
        });
    }
    RULES.get().expect("the rules come before any desk")
}

/// How many people are evaluated before anybody else gets a turn.
const PIECE: usize = 2048;

/// Which place each of these names has in the order of names, the same for the same. A program has no
/// dictionary to sort names by; a browser has.
pub type Ranks = fn(&[&str]) -> Vec<u32>;

/// One roster on somebody's desk.
pub struct Desk {
    rulebook: &'static Rulebook,
    ranks: Ranks,
    on: Date,
    /// Whom every row is about, unless a column says something else.
    place: Answers,
    /// What somebody has said of everybody.
    assumed: api::roster::Assumed,
    /// Both together.
    defaults: Defaults,
    /// What is assumed, in words.
    said: Vec<String>,
    lang: Lang,
    labels: Labels,
    /// The parts of a file that have come.
    parts: Vec<u8>,
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
    /// The results know the order of names.
    ranked: bool,
    /// What was last found for the enterprise.
    own: Option<roster::enterprise::Enterprise>,
    /// People shown, by index, in their order.
    shown: Vec<u32>,
}

impl Desk {
    /// A desk that begins as it is asked to; nothing if that is no beginning.
    pub fn begin(request: Request, ranks: Ranks) -> Option<(Desk, Response)> {
        let Request::Begin {
            day,
            region,
            language,
            files,
        } = request
        else {
            return None;
        };
        if let Some(files) = files {
            take(files)?;
        }
        let lang = Lang::from_tag(language.id());
        let mut desk = Desk::new(ranks, day.0, lang);
        desk.settle(region.as_deref());
        let begun = Response::Begun(desk.choices());
        Some((desk, begun))
    }

    fn new(ranks: Ranks, on: Date, lang: Lang) -> Desk {
        let Rules { rulebook, english } = rules();
        let nothing = Answers::new(rulebook);
        Desk {
            rulebook,
            ranks,
            on,
            place: nothing.clone(),
            assumed: Default::default(),
            defaults: Defaults::from(nothing),
            said: Vec::new(),
            lang,
            labels: Labels::new(
                rulebook,
                english.as_deref().filter(|_| lang == Lang::English),
            ),
            parts: Vec::new(),
            book: None,
            sheet: 0,
            header: None,
            roll: None,
            choice: Choice::default(),
            mapping: Mapping::default(),
            people: Vec::new(),
            evaluation: None,
            results: None,
            ranked: false,
            own: None,
            shown: Vec::new(),
        }
    }

    /// Answers. A run has only begun then: [`Desk::go_on`] goes on with it.
    pub fn handle(&mut self, request: Request) -> Response {
        match request {
            // It has begun.
            Request::Begin { .. } => Response::Failed,
            Request::Place(region) => {
                self.settle(region.as_deref());
                Response::Done
            }
            Request::Day(CivilDate(day)) => {
                self.on = day;
                self.take_assumed();
                Response::Done
            }
            Request::Part(bytes) => {
                self.parts.extend_from_slice(&bytes.0);
                Response::Done
            }
            Request::Open(bytes) => {
                let mut file = std::mem::take(&mut self.parts);
                file.extend_from_slice(&bytes.0);
                self.open(&file)
            }
            Request::Paste(text) => self.paste(&text),
            Request::Sheet(index) => self.look_at(Some(index as usize), None),
            Request::Header(row) => self.take_header(row),
            Request::Count { hidden, back } => self.count(hidden, back),
            Request::Assign(roles) => Response::Assigned(self.assign(&roles)),
            Request::Offers => Response::Offers(self.offers()),
            Request::Assume(assumed) => {
                self.assumed = assumed;
                self.take_assumed();
                Response::Done
            }
            Request::Run => self.start(),
            Request::Stop => {
                self.evaluation = None;
                self.parts.clear();
                Response::Done
            }
            Request::Select(selection) => Response::Selected(self.select(&selection)),
            Request::Rows { from, count } => Response::Rows {
                from,
                rows: self.rows(from, count),
            },
            Request::Person(index) => match self.person(index as usize) {
                Some(person) => Response::Person(Box::new(person)),
                None => Response::Done,
            },
            Request::Enterprise { given, blank } => {
                Response::Enterprise(Box::new(self.enterprise(&given, blank)))
            }
            Request::File { kind, sensitive } => match self.file(kind, sensitive) {
                Ok(bytes) => Response::File { kind, bytes },
                Err(_) => Response::Failed,
            },
        }
    }

    fn settle(&mut self, region: Option<&str>) {
        self.place = Answers::new(self.rulebook);
        for (fact, id) in [(AUDIENCE, Some("individual")), (REGION, region)] {
            let options = self.rulebook.facts[usize::from(fact)].kind.options();
            if let Some(option) = options.iter().position(|option| Some(option.id) == id) {
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
        // What is not offered is refused without a word.
        for preset in &self.assumed.presets {
            let _ = defaults.preset(self.rulebook, preset, self.on);
        }
        for (fact, value) in &self.assumed.facts {
            let _ = defaults.assume(self.rulebook, &format!("{fact}={value}"), self.on);
        }
        self.said = defaults.said(self.rulebook, self.lang == Lang::English);
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

    /// Begins to read and evaluate everybody.
    fn start(&mut self) -> Response {
        self.results = None;
        self.own = None;
        self.shown.clear();
        self.people.clear();
        self.evaluation = Some(Results::begin(&EVALUATOR, self.on));
        self.progress()
    }

    fn progress(&self) -> Response {
        Response::Progress {
            done: self.people.len() as u32,
            total: self.roll.as_ref().map_or(0, Roll::len) as u32,
        }
    }

    /// Whether a run has begun and is not at its end.
    pub fn is_running(&self) -> bool {
        self.evaluation.is_some()
    }

    /// Evaluates some more people of a run: says how many have been, or gives the figures.
    pub fn go_on(&mut self) -> Response {
        let from = self.people.len();
        let (Some(roll), Some(evaluation)) = (&self.roll, &mut self.evaluation) else {
            return Response::Done;
        };
        if from == roll.len() {
            return self.finish();
        }
        let indices = from..roll.len().min(from + PIECE);
        self.people.extend(indices.map(|index| {
            roll.person(self.rulebook, index, &self.mapping, &self.defaults, self.on)
        }));
        evaluation.push(&self.people[from..]);
        self.progress()
    }
}
