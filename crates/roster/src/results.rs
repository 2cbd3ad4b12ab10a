//! What the rules come to for everybody in a roster.
//!
//! People for whom the rules cannot tell a difference share one [`Outcome`]: ten thousand
//! colleagues come to some hundred of them. Whatever is told of one person at length is evaluated
//! anew when somebody looks ([`Results::detail`]).

use std::collections::HashMap;

use engine::model::*;
use engine::{
    AUDIENCE, Answer, Answers, Assessment, Date, Due, Interval, Money, Possible, REGION, Sum,
    Totals, Verdict, evaluate,
};

use crate::people::Person;

/// A set of facts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct FactSet(u128);

impl FactSet {
    pub const EMPTY: FactSet = FactSet(0);
    /// How many facts a rulebook may have for its facts to fit.
    pub const AT_MOST: usize = 128;

    pub fn insert(&mut self, fact: FactIdx) {
        self.0 |= 1 << fact;
    }

    pub fn contains(self, fact: FactIdx) -> bool {
        self.0 >> fact & 1 == 1
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    pub fn union(self, other: FactSet) -> FactSet {
        FactSet(self.0 | other.0)
    }

    pub fn without(self, other: FactSet) -> FactSet {
        FactSet(self.0 & !other.0)
    }

    pub fn is_subset(self, of: FactSet) -> bool {
        self.0 & !of.0 == 0
    }

    /// In the order of the rulebook.
    pub fn iter(self) -> impl Iterator<Item = FactIdx> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let fact = rest.trailing_zeros();
            rest &= rest.wrapping_sub(1);
            (fact < u128::BITS).then_some(fact as FactIdx)
        })
    }
}

impl FromIterator<FactIdx> for FactSet {
    fn from_iter<I: IntoIterator<Item = FactIdx>>(facts: I) -> FactSet {
        let mut set = FactSet::EMPTY;
        facts.into_iter().for_each(|fact| set.insert(fact));
        set
    }
}

/// What the rules say of one benefit, to everybody who shares the outcome.
#[derive(Clone, PartialEq, Debug)]
pub struct Standing {
    pub benefit: BenefitIdx,
    pub verdict: Verdict,
    /// The source was not yet in force on the day of evaluation.
    pub not_in_force: bool,
    /// As in [`engine::Finding`]: for an open benefit, what is due if it holds.
    pub due: Option<Due>,
    /// Facts that would settle the verdict or the amount.
    pub missing: FactSet,
    /// Hangs on words of the source that can be read in two ways, or on a condition that it does
    /// not spell out: answers alone may not settle it.
    pub unclear: bool,
}

impl Standing {
    /// Due as of right, by selection, or still possible.
    pub fn is_claimable(&self) -> bool {
        match self.verdict {
            Verdict::Eligible | Verdict::ByReview | Verdict::Possible => true,
            Verdict::Ineligible | Verdict::Lapsed => false,
        }
    }
}

/// What the rules come to for everybody of whom they can tell no difference.
#[derive(Clone, PartialEq, Debug)]
pub struct Outcome {
    /// Benefits in scope, in the order of the rulebook.
    pub standings: Box<[Standing]>,
    pub totals: Totals,
    /// How many benefits are due as of right, can be applied for, are open, and have lapsed.
    pub eligible: u16,
    pub by_review: u16,
    pub possible: u16,
    pub lapsed: u16,
    /// Facts that would settle a verdict or an amount, of all benefits together.
    pub missing: FactSet,
    /// Nobody said where (or who) this is about: what else is missing shows once that is known.
    pub unplaced: bool,
}

impl Outcome {
    fn new(rulebook: &Rulebook, answers: &Answers, assessment: &Assessment) -> Outcome {
        let mut standings = Vec::new();
        let mut counts = [0u16; 4];
        let mut missing = FactSet::EMPTY;
        for (finding, benefit) in assessment.findings.iter().zip(0..) {
            if finding.out_of_scope {
                continue;
            }
            match finding.verdict {
                Verdict::Eligible => counts[0] += 1,
                Verdict::ByReview => counts[1] += 1,
                Verdict::Possible => counts[2] += 1,
                Verdict::Lapsed => counts[3] += 1,
                Verdict::Ineligible => {}
            }
            let own: FactSet = assessment.missing(finding).iter().copied().collect();
            missing = missing.union(own);
            standings.push(Standing {
                benefit,
                verdict: finding.verdict,
                not_in_force: finding.not_in_force,
                due: finding.due,
                missing: own,
                unclear: !assessment.unclear(finding).is_empty(),
            });
        }
        debug_assert_eq!(assessment.findings.len(), rulebook.benefits.len());
        let [eligible, by_review, possible, lapsed] = counts;
        Outcome {
            standings: standings.into(),
            totals: assessment.totals,
            eligible,
            by_review,
            possible,
            lapsed,
            missing,
            unplaced: [AUDIENCE, REGION]
                .iter()
                .any(|fact| missing.contains(*fact) && answers.get(*fact) == Answer::NotAsked),
        }
    }

    /// What is said of a benefit; `None` where it is out of scope.
    pub fn standing(&self, benefit: BenefitIdx) -> Option<&Standing> {
        let found = self
            .standings
            .binary_search_by_key(&benefit, |one| one.benefit);
        found.ok().map(|at| &self.standings[at])
    }

    /// A verdict or an amount is not settled.
    pub fn is_open(&self) -> bool {
        self.possible > 0 || !self.missing.is_empty()
    }
}

/// The last day to apply for one benefit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Deadline {
    pub benefit: BenefitIdx,
    pub day: Date,
}

#[derive(Clone, Debug)]
struct Line {
    row: u32,
    outcome: u32,
    faults: u32,
    /// Where its deadlines stand.
    deadlines: (u32, u32),
    next: Option<Date>,
}

/// The results of a whole roster, by the index of the person in it.
#[derive(Clone, Debug)]
pub struct Results {
    on: Date,
    outcomes: Vec<Outcome>,
    lines: Vec<Line>,
    deadlines: Vec<Deadline>,
    benefits: Vec<BenefitIdx>,
}

/// [`Results`] in the making: give it people in portions, and show how far it has come in between.
pub struct Evaluation<'a> {
    rulebook: &'a Rulebook,
    /// Facts whose very number counts, not just the cell it lies in.
    counted: Vec<FactIdx>,
    /// Facts that a window starts from.
    starts: FactSet,
    known: HashMap<Box<[u64]>, u32>,
    results: Results,
}

impl Results {
    /// Evaluates all people at once.
    pub fn new(rulebook: &Rulebook, people: &[Person], on: Date) -> Results {
        let mut evaluation = Results::begin(rulebook, on);
        evaluation.push(people);
        evaluation.finish()
    }

    /// Begins an evaluation in portions; dropping it cancels.
    ///
    /// # Panics
    /// If the rulebook has more than [`FactSet::AT_MOST`] facts.
    pub fn begin(rulebook: &Rulebook, on: Date) -> Evaluation<'_> {
        assert!(rulebook.facts.len() <= FactSet::AT_MOST);
        let mut counted = FactSet::EMPTY;
        let mut starts = FactSet::EMPTY;
        for benefit in &rulebook.benefits {
            for term in benefit.amounts.iter().flat_map(|amount| &amount.terms) {
                term.per.into_iter().for_each(|fact| counted.insert(fact));
                if let Base::Percent { of, .. } = term.base {
                    counted.insert(of);
                }
            }
            if let Some(window) = benefit.window {
                starts.insert(window.fact);
            }
        }
        Evaluation {
            rulebook,
            counted: counted.iter().collect(),
            starts,
            known: HashMap::new(),
            results: Results {
                on,
                outcomes: Vec::new(),
                lines: Vec::new(),
                deadlines: Vec::new(),
                benefits: Vec::new(),
            },
        }
    }

    /// The day of evaluation.
    pub fn on(&self) -> Date {
        self.on
    }

    /// How many people.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Benefits that are in scope for somebody, in the order of the rulebook.
    pub fn benefits(&self) -> &[BenefitIdx] {
        &self.benefits
    }

    /// All different outcomes, in the order of the first person who has each.
    pub fn outcomes(&self) -> &[Outcome] {
        &self.outcomes
    }

    /// Which of [`Results::outcomes`] is a person's.
    pub fn outcome_index(&self, person: usize) -> usize {
        self.lines[person].outcome as usize
    }

    pub fn outcome(&self, person: usize) -> &Outcome {
        &self.outcomes[self.outcome_index(person)]
    }

    /// Row number of a person in the sheet.
    pub fn row(&self, person: usize) -> u32 {
        self.lines[person].row
    }

    /// How many cells of a person could not be understood.
    pub fn faults(&self, person: usize) -> u32 {
        self.lines[person].faults
    }

    /// A person's last days to apply, past ones included, in the order of the benefits.
    pub fn deadlines(&self, person: usize) -> &[Deadline] {
        let (from, to) = self.lines[person].deadlines;
        &self.deadlines[from as usize..to as usize]
    }

    /// The nearest last day, from the day of evaluation on, for something that a person can claim
    /// or may be able to.
    pub fn next_deadline(&self, person: usize) -> Option<Date> {
        self.lines[person].next
    }

    /// Everything there is to say about one person. `people` are those that these are results of.
    pub fn detail(&self, rulebook: &Rulebook, people: &[Person], person: usize) -> Assessment {
        judge(rulebook, &people[person].answers, self.on)
    }

    /// The people that pass a filter, by index, in the order asked for; equals keep the order of
    /// the sheet. `people` are those that these are results of.
    pub fn select(&self, people: &[Person], filter: &Filter, sort: Sort) -> Vec<u32> {
        let passing: Vec<bool> = self
            .outcomes
            .iter()
            .map(|outcome| filter.passes_outcome(outcome))
            .collect();
        let text = Needle::new(&filter.text);
        let mut found: Vec<u32> = (0..self.lines.len() as u32)
            .filter(|&index| {
                let line = &self.lines[index as usize];
                passing[line.outcome as usize]
                    && (!filter.with_faults || line.faults > 0)
                    && filter
                        .deadline_before
                        .is_none_or(|day| line.next.is_some_and(|next| next < day))
                    && text.is_in(&people[index as usize].name, line.row)
            })
            .collect();
        self.sort(people, &mut found, sort);
        found
    }

    fn sort(&self, people: &[Person], found: &mut [u32], sort: Sort) {
        let line = |index: &u32| &self.lines[*index as usize];
        let totals = |index: &u32| &self.outcomes[line(index).outcome as usize].totals;
        fn by<K: Ord>(found: &mut [u32], descending: bool, key: impl FnMut(&u32) -> K) {
            let mut key = key;
            if descending {
                found.sort_by_cached_key(|index| std::cmp::Reverse(key(index)));
            } else {
                found.sort_by_cached_key(key);
            }
        }
        let down = sort.descending;
        match sort.by {
            // The order of the sheet is the order of the indices.
            SortBy::Row if down => found.reverse(),
            SortBy::Row => {}
            SortBy::Name => by(found, down, |index| people[*index as usize].name.as_str()),
            SortBy::Right => by(found, down, |index| rank(&totals(index).right.settled)),
            SortBy::Selection => by(found, down, |index| rank(&totals(index).selection.settled)),
            SortBy::Open => by(found, down, |index| {
                let outcome = &self.outcomes[line(index).outcome as usize];
                (outcome.possible, outcome.missing.len())
            }),
            SortBy::Faults => by(found, down, |index| line(index).faults),
            SortBy::Deadline => {
                by(found, down, |index| line(index).next);
                // Whoever has none stands last, whichever way.
                found.sort_by_key(|index| line(index).next.is_none());
            }
        }
    }
}

impl Evaluation<'_> {
    /// Evaluates the next people of the roster.
    pub fn push(&mut self, people: &[Person]) {
        self.results.lines.reserve(people.len());
        for person in people {
            self.one(person);
        }
    }

    /// What has been evaluated so far. [`Results::benefits`] are known at the end.
    pub fn so_far(&self) -> &Results {
        &self.results
    }

    /// How many people have been evaluated.
    pub fn done(&self) -> usize {
        self.results.lines.len()
    }

    pub fn finish(self) -> Results {
        let mut results = self.results;
        let mut benefits: Vec<BenefitIdx> = results
            .outcomes
            .iter()
            .flat_map(|outcome| outcome.standings.iter().map(|one| one.benefit))
            .collect();
        benefits.sort_unstable();
        benefits.dedup();
        results.benefits = benefits;
        results
    }

    fn one(&mut self, person: &Person) {
        let on = self.results.on;
        let possible = Possible::new(self.rulebook, &person.answers, on);
        let key = self.key(&possible, &person.answers);
        let outcome = match self.known.get(&key) {
            Some(outcome) => *outcome,
            None => {
                let assessment = judge(self.rulebook, &person.answers, on);
                let outcome = Outcome::new(self.rulebook, &person.answers, &assessment);
                self.results.outcomes.push(outcome);
                let index = self.results.outcomes.len() as u32 - 1;
                self.known.insert(key, index);
                index
            }
        };
        let first = self.results.deadlines.len() as u32;
        let mut next: Option<Date> = None;
        for standing in &self.results.outcomes[outcome as usize].standings {
            let benefit = &self.rulebook.benefits[usize::from(standing.benefit)];
            let Some(window) = benefit.window else {
                continue;
            };
            let Answer::Date(start) = person.answers.get(window.fact) else {
                continue;
            };
            if standing.not_in_force || !possible.applies(window.fact).may_hold() {
                continue;
            }
            let day = start.plus_months(window.months);
            self.results.deadlines.push(Deadline {
                benefit: standing.benefit,
                day,
            });
            if standing.is_claimable() && day >= on {
                next = Some(next.map_or(day, |known| known.min(day)));
            }
        }
        self.results.lines.push(Line {
            row: person.row,
            outcome,
            faults: person.faults.len() as u32,
            deadlines: (first, self.results.deadlines.len() as u32),
            next,
        });
    }

    /// All that the rules can tell of somebody: the cells that remain possible, the numbers that
    /// count, whether a window has a start, and whether somebody said who and where.
    fn key(&self, possible: &Possible, answers: &Answers) -> Box<[u64]> {
        let mut key = Vec::with_capacity(possible.cells.len() + self.counted.len() + 1);
        key.extend_from_slice(&possible.cells);
        let mut flags = 0;
        let mut flag = |holds: bool| flags = flags << 1 | u64::from(holds);
        for fact in &self.counted {
            let answer = answers.get(*fact);
            flag(matches!(answer, Answer::Int(_)));
            key.push(match answer {
                Answer::Int(value) => value as u64,
                _ => 0,
            });
        }
        for fact in self.starts.iter() {
            flag(matches!(answers.get(fact), Answer::Date(_)));
        }
        for fact in [AUDIENCE, REGION] {
            flag(answers.get(fact) == Answer::NotAsked);
        }
        key.push(flags);
        key.into()
    }
}

/// What the rules say of one person.
fn judge(rulebook: &Rulebook, answers: &Answers, on: Date) -> Assessment {
    evaluate(rulebook, answers, on)
}

/// Which people to show: those for whom all of it holds.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// In scope for this benefit; with `verdict`: and it says this of the benefit.
    pub benefit: Option<BenefitIdx>,
    /// Said of some benefit, or of `benefit`.
    pub verdict: Option<Verdict>,
    /// A verdict or an amount is not settled.
    pub open: bool,
    /// This fact would settle something.
    pub missing: Option<FactIdx>,
    /// Some cell could not be understood.
    pub with_faults: bool,
    /// The next last day to apply lies before this day.
    pub deadline_before: Option<Date>,
    /// Stands in the name, or is the row number; without regard to case. Empty: everybody.
    pub text: String,
}

impl Filter {
    fn passes_outcome(&self, outcome: &Outcome) -> bool {
        let said = |one: &Standing| self.verdict.is_none_or(|verdict| one.verdict == verdict);
        let by_benefit = match (self.benefit, self.verdict) {
            (None, None) => true,
            (None, Some(_)) => outcome.standings.iter().any(said),
            (Some(benefit), _) => outcome.standing(benefit).is_some_and(said),
        };
        by_benefit
            && (!self.open || outcome.is_open())
            && self
                .missing
                .is_none_or(|fact| outcome.missing.contains(fact))
    }
}

/// An order of people.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sort {
    pub by: SortBy,
    pub descending: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum SortBy {
    /// The order of the sheet.
    #[default]
    Row,
    /// By the characters' numbers; no dictionary's order.
    Name,
    /// What is due as of right: the least of it first, once before yearly.
    Right,
    /// What can be applied for, the same way.
    Selection,
    /// How much is open.
    Open,
    /// The next last day to apply; whoever has none stands last.
    Deadline,
    Faults,
}

/// What a sum counts for when people are put in order.
fn rank(sum: &Sum) -> [Money; 4] {
    let ends = |one: Interval| [one.low, one.high.unwrap_or(Money(i64::MAX))];
    let ([a, b], [c, d]) = (ends(sum.once), ends(sum.yearly));
    [a, b, c, d]
}

/// What is looked for in names and row numbers.
struct Needle {
    text: String,
    row: Option<u32>,
}

impl Needle {
    fn new(text: &str) -> Needle {
        let text = text.trim().to_lowercase();
        Needle {
            row: text.parse().ok(),
            text,
        }
    }

    fn is_in(&self, name: &str, row: u32) -> bool {
        self.text.is_empty()
            || self.row == Some(row)
            || name.contains(&self.text)
            // Chinese has no case: the usual name is not copied.
            || name.chars().any(char::is_uppercase) && name.to_lowercase().contains(&self.text)
    }
}
