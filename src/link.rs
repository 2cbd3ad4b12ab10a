//! Answers as one line of text, held to the rules of the page.

pub use wording::link::*;

#[cfg(test)]
mod tests {
    use engine::model::*;
    use engine::{Answer, Answers, Date, DayRange};

    use super::*;
    use crate::rulebook;

    const DAY: Date = Date::new(2026, 6, 1).unwrap();

    /// The line as it is written anew, and how many parts were refused.
    fn again(line: &str) -> (String, usize) {
        let (answers, order, refused) = read(rulebook(), line, DAY);
        (write(rulebook(), &answers, &order), refused)
    }

    #[test]
    fn whatever_comes_last_a_line_ends_in_a_letter_or_digit() {
        let rulebook = rulebook();
        for (index, fact) in (0..).zip(&rulebook.facts) {
            let answers = match &fact.kind {
                FactKind::Bool => vec![Answer::Bool(true), Answer::Bool(false)],
                FactKind::Choice { options } => {
                    (0..options.len() as u8).map(Answer::Choice).collect()
                }
                FactKind::Set { options } => {
                    let all = (1 << options.len()) - 1;
                    let set = |yes, no, unsure| Answer::Set { yes, no, unsure };
                    vec![
                        set(all, 0, 0),
                        set(0, all, 0),
                        set(0, 0, all),
                        set(1, 0, all ^ 1),
                        set(1, all ^ 1, 0),
                        set(0, 1, all ^ 1),
                    ]
                }
                FactKind::Int { min, max, .. } | FactKind::Money { min, max } => {
                    vec![Answer::Int(*min), Answer::between(*min, *max)]
                }
                FactKind::Date { earliest } => {
                    let known = ["2025-12-31", "2025-12", "2025", "2025-11-03/2026-01-31"];
                    let known = known.map(|days| Answer::Date(DayRange::parse(days).unwrap()));
                    known.into_iter().chain([Answer::day(*earliest)]).collect()
                }
            };
            for answer in answers.into_iter().chain([Answer::Unknown]) {
                if answer == Answer::Unknown && matches!(fact.kind, FactKind::Set { .. }) {
                    continue;
                }
                let mut given = Answers::new(rulebook);
                given.set(rulebook, index, answer, DAY).unwrap();
                let line = write(rulebook, &given, &[index]);
                let kept = |sign: char| sign.is_ascii_alphanumeric() || "&=._-".contains(sign);
                assert!(line.chars().all(kept), "{line}");
                assert!(
                    line.ends_with(|sign: char| sign.is_ascii_alphanumeric()),
                    "{line}"
                );
                let (answers, order, refused) = read(rulebook, &line, DAY);
                assert_eq!((answers.get(index), refused), (answer, 0), "{line}");
                assert_eq!(order, [index]);
            }
        }
    }

    /// Marks are no options, or lists could not be told from each other.
    #[test]
    fn no_option_is_called_as_a_mark() {
        for fact in &rulebook().facts {
            for option in fact.kind.options() {
                assert!(!MARKS.contains(&option.id), "{}", fact.id);
                let plain = |sign: char| sign.is_ascii_alphanumeric() || sign == '_';
                assert!(option.id.chars().all(plain), "{}", option.id);
            }
        }
    }

    #[test]
    fn older_links_are_read_with_and_without_their_end() {
        for (old, new) in [
            (
                "region=liaocheng&level=advanced&city_titles=city_chief~city_expert~",
                "region=liaocheng&level=advanced&city_titles=yes.city_chief-no.city_expert",
            ),
            (
                "region=liaocheng&city_titles=city_chief~city_expert",
                "region=liaocheng&city_titles=yes.city_chief-no.city_expert",
            ),
            ("city_titles=city_chief~~", "city_titles=yes.city_chief"),
            ("city_titles=city_chief", "city_titles=yes.city_chief"),
            ("city_titles=~~city_chief", "city_titles=unsure.city_chief"),
            ("city_titles=~city_chief", "city_titles=no.city_chief"),
            ("level=~", "level=unsure"),
            ("region=zibo&level=", "region=zibo&level=unsure"),
            (
                "level=~&contests=national~provincial_city~coach&city_titles=city_expert~~",
                "level=unsure&contests=yes.national-no.provincial_city-unsure.coach&city_titles=yes.city_expert",
            ),
        ] {
            assert_eq!(again(old), (new.to_owned(), 0), "{old}");
            assert_eq!(again(new), (new.to_owned(), 0));
        }
    }

    /// Struck out, `~~a` and `a~~` are the same.
    #[test]
    fn what_may_mean_either_is_not_read() {
        for (line, read) in [
            (
                "region=zibo&contests=national&city_titles=city_expert",
                ("region=zibo", 2),
            ),
            (
                "contests=national~provincial_city&region=zibo",
                ("region=zibo", 1),
            ),
            ("level=&region=zibo", ("region=zibo", 1)),
            ("contests=yes.national-no.cooach", ("", 1)),
            ("contests=yes.national-no.national", ("", 1)),
            ("contests=perhaps.national", ("", 1)),
            ("contests=~~~", ("", 1)),
            ("contests=", ("", 1)),
        ] {
            assert_eq!(again(line), (read.0.to_owned(), read.1), "{line}");
        }
    }
}
