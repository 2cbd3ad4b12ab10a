//! Compiles the rules, notes and all, into the module. Rules with errors stop the build.

#[path = "src/packed.rs"]
mod packed;

use std::path::Path;
use std::{env, fs, process};

fn main() {
    let rules =
        Path::new(&env::var("CARGO_MANIFEST_DIR").expect("set by cargo")).join("../../rules");
    println!("cargo::rerun-if-changed={}", rules.display());
    println!("cargo::rerun-if-changed=src/packed.rs");
    let compilation = rulec::compile(&rules, None);
    let Some(rulebook) = &compilation.rulebook else {
        eprint!("{}", compilation.render());
        process::exit(1);
    };
    let out = Path::new(&env::var("OUT_DIR").expect("set by cargo")).join("rulebook.bin");
    let bytes = rulebook.encode();
    let packed = packed::pack(&bytes);
    assert!(
        packed::unpack(&packed) == bytes,
        "the rules change when they are packed"
    );
    fs::write(out, packed).expect("the build directory can be written to");
}
