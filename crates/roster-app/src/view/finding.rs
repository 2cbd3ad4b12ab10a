//! One benefit, with the words that grant it.

use api::roster::{Finding, Named};
use ui::{Card, Quote};
use yew::prelude::*;

use crate::host::Host;
use crate::words::{Word, Words};

/// `of` tells those of the enterprise from those of a person.
pub fn card(words: Words, host: &Host, of: &str, finding: &Finding) -> Html {
    let Finding {
        benefit,
        amount,
        quote,
        place,
        ..
    } = finding;
    let row = finding.whose.as_ref().map(|(row, _)| row.to_string());
    let id = format!("{of}{}-{}", row.unwrap_or_default(), benefit.id);
    let name = match &finding.whose {
        Some((row, name)) => format!("{}（{}）", benefit.name, words.person(name, *row)),
        None => benefit.name.clone(),
    };
    let amount = match benefit.service {
        true => words.get(Word::Service),
        false => amount,
    };
    html! {
        <Card
            key={id.as_str()}
            id={id.clone()}
            benefit={benefit.id.clone()}
            verdict={finding.verdict.id()}
            says={finding.says.clone()}
            {name}
            lang="zh-CN"
        >
            <p>
                <strong class="ssr-amount">{ amount }</strong>
                if let Some(deadline) = &finding.deadline {
                    { " " }
                    { words.fill(Word::By, &[&deadline.0.to_string()]) }
                }
            </p>
            if !finding.missing.is_empty() {
                <p class="ss-muted">{ words.fill(Word::Missing, &[&finding.missing.join("、")]) }</p>
            }
            if finding.unclear {
                <p class="ss-muted">{ words.get(Word::UnclearWords) }</p>
            }
            <Quote words={quote.clone()} place={place.clone()} />
            <p class="ss-muted">
                { words.get(Word::From) }
                { "：" }
                <a href={clause(host, benefit)} target="_blank" rel="noopener" lang="zh-CN">
                    { &benefit.title }
                </a>
            </p>
        </Card>
    }
}

/// The address of the words that grant it.
pub fn clause(host: &Host, benefit: &Named) -> String {
    host.address(&format!("policy/{}.html#{}", benefit.source, benefit.id))
}
