//! The words of each language. `{0}`, `{1}` stand for what is filled in.

/// A language that is spoken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lang {
    /// The first language, in which policies are written.
    Chinese,
    /// The second. It has no words of the policies themselves.
    English,
}

impl Lang {
    /// The language as documents name it.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Chinese => "zh-CN",
            Lang::English => "en",
        }
    }

    /// English where it is asked for; Chinese is what is spoken otherwise.
    pub fn from_tag(tag: &str) -> Lang {
        match tag {
            "en" => Lang::English,
            _ => Lang::Chinese,
        }
    }

    pub(crate) fn words(self) -> &'static Words {
        match self {
            Lang::Chinese => &CHINESE,
            Lang::English => &ENGLISH,
        }
    }

    /// Between things in a list.
    pub fn and(self) -> &'static str {
        self.words().and
    }

    /// Between parts of a sentence.
    pub fn comma(self) -> &'static str {
        self.words().comma
    }

    /// Between sentences in one line.
    pub fn semicolon(self) -> &'static str {
        self.words().semicolon
    }

    /// Before what a word announces.
    pub fn colon(self) -> &'static str {
        self.words().colon
    }

    /// What sums are counted in.
    pub fn yuan_unit(self) -> &'static str {
        self.words().yuan
    }

    /// The answer to a question of yes or no.
    pub fn yes_no(self, holds: bool) -> &'static str {
        let words = self.words();
        if holds { words.yes } else { words.no }
    }
}

/// One table, so that no language lacks a word of the other.
pub(crate) struct Words {
    pub and: &'static str,
    pub comma: &'static str,
    pub semicolon: &'static str,
    pub colon: &'static str,
    /// Between a number and its unit.
    pub gap: &'static str,
    pub yes: &'static str,
    pub no: &'static str,

    // Sums
    pub yuan: &'static str,
    /// Ten thousand yuan; empty in a language that does not count so.
    pub ten_thousand_yuan: &'static str,
    pub range: &'static str,
    /// A ceiling that the text states.
    pub up_to: &'static str,
    pub range_up_to: &'static str,
    pub at_least: &'static str,
    /// Any sum at all.
    pub sum_open: &'static str,
    pub sum_unstated: &'static str,
    pub part_unstated: &'static str,

    // Rhythms
    pub once: &'static str,
    pub monthly: &'static str,
    pub yearly: &'static str,
    pub for_months: &'static str,
    pub for_years: &'static str,
    pub in_all: &'static str,
    pub months_unstated: &'static str,
    pub years_unstated: &'static str,
    pub rhythm_unstated: &'static str,
    pub months_open: &'static str,
    pub rhythm_open: &'static str,
    /// Of a payment without its sum.
    pub paid_once: &'static str,
    pub paid_monthly: &'static str,
    pub paid_yearly: &'static str,

    // Totals
    pub nothing: &'static str,
    pub plus: &'static str,
    /// How many benefits have no sum, where none has one, and where some have.
    pub all_unstated: &'static str,
    pub more_unstated: &'static str,

    // Results
    pub eligible: &'static str,
    pub eligible_service: &'static str,
    pub by_review: &'static str,
    pub possible: &'static str,
    pub ineligible: &'static str,
    pub lapsed: &'static str,
    pub not_yet: &'static str,
    pub ended: &'static str,
    pub met: &'static str,
    pub failed: &'static str,
    pub open: &'static str,
    pub official_document: &'static str,
    pub press_report: &'static str,

    // Dates: year, month and day
    pub date: &'static str,
    pub of_month: &'static str,
    pub of_year: &'static str,
    pub days: &'static str,

    // Answers
    pub not_asked: &'static str,
    pub unsure: &'static str,
    pub unsure_of: &'static str,
    pub rest_unsure: &'static str,
    pub none: &'static str,
    pub none_of: &'static str,
    /// Any number.
    pub any: &'static str,
    pub between: &'static str,
    /// From and to, where rules name both ends.
    pub both_ends: &'static str,
    pub below: &'static str,
    pub reached: &'static str,
    /// The same of a time.
    pub time_below: &'static str,
    pub time_reached: &'static str,
    pub at_most: &'static str,
    pub over: &'static str,
    pub place: &'static str,
    pub places: &'static str,
    pub first_places: &'static str,
    pub places_from: &'static str,
}

const CHINESE: Words = Words {
    and: "、",
    comma: "，",
    semicolon: "；",
    colon: "：",
    gap: "",
    yes: "是",
    no: "否",

    yuan: "元",
    ten_thousand_yuan: "万元",
    range: "{0}至{1}",
    up_to: "最高{0}",
    range_up_to: "{0}至最高{1}",
    at_least: "至少{0}",
    sum_open: "金额待定",
    sum_unstated: "来源未写明金额",
    part_unstated: "另有一部分来源未写明金额",

    once: "一次性{0}",
    monthly: "每月{0}",
    yearly: "每年{0}",
    for_months: "共{0}个月",
    for_years: "共{0}年",
    in_all: "合计{0}",
    months_unstated: "来源未写明发多少个月",
    years_unstated: "来源未写明发多少年",
    rhythm_unstated: "来源未写明一次还是多次发放",
    months_open: "发多少个月待确认",
    rhythm_open: "怎样发、发多久待确认",
    paid_once: "一次性",
    paid_monthly: "按月",
    paid_yearly: "按年",

    nothing: "暂无",
    plus: "{0}，另{1}",
    all_unstated: "共 {0} 项",
    more_unstated: "另有 {0} 项来源未写明金额",

    eligible: "可申领",
    eligible_service: "可享受",
    by_review: "可申报（须评选）",
    possible: "待确认",
    ineligible: "不符合",
    lapsed: "已过期限",
    not_yet: "尚未施行",
    ended: "已失效",
    met: "符合",
    failed: "不符合",
    open: "待确认",
    official_document: "政府文件",
    press_report: "新闻报道",

    date: "{0}年{1}月{2}日",
    of_month: "{0}年{1}月",
    of_year: "{0}年",
    days: "{0}至{1}",

    not_asked: "还没有回答",
    unsure: "不清楚",
    unsure_of: "不清楚：{0}",
    rest_unsure: "其余不确定",
    none: "都没有",
    none_of: "没有：{0}",
    any: "任意",
    between: "{0}至{1}",
    both_ends: "{0}，{1}",
    below: "不到{0}",
    reached: "{0}及以上",
    time_below: "不满{0}",
    time_reached: "满{0}",
    at_most: "不超过{0}",
    over: "超过{0}",
    place: "第{0}名",
    places: "第{0}至{1}名",
    first_places: "前{0}名",
    places_from: "第{0}名及以后",
};

const ENGLISH: Words = Words {
    and: ", ",
    comma: ", ",
    semicolon: "; ",
    colon: ": ",
    gap: " ",
    yes: "Yes",
    no: "No",

    yuan: "yuan",
    ten_thousand_yuan: "",
    range: "{0} to {1}",
    up_to: "up to {0}",
    range_up_to: "{0} to at most {1}",
    at_least: "at least {0}",
    sum_open: "sum still open",
    sum_unstated: "the source states no sum",
    part_unstated: "a further part has no stated sum",

    once: "{0} once",
    monthly: "{0} a month",
    yearly: "{0} a year",
    for_months: "for {0} months",
    for_years: "for {0} years",
    in_all: "{0} in all",
    months_unstated: "the source does not say for how many months",
    years_unstated: "the source does not say for how many years",
    rhythm_unstated: "the source does not say whether once or repeatedly",
    months_open: "for how many months is to be confirmed",
    rhythm_open: "how it is paid, and for how long, is to be confirmed",
    paid_once: "once",
    paid_monthly: "monthly",
    paid_yearly: "yearly",

    nothing: "none yet",
    plus: "{0}, plus {1}",
    all_unstated: "benefits: {0}",
    more_unstated: "further benefits without a stated sum: {0}",

    eligible: "Can claim",
    eligible_service: "Can have this",
    by_review: "Can apply (selection)",
    possible: "To be confirmed",
    ineligible: "Not met",
    lapsed: "Expired",
    not_yet: "Not yet in force",
    ended: "No longer in force",
    met: "Met",
    failed: "Not met",
    open: "To be confirmed",
    official_document: "Official document",
    press_report: "Press report",

    date: "{0}-{1}-{2}",
    of_month: "{0}-{1}",
    of_year: "{0}",
    days: "{0} to {1}",

    not_asked: "not answered yet",
    unsure: "not known",
    unsure_of: "not known: {0}",
    rest_unsure: "not sure about the rest",
    none: "none of these",
    none_of: "not: {0}",
    any: "any",
    between: "{0} to {1}",
    both_ends: "{0}, {1}",
    below: "less than {0}",
    reached: "{0} or more",
    time_below: "less than {0}",
    time_reached: "{0} or more",
    at_most: "at most {0}",
    over: "more than {0}",
    place: "{0}",
    places: "{0} to {1}",
    first_places: "1 to {0}",
    places_from: "{0} or later",
};

/// `words` with its gaps filled in. A gap is one digit in braces.
pub fn filled(words: &str, parts: &[&str]) -> String {
    let mut out = String::new();
    let mut rest = words;
    while let Some((before, behind)) = rest.split_once('{') {
        out.push_str(before);
        let gap = behind.bytes().next().unwrap_or_default();
        out.push_str(
            parts
                .get(usize::from(gap.wrapping_sub(b'0')))
                .unwrap_or(&""),
        );
        rest = behind.get(2..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// A whole number in digits. All numbers go through it as one kind: the page has the code for it once.
pub(crate) fn digits(number: impl Into<i64>) -> String {
    number.into().to_string()
}

/// Adds something to a list.
pub(crate) fn list(list: &mut String, between: &str, one: &str) {
    if !list.is_empty() {
        list.push_str(between);
    }
    list.push_str(one);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled_where_they_stand() {
        assert_eq!(filled("{1}至{0}。", &["a", "b"]), "b至a。");
        assert_eq!(filled("没有", &["a"]), "没有");
        assert_eq!(filled("{7}x", &["a"]), "x");
        assert_eq!(filled("{", &["a"]), "");
    }

    #[test]
    fn languages_are_told_by_their_tags() {
        assert_eq!(Lang::from_tag("en"), Lang::English);
        for lang in [Lang::Chinese, Lang::English] {
            assert_eq!(Lang::from_tag(lang.tag()), lang);
        }
        assert_eq!(Lang::from_tag("fr"), Lang::Chinese);
    }
}
