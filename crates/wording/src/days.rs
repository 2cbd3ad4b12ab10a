//! Dates.

use engine::{Date, DayRange};

use crate::words::{Lang, digits, filled};

impl Lang {
    /// `2026年3月9日`, `2026-03-09`.
    pub fn date(self, date: Date) -> String {
        let (year, month, day) = date.ymd();
        let [month, day] = [month, day].map(|part| self.date_part(part));
        filled(self.words().date, &[&digits(year), &month, &day])
    }

    /// A month or a day in a date.
    fn date_part(self, number: u8) -> String {
        match self {
            Lang::English if number < 10 => ["0", &digits(number)].concat(),
            _ => digits(number),
        }
    }

    /// A date as it is known: a day, a month, a year, or the days between which it lies.
    pub fn days(self, days: DayRange) -> String {
        let words = self.words();
        if let Some(day) = days.exact() {
            self.date(day)
        } else if let Some(year) = days.as_year() {
            filled(words.of_year, &[&digits(year)])
        } else if let Some((year, month)) = days.as_month() {
            filled(words.of_month, &[&digits(year), &self.date_part(month)])
        } else {
            let [first, last] = [days.first(), days.last()].map(|day| self.date(day));
            filled(words.days, &[&first, &last])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_said_as_they_are_known() {
        for (written, chinese, english) in [
            ("2026-01-10", "2026年1月10日", "2026-01-10"),
            ("2026-01", "2026年1月", "2026-01"),
            ("2026", "2026年", "2026"),
            (
                "2025-12-03/2026-01-04",
                "2025年12月3日至2026年1月4日",
                "2025-12-03 to 2026-01-04",
            ),
        ] {
            let days = DayRange::parse(written).unwrap();
            assert_eq!(Lang::Chinese.days(days), chinese);
            assert_eq!(Lang::English.days(days), english);
        }
    }
}
