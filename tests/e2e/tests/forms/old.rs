//! Browsers without WebAssembly: never a blank, but a sentence and the way to the clauses.

use std::fs;

use anyhow::{Context, Result, ensure};
use e2e::{Folder, Page, browse};
use xtask::places;

use crate::{host, shadow};

/// The site, in whose page WebAssembly is taken away before anything else happens.
fn aged() -> Result<Folder> {
    let folder = Folder::copy_of(&places::site())?;
    fs::write(folder.path().join("old.js"), "delete window.WebAssembly;\n")?;
    let path = folder.path().join("index.html");
    let page = fs::read_to_string(&path)?;
    let (before, after) = page.split_once("<head>").context("a head")?;
    fs::write(
        &path,
        format!("{before}<head><script src=\"old.js\"></script>{after}"),
    )?;
    Ok(folder)
}

async fn says_so(page: &Page) -> Result<()> {
    page.until("document.querySelector('#old').offsetHeight > 0")
        .await?;
    let text = page.text().await?;
    ensure!(text.contains("浏览器"), "{text}");
    ensure!(
        !text.contains("故障") && !text.contains("正在"),
        "it says something else too: {text}"
    );
    Ok(())
}

#[test]
fn the_page_says_so_and_leads_to_the_clauses() {
    browse("old-page", async |page| {
        let old = aged()?;
        page.server().swap(old.path())?;
        page.open("").await?;
        says_so(page).await?;
        page.click("#old a[href='policy/index.html']").await?;
        page.until("document.querySelector('a[href=\"zibo.html\"]')")
            .await
    });
}

#[test]
fn a_frame_says_so_and_is_shown() {
    browse("old-frame", async |page| {
        let old = aged()?;
        page.server().swap(old.path())?;
        let _host = host(page, "csp-frame.html", "").await?;
        let frame = format!("{}.querySelector('iframe')", shadow(0));
        page.until(&format!(
            "getComputedStyle({frame}).visibility === 'visible' && {frame}.offsetHeight > 50"
        ))
        .await?;
        page.enter_frame_of(&frame).await?;
        says_so(page).await?;
        page.leave_frames().await
    });
}

#[test]
fn a_widget_inline_leaves_a_sentence_and_a_link() {
    browse("old-inline", async |page| {
        let _host = host(page, "old.html", "").await?;
        let link = format!("{}.querySelector('a[href*=\"policy/\"]')", shadow(0));
        page.until(&format!("{link}.offsetHeight > 0")).await
    });
}
