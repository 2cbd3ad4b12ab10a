//! Building the site, and what it weighs.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use wording::text;
use xtask::places;
use xtask::rules::Rules;

use crate::steps::{run, step};
use crate::tools::Tools;
use crate::{dist, ship};

/// What everybody downloads before the first question, compressed with brotli, in bytes.
const BUDGET: usize = 216_000;

/// Builds the page and everything around it into the site folder.
pub fn build(tools: &Tools) -> Result<()> {
    build_for(tools, None)
}

/// As [`build`], for a site whose address is known: search engines are told of it.
pub fn build_for(tools: &Tools, base: Option<&str>) -> Result<()> {
    // Whatever fails, nobody shall look at an older site and take it for this one.
    if places::site().exists() {
        fs::remove_dir_all(places::site())?;
    }
    step("building the page (3 min from nothing)", || {
        // trunk is told to download nothing, and passes that on to cargo.
        run(Command::new("cargo").arg("fetch").arg("--quiet"))?;
        run(Command::new("trunk")
            .args(["build", "--release", "--offline", "--skip-version-check"])
            .arg("--dist")
            .arg(places::site())
            .env("PATH", tools.path()?)
            // trunk reads any value of it as a switch, and knows only true and false.
            .env_remove("NO_COLOR")
            .env("RUST_BACKTRACE", "0")
            .current_dir(places::root()))
    })?;
    pages(base)?;
    let site = places::site();
    // It stands beside the program.
    fs::rename(
        places::policy_pages().join("rules.bin"),
        site.join("rules.bin"),
    )?;
    let rules = Rules::of(&site)?;
    let page = site.join("index.html");
    let html = rules.start_page(&fs::read_to_string(&page)?, &first_screen()?)?;
    fs::write(page, html)?;
    // Named by its content, as the page asks for it: pages that are open go on speaking English
    // when a newer site has taken the place of theirs.
    let english = site.join("text/en.toml");
    let name = text::english_name(&fs::read_to_string(&english)?);
    fs::rename(english, site.join(name))?;
    match ship::finish(tools, &site, &rules.version)? {
        Some(names) => dist::complete(tools, &places::site(), &names),
        // Said already, when esbuild was missing.
        None => Ok(()),
    }
}

/// What stands on the page before any program has come, drawn by the page's own components.
fn first_screen() -> Result<String> {
    step("drawing the first screen (1 min from nothing)", || {
        let output = Command::new("cargo")
            .args(["run", "--quiet", "--package", "skill-subsidy-widget"])
            .args(["--features", "first-screen", "--bin", "first-screen"])
            .current_dir(places::root())
            .stderr(Stdio::inherit())
            .output()
            .context("cannot start cargo")?;
        ensure!(output.status.success(), "the first screen cannot be drawn");
        Ok(String::from_utf8(output.stdout)?)
    })
}

/// Writes the static policy pages into the site folder.
pub fn pages(base: Option<&str>) -> Result<()> {
    step("writing the policy pages", || {
        let mut command = Command::new("cargo");
        command
            .args(["run", "--quiet", "--package", "skill-subsidy-pages", "--"])
            .arg(places::policy_pages())
            .current_dir(places::root());
        if let Some(base) = base {
            command.args(["--base", base]);
        }
        run(&mut command)
    })
}

/// One file of the site, in bytes.
struct Weight {
    name: String,
    raw: usize,
    gzip: usize,
    brotli: usize,
}

/// When the browser fetches a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum When {
    /// Before the first question can be answered.
    First,
    /// By itself, while the first question is being read.
    Meanwhile,
    /// When somebody follows a link or asks for English.
    OnRequest,
    /// By other sites, their makers, search engines and programs.
    ByOthers,
}

/// Prints what the built site weighs; too much is an error.
pub fn print_sizes() -> Result<()> {
    let site = places::site();
    let files = files(&site)?;
    let of = |when: When| {
        let own = files
            .iter()
            .filter(|path| fetched(path.strip_prefix(&site).unwrap_or(path)) == when);
        weigh(&site, &own.cloned().collect::<Vec<_>>())
    };
    let first = of(When::First)?;
    if first.is_empty() {
        bail!("there is no page in {}", site.display());
    }
    let total = sum("before the first question", &first);

    println!("{:>9} {:>9} {:>9}  bytes", "brotli", "gzip", "raw");
    print_table(&first);
    print_table(std::slice::from_ref(&total));
    println!("By itself, while the first question is being read:");
    print_table(&of(When::Meanwhile)?);
    println!("Only on request:");
    print_table(&of(When::OnRequest)?);
    println!("By other sites, their makers, search engines and programs:");
    print_table(&of(When::ByOthers)?);

    if total.brotli > BUDGET {
        bail!(
            "the page weighs {} bytes in brotli, {} more than the {BUDGET} it may",
            total.brotli,
            total.brotli - BUDGET
        );
    }
    println!(
        "{} of {BUDGET} bytes used; {} left.",
        total.brotli,
        BUDGET - total.brotli
    );
    Ok(())
}

/// Whatever is not known to come later comes first.
fn fetched(path: &Path) -> When {
    let name = path.to_string_lossy().replace('\\', "/");
    let begins = |beginnings: &[&str]| beginnings.iter().any(|one| name.starts_with(one));
    if begins(&[
        "embed",
        "integrate.",
        "manifest.json",
        "sitemap.xml",
        "policy/rules.json",
    ]) {
        When::ByOthers
    } else if begins(&["policy/notes-", "sw.js", "manifest.webmanifest", "icon"]) {
        When::Meanwhile
    } else if begins(&["policy/", "text/en-", "roster-", "more-"]) {
        When::OnRequest
    } else {
        When::First
    }
}

pub fn files(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).with_context(|| format!("cannot read {}", dir.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn weigh(site: &Path, paths: &[PathBuf]) -> Result<Vec<Weight>> {
    let weigh = |path: &PathBuf| {
        let bytes = fs::read(path)?;
        let name = path.strip_prefix(site).unwrap_or(path);
        Ok(Weight {
            name: name.display().to_string(),
            raw: bytes.len(),
            gzip: gzip(&bytes)?,
            brotli: brotli(&bytes)?,
        })
    };
    paths.iter().map(weigh).collect()
}

fn sum(name: &str, weights: &[Weight]) -> Weight {
    Weight {
        name: name.to_owned(),
        raw: weights.iter().map(|weight| weight.raw).sum(),
        gzip: weights.iter().map(|weight| weight.gzip).sum(),
        brotli: weights.iter().map(|weight| weight.brotli).sum(),
    }
}

fn print_table(weights: &[Weight]) {
    for weight in weights {
        let Weight {
            name,
            raw,
            gzip,
            brotli,
        } = weight;
        println!("{brotli:>9} {gzip:>9} {raw:>9}  {name}");
    }
}

fn gzip(bytes: &[u8]) -> Result<usize> {
    Ok(gzip_bytes(bytes)?.len())
}

pub fn gzip_bytes(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    out.write_all(bytes)?;
    Ok(out.finish()?)
}

pub fn brotli(bytes: &[u8]) -> Result<usize> {
    Ok(brotli_bytes(bytes)?.len())
}

pub fn brotli_bytes(bytes: &[u8]) -> Result<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &params)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_surely_comes_later_is_left_out() {
        for (path, when) in [
            ("index.html", When::First),
            ("a-1234.js", When::First),
            ("a_bg.wasm", When::First),
            ("snippets/x.js", When::First),
            ("rules-1a2b.bin", When::First),
            ("policy/notes-1a2b.bin", When::Meanwhile),
            ("policy/zibo.html", When::OnRequest),
            ("text/en-1a2b3c4d.toml", When::OnRequest),
            ("more-1a2b.wasm", When::OnRequest),
            ("roster-1a2b.wasm", When::OnRequest),
            ("text/zh.toml", When::First),
            ("embed-1a2b.js", When::ByOthers),
            ("policy/rules.json", When::ByOthers),
            ("sw.js", When::Meanwhile),
        ] {
            assert_eq!(fetched(Path::new(path)), when, "{path}");
        }
    }

    #[test]
    fn brotli_packs_better_than_gzip() {
        let text = "对毕业五年内新到淄博全职工作的".repeat(100);
        let (gzip, brotli) = (
            gzip(text.as_bytes()).unwrap(),
            brotli(text.as_bytes()).unwrap(),
        );
        assert!(brotli < gzip && gzip < text.len());
    }
}
