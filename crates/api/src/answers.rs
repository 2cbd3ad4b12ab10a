//! Answers as they were understood.

use engine::DayRange;
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::{FactId, OptionId};

/// An answer as it was understood, in the notation in which it can be given again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum UnderstoodAnswer {
    /// 不清楚: asked, and not known. Null.
    Unknown,
    /// Yes or no.
    Bool(bool),
    /// A number in the fact's unit, or whole yuan.
    Int(i64),
    /// A number that lies between two: `{"min": …, "max": …}`.
    Between {
        /// The least that it can be.
        min: i64,
        /// The most that it can be.
        max: i64,
    },
    /// An option by its id.
    Option(OptionId),
    /// A date as it is known: a day, a month (`2026-01`), a year (`2026`), or two of these with `/`
    /// between them.
    Date(DayRange),
    /// Options that apply, that do not, and that are not known; others have not been asked.
    Set {
        /// Those that apply.
        yes: Vec<OptionId>,
        /// Those that do not.
        no: Vec<OptionId>,
        /// Those of which it is not known.
        unsure: Vec<OptionId>,
    },
}

impl Serialize for UnderstoodAnswer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            UnderstoodAnswer::Unknown => serializer.serialize_unit(),
            UnderstoodAnswer::Bool(value) => serializer.serialize_bool(*value),
            UnderstoodAnswer::Int(value) => serializer.serialize_i64(*value),
            UnderstoodAnswer::Between { min, max } => {
                let mut map = serializer.serialize_map(Some(2))?;
                map.serialize_entry("min", min)?;
                map.serialize_entry("max", max)?;
                map.end()
            }
            UnderstoodAnswer::Option(id) => id.serialize(serializer),
            UnderstoodAnswer::Date(days) => serializer.collect_str(days),
            UnderstoodAnswer::Set { yes, no, unsure } => {
                let mut map = serializer.serialize_map(Some(3))?;
                map.serialize_entry("yes", yes)?;
                map.serialize_entry("no", no)?;
                map.serialize_entry("unsure", unsure)?;
                map.end()
            }
        }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for UnderstoodAnswer {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Answer".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let ids = serde_json::json!({
            "type": "array",
            "uniqueItems": true,
            "items": { "type": "string", "pattern": "^[a-z0-9_-]+$" }
        });
        schemars::json_schema!({
            "description": "null is 不清楚. A string is the id of an option, or a date: a day, a month (2026-01), a year (2026), or two of these with / between them. A number is in the fact's unit, or whole yuan; an object with min and max is a number that lies between them. A set has options that apply, that do not, and that are not known; others have not been asked.",
            "oneOf": [
                { "type": "null" },
                { "type": "boolean" },
                { "type": "integer" },
                { "type": "string" },
                {
                    "type": "object",
                    "properties": { "yes": ids, "no": ids, "unsure": ids },
                    "required": ["yes", "no", "unsure"]
                },
                {
                    "type": "object",
                    "properties": { "min": { "type": "integer" }, "max": { "type": "integer" } },
                    "required": ["min", "max"]
                }
            ]
        })
    }
}

/// The answers as they were understood, in the order of the rules. What was not given is left out.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct UnderstoodAnswers(pub Vec<(FactId, UnderstoodAnswer)>);

impl Serialize for UnderstoodAnswers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(fact, answer)| (fact, answer)))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for UnderstoodAnswers {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Answers".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "object",
            "propertyNames": generator.subschema_for::<FactId>(),
            "additionalProperties": generator.subschema_for::<UnderstoodAnswer>(),
        })
    }
}

objects! {
    /// A range of a number that says as much as any number in it.
    pub struct Choice {
        /// In the form in which it can be given.
        #[cfg_attr(feature = "typescript", tsify(type = "Between | number"))]
        pub answer: UnderstoodAnswer,
        /// In Chinese.
        pub label: String,
    }
}
