//! What could be done, what it would bring, and until when.
//!
//! The words stand in a table of their own: most who speak of results say nothing of this.

use engine::model::{BenefitKind, Rhythm};
use engine::{Answer, Change, Date, DayRange, Due, Interval, Money, Sum, Tier, Verdict};

use crate::answers::Question;
use crate::words::{Lang, filled};

/// One table, so that no language lacks a word of the other.
struct Words {
    /// Between two steps.
    and: &'static str,
    /// Before what they bring.
    then: &'static str,
    /// From a month on.
    from: &'static str,
    /// What is had now, where it cannot be taken from what would be had.
    now: &'static str,
    more: &'static str,
    /// Of a sum that is only the most.
    more_at_most: &'static str,
    more_monthly: &'static str,
    more_yearly: &'static str,
    more_yearly_at_most: &'static str,
    /// Of money for which somebody chooses.
    if_chosen: &'static str,
    last_day: &'static str,
    tier: &'static str,
    /// The same from nothing.
    first_tier: &'static str,

    // Steps: the name of the question, and what is reached.
    yes: &'static str,
    reach: &'static str,
    gain: &'static str,
    /// By the id of the question, as one would say it: `{0}` is what is reached, or by how much.
    steps: [(&'static str, &'static str); 12],
}

const CHINESE: Words = Words {
    and: "，并且",
    then: "，{0}",
    from: "{0}起{1}",
    now: "{0}（现在{1}）",
    more: "多{0}",
    more_at_most: "最多多{0}",
    more_monthly: "每月多{0}",
    more_yearly: "每年多{0}",
    more_yearly_at_most: "每年最多多{0}",
    if_chosen: "{0}（须评选）",
    last_day: "{0}后不能再领",
    tier: "还差{0}到{1}一档：{2}",
    first_tier: "达到{0}：{1}",
    yes: "{0}：是",
    reach: "{0}达到{1}",
    gain: "{0}增加“{1}”",
    steps: [
        ("level", "取得{0}证书"),
        ("certificate_source", "取得方式：{0}"),
        ("professional_title", "取得{0}职称"),
        ("full_time", "转为全职"),
        ("social_insurance_current", "单位按月交社保"),
        ("unemployment_insurance_months", "失业保险再缴{0}"),
        ("social_insurance_months", "职工社保再缴{0}"),
        ("buy_home", "在本市买房"),
        ("school_post", "应聘学校的正式岗位"),
        ("gold_blue_base", "成为“金蓝领”培训基地"),
        ("flexible_leader", "柔性引进领军人才"),
        ("order_class", "办订单班"),
    ],
};

const ENGLISH: Words = Words {
    and: ", and ",
    then: ": {0}",
    from: "{1} from {0}",
    now: "{0} (now {1})",
    more: "{0} more",
    more_at_most: "up to {0} more",
    more_monthly: "{0} more a month",
    more_yearly: "{0} more a year",
    more_yearly_at_most: "up to {0} more a year",
    if_chosen: "{0} (selection)",
    last_day: "cannot be claimed after {0}",
    tier: "{0} more to the tier of {1}: {2}",
    first_tier: "{0}: {1}",
    yes: "{0}: yes",
    reach: "{0}: {1}",
    gain: "{0}: also “{1}”",
    steps: [
        ("level", "a certificate of {0}"),
        ("certificate_source", "obtained like this: {0}"),
        ("professional_title", "the professional title {0}"),
        ("full_time", "full-time work"),
        (
            "social_insurance_current",
            "an employer who pays social insurance every month",
        ),
        (
            "unemployment_insurance_months",
            "{0} more of unemployment insurance",
        ),
        (
            "social_insurance_months",
            "{0} more of employees’ social insurance",
        ),
        ("buy_home", "a home bought in the city"),
        (
            "school_post",
            "an application for a regular post at a school",
        ),
        ("gold_blue_base", "a “gold-blue” training base"),
        ("flexible_leader", "a leading talent engaged flexibly"),
        ("order_class", "an order class"),
    ],
};

impl Lang {
    fn of_changes(self) -> &'static Words {
        match self {
            Lang::Chinese => &CHINESE,
            Lang::English => &ENGLISH,
        }
    }

    /// The questions whose steps have words of their own, by their ids; the others are said by their names.
    pub fn steps_with_words(self) -> impl Iterator<Item = &'static str> {
        self.of_changes().steps.iter().map(|(id, _)| *id)
    }

    /// One step from the answer now to another: `取得二级／技师证书`, `失业保险再缴4个月`. `name` is what the
    /// question is called.
    pub fn step(self, question: &Question, name: &str, now: Answer, to: Answer) -> String {
        let words = self.of_changes();
        let id = question.rulebook.facts[usize::from(question.fact)].id;
        let own = words.steps.iter().find(|(of, _)| *of == id);
        let said = own.map(|(_, said)| *said);
        match (now, to) {
            (Answer::Int(now), Answer::Int(to)) if said.is_some_and(|_| to > now) => {
                let more = self.number(question, to - now);
                filled(said.unwrap_or_default(), &[&more])
            }
            (Answer::Set { yes, .. }, Answer::Set { yes: more, .. }) => {
                filled(words.gain, &[name, &self.labels(question, more & !yes)])
            }
            (_, Answer::Set { yes, .. }) => {
                filled(words.gain, &[name, &self.labels(question, yes)])
            }
            (_, Answer::Bool(true)) => filled(said.unwrap_or(words.yes), &[name]),
            (_, Answer::Choice(_)) if said.is_some() => {
                filled(said.unwrap_or_default(), &[&self.answer(question, to)])
            }
            _ => filled(words.reach, &[name, &self.answer(question, to)]),
        }
    }

    /// Steps, as [`Lang::step`] says each, and what they bring: `失业保险再缴4个月，2027年3月起可申领一次性2,000元`,
    /// `取得二级／技师证书，多1,000元`. `on` is the day of evaluation.
    pub fn change(self, steps: &[String], change: &Change, kind: BenefitKind, on: Date) -> String {
        let words = self.of_changes();
        let due = |due: &Option<Due>| due.as_ref().map(|due| self.due(due).line());
        let mut brings = match (&change.due_before, &change.due) {
            (Some(before), Some(after)) if is_due(change.before) => {
                let more = self.more_due(before, after);
                more.unwrap_or_else(|| {
                    let [before, after] = [before, after].map(|one| self.due(one).line());
                    filled(words.now, &[&after, &before])
                })
            }
            _ => {
                let verdict = self.verdict_of(kind, change.verdict).to_owned();
                match due(&change.due) {
                    // What is written in figures stands beside a word.
                    Some(due) => [&verdict, self.colon(), &due].concat(),
                    None => verdict,
                }
            }
        };
        if is_due(change.before) && change.verdict == Verdict::ByReview {
            brings = filled(words.if_chosen, &[&brings]);
        }
        let (year, month, _) = change.from.ymd();
        if let Some(month) = DayRange::month(year, month).filter(|_| change.from > on) {
            brings = filled(words.from, &[&self.days(month), &brings]);
        }
        let said = steps.join(words.and);
        [said, filled(words.then, &[&brings])].concat()
    }

    /// The last day on which something can be had: `2027年1月10日后不能再领`.
    pub fn last_day(self, day: Date) -> String {
        filled(self.of_changes().last_day, &[&self.date(day)])
    }

    /// How far the next tier of a number is, and what it brings: `还差3人到51人一档：多1万元`. What no range says
    /// is left out.
    pub fn next_tier(self, question: &Question, tier: &Tier) -> String {
        let words = self.of_changes();
        let more = |before: &Sum, after: &Sum| {
            let once = difference(before.once, after.once);
            let yearly = difference(before.yearly, after.yearly);
            let parts = [
                (words.more, words.more_at_most, once),
                (words.more_yearly, words.more_yearly_at_most, yearly),
            ];
            let parts = parts.into_iter().filter_map(|(exactly, at_most, more)| {
                let more = more.filter(|more| more.high != Some(Money::ZERO))?;
                Some(match (more.low, more.high) {
                    (Money::ZERO, Some(high)) => filled(at_most, &[&self.sum(high)]),
                    _ => filled(exactly, &[&self.interval(more, false)]),
                })
            });
            parts.collect::<Vec<_>>().join(self.comma())
        };
        let (before, after) = (&tier.before, &tier.after);
        let right = more(&before.right.settled, &after.right.settled);
        let chance = more(&before.selection.settled, &after.selection.settled);
        let mut brings = Vec::from_iter((!right.is_empty()).then_some(right));
        if !chance.is_empty() {
            brings.push(filled(words.if_chosen, &[&chance]));
        }
        let brings = brings.join(self.comma());
        let lacking = self.number(question, tier.reached - tier.number);
        let reached = self.number(question, tier.reached);
        match tier.number {
            0 => filled(words.first_tier, &[&reached, &brings]),
            _ => filled(words.tier, &[&lacking, &reached, &brings]),
        }
    }

    /// How much more is due in the same rhythm, where that is one sum.
    fn more_due(self, before: &Due, after: &Due) -> Option<String> {
        let words = self.of_changes();
        let said = match after.rhythm {
            Rhythm::Once | Rhythm::Unstated => words.more,
            Rhythm::Monthly { .. } => words.more_monthly,
            Rhythm::Yearly { .. } => words.more_yearly,
        };
        let more = difference(before.payment, after.payment).filter(|more| more.is_exact())?;
        Some(filled(said, &[&self.interval(more, false)]))
    }
}

fn is_due(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Eligible | Verdict::ByReview)
}

/// By how much one sum exceeds another; `None` where no range says it.
fn difference(before: Interval, after: Interval) -> Option<Interval> {
    let high = after.high?.0.checked_sub(before.high?.0)?;
    let low = after.low.0.checked_sub(before.low.0)?;
    (0 <= low && low <= high).then(|| Interval::new(Money(low), Some(Money(high))))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ON: Date = match Date::new(2026, 11, 21) {
        Some(day) => day,
        None => unreachable!(),
    };

    fn due(low: i64, high: i64, rhythm: Rhythm, up_to: bool) -> Due {
        let payment = Interval::new(Money::yuan(low), Some(Money::yuan(high)));
        Due {
            payment,
            total: payment,
            rhythm,
            rhythm_open: false,
            unstated: false,
            up_to,
        }
    }

    fn said(lang: Lang, before: (Verdict, Option<Due>), after: (Verdict, Option<Due>)) -> String {
        let change = Change {
            benefit: 0,
            steps: Vec::new(),
            from: ON,
            before: before.0,
            due_before: before.1,
            verdict: after.0,
            due: after.1,
        };
        let kind = match after.1 {
            Some(_) => BenefitKind::Money,
            None => BenefitKind::Service,
        };
        lang.change(&["甲".to_owned(), "乙".to_owned()], &change, kind, ON)
    }

    #[test]
    fn what_steps_bring_is_said_against_what_there_is() {
        let once = |sum| Some(due(sum, sum, Rhythm::Once, false));
        let no = (Verdict::Ineligible, None);
        let cases = [
            (
                no,
                (Verdict::Eligible, once(1_500)),
                "甲，并且乙，可申领：一次性1,500元",
                "甲, and 乙: Can claim: 1,500 yuan once",
            ),
            (
                no,
                (Verdict::Eligible, None),
                "甲，并且乙，可享受",
                "甲, and 乙: Can have this",
            ),
            (
                (Verdict::Eligible, once(2_500)),
                (Verdict::Eligible, once(3_500)),
                "甲，并且乙，多1,000元",
                "甲, and 乙: 1,000 yuan more",
            ),
            (
                (
                    Verdict::ByReview,
                    Some(due(300, 300, Rhythm::Yearly { years: None }, false)),
                ),
                (
                    Verdict::ByReview,
                    Some(due(800, 800, Rhythm::Yearly { years: None }, false)),
                ),
                "甲，并且乙，每年多500元（须评选）",
                "甲, and 乙: 500 yuan more a year (selection)",
            ),
            // A ceiling that is higher is no sum that is more.
            (
                (Verdict::Eligible, Some(due(0, 50_000, Rhythm::Once, true))),
                (Verdict::Eligible, Some(due(0, 80_000, Rhythm::Once, true))),
                "甲，并且乙，一次性最高8万元（现在一次性最高5万元）",
                "甲, and 乙: up to 80,000 yuan once (now up to 50,000 yuan once)",
            ),
        ];
        for (before, after, chinese, english) in cases {
            assert_eq!(said(Lang::Chinese, before, after), chinese);
            assert_eq!(said(Lang::English, before, after), english);
        }
    }
}
