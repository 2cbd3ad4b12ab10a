//! The rest of what a text says of a benefit, as names and values: where to apply, quotas, caps,
//! what it shuts out.

use engine::Verdict;
use engine::model::*;
use yew::prelude::*;

use super::use_session;
use crate::words::{Word, Words};

#[derive(PartialEq, Properties)]
pub struct ParticularsProps {
    pub benefit: BenefitIdx,
}

#[component]
pub fn Particulars(props: &ParticularsProps) -> Html {
    let session = use_session();
    let words = session.words;
    let benefit = session.benefit(props.benefit);
    let finding = &session.assessment.findings[usize::from(props.benefit)];
    let particular = |name: Word, text: Str| particular(words, name, text);
    html! {
        <dl>
            if !benefit.apply.is_empty() {
                <dt>{ words.get(Word::Apply) }</dt>
                for way in &benefit.apply {
                    { apply(words, way) }
                }
            } else if !finding.out_of_scope && finding.verdict != Verdict::Ineligible {
                <dt>{ words.get(Word::Apply) }</dt>
                <dd>{ words.get(Word::ApplyUnstated) }</dd>
            }
            { particular(Word::ClaimNote, benefit.claim_note) }
            if finding.due.is_some() {
                { particular(Word::ServicesGiven, benefit.services) }
            } else {
                // Of a sum it stands beside that.
                { particular(Word::Quota, benefit.quota) }
            }
            if let Some(cap) = &benefit.cap {
                { particular(Word::Cap, cap.note) }
            }
            for &other in &benefit.excludes {
                { particular(Word::Excludes, session.benefit(other).name) }
            }
            for relation in &benefit.relations {
                { particular(Word::Relations, relation) }
            }
            { particular(Word::Responsible, benefit.responsible) }
        </dl>
    }
}

fn particular(words: &Words, name: Word, text: Str) -> Html {
    html! {
        if !text.is_empty() {
            <dt>{ words.get(name) }</dt>
            <dd lang="zh-CN">{ text }</dd>
        }
    }
}

/// One way to apply or ask.
fn apply(words: &Words, way: &'static Apply) -> Html {
    html! {
        <dd lang="zh-CN">
            if !way.office.is_empty() {
                <b>{ way.office }</b>
            }
            if !way.how.is_empty() {
                <p>{ way.how }</p>
            }
            if !way.payout.is_empty() {
                <p>{ way.payout }</p>
            }
            if !way.phone.is_empty() {
                <p>
                    <span>{ words.get(Word::Phone) }</span>
                    for phone in way.phone.split(['、', '；', '，']) {
                        <a href={telephone(phone)}>{ phone }</a>
                    }
                </p>
            }
            if way.link.starts_with("http") {
                <p><a href={way.link} rel="noreferrer">{ way.link }</a></p>
            } else if !way.link.is_empty() {
                // An address of which the source prints only a part is no link.
                <p><span>{ words.get(Word::LinkBroken) }</span>{ way.link }</p>
            }
        </dd>
    }
}

fn telephone(number: &str) -> String {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    format!("tel:{digits}")
}
