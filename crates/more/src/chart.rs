//! Pictures of sums, as lengths. What they show stands in words beside them.

use engine::{Bucket, Interval, Money, Totals};
use wording::Lang;
use yew::prelude::*;

use crate::words::{Word, Words};

/// What totals come to in the first year: the one-off sums and those of one year.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Bar {
    /// As of right, at least.
    pub sure: Money,
    /// As of right, at most.
    pub up_to: Money,
    /// With what is still open, at most.
    pub perhaps: Money,
    /// If chosen, at most.
    pub chosen: Money,
    /// If chosen, with what is still open, at most.
    pub perhaps_chosen: Money,
    /// Some of it has no ceiling that could be drawn.
    pub unbounded: bool,
}

impl Bar {
    pub fn of(totals: &Totals) -> Bar {
        let ends = |bucket: &Bucket| {
            let [settled, open] = [&bucket.settled, &bucket.with_possible];
            let low = settled.once.low.0 + settled.yearly.low.0;
            let [most, all] = [settled, open].map(|sum| high(sum.once) + high(sum.yearly));
            [low, most, all.max(most)].map(Money)
        };
        let bounded =
            |bucket: &Bucket| bucket.settled.is_bounded() && bucket.with_possible.is_bounded();
        let [sure, up_to, perhaps] = ends(&totals.right);
        let [_, chosen, perhaps_chosen] = ends(&totals.selection);
        Bar {
            sure,
            up_to,
            perhaps,
            chosen,
            perhaps_chosen,
            unbounded: !bounded(&totals.right) || !bounded(&totals.selection),
        }
    }

    /// Its longest part.
    pub fn most(&self) -> Money {
        self.perhaps.max(self.perhaps_chosen)
    }
}

/// What bounds a sum, or the least of one that nothing bounds.
fn high(sum: Interval) -> i64 {
    sum.high.unwrap_or(sum.low).0
}

/// The length of a sum where `most` is as long as `whole`; whatever there is can be seen.
pub fn length(sum: Money, most: Money, whole: i64) -> i64 {
    match (sum.0, most.0) {
        (..=0, _) | (_, ..=0) => 0,
        // In 128 bits: no sum is too large for it.
        (sum, most) => (i128::from(sum) * i128::from(whole) / i128::from(most)).max(2) as i64,
    }
}

/// A sum in a few characters, without its unit.
pub fn figure(lang: Lang, sum: Money) -> String {
    // English has no unit for ten thousand.
    if lang == Lang::English && sum.0 >= 1_000_000 && sum.0 % 10_000 == 0 {
        let (whole, rest) = (sum.0 / 100_000, sum.0 % 100_000 / 10_000);
        return match rest {
            0 => format!("{whole}k"),
            _ => format!("{whole}.{rest}k"),
        };
    }
    let said = lang.sum(sum);
    said.trim_end_matches(lang.yuan_unit())
        .trim_end()
        .to_owned()
}

/// A part of a bar: from `x` and `y`, to the right and down.
#[derive(Clone, Copy)]
pub struct Part {
    pub mark: &'static str,
    pub x: i64,
    pub y: i64,
    pub width: i64,
    pub height: i64,
}

impl Part {
    /// A rectangle; what is hatched has its lines drawn: patterns have names, and names are one for a document.
    pub fn draw(self) -> Html {
        let Part {
            mark,
            x,
            y,
            width,
            height,
        } = self;
        if width <= 0 || height <= 0 {
            return html! {};
        }
        let lines = (mark == "chosen").then(|| {
            let mut lines = String::new();
            // Where an ascending line that begins on the left or lower side leaves the rectangle.
            for at in (0..width + height).step_by(6).skip(1) {
                let (from_x, from_y) = ((at - height).max(0), at.min(height));
                let (to_x, to_y) = (at.min(width), (at - width).max(0));
                let [from_x, to_x] = [from_x, to_x].map(|one| x + one);
                let [from_y, to_y] = [from_y, to_y].map(|one| y + one);
                lines.push_str(&format!("M{from_x} {from_y}L{to_x} {to_y}"));
            }
            lines
        });
        let [x, y, width, height] = [x, y, width, height].map(|one| one.to_string());
        html! {
            <>
                <rect data-mark={mark} {x} {y} {width} {height} />
                if let Some(d) = lines {
                    <path data-mark="lines" {d} />
                }
            </>
        }
    }
}

/// What the parts of bars mean, as far as they occur.
pub fn legend(words: &Words, bars: &[Bar]) -> Html {
    let any = |has: fn(&Bar) -> bool| bars.iter().any(has);
    let parts = [
        ("sure", Word::Sure, any(|bar| bar.sure.0 > 0)),
        ("up-to", Word::UpTo, any(|bar| bar.up_to > bar.sure)),
        ("chosen", Word::Chosen, any(|bar| bar.chosen.0 > 0)),
        (
            "perhaps",
            Word::Perhaps,
            any(|bar| bar.perhaps > bar.up_to || bar.perhaps_chosen > bar.chosen),
        ),
    ];
    let parts = parts.into_iter().filter(|(.., occurs)| *occurs);
    html! {
        <>
            <ul class="ssm-legend">
                for (mark, word, _) in parts {
                    <li>
                        <svg viewBox="0 0 24 14" aria-hidden="true">
                            { Part { mark, x: 1, y: 1, width: 22, height: 12 }.draw() }
                        </svg>
                        { words.get(word) }
                    </li>
                }
            </ul>
            if any(|bar| bar.unbounded) {
                <p class="ss-muted">{ words.get(Word::Unbounded) }</p>
            }
        </>
    }
}

#[cfg(test)]
mod tests {
    use engine::Sum;

    use super::*;

    #[test]
    fn what_is_due_what_may_be_and_chances_are_apart() {
        let once = |low, high: Option<i64>| Sum {
            once: Interval::new(Money::yuan(low), high.map(Money::yuan)),
            benefits: 1,
            ..Sum::default()
        };
        let bucket = |settled, with_possible| Bucket {
            settled,
            with_possible,
            unasked: 0,
        };
        let totals = Totals {
            right: bucket(once(2_000, Some(8_000)), once(2_000, Some(10_000))),
            selection: bucket(once(0, Some(500)), once(0, Some(500))),
        };
        let bar = Bar::of(&totals);
        let sums = [
            bar.sure,
            bar.up_to,
            bar.perhaps,
            bar.chosen,
            bar.perhaps_chosen,
        ];
        assert_eq!(sums, [2_000, 8_000, 10_000, 500, 500].map(Money::yuan));
        assert!(!bar.unbounded);
        let open = bucket(once(100, None), once(100, None));
        let bar = Bar::of(&Totals {
            right: open,
            ..Totals::default()
        });
        assert!(bar.unbounded);
        assert_eq!(bar.most(), Money::yuan(100));
    }

    #[test]
    fn the_least_sum_can_be_seen_and_nothing_cannot() {
        let most = Money::yuan(1_000_000_000);
        assert_eq!(length(most, most, 100), 100);
        assert_eq!(length(Money::yuan(1), most, 100), 2);
        assert_eq!(length(Money::ZERO, most, 100), 0);
        assert_eq!(length(Money::ZERO, Money::ZERO, 100), 0);
        assert_eq!(figure(Lang::Chinese, Money::yuan(2_500)), "2,500");
        assert_eq!(figure(Lang::Chinese, Money::yuan(58_000)), "5.8万");
        assert_eq!(figure(Lang::English, Money::yuan(58_000)), "58k");
        assert_eq!(figure(Lang::English, Money::yuan(12_500)), "12.5k");
        assert_eq!(figure(Lang::English, Money::yuan(2_500)), "2,500");
    }
}
