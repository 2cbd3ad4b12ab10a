//! The one file, opened from a disk.

use std::fs;

use anyhow::{Context, Result, ensure};
use e2e::{FORM, Page, browse};
use serde_json::{Value, json};
use xtask::places;

async fn open(page: &Page) -> Result<()> {
    let file = places::dist().join("skill-subsidy-offline.html");
    ensure!(
        file.is_file(),
        "there is no {}; `cargo xtask dist` builds it",
        file.display()
    );
    let address = url::Url::from_file_path(&file).ok().context("a path")?;
    page.visit(address.as_str()).await?;
    page.find(FORM).await?;
    Ok(())
}

#[test]
fn everything_works_from_a_disk_without_a_request() {
    browse("offline", async |page| {
        page.server().seen();
        open(page).await?;
        page.walk(&[
            ("audience", "individual"),
            ("region", "liaocheng"),
            ("workplace", "enterprise"),
            ("level", "advanced"),
            ("*", "~"),
        ])
        .await?;
        // The version of the rules stands on the page.
        page.click("#fold-basis > summary").await?;
        ensure!(page.text().await?.contains("规则版本"), "no version");
        // Points that are a file of their own on the site.
        ensure!(
            page.value("!document.body.innerText.includes('没有取到')")
                .await?
                == json!(true),
            "the notes are missing"
        );
        page.click("[data-button=language]").await?;
        page.find(".ss[lang=en]").await?;
        page.click("[data-button=language]").await?;
        page.find(".ss[lang=zh-CN]").await?;
        // The share link brings the answers back.
        page.click("[data-button=share]").await?;
        page.until("document.querySelector('#link').value.includes('.html#audience=individual')")
            .await?;
        let link = page
            .text_of("document.querySelector('#link').value")
            .await?;
        let other = page.another().await?;
        other.visit(&link).await?;
        other.find("[data-answer]").await?;
        ensure!(
            !other.answers().await?.is_empty(),
            "the link brings nothing"
        );
        other.close().await;
        // Nothing was asked of anybody; other machines are watched in every test.
        let asked = page
            .value("performance.getEntriesByType('resource').map((entry) => entry.name)")
            .await?;
        ensure!(asked == json!([]), "requests: {asked}");
        ensure!(page.server().seen().is_empty(), "the site was asked");
        Ok(())
    });
}

/// Follows a link of the clauses, into the frame that takes the place of the one it stands in.
async fn turn_to(page: &Page, link: &str) -> Result<()> {
    page.find(link).await?;
    // From outside: no driver waits for an answer from the frame that goes.
    page.leave_frames().await?;
    page.script(
        "document.querySelector('#clauses iframe').contentDocument.querySelector(arguments[0]).click()",
        vec![json!(link)],
    )
    .await?;
    page.enter_frame("#clauses iframe").await
}

#[test]
fn the_clauses_are_in_the_file_too() {
    browse("offline-clauses", async |page| {
        open(page).await?;
        page.click("#fold-basis > summary").await?;
        page.click(".ss-footer a").await?;
        page.until("!document.querySelector('#clauses').hidden")
            .await?;
        page.enter_frame("#clauses iframe").await?;
        page.until("document.querySelector('h1')").await?;
        let styled = page
            .value("getComputedStyle(document.body).maxWidth !== 'none' || document.querySelector('style')")
            .await?;
        ensure!(styled != json!(false), "no styles");
        // From there to other pages of clauses, and back to the questions.
        for (link, there) in [
            ("a[href='index.html']", "a[href='zibo.html']"),
            ("a[href='zibo.html']", "#zibo-newstar-allowance"),
            ("a[href='cite.html']", "#version"),
        ] {
            turn_to(page, link).await?;
            page.find(there).await?;
        }
        // What is not in the file is no link, and does not pretend to be one.
        let dead = page
            .value(
                "[...document.querySelectorAll('a[href*=integrate], a[href*=json]')].map(String)",
            )
            .await?;
        ensure!(dead == json!([]), "{dead}");
        page.until("document.body.innerText.includes('嵌入说明')")
            .await?;
        turn_to(page, "a[href='liaocheng.html']").await?;
        page.find("a[href^=http]").await?;
        let target = page
            .value(
                "(() => {
                   const link = document.querySelector('a[href^=http]');
                   document.defaultView.addEventListener('click', (event) => event.preventDefault());
                   link.click();
                   return link.target;
                 })()",
            )
            .await?;
        ensure!(target == json!("_blank"), "{target}");
        page.leave_frames().await?;
        for browsers_own in [true, false] {
            if browsers_own {
                page.back().await?;
            } else {
                page.click(".ss-footer a").await?;
                page.until("!document.querySelector('#clauses').hidden")
                    .await?;
                page.click("#clauses button").await?;
            }
            page.until("document.querySelector('#clauses').hidden")
                .await?;
            page.until("!document.querySelector('#app').inert").await?;
        }
        Ok(())
    });
}

#[test]
fn old_rules_say_so_by_the_devices_date() {
    browse("offline-old", async |page| {
        let file = places::dist().join("skill-subsidy-offline.html");
        let address = url::Url::from_file_path(&file).ok().context("a path")?;
        let answers = "#audience=individual&region=liaocheng&level=advanced";
        let warned = "[...document.querySelectorAll('[data-benefit] .ss-notice')]
            .some(notice => notice.textContent.includes('再核对'))";
        page.visit(&format!("{address}?on=2099-01-01{answers}"))
            .await?;
        page.find("[data-benefit]").await?;
        ensure!(page.value(warned).await? == json!(true), "no warning");
        // On the day of the rules they are not due for another look, whatever day it is.
        let manifest = fs::read_to_string(places::dist().join("site/manifest.json"))?;
        let manifest: Value = serde_json::from_str(&manifest)?;
        let day = manifest["version"]["date"].as_str().context("a day")?;
        page.visit("about:blank").await?;
        page.visit(&format!("{address}?on={day}{answers}")).await?;
        page.find("[data-benefit]").await?;
        ensure!(
            page.value(warned).await? == json!(false),
            "a warning without reason"
        );
        Ok(())
    });
}
