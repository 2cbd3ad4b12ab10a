//! The words in what is exported, in Chinese and in English.
//!
//! `{0}`, `{1}` stand for what is filled in. Names of facts, options, benefits and sources are the
//! rulebook's, in either language: they are what an office knows them by.

use engine::{Due, Interval, Money, Verdict};

use engine::model::{Rhythm, SourceKind};

use crate::enterprise::Basis;
use crate::people::{Fault, FaultKind, Remark};
use crate::rows::Aside;

/// One language.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wording {
    // Sheets
    pub people: &'static str,
    pub enterprise: &'static str,
    pub sources: &'static str,
    pub template: &'static str,
    pub columns: &'static str,
    pub options: &'static str,

    // Columns of the people's sheet
    pub row: &'static str,
    pub right_count: &'static str,
    pub right_low: &'static str,
    pub right_high: &'static str,
    pub right_yearly_low: &'static str,
    pub right_yearly_high: &'static str,
    pub selection_count: &'static str,
    pub selection_low: &'static str,
    pub selection_high: &'static str,
    pub selection_yearly_low: &'static str,
    pub selection_yearly_high: &'static str,
    pub open_count: &'static str,
    pub next_deadline: &'static str,
    pub missing: &'static str,
    pub unclear: &'static str,
    pub faults: &'static str,
    pub remarks: &'static str,
    pub assumed_here: &'static str,

    // The enterprise's sheet
    pub own_benefits: &'static str,
    pub benefit: &'static str,
    pub whom: &'static str,
    pub verdict: &'static str,
    pub low: &'static str,
    pub high: &'static str,
    pub rhythm: &'static str,
    pub deadline: &'static str,
    pub still_missing: &'static str,
    pub totals: &'static str,
    pub claim: &'static str,
    pub as_of_right: &'static str,
    pub by_selection: &'static str,
    pub enterprise_once: &'static str,
    pub enterprise_yearly: &'static str,
    pub people_once: &'static str,
    pub people_yearly: &'static str,
    pub people_once_capped: &'static str,
    pub people_yearly_capped: &'static str,
    pub possible_high: &'static str,
    pub never_added: &'static str,
    /// {0} people, {1} benefits.
    pub selection_counts: &'static str,
    pub selection_items: &'static str,
    pub counted: &'static str,
    pub fact: &'static str,
    pub value: &'static str,
    pub basis: &'static str,
    pub rows_counted: &'static str,
    pub rows_unsaid: &'static str,
    pub overruled: &'static str,
    pub caps: &'static str,
    pub cap: &'static str,
    pub before_low: &'static str,
    pub before_high: &'static str,
    pub taken_low: &'static str,
    pub taken_high: &'static str,
    pub after_low: &'static str,
    pub after_high: &'static str,
    pub by_benefit: &'static str,
    pub people_settled: &'static str,
    pub people_open: &'static str,
    pub people_lapsed: &'static str,
    pub open_high: &'static str,
    pub by_month: &'static str,
    pub month: &'static str,
    pub month_people: &'static str,
    pub no_deadline: &'static str,
    pub same_region: &'static str,
    pub self_evaluated_this_year: &'static str,
    pub apprentices: &'static str,
    pub order_hires: &'static str,
    pub flexible_leaders: &'static str,
    pub between: &'static str,
    pub not_said: &'static str,
    pub yes: &'static str,
    pub no: &'static str,

    // The sheet of sources
    pub source: &'static str,
    pub source_kind: &'static str,
    pub official_document: &'static str,
    pub press_report: &'static str,
    pub issuer: &'static str,
    pub number: &'static str,
    pub no_number: &'static str,
    pub source_date: &'static str,
    pub validity: &'static str,
    pub place: &'static str,
    pub quote: &'static str,
    pub office: &'static str,
    pub link: &'static str,
    pub rules_version: &'static str,
    pub rules_hash: &'static str,
    pub evaluated_on: &'static str,
    /// What holds for everybody unless their row says otherwise.
    pub assumed: &'static str,
    /// Where everybody is; else where to look.
    pub region: &'static str,
    pub regions: &'static str,
    /// Cell, value and cause; causes in the order of [`FaultKind`].
    pub fault: &'static str,
    pub causes: [&'static str; 12],
    /// What is said of a further certificate, and its number.
    pub of_certificate: &'static str,
    /// In the order of [`Aside`].
    pub asides: [&'static str; 7],
    /// Place and value; in the order of [`RemarkKind`].
    pub read_as: [&'static str; 6],
    pub no_decision: &'static str,

    // Verdicts and sums
    pub eligible: &'static str,
    pub by_review: &'static str,
    pub possible: &'static str,
    pub ineligible: &'static str,
    pub lapsed: &'static str,
    pub not_yet: &'static str,
    pub ended: &'static str,
    pub yuan: &'static str,
    pub up_to: &'static str,
    pub range: &'static str,
    pub from: &'static str,
    pub any_sum: &'static str,
    pub once: &'static str,
    pub monthly: &'static str,
    pub monthly_for: &'static str,
    pub yearly: &'static str,
    pub rhythm_unstated: &'static str,
    pub sum_unstated: &'static str,
    /// A sum, and how many benefits have none that is named.
    pub and_unstated: &'static str,
    pub no_bound: &'static str,
    /// Between things in a list.
    pub and: &'static str,
    /// Between parts of a sentence.
    pub comma: &'static str,
    /// Between sentences in one cell.
    pub semicolon: &'static str,

    // The template
    pub name: &'static str,
    pub self_evaluated_column: &'static str,
    pub apprentice_column: &'static str,
    pub order_hire_column: &'static str,
    pub flexible_leader_column: &'static str,
    pub agreed_salary_column: &'static str,
    pub self_evaluated_help: &'static str,
    pub apprentice_help: &'static str,
    pub order_hire_help: &'static str,
    pub flexible_leader_help: &'static str,
    pub agreed_salary_help: &'static str,
    pub column: &'static str,
    pub question: &'static str,
    pub help: &'static str,
    pub allowed: &'static str,
    pub only_if: &'static str,
    pub whole_number: &'static str,
    pub a_date: &'static str,
    pub any_text: &'static str,
    pub blank_is_unknown: &'static str,
    pub choose_from_list: &'static str,
    /// As cells say it, which are read in Chinese whatever the language.
    pub written_yes: &'static str,
    pub written_no: &'static str,
    pub written_unknown: &'static str,
    pub yuan_unit: &'static str,
    pub colon: &'static str,

    // The calendar
    pub calendar: &'static str,
    pub last_day_one: &'static str,
    /// What a reminder says on its own day: benefit, person, days that are left, the last day.
    pub reminder: &'static str,
    pub reminder_today: &'static str,
    pub window: &'static str,
    pub in_row: &'static str,
    /// Somebody without a name.
    pub row_of: &'static str,
    pub may_hold: &'static str,
    pub apply_earlier: &'static str,
}

// INVARIANT: every kind of fault has its cause.
const _: () = assert!(FaultKind::NotApplicable as usize == 11);

pub const CHINESE: Wording = Wording {
    people: "人员",
    enterprise: "企业",
    sources: "来源和规则",
    template: "花名册",
    columns: "填写说明",
    options: "选项",
    row: "结果：原表行号",
    right_count: "结果：可申领（项）",
    right_low: "结果：可申领，最低（元）",
    right_high: "结果：可申领，最高（元）",
    right_yearly_low: "结果：可申领，每年最低（元）",
    right_yearly_high: "结果：可申领，每年最高（元）",
    selection_count: "结果：可申报，须评选（项）",
    selection_low: "结果：可申报，最低（元）",
    selection_high: "结果：可申报，最高（元）",
    selection_yearly_low: "结果：可申报，每年最低（元）",
    selection_yearly_high: "结果：可申报，每年最高（元）",
    open_count: "结果：待确认（项）",
    next_deadline: "结果：最近的截止日期",
    missing: "结果：补充后可以确定",
    unclear: "结果：原文不清楚，须咨询",
    faults: "结果：读不懂的单元格",
    remarks: "结果：这一行怎样读的",
    assumed_here: "结果：全员设定（这一行写了的按这一行）",
    own_benefits: "企业自己的待遇",
    benefit: "待遇",
    whom: "对象",
    verdict: "结论",
    low: "最低（元）",
    high: "最高（元）",
    rhythm: "发放",
    deadline: "截止日期",
    still_missing: "补充后可以确定",
    totals: "合计",
    claim: "类别",
    as_of_right: "可申领（符合即可）",
    by_selection: "可申报（须评选）",
    enterprise_once: "企业，一次性",
    enterprise_yearly: "企业，每年",
    people_once: "职工，一次性，限额之前",
    people_yearly: "职工，每年，限额之前",
    people_once_capped: "职工，一次性，限额之后",
    people_yearly_capped: "职工，每年，限额之后",
    possible_high: "连同待确认，最高（元）",
    selection_counts: "职工可申报（须评选）的：{0} 人，共 {1} 项。名额有限，由别人评选，不合计金额；每人每项多少，见各人一行。",
    selection_items: "可申报（项）",
    never_added: "可申领和可申报不相加：可申报的须经评选，不一定能得到。",
    counted: "从花名册得出",
    fact: "事实",
    value: "数值",
    basis: "怎样得出",
    rows_counted: "计入的行",
    rows_unsaid: "没有写明的行",
    overruled: "已另行填写，没有采用",
    caps: "一家企业的限额",
    cap: "限额（元）",
    before_low: "限额之前，最低（元）",
    before_high: "限额之前，最高（元）",
    taken_low: "限额减去，最少（元）",
    taken_high: "限额减去，最多（元）",
    after_low: "限额之后，最低（元）",
    after_high: "限额之后，最高（元）",
    by_benefit: "职工：按待遇",
    people_settled: "已确定（人）",
    people_open: "待确认（人）",
    people_lapsed: "已过期限（人）",
    open_high: "待确认，最高（元）",
    by_month: "职工：按截止月份",
    month: "月份",
    month_people: "人数",
    no_deadline: "没有截止日期",
    same_region: "全体人员在同一城市",
    self_evaluated_this_year: "本年自主评价取得高级工及以上证书的人数。来源没有写明哪些等级算高技能人才，这里按高级工及以上计，请核对；预备技师不计入，列在没有写明的行",
    apprentices: "标为新型学徒、培训合格的人数",
    order_hires: "标为订单班到岗的人数",
    flexible_leaders: "标为柔性引进领军人才的人；按每人的协议年度薪酬分别测算后相加",
    between: "{0}至{1}",
    not_said: "没有写明",
    yes: "是",
    no: "否",
    source: "来源",
    source_kind: "性质",
    official_document: "政府文件",
    press_report: "新闻报道",
    issuer: "发布",
    number: "文号",
    no_number: "未载明文号",
    source_date: "日期",
    validity: "效力",
    place: "出处",
    quote: "原文",
    office: "向哪里申请",
    link: "电话、网址",
    rules_version: "规则版本",
    rules_hash: "规则文件的哈希值",
    evaluated_on: "测算日期",
    assumed: "全员设定（表里写了的按表）",
    region: "城市",
    regions: "见各人的“城市”一列",
    fault: "{0}“{1}”{2}",
    causes: [
        "不是“是”或“否”",
        "没有这个选项",
        "只能写一个",
        "不是一个数",
        "不是整数",
        "超出范围",
        "不是一个日期",
        "晚于测算日期",
        "太早",
        "单元格有错误或乱码",
        "与另一列矛盾",
        "与其他回答矛盾",
    ],
    of_certificate: "{0}（第 {1} 本证书）",
    asides: [
        "合计",
        "签名",
        "说明",
        "分组",
        "重复的表头",
        "没有人",
        "隐藏",
    ],
    read_as: [
        "{0} 写了几个等级（{1}），按最高的算",
        "{0}（{1}）是另一本证书，没有算；只按等级最高的一本算",
        "与第 {0} 行的证件号相同，当作同一个人",
        "与第 {0} 行合并了姓名，当作同一个人",
        "与第 {0} 行的证件号相同，姓名不同，仍算两个人，请核对",
        "{0} 写着“{1}”，全员设定里与它有关的不用在这一行",
    ],
    no_decision: "结果只是按公开条文对照得出的参考，能不能领、领多少，以主管部门审核为准。",
    eligible: "可申领",
    by_review: "可申报（须评选）",
    possible: "待确认",
    ineligible: "不符合",
    lapsed: "已过期限",
    not_yet: "尚未施行",
    ended: "已失效",
    yuan: "{0}元",
    up_to: "最高{0}",
    range: "{0}至{1}",
    from: "{0}起",
    any_sum: "金额待定",
    once: "一次性{0}",
    monthly: "每月{0}",
    monthly_for: "每月{0}，共{1}个月",
    yearly: "每年{0}",
    rhythm_unstated: "{0}",
    sum_unstated: "来源未写明金额",
    and_unstated: "{0}（{1}项来源未写明金额）",
    no_bound: "没有上限",
    and: "、",
    comma: "，",
    semicolon: "；",
    name: "姓名",
    self_evaluated_column: "企业自主评价取证",
    apprentice_column: "新型学徒",
    order_hire_column: "订单班",
    flexible_leader_column: "柔性引进领军人才",
    agreed_salary_column: "协议年度薪酬",
    self_evaluated_help: "证书是通过本企业技能人才自主评价取得的，填“是”。",
    apprentice_help: "今年参加企业新型学徒制培训并合格的，填“是”。",
    order_hire_help: "订单班学生毕业后到本企业全职工作的，填“是”。",
    flexible_leader_help: "由本企业柔性引进的省级及以上高技能领军人才，填“是”。",
    agreed_salary_help: "与柔性引进的领军人才约定的年度薪酬，填全年金额，单位是元。",
    column: "列",
    question: "问题",
    help: "说明",
    allowed: "可以填什么",
    only_if: "符合时才填",
    whole_number: "{0}至{1}的整数，单位是{2}",
    a_date: "日期，如 2026-06-01；{0}至今天",
    any_text: "任意文字",
    blank_is_unknown: "不知道的留空，或填“不清楚”：空白不会当作“否”。",
    choose_from_list: "请从列表中选择",
    written_yes: "是",
    written_no: "否",
    written_unknown: "不清楚",
    yuan_unit: "元",
    colon: "：",
    calendar: "技能补贴截止日期",
    last_day_one: "{0}：{1}今天截止",
    reminder: "{0}：{1}还有 {2} 天截止，最后一天是 {3}",
    reminder_today: "{0}：{1}今天截止",
    window: "须在 {0} 起 {1} 个月内申请",
    in_row: "{0}（第{1}行）",
    row_of: "第{0}行",
    may_hold: "{0}（第{1}行，待确认）",
    apply_earlier: "来源没有写明首日是否计算在内，请提前申请。",
};

pub const ENGLISH: Wording = Wording {
    people: "People",
    enterprise: "Enterprise",
    sources: "Sources and rules",
    template: "Roster",
    columns: "How to fill in",
    options: "Options",
    row: "Result: row in the original",
    right_count: "Result: can claim (benefits)",
    right_low: "Result: can claim, at least (yuan)",
    right_high: "Result: can claim, at most (yuan)",
    right_yearly_low: "Result: can claim a year, at least (yuan)",
    right_yearly_high: "Result: can claim a year, at most (yuan)",
    selection_count: "Result: can apply, with selection (benefits)",
    selection_low: "Result: can apply, at least (yuan)",
    selection_high: "Result: can apply, at most (yuan)",
    selection_yearly_low: "Result: can apply a year, at least (yuan)",
    selection_yearly_high: "Result: can apply a year, at most (yuan)",
    open_count: "Result: to be confirmed (benefits)",
    next_deadline: "Result: next deadline",
    missing: "Result: would settle it",
    unclear: "Result: text unclear, ask the office",
    faults: "Result: cells not understood",
    remarks: "Result: how the row was read",
    assumed_here: "Result: assumed of everybody (what the row says goes before it)",
    own_benefits: "The enterprise's own benefits",
    benefit: "Benefit",
    whom: "For whom",
    verdict: "Verdict",
    low: "At least (yuan)",
    high: "At most (yuan)",
    rhythm: "Paid",
    deadline: "Deadline",
    still_missing: "Would settle it",
    totals: "Totals",
    claim: "Kind",
    as_of_right: "Can claim (as of right)",
    by_selection: "Can apply (selection)",
    enterprise_once: "Enterprise, once",
    enterprise_yearly: "Enterprise, a year",
    people_once: "Workers, once, before ceilings",
    people_yearly: "Workers, a year, before ceilings",
    people_once_capped: "Workers, once, after ceilings",
    people_yearly_capped: "Workers, a year, after ceilings",
    possible_high: "With what is to be confirmed, at most (yuan)",
    selection_counts: "Workers who may apply and are selected by others: {0}, for {1} benefits together. Places are few, so there is no sum; what one of them may get stands in the row of each person.",
    selection_items: "Can apply (benefits)",
    never_added: "What can be claimed and what can be applied for are not added together: applications are subject to selection.",
    counted: "Found in the roster",
    fact: "Fact",
    value: "Value",
    basis: "How it was found",
    rows_counted: "Rows counted",
    rows_unsaid: "Rows that do not say",
    overruled: "answered otherwise, not used",
    caps: "Ceilings for one enterprise",
    cap: "Ceiling (yuan)",
    before_low: "Before, at least (yuan)",
    before_high: "Before, at most (yuan)",
    taken_low: "Taken away, at least (yuan)",
    taken_high: "Taken away, at most (yuan)",
    after_low: "After, at least (yuan)",
    after_high: "After, at most (yuan)",
    by_benefit: "Workers by benefit",
    people_settled: "Settled (people)",
    people_open: "To be confirmed (people)",
    people_lapsed: "Expired (people)",
    open_high: "To be confirmed, at most (yuan)",
    by_month: "Workers by month of deadline",
    month: "Month",
    month_people: "People",
    no_deadline: "No deadline",
    same_region: "Everybody is in the same city",
    self_evaluated_this_year: "People who got a certificate of 高级工 or above by the enterprise's own evaluation this year. The source does not say which levels are 高技能人才; these are taken here, please check. 预备技师 is not counted and stands among the rows that do not say",
    apprentices: "People marked as new-type apprentices who passed",
    order_hires: "People marked as hired from an order class",
    flexible_leaders: "People marked as leading talents introduced flexibly; each is worked out by the agreed salary and the sums are added",
    between: "{0} to {1}",
    not_said: "not said",
    yes: "Yes",
    no: "No",
    source: "Source",
    source_kind: "Kind",
    official_document: "Official document",
    press_report: "Press report",
    issuer: "Issued by",
    number: "Number",
    no_number: "No number stated",
    source_date: "Date",
    validity: "Validity",
    place: "Place",
    quote: "Words of the source",
    office: "Where to apply",
    link: "Phone, address",
    rules_version: "Version of the rules",
    rules_hash: "Hash of the rule files",
    evaluated_on: "Day of evaluation",
    assumed: "Assumed of everybody (rows that say otherwise go before it)",
    region: "City",
    regions: "see everybody's column for the city",
    fault: "{0} “{1}”: {2}",
    causes: [
        "neither yes nor no",
        "no such option",
        "only one can stand here",
        "not a number",
        "not a whole number",
        "out of range",
        "not a date",
        "after the day of evaluation",
        "too early",
        "an error or unreadable",
        "contradicts another column",
        "contradicts other answers",
    ],
    of_certificate: "{0} (certificate {1})",
    asides: [
        "total",
        "signature",
        "note",
        "section",
        "header again",
        "nobody",
        "hidden",
    ],
    read_as: [
        "{0} names several levels ({1}): the highest counts",
        "{0} ({1}) is another certificate and does not count: only the one of the highest level does",
        "same ID number as in row {0}: taken for one person",
        "name merged with row {0}: taken for one person",
        "same ID number as in row {0} under another name: still two people; please check",
        "{0} says “{1}”: what is assumed of everybody and speaks of this is not used for this row",
    ],
    no_decision: "The result compares the roster with published clauses. Whether something is paid, and how much, is decided by the authority.",
    eligible: "Can claim",
    by_review: "Can apply (selection)",
    possible: "To be confirmed",
    ineligible: "Not met",
    lapsed: "Expired",
    not_yet: "Not yet in force",
    ended: "No longer in force",
    yuan: "¥{0}",
    up_to: "up to {0}",
    range: "{0} to {1}",
    from: "{0} or more",
    any_sum: "sum open",
    once: "{0} once",
    monthly: "{0} a month",
    monthly_for: "{0} a month for {1} months",
    yearly: "{0} a year",
    rhythm_unstated: "{0}",
    sum_unstated: "no sum stated",
    and_unstated: "{0} ({1} with no sum stated)",
    no_bound: "no upper bound",
    and: ", ",
    comma: ", ",
    semicolon: "; ",
    name: "Name",
    self_evaluated_column: "Self-evaluated",
    apprentice_column: "New-type apprentice",
    order_hire_column: "Order class hire",
    flexible_leader_column: "Flexible leader",
    agreed_salary_column: "Agreed annual salary",
    self_evaluated_help: "是 if the certificate was got by the enterprise's own evaluation.",
    apprentice_help: "是 if trained as a new-type apprentice this year and passed.",
    order_hire_help: "是 if a graduate of an order class now works here full-time.",
    flexible_leader_help: "是 if a leading talent of provincial rank or above whom the enterprise introduced flexibly.",
    agreed_salary_help: "Salary of a year agreed with the leading talent, in yuan.",
    column: "Column",
    question: "Question",
    help: "Explanation",
    allowed: "What can stand there",
    only_if: "Only if",
    whole_number: "whole number from {0} to {1}, in {2}",
    a_date: "a date such as 2026-06-01; from {0} to today",
    any_text: "any text",
    blank_is_unknown: "Leave empty what is not known, or write 不清楚: an empty cell is never taken for 否.",
    choose_from_list: "Please choose from the list",
    written_yes: "是",
    written_no: "否",
    written_unknown: "不清楚",
    yuan_unit: "yuan",
    colon: ": ",
    calendar: "Deadlines of skill subsidies",
    last_day_one: "{0}: last day for {1}",
    reminder: "{0}: {2} days left for {1}, the last day is {3}",
    reminder_today: "{0}: last day for {1}",
    window: "To be claimed within {1} months of {0}",
    in_row: "{0} (row {1})",
    row_of: "row {0}",
    may_hold: "{0} (row {1}, to be confirmed)",
    apply_earlier: "The source does not say whether the first day counts: please apply earlier.",
};

/// `words` with its gaps filled in.
pub fn filled(words: &str, parts: &[&str]) -> String {
    let mut out = String::with_capacity(words.len() + 16);
    let mut rest = words;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        let end = rest[at..].find('}').map_or(rest.len(), |end| at + end);
        let part: Option<usize> = rest[at + 1..end].parse().ok();
        out.push_str(part.and_then(|part| parts.get(part)).unwrap_or(&""));
        rest = rest.get(end + 1..).unwrap_or("");
    }
    out.push_str(rest);
    out
}

impl Wording {
    pub fn verdict(&self, verdict: Verdict) -> &'static str {
        match verdict {
            Verdict::Eligible => self.eligible,
            Verdict::ByReview => self.by_review,
            Verdict::Possible => self.possible,
            Verdict::Ineligible => self.ineligible,
            Verdict::Lapsed => self.lapsed,
            Verdict::NotYet => self.not_yet,
            Verdict::Ended => self.ended,
        }
    }

    pub(crate) fn kind(&self, kind: SourceKind) -> &'static str {
        match kind {
            SourceKind::OfficialDocument => self.official_document,
            SourceKind::PressReport => self.press_report,
        }
    }

    pub(crate) fn basis(&self, basis: Basis) -> &'static str {
        match basis {
            Basis::SameRegion => self.same_region,
            Basis::SelfEvaluatedThisYear => self.self_evaluated_this_year,
            Basis::Apprentices => self.apprentices,
            Basis::OrderHires => self.order_hires,
            Basis::FlexibleLeaders => self.flexible_leaders,
        }
    }

    pub(crate) fn yes_no(&self, holds: bool) -> &'static str {
        if holds { self.yes } else { self.no }
    }

    fn money(&self, sum: Money) -> String {
        filled(self.yuan, &[&decimal(sum)])
    }

    fn interval(&self, sum: Interval, up_to: bool) -> String {
        match sum.high {
            Some(high) if high == sum.low && !up_to => self.money(high),
            Some(high) if up_to && sum.low == Money::ZERO => {
                filled(self.up_to, &[&self.money(high)])
            }
            Some(high) => filled(self.range, &[&self.money(sum.low), &self.money(high)]),
            None if sum.low == Money::ZERO => self.any_sum.to_owned(),
            None => filled(self.from, &[&self.money(sum.low)]),
        }
    }

    /// Which cell could not be understood, and why.
    pub fn fault(&self, fault: &Fault) -> String {
        let cause = self.causes[fault.kind as usize];
        filled(self.fault, &[&fault.cell, &fault.value, cause])
    }

    /// How something was read.
    pub fn remark(&self, remark: &Remark) -> String {
        filled(
            self.read_as[remark.kind as usize],
            &[&remark.place, &remark.value],
        )
    }

    /// What a row is that is nobody.
    pub fn aside(&self, why: Aside) -> &'static str {
        self.asides[why as usize]
    }

    /// What is due, with its rhythm.
    pub fn due(&self, due: &Due) -> String {
        if due.unstated && due.payment == Interval::ZERO {
            return self.sum_unstated.to_owned();
        }
        let sum = self.interval(due.payment, due.up_to);
        match due.rhythm {
            Rhythm::Monthly { months: None } => filled(self.monthly, &[&sum]),
            _ if due.rhythm_open => sum,
            Rhythm::Once => filled(self.once, &[&sum]),
            Rhythm::Monthly {
                months: Some(months),
            } => filled(self.monthly_for, &[&sum, &months.to_string()]),
            Rhythm::Yearly { .. } => filled(self.yearly, &[&sum]),
            Rhythm::Unstated => filled(self.rhythm_unstated, &[&sum]),
        }
    }
}

/// Yuan in digits, with two more for fen where there are any: `2500`, `333.05`.
pub(crate) fn decimal(sum: Money) -> String {
    let fen = sum.0.unsigned_abs();
    let sign = if sum.0 < 0 { "-" } else { "" };
    match fen % 100 {
        0 => format!("{sign}{}", fen / 100),
        part => format!("{sign}{}.{part:02}", fen / 100),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled_where_they_stand() {
        assert_eq!(filled("{1}至{0}。", &["a", "b"]), "b至a。");
        assert_eq!(filled("没有", &["a"]), "没有");
        assert_eq!(filled("{7}x", &["a"]), "x");
    }

    #[test]
    fn sums_are_said_with_their_rhythm() {
        let due = |low, high, rhythm, up_to| Due {
            payment: Interval::new(Money(low), high),
            total: Interval::new(Money(low), high),
            rhythm,
            rhythm_open: false,
            unstated: false,
            up_to,
        };
        let said = |due: Due| CHINESE.due(&due);
        let yuan = |sum: i64| Some(Money::yuan(sum));
        assert_eq!(
            said(due(200_000, yuan(8000), Rhythm::Once, false)),
            "一次性2000元至8000元"
        );
        assert_eq!(
            said(due(0, yuan(80_000), Rhythm::Unstated, true)),
            "最高80000元"
        );
        assert_eq!(
            said(due(6_000_020, None, Rhythm::Yearly { years: None }, false)),
            "每年60000.20元起"
        );
        let months = Rhythm::Monthly { months: Some(60) };
        let monthly = due(30_000, yuan(300), months, false);
        assert_eq!(said(monthly), "每月300元，共60个月");
        assert_eq!(ENGLISH.due(&monthly), "¥300 a month for 60 months");
    }
}
