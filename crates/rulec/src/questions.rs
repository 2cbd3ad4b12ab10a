//! Whether the questions are worth asking: facts that nothing uses, and facts that would matter
//! to people who are never asked about them.

use engine::model::{Base, LEAF_FIRST_AMOUNT, LEAF_NO, VarIdx};

use crate::decision::{FALSE, TRUE};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Faults;
use crate::drawing::{Drawing, Drawn};
use crate::tree::Kind;
use crate::variables::{facts_counted, facts_mentioned, tested, visit};

/// A fact that a sum is counted with must be asked of everybody to whom the sum is due: a test on a
/// question that does not arise fails, but a number that nobody was asked for is none.
pub(crate) fn guarded(drawing: &mut Drawing, index: usize, drawn: &Drawn, faults: &mut Faults) {
    let book = drawing.book;
    let benefit = &book.benefits[index];
    let mut counted = Vec::new();
    facts_counted(&benefit.amount, &mut counted);
    counted.sort_unstable();
    counted.dedup();
    for fact in counted {
        let Some(guard) = &book.facts[fact].applies else {
            continue;
        };
        let applies = drawing.applies(fact);
        let no = drawing.store.leaf(u32::from(LEAF_NO));
        let outside = drawing.store.choose(applies, no, drawn.whole);
        let mut amounts = drawn.amounts.iter().enumerate();
        let path = amounts.find_map(|(amount, one)| {
            let leaf = u32::from(LEAF_FIRST_AMOUNT) + amount as u32;
            let counting = counts(one, fact).then_some(leaf)?;
            drawing.store.path_to(outside, counting)
        });
        let Some(path) = path else {
            continue;
        };
        let path: Vec<(VarIdx, u8)> = path
            .into_iter()
            .filter(|(var, _)| drawing.variables.fact_of(*var).is_none_or(|fact| fact >= 2))
            .collect();
        let person = drawing.variables.person(book, &path);
        let name = &book.facts[fact].name;
        faults.push(
            Diagnostic::new(
                Code::GuardedFact,
                format!(
                    "金额按“{name}”计算，它却只问“{}”的人：没有被问到的人也会得到这项待遇",
                    guard.label
                ),
            )
            .at(&benefit.id.place, "在这项待遇里")
            .at(&book.facts[fact].id.place, "它的 applies 限定了问谁")
            .note(format!("例如：{person}"))
            .help("在条件或档次里，同时写上 applies 里的条件；或放宽 applies"),
        );
    }
}

/// Whether no answers whatever settle a benefit as a right, or as something that one may apply for:
/// what the text leaves open stands in the way of everybody.
pub(crate) fn never_settled(drawing: &mut Drawing, drawn: &Drawn) -> bool {
    let open = drawing.variables.open;
    ![true, false].into_iter().any(|by_right| {
        let settled = drawing.store.map(drawn.whole, &mut |leaf| {
            let amount = leaf.checked_sub(u32::from(LEAF_FIRST_AMOUNT));
            let amount = amount.and_then(|amount| drawn.amounts.get(amount as usize));
            match amount {
                Some(amount) if amount.by_right == by_right => TRUE,
                _ => FALSE,
            }
        });
        let certain = drawing.store.for_all_from(open, settled);
        drawing.store.as_leaf(certain) != Some(FALSE)
    })
}

fn counts(amount: &engine::model::Amount, fact: usize) -> bool {
    amount.terms.iter().any(|term| {
        let of = match term.base {
            Base::Percent { of, .. } => Some(usize::from(of)),
            Base::Sum { .. } => None,
        };
        of == Some(fact) || term.per.map(usize::from) == Some(fact)
    })
}

/// Facts that no rule mentions, and those that rules mention without their making a difference.
pub(crate) fn idle(drawing: &Drawing, drawn: &[Drawn], faults: &mut Faults) {
    let book = drawing.book;
    let mut mentioned: Vec<usize> = book.benefits.iter().flat_map(facts_mentioned).collect();
    // Who is asked one thing may depend on another, which is used by that.
    let mut at = 0;
    while let Some(fact) = mentioned.get(at) {
        at += 1;
        if let Some(guard) = &book.facts[*fact].applies {
            let mut hooks = Vec::new();
            visit(guard, &mut |one| hooks.extend(tested(one)));
            hooks.retain(|hook| !mentioned.contains(hook));
            mentioned.extend(hooks);
        }
    }
    let mut vars: Vec<VarIdx> = drawn
        .iter()
        .flat_map(|drawn| drawing.store.vars(drawn.whole))
        .collect();
    vars.sort_unstable();
    vars.dedup();
    for (index, fact) in book.facts.iter().enumerate().skip(2) {
        if !mentioned.contains(&index) {
            faults.push(
                Diagnostic::new(Code::UnusedFact, format!("没有规则用到“{}”", fact.name))
                    .at(&fact.id.place, "")
                    .help("删去这个事实，或在规则里用它"),
            );
            continue;
        }
        let counted = drawn
            .iter()
            .flat_map(|drawn| &drawn.amounts)
            .any(|amount| counts(amount, index));
        let own = |var: &&VarIdx| drawing.variables.fact_of(**var) == Some(index);
        if !counted && vars.iter().find(own).is_none() {
            faults.push(
                Diagnostic::new(
                    Code::NeverAsked,
                    format!("“{}”不会被问到：它改变不了任何结果", fact.name),
                )
                .at(&fact.id.place, "")
                .help("看看提到它的条件是不是多余，或与别的条件矛盾"),
            );
        } else if let Kind::Set { options } = &fact.kind {
            for (option, choice) in options.iter().enumerate() {
                let var = drawing.variables.first[index] + option as VarIdx;
                if vars.binary_search(&var).is_err() {
                    faults.push(
                        Diagnostic::new(
                            Code::NeverAsked,
                            format!("“{}”的选项“{}”改变不了任何结果", fact.name, choice.label),
                        )
                        .at(&fact.id.place, "")
                        .help("删去这个选项，或在规则里用它"),
                    );
                }
            }
        }
    }
}
