//! `skill-subsidy-pages FOLDER [RULES]`: compiles the rules and writes the pages into a folder.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

fn main() -> Result<()> {
    let mut args = std::env::args_os().skip(1).map(PathBuf::from);
    let Some(folder) = args.next() else {
        bail!("usage: skill-subsidy-pages FOLDER [RULES]");
    };
    let rules = args.next().unwrap_or_else(|| PathBuf::from("rules"));
    let compilation = rulec::compile(&rules, None);
    let Some(rulebook) = &compilation.rulebook else {
        eprint!("{}", compilation.render());
        bail!("the rules in {} have errors", rules.display());
    };
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let pages = pages::pages(rulebook);
    for page in &pages {
        let file = folder.join(&page.name);
        fs::write(&file, &page.content)
            .with_context(|| format!("cannot write {}", file.display()))?;
    }
    // The page fetches these by the hash of the rules, so that it never mixes two versions.
    let (_, notes) = rulebook.encode_parted();
    let file = folder.join(format!("notes-{}.bin", rulebook.hash));
    fs::write(&file, notes).with_context(|| format!("cannot write {}", file.display()))?;
    println!(
        "{} files with {} benefits in {}",
        pages.len(),
        rulebook.benefits.len(),
        folder.display()
    );
    Ok(())
}
