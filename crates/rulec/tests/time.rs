//! Every clause on every day of eleven years: outside its time it is due to nobody, refused to nobody
//! and asked about by nobody.

use std::path::Path;
use std::sync::LazyLock;

use engine::batch::Plan;
use engine::model::{BenefitIdx, FactKind, Standing};
use engine::{Answer, Answers, Date, Evaluator, Packed, Rulebook, Verdict, what_would_change};

static PACKED: LazyLock<[Packed; 2]> = LazyLock::new(|| {
    ["../../rules", "tests/batch"].map(|rules| {
        let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join(rules);
        let draft = rulec::compile(&rules, None).draft;
        draft.expect("the rules can be compiled").encode().into()
    })
});

/// People of each audience and of everywhere, who answered more or less; the seed makes them differ.
fn person(rulebook: &Rulebook, on: Date, seed: u64) -> Answers {
    let mut bits = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut below = |bound: usize| {
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        (bits >> 11) as usize % bound.max(1)
    };
    let mut answers = Answers::new(rulebook);
    for (index, fact) in (0..).zip(&rulebook.facts) {
        let answer = match &fact.kind {
            _ if index > 1 && below(3) == 0 => Answer::NotAsked,
            FactKind::Bool => Answer::Bool(below(2) == 1),
            FactKind::Choice { options } => Answer::Choice(below(options.len()) as u8),
            FactKind::Set { options } => {
                let all = engine::all_cells(options.len());
                let yes = all & (below(1 << 20) & below(1 << 20)) as u64;
                Answer::Set {
                    yes,
                    no: all & !yes,
                    unsure: 0,
                }
            }
            FactKind::Int { min, max, .. } | FactKind::Money { min, max } => {
                Answer::Int((min + below(300) as i64).min(*max))
            }
            FactKind::Date { earliest } => {
                let day = Date::from_days(on.days() - below(900) as i32);
                Answer::day(day.max(*earliest))
            }
        };
        answers
            .set(rulebook, index, answer, on)
            .unwrap_or_else(|error| panic!("{}: {error:?}", fact.id));
    }
    answers
}

#[test]
fn no_clause_is_due_refused_or_asked_about_outside_its_time() {
    let day = |year, month, day| Date::new(year, month, day).expect("a day").days();
    let mut seen = [0u32; 4];
    for packed in &*PACKED {
        let rulebook = &Rulebook::decode(packed).expect("a rulebook of this version");
        let evaluator = &Evaluator::new(rulebook);
        for on in (day(2020, 1, 1)..=day(2030, 12, 31)).map(Date::from_days) {
            let people = [
                Answers::new(rulebook),
                person(rulebook, on, on.days() as u64),
            ];
            for answers in &people {
                let found = evaluator.evaluate(answers, on);
                let mut counted = 0;
                for (benefit, finding) in rulebook.benefits.iter().zip(&found.findings) {
                    let what = benefit.id;
                    counted += u16::from(finding.due.is_some());
                    let period = rulebook.period(benefit);
                    let standing = match () {
                        () if period.from.is_some_and(|from| on < from) => Standing::NotYet,
                        () if period.until.is_some_and(|until| until < on) => Standing::Ended,
                        () if period.until.is_some() => Standing::InForce,
                        () => Standing::NoEndStated,
                    };
                    seen[standing as usize] += 1;
                    if finding.out_of_scope {
                        assert_eq!(
                            finding.verdict,
                            Verdict::Ineligible,
                            "{what} {on} {answers:?}"
                        );
                        continue;
                    }
                    assert_eq!(finding.standing, standing, "{what} {on} {answers:?}");
                    let outside = match standing {
                        Standing::NotYet => Some(Verdict::NotYet),
                        Standing::Ended => Some(Verdict::Ended),
                        Standing::InForce | Standing::NoEndStated => None,
                    };
                    let Some(outside) = outside else {
                        assert!(
                            !matches!(finding.verdict, Verdict::NotYet | Verdict::Ended),
                            "{what} {on} {answers:?}"
                        );
                        continue;
                    };
                    assert_eq!(finding.verdict, outside, "{what} {on} {answers:?}");
                    assert_eq!(
                        (finding.due, finding.deadline),
                        (None, None),
                        "{what} {on} {answers:?}"
                    );
                    assert!(!finding.unasked, "{what} {on} {answers:?}");
                    assert!(found.missing(finding).is_empty(), "{what} {on} {answers:?}");
                    assert!(found.unclear(finding).is_empty(), "{what} {on} {answers:?}");
                }
                // Nothing else is added up.
                let buckets = [found.totals.right, found.totals.selection];
                let summed: u16 = buckets
                    .iter()
                    .map(|one| one.with_possible.benefits + one.unasked)
                    .sum();
                assert!(summed <= counted, "{on}");
                let in_force = |index: &BenefitIdx| {
                    let benefit = &rulebook.benefits[usize::from(*index)];
                    rulebook.period(benefit).on(on).is_in_force()
                };
                let open = (0..rulebook.benefits.len() as BenefitIdx).filter(in_force);
                if open.count() == 0 {
                    assert!(found.next.is_empty(), "{on}: {:?}", found.next);
                }
            }
            if on.days() % 7 != 0 {
                continue;
            }
            let plan = Plan::new(rulebook, on, !0, !0);
            let single = evaluator.evaluate(&people[1], on);
            plan.judge_all(&people[1..], |_, judged| {
                for (index, finding) in (0..).zip(&single.findings) {
                    assert_eq!(judged.outcome(0, index).verdict, finding.verdict);
                }
                assert_eq!(judged.totals()[0], single.totals);
            })
            .expect("nobody is outside");
            if on.days() % 5 == 0 {
                for change in what_would_change(evaluator, &people[1], on) {
                    let benefit = &rulebook.benefits[usize::from(change.benefit)];
                    assert!(
                        rulebook.period(benefit).on(on).is_in_force(),
                        "{}",
                        benefit.id
                    );
                }
            }
        }
    }
    assert!(
        seen.iter().all(|count| *count > 0),
        "every kind of time occurs: {seen:?}"
    );
}
