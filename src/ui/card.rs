//! One benefit: the verdict, the money, until when, what is missing and what the text leaves open;
//! folded below, its conditions, the words that grant it, and where to apply.

use engine::model::*;
use engine::{Finding, Step, Truth, Verdict, outcomes};
use wording::Said;
use yew::prelude::*;

use super::conditions::{all_conditions, failing_conditions};
use super::particulars::Particulars;
use super::source::{Sources, chinese, policy_note};
use super::{on_click, use_session};
use crate::session::{Action, Group, Session, SessionHandle};
use crate::words::{Lang, Word};

#[derive(PartialEq, Properties)]
pub struct BenefitCardProps {
    pub benefit: BenefitIdx,
    pub group: Group,
}

#[component]
pub fn BenefitCard(props: &BenefitCardProps) -> Html {
    let session = use_session();
    let &BenefitCardProps {
        benefit: index,
        group,
    } = props;
    let card = Card {
        session: &session,
        index,
        benefit: session.benefit(index),
        finding: &session.assessment.findings[usize::from(index)],
    };
    let words = session.words;
    let benefit = card.benefit;
    let verdict = card.finding.verdict;
    let name = words.benefit(index);
    let untranslated = words.lang == Lang::English && name == benefit.name;
    html! {
        <article
            class="ss-card"
            data-benefit={benefit.id}
            data-verdict={mark(verdict)}
            aria-labelledby={benefit.id}
        >
            <p class="ss-verdict">{ words.lang.verdict_of(benefit.kind, verdict) }</p>
            <h4 id={benefit.id} lang={untranslated.then_some("zh-CN")}>{ name }</h4>
            // Offices know it by this name.
            if words.lang == Lang::English && !untranslated {
                <p class="ss-muted" lang="zh-CN">{ benefit.name }</p>
            }
            if group != Group::No || !card.finding.standing.is_in_force() {
                { card.age() }
            }
            if group == Group::No {
                { card.cause() }
                // Where it is not due anyway, no date is promised.
                if card.finding.deadline.is_some() {
                    { card.deadline() }
                }
                { card.changes() }
            } else {
                { card.amount() }
                { card.deadline() }
                { card.unclear() }
                { missing(&session, card.finding) }
            }
            <details open={matches!(group, Group::Right | Group::Selection)}>
                <summary>{ words.get(Word::CardMore) }</summary>
                if benefit.conditions.len() > 1 {
                    <h5>{ words.get(Word::Conditions) }</h5>
                    { all_conditions(&session, benefit, card.finding) }
                }
                <Sources benefit={index} />
                <Particulars benefit={index} />
                { card.open_points() }
            </details>
        </article>
    }
}

/// A verdict as tests and hosts know it.
fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Eligible => "eligible",
        Verdict::ByReview => "by_review",
        Verdict::Possible => "possible",
        Verdict::Ineligible => "ineligible",
        Verdict::Lapsed => "lapsed",
        Verdict::Ended => "ended",
        Verdict::NotYet => "not_yet",
    }
}

/// Questions that would settle a finding.
fn missing(session: &SessionHandle, finding: &Finding) -> Html {
    let words = session.words;
    let missing = session.assessment.missing(finding);
    html! {
        if !missing.is_empty() {
            <p class="ss-missing">
                <span>{ words.get(Word::Missing) }</span>
                for &fact in missing {
                    <button
                        type="button"
                        class="ss-quiet"
                        data-action="ask"
                        value={session.fact(fact).id}
                        onclick={on_click(session, Action::Ask(fact))}
                    >
                        { words.fact(fact).name }
                    </button>
                }
            </p>
        }
    }
}

/// Words that the text leaves open, and the two ways to read them.
fn open_point(session: &Session, point: &'static OpenPoint) -> Html {
    let words = session.words;
    html! {
        <>
            <p lang="zh-CN">{ point.point }</p>
            if !point.reading_a.is_empty() {
                <ul>
                    <li><b>{ words.get(Word::ReadingA) }</b>{ chinese(point.reading_a) }</li>
                    <li><b>{ words.get(Word::ReadingB) }</b>{ chinese(point.reading_b) }</li>
                </ul>
            }
        </>
    }
}

struct Card<'a> {
    session: &'a Session,
    index: BenefitIdx,
    benefit: &'static Benefit,
    finding: &'a Finding,
}

impl Card<'_> {
    fn amount(&self) -> Html {
        let Some(due) = &self.finding.due else {
            return policy_note(self.benefit.services);
        };
        let words = self.session.words;
        let Said { headline, rest, .. } = words.due(due);
        // How few are chosen belongs to the sum that they get.
        let quota = self.benefit.quota;
        html! {
            <>
                <p class="ss-sum"><strong>{ headline }</strong><span>{ rest }</span></p>
                if !quota.is_empty() {
                    <p class="ss-quota"><b>{ words.get(Word::Quota) }</b>{ chinese(quota) }</p>
                }
                { policy_note(self.benefit.amount_note) }
            </>
        }
    }

    fn deadline(&self) -> Html {
        let Some(window) = self.benefit.window else {
            return html! {};
        };
        let words = self.session.words;
        let Some(days) = self.finding.deadline else {
            let name = words.fact(window.fact).name;
            let months = window.months.to_string();
            return html! {
                <p class="ss-deadline">{ words.fill(Word::WindowOpen, &[name, &months]) }</p>
            };
        };
        let Some(day) = days.exact() else {
            let [first, last] = [days.first(), days.last()].map(|day| words.date(day));
            return html! {
                <p class="ss-deadline">{ words.fill(Word::LastDayRange, &[&first, &last]) }</p>
            };
        };
        let left = day.days() - self.session.today.days();
        let word = match left {
            0 => Word::LastDayToday,
            1.. => Word::LastDay,
            _ => Word::LastDayPast,
        };
        html! {
            <p class="ss-deadline">
                <strong>{ words.fill(word, &[&words.date(day), &left.to_string()]) }</strong>
                if left >= 0 {
                    <small>{ words.get(Word::LastDayHow) }</small>
                }
            </p>
        }
    }

    /// Readings and unstated conditions that leave this finding open.
    fn unclear(&self) -> Html {
        let s = self.session;
        let words = s.words;
        let deciding = s.assessment.unclear(self.finding);
        if deciding.is_empty() {
            return html! {};
        }
        let text_alone = self.finding.verdict == Verdict::Possible
            && s.assessment.missing(self.finding).is_empty();
        html! {
            <div class="ss-unclear">
                if text_alone {
                    <p>{ words.get(Word::TextOpen) }</p>
                }
                <p>{ words.get(Word::Unclear) }</p>
                for &var in deciding {
                    if let VarOf::Reading { reading, .. } = s.rulebook.vars[usize::from(var)].of {
                        { open_point(s, &self.benefit.open_points[usize::from(reading)]) }
                    } else if let Some(label) = self.unstated(var) {
                        // The text names a condition and does not say what it is.
                        <p lang="zh-CN">{ label }</p>
                    }
                }
                { self.outcomes() }
            </div>
        }
    }

    /// A condition that the text names without saying what it is.
    fn unstated(&self, var: VarIdx) -> Option<Str> {
        let mut conditions = self.benefit.conditions.iter();
        let found = conditions.find(|one| one.op == (Op::Unstated { var }));
        found.map(|one| one.label)
    }

    /// What each way to read the text comes to.
    fn outcomes(&self) -> Html {
        let s = self.session;
        let words = s.words;
        let outcomes = outcomes(s.rulebook, &s.answers, s.today, self.index);
        if outcomes.is_empty() {
            return html! {};
        }
        let lines = outcomes.iter().map(|outcome| {
            let taken: Vec<String> = outcome
                .taken
                .iter()
                .map(|&(var, cell)| self.way_to_read(var, cell == 0))
                .collect();
            let lang = words.lang;
            let verdict = lang.verdict_of(self.benefit.kind, outcome.verdict);
            let mut result = verdict.to_owned();
            if let Some(due) = &outcome.due {
                result.push_str(lang.comma());
                result.push_str(&words.due(due).line());
            }
            words.fill(Word::Outcome, &[&taken.join(lang.and()), &result])
        });
        html! {
            <ul class="ss-outcomes">
                for line in lines {
                    <li>{ line }</li>
                }
            </ul>
        }
    }

    fn way_to_read(&self, var: VarIdx, first: bool) -> String {
        let words = self.session.words;
        match self.session.rulebook.vars[usize::from(var)].of {
            VarOf::Reading { reading, .. } => {
                let point = &self.benefit.open_points[usize::from(reading)];
                if first {
                    words.get(Word::ReadingA).to_owned() + point.reading_a
                } else {
                    words.get(Word::ReadingB).to_owned() + point.reading_b
                }
            }
            _ if first => words.get(Word::IfNotMet).to_owned(),
            _ => words.get(Word::IfMet).to_owned(),
        }
    }

    /// What the age of its source means for whoever acts on it.
    fn age(&self) -> Html {
        let source = &self.session.rulebook.sources[usize::from(self.benefit.source)];
        let today = self.session.today;
        let words = self.session.words;
        let no_end = self.finding.standing == Standing::NoEndStated;
        let years = source.years_old(today).filter(|_| no_end);
        html! {
            <>
                if source.is_stale(today) {
                    <p class="ss-notice">
                        { words.fill(Word::Stale, &[&words.date(source.checked)]) }
                    </p>
                }
                if let Some(years) = years {
                    <p class="ss-notice">{ words.count(Word::OldSource, usize::from(years)) }</p>
                }
            </>
        }
    }

    /// Why not: out of force, or the conditions that fail.
    fn cause(&self) -> Html {
        let s = self.session;
        let words = s.words;
        match self.finding.standing {
            Standing::NotYet => return html! { <p>{ words.get(Word::NotInForce) }</p> },
            Standing::Ended => {
                let until = s.rulebook.period(self.benefit).until;
                let until = until.map(|day| words.date(day)).unwrap_or_default();
                return html! { <p>{ words.fill(Word::EndedOn, &[&until]) }</p> };
            }
            Standing::InForce | Standing::NoEndStated => {}
        }
        if !s
            .assessment
            .truths(s.rulebook, self.finding)
            .contains(&Truth::FALSE)
        {
            return html! { <p>{ words.get(Word::CannotAllHold) }</p> };
        }
        failing_conditions(s, self.benefit, self.finding)
    }

    /// The nearest changes that would turn a "no".
    fn changes(&self) -> Html {
        let words = self.session.words;
        let changes = self.session.changes.iter().flatten();
        let changes = changes.filter(|change| change.benefit == self.index);
        let steps = changes.flat_map(|change| change.steps.iter().map(|step| (step, change.due)));
        let lines = steps.map(|(Step { fact, to }, due)| {
            let name = words.fact(*fact).name;
            let mut line = words.fill(Word::WouldDo, &[name, &words.answer(*fact, *to)]);
            if let Some(due) = &due {
                line.push_str(words.lang.semicolon());
                line.push_str(&words.due(due).line());
            }
            line
        });
        html! {
            for line in lines {
                <p class="ss-change">{ line }</p>
            }
        }
    }

    /// What the text leaves open without deciding anything now.
    fn open_points(&self) -> Html {
        let s = self.session;
        let words = s.words;
        let deciding = s.assessment.unclear(self.finding);
        let decides = |index: usize| {
            deciding.iter().any(|var| {
                matches!(s.rulebook.vars[usize::from(*var)].of,
                    VarOf::Reading { reading, .. } if usize::from(reading) == index)
            })
        };
        let points = (0..).zip(&self.benefit.open_points);
        let points: Vec<&'static OpenPoint> = points
            .filter(|(index, _)| !decides(*index))
            .map(|(_, point)| point)
            .collect();
        html! {
            <>
                if s.notes_missing {
                    <p class="ss-notice">{ words.get(Word::NoNotes) }</p>
                }
                if !points.is_empty() {
                    <details class="ss-open">
                        <summary>{ words.count(Word::OpenPoints, points.len()) }</summary>
                        for point in points {
                            { open_point(s, point) }
                        }
                    </details>
                }
            </>
        }
    }
}
