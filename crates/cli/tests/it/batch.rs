//! `batch`: a line for everybody, in order, the same as `evaluate`, in constant memory, all or
//! nothing.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::{DAY, Scratch, benefit, command, copy_of_the_rules, evaluate_json, run, spawn};

const ROSTER: &str = "工号,姓名,身份证号,技能等级,取证日期,失业保险缴费月数,就业情况,备注,社保缴费月数,社保正常缴费\n\
    G1,张三,11010519491231002X,高级工,2026/1/10,36个月,企业职工,,40,是\n\
    G2,=李四,,高级、技师,2024-13-01,-3,也许,\"甲\n乙\"\n\
    \n\
    G3,王五,,,,,,\n";

/// A CSV with a header, as rows of header → cell.
fn rows(csv: &str) -> Vec<BTreeMap<String, String>> {
    let mut lines = csv.lines().map(cells);
    let header = lines.next().unwrap();
    lines
        .map(|cells| {
            assert_eq!(cells.len(), header.len(), "{cells:?}");
            header.iter().cloned().zip(cells).collect()
        })
        .collect()
}

/// The cells of one line; none holds a line break.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut signs = line.chars().peekable();
    while let Some(sign) = signs.next() {
        let cell = cells.last_mut().unwrap();
        match sign {
            '"' if quoted && signs.peek() == Some(&'"') => {
                signs.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            sign => cell.push(sign),
        }
    }
    cells
}

fn batch(arguments: &[&str], input: &[u8]) -> crate::Ran {
    let always = ["batch", "--as-of", DAY, "--quiet"];
    run(&[&always[..], arguments].concat(), input)
}

#[test]
fn everybody_has_a_line_in_the_order_of_the_roster() {
    let out = batch(
        &["-", "--region", "聊城", "--keep", "工号"],
        ROSTER.as_bytes(),
    )
    .done();
    let rows = rows(&out);
    let column = |name: &str| -> Vec<&str> { rows.iter().map(|row| row[name].as_str()).collect() };
    // The second person's remark takes two lines, and an empty row follows.
    assert_eq!(column("行号"), ["2", "3", "5"]);
    assert_eq!(column("工号"), ["G1", "G2", "G3"]);
    assert_eq!(column("姓名"), ["张三", "'=李四", "王五"]);
    assert_eq!(
        column("读不懂的单元格"),
        [
            "",
            "E3“2024-13-01”不是一个日期；F3“-3”超出范围；G3“也许”没有这个选项",
            ""
        ]
    );
    assert_eq!(
        column("这一行怎样读的"),
        ["", "D3 写了几个等级（高级、技师），按最高的算", ""]
    );
    assert_eq!(column("最近的截止日期"), ["2027-01-10", "", ""]);
    assert!(
        rows[0]["可申领的待遇"]
            .starts_with("liaocheng-upgrade-unemployment-insurance 技能提升补贴")
    );
    // Nobody's number is in it.
    assert!(!out.contains("11010519491231002X") && !out.contains("身份证号"));
}

#[test]
fn many_threads_keep_the_order() {
    let mut roster = String::from("姓名,技能等级,就业情况\n");
    for number in 0..12_000 {
        let level = ["高级工", "技师", "无", ""][number % 4];
        let _ = writeln!(roster, "人{number},{level},企业职工");
    }
    let many = batch(&["-", "--region", "淄博", "--jobs", "7"], roster.as_bytes()).done();
    let one = batch(&["-", "--region", "淄博", "--jobs", "1"], roster.as_bytes()).done();
    assert_eq!(many.lines().count(), 12_001);
    for (number, line) in many.lines().skip(1).enumerate() {
        assert!(
            line.starts_with(&format!("{},人{number},", number + 2)),
            "{line}"
        );
    }
    assert!(many == one, "the number of threads shows");
}

#[test]
fn a_line_says_what_evaluate_says() {
    let mut roster = String::from(
        "name,region,level,certificate_date,workplace,full_time,frontline,\
         certificate_source,unemployment_insurance_months,social_insurance_current,school,contests.coach\n",
    );
    let mut facts = Vec::new();
    let flag = |value: usize| [("", None), ("是", Some(true)), ("否", Some(false))][value % 3];
    for number in 0..48_usize {
        let region = ["liaocheng", "zibo", "taian", "weifang", "jinan", "qingdao"][number % 6];
        let level = ["advanced", "technician", "none", "", "senior_technician"][number % 5];
        let date = ["2026-01-10", "2024-05", "", "2025-06-02"][number % 4];
        let date = if level == "none" { "" } else { date };
        let source = ["gold_blue", "", "employer"][number / 2 % 3];
        let source = if level == "none" { "" } else { source };
        let workplace = ["enterprise", "", "farm", "sole_trader"][number / 3 % 4];
        let school = ["tech_school", "", "university", "technician_college"][number / 5 % 4];
        let months = ["36", "", "11", "12", "0"][number % 7 % 5];
        let [full_time, frontline, current, coach] =
            [number / 3, number / 9, number / 4, number / 7].map(flag);
        let _ = writeln!(
            roster,
            "P{number},{region},{level},{date},{workplace},{},{},{source},{months},{},{school},{}",
            full_time.0, frontline.0, current.0, coach.0
        );
        let mut given = serde_json::Map::new();
        given.insert("audience".into(), json!("individual"));
        for (key, value) in [
            ("region", region),
            ("level", level),
            ("certificate_date", date),
            ("certificate_source", source),
            ("workplace", workplace),
            ("school", school),
        ] {
            if !value.is_empty() {
                given.insert(key.into(), json!(value));
            }
        }
        if let Ok(months) = months.parse::<u32>() {
            given.insert("unemployment_insurance_months".into(), json!(months));
        }
        for (key, said) in [
            ("full_time", full_time.1),
            ("frontline", frontline.1),
            ("social_insurance_current", current.1),
        ] {
            if let Some(said) = said {
                given.insert(key.into(), json!(said));
            }
        }
        if let Some(coach) = coach.1 {
            let part = if coach { "yes" } else { "no" };
            given.insert("contests".into(), json!({ part: ["coach"] }));
        }
        facts.push(Value::Object(given).to_string());
    }
    let out = batch(&["-"], roster.as_bytes()).done();
    let rows = rows(&out);
    assert_eq!(rows.len(), facts.len());
    let catalogue: Value =
        serde_json::from_str(&run(&["catalogue", "--json"], b"").done()).unwrap();
    let mut benefits = 0;
    for (row, facts) in rows.iter().zip(&facts) {
        assert_eq!(row["读不懂的单元格"], "", "{row:?}");
        let report = evaluate_json(facts, DAY);
        let of = |verdict: &str| -> Vec<String> {
            let all = report["benefits"].as_array().unwrap().iter();
            all.filter(|one| one["verdict"] == verdict)
                .map(|one| {
                    let id = one["id"].as_str().unwrap();
                    let name = &benefit(&catalogue, id)["name"];
                    format!("{id} {}", name.as_str().unwrap())
                })
                .collect()
        };
        for (verdict, count, list) in [
            ("eligible", "可申领（项）", "可申领的待遇"),
            ("by_review", "可申报，须评选（项）", "可申报的待遇"),
            ("possible", "待确认（项）", "待确认的待遇"),
        ] {
            let expected = of(verdict);
            benefits += expected.len();
            assert_eq!(row[count], expected.len().to_string(), "{facts}");
            assert_eq!(row[list], expected.join("；"), "{facts}");
        }
        let sum = |bucket: &str, rhythm: &str, end: &str| {
            let sum = &report["totals"][bucket]["settled"][rhythm][end];
            if sum.is_null() {
                String::new()
            } else {
                sum.to_string()
            }
        };
        for (column, bucket, rhythm, end) in [
            ("可申领，最低（元）", "right", "once", "min"),
            ("可申领，最高（元）", "right", "once", "max"),
            ("可申领，每年最低（元）", "right", "yearly", "min"),
            ("可申领，每年最高（元）", "right", "yearly", "max"),
            ("可申报，最低（元）", "selection", "once", "min"),
            ("可申报，最高（元）", "selection", "once", "max"),
            ("可申报，每年最低（元）", "selection", "yearly", "min"),
            ("可申报，每年最高（元）", "selection", "yearly", "max"),
        ] {
            assert_eq!(row[column], sum(bucket, rhythm, end), "{column} {facts}");
        }
        let deadlines = report["benefits"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|one| {
                let open =
                    ["eligible", "by_review", "possible"].contains(&one["verdict"].as_str()?);
                let last = one["deadline"]["earliest"].as_str()?;
                (open && last >= DAY).then_some(last)
            });
        assert_eq!(
            row["最近的截止日期"],
            deadlines.min().unwrap_or_default(),
            "{facts}"
        );
    }
    assert!(benefits > 300, "{benefits}");
}

#[test]
fn a_partition_without_a_header_is_told_its_columns() {
    let columns = [
        "--no-header",
        "--columns",
        "工号,姓名,level,-,full_time",
        "--keep",
        "工号",
    ];
    let arguments = [&["-", "--region", "liaocheng"][..], &columns].concat();
    let out = batch(
        &arguments,
        "G1,张三,技师,13800000000,是\nG2,李四,三级,x,否\n".as_bytes(),
    )
    .done();
    let lines: Vec<Vec<String>> = out.lines().map(cells).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0][..3], ["1", "张三", "G1"]);
    assert_eq!(lines[1][..3], ["2", "李四", "G2"]);
    // Nobody is no error, and no line.
    assert_eq!(batch(&arguments, b"").done(), "");
    // Tabs for programs that part at tabs: no quotes, and none in a cell.
    let tabs = [
        &arguments[..],
        &["--delimiter", "tab", "--output-delimiter", "tab"],
    ]
    .concat();
    let out = batch(&tabs, "G1\t张,\"三\t技师\t\t是\n".as_bytes()).done();
    let parts: Vec<&str> = out.trim_end_matches('\n').split('\t').collect();
    assert_eq!(parts[..3], ["1", "张,\"三", "G1"]);
    assert_eq!(parts.len(), 24);
}

#[test]
fn columns_are_named_in_place_of_a_header_that_is_not_understood() {
    let roster = "a,b,c\n张三,二级,x\n";
    let refused = batch(&["-", "--region", "聊城"], roster.as_bytes());
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("没有一列认得出来"), "{}", refused.err);
    let out = batch(
        &["-", "--region", "聊城", "--columns", "姓名,level,-"],
        roster.as_bytes(),
    )
    .done();
    assert_eq!(out.lines().count(), 2);
    assert!(out.lines().nth(1).unwrap().starts_with("2,张三,"));
}

#[test]
fn what_cannot_be_done_is_refused_at_once() {
    let scratch = Scratch::new("batch-refused");
    let roster = format!("{}/roster.csv", scratch.path());
    fs::write(&roster, ROSTER).unwrap();
    for (arguments, words) in [
        (vec!["-", "--region", "北京"], "没有城市 `北京`"),
        (vec!["-"], "不知道在哪个城市"),
        (
            vec!["-", "--region", "聊城", "--columns", "姓名,levle"],
            "`levle`",
        ),
        (
            vec!["-", "--region", "聊城", "--keep", "部门"],
            "没有 `部门` 这一列",
        ),
        (vec!["-", "--region", "聊城", "--no-header"], "--columns"),
        (vec!["-", "--region", "聊城", "-o", "out.txt"], "不是 .csv"),
        (
            vec![&roster, "--region", "聊城", "-o", &roster],
            "写在花名册上",
        ),
        (vec!["nobody.csv", "--region", "聊城"], "没有文件"),
        (vec!["-", "--region", "聊城", "--sheet", "甲"], "没有工作表"),
        (
            vec!["-", "--region", "聊城", "--jobs", "0"],
            "`--jobs <个数>` 不能写 `0`",
        ),
        (
            vec!["-", "--region", "聊城", "--delimiter", "x"],
            "`--delimiter <分隔符>` 不能写 `x`，可以写 comma、tab、semicolon",
        ),
    ] {
        let ran = batch(&arguments, ROSTER.as_bytes());
        assert_eq!(
            (ran.code, ran.out.as_str()),
            (2, ""),
            "{arguments:?}: {}",
            ran.err
        );
        assert!(ran.err.contains(words), "{arguments:?}: {}", ran.err);
    }
    assert_eq!(fs::read_to_string(&roster).unwrap(), ROSTER);
    for (bytes, words) in [
        (&b""[..], "里面什么都没有"),
        (b"%PDF-1.7", "这是PDF 文件"),
        (b"PK\x03\x04 and so on", "文件不完整"),
    ] {
        let ran = batch(&["-", "--region", "聊城"], bytes);
        assert_eq!(ran.code, 2);
        assert!(ran.err.contains(words), "{}", ran.err);
    }
}

#[test]
fn a_file_is_written_whole_or_not_at_all() {
    let scratch = Scratch::new("batch-file");
    let out = format!("{}/out.csv", scratch.path());
    let files = || -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(scratch.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    batch(&["-", "--region", "聊城", "-o", &out], ROSTER.as_bytes()).done();
    assert_eq!(files(), ["out.csv"]);
    let whole = fs::read_to_string(&out).unwrap();
    assert!(whole.starts_with("\u{feff}行号,姓名,"));
    assert_eq!(whole.matches("\r\n").count(), 4);
    // A roster that goes wrong at its end leaves what was there.
    let mut broken = ROSTER.to_owned() + &"G4,赵六,,,,,,\n".repeat(5000);
    broken += "G5,\"钱七,,,,,,\nG6,孙八,,,,,,\n";
    let ran = batch(&["-", "--region", "聊城", "-o", &out], broken.as_bytes());
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("引号没有配对"), "{}", ran.err);
    assert_eq!(files(), ["out.csv"]);
    assert_eq!(fs::read_to_string(&out).unwrap(), whole);
}

#[cfg(unix)]
#[test]
fn whoever_is_killed_leaves_no_file_of_that_name() {
    let scratch = Scratch::new("batch-killed");
    let out = format!("{}/out.csv", scratch.path());
    let mut child = command(&["batch", "-", "--region", "聊城", "-o", &out, "--quiet"])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(ROSTER.as_bytes()).unwrap();
    stdin
        .write_all("G9,甲,,,,,,\n".repeat(20_000).as_bytes())
        .unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    drop(stdin);
    assert!(!fs::exists(&out).unwrap());
}

#[test]
fn a_reader_that_goes_away_is_a_failure() {
    let mut child = spawn(&["batch", "-", "--region", "聊城", "--as-of", DAY, "--quiet"]);
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || {
        let _ = stdin.write_all(ROSTER.as_bytes());
        let more = "G9,甲,,,,,,\n".repeat(50_000);
        let _ = stdin.write_all(more.as_bytes());
    });
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    stdout.read_line(&mut String::new()).unwrap();
    drop(stdout);
    let status = child.wait().unwrap();
    writer.join().unwrap();
    let mut err = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut err)
        .unwrap();
    assert_eq!(status.code(), Some(1), "{err}");
    assert!(err.contains("提前关闭"), "{err}");
}

#[test]
fn lines_come_as_soon_as_rows_do() {
    let mut child = spawn(&[
        "batch",
        "-",
        "--region",
        "聊城",
        "--as-of",
        DAY,
        "--quiet",
        "--no-header",
        "--columns",
        "姓名,level",
    ]);
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    for number in 1..=5 {
        writeln!(stdin, "人{number},技师").unwrap();
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert!(line.starts_with(&format!("{number},人{number},")), "{line}");
    }
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

/// The most memory that the program had, in kB, after so many rows through a pipe.
#[cfg(target_os = "linux")]
fn peak(rows: usize) -> usize {
    let mut child = spawn(&[
        "batch", "-", "--region", "聊城", "--as-of", DAY, "--quiet", "--jobs", "2",
    ]);
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || {
        stdin
            .write_all("姓名,技能等级,取证日期,失业保险缴费月数\n".as_bytes())
            .unwrap();
        let mut text = String::new();
        for number in 0..rows {
            let level = ["高级工", "技师", "二级", ""][number % 4];
            let (month, day) = (number / 28 % 12 + 1, number % 28 + 1);
            let _ = writeln!(
                text,
                "人{number},{level},2025-{month}-{day},{}",
                number % 100
            );
            if text.len() > 1 << 16 || number + 1 == rows {
                stdin.write_all(text.as_bytes()).unwrap();
                text.clear();
            }
        }
        // Open as long as memory is being asked for.
        stdin
    });
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = Vec::new();
    for _ in 0..=rows {
        line.clear();
        assert!(stdout.read_until(b'\n', &mut line).unwrap() > 0);
    }
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap();
    drop(writer.join().unwrap());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    peak.trim().trim_end_matches(" kB").parse().unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_roster() {
    let (few, many) = (peak(10_000), peak(200_000));
    // Twenty times the rows: kept, they would take more than is allowed. A few megabytes are what the
    // outcomes that are remembered take.
    assert!(many < few + few / 2 + 8_192, "{few} kB and {many} kB");
}

#[test]
fn workbooks_go_in_and_come_out() {
    let scratch = Scratch::new("batch-workbook");
    let here = crate::here();
    let roster = here.join("../roster/tests/files/roster.xlsx");
    let roster = roster.to_str().unwrap();
    let out = batch(&[roster, "--region", "聊城"], b"").done();
    let rows = rows(&out);
    let names: Vec<&str> = rows.iter().map(|row| row["姓名"].as_str()).collect();
    assert_eq!(names, ["张三", "李四", "王五"]);
    assert_eq!(rows[2]["读不懂的单元格"], "B6“#DIV/0!”单元格有错误或乱码");
    let hidden = batch(&[roster, "--region", "聊城", "--sheet", "旧名单"], b"").done();
    assert!(hidden.lines().nth(1).unwrap().starts_with("2,赵六,"));
    let workbook = format!("{}/out.xlsx", scratch.path());
    batch(&[roster, "--region", "聊城", "-o", &workbook], b"").done();
    assert!(fs::read(&workbook).unwrap().starts_with(b"PK"));
    // What was written can be read again, and comes to the same.
    let again = batch(&[&workbook, "--region", "聊城"], b"").done();
    let counts = |csv: &str| -> Vec<(String, String)> {
        let rows = self::rows(csv);
        rows.iter()
            .map(|row| (row["姓名"].clone(), row["可申领的待遇"].clone()))
            .collect()
    };
    assert_eq!(counts(&again), counts(&out));
    // From standard input as well.
    let piped = batch(&["-", "--region", "聊城"], &fs::read(roster).unwrap()).done();
    assert_eq!(piped, out);
}

#[test]
fn what_columns_were_taken_for_and_what_it_comes_to_is_said_aside() {
    let arguments = [
        "batch",
        "-",
        "--region",
        "聊城",
        "--as-of",
        DAY,
        "--summary",
    ];
    let ran = run(&arguments, ROSTER.as_bytes());
    assert_eq!(ran.code, 0);
    for line in [
        "  C 身份证号 → 证件号：不使用，也不写进结果\n",
        "  D 技能等级 → 职业技能等级\n",
        "  G 就业情况 → 工作单位\n",
        "  H 备注 → 没有用：可能是“备注里的称号、金蓝领、自主评价、订单班、学徒制”",
        "  没有用到：A 工号\n",
        "共 3 人，其中 1 人有 3 个单元格读不懂\n",
        "liaocheng-upgrade-unemployment-insurance　技能提升补贴（失业保险渠道）　可申领 1 人，待确认 1 人\n",
    ] {
        assert!(ran.err.contains(line), "{line}{}", ran.err);
    }
    assert!(!ran.out.contains("汇总"));
}

#[test]
fn rows_that_are_nobody_have_no_line_and_are_told_of() {
    let scratch = Scratch::new("nobody");
    let roster = scratch.0.join("roster.csv");
    let id = "370102199001010012";
    let text = format!(
        "某公司花名册,,,\n姓名,身份证号,技能等级,级别\n张三,{id},高级工,高级\n李四,,技师,\n张三,{id},技师,\n合计,3人,,\n制表人：甲,,,\n1,,,\n"
    );
    fs::write(&roster, &text).unwrap();
    let arguments = ["batch", "--region", "聊城", "--as-of", DAY];
    let ran = run(&[&arguments[..], &[roster.to_str().unwrap()]].concat(), b"");
    let lines = rows(&ran.out);
    let names: Vec<(&str, &str)> = lines
        .iter()
        .map(|row| (row["行号"].as_str(), row["姓名"].as_str()))
        .collect();
    assert_eq!(names, [("3", "张三"), ("4", "李四")]);
    assert!(
        lines[0]["这一行怎样读的"]
            .starts_with("与第 5 行的证件号相同，当作同一个人；C3（高级工）是另一本证书")
    );
    for line in [
        "共 2 人\n",
        "有 3 行不是人，没有算：第 6 行（合计）“合计”、第 7 行（签名）“制表人：甲”、第 8 行（合计）“1”。要算写 --count-rows 行号\n",
        "D 级别 → 没有用：可能是“职业技能等级”",
    ] {
        assert!(ran.err.contains(line), "{line}\n{}", ran.err);
    }
    assert!(!ran.err.contains(id) && !ran.out.contains(id));
    // A stream is told of and not put together.
    let ran = run(&[&arguments[..], &["-"]].concat(), text.as_bytes());
    assert_eq!(rows(&ran.out).len(), 3);
    assert!(
        ran.err.contains("第 3 行和第 5 行的证件号相同"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("有 3 行不是人"), "{}", ran.err);
    // Somebody may put rows back, or say what a column is.
    let put = [
        "--count-rows",
        "6",
        "--map",
        "级别=level",
        "--map",
        "技能等级=-",
        roster.to_str().unwrap(),
    ];
    let ran = run(&[&arguments[..], &put].concat(), b"");
    assert_eq!(rows(&ran.out).len(), 3);
    assert!(ran.err.contains("D 级别 → 职业技能等级"), "{}", ran.err);
    let wrong = run(
        &[
            &arguments[..],
            &["--map", "岗位=level", roster.to_str().unwrap()],
        ]
        .concat(),
        b"",
    );
    assert_eq!(wrong.code, 2);
    assert!(
        wrong.err.contains("表里没有 `岗位` 这一列"),
        "{}",
        wrong.err
    );
}

#[test]
fn a_roster_of_which_no_column_is_known_says_what_was_seen() {
    let ran = batch(
        &["-", "--region", "聊城"],
        "姓名,级别,职业技能等级评价,备注\n张三,高级,三级,\n".as_bytes(),
    );
    assert_eq!(ran.code, 2);
    for line in [
        "  姓名（姓名）\n",
        "  级别（可能是“职业技能等级”，确认时写 --map 级别=职业技能等级）\n",
        "  职业技能等级评价（是不是“职业技能等级”？）\n",
        "  备注（可能是“备注里的称号、金蓝领、自主评价、订单班、学徒制”，确认时写 --map 备注=remarks）\n",
    ] {
        assert!(ran.err.contains(line), "{line}\n{}", ran.err);
    }
}

/// A sum that no source names is no 0: what it adds is counted, and nothing bounds the whole.
#[test]
fn a_sum_that_is_not_named_is_not_taken_for_nothing() {
    let scratch = copy_of_the_rules("an-unnamed-sum");
    let file = scratch.0.join("taian.toml");
    let text = fs::read_to_string(&file).unwrap();
    let (before, rest) = text
        .split_once("id = \"taian-graduate-living-housing\"")
        .unwrap();
    let (benefit, after) = rest.split_once("[[benefit]]").unwrap();
    // As if the text had named its conditions.
    let stated = "  { not = { fact = \"school\", is = \"other\" }, label = \"是毕业生\", \
                  quote = \"符合条件的职业院校毕业生\" },";
    let lines = benefit.lines().map(|line| match line {
        line if line.contains("{ unstated = \"") => stated,
        line => line,
    });
    let settled = lines.collect::<Vec<_>>().join("\n").replace(
        "\" }\nverdict = \"possible\"",
        "\" }\nverdict = \"eligible\"",
    );
    let changed =
        format!("{before}id = \"taian-graduate-living-housing\"{settled}\n[[benefit]]{after}");
    fs::write(&file, changed).unwrap();

    let input = "姓名,school\n甲,secondary\n乙,other\n丙,secondary\n";
    let rules = ["--rules", scratch.path()];
    let arguments = ["-", "--region", "泰安"];
    let ran = batch(&[&arguments[..], &rules].concat(), input.as_bytes());
    let people = rows(&ran.done());
    let of = |person: &BTreeMap<String, String>| {
        [
            "可申领（项）",
            "可申领，最低（元）",
            "可申领，最高（元）",
            "可申领，来源未写明金额（项）",
        ]
        .map(|column| person[column].clone())
    };
    assert_eq!(of(&people[0]), ["1", "0", "", "1"]);
    assert_eq!(of(&people[1]), ["0", "0", "0", "0"]);

    let summary = [
        "batch",
        "-",
        "--region",
        "泰安",
        "--as-of",
        DAY,
        "--summary",
    ];
    let ran = run(&[&summary[..], &rules].concat(), input.as_bytes());
    let line = "有可申领的　　　　2 人，来源未写明金额，共 2 项\n";
    assert!(ran.err.contains(line), "{}", ran.err);
}

#[test]
fn the_schema_names_every_column_in_and_out() {
    let schema: Value = serde_json::from_str(&run(&["schema"], b"").done()).unwrap();
    let output: Vec<&str> = schema["output"]
        .as_array()
        .unwrap()
        .iter()
        .map(|column| column["name"].as_str().unwrap())
        .collect();
    let header = batch(&["-", "--region", "聊城"], "姓名,技能等级\n".as_bytes()).done();
    assert_eq!(cells(header.trim_end()), output);
    let columns = schema["columns"].as_array().unwrap();
    let ids: Vec<&str> = columns
        .iter()
        .map(|column| column["id"].as_str().unwrap())
        .collect();
    // Each of them can be named.
    let all = ids.join(",");
    batch(
        &["-", "--region", "聊城", "--no-header", "--columns", &all],
        b"",
    )
    .done();
}

/// Who has something to claim as of right, by name, with its least and its most.
fn rights(out: &str) -> Vec<(String, String, String)> {
    let rows = rows(out).into_iter();
    let due = rows.filter(|row| row["可申领，最高（元）"] != "0");
    due.map(|row| {
        let cell = |name: &str| row[name].clone();
        (
            cell("姓名"),
            cell("可申领，最低（元）"),
            cell("可申领，最高（元）"),
        )
    })
    .collect()
}

fn due(list: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
    let list = list.iter();
    list.map(|(name, low, high)| (name.to_string(), low.to_string(), high.to_string()))
        .collect()
}

/// A firm's own columns, none of which is a question, and what is assumed of everybody.
#[test]
fn a_roster_as_a_firm_of_zibo_keeps_it_settles() {
    let roster = "姓名,入职日期,最高学历,学习形式,毕业院校,毕业时间,技能等级,发证日期,缴纳情况,参保时间,合同类型,用工形式\n\
        新中级,2025-08,中技,全日制,某市高级技工学校,2025年6月,铣工中级工,2026年3月,正常,2025.8,固定期限,合同制\n\
        新大专,2025.01.13,大专,全日制,某省某市技师学院,2024.6,四级/中级工、叉车证,2024.8,欠费,2025-01,3年,合同制\n\
        老技师,2017.09,高中,全日制,某县二中,2013年7月,机修钳工技师,2025.11.20,正常,2017.9,无固定期限,合同制\n\
        高技师,20210125,初中,全日制,/,1991.7,机修钳工高级技师,2025-11,正常,2021-01,固定期限,合同制\n\
        派遣,2025-08,技校,全日制,某市技师学院,2025年6月,中级,2025年9月,正常,2025.8,3年,劳务派遣\n\
        返聘,2024-08,高中,全日制,/,1984.7,技师,2025-11,退休返聘,2024-08,3年,退休返聘\n\
        实习,2025-08,技校,全日制,某市技师学院,2025年6月,四级,2025年9月,未缴,2025.8,3年,实习\n\
        早来,2012-08,技校,全日制,某市技师学院,2012年6月,中级,2015年9月,正常,2012.8,无固定期限,合同制\n\
        函授,2025-08,大专,函授,某市技工学校,2025年6月,四级,2025年9月,正常,2025.8,固定期限,合同制\n\
        旧证,2012-08,高中,全日制,某县一中,2009年6月,技师,2019年9月,正常,2012.8,无固定期限,合同制\n";
    let came = [
        "-",
        "--region",
        "淄博",
        "--preset",
        "all",
        "--assume",
        "arrival=came",
    ];
    let out = batch(&came, roster.as_bytes()).done();
    assert_eq!(
        rights(&out),
        due(&[
            ("新中级", "18000", "18000"),
            ("新大专", "18000", "18000"),
            ("老技师", "2500", "2500"),
            ("高技师", "3000", "3000"),
        ])
    );
    let rows = rows(&out);
    let open = |name: &str| {
        let row = rows.iter().find(|row| row["姓名"] == name);
        row.unwrap()["待确认的待遇"].clone()
    };
    // Of whom the roster says that they are no workers of its own nothing is assumed, and nothing
    // is denied.
    for name in ["派遣", "实习"] {
        assert!(open(name).contains("zibo-newstar-allowance"), "{name}");
    }
    assert!(open("返聘").contains("zibo-technician-2500-3000"));
    for row in &rows {
        assert_eq!(row["读不懂的单元格"], "", "{row:?}");
        let told = row["这一行怎样读的"].contains("全员设定");
        let other = ["派遣", "返聘", "实习"].contains(&row["姓名"].as_str());
        assert_eq!(told, other, "{row:?}");
    }
    // Nobody assumes where people came from unless somebody says so.
    let out = batch(&came[..5], roster.as_bytes()).done();
    assert_eq!(
        rights(&out),
        due(&[("老技师", "2500", "2500"), ("高技师", "3000", "3000")])
    );
    // What columns say needs no assumption; without the column nothing is assumed by itself.
    let alone = batch(&came[..3], roster.as_bytes()).done();
    assert_eq!(rights(&alone), rights(&out));
    let untold = roster.replace("合同类型,用工形式", "甲,乙");
    assert_eq!(rights(&batch(&came[..3], untold.as_bytes()).done()), []);
}

#[test]
fn a_roster_as_a_firm_of_taian_keeps_it_settles() {
    let roster = "姓名,岗位性质,员工状态,员工类型,学历,毕业学校,职称,职业技能等级,发证日期,取得方式,社保状态,首次参保时间,合同类型\n\
        甲,生产一线,在职,正式,初中,某镇中学,,一级/高级技师,2025年12月,金蓝领,新参保,2011/9/1,劳动合同\n\
        乙,生产一线,待岗,正式,高中,某县二中,无,技师2级,2025.9,金蓝领,正常,2005.2,无固定期限\n\
        丙,生产一线,在职,派遣,高中,某县二中,无,技师,2025.9,金蓝领,正常,2005.2,劳务派遣\n\
        丁,专业技术岗,在职,正式,本科,某某大学,助理工程师,技师,2025.9,鉴定,正常,2005.2,劳动合同\n\
        戊,生产一线,在职,正式,高中,某县二中,无,技师,2024.10,金蓝领,正常,2005.2,劳动合同\n\
        己,生产一线,在职,返聘,高中,某县二中,无,技师,2025.9,金蓝领,退休返聘,2005.2,退休返聘协议\n\
        庚,生产一线,在职,正式,高中,某县二中,无,初级,2025.9,鉴定,正常,2005.2,劳动合同\n";
    let out = batch(
        &["-", "--region", "泰安", "--preset", "all"],
        roster.as_bytes(),
    )
    .done();
    assert_eq!(
        rights(&out),
        due(&[("甲", "3000", "3000"), ("乙", "2500", "2500")])
    );
    for row in rows(&out) {
        assert_eq!(row["读不懂的单元格"], "", "{row:?}");
        let open = row["待确认的待遇"].contains("taian-goldblue-2500-3000");
        let other = ["丙", "己"].contains(&row["姓名"].as_str());
        assert_eq!(open, other, "{row:?}");
    }
}

#[test]
fn a_roster_as_a_firm_of_liaocheng_keeps_it_settles() {
    let roster = "姓名,文化程度,毕业院校,职业技能等级①,发证时间①,职业技能等级②,发证时间②,是否缴纳社保,养老保险参保时间,失业保险缴费起始,社保累计缴费年限,合同类别,用工性质,备注\n\
        甲,高中,某县一中,二级/技师,2025-12,焊工四级,2019年5月,是,2017-04,20170401,9.2,固定期限,正式工,\n\
        乙,初中,/,三级,2025年12月5日,,,已缴,2008.8,2008.08.01,214,无固定期限,合同工,2025年企业自主评价\n\
        丙,初中,/,焊工四级,2019年5月,电工三级,2026-02,五险,2008.8,2008.08.01,57,无固定期限,合同工,\n\
        丁,初中,/,三级,2025年12月,,,停保,2008.8,2008.08.01,25年,无固定期限,合同工,\n\
        戊,初中,/,三级,2025年12月,,,√,2008.8,2008.08.01,25年,无固定期限,劳务派遣,\n\
        己,初中,/,三级,2024年12月,,,正常,2008.8,2008.08.01,25年,无固定期限,正式工,\n\
        庚,初中,/,三级,2025年12月,,,是,2026.3,2026.03.01,3个月,固定期限,正式工,\n\
        辛,初中,/,叉车证,/,,,是,2026.3,2026.03.01,3个月,固定期限,正式工,齐鲁首席技师\n";
    let arguments = ["-", "--region", "聊城", "--preset", "all"];
    let out = batch(&arguments, roster.as_bytes()).done();
    let settled = [
        ("甲", "2000", "8000"),
        ("乙", "2000", "8000"),
        ("丙", "2000", "8000"),
    ];
    assert_eq!(rights(&out), due(&settled));
    let rows = rows(&out);
    let line = |name: &str| rows.iter().find(|row| row["姓名"] == name).unwrap();
    // The higher of two certificates counts with its own date, and that is said.
    assert!(line("丙")["这一行怎样读的"].contains("另一本证书"));
    assert!(!line("丁")["待确认的待遇"].contains("liaocheng-upgrade"));
    assert!(line("戊")["待确认的待遇"].contains("liaocheng-upgrade-unemployment-insurance"));
    // Where the certificate was got decides: the reading of the text is named for 上学时拿的.
    assert!(line("庚")["待确认的待遇"].contains("liaocheng-upgrade-fiscal"));
    // What stands beside the columns is not taken, and nothing is assumed against it.
    assert!(line("辛")["这一行怎样读的"].contains("齐鲁首席技师"));
    assert!(rows.iter().all(|row| row["读不懂的单元格"].is_empty()));
}

#[test]
fn what_cannot_be_assumed_is_refused() {
    for (argument, words) in [
        (["--assume", "arrival"], "要写成 问题=答案"),
        (["--assume", "arival=came"], "没有 `arival` 这个问题"),
        (["--assume", "region=zibo"], "没有 `region` 这个问题"),
        (["--assume", "arrival=飞来的"], "came（从外地来的）"),
        (["--assume", "full_time=3"], "true（是）、false（否）"),
        (["--assume", "social_insurance_months=-1"], "0 到 720 的数"),
        (["--preset", "everything"], "没有 `everything` 这一组"),
    ] {
        let arguments = [&["-", "--region", "淄博"], &argument[..]].concat();
        let ran = batch(&arguments, ROSTER.as_bytes());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{argument:?}");
        let said = ran.err;
        assert!(said.contains(words), "{argument:?}: {said}");
    }
    // What is assumed stands with what it comes to.
    let ran = run(
        &[
            "batch",
            "--as-of",
            DAY,
            "--region",
            "淄博",
            "--preset",
            "no-honours",
            "--assume",
            "怎么到本市工作的=从外地来的",
            "--summary",
            "-",
        ],
        ROSTER.as_bytes(),
    );
    for words in ["全员设定", "都当作没有", "怎么到本市工作的：从外地来的"] {
        assert!(ran.err.contains(words), "{}", ran.err);
    }
    // And with everybody's line, for whoever has nothing but the file: the same rows and columns.
    let column = "全员设定（这一行写了的按这一行）";
    for row in rows(&ran.out) {
        let said = &row[column];
        assert!(
            said.contains("都当作没有；怎么到本市工作的：从外地来的"),
            "{said}"
        );
    }
    let plain = batch(&["-", "--region", "淄博"], ROSTER.as_bytes()).done();
    assert!(rows(&plain).iter().all(|row| row[column].is_empty()));
    let header = |csv: &str| csv.lines().next().map(str::to_owned);
    assert_eq!(header(&plain), header(&ran.out));
}

#[test]
fn what_people_may_be_chosen_for_is_counted_and_not_added() {
    let roster = "姓名,技能等级,荣誉\n甲,技师,无\n乙,高级技师,无\n丙,初级工,无\n";
    let ran = run(
        &[
            "batch",
            "-",
            "--as-of",
            DAY,
            "--region",
            "泰安",
            "--preset",
            "all",
            "--summary",
        ],
        roster.as_bytes(),
    );
    let lines = rows(&ran.out);
    let items: Vec<u32> = lines
        .iter()
        .map(|row| row["可申报，须评选（项）"].parse().unwrap())
        .collect();
    assert!(items[0] > 3 && items[1] > 3, "{items:?}");
    let people = items.iter().filter(|count| **count > 0).count();
    let all: u32 = items.iter().sum();
    let said = ran.err;
    let line = format!(
        "有可申报（须评选）的　{people} 人，共 {all} 项；名额有限，由别人评选，不合计金额\n"
    );
    assert!(said.contains(&line), "{said}");
    // One person's chances stand in their line, and what whoever is chosen gets with the benefit.
    assert_ne!(lines[0]["可申报，最高（元）"], "0");
    let title = said
        .lines()
        .find(|line| line.contains("shandong-qilu-chief"));
    let title = title.unwrap();
    assert!(title.contains("可申报 2 人"), "{title}");
    assert!(
        title.ends_with("（评上的：管理期4年内给予4.8万元补助；每年遴选150名左右）"),
        "{title}"
    );
}
