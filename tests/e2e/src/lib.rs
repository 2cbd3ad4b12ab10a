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
mod walk;

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::rc::Rc;

use anyhow::{Result, ensure};
use futures_util::FutureExt;
use xtask::places;
use xtask::server::Server;

pub use driver::{Browser, Start, free_port};
pub use hosts::{Folder, Host};
pub use page::{PATIENCE, Page, keys};
pub use walk::{FORM, Person, Question, fields, moved_on};

/// Runs a test in a browser of its own. When it fails, what the page showed is kept in
/// `target/e2e` under the test's name, and its text is printed. It also fails when the browser
/// asked anything of another machine.
pub fn browse(name: &str, test: impl AsyncFnOnce(&Page) -> Result<()>) {
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
pub fn browse_from(name: &str, start: Start, test: impl AsyncFnOnce(&Page) -> Result<()>) {
    let browser = Browser::chosen();
    if passes::over(name, browser) {
        return;
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let kept_as = match browser {
        Browser::Chromium => name.to_owned(),
        other => format!("{name}-{}", other.name()),
    };
    page::forget(&kept_as);
    runtime.block_on(async {
        let page = Page::new(browser, start, Rc::new(site()))
            .await
            .expect("a browser");
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
                eprintln!("--- {name} in {}: {error:#}", browser.name());
            }
            match page.record(&kept_as).await {
                Ok(text) => eprintln!("--- {name}: the page said\n{}\n---", beginning(&text)),
                Err(error) => eprintln!("--- {name}: the page could not be recorded: {error:#}"),
            }
        }
        page.close().await;
        match outcome {
            Ok(Ok(())) => {}
            Ok(Err(error)) => panic!("{error:#}"),
            Err(panic) => resume_unwind(panic),
        }
    });
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
