//! The numbers that a quote states, however it writes them.
//!
//! A rule's number counts as published only if it stands in a quote: in digits or in Chinese
//! numerals, with 万 and its like, as an end of a range, as a percentage, as years or months. What
//! is counted (元, 人, 年) is read along, so that 100人 does not prove a sum of 100 yuan.

use std::collections::BTreeSet;

use crate::tree::Role;

/// All numbers of some quotes.
#[derive(Default, Debug)]
pub(crate) struct Stated {
    /// Bare, or followed by 元.
    sums: BTreeSet<i64>,
    /// Anything but sums in so many words, and percentages.
    counts: BTreeSet<i64>,
    percents: BTreeSet<i64>,
    months: BTreeSet<i64>,
    years: BTreeSet<i64>,
}

impl Stated {
    pub fn add(&mut self, quote: &str) {
        for number in numbers(quote) {
            let Some(value) = number.value() else {
                continue;
            };
            match number.unit {
                Unit::Percent => {
                    self.percents.insert(value);
                }
                Unit::Years => {
                    self.years.insert(value);
                    self.counts.insert(value);
                    self.months.insert(value.saturating_mul(12));
                }
                Unit::Months => {
                    self.months.insert(value);
                    self.counts.insert(value);
                }
                Unit::Counted => {
                    self.counts.insert(value);
                }
                Unit::Yuan => {
                    self.sums.insert(value);
                }
                Unit::None => {
                    self.sums.insert(value);
                    self.counts.insert(value);
                }
            }
        }
    }

    pub fn proves(&self, value: i64, role: Role) -> bool {
        let count = |value: i64, months: bool| {
            self.counts.contains(&value) || (months && self.months.contains(&value))
        };
        match role {
            // 最高 begins at nothing without anybody saying so.
            Role::Sum => value == 0 || self.sums.contains(&value),
            Role::Percent => self.percents.contains(&value),
            Role::Months => self.months.contains(&value),
            Role::Years => self.years.contains(&value),
            // At least one is to have any at all, which is no number.
            Role::AtLeast { months } => {
                value == 1 || count(value, months) || count(value - 1, months)
            }
            Role::AtMost { months } => count(value, months) || count(value + 1, months),
        }
    }

    /// The numbers that could have been meant, for telling the author what was found.
    pub fn found(&self, role: Role) -> Vec<i64> {
        let set = match role {
            Role::Sum => &self.sums,
            Role::Percent => &self.percents,
            Role::Months => &self.months,
            Role::Years => &self.years,
            Role::AtLeast { .. } | Role::AtMost { .. } => &self.counts,
        };
        set.iter().copied().collect()
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Unit {
    None,
    Yuan,
    Percent,
    Years,
    Months,
    /// People, projects, ranks …
    Counted,
}

/// A number in ten-thousandths, so that 4.8万 stays exact.
#[derive(Clone, Copy, Debug)]
struct Number {
    start: usize,
    end: usize,
    scaled: i128,
    times: i64,
    unit: Unit,
}

const SCALE: i128 = 10_000;

impl Number {
    /// The number if it is whole.
    fn value(&self) -> Option<i64> {
        let scaled = self.scaled * i128::from(self.times);
        (scaled % SCALE == 0)
            .then(|| i64::try_from(scaled / SCALE).ok())
            .flatten()
    }
}

fn numbers(quote: &str) -> Vec<Number> {
    let text: Vec<char> = quote
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
            '％' => '%',
            '．' => '.',
            other => other,
        })
        .collect();
    let mut found: Vec<Number> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let number = if text[at].is_ascii_digit() {
            Some(in_digits(&text, at))
        } else {
            in_characters(&text, at)
        };
        match number {
            Some(number) => {
                at = number.end;
                found.push(number);
            }
            None => at += 1,
        }
    }
    // In 1-3万元 and 3、5年, what follows the last number belongs to all of them.
    let mut read_along = Vec::new();
    for index in (0..found.len().saturating_sub(1)).rev() {
        let next = found[index + 1];
        let own = found[index];
        let between = &text[own.end..next.start];
        let joined = !between.is_empty()
            && between.len() <= 2
            && between
                .iter()
                .all(|c| matches!(c, '-' | '－' | '–' | '—' | '~' | '～' | '至' | '到' | '、'));
        if joined && own.unit == Unit::None {
            let whole = Number {
                times: if own.times == 1 {
                    next.times
                } else {
                    own.times
                },
                unit: next.unit,
                ..own
            };
            // The bare number stays as well: in 500、1万元 the first is not 500万.
            found[index].unit = next.unit;
            read_along.push(found[index]);
            found[index] = whole;
        }
    }
    found.extend(read_along);
    found
}

fn in_digits(text: &[char], start: usize) -> Number {
    let digit = |at: usize| text.get(at).filter(|c| c.is_ascii_digit());
    let mut at = start;
    let mut whole: i128 = 0;
    loop {
        match text.get(at) {
            Some(c) if c.is_ascii_digit() => {
                whole = whole.saturating_mul(10) + i128::from(*c as u32 - '0' as u32);
            }
            // 4,000
            Some(',')
                if (1..=3).all(|ahead| digit(at + ahead).is_some()) && digit(at + 4).is_none() => {}
            _ => break,
        }
        at += 1;
    }
    let mut scaled = whole.saturating_mul(SCALE);
    if text.get(at) == Some(&'.') && digit(at + 1).is_some() {
        at += 1;
        let mut place = SCALE;
        while let Some(c) = digit(at) {
            place /= 10;
            scaled += i128::from(*c as u32 - '0' as u32) * place;
            at += 1;
        }
    }
    let mut times: i64 = 1;
    while let Some(power) = text.get(at).and_then(|c| power(*c)) {
        times = times.saturating_mul(power);
        at += 1;
    }
    finish(text, start, at, scaled, times)
}

/// A number in Chinese numerals. One without anything counted behind it (一线, 统一) is none.
fn in_characters(text: &[char], start: usize) -> Option<Number> {
    let prefix: String = text[start..].iter().take(3).collect();
    let (from, percent) = if prefix == "百分之" {
        (start + 3, true)
    } else {
        (start, false)
    };
    if text.get(start) == Some(&'半') && text.get(start + 1) == Some(&'年') {
        return Some(Number {
            start,
            end: start + 2,
            scaled: 6 * SCALE,
            times: 1,
            unit: Unit::Months,
        });
    }
    let mut at = from;
    let (mut whole, mut section, mut digit): (i64, i64, Option<i64>) = (0, 0, None);
    while let Some(&c) = text.get(at) {
        if let Some(value) = numeral(c) {
            digit = Some(value);
        } else if let Some(power) = power(c) {
            // 百, 千 and 万 do not begin a number; 十 does.
            if at == from && c != '十' {
                return None;
            }
            if power >= 10_000 {
                whole += (section + digit.unwrap_or(0)).max(1) * power;
                section = 0;
            } else {
                section += digit.unwrap_or(1) * power;
            }
            digit = None;
        } else {
            break;
        }
        at += 1;
    }
    if at == from {
        return None;
    }
    let value = whole + section + digit.unwrap_or(0);
    let mut number = finish(text, start, at, i128::from(value) * SCALE, 1);
    if percent {
        number.unit = Unit::Percent;
    }
    (number.unit != Unit::None).then_some(number)
}

fn numeral(c: char) -> Option<i64> {
    let digits = "零一二三四五六七八九";
    match c {
        '两' => Some(2),
        '〇' => Some(0),
        _ => digits
            .chars()
            .position(|digit| digit == c)
            .map(|value| value as i64),
    }
}

fn power(c: char) -> Option<i64> {
    match c {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1_000),
        '万' => Some(10_000),
        '亿' => Some(100_000_000),
        _ => None,
    }
}

/// Reads what is counted.
fn finish(text: &[char], start: usize, end: usize, scaled: i128, times: i64) -> Number {
    let unit = match text.get(end) {
        Some('%') => Unit::Percent,
        Some('元') => Unit::Yuan,
        Some('年') => Unit::Years,
        Some('月') => Unit::Months,
        Some('个') if text.get(end + 1) == Some(&'月') => Unit::Months,
        Some('人' | '名' | '家' | '个' | '项' | '位' | '次' | '日' | '天' | '周' | '所') => {
            Unit::Counted
        }
        _ => Unit::None,
    };
    Number {
        start,
        end,
        scaled,
        times,
        unit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proves(quote: &str, value: i64, role: Role) -> bool {
        let mut stated = Stated::default();
        stated.add(quote);
        stated.proves(value, role)
    }

    #[test]
    fn sums_are_read_however_they_are_written() {
        for (quote, sum) in [
            ("给予4 . 8万元补助", 48_000),
            ("每月300元、500元、1000元", 500),
            ("给予1-3万元一次性奖励", 10_000),
            ("给予1-3万元一次性奖励", 30_000),
            ("1万-3万元", 10_000),
            ("4000元-6000元", 4_000),
            ("最高给予１００万元", 1_000_000),
            ("补贴2,500元", 2_500),
            ("1亿元", 100_000_000),
            ("三千元", 3_000),
            ("一万二千元", 12_000),
            ("2000、3000元", 2_000),
        ] {
            assert!(proves(quote, sum, Role::Sum), "{quote} {sum}");
        }
    }

    #[test]
    fn what_is_counted_makes_a_difference() {
        for (quote, sum) in [
            ("100人以上", 100),
            ("12个月内", 12),
            ("统一安排一线岗位", 1),
            ("补助20%", 20),
            ("千方百计", 1_000),
            ("4.8万元", 4),
        ] {
            assert!(!proves(quote, sum, Role::Sum), "{quote} {sum}");
        }
        assert!(!proves("20人", 20, Role::Percent));
        assert!(!proves("奖励36元", 36, Role::AtLeast { months: true }));
    }

    #[test]
    fn spans_of_time_are_read_in_months() {
        for (quote, months) in [
            ("连续发放5年", 60),
            ("五年内", 60),
            ("核发之日起12个月内", 12),
            ("十二个月", 12),
            ("两年", 24),
            ("半年内", 6),
        ] {
            assert!(proves(quote, months, Role::Months), "{quote} {months}");
        }
        assert!(proves("3-5年", 3, Role::Years));
        assert!(!proves("36个月", 3, Role::Years));
    }

    #[test]
    fn a_threshold_may_be_the_neighbour_of_what_is_stated() {
        let least = Role::AtLeast { months: false };
        let most = Role::AtMost { months: false };
        assert!(proves("100人以上", 100, least));
        assert!(proves("100人以上", 101, least));
        assert!(!proves("100人以上", 99, least));
        assert!(proves("不足30人", 29, most));
        assert!(!proves("不足30人", 31, most));
        assert!(proves("30-50人", 30, least));
        assert!(proves("前三名", 3, most));
        assert!(proves("累计缴费3年", 36, Role::AtLeast { months: true }));
    }

    #[test]
    fn percentages_are_percentages() {
        assert!(proves("按照国家补助资金的50%给予", 50, Role::Percent));
        assert!(proves("百分之二十", 20, Role::Percent));
        assert!(!proves("百分之二十", 20, Role::Sum));
    }
}
