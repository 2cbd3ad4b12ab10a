//! TOML with the place of every key and value, and the ways to read it that report what is wrong.
//!
//! A getter that finds nothing usable says so in the list of diagnostics and returns `None`, so
//! that reading goes on and one run finds every fault.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Code, Diagnostic, FileId, Place, did_you_mean};

pub(crate) type Faults = Vec<Diagnostic>;

/// A table and where it stands.
#[derive(Clone)]
pub(crate) struct Table<'a> {
    pub place: Place,
    entries: &'a DeTable<'a>,
}

/// A value and where it stands.
#[derive(Clone)]
pub(crate) struct Value<'a> {
    pub place: Place,
    value: &'a DeValue<'a>,
}

/// A string and where it stands.
#[derive(Clone, PartialEq, Debug)]
pub struct Text {
    pub text: String,
    pub place: Place,
}

/// A parsed file; what could be recovered of it if its syntax is wrong.
pub(crate) fn parse<'a>(file: FileId, text: &'a str, faults: &mut Faults) -> Spanned<DeTable<'a>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let mut span = error.span().unwrap_or(0..0);
        // An error at the end of the input has nothing to underline: show the last character.
        if span.start >= text.len() {
            let last = text.trim_end().char_indices().last();
            span = last.map_or(0..0, |(at, c)| at..at + c.len_utf8());
        }
        faults.push(
            Diagnostic::new(Code::TomlSyntax, "这里不合 TOML 的写法")
                .at(&Place { file, span }, syntax_in_words(error.message()))
                .help("检查引号、括号、逗号和等号是否成对、齐全；一个键在同一张表里只能写一次"),
        );
    }
    table
}

/// The parser's English for the commonest slips in Chinese; other messages are passed on.
fn syntax_in_words(message: &str) -> String {
    let known = [
        ("duplicate key", "这个键前面已经写过"),
        ("invalid basic string", "双引号没有成对"),
        ("invalid boolean", "文字要放在双引号里"),
        ("invalid value", "文字要放在双引号里"),
        ("string values must be quoted", "文字要放在双引号里"),
        ("missing opening quote", "少了前引号"),
        ("missing assignment", "少了等号"),
        ("unclosed array table", "双方括号没有成对"),
        ("unclosed table", "方括号没有成对"),
        ("unclosed array", "方括号没有成对，或者少了逗号"),
        ("unclosed inline table", "花括号没有成对，或者少了逗号"),
        ("extra comma", "多了一个逗号"),
        ("missing comma", "少了一个逗号"),
        ("key with no value", "键后面少了等号"),
        ("missing value", "等号后面少了值"),
        ("unexpected key or value", "前面少了逗号或者换行"),
    ];
    known
        .iter()
        .find(|(english, _)| message.to_lowercase().contains(english))
        .map_or_else(|| message.to_owned(), |(_, chinese)| (*chinese).to_owned())
}

impl<'a> Table<'a> {
    pub fn root(file: FileId, table: &'a Spanned<DeTable<'a>>) -> Table<'a> {
        Table {
            place: Place { file, span: 0..0 },
            entries: table.get_ref(),
        }
    }

    /// Reports every key that is not among the known ones.
    pub fn allow(&self, known: &[&str], faults: &mut Faults) {
        for (key, _) in self.entries {
            let word = key.get_ref().as_ref();
            if !known.contains(&word) {
                faults.push(
                    Diagnostic::new(
                        Code::UnknownKey,
                        format!(
                            "未知的键 `{word}`{}",
                            did_you_mean(word, known.iter().copied())
                        ),
                    )
                    .at(&self.place_of(key.span()), "")
                    .help(format!("这里可以写：{}", known.join("、"))),
                );
            }
        }
    }

    fn place_of(&self, span: Range<usize>) -> Place {
        Place {
            file: self.place.file,
            span,
        }
    }

    pub fn get(&self, key: &str) -> Option<Value<'a>> {
        let value = self.entries.get(key)?;
        Some(Value {
            place: self.place_of(value.span()),
            value: value.get_ref(),
        })
    }

    /// Where the key itself stands.
    pub fn key_place(&self, key: &str) -> Place {
        match self.entries.get_key_value(key) {
            Some((key, _)) => self.place_of(key.span()),
            None => self.place.clone(),
        }
    }

    pub fn entries(&self) -> impl Iterator<Item = (Text, Value<'a>)> {
        self.entries.iter().map(|(key, value)| {
            (
                Text {
                    text: key.get_ref().to_string(),
                    place: self.place_of(key.span()),
                },
                Value {
                    place: self.place_of(value.span()),
                    value: value.get_ref(),
                },
            )
        })
    }

    pub fn need(&self, key: &str, faults: &mut Faults) -> Option<Value<'a>> {
        let value = self.get(key);
        if value.is_none() {
            faults.push(
                Diagnostic::new(Code::MissingKey, format!("少了 `{key}`"))
                    .at(&self.place, "在这里面")
                    .help(format!("补写 `{key} = …`；写法见 rules/README.md")),
            );
        }
        value
    }

    pub fn need_text(&self, key: &str, faults: &mut Faults) -> Option<Text> {
        self.need(key, faults)?.text(key, faults)
    }

    pub fn text(&self, key: &str, faults: &mut Faults) -> Option<Text> {
        self.get(key)?.text(key, faults)
    }

    /// A string, or the empty one where the key is left out.
    pub fn words(&self, key: &str, faults: &mut Faults) -> String {
        self.text(key, faults)
            .map_or_else(String::new, |text| text.text)
    }

    pub fn flag(&self, key: &str, faults: &mut Faults) -> Option<bool> {
        self.get(key)?.flag(key, faults)
    }

    pub fn number(&self, key: &str, faults: &mut Faults) -> Option<i64> {
        self.get(key)?.number(key, faults)
    }

    /// The tables of an array of tables; none where the key is left out.
    pub fn tables(&self, key: &str, faults: &mut Faults) -> Vec<Table<'a>> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        value
            .list(key, faults)
            .into_iter()
            .filter_map(|item| item.table(key, faults))
            .collect()
    }

    /// The strings of an array of strings; none where the key is left out.
    pub fn texts(&self, key: &str, faults: &mut Faults) -> Vec<Text> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        value.texts(key, faults)
    }
}

impl<'a> Value<'a> {
    fn wrong<T>(&self, key: &str, wanted: &str, faults: &mut Faults) -> Option<T> {
        let found = match self.value {
            DeValue::String(_) => "文字",
            DeValue::Integer(_) => "整数",
            DeValue::Float(_) => "小数",
            DeValue::Boolean(_) => "是非值",
            DeValue::Datetime(_) => "日期",
            DeValue::Array(_) => "列表",
            DeValue::Table(_) => "表",
        };
        faults.push(
            Diagnostic::new(
                Code::WrongType,
                format!("`{key}` 应当是{wanted}，这里写的是{found}"),
            )
            .at(&self.place, format!("应当是{wanted}")),
        );
        None
    }

    pub fn as_text(&self) -> Option<&'a str> {
        match self.value {
            DeValue::String(text) => Some(text.as_ref()),
            _ => None,
        }
    }

    pub fn as_flag(&self) -> Option<bool> {
        match self.value {
            DeValue::Boolean(flag) => Some(*flag),
            _ => None,
        }
    }

    pub fn as_number(&self) -> Option<i64> {
        match self.value {
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        }
    }

    pub fn as_table(&self) -> Option<Table<'a>> {
        match self.value {
            DeValue::Table(entries) => Some(Table {
                place: self.place.clone(),
                entries,
            }),
            _ => None,
        }
    }

    pub fn text(&self, key: &str, faults: &mut Faults) -> Option<Text> {
        match self.as_text() {
            Some(text) => Some(Text {
                text: text.to_owned(),
                place: self.place.clone(),
            }),
            None => self.wrong(key, "文字", faults),
        }
    }

    pub fn flag(&self, key: &str, faults: &mut Faults) -> Option<bool> {
        match self.as_flag() {
            Some(flag) => Some(flag),
            None => self.wrong(key, "是非值（true 或 false）", faults),
        }
    }

    pub fn number(&self, key: &str, faults: &mut Faults) -> Option<i64> {
        match self.as_number() {
            Some(number) => Some(number),
            None => self.wrong(key, "整数", faults),
        }
    }

    pub fn list(&self, key: &str, faults: &mut Faults) -> Vec<Value<'a>> {
        match self.value {
            DeValue::Array(items) => items
                .iter()
                .map(|item| Value {
                    place: Place {
                        file: self.place.file,
                        span: item.span(),
                    },
                    value: item.get_ref(),
                })
                .collect(),
            _ => self
                .wrong::<Vec<Value<'a>>>(key, "列表 [ … ]", faults)
                .unwrap_or_default(),
        }
    }

    pub fn texts(&self, key: &str, faults: &mut Faults) -> Vec<Text> {
        self.list(key, faults)
            .iter()
            .filter_map(|item| item.text(key, faults))
            .collect()
    }

    pub fn table(&self, key: &str, faults: &mut Faults) -> Option<Table<'a>> {
        match self.as_table() {
            Some(table) => Some(table),
            None => self.wrong(key, "表 { … }", faults),
        }
    }

    /// A civil date, quoted or as TOML writes dates.
    pub fn date(&self, key: &str, faults: &mut Faults) -> Option<engine::Date> {
        let help = "写成 \"2025-01-02\" 这样的四位年、两位月、两位日";
        self.civil(key, engine::Date::parse, help, faults)
    }

    /// A day, or the month or year in which it lies.
    pub fn days(&self, key: &str, faults: &mut Faults) -> Option<engine::DayRange> {
        let help = "写成 \"2025-01-02\"、\"2025-01\" 或 \"2025\"";
        self.civil(key, engine::DayRange::parse, help, faults)
    }

    fn civil<T>(
        &self,
        key: &str,
        parse: fn(&str) -> Option<T>,
        help: &str,
        faults: &mut Faults,
    ) -> Option<T> {
        let words = match self.value {
            DeValue::String(text) => text.to_string(),
            DeValue::Datetime(date) => date.to_string(),
            _ => return self.wrong(key, "日期，如 \"2025-01-02\"", faults),
        };
        let date = parse(&words);
        if date.is_none() {
            faults.push(
                Diagnostic::new(Code::BadValue, format!("`{words}` 不是一个日期"))
                    .at(&self.place, "")
                    .help(help),
            );
        }
        date
    }
}
