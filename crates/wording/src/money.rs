//! Sums, intervals of them, what is due with its rhythm, and totals.
//!
//! Chinese counts in 万元 from ten thousand yuan on where two places say it exactly (16万元, 1.25万元),
//! and in grouped yuan else (2,500元); fen are said only where there are any.

use engine::model::Rhythm;
use engine::{Due, Interval, Money, Sum};

use crate::words::{Lang, digits, filled};

/// Something said as a headline and the rest of the sentence, which may be empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    /// The sum, or that there is none to name.
    pub headline: String,
    /// How often and for how long; empty where that is all.
    pub rest: String,
    comma: &'static str,
}

impl Said {
    /// All of it in one line.
    pub fn line(self) -> String {
        let mut line = self.headline;
        if !self.rest.is_empty() {
            line.push_str(self.comma);
            line.push_str(&self.rest);
        }
        line
    }
}

impl Lang {
    /// `2,500元`, `1.25万元`, `333.50元`; `2,500 yuan`.
    pub fn sum(self, sum: Money) -> String {
        let (figure, unit) = self.figure(sum);
        with_unit(&figure, self.words().gap, unit)
    }

    /// A sum in digits, and the unit that these count.
    fn figure(self, sum: Money) -> (String, &'static str) {
        let words = self.words();
        let fen = sum.0;
        if !words.ten_thousand_yuan.is_empty() && fen.abs() >= 1_000_000 && fen % 10_000 == 0 {
            let figure = grouped(fen / 10_000);
            let figure = match figure.split_once('.') {
                Some(_) => figure.trim_end_matches('0').to_owned(),
                None => figure,
            };
            return (figure, words.ten_thousand_yuan);
        }
        (grouped(fen), words.yuan)
    }

    /// One sum, a range, a most, or a least; `up_to` if its upper end is a ceiling that the text
    /// states. No other end is called 最高.
    pub fn interval(self, sum: Interval, up_to: bool) -> String {
        let words = self.words();
        let (low, high) = match sum.high {
            // Less than a yuan is what a share of any money at all comes to: no sum to name.
            None if sum.names_no_sum() => return words.sum_open.to_owned(),
            None => return filled(words.at_least, &[&self.sum(sum.low)]),
            Some(high) => (sum.low, high),
        };
        match (low == Money::ZERO, up_to) {
            (true, true) => filled(words.up_to, &[&self.sum(high)]),
            (false, true) => filled(words.range_up_to, &[&self.sum(low), &self.sum(high)]),
            (_, false) if low == high => self.sum(high),
            (_, false) => {
                let (figure, unit) = self.figure(low);
                // Plain yuan stand once, behind both; nothing has no unit.
                let plain = unit == words.yuan && self.figure(high).1 == unit;
                let low = if plain || low == Money::ZERO {
                    figure
                } else {
                    self.sum(low)
                };
                filled(words.range, &[&low, &self.sum(high)])
            }
        }
    }

    /// What is due, in its rhythm: `每月500元`, `共36个月，合计1.8万元`.
    pub fn due(self, due: &Due) -> Said {
        let words = self.words();
        if names_no_sum(due) {
            return match due.rhythm_open {
                true => self.said(words.sum_unstated.to_owned(), words.rhythm_open),
                false => self.unstated(due.rhythm),
            };
        }
        let payment = self.interval(due.payment, due.up_to);
        let mut said = match due.rhythm {
            rhythm if !due.rhythm_open => self.paid(&payment, rhythm),
            // Whatever is open, it is paid every month.
            Rhythm::Monthly { months: None } => {
                self.said(filled(words.monthly, &[&payment]), words.months_open)
            }
            _ => self.said(payment, words.rhythm_open),
        };
        if let Rhythm::Monthly { months: Some(_) } = due.rhythm
            && !due.rhythm_open
            && due.total.high.is_some()
        {
            let total = self.interval(due.total, due.up_to);
            said.rest.push_str(words.comma);
            said.rest.push_str(&filled(words.in_all, &[&total]));
        }
        if due.unstated {
            self.partly(said)
        } else {
            said
        }
    }

    /// Money of which the text names no sum.
    pub fn unstated(self, rhythm: Rhythm) -> Said {
        let stated = matches!(
            rhythm,
            Rhythm::Monthly { months: Some(_) } | Rhythm::Yearly { years: Some(_) }
        );
        // What else it does not say is no news.
        let manner = if stated {
            self.rhythm(rhythm)
        } else {
            self.manner(rhythm).to_owned()
        };
        self.said(self.words().sum_unstated.to_owned(), &manner)
    }

    /// What has been said is not all: of a further part the text names no sum.
    pub fn partly(self, mut said: Said) -> Said {
        let words = self.words();
        if !said.rest.is_empty() {
            said.rest.push_str(words.semicolon);
        }
        said.rest.push_str(words.part_unstated);
        said
    }

    /// A sum that has been said, in its rhythm.
    pub fn paid(self, sum: &str, rhythm: Rhythm) -> Said {
        let words = self.words();
        let headline = match rhythm {
            Rhythm::Once => words.once,
            Rhythm::Monthly { .. } => words.monthly,
            Rhythm::Yearly { .. } => words.yearly,
            Rhythm::Unstated => "{0}",
        };
        self.said(filled(headline, &[sum]), &self.how_long(rhythm))
    }

    /// How something is paid, without its sum.
    pub fn rhythm(self, rhythm: Rhythm) -> String {
        let (manner, how_long) = (self.manner(rhythm), self.how_long(rhythm));
        if manner.is_empty() {
            how_long
        } else {
            self.said(manner.to_owned(), &how_long).line()
        }
    }

    /// The same without how long: once, monthly or yearly; empty where the text does not say.
    pub fn manner(self, rhythm: Rhythm) -> &'static str {
        let words = self.words();
        match rhythm {
            Rhythm::Once => words.paid_once,
            Rhythm::Monthly { .. } => words.paid_monthly,
            Rhythm::Yearly { .. } => words.paid_yearly,
            Rhythm::Unstated => "",
        }
    }

    fn said(self, headline: String, rest: &str) -> Said {
        Said {
            headline,
            rest: rest.to_owned(),
            comma: self.words().comma,
        }
    }

    fn how_long(self, rhythm: Rhythm) -> String {
        let words = self.words();
        let unstated = match rhythm {
            Rhythm::Once => "",
            Rhythm::Monthly {
                months: Some(months),
            } => return filled(words.for_months, &[&digits(months)]),
            Rhythm::Yearly { years: Some(years) } => {
                return filled(words.for_years, &[&digits(years)]);
            }
            Rhythm::Monthly { months: None } => words.months_unstated,
            Rhythm::Yearly { years: None } => words.years_unstated,
            Rhythm::Unstated => words.rhythm_unstated,
        };
        unstated.to_owned()
    }

    /// A sum over benefits: `5,000元，另每年1,000元`, `另有 2 项来源未写明金额`.
    pub fn total(self, sum: &Sum) -> Said {
        self.total_of(sum.once, sum.yearly, sum.unstated.into())
    }

    /// The same of its parts.
    pub fn total_of(self, once: Interval, yearly: Interval, unstated: i64) -> Said {
        let words = self.words();
        let known = |sum: Interval| sum != Interval::ZERO;
        let every_year = || filled(words.yearly, &[&self.interval(yearly, false)]);
        let headline = match (known(once), known(yearly)) {
            (true, true) => {
                let once = self.interval(once, false);
                filled(words.plus, &[&once, &every_year()])
            }
            (true, false) => self.interval(once, false),
            (false, true) => every_year(),
            (false, false) if unstated > 0 => {
                let rest = filled(words.all_unstated, &[&digits(unstated)]);
                return self.said(words.sum_unstated.to_owned(), &rest);
            }
            (false, false) => words.nothing.to_owned(),
        };
        let rest = match unstated {
            0 => String::new(),
            _ => filled(words.more_unstated, &[&digits(unstated)]),
        };
        self.said(headline, &rest)
    }
}

/// Whether the text promises money and names no sum at all.
pub fn names_no_sum(due: &Due) -> bool {
    due.unstated && due.payment == Interval::ZERO
}

/// A number and what it counts.
pub(crate) fn with_unit(number: &str, gap: &str, unit: &str) -> String {
    if unit.is_empty() {
        return number.to_owned();
    }
    [number, gap, unit].concat()
}

/// Hundredths with a comma every three digits, and two places where there are any.
fn grouped(hundredths: i64) -> String {
    let whole = digits((hundredths / 100).abs());
    let places = (hundredths % 100).abs();
    let mut text = String::new();
    if hundredths < 0 {
        text.push('-');
    }
    for (index, digit) in whole.char_indices() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if places > 0 {
        text.push_str(if places < 10 { ".0" } else { "." });
        text.push_str(&digits(places));
    }
    text
}

/// Yuan as programs read them: `2500`, `333.5`.
pub fn decimal(sum: Money) -> String {
    let sign = if sum.0 < 0 { "-" } else { "" };
    let yuan = digits((sum.0 / 100).abs());
    let (point, places) = match (sum.0 % 100).abs() {
        0 => ("", String::new()),
        places if places % 10 == 0 => (".", digits(places / 10)),
        places if places < 10 => (".0", digits(places)),
        places => (".", digits(places)),
    };
    [sign, &yuan, point, &places].concat()
}

#[cfg(test)]
mod tests {
    use super::Lang::{Chinese, English};
    use super::*;

    fn yuan(low: i64, high: Option<i64>) -> Interval {
        Interval::new(Money::yuan(low), high.map(Money::yuan))
    }

    #[test]
    fn sums_read_as_the_policies_write_them() {
        for (fen, chinese, english) in [
            (0, "0元", "0 yuan"),
            (5, "0.05元", "0.05 yuan"),
            (30_000, "300元", "300 yuan"),
            (33_350, "333.50元", "333.50 yuan"),
            (250_000, "2,500元", "2,500 yuan"),
            (999_900, "9,999元", "9,999 yuan"),
            (1_000_000, "1万元", "10,000 yuan"),
            (1_250_000, "1.25万元", "12,500 yuan"),
            (1_205_000, "12,050元", "12,050 yuan"),
            (1_210_000, "1.21万元", "12,100 yuan"),
            (2_200_000, "2.2万元", "22,000 yuan"),
            (16_000_000, "16万元", "160,000 yuan"),
            (100_000_000, "100万元", "1,000,000 yuan"),
            (1_000_000_000, "1,000万元", "10,000,000 yuan"),
            (1_234_567, "12,345.67元", "12,345.67 yuan"),
            (-250_000, "-2,500元", "-2,500 yuan"),
        ] {
            assert_eq!(Chinese.sum(Money(fen)), chinese);
            assert_eq!(English.sum(Money(fen)), english);
        }
    }

    #[test]
    fn ranges_ceilings_and_open_ends_are_told_apart() {
        for (range, up_to, chinese, english) in [
            (yuan(500, Some(500)), false, "500元", "500 yuan"),
            (
                yuan(2000, Some(8000)),
                false,
                "2,000至8,000元",
                "2,000 to 8,000 yuan",
            ),
            (
                yuan(22_000, Some(88_000)),
                false,
                "2.2万元至8.8万元",
                "22,000 to 88,000 yuan",
            ),
            (
                yuan(4000, Some(12_000)),
                false,
                "4,000元至1.2万元",
                "4,000 to 12,000 yuan",
            ),
            (
                yuan(0, Some(80_000)),
                true,
                "最高8万元",
                "up to 80,000 yuan",
            ),
            (yuan(0, Some(80_000)), false, "0至8万元", "0 to 80,000 yuan"),
            (yuan(0, Some(800)), false, "0至800元", "0 to 800 yuan"),
            (
                yuan(10_000, Some(30_000)),
                true,
                "1万元至最高3万元",
                "10,000 yuan to at most 30,000 yuan",
            ),
            (
                yuan(1000, None),
                false,
                "至少1,000元",
                "at least 1,000 yuan",
            ),
            (yuan(0, None), false, "金额待定", "sum still open"),
            (
                Interval::new(Money(50), None),
                false,
                "金额待定",
                "sum still open",
            ),
        ] {
            assert_eq!(Chinese.interval(range, up_to), chinese);
            assert_eq!(English.interval(range, up_to), english);
        }
    }

    #[test]
    fn a_rhythm_is_always_said() {
        let sum = |rhythm, times| Due {
            payment: yuan(500, Some(500)),
            total: yuan(500, Some(500)).times(times, Some(times)),
            rhythm,
            rhythm_open: false,
            unstated: false,
            up_to: false,
        };
        let monthly = |months| Rhythm::Monthly { months };
        let yearly = |years| Rhythm::Yearly { years };
        let none = |rhythm| Due {
            payment: Interval::ZERO,
            total: Interval::ZERO,
            unstated: true,
            ..sum(rhythm, 1)
        };
        let open = |due| Due {
            rhythm_open: true,
            ..due
        };
        let partly = |due| Due {
            unstated: true,
            ..due
        };
        for (due, chinese, english) in [
            (sum(Rhythm::Once, 1), "一次性500元", "500 yuan once"),
            (
                sum(monthly(Some(36)), 36),
                "每月500元，共36个月，合计1.8万元",
                "500 yuan a month, for 36 months, 18,000 yuan in all",
            ),
            (
                Due {
                    payment: yuan(500, None),
                    total: yuan(18_000, None),
                    ..sum(monthly(Some(36)), 36)
                },
                "每月至少500元，共36个月",
                "at least 500 yuan a month, for 36 months",
            ),
            (
                Due {
                    payment: yuan(0, Some(500)),
                    total: yuan(0, Some(18_000)),
                    up_to: true,
                    ..sum(monthly(Some(36)), 36)
                },
                "每月最高500元，共36个月，合计最高1.8万元",
                "up to 500 yuan a month, for 36 months, up to 18,000 yuan in all",
            ),
            (
                sum(monthly(None), 1),
                "每月500元，来源未写明发多少个月",
                "500 yuan a month, the source does not say for how many months",
            ),
            (
                open(sum(monthly(None), 1)),
                "每月500元，发多少个月待确认",
                "500 yuan a month, for how many months is to be confirmed",
            ),
            (
                open(sum(monthly(Some(36)), 36)),
                "500元，怎样发、发多久待确认",
                "500 yuan, how it is paid, and for how long, is to be confirmed",
            ),
            (
                open(sum(Rhythm::Once, 1)),
                "500元，怎样发、发多久待确认",
                "500 yuan, how it is paid, and for how long, is to be confirmed",
            ),
            (
                sum(yearly(Some(3)), 1),
                "每年500元，共3年",
                "500 yuan a year, for 3 years",
            ),
            (
                sum(yearly(None), 1),
                "每年500元，来源未写明发多少年",
                "500 yuan a year, the source does not say for how many years",
            ),
            (
                sum(Rhythm::Unstated, 1),
                "500元，来源未写明一次还是多次发放",
                "500 yuan, the source does not say whether once or repeatedly",
            ),
            (
                partly(sum(Rhythm::Once, 1)),
                "一次性500元，另有一部分来源未写明金额",
                "500 yuan once, a further part has no stated sum",
            ),
            (
                partly(sum(yearly(Some(3)), 1)),
                "每年500元，共3年；另有一部分来源未写明金额",
                "500 yuan a year, for 3 years; a further part has no stated sum",
            ),
            (
                none(Rhythm::Unstated),
                "来源未写明金额",
                "the source states no sum",
            ),
            (
                none(Rhythm::Once),
                "来源未写明金额，一次性",
                "the source states no sum, once",
            ),
            (
                none(monthly(Some(12))),
                "来源未写明金额，按月，共12个月",
                "the source states no sum, monthly, for 12 months",
            ),
            (
                none(yearly(None)),
                "来源未写明金额，按年",
                "the source states no sum, yearly",
            ),
            (
                open(none(Rhythm::Once)),
                "来源未写明金额，怎样发、发多久待确认",
                "the source states no sum, how it is paid, and for how long, is to be confirmed",
            ),
        ] {
            assert_eq!(Chinese.due(&due).line(), chinese);
            assert_eq!(English.due(&due).line(), english);
        }
        assert_eq!(Chinese.due(&sum(Rhythm::Once, 1)).rest, "");
        let said = Chinese.due(&sum(monthly(Some(36)), 36));
        assert_eq!(
            (said.headline.as_str(), said.rest.as_str()),
            ("每月500元", "共36个月，合计1.8万元")
        );
        for (rhythm, said) in [
            (Rhythm::Once, "一次性"),
            (monthly(Some(60)), "按月，共60个月"),
            (monthly(None), "按月，来源未写明发多少个月"),
            (yearly(Some(4)), "按年，共4年"),
            (yearly(None), "按年，来源未写明发多少年"),
            (Rhythm::Unstated, "来源未写明一次还是多次发放"),
        ] {
            assert_eq!(Chinese.rhythm(rhythm), said);
        }
    }

    #[test]
    fn totals_count_what_has_no_sum() {
        let none = Interval::ZERO;
        for (once, yearly, unstated, chinese, english) in [
            (none, none, 0, "暂无", "none yet"),
            (
                none,
                none,
                2,
                "来源未写明金额，共 2 项",
                "the source states no sum, benefits: 2",
            ),
            (
                yuan(0, Some(68_000)),
                none,
                0,
                "0至6.8万元",
                "0 to 68,000 yuan",
            ),
            (
                none,
                yuan(1000, Some(1000)),
                0,
                "每年1,000元",
                "1,000 yuan a year",
            ),
            (
                yuan(5000, Some(5000)),
                yuan(1000, Some(1000)),
                1,
                "5,000元，另每年1,000元，另有 1 项来源未写明金额",
                "5,000 yuan, plus 1,000 yuan a year, further benefits without a stated sum: 1",
            ),
        ] {
            assert_eq!(Chinese.total_of(once, yearly, unstated).line(), chinese);
            assert_eq!(English.total_of(once, yearly, unstated).line(), english);
        }
    }

    #[test]
    fn programs_read_plain_numbers() {
        for (fen, plain) in [
            (0, "0"),
            (250_000, "2500"),
            (33_350, "333.5"),
            (33_305, "333.05"),
            (-5, "-0.05"),
            (160_000_000, "1600000"),
        ] {
            assert_eq!(decimal(Money(fen)), plain);
        }
    }
}
