//! Where rows come from: delimited text as it comes, or the table of a whole workbook.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::panic;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use engine::Rulebook;
use roster::rows::{SeenNumbers, first_words};
use roster::{
    Aside, Choice, Entry, Judge, Left, Mapping, Options, ReadError, Roll, Row, Stream, Table, read,
};

use crate::Stop;
use crate::batch::{PORTION, Rows, said};

pub struct Source<'a> {
    /// Header and, for a workbook, all rows.
    table: Table,
    rows: From<'a>,
    bytes: Option<u64>,
    watch: Option<Watch>,
    left: LeftOut,
    /// What ended reading before the end, once all before it has been handed on.
    failed: Option<Stop>,
}

enum From<'a> {
    Stream(Box<Stream<Counted<'a>>>),
    /// The rows of the table, until somebody says what its columns are.
    Table,
    Entries(Box<dyn Iterator<Item = Entry>>),
}

/// Bytes of a file of text of which all rows are looked at before anybody is evaluated: only then are
/// several rows of one person put together.
const WHOLE: u64 = 16 << 20;

/// Rows that are not evaluated.
#[derive(Default)]
pub struct LeftOut {
    pub count: u64,
    pub hidden: u64,
    /// The first of those that are nobody.
    pub first: Vec<Left>,
    /// The first two rows of a stream with the same identity number, and how often there are such.
    pub twice: Option<(u32, u32)>,
    pub times: u64,
}

impl LeftOut {
    /// So many are named.
    const NAMED: usize = 1000;

    pub fn of(left: Vec<Left>) -> LeftOut {
        let mut out = LeftOut::default();
        left.into_iter().for_each(|one| out.add(one));
        out
    }

    fn add(&mut self, one: Left) {
        self.count += 1;
        if one.why == Aside::Hidden {
            self.hidden += 1;
        } else if self.first.len() < LeftOut::NAMED {
            self.first.push(one);
        }
    }
}

/// What is done with the rows of a stream as they come.
struct Watch {
    judge: Judge,
    mapping: Mapping,
    choice: Choice,
    numbers: SeenNumbers,
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
        let start = beginning(&mut source).map_err(|error| unreadable(&name, &error))?;
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
                watch: None,
                left: LeftOut::default(),
                failed: None,
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
        Ok(Source {
            table: book.table(index).map_err(|error| refused(&error))?,
            rows: From::Table,
            bytes: None,
            watch: None,
            left: LeftOut::default(),
            failed: None,
        })
    }

    pub fn table(&self) -> &Table {
        &self.table
    }

    /// How large it is, where that says how far reading has come.
    pub fn bytes(&self) -> Option<u64> {
        self.bytes
    }

    /// Parts people from other rows, now that it is known what the columns are.
    pub fn begin(
        &mut self,
        rulebook: &Rulebook,
        mapping: &Mapping,
        choice: &Choice,
    ) -> Result<(), Stop> {
        if let From::Stream(stream) = &mut self.rows {
            if self.bytes.is_none_or(|bytes| bytes > WHOLE) {
                self.watch = Some(Watch {
                    judge: Judge::new(rulebook, &self.table, mapping),
                    mapping: mapping.clone(),
                    choice: choice.clone(),
                    numbers: SeenNumbers::new(mapping),
                });
                return Ok(());
            }
            let mut rows = Vec::new();
            for row in stream {
                match row {
                    Ok(row) => rows.push(row),
                    Err(error) => self.failed = Some(half_way(&error)),
                }
            }
            self.table.rows = rows;
        }
        let rows = std::mem::take(&mut self.table.rows);
        let table = Table {
            rows,
            ..self.table.clone()
        };
        let mut roll = Roll::new(rulebook, table, mapping, choice);
        self.left = LeftOut::of(std::mem::take(&mut roll.left));
        self.rows = From::Entries(Box::new(roll.into_entries()));
        Ok(())
    }

    /// As far as read.
    pub fn left_out(&self) -> &LeftOut {
        &self.left
    }

    /// All of it, if it was asked for whole.
    pub fn into_table(self) -> Table {
        self.table
    }

    /// Takes the rows that are there without waiting, but one in any case; none at the end.
    pub fn fill(&mut self, portion: &mut Rows) -> Result<(), Stop> {
        match &mut self.rows {
            From::Table => {}
            From::Entries(entries) => {
                portion.extend(entries.take(PORTION));
                if portion.is_empty()
                    && let Some(failed) = self.failed.take()
                {
                    return Err(failed);
                }
            }
            From::Stream(stream) => {
                while portion.len() < PORTION && (portion.is_empty() || stream.is_ahead()) {
                    match stream.next() {
                        None => break,
                        Some(Ok(row)) => {
                            if let Some(watch) = &mut self.watch
                                && watch.leaves_out(&row, &mut self.left)
                            {
                                continue;
                            }
                            portion.push(Entry::of(row));
                        }
                        Some(Err(error)) => return Err(half_way(&error)),
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

impl Watch {
    fn leaves_out(&mut self, row: &Row, left: &mut LeftOut) -> bool {
        let why = self.judge.judge(row);
        if let Some(why) = why.filter(|_| !self.choice.counts(row.number)) {
            left.add(Left {
                row: row.number,
                why,
                text: first_words(row, &self.mapping),
            });
            return true;
        }
        if let Some(before) = self.numbers.seen(row) {
            left.twice.get_or_insert((before, row.number));
            left.times += 1;
        }
        false
    }
}

/// What comes at once, but as much as tells workbooks from text.
fn beginning(source: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut start = vec![0; 1 << 16];
    let mut length = 0;
    while length < 4 {
        match source.read(&mut start[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    start.truncate(length);
    Ok(start)
}

fn half_way(error: &ReadError) -> Stop {
    Stop::refused(&[format!("{}。它之前的人已经测算", said::error(error))])
}
