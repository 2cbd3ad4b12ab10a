//! The enterprise's own subsidies: what the roster says of it, what is still to be asked, and what
//! a ceiling for all its workers takes away.
//!
//! A count from a roster is a proposal: whoever asks sees whom it counted and may say otherwise.
//! Rows that do not say whether they count leave a range, and every number in it is evaluated.

use std::collections::BTreeMap;

use engine::model::*;
use engine::{
    AUDIENCE, Answer, Answers, Ask, Assessment, Date, DayRange, Due, Evaluator, Finding, Interval,
    Money, REGION, Rulebook, Verdict, totals,
};

use crate::columns::{CERTIFICATE, feed_of};
use crate::feeds::feeds;
use crate::people::{Mapping, Person, Role, Staff};
use crate::summary::{Both, MoneySummary, Tally};

/// What an empty cell means in a column that counts for the enterprise.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Blank {
    /// It is not known.
    #[default]
    Unknown,
    /// 否: somebody has said that only those with a 是 are meant.
    No,
}

/// How something was found in the roster.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Basis {
    /// Everybody is in the same region.
    SameRegion,
    /// People whose certificate the enterprise itself gave in the calendar year of the day of
    /// evaluation, at 高级工 or above. That these are the 高技能人才 is this program's reading: the
    /// source does not say which levels are, so it is to be shown with the count. 预备技师, which
    /// stands beside the ladder of levels, is left open.
    SelfEvaluatedThisYear,
    /// People marked as trained apprentices.
    Apprentices,
    /// People marked as hired from an order class.
    OrderHires,
    /// People marked as leading talents introduced flexibly.
    FlexibleLeaders,
}

/// What a roster says of one of the enterprise's own facts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Says {
    Is(Answer),
    /// A number from `least`, if nobody counts whose row does not say, to `most`, if all do.
    Between {
        least: i64,
        most: i64,
    },
    /// The column is there, and does not settle it.
    Nothing,
}

/// A fact of the enterprise that the roster speaks of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Derived {
    pub fact: FactIdx,
    pub basis: Basis,
    pub says: Says,
    /// Rows of the people counted.
    pub rows: Vec<u32>,
    /// Rows of those who may count too, as far as their cells say.
    pub unsaid: Vec<u32>,
    /// Somebody has answered this otherwise, and that stands.
    pub overruled: bool,
}

/// What is found of one benefit for the enterprise.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    pub benefit: BenefitIdx,
    /// Index of the person for whom it is, where each counts by themselves.
    pub person: Option<u32>,
    pub verdict: Verdict,
    pub due: Option<Due>,
    pub deadline: Option<Date>,
    /// Facts that would settle it if they were known.
    pub missing: Vec<FactIdx>,
    /// Readings and unstated conditions on which it depends.
    pub unclear: Vec<VarIdx>,
    /// Counts from the roster that would settle it if every row said whether it counts.
    pub rows_open: Vec<FactIdx>,
}

/// The enterprise's own results.
#[derive(Clone, PartialEq, Debug)]
pub struct Enterprise {
    pub derived: Vec<Derived>,
    /// How many people got a certificate from the enterprise itself this year, by level (option of
    /// the fact), whatever level: for whoever counts otherwise.
    pub self_evaluated: Vec<(u8, u32)>,
    /// Benefits in scope, in the order of the rulebook.
    pub lines: Vec<Line>,
    /// As of right and by selection are never added together.
    pub right: Both,
    pub selection: Both,
    /// What is still worth asking, best first.
    pub next: Vec<Ask>,
    /// What was evaluated: what somebody answered, and from the roster what is one answer. Where
    /// there is a range, its least.
    pub answers: Answers,
}

/// People whose benefit goes by their own salary: indices.
#[derive(Default)]
struct Leaders {
    sure: Vec<u32>,
    /// Their rows do not say.
    open: Vec<u32>,
}

impl Leaders {
    fn any(&self) -> bool {
        !self.sure.is_empty() || !self.open.is_empty()
    }
}

/// A way in which the roster can be true: a number for each fact that it leaves open.
type Scenario = Answers;

impl Enterprise {
    /// What comes of a roster for the enterprise itself. `given` is what somebody has answered
    /// about the enterprise; it stands before anything that the roster says.
    pub fn new(
        evaluator: &Evaluator<'_>,
        people: &[Person],
        mapping: &Mapping,
        given: &Answers,
        blank: Blank,
        on: Date,
    ) -> Enterprise {
        let roster = Roster {
            evaluator,
            rulebook: evaluator.rulebook(),
            people,
            mapping,
            given,
            blank,
            on,
        };
        let mut derived = Vec::new();
        let mut scenarios = vec![given.clone()];
        roster.audience(&mut scenarios);
        roster.region(&mut scenarios, &mut derived);
        let self_evaluated = roster.high_skilled(&mut scenarios, &mut derived);
        roster.apprentices(&mut scenarios, &mut derived);
        roster.order_hires(&mut scenarios, &mut derived);
        let leaders = roster.leaders(&mut scenarios, &mut derived);
        roster.evaluated(derived, self_evaluated, scenarios, &leaders)
    }
}

struct Roster<'a> {
    evaluator: &'a Evaluator<'a>,
    rulebook: &'a Rulebook,
    people: &'a [Person],
    mapping: &'a Mapping,
    given: &'a Answers,
    blank: Blank,
    on: Date,
}

/// Rows that count, and rows that may.
#[derive(Default)]
struct Counted {
    rows: Vec<u32>,
    unsaid: Vec<u32>,
    /// Some row says that it does not.
    denied: bool,
}

impl Counted {
    fn least(&self) -> i64 {
        self.rows.len() as i64
    }

    fn most(&self) -> i64 {
        (self.rows.len() + self.unsaid.len()) as i64
    }

    /// No row says anything.
    fn is_silent(&self) -> bool {
        self.rows.is_empty() && !self.denied
    }

    fn says(&self) -> Says {
        match (self.least(), self.most()) {
            _ if self.is_silent() => Says::Nothing,
            (least, most) if least == most => Says::Is(Answer::Int(least)),
            (least, most) => Says::Between { least, most },
        }
    }
}

impl Roster<'_> {
    fn has(&self, column: Staff) -> bool {
        // How a certificate was got says whether the enterprise itself gave it.
        let told = |role: &Role| match role {
            Role::Staff(own) => *own == column,
            Role::Fact(fact) | Role::Again(fact, _) => {
                column == Staff::SelfEvaluated && self.rulebook.fact(CERTIFICATE[2]) == Some(*fact)
            }
            Role::Feed(feed) => feed_of(*feed).tells(column),
            Role::Ignored | Role::Name | Role::Sensitive(_) | Role::Member(..) => false,
        };
        self.mapping.roles.iter().any(told)
    }

    /// What a row says in such a column, empty cells read as somebody said.
    fn said(&self, person: &Person, column: Staff) -> Option<bool> {
        let cell = match column {
            Staff::SelfEvaluated => person.self_evaluated,
            Staff::Apprentice => person.apprentice,
            Staff::OrderHire => person.order_hire,
            Staff::FlexibleLeader => person.flexible_leader,
            Staff::AgreedSalary => None,
        };
        match self.blank {
            Blank::No if !person.unsure.contains(&column) => Some(cell.unwrap_or(false)),
            Blank::Unknown | Blank::No => cell,
        }
    }

    fn count(&self, counts: impl Fn(&Person) -> Option<bool>) -> Counted {
        let mut counted = Counted::default();
        for person in self.people {
            match counts(person) {
                Some(true) => counted.rows.push(person.row),
                Some(false) => counted.denied = true,
                None => counted.unsaid.push(person.row),
            }
        }
        counted
    }

    fn is_given(&self, fact: FactIdx) -> bool {
        self.given.get(fact) != Answer::NotAsked
    }

    /// Puts an answer in unless somebody has given one. What the fact cannot be is left unanswered.
    fn put(&self, answers: &mut Answers, fact: FactIdx, answer: Answer) {
        if !self.is_given(fact) {
            // A roster of more people than the question allows says nothing.
            let _ = answers.set(self.rulebook, fact, answer, self.on);
        }
    }

    fn audience(&self, scenarios: &mut [Scenario]) {
        let audience = &self.rulebook.facts[usize::from(AUDIENCE)];
        if let Some(enterprise) = option(audience, "enterprise") {
            for answers in scenarios {
                let set = answers.set(self.rulebook, AUDIENCE, Answer::Choice(enterprise), self.on);
                debug_assert_eq!(set, Ok(()));
            }
        }
    }

    fn region(&self, scenarios: &mut [Scenario], derived: &mut Vec<Derived>) {
        let Some(first) = self.people.first() else {
            return;
        };
        let region = first.answers.get(REGION);
        let same = |person: &Person| person.answers.get(REGION) == region;
        if !matches!(region, Answer::Choice(_)) || !self.people.iter().all(same) {
            return;
        }
        for answers in scenarios {
            self.put(answers, REGION, region);
        }
        derived.push(Derived {
            fact: REGION,
            basis: Basis::SameRegion,
            says: Says::Is(region),
            rows: self.people.iter().map(|person| person.row).collect(),
            unsaid: Vec::new(),
            overruled: self.is_given(REGION),
        });
    }

    fn high_skilled(
        &self,
        scenarios: &mut Vec<Scenario>,
        derived: &mut Vec<Derived>,
    ) -> Vec<(u8, u32)> {
        let fact = |id| self.rulebook.fact(id);
        let (Some(new), Some(level), Some(day)) = (
            fact("new_high_skilled"),
            fact("level"),
            fact("certificate_date"),
        ) else {
            return Vec::new();
        };
        if !self.has(Staff::SelfEvaluated) {
            return Vec::new();
        }
        let levels = self.rulebook.facts[usize::from(level)].kind.options();
        let high = |person: &Person| match person.answers.get(level) {
            Answer::Choice(option) => match levels[usize::from(option)].id {
                id if feeds().high_skilled_open.contains(&id) => None,
                id => Some(feeds().high_skilled.contains(&id)),
            },
            _ => None,
        };
        let this_year = |person: &Person| match person.answers.get(day) {
            Answer::Date(days) => {
                let year = |day: Date| day.ymd().0;
                let (from, to, now) = (year(days.first()), year(days.last()), year(self.on));
                match from == to {
                    true => Some(from == now),
                    // Some of these days are of this year, or none is.
                    false if from <= now && now <= to => None,
                    false => Some(false),
                }
            }
            _ => None,
        };
        let counted = self.count(|person| {
            let parts = [
                self.said(person, Staff::SelfEvaluated),
                high(person),
                this_year(person),
            ];
            if parts.contains(&Some(false)) {
                Some(false)
            } else {
                parts.iter().all(Option::is_some).then_some(true)
            }
        });
        let mut by_level = vec![0u32; levels.len()];
        for person in self.people {
            if let (Some(true), Some(true), Answer::Choice(option)) = (
                self.said(person, Staff::SelfEvaluated),
                this_year(person),
                person.answers.get(level),
            ) {
                by_level[usize::from(option)] += 1;
            }
        }
        self.number(
            new,
            Basis::SelfEvaluatedThisYear,
            counted,
            scenarios,
            derived,
        );
        let by_level = (0..).zip(by_level);
        by_level.filter(|(_, people)| *people > 0).collect()
    }

    fn apprentices(&self, scenarios: &mut Vec<Scenario>, derived: &mut Vec<Derived>) {
        if let Some(fact) = self.rulebook.fact("apprentices")
            && self.has(Staff::Apprentice)
        {
            let counted = self.count(|person| self.said(person, Staff::Apprentice));
            self.number(fact, Basis::Apprentices, counted, scenarios, derived);
        }
    }

    /// A number that is just how many people count.
    fn number(
        &self,
        fact: FactIdx,
        basis: Basis,
        counted: Counted,
        scenarios: &mut Vec<Scenario>,
        derived: &mut Vec<Derived>,
    ) {
        if !counted.is_silent() && !self.is_given(fact) {
            let numbers = self.numbers(fact, &counted);
            vary(scenarios, &numbers, |answers, number| {
                self.put(answers, fact, Answer::Int(number));
            });
        }
        derived.push(Derived {
            fact,
            basis,
            says: counted.says(),
            rows: counted.rows,
            unsaid: counted.unsaid,
            overruled: self.is_given(fact),
        });
    }

    /// Numbers that stand for all that may be counted: the ends, and both sides of every threshold
    /// in between. Amounts grow evenly from one to the next.
    fn numbers(&self, fact: FactIdx, counted: &Counted) -> Vec<i64> {
        let (least, most) = (counted.least(), counted.most());
        let first_var = self.rulebook.facts[usize::from(fact)].first_var;
        let cuts = &self.rulebook.vars[usize::from(first_var)].cuts;
        let mut numbers = vec![least, most];
        for cut in cuts {
            if (least + 1..=most).contains(cut) {
                numbers.extend([cut - 1, *cut]);
            }
        }
        // From nobody to one is a step of its own where the question is only asked if there is one.
        if least == 0 && most > 0 {
            numbers.push(1);
        }
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    fn order_hires(&self, scenarios: &mut Vec<Scenario>, derived: &mut Vec<Derived>) {
        let fact = |id| self.rulebook.fact(id);
        let (Some(class), Some(hires)) = (fact("order_class"), fact("order_hires")) else {
            return;
        };
        if !self.has(Staff::OrderHire) {
            return;
        }
        let counted = self.count(|person| self.said(person, Staff::OrderHire));
        if !counted.is_silent() && !self.is_given(hires) {
            let numbers = self.numbers(hires, &counted);
            vary(scenarios, &numbers, |answers, number| {
                // Whoever came from an order class came from one that there was; of none who came
                // nothing follows.
                if number > 0 {
                    self.put(answers, class, Answer::Bool(true));
                }
                self.put(answers, hires, Answer::Int(number));
            });
        }
        derived.push(Derived {
            fact: hires,
            basis: Basis::OrderHires,
            says: counted.says(),
            rows: counted.rows,
            unsaid: counted.unsaid,
            overruled: self.is_given(hires),
        });
    }

    /// The people whose salary counts, each by themselves, and those who may be such people.
    fn leaders(&self, scenarios: &mut [Scenario], derived: &mut Vec<Derived>) -> Leaders {
        let fact = |id| self.rulebook.fact(id);
        let (Some(leader), Some(salary)) = (fact("flexible_leader"), fact("agreed_salary")) else {
            return Leaders::default();
        };
        if !self.has(Staff::FlexibleLeader) {
            return Leaders::default();
        }
        let counted = self.count(|person| self.said(person, Staff::FlexibleLeader));
        let says = match (counted.least(), counted.most()) {
            _ if counted.is_silent() => Says::Nothing,
            (1.., _) => Says::Is(Answer::Bool(true)),
            (_, 0) => Says::Is(Answer::Bool(false)),
            _ => Says::Nothing,
        };
        let overruled = self.is_given(leader) || self.is_given(salary);
        let mut leaders = Leaders::default();
        if let (Says::Is(answer), false) = (says, overruled) {
            for answers in scenarios {
                self.put(answers, leader, answer);
                // Each has one of their own: that of the enterprise is not asked for.
                self.put(answers, salary, Answer::Unknown);
            }
        }
        if !counted.is_silent() && !overruled {
            for (index, person) in (0..).zip(self.people) {
                match self.said(person, Staff::FlexibleLeader) {
                    Some(true) => leaders.sure.push(index),
                    Some(false) => {}
                    None => leaders.open.push(index),
                }
            }
        }
        derived.push(Derived {
            fact: leader,
            basis: Basis::FlexibleLeaders,
            says,
            rows: counted.rows,
            unsaid: counted.unsaid,
            overruled,
        });
        leaders
    }

    fn evaluated(
        &self,
        derived: Vec<Derived>,
        self_evaluated: Vec<(u8, u32)>,
        scenarios: Vec<Scenario>,
        leaders: &Leaders,
    ) -> Enterprise {
        let assessments: Vec<Assessment> = scenarios
            .iter()
            .map(|answers| self.evaluator.evaluate(answers, self.on))
            .collect();
        let open: Vec<FactIdx> = derived
            .iter()
            .filter(|one| matches!(one.says, Says::Between { .. }) && !one.overruled)
            .map(|one| one.fact)
            .collect();
        let answers = scenarios.into_iter().next();
        let answers = answers.expect("what was given is a scenario");
        let mut merged: Vec<Finding> = assessments[0].findings.clone();
        let mut lines = Vec::new();
        let mut each = Both::default();
        for (index, benefit) in (0..).zip(&self.rulebook.benefits) {
            let finding = &mut merged[usize::from(index)];
            if finding.out_of_scope {
                continue;
            }
            if leaders.any() && self.is_by_salary(benefit) {
                finding.verdict = Verdict::Ineligible;
                finding.due = None;
                // INVARIANT: what is paid for each of several people shuts nothing out.
                debug_assert!(benefit.excludes.is_empty() && benefit.claim == Claim::Right);
                for leader in &leaders.sure {
                    let line = self.line_of(index, *leader, &answers);
                    let bucket = Tally::of(benefit, line.verdict, line.due.as_ref());
                    if line.due.is_some() {
                        each.with_possible.add(bucket, 1);
                        if line.verdict != Verdict::Possible {
                            each.settled.add(bucket, 1);
                        }
                    }
                    lines.push(line);
                }
                if let Some(line) = self.may_be(index, &leaders.open, &answers, &mut each) {
                    lines.push(line);
                }
                continue;
            }
            let line = self.merged(index, &assessments, &open);
            finding.verdict = line.verdict;
            finding.due = line.due;
            lines.push(line);
        }
        let totals = totals(self.rulebook, &merged);
        let mut right = Both::from(totals.right);
        right.settled.add(each.settled, 1);
        right.with_possible.add(each.with_possible, 1);
        Enterprise {
            derived,
            self_evaluated,
            lines,
            right,
            selection: totals.selection.into(),
            next: questions(&assessments),
            answers,
        }
    }

    /// Whether a benefit goes by the salary of one person. 淄博's does: “按照其年度薪酬” speaks of
    /// each of the people introduced, so each is judged alone and the sums are added.
    fn is_by_salary(&self, benefit: &Benefit) -> bool {
        let salary = self.rulebook.fact("agreed_salary");
        salary.is_some_and(|salary| uses(self.rulebook, benefit, salary))
    }

    /// One line for all rows that do not say whether they count: each may, and adds from nothing on.
    fn may_be(
        &self,
        index: BenefitIdx,
        open: &[u32],
        answers: &Answers,
        each: &mut Both,
    ) -> Option<Line> {
        let benefit = &self.rulebook.benefits[usize::from(index)];
        let leader = self.rulebook.fact("flexible_leader")?;
        let mut answers = answers.clone();
        let _ = answers.set(self.rulebook, leader, Answer::Bool(true), self.on);
        // Those with the same salary, mostly none, come to the same.
        let mut salaries: BTreeMap<Option<i64>, (u32, u32)> = BTreeMap::new();
        for row in open {
            let salary = self.people[*row as usize].agreed_salary;
            salaries.entry(salary).or_insert((*row, 0)).1 += 1;
        }
        let mut all: Option<Line> = None;
        for (row, count) in salaries.into_values() {
            let mut line = self.line_of(index, row, &answers);
            let Some(due) = &mut line.due else { continue };
            let bucket = Tally::of(benefit, Verdict::Possible, Some(due));
            each.with_possible.add(bucket, count);
            let times = |sum: Interval| sum.times(0, Some(i64::from(count)));
            (due.payment, due.total) = (times(due.payment), times(due.total));
            let Some(all) = &mut all else {
                all = Some(line);
                continue;
            };
            if let Some(sum) = &mut all.due {
                sum.payment = sum.payment.plus(due.payment);
                sum.total = sum.total.plus(due.total);
                sum.unstated |= due.unstated;
            }
            all.missing.extend(line.missing);
            all.unclear.extend(line.unclear);
        }
        let mut all = all?;
        all.person = None;
        all.verdict = Verdict::Possible;
        all.missing.sort_unstable();
        all.missing.dedup();
        all.unclear.sort_unstable();
        all.unclear.dedup();
        all.rows_open.push(leader);
        Some(all)
    }

    fn line_of(&self, index: BenefitIdx, leader: u32, answers: &Answers) -> Line {
        let mut answers = answers.clone();
        if let Some(fact) = self.rulebook.fact("agreed_salary")
            && let Some(salary) = self.people[leader as usize].agreed_salary
        {
            // A salary that the question does not take stays unknown.
            let _ = answers.set(self.rulebook, fact, Answer::Int(salary), self.on);
        }
        let assessment = self.evaluator.evaluate(&answers, self.on);
        Line {
            person: Some(leader),
            ..self.merged(index, &[assessment], &[])
        }
    }

    /// What all scenarios together say of a benefit.
    fn merged(&self, index: BenefitIdx, assessments: &[Assessment], open: &[FactIdx]) -> Line {
        let found = |one: &'_ Assessment| -> Finding { one.findings[usize::from(index)].clone() };
        let first = found(&assessments[0]);
        let mut line = Line {
            benefit: index,
            person: None,
            verdict: first.verdict,
            due: None,
            deadline: first.deadline.map(DayRange::first),
            missing: Vec::new(),
            unclear: Vec::new(),
            rows_open: Vec::new(),
        };
        let mut differs = false;
        for assessment in assessments {
            let finding = found(assessment);
            differs |= finding.verdict != first.verdict || finding.due != first.due;
            line.verdict = either(line.verdict, finding.verdict);
            line.due = match (line.due, finding.due) {
                (Some(a), Some(b)) => Some(hull(a, b)),
                (a, b) => a.or(b),
            };
            line.deadline = line.deadline.or(finding.deadline.map(DayRange::first));
            line.missing.extend(assessment.missing(&finding));
            line.unclear.extend(assessment.unclear(&finding));
        }
        line.missing.sort_unstable();
        line.missing.dedup();
        line.unclear.sort_unstable();
        line.unclear.dedup();
        if differs {
            let benefit = &self.rulebook.benefits[usize::from(index)];
            let bearing = open
                .iter()
                .filter(|fact| uses(self.rulebook, benefit, **fact));
            line.rows_open = bearing.copied().collect();
        }
        line
    }
}

/// For every scenario one with each of the numbers.
fn vary(scenarios: &mut Vec<Scenario>, numbers: &[i64], put: impl Fn(&mut Answers, i64)) {
    *scenarios = scenarios
        .iter()
        .flat_map(|answers| {
            numbers.iter().map(|number| {
                let mut answers = answers.clone();
                put(&mut answers, *number);
                answers
            })
        })
        .collect();
}

fn option(fact: &Fact, id: &str) -> Option<u8> {
    let found = fact
        .kind
        .options()
        .iter()
        .position(|option| option.id == id);
    found.map(|index| index as u8)
}

/// Whether a fact bears on the verdict or the amount of a benefit.
fn uses(rulebook: &Rulebook, benefit: &Benefit, fact: FactIdx) -> bool {
    let tests = |node: &Node| rulebook.vars[usize::from(node.var)].of.fact() == Some(fact);
    let counts = |term: &Term| {
        term.per == Some(fact) || matches!(term.base, Base::Percent { of, .. } if of == fact)
    };
    benefit.diagram.nodes.iter().any(tests)
        || benefit
            .amounts
            .iter()
            .flat_map(|amount| &amount.terms)
            .any(counts)
}

/// What is said where one of two verdicts holds and it is not known which.
fn either(a: Verdict, b: Verdict) -> Verdict {
    let entitles = |verdict| match verdict {
        Verdict::Eligible | Verdict::ByReview | Verdict::Possible => true,
        Verdict::Ineligible | Verdict::Lapsed | Verdict::NotYet | Verdict::Ended => false,
    };
    match (entitles(a), entitles(b)) {
        _ if a == b => a,
        (false, false) => Verdict::Ineligible,
        _ => Verdict::Possible,
    }
}

fn hull(a: Due, b: Due) -> Due {
    Due {
        payment: a.payment.hull(b.payment),
        total: a.total.hull(b.total),
        rhythm: a.rhythm,
        rhythm_open: a.rhythm_open || b.rhythm_open || a.rhythm != b.rhythm,
        unstated: a.unstated || b.unstated,
        up_to: a.up_to || b.up_to,
    }
}

/// What is worth asking in any scenario.
fn questions(assessments: &[Assessment]) -> Vec<Ask> {
    let mut next: Vec<Ask> = Vec::new();
    for ask in assessments.iter().flat_map(|one| &one.next) {
        match next.iter_mut().find(|known| known.fact == ask.fact) {
            None => next.push(*ask),
            Some(known) => {
                known.options |= ask.options;
                known.bears_on = known.bears_on.max(ask.bears_on);
                known.money |= ask.money;
                known.score = known.score.max(ask.score);
            }
        }
    }
    next.sort_by_key(|ask| (std::cmp::Reverse((ask.money, ask.score)), ask.fact));
    next
}

// ---- ceilings for all workers of an enterprise -----------------------------------------------

/// What a ceiling for all workers of one enterprise in one year leaves of what they are due.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Capped {
    pub benefit: BenefitIdx,
    pub claim: Claim,
    pub cap: Money,
    /// What the source says of it.
    pub note: Str,
    /// What is settled: people, before and after, and what the ceiling takes away.
    pub settled: Cut,
    /// The same with what is still possible, that from nothing to all.
    pub with_possible: Cut,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cut {
    pub people: u32,
    pub before: Interval,
    pub after: Interval,
    pub taken: Interval,
}

impl Cut {
    fn new(tally: Tally, cap: Money) -> Cut {
        let before = tally.once.plus(tally.yearly);
        let after = |sum: Money| sum.min(cap);
        let taken = |sum: Money| Money((sum.0 - cap.0).max(0));
        Cut {
            people: tally.claims,
            before,
            after: Interval {
                low: after(before.low),
                high: Some(before.high.map_or(cap, after)),
            },
            taken: Interval {
                low: taken(before.low),
                high: before.high.map(taken),
            },
        }
    }
}

/// The benefits with a ceiling, whether it takes anything or not, in the order of the rulebook.
///
/// All people of the roster count as workers of one enterprise who claim in one year: no source
/// says how long something is new.
pub fn caps(rulebook: &Rulebook, money: &MoneySummary) -> Vec<Capped> {
    let capped = money.by_benefit.iter().filter_map(|one| {
        let cap = rulebook.benefits[usize::from(one.benefit)].cap.as_ref()?;
        let mut with_possible = one.settled;
        with_possible.add(one.open, 1);
        Some(Capped {
            benefit: one.benefit,
            claim: one.claim,
            cap: cap.sum,
            note: cap.note,
            settled: Cut::new(one.settled, cap.sum),
            with_possible: Cut::new(with_possible, cap.sum),
        })
    });
    capped.collect()
}

/// What is due as of right and by selection to all people once ceilings have taken theirs.
pub fn after_caps(rulebook: &Rulebook, money: &MoneySummary, caps: &[Capped]) -> (Both, Both) {
    let (mut right, mut selection) = (money.right, money.selection);
    for one in caps {
        let benefit = &rulebook.benefits[usize::from(one.benefit)];
        let both = match one.claim {
            Claim::Right => &mut right,
            Claim::Selection => &mut selection,
        };
        // Where another benefit may have been chosen instead, the most may stay what it was.
        let sure = benefit.excludes.is_empty();
        take(&mut both.settled, one.settled.taken, sure);
        take(&mut both.with_possible, one.with_possible.taken, sure);
    }
    (right, selection)
}

/// Takes from what is paid once, and what is more from what is paid yearly.
fn take(tally: &mut Tally, taken: Interval, from_most: bool) {
    let less = |sum: &mut Money, rest: &mut Money| {
        let part = (*sum).min(*rest);
        *sum = Money(sum.0 - part.0);
        *rest = Money(rest.0 - part.0);
    };
    let mut rest = taken.low;
    less(&mut tally.once.low, &mut rest);
    less(&mut tally.yearly.low, &mut rest);
    if let (true, Some(mut rest)) = (from_most, taken.high) {
        let most = [&mut tally.once.high, &mut tally.yearly.high];
        for sum in most.into_iter().flatten() {
            less(sum, &mut rest);
        }
    }
}
