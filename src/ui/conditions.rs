//! The conditions of a benefit and what is found of each: met, not met, or open.

use engine::model::*;
use engine::{Finding, Truth};
use ui::chinese;
use yew::prelude::*;

use crate::session::Session;
use crate::words::Word;

/// The whole tree of conditions.
pub fn all_conditions(session: &Session, benefit: &'static Benefit, finding: &Finding) -> Html {
    let truths = session.assessment.truths(session.rulebook, finding);
    operands(session, benefit, truths, 0)
}

/// So many sentences say how somebody stands; the whole tree says the rest.
const MOST: usize = 5;

/// What holds for this person and what does not, in a few sentences: of several ways only the one that is
/// taken. What is still in the way stands first.
pub fn own_conditions(session: &Session, benefit: &'static Benefit, finding: &Finding) -> Html {
    let truths = session.assessment.truths(session.rulebook, finding);
    let mut places = Vec::new();
    children(benefit, 0).for_each(|at| taken(benefit, truths, at, &mut places));
    places.sort_by_key(|&at| truths[at] == Truth::TRUE);
    html! {
        <ul class="ss-conditions">
            for at in places.into_iter().take(MOST) {
                { condition(session, benefit, truths, at, false) }
            }
        </ul>
    }
}

/// The places of what a condition comes to for this person.
fn taken(benefit: &Benefit, truths: &[Truth], at: usize, places: &mut Vec<usize>) {
    match benefit.conditions[at].op {
        Op::All => children(benefit, at).for_each(|at| taken(benefit, truths, at, places)),
        Op::Any if truths[at] == Truth::TRUE => {
            let mut ways = children(benefit, at);
            match ways.find(|&way| truths[way] == Truth::TRUE) {
                Some(way) => taken(benefit, truths, way, places),
                None => places.push(at),
            }
        }
        _ => places.push(at),
    }
}

/// The conditions on the top level that fail. What lies below them is in the whole tree.
pub fn failing_conditions(session: &Session, benefit: &'static Benefit, finding: &Finding) -> Html {
    let truths = session.assessment.truths(session.rulebook, finding);
    html! {
        <ul class="ss-conditions">
            for at in children(benefit, 0).filter(|&at| truths[at] == Truth::FALSE) {
                { condition(session, benefit, truths, at, false) }
            }
        </ul>
    }
}

/// The places of an entry's operands; conditions stand in preorder.
fn children(benefit: &Benefit, parent: usize) -> impl Iterator<Item = usize> {
    let end = |at: usize| usize::from(benefit.conditions[at].end);
    let last = end(parent);
    let first = Some(parent + 1).filter(|&at| at < last);
    std::iter::successors(first, move |&at| Some(end(at)).filter(|&at| at < last))
}

fn operands(session: &Session, benefit: &'static Benefit, truths: &[Truth], parent: usize) -> Html {
    html! {
        <ul class="ss-conditions">
            for at in children(benefit, parent) {
                { condition(session, benefit, truths, at, true) }
            }
        </ul>
    }
}

/// One condition; `deep`: with its operands.
fn condition(
    session: &Session,
    benefit: &'static Benefit,
    truths: &[Truth],
    at: usize,
    deep: bool,
) -> Html {
    let words = session.words;
    let condition = &benefit.conditions[at];
    let truth = words.lang.truth(truths[at]);
    let (mark, word) = match (condition.op, truths[at]) {
        (Op::Unstated { .. }, _) => ("unstated", words.get(Word::CondUnstated)),
        (_, Truth::TRUE) => ("yes", truth),
        (_, Truth::FALSE) => ("no", truth),
        _ => ("open", truth),
    };
    let joint = match condition.op {
        Op::Any => Some(Word::AnyOf),
        Op::All => Some(Word::AllOf),
        Op::Not => Some(Word::NotThis),
        Op::Reading { .. } => Some(Word::TwoReadings),
        _ => None,
    };
    html! {
        <li data-condition={mark}>
            <b>{ word }</b>
            // Where the operands follow, they say the rest.
            if let Some(joint) = joint.filter(|_| deep) {
                <span>{ words.get(joint) }</span>
            } else {
                { chinese(condition.label) }
            }
            if !condition.quote.is_empty() {
                <q class="ss-policy" lang="zh-CN">{ condition.quote }</q>
            }
            if deep && usize::from(condition.end) > at + 1 {
                { operands(session, benefit, truths, at) }
            }
        </li>
    }
}
