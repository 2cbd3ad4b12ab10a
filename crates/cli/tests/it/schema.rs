//! The JSON of `evaluate`, `explain` and `catalogue` against their schemas, for people of tests and for people made up at random.

use std::fs;

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use crate::{DAY, evaluate_json, explain_json, here, person, run};

/// Those that have a schema, by its name.
const COMMANDS: [&str; 3] = ["evaluate", "catalogue", "explain"];

fn schema(of: &str) -> Validator {
    let path = here().join(format!("../../docs/{of}.schema.json"));
    let schema = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    jsonschema::draft202012::meta::validate(&schema).expect("a schema of that draft");
    jsonschema::draft202012::new(&schema).unwrap()
}

fn assert_valid(schema: &Validator, report: &Value, about: &str) {
    let faults: Vec<String> = schema
        .iter_errors(report)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .take(5)
        .collect();
    assert!(faults.is_empty(), "{about}\n{}", faults.join("\n"));
}

/// `skill-subsidy schema --of evaluate > docs/evaluate.schema.json` makes one so.
#[test]
fn the_schemas_in_the_documentation_are_current() {
    for of in COMMANDS {
        let path = here().join(format!("../../docs/{of}.schema.json"));
        let written = fs::read_to_string(path).unwrap();
        assert!(written == run(&["schema", "--of", of], b"").done(), "{of}");
    }
}

#[test]
fn the_catalogue_keeps_to_its_schema() {
    let catalogue = run(&["catalogue", "--json"], b"").done();
    let catalogue: Value = serde_json::from_str(&catalogue).unwrap();
    let schema = schema("catalogue");
    assert_valid(&schema, &catalogue, "catalogue");
    let mut bad = catalogue;
    bad["benefits"][0]["citations"] = json!([]);
    assert!(!schema.is_valid(&bad));
}

#[test]
fn reports_keep_to_the_schema() {
    let schema = schema("evaluate");
    let whole = self::schema("explain");
    for name in [
        "liaocheng-worker",
        "weifang-graduate",
        "taian-contestant",
        "liaocheng-enterprise",
        "knows-nothing",
    ] {
        for day in [DAY, "2020-01-01", "2031-12-31"] {
            let facts = person(name);
            // Dates after the day of evaluation are refused; such people come without them.
            let mut facts: Map<String, Value> = serde_json::from_str(&facts).unwrap();
            if day < DAY {
                facts.retain(|id, _| !id.ends_with("_date"));
            }
            let facts = Value::Object(facts).to_string();
            let report = evaluate_json(&facts, day);
            assert_valid(&schema, &report, name);
            // One of each verdict: all would take long.
            let mut met = Vec::new();
            for benefit in report["benefits"].as_array().unwrap() {
                let verdict = &benefit["verdict"];
                if !met.contains(&verdict) {
                    met.push(verdict);
                    let id = benefit["id"].as_str().unwrap();
                    let explained = explain_json(id, &facts, day);
                    assert_valid(&whole, &explained, name);
                    assert_eq!(explained["out_of_scope"], false, "{name} {id}");
                    assert_eq!(&explained["judged"], benefit, "{name} {id}");
                }
            }
            if let Some(id) = report["out_of_scope"][0].as_str() {
                let explained = explain_json(id, &facts, day);
                assert_valid(&whole, &explained, name);
                assert_eq!(explained["out_of_scope"], true, "{name} {id}");
            }
        }
    }
}

#[test]
fn the_schema_tells_right_from_wrong() {
    let schema = schema("evaluate");
    let good = evaluate_json(&person("liaocheng-worker"), DAY);
    assert!(schema.is_valid(&good));
    let spoil: [fn(&mut Value); 6] = [
        |report| report["as_of"] = json!("1.6.2026"),
        |report| report["benefits"][0]["verdict"] = json!("maybe"),
        |report| report["benefits"][0]["name"] = json!("it is in the catalogue"),
        |report| report["benefits"][0]["extra"] = json!(1),
        |report| report["totals"]["right"]["settled"]["once"]["min"] = json!("2万元"),
        |report| drop(report.as_object_mut().unwrap().remove("next")),
    ];
    for (index, spoil) in spoil.iter().enumerate() {
        let mut bad = good.clone();
        spoil(&mut bad);
        assert!(!schema.is_valid(&bad), "{index}");
    }
}

#[test]
fn reports_on_people_made_up_at_random_hold_together() {
    let schema = schema("evaluate");
    let whole = self::schema("explain");
    let facts: Value = serde_json::from_str(&run(&["facts", "--json"], b"").done()).unwrap();
    let mut dice = Dice(20_260_601);
    for _ in 0..60 {
        let (answers, report) = somebody(&facts, &mut dice);
        assert_valid(&schema, &report, &answers);
        let again = evaluate_json(&report["answers"].to_string(), DAY);
        assert_eq!(again, report, "answers can be given again: {answers}");
        let mut looked_at = false;
        for benefit in report["benefits"].as_array().unwrap() {
            let amount = &benefit["amount"];
            if let (Some(min), Some(max)) = (amount["min"].as_f64(), amount["max"].as_f64()) {
                assert!(0.0 <= min && min <= max, "{benefit}\n{answers}");
            }
            if benefit["verdict"] == "possible" {
                let cause = &benefit["cause"];
                let left = |list: &Value| !list.as_array().unwrap().is_empty();
                assert!(
                    left(&cause["facts"]) || left(&cause["points"]),
                    "possible without a cause: {benefit}\n{answers}"
                );
                if !looked_at {
                    looked_at = true;
                    let id = benefit["id"].as_str().unwrap();
                    let explained = explain_json(id, &answers, DAY);
                    assert_valid(&whole, &explained, &answers);
                    let open = explained["unclear"].as_array().unwrap().iter();
                    let unclear = open
                        .into_iter()
                        .any(|point| point["result_depends"] == true);
                    assert!(
                        left(&benefit["missing_facts"]) || left(&explained["missing"]) || unclear,
                        "possible without a reason: {explained}\n{answers}"
                    );
                }
            }
        }
    }
}

/// Random answers that do not contradict each other, and the report on them.
fn somebody(facts: &Value, dice: &mut Dice) -> (String, Value) {
    let mut answers = Map::new();
    // Mostly somebody of one audience in one city: else all random answers are out of scope.
    for fact in facts.as_array().unwrap() {
        let id = fact["fact"].as_str().unwrap();
        let scope = matches!(id, "audience" | "region");
        if dice.below(10) < if scope { 9 } else { 6 } {
            answers.insert(id.to_owned(), answer(fact, dice));
        }
    }
    loop {
        let text = Value::Object(answers.clone()).to_string();
        let arguments = ["evaluate", "--facts", "-", "--as-of", DAY, "--json"];
        let ran = run(&arguments, text.as_bytes());
        if ran.code == 0 {
            return (text, serde_json::from_str(&ran.out).unwrap());
        }
        // The only thing that can be wrong is a question that does not arise.
        let refused: Vec<&str> = ran
            .err
            .lines()
            .filter(|line| line.contains("与其他回答矛盾"))
            .filter_map(|line| line.split('`').nth(1))
            .collect();
        assert!(!refused.is_empty(), "{}\n{text}", ran.err);
        for id in refused {
            assert!(answers.remove(id).is_some(), "{id}");
        }
    }
}

fn answer(fact: &Value, dice: &mut Dice) -> Value {
    if dice.below(8) == 0 {
        return Value::Null;
    }
    let ids: Vec<&str> = fact["options"]
        .as_array()
        .map(|options| {
            options
                .iter()
                .filter_map(|one| one["id"].as_str())
                .collect()
        })
        .unwrap_or_default();
    match fact["type"].as_str().unwrap() {
        "bool" => json!(dice.below(2) == 0),
        "choice" => json!(ids[dice.below(ids.len() as u64) as usize]),
        "set" => {
            let mut parts: [Vec<&str>; 4] = Default::default();
            for id in ids {
                parts[dice.below(4) as usize].push(id);
            }
            let [yes, no, unsure, _not_asked] = parts;
            json!({ "yes": yes, "no": no, "unsure": unsure })
        }
        "int" | "money" => {
            let min = fact["min"].as_i64().unwrap();
            let max = fact["max"].as_i64().unwrap();
            // Small numbers are where the thresholds lie.
            let most = [max, min + 12, min + 200][dice.below(3) as usize].min(max);
            let mut number = || min + dice.below((most - min + 1) as u64) as i64;
            let ends = [number(), number()];
            match dice.below(3) {
                0 => json!({ "min": ends.iter().min(), "max": ends.iter().max() }),
                _ => json!(ends[0]),
            }
        }
        "date" => {
            let year = 2020 + dice.below(6);
            let month = 1 + dice.below(9);
            let day = 10 + dice.below(18);
            json!(match dice.below(3) {
                0 => format!("{year}"),
                1 => format!("{year}-0{month}"),
                _ => format!("{year}-0{month}-{day}"),
            })
        }
        other => panic!("{other}"),
    }
}

/// Numbers that look random and are the same in every run (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}
