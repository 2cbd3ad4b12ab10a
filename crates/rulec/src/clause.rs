//! The conditions and amounts of one benefit, while they are read.
//!
//! What the rest of the compiler needs to know besides the trees is gathered on the way: quotes,
//! numbers that want a proof, thresholds that want cases.

use std::ops::RangeInclusive;

use engine::Date;
use engine::model::Rhythm;

use crate::diagnostic::{Code, Diagnostic, Place, did_you_mean};
use crate::document::{Faults, Table, Text, Value as Written};
use crate::grammar::{Facts, SUMS, Terms, option_named};
use crate::label;
use crate::tree::*;

/// What an amount takes from the one around it.
#[derive(Clone, Copy, Default)]
pub(crate) struct Inherited {
    per: Option<usize>,
    rhythm: Option<Rhythm>,
}

/// One benefit (or one `applies`) while its conditions and amounts are read.
pub(crate) struct Scope<'a> {
    facts: &'a Facts,
    terms: &'a Terms,
    /// The source whose policy file this is; `None` in the files of facts and of shared terms.
    source: Option<usize>,
    /// Readings that decide: its own, then those of the terms that it uses.
    pub open: Vec<Open>,
    /// Set where the condition is what this term means; its quotes name their sources.
    term: Option<Defining<'a>>,
    /// Quotes of a term, and the sources that they are from.
    pub sourced: Vec<(Text, usize)>,
    pub readings_used: Vec<usize>,
    /// Set where the condition is the `applies` of this fact.
    pub guard_of: Option<usize>,
    /// Audiences and regions that the benefit is for.
    pub in_scope: [u64; 2],
    window: Option<Place>,
    pub unstated: usize,
    pub quotes: Vec<Text>,
    pub numbers: Vec<Number>,
    pub days: Vec<FixedDay>,
    pub thresholds: Vec<Threshold>,
}

/// A term while what it means is read.
#[derive(Clone, Copy)]
pub(crate) struct Defining<'a> {
    pub id: &'a str,
    /// Ids of the terms behind it in the file, and its own.
    pub later: &'a [String],
    pub sources: &'a [Source],
}

const TESTS: [&str; 9] = [
    "is",
    "in",
    "at_least",
    "at_most",
    "has",
    "has_any",
    "has_all",
    "within_months",
    "not_before",
];

impl<'a> Scope<'a> {
    pub fn new(
        facts: &'a Facts,
        terms: &'a Terms,
        source: Option<usize>,
        open: Vec<Open>,
    ) -> Scope<'a> {
        Scope {
            facts,
            terms,
            source,
            open,
            term: None,
            sourced: Vec::new(),
            readings_used: Vec::new(),
            guard_of: None,
            in_scope: [0; 2],
            window: None,
            unstated: 0,
            quotes: Vec::new(),
            numbers: Vec::new(),
            days: Vec::new(),
            thresholds: Vec::new(),
        }
    }

    pub fn defining(mut self, term: Defining<'a>) -> Scope<'a> {
        self.term = Some(term);
        self
    }

    /// As [`Table::allow`] for a condition: what every one of them may have is added.
    fn allow(&self, table: &Table, known: &[&str], faults: &mut Faults) {
        let mut all = known.to_vec();
        all.extend(["label", "quote"]);
        if self.term.is_some() {
            all.push("source");
        }
        table.allow(&all, faults);
    }

    /// Takes down the quote of a condition. Those of a term say which source they are from.
    fn quote(&mut self, table: &Table, faults: &mut Faults) -> String {
        let quote = table.text("quote", faults);
        let source = table.text("source", faults);
        let Some(quote) = quote else {
            return String::new();
        };
        let words = quote.text.clone();
        let Some(term) = self.term else {
            self.quotes.push(quote);
            return words;
        };
        let of = match &source {
            None => self.source,
            Some(id) => {
                let ids = || term.sources.iter().map(|source| source.id.text.as_str());
                let found = ids().position(|other| other == id.text);
                if found.is_none() {
                    faults.push(unknown_source(id, ids()));
                    return words;
                }
                found
            }
        };
        match of {
            Some(of) => self.sourced.push((quote, of)),
            None => faults.push(
                Diagnostic::new(Code::MissingKey, "这条引文没有写出自哪个来源")
                    .at(&quote.place, "")
                    .help("在旁边加 source = \"…\"：来源在 sources.toml 里的 id"),
            ),
        }
        words
    }

    /// What a term means, as a condition of this benefit or term: with readings of its own.
    fn expand(&mut self, index: usize) -> Shape {
        let terms = self.terms;
        let term = &terms.list[index];
        let places: Vec<usize> = term
            .open
            .iter()
            .map(|reading| {
                let key = |open: &Open| open.key.as_ref().map(|key| key.text.clone());
                let own = self.open.iter().position(|open| key(open) == key(reading));
                let place = own.unwrap_or_else(|| {
                    self.open.push(reading.clone());
                    self.open.len() - 1
                });
                if !self.readings_used.contains(&place) {
                    self.readings_used.push(place);
                }
                place
            })
            .collect();
        moved(&term.holds, &places).shape
    }

    fn term_named(&self, id: &Text, faults: &mut Faults) -> Option<usize> {
        let visible = |term: &&Term| term.local.is_none() || term.local == self.source;
        let seen = || self.terms.list.iter().filter(visible);
        if let Some(found) = self
            .terms
            .list
            .iter()
            .position(|term| visible(&term) && term.id.text == id.text)
        {
            return Some(found);
        }
        if self.terms.unreadable.contains(&id.text) {
            return None;
        }
        if let Some(term) = self.term
            && term.later.contains(&id.text)
        {
            faults.push(
                Diagnostic::new(
                    Code::TermCycle,
                    if id.text == term.id {
                        format!("术语 `{}` 用它自己来说明自己", id.text)
                    } else {
                        format!("术语 `{}` 用到了排在它后面的 `{}`", term.id, id.text)
                    },
                )
                .at(&id.place, "")
                .help("术语只能用排在前面的术语来说明：把它移到前面，或直接写事实；互相说明的两个术语什么也没有说明"),
            );
            return None;
        }
        let ids = seen().map(|term| term.id.text.as_str());
        faults.push(
            Diagnostic::new(
                Code::UnknownTerm,
                format!("未知的术语 `{}`{}", id.text, did_you_mean(&id.text, ids)),
            )
            .at(&id.place, "")
            .help(
                "改正写法，或在 terms.toml 里加一条 [[term]]；只有一个政策用的，写在它自己的文件里",
            ),
        );
        None
    }

    pub fn number(&mut self, value: i64, role: Role, place: &Place) {
        self.numbers.push(Number {
            value,
            role,
            place: place.clone(),
        });
    }

    /// `top`: directly in `conditions`, where alone a window may stand.
    pub fn condition(
        &mut self,
        table: &Table,
        top: bool,
        faults: &mut Faults,
    ) -> Option<Condition> {
        let forms = ["fact", "term", "any", "all", "not", "unstated", "reading"];
        let found: Vec<&str> = forms
            .into_iter()
            .filter(|form| table.get(form).is_some())
            .collect();
        let [form] = found[..] else {
            let cause = if found.is_empty() {
                "这个条件没有写测试什么".to_owned()
            } else {
                format!("一个条件里只能写 {} 之一", found.join("、"))
            };
            faults.push(
                Diagnostic::new(Code::UnclearCondition, cause)
                    .at(&table.place, "")
                    .help("每个 { } 里写 fact、term、any、all、not、unstated、reading 中的一个"),
            );
            return None;
        };
        let quote = self.quote(table, faults);
        let mut term = None;
        let (shape, composed) = match form {
            "fact" => self.test(table, top, faults)?,
            "term" => {
                let index = self.term(table, faults)?;
                term = Some(index);
                (self.expand(index), self.terms.list[index].name.clone())
            }
            "any" | "all" => self.several(form, table, faults)?,
            "not" => self.negated(table, faults)?,
            "unstated" => self.unstated(table, faults)?,
            _ => self.two_readings(table, faults)?,
        };
        Some(Condition {
            shape,
            label: table
                .text("label", faults)
                .map_or(composed, |label| label.text),
            quote,
            term,
            place: table.place.clone(),
        })
    }

    /// `term = "…"`: which term.
    fn term(&self, table: &Table, faults: &mut Faults) -> Option<usize> {
        self.allow(table, &["term"], faults);
        let id = table.text("term", faults)?;
        if self.refuse_in_guard(table, faults) {
            return None;
        }
        let index = self.term_named(&id, faults)?;
        Some(index)
    }

    /// `any = […]` and `all = […]`.
    fn several(
        &mut self,
        form: &str,
        table: &Table,
        faults: &mut Faults,
    ) -> Option<(Shape, String)> {
        self.allow(table, &[form], faults);
        let tables = table.tables(form, faults);
        let parts: Vec<Option<Condition>> = tables
            .iter()
            .map(|part| self.condition(part, false, faults))
            .collect();
        let parts: Vec<Condition> = parts.into_iter().collect::<Option<_>>()?;
        if parts.is_empty() {
            faults.push(
                Diagnostic::new(Code::UnclearCondition, format!("`{form}` 里没有条件"))
                    .at(&table.place, "")
                    .help("列出至少一个条件"),
            );
            return None;
        }
        if form == "any" {
            let label = label::any(&parts);
            Some((Shape::Any(parts), label))
        } else {
            let label = label::all(&parts);
            Some((Shape::All(parts), label))
        }
    }

    /// `not = { … }`.
    fn negated(&mut self, table: &Table, faults: &mut Faults) -> Option<(Shape, String)> {
        self.allow(table, &["not"], faults);
        let inner = table.get("not")?.table("not", faults)?;
        let inner = self.condition(&inner, false, faults)?;
        let label = label::not(&inner);
        Some((Shape::Not(Box::new(inner)), label))
    }

    /// `unstated = "…"`.
    fn unstated(&mut self, table: &Table, faults: &mut Faults) -> Option<(Shape, String)> {
        self.allow(table, &["unstated"], faults);
        let words = table.text("unstated", faults)?;
        if self.refuse_in_guard(table, faults) {
            return None;
        }
        if self.term.is_some() {
            faults.push(
                Diagnostic::new(Code::UnclearCondition, "术语里不能写 unstated")
                    .at(&table.key_place("unstated"), "")
                    .help("来源没有说清的，写成两种理解：{ reading = \"…\", a = …, b = … }"),
            );
            return None;
        }
        self.unstated += 1;
        let index = self.unstated - 1;
        Some((Shape::Unstated { index }, words.text))
    }

    /// `reading = "…"`, with what holds in each.
    fn two_readings(&mut self, table: &Table, faults: &mut Faults) -> Option<(Shape, String)> {
        self.allow(table, &["reading", "a", "b"], faults);
        if self.refuse_in_guard(table, faults) {
            return None;
        }
        let reading = self.reading(table, faults);
        let a = table.need("a", faults);
        let b = table.need("b", faults);
        let a = a.and_then(|a| self.operand("a", &a, faults));
        let b = b.and_then(|b| self.operand("b", &b, faults));
        let reading = reading?;
        let label = self.open[reading].point.clone();
        let shape = Shape::Reading {
            reading,
            a: Box::new(a?),
            b: Box::new(b?),
        };
        Some((shape, label))
    }

    fn refuse_in_guard(&self, table: &Table, faults: &mut Faults) -> bool {
        if self.guard_of.is_some() {
            faults.push(
                Diagnostic::new(Code::BadApplies, "`applies` 里只能写对其他事实的测试")
                    .at(&table.place, "")
                    .help("能不能提问，不能取决于来源没有写明的条件、理解或术语"),
            );
        }
        self.guard_of.is_some()
    }

    fn operand(&mut self, key: &str, value: &Written, faults: &mut Faults) -> Option<Condition> {
        if let Some(flag) = value.as_flag() {
            let (shape, label) = if flag {
                (Shape::Always, "不另设条件")
            } else {
                (Shape::Never, "不在范围内")
            };
            return Some(Condition {
                shape,
                label: label.to_owned(),
                quote: String::new(),
                term: None,
                place: value.place.clone(),
            });
        }
        let table = value.table(key, faults)?;
        self.condition(&table, false, faults)
    }

    fn reading(&mut self, table: &Table, faults: &mut Faults) -> Option<usize> {
        let key = table.text("reading", faults)?;
        let full = match self.term {
            Some(term) => format!("{}:{}", term.id, key.text),
            None => key.text.clone(),
        };
        let known = self
            .open
            .iter()
            .position(|point| point.key.as_ref().is_some_and(|other| other.text == full));
        match known {
            Some(index) => {
                if !self.readings_used.contains(&index) {
                    self.readings_used.push(index);
                }
            }
            None => {
                let keys = self
                    .open
                    .iter()
                    .filter_map(|point| Some(point.key.as_ref()?.text.as_str()));
                faults.push(
                    Diagnostic::new(
                        Code::UnknownReading,
                        format!("未知的理解 `{}`{}", key.text, did_you_mean(&key.text, keys)),
                    )
                    .at(&key.place, "")
                    .help(format!(
                        "在{}，写 key = \"{}\"、point、a、b",
                        match self.term {
                            Some(_) => "这个术语下加 [[term.open]]",
                            None => "这项待遇下加 [[benefit.open]]",
                        },
                        key.text
                    )),
                );
            }
        }
        known
    }

    fn test(&mut self, table: &Table, top: bool, faults: &mut Faults) -> Option<(Shape, String)> {
        let before = faults.len();
        let mut known = vec!["fact"];
        known.extend(TESTS);
        self.allow(table, &known, faults);
        let id = table.text("fact", faults)?;
        let index = self.facts.named(&id, faults)?;
        if self.refuse_place(&id, index, top, faults) {
            return None;
        }
        let facts = self.facts;
        let fact = &facts.list[index];
        let found = tests_in(table, fact, &id.place, faults.len() > before, faults)?;
        match &fact.kind {
            Kind::Bool => test_flag(index, fact, table, faults),
            Kind::Choice { options, ladder } => {
                self.test_choice(index, (options, ladder), found[0], table, faults)
            }
            Kind::Set { options } => self.test_set(index, options, found[0], table, faults),
            Kind::Int { min, max, .. } | Kind::Money { min, max } => {
                self.test_number(index, (*min, *max), table, faults)
            }
            Kind::Date { earliest } if found[0] == "not_before" => {
                self.test_day(index, *earliest, table, faults)
            }
            Kind::Date { .. } => self.test_window(index, top, table, faults),
        }
    }

    /// Reports a test that must not stand here: on who asks or where, which the scope says, or in a
    /// guard on what is asked later.
    fn refuse_place(&self, id: &Text, index: usize, top: bool, faults: &mut Faults) -> bool {
        match self.guard_of {
            // Where a benefit is for several, what it asks may depend on which of them one is.
            None if index < 2 && (self.in_scope[index].count_ones() < 2 || top) => {
                faults.push(
                    Diagnostic::new(
                        Code::AudienceOrRegion,
                        format!("条件里不要写 `{}`", id.text),
                    )
                    .at(&id.place, "")
                    .help("申请人写在 `for` 里，城市由来源的 `regions` 决定；有几种申请人时，才可以在 any、all、not 里分别写"),
                );
            }
            Some(own) if index >= own => {
                faults.push(
                    Diagnostic::new(
                        Code::BadApplies,
                        format!("`applies` 只能用排在前面的事实，`{}` 不在前面", id.text),
                    )
                    .at(&id.place, "")
                    .help("把被依赖的事实移到前面"),
                );
            }
            _ => return false,
        }
        true
    }

    /// A test on a choice among options.
    fn test_choice(
        &self,
        index: usize,
        (options, ladder): (&[Choice], &[usize]),
        test: &str,
        table: &Table,
        faults: &mut Faults,
    ) -> Option<(Shape, String)> {
        let fact = &self.facts.list[index];
        let bits = match test {
            "is" => 1 << option_named(options, &table.text("is", faults)?, faults)?,
            "in" => {
                let words = table.texts("in", faults);
                let bits = self.all_named(options, &words, faults)?;
                self.refuse_empty(bits, "in", table, faults)?
            }
            _ => return self.on_ladder(index, options, ladder, table, faults),
        };
        let shape = Shape::OneOf {
            fact: index,
            options: bits,
        };
        Some((shape, label::one_of(fact, bits)))
    }

    /// `at_least` and `at_most` of options that stand in an order.
    fn on_ladder(
        &self,
        index: usize,
        options: &[Choice],
        ladder: &[usize],
        table: &Table,
        faults: &mut Faults,
    ) -> Option<(Shape, String)> {
        let fact = &self.facts.list[index];
        let low = self.rung(table, "at_least", options, ladder, faults);
        let high = self.rung(table, "at_most", options, ladder, faults);
        let (low, high) = (low?, high?);
        let bits = ladder
            .iter()
            .enumerate()
            .filter(|(rung, _)| {
                low.is_none_or(|low| *rung >= low) && high.is_none_or(|high| *rung <= high)
            })
            .fold(0, |bits, (_, option)| bits | 1u64 << option);
        if bits == 0 {
            faults.push(empty_range(table));
            return None;
        }
        let label = label::on_ladder(fact, low.map(|r| ladder[r]), high.map(|r| ladder[r]));
        let shape = Shape::OneOf {
            fact: index,
            options: bits,
        };
        Some((shape, label))
    }

    /// A test on a set of options.
    fn test_set(
        &self,
        index: usize,
        options: &[Choice],
        test: &str,
        table: &Table,
        faults: &mut Faults,
    ) -> Option<(Shape, String)> {
        let fact = &self.facts.list[index];
        if test == "has" {
            let option = option_named(options, &table.text("has", faults)?, faults)?;
            let label = options[option].label.clone();
            let shape = Shape::Has {
                fact: index,
                option,
            };
            return Some((shape, label));
        }
        let words = table.texts(test, faults);
        let bits = self.all_named(options, &words, faults)?;
        let bits = self.refuse_empty(bits, test, table, faults)?;
        let parts: Vec<Condition> = (0..options.len())
            .filter(|option| bits >> option & 1 == 1)
            .map(|option| Condition {
                shape: Shape::Has {
                    fact: index,
                    option,
                },
                label: options[option].label.clone(),
                quote: String::new(),
                term: None,
                place: table.place.clone(),
            })
            .collect();
        if let [only] = &parts[..] {
            return Some((only.shape.clone(), only.label.clone()));
        }
        if test == "has_any" {
            Some((Shape::Any(parts), label::has_any(fact, bits)))
        } else {
            Some((Shape::All(parts), label::has_all(fact, bits)))
        }
    }

    /// A test on a whole number or a sum.
    fn test_number(
        &mut self,
        index: usize,
        (min, max): (i64, i64),
        table: &Table,
        faults: &mut Faults,
    ) -> Option<(Shape, String)> {
        let facts = self.facts;
        let fact = &facts.list[index];
        let months = matches!(&fact.kind, Kind::Int { unit, .. } if unit.contains('月'));
        let exact = matches!(&fact.kind, Kind::Money { .. });
        let low = bound_in(table, "at_least", fact, min.saturating_add(1)..=max, faults);
        let high = bound_in(table, "at_most", fact, min..=max.saturating_sub(1), faults);
        let (low, high) = (low?, high?);
        if let Some((value, place)) = &low {
            let role = if exact {
                Role::Sum
            } else {
                Role::AtLeast { months }
            };
            // One yuan at least is any money at all, as one head is anybody.
            if !exact || *value != 1 {
                self.number(*value, role, place);
            }
            self.thresholds.push(Threshold {
                fact: index,
                bound: Bound::AtLeast(*value),
                place: place.clone(),
            });
        }
        if let Some((value, place)) = &high {
            let role = if exact {
                Role::Sum
            } else {
                Role::AtMost { months }
            };
            self.number(*value, role, place);
            self.thresholds.push(Threshold {
                fact: index,
                bound: Bound::AtMost(*value),
                place: place.clone(),
            });
        }
        let low = low.map(|(value, _)| value);
        let high = high.map(|(value, _)| value);
        if let (Some(low), Some(high)) = (low, high)
            && low > high
        {
            faults.push(empty_range(table));
            return None;
        }
        let shape = Shape::Between {
            fact: index,
            low,
            high,
        };
        Some((shape, label::between(fact, low, high)))
    }

    /// A test on a date by a fixed day.
    fn test_day(
        &mut self,
        index: usize,
        earliest: Date,
        table: &Table,
        faults: &mut Faults,
    ) -> Option<(Shape, String)> {
        let facts = self.facts;
        let fact = &facts.list[index];
        let value = table.get("not_before")?;
        let day = value.date("not_before", faults)?;
        if day <= earliest {
            faults.push(
                Diagnostic::new(
                    Code::OutOfRange,
                    format!("{day} 分不开任何人：“{}”最早是 {earliest}", fact.name),
                )
                .at(&value.place, "")
                .help("改正这一天，或改 facts.toml 里的 earliest"),
            );
            return None;
        }
        if self.refuse_in_guard(table, faults) {
            return None;
        }
        self.days.push(FixedDay {
            day,
            place: value.place.clone(),
        });
        self.thresholds.push(Threshold {
            fact: index,
            bound: Bound::NotBefore(day),
            place: value.place.clone(),
        });
        let shape = Shape::NotBefore { fact: index, day };
        Some((shape, label::not_before(fact, day)))
    }

    /// A test on a date by how long ago it was: the window within which one must apply.
    fn test_window(
        &mut self,
        index: usize,
        top: bool,
        table: &Table,
        faults: &mut Faults,
    ) -> Option<(Shape, String)> {
        let facts = self.facts;
        let fact = &facts.list[index];
        let value = table.get("within_months")?;
        let number = value.number("within_months", faults)?;
        let Ok(months @ 1..=1200) = u16::try_from(number) else {
            faults.push(
                Diagnostic::new(Code::OutOfRange, format!("期限不能是 {number} 个月"))
                    .at(&value.place, "")
                    .help("1 至 1200"),
            );
            return None;
        };
        if self.refuse_in_guard(table, faults) {
            return None;
        }
        let place = table.key_place("within_months");
        if !top || self.window.is_some() {
            let cause = if top {
                "一项待遇只能有一个期限"
            } else {
                "期限只能直接写在 conditions 里"
            };
            let mut fault = Diagnostic::new(Code::MisplacedWindow, cause).at(&place, "");
            if let Some(first) = &self.window {
                fault = fault.at(first, "已有的期限");
            }
            faults.push(
                fault.help("过了期限要能说“已过期限”，所以它不能放进 any、not、reading 或档次里"),
            );
            return None;
        }
        self.window = Some(place);
        self.number(number, Role::Months, &value.place);
        self.thresholds.push(Threshold {
            fact: index,
            bound: Bound::WithinMonths(months),
            place: value.place.clone(),
        });
        let shape = Shape::WithinMonths {
            fact: index,
            months,
        };
        Some((shape, label::within_months(fact, months)))
    }

    fn all_named(&self, options: &[Choice], words: &[Text], faults: &mut Faults) -> Option<u64> {
        let found: Vec<Option<usize>> = words
            .iter()
            .map(|word| option_named(options, word, faults))
            .collect();
        let found: Vec<usize> = found.into_iter().collect::<Option<_>>()?;
        Some(found.iter().fold(0, |bits, option| bits | 1 << option))
    }

    fn refuse_empty(
        &self,
        bits: u64,
        key: &str,
        table: &Table,
        faults: &mut Faults,
    ) -> Option<u64> {
        if bits == 0 {
            faults.push(
                Diagnostic::new(Code::UnclearCondition, format!("`{key}` 里没有选项"))
                    .at(&table.key_place(key), "")
                    .help("列出至少一个选项"),
            );
            return None;
        }
        Some(bits)
    }

    /// `Some(None)` where the key is left out, `None` where it is wrong.
    fn rung(
        &self,
        table: &Table,
        key: &str,
        options: &[Choice],
        ladder: &[usize],
        faults: &mut Faults,
    ) -> Option<Option<usize>> {
        if table.get(key).is_none() {
            return Some(None);
        }
        let word = table.text(key, faults)?;
        let option = option_named(options, &word, faults)?;
        let rung = ladder.iter().position(|other| *other == option);
        if rung.is_none() {
            let names: Vec<&str> = ladder
                .iter()
                .map(|&option| options[option].id.as_str())
                .collect();
            let help = if names.is_empty() {
                "这个事实没有梯级：用 in 列出选项".to_owned()
            } else {
                format!("梯级是：{}；不在其中的选项用 in 列出", names.join(" < "))
            };
            faults.push(
                Diagnostic::new(Code::OffLadder, format!("`{}` 不在梯级上", word.text))
                    .at(&word.place, "")
                    .help(help),
            );
        }
        Some(Some(rung?))
    }

    pub fn amount(
        &mut self,
        table: &Table,
        mut inherited: Inherited,
        tier: bool,
        faults: &mut Faults,
    ) -> Option<Amount> {
        let mut known = vec![
            "fixed", "range", "up_to", "percent", "of", "unstated", "none", "tiers", "each",
            "highest", "reading", "a", "b", "per", "once", "monthly", "yearly", "quote",
        ];
        if tier {
            known.push("when");
        }
        table.allow(&known, faults);
        if let Some(quote) = table.text("quote", faults) {
            self.quotes.push(quote);
        }
        if let Some(per) = table.text("per", faults) {
            inherited.per = Some(self.fact_of_kind(&per, "整数", faults, |kind| {
                matches!(kind, Kind::Int { .. })
            })?);
        }
        if let Some(rhythm) = self.rhythm(table, faults)? {
            inherited.rhythm = Some(rhythm);
        }
        let Inherited { per, rhythm } = inherited;
        let rhythm = rhythm.unwrap_or(Rhythm::Unstated);
        let form = amount_form(table, faults)?;
        match form {
            "fixed" | "up_to" | "range" => {
                let (low, high) = self.sums(form, table, faults)?;
                Some(Amount::Sum {
                    low,
                    high,
                    up_to: form == "up_to",
                    per,
                    rhythm,
                })
            }
            "percent" => self.percent(table, (per, rhythm), faults),
            "unstated" | "none" => {
                if !table.flag(form, faults)? {
                    unclear_amount(table, format!("`{form}` 只能写 true"), faults);
                    return None;
                }
                Some(if form == "none" {
                    Amount::None
                } else {
                    Amount::Unstated { rhythm }
                })
            }
            "tiers" | "each" | "highest" => self.tiers(form, table, inherited, faults),
            _ => self.amount_by_reading(table, inherited, faults),
        }
    }

    /// The least and the most of `fixed`, `up_to` or `range`.
    fn sums(&mut self, form: &str, table: &Table, faults: &mut Faults) -> Option<(i64, i64)> {
        if form == "range" {
            return self.range(table, faults);
        }
        let yuan = self.sum(form, &table.get(form)?, faults)?;
        Some((if form == "fixed" { yuan } else { 0 }, yuan))
    }

    fn range(&mut self, table: &Table, faults: &mut Faults) -> Option<(i64, i64)> {
        let value = table.get("range")?;
        let ends = value.list("range", faults);
        let [low, high] = &ends[..] else {
            unclear_amount(table, "`range` 要写两个数：最低和最高".to_owned(), faults);
            return None;
        };
        let low = self.sum("range", low, faults);
        let high = self.sum("range", high, faults);
        let (low, high) = (low?, high?);
        if low > high {
            faults.push(
                Diagnostic::new(Code::EmptyRange, format!("{low} 大于 {high}"))
                    .at(&value.place, "")
                    .help("先写小的，再写大的"),
            );
            return None;
        }
        Some((low, high))
    }

    fn percent(
        &mut self,
        table: &Table,
        (per, rhythm): (Option<usize>, Rhythm),
        faults: &mut Faults,
    ) -> Option<Amount> {
        let value = table.get("percent")?;
        let number = value.number("percent", faults)?;
        let of = table.need_text("of", faults)?;
        let of = self.fact_of_kind(&of, "金额", faults, |kind| {
            matches!(kind, Kind::Money { .. })
        })?;
        let Ok(percent @ 1..=200) = u8::try_from(number) else {
            faults.push(
                Diagnostic::new(Code::OutOfRange, format!("百分比不能是 {number}"))
                    .at(&value.place, "")
                    .help("1 至 200"),
            );
            return None;
        };
        self.number(number, Role::Percent, &value.place);
        Some(Amount::Percent {
            percent,
            of,
            per,
            rhythm,
        })
    }

    /// Amounts, each with the condition under which it is due.
    fn tiers(
        &mut self,
        form: &str,
        table: &Table,
        inherited: Inherited,
        faults: &mut Faults,
    ) -> Option<Amount> {
        let tables = table.tables(form, faults);
        let tiers: Vec<Option<Tier>> = tables
            .iter()
            .map(|one| {
                let when = one
                    .need("when", faults)
                    .and_then(|when| when.table("when", faults))
                    .and_then(|when| self.condition(&when, false, faults));
                let amount = self.amount(one, inherited, true, faults);
                Some(Tier {
                    when: when?,
                    amount: amount?,
                    place: one.place.clone(),
                })
            })
            .collect();
        let tiers: Vec<Tier> = tiers.into_iter().collect::<Option<_>>()?;
        if tiers.is_empty() {
            unclear_amount(table, format!("`{form}` 里没有档次"), faults);
            return None;
        }
        if form != "tiers" && refuse_mixed(&tiers, form, table, faults) {
            return None;
        }
        Some(match form {
            "tiers" => Amount::Tiers(tiers),
            "each" => Amount::Each(tiers),
            _ => Amount::Highest(tiers),
        })
    }

    fn amount_by_reading(
        &mut self,
        table: &Table,
        inherited: Inherited,
        faults: &mut Faults,
    ) -> Option<Amount> {
        let reading = self.reading(table, faults);
        let mut side = |key: &str| {
            let table = table.need(key, faults)?.table(key, faults)?;
            self.amount(&table, inherited, false, faults)
        };
        let (a, b) = (side("a"), side("b"));
        Some(Amount::Reading {
            reading: reading?,
            a: Box::new(a?),
            b: Box::new(b?),
        })
    }

    fn sum(&mut self, key: &str, value: &Written, faults: &mut Faults) -> Option<i64> {
        let yuan = value.number(key, faults)?;
        if !SUMS.contains(&yuan) {
            faults.push(
                Diagnostic::new(Code::OutOfRange, format!("金额不能是 {yuan} 元"))
                    .at(&value.place, "")
                    .help("以元为单位，0 至 1 万亿"),
            );
            return None;
        }
        self.number(yuan, Role::Sum, &value.place);
        Some(yuan)
    }

    fn fact_of_kind(
        &self,
        id: &Text,
        wanted: &str,
        faults: &mut Faults,
        right: impl Fn(&Kind) -> bool,
    ) -> Option<usize> {
        let index = self.facts.named(id, faults)?;
        if !right(&self.facts.list[index].kind) {
            faults.push(
                Diagnostic::new(
                    Code::WrongTest,
                    format!("“{}”不是{wanted}", self.facts.list[index].name),
                )
                .at(&id.place, format!("这里要一个{wanted}"))
                .help("`per` 用整数（人数、项目数），`of` 用金额"),
            );
            return None;
        }
        Some(index)
    }

    /// `Some(None)` where the rhythm is left out, `None` where it is wrong.
    fn rhythm(&mut self, table: &Table, faults: &mut Faults) -> Option<Option<Rhythm>> {
        let found: Vec<&str> = ["once", "monthly", "yearly"]
            .into_iter()
            .filter(|key| table.get(key).is_some())
            .collect();
        let key = match found[..] {
            [] => return Some(None),
            [key] => key,
            _ => {
                faults.push(
                    Diagnostic::new(Code::TwoRhythms, format!("{} 只能写一个", found.join("、")))
                        .at(&table.key_place(found[1]), "")
                        .help("一次性写 once = true，按月写 monthly = 月数，按年写 yearly = true"),
                );
                return None;
            }
        };
        let value = table.get(key)?;
        if let Some(flag) = value.as_flag() {
            if !flag {
                faults.push(
                    Diagnostic::new(Code::BadValue, format!("`{key}` 不能是 false"))
                        .at(&value.place, "")
                        .help("不适用的，删去这个键"),
                );
                return None;
            }
            return Some(Some(match key {
                "once" => Rhythm::Once,
                "monthly" => Rhythm::Monthly { months: None },
                _ => Rhythm::Yearly { years: None },
            }));
        }
        if key == "once" {
            value.flag(key, faults);
            return None;
        }
        let number = value.number(key, faults)?;
        if key == "monthly" {
            if let Ok(months @ 1..=1200) = u16::try_from(number) {
                self.number(number, Role::Months, &value.place);
                let months = Some(months);
                return Some(Some(Rhythm::Monthly { months }));
            }
        } else if let Ok(years @ 1..=100) = u8::try_from(number) {
            self.number(number, Role::Years, &value.place);
            return Some(Some(Rhythm::Yearly { years: Some(years) }));
        }
        faults.push(
            Diagnostic::new(Code::OutOfRange, format!("`{key}` 不能是 {number}"))
                .at(&value.place, "")
                .help("月数 1 至 1200，年数 1 至 100"),
        );
        None
    }
}

/// A condition with its readings renumbered and without quotes: those stand with the term.
fn moved(condition: &Condition, places: &[usize]) -> Condition {
    let all = |parts: &[Condition]| parts.iter().map(|part| moved(part, places)).collect();
    let one = |part: &Condition| Box::new(moved(part, places));
    let shape = match &condition.shape {
        Shape::All(parts) => Shape::All(all(parts)),
        Shape::Any(parts) => Shape::Any(all(parts)),
        Shape::Not(inner) => Shape::Not(one(inner)),
        Shape::Reading { reading, a, b } => Shape::Reading {
            reading: places[*reading],
            a: one(a),
            b: one(b),
        },
        test => test.clone(),
    };
    Condition {
        shape,
        quote: String::new(),
        ..condition.clone()
    }
}

pub(crate) fn unknown_source<'a>(id: &Text, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let likely = did_you_mean(&id.text, known);
    Diagnostic::new(
        Code::UnknownSource,
        format!("未知的来源 `{}`{likely}", id.text),
    )
    .at(&id.place, "")
    .help("改正 source，或在 sources.toml 里加上这个来源")
}

/// Rhythm of a sum, and the facts that it is counted by.
type Summand = (Rhythm, (Option<usize>, Option<usize>));

/// Every sum in an amount.
fn terms_of(amount: &Amount, out: &mut Vec<Summand>) {
    match amount {
        Amount::Sum { per, rhythm, .. } => out.push((*rhythm, (*per, None))),
        Amount::Percent {
            of, per, rhythm, ..
        } => out.push((*rhythm, (*per, Some(*of)))),
        Amount::Unstated { rhythm } => out.push((*rhythm, (None, None))),
        Amount::None => out.push((Rhythm::Unstated, (None, None))),
        Amount::Tiers(tiers) | Amount::Each(tiers) | Amount::Highest(tiers) => {
            for tier in tiers {
                terms_of(&tier.amount, out);
            }
        }
        Amount::Reading { a, b, .. } => {
            terms_of(a, out);
            terms_of(b, out);
        }
    }
}

/// The tests that a condition on this fact has; `None` where they cannot be, which is reported unless
/// something else that is wrong with the condition has been.
fn tests_in(
    table: &Table,
    fact: &Fact,
    place: &Place,
    reported: bool,
    faults: &mut Faults,
) -> Option<Vec<&'static str>> {
    let found: Vec<&'static str> = TESTS
        .into_iter()
        .filter(|test| table.get(test).is_some())
        .collect();
    let allowed: &[&str] = match &fact.kind {
        Kind::Bool => &["is"],
        Kind::Choice { .. } => &["is", "in", "at_least", "at_most"],
        Kind::Set { .. } => &["has", "has_any", "has_all"],
        Kind::Int { .. } | Kind::Money { .. } => &["at_least", "at_most"],
        Kind::Date { .. } => &["within_months", "not_before"],
    };
    let wrong = found.iter().find(|test| !allowed.contains(test));
    let several = found.len() > 1 && found[..] != ["at_least", "at_most"];
    // An unknown key is most likely the test, and has been reported.
    if found.is_empty() && reported {
        return None;
    }
    if wrong.is_some() || several || found.is_empty() {
        let (message, place) = match wrong {
            Some(test) => (
                format!("`{test}` 不能用于“{}”", fact.name),
                table.key_place(test),
            ),
            None if several => (
                "一个条件里只能写一种测试".to_owned(),
                table.key_place(found[1]),
            ),
            None => (format!("没有写“{}”要怎样才符合", fact.name), place.clone()),
        };
        faults.push(
            Diagnostic::new(Code::WrongTest, message)
                .at(&place, "")
                .help(format!("“{}”可以用：{}", fact.name, allowed.join("、"))),
        );
        return None;
    }
    Some(found)
}

/// A test on yes or no.
fn test_flag(
    index: usize,
    fact: &Fact,
    table: &Table,
    faults: &mut Faults,
) -> Option<(Shape, String)> {
    let yes = table.flag("is", faults)?;
    let options = if yes { 0b10 } else { 0b01 };
    let shape = Shape::OneOf {
        fact: index,
        options,
    };
    Some((shape, label::one_of(fact, options)))
}

/// Which of the forms an amount has.
fn amount_form(table: &Table, faults: &mut Faults) -> Option<&'static str> {
    const FORMS: [&str; 10] = [
        "fixed", "range", "up_to", "percent", "unstated", "none", "tiers", "each", "highest",
        "reading",
    ];
    let found = FORMS.into_iter().filter(|form| table.get(form).is_some());
    let found: Vec<&str> = found.collect();
    if let [form] = found[..] {
        return Some(form);
    }
    let cause = if found.is_empty() {
        "没有写金额".to_owned()
    } else {
        format!("一个金额里只能写 {} 之一", found.join("、"))
    };
    unclear_amount(table, cause, faults);
    None
}

fn unclear_amount(table: &Table, cause: String, faults: &mut Faults) {
    faults.push(
        Diagnostic::new(Code::UnclearAmount, cause)
            .at(&table.place, "")
            .help("写 fixed、range、up_to、percent、unstated、none、tiers、each、highest、reading 中的一个"),
    );
}

/// Reports parts of a sum, or amounts to compare, that cannot be added up or compared.
fn refuse_mixed(tiers: &[Tier], form: &str, table: &Table, faults: &mut Faults) -> bool {
    let place = table
        .get(form)
        .map_or_else(|| table.place.clone(), |value| value.place);
    let mut leaves = Vec::new();
    for tier in tiers {
        terms_of(&tier.amount, &mut leaves);
    }
    if leaves.iter().any(|leaf| leaf.0 != leaves[0].0) {
        faults.push(
            Diagnostic::new(
                Code::TwoRhythms,
                "按月、按年、一次性的金额不能放在一起相加或比较",
            )
            .at(&place, "")
            .help("各项用同一种发放方式；不同的，拆成两项待遇"),
        );
        return true;
    }
    if form == "highest" && leaves.iter().any(|leaf| leaf.1 != leaves[0].1) {
        unclear_amount(
            table,
            "`highest` 里有的按人数或比例、有的不是，比不出高低".to_owned(),
            faults,
        );
        return true;
    }
    false
}

/// A bound of a number and where it stands: `Some(None)` where the key is left out, `None` where it is
/// wrong or tells nobody apart.
fn bound_in(
    table: &Table,
    key: &str,
    fact: &Fact,
    telling: RangeInclusive<i64>,
    faults: &mut Faults,
) -> Option<Option<(i64, Place)>> {
    let Some(value) = table.get(key) else {
        return Some(None);
    };
    let number = value.number(key, faults)?;
    if !telling.contains(&number)
        && let Kind::Int { min, max, .. } | Kind::Money { min, max } = &fact.kind
    {
        faults.push(
            Diagnostic::new(
                Code::OutOfRange,
                format!(
                    "门槛 {number} 分不开任何人：“{}”只能是 {min} 至 {max}",
                    fact.name
                ),
            )
            .at(&value.place, "")
            .help("改正这个数，或改 facts.toml 里的 min、max"),
        );
        return None;
    }
    Some(Some((number, value.place)))
}

fn empty_range(table: &Table) -> Diagnostic {
    Diagnostic::new(Code::EmptyRange, "`at_least` 高于 `at_most`，没有人能符合")
        .at(&table.place, "")
        .help("检查两个数是否写反")
}
