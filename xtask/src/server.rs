//! A static file server for one folder, on the loopback address only.
//!
//! It serves files as they are: no compression, no caching, no listing, and nothing outside the
//! folder.

use std::fs::{self, File};
use std::io;
use std::net::SocketAddr;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread;

use anyhow::{Context, Result, anyhow};
use tiny_http::{Header, Method, Request, Response, StatusCode};

/// A running server. It stops when this is dropped.
pub struct Server {
    http: Arc<tiny_http::Server>,
    address: SocketAddr,
    workers: Vec<thread::JoinHandle<()>>,
}

impl Server {
    /// Serves `folder` at 127.0.0.1; port 0 takes any free one.
    pub fn start(folder: &Path, port: u16) -> Result<Server> {
        let folder = fs::canonicalize(folder)
            .with_context(|| format!("there is no folder {} to serve", folder.display()))?;
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
                let folder = folder.clone();
                thread::spawn(move || {
                    while let Ok(request) = http.recv() {
                        // A reader that went away is no concern of the server's.
                        let _ = answer(request, &folder);
                    }
                })
            })
            .collect();
        Ok(Server {
            http,
            address,
            workers,
        })
    }

    /// `http://127.0.0.1:PORT/`
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
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

/// What a request path stands for.
#[derive(Debug, PartialEq, Eq)]
enum Found {
    File(PathBuf),
    /// A folder asked for without its slash: relative links in it would break.
    Redirect(String),
    Nothing,
}

fn answer(request: Request, folder: &Path) -> io::Result<()> {
    if !matches!(request.method(), Method::Get | Method::Head) {
        return request.respond(plain(405, "只支持读取。"));
    }
    match find(folder, request.url()) {
        Found::Nothing => request.respond(plain(404, "没有这个页面。")),
        Found::Redirect(to) => request.respond(plain(308, "").with_header(header("Location", &to))),
        Found::File(path) => {
            let response = Response::from_file(File::open(&path)?)
                .with_header(header("Content-Type", content_type(&path)))
                .with_header(header("Cache-Control", "no-cache"))
                .with_header(header("X-Content-Type-Options", "nosniff"));
            request.respond(response)
        }
    }
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
    Header::from_bytes(name, value).expect("our own header names and values are ASCII")
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

    #[test]
    fn answers_with_content_types() {
        let server = Server::start(&folder("answers"), 0).unwrap();
        let get = |request: &str| {
            let mut stream = TcpStream::connect(server.address).unwrap();
            write!(
                stream,
                "{request} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            )
            .unwrap();
            let mut text = String::new();
            stream.read_to_string(&mut text).unwrap();
            text
        };
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
    }
}
