//! A benefit and its conditions as data: what the rulebook says, in the shape of the schema.
//!
//! Whoever shows them shows the same pieces in the same shape. Words that a source does not give are
//! null, never an empty string.

use engine::model::*;
use engine::{AUDIENCE, Date, Interval, REGION, Rulebook, Truth, Verdict};
use wording::Lang::Chinese;

use crate::json::Json;
use crate::said::said;
use crate::{input, words};

pub fn stated(words: Str) -> Option<Str> {
    (!words.is_empty()).then_some(words)
}

/// All benefits of the rulebook, in its order.
pub fn benefits(json: &mut Json, rulebook: &Rulebook) {
    json.list("", |json| {
        for benefit in &rulebook.benefits {
            json.object("", |json| {
                json.text("id", benefit.id);
                json.text("name", benefit.name);
                terms(json, rulebook, benefit);
            });
        }
    });
}

/// What the rulebook says of a benefit, whoever asks.
pub fn terms(json: &mut Json, rulebook: &Rulebook, benefit: &Benefit) {
    let source = &rulebook.sources[usize::from(benefit.source)];
    option_ids(json, "for", rulebook, AUDIENCE, benefit.audiences);
    option_ids(json, "regions", rulebook, REGION, source.regions);
    json.text(
        "kind",
        match benefit.kind {
            BenefitKind::Money => "money",
            BenefitKind::Service => "service",
        },
    );
    json.text(
        "claim",
        match benefit.claim {
            Claim::Right => "right",
            Claim::Selection => "selection",
        },
    );
    json.stated("claim_note", benefit.claim_note);
    period(json, rulebook, benefit);
    json.stated("amount_note", benefit.amount_note);
    json.stated("services", benefit.services);
    json.stated("quota", benefit.quota);
    match &benefit.cap {
        Some(cap) => json.object("cap", |json| {
            json.sum("sum", Some(cap.sum));
            json.stated("note", cap.note);
        }),
        None => json.null("cap"),
    }
    let excludes = benefit.excludes.iter();
    json.texts(
        "excludes",
        excludes.map(|other| rulebook.benefits[usize::from(*other)].id),
    );
    json.texts("relations", benefit.relations.iter().copied());
    json.list("apply", |json| {
        for way in &benefit.apply {
            json.object("", |json| {
                json.stated("office", way.office);
                json.stated("how", way.how);
                json.stated("phone", way.phone);
                json.stated("link", way.link);
                json.stated("payout", way.payout);
            });
        }
    });
    json.stated("responsible", benefit.responsible);
    json.list("citations", |json| {
        for citation in &benefit.citations {
            json.object("", |json| {
                json.text("source", source.id);
                json.text("title", source.title);
                json.text("issuer", source.issuer);
                json.stated("number", source.number);
                json.text(
                    "kind",
                    match source.kind {
                        SourceKind::OfficialDocument => "official_document",
                        SourceKind::PressReport => "press_report",
                    },
                );
                json.date("date", source.date);
                json.flag("date_inferred", source.date_inferred);
                json.text("date_note", source.date_note);
                json.text("place", citation.place);
                json.text("quote", citation.quote);
            });
        }
    });
}

/// From when and until when a benefit is in force, what that rests on, and when the text was read.
fn period(json: &mut Json, rulebook: &Rulebook, benefit: &Benefit) {
    let source = &rulebook.sources[usize::from(benefit.source)];
    let period = rulebook.period(benefit);
    json.object("period", |json| {
        json.date("from", period.from);
        json.text("from_basis", basis(period.from_basis));
        json.date("until", period.until);
        json.text("until_basis", basis(period.until_basis));
        json.stated("until_quote", period.until_quote);
        json.stated("until_note", period.until_note);
        json.date("checked", Some(source.checked));
        json.date("check_again_by", source.check_again_by);
    });
}

fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Quoted => "quoted",
        Basis::Inferred => "inferred",
        Basis::Unstated => "unstated",
    }
}

/// The id of how a benefit stands on a day.
pub fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::NotYet => "not_yet",
        Standing::InForce => "in_force",
        Standing::NoEndStated => "no_end_stated",
        Standing::Ended => "ended",
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
pub fn range(json: &mut Json, key: &str, sum: Interval) {
    json.object(key, |json| {
        json.sum("min", Some(sum.low));
        json.sum("max", sum.high);
    });
}

/// Ids of the options that stand in a set of cells.
pub fn option_ids(json: &mut Json, key: &str, rulebook: &Rulebook, fact: FactIdx, cells: Cells) {
    let options = options_in(&rulebook.facts[usize::from(fact)], cells);
    json.texts(key, options.map(|option| option.id));
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
pub fn open_point(json: &mut Json, point: &OpenPoint, result_depends: Option<bool>) {
    json.object("", |json| {
        json.text("point", point.point);
        if point.reading_a.is_empty() {
            json.null("readings");
        } else {
            json.texts("readings", [point.reading_a, point.reading_b]);
        }
        json.text(
            "weight",
            match point.weight {
                Weight::Decides => "decides",
                Weight::Noted => "noted",
                Weight::Silent => "silent",
            },
        );
        if let Some(depends) = result_depends {
            json.flag("result_depends", depends);
        }
    });
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
        self.kind() == "reading"
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
        if self.kind() == "not" {
            return Vec::new();
        }
        let mut parts = self.parts();
        parts.retain(|part| {
            let decides = match part.state {
                Some(Truth::FALSE) => fails,
                Some(Truth::TRUE) => false,
                _ => !fails,
            };
            decides && !part.is_of_audience() && !matches!(part.kind(), "always" | "never")
        });
        parts
    }

    fn kind(&self) -> &'static str {
        match self.what {
            What::Scope { fact: AUDIENCE, .. } => "audience",
            What::Scope { .. } => "region",
            What::InForce { .. } | What::NotEnded { .. } => "in_force",
            What::Node { tree, at, .. } => match tree[at].op {
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
        }
    }

    pub fn label(&self) -> String {
        match self.what {
            What::Scope { fact, wanted } => words::options(self.rulebook, fact, wanted),
            What::InForce { from } => said!(Chinese.date(from), "起施行"),
            What::NotEnded { until } => said!(Chinese.date(until), "止有效"),
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

    pub fn write(&self, json: &mut Json) {
        json.object("", |json| {
            json.text("kind", self.kind());
            if let Some(state) = self.state {
                json.text(
                    "state",
                    match state {
                        Truth::TRUE => "satisfied",
                        Truth::FALSE => "failed",
                        _ => "missing",
                    },
                );
            }
            if let Some(reading) = self.reading {
                json.text("reading", reading);
            }
            json.text("label", &self.label());
            json.stated("quote", self.quote());
            match self.notion() {
                Some(notion) => json.object("term", |json| {
                    json.text("id", notion.id);
                    json.text("name", notion.name);
                    json.stated("help", notion.help);
                    json.list("quotes", |json| {
                        for one in &notion.quotes {
                            let source = &self.rulebook.sources[usize::from(one.source)];
                            json.object("", |json| {
                                json.text("source", source.id);
                                json.text("quote", one.quote);
                            });
                        }
                    });
                }),
                None => json.null("term"),
            }
            json.list("facts", |json| match self.what {
                What::Scope { fact, .. } => fact_id(json, "", self.rulebook, fact),
                What::InForce { .. } | What::NotEnded { .. } => {}
                What::Node { tree, at, .. } => {
                    let nodes = &tree[at..usize::from(tree[at].end)];
                    for fact in input::facts_in(self.rulebook, nodes) {
                        fact_id(json, "", self.rulebook, fact);
                    }
                }
            });
            json.list("parts", |json| {
                for part in self.parts() {
                    part.write(json);
                }
            });
        });
    }
}

pub fn fact_id(json: &mut Json, key: &str, rulebook: &Rulebook, fact: FactIdx) {
    json.text(key, rulebook.facts[usize::from(fact)].id);
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

/// The id of a rhythm.
pub fn rhythm(rhythm: Rhythm) -> &'static str {
    match rhythm {
        Rhythm::Once => "once",
        Rhythm::Monthly { .. } => "monthly",
        Rhythm::Yearly { .. } => "yearly",
        Rhythm::Unstated => "unstated",
    }
}

/// How many months and years a rhythm goes on.
pub fn length(json: &mut Json, rhythm: Rhythm) {
    let (mut all_months, mut all_years) = (None, None);
    match rhythm {
        Rhythm::Monthly { months } => all_months = months.map(i64::from),
        Rhythm::Yearly { years } => all_years = years.map(i64::from),
        Rhythm::Once | Rhythm::Unstated => {}
    }
    json.number("months", all_months);
    json.number("years", all_years);
}

pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Eligible => "eligible",
        Verdict::ByReview => "by_review",
        Verdict::Possible => "possible",
        Verdict::Ineligible => "ineligible",
        Verdict::Lapsed => "lapsed",
        Verdict::NotYet => "not_yet",
        Verdict::Ended => "ended",
    }
}
