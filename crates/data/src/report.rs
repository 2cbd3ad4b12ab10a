//! An assessment as data: what `evaluate` gives, and what `explain` and `what_would_change` give of the
//! same answers.

use std::cell::OnceCell;

use api::{
    BenefitId, CivilDate, Days, Evaluation, FactId, JudgedBenefit, JudgedExplanation, OptionId,
    Range, UnderstoodAnswer, UnderstoodAnswers,
};
use engine::model::*;
use engine::{
    AUDIENCE, Answer, Answers, Ask, Assessment, Bucket, Cause, CauseKind, Change, Date, Due,
    Evaluator, Finding, Interval, Outcome, REGION, Rulebook, Step, Sum, Truth, Verdict,
};
use wording::Lang::Chinese;
use wording::Question;

use crate::describe::{self, ConditionView, What};
use crate::explain;
use crate::words;

/// Everything that is known of a result. What would change it takes much longer than the result, and
/// is worked out once somebody asks.
pub struct Report<'a> {
    pub rulebook: &'a Rulebook,
    pub answers: &'a Answers,
    pub on: Date,
    pub assessment: Assessment,
    evaluator: &'a Evaluator<'a>,
    changes: OnceCell<Vec<Change>>,
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
    pub fn new(evaluator: &'a Evaluator<'a>, answers: &'a Answers, on: Date) -> Report<'a> {
        Report {
            rulebook: evaluator.rulebook(),
            answers,
            on,
            assessment: evaluator.evaluate(answers, on),
            evaluator,
            changes: OnceCell::new(),
        }
    }

    /// One benefit of the rulebook.
    pub fn view(&self, index: BenefitIdx) -> View<'_> {
        let index = usize::from(index);
        View {
            report: self,
            index,
            benefit: &self.rulebook.benefits[index],
            finding: &self.assessment.findings[index],
        }
    }

    pub fn benefits(&self) -> impl Iterator<Item = View<'_>> {
        (0..)
            .zip(&self.rulebook.benefits)
            .map(|(index, _)| self.view(index))
    }

    /// What would turn what is not due, as it is handed over.
    pub fn changes(&self) -> Vec<api::Change> {
        let views = self.benefits();
        let changes = views.filter_map(|view| {
            let (step, change) = view.change()?;
            told(self.rulebook, step, change)
        });
        changes.collect()
    }

    /// As it is handed over.
    pub fn evaluation(&self) -> Evaluation {
        let rulebook = self.rulebook;
        let facts = rulebook.facts.iter().enumerate();
        let answers = facts.filter_map(|(index, fact)| {
            let answer = understood(fact, self.answers.get(index as FactIdx))?;
            Some((FactId(fact.id), answer))
        });
        let inside = self.benefits().filter(|view| !view.finding.out_of_scope);
        let outside = self.benefits().filter(|view| view.finding.out_of_scope);
        let totals = &self.assessment.totals;
        let bucket = |bucket: &Bucket| api::Bucket {
            settled: sum(bucket.settled),
            with_possible: sum(bucket.with_possible),
            unasked: bucket.unasked,
        };
        Evaluation {
            format: api::FORMAT,
            as_of: CivilDate(self.on),
            rules: rulebook.hash,
            answers: UnderstoodAnswers(answers.collect()),
            notices: self.notice().into_iter().collect(),
            benefits: inside.map(|view| view.judged()).collect(),
            out_of_scope: outside.map(|view| BenefitId(view.benefit.id)).collect(),
            totals: api::Totals {
                right: bucket(&totals.right),
                selection: bucket(&totals.selection),
            },
            next: next(rulebook, self.answers, self.on, &self.assessment),
        }
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
            format!("{here}不在收录范围内。收录了{covered}的政策")
        } else {
            format!("没有收录{here}自己的政策，只列出「{wider}」中的待遇。收录了{covered}的政策")
        })
    }
}

/// Only the questions that are still worth asking, best first.
pub fn questions(evaluator: &Evaluator<'_>, answers: &Answers, on: Date) -> Vec<api::Question> {
    let assessment = evaluator.evaluate(answers, on);
    next(evaluator.rulebook(), answers, on, &assessment)
}

fn next(
    rulebook: &Rulebook,
    answers: &Answers,
    on: Date,
    assessment: &Assessment,
) -> Vec<api::Question> {
    let questions = assessment.next.iter().map(|ask| {
        let fact = &rulebook.facts[usize::from(ask.fact)];
        let choices = assessment.choices(rulebook, answers, on, ask.fact);
        let choices = choices.into_iter().filter_map(|choice| {
            Some(api::Choice {
                answer: understood(fact, choice)?,
                label: Chinese.answer(&Question::new(rulebook, ask.fact), choice),
            })
        });
        let choices: Vec<api::Choice> = choices.collect();
        let options = || option_ids(fact, ask.options);
        api::Question {
            fact: FactId(fact.id),
            options: (ask.options != 0).then(options),
            choices: (!choices.is_empty()).then_some(choices),
            bears_on: bears_on(assessment, ask) as u32,
            money: ask.money,
        }
    });
    questions.collect()
}

/// How many open benefits the answer bears on.
pub fn bears_on(assessment: &Assessment, ask: &Ask) -> usize {
    let findings = assessment.findings.iter();
    findings
        .filter(|finding| assessment.missing(finding).contains(&ask.fact))
        .count()
}

impl<'a> View<'a> {
    fn judged(&self) -> JudgedBenefit {
        let Report { rulebook, on, .. } = self.report;
        let finding = self.finding;
        let source = &rulebook.sources[usize::from(self.benefit.source)];
        let outcomes = self.outcomes();
        JudgedBenefit {
            id: BenefitId(self.benefit.id),
            verdict: describe::verdict(finding.verdict),
            standing: describe::standing(rulebook.period(self.benefit).on(*on)),
            stale: source.is_stale(*on),
            old: source.is_old(*on),
            amount: finding.due.as_ref().map(amount),
            missing_facts: describe::fact_ids(rulebook, self.report.assessment.missing(finding)),
            unasked: finding.unasked,
            cause: self.why(),
            outcomes: outcomes.iter().map(|one| self.outcome(one)).collect(),
            deadline: finding.deadline.map(|days| Days {
                earliest: CivilDate(days.first()),
                latest: CivilDate(days.last()),
            }),
            days_left: self.days_left(),
        }
    }

    /// All that is known of it, as it is handed over.
    pub fn explanation(&self) -> JudgedExplanation {
        let Report { rulebook, on, .. } = self.report;
        let conditions = self.conditions();
        let those = |state: Option<Truth>| {
            let those = conditions.iter().filter(|one| settled(one) == state);
            those.map(ConditionView::judged).collect()
        };
        let points = self.benefit.open_points.iter().enumerate();
        JudgedExplanation {
            as_of: CivilDate(*on),
            out_of_scope: self.finding.out_of_scope,
            judged: self.judged(),
            satisfied: those(Some(Truth::TRUE)),
            failed: those(Some(Truth::FALSE)),
            missing: those(None),
            unclear: points
                .map(|(index, point)| describe::open_point(point, Some(self.depends_on(index))))
                .collect(),
            change: self
                .change()
                .and_then(|(step, change)| told(rulebook, step, change)),
            rules: explain::explain(rulebook, self.benefit),
        }
    }

    /// Who and where, then the benefit's own conditions. To somebody out of scope its own say
    /// nothing, so they are left out.
    pub fn conditions(&self) -> Vec<ConditionView<'a>> {
        let (rulebook, on) = (self.report.rulebook, self.report.on);
        let source = &rulebook.sources[usize::from(self.benefit.source)];
        let mut list = Vec::new();
        for (fact, wanted) in [(AUDIENCE, self.benefit.audiences), (REGION, source.regions)] {
            let var = usize::from(rulebook.facts[usize::from(fact)].first_var);
            let cells = self.report.assessment.possible().cells[var];
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
            assessment,
            ..
        } = self.report;
        let cause = assessment.cause(rulebook, answers, self.index as BenefitIdx);
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
        assessment.outcomes(rulebook, answers, *on, self.index as BenefitIdx)
    }

    fn why(&self) -> Option<api::Cause> {
        let rulebook = self.report.rulebook;
        let (kind, cause) = self.cause()?;
        let points = cause.text.iter().map(|var| words::point(rulebook, *var));
        Some(api::Cause {
            kind: match kind {
                CauseKind::Answers => api::CauseKind::Answers,
                CauseKind::Text => api::CauseKind::Text,
                CauseKind::Both => api::CauseKind::Both,
            },
            facts: describe::fact_ids(rulebook, &cause.answers),
            points: points.collect(),
        })
    }

    fn outcome(&self, outcome: &Outcome) -> api::Outcome {
        let rulebook = self.report.rulebook;
        let taken = outcome.taken.iter();
        let readings = taken.map(|&(var, cell)| api::TakenReading {
            point: words::point(rulebook, var),
            reading: words::cells_of(rulebook, var, 1 << cell),
        });
        api::Outcome {
            readings: readings.collect(),
            verdict: describe::verdict(outcome.verdict),
            amount: outcome.due.as_ref().map(amount),
            words: words::outcome(rulebook, outcome),
        }
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
    pub fn change(&self) -> Option<(Step, &'a Change)> {
        let Report {
            evaluator,
            answers,
            on,
            changes,
            ..
        } = self.report;
        let changes = changes.get_or_init(|| engine::single_changes(evaluator, answers, *on));
        let change = changes
            .iter()
            .find(|change| usize::from(change.benefit) == self.index)?;
        Some((*change.steps.first()?, change))
    }
}

/// Whether a condition is known to hold or to fail.
pub fn settled(condition: &ConditionView) -> Option<Truth> {
    let known = |state: &Truth| matches!(*state, Truth::TRUE | Truth::FALSE);
    condition.state.filter(known)
}

/// A change as it is handed over.
fn told(rulebook: &Rulebook, step: Step, change: &Change) -> Option<api::Change> {
    let fact = &rulebook.facts[usize::from(step.fact)];
    Some(api::Change {
        benefit: BenefitId(rulebook.benefits[usize::from(change.benefit)].id),
        fact: FactId(fact.id),
        to: understood(fact, step.to)?,
        from: CivilDate(change.from),
        verdict: describe::verdict(change.verdict),
        amount: change.due.as_ref().map(amount),
    })
}

fn amount(due: &Due) -> api::Amount {
    let bounded = |sum: Interval| Interval {
        // A sum that nobody named is bounded by nothing.
        high: sum.high.filter(|_| !wording::names_no_sum(due)),
        ..sum
    };
    let Range { min, max } = describe::range(bounded(due.total));
    let (months, years) = describe::length(due.rhythm);
    api::Amount {
        min,
        max,
        rhythm: describe::rhythm(due.rhythm),
        rhythm_open: due.rhythm_open,
        months,
        years,
        per_payment: describe::range(bounded(due.payment)),
        unstated: due.unstated,
        up_to: due.up_to,
        words: Chinese.due(due).line(),
    }
}

fn sum(sum: Sum) -> api::Sum {
    api::Sum {
        once: describe::range(sum.once),
        yearly: describe::range(sum.yearly),
        benefits: sum.benefits,
        unstated: sum.unstated,
    }
}

fn option_ids(fact: &Fact, cells: Cells) -> Vec<OptionId> {
    describe::ids_in(fact, cells).map(OptionId).collect()
}

/// In the notation in which it can be given; nothing for what has not been asked.
fn understood(fact: &Fact, answer: Answer) -> Option<UnderstoodAnswer> {
    Some(match answer {
        Answer::NotAsked => return None,
        Answer::Unknown => UnderstoodAnswer::Unknown,
        Answer::Bool(value) => UnderstoodAnswer::Bool(value),
        Answer::Choice(option) => {
            UnderstoodAnswer::Option(OptionId(fact.kind.options()[usize::from(option)].id))
        }
        Answer::Set { yes, no, unsure } => UnderstoodAnswer::Set {
            yes: option_ids(fact, yes),
            no: option_ids(fact, no),
            unsure: option_ids(fact, unsure),
        },
        Answer::Int(value) => UnderstoodAnswer::Int(value),
        Answer::Range { low, high } => UnderstoodAnswer::Between {
            min: low,
            max: high,
        },
        Answer::Date(days) => UnderstoodAnswer::Date(days),
    })
}
