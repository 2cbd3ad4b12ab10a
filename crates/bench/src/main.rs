//! Prints how long one full evaluation takes: verdicts, amounts, what is missing and unclear, totals,
//! next question (which conditions hold is worked out once somebody asks); and how many people a
//! second are judged in blocks: verdicts and amounts.
//!
//! `skill-subsidy-bench RULES WORK [LABEL=MODULE.wasm …]`: measures natively, and runs each module
//! under Node.js. `WORK` is a folder for the compiled rulebook. Nothing fails for being slow.
//!
//! `skill-subsidy-bench --peers RULES PERSONAS FILE`: writes rules and people for `peers.mjs`.

mod peers;

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use bench::{Crowd, Group, ON, crowds, groups, run, run_batch, run_single, run_totals};
use engine::{
    Answers, Evaluator, Packed, Rulebook, compare, next_tiers, turns_ahead, what_would_change,
};
use roster::{Person, Results};

const ROUNDS: usize = 15;
const ROUND: Duration = Duration::from_millis(4);

/// What one evaluation may take, in nanoseconds.
const NATIVE_BAR: u64 = 5_000;
const WASM_BAR: u64 = 30_000;

/// How many people a second one core should judge in blocks.
const NATIVE_BATCH_BAR: u64 = 1_000_000;
const WASM_BATCH_BAR: u64 = 300_000;

static RULES: OnceLock<Packed> = OnceLock::new();

/// How many people a roster holds.
const ROSTER: usize = 50_000;

/// Nanoseconds per evaluation.
#[derive(Clone, Copy)]
struct Time {
    least: u64,
    median: u64,
}

struct Column {
    label: String,
    bar: u64,
    batch_bar: u64,
    /// One per group.
    times: Vec<Time>,
    crowds: Vec<CrowdTimes>,
}

/// Nanoseconds per person of a crowd.
#[derive(Clone, Copy)]
struct CrowdTimes {
    single: Time,
    batch: Time,
    totals: Time,
}

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1).peekable();
    if args.next_if_eq("--peers").is_some() {
        let (Some(rules), Some(personas), Some(to)) = (args.next(), args.next(), args.next())
        else {
            bail!("usage: skill-subsidy-bench --peers RULES PERSONAS FILE");
        };
        let bytes = compile(Path::new(&rules))?;
        let rulebook = Rulebook::decode(RULES.get_or_init(|| bytes.into()))?;
        return peers::write(
            &Evaluator::new(&rulebook),
            Path::new(&personas),
            Path::new(&to),
        );
    }
    let (Some(rules), Some(work)) = (args.next(), args.next()) else {
        bail!("usage: skill-subsidy-bench RULES WORK [LABEL=MODULE.wasm …]");
    };
    let bytes = compile(Path::new(&rules))?;
    let file = PathBuf::from(work).join("rulebook.bin");
    std::fs::write(&file, &bytes).with_context(|| format!("cannot write {}", file.display()))?;

    let rulebook = Rulebook::decode(RULES.get_or_init(|| bytes.into()))?;
    let evaluator = Evaluator::new(&rulebook);
    let groups = groups(&evaluator);
    let crowds = crowds(&evaluator);
    let mut columns = vec![Column {
        label: "native".to_owned(),
        bar: NATIVE_BAR,
        batch_bar: NATIVE_BATCH_BAR,
        times: groups
            .iter()
            .map(|group| time(|evaluations| run(&evaluator, group, evaluations)))
            .collect(),
        crowds: crowds
            .iter()
            .map(|crowd| CrowdTimes {
                single: time(|people| run_single(&evaluator, crowd, people)),
                batch: time(|people| run_batch(crowd, people)),
                totals: time(|people| run_totals(crowd, people)),
            })
            .collect(),
    }];
    for module in args {
        let (label, path) = module.split_once('=').context("LABEL=MODULE.wasm")?;
        let mut times = time_module(path, &file)?;
        ensure!(
            times.len() == groups.len() + 3 * crowds.len(),
            "{path} knows other people"
        );
        let of_crowds = times.split_off(groups.len());
        columns.push(Column {
            label: label.to_owned(),
            bar: WASM_BAR,
            batch_bar: WASM_BATCH_BAR,
            times,
            crowds: of_crowds
                .chunks_exact(3)
                .map(|ways| CrowdTimes {
                    single: ways[0],
                    batch: ways[1],
                    totals: ways[2],
                })
                .collect(),
        });
    }
    print(&groups, &columns);
    print_crowds(&crowds, &columns);
    print_ahead(&evaluator, &groups);
    print_rosters(&evaluator, &crowds);
    Ok(())
}

/// The compact rulebook. Rules with errors are measured too, as far as they can be compiled.
fn compile(rules: &Path) -> Result<Vec<u8>> {
    let compilation = rulec::compile(rules, None);
    let rulebook = match (&compilation.rulebook, &compilation.draft) {
        (Some(rulebook), _) => rulebook,
        (None, Some(draft)) => {
            println!("! The rules have errors; what is measured is a draft.");
            draft
        }
        (None, None) => {
            eprint!("{}", compilation.render());
            bail!("the rules in {} cannot be compiled", rules.display());
        }
    };
    Ok(rulebook.encode())
}

fn time(run: impl Fn(usize)) -> Time {
    let round = |evaluations: usize| {
        let start = Instant::now();
        run(evaluations);
        start.elapsed()
    };
    let mut evaluations = 16;
    while round(evaluations) < ROUND {
        evaluations *= 2;
    }
    let mut rounds: Vec<u64> = (0..ROUNDS)
        .map(|_| round(evaluations).as_nanos() as u64 / evaluations as u64)
        .collect();
    rounds.sort_unstable();
    Time {
        least: rounds[0],
        median: rounds[ROUNDS / 2],
    }
}

fn time_module(module: &str, rulebook: &Path) -> Result<Vec<Time>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("run.mjs");
    let output = Command::new("node")
        .arg(script)
        .arg(module)
        .arg(rulebook)
        .output()
        .context("cannot start node")?;
    if !output.status.success() {
        bail!("{module}: {}", String::from_utf8_lossy(&output.stderr));
    }
    String::from_utf8(output.stdout)?
        .lines()
        .map(|line| {
            let (least, median) = line.split_once(' ').context("two numbers")?;
            Ok(Time {
                least: least.parse()?,
                median: median.parse()?,
            })
        })
        .collect()
}

fn print(groups: &[Group], columns: &[Column]) {
    println!("One evaluation in µs, least / median of {ROUNDS} rounds:\n");
    let head = |column: &Column| format!("{:>15}", column.label);
    println!("{}", columns.iter().map(head).collect::<String>());
    let mut who = "";
    for (index, group) in groups.iter().enumerate() {
        if group.who != who {
            who = &group.who;
            println!("{who}");
        }
        let cell = |column: &Column| {
            let Time { least, median } = column.times[index];
            format!("{:>7.2} /{:>6.2}", micros(least), micros(median))
        };
        let cells: String = columns.iter().map(cell).collect();
        println!("{cells}   {}", group.progress.name());
    }
    println!();
    for column in columns {
        let worst = (0..groups.len())
            .max_by_key(|&index| column.times[index].median)
            .expect("there are groups");
        println!(
            "{:<12} slowest median {:>6.2} µs ({}, {}); the bar is {} µs",
            column.label,
            micros(column.times[worst].median),
            groups[worst].who,
            groups[worst].progress.name(),
            column.bar / 1000,
        );
    }
}

fn print_crowds(crowds: &[Crowd], columns: &[Column]) {
    println!(
        "\nIndividuals judged on one core, thousands a second (median of {ROUNDS} rounds):\n\
         evaluated one by one / verdicts and amounts in blocks / totals in blocks\n"
    );
    let head = |column: &Column| format!("{:>25}", column.label);
    println!("{}", columns.iter().map(head).collect::<String>());
    let mut region = "";
    for (index, crowd) in crowds.iter().enumerate() {
        if crowd.region != region {
            region = crowd.region;
            println!("{region}");
        }
        let cell = |column: &Column| {
            let times = column.crowds[index];
            let thousands = |time: Time| per_second(time) / 1000;
            format!(
                "{:>9} /{:>6} /{:>6}",
                thousands(times.single),
                thousands(times.batch),
                thousands(times.totals)
            )
        };
        let cells: String = columns.iter().map(cell).collect();
        println!("{cells}   {}", crowd.progress.name());
    }
    println!();
    for column in columns {
        let worst = (0..crowds.len())
            .max_by_key(|&index| column.crowds[index].batch.median)
            .expect("there are crowds");
        println!(
            "{:<12} {:>9} people a second in blocks at the slowest median, {} one by one \
             ({}, {}); the bar is {}",
            column.label,
            per_second(column.crowds[worst].batch),
            per_second(column.crowds[worst].single),
            crowds[worst].region,
            crowds[worst].progress.name(),
            column.batch_bar,
        );
    }
}

/// A roster takes more than verdicts: what each person lacks, their deadlines, and who is alike.
fn print_rosters(evaluator: &Evaluator<'_>, crowds: &[Crowd]) {
    println!(
        "\nResults of a roster of {ROSTER} people from nothing, natively on one core, thousands of \
         people a second (median of {ROUNDS} rounds), and how many different outcomes:\n"
    );
    for crowd in crowds {
        let answers = crowd.more(evaluator, ROSTER);
        let people: Vec<Person> = answers
            .into_iter()
            .map(|answers| Person::new(0, answers))
            .collect();
        let outcomes = Results::new(evaluator, &people, ON).outcomes().len();
        let mut rounds: Vec<Duration> = (0..ROUNDS)
            .map(|_| {
                let start = Instant::now();
                black_box(Results::new(evaluator, &people, ON));
                start.elapsed()
            })
            .collect();
        rounds.sort_unstable();
        let median = rounds[ROUNDS / 2].as_nanos() as u64;
        println!(
            "{:>9} {:>7}   {}, {}",
            ROSTER as u64 * 1_000_000 / median.max(1),
            outcomes,
            crowd.region,
            crowd.progress.name()
        );
    }
}

/// What is worked out for the few who ask what else there could be: of the person of each group for
/// whom it takes longest.
fn print_ahead(evaluator: &Evaluator<'_>, groups: &[Group]) {
    const MONTHS: u16 = 24;
    let nobody = Answers::new(evaluator.rulebook());
    type Work<'a> = &'a dyn Fn(&Answers) -> usize;
    let works: [(&str, Work<'_>); 4] = [
        ("changes", &|answers| {
            what_would_change(evaluator, answers, ON).len()
        }),
        ("ahead", &|answers| {
            turns_ahead(evaluator, answers, ON, MONTHS).len()
        }),
        ("tiers", &|answers| next_tiers(evaluator, answers, ON).len()),
        ("cities", &|answers| {
            compare(evaluator, answers, ON, &nobody).len()
        }),
    ];
    println!(
        "\nWhat would change, what the next {MONTHS} months bring, next tiers and other cities, natively \
         in µs for the slowest person of each group (least of {ROUNDS} rounds):\n"
    );
    for (name, _) in works {
        print!("{name:>9}");
    }
    println!();
    let mut most = [0; 4];
    for group in groups {
        let mut slowest = [0; 4];
        for answers in group.people() {
            for ((_, work), slowest) in works.iter().zip(&mut slowest) {
                let rounds = (0..ROUNDS).map(|_| {
                    let start = Instant::now();
                    black_box(work(black_box(answers)));
                    start.elapsed().as_nanos() as u64
                });
                *slowest = rounds.min().unwrap_or_default().max(*slowest);
            }
        }
        for (slowest, most) in slowest.iter().zip(&mut most) {
            print!("{:>9.1}", micros(*slowest));
            *most = *slowest.max(most);
        }
        println!("   {}, {}", group.who, group.progress.name());
    }
    for most in most {
        print!("{:>9.1}", micros(most));
    }
    println!("   slowest of all");
}

fn per_second(time: Time) -> u64 {
    1_000_000_000 / time.median.max(1)
}

fn micros(nanos: u64) -> f64 {
    nanos as f64 / 1000.0
}
