//! The engine on the compiled rules against a naive reading of the rules as written.
//!
//! The oracle below walks the condition and amount trees with one completion of the answers at a
//! time. It knows nothing of cells, diagrams or intervals of unknown answers, so what the compiler
//! and the engine do with those is checked against what the rules say.

use std::path::Path;
use std::sync::{LazyLock, OnceLock};

use engine::model::{BenefitKind, Claim, FactKind, Rhythm, VarOf};
use engine::{
    Answer, Answers, Date, Evaluator, Finding, Interval, Money, Packed, Rulebook, Verdict,
};
use proptest::prelude::*;
use rulec::tree::{Amount, Benefit, Book, Condition, Kind, Shape, Tier, Value};

struct Rules {
    rulebook: Rulebook,
    compiled: Rulebook,
    book: Book,
}

static PACKED: OnceLock<Packed> = OnceLock::new();
static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let compilation = rulec::compile(&rules, None);
    let compiled = compilation.draft.expect("the rules can be compiled");
    let packed = PACKED.get_or_init(|| compiled.encode().into());
    Rules {
        // As it ships.
        rulebook: Rulebook::decode(packed).expect("a rulebook of this version"),
        compiled,
        book: compilation.book,
    }
});

static EVALUATOR: LazyLock<Evaluator<'static>> = LazyLock::new(|| Evaluator::new(&RULES.rulebook));
/// Never takes a short cut.
static PLAIN: LazyLock<Evaluator<'static>> =
    LazyLock::new(|| Evaluator::without_shortcuts(&RULES.compiled));

/// Most completions that one check enumerates.
const MOST_COMPLETIONS: usize = 20_000;

// ---- the oracle ----------------------------------------------------------------------------

/// One completion: a value for every fact, and what the text leaves open decided.
struct Completion<'a> {
    book: &'a Book,
    values: &'a [Option<Value>],
    /// Bit `k`: the `k`th open point is read the second way.
    readings: u32,
    /// Bit `k`: the `k`th unstated condition holds.
    unstated: u32,
    on: Date,
}

#[derive(Clone, PartialEq, Debug)]
enum Outcome {
    No,
    Lapsed,
    NotYet,
    Ended,
    /// As of right, or if chosen; and how much.
    Due(bool, Option<Money2>),
}

/// Low and high end of all payments, in fen; no high end where the months are not stated.
type Money2 = (i64, Option<i64>);

impl Completion<'_> {
    fn value(&self, fact: usize) -> &Value {
        self.values[fact]
            .as_ref()
            .expect("a completion has a value")
    }

    fn number(&self, fact: usize) -> i64 {
        match self.value(fact) {
            Value::Number(number) => *number,
            other => panic!("not a number: {other:?}"),
        }
    }

    /// Whether somebody is asked about a fact.
    fn arises(&self, fact: usize) -> bool {
        let guard = self.book.facts[fact].applies.as_ref();
        guard.is_none_or(|guard| self.holds(guard, true))
    }

    fn holds(&self, condition: &Condition, late_counts: bool) -> bool {
        match &condition.shape {
            // Nobody passes a test on what they cannot be asked about.
            Shape::OneOf { fact, .. }
            | Shape::Has { fact, .. }
            | Shape::Between { fact, .. }
            | Shape::WithinMonths { fact, .. }
            | Shape::NotBefore { fact, .. } => {
                self.arises(*fact) && self.passes(condition, late_counts)
            }
            _ => self.passes(condition, late_counts),
        }
    }

    fn passes(&self, condition: &Condition, late_counts: bool) -> bool {
        match &condition.shape {
            Shape::All(parts) => parts.iter().all(|part| self.holds(part, late_counts)),
            Shape::Any(parts) => parts.iter().any(|part| self.holds(part, late_counts)),
            Shape::Not(inner) => !self.holds(inner, late_counts),
            Shape::OneOf { fact, options } => match self.value(*fact) {
                Value::Bool(yes) => options >> u8::from(*yes) & 1 == 1,
                Value::Choice(option) => options >> option & 1 == 1,
                other => panic!("not a choice: {other:?}"),
            },
            Shape::Has { fact, option } => match self.value(*fact) {
                Value::Set(options) => options >> option & 1 == 1,
                other => panic!("not a set: {other:?}"),
            },
            Shape::Between { fact, low, high } => {
                let number = self.number(*fact);
                low.is_none_or(|low| number >= low) && high.is_none_or(|high| number <= high)
            }
            Shape::WithinMonths { fact, months } => match self.value(*fact) {
                Value::Date(days) => {
                    let day = days.exact().expect("a completion knows the day");
                    !late_counts || day.plus_months(*months) >= self.on
                }
                other => panic!("not a date: {other:?}"),
            },
            Shape::NotBefore { fact, day } => match self.value(*fact) {
                Value::Date(days) => days.exact().expect("a completion knows the day") >= *day,
                other => panic!("not a date: {other:?}"),
            },
            Shape::Reading { reading, a, b } => {
                let second = self.readings >> reading & 1 == 1;
                self.holds(if second { b } else { a }, late_counts)
            }
            Shape::Unstated { index } => self.unstated >> index & 1 == 1,
            Shape::Always => true,
            Shape::Never => false,
        }
    }

    fn outcome(&self, book: &Book, benefit: &Benefit) -> Outcome {
        let within = |fact: usize, options: u64| match self.value(fact) {
            Value::Choice(option) => options >> option & 1 == 1,
            other => panic!("not a choice: {other:?}"),
        };
        let source = &book.sources[benefit.source];
        if !within(0, benefit.audiences) || !within(1, source.regions) {
            return Outcome::No;
        }
        let period = benefit.period.as_ref().unwrap_or(&source.period);
        if period.from.is_some_and(|day| self.on < day) {
            return Outcome::NotYet;
        }
        if period.until.is_some_and(|day| self.on > day) {
            return Outcome::Ended;
        }
        let amount = || self.amount(&benefit.amount);
        if benefit
            .chosen
            .as_ref()
            .is_some_and(|chosen| self.holds(chosen, true))
        {
            return Outcome::Due(true, amount());
        }
        let all = |late_counts| {
            let mut conditions = benefit.conditions.iter();
            conditions.all(|one| self.holds(one, late_counts))
        };
        if all(true) {
            Outcome::Due(benefit.claim == Claim::Right, amount())
        } else if all(false) {
            Outcome::Lapsed
        } else {
            Outcome::No
        }
    }

    /// `None` for services and for sums that the text does not name.
    fn amount(&self, amount: &Amount) -> Option<Money2> {
        match amount {
            Amount::Sum {
                low,
                high,
                per,
                rhythm,
                ..
            } => Some(self.paid((low * 100, high * 100), *per, *rhythm)),
            Amount::Percent {
                percent,
                of,
                per,
                rhythm,
            } => {
                let share = self.number(*of) * i64::from(*percent);
                Some(self.paid((share, share), *per, *rhythm))
            }
            Amount::Unstated { .. } | Amount::None => None,
            Amount::Tiers(tiers) => {
                let fitting: Vec<&Tier> = self.fitting(tiers);
                assert_eq!(fitting.len(), 1, "exactly one tier fits");
                self.amount(&fitting[0].amount)
            }
            Amount::Each(tiers) => {
                let fitting = self.fitting(tiers);
                assert!(!fitting.is_empty(), "an entry fits");
                fitting
                    .into_iter()
                    .map(|tier| self.amount(&tier.amount))
                    .fold(None, |sum, one| match (sum, one) {
                        (Some((a, b)), Some((low, high))) => {
                            Some((a + low, b.zip(high).map(|(b, high)| b + high)))
                        }
                        (sum, one) => sum.or(one),
                    })
            }
            Amount::Highest(tiers) => {
                let fitting = self.fitting(tiers);
                assert!(!fitting.is_empty(), "an entry fits");
                let mut best: Option<Money2> = None;
                for tier in fitting {
                    let one = self.amount(&tier.amount);
                    let high = |sum: Option<Money2>| sum.map(|(_, high)| high.unwrap_or(i64::MAX));
                    if best.is_none() || high(one) > high(best) {
                        best = one;
                    }
                }
                best
            }
            Amount::Reading { reading, a, b } => {
                let second = self.readings >> reading & 1 == 1;
                self.amount(if second { b } else { a })
            }
        }
    }

    fn fitting<'t>(&self, tiers: &'t [Tier]) -> Vec<&'t Tier> {
        let fits = |tier: &&Tier| self.holds(&tier.when, true);
        tiers.iter().filter(fits).collect()
    }

    fn paid(&self, (low, high): (i64, i64), per: Option<usize>, rhythm: Rhythm) -> Money2 {
        let count = per.map_or(1, |fact| self.number(fact));
        match rhythm {
            Rhythm::Monthly {
                months: Some(months),
            } => {
                let times = count * i64::from(months);
                (low * times, Some(high * times))
            }
            // Without an end, nothing bounds it but a sum of nothing.
            Rhythm::Monthly { months: None } => {
                let high = high * count;
                (low * count, (high == 0).then_some(0))
            }
            Rhythm::Once | Rhythm::Yearly { .. } | Rhythm::Unstated => {
                (low * count, Some(high * count))
            }
        }
    }
}

/// Every outcome of a benefit over what the text leaves open.
fn outcomes(
    book: &Book,
    benefit: &Benefit,
    values: &[Option<Value>],
    on: Date,
    note: &mut impl FnMut(Outcome),
) {
    let keyed = |index: usize| benefit.open[index].key.is_some();
    for readings in 0..1u32 << benefit.open.len() {
        if (0..benefit.open.len()).any(|index| readings >> index & 1 == 1 && !keyed(index)) {
            continue;
        }
        for unstated in 0..1u32 << benefit.unstated {
            let completion = Completion {
                book,
                values,
                readings,
                unstated,
                on,
            };
            note(completion.outcome(book, benefit));
        }
    }
}

/// What all completions together come to.
#[derive(Default, Debug)]
struct Summary {
    no: bool,
    lapsed: bool,
    not_yet: bool,
    ended: bool,
    right: bool,
    chance: bool,
    /// Some completion is due a sum that the text does not name, or a service.
    unnamed: bool,
    hull: Option<Money2>,
}

impl Summary {
    fn note(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::No => self.no = true,
            Outcome::Lapsed => self.lapsed = true,
            Outcome::NotYet => self.not_yet = true,
            Outcome::Ended => self.ended = true,
            Outcome::Due(right, sum) => {
                self.right |= right;
                self.chance |= !right;
                self.unnamed |= sum.is_none();
                self.hull = match (self.hull, sum) {
                    (Some((a, b)), Some((low, high))) => {
                        Some((a.min(low), b.zip(high).map(|(b, high)| b.max(high))))
                    }
                    (hull, sum) => hull.or(sum),
                };
            }
        }
    }

    fn verdict(&self) -> Verdict {
        match (self.right, self.chance, self.no || self.lapsed) {
            // Whoever it is not for hears nothing of when it is in force.
            _ if self.not_yet => Verdict::NotYet,
            _ if self.ended => Verdict::Ended,
            (true, false, false) => Verdict::Eligible,
            // Chosen already or not: at least one may apply.
            (_, true, false) => Verdict::ByReview,
            (false, false, _) if self.lapsed && !self.no => Verdict::Lapsed,
            (false, false, _) => Verdict::Ineligible,
            _ => Verdict::Possible,
        }
    }
}

fn total(finding: &Finding) -> Option<Money2> {
    let due = finding.due?;
    if due.unstated && due.total == Interval::ZERO {
        return None;
    }
    Some((due.total.low.0, due.total.high.map(|Money(high)| high)))
}

// ---- what people may answer ------------------------------------------------------------------

/// Values of a fact close to every boundary, `more` of them further off.
fn near(rules: &Rules, fact: usize, on: Date) -> Vec<Value> {
    let first = usize::from(rules.rulebook.facts[fact].first_var);
    let cuts = &rules.rulebook.vars[first].cuts;
    match &rules.book.facts[fact].kind {
        Kind::Bool => vec![Value::Bool(false), Value::Bool(true)],
        Kind::Choice { options, .. } => (0..options.len()).map(Value::Choice).collect(),
        Kind::Set { .. } => Vec::new(),
        Kind::Int { min, max, .. } | Kind::Money { min, max } => {
            let edges = cuts.iter().flat_map(|cut| [cut - 1, *cut, cut + 1]);
            edges
                .chain([*min, min + 1, 7, 1000])
                .filter(|value| (*min..=*max).contains(value))
                .map(Value::Number)
                .collect()
        }
        Kind::Date { .. } => {
            let mut days = vec![on.days(), on.days() - 10_000.min(on.days() - 8_000)];
            for months in cuts {
                // The oldest day that still counts, and its neighbours.
                let mut day = on.days() - 31 * (*months as i32 + 1);
                while Date::from_days(day).plus_months(*months as u16) < on {
                    day += 1;
                }
                days.extend([day - 1, day, day + 1]);
            }
            let days = days.into_iter().filter(|day| *day <= on.days());
            let fixed = fixed_days(rules, fact)
                .iter()
                .flat_map(|day| [day - 1, *day]);
            let days = days.chain(fixed.filter(|day| *day <= on.days()));
            days.map(|day| day_value(Date::from_days(day))).collect()
        }
    }
}

fn day_value(day: Date) -> Value {
    Value::Date(day.into())
}

/// Days of the calendar at which rules part dates.
fn fixed_days(rules: &Rules, fact: usize) -> &[i32] {
    static DAYS: LazyLock<Vec<Vec<i32>>> = LazyLock::new(|| {
        let mut days = vec![Vec::new(); RULES.book.facts.len()];
        for var in &RULES.rulebook.vars {
            if let VarOf::Day { fact } = var.of {
                days[usize::from(fact)] = var.cuts.iter().map(|cut| *cut as i32).collect();
            }
        }
        days
    });
    assert!(std::ptr::eq(rules, &*RULES));
    &DAYS[fact]
}

/// The value that `pick` chooses.
fn value(rules: &Rules, fact: usize, on: Date, pick: u64) -> Value {
    if let Kind::Set { options } = &rules.book.facts[fact].kind {
        return Value::Set(pick & engine::all_cells(options.len()));
    }
    let values = near(rules, fact, on);
    values[pick as usize % values.len()].clone()
}

/// One value from every cell of a fact that is not a set.
fn one_per_cell(rules: &Rules, fact: usize, on: Date) -> Vec<Value> {
    let first = usize::from(rules.rulebook.facts[fact].first_var);
    let cuts = &rules.rulebook.vars[first].cuts;
    match &rules.book.facts[fact].kind {
        Kind::Int { min, .. } | Kind::Money { min, .. } => {
            let starts = std::iter::once(min).chain(cuts);
            starts.map(|start| Value::Number(*start)).collect()
        }
        Kind::Date { .. } => {
            let mut days: Vec<Date> = vec![on];
            for months in cuts {
                let mut day = on;
                while day.plus_months(*months as u16) >= on {
                    day = Date::from_days(day.days() - 1);
                }
                days.push(day);
            }
            // No benefit tests one date both ways, so the two kinds of cells need no combining.
            for day in fixed_days(rules, fact) {
                days.extend(
                    [day - 1, *day]
                        .map(Date::from_days)
                        .into_iter()
                        .filter(|day| *day <= on),
                );
            }
            days.into_iter().map(day_value).collect()
        }
        Kind::Bool | Kind::Choice { .. } | Kind::Set { .. } => near(rules, fact, on),
    }
}

/// What is known of one fact.
#[derive(Clone, Debug)]
enum Known {
    Nothing,
    Value(Value),
    /// Of a set: options that apply, and options that do not.
    Part(u64, u64),
    /// 不清楚; of a set these options, where there are any.
    Unsure(u64),
}

fn answer(rules: &Rules, fact: usize, known: &Known) -> Answer {
    match known {
        Known::Nothing => Answer::NotAsked,
        Known::Unsure(options) => match &rules.rulebook.facts[fact].kind {
            FactKind::Set { options: all } => Answer::Set {
                yes: 0,
                no: 0,
                unsure: options & engine::all_cells(all.len()),
            },
            _ => Answer::Unknown,
        },
        Known::Part(yes, no) => Answer::Set {
            yes: *yes,
            no: *no,
            unsure: 0,
        },
        Known::Value(value) => match value {
            Value::Bool(yes) => Answer::Bool(*yes),
            Value::Choice(option) => Answer::Choice(*option as u8),
            Value::Set(yes) => Answer::Set {
                yes: *yes,
                no: engine::all_cells(rules.book.facts[fact].kind.options().len()) & !yes,
                unsure: 0,
            },
            Value::Number(number) => Answer::Int(*number),
            Value::Range { low, high } => Answer::between(*low, *high),
            Value::Date(days) => Answer::Date(*days),
        },
    }
}

fn answers(rules: &Rules, known: &[Known], on: Date) -> Answers {
    let mut answers = Answers::new(&rules.rulebook);
    for (fact, known) in known.iter().enumerate() {
        let answer = answer(rules, fact, known);
        answers
            .set(&rules.rulebook, fact as u16, answer, on)
            .unwrap_or_else(|error| panic!("{fact}: {error:?}"));
    }
    answers
}

/// Days around which rules come into force, and an ordinary one.
fn days() -> impl Strategy<Value = Date> {
    let day = |year, month, day| Date::new(year, month, day).unwrap();
    prop::sample::select(vec![
        day(2026, 11, 21),
        day(2028, 2, 29),
        day(2024, 11, 8),
        day(2024, 11, 7),
    ])
}

fn picks() -> impl Strategy<Value = Vec<u64>> {
    prop::collection::vec(any::<u64>(), RULES.book.facts.len())
}

/// Facts that bear on a benefit, with those that decide whether they are asked.
fn bearing(rules: &Rules, index: usize) -> Vec<usize> {
    fn conditions(condition: &Condition, facts: &mut Vec<usize>) {
        match &condition.shape {
            Shape::All(parts) | Shape::Any(parts) => {
                parts.iter().for_each(|part| conditions(part, facts));
            }
            Shape::Not(inner) => conditions(inner, facts),
            Shape::Reading { a, b, .. } => {
                conditions(a, facts);
                conditions(b, facts);
            }
            Shape::OneOf { fact, .. }
            | Shape::Has { fact, .. }
            | Shape::Between { fact, .. }
            | Shape::WithinMonths { fact, .. }
            | Shape::NotBefore { fact, .. } => facts.push(*fact),
            Shape::Unstated { .. } | Shape::Always | Shape::Never => {}
        }
    }
    fn amounts(amount: &Amount, facts: &mut Vec<usize>) {
        match amount {
            Amount::Sum { per, .. } => facts.extend(per),
            Amount::Percent { of, per, .. } => {
                facts.push(*of);
                facts.extend(per);
            }
            Amount::Tiers(tiers) | Amount::Each(tiers) | Amount::Highest(tiers) => {
                for tier in tiers {
                    conditions(&tier.when, facts);
                    amounts(&tier.amount, facts);
                }
            }
            Amount::Reading { a, b, .. } => {
                amounts(a, facts);
                amounts(b, facts);
            }
            Amount::Unstated { .. } | Amount::None => {}
        }
    }
    let benefit = &rules.book.benefits[index];
    let mut facts = vec![0, 1];
    for condition in benefit.chosen.iter().chain(&benefit.conditions) {
        conditions(condition, &mut facts);
    }
    amounts(&benefit.amount, &mut facts);
    let mut next = 0;
    while next < facts.len() {
        if let Some(guard) = &rules.book.facts[facts[next]].applies {
            let mut hooks = Vec::new();
            conditions(guard, &mut hooks);
            hooks.retain(|hook| !facts.contains(hook));
            facts.extend(hooks);
        }
        next += 1;
    }
    facts.sort_unstable();
    facts.dedup();
    facts
}

/// Counts and sums that enter an amount of the benefit.
fn counted(rules: &Rules, index: usize) -> Vec<usize> {
    use engine::model::Base;
    let mut facts = Vec::new();
    for term in rules.rulebook.benefits[index]
        .amounts
        .iter()
        .flat_map(|amount| &amount.terms)
    {
        facts.extend(term.per.map(usize::from));
        if let Base::Percent { of, .. } = term.base {
            facts.push(usize::from(of));
        }
    }
    facts
}

/// All combinations of the values that facts may have.
fn completions_of(facts: usize, open: &[(usize, Vec<Value>)]) -> Vec<Vec<Option<Value>>> {
    let mut all: Vec<Vec<Option<Value>>> = vec![vec![None; facts]];
    for (fact, values) in open {
        let with = |before: &Vec<Option<Value>>, value: &Value| {
            let mut with = before.clone();
            with[*fact] = Some(value.clone());
            with
        };
        all = (all.iter())
            .flat_map(|before| values.iter().map(move |value| with(before, value)))
            .collect();
    }
    all
}

/// The completions that remain once answers to questions that hang on others have said what they say
/// of these.
fn concluded(
    rules: &Rules,
    known: &[Known],
    mut completions: Vec<Vec<Option<Value>>>,
) -> Vec<Vec<Option<Value>>> {
    let book = &rules.book;
    fn completion<'a>(book: &'a Book, values: &'a [Option<Value>]) -> Completion<'a> {
        Completion {
            book,
            values,
            readings: 0,
            unstated: 0,
            on: Date::LAST,
        }
    }
    for fact in (0..known.len()).rev() {
        let says_so = match &known[fact] {
            Known::Value(Value::Bool(yes)) => *yes,
            Known::Value(Value::Choice(option)) => {
                book.facts[fact].kind.options()[*option].id != "none"
            }
            Known::Value(Value::Set(yes)) | Known::Part(yes, _) => *yes != 0,
            Known::Value(Value::Number(number)) => *number != 0,
            Known::Value(Value::Range { low, .. }) => *low > 0,
            Known::Value(Value::Date(..)) => true,
            Known::Nothing | Known::Unsure(_) => false,
        };
        let arises = |values: &Vec<Option<Value>>| completion(book, values).arises(fact);
        if !says_so || book.facts[fact].applies.is_none() || !completions.iter().any(arises) {
            continue;
        }
        let fitting = completions
            .iter()
            .filter(|values| agrees(book, &completion(book, values), fact))
            .cloned();
        let fitting: Vec<_> = fitting.collect();
        if !fitting.is_empty() {
            completions = fitting;
        }
    }
    completions
}

/// Whether the questions that a question hangs on are answered so that it arises, as far as each of
/// them must be. Who asks and where is never concluded.
fn agrees(book: &Book, completion: &Completion, fact: usize) -> bool {
    let Some(guard) = &book.facts[fact].applies else {
        return true;
    };
    let parts = match &guard.shape {
        Shape::All(parts) => &parts[..],
        _ => std::slice::from_ref(guard),
    };
    parts.iter().all(|part| match &part.shape {
        Shape::Not(inner) => match tested(inner) {
            Some(2..) => !completion.passes(inner, true),
            _ => true,
        },
        _ => match tested(part) {
            Some(hook @ 2..) => completion.passes(part, true) && agrees(book, completion, hook),
            _ => true,
        },
    })
}

/// The fact that a condition tests, if it is a test.
fn tested(condition: &Condition) -> Option<usize> {
    match condition.shape {
        Shape::OneOf { fact, .. }
        | Shape::Has { fact, .. }
        | Shape::Between { fact, .. }
        | Shape::WithinMonths { fact, .. }
        | Shape::NotBefore { fact, .. } => Some(fact),
        _ => None,
    }
}

// ---- the properties --------------------------------------------------------------------------

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// With every question answered, only what the text leaves open is open.
    #[test]
    fn complete_answers_are_judged_as_the_rules_say(picks in picks(), on in days()) {
        let rules = &*RULES;
        let values: Vec<Option<Value>> = (0..picks.len())
            .map(|fact| Some(value(rules, fact, on, picks[fact])))
            .collect();
        let known: Vec<Known> = values.iter().flatten().cloned().map(Known::Value).collect();
        // Who and where are asked of everybody; let every benefit have its turn.
        for benefit in 0..rules.book.benefits.len() {
            let (mut known, mut values) = (known.clone(), values.clone());
            let own = &rules.book.benefits[benefit];
            if picks[benefit % picks.len()] % 4 != 0 {
                let regions = rules.book.sources[own.source].regions;
                for (fact, options) in [(0, own.audiences), (1, regions)] {
                    let choice = Value::Choice(options.trailing_zeros() as usize);
                    known[fact] = Known::Value(choice.clone());
                    values[fact] = Some(choice);
                }
            }
            let assessment = EVALUATOR.evaluate(&answers(rules, &known, on), on);
            let finding = &assessment.findings[benefit];
            let mut summary = Summary::default();
            outcomes(&rules.book, own, &values, on, &mut |outcome| summary.note(outcome));
            prop_assert_eq!(finding.verdict, summary.verdict(), "{}", own.id.text);
            let expected = if own.kind == BenefitKind::Money { summary.hull } else { None };
            prop_assert_eq!(total(finding), expected, "{}", own.id.text);
        }
    }

    /// What decoding prepares makes no difference to what is found.
    #[test]
    fn short_cuts_change_nothing(
        picks in picks(),
        asked in picks(),
        seldom in 1u64..40,
        which in any::<prop::sample::Index>(),
        on in days(),
    ) {
        let rules = &*RULES;
        let own = &rules.book.benefits[which.index(rules.book.benefits.len())];
        let scope = [own.audiences, rules.book.sources[own.source].regions];
        let known: Vec<Known> = (0..picks.len())
            .map(|fact| match (asked[fact] % seldom, scope.get(fact)) {
                // Mostly somebody for whom there is something.
                (1.., Some(options)) if asked[fact] >> 60 != 0 => {
                    Known::Value(Value::Choice(options.trailing_zeros() as usize))
                }
                (0, _) => Known::Value(value(rules, fact, on, picks[fact])),
                (1..3, _) => Known::Unsure(picks[fact]),
                _ => Known::Nothing,
            })
            .collect();
        let answers = answers(rules, &known, on);
        prop_assert_eq!(
            EVALUATOR.evaluate(&answers, on),
            PLAIN.evaluate(&answers, on)
        );
    }

    /// With some questions open, the verdict is what all completions agree on, and the sum is
    /// exactly what they span.
    #[test]
    fn open_answers_are_judged_as_their_completions(
        picks in picks(),
        parts in picks(),
        which in any::<prop::sample::Index>(),
        on in days(),
    ) {
        let rules = &*RULES;
        let index = which.index(rules.book.benefits.len());
        let benefit = &rules.book.benefits[index];
        let facts = bearing(rules, index);
        let regions = rules.book.sources[benefit.source].regions;
        let mut known = vec![Known::Nothing; picks.len()];
        // Values that each fact may still have.
        let mut open: Vec<(usize, Vec<Value>)> = Vec::new();
        let mut completions = 1usize << (benefit.unstated + benefit.open.len());
        for &fact in &facts {
            let mut chosen = value(rules, fact, on, picks[fact]);
            if fact < 2 && parts[fact] % 8 != 0 {
                let options = [benefit.audiences, regions][fact];
                chosen = Value::Choice(options.trailing_zeros() as usize);
            }
            let mut values = vec![chosen.clone()];
            known[fact] = Known::Value(chosen.clone());
            if let Value::Set(yes) = chosen {
                let all = engine::all_cells(rules.book.facts[fact].kind.options().len());
                // Few options stay open, or there are too many completions.
                let left = parts[fact] & (parts[fact] >> 20) & all;
                let subsets: Vec<Value> = subsets(left)
                    .map(|some| Value::Set(yes & !left | some))
                    .collect();
                if completions.saturating_mul(subsets.len()) <= MOST_COMPLETIONS {
                    known[fact] = Known::Part(yes & !left, all & !yes & !left);
                    values = subsets;
                }
            } else if parts[fact] % 2 == 1 {
                let all = one_per_cell(rules, fact, on);
                if completions.saturating_mul(all.len()) <= MOST_COMPLETIONS {
                    known[fact] = Known::Nothing;
                    values = all;
                }
            }
            completions *= values.len();
            open.push((fact, values));
        }
        let assessment = EVALUATOR.evaluate(&answers(rules, &known, on), on);
        let finding = &assessment.findings[index];

        let mut summary = Summary::default();
        for values in concluded(rules, &known, completions_of(picks.len(), &open)) {
            outcomes(&rules.book, benefit, &values, on, &mut |outcome| summary.note(outcome));
        }
        prop_assert_eq!(finding.verdict, summary.verdict(), "{}", &benefit.id.text);
        if benefit.kind == BenefitKind::Service {
            prop_assert_eq!(total(finding), None);
            return Ok(());
        }
        let all_counts_known = counted(rules, index)
            .into_iter()
            .all(|fact| matches!(known[fact], Known::Value(_)));
        match (total(finding), summary.hull) {
            (shown, spanned) if all_counts_known => prop_assert_eq!(shown, spanned),
            (Some((low, high)), Some((least, most))) => {
                prop_assert!(low <= least, "{low} {least}");
                prop_assert!(high.is_none_or(|high| most.is_some_and(|most| most <= high)));
            }
            (shown, spanned) => prop_assert_eq!(shown, spanned),
        }
    }

    /// One more answer settles more and widens nothing.
    #[test]
    fn answers_only_narrow(
        picks in picks(),
        given in picks(),
        next in any::<prop::sample::Index>(),
        on in days(),
    ) {
        let rules = &*RULES;
        let value = |fact: usize| value(rules, fact, on, picks[fact]);
        let mut known: Vec<Known> = (0..picks.len())
            .map(|fact| match given[fact] % 3 {
                0 => Known::Nothing,
                _ => Known::Value(value(fact)),
            })
            .collect();
        let fact = next.index(picks.len());
        known[fact] = Known::Nothing;
        let then = answers(rules, &known, on);
        let before = EVALUATOR.evaluate(&then, on);
        let contradicted = then.contradictions(&rules.rulebook, on);
        known[fact] = Known::Value(value(fact));
        let now = answers(rules, &known, on);
        let after = EVALUATOR.evaluate(&now, on);
        // Whoever takes back what other answers rest on has not said more.
        let taken_back = now.contradictions(&rules.rulebook, on);
        prop_assume!(taken_back.iter().all(|fact| contradicted.contains(fact)));
        for (index, benefit) in rules.book.benefits.iter().enumerate() {
            let (old, new) = (&before.findings[index], &after.findings[index]);
            match old.verdict {
                Verdict::Possible => {}
                // "Not due" may turn out to be "no longer due".
                Verdict::Ineligible => prop_assert!(
                    matches!(new.verdict, Verdict::Ineligible | Verdict::Lapsed),
                    "{} {:?}", &benefit.id.text, new.verdict
                ),
                // Whoever it turns out not to be for hears nothing of when it is in force.
                Verdict::NotYet | Verdict::Ended if new.out_of_scope => {}
                // Who may apply at least may turn out to have been chosen.
                Verdict::ByReview if new.verdict == Verdict::Eligible => {}
                settled => prop_assert_eq!(new.verdict, settled, "{}", &benefit.id.text),
            }
            if let (Some(old), Some(new)) = (old.due, new.due)
                && !(new.unstated && new.total == Interval::ZERO)
            {
                prop_assert!(
                    old.total.contains(new.total),
                    "{} {:?} {:?}", &benefit.id.text, old.total, new.total
                );
            }
        }
    }
}

/// All subsets of some bits.
fn subsets(of: u64) -> impl Iterator<Item = u64> {
    let mut next = Some(0u64);
    std::iter::from_fn(move || {
        let own = next?;
        next = (own != of).then(|| own.wrapping_sub(of) & of);
        Some(own)
    })
}

/// Whether an amount, or one inside it, is of some kind.
fn somewhere(amount: &Amount, of: fn(&Amount) -> bool) -> bool {
    of(amount)
        || match amount {
            Amount::Reading { a, b, .. } => somewhere(a, of) || somewhere(b, of),
            Amount::Tiers(tiers) | Amount::Each(tiers) | Amount::Highest(tiers) => {
                tiers.iter().any(|tier| somewhere(&tier.amount, of))
            }
            _ => false,
        }
}

/// Trees are only an oracle if the rules use all of them.
#[test]
fn the_rules_use_every_kind_of_condition_that_the_oracle_knows() {
    let rules = &*RULES;
    let kinds =
        |of: fn(&Amount) -> bool| (rules.book.benefits.iter()).any(|b| somewhere(&b.amount, of));
    assert!(kinds(|amount| matches!(amount, Amount::Tiers(_))));
    assert!(kinds(|amount| matches!(amount, Amount::Each(_))));
    assert!(kinds(|amount| matches!(amount, Amount::Highest(_))));
    assert!(kinds(|amount| matches!(amount, Amount::Percent { .. })));
    assert!(kinds(|amount| matches!(amount, Amount::Unstated { .. })));
    assert!(rules.book.benefits.iter().any(|b| b.unstated > 0));
    assert!(
        rules
            .book
            .benefits
            .iter()
            .any(|b| { b.open.iter().any(|point| point.key.is_some()) })
    );
}
