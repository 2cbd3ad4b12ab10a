//! Words of a policy. They are always Chinese, whatever the page speaks.

use yew::prelude::*;
use yew::virtual_dom::AttrValue;

/// Words of a policy, in their own typeface.
pub fn policy(words: impl Into<AttrValue>) -> Html {
    html! { <span class="ss-policy" lang="zh-CN">{ words.into() }</span> }
}

/// Words from the rules that no policy says in this form.
pub fn chinese(words: impl Into<AttrValue>) -> Html {
    html! { <span lang="zh-CN">{ words.into() }</span> }
}

/// A paragraph in the words of the policy, if there are any.
pub fn policy_note(words: impl Into<AttrValue>) -> Html {
    let words = words.into();
    html! {
        if !words.is_empty() {
            <p class="ss-note">{ policy(words) }</p>
        }
    }
}

/// Properties of a [`Quote`].
#[derive(PartialEq, Properties)]
pub struct QuoteProps {
    /// What is quoted.
    pub words: AttrValue,
    /// Where in the source it stands.
    pub place: AttrValue,
}

/// The words that grant a benefit, and where they stand.
#[component]
pub fn Quote(props: &QuoteProps) -> Html {
    html! {
        <blockquote class="ss-policy" lang="zh-CN">
            <p>{ &props.words }</p>
            <small>{ &props.place }</small>
        </blockquote>
    }
}
