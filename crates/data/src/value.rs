//! A value as somebody gave it: from JSON that was written by hand, or from JavaScript.
//!
//! Keys keep their order and their repetitions. What a value means is [`crate::input`]'s business.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::json::quote;
use crate::said::Put;

#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    Null,
    Bool(bool),
    Int(i64),
    /// A number that is not whole, or too large to be any answer; as it was written.
    OtherNumber {
        written: String,
        huge: bool,
    },
    Text(String),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
    /// What JSON has no way to write, by its name: a function, a `Date` …
    Foreign(String),
}

impl Value {
    /// A number with a fraction, or beyond 64 bits.
    pub fn other_number(value: f64, written: String) -> Value {
        Value::OtherNumber {
            written,
            huge: value.fract() == 0.0 && value.abs() > 1e15,
        }
    }

    /// What kind of value this is, for messages.
    pub fn kind(&self) -> &str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "true 或 false",
            Value::Int(_) | Value::OtherNumber { .. } => "数",
            Value::Text(_) => "文字",
            Value::List(_) => "列表",
            Value::Object(_) => "对象",
            Value::Foreign(name) => name,
        }
    }
}

/// As it would stand in a file, cut short where it is long.
impl Put for Value {
    fn put(&self, said: &mut String) {
        match self {
            Value::Null => said.push_str("null"),
            Value::Bool(true) => said.push_str("true"),
            Value::Bool(false) => said.push_str("false"),
            Value::Int(value) => value.put(said),
            Value::OtherNumber { written, .. } => said.push_str(written),
            Value::Text(text) => {
                const AT_MOST: usize = 30;
                let end = text.char_indices().nth(AT_MOST).map(|(end, _)| end);
                quote(said, &text[..end.unwrap_or(text.len())]);
                if end.is_some() {
                    said.push('…');
                }
            }
            Value::List(_) => said.push_str("列表 [ … ]"),
            Value::Object(_) => said.push_str("对象 { … }"),
            Value::Foreign(name) => said.push_str(name),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(Any)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Int(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(i64::try_from(value).map_or(
            Value::other_number(value as f64, value.to_string()),
            Value::Int,
        ))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::other_number(value, value.to_string()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            object.push(entry);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::said::said;

    #[test]
    fn values_are_shown_as_they_would_be_written() {
        let shown = |text: &str| said!(Value::Text(text.to_owned()));
        assert_eq!(shown("高级工"), "\"高级工\"");
        assert_eq!(shown("a\"b\\c\n\u{1}"), r#""a\"b\\c\n\u0001""#);
        assert_eq!(shown(&"x".repeat(30)), format!("\"{}\"", "x".repeat(30)));
        assert_eq!(shown(&"x".repeat(31)), format!("\"{}\"…", "x".repeat(30)));
        assert_eq!(said!(Value::other_number(1.5, "1.5".to_owned())), "1.5");
    }
}
