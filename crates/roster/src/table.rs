//! What stands in a spreadsheet, before anybody knows what it means.

use engine::Date;

/// One cell.
#[derive(Clone, PartialEq, Debug)]
pub enum Cell {
    Empty,
    Text(String),
    /// A number, as spreadsheets keep them. Only whole ones can be an answer.
    Number(f64),
    Bool(bool),
    /// A cell that is formatted as a date.
    Date(Date),
    /// An error of the spreadsheet's own (`#REF!`), or a date outside the calendar; as shown.
    Error(String),
}

/// One row below the header.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Its number in the sheet, the first being 1: what people see at its left.
    pub number: u32,
    /// As many as the table has columns.
    pub cells: Vec<Cell>,
}

/// The part of a sheet that is a roster: a row of headers and the rows below it.
#[derive(Clone, PartialEq, Debug)]
pub struct Table {
    /// Name of the sheet; empty for delimited text.
    pub sheet: String,
    /// Row number of the headers in the sheet, the first row being 1.
    pub header: u32,
    /// Index of the first column in the sheet: 0 is A.
    pub first_column: u32,
    pub headers: Vec<String>,
    /// In the order of the sheet. Rows without anything in them are left out.
    pub rows: Vec<Row>,
    /// What stands in the header and above it, the nearest row first.
    pub above: Vec<Vec<Cell>>,
    /// Numbers of rows that whoever opens the file does not see, in order.
    pub hidden: Vec<u32>,
    /// Cells, by column and number of the row, that are merged with the one above them. In order.
    pub joined: Vec<(u32, u32)>,
}
