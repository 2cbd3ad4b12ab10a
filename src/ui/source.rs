//! Words of a policy, and where they stand.

use engine::model::{BenefitIdx, Citation, Source};
use ui::{Quote, chinese};
use yew::prelude::*;

use super::{use_host, use_session};
use crate::words::{Word, Words};

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
    let (granting, more) = benefit.citations.split_at(1.min(benefit.citations.len()));
    let quotes = |citations: &'static [Citation]| {
        html! {
            for &Citation { quote, place, .. } in citations {
                <Quote words={quote} {place} />
            }
        }
    };
    html! {
        <>
            <h5>{ words.get(Word::Source) }</h5>
            // The words that grant it are in sight; what else is said of it is a tap away.
            { quotes(granting) }
            if !more.is_empty() {
                <details id="fold-quotes">
                    <summary>{ words.count(Word::MoreQuotes, more.len()) }</summary>
                    { quotes(more) }
                </details>
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
