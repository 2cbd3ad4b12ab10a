//! Small screens, time zones, closed networks, browsers without WebAssembly or script.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, ensure};
use e2e::{FORM, Page, Person, Start, browse, browse_from};
use serde_json::json;

use crate::DAY;

const WORKER: Person = &[
    ("audience", "individual"),
    ("region", "liaocheng"),
    ("level", "advanced"),
    ("certificate_date", "2025-6-30"),
    ("certificate_source", "self"),
    ("workplace", "enterprise"),
    ("field", "engineering"),
    ("social_insurance_current", "yes"),
    ("unemployment_insurance_months", "12"),
    ("*", "-"),
];

async fn no_sideways_scrolling(page: &Page, when: &str) -> Result<()> {
    let too_wide = page
        .value(
            "(() => {
               const page = document.documentElement;
               if (page.scrollWidth <= page.clientWidth) return [];
               return [...document.querySelectorAll('body *')]
                 .filter(element => element.getBoundingClientRect().right > page.clientWidth + 0.5)
                 .map(element => element.outerHTML.slice(0, 120)).slice(0, 8);
             })()",
        )
        .await?;
    ensure!(too_wide == json!([]), "{when}: too wide: {too_wide}");
    Ok(())
}

#[test]
fn narrow_screens_scroll_one_way_only() {
    browse("narrow", async |page| {
        page.size(360, 740).await?;
        page.start(DAY).await?;
        for _ in 0..40 {
            let Some(question) = page.question().await? else {
                break;
            };
            no_sideways_scrolling(page, &question.fact).await?;
            let reply = WORKER.iter().find(|(fact, _)| *fact == question.fact);
            page.answer(&question, reply.map_or("-", |(_, reply)| reply))
                .await?;
        }
        page.value("document.querySelectorAll('details').forEach(one => { one.open = true })")
            .await?;
        no_sideways_scrolling(page, "results").await?;
        for name in ["index", "shandong", "liaocheng", "zibo", "taian", "weifang"] {
            page.open(&format!("policy/{name}.html")).await?;
            no_sideways_scrolling(page, name).await?;
        }
        Ok(())
    });
}

/// Dates are civil: the deadline is the same wherever the computer believes to be.
#[test]
fn deadlines_do_not_depend_on_the_time_zone() {
    let seen = RefCell::new(Vec::new());
    for zone in ["Asia/Shanghai", "UTC", "America/New_York"] {
        browse_from("zones", in_zone(zone), async |page| {
            is_in_zone(page, zone).await?;
            page.start(DAY).await?;
            page.walk(WORKER).await?;
            let card = page
                .card("liaocheng-upgrade-unemployment-insurance")
                .await?;
            ensure!(card.contains("2026年6月30日"), "{zone}: {card}");
            ensure!(card.contains("还剩 29 天"), "{zone}: {card}");
            let found = (page.verdicts().await?, card);
            seen.borrow_mut().push(found);
            Ok(())
        });
    }
    let seen = seen.into_inner();
    assert!(seen.iter().all(|one| *one == seen[0]));
}

/// Today is the day on the wall: in two places 25 hours apart it is never the same.
#[test]
fn today_is_the_local_day() {
    for zone in ["Pacific/Kiritimati", "Pacific/Pago_Pago"] {
        browse_from("today", in_zone(zone), async |page| {
            is_in_zone(page, zone).await?;
            page.open("").await?;
            page.ready().await?;
            let today = page
                .text_of(
                    "(() => {
                       const now = new Date();
                       return `${now.getFullYear()}年${now.getMonth() + 1}月${now.getDate()}日`;
                     })()",
                )
                .await?;
            let version = page.text_of("document.body.textContent").await?;
            let said = format!("按 {today} 计算");
            ensure!(version.contains(&said), "{zone}: {said} not in {version}");
            Ok(())
        });
    }
}

fn in_zone(zone: &'static str) -> Start {
    Start {
        zone: Some(zone),
        ..Start::default()
    }
}

async fn is_in_zone(page: &Page, zone: &str) -> Result<()> {
    let believed = page
        .text_of("Intl.DateTimeFormat().resolvedOptions().timeZone")
        .await?;
    ensure!(believed == zone, "the browser believes to be in {believed}");
    Ok(())
}

/// What is loaded by the page or laid up by its worker, with the hashes left out of the names.
const LOADED: &[&str] = &[
    "/",
    "/icon-192.png",
    "/icon-512.png",
    "/icon.svg",
    "/manifest.webmanifest",
    "/page-*.css",
    "/page-*.js",
    "/page-*.wasm",
    "/policy/*.html",
    "/policy/notes-*.bin",
    "/policy/style.css",
    "/rules-*.bin",
    "/sw.js",
    "/text/en-*.toml",
];

#[test]
fn nothing_is_fetched_after_load_and_nothing_from_elsewhere() {
    browse("network", async |page| {
        // As sites are served: what has just been fetched is not fetched again.
        page.server().send(&[("Cache-Control", "max-age=600")]);
        page.start(DAY).await?;
        page.script_async(
            "const done = arguments[0]; navigator.serviceWorker.ready.then(() => done(true))",
        )
        .await?;
        let loaded = page.server().seen();
        let mut times = BTreeMap::new();
        for request in &loaded {
            let address = format!("http://{}/", request.host);
            ensure!(address == page.site(), "{request:?}");
            *times.entry(request.path.as_str()).or_insert(0) += 1;
        }
        let paths: BTreeSet<_> = times.keys().map(|path| without_hash(path)).collect();
        ensure!(paths.iter().eq(LOADED), "{paths:?}");
        // Once by the page, once by the worker, which keeps a copy of its own.
        ensure!(times["/sw.js"] == 1, "{times:?}");
        ensure!(times.values().all(|times| *times <= 2), "{times:?}");

        page.value("performance.clearResourceTimings()").await?;
        page.walk(WORKER).await?;
        page.click("[data-button=share]").await?;
        page.find("#link").await?;
        let later = page.server().seen();
        ensure!(later.is_empty(), "{later:?}");
        let entries = page
            .value("performance.getEntriesByType('resource').map(entry => entry.name)")
            .await?;
        ensure!(entries == json!([]), "{entries}");
        ensure!(page.value("document.cookie").await? == json!(""));
        ensure!(page.value("localStorage.length").await? == json!(0));
        Ok(())
    });
}

/// `/page-0123456789abcdef.js?on=2026-06-01` is `/page-*.js`; all policy pages are one.
fn without_hash(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    if path.starts_with("/policy/") && path.ends_with(".html") {
        return "/policy/*.html".to_owned();
    }
    path.split_inclusive(['-', '_', '.', '/'])
        .map(|part| {
            let (word, end) = part.split_at(part.len() - 1);
            let hash =
                matches!(word.len(), 8 | 16) && word.chars().all(|digit| digit.is_ascii_hexdigit());
            if hash {
                format!("*{end}")
            } else {
                part.to_owned()
            }
        })
        .collect()
}

/// Whatever leaves this machine would be seen: the check that other tests rest on.
#[test]
fn requests_to_other_machines_are_seen() {
    browse("strangers", async |page| {
        page.open("policy/index.html").await?;
        for address in ["http://example.org/one", "https://example.org/two"] {
            // The site's own policy stops scripts; where a person is led to is another matter.
            // It leads nowhere, which browsers report in ways of their own.
            let _ = page.visit(address).await;
        }
        let asked = page.asked_of_strangers();
        ensure!(
            asked.contains(&"GET http://example.org/one".to_owned()),
            "{asked:?}"
        );
        ensure!(
            asked.contains(&"CONNECT example.org:443".to_owned()),
            "{asked:?}"
        );
        ensure!(
            asked.iter().all(|one| one.contains("example.org")),
            "{asked:?}"
        );
        Ok(())
    });
}

/// The results stand without the notes to the rules; each card says what is missing, and where it is.
#[test]
fn without_the_notes_cards_say_so() {
    browse("no-notes", async |page| {
        page.server().withhold(&["/notes-"]);
        page.start(DAY).await?;
        page.walk(WORKER).await?;
        let benefit = "liaocheng-upgrade-unemployment-insurance";
        page.expect(benefit, "eligible", &["2,000至8,000元", "没有取到"])
            .await?;
        let link = format!(
            "document.querySelector('[data-benefit={benefit}] a[href$=\"liaocheng.html#{benefit}\"]')"
        );
        page.look_at(benefit, async || page.until(&link).await)
            .await
    });
}

/// Never a blank box: a sentence, and a way to the clauses.
#[test]
fn without_webassembly_there_is_a_way_on() {
    browse("no-wasm", async |page| {
        for missing in [".wasm", ".js"] {
            page.server().withhold(&[missing]);
            page.open("").await?;
            let links = "[...document.querySelectorAll('a[href=\"policy/index.html\"]')]
                           .some(link => link.checkVisibility())";
            page.until(links).await?;
            if missing == ".wasm" {
                page.until("document.querySelector('#failure').checkVisibility()")
                    .await?;
                let said = page
                    .text_of("document.querySelector('#failure').innerText")
                    .await?;
                ensure!(said.contains("故障"), "{said}");
                page.click("#failure a").await?;
            } else {
                page.click("#loading a[href='policy/index.html']").await?;
            }
            page.until("location.pathname.endsWith('/policy/index.html')")
                .await?;
            ensure!(page.text().await?.contains("政策条款"));
        }
        ensure!(!page.has(FORM).await?);
        Ok(())
    });
}

#[test]
fn without_script_there_is_a_way_on() {
    browse("no-script", async |page| {
        page.script_off().await?;
        page.open("").await?;
        let text = page.text().await?;
        ensure!(text.contains("没有开启 JavaScript"), "{text}");
        page.click(".ss-static a[href='policy/zibo.html']").await?;
        let text = page.text().await?;
        ensure!(page.url().await?.ends_with("policy/zibo.html"));
        for word in [
            "每月300元、500元、1000元生活补贴",
            "未载明文号",
            "推断",
            "新闻报道",
        ] {
            ensure!(text.contains(word), "{word}");
        }
        Ok(())
    });
}
