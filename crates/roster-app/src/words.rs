//! What the view says, in both languages. What is due comes worded from the program.

use api::roster::{
    CellFault, ColumnProblem, FaultKind, FieldProblem, Language, Looks, Refusal, RoleGroup,
    RoleName, Sensitive, Size, Staff,
};
use wording::filled;

include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// All words of one language.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Words(pub Language);

impl Words {
    pub fn get(self, word: Word) -> &'static str {
        let table: &[&str] = match self.0 {
            Language::Chinese => &CHINESE,
            Language::English => &ENGLISH,
        };
        table[word as usize]
    }

    /// The words with `{0}`, `{1}`… replaced.
    pub fn fill(self, word: Word, parts: &[&str]) -> String {
        filled(self.get(word), parts)
    }

    /// As [`Words::fill`], with one number.
    pub fn count(self, word: Word, number: u32) -> String {
        self.fill(word, &[&digits(number)])
    }

    /// What a column is taken for.
    pub fn role(self, name: &RoleName) -> String {
        let word = match name {
            RoleName::Ignored => Word::Ignored,
            RoleName::Name => Word::Name,
            RoleName::Sensitive(kind) => {
                let kind = match kind {
                    Sensitive::IdNumber => Word::IdNumber,
                    Sensitive::Phone => Word::Phone,
                    Sensitive::BankCard => Word::BankCard,
                };
                return self.fill(Word::Sensitive, &[self.get(kind)]);
            }
            RoleName::Staff(staff) => match staff {
                Staff::SelfEvaluated => Word::SelfEvaluated,
                Staff::Apprentice => Word::Apprentice,
                Staff::OrderHire => Word::OrderHire,
                Staff::FlexibleLeader => Word::FlexibleLeader,
                Staff::AgreedSalary => Word::AgreedSalary,
            },
            RoleName::Words(words) => return words.clone(),
        };
        self.get(word).to_owned()
    }

    pub fn group(self, group: RoleGroup) -> &'static str {
        self.get(match group {
            RoleGroup::Facts => Word::Facts,
            RoleGroup::Members => Word::Members,
            RoleGroup::Feeds => Word::Feeds,
            RoleGroup::Staff => Word::Staff,
        })
    }

    pub fn column_problem(self, problem: &ColumnProblem) -> String {
        match problem {
            ColumnProblem::Twice(role) => self.fill(Word::Twice, &[&self.role(role)]),
            ColumnProblem::NothingTaken => self.get(Word::NothingTaken).to_owned(),
        }
    }

    /// Why a file cannot be read.
    pub fn refusal(self, refusal: &Refusal) -> String {
        let word = match refusal {
            Refusal::Empty => Word::Empty,
            Refusal::TooLarge { what, found, limit } => {
                let what = self.get(match what {
                    Size::File => Word::IsFile,
                    Size::Unpacked => Word::IsUnpacked,
                    Size::Rows => Word::IsRows,
                    Size::Columns => Word::IsColumns,
                    Size::Cells => Word::IsCells,
                });
                return self.fill(
                    Word::TooLarge,
                    &[what, &found.to_string(), &limit.to_string()],
                );
            }
            Refusal::Truncated => Word::Truncated,
            Refusal::Damaged => Word::Damaged,
            Refusal::Password => Word::Password,
            Refusal::NotASpreadsheet(looks) => {
                let looks = self.get(match looks {
                    Looks::Html => Word::IsHtml,
                    Looks::Json => Word::IsJson,
                    Looks::Xml => Word::IsXml,
                    Looks::Xlsb => Word::IsXlsb,
                    Looks::Word => Word::IsWord,
                    Looks::PowerPoint => Word::IsPowerpoint,
                    Looks::Numbers => Word::IsNumbers,
                    Looks::Pdf => Word::IsPdf,
                    Looks::Picture => Word::IsPicture,
                    Looks::Archive => Word::IsArchive,
                    Looks::OldOffice => Word::IsOldOffice,
                    Looks::Binary => Word::IsBinary,
                });
                return self.fill(Word::NotASpreadsheet, &[looks]);
            }
            Refusal::NoTable => Word::NoTable,
            Refusal::Encoding { line } => return self.fill(Word::Encoding, &[&line.to_string()]),
            Refusal::OpenQuote { row } => return self.fill(Word::OpenQuote, &[&row.to_string()]),
            Refusal::Interrupted(why) => return self.fill(Word::Unreadable, &[why]),
        };
        self.get(word).to_owned()
    }

    /// Why a cell cannot be an answer, and what could stand there.
    pub fn cell_fault(self, fault: &CellFault) -> String {
        let word = match fault.kind {
            FaultKind::NotYesNo => Word::NotYesNo,
            FaultKind::NoSuchOption => Word::NoSuchOption,
            FaultKind::MoreThanOne => Word::MoreThanOne,
            FaultKind::NotANumber => Word::NotANumber,
            FaultKind::NotWhole => Word::NotWhole,
            FaultKind::OutOfRange => Word::OutOfRange,
            FaultKind::NotADate => Word::NotADate,
            FaultKind::Future => Word::Future,
            FaultKind::TooEarly => Word::TooEarly,
            FaultKind::SheetError => Word::SheetError,
            FaultKind::Contradictory => Word::Contradictory,
            FaultKind::NotApplicable => Word::NotApplicable,
        };
        match fault.kind {
            FaultKind::NoSuchOption | FaultKind::MoreThanOne => {
                self.fill(word, &[&fault.allowed.join("、")])
            }
            _ => {
                let allowed: Vec<&str> = fault.allowed.iter().map(String::as_str).collect();
                self.fill(word, &allowed)
            }
        }
    }

    /// Why an answer cannot be taken.
    pub fn field_problem(self, problem: &FieldProblem) -> String {
        match problem {
            FieldProblem::OutOfRange { min, max } => {
                self.fill(Word::OutOfRange, &[&min.to_string(), &max.to_string()])
            }
            FieldProblem::Future => self.get(Word::Future).to_owned(),
            FieldProblem::NotWhole => self.get(Word::NotWhole).to_owned(),
        }
    }

    /// Somebody whose name may not be known.
    pub fn person(self, name: &str, row: u32) -> String {
        match name {
            "" => self.fill(Word::NoName, &[&row.to_string()]),
            name => name.to_owned(),
        }
    }
}

/// A count, in groups of three digits.
pub fn digits(count: u32) -> String {
    let text = count.to_string();
    let mut grouped = String::new();
    for (at, digit) in text.chars().enumerate() {
        if at > 0 && (text.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_to_fill_is_filled_in_both_languages() {
        let places = |text: &str| -> Vec<char> {
            let found = text.match_indices('{');
            let mut places: Vec<char> = found
                .filter_map(|(at, _)| text[at + 1..].chars().next())
                .collect();
            places.sort_unstable();
            places
        };
        for (chinese, english) in CHINESE.iter().zip(&ENGLISH) {
            // A language may leave out what it has no use for, never ask for more.
            let known = places(chinese);
            assert!(
                places(english).iter().all(|place| known.contains(place)),
                "{chinese} / {english}"
            );
        }
    }

    #[test]
    fn counts_are_grouped() {
        for (count, said) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(digits(count), said);
        }
    }

    #[test]
    fn what_is_wrong_says_what_could_be() {
        let words = Words(Language::Chinese);
        let fault = CellFault {
            cell: "F6".to_owned(),
            header: String::new(),
            value: "abc".to_owned(),
            kind: FaultKind::NoSuchOption,
            allowed: vec!["甲".to_owned(), "乙".to_owned()],
        };
        assert_eq!(words.cell_fault(&fault), "没有这一项；可以填：甲、乙");
        let refusal = Refusal::NotASpreadsheet(Looks::Pdf);
        assert!(words.refusal(&refusal).contains("看起来是PDF"));
        let large = Refusal::TooLarge {
            what: Size::Rows,
            found: 2_000_000,
            limit: 200_000,
        };
        assert_eq!(
            words.refusal(&large),
            "文件太大：行有 2000000，最多 200000。请分成几份。"
        );
    }
}
