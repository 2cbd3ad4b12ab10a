//! The page for webmasters, and pages made of what it gives to copy.

use std::fs;

use anyhow::{Context, Result, ensure};
use e2e::{Browser, Folder, Host, Page, browse, browse_in_light_and_dark};
use serde_json::json;
use xtask::places;

use crate::{framed, nothing_was_blocked, shadow};

/// Opens the page and waits until its lists and hashes are there.
async fn open(page: &Page) -> Result<()> {
    page.open("integrate.html").await?;
    page.until(
        "document.querySelector('#region').options.length > 4 \
         && !document.querySelector('#version-pinned').disabled",
    )
    .await?;
    ensure!(
        page.value("document.querySelector('#manifest-missing').hidden")
            .await?
            == json!(true),
        "there is no manifest"
    );
    Ok(())
}

async fn choose(page: &Page, name: &str, value: &str) -> Result<()> {
    page.script(
        "const select = document.querySelector(`select[name=${arguments[0]}]`);
         if (![...select.options].some((option) => option.value === arguments[1])) throw arguments[1];
         select.value = arguments[1];
         select.dispatchEvent(new Event('input', { bubbles: true }));",
        vec![json!(name), json!(value)],
    )
    .await?;
    Ok(())
}

async fn code(page: &Page, id: &str) -> Result<String> {
    page.text_of(&format!("document.getElementById('{id}').textContent"))
        .await
}

/// Somebody's page with the copied code in it, under the copied headers and nothing else.
async fn pasted(page: &Page, snippet: &str, headers: &[&str]) -> Result<Host> {
    let folder = Folder::new("pasted")?;
    fs::write(
        folder.path().join("watch.js"),
        "window.violations = [];\n\
         document.addEventListener('securitypolicyviolation', (event) =>\n\
           window.violations.push(event.violatedDirective + ' ' + event.blockedURI));\n",
    )?;
    fs::write(
        folder.path().join("page.html"),
        format!(
            "<!doctype html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>某市</title>\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <script src=\"watch.js\"></script></head>\n<body><h1>办事指南</h1>\n{snippet}\n</body></html>\n"
        ),
    )?;
    // Another origin has the files, and a pinned file is read across origins.
    page.server().send(&[("Access-Control-Allow-Origin", "*")]);
    let host = Host::of(folder.path(), page.site())?;
    let mut sent = Vec::new();
    for header in headers {
        let (name, value) = header.split_once(": ").context("a header")?;
        // The page has a script and an icon of its own; everything that is not named is forbidden.
        let value = match name {
            "Content-Security-Policy" => format!(
                "default-src 'none'; img-src 'self'; {}",
                value.replace("script-src ", "script-src 'self' ")
            ),
            _ => value.to_owned(),
        };
        sent.push((name.to_owned(), value));
    }
    let sent: Vec<(&str, &str)> = sent
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    host.server().send(&sent);
    page.visit(&host.url("page.html")).await?;
    Ok(host)
}

#[test]
fn what_it_gives_for_a_frame_works_as_it_stands() {
    browse("integrate-frame", async |page| {
        open(page).await?;
        choose(page, "region", "zibo").await?;
        choose(page, "audience", "individual").await?;
        page.click("#version-pinned").await?;
        let snippet = code(page, "snippet").await?;
        for word in [
            "region=\"zibo\"",
            "audience=\"individual\"",
            "integrity=\"sha384-",
            "crossorigin=\"anonymous\"",
            "policy/zibo.html",
        ] {
            ensure!(snippet.contains(word), "no {word} in {snippet}");
        }
        let csp = code(page, "csp-frame").await?;
        let permissions = code(page, "permissions").await?;
        let _host = pasted(page, &snippet, &[&csp, &permissions]).await?;
        page.until(&framed(0)).await?;
        nothing_was_blocked(page).await?;
        page.enter_frame_of(&format!("{}.querySelector('iframe')", shadow(0)))
            .await?;
        let answers = page.answers().await?;
        ensure!(answers.len() == 2, "{answers:?}");
        page.leave_frames().await?;
        // A file that has been changed does not run.
        let changed = snippet.replacen("sha384-", "sha384-AAAA", 1);
        let _host = pasted(page, &changed, &[&csp]).await?;
        page.until("document.readyState === 'complete'").await?;
        ensure!(
            page.value("!customElements.get('skill-subsidy')").await? == json!(true),
            "integrity is not looked at"
        );
        // Whoever gets no script gets the link.
        page.until("document.querySelector('skill-subsidy a').offsetHeight > 9")
            .await?;
        Ok(())
    });
}

#[test]
fn what_it_gives_for_the_page_itself_works_as_it_stands() {
    browse("integrate-inline", async |page| {
        open(page).await?;
        page.click("#mode-inline").await?;
        choose(page, "region", "taian").await?;
        choose(page, "lang", "en").await?;
        choose(page, "size", "large").await?;
        let snippet = code(page, "snippet").await?;
        let csp = code(page, "csp-inline").await?;
        // What is shown beside the code is what the code gives.
        page.script(
            "document.querySelector('#preview').scrollIntoView()",
            vec![],
        )
        .await?;
        let preview = "document.querySelector('#preview').shadowRoot";
        page.until(&format!("{preview}.querySelector('.ss').lang === 'en'"))
            .await?;
        page.until("document.querySelector('#preview').offsetHeight > 300")
            .await?;
        let _host = pasted(page, &snippet, &[&csp]).await?;
        page.until(&format!(
            "{}.querySelector('.ss').innerText.includes(\"Tai'an\")",
            shadow(0)
        ))
        .await?;
        nothing_was_blocked(page).await
    });
}

#[test]
fn the_plain_frame_works_where_scripts_are_not_wanted() {
    browse("integrate-plain", async |page| {
        open(page).await?;
        choose(page, "region", "weifang").await?;
        let plain = code(page, "plain").await?;
        // Nothing may run in the page around it, and the frame may do nothing but run.
        let sandboxed = plain.replace("<iframe", "<iframe sandbox=\"allow-scripts allow-forms\"");
        let site = page.site().trim_end_matches('/').to_owned();
        let csp = format!("Content-Security-Policy: frame-src {site}");
        let permissions = "Permissions-Policy: clipboard-write=(), clipboard-read=(), fullscreen=(), geolocation=()";
        for frame in [&plain, &sandboxed] {
            let _host = pasted(page, frame, &[&csp, permissions]).await?;
            page.enter_frame("iframe").await?;
            if frame.contains("sandbox") && page.browser() == Browser::WebKit {
                // There the page's own policy knows no origin that is its own.
                page.until(
                    "document.querySelector('a[href=\"policy/weifang.html\"]').offsetHeight > 0",
                )
                .await?;
                page.leave_frames().await?;
                continue;
            }
            page.ready().await?;
            for reply in ["individual", "technician"] {
                let question = page.question().await?.context("a question")?;
                page.answer(&question, reply).await?;
            }
            // The clipboard is not allowed; the link is there to be copied by hand.
            page.to_results().await?;
            page.click("[data-button=share]").await?;
            page.until("document.querySelector('#link').value.includes('audience=individual')")
                .await?;
            page.leave_frames().await?;
        }
        Ok(())
    });
}

#[test]
fn copying_is_said_and_languages_change() {
    browse("integrate-copy", async |page| {
        open(page).await?;
        // The preview moves what stands below it until it is there.
        page.until(&framed(0)).await?;
        page.click("[data-copy=snippet]").await?;
        page.until("document.querySelector('#said').textContent.length > 0")
            .await?;
        page.click("[data-speak=en]").await?;
        page.until("document.title.includes('Put the calculator on your website') || document.documentElement.lang === 'en'")
            .await?;
        let text = page.text().await?;
        ensure!(
            text.contains("Put the calculator on your website") && !text.contains("把计算器放到"),
            "two languages at once"
        );
        // Colours that cannot be read are said to be so.
        page.click("#coloured").await?;
        page.script(
            "const field = document.querySelector('[name=accent]');
             field.value = '#ffee88';
             field.dispatchEvent(new Event('input', { bubbles: true }));",
            vec![],
        )
        .await?;
        page.until("document.querySelector('#contrast').textContent.includes('needs 4.5')")
            .await
    });
}

#[test]
fn it_is_accessible_at_every_width() {
    browse_in_light_and_dark("integrate-accessible", async |page| {
        open(page).await?;
        page.click("#coloured").await?;
        page.until(&framed(0)).await?;
        page.accessible("the page for webmasters").await?;
        for width in [1280, 768, 360] {
            page.size(width, 800).await?;
            page.until(&format!("innerWidth === {width}")).await?;
            let wide = page
                .value("document.documentElement.scrollWidth <= innerWidth")
                .await?;
            ensure!(wide == json!(true), "it scrolls sideways at {width}");
        }
        page.accessible("the same on a phone").await
    });
}

/// The first lines of a documentation that embed the calculator.
fn documented(file: &str) -> Result<String> {
    let text = fs::read_to_string(places::root().join(file))?;
    let found = text
        .split("```html\n")
        .skip(1)
        .find(|block| block.contains("embed.js"));
    let block = found.with_context(|| format!("{file} embeds nothing"))?;
    let (code, _) = block.split_once("```").context("an end of the block")?;
    Ok(code.to_owned())
}

#[test]
fn what_is_documented_runs_as_written() {
    browse("integrate-documented", async |page| {
        for file in ["README.md", "README.zh-CN.md", "docs/embedding.md"] {
            let code = documented(file)?.replace(
                "https://www.example.gov.cn/skill-subsidy",
                page.site().trim_end_matches('/'),
            );
            ensure!(code.contains(page.site()), "{file}: another address");
            let _host = pasted(page, &code, &[]).await?;
            page.until(&framed(0)).await?;
        }
        Ok(())
    });
}
