//! Conditions in words, from the names of facts and options.

use engine::Date;

use crate::tree::{Condition, Fact, Kind};

/// A choice that must be one of `options` (bits), or a yes/no fact.
pub(crate) fn one_of(fact: &Fact, options: u64) -> String {
    match &fact.kind {
        Kind::Bool if options == 0b01 => format!("不：{}", fact.name),
        Kind::Bool => fact.name.clone(),
        kind => format!("{}：{}", fact.name, names(kind, options)),
    }
}

/// A choice at or above, at or below, or between options of a ladder.
pub(crate) fn on_ladder(fact: &Fact, low: Option<usize>, high: Option<usize>) -> String {
    let label = |option: usize| &fact.kind.options()[option].label;
    let span = match (low, high) {
        (Some(low), Some(high)) => format!("{}至{}", label(low), label(high)),
        (Some(low), None) => format!("{}及以上", label(low)),
        (None, Some(high)) => format!("{}及以下", label(high)),
        (None, None) => String::new(),
    };
    format!("{}：{span}", fact.name)
}

pub(crate) fn has_any(fact: &Fact, options: u64) -> String {
    format!("{}：{}中至少一项", fact.name, names(&fact.kind, options))
}

pub(crate) fn has_all(fact: &Fact, options: u64) -> String {
    format!("{}：{}都具备", fact.name, names(&fact.kind, options))
}

pub(crate) fn between(fact: &Fact, low: Option<i64>, high: Option<i64>) -> String {
    let number = |value: i64| number(&fact.kind, value);
    // A place in an order is no quantity.
    if let Kind::Int { unit, min, .. } = &fact.kind
        && unit == "名"
    {
        let first = low.unwrap_or(*min);
        let span = match high {
            Some(last) if first == last => format!("第{last}名"),
            Some(last) => format!("第{first}至{last}名"),
            None => format!("第{first}名及以后"),
        };
        return format!("{}：{span}", fact.name);
    }
    let span = match (low, high) {
        (Some(low), Some(high)) if low == high => number(low),
        (Some(low), Some(high)) => match &fact.kind {
            Kind::Int { .. } => format!("{low}至{}", number(high)),
            _ => format!("{}至{}", number(low), number(high)),
        },
        (Some(low), None) => format!("不少于{}", number(low)),
        (None, Some(high)) => format!("不超过{}", number(high)),
        (None, None) => String::new(),
    };
    format!("{}：{span}", fact.name)
}

pub(crate) fn within_months(fact: &Fact, months: u16) -> String {
    format!("{}：{months}个月内", fact.name)
}

pub(crate) fn not_before(fact: &Fact, day: Date) -> String {
    format!("{}：{}以后（含当日）", fact.name, self::day(day))
}

pub(crate) fn day(day: Date) -> String {
    let (year, month, day) = day.ymd();
    format!("{year}年{month}月{day}日")
}

pub(crate) fn not(inner: &Condition) -> String {
    format!("不：{}", inner.label)
}

pub(crate) fn all(parts: &[Condition]) -> String {
    join(parts, "，并且")
}

pub(crate) fn any(parts: &[Condition]) -> String {
    join(parts, "，或者")
}

fn join(parts: &[Condition], word: &str) -> String {
    let labels: Vec<&str> = parts.iter().map(|part| part.label.as_str()).collect();
    labels.join(word)
}

fn names(kind: &Kind, options: u64) -> String {
    let labels: Vec<&str> = kind
        .options()
        .iter()
        .enumerate()
        .filter(|(index, _)| options >> index & 1 == 1)
        .map(|(_, option)| option.label.as_str())
        .collect();
    labels.join("、")
}

/// A number with its unit; sums in 万元 where they are whole.
pub(crate) fn number(kind: &Kind, value: i64) -> String {
    match kind {
        Kind::Int { unit, .. } => format!("{value}{unit}"),
        Kind::Money { .. } => yuan(value),
        _ => value.to_string(),
    }
}

pub(crate) fn yuan(value: i64) -> String {
    if value != 0 && value % 10_000 == 0 {
        format!("{}万元", value / 10_000)
    } else {
        format!("{value}元")
    }
}
