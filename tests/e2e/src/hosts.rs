//! Other people's pages that hold ours: the templates in `hosts/`, served from an origin of their
//! own with the headers that such a page may send. And folders that go away again.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result};
use xtask::places;
use xtask::server::Server;

/// Where a template wants the address of the site, without the slash at its end.
const BASE: &str = "%BASE%";

/// A server of host pages. It stops when this is dropped.
pub struct Host {
    server: Server,
    _folder: Folder,
}

impl Host {
    /// Serves the templates, with `%BASE%` in them replaced by `base`: the address of a served
    /// site, with or without a slash at its end.
    pub fn start(base: &str) -> Result<Host> {
        Host::of(&places::root().join("tests/e2e/hosts"), base)
    }

    /// As [`Host::start`], with templates from elsewhere.
    pub fn of(templates: &Path, base: &str) -> Result<Host> {
        let folder = Folder::copy_of(templates)?;
        for file in files(folder.path())? {
            // Pictures and the like are no text and name no address.
            if let Ok(text) = fs::read_to_string(&file) {
                fs::write(&file, text.replace(BASE, base.trim_end_matches('/')))?;
            }
        }
        Ok(Host {
            server: Server::recording(folder.path())?,
            _folder: folder,
        })
    }

    /// Address of a host page, e.g. `frame.html`: another origin than the site's.
    pub fn url(&self, page: &str) -> String {
        format!("{}{page}", self.server.url())
    }

    /// The same page by the name of localhost: to browsers another site altogether, whose frames
    /// share no storage with what is embedded elsewhere.
    pub fn url_of_another_site(&self, page: &str) -> String {
        self.url(page).replacen("127.0.0.1", "localhost", 1)
    }

    /// To set headers (a policy, say), and to see what was requested.
    pub fn server(&self) -> &Server {
        &self.server
    }
}

/// A folder below `target/e2e` that is removed when this is dropped.
pub struct Folder(PathBuf);

impl Folder {
    /// An empty one; the name is for people who look on.
    pub fn new(name: &str) -> Result<Folder> {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = places::target()
            .join("e2e")
            .join(format!("{name}-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).with_context(|| format!("cannot create {}", path.display()))?;
        Ok(Folder(path))
    }

    /// Everything in a folder, to be changed at will: a later version of the site, say, for
    /// [`Server::swap`].
    pub fn copy_of(folder: &Path) -> Result<Folder> {
        let name = folder.file_name().context("a folder with a name")?;
        let copy = Folder::new(&name.to_string_lossy())?;
        for file in files(folder)? {
            let to = copy.0.join(file.strip_prefix(folder)?);
            fs::create_dir_all(to.parent().context("a file lies in a folder")?)?;
            fs::copy(&file, to)?;
        }
        Ok(copy)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Every file below a folder.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries = fs::read_dir(folder).with_context(|| format!("no {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}
