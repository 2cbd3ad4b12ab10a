//! A calendar of the last days to apply, as iCalendar (RFC 5545).
//!
//! One all-day event for each person and benefit, with one reminder: whoever comes or goes, and whatever
//! row they stand in, the others keep theirs. An event that is not in a newer calendar stays where it
//! was imported; whoever exports is told so. Written by hand, because a library for it would ask the clock and draw random numbers:
//! here the same results make the same text.

use std::collections::BTreeMap;

use engine::model::*;
use engine::{Date, Rulebook, Verdict};
use wording::filled;

use crate::people::Person;
use crate::results::Results;
use crate::wording::Wording;

/// Days before the last day on which to remind; less where fewer are left.
const AHEAD: i32 = 14;

/// A window that closes on one day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Closing {
    pub day: Date,
    pub benefit: BenefitIdx,
    /// Indices of the people, and whether it is settled that they can claim.
    pub people: Vec<(u32, bool)>,
}

/// The windows that close from the day of evaluation on, by day and benefit.
pub fn closings(results: &Results, people: impl Iterator<Item = usize>) -> Vec<Closing> {
    let mut days: BTreeMap<(Date, BenefitIdx), Vec<(u32, bool)>> = BTreeMap::new();
    for person in people {
        let outcome = results.outcome(person);
        for deadline in results.deadlines(person) {
            let standing = outcome.standing(deadline.benefit);
            if let Some(standing) = standing.filter(|one| one.is_claimable())
                && deadline.day >= results.on()
            {
                let settled = standing.verdict != Verdict::Possible;
                let day = days.entry((deadline.day, deadline.benefit)).or_default();
                day.push((person as u32, settled));
            }
        }
    }
    let closings = days.into_iter();
    closings
        .map(|((day, benefit), people)| Closing {
            day,
            benefit,
            people,
        })
        .collect()
}

/// The calendar of these windows; `None` where none closes. `people` are those that they are of.
pub fn calendar(
    rulebook: &Rulebook,
    people: &[Person],
    on: Date,
    closings: &[Closing],
    wording: &Wording,
) -> Option<String> {
    if closings.is_empty() {
        return None;
    }
    let mut lines = Lines::default();
    lines.put("BEGIN", "VCALENDAR");
    lines.put("VERSION", "2.0");
    lines.put("PRODID", "-//Skill Subsidy Calculator//Roster//ZH");
    lines.put("CALSCALE", "GREGORIAN");
    lines.put("METHOD", "PUBLISH");
    lines.text("X-WR-CALNAME", wording.calendar);
    let mut uids = Uids::default();
    for closing in closings {
        for (index, settled) in &closing.people {
            let person = &people[*index as usize];
            let uid = uids.next(rulebook, closing, person);
            event(
                &mut lines, rulebook, person, *settled, &uid, on, closing, wording,
            );
        }
    }
    lines.put("END", "VCALENDAR");
    Some(lines.out)
}

#[allow(clippy::too_many_arguments, reason = "what an event is made of")]
fn event(
    lines: &mut Lines,
    rulebook: &Rulebook,
    person: &Person,
    settled: bool,
    uid: &str,
    on: Date,
    closing: &Closing,
    wording: &Wording,
) {
    let benefit = &rulebook.benefits[usize::from(closing.benefit)];
    let row = person.row.to_string();
    let whom = match person.name.as_str() {
        "" => filled(wording.row_of, &[&row]),
        name => name.to_owned(),
    };
    let left = closing.day.days() - on.days();
    let ahead = AHEAD.min(left - 1).max(0);
    lines.put("BEGIN", "VEVENT");
    lines.put("UID", uid);
    lines.put("DTSTAMP", &format!("{}T000000Z", digits(on)));
    lines.put("DTSTART;VALUE=DATE", &digits(closing.day));
    let next = Date::from_days(closing.day.days() + 1);
    lines.put("DTEND;VALUE=DATE", &digits(next));
    lines.text(
        "SUMMARY",
        &filled(wording.last_day_one, &[benefit.name, &whom]),
    );
    let description = description(rulebook, person, settled, closing, wording);
    lines.text("DESCRIPTION", &description);
    lines.put("TRANSP", "TRANSPARENT");
    lines.put("BEGIN", "VALARM");
    lines.put("ACTION", "DISPLAY");
    // It is read on its own day, not on the last.
    let (words, days) = match ahead {
        0 => (wording.reminder_today, String::new()),
        days => (wording.reminder, days.to_string()),
    };
    let day = closing.day.to_string();
    lines.text(
        "DESCRIPTION",
        &filled(words, &[benefit.name, &whom, &days, &day]),
    );
    lines.put(
        "TRIGGER",
        &match ahead {
            0 => "PT0S".to_owned(),
            days => format!("-P{days}D"),
        },
    );
    lines.put("END", "VALARM");
    lines.put("END", "VEVENT");
}

fn description(
    rulebook: &Rulebook,
    person: &Person,
    settled: bool,
    closing: &Closing,
    wording: &Wording,
) -> String {
    let benefit = &rulebook.benefits[usize::from(closing.benefit)];
    let source = &rulebook.sources[usize::from(benefit.source)];
    let mut parts: Vec<String> = Vec::new();
    if let Some(window) = benefit.window {
        let start = rulebook.facts[usize::from(window.fact)].name;
        parts.push(filled(wording.window, &[start, &window.months.to_string()]));
        parts.push(wording.apply_earlier.to_owned());
    }
    let words = if settled {
        wording.in_row
    } else {
        wording.may_hold
    };
    parts.push(filled(words, &[&person.name, &person.row.to_string()]));
    for way in &benefit.apply {
        let said = [way.office, way.how, way.phone, way.link];
        let said: Vec<&str> = said.into_iter().filter(|words| !words.is_empty()).collect();
        parts.push(said.join(wording.lang.comma()));
    }
    if let Some(citation) = benefit.citations.first() {
        parts.push([source.title, citation.place].join(wording.lang.comma()));
    }
    parts.push(wording.no_decision.to_owned());
    parts.retain(|part| !part.is_empty());
    parts.join("\n")
}

/// Names of events: the same for the same person and benefit, whatever row they stand in, on whatever
/// day the calendar is made, and with newer rules: a calendar puts the new one in its place. Namesakes
/// are told apart by the order of their days; whoever has no name, by their row.
#[derive(Default)]
struct Uids(BTreeMap<(BenefitIdx, String), u32>);

impl Uids {
    /// Closings come in the order of their days.
    fn next(&mut self, rulebook: &Rulebook, closing: &Closing, person: &Person) -> String {
        let name = match person.name.as_str() {
            "" => person.row.to_string(),
            name => name.to_owned(),
        };
        let mut hash = Hash::default();
        hash.add(name.as_bytes());
        let so_far = self.0.entry((closing.benefit, name)).or_default();
        hash.add(&so_far.to_le_bytes());
        *so_far += 1;
        let benefit = rulebook.benefits[usize::from(closing.benefit)].id;
        format!("{benefit}-{:016x}@skill-subsidy", hash.0)
    }
}

/// FNV-1a: tells apart, hides nothing.
struct Hash(u64);

impl Default for Hash {
    fn default() -> Hash {
        Hash(0xcbf2_9ce4_8422_2325)
    }
}

impl Hash {
    fn add(&mut self, bytes: &[u8]) {
        // The end of each part counts too.
        for byte in bytes.iter().chain(&[0xff]) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// `YYYYMMDD`.
fn digits(date: Date) -> String {
    let (year, month, day) = date.ymd();
    format!("{year:04}{month:02}{day:02}")
}

/// Octets of a line without its end.
const LINE: usize = 75;

/// Content lines: folded, each ended by CRLF.
#[derive(Default)]
struct Lines {
    out: String,
}

impl Lines {
    /// A value that is no text, or text without anything to escape.
    fn put(&mut self, name: &str, value: &str) {
        let mut used = 0;
        for sign in name.chars().chain([':']).chain(value.chars()) {
            // A line goes on in the next if that begins with a space.
            if used + sign.len_utf8() > LINE {
                self.out.push_str("\r\n ");
                used = 1;
            }
            self.out.push(sign);
            used += sign.len_utf8();
        }
        self.out.push_str("\r\n");
    }

    fn text(&mut self, name: &str, text: &str) {
        let mut value = String::with_capacity(text.len() + 8);
        for sign in text.chars() {
            match sign {
                '\\' | ';' | ',' => {
                    value.push('\\');
                    value.push(sign);
                }
                '\n' => value.push_str("\\n"),
                // Not allowed in a value at all.
                sign if sign.is_control() => value.push(' '),
                sign => value.push(sign),
            }
        }
        self.put(name, &value);
    }
}
