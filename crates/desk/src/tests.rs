//! A roster's way through the program, as the view goes it.

use api::CivilDate;
use api::roster::*;
use engine::Date;

use crate::Desk;

const ROSTER: &str = "2026年职工名单,,,,,,\n\
    姓名,身份证号,职业技能等级,证书核发日期,工作单位,失业保险累计缴费月数,自主评价取证\n\
    张三,370102199003071234,三级,2026/3/1,企业,36,是\n\
    李四,370102198803071235,技师,2026年5月20日,企业,11,是\n\
    王五,370102198903071236,高级工,20251201,公司,120,否\n\
    赵六,370102199103071237,一级,2025-11-22,企业,abc,否\n\
    合计,,,,,,\n";

fn begun(region: Option<&str>, language: Language) -> Desk {
    // In the order of their characters, which is not a dictionary's.
    let ranks = |names: &[&str]| {
        let mut sorted = names.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        let place = |name| sorted.binary_search(name).unwrap() as u32;
        names.iter().map(place).collect()
    };
    let begin = Request::Begin {
        day: CivilDate(Date::new(2026, 11, 24).unwrap()),
        region: region.map(str::to_owned),
        language,
        files: None,
    };
    let (desk, told) = Desk::begin(begin, ranks).unwrap();
    let Response::Begun(choices) = told else {
        panic!("{told:?}");
    };
    assert_eq!(choices.region.as_deref(), region);
    assert!(choices.regions.len() > 3);
    desk
}

fn read(desk: &mut Desk, text: &str) -> Table {
    match desk.handle(Request::Paste(text.to_owned())) {
        Response::Table(table) => *table,
        other => panic!("{other:?}"),
    }
}

/// Evaluates everybody, in as many portions as it takes.
fn run(desk: &mut Desk) -> Summary {
    let mut last = desk.handle(Request::Run);
    loop {
        match last {
            Response::Progress { done, total } => assert!(done <= total),
            Response::Summary(summary) => {
                assert!(!desk.is_running());
                return *summary;
            }
            other => panic!("{other:?}"),
        }
        last = desk.go_on();
    }
}

fn names(desk: &mut Desk, selection: Selection) -> Vec<String> {
    let Response::Selected(count) = desk.handle(Request::Select(selection)) else {
        panic!("not selected");
    };
    let Response::Rows { rows, .. } = desk.handle(Request::Rows { from: 0, count }) else {
        panic!("no rows");
    };
    rows.into_iter().map(|row| row.name).collect()
}

#[test]
fn a_roster_goes_from_its_columns_to_its_people() {
    let mut desk = begun(Some("liaocheng"), Language::Chinese);
    let table = read(&mut desk, ROSTER);
    assert_eq!((table.people, table.header, table.above), (4, Some(2), 1));
    let roles: Vec<&str> = table.columns.iter().map(|one| one.role.as_str()).collect();
    assert_eq!(
        roles,
        [
            "name",
            "sensitive:id_number",
            "fact:level",
            "fact:certificate_date",
            "fact:workplace",
            "fact:unemployment_insurance_months",
            "staff:self_evaluated"
        ]
    );
    // Nobody reads a number over a shoulder.
    assert!(table.columns[1].samples.iter().all(|one| one.len() < 8));
    assert!(table.roles.iter().all(|role| {
        let same = table.roles.iter().filter(|one| one.id == role.id);
        same.count() == 1
    }));
    assert_eq!(table.left.count, 1);

    let roles: Vec<String> = roles.into_iter().map(str::to_owned).collect();
    let told = desk.handle(Request::Assign(roles.clone()));
    assert_eq!(told, Response::Assigned(vec![]));
    let twice = [roles[2].clone(), roles[2].clone()].to_vec();
    let Response::Assigned(problems) = desk.handle(Request::Assign(twice)) else {
        panic!("not assigned");
    };
    assert!(matches!(
        problems[..],
        [ColumnProblem::Twice(RoleName::Words(_))]
    ));
    desk.handle(Request::Assign(roles));

    let summary = run(&mut desk);
    assert_eq!(
        (summary.people, summary.faults, summary.fault_rows),
        (4, 1, 1)
    );
    assert!(summary.sensitive && summary.assumed.is_empty());
    let all = names(&mut desk, Selection::default());
    assert_eq!(all, ["张三", "李四", "王五", "赵六"]);
    let order = Order::Name;
    let sorted = names(
        &mut desk,
        Selection {
            order,
            ..Default::default()
        },
    );
    assert_eq!(sorted, ["张三", "李四", "王五", "赵六"]);
    let whose = Whose::WithFaults;
    let wrong = names(
        &mut desk,
        Selection {
            whose,
            ..Default::default()
        },
    );
    assert_eq!(wrong, ["赵六"]);
    let Response::Person(person) = desk.handle(Request::Person(3)) else {
        panic!("nobody");
    };
    let [fault] = &person.faults[..] else {
        panic!("{:?}", person.faults);
    };
    assert_eq!(
        (fault.cell.as_str(), fault.kind),
        ("F6", FaultKind::NotANumber)
    );
    assert!(person.benefits.iter().all(|one| !one.quote.is_empty()));
}

#[test]
fn who_gets_money_is_counted_apart_from_who_gets_a_service() {
    let mut desk = begun(Some("taian"), Language::Chinese);
    read(
        &mut desk,
        "姓名,职业技能等级,获奖\n甲,高级技师,\n乙,技师,\n丙,没有证书,\n",
    );
    let summary = run(&mut desk);
    let Response::Rows { rows, .. } = desk.handle(Request::Rows { from: 0, count: 9 }) else {
        panic!("no rows");
    };
    let paid = rows.iter().filter(|row| !row.right.is_empty()).count();
    assert_eq!(summary.paid_people as usize, paid);
    let whose = Whose::WithRight;
    let with_right = names(
        &mut desk,
        Selection {
            whose,
            ..Default::default()
        },
    );
    let both = summary.paid_people + summary.served_people;
    assert_eq!(both as usize, with_right.len());
    assert!(
        summary.served_people > 0,
        "the test is of nobody: {summary:?}"
    );
}

#[test]
fn a_row_that_is_nobody_can_be_put_back() {
    let mut desk = begun(Some("zibo"), Language::English);
    let table = read(&mut desk, ROSTER);
    let back = table.left.rows.iter().map(|row| row.row).collect();
    let told = desk.handle(Request::Count {
        hidden: false,
        back,
    });
    let Response::Counted { people, left } = told else {
        panic!("{told:?}");
    };
    assert_eq!((people, left.count), (5, 0));
}

#[test]
fn what_is_assumed_stays_and_is_said() {
    let mut desk = begun(Some("zibo"), Language::Chinese);
    read(
        &mut desk,
        "姓名,职业技能等级,发证日期\n甲,技师,2026-05-20\n",
    );
    let Response::Offers(offers) = desk.handle(Request::Offers) else {
        panic!("no offers");
    };
    assert!(offers.presets.iter().all(|one| !one.on));
    let fact = offers.facts.iter().find(|one| one.id == "arrival").unwrap();
    let assumed = Assumed {
        presets: offers.presets.iter().map(|one| one.id.clone()).collect(),
        facts: vec![(fact.id.clone(), fact.options[0].id.clone())],
    };
    desk.handle(Request::Assume(assumed));
    let Response::Offers(again) = desk.handle(Request::Offers) else {
        panic!("no offers");
    };
    assert!(again.presets.iter().all(|one| one.on));
    let fact = again.facts.iter().find(|one| one.id == "arrival").unwrap();
    assert_eq!(fact.value.as_ref(), Some(&fact.options[0].id));
    assert!(run(&mut desk).assumed.len() > 1);
}

#[test]
fn what_the_enterprise_answers_counts_before_the_roster() {
    let mut desk = begun(Some("zibo"), Language::Chinese);
    let table = read(&mut desk, "公司名单\n姓名,订单班\n甲,是\n乙,是\n丙,否\n");
    assert_eq!(table.people, 3);
    run(&mut desk);
    let mut own = |given: &[(String, Value)]| {
        let given = given.to_vec();
        match desk.handle(Request::Enterprise {
            given,
            blank: false,
        }) {
            Response::Enterprise(own) => *own,
            other => panic!("{other:?}"),
        }
    };
    let field = |own: &Enterprise| {
        let mut fields = own.derived.iter();
        fields
            .find(|one| one.fact == "order_hires")
            .unwrap()
            .clone()
    };
    let derived = field(&own(&[])).derived.unwrap();
    assert_eq!(derived.says, Some(Value::Text("2".to_owned())));
    let answer = |text: &str| [("order_hires".to_owned(), Value::Text(text.to_owned()))];
    let denied = field(&own(&answer("0")));
    assert!(denied.derived.unwrap().overruled);
    let wrong = field(&own(&answer("many")));
    assert_eq!(wrong.problem, Some(FieldProblem::NotWhole));
    assert_eq!(wrong.value, Some(Value::Text("many".to_owned())));
}

#[test]
fn what_cannot_be_read_is_named() {
    let mut desk = begun(None, Language::Chinese);
    let mut open = |bytes: &[u8]| desk.handle(Request::Open(Bytes(bytes.to_vec())));
    let pdf = Response::Refused(Refusal::NotASpreadsheet(Looks::Pdf));
    assert_eq!(open(b"%PDF-1.7\n"), pdf);
    assert_eq!(open(b""), Response::Refused(Refusal::Empty));
    // A file may come in parts; what was begun and left is no part of the next.
    let mut part = |bytes: &[u8]| desk.handle(Request::Part(Bytes(bytes.to_vec())));
    part(b"%PDF-1.7\n");
    desk.handle(Request::Stop);
    let (first, rest) = ROSTER.as_bytes().split_at(100);
    desk.handle(Request::Part(Bytes(first.to_vec())));
    let told = desk.handle(Request::Open(Bytes(rest.to_vec())));
    let Response::Table(table) = told else {
        panic!("{told:?}");
    };
    assert_eq!(table.people, 4);
}

#[test]
fn a_run_that_is_stopped_is_over() {
    let mut desk = begun(Some("zibo"), Language::Chinese);
    let mut text = "姓名,职业技能等级\n".to_owned();
    text.extend((0..5000).map(|row| format!("职工{row},高级工\n")));
    read(&mut desk, &text);
    desk.handle(Request::Run);
    let some = desk.go_on();
    assert!(
        matches!(
            some,
            Response::Progress {
                done: 2048,
                total: 5000
            }
        ),
        "{some:?}"
    );
    desk.handle(Request::Stop);
    assert!(!desk.is_running());
    assert_eq!(desk.go_on(), Response::Done);
    assert_eq!(run(&mut desk).people, 5000);
}

#[test]
fn files_come_out() {
    let mut desk = begun(Some("liaocheng"), Language::Chinese);
    let mut file = |kind| match desk.handle(Request::File {
        kind,
        sensitive: false,
    }) {
        Response::File { bytes, .. } => bytes.0,
        other => panic!("{other:?}"),
    };
    // There is nobody yet.
    assert!(file(FileKind::Xlsx).is_empty());
    assert!(file(FileKind::Template).starts_with(b"PK"));
    let text = ROSTER.replace("张三", "=cmd");
    read(&mut desk, &text);
    run(&mut desk);
    let mut file = |kind| match desk.handle(Request::File {
        kind,
        sensitive: false,
    }) {
        Response::File { bytes, .. } => bytes.0,
        other => panic!("{other:?}"),
    };
    assert!(file(FileKind::Xlsx).starts_with(b"PK"));
    assert!(file(FileKind::Calendar).starts_with(b"BEGIN:VCALENDAR\r\n"));
    let csv = String::from_utf8(file(FileKind::Csv)).unwrap();
    assert!(csv.contains("李四") && !csv.contains("370102"), "{csv}");
    assert!(!csv.contains("\n=cmd") && !csv.contains(",=cmd"), "{csv}");
}
