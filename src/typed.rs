//! What stands in a question's form, and how it is read.
//!
//! A form keeps what was typed or ticked even where it cannot be an answer; what is wrong with it
//! is a [`Problem`], which the page puts into words.

use crate::words::digits;
use engine::model::*;
use engine::{Answer, AnswerError, Date, check, days_in_month};

/// The state of one question's form.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Typed {
    /// A number or sum in the first; year, month and day of a date.
    pub texts: [String; 3],
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
            Answer::Int(number) => typed.texts[0] = digits(number),
            Answer::Date(date) => {
                let (year, month, day) = date.ymd();
                typed.texts =
                    [year, i32::from(month), i32::from(day)].map(|part| digits(i64::from(part)));
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
                        self.texts = Default::default();
                    }
                }
            }
        }
    }

    pub fn write(&mut self, slot: usize, text: String) {
        self.texts[slot] = text;
        self.unsure = false;
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
            FactKind::Int { .. } | FactKind::Money { .. } => Answer::Int(whole(&self.texts[0])?),
            FactKind::Date { .. } => Answer::Date(self.day()?),
        };
        match check(kind, answer, on) {
            Ok(()) => Ok(answer),
            Err(AnswerError::Future) => Err(Problem::Future),
            Err(AnswerError::TooEarly) => Err(Problem::TooEarly),
            Err(_) => Err(Problem::OutOfRange),
        }
    }

    fn day(&self) -> Result<Date, Problem> {
        if self.texts.iter().all(|text| text.trim().is_empty()) {
            return Err(Problem::Empty);
        }
        let mut parts = [0; 3];
        for (slot, text) in self.texts.iter().enumerate() {
            parts[slot] = whole(text).map_err(|_| Problem::DatePart(slot as u8))?;
        }
        let [year, month, day] = parts;
        if !(1000..=9999).contains(&year) {
            return Err(Problem::DatePart(0));
        }
        if !(1..=12).contains(&month) {
            return Err(Problem::DatePart(1));
        }
        if !(1..=i64::from(days_in_month(year as i32, month as u8))).contains(&day) {
            return Err(Problem::NoSuchDay);
        }
        Date::new(year as i32, month as u8, day as u8).ok_or(Problem::NoSuchDay)
    }
}

/// What can be ticked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    Option(u8),
    None,
    Unsure,
}

/// A whole number as people type it: full-width digits, separators and a unit are let pass.
fn whole(text: &str) -> Result<i64, Problem> {
    let mut number = 0i64;
    let mut digits = 0;
    let mut times = 1;
    for c in text.trim().chars() {
        let digit = match c {
            '0'..='9' => c as u32 - '0' as u32,
            '０'..='９' => c as u32 - '０' as u32,
            ',' | '，' | ' ' => continue,
            '万' if digits > 0 && times == 1 => {
                times = 10_000;
                continue;
            }
            '元' | '个' | '月' | '日' | '年' | '人' | '名' if digits > 0 => continue,
            _ => return Err(Problem::NotWhole),
        };
        // Digits behind 万 would be another way of writing numbers than the one read here.
        if times != 1 {
            return Err(Problem::NotWhole);
        }
        digits += 1;
        number = number.saturating_mul(10).saturating_add(i64::from(digit));
    }
    if digits == 0 {
        return Err(Problem::Empty);
    }
    Ok(number.saturating_mul(times))
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
            ("-1", Err(Problem::NotWhole)),
            ("721", Err(Problem::OutOfRange)),
            ("99999999999999999999", Err(Problem::OutOfRange)),
        ] {
            let answer = typed([text, "", ""]).read(&MONTHS, 0, today());
            assert_eq!(answer, read.map(Answer::Int), "{text}");
        }
        assert_eq!(whole("20万"), Ok(200_000));
        assert_eq!(whole("199,999元"), Ok(199_999));
        assert_eq!(whole("2万5"), Err(Problem::NotWhole));
        assert_eq!(whole("元"), Err(Problem::NotWhole));
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
            (["2026", "11", "21"], Ok(today())),
        ] {
            let answer = typed(texts).read(&kind, 0, today());
            assert_eq!(answer, read.map(Answer::Date), "{texts:?}");
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
