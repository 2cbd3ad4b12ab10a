//! The conditions of a benefit and what is found of each: met, not met, or open.

use engine::model::*;
use engine::{Finding, Truth};
use yew::prelude::*;

use super::source::chinese;
use crate::session::Session;
use crate::words::Word;

/// The whole tree of conditions.
pub fn all_conditions(session: &Session, benefit: &'static Benefit, finding: &Finding) -> Html {
    let truths = session.assessment.truths(session.rulebook, finding);
    operands(session, benefit, truths, 0)
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
