//! What there is to say of one benefit, and its card among the results: the verdict, the money, until when,
//! or why not.

use engine::model::*;
use engine::{AUDIENCE, Answer, Finding, REGION, Step, Truth, Verdict, outcomes};
use ui::{Button, chinese, policy_note};
use wording::Said;
use yew::prelude::*;

use super::conditions::failing_conditions;
use super::{on_click, use_focus, use_session};
use crate::chinese as chinese_words;
use crate::session::{Action, Focus, Group, Session, SessionHandle};
use crate::words::{Lang, Word};

#[derive(PartialEq, Properties)]
pub struct BenefitCardProps {
    pub benefit: BenefitIdx,
    pub group: Group,
}

/// A benefit among the results: what it comes to and until when, or why not. The rest is a click away.
#[component]
pub fn BenefitCard(props: &BenefitCardProps) -> Html {
    let session = use_session();
    let &BenefitCardProps {
        benefit: index,
        group,
    } = props;
    let way = use_focus(Focus::Card(index));
    let card = Card::new(&session, index);
    let words = session.words;
    let benefit = card.benefit;
    let (name, lang) = card.name();
    html! {
        <ui::Card
            benefit={benefit.id}
            verdict={mark(card.finding.verdict)}
            says={card.verdict()}
            {name}
            {lang}
        >
            // Offices know it by this name.
            if words.lang == Lang::English && !card.is_untranslated() {
                <p class="ss-muted" lang="zh-CN">{ benefit.name }</p>
            }
            if group != Group::No || !card.finding.standing.is_in_force() {
                { card.age() }
            }
            if group == Group::No {
                { card.cause() }
                { card.changes() }
            } else {
                { card.sum() }
                { card.deadline() }
                { card.outcomes() }
                if group == Group::Open {
                    { missing(&session, card.finding) }
                }
            }
            <Button
                name="benefit"
                quiet=true
                value={benefit.id}
                node={way}
                onclick={on_click(&session, Action::ShowBenefit(index))}
            >
                { words.get(Word::CardMore) }
                <span class="ss-unseen">{ words.lang.colon() }{ name }</span>
            </Button>
        </ui::Card>
    }
}

/// A verdict as tests and hosts know it.
pub fn mark(verdict: Verdict) -> &'static str {
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
pub fn missing(session: &SessionHandle, finding: &Finding) -> Html {
    let words = session.words;
    let missing = session.assessment.missing(finding);
    html! {
        if !missing.is_empty() {
            <p class="ss-missing">
                <span>{ words.get(Word::Missing) }</span>
                for &fact in missing {
                    <Button
                        name="ask"
                        quiet=true
                        value={session.fact(fact).id}
                        onclick={on_click(session, Action::Ask(fact))}
                    >
                        { words.fact(fact).name }
                    </Button>
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

/// What there is to say of one benefit.
pub struct Card<'a> {
    session: &'a Session,
    index: BenefitIdx,
    pub benefit: &'static Benefit,
    pub finding: &'a Finding,
}

impl<'a> Card<'a> {
    pub fn new(session: &'a Session, index: BenefitIdx) -> Card<'a> {
        Card {
            session,
            index,
            benefit: session.benefit(index),
            finding: &session.assessment.findings[usize::from(index)],
        }
    }

    pub fn verdict(&self) -> Str {
        let lang = self.session.words.lang;
        lang.verdict_of(self.benefit.kind, self.finding.verdict)
    }

    /// Its name, and the language of that where it is another one than the page's.
    pub fn name(&self) -> (Str, Option<Str>) {
        let name = self.session.words.benefit(self.index);
        (name, self.is_untranslated().then_some("zh-CN"))
    }

    /// In English, whether it goes by its Chinese name.
    pub fn is_untranslated(&self) -> bool {
        let words = self.session.words;
        words.lang == Lang::English && words.benefit(self.index) == self.benefit.name
    }

    /// The sum, and of how few who get it.
    pub fn sum(&self) -> Html {
        let Some(due) = &self.finding.due else {
            return html! {};
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
            </>
        }
    }

    /// What is granted, with what the text says of it.
    pub fn amount(&self) -> Html {
        if self.finding.due.is_none() {
            return policy_note(self.benefit.services);
        }
        html! {
            <>
                { self.sum() }
                { policy_note(self.benefit.amount_note) }
            </>
        }
    }

    pub fn deadline(&self) -> Html {
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
    pub fn unclear(&self) -> Html {
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
                { self.to_ask(deciding) }
            </div>
        }
    }

    /// A text to read out or to send: to whom, about which words, and what is to be known. It holds nothing
    /// of what was answered here.
    fn to_ask(&self, deciding: &[VarIdx]) -> Html {
        let s = self.session;
        let words = s.words;
        let source = &s.rulebook.sources[usize::from(self.benefit.source)];
        let questions = deciding.iter().filter_map(|&var| {
            if let VarOf::Reading { reading, .. } = s.rulebook.vars[usize::from(var)].of {
                let point = &self.benefit.open_points[usize::from(reading)];
                let parts = [point.point, point.reading_a, point.reading_b];
                return Some(chinese_words().fill(Word::AskReading, &parts));
            }
            let label = self.unstated(var)?;
            Some(chinese_words().fill(Word::AskUnstated, &[label]))
        });
        let questions: Vec<String> = questions.collect();
        let greeting = chinese_words().fill(Word::AskGreeting, &[source.title, self.benefit.name]);
        let mut offices = self.benefit.apply.iter();
        let office = offices.find(|way| !way.office.is_empty() || !way.phone.is_empty());
        html! {
            <div class="ss-to-ask">
                <p><b>{ words.get(Word::AskThem) }</b></p>
                if let Some(way) = office {
                    <p lang="zh-CN">{ way.office }{ " " }{ way.phone }</p>
                } else if !self.benefit.responsible.is_empty() {
                    { chinese(self.benefit.responsible) }
                } else {
                    <p>{ words.get(Word::OfficeUnstated) }</p>
                }
                <p class="ss-note" lang="zh-CN">{ greeting }{ questions.concat() }</p>
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
    pub fn outcomes(&self) -> Html {
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
    pub fn age(&self) -> Html {
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

    /// Whom and where it is for, where that is somebody else or elsewhere.
    pub fn whose(&self) -> Html {
        let words = self.session.words;
        let source = &self.session.rulebook.sources[usize::from(self.benefit.source)];
        let [whom, places] =
            [(AUDIENCE, self.benefit.audiences), (REGION, source.regions)].map(|(fact, yes)| {
                let (no, unsure) = (0, 0);
                words.answer(fact, Answer::Set { yes, no, unsure })
            });
        html! { <p>{ words.fill(Word::ForOthers, &[&whom, &places]) }</p> }
    }

    /// Why not: out of force, or the conditions that fail.
    pub fn cause(&self) -> Html {
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
    pub fn changes(&self) -> Html {
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
    pub fn open_points(&self) -> Html {
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
                    <details class="ss-open" id="fold-open-points">
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
