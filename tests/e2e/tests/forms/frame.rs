//! `<skill-subsidy>` in a frame, the default, on pages as they are.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use e2e::{Browser, Folder, Host, Page, browse};
use serde_json::json;
use xtask::places;

use crate::{enter, framed, host, nothing_was_blocked, shadow};

const STRICT: &str = "default-src 'none'; img-src 'self'; script-src SITE 'self'; frame-src SITE";

/// The frame's height as the page sees it, and what is in it as the frame does.
async fn heights(page: &Page) -> Result<(f64, f64)> {
    let outer = page
        .value(&format!(
            "{}.querySelector('iframe').offsetHeight",
            shadow(0)
        ))
        .await?;
    page.enter_frame_of(&format!("{}.querySelector('iframe')", shadow(0)))
        .await?;
    let inner = page
        .value("document.body.getBoundingClientRect().height")
        .await?;
    page.leave_frames().await?;
    Ok((
        outer.as_f64().unwrap_or(0.0),
        inner.as_f64().unwrap_or(-1.0),
    ))
}

async fn fits(page: &Page) -> Result<f64> {
    for _ in 0..100 {
        let (outer, inner) = heights(page).await?;
        if (outer - inner.ceil()).abs() < 1.5 {
            return Ok(outer);
        }
    }
    anyhow::bail!("the frame is {:?}", heights(page).await?)
}

/// Whoever is at the second page.
const SKILLED: e2e::Person = &[("audience", "individual"), ("level", "technician")];

#[test]
fn a_frame_is_as_high_as_what_is_in_it_under_a_strict_policy() {
    browse("frame-height", async |page| {
        let _host = host(page, "csp-frame.html", STRICT).await?;
        page.until(&framed(0)).await?;
        let first = fits(page).await?;
        enter(page, 0).await?;
        page.walk_to("honours", SKILLED).await?;
        page.leave_frames().await?;
        let grown = fits(page).await?;
        ensure!(grown > first, "{first} does not grow: {grown}");
        enter(page, 0).await?;
        page.to_results().await?;
        page.click("[data-button=restart]").await?;
        page.click("[data-button=restart-yes]").await?;
        page.find("form[data-fact=audience]").await?;
        page.leave_frames().await?;
        let shrunk = fits(page).await?;
        ensure!(
            (shrunk - first).abs() < 60.0,
            "{grown} shrinks to {shrunk}, not {first}"
        );
        nothing_was_blocked(page).await
    });
}

#[test]
fn nobody_else_is_believed() {
    browse("frame-forged", async |page| {
        let _host = host(page, "csp-frame.html", STRICT).await?;
        page.until(&framed(0)).await?;
        let before = fits(page).await?;
        // From the page itself, in the calculator's own words.
        page.script(
            "window.told = [];
             addEventListener('skill-subsidy-complete', (event) => window.told.push(event.detail));
             for (const message of [
               { skillSubsidy: 1, type: 'resize', height: 9999 },
               { skillSubsidy: 1, type: 'complete', answered: 7, counts: {}, totals: {} },
             ]) window.postMessage(message, '*');
             return new Promise((done) => setTimeout(done, 200));",
            vec![],
        )
        .await?;
        let after = fits(page).await?;
        ensure!(before == after, "a forged message made {before} to {after}");
        ensure!(
            page.value("window.told").await? == json!([]),
            "a forged event"
        );
        // And the frame believes nobody but the page it was made for.
        enter(page, 0).await?;
        page.script(
            "window.postMessage({ skillSubsidy: 1, type: 'options', options: { theme: 'dark' } }, '*');
             return new Promise((done) => setTimeout(done, 200));",
            vec![],
        )
        .await?;
        let theme = page
            .value("document.documentElement.dataset.theme || ''")
            .await?;
        ensure!(theme != json!("dark"), "the frame believed itself");
        page.leave_frames().await
    });
}

#[test]
fn attributes_are_live_and_wrong_ones_are_named() {
    browse("frame-attributes", async |page| {
        let _host = host(page, "csp-frame.html", STRICT).await?;
        page.until(&framed(0)).await?;
        let set = async |name: &str, value: &str| {
            page.script(
                "document.querySelector('skill-subsidy').setAttribute(arguments[0], arguments[1])",
                vec![json!(name), json!(value)],
            )
            .await
        };
        set("region", "weifang").await?;
        set("theme", "dark").await?;
        set("size", "large").await?;
        set("audience", "individual").await?;
        enter(page, 0).await?;
        page.until("document.documentElement.dataset.theme === 'dark'")
            .await?;
        page.until("document.documentElement.dataset.size === 'large'")
            .await?;
        page.until("document.querySelector('.ss-progress').innerText.includes('潍坊')")
            .await?;
        page.to_results().await?;
        page.until("document.querySelector('[data-answer=region]').innerText.includes('潍坊')")
            .await?;
        page.until("!document.querySelector('[data-answer=region] button')")
            .await?;
        page.until("document.querySelector('[data-answer=audience] button')")
            .await?;
        page.leave_frames().await?;
        for (lang, spoken) in [("en", "en"), ("fr", "zh-CN"), ("en", "en"), ("", "zh-CN")] {
            set("lang", lang).await?;
            enter(page, 0).await?;
            page.find(&format!(".ss[lang={spoken}]")).await?;
            page.leave_frames().await?;
        }

        page.script(
            "window.warned = []; console.warn = (text) => window.warned.push(String(text));",
            vec![],
        )
        .await?;
        for (name, value, allowed) in [
            ("region", "atlantis", "zibo"),
            ("theme", "pink", "light"),
            ("mode", "window", "inline"),
            ("lang", "de", "zh-CN"),
        ] {
            set(name, value).await?;
            page.until(&format!(
                "warned.some((text) => text.includes('{name}') && text.includes('{value}') \
                 && text.includes('{allowed}'))"
            ))
            .await?;
        }
        Ok(())
    });
}

#[test]
fn what_somebody_has_chosen_stands_while_the_page_changes_other_things() {
    browse("frame-chosen", async |page| {
        let _host = host(page, "csp-frame.html", STRICT).await?;
        let set = async |name: &str, value: &str| {
            page.script(
                "document.querySelector('skill-subsidy').setAttribute(arguments[0], arguments[1])",
                vec![json!(name), json!(value)],
            )
            .await
        };
        page.until(&framed(0)).await?;
        set("lang", "en").await?;
        set("lock", "").await?;
        enter(page, 0).await?;
        page.find(".ss[lang=en]").await?;
        page.find("form[data-fact=audience]").await?;
        page.click("[data-button=language]").await?;
        page.find(".ss[lang=zh-CN]").await?;
        page.click("[data-question=audience] [data-option=enterprise]")
            .await?;
        page.click("form button[type=submit]").await?;
        page.edit("region", "weifang").await?;
        let here = "document.querySelector('[data-answer=region]').innerText.includes";
        page.until(&format!("{here}('潍坊')")).await?;
        page.leave_frames().await?;
        // Nothing of that is a matter of the looks.
        set("theme", "dark").await?;
        set("size", "large").await?;
        enter(page, 0).await?;
        page.until("document.documentElement.dataset.size === 'large'")
            .await?;
        page.until("document.documentElement.dataset.theme === 'dark'")
            .await?;
        page.find(".ss[lang=zh-CN]").await?;
        page.until(&format!("{here}('潍坊')")).await?;
        page.leave_frames().await?;
        // Unless the page allows nothing else.
        set("lock", "region").await?;
        enter(page, 0).await?;
        page.until(&format!("{here}('淄博')")).await?;
        page.until("!document.querySelector('[data-answer=region] button')")
            .await?;
        page.leave_frames().await
    });
}

/// Clicks a link in the page where the driver is, without going there, and says where it would have
/// opened.
async fn opens_in(page: &Page, selector: &str) -> Result<String> {
    page.find(selector).await?;
    page.text_of(&format!(
        "(() => {{
           const link = document.querySelector({});
           addEventListener('click', (event) => event.preventDefault(), {{ once: true }});
           link.click();
           return link.target + ' ' + link.rel;
         }})()",
        json!(selector)
    ))
    .await
}

#[test]
fn links_open_a_window_of_their_own() {
    browse("frame-links", async |page| {
        // Where the calculator has failed too.
        page.server().withhold(&[".wasm"]);
        let _host = host(page, "csp-frame.html", STRICT).await?;
        page.enter_frame_of(&format!("{}.querySelector('iframe')", shadow(0)))
            .await?;
        page.until("!document.querySelector('#failure').hidden")
            .await?;
        ensure!(opens_in(page, "#failure a").await? == "_blank noreferrer");
        page.leave_frames().await?;
        page.server().withhold(&[]);
        let policies = ".ss-footer a[href*='policy/']";
        let _host = host(page, "csp-frame.html", STRICT).await?;
        enter(page, 0).await?;
        ensure!(opens_in(page, policies).await? == "_blank noreferrer");
        page.leave_frames().await?;
        page.open("").await?;
        page.ready().await?;
        ensure!(opens_in(page, policies).await? == " ", "in the page itself");
        Ok(())
    });
}

#[test]
fn the_page_is_told_counts_and_never_an_answer_unless_it_says_so() {
    browse("frame-events", async |page| {
        let _host = host(page, "csp-frame.html", STRICT).await?;
        page.script(
            "window.told = [];
             for (const type of ['ready', 'resize', 'progress', 'complete'])
               document.addEventListener('skill-subsidy-' + type,
                 (event) => window.told.push([type, event.detail]));",
            vec![],
        )
        .await?;
        enter(page, 0).await?;
        page.walk(&[("audience", "individual"), ("*", "~")]).await?;
        page.leave_frames().await?;
        page.until("told.some(([type]) => type === 'complete')")
            .await?;
        let answers = page
            .value("told.filter(([, detail]) => 'answers' in detail || JSON.stringify(detail).includes('individual'))")
            .await?;
        ensure!(answers == json!([]), "the page was told {answers}");
        let last = page
            .value("told.filter(([type]) => type === 'complete').pop()[1]")
            .await?;
        ensure!(
            last["open"] == json!(0) && last["counts"]["possible"].as_f64() > Some(0.0),
            "{last}"
        );
        ensure!(last["totals"]["right"]["once"]["low"].is_number(), "{last}");

        page.script(
            "document.querySelector('skill-subsidy').setAttribute('share-answers', '')",
            vec![],
        )
        .await?;
        // What was answered before the person was told so is not the page's to know.
        page.until("told.some(([, detail]) => 'answers' in detail)")
            .await?;
        enter(page, 0).await?;
        let text = page.text().await?;
        ensure!(text.contains("会收到您的回答"), "the person is not told");
        page.edit("audience", "enterprise").await?;
        page.leave_frames().await?;
        page.until(
            "told.some(([, detail]) => (detail.answers || '').includes('audience=enterprise'))",
        )
        .await?;
        let early = page
            .value("told.filter(([, detail]) => (detail.answers || '').includes('individual'))")
            .await?;
        ensure!(early == json!([]), "the page was told {early}");
        Ok(())
    });
}

#[test]
fn several_widgets_keep_apart() {
    browse("frame-several", async |page| {
        let _host = host(page, "two.html", "").await?;
        enter(page, 0).await?;
        for reply in ["individual", "technician"] {
            let question = page.question().await?.context("a question")?;
            page.answer(&question, reply).await?;
        }
        page.leave_frames().await?;
        page.script("document.querySelector('#third').scrollIntoView()", vec![])
            .await?;
        let third = format!("{}.querySelector('.ss')", shadow(2));
        page.until(&format!("{third}.lang === 'en'")).await?;
        page.until(&format!("{third}.innerText.includes(\"Tai'an\")"))
            .await?;
        let second = format!("{}.querySelector('.ss-progress')", shadow(1));
        page.until(&format!("{second}.innerText.includes('淄博')"))
            .await?;
        page.script("document.querySelector('#fourth').scrollIntoView()", vec![])
            .await?;
        enter(page, 3).await?;
        let answers = page.answers().await?;
        ensure!(answers.len() == 2, "{answers:?}");
        let accent = "getComputedStyle(document.querySelector('.ss')).getPropertyValue('--ss-accent').trim()";
        ensure!(
            page.value(accent).await? == json!("#8a1c4a"),
            "the accent did not get through"
        );
        page.leave_frames().await
    });
}

#[test]
fn below_the_fold_nothing_is_loaded_and_then_it_is() {
    browse("frame-lazy", async |page| {
        let _host = host(page, "head.html", "").await?;
        page.until("customElements.get('skill-subsidy')").await?;
        page.until("document.readyState === 'complete'").await?;
        let frames = format!("{}.querySelectorAll('iframe').length", shadow(0));
        ensure!(page.value(&frames).await? == json!(0), "it did not wait");
        // What the host put there stands until then.
        ensure!(
            page.value("document.querySelector('#fallback').offsetHeight > 0")
                .await?
                == json!(true),
            "the fallback is hidden"
        );
        page.script("document.querySelector('#below').scrollIntoView()", vec![])
            .await?;
        page.until(&framed(0)).await
    });
}

#[test]
fn hostile_pages_change_nothing() {
    browse("frame-hostile", async |page| {
        for name in ["reset.html", "polluted.html", "rtl.html", "sticky.html"] {
            let _host = host(page, name, "").await?;
            enter(page, 0).await?;
            page.question().await?;
            let style = "(style => [style.direction, style.letterSpacing, style.textTransform])\
                         (getComputedStyle(document.querySelector('h1')))";
            let style = page.value(style).await?;
            ensure!(
                style[0] == json!("ltr") && style[2] == json!("none"),
                "{name}: {style}"
            );
            let wide = page
                .value("document.documentElement.scrollWidth <= innerWidth")
                .await?;
            ensure!(wide == json!(true), "{name}: the frame scrolls sideways");
            page.leave_frames().await?;
            if name == "polluted.html" {
                page.script("document.querySelector('#within').scrollIntoView()", vec![])
                    .await?;
                page.until(&format!(
                    "{}.querySelector('form[data-fact=audience]')",
                    shadow(1)
                ))
                .await?;
            }
            let faults = page
                .value("(document.querySelector('#faults') || {}).textContent || ''")
                .await?;
            ensure!(faults == json!(""), "{name}: {faults}");
        }
        Ok(())
    });
}

#[test]
fn a_calculator_that_cannot_be_had_leaves_a_link() {
    browse("frame-failure", async |page| {
        page.server().withhold(&[".wasm"]);
        let _host = host(page, "csp-frame.html", STRICT).await?;
        // The frame itself says so, with links of its own.
        page.enter_frame_of(&format!("{}.querySelector('iframe')", shadow(0)))
            .await?;
        page.until("!document.querySelector('#failure').hidden")
            .await?;
        page.leave_frames().await?;
        // And the page shows it, instead of waiting and showing a link of its own.
        page.until(&format!(
            "{0}.querySelector('div').style.minHeight === '0px' \
             && getComputedStyle({0}.querySelector('iframe')).visibility === 'visible'",
            shadow(0)
        ))
        .await?;
        fits(page).await?;
        Ok(())
    });
}

/// Makes a page that is built by its script, in whose time a second takes ten milliseconds.
async fn impatient(page: &Page) -> Result<Host> {
    let host = host(page, "late.html", "").await?;
    page.until("customElements.get('skill-subsidy')").await?;
    page.script(
        "const later = window.setTimeout;
         window.setTimeout = (act, time) => later(act, time / 100);",
        vec![],
    )
    .await?;
    Ok(host)
}

#[test]
fn a_frame_of_which_nothing_is_heard_gives_way_to_a_link() {
    browse("frame-silent", async |page| {
        page.server().withhold(&["/index.html"]);
        let _host = impatient(page).await?;
        page.click("#frame").await?;
        let root = shadow(0);
        page.until(&format!(
            "{root}.querySelector('a[href$=\"/policy/index.html\"]').offsetHeight > 0 \
             && getComputedStyle({root}.querySelector('iframe')).visibility === 'hidden'"
        ))
        .await
    });
}

#[test]
fn moving_a_frame_keeps_answers_and_what_was_set() {
    browse("frame-moved", async |page| {
        let _host = host(page, "late.html", "").await?;
        page.until("customElements.get('skill-subsidy')").await?;
        page.click("#frame").await?;
        enter(page, 0).await?;
        page.walk_to("honours", SKILLED).await?;
        let answers = page.answers().await?;
        page.script("window.before = true", vec![]).await?;
        page.leave_frames().await?;
        page.script(
            "document.querySelector('skill-subsidy').theme = 'dark'",
            vec![],
        )
        .await?;
        page.click("#move").await?;
        page.until("document.querySelector('#right skill-subsidy')")
            .await?;
        enter(page, 0).await?;
        page.until("!window.before && document.documentElement.dataset.theme === 'dark'")
            .await?;
        ensure!(page.answers().await? == answers, "answers are lost");
        page.leave_frames().await?;
        fits(page).await?;
        Ok(())
    });
}

#[test]
fn what_has_the_keyboard_does_not_stay_below_a_header() {
    browse("frame-sticky", async |page| {
        let _host = host(page, "sticky.html", "").await?;
        enter(page, 0).await?;
        page.walk_to("honours", SKILLED).await?;
        page.leave_frames().await?;
        let frame = format!("{}.querySelector('iframe')", shadow(0));
        // Where the element with the keyboard would be, seen from the page.
        enter(page, 0).await?;
        let top = page
            .value(
                "(() => {
                   document.activeElement.blur();
                   return Math.round(document.querySelector('#question').getBoundingClientRect().top);
                 })()",
            )
            .await?;
        page.leave_frames().await?;
        let place = format!("({frame}.getBoundingClientRect().top + {top})");
        page.size(1280, 600).await?;
        page.until("innerHeight === 600").await?;
        // It lies behind the header; then it is below the window.
        for (scroll, hidden) in [
            (
                format!("scrollBy(0, {place} - 40)"),
                format!("{place} < 90"),
            ),
            (
                "scrollTo(0, 0)".to_owned(),
                format!("{place} > innerHeight"),
            ),
        ] {
            page.script(&scroll, vec![]).await?;
            page.until(&hidden).await?;
            enter(page, 0).await?;
            page.script(
                "const question = document.querySelector('#question');
                 question.blur();
                 question.focus({ preventScroll: true });",
                vec![],
            )
            .await?;
            page.leave_frames().await?;
            page.until(&format!("{place} >= 90 && {place} < innerHeight - 20"))
                .await?;
        }
        Ok(())
    });
}

#[test]
fn in_a_sandbox_it_works_and_keeps_nothing() {
    // WebKit takes an origin of its own for no origin at all, and lets such a page load nothing.
    if Browser::chosen() == Browser::WebKit {
        return;
    }
    browse("frame-sandboxed", async |page| {
        let _host = host(page, "sandboxed.html", "").await?;
        page.enter_frame("iframe").await?;
        works(page).await?;
        page.leave_frames().await?;
        // The page itself may be served so.
        page.server().send(&[
            ("Access-Control-Allow-Origin", "*"),
            ("Content-Security-Policy", "sandbox allow-scripts"),
        ]);
        page.open("?region=zibo").await?;
        works(page).await
    });
}

async fn works(page: &Page) -> Result<()> {
    page.ready().await?;
    page.walk_to("workplace", &[("audience", "individual"), ("*", "~")])
        .await?;
    page.until("document.querySelector('#failure').hidden")
        .await
}

const LINK: &str = "document.querySelector('skill-subsidy a')";

#[test]
fn without_the_loader_the_link_is_there() {
    browse("frame-blocked", async |page| {
        let seen = format!("{LINK}.checkVisibility() && {LINK}.offsetHeight > 9");
        page.server().withhold(&["embed.js"]);
        let _host = host(page, "csp-frame.html", STRICT).await?;
        page.until("document.readyState === 'complete'").await?;
        page.until(&seen).await?;
        // An old browser does not understand it.
        let old = Folder::copy_of(&places::site())?;
        fs::write(old.path().join("embed.js"), "const = () => {")?;
        page.server().withhold(&[]);
        page.server().swap(old.path())?;
        let _host = host(page, "csp-frame.html", STRICT).await?;
        page.until("document.readyState === 'complete'").await?;
        page.until(&seen).await
    });
}

#[test]
fn pages_that_are_isolated_show_it() {
    browse("frame-isolated", async |page| {
        for kind in ["require-corp", "credentialless"] {
            for (name, inline) in [("csp-frame.html", false), ("csp-inline.html", true)] {
                let host = Host::start(page.site())?;
                page.server().send(&[
                    ("Access-Control-Allow-Origin", "*"),
                    ("Cross-Origin-Resource-Policy", "cross-origin"),
                    ("Cross-Origin-Embedder-Policy", "require-corp"),
                ]);
                host.server()
                    .send(&[("Cross-Origin-Embedder-Policy", kind)]);
                page.visit(&host.url(name)).await?;
                if inline {
                    page.until(&format!("{}.querySelector('form')", shadow(0)))
                        .await?;
                } else {
                    enter(page, 0).await?;
                    page.leave_frames().await?;
                }
            }
        }
        Ok(())
    });
}

#[test]
fn pages_that_trust_only_some_scripts_show_it() {
    browse("frame-trusted", async |page| {
        let policy = "require-trusted-types-for 'script'; trusted-types default";
        let _host = host(page, "csp-frame.html", policy).await?;
        enter(page, 0).await?;
        page.leave_frames().await?;
        let form = format!("{}.querySelector('form')", shadow(0));
        let _host = host(page, "trusted.html", policy).await?;
        page.until(&form).await?;
        // Without a policy of the page's, the link is there at once.
        let _host = host(page, "csp-inline.html", policy).await?;
        let begin = Instant::now();
        page.until(&format!(
            "{form} || {LINK}.offsetHeight > 9 && {}.textContent.includes('没有打开')",
            shadow(0)
        ))
        .await?;
        ensure!(begin.elapsed() < Duration::from_secs(15), "after a while");
        let known = page.value("!!window.trustedTypes").await? == json!(true);
        ensure!(page.value(&format!("!{form}")).await? == json!(known));
        Ok(())
    });
}

#[test]
fn printed_with_the_page_around_it_says_that_this_may_not_be_all() {
    // WebKit's driver knows nothing of paper.
    if Browser::chosen() == Browser::WebKit {
        return;
    }
    browse("frame-printed", async |page| {
        let line = "getComputedStyle(document.querySelector('.ss-header'), '::before').content";
        let says = format!("{line}.includes('可能印不全')");
        let _host = host(page, "csp-frame.html", STRICT).await?;
        enter(page, 0).await?;
        page.walk_to("honours", SKILLED).await?;
        ensure!(page.value(&says).await? == json!(false), "on a screen");
        page.to_results().await?;
        page.leave_frames().await?;
        page.on_paper().await?;
        page.enter_frame_of(&format!("{}.querySelector('iframe')", shadow(0)))
            .await?;
        page.until(&says).await?;
        // Its own button prints all of it.
        page.value(&format!(
            "window.print = () => {{
               window.dispatchEvent(new Event('beforeprint'));
               window.printed = {says};
               window.dispatchEvent(new Event('afterprint'));
             }}"
        ))
        .await?;
        page.script(
            "document.querySelector('[data-button=print]').click()",
            vec![],
        )
        .await?;
        page.until("window.printed === false").await?;
        page.until(&says).await?;
        page.leave_frames().await
    });
}

#[test]
fn hidden_and_shown_again_it_is_as_high_and_knows_its_answers() {
    browse("frame-hidden", async |page| {
        let _host = host(page, "csp-frame.html", STRICT).await?;
        enter(page, 0).await?;
        page.walk_to("level", &[("audience", "individual")]).await?;
        let answers = page.answers().await?;
        page.leave_frames().await?;
        let before = fits(page).await?;
        let display = "document.querySelector('skill-subsidy').style.display";
        page.value(&format!("{display} = 'none'")).await?;
        page.script(
            "return new Promise((done) => setTimeout(done, 400));",
            vec![],
        )
        .await?;
        page.value(&format!("{display} = ''")).await?;
        page.until(&format!(
            "{}.querySelector('iframe').offsetHeight === {before}",
            shadow(0)
        ))
        .await?;
        enter(page, 0).await?;
        ensure!(page.answers().await? == answers, "answers are lost");
        page.leave_frames().await
    });
}
