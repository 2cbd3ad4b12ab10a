//! What is shown of the results: figures, lists of people, one person.

use api::CivilDate;
use api::roster::{
    Bar as Drawn, BenefitLine, CellFault, FaultKind as Why, Finding, MonthLine, MonthPart, Named,
    Order, Person, Response, Row, Selection, Settle, Summary, Whole, Whose,
};
use data::describe;
use engine::model::{Benefit, BenefitIdx, BenefitKind, Claim, FactIdx, FactKind};
use engine::{Assessment, DayRange, Due, Interval, Money, Sum, Verdict};
use roster::columns::feed_of;
use roster::enterprise::{after_caps, caps};
use roster::summary::{BenefitMoney, Fill, MonthMoney, Tally};
use roster::{Fault, FaultKind, Filter, Gaps, MoneySummary, Outcome, Results, Role, Sort, SortBy};

use crate::Desk;

/// How many steps to settle more are shown.
const SETTLE: usize = 3;

/// What is shown as long as it concerns somebody, in this order.
pub(crate) const SHOWN: [Verdict; 4] = [
    Verdict::Eligible,
    Verdict::ByReview,
    Verdict::Possible,
    Verdict::Lapsed,
];

impl Desk {
    /// Ends the evaluation and gives the figures.
    pub(crate) fn finish(&mut self) -> Response {
        let Some(evaluation) = self.evaluation.take() else {
            return Response::Done;
        };
        let results = evaluation.finish();
        let summary = self.summary(&results);
        self.results = Some(results);
        self.ranked = false;
        self.select(&Selection::default());
        Response::Summary(Box::new(summary))
    }

    /// Shows the people that fit; says how many there are.
    pub(crate) fn select(&mut self, selection: &Selection) -> u32 {
        let Some(results) = &mut self.results else {
            return 0;
        };
        if selection.order == Order::Name && !self.ranked {
            let names: Vec<&str> = self.people.iter().map(|one| one.name.as_str()).collect();
            results.rank_names((self.ranks)(&names));
            self.ranked = true;
        }
        let mut filter = Filter {
            text: selection.text.trim().to_owned(),
            benefit: selection
                .benefit
                .as_deref()
                .and_then(|id| self.rulebook.benefit(id)),
            ..Filter::default()
        };
        match selection.whose {
            Whose::All => {}
            Whose::WithRight => filter.verdict = Some(Verdict::Eligible),
            Whose::WithSelection => filter.verdict = Some(Verdict::ByReview),
            Whose::WithOpen => filter.open = true,
            Whose::WithFaults => filter.with_faults = true,
        }
        let (by, descending) = match selection.order {
            Order::Row => (SortBy::Row, false),
            Order::Name => (SortBy::Name, false),
            Order::Right => (SortBy::Right, true),
            Order::Deadline => (SortBy::Deadline, false),
        };
        self.shown = results.select(&self.people, &filter, Sort { by, descending });
        if let Some(benefit) = filter.benefit {
            // Whoever it is not for is not what somebody looks for.
            self.shown.retain(|&index| {
                let standing = results.outcome(index as usize).standing(benefit);
                standing.is_some_and(|one| one.is_claimable() || one.verdict == Verdict::Lapsed)
            });
        }
        self.shown.len() as u32
    }

    /// Some of the people shown.
    pub(crate) fn rows(&self, from: u32, count: u32) -> Vec<Row> {
        let Some(results) = &self.results else {
            return Vec::new();
        };
        let shown = self.shown.iter().skip(from as usize).take(count as usize);
        shown.map(|&index| self.row(results, index)).collect()
    }

    /// Everything about one person.
    pub(crate) fn person(&self, index: usize) -> Option<Person> {
        let (results, person) = (self.results.as_ref()?, self.people.get(index)?);
        let assessment = results.detail(&crate::EVALUATOR, &self.people, index);
        let remarks = person.remarks.iter();
        let (benefits, not_due) = self.findings(&assessment);
        Some(Person {
            row: person.row,
            name: person.name.clone(),
            faults: person.faults.iter().map(|one| self.fault(one)).collect(),
            remarks: remarks.map(|one| self.wording().remark(one)).collect(),
            benefits,
            not_due,
        })
    }

    fn summary(&self, results: &Results) -> Summary {
        let people = 0..results.len();
        let money = MoneySummary::new(self.rulebook, results, people.clone());
        let gaps = Gaps::new(results);
        // One enterprise has one roster: its ceilings hold for all in it together.
        let caps = caps(self.rulebook, &money);
        let (right, _) = after_caps(self.rulebook, &money, &caps);
        let with = |has: fn(&Outcome) -> bool| {
            let people = people.clone();
            people.filter(|&index| has(results.outcome(index))).count() as u32
        };
        let is_paid = |one: &Outcome| one.totals.right.settled.benefits > 0;
        let never = gaps.never.iter();
        let never = never.map(|(benefit, _)| self.rulebook.benefits[usize::from(*benefit)].name);
        let faults = |index: usize| results.faults(index);
        let names = |facts: &[FactIdx]| -> Vec<String> {
            let names = facts.iter().map(|&fact| self.labels.name(fact).to_owned());
            names.collect()
        };
        let settle = gaps.claims.iter().take(SETTLE).map(|one| Settle {
            facts: names(&one.facts),
            claims: one.claims,
            people: one.people,
        });
        // What would leave nothing open: for most people, and for most people a column.
        let mut whole: Vec<&Fill> = gaps.ranking.iter().take(1).collect();
        if let Some(step) = gaps.plan.first()
            && whole.iter().all(|one| one.facts != step.facts)
        {
            whole.push(step);
        }
        let whole = whole.into_iter().map(|one| Whole {
            facts: names(&one.facts),
            settled: one.settled,
            but_for_text: one.but_for_text,
        });
        Summary {
            day: CivilDate(self.on),
            version: CivilDate(self.rulebook.version),
            hash: self.rulebook.hash.to_owned(),
            people: results.len() as u32,
            right: self.tally(&right.settled),
            paid_people: with(is_paid),
            served_people: with(|one| one.eligible > 0) - with(is_paid),
            // Of what people may be chosen for there is no sum: places are few, and nobody gets it all.
            selection_people: money.selection_people,
            selection_claims: money.selection_claims,
            open: gaps.open,
            assumed: self.said.clone(),
            never: never.map(str::to_owned).collect(),
            faults: people.clone().map(faults).sum(),
            fault_rows: people.clone().filter(|&index| faults(index) > 0).count() as u32,
            sensitive: self
                .mapping
                .roles
                .iter()
                .any(|role| matches!(role, Role::Sensitive(_))),
            settle: settle.collect(),
            whole: whole.collect(),
            unclear: gaps.unclear,
            benefits: self.benefit_lines(&money, &gaps),
            months: self.months(&money),
            memory: memory(),
        }
    }

    /// The most money first; what has no sum keeps its order behind it.
    fn benefit_lines(&self, money: &MoneySummary, gaps: &Gaps) -> Vec<BenefitLine> {
        let never = |benefit| gaps.never.iter().any(|(one, _)| *one == benefit);
        let some = |one: &&BenefitMoney| !(one.settled.is_empty() && one.open.is_empty());
        let shown = money.by_benefit.iter().filter(some);
        let shown = shown.filter(|one| !never(one.benefit));
        let bar = |one: &BenefitMoney| match one.claim {
            Claim::Right => Bar::new(&[one.settled], &[one.open]),
            // Of what people may be chosen for there is no sum.
            Claim::Selection => Bar::default(),
        };
        let mut shown: Vec<_> = shown.map(|one| (one, bar(one))).collect();
        shown.sort_by_key(|(_, bar)| std::cmp::Reverse(bar.most));
        let greatest = greatest(shown.iter().map(|(_, bar)| bar));
        let line = |(one, bar): &(&BenefitMoney, Bar)| {
            let benefit = &self.rulebook.benefits[usize::from(one.benefit)];
            let money = |tally: &Tally| (tally.claims > 0).then(|| self.tally(tally));
            let (says, possible) = match one.claim {
                Claim::Right => (money(&one.settled).into_iter().collect(), money(&one.open)),
                Claim::Selection => {
                    let said = [benefit.amount_note, benefit.quota].into_iter();
                    let said = said.filter(|words| !words.is_empty());
                    (said.map(str::to_owned).collect(), None)
                }
            };
            BenefitLine {
                benefit: self.named(one.benefit, benefit),
                claim: match one.claim {
                    Claim::Right => api::Claim::Right,
                    Claim::Selection => api::Claim::Selection,
                },
                people: one.settled.claims,
                open: one.open.claims,
                says,
                possible,
                bar: bar.drawn(greatest),
            }
        };
        shown.iter().map(line).collect()
    }

    fn months(&self, money: &MoneySummary) -> Vec<MonthLine> {
        let bars = |one: &MonthMoney| {
            [
                Bar::new(&[one.right], &[]),
                Bar::new(&[], &[one.right_open]),
            ]
        };
        let all: Vec<_> = money
            .by_month
            .iter()
            .flat_map(|(_, one)| bars(one))
            .collect();
        let greatest = greatest(all.iter());
        let line = |((year, month), one): &((i32, u8), MonthMoney)| {
            let part = |tally: &Tally, bar: Bar| {
                is_some(tally).then(|| MonthPart {
                    money: self.tally(tally),
                    bar: bar.drawn(greatest),
                })
            };
            let [right, open] = bars(one);
            MonthLine {
                month: format!("{year}-{month:02}"),
                people: one.people,
                selection: one.selection.claims,
                right: part(&one.right, right),
                right_open: part(&one.right_open, open),
            }
        };
        money.by_month.iter().map(line).collect()
    }

    /// A sum over claims, in words.
    pub(crate) fn tally(&self, tally: &Tally) -> String {
        let said = self
            .lang
            .total_of(tally.once, tally.yearly, tally.unstated.into());
        said.line()
    }

    /// The same of one person; empty where there is none.
    fn sum(&self, sum: &Sum) -> String {
        if sum.benefits == 0 {
            return String::new();
        }
        self.lang.total(sum).line()
    }

    fn row(&self, results: &Results, index: u32) -> Row {
        let at = index as usize;
        let outcome = results.outcome(at);
        Row {
            index,
            row: results.row(at),
            name: self.people[at].name.clone(),
            right: self.sum(&outcome.totals.right.settled),
            selection: self.sum(&outcome.totals.selection.settled),
            open: outcome.waiting().count() as u32,
            deadline: results.next_deadline(at).map(CivilDate),
            faults: results.faults(at),
        }
    }

    /// What is due, may be due or has lapsed, each with the words that grant it; and how many do
    /// not apply. Money before services.
    fn findings(&self, assessment: &Assessment) -> (Vec<Finding>, u32) {
        let mut benefits = Vec::new();
        for kind in [BenefitKind::Money, BenefitKind::Service] {
            for verdict in SHOWN {
                for (finding, index) in assessment.findings.iter().zip(0..) {
                    let benefit = &self.rulebook.benefits[usize::from(index)];
                    if finding.verdict != verdict || finding.out_of_scope || benefit.kind != kind {
                        continue;
                    }
                    benefits.push(Finding {
                        deadline: finding.deadline.map(DayRange::first).map(CivilDate),
                        missing: self.names(assessment.missing(finding)),
                        unclear: !assessment.unclear(finding).is_empty(),
                        ..self.finding(index, verdict, finding.due.as_ref())
                    });
                }
            }
        }
        let not_due = assessment
            .findings
            .iter()
            .filter(|finding| !finding.out_of_scope && finding.verdict == Verdict::Ineligible);
        let not_due = not_due.count() as u32;
        (benefits, not_due)
    }

    /// A verdict, what is due, and the words that grant it.
    pub(crate) fn finding(
        &self,
        index: BenefitIdx,
        verdict: Verdict,
        due: Option<&Due>,
    ) -> Finding {
        let benefit = &self.rulebook.benefits[usize::from(index)];
        let (quote, place) = match benefit.citations.first() {
            Some(citation) => (citation.quote, citation.place),
            None => ("", ""),
        };
        Finding {
            benefit: self.named(index, benefit),
            verdict: describe::verdict(verdict),
            says: self.lang.verdict_of(benefit.kind, verdict).to_owned(),
            amount: due.map_or_else(String::new, |due| self.lang.due(due).line()),
            deadline: None,
            missing: Vec::new(),
            unclear: false,
            quote: quote.to_owned(),
            place: place.to_owned(),
            whose: None,
        }
    }

    /// The names of facts.
    pub(crate) fn names(&self, facts: &[FactIdx]) -> Vec<String> {
        let names = facts.iter().map(|&fact| self.labels.name(fact).to_owned());
        names.collect()
    }

    pub(crate) fn named(&self, index: BenefitIdx, benefit: &Benefit) -> Named {
        let source = &self.rulebook.sources[usize::from(benefit.source)];
        debug_assert_eq!(self.rulebook.benefit(benefit.id), Some(index));
        Named {
            id: benefit.id.to_owned(),
            name: benefit.name.to_owned(),
            service: benefit.kind == BenefitKind::Service,
            source: source.id.to_owned(),
            title: source.title.to_owned(),
        }
    }

    fn fault(&self, fault: &Fault) -> CellFault {
        let column = fault.column as usize;
        let header = self
            .roll
            .as_ref()
            .and_then(|roll| roll.table.headers.get(column));
        let fact = match self.mapping.roles.get(column) {
            Some(Role::Fact(fact) | Role::Again(fact, _) | Role::Member(fact, _)) => Some(*fact),
            // What can stand there is written in its own words.
            Some(Role::Feed(feed)) => feed_of(*feed).facts(self.rulebook).first().copied(),
            _ => None,
        };
        CellFault {
            cell: fault.cell.clone(),
            header: header.cloned().unwrap_or_default(),
            value: fault.value.clone(),
            kind: why(fault.kind),
            allowed: fact.map_or_else(Vec::new, |fact| self.allowed(fault.kind, fact)),
        }
    }

    /// What could stand in a cell instead.
    fn allowed(&self, kind: FaultKind, fact: FactIdx) -> Vec<String> {
        let asked = &self.rulebook.facts[usize::from(fact)];
        match (kind, &asked.kind) {
            (FaultKind::NoSuchOption | FaultKind::MoreThanOne, kind) => {
                let count = kind.options().len();
                let options = (0..count).map(|at| self.labels.option(fact, at));
                options.map(str::to_owned).collect()
            }
            (
                FaultKind::OutOfRange,
                FactKind::Int { min, max, .. } | FactKind::Money { min, max },
            ) => vec![min.to_string(), max.to_string()],
            (FaultKind::TooEarly, FactKind::Date { earliest }) => vec![earliest.to_string()],
            _ => Vec::new(),
        }
    }
}

/// Bytes of the program's memory; natively nobody asks.
fn memory() -> f64 {
    #[cfg(target_arch = "wasm32")]
    return core::arch::wasm32::memory_size(0) as f64 * 65_536.0;
    #[cfg(not(target_arch = "wasm32"))]
    0.0
}

fn why(kind: FaultKind) -> Why {
    match kind {
        FaultKind::NotYesNo => Why::NotYesNo,
        FaultKind::NoSuchOption => Why::NoSuchOption,
        FaultKind::MoreThanOne => Why::MoreThanOne,
        FaultKind::NotANumber => Why::NotANumber,
        FaultKind::NotWhole => Why::NotWhole,
        FaultKind::OutOfRange => Why::OutOfRange,
        FaultKind::NotADate => Why::NotADate,
        FaultKind::Future => Why::Future,
        FaultKind::TooEarly => Why::TooEarly,
        FaultKind::SheetError => Why::SheetError,
        FaultKind::Contradictory => Why::Contradictory,
        FaultKind::NotApplicable => Why::NotApplicable,
    }
}

/// Whether anything at all is in it.
fn is_some(tally: &Tally) -> bool {
    (tally.once, tally.yearly, tally.unstated) != (Interval::ZERO, Interval::ZERO, 0)
}

/// How long money is drawn, beside the most that is drawn.
#[derive(Clone, Copy, Default)]
struct Bar {
    most: Money,
    /// What of it is sure.
    sure: Money,
}

impl Bar {
    fn new(settled: &[Tally], open: &[Tally]) -> Bar {
        let top = |tallies: &[Tally]| {
            let ends = tallies.iter().flat_map(|one| [one.once, one.yearly]);
            // Where nothing bounds it, its least is drawn.
            let ends = ends.map(|sum| sum.high.unwrap_or(sum.low).0);
            Money(ends.fold(0, i64::saturating_add))
        };
        let sure = top(settled);
        Bar {
            most: Money(sure.0.saturating_add(top(open).0)),
            sure,
        }
    }

    /// Both in thousandths: of the greatest, and of itself.
    fn drawn(&self, greatest: Money) -> Drawn {
        let share = |part: Money, whole: Money| {
            let thousandths = i128::from(part.0) * 1000 / i128::from(whole.0.max(1));
            thousandths as u16
        };
        Drawn {
            width: share(self.most, greatest),
            sure: share(self.sure, self.most),
        }
    }
}

fn greatest<'a>(bars: impl Iterator<Item = &'a Bar>) -> Money {
    bars.map(|bar| bar.most).max().unwrap_or_default()
}
