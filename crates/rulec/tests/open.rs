//! Answers that are only partly known, what keeps a verdict open, and what would change it: each
//! against all completions, one by one.

mod common;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use engine::model::*;
use engine::{
    AUDIENCE, Answer, Answers, Date, DayRange, Evaluator, Finding, Interval, Money, Packed,
    Possible, REGION, Rulebook, Truth, Verdict, all_cells, cause, choices_at_cuts, outcomes,
};
use proptest::prelude::*;

use common::{Chance, compiled, decoded};

/// The rules as they ship, and invented ones.
static PACKED: LazyLock<[Packed; 2]> =
    LazyLock::new(|| ["../../rules", "tests/batch"].map(|rules| compiled(rules).encode().into()));
static RULEBOOKS: LazyLock<[Rulebook; 2]> = LazyLock::new(|| PACKED.each_ref().map(decoded));
static EVALUATORS: LazyLock<[Evaluator<'static>; 2]> =
    LazyLock::new(|| RULEBOOKS.each_ref().map(Evaluator::new));

/// Most completions that one check enumerates.
const MOST_COMPLETIONS: usize = 4_000;

/// Somebody for whom a benefit may be, and of whom everything else may be known or not; of `silence`
/// in four questions nothing is.
fn somebody(
    rulebook: &Rulebook,
    benefit: &Benefit,
    on: Date,
    silence: usize,
    chance: &mut Chance,
) -> Answers {
    let regions = rulebook.sources[usize::from(benefit.source)].regions;
    let mut answers = Answers::new(rulebook);
    for (index, fact) in (0..).zip(&rulebook.facts) {
        let scope = [benefit.audiences, regions]
            .get(usize::from(index))
            .copied();
        let answer = match scope {
            Some(options) if chance.below(12) != 0 => {
                Answer::Choice(options.trailing_zeros() as u8)
            }
            _ if chance.below(4) < silence => Answer::NotAsked,
            _ if chance.below(8) == 0 => Answer::Unknown,
            _ => some_answer(rulebook, fact, on, chance),
        };
        assert_eq!(
            answers.set(rulebook, index, answer, on),
            Ok(()),
            "{}",
            fact.id
        );
    }
    answers
}

fn some_answer(rulebook: &Rulebook, fact: &Fact, on: Date, chance: &mut Chance) -> Answer {
    match &fact.kind {
        FactKind::Bool => Answer::Bool(chance.below(2) == 1),
        FactKind::Choice { options } => Answer::Choice(chance.below(options.len()) as u8),
        FactKind::Set { options } => {
            let all = all_cells(options.len());
            let unsure = chance.bits() & chance.bits() & chance.bits() & all;
            let yes = chance.bits() & all & !unsure;
            let no = chance.bits() & all & !unsure & !yes;
            Answer::Set { yes, no, unsure }
        }
        FactKind::Int { .. } | FactKind::Money { .. } => {
            Answer::Int(some_number(rulebook, fact, chance))
        }
        FactKind::Date { .. } => Answer::day(some_day(rulebook, fact, on, chance)),
    }
}

/// A number near a threshold.
fn some_number(rulebook: &Rulebook, fact: &Fact, chance: &mut Chance) -> i64 {
    let (FactKind::Int { min, max, .. } | FactKind::Money { min, max }) = fact.kind else {
        panic!("{} is no number", fact.id);
    };
    let cuts = &rulebook.vars[usize::from(fact.first_var)].cuts;
    let around = match cuts.len() {
        0 => min + chance.below(50) as i64,
        count => cuts[chance.below(count)] + chance.below(9) as i64 - 4,
    };
    around.clamp(min, max)
}

/// A day near one on which something lapses, or any.
fn some_day(rulebook: &Rulebook, fact: &Fact, on: Date, chance: &mut Chance) -> Date {
    let FactKind::Date { earliest } = fact.kind else {
        panic!("{} is no date", fact.id);
    };
    let cuts = &rulebook.vars[usize::from(fact.first_var)].cuts;
    let mut days = on.days() - chance.below(1500) as i32;
    if !cuts.is_empty() && chance.below(4) != 0 {
        let months = cuts[chance.below(cuts.len())] as u16;
        days = on.days() - 31 * i32::from(months) - 20 + chance.below(60) as i32;
    }
    Date::from_days(days.min(on.days())).max(earliest)
}

fn days() -> impl Strategy<Value = Date> {
    let day = |year, month, day| Date::new(year, month, day).unwrap();
    prop::sample::select(vec![
        day(2026, 11, 21),
        day(2028, 2, 29),
        day(2025, 6, 1),
        day(2026, 3, 31),
    ])
}

/// The benefits that test or count with a fact.
fn bearing(rulebook: &Rulebook, fact: FactIdx) -> Vec<BenefitIdx> {
    let on_it = |benefit: &Benefit| {
        let tests = |node: &Node| rulebook.vars[usize::from(node.var)].of.fact() == Some(fact);
        benefit.diagram.nodes.iter().any(tests) || counts(benefit).contains(&fact)
    };
    let all = (0..).zip(&rulebook.benefits);
    all.filter(|(_, benefit)| on_it(benefit))
        .map(|(index, _)| index)
        .collect()
}

fn counts(benefit: &Benefit) -> Vec<FactIdx> {
    let terms = benefit.amounts.iter().flat_map(|amount| &amount.terms);
    terms
        .flat_map(|term| {
            let of = match term.base {
                Base::Percent { of, .. } => Some(of),
                Base::Sum { .. } => None,
            };
            of.into_iter().chain(term.per)
        })
        .collect()
}

/// The verdict where it is not known which of these is the one.
fn together(verdicts: &[Verdict]) -> Verdict {
    let bars = |verdict: &Verdict| matches!(verdict, Verdict::Ineligible | Verdict::Lapsed);
    if verdicts.iter().all(|one| *one == verdicts[0]) {
        verdicts[0]
    } else if verdicts.iter().all(bars) {
        Verdict::Ineligible
    } else if !verdicts
        .iter()
        .any(|one| bars(one) || *one == Verdict::Possible)
    {
        // Chosen already or not: at least one may apply.
        Verdict::ByReview
    } else {
        Verdict::Possible
    }
}

/// The sums that some of several findings come to, as one interval.
fn spanned(findings: &[Finding]) -> Option<Interval> {
    let totals = findings
        .iter()
        .filter_map(|finding| finding.due)
        .map(|due| due.total);
    totals.reduce(Interval::hull)
}

/// A finding for a range of answers is what the findings for each of them span.
fn spans(whole: &Finding, each: &[Finding], benefit: &Benefit) -> Result<(), TestCaseError> {
    let id = benefit.id;
    let verdicts: Vec<Verdict> = each.iter().map(|finding| finding.verdict).collect();
    prop_assert_eq!(whole.verdict, together(&verdicts), "{}", id);
    let mut counted = counts(benefit);
    counted.sort_unstable();
    counted.dedup();
    match (whole.due.map(|due| due.total), spanned(each)) {
        // What several numbers can be together is not followed: the sum may be wider, never narrower.
        (Some(sum), Some(each)) if counted.len() > 1 => prop_assert!(sum.contains(each), "{}", id),
        (sum, each) => prop_assert_eq!(sum, each, "{}", id),
    }
    let deadlines: Vec<DayRange> = each.iter().filter_map(|finding| finding.deadline).collect();
    let first = deadlines.iter().map(|days| days.first()).min();
    let last = deadlines.iter().map(|days| days.last()).max();
    let deadline = first
        .zip(last)
        .and_then(|(first, last)| DayRange::new(first, last));
    prop_assert_eq!(whole.deadline, deadline, "{}", id);
    Ok(())
}

// ---- completions -----------------------------------------------------------------------------

/// All ways to fill in what is open of the variables of one diagram, walked one by one.
struct Completions {
    vars: Vec<(VarIdx, Vec<u8>)>,
    /// The leaf of each, the first variable varying fastest.
    leaves: Vec<u16>,
}

impl Completions {
    fn of(benefit: &Benefit, cells: &[Cells]) -> Option<Completions> {
        let diagram = &benefit.diagram;
        let mut vars: Vec<VarIdx> = diagram.nodes.iter().map(|node| node.var).collect();
        vars.dedup();
        let open = |var: &VarIdx| {
            let own = cells[usize::from(*var)];
            (
                *var,
                (0..64)
                    .filter(|cell| own >> cell & 1 == 1)
                    .collect::<Vec<u8>>(),
            )
        };
        let vars: Vec<(VarIdx, Vec<u8>)> = vars.iter().map(open).collect();
        let mut count = 1usize;
        for (_, cells) in &vars {
            count = count.saturating_mul(cells.len());
        }
        if count > MOST_COMPLETIONS {
            return None;
        }
        let mut leaves = Vec::with_capacity(count);
        for number in 0..count {
            let mut rest = number;
            let taken: Vec<(VarIdx, u8)> = vars
                .iter()
                .map(|(var, cells)| {
                    let cell = cells[rest % cells.len()];
                    rest /= cells.len();
                    (*var, cell)
                })
                .collect();
            let mut at = diagram.root;
            while let Some(node) = at.checked_sub(diagram.leaves) {
                let node = &diagram.nodes[usize::from(node)];
                let (_, cell) = taken.iter().find(|(var, _)| *var == node.var).unwrap();
                let edge = node.edges.iter().find(|edge| edge.cells >> cell & 1 == 1);
                at = edge.unwrap().to;
            }
            leaves.push(at);
        }
        Some(Completions { vars, leaves })
    }

    /// The variables on which what `of` says of a leaf depends.
    fn depends<T: PartialEq>(&self, of: impl Fn(u16) -> T) -> BTreeSet<VarIdx> {
        let mut depends = BTreeSet::new();
        let mut stride = 1;
        for (var, cells) in &self.vars {
            let differs = (0..self.leaves.len()).any(|number| {
                let place = number / stride % cells.len();
                place > 0 && of(self.leaves[number]) != of(self.leaves[number - stride])
            });
            if differs {
                depends.insert(*var);
            }
            stride *= cells.len();
        }
        depends
    }

    /// The leaves of those in which the variables lie in these cells.
    fn within(&self, taken: &[(VarIdx, u8)]) -> Vec<u16> {
        let mut list = Vec::new();
        for (number, leaf) in self.leaves.iter().enumerate() {
            let mut rest = number;
            let fits = self.vars.iter().all(|(var, cells)| {
                let cell = cells[rest % cells.len()];
                rest /= cells.len();
                let wanted = taken.iter().find(|(own, _)| own == var);
                wanted.is_none_or(|(_, wanted)| *wanted == cell)
            });
            if fits {
                list.push(*leaf);
            }
        }
        list
    }
}

fn verdict_of(rulebook: &Rulebook, index: BenefitIdx, leaf: u16) -> Verdict {
    let benefit = &rulebook.benefits[usize::from(index)];
    match leaf {
        LEAF_NO => Verdict::Ineligible,
        LEAF_LAPSED => Verdict::Lapsed,
        _ if benefit.amounts[usize::from(leaf - LEAF_FIRST_AMOUNT)].by_right => Verdict::Eligible,
        _ => Verdict::ByReview,
    }
}

/// All payments of an amount that counts with nothing, low and high.
fn plain_total(amount: &Amount) -> Option<Interval> {
    if amount.terms.is_empty() {
        return None;
    }
    let mut sum = Interval::ZERO;
    for term in &amount.terms {
        let Base::Sum { low, high } = term.base else {
            panic!("counts with something");
        };
        let low = if term.up_to { Money::ZERO } else { low };
        sum = sum.plus(Interval::new(low, Some(high)));
    }
    match amount.rhythm {
        Rhythm::Monthly { months: Some(n) } => Some(sum.times(i64::from(n), Some(i64::from(n)))),
        Rhythm::Monthly { months: None } => Some(sum.times(1, None)),
        _ => Some(sum),
    }
}

// ---- the properties --------------------------------------------------------------------------

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// A month, a year or any stretch of days is judged as what its days span: verdict, sum and last
    /// day to apply.
    #[test]
    fn a_month_is_judged_as_its_days(
        seed in 1u64..,
        silence in 0..3usize,
        on in days(),
        which in 0..2usize,
    ) {
        let evaluator = &EVALUATORS[which];
        let rulebook = evaluator.rulebook();
        let chance = &mut Chance(seed);
        for (fact_idx, fact) in (0..).zip(&rulebook.facts) {
            let FactKind::Date { earliest } = fact.kind else { continue };
            let bearing = bearing(rulebook, fact_idx);
            let Some(&index) = bearing.get(chance.below(bearing.len().max(1))) else { continue };
            let benefit = &rulebook.benefits[usize::from(index)];
            let mut answers = somebody(rulebook, benefit, on, silence, chance);
            let day = some_day(rulebook, fact, on, chance);
            let (year, month, _) = day.ymd();
            let range = match chance.below(5) {
                0 => DayRange::year(year),
                1 => DayRange::new(day, Date::from_days(day.days() + chance.below(100) as i32)),
                _ => DayRange::month(year, month),
            }.unwrap();
            answers.set(rulebook, fact_idx, Answer::Date(range), on).unwrap();
            let whole = evaluator.evaluate(&answers, on);
            let can_be = range.first().max(earliest).days()..=range.last().min(on).days();
            let each: Vec<_> = can_be
                .map(|day| {
                    let mut answers = answers.clone();
                    let day = Answer::day(Date::from_days(day));
                    answers.set(rulebook, fact_idx, day, on).unwrap();
                    evaluator.evaluate(&answers, on).findings
                })
                .collect();
            for (at, benefit) in rulebook.benefits.iter().enumerate() {
                let each: Vec<Finding> = each.iter().map(|all| all[at].clone()).collect();
                spans(&whole.findings[at], &each, benefit)?;
            }
        }
    }

    /// A number that lies between two is judged as what the numbers between span.
    #[test]
    fn a_stretch_of_numbers_is_judged_as_each_of_them(
        seed in 1u64..,
        silence in 0..3usize,
        on in days(),
        which in 0..2usize,
    ) {
        let evaluator = &EVALUATORS[which];
        let rulebook = evaluator.rulebook();
        let chance = &mut Chance(seed);
        for (fact_idx, fact) in (0..).zip(&rulebook.facts) {
            let (FactKind::Int { max, .. } | FactKind::Money { max, .. }) = fact.kind else {
                continue;
            };
            let bearing = bearing(rulebook, fact_idx);
            let Some(&index) = bearing.get(chance.below(bearing.len().max(1))) else { continue };
            let benefit = &rulebook.benefits[usize::from(index)];
            let mut answers = somebody(rulebook, benefit, on, silence, chance);
            let low = some_number(rulebook, fact, chance);
            let high = (low + chance.below(30) as i64).min(max - 1).max(low);
            answers.set(rulebook, fact_idx, Answer::between(low, high), on).unwrap();
            let whole = evaluator.evaluate(&answers, on);
            let each: Vec<_> = (low..=high)
                .map(|number| {
                    let mut answers = answers.clone();
                    answers.set(rulebook, fact_idx, Answer::Int(number), on).unwrap();
                    evaluator.evaluate(&answers, on).findings
                })
                .collect();
            for (at, benefit) in rulebook.benefits.iter().enumerate() {
                let each: Vec<Finding> = each.iter().map(|all| all[at].clone()).collect();
                spans(&whole.findings[at], &each, benefit)?;
            }
        }
    }

    /// Why a verdict is open, and what each way to read the text comes to: as all completions say.
    #[test]
    fn causes_and_outcomes_are_those_of_the_completions(
        seed in 1u64..,
        silence in 0..4usize,
        on in days(),
        which in 0..2usize,
    ) {
        let evaluator = &EVALUATORS[which];
        let rulebook = evaluator.rulebook();
        let chance = &mut Chance(seed);
        for (index, benefit) in (0..).zip(&rulebook.benefits) {
            let answers = somebody(rulebook, benefit, on, silence, chance);
            let assessment = evaluator.evaluate(&answers, on);
            let finding = &assessment.findings[usize::from(index)];
            let why = cause(rulebook, &answers, on, index);
            let ways = outcomes(rulebook, &answers, on, index);
            if finding.verdict != Verdict::Possible {
                prop_assert_eq!(why.kind(), None, "{}", benefit.id);
                prop_assert!(!finding.unasked);
            }
            let asked = |fact| answers.get(fact) != Answer::NotAsked;
            if !asked(AUDIENCE) || !asked(REGION) {
                prop_assert!(ways.is_empty());
                prop_assert!(why.text.is_empty());
                prop_assert_eq!(finding.unasked, finding.verdict == Verdict::Possible);
                continue;
            }
            let possible = Possible::new(rulebook, &answers, on);
            let Some(all) = Completions::of(benefit, &possible.cells) else { continue };
            if finding.out_of_scope || !finding.standing.is_in_force() {
                prop_assert!(ways.is_empty());
                continue;
            }
            let verdict = |leaf: u16| verdict_of(rulebook, index, leaf);
            let depends = all.depends(verdict);
            let fact_of = |var: &VarIdx| rulebook.vars[usize::from(*var)].of.fact();
            if finding.verdict == Verdict::Possible {
                let facts: BTreeSet<FactIdx> = depends.iter().filter_map(fact_of).collect();
                let text: BTreeSet<VarIdx> =
                    depends.iter().copied().filter(|var| fact_of(var).is_none()).collect();
                prop_assert_eq!(why.answers.iter().copied().collect::<BTreeSet<_>>(), facts);
                prop_assert_eq!(why.text.iter().copied().collect::<BTreeSet<_>>(), text);
                let waits = all.depends(|leaf| leaf).iter().any(|var| {
                    match (fact_of(var).map(|fact| answers.get(fact)), rulebook.vars[usize::from(*var)].of) {
                        (Some(Answer::NotAsked), _) => true,
                        (Some(Answer::Set { yes, no, unsure }), VarOf::Member { option, .. }) => {
                            (yes | no | unsure) >> option & 1 == 0
                        }
                        _ => false,
                    }
                });
                prop_assert_eq!(finding.unasked, waits, "{}", benefit.id);
            }
            // Each way is the case for just the completions that it names, and together they are all.
            let mut seen = 0;
            for way in &ways {
                let leaves = all.within(&way.taken);
                seen += leaves.len();
                let verdicts: Vec<Verdict> = leaves.iter().map(|leaf| verdict(*leaf)).collect();
                prop_assert_eq!(way.verdict, together(&verdicts), "{}", benefit.id);
                if benefit.kind == BenefitKind::Money && counts(benefit).is_empty() {
                    let sums = leaves
                        .iter()
                        .filter_map(|leaf| leaf.checked_sub(LEAF_FIRST_AMOUNT))
                        .filter_map(|amount| plain_total(&benefit.amounts[usize::from(amount)]));
                    let due = way.due.filter(|due| !due.unstated || due.total != Interval::ZERO);
                    prop_assert_eq!(due.map(|due| due.total), sums.reduce(Interval::hull));
                }
            }
            if ways.is_empty() {
                // However the text is read, it comes to the same.
                for var in depends.iter().filter(|var| fact_of(var).is_none()) {
                    let read = |cell| {
                        let leaves = all.within(&[(*var, cell)]);
                        let all: Vec<Verdict> = leaves.iter().map(|leaf| verdict(*leaf)).collect();
                        together(&all)
                    };
                    prop_assert_eq!(read(0), read(1), "{}", benefit.id);
                }
            } else {
                prop_assert_eq!(seen, all.leaves.len(), "{}", benefit.id);
            }
        }
    }

    /// A range that is offered instead of a number says as much as any number in it.
    #[test]
    fn what_is_offered_at_cut_points_says_as_much_as_a_number(
        seed in 1u64..,
        silence in 0..4usize,
        on in days(),
        which in 0..2usize,
    ) {
        let evaluator = &EVALUATORS[which];
        let rulebook = evaluator.rulebook();
        let chance = &mut Chance(seed);
        for (fact_idx, fact) in (0..).zip(&rulebook.facts) {
            let bearing = bearing(rulebook, fact_idx);
            let Some(&index) = bearing.get(chance.below(bearing.len().max(1))) else { continue };
            let benefit = &rulebook.benefits[usize::from(index)];
            let answers = somebody(rulebook, benefit, on, silence, chance);
            let offered = choices_at_cuts(rulebook, &answers, on, fact_idx);
            let mut unanswered = answers.clone();
            unanswered.set(rulebook, fact_idx, Answer::NotAsked, on).unwrap();
            let possible = Possible::new(rulebook, &unanswered, on);
            if possible.applies(fact_idx) != Truth::TRUE {
                continue;
            }
            let mut next = None;
            for choice in offered {
                let ends = match choice {
                    Answer::Range { low, high } => [low, high],
                    Answer::Int(number) => [number; 2],
                    other => panic!("{other:?} is no number"),
                };
                prop_assert!(next.is_none_or(|next| next == ends[0]), "without a gap");
                next = Some(ends[1] + 1);
                let given = |answer| {
                    let mut answers = answers.clone();
                    answers.set(rulebook, fact_idx, answer, on).unwrap();
                    let found = evaluator.evaluate(&answers, on);
                    let all: Vec<_> = found
                        .findings
                        .iter()
                        .map(|finding| {
                            let (missing, unclear) = (found.missing(finding), found.unclear(finding));
                            (finding.verdict, finding.due, missing.to_vec(), unclear.to_vec())
                        })
                        .collect();
                    (all, found.totals, found.next)
                };
                let whole = given(choice);
                for end in ends {
                    let exact = given(Answer::Int(end));
                    for (at, (one, other)) in whole.0.iter().zip(&exact.0).enumerate() {
                        prop_assert_eq!(one, other, "{} {}", fact.id, rulebook.benefits[at].id);
                    }
                    prop_assert_eq!(whole.1, exact.1, "{}", fact.id);
                    prop_assert_eq!(&whole.2, &exact.2, "{}", fact.id);
                }
            }
            if let (Some(next), FactKind::Int { max, .. } | FactKind::Money { max, .. }) =
                (next, &fact.kind)
            {
                prop_assert_eq!(next, max + 1);
            }
        }
    }
}
