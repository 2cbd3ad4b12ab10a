//! The calculator for JavaScript: no page, no clock of its own, nothing but the rules and functions
//! over them.
//!
//! What is exported here is what users call; `package/api.js` only refuses to call it before it is
//! loaded. What comes back are the objects of [`api`], whose TypeScript is generated from them.

mod given;

use std::sync::LazyLock;

use api::{Allowed, Given, Problem, ProblemCode};
use data::report::{self, Report};
use data::{explain as explaining, facts as asking, input};
use engine::{Answers, Date, Evaluator, Packed, Rulebook};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

/// Written by build.rs.
static RULES: Packed = Packed::new(include_bytes!(concat!(env!("OUT_DIR"), "/rulebook.bin")));

static RULEBOOK: LazyLock<Rulebook> = LazyLock::new(|| {
    // INVARIANT: the compiler of this very version wrote the bytes.
    let Ok(rulebook) = Rulebook::decode(&RULES) else {
        unreachable!("the rules that were built in can be read")
    };
    rulebook
});

static EVALUATOR: LazyLock<Evaluator<'static>> = LazyLock::new(|| Evaluator::new(&RULEBOOK));

#[wasm_bindgen(raw_module = "./error.js")]
extern "C" {
    /// Thrown for everything that cannot be.
    type SkillSubsidyError;

    #[wasm_bindgen(constructor)]
    fn new(problems: JsValue) -> SkillSubsidyError;
}

/// Judges every benefit for these answers; without a day among the options, for today. Only what
/// depends on these is handed over: all else is in the catalogue.
#[wasm_bindgen(unchecked_return_type = "Evaluation")]
pub fn evaluate(answers: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
    let (answers, on) = read(answers, options)?;
    handed(&Report::new(&EVALUATOR, &answers, on).evaluation())
}

/// Only the questions that are still worth asking.
#[wasm_bindgen(js_name = nextQuestions, unchecked_return_type = "Question[]")]
pub fn next_questions(answers: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
    let (answers, on) = read(answers, options)?;
    handed(&report::questions(&EVALUATOR, &answers, on))
}

/// For what is not due, the nearest change of one answer that would turn that.
#[wasm_bindgen(js_name = whatWouldChange, unchecked_return_type = "Change[]")]
pub fn what_would_change(answers: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
    let (answers, on) = read(answers, options)?;
    handed(&Report::new(&EVALUATOR, &answers, on).changes())
}

/// Everything that can be asked.
#[wasm_bindgen(unchecked_return_type = "Fact[]")]
pub fn facts() -> Result<JsValue, JsValue> {
    handed(&asking::facts(&RULEBOOK))
}

/// Everything that the rules say about every benefit, whoever asks.
#[wasm_bindgen(unchecked_return_type = "Catalogue")]
pub fn catalogue() -> Result<JsValue, JsValue> {
    handed(&explaining::catalogue(&RULEBOOK))
}

/// Everything that the rules say about one benefit; where there are answers, also how it is judged.
#[wasm_bindgen(unchecked_return_type = "Explanation | JudgedExplanation")]
pub fn explain(id: &JsValue, answers: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
    let id = match given::value(id)? {
        Given::Text(id) => id,
        other => other.to_string(),
    };
    let index = input::benefit(&RULEBOOK, &id).map_err(|problem| refused(&[problem]))?;
    if answers.is_undefined() && options.is_undefined() {
        let benefit = &RULEBOOK.benefits[usize::from(index)];
        return handed(&explaining::explain(&RULEBOOK, benefit));
    }
    let (answers, on) = read(answers, options)?;
    let report = Report::new(&EVALUATOR, &answers, on);
    handed(&report.view(index).explanation())
}

/// Which rules these are: the date of the newest change, and the hash of the rule files.
#[wasm_bindgen(js_name = rulesVersion, unchecked_return_type = "RulesVersion")]
pub fn rules_version() -> Result<JsValue, JsValue> {
    handed(&explaining::version(&RULEBOOK))
}

/// As objects and lists of JavaScript; what is not there is null.
fn handed<T: Serialize + ?Sized>(value: &T) -> Result<JsValue, JsValue> {
    Ok(value.serialize(&Serializer::json_compatible())?)
}

fn refused(problems: &[Problem]) -> JsValue {
    handed(problems).map_or_else(|error| error, |list| SkillSubsidyError::new(list).into())
}

/// Checked answers and the day of evaluation, or everything that is wrong.
fn read(answers: &JsValue, options: &JsValue) -> Result<(Answers, Date), JsValue> {
    let (on, mut problems) = day(&given::value(options)?);
    let answers = input::answers(&RULEBOOK, &given::value(answers)?, on, "facts()");
    match (on, answers) {
        (Some(on), Ok(answers)) if problems.is_empty() => Ok((answers, on)),
        (_, answers) => {
            problems.extend(answers.err().into_iter().flatten());
            Err(refused(&problems))
        }
    }
}

/// The civil day where the program runs, never that of UTC.
fn today() -> Option<Date> {
    let now = js_sys::Date::new_0();
    let year = i32::try_from(now.get_full_year()).ok()?;
    Date::new(year, now.get_month() as u8 + 1, now.get_date() as u8)
}

/// The day of evaluation, and what is wrong with the options.
fn day(options: &Given) -> (Option<Date>, Vec<Problem>) {
    const KEY: &str = "asOf";
    let refused = |message| {
        let problem = Problem::new(ProblemCode::BadOption, message);
        problem.instead(Allowed::Key { values: vec![KEY] })
    };
    let mut problems = Vec::new();
    let mut named = None;
    match options {
        Given::Object(entries) => {
            for (key, value) in entries {
                match value {
                    _ if key != KEY => {
                        let message = format!("没有 `{key}` 这个选项，只有 `{KEY}`");
                        problems.push(refused(message).at(key));
                    }
                    Given::Text(text) => named = Some(input::day(text, KEY)),
                    other => {
                        let message =
                            format!("{KEY} 要写成文字，如 \"2026-06-01\"，不能写 {other}");
                        named = Some(Err(input::bad_day(KEY, message)));
                    }
                }
            }
        }
        // Nobody gave any.
        Given::Foreign(name) if name == given::UNDEFINED => {}
        other => problems.push(refused(format!(
            "选项要写一个对象 {{ {KEY}: \"YYYY-MM-DD\" }}，这里是{}",
            other.kind()
        ))),
    }
    let today = || today().ok_or_else(|| input::bad_day(KEY, "这台设备的日期不对".to_owned()));
    match named.unwrap_or_else(today) {
        Ok(day) => (Some(day), problems),
        Err(problem) => {
            problems.push(problem);
            (None, problems)
        }
    }
}
