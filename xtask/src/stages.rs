//! Everything that is checked, in order. One failing stage does not hide the next.

use std::env;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use xtask::places;

use crate::browsers::{self, Browser};
use crate::steps::{self, run, seconds};
use crate::tools::{self, Tools, WASM};
use crate::{dist, npm, site};

/// A stage: the name by which it can be asked for, what it does, and how.
struct Stage {
    name: &'static str,
    what: &'static str,
    work: fn(&Tools) -> Result<()>,
}

const STAGES: &[Stage] = &[
    Stage {
        name: "format",
        what: "formatting",
        work: |_| run(cargo().args(["fmt", "--all", "--check"])),
    },
    Stage {
        name: "lint",
        what: "lints, natively",
        work: |_| {
            run(cargo()
                .args(["clippy", "--quiet", "--workspace", "--all-targets"])
                .args(DENY))
        },
    },
    Stage {
        name: "lint-wasm",
        what: "lints of the page, for WebAssembly",
        work: |_| {
            run(cargo()
                .args(["clippy", "--quiet", "--target", WASM, "--all-targets"])
                .args([
                    "--package",
                    "skill-subsidy-widget",
                    "--package",
                    "skill-subsidy-more",
                    "--package",
                    "skill-subsidy-roster-app",
                ])
                .args(DENY))
        },
    },
    Stage {
        name: "native",
        what: "native tests",
        work: |_| native(),
    },
    Stage {
        name: "rules",
        what: "the rules, their quotes and their cases",
        work: |_| check_rules(),
    },
    Stage {
        name: "components",
        what: "components in a browser",
        work: components,
    },
    Stage {
        name: "npm",
        what: "the npm package, its size and its types",
        work: npm::test,
    },
    Stage {
        name: "dist",
        what: "every form of delivery, and its size",
        work: |tools| {
            dist::dist(tools, None, &places::test_dist())?;
            site::print_sizes()
        },
    },
    Stage {
        name: "again",
        what: "the same bytes when built again",
        work: |_| dist::again(None, &places::test_dist()),
    },
    Stage {
        name: "e2e",
        what: "end to end in headless Chromium",
        work: |_| browsers::end_to_end(Browser::Chromium),
    },
    Stage {
        name: "e2e-firefox",
        what: "end to end in headless Firefox",
        work: |_| browsers::end_to_end(Browser::Firefox),
    },
    Stage {
        name: "e2e-webkit",
        what: "end to end in WebKit",
        work: |_| browsers::end_to_end(Browser::WebKit),
    },
];

const DENY: [&str; 3] = ["--", "--deny", "warnings"];

/// Runs the named stages, or all.
pub fn test(names: &[String]) -> Result<()> {
    for name in names {
        if !STAGES.iter().any(|stage| stage.name == name) {
            let known: Vec<_> = STAGES.iter().map(|stage| stage.name).collect();
            bail!("there is no stage `{name}`; there are {}", known.join(", "));
        }
    }
    let begin = Instant::now();
    let mut results: Vec<(&str, Duration, Result<()>)> = Vec::new();

    browsers::forget_unsteady();
    heading("set-up");
    warn_of_little_room();
    let start = Instant::now();
    // INVARIANT: the lock file is part of every build; one that has to change is an error.
    let set_up = run(cargo().args(["fetch", "--quiet", "--locked"]))
        .and_then(|()| tools::components())
        .and_then(|()| Tools::for_testing());
    let tools = match set_up {
        Ok(tools) => {
            results.push(("set-up", start.elapsed(), Ok(())));
            Some(tools)
        }
        Err(error) => {
            println!("{error:#}");
            results.push(("set-up", start.elapsed(), Err(error)));
            None
        }
    };

    if let Some(tools) = &tools {
        for stage in STAGES {
            if !names.is_empty() && !names.iter().any(|name| name == stage.name) {
                continue;
            }
            heading(stage.what);
            let start = Instant::now();
            let result = (stage.work)(tools);
            if let Err(error) = &result {
                println!("{error:#}");
            }
            println!("({})", seconds(start.elapsed()));
            results.push((stage.name, start.elapsed(), result));
        }
    }

    heading("summary");
    // Who asks for a stage by name wants it to run.
    let excused = |error: &anyhow::Error| names.is_empty() && browsers::excused(error);
    for (name, took, result) in &results {
        let sign = match result {
            Ok(()) => "passed",
            Err(error) if excused(error) => "NOT RUN",
            Err(_) => "FAILED",
        };
        println!("{sign:<7}  {name:<11}  {}", seconds(*took));
    }
    for (_, _, result) in &results {
        if let Err(error) = result
            && excused(error)
        {
            println!("! {error:#}");
        }
    }
    for (name, why) in browsers::unsteady() {
        println!("! UNSTEADY, passed only when tried again: {name}: {why}");
    }
    println!("{} in all", seconds(begin.elapsed()));
    let mut failed = Vec::new();
    for (name, _, result) in &results {
        if let Err(error) = result
            && !excused(error)
        {
            // What went wrong may stand thousands of lines above.
            println!("! {name}: {error:#}");
            failed.push(*name);
        }
    }
    if !failed.is_empty() {
        bail!("failed: {}", failed.join(", "));
    }
    Ok(())
}

/// What all stages write, in whole gigabytes.
const ROOM: u64 = 5;

/// A full disk fails far from its cause.
fn warn_of_little_room() {
    let root = places::root().to_string_lossy();
    let free = steps::output_of("df", &["-Pk", &root])
        .and_then(|table| free_kilobytes(&table))
        .map(|kilobytes| kilobytes / 1_000_000);
    if let Some(free) = free.filter(|free| *free < ROOM) {
        println!("! {free} GB are free on this disk; everything from nothing takes {ROOM} GB.");
    }
}

/// The fourth column of what `df -Pk` says of one file system.
fn free_kilobytes(table: &str) -> Option<u64> {
    let line = table.lines().nth(1)?;
    line.split_ascii_whitespace().nth(3)?.parse().ok()
}

fn native() -> Result<()> {
    if places::on_path("soffice").is_none()
        // An office program without its windows.
        && let Err(error) = tools::debian(&["libreoffice-calc-nogui"])
    {
        println!("! Workbooks are not opened with an office program: {error:#}");
    }
    run(cargo().args(["test", "--quiet", "--workspace", "--exclude", "e2e"]))
}

/// Compiles the rules with every check, and looks at how they are laid out. Quotes are proved against the source texts where
/// `SKILL_SUBSIDY_SOURCES` names them, and else against the lock file.
pub fn check_rules() -> Result<()> {
    match env::var_os("SKILL_SUBSIDY_SOURCES").filter(|dir| !dir.is_empty()) {
        Some(dir) => println!("Quotes are proved against the texts in {}.", dir.display()),
        None => println!(
            "Quotes are proved against rules/proofs.lock; to prove them against the source texts, \
             set SKILL_SUBSIDY_SOURCES to their folder."
        ),
    }
    let check = |more: &[&str]| {
        run(cargo()
            .args(["run", "--quiet", "--package", "skill-subsidy", "--"])
            .args(["check", "rules"])
            .args(more))
    };
    let sound = check(&[]);
    let tidy = check(&["--format"]);
    sound.and(tidy.context(
        "`cargo run -p skill-subsidy -- check rules --format --fix` breaks lines, but for comments",
    ))
}

fn components(tools: &Tools) -> Result<()> {
    let driver = places::on_path("chromedriver").context("there is no chromedriver on PATH")?;
    // Not quiet: the runner takes no such word.
    run(cargo()
        .args(["test", "--target", WASM, "--test", "components"])
        .args([
            "--package",
            "skill-subsidy-widget",
            "--package",
            "skill-subsidy-roster-app",
        ])
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
            tools.test_runner(),
        )
        .env("CHROMEDRIVER", driver)
        .env("WASM_BINDGEN_TEST_TIMEOUT", "120"))
}

fn cargo() -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(places::root());
    command
}

fn heading(what: &str) {
    println!("\n== {what}");
}

#[cfg(test)]
mod tests {
    use super::free_kilobytes;

    #[test]
    fn the_room_on_a_disk() {
        let table = "Filesystem     1024-blocks     Used Available Capacity Mounted on\n\
                     /dev/vda         263946592 46000000  45000000      52% /";
        assert_eq!(free_kilobytes(table), Some(45_000_000));
        assert_eq!(free_kilobytes("df: no such file"), None);
    }
}
