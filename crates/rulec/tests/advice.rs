//! What real people are told that they could do, in words, on the rules as they ship.

use std::path::Path;
use std::sync::LazyLock;

use engine::model::*;
use engine::{
    Answer, Answers, Date, DayRange, Evaluator, Money, Packed, Rulebook, Verdict, all_cells,
    compare, next_tiers, rungs, turns_ahead, what_would_change,
};
use wording::Lang::{Chinese, English};
use wording::Question;

static PACKED: LazyLock<Packed> = LazyLock::new(|| {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let draft = rulec::compile(&rules, None).draft;
    draft.expect("the rules can be compiled").encode().into()
});
static RULEBOOK: LazyLock<Rulebook> =
    LazyLock::new(|| Rulebook::decode(&PACKED).expect("a rulebook of this version"));
static EVALUATOR: LazyLock<Evaluator<'static>> = LazyLock::new(|| Evaluator::new(&RULEBOOK));

const ON: Date = match Date::new(2026, 11, 21) {
    Some(day) => day,
    None => unreachable!(),
};

/// Answers as `fact=value`, of a set `fact=one,other`; what is left out has not been asked.
fn person(said: &str) -> Answers {
    let rulebook = &*RULEBOOK;
    let mut answers = Answers::new(rulebook);
    for part in said.split_whitespace() {
        let (id, value) = part.split_once('=').expect("fact=value");
        let fact = rulebook.fact(id).unwrap_or_else(|| panic!("no fact {id}"));
        let kind = &rulebook.facts[usize::from(fact)].kind;
        let option = |id: &str| {
            let at = kind.options().iter().position(|option| option.id == id);
            at.unwrap_or_else(|| panic!("no option {id}")) as u8
        };
        let answer = match kind {
            FactKind::Bool => Answer::Bool(value == "true"),
            FactKind::Choice { .. } => Answer::Choice(option(value)),
            FactKind::Set { options } => {
                let named = value.split(',').filter(|id| !id.is_empty());
                let yes = named.fold(0, |yes: Cells, id| yes | 1 << option(id));
                let no = all_cells(options.len()) & !yes;
                Answer::Set { yes, no, unsure: 0 }
            }
            FactKind::Int { .. } | FactKind::Money { .. } => {
                Answer::Int(value.parse().expect("a number"))
            }
            FactKind::Date { .. } => Answer::Date(DayRange::parse(value).expect("a date")),
        };
        answers.set(rulebook, fact, answer, ON).expect("an answer");
    }
    answers
}

/// What would change, in Chinese: each clause with its sentence.
fn advice(answers: &Answers) -> Vec<(&'static str, String)> {
    let rulebook = &*RULEBOOK;
    let changes = what_would_change(&EVALUATOR, answers, ON);
    let said = changes.iter().map(|change| {
        let benefit = &rulebook.benefits[usize::from(change.benefit)];
        let steps = change.steps.iter().map(|step| {
            let name = rulebook.facts[usize::from(step.fact)].name;
            let question = Question::new(rulebook, step.fact);
            Chinese.step(&question, name, answers.get(step.fact), step.to)
        });
        let steps: Vec<String> = steps.collect();
        (benefit.id, Chinese.change(&steps, change, benefit.kind, ON))
    });
    said.collect()
}

/// The sentence for one clause; empty where there is none.
fn said_of(answers: &Answers, benefit: &str) -> String {
    let mut all = advice(answers).into_iter();
    let own = all.find(|(id, _)| *id == benefit);
    own.map(|(_, said)| said).unwrap_or_default()
}

/// A worker of 聊城 in a firm that pays for him.
const WORKER: &str = "audience=individual region=liaocheng level=advanced workplace=enterprise \
    full_time=true frontline=true professional_title=none honours=none social_insurance_months=60 ";

#[test]
fn months_of_insurance_are_waited_for_where_the_window_stays_open() {
    // Whether a certificate from school counts, the text leaves open.
    let school = [
        WORKER,
        "certificate_source=school social_insurance_current=true ",
    ]
    .concat();
    let fresh = person(
        &[
            &school,
            "certificate_date=2026-10-08 unemployment_insurance_months=8",
        ]
        .concat(),
    );
    assert_eq!(
        said_of(&fresh, "liaocheng-upgrade-unemployment-insurance"),
        "失业保险再缴4个月，2027年3月起可申领：一次性2,000至8,000元"
    );
    // Until then the certificate would be older than twelve months.
    let older = person(
        &[
            &school,
            "certificate_date=2026-01-10 unemployment_insurance_months=8",
        ]
        .concat(),
    );
    assert_eq!(
        said_of(&older, "liaocheng-upgrade-unemployment-insurance"),
        ""
    );
}

#[test]
fn nobody_waits_for_what_another_clause_pays_now() {
    let employer = [
        WORKER,
        "certificate_source=employer certificate_date=2026-10-08 ",
    ]
    .concat();
    let now = "unemployment_insurance_months=8 social_insurance_current=true";
    let answers = person(&[&employer, now].concat());
    assert_eq!(
        said_of(&answers, "liaocheng-upgrade-unemployment-insurance"),
        ""
    );
    // Time brings it all the same, and takes the other.
    let turns = turns_ahead(&EVALUATOR, &answers, ON, 24);
    let told: Vec<String> = turns
        .iter()
        .map(|turn| {
            let id = RULEBOOK.benefits[usize::from(turn.benefit)].id;
            format!("{} {id} {:?} {:?}", turn.day, turn.before, turn.verdict)
        })
        .collect();
    assert_eq!(
        told,
        [
            "2027-03-21 liaocheng-upgrade-unemployment-insurance Ineligible Eligible",
            "2027-03-21 liaocheng-upgrade-fiscal Eligible Ineligible",
            "2027-10-09 liaocheng-upgrade-unemployment-insurance Eligible Lapsed",
        ]
    );
    let last: Vec<Option<Date>> = turns.iter().map(|turn| turn.last_day()).collect();
    assert_eq!(last, [None, Date::new(2027, 3, 20), Date::new(2027, 10, 8)]);
    let last = last[2].expect("it closes");
    assert_eq!(Chinese.last_day(last), "2027年10月8日后不能再领");
    assert_eq!(English.last_day(last), "cannot be claimed after 2027-10-08");
    // Who does not pay does not come to twelve months.
    let stopped = "unemployment_insurance_months=8 social_insurance_current=false";
    let stopped = person(&[&employer, stopped].concat());
    assert_eq!(turns_ahead(&EVALUATOR, &stopped, ON, 24), []);
}

#[test]
fn a_window_that_has_closed_opens_with_a_higher_certificate_alone() {
    let answers = person(
        &[
            WORKER,
            "certificate_source=employer certificate_date=2024-05-01 social_insurance_current=true \
             unemployment_insurance_months=40",
        ]
        .concat(),
    );
    assert_eq!(
        said_of(&answers, "liaocheng-upgrade-unemployment-insurance"),
        ""
    );
    assert_eq!(
        said_of(&answers, "liaocheng-upgrade-fiscal"),
        "取得二级／技师证书，可申领：一次性2,000至8,000元"
    );
}

#[test]
fn two_steps_are_named_where_one_does_not_do() {
    let answers = person(
        "audience=individual region=liaocheng level=none workplace=enterprise full_time=true \
         frontline=true social_insurance_current=false unemployment_insurance_months=40 \
         social_insurance_months=40 honours=none",
    );
    assert_eq!(
        said_of(&answers, "liaocheng-upgrade-unemployment-insurance"),
        "取得三级／高级工证书，并且单位按月交社保，可申领：一次性2,000至8,000元"
    );
    // A new certificate is asked anew: the way to it counts in 泰安.
    let trained = person(
        "audience=individual region=taian level=advanced certificate_date=2024-12-01 \
         certificate_source=gold_blue workplace=enterprise full_time=true honours=none",
    );
    assert_eq!(
        said_of(&trained, "taian-goldblue-2500-3000"),
        "取得二级／技师证书，并且取得方式：参加人社部门的“金蓝领”培训，可申领：一次性2,500元"
    );
}

#[test]
fn the_next_level_and_the_one_after_it_in_zibo() {
    let of = |level: &str| {
        person(&format!(
            "audience=individual region=zibo level={level} certificate_date=2026-03-01 \
             workplace=enterprise full_time=true frontline=true professional_title=none honours=none"
        ))
    };
    assert_eq!(
        said_of(&of("advanced"), "zibo-technician-2500-3000"),
        "取得二级／技师证书，可申领：一次性2,500元"
    );
    assert_eq!(
        said_of(&of("technician"), "zibo-technician-2500-3000"),
        "取得一级／高级技师证书，多500元"
    );
    let level = RULEBOOK.fact("level").expect("a level");
    let rungs = rungs(&EVALUATOR, &of("advanced"), ON, level);
    let options = RULEBOOK.facts[usize::from(level)].kind.options();
    let told: Vec<(&str, Money)> = rungs
        .iter()
        .map(|rung| {
            (
                options[usize::from(rung.option)].id,
                rung.totals.right.settled.once.low,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("none", Money::ZERO),
            ("apprentice", Money::ZERO),
            ("beginner", Money::ZERO),
            ("intermediate", Money::ZERO),
            ("advanced", Money::ZERO),
            ("technician", Money::yuan(2_500)),
            ("senior_technician", Money::yuan(3_000)),
            // Whether these two are meant, the text leaves open.
            ("special_technician", Money::ZERO),
            ("chief_technician", Money::ZERO),
            ("pre_technician", Money::ZERO),
        ]
    );
}

#[test]
fn three_more_people_are_a_tier() {
    let answers = person(
        "audience=enterprise region=liaocheng self_evaluation=filed,practised new_high_skilled=48 \
         has_platforms=none has_hosted=none",
    );
    let tiers = next_tiers(&EVALUATOR, &answers, ON);
    let [tier] = tiers.as_slice() else {
        panic!("{tiers:?}");
    };
    let question = Question::new(&RULEBOOK, tier.fact);
    assert_eq!(
        Chinese.next_tier(&question, tier),
        "还差3人到51人一档：多1万元"
    );
    assert_eq!(
        English.next_tier(&question, tier),
        "3 人 more to the tier of 51 人: 10,000 yuan more"
    );
    assert_eq!(
        said_of(&answers, "liaocheng-selfeval-reward"),
        "当年自主评价新增高技能人才达到51人，多1万元"
    );
}

#[test]
fn nothing_yet_is_no_tier() {
    let answers = person("audience=enterprise region=zibo public_base=true public_trainees=0");
    let tiers = next_tiers(&EVALUATOR, &answers, ON);
    let [tier] = tiers.as_slice() else {
        panic!("{tiers:?}");
    };
    let question = Question::new(&RULEBOOK, tier.fact);
    assert_eq!(Chinese.next_tier(&question, tier), "达到1人：每年多650元");
    assert_eq!(said_of(&answers, "zibo-order-class-1w"), "");
    let asked = person("audience=enterprise region=zibo order_class=false");
    assert_eq!(
        said_of(&asked, "zibo-order-class-1w"),
        "办订单班，并且到订单企业就业的学生达到1人，可申领：1万元，来源未写明一次还是多次发放"
    );
}

#[test]
fn another_city_asks_when_one_would_come() {
    let answers = person(
        "audience=individual region=liaocheng level=technician certificate_date=2026-03-01 \
         workplace=enterprise full_time=true frontline=true arrival=local school=higher_vocational \
         full_time_study=true years_since_graduation=0 honours=none buy_home=false",
    );
    let nothing = Answers::new(&RULEBOOK);
    let coming = person("arrival=came arrival_date=2026-11-20");
    let arrival = RULEBOOK.fact("arrival").expect("a question");
    let views = compare(&EVALUATOR, &answers, ON, &nothing);
    let ids: Vec<&str> = views
        .iter()
        .map(|view| RULEBOOK.facts[1].kind.options()[usize::from(view.region)].id)
        .collect();
    assert_eq!(ids, ["liaocheng", "zibo", "taian", "weifang"]);
    assert_eq!(views[0].assessment, EVALUATOR.evaluate(&answers, ON));
    let moving = compare(&EVALUATOR, &answers, ON, &coming);
    for (there, told) in views.iter().zip(&moving).skip(1) {
        assert_eq!(there.answers.get(arrival), Answer::NotAsked);
        assert_eq!(told.answers.get(arrival), coming.get(arrival));
        assert!(told.open <= there.open);
    }
    // Where it matters how one came, it is asked, until it is told.
    let asks = |view: &engine::CityView| view.assessment.next.iter().any(|ask| ask.fact == arrival);
    assert!(views[1..].iter().any(asks));
    assert!(!moving[1..].iter().any(asks));
    // The technician's money is had in 淄博 wherever he comes from.
    let zibo = RULEBOOK
        .benefit("zibo-technician-2500-3000")
        .expect("a clause");
    assert_eq!(
        views[1].assessment.findings[usize::from(zibo)].verdict,
        Verdict::Eligible
    );
}

#[test]
fn words_for_steps_are_of_questions_that_can_be_changed() {
    let ids: Vec<&str> = Chinese.steps_with_words().collect();
    assert_eq!(ids, English.steps_with_words().collect::<Vec<_>>());
    for id in ids {
        let index = RULEBOOK.fact(id).unwrap_or_else(|| panic!("no fact {id}"));
        let fact = &RULEBOOK.facts[usize::from(index)];
        assert!(fact.changeable || fact.follows != index, "{id}");
    }
}
