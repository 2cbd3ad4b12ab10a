//! The words in which results are said: sums, rhythms, verdicts, answers, conditions.
//!
//! Nothing is decided here. Sums follow the policies' own usage: 万元 from ten thousand on where
//! that is exact, yuan below, and fen only where there are any.

use engine::model::*;
use engine::{Answer, Date, DayRange, Due, Interval, Money, Outcome, Rulebook, Truth, Verdict};

use crate::describe;
use crate::said::{digits, joined, said};

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
    (!closest.is_empty()).then(|| said!("（是否指 `", closest, "`？）"))
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

pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Eligible => "可申领",
        Verdict::ByReview => "可申报（须评选）",
        Verdict::Possible => "待确认",
        Verdict::Ineligible => "不符合",
        Verdict::Lapsed => "已过期限",
        Verdict::NotYet => "尚未施行",
        Verdict::Ended => "已失效",
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

/// `2万元`, `1.25万元`, `1500元`, `333.5元`.
pub fn money(sum: Money) -> String {
    let fen = sum.0;
    if fen.abs() >= 1_000_000 && fen % 10_000 == 0 {
        said!(decimal(fen / 10_000), "万元")
    } else {
        said!(decimal(fen), "元")
    }
}

/// Hundredths as a decimal number without idle zeros.
pub fn decimal(hundredths: i64) -> String {
    let whole = hundredths.unsigned_abs();
    let (whole, part) = (whole / 100, whole % 100);
    let sign = if hundredths < 0 { "-" } else { "" };
    let mut said = said!(sign, whole);
    if part > 0 {
        said.push('.');
        if part % 10 == 0 {
            digits(&mut said, part / 10, 1);
        } else {
            digits(&mut said, part, 2);
        }
    }
    said
}

/// A sum or a range; `up_to` if its upper end is a ceiling that the text states.
pub fn interval(sum: Interval, up_to: bool) -> String {
    match sum.high {
        Some(high) if high == sum.low && !up_to => money(high),
        Some(high) if sum.low == Money::ZERO && up_to => said!("最高", money(high)),
        Some(high) if up_to => said!(money(sum.low), "至最高", money(high)),
        Some(high) if sum.low == Money::ZERO => said!("0至", money(high)),
        Some(high) => said!(money(sum.low), "至", money(high)),
        // Less than a yuan is what a share of any money at all comes to: no sum to name.
        None if sum.names_no_sum() => "金额待定".to_owned(),
        None => said!(money(sum.low), "起"),
    }
}

/// Whether the text promises money here and names no sum at all.
pub fn names_no_sum(due: &Due) -> bool {
    due.unstated && due.payment == Interval::ZERO
}

/// What is due, with its rhythm.
pub fn due(due: &Due) -> String {
    if names_no_sum(due) {
        return said!(rhythm(due.rhythm), "，金额文本未载明");
    }
    let payment = interval(due.payment, due.up_to);
    let mut words = match due.rhythm {
        Rhythm::Monthly { months: None } if due.rhythm_open => {
            said!("每月", payment, "（发多少个月待确认）")
        }
        _ if due.rhythm_open => said!(payment, "（按哪种方式发放待确认）"),
        rhythm => paid(&payment, rhythm),
    };
    if let Rhythm::Monthly { months: Some(_) } = due.rhythm
        && !due.rhythm_open
        && due.total.high.is_some()
    {
        words.push_str("，合计");
        words.push_str(&interval(due.total, due.up_to));
    }
    if due.unstated {
        words.push_str("；部分情形的金额文本未载明");
    }
    words
}

/// A sum in its rhythm.
fn paid(sum: &str, rhythm: Rhythm) -> String {
    match rhythm {
        Rhythm::Once => said!("一次性", sum),
        Rhythm::Monthly {
            months: Some(months),
        } => said!("每月", sum, "，共", months, "个月"),
        Rhythm::Monthly { months: None } => said!("每月", sum, "（发多少个月，文本未载明）"),
        Rhythm::Yearly { years: Some(years) } => said!("每年", sum, "，共", years, "年"),
        Rhythm::Yearly { years: None } => said!("每年", sum, "（发多少年，文本未载明）"),
        Rhythm::Unstated => said!(sum, "（发放方式文本未载明）"),
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
            said!(rhythm(amount.rhythm), "，金额文本未载明")
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
                    said!("“", name(of), "”的", ceiling, percent, "%")
                }
            };
            match term.per {
                None => base,
                Some(count) => said!(base, " × “", name(count), "”"),
            }
        })
        .collect();
    let words = paid(&joined(&terms, " + "), amount.rhythm);
    if amount.unstated {
        said!(words, "；另有部分金额文本未载明")
    } else {
        words
    }
}

/// An answer in words.
pub fn answer(fact: &Fact, answer: Answer) -> String {
    let labels = |cells: Cells| labels(fact, cells);
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
                parts.push(said!("不清楚：", labels(unsure)));
            }
            let asked = yes | no | unsure;
            if yes | unsure == 0 && asked == engine::all_options(fact) {
                parts.push("都没有".to_owned());
            } else if no != 0 && asked != engine::all_options(fact) {
                parts.push(said!("没有：", labels(no)));
            }
            if asked == 0 {
                parts.push("还没有回答".to_owned());
            }
            joined(&parts, "；")
        }
        Answer::Int(value) => number(fact, value),
        Answer::Range { low, high } => between(fact, low, high),
        Answer::Date(date) => days(date),
    }
}

/// A date as people say it: to the day, the month or the year.
pub fn days(days: DayRange) -> String {
    if let Some(day) = days.exact() {
        said!(day)
    } else if let Some((year, month)) = days.as_month() {
        said!(i64::from(year), "年", month, "月")
    } else if let Some(year) = days.as_year() {
        said!(i64::from(year), "年")
    } else {
        said!(days.first(), "至", days.last())
    }
}

/// A number that lies between two; the ends of the question itself are not said.
fn between(fact: &Fact, low: i64, high: i64) -> String {
    let (FactKind::Int { min, max, .. } | FactKind::Money { min, max }) = fact.kind else {
        return number(fact, low);
    };
    match (low > min, high < max) {
        (false, false) => "任意".to_owned(),
        (true, false) => said!(number(fact, low), "及以上"),
        (false, true) => said!(number(fact, high), "及以下"),
        (true, true) => said!(number(fact, low), "至", number(fact, high)),
    }
}

/// An answer at a cut point, as a button says it: 不满12个月, 满12个月; 不超过5年, 超过5年; 100人及以上; 前3名.
pub fn choice(rulebook: &Rulebook, fact: FactIdx, answer: Answer) -> String {
    let fact = &rulebook.facts[usize::from(fact)];
    let (low, high) = match answer {
        Answer::Range { low, high } => (low, high),
        Answer::Int(value) => (value, value),
        answer => return self::answer(fact, answer),
    };
    let (unit, min, max) = match fact.kind {
        FactKind::Int { min, max, unit } => (unit, min, max),
        FactKind::Money { min, max } => ("", min, max),
        _ => return self::answer(fact, answer),
    };
    let (first, last) = (low == min, high == max);
    // An order in which the first is the best.
    if unit == "名" {
        return match (first, last) {
            _ if low == high => said!("第", low, "名"),
            (true, _) => said!("前", high, "名"),
            (false, true) => said!("第", low, "名及以后"),
            (false, false) => said!("第", low, "至", high, "名"),
        };
    }
    if low == high {
        return number(fact, low);
    }
    // Whether rules name the value before a cut, as the most, or the one behind it, as the least.
    let var = &rulebook.vars[usize::from(fact.first_var)];
    let named_before = |cut: i64| {
        let at = var.cuts.iter().position(|one| *one == cut);
        at.is_some_and(|at| var.at_most >> at & 1 == 1)
    };
    let time = ["年", "月", "天", "日"]
        .iter()
        .any(|end| unit.ends_with(end));
    let from = match (named_before(low), time) {
        (true, _) => said!("超过", number(fact, low - 1)),
        (false, true) => said!("满", number(fact, low)),
        (false, false) => said!(number(fact, low), "及以上"),
    };
    let to = match (named_before(high + 1), time) {
        (true, _) => said!("不超过", number(fact, high)),
        (false, true) => said!("不满", number(fact, high + 1)),
        (false, false) => said!("不到", number(fact, high + 1)),
    };
    match (first, last) {
        (true, true) => "任意".to_owned(),
        (true, false) => to,
        (false, true) => from,
        (false, false) => said!(from, "，", to),
    }
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
        said!(how, "“", what, "”")
    });
    let found = verdict(outcome.verdict);
    let words = said!(joined(readings, "、"), "：", found);
    match &outcome.due {
        Some(sum) => said!(words, "，", due(sum)),
        None => words,
    }
}

/// Labels of the options in a set of cells.
pub fn labels(fact: &Fact, cells: Cells) -> String {
    let mut words = String::new();
    for option in describe::options_in(fact, cells) {
        if !words.is_empty() {
            words.push('、');
        }
        words.push_str(option.label);
    }
    words
}

/// What it means for a fact to be one of some options.
pub fn options(rulebook: &Rulebook, fact: FactIdx, cells: Cells) -> String {
    let fact = &rulebook.facts[usize::from(fact)];
    said!(fact.name, "：", labels(fact, cells))
}

/// A place in an order, or the places between two.
fn rank(first: i64, last: Option<i64>) -> String {
    match last {
        Some(last) if first == last => said!("第", last, "名"),
        Some(last) => said!("第", first, "至", last, "名"),
        None => said!("第", first, "名及以后"),
    }
}

/// A number with the unit of its fact.
pub fn number(fact: &Fact, value: i64) -> String {
    match fact.kind {
        FactKind::Int { unit: "名", .. } => rank(value, Some(value)),
        FactKind::Int { unit, .. } => said!(value, unit),
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
        Op::Any => joined(&parts, "，或者"),
        Op::Not => said!("不：", joined(&parts, "，并且")),
        Op::All => joined(&parts, "，并且"),
        Op::Reading { .. } => joined(&parts, "；另一种理解："),
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
            said!(fact.name, "：", not, label)
        }
        VarOf::Day { fact } => {
            let day = |cut: i64| Date::from_days(cut as i32).to_string();
            let values = runs(variable, cells, |first, last| match (first, last) {
                (Some(first), Some(last)) => said!(day(first), "至", day(last)),
                (Some(first), None) => said!(day(first), "及以后"),
                (None, Some(last)) => said!(day(last), "及以前"),
                (None, None) => "任意".to_owned(),
            });
            let fact = &rulebook.facts[usize::from(fact)];
            said!(fact.name, "：", joined(&values, "、"))
        }
        VarOf::Fact { fact } => {
            let fact = &rulebook.facts[usize::from(fact)];
            let values = match &fact.kind {
                FactKind::Bool if cells == 0b01 => return said!("不：", fact.name),
                FactKind::Bool => return fact.name.to_owned(),
                FactKind::Choice { .. } | FactKind::Set { .. } => {
                    return said!(fact.name, "：", labels(fact, cells));
                }
                FactKind::Int {
                    unit: "名", min, ..
                } => runs(variable, cells, |low, high| rank(low.unwrap_or(*min), high)),
                FactKind::Int { .. } | FactKind::Money { .. } => {
                    runs(variable, cells, |low, high| match (low, high) {
                        (Some(low), Some(high)) if low == high => number(fact, low),
                        (Some(low), Some(high)) => {
                            said!(number(fact, low), "至", number(fact, high))
                        }
                        (Some(low), None) => said!(number(fact, low), "及以上"),
                        (None, Some(high)) => said!(number(fact, high), "及以下"),
                        (None, None) => "任意".to_owned(),
                    })
                }
                // The ends count months, newest first.
                FactKind::Date { .. } => runs(variable, cells, |low, high| match (low, high) {
                    (None, Some(high)) => said!(high + 1, "个月内"),
                    (Some(low), Some(high)) => said!(low, "至", high + 1, "个月前"),
                    (Some(low), None) => said!("超过", low, "个月"),
                    (None, None) => "任意".to_owned(),
                }),
            };
            said!(fact.name, "：", joined(&values, "、"))
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
    fn dates_are_said_as_they_are_known() {
        let said = |text| days(DayRange::parse(text).unwrap());
        assert_eq!(said("2026-01-10"), "2026-01-10");
        assert_eq!(said("2026-01"), "2026年1月");
        assert_eq!(said("2026"), "2026年");
        assert_eq!(said("2025-12-03/2026-01-04"), "2025-12-03至2026-01-04");
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
