//! A roster in a few figures: which columns would settle most, and money by benefit and by month.
//!
//! What is due as of right and what somebody chooses are never added together, and what is open
//! stands apart from both.

use std::collections::BTreeMap;

use engine::model::*;
use engine::{Bucket, Date, Due, Interval, Money, Sum, Verdict};

use crate::results::{FactSet, Outcome, Results, Standing};

// ---- columns ---------------------------------------------------------------------------------

/// Which columns would settle whom.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Gaps {
    /// People of whom a verdict or an amount is open that answers would settle or bring nearer.
    pub open: u32,
    /// People of whom nothing is missing, and words of a source leave something open.
    pub unclear: u32,
    /// Benefits that nobody in the roster can settle: the words of their sources leave them open,
    /// whatever anybody answers. Each with how many people it may be for.
    pub never: Vec<(BenefitIdx, u32)>,
    /// Those of them of whom nobody said where they are: what else is missing is not known yet.
    pub unplaced: u32,
    /// Every fact, and every two facts that do more than each of them, by how many people lack
    /// nothing else: most first, then fewer facts, then their order in the rulebook.
    pub ranking: Vec<Fill>,
    /// What to fill in one after the other, each step on top of those before it.
    pub plan: Vec<Fill>,
    /// What to fill in one after the other to settle most benefits of people, whatever else remains
    /// open of them; each step on top of those before it.
    pub claims: Vec<Settles>,
}

/// Facts that nobody would miss any more, and the benefits that would settle.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settles {
    /// In the order of the rulebook.
    pub facts: Vec<FactIdx>,
    /// Benefits of people that then are settled, whatever the answers turn out to be. A benefit
    /// counts for each person of whom it is open.
    pub claims: u32,
    /// How many people these are of.
    pub people: u32,
}

/// Facts that nobody would miss any more, and what that would do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fill {
    /// In the order of the rulebook.
    pub facts: Vec<FactIdx>,
    /// People of whom then everything is settled, whatever the answers turn out to be.
    pub settled: u32,
    /// People of whom then nothing is missing, but some words of a source may remain unclear. Not
    /// counted in `settled`.
    pub but_for_text: u32,
}

impl Fill {
    /// People of whom then nothing is missing.
    pub fn all(&self) -> u32 {
        self.settled + self.but_for_text
    }
}

/// More different combinations of missing facts than this are not tried as a step of the plan; the
/// commonest are.
const TRIED_AT_MOST: usize = 100;

/// How many steps a plan has at most.
const STEPS_AT_MOST: usize = 8;

impl Gaps {
    pub fn new(results: &Results) -> Gaps {
        let mut gaps = Gaps::default();
        // What people lack, and how many of them could be settled and how many not for certain.
        let mut needs: BTreeMap<FactSet, (u32, u32)> = BTreeMap::new();
        // Of each benefit how many people it is open for, and whether somebody can settle it or has it
        // settled in their favour.
        let mut by_benefit: BTreeMap<BenefitIdx, (u32, bool)> = BTreeMap::new();
        for (outcome, people) in counted(results, 0..results.len()) {
            let placed = |one: &&Standing| !outcome.unplaced && one.is_claimable();
            for one in outcome.standings.iter().filter(placed) {
                let known = by_benefit.entry(one.benefit).or_default();
                if one.verdict == Verdict::Possible {
                    known.0 += people;
                    known.1 |= !one.unclear;
                } else {
                    known.1 = true;
                }
            }
        }
        let never = by_benefit.into_iter().filter(|(_, (_, settled))| !settled);
        gaps.never = never
            .map(|(benefit, (people, _))| (benefit, people))
            .collect();
        for (outcome, people) in counted(results, 0..results.len()) {
            if !outcome.is_open() {
                gaps.unclear += if outcome.possible > 0 { people } else { 0 };
                continue;
            }
            gaps.open += people;
            if outcome.unplaced {
                gaps.unplaced += people;
            } else {
                let need = needs.entry(outcome.missing).or_default();
                let hangs_on_text =
                    |one: &Standing| one.unclear && (one.is_claimable() || !one.missing.is_empty());
                if outcome.standings.iter().any(hangs_on_text) {
                    need.1 += people;
                } else {
                    need.0 += people;
                }
            }
        }
        gaps.claims = claims(results);
        let needs: Vec<(FactSet, (u32, u32))> = needs.into_iter().collect();
        gaps.ranking = ranking(&needs);
        gaps.plan = plan(needs);
        gaps
    }
}

/// Step by step the facts that settle most benefits of people for each fact that is filled in.
fn claims(results: &Results) -> Vec<Settles> {
    let placed = |outcome: &Outcome| !outcome.unplaced;
    // Where the words of the source are unclear, no fact settles it.
    let can_settle = |one: &&Standing| !one.missing.is_empty() && !one.unclear;
    let mut needs: BTreeMap<FactSet, (u32, u32)> = BTreeMap::new();
    for (outcome, people) in counted(results, 0..results.len()) {
        for standing in outcome.standings.iter().filter(can_settle) {
            if placed(outcome) {
                needs.entry(standing.missing).or_default().0 += people;
            }
        }
    }
    let mut filled = FactSet::EMPTY;
    let steps = plan(needs.into_iter().collect()).into_iter();
    steps
        .map(|step| {
            let before = filled;
            filled = filled.union(step.facts.iter().copied().collect());
            let settles =
                |one: &Standing| one.missing.is_subset(filled) && !one.missing.is_subset(before);
            let people = counted(results, 0..results.len())
                .filter(|(outcome, _)| placed(outcome))
                .filter(|(outcome, _)| outcome.standings.iter().filter(can_settle).any(settles))
                .map(|(_, people)| people)
                .sum();
            Settles {
                facts: step.facts,
                claims: step.settled,
                people,
            }
        })
        .collect()
}

/// Every single fact and every two of those that people lack.
fn candidates(needs: &[(FactSet, (u32, u32))]) -> Vec<FactSet> {
    let lacking = needs
        .iter()
        .fold(FactSet::EMPTY, |all, (need, _)| all.union(*need));
    let facts: Vec<FactIdx> = lacking.iter().collect();
    let mut sets: Vec<FactSet> = facts
        .iter()
        .map(|fact| [*fact].into_iter().collect())
        .collect();
    for (at, a) in facts.iter().enumerate() {
        for b in &facts[at + 1..] {
            sets.push([*a, *b].into_iter().collect());
        }
    }
    sets
}

fn fill(needs: &[(FactSet, (u32, u32))], facts: FactSet) -> Fill {
    let (mut settled, mut but_for_text) = (0, 0);
    for (need, people) in needs {
        if need.is_subset(facts) {
            settled += people.0;
            but_for_text += people.1;
        }
    }
    Fill {
        facts: facts.iter().collect(),
        settled,
        but_for_text,
    }
}

fn ranking(needs: &[(FactSet, (u32, u32))]) -> Vec<Fill> {
    let fills: Vec<Fill> = candidates(needs)
        .into_iter()
        .map(|facts| fill(needs, facts))
        .filter(|one| one.all() > 0)
        .collect();
    let single = |fact: FactIdx| fills.iter().find(|one| one.facts == [fact]);
    let mut ranking: Vec<Fill> = fills
        .iter()
        .filter(|one| match one.facts[..] {
            [a, b] => [a, b]
                .into_iter()
                .all(|fact| single(fact).is_none_or(|part| part.all() < one.all())),
            _ => true,
        })
        .cloned()
        .collect();
    ranking.sort_by_key(|one| {
        let most = (one.all(), one.settled);
        (std::cmp::Reverse(most), one.facts.len(), one.facts.clone())
    });
    ranking
}

/// Step by step the facts that help most people for each fact that has to be filled in.
fn plan(mut needs: Vec<(FactSet, (u32, u32))>) -> Vec<Fill> {
    let mut steps: Vec<Fill> = Vec::new();
    while !needs.is_empty() && steps.len() < STEPS_AT_MOST {
        // Two facts do nothing for those who lack three: then what many of them lack is a step.
        let mut common = needs.clone();
        common.sort_by_key(|(facts, people)| (std::cmp::Reverse(people.0 + people.1), *facts));
        common.truncate(TRIED_AT_MOST);
        let tried = candidates(&needs)
            .into_iter()
            .chain(common.into_iter().map(|(facts, _)| facts));
        let mut best: Option<Fill> = None;
        for facts in tried {
            let one = fill(&needs, facts);
            // More people a fact; compared across so that nothing is divided.
            let gain = |one: &Fill, other: &Fill| {
                let times = |count: u32| u64::from(count) * other.facts.len() as u64;
                (times(one.all()), times(one.settled))
            };
            let better = match &best {
                None => one.all() > 0,
                Some(known) => {
                    let (own, its) = (gain(&one, known), gain(known, &one));
                    let smaller = (one.facts.len(), &one.facts) < (known.facts.len(), &known.facts);
                    own > its || own == its && smaller
                }
            };
            if better {
                best = Some(one);
            }
        }
        let Some(best) = best else {
            break;
        };
        let filled: FactSet = best.facts.iter().copied().collect();
        let mut left: BTreeMap<FactSet, (u32, u32)> = BTreeMap::new();
        for (need, people) in needs {
            let rest = need.without(filled);
            if !rest.is_empty() {
                let known = left.entry(rest).or_default();
                known.0 += people.0;
                known.1 += people.1;
            }
        }
        needs = left.into_iter().collect();
        steps.push(best);
    }
    steps
}

// ---- money -----------------------------------------------------------------------------------

/// A sum over claims. One claim is one benefit of one person.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tally {
    pub claims: u32,
    /// Money paid once or in a stated number of months, all payments together.
    pub once: Interval,
    /// Money paid year after year, for one year.
    pub yearly: Interval,
    /// Claims to money whose sum the text does not name; they add nothing above.
    pub unstated: u32,
}

impl Default for Tally {
    fn default() -> Tally {
        Tally {
            claims: 0,
            once: Interval::ZERO,
            yearly: Interval::ZERO,
            unstated: 0,
        }
    }
}

impl Tally {
    /// Adds `count` times the same.
    pub fn add(&mut self, one: Tally, count: u32) {
        let times = |sum: Interval| sum.times(i64::from(count), Some(i64::from(count)));
        self.claims += one.claims * count;
        self.once = self.once.plus(times(one.once));
        self.yearly = self.yearly.plus(times(one.yearly));
        self.unstated += one.unstated * count;
    }

    pub fn is_empty(&self) -> bool {
        self.claims == 0
    }

    /// What one benefit adds. What is only possible counts from nothing, and nobody gets more than
    /// a shared ceiling. A service is a claim to no money.
    pub fn of(benefit: &Benefit, verdict: Verdict, due: Option<&Due>) -> Tally {
        let mut tally = Tally {
            claims: 1,
            ..Tally::default()
        };
        let Some(due) = due else {
            return tally;
        };
        tally.unstated = u32::from(due.unstated);
        let mut sum = due.total;
        if verdict == Verdict::Possible {
            sum.low = Money::ZERO;
        }
        if let Some(cap) = &benefit.cap {
            sum.low = sum.low.min(cap.sum);
            sum.high = Some(sum.high.map_or(cap.sum, |high| high.min(cap.sum)));
        }
        match due.rhythm {
            Rhythm::Yearly { .. } => tally.yearly = sum,
            Rhythm::Once | Rhythm::Monthly { .. } | Rhythm::Unstated => tally.once = sum,
        }
        tally
    }
}

impl From<Sum> for Tally {
    fn from(sum: Sum) -> Tally {
        Tally {
            claims: sum.benefits.into(),
            once: sum.once,
            yearly: sum.yearly,
            unstated: sum.unstated.into(),
        }
    }
}

/// Claims of one kind, as far as they are settled and with those still possible.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Both {
    pub settled: Tally,
    /// The settled ones and those still possible, the latter from nothing to all.
    pub with_possible: Tally,
}

impl From<Bucket> for Both {
    fn from(bucket: Bucket) -> Both {
        let mut both = Both::default();
        both.add(&bucket, 1);
        both
    }
}

impl Both {
    fn add(&mut self, bucket: &Bucket, count: u32) {
        self.settled.add(bucket.settled.into(), count);
        self.with_possible.add(bucket.with_possible.into(), count);
    }
}

/// One benefit over all people.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BenefitMoney {
    pub benefit: BenefitIdx,
    /// Whether all of it is due as of right or by selection.
    pub claim: Claim,
    /// People who can claim or apply for it.
    pub settled: Tally,
    /// People for whom it is open, from nothing to all.
    pub open: Tally,
    /// People whose window has closed.
    pub lapsed: u32,
}

/// The claims whose last day lies in one month.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct MonthMoney {
    /// Different people.
    pub people: u32,
    pub right: Tally,
    pub selection: Tally,
    /// What is open, as of right or by selection, from nothing to all.
    pub right_open: Tally,
    pub selection_open: Tally,
}

impl MonthMoney {
    fn add(&mut self, claim: Claim, verdict: Verdict, tally: Tally) {
        let list = match (claim, verdict == Verdict::Possible) {
            (Claim::Right, false) => &mut self.right,
            (Claim::Right, true) => &mut self.right_open,
            (Claim::Selection, false) => &mut self.selection,
            (Claim::Selection, true) => &mut self.selection_open,
        };
        list.add(tally, 1);
    }
}

/// Year and month (1..=12).
pub type Month = (i32, u8);

/// The money of many people.
///
/// Where benefits shut each other out, each stands with its own full sum in the lists; only
/// `right` and `selection` choose between them, so those may be less than their parts.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct MoneySummary {
    pub right: Both,
    pub selection: Both,
    /// People who may be chosen for something, and for how many benefits, services too. What all of
    /// them came to if everybody were chosen nobody gets: it is not told.
    pub selection_people: u32,
    pub selection_claims: u32,
    /// Benefits that somebody can claim, apply for, may get or has missed, in the order of the
    /// rulebook; services too, with their claims.
    pub by_benefit: Vec<BenefitMoney>,
    /// By the month of the last day to apply, the nearest first; nothing that is past.
    pub by_month: Vec<(Month, MonthMoney)>,
    /// Claims without a last day to come: the text states none, its start is not known, or only a
    /// reading of the text keeps them possible after it.
    pub no_deadline: MonthMoney,
}

impl MoneySummary {
    /// Of the people with these indices, each of them once.
    pub fn new(
        rulebook: &Rulebook,
        results: &Results,
        people: impl Iterator<Item = usize> + Clone,
    ) -> MoneySummary {
        let mut summary = MoneySummary::default();
        // Whoever has been chosen for a benefit already stands apart from those who may apply for it.
        let mut benefits: BTreeMap<(BenefitIdx, bool), BenefitMoney> = BTreeMap::new();
        for (outcome, count) in counted(results, people.clone()) {
            summary.right.add(&outcome.totals.right, count);
            summary.selection.add(&outcome.totals.selection, count);
            summary.selection_people += u32::from(outcome.by_review > 0) * count;
            summary.selection_claims += u32::from(outcome.by_review) * count;
            for one in &outcome.standings {
                if !one.is_claimable() && one.verdict != Verdict::Lapsed {
                    continue;
                }
                let benefit = &rulebook.benefits[usize::from(one.benefit)];
                let claim = engine::claim_of(benefit, one.verdict);
                let key = (one.benefit, claim == Claim::Selection);
                let money = benefits.entry(key).or_insert(BenefitMoney {
                    benefit: one.benefit,
                    claim,
                    settled: Tally::default(),
                    open: Tally::default(),
                    lapsed: 0,
                });
                let tally = Tally::of(benefit, one.verdict, one.due.as_ref());
                match one.verdict {
                    Verdict::Eligible | Verdict::ByReview => money.settled.add(tally, count),
                    Verdict::Possible => money.open.add(tally, count),
                    Verdict::Lapsed => money.lapsed += count,
                    Verdict::Ineligible | Verdict::NotYet | Verdict::Ended => {}
                }
            }
        }
        summary.by_benefit = benefits.into_values().collect();
        summary.add_months(rulebook, results, people);
        summary
    }

    fn add_months(
        &mut self,
        rulebook: &Rulebook,
        results: &Results,
        people: impl Iterator<Item = usize>,
    ) {
        let mut months: BTreeMap<Month, MonthMoney> = BTreeMap::new();
        let mut own: Vec<Option<Month>> = Vec::new();
        for person in people {
            own.clear();
            for one in &results.outcome(person).standings {
                if !one.is_claimable() {
                    continue;
                }
                let benefit = &rulebook.benefits[usize::from(one.benefit)];
                let tally = Tally::of(benefit, one.verdict, one.due.as_ref());
                let month = results
                    .deadlines(person)
                    .iter()
                    .find(|deadline| deadline.benefit == one.benefit)
                    .filter(|deadline| deadline.day >= results.on())
                    .map(|deadline| month(deadline.day));
                let money = match month {
                    Some(month) => months.entry(month).or_default(),
                    None => &mut self.no_deadline,
                };
                money.add(engine::claim_of(benefit, one.verdict), one.verdict, tally);
                if !own.contains(&month) {
                    own.push(month);
                    money.people += 1;
                }
            }
        }
        self.by_month = months.into_iter().collect();
    }
}

fn month(day: Date) -> Month {
    let (year, month, _) = day.ymd();
    (year, month)
}

/// The different outcomes of some people, and how many have each.
fn counted(
    results: &Results,
    people: impl Iterator<Item = usize>,
) -> impl Iterator<Item = (&Outcome, u32)> {
    let mut counts = vec![0u32; results.outcomes().len()];
    for person in people {
        counts[results.outcome_index(person)] += 1;
    }
    let outcomes = results.outcomes().iter();
    outcomes.zip(counts).filter(|(_, count)| *count > 0)
}
