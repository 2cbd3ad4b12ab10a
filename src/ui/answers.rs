//! 我的答案: every answer given, each to be edited where it stands; and what can be done with all.

use engine::model::FactIdx;
use ui::Button;
use yew::prelude::*;

use super::question::QuestionForm;
use super::tools::{RosterButton, Tools};
use super::{on_click, use_focus, use_session};
use crate::session::{Action, Focus};
use crate::words::Word;

#[component]
pub fn AnswersList() -> Html {
    let session = use_session();
    let words = session.words;
    if session.order.is_empty() {
        return html! {};
    }
    html! {
        <section class="ss-answers" aria-labelledby="answers">
            <RosterButton />
            <h2 id="answers">{ words.get(Word::MyAnswers) }</h2>
            <ul>
                for &fact in &session.order {
                    <AnswerRow key={session.fact(fact).id} {fact} />
                }
            </ul>
            <p class="ss-muted">{ words.get(Word::AnswersStay) }</p>
            <Tools whole=true />
        </section>
    }
}

#[derive(PartialEq, Properties)]
struct AnswerRowProps {
    fact: FactIdx,
}

#[component]
fn AnswerRow(&AnswerRowProps { fact }: &AnswerRowProps) -> Html {
    let session = use_session();
    let edit = use_focus(Focus::EditButton(fact));
    let words = session.words;
    let id = session.fact(fact).id;
    if session.editing == Some(fact) {
        return html! {
            <li data-answer={id}><QuestionForm {fact} editing=true /></li>
        };
    }
    let name = words.fact(fact).name;
    let idle = !session.in_use[usize::from(fact)];
    html! {
        <li data-answer={id} data-idle={idle.then_some("")}>
            <p>
                <b>{ name }</b>
                <span>{ words.answer(fact, session.answers.get(fact)) }</span>
                if idle {
                    <small>{ words.get(Word::NotNeeded) }</small>
                }
            </p>
            if !session.locked(fact) {
                <Button
                    name="edit"
                    quiet=true
                    value={id}
                    node={edit}
                    onclick={on_click(&session, Action::Edit(fact))}
                >
                    { words.get(Word::Edit) }
                    <span class="ss-unseen">{ name }</span>
                </Button>
            }
        </li>
    }
}
