//! The JSON Schemas of what the command line prints, from the types and what is written above them.

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

use crate::{Catalogue, Evaluation, FORMAT, JudgedExplanation};

/// The schema of what `evaluate --json` prints.
pub fn evaluation() -> Value {
    schema::<Evaluation>(
        "evaluate",
        "skill-subsidy evaluate --json",
        "Every benefit of the rulebook, judged for one set of answers on one day: what depends on these. \
         What does not is in the catalogue, under the same ids.",
    )
}

/// The schema of what `catalogue --json` prints.
pub fn catalogue() -> Value {
    schema::<Catalogue>(
        "catalogue",
        "skill-subsidy catalogue --json",
        "Every benefit of the rulebook, whoever asks: name, conditions, amounts, words of the sources.",
    )
}

/// The schema of what `explain --facts … --json` prints.
pub fn explanation() -> Value {
    schema::<JudgedExplanation>(
        "explain",
        "skill-subsidy explain --facts … --json",
        "All that is known of one benefit: what the rules say of it, and how it was judged for one set \
         of answers on one day.",
    )
}

fn schema<T: JsonSchema>(name: &str, title: &str, about: &str) -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    RecursiveTransform(exact).transform(&mut schema);
    schema.insert(
        "$id".into(),
        json!(format!("urn:skill-subsidy:{name}:{FORMAT}")),
    );
    schema.insert("title".into(), json!(title));
    schema.insert(
        "description".into(),
        json!(format!(
            "{about} Sums are yuan: JSON numbers with at most two decimals. Words that a source does not \
             give are null. Ids are those of the rule files."
        )),
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
            "if": { "properties": { "deadline": { "type": "null" } } },
            "then": { "properties": { "days_left": { "type": "null" } } },
            "else": { "properties": { "days_left": { "type": "integer" } } }
        }
    ])
}

/// What the rules say of how something can be judged.
pub fn of_claims() -> Value {
    let rules = |key: &str, value: &str| json!({ "properties": { "rules": { "properties": { key: { "const": value } } } } });
    let judged = |said: Value| json!({ "properties": { "judged": { "properties": said } } });
    json!([
        {
            "if": { "properties": { "out_of_scope": { "const": true } } },
            "then": judged(json!({ "verdict": { "enum": ["ineligible", "not_yet", "ended"] } }))
        },
        {
            "if": rules("kind", "service"),
            "then": judged(json!({ "amount": { "type": "null" } }))
        },
        {
            "if": judged(json!({ "verdict": { "const": "by_review" } })),
            "then": rules("claim", "selection")
        }
    ])
}
