//! Answers as one would say them.

use engine::model::{Cells, Fact, FactIdx, FactKind};
use engine::{Answer, Interval, Money, Rulebook};

use crate::money::with_unit;
use crate::words::{Lang, digits, filled, list};

/// What numbers and options of a question are called in the language that is spoken.
pub trait Names {
    /// What its numbers count; may be empty.
    fn unit(&self) -> &str;
    /// What an option is called, by its place in the rules.
    fn label(&self, option: usize) -> &str;
}

/// As the rules have them, in Chinese.
impl Names for Fact {
    fn unit(&self) -> &str {
        match self.kind {
            FactKind::Int { unit, .. } => unit,
            _ => "",
        }
    }

    fn label(&self, option: usize) -> &str {
        self.kind.options()[option].label
    }
}

/// A question that has been answered.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// The rules that ask it.
    pub rulebook: &'a Rulebook,
    /// Which one it is.
    pub fact: FactIdx,
    /// What its parts are called in the language that is spoken.
    pub names: &'a dyn Names,
}

impl<'a> Question<'a> {
    /// In the rules' own words.
    pub fn new(rulebook: &'a Rulebook, fact: FactIdx) -> Question<'a> {
        Question {
            rulebook,
            fact,
            names: &rulebook.facts[usize::from(fact)],
        }
    }

    fn fact(&self) -> &'a Fact {
        &self.rulebook.facts[usize::from(self.fact)]
    }

    /// Whether rules name the value before a cut, as the most that there may be, or the one behind
    /// it, as the least; `None` where they name neither.
    fn named_before(&self, cut: i64) -> Option<bool> {
        let var = self.rulebook.vars.get(usize::from(self.fact().first_var))?;
        let at = var.cuts.iter().position(|one| *one == cut)?;
        Some(var.at_most >> at & 1 == 1)
    }
}

impl Lang {
    /// An answer as one would say it.
    pub fn answer(self, question: &Question, answer: Answer) -> String {
        let words = self.words();
        match answer {
            Answer::NotAsked => words.not_asked.to_owned(),
            Answer::Unknown => words.unsure.to_owned(),
            Answer::Bool(holds) => self.yes_no(holds).to_owned(),
            Answer::Choice(option) => question.names.label(usize::from(option)).to_owned(),
            Answer::Set { yes, no, unsure } => self.set(question, yes, no, unsure),
            Answer::Int(number) => self.number(question, number),
            Answer::Range { low, high } => self.number_range(question, low, high),
            Answer::Date(days) => self.days(days),
        }
    }

    fn set(self, question: &Question, yes: Cells, no: Cells, unsure: Cells) -> String {
        let words = self.words();
        let asked = yes | no | unsure;
        let all = asked == engine::all_options(question.fact());
        let labels = |options| self.labels(question, options);
        let mut said = String::new();
        let mut add = |part: &str| list(&mut said, words.semicolon, part);
        if yes != 0 {
            add(&labels(yes));
        }
        if unsure != 0 {
            match (all && no == 0, yes) {
                (true, 0) => add(words.unsure),
                (true, _) => add(words.rest_unsure),
                (false, _) => add(&filled(words.unsure_of, &[&labels(unsure)])),
            }
        }
        if all && yes | unsure == 0 {
            add(words.none);
        } else if !all && no != 0 {
            add(&filled(words.none_of, &[&labels(no)]));
        }
        if asked == 0 {
            add(words.not_asked);
        }
        said
    }

    /// What some options are called.
    pub fn labels(self, question: &Question, options: Cells) -> String {
        let mut labels = String::new();
        for option in 0..question.fact().kind.options().len() {
            if options >> option & 1 == 1 {
                list(&mut labels, self.and(), question.names.label(option));
            }
        }
        labels
    }

    /// A number with its unit.
    pub fn number(self, question: &Question, number: i64) -> String {
        let words = self.words();
        match question.fact().kind {
            FactKind::Money { .. } => self.sum(Money::yuan(number)),
            FactKind::Int { unit: PLACE, .. } => filled(words.place, &[&digits(number)]),
            _ => with_unit(&digits(number), words.gap, question.names.unit()),
        }
    }

    /// A number that is one of some, both ends named: 51至100人, 第4至5名, 20万元至30万元.
    pub fn between(self, question: &Question, low: i64, high: i64) -> String {
        let words = self.words();
        match question.fact().kind {
            FactKind::Money { .. } => {
                let range = Interval::new(Money::yuan(low), Some(Money::yuan(high)));
                self.interval(range, false)
            }
            FactKind::Int { unit: PLACE, .. } => {
                filled(words.places, &[&digits(low), &digits(high)])
            }
            _ => {
                let high = self.number(question, high);
                filled(words.between, &[&digits(low), &high])
            }
        }
    }

    /// A number of which only the range is known; an end of the question itself is not said: 不满12个月,
    /// 满12个月; 不超过5年, 超过5年; 100人及以上; 前3名.
    pub fn number_range(self, question: &Question, low: i64, high: i64) -> String {
        let words = self.words();
        let fact = question.fact();
        let (min, max) = match fact.kind {
            FactKind::Int { min, max, .. } | FactKind::Money { min, max } => (min, max),
            _ => (low, high),
        };
        let number = |value: i64| self.number(question, value);
        if low == high {
            return number(low);
        }
        let time = match fact.kind {
            // An order in which the first is the best.
            FactKind::Int { unit: PLACE, .. } => {
                return match (low == min, high == max) {
                    (true, true) => words.any.to_owned(),
                    (true, false) => filled(words.first_places, &[&digits(high)]),
                    (false, true) => filled(words.places_from, &[&digits(low)]),
                    (false, false) => self.between(question, low, high),
                };
            }
            FactKind::Int { unit, .. } => {
                let ends = ["年", "月", "天", "日"];
                ends.iter().any(|end| unit.ends_with(end))
            }
            _ => false,
        };
        // Which word goes with an end depends on what the rules name: the most, or the least.
        let next = high.saturating_add(1);
        let (from, least) = match (question.named_before(low), time) {
            (Some(true), _) => (words.over, low - 1),
            (_, true) => (words.time_reached, low),
            (_, false) => (words.reached, low),
        };
        let (to, most) = match (question.named_before(next), time) {
            (Some(true), _) => (words.at_most, high),
            (_, true) => (words.time_below, next),
            (_, false) => (words.below, next),
        };
        let from = || filled(from, &[&number(least)]);
        let to = || filled(to, &[&number(most)]);
        match (low > min, high < max) {
            (false, false) => words.any.to_owned(),
            (true, false) => from(),
            (false, true) => to(),
            // A few values are named rather than the ends that the rules name.
            (true, true)
                if [low, high + 1].map(|cut| question.named_before(cut).is_some()) == [true; 2] =>
            {
                filled(words.both_ends, &[&from(), &to()])
            }
            (true, true) => self.between(question, low, high),
        }
    }
}

/// The unit of what is a place in an order.
const PLACE: &str = "名";
