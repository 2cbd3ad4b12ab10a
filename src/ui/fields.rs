//! What can be typed or ticked in a question's form: one component for each kind of fact.

use engine::model::*;
use engine::{AUDIENCE, REGION, covered_regions};
use ui::{TextField, Tick};
use yew::prelude::*;

use super::use_session;
use crate::session::{Action, Session, SessionHandle};
use crate::typed::{Mark, Problem};
use crate::words::Word;

/// Names of the text fields: of a number the first alone, of a date year, month and day.
const SLOTS: [Str; 3] = ["0", "1", "2"];

#[derive(Clone, PartialEq, Properties)]
pub struct FieldProps {
    pub fact: FactIdx,
    /// Ranges of a number of which one is enough to know.
    pub choices: Vec<(i64, i64)>,
    /// The one option of a set that is asked about.
    pub only: Option<usize>,
    pub problem: Option<Problem>,
    /// The input that is to be mended if there is a problem.
    pub mend: NodeRef,
}

impl FieldProps {
    pub fn new(session: &Session, fact: FactIdx, mend: NodeRef) -> FieldProps {
        let problem = session.problems.iter().find(|(of, _)| *of == fact);
        FieldProps {
            fact,
            choices: session.choices(fact),
            only: session.only_option(fact),
            problem: problem.map(|(_, problem)| *problem),
            mend,
        }
    }

    /// One text field is all there is: a number that counts.
    pub fn is_one_text(&self, session: &Session) -> bool {
        let kind = &session.fact(self.fact).kind;
        let number = matches!(kind, FactKind::Int { .. } | FactKind::Money { .. });
        number && self.choices.is_empty()
    }

    /// The id of an input or note of this question.
    pub fn id(&self, session: &Session, part: &str) -> String {
        format!("{}-{part}", session.fact(self.fact).id)
    }

    /// The ids of help and error.
    pub fn described_by(&self, session: &Session) -> Option<String> {
        let help = !session.words.fact(self.fact).help.is_empty();
        let help = help.then(|| self.id(session, "help"));
        let error = self.problem.map(|_| self.id(session, "error"));
        let ids: Vec<String> = [help, error].into_iter().flatten().collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// The id of the input that is to be mended.
    pub fn to_mend(&self, session: &Session) -> String {
        self.id(session, self.part_to_mend(session))
    }

    fn part_to_mend(&self, session: &Session) -> Str {
        match &session.fact(self.fact).kind {
            FactKind::Bool => "yes",
            FactKind::Choice { options } => options[0].id,
            FactKind::Set { options } => {
                options[session.shown(self.fact).trailing_zeros() as usize].id
            }
            _ => SLOTS[usize::from(self.problem.map_or(0, Problem::slot))],
        }
    }

    fn node(&self, session: &Session, part: &str) -> NodeRef {
        if self.part_to_mend(session) == part {
            self.mend.clone()
        } else {
            NodeRef::default()
        }
    }
}

/// A number or a sum: ranges where one is enough to know, and the number itself.
#[component]
pub fn NumberField(field: &FieldProps) -> Html {
    let session = use_session();
    let words = session.words;
    let own = words.fact(field.fact);
    let ranges = !field.choices.is_empty();
    html! {
        <>
            if ranges {
                <div>
                    for &(low, high) in &field.choices {
                        { range(&session, field, low, high) }
                    }
                </div>
                { unsure(&session, field, "radio", Word::Unsure) }
                <p class="ss-help">
                    <label for={field.id(&session, SLOTS[0])}>{ words.get(Word::ExactNumber) }</label>
                </p>
            }
            <p class="ss-field">
                { text_input(&session, field, 0) }
                <span>{ if own.money { words.get(Word::YuanUnit) } else { own.unit } }</span>
            </p>
            if !ranges {
                { unsure(&session, field, "checkbox", Word::Unsure) }
            }
        </>
    }
}

/// A date, as much of it as somebody knows.
#[component]
pub fn DateField(field: &FieldProps) -> Html {
    let session = use_session();
    let words = session.words;
    html! {
        <>
            <p class="ss-field">
                for (slot, word) in [Word::Year, Word::Month, Word::Day].into_iter().enumerate() {
                    { text_input(&session, field, slot) }
                    <label for={field.id(&session, SLOTS[slot])}>{ words.get(word) }</label>
                }
            </p>
            { unsure(&session, field, "checkbox", Word::Unsure) }
        </>
    }
}

/// Yes or no, one of several, or any of several.
#[component]
pub fn OptionList(field: &FieldProps) -> Html {
    let session = use_session();
    let words = session.words;
    let kind = &session.fact(field.fact).kind;
    if let Some(only) = field.only {
        return only_option(&session, field, only);
    }
    let set = matches!(kind, FactKind::Set { .. });
    let input = if set { "checkbox" } else { "radio" };
    let shown = if set { session.shown(field.fact) } else { !0 };
    let tick = |part: Str, mark, label: Str, note: Str| {
        tick(&session, field, input, part, mark, html! { label }, note)
    };
    let options = (0..)
        .zip(kind.options())
        .zip(&words.fact(field.fact).options);
    let options = options.filter(|((option, _), _)| shown >> option & 1 == 1);
    let options: Vec<_> = options
        .map(|((option, choice), (label, note))| (option, choice.id, &**label, *note))
        .collect();
    // Who asks and where, everybody knows.
    let known = [AUDIENCE, REGION].contains(&field.fact);
    if field.fact == REGION {
        return cities(&session, field, &options, &tick);
    }
    let short = options.len() > 5
        && options
            .iter()
            .all(|(.., label, _)| label.chars().count() < 8);
    html! {
        <>
            // Nine of ten people have none of a list: that stands on top.
            if set {
                { tick("-", Mark::None, words.get(Word::NoneOfThese), "") }
            }
            <div class={short.then_some("ss-short")}>
                if *kind == FactKind::Bool {
                    { tick("yes", Mark::Option(1), words.get(Word::Yes), "") }
                    { tick("no", Mark::Option(0), words.get(Word::No), "") }
                }
                for (option, id, label, note) in options {
                    { tick(id, Mark::Option(option), label, note) }
                }
                if short && !known {
                    { unsure(&session, field, input, Word::Unsure) }
                }
            </div>
            if !known && !short {
                <div class="ss-last">
                    { unsure(&session, field, input, if set { Word::UnsureOfRest } else { Word::Unsure }) }
                </div>
            }
        </>
    }
}

/// Cities with a policy of their own, and folded, all others. Their names are short and stand in columns.
fn cities(
    session: &Session,
    field: &FieldProps,
    options: &[(u8, Str, Str, Str)],
    tick: &impl Fn(Str, Mark, Str, Str) -> Html,
) -> Html {
    let covered = covered_regions(session.rulebook);
    let (own, others): (Vec<&(u8, Str, Str, Str)>, Vec<_>) = options
        .iter()
        .partition(|(option, ..)| covered >> option & 1 == 1);
    let typed = session.typed(field.fact);
    let chosen = others
        .iter()
        .any(|(option, ..)| typed.is_marked(Mark::Option(*option)));
    let column = |cities: Vec<&(u8, Str, Str, Str)>| {
        html! {
            <div class="ss-many">
                for &(option, id, label, note) in cities {
                    { tick(id, Mark::Option(option), label, note) }
                }
            </div>
        }
    };
    html! {
        <>
            { column(own) }
            <details id="fold-cities" open={chosen}>
                <summary data-button="cities">{ session.words.get(Word::OtherCities) }</summary>
                { column(others) }
            </details>
        </>
    }
}

/// A set of which one option is left is asked as a yes or no.
fn only_option(session: &SessionHandle, field: &FieldProps, only: usize) -> Html {
    let words = session.words;
    let id = session.fact(field.fact).kind.options()[only].id;
    let marks = [
        (id, Mark::Option(only as u8), Word::Have),
        ("-", Mark::None, Word::HaveNot),
    ];
    html! {
        <>
            for (part, mark, word) in marks {
                { tick(session, field, "radio", part, mark, html! { words.get(word) }, "") }
            }
            { unsure(session, field, "radio", Word::Unsure) }
        </>
    }
}

fn unsure(session: &SessionHandle, field: &FieldProps, input: Str, word: Word) -> Html {
    let label = html! { session.words.get(word) };
    tick(session, field, input, "~", Mark::Unsure, label, "")
}

/// One range of a number.
fn range(session: &SessionHandle, field: &FieldProps, low: i64, high: i64) -> Html {
    let label = session.words.number_range(field.fact, low, high);
    let label = html! { <span>{ label }</span> };
    let part = format!("{low}..{high}");
    tick(
        session,
        field,
        "radio",
        &part,
        Mark::Range(low, high),
        label,
        "",
    )
}

/// One option with its note.
fn tick(
    session: &SessionHandle,
    field: &FieldProps,
    input: Str,
    part: &str,
    mark: Mark,
    label: Html,
    note: Str,
) -> Html {
    let fact = field.fact;
    let dispatcher = session.dispatcher();
    let onchange = move |on| dispatcher.dispatch(Action::Tick { fact, mark, on });
    html! {
        <Tick
            kind={input}
            group={session.fact(fact).id}
            value={part.to_owned()}
            id={field.id(session, part)}
            checked={session.typed(fact).is_marked(mark)}
            {label}
            {note}
            node={field.node(session, part)}
            {onchange}
        />
    }
}

/// The field for a number or a part of a date.
fn text_input(session: &SessionHandle, field: &FieldProps, slot: usize) -> Html {
    let name = SLOTS[slot];
    let fact = field.fact;
    let date = matches!(session.fact(fact).kind, FactKind::Date { .. });
    let wrong = field.problem.is_some_and(|problem| {
        !date || !problem.in_one_slot() || usize::from(problem.slot()) == slot
    });
    let dispatcher = session.dispatcher();
    let oninput = move |text| dispatcher.dispatch(Action::Type { fact, slot, text });
    html! {
        <TextField
            class={if date { "ss-digits" } else { "ss-number" }}
            {name}
            id={field.id(session, name)}
            value={session.typed(fact).texts[slot].clone()}
            described_by={field.described_by(session).filter(|_| !date)}
            {wrong}
            node={field.node(session, name)}
            {oninput}
        />
    }
}
