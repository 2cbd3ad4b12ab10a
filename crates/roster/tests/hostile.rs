//! Files that nobody made on purpose: whatever stands in them, they are read or refused.
//!
//! The same way as in `fuzz/`, with changes drawn by a fixed rule, so that every run tries the same.

use std::io::{Cursor, Write};
use std::path::Path;

use engine::Answers;
use roster::read::Header;
use roster::{Options, Stream, people, read, suggest};
use zip::write::SimpleFileOptions;

mod common;
use common::{ON, RULEBOOK};

/// Reads, maps and understands what can be; how many people that made.
fn through(bytes: &[u8]) -> usize {
    let defaults = Answers::new(&RULEBOOK);
    let mut count = 0;
    if let Ok(book) = read(bytes, &Options::default()) {
        for sheet in 0..book.sheets.len() {
            let Ok(table) = book.table(Some(sheet)) else {
                continue;
            };
            let mapping = suggest(&RULEBOOK, &table);
            assert_eq!(mapping.roles.len(), table.headers.len());
            let people = people(&RULEBOOK, &table, &mapping, &defaults.clone().into(), ON);
            // Nobody is lost, and nobody's answers contradict each other.
            assert_eq!(people.len(), table.rows.len());
            for (person, row) in people.iter().zip(&table.rows) {
                assert_eq!(person.row, row.number);
                assert_eq!(row.cells.len(), table.headers.len());
                assert!(person.answers.contradictions(&RULEBOOK, ON).is_empty());
                assert!(
                    person
                        .faults
                        .iter()
                        .all(|fault| fault.value.chars().count() <= 40)
                );
            }
            count += people.len();
        }
    }
    for header in [Header::Find, Header::Given(vec!["level".to_owned()])] {
        let options = Options {
            header,
            delimiter: None,
        };
        if let Ok(stream) = Stream::open(bytes, &options) {
            let width = stream.table().headers.len();
            for row in stream.map_while(Result::ok) {
                assert!(row.cells.len() >= width);
            }
        }
    }
    count
}

/// Draws numbers: xorshift, always the same.
struct Draw(u64);

impl Draw {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }

    /// Some changes to bytes: others, fewer, more, twice, or what means something to a reader.
    fn changed(&mut self, bytes: &[u8]) -> Vec<u8> {
        const TELLING: [&[u8]; 20] = [
            b"\"",
            b",",
            b"\n",
            b"\r",
            b"\0",
            b"\t",
            b";",
            b"\xff\xfe",
            b"\xef\xbb\xbf",
            b"</row>",
            b"<c>",
            b"&#0;",
            b"99999999999",
            b"-1",
            b"A1048577",
            b"XFE1",
            b"<table:table-row>",
            b"\x81\x30\x81\x30",
            b"2024-03-01",
            b"<office:annotation>",
        ];
        let mut bytes = bytes.to_vec();
        for _ in 0..1 + self.below(6) {
            let at = self.below(bytes.len() + 1);
            let end = (at + self.below(24)).min(bytes.len());
            match self.below(6) {
                0 if at < bytes.len() => bytes[at] = self.below(256) as u8,
                1 => drop(bytes.drain(at..end)),
                2 => {
                    let telling = TELLING[self.below(TELLING.len())];
                    drop(bytes.splice(at..at, telling.iter().copied()));
                }
                3 => {
                    let again = bytes[at..end].to_vec();
                    drop(bytes.splice(at..at, again));
                }
                4 => bytes.truncate(at),
                _ if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
                _ => {}
            }
        }
        bytes
    }
}

fn file(name: &str) -> Vec<u8> {
    let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files");
    std::fs::read(files.join(name)).unwrap()
}

/// The parts of a zip.
fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|index| {
            let mut part = zip.by_index(index).unwrap();
            let mut content = Vec::new();
            std::io::copy(&mut part, &mut content).unwrap();
            (part.name().unwrap().into_owned(), content)
        })
        .collect()
}

fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in parts {
        zip.start_file(name.as_str(), stored).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const ROSTER: &str = "某某公司花名册,,,\r\n姓名,身份证号,技能等级,取证日期,失业保险缴费月数,全职,工作情况,备注\r\n\
    张三,11010519491231002X,技师（二级）,2024年3月1日,36个月,√,\"企业职工、一线\",=1+1\r\n\
    李四,,高级、技师,2024-13-01,-3,?,无,\"a\"\"b\r\nc\"\r\n\r\n王五,,预备技师,45352,3年6个月,否,全职、其余无,\r\n";

#[test]
fn five_thousand_changed_texts() {
    let mut draw = Draw(0x9e37_79b9_7f4a_7c15);
    assert_eq!(through(ROSTER.as_bytes()), 3);
    let wide: Vec<u8> = [0xfeff]
        .into_iter()
        .chain(ROSTER.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(through(&wide), 3);
    let tabs = ROSTER.replace(',', "\t").into_bytes();
    let mut people = 0;
    for round in 0..5_000 {
        let base = match round % 5 {
            0 => &wide,
            1 => &tabs,
            _ => ROSTER.as_bytes(),
        };
        people += through(&draw.changed(base));
    }
    // Most changes leave somebody; without other encodings, text that is no UTF-8 is refused.
    let least = if cfg!(feature = "encodings") {
        5_000
    } else {
        2_500
    };
    assert!(people > least, "{people}");
}

#[test]
fn changed_parts_of_xlsx_and_ods() {
    let mut draw = Draw(0x2545_f491_4f6c_dd1d);
    for name in ["roster.xlsx", "roster.ods"] {
        let whole = parts(&file(name));
        let named = |part: &str| whole.iter().position(|(name, _)| name.ends_with(part));
        let telling: Vec<usize> = [
            "sheet1.xml",
            "sharedStrings.xml",
            "styles.xml",
            "workbook.xml",
            "content.xml",
        ]
        .iter()
        .filter_map(|part| named(part))
        .collect();
        let mut people = 0;
        for _ in 0..200 {
            let mut changed = whole.clone();
            let at = telling[draw.below(telling.len())];
            changed[at].1 = draw.changed(&changed[at].1);
            people += through(&packed(&changed));
        }
        assert!(people > 60, "{name}: {people}");
    }
}

#[test]
fn changed_bytes_of_every_kind_of_file() {
    let mut draw = Draw(0x0123_4567_89ab_cdef);
    for name in [
        "roster.xls",
        "roster.xlsx",
        "roster.ods",
        "password.xlsx",
        "password.ods",
    ] {
        let whole = file(name);
        for _ in 0..150 {
            through(&draw.changed(&whole));
        }
    }
}
