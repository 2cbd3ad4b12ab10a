//! Which tests a browser passes over, and why. This is the only place for it, and each prints a
//! line: nothing is left out in silence.

use std::io::Write;

use crate::driver::Browser;

const PASSED_OVER: &[(&str, Browser, &str)] = &[
    (
        "no-script",
        Browser::Firefox,
        "scripts are turned off through Chromium's DevTools protocol",
    ),
    (
        "no-script",
        Browser::WebKit,
        "scripts are turned off through Chromium's DevTools protocol",
    ),
    ("print", Browser::WebKit, "its driver cannot print"),
    (
        "frame-sticky",
        Browser::WebKit,
        "scripts do not move the keyboard inside its frames, and its driver does not scroll to them",
    ),
];

/// Whether a browser passes over a test; says so if it does.
pub fn over(name: &str, browser: Browser) -> bool {
    let why = PASSED_OVER
        .iter()
        .find(|(test, other, _)| *test == name && *other == browser);
    if let Some((_, _, why)) = why {
        // Not by the macros, whose words are only shown when a test fails.
        let _ = writeln!(
            std::io::stderr(),
            "{name}: not in {}: {why}",
            browser.name()
        );
    }
    why.is_some()
}
