//! Empty rosters to fill in: every region's columns are read as what they are, and are enough.

mod common;

use std::io::{Cursor, Read};
use std::path::Path;
use std::process::Command;

use common::*;
use engine::{Answer, Answers, Rulebook};
use proptest::prelude::*;
use roster::template::columns;
use roster::{CHINESE, ENGLISH, Options, Results, Role, Staff, people, read, suggest, template};

const REGIONS: [&str; 6] = ["liaocheng", "zibo", "taian", "weifang", "jinan", "outside"];

fn region(id: &str) -> u8 {
    option("region", id)
}

fn part(bytes: &[u8], name: &str) -> Option<String> {
    let mut parts = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    parts.by_name(name).ok()?.read_to_string(&mut text).unwrap();
    Some(text)
}

#[test]
fn every_column_is_read_as_what_it_was_made_for() {
    for id in REGIONS {
        for wording in [&CHINESE, &ENGLISH] {
            let bytes = template(&RULEBOOK, region(id), wording).unwrap();
            let table = read(&bytes, &Options::default())
                .unwrap()
                .table(None)
                .unwrap();
            let expected = columns(&RULEBOOK, region(id), wording);
            let headers: Vec<&str> = expected.iter().map(|one| one.header.as_str()).collect();
            assert_eq!(table.headers, headers, "{id}");
            assert_eq!(table.sheet, wording.template);
            assert!(table.rows.is_empty());
            let roles: Vec<Role> = expected.iter().map(|one| one.role).collect();
            assert_eq!(suggest(&RULEBOOK, &table).roles, roles, "{id}");
        }
    }
}

#[test]
fn a_region_has_the_columns_that_its_enterprises_benefits_count() {
    let staff = |id| -> Vec<Staff> {
        let columns = columns(&RULEBOOK, region(id), &CHINESE);
        let staff = columns.iter().filter_map(|column| match column.role {
            Role::Staff(staff) => Some(staff),
            _ => None,
        });
        staff.collect()
    };
    assert_eq!(staff("liaocheng"), [Staff::SelfEvaluated]);
    assert_eq!(
        staff("zibo"),
        [Staff::OrderHire, Staff::FlexibleLeader, Staff::AgreedSalary]
    );
    assert_eq!(staff("taian"), [Staff::Apprentice, Staff::OrderHire]);
    assert_eq!(staff("weifang"), []);
    assert_eq!(
        columns(&RULEBOOK, region("outside"), &CHINESE).len(),
        1,
        "only the name"
    );
}

/// Of all that is known of somebody, only what has a column.
fn in_columns(answers: &Answers, region: u8) -> Answers {
    let columns = columns(&RULEBOOK, region, &CHINESE);
    let mut kept = Answers::new(&RULEBOOK);
    for index in 0..RULEBOOK.facts.len() as u16 {
        let mut options = 0u64;
        let mut whole = false;
        for column in &columns {
            match column.role {
                Role::Fact(fact) if fact == index => whole = true,
                Role::Member(fact, option) if fact == index => options |= 1 << option,
                _ => {}
            }
        }
        let answer = match answers.get(index) {
            Answer::Set { yes, no, unsure } => Answer::Set {
                yes: yes & options,
                no: no & options,
                unsure: unsure & options,
            },
            answer if whole => answer,
            _ => Answer::NotAsked,
        };
        assert_eq!(kept.set(&RULEBOOK, index, answer, ON), Ok(()));
    }
    choose(&mut kept, "audience", "individual");
    give(&mut kept, "region", Answer::Choice(region));
    kept
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn nothing_that_has_no_column_matters(
        mut person in anybody(),
        id in prop::sample::select(REGIONS.to_vec()),
    ) {
        choose(&mut person.answers, "audience", "individual");
        choose(&mut person.answers, "region", id);
        let mut bare = person.clone();
        bare.answers = in_columns(&person.answers, region(id));
        // Whoever says the day of a title has it: that tells of a question that has a column.
        for (fact, about) in (0..).zip(&RULEBOOK.facts) {
            if !about.applies.is_empty() {
                let kept = person.answers.set(&RULEBOOK, fact, bare.answers.get(fact), ON);
                prop_assert!(kept.is_ok());
            }
        }
        let results = Results::new(&EVALUATOR, &[person, bare], ON);
        prop_assert_eq!(results.outcome(0), results.outcome(1));
    }
}

#[test]
fn cells_are_chosen_from_lists_and_kept_within_ranges() {
    let bytes = template(&RULEBOOK, region("liaocheng"), &CHINESE).unwrap();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml").unwrap();
    let columns = columns(&RULEBOOK, region("liaocheng"), &CHINESE);
    assert_eq!(sheet.matches("<dataValidation ").count(), columns.len() - 1);
    for words in [
        "<formula1>\"是,否,不清楚\"</formula1>",
        "<formula1>0</formula1><formula2>720</formula2>",
        "<formula2>TODAY()</formula2>",
        "三级／高级工,二级／技师,一级／高级技师,预备技师,",
    ] {
        assert!(sheet.contains(words), "{words}");
    }
    assert!(sheet.contains("state=\"frozen\""));
    assert_eq!(
        part(&bytes, "xl/worksheets/sheet3.xml"),
        None,
        "no list is too long"
    );
    assert_eq!(
        template(&RULEBOOK, region("liaocheng"), &CHINESE).unwrap(),
        bytes
    );
}

#[test]
fn a_list_that_is_too_long_stands_on_a_hidden_sheet() {
    let mut rulebook: Rulebook = RULEBOOK.clone();
    let level = usize::from(fact("level"));
    let engine::model::FactKind::Choice { options } = &mut rulebook.facts[level].kind else {
        panic!("a level is a choice");
    };
    for option in options.iter_mut() {
        option.label = format!("{}，说明{}", option.label, "很长".repeat(20)).leak();
    }
    let labels: Vec<&str> = options.iter().map(|option| option.label).collect();
    let bytes = template(&rulebook, region("liaocheng"), &CHINESE).unwrap();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml").unwrap();
    let last = labels.len() + 1;
    let range = format!("<formula1>'选项'!$A$1:$A${last}</formula1>");
    assert!(sheet.contains(&range), "{range}");
    let book = part(&bytes, "xl/workbook.xml").unwrap();
    assert!(book.contains("name=\"选项\"") && book.contains("state=\"hidden\""));
    let strings = part(&bytes, "xl/sharedStrings.xml").unwrap();
    assert!(labels.iter().all(|label| strings.contains(label)));
}

#[test]
fn what_is_chosen_from_the_lists_is_understood() {
    // Every value that a list offers, one row for each, as somebody would have chosen it.
    for id in REGIONS {
        let columns = columns(&RULEBOOK, region(id), &CHINESE);
        let mut text = columns
            .iter()
            .map(|column| format!("\"{}\"", column.header))
            .collect::<Vec<_>>()
            .join(",");
        let value = |role: Role, row: usize| -> String {
            match role {
                Role::Fact(fact) => match &RULEBOOK.facts[usize::from(fact)].kind {
                    engine::model::FactKind::Choice { options } => options
                        .get(row)
                        .map_or("不清楚", |one| one.label)
                        .to_owned(),
                    engine::model::FactKind::Int { min, .. } => min.to_string(),
                    engine::model::FactKind::Money { min, .. } => min.to_string(),
                    engine::model::FactKind::Date { .. } => "2026-05-01".to_owned(),
                    _ => ["是", "否", "不清楚"][row % 3].to_owned(),
                },
                Role::Member(..) => ["是", "否", "不清楚"][row % 3].to_owned(),
                Role::Staff(Staff::AgreedSalary) => "200000".to_owned(),
                Role::Staff(_) => ["是", "否", "不清楚"][row % 3].to_owned(),
                _ => "某人".to_owned(),
            }
        };
        for row in 0..12 {
            let cells = columns
                .iter()
                .map(|column| format!("\"{}\"", value(column.role, row)));
            text += &format!("\n{}", cells.collect::<Vec<_>>().join(","));
        }
        let table = read(text.as_bytes(), &Options::default())
            .unwrap()
            .table(None)
            .unwrap();
        let mapping = suggest(&RULEBOOK, &table);
        let found = people(
            &RULEBOOK,
            &table,
            &mapping,
            &Answers::new(&RULEBOOK).into(),
            ON,
        );
        for fault in found.iter().flat_map(|person| &person.faults) {
            // 没有证书, and a date of it: not said wrongly, only together.
            use roster::FaultKind::{Contradictory, NotApplicable};
            // 自己评的, and not by the enterprise itself: the same.
            let said = [NotApplicable, Contradictory];
            assert!(said.contains(&fault.kind), "{id} {fault:?}");
        }
    }
}

#[test]
fn an_office_program_opens_the_template() {
    if Command::new("soffice").arg("--version").output().is_err() {
        assert!(std::env::var_os("CI").is_none(), "soffice is needed here");
        println!("skipped: there is no soffice");
        return;
    }
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("template");
    let _ = std::fs::remove_dir_all(&place);
    std::fs::create_dir_all(&place).unwrap();
    let file = place.join("zibo.xlsx");
    std::fs::write(
        &file,
        template(&RULEBOOK, region("zibo"), &CHINESE).unwrap(),
    )
    .unwrap();
    let profile = format!(
        "-env:UserInstallation=file://{}",
        place.join("profile").display()
    );
    let run = Command::new("soffice")
        .args(["--headless", &profile, "--convert-to"])
        .arg("csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1")
        .arg("--outdir")
        .arg(&place)
        .arg(&file)
        .output()
        .unwrap();
    assert!(run.status.success(), "{run:?}");
    let text = std::fs::read(place.join("zibo-花名册.csv")).unwrap();
    let table = read(&text, &Options::default())
        .unwrap()
        .table(None)
        .unwrap();
    let expected = columns(&RULEBOOK, region("zibo"), &CHINESE);
    assert_eq!(
        table.headers,
        expected
            .into_iter()
            .map(|one| one.header)
            .collect::<Vec<_>>()
    );
    let explained = std::fs::read_to_string(place.join("zibo-填写说明.csv")).unwrap();
    assert!(explained.contains(CHINESE.blank_is_unknown));
}
