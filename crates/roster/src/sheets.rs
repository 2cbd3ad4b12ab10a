//! Sheets of .xlsx, .xls and .ods files, by calamine, after a look at what it is given.
//!
//! calamine takes a file at its word. So a zip is unpacked once and counted before, and the body of
//! an .ods is walked: it may repeat a cell a million times in twenty bytes.

use std::io::{self, Cursor, Read};

use calamine::{
    CellErrorType, Data, DataRef, ExcelDateTime, OdsError, Range, Reader, SheetType, SheetVisible,
    XlsError, XlsxError,
};
use engine::Date;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;
use zip::result::ZipError;

use crate::read::{
    CELLS, GridSize, Kind, Looks, ROWS, ReadError, Sheet, Size, UNPACKED_BYTES, shortened,
    text_cell,
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
    unpack(&mut zip, ods)?;
    if ods {
        Ok((Kind::Ods, of_ods(bytes)?))
    } else {
        Ok((Kind::Xlsx, of_xlsx(bytes)?))
    }
}

/// Unpacks every part and keeps none, to know the true sizes and that the sums are right.
fn unpack(zip: &mut ZipArchive<Cursor<&[u8]>>, ods: bool) -> Result<(), ReadError> {
    let too_large = |found| ReadError::TooLarge {
        what: Size::Unpacked,
        limit: UNPACKED_BYTES,
        found,
    };
    // As the directory has it: no need to unpack what says itself that it is too large.
    let mut stated = 0_u64;
    for index in 0..zip.len() {
        let part = zip.by_index_raw(index).map_err(|_| damaged(""))?;
        stated = stated.saturating_add(part.size());
    }
    if stated > UNPACKED_BYTES {
        return Err(too_large(stated));
    }
    let mut left = UNPACKED_BYTES;
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
            walk(&mut part).map(|()| left + 1 - part.limit())
        } else {
            io::copy(&mut part, &mut io::sink()).map_err(|_| damaged(&name))
        };
        let read = match read {
            // What is cut off at the limit is no XML any more.
            Err(ReadError::Damaged { .. }) if part.limit() == 0 => left + 1,
            read => read?,
        };
        left = left
            .checked_sub(read)
            .ok_or_else(|| too_large(UNPACKED_BYTES + 1))?;
    }
    Ok(())
}

/// Walks the body of an .ods to its end: that it is whole, and how many cells it makes.
fn walk(part: &mut impl Read) -> Result<(), ReadError> {
    let broken = || damaged("content.xml");
    let mut reader = quick_xml::Reader::from_reader(io::BufReader::new(part));
    let mut depth = 0_u32;
    let mut cells = 0_u64;
    let (mut row, mut columns) = (0_u64, 0_u64);
    let mut last_row = 0_u64;
    let mut widest = 0_u64;
    let mut repeated = 1_u64;
    let mut full = false;
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
                if element.name().as_ref() == "table:table" {
                    cells = cells.saturating_add(last_row.saturating_mul(widest));
                    (row, last_row, widest) = (0, 0, 0);
                    if cells > CELLS {
                        return Err(too_many_cells(cells));
                    }
                }
                continue;
            }
            Event::Eof => break,
            _ => continue,
        };
        match element.name().as_ref() {
            "table:table-row" => {
                repeated = number(element, "table:number-rows-repeated");
                columns = 0;
                full = false;
                if empty {
                    row += repeated;
                }
            }
            "table:table-cell" | "table:covered-table-cell" => {
                columns += number(element, "table:number-columns-repeated");
                if has(element, "office:value-type") || has(element, "table:formula") {
                    full = true;
                    widest = widest.max(columns);
                }
            }
            _ => {}
        }
    }
    if depth > 0 { Err(broken()) } else { Ok(()) }
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

fn of_xlsx(bytes: &[u8]) -> Result<Vec<Sheet>, ReadError> {
    let mut book = calamine::Xlsx::new(Cursor::new(bytes)).map_err(of_xlsx_error)?;
    let from_1904 = book.has_1904_epoch();
    let mut sheets = Vec::new();
    let mut size = GridSize::default();
    for about in book.sheets_metadata().to_owned() {
        if about.typ != SheetType::WorkSheet {
            continue;
        }
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
            place(&mut grid, row, column, cell, &mut size)?;
        }
        let mut sheet = Sheet::new(about.name, about.visible != SheetVisible::Visible, grid);
        sheet.from_1904 = from_1904;
        sheets.push(sheet);
    }
    Ok(sheets)
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
        return Err(ReadError::NotASpreadsheet(if names("WordDocument") {
            Looks::Word
        } else if names("PowerPoint Document") {
            Looks::PowerPoint
        } else {
            Looks::OldOffice
        }));
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
        let mut sheet = Sheet::new(about.name, about.visible != SheetVisible::Visible, grid);
        sheet.from_1904 = from_1904;
        sheets.push(sheet);
    }
    Ok(sheets)
}

fn of_ods(bytes: &[u8]) -> Result<Vec<Sheet>, ReadError> {
    let mut book = calamine::Ods::new(Cursor::new(bytes)).map_err(|error| match error {
        OdsError::Password => ReadError::Password,
        OdsError::CellLimitExceeded { requested, .. } => too_many_cells(requested as u64),
        OdsError::FileNotFound(part) => damaged(part),
        _ => damaged("content.xml"),
    })?;
    let mut sheets = Vec::new();
    let mut size = GridSize::default();
    for about in book.sheets_metadata().to_owned() {
        let part = |_| damaged(&about.name);
        let range = book.worksheet_range(&about.name).map_err(part)?;
        let formulas = book.worksheet_formula(&about.name).map_err(part)?;
        let grid = of_range(&range, Some(&formulas), false, &mut size)?;
        sheets.push(Sheet::new(
            about.name,
            about.visible != SheetVisible::Visible,
            grid,
        ));
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
