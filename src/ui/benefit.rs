//! One benefit whole, in the order in which it is acted upon: what it comes to, until when, how and where; what
//! is to be asked or answered first; what holds for this person; and the words that grant it.

use engine::model::BenefitIdx;
use ui::Button;
use yew::prelude::*;

use super::card::{Card, mark, missing};
use super::conditions::{all_conditions, own_conditions};
use super::particulars::Particulars;
use super::source::Sources;
use super::tools::Tools;
use super::{on_click, use_focus, use_session};
use crate::session::{Action, Focus, Group};
use crate::words::{Lang, Word};

#[derive(PartialEq, Properties)]
pub struct BenefitPageProps {
    pub benefit: BenefitIdx,
}

#[component]
pub fn BenefitPage(&BenefitPageProps { benefit: index }: &BenefitPageProps) -> Html {
    let session = use_session();
    let heading = use_focus(Focus::Benefit);
    let words = session.words;
    let card = Card::new(&session, index);
    let benefit = card.benefit;
    let (name, lang) = card.name();
    let no = matches!(
        Group::of(benefit, card.finding, &session.assessment),
        None | Some(Group::No)
    );
    html! {
        <section class="ss-benefit">
            <p class="ss-buttons ss-way-back">
                <Button name="close" quiet=true onclick={on_click(&session, Action::CloseBenefit)}>
                    { words.get(Word::BackToResults) }
                </Button>
                // Whoever has come for this one alone may want the rest.
                if session.only.is_some() {
                    <Button name="all" quiet=true onclick={on_click(&session, Action::WantAll)}>
                        { words.get(Word::WantAll) }
                    </Button>
                }
            </p>
            <article
                data-benefit={benefit.id}
                data-verdict={mark(card.finding.verdict)}
                aria-labelledby={benefit.id}
            >
                <p class="ss-verdict">{ card.verdict() }</p>
                <h2 id={benefit.id} tabindex="-1" ref={heading} {lang}>{ name }</h2>
                // Offices know it by this name.
                if words.lang == Lang::English && !card.is_untranslated() {
                    <p class="ss-muted" lang="zh-CN">{ benefit.name }</p>
                }
                if !no || !card.finding.standing.is_in_force() {
                    { card.age() }
                }
                if card.finding.out_of_scope {
                    { card.whose() }
                } else if no {
                    { card.cause() }
                    // Where it is not due anyway, no date is promised.
                    if card.finding.deadline.is_some() {
                        { card.deadline() }
                    }
                    { card.changes() }
                } else {
                    { card.amount() }
                    { card.deadline() }
                    { card.unclear() }
                    { missing(&session, card.finding) }
                }
                <Particulars benefit={index} />
                if benefit.conditions.len() > 1 && !card.finding.out_of_scope {
                    <h3>{ words.get(Word::YourCase) }</h3>
                    { own_conditions(&session, benefit, card.finding) }
                    <details id="fold-conditions">
                        <summary>{ words.get(Word::AllConditions) }</summary>
                        { all_conditions(&session, benefit, card.finding) }
                    </details>
                }
                <Sources benefit={index} />
                { card.open_points() }
            </article>
            <Tools whole=false />
        </section>
    }
}
