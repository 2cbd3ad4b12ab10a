//! Files of results: what stands in them, that they are the same each time, that they can be read
//! again, and that an office program opens them.

mod common;

use std::io::Cursor;
use std::path::Path;
use std::process::Command;

use calamine::{Data, Reader, Xlsx};
use common::*;
use engine::{Answer, Answers};
use roster::enterprise::{after_caps, caps};
use roster::{
    Blank, CHINESE, Cell, ENGLISH, Enterprise, Export, Mapping, MoneySummary, Options, Person,
    Results, Role, Table, people, read, suggest,
};

/// A roster with what real ones have in them: titles, gaps, notes, numbers of identity cards,
/// cells that cannot be understood, and names that look like formulas.
const ROSTER: &str = "\
某公司技能人才花名册,,,,,,,,,,,,\r\n\
姓名,身份证号,备注,工作单位,职业技能等级,发证日期,社保缴费月数,社保正常缴费,失业保险缴费月数,自主评价取证,订单班,柔性引进领军人才,协议年薪\r\n\
张三,11010519491231002X,=1+1,企业,技师,2026-01-15,24,正常,24,是,否,否,\r\n\
李四,,\"含,逗号和\"\"引号\"\"\",企业,高级工,2025-12-01,24,是,24,是,否,否,\r\n\
=WEBSERVICE(\"http://x\"),,+86,企业,技师,2025/3/1,3,是,3,否,,,\r\n\
-王五,,@all,没有上班,没有证书,,,,,,是,否,\r\n\
'已有撇号,,''=x,企业,三级,二月,很多,是,100,,,,\r\n\
,,,,,,,,,,,,\r\n\
Zhang San,,-,,,,,,,,,是,250001\r\n";

struct Roster {
    table: Table,
    mapping: Mapping,
    people: Vec<Person>,
    results: Results,
    enterprise: Enterprise,
}

fn roster(bytes: &[u8], region: &str) -> Roster {
    let table = read(bytes, &Options::default())
        .unwrap()
        .table(None)
        .unwrap();
    of_table(table, region)
}

fn of_table(table: Table, region: &str) -> Roster {
    let mapping = suggest(&RULEBOOK, &table);
    let mut defaults = Answers::new(&RULEBOOK);
    choose(&mut defaults, "audience", "individual");
    choose(&mut defaults, "region", region);
    let people = people(&RULEBOOK, &table, &mapping, &defaults.clone().into(), ON);
    let results = Results::new(&EVALUATOR, &people, ON);
    let given = Answers::new(&RULEBOOK);
    let enterprise = Enterprise::new(&EVALUATOR, &people, &mapping, &given, Blank::Unknown, ON);
    Roster {
        table,
        mapping,
        people,
        results,
        enterprise,
    }
}

impl Roster {
    fn export(&self) -> Export<'_> {
        Export {
            rulebook: &RULEBOOK,
            table: &self.table,
            mapping: &self.mapping,
            people: &self.people,
            results: &self.results,
            enterprise: Some(&self.enterprise),
            only: None,
            sensitive: false,
            assumed: &[],
            wording: &CHINESE,
        }
    }

    /// The role and the cells of a column.
    fn column(&self, header: &str) -> (Role, Vec<&Cell>) {
        let at = self.table.headers.iter().position(|name| name == header);
        let at = at.unwrap_or_else(|| panic!("no column {header}: {:?}", self.table.headers));
        let cells = self.table.rows.iter().map(|row| &row.cells[at]);
        (self.mapping.roles[at], cells.collect())
    }
}

/// The same answers and results, whatever row they stand in now.
fn same(before: &Roster, after: &Roster) {
    assert_eq!(before.people.len(), after.people.len());
    for (index, (a, b)) in before.people.iter().zip(&after.people).enumerate() {
        assert_eq!(a.name, b.name);
        assert_eq!(a.answers, b.answers, "{}", a.name);
        assert_eq!(
            (
                a.self_evaluated,
                a.apprentice,
                a.order_hire,
                a.flexible_leader,
                a.agreed_salary
            ),
            (
                b.self_evaluated,
                b.apprentice,
                b.order_hire,
                b.flexible_leader,
                b.agreed_salary
            )
        );
        let faults = |person: &Person| -> Vec<_> {
            let faults = person.faults.iter();
            faults
                .map(|fault| (fault.value.clone(), fault.kind))
                .collect()
        };
        assert_eq!(faults(a), faults(b));
        assert_eq!(before.results.outcome(index), after.results.outcome(index));
        assert_eq!(
            before.results.deadlines(index),
            after.results.deadlines(index)
        );
    }
    assert_eq!(before.enterprise.right, after.enterprise.right);
    assert_eq!(before.enterprise.selection, after.enterprise.selection);
    assert_eq!(before.enterprise.answers, after.enterprise.answers);
}

#[test]
fn what_was_exported_reads_as_the_same_roster() {
    for region in ["liaocheng", "zibo", "taian", "weifang"] {
        let before = roster(ROSTER.as_bytes(), region);
        assert_eq!(before.people.len(), 6);
        for wording in [&CHINESE, &ENGLISH] {
            let export = Export {
                wording,
                ..before.export()
            };
            for bytes in [export.to_xlsx().unwrap(), export.to_csv()] {
                let after = roster(&bytes, region);
                same(&before, &after);
                // And once more: what results said before makes place for what they say now.
                let again = Export {
                    wording,
                    ..after.export()
                };
                let again = roster(&again.to_xlsx().unwrap(), region);
                same(&before, &again);
                assert_eq!(after.table.headers, again.table.headers);
            }
        }
    }
}

#[test]
fn columns_of_results_are_nobodys_facts() {
    let before = roster(ROSTER.as_bytes(), "zibo");
    for wording in [&CHINESE, &ENGLISH] {
        let export = Export {
            wording,
            ..before.export()
        };
        let after = roster(&export.to_xlsx().unwrap(), "zibo");
        let roles: Vec<Role> = before
            .mapping
            .roles
            .iter()
            .copied()
            .filter(|role| !matches!(role, Role::Sensitive(_)))
            .collect();
        assert_eq!(after.mapping.roles[..roles.len()], roles);
        let results = &after.mapping.roles[roles.len()..];
        assert!(results.len() > 12);
        assert!(
            results.iter().all(|role| *role == Role::Ignored),
            "{results:?}"
        );
    }
}

#[test]
fn the_cells_of_people_say_what_was_found() {
    let before = roster(ROSTER.as_bytes(), "liaocheng");
    let after = roster(&before.export().to_xlsx().unwrap(), "liaocheng");
    let text = |text: &str| Cell::Text(text.to_owned());
    let (_, rows) = after.column(CHINESE.row);
    assert_eq!(
        rows,
        [3, 4, 5, 6, 7, 9]
            .map(|row| Cell::Number(f64::from(row)))
            .each_ref()
    );
    let (_, low) = after.column(CHINESE.right_low);
    let (_, high) = after.column(CHINESE.right_high);
    assert_eq!(
        (low[0], high[0]),
        (&Cell::Number(2000.0), &Cell::Number(8000.0))
    );
    let (_, next) = after.column(CHINESE.next_deadline);
    assert_eq!(
        next[0],
        &Cell::Date(engine::Date::new(2027, 1, 15).unwrap())
    );
    assert_eq!(next[2], &Cell::Empty);
    let fiscal = RULEBOOK.benefit("liaocheng-upgrade-fiscal").unwrap();
    let benefit = &RULEBOOK.benefits[usize::from(fiscal)];
    let title = RULEBOOK.sources[usize::from(benefit.source)].title;
    let (_, said) = after.column(&format!("{}（{title}）", benefit.name));
    assert_eq!(said[0], &text("可申领，一次性2,000至8,000元"));
    assert_eq!(said[2], &text("已过期限"));
    assert_eq!(said[3], &text("不符合"));
    let (_, faults) = after.column(CHINESE.faults);
    assert_eq!(faults[0], &Cell::Empty);
    assert_eq!(faults[4], &text("F7“二月”不是一个日期、G7“很多”不是一个数"));
    let (_, missing) = after.column(CHINESE.missing);
    let Cell::Text(missing) = missing[4] else {
        panic!("nothing is missing: {missing:?}");
    };
    assert!(missing.contains("发证日期"), "{missing}");
}

#[test]
fn what_is_assumed_of_everybody_stands_in_every_row() {
    let before = roster(ROSTER.as_bytes(), "zibo");
    let assumed = ["全体都是本企业在职职工".to_owned(), "没有称号".to_owned()];
    for (wording, expected) in [
        (&CHINESE, "全体都是本企业在职职工；没有称号"),
        (&ENGLISH, "全体都是本企业在职职工; 没有称号"),
    ] {
        let export = Export {
            assumed: &assumed,
            wording,
            ..before.export()
        };
        for bytes in [export.to_csv(), export.to_xlsx().unwrap()] {
            let after = roster(&bytes, "zibo");
            let (role, cells) = after.column(wording.assumed_here);
            // It is nobody's fact, and makes place for what is assumed next time.
            assert_eq!(role, Role::Ignored);
            assert_eq!(cells.len(), before.people.len());
            let all = Cell::Text(expected.to_owned());
            assert!(cells.iter().all(|cell| **cell == all), "{cells:?}");
            same(&before, &after);
            let again = String::from_utf8(after.export().to_csv()).unwrap();
            assert!(!again.contains("没有称号"));
        }
    }
    // Nothing is assumed: no column.
    let csv = String::from_utf8(before.export().to_csv()).unwrap();
    assert!(!csv.contains(CHINESE.assumed_here));
}

#[test]
fn what_people_may_be_chosen_for_has_no_sum() {
    let mut roster = roster("姓名,技能等级\n甲,技师\n乙,高级技师\n".as_bytes(), "taian");
    for person in &mut roster.people {
        choose(&mut person.answers, "honours", "none");
    }
    roster.results = Results::new(&EVALUATOR, &roster.people, ON);
    let bytes = roster.export().to_xlsx().unwrap();
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range_at(1).unwrap().unwrap();
    let rows: Vec<&[Data]> = range.rows().collect();
    let chief = RULEBOOK.benefit("shandong-qilu-chief").unwrap();
    let name = RULEBOOK.benefits[usize::from(chief)].name;
    let line = rows.iter().find(|row| {
        row[0] == Data::String(name.to_owned())
            && row[1] == Data::String(CHINESE.by_selection.to_owned())
    });
    let line = line.expect("both may apply");
    assert_eq!(line[2], Data::Float(2.0));
    assert_eq!(line[3..5], [Data::Empty, Data::Empty]);
    for row in &rows {
        if row[0] == Data::String(CHINESE.people_once.to_owned()) {
            assert!(row[4..].iter().all(|cell| *cell == Data::Empty), "{row:?}");
        }
    }
    let (first, second) = (roster.results.outcome(0), roster.results.outcome(1));
    let all = first.by_review + second.by_review;
    let said = rows.iter().find_map(|row| match &row[0] {
        Data::String(text) if text.starts_with("职工可申报") => Some(text.clone()),
        _ => None,
    });
    assert!(said.unwrap().contains(&format!("2 人，共 {all} 项")));
}

#[test]
fn what_looks_like_a_formula_is_harmless_in_the_file_and_comes_back() {
    let before = roster(ROSTER.as_bytes(), "zibo");
    let csv = String::from_utf8(before.export().to_csv()).unwrap();
    let body = csv.strip_prefix('\u{feff}').expect("a byte order mark");
    for line in body.split("\r\n") {
        for cell in line.split(',') {
            let first = cell.trim_start_matches('"').chars().next();
            assert!(
                !matches!(first, Some('=' | '+' | '-' | '@' | '\t' | '\r')),
                "{cell}"
            );
        }
    }
    assert!(body.contains("'=1+1") && body.contains("''=x") && body.contains(",'-,"));
    let (_, notes) = before.column("备注");
    let after = roster(&before.export().to_xlsx().unwrap(), "zibo");
    assert_eq!(after.column("备注").1, notes);
}

#[test]
fn numbers_of_identity_cards_stay_out_unless_asked_for() {
    let before = roster(ROSTER.as_bytes(), "zibo");
    let csv = String::from_utf8(before.export().to_csv()).unwrap();
    assert!(!csv.contains("身份证号") && !csv.contains("11010519491231002X"));
    let with = Export {
        sensitive: true,
        ..before.export()
    };
    let csv = String::from_utf8(with.to_csv()).unwrap();
    assert!(csv.contains("身份证号") && csv.contains("11010519491231002X"));
}

#[test]
fn numbers_of_people_stay_out_wherever_they_stand() {
    let id = "110105194912310021";
    let phone = "13800001111";
    let text = format!(
        "姓名,技能等级,取证日期,备注\n张三{phone},技师,{id},电话{phone}，身份证{id}\n李四,高级工,2026-01-10,+86 {phone}\n\
         王五,,,2026年第12345678号\n"
    );
    let before = roster(text.as_bytes(), "zibo");
    let csv = String::from_utf8(before.export().to_csv()).unwrap();
    assert!(!csv.contains(phone) && !csv.contains(id), "{csv}");
    assert!(
        csv.contains("电话***，身份证***")
            && csv.contains("张三***")
            && csv.contains("第12345678号"),
        "{csv}"
    );
    let xlsx = before.export().to_xlsx().unwrap();
    let again = roster(&xlsx, "zibo");
    assert_eq!(again.people[0].name, "张三***");
    let with = Export {
        sensitive: true,
        ..before.export()
    };
    let csv = String::from_utf8(with.to_csv()).unwrap();
    assert!(csv.contains(&format!("电话{phone}，身份证{id}")));
}

#[test]
fn the_same_results_make_the_same_bytes() {
    let before = roster(ROSTER.as_bytes(), "zibo");
    let first = before.export().to_xlsx().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(1100));
    assert_eq!(
        roster(ROSTER.as_bytes(), "zibo")
            .export()
            .to_xlsx()
            .unwrap(),
        first
    );
    let only = Export {
        only: Some(&[3, 0]),
        ..before.export()
    };
    let some = roster(&only.to_xlsx().unwrap(), "zibo");
    let names: Vec<&str> = some
        .people
        .iter()
        .map(|person| person.name.as_str())
        .collect();
    assert_eq!(names, ["-王五", "张三"]);
}

#[test]
fn the_enterprises_sheet_shows_what_a_ceiling_takes_away_and_why() {
    let mut text = "姓名,工作单位,发证日期,技能等级,柔性引进领军人才,协议年薪\n".to_owned();
    for index in 0..21 {
        text += &format!("员工{index},企业,2026-01-15,技师,否,\n");
    }
    text += "领军,没有上班,,技师,是,300000\n";
    let before = roster(text.as_bytes(), "zibo");
    let bytes = before.export().to_xlsx().unwrap();
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let mut sheet = |index: usize| -> Vec<Data> {
        let range = book.worksheet_range_at(index).unwrap().unwrap();
        range.cells().map(|(_, _, cell)| cell.clone()).collect()
    };
    let enterprise = sheet(1);
    let has = |cells: &[Data], text: &str| cells.contains(&Data::String(text.to_owned()));
    let number = |number: i32| enterprise.contains(&Data::Float(f64::from(number)));
    assert!(has(&enterprise, "每年每家企业职工最高可享受5万元补贴"));
    assert!(number(52_500) && number(2500) && number(50_000));
    assert!(has(&enterprise, "领军（第23行）") && number(60_000));
    assert!(has(&enterprise, CHINESE.never_added));
    let sources = sheet(2);
    assert!(has(&sources, CHINESE.no_decision) && has(&sources, RULEBOOK.hash));
    let dates = sources
        .iter()
        .filter(|cell| matches!(cell, Data::DateTime(_)));
    assert_eq!(
        dates.count(),
        2,
        "the day of evaluation and the version of the rules"
    );
    let quote = "每年按照其年度薪酬的20%给予聘任单位薪酬补贴";
    let cited = |cell: &Data| matches!(cell, Data::String(text) if text.contains(quote));
    assert!(sources.iter().any(cited));
    let money = MoneySummary::new(&RULEBOOK, &before.results, 0..22);
    let (right, _) = after_caps(&RULEBOOK, &money, &caps(&RULEBOOK, &money));
    assert!(right.settled.once.low < money.right.settled.once.low);
}

/// What no source puts a figure on is not shown as 0.
#[test]
fn a_sum_that_is_not_named_is_not_taken_for_nothing() {
    let mut roster = roster("姓名,技能等级\n张三,技师\n".as_bytes(), "zibo");
    let mut rows = |station: bool| -> Vec<Vec<Data>> {
        let mut given = Answers::new(&RULEBOOK);
        give(&mut given, "gold_blue_base", Answer::Bool(true));
        if station {
            choose(&mut given, "has_platforms", "some");
            hold(&mut given, "platforms", &["city_station"]);
            date(&mut given, "city_station_date", "2024-03-01");
        }
        roster.enterprise = Enterprise::new(
            &EVALUATOR,
            &roster.people,
            &roster.mapping,
            &given,
            Blank::Unknown,
            ON,
        );
        let bytes = roster.export().to_xlsx().unwrap();
        let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
        let range = book.worksheet_range_at(1).unwrap().unwrap();
        range.rows().map(<[Data]>::to_vec).collect()
    };
    let text = |text: &str| Data::String(text.to_owned());
    let row = |rows: &[Vec<Data>], name: &str| {
        let row = rows.iter().find(|row| row[0] == text(name));
        row.unwrap_or_else(|| panic!("no row {name}")).clone()
    };
    let unnamed = [Data::Empty, text("来源未写明金额")];
    let base = RULEBOOK.benefit("zibo-goldblue-base").unwrap();

    let alone = rows(false);
    let own = row(&alone, RULEBOOK.benefits[usize::from(base)].name);
    assert_eq!((&own[2], &own[3..5]), (&text("可申领"), &unnamed[..]));
    assert_eq!(row(&alone, "企业，一次性")[1..3], unnamed);

    let beside_another = rows(true);
    assert_eq!(
        row(&beside_another, "企业，一次性")[1..3],
        [
            Data::Float(80_000.0),
            text("8万元，另有 1 项来源未写明金额")
        ]
    );
}

#[test]
fn more_people_than_a_sheet_has_rows_are_refused_and_not_cut() {
    let before = roster(ROSTER.as_bytes(), "zibo");
    let many = vec![0u32; 1_048_576];
    let export = Export {
        only: Some(&many),
        ..before.export()
    };
    let refused = export.to_xlsx().unwrap_err();
    assert!(matches!(
        refused,
        roster::ExportError::TooLarge {
            rows: 1_048_577,
            ..
        }
    ));
}

/// The office program turns each sheet into delimited text; the first must hold the very cells that
/// were written, and all three must be there.
#[test]
fn an_office_program_opens_the_workbook_with_the_same_cells() {
    if Command::new("soffice").arg("--version").output().is_err() {
        assert!(std::env::var_os("CI").is_none(), "soffice is needed here");
        println!("skipped: there is no soffice");
        return;
    }
    let before = roster(ROSTER.as_bytes(), "liaocheng");
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("office");
    let _ = std::fs::remove_dir_all(&place);
    std::fs::create_dir_all(&place).unwrap();
    let file = place.join("results.xlsx");
    std::fs::write(&file, before.export().to_xlsx().unwrap()).unwrap();
    let profile = format!(
        "-env:UserInstallation=file://{}",
        place.join("profile").display()
    );
    // Comma, quotation mark, UTF-8, from the first row on, cells as shown (which parts thousands),
    // every sheet in a file of its own.
    let filter = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1";
    let run = Command::new("soffice")
        .args(["--headless", &profile, "--convert-to", filter, "--outdir"])
        .arg(&place)
        .arg(&file)
        .output()
        .unwrap();
    assert!(run.status.success(), "{run:?}");
    let sheet = |name: &str| {
        let path = place.join(format!("results-{name}.csv"));
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"))
    };
    let records = |text: &str| -> Vec<Vec<String>> {
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let records = reader.records().map(Result::unwrap);
        records
            .map(|record| record.iter().map(|cell| cell.replace(",", "")).collect())
            .collect()
    };
    let ours = String::from_utf8(before.export().to_csv()).unwrap();
    assert_eq!(records(&sheet(CHINESE.people)), records(&ours));
    assert!(sheet(CHINESE.enterprise).contains(CHINESE.never_added));
    assert!(sheet(CHINESE.sources).contains(CHINESE.no_decision));
}
