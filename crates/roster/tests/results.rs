//! Results of whole rosters against the evaluation of each person alone.

mod common;

use common::*;
use engine::{Answer, Date, DayRange, Interval, Money, Verdict};
use proptest::prelude::*;
use roster::results::FactSet;
use roster::{Filter, Person, Results, Sort, SortBy};

/// All that a compact result keeps of a person is what the evaluation says.
fn agrees(results: &Results, index: usize, person: &Person) {
    let alone = EVALUATOR.evaluate(&person.answers, ON);
    assert_eq!(
        results.detail(&EVALUATOR, std::slice::from_ref(person), 0),
        alone
    );
    let outcome = results.outcome(index);
    assert_eq!(outcome.totals, alone.totals);
    let mut next = None;
    for (finding, benefit) in alone.findings.iter().zip(0u16..) {
        let deadline = results
            .deadlines(index)
            .iter()
            .find(|deadline| deadline.benefit == benefit)
            .map(|deadline| deadline.day);
        assert_eq!(deadline, finding.deadline.map(DayRange::first));
        let Some(standing) = outcome.standing(benefit) else {
            assert!(finding.out_of_scope);
            continue;
        };
        assert!(!finding.out_of_scope);
        assert_eq!(standing.verdict, finding.verdict);
        assert_eq!(standing.due, finding.due);
        let missing: FactSet = alone.missing(finding).iter().copied().collect();
        assert_eq!(standing.missing, missing);
        assert_eq!(standing.unclear, !alone.unclear(finding).is_empty());
        assert_eq!(standing.unasked, finding.unasked);
        if standing.is_claimable() && deadline.is_some_and(|day| day >= ON) {
            next = [next, deadline].into_iter().flatten().min();
        }
    }
    assert_eq!(results.next_deadline(index), next);
    let count = |verdict| {
        alone
            .findings
            .iter()
            .filter(|one| one.verdict == verdict)
            .count()
    };
    assert_eq!(usize::from(outcome.eligible), count(Verdict::Eligible));
    assert_eq!(usize::from(outcome.by_review), count(Verdict::ByReview));
    assert_eq!(usize::from(outcome.possible), count(Verdict::Possible));
    assert_eq!(usize::from(outcome.lapsed), count(Verdict::Lapsed));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn everybody_has_the_results_of_their_own_evaluation(
        mut people in prop::collection::vec(anybody(), 1..40),
        portion in 1usize..20,
    ) {
        // Some twice, so that there is something to share.
        people.extend_from_within(..people.len() / 2);
        let at_once = Results::new(&EVALUATOR, &people, ON);
        let mut evaluation = Results::begin(&EVALUATOR, ON);
        for part in people.chunks(portion) {
            evaluation.push(part);
        }
        prop_assert_eq!(evaluation.done(), people.len());
        let results = evaluation.finish();
        prop_assert_eq!(results.outcomes(), at_once.outcomes());
        for (index, person) in people.iter().enumerate() {
            prop_assert_eq!(results.outcome_index(index), at_once.outcome_index(index));
            agrees(&results, index, person);
        }
    }

    #[test]
    fn once_nothing_is_missing_only_the_text_keeps_anything_open(
        mut person in anybody(),
        other in anybody(),
    ) {
        for index in 0..RULEBOOK.facts.len() as u16 {
            if person.answers.get(index) == Answer::NotAsked {
                let answer = other.answers.get(index);
                prop_assert!(person.answers.set(&RULEBOOK, index, answer, ON).is_ok());
            }
        }
        let results = Results::new(&EVALUATOR, std::slice::from_ref(&person), ON);
        for standing in &results.outcome(0).standings {
            if standing.verdict == Verdict::Possible {
                prop_assert!(standing.unclear || !standing.missing.is_empty());
            }
        }
    }
}

fn roster() -> Vec<Person> {
    let mut people: Vec<Person> = (2..10).map(undated_worker).collect();
    for (person, day) in people
        .iter_mut()
        .zip(["2025-06-01", "2025-05-31", "2026-02-10"])
    {
        date(&mut person.answers, "certificate_date", day);
    }
    people[3].name = "Zhang San".to_owned();
    people[4].faults.push(roster::Fault {
        column: 3,
        cell: "D6".to_owned(),
        value: "昨天".to_owned(),
        kind: roster::FaultKind::NotADate,
    });
    people
}

#[test]
fn people_of_whom_the_rules_can_tell_no_difference_share_one_outcome() {
    let people = roster();
    let results = Results::new(&EVALUATOR, &people, ON);
    assert_eq!(results.len(), 8);
    // In time, too late, and not known when.
    assert_eq!(results.outcomes().len(), 3);
    assert_eq!(results.outcome_index(0), results.outcome_index(2));
    let day = |text| Date::parse(text);
    assert_eq!(
        results.next_deadline(0),
        day("2026-06-01"),
        "the day itself still counts"
    );
    assert_eq!(results.next_deadline(1), None);
    assert_eq!(results.next_deadline(2), day("2027-02-10"));
    let benefit = RULEBOOK.benefit("liaocheng-upgrade-fiscal").unwrap();
    let verdict = |person| results.outcome(person).standing(benefit).unwrap().verdict;
    assert_eq!(verdict(0), Verdict::Eligible);
    assert_eq!(verdict(1), Verdict::Lapsed);
    assert_eq!(verdict(3), Verdict::Possible);
    let due = results.outcome(0).totals.right.settled.once;
    assert_eq!(
        due,
        Interval::new(Money::yuan(2000), Some(Money::yuan(8000)))
    );
}

#[test]
fn filters_take_what_they_say_and_orders_keep_equals_in_place() {
    let people = roster();
    let results = Results::new(&EVALUATOR, &people, ON);
    let benefit = RULEBOOK.benefit("liaocheng-upgrade-fiscal");
    let found =
        |filter: Filter, by, descending| results.select(&people, &filter, Sort { by, descending });
    let all = Filter::default();
    let said = |verdict| Filter {
        benefit,
        verdict: Some(verdict),
        ..Filter::default()
    };
    assert_eq!(found(said(Verdict::Eligible), SortBy::Row, false), [0, 2]);
    assert_eq!(found(said(Verdict::Lapsed), SortBy::Row, false), [1]);
    assert_eq!(
        found(said(Verdict::Possible), SortBy::Row, true),
        [7, 6, 5, 4, 3]
    );
    let faulty = Filter {
        with_faults: true,
        ..all.clone()
    };
    assert_eq!(found(faulty, SortBy::Row, false), [4]);
    let soon = Filter {
        deadline_before: Date::parse("2026-06-02"),
        ..all.clone()
    };
    assert_eq!(found(soon, SortBy::Row, false), [0]);
    let none = Filter {
        deadline_before: Some(ON),
        ..all.clone()
    };
    assert_eq!(found(none, SortBy::Row, false), [0u32; 0]);
    let missing = Filter {
        missing: Some(fact("certificate_date")),
        ..all.clone()
    };
    assert_eq!(found(missing, SortBy::Row, false), [3, 4, 5, 6, 7]);
    let text = |text: &str| Filter {
        text: text.to_owned(),
        ..all.clone()
    };
    assert_eq!(found(text("zhang"), SortBy::Row, false), [3]);
    assert_eq!(found(text(" 员工9 "), SortBy::Row, false), [7]);
    assert_eq!(found(text("9"), SortBy::Row, false), [7]);
    assert_eq!(found(text("李"), SortBy::Row, false), [0u32; 0]);
    let nearest_first = [0, 2, 1, 3, 4, 5, 6, 7];
    assert_eq!(found(all.clone(), SortBy::Deadline, false), nearest_first);
    let farthest_first = [2, 0, 1, 3, 4, 5, 6, 7];
    assert_eq!(found(all.clone(), SortBy::Deadline, true), farthest_first);
    assert_eq!(
        found(all.clone(), SortBy::Right, true),
        [0, 2, 1, 3, 4, 5, 6, 7]
    );
    assert_eq!(found(all.clone(), SortBy::Name, false)[0], 3);
    assert_eq!(found(all.clone(), SortBy::Faults, true)[0], 4);
    assert_eq!(found(all, SortBy::Open, true)[..5], [3, 4, 5, 6, 7]);
}
