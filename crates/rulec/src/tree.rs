//! The rules as written, with every name resolved: what a person reads in the files, and nothing
//! worked out from it.
//!
//! The diagrams of the rulebook are made from these trees. Tests evaluate the trees directly, one
//! completion after the other, and compare: that only means something as long as nothing in here
//! is simplified or prepared for the diagrams.

use engine::model::{Apply, BenefitKind, Claim, Period, Rhythm, SourceKind};
use engine::{Date, DayRange};

use crate::diagnostic::Place;
pub use crate::document::Text;

/// All rule files together.
#[derive(Clone, Debug, Default)]
pub struct Book {
    pub facts: Vec<Fact>,
    pub sources: Vec<Source>,
    pub terms: Vec<Term>,
    pub benefits: Vec<Benefit>,
    pub nothings: Vec<Nothing>,
}

/// What officials call people, things or schools, defined over facts.
#[derive(Clone, Debug)]
pub struct Term {
    pub id: Text,
    pub name: String,
    pub help: String,
    pub holds: Condition,
    /// Readings that it uses, those of the terms in it too; keys are `term:key`.
    pub open: Vec<Open>,
    /// Quotes, each with the source that it is from.
    pub quotes: Vec<(Text, usize)>,
    pub numbers: Vec<Number>,
    pub days: Vec<FixedDay>,
    pub thresholds: Vec<Threshold>,
    /// The source in whose policy file it stands, outside of which nobody knows it.
    pub local: Option<usize>,
}

#[derive(Clone, Debug)]
pub struct Fact {
    pub id: Text,
    pub name: String,
    pub question: String,
    pub help: String,
    pub kind: Kind,
    pub effort: u8,
    pub changeable: bool,
    /// Asked before all else, once it is known who asks and where.
    pub first: bool,
    /// The fact with which it is asked; itself where it opens a page.
    pub page: usize,
    /// Options (of a question of yes or no: 0 and 1) that most people have; of a set, whether it is
    /// usual to have none of them (1).
    pub usual: u64,
    pub applies: Option<Condition>,
    /// After so many months a number is one more.
    pub grows: Option<u8>,
    /// As long as this holds.
    pub grows_while: Option<Condition>,
    /// The fact of which it says when or how it came to be; itself where it says nothing of another.
    pub follows: usize,
    /// Options that are only true of one city; of what has none, 1 if it is.
    pub local: u64,
}

#[derive(Clone, Debug)]
pub enum Kind {
    Bool,
    Choice {
        options: Vec<Choice>,
        /// Indices into `options`, low to high; empty where there is no ladder.
        ladder: Vec<usize>,
    },
    Set {
        options: Vec<Choice>,
    },
    Int {
        min: i64,
        max: i64,
        unit: String,
    },
    /// Whole yuan.
    Money {
        min: i64,
        max: i64,
    },
    Date {
        earliest: Date,
    },
}

impl Kind {
    pub fn options(&self) -> &[Choice] {
        match self {
            Kind::Choice { options, .. } | Kind::Set { options } => options,
            Kind::Bool | Kind::Int { .. } | Kind::Money { .. } | Kind::Date { .. } => &[],
        }
    }

    /// The lowest and highest value of a number or a sum.
    pub fn bounds(&self) -> Option<(i64, i64)> {
        match self {
            Kind::Int { min, max, .. } | Kind::Money { min, max } => Some((*min, *max)),
            Kind::Bool | Kind::Choice { .. } | Kind::Set { .. } | Kind::Date { .. } => None,
        }
    }
}

#[derive(Clone, Debug)]
pub struct Choice {
    pub id: String,
    pub label: String,
    pub help: String,
}

#[derive(Clone, Debug)]
pub struct Source {
    pub id: Text,
    /// Name of its text among the source texts.
    pub file: Text,
    pub title: String,
    pub issuer: String,
    pub number: String,
    pub kind: SourceKind,
    pub date: Option<Date>,
    pub date_inferred: bool,
    pub date_note: String,
    pub period: Period,
    pub validity_note: String,
    pub checked: Date,
    pub check_again_by: Option<Date>,
    /// Without an end, it counts as old after so many months.
    pub old_after_months: u16,
    /// Words of the source that are quoted for the source as a whole.
    pub quotes: Vec<Text>,
    /// Options of the region fact.
    pub regions: u64,
}

#[derive(Clone, Debug)]
pub struct Benefit {
    pub id: Text,
    pub name: String,
    pub source: usize,
    /// Options of the audience fact.
    pub audiences: u64,
    pub kind: BenefitKind,
    pub claim: Claim,
    pub claim_note: String,
    /// Where its time is not that of the source.
    pub period: Option<Period>,
    /// The first grants the benefit.
    pub citations: Vec<Citation>,
    /// Who has been chosen already, where somebody chooses.
    pub chosen: Option<Condition>,
    /// All of them must hold.
    pub conditions: Vec<Condition>,
    pub amount: Amount,
    pub amount_note: String,
    pub responsible: String,
    pub quota: String,
    pub services: String,
    pub relations: Vec<String>,
    pub excludes: Vec<Text>,
    pub overlaps: Vec<Text>,
    pub apply: Vec<Apply>,
    /// Yuan, and what it says.
    pub cap: Option<(i64, String)>,
    pub open: Vec<Open>,
    pub cases: Vec<Case>,
    /// Number of conditions that the text leaves unstated.
    pub unstated: usize,
    /// Every quote with the condition or tier it belongs to, in the order of the file; the
    /// citations' own come first.
    pub quotes: Vec<Text>,
    pub numbers: Vec<Number>,
    pub days: Vec<FixedDay>,
    pub thresholds: Vec<Threshold>,
    /// Something in it could not be read; what is left must not be judged.
    pub broken: bool,
    /// A case of it could not be read, so there are more of them than `cases` has.
    pub cases_broken: bool,
}

#[derive(Clone, Debug)]
pub struct Citation {
    pub place: String,
    pub quote: Text,
}

#[derive(Clone, Debug)]
pub struct Condition {
    pub shape: Shape,
    /// In words, composed from the fact's name unless the rule gives its own.
    pub label: String,
    /// Empty where the condition has no words of its own.
    pub quote: String,
    /// The term that stands here; what it means is the shape. Index into [`Book::terms`].
    pub term: Option<usize>,
    pub place: Place,
}

#[derive(Clone, Debug)]
pub enum Shape {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    /// A choice is one of these options; for a yes/no fact, bit 0 is no and bit 1 is yes.
    OneOf {
        fact: usize,
        options: u64,
    },
    /// A set of options contains this one.
    Has {
        fact: usize,
        option: usize,
    },
    /// A number, or a sum in yuan, lies between, ends included.
    Between {
        fact: usize,
        low: Option<i64>,
        high: Option<i64>,
    },
    /// A date is at most so many months before the day of evaluation.
    WithinMonths {
        fact: usize,
        months: u16,
    },
    /// A date is on this day or after it.
    NotBefore {
        fact: usize,
        day: Date,
    },
    /// Index into [`Benefit::open`].
    Reading {
        reading: usize,
        a: Box<Condition>,
        b: Box<Condition>,
    },
    /// The how manieth unstated condition of the benefit.
    Unstated {
        index: usize,
    },
    Always,
    Never,
}

#[derive(Clone, Debug)]
pub enum Amount {
    /// In yuan.
    Sum {
        low: i64,
        high: i64,
        up_to: bool,
        per: Option<usize>,
        rhythm: Rhythm,
    },
    Percent {
        percent: u8,
        of: usize,
        per: Option<usize>,
        rhythm: Rhythm,
    },
    /// Money without a sum.
    Unstated { rhythm: Rhythm },
    /// No money.
    None,
    /// Exactly one entry fits.
    Tiers(Vec<Tier>),
    /// All entries that fit, together.
    Each(Vec<Tier>),
    /// Of the entries that fit, the one with the largest sum.
    Highest(Vec<Tier>),
    /// Index into [`Benefit::open`].
    Reading {
        reading: usize,
        a: Box<Amount>,
        b: Box<Amount>,
    },
}

#[derive(Clone, Debug)]
pub struct Tier {
    pub when: Condition,
    pub amount: Amount,
    pub place: Place,
}

#[derive(Clone, Debug)]
pub struct Open {
    /// `None` where the point is only noted.
    pub key: Option<Text>,
    pub point: String,
    pub a: String,
    pub b: String,
}

/// A number that the rules state, and as what.
#[derive(Clone, Debug)]
pub struct Number {
    pub value: i64,
    pub role: Role,
    pub place: Place,
}

/// A fixed day that a condition names: it stands in a quote, or is the one from which the clause is
/// in force.
#[derive(Clone, Debug)]
pub struct FixedDay {
    pub day: Date,
    pub place: Place,
}

/// How a number may be written in the source.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// A sum, exactly so.
    Sum,
    Percent,
    /// Months; years count twelve.
    Months,
    Years,
    /// The least value of a whole number; 超过100 may be written as 101.
    AtLeast {
        months: bool,
    },
    /// The largest value of a whole number; 不足100 may be written as 99.
    AtMost {
        months: bool,
    },
}

/// A test with a boundary, which wants a worked case on either side.
#[derive(Clone, Debug)]
pub struct Threshold {
    pub fact: usize,
    pub bound: Bound,
    pub place: Place,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bound {
    AtLeast(i64),
    AtMost(i64),
    WithinMonths(u16),
    NotBefore(Date),
}

/// A worked case.
#[derive(Clone, PartialEq, Debug)]
pub struct Case {
    pub name: Text,
    pub on: Option<Date>,
    pub facts: Vec<Given>,
    pub verdict: engine::Verdict,
    pub verdict_place: Place,
    pub amount: Option<Expected>,
    pub place: Place,
}

/// An answer that a case gives.
#[derive(Clone, PartialEq, Debug)]
pub struct Given {
    pub fact: usize,
    pub value: Value,
    pub place: Place,
}

#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    Bool(bool),
    Choice(usize),
    /// Options that apply; all others do not.
    Set(u64),
    Number(i64),
    /// A number that lies between two, both included.
    Range {
        low: i64,
        high: i64,
    },
    /// A day, or the month or year in which it lies.
    Date(DayRange),
}

/// Yuan over all payments; no high end where nothing bounds it.
#[derive(Clone, PartialEq, Debug)]
pub struct Expected {
    pub low: i64,
    pub high: Option<i64>,
    pub place: Place,
}

/// A sentence that grants nothing, and why.
#[derive(Clone, Debug)]
pub struct Nothing {
    pub source: usize,
    pub quote: Text,
    pub why: String,
}
