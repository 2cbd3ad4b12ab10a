//! Putting words together.
//!
//! As `format!` does, but without its machinery: what is said here is made of words and whole
//! numbers, and the machinery is a part of the npm package that nothing else needs.

use engine::{Date, DayRange};

/// All parts, one after the other.
#[macro_export]
macro_rules! said {
    ($($part:expr),* $(,)?) => {{
        let mut said = String::new();
        $($crate::said::Put::put(&$part, &mut said);)*
        said
    }};
}
pub use said;

/// What words are made of.
pub trait Put {
    fn put(&self, said: &mut String);
}

impl<T: Put + ?Sized> Put for &T {
    fn put(&self, said: &mut String) {
        (**self).put(said);
    }
}

impl Put for str {
    fn put(&self, said: &mut String) {
        said.push_str(self);
    }
}

impl Put for String {
    fn put(&self, said: &mut String) {
        said.push_str(self);
    }
}

impl Put for i64 {
    fn put(&self, said: &mut String) {
        if *self < 0 {
            said.push('-');
        }
        digits(said, self.unsigned_abs(), 1);
    }
}

impl Put for u64 {
    fn put(&self, said: &mut String) {
        digits(said, *self, 1);
    }
}

impl Put for usize {
    fn put(&self, said: &mut String) {
        digits(said, *self as u64, 1);
    }
}

impl Put for u8 {
    fn put(&self, said: &mut String) {
        digits(said, (*self).into(), 1);
    }
}

/// As it can be given again: a day, a month, a year, or two days with `/` between them.
impl Put for DayRange {
    fn put(&self, said: &mut String) {
        let first = said.len();
        self.first().put(said);
        if self.exact().is_some() {
        } else if self.as_month().is_some() {
            said.truncate(first + "YYYY-MM".len());
        } else if self.as_year().is_some() {
            said.truncate(first + "YYYY".len());
        } else {
            said.push('/');
            self.last().put(said);
        }
    }
}

/// `YYYY-MM-DD`.
impl Put for Date {
    fn put(&self, said: &mut String) {
        let (year, month, day) = self.ymd();
        digits(said, u64::from(year.unsigned_abs()), 4);
        said.push('-');
        digits(said, month.into(), 2);
        said.push('-');
        digits(said, day.into(), 2);
    }
}

/// A number in at least so many digits.
pub fn digits(said: &mut String, number: u64, at_least: u8) {
    if number >= 10 || at_least > 1 {
        digits(said, number / 10, at_least.saturating_sub(1).max(1));
    }
    let digit = (number % 10) as usize;
    said.push_str(&"0123456789"[digit..=digit]);
}

/// Words in one line, with something between them.
pub fn joined<T: Put>(parts: impl IntoIterator<Item = T>, between: &str) -> String {
    let mut said = String::new();
    for (index, part) in parts.into_iter().enumerate() {
        if index > 0 {
            said.push_str(between);
        }
        part.put(&mut said);
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_dates_read_as_they_are_written() {
        for number in [0, 1, 9, 10, 42, 100, 1_000_000, i64::MAX, -7, i64::MIN] {
            assert_eq!(said!(number), number.to_string());
        }
        let day = Date::new(987, 6, 5).unwrap();
        assert_eq!(said!("至", day, "止"), "至0987-06-05止");
        assert_eq!(joined(["a", "b"], "、"), "a、b");
    }
}
