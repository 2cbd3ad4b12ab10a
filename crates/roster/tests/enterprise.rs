//! What a roster says of its enterprise, on either side of every threshold.

mod common;

use common::*;
use engine::{Answer, Answers, Interval, Money, Verdict};
use proptest::prelude::*;
use roster::enterprise::{Basis, Line, Says, after_caps, caps};
use roster::{Blank, Enterprise, Mapping, MoneySummary, Person, Results, Role, Staff};

const ALL: [Staff; 5] = [
    Staff::SelfEvaluated,
    Staff::Apprentice,
    Staff::OrderHire,
    Staff::FlexibleLeader,
    Staff::AgreedSalary,
];

fn mapping(columns: &[Staff]) -> Mapping {
    Mapping::new(columns.iter().map(|column| Role::Staff(*column)).collect())
}

fn found(people: &[Person], columns: &[Staff], given: &Answers) -> Enterprise {
    let mapping = mapping(columns);
    Enterprise::new(&EVALUATOR, people, &mapping, given, Blank::Unknown, ON)
}

fn line<'a>(enterprise: &'a Enterprise, id: &str) -> &'a Line {
    let benefit = RULEBOOK.benefit(id).unwrap();
    let mut lines = enterprise
        .lines
        .iter()
        .filter(|line| line.benefit == benefit);
    let line = lines
        .next()
        .unwrap_or_else(|| panic!("{id} is out of scope"));
    assert_eq!(lines.next(), None, "one line");
    line
}

fn yuan(low: i64, high: i64) -> Interval {
    Interval::new(Money::yuan(low), Some(Money::yuan(high)))
}

fn nobody_asked() -> Answers {
    Answers::new(&RULEBOOK)
}

/// So many in 聊城 with a new certificate of their own enterprise.
fn self_evaluated(count: u32) -> Vec<Person> {
    let people = (0..count).map(|index| {
        let mut person = person(index + 2, "liaocheng");
        person.self_evaluated = Some(true);
        choose(&mut person.answers, "level", "advanced");
        date(&mut person.answers, "certificate_date", "2026-01-01");
        person
    });
    people.collect()
}

fn practised() -> Answers {
    let mut given = nobody_asked();
    hold(&mut given, "self_evaluation", &["filed", "practised"]);
    given
}

#[test]
fn the_tiers_of_liaocheng_go_by_those_newly_evaluated() {
    for (count, low, high) in [
        (30, 10_000, 10_000),
        (50, 10_000, 10_000),
        (51, 20_000, 20_000),
        (99, 20_000, 20_000),
        // The report puts exactly a hundred into two tiers.
        (100, 20_000, 30_000),
        (101, 30_000, 30_000),
    ] {
        let people = self_evaluated(count);
        let enterprise = found(&people, &ALL, &practised());
        let line = line(&enterprise, "liaocheng-selfeval-reward");
        assert_eq!(line.verdict, Verdict::Eligible, "{count}");
        assert_eq!(line.due.unwrap().total, yuan(low, high), "{count}");
        assert_eq!(enterprise.right.settled.once, yuan(low, high), "{count}");
        assert!(line.rows_open.is_empty());
    }
    let enterprise = found(&self_evaluated(29), &ALL, &practised());
    let line = line(&enterprise, "liaocheng-selfeval-reward");
    assert_eq!((line.verdict, line.due), (Verdict::Ineligible, None));
}

#[test]
fn rows_that_do_not_say_leave_a_range() {
    let mut people = self_evaluated(52);
    for person in &mut people[..2] {
        person.self_evaluated = None;
    }
    give(&mut people[2].answers, "certificate_date", Answer::NotAsked);
    // These say enough not to count.
    choose(&mut people[3].answers, "level", "intermediate");
    date(&mut people[4].answers, "certificate_date", "2025-12-31");
    people[5].self_evaluated = Some(false);
    // Beside the ladder.
    choose(&mut people[6].answers, "level", "pre_technician");
    let enterprise = found(&people, &ALL, &practised());
    let derived = |basis| {
        enterprise
            .derived
            .iter()
            .find(move |one| one.basis == basis)
    };
    let new = derived(Basis::SelfEvaluatedThisYear).unwrap();
    assert_eq!(new.fact, fact("new_high_skilled"));
    assert_eq!(
        new.says,
        Says::Between {
            least: 45,
            most: 49
        }
    );
    assert_eq!(new.unsaid, [2, 3, 4, 8]);
    assert_eq!(
        line(&enterprise, "liaocheng-selfeval-reward").verdict,
        Verdict::Eligible
    );
    let levels = [
        (option("level", "intermediate"), 1),
        (option("level", "advanced"), 45),
        (option("level", "pre_technician"), 1),
    ];
    assert_eq!(enterprise.self_evaluated, levels);

    // Across a threshold it is open, and it is the rows that would settle it.
    let over = [people.clone(), self_evaluated(3)].concat();
    let enterprise = found(&over, &ALL, &practised());
    let open = line(&enterprise, "liaocheng-selfeval-reward");
    assert_eq!(open.verdict, Verdict::Eligible);
    assert_eq!(open.due.unwrap().total, yuan(10_000, 20_000));
    assert_eq!(open.rows_open, [fact("new_high_skilled")]);
    let under = &people[..34];
    let enterprise = found(under, &ALL, &practised());
    let open = line(&enterprise, "liaocheng-selfeval-reward");
    assert_eq!(
        (open.verdict, open.due.unwrap().total),
        (Verdict::Possible, yuan(10_000, 10_000))
    );
    assert_eq!(enterprise.right.settled.once, Interval::ZERO);

    // Somebody says that an empty cell is 否; somebody says another number.
    let all = mapping(&ALL);
    let no = Enterprise::new(&EVALUATOR, under, &all, &practised(), Blank::No, ON);
    assert_eq!(
        no.derived[1].says,
        Says::Between {
            least: 27,
            most: 29
        }
    );
    assert_eq!(
        line(&no, "liaocheng-selfeval-reward").verdict,
        Verdict::Ineligible
    );
    let mut given = practised();
    give(&mut given, "new_high_skilled", Answer::Int(101));
    let enterprise = found(under, &ALL, &given);
    assert!(enterprise.derived[1].overruled);
    assert_eq!(enterprise.right.settled.once, yuan(30_000, 30_000));
}

#[test]
fn what_the_roster_does_not_say_is_asked() {
    let people = self_evaluated(30);
    let enterprise = found(&people, &ALL, &nobody_asked());
    let asked: Vec<u16> = enterprise.next.iter().map(|ask| ask.fact).collect();
    assert!(asked.contains(&fact("self_evaluation")), "{asked:?}");
    assert!(!asked.contains(&fact("new_high_skilled")));
    assert!(!asked.contains(&fact("region")), "everybody is in one");
    // Without the column the roster says nothing, and the number is asked for.
    let enterprise = found(&people, &[], &practised());
    let asked: Vec<u16> = enterprise.next.iter().map(|ask| ask.fact).collect();
    assert!(asked.contains(&fact("new_high_skilled")), "{asked:?}");
    let bases: Vec<Basis> = enterprise.derived.iter().map(|one| one.basis).collect();
    assert_eq!(bases, [Basis::SameRegion]);
    // An empty column says nothing either.
    let mut silent = people.clone();
    for person in &mut silent {
        person.self_evaluated = None;
    }
    let enterprise = found(&silent, &ALL, &practised());
    assert_eq!(enterprise.derived[1].says, Says::Nothing);
    let asked: Vec<u16> = enterprise.next.iter().map(|ask| ask.fact).collect();
    assert!(asked.contains(&fact("new_high_skilled")));
    // People in two cities: then where the enterprise is has to be asked.
    let mixed = [people, vec![person(99, "zibo")]].concat();
    let enterprise = found(&mixed, &[], &nobody_asked());
    assert_eq!(enterprise.next[0].fact, fact("region"));
}

#[test]
fn taian_pays_from_4000_to_6000_for_an_apprentice_and_year() {
    let mut people: Vec<Person> = (2..7).map(|row| person(row, "taian")).collect();
    for person in &mut people {
        person.apprentice = Some(false);
    }
    let none = found(&people, &ALL, &nobody_asked());
    let id = "taian-apprenticeship-4000-6000";
    assert_eq!(line(&none, id).verdict, Verdict::Ineligible);
    people[0].apprentice = Some(true);
    let one = found(&people, &ALL, &nobody_asked());
    assert_eq!(line(&one, id).due.unwrap().payment, yuan(4000, 6000));
    for person in &mut people[..3] {
        person.apprentice = Some(true);
    }
    let three = found(&people, &ALL, &nobody_asked());
    assert_eq!(line(&three, id).verdict, Verdict::Eligible);
    assert_eq!(three.right.settled.yearly, yuan(12_000, 18_000));
    assert_eq!(three.right.settled.once, Interval::ZERO);
    // Two who may be: from 4000 for three to 6000 for five.
    for person in &mut people[3..] {
        person.apprentice = None;
    }
    let range = found(&people, &ALL, &nobody_asked());
    assert_eq!(range.right.settled.yearly, yuan(12_000, 30_000));
    assert_eq!(line(&range, id).rows_open, [fact("apprentices")]);
    // One is sure if somebody may be: nobody, or from one on.
    for person in &mut people {
        person.apprentice = None;
    }
    people[0].apprentice = Some(false);
    let maybe = found(&people, &ALL, &nobody_asked());
    assert_eq!(line(&maybe, id).verdict, Verdict::Possible);
    assert_eq!(line(&maybe, id).due.unwrap().total, yuan(4000, 24_000));
}

#[test]
fn zibo_pays_10000_for_everybody_hired_from_an_order_class() {
    let mut people: Vec<Person> = (2..8).map(|row| person(row, "zibo")).collect();
    for person in &mut people {
        person.order_hire = Some(false);
    }
    let id = "zibo-order-class-1w";
    let columns = [Staff::OrderHire];
    let given = nobody_asked();
    let hires = |people: &[Person], given: &Answers| found(people, &columns, given);
    for person in &mut people[..3] {
        person.order_hire = Some(true);
    }
    let three = hires(&people, &given);
    assert_eq!(line(&three, id).verdict, Verdict::Eligible);
    assert_eq!(line(&three, id).due.unwrap().total, yuan(30_000, 30_000));
    people[3].order_hire = None;
    let maybe = hires(&people, &given);
    assert_eq!(line(&maybe, id).due.unwrap().total, yuan(30_000, 40_000));
    for person in &mut people[..3] {
        person.order_hire = Some(false);
    }
    let one = hires(&people, &given);
    assert_eq!(line(&one, id).verdict, Verdict::Possible);
    assert_eq!(line(&one, id).due.unwrap().total, yuan(10_000, 10_000));
    people[3].order_hire = Some(false);
    let none = hires(&people, &given);
    assert_eq!(line(&none, id).verdict, Verdict::Ineligible);
    let says = Says::Is(Answer::Int(0));
    assert_eq!(none.derived.last().unwrap().says, says);
}

#[test]
fn a_fifth_of_each_leaders_salary_is_added_up() {
    let mut people: Vec<Person> = (2..7).map(|row| person(row, "zibo")).collect();
    for person in &mut people {
        person.flexible_leader = Some(false);
    }
    let columns = [Staff::FlexibleLeader, Staff::AgreedSalary];
    let nobody = found(&people, &columns, &nobody_asked());
    assert_eq!(
        line(&nobody, "zibo-flex-salary-20pct").verdict,
        Verdict::Ineligible
    );
    for (person, salary) in people.iter_mut().zip([200_000, 300_001, 199_999]) {
        person.flexible_leader = Some(true);
        person.agreed_salary = Some(salary);
    }
    let enterprise = found(&people, &columns, &nobody_asked());
    let benefit = RULEBOOK.benefit("zibo-flex-salary-20pct").unwrap();
    let lines = |enterprise: &Enterprise| -> Vec<(Option<u32>, Verdict, Option<Interval>)> {
        let lines = enterprise
            .lines
            .iter()
            .filter(|line| line.benefit == benefit);
        lines
            .map(|line| (line.person, line.verdict, line.due.map(|due| due.payment)))
            .collect()
    };
    // A fifth of 300001 yuan is 60000 yuan and 20 fen.
    let odd = Interval::exactly(Money(6_000_020));
    assert_eq!(
        lines(&enterprise),
        [
            (Some(0), Verdict::Eligible, Some(yuan(40_000, 40_000))),
            (Some(1), Verdict::Eligible, Some(odd)),
            (Some(2), Verdict::Ineligible, None),
        ]
    );
    assert_eq!(
        enterprise.right.settled.yearly,
        Interval::exactly(Money(10_000_020))
    );
    assert_eq!(enterprise.right.settled.claims, 2);
    let asked: Vec<u16> = enterprise.next.iter().map(|ask| ask.fact).collect();
    assert!(!asked.contains(&fact("agreed_salary")));
    // A salary that is not said may be anything from the threshold on.
    people[2].agreed_salary = None;
    let open = found(&people, &columns, &nobody_asked());
    let any = Interval::new(Money::yuan(40_000), None);
    assert_eq!(lines(&open)[2], (Some(2), Verdict::Possible, Some(any)));
    assert_eq!(
        open.right.settled.yearly,
        Interval::exactly(Money(10_000_020))
    );
    let all = open.right.with_possible.yearly;
    assert_eq!(all, Interval::new(Money(10_000_020), None));
    // Somebody answers for the enterprise instead.
    let mut given = nobody_asked();
    give(&mut given, "flexible_leader", Answer::Bool(false));
    let overruled = found(&people, &columns, &given);
    assert_eq!(
        line(&overruled, "zibo-flex-salary-20pct").verdict,
        Verdict::Ineligible
    );
}

#[test]
fn whoever_may_be_a_leader_counts_in_what_is_possible() {
    let mut people: Vec<Person> = (2..6).map(|row| person(row, "zibo")).collect();
    for person in &mut people {
        person.agreed_salary = Some(300_000);
    }
    people[0].flexible_leader = Some(true);
    people[1].flexible_leader = Some(false);
    let columns = [Staff::FlexibleLeader, Staff::AgreedSalary];
    let open = found(&people, &columns, &nobody_asked());
    assert_eq!(open.right.settled.yearly, yuan(60_000, 60_000));
    assert_eq!(open.right.with_possible.yearly, yuan(60_000, 180_000));
    let benefit = RULEBOOK.benefit("zibo-flex-salary-20pct").unwrap();
    let lines: Vec<&Line> = open
        .lines
        .iter()
        .filter(|line| line.benefit == benefit)
        .collect();
    assert_eq!(lines.len(), 2, "one for the two rows that do not say");
    assert_eq!(lines[1].person, None);
    assert_eq!(lines[1].verdict, Verdict::Possible);
    assert_eq!(lines[1].due.unwrap().total, yuan(0, 120_000));
    assert_eq!(lines[1].rows_open, [fact("flexible_leader")]);
    // Nobody is one for sure: all is only possible.
    people[0].flexible_leader = None;
    let maybe = found(&people, &columns, &nobody_asked());
    assert_eq!(maybe.right.settled.yearly, Interval::ZERO);
    assert_eq!(maybe.right.with_possible.yearly, yuan(0, 180_000));
}

#[test]
fn only_an_empty_cell_can_be_a_no() {
    let mut people: Vec<Person> = (2..6).map(|row| person(row, "taian")).collect();
    people[0].apprentice = Some(true);
    people[1].unsure = vec![Staff::Apprentice];
    people[2].unsure = vec![Staff::OrderHire];
    let all = mapping(&ALL);
    let no = Enterprise::new(&EVALUATOR, &people, &all, &nobody_asked(), Blank::No, ON);
    let apprentices = no
        .derived
        .iter()
        .find(|one| one.basis == Basis::Apprentices)
        .unwrap();
    assert_eq!(apprentices.says, Says::Between { least: 1, most: 2 });
    assert_eq!(apprentices.unsaid, [3]);
}

/// So many technicians (2500 yuan) and senior technicians (3000) in 淄博.
fn technicians(technicians: u32, seniors: u32) -> Vec<Person> {
    let people = (0..technicians + seniors).map(|index| {
        let mut person = person(index + 2, "zibo");
        let answers = &mut person.answers;
        choose(answers, "workplace", "enterprise");
        choose(answers, "arrival", "local");
        let senior = index >= technicians;
        choose(
            answers,
            "level",
            if senior {
                "senior_technician"
            } else {
                "technician"
            },
        );
        date(answers, "certificate_date", "2026-01-15");
        person
    });
    people.collect()
}

#[test]
fn one_enterprise_gets_no_more_than_50000_a_year_for_its_technicians() {
    for (two, three, before, after, taken) in [
        (19, 0, 47_500, 47_500, 0),
        (20, 0, 50_000, 50_000, 0),
        (19, 1, 50_500, 50_000, 500),
        (0, 17, 51_000, 50_000, 1000),
        (20, 20, 110_000, 50_000, 60_000),
    ] {
        let people = technicians(two, three);
        let results = Results::new(&EVALUATOR, &people, ON);
        let money = MoneySummary::new(&RULEBOOK, &results, 0..people.len());
        let capped = caps(&RULEBOOK, &money);
        assert_eq!(capped.len(), 1);
        let cap = &capped[0];
        assert_eq!(cap.cap, Money::yuan(50_000));
        assert_eq!(cap.note, "每年每家企业职工最高可享受5万元补贴");
        assert_eq!(cap.settled.people, two + three);
        assert_eq!(cap.settled.before, yuan(before, before));
        assert_eq!(cap.settled.after, yuan(after, after));
        assert_eq!(cap.settled.taken, yuan(taken, taken));
        let (right, selection) = after_caps(&RULEBOOK, &money, &capped);
        let total = money.right.settled.once;
        assert_eq!(right.settled.once.low, Money(total.low.0 - taken * 100));
        assert_eq!(
            right.settled.once.high,
            total.high.map(|sum| Money(sum.0 - taken * 100))
        );
        assert_eq!(selection, money.selection);
    }
}

#[test]
fn the_ceiling_holds_for_what_is_still_possible_too() {
    let mut people = technicians(24, 0);
    for person in &mut people[16..] {
        give(&mut person.answers, "certificate_date", Answer::NotAsked);
    }
    let results = Results::new(&EVALUATOR, &people, ON);
    let money = MoneySummary::new(&RULEBOOK, &results, 0..people.len());
    let cap = &caps(&RULEBOOK, &money)[0];
    assert_eq!(cap.settled.before, yuan(40_000, 40_000));
    assert_eq!(cap.settled.taken, Interval::ZERO);
    assert_eq!(cap.with_possible.people, 24);
    assert_eq!(cap.with_possible.before, yuan(40_000, 60_000));
    assert_eq!(cap.with_possible.after, yuan(40_000, 50_000));
    assert_eq!(cap.with_possible.taken, yuan(0, 10_000));
}

#[test]
fn every_fact_and_option_named_here_is_one() {
    for id in [
        "new_high_skilled",
        "apprentices",
        "order_hires",
        "flexible_leader",
        "agreed_salary",
    ] {
        fact(id);
    }
    option("audience", "enterprise");
    fact("order_class");
    for id in [
        "advanced",
        "pre_technician",
        "technician",
        "senior_technician",
        "special_technician",
        "chief_technician",
    ] {
        option("level", id);
    }
}

/// What a row says of self-evaluation, level (10 and more: nothing), apprenticeship, order class, and
/// whether somebody is a leader.
type Cells = (Option<bool>, u8, Option<bool>, Option<bool>, Option<bool>);

fn some(people: Vec<Cells>, region: &str) -> Vec<Person> {
    let rows = (2..).zip(people);
    rows.map(
        |(row, (self_evaluated, level, apprentice, order_hire, leader))| {
            let mut person = person(row, region);
            person.self_evaluated = self_evaluated;
            person.apprentice = apprentice;
            person.order_hire = order_hire;
            person.flexible_leader = leader;
            // Some below the threshold, some at it, some not said.
            person.agreed_salary =
                [Some(199_999), Some(200_000), Some(400_000), None][row as usize % 4];
            if level < 10 {
                give(&mut person.answers, "level", Answer::Choice(level));
                date(&mut person.answers, "certificate_date", "2026-03-01");
            }
            person
        },
    )
    .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// However the empty cells turn out to be filled in, what then is found lies in what was shown.
    #[test]
    fn filling_in_rows_stays_within_the_range(
        cells in prop::collection::vec(
            (any::<Option<bool>>(), 0u8..12, any::<Option<bool>>(), any::<Option<bool>>(), any::<Option<bool>>()), 1..70),
        fill in prop::collection::vec((any::<bool>(), 0u8..10, any::<bool>(), any::<bool>(), any::<bool>()), 70),
        region in prop::sample::select(vec!["liaocheng", "zibo", "taian"]),
        known in any::<bool>(),
        beside in any::<bool>(),
    ) {
        // Whether 预备技师 counts stays open, whatever the cells say.
        let pre = option("level", "pre_technician");
        let level = |level: u8| if level == pre && !beside { pre + 1 } else { level };
        let cells: Vec<Cells> = cells
            .into_iter()
            .map(|cell| (cell.0, level(cell.1), cell.2, cell.3, cell.4))
            .collect();
        let mut given = nobody_asked();
        if known {
            hold(&mut given, "self_evaluation", &["filed", "practised"]);
        }
        let columns = ALL;
        let shown = found(&some(cells.clone(), region), &columns, &given);
        let filled = cells.iter().zip(&fill).map(|(cell, fill)| (
            Some(cell.0.unwrap_or(fill.0)),
            if cell.1 < 10 { cell.1 } else { level(fill.1) },
            Some(cell.2.unwrap_or(fill.2)),
            Some(cell.3.unwrap_or(fill.3)),
            Some(cell.4.unwrap_or(fill.4)),
        ));
        let then = found(&some(filled.collect(), region), &columns, &given);
        // Leaders have lines of their own, which become more; their sums are in the totals.
        let benefit = RULEBOOK.benefit("zibo-flex-salary-20pct").unwrap();
        let one_each = |enterprise: &Enterprise| -> Vec<Line> {
            let lines = enterprise.lines.iter();
            lines.filter(|line| line.benefit != benefit).cloned().collect()
        };
        for (before, after) in one_each(&shown).iter().zip(&one_each(&then)) {
            prop_assert_eq!(before.benefit, after.benefit);
            let silent = |says: &Says| *says == Says::Nothing;
            if before.verdict != Verdict::Possible
                && !shown.derived.iter().any(|one| silent(&one.says))
            {
                prop_assert_eq!(before.verdict, after.verdict);
            }
            if let (Some(before), Some(after)) = (before.due, after.due) {
                prop_assert!(before.total.contains(after.total), "{before:?} {after:?}");
            }
        }
        // What nobody has been asked is in no sum; what a row says may be the first that speaks for it.
        let unasked = |line: &Line| line.verdict == Verdict::Possible && !line.missing.is_empty();
        let all_asked = !shown.lines.iter().any(unasked);
        for (before, after) in [(shown.right, then.right), (shown.selection, then.selection)] {
            if all_asked {
                prop_assert!(before.with_possible.once.contains(after.with_possible.once));
                prop_assert!(before.with_possible.yearly.contains(after.with_possible.yearly));
            }
            prop_assert!(before.settled.once.low <= after.settled.once.low);
            prop_assert!(before.settled.yearly.low <= after.settled.yearly.low);
        }
        if then.derived.iter().any(|one| matches!(one.says, Says::Between { .. })) {
            prop_assert!(beside);
            return Ok(());
        }
        // Nothing is left to the rows: it is the evaluation of one set of answers.
        let alone = EVALUATOR.evaluate(&then.answers, ON);
        for line in &one_each(&then) {
            let finding = &alone.findings[usize::from(line.benefit)];
            prop_assert_eq!((line.verdict, line.due), (finding.verdict, finding.due));
        }
        if then.lines.iter().all(|line| line.person.is_none()) {
            prop_assert_eq!(then.right, alone.totals.right.into());
        }
    }
}
