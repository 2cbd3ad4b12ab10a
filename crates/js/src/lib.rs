//! The calculator for JavaScript: no page, no clock, nothing but the rules and functions over them.
//!
//! What is exported here is called by `package/api.js`, which knows the day and makes errors; the
//! names and types that users meet are in `package/index.d.ts`. A function that refuses throws the
//! list of everything that is wrong.

mod given;

use std::cell::OnceCell;

use data::input::{self, Allowed, Code, Problem};
use data::value::Value;
use data::{describe, explain as explaining, facts as asking, report};
use engine::{Answers, Date, Rulebook};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

/// Written by build.rs.
static RULES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/rulebook.bin"));

thread_local! {
    static RULEBOOK: OnceCell<Rulebook> = const { OnceCell::new() };
}

type Result = core::result::Result<JsValue, JsValue>;

/// Judges every benefit for these answers; without a day among the options, for `today`.
#[wasm_bindgen]
pub fn evaluate(answers: &JsValue, options: &JsValue, today: &str) -> Result {
    with_answers(answers, options, today, |rulebook, answers, on| {
        told(&report::report(rulebook, answers, on))
    })
}

/// Only the questions that are still worth asking.
#[wasm_bindgen(js_name = nextQuestions)]
pub fn next_questions(answers: &JsValue, options: &JsValue, today: &str) -> Result {
    with_answers(answers, options, today, |rulebook, answers, on| {
        told(&report::next(rulebook, answers, on))
    })
}

/// Everything that can be asked.
#[wasm_bindgen]
pub fn facts() -> Result {
    with_rulebook(|rulebook| told(&asking::facts(rulebook)))
}

/// All benefits, whoever asks.
#[wasm_bindgen]
pub fn benefits() -> Result {
    with_rulebook(|rulebook| told(&describe::benefits(rulebook)))
}

/// Everything that the rules say about one benefit.
#[wasm_bindgen]
pub fn explain(id: &JsValue) -> Result {
    with_rulebook(|rulebook| {
        let id = match id.as_string() {
            Some(id) => id,
            None => given::value(id, 0)?.to_string(),
        };
        let index = input::benefit(rulebook, &id).map_err(|problem| refused(&[problem]))?;
        let benefit = &rulebook.benefits[usize::from(index)];
        told(&explaining::explain(rulebook, benefit))
    })
}

/// Which rules these are.
#[derive(Serialize)]
struct Version {
    /// Of the newest change to the rules.
    date: String,
    /// Of the content of the rule files.
    hash: &'static str,
}

#[wasm_bindgen(js_name = rulesVersion)]
pub fn rules_version() -> Result {
    with_rulebook(|rulebook| {
        told(&Version {
            date: rulebook.version.to_string(),
            hash: rulebook.hash,
        })
    })
}

fn with_answers(
    answers: &JsValue,
    options: &JsValue,
    today: &str,
    work: impl FnOnce(&Rulebook, &Answers, Date) -> Result,
) -> Result {
    with_rulebook(|rulebook| {
        let options = given::value(options, 0)?;
        let answers = given::value(answers, 0)?;
        let (on, mut problems) = day(&options, today);
        match (on, input::answers(rulebook, &answers, on, "facts()")) {
            (Some(on), Ok(answers)) if problems.is_empty() => work(rulebook, &answers, on),
            (_, answers) => {
                problems.extend(answers.err().into_iter().flatten());
                Err(refused(&problems))
            }
        }
    })
}

/// The day of evaluation, and what is wrong with the options.
fn day(options: &Value, today: &str) -> (Option<Date>, Vec<Problem>) {
    const KEY: &str = "asOf";
    let refused = |message| {
        let problem = Problem::new(Code::BadOption, message);
        problem.instead(Allowed::Key { values: vec![KEY] })
    };
    let mut problems = Vec::new();
    let mut on = None;
    match options {
        Value::Object(entries) => {
            for (key, value) in entries {
                let named = match value {
                    _ if key != KEY => {
                        let message = format!("没有 `{key}` 这个选项，只有 `{KEY}`");
                        Err(refused(message).at(key))
                    }
                    Value::Text(text) => input::day(text, KEY),
                    other => Err(input::bad_day(
                        KEY,
                        format!("{KEY} 要写成文字，如 \"2026-06-01\"，不能写 {other}"),
                    )),
                };
                match named {
                    Ok(day) => on = Some(day),
                    Err(problem) => problems.push(problem),
                }
            }
        }
        // Nobody gave any.
        Value::Foreign(name) if name == given::UNDEFINED => {}
        other => problems.push(refused(format!(
            "选项要写一个对象 {{ {KEY}: \"YYYY-MM-DD\" }}，这里是{}",
            other.kind()
        ))),
    }
    if on.is_none() && problems.is_empty() {
        match input::day(today, KEY) {
            Ok(day) => on = Some(day),
            Err(problem) => problems.push(problem),
        }
    }
    (on, problems)
}

fn with_rulebook(work: impl FnOnce(&Rulebook) -> Result) -> Result {
    RULEBOOK.with(|cell| {
        if cell.get().is_none() {
            // INVARIANT: the compiler of this very version wrote the bytes.
            let rulebook = Rulebook::decode(RULES).map_err(|_| JsValue::UNDEFINED)?;
            let _ = cell.set(rulebook);
        }
        cell.get().map_or(Err(JsValue::UNDEFINED), work)
    })
}

/// As JavaScript writes it: plain objects and arrays, null for what is not stated.
fn told(value: &impl Serialize) -> Result {
    Ok(value.serialize(&Serializer::json_compatible())?)
}

fn refused(problems: &[Problem]) -> JsValue {
    told(&problems).unwrap_or_else(|error| error)
}
