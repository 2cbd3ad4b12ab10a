//! From a file to columns that somebody has confirmed.

use api::roster::{
    Assumable, Choice as Named, Choices, Column, ColumnProblem, LeftOut, LeftRow, Looks, Offers,
    Preset, Refusal, Response, Role as Offered, RoleGroup, RoleName, Sensitive as SensitiveId,
    Sheet, Size, Staff as StaffId, Table as Shown,
};
use engine::model::{FactIdx, FactKind};
use engine::{AUDIENCE, REGION, Rulebook};
use roster::columns::{CERTIFICATE, CERTIFICATES, all_feeds, feed_of};
use roster::read::{self, Header, Options, ReadError};
use roster::wording::Wording;
use roster::{Aside, Cell, Choice, Role, Roll, Sensitive, Staff, Table};
use wording::{Lang, filled};

use crate::Desk;

/// How many values of a column are shown, and how many characters of each.
const SAMPLES: usize = 3;
const SAMPLE_CHARS: usize = 20;

/// Every use of a row for the enterprise, as it is told.
const STAFF: [(StaffId, Staff); 5] = [
    (StaffId::SelfEvaluated, Staff::SelfEvaluated),
    (StaffId::Apprentice, Staff::Apprentice),
    (StaffId::OrderHire, Staff::OrderHire),
    (StaffId::FlexibleLeader, Staff::FlexibleLeader),
    (StaffId::AgreedSalary, Staff::AgreedSalary),
];

const SENSITIVE: [(SensitiveId, Sensitive); 3] = [
    (SensitiveId::IdNumber, Sensitive::IdNumber),
    (SensitiveId::Phone, Sensitive::Phone),
    (SensitiveId::BankCard, Sensitive::BankCard),
];

impl Desk {
    /// What there is to choose from.
    pub(crate) fn choices(&self) -> Choices {
        Choices {
            region: self.region().map(str::to_owned),
            regions: self.options(REGION),
        }
    }

    /// The options of a fact.
    pub(crate) fn options(&self, fact: FactIdx) -> Vec<Named> {
        let options = self.rulebook.facts[usize::from(fact)].kind.options();
        let named = options.iter().enumerate().map(|(at, option)| Named {
            id: option.id.to_owned(),
            label: self.labels.option(fact, at).to_owned(),
        });
        named.collect()
    }

    /// Reads a file.
    pub(crate) fn open(&mut self, bytes: &[u8]) -> Response {
        self.take(read::read(bytes, &Options::default()))
    }

    /// Reads what was pasted.
    pub(crate) fn paste(&mut self, text: &str) -> Response {
        self.take(read::read_text(text, &Options::default()))
    }

    /// Takes the names of the columns from another row of the same sheet, or from none.
    pub(crate) fn take_header(&mut self, row: Option<u32>) -> Response {
        let header = match row {
            None => Header::Given(Vec::new()),
            Some(row) => Header::Row(row),
        };
        self.look_at(Some(self.sheet), Some(&header))
    }

    /// Takes the columns for what the ids say; gives what is wrong with that.
    pub(crate) fn assign(&mut self, roles: &[String]) -> Vec<ColumnProblem> {
        let roles: Vec<Role> = roles.iter().map(|id| self.role(id)).collect();
        let mut problems = Vec::new();
        for (at, role) in roles.iter().enumerate() {
            let counts = !matches!(role, Role::Ignored | Role::Name | Role::Sensitive(_));
            if counts && roles[..at].contains(role) {
                problems.push(ColumnProblem::Twice(self.named_role(*role)));
            }
        }
        let used = |role: &Role| {
            matches!(
                role,
                Role::Fact(_) | Role::Member(..) | Role::Staff(_) | Role::Feed(_)
            )
        };
        if !roles.iter().any(used) {
            problems.push(ColumnProblem::NothingTaken);
        }
        self.mapping.roles = roles;
        // Who is somebody hangs on where the names stand.
        if let Some(table) = self.table() {
            self.roll = Some(Roll::new(self.rulebook, table, &self.mapping, &self.choice));
        }
        problems
    }

    /// What can be assumed of everybody: presets, and questions that one answer for all is offered
    /// for, but for those that a column answers. With what is assumed already.
    pub(crate) fn offers(&self) -> Offers {
        let told = |fact: FactIdx| {
            self.mapping.roles.iter().any(|role| match role {
                Role::Fact(of) => *of == fact,
                Role::Feed(feed) => {
                    let feed = feed_of(*feed);
                    feed.answers(self.rulebook).contains(&fact)
                }
                _ => false,
            })
        };
        let presets = roster::presets().iter().map(|preset| Preset {
            id: preset.id.to_owned(),
            label: match self.lang {
                Lang::Chinese => preset.name,
                Lang::English => preset.english,
            }
            .to_owned(),
            on: self.assumed.presets.iter().any(|one| one == preset.id),
        });
        let facts = roster::feeds::everybody(self.rulebook).into_iter();
        let facts = facts.filter(|fact| !told(*fact)).map(|fact| {
            let about = &self.rulebook.facts[usize::from(fact)];
            let mut options = self.options(fact);
            if matches!(about.kind, FactKind::Bool) {
                options.extend([true, false].map(|yes| {
                    Named {
                        id: yes.to_string(),
                        label: self
                            .lang
                            .answer(&self.question(fact), engine::Answer::Bool(yes)),
                    }
                }));
            }
            let mut assumed = self.assumed.facts.iter();
            let value = assumed.find(|(one, _)| one == about.id);
            Assumable {
                id: about.id.to_owned(),
                label: self.labels.name(fact).to_owned(),
                options,
                value: value.map(|(_, value)| value.clone()),
            }
        });
        Offers {
            presets: presets.collect(),
            facts: facts.collect(),
        }
    }

    /// Whether hidden rows count, and the numbers of rows that are people whatever they look like.
    pub(crate) fn count(&mut self, hidden: bool, back: Vec<u32>) -> Response {
        self.choice = Choice {
            hidden,
            back: back.into_iter().collect(),
            every: false,
        };
        if let Some(table) = self.table() {
            self.roll = Some(Roll::new(self.rulebook, table, &self.mapping, &self.choice));
        }
        let (people, left) = match &self.roll {
            Some(roll) => (roll.len() as u32, left_out(roll, self.wording())),
            None => (0, LeftOut::default()),
        };
        Response::Counted { people, left }
    }

    fn take(&mut self, book: Result<read::Workbook, ReadError>) -> Response {
        match book {
            Ok(book) => {
                self.book = Some(book);
                self.look_at(None, None)
            }
            // What was read before stays.
            Err(error) => Response::Refused(refused(&error)),
        }
    }

    pub(crate) fn look_at(&mut self, sheet: Option<usize>, header: Option<&Header>) -> Response {
        let Some(book) = &self.book else {
            return Response::Refused(Refusal::Empty);
        };
        let table = match read(book, sheet, header) {
            Ok(table) => table,
            Err(error) => return Response::Refused(refused(&error)),
        };
        self.header = header.cloned();
        self.choice = Choice::default();
        self.sheet = sheet
            .or_else(|| book.sheets.iter().position(|one| one.name == table.sheet))
            .unwrap_or(0);
        self.mapping = roster::suggest(self.rulebook, &table);
        self.results = None;
        let roll = Roll::new(self.rulebook, table, &self.mapping, &self.choice);
        let table = &roll.table;
        let first_rows: Vec<u32> = book.sheets[self.sheet].first_rows().collect();
        let above = first_rows.iter().filter(|row| **row < table.header).count();
        let sheets = book.sheets.iter().map(|sheet| Sheet {
            name: sheet.name.clone(),
            hidden: sheet.hidden,
        });
        let shown = Shown {
            sheets: sheets.collect(),
            sheet: self.sheet as u32,
            people: roll.len() as u32,
            left: left_out(&roll, self.wording()),
            header: Some(table.header).filter(|row| *row > 0),
            above: above as u32,
            first_rows,
            columns: (0..table.headers.len())
                .map(|at| self.column(table, at))
                .collect(),
            roles: self.roles(),
        };
        self.roll = Some(roll);
        Response::Table(Box::new(shown))
    }

    /// What is read, once more from the beginning.
    fn table(&self) -> Option<Table> {
        let book = self.book.as_ref()?;
        read(book, Some(self.sheet), self.header.as_ref()).ok()
    }

    fn column(&self, table: &Table, at: usize) -> Column {
        let role = self.mapping.roles.get(at).copied().unwrap_or_default();
        let proposed = self.mapping.proposed.get(at).copied().flatten();
        let cells = table.rows.iter().filter_map(|row| row.cells.get(at));
        let full = cells.filter(|cell| **cell != Cell::Empty);
        let sensitive = matches!(role, Role::Sensitive(_));
        let samples = full.take(SAMPLES).map(|cell| sample(cell, sensitive));
        Column {
            letter: letters(table.first_column + at as u32),
            header: table.headers[at].clone(),
            role: self.id(role),
            proposed: proposed.map(|role| self.named_role(role)),
            samples: samples.collect(),
        }
    }

    /// Everything that a column can be taken for.
    fn roles(&self) -> Vec<Offered> {
        let facts = individual(self.rulebook);
        let mut roles = vec![(Role::Ignored, None), (Role::Name, None)];
        roles.extend(SENSITIVE.map(|(_, one)| (Role::Sensitive(one), None)));
        let mut add = |role, group| roles.push((role, Some(group)));
        for &fact in &facts {
            add(Role::Fact(fact), RoleGroup::Facts);
        }
        for fact in CERTIFICATE.iter().filter_map(|id| self.rulebook.fact(id)) {
            for number in 2..=CERTIFICATES {
                add(Role::Again(fact, number), RoleGroup::Facts);
            }
        }
        for &fact in &facts {
            if let FactKind::Set { options } = &self.rulebook.facts[usize::from(fact)].kind {
                for option in 0..options.len() as u8 {
                    add(Role::Member(fact, option), RoleGroup::Members);
                }
            }
        }
        for feed in 0..all_feeds().len() as u8 {
            add(Role::Feed(feed), RoleGroup::Feeds);
        }
        for (_, staff) in STAFF {
            add(Role::Staff(staff), RoleGroup::Staff);
        }
        let offered = roles.into_iter().map(|(role, group)| Offered {
            id: self.id(role),
            name: self.named_role(role),
            group,
        });
        offered.collect()
    }

    fn id(&self, role: Role) -> String {
        let fact = |fact| self.rulebook.facts[usize::from(fact)].id;
        match role {
            Role::Ignored => "ignored".to_owned(),
            Role::Name => "name".to_owned(),
            Role::Sensitive(kind) => {
                format!("sensitive:{}", sensitive_id(kind).id())
            }
            Role::Fact(index) => format!("fact:{}", fact(index)),
            Role::Again(index, number) => format!("again:{}:{number}", fact(index)),
            Role::Member(index, option) => {
                let options = self.rulebook.facts[usize::from(index)].kind.options();
                format!("member:{}:{}", fact(index), options[usize::from(option)].id)
            }
            Role::Staff(staff) => {
                format!("staff:{}", staff_id(staff).id())
            }
            Role::Feed(feed) => format!("feed:{}", feed_of(feed).id),
        }
    }

    /// What an id stands for; nothing that is used if it is none.
    fn role(&self, id: &str) -> Role {
        let parts: Vec<&str> = id.split(':').collect();
        let role = match parts[..] {
            ["name"] => Some(Role::Name),
            ["sensitive", kind] => {
                let found = SENSITIVE.iter().find(|(id, _)| id.id() == kind);
                found.map(|(_, kind)| Role::Sensitive(*kind))
            }
            ["fact", fact] => self.rulebook.fact(fact).map(Role::Fact),
            ["again", fact, number] => {
                let fact = self.rulebook.fact(fact);
                let number = number.parse().ok();
                fact.zip(number)
                    .map(|(fact, number)| Role::Again(fact, number))
            }
            ["member", fact, option] => self.rulebook.fact(fact).and_then(|fact| {
                let options = self.rulebook.facts[usize::from(fact)].kind.options();
                let found = options.iter().position(|one| one.id == option)?;
                Some(Role::Member(fact, found as u8))
            }),
            ["feed", id] => {
                let found = all_feeds().iter().position(|one| one.id == id);
                found.map(|at| Role::Feed(at as u8))
            }
            ["staff", kind] => {
                let found = STAFF.iter().find(|(id, _)| id.id() == kind);
                found.map(|(_, staff)| Role::Staff(*staff))
            }
            _ => None,
        };
        role.unwrap_or_default()
    }

    /// As the view calls it, or in the language of the page.
    fn named_role(&self, role: Role) -> RoleName {
        match role {
            Role::Ignored => RoleName::Ignored,
            Role::Name => RoleName::Name,
            Role::Sensitive(kind) => RoleName::Sensitive(sensitive_id(kind)),
            Role::Staff(staff) => RoleName::Staff(staff_id(staff)),
            Role::Fact(fact) => RoleName::Words(self.labels.name(fact).to_owned()),
            Role::Again(fact, number) => {
                let name = self.labels.name(fact);
                let number = number.to_string();
                RoleName::Words(filled(self.wording().of_certificate, &[name, &number]))
            }
            Role::Member(fact, option) => {
                let option = self.labels.option(fact, usize::from(option));
                RoleName::Words(format!("{} – {option}", self.labels.name(fact)))
            }
            Role::Feed(feed) if self.lang == Lang::English => {
                let facts = feed_of(feed).facts(self.rulebook).into_iter();
                let facts: Vec<&str> = facts.map(|fact| self.labels.name(fact)).collect();
                RoleName::Words(format!("{} → {}", feed_of(feed).id, facts.join(", ")))
            }
            Role::Feed(feed) => RoleName::Words(feed_of(feed).name.to_owned()),
        }
    }
}

fn sensitive_id(kind: Sensitive) -> SensitiveId {
    match kind {
        Sensitive::IdNumber => SensitiveId::IdNumber,
        Sensitive::Phone => SensitiveId::Phone,
        Sensitive::BankCard => SensitiveId::BankCard,
    }
}

fn staff_id(staff: Staff) -> StaffId {
    match staff {
        Staff::SelfEvaluated => StaffId::SelfEvaluated,
        Staff::Apprentice => StaffId::Apprentice,
        Staff::OrderHire => StaffId::OrderHire,
        Staff::FlexibleLeader => StaffId::FlexibleLeader,
        Staff::AgreedSalary => StaffId::AgreedSalary,
    }
}

/// The facts on which something for individuals depends, in the order of the rulebook.
fn individual(rulebook: &Rulebook) -> Vec<FactIdx> {
    let audience = &rulebook.facts[usize::from(AUDIENCE)];
    let person = audience
        .kind
        .options()
        .iter()
        .position(|one| one.id == "individual");
    let mut used = vec![false; rulebook.facts.len()];
    used[usize::from(REGION)] = true;
    for benefit in &rulebook.benefits {
        if person.is_none_or(|person| benefit.audiences >> person & 1 == 0) {
            continue;
        }
        for node in &benefit.diagram.nodes {
            if let Some(fact) = rulebook.vars[usize::from(node.var)].of.fact() {
                used[usize::from(fact)] = true;
            }
        }
    }
    used[usize::from(AUDIENCE)] = false;
    let facts = (0..).zip(used).filter(|(_, used)| *used);
    facts.map(|(fact, _)| fact).collect()
}

fn read(
    book: &read::Workbook,
    sheet: Option<usize>,
    header: Option<&Header>,
) -> Result<Table, ReadError> {
    match header {
        Some(header) => book.table_from(sheet, header),
        None => book.table(sheet),
    }
}

/// Rows that are named; how many there are is said in any case.
const LEFT: usize = 500;

/// Rows that are nobody, and how many are hidden and do not count.
fn left_out(roll: &Roll, wording: &Wording) -> LeftOut {
    let nobody = || roll.left.iter().filter(|one| one.why != Aside::Hidden);
    let rows = nobody().take(LEFT).map(|one| LeftRow {
        row: one.row,
        why: wording.aside(one.why).to_owned(),
        text: one.text.clone(),
    });
    LeftOut {
        hidden: roll.hidden() as u32,
        count: nobody().count() as u32,
        rows: rows.collect(),
    }
}

/// How spreadsheets name a column.
fn letters(column: u32) -> String {
    let name = roster::values::cell_name(column, 1);
    name.trim_end_matches('1').to_owned()
}

fn refused(error: &ReadError) -> Refusal {
    match error {
        ReadError::Empty => Refusal::Empty,
        ReadError::TooLarge { what, limit, found } => Refusal::TooLarge {
            what: match what {
                read::Size::File => Size::File,
                read::Size::Unpacked => Size::Unpacked,
                read::Size::Rows => Size::Rows,
                read::Size::Columns => Size::Columns,
                read::Size::Cells => Size::Cells,
            },
            found: *found,
            limit: *limit,
        },
        ReadError::Truncated => Refusal::Truncated,
        ReadError::Damaged { .. } => Refusal::Damaged,
        ReadError::Password => Refusal::Password,
        ReadError::NotASpreadsheet(looks) => Refusal::NotASpreadsheet(match looks {
            read::Looks::Html => Looks::Html,
            read::Looks::Json => Looks::Json,
            read::Looks::Xml => Looks::Xml,
            read::Looks::Xlsb => Looks::Xlsb,
            read::Looks::Word => Looks::Word,
            read::Looks::PowerPoint => Looks::PowerPoint,
            read::Looks::Numbers => Looks::Numbers,
            read::Looks::Pdf => Looks::Pdf,
            read::Looks::Picture => Looks::Picture,
            read::Looks::Archive => Looks::Archive,
            read::Looks::OldOffice => Looks::OldOffice,
            read::Looks::Binary => Looks::Binary,
        }),
        ReadError::NoTable { .. } | ReadError::NoSuchSheet { .. } => Refusal::NoTable,
        ReadError::Encoding { line } => Refusal::Encoding { line: *line },
        ReadError::OpenQuote { row } => Refusal::OpenQuote { row: *row },
        ReadError::Interrupted { kind } => Refusal::Interrupted(kind.to_string()),
    }
}

/// What stands in a cell, short. Of what nobody shall read over a shoulder only the end is shown.
fn sample(cell: &Cell, sensitive: bool) -> String {
    let text = roster::values::shown(cell);
    let text = match sensitive {
        true => text,
        false => roster::columns::covered(&text).into_owned(),
    };
    let length = text.chars().count();
    if sensitive {
        let end: String = text.chars().skip(length.saturating_sub(2)).collect();
        return format!("…{end}");
    }
    if length <= SAMPLE_CHARS {
        return text;
    }
    let start: String = text.chars().take(SAMPLE_CHARS - 1).collect();
    format!("{start}…")
}
