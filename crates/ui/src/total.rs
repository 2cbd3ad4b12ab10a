use yew::prelude::*;

/// Properties of a [`Total`].
#[derive(PartialEq, Properties)]
pub struct TotalProps {
    /// What it is known by.
    pub mark: AttrValue,
    /// What it is a total of.
    pub name: AttrValue,
    /// The total, as it is said.
    pub sum: AttrValue,
    /// What there is to know of it.
    #[prop_or_default]
    pub children: Html,
}

/// One of a list of totals.
#[component]
pub fn Total(props: &TotalProps) -> Html {
    html! {
        <div data-total={&props.mark}>
            <dt>{ &props.name }</dt>
            <dd>
                <strong>{ &props.sum }</strong>
                { props.children.clone() }
            </dd>
        </div>
    }
}
