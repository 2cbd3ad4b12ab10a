//! From rows to people: what a cell answers, or why it cannot be an answer.
//!
//! An empty cell says nothing, and so does an option that is not named: nobody becomes ineligible by
//! what a roster leaves out. A cell that cannot be understood leaves its fact unknown and is a fault.

use engine::model::{Cells, FactIdx, FactKind};
use engine::{Answer, AnswerError, Answers, Date, Rulebook, all_cells, check};

use crate::columns::covered;
use crate::people::{Fault, FaultKind, Mapping, Person, Remark, RemarkKind, Role, Staff};
use crate::read::shortened;
use crate::sheets::date_of_serial;
use crate::table::{Cell, Row, Table};
use crate::words::{
    CERTIFICATE, LEVEL, Meanings, Word, is_space, plain, plain_value, trimmed, words,
};

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
    person_of(rulebook, &[row], first_column, mapping, defaults, on)
}

/// The person of several rows, of which each may have a certificate of its own. Without a row, nobody
/// of whom more is known than the defaults.
pub fn person_of(
    rulebook: &Rulebook,
    rows: &[&Row],
    first_column: u32,
    mapping: &Mapping,
    defaults: &Answers,
    on: Date,
) -> Person {
    let number = rows.first().map_or(0, |row| row.number);
    let mut reading = Reading {
        rulebook,
        mapping,
        first_column,
        on,
        rows,
        at: 0,
        certificates: Vec::new(),
        single: Vec::new(),
        sets: Vec::new(),
        person: Person::new(number, defaults.clone()),
    };
    for (at, row) in rows.iter().enumerate() {
        reading.at = at;
        for (column, (role, cell)) in mapping.roles.iter().zip(&row.cells).enumerate() {
            if *cell != Cell::Empty {
                reading.cell(column, *role, cell);
            }
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
    rows: &'a [&'a Row],
    /// The row at hand.
    at: usize,
    certificates: Vec<Certificate>,
    /// What is said of facts with one answer, but for those of certificates. `None`: nothing that
    /// holds.
    single: Vec<(FactIdx, Option<Answer>)>,
    /// What is said of sets.
    sets: Vec<(FactIdx, Marks)>,
    person: Person,
}

/// What is said of one certificate.
struct Certificate {
    /// Its row, and its number in it.
    of: (usize, u8),
    /// As in [`Reading::single`].
    said: Vec<(FactIdx, Option<Answer>)>,
    self_evaluated: Option<bool>,
    /// Where its level stands.
    column: Option<usize>,
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
            Role::Fact(_) | Role::Again(..) if self.is_left_empty(cell) => Ok(()),
            Role::Fact(fact) => match &self.rulebook.facts[usize::from(fact)].kind {
                FactKind::Set { .. } => self.members(column, fact, cell),
                FactKind::Bool
                | FactKind::Choice { .. }
                | FactKind::Int { .. }
                | FactKind::Money { .. }
                | FactKind::Date { .. } => self.answer(column, fact, 1, cell),
            },
            Role::Again(fact, number) => self.answer(column, fact, number, cell),
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
        let (cell, value) = self.place(self.at, column);
        self.person.faults.push(Fault {
            column: column as u32,
            cell,
            value,
            kind,
        });
    }

    fn remark(&mut self, at: usize, column: usize, kind: RemarkKind) {
        let (place, value) = self.place(at, column);
        self.person.remarks.push(Remark { place, value, kind });
    }

    /// Where a cell stands, and what stands there.
    fn place(&self, at: usize, column: usize) -> (String, String) {
        let row = self.rows[at];
        let value = row.cells.get(column).map(shown).unwrap_or_default();
        let place = cell_name(self.first_column + column as u32, row.number);
        (place, shortened(&covered(&value)))
    }

    /// Whether a program wrote what it writes into empty cells: in a Chinese roster `None` is no word.
    fn is_left_empty(&self, cell: &Cell) -> bool {
        !self.mapping.english
            && matches!(cell, Cell::Text(text) if text.trim_matches(is_space) == "None")
    }

    /// What is said of a certificate of the row at hand.
    fn certificate(&mut self, number: u8) -> &mut Certificate {
        let of = (self.at, number);
        let at = match self.certificates.iter().position(|one| one.of == of) {
            Some(at) => at,
            None => {
                self.certificates.push(Certificate {
                    of,
                    said: Vec::new(),
                    self_evaluated: None,
                    column: None,
                });
                self.certificates.len() - 1
            }
        };
        &mut self.certificates[at]
    }

    fn name(&mut self, cell: &Cell) -> Result<(), FaultKind> {
        if self.person.name.is_empty() {
            let name = shown(cell);
            self.person.name = covered(name.trim_matches(is_space)).into_owned();
        }
        error(cell)
    }

    fn answer(
        &mut self,
        column: usize,
        fact: FactIdx,
        number: u8,
        cell: &Cell,
    ) -> Result<(), FaultKind> {
        let about = &self.rulebook.facts[usize::from(fact)];
        let mut several = false;
        let answer = error(cell).and_then(|()| {
            let answer = match &about.kind {
                FactKind::Bool => known(yes_no(about.id, cell)?, Answer::Bool),
                FactKind::Choice { .. } if about.id == LEVEL => {
                    let (said, more) = level(self.rulebook, fact, cell)?;
                    several = more;
                    known(said, Answer::Choice)
                }
                FactKind::Choice { .. } => {
                    known(one_of(self.rulebook, fact, cell)?, Answer::Choice)
                }
                FactKind::Int { unit, .. } => known(whole(about.id, unit, cell)?, Answer::Int),
                FactKind::Money { .. } => known(money(cell)?, Answer::Int),
                FactKind::Date { .. } => known(day(cell)?, Answer::Date),
                FactKind::Set { .. } => None,
            };
            if let Some(answer) = answer {
                check(&about.kind, answer, self.on).map_err(refused)?;
            }
            Ok(answer)
        });
        if several {
            self.remark(self.at, column, RemarkKind::HighestInCell);
        }
        if !CERTIFICATE.contains(&about.id) {
            return put(&mut self.single, fact, answer);
        }
        let certificate = self.certificate(number);
        if about.id == LEVEL {
            certificate.column = Some(column);
        }
        put(&mut certificate.said, fact, answer)
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
            Staff::SelfEvaluated => &mut self.certificate(1).self_evaluated,
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

    /// Takes the certificate with which somebody is evaluated: of the highest level, of those the latest.
    fn choose(&mut self) {
        let certificates = std::mem::take(&mut self.certificates);
        let level = self.rulebook.fact(LEVEL);
        let date = self.rulebook.fact(CERTIFICATE[1]);
        let said = |one: &Certificate, fact: Option<FactIdx>| {
            let found = one.said.iter().find(|(of, _)| Some(*of) == fact);
            found.and_then(|(_, answer)| *answer)
        };
        // Levels stand in their order in the rules.
        let rank = |one: &Certificate| match said(one, level) {
            Some(Answer::Choice(level)) => Some(level),
            _ => None,
        };
        let day = |one: &Certificate| match said(one, date) {
            Some(Answer::Date(day)) => Some(day),
            _ => None,
        };
        let mut chosen: Option<&Certificate> = None;
        for one in &certificates {
            if chosen.is_none_or(|best| (rank(one), day(one)) > (rank(best), day(best))) {
                chosen = Some(one);
            }
        }
        let Some(chosen) = chosen else { return };
        self.single.extend(chosen.said.iter().copied());
        self.person.self_evaluated = chosen.self_evaluated;
        for one in &certificates {
            // The same certificate again is no other one, and 没有 is none.
            let other = one.of != chosen.of
                && rank(one).is_some_and(|level| level > 0)
                && (rank(one), day(one)) != (rank(chosen), day(chosen));
            if let Some(column) = one.column.filter(|_| other) {
                self.remark(one.of.0, column, RemarkKind::OtherCertificate);
            }
        }
    }

    fn finish(mut self) -> Person {
        self.choose();
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
                let of = |role: &Role| {
                    matches!(
                        role,
                        Role::Fact(of) | Role::Again(of, _) | Role::Member(of, _) if of == fact
                    )
                };
                self.mapping.roles.iter().any(of)
            }) else {
                break;
            };
            let answers = &mut self.person.answers;
            let _ = answers.set(rulebook, fact, Answer::NotAsked, self.on);
            for (at, row) in self.rows.iter().enumerate() {
                self.at = at;
                for (column, (role, cell)) in self.mapping.roles.iter().zip(&row.cells).enumerate()
                {
                    let claims = match role {
                        Role::Fact(of) | Role::Again(of, _) => *of == fact && !is_blank(cell),
                        Role::Member(of, _) => {
                            *of == fact && matches!(yes_no("", cell), Ok(Some(Known::Is(true))))
                        }
                        Role::Ignored | Role::Name | Role::Sensitive(_) | Role::Staff(_) => false,
                    };
                    if claims && *cell != Cell::Empty {
                        self.fault(column, FaultKind::NotApplicable);
                    }
                }
            }
        }
        self.person.faults.sort_by_key(|fault| fault.column);
        self.person
    }
}

/// Keeps what is said of a fact, unless something else was said of it before.
fn put(
    said: &mut Vec<(FactIdx, Option<Answer>)>,
    fact: FactIdx,
    answer: Result<Option<Answer>, FaultKind>,
) -> Result<(), FaultKind> {
    let before = said.iter_mut().find(|(of, _)| *of == fact);
    match (answer, before) {
        (Ok(None), _) => Ok(()),
        (Err(kind), None) => {
            said.push((fact, None));
            Err(kind)
        }
        // The other column may be right; nobody knows.
        (Err(kind), Some(before)) => {
            before.1 = None;
            Err(kind)
        }
        (Ok(Some(answer)), None) => {
            said.push((fact, Some(answer)));
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
pub(crate) fn is_blank(cell: &Cell) -> bool {
    if *cell == Cell::Empty {
        return true;
    }
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

/// The level that a cell says, and whether it names several: then the highest.
fn level(
    rulebook: &Rulebook,
    fact: FactIdx,
    cell: &Cell,
) -> Result<(Option<Known<u8>>, bool), FaultKind> {
    let fault = match one_of(rulebook, fact, cell) {
        Err(fault @ (FaultKind::NoSuchOption | FaultKind::MoreThanOne)) => fault,
        said => return said.map(|said| (said, false)),
    };
    let options = rulebook.facts[usize::from(fact)].kind.options();
    let named = |text: &str| {
        let id = words().level(&plain_value(text))?;
        let at = options.iter().position(|option| option.id == id);
        at.map(|at| at as u8)
    };
    // With a trade before, behind or in brackets: 电工三级, 高级工（电工）, 焊工(高级).
    let one = |text: &str| {
        named(text).or_else(|| {
            let text = trimmed(text);
            let (outside, inside) = text.strip_suffix(')')?.split_once('(')?;
            match (named(outside), named(inside)) {
                (Some(level), Some(other)) => (level == other).then_some(level),
                (Some(level), None) => words().is_trade_name(inside).then_some(level),
                (None, Some(level)) => words().is_trade_name(outside).then_some(level),
                (None, None) => None,
            }
        })
    };
    // In a list, what is no level has to be a trade.
    let highest = |parts: &mut dyn Iterator<Item = &str>| {
        let levels: Option<Vec<Option<u8>>> = parts
            .filter(|part| !blank(part))
            .map(|part| match one(part) {
                None => words().is_trade_name(part).then_some(None),
                level => Some(level),
            })
            .collect();
        let levels: Vec<u8> = levels?.into_iter().flatten().collect();
        let highest = *levels.iter().max()?;
        let several = levels.iter().any(|level| *level != highest && *level > 0);
        Some((Some(Known::Is(highest)), several))
    };
    let text = shown(cell);
    // 高级、技师 are two and 高级 技师 is one.
    let whole = || one(&text).map(|level| (Some(Known::Is(level)), false));
    highest(&mut text.split(is_separator))
        .or_else(whole)
        .or_else(|| highest(&mut text.split(|sign| is_separator(sign) || is_space(sign))))
        .ok_or(fault)
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
    let text: String = trimmed(text)
        .chars()
        .filter(|sign| !is_space(*sign))
        .collect();
    let text = text.to_lowercase();
    let of_months = unit.ends_with('月');
    if of_months
        && let Some((years, months)) = text.split_once('年')
        && let Some(of_years) = years_in_months(years)
    {
        let months = months.strip_prefix('零').unwrap_or(months);
        let months = match months.trim_end_matches("个月").trim_end_matches('月') {
            "" => Known::Is(0),
            "半" => Known::Is(6),
            months => decimal(months)?.unwrap_or(Known::Is(0)),
        };
        return match months {
            Known::Is(months) => {
                let sum = of_years.checked_add(months);
                Ok(Some(Known::Is(sum.ok_or(FaultKind::OutOfRange)?)))
            }
            Known::Unknown => Ok(Some(Known::Unknown)),
        };
    }
    let text = text.strip_prefix('第').unwrap_or(&text);
    let mut endings = vec![unit, unit.trim_start_matches('个')];
    if of_months {
        endings.extend(["months", "month"]);
    }
    let ending = endings
        .into_iter()
        .find(|ending| !ending.is_empty() && text.ends_with(ending));
    decimal(&text[..text.len() - ending.map_or(0, str::len)])
}

/// Years in whole months: 3, 3.5. A twelfth is no tenth, so that only halves are whole months.
fn years_in_months(text: &str) -> Option<i64> {
    let years = match text.split_once('.') {
        Some((years, "5")) => return years_in_months(years)?.checked_add(6),
        _ => decimal(text),
    };
    match years {
        Ok(Some(Known::Is(years))) => years.checked_mul(12),
        _ => None,
    }
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

/// Digits in half width, with a sign, with commas between thousands, with noughts after a point.
fn decimal(text: &str) -> Said<i64> {
    let (digits, tail) = text.split_once('.').unwrap_or((text, ""));
    let negative = digits.starts_with('-');
    let digits = digits.strip_prefix(['-', '+']).unwrap_or(digits);
    let mut groups = digits.split(',');
    let first = groups.next().unwrap_or("");
    let parted = digits.contains(',');
    let well = !first.is_empty()
        && (!parted || first.len() <= 3)
        && groups.all(|group| group.len() == 3)
        && digits
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b',')
        && tail.bytes().all(|byte| byte.is_ascii_digit());
    if !well {
        return Err(FaultKind::NotANumber);
    }
    if tail.bytes().any(|byte| byte != b'0') {
        return Err(FaultKind::NotWhole);
    }
    let number: i64 = digits
        .replace(',', "")
        .parse()
        .map_err(|_| FaultKind::OutOfRange)?;
    Ok(Some(Known::Is(if negative { -number } else { number })))
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
    let text: String = trimmed(text)
        .chars()
        .filter(|sign| !is_space(*sign))
        .collect();
    let text = text.trim_start_matches(['¥', '￥']);
    let text = text.strip_suffix("/年").unwrap_or(text);
    let text = text.strip_suffix('整').unwrap_or(text);
    let text = text.strip_suffix('元').unwrap_or(text);
    let Some(tens) = text.strip_suffix('万') else {
        return decimal(text);
    };
    // Four places of a 万 are whole yuan.
    let (digits, tail) = tens.split_once('.').unwrap_or((tens, ""));
    let tail = tail.trim_end_matches('0');
    if tail.len() > 4 {
        return Err(FaultKind::NotWhole);
    }
    decimal(&format!("{}{tail:0<4}", digits.replace(',', "")))
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
    let mut parts = [0_u32; 3];
    let mut count = 0;
    let separator = |sign: char| matches!(sign, '-' | '/' | '.' | '年' | '月');
    for part in day.split(separator) {
        let long = if count == 0 {
            part.len() == 4
        } else {
            (1..=2).contains(&part.len())
        };
        if count == 3 || !long || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        parts[count] = part.parse().ok()?;
        count += 1;
    }
    let [year, month, day] = parts;
    (count == 3)
        .then(|| Date::new(year as i32, month as u8, day as u8))
        .flatten()
}
