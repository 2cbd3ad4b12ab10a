//! The calculator for JavaScript: no page, no clock, nothing but the rules and functions over them.
//!
//! What is exported here is called by `package/api.js`, which reads what it was given, knows the
//! day, and makes objects and errors of what comes back; the names and types that users meet are in
//! `package/index.d.ts`. A result is one text of JSON: an object or a list, or behind a `!` the list
//! of everything that is wrong with what was given. Handing results over part by part, with
//! serde-wasm-bindgen, made the module 13 KB in brotli larger and crossed the border at every field.

mod given;

use std::sync::LazyLock;

use data::input::{self, Allowed, Code, Problem};
use data::json::Json;
use data::report::{self, Report};
use data::said;
use data::value::Value;
use data::{describe, explain as explaining, facts as asking};
use engine::{Answers, Date, Evaluator, Packed, Rulebook};
use wasm_bindgen::prelude::*;

/// Written by build.rs.
static RULES: Packed = Packed::new(include_bytes!(concat!(env!("OUT_DIR"), "/rulebook.bin")));

static RULEBOOK: LazyLock<Rulebook> = LazyLock::new(|| {
    // INVARIANT: the compiler of this very version wrote the bytes.
    Rulebook::decode(&RULES).expect("the rules that were built in can be read")
});

static EVALUATOR: LazyLock<Evaluator<'static>> = LazyLock::new(|| Evaluator::new(&RULEBOOK));

/// Judges every benefit for these answers; without a day among the options, for `today`.
#[wasm_bindgen]
pub fn evaluate(answers: &str, options: &str, today: &str) -> String {
    with_answers(answers, options, today, |json, evaluator, answers, on| {
        Report::new(evaluator, answers, on).write(json);
    })
}

/// Only the questions that are still worth asking.
#[wasm_bindgen(js_name = nextQuestions)]
pub fn next_questions(answers: &str, options: &str, today: &str) -> String {
    with_answers(answers, options, today, report::questions)
}

/// Everything that can be asked.
#[wasm_bindgen]
pub fn facts() -> String {
    with_rulebook(&mut |json, rulebook| {
        asking::facts(json, rulebook);
        Vec::new()
    })
}

/// All benefits, whoever asks.
#[wasm_bindgen]
pub fn benefits() -> String {
    with_rulebook(&mut |json, rulebook| {
        describe::benefits(json, rulebook);
        Vec::new()
    })
}

/// Everything that the rules say about one benefit.
#[wasm_bindgen]
pub fn explain(id: &str) -> String {
    with_rulebook(&mut |json, rulebook| {
        let id = match given::value(id) {
            Value::Text(id) => id,
            other => said!(other),
        };
        match input::benefit(rulebook, &id) {
            Ok(index) => {
                let benefit = &rulebook.benefits[usize::from(index)];
                explaining::explain(json, rulebook, benefit);
                Vec::new()
            }
            Err(problem) => vec![problem],
        }
    })
}

/// Which rules these are: the date of the newest change, and the hash of the rule files.
#[wasm_bindgen(js_name = rulesVersion)]
pub fn rules_version() -> String {
    with_rulebook(&mut |json, rulebook| {
        json.object("", |json| {
            json.date("date", Some(rulebook.version));
            json.text("hash", rulebook.hash);
        });
        Vec::new()
    })
}

fn with_answers(
    answers: &str,
    options: &str,
    today: &str,
    work: fn(&mut Json, &Evaluator<'_>, &Answers, Date),
) -> String {
    with_rulebook(&mut |json, rulebook| {
        let (on, mut problems) = day(&given::value(options), today);
        match (
            on,
            input::answers(rulebook, &given::value(answers), on, "facts()"),
        ) {
            (Some(on), Ok(answers)) if problems.is_empty() => {
                work(json, &EVALUATOR, &answers, on);
            }
            (_, Ok(_)) => {}
            (_, Err(mut wrong)) => problems.append(&mut wrong),
        }
        problems
    })
}

/// The day of evaluation, and what is wrong with the options.
fn day(options: &Value, today: &str) -> (Option<Date>, Vec<Problem>) {
    const KEY: &str = "asOf";
    let refused = |message| {
        let problem = Problem::new(Code::BadOption, message);
        problem.instead(Allowed::Option(KEY))
    };
    let mut problems = Vec::new();
    let mut named = None;
    match options {
        Value::Object(entries) => {
            for (key, value) in entries {
                match value {
                    _ if key != KEY => {
                        let message = said!("没有 `", key, "` 这个选项，只有 `", KEY, "`");
                        problems.push(refused(message).at(key));
                    }
                    Value::Text(text) => named = Some(input::day(text, KEY)),
                    other => {
                        let message = said!(KEY, " 要写成文字，如 \"2026-06-01\"，不能写 ", other);
                        named = Some(Err(input::bad_day(KEY, message)));
                    }
                }
            }
        }
        // Nobody gave any.
        Value::Foreign(name) if name == given::UNDEFINED => {}
        other => problems.push(refused(said!(
            "选项要写一个对象 { ",
            KEY,
            ": \"YYYY-MM-DD\" }，这里是",
            other.kind()
        ))),
    }
    match named.unwrap_or_else(|| input::day(today, KEY)) {
        Ok(day) => (Some(day), problems),
        Err(problem) => {
            problems.push(problem);
            (None, problems)
        }
    }
}

/// What the work writes, or what it finds to be wrong.
fn with_rulebook(work: &mut dyn FnMut(&mut Json, &Rulebook) -> Vec<Problem>) -> String {
    let rulebook = &RULEBOOK;
    let mut json = Json::compact();
    let problems = work(&mut json, rulebook);
    if problems.is_empty() {
        return json.done();
    }
    let mut json = Json::compact();
    json.list("", |json| {
        for problem in &problems {
            problem.write(json, rulebook);
        }
    });
    said!("!", json.done())
}
