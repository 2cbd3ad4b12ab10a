//! What is asked, and which clauses speak of it.

use std::cmp::Reverse;

use engine::model::*;
use engine::{AUDIENCE, REGION};

use crate::index::{Index, tokens};
use crate::words::plain;

/// Where a clause says something; what comes first weighs most.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Field {
    /// Its name.
    Name,
    /// What it gives, or how much.
    Given,
    /// The words of the source.
    Quote,
    /// A condition.
    Condition,
}

impl Field {
    fn weight(self) -> u32 {
        match self {
            Field::Name => 6,
            Field::Given => 4,
            Field::Quote => 3,
            Field::Condition => 2,
        }
    }
}

/// Words by which a clause was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Why {
    /// What was asked, as it was written there.
    pub said: String,
    /// What the clause says: the same, or what is meant by it.
    pub found: String,
    /// Where it says so.
    pub field: Field,
}

/// A clause that speaks of what was asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hit {
    /// Which clause.
    pub benefit: BenefitIdx,
    /// By which words; empty where only an answer named in the question (a level, a city) led to it.
    pub why: Vec<Why>,
    /// It is for other cities than those that were named.
    pub elsewhere: bool,
    /// How well it fits; only to be compared with other hits of the same question.
    pub score: u32,
}

/// A question, taken apart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asked {
    /// What it is about, without what says nothing of that.
    words: Vec<String>,
    /// All of it, in plain letters.
    whole: String,
    /// Answers that it names.
    answers: Vec<(FactIdx, Cells)>,
    money: bool,
}

impl Asked {
    /// Takes a question apart.
    pub fn read(index: &Index, query: &str) -> Asked {
        let whole = plain(query);
        let mut answers: Vec<(FactIdx, Cells)> = Vec::new();
        let mut rest = whole.clone();
        let mut about = whole.clone();
        for answer in &index.answers {
            if !rest.contains(&answer.said) {
                continue;
            }
            // What holds a shorter word of the same question is not that word; another question may read it too.
            rest = rest.replace(&answer.said, " ");
            if answer.fact == REGION {
                about = about.replace(&answer.said, " ");
            }
            match answers.iter_mut().find(|(fact, _)| *fact == answer.fact) {
                Some((_, cells)) => *cells |= answer.cells,
                None => answers.push((answer.fact, answer.cells)),
            }
        }
        answers.retain(|(_, cells)| *cells != 0);
        let mut words = about;
        for quiet in &index.words.quiet {
            words = words.replace(quiet, " ");
        }
        Asked {
            words: words.split_whitespace().map(str::to_owned).collect(),
            money: index.words.money.iter().any(|word| whole.contains(word)),
            whole,
            answers,
        }
    }

    /// The cities that are named; 0 where none is.
    pub fn cities(&self) -> Cells {
        self.cells(REGION)
    }

    /// The same question by somebody of this city, unless it names one.
    pub fn from(mut self, city: u8) -> Asked {
        if self.cities() == 0 {
            self.answers.push((REGION, 1 << city));
        }
        self
    }

    fn cells(&self, fact: FactIdx) -> Cells {
        let named = self.answers.iter().find(|(other, _)| *other == fact);
        named.map_or(0, |(_, cells)| *cells)
    }
}

/// The clauses that speak of what is asked, the best first, at most `limit`.
pub fn search(index: &Index, query: &str, limit: usize) -> Vec<Hit> {
    find(index, &Asked::read(index, query), limit)
}

/// As [`search`], for a question that was taken apart before.
pub fn find(index: &Index, asked: &Asked, limit: usize) -> Vec<Hit> {
    let mut hits: Vec<Hit> = (0..index.rulebook.benefits.len() as BenefitIdx)
        .map(|benefit| Hit {
            benefit,
            why: Vec::new(),
            elsewhere: false,
            score: 0,
        })
        .collect();
    by_kinds(index, asked, &mut hits);
    by_words(index, asked, &mut hits);
    for hit in &mut hits {
        by_answers(index, asked, hit);
        tidy(&mut hit.why);
    }
    hits.retain(|hit| hit.score > 0);
    hits.sort_by_key(|hit| (Reverse(hit.score), hit.benefit));
    let best = hits.first().map_or(0, |hit| hit.score);
    hits.retain(|hit| hit.score * 4 >= best);
    hits.truncate(limit);
    hits
}

/// By what policies call what people call otherwise.
fn by_kinds(index: &Index, asked: &Asked, hits: &mut [Hit]) {
    for (kind, found) in index.words.kinds.iter().zip(&index.kinds) {
        let said = kind.said.iter().filter_map(|word| said(word, &asked.whole));
        let Some(said) = said.max_by_key(|said| said.len()) else {
            continue;
        };
        let rarity = index.rarity(found.len());
        for &(benefit, field, meant) in found {
            let hit = &mut hits[usize::from(benefit)];
            hit.score += 2 * rarity * field.weight();
            hit.why.push(Why {
                said: said.to_owned(),
                found: kind.shown[meant].to_owned(),
                field,
            });
        }
    }
}

/// How many characters may stand where a word has a `*`.
const GAP: usize = 6;

/// Where a question says this word: its parts in their order, not far from each other.
fn said<'a>(word: &str, asked: &'a str) -> Option<&'a str> {
    let mut parts = word.split('*');
    let first = parts.next()?;
    let from = asked.find(first)?;
    let mut to = from + first.len();
    for part in parts {
        let rest = &asked[to..];
        let gap = rest.find(part)?;
        if rest[..gap].chars().count() > GAP {
            return None;
        }
        to += gap + part.len();
    }
    Some(&asked[from..to])
}

/// By its own words.
fn by_words(index: &Index, asked: &Asked, hits: &mut [Hit]) {
    for word in &asked.words {
        let letters: Vec<char> = word.chars().collect();
        for (place, token) in tokens(word) {
            let having = index.having(token);
            let rarity = index.rarity(having.len());
            for &(_, benefit, field) in having {
                let hit = &mut hits[usize::from(benefit)];
                let said: String = letters[place.clone()].iter().collect();
                // That it is about money says little of what for.
                let share = if index.words.money.contains(&said) {
                    4
                } else {
                    1
                };
                hit.score += rarity * field.weight() / share;
                extend(&mut hit.why, said, field);
            }
        }
    }
}

/// Notes words, as one with those before where they overlap.
fn extend(why: &mut Vec<Why>, said: String, field: Field) {
    if let Some(last) = why.last_mut()
        && last.field == field
        && last.said == last.found
        && last.said.chars().last() == said.chars().next()
    {
        last.said.extend(said.chars().skip(1));
        last.found.clone_from(&last.said);
        return;
    }
    why.push(Why {
        found: said.clone(),
        said,
        field,
    });
}

/// Each word once, and as it stands in the clause where it does.
fn tidy(why: &mut Vec<Why>) {
    why.sort_by_key(|one| (one.field, Reverse(one.said.len()), one.said != one.found));
    let mut known: Vec<String> = Vec::new();
    why.retain(|one| {
        let new = !known.iter().any(|said| said.contains(&one.said));
        known.push(one.said.clone());
        new
    });
}

/// By the city, the level and whoever else it is for.
fn by_answers(index: &Index, asked: &Asked, hit: &mut Hit) {
    let rulebook = index.rulebook;
    let benefit = &rulebook.benefits[usize::from(hit.benefit)];
    for &(fact, cells) in &asked.answers {
        if fact == AUDIENCE || fact == REGION {
            continue;
        }
        let tested = benefit.conditions.iter().filter_map(|node| match node.op {
            Op::Test { var, cells } => {
                let of = rulebook.vars[usize::from(var)].of;
                (of == VarOf::Fact { fact }).then_some(cells)
            }
            _ => None,
        });
        match tested.reduce(|all, one| all | one) {
            // Whoever names his level asks first what it brings by itself.
            Some(tested) if tested & cells != 0 => {
                let by_itself = benefit.kind == BenefitKind::Money && benefit.claim == Claim::Right;
                hit.score += if by_itself { 240 } else { 90 };
            }
            Some(_) => hit.score = hit.score * 5 / 8,
            None => {}
        }
    }
    let cities = asked.cities();
    let source = &rulebook.sources[usize::from(benefit.source)];
    if cities != 0 {
        hit.elsewhere = source.regions & cities == 0;
        if hit.elsewhere {
            hit.score /= 2;
        } else if source.regions.count_ones() == 1 {
            hit.score = hit.score * 9 / 8;
        }
    }
    let audience = asked.cells(AUDIENCE);
    if audience != 0 && audience & benefit.audiences == 0 {
        hit.score /= 2;
    }
    if asked.money && benefit.kind == BenefitKind::Service {
        hit.score = hit.score * 3 / 4;
    }
}
