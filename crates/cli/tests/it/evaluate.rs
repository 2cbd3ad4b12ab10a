//! `evaluate`: what people of several kinds are told.

use std::fmt::Write;
use std::io::Read;
use std::process::Stdio;

use serde_json::Value;

use crate::{DAY, benefit, command, evaluate, evaluate_json, expect, here, person, run};

/// A worker who meets one channel, one with gaps, a graduate in a clause that can be read in two
/// ways, a contestant, an enterprise, a school, somebody elsewhere, and two who say nothing.
const PEOPLE: [&str; 9] = [
    "liaocheng-worker",
    "zibo-graduate",
    "taian-contestant",
    "weifang-graduate",
    "liaocheng-enterprise",
    "weifang-school",
    "jinan-worker",
    "knows-nothing",
    "nothing",
];

#[test]
fn people_are_told() {
    for name in [
        "liaocheng-worker",
        "weifang-graduate",
        "liaocheng-enterprise",
        "jinan-worker",
    ] {
        let told = evaluate(&person(name)).done();
        // Version and hash move with every change to the rules.
        let told: Vec<&str> = told
            .lines()
            .filter(|line| !line.starts_with("规则版本"))
            .collect();
        expect(&format!("evaluate-{name}.txt"), &(told.join("\n") + "\n"));
    }
}

#[test]
fn every_benefit_has_its_verdict() {
    for name in PEOPLE {
        let report = evaluate_json(&person(name), DAY);
        let mut table = String::new();
        for benefit in report["benefits"].as_array().unwrap() {
            let text = |key: &str| benefit[key].as_str().unwrap_or_default();
            let _ = write!(table, "{:<52}{}", text("id"), text("verdict"));
            let amount = &benefit["amount"];
            if !amount.is_null() {
                let rhythm = amount["rhythm"].as_str().unwrap();
                let _ = write!(table, " {}..{} {rhythm}", amount["min"], amount["max"]);
            }
            table.push('\n');
        }
        for bucket in ["right", "selection"] {
            for sum in ["settled", "with_possible"] {
                let _ = writeln!(table, "{bucket} {sum} {}", report["totals"][bucket][sum]);
            }
        }
        let next = report["next"].as_array().unwrap().iter();
        let next: Vec<&str> = next.map(|ask| ask["fact"].as_str().unwrap()).collect();
        let _ = writeln!(table, "next {}", next.join(" "));
        expect(&format!("verdicts-{name}.txt"), &table);
    }
}

#[test]
fn all_clauses_are_there() {
    let report = evaluate_json("{}", DAY);
    let ids: Vec<&str> = report["benefits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|benefit| benefit["id"].as_str().unwrap())
        .collect();
    assert!(ids.len() >= 84, "{} benefits", ids.len());
    let mut distinct = ids.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), ids.len());
    expect("benefits.txt", &(distinct.join("\n") + "\n"));
}

#[test]
fn the_same_answers_lapse_with_time() {
    let worker = person("liaocheng-worker");
    let on = |day: &str| {
        let report = evaluate_json(&worker, day);
        let channel = benefit(&report, "liaocheng-upgrade-unemployment-insurance");
        let (verdict, left) = (channel["verdict"].clone(), channel["days_left"].clone());
        let deadline = &channel["deadline"];
        assert_eq!(deadline["earliest"], "2027-01-10");
        assert_eq!(deadline["latest"], "2027-01-10");
        (verdict, left)
    };
    assert_eq!(on("2026-06-01"), ("eligible".into(), 223.into()));
    assert_eq!(on("2027-01-10"), ("eligible".into(), 0.into()));
    assert_eq!(on("2027-01-11"), ("lapsed".into(), (-1).into()));
    let told = run(
        &["evaluate", "--facts", "-", "--as-of", "2027-01-11"],
        worker.as_bytes(),
    );
    assert!(
        told.done()
            .contains("已过期限　2027年1月10日截止（已过 1 天）")
    );
}

/// Whoever only knows the month has a last day that lies in a month, and is told so.
#[test]
fn a_month_is_an_answer() {
    let mut worker: Value = serde_json::from_str(&person("liaocheng-worker")).unwrap();
    worker["certificate_date"] = "2026-01".into();
    let worker = worker.to_string();
    let on = |day: &str| {
        let report = evaluate_json(&worker, day);
        assert_eq!(report["answers"]["certificate_date"], "2026-01");
        let channel = benefit(&report, "liaocheng-upgrade-unemployment-insurance");
        assert_eq!(channel["deadline"]["earliest"], "2027-01-01");
        assert_eq!(channel["deadline"]["latest"], "2027-01-31");
        (channel["verdict"].clone(), channel["cause"].clone())
    };
    assert_eq!(on("2026-06-01").0, "eligible");
    let (verdict, cause) = on("2027-01-11");
    assert_eq!(verdict, "possible");
    assert_eq!(cause["kind"], "answers");
    assert_eq!(cause["facts"], serde_json::json!(["certificate_date"]));
    assert_eq!(on("2027-02-01").0, "lapsed");
    let told = evaluate(&worker).done();
    assert!(told.contains("发证日期：2026年1月"), "{told}");
    assert!(
        told.contains("最晚2027年1月1日至2027年1月31日之间的一天"),
        "{told}"
    );
}

/// 满12个月 is an answer that says as much as any number of months from 12 on.
#[test]
fn a_range_is_an_answer() {
    let mut worker: Value = serde_json::from_str(&person("liaocheng-worker")).unwrap();
    let mut verdict = |months: Value| {
        worker["unemployment_insurance_months"] = months;
        let report = evaluate_json(&worker.to_string(), DAY);
        benefit(&report, "liaocheng-upgrade-unemployment-insurance")["verdict"].clone()
    };
    assert_eq!(verdict(serde_json::json!({ "min": 12 })), "eligible");
    assert_eq!(verdict(serde_json::json!({ "max": 11 })), "ineligible");
    assert_eq!(
        verdict(serde_json::json!({ "min": 6, "max": 30 })),
        "possible"
    );
}

#[test]
fn a_file_and_standard_input_are_the_same() {
    let path = here().join("tests/people/zibo-graduate.json");
    let arguments = [
        "evaluate",
        "--facts",
        path.to_str().unwrap(),
        "--as-of",
        DAY,
    ];
    assert_eq!(
        run(&arguments, b"").done(),
        evaluate(&person("zibo-graduate")).done()
    );
}

#[test]
fn a_sum_is_exact_to_the_fen() {
    let salary = r#"{"audience": "enterprise", "region": "zibo", "flexible_leader": true, "agreed_salary": 200033}"#;
    let report = run(
        &["evaluate", "--facts", "-", "--as-of", DAY, "--json"],
        salary.as_bytes(),
    )
    .done();
    // 20 % of the salary, written without a float on the way.
    assert!(report.contains("\"min\": 40006.6,"), "{report}");
    assert!(evaluate(salary).done().contains("40,006.60元"));
}

#[test]
fn people_and_programs_are_told_the_same_amounts() {
    for name in PEOPLE {
        let told = evaluate(&person(name)).done();
        let report = evaluate_json(&person(name), DAY);
        for benefit in report["benefits"].as_array().unwrap() {
            let Some(words) = benefit["amount"]["words"].as_str() else {
                continue;
            };
            let id = benefit["id"].as_str().unwrap();
            let (_, card) = told.split_once(&format!("　{id}\n")).unwrap();
            let mut lines = card.lines().take_while(|line| !line.is_empty());
            let amount = format!("  金额　{words}");
            assert!(lines.any(|line| line == amount), "{name} {id}: {amount}");
        }
    }
}

#[test]
fn the_day_is_todays_where_the_program_runs() {
    let on = |zone: &str| {
        let output = command(&["evaluate", "--facts", "tests/people/nothing.json", "--json"])
            .env("TZ", zone)
            .output()
            .unwrap();
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        report["as_of"].as_str().unwrap().to_owned()
    };
    // 26 hours apart: it is never the same day in both.
    assert!(on("EAST-14") > on("WEST+12"));
    let told = run(&["evaluate", "--facts", "tests/people/nothing.json"], b"").done();
    assert!(told.lines().next().unwrap().ends_with("（今天）"), "{told}");
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let mut child = command(&["evaluate", "--facts", "tests/people/nothing.json", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut complaint = String::new();
    let mut stderr = child.stderr.take().unwrap();
    stderr.read_to_string(&mut complaint).unwrap();
    assert_eq!(
        (child.wait().unwrap().code(), complaint.as_str()),
        (Some(0), "")
    );
}
