//! The view for many people: a program and a script of their own, fetched only when somebody opens
//! it. Its parts are in `crates/desk` (spreadsheets and evaluation) and `roster/` (what is seen).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use xtask::places;

use crate::ship;
use crate::site::brotli;
use crate::steps::{run, step};
use crate::tools::{Tools, WASM};

/// What the program may weigh, compressed with brotli, in bytes: readers and writers of four kinds
/// of files are large.
const BUDGET: usize = 760_000;

/// Builds the view into the site, with names that follow from the content, and says the name of its
/// script.
pub fn build(tools: &Tools, site: &Path, esbuild: &Path) -> Result<String> {
    let glue = program(tools)?;
    let own = places::root().join("roster");
    for (from, to) in [
        (glue.join("desk_bg.wasm"), "desk_bg.wasm"),
        (own.join("roster.css"), "roster.css"),
    ] {
        fs::copy(&from, site.join(to))
            .with_context(|| format!("cannot copy {}", from.display()))?;
    }
    ship::shorten_style(esbuild, &site.join("roster.css"))?;
    let wasm = ship::rename(site, "desk_bg.wasm", "desk", "wasm")?;
    let style = ship::rename(site, "roster.css", "roster", "css")?;
    script(esbuild, &site.join("roster.js"), Some((&wasm, &style)))?;
    let size = brotli(&fs::read(site.join(&wasm))?)?;
    println!("  the roster's program: {size} bytes in brotli, of {BUDGET}");
    ensure!(size <= BUDGET, "the roster's program is too large");
    ship::rename(site, "roster.js", "roster", "js")
}

/// The script of the view, as one file. `names`: of program and styles; without, plain ones.
pub fn script(esbuild: &Path, to: &Path, names: Option<(&str, &str)>) -> Result<()> {
    let work = work();
    for file in ["core.js", "view.js", "words.js"] {
        fs::copy(places::root().join("roster").join(file), work.join(file))?;
    }
    ship::bundle_with(esbuild, &work.join("view.js"), to, |command| {
        if let Some((wasm, style)) = names {
            command
                .arg(format!("--define:SHIPPED_DESK=\"{wasm}\""))
                .arg(format!("--define:SHIPPED_STYLE=\"{style}\""));
        }
        command
    })
}

/// Where the program and the parts of its script are put together.
pub fn work() -> PathBuf {
    places::target().join("desk")
}

/// The program and what wasm-bindgen writes for it.
fn program(tools: &Tools) -> Result<PathBuf> {
    let work = work();
    fs::create_dir_all(&work)?;
    step("building the roster's program (2 min from nothing)", || {
        run(Command::new("cargo")
            .args(["build", "--quiet", "--locked", "--release"])
            .args(["--package", "skill-subsidy-desk", "--target", WASM])
            .current_dir(places::root()))?;
        let built = places::target().join(WASM).join("release/desk.wasm");
        run(Command::new("wasm-bindgen")
            .args(["--target", "web", "--no-typescript", "--out-name", "desk"])
            .arg("--out-dir")
            .arg(&work)
            .arg(built)
            .env("PATH", tools.path()?))?;
        let wasm = work.join("desk_bg.wasm");
        ship::optimise(tools, &wasm, &["-O3"])?;
        ship::plain(&wasm)
    })?;
    Ok(work)
}
