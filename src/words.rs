//! Words on the page in the language that is spoken. What is said everywhere, sums and dates and
//! answers, is said by [`wording`].
//!
//! Chinese is built in. English is fetched when somebody asks for it. The policies' own words are
//! in neither: they come from the rulebook and stay as they are.

use std::borrow::Cow;

use engine::model::*;
use engine::{Answer, Date, Due, REGION, Rulebook, Sum};
pub use wording::Lang;
use wording::{Names, Question, Said, text};

include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// All words of one language.
#[derive(Debug)]
pub struct Words {
    pub lang: Lang,
    rulebook: &'static Rulebook,
    table: Vec<Str>,
    facts: Vec<FactWords>,
    /// Names of the benefits.
    benefits: Vec<Str>,
}

/// The words of one question.
#[derive(Debug)]
pub struct FactWords {
    pub name: Str,
    pub question: Str,
    pub help: Str,
    pub unit: Str,
    /// The answer is a sum of money.
    pub money: bool,
    /// Label and help of each option.
    pub options: Vec<(Cow<'static, str>, Str)>,
}

impl Words {
    pub fn chinese(rulebook: &'static Rulebook) -> Words {
        let facts = rulebook.facts.iter().map(|fact| FactWords {
            name: fact.name,
            question: fact.question,
            help: fact.help,
            unit: match fact.kind {
                FactKind::Int { unit, .. } => unit,
                _ => "",
            },
            money: matches!(fact.kind, FactKind::Money { .. }),
            options: fact
                .kind
                .options()
                .iter()
                .map(|option| (option.label.into(), option.help))
                .collect(),
        });
        Words {
            lang: Lang::Chinese,
            rulebook,
            table: CHINESE.split('\n').collect(),
            facts: facts.collect(),
            benefits: rulebook.benefits.iter().map(|one| one.name).collect(),
        }
    }

    /// Reads `text/en.toml` ([`ENGLISH_NAME`]) as it was when the page was built; `None` for any
    /// other file, since words are found by their place.
    pub fn english(rulebook: &'static Rulebook, file: Str) -> Option<Words> {
        if text::fingerprint(file.as_bytes()) != ENGLISH_FILE {
            return None;
        }
        Words::translated(rulebook, file)
    }

    /// What the file has no words for is said as the rules say it; cities go by their ids.
    fn translated(rulebook: &'static Rulebook, file: Str) -> Option<Words> {
        let mut words = Words::chinese(rulebook);
        words.lang = Lang::English;
        words.table.clear();
        let regions = rulebook.facts[usize::from(REGION)].kind.options();
        let named = &mut words.facts[usize::from(REGION)].options;
        for (region, (name, _)) in regions.iter().zip(named) {
            *name = text::city_in_english(region.id).into();
        }
        for entry in text::entries(file).flatten() {
            if entry.section == "benefits" {
                let mut benefits = rulebook.benefits.iter();
                let index = benefits.position(|one| one.id == entry.key)?;
                words.benefits[index] = entry.value;
                continue;
            }
            let Some(path) = entry.section.strip_prefix("facts.") else {
                words.table.push(entry.value);
                continue;
            };
            let (id, part) = path.split_once('.').unwrap_or((path, ""));
            let index = rulebook.fact(id)?;
            let option = || {
                let options = rulebook.facts[usize::from(index)].kind.options();
                options.iter().position(|option| option.id == entry.key)
            };
            let fact = &mut words.facts[usize::from(index)];
            if part == "options" {
                fact.options[option()?].0 = entry.value.into();
                continue;
            }
            *match (part, entry.key) {
                ("helps", _) => &mut fact.options[option()?].1,
                (_, "name") => &mut fact.name,
                (_, "question") => &mut fact.question,
                (_, "unit") => &mut fact.unit,
                _ => &mut fact.help,
            } = entry.value;
        }
        Some(words)
    }

    pub fn get(&self, word: Word) -> Str {
        self.table[word as usize]
    }

    pub fn fact(&self, fact: FactIdx) -> &FactWords {
        &self.facts[usize::from(fact)]
    }

    pub fn benefit(&self, benefit: BenefitIdx) -> Str {
        self.benefits[usize::from(benefit)]
    }

    /// The words with `{0}`, `{1}`… replaced.
    pub fn fill(&self, word: Word, parts: &[&str]) -> String {
        wording::filled(self.get(word), parts)
    }

    /// As [`Words::fill`], with one number.
    pub fn count(&self, word: Word, number: usize) -> String {
        self.fill(word, &[&number.to_string()])
    }

    pub fn date(&self, date: Date) -> String {
        self.lang.date(date)
    }

    /// A number of which only the range is known.
    pub fn number_range(&self, fact: FactIdx, low: i64, high: i64) -> String {
        self.lang.number_range(&self.question(fact), low, high)
    }

    /// What is due.
    pub fn due(&self, due: &Due) -> Said {
        self.lang.due(due)
    }

    /// A sum over benefits.
    pub fn total(&self, sum: &Sum) -> Said {
        self.lang.total(sum)
    }

    /// An answer as one would say it.
    pub fn answer(&self, fact: FactIdx, answer: Answer) -> String {
        self.lang.answer(&self.question(fact), answer)
    }

    fn question(&self, fact: FactIdx) -> Question<'_> {
        Question {
            rulebook: self.rulebook,
            fact,
            names: self.fact(fact),
        }
    }
}

impl Names for FactWords {
    fn unit(&self) -> &str {
        self.unit
    }

    fn label(&self, option: usize) -> &str {
        &self.options[option].0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rulebook;

    fn chinese() -> Words {
        Words::chinese(rulebook())
    }

    fn english() -> Words {
        Words::english(rulebook(), include_str!("../text/en.toml")).unwrap()
    }

    #[test]
    fn dates_and_answers_are_said_in_both_languages() {
        let day = Date::new(2026, 3, 9).unwrap();
        assert_eq!(chinese().date(day), "2026年3月9日");
        assert_eq!(english().date(day), "2026-03-09");
        let rank = rulebook().fact("national_rank").unwrap();
        assert_eq!(chinese().answer(rank, Answer::Int(3)), "第3名");
        assert_eq!(english().answer(rank, Answer::Int(3)), "3");
        let salary = rulebook().fact("agreed_salary").unwrap();
        assert_eq!(chinese().answer(salary, Answer::Int(200_000)), "20万元");
        let level = rulebook().fact("level").unwrap();
        assert_eq!(english().answer(level, Answer::Choice(0)), "No certificate");
        let star = rulebook()
            .benefits
            .iter()
            .position(|one| one.id == "zibo-newstar-allowance");
        let star = star.unwrap() as BenefitIdx;
        assert_eq!(chinese().benefit(star), "“技能新星”生活补贴");
        assert!(english().benefit(star).starts_with("“Skill new star”"));
    }

    #[test]
    fn answers_are_said_as_rules_name_them() {
        let fact = |id| rulebook().fact(id).unwrap();
        let kind = |id| &rulebook().facts[usize::from(fact(id))].kind;
        let bounds = |id| match kind(id) {
            FactKind::Int { min, max, .. } | FactKind::Money { min, max } => (*min, *max),
            _ => panic!("{id} is a number"),
        };
        let (min, max) = (i64::MIN, i64::MAX);
        for (id, low, high, ours, theirs) in [
            (
                "unemployment_insurance_months",
                12,
                12,
                "12个月",
                "12 months",
            ),
            (
                "unemployment_insurance_months",
                min,
                11,
                "不满12个月",
                "less than 12 months",
            ),
            (
                "unemployment_insurance_months",
                12,
                max,
                "满12个月",
                "12 months or more",
            ),
            ("unemployment_insurance_months", min, max, "任意", "any"),
            (
                "years_since_graduation",
                min,
                5,
                "不超过5年",
                "at most 5 years",
            ),
            (
                "years_since_graduation",
                6,
                max,
                "超过5年",
                "more than 5 years",
            ),
            ("national_rank", min, 3, "前3名", "1 to 3"),
            ("national_rank", 4, 5, "第4至5名", "4 to 5"),
            ("national_rank", 11, max, "第11名及以后", "11 or later"),
            (
                "new_high_skilled",
                min,
                29,
                "不到30人",
                "less than 30 people",
            ),
            ("new_high_skilled", 40, 45, "40至45人", "40 to 45 people"),
            (
                "agreed_salary",
                min,
                199_999,
                "不到20万元",
                "less than 200,000 yuan",
            ),
            (
                "agreed_salary",
                200_000,
                max,
                "20万元及以上",
                "200,000 yuan or more",
            ),
        ] {
            let (least, most) = bounds(id);
            let (low, high) = (low.max(least), high.min(most));
            for (words, said) in [(chinese(), ours), (english(), theirs)] {
                let range = words.number_range(fact(id), low, high);
                assert_eq!(range, said, "{id}");
                let answer = Answer::between(low, high);
                assert_eq!(words.answer(fact(id), answer), said);
            }
        }
        let titles = fact("national_titles");
        let all = (1 << kind("national_titles").options().len()) - 1;
        for (yes, no, unsure, ours, theirs) in [
            (0, all, 0, "都没有", "none of these"),
            (0, 0, all, "不清楚", "not known"),
            (
                0b01,
                0,
                all & !0b01,
                "中华技能大奖；其余不确定",
                "China Skills Award (中华技能大奖); not sure about the rest",
            ),
            (
                0b11,
                all & !0b11,
                0,
                "中华技能大奖、全国技术能手",
                "China Skills Award (中华技能大奖), National technical expert (全国技术能手)",
            ),
            (
                0,
                0b10,
                0,
                "没有：全国技术能手",
                "not: National technical expert (全国技术能手)",
            ),
            (0, 0, 0, "还没有回答", "not answered yet"),
        ] {
            let answer = Answer::Set { yes, no, unsure };
            assert_eq!(chinese().answer(titles, answer), ours);
            assert_eq!(english().answer(titles, answer), theirs);
        }
    }

    #[test]
    fn a_city_that_nobody_has_translated_is_named_all_the_same() {
        let mut rulebook = rulebook().clone();
        let FactKind::Choice { options } = &mut rulebook.facts[usize::from(REGION)].kind else {
            panic!("a region is one of several");
        };
        let (at, id, label, help) = (options.len(), "new_town", "新城", "");
        options.push(Choice { id, label, help });
        let mut clause = rulebook.benefits[0].clone();
        (clause.id, clause.name) = ("new_town-allowance", "新城补贴");
        rulebook.benefits.push(clause);
        let index = rulebook.benefits.len() as BenefitIdx - 1;
        let rulebook: &Rulebook = Box::leak(Box::new(rulebook));
        let file = include_str!("../text/en.toml");
        let english = Words::translated(rulebook, file).unwrap();
        let region = |words: &Words, at| words.answer(REGION, Answer::Choice(at as u8));
        assert_eq!(region(&english, at), "New Town");
        assert_eq!(english.benefit(index), "新城补贴");
        assert_eq!(region(&Words::chinese(rulebook), at), "新城");
        for (id, name) in [
            ("zibo", "Zibo"),
            ("taian", "Tai'an"),
            ("outside", "Outside Shandong"),
        ] {
            let regions = rulebook.facts[usize::from(REGION)].kind.options();
            let at = regions.iter().position(|one| one.id == id).unwrap();
            assert_eq!(region(&english, at), name);
        }
    }

    #[test]
    fn english_of_another_build_is_refused() {
        assert!(Words::english(rulebook(), "[words]\nname = \"x\"\n").is_none());
    }

    #[test]
    fn every_place_to_fill_is_filled_in_both_languages() {
        let places = |text: &str| -> Vec<char> {
            let mut places: Vec<char> = text
                .match_indices('{')
                .filter_map(|(at, _)| text[at + 1..].chars().next())
                .collect();
            places.sort_unstable();
            places
        };
        for (chinese, english) in chinese().table.iter().zip(&english().table) {
            // A language may leave out what it has no use for, never ask for more.
            let known = places(chinese);
            assert!(
                places(english).iter().all(|place| known.contains(place)),
                "{chinese} / {english}"
            );
        }
    }
}
