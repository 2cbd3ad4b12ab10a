//! Every form in which the calculator is delivered, in one folder: the site to host (page, policy
//! pages, loader for other sites), the one file for offline use, and the package for developers.
//!
//! Two builds of one checkout give the same bytes: nothing in here carries a time, a path or a
//! random name.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Serialize;
use sha2::{Digest, Sha256, Sha384};
use xtask::places;
use xtask::rules::{Named, Rules, Version};

use crate::ship::{self, Names};
use crate::site::{self, brotli, files};
use crate::steps::{run, step};
use crate::tools::Tools;
use crate::{more, npm, roster};

/// What may be at most, in bytes.
const LOADER_BUDGET: usize = 3_000;
const OFFLINE_BUDGET: usize = 520_000;

pub const OFFLINE: &str = "skill-subsidy-offline.html";
/// The same with the view for many people, whose readers and writers of spreadsheets are larger
/// than everything else together.
const OFFLINE_ROSTER: &str = "skill-subsidy-offline-roster.html";
const OFFLINE_ROSTER_BUDGET: usize = 2_050_000;

/// `manifest.json`: what is delivered, and how to make sure of it.
#[derive(Serialize)]
struct Manifest {
    /// Of the rules: the day of their newest change, and the hash of their content.
    version: Version,
    files: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    path: String,
    bytes: usize,
    brotli: usize,
    sha256: String,
    /// For the `integrity` attribute.
    integrity: String,
}

/// Adds to the built site what makes it installable and embeddable, and its manifest.
pub fn complete(tools: &Tools, site: &Path, names: &Names) -> Result<()> {
    let esbuild = tools.esbuild().context("scripts cannot be shortened")?;
    let rules = Rules::of(site)?;
    step("adding the loader and its page", || {
        loader(&esbuild, site, names, &rules)
    })?;
    step("adding what makes the page installable", || {
        installable(&esbuild, site, &rules)
    })?;
    step("reading every script as an old browser does", || {
        for path in files(site)? {
            if path.extension().is_some_and(|ending| ending == "js") {
                ship::plain_script(tools, &path)?;
            }
        }
        Ok(())
    })?;
    write_manifest(site, rules.version)
}

/// `embed.js`, and the same under a name that never changes its content.
fn loader(esbuild: &Path, site: &Path, names: &Names, rules: &Rules) -> Result<()> {
    let source = places::root().join("embed");
    let ids = |list: &[Named]| {
        let ids: Vec<&str> = list.iter().map(|one| one.id.as_str()).collect();
        ids.join(" ")
    };
    let mut script = fs::read_to_string(source.join("embed.js"))?;
    for (token, value) in [
        ("__PROGRAM__", names.script.clone()),
        ("__VERSION__", rules.version.date.clone()),
        ("__REGIONS__", ids(&rules.regions)),
        ("__AUDIENCES__", ids(&rules.audiences)),
    ] {
        ensure!(
            script.matches(token).count() == 1,
            "embed.js has no {token}, or several"
        );
        script = script.replace(token, &value);
    }
    let file = site.join("embed.js");
    fs::write(&file, script)?;
    // In ASCII: pages in another encoding read it right even if no server says what it is in. It
    // keeps to itself already and needs no wrapping.
    ship::bundle_with(esbuild, &file, &file, |command| {
        command.args(["--charset=ascii", "--format=esm"])
    })?;
    let bytes = fs::read(&file)?;
    let size = brotli(&bytes)?;
    println!("  the loader: {size} bytes in brotli, of {LOADER_BUDGET}");
    ensure!(size <= LOADER_BUDGET, "the loader is too large");
    fs::write(
        site.join(format!("embed-{}.js", ship::digest(&bytes))),
        bytes,
    )?;

    for name in ["integrate.html", "integrate.js", "integrate.css"] {
        fs::copy(source.join(name), site.join(name))
            .with_context(|| format!("cannot copy embed/{name}"))?;
    }
    let script = site.join("integrate.js");
    ship::bundle(esbuild, &script, &script)?;
    ship::shorten_style(esbuild, &site.join("integrate.css"))
}

/// The service worker with the list of what it keeps, the manifest for installing, the icons.
fn installable(esbuild: &Path, site: &Path, rules: &Rules) -> Result<()> {
    let source = places::root().join("pwa");
    let manifest = fs::read_to_string(source.join("manifest.webmanifest"))?;
    fs::write(
        site.join("manifest.webmanifest"),
        rules.web_manifest(&manifest)?,
    )?;
    for name in ["icon.svg", "icon-192.png", "icon-512.png"] {
        fs::copy(source.join(name), site.join(name))
            .with_context(|| format!("cannot copy pwa/{name}"))?;
    }
    let mut script = fs::read_to_string(source.join("sw.js"))?;
    let mut kept = Vec::new();
    // Of the worker too: another one never writes into what this one keeps.
    let mut version = Sha256::new();
    version.update(&script);
    for path in files(site)? {
        let name = relative(site, &path);
        // For webmasters and programs, not for the person with the page.
        let others = ["embed", "integrate", "sitemap", "policy/rules.json"];
        if others.iter().any(|beginning| name.starts_with(beginning)) {
            continue;
        }
        // Large, and not for everybody: kept once somebody has asked for it.
        if name.starts_with("roster-") || name.starts_with("more-") {
            version.update(&name);
            continue;
        }
        let bytes = fs::read(&path)?;
        version.update(&name);
        version.update(&bytes);
        let asked = match name.as_str() {
            "index.html" => "./".to_owned(),
            _ => name,
        };
        kept.push((
            asked,
            format!("sha256-{}", BASE64.encode(Sha256::digest(&bytes))),
        ));
    }
    let version: String = version
        .finalize()
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    for (token, value) in [
        ("\"__VERSION__\"", serde_json::to_string(&version)?),
        ("\"__FILES__\"", serde_json::to_string(&kept)?),
    ] {
        ensure!(
            script.matches(token).count() == 1,
            "sw.js has no {token}, or several"
        );
        script = script.replace(token, &value);
    }
    let file = site.join("sw.js");
    fs::write(&file, script)?;
    ship::bundle(esbuild, &file, &file)
}

/// Writes `manifest.json` about everything else in a folder.
fn write_manifest(folder: &Path, version: Version) -> Result<()> {
    let mut entries = Vec::new();
    for path in files(folder)? {
        let name = relative(folder, &path);
        if name == "manifest.json" || name.ends_with(".br") || name.ends_with(".gz") {
            continue;
        }
        let bytes = fs::read(&path)?;
        entries.push(Entry {
            path: name,
            bytes: bytes.len(),
            brotli: brotli(&bytes)?,
            sha256: hex(&Sha256::digest(&bytes)),
            integrity: format!("sha384-{}", BASE64.encode(Sha384::digest(&bytes))),
        });
    }
    let manifest = Manifest {
        version,
        files: entries,
    };
    let mut text = serde_json::to_string_pretty(&manifest)?;
    text.push('\n');
    fs::write(folder.join("manifest.json"), text)?;
    Ok(())
}

/// Builds all forms into `dist/`.
pub fn dist(tools: &Tools, base: Option<&str>, dist: &Path) -> Result<()> {
    ensure!(
        !tools.unoptimised(),
        "what ships needs wasm-opt and esbuild; see above"
    );
    if dist.exists() {
        fs::remove_dir_all(dist)?;
    }
    site::build_for(tools, base)?;
    let site = places::site();
    let hosted = dist.join("site");
    step("the site to host", || {
        for path in files(&site)? {
            let to = hosted.join(path.strip_prefix(&site)?);
            fs::create_dir_all(to.parent().context("a file lies in a folder")?)?;
            fs::copy(&path, &to)?;
        }
        compress(&hosted)
    })?;
    step("the files for offline use", || {
        for (name, budget, roster) in [
            (OFFLINE, OFFLINE_BUDGET, false),
            (OFFLINE_ROSTER, OFFLINE_ROSTER_BUDGET, true),
        ] {
            let html = offline(tools, &site, roster)?;
            println!("  {name}: {} bytes, of {budget}", html.len());
            ensure!(html.len() <= budget, "{name} is too large");
            fs::write(dist.join(name), html)?;
        }
        Ok(())
    })?;
    npm::build(tools)?;
    let package = places::target().join("npm");
    for path in files(&package)? {
        let name = relative(&package, &path);
        if name.starts_with("skill-subsidy/") || name.ends_with(".tgz") {
            let to = dist.join("npm").join(&name);
            fs::create_dir_all(to.parent().context("a file lies in a folder")?)?;
            fs::copy(&path, &to)?;
        }
    }
    write_manifest(dist, Rules::of(&site)?.version)?;
    println!("\nAll forms are in {}:", dist.display());
    println!(
        "  site/                       host this folder; integrate.html shows how to embed it"
    );
    println!("  {OFFLINE}  one file, opens without a network");
    println!("  {OFFLINE_ROSTER}  the same with the view for many people");
    println!("  npm/                        the package for developers");
    println!("  manifest.json               what is delivered: sizes, SHA-256, SRI, rules version");
    Ok(())
}

/// Builds everything a second time in another place, and compares with what is in a folder.
pub fn again(base: Option<&str>, first: &Path) -> Result<()> {
    let first = digests(first)?;
    step(
        "building once more, from nothing, in another folder (2 to 4 min)",
        || {
            let again = places::target().join("again");
            if again.exists() {
                fs::remove_dir_all(&again)?;
            }
            run(Command::new(std::env::current_exe()?)
                .arg("dist")
                .args(base.map(|base| ["--base", base]).into_iter().flatten())
                .env("CARGO_TARGET_DIR", &again)
                .env("SKILL_SUBSIDY_DIST", again.join("dist"))
                .current_dir(places::root()))?;
            let second = digests(&again.join("dist"))?;
            let differing: Vec<&String> = first
                .iter()
                .filter(|one| !second.contains(one))
                .chain(second.iter().filter(|one| !first.contains(one)))
                .map(|(name, _)| name)
                .collect();
            ensure!(differing.is_empty(), "two builds differ in {differing:?}");
            println!("  {} files, all the same", first.len());
            fs::remove_dir_all(&again)?;
            Ok(())
        },
    )
}

fn digests(folder: &Path) -> Result<Vec<(String, String)>> {
    let digest = |path: &PathBuf| {
        let bytes = fs::read(path)?;
        Ok((relative(folder, path), hex(&Sha256::digest(&bytes))))
    };
    files(folder)?.iter().map(digest).collect()
}

/// Puts a compressed form beside each file that gets smaller by it, for servers that send these.
fn compress(folder: &Path) -> Result<()> {
    for path in files(folder)? {
        if path.extension().is_some_and(|ending| ending == "png") {
            continue;
        }
        let bytes = fs::read(&path)?;
        for (ending, packed) in [
            ("br", site::brotli_bytes(&bytes)?),
            ("gz", site::gzip_bytes(&bytes)?),
        ] {
            let name = format!("{}.{ending}", path.display());
            fs::write(name, packed)?;
        }
    }
    Ok(())
}

/// The whole page, with the policy pages, in one file that asks for nothing; with the roster, the
/// view for many people too.
fn offline(tools: &Tools, site: &Path, with_roster: bool) -> Result<String> {
    let esbuild = tools.esbuild().context("scripts cannot be shortened")?;
    let work = places::target().join("offline");
    fs::create_dir_all(&work)?;
    // The glue as the site's script has it, before bundling.
    for (from, to) in [
        (ship::glue(), "page.js"),
        (places::root().join("src/host.js"), "host.js"),
        (places::root().join("src/offline.js"), "offline.js"),
    ] {
        fs::copy(&from, work.join(to))
            .with_context(|| format!("cannot copy {}", from.display()))?;
    }
    let bundled = work.join("bundled.js");
    let libraries = tools.fflate()?;
    ship::bundle_with(&esbuild, &work.join("offline.js"), &bundled, |command| {
        command.env("NODE_PATH", libraries)
    })?;
    let script = fs::read_to_string(&bundled)?;
    ensure!(!script.contains("</script"), "the script would end itself");

    let page = fs::read_to_string(site.join("index.html"))?;
    let style_name = files(site)?
        .iter()
        .map(|path| relative(site, path))
        .find(|name| name.starts_with("page-") && name.ends_with(".css"))
        .context("the site has no style sheet")?;
    let style = fs::read_to_string(site.join(&style_name))?;
    let own = fs::read_to_string(places::root().join("src/style/offline.css"))?;

    let mut data = String::new();
    for path in files(site)? {
        let name = relative(site, &path);
        // The cities side by side go with the views for that, into the larger file.
        let shown = name.starts_with("policy/")
            && (name.ends_with(".html") || name.ends_with(".css"))
            && (with_roster || name != "policy/compare.html");
        let roster = name.starts_with("roster-");
        let more = name.starts_with("more-");
        let needed =
            name.ends_with(".wasm") || name.ends_with(".bin") || name.starts_with("text/en-");
        if !(shown || needed) || (roster || more) && !with_roster {
            continue;
        }
        let packed = site::gzip_bytes(&fs::read(&path)?)?;
        let name = match name.as_str() {
            _ if roster => "roster_bg.wasm",
            _ if more => "more_bg.wasm",
            name if name.ends_with(".wasm") => "page.wasm",
            name if name.starts_with("rules-") => "rules.bin",
            name => name,
        };
        data.push_str(&format!(
            "<script type=\"text/plain\" data-file=\"{name}\">{}</script>\n",
            BASE64.encode(packed)
        ));
    }

    let body = between(&page, "<body>", "</body>")?;
    let body = body.replace(
        "浏览器没有开启 JavaScript，不能提问和计算。各项政策的条文仍可以看：",
        "浏览器没有开启 JavaScript；这个离线文件要有它才能用。",
    );
    let title = between(&page, "<title>", "</title>")?;
    let hash = |script: &str| {
        let digest = Sha256::digest(script.as_bytes());
        format!("'sha256-{}'", BASE64.encode(digest))
    };
    let mut allowed = hash(&script);
    let (mut more_style, mut more_script) = (String::new(), String::new());
    if with_roster {
        let view = work.join("roster.js");
        roster::script(&esbuild, &view, None)?;
        let view = fs::read_to_string(view)?;
        let over = work.join("more.js");
        more::script(&esbuild, &over, None)?;
        let over = fs::read_to_string(over)?;
        let ends_itself = [&view, &over]
            .iter()
            .any(|script| script.contains("</script"));
        ensure!(!ends_itself, "a script would end itself");
        allowed = format!("{allowed} {} {}", hash(&view), hash(&over));
        more_style = fs::read_to_string(places::root().join("roster/roster.css"))?
            + &fs::read_to_string(places::root().join("crates/more/more.css"))?;
        more_script = format!("<script data-roster>{view}</script>\n<script>{over}</script>\n");
    }
    Ok(format!(
        "<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <title>{title}</title>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         script-src {allowed} 'wasm-unsafe-eval' 'unsafe-eval'; style-src 'unsafe-inline'; \
         img-src data:; base-uri 'none'; form-action 'none'\">\n\
         <link rel=\"icon\" href=\"data:,\">\n<style>{style}{own}{more_style}</style>\n</head>\n<body>{body}\
         <div id=\"clauses\" class=\"clauses\" role=\"dialog\" aria-modal=\"true\" aria-label=\"条文\" hidden>\
         <button type=\"button\">关闭条文，回到计算器 · Close</button>\
         <iframe title=\"条文\"></iframe></div>\n{data}{more_script}<script>{script}</script>\n</body>\n</html>\n"
    ))
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> Result<&'a str> {
    let found = text
        .split_once(from)
        .and_then(|(_, rest)| rest.split_once(to));
    match found {
        Some((inside, _)) => Ok(inside),
        None => bail!("index.html has nothing between {from} and {to}"),
    }
}

/// The path below a folder, with `/` on every system.
fn relative(folder: &Path, path: &Path) -> String {
    let below = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
