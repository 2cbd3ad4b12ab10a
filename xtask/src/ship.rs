//! From what trunk builds to what ships: the program made small and plain enough for old browsers,
//! all scripts made one, and every file that may be kept for ever named by its content.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};
use wasmparser::{Validator, WasmFeatures};

use xtask::places;
use xtask::rules::Version;

use crate::roster;
use crate::steps::{run, step};
use crate::tools::Tools;

/// Language level of every script that ships. Import and export names are the only newer things,
/// and they go when scripts are bundled.
const SCRIPT_TARGET: &str = "--target=es2019";
/// Style sheets are for the same browsers.
const STYLE_TARGET: &str = "--target=chrome86,firefox78,safari13";

/// Names of the files that make up the program.
pub struct Names {
    pub script: String,
    pub wasm: String,
    pub style: String,
}

/// Turns the folder that trunk wrote into one that can be served. Without the tools for it, the
/// folder stays as it is: it works, larger.
pub fn finish(tools: &Tools, site: &Path, rules: &Version) -> Result<Option<Names>> {
    let Some(esbuild) = tools.esbuild() else {
        return Ok(None);
    };
    step("making the program small and plain", || {
        shrink(tools, site)?;
        if tools.is_lean() {
            plain(&site.join("page_bg.wasm"))?;
        }
        Ok(())
    })?;
    // The file for offline use is made of the same parts.
    let glue = glue();
    fs::create_dir_all(glue.parent().context("a file lies in a folder")?)?;
    fs::copy(site.join("page.js"), glue)?;
    let style = site.join("page.css");
    shorten_style(&esbuild, &style)?;
    let wasm = rename(site, "page_bg.wasm", "page", "wasm")?;
    let style = rename(site, "page.css", "page", "css")?;
    let roster = roster::build(tools, site, &esbuild)?;
    let shipped = serde_json::json!({
        "wasm": wasm, "style": style, "version": rules.date, "hash": rules.hash, "roster": roster,
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
        wasm,
        style,
        script: rename(site, "boot.js", "page", "js")?,
    };
    let page = site.join("index.html");
    let text = fs::read_to_string(&page)?;
    fs::write(&page, with_names(&text, &names)?)?;
    Ok(Some(names))
}

/// The page with the names of what it loads. The program is asked for at once, beside the script.
fn with_names(page: &str, names: &Names) -> Result<String> {
    let Names {
        script,
        wasm,
        style,
    } = names;
    let mut page = page.to_owned();
    for (from, to) in [
        (
            r#"<script type="module" src="./boot.js"></script>"#,
            format!(
                r#"<link rel="preload" href="./{wasm}" as="fetch" crossorigin><script defer src="./{script}" data-page></script>"#
            ),
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

/// Optimises the program, and gives its imports and exports short names, in the program and in the
/// script that wasm-bindgen wrote for it. The long ones carry hashes, which do not compress: 3 KB.
/// Functions are put in the order of their names: like stands beside like, and compresses better.
fn shrink(tools: &Tools, site: &Path) -> Result<()> {
    let wasm = site.join("page_bg.wasm");
    let mut command = Command::new(tools.wasm_opt_program());
    command
        .arg(&wasm)
        .args(tools.wasm_features())
        // The first kilobyte is the far end of the stack, which is never reached.
        .args(["--low-memory-unused", "-Oz"])
        .args(["--one-caller-inline-max-function-size", "0"])
        .args([
            "--reorder-functions-by-name",
            "--minify-imports-and-exports-and-modules",
        ])
        .arg("--output")
        .arg(&wasm);
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .context("cannot start wasm-opt")?;
    ensure!(output.status.success(), "wasm-opt refuses the program");
    let names: Minified = serde_json::from_slice(&output.stdout)
        .context("wasm-opt does not say how it has renamed imports and exports")?;
    let script = site.join("page.js");
    let text = renamed(&fs::read_to_string(&script)?, &names)?;
    fs::write(script, text)?;
    Ok(())
}

#[derive(serde::Deserialize)]
struct Minified {
    imports: Vec<(String, String, String)>,
    exports: Vec<(String, String)>,
    #[serde(default)]
    modules: BTreeMap<String, String>,
}

/// The script with the short names. Imports are the keys of an object; exports stand behind `wasm.`.
fn renamed(script: &str, names: &Minified) -> Result<String> {
    let mut script = script.to_owned();
    for (_, long, short) in &names.imports {
        let key = format!(" {long}:");
        ensure!(
            script.matches(&key).count() == 1,
            "the script has no import `{long}`, or several"
        );
        script = script.replace(&key, &format!(" {short}:"));
    }
    for (long, short) in &names.exports {
        let mut out = String::with_capacity(script.len());
        let mut rest = script.as_str();
        let wanted = format!("wasm.{long}");
        while let Some(at) = rest.find(&wanted) {
            let (before, behind) = rest.split_at(at);
            let behind = &behind[wanted.len()..];
            let whole = !behind.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$')
                && !before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.');
            out.push_str(before);
            out.push_str("wasm.");
            out.push_str(if whole { short } else { long });
            rest = behind;
        }
        out.push_str(rest);
        script = out;
    }
    let modules: Vec<(String, String)> = if names.modules.is_empty() {
        // All imports come from one module, and there is one name to give.
        vec![("./page_bg.js".to_owned(), "a".to_owned())]
    } else {
        names.modules.clone().into_iter().collect()
    };
    for (long, short) in modules {
        let key = format!("\"{long}\":");
        ensure!(script.contains(&key), "the script has no module `{long}`");
        script = script.replace(&key, &format!("\"{short}\":"));
    }
    Ok(script)
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
