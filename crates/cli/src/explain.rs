//! Everything that the rulebook says about one benefit.

use std::fmt::Write;

use engine::model::*;
use engine::{AUDIENCE, Interval, Money, REGION, Rulebook, all_cells, diagram};
use serde::Serialize;

use crate::describe::{self, ConditionView, OpenPointView, Range, Terms, options_in};
use crate::{print, words};

#[derive(Serialize)]
struct Explanation {
    id: Str,
    name: Str,
    conditions: Vec<ConditionView>,
    amounts: Vec<AmountView>,
    window: Option<WindowView>,
    unclear: Vec<OpenPointView>,
    #[serde(flatten)]
    terms: Terms,
}

/// One of the amounts that a benefit can come to.
#[derive(Serialize)]
struct AmountView {
    /// Whom it is for, among those who meet the conditions; where that depends on how the text is
    /// read, in each reading. Empty if it is for all of them, or cannot be said fact by fact.
    when: Vec<WhenView>,
    rhythm: &'static str,
    months: Option<u16>,
    years: Option<u8>,
    /// One payment is the sum of these.
    terms: Vec<TermView>,
    unstated: bool,
    words: String,
}

#[derive(Serialize)]
struct WhenView {
    reading: Option<String>,
    words: String,
}

#[derive(Serialize)]
struct TermView {
    sum: Option<Range>,
    percent: Option<u8>,
    of: Option<Str>,
    per: Option<Str>,
    up_to: bool,
}

#[derive(Serialize)]
struct WindowView {
    fact: Str,
    months: u16,
}

pub fn json(rulebook: &Rulebook, benefit: &Benefit) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(&explain(rulebook, benefit))? + "\n")
}

fn explain(rulebook: &Rulebook, benefit: &Benefit) -> Explanation {
    Explanation {
        id: benefit.id,
        name: benefit.name,
        conditions: words::operands(&benefit.conditions, 0)
            .map(|at| describe::condition(rulebook, &benefit.conditions, at, None))
            .collect(),
        amounts: amounts(rulebook, benefit),
        window: benefit.window.map(|window| WindowView {
            fact: rulebook.facts[usize::from(window.fact)].id,
            months: window.months,
        }),
        unclear: benefit
            .open_points
            .iter()
            .map(|point| describe::open_point(point, None))
            .collect(),
        terms: describe::terms(rulebook, benefit),
    }
}

fn amounts(rulebook: &Rulebook, benefit: &Benefit) -> Vec<AmountView> {
    let id = |fact: FactIdx| rulebook.facts[usize::from(fact)].id;
    benefit
        .amounts
        .iter()
        .enumerate()
        .filter(|(_, amount)| amount.unstated || !amount.terms.is_empty())
        .map(|(index, amount)| {
            let (rhythm, months, years) = describe::rhythm(amount.rhythm);
            AmountView {
                when: when(rulebook, benefit, LEAF_FIRST_AMOUNT + index as u16),
                rhythm,
                months,
                years,
                terms: amount
                    .terms
                    .iter()
                    .map(|term| {
                        let (sum, percent, of) = match term.base {
                            Base::Sum { low, high } => {
                                let low = if term.up_to { Money::ZERO } else { low };
                                (Some(Interval::new(low, Some(high)).into()), None, None)
                            }
                            Base::Percent { percent, of } => (None, Some(percent), Some(id(of))),
                        };
                        TermView {
                            sum,
                            percent,
                            of,
                            per: term.per.map(id),
                            up_to: term.up_to,
                        }
                    })
                    .collect(),
                unstated: amount.unstated,
                words: words::amount(rulebook, amount),
            }
        })
        .collect()
}

/// What sets those with this amount apart from all others who are entitled.
fn when(rulebook: &Rulebook, benefit: &Benefit, leaf: u16) -> Vec<WhenView> {
    let mut cells: Vec<Cells> = rulebook
        .vars
        .iter()
        .map(|var| all_cells(usize::from(var.cells)))
        .collect();
    let mut vars: Vec<VarIdx> = benefit.diagram.nodes.iter().map(|node| node.var).collect();
    vars.sort_unstable();
    vars.dedup();
    if let Some(when) = apart(rulebook, benefit, &vars, &cells, leaf) {
        return vec![WhenView {
            reading: None,
            words: when,
        }];
    }
    let readings = vars.iter().filter(|var| {
        let var = &rulebook.vars[usize::from(**var)];
        matches!(var.of, VarOf::Reading { .. })
    });
    for &reading in readings {
        let mut taken = |cell: Cells| {
            cells[usize::from(reading)] = cell;
            Some(WhenView {
                words: apart(rulebook, benefit, &vars, &cells, leaf)?,
                reading: Some(words::cells_of(rulebook, reading, cell)),
            })
        };
        if let (Some(first), Some(second)) = (taken(0b01), taken(0b10)) {
            return vec![first, second];
        }
        cells[usize::from(reading)] = 0b11;
    }
    Vec::new()
}

/// The same within `free` cells, read off the diagram one variable at a time. `None` if nothing
/// sets them apart, or if the variables only do so jointly.
fn apart(
    rulebook: &Rulebook,
    benefit: &Benefit,
    vars: &[VarIdx],
    free: &[Cells],
    leaf: u16,
) -> Option<String> {
    let mut scratch = diagram::Scratch::default();
    let mut reach = |cells: &[Cells]| diagram::reach(&benefit.diagram, cells, &mut scratch);
    let entitling = !0 << LEAF_FIRST_AMOUNT;
    let mut own = free.to_vec();
    let mut words = Vec::new();
    for &var in vars {
        let at = usize::from(var);
        let (mut here, mut anywhere) = (0, 0);
        for cell in 0..rulebook.vars[at].cells {
            if free[at] >> cell & 1 == 0 {
                continue;
            }
            let mut cells = free.to_vec();
            cells[at] = 1 << cell;
            let leaves = reach(&cells);
            here |= (leaves >> leaf & 1) << cell;
            anywhere |= Cells::from(leaves & entitling != 0) << cell;
        }
        own[at] = here;
        if here != anywhere {
            words.push(words::cells_of(rulebook, var, here));
        }
    }
    let alone = reach(&own) & entitling == 1 << leaf;
    (alone && !words.is_empty()).then(|| words.join("，"))
}

pub fn text(rulebook: &Rulebook, benefit: &Benefit) -> String {
    let source = &rulebook.sources[usize::from(benefit.source)];
    let view = explain(rulebook, benefit);
    let terms = &view.terms;
    let labels = |fact: FactIdx, cells: Cells| {
        let labels: Vec<Str> = options_in(rulebook, fact, cells)
            .map(|option| option.label)
            .collect();
        labels.join("、")
    };
    let mut out = format!("{}　{}\n", view.name, view.id);
    let audiences = labels(AUDIENCE, benefit.audiences);
    print::line(&mut out, "对象", Some(&audiences));
    print::line(&mut out, "地区", Some(&labels(REGION, source.regions)));
    print::line(&mut out, "性质", Some(words::claim(benefit.claim)));
    print::line(&mut out, words::claim_note(benefit.claim), terms.claim_note);
    print::line(&mut out, "名额", terms.quota);
    if view.conditions.is_empty() {
        print::line(&mut out, "条件", Some("文本没有写其他条件"));
    } else {
        out += "  条件\n";
        for condition in &view.conditions {
            print::condition(&mut out, condition, "    ");
        }
    }
    match view.amounts.as_slice() {
        [] => {}
        [only] => print::line(&mut out, "金额", Some(&only.words)),
        several => {
            out += "  金额\n";
            for amount in several {
                let _ = writeln!(out, "    · {}", amount.words);
                for when in &amount.when {
                    let reading = when.reading.as_deref();
                    let reading = reading.map_or_else(String::new, |taken| format!("【{taken}】"));
                    let _ = writeln!(out, "        {reading}{}", when.words);
                }
            }
        }
    }
    print::line(&mut out, "原文金额", terms.amount_note);
    print::line(&mut out, "内容", terms.services);
    if let Some(cap) = &terms.cap {
        let note = cap.note.unwrap_or_default();
        let _ = writeln!(out, "  上限　共用上限{}　{note}", words::money(cap.sum.0));
    }
    for other in &benefit.excludes {
        let other = &rulebook.benefits[usize::from(*other)];
        let _ = writeln!(out, "  只能选一项　与“{}”（{}）", other.name, other.id);
    }
    for relation in &terms.relations {
        print::line(&mut out, "关系", Some(relation));
    }
    for way in &terms.apply {
        print::line(&mut out, "申请", Some(&print::apply(way)));
    }
    print::line(&mut out, "负责部门", terms.responsible);
    for point in &view.unclear {
        let title = match point.weight {
            "decides" => "文字不清，两种理解都算",
            "noted" => "文字说明，取第一种理解",
            _ => "文本没有写",
        };
        print::line(&mut out, title, Some(point.point));
        for reading in point.readings.iter().flatten() {
            let _ = writeln!(out, "    - {reading}");
        }
    }
    if let Some((first, others)) = terms.citations.split_first() {
        print::citation(&mut out, first);
        for other in others {
            let _ = writeln!(out, "  原文　{}\n    「{}」", other.place, other.quote);
        }
    }
    print::line(&mut out, "有效期", describe::stated(source.validity_note));
    print::line(&mut out, "最后核对", Some(&source.checked.to_string()));
    out
}
