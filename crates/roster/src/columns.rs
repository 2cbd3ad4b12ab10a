//! Which column is which fact: a suggestion, for a person to confirm.
//!
//! Headers go by the names in `text/roster.toml`, exactly. What nobody shall read over a shoulder goes
//! by less: a word in the header is enough (手机号码1, 员工身份证), and so are the digits of identity
//! cards, phones and bank cards, whatever the header says.

use std::borrow::Cow;
use std::ops::Range;

use engine::model::{FactIdx, FactKind};
use engine::{Date, Rulebook};

use crate::feeds::{Feed, feeds};
use crate::people::{Mapping, Role, Sensitive, Staff};
use crate::table::{Cell, Table};
use crate::values::{is_blank, option, shown};
pub use crate::words::{CERTIFICATE, CERTIFICATES};
use crate::words::{Named, half_width, plain, trimmed, words};

/// Cells of a column that are looked at.
const LOOKED_AT: usize = 200;

/// What each column is taken for. A column whose name another one before it has had is passed over,
/// and so is one for a fact that has its column; only sets may be told of in several, and what is said
/// of a certificate in as many as somebody has certificates.
pub fn suggest(rulebook: &Rulebook, table: &Table) -> Mapping {
    let mut mapping = Mapping {
        english: is_english(&table.headers),
        ..Mapping::default()
    };
    let mut names: Vec<String> = Vec::new();
    for (column, header) in table.headers.iter().enumerate() {
        let cells = table.rows.iter().filter_map(|row| row.cells.get(column));
        let sensitive = looks(cells);
        let role = match sensitive {
            Some(sensitive) => Role::Sensitive(sensitive),
            None => role(rulebook, header).unwrap_or_default(),
        };
        let name = plain(header);
        let roles = &mapping.roles;
        let role = match role {
            Role::Ignored | Role::Sensitive(_) => role,
            Role::Name if names.contains(&name) => Role::Ignored,
            Role::Name => role,
            Role::Fact(fact) if is_set(rulebook, fact) => {
                if names.contains(&name) {
                    Role::Ignored
                } else {
                    role
                }
            }
            Role::Fact(fact) | Role::Again(fact, _) if roles.contains(&role) => {
                let of_certificate = CERTIFICATE.iter().any(|id| rulebook.fact(id) == Some(fact));
                let mut further = (2..=CERTIFICATES).map(|number| Role::Again(fact, number));
                let free = further.find(|role| !roles.contains(role));
                free.filter(|_| of_certificate).unwrap_or_default()
            }
            // Offered, not taken.
            Role::Feed(feed) if feed_of(feed).proposed => Role::Ignored,
            Role::Feed(feed) => match question(rulebook, table, column, feed) {
                Some(fact) if !roles.contains(&Role::Fact(fact)) => Role::Fact(fact),
                _ if roles.contains(&role) => Role::Ignored,
                _ => role,
            },
            Role::Member(..) | Role::Staff(_) if roles.contains(&role) => Role::Ignored,
            Role::Fact(_) | Role::Again(..) | Role::Member(..) | Role::Staff(_) => role,
        };
        let proposed = match words().header(header) {
            Some(Named::Proposed(id)) if sensitive.is_none() => rulebook.fact(id).map(Role::Fact),
            Some(Named::Feed(feed)) if sensitive.is_none() && feed_of(feed).proposed => {
                Some(Role::Feed(feed))
            }
            _ => None,
        };
        mapping.roles.push(role);
        mapping.proposed.push(proposed);
        names.push(name);
    }
    mapping
}

/// The question that a column is if nothing stands there but its options.
fn question(rulebook: &Rulebook, table: &Table, column: usize, feed: u8) -> Option<FactIdx> {
    let fact = rulebook.fact(feed_of(feed).question)?;
    let cells = table.rows.iter().filter_map(|row| row.cells.get(column));
    let mut full = cells.filter(|cell| !is_blank(cell)).take(LOOKED_AT);
    let is = |cell: &Cell| {
        let text = shown(cell);
        option(rulebook, fact, &text).is_some() || words().is_unknown(&text)
    };
    full.all(is).then_some(fact)
}

/// The column that a role stands for.
pub fn feed_of(feed: u8) -> &'static Feed {
    &feeds().columns[usize::from(feed)]
}

/// All columns that are no question and say something of one.
pub fn all_feeds() -> &'static [Feed] {
    &feeds().columns
}

/// Whether a column would be kept from being used: by its name or by what stands in it.
pub(crate) fn is_sensitive(rulebook: &Rulebook, table: &Table, column: usize) -> bool {
    let cells = table.rows.iter().filter_map(|row| row.cells.get(column));
    let named = || role(rulebook, &table.headers[column]);
    looks(cells).is_some() || matches!(named(), Some(Role::Sensitive(_)))
}

fn is_set(rulebook: &Rulebook, fact: FactIdx) -> bool {
    matches!(rulebook.facts[usize::from(fact)].kind, FactKind::Set { .. })
}

/// Whether the names of columns are in English: most of those that say something.
fn is_english(headers: &[String]) -> bool {
    let full: Vec<&String> = headers.iter().filter(|header| !header.is_empty()).collect();
    let english = full.iter().filter(|header| header.is_ascii()).count();
    english * 2 > full.len()
}

/// What a header names; `None`: nothing that is known, or nothing that is certain. Ids of facts are
/// names, and so are `fact.option` and the keys of the other sections.
pub fn role(rulebook: &Rulebook, header: &str) -> Option<Role> {
    // A column of results names a benefit and its source.
    let mut sources = rulebook.sources.iter();
    if sources.any(|source| header.ends_with(&format!("（{}）", source.title))) {
        return None;
    }
    let Some(named) = words().header(header) else {
        return hinted(header).map(Role::Sensitive);
    };
    match named {
        Named::Name => Some(Role::Name),
        Named::Sensitive(key) => sensitive(key).map(Role::Sensitive),
        Named::Staff(key) => staff(key).map(Role::Staff),
        Named::Fact(id) => rulebook.fact(id).map(Role::Fact),
        Named::Again(id, number) => rulebook.fact(id).map(|fact| Role::Again(fact, number)),
        Named::Proposed(_) => None,
        Named::Feed(feed) => Some(Role::Feed(feed)),
        Named::Option(fact, id) => {
            let fact = rulebook.fact(fact)?;
            let options = rulebook.facts[usize::from(fact)].kind.options();
            let option = options.iter().position(|option| option.id == id)?;
            Some(Role::Member(fact, option as u8))
        }
    }
}

/// The known name of a column that is most like a header; `None`: none is like it.
pub fn nearest(header: &str) -> Option<&'static str> {
    words().nearest(header)
}

/// What a header speaks of that is no known name: a column too many that stays at home is soon put
/// right, an identity number that went out is not.
fn hinted(header: &str) -> Option<Sensitive> {
    const HINTS: [(Sensitive, &[&str]); 3] = [
        (
            Sensitive::IdNumber,
            &[
                "身份证",
                "证件",
                "公民身份",
                "社会保障号",
                "idcard",
                "idnumber",
                "passport",
                "护照",
            ],
        ),
        (
            Sensitive::Phone,
            &["手机", "电话", "联系方式", "phone", "mobile"],
        ),
        (
            Sensitive::BankCard,
            &[
                "银行",
                "卡号",
                "账号",
                "帐号",
                "账户",
                "帐户",
                "工资卡",
                "bankcard",
                "bankaccount",
            ],
        ),
    ];
    let header = plain(header);
    let of = |hints: &[&str]| hints.iter().any(|hint| header.contains(hint));
    HINTS
        .into_iter()
        .find(|(_, hints)| of(hints))
        .map(|(kind, _)| kind)
}

/// Whether two headers are the same but for white space, punctuation, width and case.
pub fn same(one: &str, other: &str) -> bool {
    plain(one) == plain(other)
}

pub(crate) fn sensitive(key: &str) -> Option<Sensitive> {
    match key {
        "id_number" => Some(Sensitive::IdNumber),
        "phone" => Some(Sensitive::Phone),
        "bank_card" => Some(Sensitive::BankCard),
        _ => None,
    }
}

pub(crate) fn staff(key: &str) -> Option<Staff> {
    match key {
        "self_evaluated" => Some(Staff::SelfEvaluated),
        "apprentice" => Some(Staff::Apprentice),
        "order_hire" => Some(Staff::OrderHire),
        "flexible_leader" => Some(Staff::FlexibleLeader),
        "agreed_salary" => Some(Staff::AgreedSalary),
        _ => None,
    }
}

/// What at least half of the cells are by their digits: a column too many that stays at home is soon
/// put right.
fn looks<'a>(cells: impl Iterator<Item = &'a Cell>) -> Option<Sensitive> {
    let mut full = 0;
    let mut found = [0; 3];
    let full_cells = cells.filter(|cell| **cell != Cell::Empty);
    for cell in full_cells.take(LOOKED_AT) {
        full += 1;
        match number_of(cell) {
            Some(Sensitive::IdNumber) => found[0] += 1,
            Some(Sensitive::Phone) => found[1] += 1,
            Some(Sensitive::BankCard) => found[2] += 1,
            None => {}
        }
    }
    if full == 0 || found.iter().sum::<usize>() * 2 < full {
        return None;
    }
    let kinds = [Sensitive::IdNumber, Sensitive::Phone, Sensitive::BankCard];
    let found = found.into_iter().zip(kinds).rev();
    found.max_by_key(|(found, _)| *found).map(|(_, kind)| kind)
}

/// The whole number in a cell of a column of such, right or mistyped; of what a spreadsheet has rounded,
/// or what is covered, nobody knows it.
pub(crate) fn id_number(cell: &Cell) -> Option<String> {
    let Cell::Text(text) = cell else { return None };
    let digits = digits_of(text);
    let all = digits.strip_suffix('X').unwrap_or(&digits);
    let whole = matches!(digits.len(), 15 | 18) && all.bytes().all(|byte| byte.is_ascii_digit());
    // 000000000000000000 stands for nobody.
    let bytes = all.as_bytes();
    (whole && bytes.iter().any(|byte| *byte != bytes[0])).then_some(digits)
}

/// A text without the numbers of identity cards and mobile phones in it: 备注 may hold them, and so may
/// a name or a cell that is in the wrong column. Other numbers stay.
pub fn covered(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut kept = 0;
    let mut from = None;
    let ends = text.char_indices().map(|(at, sign)| (at, Some(sign)));
    for (at, sign) in ends.chain([(text.len(), None)]) {
        let digit = sign.map(half_width).is_some_and(|sign| {
            sign.is_ascii_digit() || from.is_some() && matches!(sign, 'X' | 'x')
        });
        match (from, digit) {
            (None, true) => from = Some(at),
            (Some(start), false) => {
                let number = digits_of(&text[start..at]);
                let local = number.strip_prefix("86").filter(|rest| rest.len() == 11);
                if is_id_number(&number)
                    || has_birthday(&number)
                    || is_mobile(local.unwrap_or(&number))
                {
                    out.push_str(&text[kept..start]);
                    out.push_str("***");
                    kept = at;
                }
                from = None;
            }
            _ => {}
        }
    }
    if kept == 0 && out.is_empty() {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[kept..]);
    Cow::Owned(out)
}

fn is_mobile(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 11
        && bytes.iter().all(u8::is_ascii_digit)
        && bytes[0] == b'1'
        && bytes[1] >= b'3'
}

/// In half width and upper case, without what is put between digits.
fn digits_of(text: &str) -> String {
    let text = trimmed(text).to_ascii_uppercase();
    let kept = text
        .chars()
        .filter(|sign| !matches!(sign, ' ' | '-' | '\'' | '\t'));
    let digits: String = kept.collect();
    match digits.split_once('.') {
        // 13800001111.0: a column in which some are missing, as programs write it.
        Some((whole, noughts))
            if !noughts.is_empty() && noughts.bytes().all(|byte| byte == b'0') =>
        {
            whole.to_owned()
        }
        _ => digits,
    }
}

/// What a number with so many digits was before a spreadsheet rounded it: 3.70102E+17.
fn blurred(number: f64) -> Option<Sensitive> {
    if !(1e10..1e19).contains(&number) {
        return None;
    }
    let digits = number.log10().floor() as i32;
    let start = number / 10_f64.powi(digits - 1);
    match digits {
        10 if (13.0..20.0).contains(&start) => Some(Sensitive::Phone),
        14 | 17 if is_province(start as u64) => Some(Sensitive::IdNumber),
        15..=18 => Some(Sensitive::BankCard),
        _ => None,
    }
}

fn number_of(cell: &Cell) -> Option<Sensitive> {
    // As a number, all but its first fifteen digits are gone.
    let rounded = match cell {
        Cell::Number(number) if *number >= 1e15 => Some(*number),
        Cell::Text(text) if text.contains(['E', 'e']) && text.contains('+') => {
            trimmed(text).parse().ok()
        }
        _ => None,
    };
    if let Some(number) = rounded {
        return blurred(number);
    }
    let shown = shown(cell);
    let text = trimmed(&shown).to_ascii_uppercase();
    let digits = digits_of(&shown);
    if let Some(kind) = masked(&digits) {
        return Some(kind);
    }
    if !digits.is_ascii() {
        return None;
    }
    if is_id_number(&digits) || has_birthday(&digits) {
        return Some(Sensitive::IdNumber);
    }
    if is_landline(&text) {
        return Some(Sensitive::Phone);
    }
    let local = digits.strip_prefix("+86").unwrap_or(&digits);
    let local = local
        .strip_prefix("86")
        .filter(|rest| rest.len() == 11)
        .unwrap_or(local);
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if is_mobile(local) {
        return Some(Sensitive::Phone);
    }
    let card = (16..=19).contains(&digits.len())
        && all_digits(&digits)
        && matches!(digits.as_bytes()[0], b'3'..=b'6' | b'9')
        && luhn(&digits);
    card.then_some(Sensitive::BankCard)
}

/// A number of which a part is hidden already: 370102********1234, 138****5678, 138XXXX5678.
fn masked(text: &str) -> Option<Sensitive> {
    let sign = |sign: char| matches!(sign, '*' | 'X' | '×' | '✱' | '●' | '•' | '·' | '#' | '_');
    let count = text.chars().count();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    // The last may be the check digit X.
    let hidden = text
        .chars()
        .take(count - usize::from(text.ends_with('X')))
        .filter(|one| sign(*one));
    let hidden = hidden.count();
    let all = text.chars().all(|one| one.is_ascii_digit() || sign(one));
    if hidden < 3 || digits < 3 || !all {
        return None;
    }
    match count {
        11 => Some(Sensitive::Phone),
        14 | 15 | 18 => Some(Sensitive::IdNumber),
        16 | 17 | 19 => Some(Sensitive::BankCard),
        _ => None,
    }
}

/// The number of an identity card that is not whole: its place and day of birth stand there, and no
/// more than its last digits are missing or covered.
fn has_birthday(text: &str) -> bool {
    let bytes = text.as_bytes();
    (14..=20).contains(&bytes.len())
        && bytes[..14].iter().all(u8::is_ascii_digit)
        && bytes[14..]
            .iter()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'X' | b'*'))
        && is_province(text[..2].parse().unwrap_or(0))
        && (1900..2100).contains(&text[6..10].parse::<i32>().unwrap_or(0))
        && born(&text[6..14])
}

/// Whether eight digits are a day.
fn born(text: &str) -> bool {
    let part = |range: Range<usize>| text[range].parse::<u16>().unwrap_or(0);
    Date::new(i32::from(part(0..4)), part(4..6) as u8, part(6..8) as u8).is_some()
}

/// 0635-8231234, with an extension or not. Without a dash it may be any number.
fn is_landline(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').map(str::trim).collect();
    let digits = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    parts.iter().all(digits)
        && (2..=3).contains(&parts.len())
        && parts[0].starts_with('0')
        && (3..=4).contains(&parts[0].len())
        && (7..=8).contains(&parts[1].len())
        && parts.get(2).is_none_or(|extension| extension.len() <= 5)
}

/// GB 11643: a place, a day of birth, a serial number and a check digit; or the older fifteen digits.
/// Eighteen with a wrong check digit are one that was typed wrongly if the place and the day could be.
fn is_id_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = |range: &[u8]| range.iter().all(u8::is_ascii_digit);
    match bytes.len() {
        18 if digits(&bytes[..17]) => {
            const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
            const CHECKS: &[u8; 11] = b"10X98765432";
            let sum: u32 = bytes
                .iter()
                .zip(WEIGHTS)
                .map(|(byte, weight)| u32::from(byte - b'0') * weight)
                .sum();
            let part = |range: Range<usize>| text[range].parse::<u32>().unwrap_or(0);
            let (year, month, day) = (part(6..10), part(10..12), part(12..14));
            let born = Date::new(year as i32, month as u8, day as u8);
            let likely = is_province(u64::from(part(0..2)))
                && (1900..2100).contains(&year)
                && born.is_some()
                && (bytes[17].is_ascii_digit() || bytes[17] == b'X');
            likely || bytes[17] == CHECKS[(sum % 11) as usize]
        }
        15 if digits(bytes) => {
            let part = |from: usize| text[from..from + 2].parse::<u8>().unwrap_or(0);
            let birth = Date::new(1900 + i32::from(part(6)), part(8), part(10));
            is_province(u64::from(part(0))) && birth.is_some()
        }
        _ => false,
    }
}

/// Whether numbers of identity cards begin so.
fn is_province(digits: u64) -> bool {
    (11..=91).contains(&digits)
}

/// The check of bank cards (ISO/IEC 7812).
fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte - b'0');
            match place % 2 {
                0 => digit,
                _ => digit * 2 / 10 + digit * 2 % 10,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}
