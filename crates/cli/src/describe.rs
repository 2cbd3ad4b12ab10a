//! A benefit, a condition and a sum as data: what the rulebook says, in the shape of the JSON.
//!
//! Every command shows the same pieces in the same shape. Words that a source does not give are
//! null, never an empty string.

use engine::model::*;
use engine::{AUDIENCE, Interval, Money, REGION, Rulebook, Truth, Verdict};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use crate::{input, words};

/// A sum in yuan: a JSON number, with at most two decimals.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Yuan(pub Money);

impl Serialize for Yuan {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Digits, not a float: sums stay exact to the fen.
        RawValue::from_string(words::decimal(self.0.0))
            .map_err(serde::ser::Error::custom)?
            .serialize(serializer)
    }
}

/// From `min` to `max` yuan; `max` is null where nothing bounds it.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Range {
    pub min: Yuan,
    pub max: Option<Yuan>,
}

impl From<Interval> for Range {
    fn from(sum: Interval) -> Range {
        Range {
            min: Yuan(sum.low),
            max: sum.high.map(Yuan),
        }
    }
}

/// What the rulebook says of a benefit, whoever asks.
#[derive(Serialize)]
pub struct Terms {
    #[serde(rename = "for")]
    pub audiences: Vec<Str>,
    pub regions: Vec<Str>,
    #[serde(serialize_with = "benefit_kind")]
    pub kind: BenefitKind,
    #[serde(serialize_with = "claim")]
    pub claim: Claim,
    pub claim_note: Option<Str>,
    pub amount_note: Option<Str>,
    pub services: Option<Str>,
    pub quota: Option<Str>,
    pub cap: Option<CapView>,
    pub excludes: Vec<Str>,
    pub relations: Vec<Str>,
    pub apply: Vec<ApplyView>,
    pub responsible: Option<Str>,
    pub citations: Vec<CitationView>,
}

#[derive(Serialize)]
pub struct CapView {
    pub sum: Yuan,
    pub note: Option<Str>,
}

#[derive(Serialize)]
pub struct ApplyView {
    pub office: Option<Str>,
    pub how: Option<Str>,
    pub phone: Option<Str>,
    pub link: Option<Str>,
    pub payout: Option<Str>,
}

#[derive(Serialize)]
pub struct CitationView {
    pub source: Str,
    pub title: Str,
    pub issuer: Str,
    pub number: Option<Str>,
    #[serde(serialize_with = "source_kind")]
    pub kind: SourceKind,
    pub date: Option<String>,
    pub date_inferred: bool,
    pub date_note: Str,
    pub place: Str,
    pub quote: Str,
}

/// Words of a text that can be read in two ways, or on which it is silent.
#[derive(Serialize)]
pub struct OpenPointView {
    pub point: Str,
    pub readings: Option<[Str; 2]>,
    /// `decides`: both readings are evaluated; `noted`: the first is taken; `silent`: a gap.
    pub weight: &'static str,
    /// Whether this result hangs on the point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result_depends: Option<bool>,
}

/// One node of a condition tree.
#[derive(Serialize)]
pub struct ConditionView {
    pub kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "state")]
    pub state: Option<Truth>,
    /// For an operand of a reading: the reading in which it is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reading: Option<Str>,
    pub label: String,
    pub quote: Option<Str>,
    pub facts: Vec<Str>,
    pub parts: Vec<ConditionView>,
}

pub fn stated(words: Str) -> Option<Str> {
    (!words.is_empty()).then_some(words)
}

pub fn terms(rulebook: &Rulebook, benefit: &Benefit) -> Terms {
    let source = &rulebook.sources[usize::from(benefit.source)];
    Terms {
        audiences: option_ids(rulebook, AUDIENCE, benefit.audiences),
        regions: option_ids(rulebook, REGION, source.regions),
        kind: benefit.kind,
        claim: benefit.claim,
        claim_note: stated(benefit.claim_note),
        amount_note: stated(benefit.amount_note),
        services: stated(benefit.services),
        quota: stated(benefit.quota),
        cap: benefit.cap.as_ref().map(|cap| CapView {
            sum: Yuan(cap.sum),
            note: stated(cap.note),
        }),
        excludes: benefit
            .excludes
            .iter()
            .map(|other| rulebook.benefits[usize::from(*other)].id)
            .collect(),
        relations: benefit.relations.clone(),
        apply: benefit
            .apply
            .iter()
            .map(|way| ApplyView {
                office: stated(way.office),
                how: stated(way.how),
                phone: stated(way.phone),
                link: stated(way.link),
                payout: stated(way.payout),
            })
            .collect(),
        responsible: stated(benefit.responsible),
        citations: benefit
            .citations
            .iter()
            .map(|citation| CitationView {
                source: source.id,
                title: source.title,
                issuer: source.issuer,
                number: stated(source.number),
                kind: source.kind,
                date: source.date.map(|date| date.to_string()),
                date_inferred: source.date_inferred,
                date_note: source.date_note,
                place: citation.place,
                quote: citation.quote,
            })
            .collect(),
    }
}

/// Ids of the options that stand in a set of cells.
pub fn option_ids(rulebook: &Rulebook, fact: FactIdx, cells: Cells) -> Vec<Str> {
    options_in(rulebook, fact, cells)
        .map(|option| option.id)
        .collect()
}

pub fn options_in(
    rulebook: &Rulebook,
    fact: FactIdx,
    cells: Cells,
) -> impl Iterator<Item = &Choice> {
    let options = rulebook.facts[usize::from(fact)].kind.options();
    options
        .iter()
        .enumerate()
        .filter(move |(index, _)| cells >> index & 1 == 1)
        .map(|(_, option)| option)
}

pub fn open_point(point: &OpenPoint, result_depends: Option<bool>) -> OpenPointView {
    OpenPointView {
        point: point.point,
        readings: stated(point.reading_a).map(|first| [first, point.reading_b]),
        weight: match point.weight {
            Weight::Decides => "decides",
            Weight::Noted => "noted",
            Weight::Silent => "silent",
        },
        result_depends,
    }
}

/// A node and all below it; `truths` are those of the whole tree, where they are known.
pub fn condition(
    rulebook: &Rulebook,
    tree: &[Condition],
    at: usize,
    truths: Option<&[Truth]>,
) -> ConditionView {
    let node = &tree[at];
    ConditionView {
        kind: match node.op {
            Op::All => "all",
            Op::Any => "any",
            Op::Not => "not",
            Op::Test { .. } => "test",
            Op::Within { .. } => "window",
            Op::Reading { .. } => "reading",
            Op::Unstated { .. } => "unstated",
            Op::Always => "always",
            Op::Never => "never",
        },
        state: truths.map(|truths| truths[at]),
        reading: None,
        label: words::condition(rulebook, tree, at),
        quote: stated(node.quote),
        facts: input::facts_in(rulebook, &tree[at..usize::from(node.end)])
            .into_iter()
            .map(|fact| rulebook.facts[usize::from(fact)].id)
            .collect(),
        parts: words::operands(tree, at)
            .enumerate()
            .map(|(index, part)| ConditionView {
                reading: reading(rulebook, node.op, index),
                ..condition(rulebook, tree, part, truths)
            })
            .collect(),
    }
}

/// The words of the first or the second reading that an operator decides between.
fn reading(rulebook: &Rulebook, op: Op, index: usize) -> Option<Str> {
    let Op::Reading { var } = op else {
        return None;
    };
    let VarOf::Reading { benefit, reading } = rulebook.vars[usize::from(var)].of else {
        return None;
    };
    let benefit = &rulebook.benefits[usize::from(benefit)];
    let point = &benefit.open_points[usize::from(reading)];
    Some(words::reading(point, index == 1))
}

/// The rhythm's id, and how many months or years it goes on.
pub fn rhythm(rhythm: Rhythm) -> (&'static str, Option<u16>, Option<u8>) {
    match rhythm {
        Rhythm::Once => ("once", None, None),
        Rhythm::Monthly { months } => ("monthly", months, None),
        Rhythm::Yearly { years } => ("yearly", None, years),
        Rhythm::Unstated => ("unstated", None, None),
    }
}

pub fn verdict<S: Serializer>(verdict: &Verdict, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(match verdict {
        Verdict::Eligible => "eligible",
        Verdict::ByReview => "by_review",
        Verdict::Possible => "possible",
        Verdict::Ineligible => "ineligible",
        Verdict::Lapsed => "lapsed",
    })
}

fn state<S: Serializer>(truth: &Option<Truth>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(match *truth {
        Some(Truth::TRUE) => "satisfied",
        Some(Truth::FALSE) => "failed",
        _ => "missing",
    })
}

fn benefit_kind<S: Serializer>(kind: &BenefitKind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(match kind {
        BenefitKind::Money => "money",
        BenefitKind::Service => "service",
    })
}

fn claim<S: Serializer>(claim: &Claim, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(match claim {
        Claim::Right => "right",
        Claim::Selection => "selection",
    })
}

fn source_kind<S: Serializer>(kind: &SourceKind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(match kind {
        SourceKind::OfficialDocument => "official_document",
        SourceKind::PressReport => "press_report",
    })
}
