//! Every kind of finding, as it is printed.
//!
//! Each directory in `diagnostics/` holds the files in which a set of rules differs from the sound
//! ones in `diagnostics/base`, and the findings in `expected.txt`. `UPDATE=1` writes those anew;
//! the difference is then read like any other change.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use rulec::{Code, Compilation, Texts};

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics")
}

/// Names of the directories with a set of rules each.
fn sets() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(directory())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Files of a directory by name; those of the base where the directory has none of its own.
fn texts(set: &str) -> Texts {
    let mut files = BTreeMap::new();
    for from in ["base", set] {
        for entry in fs::read_dir(directory().join(from)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            files.insert(name, fs::read_to_string(path).unwrap());
        }
    }
    // An empty file stands for one that is missing.
    files.retain(|_, text| !text.is_empty());
    let ending = |ending: &str| -> Vec<(String, String)> {
        let found = files.iter().filter(|(name, _)| name.ends_with(ending));
        found
            .map(|(name, text)| (name.clone(), text.clone()))
            .filter(|(name, _)| name != "expected.txt")
            .collect()
    };
    let sources = ending(".txt");
    Texts {
        rules: ending(".toml"),
        lock: files.get("proofs.lock").cloned(),
        sources: (!sources.is_empty()).then_some(sources),
    }
}

/// What came of each set, worked out once.
static CHECKED: LazyLock<BTreeMap<String, Compilation>> = LazyLock::new(|| {
    let sets = sets().into_iter();
    sets.map(|set| (set.clone(), check(&set))).collect()
});

fn check(set: &str) -> Compilation {
    let mut texts = texts(set);
    if texts.lock.is_none() && set != "stale-lock-none" {
        texts.lock = rulec::compile_texts(&texts).lock;
    }
    rulec::check_texts(&texts)
}

#[test]
fn findings_read_as_expected() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    for (set, compilation) in &*CHECKED {
        let printed = compilation.render();
        let path = directory().join(set).join("expected.txt");
        if update {
            fs::write(&path, &printed).unwrap();
            continue;
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if printed != expected {
            wrong.push(format!(
                "{set}\n--- expected\n{expected}--- printed\n{printed}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}\nUPDATE=1 rewrites", wrong.join("\n"));
}

#[test]
fn every_kind_of_finding_is_pinned() {
    let mut pinned = BTreeSet::new();
    for (set, compilation) in &*CHECKED {
        for finding in &compilation.diagnostics {
            // The first part of a name is the finding that the set is there for.
            if set.starts_with(finding.code.id()) {
                pinned.insert(finding.code);
            }
        }
    }
    let all: BTreeSet<Code> = Code::ALL.iter().copied().collect();
    let missing: Vec<&str> = all.difference(&pinned).map(|code| code.id()).collect();
    assert!(missing.is_empty(), "not pinned: {missing:?}");
}

#[test]
fn sound_rules_compile_without_a_finding() {
    let compilation = &CHECKED["base"];
    assert_eq!(compilation.render(), "");
    assert!(compilation.rulebook.is_some());
    assert!(
        compilation
            .coverage
            .iter()
            .all(|one| one.covered == one.sentences)
    );
}
