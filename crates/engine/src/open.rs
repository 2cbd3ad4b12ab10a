//! Why something is only possible: what has not been answered, what the text leaves open, or both;
//! and for what the text leaves open, what each way to read it comes to.
//!
//! Both are read off the diagram and are exact. They are for the few who ask: evaluation does
//! without them.

use crate::answers::{Answer, Answers};
use crate::date::Date;
use crate::diagram::{self, Scratch};
use crate::due::Due;
use crate::evaluate::{Assessment, found};
use crate::finding::{Verdict, verdict_of_leaf};
use crate::model::*;
use crate::possible::Possible;

/// What keeps a verdict open.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Cause {
    /// Facts of which it is not known, or not exactly enough, what they are: some answers to them lead
    /// to another verdict.
    pub answers: Vec<FactIdx>,
    /// Readings and unstated conditions: some ways to read them lead to another verdict.
    pub text: Vec<VarIdx>,
}

impl Cause {
    /// What it is, in one word; `None` where the verdict is not open.
    pub fn kind(&self) -> Option<CauseKind> {
        match (self.answers.is_empty(), self.text.is_empty()) {
            (true, true) => None,
            (false, true) => Some(CauseKind::Answers),
            (true, false) => Some(CauseKind::Text),
            (false, false) => Some(CauseKind::Both),
        }
    }
}

/// What a [`Cause`] is, in one word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CauseKind {
    /// Only what has not been answered, or not exactly enough.
    Answers,
    /// Only what the text leaves open.
    Text,
    /// Some of each.
    Both,
}

/// What one way to read the text comes to.
#[derive(Clone, PartialEq, Debug)]
pub struct Outcome {
    /// How the text is read: readings and unstated conditions, each with the cell that is taken.
    /// Those that make no difference given the ones before are left out.
    pub taken: Vec<(VarIdx, u8)>,
    /// What is found if it is read so.
    pub verdict: Verdict,
    /// What is due if it is read so; `None` where nothing is, and for services.
    pub due: Option<Due>,
}

/// Why the verdict on a benefit is open; empty where it is not. While nobody has said who asks and
/// where, these are the cause, and all else depends on them.
pub fn cause(rulebook: &Rulebook, answers: &Answers, on: Date, benefit: BenefitIdx) -> Cause {
    let possible = Possible::new(rulebook, answers, on);
    if found(rulebook, answers, &possible, on, benefit).0 != Verdict::Possible {
        return Cause::default();
    }
    cause_of(rulebook, answers, &possible, benefit)
}

impl Assessment {
    /// As [`cause`], for the answers that were evaluated.
    pub fn cause(&self, rulebook: &Rulebook, answers: &Answers, benefit: BenefitIdx) -> Cause {
        match self.findings[usize::from(benefit)].verdict {
            Verdict::Possible => cause_of(rulebook, answers, self.possible(), benefit),
            _ => Cause::default(),
        }
    }

    /// As [`outcomes`], for the answers and the day that were evaluated.
    pub fn outcomes(
        &self,
        rulebook: &Rulebook,
        answers: &Answers,
        on: Date,
        benefit: BenefitIdx,
    ) -> Vec<Outcome> {
        if self
            .unclear(&self.findings[usize::from(benefit)])
            .is_empty()
        {
            return Vec::new();
        }
        outcomes_of(rulebook, answers, self.possible().clone(), on, benefit)
    }
}

/// Why a verdict is open that is.
fn cause_of(
    rulebook: &Rulebook,
    answers: &Answers,
    possible: &Possible,
    benefit: BenefitIdx,
) -> Cause {
    let one = &rulebook.benefits[usize::from(benefit)];
    let mut cause = Cause::default();
    let scope_unknown = [AUDIENCE, REGION].map(|fact| answers.get(fact) == Answer::NotAsked);
    if scope_unknown.contains(&true) {
        let asked = [AUDIENCE, REGION].into_iter().zip(scope_unknown);
        cause.answers = asked
            .filter(|(_, open)| *open)
            .map(|(fact, _)| fact)
            .collect();
        return cause;
    }
    let mut vars = Vec::new();
    diagram::depends_merged(
        &one.diagram,
        &possible.cells,
        |leaf| verdict_of_leaf(one, leaf) as u16,
        &mut Scratch::default(),
        &mut vars,
    );
    for var in vars {
        match rulebook.vars[usize::from(var)].of.fact() {
            None => cause.text.push(var),
            // The variables of one fact stand together.
            Some(fact) => {
                if cause.answers.last() != Some(&fact) {
                    cause.answers.push(fact);
                }
            }
        }
    }
    cause
}

/// No more than so many points of the text are told apart at once.
const MOST_POINTS: usize = 4;

/// What each way to read the text comes to for these answers: verdict and sum. They part all ways to
/// read it: exactly one of them is the case. Empty where they all come to the same. Of more than four
/// points that the text leaves open, the others stay open in each outcome.
pub fn outcomes(
    rulebook: &Rulebook,
    answers: &Answers,
    on: Date,
    benefit: BenefitIdx,
) -> Vec<Outcome> {
    let possible = Possible::new(rulebook, answers, on);
    outcomes_of(rulebook, answers, possible, on, benefit)
}

fn outcomes_of(
    rulebook: &Rulebook,
    answers: &Answers,
    possible: Possible,
    on: Date,
    benefit: BenefitIdx,
) -> Vec<Outcome> {
    let mut part = Parting {
        rulebook,
        answers,
        on,
        benefit,
        possible,
        scratch: Scratch::default(),
        taken: Vec::new(),
        outcomes: Vec::new(),
    };
    let scope_unknown = [AUDIENCE, REGION].map(|fact| answers.get(fact) == Answer::NotAsked);
    if !scope_unknown.contains(&true) {
        part.split();
    }
    let same = |pair: &[Outcome]| (pair[0].verdict, pair[0].due) == (pair[1].verdict, pair[1].due);
    if part.outcomes.windows(2).all(same) {
        part.outcomes.clear();
    }
    part.outcomes
}

struct Parting<'a> {
    rulebook: &'a Rulebook,
    answers: &'a Answers,
    on: Date,
    benefit: BenefitIdx,
    /// As after the answers and what is taken.
    possible: Possible,
    scratch: Scratch,
    taken: Vec<(VarIdx, u8)>,
    outcomes: Vec<Outcome>,
}

impl Parting<'_> {
    fn found(&self) -> (Verdict, Option<Due>) {
        found(
            self.rulebook,
            self.answers,
            &self.possible,
            self.on,
            self.benefit,
        )
    }

    fn split(&mut self) {
        let diagram = &self.rulebook.benefits[usize::from(self.benefit)].diagram;
        let cells = &self.possible.cells;
        let reached = diagram::explore(diagram, cells, &mut self.scratch);
        let unclear = |var: VarIdx| self.rulebook.vars[usize::from(var)].of.fact().is_none();
        let mut next = None;
        // Most ways end where nothing unclear is reached any more, whether it matters or not.
        if self.taken.len() < MOST_POINTS
            && (self.scratch.reached(diagram)).any(|node| unclear(node.var))
        {
            let mut depends = Vec::new();
            diagram::depends_reached(diagram, cells, reached, &mut self.scratch, &mut depends);
            next = depends.into_iter().find(|var| unclear(*var));
        }
        let Some(var) = next else {
            let (verdict, due) = self.found();
            self.outcomes.push(Outcome {
                taken: self.taken.clone(),
                verdict,
                due,
            });
            return;
        };
        let all = self.possible.cells[usize::from(var)];
        for cell in 0..self.rulebook.vars[usize::from(var)].cells {
            self.possible.cells[usize::from(var)] = 1 << cell;
            self.taken.push((var, cell));
            self.split();
            self.taken.pop();
        }
        self.possible.cells[usize::from(var)] = all;
    }
}
