//! `<skill-subsidy mode="inline">`: part of the page, behind a shadow root.

use anyhow::{Result, ensure};
use e2e::{Browser, Page, browse};
use serde_json::{Value, json};

use crate::{host, nothing_was_blocked, shadow};

const STRICT: &str = "default-src 'none'; img-src 'self'; script-src SITE 'self' 'wasm-unsafe-eval'; \
                      style-src SITE; connect-src SITE";

/// Waits for something in the first widget.
async fn until(page: &Page, selector: &str) -> Result<()> {
    page.until(&format!("{}.querySelector({})", shadow(0), json!(selector)))
        .await
}

async fn click(page: &Page, selector: &str) -> Result<()> {
    until(page, selector).await?;
    page.script(
        &format!("{}.querySelector(arguments[0]).click()", shadow(0)),
        vec![json!(selector)],
    )
    .await?;
    Ok(())
}

#[test]
fn it_works_under_a_strict_policy_and_asks_only_its_own_site() {
    browse("inline-policy", async |page| {
        page.server().seen();
        let host = host(page, "csp-inline.html", STRICT).await?;
        until(page, "form[data-fact=audience]").await?;
        click(page, "input[data-option=enterprise]").await?;
        click(page, "[data-button=next]").await?;
        until(page, "[data-answer=audience]").await?;
        // Its own styles have come.
        let paper = format!(
            "getComputedStyle({}.querySelector('.ss')).backgroundColor",
            shadow(0)
        );
        page.until(&format!("{paper} === 'rgb(251, 250, 246)'"))
            .await?;
        nothing_was_blocked(page).await?;
        // Where the notes, the styles and the program came from.
        let asked: Vec<String> = page
            .server()
            .seen()
            .into_iter()
            .map(|seen| seen.path)
            .collect();
        for ending in [".js", ".wasm", ".css", ".bin"] {
            ensure!(
                asked.iter().any(|path| path.ends_with(ending)),
                "no {ending}: {asked:?}"
            );
        }
        let of_host: Vec<String> = host
            .server()
            .seen()
            .into_iter()
            .map(|seen| seen.path)
            .collect();
        let own = ["/csp-inline.html", "/watch.js", "/favicon.ico"];
        ensure!(
            of_host.iter().all(|path| own.contains(&path.as_str())),
            "{of_host:?}"
        );
        // The page's own title and language are the page's.
        ensure!(
            page.value("document.title").await? == json!("某市人力资源和社会保障局"),
            "the title is gone"
        );
        Ok(())
    });
}

#[test]
fn styles_leak_neither_in_nor_out() {
    browse("inline-styles", async |page| {
        for name in ["reset.html", "rtl.html"] {
            let _host = host(page, name, "").await?;
            let root = shadow(1);
            page.until(&format!("{root}.querySelector('.ss h1')"))
                .await?;
            let style = format!(
                "(style => [style.direction, style.letterSpacing, style.textTransform, style.fontStyle, \
                 style.whiteSpace, style.fontSize])(getComputedStyle({root}.querySelector('.ss p')))"
            );
            let style = page.value(&style).await?;
            ensure!(
                style[0] == json!("ltr")
                    && style[2] == json!("none")
                    && style[3] == json!("normal"),
                "{name}: {style}"
            );
            let size: f64 = style[5]
                .as_str()
                .and_then(|size| size.trim_end_matches("px").parse().ok())
                .unwrap_or(0.0);
            ensure!(size >= 14.0, "{name}: {size} px");
            // An element of the host with one of our class names is not touched.
            let touched = page
                .value(
                    "(() => { const [own, plain] = ['ss-notice', ''].map((name) => {
                         const made = document.createElement('p'); made.className = name;
                         return document.body.appendChild(made); });
                       return ['borderLeftWidth', 'paddingLeft', 'color'].some((name) =>
                         getComputedStyle(own)[name] !== getComputedStyle(plain)[name]); })()",
                )
                .await?;
            ensure!(touched == json!(false), "{name}: our styles reach the page");
        }
        Ok(())
    });
}

#[test]
fn moving_it_keeps_the_answers_and_removing_it_frees_everything() {
    browse("inline-life", async |page| {
        let _host = host(page, "late.html", "").await?;
        page.click("#inline").await?;
        click(page, "input[data-option=enterprise]").await?;
        click(page, "[data-button=next]").await?;
        until(page, "[data-answer=audience]").await?;
        // Something half typed, and where the page stands.
        let mark = format!("{}.querySelector('.ss').marked = true", shadow(0));
        page.script(&mark, vec![]).await?;
        page.click("#move").await?;
        page.until("document.querySelector('#right skill-subsidy')")
            .await?;
        let same = format!("{}.querySelector('.ss').marked === true", shadow(0));
        page.until(&same).await?;
        page.click("#remove").await?;
        page.until("!document.querySelector('skill-subsidy')")
            .await?;
        if page.browser() == Browser::Chromium {
            grows_not(page).await?;
        }
        Ok(())
    });
}

/// While a widget is on its way there is nobody to tell; it is told once it is there.
#[test]
fn what_is_set_while_it_comes_is_not_lost() {
    browse("inline-under-way", async |page| {
        let _host = host(page, "csp-inline.html", STRICT).await?;
        until(page, "form[data-fact=audience]").await?;
        page.script(
            "const { open } = window.skillSubsidyWidget;
             const late = document.createElement('skill-subsidy');
             late.id = 'late';
             late.mode = 'inline';
             window.skillSubsidyWidget.open = (...given) => {
               const coming = open(...given);
               late.lang = 'en';
               return coming;
             };
             document.body.prepend(late);",
            vec![],
        )
        .await?;
        page.until("document.querySelector('#late').shadowRoot.querySelector('.ss').lang === 'en'")
            .await
    });
}

/// Two hundred widgets come and go; what the browser then holds has not grown with them.
async fn grows_not(page: &Page) -> Result<()> {
    let rounds = async |count: usize| -> Result<()> {
        page.script_async(&format!(
            "const done = arguments[0];
             (async () => {{
               for (let round = 0; round < {count}; round++) {{
                 const widget = document.createElement('skill-subsidy');
                 widget.mode = 'inline';
                 const ready = new Promise((resolve) => widget.addEventListener('skill-subsidy-ready', resolve));
                 document.querySelector('#left').appendChild(widget);
                 await ready;
                 widget.remove();
                 // The page writes down what it is told.
                 document.querySelector('#events').textContent = '';
                 await new Promise((resolve) => setTimeout(resolve, 0));
               }}
               done(true);
             }})();"
        ))
        .await?;
        Ok(())
    };
    let held = async || -> Result<(f64, f64, f64)> {
        page.devtools("HeapProfiler.collectGarbage", json!({}))
            .await?;
        let metrics = page.devtools("Performance.getMetrics", json!({})).await?;
        let of = |name: &str| {
            let list = metrics["metrics"].as_array().cloned().unwrap_or_default();
            let found = list.iter().find(|one| one["name"] == json!(name));
            found
                .and_then(|one: &Value| one["value"].as_f64())
                .unwrap_or(0.0)
        };
        Ok((of("Nodes"), of("JSEventListeners"), of("JSHeapUsedSize")))
    };
    page.devtools("Performance.enable", json!({})).await?;
    rounds(20).await?;
    let before = held().await?;
    rounds(200).await?;
    // The last widget may still be under way to being collected; what leaks stays for ever.
    let mut after = held().await?;
    for _ in 0..40 {
        if after.0 <= before.0 + 50.0 && after.1 <= before.1 + 10.0 {
            break;
        }
        page.script_async("setTimeout(arguments[0], 100)").await?;
        after = held().await?;
    }
    println!("after 20 and after 220 widgets: {before:?}, {after:?}");
    ensure!(
        after.0 <= before.0 + 50.0,
        "nodes: {} to {}",
        before.0,
        after.0
    );
    ensure!(
        after.1 <= before.1 + 10.0,
        "listeners: {} to {}",
        before.1,
        after.1
    );
    ensure!(
        after.2 <= before.2 * 1.25 + 300_000.0,
        "heap: {} to {}",
        before.2,
        after.2
    );
    Ok(())
}

#[test]
fn an_accent_that_is_no_colour_is_named_and_passed_over() {
    browse("inline-accent", async |page| {
        let _host = host(page, "csp-inline.html", STRICT).await?;
        until(page, "form[data-fact=audience]").await?;
        page.script(
            "window.warned = []; console.warn = (text) => window.warned.push(String(text));",
            vec![],
        )
        .await?;
        let set = async |on: &str, value: &str| {
            page.script(
                &format!("{on}.style.setProperty('--skill-subsidy-accent', arguments[0])"),
                vec![json!(value)],
            )
            .await
        };
        let widget = "document.querySelector('skill-subsidy')";
        let accent = format!(
            "getComputedStyle({}.querySelector('.ss')).getPropertyValue('--ss-accent').trim()",
            shadow(0)
        );
        let own = page.text_of(&accent).await?;
        set(widget, "banana").await?;
        page.until(
            "warned.some((text) => text.includes('--skill-subsidy-accent=\"banana\"') \
             && text.includes('color'))",
        )
        .await?;
        page.until(&format!("{accent} === {}", json!(own))).await?;
        set(widget, "#8a1c4a").await?;
        page.until(&format!("{accent} === '#8a1c4a'")).await?;
        // What stands around it counts as well, at any time.
        set(widget, "").await?;
        set("document.body", "#00ff00").await?;
        page.until(&format!("{accent} === '#00ff00'")).await
    });
}

#[test]
fn links_do_not_lead_out_of_the_page() {
    browse("inline-links", async |page| {
        let _host = host(page, "csp-inline.html", STRICT).await?;
        until(page, ".ss-footer a").await?;
        let opened = page
            .text_of(&format!(
                "(() => {{
                   const link = {}.querySelector('.ss-footer a');
                   addEventListener('click', (event) => event.preventDefault(), {{ once: true }});
                   link.click();
                   return link.target + ' ' + link.rel;
                 }})()",
                shadow(0)
            ))
            .await?;
        ensure!(opened == "_blank noreferrer", "{opened}");
        Ok(())
    });
}

/// What a browser tells when a program runs into what it cannot do: an error with the places in it.
#[test]
fn a_program_that_has_failed_leaves_a_sentence_and_a_link() {
    browse("inline-trap", async |page| {
        let _host = host(page, "csp-inline.html", STRICT).await?;
        until(page, "form[data-fact=audience]").await?;
        let fails = async |whose: &str| {
            page.script(
                // The page's own class: a driver's script may have another.
                "const error = new window.WebAssembly.RuntimeError('unreachable');
                 Object.defineProperty(error, 'stack', { value: `${arguments[0]}page.wasm:wasm-function[7]` });
                 window.dispatchEvent(new window.ErrorEvent('error', { error }));",
                vec![json!(whose)],
            )
            .await
        };
        let link = format!(
            "{}.querySelector('a[href$=\"/policy/index.html\"]')",
            shadow(0)
        );
        // The page's own program is none of ours.
        fails("https://elsewhere.example/").await?;
        until(page, "form[data-fact=audience]").await?;
        ensure!(page.value(&format!("!{link}")).await? == json!(true));
        fails(page.site()).await?;
        page.until(&format!("{link}.offsetHeight > 0")).await?;
        page.until(&format!("!{}.querySelector('.ss')", shadow(0)))
            .await
    });
}

#[test]
fn a_file_that_is_missing_leaves_a_sentence_and_a_link() {
    browse("inline-failure", async |page| {
        page.server().withhold(&[".wasm"]);
        let _host = host(page, "csp-inline.html", STRICT).await?;
        page.until(&format!(
            "{}.querySelector('a[href*=\"policy/\"]')",
            shadow(0)
        ))
        .await
    });
}
