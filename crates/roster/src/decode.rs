//! Text out of bytes, a line at a time: UTF-8, UTF-16 with its mark, GB 18030.
//!
//! Files put together from several are in several encodings, so each line is read as what it is. A
//! byte that is neither becomes U+FFFD, and the cell in which that stands becomes an error.

use std::io::{self, ErrorKind, Read};
use std::str;

use crate::read::{Encoding, ReadError};

/// Bytes after which a line is handed on in parts.
const LINE: usize = 1 << 20;
const CHUNK: usize = 1 << 16;

pub(crate) struct Lines<R> {
    source: R,
    /// Bytes in UTF-8 or GB 18030 that have been read and not handed on: from `from` on.
    bytes: Vec<u8>,
    from: usize,
    ended: bool,
    wide: Option<Wide>,
    line: u64,
    /// Whether such lines have been seen; of those in ASCII alone nothing is known.
    utf8: bool,
    gb18030: bool,
}

/// What is left of UTF-16 between two reads.
struct Wide {
    big_endian: bool,
    rest: Vec<u8>,
}

impl<R: Read> Lines<R> {
    /// Reads as much as comes at once.
    pub fn new(source: R) -> Result<Lines<R>, ReadError> {
        let mut lines = Lines {
            source,
            bytes: Vec::new(),
            from: 0,
            ended: false,
            wide: None,
            line: 0,
            utf8: false,
            gb18030: false,
        };
        while lines.bytes.len() < 4 && !lines.ended {
            lines.fill()?;
        }
        let start = &lines.bytes[..];
        let mark = match start {
            [0xef, 0xbb, 0xbf, ..] => {
                lines.utf8 = true;
                3
            }
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
                lines.wide = Some(Wide {
                    big_endian: start[0] == 0xfe,
                    rest: Vec::new(),
                });
                2
            }
            _ => 0,
        };
        lines.bytes.drain(..mark);
        if lines.wide.is_some() {
            let raw = std::mem::take(&mut lines.bytes);
            lines.widen(&raw);
        }
        // If one of the first lines can only be GB 18030, short ones before it are, too.
        lines.gb18030 = !lines.utf8
            && lines.wide.is_none()
            && lines.bytes.split(|byte| *byte == b'\n').any(|line| {
                str::from_utf8(line).is_err_and(|error| error.error_len().is_some())
                    && gb18030(line).is_some()
            });
        Ok(lines)
    }

    /// What has been read and not handed on. Delimiters stand in it as they are.
    pub fn ahead(&self) -> &[u8] {
        &self.bytes[self.from..]
    }

    pub fn encoding(&self) -> Encoding {
        match (&self.wide, self.utf8, self.gb18030) {
            (Some(_), ..) => Encoding::Utf16,
            (None, true, true) => Encoding::Mixed,
            (None, false, true) => Encoding::Gb18030,
            (None, _, false) => Encoding::Utf8,
        }
    }

    /// Puts the next line with its end, or a part of a very long one, into `text`; no more: `false`.
    pub fn next(&mut self, text: &mut String) -> Result<bool, ReadError> {
        text.clear();
        let mut searched = 0;
        let end = loop {
            let ahead = &self.bytes[self.from..];
            if let Some(at) = ahead[searched..].iter().position(|byte| *byte == b'\n') {
                break searched + at + 1;
            }
            if ahead.len() >= LINE {
                // Between two characters: in either encoding, or of UTF-8 within a cell that is too
                // long to be read anyway.
                let last = ahead[..LINE].iter().rposition(|byte| *byte < 0x30);
                let start = |at: &usize| ahead[*at] & 0xc0 != 0x80;
                break match last {
                    Some(at) => at + 1,
                    None => (LINE - 4..LINE).rev().find(start).unwrap_or(LINE),
                };
            }
            if self.ended {
                break ahead.len();
            }
            searched = ahead.len();
            self.fill()?;
        };
        if end == 0 {
            return Ok(false);
        }
        self.line += 1;
        let (from, to) = (self.from, self.from + end);
        self.from = to;
        let line = &self.bytes[from..to];
        match str::from_utf8(line) {
            Ok(line) if line.is_ascii() => text.push_str(line),
            // Two Chinese characters in GB 18030 may pass for Greek or Arabic in UTF-8, hardly ever
            // for Chinese.
            Ok(line) if !self.gb18030 || line.chars().any(|sign| sign >= '\u{800}') => {
                self.utf8 = true;
                text.push_str(line);
            }
            _ => match gb18030(line) {
                Some(line) => {
                    self.gb18030 = true;
                    text.push_str(&line);
                }
                None if self.gb18030 => text.push_str(&with_marks(line)),
                None if cfg!(feature = "encodings") => {
                    text.push_str(&String::from_utf8_lossy(line));
                }
                None => return Err(ReadError::Encoding { line: self.line }),
            },
        }
        Ok(true)
    }

    fn fill(&mut self) -> Result<(), ReadError> {
        if self.from > CHUNK || self.from == self.bytes.len() {
            self.bytes.drain(..self.from);
            self.from = 0;
        }
        let mut chunk = [0; CHUNK];
        let read = loop {
            match self.source.read(&mut chunk) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                read => break read.map_err(interrupted)?,
            }
        };
        if read == 0 {
            self.ended = true;
        }
        if self.wide.is_some() {
            self.widen(&chunk[..read]);
        } else {
            self.bytes.extend_from_slice(&chunk[..read]);
        }
        Ok(())
    }

    /// Takes UTF-16 in.
    fn widen(&mut self, raw: &[u8]) {
        let Some(wide) = &mut self.wide else { return };
        wide.rest.extend_from_slice(raw);
        let unit = |pair: &[u8]| {
            let pair = [pair[0], pair[1]];
            if wide.big_endian {
                u16::from_be_bytes(pair)
            } else {
                u16::from_le_bytes(pair)
            }
        };
        let mut whole = wide.rest.len() / 2 * 2;
        // The first half of a character waits for its second.
        if whole > 0 && !self.ended && (0xd800..0xdc00).contains(&unit(&wide.rest[whole - 2..])) {
            whole -= 2;
        }
        let units = wide.rest[..whole].chunks_exact(2).map(unit);
        let mut signs = [0; 4];
        for sign in char::decode_utf16(units) {
            let sign = sign.unwrap_or(char::REPLACEMENT_CHARACTER);
            self.bytes
                .extend_from_slice(sign.encode_utf8(&mut signs).as_bytes());
        }
        wide.rest.drain(..whole);
        if self.ended && !wide.rest.is_empty() {
            wide.rest.clear();
            self.bytes.extend_from_slice("\u{fffd}".as_bytes());
        }
    }
}

fn interrupted(error: io::Error) -> ReadError {
    ReadError::Interrupted { kind: error.kind() }
}

/// The text of bytes that are GB 18030 throughout.
#[cfg(feature = "encodings")]
fn gb18030(bytes: &[u8]) -> Option<String> {
    encoding_rs::GB18030
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(|text| text.into_owned())
}

/// U+FFFD for what is not GB 18030.
#[cfg(feature = "encodings")]
fn with_marks(bytes: &[u8]) -> String {
    let (text, _) = encoding_rs::GB18030.decode_without_bom_handling(bytes);
    text.into_owned()
}

#[cfg(not(feature = "encodings"))]
fn with_marks(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(not(feature = "encodings"))]
fn gb18030(_: &[u8]) -> Option<String> {
    None
}
