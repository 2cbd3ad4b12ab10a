use yew::prelude::*;

/// Properties of a [`Button`].
#[derive(PartialEq, Properties)]
pub struct ButtonProps {
    /// What it is known by, whatever it says.
    pub name: AttrValue,
    /// One thing among others that can be done, not the next one.
    #[prop_or_default]
    pub quiet: bool,
    /// It sends the form that it stands in.
    #[prop_or_default]
    pub submit: bool,
    /// What it is about, where several have one name.
    #[prop_or_default]
    pub value: Option<AttrValue>,
    /// The language of its words, where that is another one.
    #[prop_or_default]
    pub lang: Option<AttrValue>,
    /// For whoever puts the keyboard on it.
    #[prop_or_default]
    pub node: NodeRef,
    /// What it does.
    pub onclick: Callback<MouseEvent>,
    /// What it says.
    pub children: Html,
}

/// A button.
#[component]
pub fn Button(props: &ButtonProps) -> Html {
    html! {
        <button
            type={if props.submit { "submit" } else { "button" }}
            class={props.quiet.then_some("ss-quiet")}
            data-button={&props.name}
            value={props.value.clone()}
            lang={props.lang.clone()}
            ref={&props.node}
            onclick={&props.onclick}
        >
            { props.children.clone() }
        </button>
    }
}
