//! The words in which results are said: sums, rhythms, verdicts, answers, conditions.
//!
//! Nothing is decided here. Sums follow the policies' own usage: 万元 from ten thousand on where
//! that is exact, yuan below, and fen only where there are any.

use engine::model::*;
use engine::{Answer, Due, Interval, Money, Truth, Verdict};

/// `（是否指 x？）` for the known word closest to an unknown one.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let (likeness, closest) = known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .max_by(|a, b| a.0.total_cmp(&b.0))?;
    (likeness >= 0.75).then(|| format!("（是否指 `{closest}`？）"))
}

pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Eligible => "可申领",
        Verdict::ByReview => "可申报（须评选）",
        Verdict::Possible => "待确认",
        Verdict::Ineligible => "不符合",
        Verdict::Lapsed => "已过期限",
    }
}

/// The sign of a condition and its word.
pub fn truth(truth: Truth) -> (char, &'static str) {
    match truth {
        Truth::TRUE => ('✓', "符合"),
        Truth::FALSE => ('✗', "不符合"),
        _ => ('?', "待确认"),
    }
}

pub fn source_kind(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::OfficialDocument => "正式文件",
        SourceKind::PressReport => "报道",
    }
}

pub fn claim(claim: Claim) -> &'static str {
    match claim {
        Claim::Right => "符合即可申领",
        Claim::Selection => "须经遴选、评审、评估或认定",
    }
}

/// What a note on the claim is about.
pub fn claim_note(claim: Claim) -> &'static str {
    match claim {
        Claim::Right => "说明",
        Claim::Selection => "评选",
    }
}

/// `2万元`, `1.25万元`, `1500元`, `333.5元`.
pub fn money(sum: Money) -> String {
    let fen = sum.0;
    if fen.abs() >= 1_000_000 && fen % 10_000 == 0 {
        format!("{}万元", decimal(fen / 10_000))
    } else {
        format!("{}元", decimal(fen))
    }
}

/// Hundredths as a decimal number without idle zeros.
pub fn decimal(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let whole = hundredths.unsigned_abs() / 100;
    match hundredths.unsigned_abs() % 100 {
        0 => format!("{sign}{whole}"),
        part if part % 10 == 0 => format!("{sign}{whole}.{}", part / 10),
        part => format!("{sign}{whole}.{part:02}"),
    }
}

/// A sum or a range; `up_to` if its upper end is a ceiling that the text states.
pub fn interval(sum: Interval, up_to: bool) -> String {
    match sum.high {
        Some(high) if high == sum.low && !up_to => money(high),
        Some(high) if sum.low == Money::ZERO && up_to => format!("最高{}", money(high)),
        Some(high) if up_to => format!("{}至最高{}", money(sum.low), money(high)),
        Some(high) if sum.low == Money::ZERO => format!("0至{}", money(high)),
        Some(high) => format!("{}至{}", money(sum.low), money(high)),
        None if sum.low == Money::ZERO => "金额待定".to_owned(),
        None => format!("{}起", money(sum.low)),
    }
}

/// Whether the text promises money here and names no sum at all.
pub fn names_no_sum(due: &Due) -> bool {
    due.unstated && due.payment == Interval::ZERO
}

/// What is due, with its rhythm.
pub fn due(due: &Due) -> String {
    if names_no_sum(due) {
        return format!("{}，金额文本未载明", rhythm(due.rhythm));
    }
    let payment = interval(due.payment, due.up_to);
    let mut words = if due.rhythm_open {
        format!("{payment}（按哪种方式发放待确认）")
    } else {
        paid(&payment, due.rhythm)
    };
    if let Rhythm::Monthly { months: Some(_) } = due.rhythm
        && !due.rhythm_open
        && due.total.high.is_some()
    {
        words += &format!("，合计{}", interval(due.total, due.up_to));
    }
    if due.unstated {
        words += "；部分情形的金额文本未载明";
    }
    words
}

/// A sum in its rhythm.
fn paid(sum: &str, rhythm: Rhythm) -> String {
    match rhythm {
        Rhythm::Once => format!("一次性{sum}"),
        Rhythm::Monthly {
            months: Some(months),
        } => format!("每月{sum}，共{months}个月"),
        Rhythm::Monthly { months: None } => format!("每月{sum}（发多少个月，文本未载明）"),
        Rhythm::Yearly { years: Some(years) } => format!("每年{sum}，共{years}年"),
        Rhythm::Yearly { years: None } => format!("每年{sum}（发多少年，文本未载明）"),
        Rhythm::Unstated => format!("{sum}（发放方式文本未载明）"),
    }
}

fn rhythm(rhythm: Rhythm) -> &'static str {
    match rhythm {
        Rhythm::Once => "一次性",
        Rhythm::Monthly { .. } => "按月",
        Rhythm::Yearly { .. } => "按年",
        Rhythm::Unstated => "给予资金",
    }
}

/// An amount as the rules state it, before anything is known of anybody.
pub fn amount(rulebook: &Rulebook, amount: &Amount) -> String {
    if amount.terms.is_empty() {
        return if amount.unstated {
            format!("{}，金额文本未载明", rhythm(amount.rhythm))
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
                    interval(Interval::new(Money::ZERO.min(low), Some(high)), true)
                }
                Base::Sum { low, high } => interval(Interval::new(low, Some(high)), false),
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
    let words = paid(&terms.join(" + "), amount.rhythm);
    if amount.unstated {
        format!("{words}；另有部分金额文本未载明")
    } else {
        words
    }
}

/// An answer in words.
pub fn answer(fact: &Fact, answer: Answer) -> String {
    let labels = |cells: Cells| {
        let options = fact.kind.options().iter().enumerate();
        let labels: Vec<Str> = options
            .filter(|(index, _)| cells >> index & 1 == 1)
            .map(|(_, option)| option.label)
            .collect();
        labels.join("、")
    };
    match answer {
        Answer::NotAsked => "还没有回答".to_owned(),
        Answer::Unknown => "不清楚".to_owned(),
        Answer::Bool(true) => "是".to_owned(),
        Answer::Bool(false) => "否".to_owned(),
        Answer::Choice(option) => labels(1 << option),
        Answer::Set { yes, no, unsure } => {
            let mut parts = Vec::new();
            if yes != 0 {
                parts.push(labels(yes));
            }
            if unsure != 0 {
                parts.push(format!("不清楚：{}", labels(unsure)));
            }
            let asked = yes | no | unsure;
            if yes | unsure == 0 && asked == engine::all_options(fact) {
                parts.push("都没有".to_owned());
            } else if no != 0 && asked != engine::all_options(fact) {
                parts.push(format!("没有：{}", labels(no)));
            }
            if asked == 0 {
                parts.push("还没有回答".to_owned());
            }
            parts.join("；")
        }
        Answer::Int(value) => number(fact, value),
        Answer::Date(date) => date.to_string(),
    }
}

/// A number with the unit of its fact.
pub fn number(fact: &Fact, value: i64) -> String {
    match fact.kind {
        FactKind::Int { unit, .. } => format!("{value}{unit}"),
        _ => money(Money::yuan(value)),
    }
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
        VarOf::Unstated { .. } => "文本未写明的条件".to_owned(),
        VarOf::Member { fact, option } => {
            let fact = &rulebook.facts[usize::from(fact)];
            let label = fact.kind.options()[usize::from(option)].label;
            let not = if cells == 0b01 { "不：" } else { "" };
            format!("{}：{not}{label}", fact.name)
        }
        VarOf::Fact { fact } => {
            let fact = &rulebook.facts[usize::from(fact)];
            let values = match &fact.kind {
                FactKind::Bool if cells == 0b01 => return format!("不：{}", fact.name),
                FactKind::Bool => return fact.name.to_owned(),
                FactKind::Choice { options } | FactKind::Set { options } => options
                    .iter()
                    .enumerate()
                    .filter(|(index, _)| cells >> index & 1 == 1)
                    .map(|(_, option)| option.label.to_owned())
                    .collect::<Vec<_>>(),
                FactKind::Int { .. } | FactKind::Money { .. } => {
                    runs(variable, cells, |low, high| match (low, high) {
                        (Some(low), Some(high)) if low == high => number(fact, low),
                        (Some(low), Some(high)) => {
                            format!("{}至{}", number(fact, low), number(fact, high))
                        }
                        (Some(low), None) => format!("{}及以上", number(fact, low)),
                        (None, Some(high)) => format!("{}及以下", number(fact, high)),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_read_as_the_policies_write_them() {
        let written = |fen| money(Money(fen));
        assert_eq!(written(0), "0元");
        assert_eq!(written(30_000), "300元");
        assert_eq!(written(33_350), "333.5元");
        assert_eq!(written(33_305), "333.05元");
        assert_eq!(written(1_000_000), "1万元");
        assert_eq!(written(1_250_000), "1.25万元");
        assert_eq!(written(1_234_500), "12345元");
        assert_eq!(written(100_000_000), "100万元");
    }

    #[test]
    fn ranges_ceilings_and_open_ends_are_told_apart() {
        let range = |low, high| Interval::new(Money::yuan(low), high);
        let yuan = |sum| Some(Money::yuan(sum));
        assert_eq!(interval(range(500, yuan(500)), false), "500元");
        assert_eq!(interval(range(2000, yuan(8000)), false), "2000元至8000元");
        assert_eq!(interval(range(0, yuan(80_000)), true), "最高8万元");
        assert_eq!(interval(range(0, yuan(80_000)), false), "0至8万元");
        assert_eq!(interval(range(1000, None), false), "1000元起");
        assert_eq!(interval(range(0, None), false), "金额待定");
    }

    #[test]
    fn a_rhythm_is_always_said() {
        let due_in = |rhythm, months: i64| Due {
            payment: Interval::exactly(Money::yuan(300)),
            total: Interval::exactly(Money::yuan(300 * months)),
            rhythm,
            rhythm_open: false,
            unstated: false,
            up_to: false,
        };
        assert_eq!(due(&due_in(Rhythm::Once, 1)), "一次性300元");
        assert_eq!(
            due(&due_in(Rhythm::Monthly { months: Some(60) }, 60)),
            "每月300元，共60个月，合计1.8万元"
        );
        assert_eq!(
            due(&due_in(Rhythm::Yearly { years: None }, 1)),
            "每年300元（发多少年，文本未载明）"
        );
        assert_eq!(
            due(&due_in(Rhythm::Unstated, 1)),
            "300元（发放方式文本未载明）"
        );
    }
}
