//! Tables of an interface's words, as build scripts write them: both files of a language pair hold the same
//! keys in the same order, words are found by their place, and code names them by their keys.

use std::collections::HashSet;
use std::fmt::Write;

use crate::text::{self, Entry};

/// Reads a file. Lines that are no entries, and keys that stand there twice, go to `faults`.
pub fn read<'a>(file: &str, content: &'a str, faults: &mut Vec<String>) -> Vec<Entry<'a>> {
    let mut known = HashSet::new();
    let mut read = Vec::new();
    for entry in text::entries(content) {
        match entry {
            Err(line) => faults.push(format!("text/{file}: not `key = \"words\"`: {line}")),
            Ok(entry) if !known.insert((entry.section, entry.key)) => {
                faults.push(format!(
                    "text/{file}: [{}] {} twice",
                    entry.section, entry.key
                ));
            }
            Ok(entry) => read.push(entry),
        }
    }
    read
}

/// Of two files, each with its name, what one lacks of the words of the other, and where their order differs.
pub fn compare(
    (first, ours): (&str, &[Entry]),
    (second, theirs): (&str, &[Entry]),
    faults: &mut Vec<String>,
) {
    let (ours, theirs) = (keys(ours), keys(theirs));
    for (from, has, to, lacks) in [
        (first, &ours, second, &theirs),
        (second, &theirs, first, &ours),
    ] {
        for key in has.iter().filter(|key| !lacks.contains(key)) {
            faults.push(format!("text/{to} lacks `{key}`, which text/{from} has"));
        }
    }
    if let Some((ours, theirs)) = ours.iter().zip(&theirs).find(|(a, b)| a != b)
        && faults.is_empty()
    {
        faults.push(format!(
            "text/{second} has `{theirs}` where text/{first} has `{ours}`: keep one order"
        ));
    }
}

/// The code of an enumeration that names these words.
pub fn code(entries: &[Entry]) -> String {
    let mut code = String::from(
        "/// A piece of the interface's wording, named by its key in `text/`.\n\
         #[derive(Clone, Copy, PartialEq, Eq, Debug)]\npub enum Word {\n",
    );
    for key in keys(entries) {
        writeln!(code, "    {},", camel(key)).expect("a string takes all");
    }
    code.push_str("}\n\n");
    code
}

fn keys<'a>(entries: &[Entry<'a>]) -> Vec<&'a str> {
    let words = entries.iter().filter(|entry| entry.section == "words");
    words.map(|entry| entry.key).collect()
}

fn camel(key: &str) -> String {
    key.split('_')
        .flat_map(|part| {
            let (first, rest) = part.split_at(1);
            [first.to_uppercase(), rest.to_owned()]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "[words]\nmy_name = \"名\"\nlead = \"引\"\n";

    #[test]
    fn words_are_named_by_their_keys() {
        let mut faults = Vec::new();
        let ours = read("a", OURS, &mut faults);
        assert!(code(&ours).contains("    MyName,\n    Lead,\n}"));
        assert!(faults.is_empty(), "{faults:?}");
        read("a", "[words]\na = \"1\"\na = \"2\"\nb", &mut faults);
        assert_eq!(faults.len(), 2, "{faults:?}");
    }

    #[test]
    fn files_that_differ_are_told_of() {
        let told = |theirs: &str| {
            let mut faults = Vec::new();
            let ours = read("a", OURS, &mut faults);
            let theirs = read("b", theirs, &mut faults);
            compare(("a", &ours), ("b", &theirs), &mut faults);
            faults.join("\n")
        };
        assert_eq!(told(OURS), "");
        assert!(told("[words]\nlead = \"x\"\nmy_name = \"y\"\n").contains("keep one order"));
        assert!(told("[words]\nmy_name = \"y\"\n").contains("text/b lacks `lead`"));
    }
}
