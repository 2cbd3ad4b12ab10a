//! The question that stands open: its form, why it is asked, and what is wrong with what was typed.

use engine::model::*;
use engine::{Answer, REGION};
use ui::{Button, focus};
use yew::prelude::*;

use super::fields::{DateField, FieldProps, NumberField, OptionList};
use super::{on_click, use_focus, use_session};
use crate::session::{Action, Focus, Session, SessionHandle};
use crate::typed::Problem;
use crate::words::Word;

/// The page of questions that stands open, with nothing below it.
#[component]
pub fn CurrentQuestion() -> Html {
    let session = use_session();
    let words = session.words;
    html! {
        <section class="ss-ask" aria-label={words.get(Word::QuestionRegion)}>
            if let Some(fact) = session.current {
                { progress(&session) }
                <QuestionForm key={session.fact(fact).id} {fact} />
            }
        </section>
    }
}

/// For which place, where that is not asked here, and how many questions are to come. Before who and where
/// are known, nobody can tell.
fn progress(session: &Session) -> Html {
    let words = session.words;
    let mut parts = Vec::new();
    let place = session.answers.get(REGION);
    if place != Answer::NotAsked && session.page.iter().all(|part| part.fact != REGION) {
        parts.push(words.answer(REGION, place));
    }
    if session.placed() {
        let left = words.count(Word::QuestionsLeft, session.left());
        parts.push(match session.only {
            Some(benefit) => words.fill(Word::OnlyThis, &[words.benefit(benefit), &left]),
            None => left,
        });
    }
    html! {
        if !parts.is_empty() {
            <p class="ss-progress">{ parts.join(words.get(Word::Dot)) }</p>
        }
    }
}

fn back(session: &SessionHandle) -> Html {
    html! {
        if session.before().is_some() {
            <Button name="back" quiet=true onclick={on_click(session, Action::Back)}>
                { session.words.get(Word::Back) }
            </Button>
        }
    }
}

#[derive(PartialEq, Properties)]
pub struct QuestionFormProps {
    pub fact: FactIdx,
    /// It stands in the list of answers.
    #[prop_or_default]
    pub editing: bool,
}

/// The form of the page that stands open, or of one answer that is edited.
#[component]
pub fn QuestionForm(&QuestionFormProps { fact, editing }: &QuestionFormProps) -> Html {
    let session = use_session();
    let words = session.words;
    let asked: Vec<FactIdx> = match editing {
        true => vec![fact],
        false => session.page.iter().map(|part| part.fact).collect(),
    };
    let fields: Vec<FieldProps> = asked
        .iter()
        .map(|fact| FieldProps::new(&session, *fact, NodeRef::default()))
        .collect();
    // A sandbox may forbid forms: then nobody hears that one is sent. The key that sends it clicks its button.
    let send = on_click(&session, Action::Submit(fact));
    let onclick = move |event: MouseEvent| {
        event.prevent_default();
        send.emit(event);
    };
    let dispatcher = session.dispatcher();
    let onsubmit = move |event: SubmitEvent| {
        event.prevent_default();
        dispatcher.dispatch(Action::Submit(fact));
    };
    html! {
        <form data-fact={session.fact(fact).id} novalidate=true {onsubmit}>
            if fields.iter().any(|field| field.problem.is_some()) {
                <ProblemSummary fields={fields.clone()} />
            }
            for field in &fields {
                <Part key={session.fact(field.fact).id} opens={field.fact == fact} {editing} field={field.clone()} />
            }
            { why(&session, &asked) }
            <p class="ss-buttons">
                <Button name="next" submit=true {onclick}>
                    { words.get(if editing { Word::Save } else { Word::Next }) }
                </Button>
                if editing {
                    <Button name="cancel" quiet=true onclick={on_click(&session, Action::CancelEdit)}>
                        { words.get(Word::Cancel) }
                    </Button>
                } else {
                    { back(&session) }
                    if session.placed() {
                        <Button
                            name="results"
                            quiet=true
                            onclick={on_click(&session, Action::ShowResults)}
                        >
                            { words.get(Word::LookFirst) }
                        </Button>
                    }
                }
            </p>
        </form>
    }
}

#[derive(PartialEq, Properties)]
struct ProblemSummaryProps {
    fields: Vec<FieldProps>,
}

/// What is wrong, above all else, with links to where it is mended.
#[component]
fn ProblemSummary(ProblemSummaryProps { fields }: &ProblemSummaryProps) -> Html {
    let session = use_session();
    let place = use_focus(Focus::Problems);
    // Within the page the keyboard moves and the address stays as it is.
    let go = |mend: NodeRef| {
        move |event: MouseEvent| {
            event.prevent_default();
            focus(&mend);
        }
    };
    html! {
        <div class="ss-problems" role="alert" tabindex="-1" ref={place}>
            <p>{ session.words.get(Word::ProblemTitle) }</p>
            for field in fields {
                if let Some(problem) = field.problem {
                    <p>
                        <a href={format!("#{}", field.to_mend(&session))} onclick={go(field.mend.clone())}>
                            <span>
                                // On a page of several, which of them it is.
                                if fields.len() > 1 {
                                    { session.words.fact(field.fact).name }
                                    { session.words.lang.colon() }
                                }
                                { message(&session, field.fact, problem) }
                            </span>
                        </a>
                    </p>
                }
            }
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct PartProps {
    field: FieldProps,
    editing: bool,
    /// It is the first of its form.
    opens: bool,
}

/// One question of a form: its words, and what can be typed or ticked.
#[component]
fn Part(props: &PartProps) -> Html {
    let PartProps {
        field,
        editing,
        opens,
    } = props;
    let session = use_session();
    let place = use_focus(match (opens, editing) {
        (true, false) => Focus::Question,
        (true, true) => Focus::Editing,
        (false, _) => Focus::Stay,
    });
    let (tag, id) = match (opens, editing) {
        (true, false) => ("h2", "question".to_owned()),
        (true, true) => ("h3", "editing".to_owned()),
        (false, _) => ("h3", field.id(&session, "question")),
    };
    let name = id.clone();
    let body = html! {
        <>
            { question(&session, field, (tag, id), place) }
            { inputs(&session, field) }
        </>
    };
    html! {
        <div class="ss-part" data-question={session.fact(field.fact).id}>
            // Several inputs are one group, named by the question. Said outright: older Safari does
            // not see a legend that has no box of its own.
            if field.is_one_text(&session) {
                { body }
            } else {
                <fieldset aria-labelledby={name} aria-describedby={field.described_by(&session)}>
                    { body }
                </fieldset>
            }
        </div>
    }
}

/// The question, its help, and what is wrong with the answer. The heading has a tag and an id.
fn question(
    session: &Session,
    field: &FieldProps,
    (tag, id): (Str, String),
    place: NodeRef,
) -> Html {
    let words = session.words.fact(field.fact);
    let one_text = field.is_one_text(session);
    let heading = html! {
        <@{tag} class="ss-question" {id} tabindex="-1" ref={place}>
            if one_text {
                <label for={field.id(session, "0")}>{ words.question }</label>
            } else {
                { words.question }
            }
            if let Some(only) = field.only {
                { &*words.options[only].0 }
            }
        </@>
    };
    html! {
        <>
            if one_text {
                { heading }
            } else {
                <legend>{ heading }</legend>
            }
            if !words.help.is_empty() {
                <p class="ss-help" id={field.id(session, "help")}>{ words.help }</p>
            }
            if let Some(problem) = field.problem {
                <p class="ss-error" id={field.id(session, "error")}>
                    <span>{ message(session, field.fact, problem) }</span>
                </p>
            }
        </>
    }
}

/// What can be typed or ticked.
fn inputs(session: &Session, field: &FieldProps) -> Html {
    match session.fact(field.fact).kind {
        FactKind::Int { .. } | FactKind::Money { .. } => html! { <NumberField ..field.clone() /> },
        FactKind::Date { .. } => html! { <DateField ..field.clone() /> },
        FactKind::Bool | FactKind::Choice { .. } | FactKind::Set { .. } => {
            html! { <OptionList ..field.clone() /> }
        }
    }
}

/// Which open benefits the answers bear on.
fn why(session: &Session, asked: &[FactIdx]) -> Html {
    let mut turns: Vec<_> = asked.iter().flat_map(|fact| session.turns(*fact)).collect();
    turns.sort_unstable();
    turns.dedup();
    if turns.is_empty() || !session.placed() {
        return html! {};
    }
    let words = session.words;
    html! {
        <details class="ss-why">
            <summary>{ words.get(Word::WhyAsked) }</summary>
            <p>{ words.count(Word::BearsOn, turns.len()) }</p>
            <ul>
                for benefit in turns {
                    <li>{ words.benefit(benefit) }</li>
                }
            </ul>
        </details>
    }
}

/// What is wrong, and what may stand there instead.
fn message(session: &Session, fact: FactIdx, problem: Problem) -> String {
    let words = session.words;
    let kind = &session.fact(fact).kind;
    let word = match (problem, kind) {
        (Problem::Empty, FactKind::Set { .. }) => Word::EmptySet,
        (Problem::Empty, FactKind::Date { .. }) => Word::EmptyDate,
        (Problem::Empty, FactKind::Int { .. } | FactKind::Money { .. }) => Word::EmptyNumber,
        (
            Problem::NotWhole | Problem::OutOfRange,
            FactKind::Int { min, max, .. } | FactKind::Money { min, max },
        ) => {
            let word = match problem {
                Problem::NotWhole => Word::NotWhole,
                _ => Word::OutOfRange,
            };
            return words.fill(word, &[&min.to_string(), &max.to_string()]);
        }
        (Problem::DatePart(0), _) => Word::WrongYear,
        (Problem::DatePart(1), _) => Word::WrongMonth,
        (Problem::DatePart(_), _) => Word::WrongDay,
        (Problem::NoSuchDay, _) => {
            let [year, month, day] = &session.typed(fact).texts;
            return words.fill(Word::NoSuchDay, &[year, month, day]);
        }
        (Problem::Future, _) => {
            return words.fill(Word::FutureDate, &[&words.date(session.today)]);
        }
        (Problem::TooEarly, FactKind::Date { earliest }) => {
            return words.fill(Word::TooEarly, &[&words.date(*earliest)]);
        }
        _ => Word::EmptyChoice,
    };
    words.get(word).to_owned()
}
