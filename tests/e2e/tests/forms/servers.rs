//! The site behind real servers, with the settings that the documentation gives.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::{Folder, browse};
use serde_json::json;
use xtask::{behind, places};

/// A server, and the folder that holds its settings as long as it runs.
struct Running {
    server: behind::Running,
    _folder: Folder,
}

fn nginx(program: &Path) -> Result<Running> {
    let folder = Folder::new("nginx")?;
    Ok(Running {
        server: behind::nginx(program, folder.path())?,
        _folder: folder,
    })
}

fn apache(program: &Path) -> Result<Running> {
    let folder = Folder::new("apache")?;
    let port = behind::free_port()?;
    behind::settings("apache.conf", &folder.path().join("site.conf"), port)?;
    let at = folder.path().display();
    let modules = [
        "mpm_event",
        "authz_core",
        "alias",
        "headers",
        "mime",
        "rewrite",
        "dir",
    ];
    let load: String = modules
        .iter()
        .map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"))
        .collect();
    fs::write(folder.path().join("types"), "")?;
    fs::write(
        folder.path().join("apache.conf"),
        format!(
            "ServerRoot {at}\nListen 127.0.0.1:{port}\nServerName localhost\nPidFile {at}/pid\n\
             ErrorLog {at}/error.log\nUser nobody\nGroup nogroup\n{load}TypesConfig {at}/types\n\
             Include {at}/site.conf\n"
        ),
    )?;
    let mut command = Command::new(program);
    command
        .arg("-f")
        .arg(folder.path().join("apache.conf"))
        .arg("-DFOREGROUND")
        .stderr(Stdio::null());
    Ok(Running {
        server: behind::start(command, port)?,
        _folder: folder,
    })
}

struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Answer {
    fn get(&self, name: &str) -> &str {
        let found = self
            .headers
            .iter()
            .find(|(own, _)| own.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }
}

/// One request, as plain as can be, so that what comes is what was sent.
fn ask(port: u16, path: &str, understood: &str) -> Result<Answer> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    write!(
        stream,
        "GET /skill-subsidy/{path} HTTP/1.1\r\nHost: www.example.gov.cn\r\nConnection: close\r\nAccept-Encoding: {understood}\r\n\r\n"
    )?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let end = bytes
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .context("an answer has a head")?;
    let head = String::from_utf8(bytes[..end].to_vec())?;
    let mut lines = head.lines();
    let status = lines
        .next()
        .and_then(|line| line.split(' ').nth(1))
        .context("a status")?;
    Ok(Answer {
        status: status.parse()?,
        headers: lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        body: bytes[end + 4..].to_vec(),
    })
}

/// What the documentation promises of a server, and a browser that uses the site behind it.
fn serves_as_promised(name: &str, server: &Running, brotli: bool) -> Result<()> {
    let site = places::dist().join("site");
    let named = |ending: &str| -> Result<String> {
        let mut files = fs::read_dir(&site)?.filter_map(|entry| Some(entry.ok()?.file_name()));
        files
            .find_map(|file| {
                let file = file.to_string_lossy().into_owned();
                (file.starts_with("page-") && file.ends_with(ending)).then_some(file)
            })
            .context("a file of the page")
    };
    let forever = "public, max-age=31536000, immutable";
    let wasm = named(".wasm")?;
    for (path, kind, cached) in [
        ("", "text/html; charset=utf-8", "no-cache"),
        ("index.html", "text/html; charset=utf-8", "no-cache"),
        (wasm.as_str(), "application/wasm", forever),
        (&named(".css")?, "text/css; charset=utf-8", forever),
        (
            &named(".js")?,
            "application/javascript; charset=utf-8",
            forever,
        ),
        (
            "embed.js",
            "application/javascript; charset=utf-8",
            "no-cache",
        ),
        ("sw.js", "application/javascript; charset=utf-8", "no-cache"),
        (
            "manifest.webmanifest",
            "application/manifest+json",
            "no-cache",
        ),
        ("policy/zibo.html", "text/html; charset=utf-8", "no-cache"),
    ] {
        let file = site.join(if path.is_empty() { "index.html" } else { path });
        let packed = |ending: &str| -> Result<Vec<u8>> {
            Ok(fs::read(PathBuf::from(format!(
                "{}.{ending}",
                file.display()
            )))?)
        };
        let mut ways = vec![
            ("identity", "", fs::read(&file)?),
            ("gzip", "gzip", packed("gz")?),
        ];
        if brotli {
            ways.push(("gzip, br", "br", packed("br")?));
        }
        for (understood, coding, body) in ways {
            let answer = ask(server.server.port, path, understood)?;
            let about = format!("{name}: {path:?} for {understood}");
            ensure!(answer.status == 200, "{about}: {}", answer.status);
            ensure!(
                answer.get("Content-Type") == kind,
                "{about}: {}",
                answer.get("Content-Type")
            );
            ensure!(
                answer.get("Cache-Control") == cached,
                "{about}: {}",
                answer.get("Cache-Control")
            );
            ensure!(
                answer.get("Content-Encoding") == coding,
                "{about}: {}",
                answer.get("Content-Encoding")
            );
            ensure!(answer.body == body, "{about}: other bytes");
            ensure!(
                answer.get("Vary").contains("Accept-Encoding"),
                "{about}: no Vary"
            );
            ensure!(answer.get("X-Content-Type-Options") == "nosniff", "{about}");
            let isolated = answer.get("Cross-Origin-Embedder-Policy");
            ensure!(isolated == "require-corp", "{about}: {isolated:?}");
            let policy = answer.get("Content-Security-Policy");
            ensure!(
                policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';"),
                "{about}"
            );
        }
    }
    for missing in ["nothing.html", "page-0123456789abcdef.js"] {
        let answer = ask(server.server.port, missing, "gzip")?;
        ensure!(answer.status == 404, "{name}: what is not there");
        // It may be there in a moment, while a site is being replaced.
        let kept = answer.get("Cache-Control");
        ensure!(!kept.contains("max-age"), "{name}: {missing}: {kept}");
    }
    let address = format!("http://127.0.0.1:{}/skill-subsidy/", server.server.port);
    browse(&format!("server-{name}"), async |page| {
        page.visit(&address).await?;
        page.ready().await?;
        page.script(
            "window.violations = [];
             document.addEventListener('securitypolicyviolation', (event) =>
               window.violations.push(event.violatedDirective + ' ' + event.blockedURI));",
            vec![],
        )
        .await?;
        page.walk(&[("audience", "individual"), ("region", "zibo"), ("*", "~")])
            .await?;
        page.click("[data-button=language]").await?;
        page.find(".ss[lang=en]").await?;
        crate::nothing_was_blocked(page).await?;
        page.visit(&format!("{address}policy/zibo.html")).await?;
        let styled = page.value("document.styleSheets.length > 0").await?;
        ensure!(styled == json!(true), "the policy pages have no styles");
        Ok(())
    });
    Ok(())
}

/// Where the tests are complete, so are the servers; elsewhere a missing one is said.
fn program(names: &[&str]) -> Option<PathBuf> {
    let found = places::server(names);
    if found.is_none() {
        assert!(
            std::env::var_os("CI").is_none(),
            "{} is not installed",
            names[0]
        );
        println!("{} is not installed: its settings are not tested", names[0]);
    }
    found
}

#[test]
fn nginx_serves_it_as_documented() {
    if let Some(program) = program(&["nginx"]) {
        let server = nginx(&program).unwrap();
        let brotli = Path::new("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so").is_file();
        serves_as_promised("nginx", &server, brotli).unwrap();
    }
}

#[test]
fn apache_serves_it_as_documented() {
    if let Some(program) = program(&["apache2", "httpd"]) {
        let server = apache(&program).unwrap();
        serves_as_promised("apache", &server, true).unwrap();
    }
}
