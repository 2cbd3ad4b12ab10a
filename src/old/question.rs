//! One question: its form, why it is asked, and what is wrong with what was typed.

use engine::model::*;

use super::tree::Tree;
use crate::session::Session;
use crate::typed::Problem;
use crate::words::{Word, digits, joined};

/// The question that stands open, or that none does.
pub fn now(o: &mut Tree, s: &Session) {
    o.el("section", "ss-ask", |o| {
        let words = o.words;
        o.attr("aria-label", words.get(Word::QuestionRegion));
        // What is left bears on services alone.
        let services = s.next_ask().filter(|_| s.current.is_none());
        if s.current.is_none() {
            o.word(
                "h2",
                "",
                services.map_or(Word::AllAnswered, |_| Word::MoneySettled),
            );
        }
        let mut progress = words.count(Word::Answered, s.order.len());
        let open = s.open();
        // Before who and where are known, everything is open: a number would only frighten.
        if open > 0 && s.placed() {
            progress.push_str(words.get(Word::Semicolon));
            progress.push_str(&words.count(Word::StillOpen, open));
        }
        o.said("p", "ss-progress", progress);
        if let Some(fact) = s.current {
            form(o, s, fact, false);
            return;
        }
        match services {
            None => o.word("p", "", Word::AllAnsweredHint),
            Some(_) => {
                let left = s.assessment.next.len();
                o.said("p", "", words.count(Word::ServicesLeft, left));
            }
        }
        o.el("p", "ss-buttons", |o| {
            o.button("", "results", "", |o| o.say(Word::ToResults));
            if let Some(ask) = services {
                o.button("ss-quiet", "ask", s.fact(ask.fact).id, |o| {
                    o.say(Word::GoOn)
                });
            }
            back(o, s);
        });
    });
}

fn back(o: &mut Tree, s: &Session) {
    if s.before().is_some() {
        o.button("ss-quiet", "back", "", |o| o.say(Word::Back));
    }
}

/// The form of one question; `editing` where it stands in the list of answers.
pub fn form(o: &mut Tree, s: &Session, index: FactIdx, editing: bool) {
    let form = Form {
        s,
        index,
        fact: s.fact(index),
        choices: s.choices(index),
        only: s.only_option(index),
        problem: s
            .problem
            .filter(|(of, _)| *of == index)
            .map(|(_, problem)| problem),
    };
    o.el("form", "", |o| {
        o.key(form.fact.id);
        o.attr("data-fact", form.fact.id);
        o.attr("novalidate", "");
        form.summary(o);
        if form.one_field() {
            form.body(o, editing);
        } else {
            // Several inputs are one group, named by the question.
            o.el("fieldset", "", |o| form.body(o, editing));
        }
        form.why(o);
        o.el("p", "ss-buttons", |o| {
            o.el("button", "", |o| {
                o.attr("type", "submit");
                o.attr("data-action", "next");
                o.say(if editing { Word::Save } else { Word::Next });
            });
            if editing {
                o.button("ss-quiet", "cancel", "", |o| o.say(Word::Cancel));
            } else {
                back(o, s);
            }
        });
    });
}

struct Form<'a> {
    s: &'a Session,
    index: FactIdx,
    fact: &'static Fact,
    /// Ranges of a number of which one is enough to know.
    choices: Vec<(i64, i64)>,
    /// The one option of a set that is asked about.
    only: Option<usize>,
    problem: Option<Problem>,
}

impl Form<'_> {
    /// What is wrong, above all else, with a link to where it is mended.
    fn summary(&self, o: &mut Tree) {
        let Some(problem) = self.problem else {
            return;
        };
        let first = match &self.fact.kind {
            FactKind::Bool => "yes",
            FactKind::Choice { options } => options[0].id,
            FactKind::Set { options } => {
                options[self.s.shown(self.index).trailing_zeros() as usize].id
            }
            _ => SLOTS[usize::from(problem.slot())],
        };
        o.el("div", "ss-problems", |o| {
            o.attr("role", "alert");
            o.attr("tabindex", "-1");
            o.word("p", "", Word::ProblemTitle);
            o.el("a", "", |o| {
                o.own("href", joined(&["#", &self.id(first)]));
                o.said("span", "", self.message(problem));
            });
        });
    }

    /// One field is all there is: a number that counts.
    fn one_field(&self) -> bool {
        let number = matches!(
            self.fact.kind,
            FactKind::Int { .. } | FactKind::Money { .. }
        );
        number && self.choices.is_empty()
    }

    fn body(&self, o: &mut Tree, editing: bool) {
        self.describe(o);
        match &self.fact.kind {
            FactKind::Int { .. } | FactKind::Money { .. } => self.number(o, editing),
            FactKind::Date { .. } => {
                self.heading(o, editing);
                self.date(o);
            }
            FactKind::Bool | FactKind::Choice { .. } | FactKind::Set { .. } => {
                self.heading(o, editing);
                self.options(o);
            }
        }
    }

    /// The id of a field or note of this question.
    fn id(&self, part: &str) -> String {
        joined(&[self.fact.id, "-", part])
    }

    /// Ties help and error to the open element.
    fn describe(&self, o: &mut Tree) {
        let mut ids = String::new();
        if !o.words.fact(self.index).help.is_empty() {
            ids.push_str(&self.id("help "));
        }
        if self.problem.is_some() {
            ids.push_str(&self.id("error"));
        }
        if !ids.is_empty() {
            o.own("aria-describedby", ids);
        }
    }

    /// The question, its help, and what is wrong with the answer.
    fn heading(&self, o: &mut Tree, editing: bool) {
        let one_field = self.one_field();
        if !one_field {
            o.start("legend", "");
        }
        o.el(if editing { "h3" } else { "h2" }, "ss-question", |o| {
            o.attr("id", if editing { "editing" } else { "question" });
            o.attr("tabindex", "-1");
            let question = o.words.fact(self.index).question;
            if one_field {
                self.label(o, SLOTS[0], question);
            } else {
                o.text(question);
            }
            if let Some(only) = self.only {
                o.text(o.words.fact(self.index).options[only].0);
            }
        });
        if !one_field {
            o.end();
        }
        let help = o.words.fact(self.index).help;
        if !help.is_empty() {
            o.el("p", "ss-help", |o| {
                o.own("id", self.id("help"));
                o.text(help);
            });
        }
        if let Some(problem) = self.problem {
            o.el("p", "ss-error", |o| {
                o.own("id", self.id("error"));
                o.said("span", "", self.message(problem));
            });
        }
    }

    fn label(&self, o: &mut Tree, part: &str, words: Str) {
        o.el("label", "", |o| {
            o.own("for", self.id(part));
            o.text(words);
        });
    }

    fn number(&self, o: &mut Tree, editing: bool) {
        self.heading(o, editing);
        if !self.choices.is_empty() {
            o.el("div", "", |o| {
                for &(low, high) in &self.choices {
                    let name = o.words.number_range(self.index, low, high);
                    self.range(o, (low, high), name);
                }
            });
            self.tick(o, "radio", "~", o.words.get(Word::Unsure), "");
            o.el("p", "ss-help", |o| {
                self.label(o, SLOTS[0], o.words.get(Word::ExactNumber));
            });
        }
        o.el("p", "ss-field", |o| {
            self.text(o, 0);
            let words = o.words.fact(self.index);
            if words.money {
                o.word("span", "", Word::YuanUnit);
            } else {
                o.line("span", "", words.unit);
            }
        });
        if self.choices.is_empty() {
            self.tick(o, "checkbox", "~", o.words.get(Word::Unsure), "");
        }
    }

    /// One range of a number.
    fn range(&self, o: &mut Tree, (low, high): (i64, i64), name: String) {
        let value = joined(&[&digits(low), "..", &digits(high)]);
        let on = self.s.typed(self.index).range == Some((low, high));
        o.el("div", "ss-option", |o| {
            o.el("input", "", |o| {
                o.attr("type", "radio");
                o.attr("name", self.fact.id);
                o.own("data-option", value.clone());
                o.own("id", self.id(&value));
                o.input(value.clone(), on);
            });
            o.el("label", "", |o| {
                o.own("for", self.id(&value));
                o.said("span", "", name);
            });
        });
    }

    fn date(&self, o: &mut Tree) {
        o.el("p", "ss-field", |o| {
            for (slot, word) in (0..).zip([Word::Year, Word::Month, Word::Day]) {
                self.text(o, slot);
                self.label(o, SLOTS[usize::from(slot)], o.words.get(word));
            }
        });
        self.tick(o, "checkbox", "~", o.words.get(Word::Unsure), "");
    }

    fn text(&self, o: &mut Tree, slot: u8) {
        let name = SLOTS[usize::from(slot)];
        let date = matches!(self.fact.kind, FactKind::Date { .. });
        o.el("input", if date { "ss-digits" } else { "ss-number" }, |o| {
            o.attr("type", "text");
            o.attr("inputmode", "numeric");
            o.attr("autocomplete", "off");
            o.attr("name", name);
            o.own("id", self.id(name));
            if !date {
                self.describe(o);
            }
            let wrong = self
                .problem
                .is_some_and(|problem| !date || !problem.in_one_slot() || problem.slot() == slot);
            if wrong {
                o.attr("aria-invalid", "true");
            }
            let typed = self.s.typed(self.index);
            o.input(typed.texts[usize::from(slot)].clone(), false);
        });
    }

    fn options(&self, o: &mut Tree) {
        let words = o.words.fact(self.index);
        if let Some(only) = self.only {
            let id = self.fact.kind.options()[only].id;
            for (value, word) in [(id, Word::Have), ("-", Word::HaveNot), ("~", Word::Unsure)] {
                self.tick(o, "radio", value, o.words.get(word), "");
            }
            return;
        }
        let set = matches!(self.fact.kind, FactKind::Set { .. });
        let input = if set { "checkbox" } else { "radio" };
        let shown = if set { self.s.shown(self.index) } else { !0 };
        // Names of cities are short and many: they stand in columns.
        let many = self.index == engine::REGION;
        // Nine of ten people have none of a list: that stands on top.
        if set {
            self.tick(o, input, "-", o.words.get(Word::NoneOfThese), "");
        }
        o.el("div", if many { "ss-many" } else { "" }, |o| {
            if self.fact.kind == FactKind::Bool {
                self.tick(o, input, "yes", o.words.get(Word::Yes), "");
                self.tick(o, input, "no", o.words.get(Word::No), "");
            }
            for (option, (name, note)) in words.options.iter().enumerate() {
                if shown >> option & 1 == 1 {
                    self.tick(o, input, self.fact.kind.options()[option].id, name, note);
                }
            }
        });
        o.el("div", "ss-last", |o| {
            let unsure = if set {
                Word::UnsureOfRest
            } else {
                Word::Unsure
            };
            self.tick(o, input, "~", o.words.get(unsure), "");
        });
    }

    /// One option with its note.
    fn tick(&self, o: &mut Tree, input: Str, value: Str, name: Str, note: Str) {
        let typed = self.s.typed(self.index);
        let on = match value {
            "~" => typed.unsure,
            "-" => typed.none,
            "no" => typed.marks & 0b01 != 0,
            "yes" => typed.marks & 0b10 != 0,
            _ => {
                let mut options = self.fact.kind.options().iter();
                let option = options.position(|option| option.id == value);
                option.is_some_and(|option| typed.marks >> option & 1 == 1)
            }
        };
        o.el("div", "ss-option", |o| {
            o.el("input", "", |o| {
                o.attr("type", input);
                o.attr("name", self.fact.id);
                o.attr("data-option", value);
                o.own("id", self.id(value));
                if value == "~" {
                    o.attr("data-action", "unsure");
                }
                if !note.is_empty() {
                    o.own(
                        "aria-describedby",
                        joined(&[self.fact.id, "-", value, "-note"]),
                    );
                }
                o.input(value.to_owned(), on);
            });
            self.label(o, value, name);
            if !note.is_empty() {
                o.el("small", "", |o| {
                    o.own("id", joined(&[self.fact.id, "-", value, "-note"]));
                    o.text(note);
                });
            }
        });
    }

    /// Which open benefits an answer bears on.
    fn why(&self, o: &mut Tree) {
        let count = self.s.turns(self.index).count();
        if count == 0 || !self.s.placed() {
            return;
        }
        o.el("details", "ss-why", |o| {
            o.word("summary", "", Word::WhyAsked);
            o.said("p", "", o.words.count(Word::BearsOn, count));
            o.el("ul", "", |o| {
                for benefit in self.s.turns(self.index) {
                    let name = o.words.benefit(benefit);
                    o.el("li", "", |o| o.text(name));
                }
            });
        });
    }

    /// What is wrong, and what may stand there instead.
    fn message(&self, problem: Problem) -> String {
        let words = self.s.words;
        let (word, parts) = match (problem, &self.fact.kind) {
            (Problem::Empty, FactKind::Set { .. }) => (Word::EmptySet, [0; 3]),
            (Problem::Empty, FactKind::Date { .. }) => (Word::EmptyDate, [0; 3]),
            (Problem::Empty, FactKind::Int { .. } | FactKind::Money { .. }) => {
                (Word::EmptyNumber, [0; 3])
            }
            (Problem::NotWhole, FactKind::Int { min, max, .. } | FactKind::Money { min, max }) => {
                (Word::NotWhole, [*min, *max, 0])
            }
            (
                Problem::OutOfRange,
                FactKind::Int { min, max, .. } | FactKind::Money { min, max },
            ) => (Word::OutOfRange, [*min, *max, 0]),
            (Problem::DatePart(0), _) => (Word::WrongYear, [0; 3]),
            (Problem::DatePart(1), _) => (Word::WrongMonth, [0; 3]),
            (Problem::DatePart(_), _) => (Word::WrongDay, [0; 3]),
            (Problem::NoSuchDay, _) => {
                let typed = &self.s.typed(self.index).texts;
                return words.fill(Word::NoSuchDay, &[&typed[0], &typed[1], &typed[2]]);
            }
            (Problem::Future, _) => {
                return words.fill(Word::FutureDate, &[&words.date(self.s.today)]);
            }
            (Problem::TooEarly, FactKind::Date { earliest }) => {
                return words.fill(Word::TooEarly, &[&words.date(*earliest)]);
            }
            _ => (Word::EmptyChoice, [0; 3]),
        };
        words.fill(word, &parts.map(digits).each_ref().map(String::as_str))
    }
}

/// Names of the text fields.
const SLOTS: [Str; 3] = ["0", "1", "2"];
