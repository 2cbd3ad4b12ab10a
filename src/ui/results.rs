//! Results: totals, then every benefit in its group.

use engine::model::{BenefitIdx, Claim};
use engine::{Answer, Bucket, Coverage, Interval, REGION, Verdict, coverage};
use wording::Said;
use yew::prelude::*;

use super::card::BenefitCard;
use super::header::cities;
use super::{on_click, use_focus, use_session};
use crate::session::{Action, Focus, Group, Session};
use crate::words::Word;

#[component]
pub fn Results() -> Html {
    let session = use_session();
    let heading = use_focus(Focus::Results);
    let words = session.words;
    let name = match session.current {
        None => Word::FinalResults,
        Some(_) => Word::ResultsSoFar,
    };
    html! {
        <section class="ss-results" aria-labelledby="results">
            <h2 id="results" tabindex="-1" ref={heading}>{ words.get(name) }</h2>
            { reach(&session) }
            if session.placed() {
                <Totals />
                for group in Group::ALL {
                    <BenefitGroup key={group_mark(group)} {group} />
                }
            } else {
                <p class="ss-muted">{ words.get(Word::ResultsLater) }</p>
            }
        </section>
    }
}

/// Where no rules, or only the province's, reach.
fn reach(session: &Session) -> Html {
    let words = session.words;
    let word = match coverage(session.rulebook, &session.answers) {
        Coverage::Shared => Word::OnlyProvince,
        Coverage::Nowhere => Word::OutsideProvince,
        Coverage::Own | Coverage::Open => return html! {},
    };
    let Answer::Choice(region) = session.answers.get(REGION) else {
        return html! {};
    };
    let region = words.fact(REGION).options[usize::from(region)].0;
    html! { <p class="ss-notice">{ words.fill(word, &[region, &cities(session)]) }</p> }
}

#[component]
pub fn Totals() -> Html {
    let session = use_session();
    let totals = &session.assessment.totals;
    html! {
        <dl class="ss-totals">
            { total(&session, Claim::Right, &totals.right) }
            { total(&session, Claim::Selection, &totals.selection) }
        </dl>
    }
}

fn total(session: &Session, claim: Claim, bucket: &Bucket) -> Html {
    let words = session.words;
    let (mark, name) = match claim {
        Claim::Right => ("right", Word::Right),
        Claim::Selection => ("selection", Word::Selection),
    };
    let Said { headline, rest, .. } = words.total(&bucket.settled);
    let limited = match claim {
        Claim::Right => 0,
        Claim::Selection => session
            .group(Group::Selection)
            .filter(|(index, _)| !session.benefit(*index).quota.is_empty())
            .count(),
    };
    html! {
        <div data-total={mark}>
            <dt>{ words.get(name) }</dt>
            <dd>
                <strong>{ headline }</strong>
                <small>{ rest }</small>
                if limited > 0 {
                    <small>{ words.count(Word::LimitedPlaces, limited) }</small>
                }
                if bucket.with_possible != bucket.settled {
                    <small>{ with_possible(session, claim, bucket) }</small>
                }
                if bucket.unasked > 0 {
                    <small>{ words.count(Word::Unasked, usize::from(bucket.unasked)) }</small>
                }
            </dd>
        </div>
    }
}

/// What may come on top. Of some that shut each other out only one adds; all of them are open.
fn with_possible(session: &Session, claim: Claim, bucket: &Bucket) -> String {
    let words = session.words;
    let open = session
        .group(Group::Possible)
        .filter(|(index, finding)| !finding.unasked && session.benefit(*index).claim == claim);
    let open = open.count().to_string();
    let most = bucket.with_possible.most();
    if !most.is_bounded() {
        return words.fill(Word::MostOpen, &[&open]);
    }
    if [most.once, most.yearly] == [Interval::ZERO; 2] {
        return words.fill(Word::OpenUnstated, &[&open]);
    }
    let most = words.total(&most).line();
    words.fill(Word::AtMost, &[&open, &most])
}

/// A group as tests and hosts know it.
fn group_mark(group: Group) -> &'static str {
    match group {
        Group::Right => "right",
        Group::Selection => "selection",
        Group::Possible => "possible",
        Group::Services => "services",
        Group::No => "no",
    }
}

#[derive(PartialEq, Properties)]
struct BenefitGroupProps {
    group: Group,
}

#[component]
fn BenefitGroup(&BenefitGroupProps { group }: &BenefitGroupProps) -> Html {
    let session = use_session();
    // Drawn anew, it is as open as it was; else the browser opens and closes it.
    let unfolded = *use_mut_ref(|| session.changes.is_some()).borrow();
    let words = session.words;
    let (name, hint) = match group {
        Group::Right => (Word::Right, Word::RightHint),
        Group::Selection => (Word::Selection, Word::SelectionHint),
        Group::Possible => (Word::Possible, Word::PossibleHint),
        Group::Services => (Word::Services, Word::ServicesHint),
        Group::No => (Word::NotDue, Word::NotDueHint),
    };
    let benefits = in_order(&session, group);
    if benefits.is_empty() {
        return html! {};
    }
    let mark = group_mark(group);
    let heading = html! {
        <h3 id={mark}>
            { words.get(name) }
            <span class="ss-count">{ words.count(Word::Items, benefits.len()) }</span>
        </h3>
    };
    let cards = html! {
        <>
            <p class="ss-muted">{ words.get(hint) }</p>
            <div>
                for benefit in benefits {
                    <BenefitCard key={session.benefit(benefit).id} {benefit} {group} />
                }
            </div>
        </>
    };
    html! {
        <section data-group={mark} aria-labelledby={mark}>
            // The last group is folded. What would change takes a while to work out: only once
            // somebody looks.
            if group == Group::No {
                <details open={unfolded}>
                    <summary data-action="changes" onclick={on_click(&session, Action::ShowChanges)}>
                        { heading }
                    </summary>
                    { cards }
                </details>
            } else {
                { heading }
                { cards }
            }
        </section>
    }
}

/// What came too late stands before what does not fit.
fn in_order(session: &Session, group: Group) -> Vec<BenefitIdx> {
    let mut benefits: Vec<_> = session.group(group).collect();
    benefits.sort_by_key(|(_, finding)| {
        !matches!(
            finding.verdict,
            Verdict::Lapsed | Verdict::Ended | Verdict::NotYet
        )
    });
    benefits.into_iter().map(|(index, _)| index).collect()
}

/// The totals in one sentence, for those who hear the page.
pub fn sentence(session: &Session) -> String {
    if !session.placed() {
        return String::new();
    }
    let words = session.words;
    let totals = &session.assessment.totals;
    let count = |group: Group| session.group(group).count().to_string();
    words.fill(
        Word::TotalsSentence,
        &[
            &count(Group::Right),
            &words.total(&totals.right.settled).headline,
            &count(Group::Selection),
            &words.total(&totals.selection.settled).headline,
            &count(Group::Possible),
            &count(Group::Services),
        ],
    )
}

/// The totals in brief, always in view on small screens.
#[component]
pub fn TotalsBar() -> Html {
    let session = use_session();
    if !session.placed() {
        return html! {};
    }
    let words = session.words;
    let open = session.group(Group::Possible).count();
    html! {
        <aside class="ss-bar" aria-label={words.get(Word::BarName)}>
            <p>
                <small>{ words.get(Word::Right) }</small>
                <b>{ words.total(&session.assessment.totals.right.settled).headline }</b>
            </p>
            <p>
                <small>{ words.get(Word::Possible) }</small>
                <b>{ words.count(Word::Items, open) }</b>
            </p>
            <button type="button" data-action="results" onclick={on_click(&session, Action::ShowResults)}>
                { words.get(Word::ToResults) }
            </button>
        </aside>
    }
}
