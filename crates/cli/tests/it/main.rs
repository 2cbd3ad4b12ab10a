//! The program as its users meet it: arguments and input in, output and exit code out.
//!
//! Expected output lies in `tests/expected/`; `UPDATE=1 cargo test -p skill-subsidy` rewrites it.

mod batch;
mod check;
mod city;
mod docs;
mod evaluate;
mod explain;
mod personas;
mod refuse;
mod schema;
mod search;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

/// The day of evaluation wherever a test does not name another.
const DAY: &str = "2026-06-01";

struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Ran {
    /// Its output, once it is sure that it went well.
    fn done(self) -> String {
        assert_eq!((self.code, self.err.as_str()), (0, ""), "{}", self.out);
        self.out
    }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_skill-subsidy"));
    command
        .args(arguments)
        .current_dir(here())
        .env_remove("SKILL_SUBSIDY_SOURCES");
    command
}

/// The program under way, all its ends in hand.
fn spawn(arguments: &[&str]) -> Child {
    command(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn run(arguments: &[&str], input: &[u8]) -> Ran {
    let mut child = spawn(arguments);
    let mut stdin = child.stdin.take().unwrap();
    let output = std::thread::scope(|scope| {
        // While its output is read: it may answer before it has read everything. A program that
        // refuses its arguments does not read.
        scope.spawn(move || {
            let _ = stdin.write_all(input);
        });
        child.wait_with_output().unwrap()
    });
    Ran {
        code: output.status.code().expect("it was not killed"),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// `evaluate` on the test day.
fn evaluate(facts: &str) -> Ran {
    run(
        &["evaluate", "--facts", "-", "--as-of", DAY],
        facts.as_bytes(),
    )
}

fn evaluate_json(facts: &str, day: &str) -> Value {
    let arguments = ["evaluate", "--facts", "-", "--as-of", day, "--json"];
    serde_json::from_str(&run(&arguments, facts.as_bytes()).done()).unwrap()
}

/// All that is known of one benefit.
fn explain_json(id: &str, facts: &str, day: &str) -> Value {
    let arguments = ["explain", id, "--facts", "-", "--as-of", day, "--json"];
    serde_json::from_str(&run(&arguments, facts.as_bytes()).done()).unwrap()
}

fn benefit<'a>(report: &'a Value, id: &str) -> &'a Value {
    let benefits = report["benefits"].as_array().unwrap().iter();
    benefits
        .into_iter()
        .find(|benefit| benefit["id"] == id)
        .unwrap_or_else(|| panic!("no benefit {id}"))
}

fn here() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The answers of somebody in `tests/people/`, or of one who is asked everything and knows nothing.
fn person(name: &str) -> String {
    if name == "knows-nothing" {
        let facts: Value = serde_json::from_str(&run(&["facts", "--json"], b"").done()).unwrap();
        let facts = facts.as_array().unwrap().iter();
        let ids = facts.map(|fact| (fact["fact"].as_str().unwrap().to_owned(), Value::Null));
        return Value::Object(ids.collect()).to_string();
    }
    fs::read_to_string(here().join("tests/people").join(format!("{name}.json"))).unwrap()
}

/// The rule files of this checkout.
fn rules() -> PathBuf {
    here().join("../../rules")
}

/// Rule files that a test may change.
fn copy_of_the_rules(name: &str) -> Scratch {
    let scratch = Scratch::new(name);
    for entry in fs::read_dir(rules()).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, scratch.0.join(path.file_name().unwrap())).unwrap();
    }
    scratch
}

/// Compares with a file in `tests/expected/`, or writes it if asked to.
fn expect(name: &str, actual: &str) {
    let path = here().join("tests/expected").join(name);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, actual).unwrap();
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    if let Some((line, (old, new))) = expected
        .lines()
        .chain([""])
        .zip(actual.lines().chain([""]))
        .enumerate()
        .find(|(_, (old, new))| old != new)
    {
        panic!(
            "{}:{}\n- {old}\n+ {new}\nUPDATE=1 accepts the new output",
            path.display(),
            line + 1
        );
    }
    assert_eq!(expected, actual, "{}", path.display());
}

/// A directory of its own for one test, removed when the test is over.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Scratch {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Scratch(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
