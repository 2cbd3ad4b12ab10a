//! JSON as it is written: digits for sums, null for what a source does not state.
//!
//! Results go straight from the rulebook and the assessment into text. Building them as values
//! first and writing those out would take a type, a list and a destructor for every part, which
//! would be a fifth of what the npm package may weigh.

use engine::{Date, DayRange, Money};

use crate::said::said;

/// Text that grows. A key of `""` stands for an item of a list, which has none.
pub struct Json {
    text: String,
    /// How deep we are, if every value stands on a line of its own.
    lines: Option<usize>,
    /// Nothing stands in the innermost list or object yet.
    empty: bool,
}

impl Json {
    /// For programs.
    pub fn compact() -> Json {
        Json {
            text: String::new(),
            lines: None,
            empty: true,
        }
    }

    /// For people.
    pub fn pretty() -> Json {
        Json {
            lines: Some(0),
            ..Json::compact()
        }
    }

    pub fn done(self) -> String {
        self.text
    }

    #[inline]
    pub fn object(&mut self, key: &str, body: impl FnOnce(&mut Json)) {
        self.open(key, "{");
        body(self);
        self.close("}");
    }

    #[inline]
    pub fn list(&mut self, key: &str, body: impl FnOnce(&mut Json)) {
        self.open(key, "[");
        body(self);
        self.close("]");
    }

    pub fn texts<'a>(&mut self, key: &str, texts: impl IntoIterator<Item = &'a str>) {
        self.list(key, |json| {
            for text in texts {
                json.text("", text);
            }
        });
    }

    pub fn text(&mut self, key: &str, text: &str) {
        self.key(key);
        self.quoted(text);
    }

    /// Null where there are no words.
    pub fn stated(&mut self, key: &str, text: &str) {
        if text.is_empty() {
            self.bare(key, "null");
        } else {
            self.text(key, text);
        }
    }

    pub fn flag(&mut self, key: &str, value: bool) {
        self.bare(key, if value { "true" } else { "false" });
    }

    pub fn number(&mut self, key: &str, value: Option<i64>) {
        match value {
            Some(value) => self.bare(key, &said!(value)),
            None => self.bare(key, "null"),
        }
    }

    /// Yuan with at most two decimals, exact to the fen.
    pub fn sum(&mut self, key: &str, sum: Option<Money>) {
        match sum {
            Some(sum) => self.bare(key, &wording::decimal(sum)),
            None => self.bare(key, "null"),
        }
    }

    pub fn date(&mut self, key: &str, date: Option<Date>) {
        self.stated(key, &date.map_or_else(String::new, |date| said!(date)));
    }

    /// The earliest and the latest day that it can be.
    pub fn days(&mut self, key: &str, days: Option<DayRange>) {
        match days {
            Some(days) => self.object(key, |json| {
                json.date("earliest", Some(days.first()));
                json.date("latest", Some(days.last()));
            }),
            None => self.null(key),
        }
    }

    pub fn null(&mut self, key: &str) {
        self.bare(key, "null");
    }

    fn open(&mut self, key: &str, bracket: &str) {
        self.key(key);
        self.text.push_str(bracket);
        self.lines = self.lines.map(|depth| depth + 1);
        self.empty = true;
    }

    fn close(&mut self, bracket: &str) {
        self.lines = self.lines.map(|depth| depth - 1);
        if !self.empty {
            self.line();
        }
        self.text.push_str(bracket);
        self.empty = false;
    }

    fn bare(&mut self, key: &str, value: &str) {
        self.key(key);
        self.text.push_str(value);
    }

    /// What stands before a value.
    fn key(&mut self, key: &str) {
        if !self.empty {
            self.text.push(',');
        }
        if !self.text.is_empty() {
            self.line();
        }
        self.empty = false;
        if !key.is_empty() {
            self.quoted(key);
            self.text.push(':');
            if self.lines.is_some() {
                self.text.push(' ');
            }
        }
    }

    fn line(&mut self) {
        if let Some(depth) = self.lines {
            self.text.push('\n');
            for _ in 0..depth {
                self.text.push_str("  ");
            }
        }
    }

    fn quoted(&mut self, text: &str) {
        quote(&mut self.text, text);
    }
}

/// A text in quotation marks, with whatever must not stand in them written otherwise.
pub fn quote(to: &mut String, text: &str) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    to.push('"');
    let mut done = 0;
    // All of these are one byte, so nothing is ever cut in two.
    for (at, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'"' | b'\\' => byte,
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            8 => b'b',
            12 => b'f',
            0..32 => b'u',
            _ => continue,
        };
        to.push_str(&text[done..at]);
        done = at + 1;
        to.push('\\');
        to.push(escape.into());
        if escape == b'u' {
            to.push_str("00");
            to.push(HEX[usize::from(byte >> 4)].into());
            to.push(HEX[usize::from(byte & 15)].into());
        }
    }
    to.push_str(&text[done..]);
    to.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(mut json: Json) -> String {
        json.object("", |json| {
            json.text("a", "高\"级\n\u{1}");
            json.stated("b", "");
            json.list("c", |json| {
                json.number("", Some(-3));
                json.sum("", Some(Money(33_350)));
                json.object("", |_| {});
            });
            json.list("d", |_| {});
            json.flag("e", true);
            json.date("f", Date::new(2026, 6, 1));
        });
        json.done()
    }

    #[test]
    fn what_is_written_is_json() {
        assert_eq!(
            example(Json::compact()),
            r#"{"a":"高\"级\n\u0001","b":null,"c":[-3,333.5,{}],"d":[],"e":true,"f":"2026-06-01"}"#
        );
        assert_eq!(
            example(Json::pretty()),
            "{\n  \"a\": \"高\\\"级\\n\\u0001\",\n  \"b\": null,\n  \"c\": [\n    -3,\n    333.5,\n    \
             {}\n  ],\n  \"d\": [],\n  \"e\": true,\n  \"f\": \"2026-06-01\"\n}"
        );
    }
}
