//! Many people at once are judged as each of them alone: every benefit, every person, every sum.

mod common;

use std::sync::{LazyLock, OnceLock};

use engine::batch::{Block, LANES, Plan, Refused, each_lane};
use engine::model::{BenefitIdx, Cells, Fact, FactIdx, FactKind};
use engine::{
    AUDIENCE, Answer, Answers, Date, DayRange, Evaluator, Packed, REGION, Rulebook, Verdict,
    all_cells,
};
use proptest::prelude::*;

use common::{Chance, compiled, decoded};

/// The rules as they ship, as the compiler leaves them, and invented ones.
static RULEBOOKS: LazyLock<[Rulebook; 3]> = LazyLock::new(|| {
    static PACKED: OnceLock<Packed> = OnceLock::new();
    let plain = compiled("../../rules");
    let shipped = decoded(PACKED.get_or_init(|| plain.encode().into()));
    [shipped, plain, compiled("tests/batch")]
});
/// The second never takes a short cut.
static EVALUATORS: LazyLock<[Evaluator<'static>; 3]> = LazyLock::new(|| {
    let [shipped, plain, invented] = &*RULEBOOKS;
    [
        Evaluator::new(shipped),
        Evaluator::without_shortcuts(plain),
        Evaluator::new(invented),
    ]
});

// ---- people ----------------------------------------------------------------------------------

/// Answers to anything, whether its question applies or not. How much is answered differs from
/// person to person; `who` is taken as it is.
fn person(rulebook: &Rulebook, on: Date, who: [Answer; 2], chance: &mut Chance) -> Answers {
    let mut answers = Answers::new(rulebook);
    let silence = chance.below(4);
    for (index, fact) in (0..).zip(&rulebook.facts) {
        let answer = match index {
            AUDIENCE | REGION => who[usize::from(index)],
            _ if chance.below(4) < silence => Answer::NotAsked,
            _ if chance.below(8) == 0 => Answer::Unknown,
            _ => some_answer(rulebook, fact, on, chance),
        };
        let given = answers.set(rulebook, index, answer, on);
        assert_eq!(given, Ok(()), "{}", fact.id);
    }
    answers
}

fn some_answer(rulebook: &Rulebook, fact: &Fact, on: Date, chance: &mut Chance) -> Answer {
    let cuts = &rulebook.vars[usize::from(fact.first_var)].cuts;
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
        FactKind::Int { min, max, .. } | FactKind::Money { min, max } => {
            let around = match (cuts.len(), chance.below(4)) {
                (0, _) | (_, 0) => *min + chance.below(5000) as i64,
                (count, _) => cuts[chance.below(count)] + chance.below(3) as i64 - 1,
            };
            let around = around.clamp(*min, *max);
            match chance.below(6) {
                0 => Answer::between(*min, around),
                1 => Answer::between(around, *max),
                2 => Answer::between(around, (around + 30).min(*max)),
                _ => Answer::Int(around),
            }
        }
        FactKind::Date { earliest } => {
            let mut days = on.days() - chance.below(2000) as i32;
            if chance.below(4) != 0 && !cuts.is_empty() {
                // The oldest day that still counts, and its neighbours.
                let months = cuts[chance.below(cuts.len())] as u16;
                days = on.days() - 31 * (i32::from(months) + 1);
                while Date::from_days(days).plus_months(months) < on {
                    days += 1;
                }
                days += chance.below(3) as i32 - 1;
            }
            let day = Date::from_days(days.min(on.days())).max(*earliest);
            let (year, month, _) = day.ymd();
            // As people know dates: to the day, the month or the year.
            let known = match chance.below(4) {
                0 => DayRange::month(year, month),
                1 => DayRange::year(year),
                _ => None,
            };
            Answer::Date(known.unwrap_or(DayRange::from(day)))
        }
    }
}

/// Any audience and region, or 不清楚, or not asked.
fn anybody(rulebook: &Rulebook, chance: &mut Chance) -> [Answer; 2] {
    [AUDIENCE, REGION].map(|fact| {
        let options = rulebook.facts[usize::from(fact)].kind.options().len();
        match chance.below(10) {
            0 => Answer::NotAsked,
            1 => Answer::Unknown,
            _ => Answer::Choice(chance.below(options) as u8),
        }
    })
}

fn days() -> impl Strategy<Value = Date> {
    let day = |year, month, day| Date::new(year, month, day).unwrap();
    let around = (day(2024, 1, 1).days(), day(2032, 12, 31).days());
    prop_oneof![
        Just(day(2024, 11, 7)),
        Just(day(2024, 11, 8)),
        Just(day(2028, 2, 29)),
        (around.0..around.1).prop_map(Date::from_days),
    ]
}

// ---- the property ----------------------------------------------------------------------------

/// Compares all that is said of all people; says how many dues there were.
fn compare(evaluator: &Evaluator<'_>, plan: &Plan, people: &[Answers], on: Date) -> usize {
    let rulebook = evaluator.rulebook();
    let mut seen = 0;
    let mut dues = 0;
    plan.judge_all(people, |first, judged| {
        assert_eq!(first, seen);
        seen += judged.people();
        let totals = judged.totals();
        assert_eq!(totals.len(), judged.people());
        for (lane, totals) in totals.iter().enumerate() {
            let answers = &people[first + lane];
            let single = evaluator.evaluate(answers, on);
            for (index, finding) in (0..).zip(&single.findings) {
                let id = rulebook.benefits[usize::from(index)].id;
                let found = judged.outcome(lane, index);
                assert_eq!(found.verdict, finding.verdict, "{id} {answers:?}");
                assert_eq!(found.out_of_scope, finding.out_of_scope, "{id} {answers:?}");
                assert_eq!(found.standing, finding.standing, "{id} {answers:?}");
                assert_eq!(found.due, finding.due, "{id} {answers:?}");
                assert_eq!(found.deadline, finding.deadline, "{id} {answers:?}");
                assert_eq!(found.unasked, finding.unasked, "{id} {answers:?}");
                dues += usize::from(found.due.is_some());
            }
            assert_eq!(*totals, single.totals, "{answers:?}");
        }
        for index in 0..rulebook.benefits.len() as BenefitIdx {
            lanes_agree(judged, index);
        }
    })
    .expect("nobody is outside the plan");
    assert_eq!(seen, people.len());
    dues
}

/// The sets of lanes say what the outcomes of the lanes say.
fn lanes_agree(judged: &engine::batch::Judged, benefit: BenefitIdx) {
    let verdicts = judged.verdicts(benefit);
    let mut dues = vec![None; judged.people()];
    for (lanes, due) in judged.dues(benefit) {
        for lane in each_lane(*lanes) {
            assert_eq!(dues[lane].replace(*due), None);
        }
    }
    for (lane, due) in dues.iter().enumerate() {
        let outcome = judged.outcome(lane, benefit);
        let sets = [
            (Verdict::Eligible, verdicts.eligible),
            (Verdict::ByReview, verdicts.by_review),
            (Verdict::Possible, verdicts.possible),
            (Verdict::Ineligible, verdicts.ineligible),
            (Verdict::Lapsed, verdicts.lapsed),
            (Verdict::NotYet, verdicts.not_yet),
            (Verdict::Ended, verdicts.ended),
        ];
        for (verdict, lanes) in sets {
            assert_eq!(lanes >> lane & 1 == 1, outcome.verdict == verdict);
            assert_eq!(lanes & !all_cells(judged.people()), 0);
        }
        let has = |lanes: u64| lanes >> lane & 1 == 1;
        assert_eq!(has(judged.out_of_scope(benefit)), outcome.out_of_scope);
        if !outcome.out_of_scope {
            assert_eq!(judged.standing(benefit), Some(outcome.standing));
        }
        assert_eq!(*due, outcome.due);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn many_are_judged_as_each_alone(
        seed in 1u64..,
        on in days(),
        size in prop::sample::select(vec![1, 63, 64, 65, 130]),
        which in 0..3usize,
    ) {
        let rulebook = &RULEBOOKS[which];
        let chance = &mut Chance(seed);
        let people: Vec<Answers> = (0..size)
            .map(|_| {
                let who = anybody(rulebook, chance);
                person(rulebook, on, who, chance)
            })
            .collect();
        compare(&EVALUATORS[which], &Plan::new(rulebook, on, !0, !0), &people, on);
    }

    /// A plan for few says of them what a plan for all says, and refuses the others.
    #[test]
    fn a_plan_for_some_is_as_good_for_them(
        seed in 1u64..,
        on in days(),
        audiences in any::<Cells>(),
        regions in any::<Cells>(),
    ) {
        let rulebook = &RULEBOOKS[0];
        let chance = &mut Chance(seed);
        let plan = Plan::new(rulebook, on, audiences, regions);
        let options = |fact: FactIdx| {
            all_cells(rulebook.facts[usize::from(fact)].kind.options().len())
        };
        let inside = |fact: FactIdx, answer: Answer, within: Cells| match answer {
            Answer::Choice(option) => within >> option & 1 == 1,
            _ => within & options(fact) == options(fact),
        };
        let mut people = Vec::new();
        for _ in 0..80 {
            let who = anybody(rulebook, chance);
            let answers = person(rulebook, on, who, chance);
            let fits = inside(AUDIENCE, who[0], audiences) && inside(REGION, who[1], regions);
            let taken = Block::new(&plan).push(&answers);
            prop_assert_eq!(taken, if fits { Ok(()) } else { Err(Refused::Outside) });
            people.extend(fits.then_some(answers));
        }
        compare(&EVALUATORS[0], &plan, &people, on);
    }
}

#[test]
fn blocks_may_be_short_full_or_many() {
    let rulebook = &RULEBOOKS[0];
    let on = Date::new(2026, 11, 21).unwrap();
    let chance = &mut Chance(0x9e37_79b9_7f4a_7c15);
    let plan = Plan::new(rulebook, on, !0, !0);
    for size in [0, 1, 63, 64, 65, 1000] {
        let people: Vec<Answers> = (0..size)
            .map(|_| {
                let who = anybody(rulebook, chance);
                person(rulebook, on, who, chance)
            })
            .collect();
        let dues = compare(&EVALUATORS[0], &plan, &people, on);
        assert!(dues >= size, "most have something due: {dues}");
    }
}

#[test]
fn a_full_block_takes_nobody_in_until_it_is_cleared() {
    let rulebook = &RULEBOOKS[0];
    let on = Date::new(2026, 11, 21).unwrap();
    let plan = Plan::new(rulebook, on, !0, !0);
    let mut block = Block::new(&plan);
    let nobody = Answers::new(rulebook);
    assert!(block.is_empty());
    for lane in 0..LANES {
        assert_eq!(block.len(), lane);
        assert_eq!(block.push(&nobody), Ok(()));
    }
    assert_eq!(block.push(&nobody), Err(Refused::Full));
    assert_eq!(block.judge().people(), LANES);
    block.clear();
    assert_eq!(block.judge().people(), 0);
    assert_eq!(block.push(&nobody), Ok(()));
}
