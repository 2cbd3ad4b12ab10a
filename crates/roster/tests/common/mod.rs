//! The rulebook of this project, and people to try it on.
#![allow(dead_code)]

use std::path::Path;
use std::sync::LazyLock;

use engine::model::{FactIdx, FactKind};
use engine::{AUDIENCE, Answer, Answers, Date, Evaluator, Packed, REGION, Rulebook, all_cells};
use proptest::prelude::*;
use roster::Person;

static RULES: LazyLock<Packed> = LazyLock::new(|| {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let compilation = rulec::compile(&rules, None);
    let compiled = compilation.draft.expect("the rules can be compiled");
    compiled.encode().into()
});

/// As it ships.
pub static RULEBOOK: LazyLock<Rulebook> =
    LazyLock::new(|| Rulebook::decode(&RULES).expect("a rulebook of this version"));

pub static EVALUATOR: LazyLock<Evaluator<'static>> = LazyLock::new(|| Evaluator::new(&RULEBOOK));

pub const ON: Date = match Date::new(2026, 6, 1) {
    Some(date) => date,
    None => unreachable!(),
};

pub fn fact(id: &str) -> FactIdx {
    RULEBOOK.fact(id).unwrap_or_else(|| panic!("no fact {id}"))
}

pub fn option(fact_id: &str, id: &str) -> u8 {
    let options = RULEBOOK.facts[usize::from(fact(fact_id))].kind.options();
    let found = options.iter().position(|option| option.id == id);
    found.unwrap_or_else(|| panic!("no {id} in {fact_id}")) as u8
}

/// Sets an answer that must be one.
pub fn give(answers: &mut Answers, id: &str, answer: Answer) {
    let given = answers.set(&RULEBOOK, fact(id), answer, ON);
    assert_eq!(given, Ok(()), "{id}");
}

pub fn choose(answers: &mut Answers, fact: &str, id: &str) {
    give(answers, fact, Answer::Choice(option(fact, id)));
}

/// Exactly these options hold.
pub fn hold(answers: &mut Answers, fact_id: &str, ids: &[&str]) {
    let kind = &RULEBOOK.facts[usize::from(fact(fact_id))].kind;
    let yes = ids.iter().fold(0, |yes, id| yes | 1 << option(fact_id, id));
    let no = all_cells(kind.options().len()) & !yes;
    give(answers, fact_id, Answer::Set { yes, no, unsure: 0 });
}

pub fn date(answers: &mut Answers, fact: &str, day: &str) {
    give(answers, fact, Answer::day(Date::parse(day).unwrap()));
}

/// Somebody of whom only the region is known.
pub fn person(row: u32, region: &str) -> Person {
    let mut answers = Answers::new(&RULEBOOK);
    choose(&mut answers, "audience", "individual");
    choose(&mut answers, "region", region);
    Person {
        name: format!("员工{row}"),
        ..Person::new(row, answers)
    }
}

/// Somebody in 聊城 for whom only the date of the certificate is not said.
pub fn undated_worker(row: u32) -> Person {
    let mut person = person(row, "liaocheng");
    let answers = &mut person.answers;
    choose(answers, "workplace", "enterprise");
    choose(answers, "level", "technician");
    give(answers, "social_insurance_months", Answer::Int(12));
    give(answers, "social_insurance_current", Answer::Bool(true));
    give(answers, "unemployment_insurance_months", Answer::Int(12));
    person
}

/// Any answer that says it all.
fn known(kind: &FactKind) -> BoxedStrategy<Answer> {
    match kind {
        FactKind::Bool => any::<bool>().prop_map(Answer::Bool).boxed(),
        FactKind::Choice { options } => (0..options.len() as u8).prop_map(Answer::Choice).boxed(),
        FactKind::Set { options } => {
            let all = all_cells(options.len());
            (any::<u64>(), any::<u64>())
                .prop_map(move |(a, b)| {
                    let yes = a & b & all;
                    let no = all & !yes;
                    Answer::Set { yes, no, unsure: 0 }
                })
                .boxed()
        }
        // Small numbers lie around the thresholds of the rules.
        FactKind::Int { min, max, .. } => prop_oneof![*min..=(*max).min(min + 120), *min..=*max]
            .prop_map(Answer::Int)
            .boxed(),
        FactKind::Money { min, max } => prop_oneof![
            Just(199_999i64),
            Just(200_000),
            *min..=(*max).min(1_000_000)
        ]
        .prop_map(Answer::Int)
        .boxed(),
        FactKind::Date { .. } => (0i32..900)
            .prop_map(|ago| Answer::day(Date::from_days(ON.days() - ago)))
            .boxed(),
    }
}

/// Any answer to a fact, often none, or only a part of one.
fn answer(kind: &FactKind) -> BoxedStrategy<Answer> {
    let part = (known(kind), any::<u64>()).prop_map(|(answer, told)| match answer {
        Answer::Set { yes, no, .. } => Answer::Set {
            yes: yes & told,
            no: no & told,
            unsure: 0,
        },
        answer => answer,
    });
    prop_oneof![
        2 => Just(Answer::NotAsked),
        1 => Just(Answer::Unknown),
        4 => known(kind),
        2 => part,
    ]
    .boxed()
}

/// An answer to every fact.
pub fn complete() -> impl Strategy<Value = Vec<Answer>> {
    let facts = RULEBOOK.facts.iter();
    facts.map(|fact| known(&fact.kind)).collect::<Vec<_>>()
}

/// Anybody: individuals mostly, but a roster may say anything, or nothing, of who and where.
pub fn anybody() -> impl Strategy<Value = Person> {
    let facts: Vec<BoxedStrategy<Answer>> = RULEBOOK
        .facts
        .iter()
        .zip(0..)
        .map(|(fact, index)| match index {
            AUDIENCE => prop_oneof![
                8 => Just(Answer::Choice(option("audience", "individual"))),
                1 => answer(&fact.kind),
            ]
            .boxed(),
            REGION => prop_oneof![
                8 => (0u8..4).prop_map(Answer::Choice),
                1 => answer(&fact.kind),
            ]
            .boxed(),
            _ => answer(&fact.kind),
        })
        .collect();
    facts.prop_map(|given| {
        let mut answers = Answers::new(&RULEBOOK);
        for (index, answer) in (0..).zip(given) {
            assert_eq!(answers.set(&RULEBOOK, index, answer, ON), Ok(()));
        }
        Person {
            answers,
            ..person(2, "zibo")
        }
    })
}
