//! The views over the answers, what would change and other cities: a program and a script of their own, fetched
//! only when somebody opens one. They are in `crates/more`, with what opens them and what they look like.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use xtask::places;

use crate::ship;
use crate::site::brotli;
use crate::steps::{run, step};
use crate::tools::{Tools, WASM};

/// What opening one may take, compressed with brotli, in bytes.
const BUDGET: usize = 260_000;

/// Builds the views into the site, with names that follow from the content, and says the name of their script.
pub fn build(tools: &Tools, site: &Path, esbuild: &Path) -> Result<String> {
    let glue = program(tools)?;
    for (from, to) in [
        (glue.join("more_bg.wasm"), "more_bg.wasm"),
        (source("more.css"), "more.css"),
    ] {
        fs::copy(&from, site.join(to))
            .with_context(|| format!("cannot copy {}", from.display()))?;
    }
    ship::shorten_style(esbuild, &site.join("more.css"))?;
    let wasm = ship::rename(site, "more_bg.wasm", "more", "wasm")?;
    let style = ship::rename(site, "more.css", "more", "css")?;
    script(esbuild, &site.join("more.js"), Some((&wasm, &style)))?;
    let script = ship::rename(site, "more.js", "more", "js")?;
    let mut size = 0;
    for file in [&wasm, &style, &script] {
        size += brotli(&fs::read(site.join(file))?)?;
    }
    println!("  the views over the answers: {size} bytes in brotli, of {BUDGET}");
    ensure!(size <= BUDGET, "the views over the answers are too large");
    Ok(script)
}

/// The script of the views, as one file. `names`: of program and styles; without, plain ones.
pub fn script(esbuild: &Path, to: &Path, names: Option<(&str, &str)>) -> Result<()> {
    let boot = work().join("boot.js");
    fs::copy(source("boot.js"), &boot)?;
    ship::bundle_with(esbuild, &boot, to, |command| {
        if let Some((wasm, style)) = names {
            command
                .arg(format!("--define:SHIPPED_WASM=\"{wasm}\""))
                .arg(format!("--define:SHIPPED_STYLE=\"{style}\""));
        }
        command
    })
}

fn source(file: &str) -> PathBuf {
    places::root().join("crates/more").join(file)
}

/// Where the program and its script are put together.
fn work() -> PathBuf {
    places::target().join("more")
}

/// The program and what wasm-bindgen writes for it.
fn program(tools: &Tools) -> Result<PathBuf> {
    let work = work();
    fs::create_dir_all(&work)?;
    step(
        "building the views over the answers (2 min from nothing)",
        || {
            run(Command::new("cargo")
                .args(["build", "--quiet", "--locked", "--release"])
                .args(["--package", "skill-subsidy-more", "--bin", "more"])
                .args(["--target", WASM])
                .current_dir(places::root()))?;
            let built = places::target().join(WASM).join("release/more.wasm");
            run(Command::new("wasm-bindgen")
                .args(["--target", "web", "--no-typescript", "--out-name", "more"])
                .arg("--out-dir")
                .arg(&work)
                .arg(built)
                .env("PATH", tools.path()?))?;
            let wasm = work.join("more_bg.wasm");
            ship::optimise(tools, &wasm, &["-Oz", "--reorder-functions-by-name"])?;
            ship::plain(&wasm)
        },
    )?;
    Ok(work)
}
