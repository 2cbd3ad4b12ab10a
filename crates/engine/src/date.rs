//! Civil dates and nothing else: no clock, no time zone, no locale.
//!
//! A date here is a day in the proleptic Gregorian calendar. Whoever calls the engine says which
//! day "today" is; the engine never asks.

use core::fmt;

/// A civil date, stored as days since 1970-01-01 (negative before).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Date(i32);

impl Date {
    /// 9999-12-31.
    pub const LAST: Date = match Date::new(9999, 12, 31) {
        Some(date) => date,
        None => unreachable!(),
    };

    /// The date of a year (1..=9999), month (1..=12) and day, or `None` if there is no such day.
    pub const fn new(year: i32, month: u8, day: u8) -> Option<Date> {
        if year < 1
            || year > 9999
            || month < 1
            || month > 12
            || day < 1
            || day > days_in_month(year, month)
        {
            return None;
        }
        // Days since the epoch by counting in 400-year eras from March (Howard Hinnant's method).
        let shifted_year = if month <= 2 { year - 1 } else { year };
        let era = shifted_year.div_euclid(400);
        let year_of_era = shifted_year - era * 400;
        let month_from_march = (month as i32 + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + day as i32 - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Some(Date(era * 146_097 + day_of_era - 719_468))
    }

    /// The date that lies `days` days after 1970-01-01.
    pub const fn from_days(days: i32) -> Date {
        Date(days)
    }

    /// Days since 1970-01-01.
    pub const fn days(self) -> i32 {
        self.0
    }

    /// Year, month (1..=12) and day (1..=31).
    pub const fn ymd(self) -> (i32, u8, u8) {
        let z = self.0 + 719_468;
        let era = z.div_euclid(146_097);
        let day_of_era = z - era * 146_097;
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u8;
        let month = if month_from_march < 10 {
            month_from_march + 3
        } else {
            month_from_march - 9
        } as u8;
        let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
        (year, month, day)
    }

    /// The same day `months` months later; the last day of that month if it is shorter, and
    /// [`Date::LAST`] if there is no such day any more.
    pub const fn plus_months(self, months: u16) -> Date {
        let (year, month, day) = self.ymd();
        let index = year * 12 + month as i32 - 1 + months as i32;
        let year = index.div_euclid(12);
        let month = (index.rem_euclid(12) + 1) as u8;
        let last = days_in_month(year, month);
        match Date::new(year, month, if day > last { last } else { day }) {
            Some(date) => date,
            // Past the last civil date there is none to give.
            None => Date::LAST,
        }
    }

    /// Reads `YYYY-MM-DD` and no other form.
    pub fn parse(text: &str) -> Option<Date> {
        match parts(text)? {
            (year, Some(month), Some(day)) => Date::new(year, month, day),
            _ => None,
        }
    }
}

/// Year, month and day of `YYYY-MM-DD`, `YYYY-MM` or `YYYY`.
fn parts(text: &str) -> Option<(i32, Option<u8>, Option<u8>)> {
    let bytes = text.as_bytes();
    let number = |range: core::ops::Range<usize>| {
        bytes[range].iter().try_fold(0i32, |sum, byte| {
            byte.is_ascii_digit()
                .then(|| sum * 10 + i32::from(byte - b'0'))
        })
    };
    let dashed = |at: usize| bytes.len() == at || bytes[at] == b'-';
    if !matches!(bytes.len(), 4 | 7 | 10) || !dashed(4) || bytes.len() > 4 && !dashed(7) {
        return None;
    }
    let year = number(0..4)?;
    let month = match bytes.len() {
        4 => return Some((year, None, None)),
        _ => number(5..7)? as u8,
    };
    match bytes.len() {
        7 => Some((year, Some(month), None)),
        _ => Some((year, Some(month), Some(number(8..10)? as u8))),
    }
}

/// What somebody knows of a date: the day itself, or its month, its year, or the days between which
/// it lies. Every day from the first to the last may be the one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct DayRange {
    first: Date,
    last: Date,
}

impl DayRange {
    /// From one day to another, both included; `None` if they stand the other way round.
    pub const fn new(first: Date, last: Date) -> Option<DayRange> {
        if first.0 > last.0 {
            return None;
        }
        Some(DayRange { first, last })
    }

    /// A month of a year; `None` if there is no such month.
    pub const fn month(year: i32, month: u8) -> Option<DayRange> {
        match Date::new(year, month, 1) {
            Some(first) => {
                let days = days_in_month(year, month) as i32;
                let last = Date(first.0 + days - 1);
                Some(DayRange { first, last })
            }
            None => None,
        }
    }

    /// A whole year; `None` outside 1..=9999.
    pub const fn year(year: i32) -> Option<DayRange> {
        match (Date::new(year, 1, 1), Date::new(year, 12, 31)) {
            (Some(first), Some(last)) => Some(DayRange { first, last }),
            _ => None,
        }
    }

    /// The earliest day that it can be.
    pub const fn first(self) -> Date {
        self.first
    }

    /// The latest day that it can be.
    pub const fn last(self) -> Date {
        self.last
    }

    /// The day, where it is known to the day.
    pub fn exact(self) -> Option<Date> {
        (self.first == self.last).then_some(self.first)
    }

    /// The year and month, where it is just one whole month.
    pub fn as_month(self) -> Option<(i32, u8)> {
        let (year, month, _) = self.first.ymd();
        (DayRange::month(year, month) == Some(self)).then_some((year, month))
    }

    /// The year, where it is just one whole year.
    pub fn as_year(self) -> Option<i32> {
        let (year, _, _) = self.first.ymd();
        (DayRange::year(year) == Some(self)).then_some(year)
    }

    /// The days of this range that lie in `first..=last`; where there are none, the nearest of its
    /// own.
    pub fn within(self, first: Date, last: Date) -> DayRange {
        let first = first.clamp(self.first, self.last);
        let last = last.clamp(self.first, self.last);
        DayRange {
            first,
            last: last.max(first),
        }
    }

    /// Each day so many months later: between the two ends, as [`Date::plus_months`] keeps order.
    pub const fn plus_months(self, months: u16) -> DayRange {
        DayRange {
            first: self.first.plus_months(months),
            last: self.last.plus_months(months),
        }
    }

    /// Reads a day (`2026-01-10`), a month (`2026-01`), a year (`2026`), or two of these with `/`
    /// between them, as they are displayed.
    pub fn parse(text: &str) -> Option<DayRange> {
        match text.split_once('/') {
            Some((from, to)) => {
                let (from, to) = (DayRange::one(from)?, DayRange::one(to)?);
                DayRange::new(from.first, to.last)
            }
            None => DayRange::one(text),
        }
    }

    fn one(text: &str) -> Option<DayRange> {
        match parts(text)? {
            (year, None, _) => DayRange::year(year),
            (year, Some(month), None) => DayRange::month(year, month),
            (year, Some(month), Some(day)) => Date::new(year, month, day).map(DayRange::from),
        }
    }
}

impl From<Date> for DayRange {
    fn from(day: Date) -> DayRange {
        DayRange {
            first: day,
            last: day,
        }
    }
}

/// In a form that can be read again.
impl fmt::Display for DayRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(day) = self.exact() {
            write!(f, "{day}")
        } else if let Some((year, month)) = self.as_month() {
            write!(f, "{year:04}-{month:02}")
        } else if let Some(year) = self.as_year() {
            write!(f, "{year:04}")
        } else {
            write!(f, "{}/{}", self.first, self.last)
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// Days in a month (1..=12) of a year.
pub const fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_four_centuries_survives_the_round_trip() {
        let first = Date::new(1900, 1, 1).unwrap().days();
        for days in first..first + 146_097 {
            let (y, m, d) = Date::from_days(days).ymd();
            assert_eq!(Date::new(y, m, d), Some(Date::from_days(days)));
        }
        assert_eq!(Date::new(1970, 1, 1).unwrap().days(), 0);
        assert_eq!(Date::new(2000, 3, 1).unwrap().days(), 11_017);
    }

    #[test]
    fn months_end_where_the_month_ends() {
        let at = |text| Date::parse(text).unwrap();
        assert_eq!(at("2024-02-29").plus_months(12), at("2025-02-28"));
        assert_eq!(at("2025-08-31").plus_months(6), at("2026-02-28"));
        assert_eq!(at("2025-11-21").plus_months(12), at("2026-11-21"));
        assert_eq!(at("9999-06-01").plus_months(12), at("9999-12-31"));
    }

    #[test]
    fn a_month_or_a_year_is_all_of_its_days_and_reads_back_as_it_was_given() {
        let days = |text: &str| {
            let range = DayRange::parse(text).expect(text);
            assert_eq!(range.to_string(), text);
            (range.first().to_string(), range.last().to_string())
        };
        let pair = |first: &str, last: &str| (first.to_owned(), last.to_owned());
        assert_eq!(days("2026-01-10"), pair("2026-01-10", "2026-01-10"));
        assert_eq!(days("2024-02"), pair("2024-02-01", "2024-02-29"));
        assert_eq!(days("2026"), pair("2026-01-01", "2026-12-31"));
        assert_eq!(
            days("2025-11-03/2026-01-31"),
            pair("2025-11-03", "2026-01-31")
        );
        for wrong in [
            "2026-13",
            "2026-1",
            "202",
            "20260",
            "2026-",
            "2026-00",
            "0000",
            "2026/2025",
            "/2026",
            "2026-01-",
            "2026-01-1",
            "2026年",
            "",
        ] {
            assert_eq!(DayRange::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_range_is_cut_to_the_days_that_can_be() {
        let range = |text| DayRange::parse(text).unwrap();
        let at = |text| Date::parse(text).unwrap();
        let year = range("2026").within(at("1990-01-01"), at("2026-06-01"));
        assert_eq!(year, range("2026-01-01/2026-06-01"));
        // None of its days can be: the nearest stands for it.
        let late = range("2026").within(at("1990-01-01"), at("2025-06-01"));
        assert_eq!(late, range("2026-01-01"));
    }

    #[test]
    fn no_such_day_is_refused() {
        for text in [
            "2025-02-29",
            "2025-13-01",
            "2025-00-10",
            "2025-1-1",
            "20250101",
            "2025/01/01",
            "2025-01",
            "2025",
            "",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }
}
