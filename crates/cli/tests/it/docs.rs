//! The examples of docs/cli.md and docs/batch.md, run as written.
//!
//! In a `console` block a line after `$ ` is a command for `sh` at the root of the checkout; what
//! follows is its output, where a line `…` stands for any number of lines.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::here;

#[test]
fn examples_do_what_they_say() {
    let root = here().join("../..");
    let pages = ["docs/cli.md", "docs/batch.md"];
    let page = pages.map(|page| fs::read_to_string(root.join(page)).unwrap());
    let page = page.concat();
    let program = Path::new(env!("CARGO_BIN_EXE_skill-subsidy"));
    let path = std::env::join_paths(
        [program.parent().unwrap().to_owned()]
            .into_iter()
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    )
    .unwrap();
    let mut examples = 0;
    for block in page.split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap();
        for example in block.split("$ ").skip(1) {
            let (command, expected) = example.split_once('\n').unwrap();
            let output = Command::new("sh")
                .args(["-c", &format!("{{ {command}\n}} 2>&1")])
                .env("PATH", &path)
                .env_remove("SKILL_SUBSIDY_SOURCES")
                .current_dir(&root)
                .output()
                .unwrap();
            let told = String::from_utf8(output.stdout).unwrap();
            assert!(matches(&told, expected), "$ {command}\n{told}");
            examples += 1;
        }
    }
    assert!(examples > 5, "{examples} examples");
}

/// Whether the lines are those expected, `…` being any number of them.
fn matches(told: &str, expected: &str) -> bool {
    let mut told = told.lines().peekable();
    let mut skipping = false;
    for line in expected.lines().filter(|line| !line.is_empty()) {
        if line.trim() == "…" {
            skipping = true;
            continue;
        }
        let found = if skipping {
            told.any(|other| other == line)
        } else {
            told.by_ref().find(|other| !other.is_empty()) == Some(line)
        };
        if !found {
            return false;
        }
        skipping = false;
    }
    skipping || told.all(str::is_empty)
}
