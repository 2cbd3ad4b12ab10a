//! Which rows are people: totals, signatures, notes and sections are not, and two rows may be one person.

use engine::{Answer, Answers};
use roster::{
    Aside, Choice, Mapping, Options, Person, RemarkKind, Roll, Table, read, read_text, suggest,
};
use rust_xlsxwriter::{Format, Workbook as Writer};

mod common;
use common::{ON, RULEBOOK, fact, option};

fn table(text: &str) -> Table {
    let book = read_text(text, &Options::default()).unwrap_or_else(|error| panic!("{error:?}"));
    book.table(None).unwrap_or_else(|error| panic!("{error:?}"))
}

fn of_bytes(bytes: &[u8]) -> Table {
    let book = read(bytes, &Options::default()).unwrap_or_else(|error| panic!("{error:?}"));
    book.table(None).unwrap_or_else(|error| panic!("{error:?}"))
}

struct Called {
    roll: Roll,
    mapping: Mapping,
}

fn call_with(table: Table, choice: &Choice) -> Called {
    let mapping = suggest(&RULEBOOK, &table);
    let roll = Roll::new(&RULEBOOK, table, &mapping, choice);
    Called { roll, mapping }
}

fn call(text: &str) -> Called {
    call_with(table(text), &Choice::default())
}

impl Called {
    fn people(&self) -> Vec<Person> {
        let nothing = Answers::new(&RULEBOOK);
        self.roll
            .people(&RULEBOOK, &self.mapping, &nothing.into(), ON)
    }

    fn rows(&self) -> Vec<u32> {
        self.people().iter().map(|one| one.row).collect()
    }

    fn left(&self) -> Vec<(u32, Aside)> {
        let left = self.roll.left.iter();
        left.map(|one| (one.row, one.why)).collect()
    }
}

fn level(person: &Person) -> Answer {
    person.answers.get(fact("level"))
}

fn is(id: &str) -> Answer {
    Answer::Choice(option("level", id))
}

#[test]
fn rows_that_are_nobody_are_named_and_left_out() {
    let header = "序号,部门,姓名,技能等级,取证日期";
    for (row, why) in [
        ("合计,,50人,,50", Aside::Total),
        ("合 计,,,,", Aside::Total),
        (",小计,,3,", Aside::Total),
        (",,小计：,12人,", Aside::Total),
        (",,合计50人,,", Aside::Total),
        ("共计：3人,,,,", Aside::Total),
        (",,共 50 人,,", Aside::Total),
        ("制表人：甲一,,审核人：乙二,,", Aside::Signature),
        (",,制表人：甲一,,", Aside::Signature),
        ("单位（盖章）：,,,日期：,", Aside::Signature),
        ("填报日期：2026年5月20日,,,,", Aside::Signature),
        ("填表说明：等级按证书填写,,,,", Aside::Note),
        (
            "说明：1.社保状态以社保系统为准；2.空白为未提供,,,,",
            Aside::Note,
        ),
        ("注,以证书为准,,,", Aside::Note),
        (",,以上人员均已取得证书，情况属实。,,", Aside::Note),
        ("一、机加工车间,,,,", Aside::Section),
        (",机加工车间,,,", Aside::Section),
        ("生产部（12人）,,,,", Aside::Section),
        (",,机加工车间,,", Aside::Section),
        ("序号,部门,姓名,技能等级,取证日期", Aside::Header),
        (",,姓名,技能等级,", Aside::Header),
        ("54,,,,", Aside::Nobody),
        ("54,机加工车间,,,", Aside::Section),
        ("54,,-,,", Aside::Nobody),
    ] {
        let text = format!(
            "{header}\n1,一车间,张三,技师,2026-01-10\n{row}\n2,一车间,李四,高级工,2026-01-10\n"
        );
        let called = call(&text);
        assert_eq!(called.left(), [(3, why)], "{row}");
        assert_eq!(called.rows(), [2, 4], "{row}");
    }
}

#[test]
fn whoever_may_be_somebody_is_somebody() {
    let header = "序号,部门,姓名,身份证号,技能等级,备注";
    for row in [
        // Only a name, a level, or a number.
        "2,,李四,,,",
        ",,李四,,,",
        ",,,,高级工,",
        "2,,,370102199001011234,,",
        "2,,,370102********1234,,",
        // Words of totals and notes where they say nothing of the row.
        "2,一车间,李四,,,合计3年",
        "2,合计,李四,370102199001011234,,",
        "2,一车间,李四,,,说明：在外地",
        "2,财务部,计数,,高级工,",
        // As long as names of some people are.
        "2,,买买提·阿卜杜拉·伊布拉音,,,",
        "2,,李四,,--,",
    ] {
        let called = call(&format!("{header}\n1,一车间,张三,,技师,\n{row}\n"));
        assert_eq!(called.left(), [], "{row}");
        assert_eq!(called.rows(), [2, 3], "{row}");
    }
    // Where no column has names, whoever has a level is somebody.
    assert_eq!(call("工号,技能等级\n7,技师\n8,高级工\n").rows(), [2, 3]);
    assert_eq!(
        call("技能等级,取证日期\n技师,\n高级工,2026-01-10\n").rows(),
        [2, 3]
    );
}

#[test]
fn forms_with_numbers_written_in_advance_have_as_many_people_as_names() {
    let mut text = "序号,姓名,技能等级,自主评价取证\n".to_owned();
    for number in 1..=60 {
        let rest = if number <= 30 {
            format!("职工{number:02},高级工,是")
        } else {
            ",,".to_owned()
        };
        text += &format!("{number},{rest}\n");
    }
    let called = call(&text);
    assert_eq!(called.roll.len(), 30);
    assert!(called.left().iter().all(|(_, why)| *why == Aside::Nobody));
    assert_eq!(called.left().len(), 30);
}

#[test]
fn the_header_and_the_title_come_again_on_every_page() {
    let text = "某公司花名册,,\n姓名,技能等级,取证日期\n张三,技师,2026-01-10\n某公司花名册,,\n姓名,技能等级,取证日期\n李四,高级工,2026-01-10\n";
    let called = call(text);
    assert_eq!(called.left(), [(4, Aside::Header), (5, Aside::Header)]);
    assert_eq!(called.rows(), [3, 6]);
}

#[test]
fn somebody_can_put_a_row_back() {
    let text = "姓名,技能等级\n张三,技师\n合计,高级工\n制表人：李四,\n";
    let choice = Choice {
        back: vec![3],
        ..Choice::default()
    };
    let called = call_with(table(text), &choice);
    assert_eq!(called.rows(), [2, 3]);
    assert_eq!(called.left(), [(4, Aside::Signature)]);
    assert_eq!(level(&called.people()[1]), is("advanced"));
}

#[test]
fn what_is_said_of_a_row_that_is_left_out_holds_no_number_of_a_person() {
    let text =
        "姓名,电话,技能等级\n张三,13800001111,技师\n张四,13800001112,技师\n合计,13800001113,\n";
    let called = call(text);
    assert_eq!(called.left(), []);
    let text =
        "姓名,电话,技能等级\n张三,13800001111,技师\n张四,13800001112,技师\n合计,2部 13800001113,\n";
    let called = call(text);
    assert_eq!(called.left(), [(4, Aside::Total)]);
    assert_eq!(called.roll.left[0].text, "合计");
}

#[test]
fn rows_that_nobody_sees_are_counted_apart() {
    let mut writer = Writer::new();
    let sheet = writer.add_worksheet();
    for (column, name) in ["姓名", "技能等级"].into_iter().enumerate() {
        sheet.write(0, column as u16, name).unwrap();
    }
    for (row, name) in (1..).zip(["张三", "李四", "王五", "赵六"]) {
        sheet.write(row, 0, name).unwrap();
        sheet.write(row, 1, "高级工").unwrap();
    }
    sheet.set_row_hidden(2).unwrap();
    sheet.set_row_height(3, 0).unwrap();
    let table = of_bytes(&writer.save_to_buffer().unwrap());
    let called = call_with(table.clone(), &Choice::default());
    assert_eq!(called.left(), [(3, Aside::Hidden), (4, Aside::Hidden)]);
    assert_eq!((called.rows(), called.roll.hidden()), (vec![2, 5], 2));
    let all = Choice {
        hidden: true,
        ..Choice::default()
    };
    let called = call_with(table, &all);
    assert_eq!((called.rows(), called.left()), (vec![2, 3, 4, 5], vec![]));
}

#[test]
fn one_number_in_two_rows_is_one_person_with_two_certificates() {
    let id = "370102190001010012";
    let text = format!(
        "姓名,身份证号,技能等级,取证日期,企业在职职工\n\
         张三,{id},高级工,2026-03-01,是\n\
         李四,370102190001010020,高级工,2026-03-01,是\n\
         张 三,{id},技师,2019-05-06,\n"
    );
    let called = call(&text);
    let people = called.people();
    assert_eq!(called.rows(), [2, 3]);
    let person = &people[0];
    assert_eq!(level(person), is("technician"));
    let day = Answer::day(engine::Date::parse("2019-05-06").unwrap());
    assert_eq!(person.answers.get(fact("certificate_date")), day);
    let remarks: Vec<(RemarkKind, &str)> = person
        .remarks
        .iter()
        .map(|one| (one.kind, one.place.as_str()))
        .collect();
    let expected = [
        (RemarkKind::SameNumber, "4"),
        (RemarkKind::OtherCertificate, "C2"),
    ];
    assert_eq!(remarks, expected);
    let said: Vec<String> = person
        .remarks
        .iter()
        .map(|one| roster::CHINESE.remark(one))
        .collect();
    assert!(said.iter().all(|one| !one.contains(id)), "{said:?}");
    assert_eq!(people[1].remarks, []);
    // What the rows say otherwise is not known.
    let text = format!("姓名,身份证号,失业保险缴费月数\n张三,{id},12\n张三,{id},36\n");
    let people = call(&text).people();
    assert_eq!(people.len(), 1);
    assert_eq!(
        people[0].answers.get(fact("unemployment_insurance_months")),
        Answer::NotAsked
    );
    assert_eq!(people[0].faults[0].cell, "C3");
}

#[test]
fn one_number_under_two_names_is_told_of_and_counts_twice() {
    let text =
        "姓名,身份证号,技能等级\n张三,370102190001010012,技师\n李四,370102190001010012,技师\n";
    let people = call(text).people();
    assert_eq!(people.len(), 2);
    for (person, other) in people.iter().zip(["3", "2"]) {
        let [remark] = &person.remarks[..] else {
            panic!("{:?}", person.remarks);
        };
        assert_eq!(
            (remark.kind, remark.place.as_str()),
            (RemarkKind::NumberOfAnother, other)
        );
    }
    // What is rounded, covered or no number of anybody's is not the same.
    for number in [
        "3.70102E+17",
        "370102********0012",
        "000000000000000000",
        "-",
    ] {
        let text = format!("姓名,身份证号,技能等级\n张三,{number},技师\n张三,{number},技师\n");
        assert_eq!(call(&text).people().len(), 2, "{number}");
    }
}

#[test]
fn a_name_merged_over_two_rows_is_one_person() {
    let mut writer = Writer::new();
    let sheet = writer.add_worksheet();
    for (column, name) in ["姓名", "技能等级", "取证日期"].into_iter().enumerate() {
        sheet.write(0, column as u16, name).unwrap();
    }
    sheet
        .merge_range(1, 0, 2, 0, "张三", &Format::new())
        .unwrap();
    sheet.write(1, 1, "焊工四级").unwrap();
    sheet.write(1, 2, "2026-01-10").unwrap();
    sheet.write(2, 1, "电工技师").unwrap();
    sheet.write(2, 2, "2025-12-01").unwrap();
    sheet.write(3, 0, "李四").unwrap();
    sheet.write(3, 1, "高级工").unwrap();
    let called = call_with(
        of_bytes(&writer.save_to_buffer().unwrap()),
        &Choice::default(),
    );
    let people = called.people();
    assert_eq!(people.len(), 2);
    assert_eq!(level(&people[0]), is("technician"));
    let kinds: Vec<RemarkKind> = people[0].remarks.iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [RemarkKind::SameName, RemarkKind::OtherCertificate]);
}
