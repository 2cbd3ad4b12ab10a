//! A value as somebody gave it: from JSON that was written by hand, or from JavaScript.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// What was given, right or wrong: answers by fact, or anything else that may stand there instead.
///
/// Keys keep their order and their repetitions, so that everything that is wrong can be named.
#[derive(Clone, PartialEq, Debug)]
pub enum Given {
    /// 不清楚, where it is an answer.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number that is not whole, or too large to be any answer; as it was written.
    OtherNumber {
        /// Its digits.
        written: String,
        /// It is whole, or nearly.
        huge: bool,
    },
    /// The id of an option, or a date.
    Text(String),
    /// Options of a set.
    List(Vec<Given>),
    /// Keys and values: answers, the parts of a set, or the ends of a range.
    Object(Vec<(String, Given)>),
    /// What JSON has no way to write, by its name: a function, a `Date` …
    Foreign(String),
}

impl Given {
    /// A number with a fraction, or beyond 64 bits.
    pub fn other_number(value: f64, written: String) -> Given {
        Given::OtherNumber {
            written,
            huge: value.fract() == 0.0 && value.abs() > 1e15,
        }
    }

    /// What kind of value this is, for messages.
    pub fn kind(&self) -> &str {
        match self {
            Given::Null => "null",
            Given::Bool(_) => "true 或 false",
            Given::Int(_) | Given::OtherNumber { .. } => "数",
            Given::Text(_) => "文字",
            Given::List(_) => "列表",
            Given::Object(_) => "对象",
            Given::Foreign(name) => name,
        }
    }
}

/// As it would stand in a file, cut short where it is long.
impl fmt::Display for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Given::Null => f.write_str("null"),
            Given::Bool(value) => write!(f, "{value}"),
            Given::Int(value) => write!(f, "{value}"),
            Given::OtherNumber { written, .. } => f.write_str(written),
            Given::Text(text) => {
                const AT_MOST: usize = 30;
                quoted(f, text.chars().take(AT_MOST))?;
                let goes_on = text.chars().nth(AT_MOST).is_some();
                f.write_str(if goes_on { "…" } else { "" })
            }
            Given::List(_) => f.write_str("列表 [ … ]"),
            Given::Object(_) => f.write_str("对象 { … }"),
            Given::Foreign(name) => f.write_str(name),
        }
    }
}

/// As JSON writes it.
fn quoted(f: &mut fmt::Formatter<'_>, letters: impl Iterator<Item = char>) -> fmt::Result {
    f.write_str("\"")?;
    for letter in letters {
        match letter {
            '"' | '\\' => write!(f, "\\{letter}")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            '\u{8}' => f.write_str("\\b")?,
            '\u{c}' => f.write_str("\\f")?,
            '\0'..' ' => write!(f, "\\u{:04x}", u32::from(letter))?,
            _ => write!(f, "{letter}")?,
        }
    }
    f.write_str("\"")
}

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Given, D::Error> {
        deserializer.deserialize_any(Any)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Given;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Given, E> {
        Ok(Given::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Given, E> {
        Ok(Given::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Given, E> {
        Ok(Given::Int(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Given, E> {
        Ok(i64::try_from(value).map_or(
            Given::other_number(value as f64, value.to_string()),
            Given::Int,
        ))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Given, E> {
        Ok(Given::other_number(value, value.to_string()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Given, E> {
        Ok(Given::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Given, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Given::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Given, A::Error> {
        let mut object = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            object.push(entry);
        }
        Ok(Given::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_as_they_would_be_written() {
        let shown = |text: &str| Given::Text(text.to_owned()).to_string();
        assert_eq!(shown("高级工"), "\"高级工\"");
        assert_eq!(shown("a\"b\\c\n\u{1}"), r#""a\"b\\c\n\u0001""#);
        assert_eq!(shown(&"x".repeat(30)), format!("\"{}\"", "x".repeat(30)));
        assert_eq!(shown(&"x".repeat(31)), format!("\"{}\"…", "x".repeat(30)));
        assert_eq!(
            Given::other_number(1.5, "1.5".to_owned()).to_string(),
            "1.5"
        );
    }
}
