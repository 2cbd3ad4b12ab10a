//! The compact form of a rulebook: varints, and each distinct string once.
//!
//! Layout: the magic bytes, the ids, the words, then the fields of [`Rulebook`] in order. There is no
//! self-description: writer and reader are compiled from the same definitions, and the magic bytes
//! carry their version.
//!
//! The form is made to be compressed again and to be read by little code, because both are most of
//! what the page weighs. Ids stand in the order in which they are read and take no byte besides. All
//! other strings are words; one that is met for the first time is always the same byte. UTF-8 takes
//! three bytes for a Chinese character, of which there are some 800 here: words have a code of their
//! own, one byte for the commonest characters and two for the others. Links in a diagram are
//! distances, and a fault does not travel through every reading function but is noted where it is met
//! and looked at in the end.

use std::borrow::Cow;
use std::sync::OnceLock;

use crate::date::Date;
use crate::model::*;
use crate::money::Money;

const MAGIC: &[u8; 4] = b"SSR5";

/// So many characters have one byte; the other bytes begin a pair.
const ONE: usize = 240;

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

/// A rulebook or its notes in compact form. What is decoded from it borrows its strings, which are
/// kept here; so it stands in a `static`, like the bytes that a program has built in.
#[derive(Debug)]
pub struct Packed {
    bytes: Cow<'static, [u8]>,
    /// Set when it is first decoded.
    words: OnceLock<String>,
}

impl Packed {
    /// Bytes that `Rulebook::encode` or `Rulebook::encode_parted` wrote.
    pub const fn new(bytes: &'static [u8]) -> Packed {
        Packed {
            bytes: Cow::Borrowed(bytes),
            words: OnceLock::new(),
        }
    }
}

impl From<Vec<u8>> for Packed {
    fn from(bytes: Vec<u8>) -> Packed {
        Packed {
            bytes: Cow::Owned(bytes),
            words: OnceLock::new(),
        }
    }
}

type Result<T> = core::result::Result<T, DecodeError>;

impl Rulebook {
    /// Reads what `Rulebook::encode` wrote.
    pub fn decode(packed: &'static Packed) -> Result<Rulebook> {
        decode(packed)
    }

    /// This rulebook with the notes that `Rulebook::encode_parted` took out of it. Notes of
    /// another rulebook are refused.
    pub fn with_notes(mut self, packed: &'static Packed) -> Result<Rulebook> {
        let notes: Notes = decode(packed)?;
        if notes.hash != self.hash || notes.benefits.len() != self.benefits.len() {
            return Err(DecodeError { at: 0 });
        }
        for (term, own) in self.terms.iter_mut().zip(notes.terms) {
            term.help = own.help;
            term.open_points = own.open_points;
            term.quotes = own.quotes;
        }
        for (benefit, own) in self.benefits.iter_mut().zip(notes.benefits) {
            benefit.open_points.extend(own.open_points);
            benefit.citations.extend(own.citations);
            benefit.relations = own.relations;
            benefit.claim_note = own.claim_note;
            benefit.responsible = own.responsible;
            benefit.quota = own.quota;
            if let Some(first) = benefit.citations.first_mut() {
                first.place = own.place;
            }
        }
        Ok(self)
    }

    /// The compact form of this rulebook.
    #[cfg(feature = "encode")]
    pub fn encode(&self) -> Vec<u8> {
        encode(self)
    }

    /// The compact forms of this rulebook without its notes, and of the notes.
    #[cfg(feature = "encode")]
    pub fn encode_parted(&self) -> (Vec<u8>, Vec<u8>) {
        let mut bare = self.clone();
        let benefits = bare
            .benefits
            .iter_mut()
            .map(|benefit| {
                // INVARIANT: the compiler puts the points that decide first, so that the index in
                // `VarOf::Reading` holds with and without the notes.
                let deciding = benefit
                    .open_points
                    .iter()
                    .take_while(|point| point.weight == Weight::Decides)
                    .count();
                BenefitNotes {
                    open_points: benefit.open_points.split_off(deciding),
                    citations: benefit.citations.split_off(1.min(benefit.citations.len())),
                    relations: core::mem::take(&mut benefit.relations),
                    claim_note: core::mem::take(&mut benefit.claim_note),
                    responsible: core::mem::take(&mut benefit.responsible),
                    quota: core::mem::take(&mut benefit.quota),
                    place: match benefit.citations.first_mut() {
                        Some(first) => core::mem::take(&mut first.place),
                        None => "",
                    },
                }
            })
            .collect();
        let terms = bare
            .terms
            .iter_mut()
            .map(|term| NotionNotes {
                help: core::mem::take(&mut term.help),
                open_points: core::mem::take(&mut term.open_points),
                quotes: core::mem::take(&mut term.quotes),
            })
            .collect();
        let notes = Notes {
            hash: self.hash,
            terms,
            benefits,
        };
        (encode(&bare), encode(&notes))
    }
}

/// What a rulebook says beyond its results: points that are only noted, places in the source,
/// relations, how a selection works, who answers for it, how many are chosen, and what official words
/// mean.
struct Notes {
    /// Of the rulebook they belong to.
    hash: Str,
    /// In the order of [`Rulebook::terms`].
    terms: Vec<NotionNotes>,
    /// In the order of [`Rulebook::benefits`].
    benefits: Vec<BenefitNotes>,
}

struct NotionNotes {
    help: Str,
    open_points: Vec<OpenPoint>,
    quotes: Vec<NotionQuote>,
}

struct BenefitNotes {
    open_points: Vec<OpenPoint>,
    citations: Vec<Citation>,
    relations: Vec<Str>,
    claim_note: Str,
    responsible: Str,
    quota: Str,
    /// Of the first citation.
    place: Str,
}

fn decode<T: Code>(packed: &'static Packed) -> Result<T> {
    let bytes: &[u8] = &packed.bytes;
    if !bytes.starts_with(MAGIC) {
        return Err(DecodeError { at: 0 });
    }
    let mut reader = Reader {
        bytes,
        at: MAGIC.len(),
        ids: "",
        strings: vec![""],
        next: 1,
        failed: None,
    };
    reader.read_strings(&packed.words);
    let value = T::get(&mut reader);
    if reader.at != bytes.len() {
        reader.fail();
    }
    match reader.failed {
        Some(at) => Err(DecodeError { at }),
        None => Ok(value),
    }
}

#[cfg(feature = "encode")]
fn encode<T: Code>(value: &T) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.known.insert("", 0);
    value.put(&mut writer);
    let mut out = MAGIC.to_vec();
    write_number(&mut out, writer.ids.len() as u64);
    out.extend_from_slice(writer.ids.as_bytes());
    write_words(&mut out, &writer.words);
    out.extend_from_slice(&writer.body);
    out
}

/// Characters, the common ones first, each as the distance from the one before; then the words.
#[cfg(feature = "encode")]
fn write_words(out: &mut Vec<u8>, words: &str) {
    let mut counts = std::collections::BTreeMap::new();
    for character in words.chars() {
        *counts.entry(character).or_insert(0) += 1;
    }
    let mut characters: Vec<char> = counts.keys().copied().collect();
    characters.sort_by_key(|character| core::cmp::Reverse(counts[character]));
    let common = characters.len().min(ONE);
    characters[..common].sort_unstable();
    characters[common..].sort_unstable();
    assert!(
        characters.len() <= ONE + (256 - ONE) * 256,
        "more characters than there are codes"
    );
    write_number(out, characters.len() as u64);
    let mut last = 0;
    for (index, character) in characters.iter().enumerate() {
        if index == ONE {
            last = 0;
        }
        write_number(out, u64::from(u32::from(*character) - last));
        last = u32::from(*character);
    }
    let places: std::collections::HashMap<char, usize> = characters.into_iter().zip(0..).collect();
    let mut coded = Vec::new();
    for character in words.chars() {
        match places[&character] {
            one @ 0..ONE => coded.push(one as u8),
            two => {
                coded.push((ONE + (two - ONE) / 256) as u8);
                coded.push(((two - ONE) % 256) as u8);
            }
        }
    }
    write_number(out, coded.len() as u64);
    out.extend(coded);
}

/// Ends each string; no rule contains it.
const END: char = '\0';

struct Reader {
    bytes: &'static [u8],
    at: usize,
    /// Those that have not been read yet.
    ids: Str,
    /// The empty string, then the others in the order of their first use.
    strings: Vec<Str>,
    /// The string that the next first use means.
    next: usize,
    /// Where the first fault was met. Whatever is read after it is worth nothing.
    failed: Option<usize>,
}

impl Reader {
    #[inline(never)]
    fn fail(&mut self) {
        self.failed = self.failed.or(Some(self.at));
    }

    fn read_strings(&mut self, room: &'static OnceLock<String>) {
        let ids = core::str::from_utf8(self.take());
        self.ids = ids.unwrap_or_default();
        let (mut characters, mut last) = (Vec::new(), 0);
        for index in 0..self.at_most(self.bytes.len() as u64) {
            // The others begin from the start again.
            if index == ONE as u64 {
                last = 0;
            }
            last = self.number().wrapping_add(u64::from(last)) as u32;
            characters.push(char::from_u32(last).unwrap_or_default());
        }
        let mut words = String::new();
        let mut coded = self.take().iter();
        while let Some(&byte) = coded.next() {
            let mut index = usize::from(byte);
            if index >= ONE {
                let second = coded.next().copied().unwrap_or_default();
                index += (index - ONE) * 255 + usize::from(second);
            }
            match characters.get(index) {
                Some(character) => words.push(*character),
                None => self.fail(),
            }
        }
        let words = room.get_or_init(|| words);
        self.strings.extend(words.split_terminator(END));
    }

    /// A length, and so many bytes.
    fn take(&mut self) -> &'static [u8] {
        let length = self.number() as usize;
        let (taken, _) = self.bytes[self.at..]
            .split_at_checked(length)
            .unwrap_or_else(|| {
                self.fail();
                (&[], &[])
            });
        self.at += taken.len();
        taken
    }

    #[inline(never)]
    fn id(&mut self) -> Str {
        let (id, rest) = self.ids.split_once(END).unwrap_or_else(|| {
            self.fail();
            ("", "")
        });
        self.ids = rest;
        id
    }

    #[inline(never)]
    fn number(&mut self) -> u64 {
        let mut value = 0u64;
        let mut shift = 0u32;
        loop {
            let Some(&byte) = self.bytes.get(self.at) else {
                self.fail();
                return 0;
            };
            self.at += 1;
            if shift > 63 {
                self.fail();
                return 0;
            }
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return value;
            }
            shift += 7;
        }
    }

    /// A number that must not exceed `most`; 0 if it does.
    #[inline(never)]
    fn at_most(&mut self, most: u64) -> u64 {
        let value = self.number();
        if value > most {
            self.fail();
            return 0;
        }
        value
    }
}

#[cfg(feature = "encode")]
#[derive(Default)]
struct Writer {
    body: Vec<u8>,
    ids: String,
    words: String,
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
    fn get(reader: &mut Reader) -> Self;
}

macro_rules! code_unsigned {
    ($($type:ty),*) => { $(
        impl Code for $type {
            #[cfg(feature = "encode")]
            fn put(&self, writer: &mut Writer) {
                write_number(&mut writer.body, u64::from(*self));
            }
            fn get(reader: &mut Reader) -> Self {
                reader.at_most(u64::from(<$type>::MAX)) as $type
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
    fn get(reader: &mut Reader) -> Self {
        let value = reader.number();
        (value >> 1) as i64 ^ -((value & 1) as i64)
    }
}

impl Code for bool {
    #[cfg(feature = "encode")]
    fn put(&self, writer: &mut Writer) {
        writer.body.push(u8::from(*self));
    }
    fn get(reader: &mut Reader) -> Self {
        reader.at_most(1) == 1
    }
}

/// 0: the next string that has not been used. Else 1 more than the place of a used one.
impl Code for Str {
    #[cfg(feature = "encode")]
    fn put(&self, writer: &mut Writer) {
        assert!(!self.contains(END), "no rule contains the character 0");
        let next = writer.known.len() as u64;
        let place = *writer.known.entry(self).or_insert(next);
        if place == next {
            writer.words.push_str(self);
            writer.words.push(END);
            write_number(&mut writer.body, 0);
        } else {
            write_number(&mut writer.body, place + 1);
        }
    }
    #[inline(never)]
    fn get(reader: &mut Reader) -> Self {
        let place = match reader.number() as usize {
            0 => {
                reader.next += 1;
                reader.next - 1
            }
            used => used - 1,
        };
        match reader.strings.get(place) {
            Some(text) => text,
            None => {
                reader.fail();
                ""
            }
        }
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
    fn get(reader: &mut Reader) -> Self {
        // A false length must not reserve memory: every item takes at least one byte.
        let length = reader.at_most((reader.bytes.len() - reader.at) as u64);
        (0..length).map(|_| T::get(reader)).collect()
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
    fn get(reader: &mut Reader) -> Self {
        bool::get(reader).then(|| T::get(reader))
    }
}

impl Code for Date {
    #[cfg(feature = "encode")]
    fn put(&self, writer: &mut Writer) {
        i64::from(self.days()).put(writer);
    }
    fn get(reader: &mut Reader) -> Self {
        let days = i64::get(reader);
        if i32::try_from(days).is_err() {
            reader.fail();
        }
        Date::from_days(days as i32)
    }
}

impl Code for Money {
    #[cfg(feature = "encode")]
    fn put(&self, writer: &mut Writer) {
        self.0.put(writer);
    }
    fn get(reader: &mut Reader) -> Self {
        Money(i64::get(reader))
    }
}

/// Links to nodes become distances: 0 for the next node, 1 for the one after it. Leaves come behind
/// all possible distances.
impl Code for Diagram {
    #[cfg(feature = "encode")]
    fn put(&self, writer: &mut Writer) {
        self.leaves.put(writer);
        self.root.put(writer);
        write_number(&mut writer.body, self.nodes.len() as u64);
        for (index, node) in self.nodes.iter().enumerate() {
            node.var.put(writer);
            write_number(&mut writer.body, node.edges.len() as u64);
            for edge in &node.edges {
                edge.cells.put(writer);
                let next = self.leaves + index as u16 + 1;
                let link = if edge.to < self.leaves {
                    edge.to
                } else {
                    edge.to - next + self.leaves
                };
                link.put(writer);
            }
        }
    }
    fn get(reader: &mut Reader) -> Self {
        let leaves = Code::get(reader);
        let root = Code::get(reader);
        let mut nodes: Vec<Node> = Code::get(reader);
        for (node, index) in nodes.iter_mut().zip(1..) {
            for edge in &mut node.edges {
                if edge.to >= leaves {
                    edge.to = edge.to.wrapping_add(index);
                }
            }
        }
        Diagram {
            leaves,
            root,
            nodes,
        }
    }
}

macro_rules! code_struct {
    ($($type:ident { $($field:ident),* })*) => { $(
        impl Code for $type {
            #[cfg(feature = "encode")]
            fn put(&self, writer: &mut Writer) {
                $( put_field!(self, writer, $field); )*
            }
            fn get(reader: &mut Reader) -> Self {
                $type { $( $field: get_field!(reader, $field) ),* }
            }
        }
    )* };
}

#[cfg(feature = "encode")]
macro_rules! put_field {
    ($self:ident, $writer:ident, id) => {
        $writer.ids.push_str($self.id);
        $writer.ids.push(END);
    };
    ($self:ident, $writer:ident, $field:ident) => {
        $self.$field.put($writer);
    };
}

macro_rules! get_field {
    ($reader:ident, id) => {
        $reader.id()
    };
    ($reader:ident, $field:ident) => {
        Code::get($reader)
    };
}

code_struct! {
    Rulebook { version, hash, facts, vars, sources, terms, benefits }
    Fact {
        id, name, question, help, kind, first_var, effort, changeable, first, page, usual, ladder,
        applies, denials, grows, follows, local
    }
    Growth { months, provided }
    Choice { id, label, help }
    Var { of, cells, cuts, at_most }
    Source {
        id, title, issuer, number, kind, date_note, date, date_inferred, period, validity_note,
        checked, check_again_by, old_after_months, regions
    }
    Benefit {
        id, name, source, audiences, kind, claim, claim_note, period, citations, conditions, diagram,
        amounts, amount_note, open_points, window, excludes, relations, apply, responsible, quota,
        services, cap
    }
    Period { from, from_basis, until, until_basis, until_quote, until_note }
    Notion { id, name, help, open_points, quotes }
    NotionQuote { source, quote }
    Notes { hash, terms, benefits }
    NotionNotes { help, open_points, quotes }
    BenefitNotes {
        open_points, citations, relations, claim_note, responsible, quota, place
    }
    Citation { place, quote }
    Condition { op, end, label, quote, term }
    Node { var, edges }
    Edge { cells, to }
    Amount { terms, unstated, rhythm, by_right }
    Term { base, per, up_to }
    OpenPoint { point, reading_a, reading_b, weight }
    Window { fact, months }
    Apply { office, how, phone, link, payout }
    Cap { sum, note }
}

/// Variants are numbered as they are listed; the last also stands for a number that is none.
macro_rules! code_enum {
    ($($type:ident {
        $($tag:literal = $variant:ident $({ $($field:ident),* })?,)*
        else = $last:ident $({ $($last_field:ident),* })?
    })*) => { $(
        impl Code for $type {
            #[cfg(feature = "encode")]
            fn put(&self, writer: &mut Writer) {
                let last = [$($tag as u8),*].len() as u8;
                match self {
                    $( $type::$variant $({ $($field),* })? => {
                        writer.body.push($tag);
                        $( $( $field.put(writer); )* )?
                    } )*
                    $type::$last $({ $($last_field),* })? => {
                        writer.body.push(last);
                        $( $( $last_field.put(writer); )* )?
                    }
                }
            }
            fn get(reader: &mut Reader) -> Self {
                match reader.at_most([$($tag as u8),*].len() as u64) {
                    $( $tag => $type::$variant $({ $($field: Code::get(reader)),* })?, )*
                    _ => $type::$last $({ $($last_field: Code::get(reader)),* })?,
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
        else = Date { earliest }
    }
    VarOf {
        0 = Fact { fact },
        1 = Member { fact, option },
        2 = Day { fact },
        3 = Reading { benefit, reading },
        else = Unstated { benefit }
    }
    Basis { 0 = Quoted, 1 = Inferred, else = Unstated }
    SourceKind { 0 = OfficialDocument, else = PressReport }
    BenefitKind { 0 = Money, else = Service }
    Claim { 0 = Right, else = Selection }
    Op {
        0 = All,
        1 = Any,
        2 = Not,
        3 = Test { var, cells },
        4 = Within { var, cells },
        5 = Reading { var },
        6 = Unstated { var },
        7 = Always,
        else = Never
    }
    Base { 0 = Sum { low, high }, else = Percent { percent, of } }
    Rhythm {
        0 = Once,
        1 = Monthly { months },
        2 = Yearly { years },
        else = Unstated
    }
    Weight { 0 = Decides, 1 = Noted, else = Silent }
}
