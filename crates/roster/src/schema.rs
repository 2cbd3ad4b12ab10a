//! The columns that a roster can have, as data: for whoever writes one, or reads one by program.

use data::json::Json;
use engine::model::{Choice, FactKind};
use engine::{REGION, Rulebook};

use crate::columns::role;
use crate::people::Role;
use crate::places;
use crate::words::entries;

/// All columns as JSON: `columns` with their id, which is a header too, their names, type, range
/// and values; and `words`, which can stand in many of them.
pub fn schema(rulebook: &Rulebook) -> String {
    let mut json = Json::pretty();
    json.object("", |json| write(json, rulebook));
    json.done()
}

/// The keys of [`schema`], into an object.
pub fn write(json: &mut Json, rulebook: &Rulebook) {
    json.list("columns", |json| {
        for entry in entries() {
            let (group, fact) = entry.section.split_once('.').unwrap_or((entry.section, ""));
            let id = match group {
                "name" | "sensitive" | "staff" | "facts" => entry.key.to_owned(),
                "options" => format!("{fact}.{}", entry.key),
                _ => continue,
            };
            // Other rules may not have a fact.
            if let Some(role) = role(rulebook, &id) {
                json.object("", |json| {
                    json.text("id", &id);
                    json.text("group", group);
                    json.texts("names", entry.names.iter().copied());
                    column(json, rulebook, role);
                });
            }
        }
    });
    json.list("feeds", |json| {
        for feed in crate::columns::all_feeds() {
            json.object("", |json| {
                json.text("id", feed.id);
                json.text("name", feed.name);
                json.flag("proposed", feed.proposed);
                json.texts("names", feed.headers.iter().copied());
                let facts = feed.facts(rulebook).into_iter();
                json.texts(
                    "facts",
                    facts.map(|fact| rulebook.facts[usize::from(fact)].id),
                );
            });
        }
    });
    json.list("presets", |json| {
        for preset in crate::feeds::presets() {
            json.object("", |json| {
                json.text("id", preset.id);
                json.text("name", preset.name);
            });
        }
    });
    json.object("words", |json| {
        for entry in entries().filter(|entry| entry.section == "words") {
            json.texts(entry.key, entry.names);
        }
    });
}

/// What can stand in a column.
fn column(json: &mut Json, rulebook: &Rulebook, role: Role) {
    let fact = match role {
        Role::Ignored | Role::Name => return json.text("type", "text"),
        Role::Sensitive(_) => return json.text("type", "sensitive"),
        Role::Staff(crate::people::Staff::AgreedSalary) => {
            json.text("type", "money");
            return json.text("unit", "元");
        }
        Role::Staff(_) | Role::Member(..) => return json.text("type", "bool"),
        Role::Feed(_) => return json.text("type", "text"),
        Role::Fact(fact) | Role::Again(fact, _) => &rulebook.facts[usize::from(fact)],
    };
    json.text("type", data::facts::kind(&fact.kind));
    match &fact.kind {
        FactKind::Bool => {
            values(
                json,
                rulebook,
                fact.id,
                ["true", "false"].map(|id| (id, "")),
            );
        }
        FactKind::Choice { options } | FactKind::Set { options } => {
            let options = options.iter().map(|Choice { id, label, .. }| (*id, *label));
            values(json, rulebook, fact.id, options);
        }
        FactKind::Int { min, max, unit } => {
            json.text("unit", unit);
            json.number("min", Some(*min));
            json.number("max", Some(*max));
        }
        FactKind::Money { min, max } => {
            json.text("unit", "元");
            json.number("min", Some(*min));
            json.number("max", Some(*max));
        }
        FactKind::Date { earliest } => json.date("earliest", Some(*earliest)),
    }
}

fn values<'a>(
    json: &mut Json,
    rulebook: &Rulebook,
    fact: &str,
    values: impl IntoIterator<Item = (&'a str, &'a str)>,
) {
    let is_region = rulebook.facts[usize::from(REGION)].id == fact;
    json.list("values", |json| {
        for (id, label) in values {
            json.object("", |json| {
                json.text("id", id);
                json.stated("label", label);
                let names = entries().filter(|entry| {
                    let group = entry.section.split_once('.');
                    matches!(group, Some(("options" | "values", of)) if of == fact)
                        && entry.key == id
                });
                let cities = match is_region {
                    true => places::names(rulebook, id),
                    false => Vec::new(),
                };
                let cities = cities.iter().map(String::as_str);
                json.texts("names", names.flat_map(|entry| entry.names).chain(cities));
            });
        }
    });
}
