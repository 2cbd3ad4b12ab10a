//! Compiles the rules into the program, so that it runs anywhere without them.
//!
//! Rules with errors do not stop the build: the program is what shows the errors (`check`). It
//! then holds no rulebook, and says so when asked to evaluate.

use std::path::Path;
use std::{env, fs};

fn main() {
    let rules =
        Path::new(&env::var("CARGO_MANIFEST_DIR").expect("set by cargo")).join("../../rules");
    println!("cargo::rerun-if-changed={}", rules.display());
    let compilation = rulec::compile(&rules, None);
    let bytes = match &compilation.rulebook {
        Some(rulebook) => rulebook.encode(),
        None => {
            println!(
                "cargo::warning=规则有 {} 处错误，程序里没有规则；请运行 skill-subsidy check",
                compilation.errors()
            );
            Vec::new()
        }
    };
    let out = Path::new(&env::var("OUT_DIR").expect("set by cargo")).join("rulebook.bin");
    fs::write(out, bytes).expect("the build directory can be written to");
}
