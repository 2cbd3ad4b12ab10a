//! What the cities grant for the same thing, side by side: kinds of clause down, cities across, sums as words.
//!
//! Which clauses are of one kind follows from the rules: they hang on answers to the same question, or on
//! questions that only arise after it. A kind bears the name of that question. Of several, the one on which the
//! fewest clauses hang says most of what a clause is about.

use std::collections::{BTreeMap, BTreeSet};

use engine::model::*;
use engine::{AUDIENCE, REGION, Rulebook};
use maud::{Markup, html};
use wording::Lang::Chinese;

use crate::address::Site;
use crate::frame::{Head, Here, frame, version};
use crate::{link_to, structured};

/// More different sums than these are said in the words of the source.
const SUMS: usize = 4;

pub fn page(site: Site) -> Markup {
    let rulebook = site.rulebook;
    let columns = columns(rulebook);
    let kinds = Kinds::new(rulebook);
    let audiences = rulebook.facts[usize::from(AUDIENCE)].kind.options();
    let cities: Vec<&str> = columns.iter().map(|column| column.name).collect();
    let description = format!(
        "{}的条款对照：给什么、给多少，各有链接。",
        cities.join("、")
    );
    let body = html! {
        h1 { "比较城市" }
        p.lead { "同一类条款，各个城市给什么、给多少。一行是一类，一列是一个地方；点名称看条件和原文。" }
        p { "规则版本 " (version(site)) "。金额是条款写的，不是人人都能得到的数额；“须评选”的要先选上。空着的格子只说明收录的来源没有写，不说明当地没有。" }
        @for (option, audience) in (0..).zip(audiences) {
            @let rows = kinds.rows(rulebook, &columns, 1 << option);
            @if !rows.is_empty() {
                div.part {
                    h2 id=(audience.id) { "给" (audience.label) }
                    (table(rulebook, audience, &columns, &rows))
                }
            }
        }
        p { a.go href="../index.html" { "回答几个问题，算一算能领哪些" } }
    };
    let head = Head {
        name: "compare.html".to_owned(),
        title: "比较城市".to_owned(),
        description,
        here: Here::Compare,
    };
    frame(site, &head, &structured::about(site, &head), body)
}

/// A city with a policy of its own, or all of the province.
struct Column {
    name: &'static str,
    regions: Cells,
}

/// Cities with sources of their own, in the order of the rules; behind them what holds for several.
fn columns(rulebook: &Rulebook) -> Vec<Column> {
    let cities = (0..).zip(rulebook.facts[usize::from(REGION)].kind.options());
    let has = |fits: &dyn Fn(&Source) -> bool| rulebook.sources.iter().any(fits);
    let mut columns: Vec<Column> = cities
        .map(|(option, city)| Column {
            name: city.label,
            regions: 1 << option,
        })
        .filter(|column| has(&|source| source.regions == column.regions))
        .collect();
    if has(&|source| source.regions.count_ones() > 1) {
        columns.push(Column {
            name: "多个城市通用",
            regions: 0,
        });
    }
    columns
}

impl Column {
    fn holds(&self, source: &Source) -> bool {
        match self.regions {
            0 => source.regions.count_ones() > 1,
            own => source.regions == own,
        }
    }
}

/// The question that each clause is about; `None` where it asks for nothing.
struct Kinds {
    of: Vec<Option<FactIdx>>,
}

struct Row {
    name: &'static str,
    /// For each column.
    cells: Vec<Vec<BenefitIdx>>,
}

impl Kinds {
    fn new(rulebook: &Rulebook) -> Kinds {
        let subjects: Vec<Vec<FactIdx>> = rulebook
            .benefits
            .iter()
            .map(|benefit| subjects(rulebook, benefit))
            .collect();
        let mut users: BTreeMap<FactIdx, usize> = BTreeMap::new();
        for subject in subjects.iter().flatten() {
            *users.entry(*subject).or_default() += 1;
        }
        let kind = |subjects: &Vec<FactIdx>| subjects.iter().copied().min_by_key(|one| users[one]);
        Kinds {
            of: subjects.iter().map(kind).collect(),
        }
    }

    /// One row for each kind that is for these, in the order of the questions.
    fn rows(&self, rulebook: &Rulebook, columns: &[Column], audiences: Cells) -> Vec<Row> {
        let mut rows: BTreeMap<Option<FactIdx>, Vec<Vec<BenefitIdx>>> = BTreeMap::new();
        for (at, benefit) in (0..).zip(&rulebook.benefits) {
            let source = &rulebook.sources[usize::from(benefit.source)];
            let Some(column) = columns.iter().position(|column| column.holds(source)) else {
                continue;
            };
            if benefit.audiences & audiences != 0 {
                let row = rows
                    .entry(self.of[usize::from(at)])
                    .or_insert_with(|| vec![Vec::new(); columns.len()]);
                row[column].push(at);
            }
        }
        let nothing = rows.remove(&None).map(|cells| (None, cells));
        let money =
            |at: &BenefitIdx| rulebook.benefits[usize::from(*at)].kind == BenefitKind::Money;
        rows.into_iter()
            .chain(nothing)
            .map(|(fact, mut cells)| {
                for list in &mut cells {
                    list.sort_by_key(|at| !money(at));
                }
                let name = fact.map(|fact| rulebook.facts[usize::from(fact)].name);
                Row {
                    name: name.unwrap_or("没有写别的条件"),
                    cells,
                }
            })
            .collect()
    }
}

/// The questions that a clause hangs on, each as the first of those that it hangs on in turn. What an official
/// word means counts only where nothing else is asked, and how things stand with somebody only where not even
/// that is.
fn subjects(rulebook: &Rulebook, benefit: &Benefit) -> Vec<FactIdx> {
    let mut own = BTreeSet::new();
    let mut meant = BTreeSet::new();
    let mut word_until = 0;
    for (at, node) in benefit.conditions.iter().enumerate() {
        if node.term.is_some() {
            word_until = word_until.max(usize::from(node.end));
        }
        let list = if at < word_until {
            &mut meant
        } else {
            &mut own
        };
        list.extend(node.var());
    }
    // What its sums hang on is in the diagram alone.
    let mut lists = [Vec::new(), Vec::new(), Vec::new()];
    for node in &benefit.diagram.nodes {
        let fact = rulebook.vars[usize::from(node.var)].of.fact();
        if let Some(fact) = fact.filter(|fact| ![AUDIENCE, REGION].contains(fact)) {
            let only_meant = meant.contains(&node.var) && !own.contains(&node.var);
            let root = root(rulebook, fact);
            let rank = match (is_circumstance(rulebook, root), only_meant) {
                (true, _) => 2,
                (false, true) => 1,
                (false, false) => 0,
            };
            lists[rank].push(root);
        }
    }
    let first = lists.into_iter().find(|list| !list.is_empty());
    let mut subjects = first.unwrap_or_default();
    subjects.sort_unstable();
    subjects.dedup();
    subjects
}

/// Whether it only says how things stand with somebody in this city and for how long, or opens such questions.
fn is_circumstance(rulebook: &Rulebook, fact: FactIdx) -> bool {
    let mut all = (0..).zip(&rulebook.facts);
    all.any(|(at, other)| {
        stands_with(rulebook, at, other) && [at, root(rulebook, at)].contains(&fact)
    })
}

/// Whether its answer belongs to one city, grows by itself, or lets another grow.
fn stands_with(rulebook: &Rulebook, at: FactIdx, fact: &Fact) -> bool {
    let lets_grow = |other: &Fact| {
        let growth = other.grows.iter().flat_map(|growth| &growth.provided);
        let mut facts = growth.filter_map(|node| rulebook.vars[usize::from(node.var()?)].of.fact());
        facts.any(|with| with == at)
    };
    let local = fact.local != 0 && matches!(fact.kind, FactKind::Choice { .. });
    local || fact.grows.is_some() || rulebook.facts.iter().any(lets_grow)
}

/// The question without which this one does not arise, as far back as that goes.
fn root(rulebook: &Rulebook, fact: FactIdx) -> FactIdx {
    let mut fact = fact;
    loop {
        let applies = rulebook.facts[usize::from(fact)].applies.iter();
        let mut before = applies
            .filter_map(|node| rulebook.vars[usize::from(node.var()?)].of.fact())
            .filter(|other| ![AUDIENCE, REGION].contains(other));
        match before.next() {
            // Each stands behind those its question hangs on, so this comes to an end.
            Some(other) if other < fact => fact = other,
            _ => return fact,
        }
    }
}

fn table(rulebook: &Rulebook, audience: &Choice, columns: &[Column], rows: &[Row]) -> Markup {
    html! {
        // Roles are said, since narrow screens lay the table out as lists.
        div.across role="region" tabindex="0" aria-labelledby=(audience.id) {
            table.grid role="table" aria-labelledby=(audience.id) {
                thead role="rowgroup" {
                    tr role="row" {
                        th scope="col" role="columnheader" { "看什么" }
                        @for column in columns { th scope="col" role="columnheader" { (column.name) } }
                    }
                }
                tbody role="rowgroup" {
                    @for row in rows {
                        tr role="row" {
                            th scope="row" role="rowheader" { (row.name) }
                            @for (column, cell) in columns.iter().zip(&row.cells) {
                                td role="cell" data-city=(column.name) data-empty[cell.is_empty()] {
                                    @if cell.is_empty() { "没有写" } @else {
                                        ul { @for at in cell { li { (entry(rulebook, *at)) } } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A clause in a cell: what it is called, and what it comes to.
fn entry(rulebook: &Rulebook, at: BenefitIdx) -> Markup {
    let benefit = &rulebook.benefits[usize::from(at)];
    html! {
        a href=(link_to(rulebook, benefit)) { (benefit.name) }
        @if benefit.kind == BenefitKind::Money { span.sum { (sums(rulebook, benefit)) } }
        @if benefit.claim == Claim::Selection { span.how { "须评选" } }
        @else if !data::describe::can_be_settled(rulebook, benefit) { span.how { "须先问清" } }
    }
}

/// Every different sum; in the words of the source where these are many.
fn sums(rulebook: &Rulebook, benefit: &Benefit) -> String {
    let mut sums: Vec<String> = Vec::new();
    for amount in &benefit.amounts {
        let words = data::words::amount(rulebook, amount);
        if !sums.contains(&words) {
            sums.push(words);
        }
    }
    match sums.len() {
        0 => Chinese.unstated(Rhythm::Unstated).line(),
        1..=SUMS => sums.join("；"),
        _ => format!("“{}”", benefit.amount_note),
    }
}
