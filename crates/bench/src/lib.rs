//! People to evaluate, and the same loop over them natively and in WebAssembly.
//!
//! The people are made from the rulebook alone, by answering the questions that the engine asks,
//! so that both sides evaluate exactly the same ones. Making them is not part of what is measured.

use std::hint::black_box;

use engine::model::{Cells, Fact, FactIdx, FactKind};
use engine::{AUDIENCE, Answer, Answers, Ask, Date, REGION, Rulebook, evaluate};

/// How many people a group holds.
const PEOPLE: usize = 16;

/// The day of evaluation.
const ON: Date = match Date::new(2026, 6, 1) {
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
pub fn groups(rulebook: &Rulebook) -> Vec<Group> {
    let mut groups = vec![Group {
        who: "—".to_owned(),
        progress: Progress::Begun,
        people: vec![Answers::new(rulebook)],
    }];
    let options = |fact: FactIdx| rulebook.facts[usize::from(fact)].kind.options();
    for (audience, audience_option) in options(AUDIENCE).iter().enumerate() {
        for (region, region_option) in regions(rulebook) {
            for progress in Progress::ALL {
                let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
                let count = match progress {
                    Progress::Begun | Progress::Unsure => 1,
                    Progress::Half | Progress::Complete => PEOPLE,
                };
                let people = (0..count)
                    .map(|_| person(rulebook, audience as u8, region, progress, &mut chance))
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

/// Evaluates the people of a group in turn, `evaluations` times in all.
pub fn run(rulebook: &Rulebook, group: &Group, evaluations: usize) {
    for answers in group.people.iter().cycle().take(evaluations) {
        black_box(evaluate(rulebook, black_box(answers), ON));
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
    rulebook: &Rulebook,
    audience: u8,
    region: u8,
    progress: Progress,
    chance: &mut Chance,
) -> Answers {
    let mut answers = Answers::new(rulebook);
    give(rulebook, &mut answers, AUDIENCE, Answer::Choice(audience));
    give(rulebook, &mut answers, REGION, Answer::Choice(region));
    if progress == Progress::Begun {
        return answers;
    }
    let mut history = vec![answers.clone()];
    // INVARIANT: every answer settles its question, so this ends.
    while let Some(ask) = evaluate(rulebook, &answers, ON).next.first() {
        let fact = &rulebook.facts[usize::from(ask.fact)];
        let answer = match (progress, &fact.kind) {
            (Progress::Unsure, FactKind::Set { options }) => Answer::Set {
                yes: 0,
                no: 0,
                unsure: engine::all_cells(options.len()),
            },
            (Progress::Unsure, _) => Answer::Unknown,
            _ => some_answer(rulebook, fact, ask, chance),
        };
        give(rulebook, &mut answers, ask.fact, answer);
        history.push(answers.clone());
    }
    match progress {
        Progress::Half => history.swap_remove(history.len() / 2),
        _ => answers,
    }
}

fn give(rulebook: &Rulebook, answers: &mut Answers, fact: FactIdx, answer: Answer) {
    let given = answers.set(rulebook, fact, answer, ON);
    assert_eq!(given, Ok(()), "{}", rulebook.facts[usize::from(fact)].id);
}

fn some_answer(rulebook: &Rulebook, fact: &Fact, ask: &Ask, chance: &mut Chance) -> Answer {
    match &fact.kind {
        FactKind::Bool => Answer::Bool(chance.below(2) == 1),
        FactKind::Choice { options } => Answer::Choice(chance.below(options.len() as u64) as u8),
        FactKind::Set { options } => {
            let all = engine::all_cells(options.len());
            // A third of what is asked; few people are everything.
            let yes = ask.options & chance.bits() & (chance.bits() | chance.bits());
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
            Answer::Date(Date::from_days(days).max(*earliest))
        }
    }
}

/// A plain xorshift generator: the same people every time, on every machine.
struct Chance(u64);

impl Chance {
    fn bits(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: u64) -> u64 {
        (self.bits() >> 11) % bound
    }
}

/// What `run.mjs` calls. One rulebook and its people are kept for the life of the module.
#[cfg(target_arch = "wasm32")]
mod module {
    use super::*;
    use std::cell::OnceCell;

    struct Prepared {
        rulebook: Rulebook,
        groups: Vec<Group>,
    }

    thread_local! {
        static PREPARED: OnceCell<Prepared> = const { OnceCell::new() };
    }

    /// Room for the rulebook's bytes, to be written to before `prepare`.
    #[unsafe(no_mangle)]
    pub extern "C" fn room(length: usize) -> *mut u8 {
        vec![0u8; length].leak().as_mut_ptr()
    }

    /// Reads the rulebook and makes the people; says how many groups there are.
    ///
    /// # Safety
    /// `bytes` comes from `room` with the same length.
    #[unsafe(no_mangle)]
    pub unsafe extern "C" fn prepare(bytes: *const u8, length: usize) -> usize {
        // SAFETY: the caller hands back what `room` leaked.
        let bytes: &'static [u8] = unsafe { std::slice::from_raw_parts(bytes, length) };
        let rulebook = Rulebook::decode(bytes).expect("a rulebook of this version");
        let groups = groups(&rulebook);
        let count = groups.len();
        PREPARED.with(|cell| cell.set(Prepared { rulebook, groups }).ok());
        count
    }

    /// Evaluates people of one group.
    #[unsafe(no_mangle)]
    pub extern "C" fn run(group: usize, evaluations: usize) {
        PREPARED.with(|cell| {
            let prepared = cell.get().expect("prepared");
            super::run(&prepared.rulebook, &prepared.groups[group], evaluations);
        });
    }
}
