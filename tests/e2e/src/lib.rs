//! The built site, used in a real browser.
//!
//! Each test has a driver, a browser, an empty profile and a server of its own. `cargo xtask test`
//! builds the site first, and says which browser it is to be.

mod axe;
mod driver;
mod hosts;
mod page;
mod passes;
mod strangers;
mod unsteady;
mod walk;

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;

use anyhow::{Result, ensure};
use futures_util::FutureExt;
use xtask::places;
use xtask::server::Server;

pub use driver::{Browser, Start, free_port};
pub use hosts::{Folder, Host};
pub use page::{PATIENCE, Page, keys};
pub use walk::{FORM, LEAST, Person, Question, fields, moved_on, part};

/// Runs a test in a browser of its own. When it fails, what the page showed is kept in
/// `target/e2e` under the test's name, and its text is printed. It also fails when the browser
/// asked anything of another machine.
///
/// What fails is tried once more, in another browser: drivers and browsers have their moods. A test
/// that passes only then is told of in the summary, as unsteady; `SKILL_SUBSIDY_TRIES=1` lets it fail.
pub fn browse(name: &str, test: impl AsyncFn(&Page) -> Result<()>) {
    browse_from(name, Start::default(), test);
}

/// As [`browse`], in a browser that starts in light and, where it cannot change, in one more that
/// starts in the dark.
pub fn browse_in_light_and_dark(name: &str, test: impl AsyncFn(&Page) -> Result<()>) {
    browse(name, &test);
    if Browser::chosen() == Browser::WebKit {
        let start = Start {
            dark: true,
            ..Start::default()
        };
        browse_from(&format!("{name}-dark"), start, async |page| {
            page.until("matchMedia('(prefers-color-scheme: dark)').matches")
                .await?;
            test(page).await
        });
    }
}

/// As [`browse`], in a browser that starts as told.
pub fn browse_from(name: &str, start: Start, test: impl AsyncFn(&Page) -> Result<()>) {
    let browser = Browser::chosen();
    if passes::over(name, browser) {
        return;
    }
    let kept_as = match browser {
        Browser::Chromium => name.to_owned(),
        other => format!("{name}-{}", other.name()),
    };
    page::forget(&kept_as);
    let tries = unsteady::tries();
    for left in (0..tries).rev() {
        // A panic is caught too: most often it is an assertion inside the test.
        let outcome = catch_unwind(AssertUnwindSafe(|| try_once(&kept_as, start, &test)));
        let why = match &outcome {
            Ok(Ok(())) => return,
            Ok(Err(error)) => format!("{error:#}"),
            Err(panic) => said(panic.as_ref()),
        };
        if left > 0 {
            unsteady::note(&kept_as, &why);
            continue;
        }
        unsteady::forget(&kept_as);
        match outcome {
            Err(panic) => resume_unwind(panic),
            _ => panic!("{why}"),
        }
    }
}

/// Runs a test in a new browser.
fn try_once(kept_as: &str, start: Start, test: &impl AsyncFn(&Page) -> Result<()>) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let page = Page::new(Browser::chosen(), start, Rc::new(site())).await?;
        let test = async {
            test(&page).await?;
            let asked = page.asked_of_strangers();
            ensure!(asked.is_empty(), "other machines were asked: {asked:?}");
            Ok(())
        };
        let outcome = AssertUnwindSafe(test).catch_unwind().await;
        if !matches!(outcome, Ok(Ok(()))) {
            // First, since whoever shows the end of a long run cuts it somewhere.
            if let Ok(Err(error)) = &outcome {
                eprintln!("--- {kept_as}: {error:#}");
            }
            match page.record(kept_as).await {
                Ok(text) => eprintln!("--- {kept_as}: the page said\n{}\n---", beginning(&text)),
                Err(error) => eprintln!("--- {kept_as}: the page could not be recorded: {error:#}"),
            }
        }
        page.close().await;
        outcome.unwrap_or_else(|panic| resume_unwind(panic))
    })
}

/// What a panic said.
fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| text.to_string()))
        .unwrap_or_else(|| "it panicked".into())
}

/// As much of a page's text as is of use in a log; the whole page is in its picture and its file.
fn beginning(text: &str) -> &str {
    const CHARS: usize = 1500;
    text.char_indices()
        .nth(CHARS)
        .map_or(text, |(end, _)| &text[..end])
}

/// A server of the built site.
fn site() -> Server {
    let folder = places::site();
    assert!(
        folder.join("index.html").is_file(),
        "there is no site in {}; build it with `cargo xtask size`",
        folder.display()
    );
    Server::recording(&folder).expect("a server")
}
