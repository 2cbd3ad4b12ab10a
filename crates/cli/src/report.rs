//! An assessment as data: what `evaluate --json` prints, and what the text form is made from.

use engine::model::*;
use engine::{
    AUDIENCE, Answer, Answers, Assessment, Change, Date, Due, Finding, Possible, REGION, Rulebook,
    Sum, Truth, Verdict,
};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::describe::{self, ConditionView, OpenPointView, Range, Terms};
use crate::facts::Question;
use crate::words;

/// The shape of this report; a number that grows when a reader would have to change.
const FORMAT: u8 = 1;

#[derive(Serialize)]
pub struct Report {
    pub format: u8,
    pub as_of: String,
    pub rules: RulesView,
    /// As given, in a form that can be given again.
    pub answers: AnswersView,
    pub notices: Vec<String>,
    pub benefits: Vec<BenefitView>,
    pub totals: TotalsView,
    pub next: Vec<NextView>,
}

#[derive(Serialize)]
pub struct RulesView {
    pub version: String,
    pub hash: Str,
}

#[derive(Serialize)]
pub struct BenefitView {
    pub id: Str,
    pub name: Str,
    #[serde(serialize_with = "describe::verdict")]
    pub verdict: Verdict,
    pub out_of_scope: bool,
    pub not_in_force: bool,
    pub amount: Option<AmountView>,
    pub satisfied: Vec<ConditionView>,
    pub failed: Vec<ConditionView>,
    pub missing: Vec<ConditionView>,
    /// Facts that would settle verdict, amount or deadline.
    pub missing_facts: Vec<Str>,
    pub deadline: Option<String>,
    pub days_left: Option<i32>,
    pub unclear: Vec<OpenPointView>,
    /// The nearest single change of an answer that would turn a no.
    pub change: Option<ChangeView>,
    #[serde(flatten)]
    pub terms: Terms,
}

#[derive(Serialize)]
pub struct AmountView {
    pub min: describe::Yuan,
    pub max: Option<describe::Yuan>,
    pub rhythm: &'static str,
    pub rhythm_open: bool,
    pub months: Option<u16>,
    pub years: Option<u8>,
    pub per_payment: Range,
    pub unstated: bool,
    pub up_to: bool,
    pub words: String,
}

#[derive(Serialize)]
pub struct ChangeView {
    pub fact: Str,
    pub to: AnswerView,
    #[serde(serialize_with = "describe::verdict")]
    pub verdict: Verdict,
    #[serde(skip)]
    pub words: String,
}

#[derive(Serialize)]
pub struct TotalsView {
    pub right: BucketView,
    pub selection: BucketView,
}

#[derive(Serialize)]
pub struct BucketView {
    pub settled: SumView,
    pub with_possible: SumView,
}

#[derive(PartialEq, Serialize)]
pub struct SumView {
    pub once: Range,
    pub yearly: Range,
    pub benefits: u16,
    pub unstated: u16,
}

#[derive(Serialize)]
pub struct NextView {
    #[serde(flatten)]
    pub question: Question,
    /// How many open benefits the answer bears on.
    pub bears_on: usize,
}

/// Answers by fact id, in the notation of `--facts`.
pub struct AnswersView(pub Vec<(Str, AnswerView)>);

impl Serialize for AnswersView {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (fact, answer) in &self.0 {
            map.serialize_entry(fact, answer)?;
        }
        map.end()
    }
}

#[derive(Serialize)]
#[serde(untagged)]
pub enum AnswerView {
    Unknown,
    Bool(bool),
    Choice(Str),
    Set {
        yes: Vec<Str>,
        no: Vec<Str>,
        unsure: Vec<Str>,
    },
    Number(i64),
    Date(String),
}

/// Evaluates, and says everything about the result.
pub fn report(rulebook: &Rulebook, answers: &Answers, on: Date) -> Report {
    let assessment = engine::evaluate(rulebook, answers, on);
    let possible = Possible::new(rulebook, answers, on);
    let changes = engine::what_would_change(rulebook, answers, on);
    let findings = rulebook.benefits.iter().zip(&assessment.findings);
    let bucket = |bucket: engine::Bucket| BucketView {
        settled: sum(bucket.settled),
        with_possible: sum(bucket.with_possible),
    };
    Report {
        format: FORMAT,
        as_of: on.to_string(),
        rules: RulesView {
            version: rulebook.version.to_string(),
            hash: rulebook.hash,
        },
        answers: AnswersView(
            rulebook
                .facts
                .iter()
                .enumerate()
                .filter_map(|(index, fact)| {
                    let answer = answer(fact, answers.get(index as FactIdx))?;
                    Some((fact.id, answer))
                })
                .collect(),
        ),
        notices: notices(rulebook, answers),
        benefits: findings
            .enumerate()
            .map(|(index, (benefit, finding))| {
                let change = changes
                    .iter()
                    .find(|change| usize::from(change.benefit) == index);
                let view = View {
                    rulebook,
                    assessment: &assessment,
                    possible: &possible,
                    on,
                };
                view.benefit(benefit, finding, change)
            })
            .collect(),
        totals: TotalsView {
            right: bucket(assessment.totals.right),
            selection: bucket(assessment.totals.selection),
        },
        next: assessment
            .next
            .iter()
            .map(|ask| NextView {
                bears_on: assessment
                    .findings
                    .iter()
                    .filter(|finding| assessment.missing(finding).contains(&ask.fact))
                    .count(),
                question: Question::of(
                    &rulebook.facts[usize::from(ask.fact)],
                    (ask.options != 0).then_some(ask.options),
                ),
            })
            .collect(),
    }
}

struct View<'a> {
    rulebook: &'a Rulebook,
    assessment: &'a Assessment,
    possible: &'a Possible,
    on: Date,
}

impl View<'_> {
    fn benefit(
        &self,
        benefit: &Benefit,
        finding: &Finding,
        change: Option<&Change>,
    ) -> BenefitView {
        let rulebook = self.rulebook;
        let unclear = self.assessment.unclear(finding);
        let (mut satisfied, mut failed, mut missing) = (Vec::new(), Vec::new(), Vec::new());
        for condition in self.conditions(benefit, finding) {
            match condition.state {
                Some(Truth::TRUE) => satisfied.push(condition),
                Some(Truth::FALSE) => failed.push(condition),
                _ => missing.push(condition),
            }
        }
        BenefitView {
            id: benefit.id,
            name: benefit.name,
            verdict: finding.verdict,
            out_of_scope: finding.out_of_scope,
            not_in_force: finding.not_in_force,
            amount: finding.due.as_ref().map(amount),
            satisfied,
            failed,
            missing,
            missing_facts: self
                .assessment
                .missing(finding)
                .iter()
                .map(|fact| rulebook.facts[usize::from(*fact)].id)
                .collect(),
            deadline: finding.deadline.map(|day| day.to_string()),
            days_left: finding.deadline.map(|day| day.days() - self.on.days()),
            unclear: benefit
                .open_points
                .iter()
                .enumerate()
                .map(|(index, point)| {
                    let depends = unclear.iter().any(|var| {
                        matches!(
                            rulebook.vars[usize::from(*var)].of,
                            VarOf::Reading { reading, .. } if usize::from(reading) == index
                        )
                    });
                    describe::open_point(point, Some(depends))
                })
                .collect(),
            change: change.and_then(|change| {
                let fact = &rulebook.facts[usize::from(change.fact)];
                Some(ChangeView {
                    fact: fact.id,
                    to: answer(fact, change.to)?,
                    verdict: change.verdict,
                    words: format!("{}：{}", fact.name, words::answer(fact, change.to)),
                })
            }),
            terms: describe::terms(rulebook, benefit),
        }
    }

    /// Who and where, then the benefit's own conditions. To somebody out of scope its own say
    /// nothing, so they are left out.
    fn conditions(&self, benefit: &Benefit, finding: &Finding) -> Vec<ConditionView> {
        let rulebook = self.rulebook;
        let source = &rulebook.sources[usize::from(benefit.source)];
        let mut list = vec![
            self.scope("audience", AUDIENCE, benefit.audiences),
            self.scope("region", REGION, source.regions),
        ];
        if let Some(day) = source.effective {
            let truth = Truth::new(self.on >= day, self.on < day);
            list.push(ConditionView {
                kind: "in_force",
                state: Some(truth),
                reading: None,
                label: format!("{day}起施行"),
                quote: None,
                facts: Vec::new(),
                parts: Vec::new(),
            });
        }
        if !finding.out_of_scope {
            let truths = self.assessment.truths(finding);
            list.extend(
                words::operands(&benefit.conditions, 0)
                    .map(|at| describe::condition(rulebook, &benefit.conditions, at, Some(truths))),
            );
        }
        list
    }

    fn scope(&self, kind: &'static str, fact: FactIdx, wanted: Cells) -> ConditionView {
        let rulebook = self.rulebook;
        let var = usize::from(rulebook.facts[usize::from(fact)].first_var);
        let cells = self.possible.cells[var];
        let labels: Vec<Str> = describe::options_in(rulebook, fact, wanted)
            .map(|option| option.label)
            .collect();
        let fact = &rulebook.facts[usize::from(fact)];
        ConditionView {
            kind,
            state: Some(Truth::new(cells & wanted != 0, cells & !wanted != 0)),
            reading: None,
            label: format!("{}：{}", fact.name, labels.join("、")),
            quote: None,
            facts: vec![fact.id],
            parts: Vec::new(),
        }
    }
}

fn amount(due: &Due) -> AmountView {
    let (rhythm, months, years) = describe::rhythm(due.rhythm);
    let range = |sum: engine::Interval| {
        let mut range = Range::from(sum);
        // A sum that nobody named is bounded by nothing.
        if words::names_no_sum(due) {
            range.max = None;
        }
        range
    };
    let total = range(due.total);
    AmountView {
        min: total.min,
        max: total.max,
        rhythm,
        rhythm_open: due.rhythm_open,
        months,
        years,
        per_payment: range(due.payment),
        unstated: due.unstated,
        up_to: due.up_to,
        words: words::due(due),
    }
}

fn sum(sum: Sum) -> SumView {
    SumView {
        once: sum.once.into(),
        yearly: sum.yearly.into(),
        benefits: sum.benefits,
        unstated: sum.unstated,
    }
}

/// `None` for what has not been asked.
fn answer(fact: &Fact, answer: Answer) -> Option<AnswerView> {
    let ids = |cells: Cells| -> Vec<Str> {
        let options = fact.kind.options().iter().enumerate();
        options
            .filter(|(index, _)| cells >> index & 1 == 1)
            .map(|(_, option)| option.id)
            .collect()
    };
    Some(match answer {
        Answer::NotAsked => return None,
        Answer::Unknown => AnswerView::Unknown,
        Answer::Bool(value) => AnswerView::Bool(value),
        Answer::Choice(option) => AnswerView::Choice(fact.kind.options()[usize::from(option)].id),
        Answer::Set { yes, no, unsure } => AnswerView::Set {
            yes: ids(yes),
            no: ids(no),
            unsure: ids(unsure),
        },
        Answer::Int(value) => AnswerView::Number(value),
        Answer::Date(date) => AnswerView::Date(date.to_string()),
    })
}

/// What a reader should know of the whole: here, whether the city has texts of its own.
fn notices(rulebook: &Rulebook, answers: &Answers) -> Vec<String> {
    let Answer::Choice(region) = answers.get(REGION) else {
        return Vec::new();
    };
    let labels = |cells: Cells| -> String {
        let labels: Vec<Str> = describe::options_in(rulebook, REGION, cells)
            .map(|option| option.label)
            .collect();
        labels.join("、")
    };
    let (bit, covered) = (1 << region, engine::covered_regions(rulebook));
    if covered & bit != 0 {
        return Vec::new();
    }
    let (here, covered) = (labels(bit), labels(covered));
    let wider: Vec<Str> = rulebook
        .sources
        .iter()
        .filter(|source| source.regions & bit != 0)
        .map(|source| source.title)
        .collect();
    vec![if wider.is_empty() {
        format!("{here}不在收录范围内。收录了{covered}的政策")
    } else {
        format!(
            "没有收录{here}自己的政策，只列出「{}」中的待遇。收录了{covered}的政策",
            wider.join("」「")
        )
    }]
}
