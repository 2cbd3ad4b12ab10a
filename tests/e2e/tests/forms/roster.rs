//! The view for many people: from a spreadsheet to everybody's subsidies and the enterprise's own.

use std::fmt::Write as _;
use std::fs;

use anyhow::{Context, Result, ensure};
use e2e::{Folder, Page, browse, browse_in_light_and_dark, keys};
use serde_json::json;
use xtask::places;

const START: &str = "index.html?on=2026-11-24#audience=enterprise&region=liaocheng";

/// Six people, among them one with a wrong cell, under a title that is no header.
const ROSTER: &str = "2026年职工名单,,,,,,\n\
    姓名,身份证号,职业技能等级,证书核发日期,工作单位,失业保险累计缴费月数,自主评价取证\n\
    张三,370102199003071234,三级,2026/3/1,企业,36,是\n\
    李四,370102198803071235,技师,2026年5月20日,企业,11,是\n\
    王五,370102198903071236,高级工,20251201,公司,120,否\n\
    赵六,370102199103071237,一级,2025-11-22,企业,abc,否\n\
    =cmd,,没有证书,,没有上班,,\n\
    孙八,370102199203071238,中级工,2027-01-01,企业,24,否\n";

/// Opens the view from the page of an enterprise.
async fn open(page: &Page) -> Result<()> {
    page.to_results().await?;
    page.find("form, [data-group]").await?;
    page.click("[data-button=roster]").await?;
    page.until("document.querySelector('#roster-region').options.length > 4")
        .await
}

/// Pastes a roster and waits for its columns.
async fn paste(page: &Page, roster: &str) -> Result<()> {
    page.script(
        "document.querySelector('#roster-paste').closest('details').open = true;
         document.querySelector('#roster-paste').value = arguments[0];",
        vec![json!(roster)],
    )
    .await?;
    page.click("[data-button=roster-paste]").await?;
    page.find("[data-button=roster-go]").await?;
    Ok(())
}

async fn evaluate(page: &Page) -> Result<()> {
    page.click("[data-button=roster-go]").await?;
    page.click("[data-button=roster-assume]").await?;
    page.until("document.querySelector('[data-total=people]')")
        .await?;
    page.until("document.querySelectorAll('.ssr-row[id]').length > 0")
        .await
}

/// The text of the first element that fits.
async fn text(page: &Page, selector: &str) -> Result<String> {
    page.find(selector).await?;
    page.text_of(&format!(
        "document.querySelector({}).innerText",
        json!(selector)
    ))
    .await
}

/// From the columns to one person, as somebody sees and does it.
async fn goes_through(page: &Page) -> Result<()> {
    let role =
        |header: &str| format!("document.querySelector('select[data-column=\"{header}\"]').value");
    for (header, wanted) in [
        ("姓名", "name"),
        ("身份证号", "sensitive:id_number"),
        ("职业技能等级", "fact:level"),
        ("证书核发日期", "fact:certificate_date"),
        ("工作单位", "fact:workplace"),
        ("失业保险累计缴费月数", "fact:unemployment_insurance_months"),
        ("自主评价取证", "staff:self_evaluated"),
    ] {
        let found = page.text_of(&role(header)).await?;
        ensure!(found == wanted, "{header} is taken for {found}");
    }
    let shown = page.text().await?;
    ensure!(!shown.contains("370102"), "ID numbers are shown");
    evaluate(page).await?;
    ensure!(text(page, "[data-total=people]").await?.contains('6'));
    // abc is no number, and 2027 is yet to come.
    ensure!(text(page, "[data-total=faults]").await?.contains('2'));
    let rows = page
        .value("[...document.querySelectorAll('.ssr-row[id] [data-column=name]')].map((cell) => cell.innerText)")
        .await?;
    ensure!(
        rows == json!(["张三", "李四", "王五", "赵六", "=cmd", "孙八"]),
        "{rows}"
    );
    // By keyboard to the fourth, whose cell is wrong.
    page.script("document.querySelector('.ssr-list').focus()", vec![])
        .await?;
    for _ in 0..3 {
        page.press(keys::DOWN).await?;
    }
    page.until("document.querySelector('.ssr-row[aria-selected=true]').innerText.includes('赵六')")
        .await?;
    page.press(keys::ENTER).await?;
    page.find(".ssr-detail:not([hidden]) .ssr-faults").await?;
    let faults = text(page, ".ssr-faults").await?;
    ensure!(
        faults.contains("F6") && faults.contains("abc") && faults.contains("应填一个数"),
        "{faults}"
    );
    // Every card has the words that grant it, and leads to its clause.
    let bare = page
        .value(
            "[...document.querySelectorAll('.ssr-detail [data-benefit]')].filter((card) =>
               !card.querySelector('blockquote').innerText ||
               !card.querySelector('a').getAttribute('href').endsWith('#' + card.dataset.benefit)).length",
        )
        .await?;
    ensure!(bare == json!(0), "{bare} cards without their words");
    ensure!(page.has(".ssr-detail [data-benefit]").await?, "no cards");
    // Two were evaluated by the enterprise this year, at a level that counts.
    page.until("document.querySelector('#roster-fact-new_high_skilled')")
        .await?;
    let derived = page
        .text_of("document.querySelector('#roster-fact-new_high_skilled').closest('p').innerText")
        .await?;
    ensure!(derived.contains("2 行"), "{derived}");
    Ok(())
}

/// What is assumed of everybody is seen and confirmed, stands above the results, and can be changed
/// without reading the file again.
#[test]
fn what_is_assumed_of_everybody_is_confirmed_and_said() {
    browse("roster-assumed", async |page| {
        page.open("index.html?on=2026-11-24#audience=enterprise&region=zibo")
            .await?;
        open(page).await?;
        paste(
            page,
            "姓名,职业技能等级,发证日期,用工形式\n甲,技师,2026-05-20,\n乙,技师,2026-05-20,劳务派遣\n",
        )
        .await?;
        page.click("[data-button=roster-go]").await?;
        page.find("[data-preset=employees]").await?;
        let ticked = "[...document.querySelectorAll('[data-preset]')].every((box) => box.checked)";
        ensure!(page.value(ticked).await? == json!(true), "not offered");
        let chosen = "document.querySelector('#roster-assume-arrival').value";
        ensure!(page.text_of(chosen).await?.is_empty(), "chosen for all");
        page.click("[data-button=roster-assume]").await?;
        let right = "document.querySelector('[data-roster-view] [data-total=right]').innerText.replace(/,/g, '')";
        // The one who is somebody else's worker is not settled.
        page.until(&format!(
            "document.querySelector('[data-roster-view] [data-total=right]') && {right}.includes('2500')"
        ))
        .await?;
        let said = text(page, "[data-assumed]").await?;
        ensure!(
            said.contains("在职职工") && said.contains("都当作没有"),
            "{said}"
        );
        page.click("[data-button=roster-assumptions]").await?;
        page.click("[data-preset=employees]").await?;
        page.click("[data-button=roster-assume]").await?;
        page.until("document.querySelector('[data-roster-view] [data-total=right]')")
            .await?;
        ensure!(
            !page.text_of(right).await?.contains("2500"),
            "still assumed"
        );
        let said = text(page, "[data-assumed]").await?;
        ensure!(!said.contains("在职职工"), "{said}");
        Ok(())
    });
}

/// What the roster says of the enterprise stands beside what somebody answers, until it is denied.
#[test]
fn an_answer_takes_nothing_from_what_the_roster_says() {
    browse("roster-answers", async |page| {
        page.open("index.html?on=2026-11-24#audience=enterprise&region=zibo")
            .await?;
        open(page).await?;
        paste(page, "公司名单\n姓名,订单班\n甲,是\n乙,是\n丙,否\n").await?;
        // The names of the columns are found below the title, and can be looked for elsewhere.
        let header = "document.querySelector('#roster-header').value";
        ensure!(page.text_of(header).await? == "2", "another row of names");
        evaluate(page).await?;
        let field = "document.querySelector('#roster-fact-order_hires')";
        let due = "document.querySelector(\".ssr-enterprise-results [data-benefit=zibo-order-class-1w]\")\
                   .innerText.replace(/,/g, '')";
        let two = format!("{due}.includes('2万') || {due}.includes('20000')");
        // Two are counted, and nothing has to be typed for that.
        page.until(&format!("{field} && {field}.placeholder === '2'"))
            .await?;
        page.until(&two).await?;
        // Somebody says another number: it counts, and the roster's is said not to.
        page.script(
            &format!(
                "{field}.value = '0'; {field}.dispatchEvent(new Event('input', {{ bubbles: true }}));"
            ),
            vec![],
        )
        .await?;
        page.click("[data-button=roster-save]").await?;
        page.until(&format!(
            "{field}.closest('p').innerText.includes('没有采用')"
        ))
        .await?;
        page.until(&format!(
            "!document.querySelector('.ssr-enterprise-results [data-benefit=zibo-order-class-1w]') || !({two})"
        ))
        .await?;
        Ok(())
    });
}

#[test]
fn a_file_is_read_confirmed_and_evaluated() {
    browse("roster-file", async |page| {
        page.open(START).await?;
        open(page).await?;
        let folder = Folder::new("roster")?;
        let file = folder.path().join("名单.csv");
        fs::write(&file, format!("\u{feff}{ROSTER}"))?;
        page.choose_file("#roster-file", &file).await?;
        page.find("[data-button=roster-go]").await?;
        goes_through(page).await?;
        // Back to the questions, where nothing has changed.
        page.click("[data-button=roster-back]").await?;
        page.until("!document.querySelector('#app').hidden").await?;
        ensure!(page.answers().await?.len() == 2, "answers are lost");
        ensure!(!page.has("[data-roster-view]").await?, "the view stays");
        // The browser's own way back does the same.
        open(page).await?;
        page.back().await?;
        page.until("!document.querySelector('#app').hidden").await?;
        ensure!(!page.has("[data-roster-view]").await?, "the view stays");
        ensure!(page.answers().await?.len() == 2, "answers are lost");
        Ok(())
    });
}

#[test]
fn it_works_from_a_disk_without_a_request() {
    browse("roster-offline", async |page| {
        let file = places::dist().join("skill-subsidy-offline-roster.html");
        ensure!(file.is_file(), "there is no {}", file.display());
        page.server().seen();
        let address = url::Url::from_file_path(&file).ok().context("a path")?;
        page.visit(&format!(
            "{address}?on=2026-11-24#audience=enterprise&region=liaocheng"
        ))
        .await?;
        open(page).await?;
        paste(page, ROSTER).await?;
        goes_through(page).await?;
        ensure!(page.server().seen().is_empty(), "the site was asked");
        // The clauses are in the file too.
        page.script(
            "document.querySelector('.ssr-detail [data-benefit] a').click()",
            vec![],
        )
        .await?;
        page.until("!document.querySelector('#clauses').hidden")
            .await
    });
}

#[test]
fn the_smaller_file_says_where_it_is() {
    browse("roster-elsewhere", async |page| {
        let file = places::dist().join("skill-subsidy-offline.html");
        let address = url::Url::from_file_path(&file).ok().context("a path")?;
        page.visit(&format!("{address}#audience=enterprise&region=zibo"))
            .await?;
        page.click("[data-button=roster]").await?;
        page.until("document.querySelector('[data-elsewhere] a').href.endsWith('skill-subsidy-offline-roster.html')")
            .await
    });
}

#[test]
fn it_opens_where_the_calculator_is_embedded() {
    browse("roster-embedded", async |page| {
        // In a frame: a page of its own, with its worker.
        let _host = crate::host(page, "csp-frame.html", "").await?;
        crate::enter(page, 0).await?;
        page.walk_to("has_hosted", &[("audience", "enterprise"), ("*", "~")])
            .await?;
        open(page).await?;
        paste(page, ROSTER).await?;
        evaluate(page).await?;
        page.leave_frames().await?;
        // Inline: under the host's own policy, where there may be no worker.
        let policy = "default-src 'none'; img-src 'self'; script-src SITE 'self' 'wasm-unsafe-eval'; \
                      style-src SITE; connect-src SITE";
        let _host = crate::host(page, "csp-inline.html", policy).await?;
        let root = crate::shadow(0);
        page.script_async(&format!(
            "const done = arguments[0];
             const find = async (selector) => {{
               for (;;) {{
                 const found = {root}.querySelector(selector);
                 if (found) return found;
                 await new Promise((next) => setTimeout(next, 20));
               }}
             }};
             (async () => {{
               (await find('input[data-option=enterprise]')).click();
               (await find('[data-button=next]')).click();
               (await find('.ss-answers [data-button=roster]')).click();
               const region = await find('#roster-region');
               while (region.options.length < 5) await new Promise((next) => setTimeout(next, 20));
               (await find('#roster-paste')).value = {roster};
               (await find('[data-button=roster-paste]')).click();
               (await find('[data-button=roster-go]')).click();
               (await find('[data-button=roster-assume]')).click();
               await find('.ssr-row[id]');
               done(true);
             }})();",
            roster = json!(ROSTER)
        ))
        .await?;
        let people = page
            .text_of(&format!(
                "{root}.querySelector('[data-total=people]').textContent"
            ))
            .await?;
        ensure!(people.contains('6'), "{people}");
        crate::nothing_was_blocked(page).await
    });
}

#[test]
fn a_widget_that_is_removed_takes_its_roster_with_it() {
    browse("roster-removed", async |page| {
        // On the site itself, where there can be a worker.
        let folder = Folder::copy_of(&places::site())?;
        fs::write(
            folder.path().join("guest.html"),
            "<!doctype html><html lang=\"zh-CN\"><title>某市</title><script src=\"embed.js\" async></script>\
             <skill-subsidy mode=\"inline\" audience=\"enterprise\"></skill-subsidy></html>",
        )?;
        page.server().swap(folder.path())?;
        page.open("guest.html").await?;
        let root = crate::shadow(0);
        page.until(&format!("{root}.querySelector('[data-button=roster]')"))
            .await?;
        let counting = format!(
            "window.running = 0;
             window.listening = 0;
             const counted = (target, method, change) => {{
               const own = target[method];
               target[method] = function (...given) {{ change(...given); return own.apply(this, given); }};
             }};
             window.Worker = class extends Worker {{
               constructor(...given) {{ super(...given); window.running += 1; }}
               terminate() {{ window.running -= 1; super.terminate(); }}
               // The last word to a worker, of which there are four kinds: it closes itself.
               postMessage(...given) {{
                 if (given[0].length === 4 && given[0][0] === 3) window.running -= 1;
                 super.postMessage(...given);
               }}
             }};
             const resize = (by) => (type) => {{ if (type === 'resize') window.listening += by; }};
             counted(window, 'addEventListener', resize(1));
             counted(window, 'removeEventListener', resize(-1));
             {root}.querySelector('[data-button=roster]').click();"
        );
        // In the page itself: a driver's script may have classes of its own.
        page.script("window.eval(arguments[0])", vec![json!(counting)])
            .await?;
        page.until(&format!(
            "{root}.querySelector('#roster-region').options.length > 4"
        ))
        .await?;
        let held = page.value("[running, listening]").await?;
        ensure!(held == json!([1, 1]), "workers and listeners: {held}");
        page.script("document.querySelector('skill-subsidy').remove()", vec![])
            .await?;
        page.until("running === 0 && listening === 0").await
    });
}

#[test]
fn many_rows_are_drawn_as_they_come_into_view() {
    browse("roster-many", async |page| {
        page.open(START).await?;
        open(page).await?;
        let mut roster = "姓名\t职业技能等级\t证书核发日期\n".to_owned();
        for row in 0..20_000 {
            writeln!(roster, "职工{row}\t高级工\t2026-0{}-01", row % 9 + 1)?;
        }
        paste(page, &roster).await?;
        evaluate(page).await?;
        ensure!(text(page, "[data-total=people]").await?.contains("20,000"));
        let drawn = "document.querySelectorAll('.ssr-row').length";
        ensure!(
            page.value(drawn).await?.as_f64() < Some(80.0),
            "too many rows"
        );
        page.script("document.querySelector('.ssr-list').focus()", vec![])
            .await?;
        page.press(keys::END).await?;
        page.until("document.querySelector('.ssr-row[aria-selected=true]').innerText.includes('职工19999')")
            .await?;
        ensure!(
            page.value(drawn).await?.as_f64() < Some(80.0),
            "too many rows"
        );
        page.fill("#roster-search", "职工1234").await?;
        page.until("document.querySelector('#roster-shown').innerText.includes('11')")
            .await
    });
}

#[test]
fn people_are_sorted_as_a_dictionary_sorts_names() {
    browse("roster-sort", async |page| {
        page.open(START).await?;
        open(page).await?;
        paste(
            page,
            "姓名,职业技能等级\n张三,三级\n职工10,三级\n阿宝,技师\n职工9,三级\n李四,技师\n王五,三级\n",
        )
        .await?;
        evaluate(page).await?;
        page.script(
            "const sort = document.querySelector('#roster-sort');
             sort.value = 'byName';
             sort.dispatchEvent(new Event('change', { bubbles: true }));",
            vec![],
        )
        .await?;
        page.until(
            "[...document.querySelectorAll('.ssr-row[id] [data-column=name]')]
               .map((cell) => cell.innerText).join() === '阿宝,李四,王五,张三,职工9,职工10'",
        )
        .await
    });
}

#[test]
fn what_cannot_be_read_is_said() {
    browse("roster-refused", async |page| {
        page.open("index.html#audience=enterprise").await?;
        open(page).await?;
        let folder = Folder::new("roster")?;
        let file = folder.path().join("a.xlsx");
        fs::write(&file, "%PDF-1.7\n")?;
        page.choose_file("#roster-file", &file).await?;
        page.until("document.querySelector('.ssr-error').innerText === '请先选城市'")
            .await?;
        page.script(
            "const region = document.querySelector('#roster-region');
             region.value = 'zibo'; region.dispatchEvent(new Event('change', { bubbles: true }));",
            vec![],
        )
        .await?;
        page.choose_file("#roster-file", &file).await?;
        page.until("document.querySelector('.ssr-error').innerText.includes('PDF')")
            .await?;
        fs::write(&file, "")?;
        page.choose_file("#roster-file", &file).await?;
        page.until("document.querySelector('.ssr-error').innerText.includes('是空的')")
            .await?;
        // What was wrong before is gone once something can be read.
        paste(page, ROSTER).await?;
        page.until("!document.querySelector('.ssr-error').innerText")
            .await
    });
}

#[test]
fn a_file_that_brings_the_program_down_is_told_of_and_another_is_read() {
    browse("roster-astray", async |page| {
        page.open(START).await?;
        open(page).await?;
        let file = places::root().join("crates/roster/tests/files/astray.xls");
        for _ in 0..2 {
            page.choose_file("#roster-file", &file).await?;
            page.until("document.querySelector('.ssr-error').innerText.includes('已损坏')")
                .await?;
            paste(page, ROSTER).await?;
            ensure!(text(page, ".ssr-error").await?.is_empty());
        }
        goes_through(page).await
    });
}

#[test]
fn files_come_out() {
    browse("roster-export", async |page| {
        page.open(START).await?;
        open(page).await?;
        page.script(
            "window.made = [];
             const make = URL.createObjectURL;
             URL.createObjectURL = (blob) => { window.made.push(blob); return make.call(URL, blob); };",
            vec![],
        )
        .await?;
        paste(page, ROSTER).await?;
        evaluate(page).await?;
        for (number, (action, begin)) in [
            ("roster-template", "PK"),
            ("roster-xlsx", "PK"),
            ("roster-csv", "\u{feff}"),
            ("roster-calendar", "BEGIN:VCALENDAR\r\n"),
        ]
        .into_iter()
        .enumerate()
        {
            page.click(&format!("[data-button={action}]")).await?;
            page.until(&format!("window.made.length === {}", number + 1))
                .await?;
            // Where nothing comes of it, people read what to do.
            page.until(
                "[...document.querySelectorAll('[data-roster-view] [role=status]')]
                   .some((said) => said.textContent.includes('在浏览器里打开'))",
            )
            .await?;
            let whole = page
                .script_async(&format!(
                    "const done = arguments[0];
                     window.made[{number}].arrayBuffer().then((bytes) =>
                       done(new TextDecoder('utf-8', {{ ignoreBOM: true }}).decode(bytes)));"
                ))
                .await?;
            let whole = whole.as_str().context("text")?;
            ensure!(whole.starts_with(begin), "{action}: {:.20}", whole);
            if action == "roster-csv" {
                ensure!(!whole.contains("370102"), "ID numbers are exported");
                ensure!(whole.contains("张三"), "{whole}");
                ensure!(
                    !whole.contains("\n=cmd") && !whole.contains(",=cmd"),
                    "a formula"
                );
            }
        }
        Ok(())
    });
}

#[test]
fn it_is_accessible() {
    browse_in_light_and_dark("roster-accessible", async |page| {
        page.open(START).await?;
        open(page).await?;
        page.accessible("where the roster is chosen").await?;
        paste(page, ROSTER).await?;
        page.accessible("the columns").await?;
        evaluate(page).await?;
        page.click(".ssr-row[id]").await?;
        page.find(".ssr-detail:not([hidden])").await?;
        page.accessible("the results").await?;
        page.size(360, 740).await?;
        page.until("innerWidth === 360").await?;
        let wide = page
            .value("document.documentElement.scrollWidth <= innerWidth")
            .await?;
        ensure!(wide == json!(true), "it scrolls sideways on a phone");
        page.accessible("the results on a phone").await
    });
}
