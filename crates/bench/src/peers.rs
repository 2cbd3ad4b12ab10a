//! The same people and the same rules for other engines: conditions in a notation of no engine, which
//! `peers.mjs` writes down as each of them wants it.
//!
//! Other engines know yes and no. So people are made of whom everything is known, texts are read in
//! their plain reading, and conditions that a text does not spell out hold. Dates are handed over as the
//! number of months that they are old, sets as one yes or no for each option.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use api::Given;
use bench::{Chance, ON, complete};
use data::report::Report;
use engine::model::*;
use engine::{AUDIENCE, Answer, Answers, Evaluator, Possible, REGION, Rulebook, Truth};
use serde::Serialize;

/// How many people are made up beside those in `tests/personas`.
const MADE_UP: usize = 200;

/// What `peers.mjs` reads.
#[derive(Serialize)]
struct Task {
    on: String,
    /// What is known of a person, in the order of the rules.
    known: Vec<Known>,
    rules: Vec<Rule>,
    people: Vec<Person>,
}

/// Something known of a person.
#[derive(Serialize)]
struct Known {
    name: String,
    kind: Kind,
    /// Whether it may be nothing: its question does not arise for everybody.
    may_lack: bool,
}

#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Bool,
    Option,
    Number,
}

#[derive(Serialize)]
struct Rule {
    benefit: &'static str,
    test: Test,
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "snake_case")]
enum Test {
    All(Vec<Test>),
    Any(Vec<Test>),
    Not(Box<Test>),
    Is(String, bool),
    In(String, Vec<&'static str>),
    /// The ends are included.
    Between(String, Option<i64>, Option<i64>),
    Constant(bool),
}

#[derive(Serialize)]
struct Person {
    answers: api::UnderstoodAnswers,
    /// By the names of what is known; nothing where the question does not arise.
    values: BTreeMap<String, Option<Value>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Value {
    Bool(bool),
    Option(&'static str),
    Number(i64),
}

/// Writes rules and people to a file.
pub fn write(evaluator: &Evaluator<'_>, personas: &Path, to: &Path) -> Result<()> {
    let rulebook = evaluator.rulebook();
    let task = Task {
        on: ON.to_string(),
        known: known(rulebook),
        rules: (rulebook.benefits.iter())
            .map(|benefit| rule(rulebook, benefit))
            .collect(),
        people: people(evaluator, personas)?
            .iter()
            .map(|answers| Person {
                answers: Report::new(evaluator, answers, ON).evaluation().answers,
                values: values(rulebook, answers),
            })
            .collect(),
    };
    fs::write(to, serde_json::to_vec(&task)?).with_context(|| to.display().to_string())
}

fn rule(rulebook: &Rulebook, benefit: &Benefit) -> Rule {
    let source = &rulebook.sources[usize::from(benefit.source)];
    let mut all = Vec::new();
    if !rulebook.period(benefit).on(ON).is_in_force() {
        all.push(Test::Constant(false));
    }
    for (fact, cells) in [(AUDIENCE, benefit.audiences), (REGION, source.regions)] {
        let var = rulebook.facts[usize::from(fact)].first_var;
        all.push(lies_in(rulebook, var, cells));
    }
    if !benefit.conditions.is_empty() {
        all.push(condition(rulebook, &benefit.conditions, 0));
    }
    Rule {
        benefit: benefit.id,
        test: joined(all),
    }
}

/// A condition and what is below it, in the plain reading.
fn condition(rulebook: &Rulebook, tree: &[Condition], at: usize) -> Test {
    let mut parts = Vec::new();
    let mut next = at + 1;
    while next < usize::from(tree[at].end) {
        parts.push(condition(rulebook, tree, next));
        next = usize::from(tree[next].end);
    }
    match tree[at].op {
        Op::All => joined(parts),
        Op::Any => Test::Any(parts),
        Op::Not => Test::Not(Box::new(joined(parts))),
        Op::Test { var, cells } | Op::Within { var, cells } => lies_in(rulebook, var, cells),
        Op::Reading { .. } => parts.swap_remove(0),
        Op::Unstated { .. } | Op::Always => Test::Constant(true),
        Op::Never => Test::Constant(false),
    }
}

/// As few words as somebody would take who writes it by hand.
fn joined(parts: Vec<Test>) -> Test {
    let mut all = Vec::new();
    for part in parts {
        match part {
            Test::Constant(true) => {}
            Test::All(parts) => all.extend(parts),
            other => all.push(other),
        }
    }
    match all.len() {
        0 => Test::Constant(true),
        1 => all.swap_remove(0),
        _ => Test::All(all),
    }
}

/// That a variable lies in one of some cells.
fn lies_in(rulebook: &Rulebook, var: VarIdx, cells: Cells) -> Test {
    let name = name(rulebook, var);
    let own = &rulebook.vars[usize::from(var)];
    match kind(rulebook, own) {
        Kind::Bool => Test::Is(name, cells == 0b10),
        Kind::Option => {
            let options = fact(rulebook, own).kind.options().iter().enumerate();
            let wanted = options.filter(|(at, _)| cells >> at & 1 == 1);
            Test::In(name, wanted.map(|(_, option)| option.id).collect())
        }
        Kind::Number => {
            // The values of a cell: from one cut to the next. A date of just so many months lies below
            // the cut.
            let shift = i64::from(is_age(rulebook, own));
            let mut ranges = Vec::new();
            let mut cell = 0;
            while cell < own.cells {
                if cells >> cell & 1 == 0 {
                    cell += 1;
                    continue;
                }
                let first = usize::from(cell);
                while cell < own.cells && cells >> cell & 1 == 1 {
                    cell += 1;
                }
                let low = first.checked_sub(1).map(|cut| own.cuts[cut] + shift);
                let high = own.cuts.get(usize::from(cell) - 1);
                let high = high.map(|cut| cut + shift - 1);
                ranges.push(Test::Between(name.clone(), low, high));
            }
            match ranges.len() {
                1 => ranges.swap_remove(0),
                _ => Test::Any(ranges),
            }
        }
    }
}

fn fact<'a>(rulebook: &'a Rulebook, var: &Var) -> &'a Fact {
    // INVARIANT: the plain reading has no variables but those of facts.
    let fact = var.of.fact().expect("a variable of a fact");
    &rulebook.facts[usize::from(fact)]
}

/// Whether a variable is the age of a date, in months begun.
fn is_age(rulebook: &Rulebook, var: &Var) -> bool {
    let is_date = matches!(fact(rulebook, var).kind, FactKind::Date { .. });
    is_date && matches!(var.of, VarOf::Fact { .. })
}

fn kind(rulebook: &Rulebook, var: &Var) -> Kind {
    match (var.of, &fact(rulebook, var).kind) {
        (VarOf::Member { .. }, _) | (_, FactKind::Bool) => Kind::Bool,
        (_, FactKind::Choice { .. } | FactKind::Set { .. }) => Kind::Option,
        (_, FactKind::Int { .. } | FactKind::Money { .. } | FactKind::Date { .. }) => Kind::Number,
    }
}

fn name(rulebook: &Rulebook, var: VarIdx) -> String {
    let own = &rulebook.vars[usize::from(var)];
    let fact = fact(rulebook, own);
    match own.of {
        VarOf::Member { option, .. } => {
            let option = &fact.kind.options()[usize::from(option)];
            format!("{} {}", fact.id, option.id)
        }
        VarOf::Day { .. } => format!("{} day", fact.id),
        _ => fact.id.to_owned(),
    }
}

fn known(rulebook: &Rulebook) -> Vec<Known> {
    let vars = (0..).zip(&rulebook.vars);
    vars.filter(|(_, var)| var.of.fact().is_some())
        .map(|(index, var)| Known {
            name: name(rulebook, index),
            kind: kind(rulebook, var),
            may_lack: !fact(rulebook, var).applies.is_empty(),
        })
        .collect()
}

fn values(rulebook: &Rulebook, answers: &Answers) -> BTreeMap<String, Option<Value>> {
    let possible = Possible::new(rulebook, answers, ON);
    let mut values = BTreeMap::new();
    for (index, var) in (0..).zip(&rulebook.vars) {
        let Some(fact) = var.of.fact() else { continue };
        let arises = possible.applies(fact) != Truth::FALSE;
        let value = arises.then(|| value(var, answers.get(fact), rulebook, fact));
        values.insert(name(rulebook, index), value.flatten());
    }
    values
}

fn value(var: &Var, answer: Answer, rulebook: &Rulebook, fact: FactIdx) -> Option<Value> {
    let options = rulebook.facts[usize::from(fact)].kind.options();
    Some(match (var.of, answer) {
        (VarOf::Member { option, .. }, Answer::Set { yes, .. }) => {
            Value::Bool(yes >> option & 1 == 1)
        }
        (_, Answer::Bool(yes)) => Value::Bool(yes),
        (_, Answer::Choice(option)) => Value::Option(options[usize::from(option)].id),
        (_, Answer::Int(value)) => Value::Number(value),
        (VarOf::Day { .. }, Answer::Date(days)) => Value::Number(i64::from(days.first().days())),
        (_, Answer::Date(days)) => {
            let months = (0..).find(|months| days.first().plus_months(*months) >= ON);
            Value::Number(i64::from(months?))
        }
        _ => return None,
    })
}

/// Everybody in `tests/personas`, and others of every audience in every region; what they have not said
/// is made up.
fn people(evaluator: &Evaluator<'_>, personas: &Path) -> Result<Vec<Answers>> {
    let rulebook = evaluator.rulebook();
    let mut chance = Chance::default();
    let mut files = fs::read_dir(personas)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    files.sort();
    let mut people = Vec::new();
    for file in files {
        let table: toml::Table = fs::read_to_string(&file)?.parse()?;
        let persons = table.get("person").and_then(toml::Value::as_array);
        for person in persons.with_context(|| format!("nobody in {}", file.display()))? {
            let given = given(&person["facts"]);
            let answers = data::input::answers(rulebook, &given, Some(ON), "facts");
            // Some are of another day, and their dates lie behind this one.
            let Ok(answers) = answers else { continue };
            let answers = complete(evaluator, answers, &mut chance);
            // What was made up may not go with what they said.
            if answers.contradictions(rulebook, ON).is_empty() {
                people.push(answers);
            }
        }
    }
    let sizes = [AUDIENCE, REGION].map(|fact| {
        let options = rulebook.facts[usize::from(fact)].kind.options();
        options.len() as u64
    });
    for _ in 0..MADE_UP {
        let mut answers = Answers::new(rulebook);
        for (fact, size) in [AUDIENCE, REGION].into_iter().zip(sizes) {
            let option = Answer::Choice(chance.below(size) as u8);
            let given = answers.set(rulebook, fact, option, ON);
            given.map_err(|error| anyhow!("{error:?}"))?;
        }
        people.push(complete(evaluator, answers, &mut chance));
    }
    Ok(people)
}

fn given(written: &toml::Value) -> Given {
    match written {
        toml::Value::Boolean(flag) => Given::Bool(*flag),
        toml::Value::Integer(number) => Given::Int(*number),
        toml::Value::Array(list) => Given::List(list.iter().map(given).collect()),
        toml::Value::Table(table) => {
            let entries = table.iter().map(|(key, entry)| (key.clone(), given(entry)));
            Given::Object(entries.collect())
        }
        other => Given::Text(other.as_str().unwrap_or_default().to_owned()),
    }
}
