//! Which questions are asked together.
//!
//! What is read off one paper, or remembered together, stands on one page: the kind of school, what
//! was studied there and when it ended. A page opens with one question; others join it, in the
//! order of the rules, as far as they still matter after what has been answered on it.

use crate::answers::Answers;
use crate::date::Date;
use crate::evaluate::{Assessment, Evaluator};
use crate::model::FactIdx;

/// The question that opens the next page. `services`: those that bear on no money are asked too.
/// `assessment` is of these answers on this day.
pub fn next_page(
    evaluator: &Evaluator<'_>,
    answers: &Answers,
    on: Date,
    assessment: &Assessment,
    services: bool,
) -> Option<FactIdx> {
    let best = assessment.next.first()?;
    if !(best.money || services) {
        return None;
    }
    let opener = evaluator.rulebook().facts[usize::from(best.fact)].page;
    if opener == best.fact {
        return Some(opener);
    }
    let first = evaluator.worth_asking(answers, on, &[opener], services);
    Some(first.unwrap_or(best.fact))
}

/// The question that follows `after` on its page; `None` where the page ends.
pub fn next_on_page(
    evaluator: &Evaluator<'_>,
    answers: &Answers,
    on: Date,
    after: FactIdx,
    services: bool,
) -> Option<FactIdx> {
    let rulebook = evaluator.rulebook();
    let page = rulebook.facts[usize::from(after)].page;
    let later = (0..).zip(&rulebook.facts).skip(usize::from(after) + 1);
    let own = later.filter(|(_, fact)| fact.page == page);
    let own: Vec<FactIdx> = own.map(|(fact, _)| fact).collect();
    evaluator.worth_asking(answers, on, &own, services)
}
