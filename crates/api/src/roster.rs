//! The view for many people and the program behind it: what the one asks and the other tells. What is due
//! comes in words, in the language of the view; nobody but the program adds or compares money.

use std::fmt;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{CivilDate, Claim, FactType, Verdict};

/// Types that cross between the view and the program.
macro_rules! crossing {
    ($( $(#[$about:meta])* pub $what:ident $name:ident $body:tt )*) => {$(
        #[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
        $(#[$about])*
        pub $what $name $body
    )*};
}

/// What a file holds.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Bytes(pub Vec<u8>);

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
        struct Whole;
        impl<'de> Visitor<'de> for Whole {
            type Value = Bytes;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Bytes, E> {
                Ok(Bytes(bytes.to_vec()))
            }

            fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Bytes, E> {
                Ok(Bytes(bytes))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Bytes, A::Error> {
                let mut bytes = Vec::new();
                while let Some(byte) = seq.next_element()? {
                    bytes.push(byte);
                }
                Ok(Bytes(bytes))
            }
        }
        deserializer.deserialize_byte_buf(Whole)
    }
}

ids! {
    /// A language of the view.
    pub enum Language {
        /// The first.
        Chinese = "zh-CN",
        /// The second.
        English = "en",
    }

    /// Of whom the list shows.
    pub enum Whose {
        /// Everybody.
        All = "all",
        /// Who has something due as of right.
        WithRight = "withRight",
        /// Who may be chosen for something.
        WithSelection = "withSelection",
        /// Of whom something is open.
        WithOpen = "withOpen",
        /// Who has cells to correct.
        WithFaults = "withFaults",
    }

    /// The order of the list.
    pub enum Order {
        /// As in the file.
        Row = "byRow",
        /// As a dictionary sorts names.
        Name = "byName",
        /// Most money due as of right first.
        Right = "byRight",
        /// The nearest last day first.
        Deadline = "byDeadline",
    }

    /// A file that comes out of a roster.
    pub enum FileKind {
        /// A workbook with people, enterprise and sources.
        Xlsx = "xlsx",
        /// The people as delimited text.
        Csv = "csv",
        /// The windows that close, as a calendar.
        Calendar = "ics",
        /// An empty roster with the columns that matter in this place.
        Template = "template",
    }

    /// What nobody shall read over a shoulder.
    pub enum Sensitive {
        /// The number of an identity card.
        IdNumber = "id_number",
        /// The number of a phone.
        Phone = "phone",
        /// The number of a bank card.
        BankCard = "bank_card",
    }

    /// What a row can say for the enterprise.
    pub enum Staff {
        /// The certificate comes from the enterprise's own evaluation.
        SelfEvaluated = "self_evaluated",
        /// A new-type apprentice who passed.
        Apprentice = "apprentice",
        /// Hired from an order class.
        OrderHire = "order_hire",
        /// A leading talent introduced flexibly.
        FlexibleLeader = "flexible_leader",
        /// The agreed salary of a year.
        AgreedSalary = "agreed_salary",
    }

    /// Where things that a column can be taken for stand together.
    pub enum RoleGroup {
        /// Questions to a person.
        Facts = "facts",
        /// One option of a question, yes or no.
        Members = "members",
        /// What answers follow from.
        Feeds = "feeds",
        /// For the enterprise's subsidies.
        Staff = "staff",
    }

    /// What of a file is too large.
    pub enum Size {
        /// The file.
        File = "file",
        /// What it holds when unpacked.
        Unpacked = "unpacked",
        /// Its rows.
        Rows = "rows",
        /// Its columns.
        Columns = "columns",
        /// Its cells.
        Cells = "cells",
    }

    /// What a file looks like that is no spreadsheet.
    pub enum Looks {
        /// A web page.
        Html = "html",
        /// Data of a web site.
        Json = "json",
        /// XML.
        Xml = "xml",
        /// A binary workbook.
        Xlsb = "xlsb",
        /// A text document.
        Word = "word",
        /// A presentation.
        PowerPoint = "powerpoint",
        /// A spreadsheet of another maker.
        Numbers = "numbers",
        /// A PDF.
        Pdf = "pdf",
        /// A picture.
        Picture = "picture",
        /// An archive.
        Archive = "archive",
        /// A file of an office program of before 2007.
        OldOffice = "old_office",
        /// A program or something else.
        Binary = "binary",
    }

    /// Why a cell cannot be an answer.
    pub enum FaultKind {
        /// Neither yes nor no.
        NotYesNo = "not_yes_no",
        /// No option of the question.
        NoSuchOption = "no_such_option",
        /// One option only can be.
        MoreThanOne = "more_than_one",
        /// No number.
        NotANumber = "not_a_number",
        /// No whole number.
        NotWhole = "not_whole",
        /// Too small or too large a number.
        OutOfRange = "out_of_range",
        /// No date.
        NotADate = "not_a_date",
        /// A date after the day of evaluation.
        Future = "future",
        /// Too early a date.
        TooEarly = "too_early",
        /// An error of the spreadsheet's.
        SheetError = "sheet_error",
        /// Two columns say different things.
        Contradictory = "contradictory",
        /// Other cells of the row say that it does not arise.
        NotApplicable = "not_applicable",
    }

    /// From which rows an answer of the enterprise was counted.
    pub enum Basis {
        /// All of them, which are in one place.
        SameRegion = "same_region",
        /// Evaluated by the enterprise this year, at a level that counts.
        SelfEvaluatedThisYear = "self_evaluated_this_year",
        /// Apprentices who passed.
        Apprentices = "apprentices",
        /// Hired from an order class.
        OrderHires = "order_hires",
        /// Leading talents introduced flexibly, one by one.
        FlexibleLeaders = "flexible_leaders",
    }
}

impl Default for Selection {
    fn default() -> Selection {
        Selection {
            text: String::new(),
            whose: Whose::All,
            benefit: None,
            order: Order::Row,
        }
    }
}

crossing! {
    /// What the view asks, with a number that comes back with whatever is told of it.
    pub struct Asked {
        /// The number.
        pub ticket: u32,
        /// What is asked.
        pub request: Request,
    }

    /// What the program tells.
    pub struct Told {
        /// The number of what was asked.
        pub ticket: u32,
        /// What there is to tell.
        pub response: Response,
    }

    /// Files of the site that the program goes by: the page has them already.
    pub struct Files {
        /// The rules.
        pub rules: Bytes,
        /// Their notes, where they are apart.
        pub notes: Option<Bytes>,
        /// The English words, where that is spoken.
        pub english: Option<String>,
    }

    /// What can be asked. Each has its own answer, but for those that read a table: they all give a
    /// [`Response::Table`], or a [`Response::Refused`].
    pub enum Request {
        /// Begins; [`Response::Begun`].
        Begin {
            /// The day that is evaluated for.
            day: CivilDate,
            /// Where everybody is of whom the roster says nothing else: the id of a region.
            region: Option<String>,
            /// The language of whatever comes worded.
            language: Language,
            /// The rules to go by; natively those of the build do.
            files: Option<Files>,
        },
        /// The same roster in another place; [`Response::Done`].
        Place(Option<String>),
        /// Whoever is evaluated from now on is so for this day; [`Response::Done`].
        Day(CivilDate),
        /// The next part of a file, which need not be handed over at once; [`Response::Done`].
        Part(Bytes),
        /// Reads a file, of which this is the last part.
        Open(Bytes),
        /// Reads what was pasted.
        Paste(String),
        /// Looks at another sheet of the same file.
        Sheet(u32),
        /// Takes the names of the columns from another row of the same sheet, or from none.
        Header(Option<u32>),
        /// Which rows are people; [`Response::Counted`].
        Count {
            /// Those too that whoever opens the file does not see.
            hidden: bool,
            /// Those too that look like nobody, by their numbers.
            back: Vec<u32>,
        },
        /// Takes each column for something, by its id; [`Response::Assigned`].
        Assign(Vec<String>),
        /// What can be assumed of everybody; [`Response::Offers`].
        Offers,
        /// Assumes of everybody what is said here; [`Response::Done`].
        Assume(Assumed),
        /// Reads and evaluates everybody, in portions: [`Response::Progress`] again and again, then
        /// [`Response::Summary`].
        Run,
        /// Ends that; [`Response::Done`].
        Stop,
        /// Shows the people that fit; [`Response::Selected`].
        Select(Selection),
        /// Some of the people shown; [`Response::Rows`].
        Rows {
            /// The first of them.
            from: u32,
            /// How many.
            count: u32,
        },
        /// Everything about one person, by their index; [`Response::Person`].
        Person(u32),
        /// The enterprise's own; [`Response::Enterprise`].
        Enterprise {
            /// What somebody has answered, by fact.
            given: Vec<(String, Value)>,
            /// An empty cell means no.
            blank: bool,
        },
        /// Writes a file; [`Response::File`].
        File {
            /// Which.
            kind: FileKind,
            /// With the columns that nobody shall read over a shoulder.
            sensitive: bool,
        },
    }

    /// What is told.
    pub enum Response {
        /// There is nothing to say of it.
        Done,
        /// It has begun.
        Begun(Choices),
        /// What was read.
        Table(Box<Table>),
        /// Why it cannot be read.
        Refused(Refusal),
        /// How many people there are, and who is left out.
        Counted {
            /// How many people.
            people: u32,
            /// Who is left out.
            left: LeftOut,
        },
        /// What is wrong with what the columns are taken for; nothing, if they can be.
        Assigned(Vec<ColumnProblem>),
        /// What can be assumed of everybody.
        Offers(Offers),
        /// So many of all have been evaluated.
        Progress {
            /// So many.
            done: u32,
            /// Of so many.
            total: u32,
        },
        /// Everybody has been evaluated.
        Summary(Box<Summary>),
        /// So many people are shown.
        Selected(u32),
        /// Some of them.
        Rows {
            /// The place of the first of them among those shown.
            from: u32,
            /// One after the other.
            rows: Vec<Row>,
        },
        /// One person.
        Person(Box<Person>),
        /// The enterprise.
        Enterprise(Box<Enterprise>),
        /// A file; no bytes where there is nothing to write.
        File {
            /// Which.
            kind: FileKind,
            /// What it holds.
            bytes: Bytes,
        },
        /// The program cannot go on.
        Failed,
    }

    /// One of several, by its id.
    pub struct Choice {
        /// Its id.
        pub id: String,
        /// What it is called.
        pub label: String,
    }

    /// Where a roster can be.
    pub struct Choices {
        /// The id of where it is.
        pub region: Option<String>,
        /// All places.
        pub regions: Vec<Choice>,
    }

    /// A table, as it was read.
    pub struct Table {
        /// The sheets of its file.
        pub sheets: Vec<Sheet>,
        /// Which of them it is.
        pub sheet: u32,
        /// How many people are in it.
        pub people: u32,
        /// Who is left out.
        pub left: LeftOut,
        /// The row that has the names of the columns.
        pub header: Option<u32>,
        /// How many rows stand above it.
        pub above: u32,
        /// Rows that could have the names.
        pub first_rows: Vec<u32>,
        /// Its columns.
        pub columns: Vec<Column>,
        /// Everything that a column can be taken for.
        pub roles: Vec<Role>,
    }

    /// A sheet of a file.
    pub struct Sheet {
        /// Its name; empty for delimited text.
        pub name: String,
        /// Whoever opens the file does not see it.
        pub hidden: bool,
    }

    /// Rows that are nobody.
    #[derive(Default)]
    pub struct LeftOut {
        /// How many rows whoever opens the file does not see.
        pub hidden: u32,
        /// How many others there are.
        pub count: u32,
        /// The first of these.
        pub rows: Vec<LeftRow>,
    }

    /// A row that is nobody.
    pub struct LeftRow {
        /// Its number.
        pub row: u32,
        /// Why, in words.
        pub why: String,
        /// What stands in it.
        pub text: String,
    }

    /// A column of a table.
    pub struct Column {
        /// How spreadsheets name it.
        pub letter: String,
        /// Its name in the table.
        pub header: String,
        /// The id of what it is taken for.
        pub role: String,
        /// What it may be, and nobody is sure.
        pub proposed: Option<RoleName>,
        /// What stands in its first cells.
        pub samples: Vec<String>,
    }

    /// Something that a column can be taken for.
    pub struct Role {
        /// Its id.
        pub id: String,
        /// What it is called.
        pub name: RoleName,
        /// Where it stands.
        pub group: Option<RoleGroup>,
    }

    /// What something that a column can be taken for is called.
    pub enum RoleName {
        /// Nothing.
        Ignored,
        /// The name of a person.
        Name,
        /// Something that is not used, and that nobody shall read over a shoulder.
        Sensitive(Sensitive),
        /// Something that counts for the enterprise.
        Staff(Staff),
        /// As the rules call it.
        Words(String),
    }

    /// What is wrong with what columns are taken for.
    pub enum ColumnProblem {
        /// Two of them for the same.
        Twice(RoleName),
        /// None for anything that counts.
        NothingTaken,
    }

    /// Why a file cannot be read.
    pub enum Refusal {
        /// Nothing is in it.
        Empty,
        /// It is too large.
        TooLarge {
            /// What of it.
            what: Size,
            /// How many there are, as far as counted.
            found: u64,
            /// How many there may be.
            limit: u64,
        },
        /// It stops before its end.
        Truncated,
        /// It is not as a file of its kind should be.
        Damaged,
        /// It has a password.
        Password,
        /// It is something else.
        NotASpreadsheet(Looks),
        /// No roster is in it.
        NoTable,
        /// A line is in an unknown encoding.
        Encoding {
            /// Which line.
            line: u64,
        },
        /// A quotation mark is never closed.
        OpenQuote {
            /// In which row.
            row: u64,
        },
        /// Reading it was broken off.
        Interrupted(String),
    }

    /// What can be assumed of everybody.
    pub struct Offers {
        /// What is assumed in one go.
        pub presets: Vec<Preset>,
        /// Questions that one answer for all is offered for.
        pub facts: Vec<Assumable>,
    }

    /// Something that is assumed in one go.
    pub struct Preset {
        /// Its id.
        pub id: String,
        /// What it says.
        pub label: String,
        /// Whether it is assumed already.
        pub on: bool,
    }

    /// A question that one answer for all is offered for.
    pub struct Assumable {
        /// The id of the fact.
        pub id: String,
        /// What it is called.
        pub label: String,
        /// The answers.
        pub options: Vec<Choice>,
        /// What is assumed already.
        pub value: Option<String>,
    }

    /// What is assumed of everybody.
    #[derive(Default)]
    pub struct Assumed {
        /// Presets by their ids.
        pub presets: Vec<String>,
        /// Facts, each with an answer.
        pub facts: Vec<(String, String)>,
    }

    /// Which people are shown, and in which order.
    pub struct Selection {
        /// A part of a name, or the number of a row.
        pub text: String,
        /// Of whom.
        pub whose: Whose,
        /// Only those whom this benefit, by its id, concerns.
        pub benefit: Option<String>,
        /// In which order.
        pub order: Order,
    }

    /// What everybody together comes to.
    pub struct Summary {
        /// The day that was evaluated for.
        pub day: CivilDate,
        /// The version of the rules.
        pub version: CivilDate,
        /// The hash of the rules.
        pub hash: String,
        /// How many people.
        pub people: u32,
        /// What is due to them as of right, ceilings taken off.
        pub right: String,
        /// To how many of them money is due as of right.
        pub paid_people: u32,
        /// To how many others only something that is no money.
        pub served_people: u32,
        /// How many may be chosen for something.
        pub selection_people: u32,
        /// For how many benefits.
        pub selection_claims: u32,
        /// Of how many something is open that answers would settle.
        pub open: u32,
        /// What is assumed of everybody, in words.
        pub assumed: Vec<String>,
        /// Benefits that nobody can settle, by their names.
        pub never: Vec<String>,
        /// How many cells are to be corrected.
        pub faults: u32,
        /// In how many rows.
        pub fault_rows: u32,
        /// The roster has columns that nobody shall read over a shoulder.
        pub sensitive: bool,
        /// Which columns would settle most, one step after the other.
        pub settle: Vec<Settle>,
        /// Which columns would leave nothing missing.
        pub whole: Vec<Whole>,
        /// Of how many people only unclear words leave something open.
        pub unclear: u32,
        /// By benefit.
        pub benefits: Vec<BenefitLine>,
        /// By the month of the last day to apply.
        pub months: Vec<MonthLine>,
        /// Bytes of the program's memory, which only grows.
        pub memory: f64,
    }

    /// Columns to add, and what that would settle.
    pub struct Settle {
        /// What the columns would say.
        pub facts: Vec<String>,
        /// How many benefits of people it would settle.
        pub claims: u32,
        /// Of how many people.
        pub people: u32,
    }

    /// Columns to add, and of how many people nothing would be missing then.
    pub struct Whole {
        /// What the columns would say.
        pub facts: Vec<String>,
        /// People of whom everything would be settled.
        pub settled: u32,
        /// People of whom only unclear words would leave something open.
        pub but_for_text: u32,
    }

    /// A benefit by name.
    pub struct Named {
        /// Its id.
        pub id: String,
        /// Its name.
        pub name: String,
        /// It is no money.
        pub service: bool,
        /// The id of its source.
        pub source: String,
        /// The title of that.
        pub title: String,
    }

    /// How long money is drawn, in thousandths.
    #[derive(Copy, Default)]
    pub struct Bar {
        /// Of the most that is drawn.
        pub width: u16,
        /// How much of itself is sure.
        pub sure: u16,
    }

    /// A benefit over all people.
    pub struct BenefitLine {
        /// Which.
        pub benefit: Named,
        /// Due, or to be won.
        pub claim: Claim,
        /// How many people can claim it or apply for it.
        pub people: u32,
        /// For how many it is open.
        pub open: u32,
        /// What it comes to; of a choice what the source says that each gets and how many do.
        pub says: Vec<String>,
        /// What it comes to if all that is open holds.
        pub possible: Option<String>,
        /// How it is drawn.
        pub bar: Bar,
    }

    /// A month in which last days to apply lie.
    pub struct MonthLine {
        /// `YYYY-MM`.
        pub month: String,
        /// How many people have one.
        pub people: u32,
        /// How many benefits by selection have one.
        pub selection: u32,
        /// What is due as of right.
        pub right: Option<MonthPart>,
        /// What may be.
        pub right_open: Option<MonthPart>,
    }

    /// Money of a month.
    pub struct MonthPart {
        /// In words.
        pub money: String,
        /// How it is drawn.
        pub bar: Bar,
    }

    /// A person in the list.
    pub struct Row {
        /// Their index.
        pub index: u32,
        /// The number of their row.
        pub row: u32,
        /// Their name; empty if it is not known.
        pub name: String,
        /// What is due as of right; empty for nothing.
        pub right: String,
        /// What they may be chosen for; empty for nothing.
        pub selection: String,
        /// How many benefits are open.
        pub open: u32,
        /// The nearest last day.
        pub deadline: Option<CivilDate>,
        /// How many cells are to be corrected.
        pub faults: u32,
    }

    /// Everything about a person.
    pub struct Person {
        /// The number of their row.
        pub row: u32,
        /// Their name; empty if it is not known.
        pub name: String,
        /// Cells to correct.
        pub faults: Vec<CellFault>,
        /// How the row was read.
        pub remarks: Vec<String>,
        /// What is due, may be due, or was.
        pub benefits: Vec<Finding>,
        /// How many others do not apply.
        pub not_due: u32,
    }

    /// A cell that cannot be an answer.
    pub struct CellFault {
        /// How spreadsheets name it.
        pub cell: String,
        /// The name of its column.
        pub header: String,
        /// What stands in it.
        pub value: String,
        /// Why it cannot be.
        pub kind: FaultKind,
        /// What could stand there: options, or the least and the greatest.
        pub allowed: Vec<String>,
    }

    /// What was found of a benefit.
    pub struct Finding {
        /// Which.
        pub benefit: Named,
        /// The verdict.
        pub verdict: Verdict,
        /// The verdict in words.
        pub says: String,
        /// What is due; empty where nothing is.
        pub amount: String,
        /// The last day to apply.
        pub deadline: Option<CivilDate>,
        /// What is still to be known.
        pub missing: Vec<String>,
        /// Words of the source leave it open.
        pub unclear: bool,
        /// The words that grant it.
        pub quote: String,
        /// Where they stand.
        pub place: String,
        /// Whom it is about, where that is one of several: the number of the row, and the name.
        pub whose: Option<(u32, String)>,
    }

    /// The enterprise's own.
    pub struct Enterprise {
        /// What the roster says of it.
        pub derived: Vec<Field>,
        /// What is worth asking.
        pub ask: Vec<Field>,
        /// What is due as of right.
        pub right: Total,
        /// What it may be chosen for.
        pub selection: Total,
        /// What ceilings take from its people.
        pub caps: Vec<Cap>,
        /// What is due, may be due, or was.
        pub benefits: Vec<Finding>,
        /// How many others do not apply.
        pub not_due: u32,
    }

    /// A total, in words.
    pub struct Total {
        /// What is settled.
        pub settled: String,
        /// With all that is open, where that is more.
        pub possible: Option<String>,
    }

    /// A question to the enterprise.
    pub struct Field {
        /// The id of the fact.
        pub fact: String,
        /// What it is called.
        pub label: String,
        /// The question.
        pub question: String,
        /// How it is answered.
        pub kind: FactType,
        /// What its numbers are of.
        pub unit: String,
        /// Its options.
        pub options: Vec<Choice>,
        /// What somebody has answered.
        pub value: Option<Value>,
        /// What counts, in words.
        pub said: Option<String>,
        /// Why what somebody has typed cannot be taken.
        pub problem: Option<FieldProblem>,
        /// What the roster says.
        pub derived: Option<Derived>,
    }

    /// What the roster says of a question to the enterprise.
    pub struct Derived {
        /// That.
        pub says: Option<Value>,
        /// From which rows.
        pub basis: Basis,
        /// From how many.
        pub rows: u32,
        /// How many others do not say.
        pub unsaid: u32,
        /// It was answered otherwise.
        pub overruled: bool,
    }

    /// An answer.
    pub enum Value {
        /// Yes or no.
        Yes(bool),
        /// One option, by its id.
        Option(String),
        /// These options, by their ids; none of the others.
        Options(Vec<String>),
        /// A number or a date, as it is typed.
        Text(String),
    }

    /// Why what somebody has typed cannot be taken.
    pub enum FieldProblem {
        /// It is too small or too large.
        OutOfRange {
            /// The least.
            min: i64,
            /// The greatest.
            max: i64,
        },
        /// It lies after the day of evaluation.
        Future,
        /// It is no whole number.
        NotWhole,
    }

    /// What a ceiling takes from the people of an enterprise.
    pub struct Cap {
        /// Of which benefit.
        pub benefit: Named,
        /// How many people.
        pub people: u32,
        /// The ceiling.
        pub cap: String,
        /// What they come to.
        pub before: String,
        /// What is left.
        pub after: String,
        /// What it takes.
        pub taken: String,
        /// Whether it takes anything.
        pub over: bool,
        /// What the source says of it.
        pub quote: String,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_go_and_come() {
        let asked = Asked {
            ticket: 3,
            request: Request::Open(Bytes(vec![0, 200, 7])),
        };
        let json = serde_json::to_string(&asked).unwrap();
        assert_eq!(serde_json::from_str::<Asked>(&json).unwrap(), asked);
    }
}
