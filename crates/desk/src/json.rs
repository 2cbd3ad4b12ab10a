//! JSON as the roster's script reads it.

use engine::Date;

/// Text that grows. A key of `""` stands for an item of a list, which has none.
pub struct Json {
    text: String,
    /// Nothing stands in the innermost list or object yet.
    empty: bool,
}

impl Json {
    /// For programs.
    pub fn compact() -> Json {
        Json {
            text: String::new(),
            empty: true,
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
            Some(value) => self.bare(key, &value.to_string()),
            None => self.bare(key, "null"),
        }
    }

    pub fn date(&mut self, key: &str, date: Option<Date>) {
        self.stated(key, &date.map_or_else(String::new, |date| date.to_string()));
    }

    pub fn null(&mut self, key: &str) {
        self.bare(key, "null");
    }

    fn open(&mut self, key: &str, bracket: &str) {
        self.key(key);
        self.text.push_str(bracket);
        self.empty = true;
    }

    fn close(&mut self, bracket: &str) {
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
        self.empty = false;
        if !key.is_empty() {
            self.quoted(key);
            self.text.push(':');
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

    #[test]
    fn what_is_written_is_json() {
        let mut json = Json::compact();
        json.object("", |json| {
            json.text("a", "高\"级\n\u{1}");
            json.stated("b", "");
            json.list("c", |json| {
                json.number("", Some(-3));
                json.object("", |_| {});
            });
            json.list("d", |_| {});
            json.flag("e", true);
            json.date("f", Date::new(2026, 6, 1));
        });
        assert_eq!(
            json.done(),
            r#"{"a":"高\"级\n\u0001","b":null,"c":[-3,{}],"d":[],"e":true,"f":"2026-06-01"}"#
        );
    }
}
