//! What can be typed or ticked.

use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Properties of a [`Tick`].
#[derive(PartialEq, Properties)]
pub struct TickProps {
    /// One of several or any of them: `radio` or `checkbox`.
    pub kind: &'static str,
    /// The name of its group.
    pub group: AttrValue,
    /// What it stands for.
    pub value: AttrValue,
    /// The id of the input.
    pub id: AttrValue,
    /// Whether it is ticked.
    pub checked: bool,
    /// What it says.
    pub label: Html,
    /// What there is to know of it; empty for nothing.
    #[prop_or_default]
    pub note: AttrValue,
    /// For whoever puts the keyboard on it.
    #[prop_or_default]
    pub node: NodeRef,
    /// Hears whether it is ticked now.
    pub onchange: Callback<bool>,
}

/// Something to tick.
#[component]
pub fn Tick(props: &TickProps) -> Html {
    let note_id = (!props.note.is_empty()).then(|| format!("{}-note", props.id));
    let heard = props.onchange.clone();
    let onchange = move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        heard.emit(input.checked());
    };
    html! {
        <div class="ss-option">
            <input
                type={props.kind}
                name={&props.group}
                value={&props.value}
                checked={props.checked}
                id={&props.id}
                data-option={&props.value}
                aria-describedby={note_id.clone()}
                ref={&props.node}
                {onchange}
            />
            <label for={&props.id}>{ props.label.clone() }</label>
            if note_id.is_some() {
                <small id={note_id}>{ &props.note }</small>
            }
        </div>
    }
}

/// Properties of a [`TextField`].
#[derive(PartialEq, Properties)]
pub struct TextFieldProps {
    /// How it looks.
    pub class: &'static str,
    /// The name in its form.
    pub name: AttrValue,
    /// The id of the input.
    pub id: AttrValue,
    /// What stands in it.
    pub value: AttrValue,
    /// What counts while nothing stands in it.
    #[prop_or_default]
    pub placeholder: Option<AttrValue>,
    /// The ids of what is said of it.
    #[prop_or_default]
    pub described_by: Option<AttrValue>,
    /// What stands in it cannot be taken.
    pub wrong: bool,
    /// For whoever puts the keyboard on it.
    #[prop_or_default]
    pub node: NodeRef,
    /// Hears what stands in it now.
    pub oninput: Callback<String>,
}

/// A line for a number, or for a part of a date.
#[component]
pub fn TextField(props: &TextFieldProps) -> Html {
    let heard = props.oninput.clone();
    let oninput = move |event: InputEvent| {
        let input: HtmlInputElement = event.target_unchecked_into();
        heard.emit(input.value());
    };
    html! {
        <input
            type="text"
            class={props.class}
            inputmode="numeric"
            autocomplete="off"
            name={&props.name}
            id={&props.id}
            value={&props.value}
            placeholder={props.placeholder.clone()}
            aria-describedby={props.described_by.clone()}
            aria-invalid={props.wrong.then_some("true")}
            ref={&props.node}
            {oninput}
        />
    }
}
