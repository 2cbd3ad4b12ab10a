//! Where the roster comes from: a file, what was pasted; for which place; and an empty one to fill in.

use std::cell::Cell;

use api::roster::{Bytes, FileKind};
use gloo_file::futures::read_as_bytes;
use ui::Button;
use web_sys::{DragEvent, HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::export::given;
use super::select::{Select, option};
use super::{on_click, use_state_handle};
use crate::effects::use_focus;
use crate::state::{Action, Complaint, Dispatcher, Place, StateHandle};
use crate::words::{Word, Words};

/// How much of a file is handed over at once, in bytes: the page answers in between.
const PART: f64 = 524_288.0;

#[component]
pub fn Choose() -> Html {
    let state = use_state_handle();
    let words = state.words;
    let region = use_focus(Place::Region);
    let area = use_node_ref();
    let dispatcher = state.dispatcher();
    let onregion = move |id: String| {
        let id = Some(id).filter(|id| !id.is_empty());
        dispatcher.dispatch(Action::Region(id));
    };
    let template = on_click(
        &state,
        match state.region {
            Some(_) => Action::Give(FileKind::Template),
            None => Action::NoRegion,
        },
    );
    let complaint = state.complaint.as_ref().map(|one| complaint(words, one));
    html! {
        <section class="ssr-file" aria-label={words.get(Word::File)}>
            <p>
                <label for="roster-region">{ words.get(Word::Region) }</label>
                { " " }
                <Select
                    id="roster-region"
                    value={state.region.clone().unwrap_or_default()}
                    node={region}
                    onchange={onregion}
                >
                    { option("", "—") }
                    for one in state.regions.iter() {
                        { option(one.id.clone(), one.label.clone()) }
                    }
                </Select>
                <span class="ss-muted">{ " " }{ words.get(Word::RegionHint) }</span>
            </p>
            <Drop />
            { pasted(&state, area) }
            <p>
                <Button name="roster-template" quiet=true onclick={template}>
                    { words.get(Word::Template) }
                </Button>
            </p>
            <p role="status">{ given(words, state.template.as_ref()) }</p>
            <p role="alert" class="ssr-error">{ complaint }</p>
        </section>
    }
}

fn complaint(words: Words, complaint: &Complaint) -> String {
    match complaint {
        Complaint::NoRegion => words.get(Word::NoRegion).to_owned(),
        Complaint::Refused(refusal) => words.refusal(refusal),
        Complaint::Unreadable(why) => words.fill(Word::Unreadable, &[why]),
    }
}

/// A file to choose or to drop.
#[component]
fn Drop() -> Html {
    let state = use_state_handle();
    let words = state.words;
    let input = use_focus(Place::File);
    let over = use_state_eq(|| false);
    let entered = {
        let over = over.setter();
        move |event: DragEvent| {
            event.prevent_default();
            over.set(true);
        }
    };
    let left = {
        let over = over.setter();
        move |_: DragEvent| over.set(false)
    };
    let dropped = {
        let (state, over) = (state.clone(), over.setter());
        move |event: DragEvent| {
            event.prevent_default();
            over.set(false);
            let Some(data) = event.data_transfer() else {
                return;
            };
            if let Some(file) = data.files().and_then(|files| files.get(0)) {
                take(&state, file);
            } else if let Ok(text) = data.get_data("text")
                && !text.is_empty()
            {
                state.dispatch(paste(&state, text));
            }
        }
    };
    let chosen = {
        let state = state.clone();
        move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            if let Some(file) = input.files().and_then(|files| files.get(0)) {
                take(&state, file);
            }
            // The same file may be chosen again after it was changed.
            input.set_value("");
        }
    };
    html! {
        <div
            class="ssr-drop"
            data-over={over.then_some("")}
            ondragenter={entered.clone()}
            ondragover={entered}
            ondragleave={left}
            ondrop={dropped}
        >
            <label for="roster-file">{ words.get(Word::File) }</label>
            // Of every kind: messengers offer nothing that is named.
            <input type="file" id="roster-file" ref={input} onchange={chosen} />
            <p class="ss-muted">{ words.get(Word::FileHint) }</p>
        </div>
    }
}

/// Cells from a spreadsheet, as text.
fn pasted(state: &StateHandle, area: NodeRef) -> Html {
    let words = state.words;
    let onclick = {
        let (state, area) = (state.clone(), area.clone());
        move |_: MouseEvent| {
            let area = area.cast::<HtmlTextAreaElement>();
            let text = area.map(|area| area.value()).unwrap_or_default();
            state.dispatch(paste(&state, text));
        }
    };
    html! {
        <details>
            <summary>{ words.get(Word::Paste) }</summary>
            <label for="roster-paste" class="ss-muted">{ words.get(Word::PasteLabel) }</label>
            <textarea id="roster-paste" rows="6" spellcheck="false" ref={area} />
            <Button name="roster-paste" {onclick}>{ words.get(Word::PasteGo) }</Button>
        </details>
    }
}

fn paste(state: &StateHandle, text: String) -> Action {
    match state.region {
        Some(_) => Action::Paste(text),
        None => Action::NoRegion,
    }
}

/// Reads a file, unless nobody has said where everybody is.
fn take(state: &StateHandle, file: web_sys::File) {
    thread_local! {
        static CHOSEN: Cell<u32> = const { Cell::new(0) };
    }
    if state.region.is_none() {
        state.dispatch(Action::NoRegion);
        return;
    }
    CHOSEN.set(CHOSEN.get() + 1);
    let number = CHOSEN.get();
    let dispatcher: Dispatcher = state.dispatcher();
    dispatcher.dispatch(Action::Reading(number));
    wasm_bindgen_futures::spawn_local(async move {
        let size = file.size();
        let mut from = 0.0;
        loop {
            let to = (from + PART).min(size);
            // Nobody slices outside of a file.
            let Ok(part) = file.slice_with_f64_and_f64(from, to) else {
                return;
            };
            match read_as_bytes(&part.into()).await {
                Ok(bytes) if to == size => {
                    dispatcher.dispatch(Action::File(number, Bytes(bytes)));
                    return;
                }
                Ok(bytes) => dispatcher.dispatch(Action::Part(number, Bytes(bytes))),
                Err(error) => {
                    dispatcher.dispatch(Action::Unreadable(number, error.to_string()));
                    return;
                }
            }
            from = to;
        }
    });
}
