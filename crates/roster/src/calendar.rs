//! A calendar of the last days to apply, as iCalendar (RFC 5545).
//!
//! One all-day event for each benefit and day, with everybody whose window closes then, and one
//! reminder. Written by hand, because a library for it would ask the clock and draw random numbers:
//! here the same results make the same text.

use std::collections::BTreeMap;

use engine::model::*;
use engine::{Date, Rulebook, Verdict};

use crate::people::Person;
use crate::results::Results;
use crate::wording::{Wording, filled};

/// Days before the last day on which to remind; less where fewer are left.
const AHEAD: i32 = 14;

/// People who are named in one event; how many there are in all stands in its summary.
const NAMED: usize = 100;

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
    for closing in closings {
        event(&mut lines, rulebook, people, on, closing, wording);
    }
    lines.put("END", "VCALENDAR");
    Some(lines.out)
}

fn event(
    lines: &mut Lines,
    rulebook: &Rulebook,
    people: &[Person],
    on: Date,
    closing: &Closing,
    wording: &Wording,
) {
    let benefit = &rulebook.benefits[usize::from(closing.benefit)];
    let person = |index: u32| &people[index as usize];
    let summary = match closing.people[..] {
        [(only, _)] if !person(only).name.is_empty() => {
            filled(wording.last_day_one, &[benefit.name, &person(only).name])
        }
        _ => {
            let count = closing.people.len().to_string();
            filled(wording.last_day, &[benefit.name, &count])
        }
    };
    let left = closing.day.days() - on.days();
    let ahead = AHEAD.min(left - 1).max(0);
    lines.put("BEGIN", "VEVENT");
    lines.put("UID", &uid(rulebook, people, closing));
    lines.put("DTSTAMP", &format!("{}T000000Z", digits(on)));
    lines.put("DTSTART;VALUE=DATE", &digits(closing.day));
    let next = Date::from_days(closing.day.days() + 1);
    lines.put("DTEND;VALUE=DATE", &digits(next));
    lines.text("SUMMARY", &summary);
    let description = description(rulebook, people, closing, wording);
    lines.text("DESCRIPTION", &description);
    lines.put("TRANSP", "TRANSPARENT");
    lines.put("BEGIN", "VALARM");
    lines.put("ACTION", "DISPLAY");
    lines.text("DESCRIPTION", &summary);
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
    people: &[Person],
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
    let named = closing.people.iter().take(NAMED).map(|(index, settled)| {
        let person = &people[*index as usize];
        let words = if *settled {
            wording.in_row
        } else {
            wording.may_hold
        };
        filled(words, &[&person.name, &person.row.to_string()])
    });
    let mut named: Vec<String> = named.collect();
    if closing.people.len() > NAMED {
        named.push("…".to_owned());
    }
    parts.push(named.join(wording.and));
    for way in &benefit.apply {
        let said = [way.office, way.how, way.phone, way.link];
        let said: Vec<&str> = said.into_iter().filter(|words| !words.is_empty()).collect();
        parts.push(said.join(wording.comma));
    }
    if let Some(citation) = benefit.citations.first() {
        parts.push([source.title, citation.place].join(wording.comma));
    }
    parts.push(wording.no_decision.to_owned());
    parts.retain(|part| !part.is_empty());
    parts.join("\n")
}

/// The same for the same benefit, day and rows, and for nothing else. Next week, and with newer rules,
/// it is still the same event: a calendar puts the new one in its place.
fn uid(rulebook: &Rulebook, people: &[Person], closing: &Closing) -> String {
    let benefit = rulebook.benefits[usize::from(closing.benefit)].id;
    let mut hash = Hash::default();
    for (index, _) in &closing.people {
        let person = &people[*index as usize];
        hash.add(&person.row.to_le_bytes());
        hash.add(person.name.as_bytes());
    }
    let day = digits(closing.day);
    format!("{day}-{benefit}-{:016x}@skill-subsidy", hash.0)
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
