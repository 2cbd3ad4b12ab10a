//! Compiles `rules/` into the rulebook, and `text/` into the list of words, that go into the page.

use std::fmt::Write;
use std::path::PathBuf;
use std::{env, fs, process};

use wording::english::{self, Fault};
use wording::{table, text};

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
    let words = table::read("zh-CN.toml", &chinese, &mut faults);
    let translated = table::read("en.toml", &english, &mut faults);
    let pair = [("zh-CN.toml", &words[..]), ("en.toml", &translated[..])];
    table::compare(pair[0], pair[1], &mut faults);
    compare(rulebook, &translated, &mut faults);
    let own = search::Words::own().faults(rulebook);
    faults.extend(own.iter().map(|fault| format!("text/search.toml: {fault}")));
    if !faults.is_empty() {
        eprintln!("{}", faults.join("\n"));
        process::exit(1);
    }

    let values: Vec<&str> = words.iter().map(|entry| entry.value).collect();
    let mut code = table::code(&words);
    write!(
        code,
        "const CHINESE: &str = {:?};\npub(crate) const ENGLISH_FILE: u32 = {};\n\
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

/// The English file has words for every fact. A benefit without an English name is told of.
fn compare(rulebook: &engine::Rulebook, english: &[text::Entry], faults: &mut Vec<String>) {
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
