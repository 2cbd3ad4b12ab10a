//! The forms in which the calculator is delivered, each used as people meet it: in a frame and
//! inline on pages of others, as one file, installed, and behind real servers.

mod attack;
mod days;
mod frame;
mod inline;
mod install;
mod integrate;
mod offline;
mod old;
mod roster;
mod servers;

use anyhow::{Result, ensure};
use e2e::{Host, Page};
use serde_json::json;

/// The shadow root of the n-th widget of a page.
fn shadow(n: usize) -> String {
    format!("document.querySelectorAll('skill-subsidy')[{n}].shadowRoot")
}

/// Opens a host page with the widget's loader, under headers that say so for both origins.
async fn host(page: &Page, name: &str, policy: &str) -> Result<Host> {
    // Another origin may have the files.
    page.server().send(&[("Access-Control-Allow-Origin", "*")]);
    let host = Host::start(page.site())?;
    let policy = policy.replace("SITE", page.site().trim_end_matches('/'));
    if !policy.is_empty() {
        host.server().send(&[("Content-Security-Policy", &policy)]);
    }
    page.visit(&host.url(name)).await?;
    Ok(host)
}

/// Waits until the n-th widget, a frame, is ready, and goes into it.
async fn enter(page: &Page, n: usize) -> Result<()> {
    page.until(&framed(n)).await?;
    page.enter_frame_of(&format!("{}.querySelector('iframe')", shadow(n)))
        .await?;
    page.ready().await
}

/// Whether the n-th widget shows its frame.
fn framed(n: usize) -> String {
    // Once the calculator in it has said that it is ready, no room is kept for it any more.
    let root = shadow(n);
    format!(
        "{root}.querySelector('div').style.minHeight === '0px' \
         && getComputedStyle({root}.querySelector('iframe')).visibility === 'visible' \
         && {root}.querySelector('iframe').offsetHeight > 300"
    )
}

/// Nothing of a page was stopped by its own policy, as far as the browser has told. The page has to
/// watch for it.
async fn nothing_was_blocked(page: &Page) -> Result<()> {
    let told = page.value("window.violations || 'nobody watched'").await?;
    ensure!(told == json!([]), "the page's policy stopped {told}");
    Ok(())
}
