//! `search`.

use std::fs;

use serde_json::Value;

use crate::{Scratch, here, rules, run};

fn search(arguments: &[&str]) -> Value {
    let arguments = [&["search"], arguments, &["--json"]].concat();
    serde_json::from_str(&run(&arguments, b"").done()).unwrap()
}

#[test]
fn a_question_finds_clauses_and_says_by_which_words() {
    let told = run(&["search", "聊城考证补贴"], b"").done();
    let first = "■ 技能提升补贴（失业保险渠道）　liaocheng-upgrade-unemployment-insurance\n";
    assert!(told.starts_with(first), "{told}");
    assert!(
        told.contains("“考证补贴”在名称里是“技能提升补贴”"),
        "{told}"
    );
    let data = search(&["聊城考证补贴"]);
    let hit = &data["hits"][0];
    assert_eq!(hit["benefit"], "liaocheng-upgrade-unemployment-insurance");
    assert_eq!(
        (&hit["why"][0]["said"], &hit["why"][0]["in"]),
        (&"考证补贴".into(), &"name".into())
    );
    assert_eq!(data["regions"], serde_json::json!(["liaocheng"]));
}

#[test]
fn a_city_is_named_in_the_words_or_beside_them() {
    for arguments in [
        &["技师工作站", "--region", "taian"][..],
        &["技师工作站", "--region", "泰安"],
        &["泰安", "技师工作站"],
    ] {
        let hits = &search(arguments)["hits"];
        assert_eq!(
            hits[0]["benefit"], "taian-city-station-10w",
            "{arguments:?}"
        );
        assert_eq!(hits[0]["elsewhere"], false);
    }
    let hits = search(&["新型学徒制", "--region", "weifang"]);
    assert_eq!(hits["hits"][0]["elsewhere"], true);
    let refused = run(&["search", "学徒", "--region", "atlantis"], b"");
    assert_eq!((refused.code, refused.out.as_str()), (2, ""));
    assert!(
        refused.err.contains("--region 没有 `atlantis`"),
        "{}",
        refused.err
    );
}

#[test]
fn there_is_always_an_answer() {
    let told = run(&["search", "天气预报"], b"").done();
    assert!(told.starts_with("没有找到说“天气预报”的条款\n"), "{told}");
    assert!(told.contains("泰安"), "what is covered: {told}");
    let told = run(&["search", "济南惠才卡"], b"").done();
    assert!(
        told.starts_with("济南没有收录自己的条款，只有全省的\n"),
        "{told}"
    );
    assert!(search(&["天气预报"])["hits"].as_array().unwrap().is_empty());
}

#[test]
fn a_word_for_what_the_rules_do_not_have_fails_the_check() {
    let scratch = Scratch::new("words-of-search");
    for folder in ["rules", "text"] {
        fs::create_dir(scratch.0.join(folder)).unwrap();
    }
    for entry in fs::read_dir(rules()).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(
            &path,
            scratch.0.join("rules").join(path.file_name().unwrap()),
        )
        .unwrap();
    }
    let words = fs::read_to_string(here().join("../../text/search.toml")).unwrap();
    let folder = scratch.0.join("rules");
    let file = scratch.0.join("text/search.toml");
    for (text, code) in [
        (words.clone(), 0),
        (words + "\n[option.level]\nwizard = \"巫师\"\n", 1),
    ] {
        fs::write(&file, text).unwrap();
        let ran = run(&["check", folder.to_str().unwrap()], b"");
        assert_eq!(ran.code, code, "{}", ran.out);
        let said = ran
            .out
            .contains("[option.level] wizard: the rules have no such option");
        assert_eq!(said, code == 1, "{}", ran.out);
    }
}
