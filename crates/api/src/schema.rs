//! The JSON Schema of an evaluation, from the types and what is written above them.

use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use serde_json::{Value, json};

use crate::{Evaluation, FORMAT};

/// The schema of what `evaluate --json` prints.
pub fn schema() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings
        .into_generator()
        .into_root_schema_for::<Evaluation>();
    RecursiveTransform(exact).transform(&mut schema);
    schema.insert(
        "$id".into(),
        json!(format!("urn:skill-subsidy:evaluate:{FORMAT}")),
    );
    schema.insert("title".into(), json!("skill-subsidy evaluate --json"));
    schema.insert(
        "description".into(),
        json!(
            "Every benefit of the rulebook, judged for one set of answers on one day. Sums are yuan: \
             JSON numbers with at most two decimals. Words that a source does not give are null. Ids \
             are those of the rule files."
        ),
    );
    schema.to_value()
}

/// What holds of all types: objects have no other keys, texts are never empty, and descriptions are
/// lines of no particular length.
fn exact(schema: &mut Schema) {
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    if object.contains_key("properties") && object.contains_key("type") {
        object.entry("additionalProperties").or_insert(json!(false));
    }
    let is_text = match object.get("type") {
        Some(Value::String(one)) => one == "string",
        Some(Value::Array(list)) => list.contains(&json!("string")),
        _ => false,
    };
    if is_text
        && !["pattern", "enum", "const"]
            .iter()
            .any(|key| object.contains_key(*key))
    {
        object.insert("minLength".into(), json!(1));
    }
    // What Rust calls the range of a number says nothing to others.
    object.remove("format");
    if let Some(Value::String(text)) = object.get_mut("description") {
        *text = text.replace('\n', " ");
    }
}

/// What a verdict says of other fields.
pub fn of_verdicts() -> Value {
    json!([
        {
            "if": { "properties": { "verdict": { "enum": ["ineligible", "lapsed", "not_yet", "ended"] } } },
            "then": { "properties": { "amount": { "type": "null" } } },
            "else": {
                "properties": {
                    "out_of_scope": { "const": false },
                    "standing": { "enum": ["in_force", "no_end_stated"] }
                }
            }
        },
        {
            "if": { "properties": { "verdict": { "const": "possible" } } },
            "then": { "properties": { "cause": { "not": { "type": "null" } } } },
            "else": { "properties": { "cause": { "type": "null" }, "unasked": { "const": false } } }
        },
        {
            "if": { "properties": { "kind": { "const": "service" } } },
            "then": { "properties": { "amount": { "type": "null" } } }
        },
        {
            "if": { "properties": { "deadline": { "type": "null" } } },
            "then": { "properties": { "days_left": { "type": "null" } } },
            "else": { "properties": { "days_left": { "type": "integer" } } }
        },
        {
            "if": { "properties": { "verdict": { "const": "by_review" } } },
            "then": { "properties": { "claim": { "const": "selection" } } }
        }
    ])
}
