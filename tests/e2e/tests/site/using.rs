//! Keyboard, mistakes, editing, going back, printing, sharing, coming back.

use std::fs;

use anyhow::{Context, Result, ensure};
use e2e::{FORM, Folder, Page, Person, Question, browse, keys, part};
use serde_json::json;
use xtask::places;

use crate::DAY;

const INSURED: &str = "liaocheng-upgrade-unemployment-insurance";
const FISCAL: &str = "liaocheng-upgrade-fiscal";

const WORKER: Person = &[
    ("audience", "individual"),
    ("region", "liaocheng"),
    ("level", "advanced"),
    ("certificate_date", "2026-1-10"),
    ("certificate_source", "self"),
    ("workplace", "enterprise"),
    ("field", "engineering"),
    ("social_insurance_current", "yes"),
    ("unemployment_insurance_months", "12"),
    ("*", "-"),
];

/// The element that has the focus lies in what the selector finds.
async fn focus_in(page: &Page, selector: &str) -> Result<()> {
    page.until(&format!(
        "document.activeElement.closest({})",
        json!(selector)
    ))
    .await
}

/// Presses Tab until the focus is on what the selector finds.
async fn tab_to(page: &Page, selector: &str) -> Result<()> {
    for _ in 0..80 {
        page.press(keys::TAB).await?;
        let here = format!("document.activeElement.matches({})", json!(selector));
        if page.value(&here).await? == json!(true) {
            let seen = "(style => style.outlineStyle !== 'none' || style.boxShadow !== 'none')\
                        (getComputedStyle(document.activeElement))";
            ensure!(
                page.value(seen).await? == json!(true),
                "the focus on {selector} cannot be seen"
            );
            // Nothing lies over it, and it lies in the window.
            let covered = "(focused => {
                const box = focused.getBoundingClientRect();
                const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
                return !top || !(focused.contains(top) || top.contains(focused) || focused.labels?.[0]?.contains(top));
              })(document.activeElement)";
            page.until(&format!("!({covered})"))
                .await
                .with_context(|| format!("{selector} has the focus and is hidden"))?;
            return Ok(());
        }
    }
    anyhow::bail!("Tab never reaches {selector}")
}

/// Moves within a group of choices until the one chosen is `reply`, or a range that holds it.
async fn arrow_to(page: &Page, reply: &str, choices: usize) -> Result<()> {
    let number = if reply == "-" { "0" } else { reply }.parse::<i64>();
    // Not every browser goes round from the last to the first.
    let (mut key, mut before) = (keys::DOWN, String::new());
    for _ in 0..2 * choices {
        let at = page
            .text_of("document.activeElement.dataset.option")
            .await?;
        let holds = at.split_once("..").is_some_and(|(low, high)| {
            let range = low.parse().and_then(|low| Ok(low..=high.parse::<i64>()?));
            matches!((&range, &number), (Ok(range), Ok(number)) if range.contains(number))
        });
        let least = reply == "-" && e2e::LEAST.contains(&at.as_str());
        if at == reply || least || holds {
            return Ok(());
        }
        if at == before {
            key = keys::UP;
        }
        page.press(key).await?;
        before = at;
    }
    anyhow::bail!("no choice holds {reply}")
}

/// The screen that was drawn ahead can be read and ticked before any program has come, and nothing
/// moves when that comes.
#[test]
fn the_first_screen_is_there_before_the_program() {
    browse("early", async |page| {
        let site = Folder::copy_of(&places::site())?;
        let start = site.path().join("index.html");
        let html = fs::read_to_string(&start)?;
        // The program is started by hand.
        let (before, behind) = html.split_once("<script ").context("a script")?;
        let (tag, behind) = behind.split_once("</script>").context("its end")?;
        fs::write(&start, format!("{before}{behind}"))?;
        let (_, script) = tag.split_once("src=\"").context("its address")?;
        let (script, _) = script.split_once('"').context("its address")?;
        page.server().swap(site.path())?;
        for (width, height) in [(360, 740), (1280, 800)] {
            page.size(width, height).await?;
            page.open("").await?;
            page.value("sessionStorage.clear()").await?;
            page.open("index.html").await?;
            ensure!(page.question().await?.is_none(), "it claims to live");
            let places =
                "['#question', '#audience-unit', '#region-zibo', 'button[type=submit]'].map(one =>
                            Math.round(document.querySelector(one).getBoundingClientRect().top + scrollY))";
            let early = page.value(places).await?;
            page.click("#audience-enterprise").await?;
            page.click("#region-zibo").await?;
            page.value("document.querySelector('#region-zibo').focus()")
                .await?;
            page.script(
                "const added = document.createElement('script');
                 added.src = arguments[0];
                 added.dataset.page = '';
                 document.head.append(added);",
                vec![json!(script)],
            )
            .await?;
            page.ready().await?;
            let now = page.value(places).await?;
            ensure!(now == early, "at {width} px, {early} has moved to {now}");
            page.until("document.activeElement.id === 'region-zibo'")
                .await?;
            ensure!(page.answers().await?.is_empty(), "nobody has sent it");
            page.click(&format!("{FORM} [data-button=next]")).await?;
            page.until("document.querySelector('[data-answer=region]')")
                .await?;
            let answers = page.answers().await?;
            ensure!(answers.len() == 2 && answers[1].1 == "淄博", "{answers:?}");
        }
        // Whoever has answered before sees no other screen first.
        page.open("index.html").await?;
        page.script(
            "const added = document.createElement('script');
             added.src = arguments[0];
             added.dataset.page = '';
             document.head.append(added);
             window.early = document.querySelector('#app .ss');",
            vec![json!(script)],
        )
        .await?;
        page.until("!document.querySelector('#app').contains(window.early)")
            .await?;
        page.ready().await?;
        ensure!(page.answers().await?.len() == 2);
        Ok(())
    });
}

/// Answers everything by keys alone, while each field that has the keyboard can be seen.
async fn answered_by_keys(page: &Page) -> Result<()> {
    for _ in 0..40 {
        let Some(question) = page.question().await? else {
            break;
        };
        let reply = WORKER.iter().find(|(fact, _)| *fact == question.fact);
        let reply = reply.map_or("-", |(_, reply)| reply);
        tab_to(page, &format!("{} input", part(&question.fact))).await?;
        match question.kind.as_str() {
            "radio" => {
                // The first is reached, not yet chosen; Space chooses, arrows move on.
                page.press(keys::SPACE).await?;
                arrow_to(page, reply, question.options.len()).await?;
            }
            "checkbox" => {
                let wanted: Vec<_> = reply
                    .split(' ')
                    .filter(|id| question.options.iter().any(|own| own == id))
                    .collect();
                let wanted = if wanted.is_empty() { vec!["-"] } else { wanted };
                for option in &question.options {
                    let on = "document.activeElement.dataset.option";
                    ensure!(page.value(on).await? == json!(option), "order of {option}");
                    if wanted.contains(&option.as_str()) {
                        page.press(keys::SPACE).await?;
                    }
                    page.press(keys::TAB).await?;
                }
            }
            _ => {
                for (slot, text) in reply.split('-').enumerate() {
                    if slot > 0 {
                        page.press(keys::TAB).await?;
                    }
                    page.press(text).await?;
                }
            }
        }
        if page.unanswered().await? > 0 {
            continue;
        }
        if question.kind == "checkbox" {
            tab_to(page, &format!("{FORM} [data-button=next]")).await?;
        }
        // In a field or a choice, Enter sends the form.
        page.press(keys::ENTER).await?;
        page.until(&e2e::moved_on(&question)).await?;
        focus_in(page, "#question, #results").await?;
    }
    ensure!(page.question().await?.is_none(), "questions remain");
    page.expect(INSURED, "eligible", &["2,000至8,000元"]).await
}

#[test]
fn keyboard_alone() {
    browse("keyboard", async |page| {
        // Small, so that there is something to scroll and a bar to hide behind.
        page.size(360, 640).await?;
        page.start(DAY).await?;
        answered_by_keys(page).await?;

        // An answer is edited in its place, and the focus comes back to where it was.
        let row = "[data-answer=unemployment_insurance_months]";
        page.reload().await?;
        page.ready().await?;
        tab_to(page, &format!("{row} [data-button=edit]")).await?;
        page.press(keys::ENTER).await?;
        focus_in(page, &format!("{row} form")).await?;
        tab_to(page, &format!("{row} form input")).await?;
        arrow_to(page, "11", 8).await?;
        page.press(keys::ENTER).await?;
        focus_in(page, &format!("{row} [data-button=edit]")).await?;
        // The other channel is his now, but for what was of no matter before.
        page.expect(FISCAL, "possible", &["取得证书的方式"]).await
    });
}

#[test]
fn magnified_four_times_nothing_is_hidden() {
    browse("magnified", async |page| {
        // 1280 by 1024 at 400 %.
        page.size(320, 256).await?;
        page.start(DAY).await?;
        answered_by_keys(page).await?;
        let sideways = "document.scrollingElement.scrollWidth > innerWidth";
        ensure!(
            page.value(sideways).await? == json!(false),
            "it scrolls sideways"
        );
        for address in [
            "policy/zibo.html",
            "policy/index.html",
            "index.html?size=large",
        ] {
            page.open(address).await?;
            page.until("document.readyState === 'complete'").await?;
            ensure!(
                page.value(sideways).await? == json!(false),
                "{address} scrolls sideways"
            );
        }
        Ok(())
    });
}

#[test]
fn editing_one_answer_keeps_the_others() {
    browse("edit", async |page| {
        page.start(DAY).await?;
        page.walk(WORKER).await?;
        page.expect(INSURED, "eligible", &[]).await?;
        let before = page.answers().await?;

        page.edit("unemployment_insurance_months", "11").await?;
        page.expect(INSURED, "ineligible", &[]).await?;
        // The other channel is his now, but for what was of no matter before.
        page.expect(FISCAL, "possible", &["取得证书的方式"]).await?;
        let after = page.answers().await?;
        ensure!(before.len() == after.len(), "{before:?}\n{after:?}");
        for (old, new) in before.iter().zip(&after) {
            let edited = old.0 == "unemployment_insurance_months";
            ensure!((old == new) != edited, "{old:?}, then {new:?}");
        }

        page.edit("unemployment_insurance_months", "12").await?;
        ensure!(page.answers().await? == before);
        Ok(())
    });
}

#[test]
fn impossible_input_is_explained_and_kept() {
    browse("impossible", async |page| {
        page.start(DAY).await?;
        let mut seen = 0;
        while let Some(question) = page.question().await? {
            // A number out of range, below zero, no number, no whole one, and nothing at all; a
            // day after the day of evaluation, no such day, and one before any certificate.
            let impossible: &[&str] = match question.fact.as_str() {
                "unemployment_insurance_months" => &["999", "-3", "abc", "1.5", ""],
                "certificate_date" => &["2026-6-2", "2025-2-29", "1980-1-1", "--"],
                _ => &[],
            };
            for typed in impossible {
                seen += 1;
                refused(page, &question, typed).await?;
            }
            let reply = WORKER.iter().find(|(fact, _)| *fact == question.fact);
            let reply = reply.map_or("-", |(_, reply)| reply);
            if !page.has(".ss-problems").await? {
                page.answer(&question, reply).await?;
            } else {
                page.answer_after_mistake(&question, reply).await?;
            }
        }
        ensure!(seen == 9, "not every mistake could be made");
        page.expect(INSURED, "eligible", &[]).await
    });
}

/// Sends what cannot be an answer; it is refused with a way to mend it, and stays as typed.
async fn refused(page: &Page, question: &Question, typed: &str) -> Result<()> {
    let own = part(&question.fact);
    page.enter(&own, question, typed).await?;
    page.click(&format!("{FORM} [data-button=next]")).await?;
    focus_in(page, ".ss-problems").await?;
    let title = page.text_of("document.title").await?;
    ensure!(title.starts_with("错误："), "{title}");
    let field = |what: &str, slot: usize| {
        format!("document.querySelector(\"{own} input[name='{slot}']\").{what}")
    };
    for (slot, text) in e2e::fields(typed).into_iter().enumerate() {
        let kept = page.text_of(&field("value", slot)).await?;
        ensure!(kept == text, "of {typed}, {kept} is kept");
    }
    let marked = format!("document.querySelector('{own} [aria-invalid=true]') !== null");
    ensure!(
        page.value(&marked).await? == json!(true),
        "no field is marked"
    );
    // The summary leads to the field.
    page.click(".ss-problems a").await?;
    focus_in(page, &format!("{own} input")).await
}

#[test]
fn going_back_shows_what_was_answered() {
    browse("back", async |page| {
        page.start(DAY).await?;
        page.walk_to("level", WORKER).await?;
        let level = page.question().await?.context("a question")?;
        page.answer(&level, "advanced").await?;
        let next = page.question().await?.context("a question")?;
        page.click(".ss-ask [data-button=back]").await?;
        page.until(&e2e::moved_on(&next)).await?;
        let ticked = format!(
            "document.querySelector('{} :checked').dataset.option",
            part("level")
        );
        ensure!(page.text_of(&ticked).await? == "advanced");
        page.click(&format!("{FORM} [data-button=next]")).await?;
        page.until(&e2e::moved_on(&level)).await?;
        ensure!(page.question().await? == Some(next));

        // To a policy page and back with the browser's own button: nothing is lost.
        page.walk(WORKER).await?;
        let before = page.verdicts().await?;
        page.open("policy/liaocheng.html").await?;
        page.back().await?;
        page.ready().await?;
        ensure!(page.verdicts().await? == before);
        Ok(())
    });
}

/// On a phone the browser's way back is the one at hand.
#[test]
fn the_browsers_way_back_is_a_step_back() {
    browse("way-back", async |page| {
        page.open("policy/index.html").await?;
        page.start(DAY).await?;
        let asked =
            |fact: &str| format!("document.querySelector('{FORM}').dataset.fact === '{fact}'");
        page.walk_to("honours", WORKER).await?;
        let honours = page.question().await?.context("a question")?;
        page.answer(&honours, "none").await?;
        let next = page.question().await?.context("a question")?.fact;

        page.back().await?;
        page.until(&asked("honours")).await?;
        let ticked = format!("document.querySelector('{FORM} :checked').dataset.option");
        ensure!(page.text_of(&ticked).await? == "none");
        page.until("document.activeElement.id === 'question'")
            .await?;
        page.value("history.forward()").await?;
        page.until(&asked(&next)).await?;

        // The page's own button goes the same way.
        page.click(".ss-ask [data-button=back]").await?;
        page.until(&asked("honours")).await?;
        page.back().await?;
        page.until(&e2e::moved_on(&honours)).await?;
        let before = page.question().await?.context("a question")?.fact;
        // A reload does not forget it.
        page.reload().await?;
        page.ready().await?;
        page.until(&asked(&before)).await?;
        page.value("history.forward()").await?;
        page.until(&asked("honours")).await?;
        page.back().await?;
        page.until(&asked(&before)).await?;
        let place = "document.querySelector('.ss-ask form')?.dataset.fact \
                     ?? document.querySelector('[data-view]').dataset.view";
        let mut second = before;
        for _ in 0..12 {
            let now = page.text_of(place).await?;
            if now == "audience" {
                break;
            }
            page.back().await?;
            page.until(&format!("({place}) !== {}", json!(now))).await?;
            second = now;
        }
        page.until(&asked("audience")).await?;
        page.value("history.forward()").await?;
        page.until(&format!("({place}) === {}", json!(second)))
            .await?;

        // Who starts over is not led through what is no more.
        page.to_results().await?;
        page.click("[data-button=restart]").await?;
        page.until("document.querySelector('[data-button=restart-yes]')")
            .await?;
        page.click("[data-button=restart-yes]").await?;
        page.until(&asked("audience")).await?;
        let length = page.value("history.length").await?;
        page.back().await?;
        page.until("!document.querySelector('#app')").await?;
        ensure!(page.value("history.length").await? == length);
        Ok(())
    });
}

#[test]
fn print_out_holds_answers_results_and_version() {
    browse("print", async |page| {
        page.start(DAY).await?;
        page.walk(WORKER).await?;

        // The button asks the browser to print.
        page.value("window.print = () => { window.asked = true }")
            .await?;
        page.click("[data-button=print]").await?;
        page.until("window.asked").await?;
        // Where nothing comes of it, as in many apps that show pages, somebody is told what to do.
        page.until("document.querySelector('[data-said]')?.textContent.includes('在浏览器里打开')")
            .await?;

        // What the browser prints: everything unfolded, at the moment of printing.
        page.script(
            "addEventListener('beforeprint', () => {
               window.printed = {
                 folded: document.querySelectorAll('details:not([open])').length,
                 text: document.body.innerText,
               };
             });",
            vec![],
        )
        .await?;
        let folded = "document.querySelectorAll('details:not([open])').length";
        let before = page.value(folded).await?;
        ensure!(before != json!(0), "there was nothing to unfold");
        page.on_paper().await?;
        // What is still missing is named by buttons; on paper they are words.
        let buttons = "[...document.querySelectorAll('button:not(.ss-missing *)')].filter(button => button.checkVisibility()).length";
        ensure!(
            page.value(buttons).await? == json!(0),
            "buttons are printed"
        );
        // Nobody prints pale ink on white paper.
        let ink = "getComputedStyle(document.querySelector('.ss')).color";
        let light = page.text_of(ink).await?;
        page.value("document.documentElement.dataset.theme = 'dark'")
            .await?;
        ensure!(page.text_of(ink).await? == light, "ink of the dark");
        page.value("delete document.documentElement.dataset.theme")
            .await?;
        page.print().await?;
        page.until("window.printed").await?;
        ensure!(page.value("printed.folded").await? == json!(0));
        let text = page.text_of("printed.text").await?;
        ensure!(!text.contains("在浏览器里打开"), "what to do is printed");
        for word in [
            "发证日期",
            "2026年1月10日",
            "2,000至8,000元",
            "技能提升补贴",
            "规则",
            "2026年6月1日",
            "不符合",
        ] {
            ensure!(text.contains(word), "the print-out lacks {word}: {text}");
        }
        page.until(&format!("{folded} === {before}")).await?;

        // One benefit is a sheet of its own.
        page.open_benefit(INSURED).await?;
        page.print().await?;
        page.until("printed.text.includes('累计缴纳失业保险费12个月及以上')")
            .await
    });
}

#[test]
fn share_link_carries_the_answers() {
    browse("share", async |page| {
        page.start(DAY).await?;
        page.walk(WORKER).await?;
        page.click("[data-button=share]").await?;
        page.find("#link").await?;
        let link = page
            .text_of("document.querySelector('#link').value")
            .await?;
        let (address, answers) = link.split_once('#').context("a fragment")?;
        ensure!(address.starts_with(page.site()), "{link}");
        ensure!(
            !address.contains("advanced") && answers.contains("advanced"),
            "{link}"
        );

        let (answers, verdicts) = (page.answers().await?, page.verdicts().await?);
        let other = page.another().await?;
        let address = link.strip_prefix(page.site()).context("our site")?;
        let seen = async {
            other.open(address).await?;
            other.ready().await?;
            ensure!(other.answers().await? == answers);
            ensure!(other.verdicts().await? == verdicts);
            // The fragment does not stay: a reload would bring old answers back.
            ensure!(!other.url().await?.contains("advanced"));
            Ok(())
        }
        .await;
        other.close().await;
        seen
    });
}

#[test]
fn a_link_put_into_the_address_of_the_open_page_is_followed() {
    browse("link-again", async |page| {
        page.start(DAY).await?;
        page.walk_to("level", WORKER).await?;
        // One part cannot be read; that is said, and stays said.
        page.value("location.hash = 'audience=individual&region=zibo&level=advanced&nonsense'")
            .await?;
        page.until(
            "document.querySelector('.ss-header [role=status] .ss-notice')?.textContent.includes('读不懂')",
        )
        .await?;
        page.ready().await?;
        let answers = page.answers().await?;
        ensure!(
            answers.iter().any(|(_, answer)| answer == "淄博"),
            "{answers:?}"
        );
        ensure!(
            !page.url().await?.contains("zibo"),
            "answers in the address"
        );
        // The notes to the rules come by themselves and take no notice away.
        page.until(
            "performance.getEntriesByType('resource').some(({ name }) => name.includes('/notes-'))",
        )
        .await?;
        page.until("document.querySelector('.ss-header [role=status] .ss-notice')")
            .await?;
        // The next answer does.
        let open = page.question().await?.context("a question")?;
        page.answer(&open, "-").await?;
        page.until("!document.querySelector('.ss-header [role=status] .ss-notice')")
            .await
    });
}

#[test]
fn answers_stay_on_reload_and_go_on_restart() {
    browse("reload", async |page| {
        page.start(DAY).await?;
        page.walk_to("unemployment_insurance_months", WORKER)
            .await?;
        // One that changes no verdict and no sum.
        page.edit("certificate_date", "2026-1-11").await?;
        let (answers, question) = (page.answers().await?, page.question().await?);
        ensure!(
            answers.iter().any(|(_, answer)| answer == "2026年1月11日"),
            "{answers:?}"
        );
        page.reload().await?;
        page.ready().await?;
        ensure!(page.answers().await? == answers);
        ensure!(page.question().await? == question);

        page.to_results().await?;
        page.click("[data-button=restart]").await?;
        page.click("[data-button=restart-yes]").await?;
        page.until(&format!(
            "document.querySelector('{FORM}')?.dataset.fact === 'audience'"
        ))
        .await?;
        ensure!(page.answers().await?.is_empty());
        page.reload().await?;
        page.ready().await?;
        ensure!(page.answers().await?.is_empty());
        Ok(())
    });
}

#[test]
fn totals_are_announced() {
    browse("live", async |page| {
        page.start(DAY).await?;
        page.walk(WORKER).await?;
        let live = "document.querySelector('#live')";
        page.until(&format!("{live}.textContent.includes('2,000至8,000元')"))
            .await?;
        let role = page
            .text_of(&format!("{live}.getAttribute('role')"))
            .await?;
        ensure!(role == "status", "{role}");
        Ok(())
    });
}
