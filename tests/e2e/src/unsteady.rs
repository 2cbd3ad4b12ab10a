//! Tests that failed and passed when tried again. The summary of all tests names them: a test that
//! does so often hides a fault, in itself or in the page.

use std::env;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

use xtask::places;

/// How often a test is tried before it has failed: twice, or as `SKILL_SUBSIDY_TRIES` says.
pub fn tries() -> u32 {
    match env::var("SKILL_SUBSIDY_TRIES") {
        Ok(tries) => match tries.parse() {
            Ok(tries) if tries > 0 => tries,
            _ => panic!("SKILL_SUBSIDY_TRIES is `{tries}`; it is a number from 1"),
        },
        Err(_) => 2,
    }
}

/// Says that a test is tried again, and why.
pub fn note(name: &str, why: &str) {
    // Not by the macros, whose words are only shown when a test fails.
    let _ = writeln!(std::io::stderr(), "{name}: tried again: {why}");
    let folder = places::unsteady();
    let written = fs::create_dir_all(&folder).and_then(|()| fs::write(file(name), why));
    if let Err(error) = written {
        panic!("cannot write to {}: {error}", folder.display());
    }
}

/// A test that has failed for good is not unsteady.
pub fn forget(name: &str) {
    // Most often there is none.
    let _ = fs::remove_file(file(name));
}

fn file(name: &str) -> PathBuf {
    places::unsteady().join(format!("{name}.txt"))
}
