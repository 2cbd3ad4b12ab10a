//! Search against the rules of the project.

use std::path::Path;
use std::sync::OnceLock;

use engine::{REGION, Rulebook};
use search::{Asked, Field, Index, Words, find, search};

fn rulebook() -> &'static Rulebook {
    static RULES: OnceLock<Rulebook> = OnceLock::new();
    RULES.get_or_init(|| {
        let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
        let compilation = rulec::compile(&rules, None);
        compilation.rulebook.expect("the rules have no errors")
    })
}

fn index() -> &'static Index<'static> {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(|| Index::new(rulebook(), Words::own()))
}

fn ids(query: &str, limit: usize) -> Vec<&'static str> {
    let hits = search(index(), query, limit);
    let id = |hit: &search::Hit| rulebook().benefits[usize::from(hit.benefit)].id;
    hits.iter().map(id).collect()
}

fn city(id: &str) -> u8 {
    let cities = rulebook().facts[usize::from(REGION)].kind.options();
    let at = cities.iter().position(|city| city.id == id);
    at.expect("the rules know the city") as u8
}

#[test]
fn everyday_phrasings_find_their_clause_among_the_first_three() {
    let lines = include_str!("phrasings.txt").lines();
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut count = 0;
    let mut missed = Vec::new();
    for line in lines {
        let (asked, right) = line.split_once(" → ").expect("a phrasing and its clauses");
        let right: Vec<&str> = right.split(' ').collect();
        for id in &right {
            assert!(rulebook().benefit(id).is_some(), "{asked}: no clause {id}");
        }
        let found = ids(asked, 3);
        if !found.iter().any(|id| right.contains(id)) {
            missed.push(format!("{asked}\n    wants {right:?}\n    finds {found:?}"));
        }
        count += 1;
    }
    assert!(count >= 60, "{count} phrasings");
    assert!(
        missed.is_empty(),
        "{} missed:\n{}",
        missed.len(),
        missed.join("\n")
    );
}

#[test]
fn every_clause_is_found_by_its_name_and_by_its_quote() {
    for benefit in &rulebook().benefits {
        let regions = rulebook().sources[usize::from(benefit.source)].regions;
        // Names may be the same in two cities.
        let same = |id: &str| {
            let other = &rulebook().benefits[usize::from(rulebook().benefit(id).unwrap())];
            other.name == benefit.name
        };
        let by_name = ids(benefit.name, 3);
        assert!(
            by_name.iter().any(|id| same(id)),
            "{}: {by_name:?}",
            benefit.name
        );
        assert_ne!(regions, 0);
        let by_quote = ids(benefit.citations[0].quote, 3);
        assert!(
            by_quote.contains(&benefit.id),
            "{}: {by_quote:?}",
            benefit.id
        );
    }
}

#[test]
fn a_city_ranks_and_clauses_of_others_say_so() {
    let hits = search(index(), "潍坊新型学徒制补贴", 5);
    let taian = rulebook()
        .benefit("taian-apprenticeship-4000-6000")
        .unwrap();
    let found = hits
        .iter()
        .find(|hit| hit.benefit == taian)
        .expect("it is found");
    assert!(found.elsewhere, "it is for another city");
    for (query, first) in [
        ("淄博技师工作站", "zibo-city-station-8w"),
        ("泰安技师工作站", "taian-city-station-10w"),
    ] {
        assert_eq!(ids(query, 1), [first], "{query}");
        assert!(!search(index(), query, 1)[0].elsewhere);
    }
}

#[test]
fn a_district_is_its_city_and_a_city_given_beside_the_words_counts_unless_they_name_one() {
    assert_eq!(
        Asked::read(index(), "张店技师补贴").cities(),
        1 << city("zibo")
    );
    let asked = Asked::read(index(), "技师工作站").from(city("taian"));
    let first = &find(index(), &asked, 1)[0];
    assert_eq!(
        rulebook().benefits[usize::from(first.benefit)].id,
        "taian-city-station-10w"
    );
    let asked = Asked::read(index(), "淄博技师工作站").from(city("taian"));
    assert_eq!(asked.cities(), 1 << city("zibo"));
}

#[test]
fn a_hit_says_by_which_words() {
    let hit = &search(index(), "聊城考证补贴", 1)[0];
    let why = hit
        .why
        .iter()
        .find(|why| why.said == "考证补贴")
        .expect("by 考证补贴");
    assert_eq!(
        (why.found.as_str(), why.field),
        ("技能提升补贴", Field::Name)
    );
    let hit = &search(index(), "顶岗实习", 1)[0];
    assert!(
        hit.why
            .iter()
            .any(|why| why.said == "顶岗实习" && why.field == Field::Name)
    );
}

#[test]
fn what_nothing_speaks_of_finds_nothing() {
    for query in ["", "  ，。？", "天气预报", "hello world", "请问一下", "🙂"] {
        assert!(
            search(index(), query, 3).is_empty(),
            "{query}: {:?}",
            ids(query, 3)
        );
    }
}

#[test]
fn writing_does_not_matter() {
    let wanted = ids("惠才卡", 3);
    for query in ["“惠才卡”", "惠 才 卡", "惠才卡？？", "请问惠才卡"] {
        assert_eq!(ids(query, 3), wanted, "{query}");
    }
    assert_eq!(ids("３Ｖ政策", 2), ids("3v政策", 2));
    assert!(ids("3V", 2).iter().all(|id| id.starts_with("weifang")));
}

#[test]
fn words_that_the_rules_do_not_know_are_refused() {
    let own = Words::own().faults(rulebook());
    assert!(own.is_empty(), "{}", own.join("\n"));
    for (file, fault) in [
        (
            "[option.region]\natlantis=\"海底\"",
            "[option.region] atlantis: the rules have no such option",
        ),
        (
            "[option.colour]\nred=\"红\"",
            "[option.colour] red: the rules have no such option",
        ),
        (
            "[plain]\ncolour=\"红\"",
            "[plain] colour: the rules have no such question",
        ),
        (
            "[said]\na=\"词\"\n[meant]\na=\"没有哪一条这样写\"",
            "[meant] a: no clause says “没有哪一条这样写”",
        ),
        ("[said]\na=\"词\"", "[meant] lacks `a`"),
        ("[meant]\na=\"补贴\"", "[said] lacks `a`"),
        (
            "[said]\na=\"词||字\"\n[meant]\na=\"补贴\"",
            "[said] a: a word is empty",
        ),
        (
            "[said]\na=\"词\"\na=\"字\"\n[meant]\na=\"补贴\"",
            "[said] a: unknown, or there twice",
        ),
        (
            "[elsewhere]\na=\"词\"",
            "[elsewhere] a: unknown, or there twice",
        ),
        ("words", "not `key = \"words\"`: words"),
    ] {
        assert_eq!(Words::read(file).faults(rulebook()), [fault], "{file}");
    }
}

#[test]
fn a_level_puts_clauses_for_it_first() {
    let first = ids("淄博中级工", 1);
    assert_eq!(
        first,
        ["zibo-newstar-allowance"],
        "the only one of 淄博 for it"
    );
    let school = Asked::read(index(), "技师学院");
    let level = Asked::read(index(), "技师");
    assert_ne!(school, level);
    assert!(format!("{level:?}").contains("answers: [("));
    assert!(format!("{school:?}").contains("answers: []"));
}
