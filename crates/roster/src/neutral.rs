//! Text that a spreadsheet program might take for a formula, made harmless and taken back.
//!
//! A cell of text that begins with one of `=+-@`, their full-width forms, a tab or a line break
//! gets an apostrophe in front. So does one that has such an apostrophe already: whatever stood
//! there comes back.

use std::borrow::Cow;

const SIGNS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// As it is safe to write.
pub fn neutralised(text: &str) -> Cow<'_, str> {
    if text.trim_start_matches('\'').starts_with(SIGNS) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// As it was before [`neutralised`].
pub fn restored(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(SIGNS) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_might_be_a_formula_gets_an_apostrophe() {
        for text in ["=1+1", "+86", "-", "@x", "\tx", "\rx", "'=1", "''-", "＝1"] {
            let safe = neutralised(text);
            assert_eq!(safe, format!("'{text}"));
            assert_eq!(restored(&safe), text);
        }
        for text in ["", "'", "'x", "张三", "1-2", " =1", "a=b"] {
            assert_eq!(neutralised(text), text);
            assert_eq!(restored(text), text);
        }
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in "['=+x\\-\t]{0,6}") {
            let safe = neutralised(&text);
            prop_assert!(!safe.starts_with(SIGNS));
            prop_assert_eq!(restored(&safe), &text);
        }
    }
}
