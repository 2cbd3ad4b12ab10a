//! What time alone brings and takes: 24 months as a line, and as a table.

use engine::model::{BenefitIdx, BenefitKind};
use engine::{Date, Turn, Verdict, turns_ahead};
use yew::prelude::*;

use crate::Known;
use crate::words::Word;

/// How far ahead is looked.
const MONTHS: u16 = 24;

/// A day on which something ends or begins by itself.
struct Mark {
    /// The last day, or the first one.
    day: Date,
    closes: bool,
    benefit: BenefitIdx,
    says: String,
}

fn marks(known: &Known) -> Vec<Mark> {
    let turns = turns_ahead(known.evaluator, &known.answers, known.on, MONTHS);
    let mut marks: Vec<Mark> = turns.iter().map(|turn| mark(known, turn)).collect();
    marks.sort_by_key(|mark| (mark.day, mark.benefit));
    marks
}

fn mark(known: &Known, turn: &Turn) -> Mark {
    let words = &known.words;
    let lang = words.lang;
    let kind = known.evaluator.rulebook().benefits[usize::from(turn.benefit)].kind;
    let (day, says) = match turn.last_day() {
        Some(last) => {
            let says = match kind {
                BenefitKind::Service => words.fill(Word::NoMore, &[&lang.date(last)]),
                _ => lang.last_day(last),
            };
            match turn.before {
                Verdict::Possible => (last, words.fill(Word::IfMet, &[&says])),
                _ => (last, says),
            }
        }
        None => {
            let mut what = lang.verdict_of(kind, turn.verdict).to_owned();
            if let Some(due) = &turn.due {
                what.push_str(lang.comma());
                what.push_str(&lang.due(due).line());
            }
            (
                turn.day,
                words.fill(Word::TurnsFrom, &[&lang.date(turn.day), &what]),
            )
        }
    };
    Mark {
        day,
        closes: turn.last_day().is_some(),
        benefit: turn.benefit,
        says,
    }
}

/// 24 months as a line, and the same as a table.
pub fn ahead(known: &Known) -> Html {
    let words = &known.words;
    let marks = marks(known);
    html! {
        <section data-part="ahead" aria-labelledby="ssm-ahead">
            <h2 id="ssm-ahead">{ words.get(Word::Ahead) }</h2>
            if marks.is_empty() {
                <p>{ words.get(Word::AheadNone) }</p>
            } else {
                <p class="ss-muted">{ words.get(Word::AheadHint) }</p>
                { line(known, &marks) }
                <ul class="ssm-legend">
                    if marks.iter().any(|mark| mark.closes) {
                        <li>{ words.get(Word::Closes) }</li>
                    }
                    if marks.iter().any(|mark| !mark.closes) {
                        <li>{ words.get(Word::Opens) }</li>
                    }
                </ul>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{ words.get(Word::Number) }</th>
                            <th scope="col">{ words.get(Word::Benefit) }</th>
                            <th scope="col">{ words.get(Word::What) }</th>
                        </tr>
                    </thead>
                    <tbody>
                        for (mark, number) in marks.iter().zip(1..) {
                            <tr data-day={mark.day.to_string()} data-closes={mark.closes.to_string()}>
                                <td>{ number.to_string() }</td>
                                <th scope="row" lang={known.lang_of(mark.benefit)}>
                                    { words.benefit(mark.benefit) }
                                </th>
                                <td>{ &mark.says }</td>
                            </tr>
                        }
                    </tbody>
                </table>
            }
        </section>
    }
}

fn line(known: &Known, marks: &[Mark]) -> Html {
    let words = &known.words;
    const WIDTH: i64 = 480;
    const SIDE: i64 = 14;
    let end = known.on.plus_months(MONTHS);
    let days = i64::from(end.days() - known.on.days()).max(1);
    let place = |day: Date| {
        let passed = i64::from(day.days() - known.on.days());
        SIDE + passed.clamp(0, days) * (WIDTH - 2 * SIDE) / days
    };
    let months = (0..=MONTHS).map(|passed| known.on.plus_months(passed).ymd());
    // The first of every month; the one that has begun is left out.
    let months =
        months.filter_map(|(year, month, _)| Some((Date::new(year, month, 1)?, year, month)));
    let months: Vec<_> = months.filter(|(day, ..)| *day >= known.on).collect();
    // Numbers stand above each other where days are close together.
    let mut rows: Vec<i64> = Vec::new();
    let placed: Vec<(i64, i64)> = marks
        .iter()
        .map(|mark| {
            let x = place(mark.day);
            let free = rows.iter().position(|last| last + 16 < x);
            let row = free.unwrap_or(rows.len());
            match rows.get_mut(row) {
                Some(last) => *last = x,
                None => rows.push(x),
            }
            (x, row as i64)
        })
        .collect();
    let axis = 24 + 18 * rows.len() as i64;
    let dates: Vec<String> = marks.iter().map(|mark| words.lang.date(mark.day)).collect();
    let title = words.fill(Word::AheadPicture, &[&dates.join(words.lang.and())]);
    html! {
        <svg
            class="ssm-line"
            viewBox={format!("0 0 {WIDTH} {}", axis + 30)}
            role="img"
            aria-labelledby="ssm-line"
        >
            <title id="ssm-line">{ title }</title>
            <path
                data-mark="axis"
                d={format!("M{SIDE} {axis}H{}", WIDTH - SIDE)}
            />
            for (day, year, month) in &months {
                <path
                    data-mark="axis"
                    d={format!("M{} {axis}v{}", place(*day), if *month == 1 { 10 } else { 5 })}
                />
                if *month == 1 && place(*day) > 60 {
                    <text x={place(*day).to_string()} y={(axis + 25).to_string()} text-anchor="middle">
                        { year.to_string() }
                    </text>
                }
            }
            <text x={(SIDE - 10).to_string()} y={(axis + 25).to_string()}>{ words.get(Word::Today) }</text>
            for ((mark, (x, row)), number) in marks.iter().zip(&placed).zip(1..) {
                if mark.closes {
                    <rect
                        data-mark="closes"
                        x={(x - 4).to_string()}
                        y={(axis - 10).to_string()}
                        width="8"
                        height="8"
                    />
                } else {
                    <circle
                        data-mark="opens"
                        cx={x.to_string()}
                        cy={(axis - 6).to_string()}
                        r="4"
                    />
                }
                <text
                    x={x.to_string()}
                    y={(axis - 15 - 18 * row).to_string()}
                    text-anchor="middle"
                >
                    { number.to_string() }
                </text>
            }
        </svg>
    }
}
