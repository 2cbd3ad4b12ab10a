//! What columns and cells are called: `text/roster.toml`, read once.
//!
//! Words are compared in their plain form ([`plain`]): without white space and punctuation, in half
//! width and lower case. What the words mean stands in the rulebook and nowhere here.

use std::sync::OnceLock;

use wording::text;

use crate::feeds::feeds;

const FILE: &str = include_str!("../../../text/roster.toml");

/// What a header names, by the ids of the rulebook.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Named {
    Name,
    /// The key in `[sensitive]`.
    Sensitive(&'static str),
    /// The key in `[staff]`.
    Staff(&'static str),
    Fact(&'static str),
    /// The same of the second certificate, the third …
    Again(&'static str, u8),
    /// Perhaps this fact, perhaps something else: somebody has to say so.
    Proposed(&'static str),
    /// A column that is no question and says something of one: its place in `rules/roster.toml`.
    Feed(u8),
    Option(&'static str, &'static str),
}

/// The fact that is a certificate's level, by whose names other texts are read: 电工三级.
pub(crate) const LEVEL: &str = "level";
/// What is said of a certificate, of which somebody may have several.
pub const CERTIFICATE: [&str; 3] = [LEVEL, "certificate_date", "certificate_source"];
/// Certificates that are told apart.
pub const CERTIFICATES: u8 = 4;

/// Words for what is not an option of one fact.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Word {
    Yes,
    No,
    /// All options of a fact are 否.
    None,
    /// What is not named besides is 否.
    Rest,
    /// 不清楚.
    Unknown,
    /// As good as an empty cell.
    Blank,
}

/// All words, sorted for looking up.
pub(crate) struct Words {
    /// Plain form of a header.
    headers: Vec<(String, Named)>,
    /// For each fact the plain forms of its values, and their keys.
    values: Vec<(&'static str, Vec<(String, &'static str)>)>,
    /// Plain form of a value, what it means.
    general: Vec<(String, Meanings)>,
    /// Plain form of a header that means a fact only with a number: 证书一.
    numbered: Vec<(String, &'static str)>,
    /// What trades end in, and what ends so and is none; what levels stand before.
    trades: Vec<(&'static str, Vec<String>)>,
    /// What rows are called that are nobody.
    rows: Vec<(&'static str, Vec<String>)>,
}

/// What a value means beside the values of a fact: a set of [`Word`]s.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Meanings(u8);

impl Meanings {
    pub fn has(self, word: Word) -> bool {
        self.0 >> word as u8 & 1 == 1
    }
}

/// One line of the file.
pub(crate) struct Entry {
    pub section: &'static str,
    pub key: &'static str,
    pub names: Vec<&'static str>,
}

pub(crate) fn entries() -> impl Iterator<Item = Entry> {
    // INVARIANT: a test reads every line; one that is none cannot get here.
    text::entries(FILE)
        .filter_map(Result::ok)
        .map(|entry| Entry {
            section: entry.section,
            key: entry.key,
            names: entry.value.split('|').collect(),
        })
}

pub(crate) fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words = Words {
            headers: Vec::new(),
            values: Vec::new(),
            general: Vec::new(),
            numbered: Vec::new(),
            trades: Vec::new(),
            rows: Vec::new(),
        };
        for entry in entries() {
            words.take(&entry);
        }
        for (at, feed) in (0..).zip(&feeds().columns) {
            let names = std::iter::once(&feed.id).chain(&feed.headers);
            let names = names.map(|name| (plain(name), Named::Feed(at)));
            words.headers.extend(names);
        }
        words.headers.sort();
        words.headers.dedup();
        for (_, values) in &mut words.values {
            values.sort();
            values.dedup();
        }
        words.general.sort_by(|a, b| a.0.cmp(&b.0));
        words
    })
}

impl Words {
    fn take(&mut self, entry: &Entry) {
        let key = entry.key;
        let (group, fact) = entry.section.split_once('.').unwrap_or((entry.section, ""));
        let named = match group {
            "name" => Some(Named::Name),
            "sensitive" => Some(Named::Sensitive(key)),
            "staff" => Some(Named::Staff(key)),
            "facts" => Some(Named::Fact(key)),
            "options" => Some(Named::Option(fact, key)),
            "proposed" => Some(Named::Proposed(key)),
            _ => None,
        };
        let plain_names = || entry.names.iter().map(|name| plain(name));
        match group {
            "numbered" => self.numbered.extend(plain_names().map(|name| (name, key))),
            "trades" => self.trades.push((key, plain_names().collect())),
            "rows" => self.rows.push((key, plain_names().collect())),
            _ => {}
        }
        if let Some(named) = named {
            let id = match named {
                Named::Option(..) => format!("{fact}.{key}"),
                Named::Name
                | Named::Sensitive(_)
                | Named::Staff(_)
                | Named::Fact(_)
                | Named::Again(..)
                | Named::Proposed(_)
                | Named::Feed(_) => key.to_owned(),
            };
            if !matches!(named, Named::Proposed(_)) {
                self.headers.push((plain(&id), named));
            }
            for name in &entry.names {
                self.headers.push((plain(name), named));
            }
        }
        if !fact.is_empty() {
            let at = match self.values.iter().position(|(of, _)| *of == fact) {
                Some(at) => at,
                None => {
                    self.values.push((fact, Vec::new()));
                    self.values.len() - 1
                }
            };
            let values = &mut self.values[at].1;
            values.push((plain(key), key));
            values.extend(entry.names.iter().map(|name| (plain(name), key)));
        }
        let word = match (group, key) {
            ("words", "yes") => Word::Yes,
            ("words", "no") => Word::No,
            ("words", "none") => Word::None,
            ("words", "rest") => Word::Rest,
            ("words", "unknown") => Word::Unknown,
            ("words", "blank") => Word::Blank,
            _ => return,
        };
        for name in &entry.names {
            let name = plain(name);
            let at = match self.general.iter().position(|(other, _)| *other == name) {
                Some(at) => at,
                None => {
                    self.general.push((name, Meanings::default()));
                    self.general.len() - 1
                }
            };
            self.general[at].1.0 |= 1 << word as u8;
        }
    }

    /// What a header names, in the ways that headers are written: 是否全职, 技能等级（必填）, *姓名,
    /// 职业技能等级②.
    pub fn header(&self, header: &str) -> Option<Named> {
        let text = plain(header);
        if text.is_empty() {
            return None;
        }
        let short = plain(&without_remarks(header));
        [text.as_str(), short.as_str()]
            .into_iter()
            .find_map(|text| {
                self.exact(text)
                    .or_else(|| self.with_number(text))
                    .or_else(|| {
                        ["是否为", "是否有", "是否是", "是否", "有无", "本人"]
                            .into_iter()
                            .filter_map(|prefix| text.strip_prefix(prefix))
                            .find_map(|text| self.exact(text))
                    })
            })
    }

    fn exact(&self, text: &str) -> Option<Named> {
        let at = self
            .headers
            .binary_search_by(|(name, _)| name.as_str().cmp(text));
        at.ok().map(|at| self.headers[at].1)
    }

    /// What is said of one certificate of several: 技能等级1, 证书一, 第二证书发证时间, level2.
    fn with_number(&self, text: &str) -> Option<Named> {
        const SIGNS: [&[char]; CERTIFICATES as usize] = [
            &['①', '1', '一'],
            &['②', '2', '二'],
            &['③', '3', '三'],
            &['④', '4', '四'],
        ];
        (1..).zip(SIGNS).find_map(|(number, signs)| {
            let (at, sign) = text.char_indices().find(|(_, sign)| signs.contains(sign))?;
            let before = &text[..at];
            let before = before.strip_suffix('第').unwrap_or(before);
            let name = format!("{before}{}", &text[at + sign.len_utf8()..]);
            let fact = match self.exact(&name) {
                Some(Named::Fact(fact)) if CERTIFICATE.contains(&fact) => fact,
                Some(_) => return None,
                None => {
                    let found = self.numbered.iter().find(|(other, _)| *other == name);
                    found.map(|(_, fact)| *fact)?
                }
            };
            Some(match number {
                1 => Named::Fact(fact),
                number => Named::Again(fact, number),
            })
        })
    }

    /// The name of a column that is most like a header; `None`: none is.
    pub fn nearest(&self, header: &str) -> Option<&str> {
        let header: Vec<char> = plain(header).chars().collect();
        let shared = |name: &str| {
            let mut left = header.clone();
            let found = name.chars().filter(|sign| {
                let at = left.iter().position(|other| other == sign);
                at.map(|at| left.swap_remove(at)).is_some()
            });
            found.count()
        };
        let entries = entries().filter(|entry| {
            let group = entry.section.split('.').next();
            matches!(
                group,
                Some("name" | "sensitive" | "staff" | "facts" | "options")
            )
        });
        let names = entries.flat_map(|entry| entry.names).map(|name| {
            let plain = plain(name);
            let both = shared(&plain) * 2;
            // Parts of a thousand, so that they have an order.
            (
                both * 1000 / (plain.chars().count() + header.len()).max(1),
                name,
            )
        });
        let feeds = feeds().columns.iter().flat_map(|feed| &feed.headers);
        let feeds = feeds.map(|name| {
            let plain = plain(name);
            let both = shared(&plain) * 2;
            (
                both * 1000 / (plain.chars().count() + header.len()).max(1),
                *name,
            )
        });
        let best = names.chain(feeds).max_by_key(|(likeness, _)| *likeness)?;
        (best.0 >= 600).then_some(best.1)
    }

    /// Whether a row that begins so is nobody's, by the kind in `[rows]`.
    pub fn of_rows(&self, kind: &str) -> &[String] {
        let found = self.rows.iter().find(|(of, _)| *of == kind);
        found.map_or(&[], |(_, names)| names)
    }

    fn of_trades(&self, kind: &str) -> &[String] {
        let found = self.trades.iter().find(|(of, _)| *of == kind);
        found.map_or(&[], |(_, names)| names)
    }

    /// Whether a text is a trade in which there are levels of skill: 电工, 工业机器人系统操作员. `simple`:
    /// one in which 高级 alone can only be the level of that name; a 高级物流师 was of the first.
    fn is_trade(&self, text: &str, simple: bool) -> bool {
        let ends = |kind| self.of_trades(kind).iter().any(|end| text.ends_with(end));
        let levels = [
            "初级", "中级", "高级", "技师", "一级", "二级", "三级", "四级", "五级",
        ];
        ends(if simple { "simple" } else { "ends" })
            && !ends("not")
            && !levels.iter().any(|level| text.contains(level))
    }

    pub fn is_trade_name(&self, text: &str) -> bool {
        self.is_trade(&plain(text), false)
    }

    /// The level that a text says together with a trade, or with the kind of certificate: 电工三级,
    /// 高级电工, 高级工证书. The text is in the form of [`plain_value`].
    pub fn level(&self, text: &str) -> Option<&'static str> {
        if let Some(level) = self.value(LEVEL, text) {
            return Some(level);
        }
        let tails = self.of_trades("tail").iter();
        let short = tails
            .filter_map(|tail| text.strip_suffix(tail.as_str()))
            .min_by_key(|short| short.len())
            .unwrap_or(text);
        if short.len() < text.len()
            && let Some(level) = self.value(LEVEL, short)
        {
            return Some(level);
        }
        let (_, names) = self.values.iter().find(|(of, _)| *of == LEVEL)?;
        let mut found: Option<(usize, &'static str)> = None;
        for (name, level) in names {
            // Digits alone are levels only where nothing else stands.
            if name.chars().count() < 2 {
                continue;
            }
            let simple = matches!(name.as_str(), "初级" | "中级" | "高级");
            let rest = short.strip_suffix(name.as_str());
            // 高级电工 and 三级电工; but 高级工程师 is no 高级工.
            let before = || {
                short
                    .strip_prefix(name.as_str())
                    .filter(|_| name.ends_with('级'))
            };
            let rest = rest.or_else(before);
            if rest.is_some_and(|rest| self.is_trade(rest, simple))
                && found.is_none_or(|(longest, _)| name.len() > longest)
            {
                found = Some((name.len(), level));
            }
        }
        found.map(|(_, level)| level)
    }

    /// The key of a value of a fact: the id of an option, or what else stands in its section. The
    /// value is in the form of [`plain_value`].
    pub fn value(&self, fact: &str, plain: &str) -> Option<&'static str> {
        self.exact_value(fact, plain)
            .or_else(|| feeds().cell(fact, plain))
    }

    /// The same without what stands before or behind a name.
    pub fn exact_value(&self, fact: &str, plain: &str) -> Option<&'static str> {
        let (_, values) = self.values.iter().find(|(of, _)| *of == fact)?;
        let at = values.binary_search_by(|(name, _)| name.as_str().cmp(plain));
        at.ok().map(|at| values[at].1)
    }

    /// What a value in the form of [`plain_value`] means beside that.
    pub fn meanings(&self, plain: &str) -> Meanings {
        let at = self
            .general
            .binary_search_by(|(name, _)| name.as_str().cmp(plain));
        at.map(|at| self.general[at].1).unwrap_or_default()
    }

    /// Whether a cell says 不清楚.
    pub fn is_unknown(&self, text: &str) -> bool {
        self.meanings(&plain_value(text)).has(Word::Unknown)
    }

    #[cfg(test)]
    pub fn all_headers(&self) -> &[(String, Named)] {
        &self.headers
    }

    #[cfg(test)]
    pub fn all_values(&self) -> impl Iterator<Item = (&'static str, &str, &'static str)> {
        self.values.iter().flat_map(|(fact, values)| {
            let values = values.iter();
            values.map(|(name, key)| (*fact, name.as_str(), *key))
        })
    }
}

/// The plain form of a value, empty if there is none. A number is only one if nothing else stands there: -1 is not 1.
pub(crate) fn plain_value(text: &str) -> String {
    let plain = plain(text);
    if plain.bytes().all(|byte| byte.is_ascii_digit()) {
        let text = trimmed(text);
        // 1.0 is how programs write a 1 in a column in which cells are empty.
        return match text.split_once('.') {
            Some((whole, noughts))
                if !noughts.is_empty()
                    && noughts.bytes().all(|byte| byte == b'0')
                    && plain.starts_with(whole) =>
            {
                whole.to_owned()
            }
            _ if text == plain => plain,
            _ => String::new(),
        };
    }
    plain
}

/// Half width, lower case, without white space and punctuation. A text of nothing but signs (√, ?, -)
/// is those signs.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for sign in text.chars().map(half_width) {
        match sign {
            // Most of what there is, and quickly told.
            '\0'..='\u{7f}' if !sign.is_ascii_alphanumeric() => {}
            '\0'..='\u{7f}' => plain.push(sign.to_ascii_lowercase()),
            '\u{4e00}'..='\u{9fff}' => plain.push(sign),
            _ if sign.is_alphanumeric() => plain.extend(sign.to_lowercase()),
            _ => {}
        }
    }
    if plain.is_empty() {
        plain.extend(text.chars().map(half_width).filter(|sign| !is_space(*sign)));
    }
    plain
}

/// Without what stands in brackets.
fn without_remarks(text: &str) -> String {
    let mut depth = 0_u32;
    let mut kept = String::new();
    for sign in text.chars() {
        match half_width(sign) {
            '(' | '[' | '【' | '〔' => depth += 1,
            ')' | ']' | '】' | '〕' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(sign),
            _ => {}
        }
    }
    kept
}

pub(crate) fn half_width(sign: char) -> char {
    match sign {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(sign as u32 - 0xfee0).unwrap_or(sign),
        '\u{2212}' | '\u{2010}'..='\u{2013}' => '-',
        _ => sign,
    }
}

/// White space, and the signs without width that come along with copied text.
pub(crate) fn is_space(sign: char) -> bool {
    sign.is_whitespace()
        || sign.is_control()
        || matches!(sign, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// In half width, without white space at either end.
pub(crate) fn trimmed(text: &str) -> String {
    let half: String = text.chars().map(half_width).collect();
    half.trim_matches(is_space).to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::Path;

    use engine::model::FactKind;

    use super::*;

    fn rulebook() -> engine::Rulebook {
        let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
        rulec::compile(&rules, None)
            .rulebook
            .expect("the rules compile")
    }

    /// The facts from `region` to `school_post`, as rules/facts.toml parts them.
    fn individual(rulebook: &engine::Rulebook) -> Vec<&engine::model::Fact> {
        let last = rulebook
            .fact("school_post")
            .expect("the last fact of individuals");
        rulebook.facts[1..=usize::from(last)].iter().collect()
    }

    #[test]
    fn every_line_is_an_entry_and_no_name_is_empty() {
        for entry in text::entries(FILE) {
            let entry = entry.unwrap_or_else(|line| panic!("not an entry: {line}"));
            for name in entry.value.split('|') {
                assert!(!plain(name).is_empty(), "{}: {name:?}", entry.key);
            }
        }
    }

    #[test]
    fn every_individual_fact_and_option_is_named_and_nothing_else() {
        let rulebook = rulebook();
        let mut wanted = BTreeSet::new();
        let mut possible = BTreeSet::new();
        for fact in individual(&rulebook) {
            wanted.insert(("facts".to_owned(), fact.id.to_owned()));
            let group = match fact.kind {
                FactKind::Set { .. } => "options",
                _ => "values",
            };
            for option in fact.kind.options() {
                let entry = (format!("{group}.{}", fact.id), option.id.to_owned());
                // Cities go by the rulebook.
                match fact.id {
                    "region" => possible.insert(entry),
                    _ => wanted.insert(entry),
                };
            }
            // Words for the values of a fact without options.
            let section = format!("values.{}", fact.id);
            match fact.kind {
                FactKind::Bool => {
                    possible.extend(["true", "false"].map(|key| (section.clone(), key.to_owned())));
                }
                FactKind::Int { min, max, .. } => {
                    let numbers = min..=max;
                    possible.extend(numbers.map(|number| (section.clone(), number.to_string())));
                }
                _ => {}
            }
        }
        for (section, keys) in [
            ("name", &["name"][..]),
            ("sensitive", &["id_number", "phone", "bank_card"]),
            (
                "staff",
                &[
                    "self_evaluated",
                    "apprentice",
                    "order_hire",
                    "flexible_leader",
                    "agreed_salary",
                ],
            ),
            ("words", &["yes", "no", "none", "rest", "unknown", "blank"]),
            ("proposed", &["level"]),
            ("numbered", &["level"]),
            ("trades", &["ends", "simple", "not", "tail"]),
            (
                "rows",
                &["total", "signature", "note", "section", "ordinal"],
            ),
        ] {
            wanted.extend(
                keys.iter()
                    .map(|key| (section.to_owned(), (*key).to_owned())),
            );
        }
        let mut given = BTreeSet::new();
        for entry in entries() {
            let entry = (entry.section.to_owned(), entry.key.to_owned());
            assert!(!given.contains(&entry), "twice: {entry:?}");
            given.insert(entry);
        }
        let missing: Vec<_> = wanted.difference(&given).collect();
        assert!(missing.is_empty(), "not named: {missing:?}");
        let strange = given
            .iter()
            .find(|entry| !wanted.contains(entry) && !possible.contains(entry));
        assert_eq!(strange, None);
    }

    #[test]
    fn no_name_means_two_things() {
        let mut headers = BTreeMap::new();
        for (name, named) in words().all_headers() {
            let before = headers.insert(name, named);
            assert!(before.is_none(), "{name}: {before:?} and {named:?}");
        }
        let mut values = BTreeMap::new();
        for (fact, name, key) in words().all_values() {
            let before = values.insert((fact, name), key);
            assert!(before.is_none(), "{fact}: {name}: {before:?} and {key}");
        }
        // Yes or no, known or not: a word can only be one of them. None is the no of a set.
        for (name, meanings) in &words().general {
            let no_and_none = meanings.has(Word::No) && meanings.has(Word::None);
            let one = meanings.0.count_ones() == 1;
            assert!(
                one || no_and_none && meanings.0.count_ones() == 2,
                "{name}: {meanings:?}"
            );
        }
    }

    #[test]
    fn no_line_says_a_name_twice() {
        for entry in entries() {
            let names: Vec<String> = entry.names.iter().map(|name| plain(name)).collect();
            let unique: BTreeSet<&String> = names.iter().collect();
            assert_eq!(
                unique.len(),
                names.len(),
                "{}: {:?}",
                entry.key,
                entry.names
            );
        }
    }

    #[test]
    fn what_the_rulebook_calls_facts_and_options_is_known() {
        let rulebook = rulebook();
        for fact in individual(&rulebook) {
            // A column may be this question by what stands in it.
            let known = match words().header(fact.name) {
                Some(Named::Feed(feed)) => feeds().columns[usize::from(feed)].question == fact.id,
                named => named == Some(Named::Fact(fact.id)),
            };
            assert!(known, "{}", fact.name);
            assert_eq!(words().header(fact.id), Some(Named::Fact(fact.id)));
            let index = rulebook.fact(fact.id).expect("it has this fact");
            for (at, option) in (0..).zip(fact.kind.options()) {
                let named = |name| crate::values::option(&rulebook, index, name);
                assert_eq!(named(option.label), Some(at), "{}", option.label);
                assert_eq!(named(option.id), Some(at), "{}", option.id);
                if let FactKind::Set { .. } = fact.kind {
                    let named = Some(Named::Option(fact.id, option.id));
                    assert_eq!(words().header(option.label), named, "{}", option.label);
                    assert_eq!(words().header(&format!("{}.{}", fact.id, option.id)), named);
                }
            }
        }
    }

    #[test]
    fn a_technician_is_not_one_to_be() {
        let level = |text| words().value("level", &plain_value(text));
        assert_eq!(level("技师"), Some("technician"));
        assert_eq!(level("预备技师"), Some("pre_technician"));
        for text in [
            "二级",
            "2级",
            "２级",
            "国家职业资格二级",
            "职业技能等级：二级",
            "技师（二级）",
            "二级/技师",
            " 技 师 ",
        ] {
            assert_eq!(level(text), Some("technician"), "{text}");
        }
        assert_eq!(level("一级"), Some("senior_technician"));
        assert_eq!(level("高级技师（一级）"), Some("senior_technician"));
        assert_eq!(level("三级"), Some("advanced"));
        assert_eq!(level("四级"), Some("intermediate"));
        assert_eq!(level("五级"), Some("beginner"));
        assert_eq!(level("无"), Some("none"));
        assert_eq!(level("没有"), Some("none"));
        assert_eq!(level("2"), Some("technician"));
        // Perhaps a 是.
        assert_eq!(level("1"), None);
    }

    #[test]
    fn headers_are_known_as_people_write_them() {
        let header = |text| words().header(text);
        assert_eq!(header("＊姓　名"), Some(Named::Name));
        assert_eq!(header("职业技能\n等级（必填）"), Some(Named::Fact("level")));
        assert_eq!(header("是否全职"), Some(Named::Fact("full_time")));
        assert_eq!(
            header("失业保险累计缴费月数(月)"),
            Some(Named::Fact("unemployment_insurance_months"))
        );
        assert_eq!(
            header("CERTIFICATE DATE"),
            Some(Named::Fact("certificate_date"))
        );
        assert_eq!(header("家庭住址"), None);
        assert_eq!(header(""), None);
        assert_eq!(header("（）"), None);
    }

    #[test]
    fn a_number_with_a_sign_is_another() {
        let means = |text, word| words().meanings(&plain_value(text)).has(word);
        assert!(means("1", Word::Yes));
        assert!(means(" １ ", Word::Yes));
        assert!(!means("-1", Word::Yes));
        assert!(means("√", Word::Yes));
        assert!(means("？", Word::Unknown));
        assert!(means("——", Word::Blank));
    }
}
