//! The question that stands open: its form, why it is asked, and what is wrong with what was typed.

use engine::model::*;
use yew::prelude::*;

use super::fields::{DateField, FieldProps, NumberField, OptionList};
use super::{focus, on_click, use_focus, use_session};
use crate::session::{Action, Focus, Session, SessionHandle};
use crate::typed::Problem;
use crate::words::Word;

/// The question that stands open, or that none does.
#[component]
pub fn CurrentQuestion() -> Html {
    let session = use_session();
    let words = session.words;
    html! {
        <section class="ss-ask" aria-label={words.get(Word::QuestionRegion)}>
            if let Some(fact) = session.current {
                <p class="ss-progress">{ progress(&session) }</p>
                <QuestionForm key={session.fact(fact).id} {fact} />
            } else {
                { nothing_open(&session) }
            }
        </section>
    }
}

fn progress(session: &Session) -> String {
    let words = session.words;
    let mut text = words.count(Word::Answered, session.order.len());
    let open = session.open();
    // Before who and where are known, everything is open: a number would only frighten.
    if open > 0 && session.placed() {
        text.push_str(words.get(Word::Semicolon));
        text.push_str(&words.count(Word::StillOpen, open));
    }
    text
}

/// No question bears on money any more; some may on services.
fn nothing_open(session: &SessionHandle) -> Html {
    let words = session.words;
    let services = session.next_ask();
    let (heading, hint) = match services {
        None => (
            Word::AllAnswered,
            words.get(Word::AllAnsweredHint).to_owned(),
        ),
        Some(_) => {
            let left = session.assessment.next.len();
            (Word::MoneySettled, words.count(Word::ServicesLeft, left))
        }
    };
    html! {
        <>
            <h2>{ words.get(heading) }</h2>
            <p class="ss-progress">{ progress(session) }</p>
            <p>{ hint }</p>
            <p class="ss-buttons">
                <button type="button" data-action="results" onclick={on_click(session, Action::ShowResults)}>
                    { words.get(Word::ToResults) }
                </button>
                if let Some(ask) = services {
                    <button
                        type="button"
                        class="ss-quiet"
                        data-action="ask"
                        value={session.fact(ask.fact).id}
                        onclick={on_click(session, Action::Ask(ask.fact))}
                    >
                        { words.get(Word::GoOn) }
                    </button>
                }
                { back(session) }
            </p>
        </>
    }
}

fn back(session: &SessionHandle) -> Html {
    html! {
        if session.before().is_some() {
            <button type="button" class="ss-quiet" data-action="back" onclick={on_click(session, Action::Back)}>
                { session.words.get(Word::Back) }
            </button>
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
                <button type="submit" data-action="next" {onclick}>
                    { words.get(if editing { Word::Save } else { Word::Next }) }
                </button>
                if editing {
                    <button
                        type="button"
                        class="ss-quiet"
                        data-action="cancel"
                        onclick={on_click(&session, Action::CancelEdit)}
                    >
                        { words.get(Word::Cancel) }
                    </button>
                } else {
                    { back(&session) }
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
        (false, _) => Focus::Part(field.fact),
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
                { words.options[only].0 }
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
