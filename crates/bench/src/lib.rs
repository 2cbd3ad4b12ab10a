//! People to evaluate, and the same loop over them natively and in WebAssembly.
//!
//! The people are made from the rulebook alone, by answering the questions that the engine asks,
//! so that both sides evaluate exactly the same ones. Making them is not part of what is measured.

use std::hint::black_box;

use engine::batch::Plan;
use engine::model::{Cells, Fact, FactIdx, FactKind};
use engine::{AUDIENCE, Answer, Answers, Date, Evaluator, Possible, REGION, Rulebook, Truth};

/// How many people a group holds.
const PEOPLE: usize = 16;

/// How many people a crowd holds: too many for a processor to know them by heart.
const CROWD: usize = 1000;

/// The day of evaluation.
pub const ON: Date = match Date::new(2026, 6, 1) {
    Some(date) => date,
    None => unreachable!(),
};

/// People of one audience in one region who have come equally far.
pub struct Group {
    /// Labels of audience and region; empty for somebody who has answered nothing at all.
    pub who: String,
    pub progress: Progress,
    people: Vec<Answers>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    /// Audience and region are known, and nothing else.
    Begun,
    /// Half of the questions.
    Half,
    /// Every question.
    Complete,
    /// 不清楚 to every question.
    Unsure,
}

impl Progress {
    pub const ALL: [Progress; 4] = [
        Progress::Begun,
        Progress::Half,
        Progress::Complete,
        Progress::Unsure,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Progress::Begun => "nothing answered",
            Progress::Half => "half answered",
            Progress::Complete => "complete",
            Progress::Unsure => "all 不清楚",
        }
    }
}

/// Every audience in every region whose rules differ, and somebody of whom nothing is known.
pub fn groups(evaluator: &Evaluator<'_>) -> Vec<Group> {
    let rulebook = evaluator.rulebook();
    let mut groups = vec![Group {
        who: "—".to_owned(),
        progress: Progress::Begun,
        people: vec![Answers::new(rulebook)],
    }];
    let options = |fact: FactIdx| rulebook.facts[usize::from(fact)].kind.options();
    for (audience, audience_option) in options(AUDIENCE).iter().enumerate() {
        for (region, region_option) in regions(rulebook) {
            for progress in Progress::ALL {
                let mut chance = Chance::default();
                let count = match progress {
                    Progress::Begun | Progress::Unsure => 1,
                    Progress::Half | Progress::Complete => PEOPLE,
                };
                let people = (0..count)
                    .map(|_| person(evaluator, audience as u8, region, progress, &mut chance))
                    .collect();
                groups.push(Group {
                    who: format!("{} {}", audience_option.label, region_option),
                    progress,
                    people,
                });
            }
        }
    }
    groups
}

impl Group {
    /// The people of this group.
    pub fn people(&self) -> &[Answers] {
        &self.people
    }
}

/// Evaluates the people of a group in turn, `evaluations` times in all.
pub fn run(evaluator: &Evaluator<'_>, group: &Group, evaluations: usize) {
    for answers in group.people.iter().cycle().take(evaluations) {
        black_box(evaluator.evaluate(black_box(answers), ON));
    }
}

/// Many individuals of one region who have come equally far, for [`engine::batch`].
pub struct Crowd<'a> {
    /// Label of the region.
    pub region: &'static str,
    pub progress: Progress,
    people: Vec<Answers>,
    plan: Plan<'a>,
    /// Option of the region.
    index: u8,
}

/// Individuals are the first audience.
const INDIVIDUAL: u8 = 0;

/// A crowd for every region that has something for individuals and whose rules differ, and for each
/// progress.
pub fn crowds<'a>(evaluator: &Evaluator<'a>) -> Vec<Crowd<'a>> {
    let rulebook = evaluator.rulebook();
    let mut crowds = Vec::new();
    for (index, region) in regions(rulebook) {
        let plan = || Plan::new(rulebook, ON, 1 << INDIVIDUAL, 1 << index);
        if plan().benefits().len() == 0 {
            continue;
        }
        for progress in Progress::ALL {
            crowds.push(Crowd {
                region,
                progress,
                people: individuals(evaluator, index, progress, CROWD),
                plan: plan(),
                index,
            });
        }
    }
    crowds
}

fn individuals(
    evaluator: &Evaluator<'_>,
    region: u8,
    progress: Progress,
    count: usize,
) -> Vec<Answers> {
    let mut chance = Chance::default();
    let mut one = || person(evaluator, INDIVIDUAL, region, progress, &mut chance);
    match progress {
        Progress::Begun | Progress::Unsure => vec![one(); count],
        Progress::Half | Progress::Complete => (0..count).map(|_| one()).collect(),
    }
}

impl Crowd<'_> {
    /// So many people like those of the crowd, and unlike each other where they can be.
    pub fn more(&self, evaluator: &Evaluator<'_>, count: usize) -> Vec<Answers> {
        individuals(evaluator, self.index, self.progress, count)
    }
}

/// Judges so many people of a crowd in blocks, and takes what is found of each benefit (verdict,
/// sum, deadline) for each of them.
pub fn run_batch(crowd: &Crowd, people: usize) {
    let benefits: Vec<_> = crowd.plan.benefits().collect();
    let takers = crowd.people.iter().cycle().take(people);
    let judged = crowd.plan.judge_all(black_box(takers), |_, judged| {
        for lane in 0..judged.people() {
            for &benefit in &benefits {
                black_box(judged.outcome(lane, benefit));
            }
        }
    });
    assert_eq!(judged, Ok(()));
}

/// As [`run_batch`], but takes only what all benefits come to for each person.
pub fn run_totals(crowd: &Crowd, people: usize) {
    let takers = crowd.people.iter().cycle().take(people);
    let judged = crowd.plan.judge_all(black_box(takers), |_, judged| {
        black_box(judged.totals());
    });
    assert_eq!(judged, Ok(()));
}

/// Evaluates so many people of a crowd one after the other.
pub fn run_single(evaluator: &Evaluator<'_>, crowd: &Crowd, people: usize) {
    for answers in crowd.people.iter().cycle().take(people) {
        black_box(evaluator.evaluate(black_box(answers), ON));
    }
}

/// The first region of each set of regions in which the same sources apply.
fn regions(rulebook: &Rulebook) -> Vec<(u8, &'static str)> {
    let applying = |region: usize| -> Vec<bool> {
        let applies = |regions: Cells| regions >> region & 1 == 1;
        let sources = rulebook.sources.iter();
        sources.map(|source| applies(source.regions)).collect()
    };
    let mut seen = Vec::new();
    let mut regions = Vec::new();
    let options = rulebook.facts[usize::from(REGION)].kind.options();
    for (index, option) in options.iter().enumerate() {
        let applying = applying(index);
        if !seen.contains(&applying) {
            seen.push(applying);
            regions.push((index as u8, option.label));
        }
    }
    regions
}

fn person(
    evaluator: &Evaluator<'_>,
    audience: u8,
    region: u8,
    progress: Progress,
    chance: &mut Chance,
) -> Answers {
    let rulebook = evaluator.rulebook();
    let mut answers = Answers::new(rulebook);
    give(rulebook, &mut answers, AUDIENCE, Answer::Choice(audience));
    give(rulebook, &mut answers, REGION, Answer::Choice(region));
    if progress == Progress::Begun {
        return answers;
    }
    let mut history = vec![answers.clone()];
    // INVARIANT: every answer settles its question, so this ends.
    while let Some(ask) = evaluator.evaluate(&answers, ON).next.first() {
        let fact = &rulebook.facts[usize::from(ask.fact)];
        let answer = match (progress, &fact.kind) {
            (Progress::Unsure, FactKind::Set { options }) => Answer::Set {
                yes: 0,
                no: 0,
                unsure: engine::all_cells(options.len()),
            },
            (Progress::Unsure, _) => Answer::Unknown,
            _ => some_answer(rulebook, fact, ask.options, chance),
        };
        give(rulebook, &mut answers, ask.fact, answer);
        history.push(answers.clone());
    }
    match progress {
        Progress::Half => history.swap_remove(history.len() / 2),
        _ => answers,
    }
}

/// Somebody of whom everything is known, who has answered this much already. What is not known exactly
/// is made up.
pub fn complete(evaluator: &Evaluator<'_>, mut answers: Answers, chance: &mut Chance) -> Answers {
    let rulebook = evaluator.rulebook();
    // A fact stands behind those that its question hangs on.
    for (index, fact) in (0..).zip(&rulebook.facts) {
        if Possible::new(rulebook, &answers, ON).applies(index) == Truth::FALSE {
            continue;
        }
        let all = engine::all_cells(fact.kind.options().len());
        let exact = match answers.get(index) {
            Answer::NotAsked | Answer::Unknown => some_answer(rulebook, fact, all, chance),
            Answer::Range { low, .. } => Answer::Int(low),
            Answer::Set { yes, .. } => Answer::Set {
                yes,
                no: all & !yes,
                unsure: 0,
            },
            Answer::Date(days) => match fact.kind {
                FactKind::Date { earliest } => Answer::day(days.first().max(earliest)),
                _ => continue,
            },
            _ => continue,
        };
        give(rulebook, &mut answers, index, exact);
    }
    answers
}

fn give(rulebook: &Rulebook, answers: &mut Answers, fact: FactIdx, answer: Answer) {
    let given = answers.set(rulebook, fact, answer, ON);
    assert_eq!(given, Ok(()), "{}", rulebook.facts[usize::from(fact)].id);
}

/// `asked`: of a set, the options that are asked about.
fn some_answer(rulebook: &Rulebook, fact: &Fact, asked: Cells, chance: &mut Chance) -> Answer {
    match &fact.kind {
        FactKind::Bool => Answer::Bool(chance.below(2) == 1),
        FactKind::Choice { options } => Answer::Choice(chance.below(options.len() as u64) as u8),
        FactKind::Set { options } => {
            let all = engine::all_cells(options.len());
            // A third of what is asked; few people are everything.
            let yes = asked & chance.bits() & (chance.bits() | chance.bits());
            Answer::Set {
                yes,
                no: all & !yes,
                unsure: 0,
            }
        }
        FactKind::Int { min, max, .. } | FactKind::Money { min, max } => {
            // On both sides of the thresholds, where answers differ.
            let cuts = &rulebook.vars[usize::from(fact.first_var)].cuts;
            let value = match cuts.len() {
                0 => *min + chance.below(100) as i64,
                count => cuts[chance.below(count as u64) as usize] - chance.below(2) as i64,
            };
            Answer::Int(value.clamp(*min, *max))
        }
        FactKind::Date { earliest } => {
            let days = ON.days() - chance.below(800) as i32;
            Answer::day(Date::from_days(days).max(*earliest))
        }
    }
}

/// A plain xorshift generator: the same people every time, on every machine.
pub struct Chance(u64);

impl Default for Chance {
    fn default() -> Chance {
        Chance(0x9e37_79b9_7f4a_7c15)
    }
}

impl Chance {
    fn bits(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// Any whole number below this one.
    pub fn below(&mut self, bound: u64) -> u64 {
        (self.bits() >> 11) % bound
    }
}

/// What `run.mjs` calls. One rulebook and its people are kept for the life of the module.
#[cfg(target_arch = "wasm32")]
mod module {
    use super::*;
    use engine::Packed;
    use std::sync::OnceLock;

    struct Prepared {
        evaluator: Evaluator<'static>,
        groups: Vec<Group>,
        crowds: Vec<Crowd<'static>>,
    }

    static RULES: OnceLock<Packed> = OnceLock::new();
    static RULEBOOK: OnceLock<Rulebook> = OnceLock::new();
    static PREPARED: OnceLock<Prepared> = OnceLock::new();

    fn prepared(work: impl FnOnce(&Prepared)) {
        work(PREPARED.get().expect("prepared"));
    }

    /// Room for the rulebook's bytes, to be written to before `prepare`.
    #[unsafe(no_mangle)]
    pub extern "C" fn room(length: usize) -> *mut u8 {
        Box::into_raw(vec![0u8; length].into_boxed_slice()).cast()
    }

    /// Reads the rulebook and makes the people; says how many groups there are.
    ///
    /// # Safety
    /// `bytes` comes from `room` with the same length.
    #[unsafe(no_mangle)]
    pub unsafe extern "C" fn prepare(bytes: *mut u8, length: usize) -> usize {
        let bytes = std::ptr::slice_from_raw_parts_mut(bytes, length);
        // SAFETY: the caller hands back what `room` gave away.
        let bytes = unsafe { Box::from_raw(bytes) }.into_vec();
        let rulebook = Rulebook::decode(RULES.get_or_init(|| bytes.into()));
        let rulebook = rulebook.expect("a rulebook of this version");
        let evaluator = Evaluator::new(RULEBOOK.get_or_init(|| rulebook));
        let groups = groups(&evaluator);
        let count = groups.len();
        let crowds = crowds(&evaluator);
        let made = Prepared {
            evaluator,
            groups,
            crowds,
        };
        let _ = PREPARED.set(made);
        count
    }

    /// How many crowds there are.
    #[unsafe(no_mangle)]
    pub extern "C" fn crowd_count() -> usize {
        let mut count = 0;
        prepared(|all| count = all.crowds.len());
        count
    }

    /// Evaluates people of one group.
    #[unsafe(no_mangle)]
    pub extern "C" fn run(group: usize, evaluations: usize) {
        prepared(|all| super::run(&all.evaluator, &all.groups[group], evaluations));
    }

    /// Evaluates people of one crowd one by one.
    #[unsafe(no_mangle)]
    pub extern "C" fn run_single(crowd: usize, people: usize) {
        prepared(|all| super::run_single(&all.evaluator, &all.crowds[crowd], people));
    }

    /// Judges people of one crowd in blocks.
    #[unsafe(no_mangle)]
    pub extern "C" fn run_batch(crowd: usize, people: usize) {
        prepared(|all| super::run_batch(&all.crowds[crowd], people));
    }

    /// Adds up what people of one crowd come to, in blocks.
    #[unsafe(no_mangle)]
    pub extern "C" fn run_totals(crowd: usize, people: usize) {
        prepared(|all| super::run_totals(&all.crowds[crowd], people));
    }
}
