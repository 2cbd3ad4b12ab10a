//! How rule files look: one condition a line, and lines that fit on a screen.
//!
//! Only values that break these rules are written anew, and only on request; comments and everything
//! else stay as they are.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Most characters in a line, unless it holds a quote or words that cannot be broken.
const COLUMNS: usize = 120;

/// A text that is longer than this cannot be broken, so it may make its line too long.
const LONG_WORDS: usize = 40;

/// A line that does not look as it should.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Untidy {
    /// Name of the file.
    pub file: String,
    /// From 1.
    pub line: usize,
    pub why: &'static str,
}

const TOO_LONG: &str = "超过 120 列";
const TWO_CONDITIONS: &str = "一行里写了两个以上的条件";

/// Lines that are too long or hold several conditions.
pub fn untidy(name: &str, text: &str) -> Vec<Untidy> {
    let parsed = DeTable::parse_recoverable(text).0;
    let lines = Lines::of(text);
    let mut conditions = vec![0; lines.starts.len()];
    each_test(parsed.get_ref(), &mut |span| {
        conditions[lines.at(span.start)] += 1
    });
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let whys = [
            (is_too_long(line), TOO_LONG),
            (
                conditions.get(at).is_some_and(|count| *count > 1),
                TWO_CONDITIONS,
            ),
        ];
        for (_, why) in whys.iter().filter(|(wrong, _)| *wrong) {
            found.push(Untidy {
                file: name.to_owned(),
                line: at + 1,
                why,
            });
        }
    }
    found
}

/// The text with every untidy value written over several lines. Values with comments in them stay as
/// they are.
pub fn tidied(text: &str) -> String {
    let (parsed, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return text.to_owned();
    }
    let lines = Lines::of(text);
    let untidy: Vec<usize> = untidy("", text).iter().map(|one| one.line - 1).collect();
    let mut changes: Vec<(Range<usize>, String)> = Vec::new();
    each_value(parsed.get_ref(), text, &mut |value| {
        let span = value.span();
        let own = lines.at(span.start)..=lines.at(span.end.saturating_sub(1));
        let key = &text[lines.starts[*own.start()]..span.start];
        let has_comment = Writer { text }.has_comment(value);
        if untidy.iter().any(|line| own.contains(line)) && !has_comment {
            let mut out = String::new();
            let indent = key.chars().count() - key.trim_start().chars().count();
            let room = COLUMNS.saturating_sub(key.chars().count());
            Writer { text }.write(value, indent, room, &mut out);
            changes.push((span, out));
        }
    });
    let mut out = text.to_owned();
    changes.sort_by_key(|(span, _)| span.start);
    for (span, written) in changes.into_iter().rev() {
        out.replace_range(span, &written);
    }
    out
}

/// Where lines begin.
struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    fn of(text: &str) -> Lines {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Lines {
            starts: std::iter::once(0).chain(breaks).collect(),
        }
    }

    /// The line of a byte, from 0.
    fn at(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start <= byte) - 1
    }
}

fn is_too_long(line: &str) -> bool {
    // Every second piece stands between quotation marks.
    let longest = line
        .split('"')
        .skip(1)
        .step_by(2)
        .map(|words| words.chars().count())
        .max();
    let broken = longest.is_none_or(|longest| longest <= LONG_WORDS) && !line.contains("quote = ");
    line.chars().count() > COLUMNS && broken
}

/// Where each test of a condition stands: an inline table that names a fact, a term or what is
/// unstated.
fn each_test(table: &DeTable, note: &mut impl FnMut(Range<usize>)) {
    for value in table.values() {
        each_test_in(value, note);
    }
}

fn each_test_in(value: &Spanned<DeValue>, note: &mut impl FnMut(Range<usize>)) {
    match value.get_ref() {
        DeValue::Table(table) => {
            if is_test(table) {
                note(value.span());
            }
            each_test(table, note);
        }
        DeValue::Array(items) => items.iter().for_each(|item| each_test_in(item, note)),
        _ => {}
    }
}

fn is_test(table: &DeTable) -> bool {
    let words = |key: &str| {
        table
            .get(key)
            .is_some_and(|value| matches!(value.get_ref(), DeValue::String(_)))
    };
    ["fact", "term", "unstated"].into_iter().any(words)
}

fn tests_in(value: &Spanned<DeValue>) -> usize {
    let mut count = 0;
    each_test_in(value, &mut |_| count += 1);
    count
}

/// Every value that stands behind a key of a table with a header of its own.
fn each_value<'a>(
    table: &'a DeTable<'a>,
    text: &str,
    note: &mut impl FnMut(&'a Spanned<DeValue<'a>>),
) {
    let inline = |value: &Spanned<DeValue>| text[value.span()].starts_with('{');
    for value in table.values() {
        match value.get_ref() {
            DeValue::Table(inner) if !inline(value) => each_value(inner, text, note),
            DeValue::Array(items)
                if items
                    .iter()
                    .any(|item| matches!(item.get_ref(), DeValue::Table(_)) && !inline(item)) =>
            {
                for item in items.iter() {
                    if let DeValue::Table(inner) = item.get_ref() {
                        each_value(inner, text, note);
                    }
                }
            }
            _ => note(value),
        }
    }
}

struct Writer<'t> {
    text: &'t str,
}

impl Writer<'_> {
    /// Whether a comment stands in a value, outside its texts.
    fn has_comment(&self, value: &Spanned<DeValue>) -> bool {
        let mut texts: Vec<Range<usize>> = Vec::new();
        fn collect(value: &Spanned<DeValue>, texts: &mut Vec<Range<usize>>) {
            match value.get_ref() {
                DeValue::Table(table) => table.values().for_each(|inner| collect(inner, texts)),
                DeValue::Array(items) => items.iter().for_each(|item| collect(item, texts)),
                DeValue::String(_) => texts.push(value.span()),
                _ => {}
            }
        }
        collect(value, &mut texts);
        let span = value.span();
        let mut signs = self.text[span.clone()].match_indices('#');
        signs.any(|(at, _)| {
            let at = span.start + at;
            !texts.iter().any(|text| text.contains(&at))
        })
    }

    fn flat(&self, value: &Spanned<DeValue>) -> String {
        let joined = |parts: Vec<String>, [open, close]: [&str; 2]| match parts.is_empty() {
            true => format!("{}{}", open.trim(), close.trim()),
            false => format!("{open}{}{close}", parts.join(", ")),
        };
        match value.get_ref() {
            DeValue::Table(table) => {
                let each = table.iter();
                let parts =
                    each.map(|(key, value)| format!("{} = {}", key.get_ref(), self.flat(value)));
                joined(parts.collect(), ["{ ", " }"])
            }
            DeValue::Array(items) => joined(
                items.iter().map(|item| self.flat(item)).collect(),
                ["[", "]"],
            ),
            _ => self.text[value.span()].to_owned(),
        }
    }

    /// Writes a value that begins with so much room left in its line; what it breaks into is indented
    /// deeper than `indent`.
    fn write(&self, value: &Spanned<DeValue>, indent: usize, room: usize, out: &mut String) {
        let flat = self.flat(value);
        let is_list = matches!(value.get_ref(), DeValue::Array(items)
            if items.iter().any(|item| matches!(item.get_ref(), DeValue::Table(_))));
        let fits = flat.chars().count() <= room || is_unbreakable(value);
        if tests_in(value) <= 1 && fits && !(is_list && tests_in(value) > 0) {
            out.push_str(&flat);
            return;
        }
        let deeper = " ".repeat(indent + 2);
        let item_room = COLUMNS.saturating_sub(indent + 3);
        match value.get_ref() {
            // Many short values: as many in a line as fit.
            DeValue::Array(items) if !is_list => {
                out.push_str("[\n");
                let mut line = deeper.clone();
                for item in items.iter() {
                    let next = self.flat(item) + ",";
                    let length = line.chars().count() + next.chars().count();
                    if line != deeper && length > COLUMNS {
                        out.push_str(line.trim_end());
                        out.push('\n');
                        line = deeper.clone();
                    }
                    line.push_str(&next);
                    line.push(' ');
                }
                out.push_str(line.trim_end());
                out.push('\n');
                out.push_str(&" ".repeat(indent));
                out.push(']');
            }
            DeValue::Array(items) => {
                out.push_str("[\n");
                for item in items.iter() {
                    out.push_str(&deeper);
                    self.write(item, indent + 2, item_room, out);
                    out.push_str(",\n");
                }
                out.push_str(&" ".repeat(indent));
                out.push(']');
            }
            // { any = [ … ], label = "…" }: the list is what breaks.
            DeValue::Table(table)
                if table.values().filter(|inner| tests_in(inner) > 0).count() == 1 =>
            {
                out.push_str("{ ");
                for (at, (key, inner)) in table.iter().enumerate() {
                    if at > 0 {
                        out.push_str(", ");
                    }
                    out.push_str(&format!("{} = ", key.get_ref()));
                    match tests_in(inner) {
                        0 => out.push_str(&self.flat(inner)),
                        _ => self.write(inner, indent, 0, out),
                    }
                }
                out.push_str(" }");
            }
            DeValue::Table(table) => {
                out.push_str("{\n");
                for (key, inner) in table.iter() {
                    let name = format!("{deeper}{} = ", key.get_ref());
                    let room = COLUMNS.saturating_sub(name.chars().count() + 1);
                    out.push_str(&name);
                    self.write(inner, indent + 2, room, out);
                    out.push_str(",\n");
                }
                out.push_str(&" ".repeat(indent));
                out.push('}');
            }
            _ => out.push_str(&flat),
        }
    }
}

/// Whether words make it long that cannot be broken.
fn is_unbreakable(value: &Spanned<DeValue>) -> bool {
    match value.get_ref() {
        DeValue::String(words) => words.chars().count() > LONG_WORDS,
        DeValue::Table(table) => table.values().any(is_unbreakable),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNTIDY: &str = r#"# 说明
[[benefit]]
id = "one"
quote = "一句很长的话，长到写不下一行也不能断开，因为它是原文，原文要逐字照抄，所以这一行可以超过一百二十列，写多长都可以，只要它是原文就行，这里再凑几个字，凑够一百二十列为止，还差一点点，好了，够了"
conditions = [
  { fact = "a", is = true }, # 这一条
  { any = [{ fact = "a", is = true }, { all = [{ fact = "b", is = true }, { not = { term = "c" } }] }], label = "甲" },
]
amount = { once = true, tiers = [{ when = { fact = "a", is = true }, fixed = 1 }, { when = { fact = "b", is = true }, fixed = 2 }] }
chosen = { reading = "x", a = { fact = "a", is = true }, b = { fact = "b", is = true } }

[[benefit.case]]
name = "甲"
facts = { aaaaaaaaaaaaaaa = ["bbbbbbbbbbbbbbbbbbbbbb", "cccccccccccccccccccccccccccc"], dddddddddddddddddddd = "eeeeeeeeeeeeeeeeeeeeee", ffffff = 1 }
towns = ["aaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbb", "cccccccccccccccccccc", "dddddddddddddddddddd", "eeeeeeeeeeeeeeeeeeee", "ffffffffffffffffffff"]
"#;

    const TIDY: &str = r#"amount = { once = true, tiers = [
  { when = { fact = "a", is = true }, fixed = 1 },
  { when = { fact = "b", is = true }, fixed = 2 },
] }
chosen = {
  reading = "x",
  a = { fact = "a", is = true },
  b = { fact = "b", is = true },
}

[[benefit.case]]
name = "甲"
facts = {
  aaaaaaaaaaaaaaa = ["bbbbbbbbbbbbbbbbbbbbbb", "cccccccccccccccccccccccccccc"],
  dddddddddddddddddddd = "eeeeeeeeeeeeeeeeeeeeee",
  ffffff = 1,
}
towns = [
  "aaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbb", "cccccccccccccccccccc", "dddddddddddddddddddd",
  "eeeeeeeeeeeeeeeeeeee", "ffffffffffffffffffff",
]
"#;

    #[test]
    fn untidy_lines_are_found_but_words_may_be_long() {
        let found = untidy("town.toml", UNTIDY);
        let lines: Vec<(usize, &str)> = found.iter().map(|one| (one.line, one.why)).collect();
        assert_eq!(
            lines,
            [
                (7, TWO_CONDITIONS),
                (9, TOO_LONG),
                (9, TWO_CONDITIONS),
                (10, TWO_CONDITIONS),
                (14, TOO_LONG),
                (15, TOO_LONG)
            ]
        );
    }

    #[test]
    fn tidying_breaks_values_and_changes_no_meaning() {
        // The comment would be lost.
        let once = tidied(UNTIDY);
        assert!(once.contains("# 这一条") && once.ends_with(TIDY), "{once}");
        let whole = tidied(&UNTIDY.replace(" # 这一条", ""));
        assert_eq!(untidy("", &whole), []);
        assert!(
            whole.contains(
                "  { any = [\n    { fact = \"a\", is = true },\n    { all = [\n      { fact = \"b\", is = true },\n      { not = { term = \"c\" } },\n    ] },\n  ], label = \"甲\" },\n"
            ),
            "{whole}"
        );
        assert_eq!(tidied(&whole), whole);
        let meaning = |text: &str| format!("{:?}", Bare(DeTable::parse(text).unwrap().get_ref()));
        assert_eq!(meaning(&whole), meaning(UNTIDY));
    }

    /// A table without the places of its values.
    struct Bare<'a>(&'a DeTable<'a>);

    impl std::fmt::Debug for Bare<'_> {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            fn value(of: &DeValue) -> String {
                match of {
                    DeValue::Table(table) => format!("{:?}", Bare(table)),
                    DeValue::Array(items) => items
                        .iter()
                        .map(|item| value(item.get_ref()) + ";")
                        .collect(),
                    DeValue::String(words) => format!("{words:?}"),
                    DeValue::Integer(number) => number.to_string(),
                    DeValue::Boolean(flag) => flag.to_string(),
                    other => format!("{other:?}"),
                }
            }
            for (key, of) in self.0.iter() {
                write!(f, "{}={{{}}} ", key.get_ref(), value(of.get_ref()))?;
            }
            Ok(())
        }
    }
}
