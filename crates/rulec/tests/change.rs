//! What could be done, what time brings, what other rungs and other cities come to: each against trying
//! everything, one by one, by evaluating.

mod common;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use engine::model::*;
use engine::{
    Answer, Answers, Assessment, Change, Date, DayRange, Due, Evaluator, Interval, Packed,
    Possible, REGION, Rulebook, Step, Sum, Totals, Truth, Turn, Verdict, all_cells, compare,
    covered_regions, next_tiers, rungs, single_changes, supposing, turns_ahead, what_would_change,
};
use proptest::prelude::*;

use common::{Chance, compiled, decoded};

/// The rules as they ship, and invented ones.
static PACKED: LazyLock<[Packed; 2]> =
    LazyLock::new(|| ["../../rules", "tests/change"].map(|rules| compiled(rules).encode().into()));
static RULEBOOKS: LazyLock<[Rulebook; 2]> = LazyLock::new(|| PACKED.each_ref().map(decoded));
static EVALUATORS: LazyLock<[Evaluator<'static>; 2]> =
    LazyLock::new(|| RULEBOOKS.each_ref().map(Evaluator::new));
/// Which takes no short cut.
static PLAIN: LazyLock<[Evaluator<'static>; 2]> =
    LazyLock::new(|| RULEBOOKS.each_ref().map(Evaluator::without_shortcuts));

fn day(year: i32, month: u8, day: u8) -> Date {
    Date::new(year, month, day).expect("a day")
}

fn days() -> impl Strategy<Value = Date> {
    prop::sample::select(vec![
        day(2026, 11, 21),
        day(2028, 2, 29),
        day(2025, 6, 1),
        day(2026, 3, 31),
    ])
}

/// Somebody for whom a benefit may be, who has not answered some questions.
fn somebody(rulebook: &Rulebook, benefit: &Benefit, on: Date, chance: &mut Chance) -> Answers {
    let regions = rulebook.sources[usize::from(benefit.source)].regions;
    let silence = chance.below(3) * 8 + 2;
    let mut answers = Answers::new(rulebook);
    for (index, fact) in (0..).zip(&rulebook.facts) {
        let scope = [benefit.audiences, regions]
            .get(usize::from(index))
            .copied();
        let answer = match (scope, &fact.kind) {
            (Some(options), _) if chance.below(30) != 0 => {
                Answer::Choice(options.trailing_zeros() as u8)
            }
            _ if chance.below(silence) == 0 => Answer::NotAsked,
            _ if chance.below(24) == 0 => Answer::Unknown,
            (_, FactKind::Bool) => Answer::Bool(chance.below(2) == 1),
            (_, FactKind::Choice { options }) => Answer::Choice(chance.below(options.len()) as u8),
            (_, FactKind::Set { options }) => {
                let all = all_cells(options.len());
                let yes = chance.bits() & chance.bits() & all;
                let unsure = chance.bits() & chance.bits() & chance.bits() & all & !yes;
                let no = all & !yes & !unsure;
                Answer::Set { yes, no, unsure }
            }
            (_, FactKind::Int { min, max, .. } | FactKind::Money { min, max }) => {
                let cuts = &rulebook.vars[usize::from(fact.first_var)].cuts;
                let near = match cuts.len() {
                    0 => min + chance.below(50) as i64,
                    count => cuts[chance.below(count)] + chance.below(30) as i64 - 25,
                };
                let low = near.clamp(*min, *max);
                match chance.below(6) {
                    0 => Answer::between(low, (low + chance.below(20) as i64).min(*max)),
                    _ => Answer::Int(low),
                }
            }
            (_, FactKind::Date { earliest }) => {
                let day = Date::from_days(on.days() - chance.below(900) as i32).max(*earliest);
                let (year, month, _) = day.ymd();
                match chance.below(5) {
                    0 => Answer::Date(DayRange::month(year, month).expect("a month")),
                    1 => Answer::Date(DayRange::year(year).expect("a year")),
                    _ => Answer::day(day),
                }
            }
        };
        answers
            .set(rulebook, index, answer, on)
            .unwrap_or_else(|error| panic!("{}: {error:?}", fact.id));
    }
    answers
}

/// Without what does not arise, and with the days that can be today.
fn as_taken(rulebook: &Rulebook, answers: &Answers, on: Date) -> Answers {
    let possible = Possible::new(rulebook, answers, on);
    let mut taken = answers.clone();
    for (index, fact) in (0..).zip(&rulebook.facts) {
        let answer = match (answers.get(index), &fact.kind) {
            _ if possible.applies(index) == Truth::FALSE => Answer::NotAsked,
            (Answer::Date(days), FactKind::Date { earliest }) => {
                Answer::Date(days.within(*earliest, on))
            }
            (answer, _) => answer,
        };
        taken.set(rulebook, index, answer, on).expect("an answer");
    }
    taken
}

// ---- every step, and every two of them ---------------------------------------------------------

/// A step, the fact that it needs a step of, the months that it takes, and how far it is.
type Way = (Step, Option<FactIdx>, Option<u16>, usize);

fn every_step(rulebook: &Rulebook, answers: &Answers, on: Date) -> Vec<Way> {
    let possible = Possible::new(rulebook, answers, on);
    let mut all = Vec::new();
    for (index, fact) in (0..).zip(&rulebook.facts) {
        if index <= REGION {
            continue;
        }
        let own = answers.get(index);
        if fact.follows == index && possible.applies(index) == Truth::UNKNOWN {
            continue;
        }
        let lowest = possible.applies(index) == Truth::FALSE;
        let mut add = |to, needs, months, far| {
            all.push((Step { fact: index, to }, needs, months, far));
        };
        if fact.follows != index {
            let leader = Some(fact.follows);
            let mut far = 0;
            let options = match fact.kind {
                FactKind::Choice { ref options } => (0..options.len())
                    .map(|at| Answer::Choice(at as u8))
                    .collect(),
                FactKind::Bool => vec![Answer::Bool(false), Answer::Bool(true)],
                _ => Vec::new(),
            };
            if options.contains(&own) {
                add(own, leader, None, far);
                far += 1;
            }
            for other in options.into_iter().filter(|one| *one != own) {
                add(other, leader, None, far);
                far += 1;
            }
            continue;
        }
        if !fact.changeable {
            continue;
        }
        match &fact.kind {
            FactKind::Bool if own == Answer::Bool(false) || lowest => {
                add(Answer::Bool(true), None, None, 1);
            }
            FactKind::Choice { .. } => {
                let mut far = 0;
                let mut above = lowest;
                for (place, rung) in fact.ladder.iter().enumerate() {
                    if above && !(lowest && place == 0) {
                        far += 1;
                        add(Answer::Choice(*rung), None, None, far);
                    }
                    above |= own == Answer::Choice(*rung);
                }
            }
            FactKind::Set { options } => {
                let (yes, no, unsure) = match own {
                    Answer::Set { yes, no, unsure } => (yes, no, unsure),
                    _ if lowest => (0, all_cells(options.len()), 0),
                    _ => continue,
                };
                for option in 0..options.len() {
                    let bit = 1 << option;
                    if no & bit != 0 {
                        let (yes, no) = (yes | bit, no & !bit);
                        add(Answer::Set { yes, no, unsure }, None, None, 1);
                    }
                }
            }
            FactKind::Int { min, max, .. } | FactKind::Money { min, max } => {
                let (value, exact) = match own {
                    Answer::Int(value) => (value, true),
                    Answer::Range { high, .. } => (high, false),
                    _ if lowest => (*min, true),
                    _ => continue,
                };
                let mut far = 0;
                for cut in &rulebook.vars[usize::from(fact.first_var)].cuts {
                    if *cut > value && cut <= max {
                        far += 1;
                        let growth = fact.grows.as_ref().filter(|_| exact);
                        let months = growth.map(|one| (cut - value) * i64::from(one.months));
                        add(
                            Answer::Int(*cut),
                            None,
                            months.map(|months| months as u16),
                            far,
                        );
                    }
                }
            }
            _ => {}
        }
    }
    all
}

fn taking(rulebook: &Rulebook, answers: &Answers, steps: &[Step], then: Date) -> Answers {
    let mut supposed = answers.clone();
    let set = |answers: &mut Answers, fact, answer| {
        answers
            .set(rulebook, fact, answer, then)
            .expect("an answer");
    };
    for step in steps {
        for (index, fact) in (0..).zip(&rulebook.facts) {
            if fact.follows == step.fact && index != step.fact {
                let new = match fact.kind {
                    FactKind::Date { .. } => Answer::day(then),
                    _ => Answer::NotAsked,
                };
                set(&mut supposed, index, new);
            }
        }
    }
    for step in steps {
        let mut to = step.to;
        if let (
            Answer::Set { yes, .. },
            Answer::Set {
                yes: more,
                no,
                unsure,
            },
        ) = (supposed.get(step.fact), step.to)
        {
            to = Answer::Set {
                yes: yes | more,
                no: no & !yes,
                unsure,
            };
        }
        set(&mut supposed, step.fact, to);
    }
    supposed
}

type Found = (Verdict, Option<Due>);

fn settled(verdict: Verdict) -> bool {
    [Verdict::Eligible, Verdict::ByReview].contains(&verdict)
}

fn ends(sum: Interval) -> (i64, i64) {
    (sum.low.0, sum.high.map_or(i64::MAX, |high| high.0))
}

fn better(before: Found, after: Found) -> bool {
    let more = || {
        let (Some(old), Some(new)) = (before.1, after.1) else {
            return false;
        };
        let unbounded = old.total.high.is_none() && new.total.high.is_none();
        let [old_sum, new_sum] = [old, new].map(|due| match unbounded {
            true => due.payment,
            false => due.total,
        });
        // Without an upper end, only the lower one says that there is more.
        let greater = match new_sum.high {
            None => new_sum.low > old_sum.low,
            Some(_) => ends(new_sum).1 > ends(old_sum).1,
        };
        old.rhythm == new.rhythm
            && !(old.rhythm_open || new.rhythm_open)
            && old.unstated == new.unstated
            && new_sum.low >= old_sum.low
            && greater
    };
    settled(after.0)
        && match before.0 {
            Verdict::Ineligible | Verdict::Lapsed | Verdict::Possible => true,
            Verdict::ByReview => more(),
            Verdict::Eligible => after.0 == Verdict::Eligible && more(),
            Verdict::NotYet | Verdict::Ended => false,
        }
}

/// Whether the whole loses nothing as of right, and whether it gets more.
fn balance(without: &Totals, with: &Totals) -> (bool, bool) {
    let three = |sum: &Sum| {
        let (low, high) = ends(sum.once.plus(sum.yearly));
        [low, high, i64::from(sum.unstated)]
    };
    let right = (three(&without.right.settled), three(&with.right.settled));
    let chance = (
        three(&without.selection.settled),
        three(&with.selection.settled),
    );
    let some = |(old, new): ([i64; 3], [i64; 3]), than: fn(&i64, &i64) -> bool| {
        old.iter().zip(&new).any(|(old, new)| than(new, old))
    };
    (
        !some(right, i64::lt),
        some(right, i64::gt) || some(chance, i64::gt),
    )
}

/// What `what_would_change` must find.
fn everything(evaluator: &Evaluator<'_>, answers: &Answers, on: Date) -> Vec<Change> {
    let rulebook = evaluator.rulebook();
    let now = evaluator.evaluate(answers, on);
    let answers = &as_taken(rulebook, answers, on);
    let steps = every_step(rulebook, answers, on);
    let then = |ways: &[usize]| {
        let months = ways.iter().filter_map(|way| steps[*way].2).max();
        on.plus_months(months.unwrap_or(0))
    };
    let mut tried: Vec<(Vec<usize>, Assessment)> = Vec::new();
    let mut try_out = |ways: Vec<usize>| {
        let taken: Vec<Step> = ways.iter().map(|way| steps[*way].0).collect();
        let supposed = taking(rulebook, answers, &taken, then(&ways));
        // What is answered anew says nothing of whether its question arises.
        let asked = Possible::new(rulebook, answers, on);
        let anew = |step: &&Step| {
            let follows = rulebook.facts[usize::from(step.fact)].follows != step.fact;
            follows || asked.applies(step.fact) == Truth::FALSE
        };
        for step in taken.iter().filter(anew) {
            let mut rest = supposed.clone();
            rest.set(rulebook, step.fact, Answer::NotAsked, on)
                .expect("no answer");
            let arises = Possible::new(rulebook, &rest, then(&ways)).applies(step.fact);
            if arises != Truth::TRUE {
                return;
            }
        }
        tried.push((ways.clone(), evaluator.evaluate(&supposed, then(&ways))));
    };
    for first in 0..steps.len() {
        if steps[first].1.is_none() {
            try_out(vec![first]);
        }
        for second in first + 1..steps.len() {
            let [one, other] = [steps[first], steps[second]];
            let is_set = matches!(one.0.to, Answer::Set { .. });
            if one.1.is_none_or(|needs| needs == other.0.fact)
                && other.1.is_none_or(|needs| needs == one.0.fact)
                && (one.0.fact != other.0.fact || is_set)
            {
                try_out(vec![first, second]);
            }
        }
    }
    let mut bases: BTreeMap<Date, Totals> = BTreeMap::new();
    let mut changes = Vec::new();
    for (index, before) in now.findings.iter().enumerate() {
        if before.out_of_scope {
            continue;
        }
        let was = (before.verdict, before.due);
        let improving = |(_, found): &&(Vec<usize>, Assessment)| {
            let after = &found.findings[index];
            better(was, (after.verdict, after.due))
        };
        let improving: Vec<_> = tried.iter().filter(improving).collect();
        let alone: Vec<usize> = improving
            .iter()
            .filter(|(ways, _)| ways.len() == 1)
            .map(|(ways, _)| ways[0])
            .collect();
        let needless =
            |ways: &Vec<usize>| ways.len() == 2 && ways.iter().any(|way| alone.contains(way));
        let worth = improving.into_iter().filter(|(ways, found)| {
            let base = bases
                .entry(then(ways))
                .or_insert_with(|| evaluator.evaluate(answers, then(ways)).totals);
            let (kept, more) = balance(base, &found.totals);
            let service = rulebook.benefits[index].kind == BenefitKind::Service;
            !needless(ways) && kept && (more || service)
        });
        let best = worth.min_by_key(|(ways, _)| {
            let of = |way: &usize| steps[*way];
            let by_hand = ways.iter().filter(|way| of(way).2.is_none()).count();
            let far: usize = ways.iter().map(|way| of(way).3).sum();
            (ways.len(), by_hand, then(ways), far, ways.clone())
        });
        changes.extend(best.map(|(ways, found)| Change {
            benefit: index as BenefitIdx,
            steps: ways.iter().map(|way| steps[*way].0).collect(),
            from: then(ways),
            before: before.verdict,
            due_before: before.due,
            verdict: found.findings[index].verdict,
            due: found.findings[index].due,
        }));
    }
    changes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// The cheapest way is found, and nothing that is none.
    #[test]
    fn what_would_change_is_what_trying_everything_finds(
        seed in 1u64..,
        on in days(),
        which in 0..2usize,
    ) {
        let rulebook = &RULEBOOKS[which];
        let chance = &mut Chance(seed);
        let benefit = &rulebook.benefits[chance.below(rulebook.benefits.len())];
        let answers = somebody(rulebook, benefit, on, chance);
        let found = what_would_change(&EVALUATORS[which], &answers, on);
        let expected = everything(&PLAIN[which], &answers, on);
        let id = |change: &Change| rulebook.benefits[usize::from(change.benefit)].id;
        for (one, other) in found.iter().zip(&expected) {
            prop_assert_eq!(one, other, "{} {}", id(one), id(other));
        }
        let missed = expected.get(found.len()).or(found.get(expected.len()));
        prop_assert_eq!(found.len(), expected.len(), "{:?} {:?}", missed, missed.map(id));
        for change in &found {
            let then = supposing(rulebook, &answers, on, &change.steps, change.from);
            let then = EVALUATORS[which].evaluate(&then, change.from);
            let then = &then.findings[usize::from(change.benefit)];
            prop_assert_eq!((then.verdict, then.due), (change.verdict, change.due));
        }
        let mut single = found;
        single.retain(|one| one.steps.len() == 1 && one.before == Verdict::Ineligible);
        prop_assert_eq!(single_changes(&EVALUATORS[which], &answers, on), single);
    }
}

/// Each kind of way is met by the property above: one that never is would prove nothing.
#[test]
fn every_kind_of_change_is_among_those_tried() {
    let mut seen: BTreeMap<&str, [u32; 2]> = BTreeMap::new();
    for seed in 1..1_500u64 {
        for which in 0..2 {
            let rulebook = &RULEBOOKS[which];
            let chance = &mut Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
            let benefit = &rulebook.benefits[chance.below(rulebook.benefits.len())];
            let on = day(2026, 11, 21);
            let answers = somebody(rulebook, benefit, on, chance);
            for change in what_would_change(&EVALUATORS[which], &answers, on) {
                let two = change.steps.len() == 2;
                let follows = |step: &Step| {
                    let own = &rulebook.facts[usize::from(step.fact)];
                    own.follows != step.fact
                };
                let set = |step: &Step| matches!(step.to, Answer::Set { .. });
                let kind = match change.before {
                    _ if two && change.steps.iter().any(follows) => "what follows",
                    _ if two && change.steps.iter().all(set) => "two options",
                    _ if two => "two steps",
                    _ if change.from > on => "time",
                    Verdict::Eligible | Verdict::ByReview => "a higher tier",
                    Verdict::Lapsed => "lapsed",
                    Verdict::Possible => "possible",
                    _ => "a no",
                };
                seen.entry(kind).or_default()[which] += 1;
            }
        }
    }
    let often = |kind: &str, at_least: u32| {
        let counts = seen.get(kind).copied().unwrap_or_default();
        assert!(counts.iter().sum::<u32>() >= at_least, "{kind}: {seen:?}");
    };
    let kinds = [
        "what follows",
        "two options",
        "two steps",
        "time",
        "a higher tier",
        "lapsed",
        "possible",
        "a no",
    ];
    for kind in kinds {
        often(kind, 10);
    }
}

// ---- what time brings ---------------------------------------------------------------------------

/// The answers when so much time has passed.
fn as_later(rulebook: &Rulebook, answers: &Answers, on: Date, day: Date) -> Answers {
    let mut later = as_taken(rulebook, answers, on);
    let passed = (1..)
        .take_while(|passed| on.plus_months(*passed) <= day)
        .count() as i64;
    let paying = ["paying", "social_insurance_current"].map(|id| rulebook.fact(id));
    let paying = paying.into_iter().flatten().next().expect("who pays");
    let asked = Possible::new(rulebook, &later, on).applies(paying);
    let goes_on = match later.get(paying) {
        _ if asked == Truth::FALSE => Truth::FALSE,
        Answer::Bool(false) => Truth::FALSE,
        Answer::Bool(true) => Truth::TRUE,
        _ => Truth::UNKNOWN,
    };
    for (index, fact) in (0..).zip(&rulebook.facts) {
        let (more, goes_on) = match fact.id {
            "months" | "unemployment_insurance_months" | "social_insurance_months" => {
                (passed, goes_on)
            }
            "years" => (passed / 12, Truth::TRUE),
            _ => continue,
        };
        let FactKind::Int { max, .. } = fact.kind else {
            panic!("{} is no number", fact.id);
        };
        let (low, high) = match later.get(index) {
            Answer::Int(value) => (value, value),
            Answer::Range { low, high } => (low, high),
            _ => continue,
        };
        let low = if goes_on == Truth::TRUE {
            (low + more).min(max)
        } else {
            low
        };
        let high = if goes_on == Truth::FALSE {
            high
        } else {
            (high + more).min(max)
        };
        later
            .set(rulebook, index, Answer::between(low, high), on)
            .expect("a number");
    }
    later
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Nothing changes on any other day, and on these what is said.
    #[test]
    fn turns_ahead_are_those_of_every_day(seed in 1u64.., on in days(), which in 0..2usize) {
        let rulebook = &RULEBOOKS[which];
        let chance = &mut Chance(seed);
        let benefit = &rulebook.benefits[chance.below(rulebook.benefits.len())];
        let answers = somebody(rulebook, benefit, on, chance);
        let mut expected = Vec::new();
        let mut before = PLAIN[which].evaluate(&answers, on);
        for day in on.days() + 1..=on.plus_months(24).days() {
            let day = Date::from_days(day);
            let after = PLAIN[which].evaluate(&as_later(rulebook, &answers, on, day), day);
            for (benefit, (old, new)) in (0..).zip(before.findings.iter().zip(&after.findings)) {
                if (old.verdict, old.due) != (new.verdict, new.due) {
                    expected.push(Turn {
                        day,
                        benefit,
                        before: old.verdict,
                        due_before: old.due,
                        verdict: new.verdict,
                        due: new.due,
                    });
                }
            }
            before = after;
        }
        prop_assert_eq!(turns_ahead(&EVALUATORS[which], &answers, on, 24), expected);
    }
}

// ---- other rungs, other cities ------------------------------------------------------------------

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn rungs_and_tiers_are_what_evaluating_finds(seed in 1u64.., on in days(), which in 0..2usize) {
        let (rulebook, plain) = (&RULEBOOKS[which], &PLAIN[which]);
        let chance = &mut Chance(seed);
        let benefit = &rulebook.benefits[chance.below(rulebook.benefits.len())];
        let answers = somebody(rulebook, benefit, on, chance);
        let level = rulebook.fact("level").expect("a level");
        let fact = &rulebook.facts[usize::from(level)];
        let found = rungs(&EVALUATORS[which], &answers, on, level);
        prop_assert_eq!(found.len(), fact.kind.options().len());
        let taken = as_taken(rulebook, &answers, on);
        let place = |option: u8| fact.ladder.iter().position(|rung| *rung == option);
        for (at, rung) in found.iter().enumerate() {
            prop_assert!(place(rung.option).is_none_or(|place| place == at));
            let step = Step { fact: level, to: Answer::Choice(rung.option) };
            let own = match answers.get(level) {
                Answer::Choice(own) => Some(own),
                _ => None,
            };
            prop_assert_eq!(rung.own, own == Some(rung.option));
            let above = own.and_then(place).is_some_and(|own| Some(own) < place(rung.option));
            let mut steps = vec![step];
            for (index, follower) in (0..).zip(&rulebook.facts) {
                let is_date = matches!(follower.kind, FactKind::Date { .. });
                if follower.follows == level && index != level && !is_date {
                    let to = match taken.get(index) {
                        Answer::NotAsked => Answer::Unknown,
                        own => own,
                    };
                    steps.push(Step { fact: index, to });
                }
            }
            let supposed = match above {
                true => taking(rulebook, &taken, &steps, on),
                false => {
                    let mut kept = answers.clone();
                    kept.set(rulebook, level, step.to, on).unwrap();
                    kept
                }
            };
            prop_assert_eq!(rung.totals, plain.evaluate(&supposed, on).totals);
        }

        let mut expected = Vec::new();
        for (step, needs, months, _) in every_step(rulebook, &taken, on) {
            let (Answer::Int(number), Answer::Int(reached)) = (taken.get(step.fact), step.to) else {
                continue;
            };
            assert_eq!(needs, None);
            let from = on.plus_months(months.unwrap_or(0));
            let before = plain.evaluate(&taken, from).totals;
            let after = plain.evaluate(&taking(rulebook, &taken, &[step], from), from).totals;
            if balance(&before, &after) == (true, true)
                && expected.iter().all(|tier: &engine::Tier| tier.fact != step.fact)
            {
                expected.push(engine::Tier { fact: step.fact, number, reached, from, before, after });
            }
        }
        prop_assert_eq!(next_tiers(&EVALUATORS[which], &answers, on), expected);
    }

    #[test]
    fn another_city_knows_nothing_of_what_is_local(seed in 1u64.., on in days(), which in 0..2usize) {
        let (rulebook, plain) = (&RULEBOOKS[which], &PLAIN[which]);
        let chance = &mut Chance(seed);
        let benefit = &rulebook.benefits[chance.below(rulebook.benefits.len())];
        let answers = somebody(rulebook, benefit, on, chance);
        let mut given = Answers::new(rulebook);
        let some = (0..).zip(&rulebook.facts).filter(|(_, fact)| fact.local != 0);
        for (index, _) in some.filter(|_| chance.below(3) == 0) {
            given.set(rulebook, index, answers.get(index), on).unwrap();
        }
        let views = compare(&EVALUATORS[which], &answers, on, &given);
        let regions: Cells = views.iter().fold(0, |all, view| all | 1 << view.region);
        prop_assert_eq!(regions, covered_regions(rulebook));
        for view in &views {
            let here = answers.get(REGION) == Answer::Choice(view.region);
            for (index, fact) in (0..).zip(&rulebook.facts) {
                let (own, there) = (answers.get(index), view.answers.get(index));
                match (own, there) {
                    _ if index == REGION => prop_assert_eq!(there, Answer::Choice(view.region)),
                    _ if here || fact.local == 0 => prop_assert_eq!(own, there),
                    _ if given.get(index) != Answer::NotAsked => {
                        prop_assert_eq!(there, given.get(index));
                    }
                    (Answer::Choice(option), _) if fact.local >> option & 1 == 0 => {
                        prop_assert_eq!(own, there);
                    }
                    (Answer::Set { yes, no, unsure }, Answer::Set { yes: y, no: n, unsure: u }) => {
                        prop_assert_eq!([y, n, u], [yes, no, unsure].map(|one| one & !fact.local));
                    }
                    _ => prop_assert_eq!(there, Answer::NotAsked),
                }
            }
            prop_assert_eq!(&view.assessment, &plain.evaluate(&view.answers, on));
            let count = |verdict| {
                let of = |one: &&engine::Finding| one.verdict == verdict && !one.out_of_scope;
                view.assessment.findings.iter().filter(of).count() as u16
            };
            let counted = [Verdict::Eligible, Verdict::ByReview, Verdict::Possible].map(count);
            prop_assert_eq!([view.rights, view.chances, view.open], counted);
        }
    }
}
