//! From rows to people: what a cell answers, or why it cannot be an answer.
//!
//! An empty cell says nothing, and so does an option that is not named: nobody becomes ineligible by
//! what a roster leaves out. A cell that cannot be understood leaves its fact unknown and is a fault.

use engine::model::{Cells, FactIdx, FactKind};
use engine::{Answer, AnswerError, Answers, Date, Rulebook, all_cells, check};
use wording::{Refusal, Written};

use crate::people::{Fault, FaultKind, Mapping, Person, Role, Staff};
use crate::read::shortened;
use crate::sheets::date_of_serial;
use crate::table::{Cell, Row, Table};
use crate::words::{Meanings, Word, is_space, plain, plain_value, trimmed, words};

/// Everybody in a table. `defaults` hold for all of them, unless their row says otherwise.
pub fn people(
    rulebook: &Rulebook,
    table: &Table,
    mapping: &Mapping,
    defaults: &Answers,
    on: Date,
) -> Vec<Person> {
    let person = |row| person(rulebook, row, table.first_column, mapping, defaults, on);
    table.rows.iter().map(person).collect()
}

/// The person of one row. `first_column` is as in [`Table`].
pub fn person(
    rulebook: &Rulebook,
    row: &Row,
    first_column: u32,
    mapping: &Mapping,
    defaults: &Answers,
    on: Date,
) -> Person {
    let mut reading = Reading {
        rulebook,
        mapping,
        first_column,
        on,
        row,
        single: Vec::new(),
        sets: Vec::new(),
        person: Person::new(row.number, defaults.clone()),
    };
    for (column, (role, cell)) in mapping.roles.iter().zip(&row.cells).enumerate() {
        if *cell != Cell::Empty {
            reading.cell(column, *role, cell);
        }
    }
    reading.finish()
}

/// What a cell shows.
pub fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) | Cell::Error(text) => text.clone(),
        Cell::Number(number) => number.to_string(),
        Cell::Bool(true) => "TRUE".to_owned(),
        Cell::Bool(false) => "FALSE".to_owned(),
        Cell::Date(date) => date.to_string(),
    }
}

/// Where a cell stands, as spreadsheets say it. Columns count from 0, rows from 1.
pub fn cell_name(column: u32, row: u32) -> String {
    let mut letters = Vec::new();
    let mut left = u64::from(column) + 1;
    while left > 0 {
        left -= 1;
        letters.push(b'A' + (left % 26) as u8);
        left /= 26;
    }
    let mut name: String = letters
        .iter()
        .rev()
        .map(|letter| char::from(*letter))
        .collect();
    name += &row.to_string();
    name
}

/// What a cell says of something; `None`: nothing.
type Said<T> = Result<Option<Known<T>>, FaultKind>;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Known<T> {
    Is(T),
    /// 不清楚.
    Unknown,
}

/// A row on its way to a person.
struct Reading<'a> {
    rulebook: &'a Rulebook,
    mapping: &'a Mapping,
    first_column: u32,
    on: Date,
    row: &'a Row,
    /// What is said of facts with one answer. `None`: nothing that holds.
    single: Vec<(FactIdx, Option<Answer>)>,
    /// What is said of sets.
    sets: Vec<(FactIdx, Marks)>,
    person: Person,
}

/// Options that are said to hold, not to hold, and not to be known.
#[derive(Clone, Copy, Default)]
struct Marks {
    yes: Cells,
    no: Cells,
    unsure: Cells,
    /// What is said to hold and not to hold. Nothing is known of it then.
    torn: Cells,
}

impl Reading<'_> {
    fn cell(&mut self, column: usize, role: Role, cell: &Cell) {
        let done = match role {
            Role::Ignored | Role::Sensitive(_) => Ok(()),
            Role::Name => self.name(cell),
            Role::Fact(fact) => match &self.rulebook.facts[usize::from(fact)].kind {
                FactKind::Set { .. } => self.members(column, fact, cell),
                FactKind::Bool
                | FactKind::Choice { .. }
                | FactKind::Int { .. }
                | FactKind::Money { .. }
                | FactKind::Date { .. } => self.answer(fact, cell),
            },
            Role::Member(fact, option) => self.member(fact, option, cell),
            Role::Staff(staff) => {
                let done = self.staff(staff, cell);
                if !matches!(done, Ok(true)) && !is_blank(cell) {
                    self.person.unsure.push(staff);
                }
                done.map(|_| ())
            }
        };
        if let Err(kind) = done {
            self.fault(column, kind);
        }
    }

    fn fault(&mut self, column: usize, kind: FaultKind) {
        let value = self.row.cells.get(column).map(shown).unwrap_or_default();
        self.person.faults.push(Fault {
            column: column as u32,
            cell: cell_name(self.first_column + column as u32, self.row.number),
            value: shortened(&value),
            kind,
        });
    }

    fn name(&mut self, cell: &Cell) -> Result<(), FaultKind> {
        if self.person.name.is_empty() {
            self.person.name = shown(cell).trim_matches(is_space).to_owned();
        }
        error(cell)
    }

    fn answer(&mut self, fact: FactIdx, cell: &Cell) -> Result<(), FaultKind> {
        let about = &self.rulebook.facts[usize::from(fact)];
        let answer = error(cell).and_then(|()| {
            let answer = match &about.kind {
                FactKind::Bool => known(yes_no(about.id, cell)?, Answer::Bool),
                FactKind::Choice { .. } => {
                    known(one_of(self.rulebook, fact, cell)?, Answer::Choice)
                }
                FactKind::Int { unit, .. } => known(whole(about.id, unit, cell)?, Answer::Int),
                FactKind::Money { .. } => known(money(cell)?, Answer::Int),
                FactKind::Date { .. } => known(day(cell)?, Answer::day),
                FactKind::Set { .. } => None,
            };
            if let Some(answer) = answer {
                check(&about.kind, answer, self.on).map_err(refused)?;
            }
            Ok(answer)
        });
        let before = self.single.iter_mut().find(|(of, _)| *of == fact);
        match (answer, before) {
            (Ok(None), _) => Ok(()),
            (Err(kind), None) => {
                self.single.push((fact, None));
                Err(kind)
            }
            // The other column may be right; nobody knows.
            (Err(kind), Some(before)) => {
                before.1 = None;
                Err(kind)
            }
            (Ok(Some(answer)), None) => {
                self.single.push((fact, Some(answer)));
                Ok(())
            }
            (Ok(Some(answer)), Some(before)) => {
                if before.1 == Some(answer) {
                    return Ok(());
                }
                before.1 = None;
                Err(FaultKind::Contradictory)
            }
        }
    }

    fn member(&mut self, fact: FactIdx, option: u8, cell: &Cell) -> Result<(), FaultKind> {
        error(cell)?;
        let about = &self.rulebook.facts[usize::from(fact)];
        let options = about.kind.options();
        let Some(named) = options.get(usize::from(option)) else {
            return Ok(());
        };
        let own = |text: &str| words().value(about.id, &plain_value(text)) == Some(named.id);
        let said = match yes_no("", cell) {
            Err(_) if matches!(cell, Cell::Text(text) if own(text)) => Some(Known::Is(true)),
            said => said?,
        };
        let bit = 1 << option;
        let marks = match said {
            None => return Ok(()),
            Some(Known::Is(true)) => Marks {
                yes: bit,
                ..Marks::default()
            },
            Some(Known::Is(false)) => Marks {
                no: bit,
                ..Marks::default()
            },
            Some(Known::Unknown) => Marks {
                unsure: bit,
                ..Marks::default()
            },
        };
        self.mark(fact, marks)
    }

    fn members(&mut self, column: usize, fact: FactIdx, cell: &Cell) -> Result<(), FaultKind> {
        error(cell)?;
        let about = &self.rulebook.facts[usize::from(fact)];
        let options = about.kind.options();
        let all = all_cells(options.len());
        // 无 in one of several columns speaks for that column alone.
        let alone = !self.mapping.roles.iter().enumerate().any(|(other, role)| {
            other != column && matches!(role, Role::Fact(of) | Role::Member(of, _) if *of == fact)
        });
        let text = shown(cell);
        let means = words().meanings(&plain_value(&text));
        if means.has(Word::Blank) {
            return Ok(());
        }
        if means.has(Word::Unknown) {
            return self.mark(
                fact,
                Marks {
                    unsure: all,
                    ..Marks::default()
                },
            );
        }
        if means.has(Word::None) {
            let no = if alone { all } else { 0 };
            return self.mark(
                fact,
                Marks {
                    no,
                    ..Marks::default()
                },
            );
        }
        let mut marks = Marks::default();
        for name in listed(&text, |part| {
            words().meanings(&plain_value(part)).has(Word::Rest)
                || option(self.rulebook, fact, part).is_some()
        })
        .ok_or(FaultKind::NoSuchOption)?
        {
            match option(self.rulebook, fact, name) {
                Some(option) => marks.yes |= 1 << option,
                None if alone => marks.no = all,
                None => {}
            }
        }
        marks.no &= !marks.yes;
        self.mark(fact, marks)
    }

    fn mark(&mut self, fact: FactIdx, marks: Marks) -> Result<(), FaultKind> {
        let at = match self.sets.iter().position(|(of, _)| *of == fact) {
            Some(at) => at,
            None => {
                self.sets.push((fact, Marks::default()));
                self.sets.len() - 1
            }
        };
        let so_far = &mut self.sets[at].1;
        let torn = so_far.yes & marks.no | so_far.no & marks.yes;
        so_far.torn |= torn;
        so_far.yes = (so_far.yes | marks.yes) & !so_far.torn;
        so_far.no = (so_far.no | marks.no) & !so_far.torn;
        so_far.unsure = (so_far.unsure | marks.unsure) & !(so_far.yes | so_far.no | so_far.torn);
        if torn == 0 {
            Ok(())
        } else {
            Err(FaultKind::Contradictory)
        }
    }

    /// Whether the cell settles it.
    fn staff(&mut self, staff: Staff, cell: &Cell) -> Result<bool, FaultKind> {
        error(cell)?;
        if staff == Staff::AgreedSalary {
            let Some(Known::Is(sum)) = money(cell)? else {
                return Ok(false);
            };
            if sum < 0 {
                return Err(FaultKind::OutOfRange);
            }
            self.person.agreed_salary = Some(sum);
            return Ok(true);
        }
        let Some(Known::Is(said)) = yes_no("", cell)? else {
            return Ok(false);
        };
        let place = match staff {
            Staff::SelfEvaluated => &mut self.person.self_evaluated,
            Staff::Apprentice => &mut self.person.apprentice,
            Staff::OrderHire => &mut self.person.order_hire,
            Staff::FlexibleLeader => &mut self.person.flexible_leader,
            Staff::AgreedSalary => return Ok(false),
        };
        match place {
            Some(before) if *before != said => {
                *place = None;
                Err(FaultKind::Contradictory)
            }
            _ => {
                *place = Some(said);
                Ok(true)
            }
        }
    }

    fn finish(mut self) -> Person {
        let rulebook = self.rulebook;
        let single = std::mem::take(&mut self.single);
        let sets = std::mem::take(&mut self.sets);
        let single = single
            .into_iter()
            .map(|(fact, answer)| (fact, answer.unwrap_or_default()));
        let sets = sets.into_iter().map(|(fact, marks)| {
            let Marks {
                yes,
                no,
                unsure,
                torn: _,
            } = marks;
            (fact, Answer::Set { yes, no, unsure })
        });
        for (fact, answer) in single.chain(sets) {
            // Checked where it was read.
            let _ = self.person.answers.set(rulebook, fact, answer, self.on);
        }
        // What is taken back may have been what another answer hung on.
        loop {
            let idle = self.person.answers.contradictions(rulebook, self.on);
            let Some(fact) = idle.into_iter().find(|fact| {
                let of = |role: &Role| matches!(role, Role::Fact(of) | Role::Member(of, _) if of == fact);
                self.mapping.roles.iter().any(of)
            }) else {
                break;
            };
            let answers = &mut self.person.answers;
            let _ = answers.set(rulebook, fact, Answer::NotAsked, self.on);
            for column in 0..self.mapping.roles.len().min(self.row.cells.len()) {
                let claims = match self.mapping.roles[column] {
                    Role::Fact(of) => of == fact,
                    Role::Member(of, _) => {
                        of == fact
                            && matches!(
                                yes_no("", &self.row.cells[column]),
                                Ok(Some(Known::Is(true)))
                            )
                    }
                    Role::Ignored | Role::Name | Role::Sensitive(_) | Role::Staff(_) => false,
                };
                if claims && self.row.cells[column] != Cell::Empty {
                    self.fault(column, FaultKind::NotApplicable);
                }
            }
        }
        self.person.faults.sort_by_key(|fault| fault.column);
        self.person
    }
}

fn known<T>(said: Option<Known<T>>, answer: impl Fn(T) -> Answer) -> Option<Answer> {
    said.map(|said| match said {
        Known::Is(value) => answer(value),
        Known::Unknown => Answer::Unknown,
    })
}

fn error(cell: &Cell) -> Result<(), FaultKind> {
    match cell {
        Cell::Error(_) => Err(FaultKind::SheetError),
        Cell::Empty | Cell::Text(_) | Cell::Number(_) | Cell::Bool(_) | Cell::Date(_) => Ok(()),
    }
}

/// Whether a cell is as good as empty: `-`, `/`.
fn is_blank(cell: &Cell) -> bool {
    words()
        .meanings(&plain_value(&shown(cell)))
        .has(Word::Blank)
}

fn refused(error: AnswerError) -> FaultKind {
    match error {
        AnswerError::WrongType | AnswerError::OutOfRange => FaultKind::OutOfRange,
        AnswerError::Future => FaultKind::Future,
        AnswerError::TooEarly => FaultKind::TooEarly,
        AnswerError::Contradictory => FaultKind::Contradictory,
    }
}

/// What is neither a value nor a fault; `None`: it is something else.
fn beside<T>(means: Meanings) -> Option<Said<T>> {
    if means.has(Word::Blank) {
        Some(Ok(None))
    } else if means.has(Word::Unknown) {
        Some(Ok(Some(Known::Unknown)))
    } else {
        None
    }
}

fn yes_no(fact: &str, cell: &Cell) -> Said<bool> {
    let text = match cell {
        Cell::Empty => return Ok(None),
        Cell::Bool(value) => return Ok(Some(Known::Is(*value))),
        Cell::Number(number) if *number == 1.0 => return Ok(Some(Known::Is(true))),
        Cell::Number(number) if *number == 0.0 => return Ok(Some(Known::Is(false))),
        Cell::Number(_) | Cell::Date(_) => return Err(FaultKind::NotYesNo),
        Cell::Error(_) => return Err(FaultKind::SheetError),
        Cell::Text(text) => text,
    };
    let plain = plain_value(text);
    match words().value(fact, &plain) {
        Some("true") => return Ok(Some(Known::Is(true))),
        Some("false") => return Ok(Some(Known::Is(false))),
        _ => {}
    }
    let means = words().meanings(&plain);
    if means.has(Word::Yes) {
        Ok(Some(Known::Is(true)))
    } else if means.has(Word::No) {
        Ok(Some(Known::Is(false)))
    } else {
        beside(means).unwrap_or(Err(FaultKind::NotYesNo))
    }
}

/// The option that goes by a name: its id, its label, or another.
pub fn option(rulebook: &Rulebook, fact: FactIdx, name: &str) -> Option<u8> {
    let fact = &rulebook.facts[usize::from(fact)];
    let mut options = fact.kind.options().iter();
    let found = match words().value(fact.id, &plain_value(name)) {
        Some(id) => options.position(|option| option.id == id),
        // Rules that are not the project's own may have others.
        None => {
            let name = plain(name);
            options.position(|option| plain(option.id) == name || plain(option.label) == name)
        }
    };
    found.map(|at| at as u8)
}

fn one_of(rulebook: &Rulebook, fact: FactIdx, cell: &Cell) -> Said<u8> {
    let text = shown(cell);
    let option = |name: &str| option(rulebook, fact, name);
    // 高级、技师 are two and 高级技师 is one: what is listed is looked at first.
    if text.contains(is_separator) {
        let parts: Vec<&str> = text
            .split(is_separator)
            .filter(|part| !blank(part))
            .collect();
        let options: Vec<u8> = parts.iter().filter_map(|part| option(part)).collect();
        if parts.len() > 1 && options.len() == parts.len() {
            let one = options.iter().all(|option| *option == options[0]);
            return if one {
                Ok(Some(Known::Is(options[0])))
            } else {
                Err(FaultKind::MoreThanOne)
            };
        }
    }
    match option(&text).or_else(|| in_brackets(&text, option)) {
        Some(option) => Ok(Some(Known::Is(option))),
        None => {
            let means = words().meanings(&plain_value(&text));
            beside(means).unwrap_or(Err(FaultKind::NoSuchOption))
        }
    }
}

/// What is said twice, the second time in brackets: 高级工（国家职业资格三级）. Both are to be the same.
fn in_brackets(text: &str, option: impl Fn(&str) -> Option<u8>) -> Option<u8> {
    let text = trimmed(text);
    let (outside, inside) = text.strip_suffix(')')?.split_once('(')?;
    option(outside).filter(|outside| option(inside) == Some(*outside))
}

fn is_separator(sign: char) -> bool {
    matches!(
        sign,
        '、' | '，' | ',' | ';' | '；' | '/' | '／' | '|' | '｜' | '\n' | '\r'
    )
}

fn blank(text: &str) -> bool {
    text.trim_matches(is_space).is_empty()
}

/// The names in a list, each of which `is` one. Names may hold separators themselves, so the longest
/// run of parts that is a name counts; `None` if something is no name.
fn listed(text: &str, is: impl Fn(&str) -> bool) -> Option<Vec<&str>> {
    /// Parts of a name.
    const PARTS: usize = 4;
    let mut parts: Vec<(usize, usize)> = Vec::new();
    let mut from = 0;
    for (at, sign) in text.char_indices().filter(|(_, sign)| is_separator(*sign)) {
        parts.push((from, at));
        from = at + sign.len_utf8();
    }
    parts.push((from, text.len()));
    parts.retain(|(from, to)| !blank(&text[*from..*to]));
    let mut names = Vec::new();
    let mut first = 0;
    while first < parts.len() {
        let run = |last: usize| &text[parts[first].0..parts[last].1];
        let last = (first..parts.len().min(first + PARTS))
            .rev()
            .find(|last| is(run(*last)))?;
        names.push(run(last));
        first = last + 1;
    }
    Some(names)
}

/// A whole number in a unit: 36, 36个月, 3年 of months, 第3名.
fn whole(fact: &str, unit: &str, cell: &Cell) -> Said<i64> {
    let text = match cell {
        Cell::Empty => return Ok(None),
        Cell::Number(number) => return whole_number(*number),
        Cell::Bool(_) | Cell::Date(_) => return Err(FaultKind::NotANumber),
        Cell::Error(_) => return Err(FaultKind::SheetError),
        Cell::Text(text) => text,
    };
    if let Some(number) = words()
        .value(fact, &plain_value(text))
        .and_then(|key| key.parse().ok())
    {
        return Ok(Some(Known::Is(number)));
    }
    if let Some(said) = beside(words().meanings(&plain_value(text))) {
        return said;
    }
    number(wording::whole(text, unit))
}

fn whole_number(number: f64) -> Said<i64> {
    // Beyond that, numbers of a spreadsheet are not whole ones.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() != 0.0 {
        Err(if number.is_finite() {
            FaultKind::NotWhole
        } else {
            FaultKind::NotANumber
        })
    } else if number.abs() > EXACT {
        Err(FaultKind::OutOfRange)
    } else {
        Ok(Some(Known::Is(number as i64)))
    }
}

fn number(read: Result<i64, Refusal>) -> Said<i64> {
    match read {
        Ok(number) => Ok(Some(Known::Is(number))),
        Err(Refusal::Empty | Refusal::NotANumber) => Err(FaultKind::NotANumber),
        Err(Refusal::NotWhole) => Err(FaultKind::NotWhole),
        Err(Refusal::TooLarge) => Err(FaultKind::OutOfRange),
    }
}

/// Whole yuan: 300000, 300,000元, 30万, 30.5万元.
fn money(cell: &Cell) -> Said<i64> {
    let text = match cell {
        Cell::Empty => return Ok(None),
        Cell::Number(number) => return whole_number(*number),
        Cell::Bool(_) | Cell::Date(_) => return Err(FaultKind::NotANumber),
        Cell::Error(_) => return Err(FaultKind::SheetError),
        Cell::Text(text) => text,
    };
    if let Some(said) = beside(words().meanings(&plain_value(text))) {
        return said;
    }
    number(wording::yuan(text))
}

/// A day: a cell that is one, a serial number, or one of the ways to write it.
fn day(cell: &Cell) -> Said<Date> {
    let found = match cell {
        Cell::Empty => return Ok(None),
        Cell::Date(date) => Some(*date),
        Cell::Number(number) => day_of_number(*number),
        Cell::Bool(_) => None,
        Cell::Error(_) => return Err(FaultKind::SheetError),
        Cell::Text(text) => {
            let means = words().meanings(&plain_value(text));
            // There is no such day.
            if means.has(Word::None) {
                return Ok(None);
            }
            if let Some(said) = beside(means) {
                return said;
            }
            written_day(&trimmed(text))
        }
    };
    found
        .map(|date| Some(Known::Is(date)))
        .ok_or(FaultKind::NotADate)
}

/// 20240301, or days as spreadsheets count them. Years and months alone are no days.
fn day_of_number(number: f64) -> Option<Date> {
    if (19_000_101.0..=99_991_231.0).contains(&number) && number.fract() == 0.0 {
        let digits = number as u32;
        let [month, day] = [digits / 100 % 100, digits % 100].map(|part| part as u8);
        return Date::new((digits / 10_000) as i32, month, day);
    }
    // From 1927 to 2201: lesser numbers are hardly meant so, nor are greater.
    let serial = (10_000.0..110_000.0).contains(&number);
    serial.then(|| date_of_serial(number, false)).flatten()
}

/// 2024/3/1, 2024-03-01, 2024.3.1, 2024年3月1日, 20240301, 45352, each with a time behind it or not.
fn written_day(text: &str) -> Option<Date> {
    let day = match text.find(':') {
        Some(colon) => text[..colon]
            .rfind([' ', 'T', '\t'])
            .map(|at| &text[..at])?,
        None => text.strip_suffix(['日', '号']).unwrap_or(text),
    };
    let day = day.trim_end().trim_end_matches(['日', '号']);
    let day: String = day.chars().filter(|sign| !is_space(*sign)).collect();
    let plain = day
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    if let Ok(number) = day.parse::<f64>()
        && plain
    {
        return day_of_number(number);
    }
    match wording::date(&day) {
        Some(Written::Day(day)) => Some(day),
        // A month or a year alone is no day.
        Some(Written::Month { .. } | Written::Year(_)) | None => None,
    }
}
