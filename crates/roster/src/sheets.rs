//! Sheets of .xlsx, .xls and .ods files, by calamine, after a look at what it is given.
//!
//! calamine takes a file at its word. So a zip is unpacked once and counted before, and the body of
//! an .ods is walked: it may repeat a cell a million times in twenty bytes. Of rows that are not
//! shown, and of cells that show a month and no day, calamine says nothing: both are looked up in the
//! parts themselves, for .xlsx and .ods.

use std::io::{self, Cursor, Read, Write};

use calamine::{
    CellErrorType, Data, DataRef, Dimensions, ExcelDateTime, OdsError, Range, Reader, SheetType,
    SheetVisible, XlsError, XlsxError,
};
use engine::Date;
use quick_xml::events::{BytesStart, Event};
use rustc_hash::FxHashMap;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::read::{
    CELLS, COLUMNS, GridSize, Kind, Looks, Merged, ROWS, ReadError, Sheet, Size, UNPACKED_BYTES,
    shortened, text_cell,
};
use crate::table::{Cell, Row};

pub(crate) fn of_zip(bytes: &[u8]) -> Result<(Kind, Vec<Sheet>), ReadError> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| match error {
        // The directory of a zip stands at its end.
        ZipError::InvalidArchive(_) | ZipError::Io(_) => ReadError::Truncated,
        _ => damaged(""),
    })?;
    let mut mimetype = String::new();
    if let Ok(part) = zip.by_name("mimetype") {
        let _ = part.take(100).read_to_string(&mut mimetype);
    }
    let has = |zip: &ZipArchive<Cursor<&[u8]>>, name: &str| zip.index_for_name(name).is_some();
    let ods = mimetype
        .trim()
        .starts_with("application/vnd.oasis.opendocument.spreadsheet");
    let looks = if ods {
        None
    } else if has(&zip, "xl/workbook.bin") {
        Some(Looks::Xlsb)
    } else if has(&zip, "word/document.xml") || mimetype.contains("opendocument.text") {
        Some(Looks::Word)
    } else if has(&zip, "ppt/presentation.xml") {
        Some(Looks::PowerPoint)
    } else if has(&zip, "Index/Document.iwa") {
        Some(Looks::Numbers)
    } else if has(&zip, "[Content_Types].xml") {
        None
    } else {
        Some(Looks::Archive)
    };
    if let Some(looks) = looks {
        return Err(ReadError::NotASpreadsheet(looks));
    }
    if ods && is_encrypted(&mut zip) {
        return Err(ReadError::Password);
    }
    let parts = if ods {
        Parts::default()
    } else {
        Parts::of(&mut zip)
    };
    if let Some(short) = without_blank_ends(&mut zip, &parts, BLANK) {
        return of_zip(&short);
    }
    let seen = unpack(&mut zip, ods, &parts, UNPACKED_BYTES)?;
    if ods {
        Ok((Kind::Ods, of_ods(bytes, seen)?))
    } else {
        Ok((Kind::Xlsx, of_xlsx(bytes, seen)?))
    }
}

/// What is seen of a sheet in its own part.
#[derive(Default)]
struct Seen {
    /// Of an .ods; calamine knows those of others.
    merged: Vec<Merged>,
    /// Numbers of rows that are not shown, in order.
    hidden: Vec<u32>,
    /// Dates of which no day is shown, by row and column, both from 0.
    undated: FxHashMap<(u32, u32), Shows>,
}

/// How much of a date a cell shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Shows {
    Month,
    Year,
}

impl Shows {
    /// As a cell says it: nobody who reads the sheet sees more.
    fn cell(self, date: Date) -> Cell {
        let (year, month, _) = date.ymd();
        Cell::Text(match self {
            Shows::Month => format!("{year}年{month}月"),
            Shows::Year => format!("{year}年"),
        })
    }

    /// What a format of numbers leaves of a date; `None`: all, or it is none of dates.
    fn of_format(code: &str) -> Option<Shows> {
        let (mut quoted, mut escaped, mut depth) = (false, false, 0_u32);
        let (mut year, mut month) = (false, false);
        for sign in code.chars() {
            match sign {
                _ if escaped => escaped = false,
                '"' => quoted = !quoted,
                _ if quoted => {}
                '\\' | '_' | '*' => escaped = true,
                '[' => depth += 1,
                ']' => depth = depth.saturating_sub(1),
                _ if depth > 0 => {}
                // Only the first part is for what is greater than nothing.
                ';' => break,
                'y' | 'Y' | 'e' | 'E' => year = true,
                'm' | 'M' => month = true,
                '0'..='9' | '#' | '?' | '@' | 'a'..='z' | 'A'..='Z' => return None,
                _ => {}
            }
        }
        match (year, month) {
            (true, true) => Some(Shows::Month),
            (true, false) => Some(Shows::Year),
            (false, _) => None,
        }
    }

    /// The same for formats that go by a number alone.
    ///
    /// Source: ECMA-376 part 1, 18.8.30, for Chinese.
    fn of_number(number: u32) -> Option<Shows> {
        matches!(number, 17 | 27 | 36 | 50 | 52 | 57).then_some(Shows::Month)
    }
}

/// What the parts of an .xlsx say of each other.
#[derive(Default)]
struct Parts {
    /// Parts of the sheets, in the order of the workbook.
    sheets: Vec<String>,
    /// For each style of cells.
    styles: Vec<Option<Shows>>,
}

impl Parts {
    /// What cannot be read is left out: whoever opens the workbook finds out.
    fn of(zip: &mut ZipArchive<Cursor<&[u8]>>) -> Parts {
        let mut parts = Parts::default();
        let book = {
            let mut names = zip.file_names().filter_map(Result::ok);
            let book = names.find(|name| name.rsplit('/').next() == Some("workbook.xml"));
            book.map(|name| name.into_owned())
        };
        let Some(book) = book else { return parts };
        let (folder, name) = book.split_at(book.rfind('/').map_or(0, |slash| slash + 1));
        let mut targets: FxHashMap<String, String> = FxHashMap::default();
        let related = format!("{folder}_rels/{name}.rels");
        elements(zip, &related, |_, element| {
            if let (Some(id), Some(target)) = (text(element, "Id"), text(element, "Target")) {
                let target = match target.strip_prefix('/') {
                    Some(whole) => whole.to_owned(),
                    None => format!("{folder}{target}"),
                };
                targets.insert(id, target);
            }
        });
        elements(zip, &book, |_, element| {
            if element.local_name().as_ref() == "sheet" {
                let id = element
                    .attributes()
                    .flatten()
                    .find(|attribute| attribute.key.local_name().as_ref() == "id");
                let id = id.map(|id| id.value.into_owned()).unwrap_or_default();
                let target = targets.get(&id).cloned();
                parts.sheets.push(target.unwrap_or_default());
            }
        });
        let mut formats: FxHashMap<u32, Option<Shows>> = FxHashMap::default();
        elements(zip, &format!("{folder}styles.xml"), |inside, element| {
            let number = text(element, "numFmtId").and_then(|number| number.parse().ok());
            match (inside, element.local_name().as_ref()) {
                (_, "numFmt") => {
                    if let (Some(number), Some(code)) = (number, text(element, "formatCode")) {
                        formats.insert(number, Shows::of_format(&code));
                    }
                }
                ("cellXfs", "xf") => {
                    let number = number.unwrap_or(0);
                    let shows = formats.get(&number).copied();
                    let shows = shows.unwrap_or_else(|| Shows::of_number(number));
                    parts.styles.push(shows);
                }
                _ => {}
            }
        });
        parts
    }
}

/// Hands on every element of a small part, and the name of the one around it.
fn elements(
    zip: &mut ZipArchive<Cursor<&[u8]>>,
    name: &str,
    mut take: impl FnMut(&str, &BytesStart),
) {
    let Ok(part) = zip.by_name(name) else { return };
    let mut reader = quick_xml::Reader::from_reader(io::BufReader::new(part.take(16 << 20)));
    let mut buffer = Vec::new();
    let mut around: Vec<String> = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element)) => {
                take(around.last().map_or("", String::as_str), &element);
                around.push(element.local_name().as_ref().to_owned());
            }
            Ok(Event::Empty(element)) => {
                take(around.last().map_or("", String::as_str), &element);
            }
            Ok(Event::End(_)) => {
                around.pop();
            }
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

fn text(element: &BytesStart, name: &str) -> Option<String> {
    let attribute = element.try_get_attribute(name).ok()??;
    let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0);
    value.ok().map(|value| value.into_owned())
}

/// So many bytes of nothing but blank cells below the last full row are cut off before anything else
/// is done with a sheet: borders are drawn down to its last row with one click, and reading a million
/// rows of them cell by cell takes half a minute.
const BLANK: u64 = 8 << 20;

/// What there may be above such an end, and behind the rows.
const KEPT: u64 = 32 << 20;

/// The workbook without the blank ends of its sheets; `None`: there are none, or something is not as it
/// should be, which whoever reads it finds out.
fn without_blank_ends(
    zip: &mut ZipArchive<Cursor<&[u8]>>,
    parts: &Parts,
    blank: u64,
) -> Option<Vec<u8>> {
    let mut cuts: Vec<Option<Cut>> = Vec::new();
    // However many sheets there are, and whatever they say of their sizes.
    let mut left = UNPACKED_BYTES;
    for index in 0..zip.len() {
        let part = zip.by_index(index).ok()?;
        let name = part.name().ok()?.into_owned();
        let large = part.size() >= blank && parts.sheets.contains(&name);
        let mut part = part.take(left);
        cuts.push(if large {
            Cut::of(&mut part, blank)
        } else {
            None
        });
        left = part.limit();
    }
    if cuts.iter().all(Option::is_none) {
        return None;
    }
    let mut short = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (index, cut) in cuts.into_iter().enumerate() {
        let Some(cut) = cut else {
            let part = zip.by_index_raw(index).ok()?;
            short.raw_copy_file(part).ok()?;
            continue;
        };
        let part = zip.by_index(index).ok()?;
        let name = part.name().ok()?.into_owned();
        short.start_file(name, stored).ok()?;
        io::copy(&mut part.take(cut.head), &mut short).ok()?;
        short.write_all(&cut.tail).ok()?;
    }
    Some(short.finish().ok()?.into_inner())
}

/// Where the blank end of a sheet begins, and what stands behind it.
struct Cut {
    head: u64,
    tail: Vec<u8>,
}

impl Cut {
    /// Looks at nothing but the names of elements: what is no row and no cell is in a full one.
    fn of(part: &mut impl Read, blank: u64) -> Option<Cut> {
        const LONGEST: usize = "/sheetData>".len();
        let mut buffer: Vec<u8> = Vec::new();
        // Bytes before those in the buffer.
        let mut before = 0_u64;
        let mut head = None;
        let (mut inside, mut full) = (false, false);
        loop {
            let end = part.take(1 << 16).read_to_end(&mut buffer).ok()? == 0;
            let mut at = 0;
            while let Some(next) = memchr::memchr(b'<', &buffer[at..]) {
                at += next;
                let rest = &buffer[at + 1..];
                if rest.len() < LONGEST && !end {
                    break;
                }
                let place = before + at as u64;
                match (inside, element_name(rest)) {
                    (false, b"sheetData") => inside = true,
                    (false, _) | (true, b"c" | b"/c") => {}
                    (true, b"row") => _ = head.get_or_insert(place),
                    (true, b"/row") if !rest.starts_with(b"/row>") => return None,
                    (true, b"/row") if full => {
                        head = Some(place + b"</row>".len() as u64);
                        full = false;
                    }
                    (true, b"/row") => {}
                    // Something of which nobody knows where it ends.
                    (true, b"/sheetData") if full => return None,
                    (true, b"/sheetData") => {
                        let head = head.filter(|head| *head <= KEPT && place - head >= blank)?;
                        let mut tail = buffer.split_off(at);
                        part.take(KEPT + 1).read_to_end(&mut tail).ok()?;
                        return (tail.len() as u64 <= KEPT).then_some(Cut { head, tail });
                    }
                    (true, _) => full = true,
                }
                at += 1;
            }
            if end {
                return None;
            }
            // What is cut in two by the end of the buffer is looked at with what follows.
            let kept = match buffer[at..].first() {
                Some(b'<') => at,
                _ => buffer.len(),
            };
            before += kept as u64;
            buffer.drain(..kept);
        }
    }
}

/// `c`, `/row`: from behind the `<` of an element to the end of its name.
fn element_name(rest: &[u8]) -> &[u8] {
    let slash = usize::from(rest.first() == Some(&b'/'));
    let ends = |sign: &u8| matches!(sign, b' ' | b'>' | b'/' | b'\t' | b'\r' | b'\n');
    let length = rest[slash..].iter().take(16).position(ends);
    &rest[..length.map_or(rest.len(), |length| slash + length)]
}

/// Goes through the part of a sheet of an .xlsx for what calamine does not tell. What is no XML ends
/// it: calamine says so.
fn look(part: &mut impl Read, styles: &[Option<Shows>]) -> Seen {
    let mut seen = Seen::default();
    let mut reader = quick_xml::Reader::from_reader(io::BufReader::with_capacity(1 << 16, part));
    let dated = styles.iter().any(Option::is_some);
    let mut buffer = Vec::new();
    let (mut row, mut column) = (0_u32, 0_u32);
    loop {
        buffer.clear();
        let Ok(event) = reader.read_event_into(&mut buffer) else {
            return seen;
        };
        let element = match &event {
            Event::Start(element) | Event::Empty(element) => element,
            Event::Eof => return seen,
            _ => continue,
        };
        match element.local_name().as_ref() {
            "row" => {
                let number = text(element, "r").and_then(|number| number.parse().ok());
                row = number.unwrap_or(row.saturating_add(1));
                column = 0;
                let hidden = matches!(text(element, "hidden").as_deref(), Some("1" | "true"))
                    || text(element, "ht").and_then(|height| height.parse().ok()) == Some(0.0);
                if hidden && seen.hidden.len() < ROWS as usize {
                    seen.hidden.push(row);
                }
            }
            "c" if dated => {
                if let Some(at) = text(element, "r").as_deref().and_then(column_of) {
                    column = at;
                }
                let style = text(element, "s").and_then(|style| style.parse::<usize>().ok());
                if let Some(shows) = style.and_then(|style| *styles.get(style)?)
                    && let Some(row) = row.checked_sub(1)
                    && seen.undated.len() < CELLS as usize
                {
                    seen.undated.insert((row, column), shows);
                }
                column = column.saturating_add(1);
            }
            _ => {}
        }
    }
}

/// The column, from 0, of a cell that goes by its name: 3 of `D12`.
fn column_of(name: &str) -> Option<u32> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic);
    let number = letters.fold(0_u32, |number, letter| {
        let digit = u32::from(letter.to_ascii_uppercase() - b'A') + 1;
        number.saturating_mul(26).saturating_add(digit)
    });
    number.checked_sub(1)
}

/// Whether the list of parts of an .ods says so.
fn is_encrypted(zip: &mut ZipArchive<Cursor<&[u8]>>) -> bool {
    let mut list = Vec::new();
    if let Ok(part) = zip.by_name("META-INF/manifest.xml") {
        // What cannot be read is found out when the parts are unpacked.
        let _ = part.take(1 << 20).read_to_end(&mut list);
    }
    let mark = b"manifest:encryption-data";
    list.windows(mark.len()).any(|window| window == mark)
}

/// Unpacks every part and keeps none, to know the true sizes and that the sums are right. Gives what
/// [`walk`] or [`look`] found, for each sheet.
fn unpack(
    zip: &mut ZipArchive<Cursor<&[u8]>>,
    ods: bool,
    parts: &Parts,
    limit: u64,
) -> Result<Vec<Seen>, ReadError> {
    let too_large = |found| ReadError::TooLarge {
        what: Size::Unpacked,
        limit,
        found,
    };
    // As the directory has it: no need to unpack what says itself that it is too large.
    let mut stated = 0_u64;
    for index in 0..zip.len() {
        let part = zip.by_index_raw(index).map_err(|_| damaged(""))?;
        stated = stated.saturating_add(part.size());
    }
    if stated > limit {
        return Err(too_large(stated));
    }
    let mut left = limit;
    let mut seen: Vec<Seen> = Vec::new();
    seen.resize_with(parts.sheets.len(), Seen::default);
    for index in 0..zip.len() {
        let part = zip.by_index(index).map_err(|error| match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => ReadError::Password,
            _ => damaged(""),
        })?;
        let name = part
            .name()
            .map(|name| name.into_owned())
            .unwrap_or_default();
        let mut part = part.take(left + 1);
        let read = if ods && name == "content.xml" {
            walk(&mut part).map(|found| {
                seen = found;
                left + 1 - part.limit()
            })
        } else if let Some(at) = parts.sheets.iter().position(|sheet| *sheet == name) {
            seen[at] = look(&mut part, &parts.styles);
            // What has not been looked at counts, too.
            let rest = io::copy(&mut part, &mut io::sink()).map_err(|_| damaged(&name));
            rest.map(|_| left + 1 - part.limit())
        } else {
            io::copy(&mut part, &mut io::sink()).map_err(|_| damaged(&name))
        };
        let read = match read {
            // What is cut off at the limit is no XML any more.
            Err(ReadError::Damaged { .. }) if part.limit() == 0 => left + 1,
            read => read?,
        };
        left = left.checked_sub(read).ok_or_else(|| too_large(limit + 1))?;
    }
    Ok(seen)
}

/// Merged cells of a table that are looked at: nobody merges by hand more than that.
const MERGED: usize = 1 << 20;

/// Walks the body of an .ods to its end: that it is whole, and how many cells it makes. Gives for each
/// table the cells that are merged with some below, of which calamine says nothing, and what else it
/// does not tell.
fn walk(part: &mut impl Read) -> Result<Vec<Seen>, ReadError> {
    let broken = || damaged("content.xml");
    let mut reader = quick_xml::Reader::from_reader(io::BufReader::new(part));
    let mut depth = 0_u32;
    let mut cells = 0_u64;
    let (mut row, mut columns) = (0_u64, 0_u64);
    let mut last_row = 0_u64;
    let mut widest = 0_u64;
    let mut repeated = 1_u64;
    let mut full = false;
    let mut seen = Seen::default();
    let mut tables = Vec::new();
    let mut formats = Formats::default();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(|_| broken())?;
        let (element, empty) = match &event {
            Event::Start(element) => {
                depth += 1;
                (element, false)
            }
            Event::Empty(element) => (element, true),
            Event::End(element) => {
                depth = depth.checked_sub(1).ok_or_else(broken)?;
                if element.name().as_ref() == "table:table-row" {
                    row += repeated;
                    if full {
                        last_row = row;
                    }
                }
                formats.end(element.name().as_ref());
                if element.name().as_ref() == "table:table" {
                    cells = cells.saturating_add(last_row.saturating_mul(widest));
                    (row, last_row, widest) = (0, 0, 0);
                    tables.push(std::mem::take(&mut seen));
                    formats.columns.clear();
                    if cells > CELLS {
                        return Err(too_many_cells(cells));
                    }
                }
                continue;
            }
            Event::Eof => break,
            _ => continue,
        };
        formats.start(element);
        match element.name().as_ref() {
            "table:table-row" => {
                repeated = number(element, "table:number-rows-repeated");
                columns = 0;
                full = false;
                let shown = text(element, "table:visibility");
                if matches!(shown.as_deref(), Some("collapse" | "filter")) {
                    // Rows up to the end of the sheet may be one.
                    let numbers = (row + 1..=row + repeated).take(ROWS as usize);
                    let room = (ROWS as usize).saturating_sub(seen.hidden.len());
                    let numbers = numbers.filter_map(|number| u32::try_from(number).ok());
                    seen.hidden.extend(numbers.take(room));
                }
                if empty {
                    row += repeated;
                }
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let rows = number(element, "table:number-rows-spanned");
                if rows > 1 && seen.merged.len() < MERGED {
                    seen.merged.push(Merged {
                        first_row: u32::try_from(row + 1).unwrap_or(u32::MAX),
                        last_row: u32::try_from(row + rows).unwrap_or(u32::MAX),
                        column: u32::try_from(columns).unwrap_or(u32::MAX),
                    });
                }
                let from = columns;
                columns += number(element, "table:number-columns-repeated");
                if has(element, "office:date-value")
                    && let Some(shows) = formats.shows(element, from)
                    && let Ok(row) = u32::try_from(row)
                {
                    let places = (from..columns).filter_map(|column| u32::try_from(column).ok());
                    for column in places.take(COLUMNS as usize) {
                        seen.undated.insert((row, column), shows);
                    }
                }
                if has(element, "office:value-type") || has(element, "table:formula") {
                    full = true;
                    widest = widest.max(columns);
                }
            }
            _ => {}
        }
    }
    if depth > 0 { Err(broken()) } else { Ok(tables) }
}

/// How much of a date the styles of an .ods show.
#[derive(Default)]
struct Formats {
    /// The format at hand, and what it has: year, month, anything else.
    at_hand: Option<(String, [bool; 3])>,
    dates: FxHashMap<String, Shows>,
    styles: FxHashMap<String, Shows>,
    /// For the columns of a table up to the given one: what goes for cells without a style.
    columns: Vec<(u64, Option<Shows>)>,
}

impl Formats {
    fn start(&mut self, element: &BytesStart) {
        match element.name().as_ref() {
            "number:date-style" => {
                self.at_hand = text(element, "style:name").map(|name| (name, [false; 3]));
            }
            "number:year" | "number:era" => self.has(0),
            "number:month" => self.has(1),
            "number:day"
            | "number:hours"
            | "number:minutes"
            | "number:week-of-year"
            | "number:quarter" => self.has(2),
            "style:style" => {
                let format = text(element, "style:data-style-name");
                let shows = format.and_then(|format| self.dates.get(&format).copied());
                if let (Some(name), Some(shows)) = (text(element, "style:name"), shows) {
                    self.styles.insert(name, shows);
                }
            }
            "table:table-column" => {
                let before = self.columns.last().map_or(0, |(until, _)| *until);
                let until = before + number(element, "table:number-columns-repeated");
                let style = text(element, "table:default-cell-style-name");
                let shows = style.and_then(|style| self.styles.get(&style).copied());
                self.columns.push((until, shows));
            }
            _ => {}
        }
    }

    fn has(&mut self, what: usize) {
        if let Some((_, has)) = &mut self.at_hand {
            has[what] = true;
        }
    }

    fn end(&mut self, name: &str) {
        if name == "number:date-style"
            && let Some((name, has)) = self.at_hand.take()
        {
            let shows = match has {
                [true, true, false] => Shows::Month,
                [true, false, false] => Shows::Year,
                _ => return,
            };
            self.dates.insert(name, shows);
        }
    }

    fn shows(&self, cell: &BytesStart, column: u64) -> Option<Shows> {
        match text(cell, "table:style-name") {
            Some(style) => self.styles.get(&style).copied(),
            None => {
                let at = self.columns.partition_point(|(until, _)| *until <= column);
                self.columns.get(at).and_then(|(_, shows)| *shows)
            }
        }
    }
}

fn has(element: &BytesStart, name: &str) -> bool {
    matches!(element.try_get_attribute(name), Ok(Some(_)))
}

/// How often something is repeated.
fn number(element: &BytesStart, name: &str) -> u64 {
    let Ok(Some(attribute)) = element.try_get_attribute(name) else {
        return 1;
    };
    attribute.value.parse().unwrap_or(1).clamp(1, 1 << 24)
}

fn of_xlsx(bytes: &[u8], mut seen: Vec<Seen>) -> Result<Vec<Sheet>, ReadError> {
    let mut book = calamine::Xlsx::new(Cursor::new(bytes)).map_err(of_xlsx_error)?;
    let from_1904 = book.has_1904_epoch();
    let mut sheets = Vec::new();
    let mut size = GridSize::default();
    let metadata = book.sheets_metadata().to_owned();
    // Both list all sheets in the order of the workbook.
    let known = seen.len() == metadata.len();
    for (at, about) in metadata.into_iter().enumerate() {
        if about.typ != SheetType::WorkSheet {
            continue;
        }
        let own = seen.get_mut(at).filter(|_| known).map(std::mem::take);
        let own = own.unwrap_or_default();
        let merged = book
            .merge_cells_by_sheet_name(&about.name)
            .map_err(of_xlsx_error)?;
        let mut cells = book
            .worksheet_cells_reader(&about.name)
            .map_err(of_xlsx_error)?;
        let mut grid: Vec<Row> = Vec::new();
        while let Some(record) = cells
            .next_cell_with_formula_metadata()
            .map_err(of_xlsx_error)?
        {
            let (row, column) = record.pos;
            let cell = match (record.value, record.formula) {
                // Saved by a program that does not calculate.
                (DataRef::Empty, Some(_)) => Cell::Error("=".to_owned()),
                (value, _) => cell(value.into(), from_1904),
            };
            if cell == Cell::Empty {
                continue;
            }
            let cell = as_shown(cell, own.undated.get(&record.pos), from_1904);
            place(&mut grid, row, column, cell, &mut size)?;
        }
        let mut sheet = Sheet::new(about.name, about.visible != SheetVisible::Visible, grid);
        sheet.from_1904 = from_1904;
        sheet.merged = downwards(&merged);
        sheet.hidden_rows = own.hidden;
        sheets.push(sheet);
    }
    Ok(sheets)
}

/// A date as far as its cell shows it.
fn as_shown(cell: Cell, shows: Option<&Shows>, from_1904: bool) -> Cell {
    let date = match cell {
        Cell::Date(date) => Some(date),
        Cell::Number(serial) => date_of_serial(serial, from_1904),
        _ => None,
    };
    match (shows, date) {
        (Some(shows), Some(date)) => shows.cell(date),
        _ => cell,
    }
}

/// Merged cells that go over several rows.
fn downwards(merged: &[Dimensions]) -> Vec<Merged> {
    let tall = merged.iter().filter(|one| one.start.0 < one.end.0);
    tall.map(|one| Merged {
        first_row: one.start.0.saturating_add(1),
        last_row: one.end.0.saturating_add(1),
        column: one.start.1,
    })
    .collect()
}

/// Puts a cell where it belongs. Files list rows and columns in order; what does not is put right.
fn place(
    grid: &mut Vec<Row>,
    row: u32,
    column: u32,
    cell: Cell,
    size: &mut GridSize,
) -> Result<(), ReadError> {
    let number = row.saturating_add(1);
    let at = match grid.last() {
        Some(last) if last.number == number => grid.len() - 1,
        Some(last) if last.number > number => {
            match grid.binary_search_by_key(&number, |row| row.number) {
                Ok(at) => at,
                Err(at) => {
                    grid.insert(
                        at,
                        Row {
                            number,
                            cells: Vec::new(),
                        },
                    );
                    at
                }
            }
        }
        _ => {
            grid.push(Row {
                number,
                cells: Vec::new(),
            });
            grid.len() - 1
        }
    };
    let cells = &mut grid[at].cells;
    let column = column as usize;
    if column >= cells.len() {
        size.take(number, column + 1 - cells.len())?;
        cells.resize(column + 1, Cell::Empty);
    }
    cells[column] = cell;
    Ok(())
}

/// Whether every sector that a compound file has in use is there. calamine reads one that is cut
/// off as far as it goes, and nobody would know what is missing.
///
/// Source: [MS-CFB] 2.2 to 2.5: header, allocation table (FAT), and where it stands (DIFAT).
fn is_whole(bytes: &[u8]) -> bool {
    const FREE: u32 = 0xffff_ffff;
    const LAST: u32 = 0xffff_fffe;
    let number = |four: &[u8]| u32::from_le_bytes([four[0], four[1], four[2], four[3]]);
    let Some(header) = bytes.get(..512) else {
        return false;
    };
    let size: usize = match header[30..32] {
        [9, 0] => 512,
        [12, 0] => 4096,
        _ => return false,
    };
    // The header takes the room of one sector.
    let sector = |index: u32| {
        let start = (index as usize).checked_add(1)?.checked_mul(size)?;
        bytes.get(start..start.checked_add(size)?)
    };
    let mut places: Vec<u32> = header[76..].chunks_exact(4).map(number).collect();
    let mut further = number(&header[68..72]);
    let mut left = bytes.len() / size;
    while further != LAST && further != FREE {
        let Some(more) = sector(further).filter(|_| left > 0) else {
            return false;
        };
        let (listed, next) = more.split_at(size - 4);
        places.extend(listed.chunks_exact(4).map(number));
        further = number(next);
        left -= 1;
    }
    let mut index = 0;
    for place in places.into_iter().filter(|place| *place != FREE) {
        let Some(table) = sector(place) else {
            return false;
        };
        for entry in table.chunks_exact(4) {
            if number(entry) != FREE && sector(index).is_none() {
                return false;
            }
            index += 1;
        }
    }
    true
}

pub(crate) fn of_compound(bytes: &[u8]) -> Result<Vec<Sheet>, ReadError> {
    // Names in the directory of the container are UTF-16.
    let names = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|window| window == wide)
    };
    if names("EncryptedPackage") {
        return Err(ReadError::Password);
    }
    if !names("Workbook") && !names("Book") {
        return Err(if names("WordDocument") {
            ReadError::NotASpreadsheet(Looks::Word)
        } else if names("PowerPoint Document") {
            ReadError::NotASpreadsheet(Looks::PowerPoint)
        } else if !is_whole(bytes) {
            // The names may be in what is missing.
            ReadError::Truncated
        } else {
            ReadError::NotASpreadsheet(Looks::OldOffice)
        });
    }
    if !is_whole(bytes) {
        return Err(ReadError::Truncated);
    }
    let mut book = calamine::Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => ReadError::Password,
        XlsError::Io(_) | XlsError::EoStream(_) | XlsError::Cfb(_) => ReadError::Truncated,
        _ => damaged(""),
    })?;
    let from_1904 = book.has_1904_epoch();
    let mut sheets = Vec::new();
    let mut size = GridSize::default();
    for about in book.sheets_metadata().to_owned() {
        if about.typ != SheetType::WorkSheet {
            continue;
        }
        let range = book
            .worksheet_range(&about.name)
            .map_err(|_| damaged(&about.name))?;
        let grid = of_range(&range, None, from_1904, &mut size)?;
        let merged = book
            .merge_cells_by_sheet_name(&about.name)
            .map_err(|_| damaged(&about.name))?;
        let mut sheet = Sheet::new(about.name, about.visible != SheetVisible::Visible, grid);
        sheet.from_1904 = from_1904;
        sheet.merged = downwards(&merged);
        sheets.push(sheet);
    }
    Ok(sheets)
}

fn of_ods(bytes: &[u8], mut seen: Vec<Seen>) -> Result<Vec<Sheet>, ReadError> {
    let mut book = calamine::Ods::new(Cursor::new(bytes)).map_err(|error| match error {
        OdsError::Password => ReadError::Password,
        OdsError::CellLimitExceeded { requested, .. } => too_many_cells(requested as u64),
        OdsError::FileNotFound(part) => damaged(part),
        _ => damaged("content.xml"),
    })?;
    let mut sheets = Vec::new();
    let mut size = GridSize::default();
    for (at, about) in book.sheets_metadata().to_owned().into_iter().enumerate() {
        let part = |_| damaged(&about.name);
        let range = book.worksheet_range(&about.name).map_err(part)?;
        let formulas = book.worksheet_formula(&about.name).map_err(part)?;
        let mut grid = of_range(&range, Some(&formulas), false, &mut size)?;
        let own = seen.get_mut(at).map(std::mem::take).unwrap_or_default();
        for ((row, column), shows) in &own.undated {
            let number = row.saturating_add(1);
            if let Ok(at) = grid.binary_search_by_key(&number, |row| row.number)
                && let Some(cell) = grid[at].cells.get_mut(*column as usize)
            {
                *cell = as_shown(std::mem::replace(cell, Cell::Empty), Some(shows), false);
            }
        }
        let mut sheet = Sheet::new(about.name, about.visible != SheetVisible::Visible, grid);
        sheet.merged = own.merged;
        sheet.hidden_rows = own.hidden;
        sheets.push(sheet);
    }
    Ok(sheets)
}

fn of_range(
    range: &Range<Data>,
    formulas: Option<&Range<String>>,
    from_1904: bool,
    size: &mut GridSize,
) -> Result<Vec<Row>, ReadError> {
    let mut grid = Vec::new();
    let (first_row, first_column) = range.start().unwrap_or_default();
    for (index, row) in range.rows().enumerate() {
        let number = first_row.saturating_add(index as u32).saturating_add(1);
        for (column, data) in row.iter().enumerate() {
            let at = (number - 1, first_column.saturating_add(column as u32));
            let formula = || {
                let formula = formulas.and_then(|formulas| formulas.get_value(at));
                formula.is_some_and(|formula| !formula.is_empty())
            };
            let cell = match data {
                Data::Empty if formula() => Cell::Error("=".to_owned()),
                data => cell(data.clone(), from_1904),
            };
            if cell != Cell::Empty {
                place(&mut grid, at.0, at.1, cell, size)?;
            }
        }
    }
    Ok(grid)
}

fn cell(data: Data, from_1904: bool) -> Cell {
    match data {
        Data::Empty => Cell::Empty,
        Data::Int(value) => Cell::Number(value as f64),
        Data::Float(value) => Cell::Number(value),
        Data::String(text) => text_cell(text),
        Data::Bool(value) => Cell::Bool(value),
        Data::DateTime(when) => moment(when, from_1904),
        Data::DateTimeIso(text) => match text.get(..10).and_then(Date::parse) {
            Some(date) => Cell::Date(date),
            None => Cell::Error(shortened(&text)),
        },
        Data::DurationIso(text) => text_cell(text),
        Data::Error(CellErrorType::GettingData) => Cell::Error("#N/A".to_owned()),
        Data::Error(error) => Cell::Error(error.to_string()),
    }
}

fn moment(when: ExcelDateTime, from_1904: bool) -> Cell {
    let serial = when.as_f64();
    if when.is_duration() {
        return Cell::Number(serial);
    }
    match date_of_serial(serial, from_1904) {
        Some(date) => Cell::Date(date),
        None => Cell::Error(serial.to_string()),
    }
}

/// The day of a serial number, its time of day left away. Spreadsheets have no days before 1900.
pub(crate) fn date_of_serial(serial: f64, from_1904: bool) -> Option<Date> {
    // 9999-12-31 is the last.
    if !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    let days = serial as i32;
    let days = match (from_1904, days) {
        (true, _) => days + DAYS_TO_1904,
        // They count a 29th of February 1900, which never was: 60.
        (false, 0 | 60) => return None,
        (false, 1..60) => days + DAYS_TO_1900 + 1,
        (false, _) => days + DAYS_TO_1900,
    };
    let date = Date::from_days(days);
    (date <= Date::LAST).then_some(date)
}

/// Days from 1970-01-01 back to 1899-12-30 and 1904-01-01.
const DAYS_TO_1900: i32 = -25_569;
const DAYS_TO_1904: i32 = -24_107;

fn too_many_cells(found: u64) -> ReadError {
    ReadError::TooLarge {
        what: Size::Cells,
        limit: CELLS,
        found,
    }
}

fn damaged(part: &str) -> ReadError {
    ReadError::Damaged {
        part: part.to_owned(),
    }
}

fn of_xlsx_error(error: XlsxError) -> ReadError {
    match error {
        XlsxError::Password => ReadError::Password,
        XlsxError::FileNotFound(part) => damaged(&part),
        XlsxError::RowNumberOverflow => ReadError::TooLarge {
            what: Size::Rows,
            limit: u64::from(ROWS),
            found: u64::from(ROWS) + 1,
        },
        XlsxError::XmlEof(part) => damaged(part),
        _ => damaged(""),
    }
}

#[cfg(test)]
mod tests {
    use zip::write::SimpleFileOptions;

    use super::*;

    fn packed(name: &str, content: &[u8]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
        zip.finish().unwrap().into_inner()
    }

    fn unpacked(bytes: &[u8], limit: u64) -> Result<(), ReadError> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
        unpack(&mut zip, false, &Parts::default(), limit).map(|_| ())
    }

    /// Puts a size into the directory of a zip with one part.
    fn state_size(bytes: &mut [u8], size: u32) {
        let entry = bytes.windows(4).rposition(|window| window == b"PK\x01\x02");
        let at = entry.unwrap() + 24;
        bytes[at..at + 4].copy_from_slice(&size.to_le_bytes());
    }

    #[test]
    fn what_unpacks_to_too_much_is_not_unpacked() {
        let nothing = vec![0; 2 << 20];
        let bytes = packed("xl/worksheets/sheet1.xml", &nothing);
        assert!(bytes.len() < 1 << 14);
        let too_large = |found| {
            Err(ReadError::TooLarge {
                what: Size::Unpacked,
                limit: 1 << 20,
                found,
            })
        };
        assert_eq!(unpacked(&bytes, 1 << 20), too_large(2 << 20));
        assert_eq!(unpacked(&bytes, 2 << 20), Ok(()));
    }

    /// A sheet of the given rows, with blank ones behind them, and what stands behind the rows.
    fn sheet(rows: &str, blank: &str, count: usize) -> Vec<u8> {
        let behind = "<mergeCells><mergeCell ref=\"A1:A2\"/></mergeCells>";
        let blank = blank.repeat(count);
        format!("<worksheet><dimension ref=\"A1:D9\"/><sheetData>{rows}{blank}</sheetData>{behind}</worksheet>")
            .into_bytes()
    }

    /// The sheet after its blank end was cut off, if it was.
    fn cut(sheet: &[u8]) -> Option<Vec<u8>> {
        let name = "xl/worksheets/sheet1.xml";
        let bytes = packed(name, sheet);
        let mut zip = ZipArchive::new(Cursor::new(&bytes[..])).unwrap();
        let parts = Parts {
            sheets: vec![name.to_owned()],
            styles: Vec::new(),
        };
        let short = without_blank_ends(&mut zip, &parts, BLANK_HERE)?;
        let mut zip = ZipArchive::new(Cursor::new(&short[..])).unwrap();
        let mut content = Vec::new();
        zip.by_name(name)
            .unwrap()
            .read_to_end(&mut content)
            .unwrap();
        Some(content)
    }

    /// Several times what is looked at in one piece.
    const BLANK_HERE: u64 = 300_000;
    const ROWS_OF_TWO: &str = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row><row r=\"2\"><c r=\"A2\"/></row>\
        <row r=\"3\"><c r=\"A3\"><f>1+1</f></c></row>";
    const BORDERS: &str =
        "<row r=\"9\" spans=\"1:4\"><c r=\"A9\" s=\"1\"/><c r=\"B9\" s=\"1\"></c></row>";

    #[test]
    fn rows_of_nothing_but_borders_are_cut_off() {
        let many = BLANK_HERE as usize / BORDERS.len() + 1;
        for rows in [ROWS_OF_TWO, ""] {
            let short = cut(&sheet(rows, BORDERS, many)).expect("there is a blank end");
            assert_eq!(short, sheet(rows, "", 0), "{rows}");
        }
        // A blank row between full ones stays, and so does what is not worth it.
        assert_eq!(cut(&sheet(ROWS_OF_TWO, BORDERS, many - 2)), None);
    }

    #[test]
    fn nothing_is_cut_off_that_holds_anything() {
        let many = BLANK_HERE as usize / BORDERS.len() + 1;
        for last in [
            "<row r=\"10\"><c r=\"C10\"><v>1</v></c></row>",
            "<row r=\"10\"><c r=\"C10\" t=\"inlineStr\"><is><t>x</t></is></c></row>",
            "<row r=\"10\"><!-- who knows --></row>",
            // Ends that are written otherwise, and elements in a space of names.
            "<row r=\"10\"></row >",
            "<x:row r=\"10\"></x:row>",
        ] {
            let rows = format!("{}{last}", BORDERS.repeat(many));
            let sheet = sheet(&rows, "", 0);
            assert!(cut(&sheet).is_none_or(|short| short == sheet), "{last}");
        }
    }

    #[test]
    fn what_says_that_it_is_small_is_counted() {
        let mut bytes = packed("xl/worksheets/sheet1.xml", &vec![0; 2 << 20]);
        state_size(&mut bytes, 10);
        let found = unpacked(&bytes, 1 << 20);
        assert!(
            matches!(
                found,
                Err(ReadError::TooLarge { .. } | ReadError::Damaged { .. })
            ),
            "{found:?}"
        );
    }

    #[test]
    fn sums_that_are_wrong_are_damage() {
        let mut bytes = packed("xl/worksheets/sheet1.xml", b"<worksheet/>");
        let entry = bytes
            .windows(4)
            .rposition(|window| window == b"PK\x01\x02")
            .unwrap();
        bytes[entry + 16] ^= 1;
        let part = "xl/worksheets/sheet1.xml".to_owned();
        assert_eq!(unpacked(&bytes, 1 << 20), Err(ReadError::Damaged { part }));
    }

    #[test]
    fn an_ods_that_repeats_cells_without_end_is_refused() {
        let walked = |row: &str| {
            let body = format!(
                "<office:document-content><table:table>{row}</table:table></office:document-content>"
            );
            walk(&mut body.as_bytes()).map(|_| ())
        };
        let cell = "<table:table-cell office:value-type=\"string\" table:number-columns-repeated=";
        let row = |rows: u32, columns: u32| {
            format!(
                "<table:table-row table:number-rows-repeated=\"{rows}\">{cell}\"{columns}\"/></table:table-row>"
            )
        };
        assert_eq!(walked(&row(1000, 200)), Ok(()));
        assert_eq!(
            walked(&row(1_000_000, 16_000)),
            Err(ReadError::TooLarge {
                what: Size::Cells,
                limit: CELLS,
                found: 16_000_000_000
            })
        );
        // Empty rows up to the end of the sheet are what every spreadsheet program writes.
        let empty = "<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell/></table:table-row>";
        assert_eq!(walked(&(row(10, 10) + empty)), Ok(()));
        assert_eq!(walked("<table:table-row>"), Err(damaged("content.xml")));
    }

    #[test]
    fn an_ods_says_which_cells_are_merged_downwards() {
        let body = "<office:document-content><table:table><table:table-row table:number-rows-repeated=\"2\"/>\
            <table:table-row><table:table-cell table:number-columns-repeated=\"3\"/>\
            <table:table-cell office:value-type=\"string\" table:number-rows-spanned=\"3\" table:number-columns-spanned=\"1\"/>\
            </table:table-row></table:table><table:table/></office:document-content>";
        let merged = Merged {
            first_row: 3,
            last_row: 5,
            column: 3,
        };
        assert_eq!(walk(&mut body.as_bytes()).unwrap()[0].merged, [merged]);
    }

    #[test]
    fn serial_numbers_are_the_days_that_spreadsheets_show() {
        let day = |serial| date_of_serial(serial, false).map(|date| date.to_string());
        for (serial, shown) in [
            (1.0, "1900-01-01"),
            (59.0, "1900-02-28"),
            (61.0, "1900-03-01"),
            (45_352.0, "2024-03-01"),
            (45_352.999, "2024-03-01"),
            (2_958_465.0, "9999-12-31"),
        ] {
            assert_eq!(day(serial).as_deref(), Some(shown), "{serial}");
        }
        for serial in [0.0, 0.5, 60.0, -1.0, 2_958_466.0, f64::NAN, f64::INFINITY] {
            assert_eq!(day(serial), None, "{serial}");
        }
        let from_1904 = date_of_serial(43_890.0, true).map(|date| date.to_string());
        assert_eq!(from_1904.as_deref(), Some("2024-03-01"));
    }
}
