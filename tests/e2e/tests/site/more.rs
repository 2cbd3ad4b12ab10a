//! What would change, and other cities: opened from the results, closed again, on narrow screens and wide ones.

use anyhow::{Result, ensure};
use e2e::{Page, browse, browse_in_light_and_dark, keys};
use serde_json::json;

use crate::DAY;

const WORKER: &str = "audience=individual&region=zibo&level=advanced&certificate_date=2026-03-01\
    &workplace=enterprise&full_time=yes&frontline=yes&professional_title=none&honours=none&school=college\
    &full_time_study=yes";

async fn results(page: &Page) -> Result<()> {
    page.open(&format!("?on={DAY}#{WORKER}")).await?;
    page.ready().await?;
    page.to_results().await
}

/// Opens a view by its button and waits until it can be seen, with its styles.
async fn open(page: &Page, view: &str) -> Result<()> {
    page.click(&format!("[data-button={view}]")).await?;
    page.find(&format!("[data-more-view={view}] .ssm-main"))
        .await?;
    page.until(
        "getComputedStyle(document.querySelector('.ssm-main table')).borderCollapse === 'collapse'",
    )
    .await?;
    page.until("document.activeElement.matches('[data-more-view] h1')")
        .await?;
    ensure!(page.value("document.getElementById('app').hidden").await? == json!(true));
    Ok(())
}

/// The results are there again, and the keyboard is on the button that opened the view.
async fn closed(page: &Page, view: &str) -> Result<()> {
    page.until("!document.querySelector('[data-more-view]')")
        .await?;
    page.until("!document.getElementById('app').hidden").await?;
    page.find(".ss-results").await?;
    page.until(&format!(
        "document.activeElement.dataset.button === '{view}'"
    ))
    .await
}

#[test]
fn both_open_from_the_results_and_close_again() {
    browse("more", async |page| {
        results(page).await?;
        for view in ["advice", "cities"] {
            // By its button, by Escape, and by the browser's way back.
            open(page, view).await?;
            page.click("[data-more-view] [data-button=more-back]")
                .await?;
            closed(page, view).await?;
            open(page, view).await?;
            page.press(keys::ESCAPE).await?;
            closed(page, view).await?;
            open(page, view).await?;
            page.back().await?;
            closed(page, view).await?;
        }

        open(page, "advice").await?;
        let changes = page
            .text_of("document.querySelector('[data-part=changes]').innerText")
            .await?;
        ensure!(
            changes.contains("取得二级／技师证书，可申领：一次性2,500元"),
            "{changes}"
        );
        ensure!(page.has("svg.ssm-ladder title").await?);
        page.press(keys::ESCAPE).await?;
        closed(page, "advice").await?;

        open(page, "cities").await?;
        let city = "document.querySelector('[data-city=zibo]').innerText";
        ensure!(page.text_of(city).await?.contains("您在这里"));
        let asks = "document.querySelector('[data-city=weifang] td:last-child').innerText";
        let before = page.text_of(asks).await?;
        page.click("#ssm-moved-came").await?;
        // What is said of the way there is asked no more.
        page.until(&format!("parseInt({asks}) < {}", before.trim()))
            .await
    });
}

#[test]
fn they_fit_on_every_screen_and_nothing_is_hard_to_reach() {
    browse_in_light_and_dark("accessible-more", async |page| {
        for (width, height) in [(360, 740), (768, 900), (1280, 900)] {
            page.size(width, height).await?;
            results(page).await?;
            for view in ["advice", "cities"] {
                open(page, view).await?;
                let sideways = "document.scrollingElement.scrollWidth > innerWidth";
                ensure!(
                    page.value(sideways).await? == json!(false),
                    "{view} at {width} px goes sideways"
                );
                page.accessible(&format!("{view} at {width} px")).await?;
                page.press(keys::ESCAPE).await?;
                closed(page, view).await?;
            }
        }
        page.click("[data-button=language]").await?;
        page.until("document.documentElement.lang === 'en'").await?;
        open(page, "advice").await?;
        let title = page
            .text_of("document.querySelector('[data-more-view] h1').innerText")
            .await?;
        ensure!(title == "How to get more", "{title}");
        page.accessible("advice, in English").await
    });
}
