//! Which rows of a table are people: not those that add up, are signed, explain or stand over others,
//! and not those in which nobody stands. Several rows may be one person.
//!
//! What is left out is told of, row by row, and somebody may put it back.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};

use engine::{Date, REGION, Rulebook};

use crate::columns::{covered, id_number};
use crate::feeds::Defaults;
use crate::people::{Mapping, Person, Remark, RemarkKind, Role, Sensitive};
use crate::read::shortened;
use crate::table::{Cell, Row, Table};
use crate::values::{is_blank, person_of, shown};
use crate::words::{is_space, plain, trimmed, words};

/// Why a row is nobody.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Aside {
    /// 合计, 小计.
    Total,
    /// 制表人：…
    Signature,
    /// 填表说明：…
    Note,
    /// The name of a part of the firm, over the rows of that part.
    Section,
    /// The names of the columns, or the title, once more.
    Header,
    /// A number of a row and nobody in it.
    Nobody,
    /// Whoever opens the file does not see it.
    Hidden,
}

/// A row that is left out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Left {
    pub row: u32,
    pub why: Aside,
    /// What stands first in it, shortened; nothing of what nobody shall read.
    pub text: String,
}

/// What somebody has said of rows.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Choice {
    /// Hidden rows count. Without that they do not: who filters people away sees a list without them,
    /// and is told how many are missing.
    pub hidden: bool,
    /// Numbers of rows that are people whatever they look like.
    pub back: Vec<u32>,
    /// Every row is somebody, and somebody else: what programs hand on has no totals.
    pub every: bool,
}

impl Choice {
    /// Whether somebody has said of a row that it counts.
    pub fn counts(&self, row: u32) -> bool {
        self.every || self.back.contains(&row)
    }
}

/// Tells rows of people from others, one at a time.
pub struct Judge {
    /// What stands in the header and above it, in plain form.
    above: Vec<Vec<String>>,
    names: Vec<usize>,
    /// Columns by whose numbers somebody is known.
    numbers: Vec<usize>,
    /// Columns that say something that nobody fills in before there is a person.
    telling: Vec<usize>,
    /// Columns that number the rows.
    ordinals: Vec<usize>,
}

impl Judge {
    pub fn new(rulebook: &Rulebook, table: &Table, mapping: &Mapping) -> Judge {
        let is = |wanted: fn(&Role) -> bool| -> Vec<usize> {
            let roles = mapping.roles.iter().enumerate();
            roles
                .filter(|(_, role)| wanted(role))
                .map(|(at, _)| at)
                .collect()
        };
        let named = is(|role| matches!(role, Role::Name));
        let telling = mapping
            .roles
            .iter()
            .enumerate()
            .filter(|(_, role)| match role {
                Role::Again(..) => true,
                Role::Fact(REGION) => false,
                Role::Fact(fact) => {
                    // Of what is 是 or 否, forms have a 否 in every row.
                    let kind = &rulebook.facts[usize::from(*fact)].kind;
                    named.is_empty() || !matches!(kind, engine::model::FactKind::Bool)
                }
                Role::Member(..) | Role::Staff(_) => named.is_empty(),
                // Forms number whole columns with what is the same for all.
                Role::Feed(_) => named.is_empty(),
                Role::Ignored | Role::Name | Role::Sensitive(_) => false,
            });
        let ordinal = words().of_rows("ordinal");
        let ordinals = table.headers.iter().enumerate();
        Judge {
            above: table
                .above
                .iter()
                .map(|cells| cells.iter().map(|cell| plain(&shown(cell))).collect())
                .collect(),
            telling: telling.map(|(at, _)| at).collect(),
            numbers: is(|role| {
                matches!(
                    role,
                    Role::Sensitive(Sensitive::IdNumber | Sensitive::Phone)
                )
            }),
            ordinals: ordinals
                .filter(|(_, header)| ordinal.contains(&plain(header)))
                .map(|(at, _)| at)
                .collect(),
            names: named,
        }
    }

    /// Why a row is nobody; `None`: it is somebody.
    pub fn judge(&self, row: &Row) -> Option<Aside> {
        let mut full = row.cells.iter().enumerate();
        let mut full: Vec<(usize, &Cell)> =
            full.by_ref().filter(|(_, cell)| !is_blank(cell)).collect();
        if self.is_header(&full) {
            return Some(Aside::Header);
        }
        full.retain(|(at, _)| !self.ordinals.contains(at) || !is_number(&row.cells[*at]));
        let Some((at, first)) = full.first().copied() else {
            return Some(Aside::Nobody);
        };
        // Whoever has a number is somebody.
        let known = |at: &usize| row.cells.get(*at).is_some_and(is_number_of_somebody);
        if self.numbers.iter().any(known) {
            return None;
        }
        let name = self.names.iter().find_map(|at| {
            let cell = row.cells.get(*at)?;
            (!is_blank(cell)).then_some((*at, cell))
        });
        let tells = self.telling.iter().any(|at| {
            let cell = row.cells.get(*at);
            cell.is_some_and(|cell| *cell != Cell::Empty)
        });
        // 序号 | 合计 and 合计 | (a number of people): before the name or in its place.
        let before = name.map_or(usize::MAX, |(at, _)| at);
        let begins = |kind: &str, open: bool| {
            let mut cells = full.iter().filter(|(at, _)| *at <= before);
            cells.any(|(_, cell)| is_called(cell, words().of_rows(kind), open))
        };
        let alone = full.len() == 1;
        if begins("total", true) || !tells && name.is_some_and(|(_, cell)| is_count(cell)) {
            return Some(Aside::Total);
        }
        if begins("signature", false) {
            return Some(Aside::Signature);
        }
        if is_called(first, words().of_rows("note"), false) || alone && is_sentence(first) {
            return Some(Aside::Note);
        }
        let named = self.names.is_empty() || name.is_some_and(|(name, _)| name == at);
        if alone && !self.telling.contains(&at) && is_section(first, named) {
            return Some(Aside::Section);
        }
        let somebody = name.is_some() || tells || self.names.is_empty() && self.telling.is_empty();
        (!somebody).then_some(Aside::Nobody)
    }

    /// Whether all that stands in a row stands in one of those at the top, in the same columns.
    fn is_header(&self, full: &[(usize, &Cell)]) -> bool {
        let own: Vec<(usize, String)> = full
            .iter()
            .map(|(at, cell)| (*at, plain(&shown(cell))))
            .collect();
        let texts = full
            .iter()
            .filter(|(_, cell)| matches!(cell, Cell::Text(_)));
        let again = |above: &Vec<String>| own.iter().all(|(at, text)| above.get(*at) == Some(text));
        texts.count() > 0 && self.above.iter().any(again)
    }
}

fn is_number(cell: &Cell) -> bool {
    match cell {
        Cell::Number(_) => true,
        // A formula that nobody has calculated.
        Cell::Error(text) => text == "=",
        Cell::Text(text) => {
            let text = trimmed(text);
            let text = text.trim_end_matches(['.', '、']);
            !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
        }
        Cell::Empty | Cell::Bool(_) | Cell::Date(_) => false,
    }
}

/// Whether a cell in a column of numbers of people holds one, whole or not: no words stand beside it.
fn is_number_of_somebody(cell: &Cell) -> bool {
    let text = shown(cell);
    text.bytes().filter(u8::is_ascii_digit).count() >= 3 && !text.chars().any(is_chinese)
}

fn is_chinese(sign: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&sign)
}

/// Whether a cell says one of these names and no more than a colon and what follows it. `counted`:
/// numbers may stand there too (合计50人).
fn is_called(cell: &Cell, names: &[String], counted: bool) -> bool {
    let Cell::Text(text) = cell else { return false };
    let text = text.trim_matches(is_space);
    let head = text.split([':', '：']).next().unwrap_or(text);
    let colon = head.len() < text.len();
    // 单位（盖章）： 说明1．
    let head = plain(head.split(['(', '（']).next().unwrap_or(head));
    let whole = plain(text);
    let bare = |text: &str| -> String {
        let text = text.trim_end_matches(['人', '名', '个', '位', '行', '条']);
        text.chars().filter(|sign| !sign.is_numeric()).collect()
    };
    names.contains(&whole)
        || colon && names.contains(&head)
        || counted && (names.contains(&bare(&head)) || names.contains(&bare(&whole)))
}

/// 50人, 共 50 人: in the place of a name.
fn is_count(cell: &Cell) -> bool {
    match cell {
        Cell::Number(_) => true,
        Cell::Text(text) => {
            let text = plain(text);
            let text = text.strip_prefix('共').unwrap_or(&text);
            let digits = text.trim_end_matches(['人', '名', '个']);
            !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
        }
        Cell::Empty | Cell::Bool(_) | Cell::Date(_) | Cell::Error(_) => false,
    }
}

/// Whether a text is no name: it goes on too long, or has signs of a sentence.
fn is_sentence(cell: &Cell) -> bool {
    let Cell::Text(text) = cell else { return false };
    let text = text.trim_matches(is_space);
    let chinese = text.chars().any(is_chinese);
    let signs = ['。', '；', '：', ':', '，', '※', '★'];
    chinese && (text.contains(signs) || text.chars().count() > 24)
}

/// Whether a cell that stands alone is over what follows: 一、机加工车间, 生产部（12人）. `named`: it
/// stands where names do.
fn is_section(cell: &Cell, named: bool) -> bool {
    let Cell::Text(text) = cell else { return false };
    let text = trimmed(text);
    let digits = "一二三四五六七八九十0123456789";
    let inner = text.trim_start_matches('(');
    let rest = inner.trim_start_matches(|sign| digits.contains(sign));
    if rest.len() < inner.len() && rest.starts_with(['、', '.', ')', ' ']) {
        return true;
    }
    let head = plain(text.split('(').next().unwrap_or(&text));
    let ends = words()
        .of_rows("section")
        .iter()
        .any(|end| head.ends_with(end.as_str()));
    // 王组 may be somebody where names stand.
    let long = head.chars().count() >= 3 || !named;
    ends && long || !named && head.chars().any(is_chinese)
}

/// The rows of one person.
pub struct Entry {
    pub row: Row,
    /// Those after it.
    pub further: Vec<Row>,
    /// What is said of that.
    pub remarks: Vec<Remark>,
}

impl Entry {
    pub fn of(row: Row) -> Entry {
        Entry {
            row,
            further: Vec::new(),
            remarks: Vec::new(),
        }
    }

    pub fn person(
        &self,
        rulebook: &Rulebook,
        first_column: u32,
        mapping: &Mapping,
        defaults: &Defaults,
        on: Date,
    ) -> Person {
        let rows: Vec<&Row> = [&self.row].into_iter().chain(&self.further).collect();
        let mut person = person_of(rulebook, &rows, first_column, mapping, defaults, on);
        if !self.remarks.is_empty() {
            person.remarks.splice(0..0, self.remarks.iter().cloned());
        }
        person
    }
}

/// The people of a table.
pub struct Roll {
    /// One row for each person, the first of theirs.
    pub table: Table,
    /// Rows that are nobody, in order.
    pub left: Vec<Left>,
    /// Further rows of a person, by the index of their first.
    further: FxHashMap<usize, Vec<Row>>,
    remarks: FxHashMap<usize, Vec<Remark>>,
}

impl Roll {
    /// Calls the roll: parts people from what is left out, and puts rows of one person together.
    pub fn new(rulebook: &Rulebook, mut table: Table, mapping: &Mapping, choice: &Choice) -> Roll {
        let judge = Judge::new(rulebook, &table, mapping);
        let mut left = Vec::new();
        let mut rows: Vec<Row> = Vec::with_capacity(table.rows.len());
        for row in std::mem::take(&mut table.rows) {
            let hidden = table.hidden.binary_search(&row.number).is_ok();
            let why = match judge.judge(&row) {
                None if hidden && !choice.hidden => Some(Aside::Hidden),
                why => why,
            };
            match why.filter(|_| !choice.counts(row.number)) {
                None => rows.push(row),
                Some(why) => left.push(Left {
                    row: row.number,
                    why,
                    text: first_words(&row, mapping),
                }),
            }
        }
        let mut roll = Roll {
            table,
            left,
            further: FxHashMap::default(),
            remarks: FxHashMap::default(),
        };
        if choice.every {
            roll.table.rows = rows;
        } else {
            roll.join(rows, mapping);
        }
        roll
    }

    /// Puts rows together that have one identity number, or one name that is merged over them.
    fn join(&mut self, rows: Vec<Row>, mapping: &Mapping) {
        let of = |wanted: Role| mapping.roles.iter().position(|role| *role == wanted);
        let number = of(Role::Sensitive(Sensitive::IdNumber));
        let name = of(Role::Name);
        let text = |row: &Row, column: Option<usize>| {
            let cell = column.and_then(|column| row.cells.get(column));
            cell.map(|cell| plain(&shown(cell))).unwrap_or_default()
        };
        let mut holders: FxHashMap<String, usize> = FxHashMap::default();
        for row in rows {
            let id = number.and_then(|column| id_number(row.cells.get(column)?));
            let merged = name.is_some_and(|column| {
                let place = (column as u32, row.number);
                self.table.joined.binary_search(&place).is_ok()
            });
            let last = self.table.rows.len().checked_sub(1).filter(|_| merged);
            let holder = id.as_ref().and_then(|id| holders.get(id).copied());
            let same = |at: usize| {
                let [one, other] = [&self.table.rows[at], &row].map(|row| text(row, name));
                one == other || one.is_empty() || other.is_empty()
            };
            let (at, kind) = match (holder, last) {
                (Some(at), _) if same(at) => (at, RemarkKind::SameNumber),
                (Some(at), _) => {
                    let new = self.table.rows.len();
                    let first = self.table.rows[at].number;
                    self.remark(at, row.number, RemarkKind::NumberOfAnother);
                    self.remark(new, first, RemarkKind::NumberOfAnother);
                    self.table.rows.push(row);
                    continue;
                }
                // Whoever has a number of their own is somebody else.
                (None, Some(at))
                    if id.is_none()
                        || self.id_of(at, number).is_none()
                        || id == self.id_of(at, number) =>
                {
                    (at, RemarkKind::SameName)
                }
                _ => {
                    if let Some(id) = id {
                        holders.insert(id, self.table.rows.len());
                    }
                    self.table.rows.push(row);
                    continue;
                }
            };
            if let Some(id) = id {
                holders.insert(id, at);
            }
            self.remark(at, row.number, kind);
            self.further.entry(at).or_default().push(row);
        }
    }

    fn id_of(&self, at: usize, column: Option<usize>) -> Option<String> {
        id_number(self.table.rows[at].cells.get(column?)?)
    }

    /// Says it of the person at an index; other rows of which the same is said stand together.
    fn remark(&mut self, at: usize, row: u32, kind: RemarkKind) {
        let remarks = self.remarks.entry(at).or_default();
        match remarks.iter_mut().find(|one| one.kind == kind) {
            Some(before) => {
                before.place.push('、');
                before.place += &row.to_string();
            }
            None => remarks.push(Remark {
                place: row.to_string(),
                value: String::new(),
                kind,
            }),
        }
    }

    /// Everybody's rows, in order.
    pub fn into_entries(self) -> impl Iterator<Item = Entry> {
        let Roll {
            table,
            mut further,
            mut remarks,
            ..
        } = self;
        let rows = table.rows.into_iter().enumerate();
        rows.map(move |(at, row)| Entry {
            row,
            further: further.remove(&at).unwrap_or_default(),
            remarks: remarks.remove(&at).unwrap_or_default(),
        })
    }

    /// How many people there are.
    pub fn len(&self) -> usize {
        self.table.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.table.rows.is_empty()
    }

    /// How many rows are left out because nobody sees them.
    pub fn hidden(&self) -> usize {
        self.left
            .iter()
            .filter(|one| one.why == Aside::Hidden)
            .count()
    }

    /// The person at an index.
    pub fn person(
        &self,
        rulebook: &Rulebook,
        index: usize,
        mapping: &Mapping,
        defaults: &Defaults,
        on: Date,
    ) -> Person {
        let mut rows = vec![&self.table.rows[index]];
        rows.extend(self.further.get(&index).into_iter().flatten());
        let first = self.table.first_column;
        let mut person = person_of(rulebook, &rows, first, mapping, defaults, on);
        if let Some(remarks) = self.remarks.get(&index) {
            person.remarks.splice(0..0, remarks.iter().cloned());
        }
        person
    }

    pub fn people(
        &self,
        rulebook: &Rulebook,
        mapping: &Mapping,
        defaults: &Defaults,
        on: Date,
    ) -> Vec<Person> {
        let indices = 0..self.len();
        let person = |index| self.person(rulebook, index, mapping, defaults, on);
        indices.map(person).collect()
    }
}

/// Identity numbers that have come along in a stream: of so many as there is room for.
pub struct SeenNumbers {
    column: Option<usize>,
    /// Not the numbers: what is kept of them tells them apart.
    seen: FxHashMap<u64, u32>,
}

impl SeenNumbers {
    /// More are not kept: memory does not grow with a stream.
    const KEPT: usize = 1 << 18;

    pub fn new(mapping: &Mapping) -> SeenNumbers {
        let wanted = Role::Sensitive(Sensitive::IdNumber);
        SeenNumbers {
            column: mapping.roles.iter().position(|role| *role == wanted),
            seen: FxHashMap::default(),
        }
    }

    /// The number of the row that had the same identity number.
    pub fn seen(&mut self, row: &Row) -> Option<u32> {
        let id = id_number(row.cells.get(self.column?)?)?;
        let mut hasher = FxHasher::default();
        id.hash(&mut hasher);
        let key = hasher.finish();
        if let Some(before) = self.seen.get(&key) {
            return Some(*before);
        }
        if self.seen.len() < SeenNumbers::KEPT {
            self.seen.insert(key, row.number);
        }
        None
    }
}

/// What a row is known by to somebody who looks for it.
pub fn first_words(row: &Row, mapping: &Mapping) -> String {
    let cells = row.cells.iter().enumerate();
    let shown = cells.filter(|(at, cell)| {
        let role = mapping.roles.get(*at);
        **cell != Cell::Empty && !matches!(role, Some(Role::Sensitive(_)))
    });
    let texts: Vec<String> = shown.take(2).map(|(_, cell)| shown_short(cell)).collect();
    shortened(&texts.join(" "))
}

fn shown_short(cell: &Cell) -> String {
    covered(shown(cell).trim_matches(is_space)).into_owned()
}
