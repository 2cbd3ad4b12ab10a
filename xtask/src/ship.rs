//! From what trunk builds to what ships: the program made small and plain enough for old browsers,
//! all scripts made one, and every file that may be kept for ever named by its content.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};
use wasmparser::{Validator, WasmFeatures};

use xtask::places;
use xtask::rules::Version;

use crate::steps::{run, step};
use crate::tools::Tools;
use crate::{more, roster};

/// Language level of every script that ships. Import and export names are the only newer things,
/// and they go when scripts are bundled.
const SCRIPT_TARGET: &str = "--target=es2019";
/// Style sheets are for the same browsers.
const STYLE_TARGET: &str = "--target=chrome86,firefox78,safari13";

/// Names of the files that make up the program.
pub struct Names {
    pub script: String,
    pub style: String,
}

/// Turns the folder that trunk wrote into one that can be served. Without the tools for it, the
/// folder stays as it is: it works, larger.
pub fn finish(tools: &Tools, site: &Path, rules: &Version) -> Result<Option<Names>> {
    let Some(esbuild) = tools.esbuild() else {
        return Ok(None);
    };
    step("making the program small and plain", || {
        let wasm = site.join("page_bg.wasm");
        // Functions in the order of their names: like stands beside like, and compresses better.
        optimise(tools, &wasm, &["-Oz", "--reorder-functions-by-name"])?;
        plain(&wasm)
    })?;
    // The file for offline use is made of the same parts.
    let glue = glue();
    fs::create_dir_all(glue.parent().context("a file lies in a folder")?)?;
    fs::copy(site.join("page.js"), glue)?;
    let style = site.join("page.css");
    shorten_style(&esbuild, &style)?;
    let wasm = rename(site, "page_bg.wasm", "page", "wasm")?;
    let style = rename(site, "page.css", "page", "css")?;
    let file = rename(site, "rules.bin", "rules", "bin")?;
    let roster = roster::build(tools, site, &esbuild)?;
    let more = more::build(tools, site, &esbuild)?;
    let shipped = serde_json::json!({
        "wasm": wasm, "rules": file, "style": style, "version": rules.date, "hash": rules.hash, "roster": roster,
        "more": more,
    });
    step("making one script of all", || {
        let script = site.join("boot.js");
        bundle_with(&esbuild, &script, &script, |command| {
            command.arg(format!("--define:SHIPPED={shipped}"))
        })
    })?;
    for part in ["host.js", "page.js"] {
        fs::remove_file(site.join(part))?;
    }
    let names = Names {
        style,
        script: rename(site, "boot.js", "page", "js")?,
    };
    let page = site.join("index.html");
    let text = fs::read_to_string(&page)?;
    fs::write(&page, with_names(&text, &names)?)?;
    Ok(Some(names))
}

/// The page with the names of what it loads. Program and rules are asked for by the script, once the first
/// screen has been seen: before, they would keep a slow line from what is drawn ahead.
fn with_names(page: &str, names: &Names) -> Result<String> {
    let Names { script, style } = names;
    let mut page = page.to_owned();
    for (from, to) in [
        (
            r#"<script type="module" src="./boot.js"></script>"#,
            format!(r#"<script defer src="./{script}" data-page></script>"#),
        ),
        ("./page.css", format!("./{style}")),
    ] {
        ensure!(page.contains(from), "index.html does not have `{from}`");
        page = page.replace(from, &to);
    }
    Ok(page)
}

/// What wasm-bindgen wrote for the program that ships, before it became part of one script.
pub fn glue() -> PathBuf {
    places::target().join("glue/page.js")
}

/// Shortens a style sheet in place, and lowers it.
pub fn shorten_style(esbuild: &Path, style: &Path) -> Result<()> {
    run(Command::new(esbuild)
        .args(["--minify", STYLE_TARGET, "--log-level=warning"])
        .args(["--allow-overwrite", "--charset=utf8"])
        .arg(format!("--outfile={}", style.display()))
        .arg(style))
}

/// Makes one classic script of a module and all that it imports.
pub fn bundle(esbuild: &Path, from: &Path, to: &Path) -> Result<()> {
    bundle_with(esbuild, from, to, |command| command)
}

/// As [`bundle`], with more to tell esbuild.
pub fn bundle_with(
    esbuild: &Path,
    from: &Path,
    to: &Path,
    more: impl FnOnce(&mut Command) -> &mut Command,
) -> Result<()> {
    let mut command = Command::new(esbuild);
    command
        .args(["--bundle", "--minify", "--format=iife", SCRIPT_TARGET])
        .args([
            "--log-level=warning",
            "--log-override:empty-import-meta=silent",
        ])
        .args([
            "--allow-overwrite",
            "--charset=utf8",
            "--legal-comments=none",
        ])
        .arg(format!("--outfile={}", to.display()))
        .arg(from);
    run(more(&mut command))
}

/// What the ready-made standard library takes of WebAssembly, and the passes that do without.
const LOWERED: [&str; 8] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--signext-lowering",
    "--llvm-memory-copy-fill-lowering",
    "--llvm-nontrapping-fptoint-lowering",
    // It names what is in use no more.
    "--strip-target-features",
];

/// Optimises a program in place, and lowers it to what old browsers have.
pub fn optimise(tools: &Tools, wasm: &Path, how: &[&str]) -> Result<()> {
    run(Command::new(tools.wasm_opt_program())
        .arg(wasm)
        .args(LOWERED)
        // The first kilobyte is the far end of the stack, which is never reached.
        .arg("--low-memory-unused")
        .args(how)
        .arg("--output")
        .arg(wasm))
}

/// Refuses a program that takes more than WebAssembly had from the start, and globals that can be
/// changed: old browsers have nothing else.
pub fn plain(wasm: &Path) -> Result<()> {
    let bytes = fs::read(wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    Validator::new_with_features(WasmFeatures::WASM1)
        .validate_all(&bytes)
        .with_context(|| format!("{} asks too much of old browsers", wasm.display()))?;
    Ok(())
}

/// Refuses a classic script in which anything newer than ES2019 stands.
pub fn plain_script(tools: &Tools, script: &Path) -> Result<()> {
    run(Command::new(tools.acorn()?)
        .args(["--ecma2019", "--silent"])
        .arg(script))
    .with_context(|| format!("{} is newer than old browsers read", script.display()))
}

/// Names a file by its content, so that a browser may keep it for ever.
pub fn rename(site: &Path, file: &str, stem: &str, ending: &str) -> Result<String> {
    let from = site.join(file);
    let name = format!("{stem}-{}.{ending}", digest(&fs::read(&from)?));
    fs::rename(from, site.join(&name))?;
    Ok(name)
}

/// The first 16 hexadecimal digits of SHA-256.
pub fn digest(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
