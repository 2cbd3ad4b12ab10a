//! Which column is which fact, and the people that come of it.

use engine::Answers;
use engine::model::FactIdx;

/// What a column is taken for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Role {
    /// Not used; carried along into what is exported.
    #[default]
    Ignored,
    /// Whom the row is about. The first such column is shown.
    Name,
    /// Never used, and left out of what is exported unless somebody asks for it.
    Sensitive(Sensitive),
    /// The answer to a fact of individuals.
    Fact(FactIdx),
    /// The same of a further certificate, the second being 2. Everybody is evaluated with one of theirs.
    Again(FactIdx, u8),
    /// Whether one option of a fact that is a set holds: 是 or 否.
    Member(FactIdx, u8),
    /// No question, and says something of one: its place among the columns of `rules/roster.toml`.
    Feed(u8),
    /// Says nothing of the person's own subsidies; counts for the enterprise's.
    Staff(Staff),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sensitive {
    IdNumber,
    Phone,
    BankCard,
}

/// What a row says that counts for the enterprise's own subsidies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Staff {
    /// 是/否: the certificate was got by the enterprise's own evaluation (自主评价).
    SelfEvaluated,
    /// 是/否: trained as a new-type apprentice (新型学徒制) this year, and passed.
    Apprentice,
    /// 是/否: came from an order class (订单班) and works here full-time.
    OrderHire,
    /// 是/否: a leading talent (省级及以上高技能领军人才) introduced flexibly (柔性引进).
    FlexibleLeader,
    /// Agreed salary of a year, in whole yuan.
    AgreedSalary,
}

/// The role of each column, in the order of the table's columns.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Mapping {
    pub roles: Vec<Role>,
    /// What a column might be taken for if somebody says so; shorter where nothing is proposed.
    pub proposed: Vec<Option<Role>>,
    /// Whether the names of the columns are English: in others `None` is what a program wrote into an
    /// empty cell.
    pub english: bool,
}

impl Mapping {
    /// These roles, with nothing else known of the table.
    pub fn new(roles: Vec<Role>) -> Mapping {
        Mapping {
            roles,
            ..Mapping::default()
        }
    }
}

/// One row of the roster.
#[derive(Clone, PartialEq, Debug)]
pub struct Person {
    /// Row number in the sheet.
    pub row: u32,
    /// Empty where no column says it.
    pub name: String,
    pub answers: Answers,
    /// What the row says that counts for the enterprise; `None` where it says nothing.
    pub self_evaluated: Option<bool>,
    pub apprentice: Option<bool>,
    pub order_hire: Option<bool>,
    pub flexible_leader: Option<bool>,
    /// Whole yuan a year.
    pub agreed_salary: Option<i64>,
    /// Of these a cell says something that settles nothing: 不清楚, or what cannot be understood. An
    /// empty cell may be a no if somebody says so; such a one never is.
    pub unsure: Vec<Staff>,
    /// Cells that could not be understood; what they would say is not known.
    pub faults: Vec<Fault>,
    /// What somebody should know of how the row was read.
    pub remarks: Vec<Remark>,
}

impl Person {
    /// Somebody of whom a row says no more than these answers.
    pub fn new(row: u32, answers: Answers) -> Person {
        Person {
            row,
            name: String::new(),
            answers,
            self_evaluated: None,
            apprentice: None,
            order_hire: None,
            flexible_leader: None,
            agreed_salary: None,
            unsure: Vec::new(),
            faults: Vec::new(),
            remarks: Vec::new(),
        }
    }
}

/// How something was read that is no fault.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Remark {
    /// The cell it is of, as in [`Fault`]; of several rows the numbers of the others.
    pub place: String,
    /// What stands there, shortened to 40 characters; empty for rows.
    pub value: String,
    pub kind: RemarkKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RemarkKind {
    /// A cell names several levels: the highest counts.
    HighestInCell,
    /// Another certificate, which does not count: a higher one does, or a later one of the same level.
    OtherCertificate,
    /// Other rows have the same identity number, and are the same person.
    SameNumber,
    /// The name is merged over other rows, which are the same person.
    SameName,
    /// Other rows have the same identity number and another name: one of them is wrong, and both count.
    NumberOfAnother,
    /// What was assumed of everybody does not hold for whom this cell speaks of.
    NotAssumed,
}

/// A cell that cannot be an answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// Index of the column in the table.
    pub column: u32,
    /// Where it stands, as spreadsheets say it: `C5`.
    pub cell: String,
    /// What stands there, shortened to 40 characters.
    pub value: String,
    pub kind: FaultKind,
}

/// Why a cell cannot be an answer. Words for people are made by whoever shows it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FaultKind {
    /// Neither 是 nor 否.
    NotYesNo,
    /// No option of the fact is called so.
    NoSuchOption,
    /// Several values where the fact takes one.
    MoreThanOne,
    NotANumber,
    /// Not a whole number.
    NotWhole,
    /// Outside of what the fact takes.
    OutOfRange,
    NotADate,
    /// After the day of evaluation.
    Future,
    /// Before the earliest day that the fact takes.
    TooEarly,
    /// An error of the spreadsheet's own.
    SheetError,
    /// Two columns say different things of one fact.
    Contradictory,
    /// Given the person's other answers, this cannot be said of them.
    NotApplicable,
}
