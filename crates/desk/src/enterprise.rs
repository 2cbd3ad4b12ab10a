//! The enterprise's own subsidies: what the roster says of it, what is still to be asked, and what
//! a ceiling takes from its workers.

use engine::model::{FactIdx, FactKind};
use engine::{Answer, AnswerError, Answers, DayRange, Money, Verdict};
use roster::enterprise::{Basis, Blank, Capped, Derived, Enterprise, Line, Says, caps};
use roster::summary::Tally;
use roster::{MoneySummary, Results};
use wasm_bindgen::prelude::wasm_bindgen;
use wording::{Question, Refusal, Written};

use crate::Desk;
use crate::json::Json;

/// What somebody typed for one fact, and why it cannot be taken.
struct Refused<'a> {
    fact: FactIdx,
    typed: &'a str,
    error: AnswerError,
}

#[wasm_bindgen]
impl Desk {
    /// `given`: what somebody has answered, a fact, a tab and a value in each line: `true` or
    /// `false`, ids of options parted by spaces (`-` for none, `?` before one of which nothing is
    /// said), or a number. `blank` says that
    /// whose cell is empty is not meant.
    pub fn enterprise(&mut self, given: &str, blank: bool) -> String {
        let (mut answers, refused) = self.given(given);
        // The place of the roster is the enterprise's, unless its people are all in another one.
        let mut regions = self
            .people
            .iter()
            .map(|one| one.answers.get(engine::REGION));
        let first = regions.next();
        if !matches!(first, Some(Answer::Choice(_))) || regions.any(|other| Some(other) != first) {
            let region = self.place.get(engine::REGION);
            let _ = answers.set(self.rulebook, engine::REGION, region, self.on);
        }
        let blank = if blank { Blank::No } else { Blank::Unknown };
        let own = Enterprise::new(
            &crate::EVALUATOR,
            &self.people,
            &self.mapping,
            &answers,
            blank,
            self.on,
        );
        let mut json = Json::compact();
        json.object("", |json| {
            json.list("derived", |json| {
                for one in &own.derived {
                    if one.basis != Basis::SameRegion {
                        self.derived(json, one, &answers, &refused);
                    }
                }
            });
            json.list("ask", |json| {
                for fact in self.asked(&own, &answers) {
                    json.object("", |json| self.field(json, fact, &answers, &refused, None));
                }
            });
            for (key, both) in [("right", &own.right), ("selection", &own.selection)] {
                json.text(key, &self.tally(&both.settled));
            }
            for (key, both) in [
                ("rightPossible", &own.right),
                ("selectionPossible", &own.selection),
            ] {
                // Null where nothing is open that would add to it.
                let money = |tally: &Tally| (tally.once, tally.yearly, tally.unstated);
                if money(&both.settled) == money(&both.with_possible) {
                    json.null(key);
                } else {
                    json.text(key, &self.tally(&both.with_possible));
                }
            }
            json.list("caps", |json| {
                if let Some(results) = &self.results {
                    for one in self.capped(results) {
                        self.cap(json, &one);
                    }
                }
            });
            let none = [Verdict::Ineligible, Verdict::NotYet, Verdict::Ended];
            let due = |one: &&Line| !none.contains(&one.verdict);
            json.list("benefits", |json| {
                for verdict in [
                    Verdict::Eligible,
                    Verdict::ByReview,
                    Verdict::Possible,
                    Verdict::Lapsed,
                ] {
                    for line in own.lines.iter().filter(|line| line.verdict == verdict) {
                        self.line(json, line);
                    }
                }
            });
            let rest = own.lines.len() - own.lines.iter().filter(due).count();
            json.number("notDue", Some(rest as i64));
        });
        self.own = Some(own);
        json.done()
    }
}

impl Desk {
    pub(crate) fn capped(&self, results: &Results) -> Vec<Capped> {
        let people = 0..results.len();
        let money = MoneySummary::new(self.rulebook, results, people);
        caps(self.rulebook, &money)
    }

    fn given<'a>(&self, given: &'a str) -> (Answers, Vec<Refused<'a>>) {
        let mut answers = Answers::new(self.rulebook);
        let mut refused = Vec::new();
        for line in given.lines() {
            let Some((id, typed)) = line.split_once('\t') else {
                continue;
            };
            let Some(fact) = self.rulebook.fact(id) else {
                continue;
            };
            let kind = &self.rulebook.facts[usize::from(fact)].kind;
            let result = read(kind, typed)
                .and_then(|answer| answers.set(self.rulebook, fact, answer, self.on));
            if let Err(error) = result {
                refused.push(Refused { fact, typed, error });
            }
        }
        (answers, refused)
    }

    /// What was answered and what is worth asking, in the order of the rulebook: a question that
    /// has been answered stays where it is.
    fn asked(&self, own: &Enterprise, given: &Answers) -> Vec<FactIdx> {
        let derived = |fact: &FactIdx| own.derived.iter().any(|one| one.fact == *fact);
        let mut facts: Vec<FactIdx> = own.next.iter().map(|ask| ask.fact).collect();
        for fact in 0..self.rulebook.facts.len() as FactIdx {
            if given.get(fact) != Answer::NotAsked {
                facts.push(fact);
            }
        }
        facts.sort_unstable();
        facts.dedup();
        facts.retain(|fact| *fact != engine::AUDIENCE && *fact != engine::REGION && !derived(fact));
        facts
    }

    fn derived(&self, json: &mut Json, one: &Derived, given: &Answers, refused: &[Refused]) {
        json.object("", |json| {
            let question = self.question(one.fact);
            let says = match one.says {
                Says::Is(Answer::NotAsked | Answer::Unknown) | Says::Nothing => None,
                Says::Is(answer) => Some(self.lang().answer(&question, answer)),
                Says::Between { least, most } => Some(self.lang().between(&question, least, most)),
            };
            self.field(json, one.fact, given, refused, says);
            json.text("basis", basis(one.basis));
            json.number("rows", Some(one.rows.len() as i64));
            json.number("unsaid", Some(one.unsaid.len() as i64));
            json.flag("overruled", one.overruled);
            match one.says {
                Says::Is(answer) => self.value(json, "says", one.fact, answer),
                Says::Between { least, most } => {
                    json.text("says", &format!("{least}–{most}"));
                }
                Says::Nothing => json.null("says"),
            }
        });
    }

    fn question(&self, fact: FactIdx) -> Question<'_> {
        Question {
            rulebook: self.rulebook,
            fact,
            names: self.labels.names(fact),
        }
    }

    /// A question and what has been answered; `says` is what the roster says of it.
    fn field(
        &self,
        json: &mut Json,
        fact: FactIdx,
        given: &Answers,
        refused: &[Refused],
        says: Option<String>,
    ) {
        let asked = &self.rulebook.facts[usize::from(fact)];
        json.text("fact", asked.id);
        json.text("label", self.labels.name(fact));
        json.text("question", self.labels.question(fact));
        json.text("kind", data::facts::kind(&asked.kind).id());
        json.text(
            "unit",
            match &asked.kind {
                FactKind::Money { .. } => self.lang().yuan_unit(),
                _ => self.labels.names(fact).unit(),
            },
        );
        json.list("options", |json| {
            for (at, option) in asked.kind.options().iter().enumerate() {
                json.object("", |json| {
                    json.text("id", option.id);
                    json.text("label", self.labels.option(fact, at));
                });
            }
        });
        let answer = given.get(fact);
        self.value(json, "value", fact, answer);
        let said = match answer {
            Answer::NotAsked | Answer::Unknown => says,
            answer => Some(self.lang().answer(&self.question(fact), answer)),
        };
        json.stated("said", &said.unwrap_or_default());
        if let Some(one) = refused.iter().find(|one| one.fact == fact) {
            json.text("typed", one.typed);
            json.object("error", |json| {
                let (kind, range) = match (one.error, &asked.kind) {
                    (
                        AnswerError::OutOfRange,
                        FactKind::Int { min, max, .. } | FactKind::Money { min, max },
                    ) => ("out_of_range", Some((*min, *max))),
                    (AnswerError::Future, _) => ("future", None),
                    _ => ("not_whole", None),
                };
                json.text("kind", kind);
                json.list("args", |json| {
                    if let Some((min, max)) = range {
                        json.text("", &min.to_string());
                        json.text("", &max.to_string());
                    }
                });
            });
        }
    }

    fn value(&self, json: &mut Json, key: &str, fact: FactIdx, answer: Answer) {
        let options = self.rulebook.facts[usize::from(fact)].kind.options();
        match answer {
            Answer::NotAsked | Answer::Unknown => json.null(key),
            Answer::Bool(value) => json.text(key, if value { "true" } else { "false" }),
            Answer::Choice(option) => json.text(key, options[usize::from(option)].id),
            Answer::Set { yes, .. } => {
                let held = options.iter().enumerate();
                let held = held.filter(|(at, _)| yes >> at & 1 == 1);
                json.texts(key, held.map(|(_, option)| option.id));
            }
            Answer::Int(value) => json.text(key, &value.to_string()),
            Answer::Range { low, high } => json.text(key, &format!("{low}-{high}")),
            Answer::Date(date) => json.text(key, &date.to_string()),
        }
    }

    fn cap(&self, json: &mut Json, one: &Capped) {
        let benefit = &self.rulebook.benefits[usize::from(one.benefit)];
        json.object("", |json| {
            self.named(json, one.benefit, benefit);
            json.number("people", Some(one.with_possible.people.into()));
            let cut = &one.with_possible;
            let lang = self.lang();
            json.text("cap", &lang.sum(one.cap));
            for (key, sum) in [
                ("before", cut.before),
                ("after", cut.after),
                ("taken", cut.taken),
            ] {
                json.text(key, &lang.interval(sum, false));
            }
            json.flag("over", cut.taken.high != Some(Money::ZERO));
            json.text("quote", one.note);
        });
    }

    fn line(&self, json: &mut Json, line: &Line) {
        let benefit = &self.rulebook.benefits[usize::from(line.benefit)];
        json.object("", |json| {
            self.named(json, line.benefit, benefit);
            self.verdict(json, benefit, line.verdict, line.due.as_ref());
            json.date("deadline", line.deadline);
            let missing = line.missing.iter().chain(&line.rows_open);
            json.texts("missing", missing.map(|&fact| self.labels.name(fact)));
            json.flag("unclear", !line.unclear.is_empty());
            let person = line
                .person
                .and_then(|index| self.people.get(index as usize));
            json.number("ofRow", person.map(|person| person.row.into()));
            json.stated("ofName", person.map_or("", |person| person.name.as_str()));
            if let Some(citation) = benefit.citations.first() {
                json.text("quote", citation.quote);
                json.text("place", citation.place);
            }
        });
    }
}

/// What somebody has answered to a fact of this kind.
fn read(kind: &FactKind, typed: &str) -> Result<Answer, AnswerError> {
    let options = kind.options();
    let option = |id: &str| {
        let found = options.iter().position(|option| option.id == id);
        found.ok_or(AnswerError::OutOfRange)
    };
    match kind {
        FactKind::Bool => match typed {
            "true" => Ok(Answer::Bool(true)),
            "false" => Ok(Answer::Bool(false)),
            _ => Err(AnswerError::WrongType),
        },
        FactKind::Choice { .. } => option(typed).map(|option| Answer::Choice(option as u8)),
        FactKind::Set { .. } => {
            let (mut yes, mut left) = (0, 0);
            for id in typed.split(' ').filter(|id| *id != "-") {
                match id.strip_prefix('?') {
                    Some(id) => left |= 1 << option(id)?,
                    None => yes |= 1 << option(id)?,
                }
            }
            let no = engine::all_cells(options.len()) & !(yes | left);
            Ok(Answer::Set { yes, no, unsure: 0 })
        }
        FactKind::Int { unit, .. } => numbers(typed, |part| wording::whole(part, unit)),
        FactKind::Money { .. } => numbers(typed, wording::yuan),
        FactKind::Date { .. } => {
            let days = wording::date(typed).and_then(|written| match written {
                Written::Day(day) => Some(DayRange::from(day)),
                Written::Month { year, month } => DayRange::month(year, month),
                Written::Year(year) => DayRange::year(year),
            });
            Ok(Answer::Date(days.ok_or(AnswerError::WrongType)?))
        }
    }
}

/// A number, or two with a dash between them: the least and the greatest that it can be.
fn numbers(
    typed: &str,
    read: impl Fn(&str) -> Result<i64, Refusal>,
) -> Result<Answer, AnswerError> {
    let number = |text: &str| {
        read(text).map_err(|refusal| match refusal {
            Refusal::TooLarge => AnswerError::OutOfRange,
            Refusal::Empty | Refusal::NotANumber | Refusal::NotWhole => AnswerError::WrongType,
        })
    };
    match typed.split_once('-') {
        Some((low, high)) if !low.trim().is_empty() => {
            Ok(Answer::between(number(low)?, number(high)?))
        }
        _ => Ok(Answer::Int(number(typed)?)),
    }
}

fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::SameRegion => "same_region",
        Basis::SelfEvaluatedThisYear => "self_evaluated_this_year",
        Basis::Apprentices => "apprentices",
        Basis::OrderHires => "order_hires",
        Basis::FlexibleLeaders => "flexible_leaders",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_read_as_everywhere() {
        let people = FactKind::Int {
            min: 0,
            max: 100_000,
            unit: "人",
        };
        for (typed, answer) in [
            ("35", Ok(Answer::Int(35))),
            ("１，２００人", Ok(Answer::Int(1200))),
            ("1,2", Err(AnswerError::WrongType)),
            ("12 3", Err(AnswerError::WrongType)),
            ("3.5", Err(AnswerError::WrongType)),
        ] {
            assert_eq!(read(&people, typed), answer, "{typed}");
        }
        let sum = FactKind::Money { min: 0, max: 100 };
        assert_eq!(read(&sum, "30万元"), Ok(Answer::Int(300_000)));
    }
}
