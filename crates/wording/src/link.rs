//! Answers as one line of text: what a share link carries behind its `#`, and what survives a reload.
//!
//! `audience=individual&level=advanced&contests=yes.national-no.coach-unsure.worldskills&…`: facts in
//! the order in which they were answered. A set names the options that apply, those that do not, and
//! those that are not known, as far as there are any; `unsure` alone is 不清楚. A number may be a range
//! (`12_720`), a date a month (`2026-01`) or a year. Chat programs take
//! what stands at the end of an address and is neither letter nor digit for the sentence's, and some
//! strike out what stands between waves: so the line ends in a letter or digit, and holds nothing
//! but these, `&`, `=`, `.`, `-` and `_`.
//!
//! Older links have waves: `contests=national~coach~worldskills`, and `~` for 不清楚. They are still
//! read, and so are those that have lost the waves at their end. Where waves are missing elsewhere
//! nobody can tell what applies from what does not: nothing is read then.

use engine::model::*;
use engine::{Answer, Answers, Date, DayRange, Rulebook};

const YES: &str = "yes";
const NO: &str = "no";
const UNSURE: &str = "unsure";

/// What no option may be called, for lists could not be told from each other.
pub const MARKS: [&str; 3] = [YES, NO, UNSURE];

/// The answers to these facts, in this order.
pub fn write(rulebook: &Rulebook, answers: &Answers, order: &[FactIdx]) -> String {
    let mut line = String::new();
    for &index in order {
        let fact = &rulebook.facts[usize::from(index)];
        let options = fact.kind.options();
        let list = |line: &mut String, cells: Cells| {
            for (index, option) in options.iter().enumerate() {
                if cells >> index & 1 == 1 {
                    line.push('.');
                    line.push_str(option.id);
                }
            }
        };
        let answer = answers.get(index);
        if matches!(
            answer,
            Answer::NotAsked
                | Answer::Set {
                    yes: 0,
                    no: 0,
                    unsure: 0
                }
        ) {
            continue;
        }
        if !line.is_empty() {
            line.push('&');
        }
        line.push_str(fact.id);
        line.push('=');
        match answer {
            Answer::NotAsked => {}
            Answer::Unknown => line.push_str(UNSURE),
            Answer::Bool(value) => line.push_str(if value { YES } else { NO }),
            Answer::Choice(option) => line.push_str(options[usize::from(option)].id),
            Answer::Set { yes, no, unsure } => {
                let mut part = "";
                for (mark, cells) in [(YES, yes), (NO, no), (UNSURE, unsure)] {
                    if cells != 0 {
                        line.push_str(part);
                        line.push_str(mark);
                        list(&mut line, cells);
                        part = "-";
                    }
                }
            }
            Answer::Int(number) => line.push_str(&number.to_string()),
            Answer::Range { low, high } => {
                line.push_str(&low.to_string());
                line.push('_');
                line.push_str(&high.to_string());
            }
            // Where two days are named, with `_` between them.
            Answer::Date(days) => line.push_str(&days.to_string().replace('/', "_")),
        }
    }
    line
}

/// The name that no fact has: behind it stands the one benefit that a link leads to.
const BENEFIT: &str = "benefit";

/// A line without the benefit that it leads to, and that benefit.
pub fn benefit(rulebook: &Rulebook, line: &str) -> (String, Option<BenefitIdx>) {
    let mut found = None;
    let mut rest = Vec::new();
    for pair in line.split('&') {
        match pair.split_once('=') {
            Some((BENEFIT, id)) => {
                let mut all = (0..).zip(&rulebook.benefits);
                found = all
                    .find(|(_, benefit)| benefit.id == id)
                    .map(|(index, _)| index);
            }
            _ => rest.push(pair),
        }
    }
    (rest.join("&"), found)
}

/// A line that leads to one benefit.
pub fn with_benefit(line: &str, id: Str) -> String {
    let mut whole = line.to_owned();
    if !whole.is_empty() {
        whole.push('&');
    }
    whole.push_str(BENEFIT);
    whole.push('=');
    whole.push_str(id);
    whole
}

/// What a line says, in its order, and how many of its parts say nothing that can be answered.
pub fn read(rulebook: &Rulebook, line: &str, on: Date) -> (Answers, Vec<FactIdx>, usize) {
    let mut answers = Answers::new(rulebook);
    let mut order = Vec::new();
    let mut refused = 0;
    let mut pairs = line.split('&').filter(|pair| !pair.is_empty()).peekable();
    // Once one value has lost what it was parted by, others may have too.
    let mut whole = true;
    while let Some(pair) = pairs.next() {
        let last = pairs.peek().is_none();
        let read = pair.split_once('=').and_then(|(id, value)| {
            let fact = rulebook.fact(id)?;
            let kind = &rulebook.facts[usize::from(fact)].kind;
            let answer = answer(kind, value, last && whole);
            whole &= answer.is_some() || !matches!(kind, FactKind::Set { .. });
            let answer = answer?;
            answers.set(rulebook, fact, answer, on).ok()?;
            Some(fact)
        });
        match read {
            Some(fact) if !order.contains(&fact) => order.push(fact),
            Some(_) => {}
            None => refused += 1,
        }
    }
    (answers, order, refused)
}

/// `cut`: its end may have got lost.
fn answer(kind: &FactKind, value: &str, cut: bool) -> Option<Answer> {
    let options = kind.options();
    let waves = value == "~" || value.is_empty() && cut && !matches!(kind, FactKind::Set { .. });
    if value == UNSURE || waves {
        return Some(Answer::Unknown);
    }
    let option = |id: &str| options.iter().position(|option| option.id == id);
    Some(match kind {
        FactKind::Bool => Answer::Bool(match value {
            YES => true,
            NO => false,
            _ => return None,
        }),
        FactKind::Choice { .. } => Answer::Choice(option(value)? as u8),
        FactKind::Set { .. } => {
            let mut parts = [0; 3];
            // Lists have their marks, or else all three stand in their order.
            let (mut told_apart, mut count) = (cut, 0);
            for list in value.split(['-', '~']) {
                let mut place = count;
                count += 1;
                for id in list.split('.').filter(|id| !id.is_empty()) {
                    match [YES, NO, UNSURE].iter().position(|mark| *mark == id) {
                        Some(mark) => {
                            place = mark;
                            told_apart = true;
                        }
                        None => *parts.get_mut(place)? |= 1 << option(id)?,
                    }
                }
            }
            if count != 3 && !told_apart {
                return None;
            }
            let [yes, no, unsure] = parts;
            if yes | no | unsure == 0 {
                return None;
            }
            Answer::Set { yes, no, unsure }
        }
        FactKind::Int { .. } | FactKind::Money { .. } => match value.split_once('_') {
            Some((low, high)) => Answer::Range {
                low: low.parse().ok()?,
                high: high.parse().ok()?,
            },
            None => Answer::Int(value.parse().ok()?),
        },
        FactKind::Date { .. } => Answer::Date(DayRange::parse(&value.replace('_', "/"))?),
    })
}
