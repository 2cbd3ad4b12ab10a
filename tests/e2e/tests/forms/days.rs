//! Pages that stand open while days go by.

use anyhow::{Result, ensure};
use e2e::{Page, browse};
use serde_json::{Value, json};

use crate::{enter, host, shadow};

/// Puts the clock of the page where the driver is so many days ahead of the computer's, at its time
/// of day or at one in milliseconds from midnight; nothing tells the page of it.
const CLOCK: &str = "
    const RealDate = window.RealDate = window.RealDate || window.Date;
    const [days, time] = arguments;
    const now = new RealDate();
    const then = new RealDate(now.getFullYear(), now.getMonth(), now.getDate() + days);
    const real = now - new RealDate(now.getFullYear(), now.getMonth(), now.getDate());
    const ahead = then.getTime() + (time === null ? real : time) - now.getTime();
    window.Date = class extends RealDate {
      constructor(...given) {
        given.length ? super(...given) : super(RealDate.now() + ahead);
      }
      static now() {
        return RealDate.now() + ahead;
      }
    };";

/// The day on that clock as the page says it, so many days later.
const SAID: &str = "
    const day = new window.Date();
    day.setDate(day.getDate() + arguments[0]);
    return `${day.getFullYear()}年${day.getMonth() + 1}月${day.getDate()}日`;";

async fn clock(page: &Page, days: u32, time: Option<u32>) -> Result<()> {
    page.script(CLOCK, vec![json!(days), json!(time)]).await?;
    Ok(())
}

async fn said(page: &Page, later: u32) -> Result<String> {
    let day = page.script(SAID, vec![json!(later)]).await?;
    Ok(day.as_str().unwrap_or_default().to_owned())
}

/// What browsers tell a page that is looked at again, each of them alone.
const SIGNS: [&str; 3] = [
    "document.dispatchEvent(new Event('visibilitychange'))",
    "window.dispatchEvent(new Event('focus'))",
    "window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))",
];

/// The day follows each sign, answers stay, and a date of the new day is no mistake any more.
/// `header` gives the part of the page that says the day.
async fn follows(page: &Page, header: &str) -> Result<()> {
    for (days, sign) in (1..).zip(SIGNS) {
        clock(page, days, None).await?;
        page.script(sign, vec![]).await?;
        let day = said(page, 0).await?;
        page.until(&format!("{header}.textContent.includes('按 {day} 计算')"))
            .await?;
    }
    // Nothing tells of midnight but the clock.
    clock(page, 5, Some(86_398_000)).await?;
    page.script(SIGNS[1], vec![]).await?;
    let next = said(page, 1).await?;
    page.until(&format!("{header}.textContent.includes('按 {next} 计算')"))
        .await
}

#[test]
fn the_day_and_the_results_follow_the_calendar() {
    browse("days-page", async |page| {
        page.open("").await?;
        page.ready().await?;
        page.walk_to(
            "certificate_date",
            &[
                ("audience", "individual"),
                ("region", "liaocheng"),
                ("level", "advanced"),
                ("*", "~"),
            ],
        )
        .await?;
        let answers = page.answers().await?;
        // The day after tomorrow is no day of a certificate yet.
        let parts = |day: Value| {
            let day = day.as_str().unwrap_or_default().to_owned();
            day.replace(['年', '月'], "-").replace('日', "")
        };
        let day = parts(page.script(SAID, vec![json!(2)]).await?);
        let question = page.question().await?.expect("a question");
        ensure!(page.answer(&question, &day).await.is_err(), "{day}");
        follows(page, "document.querySelector('.ss-footer')").await?;
        page.until("!document.querySelector('.ss-problems')")
            .await?;
        ensure!(page.answers().await? == answers, "answers are lost");
        let question = page.question().await?.expect("the same question");
        page.answer(&question, &day).await
    });
}

#[test]
fn a_day_from_the_address_stays() {
    browse("days-given", async |page| {
        page.start("2026-06-01").await?;
        clock(page, 2, None).await?;
        for sign in SIGNS {
            page.script(sign, vec![]).await?;
        }
        // Drawn since.
        page.script(
            "return new Promise((done) => setTimeout(done, 200))",
            vec![],
        )
        .await?;
        let header = page
            .text_of("document.querySelector('.ss-footer').textContent")
            .await?;
        ensure!(header.contains("按 2026年6月1日 计算"), "{header}");
        Ok(())
    });
}

#[test]
fn frames_and_guests_follow_too() {
    browse("days-guests", async |page| {
        let _host = host(page, "csp-frame.html", "").await?;
        enter(page, 0).await?;
        follows(page, "document.querySelector('.ss-footer')").await?;
        page.leave_frames().await?;
        let _host = host(page, "csp-inline.html", "").await?;
        let header = format!("{}.querySelector('.ss-footer')", shadow(0));
        page.until(&header).await?;
        follows(page, &header).await
    });
}

/// A roster stays as it was evaluated, says for which day, and can be evaluated for the new one.
#[test]
fn a_roster_says_that_its_day_is_over() {
    browse("days-roster", async |page| {
        page.open("#audience=enterprise&region=liaocheng").await?;
        page.click("[data-button=roster]").await?;
        page.until("document.querySelector('#roster-region').options.length > 4")
            .await?;
        page.script(
            "document.querySelector('#roster-paste').closest('details').open = true;
             document.querySelector('#roster-paste').value = '姓名,职业技能等级\\n张三,高级工\\n李四,技师\\n';",
            vec![],
        )
        .await?;
        page.click("[data-button=roster-paste]").await?;
        page.click("[data-button=roster-go]").await?;
        page.click("[data-button=roster-assume]").await?;
        page.until("document.querySelector('[data-outdated]')")
            .await?;
        let summary = "document.querySelector('.ssr-summary').textContent";
        let iso = "new window.Date(window.Date.now() - 60000 * new window.Date().getTimezoneOffset()).toISOString().slice(0, 10)";
        let (before, first) = (page.text_of(iso).await?, page.text_of(summary).await?);
        ensure!(first.contains(&before), "{first}");
        ensure!(!page.has("[data-button=roster-today]").await?, "too early");
        clock(page, 2, None).await?;
        page.script(SIGNS[1], vec![]).await?;
        page.find("[data-button=roster-today]").await?;
        let after = page.text_of(iso).await?;
        let told = page
            .text_of("document.querySelector('[data-outdated]').textContent")
            .await?;
        ensure!(told.contains(&before) && told.contains(&after), "{told}");
        page.click("[data-button=roster-today]").await?;
        page.until(&format!(
            "!document.querySelector('[data-button=roster-today]') && {summary}.includes('{after}')"
        ))
        .await?;
        ensure!(!page.text_of(summary).await?.contains(&before), "both days");
        Ok(())
    });
}
