//! The tools that builds and tests need, installed where they are missing.
//!
//! Versions are pinned here and nowhere else. Each tool has a folder of its own that carries the
//! version, so that a new pin never meets an old binary and nothing on the machine is replaced.
//! Only Debian's own packages (Node.js, Chromium, fonts) go to the system, and only as root.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use xtask::places::{self, AXE_CORE};

use crate::steps::{output_of, run, step};

/// Must be the version of the `wasm-bindgen` crate in Cargo.lock.
const WASM_BINDGEN: &str = "0.2.129";
const TRUNK: &str = "0.21.14";
const BINARYEN: &str = "132.0.0";
const ESBUILD: &str = "0.28.2";
/// Reads scripts as old browsers do.
const ACORN: &str = "8.15.0";
/// Unpacks what stands compressed in the file for offline use.
const FFLATE: &str = "0.8.3";

/// For the npm package.
const WASM_PACK: &str = "0.15.1";
/// The last that is itself written in JavaScript, and so can be asked by tests.
const TYPESCRIPT: &str = "5.9.3";

/// What the npm package is measured against.
const PEERS: [(&str, &str); 2] = [("json-rules-engine", "7.3.1"), ("publicodes", "1.10.3")];

/// Says how a page does on a phone.
const LIGHTHOUSE: &str = "12.8.2";

pub const WASM: &str = "wasm32-unknown-unknown";

/// What a command needs; each installs what is missing and is cheap when all is there.
pub struct Tools {
    dir: PathBuf,
    /// No wasm-opt can be had: builds go on, larger.
    unoptimised: bool,
}

impl Tools {
    /// Everything that building the site takes. Without Node.js there is no wasm-opt; then the
    /// build works all the same, and says what it lacks.
    pub fn for_building() -> Result<Tools> {
        let mut tools = Tools::in_folder()?;
        tools.wasm_target()?;
        tools.wasm_bindgen()?;
        tools.trunk()?;
        if let Err(error) = tools.wasm_opt() {
            println!("! No wasm-opt: {error:#}");
            println!("! The page is built without it: it works, but is larger than what ships.");
            tools.unoptimised = true;
        }
        Ok(tools)
    }

    /// Everything that building what ships takes; nothing may be missing.
    pub fn for_delivering() -> Result<Tools> {
        let tools = Tools::for_measuring()?;
        tools.wasm_bindgen()?;
        tools.trunk()?;
        tools.wasm_pack()?;
        Ok(tools)
    }

    /// The program that reads scripts in the language of a given year.
    pub fn acorn(&self) -> Result<PathBuf> {
        let dir = self.dir_of("acorn", ACORN);
        let program = dir.join("node_modules/.bin/acorn");
        if !program.is_file() {
            npm_install(&dir, "acorn", ACORN)?;
        }
        Ok(program)
    }

    /// The folder of libraries with fflate in it.
    pub fn fflate(&self) -> Result<PathBuf> {
        let dir = self.dir_of("fflate", FFLATE);
        if !dir.join("node_modules/fflate").is_dir() {
            npm_install(&dir, "fflate", FFLATE)?;
        }
        Ok(dir.join("node_modules"))
    }

    /// The program that builds the npm package.
    pub fn wasm_pack(&self) -> Result<PathBuf> {
        self.wasm_bindgen()?;
        let dir = self.dir_of("wasm-pack", WASM_PACK);
        let program = dir.join("bin/wasm-pack");
        if !program.is_file() {
            let package = format!("wasm-pack@{WASM_PACK}");
            step(
                &format!("installing wasm-pack {WASM_PACK} (about 2 min)"),
                // It only starts other programs.
                || cargo_install(&dir, &[&package, "--debug"]),
            )?;
        }
        Ok(program)
    }

    /// The folder of libraries with TypeScript in it.
    pub fn typescript(&self) -> Result<PathBuf> {
        let dir = self.dir_of("typescript", TYPESCRIPT);
        if !dir.join("node_modules/typescript").is_dir() {
            npm_install(&dir, "typescript", TYPESCRIPT)?;
        }
        Ok(dir.join("node_modules"))
    }

    /// The folder in whose `node_modules` other engines are.
    pub fn peers(&self) -> Result<PathBuf> {
        let versions: Vec<&str> = PEERS.iter().map(|(_, version)| *version).collect();
        let dir = self.dir_of("peers", &versions.join("-"));
        for (package, version) in PEERS {
            if !dir.join("node_modules").join(package).is_dir() {
                npm_install(&dir, package, version)?;
            }
        }
        Ok(dir)
    }

    /// Lighthouse, to be run by Node.js.
    pub fn lighthouse(&self) -> Result<PathBuf> {
        let dir = self.dir_of("lighthouse", LIGHTHOUSE);
        let program = dir.join("node_modules/lighthouse/cli/index.js");
        if !program.is_file() {
            npm_install(&dir, "lighthouse", LIGHTHOUSE)?;
        }
        Ok(program)
    }

    /// Everything that the tests take; nothing may be missing.
    pub fn for_testing() -> Result<Tools> {
        let tools = Tools::for_measuring()?;
        tools.wasm_bindgen()?;
        tools.trunk()?;
        tools.wasm_pack()?;
        tools.typescript()?;
        tools.axe()?;
        browser()?;
        Ok(tools)
    }

    /// Everything that running the engine in WebAssembly takes.
    pub fn for_measuring() -> Result<Tools> {
        let tools = Tools::in_folder()?;
        tools.wasm_target()?;
        tools.wasm_opt()?;
        Ok(tools)
    }

    fn in_folder() -> Result<Tools> {
        let dir = places::tools();
        fs::create_dir_all(&dir).with_context(|| format!("cannot create {}", dir.display()))?;
        Ok(Tools {
            dir,
            unoptimised: false,
        })
    }

    /// Whether builds go without wasm-opt.
    pub fn unoptimised(&self) -> bool {
        self.unoptimised
    }

    /// `PATH` with the pinned tools in front, so that trunk finds them and downloads nothing.
    pub fn path(&self) -> Result<OsString> {
        let mut dirs = vec![self.dir_of("wasm-bindgen", WASM_BINDGEN).join("bin")];
        dirs.push(self.dir_of("trunk", TRUNK).join("bin"));
        dirs.push(if self.unoptimised {
            self.stand_in_for_wasm_opt()?
        } else {
            self.binaryen_bin()
        });
        dirs.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
        Ok(env::join_paths(dirs)?)
    }

    /// The program that shortens scripts; none where there is no Node.js.
    pub fn esbuild(&self) -> Option<PathBuf> {
        let program = self.esbuild_program();
        (!self.unoptimised && program.is_file()).then_some(program)
    }

    fn esbuild_program(&self) -> PathBuf {
        self.dir_of("esbuild", ESBUILD)
            .join("node_modules/.bin/esbuild")
    }

    pub fn wasm_opt_program(&self) -> PathBuf {
        self.binaryen_bin().join("wasm-opt")
    }

    pub fn test_runner(&self) -> PathBuf {
        self.dir_of("wasm-bindgen", WASM_BINDGEN)
            .join("bin/wasm-bindgen-test-runner")
    }

    fn dir_of(&self, tool: &str, version: &str) -> PathBuf {
        self.dir.join(format!("{tool}-{version}"))
    }

    fn binaryen_bin(&self) -> PathBuf {
        self.dir_of("binaryen", BINARYEN.trim_end_matches(".0.0"))
            .join("node_modules/.bin")
    }

    fn wasm_target(&self) -> Result<()> {
        let libs = output_of("rustc", &["--print", "target-libdir", "--target", WASM]);
        if libs.is_some_and(|dir| Path::new(&dir).is_dir()) {
            return Ok(());
        }
        if places::on_path("rustup").is_none() {
            bail!("the Rust toolchain lacks the target {WASM}, and there is no rustup to add it");
        }
        step(&format!("adding the target {WASM} (under 1 min)"), || {
            run(Command::new("rustup").args(["target", "add", WASM]))
        })
    }

    fn wasm_bindgen(&self) -> Result<()> {
        let dir = self.dir_of("wasm-bindgen", WASM_BINDGEN);
        if dir.join("bin/wasm-bindgen").is_file() && self.test_runner().is_file() {
            return Ok(());
        }
        let package = format!("wasm-bindgen-cli@{WASM_BINDGEN}");
        step(
            &format!("installing wasm-bindgen {WASM_BINDGEN} (about 2 min)"),
            || cargo_install(&dir, &[&package]),
        )
    }

    fn trunk(&self) -> Result<()> {
        let dir = self.dir_of("trunk", TRUNK);
        if dir.join("bin/trunk").is_file() {
            return Ok(());
        }
        let package = format!("trunk@{TRUNK}");
        let flags = ["--debug", "--no-default-features", "--features", "rustls"];
        step(&format!("installing trunk {TRUNK} (about 3 min)"), || {
            cargo_install(&dir, &[&[package.as_str()][..], &flags].concat())
        })
    }

    fn wasm_opt(&self) -> Result<()> {
        let program = self.wasm_opt_program();
        if !program.is_file() {
            npm_install(
                &self.dir_of("binaryen", BINARYEN.trim_end_matches(".0.0")),
                "binaryen",
                BINARYEN,
            )?;
        }
        if !self.esbuild_program().is_file() {
            npm_install(&self.dir_of("esbuild", ESBUILD), "esbuild", ESBUILD)?;
        }
        // Its programs run on Node.js, which may have gone since they were installed.
        node()?;
        match output_of(&program, &["--version"]) {
            Some(_) => Ok(()),
            None => bail!("{} does not run", program.display()),
        }
    }

    fn axe(&self) -> Result<()> {
        if places::axe().is_file() {
            return Ok(());
        }
        npm_install(&self.dir_of("axe-core", AXE_CORE), "axe-core", AXE_CORE)
    }

    /// A program called wasm-opt that changes nothing. trunk insists on having one.
    fn stand_in_for_wasm_opt(&self) -> Result<PathBuf> {
        let dir = self.dir.join("no-wasm-opt");
        fs::create_dir_all(&dir)?;
        let script = format!(
            "#!/bin/sh\n\
             # Stands in for wasm-opt where there is none: copies the input to the output.\n\
             for arg; do\n  case $arg in\n\
             \x20   --version) echo 'wasm-opt version {version} (version_{version})'; exit ;;\n\
             \x20   --output=*) output=${{arg#--output=}} ;;\n\
             \x20   -*) ;;\n\
             \x20   *) [ -f \"$arg\" ] && input=$arg ;;\n\
             \x20 esac\ndone\nexec cp \"$input\" \"$output\"\n",
            version = BINARYEN.trim_end_matches(".0.0"),
        );
        let file = dir.join("wasm-opt");
        fs::write(&file, script)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755))?;
        }
        Ok(dir)
    }
}

/// rustfmt and clippy, which a minimal toolchain lacks.
pub fn components() -> Result<()> {
    for (command, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if output_of("cargo", &[command, "--version"]).is_none() {
            step(&format!("adding {component}"), || {
                run(Command::new("rustup").args(["component", "add", component]))
            })?;
        }
    }
    Ok(())
}

pub fn cargo_install(dir: &Path, args: &[&str]) -> Result<()> {
    // A target folder of our own would be filled with the tool's objects.
    run(Command::new("cargo")
        .args(["install", "--locked", "--quiet", "--root"])
        .arg(dir)
        .args(args)
        .env_remove("CARGO_TARGET_DIR")
        .current_dir(dir.parent().expect("tools have a folder of their own")))
}

fn npm_install(dir: &Path, package: &str, version: &str) -> Result<()> {
    node()?;
    step(
        &format!("installing {package} {version} (under 1 min)"),
        || {
            fs::create_dir_all(dir)?;
            run(Command::new("npm")
                .args(["install", "--no-audit", "--no-fund", "--loglevel=error"])
                .arg("--prefix")
                .arg(dir)
                .arg(format!("{package}@{version}")))
        },
    )
}

fn node() -> Result<()> {
    if places::on_path("node").is_none() || places::on_path("npm").is_none() {
        debian(&["nodejs", "npm"])
            .context("Node.js with npm is needed; install it from your system's packages")?;
    }
    Ok(())
}

/// Chromium, its driver, and a font for Chinese text.
fn browser() -> Result<()> {
    let mut missing = Vec::new();
    if chromium().is_none() {
        missing.push("chromium");
    }
    if places::on_path("chromedriver").is_none() {
        missing.push("chromium-driver");
    }
    // Elsewhere the system brings a font of its own.
    let has_dpkg = places::on_path("dpkg-query").is_some();
    // A package that was removed is still known.
    let status = ["-W", "-f=${db:Status-Status}", "fonts-noto-cjk"];
    if has_dpkg && output_of("dpkg-query", &status).as_deref() != Some("installed") {
        missing.push("fonts-noto-cjk");
    }
    if missing.is_empty() {
        return Ok(());
    }
    debian(&missing).context(
        "the browser tests need Chromium, chromedriver of the same version on PATH, and a font \
         with Chinese characters (Debian: chromium chromium-driver fonts-noto-cjk)",
    )
}

pub fn chromium() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find_map(places::on_path)
}

/// Installs Debian packages if this is a Debian and we are root; else says what to do.
pub fn debian(packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    let root = output_of("id", &["-u"]).is_some_and(|id| id == "0");
    if !root || places::on_path("apt-get").is_none() {
        bail!("missing: {list}. As root, on Debian: apt-get update && apt-get install {list}");
    }
    step(&format!("installing Debian's {list} (1 to 3 min)"), || {
        let apt = |args: &[&str]| {
            run(Command::new("apt-get")
                .env("DEBIAN_FRONTEND", "noninteractive")
                .args(["-q", "-o", "Dpkg::Use-Pty=0"])
                .args(args))
        };
        apt(&["update"])?;
        let install = ["install", "--yes", "--no-install-recommends"];
        apt(&[&install[..], packages].concat())
    })
}
