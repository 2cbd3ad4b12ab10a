//! What the English words lack of a rulebook. The build of the page asks, and `skill-subsidy check`.

use std::collections::HashSet;

use engine::model::FactKind;
use engine::{REGION, Rulebook};

/// A word by its section and key in `text/en.toml`, and what is wrong with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// As in [`crate::text::Entry`].
    pub section: String,
    /// As in [`crate::text::Entry`].
    pub key: String,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What is wrong with a word.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fault {
    /// There is no page without it.
    Missing,
    /// The page shows this instead.
    Untranslated(String),
    /// The rules have nothing of this name.
    Strange,
}

/// Compares the English words, by section and key, with a rulebook. A city goes by its id, and a clause
/// by its Chinese name until somebody translates it, so that a city's policy is one file of rules. A
/// question that is not translated nobody could answer.
pub fn compare(rulebook: &Rulebook, given: &[(&str, &str)]) -> Vec<Finding> {
    let wanted = wanted(rulebook);
    let has: HashSet<&(&str, &str)> = given.iter().collect();
    let finding = |section: &str, key: &str, fault| Finding {
        section: section.to_owned(),
        key: key.to_owned(),
        fault,
    };
    let mut found = Vec::new();
    let mut known = HashSet::new();
    for (section, key, need) in &wanted {
        known.insert((section.as_str(), *key));
        let fault = match need {
            _ if has.contains(&(section.as_str(), *key)) => continue,
            Need::Always => Fault::Missing,
            Need::ById => continue,
            Need::OrElse(shown) => Fault::Untranslated((*shown).to_owned()),
        };
        found.push(finding(section, key, fault));
    }
    let strange = given.iter().filter(|entry| !known.contains(*entry));
    found.extend(strange.map(|(section, key)| finding(section, key, Fault::Strange)));
    found
}

enum Need<'a> {
    Always,
    ById,
    OrElse(&'a str),
}

fn wanted(rulebook: &Rulebook) -> Vec<(String, &str, Need<'_>)> {
    let mut wanted = Vec::new();
    for (index, fact) in (0..).zip(&rulebook.facts) {
        let section = format!("facts.{}", fact.id);
        let mut keys = vec!["name", "question"];
        if !fact.help.is_empty() {
            keys.push("help");
        }
        if let FactKind::Int { .. } = fact.kind {
            keys.push("unit");
        }
        wanted.extend(
            keys.into_iter()
                .map(|key| (section.clone(), key, Need::Always)),
        );
        for option in fact.kind.options() {
            let need = match index {
                REGION => Need::ById,
                _ => Need::Always,
            };
            wanted.push((format!("{section}.options"), option.id, need));
            if !option.help.is_empty() {
                wanted.push((format!("{section}.helps"), option.id, Need::Always));
            }
        }
    }
    for benefit in &rulebook.benefits {
        wanted.push((
            "benefits".to_owned(),
            benefit.id,
            Need::OrElse(benefit.name),
        ));
    }
    wanted
}
