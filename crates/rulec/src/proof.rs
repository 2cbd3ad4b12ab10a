//! The proof that every quote was published, and every number with it.
//!
//! White space comes from the layout of the sources and counts for nothing. Where the source texts
//! are at hand, quotes are looked up in them and the results written down in `proofs.lock`; where
//! they are not, only what the lock has on record is accepted. The lock holds hashes and places,
//! not words.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use engine::model::{Basis, Period};
use engine::{Date, days_in_month};
use sha2::{Digest, Sha256};

use crate::diagnostic::{Code, Diagnostic, FileId, Files, Place};
use crate::document::{self, Faults, Table, Text};
use crate::label;
use crate::number::Stated;
use crate::tree::{Benefit, Book, FixedDay, Number, Role, Term};

/// How much of one source the rules account for.
#[derive(Clone, PartialEq, Debug)]
pub struct Coverage {
    /// Id of the source.
    pub source: String,
    pub sentences: usize,
    /// Sentences that a benefit quotes or that are listed as granting nothing.
    pub covered: usize,
    /// The others; empty where only the lock was at hand.
    pub uncovered: Vec<String>,
}

/// The coverage of all sources as a table.
pub fn coverage_table(coverage: &[Coverage]) -> String {
    let mut out = String::from("来源          句数  已交代    比例\n");
    for one in coverage {
        let percent = if one.sentences == 0 {
            100.0
        } else {
            one.covered as f64 * 100.0 / one.sentences as f64
        };
        let _ = writeln!(
            out,
            "{:<12}{:>6}{:>8}{:>7.1}%",
            one.source, one.sentences, one.covered, percent
        );
    }
    out
}

/// What mends a lock that is out of date.
const MEND: &str = "运行 `cargo run -p skill-subsidy -- check --sources <来源目录> --update-lock`，并把 proofs.lock 一同提交";

pub(crate) struct Proof {
    pub coverage: Vec<Coverage>,
    /// The lock as it should be; only where all quotes were proved in the source texts.
    pub lock: Option<String>,
}

/// A text without its white space, and where each of its characters came from.
struct Bare {
    text: String,
    /// Byte offset in the original of each byte in `text`, and the end of the original.
    origin: Vec<usize>,
}

impl Bare {
    fn of(original: &str) -> Bare {
        let mut bare = Bare {
            text: String::new(),
            origin: Vec::new(),
        };
        for (at, c) in original.char_indices() {
            if is_layout(c) {
                continue;
            }
            bare.text.push(c);
            bare.origin.extend(at..at + c.len_utf8());
        }
        bare.origin.push(original.len());
        bare
    }

    fn chars_before(&self, at: usize) -> usize {
        self.text[..at].chars().count()
    }
}

fn is_layout(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !is_layout(*c)).collect()
}

fn hash(text: &str) -> String {
    crate::hex(&Sha256::digest(text))
}

/// Enough of a hash to tell one quote from any other.
fn short_hash(text: &str) -> String {
    crate::hex(&Sha256::digest(text)[..16])
}

/// All quotes from one source: the benefits', those of `[[nothing]]`, and the others.
fn quotes_of(book: &Book, source: usize) -> impl Iterator<Item = &Text> {
    let benefits = book.benefits.iter().filter(move |b| b.source == source);
    let nothings = book.nothings.iter().filter(move |n| n.source == source);
    benefits
        .flat_map(|benefit| &benefit.quotes)
        .chain(nothings.map(|nothing| &nothing.quote))
        .chain(other_quotes(book, source))
}

/// Quotes from one source that define a term, or say from when and until when the source holds.
fn other_quotes(book: &Book, source: usize) -> impl Iterator<Item = &Text> {
    let terms = book.terms.iter().flat_map(|term| &term.quotes);
    let of = terms.filter(move |(_, of)| *of == source);
    of.map(|(quote, _)| quote)
        .chain(&book.sources[source].quotes)
}

/// Proves all quotes against the source texts. `texts` has the file of each source that is there.
pub(crate) fn in_sources(
    book: &Book,
    files: &Files,
    texts: &[Option<FileId>],
    lock: Option<FileId>,
    faults: &mut Faults,
) -> Proof {
    let before = faults.len();
    let mut complete = true;
    let mut coverage = Vec::new();
    let mut written = String::from(
        "# 由编译器写成，不要手改。每行一条引文：去掉空白后在来源里的位置（字）、长度（字）、SHA-256 的前 32 位。\n",
    );
    for (index, source) in book.sources.iter().enumerate() {
        // Nothing was read that could prove anything.
        if quotes_of(book, index).next().is_none() {
            complete = false;
            continue;
        }
        let Some(file) = texts[index] else {
            faults.push(
                Diagnostic::new(
                    Code::MissingSourceText,
                    format!("来源目录里没有 `{}`", source.file.text),
                )
                .at(&source.file.place, "")
                .help("改正 `file`，或把来源文本放进来源目录"),
            );
            continue;
        };
        let text = Bare::of(&files.0[file].text);
        let mut proved: BTreeSet<(usize, usize, String)> = BTreeSet::new();
        let mut refused: BTreeSet<String> = BTreeSet::new();
        let mut touched = touched(book, index, &text);
        for quote in quotes_of(book, index) {
            let words = bare(&quote.text);
            match text.text.find(&words) {
                Some(at) if !words.is_empty() => {
                    let length = words.chars().count();
                    proved.insert((text.chars_before(at), length, short_hash(&words)));
                }
                _ => {
                    // The sentence that was meant is not reported as well.
                    let known = longest_beginning(&words, &text);
                    if known > 0 {
                        touched.extend(everywhere(&words[..known], &text));
                    }
                    if refused.insert(words) {
                        faults.push(not_in_source(quote, &text, files, &source.file.text));
                    }
                }
            }
        }
        let sentences = sentences(&text.text);
        let mut uncovered = Vec::new();
        for &(start, end) in &sentences {
            if touched.iter().any(|&(from, to)| from < end && start < to) {
                continue;
            }
            let words = &text.text[start..end];
            uncovered.push(words.to_owned());
            faults.push(uncovered_sentence(words, (start, end), &text, file, files));
        }
        let covered = sentences.len() - uncovered.len();
        let _ = write!(
            written,
            "\n[{}]\nsha256 = \"{}\"\nlength = {}\nsentences = {}\ncovered = {covered}\nquotes = [\n",
            source.id.text,
            hash(&text.text),
            text.text.chars().count(),
            sentences.len(),
        );
        for (at, length, hash) in &proved {
            let _ = writeln!(written, "  \"{at} {length} {hash}\",");
        }
        written.push_str("]\n");
        coverage.push(Coverage {
            source: source.id.text.clone(),
            sentences: sentences.len(),
            covered,
            uncovered,
        });
    }
    complete &= faults[before..]
        .iter()
        .all(|fault| fault.code == Code::UncoveredSentence);
    if complete && lock.is_none_or(|lock| files.0[lock].text != written) {
        let mut fault = Diagnostic::new(
            Code::StaleLock,
            if lock.is_some() {
                "proofs.lock 与规则或来源不一致"
            } else {
                "还没有 proofs.lock"
            },
        );
        if let Some(place) = lock.and_then(|lock| first_difference(lock, files, &written)) {
            fault = fault.at(&place, "从这里开始不同");
        }
        faults.push(fault.help(MEND));
    }
    Proof {
        coverage,
        lock: complete.then_some(written),
    }
}

fn first_difference(lock: FileId, files: &Files, written: &str) -> Option<Place> {
    let mut start = 0;
    let mut wanted = written.split_inclusive('\n');
    for line in files.0[lock].text.split_inclusive('\n') {
        if wanted.next() != Some(line) {
            let end = start + line.trim_end().len();
            return Some(Place {
                file: lock,
                span: start..end,
            });
        }
        start += line.len();
    }
    None
}

/// How many bytes of the words, from their beginning, stand in the text.
fn longest_beginning(words: &str, text: &Bare) -> usize {
    let ends: Vec<usize> = words
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .collect();
    // A longer beginning is found only where a shorter one is.
    let known = ends.partition_point(|end| text.text.contains(&words[..*end]));
    known.checked_sub(1).map_or(0, |last| ends[last])
}

/// Every place where the words stand in the text.
fn everywhere(words: &str, text: &Bare) -> Vec<(usize, usize)> {
    if words.is_empty() {
        return Vec::new();
    }
    text.text
        .match_indices(words)
        .map(|(at, found)| (at, at + found.len()))
        .collect()
}

/// Underlines the quote from where it leaves the source.
fn not_in_source(quote: &Text, text: &Bare, files: &Files, name: &str) -> Diagnostic {
    let chars: Vec<(usize, char)> = quote
        .text
        .char_indices()
        .filter(|(_, c)| !is_layout(*c))
        .collect();
    let words: String = chars.iter().map(|(_, c)| *c).collect();
    let matched = &words[..longest_beginning(&words, text)];
    let known = matched.chars().count();
    let mut fault = Diagnostic::new(Code::QuoteNotInSource, format!("引文不在来源 {name} 里"));
    let place = &quote.place;
    let written = &files.0[place.file].text[place.span.clone()];
    let offset = written.find(quote.text.as_str());
    fault = match (offset, chars.get(known)) {
        (Some(offset), Some((from, _))) if known > 0 => {
            let start = place.span.start + offset;
            fault.at(
                &Place {
                    file: place.file,
                    span: start + from..start + quote.text.len(),
                },
                "从这里开始与来源不同",
            )
        }
        _ => fault.at(place, ""),
    };
    if known > 0
        && let Some(at) = text.text.find(matched)
    {
        let next: String = text.text[at + matched.len()..].chars().take(12).collect();
        let tail: Vec<char> = matched.chars().collect();
        let tail: String = tail[tail.len().saturating_sub(8)..].iter().collect();
        fault = fault.note(format!("来源在“{tail}”之后写的是“{next}”"));
    }
    fault.help("逐字照抄来源；中间有省略的，分成两条引文写在 quotes 里")
}

/// Byte ranges of the sentences: what stands between 。；！？, with closing quotation marks.
///
/// Headlines have no such sign and so belong to the sentence behind them.
fn sentences(text: &str) -> Vec<(usize, usize)> {
    let mut list = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !matches!(c, '。' | '；' | '！' | '？' | ';') {
            continue;
        }
        let mut end = at + c.len_utf8();
        while let Some(&(next, closing)) = chars.peek()
            && matches!(
                closing,
                '”' | '’' | '」' | '』' | '）' | ')' | '】' | '》' | '。' | '！' | '？'
            )
        {
            end = next + closing.len_utf8();
            chars.next();
        }
        list.push((start, end));
        start = end;
    }
    if start < text.len() {
        list.push((start, text.len()));
    }
    list
}

/// Byte ranges that the rules account for. What grants a benefit, or nothing, counts wherever the
/// source says it; the words of a condition or tier count once, inside the clause if they can.
fn touched(book: &Book, source: usize, text: &Bare) -> Vec<(usize, usize)> {
    let everywhere = |quote: &Text| everywhere(&bare(&quote.text), text);
    let mut ranges = Vec::new();
    for benefit in book.benefits.iter().filter(|b| b.source == source) {
        let own: Vec<(usize, usize)> = benefit
            .citations
            .iter()
            .flat_map(|citation| everywhere(&citation.quote))
            .collect();
        for quote in &benefit.quotes[benefit.citations.len().min(benefit.quotes.len())..] {
            let places = everywhere(quote);
            let inside = |range: &&(usize, usize)| {
                own.iter().any(|own| own.0 <= range.0 && range.1 <= own.1)
            };
            let best = places.iter().find(inside).or(places.first());
            ranges.extend(best.copied());
        }
        ranges.extend(own);
    }
    for nothing in book.nothings.iter().filter(|n| n.source == source) {
        ranges.extend(everywhere(&nothing.quote));
    }
    for quote in other_quotes(book, source) {
        ranges.extend(everywhere(quote).first());
    }
    ranges
}

fn uncovered_sentence(
    words: &str,
    (start, end): (usize, usize),
    text: &Bare,
    file: FileId,
    files: &Files,
) -> Diagnostic {
    // Underline the last line of the sentence only: its beginning may be a headline far above.
    let (from, to) = (text.origin[start], text.origin[end - 1]);
    let original = &files.0[file].text;
    let to = to + 1;
    let from = original[from..to]
        .rfind('\n')
        .map_or(from, |line| from + line + 1);
    let from = from + original[from..to].len() - original[from..to].trim_start().len();
    let tail: Vec<char> = words.chars().collect();
    let tail: String = tail[tail.len().saturating_sub(60)..].iter().collect();
    Diagnostic::new(
        Code::UncoveredSentence,
        "这一句没有待遇引用，也没有记为不给待遇",
    )
    .at(
        &Place {
            file,
            span: from..to,
        },
        "",
    )
    .help(format!(
        "给待遇的，引用它；不给的，加\n[[nothing]]\nquote = \"{tail}\"\nwhy = \"…\""
    ))
}

/// Accepts only quotes that the lock has on record.
pub(crate) fn in_lock(
    book: &Book,
    files: &Files,
    lock: Option<FileId>,
    faults: &mut Faults,
) -> Proof {
    let mut proof = Proof {
        coverage: Vec::new(),
        lock: None,
    };
    let Some(lock) = lock else {
        faults.push(
            Diagnostic::new(
                Code::StaleLock,
                "没有 proofs.lock，也没有来源文本，引文无从证明",
            )
            .help(MEND),
        );
        return proof;
    };
    let mut unread = Faults::new();
    let parsed = document::parse(lock, &files.0[lock].text, &mut unread);
    let root = Table::root(lock, &parsed);
    let mut records: BTreeMap<String, Record> = BTreeMap::new();
    for (id, value) in root.entries() {
        let Some(table) = value.table(&id.text, &mut unread) else {
            continue;
        };
        let mut count = |key: &str| {
            let number = table.need(key, &mut unread)?.number(key, &mut unread)?;
            usize::try_from(number).ok()
        };
        let (sentences, covered) = (count("sentences"), count("covered"));
        proof.coverage.push(Coverage {
            source: id.text.clone(),
            sentences: sentences.unwrap_or(0),
            covered: covered.unwrap_or(0),
            uncovered: Vec::new(),
        });
        let mut record = Record {
            place: id.place,
            quotes: BTreeSet::new(),
            open: sentences.unwrap_or(0) - covered.unwrap_or(0).min(sentences.unwrap_or(0)),
        };
        for line in table.texts("quotes", &mut unread) {
            let mut parts = line.text.split(' ').skip(1);
            if let (Some(length), Some(hash)) = (parts.next(), parts.next())
                && let Ok(length) = length.parse()
            {
                record.quotes.insert((length, hash.to_owned()));
            }
        }
        records.insert(id.text, record);
    }
    if !unread.is_empty() {
        faults.push(
            Diagnostic::new(Code::StaleLock, "proofs.lock 读不懂")
                .at(&unread[0].marks[0].place, "")
                .help(MEND),
        );
        return proof;
    }
    for (index, source) in book.sources.iter().enumerate() {
        let record = records.get(&source.id.text);
        let mut refused: BTreeSet<String> = BTreeSet::new();
        let mut used = BTreeSet::new();
        for quote in quotes_of(book, index) {
            let words = bare(&quote.text);
            let key = (words.chars().count(), short_hash(&words));
            if record.is_some_and(|record| record.quotes.contains(&key)) {
                used.insert(key);
                continue;
            }
            if !refused.insert(words) {
                continue;
            }
            faults.push(
                Diagnostic::new(Code::UnprovedQuote, "这条引文没有证明过")
                    .at(&quote.place, "proofs.lock 里没有它")
                    .help(MEND),
            );
        }
        let Some(record) = record else { continue };
        // Without the texts, what a quote covered can only be missed by missing the quote.
        let left = match refused.is_empty() {
            true => record.quotes.len() - used.len(),
            // A changed quote is told of where it stands.
            false => 0,
        };
        for (count, what) in [
            (left, "条引文是规则里没有的：有引文删去或改动了"),
            (record.open, "句没有待遇引用，也没有记为不给待遇"),
        ] {
            if count > 0 {
                faults.push(
                    Diagnostic::new(
                        Code::StaleLock,
                        format!("proofs.lock 里这个来源有 {count} {what}"),
                    )
                    .at(&record.place, "")
                    .help(MEND),
                );
            }
        }
    }
    proof
}

/// What the lock says of one source.
struct Record {
    place: Place,
    /// Length and hash of each proved quote.
    quotes: BTreeSet<(usize, String)>,
    /// Sentences that were not accounted for.
    open: usize,
}

/// Every number of a benefit must stand in one of its quotes, and every fixed day too, unless it is
/// the one from which the benefit is in force.
pub(crate) fn numbers(benefit: &Benefit, book: &Book, faults: &mut Faults) {
    let own = benefit.period.as_ref();
    let period = own.unwrap_or(&book.sources[benefit.source].period);
    let quotes: Vec<&Text> = benefit.quotes.iter().collect();
    stated(&quotes, &benefit.numbers, &benefit.days, period, faults);
}

/// As [`numbers`], for a term. One that stands in the file of a policy may name the day from which
/// that is in force.
pub(crate) fn numbers_of_term(term: &Term, book: &Book, faults: &mut Faults) {
    let quotes: Vec<&Text> = term.quotes.iter().map(|(quote, _)| quote).collect();
    let period = term.local.map(|source| book.sources[source].period.clone());
    let period = period.unwrap_or_default();
    stated(&quotes, &term.numbers, &term.days, &period, faults);
}

fn stated(
    quotes: &[&Text],
    numbers: &[Number],
    days: &[FixedDay],
    period: &Period,
    faults: &mut Faults,
) {
    let from = period.from;
    // Where the day itself is inferred, the source may settle no more than its year.
    let year = from
        .filter(|_| period.from_basis == Basis::Inferred)
        .and_then(|from| Date::new(from.ymd().0, 1, 1));
    let mut stated = Stated::default();
    for quote in quotes {
        stated.add(&quote.text);
    }
    for number in numbers {
        if stated.proves(number.value, number.role) {
            continue;
        }
        let what = match number.role {
            Role::Sum => "元",
            Role::Percent => "%",
            Role::Months => "个月",
            Role::Years => "年",
            Role::AtLeast { .. } | Role::AtMost { .. } => "",
        };
        let found: Vec<String> = stated
            .found(number.role)
            .iter()
            .map(|value| format!("{value}{what}"))
            .collect();
        let found = if found.is_empty() {
            "这里的引文里没有这类数".to_owned()
        } else {
            format!("这里的引文里有：{}", found.join("、"))
        };
        faults.push(
            Diagnostic::new(
                Code::NumberWithoutQuote,
                format!("{}{what} 不在任何引文里", number.value),
            )
            .at(&number.place, "")
            .note(found)
            .help("改正这个数，或把写着它的原文加进 quote 或 quotes"),
        );
    }
    for one in days {
        // So long before the text came into force as the text itself says that something lasts.
        let spans = stated.found(Role::Months);
        let mut spans = spans
            .iter()
            .filter_map(|months| u16::try_from(*months).ok());
        if [from, year].contains(&Some(one.day))
            || quotes.iter().any(|quote| names_day(&quote.text, one.day))
            || from.is_some_and(|from| spans.any(|months| one.day.plus_months(months) == from))
        {
            continue;
        }
        faults.push(
            Diagnostic::new(
                Code::DayWithoutQuote,
                format!("{} 不在任何引文里，也不是施行的那一天", label::day(one.day)),
            )
            .at(&one.place, "")
            .help("改正这一天，或把写着它的原文加进 quote 或 quotes；从施行之日起的，写来源或这项待遇的 from"),
        );
    }
}

/// Whether words name a day: 2024年11月8日 and its like; the first or the last day of a month or a year
/// also as that month or year.
pub(crate) fn names_day(quote: &str, day: Date) -> bool {
    let text: String = bare(quote)
        .chars()
        .map(|c| match c {
            '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
            '．' | '-' | '/' => '.',
            other => other,
        })
        .collect();
    let (year, month, number) = day.ymd();
    let ends = |first: bool| match first {
        true => number == 1,
        false => number == days_in_month(year, month),
    };
    let mut ways = vec![
        format!("{year}年{month}月{number}日"),
        format!("{year}年{month:02}月{number:02}日"),
        format!("{year}.{month}.{number}"),
        format!("{year}.{month:02}.{number:02}"),
    ];
    if ends(true) || ends(false) {
        ways.extend([
            format!("{year}年{month}月"),
            format!("{year}年{month:02}月"),
        ]);
    }
    if (month, ends(true)) == (1, true) || (month, ends(false)) == (12, true) {
        ways.push(format!("{year}年"));
    }
    ways.iter().any(|way| {
        text.match_indices(way.as_str()).any(|(at, found)| {
            let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
            let (before, after) = (&text[..at], &text[at + found.len()..]);
            // 2024年1月 is not what 2024年1月8日 says, nor 2024.1.1 what 2024.1.15 does.
            !digit(before.chars().next_back()) && !digit(after.chars().next())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_with_their_closing_marks() {
        let text = "标题第一句。他说：“好！”第二句；尾";
        let words: Vec<&str> = sentences(text)
            .into_iter()
            .map(|(start, end)| &text[start..end])
            .collect();
        assert_eq!(words, ["标题第一句。", "他说：“好！”", "第二句；", "尾"]);
    }

    #[test]
    fn days_are_read_as_texts_write_them() {
        let day = |year, month, day| Date::new(year, month, day).unwrap();
        for (quote, named) in [
            ("自2024年11月8日起施行", day(2024, 11, 8)),
            ("有效期至2027年 12月31日", day(2027, 12, 31)),
            ("2022年以来", day(2022, 1, 1)),
            ("到2025年", day(2025, 12, 31)),
            ("2024年9月起", day(2024, 9, 1)),
            ("２０２４．９．１", day(2024, 9, 1)),
        ] {
            assert!(names_day(quote, named), "{quote} {named}");
        }
        for (quote, other) in [
            ("自2024年11月8日起施行", day(2024, 11, 9)),
            ("自2024年11月8日起施行", day(2024, 11, 1)),
            ("自2024年11月8日起施行", day(2024, 1, 1)),
            ("2024年10月起", day(2024, 1, 1)),
            ("2024.1.15", day(2024, 1, 1)),
            ("2022年以来", day(2022, 1, 2)),
        ] {
            assert!(!names_day(quote, other), "{quote} {other}");
        }
    }

    #[test]
    fn bare_text_knows_where_it_came_from() {
        let original = "给予4 . 8\n万元";
        let bare = Bare::of(original);
        assert_eq!(bare.text, "给予4.8万元");
        let at = bare.text.find('万').unwrap();
        assert!(original[bare.origin[at]..].starts_with('万'));
    }
}
