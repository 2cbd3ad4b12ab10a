//! A static file server for one folder, on the loopback address only.
//!
//! It serves files as they are: no compression, no caching, no listing, and nothing outside the
//! folder. For tests it also says which requests came in, and can be told while it runs to send
//! other headers, files that are compressed already, another folder, or nothing at all.

use std::fs::{self, File};
use std::io;
use std::net::SocketAddr;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::{mem, thread};

use anyhow::{Context, Result, anyhow};
use tiny_http::{Header, Method, Request, Response, StatusCode};

/// A running server. It stops when this is dropped.
pub struct Server {
    http: Arc<tiny_http::Server>,
    address: SocketAddr,
    workers: Vec<thread::JoinHandle<()>>,
    serving: Arc<Mutex<Serving>>,
}

/// What is served, and what has been asked for.
struct Serving {
    folder: PathBuf,
    headers: Vec<(String, String)>,
    compressed: bool,
    withheld: Vec<String>,
    /// `None` where nobody will ask.
    seen: Option<Vec<Seen>>,
}

/// A request as it came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// By which name the server was called: `127.0.0.1:8080`.
    pub host: String,
    /// Path and query: `/policy/zibo.html?a=b`.
    pub path: String,
}

impl Server {
    /// Serves `folder` at 127.0.0.1; port 0 takes any free one.
    pub fn start(folder: &Path, port: u16) -> Result<Server> {
        Server::run(folder, port, None)
    }

    /// Serves `folder` at any free port, and keeps what is asked for, for [`Server::seen`].
    pub fn recording(folder: &Path) -> Result<Server> {
        Server::run(folder, 0, Some(Vec::new()))
    }

    fn run(folder: &Path, port: u16, seen: Option<Vec<Seen>>) -> Result<Server> {
        let serving = Arc::new(Mutex::new(Serving {
            folder: real(folder)?,
            headers: Vec::new(),
            compressed: false,
            withheld: Vec::new(),
            seen,
        }));
        let http = tiny_http::Server::http(("127.0.0.1", port))
            .map_err(|error| anyhow!("cannot listen on 127.0.0.1:{port}: {error}"))?;
        let address = http
            .server_addr()
            .to_ip()
            .context("the server has no address")?;
        let http = Arc::new(http);
        // Browsers open several connections; a few threads keep one slow reader from blocking.
        let workers = (0..4)
            .map(|_| {
                let http = Arc::clone(&http);
                let serving = Arc::clone(&serving);
                thread::spawn(move || {
                    while let Ok(request) = http.recv() {
                        // A reader that went away is no concern of the server's.
                        let _ = answer(request, &serving);
                    }
                })
            })
            .collect();
        Ok(Server {
            http,
            address,
            workers,
            serving,
        })
    }

    /// `http://127.0.0.1:PORT/`
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Serves another folder from the next request on.
    pub fn swap(&self, folder: &Path) -> Result<()> {
        let folder = real(folder)?;
        self.serving().folder = folder;
        Ok(())
    }

    /// Sends these headers with every file, in place of what was set before and of the server's
    /// own headers of the same name.
    pub fn send(&self, headers: &[(&str, &str)]) {
        self.serving().headers = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
    }

    /// Whether `FILE.br` or `FILE.gz` goes out as `FILE` to whoever understands it.
    pub fn compressed(&self, yes: bool) {
        self.serving().compressed = yes;
    }

    /// Says of every path that holds one of these words that it is not there.
    pub fn withhold(&self, words: &[&str]) {
        self.serving().withheld = words.iter().map(|word| (*word).to_owned()).collect();
    }

    /// The requests since this was last called, in the order of their arrival.
    pub fn seen(&self) -> Vec<Seen> {
        self.serving()
            .seen
            .as_mut()
            .map(mem::take)
            .unwrap_or_default()
    }

    fn serving(&self) -> MutexGuard<'_, Serving> {
        lock(&self.serving)
    }

    /// Waits for as long as the server runs.
    pub fn wait(mut self) {
        for worker in self.workers.drain(..) {
            let _ = worker.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        for _ in 0..self.workers.len() {
            self.http.unblock();
        }
        for worker in self.workers.drain(..) {
            let _ = worker.join();
        }
    }
}

fn real(folder: &Path) -> Result<PathBuf> {
    fs::canonicalize(folder)
        .with_context(|| format!("there is no folder {} to serve", folder.display()))
}

/// What is guarded is whole after every single change.
fn lock(serving: &Mutex<Serving>) -> MutexGuard<'_, Serving> {
    serving.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a request path stands for.
#[derive(Debug, PartialEq, Eq)]
enum Found {
    File(PathBuf),
    /// A folder asked for without its slash: relative links in it would break.
    Redirect(String),
    Nothing,
}

fn answer(request: Request, serving: &Mutex<Serving>) -> io::Result<()> {
    let (folder, added, compressed, withheld) = {
        let mut serving = lock(serving);
        if let Some(seen) = &mut serving.seen {
            seen.push(Seen {
                host: value(&request, "Host").to_owned(),
                path: request.url().to_owned(),
            });
        }
        let withheld = serving
            .withheld
            .iter()
            .any(|word| request.url().contains(word));
        (
            serving.folder.clone(),
            serving.headers.clone(),
            serving.compressed,
            withheld,
        )
    };
    if !matches!(request.method(), Method::Get | Method::Head) {
        return request.respond(plain(405, "只支持读取。"));
    }
    let found = if withheld {
        Found::Nothing
    } else {
        find(&folder, request.url())
    };
    match found {
        Found::Nothing => request.respond(plain(404, "没有这个页面。")),
        Found::Redirect(to) => request.respond(plain(308, "").with_header(header("Location", &to))),
        Found::File(path) => {
            let mut headers = vec![
                ("Content-Type", content_type(&path)),
                ("Cache-Control", "no-cache"),
                ("X-Content-Type-Options", "nosniff"),
            ];
            let mut file = path.clone();
            if compressed {
                headers.push(("Vary", "Accept-Encoding"));
                if let Some((packed, coding)) = packed(&path, value(&request, "Accept-Encoding")) {
                    file = packed;
                    headers.push(("Content-Encoding", coding));
                }
            }
            headers
                .retain(|(name, _)| !added.iter().any(|(own, _)| own.eq_ignore_ascii_case(name)));
            headers.extend(
                added
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_str())),
            );
            let mut response = Response::from_file(File::open(&file)?);
            for (name, value) in headers {
                response.add_header(header(name, value));
            }
            request.respond(response)
        }
    }
}

/// The compressed form of a file, where there is one that the reader understands.
fn packed(path: &Path, understood: &str) -> Option<(PathBuf, &'static str)> {
    [("br", "br"), ("gz", "gzip")]
        .into_iter()
        .filter(|(_, coding)| understood.split(',').any(|one| one.trim() == *coding))
        .map(|(ending, coding)| {
            (
                PathBuf::from(format!("{}.{ending}", path.display())),
                coding,
            )
        })
        .find(|(file, _)| file.is_file())
}

/// What a request says under a name; nothing if it does not say.
fn value<'a>(request: &'a Request, name: &'static str) -> &'a str {
    request
        .headers()
        .iter()
        .find(|header| header.field.equiv(name))
        .map_or("", |header| header.value.as_str())
}

fn find(folder: &Path, url: &str) -> Found {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let Some(decoded) = percent_decode(path) else {
        return Found::Nothing;
    };
    let relative = Path::new(decoded.trim_start_matches('/'));
    let inside = relative
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    if !inside || decoded.contains(['\\', '\0']) {
        return Found::Nothing;
    }
    // A link inside the folder may lead out of it; only the real place counts.
    let Ok(real) = fs::canonicalize(folder.join(relative)) else {
        return Found::Nothing;
    };
    if !real.starts_with(folder) {
        return Found::Nothing;
    }
    if real.is_file() {
        return Found::File(real);
    }
    let index = real.join("index.html");
    if !index.is_file() {
        Found::Nothing
    } else if path.ends_with('/') {
        Found::File(index)
    } else {
        // From the checked name, so that "//elsewhere" cannot become another host.
        Found::Redirect(format!("/{}/", path.trim_matches('/')))
    }
}

fn percent_decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = (rest.next()? as char).to_digit(16)?;
            let low = (rest.next()? as char).to_digit(16)?;
            bytes.push((high * 16 + low) as u8);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|ext| ext.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("json") => "application/json; charset=utf-8",
        Some("toml" | "txt") => "text/plain; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value).expect("header names and values are ASCII")
}

fn plain(status: u16, text: &str) -> Response<io::Cursor<Vec<u8>>> {
    Response::from_string(text)
        .with_status_code(StatusCode(status))
        .with_header(header("Content-Type", "text/plain; charset=utf-8"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::net::TcpStream;

    /// A folder with a page, a sub-folder, and a secret beside it.
    fn folder(name: &str) -> PathBuf {
        let base = std::env::temp_dir().join(format!("server-{name}-{}", std::process::id()));
        let site = base.join("site");
        fs::create_dir_all(site.join("policy")).unwrap();
        fs::write(site.join("index.html"), "start").unwrap();
        fs::write(site.join("policy/index.html"), "policy").unwrap();
        fs::write(site.join("a b.wasm"), "wasm").unwrap();
        fs::write(base.join("secret.html"), "secret").unwrap();
        fs::canonicalize(site).unwrap()
    }

    #[test]
    fn finds_files_and_folders() {
        let site = folder("finds");
        assert_eq!(find(&site, "/"), Found::File(site.join("index.html")));
        assert_eq!(
            find(&site, "/?on=2026-01-01"),
            Found::File(site.join("index.html"))
        );
        assert_eq!(
            find(&site, "/a%20b.wasm"),
            Found::File(site.join("a b.wasm"))
        );
        assert_eq!(
            find(&site, "/policy/"),
            Found::File(site.join("policy/index.html"))
        );
        assert_eq!(
            find(&site, "/policy"),
            Found::Redirect("/policy/".to_owned())
        );
        assert_eq!(find(&site, "/missing.html"), Found::Nothing);
    }

    #[test]
    fn stays_inside_its_folder() {
        let site = folder("inside");
        for url in [
            "/../secret.html",
            "/%2e%2e/secret.html",
            "/policy/../../secret.html",
            "/..%2fsecret.html",
            "/..%5csecret.html",
            "//etc/passwd",
            "/%00",
            "/%zz",
            "/./../secret.html",
        ] {
            assert_eq!(find(&site, url), Found::Nothing, "{url}");
        }
        #[cfg(unix)]
        {
            let link = site.join("link.html");
            let _ = fs::remove_file(&link);
            std::os::unix::fs::symlink(site.join("../secret.html"), &link).unwrap();
            assert_eq!(find(&site, "/link.html"), Found::Nothing);
        }
    }

    /// Everything that the server sends back to a request with these lines.
    fn ask(server: &Server, request: &str) -> String {
        let mut stream = TcpStream::connect(server.address).unwrap();
        write!(stream, "{request}\r\nConnection: close\r\n\r\n").unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn answers_with_content_types() {
        let server = Server::start(&folder("answers"), 0).unwrap();
        let get = |request: &str| ask(&server, &format!("{request} HTTP/1.1\r\nHost: x"));
        let page = get("GET /");
        assert!(
            page.starts_with("HTTP/1.1 200") && page.ends_with("start"),
            "{page}"
        );
        assert!(
            page.contains("Content-Type: text/html; charset=utf-8"),
            "{page}"
        );
        assert!(get("GET /a%20b.wasm").contains("Content-Type: application/wasm"));
        assert!(get("GET /../secret.html").starts_with("HTTP/1.1 404"));
        assert!(get("GET /policy").contains("Location: /policy/"));
        assert!(get("POST /").starts_with("HTTP/1.1 405"));
        assert!(!get("HEAD /").contains("start"));
        assert_eq!(server.seen(), [], "nothing is kept unless it was asked for");
    }

    #[test]
    fn does_what_tests_ask() {
        let (first, second) = (folder("first"), folder("second"));
        fs::write(first.join("index.html.br"), "packed").unwrap();
        fs::write(second.join("index.html"), "other").unwrap();
        let server = Server::recording(&first).unwrap();
        let get = |more: &str| ask(&server, &format!("GET /?q HTTP/1.1\r\nHost: x{more}"));

        assert!(get("").ends_with("start"));
        let seen = Seen {
            host: "x".to_owned(),
            path: "/?q".to_owned(),
        };
        assert_eq!(server.seen(), [seen]);
        assert_eq!(server.seen(), []);

        let takes_brotli = "\r\nAccept-Encoding: gzip, br";
        assert!(get(takes_brotli).ends_with("start"));
        server.compressed(true);
        let page = get(takes_brotli);
        assert!(
            page.ends_with("packed") && page.contains("Content-Encoding: br"),
            "{page}"
        );
        assert!(page.contains("Content-Type: text/html"), "{page}");
        assert!(get("").ends_with("start"));

        server.send(&[("cache-control", "max-age=60"), ("X-One", "1")]);
        let page = get("");
        assert!(
            page.contains("max-age=60") && page.contains("X-One: 1"),
            "{page}"
        );
        assert!(!page.contains("no-cache"), "{page}");

        server.swap(&second).unwrap();
        assert!(get("").ends_with("other"));
        assert!(server.swap(&second.join("nowhere")).is_err());
        server.withhold(&["?q"]);
        assert!(get("").starts_with("HTTP/1.1 404"));
    }
}
