//! `explain` and `facts`.

use serde_json::Value;

use crate::{expect, run};

/// One of each make: two readings and tiers, a window and an exclusion, a ceiling, heads, a
/// service, a share of a sum, one that has to be won and has been, one that ends, one whose text
/// does not say enough for anybody to be sure, and places in an order.
const EXPLAINED: [&str; 10] = [
    "zibo-newstar-allowance",
    "liaocheng-upgrade-fiscal",
    "liaocheng-selfeval-reward",
    "taian-apprenticeship-4000-6000",
    "liaocheng-gold-card",
    "zibo-flex-salary-20pct",
    "taian-topnotch-1000",
    "taian-degree-quota",
    "shandong-huicai-card",
    "taian-national-contest",
];

#[test]
fn benefits_are_explained() {
    for id in EXPLAINED {
        expect(
            &format!("explain-{id}.txt"),
            &run(&["explain", id], b"").done(),
        );
    }
}

#[test]
fn an_explanation_as_data_names_the_same_things() {
    let explained: Value =
        serde_json::from_str(&run(&["explain", EXPLAINED[0], "--json"], b"").done()).unwrap();
    assert_eq!(explained["id"], EXPLAINED[0]);
    assert_eq!(explained["for"], serde_json::json!(["individual"]));
    let amounts = explained["amounts"].as_array().unwrap();
    let mut sums: Vec<i64> = amounts
        .iter()
        .map(|amount| amount["terms"][0]["sum"]["max"].as_i64().unwrap())
        .collect();
    sums.sort_unstable();
    // The certificate of somebody who moved up since may be worth either.
    assert_eq!(sums, [300, 500, 500, 1000]);
    assert!(amounts.iter().all(|amount| amount["months"] == 60));
    assert!(explained["conditions"][0].get("state").is_none());
    let term = &explained["conditions"][0]["term"];
    assert_eq!(term["id"], "tech_graduate");
    assert_eq!(explained["period"]["from"], "2022-08-16");
    assert_eq!(explained["period"]["from_basis"], "inferred");
}

#[test]
fn an_unknown_benefit_brings_the_nearest_to_mind() {
    let ran = run(&["explain", "zibo-newstar-alowance"], b"");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert_eq!(
        ran.err,
        "错误：没有 `zibo-newstar-alowance` 这项待遇（是否指 `zibo-newstar-allowance`？）\n"
    );
}

#[test]
fn every_fact_is_listed() {
    expect("facts.txt", &run(&["facts"], b"").done());
    let facts: Value = serde_json::from_str(&run(&["facts", "--json"], b"").done()).unwrap();
    let fact = |id: &str| {
        let facts = facts.as_array().unwrap();
        facts.iter().find(|fact| fact["fact"] == id).unwrap()
    };
    assert_eq!(fact("audience")["type"], "choice");
    assert_eq!(
        fact("class_level")["applies"],
        serde_json::json!({ "fact": "school", "in": ["technician_college", "tech_school"] })
    );
    assert_eq!(
        fact("certificate_date")["applies"],
        serde_json::json!({ "not": { "fact": "level", "in": ["none"] } })
    );
    assert_eq!(fact("level")["options"].as_array().unwrap().len(), 10);
    assert_eq!(fact("social_insurance_months")["unit"], "个月");
}
