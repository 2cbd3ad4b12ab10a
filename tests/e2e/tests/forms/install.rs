//! The installed page: without a network, and when a newer version has come.

use std::fs;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use e2e::{Folder, PATIENCE, Page, browse};
use serde_json::json;
use xtask::places;

/// Waits until the whole site is kept.
async fn kept(page: &Page) -> Result<()> {
    page.script_async(
        "const done = arguments[0];
         navigator.serviceWorker.ready.then(() => done(true), (error) => done(String(error)));",
    )
    .await?;
    Ok(())
}

/// Waits until the server has been asked for a file.
async fn asked(page: &Page, name: &str) -> Result<()> {
    let begin = Instant::now();
    while !page
        .server()
        .seen()
        .iter()
        .any(|seen| seen.path.ends_with(name))
    {
        ensure!(begin.elapsed() < PATIENCE, "nobody asked for {name}");
        sleep(Duration::from_millis(20));
    }
    Ok(())
}

/// Looks for a newer version, as browsers do from time to time, until one is offered. Not once: a
/// look joins one that is under way, which may have found the server without it.
async fn offered(page: &Page) -> Result<()> {
    let begin = Instant::now();
    while !page.has("[data-action=update]").await? {
        let state = page
            .script_async(
                "const done = arguments[0];
                 navigator.serviceWorker.getRegistration().then((own) => {
                   own.update().catch(() => {});
                   const { installing, waiting, active } = own;
                   done([installing, waiting, active].map((worker) => worker && worker.state));
                 }, (error) => done(String(error)));",
            )
            .await?;
        ensure!(
            begin.elapsed() < PATIENCE,
            "nothing is offered; installing, waiting and active: {state}"
        );
        sleep(Duration::from_millis(500));
    }
    Ok(())
}

const PERSON: &[(&str, &str)] = &[("audience", "individual"), ("region", "zibo"), ("*", "~")];

#[test]
fn without_a_network_it_goes_on_to_the_end() {
    browse("install-offline", async |page| {
        page.open("").await?;
        page.ready().await?;
        kept(page).await?;
        page.walk_to("work", PERSON).await?;
        let answers = page.answers().await?;
        // As if the network were gone: nothing is there any more.
        page.server().withhold(&["/"]);
        page.reload().await?;
        page.ready().await?;
        ensure!(page.answers().await? == answers, "answers are lost");
        page.walk(PERSON).await?;
        page.click("[data-action=language]").await?;
        page.find(".ss[lang=en]").await?;
        page.open("policy/zibo.html").await?;
        page.until("document.querySelector('#zibo-newstar-allowance')")
            .await?;
        page.open("index.html?region=zibo").await?;
        page.ready().await
    });
}

/// A later version of the site: its style sheet has another name, and its worker says so.
fn later() -> Result<Folder> {
    let folder = Folder::copy_of(&places::site())?;
    let mut style = None;
    for entry in fs::read_dir(folder.path())? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.starts_with("page-") && name.ends_with(".css") {
            style = Some(name);
        }
    }
    let style = style.context("a style sheet")?;
    let new = "page-00000000ffffffff.css";
    fs::rename(folder.path().join(&style), folder.path().join(new))?;
    for file in ["index.html", "sw.js"] {
        let path = folder.path().join(file);
        let text = fs::read_to_string(&path)?.replace(&style, new);
        // Another version is another name for what is kept.
        let text = match file {
            "sw.js" => text.replacen("skill-subsidy-", "skill-subsidy-next-", 1),
            _ => text,
        };
        fs::write(path, text)?;
    }
    Ok(folder)
}

fn styled_by(name: &str) -> String {
    format!(
        "document.querySelector('link[rel=stylesheet]').href.endsWith({})",
        json!(name)
    )
}

#[test]
fn a_newer_version_is_offered_and_loses_no_answer() {
    browse("install-update", async |page| {
        page.open("").await?;
        page.ready().await?;
        kept(page).await?;
        page.walk_to("work", PERSON).await?;
        let answers = page.answers().await?;

        // The new version is not complete yet: the old one goes on working, without a network too.
        let next = later()?;
        page.server().swap(next.path())?;
        page.server().withhold(&["page-00000000ffffffff.css"]);
        page.reload().await?;
        page.ready().await?;
        // Not waited for inside the page: not every browser tells when an update has failed.
        page.script(
            "navigator.serviceWorker.getRegistration().then((own) => own.update()).catch(() => {})",
            vec![],
        )
        .await?;
        asked(page, "page-00000000ffffffff.css").await?;
        page.script_async(
            "const done = arguments[0];
             const look = async () => {
               const own = await navigator.serviceWorker.getRegistration();
               if (own.installing) setTimeout(look, 20); else done(true);
             };
             look();",
        )
        .await?;
        ensure!(
            !page.has("[data-action=update]").await?,
            "half a version is offered"
        );
        page.server().withhold(&["/"]);
        page.reload().await?;
        page.ready().await?;
        ensure!(page.answers().await? == answers, "answers are lost");
        ensure!(
            page.value(&styled_by("page-00000000ffffffff.css")).await? == json!(false),
            "mixed"
        );

        // Complete: it is offered, and nothing happens until somebody takes it.
        page.server().withhold(&[]);
        offered(page).await?;
        ensure!(page.answers().await? == answers, "answers are lost");
        ensure!(
            page.value(&styled_by("page-00000000ffffffff.css")).await? == json!(false),
            "forced"
        );
        page.click("[data-action=update]").await?;
        page.until(&styled_by("page-00000000ffffffff.css")).await?;
        page.ready().await?;
        ensure!(page.answers().await? == answers, "answers are lost");
        page.walk(PERSON).await?;
        Ok(())
    });
}

#[test]
fn it_can_be_installed() {
    browse("install-manifest", async |page| {
        page.open("").await?;
        page.ready().await?;
        let manifest = page
            .script_async(
                "const done = arguments[0];
                 fetch(document.querySelector('link[rel=manifest]').href)
                   .then((response) => response.json()).then(done, (error) => done(String(error)));",
            )
            .await?;
        ensure!(manifest["name"] == json!("技能补贴计算器"), "{manifest}");
        for icon in manifest["icons"].as_array().context("icons")? {
            let address = icon["src"].as_str().context("an address")?;
            let loaded = page
                .script_async(&format!(
                    "const done = arguments[0], image = new Image();
                     image.onload = () => done(image.naturalWidth);
                     image.onerror = () => done(0);
                     image.src = {};",
                    json!(address)
                ))
                .await?;
            let wanted = icon["sizes"]
                .as_str()
                .and_then(|sizes| sizes.split('x').next());
            if let Some(Ok(wanted)) = wanted.map(str::parse::<u64>) {
                ensure!(loaded == json!(wanted), "{address}: {loaded} pixels");
            }
        }
        Ok(())
    });
}
