//! The built site, used in a real browser.
//!
//! Each test has a chromedriver, a browser and an empty profile of its own; all share one static
//! server. `cargo xtask test` builds the site first.

mod axe;
mod driver;
mod page;
mod walk;

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::OnceLock;

use anyhow::Result;
use futures_util::FutureExt;
use xtask::places;
use xtask::server::Server;

pub use page::{Page, keys};
pub use walk::{FORM, Person, Question, fields, moved_on};

/// Runs a test in a browser of its own. When it fails, what the page showed is kept in
/// `target/e2e` under the test's name, and its text is printed.
pub fn browse(name: &str, test: impl AsyncFnOnce(&Page) -> Result<()>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    page::forget(name);
    runtime.block_on(async {
        let page = Page::new(site()).await.expect("a browser");
        let outcome = AssertUnwindSafe(test(&page)).catch_unwind().await;
        if !matches!(outcome, Ok(Ok(()))) {
            match page.record(name).await {
                Ok(text) => eprintln!("--- {name}: the page said\n{text}\n---"),
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

/// Address of the served site.
fn site() -> &'static str {
    static SERVER: OnceLock<(Server, String)> = OnceLock::new();
    let (_, url) = SERVER.get_or_init(|| {
        let folder = places::site();
        assert!(
            folder.join("index.html").is_file(),
            "there is no site in {}; build it with `cargo xtask size`",
            folder.display()
        );
        let server = Server::start(&folder, 0).expect("a server");
        let url = server.url();
        (server, url)
    });
    url
}
