use yew::prelude::*;

/// Properties of a [`Card`].
#[derive(PartialEq, Properties)]
pub struct CardProps {
    /// The id of the benefit.
    pub benefit: AttrValue,
    /// The id of its heading, where the benefit may have several cards; its own else.
    #[prop_or_default]
    pub id: Option<AttrValue>,
    /// The id of the verdict.
    pub verdict: &'static str,
    /// The verdict in words.
    pub says: AttrValue,
    /// The name of the benefit.
    pub name: AttrValue,
    /// The language of the name, where that is another one than the page's.
    #[prop_or_default]
    pub lang: Option<&'static str>,
    /// What else there is to say.
    pub children: Html,
}

/// One benefit: the verdict, its name, and what else there is to say of it.
#[component]
pub fn Card(props: &CardProps) -> Html {
    let id = props.id.as_ref().unwrap_or(&props.benefit);
    html! {
        <article
            class="ss-card"
            data-benefit={&props.benefit}
            data-verdict={props.verdict}
            aria-labelledby={id}
        >
            <p class="ss-verdict">{ &props.says }</p>
            <h4 {id} lang={props.lang}>{ &props.name }</h4>
            { props.children.clone() }
        </article>
    }
}
