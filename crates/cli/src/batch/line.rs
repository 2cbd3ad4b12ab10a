//! A line for each person, and the columns of it.
//!
//! People for whom the rules cannot tell a difference share all but their name, their days and
//! their faults, so that part is written once and copied.

use std::borrow::Cow;
use std::fmt::Write;

use engine::model::{Benefit, FactIdx};
use engine::{Date, Evaluator, Interval, Sum, Verdict};
use roster::neutral::neutralised;
use roster::{Defaults, Evaluation, Mapping, Outcome, Person, Results};
use serde::Serialize;

use crate::batch::tally::Tally;
use crate::batch::{Rows, said};

/// The columns: id, name, type. Those that are kept stand behind the name.
const COLUMNS: [(&str, &str, &str); 20] = [
    ("row", "行号", "int"),
    ("name", "姓名", "text"),
    ("right_count", "可申领（项）", "int"),
    ("selection_count", "可申报，须评选（项）", "int"),
    ("open_count", "待确认（项）", "int"),
    ("right_low", "可申领，最低（元）", "money"),
    ("right_high", "可申领，最高（元）", "money"),
    ("right_yearly_low", "可申领，每年最低（元）", "money"),
    ("right_yearly_high", "可申领，每年最高（元）", "money"),
    ("right_unstated", "可申领，来源未写明金额（项）", "int"),
    ("selection_low", "可申报，最低（元）", "money"),
    ("selection_high", "可申报，最高（元）", "money"),
    ("selection_yearly_low", "可申报，每年最低（元）", "money"),
    ("selection_yearly_high", "可申报，每年最高（元）", "money"),
    ("selection_unstated", "可申报，来源未写明金额（项）", "int"),
    ("right", "可申领的待遇", "benefits"),
    ("selection", "可申报的待遇", "benefits"),
    ("open", "待确认的待遇", "benefits"),
    ("missing", "补充后可以确定", "facts"),
    ("next_deadline", "最近的截止日期", "date"),
];

/// The last columns.
const LAST: [(&str, &str, &str); 3] = [
    ("faults", "读不懂的单元格", "faults"),
    ("remarks", "这一行怎样读的", "text"),
    ("assumed", "全员设定（这一行写了的按这一行）", "text"),
];

/// The columns before those that are kept.
const OWN: usize = 2;

/// A column of results.
#[derive(Serialize)]
pub struct Column {
    id: &'static str,
    name: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
}

/// The columns of results.
pub fn schema() -> Vec<Column> {
    let columns = COLUMNS.iter().chain(&LAST);
    let columns = columns.map(|&(id, name, kind)| Column { id, name, kind });
    columns.collect()
}

/// How lines are written.
#[derive(Clone, Copy)]
pub struct Layout {
    pub delimiter: u8,
    pub end: &'static str,
}

impl Layout {
    /// A cell, with the delimiter behind it. No cell holds a line break, so that a line is a person
    /// to every program, and none looks like a formula.
    fn cell(self, line: &mut Vec<u8>, text: &str) {
        let safe = neutralised(text);
        let safe = match safe.contains(['\n', '\r', '\t', '\0']) {
            true => Cow::Owned(safe.replace(['\n', '\r', '\t', '\0'], " ")),
            false => safe,
        };
        // Programs that part lines at tabs know no quotes.
        if self.delimiter == b',' && safe.contains([',', '"']) {
            line.push(b'"');
            line.extend_from_slice(safe.replace('"', "\"\"").as_bytes());
            line.push(b'"');
        } else {
            line.extend_from_slice(safe.as_bytes());
        }
        line.push(self.delimiter);
    }

    /// Ends a line in place of its last delimiter.
    fn end(self, line: &mut Vec<u8>) {
        line.pop();
        line.extend_from_slice(self.end.as_bytes());
    }
}

/// What all lines have in common.
#[derive(Clone, Copy)]
pub struct Lines<'a> {
    pub evaluator: &'a Evaluator<'a>,
    pub mapping: &'a Mapping,
    pub defaults: &'a Defaults,
    pub on: Date,
    pub first_column: u32,
    /// Columns that are copied.
    pub kept: &'a [usize],
    pub layout: Layout,
}

impl<'a> Lines<'a> {
    pub fn header(&self, headers: &[String]) -> Vec<u8> {
        let mut line = Vec::new();
        let (own, results) = COLUMNS.split_at(OWN);
        let kept = self.kept.iter().map(|column| headers[*column].as_str());
        let own = own.iter().map(|(_, name, _)| *name);
        let results = results.iter().chain(&LAST).map(|(_, name, _)| *name);
        for name in own.chain(kept).chain(results) {
            self.layout.cell(&mut line, name);
        }
        self.layout.end(&mut line);
        line
    }

    pub fn worker(&self) -> Worker<'a> {
        Worker {
            lines: *self,
            assumed: self
                .defaults
                .said(self.evaluator.rulebook(), false)
                .join("；"),
            evaluation: Results::begin(self.evaluator, self.on),
            shared: Vec::new(),
            people: Vec::new(),
        }
    }
}

/// Judges portions of rows, and remembers outcomes that many people share.
pub struct Worker<'a> {
    lines: Lines<'a>,
    /// What was assumed of everybody: a file of lines has no other place for it.
    assumed: String,
    evaluation: Evaluation<'a>,
    /// For each outcome its part of the line, once somebody has had it.
    shared: Vec<Option<Box<[u8]>>>,
    people: Vec<Person>,
}

/// More outcomes or people are not remembered.
const OUTCOMES: usize = 4096;
const PEOPLE: usize = 1 << 16;

impl Worker<'_> {
    /// Writes the lines of these rows.
    pub fn judge(&mut self, rows: Rows, out: &mut Vec<u8>) -> Tally {
        let lines = self.lines;
        let so_far = self.evaluation.so_far();
        if so_far.outcomes().len() > OUTCOMES || so_far.len() > PEOPLE {
            self.evaluation = Results::begin(lines.evaluator, lines.on);
            self.shared.clear();
        }
        self.people.clear();
        self.people.extend(rows.iter().map(|row| {
            let Lines {
                evaluator,
                mapping,
                defaults,
                on,
                first_column,
                ..
            } = lines;
            row.person(evaluator.rulebook(), first_column, mapping, defaults, on)
        }));
        let first = self.evaluation.done();
        self.evaluation.push(&self.people);
        let results = self.evaluation.so_far();
        self.shared.resize(results.outcomes().len(), None);
        for (at, (person, row)) in self.people.iter().zip(&rows).enumerate() {
            let index = first + at;
            lines.layout.cell(out, &person.row.to_string());
            lines.layout.cell(out, &person.name);
            for column in lines.kept {
                let cell = row.row.cells.get(*column).map(roster::values::shown);
                lines.layout.cell(out, &cell.unwrap_or_default());
            }
            let shared = &mut self.shared[results.outcome_index(index)];
            let shared = shared.get_or_insert_with(|| shared_part(&lines, results.outcome(index)));
            out.extend_from_slice(shared);
            let next = results.next_deadline(index);
            lines
                .layout
                .cell(out, &next.map(|day| day.to_string()).unwrap_or_default());
            lines.layout.cell(out, &said::faults(&person.faults));
            lines.layout.cell(out, &said::remarks(&person.remarks));
            lines.layout.cell(out, &self.assumed);
            lines.layout.end(out);
        }
        Tally::of(results, first, &self.people)
    }
}

/// From the counts to what is missing.
fn shared_part(lines: &Lines, outcome: &Outcome) -> Box<[u8]> {
    let mut part = Vec::new();
    let layout = lines.layout;
    for count in [outcome.eligible, outcome.by_review, outcome.possible] {
        layout.cell(&mut part, &count.to_string());
    }
    for bucket in [&outcome.totals.right, &outcome.totals.selection] {
        let Sum {
            once,
            yearly,
            unstated,
            ..
        } = bucket.settled;
        for Interval { low, high } in [once, yearly] {
            // Empty where nothing bounds it, which nothing does if a source names no sum.
            let high = high.filter(|_| unstated == 0);
            for sum in [Some(low), high] {
                let sum = sum.map(wording::decimal);
                layout.cell(&mut part, &sum.unwrap_or_default());
            }
        }
        layout.cell(&mut part, &unstated.to_string());
    }
    for verdict in [Verdict::Eligible, Verdict::ByReview, Verdict::Possible] {
        let of =
            |index: u16| -> &Benefit { &lines.evaluator.rulebook().benefits[usize::from(index)] };
        let said = outcome
            .standings
            .iter()
            .filter(|one| one.verdict == verdict);
        let listed = listed(said.map(|one| (of(one.benefit).id, of(one.benefit).name)));
        layout.cell(&mut part, &listed);
    }
    let fact = |index: FactIdx| &lines.evaluator.rulebook().facts[usize::from(index)];
    let missing = outcome.missing.iter();
    layout.cell(
        &mut part,
        &listed(missing.map(|index| (fact(index).id, fact(index).name))),
    );
    part.into()
}

/// Ids with their names. Neither holds a semicolon.
fn listed<'a>(items: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut list = String::new();
    for (id, name) in items {
        let semicolon = if list.is_empty() { "" } else { "；" };
        let _ = write!(list, "{semicolon}{id} {name}");
    }
    list
}
