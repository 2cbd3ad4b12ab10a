//! One browser with one page, and what people and test tools can do with it.
//!
//! Everything waits for a condition inside the page, never for a time.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};
use xtask::places;
use xtask::server::Server;

use crate::driver::{Browser, Driver, Start, capabilities};
use crate::strangers::Strangers;

/// Keys that are no characters.
pub mod keys {
    pub const TAB: &str = "\u{e004}";
    pub const ESCAPE: &str = "\u{e00c}";
    pub const ENTER: &str = "\u{e007}";
    pub const SPACE: &str = " ";
    pub const DELETE: &str = "\u{e017}";
    pub const DOWN: &str = "\u{e015}";
    pub const UP: &str = "\u{e013}";
    pub const END: &str = "\u{e010}";
}

/// How long a condition may take to come true. Far more than it needs, for slow machines.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// How long the page is looked at without a break: a script that waits in a page that is just
/// beginning can keep Firefox from going on with it.
const LOOK: Duration = Duration::from_millis(250);

/// A window in which nothing has been answered. Closed when dropped with its driver.
pub struct Page {
    client: Client,
    browser: Browser,
    server: Rc<Server>,
    site: String,
    strangers: Strangers,
    /// What is said is said of a frame.
    framed: Cell<bool>,
    _driver: Driver,
}

impl Page {
    /// A fresh browser with an empty profile, 1280 × 900, and nothing loaded.
    pub async fn new(browser: Browser, start: Start, server: Rc<Server>) -> Result<Page> {
        let strangers = Strangers::start()?;
        let (driver, client) = connect(browser, start, &strangers).await?;
        let page = Page {
            client,
            browser,
            site: server.url(),
            server,
            strangers,
            framed: Cell::new(false),
            _driver: driver,
        };
        page.size(1280, 900).await?;
        Ok(page)
    }

    /// Another browser of the same kind, with a profile of its own, at the same site.
    pub async fn another(&self) -> Result<Page> {
        Page::new(self.browser, Start::default(), Rc::clone(&self.server)).await
    }

    pub fn browser(&self) -> Browser {
        self.browser
    }

    /// Who serves the site: says what was requested, and can be told to serve it otherwise.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// Whatever the browser asked of other machines since this was last called.
    pub fn asked_of_strangers(&self) -> Vec<String> {
        self.strangers.asked()
    }

    pub async fn close(self) {
        // A browser that has gone already needs no closing.
        let _ = self.client.close().await;
    }

    /// Loads an address of the site, e.g. `?on=2026-06-01` or `policy/zibo.html`.
    pub async fn open(&self, address: &str) -> Result<()> {
        self.visit(&format!("{}{address}", self.site)).await
    }

    /// Loads an address of anywhere on this machine.
    pub async fn visit(&self, address: &str) -> Result<()> {
        self.client
            .goto(address)
            .await
            .with_context(|| format!("loading {address}"))
    }

    /// Goes into a frame of the page; everything is then said of what stands in it.
    pub async fn enter_frame(&self, selector: &str) -> Result<()> {
        let frame = self.find(selector).await?;
        Ok(frame.enter_frame().await?)
    }

    /// Goes into the frame that a script expression gives: one that no selector finds.
    pub async fn enter_frame_of(&self, expression: &str) -> Result<()> {
        self.until(expression).await?;
        let frame = self.value(expression).await?;
        self.extension("frame", json!({ "id": frame })).await?;
        self.framed.set(true);
        Ok(())
    }

    /// Goes out of all frames.
    pub async fn leave_frames(&self) -> Result<()> {
        self.extension("frame", json!({ "id": null })).await?;
        self.framed.set(false);
        Ok(())
    }

    pub fn site(&self) -> &str {
        &self.site
    }

    pub async fn url(&self) -> Result<String> {
        Ok(self.client.current_url().await?.into())
    }

    pub async fn back(&self) -> Result<()> {
        Ok(self.client.back().await?)
    }

    pub async fn reload(&self) -> Result<()> {
        if self.browser != Browser::Firefox {
            return Ok(self.client.refresh().await?);
        }
        // Its driver reloads past a service worker; people do not.
        self.script("window.before = true; location.reload()", vec![])
            .await?;
        self.until("!window.before && document.readyState === 'complete'")
            .await
    }

    /// Width and height of the page itself, in CSS pixels.
    pub async fn size(&self, width: u32, height: u32) -> Result<()> {
        match self.browser {
            Browser::Chromium => {
                self.devtools(
                    "Emulation.setDeviceMetricsOverride",
                    json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false }),
                )
                .await?;
            }
            Browser::Firefox => {
                // Its window gets no narrower than its own buttons; the page in it does.
                self.client.set_window_size(1500, 1150).await?;
                self.in_firefox(
                    "const style = gBrowser.selectedBrowser.style;
                     for (const [name, pixels] of [['width', arguments[0]], ['height', arguments[1]]])
                       for (const bound of ['min-', 'max-', ''])
                         style.setProperty(bound + name, `${pixels}px`);",
                    json!([width, height]),
                )
                .await?;
            }
            Browser::WebKit => self.fit_window(width, height).await?,
        }
        self.until(&format!(
            "innerWidth === {width} && innerHeight === {height}"
        ))
        .await
    }

    /// Makes the window as large as it takes for the page to be of a size.
    async fn fit_window(&self, width: u32, height: u32) -> Result<()> {
        let (mut outer_width, mut outer_height) = (width, height);
        // What a window takes beside the page is only known once it stands; the first looks may
        // come too early.
        for _ in 0..10 {
            // Under the middle of the screen, where the pointer is: without a window manager, that
            // is what gives a window the focus.
            let (x, y) = ((1600 - outer_width) / 2, (1200 - outer_height) / 2);
            self.client
                .set_window_rect(x, y, outer_width, outer_height)
                .await?;
            let size = self
                .script_async(
                    "const done = arguments[0];
                     requestAnimationFrame(() => requestAnimationFrame(() => done([innerWidth, innerHeight])));",
                )
                .await?;
            let [inner_width, inner_height]: [u32; 2] = serde_json::from_value(size)?;
            if (inner_width, inner_height) == (width, height) {
                return self.until("document.hasFocus()").await;
            }
            outer_width = (outer_width + width).saturating_sub(inner_width).min(1600);
            outer_height = (outer_height + height)
                .saturating_sub(inner_height)
                .min(1200);
        }
        Ok(())
    }

    /// Turns scripts off, from the next page on.
    pub async fn script_off(&self) -> Result<()> {
        self.devtools(
            "Emulation.setScriptExecutionDisabled",
            json!({ "value": true }),
        )
        .await?;
        Ok(())
    }

    /// Whether [`Page::dark`] works here; if not, a browser has to start in the dark.
    pub fn can_change_colours(&self) -> bool {
        self.browser != Browser::WebKit
    }

    pub async fn dark(&self, dark: bool) -> Result<()> {
        let value = if dark { "dark" } else { "light" };
        match self.browser {
            Browser::Chromium => {
                self.devtools(
                    "Emulation.setEmulatedMedia",
                    json!({ "features": [
                        { "name": "prefers-color-scheme", "value": value },
                        // Colours that are still changing would be measured half-way.
                        { "name": "prefers-reduced-motion", "value": "reduce" },
                    ] }),
                )
                .await?;
            }
            Browser::Firefox => {
                self.in_firefox(
                    "gBrowser.selectedBrowser.browsingContext.prefersColorSchemeOverride = arguments[0]",
                    json!([value]),
                )
                .await?;
            }
            Browser::WebKit => bail!("WebKit's colours are settled when it starts"),
        }
        self.until(&format!(
            "matchMedia('(prefers-color-scheme: {value})').matches"
        ))
        .await
    }

    /// The page as it looks on paper, until it is loaded again.
    pub async fn on_paper(&self) -> Result<()> {
        match self.browser {
            Browser::Chromium => {
                self.devtools("Emulation.setEmulatedMedia", json!({ "media": "print" }))
                    .await?;
            }
            Browser::Firefox => {
                self.in_firefox(
                    "gBrowser.selectedBrowser.browsingContext.mediumOverride = 'print'",
                    json!([]),
                )
                .await?;
            }
            Browser::WebKit => bail!("WebKit's driver knows nothing of paper"),
        }
        self.until("matchMedia('print').matches").await
    }

    /// Prints the page to a file that nobody keeps.
    pub async fn print(&self) -> Result<()> {
        self.extension("print", json!({})).await?;
        Ok(())
    }

    /// Runs a script's body, with `arguments`, and gives what it returns.
    pub async fn script(&self, body: &str, arguments: Vec<Value>) -> Result<Value> {
        self.client
            .execute(body, arguments)
            .await
            .with_context(|| format!("script: {body}"))
    }

    /// Runs a script's body that calls its last argument with a value, and gives that value.
    pub async fn script_async(&self, body: &str) -> Result<Value> {
        Ok(self.client.execute_async(body, Vec::new()).await?)
    }

    /// The value of a script expression.
    pub async fn value(&self, expression: &str) -> Result<Value> {
        self.script(&format!("return ({expression})"), Vec::new())
            .await
    }

    /// The value of a script expression that is text.
    pub async fn text_of(&self, expression: &str) -> Result<String> {
        match self.value(expression).await? {
            Value::String(text) => Ok(text),
            other => bail!("{expression} is {other}, not text"),
        }
    }

    /// Waits until a script expression is true in the page, or in the one that takes its place.
    pub async fn until(&self, expression: &str) -> Result<()> {
        let body = format!(
            "const done = arguments[1], end = performance.now() + arguments[0];
             const look = () => {{
               let holds = false;
               try {{ holds = !!({expression}); }} catch {{}}
               if (holds) done(true);
               else if (performance.now() > end) done(false);
               else {{
                 // Where nothing is drawn, frames may not come; where clocks are set, timers.
                 let looked = false;
                 const again = () => {{
                   if (!looked) look();
                   looked = true;
                 }};
                 requestAnimationFrame(again);
                 setTimeout(again, 100);
               }}
             }};
             look();"
        );
        let begin = Instant::now();
        loop {
            let holds = self
                .client
                .execute_async(&body, vec![json!(LOOK.as_millis() as u64)])
                .await;
            match holds {
                // The page went away while it was looked at.
                Err(error) if error.to_string().contains("unload") => {}
                holds => {
                    let holds = holds.with_context(|| format!("waiting for {expression}"))?;
                    if holds == json!(true) {
                        return Ok(());
                    }
                }
            }
            ensure!(begin.elapsed() < PATIENCE, "never came true: {expression}");
            sleep(Duration::from_millis(10)).await;
        }
    }

    /// Waits for an element to be in the page.
    pub async fn find(&self, selector: &str) -> Result<Element> {
        self.until(&format!("document.querySelector({})", json!(selector)))
            .await?;
        Ok(self.client.find(Locator::Css(selector)).await?)
    }

    pub async fn has(&self, selector: &str) -> Result<bool> {
        Ok(!self
            .client
            .find_all(Locator::Css(selector))
            .await?
            .is_empty())
    }

    pub async fn click(&self, selector: &str) -> Result<()> {
        let element = self.find(selector).await?;
        if self.framed.get() && self.browser == Browser::WebKit {
            // Its driver does not scroll the page around a frame that is higher than the window.
            self.script(
                "document.querySelector(arguments[0]).click()",
                vec![json!(selector)],
            )
            .await?;
            return Ok(());
        }
        // To the middle, as people scroll: at the edge of the window something may lie over it.
        self.script(
            "document.querySelector(arguments[0]).scrollIntoView({ block: 'center', behavior: 'instant' })",
            vec![json!(selector)],
        )
        .await?;
        // What moves under the pointer is missed: pages grow while they load.
        let mut place = element.rectangle().await?;
        for _ in 0..50 {
            sleep(Duration::from_millis(16)).await;
            let before = std::mem::replace(&mut place, element.rectangle().await?);
            if place == before {
                break;
            }
        }
        let clicked = element.click().await;
        clicked.with_context(|| format!("clicking {selector}"))
    }

    /// Chooses a file for a file field.
    pub async fn choose_file(&self, selector: &str, file: &Path) -> Result<()> {
        let field = self.find(selector).await?;
        field
            .send_keys(file.to_str().context("a path of text")?)
            .await?;
        Ok(())
    }

    /// Replaces what stands in an input, as somebody typing would.
    pub async fn fill(&self, selector: &str, text: &str) -> Result<()> {
        self.click(selector).await?;
        self.select_all().await?;
        self.press(if text.is_empty() { keys::DELETE } else { text })
            .await
    }

    /// Presses and releases keys one after the other, wherever the focus is.
    pub async fn press(&self, keys: &str) -> Result<()> {
        let mut actions = KeyActions::new("keyboard".to_owned());
        for value in keys.chars() {
            actions = actions
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value });
        }
        Ok(self.client.perform_actions(actions).await?)
    }

    /// Ctrl and A: what is typed next replaces the field's text.
    pub async fn select_all(&self) -> Result<()> {
        let control = char::from(Key::Control);
        let actions = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: control })
            .then(KeyAction::Down { value: 'a' })
            .then(KeyAction::Up { value: 'a' })
            .then(KeyAction::Up { value: control });
        Ok(self.client.perform_actions(actions).await?)
    }

    /// All text that can be seen.
    pub async fn text(&self) -> Result<String> {
        self.text_of("document.body.innerText").await
    }

    /// A command of the Chrome DevTools protocol.
    pub async fn devtools(&self, command: &'static str, parameters: Value) -> Result<Value> {
        ensure!(
            self.browser == Browser::Chromium,
            "{} has no DevTools protocol for {command}",
            self.browser.name()
        );
        let body = json!({ "cmd": command, "params": parameters });
        self.extension("goog/cdp/execute", body)
            .await
            .with_context(|| command.to_owned())
    }

    /// Runs a script's body in Firefox itself, outside the page.
    async fn in_firefox(&self, body: &str, arguments: Value) -> Result<Value> {
        let context = |name: &str| self.extension("moz/context", json!({ "context": name }));
        context("chrome").await?;
        let script = json!({ "script": body, "args": arguments });
        let outcome = self.extension("execute/sync", script).await;
        context("content").await?;
        outcome.with_context(|| format!("script in Firefox: {body}"))
    }

    /// Role and name of an element, as the browser tells them to those who hear the page.
    pub async fn spoken(&self, selector: &str) -> Result<[String; 2]> {
        let element = self.find(selector).await?.element_id();
        let [role, label] = ["computedrole", "computedlabel"].map(|what| Extension {
            path: format!("element/{}/{what}", element.as_ref()),
            body: None,
        });
        let role = self.client.issue_cmd(role).await?;
        let label = self.client.issue_cmd(label).await?;
        Ok([role, label].map(|text| text.as_str().unwrap_or_default().to_owned()))
    }

    async fn extension(&self, path: &'static str, body: Value) -> Result<Value> {
        let command = Extension {
            path: path.to_owned(),
            body: Some(body),
        };
        Ok(self.client.issue_cmd(command).await?)
    }

    /// Writes a picture of the page and its text to `target/e2e`, and gives the text.
    pub async fn record(&self, name: &str) -> Result<String> {
        let [picture, words] = records(name);
        fs::create_dir_all(words.parent().context("a folder")?)?;
        let text = self.text().await?;
        fs::write(words, &text)?;
        fs::write(picture, self.client.screenshot().await?)?;
        Ok(text)
    }
}

/// Starts a browser by a driver of its own.
async fn connect(
    browser: Browser,
    start: Start,
    strangers: &Strangers,
) -> Result<(Driver, Client)> {
    // Now and then MiniBrowser never comes up, and its driver waits for it for ever.
    for _ in 0..3 {
        let driver = Driver::start(browser, start)?;
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities(browser, strangers)?);
        match timeout(PATIENCE, builder.connect(&driver.url())).await {
            Ok(client) => return Ok((driver, client.context("the browser does not start")?)),
            Err(_) => continue,
        }
    }
    bail!("the browser never comes up")
}

/// Removes what an earlier failure of a test has left.
pub fn forget(name: &str) {
    for file in records(name) {
        // Most often there is none.
        let _ = fs::remove_file(file);
    }
}

fn records(name: &str) -> [PathBuf; 2] {
    let folder = places::target().join("e2e");
    ["png", "txt"].map(|kind| folder.join(format!("{name}.{kind}")))
}

/// A command that the client has no words for. Without a body, something is read.
#[derive(Debug)]
struct Extension {
    path: String,
    body: Option<Value>,
}

impl WebDriverCompatibleCommand for Extension {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        let session = session.unwrap_or_default();
        base.join(&format!("session/{session}/{}", self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        match &self.body {
            Some(body) => (http::Method::POST, Some(body.to_string())),
            None => (http::Method::GET, None),
        }
    }
}
