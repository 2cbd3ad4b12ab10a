//! Where things are. Nothing is created here.

use std::env;
use std::path::{Path, PathBuf};

/// The root of the checkout.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask lies inside the checkout")
}

/// Cargo's target folder.
pub fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// The built site: the page, and the static policy pages below it.
pub fn site() -> PathBuf {
    target().join("site")
}

/// Every form of delivery. `SKILL_SUBSIDY_DIST` overrides it.
pub fn dist() -> PathBuf {
    match set("SKILL_SUBSIDY_DIST") {
        Some(dir) => root().join(dir),
        None => root().join("dist"),
    }
}

/// What the tests build and use of it, so that they leave alone what somebody made to be hosted.
pub fn test_dist() -> PathBuf {
    target().join("dist")
}

/// Where tests in a browser that passed only when tried again say why they failed before, each in a
/// file of its own.
pub fn unsteady() -> PathBuf {
    target().join("e2e").join("unsteady")
}

/// The static policy pages inside the built site.
pub fn policy_pages() -> PathBuf {
    site().join("policy")
}

/// The folder into which pinned tools are installed, each in a folder that carries its version.
///
/// `SKILL_SUBSIDY_TOOLS` overrides it; otherwise it lies in the user's cache.
pub fn tools() -> PathBuf {
    if let Some(dir) = set("SKILL_SUBSIDY_TOOLS") {
        return root().join(dir);
    }
    let cache = set("XDG_CACHE_HOME")
        .filter(|dir| dir.is_absolute())
        .or_else(|| set("HOME").map(|home| home.join(".cache")))
        // Without a home there is no cache to share; keep the tools beside what they build.
        .unwrap_or_else(target);
    cache.join("skill-subsidy").join("tools")
}

/// The accessibility checker that end-to-end tests put into pages.
pub fn axe() -> PathBuf {
    tools()
        .join(format!("axe-core-{AXE_CORE}"))
        .join("node_modules/axe-core/axe.min.js")
}

/// Pinned version of axe-core.
pub const AXE_CORE: &str = "4.14.1";

/// Firefox's driver.
pub fn geckodriver() -> PathBuf {
    tools()
        .join(format!("geckodriver-{GECKODRIVER}"))
        .join("bin/geckodriver")
}

/// Pinned version of geckodriver.
pub const GECKODRIVER: &str = "0.37.1";

/// Firefox; the long-term release first, which changes least under the tests.
pub fn firefox() -> Option<PathBuf> {
    ["firefox-esr", "firefox"].into_iter().find_map(on_path)
}

/// The small browser around WebKitGTK that WebKitWebDriver drives, of the newest kind installed.
pub fn mini_browser() -> Option<PathBuf> {
    let below = |dir: PathBuf| {
        let entries = dir.read_dir().into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).collect::<Vec<_>>()
    };
    // /usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser, or without the folder of the machine.
    let libraries = ["/usr/lib", "/usr/lib64", "/usr/libexec"].map(PathBuf::from);
    let mut found: Vec<_> = libraries
        .into_iter()
        .flat_map(|library| {
            let machines = below(library.clone())
                .into_iter()
                .filter(|dir| dir.to_string_lossy().contains("-linux-"));
            machines.chain([library]).collect::<Vec<_>>()
        })
        .flat_map(below)
        .filter(|dir| dir.to_string_lossy().contains("/webkit"))
        .map(|dir| dir.join("MiniBrowser"))
        .filter(|file| is_executable(file))
        .collect();
    found.sort();
    found.pop()
}

fn set(name: &str) -> Option<PathBuf> {
    env::var_os(name)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}

/// A web server, by one of its names. Systems keep them where only administrators look.
pub fn server(names: &[&str]) -> Option<PathBuf> {
    names.iter().find_map(|name| {
        on_path(name).or_else(|| {
            let file = Path::new("/usr/sbin").join(name);
            is_executable(&file).then_some(file)
        })
    })
}

/// A program on `PATH`.
pub fn on_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|dir| dir.join(program))
        .find(|file| is_executable(file))
}

#[cfg(unix)]
fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata()
        .is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(file: &Path) -> bool {
    file.is_file() || file.with_extension("exe").is_file()
}
