//! The installed page: without a network, and when a newer version has come.

use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use e2e::{Folder, PATIENCE, Page, browse};
use serde_json::json;
use sha2::{Digest, Sha256};
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
    while !page.has("[data-button=update]").await? {
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
        page.walk_to("honours", PERSON).await?;
        let answers = page.answers().await?;
        // As if the network were gone: nothing is there any more.
        page.server().withhold(&["/"]);
        page.reload().await?;
        page.ready().await?;
        ensure!(page.answers().await? == answers, "answers are lost");
        page.walk(PERSON).await?;
        page.click("[data-button=language]").await?;
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
    let page = fs::read_to_string(folder.path().join("index.html"))?;
    let newer = page.replace(&style, new);
    fs::write(folder.path().join("index.html"), &newer)?;
    let (old, now) = (integrity(&page), integrity(&newer));
    change_worker(&folder, |text| {
        ensure!(text.contains(&old), "the worker does not check the page");
        // Another version is another name for what is kept.
        let text = text.replacen("skill-subsidy-", "skill-subsidy-next-", 1);
        Ok(text.replace(&style, new).replace(&old, &now))
    })?;
    Ok(folder)
}

fn integrity(text: &str) -> String {
    format!("sha256-{}", BASE64.encode(Sha256::digest(text)))
}

fn change_worker(folder: &Folder, change: impl FnOnce(String) -> Result<String>) -> Result<()> {
    let path = folder.path().join("sw.js");
    let text = change(fs::read_to_string(&path)?)?;
    Ok(fs::write(path, text)?)
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
        page.walk_to("honours", PERSON).await?;
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
            !page.has("[data-button=update]").await?,
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
        page.click("[data-button=update]").await?;
        page.until(&styled_by("page-00000000ffffffff.css")).await?;
        page.ready().await?;
        ensure!(page.answers().await? == answers, "answers are lost");
        page.walk(PERSON).await?;
        Ok(())
    });
}

#[test]
fn a_site_that_is_half_replaced_is_not_kept() {
    browse("install-mixed", async |page| {
        // The worker and the files are new already, the page is not.
        let next = later()?;
        let page_of = |folder: &Path| fs::read(folder.join("index.html"));
        let newer = page_of(next.path())?;
        fs::write(next.path().join("index.html"), page_of(&places::site())?)?;
        page.server().swap(next.path())?;
        page.open("policy/index.html").await?;
        let settled = "const done = arguments[0];
             (async () => {
               const own = await navigator.serviceWorker.register('../sw.js');
               const worker = own.installing || own.waiting || own.active;
               const look = () => /redundant|activated/.test(worker.state)
                 ? caches.keys().then((kept) => done([worker.state, kept.length]))
                 : setTimeout(look, 20);
               look();
             })().catch((error) => done(String(error)));";
        let state = page.script_async(settled).await?;
        ensure!(state == json!(["redundant", 0]), "{state}");
        fs::write(next.path().join("index.html"), newer)?;
        let state = page.script_async(settled).await?;
        ensure!(state[0] == json!("activated"), "{state}");
        Ok(())
    });
}

#[test]
fn a_version_that_another_tab_has_taken_is_taken_here_too() {
    browse("install-tabs", async |page| {
        page.open("").await?;
        page.ready().await?;
        kept(page).await?;
        let next = later()?;
        page.server().swap(next.path())?;
        page.reload().await?;
        page.ready().await?;
        // A second page of the same site, beside the first.
        page.script(
            "const other = document.createElement('iframe');
             other.id = 'other';
             other.src = location.href;
             other.style.cssText = 'width:100%;height:600px';
             document.body.prepend(other);",
            vec![],
        )
        .await?;
        offered(page).await?;
        page.enter_frame("#other").await?;
        page.click("[data-button=update]").await?;
        page.until(&styled_by("page-00000000ffffffff.css")).await?;
        page.leave_frames().await?;
        ensure!(
            page.value(&styled_by("page-00000000ffffffff.css")).await? == json!(false),
            "taken to it without having asked"
        );
        page.click("[data-button=update]").await?;
        page.until(&styled_by("page-00000000ffffffff.css")).await
    });
}

#[test]
fn a_frame_is_the_newest_as_far_as_there_is_a_network() {
    browse("install-frames", async |page| {
        page.open("").await?;
        page.ready().await?;
        kept(page).await?;
        let next = later()?;
        page.server().swap(next.path())?;
        let new = styled_by("page-00000000ffffffff.css");
        page.open("index.html?embed=1").await?;
        page.ready().await?;
        ensure!(page.value(&new).await? == json!(true), "an older one");
        page.server().withhold(&["/"]);
        page.open("index.html?embed=1").await?;
        page.ready().await?;
        ensure!(page.value(&new).await? == json!(false), "out of nowhere");
        Ok(())
    });
}

#[test]
fn addresses_may_be_without_endings() {
    browse("install-clean", async |page| {
        page.server().clean_addresses(true);
        page.open("index.html?region=zibo").await?;
        page.ready().await?;
        kept(page).await?;
        page.open("policy/zibo.html").await?;
        page.until("location.pathname === '/policy/zibo' || navigator.serviceWorker.controller")
            .await?;
        // A frame is led on to the newest too.
        let next = later()?;
        page.server().swap(next.path())?;
        page.open("index.html?embed=1").await?;
        page.ready().await?;
        page.until(&styled_by("page-00000000ffffffff.css")).await?;
        page.server().withhold(&["/"]);
        for address in ["", "index", "index.html?region=zibo", "?region=zibo"] {
            page.open(address).await?;
            page.ready().await?;
        }
        for address in ["policy/zibo", "policy/zibo.html"] {
            page.open(address).await?;
            page.until("document.querySelector('#zibo-newstar-allowance')")
                .await?;
        }
        page.open("policy/").await?;
        page.until("document.querySelector('a[href*=zibo]')").await
    });
}

#[test]
fn what_there_is_no_room_to_keep_can_be_used() {
    browse("install-full", async |page| {
        let full = Folder::copy_of(&places::site())?;
        change_worker(&full, |text| {
            Ok(format!(
                "const put = Cache.prototype.put;
                 Cache.prototype.put = function (request, response) {{
                   const large = /roster-/.test(request.url || request);
                   return large ? Promise.reject(new DOMException('', 'QuotaExceededError'))
                     : put.call(this, request, response);
                 }};
                 {text}"
            ))
        })?;
        page.server().swap(full.path())?;
        page.open("").await?;
        page.ready().await?;
        kept(page).await?;
        page.open("index.html#audience=enterprise").await?;
        page.reload().await?;
        page.until("navigator.serviceWorker.controller").await?;
        page.click("[data-button=roster]").await?;
        page.until("document.querySelector('#roster-region').options.length > 4")
            .await
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
