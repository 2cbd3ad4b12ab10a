//! Numbers, sums and dates as people write them.

use std::iter::{Map, Peekable};
use std::str::Chars;

use engine::{Date, days_in_month};

/// Why something is no number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// Nothing stands there.
    Empty,
    /// Something else than a number and its unit.
    NotANumber,
    /// A number with a part behind the point.
    NotWhole,
    /// Greater than whatever can be meant.
    TooLarge,
}

/// When something was, as exactly as it is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Written {
    /// `2026-01-10`
    Day(Date),
    /// `2026-01`
    Month {
        /// Four digits.
        year: i32,
        /// From 1.
        month: u8,
    },
    /// `2026`
    Year(i32),
}

/// In half width; the signs for minus and for white space in their plain form.
pub fn half_width(sign: char) -> char {
    match sign {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(sign as u32 - 0xfee0).unwrap_or(sign),
        '\u{2212}' | '\u{2010}'..='\u{2013}' => '-',
        _ if is_space(sign) => ' ',
        _ => sign.to_ascii_lowercase(),
    }
}

/// White space, and the signs without width that come along with copied text.
pub fn is_space(sign: char) -> bool {
    sign.is_whitespace()
        || sign.is_control()
        || matches!(sign, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// A whole number in a unit: `36`, `36个月`, `1,200人`, `第3名`. Months may be written in years as
/// well: `3年`, `1年6个月`, `3年半`.
pub fn whole(text: &str, unit: &str) -> Result<i64, Refusal> {
    if !unit.ends_with('月') {
        return count(text, unit, &["个", "名", "人"]);
    }
    let mut text = Text::of(text)?;
    let number = text.number()?;
    if text.skip("年") {
        // Half a year is written otherwise.
        let years = number.whole().map_err(|_| Refusal::NotANumber)?;
        let mut sum = years.checked_mul(12).ok_or(Refusal::TooLarge)?;
        text.skip("零");
        if text.skip("半") {
            sum += 6;
        } else if !text.ended() {
            let more = text.number()?.whole()?;
            sum = sum.checked_add(more).ok_or(Refusal::TooLarge)?;
            text.skip("个");
            text.skip("月");
        }
        return text.done(sum);
    }
    let _ = ["个月", "月", "months", "month"]
        .iter()
        .any(|unit| text.skip(unit));
    text.done(number)?.whole()
}

/// The year, month or day of a date that is written in three fields.
pub fn part(text: &str, unit: &str) -> Result<i64, Refusal> {
    count(text, unit, &[])
}

/// A whole number of what goes by one of these units.
fn count(text: &str, unit: &str, also: &[&str]) -> Result<i64, Refusal> {
    let mut text = Text::of(text)?;
    text.skip("第");
    let number = text.number()?;
    let _ = text.skip(unit) || unit != "年" && also.iter().any(|unit| text.skip(unit));
    text.done(number)?.whole()
}

/// Whole yuan: `300000`, `300,000元`, `30万`, `30.5万元`.
pub fn yuan(text: &str) -> Result<i64, Refusal> {
    let mut text = Text::of(text)?;
    let _ = text.skip("¥") || text.skip("￥");
    let number = text.number()?;
    let tens = text.skip("万");
    text.skip("元");
    text.skip("整");
    text.skip("/年");
    let number = text.done(number)?;
    if tens {
        number.tens_of_thousands()
    } else {
        number.whole()
    }
}

/// A day, a month or a year: `2024/3/1`, `2024-03-01`, `2024.3.1`, `2024年3月1日`, `20240301`;
/// `2024年3月`, `202403`; `2024`. `None`: there is no such day, or it is something else.
pub fn date(text: &str) -> Option<Written> {
    let mut text = Text::of(text).ok()?;
    let (year, digits) = text.digits()?;
    text.spaces();
    let (year, month, day) = match digits {
        8 => (year / 10_000, year / 100 % 100, Some(year % 100)),
        6 => (year / 100, year % 100, None),
        4 => {
            let parted = text.skip("年");
            if text.ended() {
                return (year >= 1000).then_some(Written::Year(year as i32));
            }
            let month = text.part(parted)?;
            let parted = text.skip("月");
            if text.ended() {
                (year, month, None)
            } else {
                let day = text.part(parted)?;
                let _ = text.skip("日") || text.skip("号");
                (year, month, Some(day))
            }
        }
        _ => return None,
    };
    if !text.ended() || year < 1000 || !(1..=12).contains(&month) {
        return None;
    }
    let (year, month) = (year as i32, month as u8);
    Some(match day {
        None => Written::Month { year, month },
        Some(day) if (1..=i64::from(days_in_month(year, month))).contains(&day) => {
            Written::Day(Date::new(year, month, day as u8)?)
        }
        Some(_) => return None,
    })
}

/// A number with up to four places behind the point.
#[derive(Clone, Copy)]
struct Number {
    negative: bool,
    /// Before the point.
    whole: i64,
    /// The first four places.
    places: i64,
    /// More than these.
    finer: bool,
}

impl Number {
    fn whole(self) -> Result<i64, Refusal> {
        if self.places != 0 || self.finer {
            return Err(Refusal::NotWhole);
        }
        Ok(if self.negative {
            -self.whole
        } else {
            self.whole
        })
    }

    fn tens_of_thousands(self) -> Result<i64, Refusal> {
        let whole = self.whole.checked_mul(10_000);
        let sum = whole.and_then(|whole| whole.checked_add(self.places));
        Number {
            whole: sum.ok_or(Refusal::TooLarge)?,
            places: 0,
            ..self
        }
        .whole()
    }
}

type HalfWidth<'a> = Map<Chars<'a>, fn(char) -> char>;

/// What is left to read, in half width.
struct Text<'a> {
    rest: Peekable<HalfWidth<'a>>,
}

impl Text<'_> {
    fn of(text: &str) -> Result<Text<'_>, Refusal> {
        let mut text = Text {
            rest: text.chars().map(half_width as fn(char) -> char).peekable(),
        };
        text.spaces();
        if text.ended() {
            return Err(Refusal::Empty);
        }
        Ok(text)
    }

    fn spaces(&mut self) {
        while self.rest.next_if_eq(&' ').is_some() {}
    }

    fn ended(&mut self) -> bool {
        self.rest.peek().is_none()
    }

    /// Nothing may follow.
    fn done<T>(&mut self, read: T) -> Result<T, Refusal> {
        if self.ended() {
            Ok(read)
        } else {
            Err(Refusal::NotANumber)
        }
    }

    /// Goes past a word, with white space between its characters and behind it.
    fn skip(&mut self, word: &str) -> bool {
        let mut ahead = self.rest.clone();
        for sign in word.chars() {
            if ahead.next() != Some(half_width(sign)) {
                return false;
            }
            while ahead.next_if_eq(&' ').is_some() {}
        }
        self.rest = ahead;
        true
    }

    /// Digits and nothing between them, and how many; as large a number as can be.
    fn digits(&mut self) -> Option<(i64, usize)> {
        let (mut number, mut count) = (0i64, 0);
        while let Some(digit) = self.rest.peek().and_then(|sign| sign.to_digit(10)) {
            self.rest.next();
            number = number.saturating_mul(10).saturating_add(i64::from(digit));
            count += 1;
        }
        (count > 0).then_some((number, count))
    }

    /// A month or a day of a date: one or two digits, behind a sign unless they are parted from
    /// what stands before them.
    fn part(&mut self, parted: bool) -> Option<i64> {
        if !parted {
            self.rest.next_if(|sign| matches!(sign, '-' | '/' | '.'))?;
            self.spaces();
        }
        let (number, digits) = self.digits()?;
        self.spaces();
        (digits <= 2).then_some(number)
    }

    /// A number, with commas between thousands or without, and white space behind it.
    fn number(&mut self) -> Result<Number, Refusal> {
        let negative = self.rest.next_if_eq(&'-').is_some();
        if !negative {
            self.rest.next_if_eq(&'+');
        }
        let (mut whole, first) = self.digits().ok_or(Refusal::NotANumber)?;
        while self.rest.next_if_eq(&',').is_some() {
            let (group, 3) = self.digits().ok_or(Refusal::NotANumber)? else {
                return Err(Refusal::NotANumber);
            };
            if first > 3 {
                return Err(Refusal::NotANumber);
            }
            whole = whole.saturating_mul(1000).saturating_add(group);
        }
        let (mut places, mut worth, mut finer) = (0, 1000, false);
        if self.rest.next_if_eq(&'.').is_some() {
            while let Some(digit) = self.rest.peek().and_then(|sign| sign.to_digit(10)) {
                self.rest.next();
                places += i64::from(digit) * worth;
                finer |= worth == 0 && digit != 0;
                worth /= 10;
            }
        }
        self.spaces();
        if whole == i64::MAX {
            return Err(Refusal::TooLarge);
        }
        Ok(Number {
            negative,
            whole,
            places,
            finer,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Refusal::*;
    use super::*;

    #[test]
    fn months_are_read_from_years_too() {
        for (text, months) in [
            ("36", Ok(36)),
            (" ３６ ", Ok(36)),
            ("36.0", Ok(36)),
            ("36个月", Ok(36)),
            ("36 个 月", Ok(36)),
            ("36月", Ok(36)),
            ("36 Months", Ok(36)),
            ("+36", Ok(36)),
            ("0", Ok(0)),
            ("3年", Ok(36)),
            ("2 年", Ok(24)),
            ("1年6个月", Ok(18)),
            ("１ 年 ６ 个 月", Ok(18)),
            ("3年零6个月", Ok(42)),
            ("3年6", Ok(42)),
            ("3年半", Ok(42)),
            ("1,200", Ok(1200)),
            ("1，200", Ok(1200)),
            ("1,234,567", Ok(1_234_567)),
            ("-3", Ok(-3)),
            ("－３", Ok(-3)),
            ("", Err(Empty)),
            (" \u{200b}", Err(Empty)),
            ("1,2", Err(NotANumber)),
            ("12,34", Err(NotANumber)),
            ("1,2345", Err(NotANumber)),
            ("1234,567", Err(NotANumber)),
            ("1,200,", Err(NotANumber)),
            ("12 3", Err(NotANumber)),
            ("1 200", Err(NotANumber)),
            ("1年6个月3", Err(NotANumber)),
            ("1年2年", Err(NotANumber)),
            ("年", Err(NotANumber)),
            ("个月", Err(NotANumber)),
            ("3.5年", Err(NotANumber)),
            ("36.5", Err(NotWhole)),
            ("1.5个月", Err(NotWhole)),
            ("3年1.5个月", Err(NotWhole)),
            ("约36", Err(NotANumber)),
            ("36以上", Err(NotANumber)),
            ("36人", Err(NotANumber)),
            ("--3", Err(NotANumber)),
            ("1e2", Err(NotANumber)),
            ("三十六", Err(NotANumber)),
            ("99999999999999999999", Err(TooLarge)),
            ("999999999999999999年", Err(TooLarge)),
        ] {
            assert_eq!(whole(text, "个月"), months, "{text}");
        }
    }

    #[test]
    fn counts_have_their_unit_or_none() {
        for (text, unit, number) in [
            ("30", "人", Ok(30)),
            ("30人", "人", Ok(30)),
            ("30 名", "人", Ok(30)),
            ("第3名", "名", Ok(3)),
            ("5年", "年", Ok(5)),
            ("5个", "个", Ok(5)),
            ("3年", "人", Err(NotANumber)),
            ("3个", "年", Err(NotANumber)),
            ("30人以上", "人", Err(NotANumber)),
            ("3万", "人", Err(NotANumber)),
        ] {
            assert_eq!(whole(text, unit), number, "{text}");
        }
    }

    #[test]
    fn sums_are_whole_yuan() {
        for (text, sum) in [
            ("300000", Ok(300_000)),
            ("￥300,000元", Ok(300_000)),
            ("¥ 300,000.00", Ok(300_000)),
            ("300000元/年", Ok(300_000)),
            ("30万元整", Ok(300_000)),
            ("30 万", Ok(300_000)),
            ("30.5万元", Ok(305_000)),
            ("30.1234万", Ok(301_234)),
            ("30.123450万", Err(NotWhole)),
            ("0.5", Err(NotWhole)),
            ("-30.5万", Ok(-305_000)),
            ("2万5", Err(NotANumber)),
            ("元", Err(NotANumber)),
            ("1,2万", Err(NotANumber)),
            ("面议", Err(NotANumber)),
            ("9999999999999999万", Err(TooLarge)),
        ] {
            assert_eq!(yuan(text), sum, "{text}");
        }
    }

    #[test]
    fn a_date_may_say_only_its_month_or_year() {
        let day = Some(Written::Day(Date::new(2024, 3, 1).unwrap()));
        let month = Some(Written::Month {
            year: 2024,
            month: 3,
        });
        for (text, read) in [
            ("2024/3/1", day),
            ("2024-03-01", day),
            ("2024.3.1", day),
            ("２０２４－０３－０１", day),
            ("2024年3月1日", day),
            ("2024 年 3 月 1 号 ", day),
            ("2024年3月1", day),
            ("20240301", day),
            ("2024年3月", month),
            ("2024年3", month),
            ("2024-03", month),
            ("2024/3", month),
            ("202403", month),
            ("2024", Some(Written::Year(2024))),
            ("2024年", Some(Written::Year(2024))),
            ("2024-02-30", None),
            ("2024-13", None),
            ("202413", None),
            ("20240230", None),
            ("2024-3-", None),
            ("2024/3.1", day),
            ("2024年3-1", day),
            ("2024-3月1日", day),
            ("2024-3 1", None),
            ("2024 3 1", None),
            ("2024--3", None),
            ("2024-3-1-1", None),
            ("24/3/1", None),
            ("3/1/2024", None),
            ("2024/3/x", None),
            ("0999", None),
            ("三月", None),
            ("", None),
        ] {
            assert_eq!(date(text), read, "{text}");
        }
    }
}
