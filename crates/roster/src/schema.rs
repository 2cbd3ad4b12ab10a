//! The columns that a roster can have, as data: for whoever writes one, or reads one by program.

use api::{CivilDate, FactType};
use engine::model::{FactKind, Str};
use engine::{REGION, Rulebook};
use serde::{Serialize, Serializer};

use crate::columns::role;
use crate::people::{Role, Staff};
use crate::places;
use crate::words::entries;

/// Columns, and what can stand in them.
#[derive(Serialize)]
pub struct Schema {
    /// With their id, which is a header too, their names, type, range and values.
    columns: Vec<Column>,
    feeds: Vec<Feed>,
    presets: Vec<Preset>,
    /// What can stand in many columns.
    #[serde(serialize_with = "as_object")]
    words: Vec<(&'static str, Vec<&'static str>)>,
}

#[derive(Serialize)]
struct Column {
    id: String,
    group: &'static str,
    names: Vec<&'static str>,
    #[serde(flatten)]
    holds: Holds,
}

/// What can stand in a column.
#[derive(Serialize, Default)]
struct Holds {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    values: Option<Vec<Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<Str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    earliest: Option<CivilDate>,
}

#[derive(Serialize)]
struct Value {
    id: Str,
    label: Option<Str>,
    names: Vec<String>,
}

#[derive(Serialize)]
struct Feed {
    id: &'static str,
    name: &'static str,
    proposed: bool,
    names: Vec<&'static str>,
    facts: Vec<Str>,
}

#[derive(Serialize)]
struct Preset {
    id: &'static str,
    name: &'static str,
}

/// All columns, what can be read from other lists, and the words that can stand in many columns.
pub fn schema(rulebook: &Rulebook) -> Schema {
    let columns = entries().filter_map(|entry| {
        let (group, fact) = entry.section.split_once('.').unwrap_or((entry.section, ""));
        let id = match group {
            "name" | "sensitive" | "staff" | "facts" => entry.key.to_owned(),
            "options" => format!("{fact}.{}", entry.key),
            _ => return None,
        };
        // Other rules may not have a fact.
        let role = role(rulebook, &id)?;
        Some(Column {
            id,
            group,
            names: entry.names,
            holds: holds(rulebook, role),
        })
    });
    let feeds = crate::columns::all_feeds().iter().map(|feed| {
        let facts = feed.facts(rulebook).into_iter();
        Feed {
            id: feed.id,
            name: feed.name,
            proposed: feed.proposed,
            names: feed.headers.clone(),
            facts: facts
                .map(|fact| rulebook.facts[usize::from(fact)].id)
                .collect(),
        }
    });
    let presets = crate::feeds::presets().iter().map(|preset| Preset {
        id: preset.id,
        name: preset.name,
    });
    let words = entries().filter(|entry| entry.section == "words");
    Schema {
        columns: columns.collect(),
        feeds: feeds.collect(),
        presets: presets.collect(),
        words: words.map(|entry| (entry.key, entry.names)).collect(),
    }
}

fn as_object<S: Serializer>(
    entries: &[(&'static str, Vec<&'static str>)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(entries.iter().map(|(key, names)| (key, names)))
}

/// What can stand in a column.
fn holds(rulebook: &Rulebook, role: Role) -> Holds {
    let of = |kind| Holds {
        kind,
        ..Holds::default()
    };
    let fact = match role {
        Role::Ignored | Role::Name | Role::Feed(_) => return of("text"),
        Role::Sensitive(_) => return of("sensitive"),
        Role::Staff(Staff::AgreedSalary) => {
            return Holds {
                unit: Some("元"),
                ..of(FactType::Money.id())
            };
        }
        Role::Staff(_) | Role::Member(..) => return of(FactType::Bool.id()),
        Role::Fact(fact) | Role::Again(fact, _) => &rulebook.facts[usize::from(fact)],
    };
    let holds = of(data::facts::kind(&fact.kind).id());
    match &fact.kind {
        FactKind::Bool => {
            let values = ["true", "false"].map(|id| value(rulebook, fact.id, id, None));
            Holds {
                values: Some(values.into()),
                ..holds
            }
        }
        FactKind::Choice { options } | FactKind::Set { options } => {
            let options = options.iter();
            let values = options.map(|one| value(rulebook, fact.id, one.id, Some(one.label)));
            Holds {
                values: Some(values.collect()),
                ..holds
            }
        }
        FactKind::Int { min, max, unit } => Holds {
            unit: Some(*unit),
            min: Some(*min),
            max: Some(*max),
            ..holds
        },
        FactKind::Money { min, max } => Holds {
            unit: Some("元"),
            min: Some(*min),
            max: Some(*max),
            ..holds
        },
        FactKind::Date { earliest } => Holds {
            earliest: Some(CivilDate(*earliest)),
            ..holds
        },
    }
}

fn value(rulebook: &Rulebook, fact: Str, id: Str, label: Option<Str>) -> Value {
    let names = entries().filter(|entry| {
        let group = entry.section.split_once('.');
        matches!(group, Some(("options" | "values", of)) if of == fact) && entry.key == id
    });
    let mut names: Vec<String> = names
        .flat_map(|entry| entry.names)
        .map(|name| (*name).to_owned())
        .collect();
    if rulebook.facts[usize::from(REGION)].id == fact {
        names.extend(places::names(rulebook, id));
    }
    Value { id, label, names }
}
