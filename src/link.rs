//! Answers as one line of text: what a share link carries behind its `#`, and what survives a reload.
//!
//! `audience=individual&level=advanced&work=frontline~startup~full_time&…`: facts in the order in
//! which they were answered. A set names the options that apply, those that do not, and those that
//! are not known, parted by `~`. A lone `~` is 不清楚. Only characters that no browser and no chat
//! program changes are used.

use crate::words::digits;
use engine::model::*;
use engine::{Answer, Answers, Date, Rulebook};

pub fn write(rulebook: &Rulebook, answers: &Answers, order: &[FactIdx]) -> String {
    let mut line = String::new();
    for &index in order {
        let fact = &rulebook.facts[usize::from(index)];
        let options = fact.kind.options();
        let list = |line: &mut String, cells: Cells| {
            let chosen = options
                .iter()
                .enumerate()
                .filter(|(option, _)| cells >> option & 1 == 1);
            for (position, (_, option)) in chosen.enumerate() {
                if position > 0 {
                    line.push('.');
                }
                line.push_str(option.id);
            }
        };
        let answer = answers.get(index);
        if answer == Answer::NotAsked {
            continue;
        }
        if !line.is_empty() {
            line.push('&');
        }
        line.push_str(fact.id);
        line.push('=');
        match answer {
            Answer::NotAsked => {}
            Answer::Unknown => line.push('~'),
            Answer::Bool(value) => line.push_str(if value { "yes" } else { "no" }),
            Answer::Choice(option) => line.push_str(options[usize::from(option)].id),
            Answer::Set { yes, no, unsure } => {
                list(&mut line, yes);
                line.push('~');
                list(&mut line, no);
                line.push('~');
                list(&mut line, unsure);
            }
            Answer::Int(number) => line.push_str(&digits(number)),
            Answer::Date(date) => {
                let (year, month, day) = date.ymd();
                line.push_str(&digits(i64::from(year)));
                for part in [month, day] {
                    line.push_str(if part < 10 { "-0" } else { "-" });
                    line.push_str(&digits(i64::from(part)));
                }
            }
        }
    }
    line
}

/// What a line says, in its order, and how many of its parts say nothing that can be answered.
pub fn read(rulebook: &Rulebook, line: &str, on: Date) -> (Answers, Vec<FactIdx>, usize) {
    let mut answers = Answers::new(rulebook);
    let mut order = Vec::new();
    let mut refused = 0;
    for pair in line.split('&').filter(|pair| !pair.is_empty()) {
        let read = pair.split_once('=').and_then(|(id, value)| {
            let fact = rulebook.fact(id)?;
            let answer = answer(&rulebook.facts[usize::from(fact)].kind, value)?;
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

fn answer(kind: &FactKind, value: &str) -> Option<Answer> {
    if value == "~" {
        return Some(Answer::Unknown);
    }
    let options = kind.options();
    let option = |id: &str| options.iter().position(|option| option.id == id);
    Some(match kind {
        FactKind::Bool => Answer::Bool(match value {
            "yes" => true,
            "no" => false,
            _ => return None,
        }),
        FactKind::Choice { .. } => Answer::Choice(option(value)? as u8),
        FactKind::Set { .. } => {
            let mut lists = value.split('~').map(|list| {
                list.split('.')
                    .filter(|id| !id.is_empty())
                    .try_fold(0, |cells, id| Some(cells | 1 << option(id)?))
            });
            let answer = Answer::Set {
                yes: lists.next()??,
                no: lists.next()??,
                unsure: lists.next()??,
            };
            if lists.next().is_some() {
                return None;
            }
            answer
        }
        FactKind::Int { .. } | FactKind::Money { .. } => Answer::Int(value.parse().ok()?),
        FactKind::Date { .. } => Answer::Date(Date::parse(value)?),
    })
}
