//! Readers and mapper: whatever the bytes are, they are read or refused, and nobody gets lost.
//!
//! `cargo +nightly fuzz run roster fuzz/corpus/roster crates/roster/tests/files`

#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use engine::{Answers, Date, Evaluator, Rulebook};
use libfuzzer_sys::fuzz_target;
use roster::{Options, Results, Stream, people, read, suggest};

static RULEBOOK: LazyLock<Rulebook> = LazyLock::new(|| {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules");
    rulec::compile(&rules, None).rulebook.expect("the rules compile")
});

static EVALUATOR: LazyLock<Evaluator<'static>> = LazyLock::new(|| Evaluator::new(&RULEBOOK));

const ON: Date = match Date::new(2026, 6, 1) {
    Some(date) => date,
    None => unreachable!(),
};

/// A panic of calamine's is caught and means a damaged file; only one that is not caught counts.
static HOOK: LazyLock<()> = LazyLock::new(|| std::panic::set_hook(Box::new(|_| {})));

fuzz_target!(|bytes: &[u8]| {
    LazyLock::force(&HOOK);
    if let Ok(book) = read(bytes, &Options::default()) {
        for sheet in 0..book.sheets.len() {
            let Ok(table) = book.table(Some(sheet)) else {
                continue;
            };
            let mapping = suggest(&RULEBOOK, &table);
            let people = people(&RULEBOOK, &table, &mapping, &Answers::new(&RULEBOOK), ON);
            assert_eq!(people.len(), table.rows.len());
            assert_eq!(Results::new(&EVALUATOR, &people, ON).len(), people.len());
        }
    }
    if let Ok(stream) = Stream::open(bytes, &Options::default()) {
        stream.map_while(Result::ok).for_each(drop);
    }
});
