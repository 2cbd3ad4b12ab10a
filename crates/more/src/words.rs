//! What the views say, in both languages, and what the rules' facts and benefits are called in them.

use engine::model::{BenefitIdx, FactIdx, FactKind, Str};
use engine::{Answer, REGION, Rulebook};
use wording::{Lang, Names, Question, filled, text};

include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// All words of one language.
#[derive(Debug)]
pub struct Words {
    pub lang: Lang,
    rulebook: &'static Rulebook,
    facts: Vec<FactWords>,
    benefits: Vec<Str>,
}

/// What one fact is called, its unit, and its options.
#[derive(Debug)]
struct FactWords {
    name: Str,
    unit: Str,
    options: Vec<Str>,
}

impl Words {
    pub fn chinese(rulebook: &'static Rulebook) -> Words {
        let facts = rulebook.facts.iter().map(|fact| FactWords {
            name: fact.name,
            unit: match fact.kind {
                FactKind::Int { unit, .. } => unit,
                _ => "",
            },
            options: fact.kind.options().iter().map(|one| one.label).collect(),
        });
        Words {
            lang: Lang::Chinese,
            rulebook,
            facts: facts.collect(),
            benefits: rulebook.benefits.iter().map(|one| one.name).collect(),
        }
    }

    /// `file` is `text/en.toml`. What it has no words for is said as the rules say it; cities go by their ids.
    pub fn english(rulebook: &'static Rulebook, file: Str) -> Words {
        let mut words = Words::chinese(rulebook);
        words.lang = Lang::English;
        let regions = rulebook.facts[usize::from(REGION)].kind.options();
        let named = &mut words.facts[usize::from(REGION)].options;
        for (region, name) in regions.iter().zip(named) {
            *name = text::city_in_english(region.id).leak();
        }
        for entry in text::entries(file).flatten() {
            if let Some(word) = words.place(entry.section, entry.key) {
                *word = entry.value;
            }
        }
        words
    }

    /// What an entry of the English file says.
    fn place(&mut self, section: &str, key: &str) -> Option<&mut Str> {
        if section == "benefits" {
            let mut benefits = self.rulebook.benefits.iter();
            let at = benefits.position(|one| one.id == key)?;
            return self.benefits.get_mut(at);
        }
        let path = section.strip_prefix("facts.")?;
        let (id, part) = path.split_once('.').unwrap_or((path, ""));
        let index = usize::from(self.rulebook.fact(id)?);
        let fact = &mut self.facts[index];
        match (part, key) {
            ("", "name") => Some(&mut fact.name),
            ("", "unit") => Some(&mut fact.unit),
            ("options", _) => {
                let options = self.rulebook.facts[index].kind.options();
                let at = options.iter().position(|option| option.id == key)?;
                fact.options.get_mut(at)
            }
            _ => None,
        }
    }

    pub fn get(&self, word: Word) -> Str {
        match self.lang {
            Lang::Chinese => CHINESE[word as usize],
            Lang::English => ENGLISH[word as usize],
        }
    }

    /// The words with `{0}`, `{1}`… replaced.
    pub fn fill(&self, word: Word, parts: &[&str]) -> String {
        filled(self.get(word), parts)
    }

    /// As [`Words::fill`], with one number.
    pub fn count(&self, word: Word, number: usize) -> String {
        self.fill(word, &[&number.to_string()])
    }

    pub fn benefit(&self, benefit: BenefitIdx) -> Str {
        self.benefits[usize::from(benefit)]
    }

    pub fn fact(&self, fact: FactIdx) -> Str {
        self.facts[usize::from(fact)].name
    }

    /// What an option of a fact is called.
    pub fn option(&self, fact: FactIdx, option: u8) -> Str {
        self.facts[usize::from(fact)].options[usize::from(option)]
    }

    pub fn answer(&self, fact: FactIdx, answer: Answer) -> String {
        self.lang.answer(&self.question(fact), answer)
    }

    pub fn question(&self, fact: FactIdx) -> Question<'_> {
        Question {
            rulebook: self.rulebook,
            fact,
            names: &self.facts[usize::from(fact)],
        }
    }
}

impl Names for FactWords {
    fn unit(&self) -> &str {
        self.unit
    }

    fn label(&self, option: usize) -> &str {
        self.options[option]
    }
}
