//! From rows to people: what a cell answers, or why it cannot be an answer.
//!
//! An empty cell says nothing, and so does an option that is not named: nobody becomes ineligible by
//! what a roster leaves out. A cell that cannot be understood leaves its fact unknown and is a fault.

use engine::model::{Cells, FactIdx, FactKind, Op};
use engine::{
    Answer, AnswerError, Date, DayRange, Possible, REGION, Rulebook, Truth, all_cells, check,
};
use wording::{Refusal, Written};

use crate::columns::{covered, feed_of};
use crate::feeds::{Defaults, FeedKind, feeds};
use crate::people::{Fault, FaultKind, Mapping, Person, Remark, RemarkKind, Role, Staff};
use crate::places;
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
    defaults: &Defaults,
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
    defaults: &Defaults,
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
    defaults: &Defaults,
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
        fed: Vec::new(),
        blocked: Vec::new(),
        days: Vec::new(),
        insured: None,
        defaults,
        person: Person::new(number, defaults.answers.clone()),
    };
    for (at, row) in rows.iter().enumerate() {
        reading.at = at;
        for (column, (role, cell)) in mapping.roles.iter().zip(&row.cells).enumerate() {
            if *cell == Cell::Empty {
                continue;
            }
            reading.cell(column, *role, cell);
            // Nothing is taken from it, but nothing is assumed against it either.
            if *role == Role::Ignored
                && let Some(Some(Role::Feed(feed))) = mapping.proposed.get(column)
            {
                reading.heed(column, *feed, cell);
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

/// How a certificate was got that the enterprise itself gave.
const EMPLOYER: &str = "employer";

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
    /// What columns that are no question say of some, in the order of these columns in the rules.
    fed: Vec<(u8, FactIdx, Answer)>,
    /// Facts of which nothing is assumed, and the cell because of which: its row and column.
    blocked: Vec<(FactIdx, (usize, usize))>,
    /// Days that answers are worked out from, by their column in the rules.
    days: Vec<(u8, DayRange)>,
    /// For how many months somebody has been insured altogether, at least and at most.
    insured: Option<(u8, (i64, i64))>,
    defaults: &'a Defaults,
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
            Role::Feed(feed) => self.feed(column, feed, cell),
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
                FactKind::Date { .. } => known(days(cell)?, Answer::Date),
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
        if let (true, Ok(Some(Answer::Choice(way)))) = (about.id == CERTIFICATE[2], &answer) {
            let by_employer = about.kind.options()[usize::from(*way)].id == EMPLOYER;
            certificate.self_evaluated.get_or_insert(by_employer);
        }
        put(&mut certificate.said, fact, answer)
    }

    /// A column that is no question and says something of one.
    fn feed(&mut self, column: usize, feed: u8, cell: &Cell) -> Result<(), FaultKind> {
        error(cell)?;
        let about = feed_of(feed);
        match about.kind {
            FeedKind::Words => self.feed_words(column, feed, cell),
            FeedKind::Options => self.feed_options(column, feed, cell),
            FeedKind::Graduated | FeedKind::Hired | FeedKind::Insured | FeedKind::InsuredFirst => {
                if let Some(Known::Is(days)) = days(cell)? {
                    if days.first() > self.on {
                        return Err(FaultKind::Future);
                    }
                    self.days.push((feed, days));
                }
                Ok(())
            }
            FeedKind::InsuredYears => {
                if let Some(Known::Is(months)) = insured_years(cell)? {
                    self.insured.get_or_insert((feed, months));
                }
                Ok(())
            }
        }
    }

    fn feed_words(&mut self, column: usize, feed: u8, cell: &Cell) -> Result<(), FaultKind> {
        let about = feed_of(feed);
        let text = plain(&shown(cell));
        let means = words().meanings(&plain_value(&shown(cell)));
        if let Some(fact) = self.rulebook.fact(about.question)
            && let Some(option) = option(self.rulebook, fact, &shown(cell))
        {
            self.fed.push((feed, fact, Answer::Choice(option)));
            return Ok(());
        }
        let line = about.line(&text).or_else(|| match yes_no("", cell) {
            Ok(Some(Known::Is(true))) => about.line("是"),
            Ok(Some(Known::Is(false))) => about.line("否"),
            _ => None,
        });
        let line = line.filter(|_| !means.has(Word::Blank));
        let Some(line) = line else {
            if about.lenient || means.has(Word::Blank) {
                return Ok(());
            }
            // Of whom nobody can tell what stands there nothing is assumed.
            for fact in about.facts(self.rulebook) {
                self.block(fact, column);
            }
            return match means.has(Word::Unknown) {
                true => Ok(()),
                false => Err(FaultKind::NoSuchOption),
            };
        };
        for id in &line.takes_back {
            if let Some(fact) = self.rulebook.fact(id) {
                self.block(fact, column);
            }
        }
        match line.staff {
            Some(Staff::OrderHire) => _ = self.person.order_hire.get_or_insert(true),
            Some(Staff::Apprentice) => _ = self.person.apprentice.get_or_insert(true),
            Some(Staff::FlexibleLeader) => _ = self.person.flexible_leader.get_or_insert(true),
            Some(Staff::SelfEvaluated | Staff::AgreedSalary) | None => {}
        }
        let mut done = Ok(());
        for (fact, answer) in line.sets.iter().filter_map(|one| one.of(self.rulebook)) {
            let about = &self.rulebook.facts[usize::from(fact)];
            match answer {
                Answer::Set { yes, no, .. } => {
                    let marks = Marks {
                        yes,
                        no,
                        ..Marks::default()
                    };
                    done = done.and(self.mark(fact, marks));
                }
                Answer::Choice(way) if about.id == CERTIFICATE[2] => {
                    let by_employer = about.kind.options()[usize::from(way)].id == EMPLOYER;
                    let certificate = self.certificate(1);
                    // A column of its own says it better.
                    if !certificate.said.iter().any(|(of, _)| *of == fact) {
                        certificate.said.push((fact, Some(answer)));
                        certificate.self_evaluated.get_or_insert(by_employer);
                    }
                }
                answer => self.fed.push((feed, fact, answer)),
            }
        }
        done
    }

    /// Options of several facts in one cell: 市技术能手、全国技术能手.
    fn feed_options(&mut self, column: usize, feed: u8, cell: &Cell) -> Result<(), FaultKind> {
        let about = feed_of(feed);
        let rulebook = self.rulebook;
        let text = shown(cell);
        let means = words().meanings(&plain_value(&text));
        if means.has(Word::Blank) {
            return Ok(());
        }
        let facts = |ids: &[&str]| -> Vec<FactIdx> {
            ids.iter().filter_map(|id| rulebook.fact(id)).collect()
        };
        if means.has(Word::None) {
            for fact in facts(&about.none) {
                let own = |role: &Role| matches!(role, Role::Fact(of) | Role::Member(of, _) if *of == fact);
                // Another column says it of this fact alone.
                if !self.mapping.roles.iter().any(own) {
                    let options = rulebook.facts[usize::from(fact)].kind.options();
                    let no = all_cells(options.len());
                    self.mark(
                        fact,
                        Marks {
                            no,
                            ..Marks::default()
                        },
                    )?;
                }
            }
            return Ok(());
        }
        let facts = facts(&about.fills);
        let find = |part: &str| {
            let mut found = facts
                .iter()
                .map(|fact| (*fact, option(rulebook, *fact, part)));
            found.find_map(|(fact, option)| Some((fact, option?)))
        };
        let names = listed(&text, |part| find(part).is_some());
        let Some(names) = names.filter(|_| !means.has(Word::Unknown)) else {
            for fact in facts {
                self.block_with_hooks(fact, column);
            }
            return match means.has(Word::Unknown) {
                true => Ok(()),
                false => Err(FaultKind::NoSuchOption),
            };
        };
        for (fact, option) in names.into_iter().filter_map(find) {
            let yes = 1 << option;
            self.mark(
                fact,
                Marks {
                    yes,
                    ..Marks::default()
                },
            )?;
        }
        Ok(())
    }

    /// What a column that nobody takes speaks of is not assumed otherwise.
    fn heed(&mut self, column: usize, feed: u8, cell: &Cell) {
        let text = plain(&shown(cell));
        if let Some(line) = feed_of(feed).line(&text) {
            for (fact, _) in line.sets.iter().filter_map(|one| one.of(self.rulebook)) {
                self.block_with_hooks(fact, column);
            }
        }
    }

    /// Nothing is assumed of a fact because of a cell.
    fn block(&mut self, fact: FactIdx, column: usize) {
        if !self.blocked.iter().any(|(of, _)| *of == fact) {
            self.blocked.push((fact, (self.at, column)));
        }
    }

    /// The same of the facts on which it hangs whether its question arises.
    fn block_with_hooks(&mut self, fact: FactIdx, column: usize) {
        for fact in hooks(self.rulebook, fact) {
            self.block(fact, column);
        }
        self.block(fact, column);
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
        let rank = |one: &Certificate| match said(one, level) {
            Some(Answer::Choice(option)) => Some(rank_of(self.rulebook, level?, option)),
            _ => None,
        };
        let day = |one: &Certificate| match said(one, date) {
            Some(Answer::Date(days)) => Some((days.last(), days.first())),
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
        let mut said = Vec::new();
        for (fact, answer) in single.chain(sets) {
            // Checked where it was read.
            let _ = self.person.answers.set(rulebook, fact, answer, self.on);
            said.push(fact);
        }
        self.take_back(&said);
        self.take_fed(&mut said);
        self.work_out(&mut said);
        self.settle(&said);
        self.person.faults.sort_by_key(|fault| fault.column);
        self.person
    }

    /// Whether a fact has the answer that is assumed of everybody.
    fn is_assumed(&self, fact: FactIdx, said: &[FactIdx]) -> bool {
        fact > REGION
            && !said.contains(&fact)
            && self.defaults.answers.get(fact) != Answer::NotAsked
            && self.person.answers.get(fact) == self.defaults.answers.get(fact)
    }

    fn forget(&mut self, fact: FactIdx) {
        let answers = &mut self.person.answers;
        let _ = answers.set(self.rulebook, fact, Answer::NotAsked, self.on);
    }

    /// What does not hold for this person although it was assumed of everybody.
    fn take_back(&mut self, said: &[FactIdx]) {
        let mut told: Vec<(usize, usize)> = Vec::new();
        for (fact, cell) in self.blocked.clone() {
            if self.is_assumed(fact, said) {
                self.forget(fact);
                if !told.contains(&cell) {
                    told.push(cell);
                    self.remark(cell.0, cell.1, RemarkKind::NotAssumed);
                }
            }
        }
    }

    /// What columns that are no question say of some, where nothing says it better and the question
    /// arises.
    fn take_fed(&mut self, said: &mut Vec<FactIdx>) {
        let mut fed = std::mem::take(&mut self.fed);
        // A question stands behind those that it hangs on.
        fed.sort_by_key(|(feed, fact, _)| (*fact, *feed));
        for of_one in fed.chunk_by(|one, other| one.1 == other.1) {
            let (_, fact, mut answer) = of_one[0];
            if said.contains(&fact) || self.blocked.iter().any(|(of, _)| *of == fact) {
                continue;
            }
            if feeds()
                .first
                .contains(&self.rulebook.facts[usize::from(fact)].id)
            {
                let first = of_one.iter().filter_map(|(_, _, answer)| match answer {
                    Answer::Choice(option) => Some(*option),
                    _ => None,
                });
                answer = first.min().map_or(answer, Answer::Choice);
            }
            self.conclude(fact, answer, said, false);
        }
    }

    /// Answers a question that arises; `worked_out`: for certain, as an answer says that it does, and
    /// this one is only concluded.
    fn conclude(
        &mut self,
        fact: FactIdx,
        answer: Answer,
        said: &mut Vec<FactIdx>,
        worked_out: bool,
    ) {
        let rulebook = self.rulebook;
        let about = &rulebook.facts[usize::from(fact)];
        if said.contains(&fact) || self.blocked.iter().any(|(of, _)| *of == fact) {
            return;
        }
        if !about.applies.is_empty() {
            let possible = Possible::new(rulebook, &self.person.answers, self.on);
            let applies = possible.applies(fact);
            if applies == Truth::FALSE || worked_out && applies != Truth::TRUE {
                return;
            }
        }
        if self
            .person
            .answers
            .set(rulebook, fact, answer, self.on)
            .is_ok()
        {
            said.push(fact);
        }
    }

    /// What follows from days: how long after school somebody came, how long they have been insured.
    fn work_out(&mut self, said: &mut Vec<FactIdx>) {
        let rulebook = self.rulebook;
        let of = |days: &[(u8, DayRange)], kind: FeedKind| {
            let found = days.iter().filter(|(feed, _)| feed_of(*feed).kind == kind);
            found.min_by_key(|(feed, _)| *feed).map(|(_, days)| *days)
        };
        let hired = of(&self.days, FeedKind::Hired);
        if let (Some(fact), Some(hired), true) = (
            rulebook.fact("arrival_date"),
            hired,
            self.defaults.hired_here,
        ) {
            self.conclude(fact, Answer::Date(hired), said, true);
        }
        if let (Some(fact), Some(left), Some(hired)) = (
            rulebook.fact("years_since_graduation"),
            of(&self.days, FeedKind::Graduated),
            hired,
        ) {
            // Whoever worked elsewhere in the city before came earlier.
            let low = match self.defaults.hired_here {
                true => years_after(left.last(), hired.first()),
                false => 0,
            };
            let high = years_after(left.first(), hired.last());
            self.conclude(fact, within(rulebook, fact, low, high), said, true);
        }
        if let Some((feed, (low, high))) = self.insured {
            for fact in feed_of(feed).facts(rulebook) {
                self.conclude(fact, within(rulebook, fact, low, high), said, true);
            }
        }
        let current = rulebook.fact("social_insurance_current");
        let current =
            current.is_some_and(|fact| self.person.answers.get(fact) == Answer::Bool(true));
        let unbroken = self.defaults.continuous && current;
        // Of two days the first of all says more.
        for kind in [FeedKind::InsuredFirst, FeedKind::Insured] {
            for (feed, since) in self.days.clone() {
                if feed_of(feed).kind != kind {
                    continue;
                }
                let low = if unbroken {
                    months_until(since.last(), self.on)
                } else {
                    0
                };
                let high = match kind {
                    // The month it began in counts.
                    FeedKind::InsuredFirst => months_until(since.first(), self.on) + 1,
                    // Somebody may have been insured elsewhere before.
                    _ => i64::MAX,
                };
                if low == 0 && high == i64::MAX {
                    continue;
                }
                for fact in feed_of(feed).facts(rulebook) {
                    self.conclude(fact, within(rulebook, fact, low, high), said, true);
                }
            }
        }
    }

    /// Answers that cannot be together: what a row says goes before what is assumed, and of what the
    /// row itself says what hangs on other answers is taken back.
    fn settle(&mut self, said: &[FactIdx]) {
        let rulebook = self.rulebook;
        let source = rulebook.fact(CERTIFICATE[2]);
        // What is taken back may have been what another answer hung on.
        loop {
            let idle = self.person.answers.contradictions(rulebook, self.on);
            let assumed = idle
                .iter()
                .filter(|fact| said.contains(fact))
                .find_map(|fact| {
                    let hooks = hooks(rulebook, *fact);
                    hooks.into_iter().find(|hook| self.is_assumed(*hook, said))
                });
            if let Some(fact) = assumed {
                self.forget(fact);
                continue;
            }
            let of = |role: &Role, fact: FactIdx| match role {
                Role::Fact(of) | Role::Again(of, _) | Role::Member(of, _) => *of == fact,
                Role::Feed(feed) => feed_of(*feed).facts(rulebook).contains(&fact),
                Role::Ignored | Role::Name | Role::Sensitive(_) | Role::Staff(_) => false,
            };
            let told = |fact: FactIdx| self.mapping.roles.iter().any(|role| of(role, fact));
            let found = idle
                .into_iter()
                .find(|fact| told(*fact) && said.contains(fact));
            let Some(fact) = found else {
                break;
            };
            self.forget(fact);
            // How a certificate was got may be said of levels of which nobody asks.
            if Some(fact) == source {
                continue;
            }
            for (at, row) in self.rows.iter().enumerate() {
                self.at = at;
                for (column, (role, cell)) in self.mapping.roles.iter().zip(&row.cells).enumerate()
                {
                    let claims = match role {
                        Role::Fact(of) | Role::Again(of, _) => *of == fact && !is_blank(cell),
                        Role::Member(of, _) => {
                            *of == fact && matches!(yes_no("", cell), Ok(Some(Known::Is(true))))
                        }
                        Role::Feed(feed) => {
                            let about = feed_of(*feed);
                            about.kind == FeedKind::Options
                                && about.facts(rulebook).contains(&fact)
                                && !is_blank(cell)
                        }
                        Role::Ignored | Role::Name | Role::Sensitive(_) | Role::Staff(_) => false,
                    };
                    if claims && *cell != Cell::Empty {
                        self.fault(column, FaultKind::NotApplicable);
                    }
                }
            }
        }
    }
}

/// The facts on which it hangs whether a question arises, and those that these hang on.
fn hooks(rulebook: &Rulebook, fact: FactIdx) -> Vec<FactIdx> {
    let mut found = Vec::new();
    let mut open = vec![fact];
    while let Some(fact) = open.pop() {
        for condition in &rulebook.facts[usize::from(fact)].applies {
            if let Op::Test { var, .. } = condition.op
                && let Some(hook) = rulebook.vars[usize::from(var)].of.fact()
                && !found.contains(&hook)
            {
                found.push(hook);
                open.push(hook);
            }
        }
    }
    found
}

/// The place of a level among all, from the lowest.
fn rank_of(rulebook: &Rulebook, level: FactIdx, option: u8) -> usize {
    let id = rulebook.facts[usize::from(level)].kind.options()[usize::from(option)].id;
    let order = &feeds().levels;
    // Levels of other rules stand in their own order behind these.
    let place = order.iter().position(|one| *one == id);
    place.unwrap_or(order.len() + usize::from(option))
}

/// Years from one day to another, part of a year being one: on the very day two years later 2.
fn years_after(from: Date, to: Date) -> i64 {
    let mut years = 0;
    while from.plus_months(years * 12) < to && years < 100 {
        years += 1;
    }
    years.into()
}

/// Whole months from a day until another.
fn months_until(from: Date, on: Date) -> i64 {
    let ((year, month, day), (to_year, to_month, to_day)) = (from.ymd(), on.ymd());
    let months = (to_year - year) * 12 + i32::from(to_month) - i32::from(month);
    i64::from(months - i32::from(to_day < day)).max(0)
}

/// A number between two, as far as its question takes it.
fn within(rulebook: &Rulebook, fact: FactIdx, low: i64, high: i64) -> Answer {
    match rulebook.facts[usize::from(fact)].kind {
        FactKind::Int { min, max, .. } => {
            Answer::between(low.clamp(min, max), high.clamp(min, max))
        }
        _ => Answer::between(low, high),
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
    let plain_name = plain_value(name);
    if fact == REGION {
        return places::region(rulebook, &plain_name, name.contains(is_separator));
    }
    let fact = &rulebook.facts[usize::from(fact)];
    let mut options = fact.kind.options().iter();
    let known = match name.contains(is_separator) {
        // Of two names, each is looked for.
        true => words().exact_value(fact.id, &plain_name),
        false => words().value(fact.id, &plain_name),
    };
    let found = match known {
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
        let rank = |level: &u8| rank_of(rulebook, fact, *level);
        let highest = *levels.iter().max_by_key(|level| rank(level))?;
        let several = levels
            .iter()
            .any(|level| *level != highest && rank(level) > 0);
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
    // A half is the one part of a year that is whole months.
    let halves = unit
        .ends_with('月')
        .then(|| trimmed(text).replace(".5年", "年半"));
    number(wording::whole(halves.as_ref().unwrap_or(text), unit))
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

/// A date as it is known, to the day, the month or the year: a cell that is one, a serial number, or one
/// of the ways to write it.
fn days(cell: &Cell) -> Said<DayRange> {
    let found = match cell {
        Cell::Empty => return Ok(None),
        Cell::Date(date) => Some(DayRange::from(*date)),
        Cell::Number(number) => days_of_number(*number),
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
            written_days(&trimmed(text))
        }
    };
    found
        .map(|days| Some(Known::Is(days)))
        .ok_or(FaultKind::NotADate)
}

/// Years that a date is hardly outside of.
fn is_year(year: i32) -> bool {
    (1900..2200).contains(&year)
}

/// 20240301, 202403, 2024, or days as spreadsheets count them; and 2024.3, which is a month that lost
/// its text.
fn days_of_number(number: f64) -> Option<DayRange> {
    let whole = number.fract() == 0.0;
    if (19_000_101.0..=99_991_231.0).contains(&number) && whole {
        let digits = number as u32;
        let [month, day] = [digits / 100 % 100, digits % 100].map(|part| part as u8);
        return Date::new((digits / 10_000) as i32, month, day).map(DayRange::from);
    }
    if (190_001.0..220_000.0).contains(&number) && whole {
        let digits = number as u32;
        return DayRange::month((digits / 100) as i32, (digits % 100) as u8);
    }
    let year = number as i32;
    if is_year(year) {
        if whole {
            return DayRange::year(year);
        }
        let written = number.to_string();
        let (_, month) = written.split_once('.')?;
        return match month {
            // 2024.10 is the same number.
            "1" => {
                let (first, last) = (DayRange::month(year, 1)?, DayRange::month(year, 10)?);
                DayRange::new(first.first(), last.last())
            }
            month if month.len() <= 2 => DayRange::month(year, month.parse().ok()?),
            _ => None,
        };
    }
    // From 1927 to 2201: lesser numbers are hardly meant so, nor are greater.
    let serial = (10_000.0..110_000.0).contains(&number);
    let day = serial.then(|| date_of_serial(number, false)).flatten();
    day.map(DayRange::from)
}

/// 2024/3/1, 2024-03-01, 2024.3.1, 2024年3月1日, 20240301, 45352, each with a time behind it or not;
/// 2024年3月, 2024-03, 2024.3, 202403; 2024年, 2024.
fn written_days(text: &str) -> Option<DayRange> {
    let day = match text.find(':') {
        Some(colon) => text[..colon]
            .rfind([' ', 'T', '\t'])
            .map(|at| &text[..at])?,
        None => text.strip_suffix(['日', '号']).unwrap_or(text),
    };
    let day = day.trim_end().trim_end_matches(['日', '号']);
    let day: String = day.chars().filter(|sign| !is_space(*sign)).collect();
    let day = day.trim_end_matches(['.', '份']);
    if !day.is_empty() && day.bytes().all(|byte| byte.is_ascii_digit()) {
        return days_of_number(day.parse().ok()?);
    }
    // A serial number with its time.
    if day
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.')
        && let Ok(number) = day.parse::<f64>()
        && number >= 10_000.0
    {
        return days_of_number(number);
    }
    match wording::date(day)? {
        Written::Day(day) => Some(day.into()),
        Written::Month { year, month } => DayRange::month(year, month),
        Written::Year(year) => DayRange::year(year).filter(|_| is_year(year)),
    }
}

/// For how many months somebody has been insured altogether, at least and at most: 9.2 and 9 may be
/// years, 214 can only be months; 9.2 is 9年2个月 to one and a fifth of a year to another.
fn insured_years(cell: &Cell) -> Said<(i64, i64)> {
    /// No working life has so many years.
    const YEARS: i64 = 60;
    let text = match cell {
        Cell::Empty => return Ok(None),
        Cell::Number(number) => number.to_string(),
        Cell::Bool(_) | Cell::Date(_) => return Err(FaultKind::NotANumber),
        Cell::Error(_) => return Err(FaultKind::SheetError),
        Cell::Text(text) => text.clone(),
    };
    let means = words().meanings(&plain_value(&text));
    if let Some(said) = beside(means) {
        return said;
    }
    let text: String = trimmed(&text)
        .chars()
        .filter(|sign| !is_space(*sign))
        .collect();
    if text.contains(['月', '年']) {
        let years = text
            .strip_suffix("年")
            .and_then(|years| years.parse::<f64>().ok());
        let range = match years {
            // Nobody says how many months beside.
            Some(years) => part_of_years(years),
            None => match whole("", "个月", &Cell::Text(text))? {
                Some(Known::Is(months)) => (months, months),
                _ => return Ok(None),
            },
        };
        return Ok(Some(Known::Is(range)));
    }
    let number: f64 = text.parse().map_err(|_| FaultKind::NotANumber)?;
    if !(0.0..1e4).contains(&number) {
        return Err(FaultKind::OutOfRange);
    }
    let range = match number.fract() == 0.0 {
        true if number as i64 > YEARS => (number as i64, number as i64),
        // Years, or months.
        true => (number as i64, number as i64 * 12 + 11),
        false => part_of_years(number),
    };
    Ok(Some(Known::Is(range)))
}

/// The months of so many years, of which a part may be written in twelfths or in tenths.
fn part_of_years(years: f64) -> (i64, i64) {
    let whole = years.trunc() as i64 * 12;
    (whole + i64::from(years.fract() != 0.0), whole + 11)
}
