//! What both views have: their heading, the way back, the keyboard.
//!
//! Tests, styles and the page around may rely on these marks: `[data-more-view="advice|cities"]`, a view;
//! `[data-uncover]`, around the button that closes it; `[data-button="<name>"]`, a button; `[data-part="<name>"]`,
//! a part of a view; `[data-benefit]`, what is said of a benefit; `[data-city]`, a city.

use std::rc::Rc;

use gloo_events::EventListener;
use ui::Button;
use web_sys::wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};
use yew::prelude::*;

use crate::advice::Advice;
use crate::cities::Cities;
use crate::words::Word;
use crate::{Known, View};

/// What is known here is one thing as long as the view is there.
#[derive(Clone)]
pub(crate) struct Shared(pub Rc<Known>);

impl PartialEq for Shared {
    fn eq(&self, other: &Shared) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[hook]
pub(crate) fn use_known() -> Rc<Known> {
    let shared: Shared = use_context().expect("components of a view stand in it");
    shared.0
}

#[derive(Properties)]
pub struct AppProps {
    pub known: Rc<Known>,
    /// The address of the styles, where they are not there already.
    pub style: Option<String>,
    /// The widget that it lies over.
    pub element: HtmlElement,
    /// The element that it stands in.
    pub place: HtmlElement,
    pub onprint: Callback<()>,
    /// Closes it; `true`: back to the results.
    pub onclose: Callback<bool>,
}

impl PartialEq for AppProps {
    fn eq(&self, other: &AppProps) -> bool {
        Rc::ptr_eq(&self.known, &other.known)
    }
}

/// A view over a widget.
#[component]
pub fn App(props: &AppProps) -> Html {
    let (element, place) = (props.element.clone(), props.place.clone());
    let onclose = props.onclose.clone();
    use_effect_with((), move |()| {
        let close = move |back: bool| {
            // Not while a listener is at work that goes with the view.
            let onclose = onclose.clone();
            wasm_bindgen_futures::spawn_local(async move { onclose.emit(back) });
        };
        let (gone, later) = (close.clone(), close.clone());
        let listeners = [
            EventListener::new(&element, "unmount", move |_| gone(false)),
            EventListener::new(&element, "day", move |_| later(true)),
            EventListener::new(&place, "keydown", move |event| {
                let key = event.dyn_ref().map(KeyboardEvent::key);
                if key.as_deref() == Some("Escape") {
                    close(true);
                }
            }),
        ];
        move || drop(listeners)
    });
    let heading = use_node_ref();
    let title = heading.clone();
    use_effect_with((), move |()| {
        if let Some(title) = title.cast::<HtmlElement>() {
            let _ = title.focus();
        }
    });
    html! {
        <>
            if let Some(style) = &props.style {
                <link rel="stylesheet" href={style.clone()} crossorigin="anonymous" />
            }
            <Page
                known={props.known.clone()}
                {heading}
                onprint={&props.onprint}
                onclose={&props.onclose}
            />
        </>
    }
}

#[derive(Properties)]
pub struct PageProps {
    pub known: Rc<Known>,
    #[prop_or_default]
    pub heading: NodeRef,
    #[prop_or_default]
    pub onprint: Callback<()>,
    #[prop_or_default]
    pub onclose: Callback<bool>,
}

impl PartialEq for PageProps {
    fn eq(&self, other: &PageProps) -> bool {
        Rc::ptr_eq(&self.known, &other.known)
    }
}

/// All that is seen.
#[component]
pub fn Page(props: &PageProps) -> Html {
    let known = &props.known;
    let words = &known.words;
    let (title, lead) = match known.view {
        View::Advice => (Word::Advice, Word::AdviceLead),
        View::Cities => (Word::Cities, Word::CitiesLead),
    };
    let (onclose, onprint) = (props.onclose.clone(), props.onprint.clone());
    let back = move |_: MouseEvent| onclose.emit(true);
    let print = move |_: MouseEvent| onprint.emit(());
    html! {
        <ContextProvider<Shared> context={Shared(known.clone())}>
            <div class="ss ssm" lang={words.lang.tag()} data-elder={known.elder.then_some("")}>
                <header class="ss-header">
                    <h1 tabindex="-1" ref={props.heading.clone()}>{ words.get(title) }</h1>
                    <span data-uncover="">
                        <Button name="more-back" quiet=true onclick={back}>
                            { words.get(Word::Back) }
                        </Button>
                    </span>
                </header>
                <main class="ssm-main">
                    <p>
                        { words.get(lead) }
                        { words.fill(Word::AsOf, &[&words.lang.date(known.on)]) }
                    </p>
                    if known.view == View::Advice {
                        <Advice />
                    } else {
                        <Cities />
                    }
                    <p class="ss-buttons ss-tools">
                        <Button name="more-print" quiet=true onclick={print}>
                            { words.get(Word::Print) }
                        </Button>
                    </p>
                </main>
            </div>
        </ContextProvider<Shared>>
    }
}
