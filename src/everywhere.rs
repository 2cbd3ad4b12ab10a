//! What is due is said in the same words wherever it is said: on the page, in what programs and the
//! command line get, in the workbook, in the view for many people, and on the static pages.

use std::collections::BTreeMap;

use api::CivilDate;
use api::roster::{FileKind, Finding, Language, Request, Response, Value};
use data::report::Report;
use desk::Desk;
use engine::model::*;
use engine::{Answers, Date, Evaluator, Money, Rulebook};
use roster::wording::{CHINESE, ENGLISH, Wording};
use roster::{Export, Person, Results};

use crate::screen::render;
use crate::session::Session;
use crate::words::{Lang, Words};
use crate::{evaluator, rulebook};

const DAY: &str = "2026-06-01";

/// Words by the id of a benefit.
type Amounts = BTreeMap<String, String>;

/// Somebody as a link to the page has them: facts and ids of options.
type Somebody<'a> = &'a [(&'a str, &'a str)];

fn day() -> Date {
    Date::parse(DAY).unwrap()
}

fn words(rulebook: &'static Rulebook, wording: &Wording) -> &'static Words {
    let words = match wording.lang {
        Lang::Chinese => Words::chinese(rulebook),
        Lang::English => Words::english(rulebook, include_str!("../text/en.toml")).unwrap(),
    };
    Box::leak(Box::new(words))
}

fn session(
    evaluator: &'static Evaluator<'static>,
    wording: &Wording,
    somebody: Somebody,
) -> Session {
    let pairs = somebody
        .iter()
        .map(|(fact, value)| format!("{fact}={value}"));
    let line = pairs.collect::<Vec<_>>().join("&");
    let session = Session::new(
        evaluator,
        words(evaluator.rulebook(), wording),
        day(),
        &line,
    );
    assert_eq!(session.refused, 0, "{line}");
    session
}

/// The cards of the page.
fn of_page(session: &Session) -> Amounts {
    let page = render(session);
    let between = |text: &str, begin: &str, end: &str| {
        let (_, rest) = text.split_once(begin)?;
        Some(rest.split_once(end)?.0.to_owned())
    };
    let cards = page.split("<article").skip(1).filter_map(|card| {
        let id = between(card, "data-benefit=\"", "\"")?;
        let sum = between(card, "<p class=\"ss-sum\">", "</p>")?;
        let mut said = between(&sum, "<strong>", "</strong>")?;
        let rest = between(&sum, "<span>", "</span>")?;
        if !rest.is_empty() {
            said = [&said, session.words.lang.comma(), &rest].concat();
        }
        Some((id, said))
    });
    cards.collect()
}

/// As programs get them.
fn of_report(evaluator: &Evaluator, answers: &Answers) -> Amounts {
    let evaluation = Report::new(evaluator, answers, day()).evaluation();
    let amounts = evaluation.benefits.into_iter().filter_map(|one| {
        let words = one.amount?.words;
        Some((one.id.0.to_owned(), words))
    });
    amounts.collect()
}

/// A row of the workbook.
fn of_workbook(evaluator: &Evaluator, answers: &Answers, wording: &Wording) -> Amounts {
    let rulebook = evaluator.rulebook();
    let read = roster::read_text("姓名\n甲\n", &roster::Options::default());
    let table = read.unwrap().table(None).unwrap();
    let people = [Person::new(table.rows[0].number, answers.clone())];
    let results = Results::new(evaluator, &people, day());
    let export = Export {
        rulebook,
        table: &table,
        mapping: &roster::suggest(rulebook, &table),
        people: &people,
        results: &results,
        enterprise: None,
        only: None,
        sensitive: false,
        assumed: &[],
        wording,
    };
    of_columns(rulebook, &export.to_csv(), wording.lang)
}

/// What the columns of the benefits say in delimited text of one person.
fn of_columns(rulebook: &Rulebook, text: &[u8], lang: Lang) -> Amounts {
    let mut reader = csv::Reader::from_reader(text);
    let header = reader.headers().unwrap().clone();
    let row = reader.records().next().unwrap().unwrap();
    let amount = |header: &str, cell: &str| {
        let of = |one: &&Benefit| {
            let title = rulebook.sources[usize::from(one.source)].title;
            header == format!("{}（{title}）", one.name)
        };
        let benefit = rulebook.benefits.iter().find(of)?;
        // The verdict stands before it.
        let (_, amount) = cell.split_once(lang.comma())?;
        Some((benefit.id.to_owned(), amount.to_owned()))
    };
    let cells = header.iter().zip(&row);
    cells
        .filter_map(|(header, cell)| amount(header, cell))
        .collect()
}

fn of_cards(cards: Vec<Finding>) -> Amounts {
    let said = cards.into_iter().filter(|card| !card.amount.is_empty());
    said.map(|card| (card.benefit.id, card.amount)).collect()
}

/// The program behind the view for many people, somewhere.
fn desk(region: &str, lang: Lang) -> Desk {
    let begin = Request::Begin {
        day: CivilDate(day()),
        region: Some(region.to_owned()),
        language: match lang {
            Lang::Chinese => Language::Chinese,
            Lang::English => Language::English,
        },
        files: None,
    };
    Desk::begin(begin, |names| vec![0; names.len()]).unwrap().0
}

/// The view for many people, and what it writes into files.
fn of_view(rulebook: &Rulebook, somebody: Somebody, lang: Lang) -> (Amounts, Amounts) {
    let told = somebody.iter().find(|(fact, _)| *fact == "region");
    let mut desk = desk(told.unwrap().1, lang);
    let own = somebody
        .iter()
        .filter(|(fact, _)| !["audience", "region"].contains(fact));
    let (columns, cells): (Vec<&str>, Vec<&str>) = own.copied().unzip();
    let text = format!("姓名,{}\n甲,{}\n", columns.join(","), cells.join(","));
    let Response::Table(table) = desk.handle(Request::Paste(text)) else {
        panic!("it cannot be read");
    };
    assert_eq!(table.people, 1);
    desk.handle(Request::Run);
    while desk.is_running() {
        desk.go_on();
    }
    let kind = FileKind::Csv;
    let sensitive = false;
    let Response::File { bytes, .. } = desk.handle(Request::File { kind, sensitive }) else {
        panic!("no file");
    };
    let Response::Person(person) = desk.handle(Request::Person(0)) else {
        panic!("nobody");
    };
    let files = of_columns(rulebook, &bytes.0, lang);
    (of_cards(person.benefits), files)
}

/// How a benefit is paid, on the static pages.
fn of_clause(pages: &[pages::Page], id: &str) -> Option<String> {
    let article = format!("<article class=\"clause\" id=\"{id}\"");
    let (_, rest) = pages
        .iter()
        .find_map(|page| page.content.split_once(&article))?;
    let (own, _) = rest.split_once("</article>")?;
    let (_, paid) = own.split_once("<dt>发放</dt><dd>")?;
    Some(paid.split_once("</dd>")?.0.to_owned())
}

const WORKER: Somebody = &[
    ("audience", "individual"),
    ("region", "zibo"),
    ("level", "technician"),
    ("certificate_date", "2026-03"),
    ("certificate_source", "employer"),
    ("workplace", "enterprise"),
    ("full_time", "yes"),
    ("frontline", "yes"),
    ("professional_title", "none"),
    ("field", "engineering"),
    ("arrival", "stayed"),
    ("school", "technician_college"),
    ("full_time_study", "yes"),
    ("class_level", "advanced_class"),
    ("years_since_graduation", "1"),
    ("honours", "none"),
];

#[test]
fn somebody_is_told_the_same_everywhere() {
    let (mut compared, mut every_month) = (0, 0);
    for region in ["zibo", "liaocheng", "taian", "weifang", "jinan"] {
        for level in ["advanced", "technician"] {
            let somebody: Vec<(&str, &str)> = WORKER
                .iter()
                .map(|&(fact, value)| match fact {
                    "region" => (fact, region),
                    "level" => (fact, level),
                    _ => (fact, value),
                })
                .collect();
            for wording in [&CHINESE, &ENGLISH] {
                let session = session(evaluator(), wording, &somebody);
                let page = of_page(&session);
                let (view, file) = of_view(rulebook(), &somebody, wording.lang);
                assert!(!page.is_empty());
                assert_eq!(page, view, "{region} {level}");
                let workbook = of_workbook(evaluator(), &session.answers, wording);
                for (id, said) in &page {
                    assert_eq!((workbook.get(id), file.get(id)), (Some(said), Some(said)));
                    compared += 1;
                    every_month += u32::from(said.contains("每月"));
                }
                if wording.lang == Lang::Chinese {
                    let report = of_report(evaluator(), &session.answers);
                    assert!(page.iter().all(|(id, said)| report.get(id) == Some(said)));
                }
            }
        }
    }
    assert!(compared > 40 && every_month > 1, "{compared} {every_month}");
}

#[test]
fn an_enterprise_is_told_the_same_everywhere() {
    for (region, given) in [
        ("zibo", &[("agreed_salary", "250000")][..]),
        ("liaocheng", &[]),
        ("taian", &[]),
    ] {
        let mut somebody = vec![("audience", "enterprise"), ("region", region)];
        somebody.extend(given);
        for wording in [&CHINESE, &ENGLISH] {
            let session = session(evaluator(), wording, &somebody);
            let given = given.iter();
            let given =
                given.map(|(fact, value)| (fact.to_string(), Value::Text(value.to_string())));
            let told = desk(region, wording.lang).handle(Request::Enterprise {
                given: given.collect(),
                blank: false,
            });
            let Response::Enterprise(own) = told else {
                panic!("nothing");
            };
            let view = of_cards(own.benefits);
            assert_eq!(of_page(&session), view, "{region}");
            assert!(view.len() > 2);
        }
        let session = session(evaluator(), &CHINESE, &somebody);
        let report = of_report(evaluator(), &session.answers);
        let page = of_page(&session);
        assert!(page.iter().all(|(id, said)| report.get(id) == Some(said)));
    }
}

/// The rules, with another amount for whatever the worker gets: each of these.
fn with_amount(amount: &Amount) -> &'static Evaluator<'static> {
    let mut rules = rulebook().clone();
    for benefit in &mut rules.benefits {
        for own in &mut benefit.amounts {
            *own = Amount {
                by_right: own.by_right,
                ..amount.clone()
            };
        }
        benefit.cap = None;
    }
    // For a session, which lives as long as the page's own rules do.
    Box::leak(Box::new(Evaluator::new(Box::leak(Box::new(rules)))))
}

#[test]
fn every_kind_of_amount_is_said_the_same_everywhere() {
    let zibo = &[("audience", "individual"), ("region", "zibo")];
    let somebody: Vec<_> = zibo.iter().chain(&WORKER[2..]).copied().collect();
    let salary = rulebook().fact("agreed_salary").unwrap();
    let sum = |low, high, up_to| Term {
        base: Base::Sum {
            low: Money::yuan(low),
            high: Money::yuan(high),
        },
        per: None,
        up_to,
    };
    let share = |percent| Term {
        base: Base::Percent {
            percent,
            of: salary,
        },
        per: None,
        up_to: false,
    };
    let monthly = |months| Rhythm::Monthly { months };
    let yearly = |years| Rhythm::Yearly { years };
    for (terms, rhythm, unstated, said) in [
        (
            vec![sum(2500, 2500, false)],
            Rhythm::Once,
            false,
            "一次性2,500元",
        ),
        (
            vec![sum(22_000, 88_000, false)],
            Rhythm::Once,
            false,
            "一次性2.2万元至8.8万元",
        ),
        (
            vec![sum(80_000, 80_000, true)],
            Rhythm::Once,
            false,
            "一次性最高8万元",
        ),
        (
            vec![sum(0, 80_000, false)],
            Rhythm::Once,
            false,
            "一次性0至8万元",
        ),
        (
            vec![sum(10_000, 10_000, false), sum(20_000, 20_000, true)],
            Rhythm::Once,
            true,
            "一次性1万元至最高3万元，另有一部分来源未写明金额",
        ),
        (vec![share(20)], Rhythm::Once, false, "一次性金额待定"),
        (
            vec![sum(1000, 1000, false), share(20)],
            yearly(None),
            false,
            "每年至少1,000元，来源未写明发多少年",
        ),
        (
            vec![sum(500, 500, false)],
            monthly(Some(60)),
            false,
            "每月500元，共60个月，合计3万元",
        ),
        (
            vec![sum(300, 1000, false)],
            monthly(None),
            false,
            "每月300至1,000元，来源未写明发多少个月",
        ),
        (
            vec![sum(30_000, 30_000, false)],
            yearly(Some(3)),
            false,
            "每年3万元，共3年",
        ),
        (
            vec![sum(48_000, 48_000, false)],
            Rhythm::Unstated,
            false,
            "4.8万元，来源未写明一次还是多次发放",
        ),
        (vec![], Rhythm::Unstated, true, "来源未写明金额"),
        (
            vec![],
            monthly(Some(12)),
            true,
            "来源未写明金额，按月，共12个月",
        ),
    ] {
        let evaluator = with_amount(&Amount {
            terms,
            rhythm,
            unstated,
            by_right: true,
        });
        let rules = evaluator.rulebook();
        let static_pages = pages::pages(rules, None);
        for wording in [&CHINESE, &ENGLISH] {
            let session = session(evaluator, wording, &somebody);
            let page = of_page(&session);
            assert!(!page.is_empty());
            let workbook = of_workbook(evaluator, &session.answers, wording);
            assert!(page.iter().all(|(id, own)| workbook.get(id) == Some(own)));
            if wording.lang == Lang::English {
                continue;
            }
            assert!(page.values().all(|own| own == said), "{page:?} {said}");
            let report = of_report(evaluator, &session.answers);
            assert!(page.keys().all(|id| report[id] == said));
            for id in page.keys() {
                let benefit = &rules.benefits[usize::from(rules.benefit(id).unwrap())];
                if benefit.kind == BenefitKind::Money {
                    let paid = of_clause(&static_pages, id).unwrap();
                    // What it says of how long is on the card as well.
                    let how_long = paid.split('，').next_back().unwrap();
                    assert!(said.contains(how_long) || unstated, "{paid} {said}");
                }
            }
        }
    }
}
