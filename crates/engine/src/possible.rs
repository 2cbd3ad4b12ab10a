//! What answers leave open: which cells of every variable remain possible, and which questions arise.
//!
//! This is what an answer means for the diagrams; they are walked with nothing else.

use crate::answers::{Answer, Answers};
use crate::date::{Date, DayRange};
use crate::model::*;
use crate::truth::{Truth, judge};

/// Which cells of every variable remain possible, and which facts apply.
#[derive(Clone, PartialEq, Debug)]
pub struct Possible {
    /// For each variable of the rulebook the cells in which it may lie; at least one each.
    pub cells: Vec<Cells>,
    applies: Vec<Truth>,
    /// For each fact whether anything is known of it: said, or implied by what was said.
    known: Vec<bool>,
}

impl Possible {
    /// What these answers leave open on this day.
    pub fn new(rulebook: &Rulebook, answers: &Answers, on: Date) -> Possible {
        let mut possible = Possible {
            cells: rulebook.all_possible(),
            applies: vec![Truth::TRUE; rulebook.facts.len()],
            known: vec![false; rulebook.facts.len()],
        };
        if possible.record_all(rulebook, answers, on) {
            possible.suppose_hooks(rulebook, answers);
            possible.record_all(rulebook, answers, on);
        }
        possible
    }

    /// Whether the question of this fact makes sense, as far as known.
    pub fn applies(&self, fact: FactIdx) -> Truth {
        self.applies[usize::from(fact)]
    }

    /// Whether the question that settles this variable makes sense, as far as known.
    pub(crate) fn arises(&self, rulebook: &Rulebook, var: VarIdx) -> Truth {
        match rulebook.vars[usize::from(var)].of.fact() {
            Some(fact) => self.applies(fact),
            None => Truth::TRUE,
        }
    }

    /// Whether nothing is known of a fact, not even that its question does not arise.
    pub(crate) fn is_blank(&self, fact: FactIdx) -> bool {
        !self.known[usize::from(fact)] && self.applies[usize::from(fact)] != Truth::FALSE
    }

    /// The truth of a condition tree; an empty one holds.
    pub(crate) fn holds(&self, rulebook: &Rulebook, list: &[Condition]) -> Truth {
        self.judge(rulebook, list, &mut Vec::new())
    }

    /// The truth of a condition tree; an empty one holds. `scratch` is room for that of its entries.
    fn judge(&self, rulebook: &Rulebook, list: &[Condition], scratch: &mut Vec<Truth>) -> Truth {
        // Most questions hang on a single test.
        if let [only] = list
            && let Op::Test { var, cells } = only.op
        {
            return self.test(rulebook, var, cells);
        }
        scratch.clear();
        self.judge_each(rulebook, list, scratch);
        scratch.first().copied().unwrap_or(Truth::TRUE)
    }

    /// Appends the truth of every entry of a condition tree. A test on a question that does not arise
    /// fails.
    pub(crate) fn judge_each(&self, rulebook: &Rulebook, list: &[Condition], out: &mut Vec<Truth>) {
        let first = out.len();
        out.resize(first + list.len(), Truth::UNKNOWN);
        judge(list, &mut out[first..], |var, wanted| {
            self.test(rulebook, var, wanted)
        });
    }

    fn test(&self, rulebook: &Rulebook, var: VarIdx, wanted: Cells) -> Truth {
        let cells = self.cells[usize::from(var)];
        let own = Truth::new(cells & wanted != 0, cells & !wanted != 0);
        own.and(self.arises(rulebook, var))
    }

    /// Records every answer. Says whether one of them says more than its own fact: that a question
    /// arises of which this is not known yet.
    fn record_all(&mut self, rulebook: &Rulebook, answers: &Answers, on: Date) -> bool {
        let mut scratch = Vec::new();
        let mut implies = false;
        for (index, fact) in rulebook.facts.iter().enumerate() {
            let answer = answers.look(index as FactIdx);
            if !fact.applies.is_empty() {
                let applies = self.judge(rulebook, &fact.applies, &mut scratch);
                self.applies[index] = applies;
                // A test on a question that does not arise fails, so a left-over answer to it may be
                // passed over.
                if applies == Truth::FALSE {
                    continue;
                }
                implies |= applies != Truth::TRUE && affirms(fact.denials, answer);
            }
            self.record(rulebook, index, answer, on);
        }
        implies
    }

    fn record(&mut self, rulebook: &Rulebook, index: usize, answer: &Answer, on: Date) {
        let fact = &rulebook.facts[index];
        let first = usize::from(fact.first_var);
        settle(
            &fact.kind,
            answer,
            on,
            |value| cell_of_number(&rulebook.vars[first].cuts, value),
            |days| cells_of_dates(rulebook, first, days, on),
            |var, cells| {
                self.cells[first + var] = cells;
                self.known[index] = true;
            },
        );
    }

    /// Starts anew from what the answers to questions that hang on others say of these: whoever names
    /// a title has one, whatever was left open before.
    fn suppose_hooks(&mut self, rulebook: &Rulebook, answers: &Answers) {
        self.cells = rulebook.all_possible();
        let mut arises = vec![false; rulebook.facts.len()];
        // A fact stands behind those that its question hangs on.
        for (index, fact) in rulebook.facts.iter().enumerate().rev() {
            let said = self.applies[index] == Truth::UNKNOWN
                && affirms(fact.denials, answers.look(index as FactIdx));
            if !said && !arises[index] {
                continue;
            }
            implied(&fact.applies, |var, cells, asked| {
                // Who asks and where is never concluded.
                let hook = rulebook.vars[usize::from(var)].of.fact();
                let Some(hook) = hook.filter(|hook| *hook > REGION) else {
                    return;
                };
                arises[usize::from(hook)] |= asked;
                let own = &mut self.cells[usize::from(var)];
                if *own & cells != 0 {
                    *own &= cells;
                    self.known[usize::from(hook)] = true;
                }
            });
        }
    }
}

impl Answers {
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

/// Whether an answer says that its question arises: whoever says no, none or nothing may only mean
/// that it does not. `denials` are those of its fact.
pub(crate) fn affirms(denials: Cells, answer: &Answer) -> bool {
    match *answer {
        Answer::NotAsked | Answer::Unknown => false,
        Answer::Bool(yes) => yes,
        Answer::Choice(option) => denials >> option & 1 == 0,
        Answer::Set { yes, .. } => yes != 0,
        Answer::Int(value) => value != 0,
        Answer::Range { low, .. } => low > 0,
        Answer::Date(_) => true,
    }
}

/// What must be so if a question arises: tells each variable and the cells that it lies in then, and
/// whether that also says that the question of this variable arises. Only what each of them must be
/// by itself: where one of several will do, nothing is said.
pub(crate) fn implied(guard: &[Condition], mut say: impl FnMut(VarIdx, Cells, bool)) {
    let Some(first) = guard.first() else { return };
    let mut at = usize::from(first.op == Op::All);
    while let Some(part) = guard.get(at) {
        match (part.op, guard.get(at + 1).map(|inner| inner.op)) {
            (Op::Test { var, cells }, _) => say(var, cells, true),
            // Of two ways to fail, one is that its own question does not arise.
            (Op::Not, Some(Op::Test { var, cells })) => say(var, !cells, false),
            _ => {}
        }
        at = usize::from(part.end);
    }
}

/// What an answer settles: `say` is told each variable, counted from the first of the fact, and the
/// cells that it lies in. The functions in between know the cell of a number, and the cells of a date
/// that lies between two days for each variable of its fact (0 for one that it does not have); most
/// answers need none of that, so nothing is looked up beforehand.
#[inline]
pub(crate) fn settle(
    kind: &FactKind,
    answer: &Answer,
    on: Date,
    number: impl Fn(i64) -> usize,
    date: impl FnOnce(DayRange) -> [Cells; 2],
    mut say: impl FnMut(usize, Cells),
) {
    match *answer {
        Answer::NotAsked | Answer::Unknown => {}
        Answer::Bool(value) => say(0, 1 << u8::from(value)),
        Answer::Choice(option) => say(0, 1 << option),
        Answer::Set { yes, no, .. } => {
            for option in 0..kind.options().len() {
                if yes >> option & 1 == 1 {
                    say(option, 0b10);
                } else if no >> option & 1 == 1 {
                    say(option, 0b01);
                }
            }
        }
        Answer::Int(value) => say(0, 1 << number(value)),
        Answer::Range { low, high } => say(0, span(number(low), number(high))),
        Answer::Date(days) => {
            let cells = date(days_known(kind, days, on));
            for (var, cells) in cells.into_iter().enumerate() {
                if cells != 0 {
                    say(var, cells);
                }
            }
        }
    }
}

/// Of the days that somebody named, those that can be the one: a year that has not ended yet ends
/// today.
pub(crate) fn days_known(kind: &FactKind, days: DayRange, on: Date) -> DayRange {
    match kind {
        FactKind::Date { earliest } => days.within(*earliest, on),
        _ => days,
    }
}

/// The least and the greatest that an answer says a number is; no greatest where it says no more
/// than the question itself, which bounds nothing.
pub(crate) fn number_known(kind: &FactKind, answer: &Answer) -> Option<(i64, Option<i64>)> {
    match (answer, kind) {
        (Answer::Int(value), _) => Some((*value, Some(*value))),
        (Answer::Range { low, high }, FactKind::Int { max, .. } | FactKind::Money { max, .. }) => {
            Some((*low, (high < max).then_some(*high)))
        }
        _ => None,
    }
}

/// The cell of a whole number or a sum.
pub(crate) fn cell_of_number(cuts: &[i64], value: i64) -> usize {
    cuts.partition_point(|cut| *cut <= value)
}

/// The cells of a date between two days, ends included, for the one or two variables of its fact.
fn cells_of_dates(rulebook: &Rulebook, first: usize, known: DayRange, on: Date) -> [Cells; 2] {
    let age = |day: Date| {
        let cuts = &rulebook.vars[first].cuts;
        cuts.partition_point(|months| too_old(day, *months, on))
    };
    let days = match rulebook.vars.get(first + 1) {
        Some(Var {
            of: VarOf::Day { .. },
            cuts,
            ..
        }) => span(
            cell_of_day(cuts, known.first()),
            cell_of_day(cuts, known.last()),
        ),
        _ => 0,
    };
    // The earlier a day, the older.
    [span(age(known.last()), age(known.first())), days]
}

/// The cell of a day among fixed days.
pub(crate) fn cell_of_day(cuts: &[i64], day: Date) -> usize {
    cell_of_number(cuts, i64::from(day.days()))
}

/// The cells from one to another, both included.
pub(crate) fn span(from: usize, to: usize) -> Cells {
    all_cells(to + 1) & !all_cells(from)
}

/// Whether a date is more than so many months past. Of two dates, the earlier is if the later is.
pub(crate) fn too_old(date: Date, months: i64, on: Date) -> bool {
    date.plus_months(months as u16) < on
}
