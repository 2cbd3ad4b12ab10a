//! What the rule language means: terms, who has been chosen, questions that do not arise, time.
//!
//! A small invented set of rules, written for just this.

use std::sync::LazyLock;

use engine::model::{LEAF_FIRST_AMOUNT, Standing, VarOf, Weight};
use engine::{Answer, Answers, Date, DayRange, Evaluator, Finding, Packed, Rulebook, Verdict};
use rulec::{Compilation, Texts};

const FACTS: &str = r#"
[[fact]]
id = "audience"
name = "申请人"
question = "为谁查询？"
type = "choice"
options = [{ id = "individual", label = "个人" }, { id = "enterprise", label = "企业" }]

[[fact]]
id = "region"
name = "城市"
question = "在哪里？"
type = "choice"
options = [{ id = "town", label = "本市" }, { id = "outside", label = "外地" }]

[[fact]]
id = "honours"
name = "称号"
question = "有称号吗？"
type = "choice"
options = [{ id = "none", label = "没有" }, { id = "some", label = "有" }]

[[fact]]
id = "titles"
name = "哪些称号"
question = "哪些？"
type = "set"
applies = { fact = "honours", is = "some" }
options = [{ id = "chief", label = "首席" }, { id = "craftsman", label = "工匠" }]

[[fact]]
id = "document"
name = "证明文件"
question = "有哪级的证明？"
type = "choice"
applies = { fact = "titles", has = "chief" }
options = [{ id = "none", label = "没有" }, { id = "city", label = "市级" }]

[[fact]]
id = "level"
name = "等级"
question = "哪一级？"
type = "choice"
ladder = ["none", "junior", "senior"]
options = [{ id = "none", label = "没有" }, { id = "junior", label = "初级" }, { id = "senior", label = "高级" }]

[[fact]]
id = "certified"
name = "发证日期"
question = "哪天？"
type = "date"
earliest = "2000-01-01"
applies = { not = { fact = "level", is = "none" } }

[[fact]]
id = "years"
name = "工作年数"
question = "几年？"
type = "int"
min = 0
max = 60
unit = "年"
"#;

const SOURCES: &str = r#"
old_after_months = 36

[[source]]
id = "town"
file = "town.txt"
title = "本市办法"
issuer = "本市"
kind = "official_document"
date = "2024-06-01"
from = "2024-07-01"
until = "2027-06-30"
until_quote = "有效期至2027年6月30日"
checked = "2026-01-01"
check_again_by = "2026-12-31"
regions = ["town"]
"#;

const TERMS: &str = r#"
[[term]]
id = "titled"
name = "有称号的人"
holds = { fact = "titles", has_any = ["chief", "craftsman"], quote = "首席、工匠", source = "town" }

[[term]]
id = "skilled"
name = "高技能人才"
help = "手艺好的人"
holds = { any = [
  { term = "titled" },
  { all = [
    { fact = "level", is = "senior" },
    { reading = "senior", a = true, b = false },
  ] },
] }

[[term.open]]
key = "senior"
point = "高级算不算，没有写"
a = "算"
b = "不算"
"#;

const TOWN: &str = r#"
[[benefit]]
id = "card"
name = "服务卡"
for = ["individual"]
kind = "service"
claim = "right"
place = "一"
quote = "高技能人才或技术骨干发给服务卡"
conditions = [
  { any = [
    { term = "skilled", quote = "高技能人才" },
    { all = [{ term = "skilled" }, { fact = "years", at_most = 5 }] },
  ] },
]
amount = { none = true }

[[benefit]]
id = "studio"
name = "工作室"
for = ["individual"]
kind = "money"
claim = "selection"
place = "二"
quote = "入选的首席给予5万元，工匠和工作满10年的可以申报，不超过5年的加1万元，2025年1月1日起"
from = "2025-01-01"
chosen = { fact = "titles", has = "chief" }
conditions = [
  { fact = "years", at_least = 10 },
]
amount = { fixed = 50_000, once = true }

[[benefit]]
id = "fresh"
name = "新证补贴"
for = ["individual"]
kind = "money"
claim = "right"
place = "三"
quote = "2025年1月1日起发证的给1000元"
conditions = [
  { not = { fact = "document", is = "city" } },
  { fact = "certified", not_before = "2025-01-01" },
]
amount = { fixed = 1_000, once = true }
"#;

fn compiled(town: &str) -> Compilation {
    let rules = [
        ("facts.toml", FACTS),
        ("sources.toml", SOURCES),
        ("terms.toml", TERMS),
        ("town.toml", town),
    ];
    rulec::compile_texts(&Texts {
        rules: rules
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .to_vec(),
        lock: None,
        sources: None,
    })
}

static PACKED: LazyLock<Packed> = LazyLock::new(|| {
    let compilation = compiled(TOWN);
    let draft = compilation.draft.clone();
    let draft = draft.unwrap_or_else(|| panic!("{}", compilation.render()));
    draft.encode().into()
});

static RULEBOOK: LazyLock<Rulebook> =
    LazyLock::new(|| Rulebook::decode(&PACKED).expect("a rulebook of this version"));

static EVALUATOR: LazyLock<Evaluator<'static>> = LazyLock::new(|| Evaluator::new(&RULEBOOK));

fn day(year: i32, month: u8, day: u8) -> Date {
    Date::new(year, month, day).expect("a day")
}

fn choice(fact: &str, option: &str) -> (u16, Answer) {
    let index = RULEBOOK.fact(fact).expect("a fact");
    let options = RULEBOOK.facts[usize::from(index)].kind.options();
    let at = options.iter().position(|one| one.id == option);
    (index, Answer::Choice(at.expect("an option") as u8))
}

fn titles(yes: u64, no: u64) -> (u16, Answer) {
    let fact = RULEBOOK.fact("titles").expect("a fact");
    (fact, Answer::Set { yes, no, unsure: 0 })
}

fn given(fact: &str, answer: Answer) -> (u16, Answer) {
    (RULEBOOK.fact(fact).expect("a fact"), answer)
}

fn found_on(benefit: &str, answers: &[(u16, Answer)], on: Date) -> Finding {
    let mut all = Answers::new(&RULEBOOK);
    let here = [choice("audience", "individual"), choice("region", "town")];
    for (fact, answer) in here.iter().chain(answers) {
        all.set(&RULEBOOK, *fact, *answer, on).expect("an answer");
    }
    let index = RULEBOOK.benefit(benefit).expect("a benefit");
    EVALUATOR.evaluate(&all, on).findings[usize::from(index)].clone()
}

fn verdict(benefit: &str, answers: &[(u16, Answer)]) -> Verdict {
    found_on(benefit, answers, day(2026, 6, 1)).verdict
}

#[test]
fn a_term_means_what_it_stands_for_and_brings_its_reading_once() {
    let no_title = choice("honours", "none");
    assert_eq!(
        verdict("card", &[choice("honours", "some"), titles(0b10, 0b01)]),
        Verdict::Eligible
    );
    assert_eq!(
        verdict("card", &[no_title, choice("level", "junior")]),
        Verdict::Ineligible
    );
    // Both uses read it the same way: "skilled, or skilled and …" hangs on one reading only.
    assert_eq!(
        verdict("card", &[no_title, choice("level", "senior")]),
        Verdict::Possible
    );
    let card = &RULEBOOK.benefits[0];
    let readings: Vec<_> = card
        .open_points
        .iter()
        .filter(|point| point.weight == Weight::Decides)
        .collect();
    assert_eq!(readings.len(), 1);
    assert_eq!(readings[0].point, "高级算不算，没有写");
    let marked = card.conditions.iter().filter_map(|one| one.term);
    let names: Vec<&str> = marked
        .map(|term| RULEBOOK.terms[usize::from(term)].name)
        .collect();
    assert_eq!(
        names,
        ["高技能人才", "有称号的人", "高技能人才", "有称号的人"]
    );
}

#[test]
fn words_of_a_term_stand_with_it_and_come_with_the_notes() {
    static PARTS: LazyLock<[Packed; 2]> = LazyLock::new(|| {
        let (bare, notes) = compiled(TOWN).draft.expect("a draft").encode_parted();
        [bare, notes].map(Packed::from)
    });
    let [bare, notes] = &*PARTS;
    let bare = Rulebook::decode(bare).expect("a rulebook");
    assert_eq!(bare.terms[1].name, "高技能人才");
    assert_eq!(bare.terms[1].help, "");
    let whole = bare.with_notes(notes).expect("its notes");
    assert_eq!(whole.terms[1].help, "手艺好的人");
    assert_eq!(whole.terms[0].quotes[0].quote, "首席、工匠");
    assert_eq!(whole.terms[1].open_points[0].reading_b, "不算");
    // The card quotes only what its own clause says.
    let quotes: Vec<&str> = whole.benefits[0]
        .conditions
        .iter()
        .map(|one| one.quote)
        .collect();
    assert_eq!(quotes.iter().filter(|quote| !quote.is_empty()).count(), 1);
}

#[test]
fn who_has_been_chosen_has_a_right_and_others_may_apply() {
    let some = choice("honours", "some");
    let years = |years: i64| given("years", Answer::Int(years));
    assert_eq!(
        verdict("studio", &[some, titles(0b01, 0b10), years(1)]),
        Verdict::Eligible
    );
    assert_eq!(
        verdict("studio", &[some, titles(0b10, 0b01), years(10)]),
        Verdict::ByReview
    );
    assert_eq!(
        verdict("studio", &[choice("honours", "none"), years(10)]),
        Verdict::ByReview
    );
    assert_eq!(
        verdict("studio", &[some, titles(0b10, 0b01), years(9)]),
        Verdict::Ineligible
    );
    // Whether chosen already is not known: one may apply at least.
    assert_eq!(verdict("studio", &[years(10)]), Verdict::ByReview);
    let studio = &RULEBOOK.benefits[1];
    assert_eq!(studio.rights().count_ones(), 1);
    assert_eq!(
        usize::from(studio.diagram.leaves),
        usize::from(LEAF_FIRST_AMOUNT) + 2
    );
    let labels: Vec<&str> = studio.conditions.iter().map(|one| one.label).collect();
    assert!(
        labels.contains(&"已入选") && labels.contains(&"可以申报"),
        "{labels:?}"
    );
}

#[test]
fn what_is_due_counts_as_a_right_or_a_chance_as_its_verdict_says() {
    let totals = |answers: &[(u16, Answer)]| {
        let on = day(2026, 6, 1);
        let mut all = Answers::new(&RULEBOOK);
        let here = [choice("audience", "individual"), choice("region", "town")];
        for (fact, answer) in here.iter().chain(answers) {
            all.set(&RULEBOOK, *fact, *answer, on).expect("an answer");
        }
        EVALUATOR.evaluate(&all, on).totals
    };
    let level = choice("level", "none");
    let chosen = totals(&[choice("honours", "some"), titles(0b01, 0b10), level]);
    assert_eq!(chosen.right.settled.once.low.whole_yuan(), 50_000);
    assert_eq!(chosen.selection.with_possible.benefits, 0);
    let may = totals(&[
        choice("honours", "none"),
        level,
        given("years", Answer::Int(12)),
    ]);
    assert_eq!(may.selection.settled.once.low.whole_yuan(), 50_000);
    assert_eq!(may.right.settled.benefits, 0);
}

#[test]
fn a_test_on_a_question_that_does_not_arise_fails_and_its_negation_holds() {
    let new = given("certified", Answer::day(day(2025, 3, 1)));
    let junior = choice("level", "junior");
    // Nobody without a title is asked for the document.
    assert_eq!(
        verdict("fresh", &[choice("honours", "none"), junior, new]),
        Verdict::Eligible
    );
    // No certificate, no date: a left-over one is passed over.
    assert_eq!(
        verdict(
            "fresh",
            &[choice("honours", "none"), choice("level", "none"), new]
        ),
        Verdict::Ineligible
    );
    let city = [
        choice("honours", "some"),
        titles(0b01, 0b10),
        choice("document", "city"),
    ];
    assert_eq!(
        verdict("fresh", &[city[0], city[1], city[2], junior, new]),
        Verdict::Ineligible
    );
}

#[test]
fn an_answer_says_that_its_question_arises() {
    let unsure = given("honours", Answer::Unknown);
    let years = given("years", Answer::Int(0));
    // Whoever names a title has one; and so on through every question that this one hangs on.
    assert_eq!(
        verdict("studio", &[unsure, titles(0b01, 0), years]),
        Verdict::Eligible
    );
    assert_eq!(
        verdict("studio", &[choice("document", "city"), years]),
        Verdict::Eligible
    );
    // Having none may only mean that there is nothing to ask.
    assert_eq!(
        verdict("studio", &[choice("document", "none"), years]),
        Verdict::Possible
    );
    assert_eq!(
        verdict("studio", &[unsure, titles(0, 0b11), years]),
        Verdict::Ineligible
    );
    // What was answered outright counts.
    let none = choice("honours", "none");
    assert_eq!(
        verdict("studio", &[none, titles(0b01, 0), years]),
        Verdict::Ineligible
    );
    // A date says that there is a certificate.
    let old = given("certified", Answer::day(day(2020, 1, 1)));
    let fresh = given("certified", Answer::day(day(2025, 1, 1)));
    assert_eq!(verdict("fresh", &[none, fresh]), Verdict::Eligible);
    assert_eq!(verdict("fresh", &[none, old]), Verdict::Ineligible);
}

#[test]
fn a_fixed_day_parts_dates_and_months_are_judged_by_their_days() {
    let none = choice("honours", "none");
    let junior = choice("level", "junior");
    let on = |days: DayRange| {
        verdict(
            "fresh",
            &[none, junior, given("certified", Answer::Date(days))],
        )
    };
    assert_eq!(on(day(2024, 12, 31).into()), Verdict::Ineligible);
    assert_eq!(on(day(2025, 1, 1).into()), Verdict::Eligible);
    assert_eq!(on(DayRange::month(2025, 1).unwrap()), Verdict::Eligible);
    assert_eq!(on(DayRange::year(2024).unwrap()), Verdict::Ineligible);
    let around = DayRange::new(day(2024, 12, 1), day(2025, 1, 31)).unwrap();
    assert_eq!(on(around), Verdict::Possible);
    let days = RULEBOOK
        .vars
        .iter()
        .filter(|var| matches!(var.of, VarOf::Day { .. }));
    assert_eq!(days.count(), 1);
}

#[test]
fn cuts_know_from_which_side_they_were_written() {
    let years = RULEBOOK.fact("years").expect("a fact");
    let var = &RULEBOOK.vars[RULEBOOK.vars_of(years).start];
    assert_eq!(var.cuts, [6, 10]);
    // 不超过5年 and 超过5年; 不满10年 and 满10年.
    assert_eq!(var.at_most, 0b01);
}

#[test]
fn outside_its_time_a_clause_is_neither_due_nor_refused() {
    let chief = [choice("honours", "some"), titles(0b01, 0b10)];
    for (on, studio, card) in [
        (day(2024, 6, 30), Verdict::NotYet, Verdict::NotYet),
        // The clause has a time of its own.
        (day(2024, 7, 1), Verdict::NotYet, Verdict::Eligible),
        (day(2024, 12, 31), Verdict::NotYet, Verdict::Eligible),
        (day(2025, 1, 1), Verdict::Eligible, Verdict::Eligible),
        (day(2027, 6, 30), Verdict::Eligible, Verdict::Eligible),
        (day(2027, 7, 1), Verdict::Ended, Verdict::Ended),
    ] {
        let found = found_on("studio", &chief, on);
        assert_eq!(found.verdict, studio, "{on}");
        assert_eq!(found.due.is_some(), studio == Verdict::Eligible, "{on}");
        assert_eq!(found_on("card", &chief, on).verdict, card, "{on}");
    }
    let studio = &RULEBOOK.benefits[1];
    assert_eq!(RULEBOOK.period(studio).until, Some(day(2027, 6, 30)));
    assert_eq!(
        RULEBOOK.period(studio).on(day(2027, 6, 30)),
        Standing::InForce
    );
}

#[test]
fn a_source_is_read_again_in_time_and_grows_old_without_an_end() {
    let mut source = RULEBOOK.sources[0].clone();
    assert!(!source.is_stale(day(2026, 12, 31)));
    assert!(source.is_stale(day(2027, 1, 1)));
    assert!(!source.is_old(day(2040, 1, 1)), "it states when it ends");
    source.period.until = None;
    assert_eq!(source.period.on(day(2026, 1, 1)), Standing::NoEndStated);
    assert!(!source.is_old(day(2027, 7, 1)));
    assert!(source.is_old(day(2027, 7, 2)));
}

#[test]
fn clauses_that_nobody_can_be_sure_of_are_told() {
    assert_eq!(compiled(TOWN).never_settled, [0usize; 0]);
    let unclear = TOWN.replace(
        "{ fact = \"years\", at_least = 10 }",
        "{ unstated = \"符合条件\", quote = \"不超过5年\" }",
    );
    // Whoever has been chosen is sure of the studio all the same.
    assert_eq!(compiled(&unclear).never_settled, [0usize; 0]);
    let chosen = "chosen = { fact = \"titles\", has = \"chief\" }\n";
    assert!(unclear.contains(chosen));
    assert_eq!(compiled(&unclear.replace(chosen, "")).never_settled, [1]);
}

#[test]
fn a_term_in_a_policy_file_is_known_there() {
    let local = "[[term]]\nid = \"old\"\nname = \"老师傅\"\nholds = { fact = \"years\", at_least = 10, quote = \"满10年\" }\n";
    let town = format!(
        "{local}{}",
        TOWN.replace("{ fact = \"years\", at_least = 10 }", "{ term = \"old\" }")
    );
    let compilation = compiled(&town);
    let draft = compilation.draft.unwrap_or_else(|| panic!("no draft"));
    assert_eq!(draft.terms.len(), 3);
    let bad = format!("{local}{TOWN}");
    let unused = compiled(&bad).render();
    assert!(unused.contains("没有规则用到术语“老师傅”"), "{unused}");
}

#[test]
fn where_the_first_day_is_inferred_the_first_of_its_year_may_part_dates_too() {
    let refused = |from: &str| {
        let town = TOWN.replace(
            "quote = \"2025年1月1日起发证的给1000元\"\n",
            &format!("quote = \"新发证的给1000元\"\n{from}"),
        );
        assert_ne!(town, TOWN);
        compiled(&town)
            .render()
            .contains("2025年1月1日 不在任何引文里")
    };
    assert!(refused(""));
    assert!(refused(
        "from = \"2025-07-01\"\nfrom_quote = \"2025年7月1日\"\n"
    ));
    assert!(refused(
        "from = \"2024-07-01\"\nfrom_basis = \"inferred\"\n"
    ));
    assert!(!refused(
        "from = \"2025-07-01\"\nfrom_basis = \"inferred\"\n"
    ));
}
