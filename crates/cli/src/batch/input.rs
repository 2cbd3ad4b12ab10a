//! Where rows come from: delimited text as it comes, or the table of a whole workbook.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::panic;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use roster::{Options, ReadError, Row, Stream, Table, read};

use crate::Stop;
use crate::batch::{PORTION, Rows, said};

pub struct Source<'a> {
    /// Header and, for a workbook, all rows.
    table: Table,
    rows: From<'a>,
    bytes: Option<u64>,
}

enum From<'a> {
    Stream(Box<Stream<Counted<'a>>>),
    Table(std::vec::IntoIter<Row>),
}

/// Counts what is read.
pub struct Counted<'a> {
    source: Box<dyn Read>,
    read: &'a AtomicU64,
}

impl Read for Counted<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(into)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

impl<'a> Source<'a> {
    /// `whole`: all rows are needed at once.
    pub fn open(
        path: &Path,
        options: &Options,
        sheet: Option<&str>,
        whole: bool,
        read_so_far: &'a AtomicU64,
    ) -> Result<Source<'a>, Stop> {
        let Opened {
            name,
            mut source,
            bytes,
        } = opened(path)?;
        let refused =
            |error: &ReadError| Stop::refused(&[format!("{name}：{}", said::error(error))]);
        // As much as tells workbooks from text.
        let mut start = Vec::new();
        let begun = source.by_ref().take(4).read_to_end(&mut start);
        begun.map_err(|error| unreadable(&name, &error))?;
        let source: Box<dyn Read> = Box::new(io::Cursor::new(start.clone()).chain(source));
        let workbook = start.starts_with(b"PK") || start.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]);
        if !workbook && !whole {
            if sheet.is_some() {
                let problem = "--sheet：文本没有工作表".to_owned();
                return Err(Stop::refused(&[problem]));
            }
            let source = Counted {
                source,
                read: read_so_far,
            };
            let stream = Stream::open(source, options).map_err(|error| refused(&error))?;
            return Ok(Source {
                table: stream.table().clone(),
                rows: From::Stream(Box::new(stream)),
                bytes,
            });
        }
        let mut all = Vec::new();
        let mut source = source.take(read::FILE_BYTES + 1);
        source
            .read_to_end(&mut all)
            .map_err(|error| unreadable(&name, &error))?;
        let book = quietly(|| roster::read(&all, options)).map_err(|error| refused(&error))?;
        drop(all);
        let index = match sheet {
            None => None,
            Some(sheet) => {
                let index = book.sheets.iter().position(|one| one.name == sheet);
                let names = book.sheets.iter().map(|one| format!("`{}`", one.name));
                let names = names.collect::<Vec<_>>().join("、");
                Some(index.ok_or_else(|| {
                    Stop::refused(&[format!("--sheet：没有工作表 `{sheet}`，有 {names}")])
                })?)
            }
        };
        let mut table = book.table(index).map_err(|error| refused(&error))?;
        let rows = if whole {
            Vec::new()
        } else {
            std::mem::take(&mut table.rows)
        };
        Ok(Source {
            table,
            rows: From::Table(rows.into_iter()),
            bytes: None,
        })
    }

    pub fn table(&self) -> &Table {
        &self.table
    }

    /// How large it is, where that says how far reading has come.
    pub fn bytes(&self) -> Option<u64> {
        self.bytes
    }

    /// All of it, if it was asked for whole.
    pub fn into_table(self) -> Table {
        self.table
    }

    /// Takes the rows that are there without waiting, but one in any case; none at the end.
    pub fn fill(&mut self, portion: &mut Rows) -> Result<(), Stop> {
        match &mut self.rows {
            From::Table(rows) => portion.extend(rows.take(PORTION)),
            From::Stream(stream) => {
                while portion.len() < PORTION && (portion.is_empty() || stream.is_ahead()) {
                    match stream.next() {
                        None => break,
                        Some(Ok(row)) => portion.push(row),
                        Some(Err(error)) => {
                            return Err(Stop::refused(&[format!(
                                "{}。它之前的人已经测算",
                                said::error(&error)
                            )]));
                        }
                    }
                }
            }
        }
        Ok(())
    }
}

/// A source, what it is called, and how many bytes it has, where known.
struct Opened {
    name: String,
    source: Box<dyn Read>,
    bytes: Option<u64>,
}

fn opened(path: &Path) -> Result<Opened, Stop> {
    if path == Path::new("-") {
        return Ok(Opened {
            name: "标准输入".to_owned(),
            source: Box::new(io::stdin()),
            bytes: None,
        });
    }
    let name = format!("文件 `{}`", path.display());
    if path.is_dir() {
        return Err(Stop::refused(&[format!("{name} 是一个目录，要给一个文件")]));
    }
    let file = File::open(path).map_err(|error| unreadable(&name, &error))?;
    Ok(Opened {
        name,
        bytes: file.metadata().ok().map(|about| about.len()),
        source: Box::new(file),
    })
}

fn unreadable(name: &str, error: &io::Error) -> Stop {
    let problem = match error.kind() {
        ErrorKind::NotFound => format!("没有{name}"),
        ErrorKind::PermissionDenied => format!("没有权限读{name}"),
        _ => format!("读不了{name}：{error}"),
    };
    Stop::refused(&[problem])
}

/// Nobody needs the words of a panic that is caught and told of as a damaged file.
fn quietly<T>(read: impl FnOnce() -> T) -> T {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let result = read();
    panic::set_hook(hook);
    result
}
