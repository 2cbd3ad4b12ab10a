//! From a file to columns that somebody has confirmed.

use engine::model::{FactIdx, FactKind};
use engine::{AUDIENCE, REGION, Rulebook};
use roster::columns::{CERTIFICATE, CERTIFICATES, all_feeds, feed_of};
use roster::read::{self, Header, Looks, Options, ReadError, Size};
use roster::wording::Wording;
use roster::{Aside, Cell, Choice, Role, Roll, Sensitive, Staff, Table};
use wasm_bindgen::prelude::wasm_bindgen;
use wording::filled;

use crate::Desk;
use crate::json::Json;

/// How many values of a column are shown, and how many characters of each.
const SAMPLES: usize = 3;
const SAMPLE_CHARS: usize = 20;

/// Every use of a row for the enterprise, by its id.
pub const STAFF: [(&str, Staff); 5] = [
    ("self_evaluated", Staff::SelfEvaluated),
    ("apprentice", Staff::Apprentice),
    ("order_hire", Staff::OrderHire),
    ("flexible_leader", Staff::FlexibleLeader),
    ("agreed_salary", Staff::AgreedSalary),
];

const SENSITIVE: [(&str, Sensitive); 3] = [
    ("id_number", Sensitive::IdNumber),
    ("phone", Sensitive::Phone),
    ("bank_card", Sensitive::BankCard),
];

#[wasm_bindgen]
impl Desk {
    /// What there is to choose from.
    pub fn choices(&self) -> String {
        let mut json = Json::compact();
        json.object("", |json| {
            json.text("region", self.region().unwrap_or_default());
            json.list("regions", |json| {
                let region = usize::from(REGION);
                let options = self.rulebook.facts[region].kind.options();
                for (at, option) in options.iter().enumerate() {
                    json.object("", |json| {
                        json.text("id", option.id);
                        json.text("label", self.labels.option(REGION, at));
                    });
                }
            });
        });
        json.done()
    }

    /// Reads a file. Gives its columns, or under `error` why it cannot be read.
    pub fn open(&mut self, bytes: &[u8]) -> String {
        self.take(read::read(bytes, &Options::default()))
    }

    /// Reads what was pasted.
    pub fn text(&mut self, text: &str) -> String {
        self.take(read::read_text(text, &Options::default()))
    }

    /// Looks at another sheet of the same file.
    pub fn sheet(&mut self, index: usize) -> String {
        self.look_at(Some(index), None)
    }

    /// Takes the names of the columns from another row of the same sheet; from none for 0.
    pub fn header(&mut self, row: u32) -> String {
        let header = match row {
            0 => Header::Given(Vec::new()),
            row => Header::Row(row),
        };
        self.look_at(Some(self.sheet), Some(&header))
    }

    /// Takes the columns for what the ids say, one a line; gives what is wrong with that.
    pub fn assign(&mut self, roles: &str) -> String {
        let roles: Vec<Role> = roles.split('\n').map(|id| self.role(id)).collect();
        let mut json = Json::compact();
        json.object("", |json| {
            json.list("problems", |json| {
                for (at, role) in roles.iter().enumerate() {
                    let counts = !matches!(role, Role::Ignored | Role::Name | Role::Sensitive(_));
                    if counts && roles[..at].contains(role) {
                        problem(json, "twice", &[&self.label(*role)]);
                    }
                }
                let used = |role: &Role| {
                    matches!(
                        role,
                        Role::Fact(_) | Role::Member(..) | Role::Staff(_) | Role::Feed(_)
                    )
                };
                if !roles.iter().any(used) {
                    problem(json, "nothingTaken", &[]);
                }
            });
        });
        self.mapping.roles = roles;
        // Who is somebody hangs on where the names stand.
        if let Some(table) = self.table() {
            self.roll = Some(Roll::new(self.rulebook, table, &self.mapping, &self.choice));
        }
        json.done()
    }

    /// What can be assumed of everybody: presets, and questions that one answer for all is offered
    /// for, but for those that a column answers. With what is assumed already.
    pub fn offers(&self) -> String {
        let mut json = Json::compact();
        let taken = |id: &str| self.assumed.iter().any(|one| one == id);
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
        json.object("", |json| {
            json.list("presets", |json| {
                for preset in roster::presets() {
                    json.object("", |json| {
                        json.text("id", preset.id);
                        let name = if self.english {
                            preset.english
                        } else {
                            preset.name
                        };
                        json.text("label", name);
                        json.flag("on", taken(preset.id));
                    });
                }
            });
            json.list("facts", |json| {
                let facts = roster::feeds::everybody(self.rulebook).into_iter();
                for fact in facts.filter(|fact| !told(*fact)) {
                    let about = &self.rulebook.facts[usize::from(fact)];
                    json.object("", |json| {
                        json.text("id", about.id);
                        json.text("label", self.labels.name(fact));
                        json.text("kind", data::facts::kind(&about.kind).id());
                        json.list("options", |json| {
                            for (at, option) in about.kind.options().iter().enumerate() {
                                json.object("", |json| {
                                    json.text("id", option.id);
                                    json.text("label", self.labels.option(fact, at));
                                });
                            }
                        });
                        let own = format!("{}=", about.id);
                        let value = self.assumed.iter().find_map(|one| one.strip_prefix(&own));
                        json.text("value", value.unwrap_or_default());
                    });
                }
            });
        });
        json.done()
    }

    /// Assumes of everybody what the lines say, presets by their id and `fact=value`s; gives it in
    /// words.
    pub fn assume(&mut self, lines: &str) -> String {
        self.assumed = lines.lines().map(str::to_owned).collect();
        self.take_assumed();
        let mut json = Json::compact();
        json.object("", |json| {
            json.texts("said", self.said.iter().map(String::as_str));
        });
        json.done()
    }

    /// Whether hidden rows count, and the numbers of rows, parted by commas, that are people whatever
    /// they look like. Gives who is left out then.
    pub fn count(&mut self, hidden: bool, back: &str) -> String {
        self.choice = Choice {
            hidden,
            back: back.split(',').filter_map(|row| row.parse().ok()).collect(),
            every: false,
        };
        if let Some(table) = self.table() {
            self.roll = Some(Roll::new(self.rulebook, table, &self.mapping, &self.choice));
        }
        let mut json = Json::compact();
        json.object("", |json| {
            if let Some(roll) = &self.roll {
                json.number("rows", Some(roll.len() as i64));
                left_out(json, roll, self.wording());
            }
        });
        json.done()
    }
}

impl Desk {
    fn take(&mut self, book: Result<read::Workbook, ReadError>) -> String {
        match book {
            Ok(book) => {
                self.book = Some(book);
                self.look_at(None, None)
            }
            // What was read before stays.
            Err(error) => refused(&error),
        }
    }

    fn look_at(&mut self, sheet: Option<usize>, header: Option<&Header>) -> String {
        let Some(book) = &self.book else {
            return refused(&ReadError::Empty);
        };
        let table = match read(book, sheet, header) {
            Ok(table) => table,
            Err(error) => return refused(&error),
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
        let mut json = Json::compact();
        json.object("", |json| {
            json.list("sheets", |json| {
                for sheet in &book.sheets {
                    json.object("", |json| {
                        json.text("name", &sheet.name);
                        json.flag("hidden", sheet.hidden);
                    });
                }
            });
            json.number("sheet", Some(self.sheet as i64));
            json.number("rows", Some(roll.len() as i64));
            left_out(json, &roll, self.wording());
            json.number("header", Some(table.header.into()));
            let first: Vec<u32> = book.sheets[self.sheet].first_rows().collect();
            let above = first.iter().filter(|row| **row < table.header).count();
            json.number("above", Some(above as i64));
            json.list("firstRows", |json| {
                for row in first {
                    json.number("", Some(row.into()));
                }
            });
            json.list("columns", |json| {
                for at in 0..table.headers.len() {
                    self.column(json, table, at);
                }
            });
            json.list("roles", |json| self.roles(json));
        });
        self.roll = Some(roll);
        json.done()
    }

    /// What is read, once more from the beginning.
    fn table(&self) -> Option<Table> {
        let book = self.book.as_ref()?;
        read(book, Some(self.sheet), self.header.as_ref()).ok()
    }

    fn column(&self, json: &mut Json, table: &Table, at: usize) {
        let role = self.mapping.roles.get(at).copied().unwrap_or_default();
        json.object("", |json| {
            json.text("letter", &letters(table.first_column + at as u32));
            json.text("header", &table.headers[at]);
            json.text("role", &self.id(role));
            let proposed = self.mapping.proposed.get(at).copied().flatten();
            json.stated(
                "proposed",
                &proposed.map_or(String::new(), |role| self.label(role)),
            );
            json.list("samples", |json| {
                let cells = table.rows.iter().filter_map(|row| row.cells.get(at));
                let full = cells.filter(|cell| **cell != Cell::Empty);
                for cell in full.take(SAMPLES) {
                    json.text("", &sample(cell, matches!(role, Role::Sensitive(_))));
                }
            });
        });
    }

    /// Everything that a column can be taken for.
    fn roles(&self, json: &mut Json) {
        let plain = |json: &mut Json, id: &str, words: &[&str]| {
            json.object("", |json| {
                json.text("id", id);
                json.null("label");
                json.null("group");
                json.texts("words", words.iter().copied());
            });
        };
        plain(json, "ignored", &["ignored"]);
        plain(json, "name", &["name"]);
        for (id, _) in SENSITIVE {
            json.object("", |json| {
                json.text("id", &format!("sensitive:{id}"));
                json.null("label");
                json.null("group");
                json.text("sensitive", id);
            });
        }
        let named = |json: &mut Json, role: Role, group: &str| {
            json.object("", |json| {
                json.text("id", &self.id(role));
                json.text("label", &self.label(role));
                json.text("group", group);
            });
        };
        let facts = individual(self.rulebook);
        for &fact in &facts {
            named(json, Role::Fact(fact), "facts");
        }
        for fact in CERTIFICATE.iter().filter_map(|id| self.rulebook.fact(id)) {
            for number in 2..=CERTIFICATES {
                named(json, Role::Again(fact, number), "facts");
            }
        }
        for &fact in &facts {
            if let FactKind::Set { options } = &self.rulebook.facts[usize::from(fact)].kind {
                for option in 0..options.len() as u8 {
                    named(json, Role::Member(fact, option), "members");
                }
            }
        }
        for feed in 0..all_feeds().len() as u8 {
            named(json, Role::Feed(feed), "feeds");
        }
        for (id, staff) in STAFF {
            json.object("", |json| {
                json.text("id", &self.id(Role::Staff(staff)));
                json.null("label");
                json.texts("words", [id]);
                json.text("group", "staff");
            });
        }
    }

    fn id(&self, role: Role) -> String {
        let fact = |fact| self.rulebook.facts[usize::from(fact)].id;
        match role {
            Role::Ignored => "ignored".to_owned(),
            Role::Name => "name".to_owned(),
            Role::Sensitive(kind) => {
                let found = SENSITIVE.iter().find(|(_, one)| *one == kind);
                format!("sensitive:{}", found.map_or("", |(id, _)| id))
            }
            Role::Fact(index) => format!("fact:{}", fact(index)),
            Role::Again(index, number) => format!("again:{}:{number}", fact(index)),
            Role::Member(index, option) => {
                let options = self.rulebook.facts[usize::from(index)].kind.options();
                format!("member:{}:{}", fact(index), options[usize::from(option)].id)
            }
            Role::Staff(staff) => {
                let found = STAFF.iter().find(|(_, one)| *one == staff);
                format!("staff:{}", found.map_or("", |(id, _)| id))
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
                let found = SENSITIVE.iter().find(|(id, _)| *id == kind);
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
                let found = STAFF.iter().find(|(id, _)| *id == kind);
                found.map(|(_, staff)| Role::Staff(*staff))
            }
            _ => None,
        };
        role.unwrap_or_default()
    }

    /// In the language of the page; for uses for the enterprise the id, of which the view has words.
    fn label(&self, role: Role) -> String {
        match role {
            Role::Fact(fact) => self.labels.name(fact).to_owned(),
            Role::Again(fact, number) => {
                let name = self.labels.name(fact);
                let number = number.to_string();
                filled(self.wording().of_certificate, &[name, &number])
            }
            Role::Member(fact, option) => {
                let option = self.labels.option(fact, usize::from(option));
                format!("{} – {option}", self.labels.name(fact))
            }
            Role::Feed(feed) if self.english => {
                let facts = feed_of(feed).facts(self.rulebook).into_iter();
                let facts: Vec<&str> = facts.map(|fact| self.labels.name(fact)).collect();
                format!("{} → {}", feed_of(feed).id, facts.join(", "))
            }
            Role::Feed(feed) => feed_of(feed).name.to_owned(),
            other => self.id(other),
        }
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
fn left_out(json: &mut Json, roll: &Roll, wording: &Wording) {
    let nobody = || roll.left.iter().filter(|one| one.why != Aside::Hidden);
    json.number("hidden", Some(roll.hidden() as i64));
    json.number("leftCount", Some(nobody().count() as i64));
    json.list("left", |json| {
        for one in nobody().take(LEFT) {
            json.object("", |json| {
                json.number("row", Some(one.row.into()));
                json.text("why", wording.aside(one.why));
                json.text("text", &one.text);
            });
        }
    });
}

/// How spreadsheets name a column.
fn letters(column: u32) -> String {
    let name = roster::values::cell_name(column, 1);
    name.trim_end_matches('1').to_owned()
}

fn problem(json: &mut Json, code: &str, args: &[&str]) {
    json.object("", |json| {
        json.text("code", code);
        json.texts("args", args.iter().copied());
    });
}

fn refused(error: &ReadError) -> String {
    let (code, args) = match error {
        ReadError::Empty => ("empty", vec![]),
        ReadError::TooLarge { what, limit, found } => {
            let what = match what {
                Size::File => "file",
                Size::Unpacked => "unpacked",
                Size::Rows => "rows",
                Size::Columns => "columns",
                Size::Cells => "cells",
            };
            (
                "too_large",
                vec![what.to_owned(), found.to_string(), limit.to_string()],
            )
        }
        ReadError::Truncated => ("truncated", vec![]),
        ReadError::Damaged { part } => ("damaged", vec![part.clone()]),
        ReadError::Password => ("password", vec![]),
        ReadError::NotASpreadsheet(looks) => {
            let looks = match looks {
                Looks::Html => "html",
                Looks::Json => "json",
                Looks::Xml => "xml",
                Looks::Xlsb => "xlsb",
                Looks::Word => "word",
                Looks::PowerPoint => "powerpoint",
                Looks::Numbers => "numbers",
                Looks::Pdf => "pdf",
                Looks::Picture => "picture",
                Looks::Archive => "archive",
                Looks::OldOffice => "old_office",
                Looks::Binary => "binary",
            };
            ("not_a_spreadsheet", vec![looks.to_owned()])
        }
        ReadError::NoTable { hidden } => ("no_table", vec![hidden.to_string()]),
        ReadError::NoSuchSheet { .. } => ("no_table", vec![]),
        ReadError::Encoding { line } => ("encoding", vec![line.to_string()]),
        ReadError::OpenQuote { row } => ("open_quote", vec![row.to_string()]),
        ReadError::Interrupted { kind } => ("unreadable", vec![kind.to_string()]),
    };
    let mut json = Json::compact();
    json.object("", |json| {
        json.object("error", |json| {
            json.text("code", code);
            json.texts("args", args.iter().map(String::as_str));
        });
    });
    json.done()
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
