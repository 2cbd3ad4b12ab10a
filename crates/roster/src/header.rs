//! Where in a sheet the roster begins: the row of its headers.

use crate::read::{COLUMNS, HEADER_ROWS, Header, ReadError, Sheet, Size};
use crate::sheets::date_of_serial;
use crate::table::{Cell, Row, Table};
use crate::values::shown;
use crate::words::{Named, words};

/// Rows above the header in which the name of a column may stand, if cells are merged downwards.
const ABOVE: usize = 2;
/// Rows around a header in which what it says does not stand again.
const NEAR: usize = 5;

/// How many cells of the best row match known names.
pub(crate) fn matches(sheet: &Sheet) -> usize {
    best(&sheet.grid).map_or(0, |(_, matches)| matches)
}

pub(crate) fn table(sheet: &Sheet, header: &Header) -> Result<Table, ReadError> {
    if sheet.grid.is_empty() {
        return Err(ReadError::Empty);
    }
    let first = sheet.grid.iter().filter_map(|row| first_full(&row.cells));
    // Given names are for the columns from A on.
    let first = match header {
        Header::Given(_) => 0,
        Header::Find | Header::Row(_) => first.min().unwrap_or(0),
    };
    let mut table = of_grid(sheet.name.clone(), &sheet.grid, first, header)?;
    table.hidden = sheet.hidden_rows.clone();
    fill_down(&mut table, sheet);
    if sheet.from_1904 {
        count_from_1900(&table.headers, &mut table.rows);
    }
    Ok(table)
}

/// The table in rows, from the column `first` on.
pub(crate) fn of_grid(
    sheet: String,
    grid: &[Row],
    first: usize,
    header: &Header,
) -> Result<Table, ReadError> {
    let end = grid
        .iter()
        .map(|row| row.cells.len())
        .max()
        .unwrap_or(first);
    let found = (end - first) as u64;
    if found > u64::from(COLUMNS) {
        return Err(ReadError::TooLarge {
            what: Size::Columns,
            limit: u64::from(COLUMNS),
            found,
        });
    }
    let (number, headers, below) = match header {
        Header::Given(names) => (0, names.clone(), 0),
        Header::Row(number) => {
            let at = grid.partition_point(|row| row.number < *number);
            let is = grid.get(at).filter(|row| row.number == *number);
            (
                *number,
                headers(grid, is.map(|_| at)),
                at + usize::from(is.is_some()),
            )
        }
        Header::Find => {
            let at = best(grid).map_or_else(|| widest(grid), |(at, _)| at);
            (grid[at].number, headers(grid, Some(at)), at + 1)
        }
    };
    // What is printed on every page stands there again.
    let above = grid[..below.min(grid.len())].iter().rev().take(HEADER_ROWS);
    let above = above.map(|row| row.cells.iter().skip(first).cloned().collect());
    let above = above.collect();
    let mut headers: Vec<String> = headers.into_iter().skip(first).collect();
    headers.resize(headers.len().max(end - first), String::new());
    let width = headers.len();
    let rows = grid[below.min(grid.len())..]
        .iter()
        .map(|row| Row {
            number: row.number,
            cells: {
                let mut cells: Vec<Cell> = row.cells.iter().skip(first).cloned().collect();
                cells.resize(width, Cell::Empty);
                cells
            },
        })
        .collect();
    Ok(Table {
        sheet,
        header: number,
        first_column: first as u32,
        headers,
        rows,
        above,
        hidden: Vec::new(),
        joined: Vec::new(),
    })
}

fn first_full(cells: &[Cell]) -> Option<usize> {
    cells.iter().position(|cell| *cell != Cell::Empty)
}

/// The row among the first that best matches known names, and how many of its cells do.
///
/// Names of options are values too: somebody is 全职 in the sixth row of a roster whose header says
/// little. So names of people and facts count before them, and options alone make a header only
/// where nobody stands above it: a row that is taken for the header takes all above it away.
pub(crate) fn best(grid: &[Row]) -> Option<(usize, usize)> {
    let mut best: Option<(usize, (usize, usize))> = None;
    let first = widest(grid);
    for at in 0..grid.len().min(HEADER_ROWS) {
        let row = &grid[at];
        let width = (at.saturating_sub(ABOVE)..=at).map(|above| grid[above].cells.len());
        let (mut own, mut own_names, mut all, mut names) = (0, 0, 0, 0);
        // Names that come from above, over groups of options: 姓名 | 工作情况, and below 全职 | 一线.
        let (mut lent, mut grouped) = (false, false);
        for column in 0..width.max().unwrap_or(0) {
            let named = match row.cells.get(column) {
                Some(Cell::Text(text)) => {
                    let near = at.saturating_sub(NEAR)..grid.len().min(at + 1 + NEAR);
                    let again = near.filter(|other| *other != at).any(|other| {
                        let cell = grid[other].cells.get(column);
                        matches!(cell, Some(Cell::Text(other)) if other == text)
                    });
                    let named = words().header(text).filter(|_| !again);
                    own += usize::from(named.is_some());
                    own_names += usize::from(named.is_some_and(is_name));
                    grouped |= named.is_some() && at > 0 && is_empty(&grid[at - 1], column);
                    named
                }
                None | Some(Cell::Empty) => {
                    let named = above(grid, at, column).and_then(|name| words().header(name));
                    lent |= named.is_some();
                    named
                }
                Some(_) => None,
            };
            all += usize::from(named.is_some());
            names += usize::from(named.is_some_and(is_name));
        }
        if own == 0 {
            continue;
        }
        let found = match (own_names, &best) {
            (1.., _) => (names, all),
            (0, None) if at <= first => (0, all),
            // The second row of a header whose first has only the names of groups over it.
            (0, Some((before, most))) if lent && grouped && at - before <= ABOVE => {
                (names.max(most.0), all)
            }
            _ => continue,
        };
        if best.is_none_or(|(_, most)| found > most) {
            best = Some((at, found));
        }
    }
    best.map(|(at, (_, all))| (at, all))
}

/// Whether a header names something that no cell below it says.
fn is_name(named: Named) -> bool {
    match named {
        Named::Name
        | Named::Sensitive(_)
        | Named::Staff(_)
        | Named::Fact(_)
        | Named::Again(..)
        | Named::Feed(_)
        | Named::Proposed(_) => true,
        Named::Option(..) => false,
    }
}

fn is_empty(row: &Row, column: usize) -> bool {
    matches!(row.cells.get(column), None | Some(Cell::Empty))
}

/// The first row with about as many full cells as any: no name is known, somebody will say them.
fn widest(grid: &[Row]) -> usize {
    let full = |row: &Row| {
        row.cells
            .iter()
            .filter(|cell| **cell != Cell::Empty)
            .count()
    };
    let rows = &grid[..grid.len().min(HEADER_ROWS)];
    let most = rows.iter().map(full).max().unwrap_or(0);
    rows.iter()
        .position(|row| full(row) * 5 >= most * 4)
        .unwrap_or(0)
}

/// The text right above an empty cell, if it may be merged with it: in one of the next rows, which
/// is no title across the sheet.
fn above(grid: &[Row], at: usize, column: usize) -> Option<&str> {
    let number = grid[at].number;
    let near = grid[..at].iter().rev().take(ABOVE);
    near.take_while(|row| number - row.number <= ABOVE as u32)
        .find_map(|row| match row.cells.get(column) {
            Some(Cell::Text(text)) => {
                let full = row.cells.iter().filter(|cell| **cell != Cell::Empty);
                Some((full.count() > 1 || words().header(text).is_some()).then_some(text.as_str()))
            }
            _ => None,
        })
        .flatten()
}

fn headers(grid: &[Row], at: Option<usize>) -> Vec<String> {
    let Some(at) = at else { return Vec::new() };
    let width = (at.saturating_sub(ABOVE)..=at).map(|row| grid[row].cells.len());
    (0..width.max().unwrap_or(0))
        .map(|column| match grid[at].cells.get(column) {
            None | Some(Cell::Empty) => above(grid, at, column).unwrap_or_default().to_owned(),
            Some(cell) => shown(cell).trim_matches(crate::words::is_space).to_owned(),
        })
        .collect()
}

/// Merged cells say of every row beside them what stands in the first: one 淄博 for three people.
fn fill_down(table: &mut Table, sheet: &Sheet) {
    for merged in &sheet.merged {
        let Some(column) = merged.column.checked_sub(table.first_column) else {
            continue;
        };
        let column = column as usize;
        let from = table
            .rows
            .partition_point(|row| row.number < merged.first_row);
        let rows = &mut table.rows[from..];
        let until = rows.partition_point(|row| row.number <= merged.last_row);
        let Some((first, below)) = rows[..until].split_first_mut() else {
            continue;
        };
        // What begins at the header or above is a title.
        if first.number != merged.first_row || column >= first.cells.len() {
            continue;
        }
        for row in below {
            if row.cells[column] == Cell::Empty {
                row.cells[column] = first.cells[column].clone();
                table.joined.push((column as u32, row.number));
            }
        }
    }
    table.joined.sort_unstable();
}

/// In a workbook whose days count from 1904, a plain number in a column of dates is such a day. What
/// comes after counts from 1900 like everybody else.
fn count_from_1900(headers: &[String], rows: &mut [Row]) {
    for (column, header) in headers.iter().enumerate() {
        let of_dates = matches!(words().header(header), Some(Named::Fact(id) | Named::Again(id, _)) if id.ends_with("_date"));
        if !of_dates {
            continue;
        }
        for row in rows.iter_mut() {
            if let Cell::Number(serial) = row.cells[column]
                && serial < 100_000.0
                && let Some(date) = date_of_serial(serial, true)
            {
                row.cells[column] = Cell::Date(date);
            }
        }
    }
}
