//! Pages that a browser or an extension translates while somebody answers.

use anyhow::{Result, ensure};
use e2e::{FORM, Page, browse};
use serde_json::{Value, json};

use crate::DAY;

/// Does to every text what a translator does; `{}` is that.
const EVERY_TEXT: &str = "
    const walker = document.createTreeWalker(document.querySelector('#app'), NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) {
      if (!text.nodeValue.trim()) continue;
      {}
    }";

/// Translators put elements in place of the text, or other text, or a second language beside it.
const WAYS: [(&str, &str); 4] = [
    (
        "elements of the same text",
        "const outer = document.createElement('font');
         const inner = outer.appendChild(document.createElement('font'));
         inner.textContent = text.nodeValue;
         text.replaceWith(outer);",
    ),
    (
        "other elements",
        "const outer = document.createElement('font');
         outer.textContent = 'x' + text.nodeValue;
         text.replaceWith(outer);",
    ),
    (
        "other text",
        "text.replaceWith(document.createTextNode('x' + text.nodeValue));",
    ),
    (
        "both languages",
        "const beside = document.createElement('font');
         beside.textContent = 'x' + text.nodeValue;
         text.after(beside);",
    ),
];

async fn translate(page: &Page, way: &str) -> Result<()> {
    page.script(&EVERY_TEXT.replace("{}", way), vec![]).await?;
    Ok(())
}

/// Whatever tells somebody what was found, and how far they are.
async fn told(page: &Page) -> Result<Value> {
    page.value(
        "[...document.querySelectorAll('.ss-header, .ss-progress, .ss-question, h2, h3, [data-total], \
           [data-answer], [data-benefit]')].map((one) => one.textContent)",
    )
    .await
}

#[test]
fn what_is_shown_is_what_was_found() {
    browse("translated", async |page| {
        for (name, way) in WAYS {
            page.start(DAY).await?;
            let person = &[
                ("audience", "individual"),
                ("region", "liaocheng"),
                ("level", "advanced"),
                ("*", "-"),
            ];
            page.walk_to("workplace", person).await?;
            let mut questions = 0;
            while let Some(question) = page.question().await? {
                translate(page, way).await?;
                let reply = match question.fact.as_str() {
                    "workplace" => "enterprise",
                    "social_insurance_current" => "yes",
                    _ => "~",
                };
                page.answer(&question, reply).await?;
                questions += 1;
            }
            ensure!(questions > 2, "{name}: only {questions} questions");
            let shown = told(page).await?;
            // A page that nobody has translated, with the same answers.
            page.reload().await?;
            page.ready().await?;
            let true_ones = told(page).await?;
            ensure!(shown == true_ones, "{name}: {shown} instead of {true_ones}");
            page.to_results().await?;
            page.click("[data-button=restart]").await?;
            page.click("[data-button=restart-yes]").await?;
            page.find("form[data-fact=audience]").await?;
        }
        Ok(())
    });
}

#[test]
fn the_keyboard_and_what_is_unfolded_stay() {
    browse("translated-kept", async |page| {
        let (_, way) = WAYS[1];
        page.start(DAY).await?;
        let person = &[
            ("audience", "individual"),
            ("region", "liaocheng"),
            ("level", "advanced"),
            ("workplace", "other"),
            ("*", "-"),
        ];
        page.walk_to("workplace", person).await?;
        translate(page, way).await?;
        let option = format!("{FORM} [data-question=workplace] [data-option=enterprise]");
        page.click(&option).await?;
        page.until("!document.querySelector('#app h1 font')")
            .await?;
        let here = format!(
            "document.activeElement === document.querySelector({})",
            json!(option)
        );
        page.until(&here).await?;
        // What is unfolded is so still.
        page.to_results().await?;
        let fold = "#fold-open";
        page.click(&format!("{fold} > summary")).await?;
        translate(page, way).await?;
        page.edit("level", "technician").await?;
        page.until("!document.querySelector('#app h1 font')")
            .await?;
        ensure!(
            page.value(&format!("document.querySelector('{fold}').open"))
                .await?
                == json!(true)
        );
        // What is folded until somebody looks unfolds when they do.
        page.walk(person).await?;
        translate(page, way).await?;
        page.to_results().await?;
        page.click("[data-button=no]").await?;
        page.until("document.querySelector('[data-group=no] > details').open")
            .await?;
        page.until("!document.querySelector('#app h1 font')")
            .await?;
        page.until("document.querySelector('[data-group=no] > details').open")
            .await
    });
}
