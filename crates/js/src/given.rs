//! What JavaScript hands over, as a value that can be checked.
//!
//! Anything may come: functions, class instances, objects that contain themselves, properties that
//! throw when they are read. `package/api.js` reads all that where throwing is at home, no deeper
//! than answers go, and writes it down as a row of words, each with a letter in front for what it
//! is. Words end with a NUL, which no fact and no option has in it.

use data::value::Value;

/// What was not given at all.
pub const UNDEFINED: &str = "undefined";

pub fn value(written: &str) -> Value {
    let mut rest = written;
    next(&mut rest).unwrap_or(Value::Null)
}

/// `None` where a list or an object ends.
fn next(rest: &mut &str) -> Option<Value> {
    let end = rest.bytes().position(|byte| byte == 0)?;
    let word = &rest[..end];
    *rest = &rest[end + 1..];
    let kind = *word.as_bytes().first()?;
    let word = word.get(1..)?;
    Some(match kind {
        b'n' => Value::Null,
        b't' | b'f' => Value::Bool(kind == b't'),
        b'i' => Value::Int(whole(word)),
        b'd' | b'h' => Value::OtherNumber {
            written: word.to_owned(),
            huge: kind == b'h',
        },
        b's' => Value::Text(word.to_owned()),
        b'[' => {
            let mut list = Vec::new();
            while let Some(item) = next(rest) {
                list.push(item);
            }
            Value::List(list)
        }
        b'{' => {
            let mut object = Vec::new();
            while let Some(Value::Text(key)) = next(rest) {
                object.push((key, next(rest)?));
            }
            Value::Object(object)
        }
        b'?' => Value::Foreign(word.to_owned()),
        _ => return None,
    })
}

/// INVARIANT: a whole number that JavaScript holds exactly, in decimal digits.
fn whole(word: &str) -> i64 {
    let mut number = 0;
    for byte in word.bytes().filter(u8::is_ascii_digit) {
        number = number * 10 + i64::from(byte - b'0');
    }
    if word.starts_with('-') {
        -number
    } else {
        number
    }
}
