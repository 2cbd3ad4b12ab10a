//! Delimited text of any length, a row at a time.
//!
//! Only the first rows are looked at in advance, to find the header and what stands in the columns;
//! with given names, none. What is kept does not grow with the text.

use std::collections::VecDeque;
use std::io::Read;

use crate::delimited::Rows;
use crate::header;
use crate::read::{Header, Options, ROWS_AHEAD, ReadError, no_text};
use crate::table::{Cell, Row, Table};

/// The rows of a roster; those of its [`Stream::table`] are among them.
pub struct Stream<R> {
    rows: Rows<R>,
    ahead: VecDeque<Row>,
    table: Table,
    /// Nothing comes after an error.
    ended: bool,
}

impl<R: Read> Stream<R> {
    /// Reads as far as is needed to know the columns.
    pub fn open(source: R, options: &Options) -> Result<Stream<R>, ReadError> {
        let mut rows = Rows::new(source, options.delimiter)?;
        if let Some(looks) = no_text(rows.ahead()) {
            return Err(ReadError::NotASpreadsheet(looks));
        }
        let mut grid = Vec::new();
        let given = matches!(options.header, Header::Given(_));
        while !given && grid.len() < ROWS_AHEAD {
            let Some(row) = rows.next_row()? else { break };
            grid.push(row);
        }
        if grid.is_empty() && !given {
            return Err(ReadError::Empty);
        }
        let table = header::of_grid(String::new(), &grid, 0, &options.header)?;
        Ok(Stream {
            rows,
            ahead: table.rows.iter().cloned().collect(),
            table,
            ended: false,
        })
    }

    /// The header and the rows that were looked at.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// Whether the next row has been read already, so that it comes without waiting for the source.
    pub fn is_ahead(&self) -> bool {
        !self.ahead.is_empty() || self.rows.ahead().contains(&b'\n')
    }

    /// Between the cells.
    pub fn delimiter(&self) -> u8 {
        self.rows.delimiter()
    }
}

impl<R: Read> Iterator for Stream<R> {
    type Item = Result<Row, ReadError>;

    /// A row has at least as many cells as the table has columns; it has more where somebody wrote
    /// beyond them.
    fn next(&mut self) -> Option<Result<Row, ReadError>> {
        if let Some(row) = self.ahead.pop_front() {
            return Some(Ok(row));
        }
        if self.ended {
            return None;
        }
        let row = self.rows.next_row().transpose();
        self.ended = !matches!(row, Some(Ok(_)));
        row.map(|row| {
            row.map(|mut row| {
                let width = self.table.headers.len();
                if row.cells.len() < width {
                    row.cells.resize(width, Cell::Empty);
                }
                row
            })
        })
    }
}
