//! The end-to-end tests in one browser after the other, and what each of them needs.
//!
//! Chromium is part of the set-up, because the component tests run in it. The others are installed
//! where that can be done; where it cannot, the tests go on without them and the summary says so.
//! With `CI=true`, or when a stage is asked for by name, none may be missing.

use std::env;
use std::fmt;
use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};
use xtask::places::{self, GECKODRIVER};

use crate::steps::{run, step};
use crate::tools::{cargo_install, debian};

#[derive(Clone, Copy)]
pub enum Browser {
    Chromium,
    Firefox,
    WebKit,
}

impl Browser {
    /// As the tests are told.
    fn name(self) -> &'static str {
        match self {
            Browser::Chromium => "chromium",
            Browser::Firefox => "firefox",
            Browser::WebKit => "webkit",
        }
    }

    fn install(self) -> Result<()> {
        match self {
            Browser::Chromium => Ok(()),
            Browser::Firefox => firefox(),
            Browser::WebKit => webkit(),
        }
    }
}

/// A browser that is not there and cannot be installed, and why.
#[derive(Debug)]
struct Missing {
    browser: &'static str,
    why: String,
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NOT TESTED in {}: {}", self.browser, self.why)
    }
}

impl std::error::Error for Missing {}

/// Runs the end-to-end tests in a browser, installing it first if need be.
pub fn end_to_end(browser: Browser) -> Result<()> {
    if !places::test_dist().join("manifest.json").is_file() {
        bail!("what is delivered has not been built: `cargo xtask test dist`");
    }
    browser.install().map_err(|error| Missing {
        browser: browser.name(),
        why: format!("{error:#}"),
    })?;
    if let Err(error) = servers() {
        println!("! Not tested behind every documented server: {error:#}");
    }
    // Each test has a browser of its own; more of them than cores only makes them wait.
    run(Command::new("cargo")
        .args(["test", "--quiet", "--package", "e2e", "--no-fail-fast"])
        .args(["--", "--test-threads=2"])
        .env("SKILL_SUBSIDY_BROWSER", browser.name())
        .env("SKILL_SUBSIDY_DIST", places::test_dist())
        .current_dir(places::root()))
}

/// Whether a stage may have failed with this: for want of a browser that nobody insists on.
pub fn excused(error: &anyhow::Error) -> bool {
    let on_ci = env::var_os("CI").is_some_and(|ci| !ci.is_empty() && ci != "false");
    !on_ci && error.is::<Missing>()
}

/// The tests that passed only when they were tried again since the last call of [`forget_unsteady`],
/// and why they failed at first.
pub fn unsteady() -> Vec<(String, String)> {
    let entries = fs::read_dir(places::unsteady()).into_iter().flatten();
    let mut found: Vec<_> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.path().file_stem()?.to_string_lossy().into_owned();
            Some((name, fs::read_to_string(entry.path()).ok()?))
        })
        .collect();
    found.sort();
    found
}

pub fn forget_unsteady() {
    // Most often there are none.
    let _ = fs::remove_dir_all(places::unsteady());
}

/// Installs every browser but Chromium as far as possible, and says what falls short.
pub fn install_all() {
    for browser in [Browser::Firefox, Browser::WebKit] {
        if let Err(error) = browser.install() {
            println!("! No {}: {error:#}", browser.name());
        }
    }
    if let Err(error) = servers() {
        println!("! Not every documented server: {error:#}");
    }
}

/// The servers whose settings are documented. Where they are wanted and missing, their tests fail
/// by themselves.
fn servers() -> Result<()> {
    let mut missing = Vec::new();
    if places::server(&["nginx"]).is_none() {
        missing.extend(["nginx", "libnginx-mod-http-brotli-static"]);
    }
    if places::server(&["apache2", "httpd"]).is_none() {
        // The program without the service around it.
        missing.push("apache2-bin");
    }
    if missing.is_empty() {
        return Ok(());
    }
    debian(&missing)
}

fn firefox() -> Result<()> {
    if places::firefox().is_none() {
        debian(&["firefox-esr"])?;
    }
    let driver = places::geckodriver();
    if driver.is_file() {
        return Ok(());
    }
    let package = format!("geckodriver@{GECKODRIVER}");
    let dir = driver.ancestors().nth(2).context("it has a folder")?;
    step(
        &format!("installing geckodriver {GECKODRIVER} (2 to 4 min)"),
        || cargo_install(dir, &[&package]),
    )
}

fn webkit() -> Result<()> {
    let mut missing = Vec::new();
    if places::on_path("WebKitWebDriver").is_none() || places::mini_browser().is_none() {
        missing.push("webkit2gtk-driver");
    }
    // Elsewhere than in Xvfb its windows come up on somebody's screen, and have to share the focus.
    if places::on_path("Xvfb").is_none() {
        missing.push("xvfb");
    }
    if missing.is_empty() {
        return Ok(());
    }
    debian(&missing)?;
    if places::mini_browser().is_none() {
        bail!("WebKitGTK is here without its MiniBrowser");
    }
    Ok(())
}
