//! From what somebody gave to checked answers, or to everything that is wrong with it.
//!
//! A problem names the key it is about and what could stand there instead, in words and as data.
//! Nobody evaluates anything as long as there is one.

use api::{Allowed, CivilDate, Given, Problem, ProblemCode};
use engine::model::{BenefitIdx, Condition, Fact, FactKind, Op, Str};
use engine::{Answer, AnswerError, Answers, Date, DayRange, Rulebook};
use wording::Lang::Chinese;
use wording::Question;

use crate::{describe, words};

/// The answers that a fact can have. Null always can be: 不清楚.
fn answers_to(fact: &Fact, on: Option<Date>) -> Allowed {
    let values = fact.kind.options().iter().map(|option| option.id).collect();
    match fact.kind {
        FactKind::Bool => Allowed::Bool {
            values: vec![true, false],
        },
        FactKind::Choice { .. } => Allowed::Choice { values },
        FactKind::Set { .. } => Allowed::Set { values },
        FactKind::Int { min, max, unit } => Allowed::Int { min, max, unit },
        FactKind::Money { min, max } => Allowed::Money {
            min,
            max,
            unit: "元",
        },
        FactKind::Date { earliest } => Allowed::Date {
            min: CivilDate(earliest),
            max: on.map(CivilDate),
        },
    }
}

/// The last day of evaluation: deadlines that follow from later ones would leave the calendar.
const LAST_DAY: Date = Date::new(2999, 12, 31).unwrap();

const FIRST_DAY: Date = Date::new(1, 1, 1).unwrap();

fn fact_ids(rulebook: &Rulebook) -> Vec<Str> {
    rulebook.facts.iter().map(|fact| fact.id).collect()
}

fn benefit_ids(rulebook: &Rulebook) -> Vec<Str> {
    rulebook.benefits.iter().map(|benefit| benefit.id).collect()
}

/// A fault within one value, and how it reads.
type Slip = (ProblemCode, String);

/// Reads an object of fact id → value. `on` is the day of evaluation; without one, dates are not
/// compared with it. `list` names what lists all facts, in the words of the caller.
pub fn answers(
    rulebook: &Rulebook,
    given: &Given,
    on: Option<Date>,
    list: &str,
) -> Result<Answers, Vec<Problem>> {
    let Given::Object(entries) = given else {
        return Err(vec![Problem::new(
            ProblemCode::WrongType,
            format!(
                "最外层要写一个对象 {{ \"事实\": 值, … }}，这里是{}",
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
                let message = format!("`{key}` 写了 {repeated} 次，只能写一次");
                problems.push(Problem::new(ProblemCode::Repeated, message).at(key));
            }
            continue;
        }
        let Some(fact_idx) = rulebook.fact(key) else {
            let hint = words::did_you_mean(key, &fact_ids(rulebook))
                .unwrap_or_else(|| format!("；全部事实见 `{list}`"));
            problems.push(
                Problem::new(
                    ProblemCode::UnknownFact,
                    format!("没有 `{key}` 这个事实{hint}"),
                )
                .at(key)
                .instead(Allowed::Key {
                    values: fact_ids(rulebook),
                }),
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
            let message = format!(
                "`{key}`（{}）：{}。可以写：{}",
                fact.name,
                words.join("；"),
                allowed(fact, on)
            );
            let code = slips
                .first()
                .map_or(ProblemCode::WrongType, |(code, _)| *code);
            problems.push(
                Problem::new(code, message)
                    .at(key)
                    .instead(answers_to(fact, on)),
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
        Some(day) if day <= LAST_DAY => return Ok(day),
        Some(_) => format!("{key} 的 {text} 太晚，要早于 3000-01-01"),
        None => format!("{key} 的“{text}”不是一个日期，要写成 YYYY-MM-DD，如 2026-06-01"),
    };
    Err(bad_day(key, message))
}

/// That what stands under `key` is no day of evaluation.
pub fn bad_day(key: &str, message: String) -> Problem {
    let problem = Problem::new(ProblemCode::BadDate, message);
    problem.at(key).instead(Allowed::Date {
        min: CivilDate(FIRST_DAY),
        max: Some(CivilDate(LAST_DAY)),
    })
}

/// A benefit by its id.
pub fn benefit(rulebook: &Rulebook, id: &str) -> Result<BenefitIdx, Problem> {
    rulebook.benefit(id).ok_or_else(|| {
        let hint = words::did_you_mean(id, &benefit_ids(rulebook)).unwrap_or_default();
        Problem::new(
            ProblemCode::UnknownBenefit,
            format!("没有 `{id}` 这项待遇{hint}"),
        )
        .at(id)
        .instead(Allowed::Key {
            values: benefit_ids(rulebook),
        })
    })
}

/// What a value says about a fact; checked for its form, not yet for its range.
fn answer(fact: &Fact, value: &Given) -> Result<Answer, Vec<Slip>> {
    match (&fact.kind, value) {
        (_, Given::Null) => Ok(Answer::Unknown),
        (_, Given::Text(text)) if text == "unknown" => Ok(Answer::Unknown),
        (FactKind::Bool, Given::Bool(value)) => Ok(Answer::Bool(*value)),
        (FactKind::Choice { .. }, Given::Text(id)) => match option(fact, id) {
            Ok(option) => Ok(Answer::Choice(option)),
            Err(slip) => Err(vec![slip]),
        },
        (FactKind::Set { options }, Given::List(items)) => {
            let mut slips = Vec::new();
            let yes = options_of(fact, items, &mut slips);
            let no = engine::all_cells(options.len()) & !yes;
            finish(Answer::Set { yes, no, unsure: 0 }, slips)
        }
        (FactKind::Set { .. }, Given::Object(entries)) => parted_set(fact, entries),
        (FactKind::Int { .. } | FactKind::Money { .. }, Given::Int(value)) => {
            Ok(Answer::Int(*value))
        }
        (FactKind::Int { .. } | FactKind::Money { .. }, Given::OtherNumber { huge, .. }) => {
            Err(vec![if *huge {
                (ProblemCode::OutOfRange, format!("{value} 超出范围"))
            } else {
                (ProblemCode::WrongType, format!("{value} 不是整数的写法"))
            }])
        }
        (FactKind::Int { min, max, .. } | FactKind::Money { min, max }, Given::Object(ends)) => {
            number_between(ends, *min, *max)
        }
        (FactKind::Date { .. }, Given::Text(text)) => match DayRange::parse(text) {
            Some(date) => Ok(Answer::Date(date)),
            None => Err(vec![(
                ProblemCode::BadDate,
                format!("{value} 不是一个日期"),
            )]),
        },
        _ => Err(vec![(ProblemCode::WrongType, format!("不能写 {value}"))]),
    }
}

/// `{"min": 12}`, `{"max": 11}` or both: all that is known of a number.
fn number_between(ends: &[(String, Given)], min: i64, max: i64) -> Result<Answer, Vec<Slip>> {
    let (mut low, mut high) = (None, None);
    let mut slips = Vec::new();
    for (key, value) in ends {
        let end = match key.as_str() {
            "min" => &mut low,
            "max" => &mut high,
            _ => {
                let words = format!("对象里没有 `{key}`，只有 min、max");
                slips.push((ProblemCode::WrongType, words));
                continue;
            }
        };
        match value {
            _ if end.is_some() => {
                slips.push((ProblemCode::Repeated, format!("`{key}` 写了不止一次")));
            }
            Given::Int(value) => *end = Some(*value),
            Given::OtherNumber { huge: true, .. } => {
                slips.push((ProblemCode::OutOfRange, format!("{value} 超出范围")));
            }
            _ => slips.push((
                ProblemCode::WrongType,
                format!("`{key}` 要写整数，不能写 {value}"),
            )),
        }
    }
    if low.is_none() && high.is_none() && slips.is_empty() {
        slips.push((ProblemCode::WrongType, "对象里要写 min 或 max".to_owned()));
    }
    let (low, high) = (low.unwrap_or(min), high.unwrap_or(max));
    finish(Answer::between(low, high), slips)
}

/// `{"yes": [..], "no": [..], "unsure": [..]}`; what is in none of them has not been asked.
fn parted_set(fact: &Fact, entries: &[(String, Given)]) -> Result<Answer, Vec<Slip>> {
    const PARTS: [&str; 3] = ["yes", "no", "unsure"];
    let mut slips = Vec::new();
    let mut parts = [None::<u64>; 3];
    for (key, value) in entries {
        let Some(part) = PARTS.iter().position(|part| part == key) else {
            let words = format!("对象里没有 `{key}`，只有 yes、no、unsure");
            slips.push((ProblemCode::WrongType, words));
            continue;
        };
        let Given::List(items) = value else {
            let words = format!("`{key}` 要写列表，这里是{}", value.kind());
            slips.push((ProblemCode::WrongType, words));
            continue;
        };
        if parts[part].is_some() {
            slips.push((ProblemCode::Repeated, format!("`{key}` 写了不止一次")));
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
            let inside = inside.join("、");
            let words = format!("选项 `{}` 同时写在 {inside} 里", option.id);
            slips.push((ProblemCode::Contradictory, words));
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

fn options_of(fact: &Fact, items: &[Given], slips: &mut Vec<Slip>) -> u64 {
    let mut bits = 0;
    for item in items {
        let Given::Text(id) = item else {
            let words = format!("列表里要写选项的文字，不能写 {item}");
            slips.push((ProblemCode::WrongType, words));
            continue;
        };
        match option(fact, id) {
            Ok(index) if bits >> index & 1 == 1 => {
                slips.push((ProblemCode::Repeated, format!("选项 `{id}` 写了不止一次")));
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
            let words = format!("没有 `{id}` 这个选项{hint}");
            Err((ProblemCode::OutOfRange, words))
        }
    }
}

fn refusal(value: &Given, error: AnswerError, on: Option<Date>) -> Slip {
    match error {
        AnswerError::WrongType => (ProblemCode::WrongType, format!("不能写 {value}")),
        AnswerError::OutOfRange => (ProblemCode::OutOfRange, format!("{value} 超出范围")),
        AnswerError::Future => (
            ProblemCode::FutureDate,
            match on {
                Some(on) => format!("{value} 晚于测算日期 {on}"),
                None => format!("{value} 晚于测算日期"),
            },
        ),
        AnswerError::TooEarly => (ProblemCode::TooEarly, format!("{value} 太早")),
        AnswerError::Contradictory => (
            ProblemCode::Contradictory,
            "同一个选项不能既是又不是".to_owned(),
        ),
    }
}

const RANGE: &str = "；只知道范围的写 {\"min\": …} 或 {\"max\": …}";
const DAY: &str = "\"YYYY-MM-DD\"，只知道月或年的写 \"YYYY-MM\" 或 \"YYYY\"；";

/// What can be written for a fact, for people and with the ids.
pub fn allowed(fact: &Fact, on: Option<Date>) -> String {
    let options = || {
        let options = fact.kind.options().iter();
        let options = options.map(|option| format!("\"{}\"（{}）", option.id, option.label));
        options.collect::<Vec<_>>().join("、")
    };
    let mut text = match &fact.kind {
        FactKind::Bool => "true、false".to_owned(),
        FactKind::Choice { .. } => options(),
        FactKind::Set { .. } => format!(
            "选项的列表，或 {{\"yes\": […], \"no\": […], \"unsure\": […]}}；选项有 {}",
            options()
        ),
        FactKind::Int { min, max, unit } => format!("{min} 至 {max} 的整数，单位是{unit}{}", RANGE),
        FactKind::Money { min, max } => format!("{min} 至 {max} 的整数，单位是元{}", RANGE),
        FactKind::Date { earliest } => match on {
            Some(on) => format!("{}{earliest} 至 {on}", DAY),
            None => format!("{}不早于 {earliest}", DAY),
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
        format!("`{}`（{}）是“{told}”", hook.id, hook.name)
    });
    let told = told.collect::<Vec<_>>().join("，");
    let message = format!(
        "`{}`（{}）与其他回答矛盾：{told}，而这一项只在“{}”时才有。改其中一项，或者去掉 `{}`",
        fact.id,
        fact.name,
        words::condition(rulebook, &fact.applies, 0),
        fact.id
    );
    Problem {
        conflicts_with: describe::fact_ids(rulebook, &hooks),
        ..Problem::new(ProblemCode::NotApplicable, message).at(fact.id)
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
