//! Compiles `rules/` into the rulebook, and `text/` into the list of words, that go into the page.

use std::collections::HashSet;
use std::fmt::Write;
use std::path::PathBuf;
use std::{env, fs, process};

use wording::english::{self, Fault};
use wording::text;

fn main() {
    for input in ["rules", "text"] {
        println!("cargo::rerun-if-changed={input}");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let mut faults = Vec::new();

    let compilation = rulec::compile("rules".as_ref(), None);
    let Some(rulebook) = &compilation.rulebook else {
        eprint!("{}", compilation.render());
        process::exit(1);
    };
    // The notes are a file of their own, written with the policy pages and fetched at the start.
    let (bare, notes) = rulebook.encode_parted();
    fs::write(out.join("rulebook.bin"), bare).expect("OUT_DIR can be written");

    let chinese = fs::read_to_string("text/zh-CN.toml").expect("text/zh-CN.toml can be read");
    let english = fs::read_to_string("text/en.toml").expect("text/en.toml can be read");
    let words = read("zh-CN.toml", &chinese, &mut faults);
    let translated = read("en.toml", &english, &mut faults);
    compare(rulebook, &words, &translated, &mut faults);
    if !faults.is_empty() {
        eprintln!("{}", faults.join("\n"));
        process::exit(1);
    }

    let keys: Vec<&str> = words
        .iter()
        .filter(|entry| entry.section == "words")
        .map(|entry| entry.key)
        .collect();
    let values: Vec<&str> = words.iter().map(|entry| entry.value).collect();
    let mut code = String::from(
        "/// A piece of the interface's wording, named by its key in `text/`.\n\
         #[derive(Clone, Copy, PartialEq, Eq, Debug)]\npub enum Word {\n",
    );
    for key in &keys {
        writeln!(code, "    {},", camel(key)).expect("a string takes all");
    }
    write!(
        code,
        "}}\n\nconst CHINESE: &str = {:?};\npub(crate) const ENGLISH_FILE: u32 = {};\n\
         pub(crate) const NOTES_FILE: u32 = {};\n\
         /// Where the site has the English words: a file that is named by its content.\n\
         pub const ENGLISH_NAME: &str = {:?};\n",
        values.join("\n"),
        text::fingerprint(english.as_bytes()),
        text::fingerprint(&notes),
        text::english_name(&english),
    )
    .expect("a string takes all");
    fs::write(out.join("words.rs"), code).expect("OUT_DIR can be written");
}

fn read<'a>(file: &str, content: &'a str, faults: &mut Vec<String>) -> Vec<text::Entry<'a>> {
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

/// Both files hold the same words in the same order (the page finds them by their place), and the
/// English one also every fact. A benefit without an English name is told of.
fn compare(
    rulebook: &engine::Rulebook,
    chinese: &[text::Entry],
    english: &[text::Entry],
    faults: &mut Vec<String>,
) {
    let keys = |entries: &[text::Entry]| -> Vec<String> {
        entries
            .iter()
            .filter(|entry| entry.section == "words")
            .map(|entry| entry.key.to_owned())
            .collect()
    };
    let (ours, theirs) = (keys(chinese), keys(english));
    for (from, has, to, lacks) in [
        ("zh-CN", &ours, "en", &theirs),
        ("en", &theirs, "zh-CN", &ours),
    ] {
        for key in has.iter().filter(|key| !lacks.contains(key)) {
            faults.push(format!(
                "text/{to}.toml lacks `{key}`, which text/{from}.toml has"
            ));
        }
    }
    if let Some((ours, theirs)) = ours.iter().zip(&theirs).find(|(a, b)| a != b)
        && faults.is_empty()
    {
        faults.push(format!(
            "text/en.toml has `{theirs}` where text/zh-CN.toml has `{ours}`: keep one order"
        ));
    }

    let given: Vec<(&str, &str)> = english
        .iter()
        .filter(|entry| entry.section != "words")
        .map(|entry| (entry.section, entry.key))
        .collect();
    for one in english::compare(rulebook, &given) {
        let place = format!("`{}` in [{}]", one.key, one.section);
        match one.fault {
            Fault::Missing => faults.push(format!("text/en.toml lacks {place}")),
            Fault::Strange => faults.push(format!(
                "text/en.toml has {place}, which the rules have not"
            )),
            Fault::Untranslated(shown) => {
                println!(
                    "cargo::warning=text/en.toml lacks {place}: in English the page shows {shown}"
                );
            }
        }
    }
}

fn camel(key: &str) -> String {
    key.split('_')
        .flat_map(|part| {
            let (first, rest) = part.split_at(1);
            [first.to_uppercase(), rest.to_owned()]
        })
        .collect()
}
