//! The npm package: the calculator without a page, for browsers and Node.js.
//!
//! wasm-pack builds the module of `crates/js`; the scripts around it are written by hand in
//! `crates/js/package`, the types come from `crates/api`. The same checkout gives the same bytes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use xtask::places;

use crate::site::brotli;
use crate::steps::{run, step};
use crate::tools::Tools;
use crate::{ship, tools};

/// The module and the scripts around it, compressed with brotli, in bytes.
const BUDGET: usize = 100_000;

/// What wasm-pack and wasm-bindgen call the module and its script.
const MODULE: &str = "skill_subsidy";

/// Scripts that are written by hand.
const SCRIPTS: [&str; 3] = ["api.js", "node.js", "web.js"];

/// One that becomes a part of `api.js`: what the module throws.
const ERROR: &str = "error.js";

/// What stands in `crates/js/package/package.json` for the version of the workspace.
const VERSION: &str = "\"version\": \"0.0.0\"";

/// Builds `npm/skill-subsidy/` and `npm/skill-subsidy-<version>.tgz` in the target folder, and
/// prints what the package weighs; too much is an error.
pub fn build(tools: &Tools) -> Result<PathBuf> {
    let package = package();
    if folder().exists() {
        fs::remove_dir_all(folder())?;
    }
    fs::create_dir_all(&package)?;
    let built = module(tools)?;
    step("putting the package together", || {
        assemble(tools, &built, &package)
    })?;
    let archive = step("packing it", || pack(&package))?;
    print_sizes(&package, &archive)?;
    Ok(archive)
}

/// Builds the package, installs it where nothing else is, and runs the tests there.
pub fn test(tools: &Tools) -> Result<()> {
    let archive = build(tools)?;
    let bytes = fs::read(&archive)?;
    step("packing it again", || pack(&package()))?;
    ensure!(
        fs::read(&archive)? == bytes,
        "packing twice gives two different packages"
    );
    let trial = places::target().join("npm-trial");
    step("installing the package into an empty project", || {
        if trial.exists() {
            fs::remove_dir_all(&trial)?;
        }
        fs::create_dir_all(&trial)?;
        fs::write(
            trial.join("package.json"),
            "{ \"private\": true, \"type\": \"module\" }\n",
        )?;
        run(npm(&trial)
            .args(["install", "--offline", "--no-audit", "--no-fund"])
            .arg(&archive))
    })?;
    // Beside the installed package the tests find it by its name, as its users do.
    copy(
        &places::root().join("crates/js/tests"),
        &trial.join("tests"),
    )?;
    run(Command::new("cargo")
        .args(["build", "--quiet", "--package", "skill-subsidy"])
        .current_dir(places::root()))?;
    let mut tests = Vec::new();
    for entry in fs::read_dir(trial.join("tests"))? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".test.mjs") {
            tests.push(path);
        }
    }
    tests.sort();
    step("testing the package with Node.js", || {
        run(Command::new("node")
            // One after the other: they share the machine with a browser.
            .args(["--test", "--test-concurrency=1", "--test-reporter=dot"])
            .args(&tests)
            .env(
                "SKILL_SUBSIDY",
                places::target().join("debug/skill-subsidy"),
            )
            .env("SKILL_SUBSIDY_ROOT", places::root())
            .env("TYPESCRIPT", tools.typescript()?)
            .env("ESBUILD", tools.esbuild().context("there is no esbuild")?)
            .env(
                "CHROMIUM",
                tools::chromium().context("there is no Chromium")?,
            )
            .current_dir(&trial))
    })
}

/// Where the package is built.
pub fn package() -> PathBuf {
    folder().join("skill-subsidy")
}

fn folder() -> PathBuf {
    places::target().join("npm")
}

/// The module and its script, as wasm-pack leaves them.
fn module(tools: &Tools) -> Result<PathBuf> {
    let program = tools.wasm_pack()?;
    let built = places::target().join("wasm-pack");
    step("building the module (1 min from nothing)", || {
        run(Command::new(program)
            .args(["build", "--release", "--target", "web"])
            // It would download the tools that are in front of the path.
            .args(["--mode", "no-install"])
            // The types come from the program, the description is written by hand.
            .args(["--no-typescript", "--no-pack"])
            .args(["--out-name", MODULE, "--out-dir"])
            .arg(&built)
            .arg(places::root().join("crates/js"))
            .args(["--", "--locked"])
            .env("PATH", tools.path()?)
            .env("CARGO_TARGET_DIR", places::target())
            .current_dir(places::root()))
    })?;
    ship::plain(&built.join(format!("{MODULE}_bg.wasm")))?;
    Ok(built)
}

fn assemble(tools: &Tools, built: &Path, package: &Path) -> Result<()> {
    let own = places::root().join("crates/js/package");
    let wasm = format!("{MODULE}_bg.wasm");
    fs::copy(built.join(&wasm), package.join(&wasm))?;
    fs::copy(own.join(ERROR), built.join(ERROR))?;
    for script in SCRIPTS {
        fs::copy(own.join(script), built.join(script))?;
        shorten(tools, &built.join(script), &package.join(script))?;
    }
    fs::copy(own.join("README.md"), package.join("README.md"))?;
    fs::write(package.join("index.d.ts"), types()?)?;
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        fs::copy(places::root().join(licence), package.join(licence))?;
    }
    let description = fs::read_to_string(own.join("package.json"))?;
    ensure!(
        description.matches(VERSION).count() == 1,
        "package.json has no place for the version"
    );
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    fs::write(
        package.join("package.json"),
        description.replace(VERSION, &version),
    )?;
    Ok(())
}

/// The types, as the program writes them that has the same ones, and the same rules.
fn types() -> Result<Vec<u8>> {
    let written = Command::new("cargo")
        .args(["run", "--quiet", "--locked", "--package", "skill-subsidy"])
        .args(["--", "schema", "--of", "typescript"])
        .current_dir(places::root())
        .stderr(Stdio::inherit())
        .output()?;
    ensure!(written.status.success(), "the types cannot be written");
    Ok(written.stdout)
}

/// Shortens a script; what wasm-bindgen wrote becomes a part of `api.js`.
fn shorten(tools: &Tools, from: &Path, to: &Path) -> Result<()> {
    let esbuild = tools.esbuild().context("there is no esbuild")?;
    run(Command::new(esbuild)
        .args(["--bundle", "--minify", "--format=esm", "--target=es2020"])
        .args(["--external:./api.js", "--external:node:fs"])
        .args(["--log-level=warning", "--charset=utf8"])
        .arg(format!("--outfile={}", to.display()))
        .arg(from))
}

fn pack(package: &Path) -> Result<PathBuf> {
    // npm gives every file in the archive the same time.
    run(npm(package)
        .args(["pack", "--quiet", "--pack-destination"])
        .arg(folder()))?;
    let name = format!("skill-subsidy-{}.tgz", env!("CARGO_PKG_VERSION"));
    Ok(folder().join(name))
}

/// npm in a folder, without looking anything up.
fn npm(dir: &Path) -> Command {
    let mut command = Command::new("npm");
    command
        .args(["--offline", "--no-update-notifier", "--loglevel=error"])
        .current_dir(dir);
    command
}

fn print_sizes(package: &Path, archive: &Path) -> Result<()> {
    let mut total = 0;
    println!("{:>9} {:>9}  bytes", "brotli", "raw");
    let mut files = vec![format!("{MODULE}_bg.wasm")];
    files.extend(SCRIPTS.map(str::to_owned));
    for file in files {
        let bytes = fs::read(package.join(&file))?;
        let packed = brotli(&bytes)?;
        total += packed;
        println!("{packed:>9} {:>9}  {file}", bytes.len());
    }
    println!("{total:>9} {:>9}  module and scripts", "");
    println!(
        "{:>9} {:>9}  {}",
        "",
        fs::metadata(archive)?.len(),
        archive.display()
    );
    if total > BUDGET {
        bail!(
            "the package weighs {total} bytes in brotli, {} more than the {BUDGET} it may",
            total - BUDGET
        );
    }
    println!("{total} of {BUDGET} bytes used; {} left.", BUDGET - total);
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        fs::copy(
            &path,
            to.join(path.file_name().context("a file has a name")?),
        )?;
    }
    Ok(())
}
