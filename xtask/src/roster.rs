//! The view for many people: a program and a script of their own, fetched only when somebody opens
//! it. The program is `crates/roster-app`; what opens it and what it looks like stand in `roster/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use xtask::places;

use crate::ship;
use crate::site::brotli;
use crate::steps::{run, step};
use crate::tools::{Tools, WASM};

/// What opening it may take, compressed with brotli, in bytes: readers and writers of four kinds of files are
/// large.
const BUDGET: usize = 760_000;

/// Builds the view into the site, with names that follow from the content, and says the name of its
/// script.
pub fn build(tools: &Tools, site: &Path, esbuild: &Path) -> Result<String> {
    let work = program(tools)?;
    let style = places::root().join("roster/roster.css");
    for (from, to) in [
        (work.join("roster_bg.wasm"), "roster_bg.wasm"),
        (style, "roster.css"),
    ] {
        fs::copy(&from, site.join(to))
            .with_context(|| format!("cannot copy {}", from.display()))?;
    }
    ship::shorten_style(esbuild, &site.join("roster.css"))?;
    let wasm = ship::rename(site, "roster_bg.wasm", "roster", "wasm")?;
    let style = ship::rename(site, "roster.css", "roster", "css")?;
    script(esbuild, &site.join("roster.js"), Some((&wasm, &style)))?;
    let script = ship::rename(site, "roster.js", "roster", "js")?;
    let mut size = 0;
    for file in [&wasm, &style, &script] {
        size += brotli(&fs::read(site.join(file))?)?;
    }
    println!("  the roster: {size} bytes in brotli, of {BUDGET}");
    ensure!(size <= BUDGET, "the roster is too large");
    Ok(script)
}

/// The script of the view, as one file. `names`: of program and styles; without, plain ones.
pub fn script(esbuild: &Path, to: &Path, names: Option<(&str, &str)>) -> Result<()> {
    let boot = work().join("boot.js");
    fs::copy(places::root().join("roster/boot.js"), &boot)?;
    ship::bundle_with(esbuild, &boot, to, |command| {
        if let Some((wasm, style)) = names {
            command
                .arg(format!("--define:SHIPPED_WASM=\"{wasm}\""))
                .arg(format!("--define:SHIPPED_STYLE=\"{style}\""));
        }
        command
    })
}

/// Where the program and its script are put together.
fn work() -> PathBuf {
    places::target().join("roster")
}

/// The program and what wasm-bindgen writes for it.
fn program(tools: &Tools) -> Result<PathBuf> {
    let work = work();
    fs::create_dir_all(&work)?;
    step("building the roster's program (3 min from nothing)", || {
        run(Command::new("cargo")
            .args(["build", "--quiet", "--locked", "--release"])
            .args(["--package", "skill-subsidy-roster-app", "--bin", "roster"])
            .args(["--target", WASM])
            .current_dir(places::root()))?;
        let built = places::target().join(WASM).join("release/roster.wasm");
        run(Command::new("wasm-bindgen")
            .args(["--target", "web", "--no-typescript", "--out-name", "roster"])
            .arg("--out-dir")
            .arg(&work)
            .arg(built)
            .env("PATH", tools.path()?))?;
        let wasm = work.join("roster_bg.wasm");
        // What is written for one component or one type is much like what is written for another.
        ship::optimise(
            tools,
            &wasm,
            &[
                "--merge-similar-functions",
                "-Oz",
                "--one-caller-inline-max-function-size",
                "0",
                "--reorder-functions-by-name",
            ],
        )?;
        ship::plain(&wasm)
    })?;
    Ok(work)
}
