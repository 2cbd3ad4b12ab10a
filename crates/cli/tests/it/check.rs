//! `check`, and rules from a directory.

use std::fs;

use crate::{copy_of_the_rules, here, rules, run};

#[test]
fn the_rules_of_this_checkout_are_sound() {
    let ran = run(&["check", rules().to_str().unwrap()], b"");
    assert_eq!(ran.code, 0, "{}{}", ran.err, ran.out);
    assert!(ran.out.contains("\n0 处错误"), "{}", ran.out);
    for source in ["shandong", "liaocheng", "zibo", "taian", "weifang"] {
        let line = ran.out.lines().find(|line| line.starts_with(source));
        assert!(
            line.is_some_and(|line| line.ends_with("100.0%")),
            "{line:?}"
        );
    }
}

#[test]
fn a_fault_is_shown_where_it_stands() {
    let scratch = copy_of_the_rules("a-fault");
    let file = scratch.0.join("zibo.toml");
    let text = fs::read_to_string(&file).unwrap();
    let faulty = text.replacen("fact = \"contests\"", "fact = \"contest\"", 1);
    assert!(text != faulty);
    fs::write(&file, faulty).unwrap();

    let ran = run(&["check", scratch.path()], b"");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("未知的事实 `contest`"), "{}", ran.err);
    assert!(ran.err.contains("zibo.toml:"), "{}", ran.err);
    assert!(!ran.err.contains('\u{1b}'), "no colours in a file");

    // Rules with errors are not used.
    for arguments in [
        &["facts", "--rules", scratch.path()][..],
        &[
            "explain",
            "zibo-newstar-allowance",
            "--rules",
            scratch.path(),
        ],
        &["evaluate", "--facts", "-", "--rules", scratch.path()],
    ] {
        let ran = run(arguments, b"{}");
        assert_eq!((ran.code, ran.out.as_str()), (1, ""));
        assert!(ran.err.contains("没有使用"), "{}", ran.err);
    }
}

#[test]
fn a_failed_case_is_an_error() {
    let scratch = copy_of_the_rules("a-failed-case");
    let file = scratch.0.join("zibo.toml");
    let text = fs::read_to_string(&file).unwrap();
    let faulty = text.replacen("verdict = \"eligible\"", "verdict = \"ineligible\"", 1);
    assert!(text != faulty);
    fs::write(&file, faulty).unwrap();
    let ran = run(&["check", scratch.path()], b"");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("[case-failed]"), "{}", ran.err);
}

#[test]
fn rules_from_a_directory_are_those_of_the_program() {
    let rules = rules();
    let from_directory = run(&["facts", "--rules", rules.to_str().unwrap()], b"").done();
    assert_eq!(from_directory, run(&["facts"], b"").done());
}

#[test]
fn a_directory_that_is_not_there_is_refused() {
    for arguments in [
        &["check", "no-such-directory"][..],
        &["check", "src", "--sources", "no-such-directory"],
        &["facts", "--rules", "no-such-directory"],
    ] {
        let ran = run(arguments, b"");
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert_eq!(ran.err, "错误：没有目录 `no-such-directory`\n");
    }
    // A directory without rules has errors like any other.
    let ran = run(&["check", here().join("src").to_str().unwrap()], b"");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("缺少文件 `facts.toml`"), "{}", ran.err);
}

#[test]
fn a_lock_is_not_written_without_the_texts() {
    let ran = run(&["check", "src", "--update-lock"], b"");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("--sources"), "{}", ran.err);
}
