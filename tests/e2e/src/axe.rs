//! The accessibility checker, put into the page as it stands.

use std::fs;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use xtask::places;

use crate::page::Page;

/// WCAG 2.2 A and AA, and the checker's best practices; colour contrast is among them.
const RUN: &str = "
    const done = arguments[arguments.length - 1];
    axe.run(document, { resultTypes: ['violations', 'incomplete'], rules: { 'color-contrast': { enabled: true } } })
      .then(result => done({
        contrast: [...result.passes, ...result.violations, ...result.incomplete].some(rule => rule.id === 'color-contrast'),
        violations: result.violations.map(rule => ({
          id: rule.id, help: rule.help,
          nodes: rule.nodes.map(node => node.html.slice(0, 200) + ' — ' + node.failureSummary),
        })),
      }), error => done({ error: String(error) }));";

impl Page {
    /// Fails on any violation, in light and in dark; `when` says at which point. Where a running
    /// browser cannot change between them, only in the one it was started in.
    pub async fn accessible(&self, when: &str) -> Result<()> {
        if !self.can_change_colours() {
            return self.check(when).await;
        }
        for dark in [false, true] {
            self.dark(dark).await?;
            let scheme = if dark { "dark" } else { "light" };
            self.check(&format!("{when}, {scheme}")).await?;
        }
        self.dark(false).await
    }

    async fn check(&self, when: &str) -> Result<()> {
        if self.value("typeof axe === 'undefined'").await? == json!(true) {
            let file = places::axe();
            let source = fs::read_to_string(&file).with_context(|| {
                format!(
                    "there is no {}; `cargo xtask tools` installs it",
                    file.display()
                )
            })?;
            // By way of the driver, because the site's own policy lets no foreign script in.
            self.script(&source, Vec::new()).await?;
        }
        let report = self.script_async(RUN).await?;
        if let Some(error) = report["error"].as_str() {
            bail!("{when}: {error}");
        }
        if report["contrast"] != json!(true) {
            bail!("{when}: colour contrast was not looked at");
        }
        let violations = report["violations"].as_array().context("a report")?;
        if !violations.is_empty() {
            bail!(
                "{when}: {} violations\n{}",
                violations.len(),
                shown(violations)
            );
        }
        Ok(())
    }
}

fn shown(violations: &[Value]) -> String {
    let mut text = String::new();
    for violation in violations {
        text += &format!("  {}: {}\n", violation["id"], violation["help"]);
        for node in violation["nodes"].as_array().into_iter().flatten() {
            text += &format!("    {}\n", node.as_str().unwrap_or_default());
        }
    }
    text
}
