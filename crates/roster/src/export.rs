//! Results as files: a workbook of three sheets, and delimited text of the first of them.
//!
//! The same roster and results give the same bytes: the only date in a file is the day of
//! evaluation. Columns of results have names that no roster's columns have, so a file that was
//! written here can be read again and comes to the same results.

use std::borrow::Cow;
use std::fmt;

use engine::model::*;
use engine::{Answer, Date, Interval, Money, REGION, Rulebook, Verdict};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
    XlsxError,
};
use wording::{Question, filled};

use crate::columns::{covered, is_sensitive};
use crate::enterprise::{Capped, Derived, Enterprise, Line, Says, after_caps, caps};
use crate::neutral::neutralised;
use crate::people::{Mapping, Person, Role};
use crate::results::{Outcome, Results};
use crate::summary::{Both, MoneySummary, Tally};
use crate::table::{Cell, Table};
use crate::values::shown;
use crate::wording::Wording;

/// Rows of a sheet, the header included, as in every spreadsheet program.
const ROWS: usize = 1_048_576;
/// Columns of a sheet.
const COLUMNS: usize = 16_384;
/// Characters of a cell.
const CELL_CHARS: usize = 32_767;

/// Everything that goes into a file.
#[derive(Clone, Copy)]
pub struct Export<'a> {
    pub rulebook: &'a Rulebook,
    pub table: &'a Table,
    /// One role for each column of the table.
    pub mapping: &'a Mapping,
    /// One for each row of the table.
    pub people: &'a [Person],
    pub results: &'a Results,
    /// The enterprise's own results, where somebody asked for them.
    pub enterprise: Option<&'a Enterprise>,
    /// Indices of the people to write, in this order; `None`: all.
    pub only: Option<&'a [u32]>,
    /// With the columns of identity numbers, phones and bank cards too.
    pub sensitive: bool,
    /// What was assumed of everybody, in words.
    pub assumed: &'a [String],
    pub wording: &'a Wording,
}

/// Why there is no file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ExportError {
    /// More rows or columns than a sheet has.
    TooLarge { rows: usize, columns: usize },
    /// The file could not be put together; in the words of the library.
    Writer(String),
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ExportError::TooLarge { rows, columns } => {
                write!(
                    f,
                    "{rows} rows and {columns} columns do not fit into a sheet"
                )
            }
            ExportError::Writer(words) => f.write_str(words),
        }
    }
}

impl std::error::Error for ExportError {}

impl From<XlsxError> for ExportError {
    fn from(error: XlsxError) -> ExportError {
        ExportError::Writer(error.to_string())
    }
}

/// What stands in a cell that is written.
#[derive(Clone, PartialEq, Debug)]
enum Value {
    Empty,
    Text(String),
    Number(f64),
    Money(Money),
    Date(Date),
    Bool(bool),
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        match text {
            "" => Value::Empty,
            text => Value::Text(text.to_owned()),
        }
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        match text.is_empty() {
            true => Value::Empty,
            false => Value::Text(text),
        }
    }
}

impl From<u32> for Value {
    fn from(count: u32) -> Value {
        Value::Number(count.into())
    }
}

impl From<&Cell> for Value {
    fn from(cell: &Cell) -> Value {
        match cell {
            Cell::Empty => Value::Empty,
            Cell::Text(text) | Cell::Error(text) => Value::Text(text.clone()),
            Cell::Number(number) => Value::Number(*number),
            Cell::Bool(value) => Value::Bool(*value),
            Cell::Date(date) => Value::Date(*date),
        }
    }
}

impl From<Option<Date>> for Value {
    fn from(date: Option<Date>) -> Value {
        date.map_or(Value::Empty, Value::Date)
    }
}

impl Export<'_> {
    /// A workbook: people, enterprise, sources and version of the rules.
    ///
    /// # Errors
    /// If a sheet has not enough rows or columns.
    pub fn to_xlsx(&self) -> Result<Vec<u8>, ExportError> {
        let layout = Layout::new(self);
        let rows = self.written().count() + 1;
        if rows > ROWS || layout.header.len() > COLUMNS {
            return Err(ExportError::TooLarge {
                rows,
                columns: layout.header.len(),
            });
        }
        let mut workbook = workbook(self.results.on())?;
        let formats = Formats::new();
        self.people_sheet(workbook.add_worksheet(), &formats, &layout)?;
        self.enterprise_sheet(workbook.add_worksheet(), &formats)?;
        self.sources_sheet(workbook.add_worksheet(), &formats)?;
        Ok(workbook.save_to_buffer()?)
    }

    /// The people in delimited text (RFC 4180): UTF-8 with a byte order mark, commas, CRLF.
    pub fn to_csv(&self) -> Vec<u8> {
        let layout = Layout::new(self);
        let mut out = String::from("\u{feff}");
        record(
            &mut out,
            layout.header.iter().map(|name| Value::from(name.as_str())),
        );
        for index in self.written() {
            record(&mut out, self.row(index, &layout).into_iter());
        }
        out.into_bytes()
    }

    /// Indices of the people that are written.
    fn written(&self) -> impl Iterator<Item = usize> + Clone {
        let count = self.only.map_or(self.results.len(), <[u32]>::len);
        let only = self.only;
        (0..count).map(move |at| only.map_or(at, |only| only[at] as usize))
    }

    fn benefit(&self, benefit: BenefitIdx) -> &Benefit {
        &self.rulebook.benefits[usize::from(benefit)]
    }

    fn source(&self, benefit: BenefitIdx) -> &Source {
        &self.rulebook.sources[usize::from(self.benefit(benefit).source)]
    }

    fn facts(&self, facts: impl Iterator<Item = FactIdx>) -> String {
        let names = facts.map(|fact| self.rulebook.facts[usize::from(fact)].name);
        names.collect::<Vec<_>>().join(self.wording.lang.and())
    }

    /// Where everybody is.
    fn region(&self) -> &str {
        let mut regions = self.people.iter().map(|one| one.answers.get(REGION));
        let first = regions.next();
        match first {
            Some(Answer::Choice(region)) if regions.all(|other| Some(other) == first) => {
                let options = self.rulebook.facts[usize::from(REGION)].kind.options();
                options[usize::from(region)].label
            }
            _ => self.wording.regions,
        }
    }

    /// What the column of a benefit is called: with its source, as no column of a roster is.
    fn result_of(&self, benefit: BenefitIdx) -> String {
        let title = self.source(benefit).title;
        format!("{}（{title}）", self.benefit(benefit).name)
    }

    /// Whether a column of the roster has been exported before, in either language.
    fn is_result(&self, header: &str) -> bool {
        let mut benefits = 0..self.rulebook.benefits.len();
        ["结果：", "Result: "]
            .iter()
            .any(|mark| header.starts_with(mark))
            || benefits.any(|benefit| header == self.result_of(benefit as BenefitIdx))
    }

    /// Least and most of a sum to which so many benefits add whose money no source puts a figure on.
    fn ends(&self, (sum, unstated): (Interval, u32)) -> [Value; 2] {
        let low = match sum {
            Interval::ZERO if unstated > 0 => Value::Empty,
            sum => Value::Money(sum.low),
        };
        [low, self.most((sum, unstated))]
    }

    fn most(&self, (sum, unstated): (Interval, u32)) -> Value {
        let words = self.wording;
        match (sum.high, unstated) {
            (Some(high), 0) => Value::Money(high),
            (Some(Money::ZERO), _) => words.lang.unstated(Rhythm::Unstated).line().into(),
            (Some(high), unstated) => {
                let high = Interval::exactly(high);
                let said = words.lang.total_of(high, Interval::ZERO, unstated.into());
                said.line().into()
            }
            (None, _) => words.no_bound.into(),
        }
    }

    // ---- people ------------------------------------------------------------------------------

    fn row(&self, index: usize, layout: &Layout) -> Vec<Value> {
        let outcome = self.results.outcome(index);
        let cells = &self.table.rows[index].cells;
        let own = layout.columns.iter();
        let mut row: Vec<Value> = own
            .map(|column| self.original(&cells[*column], layout.covers[*column]))
            .collect();
        row.push(self.results.row(index).into());
        for (count, bucket, yearly) in [
            (outcome.eligible, &outcome.totals.right, layout.yearly.0),
            (
                outcome.by_review,
                &outcome.totals.selection,
                layout.yearly.1,
            ),
        ] {
            row.push(u32::from(count).into());
            let settled = bucket.settled;
            row.extend(self.ends((settled.once, settled.unstated.into())));
            if yearly {
                row.extend(self.ends((settled.yearly, 0)));
            }
        }
        row.push(u32::from(outcome.possible).into());
        row.push(self.results.next_deadline(index).into());
        let faults = &self.people[index].faults;
        let faults: Vec<String> = faults.iter().map(|one| self.wording.fault(one)).collect();
        row.push(faults.join(self.wording.lang.and()).into());
        let remarks = self.people[index].remarks.iter();
        let remarks: Vec<String> = remarks.map(|one| self.wording.remark(one)).collect();
        row.push(remarks.join(self.wording.lang.and()).into());
        if !self.assumed.is_empty() {
            row.push(layout.assumed.as_str().into());
        }
        let shared = &layout.shared[self.results.outcome_index(index)];
        row.extend(shared.iter().cloned());
        row
    }

    /// A cell of the roster's own, without numbers of people in it if those are `covered`.
    fn original(&self, cell: &Cell, cover: bool) -> Value {
        if !cover {
            return cell.into();
        }
        match cell {
            Cell::Text(text) | Cell::Error(text) => Value::Text(covered(text).into_owned()),
            Cell::Number(_) => {
                let number = shown(cell);
                match covered(&number) {
                    Cow::Borrowed(_) => cell.into(),
                    Cow::Owned(covered) => Value::Text(covered),
                }
            }
            Cell::Empty | Cell::Bool(_) | Cell::Date(_) => cell.into(),
        }
    }

    fn people_sheet(
        &self,
        sheet: &mut Worksheet,
        formats: &Formats,
        layout: &Layout,
    ) -> Result<(), ExportError> {
        sheet.set_name(self.wording.people)?;
        let originals = layout.columns.len();
        let mut widths: Vec<usize> = Vec::new();
        for (column, name) in layout.header.iter().enumerate() {
            let format = Some(if column < originals {
                &formats.own
            } else {
                &formats.result
            });
            write(
                sheet,
                0,
                column,
                &Value::from(name.as_str()),
                formats,
                format,
            )?;
            // A header may take two lines.
            widths.push(width(name).div_ceil(2));
        }
        for (at, index) in self.written().enumerate() {
            for (column, value) in self.row(index, layout).iter().enumerate() {
                write(sheet, at + 1, column, value, formats, None)?;
                if at < LOOKED_AT {
                    widths[column] = widths[column].max(width(&value.plain()));
                }
            }
        }
        for (column, width) in widths.into_iter().enumerate() {
            sheet.set_column_width(column as u16, width.clamp(6, 40) as f64 + 2.0)?;
        }
        sheet.set_row_height(0, 48)?;
        sheet.set_freeze_panes(1, u16::from(originals > 0))?;
        let last = self.written().count() as u32;
        sheet.autofilter(0, 0, last, layout.header.len() as u16 - 1)?;
        sheet.set_landscape();
        sheet.set_paper_size(A4);
        sheet.set_repeat_rows(0, 0)?;
        Ok(())
    }

    // ---- enterprise --------------------------------------------------------------------------

    fn enterprise_sheet(
        &self,
        sheet: &mut Worksheet,
        formats: &Formats,
    ) -> Result<(), ExportError> {
        let words = self.wording;
        sheet.set_name(words.enterprise)?;
        let money = MoneySummary::new(self.rulebook, self.results, self.written());
        let caps = caps(self.rulebook, &money);
        let mut page = Page {
            sheet,
            formats,
            row: 0,
        };
        if let Some(enterprise) = self.enterprise {
            page.section(
                words.own_benefits,
                &[
                    words.benefit,
                    words.whom,
                    words.verdict,
                    words.low,
                    words.high,
                    words.rhythm,
                    words.deadline,
                    words.still_missing,
                    words.source,
                    words.place,
                    words.quote,
                ],
                enterprise.lines.iter().map(|line| self.own(line)),
            )?;
        }
        self.totals(&mut page, &money, &caps)?;
        if !caps.is_empty() {
            page.section(
                words.caps,
                &[
                    words.benefit,
                    words.cap,
                    words.before_low,
                    words.before_high,
                    words.taken_low,
                    words.taken_high,
                    words.after_low,
                    words.after_high,
                    words.quote,
                ],
                caps.iter().map(|cap| self.cap(cap)),
            )?;
        }
        page.section(
            words.by_benefit,
            &[
                words.benefit,
                words.claim,
                words.people_settled,
                words.low,
                words.high,
                words.people_open,
                words.open_high,
                words.people_lapsed,
            ],
            money.by_benefit.iter().map(|one| {
                let both = |tally: Tally| (tally.once.plus(tally.yearly), tally.unstated);
                let ([low, high], open) = match one.claim {
                    Claim::Right => (self.ends(both(one.settled)), self.most(both(one.open))),
                    // Not all of those who may apply are chosen.
                    Claim::Selection => ([Value::Empty, Value::Empty], Value::Empty),
                };
                vec![
                    self.benefit(one.benefit).name.into(),
                    self.claim(one.claim).into(),
                    one.settled.claims.into(),
                    low,
                    high,
                    one.open.claims.into(),
                    open,
                    one.lapsed.into(),
                ]
            }),
        )?;
        self.months(&mut page, &money)?;
        if let Some(enterprise) = self.enterprise {
            page.section(
                words.counted,
                &[
                    words.fact,
                    words.value,
                    words.basis,
                    words.rows_counted,
                    words.rows_unsaid,
                ],
                enterprise
                    .derived
                    .iter()
                    .map(|derived| self.derived(derived)),
            )?;
        }
        let mut columns = 0..11;
        for width in [36.0, 24.0, 20.0] {
            page.sheet
                .set_column_width(columns.next().unwrap_or(0), width)?;
        }
        for column in columns {
            page.sheet.set_column_width(column, 18)?;
        }
        page.sheet.set_landscape();
        page.sheet.set_paper_size(A4);
        page.sheet.set_print_fit_to_pages(1, 0);
        Ok(())
    }

    fn claim(&self, claim: Claim) -> &'static str {
        match claim {
            Claim::Right => self.wording.as_of_right,
            Claim::Selection => self.wording.by_selection,
        }
    }

    fn own(&self, line: &Line) -> Vec<Value> {
        let words = self.wording;
        let benefit = self.benefit(line.benefit);
        let whom = line.person.map(|person| {
            let person = &self.people[person as usize];
            filled(words.in_row, &[&person.name, &person.row.to_string()])
        });
        let [low, high] = match &line.due {
            Some(due) => self.ends((due.total, due.unstated.into())),
            None => [Value::Empty, Value::Empty],
        };
        let citation = benefit.citations.first();
        let missing = line.missing.iter().chain(&line.rows_open).copied();
        vec![
            benefit.name.into(),
            whom.unwrap_or_default().into(),
            words.lang.verdict(line.verdict).into(),
            low,
            high,
            line.due
                .as_ref()
                .map(|due| words.lang.due(due).line())
                .unwrap_or_default()
                .into(),
            line.deadline.into(),
            self.facts(missing).into(),
            self.source(line.benefit).title.into(),
            citation.map_or("", |one| one.place).into(),
            citation.map_or("", |one| one.quote).into(),
        ]
    }

    /// The enterprise's own, and what is due to people as of right. Of what some of them may be chosen
    /// for there is no sum: places are few, and nobody gets all of it.
    fn totals(
        &self,
        page: &mut Page,
        money: &MoneySummary,
        caps: &[Capped],
    ) -> Result<(), ExportError> {
        let words = self.wording;
        let claims = match self.enterprise {
            Some(_) => &[words.as_of_right, words.by_selection][..],
            None => &[words.as_of_right],
        };
        let columns = claims.iter().flat_map(|claim| {
            [words.low, words.high, words.possible_high]
                .map(|end| format!("{claim}{}{end}", words.lang.comma()))
        });
        let columns: Vec<String> = columns.collect();
        let mut header = vec![words.totals];
        header.extend(columns.iter().map(String::as_str));
        let capped = after_caps(self.rulebook, money, caps);
        let mut rows: Vec<(&str, Vec<Both>, bool)> = Vec::new();
        if let Some(own) = self.enterprise {
            let both = || vec![own.right, own.selection];
            rows.push((words.enterprise_once, both(), false));
            rows.push((words.enterprise_yearly, both(), true));
        }
        rows.push((words.people_once, vec![money.right], false));
        rows.push((words.people_yearly, vec![money.right], true));
        if !caps.is_empty() {
            rows.push((words.people_once_capped, vec![capped.0], false));
            rows.push((words.people_yearly_capped, vec![capped.0], true));
        }
        let rows = rows.into_iter().map(|(name, parts, yearly)| {
            let mut row = vec![Value::from(name)];
            for both in parts {
                row.extend(self.ends(part(both.settled, yearly)));
                row.push(self.most(part(both.with_possible, yearly)));
            }
            row
        });
        page.section(words.totals, &header, rows)?;
        let counts = [money.selection_people, money.selection_claims];
        let counts = counts.map(|count| count.to_string());
        page.note(&filled(words.selection_counts, &[&counts[0], &counts[1]]))?;
        page.note(words.never_added)
    }

    fn cap(&self, cap: &Capped) -> Vec<Value> {
        let cut = &cap.settled;
        let mut row = vec![self.benefit(cap.benefit).name.into(), Value::Money(cap.cap)];
        for sum in [cut.before, cut.taken, cut.after] {
            row.extend(self.ends((sum, 0)));
        }
        row.push(cap.note.into());
        row
    }

    fn months(&self, page: &mut Page, money: &MoneySummary) -> Result<(), ExportError> {
        let words = self.wording;
        let columns = [words.low, words.high, words.open_high]
            .map(|end| format!("{}{}{end}", words.as_of_right, words.lang.comma()));
        let mut header = vec![
            words.month,
            words.month_people,
            words.selection_items,
            words.rhythm,
        ];
        header.extend(columns.iter().map(String::as_str));
        let months = money
            .by_month
            .iter()
            .map(|((year, month), money)| (format!("{year:04}-{month:02}"), money))
            .chain([(words.no_deadline.to_owned(), &money.no_deadline)]);
        let manner = |rhythm| words.lang.manner(rhythm);
        let once = manner(Rhythm::Once);
        let yearly = manner(Rhythm::Yearly { years: None });
        let mut rows = Vec::new();
        for (name, month) in months {
            let first = rows.len();
            let begun = || {
                let claims = month.selection.claims;
                vec![name.as_str().into(), month.people.into(), claims.into()]
            };
            for (rhythm, every_year) in [(once, false), (yearly, true)] {
                let [settled, open] =
                    [month.right, month.right_open].map(|tally| part(tally, every_year));
                if [settled, open] == [(Interval::ZERO, 0); 2] {
                    continue;
                }
                let mut row: Vec<Value> = begun();
                row.push(rhythm.into());
                row.extend(self.ends(settled));
                row.push(self.most(open));
                rows.push(row);
            }
            if rows.len() == first && month.selection.claims > 0 {
                rows.push(begun());
            }
        }
        page.section(words.by_month, &header, rows.into_iter())
    }

    fn derived(&self, derived: &Derived) -> Vec<Value> {
        let words = self.wording;
        let fact = &self.rulebook.facts[usize::from(derived.fact)];
        let question = Question::new(self.rulebook, derived.fact);
        let value = match derived.says {
            Says::Between { least, most }
            | Says::Is(Answer::Range {
                low: least,
                high: most,
            }) => words.lang.between(&question, least, most),
            Says::Is(Answer::NotAsked | Answer::Unknown | Answer::Set { .. } | Answer::Date(_))
            | Says::Nothing => words.not_said.to_owned(),
            Says::Is(answer) => words.lang.answer(&question, answer),
        };
        let value = match derived.overruled {
            true => format!("{value}{}{}", words.lang.comma(), words.overruled),
            false => value,
        };
        vec![
            fact.name.into(),
            value.into(),
            words.basis(derived.basis).into(),
            ranges(&derived.rows, words.lang.and()).into(),
            ranges(&derived.unsaid, words.lang.and()).into(),
        ]
    }

    // ---- sources -----------------------------------------------------------------------------

    fn sources_sheet(&self, sheet: &mut Worksheet, formats: &Formats) -> Result<(), ExportError> {
        let words = self.wording;
        sheet.set_name(words.sources)?;
        let mut benefits = self.results.benefits().to_vec();
        if let Some(enterprise) = self.enterprise {
            benefits.extend(enterprise.lines.iter().map(|line| line.benefit));
        }
        benefits.sort_unstable();
        benefits.dedup();
        let mut page = Page {
            sheet,
            formats,
            row: 0,
        };
        let version = [
            (words.region, self.region().into()),
            (words.evaluated_on, Value::Date(self.results.on())),
            (words.rules_version, Value::Date(self.rulebook.version)),
            (words.rules_hash, self.rulebook.hash.into()),
        ];
        for (name, value) in version {
            page.line(&[name.into(), value])?;
        }
        for one in self.assumed {
            page.line(&[words.assumed.into(), one.as_str().into()])?;
        }
        page.note(words.no_decision)?;
        let cited = |index: usize| {
            benefits
                .iter()
                .any(|benefit| usize::from(self.benefit(*benefit).source) == index)
        };
        let sources = self.rulebook.sources.iter().enumerate();
        page.section(
            words.sources,
            &[
                words.source,
                words.source_kind,
                words.issuer,
                words.number,
                words.source_date,
                words.validity,
            ],
            sources
                .filter(|(index, _)| cited(*index))
                .map(|(_, source)| {
                    let number = match source.number {
                        "" => words.no_number,
                        number => number,
                    };
                    vec![
                        source.title.into(),
                        words.lang.source_kind(source.kind).into(),
                        source.issuer.into(),
                        number.into(),
                        source.date_note.into(),
                        source.validity_note.into(),
                    ]
                }),
        )?;
        page.section(
            words.benefit,
            &[
                words.benefit,
                words.claim,
                words.source,
                words.place,
                words.quote,
                words.office,
                words.link,
            ],
            benefits.iter().flat_map(|index| self.citations(*index)),
        )?;
        for (column, width) in (0..).zip([36.0, 24.0, 36.0, 36.0, 60.0, 40.0, 40.0]) {
            page.sheet.set_column_width(column, width)?;
        }
        page.sheet.set_landscape();
        page.sheet.set_paper_size(A4);
        page.sheet.set_print_fit_to_pages(1, 0);
        Ok(())
    }

    /// One row for each citation; how to apply stands with the first.
    fn citations(&self, index: BenefitIdx) -> Vec<Vec<Value>> {
        let benefit = self.benefit(index);
        let joined = |parts: Vec<&str>| {
            let mut said: Vec<&str> = Vec::new();
            for part in parts {
                if !part.is_empty() && !said.contains(&part) {
                    said.push(part);
                }
            }
            said.join("；")
        };
        let office = benefit.apply.iter().flat_map(|way| [way.office, way.how]);
        let office = joined(office.collect());
        let link = benefit.apply.iter().flat_map(|way| [way.phone, way.link]);
        let link = joined(link.collect());
        let mut rows: Vec<Vec<Value>> = Vec::new();
        for citation in &benefit.citations {
            let first = rows.is_empty();
            let if_first = |text: &str| if first { text.into() } else { Value::Empty };
            rows.push(vec![
                benefit.name.into(),
                self.claim(benefit.claim).into(),
                self.source(index).title.into(),
                citation.place.into(),
                citation.quote.into(),
                if_first(&office),
                if_first(&link),
            ]);
        }
        rows
    }
}

/// What is paid every year, or else all that is not: a sum, and how many benefits have none that is
/// named. Those stand with what is paid once.
fn part(tally: Tally, yearly: bool) -> (Interval, u32) {
    match yearly {
        true => (tally.yearly, 0),
        false => (tally.once, tally.unstated),
    }
}

/// What is the same for all rows of people.
struct Layout {
    /// For each column of the table, whether numbers of people in its cells are covered.
    covers: Vec<bool>,
    /// Columns of the table that are written.
    columns: Vec<usize>,
    header: Vec<String>,
    /// Somebody is due money year after year: as of right, by selection.
    yearly: (bool, bool),
    /// What was assumed of everybody.
    assumed: String,
    /// For each outcome the last cells of a row.
    shared: Vec<Vec<Value>>,
}

impl Layout {
    fn new(export: &Export) -> Layout {
        let words = export.wording;
        let roles = export.mapping.roles.iter().enumerate();
        let columns: Vec<usize> = roles
            .filter(|(column, role)| match role {
                Role::Sensitive(_) => export.sensitive,
                // Results of an earlier day make place for those of today.
                Role::Ignored => !export.is_result(&export.table.headers[*column]),
                Role::Name
                | Role::Fact(_)
                | Role::Again(..)
                | Role::Member(..)
                | Role::Feed(_)
                | Role::Staff(_) => true,
            })
            .map(|(column, _)| column)
            .collect();
        let outcomes = export.results.outcomes();
        let any = |yearly: fn(&Outcome) -> Interval| {
            outcomes.iter().any(|one| yearly(one) != Interval::ZERO)
        };
        let yearly = (
            any(|one| one.totals.right.settled.yearly),
            any(|one| one.totals.selection.settled.yearly),
        );
        let own = columns.iter();
        let mut header: Vec<String> = own
            .map(|column| export.table.headers[*column].clone())
            .collect();
        let mut name = |names: &[&str]| header.extend(names.iter().map(|name| (*name).to_owned()));
        name(&[
            words.row,
            words.right_count,
            words.right_low,
            words.right_high,
        ]);
        if yearly.0 {
            name(&[words.right_yearly_low, words.right_yearly_high]);
        }
        name(&[
            words.selection_count,
            words.selection_low,
            words.selection_high,
        ]);
        if yearly.1 {
            name(&[words.selection_yearly_low, words.selection_yearly_high]);
        }
        name(&[
            words.open_count,
            words.next_deadline,
            words.faults,
            words.remarks,
        ]);
        // Delimited text has no other place for it, and rows may be taken from a sheet.
        if !export.assumed.is_empty() {
            name(&[words.assumed_here]);
        }
        name(&[words.missing, words.unclear]);
        for benefit in export.results.benefits() {
            header.push(export.result_of(*benefit));
        }
        Layout {
            covers: (0..export.table.headers.len())
                // Whoever has such a column exported has asked for it.
                .map(|at| !export.sensitive && !is_sensitive(export.rulebook, export.table, at))
                .collect(),
            columns,
            header,
            yearly,
            assumed: export.assumed.join(words.lang.semicolon()),
            shared: outcomes.iter().map(|one| shared(export, one)).collect(),
        }
    }
}

/// What is missing, what is unclear, and every benefit: said the same way to all who share an
/// outcome.
fn shared(export: &Export, outcome: &Outcome) -> Vec<Value> {
    let words = export.wording;
    let unclear = outcome.standings.iter();
    let unclear = unclear.filter(|one| one.unclear && one.verdict == Verdict::Possible);
    let unclear: Vec<&str> = unclear
        .map(|one| export.benefit(one.benefit).name)
        .collect();
    let mut cells = vec![
        Value::from(export.facts(outcome.missing.iter())),
        Value::from(unclear.join(words.lang.and())),
    ];
    cells.extend(export.results.benefits().iter().map(|benefit| {
        let Some(standing) = outcome.standing(*benefit) else {
            return Value::Empty;
        };
        let verdict = words.lang.verdict(standing.verdict);
        match &standing.due {
            None => verdict.into(),
            Some(due) => [verdict, &words.lang.due(due).line()]
                .join(words.lang.comma())
                .into(),
        }
    }));
    cells
}

/// `2-5、8`: row numbers in ascending order.
fn ranges(rows: &[u32], and: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut at = 0;
    while at < rows.len() {
        let first = at;
        while at + 1 < rows.len() && rows[at + 1] == rows[at] + 1 {
            at += 1;
        }
        parts.push(match rows[first] {
            only if first == at => only.to_string(),
            from => format!("{from}–{}", rows[at]),
        });
        at += 1;
    }
    parts.join(and)
}

// ---- sheets ----------------------------------------------------------------------------------

/// Rows that are looked at for the width of a column.
const LOOKED_AT: usize = 200;

/// As spreadsheets number it.
pub(crate) const A4: u8 = 9;

/// A workbook whose only date is this day.
pub(crate) fn workbook(on: Date) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    // Else it would carry the moment at which it was written.
    let properties = DocProperties::new().set_creation_datetime(&excel_date(on)?);
    workbook.set_properties(&properties);
    Ok(workbook)
}

pub(crate) fn excel_date(date: Date) -> Result<ExcelDateTime, XlsxError> {
    let (year, month, day) = date.ymd();
    ExcelDateTime::from_ymd(year as u16, month, day)
}

/// How many columns of a terminal a text takes in its longest line: Chinese takes two a character.
pub(crate) fn width(text: &str) -> usize {
    let of_line = |line: &str| {
        line.chars()
            .map(|sign| if sign.is_ascii() { 1 } else { 2 })
            .sum()
    };
    text.lines().map(of_line).max().unwrap_or(0)
}

pub(crate) struct Formats {
    pub wrapped: Format,
    pub bold: Format,
    pub own: Format,
    pub result: Format,
    pub whole: Format,
    pub fen: Format,
    pub date: Format,
}

impl Formats {
    pub(crate) fn new() -> Formats {
        let header = |fill: u32| {
            Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Top)
                .set_border_bottom(FormatBorder::Thin)
                .set_background_color(Color::RGB(fill))
        };
        Formats {
            wrapped: Format::new().set_text_wrap().set_align(FormatAlign::Top),
            bold: Format::new().set_bold().set_font_size(13),
            own: header(0x00E8_EDF2),
            result: header(0x00F5_ECD9),
            whole: Format::new().set_num_format("#,##0"),
            fen: Format::new().set_num_format("#,##0.00"),
            date: Format::new().set_num_format("yyyy-mm-dd"),
        }
    }
}

impl Value {
    /// As it stands in delimited text.
    fn plain(&self) -> String {
        match self {
            Value::Empty => String::new(),
            Value::Text(text) => cut(&neutralised(text)),
            Value::Number(number) => number.to_string(),
            Value::Money(sum) => wording::decimal(*sum),
            Value::Date(date) => date.to_string(),
            Value::Bool(true) => "TRUE".to_owned(),
            Value::Bool(false) => "FALSE".to_owned(),
        }
    }
}

/// One line of delimited text.
fn record(out: &mut String, values: impl Iterator<Item = Value>) {
    for (at, value) in values.enumerate() {
        if at > 0 {
            out.push(',');
        }
        let text = value.plain();
        if text.contains([',', '"', '\r', '\n']) || text.trim() != text {
            out.push('"');
            out.push_str(&text.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&text);
        }
    }
    out.push_str("\r\n");
}

/// As much of a text as a cell holds.
fn cut(text: &str) -> String {
    match text.char_indices().nth(CELL_CHARS) {
        None => text.to_owned(),
        Some(_) => text.chars().take(CELL_CHARS - 1).chain(['…']).collect(),
    }
}

fn write(
    sheet: &mut Worksheet,
    row: usize,
    column: usize,
    value: &Value,
    formats: &Formats,
    text: Option<&Format>,
) -> Result<(), XlsxError> {
    let (row, column) = (row as u32, column as u16);
    match value {
        Value::Empty => {}
        // A format is looked up by all that it says: too dear for a million plain cells.
        Value::Text(_) => match text {
            Some(format) => {
                sheet.write_string_with_format(row, column, value.plain(), format)?;
            }
            None => {
                sheet.write_string(row, column, value.plain())?;
            }
        },
        Value::Number(number) if number.is_finite() => {
            sheet.write_number(row, column, *number)?;
        }
        Value::Number(number) => {
            sheet.write_string(row, column, number.to_string())?;
        }
        // Only here does a sum become what spreadsheets calculate with; whole fen are exact in it.
        Value::Money(sum) => {
            let format = if sum.0 % 100 == 0 {
                &formats.whole
            } else {
                &formats.fen
            };
            sheet.write_number_with_format(row, column, sum.0 as f64 / 100.0, format)?;
        }
        Value::Date(date) => match excel_date(*date) {
            Ok(date) => {
                sheet.write_datetime_with_format(row, column, &date, &formats.date)?;
            }
            // Spreadsheets have no days before 1900.
            Err(_) => {
                sheet.write_string(row, column, date.to_string())?;
            }
        },
        Value::Bool(value) => {
            sheet.write_boolean(row, column, *value)?;
        }
    }
    Ok(())
}

/// A sheet that is written from top to bottom.
struct Page<'a> {
    sheet: &'a mut Worksheet,
    formats: &'a Formats,
    row: usize,
}

impl Page<'_> {
    fn section(
        &mut self,
        title: &str,
        header: &[&str],
        rows: impl Iterator<Item = Vec<Value>>,
    ) -> Result<(), ExportError> {
        if self.row > 0 {
            self.row += 1;
        }
        write(
            self.sheet,
            self.row,
            0,
            &title.into(),
            self.formats,
            Some(&self.formats.bold),
        )?;
        self.row += 1;
        for (column, name) in header.iter().enumerate() {
            let (value, format) = ((*name).into(), Some(&self.formats.result));
            write(self.sheet, self.row, column, &value, self.formats, format)?;
        }
        self.row += 1;
        for row in rows {
            self.line(&row)?;
        }
        Ok(())
    }

    fn line(&mut self, values: &[Value]) -> Result<(), ExportError> {
        for (column, value) in values.iter().enumerate() {
            let format = Some(&self.formats.wrapped);
            write(self.sheet, self.row, column, value, self.formats, format)?;
        }
        self.row += 1;
        Ok(())
    }

    /// A sentence across the columns.
    fn note(&mut self, words: &str) -> Result<(), ExportError> {
        write(self.sheet, self.row, 0, &words.into(), self.formats, None)?;
        self.row += 1;
        Ok(())
    }
}
