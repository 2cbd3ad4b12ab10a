//! Files as people have them, and as nobody should have them: each with what comes of it.

use std::io::{Cursor, Write};
use std::path::Path;

use engine::{Answer, Answers, Date, Rulebook};
use roster::read::{COLUMNS, Encoding, Header, Kind, Looks, Mend, Size};
use roster::{
    Cell, Fault, FaultKind, Options, Person, ReadError, Role, Sensitive, Stream, Table, Workbook,
    people, read, read_text, suggest,
};
use rust_xlsxwriter::{Format, Workbook as Writer};
use zip::write::SimpleFileOptions;

mod common;
use common::{ON, RULEBOOK, fact, option};

fn workbook(bytes: &[u8]) -> Workbook {
    read(bytes, &Options::default()).unwrap_or_else(|error| panic!("{error:?}"))
}

fn table(bytes: &[u8]) -> Table {
    let table = workbook(bytes).table(None);
    table.unwrap_or_else(|error| panic!("{error:?}"))
}

fn table_of(text: &str) -> Table {
    table(text.as_bytes())
}

fn refused(bytes: &[u8]) -> ReadError {
    match read(bytes, &Options::default()).and_then(|book| book.table(None)) {
        Ok(table) => panic!("read as {table:?}"),
        Err(error) => error,
    }
}

fn everybody(table: &Table) -> Vec<Person> {
    let mapping = suggest(&RULEBOOK, table);
    people(
        &RULEBOOK,
        table,
        &mapping,
        &Answers::new(&RULEBOOK).into(),
        ON,
    )
}

fn texts(cells: &[Cell]) -> Vec<String> {
    cells.iter().map(roster::values::shown).collect()
}

fn level(id: &str) -> Answer {
    Answer::Choice(option("level", id))
}

fn day(text: &str) -> Answer {
    Answer::day(Date::parse(text).unwrap())
}

fn answer(person: &Person, id: &str) -> Answer {
    person.answers.get(fact(id))
}

fn faults(person: &Person) -> Vec<(&str, FaultKind)> {
    let fault =
        |fault: &'_ Fault| -> (&'static str, FaultKind) { (fault.cell.clone().leak(), fault.kind) };
    person.faults.iter().map(fault).collect()
}

fn file(name: &str) -> Vec<u8> {
    let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files");
    std::fs::read(files.join(name)).unwrap()
}

/// A zip of these parts.
fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// An .xlsx with one sheet of these rows, in its own XML.
fn xlsx(rows: &str) -> Vec<u8> {
    xlsx_with("", rows)
}

fn xlsx_with(properties: &str, rows: &str) -> Vec<u8> {
    let workbook = format!(
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">{properties}<sheets><sheet name="花名册" sheetId="1" r:id="rId1"/></sheets></workbook>"#
    );
    let sheet = format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    );
    packed(&[
        ("[Content_Types].xml", "<Types/>"),
        (
            "_rels/.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        ("xl/workbook.xml", &workbook),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
        (
            "xl/styles.xml",
            r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#,
        ),
        ("xl/worksheets/sheet1.xml", &sheet),
    ])
}

/// A row of inline texts.
fn inline(number: u32, texts: &[&str]) -> String {
    let mut row = format!("<row r=\"{number}\">");
    for (column, text) in texts.iter().enumerate() {
        let letter = char::from(b'A' + column as u8);
        row += &format!("<c r=\"{letter}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    }
    row + "</row>"
}

// ---- how large, how many ---------------------------------------------------------------------------------

#[test]
fn an_empty_file_is_empty() {
    for bytes in [
        &b""[..],
        b"\xef\xbb\xbf",
        b"\r\n\r\n",
        b" , ,\n",
        b"\xff\xfe",
    ] {
        assert_eq!(refused(bytes), ReadError::Empty, "{bytes:?}");
    }
    let mut writer = Writer::new();
    writer.add_worksheet();
    assert_eq!(refused(&writer.save_to_buffer().unwrap()), ReadError::Empty);
    assert_eq!(ReadError::Empty.mend(), Mend::ChooseAnother);
}

#[test]
fn a_header_alone_is_a_table_of_nobody() {
    let table = table("姓名,技能等级\r\n".as_bytes());
    assert_eq!(table.headers, ["姓名", "技能等级"]);
    assert_eq!((table.header, table.rows.len()), (1, 0));
    assert!(everybody(&table).is_empty());
}

#[test]
fn one_row_is_one_person() {
    let table = table("姓名,技能等级\n张三,二级".as_bytes());
    let people = everybody(&table);
    assert_eq!(people.len(), 1);
    assert_eq!((people[0].row, people[0].name.as_str()), (2, "张三"));
    assert_eq!(answer(&people[0], "level"), level("technician"));
    assert_eq!(people[0].faults, []);
}

#[test]
fn two_hundred_columns_are_read_and_more_than_may_be_are_not() {
    let wide = |columns: usize| {
        let mut header: Vec<String> = (0..columns).map(|at| format!("甲{at}")).collect();
        header[columns - 1] = "技能等级".to_owned();
        let mut row = vec!["x"; columns];
        row[columns - 1] = "技师";
        format!("{}\n{}\n", header.join(","), row.join(","))
    };
    let table = table(wide(200).as_bytes());
    assert_eq!(table.headers.len(), 200);
    let people = everybody(&table);
    assert_eq!(answer(&people[0], "level"), level("technician"));
    assert_eq!(
        refused(wide(257).as_bytes()),
        ReadError::TooLarge {
            what: Size::Columns,
            limit: u64::from(COLUMNS),
            found: 257
        }
    );
}

#[test]
fn blank_rows_and_columns_around_a_table_are_left_away() {
    let text = ",,,,\n,,姓名,技能等级,\n,,张三,技师,\n,,,,\n,,李四,三级,\n,,,,\n";
    let table = table(text.as_bytes());
    assert_eq!((table.header, table.first_column), (2, 2));
    assert_eq!(table.headers, ["姓名", "技能等级"]);
    let numbers: Vec<u32> = table.rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [3, 5]);
}

// ---- headers ---------------------------------------------------------------------------------------------

#[test]
fn of_equal_headers_all_are_kept_and_none_counts_twice() {
    let table = table("姓名,姓名,全职,全职\n张三,李四,是,否\n".as_bytes());
    assert_eq!(table.headers, ["姓名", "姓名", "全职", "全职"]);
    let mapping = suggest(&RULEBOOK, &table);
    let full_time = Role::Fact(fact("full_time"));
    assert_eq!(
        mapping.roles,
        [Role::Name, Role::Ignored, full_time, Role::Ignored]
    );
    // Whoever maps two columns to one fact hears of it where they differ.
    let table = table_of("姓名,技能等级,等级\n张三,技师,高级工\n");
    let mut both = suggest(&RULEBOOK, &table);
    both.roles[2] = both.roles[1];
    let people = roster::people(
        &RULEBOOK,
        &table,
        &both,
        &Answers::new(&RULEBOOK).into(),
        ON,
    );
    assert_eq!(answer(&people[0], "level"), Answer::NotAsked);
    assert_eq!(faults(&people[0]), [("C2", FaultKind::Contradictory)]);
}

#[test]
fn what_may_mean_something_else_is_proposed_and_not_taken() {
    for header in ["级别", "等级", "职业资格", "级别（必填）"] {
        let table = table_of(&format!("姓名,{header}\n张三,高级\n李四,二级\n"));
        let mapping = suggest(&RULEBOOK, &table);
        assert_eq!(mapping.roles, [Role::Name, Role::Ignored], "{header}");
        let level = Some(Role::Fact(fact("level")));
        assert_eq!(mapping.proposed, [None, level], "{header}");
        assert_eq!(answer(&everybody(&table)[0], "level"), Answer::NotAsked);
    }
    for header in [
        "职业技能等级①",
        "技能等级1",
        "证书一",
        "第一技能等级",
        "技能等级及工种",
    ] {
        let table = table_of(&format!("姓名,{header}\n张三,高级工\n"));
        assert_eq!(
            answer(&everybody(&table)[0], "level"),
            level("advanced"),
            "{header}"
        );
    }
}

#[test]
fn tabs_beside_commas_part_nothing() {
    for text in [
        "姓名\t,证号\t,技能等级\t,取证日期\t\n甲一\t,370102190001010000\t,技师\t,2026-01-10\t\n",
        "姓名\t,证号\t,技能等级\t,取证日期\t,\n甲一\t,370102190001010000\t,技师\t,2026-01-10\t,\n",
        // Tabs before long numbers only, and a last column that not everybody has.
        "姓名,证号,技能等级,取证日期,备注\n甲一,\t370102190001010000,技师,2026-01-10\n乙二,\t370102190001020000,高级工,2026-01-10,x,\n",
        "姓名,证号,技能等级,取证日期\n甲一,\"\t370102190001010000\",技师,2026-01-10\n",
    ] {
        #[cfg_attr(not(feature = "encodings"), allow(unused_mut))]
        let mut all = vec![text.as_bytes().to_vec()];
        #[cfg(feature = "encodings")]
        all.push(encoding_rs::GB18030.encode(text).0.into_owned());
        for bytes in all {
            let table = table(&bytes);
            let roles = suggest(&RULEBOOK, &table).roles;
            assert_eq!(
                roles[..2],
                [Role::Name, Role::Sensitive(Sensitive::IdNumber)],
                "{text}"
            );
            let people = everybody(&table);
            assert_eq!(people[0].name, "甲一");
            assert_eq!(answer(&people[0], "level"), level("technician"));
            assert_eq!(answer(&people[0], "certificate_date"), day("2026-01-10"));
            assert_eq!(people[0].faults, []);
        }
    }
    // Tabs that do part cells still do.
    assert_eq!(
        table_of("姓名\t技能等级\t备注\n张三\t技师\ta, b\n")
            .headers
            .len(),
        3
    );
}

#[test]
fn a_formula_that_is_nothing_but_a_text_is_that_text() {
    let file =
        "姓名,证号,技能等级\n\"=\"\"甲一\"\"\",\"=\"\"370102190001010000\"\"\",\"=\"\"技师\"\"\"\n";
    let pasted = "姓名\t证号\t技能等级\n=\"甲一\"\t=\"370102190001010000\"\t=\"技师\"\n";
    for text in [file, pasted] {
        let table = table_of(text);
        assert_eq!(
            texts(&table.rows[0].cells),
            ["甲一", "370102190001010000", "技师"]
        );
        let roles = suggest(&RULEBOOK, &table).roles;
        assert_eq!(roles[1], Role::Sensitive(Sensitive::IdNumber));
        assert_eq!(answer(&everybody(&table)[0], "level"), level("technician"));
    }
    // What calculates is no text; two quotation marks are one.
    for (cell, text) in [
        ("=\"a\"&\"b\"", "=\"a\"&\"b\""),
        ("=\"a\"\"b\"", "a\"b"),
        ("=1+1", "=1+1"),
    ] {
        assert_eq!(
            texts(&table_of(&format!("姓名\t备注\n张三\t{cell}\n")).rows[0].cells)[1],
            text
        );
    }
}

#[test]
fn numbers_of_people_are_known_however_a_spreadsheet_wrote_them() {
    for (cells, kind) in [
        (["3.70102E+17", "3.70102E+17"], Sensitive::IdNumber),
        (["1.10101E+17", "1.10101e+17"], Sensitive::IdNumber),
        (["37010219900101", "37010219900102"], Sensitive::IdNumber),
        (
            ["370102199001011***", "370102199001021***"],
            Sensitive::IdNumber,
        ),
        (["370102199001011234.0", ""], Sensitive::IdNumber),
        (["1.38E+10", "1.3900001111E+10"], Sensitive::Phone),
        (["13800001111.0", "13900001111.0"], Sensitive::Phone),
        (["138xxxx1111", "139××××1111"], Sensitive::Phone),
        (["6.2122E+18", "6.2122E+18"], Sensitive::BankCard),
        // Half of them are enough.
        (["13800001111", "无手机"], Sensitive::Phone),
    ] {
        let table = table_of(&format!(
            "姓名,编号,技能等级\n张三,{},技师\n李四,{},技师\n",
            cells[0], cells[1]
        ));
        let roles = suggest(&RULEBOOK, &table).roles;
        assert_eq!(roles[1], Role::Sensitive(kind), "{cells:?}");
    }
    for cells in [
        ["1.5E+3", "20240101"],
        ["12", "36.0"],
        ["2026-01-10", "202601"],
    ] {
        let table = table_of(&format!(
            "姓名,编号\n张三,{}\n李四,{}\n",
            cells[0], cells[1]
        ));
        assert_eq!(
            suggest(&RULEBOOK, &table).roles[1],
            Role::Ignored,
            "{cells:?}"
        );
    }
}

#[test]
fn a_cell_that_shows_no_day_says_no_day() {
    let mut writer = Writer::new();
    let sheet = writer.add_worksheet();
    let formats = [
        "yyyy\"年\"m\"月\"",
        "yyyy-mm",
        "[$-804]yyyy\"年\"m\"月\";@",
        "mmm-yy",
        "yyyy",
        "yyyy-mm-dd",
        "m\"月\"d\"日\"",
        "yyyy/m/d h:mm",
    ];
    sheet.write(0, 0, "姓名").unwrap();
    sheet.write(0, 1, "取证日期").unwrap();
    let fifteenth = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 1, 15).unwrap();
    for (row, code) in (1..).zip(formats) {
        sheet.write(row, 0, code).unwrap();
        let format = Format::new().set_num_format(code);
        sheet
            .write_with_format(row, 1, &fifteenth, &format)
            .unwrap();
    }
    // A format of the program's own, for which there is no code in the file.
    let own = Format::new().set_num_format_index(57);
    sheet.write(9, 0, "57").unwrap();
    sheet.write_with_format(9, 1, 46037.0, &own).unwrap();
    let table = table(&writer.save_to_buffer().unwrap());
    let shown: Vec<String> = table
        .rows
        .iter()
        .map(|row| texts(&row.cells)[1].clone())
        .collect();
    let (month, whole) = ("2026年1月", "2026-01-15");
    assert_eq!(
        shown,
        [
            month, month, month, month, "2026年", whole, whole, whole, month
        ]
    );
    // The same as the text.
    let person = |row: usize| {
        let people = everybody(&table);
        (
            answer(&people[row], "certificate_date"),
            people[row]
                .faults
                .iter()
                .map(|one| one.kind)
                .collect::<Vec<_>>(),
        )
    };
    let text = everybody(&table_of("姓名,取证日期\n张三,2026年1月\n"));
    let kinds: Vec<FaultKind> = text[0].faults.iter().map(|one| one.kind).collect();
    assert_eq!(person(0), (answer(&text[0], "certificate_date"), kinds));
}

#[test]
fn an_ods_says_which_cells_show_no_day_and_which_rows_are_hidden() {
    let bytes = packed(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        (
            "META-INF/manifest.xml",
            "<manifest:manifest xmlns:manifest=\"m\"/>",
        ),
        (
            "content.xml",
            "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\" xmlns:style=\"s\" xmlns:number=\"n\">\
             <office:automatic-styles><number:date-style style:name=\"N1\"><number:year/><number:text>年</number:text><number:month/></number:date-style>\
             <style:style style:name=\"ce1\" style:family=\"table-cell\" style:data-style-name=\"N1\"/></office:automatic-styles>\
             <office:body><office:spreadsheet><table:table table:name=\"a\">\
             <table:table-column/><table:table-column table:default-cell-style-name=\"ce1\"/>\
             <table:table-row><table:table-cell office:value-type=\"string\"><text:p>姓名</text:p></table:table-cell><table:table-cell office:value-type=\"string\"><text:p>取证日期</text:p></table:table-cell></table:table-row>\
             <table:table-row><table:table-cell office:value-type=\"string\"><text:p>张三</text:p></table:table-cell><table:table-cell office:value-type=\"date\" office:date-value=\"2026-01-15\"><text:p>2026年1月</text:p></table:table-cell></table:table-row>\
             <table:table-row table:visibility=\"filter\"><table:table-cell office:value-type=\"string\"><text:p>李四</text:p></table:table-cell><table:table-cell table:style-name=\"ce1\" office:value-type=\"date\" office:date-value=\"2026-01-15\"><text:p>2026年1月</text:p></table:table-cell></table:table-row>\
             </table:table></office:spreadsheet></office:body></office:document-content>",
        ),
    ]);
    let table = table(&bytes);
    assert_eq!(table.hidden, [3]);
    assert_eq!(texts(&table.rows[0].cells), ["张三", "2026年1月"]);
    assert_eq!(texts(&table.rows[1].cells), ["李四", "2026年1月"]);
}

#[test]
fn what_is_written_for_programs_is_no_table_whatever_it_is_called() {
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain("<table><tr>".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    for (bytes, looks) in [
        (
            b"<body><table border=1><tr><td>x</td></tr></table></body>".to_vec(),
            Looks::Html,
        ),
        (b"< div >\n\t<table>".to_vec(), Looks::Html),
        (b"<style>td{}</style><table>".to_vec(), Looks::Html),
        (b"<!-- saved --><table>".to_vec(), Looks::Html),
        (b"\xef\xbb\xbf\n<center><table>".to_vec(), Looks::Html),
        (
            b"<script>location.href='/login'</script>".to_vec(),
            Looks::Html,
        ),
        (
            b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n".to_vec(),
            Looks::Html,
        ),
        (
            b"From: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\n".to_vec(),
            Looks::Html,
        ),
        (utf16, Looks::Html),
        (b"<Workbook xmlns=\"urn\"></Workbook>".to_vec(), Looks::Xml),
        (
            "{\"code\":401,\"msg\":\"登录超时\"}".as_bytes().to_vec(),
            Looks::Json,
        ),
        (b"[ {\"a\": 1} ]".to_vec(), Looks::Json),
    ] {
        let name = String::from_utf8_lossy(&bytes).into_owned();
        assert_eq!(refused(&bytes), ReadError::NotASpreadsheet(looks), "{name}");
        let stream = Stream::open(&bytes[..], &Options::default());
        assert_eq!(
            stream.err(),
            Some(ReadError::NotASpreadsheet(looks)),
            "{name}"
        );
    }
    // Signs alone make no page.
    assert_eq!(table_of("<姓名>,技能等级\n张三,技师\n").rows.len(), 1);
}

#[test]
fn titles_merged_above_the_header_are_passed_over() {
    let mut writer = Writer::new();
    let sheet = writer.add_worksheet();
    let format = Format::new();
    sheet
        .merge_range(0, 0, 0, 3, "某某公司技能人才花名册", &format)
        .unwrap();
    sheet
        .merge_range(1, 0, 1, 3, "填表日期：2026年5月", &format)
        .unwrap();
    // Names in two rows, merged downwards and across.
    sheet.merge_range(2, 0, 3, 0, "姓名", &format).unwrap();
    sheet
        .merge_range(2, 1, 2, 2, "职业技能等级证书情况", &format)
        .unwrap();
    sheet
        .merge_range(2, 3, 3, 3, "失业保险缴费月数", &format)
        .unwrap();
    sheet.write(3, 1, "等级").unwrap();
    sheet.write(3, 2, "发证日期").unwrap();
    sheet
        .write_row(4, 0, ["张三", "技师", "2024/3/1", "36"])
        .unwrap();
    let table = table(&writer.save_to_buffer().unwrap());
    assert_eq!(table.header, 4);
    assert_eq!(
        table.headers,
        ["姓名", "等级", "发证日期", "失业保险缴费月数"]
    );
    let people = everybody(&table);
    assert_eq!(people.len(), 1);
    assert_eq!(people[0].row, 5);
    assert_eq!(answer(&people[0], "certificate_date"), day("2024-03-01"));
    assert_eq!(
        answer(&people[0], "unemployment_insurance_months"),
        Answer::Int(36)
    );
}

#[test]
fn merged_cells_say_the_same_of_every_row_beside_them() {
    let mut writer = Writer::new();
    let sheet = writer.add_worksheet();
    let format = Format::new();
    sheet.merge_range(0, 0, 1, 0, "城市", &format).unwrap();
    sheet.write(1, 1, "姓名").unwrap();
    sheet.write(1, 2, "等级").unwrap();
    sheet.merge_range(2, 0, 4, 0, "淄博", &format).unwrap();
    for (row, name) in (2..).zip(["张三", "李四", "王五", "赵六"]) {
        sheet.write(row, 1, name).unwrap();
        sheet.write(row, 2, "三级").unwrap();
    }
    let people = everybody(&table(&writer.save_to_buffer().unwrap()));
    let zibo = Answer::Choice(option("region", "zibo"));
    let regions: Vec<Answer> = people.iter().map(|one| answer(one, "region")).collect();
    assert_eq!(regions, [zibo, zibo, zibo, Answer::NotAsked]);
}

#[test]
fn values_below_the_header_never_make_another() {
    // Three cells of the sixth person are names of options, and only one name of a column is known.
    let header = "序号,姓名,性别,学历,部门,职称";
    let rows = "1,张,男,本科,技术部,\n2,王,女,大专,行政部,\n3,赵,男,本科,技术部,\n\
                4,钱,女,本科,质检部,\n5,孙,男,大专,仓储部,\n6,李,男,大专,生产一线,专技人员\n";
    for (header, people) in [
        (header.to_owned(), 6),
        // A title above it, and no known name at all.
        (format!("某公司名单\n{header}"), 6),
        ("序号,人员,性别,学历,部门,职称".to_owned(), 6),
    ] {
        let table = table(format!("{header}\n{rows}").as_bytes());
        assert_eq!(table.rows.len(), people, "{header}");
        assert_eq!(table.headers[2], "性别");
    }
    // Nor where a name is missing right below the header.
    let text = "姓名,学历,部门,职称,方式\n,大专,生产一线,专技人员,全职\n李,本科,行政部,,兼职\n";
    let table = table(text.as_bytes());
    assert_eq!((table.header, table.rows.len()), (1, 2));
}

#[test]
fn names_of_options_are_the_second_row_of_a_header() {
    for group in ["工作情况", "岗位信息"] {
        let text = format!("姓名,{group},,等级\n,全职,一线岗位,\n张三,是,否,技师\n");
        let table = table(text.as_bytes());
        assert_eq!(
            table.headers,
            ["姓名", "全职", "一线岗位", "等级"],
            "{group}"
        );
        assert_eq!((table.header, table.rows.len()), (2, 1));
    }
    // And a header of their own where nobody stands above them.
    let text = "全职,一线岗位\n是,否\n否,是\n";
    assert_eq!(table(text.as_bytes()).header, 1);
}

#[test]
fn somebody_can_say_where_the_names_stand_or_that_there_are_none() {
    let book = workbook("张三,技师\n姓名,等级\n李四,三级\n".as_bytes());
    let found = book.table(None).unwrap();
    assert_eq!((found.header, found.rows.len()), (2, 1));
    let first: Vec<u32> = book.sheets[0].first_rows().collect();
    assert_eq!(first, [1, 2, 3]);
    let second = book.table_from(None, &Header::Row(1)).unwrap();
    assert_eq!((second.header, second.rows.len()), (1, 2));
    assert_eq!(second.headers, ["张三", "技师"]);
    let none = book.table_from(None, &Header::Given(Vec::new())).unwrap();
    assert_eq!((none.header, none.rows.len()), (0, 3));
    assert_eq!(none.headers, ["", ""]);
}

#[test]
fn a_header_without_a_known_name_is_the_first_full_row() {
    let table = table("某某名单,,\n甲,乙,丙\n1,2,3\n4,5,6\n".as_bytes());
    assert_eq!((table.header, table.rows.len()), (2, 2));
    assert_eq!(table.headers, ["甲", "乙", "丙"]);
}

#[test]
fn values_that_are_names_of_columns_make_no_header() {
    let text = "人员,类别\n张三,全职\n李四,全职\n王五,全职\n";
    assert_eq!(table(text.as_bytes()).header, 1);
}

#[test]
fn names_can_be_given_where_there_is_no_header() {
    let options = Options {
        header: Header::Given(vec!["姓名".into(), "level".into(), "full_time".into()]),
        ..Options::default()
    };
    let book = read(b"A,technician,1\nB,advanced,0\n", &options).unwrap();
    let table = book.table(None).unwrap();
    assert_eq!((table.header, table.rows.len()), (0, 2));
    let people = everybody(&table);
    assert_eq!(answer(&people[0], "level"), level("technician"));
    assert_eq!(answer(&people[0], "full_time"), Answer::Bool(true));
    assert_eq!(answer(&people[1], "full_time"), Answer::Bool(false));
}

// ---- sheets ----------------------------------------------------------------------------------------------

#[test]
fn hidden_sheets_are_listed_and_not_taken() {
    let mut writer = Writer::new();
    let visible = writer.add_worksheet();
    visible.set_name("现在").unwrap();
    visible.write_row(0, 0, ["姓名", "技能等级"]).unwrap();
    visible.write_row(1, 0, ["张三", "技师"]).unwrap();
    let hidden = writer.add_worksheet();
    hidden.set_name("过去").unwrap();
    hidden.set_hidden(true);
    hidden
        .write_row(0, 0, ["姓名", "技能等级", "取证日期"])
        .unwrap();
    hidden
        .write_row(1, 0, ["李四", "高级工", "2020-01-01"])
        .unwrap();
    let book = workbook(&writer.save_to_buffer().unwrap());
    let about: Vec<_> = book
        .sheets
        .iter()
        .map(|sheet| (sheet.name.as_str(), sheet.hidden, sheet.rows, sheet.columns))
        .collect();
    assert_eq!(about, [("现在", false, 2, 2), ("过去", true, 2, 3)]);
    assert_eq!(book.table(None).unwrap().sheet, "现在");
    assert_eq!(book.table(Some(1)).unwrap().sheet, "过去");
    assert_eq!(
        book.table(Some(2)),
        Err(ReadError::NoSuchSheet { sheets: 2 })
    );
}

#[test]
fn a_roster_that_nobody_sees_is_not_taken_unasked() {
    let mut writer = Writer::new();
    writer.add_worksheet();
    let hidden = writer.add_worksheet();
    hidden.set_hidden(true);
    hidden.write_row(0, 0, ["姓名", "技能等级"]).unwrap();
    let book = workbook(&writer.save_to_buffer().unwrap());
    let error = book.table(None).unwrap_err();
    assert_eq!(error, ReadError::NoTable { hidden: 1 });
    assert_eq!(error.mend(), Mend::ShowSheet);
    assert_eq!(book.table(Some(1)).unwrap().headers, ["姓名", "技能等级"]);
}

#[test]
fn of_two_sheets_the_one_with_the_roster_is_taken() {
    let mut writer = Writer::new();
    let first = writer.add_worksheet();
    first.set_name("填表说明").unwrap();
    first.write(0, 0, "请在第二张表填写。").unwrap();
    let second = writer.add_worksheet();
    second.set_name("人员").unwrap();
    second.write_row(0, 0, ["姓名", "技能等级"]).unwrap();
    second.write_row(1, 0, ["张三", "技师"]).unwrap();
    let table = table(&writer.save_to_buffer().unwrap());
    assert_eq!((table.sheet.as_str(), table.rows.len()), ("人员", 1));
}

// ---- cells -----------------------------------------------------------------------------------------------

#[test]
fn formulas_are_what_they_were_when_the_file_was_saved() {
    let rows = inline(
        1,
        &[
            "姓名",
            "技能等级",
            "失业保险缴费月数",
            "社保月数",
            "取证日期",
        ],
    ) + r#"<row r="2"><c r="A2" t="str"><f>CONCAT("张","三")</f><v>张三</v></c>"#
        + r#"<c r="B2" t="str"><f>IF(1,"技师","")</f><v>技师</v></c><c r="C2"><f>30+6</f><v>36</v></c>"#
        + r#"<c r="D2"><f>SUM(X1:X9)</f></c><c r="E2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>"#
        + r#"<row r="3"><c r="A3" t="str"><f>""</f><v></v></c><c r="B3" t="str"><f>""</f><v></v></c><c r="C3"><v>1</v></c></row>"#;
    let table = table(&xlsx(&rows));
    let people = everybody(&table);
    assert_eq!(people[0].name, "张三");
    assert_eq!(answer(&people[0], "level"), level("technician"));
    assert_eq!(
        answer(&people[0], "unemployment_insurance_months"),
        Answer::Int(36)
    );
    // Never calculated, and calculated to an error: not known, and told of.
    assert_eq!(
        answer(&people[0], "social_insurance_months"),
        Answer::NotAsked
    );
    assert_eq!(
        faults(&people[0]),
        [("D2", FaultKind::SheetError), ("E2", FaultKind::SheetError)]
    );
    // An empty text is an empty cell.
    assert_eq!(table.rows[1].cells[1], Cell::Empty);
    assert_eq!(people[1].faults, []);
}

#[test]
fn cells_that_look_like_formulas_are_text() {
    let text = "姓名,技能等级,全职\n=HYPERLINK(\"x\"),=1+1,@SUM(A1)\n+张,-2,是\n";
    let table = table(text.as_bytes());
    assert_eq!(
        texts(&table.rows[0].cells),
        ["=HYPERLINK(\"x\")", "=1+1", "@SUM(A1)"]
    );
    let people = everybody(&table);
    assert_eq!(people[0].name, "=HYPERLINK(\"x\")");
    assert_eq!(
        faults(&people[0]),
        [("B2", FaultKind::NoSuchOption), ("C2", FaultKind::NotYesNo)]
    );
    assert_eq!(people[0].faults[0].value, "=1+1");
    assert_eq!(faults(&people[1]), [("B3", FaultKind::NoSuchOption)]);
}

#[test]
fn a_cell_of_ten_megabytes_is_an_error_and_its_row_stays() {
    let huge = "长".repeat(10 << 20 >> 1);
    let csv = format!("姓名,技能等级,失业保险缴费月数\n张三,{huge},36\n李四,技师,12\n");
    let sheet = inline(1, &["姓名", "技能等级", "失业保险缴费月数"])
        + &inline(2, &["张三", &huge, "36"])
        + &inline(3, &["李四", "技师", "12"]);
    for table in [table(csv.as_bytes()), table(&xlsx(&sheet))] {
        let people = everybody(&table);
        assert_eq!(people.len(), 2);
        assert_eq!(faults(&people[0]), [("B2", FaultKind::SheetError)]);
        assert_eq!(people[0].faults[0].value.chars().count(), 40);
        assert_eq!(
            answer(&people[0], "unemployment_insurance_months"),
            Answer::Int(36)
        );
        assert_eq!(answer(&people[1], "level"), level("technician"));
    }
}

#[test]
fn a_cell_may_be_as_long_as_in_any_spreadsheet() {
    let longest = "a".repeat(32_767);
    let text = format!("姓名,备注\n张三,{longest}\n李四,{longest}b\n");
    let table = table(text.as_bytes());
    assert_eq!(table.rows[0].cells[1], Cell::Text(longest));
    assert!(matches!(table.rows[1].cells[1], Cell::Error(_)));
}

#[test]
fn cells_with_nul_are_errors_and_files_of_them_are_no_text() {
    let people = everybody(&table(
        "姓名,技能等级,全职\n张三,技\0师,是\n李四,技师,是\n".as_bytes(),
    ));
    assert_eq!(faults(&people[0]), [("B2", FaultKind::SheetError)]);
    assert_eq!(people[0].faults[0].value, "技\u{fffd}师");
    assert_eq!(answer(&people[1], "level"), level("technician"));
    let binary = ReadError::NotASpreadsheet(Looks::Binary);
    assert_eq!(refused(&[0; 4096]), binary);
}

#[test]
fn days_before_1900_are_too_early_or_errors() {
    let text = "姓名,取证日期\n甲,1899-12-31\n乙,1850年1月1日\n丙,1989-12-31\n丁,1990-01-01\n";
    let people = everybody(&table(text.as_bytes()));
    for person in &people[..3] {
        assert_eq!(person.faults[0].kind, FaultKind::TooEarly);
        assert_eq!(answer(person, "certificate_date"), Answer::NotAsked);
    }
    assert_eq!(answer(&people[3], "certificate_date"), day("1990-01-01"));
    // A cell that is formatted as a date and cannot be one.
    let rows = inline(1, &["姓名", "取证日期"])
        + r#"<row r="2"><c r="B2" s="1"><v>-5</v></c></row><row r="3"><c r="B3" s="1"><v>45352.5</v></c></row>"#
        + r#"<row r="4"><c r="B4" s="1"><v>60</v></c></row><row r="5"><c r="B5" s="1"><v>1</v></c></row>"#;
    let people = everybody(&table(&xlsx(&rows)));
    assert_eq!(faults(&people[0]), [("B2", FaultKind::SheetError)]);
    assert_eq!(people[0].faults[0].value, "-5");
    assert_eq!(answer(&people[1], "certificate_date"), day("2024-03-01"));
    assert_eq!(faults(&people[2]), [("B4", FaultKind::SheetError)]);
    assert_eq!(faults(&people[3]), [("B5", FaultKind::TooEarly)]);
}

#[test]
fn days_that_count_from_1904_are_the_days_they_show() {
    let rows = inline(1, &["姓名", "取证日期"])
        + r#"<row r="2"><c r="B2" s="1"><v>43890</v></c></row><row r="3"><c r="B3"><v>43890</v></c></row>"#;
    let people = everybody(&table(&xlsx_with(r#"<workbookPr date1904="1"/>"#, &rows)));
    assert_eq!(answer(&people[0], "certificate_date"), day("2024-03-01"));
    assert_eq!(answer(&people[1], "certificate_date"), day("2024-03-01"));
}

#[test]
fn negative_months_are_out_of_range() {
    let text = "姓名,失业保险缴费月数\n甲,-3\n乙,－３\n丙,721\n丁,720\n";
    let people = everybody(&table(text.as_bytes()));
    for person in &people[..3] {
        assert_eq!(person.faults[0].kind, FaultKind::OutOfRange);
        assert_eq!(
            answer(person, "unemployment_insurance_months"),
            Answer::NotAsked
        );
    }
    assert_eq!(
        answer(&people[3], "unemployment_insurance_months"),
        Answer::Int(720)
    );
}

#[test]
fn levels_may_have_spaces_and_full_width_digits() {
    let text = "姓名,技能等级\n甲,　技　师 \n乙,２级\n丙,国家职业资格 二 级\n丁,高级\u{200b}工\n戊,预备 技师\n";
    let people = everybody(&table(text.as_bytes()));
    let levels = [
        "technician",
        "technician",
        "technician",
        "advanced",
        "pre_technician",
    ];
    for (person, id) in people.iter().zip(levels) {
        assert_eq!(answer(person, "level"), level(id), "{}", person.name);
        assert_eq!(person.faults, []);
    }
}

// ---- what is no roster -----------------------------------------------------------------------------------

#[test]
fn the_kind_goes_by_what_stands_in_a_file() {
    let kinds = ["roster.xlsx", "roster.xls", "roster.ods"].map(|name| workbook(&file(name)).kind);
    assert_eq!(kinds, [Kind::Xlsx, Kind::Xls, Kind::Ods]);
    let csv = workbook("姓名,技能等级\n".as_bytes()).kind;
    assert_eq!(
        csv,
        Kind::Delimited {
            delimiter: b',',
            encoding: Encoding::Utf8
        }
    );
}

#[test]
fn what_is_no_spreadsheet_is_named() {
    let zip = |part| packed(&[("[Content_Types].xml", "<Types/>"), (part, "<x/>")]);
    // A header, a sector that says which are in use, and one with names.
    let compound = |name: &str| {
        let mut bytes = vec![0xff; 3 * 512];
        bytes[..8].copy_from_slice(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
        bytes[30..32].copy_from_slice(&[9, 0]);
        bytes[76..80].copy_from_slice(&0_u32.to_le_bytes());
        bytes[512..516].copy_from_slice(&0xffff_fffd_u32.to_le_bytes());
        bytes[516..520].copy_from_slice(&0xffff_fffe_u32.to_le_bytes());
        for (at, unit) in name.encode_utf16().enumerate() {
            bytes[1024 + 2 * at..][..2].copy_from_slice(&unit.to_le_bytes());
        }
        bytes
    };
    for (bytes, looks, mend) in [
        (b"<html><table><tr><td>x</td></tr></table></html>".to_vec(), Looks::Html, Mend::SaveAsXlsx),
        (b"\r\n<!DOCTYPE HTML>".to_vec(), Looks::Html, Mend::SaveAsXlsx),
        (
            b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>".to_vec(),
            Looks::Xml,
            Mend::SaveAsXlsx,
        ),
        (b"%PDF-1.7 ...".to_vec(), Looks::Pdf, Mend::ChooseAnother),
        (b"\x89PNG\r\n\x1a\n".to_vec(), Looks::Picture, Mend::ChooseAnother),
        (b"Rar!\x1a\x07".to_vec(), Looks::Archive, Mend::ChooseAnother),
        (zip("xl/workbook.bin"), Looks::Xlsb, Mend::SaveAsXlsx),
        (zip("word/document.xml"), Looks::Word, Mend::ChooseAnother),
        (zip("ppt/presentation.xml"), Looks::PowerPoint, Mend::ChooseAnother),
        (packed(&[("花名册.csv", "姓名")]), Looks::Archive, Mend::ChooseAnother),
        (packed(&[("Index/Document.iwa", "")]), Looks::Numbers, Mend::SaveAsXlsx),
        (compound("WordDocument"), Looks::Word, Mend::ChooseAnother),
        (compound("Anything"), Looks::OldOffice, Mend::ChooseAnother),
    ] {
        let error = refused(&bytes);
        assert_eq!(error, ReadError::NotASpreadsheet(looks));
        assert_eq!(error.mend(), mend, "{looks:?}");
    }
    let cut = &compound("Anything")[..1500];
    assert_eq!(refused(cut), ReadError::Truncated);
    let page = read_text("<table><tr>", &Options::default());
    assert_eq!(page.unwrap_err(), ReadError::NotASpreadsheet(Looks::Html));
}

#[test]
fn a_file_cut_short_is_never_half_a_roster() {
    let whole = file("roster.xlsx");
    for length in [
        4,
        30,
        100,
        whole.len() / 2,
        whole.len() - 100,
        whole.len() - 23,
    ] {
        assert_eq!(refused(&whole[..length]), ReadError::Truncated, "{length}");
    }
    let whole = file("roster.ods");
    assert_eq!(refused(&whole[..whole.len() / 2]), ReadError::Truncated);
    // An .xls lists the parts of itself that are in use; what is behind them may be gone.
    let whole = file("roster.xls");
    let expected = table(&whole);
    let mut refusals = 0;
    for length in (8..whole.len()).step_by(64) {
        let found = read(&whole[..length], &Options::default()).and_then(|book| book.table(None));
        match found {
            Ok(table) => assert_eq!(table, expected, "{length}"),
            Err(ReadError::Truncated) => refusals += 1,
            Err(error) => panic!("{length}: {error:?}"),
        }
    }
    assert!(refusals > whole.len() / 80, "{refusals}");
}

/// An .xls whose directory goes on where the file has long ended.
#[test]
fn a_reader_that_panics_means_a_damaged_file() {
    let bytes = file("astray.xls");
    let error = refused(&bytes);
    assert!(matches!(error, ReadError::Damaged { .. }), "{error:?}");
}

#[test]
fn damage_is_named_by_its_part() {
    let broken = xlsx("<row r=\"1\"><c r=\"A1\"><v>1</v>");
    assert!(matches!(refused(&broken), ReadError::Damaged { .. }));
    let no_sheet = packed(&[("[Content_Types].xml", "<Types/>")]);
    assert!(matches!(refused(&no_sheet), ReadError::Damaged { part } if !part.is_empty()));
}

#[test]
fn a_zip_that_unpacks_to_more_than_there_is_room_for_is_refused() {
    let mut bytes = xlsx("");
    let entry = bytes
        .windows(4)
        .rposition(|window| window == b"PK\x01\x02")
        .unwrap();
    bytes[entry + 24..entry + 28].copy_from_slice(&(3_u32 << 30).to_le_bytes());
    let error = refused(&bytes);
    assert!(
        matches!(error, ReadError::TooLarge { what: Size::Unpacked, found, .. } if found > 3 << 30),
        "{error:?}"
    );
    assert_eq!(error.mend(), Mend::MakeSmaller);
}

#[test]
fn files_with_a_password_say_so() {
    assert_eq!(refused(&file("password.xlsx")), ReadError::Password);
    assert_eq!(refused(&file("password.ods")), ReadError::Password);
    // The record that says so comes after the first of the workbook.
    let mut xls = file("roster.xls");
    let first = [0x09, 0x08, 0x10, 0x00, 0x00, 0x06, 0x05, 0x00];
    let at = xls.windows(8).position(|window| window == first).unwrap() + 20;
    xls[at..at + 2].copy_from_slice(&[0x2f, 0x00]);
    assert_eq!(refused(&xls), ReadError::Password);
    assert_eq!(ReadError::Password.mend(), Mend::RemovePassword);
}

#[test]
fn the_same_roster_is_the_same_in_every_kind_of_file() {
    for name in ["roster.xlsx", "roster.xls", "roster.ods"] {
        let bytes = file(name);
        let book = workbook(&bytes);
        let hidden: Vec<bool> = book.sheets.iter().map(|sheet| sheet.hidden).collect();
        assert_eq!(hidden, [false, true], "{name}");
        let table = book.table(None).unwrap();
        assert_eq!(
            (table.sheet.as_str(), table.header),
            ("花名册", 3),
            "{name}"
        );
        assert_eq!(
            table.headers,
            [
                "姓名",
                "技能等级",
                "取证日期",
                "编号",
                "失业保险缴费月数",
                "全职"
            ],
            "{name}"
        );
        let people = everybody(&table);
        assert_eq!(people.len(), 3, "{name}");
        assert_eq!(
            answer(&people[0], "certificate_date"),
            day("2024-03-01"),
            "{name}"
        );
        assert_eq!(
            answer(&people[1], "certificate_date"),
            day("2024-03-01"),
            "{name}"
        );
        assert_eq!(answer(&people[1], "level"), level("advanced"), "{name}");
        let no = Answer::Bool(false);
        assert_eq!(answer(&people[1], "full_time"), no, "{name}");
        assert_eq!(
            faults(&people[2]),
            [("B6", FaultKind::SheetError)],
            "{name}"
        );
        assert_eq!(people[2].faults[0].value, "#DIV/0!", "{name}");
    }
}

#[test]
fn an_ods_has_days_before_1900_and_formulas_without_values() {
    let content = r#"<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet><table:table table:name="人员">
<table:table-row><table:table-cell office:value-type="string"><text:p>姓名</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>取证日期</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p>甲</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="1850-01-01"/></table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p>乙</text:p></table:table-cell><table:table-cell table:formula="of:=[.A1]"/></table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p>丙</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="2024-03-01T08:00:00"/></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"#;
    let bytes = packed(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest:manifest/>"),
        ("content.xml", content),
    ]);
    let people = everybody(&table(&bytes));
    assert_eq!(faults(&people[0]), [("B2", FaultKind::TooEarly)]);
    assert_eq!(faults(&people[1]), [("B3", FaultKind::SheetError)]);
    assert_eq!(answer(&people[2], "certificate_date"), day("2024-03-01"));
}

// ---- text ------------------------------------------------------------------------------------------------

#[test]
fn delimiters_are_found_outside_of_quotes() {
    for (text, delimiter) in [
        ("姓名,备注\n张三,\"a;b;c;d\"\n李四,x\n", b','),
        ("姓名;备注\n张三;\"a,b,c\"\n李四;x,y\n", b';'),
        ("姓名\t备注\n张三\ta,b,c\n李四\tx;y\n", b'\t'),
        ("姓名\n张三\n", b','),
        ("sep=;\n姓名;备注\n张三;x,y,z\n", b';'),
    ] {
        let book = workbook(text.as_bytes());
        assert!(
            matches!(book.kind, Kind::Delimited { delimiter: found, .. } if found == delimiter),
            "{text}"
        );
        let table = book.table(None).unwrap();
        assert_eq!(table.headers[0], "姓名");
        assert_eq!(table.rows[0].cells[0], Cell::Text("张三".to_owned()));
    }
}

#[test]
fn pasted_cells_are_read_like_a_file() {
    // As spreadsheet programs put them on the clipboard: a cell of two lines is in quotes.
    let text = "姓名\t技能竞赛\t技能等级\r\n张三\t\"国赛获奖\n指导教师\"\t技师\r\n李四\t\t高级工";
    let table = read_text(text, &Options::default())
        .unwrap()
        .table(None)
        .unwrap();
    let people = everybody(&table);
    assert_eq!(people.len(), 2);
    let yes = 1 << option("contests", "national") | 1 << option("contests", "coach");
    assert_eq!(
        answer(&people[0], "contests"),
        Answer::Set {
            yes,
            no: 0,
            unsure: 0
        }
    );
    assert_eq!(answer(&people[1], "contests"), Answer::NotAsked);
    assert_eq!(answer(&people[1], "level"), level("advanced"));
}

#[test]
fn rows_have_the_numbers_that_a_spreadsheet_gives_them() {
    for end in ["\n", "\r\n", "\r"] {
        let text = [
            "姓名,技能等级",
            "",
            "张三,\"技\n师\"",
            "李四,三级",
            "",
            ",",
            "王五,二级",
        ]
        .join(end);
        let table = table(text.as_bytes());
        let numbers: Vec<u32> = table.rows.iter().map(|row| row.number).collect();
        assert_eq!(numbers, [3, 4, 7], "{end:?}");
    }
}

#[test]
fn a_quote_that_is_never_closed_swallows_nobody() {
    let text = "姓名,技能等级\n张三,技师\n李四,\"高级工\n王五,技师\n";
    let error = refused(text.as_bytes());
    assert_eq!(error, ReadError::OpenQuote { row: 3 });
    assert_eq!(error.mend(), Mend::CloseQuote);
    // A quotation mark within a cell is one.
    let table = table("姓名,备注\n张三,5\" 管\n".as_bytes());
    assert_eq!(table.rows[0].cells[1], Cell::Text("5\" 管".to_owned()));
}

#[test]
fn utf_8_and_utf_16_are_known_by_their_marks() {
    let text = "姓名,技能等级\r\n张三𠮷,技师\r\n";
    let with_mark = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    let little: Vec<u8> = [0xfeff]
        .into_iter()
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let big: Vec<u8> = [0xfeff]
        .into_iter()
        .chain(text.encode_utf16())
        .flat_map(u16::to_be_bytes)
        .collect();
    for (bytes, encoding) in [
        (text.as_bytes().to_vec(), Encoding::Utf8),
        (with_mark, Encoding::Utf8),
        (little, Encoding::Utf16),
        (big, Encoding::Utf16),
    ] {
        let book = workbook(&bytes);
        assert!(matches!(book.kind, Kind::Delimited { encoding: found, .. } if found == encoding));
        let table = book.table(None).unwrap();
        assert_eq!(table.headers, ["姓名", "技能等级"]);
        assert_eq!(texts(&table.rows[0].cells), ["张三𠮷", "技师"]);
    }
}

#[cfg(feature = "encodings")]
mod encodings {
    use super::*;

    fn gb(text: &str) -> Vec<u8> {
        encoding_rs::GB18030.encode(text).0.into_owned()
    }

    #[test]
    fn gb_18030_is_read_as_what_it_is() {
        // 联通 in GB 18030 is well-formed UTF-8, too.
        for text in [
            "姓名,技能等级\r\n张三,技师\r\n联通,高级工\r\n",
            "Name,Level\r\nLi,\"高级工\"\r\n",
            "姓名;技能等级\n㐀𠮷;技师\n",
        ] {
            let book = workbook(&gb(text));
            assert!(
                matches!(
                    book.kind,
                    Kind::Delimited {
                        encoding: Encoding::Gb18030,
                        ..
                    }
                ),
                "{:?}",
                book.kind
            );
            assert_eq!(
                book.table(None),
                read_text(text, &Options::default()).unwrap().table(None)
            );
        }
    }

    #[test]
    fn each_line_is_read_in_its_own_encoding_and_the_rest_is_marked() {
        let mut bytes = "姓名,技能等级\n阿依·买买提,技师\n".as_bytes().to_vec();
        bytes.extend(gb("李四,高级工\n"));
        bytes.extend("王五,技师\n赵六,\n".as_bytes());
        bytes.extend(b"\xff\xff,\xe6\x8a\x80\xe5\xb8\x88\n");
        let book = workbook(&bytes);
        assert!(matches!(
            book.kind,
            Kind::Delimited {
                encoding: Encoding::Mixed,
                ..
            }
        ));
        let table = book.table(None).unwrap();
        let people = everybody(&table);
        let names: Vec<&str> = people.iter().map(|person| person.name.as_str()).collect();
        assert_eq!(names[..4], ["阿依·买买提", "李四", "王五", "赵六"]);
        assert_eq!(answer(&people[1], "level"), level("advanced"));
        // Nobody knows what this name is; the row is there, and its other cell counts.
        assert!(names[4].contains('\u{fffd}'));
        assert_eq!(faults(&people[4])[0], ("A6", FaultKind::SheetError));
        assert_eq!(people.len(), 5);
    }
}

#[cfg(not(feature = "encodings"))]
#[test]
fn text_that_is_not_utf_8_is_refused_where_it_cannot_be_read() {
    let error = refused(b"Name,Level\nA,advanced\n\xd5\xc5\xc8\xfd,x\n");
    assert_eq!(error, ReadError::Encoding { line: 3 });
    assert_eq!(error.mend(), Mend::SaveAsUtf8);
}

// ---- streams ---------------------------------------------------------------------------------------------

#[test]
fn a_stream_has_the_rows_of_the_whole_file() {
    let mut text = String::from("花名册\n姓名,技能等级,全职\n");
    for number in 0..1000 {
        text += &format!("甲{number},技师\n");
    }
    let whole = table(text.as_bytes());
    let stream = Stream::open(text.as_bytes(), &Options::default()).unwrap();
    assert_eq!(stream.table().headers, whole.headers);
    assert!(stream.table().rows.len() < 250);
    let rows: Vec<_> = stream.map(Result::unwrap).collect();
    assert_eq!(rows, whole.rows);
}

#[test]
fn a_stream_with_given_names_looks_at_nothing_in_advance() {
    /// Gives one row, and then fails the test if it is asked for more than its end.
    struct OneRow(Option<&'static [u8]>);
    impl std::io::Read for OneRow {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            let row = self.0.take().expect("nobody needs the second row yet");
            into[..row.len()].copy_from_slice(row);
            Ok(row.len())
        }
    }
    let options = Options {
        header: Header::Given(vec!["level".into(), "name".into()]),
        delimiter: Some(b'\t'),
    };
    let source = OneRow(Some("技师\t张三\n".as_bytes()));
    let mut stream = Stream::open(source, &options).unwrap();
    assert!(stream.table().rows.is_empty());
    let row = stream.next().unwrap().unwrap();
    assert_eq!(texts(&row.cells), ["技师", "张三"]);
    // An empty partition is nobody, and no error.
    assert!(Stream::open(&b""[..], &options).unwrap().next().is_none());
}

#[test]
fn a_stream_ends_at_what_cannot_be_read() {
    struct Broken;
    impl std::io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::ConnectionReset.into())
        }
    }
    let start = "姓名,技能等级\n".to_owned() + &"张三,技师\n".repeat(300);
    let source = std::io::Read::chain(start.as_bytes(), Broken);
    let mut stream = Stream::open(source, &Options::default()).unwrap();
    let rows = stream.by_ref().take_while(Result::is_ok).count();
    assert_eq!(rows, 300);
    assert!(stream.next().is_none());
}

// ---- columns ---------------------------------------------------------------------------------------------

#[test]
fn numbers_of_people_are_known_by_their_digits_and_never_used() {
    let text = "甲,乙,丙,丁,姓名,电话\n11010519491231002X,13812345678,6222020200112233453,1234567890123456,张三,\n\
                440524188001010014,+86 139-1234-5678,4111111111111111,2234567890123456,李四,\n\
                370102900101123,,5500000000000004,3234567890123456,王五,x\n";
    let table = table(text.as_bytes());
    let mapping = suggest(&RULEBOOK, &table);
    use Sensitive::*;
    assert_eq!(
        mapping.roles,
        [
            Role::Sensitive(IdNumber),
            Role::Sensitive(Phone),
            Role::Sensitive(BankCard),
            // As many digits, and no check digit.
            Role::Ignored,
            Role::Name,
            Role::Sensitive(Phone),
        ]
    );
    let text = "a,b\n4111111111111111,3.70102199001011E+17\n5500000000000004,370102199001011000\n";
    let rows = inline(1, &["a", "b"])
        + r#"<row r="2"><c r="A2"><v>4111111111111111</v></c><c r="B2"><v>370102199001011000</v></c></row>"#;
    for table in [self::table(text.as_bytes()), self::table(&xlsx(&rows))] {
        let roles = suggest(&RULEBOOK, &table).roles;
        assert_eq!(roles[0], Role::Sensitive(BankCard), "{table:?}");
    }
    let blurred = self::table(&xlsx(&rows));
    assert_eq!(
        suggest(&RULEBOOK, &blurred).roles[1],
        Role::Sensitive(IdNumber)
    );
}

#[test]
fn a_column_of_a_fact_that_holds_phones_is_not_used() {
    let table = table("姓名,技能等级\n张三,13812345678\n李四,13912345678\n".as_bytes());
    let people = everybody(&table);
    assert_eq!(answer(&people[0], "level"), Answer::NotAsked);
    // Nor does a fault show it.
    assert_eq!(people[0].faults, []);
}

#[test]
fn a_word_in_a_header_keeps_a_column_from_being_used() {
    use Sensitive::*;
    for (header, kind) in [
        ("身份证件号", IdNumber),
        ("员工身份证", IdNumber),
        ("证件", IdNumber),
        ("手机号码1", Phone),
        ("办公电话", Phone),
        ("家庭电话", Phone),
        ("紧急联系方式", Phone),
        ("工资银行卡", BankCard),
        ("社保卡号", BankCard),
        ("Mobile phone 2", Phone),
    ] {
        let table = table(format!("姓名,{header}\n张三,x\n").as_bytes());
        let roles = suggest(&RULEBOOK, &table).roles;
        assert_eq!(roles, [Role::Name, Role::Sensitive(kind)], "{header}");
    }
    // A known name is what it is, whatever words are in it or stand behind it in brackets.
    for (header, role) in [
        ("姓名（与身份证一致）", Role::Name),
        ("技能等级（见证件）", Role::Fact(fact("level"))),
        ("备注", Role::Ignored),
        ("工号", Role::Ignored),
    ] {
        let table = table(format!("城市,{header}\n聊城,x\n").as_bytes());
        assert_eq!(suggest(&RULEBOOK, &table).roles[1], role, "{header}");
    }
}

#[test]
fn numbers_that_are_masked_mistyped_or_of_landlines_are_known_too() {
    use Sensitive::*;
    for (cell, role) in [
        ("370102********1234", Role::Sensitive(IdNumber)),
        ("370102********123X", Role::Sensitive(IdNumber)),
        ("138****5678", Role::Sensitive(Phone)),
        ("6222 **** **** 1234", Role::Sensitive(BankCard)),
        // The check digit would be another.
        ("110105194912310021", Role::Sensitive(IdNumber)),
        ("0635-8231234", Role::Sensitive(Phone)),
        ("010-88231234-801", Role::Sensitive(Phone)),
        ("110105194913310022", Role::Ignored),
        ("2024-03-01", Role::Ignored),
        ("0012-34", Role::Ignored),
        ("***", Role::Ignored),
    ] {
        let table = table(format!("姓名,甲\n张三,{cell}\n").as_bytes());
        assert_eq!(suggest(&RULEBOOK, &table).roles[1], role, "{cell}");
    }
}

#[test]
fn every_column_can_be_named_by_its_id() {
    let book: &Rulebook = &RULEBOOK;
    let schema: serde_json::Value = serde_json::to_value(roster::schema(book)).unwrap();
    let columns = schema["columns"].as_array().unwrap();
    let ids: Vec<&str> = columns
        .iter()
        .filter_map(|column| column["id"].as_str())
        .collect();
    assert!(ids.len() > 70, "{}", ids.len());
    for id in ids {
        assert!(roster::columns::role(book, id).is_some(), "{id}");
    }
    let level = columns
        .iter()
        .find(|column| column["id"] == "level")
        .unwrap();
    assert_eq!(level["type"], "choice");
    let technician = level["values"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"] == "technician");
    let names = technician.unwrap()["names"].as_array().unwrap();
    assert!(names.iter().any(|name| name == "国家职业资格二级"));
    assert!(names.iter().all(|name| name != "预备技师"));
}
