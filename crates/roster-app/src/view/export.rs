//! Files that come out of a roster.

use api::roster::FileKind;
use ui::Button;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::on_click;
use crate::state::{Action, Given, StateHandle};
use crate::words::{Word, Words};

/// What became of a file. Apps that show pages, as messengers do, often drop what is to be saved, and tell
/// nobody.
pub fn given(words: Words, given: Option<&Given>) -> String {
    match given {
        None => String::new(),
        Some(Given::Saved(name)) => words.fill(Word::Saved, &[name]),
        Some(Given::Nothing) => words.get(Word::NoDeadlines).to_owned(),
    }
}

/// The files; `sensitive`: the roster has columns that nobody shall read over a shoulder.
pub fn files(state: &StateHandle, sensitive: bool) -> Html {
    let words = state.words;
    let dispatcher = state.dispatcher();
    let onchange = move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        dispatcher.dispatch(Action::Sensitive(input.checked()));
    };
    let button = |name: &'static str, kind, quiet, word| {
        let onclick = on_click(state, Action::Give(kind));
        html! { <Button {name} {quiet} {onclick}>{ words.get(word) }</Button> }
    };
    html! {
        <section class="ssr-export">
            <h2>{ words.get(Word::Export) }</h2>
            if sensitive {
                <p>
                    <input
                        type="checkbox"
                        id="roster-sensitive"
                        checked={state.sensitive}
                        {onchange}
                    />
                    { " " }
                    <label for="roster-sensitive">{ words.get(Word::WithSensitive) }</label>
                </p>
            }
            <p class="ss-buttons">
                { button("roster-xlsx", FileKind::Xlsx, false, Word::Xlsx) }
                { button("roster-csv", FileKind::Csv, true, Word::Csv) }
                { button("roster-calendar", FileKind::Calendar, true, Word::Calendar) }
            </p>
            <p class="ss-muted">{ words.get(Word::CalendarHint) }</p>
            <p role="status">{ given(words, state.export.as_ref()) }</p>
        </section>
    }
}
