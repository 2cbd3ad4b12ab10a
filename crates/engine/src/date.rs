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
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        let number = |range: core::ops::Range<usize>| {
            bytes[range].iter().try_fold(0i32, |sum, byte| {
                byte.is_ascii_digit()
                    .then(|| sum * 10 + i32::from(byte - b'0'))
            })
        };
        Date::new(number(0..4)?, number(5..7)? as u8, number(8..10)? as u8)
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
    fn no_such_day_is_refused() {
        for text in [
            "2025-02-29",
            "2025-13-01",
            "2025-00-10",
            "2025-1-1",
            "20250101",
            "2025/01/01",
            "",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }
}
