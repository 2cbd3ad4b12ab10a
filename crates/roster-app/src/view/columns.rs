//! What each column is taken for, and which rows are people: to be looked at and corrected.

use api::roster::{LeftRow, Role, RoleGroup, Table};
use ui::Button;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::select::{Select, option};
use super::{Around, on_click, use_around, use_state_handle};
use crate::effects::use_focus;
use crate::state::{Action, Place, Shared, StateHandle};
use crate::words::{Word, Words, digits};

#[derive(PartialEq, Properties)]
pub struct ColumnsProps {
    pub table: Shared<Table>,
}

#[component]
pub fn Columns(ColumnsProps { table }: &ColumnsProps) -> Html {
    let state = use_state_handle();
    let words = state.words;
    let title = use_focus(Place::Columns);
    let problems = state.problems.iter();
    let problems: String = problems.map(|one| words.column_problem(one)).collect();
    html! {
        <section class="ssr-columns">
            <h2 tabindex="-1" ref={title}>{ words.get(Word::Columns) }</h2>
            if table.sheets.len() > 1 {
                { sheets(&state, table) }
            }
            { header(&state, table) }
            { left(&state, table) }
            <p class="ss-muted">{ words.count(Word::ColumnsHint, state.people) }</p>
            <div class="ssr-scroll" tabindex="0" role="region" aria-label={words.get(Word::Columns)}>
                <table>
                    <thead>
                        <tr>
                            for word in [Word::Column, Word::Header, Word::Samples, Word::Taken] {
                                <th scope="col">{ words.get(word) }</th>
                            }
                        </tr>
                    </thead>
                    <tbody>
                        for (at, role) in state.roles.iter().enumerate() {
                            <ColumnRow {table} {at} role={role.clone()} />
                        }
                    </tbody>
                </table>
            </div>
            <p role="alert" class="ssr-error">{ problems }</p>
            <p class="ss-buttons">
                <Button name="roster-go" onclick={on_click(&state, Action::Confirm)}>
                    { words.count(Word::GoOf, state.people) }
                </Button>
            </p>
        </section>
    }
}

fn sheets(state: &StateHandle, table: &Table) -> Html {
    let words = state.words;
    let dispatcher = state.dispatcher();
    let onchange = move |at: String| {
        if let Ok(at) = at.parse() {
            dispatcher.dispatch(Action::Sheet(at));
        }
    };
    html! {
        <p>
            <label for="roster-sheet">{ words.get(Word::Sheet) }</label>
            { " " }
            <Select id="roster-sheet" value={table.sheet.to_string()} {onchange}>
                for (at, sheet) in table.sheets.iter().enumerate() {
                    { option(at.to_string(), match sheet.hidden {
                        true => words.fill(Word::HiddenSheet, &[&sheet.name]),
                        false => sheet.name.clone(),
                    }) }
                }
            </Select>
        </p>
    }
}

/// Which row has the names is only a guess: rows above it are nobody.
fn header(state: &StateHandle, table: &Table) -> Html {
    let words = state.words;
    let dispatcher = state.dispatcher();
    let onchange = move |row: String| dispatcher.dispatch(Action::Header(row.parse().ok()));
    let chosen = table.header.map_or(String::new(), |row| row.to_string());
    html! {
        <p>
            <label for="roster-header">{ words.get(Word::HeaderRow) }</label>
            { " " }
            <Select id="roster-header" value={chosen} {onchange}>
                { option("", words.get(Word::NoHeader)) }
                for row in &table.first_rows {
                    { option(row.to_string(), words.fill(Word::RowOf, &[&row.to_string()])) }
                }
            </Select>
            if table.above > 0 {
                <span class="ss-muted">{ " " }{ words.count(Word::Above, table.above) }</span>
            }
        </p>
    }
}

/// Rows that are nobody: named, and anyone of them can be put back.
fn left(state: &StateHandle, table: &Table) -> Html {
    let words = state.words;
    let dispatcher = state.dispatcher();
    let onhidden = move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        dispatcher.dispatch(Action::Hidden(input.checked()));
    };
    html! {
        <div class="ssr-left">
            if table.left.hidden > 0 {
                <p>
                    <label>
                        <input
                            type="checkbox"
                            id="roster-hidden"
                            checked={state.hidden}
                            onchange={onhidden}
                        />
                        { " " }
                        { words.count(Word::HiddenRows, table.left.hidden) }
                    </label>
                </p>
            }
            if table.left.count > 0 {
                <details>
                    <summary>{ words.count(Word::LeftRows, table.left.count) }</summary>
                    <p class="ss-muted">{ words.get(Word::LeftHint) }</p>
                    <ul>
                        for row in &table.left.rows {
                            { left_row(state, row) }
                        }
                    </ul>
                </details>
            }
        </div>
    }
}

fn left_row(state: &StateHandle, LeftRow { row, why, text }: &LeftRow) -> Html {
    let dispatcher = state.dispatcher();
    let row = *row;
    let onchange = move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        let on = input.checked();
        dispatcher.dispatch(Action::Back { row, on });
    };
    html! {
        <li>
            <label>
                <input
                    type="checkbox"
                    data-row={row.to_string()}
                    checked={state.back.contains(&row)}
                    {onchange}
                />
                { " " }
                { state.words.fill(Word::LeftRow, &[&digits(row), why, text]) }
            </label>
        </li>
    }
}

#[derive(PartialEq, Properties)]
struct ColumnRowProps {
    table: Shared<Table>,
    at: usize,
    /// What it is taken for.
    role: String,
}

/// A column. There may be hundreds, each with more than a hundred uses: one is drawn anew only when it is
/// taken for something else.
#[component]
fn ColumnRow(ColumnRowProps { table, at, role }: &ColumnRowProps) -> Html {
    let Around {
        words, dispatcher, ..
    } = use_around();
    let column = &table.columns[*at];
    let id = format!("roster-role-{at}");
    let at = *at;
    let onchange = use_callback((), move |role: String, ()| {
        dispatcher.dispatch(Action::Role { column: at, role });
    });
    // Those that are used for nothing stand back.
    let kind = role.split(':').next().unwrap_or_default().to_owned();
    let name = match column.header.as_str() {
        "" => "—",
        name => name,
    };
    html! {
        <tr data-role={kind}>
            <td>{ &column.letter }</td>
            <th scope="row"><label for={id.clone()}>{ name }</label></th>
            <td class="ssr-samples">{ column.samples.join("；") }</td>
            <td>
                <Select {id} value={role.clone()} column={column.header.clone()} {onchange}>
                    { roles(words, &table.roles) }
                </Select>
                if let Some(proposed) = &column.proposed {
                    <small class="ssr-proposed">
                        { words.fill(Word::Proposed, &[&words.role(proposed)]) }
                    </small>
                }
            </td>
        </tr>
    }
}

/// Everything that a column can be taken for, in groups.
fn roles(words: Words, roles: &[Role]) -> Html {
    let groups = roles.chunk_by(|a, b| a.group == b.group);
    let options = |roles: &[Role]| -> Html {
        let options = roles
            .iter()
            .map(|role| option(role.id.clone(), words.role(&role.name)));
        options.collect()
    };
    let group = |roles: &[Role]| match roles[0].group {
        None => options(roles),
        Some(group) => named(words, group, options(roles)),
    };
    groups.map(group).collect()
}

fn named(words: Words, group: RoleGroup, options: Html) -> Html {
    html! { <optgroup label={words.group(group)}>{ options }</optgroup> }
}
