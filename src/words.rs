//! Words on the page: which language is spoken, and how sums, dates and amounts are said in it.
//!
//! Chinese is built in. English is fetched when somebody asks for it. The policies' own words are
//! in neither: they come from the rulebook and stay as they are.

use engine::model::*;
use engine::{Answer, Date, DayRange, Due, Interval, Money, REGION, Sum};

use crate::text;

include!(concat!(env!("OUT_DIR"), "/words.rs"));

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lang {
    Chinese,
    English,
}

impl Lang {
    /// The language as documents name it.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Chinese => "zh-CN",
            Lang::English => "en",
        }
    }

    /// English where it is asked for; Chinese is what a page speaks otherwise.
    pub fn from_tag(tag: &str) -> Lang {
        match tag {
            "en" => Lang::English,
            _ => Lang::Chinese,
        }
    }
}

/// All words of one language.
#[derive(Debug)]
pub struct Words {
    pub lang: Lang,
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
    /// The least and the greatest that a number can be.
    pub bounds: (i64, i64),
    /// Numbers that rules name as the most that there may be.
    pub at_most: Vec<i64>,
    /// Label and help of each option.
    pub options: Vec<(Str, Str)>,
}

impl Words {
    pub fn chinese(rulebook: &Rulebook) -> Words {
        let facts = rulebook.facts.iter().map(|fact| FactWords {
            name: fact.name,
            question: fact.question,
            help: fact.help,
            unit: match fact.kind {
                FactKind::Int { unit, .. } => unit,
                _ => "",
            },
            money: matches!(fact.kind, FactKind::Money { .. }),
            bounds: match fact.kind {
                FactKind::Int { min, max, .. } | FactKind::Money { min, max } => (min, max),
                _ => (0, 0),
            },
            at_most: at_most(rulebook, fact),
            options: fact
                .kind
                .options()
                .iter()
                .map(|option| (option.label, option.help))
                .collect(),
        });
        Words {
            lang: Lang::Chinese,
            table: CHINESE.split('\n').collect(),
            facts: facts.collect(),
            benefits: rulebook.benefits.iter().map(|one| one.name).collect(),
        }
    }

    /// Reads `text/en.toml` ([`ENGLISH_NAME`]) as it was when the page was built; `None` for any
    /// other file, since words are found by their place.
    pub fn english(rulebook: &Rulebook, file: Str) -> Option<Words> {
        if text::fingerprint(file.as_bytes()) != ENGLISH_FILE {
            return None;
        }
        Words::translated(rulebook, file)
    }

    /// What the file has no words for is said as the rules say it; cities go by their ids.
    fn translated(rulebook: &Rulebook, file: Str) -> Option<Words> {
        let mut words = Words::chinese(rulebook);
        words.lang = Lang::English;
        words.table.clear();
        let regions = rulebook.facts[usize::from(REGION)].kind.options();
        let named = &mut words.facts[usize::from(REGION)].options;
        for (region, (name, _)) in regions.iter().zip(named) {
            *name = text::city_in_english(region.id).leak();
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
            *match (part, entry.key) {
                ("options", _) => &mut fact.options[option()?].0,
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
        let mut filled = String::new();
        let mut rest = self.get(word);
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let index = usize::from(after.as_bytes()[0] - b'0');
            filled.push_str(parts[index]);
            rest = &after[2..];
        }
        filled.push_str(rest);
        filled
    }

    /// As [`Words::fill`], with one number.
    pub fn count(&self, word: Word, number: usize) -> String {
        self.fill(word, &[&digits(number as i64)])
    }

    pub fn date(&self, date: Date) -> String {
        let (year, month, day) = date.ymd();
        let [month, day] = [month, day].map(|part| self.date_part(part));
        self.fill(Word::Date, &[&digits(i64::from(year)), &month, &day])
    }

    /// A month or a day in a date.
    fn date_part(&self, number: u8) -> String {
        match self.lang {
            Lang::English if number < 10 => joined(&["0", &digits(i64::from(number))]),
            _ => digits(i64::from(number)),
        }
    }

    /// A date as it is known: a day, a month, a year, or the days between which it lies.
    pub fn days(&self, days: DayRange) -> String {
        let (year, month, _) = days.first().ymd();
        if let Some(day) = days.exact() {
            self.date(day)
        } else if days.as_year().is_some() {
            self.count(Word::OfYear, year as usize)
        } else if days.as_month().is_some() {
            self.fill(
                Word::OfMonth,
                &[&digits(i64::from(year)), &self.date_part(month)],
            )
        } else {
            let [first, last] = [days.first(), days.last()].map(|day| self.date(day));
            self.fill(Word::FromTo, &[&first, &last])
        }
    }

    /// A number of which only the range is known: 不满12个月, 满12个月, 不超过5年, 超过5年.
    pub fn number_range(&self, fact: FactIdx, low: i64, high: i64) -> String {
        let (min, max) = self.fact(fact).bounds;
        let number = |value: i64| self.answer_number(fact, value);
        // Which word goes with an end depends on what the rules name: the most, or the least.
        let at_most = |value: i64| self.fact(fact).at_most.contains(&value);
        match (low > min, high < max) {
            _ if low == high => number(low),
            (false, true) if at_most(high) => self.fill(Word::NotOver, &[&number(high)]),
            (false, true) => self.fill(Word::Below, &[&number(high + 1)]),
            (true, false) if at_most(low - 1) => self.fill(Word::Over, &[&number(low - 1)]),
            (true, false) => self.fill(Word::Reached, &[&number(low)]),
            _ => self.fill(Word::FromTo, &[&number(low), &number(high)]),
        }
    }

    fn answer_number(&self, fact: FactIdx, number: i64) -> String {
        let words = self.fact(fact);
        if words.money {
            self.sum(Money::yuan(number))
        } else {
            joined(&[&digits(number), self.get(Word::Gap), words.unit])
        }
    }

    pub fn sum(&self, sum: Money) -> String {
        self.fill(Word::Yuan, &[&grouped(sum)])
    }

    /// An interval of money: one sum, a range, a most, or a least.
    pub fn range(&self, range: Interval) -> String {
        match range.high {
            Some(high) if high == range.low => self.sum(high),
            Some(high) if range.low == Money::ZERO => self.fill(Word::UpTo, &[&grouped(high)]),
            Some(high) => self.fill(Word::Range, &[&grouped(range.low), &grouped(high)]),
            None if range.names_no_sum() => self.get(Word::SumOpen).to_owned(),
            None => self.fill(Word::AtLeast, &[&grouped(range.low)]),
        }
    }

    /// What is due, as a headline and the rest of the sentence.
    pub fn due(&self, due: &Due) -> (String, String) {
        if due.unstated && due.payment == Interval::ZERO {
            return (self.get(Word::SumUnstated).to_owned(), String::new());
        }
        let mut headline = self.range(due.payment);
        // Whatever is open, it is one kind of monthly payment.
        let every_month = match due.rhythm {
            Rhythm::Monthly { months } => !due.rhythm_open || months.is_none(),
            _ => false,
        };
        if every_month {
            headline = self.fill(Word::Monthly, &[&headline]);
        }
        let mut rest = match due.rhythm {
            _ if due.rhythm_open => self.get(Word::RhythmOpen).to_owned(),
            Rhythm::Once => self.get(Word::Once).to_owned(),
            Rhythm::Unstated => self.get(Word::RhythmUnstated).to_owned(),
            Rhythm::Monthly {
                months: Some(months),
            } => self.fill(
                Word::ForMonths,
                &[&digits(i64::from(months)), &self.range(due.total)],
            ),
            Rhythm::Monthly { months: None } => self.get(Word::MonthsUnstated).to_owned(),
            Rhythm::Yearly { years } => {
                headline = self.fill(Word::Yearly, &[&headline]);
                match years {
                    Some(years) => self.count(Word::ForYears, usize::from(years)),
                    None => String::new(),
                }
            }
        };
        if due.unstated {
            rest.push_str(self.get(Word::Semicolon));
            rest.push_str(self.get(Word::PartUnstated));
        }
        (headline, rest)
    }

    /// A sum over benefits, as a headline and the rest.
    pub fn total(&self, sum: &Sum) -> (String, String) {
        let mut said = String::new();
        if sum.once != Interval::ZERO {
            said = self.range(sum.once);
        }
        if sum.yearly != Interval::ZERO {
            if !said.is_empty() {
                said.push_str(self.get(Word::Plus));
            }
            said.push_str(&self.fill(Word::Yearly, &[&self.range(sum.yearly)]));
        }
        let mut rest = String::new();
        if sum.unstated > 0 {
            let word = if said.is_empty() {
                Word::AllUnstated
            } else {
                Word::MoreUnstated
            };
            rest = self.count(word, usize::from(sum.unstated));
        }
        if said.is_empty() {
            said.push_str(self.get(match sum.benefits {
                0 => Word::NoneYet,
                _ => Word::SumUnstated,
            }));
        }
        (said, rest)
    }

    /// An answer as one would say it.
    pub fn answer(&self, fact: FactIdx, answer: Answer) -> String {
        let words = self.fact(fact);
        let label = |option: usize| words.options[option].0;
        match answer {
            Answer::NotAsked => String::new(),
            Answer::Unknown => self.get(Word::Unsure).to_owned(),
            Answer::Bool(true) => self.get(Word::Yes).to_owned(),
            Answer::Bool(false) => self.get(Word::No).to_owned(),
            Answer::Choice(option) => label(usize::from(option)).to_owned(),
            Answer::Set { yes, unsure, .. } => {
                let mut said = String::new();
                for option in 0..words.options.len() {
                    if yes >> option & 1 == 1 {
                        if !said.is_empty() {
                            said.push_str(self.get(Word::Comma));
                        }
                        said.push_str(label(option));
                    }
                }
                if unsure != 0 {
                    if !said.is_empty() {
                        said.push_str(self.get(Word::Semicolon));
                    }
                    said.push_str(self.get(if yes == 0 {
                        Word::Unsure
                    } else {
                        Word::RestUnsure
                    }));
                } else if said.is_empty() {
                    said.push_str(self.get(Word::NoneOfThese));
                }
                said
            }
            Answer::Int(number) => self.answer_number(fact, number),
            Answer::Range { low, high } => self.number_range(fact, low, high),
            Answer::Date(days) => self.days(days),
        }
    }
}

/// Numbers that rules name as the most that a fact may be.
fn at_most(rulebook: &Rulebook, fact: &Fact) -> Vec<i64> {
    let Some(var) = rulebook.vars.get(usize::from(fact.first_var)) else {
        return Vec::new();
    };
    let cuts = var.cuts.iter().enumerate();
    cuts.filter(|(at, _)| var.at_most >> at & 1 == 1)
        .map(|(_, cut)| cut - 1)
        .collect()
}

/// Yuan with a comma every three digits, and fen where there are any.
fn grouped(sum: Money) -> String {
    let yuan = digits(sum.whole_yuan());
    let mut text = String::new();
    for (index, digit) in yuan.char_indices() {
        if index > 0 && (yuan.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    let fen = sum.0.rem_euclid(100) as u8;
    if fen != 0 {
        text.push('.');
        text.push(char::from(b'0' + fen / 10));
        text.push(char::from(b'0' + fen % 10));
    }
    text
}

/// The parts one after the other.
pub fn joined(parts: &[&str]) -> String {
    listed(parts, "")
}

/// The parts with something between them. The library's own way makes more code for each kind of
/// list.
#[inline(never)]
pub fn listed(parts: &[&str], between: &str) -> String {
    let mut text = String::new();
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            text.push_str(between);
        }
        text.push_str(part);
    }
    text
}

/// A whole number in digits.
#[inline(never)]
pub fn digits(number: i64) -> String {
    let mut reversed = Vec::new();
    let mut rest = number.unsigned_abs();
    while rest > 0 || reversed.is_empty() {
        reversed.push(b'0' + (rest % 10) as u8);
        rest /= 10;
    }
    if number < 0 {
        reversed.push(b'-');
    }
    reversed
        .iter()
        .rev()
        .map(|&byte| char::from(byte))
        .collect()
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

    fn yuan(low: i64, high: Option<i64>) -> Interval {
        Interval::new(Money::yuan(low), high.map(Money::yuan))
    }

    #[test]
    fn sums_are_said_as_they_are() {
        let words = chinese();
        assert_eq!(words.range(yuan(18_000, Some(18_000))), "18,000元");
        assert_eq!(words.range(yuan(2_000, Some(8_000))), "2,000–8,000元");
        assert_eq!(words.range(yuan(0, Some(1_000_000))), "最高1,000,000元");
        assert_eq!(words.range(yuan(300, None)), "至少300元");
        let any = Interval::new(Money(50), None);
        assert_eq!(
            words.range(any),
            words.range(Interval::new(Money::ZERO, None))
        );
        assert_eq!(words.sum(Money(12_345)), "123.45元");
        assert_eq!(words.sum(Money(5)), "0.05元");
    }

    #[test]
    fn rhythm_follows_the_sum() {
        let words = chinese();
        let mut due = Due {
            payment: yuan(500, Some(500)),
            total: yuan(18_000, Some(18_000)),
            rhythm: Rhythm::Monthly { months: Some(36) },
            rhythm_open: false,
            unstated: false,
            up_to: false,
        };
        let said = |due: &Due| {
            let (headline, rest) = words.due(due);
            joined(&[&headline, "，", &rest])
        };
        assert_eq!(said(&due), "每月500元，共36个月，合计18,000元");
        due.rhythm = Rhythm::Monthly { months: None };
        assert_eq!(said(&due), "每月500元，来源未写明发多少个月");
        due.rhythm_open = true;
        assert_eq!(said(&due), "每月500元，怎样发、发多久待确认");
        due.rhythm_open = false;
        due.rhythm = Rhythm::Once;
        assert_eq!(said(&due), "500元，一次性");
        due.payment = Interval::ZERO;
        due.unstated = true;
        assert_eq!(words.due(&due).0, "来源未写明金额");
    }

    #[test]
    fn totals_count_what_has_no_sum() {
        let words = chinese();
        let mut sum = Sum::default();
        assert_eq!(words.total(&sum).0, "暂无");
        sum.benefits = 2;
        sum.unstated = 2;
        let said = words.total(&sum);
        assert_eq!(
            said,
            ("来源未写明金额".into(), "有 2 项，原文未写明金额".into())
        );
        sum.once = yuan(5_000, Some(5_000));
        sum.yearly = yuan(1_000, Some(1_000));
        let said = words.total(&sum);
        assert_eq!(
            said,
            (
                "5,000元，另每年1,000元".into(),
                "另有 2 项未写明金额".into()
            )
        );
    }

    #[test]
    fn dates_and_answers_are_said_in_both_languages() {
        let day = Date::new(2026, 3, 9).unwrap();
        assert_eq!(chinese().date(day), "2026年3月9日");
        assert_eq!(english().date(day), "2026-03-09");
        let rank = rulebook().fact("national_rank").unwrap();
        assert_eq!(chinese().answer(rank, Answer::Int(3)), "3 名");
        assert_eq!(english().answer(rank, Answer::Int(3)).trim(), "3");
        let salary = rulebook().fact("agreed_salary").unwrap();
        assert_eq!(chinese().answer(salary, Answer::Int(200_000)), "200,000元");
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
        let file = include_str!("../text/en.toml");
        let english = Words::translated(&rulebook, file).unwrap();
        let region = |words: &Words, at| words.answer(REGION, Answer::Choice(at as u8));
        assert_eq!(region(&english, at), "New Town");
        assert_eq!(english.benefit(index), "新城补贴");
        assert_eq!(region(&Words::chinese(&rulebook), at), "新城");
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
