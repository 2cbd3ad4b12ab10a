//! Names of facts and options in the language of the page. The rules have them in Chinese, the
//! words of the page in English.

use std::collections::HashMap;

use engine::model::{Fact, FactIdx};
use engine::{REGION, Rulebook};
use wording::{Names, text};

/// Names and questions of facts, and their options.
pub struct Labels {
    facts: Vec<Named>,
}

struct Named {
    name: String,
    question: String,
    unit: String,
    options: Vec<String>,
}

impl Labels {
    /// In English where there are words for it.
    pub fn new(rulebook: &Rulebook, translated: Option<&str>) -> Labels {
        let english = translated.is_some();
        let mut words = HashMap::new();
        for entry in text::entries(translated.unwrap_or_default()).flatten() {
            words.insert((entry.section, entry.key), entry.value);
        }
        let is_region = |fact: &Fact| fact.id == rulebook.facts[usize::from(REGION)].id;
        let named = |fact: &Fact| {
            let by_id = english && is_region(fact);
            let section = format!("facts.{}", fact.id);
            let options = format!("facts.{}.options", fact.id);
            let word = |section: &str, key: &str, own: &str| {
                let found = words.get(&(section, key)).copied();
                found.unwrap_or(own).to_owned()
            };
            Named {
                name: word(&section, "name", fact.name),
                question: word(&section, "question", fact.question),
                unit: word(&section, "unit", fact.unit()),
                options: fact
                    .kind
                    .options()
                    .iter()
                    .map(|option| match by_id {
                        true => word(&options, option.id, &text::city_in_english(option.id)),
                        false => word(&options, option.id, option.label),
                    })
                    .collect(),
            }
        };
        Labels {
            facts: rulebook.facts.iter().map(named).collect(),
        }
    }

    pub fn name(&self, fact: FactIdx) -> &str {
        &self.facts[usize::from(fact)].name
    }

    pub fn question(&self, fact: FactIdx) -> &str {
        &self.facts[usize::from(fact)].question
    }

    /// What its numbers and options are called.
    pub fn names(&self, fact: FactIdx) -> &dyn Names {
        &self.facts[usize::from(fact)]
    }

    pub fn option(&self, fact: FactIdx, option: usize) -> &str {
        &self.facts[usize::from(fact)].options[option]
    }
}

impl Names for Named {
    fn unit(&self) -> &str {
        &self.unit
    }

    fn label(&self, option: usize) -> &str {
        &self.options[option]
    }
}
