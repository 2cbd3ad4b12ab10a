//! Everybody: rows are drawn as they come into view, and one person is looked at.

use api::roster::{CellFault, Order, Person, Row, Selection, Summary, Whose};
use gloo_timers::callback::Timeout;
use ui::Button;
use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

use super::finding::card;
use super::select::{Select, option};
use super::{on_click, use_around, use_state_handle};
use crate::effects::{use_focus, use_style};
use crate::host::Host;
use crate::state::{Action, Dispatcher, Place, Shared, StateHandle};
use crate::words::{Word, Words, digits};

/// How high a row is, as the styles have it.
const ROW: u32 = 44;
/// How many rows out of view are drawn on either side.
const MORE: u32 = 10;
/// How long somebody must have stopped typing, in milliseconds.
const PAUSE: u32 = 150;

const COLUMNS: [(&str, Word); 7] = [
    ("row", Word::Row),
    ("name", Word::Name),
    ("right", Word::Right),
    ("selection", Word::Selection),
    ("open", Word::Open),
    ("deadline", Word::Deadline),
    ("fault", Word::Fault),
];

#[derive(PartialEq, Properties)]
pub struct PeopleProps {
    pub summary: Shared<Summary>,
}

#[component]
pub fn People(PeopleProps { summary }: &PeopleProps) -> Html {
    let state = use_state_handle();
    let host = use_around().host;
    let title = use_focus(Place::Person);
    let words = state.words;
    let shown = [state.list.count, summary.people].map(digits);
    html! {
        <section class="ssr-people">
            <h2>{ words.get(Word::List) }</h2>
            <Tools {summary} />
            <p role="status" class="ss-muted" id="roster-shown">
                { words.fill(Word::Shown, &[&shown[0], &shown[1]]) }
            </p>
            <p class="ss-muted" id="roster-hint">{ words.get(Word::ListHint) }</p>
            <Rows />
            if let Some(person) = &state.person {
                { detail(&state, &host, person, title) }
            }
        </section>
    }
}

/// Who is looked for, shown, and in which order.
#[component]
fn Tools(PeopleProps { summary }: &PeopleProps) -> Html {
    let state = use_state_handle();
    let words = state.words;
    let selection = &state.list.selection;
    let waiting = use_mut_ref(|| None);
    let oninput = {
        let state = state.clone();
        move |event: InputEvent| {
            let input: HtmlInputElement = event.target_unchecked_into();
            let selection = Selection {
                text: input.value(),
                ..state.list.selection.clone()
            };
            let dispatcher = state.dispatcher();
            let select = move || dispatcher.dispatch(Action::Select(selection));
            // One that still waits is dropped, and with it what it would have done.
            waiting.replace(Some(Timeout::new(PAUSE, select)));
        }
    };
    let onshow = {
        let state = state.clone();
        move |id: String| {
            let whose = Whose::of_id(&id);
            state.dispatch(Action::Select(Selection {
                whose: whose.unwrap_or(Whose::All),
                benefit: Some(id).filter(|_| whose.is_none()),
                ..state.list.selection.clone()
            }));
        }
    };
    let onsort = {
        let state = state.clone();
        move |id: String| {
            state.dispatch(Action::Select(Selection {
                order: Order::of_id(&id).unwrap_or(Order::Row),
                ..state.list.selection.clone()
            }));
        }
    };
    let show = selection
        .benefit
        .clone()
        .unwrap_or(selection.whose.id().to_owned());
    html! {
        <p class="ssr-tools">
            <label for="roster-search">{ words.get(Word::Search) }</label>
            <input
                type="search"
                id="roster-search"
                autocomplete="off"
                placeholder={words.get(Word::SearchHint)}
                {oninput}
            />
            <label for="roster-show">{ words.get(Word::Show) }</label>
            <Select id="roster-show" value={show} onchange={onshow}>
                for (whose, word) in [
                    (Whose::All, Word::All),
                    (Whose::WithRight, Word::WithRight),
                    (Whose::WithSelection, Word::WithSelection),
                    (Whose::WithOpen, Word::WithOpen),
                    (Whose::WithFaults, Word::WithFaults),
                ] {
                    { option(whose.id(), words.get(word)) }
                }
                for one in benefits(summary) {
                    { option(one.0, words.fill(Word::WithBenefit, &[&one.1])) }
                }
            </Select>
            <label for="roster-sort">{ words.get(Word::Sort) }</label>
            <Select id="roster-sort" value={selection.order.id()} onchange={onsort}>
                for (order, word) in [
                    (Order::Row, Word::ByRow),
                    (Order::Name, Word::ByName),
                    (Order::Right, Word::ByRight),
                    (Order::Deadline, Word::ByDeadline),
                ] {
                    { option(order.id(), words.get(word)) }
                }
            </Select>
        </p>
    }
}

/// Each benefit once, though some may claim it and others apply for it.
fn benefits(summary: &Summary) -> Vec<(String, String)> {
    let mut benefits: Vec<(String, String)> = Vec::new();
    for line in &summary.benefits {
        if benefits.iter().all(|(id, _)| *id != line.benefit.id) {
            benefits.push((line.benefit.id.clone(), line.benefit.name.clone()));
        }
    }
    benefits
}

/// How much of the list is in view.
fn window(list: &Element) -> (u32, u32) {
    let from = (list.scroll_top().max(0) as u32 / ROW).saturating_sub(MORE);
    let count = (list.client_height().max(0) as u32).div_ceil(ROW) + 2 * MORE;
    (from, count)
}

/// The list, as high as all of it, with the rows that are in view.
#[component]
fn Rows() -> Html {
    let state = use_state_handle();
    let dispatcher = use_around().dispatcher;
    let words = state.words;
    let list = &state.list;
    let node = use_focus(Place::List);
    let seen = use_mut_ref(|| None);
    let look = {
        let (node, dispatcher) = (node.clone(), dispatcher.clone());
        let (all, first, known) = (list.count, list.from, list.rows.len() as u32);
        move |serial: u32| {
            let Some(element) = node.cast::<Element>() else {
                return;
            };
            let (from, count) = window(&element);
            // Drawn anew, it has them already.
            if known > 0 && from == first && known >= count.min(all - from.min(all)) {
                return;
            }
            // Asked once for what is in view.
            if seen.replace(Some((serial, from, count))) != Some((serial, from, count)) {
                dispatcher.dispatch(Action::View { from, count });
            }
        }
    };
    let top = {
        let (node, look) = (node.clone(), look.clone());
        move |serial: &u32| {
            if let Some(element) = node.cast::<Element>() {
                element.set_scroll_top(0);
            }
            look(*serial);
        }
    };
    use_effect_with(list.serial, top);
    let serial = list.serial;
    let onscroll = move |_: Event| look(serial);
    let onkeydown = {
        let (state, node) = (state.clone(), node.clone());
        move |event: KeyboardEvent| {
            if let Some(element) = node.cast::<Element>() {
                press(&state.dispatcher(), &element, &state.list, &event);
            }
        }
    };
    let space = use_style("height", format!("{}px", (list.count + 1) * ROW));
    let drawn = use_style("top", format!("{}px", (list.from + 1) * ROW));
    let active = (list.count > 0).then(|| format!("roster-row-{}", list.current));
    html! {
        <div
            class="ssr-list"
            role="grid"
            tabindex="0"
            aria-label={words.get(Word::List)}
            aria-describedby="roster-hint"
            aria-multiselectable="false"
            aria-rowcount={(list.count + 1).to_string()}
            aria-activedescendant={active}
            ref={node}
            {onscroll}
            {onkeydown}
        >
            <div class="ssr-space" ref={space}>
                <div class="ssr-row ssr-heads" role="row" aria-rowindex="1">
                    for (column, word) in COLUMNS {
                        <span role="columnheader" data-column={column}>{ words.get(word) }</span>
                    }
                </div>
                <div class="ssr-drawn" role="rowgroup" ref={drawn}>
                    for (row, place) in list.rows.iter().zip(list.from..) {
                        { line(words, &dispatcher, row, place, place == list.current) }
                    }
                </div>
            </div>
        </div>
    }
}

fn line(words: Words, dispatcher: &Dispatcher, row: &Row, place: u32, current: bool) -> Html {
    let some = |count: u32| match count {
        0 => String::new(),
        count => count.to_string(),
    };
    let cells = [
        row.row.to_string(),
        words.person(&row.name, row.row),
        row.right.clone(),
        row.selection.clone(),
        some(row.open),
        row.deadline
            .map_or_else(String::new, |day| day.0.to_string()),
        some(row.faults),
    ];
    let dispatcher = dispatcher.clone();
    let onclick = move |_: MouseEvent| dispatcher.dispatch(Action::Choose { place, open: true });
    html! {
        <div
            key={place}
            class="ssr-row"
            role="row"
            id={format!("roster-row-{place}")}
            aria-rowindex={(place + 2).to_string()}
            aria-selected={if current { "true" } else { "false" }}
            {onclick}
        >
            for ((column, word), text) in COLUMNS.into_iter().zip(cells) {
                <span role="gridcell" data-column={column} data-label={words.get(word)}>{ text }</span>
            }
        </div>
    }
}

/// Chooses somebody by a key, and scrolls there.
fn press(
    dispatcher: &Dispatcher,
    element: &Element,
    list: &crate::state::List,
    event: &KeyboardEvent,
) {
    let current = list.current;
    let height = element.client_height().max(0) as u32;
    let page = (height / ROW).saturating_sub(2).max(1);
    let place = match event.key().as_str() {
        "ArrowDown" => current + 1,
        "ArrowUp" => current.saturating_sub(1),
        "PageDown" => current + page,
        "PageUp" => current.saturating_sub(page),
        "Home" => 0,
        "End" => u32::MAX,
        "Enter" | " " => {
            event.prevent_default();
            dispatcher.dispatch(Action::Choose {
                place: current,
                open: true,
            });
            return;
        }
        _ => return,
    };
    event.prevent_default();
    let place = place.min(list.count.saturating_sub(1));
    let top = place * ROW;
    let scrolled = element.scroll_top().max(0) as u32;
    // The head stays at the top.
    if top < scrolled {
        element.set_scroll_top(top as i32);
    } else if top + 2 * ROW > scrolled + height {
        element.set_scroll_top((top + 2 * ROW).saturating_sub(height) as i32);
    }
    dispatcher.dispatch(Action::Choose { place, open: false });
}

/// Everything about one person.
fn detail(state: &StateHandle, host: &Host, person: &Person, title: NodeRef) -> Html {
    let words = state.words;
    let name = words.person(&person.name, person.row);
    html! {
        <section class="ssr-detail">
            <div class="ssr-detail-head">
                <h3 tabindex="-1" ref={title}>
                    { words.fill(Word::Detail, &[&name, &person.row.to_string()]) }
                </h3>
                <Button name="roster-close" quiet=true onclick={on_click(state, Action::ClosePerson)}>
                    { words.get(Word::Close) }
                </Button>
            </div>
            if !person.faults.is_empty() {
                <div>
                    <h4>{ words.get(Word::Wrong) }</h4>
                    <ul class="ssr-faults">
                        for fault in &person.faults {
                            { self::fault(words, fault) }
                        }
                    </ul>
                </div>
            }
            if !person.remarks.is_empty() {
                <div class="ssr-remarks">
                    <h4>{ words.get(Word::Remarks) }</h4>
                    <ul>
                        for remark in &person.remarks {
                            <li>{ remark }</li>
                        }
                    </ul>
                </div>
            }
            for finding in &person.benefits {
                { card(words, host, "person", finding) }
            }
            if person.not_due > 0 {
                <p class="ss-muted">{ words.count(Word::NotDue, person.not_due) }</p>
            }
        </section>
    }
}

fn fault(words: Words, fault: &CellFault) -> Html {
    html! {
        <li>
            <b>{ format!("{} {}", fault.cell, fault.header) }</b>
            { format!("：“{}” {}", fault.value, words.cell_fault(fault)) }
        </li>
    }
}
