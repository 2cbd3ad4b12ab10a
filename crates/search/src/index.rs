//! What clauses say, by the pairs of characters in it.

use engine::Rulebook;
use engine::model::*;

use crate::ask::Field;
use crate::words::{Answer, Words, plain};

/// Two characters that stand side by side, or a whole number or Latin word.
pub(crate) type Token = u64;

/// All clauses, ready to be searched.
pub struct Index<'a> {
    pub(crate) rulebook: &'a Rulebook,
    pub(crate) words: Words<'a>,
    pub(crate) answers: Vec<Answer>,
    /// By token, then benefit: where it stands.
    postings: Vec<(Token, BenefitIdx, Field)>,
    /// For each kind of words: the clauses that it means, where, and by which of their words.
    pub(crate) kinds: Vec<Vec<(BenefitIdx, Field, usize)>>,
}

impl<'a> Index<'a> {
    /// Reads all clauses of a rulebook. Without its notes there are only names and conditions.
    pub fn new(rulebook: &'a Rulebook, words: Words<'a>) -> Index<'a> {
        let mut postings = Vec::new();
        let mut kinds: Vec<Vec<_>> = words.kinds.iter().map(|_| Vec::new()).collect();
        for (at, benefit) in (0..).zip(&rulebook.benefits) {
            for (field, text) in fields(rulebook, benefit) {
                let text = plain(text);
                postings.extend(tokens(&text).map(|(_, token)| (token, at, field)));
                for (kind, found) in words.kinds.iter().zip(&mut kinds) {
                    if let Some(meant) = kind.meant.iter().position(|word| text.contains(word)) {
                        found.push((at, field, meant));
                    }
                }
            }
        }
        // The best field of each clause first, and only that.
        postings.sort_unstable();
        postings.dedup_by_key(|(token, benefit, _)| (*token, *benefit));
        for found in &mut kinds {
            found.sort_unstable();
            found.dedup_by_key(|(benefit, ..)| *benefit);
        }
        Index {
            rulebook,
            answers: words.answers(rulebook),
            words,
            postings,
            kinds,
        }
    }

    /// The clauses that have it, each with the best field.
    pub(crate) fn having(&self, token: Token) -> &[(Token, BenefitIdx, Field)] {
        let from = self.postings.partition_point(|(other, ..)| *other < token);
        let rest = &self.postings[from..];
        &rest[..rest.partition_point(|(other, ..)| *other == token)]
    }

    /// How much it says that a clause has what `count` clauses have: the integer logarithm of one in how many,
    /// in sixteenths.
    pub(crate) fn rarity(&self, count: usize) -> u32 {
        let all = self.rulebook.benefits.len() as u32 + 1;
        let ratio = (all << 8) / (count.max(1) as u32);
        let whole = ratio.ilog2();
        // The next four bits go for the part behind the point.
        16 * (whole - 8.min(whole)) + (ratio >> whole.saturating_sub(4) & 15)
    }
}

/// Everything that a clause says, and where it says so.
pub(crate) fn fields<'a>(
    rulebook: &'a Rulebook,
    benefit: &'a Benefit,
) -> impl Iterator<Item = (Field, Str)> {
    let quotes = benefit.citations.iter().map(|one| one.quote);
    let conditions = benefit.conditions.iter().flat_map(move |one| {
        let term = one.term.map(|term| rulebook.terms[usize::from(term)].name);
        [one.label, one.quote].into_iter().chain(term)
    });
    let names = [(Field::Name, benefit.name)].into_iter();
    let given = [benefit.services, benefit.amount_note, benefit.claim_note];
    names
        .chain(given.map(|text| (Field::Given, text)))
        .chain(quotes.map(|text| (Field::Quote, text)))
        .chain(conditions.map(|text| (Field::Condition, text)))
        .filter(|(_, text)| !text.is_empty())
}

/// The tokens of a plain text, each with its place among the characters.
pub(crate) fn tokens(text: &str) -> impl Iterator<Item = (std::ops::Range<usize>, Token)> {
    let letters: Vec<char> = text.chars().collect();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let from = at;
            let first = *letters.get(at)?;
            at += 1;
            if first.is_ascii() {
                let mut token = u64::from(u32::from(first));
                while let Some(next) = letters.get(at).filter(|next| next.is_ascii()) {
                    token = token
                        .wrapping_mul(131)
                        .wrapping_add(u64::from(u32::from(*next)));
                    at += 1;
                }
                // Apart from pairs, whose upper half is never all ones.
                return Some((from..at, token | 0xffff_ffff << 32));
            }
            if let Some(second) = letters.get(at).filter(|second| !second.is_ascii()) {
                let token = u64::from(u32::from(first)) << 32 | u64::from(u32::from(*second));
                return Some((from..at + 1, token));
            }
        }
    })
}
