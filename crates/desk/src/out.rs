//! What is shown of the results: figures, lists of people, one person.

use data::describe;
use engine::model::{Benefit, BenefitIdx, BenefitKind, Claim, FactIdx, FactKind};
use engine::{Assessment, DayRange, Due, Interval, Money, Sum, Verdict};
use roster::columns::feed_of;
use roster::enterprise::{after_caps, caps};
use roster::summary::{BenefitMoney, Fill, Tally};
use roster::{Fault, FaultKind, Filter, Gaps, MoneySummary, Outcome, Results, Role, Sort, SortBy};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::Desk;
use crate::json::Json;

/// How many steps to settle more are shown.
const SETTLE: usize = 3;

#[wasm_bindgen]
impl Desk {
    /// Ends the evaluation and gives the figures; nothing if it has not come to its end.
    pub fn finish(&mut self) -> String {
        let Some(evaluation) = self.evaluation.take() else {
            return "null".to_owned();
        };
        let results = evaluation.finish();
        let mut json = Json::compact();
        json.object("", |json| self.summary(json, &results));
        self.results = Some(results);
        self.select("", "all", "byRow");
        json.done()
    }

    /// The names of everybody, as a list.
    pub fn names(&self) -> String {
        let mut json = Json::compact();
        json.list("", |json| {
            for person in &self.people {
                json.text("", &person.name);
            }
        });
        json.done()
    }

    /// Says for everybody which place their name has in the order of names: for sorting by it.
    pub fn rank(&mut self, places: Vec<u32>) {
        if let Some(results) = &mut self.results {
            results.rank_names(places);
        }
    }

    /// Shows the people that fit; says how many there are. `show` is a kind of result or the id of
    /// a benefit.
    pub fn select(&mut self, text: &str, show: &str, sort: &str) -> usize {
        let Some(results) = &self.results else {
            return 0;
        };
        let mut filter = Filter {
            text: text.trim().to_owned(),
            ..Filter::default()
        };
        match show {
            "withRight" => filter.verdict = Some(Verdict::Eligible),
            "withSelection" => filter.verdict = Some(Verdict::ByReview),
            "withOpen" => filter.open = true,
            "withFaults" => filter.with_faults = true,
            id => filter.benefit = self.rulebook.benefit(id),
        }
        let (by, descending) = match sort {
            "byName" => (SortBy::Name, false),
            "byRight" => (SortBy::Right, true),
            "byDeadline" => (SortBy::Deadline, false),
            _ => (SortBy::Row, false),
        };
        self.shown = results.select(&self.people, &filter, Sort { by, descending });
        if filter.benefit.is_some() {
            // Whoever it is not for is not what somebody looks for.
            self.shown.retain(|&index| {
                let outcome = results.outcome(index as usize);
                let standing = filter.benefit.and_then(|benefit| outcome.standing(benefit));
                standing.is_some_and(|one| one.is_claimable() || one.verdict == Verdict::Lapsed)
            });
        }
        self.shown.len()
    }

    /// Some of the people shown.
    pub fn rows(&self, from: usize, count: usize) -> String {
        let mut json = Json::compact();
        json.list("", |json| {
            if let Some(results) = &self.results {
                for &index in self.shown.iter().skip(from).take(count) {
                    self.row(json, results, index as usize);
                }
            }
        });
        json.done()
    }

    /// Everything about one person.
    pub fn person(&self, index: usize) -> String {
        let mut json = Json::compact();
        json.object("", |json| {
            let (Some(results), Some(person)) = (&self.results, self.people.get(index)) else {
                return;
            };
            json.number("row", Some(person.row.into()));
            json.text("name", &person.name);
            json.list("faults", |json| {
                for fault in &person.faults {
                    self.fault(json, fault);
                }
            });
            let remarks = person.remarks.iter();
            let remarks: Vec<String> = remarks.map(|one| self.wording().remark(one)).collect();
            json.texts("remarks", remarks.iter().map(String::as_str));
            let assessment = results.detail(&crate::EVALUATOR, &self.people, index);
            self.benefits(json, &assessment);
        });
        json.done()
    }
}

impl Desk {
    fn summary(&self, json: &mut Json, results: &Results) {
        let people = 0..results.len();
        let money = MoneySummary::new(self.rulebook, results, people.clone());
        let gaps = Gaps::new(results);
        // One enterprise has one roster: its ceilings hold for all in it together.
        let caps = caps(self.rulebook, &money);
        let (right, _) = after_caps(self.rulebook, &money, &caps);
        json.text("day", &self.on.to_string());
        json.text("version", &self.rulebook.version.to_string());
        json.text("hash", self.rulebook.hash);
        json.number("people", Some(results.len() as i64));
        json.text("right", &self.tally(&right.settled));
        let with = |has: fn(&Outcome) -> bool| {
            let people = 0..results.len();
            let count = people.filter(|&index| has(results.outcome(index))).count();
            Some(count as i64)
        };
        json.number("rightPeople", with(|one| one.eligible > 0));
        // Of what people may be chosen for there is no sum: places are few, and nobody gets it all.
        json.number("selectionPeople", Some(money.selection_people.into()));
        json.number("selectionClaims", Some(money.selection_claims.into()));
        json.number("open", Some(gaps.open.into()));
        json.texts("assumed", self.said.iter().map(String::as_str));
        let never = gaps.never.iter();
        let never = never.map(|(benefit, _)| self.rulebook.benefits[usize::from(*benefit)].name);
        json.texts("never", never);
        let faults = |index: usize| results.faults(index);
        json.number(
            "faults",
            Some(people.clone().map(faults).map(i64::from).sum()),
        );
        let rows = people.filter(|&index| faults(index) > 0).count();
        json.number("faultRows", Some(rows as i64));
        json.flag(
            "sensitive",
            self.mapping
                .roles
                .iter()
                .any(|role| matches!(role, Role::Sensitive(_))),
        );
        json.list("settle", |json| {
            for one in gaps.claims.iter().take(SETTLE) {
                json.object("", |json| {
                    let names = one.facts.iter().map(|&fact| self.labels.name(fact));
                    json.texts("facts", names);
                    json.number("claims", Some(one.claims.into()));
                    json.number("people", Some(one.people.into()));
                });
            }
        });
        // What would leave nothing open: for most people, and for most people a column.
        json.list("whole", |json| {
            let mut shown: Vec<&Fill> = gaps.ranking.iter().take(1).collect();
            if let Some(step) = gaps.plan.first()
                && shown.iter().all(|one| one.facts != step.facts)
            {
                shown.push(step);
            }
            for one in shown {
                json.object("", |json| {
                    let names = one.facts.iter().map(|&fact| self.labels.name(fact));
                    json.texts("facts", names);
                    json.number("count", Some(one.settled.into()));
                    json.number("text", Some(one.but_for_text.into()));
                });
            }
        });
        json.number("unclear", Some(gaps.unclear.into()));
        // The most money first; what has no sum keeps its order behind it.
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
        json.list("benefits", |json| {
            for (one, bar) in &shown {
                let benefit = &self.rulebook.benefits[usize::from(one.benefit)];
                json.object("", |json| {
                    self.named(json, one.benefit, benefit);
                    json.text("claim", claim(one.claim));
                    json.number("count", Some(one.settled.claims.into()));
                    json.number("open", Some(one.open.claims.into()));
                    if one.claim == Claim::Right {
                        for (key, tally) in [("money", &one.settled), ("possible", &one.open)] {
                            match tally.claims {
                                0 => json.null(key),
                                _ => json.text(key, &self.tally(tally)),
                            }
                        }
                    } else {
                        json.text("each", benefit.amount_note);
                        json.text("quota", benefit.quota);
                    }
                    bar.write(json, greatest);
                });
            }
        });
        let months = money.by_month.iter().map(|(month, one)| {
            let parts = [
                ("right", one.right, Bar::new(&[one.right], &[])),
                (
                    "rightOpen",
                    one.right_open,
                    Bar::new(&[], &[one.right_open]),
                ),
            ];
            (month, one, parts)
        });
        let months: Vec<_> = months.collect();
        let parts = months.iter().flat_map(|(_, _, parts)| parts);
        let greatest = self::greatest(parts.map(|(_, _, bar)| bar));
        json.list("months", |json| {
            for ((year, month), one, parts) in &months {
                json.object("", |json| {
                    json.text("month", &format!("{year}-{month:02}"));
                    json.number("count", Some(one.people.into()));
                    json.number("selection", Some(one.selection.claims.into()));
                    json.list("parts", |json| {
                        let some = parts.iter().filter(|(_, tally, _)| is_some(tally));
                        for (key, tally, bar) in some {
                            json.object("", |json| {
                                json.text("key", key);
                                json.text("money", &self.tally(tally));
                                bar.write(json, greatest);
                            });
                        }
                    });
                });
            }
        });
    }

    /// A sum over claims, in words.
    pub(crate) fn tally(&self, tally: &Tally) -> String {
        let said = self
            .lang()
            .total_of(tally.once, tally.yearly, tally.unstated.into());
        said.line()
    }

    /// The same of one person; empty where there is none.
    fn sum(&self, sum: &Sum) -> String {
        if sum.benefits == 0 {
            return String::new();
        }
        self.lang().total(sum).line()
    }

    fn row(&self, json: &mut Json, results: &Results, index: usize) {
        let outcome = results.outcome(index);
        json.object("", |json| {
            json.number("index", Some(index as i64));
            json.number("row", Some(results.row(index).into()));
            json.text("name", &self.people[index].name);
            json.text("right", &self.sum(&outcome.totals.right.settled));
            json.text("selection", &self.sum(&outcome.totals.selection.settled));
            json.number("open", Some(outcome.waiting().count() as i64));
            json.date("deadline", results.next_deadline(index));
            json.number("faults", Some(results.faults(index).into()));
        });
    }

    /// What is due, may be due or has lapsed, each with the words that grant it; and how many do
    /// not apply.
    pub(crate) fn benefits(&self, json: &mut Json, assessment: &Assessment) {
        let mut none = 0;
        json.list("benefits", |json| {
            let order = [
                Verdict::Eligible,
                Verdict::ByReview,
                Verdict::Possible,
                Verdict::Lapsed,
            ];
            // Money before services.
            let kinds = [BenefitKind::Money, BenefitKind::Service];
            for (kind, verdict) in kinds
                .iter()
                .flat_map(|kind| order.map(|verdict| (kind, verdict)))
            {
                let findings = assessment.findings.iter().zip(0..);
                for (finding, index) in findings {
                    let benefit = &self.rulebook.benefits[usize::from(index)];
                    if finding.verdict != verdict || finding.out_of_scope || benefit.kind != *kind {
                        continue;
                    }
                    json.object("", |json| {
                        self.named(json, index, benefit);
                        self.verdict(json, benefit, verdict, finding.due.as_ref());
                        json.date("deadline", finding.deadline.map(DayRange::first));
                        let missing = assessment.missing(finding).iter();
                        json.texts("missing", missing.map(|&fact| self.labels.name(fact)));
                        json.flag("unclear", !assessment.unclear(finding).is_empty());
                        if let Some(citation) = benefit.citations.first() {
                            json.text("quote", citation.quote);
                            json.text("place", citation.place);
                        }
                    });
                }
            }
        });
        for finding in &assessment.findings {
            if !finding.out_of_scope && finding.verdict == Verdict::Ineligible {
                none += 1;
            }
        }
        json.number("notDue", Some(none));
    }

    /// A verdict by its id and in words, and what is due.
    pub(crate) fn verdict(
        &self,
        json: &mut Json,
        benefit: &Benefit,
        verdict: Verdict,
        due: Option<&Due>,
    ) {
        let lang = self.lang();
        json.text("verdict", describe::verdict(verdict).id());
        json.text("says", lang.verdict_of(benefit.kind, verdict));
        let amount = due.map_or_else(String::new, |due| lang.due(due).line());
        json.text("amount", &amount);
    }

    pub(crate) fn named(&self, json: &mut Json, index: BenefitIdx, benefit: &Benefit) {
        let source = &self.rulebook.sources[usize::from(benefit.source)];
        debug_assert_eq!(self.rulebook.benefit(benefit.id), Some(index));
        json.text("id", benefit.id);
        json.text("name", benefit.name);
        json.flag("service", benefit.kind == BenefitKind::Service);
        json.object("source", |json| {
            json.text("id", source.id);
            json.text("title", source.title);
        });
    }

    fn fault(&self, json: &mut Json, fault: &Fault) {
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
        json.object("", |json| {
            json.text("cell", &fault.cell);
            json.text("header", header.map_or("", String::as_str));
            json.text("value", &fault.value);
            json.text("kind", kind(fault.kind));
            json.list("args", |json| self.allowed(json, fault.kind, fact));
        });
    }

    /// What could stand in a cell instead.
    fn allowed(&self, json: &mut Json, kind: FaultKind, fact: Option<FactIdx>) {
        let Some(fact) = fact else {
            return;
        };
        let asked = &self.rulebook.facts[usize::from(fact)];
        match (kind, &asked.kind) {
            (FaultKind::NoSuchOption | FaultKind::MoreThanOne, kind) => {
                let count = kind.options().len();
                json.texts("", (0..count).map(|at| self.labels.option(fact, at)));
            }
            (
                FaultKind::OutOfRange,
                FactKind::Int { min, max, .. } | FactKind::Money { min, max },
            ) => {
                json.text("", &min.to_string());
                json.text("", &max.to_string());
            }
            (FaultKind::TooEarly, FactKind::Date { earliest }) => {
                json.text("", &earliest.to_string());
            }
            _ => {}
        }
    }
}

fn claim(claim: Claim) -> &'static str {
    match claim {
        Claim::Right => "right",
        Claim::Selection => "selection",
    }
}

pub(crate) fn kind(kind: FaultKind) -> &'static str {
    match kind {
        FaultKind::NotYesNo => "not_yes_no",
        FaultKind::NoSuchOption => "no_such_option",
        FaultKind::MoreThanOne => "more_than_one",
        FaultKind::NotANumber => "not_a_number",
        FaultKind::NotWhole => "not_whole",
        FaultKind::OutOfRange => "out_of_range",
        FaultKind::NotADate => "not_a_date",
        FaultKind::Future => "future",
        FaultKind::TooEarly => "too_early",
        FaultKind::SheetError => "sheet_error",
        FaultKind::Contradictory => "contradictory",
        FaultKind::NotApplicable => "not_applicable",
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
    fn write(&self, json: &mut Json, greatest: Money) {
        let share = |part: Money, whole: Money| {
            let thousandths = i128::from(part.0) * 1000 / i128::from(whole.0.max(1));
            Some(thousandths as i64)
        };
        json.number("width", share(self.most, greatest));
        json.number("sure", share(self.sure, self.most));
    }
}

fn greatest<'a>(bars: impl Iterator<Item = &'a Bar>) -> Money {
    bars.map(|bar| bar.most).max().unwrap_or_default()
}
