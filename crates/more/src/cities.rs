//! 比较城市: the same answers in every city of which a source speaks.

use engine::model::{BenefitIdx, BenefitKind};
use engine::{Answer, Answers, CityView, REGION, Verdict, compare};
use ui::Tick;
use yew::prelude::*;

use crate::Known;
use crate::chart::{Bar, Part, legend, length};
use crate::said::{settled, still_open};
use crate::view::use_known;
use crate::words::Word;

/// How somebody would come to another city.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Moved {
    Open,
    Came,
    Returned,
}

impl Moved {
    const ALL: [(Moved, &'static str, Word); 3] = [
        (Moved::Open, "open", Word::MovedOpen),
        (Moved::Came, "came", Word::MovedCame),
        (Moved::Returned, "returned", Word::MovedReturned),
    ];
}

/// What would be known of somebody who came so, today; `None` where the rules do not ask for it.
fn overrides(known: &Known, moved: Moved) -> Option<Answers> {
    let rulebook = known.evaluator.rulebook();
    let (way, since) = (rulebook.fact("arrival")?, rulebook.fact("arrival_date")?);
    let mut overrides = Answers::new(rulebook);
    let (_, id, _) = Moved::ALL.iter().find(|(one, ..)| *one == moved)?;
    let options = rulebook.facts[usize::from(way)].kind.options();
    if let Some(option) = options.iter().position(|one| one.id == *id) {
        let answers = [
            (way, Answer::Choice(option as u8)),
            (since, Answer::day(known.on)),
        ];
        for (fact, answer) in answers {
            overrides.set(rulebook, fact, answer, known.on).ok()?;
        }
    }
    Some(overrides)
}

/// Whether some city asks how somebody came.
fn is_asked(known: &Known) -> bool {
    let rulebook = known.evaluator.rulebook();
    let nothing = Answers::new(rulebook);
    let views = compare(known.evaluator, &known.answers, known.on, &nothing);
    rulebook.fact("arrival").is_some_and(|way| {
        let mut asks = views.iter().flat_map(|view| &view.assessment.next);
        asks.any(|ask| ask.fact == way)
    })
}

/// What is due as of right in the first year, from the most to the least, where all is settled and every
/// two cities can be told apart or are the same.
enum Order {
    Open,
    Ranges,
    Ranked(Vec<usize>),
}

fn order(views: &[CityView]) -> Order {
    let is_open = |view: &CityView| view.open > 0 || !view.assessment.next.is_empty();
    if views.iter().any(is_open) {
        return Order::Open;
    }
    let bars: Vec<Bar> = views
        .iter()
        .map(|view| Bar::of(&view.assessment.totals))
        .collect();
    let unstated = |view: &CityView| view.assessment.totals.right.settled.unstated > 0;
    let apart = |one: &Bar, other: &Bar| {
        let same = (one.sure, one.up_to) == (other.sure, other.up_to) && one.sure == one.up_to;
        same || one.up_to < other.sure || other.up_to < one.sure
    };
    let pairs = bars.iter().enumerate();
    let mut pairs =
        pairs.flat_map(|(at, one)| bars[at + 1..].iter().map(move |other| (one, other)));
    let unbounded = bars.iter().any(|bar| bar.unbounded);
    if unbounded || views.iter().any(unstated) || !pairs.all(|(one, other)| apart(one, other)) {
        return Order::Ranges;
    }
    let mut ranked: Vec<usize> = (0..views.len()).collect();
    ranked.sort_by_key(|at| core::cmp::Reverse(bars[*at].sure));
    Order::Ranked(ranked)
}

#[component]
pub fn Cities() -> Html {
    let known = use_known();
    let words = &known.words;
    let moved = use_state_eq(|| Moved::Open);
    let asked = {
        let known = known.clone();
        *use_memo((), move |()| is_asked(&known))
    };
    let rulebook = known.evaluator.rulebook();
    let overrides = overrides(&known, *moved).unwrap_or_else(|| Answers::new(rulebook));
    let views = compare(known.evaluator, &known.answers, known.on, &overrides);
    let order = order(&views);
    let (says, places) = match order {
        Order::Open => (Word::NotRanked, (0..views.len()).collect()),
        Order::Ranges => (Word::NotComparable, (0..views.len()).collect()),
        Order::Ranked(ranked) => (Word::Ranked, ranked),
    };
    let bars: Vec<Bar> = views
        .iter()
        .map(|view| Bar::of(&view.assessment.totals))
        .collect();
    let most = bars.iter().map(Bar::most).max().unwrap_or_default();
    let heads = [
        Word::City,
        Word::CanHave,
        Word::Selection,
        Word::Open,
        Word::Services,
        Word::Questions,
    ];
    html! {
        <>
            if asked {
                <fieldset class="ssm-moved" aria-labelledby="ssm-moved" aria-describedby="ssm-moved-hint">
                    <legend id="ssm-moved">{ words.get(Word::IfMoved) }</legend>
                    <p class="ss-muted" id="ssm-moved-hint">{ words.get(Word::IfMovedHint) }</p>
                    for (one, value, word) in Moved::ALL {
                        <Tick
                            kind="radio"
                            group="ssm-moved"
                            {value}
                            id={format!("ssm-moved-{value}")}
                            checked={*moved == one}
                            label={html! { { words.get(word) } }}
                            onchange={
                                let moved = moved.setter();
                                move |_| moved.set(one)
                            }
                        />
                    }
                </fieldset>
            }
            <p role="status" class="ss-notice">{ words.get(says) }</p>
            if most.0 > 0 {
                { legend(words, &bars) }
            }
            // On a phone each row is a card: what it is stays said by roles.
            <table class="ssm-cities" role="table">
                <thead role="rowgroup">
                    <tr role="row">
                        for word in heads {
                            <th role="columnheader" scope="col">{ words.get(word) }</th>
                        }
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    for at in places {
                        { city(&known, &views[at], &bars[at], most) }
                    }
                </tbody>
            </table>
        </>
    }
}

fn city(known: &Known, view: &CityView, bar: &Bar, most: engine::Money) -> Html {
    let words = &known.words;
    let rulebook = known.evaluator.rulebook();
    let name = words.option(REGION, view.region);
    let own = known.answers.get(REGION) == Answer::Choice(view.region);
    let heading = match own {
        true => words.fill(Word::OwnCity, &[name]),
        false => name.to_owned(),
    };
    let totals = &view.assessment.totals;
    let of = |kind: BenefitKind, verdict: Verdict| {
        let findings = (0 as BenefitIdx..).zip(&view.assessment.findings);
        let own = findings.filter(move |(index, one)| {
            !one.out_of_scope
                && one.verdict == verdict
                && rulebook.benefits[usize::from(*index)].kind == kind
        });
        own.map(|(index, _)| index).collect::<Vec<_>>()
    };
    let names = |benefits: Vec<BenefitIdx>| {
        html! {
            if !benefits.is_empty() {
                <ul>
                    for benefit in benefits {
                        <li lang={known.lang_of(benefit)}>{ words.benefit(benefit) }</li>
                    }
                </ul>
            }
        }
    };
    let money = BenefitKind::Money;
    let services = of(BenefitKind::Service, Verdict::Eligible).len();
    let open = of(money, Verdict::Possible);
    let counts = [
        (Word::Items, services),
        (
            Word::OpenItems,
            of(BenefitKind::Service, Verdict::Possible).len(),
        ),
    ];
    let counts = counts.into_iter().filter(|(_, count)| *count > 0);
    let counts: Vec<String> = counts
        .map(|(word, count)| words.count(word, count))
        .collect();
    let said_of_services = match counts.is_empty() {
        true => words.get(Word::None).to_owned(),
        false => counts.join(words.lang.semicolon()),
    };
    let cell = |word: Word, content: Html| {
        html! { <td role="cell" data-label={words.get(word)}>{ content }</td> }
    };
    let none = || html! { { words.get(Word::None) } };
    html! {
        <tr
            role="row"
            data-city={rulebook.facts[usize::from(REGION)].kind.options()[usize::from(view.region)].id}
            data-own={own.then_some("")}
        >
            <th role="rowheader" scope="row">
                { heading }
                if bar.most().0 > 0 {
                    { bars(known, name, view, bar, most) }
                }
            </th>
            { cell(Word::CanHave, html! {
                <>
                    <strong>{ settled(known, &totals.right) }</strong>
                    { names(of(money, Verdict::Eligible)) }
                </>
            }) }
            { cell(Word::Selection, html! {
                <>
                    { settled(known, &totals.selection) }
                    { names(of(money, Verdict::ByReview)) }
                </>
            }) }
            { cell(Word::Open, match open.is_empty() {
                true => none(),
                false => html! {
                    <>
                        { "? " }{ still_open(known, totals) }
                        { names(open) }
                    </>
                },
            }) }
            { cell(Word::Services, html! { { said_of_services } }) }
            { cell(Word::Questions, html! { { view.assessment.next.len().to_string() } }) }
        </tr>
    }
}

/// What is due as of right above what somebody may be chosen for, to the scale of all cities.
fn bars(known: &Known, name: &str, view: &CityView, bar: &Bar, most: engine::Money) -> Html {
    let words = &known.words;
    let of = |sum| length(sum, most, 196);
    let (sure, up_to, perhaps) = (of(bar.sure), of(bar.up_to), of(bar.perhaps));
    let (chosen, perhaps_chosen) = (of(bar.chosen), of(bar.perhaps_chosen));
    let part = |mark, y: i64, from: i64, to: i64| Part {
        mark,
        x: 2 + from,
        y,
        width: to - from,
        height: 14,
    };
    // One line for each of them that there is.
    let (lines, second) = match (perhaps, perhaps_chosen) {
        (0, _) => (1, 2),
        (_, 0) => (1, 20),
        _ => (2, 20),
    };
    let parts = [
        part("sure", 2, 0, sure),
        part("up-to", 2, sure, up_to),
        part("perhaps", 2, up_to, perhaps),
        part("chosen", second, 0, chosen),
        part("perhaps", second, chosen, perhaps_chosen),
    ];
    let totals = &view.assessment.totals;
    let said = [
        (Word::Right, settled(known, &totals.right)),
        (Word::Selection, settled(known, &totals.selection)),
        (Word::Open, still_open(known, totals)),
    ];
    let said = said.map(|(word, sum)| [words.get(word), words.lang.colon(), &sum].concat());
    let said = said.join(words.lang.semicolon());
    let id = format!("ssm-bar-{}", view.region);
    html! {
        <svg class="ssm-bars" viewBox={format!("0 0 200 {}", 18 * lines)} role="img" aria-labelledby={id.clone()}>
            <title {id}>{ words.fill(Word::CitiesPicture, &[name, &said]) }</title>
            for one in parts {
                { one.draw() }
            }
        </svg>
    }
}
