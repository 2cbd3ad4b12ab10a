//! The compact form of a rulebook: varints, and each distinct string once.
//!
//! Layout: the magic bytes, the string table, then the fields of [`Rulebook`] in order. There is
//! no self-description: writer and reader are compiled from the same definitions, and the magic
//! bytes carry their version.

use crate::date::Date;
use crate::model::*;
use crate::money::Money;

const MAGIC: &[u8; 4] = b"SSR1";

/// The bytes are not a rulebook of this version.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DecodeError {
    /// Offset of the byte at which reading failed.
    pub at: usize,
}

impl core::fmt::Display for DecodeError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(
            f,
            "not a rulebook of this version (unreadable at byte {})",
            self.at
        )
    }
}

impl std::error::Error for DecodeError {}

type Result<T> = core::result::Result<T, DecodeError>;

impl Rulebook {
    /// Reads what [`Rulebook::encode`] wrote. Strings are borrowed from `bytes`.
    pub fn decode(bytes: &'static [u8]) -> Result<Rulebook> {
        let mut reader = Reader {
            bytes,
            at: 0,
            strings: Vec::new(),
        };
        if reader.take(MAGIC.len())? != MAGIC {
            return Err(DecodeError { at: 0 });
        }
        let count = reader.number()? as usize;
        for _ in 0..count {
            let length = reader.number()? as usize;
            let text = reader.take(length)?;
            let text = core::str::from_utf8(text).map_err(|_| reader.error())?;
            reader.strings.push(text);
        }
        let rulebook = Rulebook::get(&mut reader)?;
        if reader.at != bytes.len() {
            return Err(reader.error());
        }
        Ok(rulebook)
    }

    /// The compact form of this rulebook.
    #[cfg(feature = "encode")]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        self.put(&mut writer);
        let mut out = MAGIC.to_vec();
        write_number(&mut out, writer.strings.len() as u64);
        for text in &writer.strings {
            write_number(&mut out, text.len() as u64);
            out.extend_from_slice(text.as_bytes());
        }
        out.extend_from_slice(&writer.body);
        out
    }
}

struct Reader {
    bytes: &'static [u8],
    at: usize,
    strings: Vec<Str>,
}

impl Reader {
    fn error(&self) -> DecodeError {
        DecodeError { at: self.at }
    }

    fn take(&mut self, length: usize) -> Result<&'static [u8]> {
        let end = self.at.checked_add(length).ok_or(self.error())?;
        let slice = self.bytes.get(self.at..end).ok_or(self.error())?;
        self.at = end;
        Ok(slice)
    }

    fn number(&mut self) -> Result<u64> {
        let mut value = 0u64;
        let mut shift = 0u32;
        loop {
            let byte = self.take(1)?[0];
            if shift > 63 {
                return Err(self.error());
            }
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
            shift += 7;
        }
    }
}

#[cfg(feature = "encode")]
#[derive(Default)]
struct Writer {
    body: Vec<u8>,
    strings: Vec<Str>,
    known: std::collections::HashMap<Str, u64>,
}

#[cfg(feature = "encode")]
fn write_number(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

trait Code: Sized {
    #[cfg(feature = "encode")]
    fn put(&self, writer: &mut Writer);
    fn get(reader: &mut Reader) -> Result<Self>;
}

macro_rules! code_unsigned {
    ($($type:ty),*) => { $(
        impl Code for $type {
            #[cfg(feature = "encode")]
            fn put(&self, writer: &mut Writer) {
                write_number(&mut writer.body, u64::from(*self));
            }
            fn get(reader: &mut Reader) -> Result<Self> {
                <$type>::try_from(reader.number()?).map_err(|_| reader.error())
            }
        }
    )* };
}
code_unsigned!(u8, u16, u64);

impl Code for i64 {
    #[cfg(feature = "encode")]
    fn put(&self, writer: &mut Writer) {
        // Zigzag, so that small negative numbers stay short.
        write_number(&mut writer.body, ((self << 1) ^ (self >> 63)) as u64);
    }
    fn get(reader: &mut Reader) -> Result<Self> {
        let value = reader.number()?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }
}

impl Code for bool {
    #[cfg(feature = "encode")]
    fn put(&self, writer: &mut Writer) {
        writer.body.push(u8::from(*self));
    }
    fn get(reader: &mut Reader) -> Result<Self> {
        match reader.number()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(reader.error()),
        }
    }
}

impl Code for Str {
    #[cfg(feature = "encode")]
    fn put(&self, writer: &mut Writer) {
        let next = writer.strings.len() as u64;
        let index = *writer.known.entry(self).or_insert(next);
        if index == next {
            writer.strings.push(self);
        }
        write_number(&mut writer.body, index);
    }
    fn get(reader: &mut Reader) -> Result<Self> {
        let index = reader.number()? as usize;
        reader.strings.get(index).copied().ok_or(reader.error())
    }
}

impl<T: Code> Code for Vec<T> {
    #[cfg(feature = "encode")]
    fn put(&self, writer: &mut Writer) {
        write_number(&mut writer.body, self.len() as u64);
        for item in self {
            item.put(writer);
        }
    }
    fn get(reader: &mut Reader) -> Result<Self> {
        let length = reader.number()? as usize;
        // A false length must not reserve memory: every item takes at least one byte.
        if length > reader.bytes.len() - reader.at {
            return Err(reader.error());
        }
        let mut items = Vec::with_capacity(length);
        for _ in 0..length {
            items.push(T::get(reader)?);
        }
        Ok(items)
    }
}

impl<T: Code> Code for Option<T> {
    #[cfg(feature = "encode")]
    fn put(&self, writer: &mut Writer) {
        match self {
            None => writer.body.push(0),
            Some(item) => {
                writer.body.push(1);
                item.put(writer);
            }
        }
    }
    fn get(reader: &mut Reader) -> Result<Self> {
        Ok(if bool::get(reader)? {
            Some(T::get(reader)?)
        } else {
            None
        })
    }
}

impl Code for Date {
    #[cfg(feature = "encode")]
    fn put(&self, writer: &mut Writer) {
        i64::from(self.days()).put(writer);
    }
    fn get(reader: &mut Reader) -> Result<Self> {
        let days = i32::try_from(i64::get(reader)?).map_err(|_| reader.error())?;
        Ok(Date::from_days(days))
    }
}

impl Code for Money {
    #[cfg(feature = "encode")]
    fn put(&self, writer: &mut Writer) {
        self.0.put(writer);
    }
    fn get(reader: &mut Reader) -> Result<Self> {
        Ok(Money(i64::get(reader)?))
    }
}

macro_rules! code_struct {
    ($($type:ident { $($field:ident),* })*) => { $(
        impl Code for $type {
            #[cfg(feature = "encode")]
            fn put(&self, writer: &mut Writer) {
                $( self.$field.put(writer); )*
            }
            fn get(reader: &mut Reader) -> Result<Self> {
                Ok($type { $( $field: Code::get(reader)? ),* })
            }
        }
    )* };
}

code_struct! {
    Rulebook { version, hash, facts, vars, sources, benefits }
    Fact { id, name, question, help, kind, first_var, effort, changeable, applies }
    Choice { id, label, help }
    Var { of, cells, cuts }
    Source {
        id, title, issuer, number, kind, date_note, date, date_inferred, effective, validity_note,
        checked, regions
    }
    Benefit {
        id, name, source, audiences, kind, claim, claim_note, citations, conditions, diagram,
        amounts, amount_note, open_points, window, excludes, relations, apply, responsible, quota,
        services, cap
    }
    Citation { place, quote }
    Condition { op, end, label, quote }
    Diagram { leaves, root, nodes }
    Node { var, edges }
    Edge { cells, to }
    Amount { terms, unstated, rhythm }
    Term { base, per, up_to }
    OpenPoint { point, reading_a, reading_b, weight }
    Window { fact, months }
    Apply { office, how, phone, link, payout }
    Cap { sum, note }
}

macro_rules! code_enum {
    ($($type:ident { $($tag:literal = $variant:ident $({ $($field:ident),* })?),* })*) => { $(
        impl Code for $type {
            #[cfg(feature = "encode")]
            fn put(&self, writer: &mut Writer) {
                match self { $(
                    $type::$variant $({ $($field),* })? => {
                        writer.body.push($tag);
                        $( $( $field.put(writer); )* )?
                    }
                )* }
            }
            fn get(reader: &mut Reader) -> Result<Self> {
                match reader.number()? {
                    $( $tag => Ok($type::$variant $({ $($field: Code::get(reader)?),* })?), )*
                    _ => Err(reader.error()),
                }
            }
        }
    )* };
}

code_enum! {
    FactKind {
        0 = Bool,
        1 = Choice { options },
        2 = Set { options },
        3 = Int { min, max, unit },
        4 = Money { min, max },
        5 = Date { earliest }
    }
    VarOf {
        0 = Fact { fact },
        1 = Member { fact, option },
        2 = Reading { benefit, reading },
        3 = Unstated { benefit }
    }
    SourceKind { 0 = OfficialDocument, 1 = PressReport }
    BenefitKind { 0 = Money, 1 = Service }
    Claim { 0 = Right, 1 = Selection }
    Op {
        0 = All,
        1 = Any,
        2 = Not,
        3 = Test { var, cells },
        4 = Within { var, cells },
        5 = Reading { var },
        6 = Unstated { var },
        7 = Always,
        8 = Never
    }
    Base { 0 = Sum { low, high }, 1 = Percent { percent, of } }
    Rhythm {
        0 = Once,
        1 = Monthly { months },
        2 = Yearly { years },
        3 = Unstated
    }
    Weight { 0 = Decides, 1 = Noted, 2 = Silent }
}
