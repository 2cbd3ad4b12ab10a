//! Words of a policy, and where they stand.

use engine::model::{BenefitIdx, Citation, Source, Str};
use yew::prelude::*;

use super::{use_host, use_session};
use crate::words::{Word, Words};

/// Words of a policy: in their own typeface, and always Chinese.
pub fn policy(words: Str) -> Html {
    html! { <span class="ss-policy" lang="zh-CN">{ words }</span> }
}

/// Words from the rules that no policy says in this form; they are Chinese as well.
pub fn chinese(words: Str) -> Html {
    html! { <span lang="zh-CN">{ words }</span> }
}

/// A paragraph in the words of the policy, if there are any.
pub fn policy_note(words: Str) -> Html {
    html! {
        if !words.is_empty() {
            <p class="ss-note">{ policy(words) }</p>
        }
    }
}

#[derive(PartialEq, Properties)]
pub struct SourcesProps {
    pub benefit: BenefitIdx,
}

/// The words that grant a benefit, and where they stand.
#[component]
pub fn Sources(props: &SourcesProps) -> Html {
    let session = use_session();
    let host = use_host();
    let words = session.words;
    let benefit = session.benefit(props.benefit);
    let source = &session.rulebook.sources[usize::from(benefit.source)];
    let page = format!("policy/{}.html#{}", source.id, benefit.id);
    html! {
        <>
            <h5>{ words.get(Word::Source) }</h5>
            for citation in &benefit.citations {
                { quote(citation) }
            }
            <p class="ss-source">
                <cite lang="zh-CN">{ source.title }</cite>
                { origin(words, source) }
                { chinese(source.validity_note) }
                <a href={host.address(&page)}>{ words.get(Word::ClausePage) }</a>
            </p>
        </>
    }
}

fn quote(citation: &'static Citation) -> Html {
    html! {
        <blockquote class="ss-policy" lang="zh-CN">
            <p>{ citation.quote }</p>
            <small>{ citation.place }</small>
        </blockquote>
    }
}

/// Who published a source, under which number, when, and what kind of text it is. Our words in
/// between are of the page's language.
pub fn origin(words: &Words, source: &'static Source) -> Html {
    let lang = words.lang.tag();
    html! {
        <span class="ss-origin" lang="zh-CN">
            <b {lang}>{ words.lang.source_kind(source.kind) }</b>
            <span>{ source.issuer }</span>
            if source.number.is_empty() {
                <span {lang}>{ words.get(Word::NoNumber) }</span>
            } else {
                <span>{ source.number }</span>
            }
            <span>
                if source.date_inferred {
                    <b class="ss-inferred" {lang}>{ words.get(Word::Inferred) }</b>
                }
                { source.date_note }
            </span>
        </span>
    }
}
