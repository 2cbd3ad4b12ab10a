//! From answers to findings: what is due, what may be due, and what is worth asking next.
//!
//! One call does all of it. It has no clock, no words and no input or output of its own, and it
//! cannot fail: what is not known is unknown, not wrong.

use core::cell::OnceCell;
use core::cmp::Reverse;

use crate::answers::{Answer, Answers};
use crate::date::Date;
use crate::diagram::{self, Scratch, Supposed, Tried};
use crate::due::{Due, ValueRange, counted, value_range, widen};
use crate::finding::{Finding, Verdict, verdict};
use crate::model::*;
use crate::possible::{Possible, days_known, number_known};
use crate::totals::{Totals, totals};
use crate::truth::Truth;

/// Everything there is to say about one set of answers.
#[derive(Clone, PartialEq, Debug)]
pub struct Assessment {
    /// One per benefit of the rulebook, in its order.
    pub findings: Vec<Finding>,
    /// What the findings come to, exclusions and shared ceilings respected.
    pub totals: Totals,
    /// Facts worth asking, best first; empty when nothing can change any more. The first is sure to
    /// be able to change what is shown; the others may turn out not to.
    pub next: Vec<Ask>,
    possible: Possible,
    truths: Truths,
    missing: Vec<FactIdx>,
    unclear: Vec<VarIdx>,
}

/// The truth of all conditions in scope, once somebody has asked for it: most evaluations are only for
/// verdicts and questions. It follows from what else an assessment holds, so it bears on no comparison.
#[derive(Clone, Debug, Default)]
struct Truths(OnceCell<Vec<Truth>>);

impl PartialEq for Truths {
    fn eq(&self, _: &Truths) -> bool {
        true
    }
}

/// A question worth asking.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ask {
    /// What to ask about.
    pub fact: FactIdx,
    /// For a set of options: those that can still change something. Else 0.
    pub options: Cells,
    /// How many open benefits its answer bears on.
    pub bears_on: u16,
    /// Whether it bears on money; else on services alone, which are asked about last.
    pub money: bool,
    /// Larger is better; only comparable within one assessment.
    pub score: u32,
}

impl Assessment {
    /// What the answers leave open.
    pub fn possible(&self) -> &Possible {
        &self.possible
    }

    /// Truth of each entry of a benefit's condition tree, in its order; none out of scope, where
    /// the scope is the reason. `rulebook` must be the one that was evaluated.
    pub fn truths(&self, rulebook: &Rulebook, finding: &Finding) -> &[Truth] {
        let truths = self.truths.0.get_or_init(|| {
            let mut truths = Vec::new();
            for (benefit, finding) in rulebook.benefits.iter().zip(&self.findings) {
                if !finding.out_of_scope {
                    self.possible
                        .judge_each(rulebook, &benefit.conditions, &mut truths);
                }
            }
            truths
        });
        &truths[finding.truths.0 as usize..finding.truths.1 as usize]
    }

    /// Facts that would settle a finding (its verdict or its amount) if they were known; includes
    /// those answered 不清楚. Only who asks and where while these have not been asked.
    pub fn missing(&self, finding: &Finding) -> &[FactIdx] {
        &self.missing[finding.missing.0 as usize..finding.missing.1 as usize]
    }

    /// Readings and unstated conditions on which a finding depends.
    pub fn unclear(&self, finding: &Finding) -> &[VarIdx] {
        &self.unclear[finding.unclear.0 as usize..finding.unclear.1 as usize]
    }
}

/// Judges people by one rulebook. Make one for each rulebook and keep it: what is found of benefits
/// while nothing is known is worked out beforehand, which takes as long as many evaluations.
#[derive(Debug)]
pub struct Evaluator<'r> {
    rulebook: &'r Rulebook,
    /// One per benefit, or none at all.
    blanks: Vec<Option<Blank>>,
}

impl<'r> Evaluator<'r> {
    /// Gets ready to judge by these rules.
    pub fn new(rulebook: &'r Rulebook) -> Evaluator<'r> {
        let nobody = Answers::new(rulebook);
        let mut possible = Possible::new(rulebook, &nobody, Date::LAST);
        let of = |index| Blank::of(rulebook, index as BenefitIdx, &nobody, &mut possible);
        Evaluator {
            rulebook,
            blanks: (0..rulebook.benefits.len()).map(of).collect(),
        }
    }

    /// One that works out nothing beforehand. It finds the same, only slower: tests compare the two.
    pub fn without_shortcuts(rulebook: &'r Rulebook) -> Evaluator<'r> {
        Evaluator {
            rulebook,
            blanks: Vec::new(),
        }
    }

    /// The rules that it judges by.
    pub fn rulebook(&self) -> &'r Rulebook {
        self.rulebook
    }

    /// Judges every benefit of the rulebook for these answers on this day.
    pub fn evaluate(&self, answers: &Answers, on: Date) -> Assessment {
        let rulebook = self.rulebook;
        let possible = Possible::new(rulebook, answers, on);
        let mut walk = Walk::new(rulebook, &self.blanks, answers, &possible);
        let findings = walk.findings(on);
        let next = walk.questions();
        let (missing, unclear) = (walk.missing, walk.unclear);
        Assessment {
            totals: totals(rulebook, &findings),
            next,
            findings,
            possible,
            truths: Truths::default(),
            missing,
            unclear,
        }
    }

    /// What all comes to, without what it hangs on. `possible` must be of these answers on this day.
    pub(crate) fn totals(&self, answers: &Answers, possible: &Possible, on: Date) -> Totals {
        let mut walk = Walk::new(self.rulebook, &self.blanks, answers, possible);
        totals(self.rulebook, &walk.findings(on))
    }

    /// What is found of each benefit, without what it hangs on.
    pub(crate) fn findings(&self, answers: &Answers, on: Date) -> Vec<Finding> {
        let possible = Possible::new(self.rulebook, answers, on);
        Walk::new(self.rulebook, &self.blanks, answers, &possible).findings(on)
    }

    /// The first of these facts that is worth asking. `services`: also if it bears on no money.
    pub(crate) fn worth_asking(
        &self,
        answers: &Answers,
        on: Date,
        facts: &[FactIdx],
        services: bool,
    ) -> Option<FactIdx> {
        // Most pages have one question.
        if facts.is_empty() {
            return None;
        }
        let possible = Possible::new(self.rulebook, answers, on);
        let mut walk = Walk::new(self.rulebook, &self.blanks, answers, &possible);
        walk.findings(on);
        let mut facts = facts.iter().copied();
        facts.find(|fact| {
            let Score {
                options,
                money,
                bears_on,
                ..
            } = walk.asks[usize::from(*fact)];
            bears_on > 0
                && (money || services)
                && walk.open_to_asking(*fact, options)
                && walk.can_change_anything(*fact)
        })
    }

    /// What would settle one benefit, and the readings and unstated conditions that it depends on: as
    /// [`Assessment::missing`] and [`Assessment::unclear`]. `possible` must be of these answers.
    pub fn lacking(
        &self,
        answers: &Answers,
        possible: &Possible,
        on: Date,
        benefit: BenefitIdx,
    ) -> (Vec<FactIdx>, Vec<VarIdx>) {
        let mut walk = Walk::new(self.rulebook, &self.blanks, answers, possible);
        if walk.in_scope(benefit) {
            let mut finding = Finding::OUT_OF_SCOPE;
            walk.judge(benefit, on, &mut finding);
        }
        (walk.missing, walk.unclear)
    }
}

fn standing_of(rulebook: &Rulebook, benefit: BenefitIdx, on: Date) -> Standing {
    let benefit = &rulebook.benefits[usize::from(benefit)];
    rulebook.period(benefit).on(on)
}

/// The verdict and what is due under one benefit for these possible cells, which may be fewer than the
/// answers leave: no short cut is taken.
pub(crate) fn found(
    rulebook: &Rulebook,
    answers: &Answers,
    possible: &Possible,
    on: Date,
    index: BenefitIdx,
) -> (Verdict, Option<Due>) {
    if !may_be_due(rulebook, possible, on, index) {
        return (Verdict::Ineligible, None);
    }
    let benefit = &rulebook.benefits[usize::from(index)];
    let mut walk = Walk::new(rulebook, &[], answers, possible);
    let leaves = diagram::reach(&benefit.diagram, &possible.cells, &mut walk.scratch);
    let entitling = leaves >> LEAF_FIRST_AMOUNT;
    let mut due = None;
    if benefit.kind == BenefitKind::Money {
        walk.due(benefit, entitling, &mut due);
    }
    (verdict(benefit, leaves), due)
}

/// Whether a benefit may be for whoever this is, and was in force on that day.
pub(crate) fn may_be_due(
    rulebook: &Rulebook,
    possible: &Possible,
    on: Date,
    index: BenefitIdx,
) -> bool {
    let benefit = &rulebook.benefits[usize::from(index)];
    let source = &rulebook.sources[usize::from(benefit.source)];
    possible.cells[0] & benefit.audiences != 0
        && possible.cells[1] & source.regions != 0
        && standing_of(rulebook, index, on).is_in_force()
}

/// Weight of a service; money weighs 8 and more.
const SERVICE: u32 = 2;

/// What one of so many answers counts for, of 64: a table, because dividing is slow where this is
/// needed, once for every open benefit and variable.
const SHARE: [u32; 64] = {
    let mut share = [0; 64];
    let mut among = 1;
    while among < 64 {
        share[among] = 64 / among as u32;
        among += 1;
    }
    share
};

/// How likely an answer settles something, of 64: `settling` are those of the `possible` answers
/// that do. Of four people three give a usual answer. An answer that settles nothing counts for
/// something all the same: it leads on.
fn settled_share(possible: Cells, settling: Cells, usual: Cells) -> u32 {
    let share =
        |among: Cells| (settling & among).count_ones() * SHARE[among.count_ones() as usize & 63];
    let open = (possible & !settling).count_ones();
    let (common, rare) = (possible & usual, possible & !usual);
    open + if common == 0 || rare == 0 {
        share(possible)
    } else {
        (3 * share(common) + share(rare)) / 4
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Score {
    options: Cells,
    bears_on: u16,
    /// One of them pays.
    money: bool,
    points: u32,
    /// Its number would show in a sum.
    affects_amount: bool,
}

/// What is found of a benefit while all that is known is that it is in scope: most benefits are in
/// that state most of the time, so it is worked out once.
#[derive(Debug)]
struct Blank {
    /// What its conditions and amounts test and count with, but for who asks and where.
    facts: Vec<FactIdx>,
    leaves: u64,
    due: Option<Due>,
    /// What is missing, and what asking for it is credited.
    asks: Vec<(FactIdx, Score)>,
    unclear: Vec<VarIdx>,
}

impl Blank {
    /// `None` where conditions test who asks or where beyond the scope. `nobody` has answered nothing,
    /// and `possible` is of that but for the scope.
    fn of(
        rulebook: &Rulebook,
        index: BenefitIdx,
        nobody: &Answers,
        possible: &mut Possible,
    ) -> Option<Blank> {
        let benefit = &rulebook.benefits[usize::from(index)];
        possible.cells[0] = benefit.audiences;
        possible.cells[1] = rulebook.sources[usize::from(benefit.source)].regions;
        let mut walk = Walk::new(rulebook, &[], nobody, possible);
        walk.scope_unknown = false;
        let mut finding = Finding::OUT_OF_SCOPE;
        walk.judge_standing(index, (Standing::InForce, Date::LAST), &mut finding);
        let leaves = diagram::reach(&benefit.diagram, &possible.cells, &mut walk.scratch);
        let mut tested = Vec::new();
        for condition in &benefit.conditions {
            if let Some(var) = condition.var() {
                if var <= REGION {
                    return None;
                }
                tested.push(var);
            }
        }
        for node in &benefit.diagram.nodes {
            tested.push(node.var);
        }
        let mut facts = counted(benefit, !0);
        // Whether a question arises bears on a test like the answer to it.
        let mut at = 0;
        while let Some(var) = tested.get(at) {
            at += 1;
            if let Some(fact) = rulebook.vars[usize::from(*var)].of.fact() {
                let guard = &rulebook.facts[usize::from(fact)].applies;
                for hook in guard.iter().filter_map(Condition::var) {
                    if !tested.contains(&hook) {
                        tested.push(hook);
                    }
                }
            }
        }
        for var in tested {
            if let Some(fact) = rulebook.vars[usize::from(var)].of.fact()
                && fact > REGION
                && !facts.contains(&fact)
            {
                facts.push(fact);
            }
        }
        let mut asks = Vec::new();
        for (fact, score) in (0..).zip(walk.asks) {
            // How many there are is asked apart.
            if score.bears_on > 0 && !score.affects_amount {
                if fact <= REGION {
                    return None;
                }
                asks.push((fact, score));
            }
        }
        Some(Blank {
            facts,
            leaves,
            due: finding.due,
            asks,
            unclear: walk.unclear,
        })
    }
}

struct Walk<'a> {
    rulebook: &'a Rulebook,
    /// As in [`Evaluator`].
    blanks: &'a [Option<Blank>],
    answers: &'a Answers,
    possible: &'a Possible,
    scratch: Scratch,
    supposed: Vec<Supposed>,
    depends: Vec<VarIdx>,
    asks: Vec<Score>,
    /// A number supposed for one fact.
    number: Option<(FactIdx, i64)>,
    /// Nobody has said yet who asks, or where.
    scope_unknown: bool,
    /// Benefits that are open.
    open: Vec<BenefitIdx>,
    /// How many conditions the benefits judged so far have.
    conditions: usize,
    missing: Vec<FactIdx>,
    unclear: Vec<VarIdx>,
}

impl<'a> Walk<'a> {
    fn new(
        rulebook: &'a Rulebook,
        blanks: &'a [Option<Blank>],
        answers: &'a Answers,
        possible: &'a Possible,
    ) -> Walk<'a> {
        Walk {
            rulebook,
            blanks,
            answers,
            possible,
            scratch: Scratch::default(),
            supposed: Vec::new(),
            depends: Vec::new(),
            asks: vec![Score::default(); rulebook.facts.len()],
            number: None,
            scope_unknown: [AUDIENCE, REGION]
                .map(|fact| answers.get(fact))
                .contains(&Answer::NotAsked),
            open: Vec::with_capacity(64),
            conditions: 0,
            missing: Vec::with_capacity(rulebook.benefits.len() * 4),
            unclear: Vec::with_capacity(32),
        }
    }

    fn findings(&mut self, on: Date) -> Vec<Finding> {
        let mut findings = vec![Finding::OUT_OF_SCOPE; self.rulebook.benefits.len()];
        for (finding, index) in findings.iter_mut().zip(0..) {
            if self.in_scope(index) {
                self.judge(index, on, finding);
            }
        }
        findings
    }

    fn in_scope(&self, index: BenefitIdx) -> bool {
        let benefit = &self.rulebook.benefits[usize::from(index)];
        let regions = self.rulebook.sources[usize::from(benefit.source)].regions;
        let cells = &self.possible.cells;
        cells[0] & benefit.audiences != 0 && cells[1] & regions != 0
    }

    /// Judges a benefit that may be in scope; `finding` is as for one that is not. Written in
    /// place: a finding is large, and copying it takes as long as judging it.
    fn judge(&mut self, index: BenefitIdx, on: Date, finding: &mut Finding) {
        let standing = standing_of(self.rulebook, index, on);
        self.judge_standing(index, (standing, on), finding);
    }

    fn judge_standing(
        &mut self,
        index: BenefitIdx,
        (standing, on): (Standing, Date),
        finding: &mut Finding,
    ) {
        let benefit = &self.rulebook.benefits[usize::from(index)];
        let source = &self.rulebook.sources[usize::from(benefit.source)];
        let cells = &self.possible.cells;
        let start = |list: usize| (list as u32, list as u32);
        finding.out_of_scope = false;
        finding.standing = standing;
        finding.truths.0 = self.conditions as u32;
        self.conditions += benefit.conditions.len();
        finding.truths.1 = self.conditions as u32;
        finding.missing = start(self.missing.len());
        finding.unclear = start(self.unclear.len());
        let scope_unknown = self.scope_unknown;
        let in_scope = cells[0] & !benefit.audiences == 0 && cells[1] & !source.regions == 0;
        let blank = self.blanks.get(usize::from(index));
        let blank = blank.and_then(Option::as_ref).filter(|blank| {
            let unknown = |fact: &FactIdx| self.possible.is_blank(*fact);
            (scope_unknown || in_scope) && blank.facts.iter().all(unknown)
        });
        finding.verdict = match standing {
            Standing::NotYet => Verdict::NotYet,
            Standing::Ended => Verdict::Ended,
            Standing::InForce | Standing::NoEndStated => Verdict::Ineligible,
        };
        if !standing.is_in_force() {
            return;
        }

        let mut reached = None;
        let leaves = match blank {
            Some(blank) => blank.leaves | u64::from(!in_scope) << LEAF_NO,
            None => {
                let found = diagram::explore(&benefit.diagram, cells, &mut self.scratch);
                reached = Some(found);
                found.leaves
            }
        };
        let entitling = leaves >> LEAF_FIRST_AMOUNT;
        finding.verdict = verdict(benefit, leaves);
        if let Some(window) = benefit.window
            && let Answer::Date(days) = self.answers.look(window.fact)
            && self.possible.applies(window.fact) != Truth::FALSE
        {
            let kind = &self.rulebook.facts[usize::from(window.fact)].kind;
            finding.deadline = Some(days_known(kind, *days, on).plus_months(window.months));
        }
        if entitling == 0 {
            return;
        }
        let open = leaves.count_ones() > 1;
        if let Some(reached) = reached.filter(|_| open && !scope_unknown) {
            // Before other walks, while it is known what is reached.
            let (scratch, depends) = (&mut self.scratch, &mut self.depends);
            depends.clear();
            diagram::depends_reached(&benefit.diagram, cells, reached, scratch, depends);
        }
        if benefit.kind == BenefitKind::Money {
            match blank {
                Some(blank) => finding.due = blank.due,
                None => self.due(benefit, entitling, &mut finding.due),
            }
        }

        // What is still open, and what would settle it.
        let own = finding.missing.0 as usize;
        let possible = finding.verdict == Verdict::Possible;
        if open && scope_unknown {
            self.ask_scope_first();
            finding.unasked = possible;
            finding.missing.1 = self.missing.len() as u32;
            return;
        }
        if open {
            self.open.push(index);
            match blank {
                Some(blank) => {
                    for (fact, score) in &blank.asks {
                        self.missing.push(*fact);
                        finding.unasked |=
                            possible && self.has_not_been_asked(*fact, score.options);
                        let ask = &mut self.asks[usize::from(*fact)];
                        ask.options |= score.options;
                        ask.bears_on += score.bears_on;
                        ask.money |= score.money;
                        ask.points += score.points;
                    }
                    self.unclear.extend_from_slice(&blank.unclear);
                }
                None => {
                    finding.unasked = possible && self.has_unasked_dependency();
                    self.split_dependencies(own);
                    self.score(benefit, finding.due);
                }
            }
        }
        for fact in counted(benefit, entitling) {
            if matches!(self.answers.look(fact), Answer::Int(_))
                || self.missing[own..].contains(&fact)
            {
                continue;
            }
            self.missing.push(fact);
            // How many there are is no question while it is not known whether there are any.
            if self.possible.applies(fact) == Truth::TRUE
                && self.affects_amount(benefit, entitling, fact)
            {
                let ask = &mut self.asks[usize::from(fact)];
                ask.bears_on += 1;
                ask.money = true;
                ask.points += 64;
                ask.affects_amount = true;
            }
        }
        finding.missing.1 = self.missing.len() as u32;
        finding.unclear.1 = self.unclear.len() as u32;
    }

    /// Sorts what a benefit depends on into what is missing, which is its own from `own` on, and
    /// what is unclear.
    fn split_dependencies(&mut self, own: usize) {
        for &var in &self.depends {
            match self.rulebook.vars[usize::from(var)].of.fact() {
                None => self.unclear.push(var),
                // The variables of one fact stand together.
                Some(fact) => {
                    if self.missing[own..].last() != Some(&fact) {
                        self.missing.push(fact);
                    }
                }
            }
        }
    }

    /// Whether something in `self.depends` has not been asked yet.
    fn has_unasked_dependency(&self) -> bool {
        self.depends.iter().any(|&var| {
            let fact = self.rulebook.vars[usize::from(var)].of.fact();
            fact.is_some_and(|fact| self.may_ask_about(fact, var))
        })
    }

    /// Whether a fact, or of a set one of these options, has not been asked yet.
    fn has_not_been_asked(&self, fact: FactIdx, options: Cells) -> bool {
        match self.answers.look(fact) {
            Answer::NotAsked => true,
            Answer::Set { yes, no, unsure } => options & !(yes | no | unsure) != 0,
            _ => false,
        }
    }

    /// While nobody has said who asks and where, these two are all that is missing: what else
    /// matters depends on them. Credits them.
    fn ask_scope_first(&mut self) {
        for fact in [AUDIENCE, REGION] {
            if self.answers.get(fact) == Answer::NotAsked {
                self.missing.push(fact);
                let ask = &mut self.asks[usize::from(fact)];
                ask.bears_on += 1;
                // Without who and where, nothing at all is known of money.
                ask.money = true;
            }
        }
    }

    /// Widens `due` by the reachable amounts.
    fn due(&mut self, benefit: &Benefit, entitling: u64, due: &mut Option<Due>) {
        widen(benefit, entitling, due, &mut |fact| {
            self.value_range(benefit, fact)
        });
    }

    /// Whether one more of something would show in what is due. It does not where another number,
    /// or another reading, leaves the sum unbounded anyway.
    fn affects_amount(&mut self, benefit: &Benefit, entitling: u64, fact: FactIdx) -> bool {
        let (least, _) = self.value_range(benefit, fact);
        self.number = Some((fact, least));
        let (mut one, mut other) = (None, None);
        self.due(benefit, entitling, &mut one);
        self.number = Some((fact, least.saturating_add(1)));
        self.due(benefit, entitling, &mut other);
        self.number = None;
        one != other
    }

    /// What a number can be if this benefit is due.
    fn value_range(&mut self, benefit: &Benefit, fact: FactIdx) -> ValueRange {
        let asked = &self.rulebook.facts[usize::from(fact)];
        let known = number_known(&asked.kind, self.answers.look(fact)).or(match self.number {
            Some((supposed, value)) if supposed == fact => Some((value, Some(value))),
            _ => None,
        });
        let var = usize::from(asked.first_var);
        let possible = self.possible.cells[var];
        let mut cells = Vec::new();
        let mut nodes = benefit.diagram.nodes.iter();
        let tested = nodes.any(|node| usize::from(node.var) == var);
        value_range(self.rulebook, fact, known, |cell| {
            if !tested {
                return true;
            }
            if possible >> cell & 1 == 0 {
                return false;
            }
            if cells.is_empty() {
                cells.clone_from(&self.possible.cells);
            }
            cells[var] = 1 << cell;
            diagram::reach(&benefit.diagram, &cells, &mut self.scratch) >> LEAF_FIRST_AMOUNT != 0
        })
    }

    /// Credits the facts in `self.depends` for how far an answer to each would settle a benefit.
    fn score(&mut self, benefit: &Benefit, due: Option<Due>) {
        let cells = &self.possible.cells;
        self.supposed.clear();
        let mut base = 0;
        let mut before = None;
        for &var in &self.depends {
            let Var {
                of, cells: count, ..
            } = &self.rulebook.vars[usize::from(var)];
            let Some(fact) = of.fact() else {
                continue;
            };
            let ask = &mut self.asks[usize::from(fact)];
            ask.money |= benefit.kind == BenefitKind::Money;
            // The variables of one fact stand together.
            if before.replace(fact) != Some(fact) {
                ask.bears_on += 1;
            }
            if let VarOf::Member { option, .. } = of {
                ask.options |= 1 << option;
            }
            // Past one word of supposed answers, a fact is still asked, only without their points.
            if base + count <= 64 {
                self.supposed.push(Supposed { var, base });
                base += count;
            }
        }
        if self.supposed.is_empty() {
            return;
        }
        if benefit.kind == BenefitKind::Service {
            // They weigh so little beside money that an even share will do.
            for one in &self.supposed {
                if let Some(fact) = self.rulebook.vars[usize::from(one.var)].of.fact() {
                    self.asks[usize::from(fact)].points += SERVICE * 32;
                }
            }
            return;
        }
        let (entitled, not) =
            diagram::reach_supposing(&benefit.diagram, cells, &self.supposed, &mut self.scratch);
        let settled = entitled ^ not;
        // Money weighs by its magnitude, so that large sums are asked for first but small ones are
        // not forgotten.
        let weight = match due {
            None => SERVICE,
            Some(due) => {
                let most = due.payment.high.unwrap_or(due.payment.low).whole_yuan();
                8 + most.max(1).ilog2()
            }
        };
        for one in &self.supposed {
            let Some(fact) = self.rulebook.vars[usize::from(one.var)].of.fact() else {
                continue;
            };
            let possible = cells[usize::from(one.var)];
            let usual = self.rulebook.facts[usize::from(fact)].usual;
            let settling = settled >> one.base & possible;
            self.asks[usize::from(fact)].points +=
                weight * settled_share(possible, settling, usual);
        }
    }

    /// Variables in `self.depends` that could be asked about but, as long as others stay 不清楚,
    /// change nothing: whatever is answered, the same outcomes remain open.
    fn idle(&mut self, benefit: &Benefit) -> Vec<VarIdx> {
        // More combinations than this are not tried: then every question counts as worth asking.
        const MOST: usize = 64;
        let vars = &self.rulebook.vars;
        let askable = |var: &VarIdx| {
            let fact = vars[usize::from(*var)].of.fact();
            fact.is_some_and(|fact| self.may_ask_about(fact, *var))
        };
        let cells = &self.possible.cells;
        let mut size = 1usize;
        let mut tried: Vec<Tried> = Vec::new();
        for &var in &self.depends {
            if askable(&var) {
                tried.push(Tried { var, stride: size });
                size = size.saturating_mul(cells[usize::from(var)].count_ones() as usize);
            }
        }
        if tried.len() == self.depends.len() || size > MOST {
            return Vec::new();
        }
        let ways = diagram::reach_trying(&benefit.diagram, cells, &tried, size, &mut self.scratch);
        let mut idle = Vec::new();
        for one in tried {
            // Lanes that have a neighbour one cell further.
            let possible = cells[usize::from(one.var)];
            let last = 1 << (63 - possible.leading_zeros());
            let before_last = one.lanes(possible, possible & !last, size);
            let unchanged = ways.iter().all(|lanes| {
                let next = lanes.checked_shr(one.stride as u32).unwrap_or(0);
                (lanes ^ next) & before_last == 0
            });
            if unchanged {
                idle.push(one.var);
            }
        }
        idle
    }

    /// The facts that can change something and have not been asked: what bears on money first, and of
    /// that the best.
    fn questions(&mut self) -> Vec<Ask> {
        let order = |ask: &Ask| Reverse((ask.money, ask.score));
        let mut asks: Vec<Ask> = Vec::new();
        for (score, fact) in self.asks.iter().zip(0..) {
            if score.bears_on > 0 && self.open_to_asking(fact, score.options) {
                let ask = Ask {
                    fact,
                    options: score.options,
                    bears_on: score.bears_on,
                    money: score.money,
                    score: self.priority(fact, score.points),
                };
                // They are few. Facts of equal score stay in the order of the rule files.
                let at = asks.partition_point(|other| order(other) <= order(&ask));
                asks.insert(at, ask);
            }
        }
        // What is asked next must be able to show. That is dear to find out, and usually so.
        while let Some(first) = asks.first() {
            if self.can_change_anything(first.fact) {
                break;
            }
            asks.remove(0);
        }
        asks
    }

    /// Whether an answer could be seen in some result.
    fn can_change_anything(&mut self, fact: FactIdx) -> bool {
        fact <= REGION
            || self.asks[usize::from(fact)].affects_amount
            || self.can_change_result(fact)
    }

    /// Whether some way to answer this and everything else that can still be asked would change the
    /// set of outcomes that all the rest, which nobody can answer, leaves open for some benefit.
    fn can_change_result(&mut self, fact: FactIdx) -> bool {
        let rulebook = self.rulebook;
        let answerable = rulebook.vars.partition_point(|var| var.of.fact().is_some());
        let own = |var: VarIdx| rulebook.vars[usize::from(var)].of.fact() == Some(fact);
        (0..self.open.len()).any(|at| {
            let benefit = &rulebook.benefits[usize::from(self.open[at])];
            if !benefit.diagram.nodes.iter().any(|node| own(node.var)) {
                return false;
            }
            self.depends.clear();
            diagram::depends_below(
                &benefit.diagram,
                &self.possible.cells,
                answerable as VarIdx,
                &mut self.scratch,
                &mut self.depends,
            );
            let mattering = self.depends.iter().copied().filter(|var| own(*var));
            let mattering: Vec<VarIdx> = mattering.collect();
            if mattering.is_empty() {
                return false;
            }
            let idle = self.idle(benefit);
            mattering.iter().any(|var| !idle.contains(var))
        })
    }

    fn open_to_asking(&self, fact: FactIdx, options: Cells) -> bool {
        // Whoever is not sure whether it applies is not asked about it either: it waits until what it
        // hangs on is known.
        self.has_not_been_asked(fact, options) && self.possible.applies(fact) == Truth::TRUE
    }

    fn may_ask_about(&self, fact: FactIdx, var: VarIdx) -> bool {
        match (
            self.answers.look(fact),
            self.rulebook.vars[usize::from(var)].of,
        ) {
            (Answer::NotAsked, _) => true,
            (Answer::Set { yes, no, unsure }, VarOf::Member { option, .. }) => {
                (yes | no | unsure) >> option & 1 == 0
            }
            _ => false,
        }
    }

    fn priority(&self, fact: FactIdx, points: u32) -> u32 {
        match fact {
            // Who and where come first: nothing can be explained without them.
            AUDIENCE => u32::MAX,
            REGION => u32::MAX - 1,
            _ if self.rulebook.facts[usize::from(fact)].first => u32::MAX - 2,
            _ => {
                // Squared: what must be looked up waits until the easy answers have shown whether
                // it matters at all.
                let effort = u32::from(self.rulebook.facts[usize::from(fact)].effort.max(1));
                points / (effort * effort)
            }
        }
    }
}

impl Ask {
    /// Of a set: the one option that is left to ask about, which is a question of yes or no.
    pub fn only_option(&self) -> Option<u8> {
        (self.options.count_ones() == 1).then(|| self.options.trailing_zeros() as u8)
    }
}

/// All options of a set, for showing a question about it anew.
pub fn all_options(fact: &Fact) -> Cells {
    all_cells(fact.kind.options().len())
}
