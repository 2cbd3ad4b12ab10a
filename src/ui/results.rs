//! All results in brief: what it comes to in one sentence, how much of it is settled, what is to be done next,
//! then every benefit in its group.

use engine::model::{BenefitIdx, Claim};
use engine::{Answer, Bucket, Coverage, Interval, REGION, Sum, Verdict, coverage};
use ui::{Button, Total};
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
    html! {
        <section class="ss-results" aria-labelledby="results">
            <h2 id="results" tabindex="-1" ref={heading}>{ outlook(&session) }</h2>
            { reach(&session) }
            if nothing(&session) {
                <p>{ session.words.get(Word::OutlookNothingHint) }</p>
            }
            <Totals />
            <Settled />
            <NextStep />
            for group in Group::ALL {
                <BenefitGroup key={group_mark(group)} {group} />
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
    let region = &*words.fact(REGION).options[usize::from(region)].0;
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
    let may_add =
        (bucket.with_possible != bucket.settled).then(|| with_possible(session, claim, bucket));
    let unasked = usize::from(bucket.unasked);
    let unasked = (unasked > 0).then(|| words.count(Word::Unasked, unasked));
    // Nothing yet is no figure; how much has not been asked about stands below.
    let mut notes = [may_add, unasked];
    let sum = match bucket.settled.benefits {
        0 => notes[0].take(),
        _ => Some(headline),
    };
    let Some(sum) = sum else {
        return html! {};
    };
    let limited = match claim {
        Claim::Right => 0,
        Claim::Selection => session
            .group(Group::Selection)
            .filter(|(index, _)| !session.benefit(*index).quota.is_empty())
            .count(),
    };
    html! {
        <Total {mark} name={words.get(name)} {sum}>
            if !rest.is_empty() {
                <small>{ rest }</small>
            }
            if limited > 0 {
                <small>{ words.count(Word::LimitedPlaces, limited) }</small>
            }
            for note in notes.into_iter().flatten() {
                <small>{ note }</small>
            }
        </Total>
    }
}

/// What may come on top. Of some that shut each other out only one adds; all of them are open.
fn with_possible(session: &Session, claim: Claim, bucket: &Bucket) -> String {
    let words = session.words;
    let open = session
        .group(Group::Possible)
        .chain(session.group(Group::Open))
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
        Group::Open => "open",
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
    // Drawn anew, what is not due is as open as it was; else the browser opens and closes it.
    let unfolded = *use_mut_ref(|| group == Group::No && session.looked).borrow();
    let words = session.words;
    let (name, hint) = match group {
        Group::Right => (Word::Right, Word::RightHint),
        Group::Selection => (Word::Selection, Word::SelectionHint),
        Group::Possible => (Word::Possible, Word::PossibleHint),
        Group::Open => (Word::Open, Word::OpenHint),
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
            <div class="ss-cards">
                for benefit in benefits {
                    <BenefitCard key={session.benefit(benefit).id} {benefit} {group} />
                }
            </div>
        </>
    };
    // What would change takes a while to work out: only once somebody looks.
    let onclick = match group {
        Group::No => on_click(&session, Action::ShowChanges),
        _ => Callback::noop(),
    };
    html! {
        <section data-group={mark} aria-labelledby={mark}>
            // For whom nothing is to be folded that matters, only what is not due is.
            if matches!(group, Group::Right | Group::Possible) || session.elder && group != Group::No {
                { heading }
                { cards }
            } else {
                <details id={format!("fold-{mark}")} open={unfolded}>
                    <summary data-button={mark} {onclick}>{ heading }</summary>
                    { cards }
                </details>
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
            &(session.group(Group::Possible).count() + session.group(Group::Open).count())
                .to_string(),
            &count(Group::Services),
        ],
    )
}

/// What it comes to so far, in one sentence with the sum that one can think with.
pub fn outlook(session: &Session) -> String {
    let words = session.words;
    let right = &session.assessment.totals.right;
    let sums = |sum: &Sum| sum.once != Interval::ZERO || sum.yearly != Interval::ZERO;
    let count = |group| session.group(group).count();
    let most = right.with_possible.most();
    let asked = session.group(Group::Possible);
    let asked = asked.filter(|(index, _)| session.benefit(*index).claim == Claim::Right);
    let asked = asked.count();
    if sums(&right.settled) {
        let sum = words.total(&right.settled).headline;
        words.fill(Word::OutlookRight, &[&sum])
    } else if count(Group::Right) > 0 {
        words.count(Word::OutlookRightUnstated, count(Group::Right))
    } else if asked > 0 && count(Group::Open) == 0 && most.is_bounded() && sums(&most) {
        words.fill(Word::OutlookAsk, &[&words.total(&most).headline])
    } else if asked > 0 {
        words.count(Word::OutlookAskUnstated, asked)
    } else if session.current.is_some() || count(Group::Open) > 0 {
        // What somebody does not know may be something to be had.
        match session.likely() {
            Some((_, due)) => words.fill(Word::OutlookLikely, &[&words.due(&due).headline]),
            None => words.get(Word::OutlookOpen).to_owned(),
        }
    } else if count(Group::Selection) > 0 {
        words.count(Word::OutlookSelection, count(Group::Selection))
    } else {
        words.get(Word::OutlookNothing).to_owned()
    }
}

/// Whether all is asked and there is nothing to be had, by whatever way.
fn nothing(session: &Session) -> bool {
    let groups = [Group::Right, Group::Possible, Group::Open, Group::Selection];
    session.current.is_none()
        && groups
            .iter()
            .all(|group| session.group(*group).next().is_none())
}

/// How much is settled, what is to be asked, and what waits for answers: a bar, and the same in words.
#[component]
fn Settled() -> Html {
    let session = use_session();
    let words = session.words;
    let count = |groups: &[Group]| -> usize {
        groups
            .iter()
            .map(|group| session.group(*group).count())
            .sum()
    };
    let settled = count(&[Group::Right, Group::Selection, Group::No]);
    let (ask, open) = (count(&[Group::Possible]), count(&[Group::Open]));
    let services = session.group(Group::Services);
    let unsettled = services
        .filter(|(_, finding)| finding.verdict == Verdict::Possible)
        .count();
    let settled = settled + count(&[Group::Services]) - unsettled;
    let shares = [
        ("settled", Word::Settled, settled),
        ("ask", Word::ToAsk, ask),
        ("open", Word::ToAnswer, open + unsettled),
    ];
    let shares = shares.into_iter().filter(|(_, _, count)| *count > 0);
    let shares: Vec<_> = shares.collect();
    let whole: usize = shares.iter().map(|(.., count)| count).sum();
    let said: Vec<String> = shares
        .iter()
        .map(|(_, word, count)| words.count(*word, *count))
        .collect();
    let mut begin = 0;
    let bars = shares.iter().map(|(mark, _, count)| {
        begin += count;
        html! {
            <rect
                data-share={*mark}
                x={(begin - count).to_string()}
                width={count.to_string()}
                height="1"
            />
        }
    });
    html! {
        <p class="ss-settled">
            // A bar of lengths; the words beside it say the same.
            <svg viewBox={format!("0 0 {whole} 1")} preserveAspectRatio="none" aria-hidden="true">
                for bar in bars {
                    { bar }
                }
            </svg>
            { said.join(words.get(Word::Dot)) }
        </p>
    }
}

/// What makes it more exact, and what is left to ask where that bears on no money.
#[component]
fn NextStep() -> Html {
    let session = use_session();
    let words = session.words;
    let says = match (session.current, session.next_ask()) {
        (Some(_), _) => words.count(Word::Precise, session.left()),
        (None, Some(_)) => words.get(Word::GoOn).to_owned(),
        (None, None) => {
            return html! { <p class="ss-muted">{ words.get(Word::AllAnsweredHint) }</p> };
        }
    };
    html! {
        <>
            if session.current.is_none() {
                <p class="ss-muted">
                    { words.count(Word::ServicesLeft, session.assessment.next.len()) }
                </p>
            }
            <p class="ss-buttons">
                <Button
                    name="go-on"
                    quiet={session.current.is_none()}
                    onclick={on_click(&session, Action::GoOn)}
                >
                    { says }
                </Button>
            </p>
        </>
    }
}
