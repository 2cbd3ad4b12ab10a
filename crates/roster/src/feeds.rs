//! Columns that are no question and say something of one all the same, and what can be assumed of
//! everybody: `rules/roster.toml`, read once. Which values mean what stands there and nowhere here.

use std::sync::OnceLock;

use engine::model::{Cells, FactIdx, FactKind};
use engine::{Answer, Answers, Date, REGION, Rulebook, all_cells};

use crate::people::Staff;
use crate::words::{plain, plain_value, words};
use wording::text;

const FILE: &str = include_str!("../../../rules/roster.toml");

/// What a column that is no question is read for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FeedKind {
    /// Each cell sets what the line that fits it says.
    Words,
    /// Names of options of several questions.
    Options,
    /// The day somebody left school.
    Graduated,
    /// The day somebody was hired.
    Hired,
    /// The day since when somebody is insured, here or at all.
    Insured,
    InsuredFirst,
    /// For how long somebody has been insured altogether: 9.2, 214, 3年2个月.
    InsuredYears,
}

/// One such column.
pub struct Feed {
    pub id: &'static str,
    /// What it is called where columns are told of.
    pub name: &'static str,
    pub headers: Vec<&'static str>,
    pub kind: FeedKind,
    /// The question that it is where its cells are this question's options; else empty.
    pub question: &'static str,
    /// Anything may stand there: taken only if somebody says so.
    pub proposed: bool,
    /// What no line fits says nothing.
    pub lenient: bool,
    /// Facts that it speaks of.
    pub fills: Vec<&'static str>,
    /// Sets of which 无 says that nothing holds.
    pub none: Vec<&'static str>,
    pub(crate) lines: Vec<Line>,
}

/// What some cells of a column say.
#[derive(Default)]
pub(crate) struct Line {
    cells: Vec<Pattern>,
    pub sets: Vec<Assignment>,
    /// Facts of which what was assumed of everybody does not hold for this person.
    pub takes_back: Vec<&'static str>,
    pub staff: Option<Staff>,
}

/// `fact=value` or `fact.option=true`, as rules and people write it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Assignment {
    pub fact: &'static str,
    option: &'static str,
    value: &'static str,
}

/// What can be assumed of everybody at once, with a name that people see.
pub struct Preset {
    pub id: &'static str,
    pub name: &'static str,
    pub english: &'static str,
    sets: Vec<Assignment>,
    supposes: &'static str,
}

/// A text, with anything before or behind it.
struct Pattern {
    text: String,
    before: bool,
    behind: bool,
}

impl Pattern {
    fn new(written: &str) -> Pattern {
        // Between two stars other stars stand for anything too.
        let text: Vec<String> = written.split('*').map(plain).collect();
        Pattern {
            text: text.join("*").trim_matches('*').to_owned(),
            before: written.starts_with('*'),
            behind: written.ends_with('*'),
        }
    }

    fn fits(&self, cell: &str) -> bool {
        let parts: Vec<&str> = self.text.split('*').collect();
        let (first, last) = (parts[0], parts[parts.len() - 1]);
        if parts.len() == 1 {
            return match (self.before, self.behind) {
                (false, false) => cell == first,
                (true, false) => cell.ends_with(first),
                (false, true) => cell.starts_with(first),
                (true, true) => cell.contains(first),
            };
        }
        let mut rest = cell;
        for part in &parts {
            let Some(found) = rest.find(part) else {
                return false;
            };
            rest = &rest[found + part.len()..];
        }
        (self.before || cell.starts_with(first)) && (self.behind || cell.ends_with(last))
    }
}

#[derive(Default)]
pub(crate) struct Feeds {
    pub columns: Vec<Feed>,
    pub presets: Vec<Preset>,
    /// For each fact the patterns of its values, with their keys.
    cells: Vec<(&'static str, Vec<(Pattern, &'static str)>)>,
    pub high_skilled: Vec<&'static str>,
    pub high_skilled_open: Vec<&'static str>,
    /// Levels from the lowest.
    pub levels: Vec<&'static str>,
    /// Facts of which the first option counts if columns differ.
    pub first: Vec<&'static str>,
    /// Facts that one answer for everybody is offered for.
    pub everybody: Vec<&'static str>,
    /// What may stand before the name of a city, and what it ends in where it is written out.
    pub before: Vec<&'static str>,
    pub behind: Vec<&'static str>,
}

fn listed(value: &'static str) -> Vec<&'static str> {
    value.split('|').collect()
}

pub(crate) fn feeds() -> &'static Feeds {
    static FEEDS: OnceLock<Feeds> = OnceLock::new();
    FEEDS.get_or_init(|| {
        let mut feeds = Feeds::default();
        // INVARIANT: a test reads every line, and knows every key; what is none cannot get here.
        for entry in text::entries(FILE).filter_map(Result::ok) {
            let known = feeds.take(entry.section, entry.key, entry.value);
            debug_assert!(known, "{}.{}", entry.section, entry.key);
        }
        feeds
    })
}

impl Feeds {
    /// Whether the key is known.
    fn take(&mut self, section: &'static str, key: &'static str, value: &'static str) -> bool {
        let parts: Vec<&str> = section.split('.').collect();
        match (&parts[..], key) {
            (["high_skilled"], "counts") => self.high_skilled = listed(value),
            (["high_skilled"], "open") => self.high_skilled_open = listed(value),
            (["certificates"], "order") => self.levels = listed(value),
            (["several"], "first") => self.first = listed(value),
            (["everybody"], "facts") => self.everybody = listed(value),
            (["places"], "before") => self.before = listed(value),
            (["places"], "behind") => self.behind = listed(value),
            (["cells", _], key) => {
                let fact = &section["cells.".len()..];
                if self.cells.last().is_none_or(|(of, _)| *of != fact) {
                    self.cells.push((fact, Vec::new()));
                }
                let patterns = listed(value).into_iter();
                let patterns = patterns.map(|written| (Pattern::new(written), key));
                self.cells
                    .last_mut()
                    .expect("just put there")
                    .1
                    .extend(patterns);
            }
            (["column", _], key) => {
                let id = &section["column.".len()..];
                return self.column(id).take(key, value);
            }
            (["column", id, _], key) => {
                let id = &section["column.".len()..][..id.len()];
                let column = self.column(id);
                if key == "cells" {
                    column.lines.push(Line {
                        cells: listed(value).into_iter().map(Pattern::new).collect(),
                        ..Line::default()
                    });
                    return true;
                }
                let Some(line) = column.lines.last_mut() else {
                    return false;
                };
                match key {
                    "sets" => line.sets = assignments(value),
                    "takes_back" => line.takes_back = listed(value),
                    "staff" => line.staff = crate::columns::staff(value),
                    _ => return false,
                }
            }
            (["preset", _], key) => {
                let id = &section["preset.".len()..];
                if self.presets.last().is_none_or(|one| one.id != id) {
                    self.presets.push(Preset {
                        id,
                        name: "",
                        english: "",
                        sets: Vec::new(),
                        supposes: "",
                    });
                }
                let preset = self.presets.last_mut().expect("just put there");
                match key {
                    "name" => preset.name = value,
                    "english" => preset.english = value,
                    "sets" => preset.sets = assignments(value),
                    "supposes" => preset.supposes = value,
                    _ => return false,
                }
            }
            _ => return false,
        }
        true
    }

    fn column(&mut self, id: &'static str) -> &mut Feed {
        if self.columns.last().is_none_or(|one| one.id != id) {
            self.columns.push(Feed {
                id,
                name: id,
                headers: Vec::new(),
                kind: FeedKind::Words,
                question: "",
                proposed: false,
                lenient: false,
                fills: Vec::new(),
                none: Vec::new(),
                lines: Vec::new(),
            });
        }
        self.columns.last_mut().expect("just put there")
    }

    /// The key of a value of a fact that fits a pattern.
    pub fn cell(&self, fact: &str, plain: &str) -> Option<&'static str> {
        let (_, patterns) = self.cells.iter().find(|(of, _)| *of == fact)?;
        let found = patterns.iter().find(|(pattern, _)| pattern.fits(plain));
        found.map(|(_, key)| *key)
    }

    #[cfg(test)]
    pub fn cell_keys(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let cells = self.cells.iter();
        cells.flat_map(|(fact, patterns)| patterns.iter().map(|(_, key)| (*fact, *key)))
    }
}

impl Feed {
    fn take(&mut self, key: &str, value: &'static str) -> bool {
        match key {
            "name" => self.name = value,
            "question" => self.question = value,
            "headers" => self.headers = listed(value),
            "proposed" => self.proposed = value == "yes",
            "lenient" => self.lenient = value == "yes",
            "fills" => self.fills = listed(value),
            "none" => self.none = listed(value),
            "kind" => {
                self.kind = match value {
                    "options" => FeedKind::Options,
                    "graduated" => FeedKind::Graduated,
                    "hired" => FeedKind::Hired,
                    "insured" => FeedKind::Insured,
                    "insured_first" => FeedKind::InsuredFirst,
                    "insured_years" => FeedKind::InsuredYears,
                    _ => return false,
                }
            }
            _ => return false,
        }
        true
    }

    /// The line that a cell fits, given in the form of [`plain_value`].
    pub(crate) fn line(&self, cell: &str) -> Option<&Line> {
        let fits = |line: &&Line| line.cells.iter().any(|pattern| pattern.fits(cell));
        self.lines.iter().find(fits)
    }

    /// Whether it can say that a row counts for the enterprise so.
    pub fn tells(&self, staff: Staff) -> bool {
        self.lines.iter().any(|line| {
            let employer = |one: &Assignment| one.fact == "certificate_source";
            line.staff == Some(staff)
                || staff == Staff::SelfEvaluated && line.sets.iter().any(employer)
        })
    }

    /// Facts that its cells answer by themselves, whatever is assumed.
    pub fn answers(&self, rulebook: &Rulebook) -> Vec<FactIdx> {
        let sets = self.lines.iter().flat_map(|line| &line.sets);
        sets.filter_map(|one| rulebook.fact(one.fact)).collect()
    }

    /// Facts of which it can say something.
    pub fn facts(&self, rulebook: &Rulebook) -> Vec<FactIdx> {
        let sets = self.lines.iter().flat_map(|line| &line.sets);
        let back = self.lines.iter().flat_map(|line| &line.takes_back);
        let ids = self.fills.iter().chain(back).copied();
        let ids = ids.chain(sets.map(|one| one.fact));
        let mut facts: Vec<FactIdx> = ids.filter_map(|id| rulebook.fact(id)).collect();
        facts.sort_unstable();
        facts.dedup();
        facts
    }
}

fn assignments(value: &'static str) -> Vec<Assignment> {
    value.split(',').filter_map(Assignment::new).collect()
}

impl Assignment {
    fn new(written: &'static str) -> Option<Assignment> {
        let (left, value) = written.trim().split_once('=')?;
        let (fact, option) = left.split_once('.').unwrap_or((left, ""));
        Some(Assignment {
            fact,
            option,
            value,
        })
    }

    /// What it says of which fact; `None` where a rulebook has no such fact or value.
    pub fn of(self, rulebook: &Rulebook) -> Option<(FactIdx, Answer)> {
        let fact = rulebook.fact(self.fact)?;
        let kind = &rulebook.facts[usize::from(fact)].kind;
        let options = kind.options();
        if !self.option.is_empty() {
            let option = options.iter().position(|one| one.id == self.option)?;
            let bit: Cells = 1 << option;
            let (yes, no) = match self.value {
                "true" => (bit, 0),
                "false" => (0, bit),
                _ => return None,
            };
            let answer = Answer::Set { yes, no, unsure: 0 };
            return matches!(kind, FactKind::Set { .. }).then_some((fact, answer));
        }
        Some((fact, value_of(rulebook, fact, self.value)?))
    }
}

/// What somebody writes for the value of a fact: an option, 是 or 否, a number, a day; 无 for a set.
fn value_of(rulebook: &Rulebook, fact: FactIdx, value: &str) -> Option<Answer> {
    let about = &rulebook.facts[usize::from(fact)];
    let options = about.kind.options();
    match &about.kind {
        FactKind::Bool => match value {
            "true" | "是" => Some(Answer::Bool(true)),
            "false" | "否" => Some(Answer::Bool(false)),
            _ => match words().value(about.id, &plain_value(value)) {
                Some("true") => Some(Answer::Bool(true)),
                Some("false") => Some(Answer::Bool(false)),
                _ => None,
            },
        },
        FactKind::Choice { .. } => crate::values::option(rulebook, fact, value).map(Answer::Choice),
        FactKind::Set { .. } => {
            let mut yes = 0;
            if !matches!(value, "-" | "无" | "没有" | "none") {
                for name in value.split(['、', '|', '+']) {
                    yes |= 1 << crate::values::option(rulebook, fact, name)?;
                }
            }
            let no = all_cells(options.len()) & !yes;
            Some(Answer::Set { yes, no, unsure: 0 })
        }
        FactKind::Int { .. } | FactKind::Money { .. } => value.parse().ok().map(Answer::Int),
        FactKind::Date { .. } => engine::DayRange::parse(value).map(Answer::Date),
    }
}

// ---- what is assumed of everybody --------------------------------------------------------------

/// What holds for everybody unless their row says otherwise.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Defaults {
    /// Who and where, and what somebody assumes of everybody.
    pub answers: Answers,
    /// The day of hiring is the day somebody began to work in the city.
    pub hired_here: bool,
    /// Nobody's insurance was interrupted.
    pub continuous: bool,
    presets: Vec<usize>,
    /// Facts that were assumed one by one.
    single: Vec<FactIdx>,
}

impl From<Answers> for Defaults {
    fn from(answers: Answers) -> Defaults {
        Defaults {
            answers,
            hired_here: false,
            continuous: false,
            presets: Vec::new(),
            single: Vec::new(),
        }
    }
}

/// Why nothing can be assumed so.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refused {
    /// Not of the form `fact=value`.
    NoValue,
    /// No fact of individuals is called so.
    NoFact,
    /// The fact does not take this value.
    NoSuchValue(FactIdx),
    NoPreset,
}

/// What can be assumed at once.
pub fn presets() -> &'static [Preset] {
    &feeds().presets
}

/// Facts that one answer for everybody is offered for: what no preset settles and many rosters leave out.
pub fn everybody(rulebook: &Rulebook) -> Vec<FactIdx> {
    let ids = feeds().everybody.iter();
    ids.filter_map(|id| rulebook.fact(id)).collect()
}

impl Defaults {
    /// Takes one of [`presets`].
    pub fn preset(&mut self, rulebook: &Rulebook, id: &str, on: Date) -> Result<(), Refused> {
        let at = presets().iter().position(|one| one.id == id);
        let at = at.ok_or(Refused::NoPreset)?;
        let preset = &presets()[at];
        for assignment in &preset.sets {
            if let Some((fact, answer)) = assignment.of(rulebook) {
                // An answer of the project's own rules; others may not take it.
                let _ = self.answers.set(rulebook, fact, answer, on);
            }
        }
        match preset.supposes {
            "hired_here" => self.hired_here = true,
            "continuous" => self.continuous = true,
            _ => {}
        }
        if !self.presets.contains(&at) {
            self.presets.push(at);
        }
        Ok(())
    }

    /// Takes `fact=value`, by ids or by the names that people see.
    pub fn assume(&mut self, rulebook: &Rulebook, written: &str, on: Date) -> Result<(), Refused> {
        let (name, value) = written.split_once('=').ok_or(Refused::NoValue)?;
        let fact = match crate::columns::role(rulebook, name.trim()) {
            Some(crate::people::Role::Fact(fact)) if fact > REGION => fact,
            _ => return Err(Refused::NoFact),
        };
        let answer = value_of(rulebook, fact, value.trim());
        let answer = answer.ok_or(Refused::NoSuchValue(fact))?;
        self.answers
            .set(rulebook, fact, answer, on)
            .map_err(|_| Refused::NoSuchValue(fact))?;
        if !self.single.contains(&fact) {
            self.single.push(fact);
        }
        Ok(())
    }

    /// Whether anything but who and where is assumed.
    pub fn is_empty(&self) -> bool {
        self.presets.is_empty() && self.single.is_empty()
    }

    /// What is assumed, each in words: a preset's own, or a fact and its value.
    pub fn said(&self, rulebook: &Rulebook, english: bool) -> Vec<String> {
        let presets = self.presets.iter().map(|at| {
            let preset = &presets()[*at];
            if english { preset.english } else { preset.name }.to_owned()
        });
        let single = self.single.iter().map(|fact| {
            let name = rulebook.facts[usize::from(*fact)].name;
            format!(
                "{name}：{}",
                shown(rulebook, *fact, self.answers.get(*fact))
            )
        });
        presets.chain(single).collect()
    }
}

fn shown(rulebook: &Rulebook, fact: FactIdx, answer: Answer) -> String {
    let options = rulebook.facts[usize::from(fact)].kind.options();
    match answer {
        Answer::Bool(true) => "是".to_owned(),
        Answer::Bool(false) => "否".to_owned(),
        Answer::Choice(option) => options[usize::from(option)].label.to_owned(),
        Answer::Set { yes, .. } => {
            let held = options.iter().enumerate();
            let held = held.filter(|(at, _)| yes >> at & 1 == 1);
            let held: Vec<&str> = held.map(|(_, option)| option.label).collect();
            match held.is_empty() {
                true => "没有".to_owned(),
                false => held.join("、"),
            }
        }
        Answer::Int(number) => number.to_string(),
        Answer::Range { low, high } => format!("{low}–{high}"),
        Answer::Date(days) => days.to_string(),
        Answer::NotAsked | Answer::Unknown => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn rulebook() -> Rulebook {
        let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
        rulec::compile(&rules, None)
            .draft
            .expect("the rules can be compiled")
    }

    #[test]
    fn every_line_is_understood_and_names_what_there_is() {
        let rulebook = rulebook();
        let mut fresh = Feeds::default();
        for entry in text::entries(FILE) {
            let entry = entry.unwrap_or_else(|line| panic!("not an entry: {line}"));
            let place = format!("[{}] {}", entry.section, entry.key);
            assert!(fresh.take(entry.section, entry.key, entry.value), "{place}");
            if matches!(entry.key, "sets") {
                for written in entry.value.split(',') {
                    let set = Assignment::new(written).and_then(|one| one.of(&rulebook));
                    assert!(set.is_some(), "{place}: {written}");
                }
            }
            if matches!(
                entry.key,
                "takes_back" | "fills" | "none" | "first" | "facts"
            ) {
                for id in entry.value.split('|') {
                    assert!(rulebook.fact(id).is_some(), "{place}: {id}");
                }
            }
            if entry.key == "supposes" {
                assert!(
                    ["hired_here", "continuous"].contains(&entry.value),
                    "{place}"
                );
            }
        }
        for (fact, key) in feeds().cell_keys() {
            let of = rulebook
                .fact(fact)
                .unwrap_or_else(|| panic!("no fact {fact}"));
            let options = rulebook.facts[usize::from(of)].kind.options();
            assert!(options.iter().any(|one| one.id == key), "{fact}: {key}");
        }
        // Every level has its place, and those on the ladder stand in its order.
        let level = rulebook.fact("level").expect("there are levels");
        let level = &rulebook.facts[usize::from(level)];
        let order = &feeds().levels;
        assert_eq!(order.len(), level.kind.options().len());
        let places: Vec<Option<usize>> = level
            .ladder
            .iter()
            .map(|rung| {
                let id = level.kind.options()[usize::from(*rung)].id;
                order.iter().position(|one| *one == id)
            })
            .collect();
        assert!(places.iter().all(Option::is_some));
        assert!(places.is_sorted());
        for id in feeds()
            .high_skilled
            .iter()
            .chain(&feeds().high_skilled_open)
        {
            assert!(order.contains(id), "{id}");
        }
    }

    #[test]
    fn names_of_schools_tell_what_they_are() {
        let school = |name: &str| {
            let columns = &feeds().columns;
            let column = columns.iter().find(|one| one.id == "school_name").unwrap();
            let line = column.line(&plain_value(name)).unwrap();
            line.sets.first().map(|one| one.value)
        };
        for (name, value) in [
            ("山东省某市技师学院", Some("technician_college")),
            ("某市技工学校", Some("tech_school")),
            ("某市高级技工学校", Some("tech_school")),
            ("某某职业技术学院", Some("higher_vocational")),
            ("某某职业学院", Some("higher_vocational")),
            ("某县职教中心", Some("secondary")),
            ("某区职业教育中心学校", Some("secondary")),
            ("某市某某中等专业学校", Some("secondary")),
            ("某县职业中专", Some("secondary")),
            ("山东某大学", Some("university")),
            ("某县一中", Some("other")),
            // Beside work, or of a kind that the name does not tell.
            ("山东广播电视大学", None),
            ("某市工业学校", None),
            ("某某学院", None),
        ] {
            assert_eq!(school(name), value, "{name}");
        }
    }
}
