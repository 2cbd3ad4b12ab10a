//! Compiles `text/more-*.toml` into the words that go into the views.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, process};

use wording::table;

const FILES: [&str; 2] = ["more-zh-CN.toml", "more-en.toml"];

fn main() {
    let text = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("set by cargo")).join("../../text");
    let [chinese, english] = FILES.map(|file| {
        let path = text.join(file);
        println!("cargo::rerun-if-changed={}", path.display());
        fs::read_to_string(path).unwrap_or_else(|error| panic!("text/{file}: {error}"))
    });
    let mut faults = Vec::new();
    let ours = table::read(FILES[0], &chinese, &mut faults);
    let theirs = table::read(FILES[1], &english, &mut faults);
    table::compare((FILES[0], &ours), (FILES[1], &theirs), &mut faults);
    if !faults.is_empty() {
        eprintln!("{}", faults.join("\n"));
        process::exit(1);
    }
    let mut code = table::code(&ours);
    for (name, entries) in [("CHINESE", &ours), ("ENGLISH", &theirs)] {
        let values: Vec<&str> = entries.iter().map(|entry| entry.value).collect();
        writeln!(
            code,
            "static {name}: [&str; {}] = {values:?};",
            values.len()
        )
        .expect("a string takes all");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("set by cargo"));
    fs::write(out.join("words.rs"), code).expect("OUT_DIR can be written");
}
