//! People, enterprises and schools as they come to a counter, and what an expert who knows the text
//! would tell them (`tests/personas/*.toml`).
//!
//! Nobody whom he sends on may read 不符合, and nothing may be promised where he says no. Where the
//! program says something else for a reason, the reason stands beside the expert's word and in
//! `docs/judgements.md`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use api::Given;
use engine::{Answer, Answers, Date, Evaluator, Rulebook, Verdict, next_on_page, next_page};

use crate::here;

/// One expectation that was not met, or was and needed saying.
struct Difference {
    line: String,
    false_no: bool,
    promised: bool,
    explained: bool,
}

#[test]
fn what_an_expert_would_tell_them() {
    let root = here().join("../..");
    let compilation = rulec::compile(&root.join("rules"), None);
    let rulebook = compilation.rulebook.expect("the rules compile");
    let evaluator = Evaluator::new(&rulebook);
    let judgements =
        fs::read_to_string(root.join("docs/judgements.md")).expect("docs/judgements.md");

    let (mut asked, mut differences) = (0, Vec::new());
    for person in people(&root) {
        let (count, found) = hold(&evaluator, &person);
        asked += count;
        differences.extend(found);
    }
    let report = differences.iter().fold(String::new(), |mut all, one| {
        let _ = writeln!(all, "{}", one.line);
        all
    });
    let agreed = asked - differences.len();
    println!(
        "{agreed} of {asked} as the expert says ({:.1} %)\n{report}",
        agreed as f64 * 100.0 / asked as f64
    );
    let bad = |of: fn(&Difference) -> bool| differences.iter().filter(|one| of(one)).count();
    assert_eq!(
        (
            bad(|one| one.false_no),
            bad(|one| one.promised),
            bad(|one| !one.explained)
        ),
        (0, 0, 0),
        "(a no for somebody who is sent on, a promise where he says no, a difference without its reason)\n{report}"
    );
    assert!(agreed * 100 >= asked * 95, "{agreed} of {asked}\n{report}");
    for one in &differences {
        let benefit = one.line.split(' ').nth(1).unwrap_or_default();
        assert!(
            judgements.contains(benefit),
            "docs/judgements.md does not speak of {benefit}"
        );
    }
}

/// How many pages of questions they meet, and how many answers they give on them: until every sum is
/// settled, and with those on services. `questions.rs` beside the compiler has the worst that can be
/// found.
#[test]
fn people_meet_few_questions() {
    let root = here().join("../..");
    let compilation = rulec::compile(&root.join("rules"), None);
    let rulebook = compilation.rulebook.expect("the rules compile");
    let evaluator = Evaluator::new(&rulebook);
    let mut counts: BTreeMap<String, Vec<[Met; 2]>> = BTreeMap::new();
    for person in people(&root) {
        let (on, answers) = answered(&rulebook, &person);
        let walked = walk(&evaluator, &answers, on);
        let fact = |fact: &str| person["facts"].get(fact).and_then(toml::Value::as_str);
        let audience = fact("audience").expect("an audience");
        // The many: people with a certificate, and no title or prize.
        let plain =
            fact("honours") == Some("none") && fact("level").is_some_and(|own| own != "none");
        for whom in [Some(audience), plain.then_some("plain")]
            .into_iter()
            .flatten()
        {
            counts.entry(whom.to_owned()).or_default().push(walked);
        }
    }
    for (audience, walks) in counts {
        let people = walks.len();
        let [money, whole] = [0, 1].map(|upto| {
            let middle = |of: fn(&Met) -> usize| {
                let mut sorted: Vec<usize> = walks.iter().map(|walk| of(&walk[upto])).collect();
                sorted.sort_unstable();
                (sorted[people / 2], sorted[people - 1])
            };
            (middle(|met| met.pages), middle(|met| met.answers))
        });
        println!(
            "{audience:>10}: {people} people, pages and answers in the middle and at most: \
             {money:?} until every sum is settled, {whole:?} in all"
        );
        let (pages, answers) = money;
        assert!(
            pages.1 <= if audience == "plain" { 7 } else { 11 },
            "{audience}: {pages:?}"
        );
        assert!(answers.0 <= 9 && answers.1 <= 16, "{audience}: {answers:?}");
    }
}

#[derive(Clone, Copy, Default)]
struct Met {
    pages: usize,
    answers: usize,
}

/// Answers what is asked as this person would, 不清楚 where they do not know; first what bears on
/// money, then all.
fn walk(evaluator: &Evaluator<'_>, known: &Answers, on: Date) -> [Met; 2] {
    let rulebook = evaluator.rulebook();
    let mut answers = Answers::new(rulebook);
    let mut met = Met::default();
    [false, true].map(|services| {
        loop {
            let assessment = evaluator.evaluate(&answers, on);
            let opener = next_page(evaluator, &answers, on, &assessment, services);
            let Some(mut fact) = opener else {
                break;
            };
            met.pages += 1;
            loop {
                met.answers += 1;
                let answer = match known.get(fact) {
                    Answer::NotAsked => Answer::Unknown,
                    answer => answer,
                };
                answers
                    .set(rulebook, fact, answer, on)
                    .expect("it was an answer before");
                match next_on_page(evaluator, &answers, on, fact, services) {
                    Some(next) => fact = next,
                    None => break,
                }
            }
        }
        met
    })
}

/// Everybody in `tests/personas`.
fn people(root: &Path) -> Vec<toml::Value> {
    let mut files: Vec<_> = fs::read_dir(root.join("tests/personas"))
        .expect("there are personas")
        .map(|entry| entry.expect("it can be listed").path())
        .filter(|path| path.extension().is_some_and(|own| own == "toml"))
        .collect();
    files.sort();
    let mut people = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("it can be read");
        let table: toml::Table = text
            .parse()
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        people.extend_from_slice(table["person"].as_array().expect("[[person]]"));
    }
    people
}

/// The day and the answers of somebody.
fn answered(rulebook: &Rulebook, person: &toml::Value) -> (Date, Answers) {
    let id = person["id"].as_str().expect("id");
    let on = Date::parse(person["on"].as_str().expect("on")).expect("a day");
    let answers = data::input::answers(rulebook, &value(&person["facts"]), Some(on), "facts")
        .unwrap_or_else(|problems| {
            let words: Vec<&str> = problems.iter().map(|one| one.message.as_str()).collect();
            panic!("{id}: {}", words.join("\n"))
        });
    (on, answers)
}

/// What differs for one person, and how much was asked.
fn hold(evaluator: &Evaluator<'_>, person: &toml::Value) -> (usize, Vec<Difference>) {
    let rulebook = evaluator.rulebook();
    let id = person["id"].as_str().expect("id");
    let (on, answers) = answered(rulebook, person);
    let assessment = evaluator.evaluate(&answers, on);
    let expert = person["expert"].as_table().expect("[person.expert]");
    let mut differences = Vec::new();
    for (benefit, expected) in expert {
        let index = rulebook
            .benefit(benefit)
            .unwrap_or_else(|| panic!("{id}: no benefit {benefit}"));
        let finding = &assessment.findings[usize::from(index)];
        let said = match finding.verdict {
            Verdict::Eligible => "yes",
            Verdict::ByReview => "review",
            Verdict::Possible => "maybe",
            Verdict::Ineligible | Verdict::Lapsed => "no",
            Verdict::Ended | Verdict::NotYet => "ended",
        };
        let say = expected["say"].as_str().expect("say");
        let sum = finding.due.map(|due| {
            let fen = |money: engine::Money| money.0;
            (fen(due.total.low), due.total.high.map(fen))
        });
        let wanted = expected.get("amount").map(|ends| {
            let end = |at: usize| ends[at].as_integer().map(|yuan| yuan * 100);
            (end(0).expect("a low end"), end(1))
        });
        // A service, or money without a sum, has none; where it is not due there is none to compare.
        let sums_agree = wanted.is_none() || matches!(said, "no" | "ended") || wanted == sum;
        if said == say && sums_agree {
            continue;
        }
        let reason = expected.get("disagree").and_then(toml::Value::as_str);
        differences.push(Difference {
            line: format!(
                "{id} {benefit} expert: {say} {wanted:?}, program: {said} {sum:?} {}",
                reason.unwrap_or_default()
            ),
            false_no: said == "no" && say != "no",
            promised: say == "no" && matches!(said, "yes" | "review"),
            explained: reason.is_some(),
        });
    }
    (expert.len(), differences)
}

fn value(written: &toml::Value) -> Given {
    match written {
        toml::Value::Boolean(flag) => Given::Bool(*flag),
        toml::Value::Integer(number) => Given::Int(*number),
        toml::Value::Array(list) => Given::List(list.iter().map(value).collect()),
        toml::Value::Table(table) => Given::Object(
            table
                .iter()
                .map(|(key, entry)| (key.clone(), value(entry)))
                .collect(),
        ),
        other => Given::Text(other.as_str().expect("a text").to_owned()),
    }
}
