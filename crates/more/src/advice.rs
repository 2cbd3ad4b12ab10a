//! 怎样多拿: one or two changes and what they bring, the next tiers of an enterprise, what time alone brings
//! and takes, and every level's money.

use engine::model::BenefitKind;
use engine::{Change, Verdict, in_use, next_tiers, what_would_change};
use yew::prelude::*;

use crate::Known;
use crate::ahead::ahead;
use crate::ladder::ladder;
use crate::view::use_known;
use crate::words::Word;

#[component]
pub fn Advice() -> Html {
    let known = use_known();
    let words = &known.words;
    let rulebook = known.evaluator.rulebook();
    let assessment = known.evaluator.evaluate(&known.answers, known.on);
    let changes = what_would_change(known.evaluator, &known.answers, known.on);
    // Whoever is asked for a level has a ladder; for the others numbers of people count.
    let used = in_use(rulebook, &known.answers, known.on);
    let level = rulebook
        .fact("level")
        .filter(|level| used[usize::from(*level)]);
    html! {
        <>
            if !assessment.next.is_empty() {
                <p class="ss-notice">{ words.count(Word::Unanswered, assessment.next.len()) }</p>
            }
            { would_change(&known, &changes) }
            if level.is_none() {
                { tiers(&known) }
            }
            <div class="ssm-pictures">
                if let Some(level) = level {
                    { ladder(&known, level) }
                }
                { ahead(&known) }
            </div>
        </>
    }
}

/// What changes bring: money as of right first, then money for which somebody chooses, then services.
fn would_change(known: &Known, changes: &[Change]) -> Html {
    let words = &known.words;
    let rulebook = known.evaluator.rulebook();
    let kind = |change: &Change| rulebook.benefits[usize::from(change.benefit)].kind;
    let groups = [
        ("right", Word::ByRight, Some(Word::ByRightHint)),
        ("selection", Word::BySelection, Some(Word::BySelectionHint)),
        ("services", Word::ForServices, None),
    ];
    let group = |change: &Change| match (kind(change), change.verdict) {
        (BenefitKind::Service, _) => "services",
        (_, Verdict::ByReview) => "selection",
        _ => "right",
    };
    let lists = groups.into_iter().map(|(mark, title, hint)| {
        let own = changes.iter().filter(|change| group(change) == mark);
        let mut own: Vec<&Change> = own.collect();
        own.sort_by_key(|change| (change.steps.len(), change.from, change.benefit));
        (mark, title, hint, own)
    });
    html! {
        <section data-part="changes" aria-labelledby="ssm-changes">
            <h2 id="ssm-changes">{ words.get(Word::WouldChange) }</h2>
            if changes.is_empty() {
                <p>{ words.get(Word::Nothing) }</p>
            } else {
                <p class="ss-muted">{ words.get(Word::EachAlone) }</p>
            }
            for (mark, title, hint, own) in lists.filter(|(.., own)| !own.is_empty()) {
                <h3>{ words.get(title) }</h3>
                if let Some(hint) = hint {
                    <p class="ss-muted">{ words.get(hint) }</p>
                }
                <ul class="ssm-changes" data-changes={mark}>
                    for change in own {
                        <li data-benefit={rulebook.benefits[usize::from(change.benefit)].id}>
                            <p><b lang={known.lang_of(change.benefit)}>{ words.benefit(change.benefit) }</b></p>
                            <p>{ sentence(known, change) }</p>
                            <p class="ss-muted">{ before_and_after(known, change) }</p>
                        </li>
                    }
                </ul>
            }
        </section>
    }
}

fn sentence(known: &Known, change: &Change) -> String {
    let words = &known.words;
    let steps = change.steps.iter().map(|step| {
        let (question, name) = (words.question(step.fact), words.fact(step.fact));
        let now = known.answers.get(step.fact);
        words.lang.step(&question, name, now, step.to)
    });
    let steps: Vec<String> = steps.collect();
    let benefit = &known.evaluator.rulebook().benefits[usize::from(change.benefit)];
    let said = words.lang.change(&steps, change, benefit.kind, known.on);
    let (first, rest) = said.split_at(said.chars().next().map_or(0, char::len_utf8));
    first.to_uppercase() + rest
}

/// How it stands now; and both sums, where something is due already.
fn before_and_after(known: &Known, change: &Change) -> String {
    let words = &known.words;
    let lang = words.lang;
    let kind = known.evaluator.rulebook().benefits[usize::from(change.benefit)].kind;
    let due = match change.before {
        Verdict::Eligible | Verdict::ByReview => change.due_before.zip(change.due),
        _ => None,
    };
    match due {
        Some((before, after)) => {
            let [before, after] = [before, after].map(|one| lang.due(&one).line());
            words.fill(Word::NowThen, &[&before, &after])
        }
        None => words.fill(Word::Now, &[lang.verdict_of(kind, change.before)]),
    }
}

/// For who is asked about numbers of people: what a few more bring.
fn tiers(known: &Known) -> Html {
    let words = &known.words;
    let found = next_tiers(known.evaluator, &known.answers, known.on);
    html! {
        <section data-part="tiers" aria-labelledby="ssm-tiers">
            <h2 id="ssm-tiers">{ words.get(Word::Tiers) }</h2>
            if found.is_empty() {
                <p>{ words.get(Word::NoTiers) }</p>
            } else {
                <ul class="ssm-changes">
                    for tier in &found {
                        <li>
                            <p><b>{ words.fact(tier.fact) }</b></p>
                            <p>{ words.lang.next_tier(&words.question(tier.fact), tier) }</p>
                        </li>
                    }
                </ul>
            }
        </section>
    }
}
