//! A city is one file: with its policy, its name in facts.toml and its source in sources.toml, everything
//! knows it and nothing else is touched.

use std::fs;
use std::path::{Path, PathBuf};

use engine::{REGION, Rulebook};
use serde_json::{Value, json};

use crate::{Scratch, benefit, here, rules, run};

const REGION_LINE: &str = "  { id = \"xugou\", label = \"虚构\" },\n";

const SOURCE: &str = r#"
[[source]]
id = "xugou"
file = "xugou.txt"
title = "虚构市关于技能人才补贴的通知"
issuer = "虚构市人力资源和社会保障局"
kind = "official_document"
date = "2026-01-01"
date_inferred = false
date_note = "文中印出"
from = "2026-01-01"
from_basis = "quoted"
from_quote = "自2026年1月1日起施行"
until = "2028-12-31"
until_basis = "quoted"
until_quote = "有效期至2028年12月31日"
validity_note = "文中写明"
checked = "2026-06-01"
check_again_by = "2027-06-01"
regions = ["xugou"]
"#;

fn root() -> PathBuf {
    here().join("../..")
}

/// Rules with a sixth city, and what else of the project knows names, in a folder of their own.
fn with_a_city(name: &str) -> Scratch {
    let scratch = Scratch::new(name);
    for folder in ["rules", "text", "alone", "sources"] {
        fs::create_dir(scratch.0.join(folder)).unwrap();
    }
    let rules = scratch.0.join("rules");
    for (from, to) in [("rules", &rules), ("text", &scratch.0.join("text"))] {
        for entry in fs::read_dir(root().join(from)).unwrap() {
            let path = entry.unwrap().path();
            fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
        }
    }
    let city = root().join("tests/city");
    fs::copy(city.join("xugou.toml"), rules.join("xugou.toml")).unwrap();
    fs::copy(city.join("xugou.txt"), scratch.0.join("sources/xugou.txt")).unwrap();

    let facts = fs::read_to_string(rules.join("facts.toml")).unwrap();
    let before = "  { id = \"outside\"";
    assert_eq!(facts.matches(before).count(), 1);
    let facts = facts.replace(before, &format!("{REGION_LINE}{before}"));
    fs::write(rules.join("facts.toml"), &facts).unwrap();
    let sources = fs::read_to_string(rules.join("sources.toml")).unwrap() + SOURCE;
    fs::write(rules.join("sources.toml"), sources).unwrap();

    // The texts of the other sources are not at hand: the city is proved alone.
    let alone = scratch.0.join("alone");
    fs::write(alone.join("facts.toml"), &facts).unwrap();
    fs::write(alone.join("sources.toml"), SOURCE).unwrap();
    fs::copy(rules.join("xugou.toml"), alone.join("xugou.toml")).unwrap();
    let ran = run(
        &[
            "check",
            alone.to_str().unwrap(),
            "--sources",
            scratch.0.join("sources").to_str().unwrap(),
            "--update-lock",
        ],
        b"",
    );
    assert_eq!(ran.code, 0, "{}{}", ran.err, ran.out);
    let own = fs::read_to_string(alone.join("proofs.lock")).unwrap();
    let (_, own) = own.split_once("\n\n").unwrap();
    let lock = fs::read_to_string(rules.join("proofs.lock")).unwrap();
    fs::write(rules.join("proofs.lock"), format!("{lock}\n{own}")).unwrap();
    scratch
}

fn rulebook(rules: &Path) -> Rulebook {
    let compilation = rulec::check(rules, None);
    assert_eq!(
        (compilation.errors(), compilation.warnings()),
        (0, 0),
        "{}",
        compilation.render()
    );
    compilation.rulebook.unwrap()
}

fn region(rulebook: &Rulebook) -> u8 {
    let options = rulebook.facts[usize::from(REGION)].kind.options();
    options.iter().position(|one| one.id == "xugou").unwrap() as u8
}

#[test]
fn a_city_is_one_file_for_the_rules_and_the_command_line() {
    let scratch = with_a_city("city-cli");
    let rules = scratch.0.join("rules");
    let rules = rules.to_str().unwrap();

    let ran = run(&["check", rules], b"");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    let line = ran.out.lines().find(|line| line.starts_with("xugou"));
    assert!(line.unwrap().ends_with("100.0%"), "{}", ran.out);
    // Two clauses have no English name yet: said, and no error. The city has one by its id.
    assert!(
        ran.out.contains("英文（text/en.toml）有 2 处要改："),
        "{}",
        ran.out
    );
    assert!(
        ran.out
            .contains("[benefits] xugou-technician　提醒：没有写，英文页面显示“虚构市技师补贴”"),
        "{}",
        ran.out
    );
    assert!(!ran.out.contains("[facts.region"), "{}", ran.out);
    assert_eq!(run(&["check", rules, "--format"], b"").code, 0);

    let evaluate = |facts: &str, day: &str| -> Value {
        let arguments = [
            "evaluate", "--facts", "-", "--as-of", day, "--rules", rules, "--json",
        ];
        serde_json::from_str(&run(&arguments, facts.as_bytes()).done()).unwrap()
    };
    let worker = r#"{"audience": "individual", "region": "xugou", "workplace": "enterprise", "level": "technician"}"#;
    let report = evaluate(worker, "2026-06-01");
    let own = benefit(&report, "xugou-technician");
    assert_eq!(own["verdict"], "eligible");
    assert_eq!(
        own["amount"]["per_payment"],
        json!({"min": 1500, "max": 1500})
    );
    let elsewhere = report["out_of_scope"].as_array().unwrap();
    assert!(elsewhere.contains(&json!("liaocheng-upgrade-fiscal")));
    let ended = evaluate(worker, "2029-01-01");
    assert_eq!(benefit(&ended, "xugou-technician")["verdict"], "ended");
    let printed = run(
        &[
            "evaluate",
            "--facts",
            "-",
            "--as-of",
            "2026-06-01",
            "--rules",
            rules,
        ],
        worker.as_bytes(),
    )
    .done();
    assert!(printed.contains("所在城市：虚构\n"), "{printed}");
    assert!(
        printed.contains("虚构市关于技能人才补贴的通知"),
        "{printed}"
    );

    // Somebody in a city without a policy is told which cities have one.
    let elsewhere = r#"{"audience": "individual", "region": "jinan"}"#;
    let notice = evaluate(elsewhere, "2026-06-01")["notices"].to_string();
    assert!(notice.contains("虚构"), "{notice}");

    let explained = run(&["explain", "xugou-benchmark", "--rules", rules], b"").done();
    assert!(explained.contains("地区　虚构\n"), "{explained}");
    assert!(
        run(&["facts", "--rules", rules], b"")
            .done()
            .contains("虚构")
    );
}

#[test]
fn a_city_is_one_file_for_rosters() {
    let scratch = with_a_city("city-rosters");
    let rules = scratch.0.join("rules");
    let roster = "姓名,城市,单位类型,技能等级\n甲,虚构市,企业,技师\n乙,山东省虚构市高新区,企业,一级\n丙,虚构,学校,技师\n丁,,企业,技师\n";
    let arguments = [
        "batch",
        "-",
        "--region",
        "虚构市",
        "--as-of",
        "2026-06-01",
        "--rules",
        rules.to_str().unwrap(),
        "--quiet",
    ];
    let out = run(&arguments, roster.as_bytes()).done();
    let lines: Vec<&str> = out.lines().skip(1).collect();
    for (line, expected) in lines.iter().zip([
        "2,甲,1,0,0,1500,1500,",
        "3,乙,1,0,0,2500,2500,",
        "4,丙,0,0,0,0,0,",
        "5,丁,1,0,0,1500,1500,",
    ]) {
        assert!(line.starts_with(expected), "{out}");
    }
    assert_eq!(lines.len(), 4);
    assert_eq!(
        out.matches("xugou-technician 虚构市技师补贴").count(),
        3,
        "{out}"
    );

    let rulebook = rulebook(&rules);
    let columns = roster::template::columns(&rulebook, region(&rulebook), &roster::CHINESE);
    let headers: Vec<&str> = columns.iter().map(|one| one.header.as_str()).collect();
    assert!(headers.contains(&"职业技能等级"), "{headers:?}");
    let schema: Value = serde_json::to_value(roster::schema(&rulebook)).unwrap();
    assert!(schema.to_string().contains(r#"["虚构市"]"#), "{schema}");
}

#[test]
fn a_city_is_one_file_for_the_site() {
    let scratch = with_a_city("city-site");
    let rulebook = rulebook(&scratch.0.join("rules"));
    let policy = scratch.0.join("site/policy");
    fs::create_dir_all(&policy).unwrap();
    for page in pages::pages(&rulebook, None) {
        fs::write(policy.join(&page.name), &page.content).unwrap();
    }
    let page = fs::read_to_string(policy.join("xugou.html")).unwrap();
    assert!(page.contains("id=\"xugou-technician\"") && page.contains("虚构市技师补贴"));
    let index = fs::read_to_string(policy.join("index.html")).unwrap();
    assert!(index.contains("<a href=\"xugou.html\">虚构市关于技能人才补贴的通知</a>"));

    let rules = xtask::rules::Rules::of(&scratch.0.join("site")).unwrap();
    let read = |name: &str| fs::read_to_string(root().join(name)).unwrap();
    let start = rules.start_page(&read("index.html"), "").unwrap();
    let cities = "聊城、淄博、泰安、潍坊、虚构和所在省份";
    assert_eq!(start.matches(cities).count(), 1, "{start}");
    assert!(start.contains("<li><a href=\"policy/xugou.html\">虚构</a></li>"));
    assert!(start.contains("<li><a href=\"policy/shandong.html\">省级政策</a></li>"));
    let manifest = rules
        .web_manifest(&read("pwa/manifest.webmanifest"))
        .unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    assert!(
        manifest["description"]
            .as_str()
            .unwrap()
            .starts_with(cities)
    );
}

/// Names and ids of cities that have a policy stand in no program: else the next city would have to be
/// added there.
#[test]
fn no_program_names_a_city() {
    let rulebook = rulebook(&rules());
    let covered = engine::covered_regions(&rulebook);
    let options = rulebook.facts[usize::from(REGION)].kind.options();
    let cities = options
        .iter()
        .enumerate()
        .filter(|(at, _)| covered >> at & 1 == 1);
    let names: Vec<&str> = cities.flat_map(|(_, one)| [one.id, one.label]).collect();
    assert!(names.len() >= 8);
    let mut files = vec![root().join("index.html"), root().join("text/zh-CN.toml")];
    for folder in ["src", "embed", "pwa", "roster", "xtask/src", "crates"] {
        collect(&root().join(folder), &mut files);
    }
    assert!(files.len() > 100);
    let mut texts: Vec<(PathBuf, String)> = files
        .into_iter()
        .map(|file| (file.clone(), fs::read_to_string(file).unwrap()))
        .collect();
    let of_tests: Vec<PathBuf> = texts
        .iter()
        .flat_map(|(file, text)| {
            let modules = text.lines().zip(text.lines().skip(1));
            let modules = modules.filter(|(above, _)| is_for_tests(above));
            let names =
                modules.filter_map(|(_, line)| line.strip_prefix("mod ")?.strip_suffix(';'));
            names.map(|name| file.with_file_name(format!("{name}.rs")))
        })
        .collect();
    texts.retain(|(file, _)| !of_tests.contains(file));
    for (file, text) in texts {
        // Tests stand behind the program; comments may say which city something was made for.
        let program = text.lines().take_while(|line| *line != "mod tests {");
        for line in program {
            let code = line.split("//").next().unwrap();
            for name in &names {
                assert!(!code.contains(name), "{}: {line}", file.display());
            }
        }
    }
    // Of the English words those that are the page's own; the others are translations of the rules.
    let english = fs::read_to_string(root().join("text/en.toml")).unwrap();
    let (words, _) = english.split_once("\n[facts.").unwrap();
    for name in names {
        assert!(!words.to_lowercase().contains(name), "{name}");
    }
}

/// Whether a line says that what follows is built for tests alone: `#[cfg(all(test, …))]`.
fn is_for_tests(line: &str) -> bool {
    line.starts_with("#[cfg(") && line.contains("test")
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            if !["tests", "target", "node_modules"].contains(&name) {
                collect(&path, files);
            }
        } else if ["rs", "js", "mjs", "html", "css", "webmanifest"]
            .iter()
            .any(|ending| name.ends_with(&format!(".{ending}")))
        {
            files.push(path);
        }
    }
}
