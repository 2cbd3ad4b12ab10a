//! Columns that would settle most, and money by benefit and month.

mod common;

use common::*;
use engine::{Answer, Interval, Money, Verdict};
use proptest::prelude::*;
use roster::results::FactSet;
use roster::{Gaps, MoneySummary, Person, Results};

fn worker(row: u32) -> Person {
    let mut person = undated_worker(row);
    let answers = &mut person.answers;
    choose(answers, "honours", "none");
    choose(answers, "school", "other");
    choose(answers, "arrival", "local");
    choose(answers, "field", "other");
    choose(answers, "professional_title", "none");
    date(answers, "certificate_date", "2026-01-15");
    person
}

fn forget(person: &mut Person, facts: &[&str]) {
    for id in facts {
        give(&mut person.answers, id, Answer::NotAsked);
    }
}

#[test]
fn the_columns_that_settle_most_come_first() {
    let mut people: Vec<Person> = (2..12).map(worker).collect();
    for person in &mut people[..5] {
        forget(person, &["certificate_date"]);
    }
    for person in &mut people[5..7] {
        forget(
            person,
            &["social_insurance_current", "social_insurance_months"],
        );
    }
    forget(
        &mut people[7],
        &["certificate_date", "workplace", "social_insurance_current"],
    );
    // Nobody said where: what else is missing cannot be known.
    give(&mut people[8].answers, "region", Answer::NotAsked);
    let gaps = Gaps::new(&Results::new(&EVALUATOR, &people, ON));
    assert_eq!((gaps.open, gaps.unplaced), (9, 1));
    let facts = |ids: &[&str]| ids.iter().map(|id| fact(id)).collect::<Vec<_>>();
    // One column for five people and part of a sixth comes before two columns for two.
    assert_eq!(gaps.claims[0].facts, facts(&["certificate_date"]));
    assert_eq!(gaps.claims[0].people, 5);
    // What the words of sources leave open for everybody keeps nothing from being said of columns.
    let ranking: Vec<_> = gaps
        .ranking
        .iter()
        .map(|fill| (fill.facts.clone(), fill.all()))
        .collect();
    assert_eq!(
        ranking,
        [
            (facts(&["certificate_date", "social_insurance_current"]), 7),
            (facts(&["certificate_date"]), 5),
            (facts(&["social_insurance_current"]), 2),
        ]
    );
    let plan: Vec<_> = gaps
        .plan
        .iter()
        .map(|step| (step.facts.clone(), step.all()))
        .collect();
    assert_eq!(
        plan,
        [
            (facts(&["certificate_date"]), 5),
            (facts(&["social_insurance_current"]), 2),
            (facts(&["workplace"]), 1),
        ]
    );
    let never: Vec<&str> = gaps
        .never
        .iter()
        .map(|(benefit, _)| RULEBOOK.benefits[usize::from(*benefit)].id)
        .collect();
    assert!(never.contains(&"shandong-huicai-card"), "{never:?}");
    assert!(!never.contains(&"liaocheng-upgrade-fiscal"), "{never:?}");
}

#[test]
fn what_waits_for_the_text_is_counted_apart() {
    // 特级技师: whether 淄博 means them is unclear, and nothing that can be said settles it.
    let mut people: Vec<Person> = (2..5).map(|row| person(row, "zibo")).collect();
    for person in &mut people {
        let answers = &mut person.answers;
        choose(answers, "honours", "none");
        choose(answers, "school", "other");
        choose(answers, "workplace", "enterprise");
        choose(answers, "arrival", "local");
        choose(answers, "field", "other");
        choose(answers, "professional_title", "none");
        choose(answers, "level", "special_technician");
        date(answers, "certificate_date", "2026-01-15");
    }
    forget(&mut people[1], &["certificate_date"]);
    choose(&mut people[2].answers, "level", "technician");
    let results = Results::new(&EVALUATOR, &people, ON);
    let gaps = Gaps::new(&results);
    let unstated = results.outcome(2).possible;
    assert_eq!(gaps.unclear, if unstated > 0 { 2 } else { 1 }, "{gaps:?}");
    let route = gaps
        .ranking
        .iter()
        .find(|fill| fill.facts == [fact("certificate_date")]);
    let route = route.expect("it is all that is missing");
    assert_eq!((route.settled, route.but_for_text), (0, 1));
}

#[test]
fn money_stands_by_benefit_and_by_month_with_rights_and_chances_apart() {
    let mut people: Vec<Person> = (2..6).map(worker).collect();
    date(&mut people[1].answers, "certificate_date", "2025-06-30");
    date(&mut people[2].answers, "certificate_date", "2025-05-31");
    // Asked, and not known: what it comes to is open. What nobody asked has no sum.
    give(&mut people[3].answers, "certificate_date", Answer::Unknown);
    let results = Results::new(&EVALUATOR, &people, ON);
    let money = MoneySummary::new(&RULEBOOK, &results, 0..people.len());
    let yuan = |low, high| Interval::new(Money::yuan(low), Some(Money::yuan(high)));
    let fiscal = RULEBOOK.benefit("liaocheng-upgrade-fiscal").unwrap();
    let one = money
        .by_benefit
        .iter()
        .find(|one| one.benefit == fiscal)
        .unwrap();
    assert_eq!(
        (one.settled.claims, one.settled.once),
        (2, yuan(4000, 16_000))
    );
    assert_eq!((one.open.claims, one.open.once), (1, yuan(0, 8000)));
    assert_eq!(one.lapsed, 1);
    assert_eq!(money.right.settled.once, yuan(4000, 16_000));
    assert_eq!(money.right.with_possible.once, yuan(4000, 24_000));
    // Technicians may apply for titles: no right comes of that.
    assert!(money.selection.settled.claims > 0);
    let months: Vec<_> = money
        .by_month
        .iter()
        .map(|(month, money)| (*month, money.people, money.right.once))
        .collect();
    assert_eq!(
        months,
        [
            ((2026, 6), 1, yuan(2000, 8000)),
            ((2027, 1), 1, yuan(2000, 8000))
        ]
    );
    assert_eq!(
        money.no_deadline.right_open.once.high,
        Some(Money::yuan(8000))
    );
    // Of some people only.
    let some = MoneySummary::new(&RULEBOOK, &results, [1usize].into_iter());
    assert_eq!(some.right.settled.once, yuan(2000, 8000));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// What counts as settled by some columns is settled by any answers in them.
    #[test]
    fn filling_in_what_is_missing_settles(mut person in anybody(), answers in complete()) {
        // Nobody is so who says what cannot be together.
        let agree = |answers: &engine::Answers| answers.contradictions(&RULEBOOK, ON);
        while let Some(fact) = agree(&person.answers).pop() {
            let forgotten = person.answers.set(&RULEBOOK, fact, Answer::NotAsked, ON);
            prop_assert!(forgotten.is_ok());
        }
        let before = Results::new(&EVALUATOR, std::slice::from_ref(&person), ON);
        let gaps = Gaps::new(&before);
        let outcome = before.outcome(0);
        prop_assert_eq!(gaps.open == 1, outcome.is_open());
        prop_assert_eq!(gaps.unplaced == 1, outcome.unplaced);
        prop_assume!(!outcome.unplaced);
        let planned: FactSet = gaps.plan.iter().flat_map(|step| step.facts.clone()).collect();
        prop_assert_eq!(planned, outcome.missing, "all that one person lacks is one step");
        let settles = outcome.standings.iter().filter(|one| !one.missing.is_empty() && !one.unclear);
        let settles = settles.count() as u32;
        let planned: u32 = gaps.claims.iter().map(|step| step.claims).sum();
        // No plan has more steps.
        prop_assert!(planned == settles || planned < settles && gaps.claims.len() == 8);
        prop_assert!(gaps.claims.iter().all(|step| step.people == 1 && step.claims > 0));
        for index in outcome.missing.iter() {
            let answer = match (answers[usize::from(index)], person.answers.get(index)) {
                // What was said of some options stays.
                (Answer::Set { yes: more, no: rest, .. }, Answer::Set { yes, no, .. }) => {
                    Answer::Set {
                        yes: yes | more & !no,
                        no: no | rest & !yes,
                        unsure: 0,
                    }
                }
                (answer, _) => answer,
            };
            prop_assert!(person.answers.set(&RULEBOOK, index, answer, ON).is_ok());
        }
        prop_assume!(agree(&person.answers).is_empty());
        let after = Results::new(&EVALUATOR, std::slice::from_ref(&person), ON);
        for standing in &outcome.standings {
            // Nothing is told of a benefit elsewhere.
            let Some(then) = after.outcome(0).standing(standing.benefit) else {
                continue;
            };
            if !standing.unclear {
                prop_assert!(then.verdict != Verdict::Possible && then.missing.is_empty(), "{standing:?} {then:?}");
            }
        }
        let settled: u32 = gaps.plan.iter().map(|step| step.settled).sum();
        prop_assert!(settled == 0 || !after.outcome(0).is_open());
    }

    #[test]
    fn the_sums_of_a_roster_are_the_sums_of_its_people(people in prop::collection::vec(anybody(), 1..20)) {
        let results = Results::new(&EVALUATOR, &people, ON);
        let money = MoneySummary::new(&RULEBOOK, &results, 0..people.len());
        let (mut right, mut selection, mut all) = (Interval::ZERO, Interval::ZERO, Interval::ZERO);
        for person in &people {
            let totals = EVALUATOR.evaluate(&person.answers, ON).totals;
            right = right.plus(totals.right.settled.once);
            selection = selection.plus(totals.selection.settled.yearly);
            all = all.plus(totals.right.with_possible.once);
        }
        prop_assert_eq!(money.right.settled.once, right);
        prop_assert_eq!(money.selection.settled.yearly, selection);
        prop_assert_eq!(money.right.with_possible.once, all);
        let claims: u32 = money.by_month.iter().map(|(_, month)| *month)
            .chain([money.no_deadline])
            .map(|month| {
                month.right.claims + month.selection.claims
                    + month.right_open.claims + month.selection_open.claims
            })
            .sum();
        let by_benefit: u32 = money.by_benefit.iter().map(|one| one.settled.claims + one.open.claims).sum();
        prop_assert_eq!(claims, by_benefit);
    }
}
