//! Totals in words.

use engine::{Bucket, Interval, Totals};

use crate::Known;
use crate::words::Word;

/// What is settled of a bucket.
pub(crate) fn settled(known: &Known, bucket: &Bucket) -> String {
    match bucket.settled.benefits {
        0 => known.words.get(Word::None).to_owned(),
        _ => known.words.lang.total(&bucket.settled).line(),
    }
}

/// What is open: up to which sum it may come, with what is settled, and how many benefits nobody has been asked
/// about.
pub(crate) fn still_open(known: &Known, totals: &Totals) -> String {
    let words = &known.words;
    let mut parts = Vec::new();
    for (bucket, items) in [
        (&totals.right, Word::Items),
        (&totals.selection, Word::SelectionItems),
    ] {
        let (settled, all) = (&bucket.settled, &bucket.with_possible);
        if all == settled {
            continue;
        }
        let most = all.most();
        let count = all.benefits.saturating_sub(settled.benefits);
        let mut said = words.count(items, count.into());
        if most.is_bounded() && most.once.plus(most.yearly) != Interval::ZERO {
            let whole = match settled.benefits {
                0 => Word::AtMost,
                _ => Word::AtMostInAll,
            };
            said.push_str(words.lang.comma());
            said.push_str(&words.fill(whole, &[&words.lang.total(&most).line()]));
        }
        parts.push(said);
    }
    let unasked = totals.right.unasked + totals.selection.unasked;
    if unasked > 0 {
        parts.push(words.count(Word::NotAsked, unasked.into()));
    }
    match parts.is_empty() {
        true => words.get(Word::None).to_owned(),
        false => parts.join(words.lang.semicolon()),
    }
}
