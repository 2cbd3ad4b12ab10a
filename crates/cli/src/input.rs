//! From the caller's JSON to checked answers, or to everything that is wrong with it.
//!
//! A problem names the key it is about and what could stand there instead. Nobody evaluates
//! anything as long as there is one.

use std::fmt::Write;

use engine::model::{Condition, Fact, FactKind, Op};
use engine::{Answer, AnswerError, Answers, Date, Rulebook};

use crate::json::{self, Json};
use crate::words;

/// Reads a JSON object of fact id → value. `on` is the day of evaluation; without one, dates are
/// not compared with it.
pub fn answers(
    rulebook: &Rulebook,
    bytes: &[u8],
    on: Option<Date>,
) -> Result<Answers, Vec<String>> {
    let entries = match json::parse(bytes) {
        Ok(Json::Object(entries)) => entries,
        Ok(other) => {
            return Err(vec![format!(
                "最外层要写一个对象 {{ \"事实\": 值, … }}，这里是{}",
                other.kind()
            )]);
        }
        Err(slip) => return Err(vec![slip]),
    };
    let day = on.unwrap_or(Date::from_days(i32::MAX));
    let mut answers = Answers::new(rulebook);
    let mut problems = Vec::new();
    for (index, (key, value)) in entries.iter().enumerate() {
        let repeated = entries.iter().filter(|(other, _)| other == key).count();
        let first = entries.iter().position(|(other, _)| other == key) == Some(index);
        if repeated > 1 {
            if first {
                problems.push(format!("`{key}` 写了 {repeated} 次，只能写一次"));
            }
            continue;
        }
        let Some(fact_idx) = rulebook.fact(key) else {
            let known = rulebook.facts.iter().map(|fact| fact.id);
            problems.push(format!(
                "没有 `{key}` 这个事实{}",
                words::did_you_mean(key, known)
                    .unwrap_or_else(|| "；全部事实见 `skill-subsidy facts`".to_owned())
            ));
            continue;
        };
        let fact = &rulebook.facts[usize::from(fact_idx)];
        let given = answer(fact, value).and_then(|answer| {
            answers
                .set(rulebook, fact_idx, answer, day)
                .map_err(|error| vec![refusal(value, error, on)])
        });
        if let Err(wrong) = given {
            problems.push(format!(
                "`{key}`（{}）：{}。可以写：{}",
                fact.name,
                wrong.join("；"),
                allowed(fact, on)
            ));
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

/// What a value says about a fact; checked for its form, not yet for its range.
fn answer(fact: &Fact, value: &Json) -> Result<Answer, Vec<String>> {
    match (&fact.kind, value) {
        (_, Json::Null) => Ok(Answer::Unknown),
        (_, Json::Text(text)) if text == "unknown" => Ok(Answer::Unknown),
        (FactKind::Bool, Json::Bool(value)) => Ok(Answer::Bool(*value)),
        (FactKind::Choice { .. }, Json::Text(id)) => match option(fact, id) {
            Ok(option) => Ok(Answer::Choice(option)),
            Err(problem) => Err(vec![problem]),
        },
        (FactKind::Set { options }, Json::List(items)) => {
            let mut problems = Vec::new();
            let yes = options_of(fact, items, &mut problems);
            let no = engine::all_cells(options.len()) & !yes;
            finish(Answer::Set { yes, no, unsure: 0 }, problems)
        }
        (FactKind::Set { .. }, Json::Object(entries)) => parted_set(fact, entries),
        (FactKind::Int { .. } | FactKind::Money { .. }, Json::Int(value)) => {
            Ok(Answer::Int(*value))
        }
        (FactKind::Int { .. } | FactKind::Money { .. }, Json::OtherNumber(value)) => {
            Err(vec![if value.fract() == 0.0 && value.abs() > 1e15 {
                format!("{value} 超出范围")
            } else {
                format!("{value} 不是整数的写法")
            }])
        }
        (FactKind::Date { .. }, Json::Text(text)) => match Date::parse(text) {
            Some(date) => Ok(Answer::Date(date)),
            None => Err(vec![format!("{value} 不是一个日期")]),
        },
        _ => Err(vec![format!("不能写 {value}")]),
    }
}

/// `{"yes": [..], "no": [..], "unsure": [..]}`; what is in none of them has not been asked.
fn parted_set(fact: &Fact, entries: &[(String, Json)]) -> Result<Answer, Vec<String>> {
    const PARTS: [&str; 3] = ["yes", "no", "unsure"];
    let mut problems = Vec::new();
    let mut parts = [None::<u64>; 3];
    for (key, value) in entries {
        let Some(part) = PARTS.iter().position(|part| part == key) else {
            problems.push(format!("对象里没有 `{key}`，只有 yes、no、unsure"));
            continue;
        };
        let Json::List(items) = value else {
            problems.push(format!("`{key}` 要写列表，这里是{}", value.kind()));
            continue;
        };
        if parts[part].is_some() {
            problems.push(format!("`{key}` 写了不止一次"));
        }
        parts[part] = Some(options_of(fact, items, &mut problems));
    }
    let [yes, no, unsure] = parts.map(Option::unwrap_or_default);
    let options = fact.kind.options();
    for (index, option) in options.iter().enumerate() {
        let inside: Vec<&str> = [yes, no, unsure]
            .iter()
            .zip(PARTS)
            .filter(|(part, _)| *part >> index & 1 == 1)
            .map(|(_, name)| name)
            .collect();
        if inside.len() > 1 {
            let inside = inside.join("、");
            problems.push(format!("选项 `{}` 同时写在 {inside} 里", option.id));
        }
    }
    finish(Answer::Set { yes, no, unsure }, problems)
}

fn finish(answer: Answer, problems: Vec<String>) -> Result<Answer, Vec<String>> {
    if problems.is_empty() {
        Ok(answer)
    } else {
        Err(problems)
    }
}

fn options_of(fact: &Fact, items: &[Json], problems: &mut Vec<String>) -> u64 {
    let mut bits = 0;
    for item in items {
        let Json::Text(id) = item else {
            problems.push(format!("列表里要写选项的文字，不能写 {item}"));
            continue;
        };
        match option(fact, id) {
            Ok(index) if bits >> index & 1 == 1 => {
                problems.push(format!("选项 `{id}` 写了不止一次"));
            }
            Ok(index) => bits |= 1 << index,
            Err(problem) => problems.push(problem),
        }
    }
    bits
}

fn option(fact: &Fact, id: &str) -> Result<u8, String> {
    let options = fact.kind.options();
    match options.iter().position(|option| option.id == id) {
        Some(index) => Ok(index as u8),
        None => Err(format!(
            "没有 `{id}` 这个选项{}",
            words::did_you_mean(id, options.iter().map(|option| option.id)).unwrap_or_default()
        )),
    }
}

fn refusal(value: &Json, error: AnswerError, on: Option<Date>) -> String {
    match error {
        AnswerError::WrongType => format!("不能写 {value}"),
        AnswerError::OutOfRange => format!("{value} 超出范围"),
        AnswerError::Future => match on {
            Some(on) => format!("{value} 晚于测算日期 {on}"),
            None => format!("{value} 晚于测算日期"),
        },
        AnswerError::TooEarly => format!("{value} 太早"),
        AnswerError::Contradictory => "同一个选项不能既是又不是".to_owned(),
    }
}

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
        FactKind::Int { min, max, unit } => format!("{min} 至 {max} 的整数，单位是{unit}"),
        FactKind::Money { min, max } => format!("{min} 至 {max} 的整数，单位是元"),
        FactKind::Date { earliest } => match on {
            Some(on) => format!("\"YYYY-MM-DD\"，{earliest} 至 {on}"),
            None => format!("\"YYYY-MM-DD\"，不早于 {earliest}"),
        },
    };
    let _ = write!(text, "；不清楚时写 null");
    text
}

/// An answer to a question that, given the other answers, does not arise.
fn contradiction(rulebook: &Rulebook, answers: &Answers, fact_idx: u16) -> String {
    let fact = &rulebook.facts[usize::from(fact_idx)];
    let hooks = facts_in(rulebook, &fact.applies)
        .into_iter()
        .map(|hook| {
            let told = words::answer(&rulebook.facts[usize::from(hook)], answers.get(hook));
            let hook = &rulebook.facts[usize::from(hook)];
            format!("`{}`（{}）是“{told}”", hook.id, hook.name)
        })
        .collect::<Vec<_>>()
        .join("，");
    format!(
        "`{}`（{}）与其他回答矛盾：{hooks}，而这一项只在“{}”时才有。改其中一项，或者去掉 `{}`",
        fact.id,
        fact.name,
        words::condition(rulebook, &fact.applies, 0),
        fact.id,
    )
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
