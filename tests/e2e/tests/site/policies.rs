//! The static policy pages as targets of the cards' links.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use e2e::{Page, Person, browse};
use serde_json::json;

use crate::DAY;

/// Every link from the page of a benefit to a policy page.
async fn citations(page: &Page, benefit: &str) -> Result<Vec<String>> {
    page.look_at(benefit, async || {
        let found = page
            .value(
                "[...document.querySelectorAll('.ss-benefit a[href*=\"policy/\"]')].map(link => link.href)",
            )
            .await?;
        Ok(serde_json::from_value(found)?)
    })
    .await
}

#[test]
fn every_benefit_leads_to_its_clause() {
    browse("citations", async |page| {
        let people: [Person; 4] = [
            &[("audience", "individual"), ("region", "zibo"), ("*", "~")],
            &[("audience", "individual"), ("region", "taian"), ("*", "~")],
            &[
                ("audience", "enterprise"),
                ("region", "liaocheng"),
                ("*", "~"),
            ],
            &[("audience", "unit"), ("region", "weifang"), ("*", "~")],
        ];
        let mut by_page: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for person in people {
            page.start(DAY).await?;
            page.value("sessionStorage.clear()").await?;
            page.start(DAY).await?;
            page.walk(person).await?;
            let mut links = Vec::new();
            for (benefit, _) in page.verdicts().await? {
                let own = citations(page, &benefit).await?;
                ensure!(
                    own.iter()
                        .any(|link| link.ends_with(&format!("#{benefit}"))),
                    "{benefit} has no link to its clause"
                );
                links.extend(own);
            }
            for link in links {
                let (address, anchor) = link.split_once('#').context("an anchor")?;
                let address = address.strip_prefix(page.site()).context("our site")?;
                let anchors = by_page.entry(address.to_owned()).or_default();
                anchors.push(anchor.to_owned());
            }
        }
        ensure!(by_page.len() == 5, "{:?}", by_page.keys());
        for (address, anchors) in by_page {
            page.open(&address).await?;
            for anchor in anchors {
                let there = format!("document.getElementById({}) !== null", json!(anchor));
                ensure!(
                    page.value(&there).await? == json!(true),
                    "{address}#{anchor}"
                );
            }
        }
        Ok(())
    });
}

#[test]
fn policy_pages_link_to_each_other_and_back() {
    browse("policy-links", async |page| {
        page.open("policy/").await?;
        for name in ["shandong", "liaocheng", "zibo", "taian", "weifang"] {
            page.open("policy/index.html").await?;
            page.click(&format!("a[href='{name}.html']")).await?;
            page.until(&format!(
                "location.pathname.endsWith('/policy/{name}.html')"
            ))
            .await?;
            let text = page.text().await?;
            for word in ["文号", "日期", "规则版本", "条件", "原文"] {
                ensure!(text.contains(word), "{name}: {word}");
            }
            let broken = page
                .value(
                    "[...document.querySelectorAll('a[href^=\"#\"]')]
                       .filter(link => !document.getElementById(decodeURIComponent(link.hash.slice(1))))
                       .map(link => link.hash)",
                )
                .await?;
            ensure!(broken == json!([]), "{name}: {broken}");
        }
        page.click("header a[href='../index.html']").await?;
        page.ready().await
    });
}

#[test]
fn cities_are_compared_without_sideways_scrolling() {
    browse("compare-page", async |page| {
        for width in [320, 768, 1280] {
            page.size(width, 740).await?;
            page.open("policy/compare.html").await?;
            let wide = page
                .value("document.documentElement.scrollWidth > innerWidth")
                .await?;
            ensure!(wide == json!(false), "at {width} px");
        }
        page.click("a[href='zibo.html#zibo-technician-2500-3000']")
            .await?;
        page.until("location.hash === '#zibo-technician-2500-3000'")
            .await
    });
}
