//! Every level's money: a picture, and a table.

use engine::model::FactIdx;
use engine::{Money, Rung, rungs};
use wording::Lang;
use yew::prelude::*;

use crate::Known;
use crate::chart::{Bar, Part, figure, legend, length};
use crate::said::{settled, still_open};
use crate::words::Word;

/// What each level comes to for this person: a picture, and the same as a table.
pub fn ladder(known: &Known, level: FactIdx) -> Html {
    let words = &known.words;
    let rungs = rungs(known.evaluator, &known.answers, known.on, level);
    let bars: Vec<Bar> = rungs.iter().map(|rung| Bar::of(&rung.totals)).collect();
    let drawn = bars.iter().any(|bar| bar.most().0 > 0);
    html! {
        <section data-part="ladder" aria-labelledby="ssm-ladder">
            <h2 id="ssm-ladder">{ words.get(Word::Ladder) }</h2>
            <p class="ss-muted">{ words.get(Word::LadderHint) }</p>
            if drawn {
                { picture(known, level, &rungs, &bars) }
                { legend(words, &bars) }
            } else {
                <p>{ words.get(Word::LadderNone) }</p>
            }
            <table>
                <thead>
                    <tr>
                        <th scope="col">{ words.get(Word::Level) }</th>
                        <th scope="col">{ words.get(Word::Right) }</th>
                        <th scope="col">{ words.get(Word::Selection) }</th>
                        <th scope="col">{ words.get(Word::Open) }</th>
                    </tr>
                </thead>
                <tbody>
                    for rung in &rungs {
                        <tr data-level={option_id(known, level, rung)} data-own={rung.own.then_some("")}>
                            <th scope="row">{ rung_name(known, level, rung) }</th>
                            <td>{ settled(known, &rung.totals.right) }</td>
                            <td>{ settled(known, &rung.totals.selection) }</td>
                            <td>{ still_open(known, &rung.totals) }</td>
                        </tr>
                    }
                </tbody>
            </table>
        </section>
    }
}

fn option_id(known: &Known, level: FactIdx, rung: &Rung) -> &'static str {
    let fact = &known.evaluator.rulebook().facts[usize::from(level)];
    fact.kind.options()[usize::from(rung.option)].id
}

fn rung_name(known: &Known, level: FactIdx, rung: &Rung) -> String {
    let name = known.words.option(level, rung.option);
    match rung.own {
        true => known.words.fill(Word::Yours, &[name]),
        false => name.to_owned(),
    }
}

/// Levels across; what is due as of right and what somebody may be chosen for above each other, each to its own
/// scale.
fn picture(known: &Known, level: FactIdx, rungs: &[Rung], bars: &[Bar]) -> Html {
    let words = &known.words;
    const WIDTH: i64 = 480;
    const HIGH: i64 = 96;
    // The title of a part, and the figures above its bars.
    const TOP: i64 = 48;
    let column = WIDTH / (rungs.len() as i64).max(1);
    // Names aslant reach further down, and out on the left.
    let (left, below) = match words.lang {
        Lang::Chinese => (0, 88),
        Lang::English => (44, 136),
    };
    let parts: [(Word, &str, Sums); 2] = [
        (Word::Right, "sure", |bar| {
            [bar.sure, bar.up_to, bar.perhaps]
        }),
        (Word::Selection, "chosen", |bar| {
            [bar.chosen, bar.chosen, bar.perhaps_chosen]
        }),
    ];
    let most = |sums: Sums| {
        bars.iter()
            .map(|bar| sums(bar)[2])
            .max()
            .unwrap_or_default()
    };
    let parts = parts.into_iter().filter(|(.., sums)| most(*sums).0 > 0);
    let parts: Vec<_> = parts.collect();
    let base = |part: i64| (TOP + HIGH) * (part + 1);
    let bottom = base(parts.len() as i64 - 1);
    let drawn = parts.iter().zip(0..).map(|((title, mark, sums), part)| {
        let base = base(part);
        let bars = bars.iter().zip(0..).map(|(bar, at)| {
            let all = sums(bar);
            let [sure, up_to, perhaps] = all.map(|sum| length(sum, most(*sums), HIGH));
            let piece = |mark, from: i64, to: i64| Part {
                mark,
                x: at * column + 9,
                y: base - to,
                width: column - 18,
                height: to - from,
            };
            let label = match all {
                [_, Money::ZERO, Money::ZERO] => String::new(),
                [_, Money::ZERO, perhaps] => ["?", &figure(words.lang, perhaps)].concat(),
                [_, up_to, _] => figure(words.lang, up_to),
            };
            html! {
                <>
                    { piece(mark, 0, sure).draw() }
                    { piece("up-to", sure, up_to).draw() }
                    { piece("perhaps", up_to, perhaps).draw() }
                    { lettering(at * column + column / 2, base - perhaps - 6, label) }
                </>
            }
        });
        html! {
            <>
                <text data-mark="title" x="2" y={(base - HIGH - TOP + 18).to_string()}>
                    { words.get(*title) }
                </text>
                for bar in bars {
                    { bar }
                }
                <path data-mark="axis" d={format!("M0 {base}H{WIDTH}")} />
            </>
        }
    });
    let names = rungs.iter().zip(0..).map(|(rung, at)| {
        let middle = at * column + column / 2;
        html! {
            <>
                { level_name(known, words.option(level, rung.option), middle, bottom + 18) }
                if rung.own {
                    <path
                        data-mark="own"
                        d={format!("M{middle} {}l7 10h-14z", bottom + below - 30)}
                    />
                    { lettering(middle, bottom + below - 4, words.get(Word::You).to_owned()) }
                }
            </>
        }
    });
    html! {
        <svg
            class="ssm-ladder"
            viewBox={format!("-{left} 0 {} {}", WIDTH + left, bottom + below)}
            role="img"
            aria-labelledby="ssm-ladder-title"
        >
            <title id="ssm-ladder-title">{ words.get(Word::LadderPicture) }</title>
            for part in drawn {
                { part }
            }
            for name in names {
                { name }
            }
        </svg>
    }
}

/// What a bar is made of: at least, at most, and with what is open.
type Sums = fn(&Bar) -> [Money; 3];

/// Words around a place.
fn lettering(x: i64, y: i64, words: String) -> Html {
    html! {
        <text x={x.to_string()} y={y.to_string()} text-anchor="middle">{ words }</text>
    }
}

/// The name of a level in the room of a column: in lines of at most three characters, or aslant.
fn level_name(known: &Known, name: &str, x: i64, y: i64) -> Html {
    if known.words.lang == Lang::English {
        let short = name
            .split([',', '('])
            .next()
            .unwrap_or(name)
            .trim()
            .to_owned();
        return html! {
            <text
                x={x.to_string()}
                y={y.to_string()}
                text-anchor="end"
                transform={format!("rotate(-55 {x} {y})")}
            >
                { short }
            </text>
        };
    }
    let mut lines = Vec::new();
    for part in name.split('／') {
        let signs: Vec<char> = part.chars().collect();
        let each = if signs.len() > 3 { 2 } else { 3 };
        lines.extend(signs.chunks(each).map(String::from_iter));
    }
    html! {
        for (line, at) in lines.into_iter().zip(0..) {
            <text x={x.to_string()} y={(y + 16 * at).to_string()} text-anchor="middle">{ line }</text>
        }
    }
}
