use web_sys::HtmlSelectElement;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub struct SelectProps {
    pub id: AttrValue,
    /// What is chosen.
    pub value: AttrValue,
    /// The name of the column that it is about.
    #[prop_or_default]
    pub column: Option<AttrValue>,
    #[prop_or_default]
    pub described_by: Option<AttrValue>,
    /// For whoever puts the keyboard on it.
    #[prop_or_default]
    pub node: NodeRef,
    pub onchange: Callback<String>,
    /// The options.
    pub children: Html,
}

/// One of several.
#[component]
pub fn Select(props: &SelectProps) -> Html {
    let node = props.node.clone();
    let value = props.value.clone();
    // Once the options stand in it.
    use_effect(move || {
        if let Some(select) = node.cast::<HtmlSelectElement>()
            && select.value() != value.as_str()
        {
            select.set_value(&value);
        }
    });
    let heard = props.onchange.clone();
    let onchange = move |event: Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        heard.emit(select.value());
    };
    html! {
        <select
            id={&props.id}
            data-column={props.column.clone()}
            aria-describedby={props.described_by.clone()}
            ref={&props.node}
            {onchange}
        >
            { props.children.clone() }
        </select>
    }
}

/// An option.
pub fn option(value: impl Into<AttrValue>, label: impl Into<AttrValue>) -> Html {
    let (value, label) = (value.into(), label.into());
    html! { <option key={value.as_str()} {value}>{ label }</option> }
}
