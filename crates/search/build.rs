//! Joins what search knows of words into one text without comments: `text/search.toml`, and the districts of
//! the cities from `rules/roster.toml`, which names them once for everything.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use wording::text;

fn main() {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("set by cargo")).join("../..");
    let mut joined = String::new();
    for (file, wanted) in [
        ("text/search.toml", None),
        ("rules/roster.toml", Some("cells.region")),
    ] {
        let path = root.join(file);
        println!("cargo::rerun-if-changed={}", path.display());
        let content = fs::read_to_string(&path).expect("the words of search can be read");
        let mut section = "";
        for entry in text::entries(&content) {
            let entry =
                entry.unwrap_or_else(|line| panic!("{file}: not `key = \"words\"`: {line}"));
            if wanted.is_some_and(|wanted| wanted != entry.section) {
                continue;
            }
            if section != entry.section {
                section = entry.section;
                let name = if wanted.is_some() {
                    "option.region"
                } else {
                    section
                };
                writeln!(joined, "[{name}]").expect("a string takes all");
            }
            // Districts begin a cell there, and stand anywhere here.
            let value = match wanted {
                Some(_) => entry.value.replace('*', ""),
                None => entry.value.to_owned(),
            };
            writeln!(joined, "{}=\"{value}\"", entry.key).expect("a string takes all");
        }
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::write(out.join("words.toml"), joined).expect("OUT_DIR can be written");
}
