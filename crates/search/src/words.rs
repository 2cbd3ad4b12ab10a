//! The words of daily life, read from `text/search.toml`.

use engine::model::Cells;
use engine::{REGION, Rulebook};
use wording::text;

/// Made by build.rs.
const FILE: &str = include_str!(concat!(env!("OUT_DIR"), "/words.toml"));

/// How people ask: everyday words for what policies call otherwise, and for answers.
pub struct Words<'a> {
    /// What people say of one thing, and what policies call it.
    pub(crate) kinds: Vec<Kind<'a>>,
    /// Words for one answer, by fact and option.
    pub(crate) options: Vec<(&'a str, &'a str, Vec<String>)>,
    /// Words that hold one of those and say nothing of it, by fact.
    pub(crate) plain: Vec<(&'a str, Vec<String>)>,
    /// Words of those who ask for money.
    pub(crate) money: Vec<String>,
    /// Words that say nothing of what is asked, the longest first.
    pub(crate) quiet: Vec<String>,
    faults: Vec<String>,
}

pub(crate) struct Kind<'a> {
    pub key: &'a str,
    pub said: Vec<String>,
    pub meant: Vec<String>,
    /// The latter as they are written.
    pub shown: Vec<&'a str>,
}

impl Words<'static> {
    /// Those that this program was built with.
    pub fn own() -> Words<'static> {
        Words::read(FILE)
    }
}

impl<'a> Words<'a> {
    /// Those of a file; what is wrong with it say [`Words::faults`].
    pub fn read(file: &'a str) -> Words<'a> {
        let mut words = Words {
            kinds: Vec::new(),
            options: Vec::new(),
            plain: Vec::new(),
            money: Vec::new(),
            quiet: Vec::new(),
            faults: Vec::new(),
        };
        for entry in text::entries(file) {
            match entry {
                Ok(entry) => words.take(entry),
                Err(line) => words.faults.push(format!("not `key = \"words\"`: {line}")),
            }
        }
        for kind in &words.kinds {
            for (section, list) in [("said", &kind.said), ("meant", &kind.meant)] {
                if list.is_empty() {
                    let fault = format!("[{section}] lacks `{}`", kind.key);
                    words.faults.push(fault);
                }
            }
        }
        words.quiet.sort_by_key(|word| usize::MAX - word.len());
        words
    }

    fn take(&mut self, entry: text::Entry<'a>) {
        let key = entry.key;
        let list = list(entry.value);
        if list.iter().any(String::is_empty) {
            let fault = format!("[{}] {key}: a word is empty", entry.section);
            self.faults.push(fault);
        }
        let taken = match (entry.section, entry.section.strip_prefix("option.")) {
            (_, Some(fact)) => {
                self.options.push((fact, key, list));
                true
            }
            ("said", _) => fill(&mut self.kind(key).said, list),
            ("meant", _) => {
                let kind = self.kind(key);
                kind.shown = entry.value.split('|').collect();
                fill(&mut kind.meant, list)
            }
            ("plain", _) => {
                self.plain.push((key, list));
                true
            }
            ("money", _) => fill(&mut self.money, list),
            ("quiet", _) => fill(&mut self.quiet, list),
            _ => false,
        };
        if !taken {
            let fault = format!("[{}] {key}: unknown, or there twice", entry.section);
            self.faults.push(fault);
        }
    }

    fn kind(&mut self, key: &'a str) -> &mut Kind<'a> {
        let at = self.kinds.iter().position(|kind| kind.key == key);
        let at = at.unwrap_or_else(|| {
            self.kinds.push(Kind {
                key,
                said: Vec::new(),
                meant: Vec::new(),
                shown: Vec::new(),
            });
            self.kinds.len() - 1
        });
        &mut self.kinds[at]
    }

    /// What is wrong with the words: lines that cannot be read, questions and options that the rules do not
    /// have, and kinds whose words no clause uses, which would find nothing.
    pub fn faults(&self, rulebook: &Rulebook) -> Vec<String> {
        let mut faults = self.faults.clone();
        for (fact, option, _) in &self.options {
            if option_of(rulebook, fact, option).is_none() {
                faults.push(format!(
                    "[option.{fact}] {option}: the rules have no such option"
                ));
            }
        }
        for (fact, _) in &self.plain {
            if rulebook.fact(fact).is_none() {
                faults.push(format!("[plain] {fact}: the rules have no such question"));
            }
        }
        for kind in &self.kinds {
            for word in &kind.meant {
                let used = |benefit| {
                    crate::index::fields(rulebook, benefit)
                        .any(|(_, text)| plain(text).contains(word))
                };
                if !rulebook.benefits.iter().any(used) {
                    faults.push(format!("[meant] {}: no clause says “{word}”", kind.key));
                }
            }
        }
        faults
    }

    /// All words for answers that this rulebook knows, with the options that they say (none: the word only holds
    /// such a word); the longest first.
    pub(crate) fn answers(&self, rulebook: &Rulebook) -> Vec<Answer> {
        let mut answers = Vec::new();
        for (fact, option, said) in &self.options {
            if let Some((fact, option)) = option_of(rulebook, fact, option) {
                let said = said.iter().cloned();
                answers.extend(said.map(|said| Answer {
                    said,
                    fact,
                    cells: 1 << option,
                }));
            }
        }
        for (fact, said) in &self.plain {
            if let Some(fact) = rulebook.fact(fact) {
                let said = said.iter().cloned();
                answers.extend(said.map(|said| Answer {
                    said,
                    fact,
                    cells: 0,
                }));
            }
        }
        let cities = rulebook.facts[usize::from(REGION)].kind.options();
        answers.extend((0..).zip(cities).map(|(option, city)| Answer {
            said: plain(city.label),
            fact: REGION,
            cells: 1 << option,
        }));
        answers.sort_by_key(|answer| usize::MAX - answer.said.len());
        answers
    }
}

pub(crate) struct Answer {
    pub said: String,
    pub fact: u16,
    pub cells: Cells,
}

fn option_of(rulebook: &Rulebook, fact: &str, option: &str) -> Option<(u16, usize)> {
    let fact = rulebook.fact(fact)?;
    let options = rulebook.facts[usize::from(fact)].kind.options();
    let option = options.iter().position(|one| one.id == option)?;
    Some((fact, option))
}

/// Fills what is still empty.
fn fill(place: &mut Vec<String>, list: Vec<String>) -> bool {
    let empty = place.is_empty();
    if empty {
        *place = list;
    }
    empty
}

fn list(value: &str) -> Vec<String> {
    let parts = |word: &str| word.split('*').map(plain).collect::<Vec<_>>().join("*");
    value.split('|').map(parts).collect()
}

/// A text as it is compared: without white space and punctuation, in narrow lower-case letters, and numbers with
/// 千 or 万 in digits.
pub(crate) fn plain(text: &str) -> String {
    let narrow = |letter: char| match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        _ => letter,
    };
    let letters = text.chars().map(narrow);
    let letters = letters.filter(|letter| letter.is_alphanumeric());
    let letters: Vec<char> = letters.map(|letter| letter.to_ascii_lowercase()).collect();
    let mut plain = String::new();
    let mut rest = letters.as_slice();
    while let Some((first, behind)) = rest.split_first() {
        match number(rest) {
            Some((value, length)) => {
                plain.push_str(&value.to_string());
                rest = &rest[length..];
            }
            None => {
                plain.push(*first);
                rest = behind;
            }
        }
    }
    plain
}

/// A number that is written with 千 or 万, and how many letters it takes: 8千, 两千, 二十万, 20万.
fn number(letters: &[char]) -> Option<(u64, usize)> {
    let mut value = 0_u64;
    for (length, letter) in letters.iter().enumerate() {
        let digit = match letter {
            '0'..='9' => letter.to_digit(10),
            '两' => Some(2),
            _ => "零一二三四五六七八九"
                .chars()
                .position(|sign| sign == *letter)
                .map(|digit| digit as u32),
        };
        value = match (digit, letter) {
            (Some(digit), '0'..='9') => value.checked_mul(10)?.checked_add(u64::from(digit))?,
            // After tens; else signs without a place between them are no number.
            (Some(digit), _) if value.is_multiple_of(10) => value + u64::from(digit),
            (None, '十') if value < 10 => value.max(1) * 10,
            (None, '千' | '万') if value > 0 => {
                let unit = if *letter == '千' { 1000 } else { 10_000 };
                return Some((value.checked_mul(unit)?, length + 1));
            }
            _ => return None,
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn letters_and_numbers_have_one_form() {
        for (written, form) in [
            ("“３Ｖ” 政策！", "3v政策"),
            ("8千元、两千、二十万", "8000元2000200000"),
            ("20万元 十五万 三万", "200000元15000030000"),
            (
                "第三名 十四五时期 千万别 万一",
                "第三名十四五时期千万别万一",
            ),
            ("99999999999999999999万", "999999999999999999990000"),
        ] {
            assert_eq!(plain(written), form, "{written}");
        }
    }
}
