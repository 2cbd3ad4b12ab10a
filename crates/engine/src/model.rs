//! The rulebook: facts, sources and benefits as the compiler wrote them.
//!
//! Every string in here is carried and never read: the engine decides on numbers and cells alone,
//! and whoever shows a result takes its words from here. A rulebook is immutable and lives as long
//! as the program, so it borrows from the bytes it was decoded from.

use crate::answers::all_cells;
use crate::date::Date;
use crate::money::Money;
pub use crate::truth::Conditions;

pub type Str = &'static str;

/// Index into [`Rulebook::facts`].
pub type FactIdx = u16;
/// Index into [`Rulebook::vars`].
pub type VarIdx = u16;
/// Index into [`Rulebook::benefits`].
pub type BenefitIdx = u16;
/// A set of cells of one variable, or of options of one fact: bit `k` stands for cell or option `k`.
pub type Cells = u64;

#[derive(Clone, PartialEq, Debug)]
pub struct Rulebook {
    /// Date of the newest change to the rules ("rules version").
    pub version: Date,
    /// Hash of the rule files' content, in lower-case hex.
    pub hash: Str,
    pub facts: Vec<Fact>,
    /// Variables in the order in which every diagram tests them. First those of the facts, in
    /// fact order, then the readings and the conditions that a text leaves unstated; evaluation
    /// relies on nobody's variables coming last.
    pub vars: Vec<Var>,
    pub sources: Vec<Source>,
    pub benefits: Vec<Benefit>,
}

impl Rulebook {
    /// All cells of each variable: what is possible while nothing is known.
    pub(crate) fn all_possible(&self) -> Vec<Cells> {
        let all = |var: &Var| all_cells(usize::from(var.cells));
        self.vars.iter().map(all).collect()
    }

    pub fn fact(&self, id: &str) -> Option<FactIdx> {
        let found = self.facts.iter().position(|fact| fact.id == id)?;
        Some(found as FactIdx)
    }

    pub fn benefit(&self, id: &str) -> Option<BenefitIdx> {
        let found = self.benefits.iter().position(|benefit| benefit.id == id)?;
        Some(found as BenefitIdx)
    }
}

/// One typed thing that can be asked.
#[derive(Clone, PartialEq, Debug)]
pub struct Fact {
    pub id: Str,
    /// Short name for lists: 「证书核发日期」.
    pub name: Str,
    pub question: Str,
    /// Empty where the question needs no help.
    pub help: Str,
    pub kind: FactKind,
    /// First variable of this fact; a set of options has one variable per option, all else one.
    pub first_var: VarIdx,
    /// What answering costs a person: 1 for what everybody knows, more for what must be looked up.
    pub effort: u8,
    /// Whether a person could reasonably change this (gain a certificate, pay in longer).
    pub changeable: bool,
    /// Asked before all else, once it is known who asks and where.
    pub first: bool,
    /// Cells in which most people lie, of each of its variables; 0 where nothing is known of that.
    pub usual: Cells,
    /// Options from low to high, where they stand in an order; some may stand beside it.
    pub ladder: Vec<u8>,
    /// Holds exactly when the question makes sense; empty if it always does. Preorder, like
    /// [`Benefit::conditions`], and never about readings or unstated conditions.
    pub applies: Conditions,
}

#[derive(Clone, PartialEq, Debug)]
pub enum FactKind {
    Bool,
    /// Exactly one of the options.
    Choice {
        options: Vec<Choice>,
    },
    /// Any number of the options, each of them yes or no by itself.
    Set {
        options: Vec<Choice>,
    },
    /// A whole number in `min..=max` of `unit` (「月」「人」…).
    Int {
        min: i64,
        max: i64,
        unit: Str,
    },
    /// A sum in whole yuan in `min..=max`.
    Money {
        min: i64,
        max: i64,
    },
    /// A civil date from `earliest` up to the day of evaluation.
    Date {
        earliest: Date,
    },
}

impl FactKind {
    pub fn options(&self) -> &[Choice] {
        match self {
            FactKind::Choice { options } | FactKind::Set { options } => options,
            _ => &[],
        }
    }
}

#[derive(Clone, PartialEq, Debug)]
pub struct Choice {
    pub id: Str,
    pub label: Str,
    /// Empty where the label says it all.
    pub help: Str,
}

/// One thing that a diagram can test: it lies in exactly one of `cells` cells.
#[derive(Clone, PartialEq, Debug)]
pub struct Var {
    pub of: VarOf,
    /// How many cells; at most 64.
    pub cells: u8,
    /// For whole numbers and sums (yuan): cell `k` holds the values `v` with
    /// `cuts[k-1] <= v < cuts[k]`. For dates: ages in months, ascending; cell `k` holds the dates
    /// not older than `cuts[k]` months but older than `cuts[k-1]`. Else empty.
    pub cuts: Vec<i64>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VarOf {
    Fact {
        fact: FactIdx,
    },
    /// Option `option` of a fact that is a set.
    Member {
        fact: FactIdx,
        option: u8,
    },
    /// Cell 0 is reading A, cell 1 reading B. Nobody can answer it.
    Reading {
        benefit: BenefitIdx,
        reading: u8,
    },
    /// Cell 1 if the condition, which the text does not spell out, holds. Nobody can answer it.
    Unstated {
        benefit: BenefitIdx,
    },
}

impl VarOf {
    /// The fact that an answer to would settle this variable.
    pub fn fact(self) -> Option<FactIdx> {
        match self {
            VarOf::Fact { fact } | VarOf::Member { fact, .. } => Some(fact),
            VarOf::Reading { .. } | VarOf::Unstated { .. } => None,
        }
    }
}

/// One document or press report.
#[derive(Clone, PartialEq, Debug)]
pub struct Source {
    pub id: Str,
    pub title: Str,
    pub issuer: Str,
    /// Document number; empty where the text does not state one.
    pub number: Str,
    pub kind: SourceKind,
    /// The date as a sentence for people, with what it rests on.
    pub date_note: Str,
    pub date: Option<Date>,
    /// `date` is not printed in the text but inferred from it.
    pub date_inferred: bool,
    /// Nothing is due before this day; `None` where the text states none.
    pub effective: Option<Date>,
    /// What the text says of its period; for people.
    pub validity_note: Str,
    /// When the text was last read against the rules.
    pub checked: Date,
    /// Options of the region fact in which this source applies.
    pub regions: Cells,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SourceKind {
    OfficialDocument,
    PressReport,
}

/// One thing that somebody gets.
#[derive(Clone, PartialEq, Debug)]
pub struct Benefit {
    pub id: Str,
    pub name: Str,
    /// Index into [`Rulebook::sources`].
    pub source: u8,
    /// Options of the audience fact for whom this is.
    pub audiences: Cells,
    pub kind: BenefitKind,
    pub claim: Claim,
    /// How the selection works, or on what terms the rest is granted; for people, may be empty.
    pub claim_note: Str,
    /// The first is the clause that grants the benefit.
    pub citations: Vec<Citation>,
    /// The condition tree in preorder. Entry 0 is an [`Op::All`] over everything else.
    pub conditions: Conditions,
    /// The exact decision diagram over the tree, the amounts and both readings.
    pub diagram: Diagram,
    pub amounts: Vec<Amount>,
    /// The amount in words as the text states it.
    pub amount_note: Str,
    /// Points that the text leaves open or can be read in two ways.
    pub open_points: Vec<OpenPoint>,
    /// Months after the date in a fact within which one must apply.
    pub window: Option<Window>,
    /// Only one of these can be had; symmetric.
    pub excludes: Vec<BenefitIdx>,
    /// What the text says of other benefits (on top of, same money as …); for people.
    pub relations: Vec<Str>,
    pub apply: Vec<Apply>,
    /// Departments named as responsible; empty where none is.
    pub responsible: Str,
    /// How many are chosen, as the text states it; empty where nothing is stated.
    pub quota: Str,
    /// What is given where it is not money; empty where the quote says it all.
    pub services: Str,
    /// Shared ceiling, e.g. all workers of one enterprise in one year.
    pub cap: Option<Cap>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BenefitKind {
    Money,
    /// A card, a procedure, a title: no money.
    Service,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Claim {
    /// 符合即可申领
    Right,
    /// 须经遴选、评审、评估或认定
    Selection,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Citation {
    /// Where in the source: article, section, item.
    pub place: Str,
    /// Verbatim words of the source, layout white space aside.
    pub quote: Str,
}

/// One node of a condition tree in preorder: its operands are the entries behind it up to `end`.
#[derive(Clone, PartialEq, Debug)]
pub struct Condition {
    pub op: Op,
    /// One past the last entry of this node's subtree.
    pub end: u16,
    /// The condition in words.
    pub label: Str,
    /// Words of the source for just this condition; empty where the text has none of its own.
    pub quote: Str,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Op {
    All,
    Any,
    /// Holds when its one operand does not.
    Not,
    /// Holds when the variable lies in one of the cells.
    Test {
        var: VarIdx,
        cells: Cells,
    },
    /// As `Test`, but failing means too late rather than not entitled.
    Within {
        var: VarIdx,
        cells: Cells,
    },
    /// Two operands: the condition in reading A, then in reading B.
    Reading {
        var: VarIdx,
    },
    /// A condition that the text names without saying what it is.
    Unstated {
        var: VarIdx,
    },
    /// Always holds (an operand of a reading that asks for nothing).
    Always,
    /// Never holds (an operand of a reading that shuts the case out).
    Never,
}

/// A reduced, ordered decision diagram whose leaves say what is due.
///
/// References below [`Diagram::leaves`] are leaves, others are nodes (`reference - leaves`).
/// Nodes stand sorted by variable, and so parents first: variables ascend along every path.
#[derive(Clone, PartialEq, Debug)]
pub struct Diagram {
    /// Leaf 0: not entitled. Leaf 1: too late. Leaf `2 + k`: entitled to amount `k`.
    pub leaves: u16,
    pub root: u16,
    /// All of them can be reached.
    pub nodes: Vec<Node>,
}

pub const LEAF_NO: u16 = 0;
pub const LEAF_LAPSED: u16 = 1;
pub const LEAF_FIRST_AMOUNT: u16 = 2;

#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    pub var: VarIdx,
    pub edges: Vec<Edge>,
}

/// Where a node leads for a set of cells. The edges of a node part its variable's cells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Edge {
    pub cells: Cells,
    pub to: u16,
}

/// What somebody is entitled to: the sum of its terms, in one rhythm.
#[derive(Clone, PartialEq, Debug)]
pub struct Amount {
    /// Empty for a service, and for money whose sum is unstated.
    pub terms: Vec<Term>,
    /// The text promises money but states no sum.
    pub unstated: bool,
    pub rhythm: Rhythm,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Term {
    pub base: Base,
    /// Times the number in this fact (heads, projects); `None`: once.
    pub per: Option<FactIdx>,
    /// Whether `base` is a ceiling (最高) rather than a sum.
    pub up_to: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Base {
    /// From `low` to `high`; both the same for a fixed sum.
    Sum { low: Money, high: Money },
    /// So many percent of the sum in a money fact.
    Percent { percent: u8, of: FactIdx },
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Rhythm {
    /// 一次性
    Once,
    /// Every month; for so many months, or for a time that the text does not state.
    Monthly { months: Option<u16> },
    /// Every year; how many years is not stated unless given.
    Yearly { years: Option<u8> },
    /// The text does not say; counted once in totals.
    Unstated,
}

#[derive(Clone, PartialEq, Debug)]
pub struct OpenPoint {
    /// Which words are unclear, and why.
    pub point: Str,
    /// Empty if the point is a gap rather than two readings.
    pub reading_a: Str,
    pub reading_b: Str,
    pub weight: Weight,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Weight {
    /// Both readings are evaluated; where they differ the result stays open.
    Decides,
    /// Reading A is the plain one and is taken; B is shown.
    Noted,
    /// The text is silent.
    Silent,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    pub fact: FactIdx,
    pub months: u16,
}

/// One way to apply or ask. Empty strings where the text says nothing.
#[derive(Clone, PartialEq, Debug)]
pub struct Apply {
    pub office: Str,
    pub how: Str,
    pub phone: Str,
    pub link: Str,
    /// How often it is paid out.
    pub payout: Str,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Cap {
    pub sum: Money,
    pub note: Str,
}
