//! Worked cases: whether there are enough of them, and whether they come out as written.
//!
//! Cases are the author's own statement of what a rule means, made without looking at the
//! compiler's work. Whether there are enough is part of every compilation; running them is part of
//! a check only, because it needs the engine on the finished rulebook.

use std::collections::HashMap;

use engine::model::{Base, Benefit as Compiled, Cells, LEAF_FIRST_AMOUNT, VarIdx};
use engine::{
    Answer, AnswerError, Answers, Assessment, Date, Evaluator, Finding, Money, Rulebook, Verdict,
};

use crate::decision::{FALSE, Ref, TRUE};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Faults;
use crate::drawing::{Drawing, Drawn};
use crate::label;
use crate::tree::*;

/// Reports kinds of cases that a benefit lacks.
pub(crate) fn wanting(
    drawing: &mut Drawing,
    index: usize,
    drawn: &Drawn,
    today: Date,
    faults: &mut Faults,
) {
    let book = drawing.book;
    let benefit = &book.benefits[index];
    let place = &benefit.id.place;
    let name = &benefit.name;
    if benefit.cases_broken {
        return;
    }
    if benefit.cases.is_empty() {
        faults.push(
            Diagnostic::new(Code::NoCases, format!("“{name}”没有案例"))
                .at(place, "")
                .help("加 [[benefit.case]]：一个符合、一个不符合、一个缺答案，每个门槛两边各一个"),
        );
        return;
    }
    report_dates_without_day(benefit, faults);
    // Where the text itself leaves it open, no answers make it certain.
    let holds = drawing.store.map(drawn.whole, &mut |leaf| {
        if leaf >= u32::from(LEAF_FIRST_AMOUNT) {
            TRUE
        } else {
            FALSE
        }
    });
    let certain = drawing.store.for_all_from(drawing.variables.open, holds);
    let can_be_certain = drawing.store.as_leaf(certain) != Some(FALSE);
    let rest: Vec<bool> = benefit
        .cases
        .iter()
        .map(|case| depends_on_answers(drawing, benefit, case, drawn, today))
        .collect();
    let mut judged = benefit.cases.iter().zip(&rest);
    let positive = judged.any(|(case, missing)| match case.verdict {
        Verdict::Eligible | Verdict::ByReview => true,
        Verdict::Possible => !can_be_certain && !missing,
        Verdict::Ineligible | Verdict::Lapsed | Verdict::NotYet | Verdict::Ended => false,
    });
    if !positive {
        let kind = if can_be_certain {
            "verdict 是 eligible 或 by_review"
        } else {
            "答案齐全、verdict 是 possible（来源有未写明之处，最多只能是待确认）"
        };
        faults.push(
            Diagnostic::new(Code::NoPositiveCase, format!("“{name}”没有符合条件的案例"))
                .at(place, "")
                .help(format!("加一个案例：{kind}")),
        );
    }
    let negative = benefit
        .cases
        .iter()
        .any(|case| matches!(case.verdict, Verdict::Ineligible | Verdict::Lapsed));
    if !negative {
        faults.push(
            Diagnostic::new(Code::NoNegativeCase, format!("“{name}”没有不符合的案例"))
                .at(place, "")
                .help("加一个案例：verdict 是 ineligible 或 lapsed"),
        );
    }
    if !rest.contains(&true) && asks_anything(drawing, drawn) {
        faults.push(
            Diagnostic::new(Code::NoMissingCase, format!("“{name}”没有缺答案的案例"))
                .at(place, "")
                .help("加一个案例，facts 里少写一个会改变结果的事实"),
        );
    }
    thresholds(
        drawing.book,
        &benefit.thresholds,
        &benefit.cases,
        today,
        faults,
    );
}

/// A case that gives a date comes out differently from day to day, unless it says for which it is.
fn report_dates_without_day(benefit: &Benefit, faults: &mut Faults) {
    let with_date = benefit
        .cases
        .iter()
        .flat_map(|case| case.facts.iter().map(move |given| (case, given)))
        .filter(|(case, given)| case.on.is_none() && matches!(given.value, Value::Date(..)));
    for (_, given) in with_date {
        faults.push(
            Diagnostic::new(Code::CaseWithoutDay, "案例给了日期，却没有写按哪一天计算")
                .at(&given.place, "")
                .help("加 on = \"2026-06-01\" 这样的一行"),
        );
    }
}

/// The boundaries inside terms want their cases too, in whichever benefit uses them.
pub(crate) fn thresholds_of_terms(drawing: &Drawing, today: Date, faults: &mut Faults) {
    let book = drawing.book;
    if book.terms.iter().all(|term| term.thresholds.is_empty()) {
        return;
    }
    let cases = book.benefits.iter().flat_map(|benefit| &benefit.cases);
    let cases: Vec<Case> = cases.cloned().collect();
    for term in &book.terms {
        thresholds(book, &term.thresholds, &cases, today, faults);
    }
}

/// Whether anything but who asks and where bears on a benefit.
fn asks_anything(drawing: &Drawing, drawn: &Drawn) -> bool {
    let vars = drawing.store.vars(drawn.whole);
    vars.into_iter()
        .filter_map(|var| drawing.variables.fact_of(var))
        .any(|fact| fact >= 2)
        || drawn
            .amounts
            .iter()
            .any(|amount| !counted(amount).is_empty())
}

fn counted(amount: &engine::model::Amount) -> Vec<usize> {
    let terms = amount.terms.iter();
    terms
        .flat_map(|term| {
            let of = match term.base {
                Base::Percent { of, .. } => Some(of),
                Base::Sum { .. } => None,
            };
            of.into_iter().chain(term.per)
        })
        .map(usize::from)
        .collect()
}

/// Whether an answer that a case leaves out would change the result.
fn depends_on_answers(
    drawing: &mut Drawing,
    benefit: &Benefit,
    case: &Case,
    drawn: &Drawn,
    today: Date,
) -> bool {
    let mut possible: HashMap<VarIdx, Cells> = HashMap::new();
    let on = case.on.unwrap_or(today);
    for (fact, value) in answers_of(drawing.book, benefit, case) {
        let kind = &drawing.book.facts[fact].kind;
        possible.extend(drawing.variables.cells_given(fact, kind, &value, on));
    }
    let rest: Ref = drawing.store.restrict(drawn.whole, &possible);
    let open = drawing.store.vars(rest);
    if open.iter().any(|var| *var < drawing.variables.open) {
        return true;
    }
    let given = |fact: usize| case.facts.iter().any(|given| given.fact == fact);
    drawing
        .store
        .leaves(rest)
        .into_iter()
        .filter_map(|leaf| leaf.checked_sub(u32::from(LEAF_FIRST_AMOUNT)))
        .filter_map(|amount| drawn.amounts.get(amount as usize))
        .any(|amount| counted(amount).into_iter().any(|fact| !given(fact)))
}

/// The answers of a case, with who asks and where filled in.
fn answers_of(book: &Book, benefit: &Benefit, case: &Case) -> Vec<(usize, Value)> {
    let mut answers: Vec<(usize, Value)> = Vec::new();
    let regions = book.sources[benefit.source].regions;
    for (fact, options) in [(0, benefit.audiences), (1, regions)] {
        if !case.facts.iter().any(|given| given.fact == fact) && options != 0 {
            answers.push((fact, Value::Choice(options.trailing_zeros() as usize)));
        }
    }
    for given in &case.facts {
        answers.push((given.fact, given.value.clone()));
    }
    answers
}

fn thresholds(
    book: &Book,
    thresholds: &[Threshold],
    cases: &[Case],
    today: Date,
    faults: &mut Faults,
) {
    let mut done: Vec<(usize, Bound)> = Vec::new();
    for threshold in thresholds {
        if done.contains(&(threshold.fact, threshold.bound)) {
            continue;
        }
        done.push((threshold.fact, threshold.bound));
        let fact = &book.facts[threshold.fact];
        let (mut passes, mut fails) = (false, false);
        for case in cases {
            let on = case.on.unwrap_or(today);
            for given in case.facts.iter().filter(|g| g.fact == threshold.fact) {
                // Where an answer leaves both sides open, it shows neither.
                let (may_pass, may_fail) = match (threshold.bound, &given.value) {
                    (Bound::AtLeast(bound), Value::Number(number)) => {
                        sides(*number, *number, bound)
                    }
                    (Bound::AtLeast(bound), Value::Range { low, high }) => {
                        sides(*low, *high, bound)
                    }
                    (Bound::AtMost(bound), Value::Number(number)) => {
                        sides(-*number, -*number, -bound)
                    }
                    (Bound::AtMost(bound), Value::Range { low, high }) => {
                        sides(-*high, -*low, -bound)
                    }
                    (Bound::WithinMonths(months), Value::Date(days)) => {
                        let last = days.last().min(on).max(days.first());
                        let passes = |day: Date| day.plus_months(months) >= on;
                        (passes(last), !passes(days.first()))
                    }
                    (Bound::NotBefore(day), Value::Date(days)) => {
                        (days.last() >= day, days.first() < day)
                    }
                    _ => continue,
                };
                passes |= may_pass && !may_fail;
                fails |= may_fail && !may_pass;
            }
        }
        let inside = match threshold.bound {
            Bound::AtLeast(bound) => label::between(fact, Some(bound), None),
            Bound::AtMost(bound) => label::between(fact, None, Some(bound)),
            Bound::WithinMonths(months) => label::within_months(fact, months),
            Bound::NotBefore(day) => label::not_before(fact, day),
        };
        let lacking = match (passes, fails) {
            (true, true) => continue,
            (true, false) => "没有不满足它的案例",
            (false, true) => "没有满足它的案例",
            (false, false) => "没有案例涉及它",
        };
        faults.push(
            Diagnostic::new(
                Code::UntestedThreshold,
                format!("门槛“{inside}”两边没有都写案例"),
            )
            .at(&threshold.place, lacking)
            .help("在门槛两边各写一个案例，最好正好落在门槛上和差一点"),
        );
    }
}

/// Whether a number from `low` to `high` may be at least so many, and whether it may be less.
fn sides(low: i64, high: i64, bound: i64) -> (bool, bool) {
    (high >= bound, low < bound)
}

/// Runs every case and reports those that come out otherwise than written.
pub(crate) fn run(rulebook: &Rulebook, book: &Book, faults: &mut Faults) {
    let evaluator = Evaluator::new(rulebook);
    for (benefit, compiled) in book.benefits.iter().zip(&rulebook.benefits) {
        for case in &benefit.cases {
            run_one(&evaluator, book, (benefit, compiled), case, faults);
        }
    }
}

fn run_one(
    evaluator: &Evaluator<'_>,
    book: &Book,
    (benefit, compiled): (&Benefit, &Compiled),
    case: &Case,
    faults: &mut Faults,
) {
    let rulebook = evaluator.rulebook();
    let on = case.on.unwrap_or(rulebook.version);
    let Some(answers) = answered(rulebook, book, benefit, case, on, faults) else {
        return;
    };
    refuse_contradictions(rulebook, book, case, &answers, on, faults);
    let assessment = evaluator.evaluate(&answers, on);
    let Some(at) = rulebook.benefit(compiled.id) else {
        return;
    };
    let finding = &assessment.findings[usize::from(at)];
    if finding.verdict == case.verdict {
        compare_sums(case, finding, faults);
    } else {
        faults.push(other_verdict(
            rulebook,
            compiled,
            case,
            &assessment,
            finding,
        ));
    }
}

/// The answers of a case; `None` if one of them cannot be an answer, which is reported.
fn answered(
    rulebook: &Rulebook,
    book: &Book,
    benefit: &Benefit,
    case: &Case,
    on: Date,
    faults: &mut Faults,
) -> Option<Answers> {
    let mut answers = Answers::new(rulebook);
    for (fact, value) in answers_of(book, benefit, case) {
        let answer = answer(&book.facts[fact].kind, &value);
        let Err(error) = answers.set(rulebook, fact as u16, answer, on) else {
            continue;
        };
        let place = case.facts.iter().find(|given| given.fact == fact);
        let place = place.map_or(&case.place, |given| &given.place);
        let why = match error {
            AnswerError::WrongType => "类型不对",
            AnswerError::OutOfRange => "超出了这个事实的取值范围",
            AnswerError::Future => "晚于计算的那一天",
            AnswerError::TooEarly => "早于这个事实最早的日期",
            AnswerError::Contradictory => "自相矛盾",
        };
        faults.push(
            Diagnostic::new(
                Code::CaseRefused,
                format!("案例“{}”的答案{why}", case.name.text),
            )
            .at(place, "")
            .help("改正这个答案，或 facts.toml 里它的范围"),
        );
        return None;
    }
    Some(answers)
}

/// Reports answers to questions that do not arise, given the others.
fn refuse_contradictions(
    rulebook: &Rulebook,
    book: &Book,
    case: &Case,
    answers: &Answers,
    on: Date,
    faults: &mut Faults,
) {
    for fact in answers.contradictions(rulebook, on) {
        let fact = usize::from(fact);
        if let Some(given) = case.facts.iter().find(|given| given.fact == fact) {
            faults.push(
                Diagnostic::new(
                    Code::CaseRefused,
                    format!(
                        "案例“{}”回答了不会被问到的“{}”",
                        case.name.text, book.facts[fact].name
                    ),
                )
                .at(&given.place, "按其他答案，这个问题不适用")
                .help("删去这个答案，或补上使它适用的答案"),
            );
        }
    }
}

/// What to say of a case that comes out with another verdict than is written: with what fails, what
/// is not answered and what the text leaves open.
fn other_verdict(
    rulebook: &Rulebook,
    compiled: &Compiled,
    case: &Case,
    assessment: &Assessment,
    finding: &Finding,
) -> Diagnostic {
    let mut fault = Diagnostic::new(
        Code::CaseFailed,
        format!(
            "案例“{}”：写的是 {}，算出来是 {}",
            case.name.text,
            verdict_word(case.verdict),
            verdict_word(finding.verdict)
        ),
    )
    .at(
        &case.verdict_place,
        format!("算出来是 {}", verdict_word(finding.verdict)),
    );
    let truths = assessment.truths(rulebook, finding);
    for (condition, truth) in compiled.conditions.iter().zip(truths).skip(1) {
        if !truth.may_hold() {
            fault = fault.note(format!("不符合：{}", condition.label));
        }
    }
    let missing: Vec<&str> = assessment
        .missing(finding)
        .iter()
        .map(|fact| rulebook.facts[usize::from(*fact)].name)
        .collect();
    if !missing.is_empty() {
        fault = fault.note(format!("缺答案：{}", missing.join("、")));
    }
    let unclear = assessment.unclear(finding).len();
    if unclear > 0 {
        fault = fault.note(format!("来源有 {unclear} 处未写明或可作两种理解"));
    }
    fault.help("改正规则或案例")
}

/// Reports a sum that comes out otherwise than is written.
fn compare_sums(case: &Case, finding: &Finding, faults: &mut Faults) {
    let got = finding
        .due
        .filter(|due| !(due.unstated && due.total == engine::Interval::ZERO))
        .map(|due| match due.total {
            total if total.names_no_sum() => (Money::ZERO, None),
            total => (total.low, total.high),
        });
    let wanted = case
        .amount
        .as_ref()
        .map(|amount| (Money::yuan(amount.low), amount.high.map(Money::yuan)));
    if got == wanted {
        return;
    }
    let words = |amount: Option<(Money, Option<Money>)>| match amount {
        None => "没有金额".to_owned(),
        Some((low, Some(high))) => format!("[{}, {}]", yuan(low), yuan(high)),
        Some((low, None)) => format!("[{}, \"none\"]", yuan(low)),
    };
    let place = case.amount.as_ref().map(|amount| &amount.place);
    faults.push(
        Diagnostic::new(
            Code::CaseFailed,
            format!(
                "案例“{}”：写的是 {}，算出来是 {}",
                case.name.text,
                words(wanted),
                words(got)
            ),
        )
        .at(
            place.unwrap_or(&case.verdict_place),
            format!("算出来是 {}", words(got)),
        )
        .help("改正规则，或把案例的 amount 改成算出来的数"),
    );
}

fn yuan(sum: Money) -> String {
    if sum.0 % 100 == 0 {
        sum.whole_yuan().to_string()
    } else {
        format!("{}.{:02}", sum.0 / 100, sum.0 % 100)
    }
}

fn verdict_word(verdict: Verdict) -> &'static str {
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

/// The engine's form of an answer; options of a set that are not named do not apply.
fn answer(kind: &Kind, value: &Value) -> Answer {
    match value {
        Value::Bool(yes) => Answer::Bool(*yes),
        Value::Choice(option) => Answer::Choice(*option as u8),
        Value::Set(options) => Answer::Set {
            yes: *options,
            no: engine::all_cells(kind.options().len()) & !options,
            unsure: 0,
        },
        Value::Number(number) => Answer::Int(*number),
        Value::Range { low, high } => Answer::between(*low, *high),
        Value::Date(days) => Answer::Date(*days),
    }
}
