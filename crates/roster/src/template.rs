//! An empty roster to fill in: the columns that matter in one region, with lists to choose from.
//!
//! Which columns matter is read off the diagrams: a column is there if some benefit of the region
//! depends on it, counts with it, or has its window start from it. Choosing from a list is help, no condition: whatever
//! is written instead is read like any other roster.

use data::words::condition;
use engine::diagram::{Scratch, depends, reach};
use engine::model::*;
use engine::{AUDIENCE, Answer, Answers, Possible, REGION, Rulebook};
use rust_xlsxwriter::utility::column_number_to_name;
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, Format, Formula, Worksheet,
    XlsxError,
};
use wording::filled;

use crate::export::{A4, ExportError, Formats, excel_date, width, workbook};
use crate::people::{Role, Staff};
use crate::wording::Wording;

/// Last row that a list to choose from is offered in; rows below can be filled in freely.
const ROWS: u32 = 100_001;

/// Characters that a list may have where it stands in the rule of a column; Excel reads no more.
const LIST_CHARS: usize = 255;

/// One column of a template.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    pub role: Role,
    pub header: String,
}

/// The columns that matter in a region (an option of the fact), in the order of the rulebook:
/// the name, what individuals are asked, and what counts for the enterprise.
pub fn columns(rulebook: &Rulebook, region: u8, wording: &Wording) -> Vec<Column> {
    let mut columns = vec![Column {
        role: Role::Name,
        header: wording.name.to_owned(),
    }];
    let staff = staff(rulebook, region);
    let mattering = Mattering::new(rulebook, region, "individual");
    // The enterprise's count goes by these, whether anything of the person's own does or not.
    let counted = ["level", "certificate_date"].map(|id| rulebook.fact(id));
    for (index, fact) in (0..).zip(&rulebook.facts) {
        let counts = staff.contains(&Staff::SelfEvaluated) && counted.contains(&Some(index));
        let asked = counts || mattering.asks(rulebook, index);
        if index == AUDIENCE || index == REGION || !asked {
            continue;
        }
        match &fact.kind {
            FactKind::Set { options } => {
                let options = (0..).zip(options);
                let options =
                    options.filter(|(option, _)| mattering.tests(rulebook, index, *option));
                columns.extend(options.map(|(option, choice)| Column {
                    role: Role::Member(index, option),
                    header: choice.label.to_owned(),
                }));
            }
            FactKind::Bool
            | FactKind::Choice { .. }
            | FactKind::Int { .. }
            | FactKind::Money { .. }
            | FactKind::Date { .. } => columns.push(Column {
                role: Role::Fact(index),
                header: fact.name.to_owned(),
            }),
        }
    }
    columns.extend(staff.into_iter().map(|staff| Column {
        role: Role::Staff(staff),
        header: named(staff, wording).0.to_owned(),
    }));
    columns
}

/// What a column for the enterprise is called, and what to write there.
fn named(staff: Staff, words: &Wording) -> (&'static str, &'static str) {
    match staff {
        Staff::SelfEvaluated => (words.self_evaluated_column, words.self_evaluated_help),
        Staff::Apprentice => (words.apprentice_column, words.apprentice_help),
        Staff::OrderHire => (words.order_hire_column, words.order_hire_help),
        Staff::FlexibleLeader => (words.flexible_leader_column, words.flexible_leader_help),
        Staff::AgreedSalary => (words.agreed_salary_column, words.agreed_salary_help),
    }
}

/// What matters to somebody of an audience in a region: variables, and numbers and days that count
/// as such.
#[derive(Default)]
struct Mattering {
    vars: Vec<VarIdx>,
    facts: Vec<FactIdx>,
}

impl Mattering {
    fn new(rulebook: &Rulebook, region: u8, audience: &str) -> Mattering {
        let mut answers = Answers::new(rulebook);
        // Nothing here goes by the day.
        let on = rulebook.version;
        let options = rulebook.facts[usize::from(AUDIENCE)].kind.options();
        let audience = options.iter().position(|option| option.id == audience);
        for (fact, option) in [(AUDIENCE, audience), (REGION, Some(usize::from(region)))] {
            if let Some(option) = option {
                let set = answers.set(rulebook, fact, Answer::Choice(option as u8), on);
                debug_assert_eq!(set, Ok(()));
            }
        }
        let possible = Possible::new(rulebook, &answers, on);
        let mut mattering = Mattering::default();
        let mut scratch = Scratch::default();
        let mut vars = Vec::new();
        for benefit in &rulebook.benefits {
            let regions = rulebook.sources[usize::from(benefit.source)].regions;
            if possible.cells[0] & benefit.audiences == 0 || possible.cells[1] & regions == 0 {
                continue;
            }
            vars.clear();
            depends(&benefit.diagram, &possible.cells, &mut scratch, &mut vars);
            mattering.vars.extend(&vars);
            let leaves = reach(&benefit.diagram, &possible.cells, &mut scratch);
            for (amount, index) in benefit.amounts.iter().zip(LEAF_FIRST_AMOUNT..) {
                if leaves >> index & 1 == 1 {
                    mattering.facts.extend(counted(amount));
                }
            }
            let window = benefit.window.map(|window| window.fact);
            mattering
                .facts
                .extend(window.filter(|_| leaves >> LEAF_FIRST_AMOUNT != 0));
        }
        // A fact stands behind those that its question hangs on, so backwards reaches all of them.
        for index in (0..rulebook.facts.len()).rev() {
            if !mattering.asks(rulebook, index as FactIdx) {
                continue;
            }
            for condition in &rulebook.facts[index].applies {
                match condition.op {
                    Op::Test { var, .. } | Op::Within { var, .. } => mattering.vars.push(var),
                    Op::All
                    | Op::Any
                    | Op::Not
                    | Op::Reading { .. }
                    | Op::Unstated { .. }
                    | Op::Always
                    | Op::Never => {}
                }
            }
        }
        mattering
    }

    fn asks(&self, rulebook: &Rulebook, fact: FactIdx) -> bool {
        let of = |var: &VarIdx| rulebook.vars[usize::from(*var)].of.fact() == Some(fact);
        self.facts.contains(&fact) || self.vars.iter().any(of)
    }

    /// Whether an option of a set matters.
    fn tests(&self, rulebook: &Rulebook, fact: FactIdx, option: u8) -> bool {
        let member = VarOf::Member { fact, option };
        let is = |var: &VarIdx| rulebook.vars[usize::from(*var)].of == member;
        self.vars.iter().any(is)
    }
}

/// Facts whose number enters an amount.
fn counted(amount: &Amount) -> impl Iterator<Item = FactIdx> + '_ {
    amount.terms.iter().flat_map(|term| {
        let of = match term.base {
            Base::Percent { of, .. } => Some(of),
            Base::Sum { .. } => None,
        };
        of.into_iter().chain(term.per)
    })
}

/// Columns that count for the enterprise's benefits in a region.
fn staff(rulebook: &Rulebook, region: u8) -> Vec<Staff> {
    let mattering = Mattering::new(rulebook, region, "enterprise");
    let asks = |id: &str| {
        let fact = rulebook.fact(id);
        fact.is_some_and(|fact| mattering.asks(rulebook, fact))
    };
    let columns = [
        (Staff::SelfEvaluated, asks("new_high_skilled")),
        (Staff::Apprentice, asks("apprentices")),
        (Staff::OrderHire, asks("order_hires")),
        (Staff::FlexibleLeader, asks("flexible_leader")),
        (Staff::AgreedSalary, asks("agreed_salary")),
    ];
    let columns = columns.into_iter().filter(|(_, matters)| *matters);
    columns.map(|(staff, _)| staff).collect()
}

/// A workbook to fill in for one region (an option of the fact): the empty roster, and a sheet that
/// explains its columns.
///
/// # Errors
/// If the workbook cannot be put together.
pub fn template(
    rulebook: &Rulebook,
    region: u8,
    wording: &Wording,
) -> Result<Vec<u8>, ExportError> {
    let columns = columns(rulebook, region, wording);
    let writing = Writing {
        rulebook,
        wording,
        formats: Formats::new(),
    };
    let mut workbook = workbook(rulebook.version)?;
    let mut lists = Vec::new();
    let sheet = workbook.add_worksheet();
    writing.roster(sheet, &columns, &mut lists)?;
    writing.explanation(workbook.add_worksheet(), &columns)?;
    if !lists.is_empty() {
        let sheet = workbook.add_worksheet();
        sheet.set_name(wording.options)?;
        sheet.set_hidden(true);
        for (column, list) in (0..).zip(&lists) {
            sheet.write_column(0, column, list.iter().copied())?;
        }
    }
    Ok(workbook.save_to_buffer()?)
}

struct Writing<'a> {
    rulebook: &'a Rulebook,
    wording: &'a Wording,
    formats: Formats,
}

/// What can be chosen.
type List = Vec<&'static str>;

impl Writing<'_> {
    fn roster(
        &self,
        sheet: &mut Worksheet,
        columns: &[Column],
        lists: &mut Vec<List>,
    ) -> Result<(), ExportError> {
        sheet.set_name(self.wording.template)?;
        for (at, column) in (0..).zip(columns) {
            let format = match column.role {
                Role::Staff(_) => &self.formats.result,
                _ => &self.formats.own,
            };
            sheet.write_string_with_format(0, at, &column.header, format)?;
            let wide = width(&column.header).div_ceil(2).clamp(10, 24);
            sheet.set_column_width(at, wide as f64 + 2.0)?;
            if self.is_date(column.role) {
                sheet.set_column_format(at, &self.formats.date)?;
            } else if column.role == Role::Name {
                // Whatever somebody is called stays text.
                sheet.set_column_format(at, &Format::new().set_num_format("@"))?;
            }
            if let Some(rule) = self.rule(column, lists)? {
                sheet.add_data_validation(1, at, ROWS - 1, at, &rule)?;
            }
        }
        sheet.set_row_height(0, 48)?;
        sheet.set_freeze_panes(1, 1)?;
        Ok(())
    }

    fn is_date(&self, role: Role) -> bool {
        match role {
            Role::Fact(fact) | Role::Again(fact, _) => {
                let kind = &self.rulebook.facts[usize::from(fact)].kind;
                matches!(kind, FactKind::Date { .. })
            }
            Role::Ignored
            | Role::Name
            | Role::Sensitive(_)
            | Role::Member(..)
            | Role::Feed(_)
            | Role::Staff(_) => false,
        }
    }

    /// What can be chosen in a column; `None` where it is no list.
    fn list(&self, role: Role) -> Option<List> {
        let words = self.wording;
        let mut list = match role {
            Role::Fact(fact) | Role::Again(fact, _) => {
                match &self.rulebook.facts[usize::from(fact)].kind {
                    FactKind::Bool => vec![words.written_yes, words.written_no],
                    FactKind::Choice { options } => options.iter().map(|one| one.label).collect(),
                    FactKind::Set { .. }
                    | FactKind::Int { .. }
                    | FactKind::Money { .. }
                    | FactKind::Date { .. } => return None,
                }
            }
            Role::Member(..)
            | Role::Staff(
                Staff::SelfEvaluated | Staff::Apprentice | Staff::OrderHire | Staff::FlexibleLeader,
            ) => vec![words.written_yes, words.written_no],
            Role::Staff(Staff::AgreedSalary)
            | Role::Ignored
            | Role::Name
            | Role::Feed(_)
            | Role::Sensitive(_) => {
                return None;
            }
        };
        list.push(words.written_unknown);
        Some(list)
    }

    /// Least, greatest and unit of a column of whole numbers.
    fn range(&self, role: Role) -> Option<(i64, i64, &'static str)> {
        let fact = match role {
            Role::Fact(fact) | Role::Again(fact, _) => fact,
            Role::Staff(Staff::AgreedSalary) => self.rulebook.fact("agreed_salary")?,
            Role::Staff(_)
            | Role::Ignored
            | Role::Name
            | Role::Sensitive(_)
            | Role::Feed(_)
            | Role::Member(..) => {
                return None;
            }
        };
        match self.rulebook.facts[usize::from(fact)].kind {
            FactKind::Int { min, max, unit } => Some((min, max, unit)),
            FactKind::Money { min, max } => Some((min, max, self.wording.lang.yuan_unit())),
            FactKind::Bool
            | FactKind::Choice { .. }
            | FactKind::Set { .. }
            | FactKind::Date { .. } => None,
        }
    }

    /// What may stand in a column.
    fn rule(
        &self,
        column: &Column,
        lists: &mut Vec<List>,
    ) -> Result<Option<DataValidation>, XlsxError> {
        let words = self.wording;
        let (rule, message) = if let Some(list) = self.list(column.role) {
            let chars = list
                .iter()
                .map(|one| one.chars().count() + 1)
                .sum::<usize>()
                - 1;
            // A comma would part an option in two.
            let short = chars <= LIST_CHARS && !list.iter().any(|one| one.contains(','));
            let rule = if short {
                DataValidation::new().allow_list_strings(&list)?
            } else {
                let letters = column_number_to_name(lists.len() as u16);
                let last = list.len();
                let range = format!("='{}'!${letters}$1:${letters}${last}", words.options);
                lists.push(list);
                DataValidation::new().allow_list_formula(Formula::new(range))
            };
            (rule, words.choose_from_list.to_owned())
        } else if let Some((min, max, unit)) = self.range(column.role) {
            let end = |value: i64| value.clamp(i32::MIN.into(), i32::MAX.into()) as i32;
            let rule = DataValidationRule::Between(end(min), end(max));
            let said = [min.to_string(), max.to_string()];
            let said = filled(words.whole_number, &[&said[0], &said[1], unit]);
            (DataValidation::new().allow_whole_number(rule), said)
        } else if let Some(FactKind::Date { earliest }) = self.kind(column.role) {
            // Excel's own day, not one that is written here.
            let rule = DataValidationRule::Between(
                Formula::new(format!("={}", excel_date(*earliest)?.to_excel())),
                Formula::new("=TODAY()"),
            );
            let said = filled(words.a_date, &[&earliest.to_string()]);
            (DataValidation::new().allow_date_formula(rule), said)
        } else {
            return Ok(None);
        };
        let rule = rule
            .ignore_blank(true)
            // What is not on the list may be right all the same: 三级 for 高级工.
            .set_error_style(DataValidationErrorStyle::Warning)
            .set_error_message(short(&message))?
            .set_input_message(short(&self.explained(column.role).0))?;
        Ok(Some(rule))
    }

    fn kind(&self, role: Role) -> Option<&FactKind> {
        match role {
            Role::Fact(fact) | Role::Again(fact, _) => {
                Some(&self.rulebook.facts[usize::from(fact)].kind)
            }
            Role::Ignored
            | Role::Name
            | Role::Sensitive(_)
            | Role::Member(..)
            | Role::Feed(_)
            | Role::Staff(_) => None,
        }
    }

    /// Question and help.
    fn explained(&self, role: Role) -> (String, String) {
        match role {
            Role::Fact(fact) | Role::Again(fact, _) => {
                let fact = &self.rulebook.facts[usize::from(fact)];
                (fact.question.to_owned(), fact.help.to_owned())
            }
            Role::Member(fact, option) => {
                let fact = &self.rulebook.facts[usize::from(fact)];
                let option = &fact.kind.options()[usize::from(option)];
                let question = [fact.name, option.label].join(self.wording.lang.colon());
                (question, option.help.to_owned())
            }
            Role::Staff(staff) => (named(staff, self.wording).1.to_owned(), String::new()),
            Role::Name | Role::Ignored | Role::Feed(_) | Role::Sensitive(_) => Default::default(),
        }
    }

    fn allowed(&self, role: Role) -> String {
        let words = self.wording;
        if let Some(list) = self.list(role) {
            list.join(words.lang.and())
        } else if let Some((min, max, unit)) = self.range(role) {
            filled(
                words.whole_number,
                &[&min.to_string(), &max.to_string(), unit],
            )
        } else if let Some(FactKind::Date { earliest }) = self.kind(role) {
            filled(words.a_date, &[&earliest.to_string()])
        } else {
            words.any_text.to_owned()
        }
    }

    fn only_if(&self, role: Role) -> String {
        let (Role::Fact(fact) | Role::Member(fact, _)) = role else {
            return String::new();
        };
        let applies = &self.rulebook.facts[usize::from(fact)].applies;
        if applies.is_empty() {
            String::new()
        } else {
            condition(self.rulebook, applies, 0)
        }
    }

    fn explanation(&self, sheet: &mut Worksheet, columns: &[Column]) -> Result<(), ExportError> {
        let words = self.wording;
        sheet.set_name(words.columns)?;
        let header = [
            words.column,
            words.question,
            words.help,
            words.allowed,
            words.only_if,
        ];
        for (at, name) in (0..).zip(header) {
            sheet.write_string_with_format(0, at, name, &self.formats.own)?;
        }
        let wrapped = &self.formats.wrapped;
        for (row, column) in (1..).zip(columns) {
            let (question, help) = self.explained(column.role);
            let cells = [
                column.header.clone(),
                question,
                help,
                self.allowed(column.role),
                self.only_if(column.role),
            ];
            for (at, text) in (0..).zip(cells) {
                if !text.is_empty() {
                    sheet.write_string_with_format(row, at, text, wrapped)?;
                }
            }
        }
        let last = columns.len() as u32 + 2;
        sheet.write_string(last, 0, words.blank_is_unknown)?;
        for (at, width) in (0..).zip([32.0, 48.0, 40.0, 48.0, 32.0]) {
            sheet.set_column_width(at, width)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_landscape();
        sheet.set_paper_size(A4);
        sheet.set_print_fit_to_pages(1, 0);
        Ok(())
    }
}

/// As much as a message of a column holds.
fn short(text: &str) -> String {
    text.chars().take(255).collect()
}
