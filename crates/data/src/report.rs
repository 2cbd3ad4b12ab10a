//! An assessment as data: what `evaluate` gives, in the shape of `docs/evaluate.schema.json`.

use engine::model::*;
use engine::{
    AUDIENCE, Answer, Answers, Ask, Assessment, Cause, CauseKind, Change, Date, Due, Evaluator,
    Finding, Interval, Outcome, Possible, REGION, Rulebook, Sum, Truth, Verdict,
};
use wording::Lang::Chinese;
use wording::Question;

use crate::describe::{self, ConditionView, What};
use crate::facts;
use crate::json::Json;
use crate::said::said;
use crate::words;

/// The shape of this report; a number that grows when a reader would have to change.
const FORMAT: i64 = 2;

/// Everything that is known of a result.
pub struct Report<'a> {
    pub rulebook: &'a Rulebook,
    pub answers: &'a Answers,
    pub on: Date,
    pub assessment: Assessment,
    possible: Possible,
    changes: Vec<Change>,
}

/// What it says of one benefit.
pub struct View<'a> {
    report: &'a Report<'a>,
    index: usize,
    pub benefit: &'a Benefit,
    pub finding: &'a Finding,
}

impl<'a> Report<'a> {
    /// Evaluates.
    pub fn new(evaluator: &Evaluator<'a>, answers: &'a Answers, on: Date) -> Report<'a> {
        let rulebook = evaluator.rulebook();
        Report {
            rulebook,
            answers,
            on,
            assessment: evaluator.evaluate(answers, on),
            possible: Possible::new(rulebook, answers, on),
            changes: engine::what_would_change(evaluator, answers, on),
        }
    }

    pub fn benefits(&self) -> impl Iterator<Item = View<'_>> {
        let benefits = self.rulebook.benefits.iter().zip(&self.assessment.findings);
        benefits
            .enumerate()
            .map(|(index, (benefit, finding))| View {
                report: self,
                index,
                benefit,
                finding,
            })
    }

    pub fn write(&self, json: &mut Json) {
        let rulebook = self.rulebook;
        json.object("", |json| {
            json.number("format", Some(FORMAT));
            json.date("as_of", Some(self.on));
            json.object("rules", |json| {
                json.date("version", Some(rulebook.version));
                json.text("hash", rulebook.hash);
            });
            // In a form that can be given again.
            json.object("answers", |json| {
                for (index, fact) in rulebook.facts.iter().enumerate() {
                    answer(json, fact.id, fact, self.answers.get(index as FactIdx));
                }
            });
            json.list("notices", |json| {
                if let Some(notice) = self.notice() {
                    json.text("", &notice);
                }
            });
            json.list("benefits", |json| {
                for view in self.benefits() {
                    view.write(json);
                }
            });
            json.object("totals", |json| {
                let totals = &self.assessment.totals;
                for (key, bucket) in [("right", totals.right), ("selection", totals.selection)] {
                    json.object(key, |json| {
                        sum(json, "settled", bucket.settled);
                        sum(json, "with_possible", bucket.with_possible);
                        json.number("unasked", Some(bucket.unasked.into()));
                    });
                }
            });
            next(
                json,
                "next",
                self.rulebook,
                self.answers,
                self.on,
                &self.assessment,
            );
        });
    }

    /// What a reader should know of the whole: here, whether the city has texts of its own.
    pub fn notice(&self) -> Option<String> {
        let rulebook = self.rulebook;
        let Answer::Choice(region) = self.answers.get(REGION) else {
            return None;
        };
        let labels = |cells: Cells| describe::option_labels(rulebook, REGION, cells);
        let (bit, covered) = (1 << region, engine::covered_regions(rulebook));
        if covered & bit != 0 {
            return None;
        }
        let (here, covered) = (labels(bit), labels(covered));
        let mut wider = String::new();
        for source in &rulebook.sources {
            if source.regions & bit != 0 {
                if !wider.is_empty() {
                    wider.push_str("」「");
                }
                wider.push_str(source.title);
            }
        }
        Some(if wider.is_empty() {
            said!(here, "不在收录范围内。收录了", covered, "的政策")
        } else {
            said!(
                "没有收录",
                here,
                "自己的政策，只列出「",
                wider,
                "」中的待遇。收录了",
                covered,
                "的政策"
            )
        })
    }
}

/// Only the questions that are still worth asking, best first.
pub fn questions(json: &mut Json, evaluator: &Evaluator<'_>, answers: &Answers, on: Date) {
    let assessment = evaluator.evaluate(answers, on);
    next(json, "", evaluator.rulebook(), answers, on, &assessment);
}

fn next(
    json: &mut Json,
    key: &str,
    rulebook: &Rulebook,
    answers: &Answers,
    on: Date,
    assessment: &Assessment,
) {
    json.list(key, |json| {
        for ask in &assessment.next {
            json.object("", |json| {
                let fact = &rulebook.facts[usize::from(ask.fact)];
                facts::question(json, fact, (ask.options != 0).then_some(ask.options));
                let choices = engine::choices_at_cuts(rulebook, answers, on, ask.fact);
                if choices.is_empty() {
                    json.null("choices");
                } else {
                    json.list("choices", |json| {
                        let question = Question::new(rulebook, ask.fact);
                        for choice in choices {
                            json.object("", |json| {
                                answer(json, "answer", fact, choice);
                                json.text("label", &Chinese.answer(&question, choice));
                            });
                        }
                    });
                }
                json.number("bears_on", Some(bears_on(assessment, ask) as i64));
                json.flag("money", ask.money);
            });
        }
    });
}

/// How many open benefits the answer bears on.
pub fn bears_on(assessment: &Assessment, ask: &Ask) -> usize {
    let findings = assessment.findings.iter();
    findings
        .filter(|finding| assessment.missing(finding).contains(&ask.fact))
        .count()
}

impl<'a> View<'a> {
    fn write(&self, json: &mut Json) {
        let rulebook = self.report.rulebook;
        let finding = self.finding;
        json.object("", |json| {
            json.text("id", self.benefit.id);
            json.text("name", self.benefit.name);
            json.text("verdict", describe::verdict(finding.verdict));
            json.flag("out_of_scope", finding.out_of_scope);
            let period = rulebook.period(self.benefit);
            json.text("standing", describe::standing(period.on(self.report.on)));
            let source = &rulebook.sources[usize::from(self.benefit.source)];
            json.flag("stale", source.is_stale(self.report.on));
            json.flag("old", source.is_old(self.report.on));
            match &finding.due {
                Some(due) => amount(json, due),
                None => json.null("amount"),
            }
            let conditions = self.conditions();
            for (key, state) in [
                ("satisfied", Some(Truth::TRUE)),
                ("failed", Some(Truth::FALSE)),
                ("missing", None),
            ] {
                json.list(key, |json| {
                    for condition in conditions.iter().filter(|one| settled(one) == state) {
                        condition.write(json);
                    }
                });
            }
            json.list("missing_facts", |json| {
                for fact in self.report.assessment.missing(finding) {
                    describe::fact_id(json, "", rulebook, *fact);
                }
            });
            json.flag("unasked", finding.unasked);
            self.write_cause(json);
            json.list("outcomes", |json| {
                for outcome in self.outcomes() {
                    self.write_outcome(json, &outcome);
                }
            });
            json.days("deadline", finding.deadline);
            json.number("days_left", self.days_left().map(i64::from));
            json.list("unclear", |json| {
                for (index, point) in self.benefit.open_points.iter().enumerate() {
                    describe::open_point(json, point, Some(self.depends_on(index)));
                }
            });
            match self.change() {
                Some((fact, change)) => json.object("change", |json| {
                    json.text("fact", fact.id);
                    answer(json, "to", fact, change.to);
                    json.text("verdict", describe::verdict(change.verdict));
                }),
                None => json.null("change"),
            }
            describe::terms(json, rulebook, self.benefit);
        });
    }

    /// Who and where, then the benefit's own conditions. To somebody out of scope its own say
    /// nothing, so they are left out.
    pub fn conditions(&self) -> Vec<ConditionView<'a>> {
        let (rulebook, on) = (self.report.rulebook, self.report.on);
        let source = &rulebook.sources[usize::from(self.benefit.source)];
        let mut list = Vec::new();
        for (fact, wanted) in [(AUDIENCE, self.benefit.audiences), (REGION, source.regions)] {
            let var = usize::from(rulebook.facts[usize::from(fact)].first_var);
            let cells = self.report.possible.cells[var];
            list.push(ConditionView {
                rulebook,
                what: What::Scope { fact, wanted },
                state: Some(Truth::new(cells & wanted != 0, cells & !wanted != 0)),
                reading: None,
            });
        }
        let period = rulebook.period(self.benefit);
        let from = period
            .from
            .map(|day| (What::InForce { from: day }, on >= day));
        let until = period
            .until
            .map(|day| (What::NotEnded { until: day }, on <= day));
        for (what, holds) in from.into_iter().chain(until) {
            list.push(ConditionView {
                rulebook,
                what,
                state: Some(Truth::new(holds, !holds)),
                reading: None,
            });
        }
        if !self.finding.out_of_scope {
            let tree = &self.benefit.conditions;
            let truths = self.report.assessment.truths(rulebook, self.finding);
            for at in words::operands(tree, 0) {
                list.push(ConditionView::node(rulebook, tree, at, Some(truths)));
            }
        }
        list
    }

    /// From the day of evaluation to the earliest day that can be the last.
    pub fn days_left(&self) -> Option<i32> {
        let deadline = self.finding.deadline?;
        Some(deadline.first().days() - self.report.on.days())
    }

    /// Why the verdict is open; `None` where it is not.
    pub fn cause(&self) -> Option<(CauseKind, Cause)> {
        if self.finding.verdict != Verdict::Possible {
            return None;
        }
        let Report {
            rulebook,
            answers,
            on,
            ..
        } = self.report;
        let cause = engine::cause(rulebook, answers, *on, self.index as BenefitIdx);
        Some((cause.kind()?, cause))
    }

    /// What each way to read the text comes to, where that is not the same.
    pub fn outcomes(&self) -> Vec<Outcome> {
        let Report {
            rulebook,
            answers,
            on,
            assessment,
            ..
        } = self.report;
        if assessment.unclear(self.finding).is_empty() {
            return Vec::new();
        }
        engine::outcomes(rulebook, answers, *on, self.index as BenefitIdx)
    }

    fn write_cause(&self, json: &mut Json) {
        let rulebook = self.report.rulebook;
        let Some((kind, cause)) = self.cause() else {
            json.null("cause");
            return;
        };
        json.object("cause", |json| {
            json.text(
                "kind",
                match kind {
                    CauseKind::Answers => "answers",
                    CauseKind::Text => "text",
                    CauseKind::Both => "both",
                },
            );
            json.list("facts", |json| {
                for fact in &cause.answers {
                    describe::fact_id(json, "", rulebook, *fact);
                }
            });
            json.list("points", |json| {
                for var in &cause.text {
                    json.text("", &words::point(rulebook, *var));
                }
            });
        });
    }

    fn write_outcome(&self, json: &mut Json, outcome: &Outcome) {
        let rulebook = self.report.rulebook;
        json.object("", |json| {
            json.list("readings", |json| {
                for &(var, cell) in &outcome.taken {
                    json.object("", |json| {
                        json.text("point", &words::point(rulebook, var));
                        json.text("reading", &words::cells_of(rulebook, var, 1 << cell));
                    });
                }
            });
            json.text("verdict", describe::verdict(outcome.verdict));
            match &outcome.due {
                Some(due) => amount(json, due),
                None => json.null("amount"),
            }
            json.text("words", &words::outcome(rulebook, outcome));
        });
    }

    /// Whether the result hangs on how an open point is read.
    pub fn depends_on(&self, point: usize) -> bool {
        let unclear = self.report.assessment.unclear(self.finding);
        unclear.iter().any(|var| {
            matches!(
                self.report.rulebook.vars[usize::from(*var)].of,
                VarOf::Reading { reading, .. } if usize::from(reading) == point
            )
        })
    }

    /// The nearest single change of an answer that would turn a no.
    pub fn change(&self) -> Option<(&'a Fact, &'a Change)> {
        let mut changes = self.report.changes.iter();
        let change = changes.find(|change| usize::from(change.benefit) == self.index)?;
        let fact = &self.report.rulebook.facts[usize::from(change.fact)];
        (change.to != Answer::NotAsked).then_some((fact, change))
    }
}

/// Whether a condition is known to hold or to fail.
pub fn settled(condition: &ConditionView) -> Option<Truth> {
    let known = |state: &Truth| matches!(*state, Truth::TRUE | Truth::FALSE);
    condition.state.filter(known)
}

fn amount(json: &mut Json, due: &Due) {
    let bounded = |sum: Interval| Interval {
        // A sum that nobody named is bounded by nothing.
        high: sum.high.filter(|_| !wording::names_no_sum(due)),
        ..sum
    };
    let total = bounded(due.total);
    json.object("amount", |json| {
        json.sum("min", Some(total.low));
        json.sum("max", total.high);
        json.text("rhythm", describe::rhythm(due.rhythm));
        json.flag("rhythm_open", due.rhythm_open);
        describe::length(json, due.rhythm);
        describe::range(json, "per_payment", bounded(due.payment));
        json.flag("unstated", due.unstated);
        json.flag("up_to", due.up_to);
        json.text("words", &Chinese.due(due).line());
    });
}

fn sum(json: &mut Json, key: &str, sum: Sum) {
    json.object(key, |json| {
        describe::range(json, "once", sum.once);
        describe::range(json, "yearly", sum.yearly);
        json.number("benefits", Some(sum.benefits.into()));
        json.number("unstated", Some(sum.unstated.into()));
    });
}

/// In the notation in which it can be given; nothing for what has not been asked.
fn answer(json: &mut Json, key: &str, fact: &Fact, answer: Answer) {
    match answer {
        Answer::NotAsked => {}
        Answer::Unknown => json.null(key),
        Answer::Bool(value) => json.flag(key, value),
        Answer::Choice(option) => json.text(key, fact.kind.options()[usize::from(option)].id),
        Answer::Set { yes, no, unsure } => json.object(key, |json| {
            for (key, cells) in [("yes", yes), ("no", no), ("unsure", unsure)] {
                json.texts(key, describe::options_in(fact, cells).map(|one| one.id));
            }
        }),
        Answer::Int(value) => json.number(key, Some(value)),
        Answer::Range { low, high } => json.object(key, |json| {
            json.number("min", Some(low));
            json.number("max", Some(high));
        }),
        Answer::Date(days) => json.text(key, &said!(days)),
    }
}
