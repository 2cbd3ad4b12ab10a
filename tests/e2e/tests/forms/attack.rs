//! Pages that mean harm: what visitors wrote into a host's page, and pages that carry the calculator
//! where nobody sees it.

use std::fs;

use anyhow::{Context, Result, ensure};
use e2e::{Folder, Host, Page, browse};
use serde_json::json;
use xtask::places;
use xtask::server::Server;

use crate::{enter, framed, host, shadow};

/// Elements that visitors may write, with names of what the loader and the program ask the document
/// and the window for.
const NAMES: &str = r#"
    <img name="currentScript" data-page src="STRANGER/here/p.png" alt="">
    <img name="documentElement" alt=""><img name="querySelector" alt="">
    <form name="elementFromPoint"></form><img name="adoptedStyleSheets" alt="">
    <form id="skillSubsidyWidget"></form><a id="SHIPPED"></a><a id="Reflect"></a>"#;

/// Ways to load the loader.
const LOADERS: [(&str, &str); 4] = [
    ("plain", r#"<script src="%BASE%/embed.js"></script>"#),
    ("async", r#"<script src="%BASE%/embed.js" async></script>"#),
    (
        "module",
        r#"<script type="module" src="%BASE%/embed.js"></script>"#,
    ),
    // Nothing tells a script behind a shadow root of itself.
    (
        "shadow",
        r#"<script src="%BASE%/nothing-embed.js" type="text/plain"></script><div id="holder"></div><script>
             var script = document.createElement("script");
             script.src = "%BASE%/embed.js";
             holder.attachShadow({ mode: "open" }).appendChild(script);
           </script>"#,
    ),
];

/// A stranger who has a script under the name of every script of the site.
fn stranger() -> Result<(Server, Folder)> {
    let folder = Folder::new("stranger")?;
    let here = folder.path().join("here");
    fs::create_dir_all(&here)?;
    let script = "window.strangers = true;\nwindow.skillSubsidyWidget = { open() {}, set() {}, unmount() {} };\n";
    for entry in fs::read_dir(places::site())? {
        let name = entry?.file_name();
        let name = name.to_string_lossy();
        if name.ends_with(".js") {
            fs::write(here.join(&*name), script)?;
        }
    }
    fs::write(here.join("index.html"), "<h1>别人的网页</h1>")?;
    Ok((Server::recording(folder.path())?, folder))
}

#[test]
fn a_name_in_the_page_is_not_taken_for_the_loader() {
    browse("attack-names", async |page| {
        page.server().send(&[("Access-Control-Allow-Origin", "*")]);
        let (stranger, _folder) = stranger()?;
        let names = NAMES.replace("STRANGER", stranger.url().trim_end_matches('/'));
        let pages = Folder::new("clobbered")?;
        for (kind, loader) in LOADERS {
            for mode in ["frame", "inline"] {
                let text = format!(
                    "<!doctype html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>留言</title>\n\
                     <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"></head>\n\
                     <body>{names}\n{loader}\n<skill-subsidy mode=\"{mode}\"></skill-subsidy></body></html>\n"
                );
                fs::write(pages.path().join(format!("{kind}-{mode}.html")), text)?;
            }
        }
        let host = Host::of(pages.path(), page.site())?;
        for (kind, _) in LOADERS {
            for mode in ["frame", "inline"] {
                page.visit(&host.url(&format!("{kind}-{mode}.html")))
                    .await?;
                let what = format!("{kind}, {mode}");
                ensure!(
                    page.value("document.currentScript instanceof HTMLImageElement")
                        .await?
                        == json!(true),
                    "{what}: the name does not take the place of the script"
                );
                if mode == "frame" {
                    page.until(&framed(0)).await.context(what.clone())?;
                    let source = format!("{}.querySelector('iframe').src", shadow(0));
                    let source = page.text_of(&source).await?;
                    ensure!(source.starts_with(page.site()), "{what}: {source}");
                } else {
                    let question =
                        format!("{}.querySelector('form[data-fact=audience]')", shadow(0));
                    page.until(&question).await.context(what.clone())?;
                }
                ensure!(
                    page.value("'strangers' in window").await? == json!(false),
                    "{what}: a stranger's script ran"
                );
            }
        }
        let asked = stranger.seen();
        ensure!(
            asked.iter().all(|seen| seen.path == "/here/p.png"),
            "{asked:?}"
        );
        Ok(())
    });
}

/// Names of what is called. The frame needs none of the document's; inline the program does, and
/// gives way to a link.
#[test]
fn a_name_for_what_is_called_takes_nothing_away() {
    browse("attack-calls", async |page| {
        page.server().send(&[("Access-Control-Allow-Origin", "*")]);
        let pages = Folder::new("called")?;
        for mode in ["frame", "inline"] {
            let text = format!(
                "<!doctype html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>留言</title>\n\
                 <script src=\"%BASE%/embed.js\" async></script></head>\n\
                 <body><img name=\"createElement\" alt=\"\"><skill-subsidy mode=\"{mode}\"></skill-subsidy>\
                 </body></html>\n"
            );
            fs::write(pages.path().join(format!("{mode}.html")), text)?;
        }
        let host = Host::of(pages.path(), page.site())?;
        page.visit(&host.url("frame.html")).await?;
        page.until(&framed(0)).await?;
        page.visit(&host.url("inline.html")).await?;
        let link = format!(
            "{}.querySelector('a[href$=\"/policy/index.html\"]').offsetHeight > 0",
            shadow(0)
        );
        page.until(&link).await
    });
}

async fn say_who_and_where(page: &Page) -> Result<()> {
    for reply in ["individual", "zibo", "technician"] {
        let question = page.question().await?.context("a question")?;
        page.answer(&question, reply).await?;
    }
    Ok(())
}

/// What the page that hides a frame has heard, once the frame is there or must be.
async fn heard(page: &Page, thief: &Host, query: &str) -> Result<Vec<serde_json::Value>> {
    // Another document each time, not another place in the same one.
    page.visit("about:blank").await?;
    page.visit(&thief.url(&format!("thief.html#{query}")))
        .await?;
    page.enter_frame("iframe").await?;
    page.find("[data-view]").await?;
    page.leave_frames().await?;
    // What is said is said at once; this is for whatever is under way.
    page.script(
        "return new Promise((done) => setTimeout(done, 300))",
        vec![],
    )
    .await?;
    let heard = page.value("window.heard").await?;
    serde_json::from_value(heard).context("a list")
}

/// Nothing of what was answered elsewhere is among what was heard.
fn nothing_of_it(query: &str, heard: &[serde_json::Value]) -> Result<()> {
    for said in heard {
        let answers = said.get("answers").and_then(|answers| answers.as_str());
        ensure!(answers.unwrap_or_default().is_empty(), "{query}: {said}");
        let answered = said.get("answered").and_then(|answered| answered.as_u64());
        ensure!(answered.unwrap_or_default() == 0, "{query}: {said}");
        ensure!(!said.to_string().contains("individual"), "{query}: {said}");
    }
    Ok(())
}

#[test]
fn a_frame_that_nobody_sees_tells_nothing_of_what_was_answered_elsewhere() {
    browse("attack-frame", async |page| {
        // The calculator alone, and in a frame of a page that is told the answers.
        page.open("").await?;
        page.ready().await?;
        say_who_and_where(page).await?;
        let victim = host(page, "sharing.html", "").await?;
        enter(page, 0).await?;
        say_who_and_where(page).await?;
        page.leave_frames().await?;
        page.until("told.some(({ answers }) => (answers || '').includes('audience=individual'))")
            .await?;

        let knows = page.value("'ancestorOrigins' in location").await? == json!(true);
        // Another port: another origin of the same site.
        let thief = Host::start(page.site())?;
        let named = victim.url("");
        let victims = named.trim_end_matches('/');
        for (query, silent) in [
            ("host=ORIGIN&share=1".to_owned(), false),
            ("host=ORIGIN&share=1&embed=1".to_owned(), false),
            ("host=ORIGIN&share=1&embed=".to_owned(), false),
            ("host=ORIGIN/&share=1&embed=1".to_owned(), true),
            (format!("host={victims}&share=1&embed=1"), true),
            (format!("host={victims}&share=1"), true),
            ("host=*&share=1&embed=1".to_owned(), true),
            ("share=1&embed=1".to_owned(), true),
            ("share=1".to_owned(), true),
            // Browsers that know nothing of ancestors must believe it; there is nothing to tell.
            ("host=null&share=1&embed=1".to_owned(), knows),
            ("host=null&share=1".to_owned(), knows),
        ] {
            let heard = heard(page, &thief, &query).await?;
            nothing_of_it(&query, &heard)?;
            ensure!(heard.is_empty() == silent, "{query}: {heard:?}");
        }

        // Both are still there for those whose they are.
        page.open("").await?;
        page.ready().await?;
        ensure!(!page.answers().await?.is_empty(), "they are lost");
        page.visit(&victim.url("sharing.html")).await?;
        page.until("told.some(({ answers }) => (answers || '').includes('audience=individual'))")
            .await?;
        Ok(())
    });
}

#[test]
fn a_page_of_the_same_origin_is_told_nothing_that_was_answered_unshared() {
    browse("attack-later", async |page| {
        let host = host(page, "csp-frame.html", "").await?;
        enter(page, 0).await?;
        let known = [("audience", "individual"), ("level", "technician")];
        page.walk_to("honours", &known).await?;
        page.leave_frames().await?;
        // The page after it has the very same frame, and asks for the answers.
        page.visit(&host.url("thief.html#host=ORIGIN&share=1&embed=1&region=zibo&lock=region"))
            .await?;
        page.enter_frame("iframe").await?;
        page.ready().await?;
        page.to_results().await?;
        page.find("[data-answer=audience]").await?;
        page.leave_frames().await?;
        let answers = "heard.filter(({ answers }) => answers !== undefined)";
        page.until(&format!("{answers}.length")).await?;
        let said = page
            .value(&format!("{answers}.map(({{ answers }}) => answers)"))
            .await?;
        let list = said.as_array().context("a list")?;
        ensure!(
            list.iter().all(|answers| *answers == json!("region=zibo")),
            "{said}"
        );
        Ok(())
    });
}
