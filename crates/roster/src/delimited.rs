//! Delimited text, a row at a time: tabs, commas or semicolons, from files and from the clipboard.
//!
//! However long the text is, no more of it is kept than a row, and of a cell no more than it may hold.

use std::io::Read;

use csv_core::{ReadFieldResult, Reader, ReaderBuilder};

use crate::decode::Lines;
use crate::read::{CELL_CHARS, Encoding, ReadError, Size, shortened, text_cell};
use crate::table::{Cell, Row};

/// Cells of a row, empty ones at its end included.
const WIDTH: usize = 16_384;
/// How databases write that nothing stands there. It is not N, which is 否.
const NULL: &str = "\\N";
/// Bytes that are kept of a cell.
const KEPT: usize = CELL_CHARS * 4;

/// The rows of delimited text, in order. Empty lines count and are passed over.
pub struct Rows<R> {
    lines: Lines<R>,
    parser: Reader,
    delimiter: u8,
    /// The line at hand, and how much of it is done.
    line: String,
    done: usize,
    /// Number of the row at hand.
    number: u32,
    /// What has been read of the cell at hand.
    cell: Vec<u8>,
    after_return: bool,
}

impl<R: Read> Rows<R> {
    /// Reads as much as comes at once. Without a delimiter, the one that parts it most evenly.
    pub fn new(source: R, delimiter: Option<u8>) -> Result<Rows<R>, ReadError> {
        let mut lines = Lines::new(source)?;
        let mut number = 0;
        let mut delimiter = delimiter;
        // Some programs say it themselves.
        if let [b's', b'e', b'p', b'=', sign, b'\r' | b'\n', ..] = *lines.ahead()
            && delimiter.is_none_or(|delimiter| delimiter == sign)
        {
            delimiter = Some(sign);
            lines.next(&mut String::new())?;
            number = 1;
        }
        let delimiter = delimiter.unwrap_or_else(|| sniff(lines.ahead()));
        Ok(Rows {
            lines,
            parser: ReaderBuilder::new().delimiter(delimiter).build(),
            delimiter,
            line: String::new(),
            done: 0,
            number,
            cell: Vec::with_capacity(KEPT),
            after_return: false,
        })
    }

    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// The beginning of the text, or what has come of it.
    pub fn ahead(&self) -> &[u8] {
        self.lines.ahead()
    }

    /// As far as read.
    pub fn encoding(&self) -> Encoding {
        self.lines.encoding()
    }

    /// The next row in which something stands, up to its last full cell.
    pub fn next_row(&mut self) -> Result<Option<Row>, ReadError> {
        loop {
            if !self.skip_empty_lines()? {
                return Ok(None);
            }
            self.number = self.number.saturating_add(1);
            let mut cells = self.row()?;
            while cells.last() == Some(&Cell::Empty) {
                cells.pop();
            }
            if !cells.is_empty() {
                return Ok(Some(Row {
                    number: self.number,
                    cells,
                }));
            }
        }
    }

    /// Goes to where a row begins; at the end of the text: `false`.
    fn skip_empty_lines(&mut self) -> Result<bool, ReadError> {
        loop {
            let Some(byte) = self.line.as_bytes().get(self.done) else {
                if !self.next_line()? {
                    return Ok(false);
                }
                continue;
            };
            match byte {
                // The second half of the end of the row before.
                b'\n' if self.after_return => self.after_return = false,
                b'\n' | b'\r' => {
                    self.number = self.number.saturating_add(1);
                    self.after_return = *byte == b'\r';
                }
                _ => return Ok(true),
            }
            self.done += 1;
        }
    }

    fn next_line(&mut self) -> Result<bool, ReadError> {
        self.done = 0;
        self.lines.next(&mut self.line)
    }

    fn row(&mut self) -> Result<Vec<Cell>, ReadError> {
        let mut cells = Vec::new();
        let mut output = [0; 4096];
        self.cell.clear();
        let mut long = false;
        loop {
            let mut at_end = false;
            if self.done >= self.line.len() && !self.next_line()? {
                // What ends without a line's end ends here, but for a cell in open quotes.
                self.line.push('\n');
                at_end = true;
            }
            let input = &self.line.as_bytes()[self.done..];
            let (result, read, written) = self.parser.read_field(input, &mut output);
            self.done += read;
            if self.cell.len() + written <= KEPT {
                self.cell.extend_from_slice(&output[..written]);
            } else {
                long = true;
            }
            match result {
                ReadFieldResult::Field { record_end } => {
                    if cells.len() == WIDTH {
                        return Err(ReadError::TooLarge {
                            what: Size::Columns,
                            limit: WIDTH as u64,
                            found: WIDTH as u64 + 1,
                        });
                    }
                    cells.push(self.take_cell(long));
                    long = false;
                    if record_end {
                        let last = self.line.as_bytes().get(self.done.wrapping_sub(1));
                        self.after_return = last == Some(&b'\r');
                        return Ok(cells);
                    }
                }
                ReadFieldResult::InputEmpty if at_end => {
                    return Err(ReadError::OpenQuote {
                        row: u64::from(self.number),
                    });
                }
                ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull => {}
                // Only for an empty input, which it never gets.
                ReadFieldResult::End => return Ok(cells),
            }
        }
    }

    fn take_cell(&mut self, long: bool) -> Cell {
        let text = String::from_utf8_lossy(&self.cell);
        // Put there so that a spreadsheet takes long numbers for text.
        let text = text.trim_matches('\t');
        let cell = if long {
            Cell::Error(shortened(text))
        } else if text == NULL {
            Cell::Empty
        } else {
            text_cell(text.to_owned())
        };
        self.cell.clear();
        cell
    }
}

/// The delimiter by which most rows have equally many cells, and the most.
fn sniff(bytes: &[u8]) -> u8 {
    let mut best = (b',', 0, 1);
    for delimiter in *b"\t,;" {
        let mut widths = widths(bytes, delimiter);
        widths.sort_unstable();
        for same in widths.chunk_by(|a, b| a == b) {
            let (rows, width) = (same.len(), same[0]);
            if width > 1 && (rows, width) > (best.1, best.2) {
                best = (delimiter, rows, width);
            }
        }
    }
    best.0
}

/// How many cells each of the first rows has. A tab right beside another delimiter stands at the edge
/// of a cell and parts nothing.
fn widths(bytes: &[u8], delimiter: u8) -> Vec<usize> {
    let mut widths = Vec::new();
    let (mut width, mut full, mut quoted) = (1, false, false);
    let parts = |at: usize| {
        let beside = [at.checked_sub(1), at.checked_add(1)];
        let other =
            |at: Option<usize>| matches!(at.and_then(|at| bytes.get(at)), Some(b',' | b';'));
        delimiter != b'\t' || !beside.into_iter().any(other)
    };
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => {
                if full {
                    widths.push(width);
                }
                (width, full) = (1, false);
                if widths.len() == 64 {
                    break;
                }
            }
            byte if *byte == delimiter && !quoted => width += usize::from(parts(at)),
            _ => full = true,
        }
    }
    if full && widths.len() < 64 {
        widths.push(width);
    }
    widths
}
