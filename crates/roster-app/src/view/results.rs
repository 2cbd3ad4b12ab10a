//! What everybody together comes to: totals, what would settle more, and by benefit and by month.

use api::Claim;
use api::roster::{Bar, BenefitLine, MonthLine, Summary};
use ui::{Button, Total, chinese};
use yew::prelude::*;

use super::enterprise::EnterpriseOwn;
use super::export::files;
use super::finding::clause;
use super::people::People;
use super::{on_click, use_around, use_state_handle};
use crate::effects::{use_focus, use_style};
use crate::host::Host;
use crate::state::{Action, Place, Shared, StateHandle};
use crate::words::{Word, Words, digits};

#[derive(PartialEq, Properties)]
pub struct ResultsProps {
    pub summary: Shared<Summary>,
}

#[component]
pub fn Results(ResultsProps { summary }: &ResultsProps) -> Html {
    let state = use_state_handle();
    let host = use_around().host;
    let title = use_focus(Place::Results);
    let words = state.words;
    html! {
        <>
            { figures(&state, &host, summary, title) }
            <section class="ssr-pictures">
                { by_benefit(words, &host, summary) }
                if summary.months.is_empty() {
                    <p class="ss-muted">{ words.get(Word::NoDeadlines) }</p>
                } else {
                    { by_month(words, &summary.months) }
                }
            </section>
            <People {summary} />
            <EnterpriseOwn />
            { files(&state, summary.sensitive) }
        </>
    }
}

fn figures(state: &StateHandle, host: &Host, summary: &Summary, title: NodeRef) -> Html {
    let words = state.words;
    let host = host.clone();
    let print = move |_: MouseEvent| host.print();
    let assumed = match &summary.assumed[..] {
        [] => words.get(Word::AssumedNothing).to_owned(),
        said => words.fill(Word::Assumed, &[&said.join("；")]),
    };
    let region = state
        .regions
        .iter()
        .find(|one| Some(&one.id) == state.region.as_ref());
    let region = region.map_or("—", |one| &one.label);
    let hash = summary.hash.get(..12).unwrap_or(&summary.hash);
    let (day, version) = (summary.day.0.to_string(), summary.version.0.to_string());
    html! {
        <section class="ssr-summary" data-memory={summary.memory.to_string()}>
            <h2 tabindex="-1" ref={title}>{ words.get(Word::Results) }</h2>
            <div role="status" data-outdated="">{ outdated(state) }</div>
            <p data-assumed="">
                { assumed }
                { " " }
                <Button
                    name="roster-assumptions"
                    quiet=true
                    onclick={on_click(state, Action::Assumptions)}
                >
                    { words.get(Word::AssumeChange) }
                </Button>
            </p>
            <p class="ss-muted">{ words.fill(Word::AsOf, &[&day, &version, hash, region]) }</p>
            { totals(words, summary) }
            <p class="ss-muted">{ words.get(Word::SelectionNote) }</p>
            if !summary.never.is_empty() {
                <p class="ss-muted" data-never="">
                    { words.fill(Word::Never, &[
                        &digits(summary.never.len() as u32),
                        &summary.never.join("、"),
                    ]) }
                </p>
            }
            { settle(words, summary) }
            <p class="ss-buttons">
                <Button name="roster-columns" quiet=true onclick={on_click(state, Action::Columns)}>
                    { words.get(Word::Again) }
                </Button>
                <Button name="roster-print" quiet=true onclick={print}>{ words.get(Word::Print) }</Button>
            </p>
        </section>
    }
}

/// The day has turned: what was evaluated stays until somebody wants it anew.
fn outdated(state: &StateHandle) -> Html {
    let words = state.words;
    if state.day == state.newest {
        return html! {};
    }
    let passed = [state.day.to_string(), state.newest.to_string()];
    html! {
        <p class="ss-notice">
            { words.fill(Word::DayPassed, &[&passed[0], &passed[1]]) }
            { " " }
            <Button name="roster-today" quiet=true onclick={on_click(state, Action::Run)}>
                { words.get(Word::Today) }
            </Button>
        </p>
    }
}

fn totals(words: Words, summary: &Summary) -> Html {
    html! {
        <dl class="ss-totals">
            <Total
                mark="people"
                name={words.get(Word::People)}
                sum={words.count(Word::PeopleOf, summary.people)}
            />
            // What is open has no sum here: added up over everybody it says nothing.
            <Total mark="right" name={words.get(Word::Right)} sum={summary.right.clone()}>
                <small>{ words.count(Word::PeopleOf, summary.paid_people) }</small>
                if summary.served_people > 0 {
                    <small>{ words.count(Word::OnlyServices, summary.served_people) }</small>
                }
            </Total>
            // Nor has what some may be chosen for: places are few.
            <Total
                mark="selection"
                name={words.get(Word::Selection)}
                sum={words.count(Word::PeopleOf, summary.selection_people)}
            >
                <small>{ words.count(Word::ClaimsOf, summary.selection_claims) }</small>
            </Total>
            <Total
                mark="open"
                name={words.get(Word::Open)}
                sum={words.count(Word::OpenOf, summary.open)}
            />
            if summary.faults > 0 {
                <Total
                    mark="faults"
                    name={words.get(Word::Faults)}
                    sum={words.count(Word::FaultsOf, summary.faults)}
                >
                    <small>{ words.count(Word::FaultRows, summary.fault_rows) }</small>
                </Total>
            }
        </dl>
    }
}

/// Which columns would settle more.
fn settle(words: Words, summary: &Summary) -> Html {
    if summary.settle.is_empty() && summary.whole.is_empty() && summary.unclear == 0 {
        return html! {};
    }
    let named = |facts: &[String]| {
        let named: Vec<String> = facts.iter().map(|one| format!("“{one}”")).collect();
        (named.join("、"), facts.len().to_string())
    };
    html! {
        <div class="ssr-settle">
            <h3>{ words.get(Word::Settle) }</h3>
            <ul>
                for (at, one) in summary.settle.iter().enumerate() {
                    <li>
                        { {
                            let word = if at == 0 { Word::SettleFirst } else { Word::SettleThen };
                            let (facts, columns) = named(&one.facts);
                            let (people, claims) = (digits(one.people), digits(one.claims));
                            words.fill(word, &[&facts, &columns, &people, &claims])
                        } }
                    </li>
                }
                for one in &summary.whole {
                    <li>
                        { {
                            let (facts, columns) = named(&one.facts);
                            let (word, people) = match one.settled {
                                0 => (Word::SettleText, one.but_for_text),
                                settled => (Word::SettleAll, settled),
                            };
                            words.fill(word, &[&facts, &columns, &digits(people)])
                        } }
                        if one.settled > 0 && one.but_for_text > 0 {
                            <span class="ss-muted">
                                { " " }
                                { words.count(Word::SettleButText, one.but_for_text) }
                            </span>
                        }
                    </li>
                }
            </ul>
            if summary.unclear > 0 {
                <p class="ss-muted">{ words.count(Word::Unclear, summary.unclear) }</p>
            }
        </div>
    }
}

fn by_benefit(words: Words, host: &Host, summary: &Summary) -> Html {
    let heads = [Word::Benefit, Word::Count, Word::Money];
    let line = |one: &BenefitLine| {
        let said = match (one.benefit.service, one.claim) {
            (true, _) => html! { words.get(Word::Service) },
            (false, Claim::Selection) => chinese(one.says.join("；")),
            (false, Claim::Right) => {
                let mut said = one.says.clone();
                said.extend(
                    one.possible
                        .as_ref()
                        .map(|most| words.fill(Word::AtMost, &[most])),
                );
                html! { said.join(" · ") }
            }
        };
        html! {
            <tr role="row" key={format!("{}{}", one.benefit.id, one.claim.id())}>
                <th scope="row" role="rowheader" lang="zh-CN">
                    <a href={clause(host, &one.benefit)} target="_blank" rel="noopener">
                        { &one.benefit.name }
                    </a>
                </th>
                <td class="ssr-count" role="cell">
                    { digits(one.people) }
                    if one.open > 0 {
                        <small>{ words.get(Word::Open) }{ " " }{ digits(one.open) }</small>
                    }
                </td>
                <td role="cell"><Drawn said={said} bar={one.bar} claim={one.claim.id()} /></td>
            </tr>
        }
    };
    bars(
        words,
        Word::ByBenefit,
        heads,
        summary.benefits.iter().map(line).collect(),
    )
}

fn by_month(words: Words, months: &[MonthLine]) -> Html {
    let heads = [Word::Month, Word::Count, Word::Money];
    let line = |one: &MonthLine| {
        let parts = [
            (Word::Right, &one.right),
            (Word::RightOpen, &one.right_open),
        ];
        let parts = parts.into_iter().filter_map(|(word, part)| {
            let part = part.as_ref()?;
            let said = html! { format!("{} {}", words.get(word), part.money) };
            Some(html! { <Drawn {said} bar={part.bar} claim="right" /> })
        });
        html! {
            <tr role="row" key={one.month.clone()}>
                <th scope="row" role="rowheader">{ &one.month }</th>
                <td class="ssr-count" role="cell">
                    { digits(one.people) }
                    if one.selection > 0 {
                        <small>
                            { words.get(Word::Selection) }
                            { " " }
                            { words.count(Word::ClaimsOf, one.selection) }
                        </small>
                    }
                </td>
                <td role="cell">{ for parts }</td>
            </tr>
        }
    };
    bars(
        words,
        Word::ByMonth,
        heads,
        months.iter().map(line).collect(),
    )
}

/// A table with bars. Said aloud as one as well: where there is little room, it is not laid out as a table.
fn bars(words: Words, caption: Word, heads: [Word; 3], lines: Html) -> Html {
    let caption = words.get(caption);
    html! {
        <div class="ssr-scroll" tabindex="0" role="region" aria-label={caption}>
            <table class="ssr-bars" role="table">
                <caption>{ caption }</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        for head in heads {
                            <th scope="col" role="columnheader">{ words.get(head) }</th>
                        }
                    </tr>
                </thead>
                <tbody role="rowgroup">{ lines }</tbody>
            </table>
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct DrawnProps {
    said: Html,
    bar: Bar,
    claim: &'static str,
}

/// Money in words and as a bar; what is open is drawn hollow behind what is sure.
#[component]
fn Drawn(props: &DrawnProps) -> Html {
    let share = |thousandths: u16| format!("{}%", f32::from(thousandths) / 10.0);
    let whole = use_style("width", share(props.bar.width));
    let sure = use_style("width", share(props.bar.sure));
    html! {
        <>
            <span class="ssr-sum">{ props.said.clone() }</span>
            <span
                class="ssr-bar"
                aria-hidden="true"
                data-claim={props.claim}
                hidden={props.bar.width == 0}
                ref={whole}
            >
                <span ref={sure} />
            </span>
        </>
    }
}
