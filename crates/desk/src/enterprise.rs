//! The enterprise's own subsidies: what the roster says of it, what is still to be asked, and what
//! a ceiling takes from its workers.

use api::CivilDate;
use api::roster::{
    Basis as Counted, Cap, Derived as Told, Enterprise as Shown, Field, FieldProblem, Finding,
    Total, Value,
};
use engine::model::{FactIdx, FactKind};
use engine::{Answer, AnswerError, Answers, DayRange, Money, Verdict};
use roster::enterprise::{Basis, Blank, Capped, Derived, Enterprise, Line, Says, caps};
use roster::summary::{Both, Tally};
use roster::{MoneySummary, Results};
use wording::{Question, Refusal, Written};

use crate::Desk;
use crate::out::SHOWN;

/// What somebody typed for one fact, and why it cannot be taken.
struct Refused<'a> {
    fact: FactIdx,
    typed: &'a Value,
    error: AnswerError,
}

impl Desk {
    /// `given`: what somebody has answered, by fact. `blank` says that whose cell is empty is not meant.
    pub(crate) fn enterprise(&mut self, given: &[(String, Value)], blank: bool) -> Shown {
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
        let derived = own.derived.iter();
        let derived = derived.filter(|one| one.basis != Basis::SameRegion);
        let ask = self.asked(&own, &answers).into_iter();
        let lines = SHOWN.iter().flat_map(|verdict| {
            let lines = own.lines.iter().filter(|line| line.verdict == *verdict);
            lines.map(|line| self.line(line))
        });
        let none = [Verdict::Ineligible, Verdict::NotYet, Verdict::Ended];
        let not_due = own.lines.iter().filter(|line| none.contains(&line.verdict));
        let capped = self.results.as_ref().map(|results| self.capped(results));
        let shown = Shown {
            derived: derived
                .map(|one| self.derived(one, &answers, &refused))
                .collect(),
            ask: ask
                .map(|fact| self.field(fact, &answers, &refused, None))
                .collect(),
            right: self.total(&own.right),
            selection: self.total(&own.selection),
            caps: capped.iter().flatten().map(|one| self.cap(one)).collect(),
            benefits: lines.collect(),
            not_due: not_due.count() as u32,
        };
        self.own = Some(own);
        shown
    }

    fn total(&self, both: &Both) -> Total {
        let money = |tally: &Tally| (tally.once, tally.yearly, tally.unstated);
        let more = money(&both.settled) != money(&both.with_possible);
        Total {
            settled: self.tally(&both.settled),
            possible: more.then(|| self.tally(&both.with_possible)),
        }
    }

    fn capped(&self, results: &Results) -> Vec<Capped> {
        let people = 0..results.len();
        let money = MoneySummary::new(self.rulebook, results, people);
        caps(self.rulebook, &money)
    }

    fn given<'a>(&self, given: &'a [(String, Value)]) -> (Answers, Vec<Refused<'a>>) {
        let mut answers = Answers::new(self.rulebook);
        let mut refused = Vec::new();
        for (id, value) in given {
            let Some(fact) = self.rulebook.fact(id) else {
                continue;
            };
            let kind = &self.rulebook.facts[usize::from(fact)].kind;
            let result = read(kind, value)
                .and_then(|answer| answers.set(self.rulebook, fact, answer, self.on));
            if let Err(error) = result {
                refused.push(Refused {
                    fact,
                    typed: value,
                    error,
                });
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

    fn derived(&self, one: &Derived, given: &Answers, refused: &[Refused]) -> Field {
        let question = self.question(one.fact);
        let (said, says) = match one.says {
            Says::Is(Answer::NotAsked | Answer::Unknown) | Says::Nothing => (None, None),
            Says::Is(answer) => (
                Some(self.lang.answer(&question, answer)),
                self.value(one.fact, answer),
            ),
            Says::Between { least, most } => (
                Some(self.lang.between(&question, least, most)),
                Some(Value::Text(format!("{least}–{most}"))),
            ),
        };
        Field {
            derived: Some(Told {
                says,
                basis: basis(one.basis),
                rows: one.rows.len() as u32,
                unsaid: one.unsaid.len() as u32,
                overruled: one.overruled,
            }),
            ..self.field(one.fact, given, refused, said)
        }
    }

    pub(crate) fn question(&self, fact: FactIdx) -> Question<'_> {
        Question {
            rulebook: self.rulebook,
            fact,
            names: self.labels.names(fact),
        }
    }

    /// A question and what has been answered; `says` is what the roster says of it.
    fn field(
        &self,
        fact: FactIdx,
        given: &Answers,
        refused: &[Refused],
        says: Option<String>,
    ) -> Field {
        let asked = &self.rulebook.facts[usize::from(fact)];
        let answer = given.get(fact);
        let refused = refused.iter().find(|one| one.fact == fact);
        let problem = refused.map(|one| match (one.error, &asked.kind) {
            (
                AnswerError::OutOfRange,
                FactKind::Int { min, max, .. } | FactKind::Money { min, max },
            ) => FieldProblem::OutOfRange {
                min: *min,
                max: *max,
            },
            (AnswerError::Future, _) => FieldProblem::Future,
            _ => FieldProblem::NotWhole,
        });
        Field {
            fact: asked.id.to_owned(),
            label: self.labels.name(fact).to_owned(),
            question: self.labels.question(fact).to_owned(),
            kind: data::facts::kind(&asked.kind),
            unit: match &asked.kind {
                FactKind::Money { .. } => self.lang.yuan_unit(),
                _ => self.labels.names(fact).unit(),
            }
            .to_owned(),
            options: self.options(fact),
            // What cannot be taken stays where it was typed.
            value: match refused {
                Some(one) => Some(one.typed.clone()),
                None => self.value(fact, answer),
            },
            said: match answer {
                Answer::NotAsked | Answer::Unknown => says,
                answer => Some(self.lang.answer(&self.question(fact), answer)),
            },
            problem,
            derived: None,
        }
    }

    fn value(&self, fact: FactIdx, answer: Answer) -> Option<Value> {
        let options = self.rulebook.facts[usize::from(fact)].kind.options();
        let value = match answer {
            Answer::NotAsked | Answer::Unknown => return None,
            Answer::Bool(value) => Value::Yes(value),
            Answer::Choice(option) => Value::Option(options[usize::from(option)].id.to_owned()),
            Answer::Set { yes, .. } => {
                let held = options.iter().enumerate();
                let held = held.filter(|(at, _)| yes >> at & 1 == 1);
                Value::Options(held.map(|(_, option)| option.id.to_owned()).collect())
            }
            Answer::Int(value) => Value::Text(value.to_string()),
            Answer::Range { low, high } => Value::Text(format!("{low}-{high}")),
            Answer::Date(date) => Value::Text(date.to_string()),
        };
        Some(value)
    }

    fn cap(&self, one: &Capped) -> Cap {
        let benefit = &self.rulebook.benefits[usize::from(one.benefit)];
        let cut = &one.with_possible;
        let sum = |sum| self.lang.interval(sum, false);
        Cap {
            benefit: self.named(one.benefit, benefit),
            people: cut.people,
            cap: self.lang.sum(one.cap),
            before: sum(cut.before),
            after: sum(cut.after),
            taken: sum(cut.taken),
            over: cut.taken.high != Some(Money::ZERO),
            quote: one.note.to_owned(),
        }
    }

    fn line(&self, line: &Line) -> Finding {
        let missing: Vec<FactIdx> = line
            .missing
            .iter()
            .chain(&line.rows_open)
            .copied()
            .collect();
        let person = line
            .person
            .and_then(|index| self.people.get(index as usize));
        Finding {
            deadline: line.deadline.map(CivilDate),
            missing: self.names(&missing),
            unclear: !line.unclear.is_empty(),
            whose: person.map(|person| (person.row, person.name.clone())),
            ..self.finding(line.benefit, line.verdict, line.due.as_ref())
        }
    }
}

/// What somebody has answered to a fact of this kind.
fn read(kind: &FactKind, value: &Value) -> Result<Answer, AnswerError> {
    let options = kind.options();
    let option = |id: &str| {
        let found = options.iter().position(|option| option.id == id);
        found.ok_or(AnswerError::OutOfRange)
    };
    match (kind, value) {
        (FactKind::Bool, Value::Yes(yes)) => Ok(Answer::Bool(*yes)),
        (FactKind::Choice { .. }, Value::Option(id)) => {
            option(id).map(|option| Answer::Choice(option as u8))
        }
        (FactKind::Set { .. }, Value::Options(ids)) => {
            let mut yes = 0;
            for id in ids {
                yes |= 1 << option(id)?;
            }
            let no = engine::all_cells(options.len()) & !yes;
            Ok(Answer::Set { yes, no, unsure: 0 })
        }
        (FactKind::Int { unit, .. }, Value::Text(typed)) => {
            numbers(typed, |part| wording::whole(part, unit))
        }
        (FactKind::Money { .. }, Value::Text(typed)) => numbers(typed, wording::yuan),
        (FactKind::Date { .. }, Value::Text(typed)) => {
            let days = wording::date(typed).and_then(|written| match written {
                Written::Day(day) => Some(DayRange::from(day)),
                Written::Month { year, month } => DayRange::month(year, month),
                Written::Year(year) => DayRange::year(year),
            });
            Ok(Answer::Date(days.ok_or(AnswerError::WrongType)?))
        }
        _ => Err(AnswerError::WrongType),
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

fn basis(basis: Basis) -> Counted {
    match basis {
        Basis::SameRegion => Counted::SameRegion,
        Basis::SelfEvaluatedThisYear => Counted::SelfEvaluatedThisYear,
        Basis::Apprentices => Counted::Apprentices,
        Basis::OrderHires => Counted::OrderHires,
        Basis::FlexibleLeaders => Counted::FlexibleLeaders,
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
            let typed = Value::Text(typed.to_owned());
            assert_eq!(read(&people, &typed), answer, "{typed:?}");
        }
        let sum = FactKind::Money { min: 0, max: 100 };
        let typed = Value::Text("30万元".to_owned());
        assert_eq!(read(&sum, &typed), Ok(Answer::Int(300_000)));
    }
}
