//! What is assumed of everybody: to be seen before anybody is evaluated, and said with the results.

use api::roster::{Assumable, Offers, Preset};
use ui::Button;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::select::{Select, option};
use super::{on_click, use_state_handle};
use crate::effects::use_focus;
use crate::state::{Action, Place, Shared, StateHandle};
use crate::words::Word;

#[derive(PartialEq, Properties)]
pub struct AssumeProps {
    pub offers: Shared<Offers>,
}

#[component]
pub fn Assume(AssumeProps { offers }: &AssumeProps) -> Html {
    let state = use_state_handle();
    let words = state.words;
    let title = use_focus(Place::Assume);
    html! {
        <section class="ssr-assume">
            <h2 tabindex="-1" ref={title}>{ words.get(Word::Assume) }</h2>
            <p class="ss-muted">{ words.get(Word::AssumeHint) }</p>
            <ul>
                for preset in &offers.presets {
                    { self::preset(&state, preset) }
                }
            </ul>
            if !offers.facts.is_empty() {
                <p class="ss-muted">{ words.get(Word::AssumeEach) }</p>
            }
            for fact in &offers.facts {
                { assumable(&state, fact) }
            }
            <p class="ss-buttons">
                <Button name="roster-assume" onclick={on_click(&state, Action::Run)}>
                    { words.count(Word::GoOf, state.people) }
                </Button>
                <Button name="roster-columns" quiet=true onclick={on_click(&state, Action::Columns)}>
                    { words.get(Word::Again) }
                </Button>
            </p>
        </section>
    }
}

fn preset(state: &StateHandle, preset: &Preset) -> Html {
    let dispatcher = state.dispatcher();
    let id = preset.id.clone();
    let onchange = move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        let (id, on) = (id.clone(), input.checked());
        dispatcher.dispatch(Action::Preset { id, on });
    };
    html! {
        <li>
            <label>
                <input
                    type="checkbox"
                    data-preset={preset.id.clone()}
                    checked={state.presets.contains(&preset.id)}
                    {onchange}
                />
                { " " }
                { &preset.label }
            </label>
        </li>
    }
}

fn assumable(state: &StateHandle, fact: &Assumable) -> Html {
    let dispatcher = state.dispatcher();
    let own = fact.id.clone();
    let onchange = move |value: String| {
        let fact = own.clone();
        dispatcher.dispatch(Action::Assume { fact, value });
    };
    let id = format!("roster-assume-{}", fact.id);
    let value = state.assumed.get(&fact.id).cloned().unwrap_or_default();
    html! {
        <p key={fact.id.clone()}>
            <label for={id.clone()}>{ &fact.label }</label>
            { " " }
            <Select {id} {value} {onchange}>
                { option("", state.words.get(Word::AssumeNothing)) }
                for one in &fact.options {
                    { option(one.id.clone(), one.label.clone()) }
                }
            </Select>
        </p>
    }
}
