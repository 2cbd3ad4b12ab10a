//! What stands in a question's form, and how it is read.
//!
//! A form keeps what was typed or ticked even where it cannot be an answer; what is wrong with it
//! is a [`Problem`], which the page puts into words.

use engine::model::*;
use engine::{Answer, AnswerError, Date, DayRange, check, days_in_month};
use wording::{Refusal, Written, part, whole, yuan};

/// The state of one question's form.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Typed {
    /// A number or sum in the first; year, month and day of a date, of which only the year must be
    /// there.
    pub texts: [String; 3],
    /// Of a number: the range that was ticked, ends included.
    pub range: Option<(i64, i64)>,
    /// Ticked options. Of a yes/no question: bit 0 is no, bit 1 is yes.
    pub marks: Cells,
    /// 「以上都没有」
    pub none: bool,
    /// 「不清楚」; for a set of options: whatever is not ticked is not known.
    pub unsure: bool,
}

/// Why what was typed is no answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Problem {
    /// Nothing was typed or ticked.
    Empty,
    /// Not a whole number.
    NotWhole,
    OutOfRange,
    /// Year, month or day is missing or no number; holds which (0, 1, 2).
    DatePart(u8),
    /// There is no such day.
    NoSuchDay,
    Future,
    TooEarly,
}

impl Problem {
    /// Only one field of a date is wrong.
    pub fn in_one_slot(self) -> bool {
        matches!(self, Problem::DatePart(_))
    }

    /// Which text field is to be mended.
    pub fn slot(self) -> u8 {
        match self {
            Problem::DatePart(slot) => slot,
            _ => 0,
        }
    }
}

impl Typed {
    /// The form that would give this answer.
    pub fn from_answer(kind: &FactKind, answer: Answer) -> Typed {
        let mut typed = Typed::default();
        match answer {
            Answer::NotAsked => {}
            Answer::Unknown => typed.unsure = true,
            Answer::Bool(value) => typed.marks = 1 << u8::from(value),
            Answer::Choice(option) => typed.marks = 1 << option,
            Answer::Set { yes, unsure, .. } => {
                typed.marks = yes;
                typed.unsure = unsure != 0;
                typed.none = yes | unsure == 0;
            }
            Answer::Int(number) => typed.texts[0] = number.to_string(),
            Answer::Range { low, high } => typed.range = Some((low, high)),
            Answer::Date(days) => {
                let (year, month, day) = days.first().ymd();
                typed.texts[0] = year.to_string();
                if days.as_year().is_none() {
                    typed.texts[1] = month.to_string();
                    if days.as_month().is_none() {
                        typed.texts[2] = day.to_string();
                    }
                }
            }
        }
        debug_assert!(check(kind, answer, Date::from_days(i32::MAX)).is_ok());
        typed
    }

    /// Ticks or unticks an option, `none` or `unsure`; those that cannot stand together give way.
    pub fn mark(&mut self, kind: &FactKind, mark: Mark, on: bool) {
        let several = matches!(kind, FactKind::Set { .. });
        match mark {
            Mark::Option(option) => {
                if !several {
                    self.marks = 0;
                    self.unsure = false;
                }
                self.none = false;
                self.marks &= !(1 << option);
                self.marks |= Cells::from(on) << option;
            }
            Mark::Range(low, high) => {
                self.range = on.then_some((low, high));
                self.unsure = false;
                self.texts = Default::default();
            }
            Mark::None => {
                self.none = on;
                if on {
                    self.marks = 0;
                    self.unsure = false;
                }
            }
            Mark::Unsure => {
                self.unsure = on;
                if on {
                    self.none = false;
                    if !several {
                        self.marks = 0;
                        self.range = None;
                        self.texts = Default::default();
                    }
                }
            }
        }
    }

    pub fn is_marked(&self, mark: Mark) -> bool {
        match mark {
            Mark::Option(option) => self.marks >> option & 1 == 1,
            Mark::Range(low, high) => self.range == Some((low, high)),
            Mark::None => self.none,
            Mark::Unsure => self.unsure,
        }
    }

    pub fn write(&mut self, slot: usize, text: String) {
        self.texts[slot] = text;
        self.unsure = false;
        self.range = None;
    }

    /// The answer that the form gives. `shown` are the options that were on offer.
    pub fn read(&self, kind: &FactKind, shown: Cells, on: Date) -> Result<Answer, Problem> {
        let answer = match kind {
            FactKind::Set { .. } => {
                let yes = self.marks & shown;
                let rest = shown & !yes;
                if self.unsure {
                    Answer::Set {
                        yes,
                        no: 0,
                        unsure: rest,
                    }
                } else if yes != 0 || self.none {
                    Answer::Set {
                        yes,
                        no: rest,
                        unsure: 0,
                    }
                } else {
                    return Err(Problem::Empty);
                }
            }
            _ if self.unsure => Answer::Unknown,
            FactKind::Bool | FactKind::Choice { .. } if self.marks == 0 => {
                return Err(Problem::Empty);
            }
            FactKind::Bool => Answer::Bool(self.marks & 0b10 != 0),
            FactKind::Choice { .. } => Answer::Choice(self.marks.trailing_zeros() as u8),
            FactKind::Int { .. } | FactKind::Money { .. } if let Some((low, high)) = self.range => {
                Answer::between(low, high)
            }
            FactKind::Int { unit, .. } => Answer::Int(whole(&self.texts[0], unit)?),
            FactKind::Money { .. } => Answer::Int(yuan(&self.texts[0])?),
            FactKind::Date { .. } => Answer::Date(self.days()?),
        };
        match check(kind, answer, on) {
            Ok(()) => Ok(answer),
            Err(AnswerError::Future) => Err(Problem::Future),
            Err(AnswerError::TooEarly) => Err(Problem::TooEarly),
            Err(_) => Err(Problem::OutOfRange),
        }
    }

    /// The day, or the month or the year where no more was typed.
    fn days(&self) -> Result<DayRange, Problem> {
        let given = |slot: usize| !self.texts[slot].trim().is_empty();
        if ![0, 1, 2].into_iter().any(given) {
            return Err(Problem::Empty);
        }
        // A whole date in the first field, as it is pasted.
        if !given(1) && !given(2) {
            match wording::date(&self.texts[0]) {
                Some(Written::Day(day)) => return Ok(day.into()),
                Some(Written::Month { year, month }) => {
                    return DayRange::month(year, month).ok_or(Problem::DatePart(1));
                }
                Some(Written::Year(year)) => {
                    return DayRange::year(year).ok_or(Problem::DatePart(0));
                }
                None => {}
            }
        }
        let part = |slot: usize| {
            let unit = ["年", "月", "日"][slot];
            part(&self.texts[slot], unit).map_err(|_| Problem::DatePart(slot as u8))
        };
        let year = part(0)?;
        if !(1000..=9999).contains(&year) {
            return Err(Problem::DatePart(0));
        }
        if !given(1) && !given(2) {
            return DayRange::year(year as i32).ok_or(Problem::DatePart(0));
        }
        let month = part(1)?;
        if !(1..=12).contains(&month) {
            return Err(Problem::DatePart(1));
        }
        if !given(2) {
            return DayRange::month(year as i32, month as u8).ok_or(Problem::DatePart(1));
        }
        let day = part(2)?;
        if !(1..=i64::from(days_in_month(year as i32, month as u8))).contains(&day) {
            return Err(Problem::NoSuchDay);
        }
        Date::new(year as i32, month as u8, day as u8)
            .map(DayRange::from)
            .ok_or(Problem::NoSuchDay)
    }
}

/// What can be ticked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    Option(u8),
    /// Numbers from one to another.
    Range(i64, i64),
    None,
    Unsure,
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Problem {
        match refusal {
            Refusal::Empty => Problem::Empty,
            Refusal::NotANumber | Refusal::NotWhole => Problem::NotWhole,
            Refusal::TooLarge => Problem::OutOfRange,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MONTHS: FactKind = FactKind::Int {
        min: 0,
        max: 720,
        unit: "个月",
    };

    fn today() -> Date {
        Date::new(2026, 11, 21).unwrap()
    }

    fn typed(texts: [&str; 3]) -> Typed {
        Typed {
            texts: texts.map(str::to_owned),
            ..Typed::default()
        }
    }

    #[test]
    fn numbers_are_read_as_people_type_them() {
        for (text, read) in [
            ("12", Ok(12)),
            (" １２ ", Ok(12)),
            ("12个月", Ok(12)),
            ("0", Ok(0)),
            ("", Err(Problem::Empty)),
            ("十二", Err(Problem::NotWhole)),
            ("1.5", Err(Problem::NotWhole)),
            ("3年", Ok(36)),
            ("1年6个月", Ok(18)),
            ("2 年", Ok(24)),
            ("1,2", Err(Problem::NotWhole)),
            ("12 3", Err(Problem::NotWhole)),
            ("1,200", Err(Problem::OutOfRange)),
            ("-1", Err(Problem::OutOfRange)),
            ("721", Err(Problem::OutOfRange)),
            ("99999999999999999999", Err(Problem::OutOfRange)),
        ] {
            let answer = typed([text, "", ""]).read(&MONTHS, 0, today());
            assert_eq!(answer, read.map(Answer::Int), "{text}");
        }
        let sum = FactKind::Money {
            min: 0,
            max: 1_000_000,
        };
        for (text, read) in [
            ("20万", Ok(200_000)),
            ("199,999元", Ok(199_999)),
            ("1,2", Err(Problem::NotWhole)),
            ("2万5", Err(Problem::NotWhole)),
            ("元", Err(Problem::NotWhole)),
        ] {
            let answer = typed([text, "", ""]).read(&sum, 0, today());
            assert_eq!(answer, read.map(Answer::Int), "{text}");
        }
    }

    #[test]
    fn a_range_of_a_number_or_the_number_itself() {
        let mut form = Typed::default();
        form.mark(&MONTHS, Mark::Range(12, 720), true);
        let read = |form: &Typed| form.read(&MONTHS, 0, today());
        let enough = Answer::Range { low: 12, high: 720 };
        assert_eq!(read(&form), Ok(enough));
        assert_eq!(Typed::from_answer(&MONTHS, enough), form);
        form.write(0, "36".to_owned());
        assert_eq!(read(&form), Ok(Answer::Int(36)));
        form.mark(&MONTHS, Mark::Range(0, 11), true);
        assert_eq!(read(&form), Ok(Answer::Range { low: 0, high: 11 }));
        form.mark(&MONTHS, Mark::Unsure, true);
        assert_eq!(read(&form), Ok(Answer::Unknown));
    }

    #[test]
    fn dates_say_what_is_wrong_with_them() {
        let kind = FactKind::Date {
            earliest: Date::new(1990, 1, 1).unwrap(),
        };
        for (texts, read) in [
            (["", "", ""], Err(Problem::Empty)),
            (["2026", "", "1"], Err(Problem::DatePart(1))),
            (["26", "1", "1"], Err(Problem::DatePart(0))),
            (["2026", "13", "1"], Err(Problem::DatePart(1))),
            (["2025", "2", "29"], Err(Problem::NoSuchDay)),
            (["2026", "11", "22"], Err(Problem::Future)),
            (["1989", "12", "31"], Err(Problem::TooEarly)),
            (["2026", "11", "21"], Ok("2026-11-21")),
            (["2026年", "１１ 月", "21日"], Ok("2026-11-21")),
            (["2026", "1 1", "21"], Err(Problem::DatePart(1))),
            (["2026", "1,1", "21"], Err(Problem::DatePart(1))),
            (["2026年11月21日", "", ""], Ok("2026-11-21")),
            (["2026-11-21", "", ""], Ok("2026-11-21")),
            // As much of a date as somebody knows.
            (["2026", "1", ""], Ok("2026-01")),
            (["2026年11月", "", ""], Ok("2026-11")),
            (["202611", "", ""], Ok("2026-11")),
            (["2025", "", ""], Ok("2025")),
            (["2026", "12", ""], Err(Problem::Future)),
            (["1989", "", ""], Err(Problem::TooEarly)),
            (["2026-02-30", "", ""], Err(Problem::DatePart(0))),
        ] {
            let answer = typed(texts).read(&kind, 0, today());
            let read = read.map(|days| Answer::Date(DayRange::parse(days).unwrap()));
            assert_eq!(answer, read, "{texts:?}");
            if let Ok(answer) = answer {
                // The form that would give this answer gives it.
                let again = Typed::from_answer(&kind, answer);
                assert_eq!(again.read(&kind, 0, today()), Ok(answer), "{texts:?}");
            }
        }
    }

    #[test]
    fn a_set_needs_an_answer_for_what_is_not_ticked() {
        let kind = FactKind::Set {
            options: ["a", "b", "c"]
                .map(|id| Choice {
                    id,
                    label: id,
                    help: "",
                })
                .to_vec(),
        };
        let mut typed = Typed::default();
        let read = |typed: &Typed| typed.read(&kind, 0b011, today());
        assert_eq!(read(&typed), Err(Problem::Empty));
        typed.mark(&kind, Mark::None, true);
        let set = |yes, no, unsure| Ok(Answer::Set { yes, no, unsure });
        assert_eq!(read(&typed), set(0, 0b11, 0));
        typed.mark(&kind, Mark::Option(1), true);
        assert_eq!(read(&typed), set(0b10, 0b01, 0));
        typed.mark(&kind, Mark::Unsure, true);
        assert_eq!(read(&typed), set(0b10, 0, 0b01));
        typed.mark(&kind, Mark::None, true);
        assert_eq!(read(&typed), set(0, 0b11, 0));
    }

    #[test]
    fn an_answer_fills_the_form_that_gives_it() {
        for answer in [Answer::Int(7), Answer::Unknown] {
            let typed = Typed::from_answer(&MONTHS, answer);
            assert_eq!(typed.read(&MONTHS, 0, today()), Ok(answer));
        }
    }
}
