//! `skill-subsidy-pages FOLDER [RULES] [--base URL]`: compiles the rules and writes the pages into
//! a folder, and the site map beside it where the site's address is given.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;
use pages::{Address, FOLDER};

const USAGE: &str = "usage: skill-subsidy-pages FOLDER [RULES] [--base https://…/]";

struct Arguments {
    folder: PathBuf,
    rules: PathBuf,
    base: Option<Address>,
}

fn main() -> ExitCode {
    match arguments(lexopt::Parser::from_env()).and_then(run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<()> {
    let Arguments {
        folder,
        rules,
        base,
    } = arguments;
    let compilation = rulec::compile(&rules, None);
    let Some(rulebook) = &compilation.rulebook else {
        eprint!("{}", compilation.render());
        bail!("the rules in {} have errors", rules.display());
    };
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let map = match &base {
        Some(base) => Some((site_folder(&folder)?, pages::sitemap(rulebook, base))),
        None => None,
    };
    let pages = pages::pages(rulebook, base.as_ref());
    for page in &pages {
        write(&folder.join(&page.name), &page.content)?;
    }
    // The calculator's own files. It fetches the notes by the hash of the rules, so that it never mixes two
    // versions.
    let (bare, notes) = rulebook.encode_parted();
    write(&folder.join("rules.bin"), bare)?;
    write(&folder.join(format!("notes-{}.bin", rulebook.hash)), notes)?;
    println!(
        "{} files with {} benefits in {}",
        pages.len(),
        rulebook.benefits.len(),
        folder.display()
    );
    match map {
        Some((site, map)) => {
            let file = site.join("sitemap.xml");
            write(&file, map)?;
            println!("site map in {}", file.display());
        }
        None => println!("no site map and no canonical addresses: they need --base https://…/"),
    }
    Ok(())
}

fn arguments(mut parser: lexopt::Parser) -> Result<Arguments> {
    let mut folder = None;
    let mut rules = None;
    let mut base = None;
    while let Some(argument) = parser.next()? {
        match argument {
            Long("base") => {
                let address = parser.value()?.string()?;
                let parsed = address.parse::<Address>().map_err(anyhow::Error::msg);
                base = Some(parsed.with_context(|| format!("--base {address}"))?);
            }
            Value(path) if folder.is_none() => folder = Some(PathBuf::from(path)),
            Value(path) if rules.is_none() => rules = Some(PathBuf::from(path)),
            other => bail!("{}\n{USAGE}", other.unexpected()),
        }
    }
    let Some(folder) = folder else { bail!(USAGE) };
    Ok(Arguments {
        folder,
        rules: rules.unwrap_or_else(|| PathBuf::from("rules")),
        base,
    })
}

/// The folder around that of the pages. Whole addresses are only right if the latter has its name.
fn site_folder(folder: &Path) -> Result<PathBuf> {
    let whole = fs::canonicalize(folder)?;
    match whole.parent() {
        Some(site) if whole.ends_with(FOLDER) => Ok(site.to_owned()),
        _ => bail!(
            "with --base the folder must be called {FOLDER}, not {}: the calculator looks for it there",
            folder.display()
        ),
    }
}

fn write(file: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    fs::write(file, content).with_context(|| format!("cannot write {}", file.display()))
}
