//! Many people at once: the verdicts and amounts of [`Evaluator::evaluate`](crate::Evaluator::evaluate), 64 people to a
//! machine word.
//!
//! A [`Plan`] lays out the diagrams of the benefits in question once. A [`Block`] takes up to 64
//! people, a lane for each, and keeps for every cell of every variable the set of lanes in which it
//! is possible; one walk over a diagram then decides a benefit for all of them. Reasons, missing
//! answers and the next question are not for so many: [`Evaluator::evaluate`](crate::Evaluator::evaluate) finds them for
//! the few who ask.
//!
//! ```ignore
//! let plan = Plan::new(&rulebook, today, !0, !0);
//! plan.judge_all(&people, |first, judged| {
//!     for (lane, totals) in judged.totals().iter().enumerate() {
//!         println!("{}: {:?}", first + lane, totals.right.settled);
//!     }
//! })?;
//! ```

use core::ops::Range;

use crate::answers::{Answer, Answers};
use crate::date::{Date, DayRange};
use crate::diagram::{self, Scratch};
use crate::due::{Due, ValueRange, counted, value_range, widen};
use crate::finding::Verdict;
use crate::model::*;
use crate::possible::{
    affirms, cell_of_day, cell_of_number, days_known, implied, number_known, settle, span, too_old,
};
use crate::totals::{Bucket, Sum, Totals, Worth, bucket, claim_of, plus, worth};
use crate::truth::{Logic, judge};

/// How many people a block holds.
pub const LANES: usize = 64;

/// A set of people of one block: bit `k` stands for the one pushed as the `k`th.
pub type Lanes = u64;

/// Why somebody cannot be taken into a block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refused {
    /// The block holds [`LANES`] people already.
    Full,
    /// The person is, or may be, of an audience or a region that the plan leaves out.
    Outside,
}

/// What is found of one benefit for one person: as in [`Finding`](crate::Finding), less the reasons.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Outcome {
    /// As in [`Finding`](crate::Finding).
    pub verdict: Verdict,
    /// Asked for by somebody else, or elsewhere.
    pub out_of_scope: bool,
    /// How it stood on the day of evaluation.
    pub standing: Standing,
    /// What is due, or would be if a possible benefit holds.
    pub due: Option<Due>,
    /// Last day to apply, where the text states a window and its start is known: the earliest and
    /// the latest that it can be.
    pub deadline: Option<DayRange>,
    /// As in [`Finding`](crate::Finding).
    pub unasked: bool,
}

/// The lanes of each verdict; every person is in exactly one of the sets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Verdicts {
    /// [`Verdict::Eligible`].
    pub eligible: Lanes,
    /// [`Verdict::ByReview`].
    pub by_review: Lanes,
    /// [`Verdict::Possible`].
    pub possible: Lanes,
    /// [`Verdict::Ineligible`]; also where the benefit is out of scope.
    pub ineligible: Lanes,
    /// [`Verdict::Lapsed`].
    pub lapsed: Lanes,
    /// [`Verdict::NotYet`].
    pub not_yet: Lanes,
    /// [`Verdict::Ended`].
    pub ended: Lanes,
}

/// What is the same for all people: a rulebook laid out for one day, some audiences and regions.
pub struct Plan<'a> {
    rulebook: &'a Rulebook,
    on: Date,
    audiences: Cells,
    regions: Cells,
    /// Facts that bear on a verdict or an amount, ascending.
    columns: Vec<Column<'a>>,
    /// For each variable the first of its cells among those of a block; [`UNUSED`] for others.
    cells: Vec<usize>,
    /// For each variable of a column that column; [`UNUSED`] for others.
    column_of: Vec<usize>,
    /// How many cells the variables in use have together.
    width: usize,
    /// Facts whose value counts as such, not only its cell: their columns.
    valued: Vec<usize>,
    /// What the diagrams ask for, each only once and sorted by variable: whether it lies in the cells.
    tests: Vec<(VarIdx, Cells)>,
    /// Ascending by benefit.
    parts: Vec<Part>,
    /// For each benefit its place in `parts`, or [`UNUSED`].
    places: Vec<usize>,
    nodes: Vec<FlatNode>,
    edges: Vec<FlatEdge>,
}

const UNUSED: usize = usize::MAX;

struct Column<'a> {
    fact: FactIdx,
    kind: &'a FactKind,
    /// First variable.
    var: usize,
    vars: usize,
    /// For whole numbers and sums.
    cuts: &'a [i64],
    /// For dates: the oldest that is in cell `k` or below.
    oldest: Vec<Date>,
    /// For dates that rules compare with fixed days: these.
    days: Option<&'a [i64]>,
    guard: &'a [Condition],
    denials: Cells,
    /// Place in [`Plan::valued`].
    value: Option<usize>,
}

/// One benefit.
struct Part {
    benefit: BenefitIdx,
    audiences: usize,
    regions: usize,
    standing: Standing,
    leaves: u16,
    root: u16,
    /// Its nodes, from and to.
    nodes: (usize, usize),
    /// Variables of facts that it tests, each with where its cells are among those of a block.
    vars: Vec<(VarIdx, Range<usize>)>,
    /// Numbers that its amounts count with.
    counted: Vec<Counted>,
    /// Place in [`Plan::valued`] of the day from which its window runs.
    window: Option<usize>,
}

struct Counted {
    fact: FactIdx,
    value: usize,
    /// Where its cells are among those of a block, and how many there are.
    first_cell: usize,
    cells: usize,
    /// The tests of its variable, from and to.
    tests: (usize, usize),
}

struct FlatNode {
    /// One past the last of its edges; the first is where those of the node before end.
    edges_end: u32,
    /// The first cell of its variable among those of a block; [`UNUSED`] if nobody can answer it.
    first_cell: usize,
}

struct FlatEdge {
    test: u16,
    to: u16,
}

impl<'a> Plan<'a> {
    /// Lays out the benefits that somebody of one of `audiences` in one of `regions` can have, on
    /// that day. Both are sets of options of the two facts; `!0` stands for all.
    pub fn new(rulebook: &'a Rulebook, on: Date, audiences: Cells, regions: Cells) -> Plan<'a> {
        let mut plan = Plan {
            rulebook,
            on,
            audiences,
            regions,
            columns: Vec::new(),
            cells: vec![UNUSED; rulebook.vars.len()],
            column_of: vec![UNUSED; rulebook.vars.len()],
            width: 0,
            valued: Vec::new(),
            tests: Vec::new(),
            parts: Vec::new(),
            places: vec![UNUSED; rulebook.benefits.len()],
            nodes: Vec::new(),
            edges: Vec::new(),
        };
        let chosen: Vec<BenefitIdx> = (0..)
            .zip(&rulebook.benefits)
            .filter(|(_, benefit)| {
                let there = rulebook.sources[usize::from(benefit.source)].regions;
                benefit.audiences & audiences != 0 && there & regions != 0
            })
            .map(|(index, _)| index)
            .collect();
        plan.lay_out_facts(&chosen);
        plan.lay_out_tests(&chosen);
        for index in chosen {
            plan.lay_out(index);
        }
        plan
    }

    /// The benefits that are judged, ascending. All others are out of scope for everybody here.
    pub fn benefits(&self) -> impl ExactSizeIterator<Item = BenefitIdx> + '_ {
        self.parts.iter().map(|part| part.benefit)
    }

    /// Judges any number of people, block by block: `each` is given the place of the first person
    /// of a block among `people`, and what was found for the block. Ends at the first person who
    /// is [`Refused::Outside`].
    pub fn judge_all<'p>(
        &self,
        people: impl IntoIterator<Item = &'p Answers>,
        mut each: impl FnMut(usize, &Judged<'_>),
    ) -> Result<(), Refused> {
        let mut block = Block::new(self);
        let mut first = 0;
        for answers in people {
            if block.len() == LANES {
                each(first, &block.judge());
                first += LANES;
                block.clear();
            }
            block.push(answers)?;
        }
        if !block.is_empty() {
            each(first, &block.judge());
        }
        Ok(())
    }

    fn in_force(&self, benefit: &Benefit) -> bool {
        self.rulebook.period(benefit).on(self.on).is_in_force()
    }

    /// Columns for the facts that the benefits test or count with, for those that decide whether
    /// these are asked, and for those whose answers say something of them.
    fn lay_out_facts(&mut self, chosen: &[BenefitIdx]) {
        let rulebook = self.rulebook;
        let mut used = vec![false; rulebook.facts.len()];
        let mut valued = vec![false; rulebook.facts.len()];
        used[usize::from(AUDIENCE)] = true;
        used[usize::from(REGION)] = true;
        for index in chosen {
            let benefit = &rulebook.benefits[usize::from(*index)];
            if !self.in_force(benefit) {
                continue;
            }
            for node in &benefit.diagram.nodes {
                if let Some(fact) = rulebook.vars[usize::from(node.var)].of.fact() {
                    used[usize::from(fact)] = true;
                }
            }
            let window = benefit.window.map(|window| window.fact);
            for fact in counted(benefit, !0).into_iter().chain(window) {
                used[usize::from(fact)] = true;
                valued[usize::from(fact)] = true;
            }
        }
        let mut growing = true;
        while growing {
            growing = false;
            for at in 0..used.len() {
                let guard = &rulebook.facts[at].applies;
                let hooks = guard.iter().filter_map(Condition::var);
                let hooks = hooks.filter_map(|var| rulebook.vars[usize::from(var)].of.fact());
                // An answer to this says something of what its question hangs on.
                if !used[at] {
                    let mut told = hooks.clone().filter(|hook| *hook > REGION);
                    used[at] = told.any(|hook| used[usize::from(hook)]);
                    growing |= used[at];
                }
                if used[at] {
                    for hook in hooks {
                        growing |= !std::mem::replace(&mut used[usize::from(hook)], true);
                    }
                }
            }
        }
        for (at, fact) in rulebook
            .facts
            .iter()
            .enumerate()
            .filter(|(at, _)| used[*at])
        {
            let var = usize::from(fact.first_var);
            let vars = rulebook.vars_of(at as FactIdx).len();
            for var in var..var + vars {
                self.cells[var] = self.width;
                self.column_of[var] = self.columns.len();
                self.width += usize::from(rulebook.vars[var].cells);
            }
            let cuts = &rulebook.vars[var].cuts;
            let value = valued[at].then(|| {
                self.valued.push(self.columns.len());
                self.valued.len() - 1
            });
            self.columns.push(Column {
                fact: at as FactIdx,
                kind: &fact.kind,
                var,
                vars,
                cuts,
                oldest: match fact.kind {
                    FactKind::Date { .. } => {
                        cuts.iter().map(|months| oldest(*months, self.on)).collect()
                    }
                    _ => Vec::new(),
                },
                days: match rulebook.vars.get(var + 1) {
                    Some(day) if matches!(day.of, VarOf::Day { .. }) => Some(&day.cuts),
                    _ => None,
                },
                guard: &fact.applies,
                denials: fact.denials,
                value,
            });
        }
    }

    fn lay_out_tests(&mut self, chosen: &[BenefitIdx]) {
        let rulebook = self.rulebook;
        for index in chosen {
            let benefit = &rulebook.benefits[usize::from(*index)];
            let there = rulebook.sources[usize::from(benefit.source)].regions;
            self.tests.push((0, benefit.audiences));
            self.tests.push((1, there));
            if self.in_force(benefit) {
                for node in &benefit.diagram.nodes {
                    let tests = node.edges.iter().map(|edge| (node.var, edge.cells));
                    self.tests.extend(tests);
                }
            }
        }
        self.tests.sort_unstable();
        self.tests.dedup();
    }

    fn lay_out(&mut self, index: BenefitIdx) {
        let rulebook = self.rulebook;
        let benefit = &rulebook.benefits[usize::from(index)];
        let test = |var: VarIdx, cells: Cells| {
            // All that is asked for has been collected.
            self.tests.partition_point(|test| *test < (var, cells))
        };
        let first_node = self.nodes.len();
        let in_force = self.in_force(benefit);
        let diagram = &benefit.diagram;
        for node in diagram.nodes.iter().filter(|_| in_force) {
            self.edges.extend(node.edges.iter().map(|edge| FlatEdge {
                test: test(node.var, edge.cells) as u16,
                to: edge.to,
            }));
            self.nodes.push(FlatNode {
                edges_end: self.edges.len() as u32,
                first_cell: self.cells[usize::from(node.var)],
            });
        }
        let value_of = |fact: FactIdx| {
            let of_fact = |&column: &usize| self.columns[column].fact == fact;
            self.valued.iter().position(of_fact)
        };
        let mut numbers: Vec<Counted> = Vec::new();
        for fact in counted(benefit, !0) {
            if let Some(value) = value_of(fact)
                && numbers.iter().all(|known| known.fact != fact)
            {
                let var = rulebook.facts[usize::from(fact)].first_var;
                numbers.push(Counted {
                    fact,
                    value,
                    first_cell: self.cells[usize::from(var)],
                    cells: usize::from(rulebook.vars[usize::from(var)].cells),
                    tests: (test(var, 0), test(var + 1, 0)),
                });
            }
        }
        // Nodes stand sorted by variable.
        let mut vars: Vec<(VarIdx, Range<usize>)> = Vec::new();
        for node in diagram.nodes.iter().filter(|_| in_force) {
            let first = self.cells[usize::from(node.var)];
            let count = usize::from(rulebook.vars[usize::from(node.var)].cells);
            if first != UNUSED && vars.last().is_none_or(|(known, _)| *known != node.var) {
                vars.push((node.var, first..first + count));
            }
        }
        let there = rulebook.sources[usize::from(benefit.source)].regions;
        let part = Part {
            benefit: index,
            audiences: test(0, benefit.audiences),
            regions: test(1, there),
            standing: rulebook.period(benefit).on(self.on),
            leaves: diagram.leaves,
            root: diagram.root,
            nodes: (first_node, self.nodes.len()),
            vars,
            counted: numbers,
            window: benefit.window.and_then(|window| value_of(window.fact)),
        };
        self.places[usize::from(index)] = self.parts.len();
        self.parts.push(part);
    }

    /// Walks the diagram of a benefit with the lanes `from`, under the lanes of each test. Leaves
    /// `lanes` with the lanes that reach each leaf, and each node behind them.
    fn walk(&self, part: &Part, from: Lanes, tests: &[Lanes], lanes: &mut Vec<Lanes>) {
        let (first, end) = part.nodes;
        lanes.clear();
        lanes.resize(usize::from(part.leaves) + end - first, 0);
        lanes[usize::from(part.root)] = from;
        let mut edge = self.first_edge(first);
        // Nodes stand parents first.
        for (at, node) in (usize::from(part.leaves)..).zip(&self.nodes[first..end]) {
            let own = edge..node.edges_end as usize;
            edge = own.end;
            let here = lanes[at];
            if here == 0 {
                continue;
            }
            for edge in &self.edges[own] {
                lanes[usize::from(edge.to)] |= here & tests[usize::from(edge.test)];
            }
        }
    }

    fn first_edge(&self, node: usize) -> usize {
        node.checked_sub(1)
            .map_or(0, |before| self.nodes[before].edges_end as usize)
    }
}

/// The oldest date that is not too old.
fn oldest(months: i64, on: Date) -> Date {
    // INVARIANT: of two dates, the earlier is too old if the later is; and so many days back, each
    // is, unless the calendar begins before.
    const FIRST: i32 = match Date::new(1, 1, 1) {
        Some(date) => date.days(),
        None => unreachable!(),
    };
    let back = 31 * (months as u16 as i32 + 1);
    let (mut low, mut high) = ((on.days() - back).max(FIRST), on.days());
    while low < high {
        let middle = low + (high - low) / 2;
        if too_old(Date::from_days(middle), months, on) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Date::from_days(low)
}

/// A truth value for each lane.
#[derive(Clone, Copy)]
struct Truths {
    may_hold: Lanes,
    may_fail: Lanes,
}

impl Logic for Truths {
    const TRUE: Truths = Truths {
        may_hold: !0,
        may_fail: 0,
    };
    const FALSE: Truths = Truths {
        may_hold: 0,
        may_fail: !0,
    };
    const UNKNOWN: Truths = Truths {
        may_hold: !0,
        may_fail: !0,
    };

    fn and(self, other: Truths) -> Truths {
        Truths {
            may_hold: self.may_hold & other.may_hold,
            may_fail: self.may_fail | other.may_fail,
        }
    }

    fn or(self, other: Truths) -> Truths {
        !(!self).and(!other)
    }

    fn either(self, other: Truths) -> Truths {
        Truths {
            may_hold: self.may_hold | other.may_hold,
            may_fail: self.may_fail | other.may_fail,
        }
    }
}

impl core::ops::Not for Truths {
    type Output = Truths;

    fn not(self) -> Truths {
        Truths {
            may_hold: self.may_fail,
            may_fail: self.may_hold,
        }
    }
}

/// Up to [`LANES`] people, and room to judge them. Made once and cleared between people.
pub struct Block<'p> {
    plan: &'p Plan<'p>,
    people: usize,
    /// For each cell the lanes whose answer lies in it.
    given: Vec<Lanes>,
    /// For each of the plan's valued facts, the lanes that gave a value, and the values: numbers as
    /// they are, dates in days. Where an answer leaves several open, the least and the greatest.
    valued: Vec<Lanes>,
    values: Vec<[ValueRange; LANES]>,
    /// For each of the plan's valued facts, the lanes that gave just one value.
    exact: Vec<Lanes>,
    /// For each column the lanes that have not been asked anything of it.
    unasked_of: Vec<Lanes>,
    /// For each variable (where its first cell is) the lanes that have not been asked about it.
    unasked: Vec<Lanes>,
    /// For each cell the lanes in which it is possible.
    possible: Vec<Lanes>,
    /// For each column the lanes whose answer says that its question arises.
    affirmed: Vec<Lanes>,
    /// For each column the lanes in which its question may apply, and those in which it may not.
    applying: Vec<Truths>,
    tests: Vec<Lanes>,
    lanes: Vec<Lanes>,
    supposed: Vec<Lanes>,
    kept: Vec<Lanes>,
    /// For each counted number of a benefit, the lanes that each of its cells entitles.
    entitles: Vec<Lanes>,
    ranges: Vec<ValueRange>,
    truths: Vec<Truths>,
    /// For each variable the cells that somebody has open; all of them for those that nobody answers.
    supposed_cells: Vec<Cells>,
    scratch: Scratch,
    depends: Vec<VarIdx>,
    /// One for each part of the plan.
    sets: Vec<Sets>,
    dues: Vec<(Lanes, Due)>,
}

/// What was found of one benefit.
#[derive(Clone, Copy)]
struct Sets {
    in_scope: Lanes,
    /// Entitled under every completion: as of right, and if chosen.
    eligible: Lanes,
    by_review: Lanes,
    possible: Lanes,
    lapsed: Lanes,
    /// Of the possible: those who have not been asked something that it hangs on.
    unasked: Lanes,
    /// Its entries in [`Block::dues`].
    dues: (usize, usize),
}

impl<'p> Block<'p> {
    /// An empty block.
    pub fn new(plan: &'p Plan<'_>) -> Block<'p> {
        Block {
            plan,
            people: 0,
            given: vec![0; plan.width],
            valued: vec![0; plan.valued.len()],
            values: vec![[(0, None); LANES]; plan.valued.len()],
            exact: vec![0; plan.valued.len()],
            unasked_of: vec![0; plan.columns.len()],
            unasked: vec![0; plan.width],
            possible: vec![0; plan.width],
            affirmed: vec![0; plan.columns.len()],
            applying: vec![Truths::TRUE; plan.columns.len()],
            tests: vec![0; plan.tests.len()],
            lanes: Vec::new(),
            supposed: Vec::new(),
            kept: Vec::new(),
            entitles: Vec::new(),
            ranges: Vec::new(),
            truths: Vec::new(),
            supposed_cells: plan.rulebook.all_possible(),
            scratch: Scratch::default(),
            depends: Vec::new(),
            sets: Vec::with_capacity(plan.parts.len()),
            dues: Vec::new(),
        }
    }

    /// How many people it holds.
    pub fn len(&self) -> usize {
        self.people
    }

    /// Whether it holds nobody.
    pub fn is_empty(&self) -> bool {
        self.people == 0
    }

    /// Makes room for other people.
    pub fn clear(&mut self) {
        self.people = 0;
        self.given.fill(0);
        self.valued.fill(0);
        self.affirmed.fill(0);
        self.exact.fill(0);
        self.unasked_of.fill(0);
        self.unasked.fill(0);
    }

    /// Takes in one more person; their lane is how many there were before.
    pub fn push(&mut self, answers: &Answers) -> Result<(), Refused> {
        let plan = self.plan;
        let outside = |fact: FactIdx, within: Cells| match answers.look(fact) {
            Answer::Choice(option) => within >> option & 1 == 0,
            _ => {
                all_cells(plan.rulebook.facts[usize::from(fact)].kind.options().len()) & !within
                    != 0
            }
        };
        if self.people == LANES {
            return Err(Refused::Full);
        }
        if outside(AUDIENCE, plan.audiences) || outside(REGION, plan.regions) {
            return Err(Refused::Outside);
        }
        let lane = self.people;
        self.people += 1;
        for (at, column) in plan.columns.iter().enumerate() {
            let answer = answers.look(column.fact);
            // Most questions have not been asked of most people.
            match answer {
                Answer::NotAsked => {
                    self.unasked_of[at] |= 1 << lane;
                    continue;
                }
                Answer::Unknown => continue,
                _ => {}
            }
            let age = |date: Date| column.oldest.partition_point(|oldest| date < *oldest);
            settle(
                column.kind,
                answer,
                plan.on,
                |value| cell_of_number(column.cuts, value),
                |days| {
                    let fixed = column.days.map_or(0, |cuts| {
                        let cell = |day: Date| cell_of_day(cuts, day);
                        span(cell(days.first()), cell(days.last()))
                    });
                    [span(age(days.last()), age(days.first())), fixed]
                },
                |var, cells| {
                    let first = plan.cells[column.var + var];
                    for cell in each_lane(cells) {
                        self.given[first + cell] |= 1 << lane;
                    }
                },
            );
            if !column.guard.is_empty() {
                let affirmed = affirms(column.denials, answer);
                self.affirmed[at] |= u64::from(affirmed) << lane;
            }
            if let Answer::Set { yes, no, unsure } = answer {
                let left = all_cells(column.vars) & !(yes | no | unsure);
                for option in each_lane(left) {
                    self.unasked[plan.cells[column.var + option]] |= 1 << lane;
                }
            }
            if let Some(at) = column.value {
                let value = match answer {
                    Answer::Date(days) => {
                        let days = days_known(column.kind, *days, plan.on);
                        let in_days = |day: Date| i64::from(day.days());
                        (in_days(days.first()), Some(in_days(days.last())))
                    }
                    answer => match number_known(column.kind, answer) {
                        Some(value) => value,
                        None => continue,
                    },
                };
                self.valued[at] |= 1 << lane;
                self.exact[at] |= u64::from(value.1 == Some(value.0)) << lane;
                self.values[at][lane] = value;
            }
        }
        Ok(())
    }

    /// Judges everybody in the block.
    pub fn judge(&mut self) -> Judged<'_> {
        for (column, lanes) in self.plan.columns.iter().zip(&self.unasked_of) {
            for first in &self.plan.cells[column.var..column.var + column.vars] {
                self.unasked[*first] |= lanes;
            }
        }
        self.find_possible();
        for (lanes, &(var, cells)) in self.tests.iter_mut().zip(&self.plan.tests) {
            *lanes = within(self.plan, &self.possible, var, cells).0;
        }
        self.sets.clear();
        self.dues.clear();
        for part in &self.plan.parts {
            let sets = self.judge_one(part);
            self.sets.push(sets);
        }
        Judged { block: self }
    }

    /// What `Possible::new` does for one person: a fact after the other, passing over those that do
    /// not apply given the ones before; once more if answers say that questions arise of which this
    /// was not known.
    fn find_possible(&mut self) {
        let all = all_cells(self.people);
        self.possible.fill(all);
        if self.record_all() {
            self.suppose_hooks();
            self.record_all();
        }
    }

    fn record_all(&mut self) -> bool {
        let plan = self.plan;
        let all = all_cells(self.people);
        let mut implies = 0;
        for (at, column) in plan.columns.iter().enumerate() {
            if !column.guard.is_empty() {
                self.truths.clear();
                self.truths.resize(column.guard.len(), Truths::UNKNOWN);
                let (possible, applying) = (&self.possible, &self.applying);
                judge(column.guard, &mut self.truths, |var, cells| {
                    let (may_hold, may_fail) = within(plan, possible, var, cells);
                    Truths { may_hold, may_fail }.and(applying[plan.column_of[usize::from(var)]])
                });
                let applies = self.truths[0];
                implies |= applies.may_hold & applies.may_fail & self.affirmed[at];
                self.applying[at] = applies;
            }
            let applying = all & self.applying[at].may_hold;
            for var in column.var..column.var + column.vars {
                let first = plan.cells[var];
                let own = first..first + usize::from(plan.rulebook.vars[var].cells);
                let given = &self.given[own.clone()];
                let known = applying & given.iter().fold(0, |known, lanes| known | lanes);
                for (possible, given) in self.possible[own].iter_mut().zip(given) {
                    *possible = *possible & !known | known & given;
                }
            }
        }
        implies & all != 0
    }

    fn suppose_hooks(&mut self) {
        let plan = self.plan;
        self.possible.fill(all_cells(self.people));
        let mut arises = vec![0; plan.columns.len()];
        for (at, column) in plan.columns.iter().enumerate().rev() {
            let Truths { may_hold, may_fail } = self.applying[at];
            let said = may_hold & may_fail & self.affirmed[at] | arises[at];
            if said == 0 || column.guard.is_empty() {
                continue;
            }
            implied(column.guard, |var, cells, asked| {
                if var <= REGION {
                    return;
                }
                if asked {
                    arises[plan.column_of[usize::from(var)]] |= said;
                }
                let first = plan.cells[usize::from(var)];
                let own = first..first + usize::from(plan.rulebook.vars[usize::from(var)].cells);
                let (inside, _) = within(plan, &self.possible, var, cells);
                let narrowed = said & inside;
                for (cell, possible) in self.possible[own].iter_mut().enumerate() {
                    if cells >> cell & 1 == 0 {
                        *possible &= !narrowed;
                    }
                }
            });
        }
    }

    fn judge_one(&mut self, part: &Part) -> Sets {
        let plan = self.plan;
        let benefit = &plan.rulebook.benefits[usize::from(part.benefit)];
        let in_scope = self.tests[part.audiences] & self.tests[part.regions];
        let mut sets = Sets {
            in_scope,
            eligible: 0,
            by_review: 0,
            possible: 0,
            lapsed: 0,
            unasked: 0,
            dues: (self.dues.len(), self.dues.len()),
        };
        if !part.standing.is_in_force() || in_scope == 0 {
            return sets;
        }
        plan.walk(part, in_scope, &self.tests, &mut self.lanes);
        let (no, lapsed) = (
            self.lanes[usize::from(LEAF_NO)],
            self.lanes[usize::from(LEAF_LAPSED)],
        );
        let amounts = usize::from(LEAF_FIRST_AMOUNT)..usize::from(part.leaves);
        let (mut rights, mut chances) = (0, 0);
        for (reached, amount) in self.lanes[amounts.clone()].iter().zip(&benefit.amounts) {
            if amount.by_right {
                rights |= reached;
            } else {
                chances |= reached;
            }
        }
        let entitled = rights | chances;
        sets.eligible = rights & !(chances | no | lapsed);
        sets.by_review = chances & !(no | lapsed);
        sets.possible = entitled & !(sets.eligible | sets.by_review);
        sets.lapsed = lapsed & !no & !entitled;
        sets.unasked = self.find_unasked(part, benefit, sets.possible);
        if benefit.kind == BenefitKind::Money && entitled != 0 {
            self.suppose_numbers(part, entitled);
            self.find_dues(part, benefit, entitled, amounts);
            sets.dues.1 = self.dues.len();
        }
        sets
    }

    /// Those for whom a benefit, possible for all of these, hangs on something that they have not
    /// been asked.
    fn find_unasked(&mut self, part: &Part, benefit: &Benefit, possible: Lanes) -> Lanes {
        // While it is not known who asks and where, it hangs on that.
        let scope_unknown = [AUDIENCE, REGION].map(|fact| {
            let var = self.plan.rulebook.facts[usize::from(fact)].first_var;
            self.unasked[self.plan.cells[usize::from(var)]]
        });
        let scope_unknown = possible & (scope_unknown[0] | scope_unknown[1]);
        let open = |(_, cells): &(VarIdx, Range<usize>)| self.unasked[cells.start];
        let open = part.vars.iter().map(open).fold(0, |all, own| all | own);
        let (found, unclear) = self.part_by_leaves(part, possible & open & !scope_unknown);
        scope_unknown | found | self.depend_on_unasked(part, benefit, unclear)
    }

    /// Parts `among`, for whom `self.lanes` says what they reach: those for whom the ways from a node
    /// on something that they have not been asked lead to different sets of leaves, so that it
    /// matters; and those for whom ways part at such a node and all lead to the same leaves, so that
    /// it takes a closer look. Of the others, nothing that they have not been asked makes ways part.
    fn part_by_leaves(&mut self, part: &Part, among: Lanes) -> (Lanes, Lanes) {
        let (mut found, mut unclear) = (0, 0);
        if among == 0 {
            return (found, unclear);
        }
        let plan = self.plan;
        let leaves = usize::from(part.leaves);
        let (first, end) = part.nodes;
        // For each leaf and each node, the lanes that reach each leaf from there.
        let below = &mut self.supposed;
        below.clear();
        below.resize((leaves + end - first) * leaves, 0);
        for leaf in 0..leaves {
            below[leaf * leaves + leaf] = !0;
        }
        // Children first.
        let mut edges_end = plan.first_edge(end);
        for at in (first..end).rev() {
            let edges = &plan.edges[plan.first_edge(at)..edges_end];
            edges_end = plan.first_edge(at);
            let own = leaves + at - first;
            let here = among & self.lanes[own];
            if here == 0 {
                continue;
            }
            let mut differ = 0;
            for leaf in 0..leaves {
                let (mut some, mut all) = (0, !0);
                for edge in edges {
                    let live = self.tests[usize::from(edge.test)];
                    let there = below[usize::from(edge.to) * leaves + leaf];
                    some |= live & there;
                    all &= !live | there;
                }
                below[own * leaves + leaf] = some;
                differ |= some & !all;
            }
            let first_cell = plan.nodes[at].first_cell;
            if first_cell == UNUSED {
                continue;
            }
            let (mut one, mut several) = (0, 0);
            for edge in edges {
                let live = self.tests[usize::from(edge.test)];
                several |= one & live;
                one |= live;
            }
            let waiting = here & several & self.unasked[first_cell];
            found |= waiting & differ;
            unclear |= waiting & !differ;
        }
        (found, unclear & !found)
    }

    /// Those of `left` for whom it depends on something that they have not been asked. What it
    /// depends on is found once for all who have the same cells open.
    fn depend_on_unasked(&mut self, part: &Part, benefit: &Benefit, mut left: Lanes) -> Lanes {
        let mut found = 0;
        while left != 0 {
            let lane = left.trailing_zeros();
            let mut alike = left;
            let mut same = |lanes: Lanes| {
                let here = lanes >> lane & 1;
                alike &= if here == 1 { lanes } else { !lanes };
                here
            };
            for (var, cells) in &part.vars {
                same(self.unasked[cells.start]);
                let own = cells.clone().enumerate();
                self.supposed_cells[usize::from(*var)] =
                    own.fold(0, |own, (cell, at)| own | same(self.possible[at]) << cell);
            }
            self.depends.clear();
            diagram::depends(
                &benefit.diagram,
                &self.supposed_cells,
                &mut self.scratch,
                &mut self.depends,
            );
            let waits = self.depends.iter().any(|var| {
                let first = self.plan.cells[usize::from(*var)];
                first != UNUSED && self.unasked[first] >> lane & 1 == 1
            });
            if waits {
                found |= alike;
            }
            left &= !alike;
        }
        found
    }

    /// Finds for each cell of each number that the benefit counts with which of the lanes that
    /// have not given just one would be entitled if it lay there.
    fn suppose_numbers(&mut self, part: &Part, entitled: Lanes) {
        self.entitles.clear();
        for number in &part.counted {
            let open = entitled & !self.exact[number.value];
            for cell in 0..number.cells {
                // Where all values are alike, nothing bounds them.
                if open == 0 || number.cells == 1 {
                    self.entitles.push(open);
                    continue;
                }
                let (from, to) = number.tests;
                self.kept.clear();
                self.kept.extend_from_slice(&self.tests[from..to]);
                for (lanes, (_, cells)) in self.tests[from..to]
                    .iter_mut()
                    .zip(&self.plan.tests[from..to])
                {
                    *lanes = if cells >> cell & 1 == 1 { !0 } else { 0 };
                }
                self.plan.walk(part, open, &self.tests, &mut self.supposed);
                self.tests[from..to].copy_from_slice(&self.kept);
                let amounts = usize::from(LEAF_FIRST_AMOUNT)..usize::from(part.leaves);
                let reached = &self.supposed[amounts];
                let entitled = reached.iter().fold(0, |all, lanes| all | lanes);
                self.entitles
                    .push(entitled & self.possible[number.first_cell + cell]);
            }
        }
    }

    /// Finds what is due, once for all lanes that reach the same amounts with the same numbers.
    fn find_dues(
        &mut self,
        part: &Part,
        benefit: &Benefit,
        entitled: Lanes,
        amounts: Range<usize>,
    ) {
        let mut left = entitled;
        while left != 0 {
            let first = left & left.wrapping_neg();
            let (mut alike, mut entitling) = (left, 0u64);
            for (index, reached) in self.lanes[amounts.clone()].iter().enumerate() {
                if reached & first != 0 {
                    entitling |= 1 << index;
                    alike &= reached;
                } else {
                    alike &= !reached;
                }
            }
            left &= !alike;
            if part.counted.is_empty() {
                let mut due = None;
                widen(benefit, entitling, &mut due, &mut |_| (0, None));
                self.dues.extend(due.map(|due| (alike, due)));
                continue;
            }
            // Neighbours often have the same numbers: they were not asked for them.
            self.ranges.clear();
            for lane in each_lane(alike) {
                if self.find_ranges(part, lane) {
                    if let Some((lanes, _)) = self.dues.last_mut() {
                        *lanes |= 1 << lane;
                    }
                    continue;
                }
                let ranges = &self.ranges;
                let mut due = None;
                widen(benefit, entitling, &mut due, &mut |fact| {
                    let known = part.counted.iter().position(|number| number.fact == fact);
                    known.map_or((0, None), |at| ranges[at])
                });
                self.dues.extend(due.map(|due| (1 << lane, due)));
            }
        }
    }

    /// Finds what the numbers of a benefit can be for one person. Says whether they are the same as
    /// they were found last.
    fn find_ranges(&mut self, part: &Part, lane: usize) -> bool {
        let mut same = self.ranges.len() == part.counted.len();
        self.ranges.resize(part.counted.len(), (0, None));
        let mut first = 0;
        for (number, range) in part.counted.iter().zip(&mut self.ranges) {
            let given = self.valued[number.value] >> lane & 1 == 1;
            let known = given.then(|| self.values[number.value][lane]);
            let entitles = &self.entitles[first..first + number.cells];
            let found = value_range(self.plan.rulebook, number.fact, known, |cell| {
                entitles[cell] >> lane & 1 == 1
            });
            same &= *range == found;
            *range = found;
            first += number.cells;
        }
        same
    }
}

/// The lanes in which a variable may lie in one of `cells`, and those in which it may not.
fn within(plan: &Plan<'_>, possible: &[Lanes], var: VarIdx, cells: Cells) -> (Lanes, Lanes) {
    let first = plan.cells[usize::from(var)];
    if first == UNUSED {
        // Nobody can answer it: any of its cells is possible.
        return (!0, !0);
    }
    let count = usize::from(plan.rulebook.vars[usize::from(var)].cells);
    let (mut inside, mut outside) = (0, 0);
    for (cell, lanes) in possible[first..first + count].iter().enumerate() {
        if cells >> cell & 1 == 1 {
            inside |= lanes;
        } else {
            outside |= lanes;
        }
    }
    (inside, outside)
}

/// The lanes of a set, ascending.
pub fn each_lane(lanes: Lanes) -> impl Iterator<Item = usize> {
    let mut left = lanes;
    std::iter::from_fn(move || {
        let lane = left.trailing_zeros() as usize;
        left &= left.wrapping_sub(1);
        (lane < LANES).then_some(lane)
    })
}

/// What was found for the people of a block.
pub struct Judged<'b> {
    block: &'b Block<'b>,
}

impl Judged<'_> {
    /// How many people there are: lanes from 0.
    pub fn people(&self) -> usize {
        self.block.people
    }

    /// The lanes of each verdict on a benefit.
    pub fn verdicts(&self, benefit: BenefitIdx) -> Verdicts {
        let all = all_cells(self.block.people);
        let Some((part, sets)) = self.part(benefit) else {
            return Verdicts {
                eligible: 0,
                by_review: 0,
                possible: 0,
                ineligible: all,
                lapsed: 0,
                not_yet: 0,
                ended: 0,
            };
        };
        let standing = |wanted: Standing| {
            if part.standing == wanted {
                sets.in_scope
            } else {
                0
            }
        };
        let mut verdicts = Verdicts {
            eligible: sets.eligible,
            by_review: sets.by_review,
            possible: sets.possible,
            ineligible: 0,
            lapsed: sets.lapsed,
            not_yet: standing(Standing::NotYet),
            ended: standing(Standing::Ended),
        };
        let others = verdicts.eligible
            | verdicts.by_review
            | verdicts.possible
            | verdicts.lapsed
            | verdicts.not_yet
            | verdicts.ended;
        verdicts.ineligible = all & !others;
        verdicts
    }

    /// The lanes in which a benefit is possible only because something has not been asked yet.
    pub fn unasked(&self, benefit: BenefitIdx) -> Lanes {
        self.part(benefit).map_or(0, |(_, sets)| sets.unasked)
    }

    /// The lanes for which a benefit is out of scope.
    pub fn out_of_scope(&self, benefit: BenefitIdx) -> Lanes {
        let in_scope = self.part(benefit).map_or(0, |(_, sets)| sets.in_scope);
        all_cells(self.block.people) & !in_scope
    }

    /// How a benefit stands on the day of the plan, for whoever is in scope; `None` if nobody can be.
    pub fn standing(&self, benefit: BenefitIdx) -> Option<Standing> {
        self.part(benefit).map(|(part, _)| part.standing)
    }

    /// What is due under a benefit, each with the lanes for which it is just that: those of whom
    /// the benefit is money and the verdict eligible, by review or possible.
    pub fn dues(&self, benefit: BenefitIdx) -> &[(Lanes, Due)] {
        self.part(benefit)
            .map_or(&[], |(_, sets)| &self.block.dues[sets.dues.0..sets.dues.1])
    }

    /// What was found of a benefit for one person.
    ///
    /// # Panics
    /// If there is no such lane.
    pub fn outcome(&self, lane: usize, benefit: BenefitIdx) -> Outcome {
        assert!(lane < self.block.people, "nobody is in lane {lane}");
        let mut outcome = Outcome {
            verdict: Verdict::Ineligible,
            out_of_scope: true,
            standing: Standing::InForce,
            due: None,
            deadline: None,
            unasked: false,
        };
        let Some((part, sets)) = self.part(benefit) else {
            return outcome;
        };
        let has = |lanes: Lanes| lanes >> lane & 1 == 1;
        if !has(sets.in_scope) {
            return outcome;
        }
        outcome.out_of_scope = false;
        outcome.standing = part.standing;
        outcome.verdict = match part.standing {
            Standing::NotYet => Verdict::NotYet,
            Standing::Ended => Verdict::Ended,
            _ if has(sets.eligible) => Verdict::Eligible,
            _ if has(sets.by_review) => Verdict::ByReview,
            _ if has(sets.possible) => Verdict::Possible,
            _ if has(sets.lapsed) => Verdict::Lapsed,
            _ => Verdict::Ineligible,
        };
        let dues = &self.block.dues[sets.dues.0..sets.dues.1];
        let due = dues.iter().find(|(lanes, _)| has(*lanes));
        outcome.due = due.map(|(_, due)| *due);
        outcome.deadline = self.deadline_of(part, lane);
        outcome.unasked = has(sets.unasked);
        outcome
    }

    /// The lanes of `among` in which the same cells of all these variables are possible as in the
    /// lowest lane of `among`; these cells are appended to `cells`, variable by variable. Variables
    /// that bear on nothing here are all alike.
    pub fn alike(&self, among: Lanes, vars: &[VarIdx], cells: &mut Vec<Cells>) -> Lanes {
        let plan = self.block.plan;
        let lane = among.trailing_zeros();
        let mut alike = among;
        for var in vars {
            let count = usize::from(plan.rulebook.vars[usize::from(*var)].cells);
            let first = plan.cells[usize::from(*var)];
            if first == UNUSED {
                cells.push(all_cells(count));
                continue;
            }
            let mut own = 0;
            for (cell, lanes) in self.block.possible[first..first + count].iter().enumerate() {
                let here = lanes.checked_shr(lane).unwrap_or(0) & 1;
                own |= here << cell;
                alike &= if here == 1 { *lanes } else { !lanes };
            }
            cells.push(own);
        }
        alike
    }

    /// The last day on which somebody in scope of a benefit can apply, where the text states a
    /// window and its start is known.
    pub fn deadline(&self, lane: usize, benefit: BenefitIdx) -> Option<DayRange> {
        let (part, sets) = self.part(benefit)?;
        let in_scope = sets.in_scope >> lane & 1 == 1;
        in_scope.then(|| self.deadline_of(part, lane)).flatten()
    }

    fn deadline_of(&self, part: &Part, lane: usize) -> Option<DayRange> {
        let window = self.benefit(part.benefit).window?;
        let at = part.window.filter(|_| part.standing.is_in_force())?;
        let applying = self.block.applying[self.block.plan.valued[at]].may_hold;
        let known = self.block.valued[at] & applying;
        let (first, last) = self.block.values[at][lane];
        let day = |days: i64| Date::from_days(days as i32);
        let days = DayRange::new(day(first), day(last.unwrap_or(first)));
        days.filter(|_| known >> lane & 1 == 1)
            .map(|days| days.plus_months(window.months))
    }

    /// What all benefits together come to, for each person: as [`Assessment::totals`].
    ///
    /// [`Assessment::totals`]: crate::Assessment
    pub fn totals(&self) -> Vec<Totals> {
        let mut all = vec![Totals::default(); self.block.people];
        // Benefits that shut each other out are weighed for each person; the others just add up.
        let mut exclusive: Vec<(Lanes, Worth, Claim)> = Vec::new();
        for (part, sets) in self.block.plan.parts.iter().zip(&self.block.sets) {
            let benefit = self.benefit(part.benefit);
            for (lanes, due) in &self.block.dues[sets.dues.0..sets.dues.1] {
                for lane in each_lane(lanes & sets.unasked) {
                    bucket_mut(&mut all[lane], benefit.claim).unasked += 1;
                }
                for (lanes, verdict) in [
                    (lanes & sets.eligible, Verdict::Eligible),
                    (lanes & sets.by_review, Verdict::ByReview),
                    (lanes & sets.possible & !sets.unasked, Verdict::Possible),
                ] {
                    if lanes == 0 {
                        continue;
                    }
                    let one = worth(benefit, part.benefit, verdict, due);
                    let claim = claim_of(benefit, verdict);
                    if benefit.excludes.is_empty() {
                        for lane in each_lane(lanes) {
                            add(&mut all[lane], claim, alone(&one));
                        }
                    } else {
                        exclusive.push((lanes, one, claim));
                    }
                }
            }
        }
        if exclusive.is_empty() {
            return all;
        }
        for (lane, totals) in all.iter_mut().enumerate() {
            for claim in [Claim::Right, Claim::Selection] {
                let own = exclusive
                    .iter()
                    .filter(|(lanes, _, of)| lanes >> lane & 1 == 1 && *of == claim);
                let own: Vec<Worth> = own.map(|(_, one, _)| *one).collect();
                if !own.is_empty() {
                    add(totals, claim, bucket(self.block.plan.rulebook, own));
                }
            }
        }
        all
    }

    fn part(&self, benefit: BenefitIdx) -> Option<(&Part, &Sets)> {
        let at = self.block.plan.places[usize::from(benefit)];
        Some((self.block.plan.parts.get(at)?, self.block.sets.get(at)?))
    }

    fn benefit(&self, benefit: BenefitIdx) -> &Benefit {
        &self.block.plan.rulebook.benefits[usize::from(benefit)]
    }
}

fn add(totals: &mut Totals, claim: Claim, more: Bucket) {
    let bucket = bucket_mut(totals, claim);
    bucket.settled = plus(bucket.settled, more.settled);
    bucket.with_possible = plus(bucket.with_possible, more.with_possible);
}

fn bucket_mut(totals: &mut Totals, claim: Claim) -> &mut Bucket {
    match claim {
        Claim::Right => &mut totals.right,
        Claim::Selection => &mut totals.selection,
    }
}

/// A bucket with just this in it.
fn alone(one: &Worth) -> Bucket {
    Bucket {
        settled: if one.possible {
            Sum::default()
        } else {
            one.sum
        },
        with_possible: one.sum,
        unasked: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::truth::Truth;

    #[test]
    fn many_truths_are_joined_as_each_is() {
        let each = [Truth::TRUE, Truth::FALSE, Truth::UNKNOWN];
        let many = |truth: Truth| Truths {
            may_hold: if truth.may_hold() { !0 } else { 0 },
            may_fail: if truth.may_fail() { !0 } else { 0 },
        };
        let same = |lanes: Truths, truth: Truth| {
            let expected = many(truth);
            assert_eq!(lanes.may_hold, expected.may_hold);
            assert_eq!(lanes.may_fail, expected.may_fail);
        };
        same(Truths::TRUE, Truth::TRUE);
        same(Truths::FALSE, Truth::FALSE);
        same(Truths::UNKNOWN, Truth::UNKNOWN);
        for a in each {
            same(!many(a), !a);
            for b in each {
                same(many(a).and(many(b)), a.and(b));
                same(many(a).or(many(b)), a.or(b));
                same(many(a).either(many(b)), a.either(b));
            }
        }
    }

    #[test]
    fn the_oldest_day_that_counts_is_the_last_before_those_too_old() {
        let first = Date::new(2023, 12, 1).expect("a day").days();
        for on in (first..first + 500).map(Date::from_days) {
            for months in [0, 1, 6, 12, 60] {
                let day = oldest(months, on);
                assert!(!too_old(day, months, on), "{months} months before {on}");
                let before = Date::from_days(day.days() - 1);
                assert!(too_old(before, months, on), "{months} months before {on}");
            }
        }
    }
}
