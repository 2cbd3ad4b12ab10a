//! How long one evaluation takes, natively and in WebAssembly at both optimisation levels: the
//! page ships the small one, and the fast one tells what that costs.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;
use xtask::places;

use crate::ship;
use crate::steps::{run, step};
use crate::tools::{Tools, WASM};

const PACKAGE: &str = "skill-subsidy-bench";

pub fn bench(tools: &Tools) -> Result<()> {
    let work = places::target().join("bench");
    fs::create_dir_all(&work)?;
    let small = module(tools, &work.join("small.wasm"), None)?;
    let fast = module(tools, &work.join("fast.wasm"), Some("3"))?;
    step("building the native program", || {
        run(release(Some("3")).args(["--package", PACKAGE, "--bin", PACKAGE]))
    })?;
    step("measuring (under 1 min)", || {
        run(Command::new(places::target().join("release").join(PACKAGE))
            .arg(places::root().join("rules"))
            .arg(&work)
            .arg(format!("wasm of the page={}", small.display()))
            .arg(format!("wasm -O3={}", fast.display())))
    })?;
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

/// Builds the module as it ships, or at an optimisation level, in Rust and in wasm-opt.
fn module(tools: &Tools, to: &std::path::Path, level: Option<&str>) -> Result<PathBuf> {
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
