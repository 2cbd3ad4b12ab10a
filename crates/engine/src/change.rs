//! 怎样多拿: for a benefit that is not due, or of which more could be due, the cheapest one or two
//! things that somebody could do about it, and from which day it would hold.
//!
//! Only what a person could reasonably change is tried, and only upwards: a higher level, a longer
//! time, one thing more. Nobody is told to go down, to move, or to become something that is merely
//! open; nor to do what costs as much as of right as it brings.
//!
//! A step says what would be so on a day: a number that grows by itself has grown until then, what
//! is reached anew ([`Fact::follows`]) is of that day, and all else is as it was answered.

use crate::answers::{Answer, Answers};
use crate::date::Date;
use crate::diagram::{self, Scratch};
use crate::due::{Due, counted};
use crate::evaluate::{Evaluator, found, may_be_due};
use crate::finding::{Verdict, verdict};
use crate::model::*;
use crate::money::{Interval, Money};
use crate::possible::{Possible, cell_of_number, days_known};
use crate::totals::Totals;
use crate::truth::Truth;

/// One thing that somebody would do: answer a question otherwise.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Step {
    /// What would have to be otherwise.
    pub fact: FactIdx,
    /// The answer that would do: for a number the least that does, for a choice the next higher
    /// option that does, for a set the answer with one more option.
    pub to: Answer,
}

/// What steps bring under one benefit.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// What would be due, or be more.
    pub benefit: BenefitIdx,
    /// One or two; none of them does alone what both do.
    pub steps: Vec<Step>,
    /// The earliest day on which it can hold: that of the evaluation, or a later one if a number has to
    /// grow until then.
    pub from: Date,
    /// The verdict now.
    pub before: Verdict,
    /// What is due now, or may be.
    pub due_before: Option<Due>,
    /// The verdict then: due, or due if chosen; never an open one.
    pub verdict: Verdict,
    /// What would be due then; `None` for a service.
    pub due: Option<Due>,
}

/// For every benefit in scope of which more could be due, the cheapest way to it, if one or two steps
/// are one: where one does, no two are named. Steps that cost more of what is due as of right than they
/// bring, or that bring nothing to the whole, are none. A step that time takes is cheaper than one that
/// somebody has to take, an earlier day than a later one, a shorter way than a longer one.
pub fn what_would_change(evaluator: &Evaluator<'_>, answers: &Answers, on: Date) -> Vec<Change> {
    let rulebook = evaluator.rulebook();
    let base = Base::new(rulebook, answers, on, true);
    let count = base.candidates.len();
    let mut search = Search {
        evaluator,
        supposed: (0..count * (count + 1)).map(|_| None).collect(),
        totals: Vec::new(),
        scratch: Scratch::default(),
        bears: Vec::new(),
        cells: Vec::new(),
        base,
    };
    let all = 0..rulebook.benefits.len() as BenefitIdx;
    all.filter_map(|benefit| search.best(benefit)).collect()
}

/// As [`what_would_change`], of single steps that turn a no. It tries each by evaluating again and is
/// little code.
pub fn single_changes(evaluator: &Evaluator<'_>, answers: &Answers, on: Date) -> Vec<Change> {
    let rulebook = evaluator.rulebook();
    let base = Base::new(rulebook, answers, on, false);
    let now = evaluator.evaluate(&base.answers, on);
    let mut best: Vec<(Cost, Option<Change>)> = Vec::new();
    best.resize_with(rulebook.benefits.len(), || (Cost::MAX, None));
    for (at, candidate) in base.candidates.iter().enumerate() {
        let (from, cost) = (base.day(&[at]), base.cost(&[at]));
        let then = evaluator.evaluate(&base.supposing(rulebook, &[at]), from);
        // On the same day, for time alone takes things away.
        let mut without = None;
        for (index, best) in best.iter_mut().enumerate() {
            let (before, after) = (&now.findings[index], &then.findings[index]);
            if before.verdict != Verdict::Ineligible
                || before.out_of_scope
                || !is_settled(after.verdict)
                || best.0 < cost
            {
                continue;
            }
            let without =
                without.get_or_insert_with(|| evaluator.evaluate(&base.answers, from).totals);
            if is_worth_it(&rulebook.benefits[index], without, &then.totals) {
                let change = Change {
                    benefit: index as BenefitIdx,
                    steps: vec![candidate.step],
                    from,
                    before: before.verdict,
                    due_before: before.due,
                    verdict: after.verdict,
                    due: after.due,
                };
                *best = (cost, Some(change));
            }
        }
    }
    best.into_iter().filter_map(|(_, change)| change).collect()
}

/// The answers if these steps are taken and have been by `day`. What follows a fact that is changed is
/// of that day if it is a date, and else asked anew, unless a step says it. What was said of a question
/// that does not arise, and does afterwards, is asked anew too.
pub fn supposing(
    rulebook: &Rulebook,
    answers: &Answers,
    on: Date,
    steps: &[Step],
    day: Date,
) -> Answers {
    suppose(rulebook, &taken(rulebook, answers, on), steps, day)
}

/// The answers as they are taken on this day, and will be on later ones: without those to questions that
/// do not arise, and without days that are still to come.
pub(crate) fn taken(rulebook: &Rulebook, answers: &Answers, on: Date) -> Answers {
    let possible = Possible::new(rulebook, answers, on);
    let mut taken = answers.clone();
    for (index, fact) in (0..).zip(&rulebook.facts) {
        let own = taken.change(index);
        if possible.applies(index) == Truth::FALSE {
            *own = Answer::NotAsked;
        }
        if let Answer::Date(days) = own {
            *days = days_known(&fact.kind, *days, on);
        }
    }
    taken
}

pub(crate) fn suppose(
    rulebook: &Rulebook,
    answers: &Answers,
    steps: &[Step],
    day: Date,
) -> Answers {
    let mut supposed = answers.clone();
    for (index, fact) in (0..).zip(&rulebook.facts) {
        if fact.follows != index && steps.iter().any(|step| step.fact == fact.follows) {
            *supposed.change(index) = match fact.kind {
                FactKind::Date { .. } => Answer::day(day),
                _ => Answer::NotAsked,
            };
        }
    }
    for step in steps {
        let own = supposed.change(step.fact);
        *own = match (*own, step.to) {
            // Two options more are both.
            (
                Answer::Set { yes, no, .. },
                Answer::Set {
                    yes: more,
                    no: less,
                    unsure,
                },
            ) => Answer::Set {
                yes: yes | more,
                no: no & less,
                unsure,
            },
            (_, to) => to,
        };
    }
    supposed
}

/// A step, and what it costs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    pub step: Step,
    /// So many months pass until it can be so; `None` where time does nothing to it.
    pub months: Option<u16>,
    /// How far it is from what was answered: rungs, cut points.
    far: u16,
    /// It only comes with a step of this fact.
    after: Option<FactIdx>,
    /// Its question does not arise yet, or arises anew.
    anew: bool,
    /// What it changes.
    var: VarIdx,
}

/// Everything that a way costs: how many steps, how many of them somebody takes, months, how far it is,
/// and in the end the order of the rules; the first in the highest bits.
type Cost = u64;

/// What was answered, and what could be done.
struct Base {
    answers: Answers,
    possible: Possible,
    on: Date,
    candidates: Vec<Candidate>,
}

impl Base {
    /// `anew`: also steps that only come with another.
    fn new(rulebook: &Rulebook, answers: &Answers, on: Date, anew: bool) -> Base {
        let answers = taken(rulebook, answers, on);
        let possible = Possible::new(rulebook, &answers, on);
        Base {
            candidates: candidates(rulebook, &answers, &possible, anew),
            answers,
            possible,
            on,
        }
    }

    fn day(&self, ways: &[usize]) -> Date {
        let months = ways.iter().map(|at| self.candidates[*at].months);
        self.on.plus_months(months.flatten().max().unwrap_or(0))
    }

    fn supposing(&self, rulebook: &Rulebook, ways: &[usize]) -> Answers {
        let steps: Vec<Step> = ways.iter().map(|at| self.candidates[*at].step).collect();
        suppose(rulebook, &self.answers, &steps, self.day(ways))
    }

    fn cost(&self, ways: &[usize]) -> Cost {
        let (mut taken, mut months, mut far, mut order) = (0, 0, 0, 0);
        for &at in ways {
            let one = &self.candidates[at];
            taken += Cost::from(one.months.is_none());
            months = months.max(Cost::from(one.months.unwrap_or(0)));
            far += Cost::from(one.far);
            order = order << 12 | at as Cost;
        }
        (ways.len() as Cost) << 62 | taken << 60 | months << 44 | far << 24 | order
    }
}

/// Every single step, in the order of the facts, nearest first; `anew`: also those whose question does not
/// arise yet, or arises anew.
pub(crate) fn candidates(
    rulebook: &Rulebook,
    answers: &Answers,
    possible: &Possible,
    anew: bool,
) -> Vec<Candidate> {
    let mut all = Vec::new();
    for (index, fact) in (0..).zip(&rulebook.facts).skip(usize::from(REGION) + 1) {
        let own = answers.get(index);
        let arises = possible.applies(index);
        let nothing = anew && arises == Truth::FALSE;
        let mut add = |to: Answer, far: usize, months: Option<u16>, member: u16| {
            all.push(Candidate {
                step: Step { fact: index, to },
                months,
                far: far as u16,
                after: (fact.follows != index).then_some(fact.follows),
                anew: nothing || fact.follows != index,
                var: fact.first_var + member,
            });
        };
        if fact.follows != index {
            // As before first: whoever has been examined at work will be again.
            let (is_bool, count) = match &fact.kind {
                _ if !anew => continue,
                FactKind::Choice { options } => (false, options.len()),
                FactKind::Bool => (true, 2),
                _ => continue,
            };
            let way = |at: usize| match is_bool {
                true => Answer::Bool(at == 1),
                false => Answer::Choice(at as u8),
            };
            let before = (0..count).find(|at| way(*at) == own);
            let others = (0..count).filter(|at| Some(*at) != before);
            for (at, far) in before.into_iter().chain(others).zip(0..) {
                add(way(at), far, None, 0);
            }
            continue;
        }
        // Of what may not arise, an answer would say that it does.
        if !fact.changeable || arises != Truth::TRUE && !nothing {
            continue;
        }
        match (&fact.kind, own) {
            (FactKind::Bool, Answer::Bool(false)) => add(Answer::Bool(true), 1, None, 0),
            (FactKind::Bool, _) if nothing => add(Answer::Bool(true), 1, None, 0),
            (FactKind::Choice { .. }, _) => {
                // Options without an order, and those that stand beside it, have nothing above them.
                let rung = match own {
                    Answer::Choice(own) => fact.ladder.iter().position(|rung| *rung == own),
                    _ => nothing.then_some(0),
                };
                let higher = rung.map_or(&[][..], |at| fact.ladder.get(at + 1..).unwrap_or(&[]));
                for (rung, far) in higher.iter().zip(1..) {
                    add(Answer::Choice(*rung), far, None, 0);
                }
            }
            (FactKind::Set { options }, own) => {
                let (yes, no, unsure) = match own {
                    Answer::Set { yes, no, unsure } => (yes, no, unsure),
                    _ if nothing => (0, all_cells(options.len()), 0),
                    _ => continue,
                };
                for option in (0..options.len() as u16).filter(|option| no >> option & 1 == 1) {
                    let (yes, no) = (yes | 1 << option, no & !(1 << option));
                    add(Answer::Set { yes, no, unsure }, 1, None, option);
                }
            }
            (FactKind::Int { min, max, .. } | FactKind::Money { min, max }, own) => {
                let (above, exact) = match own {
                    Answer::Int(value) => (value, true),
                    Answer::Range { high, .. } => (high, false),
                    _ if nothing => (*min, true),
                    _ => continue,
                };
                let cuts = &rulebook.vars[usize::from(fact.first_var)].cuts;
                let cuts = cuts.iter().filter(|cut| (above + 1..=*max).contains(*cut));
                for (cut, far) in cuts.zip(1..) {
                    // How long it takes is known where the number is.
                    let growth = fact.grows.as_ref().filter(|_| exact);
                    let months = growth.map(|growth| {
                        let months = (cut - above).saturating_mul(i64::from(growth.months));
                        u16::try_from(months).unwrap_or(u16::MAX)
                    });
                    add(Answer::Int(*cut), far, months, 0);
                }
            }
            _ => {}
        }
    }
    all
}

fn is_settled(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Eligible | Verdict::ByReview)
}

/// Whether a benefit has become due, or more of it has.
fn is_better(before: &(Verdict, Option<Due>), after: &(Verdict, Option<Due>)) -> bool {
    match (before.0, after.0) {
        (_, verdict) if !is_settled(verdict) => false,
        (Verdict::NotYet | Verdict::Ended, _) => false,
        (Verdict::Eligible, Verdict::ByReview) => false,
        (Verdict::Eligible | Verdict::ByReview, _) => match (&before.1, &after.1) {
            (Some(before), Some(after)) => is_more(before, after),
            _ => false,
        },
        _ => true,
    }
}

/// Whether a sum is certainly no less than another and its most is more; where nothing bounds it, its
/// least. Only sums in one rhythm are compared.
fn is_more(before: &Due, after: &Due) -> bool {
    if before.rhythm != after.rhythm
        || before.rhythm_open
        || after.rhythm_open
        || before.unstated != after.unstated
    {
        return false;
    }
    match (before.total.high, after.total.high) {
        (None, None) => exceeds(before.payment, after.payment),
        _ => exceeds(before.total, after.total),
    }
}

fn exceeds(before: Interval, after: Interval) -> bool {
    match (before.high, after.high) {
        (Some(old), Some(new)) => before.low <= after.low && old < new,
        (_, None) => before.low < after.low,
        (None, Some(_)) => false,
    }
}

fn most(sum: Interval) -> Money {
    sum.high.unwrap_or(Money(i64::MAX))
}

/// Whether nothing of what is due as of right gets lost on the whole, and, of money, whether the whole
/// gets more: what brings something under one clause and takes it under another brings nothing.
fn is_worth_it(benefit: &Benefit, without: &Totals, with: &Totals) -> bool {
    let [loses, gains] = balance(without, with);
    !loses && (benefit.kind == BenefitKind::Service || gains)
}

/// Whether the whole gets more and nothing of what is due as of right gets lost.
pub(crate) fn gains(without: &Totals, with: &Totals) -> bool {
    balance(without, with) == [false, true]
}

/// Whether something of what is due as of right gets lost, and whether something of the whole gets more.
fn balance(without: &Totals, with: &Totals) -> [bool; 2] {
    let (mut loses, mut gains) = (false, false);
    let right = (&without.right.settled, &with.right.settled);
    let chance = (&without.selection.settled, &with.selection.settled);
    for (by_right, (before, after)) in [(true, right), (false, chance)] {
        let [old, new] = [before, after].map(|sum| {
            let all = sum.once.plus(sum.yearly);
            [all.low.0, most(all).0, i64::from(sum.unstated)]
        });
        for (old, new) in old.into_iter().zip(new) {
            loses |= by_right && new < old;
            gains |= new > old;
        }
    }
    [loses, gains]
}

/// What is so if a way is taken.
struct Supposed {
    answers: Answers,
    possible: Possible,
    day: Date,
    totals: Option<Totals>,
    /// All that is answered in it is asked for certain: an answer would else say more than itself.
    sound: bool,
}

struct Search<'a, 'r> {
    evaluator: &'a Evaluator<'r>,
    base: Base,
    /// For each candidate alone, then for each pair.
    supposed: Vec<Option<Box<Supposed>>>,
    /// What all comes to without any step, on the days that have been asked for.
    totals: Vec<(Date, Totals)>,
    scratch: Scratch,
    /// For each variable whether a benefit hangs on it.
    bears: Vec<bool>,
    cells: Vec<Cells>,
}

impl Search<'_, '_> {
    fn best(&mut self, index: BenefitIdx) -> Option<Change> {
        let rulebook = self.evaluator.rulebook();
        let benefit = &rulebook.benefits[usize::from(index)];
        if !may_be_due(rulebook, &self.base.possible, self.base.on, index) {
            return None;
        }
        self.mark(benefit);
        let candidates = (0..).zip(&self.base.candidates);
        let bearing = candidates.filter(|(_, one)| self.bears[usize::from(one.var)]);
        let bearing: Vec<usize> = bearing.map(|(at, _)| at).collect();
        let leaves = |cells: &[Cells], scratch: &mut Scratch| {
            diagram::reach(&benefit.diagram, cells, scratch)
        };
        let now = leaves(&self.base.possible.cells, &mut self.scratch);
        let settled = is_settled(verdict(benefit, now));
        let counts = counted(benefit, !0);
        // Whether more could come of some of the candidates, if all else went well.
        let hopeful = |search: &mut Self, some: &mut dyn Iterator<Item = usize>| {
            let counting = search.open(some, &counts);
            let hoped = leaves(&search.cells, &mut search.scratch);
            let barred = (1 << LEAF_FIRST_AMOUNT) - 1;
            match settled {
                true => counting || hoped & !now != 0,
                false => hoped & !barred != 0,
            }
        };
        if bearing.is_empty() || !hopeful(self, &mut bearing.iter().copied()) {
            return None;
        }
        let (answers, possible, on) = (&self.base.answers, &self.base.possible, self.base.on);
        let before = found(rulebook, answers, possible, on, index);
        let mut ways: Vec<(Cost, [usize; 2])> = Vec::new();
        let mut alone = Vec::new();
        for &at in &bearing {
            if self.base.candidates[at].after.is_none() && self.helps(index, [at; 2], &before) {
                alone.push(at);
                ways.push((self.base.cost(&[at]), [at; 2]));
            }
        }
        if let Some(change) = self.cheapest(index, &before, ways) {
            return Some(change);
        }
        let mut ways = Vec::new();
        let fact_of = |search: &Self, at: usize| search.base.candidates[at].step.fact;
        let mut hoped: Vec<((FactIdx, FactIdx), bool)> = Vec::new();
        for (place, &first) in bearing.iter().enumerate() {
            for &second in &bearing[place + 1..] {
                if alone.contains(&first) || alone.contains(&second) {
                    continue;
                }
                let [one, other] = [first, second].map(|at| self.base.candidates[at]);
                let together = |one: &Candidate, other: &Candidate| {
                    one.after.is_none_or(|leader| leader == other.step.fact)
                };
                let facts = (one.step.fact, other.step.fact);
                let is_set = matches!(one.step.to, Answer::Set { .. });
                if !together(&one, &other)
                    || !together(&other, &one)
                    || facts.0 == facts.1 && !is_set
                {
                    continue;
                }
                let known = hoped.iter().find(|(of, _)| *of == facts);
                let hope = known.map(|(_, hope)| *hope).unwrap_or_else(|| {
                    let own = |at: &usize| [facts.0, facts.1].contains(&fact_of(self, *at));
                    let some: Vec<usize> = bearing.iter().copied().filter(own).collect();
                    let hope = hopeful(self, &mut some.into_iter());
                    hoped.push((facts, hope));
                    hope
                });
                if hope && self.helps(index, [first, second], &before) {
                    ways.push((self.base.cost(&[first, second]), [first, second]));
                }
            }
        }
        self.cheapest(index, &before, ways)
    }

    /// Marks what a benefit hangs on: what it tests or counts with, what decides whether these are
    /// asked, and what these follow.
    fn mark(&mut self, benefit: &Benefit) {
        let rulebook = self.evaluator.rulebook();
        self.bears.clear();
        self.bears.resize(rulebook.vars.len(), false);
        for node in &benefit.diagram.nodes {
            self.bears[usize::from(node.var)] = true;
        }
        for fact in counted(benefit, !0) {
            self.bears[usize::from(rulebook.facts[usize::from(fact)].first_var)] = true;
        }
        // Both stand before the fact that they are of.
        for (index, fact) in rulebook.facts.iter().enumerate().rev() {
            if !rulebook
                .vars_of(index as FactIdx)
                .any(|var| self.bears[var])
            {
                continue;
            }
            for var in fact.applies.iter().filter_map(Condition::var) {
                self.bears[usize::from(var)] = true;
            }
            for var in rulebook.vars_of(fact.follows) {
                self.bears[var] = true;
            }
        }
    }

    /// Opens the cells that these candidates can lead to, and what may come of them. Says whether one of
    /// them is a number that amounts count with.
    fn open(&mut self, some: &mut dyn Iterator<Item = usize>, counts: &[FactIdx]) -> bool {
        let rulebook = self.evaluator.rulebook();
        self.cells.clone_from(&self.base.possible.cells);
        let mut counting = false;
        for at in some {
            let Candidate {
                step, months, var, ..
            } = self.base.candidates[at];
            let var = usize::from(var);
            counting |= counts.contains(&step.fact);
            self.cells[var] |= match step.to {
                Answer::Bool(yes) => 1 << u8::from(yes),
                Answer::Choice(option) => 1 << option,
                Answer::Set { .. } => 0b10,
                Answer::Int(number) => {
                    let cuts = &rulebook.vars[var].cuts;
                    1 << cell_of_number(cuts, number)
                }
                _ => !0,
            };
            for (index, fact) in rulebook.facts.iter().enumerate() {
                let follows = fact.follows == step.fact && index != usize::from(step.fact);
                let ages = months.is_some() && matches!(fact.kind, FactKind::Date { .. });
                if follows || ages {
                    for var in rulebook.vars_of(index as FactIdx) {
                        self.cells[var] = all_cells(usize::from(rulebook.vars[var].cells));
                    }
                }
            }
        }
        counting
    }

    /// What is so if a candidate, or a pair of them, is taken.
    fn supposed(&mut self, [first, second]: [usize; 2]) -> &mut Supposed {
        let pair = [first, second];
        let (ways, place) = match first == second {
            true => (&pair[..1], first),
            false => (&pair[..], (first + 1) * self.base.candidates.len() + second),
        };
        let (rulebook, base) = (self.evaluator.rulebook(), &self.base);
        self.supposed[place].get_or_insert_with(|| {
            let answers = base.supposing(rulebook, ways);
            let day = base.day(ways);
            let mut anew = ways.iter().map(|at| base.candidates[*at]);
            Box::new(Supposed {
                possible: Possible::new(rulebook, &answers, day),
                sound: anew.all(|one| {
                    let rest = || answers.without(one.step.fact);
                    let asked =
                        |answers| Possible::new(rulebook, answers, day).applies(one.step.fact);
                    !one.anew || asked(&rest()) == Truth::TRUE
                }),
                answers,
                day,
                totals: None,
            })
        })
    }

    fn found(&mut self, index: BenefitIdx, way: [usize; 2]) -> (Verdict, Option<Due>) {
        let rulebook = self.evaluator.rulebook();
        let then = self.supposed(way);
        found(rulebook, &then.answers, &then.possible, then.day, index)
    }

    /// Whether a way leads to more under this benefit.
    fn helps(
        &mut self,
        index: BenefitIdx,
        way: [usize; 2],
        before: &(Verdict, Option<Due>),
    ) -> bool {
        let benefit = &self.evaluator.rulebook().benefits[usize::from(index)];
        let mut scratch = core::mem::take(&mut self.scratch);
        let then = self.supposed(way);
        let leaves = diagram::reach(&benefit.diagram, &then.possible.cells, &mut scratch);
        let sound = then.sound;
        self.scratch = scratch;
        // Most lead nowhere.
        sound && is_settled(verdict(benefit, leaves)) && is_better(before, &self.found(index, way))
    }

    /// The cheapest of some ways that is worth it on the whole.
    fn cheapest(
        &mut self,
        index: BenefitIdx,
        before: &(Verdict, Option<Due>),
        mut ways: Vec<(Cost, [usize; 2])>,
    ) -> Option<Change> {
        ways.sort_unstable_by_key(|(cost, _)| *cost);
        let ways = ways.into_iter().map(|(_, way)| way);
        for way in ways {
            let evaluator = self.evaluator;
            let then = self.supposed(way);
            let day = then.day;
            let with = *then
                .totals
                .get_or_insert_with(|| evaluator.totals(&then.answers, &then.possible, day));
            // On the same day, for time alone takes things away.
            let known = self.totals.iter().find(|(of, _)| *of == day);
            let without = known.map(|(_, totals)| *totals).unwrap_or_else(|| {
                let answers = &self.base.answers;
                let possible = Possible::new(evaluator.rulebook(), answers, day);
                let totals = evaluator.totals(answers, &possible, day);
                self.totals.push((day, totals));
                totals
            });
            let benefit = &evaluator.rulebook().benefits[usize::from(index)];
            if !is_worth_it(benefit, &without, &with) {
                continue;
            }
            let (verdict, due) = self.found(index, way);
            let steps = way.map(|at| self.base.candidates[at].step);
            let count = 1 + usize::from(way[0] != way[1]);
            return Some(Change {
                benefit: index,
                steps: steps[..count].to_vec(),
                from: day,
                before: before.0,
                due_before: before.1,
                verdict,
                due,
            });
        }
        None
    }
}
