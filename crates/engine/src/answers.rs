//! What is known of somebody: for each fact a value, 不清楚, or nothing yet.
//!
//! An answer is checked when it is given, so that evaluation cannot fail. What an answer means for
//! the diagrams is which cells of a variable remain possible; that translation lives here too.

use crate::date::Date;
use crate::model::*;
use crate::truth::Truth;

/// The answer to one fact.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Answer {
    #[default]
    NotAsked,
    /// 不清楚: asked, and not known.
    Unknown,
    Bool(bool),
    /// Index of an option.
    Choice(u8),
    /// Options that apply, that do not, and that were asked but are not known. Options in none of
    /// the three have not been asked.
    Set {
        yes: Cells,
        no: Cells,
        unsure: Cells,
    },
    /// A whole number in the fact's unit, or a sum in whole yuan.
    Int(i64),
    Date(Date),
}

/// Why an answer cannot be one to this fact.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AnswerError {
    WrongType,
    /// The value lies outside `min..=max` (or names an option that does not exist).
    OutOfRange,
    /// The date lies after the day of evaluation.
    Future,
    /// The date lies before the fact's earliest date.
    TooEarly,
    /// An option is said to hold and not to hold.
    Contradictory,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answers {
    values: Vec<Answer>,
}

impl Answers {
    /// Nothing asked yet.
    pub fn new(rulebook: &Rulebook) -> Answers {
        Answers {
            values: vec![Answer::NotAsked; rulebook.facts.len()],
        }
    }

    pub fn get(&self, fact: FactIdx) -> Answer {
        self.values[usize::from(fact)]
    }

    /// Records an answer, replacing an earlier one; a refused one leaves the earlier in place.
    pub fn set(
        &mut self,
        rulebook: &Rulebook,
        fact: FactIdx,
        answer: Answer,
        on: Date,
    ) -> Result<(), AnswerError> {
        check(&rulebook.facts[usize::from(fact)].kind, answer, on)?;
        self.values[usize::from(fact)] = answer;
        Ok(())
    }

    /// Facts that were answered although their question does not apply, given the other answers.
    ///
    /// "No" and 不清楚 contradict nothing.
    pub fn contradictions(&self, rulebook: &Rulebook, on: Date) -> Vec<FactIdx> {
        let cells = Possible::new(rulebook, self, on);
        (0..rulebook.facts.len() as FactIdx)
            .filter(|&fact| {
                let claims = match self.get(fact) {
                    Answer::NotAsked | Answer::Unknown | Answer::Bool(false) => false,
                    Answer::Set { yes, .. } => yes != 0,
                    _ => true,
                };
                claims && cells.applies(fact) == Truth::FALSE
            })
            .collect()
    }
}

/// Whether `answer` is one that a fact of this kind can have on that day.
pub fn check(kind: &FactKind, answer: Answer, on: Date) -> Result<(), AnswerError> {
    let within = |inside: bool| {
        if inside {
            Ok(())
        } else {
            Err(AnswerError::OutOfRange)
        }
    };
    match (kind, answer) {
        (_, Answer::NotAsked | Answer::Unknown) | (FactKind::Bool, Answer::Bool(_)) => Ok(()),
        (FactKind::Choice { options }, Answer::Choice(option)) => {
            within(usize::from(option) < options.len())
        }
        (FactKind::Set { options }, Answer::Set { yes, no, unsure }) => {
            if yes & no != 0 || yes & unsure != 0 || no & unsure != 0 {
                return Err(AnswerError::Contradictory);
            }
            within((yes | no | unsure) & !all_cells(options.len()) == 0)
        }
        (FactKind::Int { min, max, .. } | FactKind::Money { min, max }, Answer::Int(value)) => {
            within((*min..=*max).contains(&value))
        }
        (FactKind::Date { earliest }, Answer::Date(date)) => {
            if date > on {
                Err(AnswerError::Future)
            } else if date < *earliest {
                Err(AnswerError::TooEarly)
            } else {
                Ok(())
            }
        }
        _ => Err(AnswerError::WrongType),
    }
}

/// All of `count` cells; `count` is at most 64.
pub fn all_cells(count: usize) -> Cells {
    if count >= 64 { !0 } else { (1 << count) - 1 }
}

/// Which cells of every variable remain possible, and which facts apply.
pub struct Possible {
    pub cells: Vec<Cells>,
    applies: Vec<Truth>,
}

impl Possible {
    pub fn new(rulebook: &Rulebook, answers: &Answers, on: Date) -> Possible {
        let mut possible = Possible {
            cells: rulebook.all_possible(),
            applies: vec![Truth::TRUE; rulebook.facts.len()],
        };
        let mut scratch = Vec::with_capacity(16);
        for (index, fact) in rulebook.facts.iter().enumerate() {
            if !fact.applies.is_empty() {
                possible.applies[index] = fact.applies.judge(&possible.cells, &mut scratch);
                // INVARIANT: the compiler proves that a fact makes no difference where it does not
                // apply, so a left-over answer may be passed over.
                if possible.applies[index] == Truth::FALSE {
                    continue;
                }
            }
            possible.record(rulebook, fact, answers.values[index], on);
        }
        possible
    }

    /// Whether the question of this fact makes sense, as far as known.
    pub fn applies(&self, fact: FactIdx) -> Truth {
        self.applies[usize::from(fact)]
    }

    fn record(&mut self, rulebook: &Rulebook, fact: &Fact, answer: Answer, on: Date) {
        let first = usize::from(fact.first_var);
        let cuts = || &rulebook.vars[first].cuts;
        settle(
            answer,
            || fact.kind.options().len(),
            |value| cell_of_number(cuts(), value),
            |date| cuts().partition_point(|months| too_old(date, *months, on)),
            |var, cell| self.cells[first + var] = 1 << cell,
        );
    }
}

/// What an answer settles: `say` is told each variable, counted from the first of the fact, and the
/// one cell that it lies in. The functions in between know how many options there are, and the cell
/// of a number and of a date; most answers need none of that, so nothing is looked up beforehand.
#[inline]
pub(crate) fn settle(
    answer: Answer,
    options: impl FnOnce() -> usize,
    number: impl FnOnce(i64) -> usize,
    date: impl FnOnce(Date) -> usize,
    mut say: impl FnMut(usize, usize),
) {
    match answer {
        Answer::NotAsked | Answer::Unknown => {}
        Answer::Bool(value) => say(0, usize::from(value)),
        Answer::Choice(option) => say(0, usize::from(option)),
        Answer::Set { yes, no, .. } => {
            for option in 0..options() {
                if yes >> option & 1 == 1 {
                    say(option, 1);
                } else if no >> option & 1 == 1 {
                    say(option, 0);
                }
            }
        }
        Answer::Int(value) => say(0, number(value)),
        Answer::Date(day) => say(0, date(day)),
    }
}

/// The cell of a whole number or a sum.
pub(crate) fn cell_of_number(cuts: &[i64], value: i64) -> usize {
    cuts.partition_point(|cut| *cut <= value)
}

/// Whether a date is more than so many months past. Of two dates, the earlier is if the later is.
pub(crate) fn too_old(date: Date, months: i64, on: Date) -> bool {
    date.plus_months(months as u16) < on
}
