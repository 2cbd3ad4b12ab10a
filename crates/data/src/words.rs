//! The words in which conditions and amounts of the rules are said, in Chinese as the rules are. What
//! results come to is said by [`wording`].

use engine::model::*;
use engine::{Date, Interval, Money, Outcome, Rulebook};
use wording::Lang::Chinese;
use wording::Question;

use crate::describe;

/// `（是否指 x？）` for the known word closest to an unknown one, if three of four letters are the
/// same.
pub fn did_you_mean(word: &str, known: &[Str]) -> Option<String> {
    // Nobody mistypes a name as a whole page, and comparing one takes long.
    if word.len() > 100 {
        return None;
    }
    let (mut closest, mut best) = ("", (3, 4));
    for candidate in known {
        let (same, all) = (2 * in_common(word, candidate), word.len() + candidate.len());
        if same * best.1 > best.0 * all || closest.is_empty() && same * best.1 == best.0 * all {
            (closest, best) = (candidate, (same, all));
        }
    }
    (!closest.is_empty()).then(|| format!("（是否指 `{closest}`？）"))
}

/// How many letters two words have in common, in the same order.
fn in_common(a: &str, b: &str) -> usize {
    // For each beginning of `b`, what it has in common with the beginning of `a` read so far.
    let mut row = vec![0; b.len() + 1];
    for letter in a.bytes() {
        let mut before = 0;
        for (at, other) in b.bytes().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if letter == other {
                before + 1
            } else {
                above.max(row[at])
            };
            before = above;
        }
    }
    row[b.len()]
}

/// Whether it is due or has to be won; and whether the text says enough for anybody to be sure.
pub fn claim(rulebook: &Rulebook, benefit: &Benefit) -> &'static str {
    let settled = describe::can_be_settled(rulebook, benefit);
    match (benefit.claim, settled) {
        (Claim::Right, true) => "符合即可申领",
        (Claim::Right, false) => "来源没有把条件写全，须问清后再申领",
        (Claim::Selection, true) if benefit.rights() != 0 => {
            "须经遴选、评审、评估或认定；已入选的可申领"
        }
        (Claim::Selection, true) => "须经遴选、评审、评估或认定",
        (Claim::Selection, false) => "须经遴选、评审、评估或认定；来源没有把申报条件写全，须问清",
    }
}

/// What a note on the claim is about.
pub fn claim_note(claim: Claim) -> &'static str {
    match claim {
        Claim::Right => "说明",
        Claim::Selection => "评选",
    }
}

/// An amount as the rules state it, before anything is known of anybody.
pub fn amount(rulebook: &Rulebook, amount: &Amount) -> String {
    if amount.terms.is_empty() {
        return if amount.unstated {
            Chinese.unstated(amount.rhythm).line()
        } else {
            "不涉及金额".to_owned()
        };
    }
    let terms: Vec<String> = amount
        .terms
        .iter()
        .map(|term| {
            let name = |fact: FactIdx| rulebook.facts[usize::from(fact)].name;
            let base = match term.base {
                Base::Sum { low, high } if term.up_to => {
                    Chinese.interval(Interval::new(Money::ZERO.min(low), Some(high)), true)
                }
                Base::Sum { low, high } => Chinese.interval(Interval::new(low, Some(high)), false),
                Base::Percent { percent, of } => {
                    let ceiling = if term.up_to { "最高" } else { "" };
                    format!("“{}”的{ceiling}{percent}%", name(of))
                }
            };
            match term.per {
                None => base,
                Some(count) => format!("{base} × “{}”", name(count)),
            }
        })
        .collect();
    let paid = Chinese.paid(&terms.join(" + "), amount.rhythm);
    let paid = if amount.unstated {
        Chinese.partly(paid)
    } else {
        paid
    };
    paid.line()
}

/// Words of the text that leave something open, or the condition that it names and does not spell out.
pub fn point(rulebook: &Rulebook, var: VarIdx) -> String {
    match rulebook.vars[usize::from(var)].of {
        VarOf::Reading { benefit, reading } => {
            let benefit = &rulebook.benefits[usize::from(benefit)];
            benefit.open_points[usize::from(reading)].point.to_owned()
        }
        VarOf::Unstated { benefit } => {
            let tree = &rulebook.benefits[usize::from(benefit)].conditions;
            let own = |one: &&Condition| one.op == Op::Unstated { var };
            let label = tree.iter().find(own).map_or("", |one| one.label);
            if label.is_empty() {
                "文本未写明的条件".to_owned()
            } else {
                label.to_owned()
            }
        }
        VarOf::Fact { fact } | VarOf::Member { fact, .. } | VarOf::Day { fact } => {
            rulebook.facts[usize::from(fact)].name.to_owned()
        }
    }
}

/// How the text is read, and what that comes to: 按“…”：可申领，一次性2500元.
pub fn outcome(rulebook: &Rulebook, outcome: &Outcome) -> String {
    let readings = outcome.taken.iter().map(|&(var, cell)| {
        let (how, what) = match rulebook.vars[usize::from(var)].of {
            VarOf::Unstated { .. } if cell == 1 => ("满足", point(rulebook, var)),
            VarOf::Unstated { .. } => ("不满足", point(rulebook, var)),
            _ => ("按", cells_of(rulebook, var, 1 << cell)),
        };
        // Words that are quoted within are quoted with single marks.
        let what = what.replace('“', "‘").replace('”', "’");
        format!("{how}“{what}”")
    });
    let readings: Vec<String> = readings.collect();
    let found = Chinese.verdict(outcome.verdict);
    let words = format!("{}：{found}", readings.join("、"));
    match &outcome.due {
        Some(due) => format!("{words}，{}", Chinese.due(due).line()),
        None => words,
    }
}

/// Labels of the options in a set of cells.
pub fn labels(fact: &Fact, cells: Cells) -> String {
    let mut words = String::new();
    for option in describe::options_in(fact, cells) {
        if !words.is_empty() {
            words.push_str(Chinese.and());
        }
        words.push_str(option.label);
    }
    words
}

/// What it means for a fact to be one of some options.
pub fn options(rulebook: &Rulebook, fact: FactIdx, cells: Cells) -> String {
    let fact = &rulebook.facts[usize::from(fact)];
    format!("{}：{}", fact.name, labels(fact, cells))
}

/// A node of a condition tree in words: its label, or its parts where it has none.
pub fn condition(rulebook: &Rulebook, tree: &[Condition], at: usize) -> String {
    let Some(node) = tree.get(at) else {
        return "任何情况".to_owned();
    };
    if !node.label.is_empty() {
        return node.label.to_owned();
    }
    let parts: Vec<String> = operands(tree, at)
        .map(|part| condition(rulebook, tree, part))
        .collect();
    match node.op {
        Op::Any => parts.join("，或者"),
        Op::Not => format!("不：{}", parts.join("，并且")),
        Op::All => parts.join("，并且"),
        Op::Reading { .. } => parts.join("；另一种理解："),
        Op::Test { var, cells } | Op::Within { var, cells } => cells_of(rulebook, var, cells),
        Op::Unstated { .. } => "文本未写明的条件".to_owned(),
        Op::Always => "没有要求".to_owned(),
        Op::Never => "都不符合".to_owned(),
    }
}

/// Indices of the operands of a node.
pub fn operands(tree: &[Condition], at: usize) -> impl Iterator<Item = usize> + '_ {
    let end = usize::from(tree[at].end);
    let mut next = at + 1;
    std::iter::from_fn(move || {
        let this = next;
        (this < end).then(|| {
            next = usize::from(tree[this].end);
            this
        })
    })
}

/// The words of the first or the second reading of an open point.
pub fn reading(point: &OpenPoint, second: bool) -> Str {
    if second {
        point.reading_b
    } else {
        point.reading_a
    }
}

/// What it means for a variable to lie in some of its cells.
pub fn cells_of(rulebook: &Rulebook, var: VarIdx, cells: Cells) -> String {
    let variable = &rulebook.vars[usize::from(var)];
    match variable.of {
        VarOf::Reading {
            benefit,
            reading: point,
        } => {
            let point = &rulebook.benefits[usize::from(benefit)].open_points[usize::from(point)];
            reading(point, cells == 0b10).to_owned()
        }
        VarOf::Unstated { .. } if cells == 0b01 => "文本未写明的条件不成立".to_owned(),
        VarOf::Unstated { .. } => "文本未写明的条件".to_owned(),
        VarOf::Member { fact, option } => {
            let fact = &rulebook.facts[usize::from(fact)];
            let label = fact.kind.options()[usize::from(option)].label;
            let not = if cells == 0b01 { "不：" } else { "" };
            format!("{}：{not}{label}", fact.name)
        }
        VarOf::Day { fact } => {
            let day = |cut: i64| Chinese.date(Date::from_days(cut as i32));
            let values = runs(variable, cells, |first, last| match (first, last) {
                (Some(first), Some(last)) => format!("{}至{}", day(first), day(last)),
                (Some(first), None) => format!("{}及以后", day(first)),
                (None, Some(last)) => format!("{}及以前", day(last)),
                (None, None) => "任意".to_owned(),
            });
            let fact = &rulebook.facts[usize::from(fact)];
            format!("{}：{}", fact.name, values.join("、"))
        }
        VarOf::Fact { fact } => {
            let question = Question::new(rulebook, fact);
            let number = |value| Chinese.number(&question, value);
            let fact = &rulebook.facts[usize::from(fact)];
            let values = match &fact.kind {
                FactKind::Bool if cells == 0b01 => return format!("不：{}", fact.name),
                FactKind::Bool => return fact.name.to_owned(),
                FactKind::Choice { .. } | FactKind::Set { .. } => {
                    return format!("{}：{}", fact.name, labels(fact, cells));
                }
                FactKind::Int { .. } | FactKind::Money { .. } => {
                    // Places in an order have a first one.
                    let (first, behind) = match fact.kind {
                        FactKind::Int {
                            unit: "名", min, ..
                        } => (Some(min), "及以后"),
                        _ => (None, "及以上"),
                    };
                    runs(variable, cells, |low, high| match (low.or(first), high) {
                        (Some(low), Some(high)) if low == high => number(low),
                        (Some(low), Some(high)) => Chinese.between(&question, low, high),
                        (Some(low), None) => format!("{}{behind}", number(low)),
                        (None, Some(high)) => format!("{}及以下", number(high)),
                        (None, None) => "任意".to_owned(),
                    })
                }
                // The ends count months, newest first.
                FactKind::Date { .. } => runs(variable, cells, |low, high| match (low, high) {
                    (None, Some(high)) => format!("{}个月内", high + 1),
                    (Some(low), Some(high)) => format!("{low}至{}个月前", high + 1),
                    (Some(low), None) => format!("超过{low}个月"),
                    (None, None) => "任意".to_owned(),
                }),
            };
            format!("{}：{}", fact.name, values.join("、"))
        }
    }
}

/// The runs of neighbouring cells, each with its first and last value; open at the outer ends.
fn runs(var: &Var, cells: Cells, say: impl Fn(Option<i64>, Option<i64>) -> String) -> Vec<String> {
    let count = usize::from(var.cells);
    let mut words = Vec::new();
    let mut at = 0;
    while at < count {
        if cells >> at & 1 == 0 {
            at += 1;
            continue;
        }
        let start = at;
        while at < count && cells >> at & 1 == 1 {
            at += 1;
        }
        let low = start.checked_sub(1).map(|cut| var.cuts[cut]);
        let high = var.cuts.get(at - 1).map(|cut| cut - 1);
        words.push(say(low, high));
    }
    words
}
