//! Compiles the rules, notes and all, into the module. Rules with errors stop the build.

use std::path::Path;
use std::{env, fs, process};

fn main() {
    let rules =
        Path::new(&env::var("CARGO_MANIFEST_DIR").expect("set by cargo")).join("../../rules");
    println!("cargo::rerun-if-changed={}", rules.display());
    let compilation = rulec::compile(&rules, None);
    let Some(rulebook) = &compilation.rulebook else {
        eprint!("{}", compilation.render());
        process::exit(1);
    };
    let out = Path::new(&env::var("OUT_DIR").expect("set by cargo")).join("rulebook.bin");
    fs::write(out, rulebook.encode()).expect("the build directory can be written to");
}
