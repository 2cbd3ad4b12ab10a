//! Everything the page knows, and the one place where it changes.
//!
//! One answer's way: a component dispatches an [`Action`], [`Session::apply`] records it and calls
//! [`Evaluator::evaluate`], and components show the [`Assessment`]. The session holds no rule: which
//! question comes next, what is due and what is unclear are the engine's.

use engine::model::*;
use engine::{
    AUDIENCE, Answer, Answers, Ask, Assessment, Change, Date, Due, Evaluator, Finding, Money,
    REGION, Rulebook, Verdict, all_options, choices_at_cuts, in_use, next_on_page, next_page,
    single_changes,
};

use std::rc::Rc;

use yew::{Reducible, UseReducerHandle};

use crate::link;
use crate::options::Options;
use crate::typed::{Mark, Problem, Typed};
use crate::words::Words;

/// The session of a widget as its components have it: to read, and to send actions to.
pub type SessionHandle = UseReducerHandle<Session>;

#[derive(Clone)]
pub struct Session {
    evaluator: &'static Evaluator<'static>,
    /// The rules that it judges by, with the notes once these have been fetched.
    pub rulebook: &'static Rulebook,
    pub words: &'static Words,
    pub chinese: &'static Words,
    /// The day of evaluation.
    pub today: Date,
    /// The day was given in the address and is not the browser's.
    pub day_given: bool,
    /// The day was given in the address; it stays when the browser's goes on.
    pub day_fixed: bool,
    /// How many parts of the line that the session began with could not be read.
    pub refused: usize,
    pub answers: Answers,
    /// The form of every question, as typed.
    pub typed: Vec<Typed>,
    /// Answered questions in the order of their first answer.
    pub order: Vec<FactIdx>,
    /// What stands on the screen.
    pub view: View,
    /// Large type, large targets, nothing folded that matters: 长辈版.
    pub elder: bool,
    /// Results have been on the screen.
    seen: bool,
    /// The one benefit that somebody has come for: only what it hangs on is asked.
    pub only: Option<BenefitIdx>,
    /// How many pages of questions are still to come, as far as can be told; never more than was said before.
    left: usize,
    /// The question that opens the page being asked; `None` when no question bears on money any more,
    /// and nobody has asked for those on services.
    pub current: Option<FactIdx>,
    /// The questions on that page, as far as they matter after what stands filled in above them.
    pub page: Vec<Part>,
    /// Questions that bear on services alone are asked too.
    pub services: bool,
    /// The answer being edited in the list of answers.
    pub editing: Option<FactIdx>,
    /// What is wrong with the form that was sent last, in the order of its questions.
    pub problems: Vec<(FactIdx, Problem)>,
    pub assessment: Assessment,
    /// For every fact, whether its answer can matter.
    pub in_use: Vec<bool>,
    /// What would turn a "no"; worked out when somebody first looks.
    pub changes: Option<Vec<Change>>,
    /// Somebody has looked at what is not due.
    pub looked: bool,
    /// Somebody is asked whether all answers shall go.
    pub restarting: bool,
    /// The share link, while it is shown.
    pub link: Option<Link>,
    pub notice: Option<Notice>,
    /// The notes to the rules could not be had: cards say so and lead to the policy pages.
    pub notes_missing: bool,
    /// Who asks and where, as far as the host has said so.
    pub given: Vec<Given>,
    /// The host is told answers.
    pub sharing: bool,
    /// The screen has said so. Only what is answered from then on is the host's to know.
    pub noticed: bool,
    /// What the host may know: what it has given, and what was answered after the screen said so.
    pub shared: Vec<FactIdx>,
    /// A newer version of the page is ready.
    pub update: bool,
    /// Where the keyboard goes next; counts up so that the same place can be meant twice.
    pub focus: (u32, Focus),
    /// Counts the changes that a screen must show. What somebody types stands in its field already.
    pub revision: u32,
}

/// Two states of one session are the same if they look the same.
impl PartialEq for Session {
    fn eq(&self, other: &Session) -> bool {
        self.revision == other.revision
    }
}

impl Reducible for Session {
    type Action = Action;

    fn reduce(self: Rc<Session>, action: Action) -> Rc<Session> {
        let mut next = Rc::unwrap_or_clone(self);
        next.apply(action);
        Rc::new(next)
    }
}

/// What stands on the screen: one thing at a time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum View {
    /// The page of questions that is open.
    Questions,
    /// All results in brief, and the answers.
    Results,
    /// One benefit whole.
    Benefit(BenefitIdx),
}

/// A question on the page that stands open.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    pub fact: FactIdx,
    /// Of a set: the options that can still change something.
    options: Cells,
    /// Of a number: the ranges that are enough to know.
    choices: Vec<(i64, i64)>,
}

/// An answer that the host of a widget has given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Given {
    pub fact: FactIdx,
    pub option: u8,
    pub locked: bool,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    pub address: String,
    pub copied: bool,
}

/// Something to tell at the top of the page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Notice {
    /// Answers came with the link.
    FromLink,
    /// The day in the address is none.
    BadDay,
    NoEnglish,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Focus {
    /// Where it is.
    Stay,
    Question,
    Problems,
    Editing,
    EditButton(FactIdx),
    Results,
    /// The heading of the benefit that stands on the screen.
    Benefit,
    /// The way to a benefit, among the results.
    Card(BenefitIdx),
    Restart,
    Confirm,
    Link,
}

#[derive(Clone, Debug)]
pub enum Action {
    Type {
        fact: FactIdx,
        slot: usize,
        text: String,
    },
    Tick {
        fact: FactIdx,
        mark: Mark,
        on: bool,
    },
    Submit(FactIdx),
    Back,
    /// Ask this question now.
    Ask(FactIdx),
    Edit(FactIdx),
    CancelEdit,
    ShowResults,
    /// Goes on to the questions that are left.
    GoOn,
    ShowBenefit(BenefitIdx),
    /// Back from a benefit to all results.
    CloseBenefit,
    /// Large type, or not any more.
    SetElder(bool),
    /// All benefits count again, not only the one that somebody came for.
    WantAll,
    /// What would change is wanted.
    ShowChanges,
    Restart,
    RestartYes,
    RestartNo,
    /// Show this share link.
    Shared(String),
    Copied,
    /// The screen says that the host is told what is answered.
    SharingShown,
    /// What the host sets while the widget lives.
    Set(Options),
    /// The browser goes back or forth to this question.
    Revisit(FactIdx),
    SetLanguage(&'static Words),
    NoEnglish,
    /// The rules with their notes have come, or the notes cannot be had.
    Notes(Option<&'static Rulebook>),
}

/// The groups of results, in the order in which they are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Group {
    Right,
    Selection,
    /// All that is written holds; the text leaves the rest open.
    Possible,
    /// Answers are missing.
    Open,
    Services,
    No,
}

impl Group {
    /// By what to do: first what can be had now, last what cannot.
    pub const ALL: [Group; 6] = [
        Group::Right,
        Group::Possible,
        Group::Open,
        Group::Selection,
        Group::Services,
        Group::No,
    ];

    /// Where a finding is shown; `None` where it says nothing to this person.
    pub fn of(benefit: &Benefit, finding: &Finding, assessment: &Assessment) -> Option<Group> {
        if finding.out_of_scope {
            return None;
        }
        Some(match (finding.verdict, benefit.kind) {
            (Verdict::Ineligible | Verdict::Lapsed | Verdict::Ended | Verdict::NotYet, _) => {
                Group::No
            }
            (_, BenefitKind::Service) => Group::Services,
            (Verdict::Eligible, BenefitKind::Money) => Group::Right,
            (Verdict::ByReview, BenefitKind::Money) => Group::Selection,
            (Verdict::Possible, BenefitKind::Money) => {
                match assessment.missing(finding).is_empty() {
                    true => Group::Possible,
                    false => Group::Open,
                }
            }
        })
    }
}

impl Session {
    pub fn new(
        evaluator: &'static Evaluator<'static>,
        words: &'static Words,
        today: Date,
        line: &str,
    ) -> Session {
        let rulebook = evaluator.rulebook();
        let (line, benefit) = link::benefit(rulebook, line);
        let (answers, order, refused) = link::read(rulebook, &line, today);
        let mut session = Session {
            evaluator,
            rulebook,
            words,
            chinese: words,
            today,
            day_given: false,
            day_fixed: false,
            refused,
            typed: rulebook
                .facts
                .iter()
                .zip(0..)
                .map(|(fact, index)| Typed::from_answer(&fact.kind, answers.get(index)))
                .collect(),
            assessment: evaluator.evaluate(&answers, today),
            in_use: Vec::new(),
            answers,
            order,
            view: View::Questions,
            elder: false,
            seen: false,
            only: benefit,
            left: usize::MAX,
            current: None,
            page: Vec::new(),
            services: false,
            editing: None,
            problems: Vec::new(),
            changes: None,
            looked: false,
            restarting: false,
            link: None,
            notice: None,
            notes_missing: false,
            given: Vec::new(),
            sharing: false,
            noticed: false,
            shared: Vec::new(),
            update: false,
            focus: (0, Focus::Stay),
            revision: 0,
        };
        session.settle();
        session.advance();
        // Whoever comes back, or by a link, finds what there is.
        if session.placed() {
            session.show(match benefit {
                Some(benefit) if session.current.is_none() => View::Benefit(benefit),
                Some(_) => View::Questions,
                None => View::Results,
            });
        }
        session
    }

    /// How many pages of questions are still to come, the open one among them.
    pub fn left(&self) -> usize {
        self.left
    }

    fn show(&mut self, view: View) {
        if self.view != view {
            // The link was to what stood there.
            self.link = None;
            self.restarting = false;
        }
        self.view = view;
        self.seen |= view != View::Questions;
    }

    /// Shows the question that stands open, or the results where none does.
    fn show_questions(&mut self) -> Focus {
        self.cancel_edit();
        if self.current.is_none() {
            return self.show_results();
        }
        self.show(View::Questions);
        Focus::Question
    }

    fn show_results(&mut self) -> Focus {
        match self.only {
            Some(benefit) => {
                self.show(View::Benefit(benefit));
                Focus::Benefit
            }
            None => {
                self.show(View::Results);
                Focus::Results
            }
        }
    }

    /// The answers as one line, for a link or a reload.
    pub fn line(&self) -> String {
        link::write(self.rulebook, &self.answers, &self.order)
    }

    pub fn fact(&self, fact: FactIdx) -> &'static Fact {
        &self.rulebook.facts[usize::from(fact)]
    }

    pub fn benefit(&self, benefit: BenefitIdx) -> &'static Benefit {
        &self.rulebook.benefits[usize::from(benefit)]
    }

    pub fn typed(&self, fact: FactIdx) -> &Typed {
        &self.typed[usize::from(fact)]
    }

    /// Options on offer in a set: those that can still change something, and those answered.
    pub fn shown(&self, fact: FactIdx) -> Cells {
        let answered = match self.answers.get(fact) {
            Answer::Set { yes, no, unsure } => yes | no | unsure,
            _ => 0,
        };
        let part = self.part(fact).map_or(0, |part| part.options);
        match answered | part | options_asked(&self.assessment, fact) {
            0 => all_options(self.fact(fact)),
            options => options,
        }
    }

    /// A question on the page that stands open.
    fn part(&self, fact: FactIdx) -> Option<&Part> {
        self.page.iter().find(|part| part.fact == fact)
    }

    /// The ranges of a number that are enough to know; empty where the number itself counts.
    pub fn choices(&self, fact: FactIdx) -> Vec<(i64, i64)> {
        match self.part(fact) {
            Some(part) => part.choices.clone(),
            None => self.choices_after(&self.answers, fact),
        }
    }

    fn choices_after(&self, answers: &Answers, fact: FactIdx) -> Vec<(i64, i64)> {
        choices_at_cuts(self.rulebook, answers, self.today, fact)
            .into_iter()
            .filter_map(|answer| match answer {
                Answer::Int(value) => Some((value, value)),
                Answer::Range { low, high } => Some((low, high)),
                _ => None,
            })
            .collect()
    }

    /// The one option on offer in a set that offers no more: it is asked as a yes or no.
    pub fn only_option(&self, fact: FactIdx) -> Option<usize> {
        let set = matches!(self.fact(fact).kind, FactKind::Set { .. });
        let shown = self.shown(fact);
        (set && shown.count_ones() == 1).then(|| shown.trailing_zeros() as usize)
    }

    /// Benefits that are shown in a group, with what was found for each.
    pub fn group(&self, group: Group) -> impl Iterator<Item = (BenefitIdx, &Finding)> {
        (0..)
            .zip(&self.assessment.findings)
            .filter(move |&(index, finding)| {
                Group::of(self.benefit(index), finding, &self.assessment) == Some(group)
            })
    }

    /// Benefits that an answer to this question could still settle.
    pub fn turns(&self, fact: FactIdx) -> impl Iterator<Item = BenefitIdx> {
        (0..)
            .zip(&self.assessment.findings)
            .filter(move |(_, finding)| self.assessment.missing(finding).contains(&fact))
            .map(|(index, _)| index)
    }

    /// How many benefits wait for questions that are still to come.
    pub fn open(&self) -> usize {
        let asks = &self.assessment.next;
        let findings = self.assessment.findings.iter();
        findings
            .filter(|finding| {
                let missing = self.assessment.missing(finding);
                asks.iter().any(|ask| missing.contains(&ask.fact))
            })
            .count()
    }

    /// The question that opens the page before the current one.
    pub fn before(&self) -> Option<FactIdx> {
        let current = self
            .current
            .and_then(|fact| self.order.iter().position(|known| *known == fact));
        let at = current.unwrap_or(self.order.len());
        let mut answered = self.order[..at].iter().rev().copied();
        let last = answered.find(|fact| self.can_be_changed(*fact))?;
        let opener = self.fact(last).page;
        let opens = self.order[..at].contains(&opener) && self.can_be_changed(opener);
        Some(if opens { opener } else { last })
    }

    /// Whether the answer given to a question counts, and may be another.
    fn can_be_changed(&self, fact: FactIdx) -> bool {
        self.in_use[usize::from(fact)] && !self.locked(fact)
    }

    /// Whether it is known who asks and where: before that, results would say nothing.
    pub fn placed(&self) -> bool {
        [AUDIENCE, REGION]
            .iter()
            .all(|fact| self.answers.get(*fact) != Answer::NotAsked)
    }

    pub fn apply(&mut self, action: Action) {
        // What comes by itself takes no notice away that nobody has read yet.
        if !matches!(
            action,
            Action::Notes(_)
                | Action::Set(_)
                | Action::Revisit(_)
                | Action::SetLanguage(_)
                | Action::SharingShown
        ) {
            self.notice = None;
        }
        if self.shows(&action) {
            self.revision += 1;
        }
        let focus = self.act(action);
        if focus != Focus::Stay {
            self.focus = (self.focus.0 + 1, focus);
        }
    }

    /// Whether what an action changes is to be drawn. A text stands in its field already; only what
    /// was ticked beside it may have to go.
    fn shows(&self, action: &Action) -> bool {
        match action {
            Action::Type { fact, .. } => {
                let typed = self.typed(*fact);
                typed.unsure || typed.range.is_some()
            }
            Action::SharingShown => false,
            _ => true,
        }
    }

    fn act(&mut self, action: Action) -> Focus {
        match action {
            Action::Type { fact, slot, text } => {
                self.typed[usize::from(fact)].write(slot, text);
                self.filled_in(fact);
                Focus::Stay
            }
            Action::Tick { fact, mark, on } => {
                let kind = &self.fact(fact).kind;
                if self.only_option(fact).is_some() {
                    // A yes takes the place of a no, and the other way round.
                    self.typed[usize::from(fact)] = Typed::default();
                }
                self.typed[usize::from(fact)].mark(kind, mark, on);
                self.filled_in(fact);
                Focus::Stay
            }
            Action::Submit(fact) => self.submit(fact),
            Action::Back => {
                let before = self.before();
                self.go_to(before.or(self.current));
                self.show_questions()
            }
            Action::Ask(fact) => {
                let asks = &self.assessment.next;
                self.services |= asks.iter().any(|ask| ask.fact == fact && !ask.money);
                self.go_to(Some(fact));
                self.show_questions()
            }
            Action::Edit(fact) => {
                self.cancel_edit();
                self.problems.clear();
                self.editing = Some(fact);
                Focus::Editing
            }
            Action::CancelEdit => match self.editing {
                Some(fact) => {
                    self.cancel_edit();
                    Focus::EditButton(fact)
                }
                None => Focus::Stay,
            },
            Action::ShowResults if !self.placed() => Focus::Question,
            Action::ShowResults => {
                self.only = None;
                self.show_results()
            }
            Action::GoOn => {
                if self.current.is_none() {
                    self.services = true;
                    self.advance();
                }
                self.show_questions()
            }
            Action::ShowBenefit(benefit) => {
                self.cancel_edit();
                self.find_changes();
                self.show(View::Benefit(benefit));
                Focus::Benefit
            }
            Action::CloseBenefit => match self.view {
                View::Benefit(benefit) => {
                    self.only = None;
                    self.show(View::Results);
                    Focus::Card(benefit)
                }
                View::Questions | View::Results => Focus::Stay,
            },
            Action::SetElder(elder) => {
                self.elder = elder;
                Focus::Stay
            }
            Action::WantAll => {
                self.only = None;
                self.left = usize::MAX;
                self.advance();
                self.show_questions()
            }
            Action::ShowChanges => {
                self.looked = true;
                self.find_changes();
                Focus::Stay
            }
            Action::Restart => {
                self.restarting = true;
                Focus::Confirm
            }
            Action::RestartNo => {
                self.restarting = false;
                Focus::Restart
            }
            Action::RestartYes => {
                let fresh = Session::new(self.evaluator, self.chinese, self.today, "");
                *self = Session {
                    rulebook: self.rulebook,
                    words: self.words,
                    elder: self.elder,
                    day_given: self.day_given,
                    day_fixed: self.day_fixed,
                    notes_missing: self.notes_missing,
                    sharing: self.sharing,
                    noticed: self.noticed,
                    update: self.update,
                    focus: self.focus,
                    revision: self.revision,
                    given: std::mem::take(&mut self.given),
                    ..fresh
                };
                for given in self.given.clone() {
                    self.give(given.fact, given.option);
                }
                self.go_on();
                Focus::Question
            }
            Action::Shared(address) => {
                self.link = Some(Link {
                    address,
                    copied: false,
                });
                Focus::Link
            }
            Action::Copied => {
                if let Some(link) = &mut self.link {
                    link.copied = true;
                }
                Focus::Stay
            }
            Action::SharingShown => {
                self.noticed = self.sharing;
                Focus::Stay
            }
            Action::SetLanguage(words) => {
                self.notice = self.notice.filter(|told| *told != Notice::NoEnglish);
                self.words = words;
                Focus::Stay
            }
            Action::Notes(notes) => {
                self.notes_missing = notes.is_none();
                self.rulebook = notes.unwrap_or(self.rulebook);
                Focus::Stay
            }
            Action::NoEnglish => {
                self.notice = Some(Notice::NoEnglish);
                Focus::Stay
            }
            Action::Revisit(fact) if self.may_stand_open(fact) => {
                self.go_to(Some(fact));
                self.show_questions()
            }
            Action::Revisit(_) => Focus::Stay,
            Action::Set(options) => {
                self.set_up(&options);
                Focus::Stay
            }
        }
    }

    /// Sets up what a host gives a new session: what somebody has answered stands, unless the host
    /// allows no other answer. `shared` are the facts of which this host was told the answers before.
    pub fn begin_with(&mut self, options: &Options, shared: &[String]) {
        let own = [AUDIENCE, REGION].map(|fact| (fact, self.answers.get(fact)));
        self.set_up(options);
        let told = |id: &str| shared.iter().any(|one| one == id);
        for fact in self.order.clone() {
            if told(self.fact(fact).id) {
                self.share(fact, true);
            }
        }
        for (fact, answer) in own {
            if let Answer::Choice(option) = answer
                && !self.locked(fact)
            {
                self.give(fact, option);
                self.share(fact, told(self.fact(fact).id));
            }
        }
        self.go_on();
    }

    /// Ticks what was ticked in the same form before this session began. It is sent by whoever ticked
    /// it, not by this.
    pub fn take_ticks(&mut self, ticked: &[(String, String)]) {
        for (name, value) in ticked {
            let fact = self.rulebook.fact(name);
            let Some(fact) = fact.filter(|fact| self.part(*fact).is_some()) else {
                continue;
            };
            let mut options = (0..).zip(self.fact(fact).kind.options());
            let option = options.find(|(_, option)| option.id == *value);
            let mark = match option {
                Some((option, _)) => Mark::Option(option),
                None if value == "~" => Mark::Unsure,
                None => continue,
            };
            self.apply(Action::Tick {
                fact,
                mark,
                on: true,
            });
        }
    }

    /// Takes what a host sets. A lock takes back what somebody has chosen instead.
    fn set_up(&mut self, options: &Options) {
        for (fact, id) in [(AUDIENCE, &options.audience), (REGION, &options.region)] {
            if let Some(id) = id {
                self.give_by_id(fact, id);
            }
        }
        if let Some(lock) = &options.lock {
            for at in 0..self.given.len() {
                let Given { fact, option, .. } = self.given[at];
                let id = self.fact(fact).id;
                self.given[at].locked = lock.iter().any(|name| name == id);
                if self.given[at].locked {
                    self.give(fact, option);
                }
            }
        }
        if let Some(share) = options.share {
            self.sharing = share;
            self.noticed &= share;
        }
        self.update |= options.update == Some(true);
        if let Some(day) = options.day.as_deref().and_then(Date::parse) {
            self.turn_to(day);
        }
        self.go_on();
    }

    /// Takes an answer from the host; none where the id is no option.
    fn give_by_id(&mut self, fact: FactIdx, id: &str) {
        let mut options = (0..).zip(self.fact(fact).kind.options());
        let option = options.find(|(_, option)| option.id == id);
        self.given.retain(|given| given.fact != fact);
        if let Some((option, _)) = option {
            self.give(fact, option);
            self.given.push(Given {
                fact,
                option,
                locked: false,
            });
        }
    }

    /// A day that has come while the page stood open. [`Session::go_on`] judges everything anew.
    fn turn_to(&mut self, day: Date) {
        if self.day_fixed {
            self.day_given = self.today != day;
            return;
        }
        if day == self.today {
            return;
        }
        self.today = day;
        // Clocks are set back too: what lies ahead now is no answer any more, and stays as typed.
        (self.answers, self.order, _) = link::read(self.rulebook, &self.line(), day);
        // What was refused as lying ahead may be over by now.
        self.problems
            .retain(|(_, problem)| *problem != Problem::Future);
    }

    /// Whether nobody here can change this answer.
    pub fn locked(&self, fact: FactIdx) -> bool {
        let mut given = self.given.iter();
        given.any(|given| given.fact == fact && given.locked)
    }

    fn share(&mut self, fact: FactIdx, may: bool) {
        self.shared.retain(|shared| *shared != fact);
        if may {
            self.shared.push(fact);
        }
    }

    /// Records an option that a host gives; what it comes to is judged by [`Session::go_on`].
    fn give(&mut self, fact: FactIdx, option: u8) {
        let answer = Answer::Choice(option);
        let given = self.answers.set(self.rulebook, fact, answer, self.today);
        debug_assert!(given.is_ok(), "it is an option of this fact");
        self.typed[usize::from(fact)] = Typed::from_answer(&self.fact(fact).kind, answer);
        self.share(fact, true);
        if !self.order.contains(&fact) {
            self.order.push(fact);
        }
    }

    /// Judges everything anew; the question that stands open stays open unless it has become idle.
    fn go_on(&mut self) {
        self.settle();
        if self.current.is_none_or(|open| !self.worth_asking(open)) {
            self.advance();
        } else {
            self.lay_out();
            self.left = self.left.min(self.pages_left());
        }
        if self.view == View::Questions && self.current.is_none() {
            self.show_results();
        }
    }

    /// Takes what a form says: of the answer that is edited, or of the page that stands open.
    fn submit(&mut self, fact: FactIdx) -> Focus {
        let editing = self.editing == Some(fact);
        let asked: Vec<FactIdx> = match editing {
            true => vec![fact],
            false => self.page.iter().map(|part| part.fact).collect(),
        };
        let mut answers = Vec::new();
        self.problems.clear();
        for fact in asked {
            let kind = &self.fact(fact).kind;
            let shown = self.shown(fact);
            match self.typed(fact).read(kind, shown, self.today) {
                Ok(answer) => answers.push((fact, answer)),
                Err(problem) => self.problems.push((fact, problem)),
            }
        }
        if !self.problems.is_empty() {
            return Focus::Problems;
        }
        self.link = None;
        // Before who and where are known, nobody can tell how many are to come.
        let counted = self.placed();
        for (fact, answer) in answers {
            let checked = self.answers.set(self.rulebook, fact, answer, self.today);
            debug_assert!(checked.is_ok(), "a form reads only what can be answered");
            self.typed[usize::from(fact)] = Typed::from_answer(&self.fact(fact).kind, answer);
            self.share(fact, self.noticed);
            if !self.order.contains(&fact) {
                self.order.push(fact);
            }
        }
        if editing {
            self.editing = None;
            // Another answer may bring up what nobody was asked before.
            self.left = usize::MAX;
            self.go_on();
            return Focus::EditButton(fact);
        }
        self.settle();
        // A page fewer, whatever it has brought up.
        self.left = match counted {
            true => self.left.saturating_sub(1).max(1),
            false => usize::MAX,
        };
        self.advance();
        // The first answer comes at once; what makes it exact follows.
        if self.seen || self.only.is_some() {
            self.show_questions()
        } else {
            self.show_results()
        }
    }

    /// Something was filled in: further down on the page there may be more to ask, or less.
    fn filled_in(&mut self, fact: FactIdx) {
        if self.part(fact).is_some() {
            let before = self.page.clone();
            self.lay_out();
            self.revision += u32::from(self.page != before);
        }
    }

    /// Lays out the page that stands open. A question joins once those above it are filled in; where
    /// goes with who from the start, since everybody is asked.
    fn lay_out(&mut self) {
        self.page.clear();
        let mut supposed = self.answers.clone();
        let mut next = self.current;
        while let Some(fact) = next {
            let kind = &self.fact(fact).kind;
            let options = match kind {
                FactKind::Set { .. } if Some(fact) != self.current => {
                    options_asked(&self.evaluator.evaluate(&supposed, self.today), fact)
                }
                _ => options_asked(&self.assessment, fact),
            };
            let choices = self.choices_after(&supposed, fact);
            self.page.push(Part {
                fact,
                options,
                choices,
            });
            let read = self.typed(fact).read(kind, self.shown(fact), self.today);
            if let Ok(answer) = read {
                let checked = supposed.set(self.rulebook, fact, answer, self.today);
                debug_assert!(checked.is_ok(), "a form reads only what can be answered");
            }
            let goes_on = read.is_ok() || fact == AUDIENCE;
            next = goes_on.then(|| self.joins(&supposed, fact)).flatten();
        }
    }

    /// The question that follows `after` on the open page: one that matters, or, where somebody has
    /// come back to the page, one that stands answered.
    fn joins(&self, supposed: &Answers, after: FactIdx) -> Option<FactIdx> {
        let opener = self.fact(after).page;
        let mut again = None;
        if self.current == Some(opener) {
            let answered = self.order.iter().copied().filter(|fact| {
                *fact > after && self.fact(*fact).page == opener && !self.locked(*fact)
            });
            let answered: Vec<FactIdx> = answered.collect();
            // Found out only if need be, for it takes a while.
            if !answered.is_empty() {
                let in_use = in_use(self.rulebook, supposed, self.today);
                let answered = answered.into_iter();
                again = answered.filter(|fact| in_use[usize::from(*fact)]).min();
            }
        }
        let new = next_on_page(self.evaluator, supposed, self.today, after, self.services);
        // Who came for one benefit is asked what it hangs on, and nothing beside.
        let new = new.filter(|fact| match self.only {
            Some(benefit) if self.placed() => self.hangs_on(supposed, benefit, *fact),
            _ => true,
        });
        [again, new].into_iter().flatten().min()
    }

    /// Whether a benefit could still be settled by this question.
    fn hangs_on(&self, supposed: &Answers, benefit: BenefitIdx, fact: FactIdx) -> bool {
        let then = self.evaluator.evaluate(supposed, self.today);
        let finding = &then.findings[usize::from(benefit)];
        then.missing(finding).contains(&fact)
    }

    /// Judges everything anew.
    fn settle(&mut self) {
        self.assessment = self.evaluator.evaluate(&self.answers, self.today);
        self.in_use = in_use(self.rulebook, &self.answers, self.today);
        if self.changes.is_some() {
            self.find_changes();
        }
    }

    fn find_changes(&mut self) {
        let changes = single_changes(self.evaluator, &self.answers, self.today);
        self.changes = Some(changes);
    }

    fn worth_asking(&self, fact: FactIdx) -> bool {
        self.assessment.next.iter().any(|ask| ask.fact == fact)
    }

    /// Whether this question can be gone to, for the first time or again.
    pub fn may_stand_open(&self, fact: FactIdx) -> bool {
        let answered = self.in_use[usize::from(fact)] && self.order.contains(&fact);
        (answered || self.worth_asking(fact)) && !self.locked(fact)
    }

    /// The best of the questions that are left.
    pub fn next_ask(&self) -> Option<&Ask> {
        self.assessment.next.first()
    }

    /// Goes on to the best page, if it bears on money or services are wanted too.
    fn advance(&mut self) {
        let opener = match self.only.filter(|_| self.placed()) {
            Some(benefit) => {
                let missing = self.missing(benefit);
                let mut asks = self.assessment.next.iter();
                asks.find(|ask| missing.contains(&ask.fact))
                    .map(|ask| ask.fact)
            }
            None => next_page(
                self.evaluator,
                &self.answers,
                self.today,
                &self.assessment,
                self.services,
            ),
        };
        self.go_to(opener);
        self.left = self.left.min(self.pages_left());
    }

    /// Of what is due as of right and waits for answers, what comes to most for somebody who answers as most
    /// people do to what has not been asked; `None` where that leaves nothing.
    pub fn likely(&self) -> Option<(BenefitIdx, Due)> {
        let mut supposed = self.answers.clone();
        for (fact, index) in self.rulebook.facts.iter().zip(0..) {
            if fact.usual == 0 || self.answers.get(index) != Answer::NotAsked {
                continue;
            }
            let answer = match &fact.kind {
                FactKind::Bool => Answer::Bool(fact.usual & 1 == 0),
                FactKind::Choice { .. } => Answer::Choice(fact.usual.trailing_zeros() as u8),
                FactKind::Set { .. } => Answer::Set {
                    yes: 0,
                    no: all_options(fact),
                    unsure: 0,
                },
                FactKind::Int { .. } | FactKind::Money { .. } | FactKind::Date { .. } => continue,
            };
            let set = supposed.set(self.rulebook, index, answer, self.today);
            debug_assert!(set.is_ok(), "what is usual is an answer");
        }
        let then = self.evaluator.evaluate(&supposed, self.today);
        let waiting = self.group(Group::Open);
        let waiting = waiting.filter(|(index, _)| self.benefit(*index).claim == Claim::Right);
        let likely = waiting.filter_map(|(index, _)| {
            let finding = &then.findings[usize::from(index)];
            let may = matches!(finding.verdict, Verdict::Eligible | Verdict::Possible);
            let due = finding.due.filter(|due| may && due.total.high.is_some())?;
            Some((index, due))
        });
        likely
            .filter(|(_, due)| due.total.high > Some(Money(0)))
            .max_by_key(|(index, due)| (due.total.high, std::cmp::Reverse(*index)))
    }

    /// The questions that would settle a benefit.
    fn missing(&self, benefit: BenefitIdx) -> &[FactIdx] {
        let finding = &self.assessment.findings[usize::from(benefit)];
        self.assessment.missing(finding)
    }

    /// How many pages the questions fill that can be asked now.
    fn pages_left(&self) -> usize {
        let asks = self.assessment.next.iter();
        let only = self.only.filter(|_| self.placed());
        let wanted = asks.filter(|ask| match only {
            Some(benefit) => self.missing(benefit).contains(&ask.fact),
            None => ask.money || self.services,
        });
        let mut pages: Vec<FactIdx> = wanted.map(|ask| self.fact(ask.fact).page).collect();
        pages.sort_unstable();
        pages.dedup();
        pages.len()
    }

    fn go_to(&mut self, fact: Option<FactIdx>) {
        self.current = fact;
        self.problems.clear();
        let Some(fact) = fact else {
            self.page.clear();
            return;
        };
        if self.worth_asking(fact) {
            // Options have come up that "none of these" was not said of.
            self.typed[usize::from(fact)].none = false;
        }
        self.lay_out();
        if self.editing.is_some_and(|fact| self.part(fact).is_some()) {
            self.editing = None;
        }
    }

    fn cancel_edit(&mut self) {
        if let Some(fact) = self.editing.take() {
            let kind = &self.fact(fact).kind;
            self.typed[usize::from(fact)] = Typed::from_answer(kind, self.answers.get(fact));
            self.problems.retain(|(of, _)| *of != fact);
        }
    }
}

/// The options of a set that are worth asking about.
fn options_asked(assessment: &Assessment, fact: FactIdx) -> Cells {
    let mut asks = assessment.next.iter();
    let ask = asks.find(|ask| ask.fact == fact);
    ask.map_or(0, |ask| ask.options)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rulebook;

    const DAY: Date = Date::new(2026, 6, 1).unwrap();

    fn begin(line: &str) -> Session {
        Session::new(crate::evaluator(), crate::chinese(), DAY, line)
    }

    fn options(region: Option<&str>, share: Option<bool>) -> Options {
        Options {
            region: region.map(str::to_owned),
            share,
            ..Options::default()
        }
    }

    fn fact(id: &str) -> FactIdx {
        rulebook().fact(id).unwrap()
    }

    fn option(of: &str, id: &str) -> Mark {
        let options = rulebook().facts[usize::from(fact(of))].kind.options();
        Mark::Option(options.iter().position(|one| one.id == id).unwrap() as u8)
    }

    fn tick(session: &mut Session, of: &str, mark: Mark) {
        session.apply(Action::Tick {
            fact: fact(of),
            mark,
            on: true,
        });
    }

    fn write(session: &mut Session, of: &str, texts: &[&str]) {
        for (slot, text) in texts.iter().enumerate() {
            session.apply(Action::Type {
                fact: fact(of),
                slot,
                text: (*text).to_owned(),
            });
        }
    }

    /// Ticks 不清楚 all over the page that is open and is not filled in.
    fn be_unsure(session: &mut Session) {
        let mut at = 0;
        while let Some(part) = session.page.get(at) {
            let fact = part.fact;
            if session.typed(fact) == &Typed::default() {
                session.apply(Action::Tick {
                    fact,
                    mark: Mark::Unsure,
                    on: true,
                });
            }
            at += 1;
        }
    }

    /// Answers 不清楚 to whatever is asked, until nothing is.
    fn finish(session: &mut Session) -> usize {
        for asked in 0.. {
            let Some(open) = session.current else {
                return asked;
            };
            be_unsure(session);
            session.apply(Action::Submit(open));
        }
        unreachable!()
    }

    fn on_page(session: &Session) -> Vec<&str> {
        let parts = session.page.iter();
        parts.map(|part| session.fact(part.fact).id).collect()
    }

    #[test]
    fn who_where_and_level_are_one_page_then_what_settles_most() {
        let mut session = begin("");
        assert_eq!(session.current, Some(AUDIENCE));
        assert_eq!(on_page(&session), ["audience", "region"]);
        tick(&mut session, "audience", option("audience", "individual"));
        tick(&mut session, "region", option("region", "liaocheng"));
        assert_eq!(on_page(&session), ["audience", "region", "level"]);
        tick(&mut session, "level", option("level", "advanced"));
        // Nothing counts before it is sent.
        assert!(!session.placed());
        // What goes stays as ticked, and comes back.
        tick(&mut session, "audience", option("audience", "enterprise"));
        assert_eq!(on_page(&session), ["audience", "region"]);
        tick(&mut session, "audience", option("audience", "individual"));
        session.apply(Action::Submit(AUDIENCE));
        assert!(session.placed());
        assert_eq!(
            session.line(),
            "audience=individual&region=liaocheng&level=advanced"
        );
        assert_eq!(session.current, Some(session.assessment.next[0].fact));
        // The first answer comes at once; the questions wait behind a button.
        assert_eq!(
            (session.view, session.focus.1),
            (View::Results, Focus::Results)
        );
        session.apply(Action::GoOn);
        assert_eq!(
            (session.view, session.focus.1),
            (View::Questions, Focus::Question)
        );
        // From there on, one question follows the other.
        be_unsure(&mut session);
        session.apply(Action::Submit(session.current.unwrap()));
        assert_eq!(session.view, View::Questions);
    }

    /// How many questions are left never rises while somebody answers, and comes down to one.
    #[test]
    fn the_number_of_questions_left_never_rises() {
        for line in [
            "audience=individual&region=liaocheng&level=advanced",
            "audience=individual&region=zibo&level=technician&honours=some",
            "audience=enterprise&region=zibo",
            "audience=unit&region=taian",
        ] {
            let mut session = begin(line);
            let (mut before, mut asked) = (session.left(), 0);
            let first = before;
            while let Some(open) = session.current {
                assert!(session.left() > 0 && session.left() <= before, "{line}");
                before = session.left();
                be_unsure(&mut session);
                session.apply(Action::Submit(open));
                asked += 1;
            }
            assert!(
                asked <= 2 * first + 2,
                "{line}: {asked} asked, {first} said"
            );
        }
    }

    /// Whoever comes for one benefit is asked only what that hangs on.
    #[test]
    fn one_benefit_asks_only_what_it_hangs_on() {
        let id = "liaocheng-upgrade-unemployment-insurance";
        let mut session = begin(&format!("benefit={id}"));
        let benefit = session.only.expect("a benefit of that id");
        assert_eq!((session.view, session.placed()), (View::Questions, false));
        tick(&mut session, "audience", option("audience", "individual"));
        tick(&mut session, "region", option("region", "liaocheng"));
        tick(&mut session, "level", option("level", "advanced"));
        session.apply(Action::Submit(AUDIENCE));
        let mut asked = 0;
        while session.view == View::Questions {
            for part in session.page.clone() {
                let finding = &session.assessment.findings[usize::from(benefit)];
                let known = session.assessment.missing(finding).contains(&part.fact);
                assert!(known || part.fact != session.page[0].fact);
            }
            be_unsure(&mut session);
            session.apply(Action::Submit(session.current.unwrap()));
            asked += 1;
        }
        assert!((1..=4).contains(&asked), "{asked}");
        assert_eq!(
            (session.view, session.focus.1),
            (View::Benefit(benefit), Focus::Benefit)
        );
        // A link to it leads there again, and all the others are a click away.
        let link = link::with_benefit(&session.line(), id);
        assert_eq!(begin(&link).view, View::Benefit(benefit));
        session.apply(Action::WantAll);
        assert_eq!((session.only, session.view), (None, View::Questions));
        session.apply(Action::ShowResults);
        session.apply(Action::ShowBenefit(benefit));
        session.apply(Action::CloseBenefit);
        assert_eq!(
            (session.view, session.focus.1),
            (View::Results, Focus::Card(benefit))
        );
    }

    /// The sum that the first screen of results names is one that most people in that place may come to.
    #[test]
    fn what_is_likely_is_named_before_it_is_settled() {
        let session = begin("audience=individual&region=liaocheng&level=advanced");
        let (_, due) = session.likely().expect("a subsidy for skills");
        assert_eq!(due.total.high, Some(Money(800_000)));
        let worker = begin("audience=individual&region=jinan&level=advanced");
        assert_eq!(worker.likely(), None);
    }

    #[test]
    fn what_was_ticked_before_the_program_came_is_ticked() {
        let ticked = [
            ("audience", "individual"),
            ("region", "zibo"),
            ("region", "mars"),
            ("school", "other"),
            ("nonsense", "~"),
        ];
        let start = crate::options::Start {
            ticked: ticked
                .map(|(fact, value)| (fact.into(), value.into()))
                .into(),
            ..Default::default()
        };
        let mut session = start.session();
        assert_eq!(session.line(), "");
        assert_eq!(on_page(&session), ["audience", "region", "level"]);
        tick(&mut session, "level", option("level", "technician"));
        session.apply(Action::Submit(AUDIENCE));
        assert!(
            session
                .line()
                .starts_with("audience=individual&region=zibo")
        );
    }

    #[test]
    fn all_that_is_wrong_with_a_page_is_named_at_once() {
        let mut session = begin("");
        session.apply(Action::Submit(AUDIENCE));
        let empty = [(AUDIENCE, Problem::Empty), (REGION, Problem::Empty)];
        assert_eq!(session.problems, empty);
        assert_eq!(session.line(), "");
    }

    /// What joins a page, and what stands there when somebody comes back to it.
    #[test]
    fn a_page_has_what_matters_after_what_stands_above() {
        let line = "audience=individual&region=zibo&level=technician&honours=none";
        let mut session = begin(line);
        session.apply(Action::Ask(fact("school")));
        assert_eq!(on_page(&session), ["school"]);
        tick(&mut session, "school", option("school", "other"));
        assert_eq!(on_page(&session), ["school"]);
        tick(&mut session, "school", option("school", "tech_school"));
        assert_eq!(on_page(&session), ["school", "full_time_study"]);
        tick(&mut session, "full_time_study", Mark::Option(1));
        let whole = on_page(&session).join(" ");
        assert!(whole.starts_with("school full_time_study "), "{whole}");
        be_unsure(&mut session);
        let whole = on_page(&session).join(" ");
        session.apply(Action::Submit(fact("school")));
        assert_ne!(session.current, Some(fact("school")));
        session.apply(Action::Back);
        assert_eq!(session.current, Some(fact("school")));
        assert_eq!(on_page(&session).join(" "), whole);
        // What has been asked is not asked again for what comes later.
        let later = "&school=tech_school&full_time_study=yes&arrival=came&arrival_date=2025-07";
        let mut session = begin(&format!("{line}{later}&workplace=enterprise&full_time=yes"));
        session.apply(Action::Ask(fact("years_since_graduation")));
        assert_eq!(on_page(&session), ["years_since_graduation"]);
    }

    #[test]
    fn answering_ends_and_the_end_has_the_keyboard() {
        let mut session = begin("audience=enterprise&region=zibo");
        let asked = finish(&mut session);
        assert!((1..=15).contains(&asked), "{asked} questions");
        assert_eq!(session.focus.1, Focus::Results);
        assert_eq!(session.open(), 0);
    }

    /// What bears on services alone waits until somebody wants to know, and is then asked to its end.
    #[test]
    fn services_are_asked_about_last_and_on_request() {
        let mut session = begin("audience=individual&region=jinan&level=technician&honours=none");
        assert_eq!(session.current, None);
        let first = *session.next_ask().expect("a question on services");
        assert!(!first.money);
        session.apply(Action::Ask(first.fact));
        assert!(finish(&mut session) > 0);
        assert_eq!(session.next_ask(), None);
        session.apply(Action::RestartYes);
        assert!(!session.services);
    }

    #[test]
    fn what_cannot_be_an_answer_is_kept_and_changes_nothing() {
        let mut session = begin("audience=individual&region=liaocheng&level=advanced");
        session.apply(Action::Ask(fact("certificate_date")));
        write(&mut session, "certificate_date", &["2025", "2", "29"]);
        let before = session.assessment.clone();
        session.apply(Action::Submit(fact("certificate_date")));
        assert_eq!(
            session.problems,
            [(fact("certificate_date"), Problem::NoSuchDay)]
        );
        assert_eq!(session.focus.1, Focus::Problems);
        let typed = &session.typed(fact("certificate_date")).texts;
        assert_eq!(typed, &["2025", "2", "29"]);
        assert_eq!(session.assessment, before);
        assert_eq!(session.current, Some(fact("certificate_date")));

        write(&mut session, "certificate_date", &["2025", "2", "28"]);
        session.apply(Action::Submit(fact("certificate_date")));
        assert_eq!(session.problems, []);
    }

    #[test]
    fn months_in_years_are_the_months_that_they_are() {
        let months = fact("unemployment_insurance_months");
        let line = "audience=individual&region=liaocheng&level=advanced&certificate_date=2026-01-10\
                    &social_insurance_current=yes&workplace=enterprise\
                    &social_insurance_months=36";
        let mut session = begin(line);
        for (typed, read) in [("3年", 36), ("1年6个月", 18), ("2 年", 24)] {
            session.apply(Action::Ask(months));
            write(&mut session, "unemployment_insurance_months", &[typed]);
            session.apply(Action::Submit(months));
            assert_eq!(session.answers.get(months), Answer::Int(read), "{typed}");
            // And in the list of answers.
            session.apply(Action::Edit(fact("social_insurance_months")));
            write(&mut session, "social_insurance_months", &[typed]);
            session.apply(Action::Submit(fact("social_insurance_months")));
            let listed = session.answers.get(fact("social_insurance_months"));
            assert_eq!(listed, Answer::Int(read), "{typed}");
        }
        for typed in ["1,2", "12 3"] {
            session.apply(Action::Edit(months));
            write(&mut session, "unemployment_insurance_months", &[typed]);
            session.apply(Action::Submit(months));
            assert_eq!(session.problems, [(months, Problem::NotWhole)], "{typed}");
            assert_eq!(session.answers.get(months), Answer::Int(24));
        }
    }

    #[test]
    fn nothing_ticked_is_not_taken_for_no() {
        let mut session = begin("audience=individual&region=zibo&honours=some");
        session.apply(Action::Ask(fact("provincial_titles")));
        session.apply(Action::Submit(fact("provincial_titles")));
        let empty = (fact("provincial_titles"), Problem::Empty);
        assert_eq!(session.problems, [empty]);
        tick(&mut session, "provincial_titles", Mark::None);
        session.apply(Action::Submit(fact("provincial_titles")));
        let Answer::Set { yes, no, unsure } = session.answers.get(fact("provincial_titles")) else {
            panic!("a set is answered by a set");
        };
        assert_eq!((yes, unsure), (0, 0));
        assert_ne!(no, 0);
    }

    #[test]
    fn back_goes_to_the_answer_before_and_keeps_all() {
        let mut session = begin("audience=individual&region=liaocheng&level=advanced");
        let line = session.line();
        session.apply(Action::Back);
        assert_eq!(session.current, Some(AUDIENCE));
        assert_eq!(on_page(&session), ["audience", "region", "level"]);
        assert_eq!(session.before(), None);
        assert_eq!(session.line(), line);
        // From there the next open question follows, not the ones already answered.
        session.apply(Action::Submit(AUDIENCE));
        assert_eq!(session.current, Some(session.assessment.next[0].fact));
        assert_eq!(session.line(), line);
    }

    #[test]
    fn editing_changes_one_answer_and_gives_the_keyboard_back() {
        let mut session = begin(
            "audience=individual&region=liaocheng&level=advanced&certificate_date=2026-03-10",
        );
        let open = session.current;
        session.apply(Action::Edit(fact("certificate_date")));
        write(&mut session, "certificate_date", &["2020"]);
        session.apply(Action::CancelEdit);
        assert_eq!(session.typed(fact("certificate_date")).texts[0], "2026");
        session.apply(Action::Edit(fact("certificate_date")));
        write(&mut session, "certificate_date", &["2020"]);
        session.apply(Action::Submit(fact("certificate_date")));
        assert_eq!(session.editing, None);
        assert_eq!(session.focus.1, Focus::EditButton(fact("certificate_date")));
        assert_ne!(session.current, None);
        assert!(session.current == open || session.worth_asking(session.current.unwrap()));
        let lapsed = session
            .group(Group::No)
            .filter(|(_, finding)| finding.verdict == Verdict::Lapsed);
        assert!(lapsed.count() > 0 || session.open() > 0);
        assert!(session.line().ends_with("certificate_date=2020-03-10"));
    }

    #[test]
    fn answers_that_no_longer_matter_stay_and_do_not_count() {
        let mut session = begin("audience=individual&region=liaocheng&level=advanced");
        session.apply(Action::Edit(AUDIENCE));
        tick(&mut session, "audience", option("audience", "enterprise"));
        session.apply(Action::Submit(AUDIENCE));
        assert!(!session.in_use[usize::from(fact("level"))]);
        assert!(session.line().contains("level=advanced"));
        assert_eq!(session.before(), Some(AUDIENCE));
    }

    #[test]
    fn starting_over_forgets_everything_but_the_language() {
        let mut session = begin("audience=individual&region=liaocheng&level=advanced");
        session.apply(Action::Restart);
        assert!(session.restarting);
        session.apply(Action::RestartNo);
        assert!(!session.restarting);
        session.apply(Action::RestartYes);
        assert_eq!(session.line(), "");
        assert_eq!(session.current, Some(AUDIENCE));
    }

    #[test]
    fn a_line_of_answers_survives_the_round_trip() {
        let line = "audience=individual&region=zibo&honours=some\
                    &provincial_titles=yes.qilu_chief-no.provincial_award-unsure.provincial_expert\
                    &social_insurance_current=yes&level=unsure&certificate_date=2026-01\
                    &social_insurance_months=24&unemployment_insurance_months=12_720";
        let session = begin(line);
        assert_eq!(session.line(), line);
        assert_eq!(session.refused, 0);
    }

    #[test]
    fn what_a_line_says_that_cannot_be_is_left_out_and_counted() {
        let session = begin(
            "audience=individual&region=mars&level=advanced&certificate_date=2026-02-30\
             &certificate_date=2027-01-01&contests=national&nonsense&city_titles=city_chief~city_chief~",
        );
        assert_eq!(session.line(), "audience=individual&level=advanced");
        assert_eq!(session.refused, 6);
    }

    #[test]
    fn a_notice_stays_until_somebody_does_something() {
        let mut session = begin("audience=individual&region=zibo&nonsense");
        session.notice = Some(Notice::FromLink);
        session.apply(Action::Notes(None));
        session.apply(Action::Set(Options {
            update: Some(true),
            ..Options::default()
        }));
        session.apply(Action::SetLanguage(session.chinese));
        assert_eq!(session.notice, Some(Notice::FromLink));
        session.apply(Action::Submit(session.current.unwrap()));
        assert_eq!(session.notice, None);
        session.apply(Action::NoEnglish);
        session.apply(Action::SetLanguage(session.chinese));
        assert_eq!(session.notice, None);
    }

    #[test]
    fn a_host_is_told_what_is_answered_after_the_screen_has_said_so() {
        let level = fact("level");
        let told = |session: &Session| {
            let ids = session.shared.iter();
            ids.map(|fact| session.fact(*fact).id).collect::<Vec<_>>()
        };
        let line = "audience=individual&region=zibo&level=advanced";
        let mut session = begin(line);
        session.begin_with(&options(Some("weifang"), Some(true)), &[]);
        // Kept from before: somebody's own, the place too.
        assert_eq!(told(&session), [""; 0]);
        // Not drawn yet.
        session.apply(Action::Edit(level));
        session.apply(Action::Submit(level));
        assert_eq!(told(&session), [""; 0]);
        session.noticed = true;
        session.apply(Action::Edit(level));
        session.apply(Action::Submit(level));
        assert_eq!(told(&session), ["level"]);
        // What the host sets it knows.
        session.apply(Action::Set(Options {
            lock: Some(vec!["region".to_owned()]),
            ..options(Some("weifang"), None)
        }));
        assert_eq!(told(&session), ["level", "region"]);
        session.apply(Action::Set(options(None, Some(false))));
        session.apply(Action::Edit(level));
        session.apply(Action::Submit(level));
        session.apply(Action::Set(options(None, Some(true))));
        assert_eq!(told(&session), ["region"]);
        session.apply(Action::RestartYes);
        assert_eq!(told(&session), ["region"]);
        // Loaded again, by the host that was told.
        let mut session = begin(line);
        let before = ["level", "nonsense"].map(str::to_owned);
        session.begin_with(&options(None, Some(true)), &before);
        assert_eq!(told(&session), ["level"]);
    }

    #[test]
    fn a_day_that_comes_while_the_page_stands_open_counts() {
        let date = fact("certificate_date");
        let turn = |session: &mut Session, day: &str| {
            session.apply(Action::Set(Options {
                day: Some(day.to_owned()),
                ..Options::default()
            }));
        };
        let mut session = begin("audience=individual&region=liaocheng&level=advanced");
        session.apply(Action::Ask(date));
        write(&mut session, "certificate_date", &["2026", "6", "3"]);
        session.apply(Action::Submit(date));
        assert_eq!(session.problems, [(date, Problem::Future)]);
        turn(&mut session, "2026-06-03");
        assert_eq!(session.problems, []);
        assert_eq!(session.current, Some(date));
        session.apply(Action::Submit(date));
        assert!(session.line().ends_with("certificate_date=2026-06-03"));
        let same = Session::new(
            crate::evaluator(),
            session.words,
            session.today,
            &session.line(),
        );
        assert_eq!(session.assessment, same.assessment);
        // A window closes while nobody looks.
        turn(&mut session, "2027-06-04");
        let same = Session::new(
            crate::evaluator(),
            session.words,
            session.today,
            &session.line(),
        );
        assert_eq!(session.assessment, same.assessment);
        // Set back, the clock takes an answer with it, and nothing that was typed.
        turn(&mut session, "2026-06-01");
        assert!(!session.line().contains("certificate_date"));
        assert_eq!(session.typed(date).texts, ["2026", "6", "3"]);
        // A day from the address stays, and is told of.
        session.day_fixed = true;
        turn(&mut session, "2026-06-02");
        assert_eq!(session.today, DAY);
        assert!(session.day_given);
        turn(&mut session, "2026-06-01");
        assert!(!session.day_given);
    }

    #[test]
    fn what_would_change_is_worked_out_only_when_wanted() {
        let mut session = begin("audience=individual&region=liaocheng&level=intermediate");
        finish(&mut session);
        assert_eq!(session.changes, None);
        session.apply(Action::ShowChanges);
        assert!(session.changes.is_some());
        session.apply(Action::Edit(fact("level")));
        tick(&mut session, "level", option("level", "advanced"));
        session.apply(Action::Submit(fact("level")));
        assert!(session.changes.is_some());
    }
}
