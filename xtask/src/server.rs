//! A static file server for one folder, on the loopback address only.
//!
//! It serves files as they are: no compression, no caching, no listing, and nothing outside the
//! folder. For tests it also says which requests came in, and can be told while it runs to send
//! other headers, files that are compressed already, another folder, or nothing at all.
//!
//! Each connection has a thread of its own and carries one request: browsers keep connections open
//! and open more of them, and nothing may wait behind one that is idle.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use std::{mem, thread};

use anyhow::{Context, Result};

/// A running server. It stops when this is dropped.
pub struct Server {
    address: SocketAddr,
    listener: Option<thread::JoinHandle<()>>,
    shared: Arc<Shared>,
}

struct Shared {
    serving: Mutex<Serving>,
    /// Nothing is answered any more, not even on connections that are open already.
    stopped: AtomicBool,
}

/// What is served, and what has been asked for.
struct Serving {
    folder: PathBuf,
    headers: Vec<(String, String)>,
    compressed: bool,
    clean: bool,
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
        let shared = Arc::new(Shared {
            serving: Mutex::new(Serving {
                folder: real(folder)?,
                headers: Vec::new(),
                compressed: false,
                clean: false,
                withheld: Vec::new(),
                seen,
            }),
            stopped: AtomicBool::new(false),
        });
        let socket = TcpListener::bind(("127.0.0.1", port))
            .with_context(|| format!("cannot listen on 127.0.0.1:{port}"))?;
        let address = socket.local_addr()?;
        let listener = {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                for stream in socket.incoming() {
                    if shared.stopped.load(Ordering::Relaxed) {
                        break;
                    }
                    let shared = Arc::clone(&shared);
                    // A reader that went away is no concern of the server's.
                    thread::spawn(move || stream.and_then(|stream| converse(&stream, &shared)));
                }
            })
        };
        Ok(Server {
            address,
            listener: Some(listener),
            shared,
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

    /// Whether pages have addresses without `.html`, and those with it lead there, as some hosts of static
    /// sites have it.
    pub fn clean_addresses(&self, yes: bool) {
        self.serving().clean = yes;
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
        lock(&self.shared.serving)
    }

    /// Waits for as long as the server runs.
    pub fn wait(mut self) {
        if let Some(listener) = self.listener.take() {
            let _ = listener.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::Relaxed);
        if let Some(listener) = self.listener.take() {
            // Wakes it from waiting for connections.
            let _ = TcpStream::connect(self.address);
            let _ = listener.join();
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

/// A request's first line and its headers; a body is of no interest.
struct Request {
    method: String,
    url: String,
    headers: Vec<(String, String)>,
}

impl Request {
    /// Nothing if the connection ends before, or what comes is no request.
    fn read(stream: &TcpStream) -> io::Result<Option<Request>> {
        // No request of a browser to a page of ours is longer.
        let mut lines = BufReader::new(stream.take(64 * 1024)).lines();
        let Some(first) = lines.next().transpose()? else {
            return Ok(None);
        };
        let mut words = first.split(' ');
        let (Some(method), Some(url), Some(_)) = (words.next(), words.next(), words.next()) else {
            return Ok(None);
        };
        let mut headers = Vec::new();
        for line in lines {
            let line = line?;
            if line.is_empty() {
                return Ok(Some(Request {
                    method: method.to_owned(),
                    url: url.to_owned(),
                    headers,
                }));
            }
            if let Some((name, value)) = line.split_once(':') {
                headers.push((name.to_owned(), value.trim().to_owned()));
            }
        }
        Ok(None)
    }

    /// What a header says; nothing if there is none of this name.
    fn header(&self, name: &str) -> &str {
        let mut headers = self.headers.iter();
        headers
            .find(|(own, _)| own.eq_ignore_ascii_case(name))
            .map_or("", |(_, value)| value)
    }
}

/// What is sent back.
struct Response {
    status: &'static str,
    headers: Vec<(String, String)>,
    length: u64,
    body: Box<dyn Read>,
}

impl Response {
    fn plain(status: &'static str, text: &'static str) -> Response {
        Response {
            status,
            headers: vec![header("Content-Type", "text/plain; charset=utf-8")],
            length: text.len() as u64,
            body: Box::new(text.as_bytes()),
        }
    }

    fn write(mut self, mut stream: &TcpStream, body: bool) -> io::Result<()> {
        let mut head = format!("HTTP/1.1 {}\r\n", self.status);
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        head += &format!(
            "Content-Length: {}\r\nConnection: close\r\n\r\n",
            self.length
        );
        stream.write_all(head.as_bytes())?;
        if body {
            io::copy(&mut self.body, &mut stream)?;
        }
        stream.flush()
    }
}

fn converse(stream: &TcpStream, shared: &Shared) -> io::Result<()> {
    // Browsers open connections ahead of need; they open others when they are taken away.
    stream.set_read_timeout(Some(Duration::from_secs(120)))?;
    let Some(request) = Request::read(stream)? else {
        return Ok(());
    };
    if shared.stopped.load(Ordering::Relaxed) {
        return Ok(());
    }
    let response = answer(&request, &shared.serving)?;
    response.write(stream, request.method != "HEAD")
}

fn answer(request: &Request, serving: &Mutex<Serving>) -> io::Result<Response> {
    let (folder, added, compressed, clean, withheld) = {
        let mut serving = lock(serving);
        if let Some(seen) = &mut serving.seen {
            seen.push(Seen {
                host: request.header("Host").to_owned(),
                path: request.url.clone(),
            });
        }
        let mut withheld = serving.withheld.iter();
        let withheld = withheld.any(|word| request.url.contains(word));
        (
            serving.folder.clone(),
            serving.headers.clone(),
            serving.compressed,
            serving.clean,
            withheld,
        )
    };
    if request.method != "GET" && request.method != "HEAD" {
        return Ok(Response::plain("405 Method Not Allowed", "只支持读取。"));
    }
    let found = if withheld {
        Found::Nothing
    } else if let Some(to) = cleaned(&request.url).filter(|_| clean) {
        Found::Redirect(to)
    } else {
        match find(&folder, &request.url) {
            Found::Nothing if clean => find(&folder, &format!("{}.html", path_of(&request.url))),
            found => found,
        }
    };
    Ok(match found {
        Found::Nothing => Response::plain("404 Not Found", "没有这个页面。"),
        Found::Redirect(to) => {
            let mut response = Response::plain("308 Permanent Redirect", "");
            response.headers.push(header("Location", &to));
            response
        }
        Found::File(path) => {
            let mut headers = vec![
                header("Content-Type", content_type(&path)),
                header("Cache-Control", "no-cache"),
                header("X-Content-Type-Options", "nosniff"),
            ];
            let mut file = path.clone();
            if compressed {
                headers.push(header("Vary", "Accept-Encoding"));
                if let Some((packed, coding)) = packed(&path, request.header("Accept-Encoding")) {
                    file = packed;
                    headers.push(header("Content-Encoding", coding));
                }
            }
            headers.retain(|(name, _)| {
                let mut added = added.iter();
                !added.any(|(own, _)| own.eq_ignore_ascii_case(name))
            });
            headers.extend(added);
            let file = File::open(&file)?;
            Response {
                status: "200 OK",
                headers,
                length: file.metadata()?.len(),
                body: Box::new(file),
            }
        }
    })
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

fn path_of(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or_default()
}

/// The address of a page without `.html` and `index`, with its query; `None` if it has neither.
fn cleaned(url: &str) -> Option<String> {
    let path = path_of(url);
    let short = path.strip_suffix(".html")?;
    let short = match short.strip_suffix("index") {
        Some(folder) if folder.ends_with('/') => folder,
        _ => short,
    };
    // "//elsewhere" cannot become another host.
    Some(format!(
        "/{}{}",
        short.trim_start_matches('/'),
        &url[path.len()..]
    ))
}

fn find(folder: &Path, url: &str) -> Found {
    let path = path_of(url);
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

fn header(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

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
        server.clean_addresses(true);
        let led = |url: &str| ask(&server, &format!("GET {url} HTTP/1.1\r\nHost: x"));
        assert!(led("/index.html?a=b").contains("Location: /?a=b\r\n"));
        assert!(led("/policy/one.html").contains("Location: /policy/one\r\n"));
        assert!(led("//elsewhere/one.html").contains("Location: /elsewhere/one\r\n"));
        fs::write(second.join("policy/one.html"), "one").unwrap();
        assert!(led("/policy/one").ends_with("one"));
        assert!(led("/").ends_with("other"));
        server.clean_addresses(false);
        server.withhold(&["?q"]);
        assert!(get("").starts_with("HTTP/1.1 404"));
    }
    #[test]
    fn idle_connections_hold_nobody_up() {
        let server = Server::start(&folder("idle"), 0).unwrap();
        let idle: Vec<_> = (0..20)
            .map(|_| TcpStream::connect(server.address).unwrap())
            .collect();
        let page = ask(&server, "GET / HTTP/1.1\r\nHost: x");
        assert!(page.ends_with("start"), "{page}");
        // Whoever came before it stopped gets nothing after.
        drop(server);
        for mut stream in idle {
            write!(stream, "GET / HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
            let mut text = String::new();
            let _ = stream.read_to_string(&mut text);
            assert_eq!(text, "");
        }
    }
}
