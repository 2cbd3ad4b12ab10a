//! From the bytes of a file to its sheets, and from a sheet to the [`Table`] in it.
//!
//! What a file is goes by what stands in it, never by its name. Everything has a limit, and a zip is
//! unpacked once to see its true size before calamine gets to read it. Errors are data: what is
//! wrong, where, and what somebody can do; the words are made by whoever shows them.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::delimited::Rows;
use crate::header;
use crate::neutral::restored;
use crate::sheets;
use crate::table::{Cell, Row, Table};

/// Bytes of a file that is read whole.
pub const FILE_BYTES: u64 = 64 << 20;
/// Bytes of all parts of a zip once unpacked.
pub const UNPACKED_BYTES: u64 = 512 << 20;
/// Rows of a sheet, as in every spreadsheet program.
pub const ROWS: u32 = 1_048_576;
/// From the first column in use to the last.
pub const COLUMNS: u32 = 256;
/// Cells of all sheets, empty ones between full ones included.
pub const CELLS: u64 = 20_000_000;
/// Characters of a cell, as in every spreadsheet program. A longer one is kept as an error.
pub const CELL_CHARS: usize = 32_767;
/// Rows at the top among which the header is looked for.
pub const HEADER_ROWS: usize = 30;
/// Rows of a stream that are looked at in advance.
pub const ROWS_AHEAD: usize = 200;

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Options {
    pub header: Header,
    /// Between the cells of delimited text; `None`: found out.
    pub delimiter: Option<u8>,
}

/// Where the names of the columns stand.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Header {
    /// In the row among the first that best matches known names.
    #[default]
    Find,
    /// In this row of the sheet, the first being 1.
    Row(u32),
    /// Nowhere: these are the names, and the first row is somebody.
    Given(Vec<String>),
}

/// A file that has been read.
#[derive(Clone, PartialEq, Debug)]
pub struct Workbook {
    pub kind: Kind,
    pub sheets: Vec<Sheet>,
    header: Header,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Xlsx,
    Xls,
    Ods,
    Delimited { delimiter: u8, encoding: Encoding },
}

/// How the text of a file is encoded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Encoding {
    Utf8,
    Utf16,
    Gb18030,
    /// Some lines in UTF-8, others in GB 18030; each is read as what it is.
    Mixed,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Sheet {
    /// Empty for delimited text.
    pub name: String,
    /// Whoever opens the file does not see it.
    pub hidden: bool,
    /// Number of the last row in which something stands.
    pub rows: u32,
    /// Number of the last column in which something stands.
    pub columns: u32,
    /// Rows in which something stands, each up to its last full cell.
    pub(crate) grid: Vec<Row>,
    /// Serial numbers of days count from 1904.
    pub(crate) from_1904: bool,
    /// Cells that are merged with some below them.
    pub(crate) merged: Vec<Merged>,
    /// Numbers of the rows that whoever opens the file does not see, in order: filtered away, or hidden
    /// by hand. Files of before 2007 (.xls) are not looked at for them.
    pub(crate) hidden_rows: Vec<u32>,
}

/// Cells that show what stands in the first of them. Rows count from 1, columns from 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Merged {
    pub first_row: u32,
    pub last_row: u32,
    pub column: u32,
}

impl Sheet {
    /// Numbers of the first rows in which something stands: one of them has the names.
    pub fn first_rows(&self) -> impl Iterator<Item = u32> {
        self.grid.iter().take(HEADER_ROWS).map(|row| row.number)
    }

    pub(crate) fn new(name: String, hidden: bool, grid: Vec<Row>) -> Sheet {
        Sheet {
            rows: grid.last().map_or(0, |row| row.number),
            columns: grid.iter().map(|row| row.cells.len()).max().unwrap_or(0) as u32,
            name,
            hidden,
            grid,
            from_1904: false,
            merged: Vec::new(),
            hidden_rows: Vec::new(),
        }
    }
}

/// Why a file cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReadError {
    /// No bytes, or nothing in any sheet.
    Empty,
    TooLarge {
        what: Size,
        limit: u64,
        /// As far as counted.
        found: u64,
    },
    /// The file stops before its end: it was copied or downloaded in part.
    Truncated,
    /// Not as a file of its kind should be; the part is named as far as known.
    Damaged {
        part: String,
    },
    Password,
    NotASpreadsheet(Looks),
    /// Nothing stands in any sheet that can be seen.
    NoTable {
        hidden: u32,
    },
    /// There are only so many sheets.
    NoSuchSheet {
        sheets: u32,
    },
    /// Text in an encoding that this build does not read. Count of the line, the first being 1.
    Encoding {
        line: u64,
    },
    /// A quotation mark opens a cell in this row and is never closed.
    OpenQuote {
        row: u64,
    },
    /// The file could not be read further.
    Interrupted {
        kind: std::io::ErrorKind,
    },
}

/// What is too large.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Size {
    /// Bytes of the file.
    File,
    /// Bytes of what the file unpacks to.
    Unpacked,
    Rows,
    Columns,
    Cells,
}

/// What a file is that holds no roster.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Looks {
    /// A web page, as many systems write under the name of .xls.
    Html,
    /// What a server tells a program: an error instead of the file, mostly.
    Json,
    /// XML Spreadsheet 2003, or other XML.
    Xml,
    /// The binary form of Excel, .xlsb.
    Xlsb,
    /// A Word document, old or new.
    Word,
    PowerPoint,
    /// A spreadsheet of Apple's Numbers.
    Numbers,
    Pdf,
    Picture,
    /// A zip, RAR, 7z or gzip archive.
    Archive,
    /// An Office file of before 2007 that is no spreadsheet.
    OldOffice,
    /// Anything else that is no text.
    Binary,
}

/// What somebody can do about it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mend {
    /// Fill it in, or choose another file.
    ChooseAnother,
    /// Open it in a spreadsheet program and save it as .xlsx.
    SaveAsXlsx,
    /// Copy or download it again.
    FetchAgain,
    /// Take the password off and save it again.
    RemovePassword,
    /// Part it into several files, or take away what is not needed.
    MakeSmaller,
    /// Save it as CSV UTF-8.
    SaveAsUtf8,
    /// Close the quotation mark.
    CloseQuote,
    /// Show the hidden sheet, or choose it.
    ShowSheet,
}

impl ReadError {
    pub fn mend(&self) -> Mend {
        match self {
            ReadError::Empty | ReadError::NoSuchSheet { .. } => Mend::ChooseAnother,
            ReadError::TooLarge { .. } => Mend::MakeSmaller,
            ReadError::Truncated | ReadError::Interrupted { .. } => Mend::FetchAgain,
            ReadError::Damaged { .. } => Mend::SaveAsXlsx,
            ReadError::Password => Mend::RemovePassword,
            ReadError::NotASpreadsheet(looks) => match looks {
                Looks::Html | Looks::Xml | Looks::Xlsb | Looks::Numbers => Mend::SaveAsXlsx,
                // Whoever downloads it again after signing in gets the file.
                Looks::Json => Mend::FetchAgain,
                Looks::Word
                | Looks::PowerPoint
                | Looks::Pdf
                | Looks::Picture
                | Looks::Archive
                | Looks::OldOffice
                | Looks::Binary => Mend::ChooseAnother,
            },
            ReadError::NoTable { .. } => Mend::ShowSheet,
            ReadError::Encoding { .. } => Mend::SaveAsUtf8,
            ReadError::OpenQuote { .. } => Mend::CloseQuote,
        }
    }
}

/// Reads a file: .xlsx, .xls, .ods or delimited text, told apart by what stands in it.
pub fn read(bytes: &[u8], options: &Options) -> Result<Workbook, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    let found = bytes.len() as u64;
    if found > FILE_BYTES {
        return Err(ReadError::TooLarge {
            what: Size::File,
            limit: FILE_BYTES,
            found,
        });
    }
    let (kind, sheets) = if bytes.starts_with(b"PK") {
        guarded(|| sheets::of_zip(bytes))?
    } else if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        (Kind::Xls, guarded(|| sheets::of_compound(bytes))?)
    } else if let Some(looks) = no_text(bytes) {
        return Err(ReadError::NotASpreadsheet(looks));
    } else {
        return delimited_workbook(bytes, options);
    };
    whole(kind, sheets, options)
}

/// calamine does not foresee every way in which a file can be damaged, and panics. Where panics
/// unwind, the file is then damaged; in a browser, whoever runs the program has to say so.
fn guarded<T>(read: impl FnOnce() -> Result<T, ReadError>) -> Result<T, ReadError> {
    // INVARIANT: nothing that outlives the call is changed by it.
    let unwound = |_| ReadError::Damaged {
        part: String::new(),
    };
    catch_unwind(AssertUnwindSafe(read)).map_err(unwound)?
}

/// Reads delimited text that is decoded already: pasted from a spreadsheet, say.
pub fn read_text(text: &str, options: &Options) -> Result<Workbook, ReadError> {
    let found = text.len() as u64;
    if found > FILE_BYTES {
        return Err(ReadError::TooLarge {
            what: Size::File,
            limit: FILE_BYTES,
            found,
        });
    }
    if let Some(looks) = no_text(text.as_bytes()) {
        return Err(ReadError::NotASpreadsheet(looks));
    }
    delimited_workbook(text.as_bytes(), options)
}

fn delimited_workbook(bytes: &[u8], options: &Options) -> Result<Workbook, ReadError> {
    let mut rows = Rows::new(bytes, options.delimiter)?;
    // As text, whatever its encoding.
    if let Some(looks) = no_text(rows.ahead()) {
        return Err(ReadError::NotASpreadsheet(looks));
    }
    let mut grid = Vec::new();
    let mut size = GridSize::default();
    while let Some(row) = rows.next_row()? {
        size.take(row.number, row.cells.len())?;
        grid.push(row);
    }
    let kind = Kind::Delimited {
        delimiter: rows.delimiter(),
        encoding: rows.encoding(),
    };
    whole(kind, vec![Sheet::new(String::new(), false, grid)], options)
}

fn whole(kind: Kind, sheets: Vec<Sheet>, options: &Options) -> Result<Workbook, ReadError> {
    if sheets.iter().all(|sheet| sheet.grid.is_empty()) {
        return Err(ReadError::Empty);
    }
    Ok(Workbook {
        kind,
        sheets,
        header: options.header.clone(),
    })
}

impl Workbook {
    /// The roster in a sheet, counted from 0; without one, in the sheet that has it: of those that
    /// can be seen, the one whose header matches known names best, the first of equals.
    pub fn table(&self, sheet: Option<usize>) -> Result<Table, ReadError> {
        self.table_from(sheet, &self.header)
    }

    /// The same where somebody has said in which row the names of the columns stand.
    pub fn table_from(&self, sheet: Option<usize>, header: &Header) -> Result<Table, ReadError> {
        let chosen = match sheet {
            Some(index) => index,
            None => self.with_roster()?,
        };
        let sheet = self.sheets.get(chosen).ok_or(ReadError::NoSuchSheet {
            sheets: self.sheets.len() as u32,
        })?;
        header::table(sheet, header)
    }

    fn with_roster(&self) -> Result<usize, ReadError> {
        let mut best = None;
        for (index, sheet) in self.sheets.iter().enumerate() {
            if sheet.hidden || sheet.grid.is_empty() {
                continue;
            }
            let matches = header::matches(sheet);
            // A sheet with a word or two in it may be an explanation.
            let found = (matches.min(2), index);
            if best.is_none_or(|(most, _)| found.0 > most) {
                best = Some(found);
            }
        }
        best.map(|(_, index)| index).ok_or(ReadError::NoTable {
            hidden: self.sheets.iter().filter(|sheet| sheet.hidden).count() as u32,
        })
    }
}

/// Counts what is read against the limits.
#[derive(Default)]
pub(crate) struct GridSize {
    cells: u64,
}

impl GridSize {
    pub fn take(&mut self, row: u32, columns: usize) -> Result<(), ReadError> {
        self.cells += columns as u64;
        for (what, limit, found) in [
            (Size::Rows, u64::from(ROWS), u64::from(row)),
            (Size::Cells, CELLS, self.cells),
        ] {
            if found > limit {
                return Err(ReadError::TooLarge { what, limit, found });
            }
        }
        Ok(())
    }
}

/// What stands in a cell of text, whatever kind of file it is in.
pub(crate) fn text_cell(text: String) -> Cell {
    /// As spreadsheet programs show them.
    const ERRORS: [&str; 8] = [
        "#REF!", "#DIV/0!", "#N/A", "#NAME?", "#VALUE!", "#NUM!", "#NULL!", "#SPILL!",
    ];
    let text = match restored(&text) {
        same if same.len() == text.len() => match quoted(&text) {
            Some(inner) => inner,
            None => text,
        },
        before => before.to_owned(),
    };
    let inner = text.trim_matches(crate::words::is_space);
    if text.contains(['\0', '\u{fffd}']) {
        return Cell::Error(shortened(&text.replace('\0', "\u{fffd}")));
    }
    if inner.is_empty() {
        return Cell::Empty;
    }
    if ERRORS.contains(&inner) || inner.starts_with("Err:5") {
        return Cell::Error(inner.to_owned());
    }
    // Bytes are at least as many as characters.
    if text.len() > CELL_CHARS && text.chars().nth(CELL_CHARS).is_some() {
        return Cell::Error(shortened(inner));
    }
    Cell::Text(text)
}

/// What stands in a formula that is nothing but a text: `="0123"`, by which programs keep a
/// spreadsheet from taking it for a number.
fn quoted(text: &str) -> Option<String> {
    let inner = text
        .trim_matches(crate::words::is_space)
        .strip_prefix("=\"")?
        .strip_suffix('"')?;
    // Two quotation marks stand for one; a single one ends the text, and more follows.
    let whole = !inner.replace("\"\"", "").contains('"');
    whole.then(|| inner.replace("\"\"", "\""))
}

/// At most 40 characters; a dash at the end says that there are more.
pub(crate) fn shortened(text: &str) -> String {
    match text.char_indices().nth(40) {
        None => text.to_owned(),
        Some(_) => text.chars().take(39).chain(['…']).collect(),
    }
}

/// What bytes are if they are not text.
pub(crate) fn no_text(bytes: &[u8]) -> Option<Looks> {
    const SIGNATURES: [(&[u8], Looks); 11] = [
        (b"%PDF", Looks::Pdf),
        (b"\x89PNG", Looks::Picture),
        (b"\xff\xd8\xff", Looks::Picture),
        (b"GIF8", Looks::Picture),
        (b"II*\0", Looks::Picture),
        (b"Rar!", Looks::Archive),
        (b"7z\xbc\xaf", Looks::Archive),
        (b"\x1f\x8b", Looks::Archive),
        (b"BZh", Looks::Archive),
        (b"{\\rtf", Looks::Word),
        (b"\xfd7zXZ", Looks::Archive),
    ];
    if let Some((_, looks)) = SIGNATURES
        .iter()
        .find(|(start, _)| bytes.starts_with(start))
    {
        return Some(*looks);
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return None;
    }
    if let Some(looks) = markup(bytes) {
        return Some(looks);
    }
    // Text has no control characters but for a slip here and there.
    let sample = &bytes[..bytes.len().min(4096)];
    let controls = sample
        .iter()
        .filter(|byte| matches!(byte, 0..=8 | 14..=31))
        .count();
    (controls * 20 > sample.len()).then_some(Looks::Binary)
}

/// What a text is that is written for programs and not for a table: pages, XML, JSON.
fn markup(bytes: &[u8]) -> Option<Looks> {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let start: String = start
        .iter()
        .take(2048)
        .map(|byte| char::from(*byte).to_ascii_lowercase())
        .collect();
    let start = start.trim_start();
    // A page with its pictures in one file begins like a letter.
    let letter = |line: &str| line.starts_with("mime-version:");
    if start.lines().take(16).any(letter) {
        return Some(Looks::Html);
    }
    let dense: String = start.chars().filter(|sign| !sign.is_whitespace()).collect();
    let json = ["{\"", "{}", "[{", "[[", "[\"", "[]"];
    if json.iter().any(|begin| dense.starts_with(begin)) {
        return Some(Looks::Json);
    }
    let tag = dense.strip_prefix('<')?;
    if tag.starts_with("?xml") || tag.starts_with("workbook") {
        return Some(if dense.contains("<html") {
            Looks::Html
        } else {
            Looks::Xml
        });
    }
    // No name of a column begins so.
    let tag = tag.trim_start_matches(['!', '/']);
    let named = tag.starts_with(|sign: char| sign.is_ascii_lowercase() || sign == '-');
    (named && tag.contains('>')).then_some(Looks::Html)
}
