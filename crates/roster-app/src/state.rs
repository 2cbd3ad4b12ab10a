//! All state of the view, and what becomes of it when somebody does something or the program tells
//! something. No browser in here: what is to be asked or done is put into the outbox, and `effects.rs` sees to it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use api::CivilDate;
use api::roster::*;
use engine::Date;
use yew::html::ImplicitClone;
use yew::{Reducible, UseReducerDispatcher, UseReducerHandle};

use crate::words::{Word, Words};

pub type StateHandle = UseReducerHandle<State>;
pub type Dispatcher = UseReducerDispatcher<State>;

/// Something that is shared and told apart by where it stands: whoever shows it need not compare it.
#[derive(Debug)]
pub struct Shared<T>(Rc<T>);

impl<T> Shared<T> {
    pub fn new(value: T) -> Shared<T> {
        Shared(Rc::new(value))
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Shared<T> {
        Shared(self.0.clone())
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Shared<T>) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> ImplicitClone for Shared<T> {}

impl<T> std::ops::Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// What `effects.rs` is to see to, in this order.
#[derive(Clone, PartialEq, Debug)]
pub enum Order {
    Ask(Asked),
    /// Another program takes the place of this one: of rosters it knows nothing.
    Anew,
    /// A file for somebody to keep.
    Save {
        kind: FileKind,
        name: String,
        bytes: Bytes,
    },
}

/// Where the keyboard goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    Title,
    Region,
    File,
    Columns,
    Assume,
    Results,
    Person,
    List,
    /// A question to the enterprise, by its fact.
    Question(String),
    Enterprise,
}

/// Whether the program is there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phase {
    Opening,
    Ready,
    Broken,
}

/// What stands below the choice of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    Nothing,
    Reading,
    Columns,
    Assume,
    Running,
    Results,
}

/// Why there is no roster.
#[derive(Clone, PartialEq, Debug)]
pub enum Complaint {
    NoRegion,
    Refused(Refusal),
    /// The browser could not read the file.
    Unreadable(String),
}

/// What became of a file that was asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Given {
    /// It was handed to the browser under this name.
    Saved(String),
    /// There was nothing to write.
    Nothing,
}

/// The list of people, as far as it is in view.
#[derive(Clone, PartialEq, Debug)]
pub struct List {
    pub selection: Selection,
    /// How often it was selected anew.
    pub serial: u32,
    /// How many people are in it.
    pub count: u32,
    /// The place of the one who is chosen.
    pub current: u32,
    /// Of those whom the program told of, the place of the first.
    pub from: u32,
    pub rows: Shared<Vec<Row>>,
}

impl List {
    fn new() -> List {
        List {
            selection: Selection::default(),
            serial: 0,
            count: 0,
            current: 0,
            from: 0,
            rows: Shared::new(Vec::new()),
        }
    }

    /// Who stands at a place, if that was told.
    pub fn at(&self, place: u32) -> Option<&Row> {
        self.rows.get(place.checked_sub(self.from)? as usize)
    }
}

#[derive(Clone, PartialEq, Debug)]
pub struct State {
    pub words: Words,
    pub phase: Phase,
    /// What the program goes by.
    files: Option<Shared<Files>>,
    /// The program is one of its own: it can be stopped while it reads.
    pub apart: bool,
    /// The id of where everybody is of whom the roster says nothing else.
    pub region: Option<String>,
    pub regions: Shared<Vec<Choice>>,
    /// The day that is evaluated for, and the one that has come since.
    pub day: Date,
    pub newest: Date,
    /// What is read out; and what is so when the program has begun.
    pub status: Option<Word>,
    then: Option<Word>,
    /// The file that the browser reads.
    awaited: Option<u32>,
    pub complaint: Option<Complaint>,
    pub template: Option<Given>,
    pub export: Option<Given>,
    pub sensitive: bool,
    pub step: Step,
    pub table: Option<Shared<Table>>,
    /// How many people are in it.
    pub people: u32,
    /// What each column is taken for.
    pub roles: Vec<String>,
    /// Rows count that whoever opens the file does not see.
    pub hidden: bool,
    /// Rows that are people, whatever they look like.
    pub back: BTreeSet<u32>,
    pub problems: Vec<ColumnProblem>,
    pub offers: Option<Shared<Offers>>,
    pub presets: BTreeSet<String>,
    pub assumed: BTreeMap<String, String>,
    /// Somebody has gone on from what is assumed of everybody.
    confirmed: bool,
    /// So many of so many.
    pub progress: (u32, u32),
    pub summary: Option<Shared<Summary>>,
    pub list: List,
    pub person: Option<Shared<Person>>,
    pub own: Option<Shared<Enterprise>>,
    /// What somebody has answered for the enterprise.
    pub given: BTreeMap<String, Value>,
    /// An empty cell means no.
    pub blank: bool,
    /// Somebody wants to see what the answers come to.
    submitted: bool,
    /// How often the keyboard was sent somewhere, and where to.
    pub focus: (u32, Place),
    /// Whatever was asked under another number counts no more.
    ticket: u32,
    outbox: Rc<RefCell<VecDeque<Order>>>,
}

/// What somebody does, the browser tells, or the program.
#[derive(Clone, PartialEq, Debug)]
pub enum Action {
    /// What the program goes by is there.
    Files(Files),
    /// The program is there; in a worker, or in the page itself.
    Apart(bool),
    Told(Told),
    /// It cannot be had.
    Broken,
    /// Another day has come.
    Newest(Date),
    Region(Option<String>),
    /// A file was chosen before a place.
    NoRegion,
    /// The browser reads a file, the one of this number.
    Reading(u32),
    /// It has a part.
    Part(u32, Bytes),
    /// It has the last.
    File(u32, Bytes),
    /// It cannot.
    Unreadable(u32, String),
    Paste(String),
    StopReading,
    Sheet(u32),
    Header(Option<u32>),
    Role {
        column: usize,
        role: String,
    },
    Hidden(bool),
    Back {
        row: u32,
        on: bool,
    },
    /// The columns are as they should be.
    Confirm,
    /// The columns once more.
    Columns,
    /// What is assumed once more.
    Assumptions,
    Preset {
        id: String,
        on: bool,
    },
    Assume {
        fact: String,
        value: String,
    },
    Run,
    StopRun,
    Select(Selection),
    /// So many people from this place on come into view.
    View {
        from: u32,
        count: u32,
    },
    /// Somebody is chosen by their place; `open`: to be looked at.
    Choose {
        place: u32,
        open: bool,
    },
    ClosePerson,
    Answer {
        fact: String,
        value: Option<Value>,
    },
    Blank(bool),
    Submit,
    Sensitive(bool),
    Give(FileKind),
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut state = Rc::unwrap_or_clone(self);
        state.apply(action);
        Rc::new(state)
    }
}

impl State {
    /// Nothing is asked before there is something to go by.
    pub fn new(words: Words, region: Option<String>, day: Date) -> State {
        State {
            words,
            phase: Phase::Opening,
            files: None,
            apart: false,
            region,
            regions: Shared::new(Vec::new()),
            day,
            newest: day,
            status: Some(Word::Opening),
            then: None,
            awaited: None,
            complaint: None,
            template: None,
            export: None,
            sensitive: false,
            step: Step::Nothing,
            table: None,
            people: 0,
            roles: Vec::new(),
            hidden: false,
            back: BTreeSet::new(),
            problems: Vec::new(),
            offers: None,
            presets: BTreeSet::new(),
            assumed: BTreeMap::new(),
            confirmed: false,
            progress: (0, 0),
            summary: None,
            list: List::new(),
            person: None,
            own: None,
            given: BTreeMap::new(),
            blank: false,
            submitted: false,
            focus: (1, Place::Title),
            ticket: 0,
            outbox: Rc::default(),
        }
    }

    /// What is to be seen to, each once.
    pub fn orders(&self) -> Vec<Order> {
        self.outbox.borrow_mut().drain(..).collect()
    }

    pub fn apply(&mut self, action: Action) {
        match action {
            Action::Files(files) => {
                self.files = Some(Shared::new(files));
                self.begin();
            }
            Action::Apart(apart) => self.apart = apart,
            Action::Told(told) => self.hear(told),
            Action::Broken => self.fail(),
            Action::Newest(day) => self.newest = day,
            Action::Region(region) => {
                self.complaint = None;
                self.region.clone_from(&region);
                self.ask(Request::Place(region));
                // What was read stays; it is evaluated for the other place.
                if matches!(self.step, Step::Running | Step::Results) {
                    self.run();
                }
            }
            Action::NoRegion => {
                self.complaint = Some(Complaint::NoRegion);
                self.send(Place::Region);
            }
            Action::Reading(number) => {
                self.read(None);
                self.awaited = Some(number);
            }
            Action::Part(number, bytes) if self.awaited == Some(number) => {
                self.ask(Request::Part(bytes));
            }
            Action::File(number, bytes) if self.awaited == Some(number) => {
                self.ask(Request::Open(bytes));
            }
            Action::Unreadable(number, why) if self.awaited == Some(number) => {
                self.refuse(Complaint::Unreadable(why));
            }
            // It was stopped meanwhile, or something else was chosen.
            Action::Part(..) | Action::File(..) | Action::Unreadable(..) => {}
            Action::Paste(text) => self.read(Some(Request::Paste(text))),
            Action::Sheet(index) => self.read(Some(Request::Sheet(index))),
            Action::Header(row) => self.read(Some(Request::Header(row))),
            Action::StopReading => {
                self.anew();
                self.status = Some(Word::Opening);
                self.then = Some(Word::StoppedReading);
            }
            Action::Role { column, role } => {
                if let Some(own) = self.roles.get_mut(column) {
                    *own = role;
                }
            }
            Action::Hidden(hidden) => {
                self.hidden = hidden;
                self.count();
            }
            Action::Back { row, on } => {
                match on {
                    true => self.back.insert(row),
                    false => self.back.remove(&row),
                };
                self.count();
            }
            Action::Confirm => self.ask(Request::Assign(self.roles.clone())),
            Action::Columns => self.show_columns(),
            Action::Assumptions => self.ask_offers(),
            Action::Preset { id, on } => {
                match on {
                    true => self.presets.insert(id),
                    false => self.presets.remove(&id),
                };
            }
            Action::Assume { fact, value } => {
                match value.is_empty() {
                    true => self.assumed.remove(&fact),
                    false => self.assumed.insert(fact, value),
                };
            }
            Action::Run => {
                if self.step == Step::Assume {
                    self.confirmed = true;
                    let facts = self.assumed.iter();
                    let assumed = Assumed {
                        presets: self.offered(),
                        facts: facts
                            .map(|(fact, value)| (fact.clone(), value.clone()))
                            .collect(),
                    };
                    self.ask(Request::Assume(assumed));
                }
                self.run();
            }
            Action::StopRun => {
                self.ticket += 1;
                self.ask(Request::Stop);
                self.show_columns();
                self.status = Some(Word::Stopped);
            }
            Action::Select(selection) => {
                self.list.selection = selection;
                self.select();
            }
            Action::View { from, count } => self.ask(Request::Rows { from, count }),
            Action::Choose { place, open } => {
                self.list.current = place.min(self.list.count.saturating_sub(1));
                let index = self.list.at(place).map(|row| row.index);
                if let Some(index) = index.filter(|_| open) {
                    self.ask(Request::Person(index));
                }
            }
            Action::ClosePerson => {
                self.person = None;
                self.send(Place::List);
            }
            Action::Answer { fact, value } => {
                match value {
                    Some(value) => self.given.insert(fact, value),
                    None => self.given.remove(&fact),
                };
            }
            Action::Blank(blank) => {
                self.blank = blank;
                self.ask_enterprise();
            }
            Action::Submit => {
                self.submitted = true;
                self.ask_enterprise();
            }
            Action::Sensitive(sensitive) => self.sensitive = sensitive,
            Action::Give(kind) => {
                self.export = None;
                let sensitive = self.sensitive;
                self.ask(Request::File { kind, sensitive });
            }
        }
    }

    fn hear(&mut self, Told { ticket, response }: Told) {
        // Whatever was begun before counts no more; what is not of a roster, or is the end of it, does.
        let always = matches!(
            response,
            Response::Begun(_) | Response::File { .. } | Response::Failed
        );
        if ticket != self.ticket && !always {
            return;
        }
        match response {
            Response::Done => {}
            Response::Begun(choices) => {
                self.phase = Phase::Ready;
                self.regions = Shared::new(choices.regions);
                self.status = self.then.take();
                if self.status.is_some() {
                    self.send(Place::File);
                }
            }
            Response::Table(table) => {
                self.status = None;
                self.people = table.people;
                self.roles = table.columns.iter().map(|one| one.role.clone()).collect();
                (self.hidden, self.back) = (false, BTreeSet::new());
                self.table = Some(Shared::new(*table));
                self.show_columns();
            }
            Response::Refused(refusal) => self.refuse(Complaint::Refused(refusal)),
            Response::Counted { people, .. } => self.people = people,
            Response::Assigned(problems) => {
                self.problems = problems;
                if self.problems.is_empty() {
                    self.ask_offers();
                }
            }
            Response::Offers(offers) => {
                let presets = offers.presets.iter();
                // They are ticked until somebody says otherwise: whoever goes on has seen them.
                let ticked = presets.filter(|one| one.on || !self.confirmed);
                self.presets = ticked.map(|one| one.id.clone()).collect();
                let facts = offers.facts.iter();
                let taken = facts.filter_map(|one| Some((one.id.clone(), one.value.clone()?)));
                self.assumed = taken.collect();
                self.offers = Some(Shared::new(offers));
                self.step = Step::Assume;
                self.status = None;
                self.send(Place::Assume);
            }
            Response::Progress { done, total } => self.progress = (done, total),
            Response::Summary(summary) => {
                self.summary = Some(Shared::new(*summary));
                self.step = Step::Results;
                self.status = None;
                self.list = List {
                    serial: self.list.serial,
                    ..List::new()
                };
                (self.person, self.own, self.export) = (None, None, None);
                (self.given, self.blank, self.submitted) = (BTreeMap::new(), false, false);
                self.sensitive = false;
                self.select();
                self.ask_enterprise();
                self.send(Place::Results);
            }
            Response::Selected(count) => {
                self.list.count = count;
                self.list.current = 0;
                self.list.serial += 1;
                (self.list.from, self.list.rows) = (0, Shared::new(Vec::new()));
            }
            Response::Rows { from, rows } => {
                (self.list.from, self.list.rows) = (from, Shared::new(rows));
            }
            Response::Person(person) => {
                self.person = Some(Shared::new(*person));
                self.send(Place::Person);
            }
            Response::Enterprise(own) => {
                if std::mem::take(&mut self.submitted) {
                    let mut fields = own.derived.iter().chain(&own.ask);
                    let wrong = fields.find(|field| field.problem.is_some());
                    self.send(match wrong {
                        Some(field) => Place::Question(field.fact.clone()),
                        None => Place::Enterprise,
                    });
                }
                self.own = Some(Shared::new(*own));
            }
            Response::File { kind, bytes } => self.give(kind, bytes),
            Response::Failed => {
                // Some damaged files bring the program down.
                if self.step == Step::Reading && ticket == self.ticket {
                    self.anew();
                    self.refuse(Complaint::Refused(Refusal::Damaged));
                } else {
                    self.fail();
                }
            }
        }
    }

    fn put(&self, order: Order) {
        self.outbox.borrow_mut().push_back(order);
    }

    fn ask(&self, request: Request) {
        let ticket = self.ticket;
        self.put(Order::Ask(Asked { ticket, request }));
    }

    fn begin(&self) {
        self.ask(Request::Begin {
            day: CivilDate(self.day),
            region: self.region.clone(),
            language: self.words.0,
            files: self.files.as_deref().cloned(),
        });
    }

    /// Goes on with a program that knows of nothing.
    fn anew(&mut self) {
        self.ticket += 1;
        self.put(Order::Anew);
        self.begin();
        self.confirmed = false;
        self.step = Step::Nothing;
        self.awaited = None;
        self.table = None;
    }

    fn fail(&mut self) {
        self.phase = Phase::Broken;
        self.status = None;
    }

    fn send(&mut self, place: Place) {
        self.focus = (self.focus.0 + 1, place);
    }

    /// Something is read, by the program or, where nothing is asked of that yet, by the browser.
    fn read(&mut self, request: Option<Request>) {
        self.ticket += 1;
        self.complaint = None;
        self.awaited = None;
        self.step = Step::Reading;
        self.status = Some(Word::Reading);
        self.ask(Request::Stop);
        if let Some(request) = request {
            self.ask(request);
        }
    }

    fn refuse(&mut self, complaint: Complaint) {
        self.complaint = Some(complaint);
        self.status = None;
        self.step = Step::Nothing;
    }

    fn count(&mut self) {
        let back = self.back.iter().copied().collect();
        let hidden = self.hidden;
        self.ask(Request::Count { hidden, back });
    }

    fn show_columns(&mut self) {
        self.step = Step::Columns;
        self.problems.clear();
        self.send(Place::Columns);
    }

    fn ask_offers(&mut self) {
        self.ticket += 1;
        self.ask(Request::Offers);
    }

    /// The presets that are ticked, in the order in which they are offered and will be said.
    fn offered(&self) -> Vec<String> {
        let offered = self.offers.iter().flat_map(|offers| &offers.presets);
        let ids = offered.map(|preset| preset.id.clone());
        ids.filter(|id| self.presets.contains(id)).collect()
    }

    fn run(&mut self) {
        self.ticket += 1;
        if self.day != self.newest {
            self.day = self.newest;
            self.ask(Request::Day(CivilDate(self.day)));
        }
        self.step = Step::Running;
        self.status = None;
        self.progress = (0, self.people);
        self.ask(Request::Run);
    }

    fn select(&self) {
        self.ask(Request::Select(self.list.selection.clone()));
    }

    fn ask_enterprise(&self) {
        let given = self.given.iter();
        self.ask(Request::Enterprise {
            given: given
                .map(|(fact, value)| (fact.clone(), value.clone()))
                .collect(),
            blank: self.blank,
        });
    }

    fn give(&mut self, kind: FileKind, bytes: Bytes) {
        let place = match kind {
            FileKind::Template => &mut self.template,
            _ => &mut self.export,
        };
        if bytes.0.is_empty() {
            *place = Some(Given::Nothing);
            return;
        }
        let name = match kind {
            FileKind::Template => format!("{}.xlsx", self.words.get(Word::TemplateName)),
            kind => format!(
                "{}-{}.{}",
                self.words.get(Word::FileName),
                self.day,
                kind.id()
            ),
        };
        *place = Some(Given::Saved(name.clone()));
        self.put(Order::Save { kind, name, bytes });
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    /// The view and the program behind it, without a browser.
    struct View {
        state: State,
        desk: Option<desk::Desk>,
        saved: Vec<String>,
    }

    const ROSTER: &str = "姓名,身份证号,职业技能等级,发证日期\n\
        张三,370102199003071234,技师,2026-05-20\n\
        李四,370102198803071235,技师,二〇\n\
        合计,,,\n";

    impl View {
        fn open(region: Option<&str>) -> View {
            let day = Date::new(2026, 11, 24).unwrap();
            let words = Words(Language::Chinese);
            let mut view = View {
                state: State::new(words, region.map(str::to_owned), day),
                desk: None,
                saved: Vec::new(),
            };
            view.does(Action::Files(Files {
                rules: Bytes(desk::BUILT_IN.to_vec()),
                notes: None,
                english: None,
            }));
            assert_eq!(view.state.phase, Phase::Ready);
            view
        }

        fn does(&mut self, action: Action) {
            self.state.apply(action);
            self.go_on();
        }

        /// Sees to whatever is to be seen to.
        fn go_on(&mut self) {
            loop {
                let orders = self.state.orders();
                if orders.is_empty() {
                    return;
                }
                for order in orders {
                    match order {
                        Order::Ask(asked) => self.answer(asked),
                        Order::Anew => self.desk = None,
                        Order::Save { name, .. } => self.saved.push(name),
                    }
                }
            }
        }

        fn answer(&mut self, asked: Asked) {
            let Asked { ticket, request } = crossed(&asked);
            let response = match &mut self.desk {
                Some(desk) => desk.handle(request),
                None => {
                    let begun = desk::Desk::begin(request, |names| vec![0; names.len()]);
                    let (desk, response) = begun.unwrap();
                    self.desk = Some(desk);
                    response
                }
            };
            let told = Told { ticket, response };
            self.state.apply(Action::Told(crossed(&told)));
            while self.desk.as_ref().is_some_and(desk::Desk::is_running) {
                let response = self.desk.as_mut().unwrap().go_on();
                let told = Told { ticket, response };
                self.state.apply(Action::Told(crossed(&told)));
            }
        }
    }

    /// A message as it comes out at the other end.
    fn crossed<T: serde::Serialize + serde::de::DeserializeOwned>(message: &T) -> T {
        let bytes = bincode::serialize(message).unwrap();
        bincode::deserialize(&bytes).unwrap()
    }

    fn evaluated() -> View {
        let mut view = View::open(Some("zibo"));
        view.does(Action::Paste(ROSTER.to_owned()));
        view.does(Action::Confirm);
        view.does(Action::Run);
        view
    }

    #[test]
    fn a_roster_is_read_confirmed_and_evaluated() {
        let mut view = View::open(Some("zibo"));
        view.does(Action::Paste(ROSTER.to_owned()));
        assert_eq!((view.state.step, view.state.people), (Step::Columns, 2));
        assert_eq!(view.state.focus.1, Place::Columns);
        // A total is nobody until somebody says so.
        view.does(Action::Back { row: 4, on: true });
        assert_eq!(view.state.people, 3);
        view.does(Action::Back { row: 4, on: false });
        let role = view.state.roles[2].clone();
        view.does(Action::Role { column: 3, role });
        view.does(Action::Confirm);
        assert!(matches!(view.state.problems[..], [ColumnProblem::Twice(_)]));
        assert_eq!(view.state.step, Step::Columns);
        let role = "fact:certificate_date".to_owned();
        view.does(Action::Role { column: 3, role });
        view.does(Action::Confirm);
        assert_eq!(view.state.step, Step::Assume);
        let offered = view.state.offers.clone().unwrap();
        assert_eq!(view.state.presets.len(), offered.presets.len());
        let id = offered.presets[0].id.clone();
        view.does(Action::Preset { id, on: false });
        view.does(Action::Run);
        assert_eq!((view.state.step, view.state.list.count), (Step::Results, 2));
        // What was unticked stays so, and what columns are taken for.
        view.does(Action::Assumptions);
        assert_eq!(view.state.presets.len(), offered.presets.len() - 1);
        view.does(Action::Columns);
        assert_eq!(view.state.roles[3], "fact:certificate_date");
    }

    #[test]
    fn somebody_is_looked_at() {
        let mut view = evaluated();
        view.does(Action::View { from: 0, count: 20 });
        view.does(Action::Choose {
            place: 1,
            open: false,
        });
        assert_eq!((view.state.list.current, &view.state.person), (1, &None));
        view.does(Action::Choose {
            place: 1,
            open: true,
        });
        let person = view.state.person.clone().unwrap();
        assert_eq!((person.name.as_str(), person.faults.len()), ("李四", 1));
        assert_eq!(view.state.focus.1, Place::Person);
        view.does(Action::ClosePerson);
        assert_eq!(
            (view.state.focus.1.clone(), &view.state.person),
            (Place::List, &None)
        );
        // Nobody is behind the last.
        view.does(Action::Choose {
            place: 9,
            open: true,
        });
        assert_eq!((view.state.list.current, &view.state.person), (1, &None));
    }

    #[test]
    fn what_was_asked_before_counts_no_more() {
        let mut view = evaluated();
        view.state.apply(Action::Paste(ROSTER.to_owned()));
        let late = view.state.orders();
        view.does(Action::Paste("姓名,职业技能等级\n甲,技师\n".to_owned()));
        for order in late {
            if let Order::Ask(asked) = order {
                view.answer(asked);
            }
        }
        assert_eq!((view.state.step, view.state.people), (Step::Columns, 1));
    }

    #[test]
    fn a_run_is_left_for_the_columns() {
        let mut view = evaluated();
        view.state.apply(Action::Run);
        let run = view.state.orders();
        view.does(Action::StopRun);
        assert_eq!(view.state.status, Some(Word::Stopped));
        for order in run {
            if let Order::Ask(asked) = order {
                view.answer(asked);
            }
        }
        assert_eq!(view.state.step, Step::Columns);
    }

    #[test]
    fn without_a_place_nothing_is_read() {
        let mut view = View::open(None);
        view.does(Action::NoRegion);
        assert_eq!(view.state.complaint, Some(Complaint::NoRegion));
        assert_eq!(view.state.focus.1, Place::Region);
        view.does(Action::Region(Some("taian".to_owned())));
        assert_eq!(view.state.complaint, None);
    }

    #[test]
    fn a_file_that_brings_the_program_down_is_told_of() {
        let mut view = evaluated();
        view.does(Action::Reading(1));
        let ticket = view.state.ticket;
        let response = Response::Failed;
        view.does(Action::Told(Told { ticket, response }));
        let damaged = Complaint::Refused(Refusal::Damaged);
        assert_eq!(view.state.complaint, Some(damaged));
        assert_eq!(
            (view.state.phase, view.state.step),
            (Phase::Ready, Step::Nothing)
        );
        // Another is read by another program.
        view.does(Action::Paste(ROSTER.to_owned()));
        assert_eq!(
            (view.state.step, &view.state.complaint),
            (Step::Columns, &None)
        );
        let response = Response::Failed;
        view.does(Action::Told(Told { ticket, response }));
        assert_eq!(view.state.phase, Phase::Broken);
    }

    #[test]
    fn reading_is_stopped() {
        let mut view = View::open(Some("zibo"));
        view.does(Action::Reading(1));
        assert_eq!(view.state.status, Some(Word::Reading));
        view.does(Action::StopReading);
        assert_eq!(view.state.status, Some(Word::StoppedReading));
        assert_eq!(view.state.focus.1, Place::File);
        // What the browser has read meanwhile is not wanted.
        view.does(Action::File(1, Bytes(ROSTER.as_bytes().to_vec())));
        assert_eq!(view.state.step, Step::Nothing);
        // Of two, the one that was chosen last.
        view.does(Action::Reading(2));
        view.does(Action::Reading(3));
        view.does(Action::File(2, Bytes(ROSTER.as_bytes().to_vec())));
        assert_eq!(view.state.step, Step::Reading);
        view.does(Action::Unreadable(3, "gone".to_owned()));
        let gone = Complaint::Unreadable("gone".to_owned());
        assert_eq!(view.state.complaint, Some(gone));
    }

    #[test]
    fn the_day_turns_only_when_somebody_wants_it() {
        let mut view = evaluated();
        let (before, next) = (view.state.day, Date::new(2026, 11, 25).unwrap());
        view.does(Action::Newest(next));
        assert_eq!(view.state.summary.clone().unwrap().day.0, before);
        view.does(Action::Run);
        assert_eq!(view.state.summary.clone().unwrap().day.0, next);
    }

    #[test]
    fn files_say_what_they_are() {
        let mut view = evaluated();
        view.does(Action::Give(FileKind::Xlsx));
        assert_eq!(view.saved, ["技能补贴测算-2026-11-24.xlsx"]);
        assert_eq!(view.state.export, Some(Given::Saved(view.saved[0].clone())));
        view.does(Action::Give(FileKind::Template));
        assert_eq!(view.saved[1], "技能补贴名单模板.xlsx");
        let mut view = View::open(Some("zibo"));
        view.does(Action::Give(FileKind::Calendar));
        assert_eq!(
            (view.state.export.clone(), view.saved.len()),
            (Some(Given::Nothing), 0)
        );
    }

    #[test]
    fn the_enterprise_answers() {
        let mut view = View::open(Some("zibo"));
        view.does(Action::Paste("姓名,订单班\n甲,是\n乙,否\n".to_owned()));
        view.does(Action::Confirm);
        view.does(Action::Run);
        let own = view.state.own.clone().unwrap();
        let number = own
            .derived
            .iter()
            .find(|field| field.kind == api::FactType::Int)
            .unwrap();
        let answer = |text: &str| Action::Answer {
            fact: number.fact.clone(),
            value: Some(Value::Text(text.to_owned())),
        };
        view.does(answer("many"));
        view.does(Action::Submit);
        assert_eq!(view.state.focus.1, Place::Question(number.fact.clone()));
        view.does(answer("1"));
        view.does(Action::Submit);
        assert_eq!(view.state.focus.1, Place::Enterprise);
        view.does(Action::Blank(true));
        assert_eq!(view.state.focus.1, Place::Enterprise);
    }
}
