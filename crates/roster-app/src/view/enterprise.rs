//! The enterprise's own: what the roster says of it, what is still to be asked, and what is due.

use api::FactType;
use api::roster::{Basis, Cap, Derived, Enterprise, Field, Total as Sum, Value};
use ui::{Button, TextField, Tick, Total};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::finding::card;
use super::select::{Select, option};
use super::{use_around, use_state_handle};
use crate::effects::use_focus;
use crate::host::Host;
use crate::state::{Action, Place, StateHandle};
use crate::words::{Word, Words, digits};

#[component]
pub fn EnterpriseOwn() -> Html {
    let state = use_state_handle();
    let host = use_around().host;
    let place = use_focus(Place::Enterprise);
    let words = state.words;
    html! {
        <section class="ssr-enterprise">
            <h2>{ words.get(Word::Enterprise) }</h2>
            <p class="ss-muted">{ words.get(Word::EnterpriseHint) }</p>
            if let Some(own) = &state.own {
                { form(&state, own) }
                { results(words, &host, own, place) }
            }
        </section>
    }
}

fn form(state: &StateHandle, own: &Enterprise) -> Html {
    let words = state.words;
    let dispatcher = state.dispatcher();
    let onblank = move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        dispatcher.dispatch(Action::Blank(input.checked()));
    };
    let dispatcher = state.dispatcher();
    let onsubmit = move |event: SubmitEvent| {
        event.prevent_default();
        dispatcher.dispatch(Action::Submit);
    };
    // A sandbox may forbid forms: then nobody hears that one is sent. The key that sends it clicks its button.
    let dispatcher = state.dispatcher();
    let onclick = move |event: MouseEvent| {
        event.prevent_default();
        dispatcher.dispatch(Action::Submit);
    };
    let unsaid = |field: &Field| field.derived.as_ref().is_some_and(|one| one.unsaid > 0);
    let wrong = own.ask.iter().any(|field| field.problem.is_some());
    html! {
        <form novalidate=true {onsubmit}>
            if !own.derived.is_empty() {
                <h3>{ words.get(Word::Derived) }</h3>
            }
            if state.blank || own.derived.iter().any(unsaid) {
                <p>
                    <input type="checkbox" id="roster-blank" checked={state.blank} onchange={onblank} />
                    { " " }
                    <label for="roster-blank" class="ssr-inline">{ words.get(Word::Blank) }</label>
                </p>
            }
            for field in &own.derived {
                <Question key={field.fact.clone()} field={field.clone()} />
            }
            if !own.ask.is_empty() {
                <Rest open={wrong} count={own.ask.len() as u32}>
                    for field in &own.ask {
                        <Question key={field.fact.clone()} field={field.clone()} />
                    }
                </Rest>
            }
            if !own.derived.is_empty() || !own.ask.is_empty() {
                <Button name="roster-save" submit=true {onclick}>{ words.get(Word::Save) }</Button>
            }
        </form>
    }
}

#[derive(PartialEq, Properties)]
struct RestProps {
    /// Something in it is wrong.
    open: bool,
    count: u32,
    children: Html,
}

/// What else can be said; folded, but as somebody leaves it.
#[component]
fn Rest(props: &RestProps) -> Html {
    let state = use_state_handle();
    let unfolded = use_state_eq(|| false);
    let set = unfolded.setter();
    let ontoggle = move |event: Event| {
        let details: web_sys::Element = event.target_unchecked_into();
        set.set(details.has_attribute("open"));
    };
    html! {
        <details open={*unfolded || props.open} {ontoggle}>
            <summary>{ state.words.count(Word::RestOf, props.count) }</summary>
            { props.children.clone() }
        </details>
    }
}

#[derive(PartialEq, Properties)]
struct QuestionProps {
    field: Field,
}

/// A question to the enterprise.
#[component]
fn Question(QuestionProps { field }: &QuestionProps) -> Html {
    let state = use_state_handle();
    let words = state.words;
    let node = use_focus(Place::Question(field.fact.clone()));
    let id = format!("roster-fact-{}", field.fact);
    let value = state.given.get(&field.fact).or(field.value.as_ref());
    if field.kind == FactType::Set {
        return html! {
            <fieldset {id}>
                <legend>{ &field.question }</legend>
                { ticks(&state, field, value) }
                { note(words, field.derived.as_ref()) }
            </fieldset>
        };
    }
    let error = field.problem.as_ref().map(|_| format!("{id}-error"));
    let says = field.derived.as_ref().and_then(|one| one.says.as_ref());
    let input = match field.kind {
        FactType::Bool | FactType::Choice => {
            let chosen = value.or(says).map_or(String::new(), written);
            let onchange = answer(&state, field);
            html! {
                <Select id={id.clone()} value={chosen} described_by={error.clone()} {node} {onchange}>
                    { option("", words.get(Word::Unsure)) }
                    if field.kind == FactType::Bool {
                        { option("true", words.get(Word::Yes)) }
                        { option("false", words.get(Word::No)) }
                    }
                    for one in &field.options {
                        { option(one.id.clone(), one.label.clone()) }
                    }
                </Select>
            }
        }
        _ => html! {
            <>
                <TextField
                    class="ss-number"
                    name={field.fact.clone()}
                    id={id.clone()}
                    value={value.map_or(String::new(), written)}
                    placeholder={says.map(|says| AttrValue::from(written(says)))}
                    described_by={error.clone().map(AttrValue::from)}
                    wrong={field.problem.is_some()}
                    {node}
                    oninput={answer(&state, field)}
                />
                { " " }
                { &field.unit }
            </>
        },
    };
    html! {
        <p>
            <label for={id}>{ &field.question }</label>
            { input }
            { note(words, field.derived.as_ref()) }
            if let Some(problem) = &field.problem {
                <span role="alert" class="ssr-error" id={error}>{ words.field_problem(problem) }</span>
            }
        </p>
    }
}

/// Hears what somebody answers.
fn answer(state: &StateHandle, field: &Field) -> Callback<String> {
    let (fact, kind) = (field.fact.clone(), field.kind);
    let dispatcher = state.dispatcher();
    Callback::from(move |text: String| {
        let text = text.trim().to_owned();
        let value = match (kind, text.as_str()) {
            (_, "") => None,
            (FactType::Bool, text) => Some(Value::Yes(text == "true")),
            (FactType::Choice, _) => Some(Value::Option(text)),
            _ => Some(Value::Text(text)),
        };
        let fact = fact.clone();
        dispatcher.dispatch(Action::Answer { fact, value });
    })
}

/// What stands in a field.
fn written(value: &Value) -> String {
    match value {
        Value::Yes(yes) => yes.to_string(),
        Value::Option(text) | Value::Text(text) => text.clone(),
        Value::Options(_) => String::new(),
    }
}

/// Any of several, or none of them.
fn ticks(state: &StateHandle, field: &Field, value: Option<&Value>) -> Html {
    let chosen = match value {
        Some(Value::Options(ids)) => Some(ids.clone()),
        _ => None,
    };
    let tick = |option: &str, label: &str, checked: bool| {
        let (fact, own) = (field.fact.clone(), option.to_owned());
        let before = chosen.clone().unwrap_or_default();
        let dispatcher = state.dispatcher();
        let onchange = move |on: bool| {
            let mut ids = before.clone();
            ids.retain(|id| *id != own && own != "-");
            if on && own != "-" {
                ids.push(own.clone());
            }
            // None of them is an answer too, and no tick at all is none.
            let value = (on || !ids.is_empty()).then_some(Value::Options(ids));
            let fact = fact.clone();
            dispatcher.dispatch(Action::Answer { fact, value });
        };
        html! {
            <Tick
                key={option}
                kind="checkbox"
                group={field.fact.clone()}
                value={option.to_owned()}
                id={format!("roster-fact-{}-{option}", field.fact)}
                {checked}
                label={html! { label }}
                {onchange}
            />
        }
    };
    let held = |id: &String| chosen.as_ref().is_some_and(|ids| ids.contains(id));
    let none = chosen.as_ref().is_some_and(Vec::is_empty);
    html! {
        <>
            for one in &field.options {
                { tick(&one.id, &one.label, held(&one.id)) }
            }
            { tick("-", state.words.get(Word::NoneOf), none) }
        </>
    }
}

/// What the roster says of it, and how that was counted.
fn note(words: Words, derived: Option<&Derived>) -> Html {
    let Some(derived) = derived else {
        return html! {};
    };
    let mut said = vec![words.count(Word::DerivedOf, derived.rows)];
    if derived.unsaid > 0 {
        said.push(words.count(Word::UnsaidOf, derived.unsaid));
    }
    if derived.overruled {
        said.push(words.get(Word::Overruled).to_owned());
    }
    let basis = match derived.basis {
        Basis::SameRegion => None,
        Basis::SelfEvaluatedThisYear => Some(Word::BasisSelfEvaluatedThisYear),
        Basis::Apprentices => Some(Word::BasisApprentices),
        Basis::OrderHires => Some(Word::BasisOrderHires),
        Basis::FlexibleLeaders => Some(Word::BasisFlexibleLeaders),
    };
    said.extend(basis.map(|word| words.get(word).to_owned()));
    html! { <span class="ss-muted ssr-derived">{ said.join("；") }</span> }
}

/// What is due to it, and what that rests on.
fn results(words: Words, host: &Host, own: &Enterprise, place: NodeRef) -> Html {
    // What it rests on stays beside it on paper, where the form is not.
    let fields = own.derived.iter().chain(&own.ask);
    let basis: Vec<String> = fields
        .filter(|field| field.problem.is_none())
        .filter_map(|field| Some(format!("{}：{}", field.label, field.said.as_ref()?)))
        .collect();
    let total = |mark: &'static str, name: Word, sum: &Sum| {
        html! {
            <Total {mark} name={words.get(name)} sum={sum.settled.clone()}>
                if let Some(possible) = &sum.possible {
                    <small>{ words.fill(Word::AtMost, &[possible]) }</small>
                }
            </Total>
        }
    };
    html! {
        <div class="ssr-enterprise-results" tabindex="-1" ref={place}>
            <dl class="ss-totals">
                { total("enterprise-right", Word::Right, &own.right) }
                { total("enterprise-selection", Word::Selection, &own.selection) }
            </dl>
            <p class="ss-muted">{ words.get(Word::NotAdded) }</p>
            if !basis.is_empty() {
                <p class="ss-muted ssr-answered">{ words.fill(Word::Answered, &[&basis.join("；")]) }</p>
            }
            for cap in &own.caps {
                { self::cap(words, cap) }
            }
            for finding in &own.benefits {
                { card(words, host, "own", finding) }
            }
            if own.not_due > 0 {
                <p class="ss-muted">{ words.count(Word::NotDue, own.not_due) }</p>
            }
        </div>
    }
}

/// What a ceiling takes from the people.
fn cap(words: Words, cap: &Cap) -> Html {
    let people = digits(cap.people);
    let said = match cap.over {
        true => words.fill(
            Word::CapOf,
            &[&people, &cap.before, &cap.cap, &cap.taken, &cap.after],
        ),
        false => words.fill(Word::CapUnder, &[&people, &cap.before, &cap.cap]),
    };
    html! {
        <article class="ss-card" data-cap={cap.benefit.id.clone()}>
            <h4 lang="zh-CN">{ format!("{}：{}", words.get(Word::Cap), cap.benefit.name) }</h4>
            <p>{ said }</p>
            <blockquote class="ss-policy" lang="zh-CN">{ &cap.quote }</blockquote>
        </article>
    }
}
