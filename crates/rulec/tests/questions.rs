//! How many questions it takes to reach a complete result, however awkwardly somebody answers.
//!
//! Counted are pages, each of one thing: a start, a school, a prize. What is read off the same paper
//! is answered on the same page; the answers given on all of them are counted too.
//!
//! For each audience and region a beam search plays the adversary: among all representative
//! answers to each question it keeps the states with most left to ask. Along the way it checks
//! that every question can change something, that answers only narrow, and that nothing stays
//! open at the end but what the text, or the person, leaves open.

use std::path::Path;
use std::sync::LazyLock;

use engine::diagram::{Scratch, reach};
use engine::model::{
    Base, Benefit, BenefitKind, Cells, Fact, FactIdx, FactKind, LEAF_FIRST_AMOUNT, Node, Op,
    Rulebook, Term, VarOf,
};
use engine::{
    AUDIENCE, Answer, Answers, Ask, Assessment, Date, Evaluator, Packed, Possible, REGION, Verdict,
    all_cells,
};

/// Most questions that anybody meets, the start included.
const INDIVIDUAL_BAR: usize = 16;
const ENTERPRISE_BAR: usize = 15;
/// A worker without titles and prizes; in Liaocheng two more.
const PLAIN_BAR: usize = 7;
const PLAIN_LIAOCHENG_BAR: usize = 9;
/// Most answers on these pages: until every sum is settled, and with those on services. These are
/// what the rules take today; none of them may grow.
const INDIVIDUAL_ANSWERS: (usize, usize) = (20, 23);
const ENTERPRISE_ANSWERS: (usize, usize) = (15, 15);
/// The same for a worker without titles and prizes, by region; last, where only the province's rules
/// reach.
const PLAIN_ANSWERS: [(&str, usize, usize); 5] = [
    ("liaocheng", 9, 11),
    ("zibo", 13, 15),
    ("taian", 8, 9),
    ("weifang", 11, 13),
    ("", 4, 6),
];
const BEAM: usize = 60;

static PACKED: LazyLock<Packed> = LazyLock::new(|| {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let compilation = rulec::compile(&rules, None);
    let compiled = compilation.rulebook.expect("the rules compile");
    compiled.encode().into()
});

fn rulebook() -> Rulebook {
    Rulebook::decode(&PACKED).expect("a rulebook of this version")
}

fn today() -> Date {
    Date::new(2026, 11, 21).unwrap()
}

/// One answer per cell, the extremes of sets, single options, and 不清楚.
fn representative(rulebook: &Rulebook, answers: &Answers, ask: &Ask) -> Vec<Answer> {
    let fact = &rulebook.facts[usize::from(ask.fact)];
    let var = &rulebook.vars[usize::from(fact.first_var)];
    let mut list = vec![Answer::Unknown];
    match &fact.kind {
        FactKind::Bool => list.extend([Answer::Bool(true), Answer::Bool(false)]),
        FactKind::Choice { options } => {
            list.extend((0..options.len()).map(|option| Answer::Choice(option as u8)));
        }
        FactKind::Set { .. } => {
            let (mut yes0, mut no0) = (0, 0);
            if let Answer::Set { yes, no, .. } = answers.get(ask.fact) {
                (yes0, no0) = (yes, no);
            }
            let open = ask.options & !(yes0 | no0);
            let mut subsets: Vec<Cells> = vec![0, open];
            for option in 0..64 {
                if open >> option & 1 == 1 {
                    subsets.extend([1 << option, open & !(1 << option)]);
                }
            }
            list = subsets
                .into_iter()
                .flat_map(|subset| {
                    let rest = open & !subset;
                    [
                        Answer::Set {
                            yes: yes0 | subset,
                            no: no0 | rest,
                            unsure: 0,
                        },
                        Answer::Set {
                            yes: yes0 | subset,
                            no: no0,
                            unsure: rest,
                        },
                    ]
                })
                .collect();
        }
        FactKind::Int { min, max, .. } | FactKind::Money { min, max } => {
            let values = var.cuts.iter().flat_map(|cut| [*cut - 1, *cut]);
            list.extend(
                values
                    .chain([*min, *max])
                    .filter(|value| (min..=max).contains(&value))
                    .map(Answer::Int),
            );
        }
        FactKind::Date { earliest } => {
            list.extend([today(), *earliest].map(Answer::day));
        }
    }
    list
}

/// What was asked on the way, with a mark where a page opens.
type Way = Vec<(u16, bool)>;

struct Walk {
    answers: Answers,
    assessment: Assessment,
    asked: Way,
    /// Questions that bear on services alone have been gone on to.
    services: bool,
}

impl Walk {
    /// What is asked next, and whether it opens a page.
    fn next(&mut self, evaluator: &Evaluator<'_>, services: bool) -> Option<(u16, bool)> {
        let (last, _) = *self.asked.last().expect("it began with the audience");
        let (answers, on) = (&self.answers, today());
        let joins = engine::next_on_page(evaluator, answers, on, last, self.services);
        if let Some(fact) = joins {
            return Some((fact, false));
        }
        let opens =
            |services| engine::next_page(evaluator, answers, on, &self.assessment, services);
        let money = opens(false);
        self.services = money.is_none() && services;
        money
            .or_else(|| opens(self.services))
            .map(|fact| (fact, true))
    }
}

fn pages(path: &Way) -> usize {
    path.iter().filter(|(_, opens)| *opens).count()
}

#[test]
fn a_complete_result_takes_few_questions() {
    let rulebook = rulebook();
    let evaluator = Evaluator::new(&rulebook);
    let FactKind::Choice { options: audiences } = &rulebook.facts[usize::from(AUDIENCE)].kind
    else {
        panic!("the first fact is the audience");
    };
    let FactKind::Choice { options: regions } = &rulebook.facts[usize::from(REGION)].kind else {
        panic!("the second fact is the region");
    };
    let mut over = Vec::new();
    println!("most questions, audience and region included:");
    for (audience, who) in audiences.iter().enumerate() {
        for (region, place) in regions.iter().enumerate() {
            let mut walk = |whom: &str, plain: bool, services: bool, bar: usize, answers: usize| {
                let who = (audience as u8, region as u8);
                let [most_pages, most_answers] = longest(&evaluator, who, plain, services);
                let names: Vec<_> = most_pages
                    .iter()
                    .map(|(fact, opens)| {
                        let id = rulebook.facts[usize::from(*fact)].id;
                        format!("{}{id}", if *opens { " | " } else { " " })
                    })
                    .collect();
                let what = if services { "whole" } else { "money" };
                let counts = (pages(&most_pages), most_answers.len());
                println!(
                    "{whom:>10} {:<10} {what} {:>2} pages, {:>2} answers {}",
                    place.id,
                    counts.0,
                    counts.1,
                    names.concat()
                );
                if counts.0 > bar || counts.1 > answers {
                    // What each of the questions is for.
                    for (fact, _) in most_answers.iter().skip(2) {
                        let fact_id = rulebook.facts[usize::from(*fact)].id;
                        println!(
                            "{:>23}: {}",
                            fact_id,
                            bearing(&rulebook, *fact, audience, region)
                        );
                    }
                    over.push(format!("{whom} {} {what}: {counts:?}", place.id));
                }
            };
            let mut both = |whom: &str, plain: bool, bar: usize, answers: (usize, usize)| {
                walk(whom, plain, false, bar, answers.0);
                walk(whom, plain, true, bar, answers.1);
            };
            match who.id {
                "individual" => {
                    both(who.id, false, INDIVIDUAL_BAR, INDIVIDUAL_ANSWERS);
                    let known = PLAIN_ANSWERS
                        .iter()
                        .find(|(region, ..)| *region == place.id);
                    // A city that has come since may ask as much as the others do.
                    let own = engine::covered_regions(&rulebook) >> region & 1 == 1;
                    let most = PLAIN_ANSWERS.iter().max_by_key(|(_, _, whole)| *whole);
                    let otherwise = if own { most } else { PLAIN_ANSWERS.last() };
                    let (_, money, whole) = *known.or(otherwise).expect("there are bars");
                    let bar = match place.id {
                        "liaocheng" => PLAIN_LIAOCHENG_BAR,
                        _ => PLAIN_BAR,
                    };
                    both("plain", true, bar, (money, whole));
                }
                _ => both(who.id, false, ENTERPRISE_BAR, ENTERPRISE_ANSWERS),
            }
        }
    }
    assert!(over.is_empty(), "more questions than the bar: {over:?}");
}

/// The benefits of an audience in a region that test a fact.
fn bearing(rulebook: &Rulebook, fact: u16, audience: usize, region: usize) -> String {
    let own = |benefit: &&Benefit| {
        let there = rulebook.sources[usize::from(benefit.source)].regions;
        let tests = |node: &Node| rulebook.vars[usize::from(node.var)].of.fact() == Some(fact);
        benefit.audiences >> audience & there >> region & 1 == 1
            && benefit.diagram.nodes.iter().any(tests)
    };
    let benefits = rulebook.benefits.iter().filter(own);
    benefits
        .map(|benefit| benefit.id)
        .collect::<Vec<_>>()
        .join(" ")
}

/// The ways with most pages and with most answers that are found. `plain`: of somebody who has no
/// title, no prize and no project. `services`: on through the questions that bear on no money.
fn longest(
    evaluator: &Evaluator<'_>,
    (audience, region): (u8, u8),
    plain: bool,
    services: bool,
) -> [Way; 2] {
    let rulebook = evaluator.rulebook();
    let on = today();
    let mut answers = Answers::new(rulebook);
    let start = evaluator.evaluate(&answers, on);
    assert_eq!(start.next[0].fact, AUDIENCE);
    answers
        .set(rulebook, AUDIENCE, Answer::Choice(audience), on)
        .unwrap();
    let second = evaluator.evaluate(&answers, on);
    assert_eq!(second.next[0].fact, REGION);
    answers
        .set(rulebook, REGION, Answer::Choice(region), on)
        .unwrap();
    let start = vec![(AUDIENCE, true), (REGION, false)];
    let mut beam = vec![Walk {
        assessment: evaluator.evaluate(&answers, on),
        answers,
        asked: start.clone(),
        services: false,
    }];
    let mut longest = [start.clone(), start];
    while !beam.is_empty() {
        let mut next: Vec<Walk> = Vec::new();
        for walk in &mut beam {
            let Some((fact_idx, opens)) = walk.next(evaluator, services) else {
                match walk.assessment.next.first() {
                    None => at_rest(rulebook, walk),
                    Some(_) => sums_at_rest(rulebook, walk),
                }
                let [most_pages, most_answers] = &mut longest;
                if pages(&walk.asked) > pages(most_pages) {
                    most_pages.clone_from(&walk.asked);
                }
                if walk.asked.len() > most_answers.len() {
                    most_answers.clone_from(&walk.asked);
                }
                continue;
            };
            let asks = &walk.assessment.next;
            let ask = asks.iter().find(|ask| ask.fact == fact_idx).unwrap();
            for answer in representative(rulebook, &walk.answers, ask) {
                let fact = &rulebook.facts[usize::from(ask.fact)];
                if plain && fact.id == "honours" && answer != Answer::Choice(none_of(fact)) {
                    continue;
                }
                let mut answers = walk.answers.clone();
                answers.set(rulebook, ask.fact, answer, on).unwrap();
                let assessment = evaluator.evaluate(&answers, on);
                narrows(rulebook, &walk.assessment, &assessment);
                let mut asked = walk.asked.clone();
                asked.push((fact_idx, opens));
                next.push(Walk {
                    answers,
                    assessment,
                    asked,
                    services: walk.services,
                });
            }
        }
        for walk in beam.iter_mut().take(3) {
            if let Some((fact, _)) = walk.next(evaluator, services) {
                let mut asks = walk.assessment.next.iter();
                let ask = asks.find(|ask| ask.fact == fact).expect("it is asked");
                can_change_something(evaluator, walk, ask);
            }
        }
        // What is asked at once and what hangs on it.
        next.sort_by_key(|walk| std::cmp::Reverse(left_to_ask(walk)));
        next.dedup_by(|a, b| a.assessment.next == b.assessment.next && a.asked == b.asked);
        next.truncate(BEAM);
        beam = next;
    }
    longest
}

fn none_of(fact: &Fact) -> u8 {
    let options = fact.kind.options().iter();
    let none = options.clone().position(|option| option.id == "none");
    none.expect("an option that says none") as u8
}

/// There is a way to answer everything else so that this answer decides a verdict or an amount.
fn can_change_something(evaluator: &Evaluator<'_>, walk: &Walk, ask: &Ask) {
    let rulebook = evaluator.rulebook();
    let on = today();
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    let mut pick = |count: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        (random >> 11) as usize % count
    };
    for _ in 0..4000 {
        let mut others = walk.answers.clone();
        for fact in 0..rulebook.facts.len() as u16 {
            let open = match others.get(fact) {
                Answer::NotAsked => true,
                Answer::Set { yes, no, unsure } => {
                    let options = all_cells(rulebook.facts[usize::from(fact)].kind.options().len());
                    options & !(yes | no | unsure) != 0
                }
                _ => false,
            };
            if fact == ask.fact || !open {
                continue;
            }
            let options = all_cells(rulebook.facts[usize::from(fact)].kind.options().len());
            let whole = Ask {
                fact,
                options,
                ..*ask
            };
            let choices = representative(rulebook, &others, &whole);
            let mut answer = choices[pick(choices.len())];
            if let Answer::Set { yes, no, unsure } = &mut answer {
                // Nothing, or half of the rest at random: much depends on having none of something.
                let (yes0, no0) = match walk.answers.get(fact) {
                    Answer::Set { yes, no, .. } => (yes, no),
                    _ => (0, 0),
                };
                let some = match pick(4) {
                    0 => (pick(1 << 20) as u64 | (pick(1 << 20) as u64) << 20) & options,
                    _ => 0,
                };
                (*yes, *no, *unsure) = (yes0 | some & !no0, no0 | options & !some & !yes0, 0);
            }
            others.set(rulebook, fact, answer, on).unwrap();
        }
        let mut outcomes = representative(rulebook, &others, ask)
            .into_iter()
            .filter(|answer| *answer != Answer::Unknown)
            .map(|answer| {
                let mut answers = others.clone();
                answers.set(rulebook, ask.fact, answer, on).unwrap();
                let findings = evaluator.evaluate(&answers, on).findings;
                findings
                    .into_iter()
                    .map(|finding| (finding.verdict, finding.due))
                    .collect::<Vec<_>>()
            });
        let first = outcomes.next();
        if outcomes.any(|other| Some(other) != first) {
            return;
        }
    }
    let bearing: Vec<_> = walk
        .assessment
        .findings
        .iter()
        .zip(&rulebook.benefits)
        .filter(|(finding, _)| walk.assessment.missing(finding).contains(&ask.fact))
        .map(|(finding, benefit)| (benefit.id, finding.verdict))
        .collect();
    let asked: Vec<_> = walk
        .asked
        .iter()
        .map(|(fact, _)| {
            (
                rulebook.facts[usize::from(*fact)].id,
                walk.answers.get(*fact),
            )
        })
        .collect();
    panic!(
        "no answer to {} seems to change anything in {bearing:?} after {asked:?}",
        rulebook.facts[usize::from(ask.fact)].id
    );
}

fn left_to_ask(walk: &Walk) -> (usize, usize) {
    let open: std::collections::BTreeSet<u16> = walk
        .assessment
        .findings
        .iter()
        .flat_map(|finding| walk.assessment.missing(finding))
        .copied()
        .filter(|fact| walk.answers.get(*fact) == Answer::NotAsked)
        .collect();
    (open.len(), walk.assessment.next.len())
}

/// More answers never widen: settled stays settled, amounts stay inside.
fn narrows(rulebook: &Rulebook, before: &Assessment, after: &Assessment) {
    for ((old, new), benefit) in before
        .findings
        .iter()
        .zip(&after.findings)
        .zip(&rulebook.benefits)
    {
        let kept = match old.verdict {
            Verdict::Possible => true,
            // "Not due" may still become "too late", which is not due either.
            Verdict::Ineligible => matches!(new.verdict, Verdict::Ineligible | Verdict::Lapsed),
            // Who may apply at least may turn out to have been chosen.
            Verdict::ByReview => matches!(new.verdict, Verdict::ByReview | Verdict::Eligible),
            settled => new.verdict == settled,
        };
        assert!(
            kept,
            "{}: {:?} became {:?}",
            benefit.id, old.verdict, new.verdict
        );
        if let (Some(wide), Some(narrow)) = (old.due, new.due) {
            assert!(
                wide.total.contains(narrow.total) || wide.unstated,
                "{}: {:?} became {:?}",
                benefit.id,
                wide.total,
                narrow.total
            );
        }
    }
}

/// What is left to ask bears on services alone: no sum waits for it.
fn sums_at_rest(rulebook: &Rulebook, walk: &Walk) {
    for (finding, benefit) in walk.assessment.findings.iter().zip(&rulebook.benefits) {
        let waits = walk.assessment.missing(finding);
        let waits = waits
            .iter()
            .any(|fact| walk.assessment.next.iter().any(|ask| ask.fact == *fact));
        assert!(
            benefit.kind == BenefitKind::Service || finding.due.is_none() || !waits,
            "{} waits for a question on services",
            benefit.id
        );
    }
}

/// With no question left, only the text or an answer of 不清楚 keeps anything open.
fn at_rest(rulebook: &Rulebook, walk: &Walk) {
    for (finding, benefit) in walk.assessment.findings.iter().zip(&rulebook.benefits) {
        if finding.verdict != Verdict::Possible {
            continue;
        }
        let unclear = !walk.assessment.unclear(finding).is_empty();
        // Somebody said so of the question itself, or of one that it hangs on.
        let unsure = walk.assessment.missing(finding).iter().any(|fact| {
            let applies = &rulebook.facts[usize::from(*fact)].applies;
            let hangs_on = applies.iter().filter_map(|condition| match condition.op {
                Op::Test { var, .. } => match rulebook.vars[usize::from(var)].of {
                    VarOf::Fact { fact } | VarOf::Member { fact, .. } => Some(fact),
                    _ => None,
                },
                _ => None,
            });
            hangs_on
                .chain([*fact])
                .any(|fact| match walk.answers.get(fact) {
                    Answer::Unknown => true,
                    Answer::Set { unsure, .. } => unsure != 0,
                    _ => false,
                })
        });
        assert!(
            unclear || unsure,
            "{} is open although nothing is left to ask",
            benefit.id
        );
    }
}

#[test]
fn every_option_of_every_set_fits_one_word() {
    let rulebook = rulebook();
    for fact in &rulebook.facts {
        assert!(
            all_cells(fact.kind.options().len()).count_ones() as usize == fact.kind.options().len()
        );
        for condition in &fact.applies {
            assert!(!matches!(
                condition.op,
                Op::Reading { .. } | Op::Unstated { .. }
            ));
        }
    }
}

/// Whoever has none of what a sum is counted with has no right to 0 yuan: he does not meet the condition.
#[test]
fn nobody_has_a_right_to_nothing() {
    let rulebook = rulebook();
    let least = |fact: FactIdx| match rulebook.facts[usize::from(fact)].kind {
        FactKind::Int { min, .. } | FactKind::Money { min, .. } => min,
        _ => panic!("a number"),
    };
    let mut counted = 0;
    for benefit in &rulebook.benefits {
        for (amount, leaf) in benefit.amounts.iter().zip(LEAF_FIRST_AMOUNT..) {
            let zero = |term: &Term| {
                let of = match term.base {
                    Base::Percent { of, .. } => Some(of),
                    Base::Sum { .. } => None,
                };
                of.into_iter()
                    .chain(term.per)
                    .find(|fact| least(*fact) == 0)
            };
            let Some(zeros) = amount.terms.iter().map(zero).collect::<Option<Vec<_>>>() else {
                continue;
            };
            if zeros.is_empty() {
                continue;
            }
            counted += 1;
            let mut cells = Possible::new(&rulebook, &Answers::new(&rulebook), today()).cells;
            for fact in zeros {
                // The first cell begins at the least number.
                cells[usize::from(rulebook.facts[usize::from(fact)].first_var)] &= 1;
            }
            let leaves = reach(&benefit.diagram, &cells, &mut Scratch::default());
            assert_eq!(leaves >> leaf & 1, 0, "{} for 0", benefit.id);
        }
    }
    assert!(counted >= 8, "{counted}");
}
