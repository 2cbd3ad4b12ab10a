//! A browser's WebDriver process of one's own, on a free port, that ends with its owner; and what
//! it has to be told to start the browser as the tests want it: without a window on anybody's
//! screen, with an empty profile, and with no way out to other machines.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use fantoccini::wd::Capabilities;
use serde_json::{Value, json};
use xtask::places;

use crate::hosts::Folder;
use crate::page::PATIENCE;
use crate::strangers::Strangers;

/// Where the tests run. `SKILL_SUBSIDY_BROWSER` says which: `chromium`, `firefox` or `webkit`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Browser {
    Chromium,
    Firefox,
    /// WebKitGTK, by the small browser that comes with it.
    WebKit,
}

impl Browser {
    /// The one that the environment names; Chromium if it names none.
    pub fn chosen() -> Browser {
        let named = std::env::var("SKILL_SUBSIDY_BROWSER").unwrap_or_default();
        match named.as_str() {
            "" | "chromium" => Browser::Chromium,
            "firefox" => Browser::Firefox,
            "webkit" => Browser::WebKit,
            other => panic!("there is no browser `{other}`; there are chromium, firefox, webkit"),
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Browser::Chromium => "chromium",
            Browser::Firefox => "firefox",
            Browser::WebKit => "webkit",
        }
    }
}

/// How a browser starts.
#[derive(Clone, Copy, Default)]
pub struct Start {
    /// Where the computer believes to be, e.g. `Asia/Shanghai`.
    pub zone: Option<&'static str>,
    /// Prefers dark colours. Only WebKit has to be told from the start.
    pub dark: bool,
}

pub struct Driver {
    child: Child,
    port: u16,
    /// Both have to outlive the browser.
    _display: Option<Display>,
    _profile: Option<Folder>,
}

impl Driver {
    pub fn start(browser: Browser, start: Start) -> Result<Driver> {
        let (program, arguments): (PathBuf, &[&str]) = match browser {
            Browser::Chromium => (on_path("chromedriver")?, &["--port=0"]),
            Browser::Firefox => {
                let program = places::geckodriver();
                ensure!(
                    program.is_file(),
                    "there is no {}; `cargo xtask tools` installs it",
                    program.display()
                );
                // Access to the browser itself is how its window becomes as narrow as a phone's.
                let arguments = ["--port=0", "--websocket-port=0", "--allow-system-access"];
                (program, &arguments.map(|argument| argument))
            }
            Browser::WebKit => return Driver::start_webkit(start),
        };
        // It takes a free port of one kind of address and wants the same of the other, which
        // another program may have; then it gives up, and the next try gets another port.
        for _ in 0..10 {
            let mut command = Command::new(&program);
            command.args(arguments).stdout(Stdio::piped());
            // Without it, Firefox does not believe that its own settings come from nowhere.
            command.env("MOZ_REMOTE_SETTINGS_DEVTOOLS", "1");
            if let Some(zone) = start.zone {
                command.env("TZ", zone);
            }
            let mut driver = Driver::spawn(&mut command)?;
            if driver.hear_port()? {
                return Ok(driver);
            }
        }
        bail!("{} ends at once", program.display())
    }

    /// This one does not say which port it took, and needs a screen.
    fn start_webkit(start: Start) -> Result<Driver> {
        let program = on_path("WebKitWebDriver")?;
        let profile = Folder::new("webkit")?;
        let settings = profile.path().join("gtk-3.0");
        fs::create_dir_all(&settings)?;
        fs::write(
            settings.join("settings.ini"),
            "[Settings]\ngtk-enable-animations=0\n",
        )?;
        // With the margins of its buttons, its window gets no narrower than 447 pixels.
        fs::write(
            settings.join("gtk.css"),
            "button, entry, toolbar, toolbutton, separator {\n  \
             padding: 0; margin: 0; min-width: 0; border: none;\n}\n",
        )?;
        let theme = if start.dark {
            "Adwaita:dark"
        } else {
            "Adwaita"
        };
        let display = Display::start()?;
        for _ in 0..10 {
            let port = free_port()?;
            let mut command = Command::new(&program);
            command
                .arg(format!("--port={port}"))
                .stdout(Stdio::null())
                // Nothing of the person who runs the tests, and nothing left for them.
                .env("XDG_CONFIG_HOME", profile.path())
                .env("XDG_CACHE_HOME", profile.path())
                .env("XDG_DATA_HOME", profile.path())
                .env("GTK_THEME", theme)
                .env("GDK_BACKEND", "x11")
                // There is no session bus to ask for settings or to announce accessibility to.
                .env("GSETTINGS_BACKEND", "memory")
                .env("NO_AT_BRIDGE", "1")
                .env("LIBGL_ALWAYS_SOFTWARE", "1");
            if let Some(display) = &display {
                command.env("DISPLAY", &display.name);
            }
            if let Some(zone) = start.zone {
                command.env("TZ", zone);
            }
            let mut driver = Driver::spawn(&mut command)?;
            if driver.answers_at(port)? {
                driver._display = display;
                driver._profile = Some(profile);
                return Ok(driver);
            }
        }
        bail!("{} ends at once", program.display())
    }

    fn spawn(command: &mut Command) -> Result<Driver> {
        let child = command
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("{} does not start", command.get_program().display()))?;
        Ok(Driver {
            child,
            port: 0,
            _display: None,
            _profile: None,
        })
    }

    /// Reads on which port the driver listens; false if it ends without having said so.
    fn hear_port(&mut self) -> Result<bool> {
        let mut output = self.output();
        let mut line = String::new();
        while self.port == 0 {
            line.clear();
            if output.read_line(&mut line)? == 0 {
                return Ok(false);
            }
            self.port = port(&line).unwrap_or(0);
        }
        // A full pipe would stop it.
        thread::spawn(move || output.read_to_end(&mut Vec::new()));
        Ok(true)
    }

    fn output(&mut self) -> BufReader<ChildStdout> {
        BufReader::new(self.child.stdout.take().expect("it is piped"))
    }

    /// Waits until the driver listens at a port; false if it ends before.
    fn answers_at(&mut self, port: u16) -> Result<bool> {
        let begin = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if self.child.try_wait()?.is_some() {
                return Ok(false);
            }
            ensure!(begin.elapsed() < PATIENCE, "the driver never listens");
            thread::sleep(Duration::from_millis(20));
        }
        self.port = port;
        Ok(true)
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A screen that nobody sees, for a browser that insists on one.
struct Display {
    child: Child,
    /// `:99`
    name: String,
}

impl Display {
    /// One that only this browser's window is on, so that no other takes the focus from it. Where
    /// there is no Xvfb, `None`: the window comes up on the screen of whoever runs the tests.
    fn start() -> Result<Option<Display>> {
        let Some(program) = places::on_path("Xvfb") else {
            ensure!(
                std::env::var_os("DISPLAY").is_some(),
                "there is neither Xvfb nor a display; `cargo xtask tools` installs Xvfb"
            );
            return Ok(None);
        };
        let mut child = Command::new(program)
            .args(["-displayfd", "1", "-screen", "0", "1600x1200x24"])
            .args(["-nolisten", "tcp", "-noreset"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("Xvfb does not start")?;
        let mut number = String::new();
        let output = child.stdout.take().expect("it is piped");
        BufReader::new(output).read_line(&mut number)?;
        let display = Display {
            child,
            name: format!(":{}", number.trim()),
        };
        ensure!(!number.trim().is_empty(), "Xvfb ends at once");
        Ok(Some(display))
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a new session asks for. Whatever is not on this machine goes to `strangers`, who refuse.
pub fn capabilities(browser: Browser, strangers: &Strangers) -> Result<Capabilities> {
    let way_out = strangers.address();
    let mut capabilities = Capabilities::new();
    match browser {
        Browser::Chromium => {
            // The same browser settings as for the component tests.
            let file = places::root().join("webdriver.json");
            let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
            capabilities = serde_json::from_str(&text)?;
            capabilities["goog:chromeOptions"]["args"]
                .as_array_mut()
                .context("webdriver.json has arguments")?
                .extend([
                    json!(format!("--proxy-server=http://{way_out}")),
                    json!(
                        "--disable-features=AutofillServerCommunication,NetworkTimeServiceQuerying,\
                         OptimizationHints,MediaRouter,Translate"
                    ),
                    // Names are the proxy's to look up; what goes round it finds nothing either.
                    json!(
                        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, \
                         EXCLUDE localhost"
                    ),
                ]);
            capabilities.insert("browserName".into(), json!("chrome"));
        }
        Browser::Firefox => {
            capabilities.insert("browserName".into(), json!("firefox"));
            capabilities.insert(
                "moz:firefoxOptions".into(),
                json!({
                    "binary": places::firefox().context("there is no Firefox on PATH")?,
                    "args": ["-headless"],
                    "prefs": firefox_preferences(),
                }),
            );
            capabilities.insert(
                "proxy".into(),
                json!({
                    "proxyType": "manual",
                    "httpProxy": way_out,
                    "sslProxy": way_out,
                    "noProxy": ["127.0.0.1", "localhost"],
                }),
            );
        }
        Browser::WebKit => {
            capabilities.insert(
                "webkitgtk:browserOptions".into(),
                json!({
                    "binary": places::mini_browser().context("there is no MiniBrowser")?,
                    // Its driver would have the proxy of secure addresses speak TLS itself.
                    "args": [
                        "--automation",
                        format!("--proxy=http://{way_out}"),
                        "--ignore-host=127.0.0.1",
                        "--ignore-host=localhost",
                    ],
                }),
            );
        }
    }
    capabilities.insert(
        "timeouts".into(),
        json!({ "script": 2 * PATIENCE.as_millis() as u64 }),
    );
    Ok(capabilities)
}

/// Keeps Firefox from asking anybody for anything of its own accord: every such request would
/// look as if the page had made it. Its driver switches off much of this already, not all.
fn firefox_preferences() -> Value {
    json!({
        "app.normandy.enabled": false,
        "app.update.auto": false,
        "app.update.disabledForTesting": true,
        "browser.discovery.enabled": false,
        "browser.newtabpage.enabled": false,
        "browser.region.network.url": "",
        "browser.region.update.enabled": false,
        "browser.safebrowsing.downloads.enabled": false,
        "browser.safebrowsing.malware.enabled": false,
        "browser.safebrowsing.phishing.enabled": false,
        "browser.safebrowsing.update.enabled": false,
        "browser.search.update": false,
        "browser.startup.page": 0,
        "datareporting.healthreport.uploadEnabled": false,
        "datareporting.policy.dataSubmissionEnabled": false,
        "dom.push.connection.enabled": false,
        "extensions.getAddons.cache.enabled": false,
        "extensions.update.enabled": false,
        "media.gmp-manager.updateEnabled": false,
        "media.gmp-provider.enabled": false,
        "network.captive-portal-service.enabled": false,
        "network.connectivity-service.enabled": false,
        "network.dns.disablePrefetch": true,
        "network.http.speculative-parallel-limit": 0,
        "network.prefetch-next": false,
        "network.trr.mode": 5,
        "services.settings.server": "data:,",
        "toolkit.telemetry.enabled": false,
        "toolkit.telemetry.server": "data:,",
        // Colours that are still changing would be measured half-way.
        "ui.prefersReducedMotion": 1,
    })
}

fn on_path(program: &str) -> Result<PathBuf> {
    places::on_path(program)
        .with_context(|| format!("there is no {program} on PATH; `cargo xtask tools` installs it"))
}

pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// From "ChromeDriver was started successfully on port 41587." or "… Listening on 127.0.0.1:41587".
fn port(line: &str) -> Option<u16> {
    let chromium = line.split_once("successfully on port ");
    let (_, number) = chromium.or_else(|| line.split_once("Listening on 127.0.0.1:"))?;
    number.trim_end().trim_end_matches('.').parse().ok()
}
