//! From what somebody gave to checked answers, or to everything that is wrong with it.
//!
//! A problem names the key it is about and what could stand there instead, in words and as data.
//! Nobody evaluates anything as long as there is one.

use engine::model::{BenefitIdx, Condition, Fact, FactIdx, FactKind, Op, Str};
use engine::{Answer, AnswerError, Answers, Date, DayRange, Rulebook};
use wording::Lang::Chinese;
use wording::Question;

use crate::facts;
use crate::json::Json;
use crate::said::{joined, said};
use crate::value::Value;
use crate::words;

/// One thing that is wrong with what was given.
#[derive(Debug)]
pub struct Problem {
    pub code: Code,
    /// The key it is about; none where it is about the whole.
    pub key: Option<String>,
    /// What could stand there.
    pub allowed: Allowed,
    /// Facts whose answers it contradicts.
    pub conflicts_with: Vec<Str>,
    /// All of this as a sentence.
    pub message: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Code {
    UnknownFact,
    WrongType,
    /// Not between the smallest and the largest value, or no such option.
    OutOfRange,
    /// Not a day of the calendar, or not one that can be evaluated for.
    BadDate,
    /// After the day of evaluation.
    FutureDate,
    /// Before the earliest date of the fact.
    TooEarly,
    /// An option is said to hold and not to hold.
    Contradictory,
    /// Something stands there more than once.
    Repeated,
    /// Given the other answers, the question does not arise.
    NotApplicable,
    UnknownBenefit,
    /// No such option of the call, or a value that it cannot have.
    BadOption,
}

/// What can stand in a place.
#[derive(Clone, Copy, Debug)]
pub enum Allowed {
    Nothing,
    /// The name of a fact, or of a benefit.
    Fact,
    Benefit,
    /// The name of the one option of a call.
    Option(Str),
    /// An answer to this fact. Null always can be: 不清楚.
    Answer {
        fact: FactIdx,
        on: Option<Date>,
    },
    /// A day of evaluation.
    Day,
}

impl Problem {
    pub fn new(code: Code, message: String) -> Problem {
        Problem {
            code,
            key: None,
            allowed: Allowed::Nothing,
            conflicts_with: Vec::new(),
            message,
        }
    }

    /// About this key.
    pub fn at(self, key: &str) -> Problem {
        Problem {
            key: Some(key.to_owned()),
            ..self
        }
    }

    /// Instead of what was given.
    pub fn instead(self, allowed: Allowed) -> Problem {
        Problem { allowed, ..self }
    }

    pub fn write(&self, json: &mut Json, rulebook: &Rulebook) {
        json.object("", |json| {
            json.text("code", self.code.id());
            match &self.key {
                Some(key) => json.text("key", key),
                None => json.null("key"),
            }
            match self.allowed {
                Allowed::Nothing => json.null("allowed"),
                allowed => json.object("allowed", |json| allowed.write(json, rulebook)),
            }
            json.texts("conflicts_with", self.conflicts_with.iter().copied());
            json.text("message", &self.message);
        });
    }
}

impl Code {
    fn id(self) -> &'static str {
        match self {
            Code::UnknownFact => "unknown_fact",
            Code::WrongType => "wrong_type",
            Code::OutOfRange => "out_of_range",
            Code::BadDate => "bad_date",
            Code::FutureDate => "future_date",
            Code::TooEarly => "too_early",
            Code::Contradictory => "contradictory",
            Code::Repeated => "repeated",
            Code::NotApplicable => "not_applicable",
            Code::UnknownBenefit => "unknown_benefit",
            Code::BadOption => "bad_option",
        }
    }
}

impl Allowed {
    /// Its type, and values or a range.
    fn write(self, json: &mut Json, rulebook: &Rulebook) {
        let mut range = None;
        let mut days = None;
        let mut ids = Vec::new();
        let kind = match self {
            Allowed::Nothing => return,
            Allowed::Fact => {
                ids = fact_ids(rulebook);
                "key"
            }
            Allowed::Benefit => {
                ids = benefit_ids(rulebook);
                "key"
            }
            Allowed::Option(option) => {
                ids.push(option);
                "key"
            }
            Allowed::Day => {
                days = Some((Date::new(1, 1, 1), LAST_DAY));
                "date"
            }
            Allowed::Answer { fact, on } => {
                let kind = &rulebook.facts[usize::from(fact)].kind;
                match kind {
                    FactKind::Int { min, max, unit } => range = Some((*min, *max, *unit)),
                    FactKind::Money { min, max } => range = Some((*min, *max, "元")),
                    FactKind::Date { earliest } => days = Some((Some(*earliest), on)),
                    _ => {}
                }
                for option in kind.options() {
                    ids.push(option.id);
                }
                facts::kind(kind)
            }
        };
        json.text("type", kind);
        if let Some((min, max, unit)) = range {
            json.number("min", Some(min));
            json.number("max", Some(max));
            json.text("unit", unit);
        } else if let Some((min, max)) = days {
            json.date("min", min);
            json.date("max", max);
        } else {
            json.list("values", |json| {
                if ids.is_empty() {
                    json.flag("", true);
                    json.flag("", false);
                }
                for id in &ids {
                    json.text("", id);
                }
            });
        }
    }
}

/// The last day of evaluation: deadlines that follow from later ones would leave the calendar.
const LAST_DAY: Option<Date> = Date::new(2999, 12, 31);

fn fact_ids(rulebook: &Rulebook) -> Vec<Str> {
    rulebook.facts.iter().map(|fact| fact.id).collect()
}

fn benefit_ids(rulebook: &Rulebook) -> Vec<Str> {
    rulebook.benefits.iter().map(|benefit| benefit.id).collect()
}

/// A fault within one value, and how it reads.
type Slip = (Code, String);

/// Reads an object of fact id → value. `on` is the day of evaluation; without one, dates are not
/// compared with it. `list` names what lists all facts, in the words of the caller.
pub fn answers(
    rulebook: &Rulebook,
    given: &Value,
    on: Option<Date>,
    list: &str,
) -> Result<Answers, Vec<Problem>> {
    let Value::Object(entries) = given else {
        return Err(vec![Problem::new(
            Code::WrongType,
            said!(
                "最外层要写一个对象 { \"事实\": 值, … }，这里是",
                given.kind()
            ),
        )]);
    };
    let day = on.unwrap_or(Date::from_days(i32::MAX));
    let mut answers = Answers::new(rulebook);
    let mut problems = Vec::new();
    for (index, (key, value)) in entries.iter().enumerate() {
        let repeated = entries.iter().filter(|(other, _)| other == key).count();
        let first = entries.iter().position(|(other, _)| other == key) == Some(index);
        if repeated > 1 {
            if first {
                let message = said!("`", key, "` 写了 ", repeated, " 次，只能写一次");
                problems.push(Problem::new(Code::Repeated, message).at(key));
            }
            continue;
        }
        let Some(fact_idx) = rulebook.fact(key) else {
            let hint = words::did_you_mean(key, &fact_ids(rulebook))
                .unwrap_or_else(|| said!("；全部事实见 `", list, "`"));
            problems.push(
                Problem::new(Code::UnknownFact, said!("没有 `", key, "` 这个事实", hint))
                    .at(key)
                    .instead(Allowed::Fact),
            );
            continue;
        };
        let fact = &rulebook.facts[usize::from(fact_idx)];
        let given = answer(fact, value).and_then(|answer| {
            answers
                .set(rulebook, fact_idx, answer, day)
                .map_err(|error| vec![refusal(value, error, on)])
        });
        if let Err(slips) = given {
            let words: Vec<&str> = slips.iter().map(|(_, words)| words.as_str()).collect();
            let message = said!(
                "`",
                key,
                "`（",
                fact.name,
                "）：",
                joined(words, "；"),
                "。可以写：",
                allowed(fact, on)
            );
            let code = slips.first().map_or(Code::WrongType, |(code, _)| *code);
            problems.push(
                Problem::new(code, message)
                    .at(key)
                    .instead(Allowed::Answer { fact: fact_idx, on }),
            );
        }
    }
    for fact_idx in answers.contradictions(rulebook, day) {
        problems.push(contradiction(rulebook, &answers, fact_idx));
    }
    if problems.is_empty() {
        Ok(answers)
    } else {
        Err(problems)
    }
}

/// The day of evaluation as it was named under `key`. Late days are refused because deadlines that
/// follow from them would leave the calendar.
pub fn day(text: &str, key: &str) -> Result<Date, Problem> {
    let message = match Date::parse(text) {
        Some(day) if Some(day) <= LAST_DAY => return Ok(day),
        Some(_) => said!(key, " 的 ", text, " 太晚，要早于 3000-01-01"),
        None => said!(
            key,
            " 的“",
            text,
            "”不是一个日期，要写成 YYYY-MM-DD，如 2026-06-01"
        ),
    };
    Err(bad_day(key, message))
}

/// That what stands under `key` is no day of evaluation.
pub fn bad_day(key: &str, message: String) -> Problem {
    let problem = Problem::new(Code::BadDate, message);
    problem.at(key).instead(Allowed::Day)
}

/// A benefit by its id.
pub fn benefit(rulebook: &Rulebook, id: &str) -> Result<BenefitIdx, Problem> {
    rulebook.benefit(id).ok_or_else(|| {
        let hint = words::did_you_mean(id, &benefit_ids(rulebook)).unwrap_or_default();
        Problem::new(
            Code::UnknownBenefit,
            said!("没有 `", id, "` 这项待遇", hint),
        )
        .at(id)
        .instead(Allowed::Benefit)
    })
}

/// What a value says about a fact; checked for its form, not yet for its range.
fn answer(fact: &Fact, value: &Value) -> Result<Answer, Vec<Slip>> {
    match (&fact.kind, value) {
        (_, Value::Null) => Ok(Answer::Unknown),
        (_, Value::Text(text)) if text == "unknown" => Ok(Answer::Unknown),
        (FactKind::Bool, Value::Bool(value)) => Ok(Answer::Bool(*value)),
        (FactKind::Choice { .. }, Value::Text(id)) => match option(fact, id) {
            Ok(option) => Ok(Answer::Choice(option)),
            Err(slip) => Err(vec![slip]),
        },
        (FactKind::Set { options }, Value::List(items)) => {
            let mut slips = Vec::new();
            let yes = options_of(fact, items, &mut slips);
            let no = engine::all_cells(options.len()) & !yes;
            finish(Answer::Set { yes, no, unsure: 0 }, slips)
        }
        (FactKind::Set { .. }, Value::Object(entries)) => parted_set(fact, entries),
        (FactKind::Int { .. } | FactKind::Money { .. }, Value::Int(value)) => {
            Ok(Answer::Int(*value))
        }
        (FactKind::Int { .. } | FactKind::Money { .. }, Value::OtherNumber { huge, .. }) => {
            Err(vec![if *huge {
                (Code::OutOfRange, said!(value, " 超出范围"))
            } else {
                (Code::WrongType, said!(value, " 不是整数的写法"))
            }])
        }
        (FactKind::Int { min, max, .. } | FactKind::Money { min, max }, Value::Object(ends)) => {
            number_between(ends, *min, *max)
        }
        (FactKind::Date { .. }, Value::Text(text)) => match DayRange::parse(text) {
            Some(date) => Ok(Answer::Date(date)),
            None => Err(vec![(Code::BadDate, said!(value, " 不是一个日期"))]),
        },
        _ => Err(vec![(Code::WrongType, said!("不能写 ", value))]),
    }
}

/// `{"min": 12}`, `{"max": 11}` or both: all that is known of a number.
fn number_between(ends: &[(String, Value)], min: i64, max: i64) -> Result<Answer, Vec<Slip>> {
    let (mut low, mut high) = (None, None);
    let mut slips = Vec::new();
    for (key, value) in ends {
        let end = match key.as_str() {
            "min" => &mut low,
            "max" => &mut high,
            _ => {
                let words = said!("对象里没有 `", key, "`，只有 min、max");
                slips.push((Code::WrongType, words));
                continue;
            }
        };
        match value {
            _ if end.is_some() => {
                slips.push((Code::Repeated, said!("`", key, "` 写了不止一次")));
            }
            Value::Int(value) => *end = Some(*value),
            Value::OtherNumber { huge: true, .. } => {
                slips.push((Code::OutOfRange, said!(value, " 超出范围")));
            }
            _ => slips.push((
                Code::WrongType,
                said!("`", key, "` 要写整数，不能写 ", value),
            )),
        }
    }
    if low.is_none() && high.is_none() && slips.is_empty() {
        slips.push((Code::WrongType, "对象里要写 min 或 max".to_owned()));
    }
    let (low, high) = (low.unwrap_or(min), high.unwrap_or(max));
    finish(Answer::between(low, high), slips)
}

/// `{"yes": [..], "no": [..], "unsure": [..]}`; what is in none of them has not been asked.
fn parted_set(fact: &Fact, entries: &[(String, Value)]) -> Result<Answer, Vec<Slip>> {
    const PARTS: [&str; 3] = ["yes", "no", "unsure"];
    let mut slips = Vec::new();
    let mut parts = [None::<u64>; 3];
    for (key, value) in entries {
        let Some(part) = PARTS.iter().position(|part| part == key) else {
            let words = said!("对象里没有 `", key, "`，只有 yes、no、unsure");
            slips.push((Code::WrongType, words));
            continue;
        };
        let Value::List(items) = value else {
            let words = said!("`", key, "` 要写列表，这里是", value.kind());
            slips.push((Code::WrongType, words));
            continue;
        };
        if parts[part].is_some() {
            slips.push((Code::Repeated, said!("`", key, "` 写了不止一次")));
        }
        parts[part] = Some(options_of(fact, items, &mut slips));
    }
    let [yes, no, unsure] = parts.map(Option::unwrap_or_default);
    for (index, option) in fact.kind.options().iter().enumerate() {
        let mut inside = Vec::new();
        for (part, name) in [(yes, "yes"), (no, "no"), (unsure, "unsure")] {
            if part >> index & 1 == 1 {
                inside.push(name);
            }
        }
        if inside.len() > 1 {
            let inside = joined(inside, "、");
            let words = said!("选项 `", option.id, "` 同时写在 ", inside, " 里");
            slips.push((Code::Contradictory, words));
        }
    }
    finish(Answer::Set { yes, no, unsure }, slips)
}

fn finish(answer: Answer, slips: Vec<Slip>) -> Result<Answer, Vec<Slip>> {
    if slips.is_empty() {
        Ok(answer)
    } else {
        Err(slips)
    }
}

fn options_of(fact: &Fact, items: &[Value], slips: &mut Vec<Slip>) -> u64 {
    let mut bits = 0;
    for item in items {
        let Value::Text(id) = item else {
            let words = said!("列表里要写选项的文字，不能写 ", item);
            slips.push((Code::WrongType, words));
            continue;
        };
        match option(fact, id) {
            Ok(index) if bits >> index & 1 == 1 => {
                slips.push((Code::Repeated, said!("选项 `", id, "` 写了不止一次")));
            }
            Ok(index) => bits |= 1 << index,
            Err(slip) => slips.push(slip),
        }
    }
    bits
}

fn option(fact: &Fact, id: &str) -> Result<u8, Slip> {
    let options = fact.kind.options();
    match options.iter().position(|option| option.id == id) {
        Some(index) => Ok(index as u8),
        None => {
            let ids: Vec<Str> = options.iter().map(|option| option.id).collect();
            let hint = words::did_you_mean(id, &ids).unwrap_or_default();
            let words = said!("没有 `", id, "` 这个选项", hint);
            Err((Code::OutOfRange, words))
        }
    }
}

fn refusal(value: &Value, error: AnswerError, on: Option<Date>) -> Slip {
    match error {
        AnswerError::WrongType => (Code::WrongType, said!("不能写 ", value)),
        AnswerError::OutOfRange => (Code::OutOfRange, said!(value, " 超出范围")),
        AnswerError::Future => (
            Code::FutureDate,
            match on {
                Some(on) => said!(value, " 晚于测算日期 ", on),
                None => said!(value, " 晚于测算日期"),
            },
        ),
        AnswerError::TooEarly => (Code::TooEarly, said!(value, " 太早")),
        AnswerError::Contradictory => (Code::Contradictory, "同一个选项不能既是又不是".to_owned()),
    }
}

const RANGE: &str = "；只知道范围的写 {\"min\": …} 或 {\"max\": …}";
const DAY: &str = "\"YYYY-MM-DD\"，只知道月或年的写 \"YYYY-MM\" 或 \"YYYY\"；";

/// What can be written for a fact, for people and with the ids.
pub fn allowed(fact: &Fact, on: Option<Date>) -> String {
    let options = || {
        let options = fact.kind.options().iter();
        let options = options.map(|option| said!("\"", option.id, "\"（", option.label, "）"));
        joined(options, "、")
    };
    let mut text = match &fact.kind {
        FactKind::Bool => "true、false".to_owned(),
        FactKind::Choice { .. } => options(),
        FactKind::Set { .. } => said!(
            "选项的列表，或 {\"yes\": […], \"no\": […], \"unsure\": […]}；选项有 ",
            options()
        ),
        FactKind::Int { min, max, unit } => said!(min, " 至 ", max, " 的整数，单位是", unit, RANGE),
        FactKind::Money { min, max } => said!(min, " 至 ", max, " 的整数，单位是元", RANGE),
        FactKind::Date { earliest } => match on {
            Some(on) => said!(DAY, earliest, " 至 ", on),
            None => said!(DAY, "不早于 ", earliest),
        },
    };
    text += "；不清楚时写 null";
    text
}

/// An answer to a question that, given the other answers, does not arise.
fn contradiction(rulebook: &Rulebook, answers: &Answers, fact_idx: u16) -> Problem {
    let fact = &rulebook.facts[usize::from(fact_idx)];
    let hooks = facts_in(rulebook, &fact.applies);
    let told = hooks.iter().map(|&hook| {
        let told = Chinese.answer(&Question::new(rulebook, hook), answers.get(hook));
        let hook = &rulebook.facts[usize::from(hook)];
        said!("`", hook.id, "`（", hook.name, "）是“", told, "”")
    });
    let told = joined(told, "，");
    let message = said!(
        "`",
        fact.id,
        "`（",
        fact.name,
        "）与其他回答矛盾：",
        told,
        "，而这一项只在“",
        words::condition(rulebook, &fact.applies, 0),
        "”时才有。改其中一项，或者去掉 `",
        fact.id,
        "`"
    );
    let hooks = hooks.iter();
    Problem {
        conflicts_with: hooks
            .map(|&hook| rulebook.facts[usize::from(hook)].id)
            .collect(),
        ..Problem::new(Code::NotApplicable, message).at(fact.id)
    }
}

/// The facts that a condition tree asks about, in order of mention.
pub fn facts_in(rulebook: &Rulebook, conditions: &[Condition]) -> Vec<u16> {
    let mut facts = Vec::new();
    for condition in conditions {
        let (Op::Test { var, .. } | Op::Within { var, .. }) = condition.op else {
            continue;
        };
        if let Some(fact) = rulebook.vars[usize::from(var)].of.fact()
            && !facts.contains(&fact)
        {
            facts.push(fact);
        }
    }
    facts
}
