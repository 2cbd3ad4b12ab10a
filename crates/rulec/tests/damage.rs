//! Damaged rule files are reported, never a reason to stop.
//!
//! Somebody is always in the middle of writing a rule. Whatever a file looks like, compiling it
//! and printing what was found must come to an end, and must not yield a rulebook together with an
//! error.

use std::path::Path;

use proptest::prelude::*;
use rulec::Texts;

const NAMES: [&str; 4] = ["facts.toml", "sources.toml", "town.toml", "town.txt"];

fn sound() -> Texts {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics/base");
    let read = |name: &str| {
        let text = std::fs::read_to_string(base.join(name)).unwrap();
        (name.to_owned(), text)
    };
    Texts {
        rules: NAMES[..3].iter().map(|name| read(name)).collect(),
        lock: None,
        sources: Some(vec![read(NAMES[3])]),
    }
}

/// Words that mean something in rule files, in the wrong place.
const WORDS: [&str; 24] = [
    "",
    "\"",
    "\n",
    "[[benefit]]\n",
    "[[benefit.case]]\n",
    "{ }",
    "[]",
    "= 3",
    "true",
    "-9223372036854775808",
    "9223372036854775807",
    "0xffff",
    "1.5",
    "2026-02-30",
    "\"none\"",
    "any = ",
    "not = ",
    "reading = \"x\"",
    "unstated = true, ",
    "per = \"rank\", ",
    "monthly = 70000, ",
    "at_most = 0, ",
    "，",
    "\u{301}",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn damaged_rules_are_reported(
        cuts in prop::collection::vec(
            (0..4usize, any::<prop::sample::Index>(), 0..40usize, prop::sample::select(&WORDS[..])),
            1..4,
        ),
    ) {
        let mut texts = sound();
        for (file, at, length, word) in cuts {
            let text = match &mut texts.sources {
                Some(sources) if file == 3 => &mut sources[0].1,
                _ => &mut texts.rules[file.min(2)].1,
            };
            let chars: Vec<char> = text.chars().collect();
            let from = at.index(chars.len() + 1);
            let to = (from + length).min(chars.len());
            *text = chars[..from]
                .iter()
                .copied()
                .chain(word.chars())
                .chain(chars[to..].iter().copied())
                .collect();
        }
        texts.lock = rulec::compile_texts(&texts).lock;
        let compilation = rulec::check_texts(&texts);
        let printed = compilation.render();
        prop_assert_eq!(compilation.rulebook.is_none(), compilation.errors() > 0);
        prop_assert_eq!(compilation.diagnostics.is_empty(), printed.is_empty());
    }
}
