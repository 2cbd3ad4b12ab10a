//! JSON as people write it by hand, with the place of a slip; and as they read it.
//!
//! Only syntax is judged here; what a value means is [`data::input`]'s business.

use api::Given;
use serde::Serialize;

/// On lines of its own, with the end of the last line.
pub fn pretty(value: &impl Serialize) -> String {
    // INVARIANT: nothing that is printed has keys that are no texts, or refuses to be written.
    serde_json::to_string_pretty(value).expect("it can be written") + "\n"
}

/// Reads one JSON value and nothing behind it; else says what is wrong, with line and column.
pub fn parse(bytes: &[u8]) -> Result<Given, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count();
        format!("第 {} 行不是 UTF-8 文字；请用 UTF-8 编码保存", line + 1)
    })?;
    // Some editors put a byte order mark in front.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err("内容是空的；没有任何回答时写 {}".to_owned());
    }
    serde_json::from_str(text).map_err(|error| {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        // The parser counts columns in bytes.
        let line = text.split('\n').nth(error.line().saturating_sub(1));
        let before = line.map_or(&b""[..], |line| {
            &line.as_bytes()[..error.column().min(line.len())]
        });
        let column = String::from_utf8_lossy(before).chars().count().max(1);
        format!(
            "不是 JSON：第 {} 行第 {column} 列，{}",
            error.line(),
            in_chinese(message)
        )
    })
}

/// The parser's English in Chinese; what is not known is passed on.
fn in_chinese(message: &str) -> String {
    let known = [
        ("EOF while parsing an object", "没有写完，缺少 }"),
        ("EOF while parsing a list", "没有写完，缺少 ]"),
        ("EOF while parsing a string", "没有写完，缺少引号"),
        ("EOF while parsing a value", "没有写完，缺少值"),
        ("expected `:`", "这里应当是冒号"),
        ("expected `,` or `}`", "这里应当是逗号或 }"),
        ("expected `,` or `]`", "这里应当是逗号或 ]"),
        ("expected ident", "这里应当是 true、false 或 null"),
        ("expected value", "这里应当是一个值；文字要放在英文双引号里"),
        ("key must be a string", "键要放在英文双引号里"),
        ("trailing comma", "最后一项后面多了逗号"),
        ("trailing characters", "内容已经结束，后面还有多余的字"),
        ("invalid number", "这个数的写法不对"),
        ("number out of range", "这个数太大"),
        ("invalid escape", "反斜杠后面的字不对"),
        ("control character", "文字里有换行或控制字符"),
        ("recursion limit exceeded", "括号层数太多"),
    ];
    known
        .iter()
        .find(|(english, _)| message.starts_with(english))
        .map_or_else(|| message.to_owned(), |(_, chinese)| (*chinese).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_order_and_repetition() {
        let parsed = parse(br#"{"b": 1, "a": [true, null], "b": "x"}"#).unwrap();
        assert_eq!(
            parsed,
            Given::Object(vec![
                ("b".into(), Given::Int(1)),
                (
                    "a".into(),
                    Given::List(vec![Given::Bool(true), Given::Null])
                ),
                ("b".into(), Given::Text("x".into())),
            ])
        );
    }

    #[test]
    fn says_where_a_slip_is_in_characters() {
        let slip = |text: &str| parse(text.as_bytes()).unwrap_err();
        assert_eq!(slip(" \n"), "内容是空的；没有任何回答时写 {}");
        assert_eq!(
            slip("{\n  \"级别\" 3}"),
            "不是 JSON：第 2 行第 8 列，这里应当是冒号"
        );
        assert_eq!(
            slip("{\"a\": 1,}"),
            "不是 JSON：第 1 行第 9 列，最后一项后面多了逗号"
        );
        assert_eq!(
            slip("{\"a\": 1"),
            "不是 JSON：第 1 行第 7 列，没有写完，缺少 }"
        );
        assert_eq!(
            slip("{} {}"),
            "不是 JSON：第 1 行第 4 列，内容已经结束，后面还有多余的字"
        );
        assert_eq!(
            parse(b"{\n\"a\": \"\xb9\xa4\"}").unwrap_err(),
            "第 2 行不是 UTF-8 文字；请用 UTF-8 编码保存"
        );
        assert!(parse("\u{feff}{}".as_bytes()).is_ok());
    }
}
