//! What is seen of a roster: function components that show the state and send it actions.
//!
//! Tests, styles and the page around may rely on these marks:
//!
//! - `[data-roster-view]`: the view. `[data-uncover]`: the button that closes it.
//! - `[data-button="<name>"]`: a button.
//! - `select[data-column="<name of a column>"]`: what a column is taken for.
//! - `[data-preset="<id>"]`, `[data-assumed]`: what is assumed of everybody, as it is offered and as it is said.
//! - `[data-total="people|right|selection|open|faults|enterprise-right|enterprise-selection"]`: a total.
//! - `[data-memory]`: how many bytes the program has taken.
//! - `.ssr-row [data-column="row|name|right|selection|open|deadline|fault"]`: a cell of the list of people.
//! - `[data-benefit]`, `[data-verdict]`, `[data-cap]`: a card, as on the page.

mod assume;
mod choose;
mod columns;
mod enterprise;
mod export;
mod finding;
mod people;
mod results;
mod select;

use gloo_timers::callback::Interval;
use ui::Button;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::effects::{use_files, use_focus, use_program, use_widget, use_width};
use crate::host::{Host, Start};
use crate::state::{Action, Dispatcher, Phase, Place, State, StateHandle, Step};
use crate::words::{Word, Words, digits};
use api::roster::Language;
use assume::Assume;
use choose::Choose;
use columns::Columns;
use results::Results;

#[derive(PartialEq, Properties)]
pub struct AppProps {
    pub host: Host,
    pub start: Start,
    /// The widget that it lies over.
    pub element: HtmlElement,
    /// The element that it stands in.
    pub place: HtmlElement,
    /// Closes it; `true`: back to the questions.
    pub onclose: Callback<bool>,
}

/// The view: its state, and all that follows from it.
#[component]
pub fn App(props: &AppProps) -> Html {
    let AppProps {
        host,
        start,
        element,
        place,
        onclose,
    } = props;
    let state = use_reducer(|| {
        let language = match start.lang.as_str() {
            "en" => Language::English,
            _ => Language::Chinese,
        };
        let region = Some(start.region.clone()).filter(|id| !id.is_empty());
        // INVARIANT: whoever opens the view has evaluated for that day.
        let day = start.day().expect("a civil day");
        State::new(Words(language), region, day)
    });
    use_files(&state, host, start);
    use_program(&state, start.script.clone(), place);
    use_widget(&state, element, onclose);
    let moves = ui::use_moves(state.focus.0);
    let drawing = ui::use_drawing(host.is_touched());
    let around = Around {
        host: host.clone(),
        words: state.words,
        dispatcher: state.dispatcher(),
    };
    html! {
        <ContextProvider<Around> context={around}>
            <ContextProvider<ui::Moves> context={moves}>
                <ContextProvider<StateHandle> context={state}>
                    if let Some(style) = &start.style {
                        <link rel="stylesheet" href={style.clone()} crossorigin="anonymous" />
                    }
                    <View key={drawing} place={place.clone()} {onclose} />
                </ContextProvider<StateHandle>>
            </ContextProvider<ui::Moves>>
        </ContextProvider<Around>>
    }
}

/// What stays as it is as long as the view is there.
#[derive(Clone, PartialEq)]
struct Around {
    host: Host,
    words: Words,
    dispatcher: Dispatcher,
}

#[derive(PartialEq, Properties)]
struct ViewProps {
    place: HtmlElement,
    onclose: Callback<bool>,
}

/// All that is seen.
#[component]
fn View(props: &ViewProps) -> Html {
    let state = use_state_handle();
    let words = state.words;
    let title = use_focus(Place::Title);
    use_width(&props.place);
    let onclose = props.onclose.clone();
    let back = move |_: MouseEvent| onclose.emit(true);
    html! {
        <div class="ss ssr" lang={words.0.id()}>
            <header class="ss-header">
                <h1 tabindex="-1" ref={title}>{ words.get(Word::Title) }</h1>
                <span data-uncover="">
                    <Button name="roster-back" quiet=true onclick={back}>{ words.get(Word::Back) }</Button>
                </span>
                <p class="ss-lead">{ words.get(Word::Lead) }</p>
                <p class="ss-muted">{ words.get(Word::Privacy) }</p>
            </header>
            <p role="status" class="ssr-status">{ state.status.map(|word| words.get(word)) }</p>
            <main class="ssr-main">
                if state.phase == Phase::Broken {
                    <p role="alert" class="ss-notice">{ words.get(Word::Failed) }</p>
                } else if state.phase == Phase::Ready {
                    <Choose />
                    <div class="ssr-steps">{ step(&state) }</div>
                }
            </main>
        </div>
    }
}

fn step(state: &StateHandle) -> Html {
    match (state.step, &state.table, &state.offers, &state.summary) {
        (Step::Reading, ..) => html! { <Reading /> },
        (Step::Columns, Some(table), ..) => html! { <Columns {table} /> },
        (Step::Assume, _, Some(offers), _) => html! { <Assume {offers} /> },
        (Step::Running, ..) => running(state),
        (Step::Results, .., Some(summary)) => html! { <Results {summary} /> },
        _ => html! {},
    }
}

/// A large file takes a while. How far it has come nobody knows, but for how long it has been at it, and that
/// it can be left.
#[component]
fn Reading() -> Html {
    let state = use_state_handle();
    let words = state.words;
    let seconds = use_state(|| 0);
    let passed = seconds.clone();
    use_effect_with(*seconds, move |_| {
        let interval = Interval::new(1000, move || passed.set(*passed + 1));
        move || drop(interval)
    });
    if *seconds == 0 {
        return html! {};
    }
    let stop = on_click(&state, Action::StopReading);
    html! {
        <section class="ssr-running">
            <p><progress aria-label={words.get(Word::Reading)} /></p>
            <p class="ss-buttons">
                <span>{ words.count(Word::ReadingFor, *seconds) }</span>
                // In the page itself nothing can be pressed meanwhile.
                if state.apart {
                    <Button name="roster-stop" quiet=true onclick={stop}>{ words.get(Word::Stop) }</Button>
                }
            </p>
        </section>
    }
}

fn running(state: &StateHandle) -> Html {
    let words = state.words;
    let (done, total) = state.progress;
    let told = words.fill(Word::Running, &[&digits(done), &digits(total)]);
    let stop = on_click(state, Action::StopRun);
    html! {
        <section class="ssr-running">
            <p>
                <progress
                    max={total.max(1).to_string()}
                    value={done.to_string()}
                    aria-label={words.get(Word::Results)}
                />
            </p>
            <p class="ss-buttons">
                <span>{ told }</span>
                <Button name="roster-stop" quiet=true onclick={stop}>{ words.get(Word::Stop) }</Button>
            </p>
        </section>
    }
}

#[hook]
fn use_state_handle() -> StateHandle {
    use_context().expect("components of the view stand in it")
}

#[hook]
fn use_around() -> Around {
    use_context().expect("components of the view stand in it")
}

/// A click that sends the state this action.
fn on_click(state: &StateHandle, action: Action) -> Callback<MouseEvent> {
    let dispatcher = state.dispatcher();
    Callback::from(move |_| dispatcher.dispatch(action.clone()))
}
