//! What the rules come to for everybody in a roster.
//!
//! Verdicts, sums and deadlines are found for 64 people at a time ([`engine::batch`]). What each of
//! them lacks hangs, for one benefit, on few answers, so it is found once for all who gave the same
//! ones ([`Evaluator::lacking`]). People for whom all of it is the same share one [`Outcome`]: a hundred
//! thousand colleagues come to some thousands of them. Whatever is told of one person at length is
//! evaluated anew when somebody looks ([`Results::detail`]).

use engine::batch::{Block, Judged, LANES, Lanes, Plan, each_lane};
use engine::model::*;
use engine::{
    AUDIENCE, Answer, Answers, Assessment, Date, DayRange, Due, Evaluator, Interval, Money,
    Possible, REGION, Sum, Totals, Verdict,
};
use rustc_hash::FxHashMap;

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
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Standing {
    pub benefit: BenefitIdx,
    pub verdict: Verdict,
    /// As in [`engine::Finding`]: for an open benefit, what is due if it holds.
    pub due: Option<Due>,
    /// Facts that would settle the verdict or the amount.
    pub missing: FactSet,
    /// Hangs on words of the source that can be read in two ways, or on a condition that it does
    /// not spell out: answers alone may not settle it.
    pub unclear: bool,
    /// Possible only because nobody has said anything that it hangs on: as in [`engine::Finding`].
    pub unasked: bool,
}

impl Standing {
    /// Due as of right, by selection, or still possible.
    pub fn is_claimable(&self) -> bool {
        match self.verdict {
            Verdict::Eligible | Verdict::ByReview | Verdict::Possible => true,
            Verdict::Ineligible | Verdict::Lapsed | Verdict::NotYet | Verdict::Ended => false,
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
    fn new(standings: Box<[Standing]>, totals: Totals, unasked: FactSet) -> Outcome {
        let mut counts = [0u16; 4];
        let mut missing = FactSet::EMPTY;
        for standing in &standings {
            match standing.verdict {
                Verdict::Eligible => counts[0] += 1,
                Verdict::ByReview => counts[1] += 1,
                Verdict::Possible => counts[2] += 1,
                Verdict::Lapsed => counts[3] += 1,
                Verdict::Ineligible | Verdict::NotYet | Verdict::Ended => {}
            }
            missing = missing.union(standing.missing);
        }
        let [eligible, by_review, possible, lapsed] = counts;
        Outcome {
            standings,
            totals,
            eligible,
            by_review,
            possible,
            lapsed,
            missing,
            unplaced: unasked.iter().any(|fact| missing.contains(fact)),
        }
    }

    /// What is said of a benefit; `None` where it is out of scope.
    pub fn standing(&self, benefit: BenefitIdx) -> Option<&Standing> {
        let found = self
            .standings
            .binary_search_by_key(&benefit, |one| one.benefit);
        found.ok().map(|at| &self.standings[at])
    }

    /// A verdict or an amount is not settled, and something that is known of a person would settle it
    /// or bring it nearer. What hangs on the words of a source alone is nobody's to answer.
    pub fn is_open(&self) -> bool {
        !self.missing.is_empty()
    }

    /// Benefits that are open so.
    pub fn waiting(&self) -> impl Iterator<Item = &Standing> {
        let standings = self.standings.iter();
        standings.filter(|one| one.verdict == Verdict::Possible && !one.missing.is_empty())
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
    /// The place of each person's name in the order of names, where somebody has said it.
    names: Vec<u32>,
}

/// [`Results`] in the making: give it people in portions, and show how far it has come in between.
pub struct Evaluation<'a> {
    plan: Plan<'a>,
    gathered: Gathered<'a>,
}

/// What has been found so far, and what it is found with.
struct Gathered<'a> {
    evaluator: &'a Evaluator<'a>,
    /// For each benefit the variables of its diagram that somebody can answer.
    vars: Vec<Vec<VarIdx>>,
    /// Facts whose very number counts, not just the cell it lies in.
    counted: FactSet,
    known: Known,
    results: Results,
}

/// All that has come up so far, each with its number.
#[derive(Default)]
struct Known {
    /// By benefit, what was [`told`], and the cells that remain possible: what is missing, and whether
    /// the text is unclear.
    gaps: FxHashMap<Box<[u64]>, (FactSet, bool)>,
    standings: FxHashMap<Standing, u32>,
    listed: Vec<Standing>,
    /// By the numbers of the standings and what was not asked.
    outcomes: FxHashMap<Box<[u32]>, u32>,
}

/// Who and where, if nobody asked.
fn unasked(answers: &Answers) -> FactSet {
    [AUDIENCE, REGION]
        .into_iter()
        .filter(|fact| answers.get(*fact) == Answer::NotAsked)
        .collect()
}

/// What was asked of a person that their possible cells do not tell: who and where, if nobody
/// asked, and which of the numbers that count are known.
fn told(answers: &Answers, counted: FactSet) -> FactSet {
    let known = |fact: &FactIdx| matches!(answers.get(*fact), Answer::Int(_));
    unasked(answers).union(counted.iter().filter(known).collect())
}

/// What was found for a block, by lane, and room to find it.
struct Found {
    /// The lanes of each different set that was [`told`].
    told: Vec<(FactSet, Lanes)>,
    /// The numbers of the standings, in the order of the benefits; then which of who and where was
    /// not asked.
    standings: Vec<Vec<u32>>,
    key: Vec<u64>,
}

impl Found {
    fn new() -> Found {
        Found {
            told: Vec::new(),
            standings: vec![Vec::new(); LANES],
            key: Vec::new(),
        }
    }

    fn clear(&mut self) {
        self.told.clear();
        self.standings.iter_mut().for_each(Vec::clear);
    }

    /// Takes in what was told of a lane.
    fn tell(&mut self, lane: usize, told: FactSet) {
        match self.told.iter_mut().find(|(known, _)| *known == told) {
            Some((_, lanes)) => *lanes |= 1 << lane,
            None => self.told.push((told, 1 << lane)),
        }
    }
}

impl Known {
    /// What somebody lacks for a benefit. `key` is all that this hangs on.
    fn gap(
        &mut self,
        evaluator: &Evaluator<'_>,
        answers: &Answers,
        on: Date,
        benefit: BenefitIdx,
        key: &[u64],
    ) -> (FactSet, bool) {
        if let Some(known) = self.gaps.get(key) {
            return *known;
        }
        let possible = Possible::new(evaluator.rulebook(), answers, on);
        let (missing, unclear) = evaluator.lacking(answers, &possible, on, benefit);
        let gap = (missing.into_iter().collect(), !unclear.is_empty());
        self.gaps.insert(key.into(), gap);
        gap
    }

    fn standing(&mut self, standing: Standing) -> u32 {
        *self.standings.entry(standing).or_insert_with_key(|one| {
            self.listed.push(one.clone());
            self.listed.len() as u32 - 1
        })
    }
}

impl Results {
    /// Evaluates all people at once.
    pub fn new(evaluator: &Evaluator<'_>, people: &[Person], on: Date) -> Results {
        let mut evaluation = Results::begin(evaluator, on);
        evaluation.push(people);
        evaluation.finish()
    }

    /// Begins an evaluation in portions; dropping it cancels.
    ///
    /// # Panics
    /// If the rulebook has more than [`FactSet::AT_MOST`] facts.
    pub fn begin<'a>(evaluator: &'a Evaluator<'a>, on: Date) -> Evaluation<'a> {
        let rulebook = evaluator.rulebook();
        assert!(rulebook.facts.len() <= FactSet::AT_MOST);
        let mut counted = FactSet::EMPTY;
        let mut vars = Vec::with_capacity(rulebook.benefits.len());
        for benefit in &rulebook.benefits {
            for term in benefit.amounts.iter().flat_map(|amount| &amount.terms) {
                term.per.into_iter().for_each(|fact| counted.insert(fact));
                if let Base::Percent { of, .. } = term.base {
                    counted.insert(of);
                }
            }
            let tested = benefit.diagram.nodes.iter().map(|node| node.var);
            let mut own: Vec<VarIdx> = tested
                .filter(|var| rulebook.vars[usize::from(*var)].of.fact().is_some())
                .collect();
            own.dedup();
            vars.push(own);
        }
        Evaluation {
            plan: Plan::new(rulebook, on, !0, !0),
            gathered: Gathered {
                evaluator,
                vars,
                counted,
                known: Known::default(),
                results: Results {
                    on,
                    outcomes: Vec::new(),
                    lines: Vec::new(),
                    deadlines: Vec::new(),
                    benefits: Vec::new(),
                    names: Vec::new(),
                },
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
    pub fn detail(
        &self,
        evaluator: &Evaluator<'_>,
        people: &[Person],
        person: usize,
    ) -> Assessment {
        evaluator.evaluate(&people[person].answers, self.on)
    }

    /// Takes the place of each person's name in the order of names. No dictionary is at hand here;
    /// browsers have one. Nothing is taken if there are not as many as people.
    pub fn rank_names(&mut self, places: Vec<u32>) {
        if places.len() == self.lines.len() {
            self.names = places;
        }
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
            SortBy::Name if self.names.len() == self.lines.len() => {
                by(found, down, |index| self.names[*index as usize]);
            }
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
    /// Evaluates the next people of the roster; quickest by many at a time.
    pub fn push(&mut self, people: &[Person]) {
        self.gathered.results.lines.reserve(people.len());
        let mut block = Block::new(&self.plan);
        let mut found = Found::new();
        for people in people.chunks(LANES) {
            block.clear();
            for person in people {
                // INVARIANT: the plan leaves out no audience and no region, and the chunk fits.
                block.push(&person.answers).expect("room for everybody");
            }
            let judged = block.judge();
            found.clear();
            self.gathered.stand(people, &self.plan, &judged, &mut found);
            self.gathered.conclude(people, &judged, &found);
        }
    }

    /// What has been evaluated so far. [`Results::benefits`] are known at the end.
    pub fn so_far(&self) -> &Results {
        &self.gathered.results
    }

    /// How many people have been evaluated.
    pub fn done(&self) -> usize {
        self.gathered.results.lines.len()
    }

    pub fn finish(self) -> Results {
        let mut results = self.gathered.results;
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
}

impl Gathered<'_> {
    /// Finds where everybody in a block stands, benefit by benefit.
    fn stand(
        &mut self,
        people: &[Person],
        plan: &Plan<'_>,
        judged: &Judged<'_>,
        found: &mut Found,
    ) {
        let Gathered {
            evaluator,
            vars,
            counted,
            known,
            results,
        } = self;
        for (lane, person) in people.iter().enumerate() {
            found.tell(lane, told(&person.answers, *counted));
        }
        for benefit in plan.benefits() {
            let plain = |verdict: Verdict| Standing {
                benefit,
                verdict,
                due: None,
                missing: FactSet::EMPTY,
                unclear: false,
                unasked: false,
            };
            let in_scope = !judged.out_of_scope(benefit);
            let verdicts = judged.verdicts(benefit);
            for (lanes, verdict) in [
                (verdicts.not_yet, Verdict::NotYet),
                (verdicts.ended, Verdict::Ended),
                (verdicts.ineligible & in_scope, Verdict::Ineligible),
                (verdicts.lapsed, Verdict::Lapsed),
            ] {
                if lanes != 0 {
                    let number = known.standing(plain(verdict));
                    each_lane(lanes).for_each(|lane| found.standings[lane].push(number));
                }
            }
            let waiting = judged.unasked(benefit);
            let entitled = [
                (verdicts.eligible, Verdict::Eligible, false),
                (verdicts.by_review, Verdict::ByReview, false),
                (verdicts.possible & !waiting, Verdict::Possible, false),
                (verdicts.possible & waiting, Verdict::Possible, true),
            ];
            for (verdict_lanes, verdict, unasked) in entitled {
                let mut left = verdict_lanes;
                let dues = judged.dues(benefit);
                let with = dues.iter().map(|(lanes, due)| (*lanes, Some(*due)));
                // Services are worth no sum.
                for (lanes, due) in with.chain([(!0, None)]) {
                    for (told, told_alike) in &found.told {
                        let mut rest = left & lanes & told_alike;
                        while rest != 0 {
                            let lane = rest.trailing_zeros() as usize;
                            let key = &mut found.key;
                            key.clear();
                            key.extend([u64::from(benefit), told.0 as u64, (told.0 >> 64) as u64]);
                            let alike = judged.alike(rest, &vars[usize::from(benefit)], key);
                            rest &= !alike;
                            let answers = &people[lane].answers;
                            let (missing, unclear) =
                                known.gap(evaluator, answers, results.on, benefit, key);
                            let number = known.standing(Standing {
                                due,
                                missing,
                                unclear,
                                unasked,
                                ..plain(verdict)
                            });
                            each_lane(alike).for_each(|lane| found.standings[lane].push(number));
                        }
                    }
                    left &= !lanes;
                }
            }
        }
        for (person, standings) in people.iter().zip(&mut found.standings) {
            standings.push(unasked(&person.answers).iter().map(|fact| 1 << fact).sum());
        }
    }

    /// Puts together what was found for everybody in a block.
    fn conclude(&mut self, people: &[Person], judged: &Judged<'_>, found: &Found) {
        let Gathered {
            evaluator,
            known,
            results,
            ..
        } = self;
        let mut totals = None;
        for (lane, person) in people.iter().enumerate() {
            let standings = found.standings[lane].as_slice();
            let outcome = match known.outcomes.get(standings) {
                Some(outcome) => *outcome,
                None => {
                    let totals = totals.get_or_insert_with(|| judged.totals());
                    let (_, numbers) = standings.split_last().expect("what was not asked");
                    let listed = numbers
                        .iter()
                        .map(|one| known.listed[*one as usize].clone());
                    let unasked = unasked(&person.answers);
                    let outcome = Outcome::new(listed.collect(), totals[lane], unasked);
                    let number = results.outcomes.len() as u32;
                    results.outcomes.push(outcome);
                    known.outcomes.insert(standings.into(), number);
                    number
                }
            };
            let first = results.deadlines.len() as u32;
            let mut next: Option<Date> = None;
            for standing in &results.outcomes[outcome as usize].standings {
                let benefit = standing.benefit;
                let rulebook = evaluator.rulebook();
                if rulebook.benefits[usize::from(benefit)].window.is_none() {
                    continue;
                }
                // Whoever keeps to the earliest that it can be keeps to all.
                let Some(day) = judged.deadline(lane, benefit).map(DayRange::first) else {
                    continue;
                };
                results.deadlines.push(Deadline { benefit, day });
                if standing.is_claimable() && day >= results.on {
                    next = Some(next.map_or(day, |known| known.min(day)));
                }
            }
            results.lines.push(Line {
                row: person.row,
                outcome,
                faults: person.faults.len() as u32,
                deadlines: (first, results.deadlines.len() as u32),
                next,
            });
        }
    }
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
    /// As [`Results::rank_names`] was told; else by the characters' numbers.
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
