//! What a cell says, in the ways in which people say it.

use engine::model::Cells;
use engine::{Answer, Answers, Date, DayRange, REGION};
use roster::{Defaults, FaultKind, Options, Person, RemarkKind, Staff, people, read_text, suggest};

mod common;
use common::{ON, RULEBOOK, choose, fact, option};

fn everybody(text: &str, defaults: &Defaults) -> Vec<Person> {
    let table = read_text(text, &Options::default())
        .and_then(|book| book.table(None))
        .unwrap_or_else(|error| panic!("{error:?}"));
    let mapping = suggest(&RULEBOOK, &table);
    people(&RULEBOOK, &table, &mapping, defaults, ON)
}

/// The person of one row: a header and what stands below it, in columns.
fn one(columns: &[(&str, &str)]) -> Person {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let line = |cells: Vec<String>| cells.join("\t");
    let text = format!(
        "{}\n{}\n",
        line(columns.iter().map(|(header, _)| quoted(header)).collect()),
        line(columns.iter().map(|(_, cell)| quoted(cell)).collect()),
    );
    let mut people = everybody(&text, &Answers::new(&RULEBOOK).into());
    assert_eq!(people.len(), 1, "{columns:?}");
    people.remove(0)
}

/// What one cell answers, or its fault.
fn said(header: &str, id: &str, cell: &str) -> Result<Answer, FaultKind> {
    let person = one(&[("姓名", "张三"), (header, cell)]);
    match person.faults.as_slice() {
        [] => Ok(person.answers.get(fact(id))),
        [fault] => {
            assert_eq!((fault.cell.as_str(), fault.column), ("B2", 1));
            assert_eq!(person.answers.get(fact(id)), Answer::NotAsked, "{cell}");
            Err(fault.kind)
        }
        faults => panic!("{faults:?}"),
    }
}

fn set(id: &str, yes: &[&str], no: &[&str], unsure: &[&str]) -> Answer {
    let cells = |ids: &[&str]| -> Cells { ids.iter().map(|one| 1 << option(id, one)).sum() };
    let (yes, no, unsure) = (cells(yes), cells(no), cells(unsure));
    Answer::Set { yes, no, unsure }
}

#[test]
fn days_are_written_in_many_ways() {
    let expected = Ok(Answer::day(Date::parse("2024-03-01").unwrap()));
    for cell in [
        "2024/3/1",
        "2024-03-01",
        "2024年3月1日",
        "2024 年 3 月 1 日",
        "２０２４－０３－０１",
        "2024.3.1",
        "2024.03.01",
        "2024年3月1号",
        "20240301",
        "45352",
        "45352.75",
        "2024-03-01 00:00:00",
        "2024/3/1 8:30",
        "2024-03-01T00:00:00Z",
        "2024年3月1日 10:00",
    ] {
        assert_eq!(
            said("取证日期", "certificate_date", cell),
            expected,
            "{cell}"
        );
    }
    for cell in [
        "2024-02-30",
        "2024-13-01",
        "24/3/1",
        "3/1/2024",
        "三月",
        "2024-3-1-1",
        "2024--3",
        "20240230",
        "9999999999",
        "1e5",
        "0x10",
        "inf",
        "10:30",
        "2024/3/x",
    ] {
        let found = said("取证日期", "certificate_date", cell);
        assert_eq!(found, Err(FaultKind::NotADate), "{cell}");
    }
    // What is known to the month or the year is just that.
    for (cells, days) in [
        (
            &[
                "2024年3月",
                "2024-03",
                "2024/3",
                "2024.3",
                "2024.03",
                "202403",
                "2024 年 3 月",
            ][..],
            "2024-03",
        ),
        (&["2024", "2024年", "2024."], "2024"),
        // The month in which the evaluation takes place has begun.
        (&["2026年6月"], "2026-06"),
    ] {
        let days = DayRange::parse(days).unwrap();
        for cell in cells {
            let found = said("取证日期", "certificate_date", cell);
            assert_eq!(found, Ok(Answer::Date(days)), "{cell}");
        }
    }
    for (cell, fault) in [
        ("2026年7月", FaultKind::Future),
        ("2026-06-02", FaultKind::Future),
        ("2099/1/1", FaultKind::Future),
        ("1989-12-31", FaultKind::TooEarly),
        ("20000", FaultKind::TooEarly),
    ] {
        assert_eq!(
            said("取证日期", "certificate_date", cell),
            Err(fault),
            "{cell}"
        );
    }
    assert_eq!(
        said("取证日期", "certificate_date", "2026-06-01").map(|_| ()),
        Ok(())
    );
}

#[test]
fn levels_go_by_many_names() {
    for (cell, id) in [
        ("技师", "technician"),
        ("二级", "technician"),
        ("预备技师（二级）", "pre_technician"),
        ("国家职业资格二级", "technician"),
        ("二级/技师", "technician"),
        ("二级、技师", "technician"),
        ("technician", "technician"),
        ("TECHNICIAN", "technician"),
        ("预备技师", "pre_technician"),
        ("高级技师", "senior_technician"),
        ("Ⅱ级", "technician"),
        ("无", "none"),
        ("没有证书", "none"),
        ("暂无", "none"),
        ("未评", "none"),
        // With a trade, as on certificates and in systems.
        ("车工高级工", "advanced"),
        ("电工三级", "advanced"),
        ("高级电工", "advanced"),
        ("钳工 三级", "advanced"),
        ("维修电工技师", "technician"),
        ("工业机器人系统操作员高级技师", "senior_technician"),
        ("中式烹调师四级", "intermediate"),
        ("焊工(高级)", "advanced"),
        ("高级工（电工）", "advanced"),
        ("电工/三级", "advanced"),
        ("技师2级", "technician"),
        ("高级技工", "advanced"),
        ("高级工证", "advanced"),
        ("中级电工证", "intermediate"),
        ("三", "advanced"),
        ("3", "advanced"),
        ("3.0", "advanced"),
        ("2", "technician"),
        // Certificates of work that has no levels.
        ("叉车证", "none"),
        ("低压电工证", "none"),
        ("特种作业操作证", "none"),
        ("驾驶证", "none"),
    ] {
        let expected = Answer::Choice(option("level", id));
        assert_eq!(said("技能等级", "level", cell), Ok(expected), "{cell}");
    }
    for (cell, fault) in [
        // Perhaps a 是.
        ("1", FaultKind::NoSuchOption),
        ("电工", FaultKind::NoSuchOption),
        ("电工证", FaultKind::NoSuchOption),
        // Titles, registrations and posts, and levels that were called otherwise.
        ("高级工程师", FaultKind::NoSuchOption),
        ("中级会计师", FaultKind::NoSuchOption),
        ("一级建造师", FaultKind::NoSuchOption),
        ("二级建造师", FaultKind::NoSuchOption),
        ("高级职员", FaultKind::NoSuchOption),
        ("高级技术员", FaultKind::NoSuchOption),
        ("高级人力资源管理师", FaultKind::NoSuchOption),
        ("检验技师", FaultKind::NoSuchOption),
        ("高级钳工技师", FaultKind::NoSuchOption),
        ("高级工、驾驶", FaultKind::NoSuchOption),
        ("八级工", FaultKind::NoSuchOption),
        ("预备高级技师", FaultKind::NoSuchOption),
    ] {
        assert_eq!(said("技能等级", "level", cell), Err(fault), "{cell}");
    }
}

#[test]
fn of_several_levels_in_a_cell_the_highest_counts_and_it_is_said() {
    for (cell, id) in [
        // Two levels, and not 高级技师.
        ("高级、技师", "technician"),
        ("高级工;技师", "technician"),
        ("三级/焊工四级", "advanced"),
        ("焊工四级、电工二级", "technician"),
        ("钳工中级工 电工高级工", "advanced"),
    ] {
        let person = one(&[("姓名", "张三"), ("技能等级", cell)]);
        let level = person.answers.get(fact("level"));
        assert_eq!(level, Answer::Choice(option("level", id)), "{cell}");
        assert_eq!(person.faults, [], "{cell}");
        let kinds: Vec<RemarkKind> = person.remarks.iter().map(|one| one.kind).collect();
        assert_eq!(kinds, [RemarkKind::HighestInCell], "{cell}");
        assert_eq!(person.remarks[0].place, "B2");
    }
    // The same level twice, and a certificate without one, are no other level.
    for cell in ["三级/高级工", "高级工、叉车证", "电工三级/焊工三级"] {
        let person = one(&[("姓名", "张三"), ("技能等级", cell)]);
        let level = person.answers.get(fact("level"));
        assert_eq!(level, Answer::Choice(option("level", "advanced")), "{cell}");
        assert_eq!(person.remarks, [], "{cell}");
    }
}

#[test]
fn of_two_certificates_the_higher_counts_with_its_own_date() {
    for (level, date) in [
        ("职业技能等级①|职业技能等级②", "发证时间①|发证时间②"),
        ("技能等级1|技能等级2", "发证日期1|发证日期2"),
        ("证书一|证书二", "取证日期|第二证书发证时间"),
        ("职业技能等级|第二技能等级", "发证时间|第二证书发证时间"),
        ("技能等级|技能等级", "发证日期|发证日期"),
    ] {
        let (one_level, other_level) = level.split_once('|').unwrap();
        let (one_date, other_date) = date.split_once('|').unwrap();
        let person = one(&[
            (one_level, "焊工四级"),
            (one_date, "2026-01-10"),
            (other_level, "技师"),
            (other_date, "2019-05-06"),
        ]);
        let said = |id: &str| person.answers.get(fact(id));
        let technician = Answer::Choice(option("level", "technician"));
        assert_eq!(said("level"), technician, "{level}");
        let day = Date::parse("2019-05-06").unwrap();
        assert_eq!(said("certificate_date"), Answer::day(day), "{level}");
        assert_eq!(person.faults, []);
        let [remark] = &person.remarks[..] else {
            panic!("{level}: {:?}", person.remarks);
        };
        assert_eq!(remark.kind, RemarkKind::OtherCertificate);
        assert_eq!(
            (remark.place.as_str(), remark.value.as_str()),
            ("A2", "焊工四级")
        );
    }
    // Of equal levels the later; and without a second certificate there is nothing to say.
    let same = one(&[
        ("技能等级1", "高级工"),
        ("发证日期1", "2019-05-06"),
        ("技能等级2", "电工三级"),
        ("发证日期2", "2026-01-10"),
    ]);
    let day = Date::parse("2026-01-10").unwrap();
    assert_eq!(same.answers.get(fact("certificate_date")), Answer::day(day));
    assert_eq!(same.remarks.len(), 1);
    let only = one(&[
        ("技能等级1", "高级工"),
        ("发证日期1", "2019-05-06"),
        ("技能等级2", ""),
        ("发证日期2", "/"),
    ]);
    assert_eq!((only.remarks, only.faults), (vec![], vec![]));
}

#[test]
fn what_programs_write_into_empty_cells_says_nothing() {
    for cell in ["nan", "NaN", "NaT", "<NA>", "NULL", "None"] {
        for (header, id) in [
            ("技能竞赛", "contests"),
            ("取证日期", "certificate_date"),
            ("技能等级", "level"),
            ("失业保险缴费月数", "unemployment_insurance_months"),
        ] {
            let person = one(&[("姓名", "张三"), (header, cell)]);
            assert_eq!(
                person.answers.get(fact(id)),
                Answer::NotAsked,
                "{header}: {cell}"
            );
            assert_eq!(person.faults, [], "{header}: {cell}");
        }
    }
    // In an English roster it is a word.
    let person = one(&[("Name", "Zhang San"), ("Contests", "None")]);
    let Answer::Set { yes: 0, no, .. } = person.answers.get(fact("contests")) else {
        panic!("{:?}", person.answers.get(fact("contests")));
    };
    assert_ne!(no, 0);
    // A column in which cells are empty is one of fractions to them.
    let said = |cell: &str| {
        one(&[("姓名", "张三"), ("社保正常缴费", cell)])
            .answers
            .get(fact("social_insurance_current"))
    };
    assert_eq!(said("1.0"), Answer::Bool(true));
    assert_eq!(said("0.0"), Answer::Bool(false));
    assert_eq!(said("1.5"), Answer::NotAsked);
}

#[test]
fn yes_and_no_are_said_in_many_ways() {
    let header = "社保正常缴费";
    for (cell, yes) in [
        ("是", true),
        ("√", true),
        ("1", true),
        ("１", true),
        ("Y", true),
        ("TRUE", true),
        ("正常缴费", true),
        ("否", false),
        ("×", false),
        ("0", false),
        ("no", false),
        ("无", false),
        ("断缴", false),
    ] {
        let found = said(header, "social_insurance_current", cell);
        assert_eq!(found, Ok(Answer::Bool(yes)), "{cell}");
    }
    for cell in ["也许", "2", "-1", "1.5", "X", "是否"] {
        let found = said(header, "social_insurance_current", cell);
        assert_eq!(found, Err(FaultKind::NotYesNo), "{cell}");
    }
}

#[test]
fn not_knowing_is_an_answer_and_an_empty_cell_is_none() {
    for (header, id) in [
        ("技能等级", "level"),
        ("取证日期", "certificate_date"),
        ("失业保险缴费月数", "unemployment_insurance_months"),
        ("社保正常缴费", "social_insurance_current"),
    ] {
        for cell in ["不清楚", "未知", "?", "？", "unknown"] {
            assert_eq!(
                said(header, id, cell),
                Ok(Answer::Unknown),
                "{header} {cell}"
            );
        }
        for cell in ["", "  ", "　", "-", "——", "/", "N/A", "\u{200b}", "\\N"] {
            assert_eq!(
                said(header, id, cell),
                Ok(Answer::NotAsked),
                "{header} {cell:?}"
            );
        }
    }
    // There is no such day: then none is said.
    assert_eq!(
        said("取证日期", "certificate_date", "无"),
        Ok(Answer::NotAsked)
    );
}

#[test]
fn numbers_may_have_their_unit() {
    let header = "失业保险缴费月数";
    for (cell, months) in [
        ("36", 36),
        (" 36 ", 36),
        ("３６", 36),
        ("36.0", 36),
        ("36个月", 36),
        ("36 个 月", 36),
        ("36月", 36),
        ("3年", 36),
        ("3年6个月", 42),
        ("1年6个月", 18),
        ("2 年", 24),
        ("36 months", 36),
        ("+36", 36),
        ("0", 0),
        ("无", 0),
        ("未参保", 0),
        ("720", 720),
        ("3.5年", 42),
        ("3年零2个月", 38),
        ("3年半", 42),
    ] {
        let found = said(header, "unemployment_insurance_months", cell);
        assert_eq!(found, Ok(Answer::Int(months)), "{cell}");
    }
    for (cell, fault) in [
        ("-3", FaultKind::OutOfRange),
        ("－３", FaultKind::OutOfRange),
        ("721", FaultKind::OutOfRange),
        ("1,000", FaultKind::OutOfRange),
        ("99999999999999999999", FaultKind::OutOfRange),
        ("36.5", FaultKind::NotWhole),
        ("3.4年", FaultKind::NotANumber),
        ("约36", FaultKind::NotANumber),
        ("36以上", FaultKind::NotANumber),
        ("12,34", FaultKind::NotANumber),
        ("1,2", FaultKind::NotANumber),
        ("12 3", FaultKind::NotANumber),
        ("--3", FaultKind::NotANumber),
        ("三十六", FaultKind::NotANumber),
        ("1e2", FaultKind::NotANumber),
        ("个月", FaultKind::NotANumber),
    ] {
        let found = said(header, "unemployment_insurance_months", cell);
        assert_eq!(found, Err(fault), "{cell}");
    }
    let person = one(&[("技能竞赛", "国赛获奖"), ("国赛名次", "第3名")]);
    assert_eq!(person.answers.get(fact("national_rank")), Answer::Int(3));
    let person = one(&[("技能竞赛", "国赛获奖"), ("国赛名次", "冠军")]);
    assert_eq!(person.answers.get(fact("national_rank")), Answer::Int(1));
}

#[test]
fn a_list_says_what_holds_and_leaves_the_rest_unsaid() {
    let person = |cell| one(&[("姓名", "张三"), ("技能竞赛", cell)]);
    let both = set("contests", &["national", "coach"], &[], &[]);
    for cell in [
        "国赛获奖、指导教师",
        "国赛获奖，指导教师",
        "国赛获奖,指导教师",
        "国赛获奖;指导教师；",
        "国赛获奖/指导教师",
        "国赛获奖\n指导教师",
        "national|coach",
        // As people write them.
        "2024年国赛第3名、竞赛指导教师",
    ] {
        let person = person(cell);
        assert_eq!(person.answers.get(fact("contests")), both, "{cell}");
        assert_eq!(person.faults, [], "{cell}");
    }
    // Names with separators in them.
    let cell = "指导教师、省级、市级比赛的奖、县级、本单位等其他比赛的奖";
    assert_eq!(
        person(cell).answers.get(fact("contests")),
        set(
            "contests",
            &["coach", "provincial_city", "other_award"],
            &[],
            &[]
        )
    );
    // One name that is none, and the cell says nothing.
    let torn = person("指导教师、神仙");
    assert_eq!(torn.answers.get(fact("contests")), Answer::NotAsked);
    assert_eq!(torn.faults[0].kind, FaultKind::NoSuchOption);
    let all: Vec<&str> = RULEBOOK.facts[usize::from(fact("contests"))]
        .kind
        .options()
        .iter()
        .map(|option| option.id)
        .collect();
    assert_eq!(
        person("无").answers.get(fact("contests")),
        set("contests", &[], &all, &[])
    );
    assert_eq!(
        person("不清楚").answers.get(fact("contests")),
        set("contests", &[], &[], &all)
    );
    let others: Vec<&str> = all.iter().copied().filter(|id| *id != "coach").collect();
    assert_eq!(
        person("指导教师、其余无").answers.get(fact("contests")),
        set("contests", &["coach"], &others, &[])
    );
}

#[test]
fn options_may_have_columns_of_their_own() {
    let person = one(&[
        ("国赛获奖", "是"),
        ("是否市级竞赛获奖", "否"),
        ("指导教师", "?"),
        ("其他竞赛获奖", ""),
        ("世赛获奖", "世界技能大赛"),
        ("省技术能手", "1"),
    ]);
    assert_eq!(person.faults, []);
    assert_eq!(
        person.answers.get(fact("contests")),
        set(
            "contests",
            &["national", "worldskills"],
            &["provincial_city"],
            &["coach"]
        )
    );
    let expert = set("provincial_titles", &["provincial_expert"], &[], &[]);
    assert_eq!(person.answers.get(fact("provincial_titles")), expert);
}

#[test]
fn none_in_one_of_several_columns_speaks_for_that_column() {
    let person = one(&[("技能竞赛", "无"), ("指导教师", "是")]);
    assert_eq!(
        person.answers.get(fact("contests")),
        set("contests", &["coach"], &[], &[])
    );
    assert_eq!(person.faults, []);
    let person = one(&[
        ("技能竞赛", "国赛获奖"),
        ("获奖情况", "指导教师"),
        ("国赛获奖", "否"),
    ]);
    assert_eq!(
        person.answers.get(fact("contests")),
        set("contests", &["coach"], &[], &[])
    );
    let faults: Vec<_> = person
        .faults
        .iter()
        .map(|fault| (fault.column, fault.kind))
        .collect();
    assert_eq!(faults, [(2, FaultKind::Contradictory)]);
}

#[test]
fn what_cannot_be_given_the_rest_is_told_of_and_left_away() {
    let person = one(&[
        ("技能等级", "无"),
        ("取证日期", "2024-03-01"),
        ("有称号或奖项", "没有"),
        ("国赛获奖", "是"),
        ("指导教师", "否"),
        ("取得方式", "鉴定"),
    ]);
    for id in ["certificate_date", "contests", "certificate_source"] {
        assert_eq!(person.answers.get(fact(id)), Answer::NotAsked, "{id}");
    }
    let faults: Vec<_> = person
        .faults
        .iter()
        .map(|fault| (fault.column, fault.kind))
        .collect();
    // How somebody got a certificate of a level of which nobody asks is no mistake.
    assert_eq!(
        faults,
        [(1, FaultKind::NotApplicable), (3, FaultKind::NotApplicable)]
    );
    assert!(person.answers.contradictions(&RULEBOOK, ON).is_empty());
}

#[test]
fn a_city_in_the_row_counts_before_the_city_of_all() {
    let mut defaults = Answers::new(&RULEBOOK);
    choose(&mut defaults, "region", "liaocheng");
    let people = everybody(
        "姓名,城市\n甲,淄博市\n乙,\n丙,北京\n丁,省外\n",
        &defaults.into(),
    );
    let city = |id| Answer::Choice(option("region", id));
    assert_eq!(people[0].answers.get(REGION), city("zibo"));
    assert_eq!(people[1].answers.get(REGION), city("liaocheng"));
    // It is not the city of all, and which it is nobody knows.
    assert_eq!(people[2].answers.get(REGION), Answer::NotAsked);
    assert_eq!(people[2].faults[0].kind, FaultKind::NoSuchOption);
    assert_eq!(people[3].answers.get(REGION), city("outside"));
}

#[test]
fn what_counts_for_the_enterprise_is_kept_apart() {
    let person = one(&[
        ("自主评价取证", "是"),
        ("新型学徒", "否"),
        ("订单班", ""),
        ("柔性引进领军人才", "√"),
        ("协议年薪", "30.5万元"),
    ]);
    assert_eq!(person.answers, Answers::new(&RULEBOOK));
    assert_eq!(
        (
            person.self_evaluated,
            person.apprentice,
            person.order_hire,
            person.flexible_leader
        ),
        (Some(true), Some(false), None, Some(true))
    );
    assert_eq!(person.agreed_salary, Some(305_000));
    for (cell, salary) in [
        ("300000", Ok(Some(300_000))),
        ("￥300,000元", Ok(Some(300_000))),
        ("300000元/年", Ok(Some(300_000))),
        ("30万元整", Ok(Some(300_000))),
        ("30万", Ok(Some(300_000))),
        ("30.12345万", Err(FaultKind::NotWhole)),
        ("-30万", Err(FaultKind::OutOfRange)),
        ("面议", Err(FaultKind::NotANumber)),
        ("不清楚", Ok(None)),
    ] {
        let person = one(&[("姓名", "张三"), ("协议年薪", cell)]);
        let found = person
            .faults
            .first()
            .map_or(Ok(person.agreed_salary), |fault| Err(fault.kind));
        assert_eq!(found, salary, "{cell}");
    }
}

#[test]
fn a_level_and_its_grade_may_stand_side_by_side() {
    for text in [
        "国家职业资格二级（技师）",
        "技师（国家职业资格二级）",
        " 职业技能等级二级 (技师) ",
    ] {
        let technician = Answer::Choice(option("level", "technician"));
        assert_eq!(
            said("职业技能等级", "level", text),
            Ok(technician),
            "{text}"
        );
    }
    for text in ["高级工（国家职业资格三级）", "职业技能等级证书三级"] {
        let advanced = Answer::Choice(option("level", "advanced"));
        assert_eq!(said("职业技能等级", "level", text), Ok(advanced), "{text}");
    }
    // What does not agree is no answer.
    for text in ["国家职业资格三级（技师）", "技师（建造师）"] {
        assert_eq!(
            said("职业技能等级", "level", text),
            Err(FaultKind::NoSuchOption),
            "{text}"
        );
    }
}

#[test]
fn a_word_for_a_number_may_stand_between_spaces() {
    let none = Ok(Answer::Int(0));
    for text in ["无", " 无", "　没有 ", "无。"] {
        let id = "unemployment_insurance_months";
        assert_eq!(said("失业保险累计缴费月数", id, text), none, "{text:?}");
    }
}

#[test]
fn a_cell_that_settles_nothing_is_not_an_empty_one() {
    for (cell, unsure) in [
        ("不清楚", true),
        ("abc", true),
        ("#REF!", true),
        ("", false),
        ("-", false),
        ("是", false),
        ("否", false),
    ] {
        let person = one(&[("姓名", "张三"), ("新型学徒", cell)]);
        let wanted: &[Staff] = if unsure { &[Staff::Apprentice] } else { &[] };
        assert_eq!(person.unsure, wanted, "{cell}");
    }
}

#[test]
fn cells_have_the_names_of_spreadsheets() {
    let name = roster::values::cell_name;
    for (column, row, expected) in [
        (0, 1, "A1"),
        (25, 9, "Z9"),
        (26, 10, "AA10"),
        (701, 1, "ZZ1"),
        (702, 1, "AAA1"),
        (16_383, 1_048_576, "XFD1048576"),
        (u32::MAX, u32::MAX, "MWLQKWV4294967295"),
    ] {
        assert_eq!(name(column, row), expected);
    }
}

/// The person of one row, with presets and single answers assumed of everybody.
fn assumed(columns: &[(&str, &str)], presets: &[&str], single: &[&str]) -> Person {
    let line = |cells: Vec<&str>| cells.join("\t");
    let text = format!(
        "{}\n{}\n",
        line(columns.iter().map(|(header, _)| *header).collect()),
        line(columns.iter().map(|(_, cell)| *cell).collect()),
    );
    let mut defaults = Defaults::from(Answers::new(&RULEBOOK));
    for preset in presets {
        assert_eq!(defaults.preset(&RULEBOOK, preset, ON), Ok(()));
    }
    for written in single {
        assert_eq!(defaults.assume(&RULEBOOK, written, ON), Ok(()));
    }
    everybody(&text, &defaults).remove(0)
}

#[test]
fn years_between_school_and_work_are_worked_out_as_the_question_counts_them() {
    for (left, hired, low, high) in [
        ("2020-07-01", "2020-07-01", 0, 0),
        ("2020-07-01", "2020-07-02", 1, 1),
        ("2020-07-01", "2022-07-01", 2, 2),
        ("2020-07-01", "2022-07-02", 3, 3),
        ("2020-07-01", "2019-01-01", 0, 0),
        // Of a month or a year every day may be the one.
        ("2020年6月", "2025年6月", 5, 6),
        ("2020年7月", "2025年6月", 5, 5),
        ("2020", "2022", 2, 3),
    ] {
        let columns = [
            ("毕业院校", "某市技师学院"),
            ("毕业时间", left),
            ("入职时间", hired),
        ];
        let person = assumed(&columns, &["hired_here"], &[]);
        let years = person.answers.get(fact("years_since_graduation"));
        assert_eq!(years, Answer::between(low, high), "{left} {hired}");
        // Whoever may have worked elsewhere in the city came no later.
        let person = assumed(&columns, &[], &[]);
        let years = person.answers.get(fact("years_since_graduation"));
        assert_eq!(years, Answer::between(0, high), "{left} {hired}");
        assert_eq!(person.faults, []);
    }
}

#[test]
fn months_of_insurance_follow_from_the_day_it_began_if_nothing_broke_it() {
    let months = |columns: &[(&str, &str)], presets: &[&str]| {
        let person = assumed(columns, presets, &[]);
        assert_eq!(person.faults, []);
        person.answers.get(fact("unemployment_insurance_months"))
    };
    let paid = |state| [("社保状态", state), ("参保时间", "2025-07-15")];
    let range = |low, high| Answer::Range { low, high };
    let unbroken: &[&str] = &["continuous"];
    // There may have been more before.
    assert_eq!(months(&paid("正常"), unbroken), range(10, 720));
    assert_eq!(months(&paid("正常"), &[]), Answer::NotAsked);
    assert_eq!(months(&paid("停保"), unbroken), Answer::NotAsked);
    let first = |state| [("社保状态", state), ("失业保险缴费起始", "2025-07-15")];
    assert_eq!(months(&first("正常"), unbroken), range(10, 11));
    assert_eq!(months(&first("停保"), unbroken), range(0, 11));

    for (cell, low, high) in [
        ("9.2", 109, 119),
        ("214", 214, 214),
        ("25年", 300, 311),
        ("3年2个月", 38, 38),
        ("46个月", 46, 46),
        ("0.8", 1, 11),
        // Years, or months.
        ("10", 10, 131),
    ] {
        let person = one(&[("姓名", "张三"), ("社保累计缴费年限", cell)]);
        let found = person.answers.get(fact("social_insurance_months"));
        assert_eq!(found, Answer::between(low, high), "{cell}");
    }
}

#[test]
fn what_a_row_says_goes_before_what_is_assumed() {
    let none = ["no_honours"];
    let honours = |columns: &[(&str, &str)]| {
        let person = assumed(columns, &none, &[]);
        assert_eq!(person.faults, [], "{columns:?}");
        person.answers.get(fact("honours"))
    };
    let no = Answer::Choice(option("honours", "none"));
    assert_eq!(honours(&[("姓名", "张三"), ("技能等级", "技师")]), no);
    assert_eq!(honours(&[("技能等级", "技师"), ("备注", "党员")]), no);
    for columns in [
        [("技能等级", "技师"), ("荣誉称号", "2024年某市技术能手")],
        [("技能等级", "技师"), ("技能竞赛", "国赛第3名")],
        // Beside the columns, where nothing is taken from it.
        [("技能等级", "技师"), ("备注", "齐鲁首席技师")],
    ] {
        assert_eq!(honours(&columns), Answer::NotAsked, "{columns:?}");
    }
    let person = assumed(&[("荣誉称号", "全国技术能手、某市首席技师")], &none, &[]);
    let title = |id: &str, option: &str| set(id, &[option], &[], &[]);
    assert_eq!(
        person.answers.get(fact("national_titles")),
        title("national_titles", "national_expert")
    );
    assert_eq!(
        person.answers.get(fact("city_titles")),
        title("city_titles", "city_chief")
    );
    // An unknown title is one all the same: nothing is assumed, and it is said.
    let person = assumed(
        &[("技能等级", "技师"), ("荣誉称号", "行业大师")],
        &none,
        &[],
    );
    assert_eq!(person.answers.get(fact("honours")), Answer::NotAsked);
    assert_eq!(person.faults[0].kind, FaultKind::NoSuchOption);

    let employed = ["employees"];
    let work = |cell: &str| {
        let columns = [("技能等级", "技师"), ("用工形式", cell)];
        let person = assumed(&columns, &employed, &[]);
        let told = person
            .remarks
            .iter()
            .any(|one| one.kind == RemarkKind::NotAssumed);
        let answers = &person.answers;
        (
            answers.get(fact("workplace")),
            answers.get(fact("full_time")),
            told,
        )
    };
    let enterprise = Answer::Choice(option("workplace", "enterprise"));
    assert_eq!(work("合同制"), (enterprise, Answer::Bool(true), false));
    assert_eq!(work(""), (enterprise, Answer::Bool(true), false));
    assert_eq!(work("非全日制"), (enterprise, Answer::Bool(false), false));
    for cell in ["劳务派遣", "退休返聘", "实习生", "不知道是什么"] {
        assert_eq!(
            work(cell),
            (Answer::NotAsked, Answer::NotAsked, true),
            "{cell}"
        );
    }
}

#[test]
fn who_is_not_at_work_is_what_a_personnel_officer_says() {
    let enterprise = Answer::Choice(option("workplace", "enterprise"));
    let (yes, no, open) = (Answer::Bool(true), Answer::Bool(false), Answer::NotAsked);
    let of = |columns: &[(&str, &str)]| {
        let insured = ["social_insurance_current=true"];
        let person = assumed(columns, &["employees"], &insured);
        assert_eq!(person.faults, [], "{columns:?}");
        ["workplace", "full_time", "social_insurance_current"]
            .map(|id| person.answers.get(fact(id)))
    };
    for (cell, expected) in [
        // Away for a while from full-time work, insured by the firm.
        ("产假", [enterprise, yes, yes]),
        ("病假", [enterprise, yes, yes]),
        ("工伤", [enterprise, yes, yes]),
        // Employed and insured, with no work or ill for months.
        ("待岗", [enterprise, open, yes]),
        ("长期病假", [enterprise, open, yes]),
        // Employed and insured until they retire, and not at work any more.
        ("内退", [enterprise, no, yes]),
        ("内部退养", [enterprise, no, yes]),
        // Perhaps at work elsewhere, and insured by themselves or not at all.
        ("停薪留职", [open, open, open]),
        ("离职", [open, open, open]),
    ] {
        assert_eq!(
            of(&[("员工状态", cell), ("技能等级", "技师")]),
            expected,
            "{cell}"
        );
        // That somebody has a contract says no more of them.
        let both = [("员工状态", cell), ("用工形式", "合同制")];
        assert_eq!(of(&both), expected, "{cell}");
    }
    assert_eq!(
        of(&[("人员类别", "内退"), ("技能等级", "技师")]),
        [enterprise, no, yes]
    );
    // Sent by an agency, whether at work or not.
    let sent = [("员工状态", "产假"), ("用工形式", "劳务派遣")];
    assert_eq!(of(&sent), [open; 3]);
}

#[test]
fn a_column_may_ask_whether_somebody_is_an_employee_of_the_enterprise() {
    let enterprise = Answer::Choice(option("workplace", "enterprise"));
    for header in [
        "企业在职职工(是/否)",
        "是否企业在职职工",
        "企业在职职工",
        "是否为本企业职工",
    ] {
        let work = |cell: &str, presets: &[&str]| {
            let person = assumed(&[(header, cell), ("技能等级", "技师")], presets, &[]);
            assert_eq!(person.faults, [], "{header} {cell}");
            person.answers.get(fact("workplace"))
        };
        for yes in ["是", "√", "1", "1.0", "TRUE", "Y"] {
            assert_eq!(work(yes, &[]), enterprise, "{header} {yes}");
        }
        for no in ["否", "×", "0", "FALSE", "不是", "不清楚"] {
            assert_eq!(work(no, &[]), Answer::NotAsked, "{header} {no}");
            assert_eq!(work(no, &["employees"]), Answer::NotAsked, "{header} {no}");
        }
        assert_eq!(work("", &["employees"]), enterprise, "{header}");
    }
    // Where 是 stands, the other ways to write it may too.
    let person = one(&[("姓名", "张三"), ("是否缴纳社保", "TRUE")]);
    let insured = person.answers.get(fact("social_insurance_current"));
    assert_eq!(insured, Answer::Bool(true));
}

#[test]
fn of_several_columns_for_a_school_the_first_kind_counts() {
    for (education, name, kind) in [
        ("大专", "某省某市技师学院", Some("technician_college")),
        ("本科", "某市技师学院", Some("technician_college")),
        ("中专(技校)", "某市工业学校", Some("tech_school")),
        ("高级工班", "", Some("tech_school")),
        ("本科", "", Some("university")),
        ("初中", "某镇中学", Some("other")),
        // 大专 may be anything, a 技师学院 too.
        ("大专", "/", None),
    ] {
        let person = one(&[("姓名", "张三"), ("学历", education), ("毕业院校", name)]);
        let expected = kind.map_or(Answer::NotAsked, |kind| {
            Answer::Choice(option("school", kind))
        });
        assert_eq!(person.answers.get(fact("school")), expected, "{education}");
        assert_eq!(person.faults, []);
    }
    // The question itself is known by its answers.
    let person = one(&[("姓名", "张三"), ("毕业学校", "中专、职高、职教中心")]);
    let secondary = Answer::Choice(option("school", "secondary"));
    assert_eq!(person.answers.get(fact("school")), secondary);
}

#[test]
fn how_a_certificate_was_got_says_whether_the_enterprise_gave_it() {
    for (cell, way, own) in [
        ("自主评价", "employer", Some(true)),
        ("鉴定", "self", Some(false)),
        ("金蓝领", "gold_blue", Some(false)),
        ("院校", "school", Some(false)),
        ("竞赛", "self", Some(false)),
    ] {
        let person = one(&[("技能等级", "技师"), ("取得方式", cell)]);
        let said = person.answers.get(fact("certificate_source"));
        assert_eq!(said, Answer::Choice(option("certificate_source", way)));
        assert_eq!(person.self_evaluated, own, "{cell}");
    }
}

#[test]
fn districts_are_in_their_city() {
    for (cell, id) in [
        ("泰安市岱岳区", "taian"),
        ("新泰", "taian"),
        ("张店", "zibo"),
        ("山东省淄博市桓台县", "zibo"),
        ("茌平区", "liaocheng"),
        ("济南市历下区", "jinan"),
    ] {
        let person = one(&[("姓名", "张三"), ("参保地", cell)]);
        let city = Answer::Choice(option("region", id));
        assert_eq!(person.answers.get(REGION), city, "{cell}");
    }
}
