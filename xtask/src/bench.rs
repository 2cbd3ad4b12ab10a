//! What is measured: how long one evaluation takes, natively and in WebAssembly at both optimisation
//! levels (the page ships the small one, and the fast one tells what that costs); the npm package beside
//! other engines; a roster in the page; and what Lighthouse says of the page.
//!
//! Nothing fails for being slow: whatever else runs on the machine slows it too.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use xtask::{behind, places};

use crate::steps::{run, step};
use crate::tools::{self, Tools, WASM};
use crate::{npm, ship};

const PACKAGE: &str = "skill-subsidy-bench";

/// Measures one thing. The folder is for what is in between.
type Measure = fn(&Tools, &Path) -> Result<()>;

/// What can be measured, by name.
const PARTS: [(&str, Measure); 4] = [
    ("engine", engine),
    ("peers", peers),
    ("roster", roster),
    ("page", page),
];

/// Measures all of it, or only the named parts.
pub fn bench(tools: &Tools, named: &[String]) -> Result<()> {
    if let Some(other) = named
        .iter()
        .find(|one| PARTS.iter().all(|(name, _)| name != one))
    {
        bail!("nothing called `{other}` is measured");
    }
    let work = places::target().join("bench");
    fs::create_dir_all(&work)?;
    for (name, measure) in PARTS {
        if named.is_empty() || named.iter().any(|one| one == name) {
            measure(tools, &work)?;
        }
    }
    Ok(())
}

fn engine(tools: &Tools, work: &Path) -> Result<()> {
    let small = module(tools, &work.join("small.wasm"), None)?;
    let fast = module(tools, &work.join("fast.wasm"), Some("3"))?;
    let program = program()?;
    step("measuring (under 1 min)", || {
        run(Command::new(program)
            .arg(places::root().join("rules"))
            .arg(work)
            .arg(format!("wasm of the page={}", small.display()))
            .arg(format!("wasm -O3={}", fast.display())))
    })
}

/// The program that measures natively, and makes people and rules for others.
fn program() -> Result<PathBuf> {
    step("building the native program", || {
        run(release(Some("3")).args(["--package", PACKAGE, "--bin", PACKAGE]))
    })?;
    Ok(places::target().join("release").join(PACKAGE))
}

/// The npm package and other engines, in one process.
fn peers(tools: &Tools, work: &Path) -> Result<()> {
    let others = tools.peers()?;
    npm::build(tools)?;
    let task = work.join("peers.json");
    let program = program()?;
    step("writing the same people and the same rules for all", || {
        run(Command::new(program)
            .arg("--peers")
            .arg(places::root().join("rules"))
            .arg(places::root().join("tests/personas"))
            .arg(&task))
    })?;
    step("comparing, then measuring (under 2 min)", || {
        run(Command::new("node")
            .arg(places::root().join("crates/bench/peers.mjs"))
            .arg(&task)
            .arg(npm::package())
            .arg(others))
    })
}

fn roster(_: &Tools, _: &Path) -> Result<()> {
    if !places::site().join("index.html").is_file() {
        println!("The site has not been built (`cargo xtask size`): no roster is measured in it.");
        return Ok(());
    }
    step("measuring a roster of 100,000 in the page", || {
        run(Command::new("cargo")
            .args(["test", "--quiet", "--package", "e2e", "--test", "figures"])
            .args(["--", "--ignored", "--nocapture"])
            .current_dir(places::root()))
    })
}

/// How often the page is loaded; what counts is the run in the middle.
const LOADS: usize = 3;

/// What Lighthouse rates, and the least that it should say, in percent.
const RATED: [(&str, f64); 4] = [
    ("performance", 99.0),
    ("accessibility", 100.0),
    ("best-practices", 100.0),
    ("seo", 100.0),
];

/// What it measures, in which unit, and the most that it should be.
const TIMED: [(&str, &str, f64); 4] = [
    ("first-contentful-paint", "ms", 1_200.0),
    ("largest-contentful-paint", "ms", 1_200.0),
    ("total-blocking-time", "ms", 50.0),
    ("cumulative-layout-shift", "", 0.0),
];

/// Lighthouse on the site that is delivered, behind nginx as documented: a phone, slowed down as
/// Lighthouse does by itself.
fn page(tools: &Tools, work: &Path) -> Result<()> {
    if !places::dist().join("site/index.html.br").is_file() {
        println!(
            "The site has not been delivered (`cargo xtask dist`): Lighthouse does not see it."
        );
        return Ok(());
    }
    let Some(nginx) = places::server(&["nginx"]) else {
        println!("There is no nginx (`cargo xtask tools`): Lighthouse sees no page.");
        return Ok(());
    };
    let lighthouse = tools.lighthouse()?;
    let chromium = tools::chromium().context("there is no Chromium")?;
    let folder = work.join("nginx");
    fs::create_dir_all(&folder)?;
    let server = behind::nginx(&nginx, &folder)?;
    let address = format!("http://127.0.0.1:{}/skill-subsidy/", server.port);
    let categories: Vec<&str> = RATED.iter().map(|(name, _)| *name).collect();
    let mut reports = Vec::new();
    for load in 1..=LOADS {
        let file = work.join(format!("lighthouse-{load}.json"));
        step(&format!("Lighthouse, load {load} of {LOADS}"), || {
            run(Command::new("node")
                .arg(&lighthouse)
                .arg(&address)
                .args(["--quiet", "--no-enable-error-reporting", "--output=json"])
                .arg("--chrome-flags=--headless --no-sandbox --disable-gpu --disable-dev-shm-usage")
                .arg(format!("--only-categories={}", categories.join(",")))
                .arg(format!("--output-path={}", file.display()))
                .env("CHROME_PATH", &chromium))
        })?;
        let report: Value = serde_json::from_slice(&fs::read(&file)?)?;
        if let Some(error) = report.get("runtimeError") {
            bail!("Lighthouse saw no page: {error}");
        }
        reports.push(report);
    }
    print_page(&reports)
}

fn print_page(reports: &[Value]) -> Result<()> {
    let middle = |path: String| -> Result<f64> {
        let values = reports.iter().map(|report| report.pointer(&path)?.as_f64());
        let mut values: Vec<f64> = values.collect::<Option<_>>().context(path)?;
        values.sort_by(f64::total_cmp);
        Ok(values[values.len() / 2])
    };
    println!(
        "Lighthouse, a phone, the middle of {} loads:\n",
        reports.len()
    );
    for (name, least) in RATED {
        let score = (middle(format!("/categories/{name}/score"))? * 100.0).round();
        let short = if score < least {
            ", which this is below"
        } else {
            ""
        };
        println!("{score:>9}   {name} (the bar is {least}{short})");
    }
    for (name, unit, most) in TIMED {
        let value = middle(format!("/audits/{name}/numericValue"))?;
        let value = (value * 1000.0).round() / 1000.0;
        let over = if value > most {
            ", which this is above"
        } else {
            ""
        };
        println!(
            "{value:>9.*} {unit:<2}  {name} (the bar is {most}{over})",
            if unit.is_empty() { 3 } else { 0 }
        );
    }
    let index = middle("/environment/benchmarkIndex".to_owned())?;
    println!(
        "{index:>9.0}   speed of this machine, as Lighthouse sees it: the lower, the longer everything blocks"
    );
    Ok(())
}

/// Builds the module as it ships, or at an optimisation level, in Rust and in wasm-opt.
fn module(tools: &Tools, to: &Path, level: Option<&str>) -> Result<PathBuf> {
    let named = level.unwrap_or("that ships");
    step(&format!("building the module at level {named}"), || {
        run(release(level).args(["--target", WASM, "--package", PACKAGE, "--lib"]))?;
        let built = places::target().join(WASM).join("release/bench.wasm");
        fs::copy(&built, to)?;
        ship::optimise(tools, to, &[&format!("-O{}", level.unwrap_or("z"))])?;
        Ok(to.to_owned())
    })
}

/// The release profile is made for a small page; here the level can be another.
fn release(level: Option<&str>) -> Command {
    let mut command = Command::new("cargo");
    command
        .args(["build", "--quiet", "--release"])
        .current_dir(places::root());
    if let Some(level) = level {
        command.args(["--config", &format!("profile.release.opt-level={level}")]);
    }
    command
}
