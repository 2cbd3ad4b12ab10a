//! Regions as cells name them: 聊城, 聊城市, 山东省聊城市高新区, 东阿县. What regions are called says the rulebook; what may
//! stand before and behind, and which districts they have, says `rules/roster.toml`.

use std::borrow::Cow;

use engine::model::Cells;
use engine::{REGION, Rulebook};

use crate::feeds::feeds;
use crate::words::{plain, words};

/// The region that a cell names, given in its plain form. `whole`: nothing may follow the name.
pub(crate) fn region(rulebook: &Rulebook, text: &str, whole: bool) -> Option<u8> {
    let options = || (0_u8..).zip(rulebook.facts[usize::from(REGION)].kind.options());
    let known = |text: &str| {
        let id = match whole {
            true => words().exact_value(REGION_ID, text),
            false => words().value(REGION_ID, text),
        }?;
        let found = options().find(|(_, option)| option.id == id);
        found.map(|(at, _)| at)
    };
    let before = feeds().before.iter();
    let short = before.filter_map(|before| text.strip_prefix(before));
    let short = short.min_by_key(|short| short.len());
    let cities = covered(rulebook);
    let city = |text: &str| {
        let fits = |at: u8, label: &str| {
            let rest = after(text, label).filter(|_| cities >> at & 1 == 1);
            rest.is_some_and(|rest| !whole || rest.is_empty() || feeds().behind.contains(&rest))
        };
        let found = options().filter(|(at, option)| fits(*at, option.label));
        // One name may begin with another.
        let found = found.max_by_key(|(_, option)| option.label.len());
        found.map(|(at, _)| at)
    };
    let exact =
        options().find(|(_, option)| text == option.id || after(text, option.label) == Some(""));
    exact
        .map(|(at, _)| at)
        .or_else(|| city(text))
        .or_else(|| known(text))
        .or_else(|| short.and_then(|short| city(short).or_else(|| known(short))))
}

const REGION_ID: &str = "region";

/// What a region is called besides its label.
pub(crate) fn names(rulebook: &Rulebook, id: &str) -> Vec<String> {
    let cities = covered(rulebook);
    let options = (0..).zip(rulebook.facts[usize::from(REGION)].kind.options());
    let found = options.filter(|(at, option)| cities >> at & 1 == 1 && option.id == id);
    let behind = || feeds().behind.iter();
    let written =
        found.flat_map(|(_, option)| behind().map(|behind| [option.label, behind].concat()));
    written.collect()
}

/// Regions that some source is for: the cities. 山东省以外 is none.
fn covered(rulebook: &Rulebook) -> Cells {
    let sources = rulebook.sources.iter();
    sources.fold(0, |all, source| all | source.regions)
}

/// What follows a label at the beginning of a text in its plain form.
fn after<'t>(text: &'t str, label: &str) -> Option<&'t str> {
    let is_plain = label
        .chars()
        .all(|sign| ('\u{4e00}'..='\u{9fff}').contains(&sign));
    // Of most labels no copy is needed.
    let label = match is_plain {
        true => Cow::Borrowed(label),
        false => Cow::Owned(plain(label)),
    };
    text.strip_prefix(&*label)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use engine::model::{Choice, FactKind};

    use super::*;
    use crate::words::plain_value;

    fn rulebook() -> Rulebook {
        let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
        let compilation = rulec::compile(&rules, None);
        compilation.rulebook.expect("the rules compile")
    }

    fn id(rulebook: &Rulebook, cell: &str, whole: bool) -> Option<&'static str> {
        let at = region(rulebook, &plain_value(cell), whole)?;
        let FactKind::Choice { options } = &rulebook.facts[usize::from(REGION)].kind else {
            panic!("a region is one of several");
        };
        Some(options[usize::from(at)].id)
    }

    #[test]
    fn a_city_is_known_by_its_name_in_the_rulebook_and_its_address() {
        let rulebook = rulebook();
        for option in rulebook.facts[usize::from(REGION)].kind.options() {
            let Choice { id: own, label, .. } = *option;
            let written = [own.to_owned(), label.to_owned()];
            for cell in &written {
                assert_eq!(id(&rulebook, cell, true), Some(own), "{cell}");
            }
            if own == "outside" {
                continue;
            }
            for before in ["", "山东", "山东省", "山东省 "] {
                let cell = format!("{before}{label}市");
                assert_eq!(id(&rulebook, &cell, true), Some(own), "{cell}");
                let cell = format!("{before}{label}市高新区");
                assert_eq!(id(&rulebook, &cell, false), Some(own), "{cell}");
                assert_eq!(id(&rulebook, &cell, true), None, "{cell}");
            }
        }
        for (cell, city) in [
            ("Tai'an", Some("taian")),
            ("东阿县", Some("liaocheng")),
            ("山东省东阿县", Some("liaocheng")),
            ("山东寿光", Some("weifang")),
            ("省外", Some("outside")),
            ("山东省", None),
            ("江苏省", None),
            ("", None),
        ] {
            assert_eq!(id(&rulebook, cell, false), city, "{cell}");
        }
    }

    #[test]
    fn of_two_names_the_longer_counts_and_what_no_source_is_for_is_no_city() {
        let mut rulebook = rulebook();
        let FactKind::Choice { options } = &mut rulebook.facts[usize::from(REGION)].kind else {
            panic!("a region is one of several");
        };
        let at = options.len();
        for (id, label) in [("longer", "聊城北"), ("elsewhere", "其他")] {
            let help = "";
            options.push(Choice { id, label, help });
        }
        rulebook.sources[0].regions |= 1 << at;
        assert_eq!(id(&rulebook, "聊城北市", false), Some("longer"));
        assert_eq!(id(&rulebook, "聊城市北", false), Some("liaocheng"));
        assert_eq!(id(&rulebook, "其他", false), Some("elsewhere"));
        assert_eq!(id(&rulebook, "其他城市", false), None);
    }
}
