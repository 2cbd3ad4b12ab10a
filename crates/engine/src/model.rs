//! The rulebook: facts, sources and benefits as the compiler wrote them.
//!
//! Every string in here is carried and never read: the engine decides on numbers and cells alone,
//! and whoever shows a result takes its words from here. A rulebook is a value that owns its lists and
//! borrows its strings, from what it was decoded from ([`Packed`](crate::Packed)) or from the compiler's
//! store, where they stay as long as the program.

use crate::date::Date;
use crate::money::Money;

/// A string of a rulebook; see above for whose it is.
pub type Str = &'static str;

/// Index into [`Rulebook::facts`].
pub type FactIdx = u16;
/// Index into [`Rulebook::vars`].
pub type VarIdx = u16;
/// Index into [`Rulebook::benefits`].
pub type BenefitIdx = u16;
/// A set of cells of one variable, or of options of one fact: bit `k` stands for cell or option `k`.
pub type Cells = u64;

/// Index of the fact that says who asks.
pub const AUDIENCE: FactIdx = 0;
/// Index of the fact that says where.
pub const REGION: FactIdx = 1;

/// All of `count` cells; `count` is at most 64.
pub fn all_cells(count: usize) -> Cells {
    if count >= 64 { !0 } else { (1 << count) - 1 }
}

/// All that is known of policies: what can be asked, which texts there are, and what they grant.
#[derive(Clone, PartialEq, Debug)]
pub struct Rulebook {
    /// Date of the newest change to the rules ("rules version").
    pub version: Date,
    /// Hash of the rule files' content, in lower-case hex.
    pub hash: Str,
    /// What can be asked, [`AUDIENCE`] and [`REGION`] first; each stands behind those its question
    /// hangs on.
    pub facts: Vec<Fact>,
    /// Variables in the order in which every diagram tests them. First those of the facts, in
    /// fact order, then the readings and the conditions that a text leaves unstated; evaluation
    /// relies on nobody's variables coming last.
    pub vars: Vec<Var>,
    /// The texts that benefits are from.
    pub sources: Vec<Source>,
    /// What official words mean that conditions use; see [`Condition::term`].
    pub terms: Vec<Notion>,
    /// What can be had, in the order in which it is shown.
    pub benefits: Vec<Benefit>,
}

impl Rulebook {
    /// All cells of each variable: what is possible while nothing is known.
    pub(crate) fn all_possible(&self) -> Vec<Cells> {
        let all = |var: &Var| all_cells(usize::from(var.cells));
        self.vars.iter().map(all).collect()
    }

    /// The place of the fact with this id.
    pub fn fact(&self, id: &str) -> Option<FactIdx> {
        let found = self.facts.iter().position(|fact| fact.id == id)?;
        Some(found as FactIdx)
    }

    /// From when and until when a benefit can be had: its own period, or that of its source.
    pub fn period<'a>(&'a self, benefit: &'a Benefit) -> &'a Period {
        let source = &self.sources[usize::from(benefit.source)];
        benefit.period.as_ref().unwrap_or(&source.period)
    }

    /// The variables of a fact.
    pub fn vars_of(&self, fact: FactIdx) -> core::ops::Range<usize> {
        let index = usize::from(fact);
        let first = usize::from(self.facts[index].first_var);
        let end = match self.facts.get(index + 1) {
            Some(next) => usize::from(next.first_var),
            None => self.vars.partition_point(|var| var.of.fact().is_some()),
        };
        first..end
    }

    /// The place of the benefit with this id.
    pub fn benefit(&self, id: &str) -> Option<BenefitIdx> {
        let found = self.benefits.iter().position(|benefit| benefit.id == id)?;
        Some(found as BenefitIdx)
    }
}

/// One typed thing that can be asked.
#[derive(Clone, PartialEq, Debug)]
pub struct Fact {
    /// Unique among facts; stays the same from one version to the next.
    pub id: Str,
    /// Short name for lists: 「证书核发日期」.
    pub name: Str,
    /// The question as a person is asked it, in Chinese.
    pub question: Str,
    /// Empty where the question needs no help.
    pub help: Str,
    /// What an answer can be.
    pub kind: FactKind,
    /// First variable of this fact; a set of options has one variable per option, a date a second
    /// one if rules name fixed days, all else one.
    pub first_var: VarIdx,
    /// What answering costs a person: 1 for what everybody knows, more for what must be looked up.
    pub effort: u8,
    /// Whether a person could reasonably change this (gain a certificate, pay in longer).
    pub changeable: bool,
    /// Asked before all else, once it is known who asks and where.
    pub first: bool,
    /// The fact with which it is asked, on one page, for they are read off one paper or remembered
    /// together; itself where it opens a page. Never a later one.
    pub page: FactIdx,
    /// Cells in which most people lie, of each of its variables; 0 where nothing is known of that.
    pub usual: Cells,
    /// Options from low to high, where they stand in an order; some may stand beside it.
    pub ladder: Vec<u8>,
    /// Holds exactly when the question makes sense; empty if it always does. Preorder, like
    /// [`Benefit::conditions`], and never about readings or unstated conditions. Where it does not
    /// hold, every test on the fact fails.
    pub applies: Vec<Condition>,
    /// Options of a choice that say no: naming one of them does not say that the question arises.
    pub denials: Cells,
    /// How a number grows by itself, where it does.
    pub grows: Option<Growth>,
    /// The earlier fact of which this says when or how it came to be: if that is changed, this is
    /// another one. Itself where it says nothing of another.
    pub follows: FactIdx,
    /// What is only true of one city: of a set and a choice so many options, of all else everything (1).
    pub local: Cells,
}

/// How a number grows as time passes.
#[derive(Clone, PartialEq, Debug)]
pub struct Growth {
    /// After so many months it is one more.
    pub months: u8,
    /// As long as this holds; empty if always. Preorder, like [`Fact::applies`].
    pub provided: Vec<Condition>,
}

/// What an answer to a fact can be.
#[derive(Clone, PartialEq, Debug)]
pub enum FactKind {
    /// Yes or no.
    Bool,
    /// Exactly one of the options.
    Choice {
        /// In the order in which they are offered; at most 64.
        options: Vec<Choice>,
    },
    /// Any number of the options, each of them yes or no by itself.
    Set {
        /// In the order in which they are offered; at most 64.
        options: Vec<Choice>,
    },
    /// A whole number in `min..=max` of `unit` (「月」「人」…).
    Int {
        /// The least that is an answer, in `unit`.
        min: i64,
        /// The greatest that is an answer, in `unit`.
        max: i64,
        /// What is counted.
        unit: Str,
    },
    /// A sum in whole yuan in `min..=max`.
    Money {
        /// The least that is an answer, in yuan.
        min: i64,
        /// The greatest that is an answer, in yuan.
        max: i64,
    },
    /// A civil date from `earliest` up to the day of evaluation.
    Date {
        /// No date before this day is an answer.
        earliest: Date,
    },
}

impl FactKind {
    /// The options to choose from; none for other kinds.
    pub fn options(&self) -> &[Choice] {
        match self {
            FactKind::Choice { options } | FactKind::Set { options } => options,
            _ => &[],
        }
    }
}

/// One option of a choice or a set.
#[derive(Clone, PartialEq, Debug)]
pub struct Choice {
    /// Unique within its fact.
    pub id: Str,
    /// What stands beside its tick.
    pub label: Str,
    /// Empty where the label says it all.
    pub help: Str,
}

/// One thing that a diagram can test: it lies in exactly one of `cells` cells.
#[derive(Clone, PartialEq, Debug)]
pub struct Var {
    /// What it is about.
    pub of: VarOf,
    /// How many cells; at most 64.
    pub cells: u8,
    /// For whole numbers and sums (yuan): cell `k` holds the values `v` with
    /// `cuts[k-1] <= v < cuts[k]`. For dates: ages in months, ascending; cell `k` holds the dates
    /// not older than `cuts[k]` months but older than `cuts[k-1]`; or, for [`VarOf::Day`], days since
    /// 1970 as for whole numbers. Else empty.
    pub cuts: Vec<i64>,
    /// Bit `k` stands for a cut `k` that parts 不超过 from 超过, as against 不满 from 满: rules name the
    /// value before it, as the most that there may be.
    pub at_most: Cells,
}

/// What a variable is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VarOf {
    /// All of a fact that is no set, or the age of a date.
    Fact {
        /// Whose variable it is.
        fact: FactIdx,
    },
    /// Option `option` of a fact that is a set.
    Member {
        /// The set.
        fact: FactIdx,
        /// Place among its options.
        option: u8,
    },
    /// A date as a day of the calendar, where rules name fixed days; the second variable of its fact.
    Day {
        /// The date.
        fact: FactIdx,
    },
    /// Cell 0 is reading A, cell 1 reading B. Nobody can answer it.
    Reading {
        /// Whose text it is.
        benefit: BenefitIdx,
        /// Place in [`Benefit::open_points`].
        reading: u8,
    },
    /// Cell 1 if the condition, which the text does not spell out, holds. Nobody can answer it.
    Unstated {
        /// Whose text it is.
        benefit: BenefitIdx,
    },
}

impl VarOf {
    /// The fact that an answer to would settle this variable.
    pub fn fact(self) -> Option<FactIdx> {
        match self {
            VarOf::Fact { fact } | VarOf::Member { fact, .. } | VarOf::Day { fact } => Some(fact),
            VarOf::Reading { .. } | VarOf::Unstated { .. } => None,
        }
    }
}

/// One document or press report.
#[derive(Clone, PartialEq, Debug)]
pub struct Source {
    /// Unique among sources.
    pub id: Str,
    /// Full title, as printed.
    pub title: Str,
    /// Who issued it, or the paper that printed it.
    pub issuer: Str,
    /// Document number; empty where the text does not state one.
    pub number: Str,
    /// Whether it is the document itself.
    pub kind: SourceKind,
    /// The date as a sentence for people, with what it rests on.
    pub date_note: Str,
    /// When it was issued or printed; `None` where neither is known.
    pub date: Option<Date>,
    /// `date` is not printed in the text but inferred from it.
    pub date_inferred: bool,
    /// From when and until when it is in force.
    pub period: Period,
    /// What the text says of its period; for people.
    pub validity_note: Str,
    /// When the text was last read against the rules.
    pub checked: Date,
    /// Last day on which that reading can be relied upon without another look.
    pub check_again_by: Option<Date>,
    /// If no end is stated: how many months after it was published it counts as old.
    pub old_after_months: u16,
    /// Options of the region fact in which this source applies.
    pub regions: Cells,
}

impl Source {
    /// Whether it should have been read again by that day.
    pub fn is_stale(&self, on: Date) -> bool {
        self.check_again_by.is_some_and(|day| day < on)
    }

    /// Whether it states no end and was published so long ago that it may have been replaced.
    pub fn is_old(&self, on: Date) -> bool {
        self.years_old(on).is_some()
    }

    /// Where [`Source::is_old`]: how many whole years have passed since it came into force, or was
    /// published; at least one.
    pub fn years_old(&self, on: Date) -> Option<u16> {
        let since = self.period.from.or(self.date)?;
        if self.period.until.is_some() || since.plus_months(self.old_after_months) >= on {
            return None;
        }
        let mut years = 1;
        while years < 100 && since.plus_months(12 * (years + 1)) <= on {
            years += 1;
        }
        Some(years)
    }
}

/// From when and until when something is in force; both days belong to it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Period {
    /// Nothing is due before this day.
    pub from: Option<Date>,
    /// What `from` rests on.
    pub from_basis: Basis,
    /// Nothing is due after this day.
    pub until: Option<Date>,
    /// What `until` rests on.
    pub until_basis: Basis,
    /// Words of the source that state the end.
    pub until_quote: Str,
    /// What an end that is not quoted rests on; for people.
    pub until_note: Str,
}

impl Period {
    /// How it stands on a day.
    pub fn on(&self, day: Date) -> Standing {
        if self.from.is_some_and(|from| day < from) {
            return Standing::NotYet;
        }
        match self.until {
            Some(until) if day > until => Standing::Ended,
            Some(_) => Standing::InForce,
            None => Standing::NoEndStated,
        }
    }
}

/// What a day rests on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Basis {
    /// The text prints it.
    Quoted,
    /// It follows from the text.
    Inferred,
    /// The text says nothing of it.
    #[default]
    Unstated,
}

/// How a clause stands on a day.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Standing {
    /// 尚未施行
    NotYet,
    /// In force, with an end that is stated.
    InForce,
    /// In force as far as known: no end is stated.
    NoEndStated,
    /// 已失效
    Ended,
}

impl Standing {
    /// Whether anything can be due.
    pub fn is_in_force(self) -> bool {
        matches!(self, Standing::InForce | Standing::NoEndStated)
    }
}

/// An official word that conditions use, as the rules define it.
#[derive(Clone, PartialEq, Debug)]
pub struct Notion {
    /// Unique among terms.
    pub id: Str,
    /// The word itself: 「高技能人才」.
    pub name: Str,
    /// Who it is, in plain words; may be empty.
    pub help: Str,
    /// What no text settles of it.
    pub open_points: Vec<OpenPoint>,
    /// What texts settle of it.
    pub quotes: Vec<NotionQuote>,
}

/// What one text settles of an official word.
#[derive(Clone, PartialEq, Debug)]
pub struct NotionQuote {
    /// Index into [`Rulebook::sources`].
    pub source: u8,
    /// Verbatim words of the source.
    pub quote: Str,
}

/// What kind of text a source is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SourceKind {
    /// The document as its issuer published it.
    OfficialDocument,
    /// A report on it; the document itself was not to be had.
    PressReport,
}

/// One thing that somebody gets.
#[derive(Clone, PartialEq, Debug)]
pub struct Benefit {
    /// Unique among benefits; stays the same from one version to the next.
    pub id: Str,
    /// Short name, in Chinese.
    pub name: Str,
    /// Index into [`Rulebook::sources`].
    pub source: u8,
    /// Options of the audience fact for whom this is.
    pub audiences: Cells,
    /// Whether it is money.
    pub kind: BenefitKind,
    /// Whether it is due as of right.
    pub claim: Claim,
    /// How the selection works, or on what terms the rest is granted; for people, may be empty.
    pub claim_note: Str,
    /// Its own time, where that is not its source's; see [`Rulebook::period`].
    pub period: Option<Period>,
    /// The first is the clause that grants the benefit.
    pub citations: Vec<Citation>,
    /// The condition tree in preorder. Entry 0 is an [`Op::All`] over everything else.
    pub conditions: Vec<Condition>,
    /// The exact decision diagram over the tree, the amounts and both readings.
    pub diagram: Diagram,
    /// What may be due; leaf `2 + k` of the diagram is amount `k`.
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
    /// Where and how to apply; empty where the text says nothing.
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

impl Benefit {
    /// The amounts that are due as of right, a bit for each.
    pub fn rights(&self) -> u64 {
        let each = self.amounts.iter().enumerate();
        each.fold(0, |bits, (at, amount)| {
            bits | u64::from(amount.by_right) << at
        })
    }
}

/// Whether a benefit is money.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BenefitKind {
    /// Money, even where the text states no sum.
    Money,
    /// A card, a procedure, a title: no money.
    Service,
}

/// On what terms a benefit is granted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Claim {
    /// 符合即可申领
    Right,
    /// 须经遴选、评审、评估或认定；已入选的，见 [`Amount::by_right`]
    Selection,
}

/// Where a source says something, and in which words.
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
    /// What the node tests, or how it joins its operands.
    pub op: Op,
    /// One past the last entry of this node's subtree.
    pub end: u16,
    /// The condition in words.
    pub label: Str,
    /// Words of the source for just this condition; empty where the text has none of its own.
    pub quote: Str,
    /// The notion that stands here, if it is one: what is behind it is what the notion means. Index
    /// into [`Rulebook::terms`].
    pub term: Option<u16>,
}

impl Condition {
    /// The variable that it tests, if it is a test.
    pub fn var(&self) -> Option<VarIdx> {
        match self.op {
            Op::Test { var, .. } | Op::Within { var, .. } => Some(var),
            _ => None,
        }
    }
}

/// What a node of a condition tree is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Op {
    /// Holds when all operands do.
    All,
    /// Holds when one of the operands does.
    Any,
    /// Holds when its one operand does not.
    Not,
    /// Holds when the variable lies in one of the cells.
    Test {
        /// What is tested.
        var: VarIdx,
        /// Where it must lie.
        cells: Cells,
    },
    /// As `Test`, but failing means too late rather than not entitled.
    Within {
        /// What is tested: how old a date is.
        var: VarIdx,
        /// Where it must lie.
        cells: Cells,
    },
    /// Two operands: the condition in reading A, then in reading B.
    Reading {
        /// The reading: cell 0 is A, cell 1 is B.
        var: VarIdx,
    },
    /// A condition that the text names without saying what it is.
    Unstated {
        /// Whether it holds: cell 1.
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
    /// Where every walk begins: a node or, where nothing is tested, a leaf.
    pub root: u16,
    /// All of them can be reached.
    pub nodes: Vec<Node>,
}

/// Leaf of those who are not entitled.
pub const LEAF_NO: u16 = 0;
/// Leaf of those who would be entitled, had the window not closed.
pub const LEAF_LAPSED: u16 = 1;
/// Leaf of the first amount; the others follow it.
pub const LEAF_FIRST_AMOUNT: u16 = 2;

/// One test of a diagram.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    /// What is tested.
    pub var: VarIdx,
    /// Where it leads, for every cell.
    pub edges: Vec<Edge>,
}

/// Where a node leads for a set of cells. The edges of a node part its variable's cells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Edge {
    /// Where the variable lies.
    pub cells: Cells,
    /// The leaf or node that is next; see [`Diagram`].
    pub to: u16,
}

/// What somebody is entitled to: the sum of its terms, in one rhythm.
#[derive(Clone, PartialEq, Debug)]
pub struct Amount {
    /// Empty for a service, and for money whose sum is unstated.
    pub terms: Vec<Term>,
    /// The text promises money but states no sum.
    pub unstated: bool,
    /// How often its sum is paid.
    pub rhythm: Rhythm,
    /// Due as of right: nobody chooses, or has chosen already.
    pub by_right: bool,
}

/// One summand of an amount.
#[derive(Clone, PartialEq, Debug)]
pub struct Term {
    /// The sum before it is multiplied.
    pub base: Base,
    /// Times the number in this fact (heads, projects); `None`: once.
    pub per: Option<FactIdx>,
    /// Whether `base` is a ceiling (最高) rather than a sum.
    pub up_to: bool,
}

/// A sum, or what it is worked out from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Base {
    /// From `low` to `high`; both the same for a fixed sum.
    Sum {
        /// The least, in fen.
        low: Money,
        /// The greatest, in fen.
        high: Money,
    },
    /// So many percent of the sum in a money fact.
    Percent {
        /// From 1 to 200.
        percent: u8,
        /// The fact that it is a share of.
        of: FactIdx,
    },
}

/// How often a sum is paid.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Rhythm {
    /// 一次性
    Once,
    /// Every month; for so many months, or for a time that the text does not state.
    Monthly {
        /// How many; `None` where the text does not say.
        months: Option<u16>,
    },
    /// Every year; how many years is not stated unless given.
    Yearly {
        /// How many; `None` where the text does not say.
        years: Option<u8>,
    },
    /// The text does not say; counted once in totals.
    Unstated,
}

/// A point that a text leaves open, or that can be read in two ways.
#[derive(Clone, PartialEq, Debug)]
pub struct OpenPoint {
    /// Which words are unclear, and why.
    pub point: Str,
    /// Empty if the point is a gap rather than two readings.
    pub reading_a: Str,
    /// The other reading; empty if `reading_a` is.
    pub reading_b: Str,
    /// What hangs on it.
    pub weight: Weight,
}

/// What hangs on an open point.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Weight {
    /// Both readings are evaluated; where they differ the result stays open.
    Decides,
    /// Reading A is the plain one and is taken; B is shown.
    Noted,
    /// The text is silent.
    Silent,
}

/// Until when one can apply.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    /// The date from which it runs.
    pub fact: FactIdx,
    /// How many months it is open, from that date on.
    pub months: u16,
}

/// One way to apply or ask. Empty strings where the text says nothing.
#[derive(Clone, PartialEq, Debug)]
pub struct Apply {
    /// Where, as the text names it.
    pub office: Str,
    /// How, in the words of the text.
    pub how: Str,
    /// Numbers as the text prints them.
    pub phone: Str,
    /// A web address.
    pub link: Str,
    /// How often it is paid out.
    pub payout: Str,
}

/// A ceiling that several people or projects share.
#[derive(Clone, PartialEq, Debug)]
pub struct Cap {
    /// The most that all get together, in fen.
    pub sum: Money,
    /// Whose ceiling it is, and for how long, in the words of the text.
    pub note: Str,
}
