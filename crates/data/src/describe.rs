//! A benefit and its conditions as data: what the rulebook says.
//!
//! Whoever shows them shows the same pieces in the same shape. Words that a source does not give are
//! null, never an empty string.

use api::{CivilDate, ConditionKind, ConditionState, FactId, JudgedKind, Range, ScopeKind, Yuan};
use engine::model::*;
use engine::{AUDIENCE, Date, Interval, Rulebook, Truth, Verdict};
use wording::Lang::Chinese;

use crate::{input, words};

pub fn stated(words: Str) -> Option<Str> {
    (!words.is_empty()).then_some(words)
}

/// From when and until when a benefit is in force, what that rests on, and when the text was read.
pub fn period(rulebook: &Rulebook, benefit: &Benefit) -> api::Period {
    let source = &rulebook.sources[usize::from(benefit.source)];
    let period = rulebook.period(benefit);
    api::Period {
        from: period.from.map(CivilDate),
        from_basis: basis(period.from_basis),
        until: period.until.map(CivilDate),
        until_basis: basis(period.until_basis),
        until_quote: stated(period.until_quote),
        until_note: stated(period.until_note),
        checked: CivilDate(source.checked),
        check_again_by: source.check_again_by.map(CivilDate),
    }
}

fn basis(basis: Basis) -> api::Basis {
    match basis {
        Basis::Quoted => api::Basis::Quoted,
        Basis::Inferred => api::Basis::Inferred,
        Basis::Unstated => api::Basis::Unstated,
    }
}

/// How a benefit stands on a day.
pub fn standing(standing: Standing) -> api::Standing {
    match standing {
        Standing::NotYet => api::Standing::NotYet,
        Standing::InForce => api::Standing::InForce,
        Standing::NoEndStated => api::Standing::NoEndStated,
        Standing::Ended => api::Standing::Ended,
    }
}

/// Whether some answers settle that it is due, or that one may apply for it, however its text is
/// read. Where none do, somebody has to be asked whatever was answered.
pub fn can_be_settled(rulebook: &Rulebook, benefit: &Benefit) -> bool {
    let Diagram {
        leaves,
        root,
        nodes,
    } = &benefit.diagram;
    let first = usize::from(*leaves);
    let mut settled: Vec<bool> = (0..first + nodes.len())
        .map(|reference| (usize::from(LEAF_FIRST_AMOUNT)..first).contains(&reference))
        .collect();
    // Children stand behind their parents, and what nobody can answer behind what can be asked.
    for (at, node) in nodes.iter().enumerate().rev() {
        let mut targets = node.edges.iter().map(|edge| settled[usize::from(edge.to)]);
        let asked = rulebook.vars[usize::from(node.var)].of.fact().is_some();
        settled[first + at] = if asked {
            targets.any(|one| one)
        } else {
            targets.all(|one| one)
        };
    }
    settled[usize::from(*root)]
}

/// From `min` to `max` yuan; `max` is null where nothing bounds it.
pub fn range(sum: Interval) -> Range {
    Range {
        min: Yuan(sum.low),
        max: sum.high.map(Yuan),
    }
}

/// The audiences in a set of cells.
pub fn audiences(rulebook: &Rulebook, cells: Cells) -> Vec<api::Audience> {
    let ids = ids_in(&rulebook.facts[usize::from(AUDIENCE)], cells);
    ids.map(api::Audience).collect()
}

/// Ids of the options that stand in a set of cells.
pub fn ids_in(fact: &Fact, cells: Cells) -> impl Iterator<Item = Str> {
    options_in(fact, cells).map(|option| option.id)
}

/// Labels of the options that stand in a set of cells, in one line.
pub fn option_labels(rulebook: &Rulebook, fact: FactIdx, cells: Cells) -> String {
    words::labels(&rulebook.facts[usize::from(fact)], cells)
}

pub fn options_in(fact: &Fact, cells: Cells) -> impl Iterator<Item = &Choice> {
    let options = fact.kind.options().iter().enumerate();
    options
        .filter(move |(index, _)| cells >> index & 1 == 1)
        .map(|(_, option)| option)
}

/// Words of a text that can be read in two ways, or on which it is silent; and whether this result
/// hangs on them, where there is a result.
pub fn open_point(point: &OpenPoint, result_depends: Option<bool>) -> api::JudgedOpenPoint {
    let two = !point.reading_a.is_empty();
    api::JudgedOpenPoint {
        result_depends,
        point: point.point,
        readings: two.then_some([point.reading_a, point.reading_b]),
        weight: match point.weight {
            Weight::Decides => api::Weight::Decides,
            Weight::Noted => api::Weight::Noted,
            Weight::Silent => api::Weight::Silent,
        },
    }
}

/// A condition of a benefit, or who and where it is for.
#[derive(Clone, Copy)]
pub struct ConditionView<'a> {
    pub rulebook: &'a Rulebook,
    pub what: What<'a>,
    /// Where there is a result.
    pub state: Option<Truth>,
    /// For an operand of a reading: the reading in which it is asked for.
    pub reading: Option<Str>,
}

#[derive(Clone, Copy)]
pub enum What<'a> {
    Scope {
        fact: FactIdx,
        wanted: Cells,
    },
    InForce {
        from: Date,
    },
    NotEnded {
        until: Date,
    },
    /// A node and all below it; `truths` are those of the whole tree, where they are known.
    Node {
        tree: &'a [Condition],
        at: usize,
        truths: Option<&'a [Truth]>,
    },
}

impl<'a> ConditionView<'a> {
    pub fn node(
        rulebook: &'a Rulebook,
        tree: &'a [Condition],
        at: usize,
        truths: Option<&'a [Truth]>,
    ) -> ConditionView<'a> {
        ConditionView {
            rulebook,
            what: What::Node { tree, at, truths },
            state: truths.map(|truths| truths[at]),
            reading: None,
        }
    }

    /// That somebody is of an audience, or a condition only for others: to whoever asks it says
    /// nothing that is not clear from the start.
    pub fn is_of_audience(&self) -> bool {
        let What::Node { tree, at, .. } = self.what else {
            return false;
        };
        let settled = matches!(self.state, Some(Truth::TRUE | Truth::FALSE));
        match tree[at].op {
            Op::Test { var, .. } => {
                settled && self.rulebook.vars[usize::from(var)].of.fact() == Some(AUDIENCE)
            }
            Op::All => {
                let not_own = |part: &ConditionView| {
                    part.state == Some(Truth::FALSE) && part.is_of_audience()
                };
                self.parts().iter().any(not_own)
            }
            _ => false,
        }
    }

    pub fn is_reading(&self) -> bool {
        self.own_kind() == Some(ConditionKind::Reading)
    }

    /// Of its parts those that make it fail, or keep it open. What an operator needs no reason for is
    /// none: an alternative that is not for this audience, a reading without a condition of its own.
    pub fn deciding(&self) -> Vec<ConditionView<'a>> {
        let fails = match self.state {
            Some(Truth::FALSE) => true,
            None | Some(Truth::TRUE) => return Vec::new(),
            Some(_) => false,
        };
        // What is negated says it in its label.
        if self.own_kind() == Some(ConditionKind::Not) {
            return Vec::new();
        }
        let mut parts = self.parts();
        parts.retain(|part| {
            let decides = match part.state {
                Some(Truth::FALSE) => fails,
                Some(Truth::TRUE) => false,
                _ => !fails,
            };
            let trivial = matches!(
                part.own_kind(),
                Some(ConditionKind::Always | ConditionKind::Never)
            );
            decides && !part.is_of_audience() && !trivial
        });
        parts
    }

    fn kind(&self) -> JudgedKind {
        match self.what {
            What::Scope { fact: AUDIENCE, .. } => JudgedKind::Scope(ScopeKind::Audience),
            What::Scope { .. } => JudgedKind::Scope(ScopeKind::Region),
            What::InForce { .. } | What::NotEnded { .. } => JudgedKind::Scope(ScopeKind::InForce),
            What::Node { tree, at, .. } => JudgedKind::Own(kind(tree[at].op)),
        }
    }

    fn own_kind(&self) -> Option<ConditionKind> {
        match self.kind() {
            JudgedKind::Own(kind) => Some(kind),
            JudgedKind::Scope(_) => None,
        }
    }

    pub fn label(&self) -> String {
        match self.what {
            What::Scope { fact, wanted } => words::options(self.rulebook, fact, wanted),
            What::InForce { from } => format!("{}起施行", Chinese.date(from)),
            What::NotEnded { until } => format!("{}止有效", Chinese.date(until)),
            What::Node { tree, at, .. } => words::condition(self.rulebook, tree, at),
        }
    }

    /// Words of the source for just this condition; may be empty.
    pub fn quote(&self) -> Str {
        match self.what {
            What::Node { tree, at, .. } => tree[at].quote,
            _ => "",
        }
    }

    /// The official word that stands here, as the rules define it.
    pub fn notion(&self) -> Option<&'a Notion> {
        let What::Node { tree, at, .. } = self.what else {
            return None;
        };
        Some(&self.rulebook.terms[usize::from(tree[at].term?)])
    }

    pub fn parts(&self) -> Vec<ConditionView<'a>> {
        let What::Node { tree, at, truths } = self.what else {
            return Vec::new();
        };
        let mut parts = Vec::new();
        for part in words::operands(tree, at) {
            parts.push(ConditionView {
                reading: reading(self.rulebook, tree[at].op, parts.len()),
                ..ConditionView::node(self.rulebook, tree, part, truths)
            });
        }
        parts
    }

    fn term(&self) -> Option<api::Notion> {
        let notion = self.notion()?;
        let quotes = notion.quotes.iter().map(|one| api::NotionQuote {
            source: self.rulebook.sources[usize::from(one.source)].id,
            quote: one.quote,
        });
        Some(api::Notion {
            id: notion.id,
            name: notion.name,
            help: stated(notion.help),
            quotes: quotes.collect(),
        })
    }

    fn facts(&self) -> Vec<FactId> {
        match self.what {
            What::Scope { fact, .. } => vec![fact_id(self.rulebook, fact)],
            What::InForce { .. } | What::NotEnded { .. } => Vec::new(),
            What::Node { tree, at, .. } => {
                let nodes = &tree[at..usize::from(tree[at].end)];
                fact_ids(self.rulebook, &input::facts_in(self.rulebook, nodes))
            }
        }
    }

    /// With what is known of it, and of its parts.
    pub fn judged(&self) -> api::JudgedCondition {
        api::JudgedCondition {
            kind: self.kind(),
            state: self.state.map(|state| match state {
                Truth::TRUE => ConditionState::Satisfied,
                Truth::FALSE => ConditionState::Failed,
                _ => ConditionState::Missing,
            }),
            reading: self.reading,
            label: self.label(),
            quote: stated(self.quote()),
            term: self.term(),
            facts: self.facts(),
            parts: self.parts().iter().map(ConditionView::judged).collect(),
        }
    }
}

fn kind(op: Op) -> ConditionKind {
    match op {
        Op::All => ConditionKind::All,
        Op::Any => ConditionKind::Any,
        Op::Not => ConditionKind::Not,
        Op::Test { .. } => ConditionKind::Test,
        Op::Within { .. } => ConditionKind::Window,
        Op::Reading { .. } => ConditionKind::Reading,
        Op::Unstated { .. } => ConditionKind::Unstated,
        Op::Always => ConditionKind::Always,
        Op::Never => ConditionKind::Never,
    }
}

pub fn fact_id(rulebook: &Rulebook, fact: FactIdx) -> FactId {
    FactId(rulebook.facts[usize::from(fact)].id)
}

pub fn fact_ids(rulebook: &Rulebook, facts: &[FactIdx]) -> Vec<FactId> {
    facts.iter().map(|fact| fact_id(rulebook, *fact)).collect()
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

/// How it is paid.
pub fn rhythm(rhythm: Rhythm) -> api::Rhythm {
    match rhythm {
        Rhythm::Once => api::Rhythm::Once,
        Rhythm::Monthly { .. } => api::Rhythm::Monthly,
        Rhythm::Yearly { .. } => api::Rhythm::Yearly,
        Rhythm::Unstated => api::Rhythm::Unstated,
    }
}

/// How many months and years a rhythm goes on.
pub fn length(rhythm: Rhythm) -> (Option<u16>, Option<u8>) {
    match rhythm {
        Rhythm::Monthly { months } => (months, None),
        Rhythm::Yearly { years } => (None, years),
        Rhythm::Once | Rhythm::Unstated => (None, None),
    }
}

pub fn verdict(verdict: Verdict) -> api::Verdict {
    match verdict {
        Verdict::Eligible => api::Verdict::Eligible,
        Verdict::ByReview => api::Verdict::ByReview,
        Verdict::Possible => api::Verdict::Possible,
        Verdict::Ineligible => api::Verdict::Ineligible,
        Verdict::Lapsed => api::Verdict::Lapsed,
        Verdict::NotYet => api::Verdict::NotYet,
        Verdict::Ended => api::Verdict::Ended,
    }
}
