//! The accessibility checker finds nothing, in light and in dark.

use anyhow::ensure;
use e2e::{FORM, Person, browse, browse_in_light_and_dark, part};

use crate::DAY;

const GRADUATE: Person = &[
    ("audience", "individual"),
    ("region", "weifang"),
    ("level", "advanced"),
    ("certificate_date", "2026-1-10"),
    ("school", "college"),
    ("full_time_study", "yes"),
    ("arrival", "stayed"),
    ("arrival_date", "2025-9"),
    ("workplace", "enterprise"),
    ("full_time", "yes"),
    ("buy_home", "yes"),
    ("*", "-"),
];

const WORKER: Person = &[
    ("audience", "individual"),
    ("region", "liaocheng"),
    ("level", "advanced"),
    ("certificate_date", "2026-1-10"),
    ("certificate_source", "self"),
    ("workplace", "enterprise"),
    ("social_insurance_months", "36"),
    ("social_insurance_current", "yes"),
    ("unemployment_insurance_months", "12"),
    ("*", "-"),
];

const UNFOLD: &str = "document.querySelectorAll('details').forEach(one => { one.open = true })";

#[test]
fn the_page_from_start_to_end() {
    browse_in_light_and_dark("accessible", async |page| {
        page.start(DAY).await?;
        page.accessible("at the start").await?;

        page.walk_to("level", GRADUATE).await?;
        page.value(UNFOLD).await?;
        page.accessible("half-way").await?;

        page.click(&format!("{FORM} [data-button=next]")).await?;
        page.find(".ss-problems").await?;
        page.accessible("with a mistake").await?;
        let question = page.question().await?;
        ensure!(question.is_some());
        page.answer_after_mistake(&question.unwrap(), "advanced")
            .await?;

        page.walk(GRADUATE).await?;
        page.value(UNFOLD).await?;
        page.accessible("at the end").await?;

        page.click("[data-answer=level] [data-button=edit]").await?;
        page.find("[data-answer=level] form").await?;
        page.click("[data-button=share]").await?;
        page.find("#link").await?;
        page.click("[data-button=restart]").await?;
        page.find("[data-button=restart-yes]").await?;
        page.accessible("while editing").await
    });
}

#[test]
fn groups_are_named_by_their_questions() {
    browse("accessible-groups", async |page| {
        page.start(DAY).await?;
        for _ in 0..20 {
            let Some(question) = page.question().await? else {
                return Ok(());
            };
            let part = part(&question.fact);
            let heading = format!("document.querySelector('{part} .ss-question').innerText");
            let heading = page.text_of(&heading).await?;
            if page.has(&format!("{part} fieldset")).await? {
                let [role, label] = page.spoken(&format!("{part} fieldset")).await?;
                ensure!(role == "group", "{}: {role}", question.fact);
                ensure!(label == heading, "{heading:?} is called {label:?}");
            } else {
                let [_, label] = page.spoken(&format!("{part} input")).await?;
                ensure!(label == heading, "{heading:?} is called {label:?}");
            }
            let reply = WORKER.iter().find(|(fact, _)| *fact == question.fact);
            page.answer(&question, reply.map_or("-", |(_, reply)| reply))
                .await?;
        }
        anyhow::bail!("questions have no end")
    });
}

#[test]
fn the_page_on_a_phone_and_in_english() {
    browse_in_light_and_dark("accessible-phone", async |page| {
        page.size(360, 740).await?;
        page.start(DAY).await?;
        page.walk_to("certificate_date", WORKER).await?;
        page.accessible("at a date, on a phone").await?;
        page.click("[data-button=language]").await?;
        page.until("document.documentElement.lang === 'en'").await?;
        page.accessible("in English").await
    });
}

#[test]
fn the_policy_pages() {
    browse_in_light_and_dark("accessible-policies", async |page| {
        for name in [
            "index",
            "compare",
            "accessibility",
            "shandong",
            "liaocheng",
            "zibo",
            "taian",
            "weifang",
        ] {
            page.open(&format!("policy/{name}.html")).await?;
            page.accessible(name).await?;
        }
        Ok(())
    });
}
