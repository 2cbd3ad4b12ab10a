//! Input that is refused: exit code 2, nothing on standard output, and every problem named.

use std::fmt::Write;

use crate::{DAY, evaluate, expect, run};

const REFUSED: &[(&str, &str)] = &[
    ("未知的事实", r#"{"levle": "advanced"}"#),
    ("完全不像任何事实", r#"{"x": 1}"#),
    ("是非题写了文字", r#"{"social_insurance_current": "yes"}"#),
    ("选择题写了列表", r#"{"level": ["advanced"]}"#),
    ("整数写了文字", r#"{"social_insurance_months": "12"}"#),
    ("整数写了小数", r#"{"social_insurance_months": 12.5}"#),
    (
        "金额写了对象",
        r#"{"flexible_leader": true, "agreed_salary": {}}"#,
    ),
    (
        "日期写了数",
        r#"{"level": "advanced", "certificate_date": 20260101}"#,
    ),
    ("多选题写了是非", r#"{"honours": "some", "contests": true}"#),
    ("没有这个选项", r#"{"level": "advance"}"#),
    (
        "多选题没有这个选项",
        r#"{"honours": "some", "contests": ["nationl", 3]}"#,
    ),
    (
        "多选题一个选项写两次",
        r#"{"honours": "some", "contests": ["coach", "coach"]}"#,
    ),
    (
        "同时是又不是",
        r#"{"honours": "some", "contests": {"yes": ["coach"], "no": ["coach"], "unsure": []}}"#,
    ),
    (
        "对象里多了键",
        r#"{"honours": "some", "contests": {"yes": [], "maybe": ["coach"]}}"#,
    ),
    (
        "对象里不是列表",
        r#"{"honours": "some", "contests": {"yes": "coach"}}"#,
    ),
    ("小于最小值", r#"{"social_insurance_months": -1}"#),
    ("大于最大值", r#"{"social_insurance_months": 721}"#),
    (
        "大得写不下",
        r#"{"social_insurance_months": 99999999999999999999}"#,
    ),
    (
        "没有这一天",
        r#"{"level": "advanced", "certificate_date": "2025-02-29"}"#,
    ),
    (
        "日期的写法不对",
        r#"{"level": "advanced", "certificate_date": "2025/3/1"}"#,
    ),
    (
        "晚于测算日期",
        r#"{"level": "advanced", "certificate_date": "2026-06-02"}"#,
    ),
    (
        "早得不可能",
        r#"{"level": "advanced", "certificate_date": "1989-12-31"}"#,
    ),
    (
        "没有这个月",
        r#"{"level": "advanced", "certificate_date": "2025-13"}"#,
    ),
    (
        "整个月都在测算日期以后",
        r#"{"level": "advanced", "certificate_date": "2026-07"}"#,
    ),
    (
        "最多的比最少的还少",
        r#"{"social_insurance_months": {"min": 12, "max": 6}}"#,
    ),
    (
        "范围里多了键",
        r#"{"social_insurance_months": {"min": 12, "most": 24}}"#,
    ),
    (
        "范围超出能有的数",
        r#"{"social_insurance_months": {"min": 12, "max": 721}}"#,
    ),
    (
        "没有称号却有称号的时间",
        r#"{"honours": "none", "national_expert_date": "2025"}"#,
    ),
    (
        "一个键写两次",
        r#"{"region": "zibo", "level": "advanced", "region": "taian"}"#,
    ),
    (
        "没有证书却有核发日期",
        r#"{"level": "none", "certificate_date": "2026-01-01"}"#,
    ),
    (
        "没有参赛却有名次",
        r#"{"honours": "some", "contests": ["coach"], "national_rank": 3}"#,
    ),
    (
        "没有引进却有薪酬",
        r#"{"flexible_leader": false, "agreed_salary": 200000}"#,
    ),
    (
        "几处问题一起说",
        r#"{"levle": 1, "region": "beijing", "level": "none", "certificate_date": "2027-01-01", "national_rank": 0}"#,
    ),
    ("最外层是列表", r#"["level"]"#),
    ("空的", ""),
    (
        "缺少冒号",
        "{\n  \"region\": \"zibo\",\n  \"level\" \"advanced\"\n}",
    ),
    ("没有写完", "{\"region\": \"zibo\""),
    ("用了单引号", "{'region': 'zibo'}"),
];

#[test]
fn every_kind_of_wrong_input_is_named_and_nothing_is_evaluated() {
    let mut catalogue = String::new();
    for (title, facts) in REFUSED {
        let ran = evaluate(facts);
        assert_eq!(
            (ran.code, ran.out.as_str()),
            (2, ""),
            "{title}: {}",
            ran.err
        );
        let _ = writeln!(catalogue, "# {title}\n{facts}\n{}", ran.err);
        let as_json = run(
            &["evaluate", "--json", "--facts", "-", "--as-of", DAY],
            facts.as_bytes(),
        );
        assert_eq!((as_json.code, as_json.out.as_str()), (2, ""));
        assert_eq!(as_json.err, ran.err);
    }
    expect("refused.txt", &catalogue);
}

#[test]
fn a_bad_day_is_refused_together_with_the_rest() {
    for day in ["2026-13-01", "2025-02-29", "01.06.2026", "today", ""] {
        let ran = run(&["evaluate", "--facts", "-", "--as-of", day], b"{}");
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{day}");
        assert!(ran.err.starts_with("错误：--as-of 的"), "{}", ran.err);
        assert!(ran.err.contains("YYYY-MM-DD"), "{}", ran.err);
    }
    let ran = run(
        &["evaluate", "--facts", "-", "--as-of", "9999-12-31"],
        b"{}",
    );
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("3000-01-01"), "{}", ran.err);
    let ran = run(
        &["evaluate", "--facts", "-", "--as-of", "soon"],
        br#"{"levle": 1}"#,
    );
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("--as-of"), "{}", ran.err);
    assert!(ran.err.contains("`levle`"), "{}", ran.err);
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let ran = run(&["evaluate", "--facts", "no-such-file.json"], b"");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert_eq!(ran.err, "错误：没有文件 `no-such-file.json`\n");
    let ran = run(&["evaluate", "--facts", "tests"], b"");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("目录"), "{}", ran.err);
}

#[test]
fn not_knowing_is_never_refused() {
    for facts in [
        r#"{"level": null, "certificate_date": null}"#,
        r#"{"level": "none", "certificate_date": null, "certificate_source": null}"#,
        r#"{"contests": "unknown", "social_insurance_months": "unknown"}"#,
        r#"{"contests": {"unsure": ["coach"]}}"#,
        "\u{feff}{}",
    ] {
        evaluate(facts).done();
    }
}

#[test]
fn a_wrong_command_line_is_refused_in_the_words_of_the_program() {
    for (arguments, message) in [
        (
            &["evaluat"][..],
            "错误：没有 `evaluat` 这个命令（是否指 `evaluate`？）\n",
        ),
        (&["evaluate"], "错误：缺少 --facts <文件>\n"),
        (
            &["evaluate", "--facts"],
            "错误：`--facts <文件>` 后面缺少值\n",
        ),
        (
            &["evaluate", "--facts", "-", "--jsno"],
            "错误：不认识的参数 `--jsno`（是否指 `--json`？）\n",
        ),
        (
            &["evaluate", "--facts", "-", "--facts", "-"],
            "错误：`--facts <文件>` 写了不止一次\n",
        ),
    ] {
        let ran = run(arguments, b"");
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert_eq!(
            ran.err,
            format!("{message}用法见 skill-subsidy --help\n"),
            "{arguments:?}"
        );
    }
}
