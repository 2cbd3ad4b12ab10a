//! One browser with one page, and what people and test tools can do with it.
//!
//! Everything waits for a condition inside the page, never for a time.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use xtask::places;

use crate::driver::Driver;

/// Keys that are no characters.
pub mod keys {
    pub const TAB: &str = "\u{e004}";
    pub const ENTER: &str = "\u{e007}";
    pub const SPACE: &str = " ";
    pub const DELETE: &str = "\u{e017}";
    pub const DOWN: &str = "\u{e015}";
}

/// How long a condition may take to come true. Far more than it needs, for slow machines.
const PATIENCE: Duration = Duration::from_secs(20);

/// A window in which nothing has been answered. Closed when dropped with its driver.
pub struct Page {
    client: Client,
    site: String,
    _driver: Driver,
}

impl Page {
    /// A fresh browser with an empty profile, 1280 × 900, and nothing loaded.
    pub async fn new(site: &str) -> Result<Page> {
        let driver = Driver::start()?;
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities()?)
            .connect(&driver.url())
            .await
            .context("the browser does not start")?;
        let page = Page {
            client,
            site: site.to_owned(),
            _driver: driver,
        };
        page.size(1280, 900).await?;
        Ok(page)
    }

    pub async fn close(self) {
        // A browser that has gone already needs no closing.
        let _ = self.client.close().await;
    }

    /// Loads an address of the site, e.g. `?on=2026-06-01` or `policy/zibo.html`.
    pub async fn open(&self, address: &str) -> Result<()> {
        self.client.goto(&format!("{}{address}", self.site)).await?;
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
        Ok(self.client.refresh().await?)
    }

    /// Width and height of the page itself, in CSS pixels.
    pub async fn size(&self, width: u32, height: u32) -> Result<()> {
        self.devtools(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false }),
        )
        .await?;
        Ok(())
    }

    /// Makes the computer believe to be somewhere, from the next page on.
    pub async fn time_zone(&self, zone: &str) -> Result<()> {
        self.devtools(
            "Emulation.setTimezoneOverride",
            json!({ "timezoneId": zone }),
        )
        .await?;
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

    pub async fn dark(&self, dark: bool) -> Result<()> {
        let value = if dark { "dark" } else { "light" };
        self.devtools(
            "Emulation.setEmulatedMedia",
            json!({ "features": [
                { "name": "prefers-color-scheme", "value": value },
                // Colours that are still changing would be measured half-way.
                { "name": "prefers-reduced-motion", "value": "reduce" },
            ] }),
        )
        .await?;
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

    /// Waits until a script expression is true in the page.
    pub async fn until(&self, expression: &str) -> Result<()> {
        let body = format!(
            "const done = arguments[1], end = performance.now() + arguments[0];
             const look = () => {{
               let holds = false;
               try {{ holds = !!({expression}); }} catch {{}}
               if (holds) done(true);
               else if (performance.now() > end) done(false);
               else requestAnimationFrame(look);
             }};
             look();"
        );
        let patience = json!(PATIENCE.as_millis() as u64);
        let holds = self
            .client
            .execute_async(&body, vec![patience])
            .await
            .with_context(|| format!("waiting for {expression}"))?;
        ensure!(holds == json!(true), "never came true: {expression}");
        Ok(())
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
        // To the middle, as people scroll: at the edge of the window something may lie over it.
        self.script(
            "document.querySelector(arguments[0]).scrollIntoView({ block: 'center', behavior: 'instant' })",
            vec![json!(selector)],
        )
        .await?;
        let clicked = element.click().await;
        clicked.with_context(|| format!("clicking {selector}"))
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
        let request = Extension {
            path: "goog/cdp/execute",
            body: json!({ "cmd": command, "params": parameters }),
        };
        self.client
            .issue_cmd(request)
            .await
            .with_context(|| command.to_owned())
    }

    /// Addresses of all requests that the page made since this was last called.
    pub async fn requests(&self) -> Result<Vec<String>> {
        let request = Extension {
            path: "se/log",
            body: json!({ "type": "performance" }),
        };
        let log = self.client.issue_cmd(request).await?;
        let mut addresses = Vec::new();
        for entry in log.as_array().into_iter().flatten() {
            let message = entry["message"].as_str().context("a log entry")?;
            let message: Value = serde_json::from_str(message)?;
            let message = &message["message"];
            if message["method"] == "Network.requestWillBeSent" {
                let address = message["params"]["request"]["url"].as_str();
                addresses.push(address.context("a request has an address")?.to_owned());
            }
        }
        Ok(addresses)
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

fn capabilities() -> Result<Capabilities> {
    // The same browser settings as for the component tests.
    let file = places::root().join("webdriver.json");
    let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let mut capabilities: Capabilities = serde_json::from_str(&text)?;
    capabilities.insert("browserName".into(), json!("chrome"));
    capabilities.insert("goog:loggingPrefs".into(), json!({ "performance": "ALL" }));
    capabilities.insert(
        "timeouts".into(),
        json!({ "script": 2 * PATIENCE.as_millis() as u64 }),
    );
    Ok(capabilities)
}

/// A command beyond the WebDriver standard.
#[derive(Debug)]
struct Extension {
    path: &'static str,
    body: Value,
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
        (http::Method::POST, Some(self.body.to_string()))
    }
}
