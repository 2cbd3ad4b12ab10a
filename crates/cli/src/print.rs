//! A report as people read it: in the groups of the page, with a word beside every sign.

use std::fmt::Write;

use data::describe::{ApplyView, CitationView, ConditionView, Range, stated};
use data::report::{BenefitView, NextView, Report, SumView};
use data::words;
use engine::model::*;
use engine::{Answer, Answers, Date, Interval, Money, Rulebook, Truth, Verdict};

/// How many of the next questions are printed.
const QUESTIONS: usize = 5;

/// What was asked.
pub struct Asked<'a> {
    pub rulebook: &'a Rulebook,
    pub answers: &'a Answers,
    pub on: Date,
    /// Nobody named the day: it is today's.
    pub today: bool,
}

pub fn report(asked: &Asked, report: &Report) -> String {
    let mut out = String::new();
    head(&mut out, asked, report);
    totals(&mut out, report);
    let money = |benefit: &BenefitView| benefit.terms.kind == BenefitKind::Money;
    let mut group = |title: &str, belongs: &dyn Fn(&BenefitView) -> bool| {
        let benefits: Vec<_> = report.benefits.iter().filter(|b| belongs(b)).collect();
        let _ = writeln!(out, "\n━━ {title}（{} 项）", benefits.len());
        for benefit in benefits {
            card(&mut out, asked, benefit);
        }
    };
    group("可申领", &|b| money(b) && b.verdict == Verdict::Eligible);
    group("可申报（须评选）", &|b| {
        money(b) && b.verdict == Verdict::ByReview
    });
    group("待确认", &|b| money(b) && b.verdict == Verdict::Possible);
    group("其他待遇（不是资金）", &|b| {
        !money(b) && !matches!(b.verdict, Verdict::Ineligible | Verdict::Lapsed)
    });
    refused(&mut out, report);
    next(&mut out, &report.next);
    out
}

fn head(out: &mut String, asked: &Asked, report: &Report) {
    let today = if asked.today { "（今天）" } else { "" };
    let _ = writeln!(out, "测算日期　{}{today}", asked.on);
    let _ = writeln!(
        out,
        "规则版本　{}（{}）",
        report.rules.version,
        &report.rules.hash[..report.rules.hash.len().min(12)]
    );
    let _ = writeln!(out, "回答");
    let mut answered = false;
    for (index, fact) in asked.rulebook.facts.iter().enumerate() {
        let answer = asked.answers.get(index as FactIdx);
        if answer != Answer::NotAsked {
            answered = true;
            let _ = writeln!(out, "  {}：{}", fact.name, words::answer(fact, answer));
        }
    }
    if !answered {
        let _ = writeln!(out, "  还没有任何回答");
    }
    for notice in &report.notices {
        let _ = writeln!(out, "注意　　　{notice}");
    }
}

fn totals(out: &mut String, report: &Report) {
    let _ = writeln!(out, "\n━━ 合计");
    let totals = &report.totals;
    for (title, bucket) in [
        ("可申领　　　　　", &totals.right),
        ("可申报（须评选）", &totals.selection),
    ] {
        let _ = writeln!(out, "  {title}　{}", sum(&bucket.settled));
        if bucket.with_possible != bucket.settled {
            let _ = writeln!(out, "  　连同待确认的　　{}", sum(&bucket.with_possible));
        }
    }
}

fn sum(sum: &SumView) -> String {
    let mut parts = Vec::new();
    let interval = |range: &Range| Interval::new(range.min.0, range.max.map(|max| max.0));
    let nothing = |range: &Range| interval(range) == Interval::ZERO;
    if !nothing(&sum.once) {
        parts.push(format!(
            "累计{}",
            words::interval(interval(&sum.once), false)
        ));
    }
    if !nothing(&sum.yearly) {
        let yearly = words::interval(interval(&sum.yearly), false);
        parts.push(format!("每年{yearly}"));
    }
    if parts.is_empty() {
        parts.push(words::money(Money::ZERO));
    }
    let mut words = format!("{}（{} 项", parts.join("，另"), sum.benefits);
    if sum.unstated > 0 {
        let _ = write!(words, "，其中 {} 项金额文本未载明", sum.unstated);
    }
    words + "）"
}

fn card(out: &mut String, asked: &Asked, benefit: &BenefitView) {
    let _ = writeln!(out, "\n■ {}　{}", benefit.name, benefit.id);
    let _ = writeln!(out, "  结论　{}", words::verdict(benefit.verdict));
    if let Some(amount) = &benefit.amount {
        let _ = writeln!(out, "  金额　{}", amount.words);
    }
    let terms = &benefit.terms;
    line(out, "原文金额", terms.amount_note);
    line(out, "内容", terms.services);
    line(out, "名额", terms.quota);
    line(out, words::claim_note(terms.claim), terms.claim_note);
    if let Some(cap) = &terms.cap {
        let ceiling = words::money(cap.sum.0);
        let note = cap
            .note
            .map_or_else(String::new, |note| format!("（{note}）"));
        let _ = writeln!(out, "  上限　共用上限{ceiling}{note}");
    }
    let _ = writeln!(out, "  条件");
    for list in [&benefit.satisfied, &benefit.failed, &benefit.missing] {
        for one in list {
            condition(out, one, "    ");
        }
    }
    if !benefit.missing_facts.is_empty() {
        let names: Vec<String> = benefit
            .missing_facts
            .iter()
            .filter_map(|id| {
                let fact = &asked.rulebook.facts[usize::from(asked.rulebook.fact(id)?)];
                Some(format!("{}（{id}）", fact.name))
            })
            .collect();
        let _ = writeln!(out, "  还缺　{}", names.join("、"));
    }
    if let (Some(day), Some(left)) = (&benefit.deadline, benefit.days_left) {
        let _ = writeln!(out, "  期限　最晚 {day} 申请（{}）", days(left));
    }
    for point in &benefit.unclear {
        if point.result_depends == Some(true) {
            let _ = writeln!(out, "  文字不清，结果取决于此　{}", point.point);
            for reading in point.readings.iter().flatten() {
                let _ = writeln!(out, "    - {reading}");
            }
        }
    }
    let others = benefit
        .unclear
        .iter()
        .filter(|point| point.result_depends != Some(true))
        .count();
    if others > 0 {
        let _ = writeln!(
            out,
            "  另有 {others} 处文字说明，见 skill-subsidy explain {}",
            benefit.id
        );
    }
    for id in &terms.excludes {
        if let Some(other) = asked.rulebook.benefit(id) {
            let name = asked.rulebook.benefits[usize::from(other)].name;
            let _ = writeln!(out, "  只能选一项　与“{name}”（{id}）");
        }
    }
    for relation in &terms.relations {
        line(out, "关系", Some(relation));
    }
    for way in &terms.apply {
        let _ = writeln!(out, "  申请　{}", apply(way));
    }
    line(out, "负责部门", terms.responsible);
    if let Some(first) = terms.citations.first() {
        citation(out, first);
    }
}

/// `  标题　words`, where there are words.
pub fn line(out: &mut String, title: &str, words: Option<&str>) {
    if let Some(words) = words {
        let _ = writeln!(out, "  {title}　{words}");
    }
}

/// A condition and its parts. Who and where go without saying once they are settled.
pub fn condition(out: &mut String, view: &ConditionView, indent: &str) {
    let scope = matches!(view.kind, "audience" | "region" | "in_force");
    if scope && view.state == Some(Truth::TRUE) {
        return;
    }
    out.push_str(indent);
    if let Some(state) = view.state {
        let (sign, word) = words::truth(state);
        let _ = write!(out, "{sign} {word}　");
    } else {
        out.push_str("· ");
    }
    if let Some(reading) = view.reading {
        let _ = write!(out, "【{reading}】");
    }
    out.push_str(&view.label);
    if let Some(quote) = view.quote {
        let _ = write!(out, "「{quote}」");
    }
    out.push('\n');
    // Plain alternatives are in the label already; quotes and readings are not.
    let tells_more = view.kind == "reading"
        || view
            .parts
            .iter()
            .any(|part| part.quote.is_some() || !part.parts.is_empty());
    if tells_more {
        for part in &view.parts {
            condition(out, part, &format!("{indent}    "));
        }
    }
}

pub fn apply(way: &ApplyView) -> String {
    let parts = [
        way.office.map(str::to_owned),
        way.how.map(str::to_owned),
        way.phone.map(|phone| format!("电话 {phone}")),
        way.link.map(|link| format!("网址 {link}")),
        way.payout.map(str::to_owned),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("；")
}

pub fn citation(out: &mut String, citation: &CitationView) {
    let number = citation
        .number
        .map_or_else(String::new, |number| format!("，{number}"));
    let kind = words::source_kind(citation.kind);
    // Some issuers are described by the very word.
    let issuer = if citation.issuer.starts_with(kind) {
        citation.issuer.to_owned()
    } else {
        format!("{kind}，{}", citation.issuer)
    };
    let _ = writeln!(out, "  出处　{}（{issuer}{number}）", citation.title);
    line(out, "日期", stated(citation.date_note));
    let _ = writeln!(out, "  原文　{}", citation.place);
    let _ = writeln!(out, "    「{}」", citation.quote);
}

fn days(left: i32) -> String {
    match left {
        0 => "今天是最后一天".to_owned(),
        1.. => format!("还有 {left} 天"),
        _ => format!("已过 {} 天", -left),
    }
}

fn refused(out: &mut String, report: &Report) {
    let (outside, inside): (Vec<&BenefitView>, Vec<_>) = report
        .benefits
        .iter()
        .filter(|b| matches!(b.verdict, Verdict::Ineligible | Verdict::Lapsed))
        .partition(|b| b.out_of_scope);
    let _ = writeln!(out, "\n━━ 不符合（{} 项）", inside.len());
    for benefit in &inside {
        let _ = writeln!(out, "\n□ {}　{}", benefit.name, benefit.id);
        if benefit.verdict == Verdict::Lapsed {
            let day = benefit.deadline.as_deref().unwrap_or_default();
            let past = benefit.days_left.map_or_else(String::new, days);
            let _ = writeln!(out, "  已过期限　{day} 截止（{past}）");
        }
        for failed in &benefit.failed {
            condition(out, failed, "  ");
        }
        if benefit.failed.is_empty() {
            let _ = writeln!(out, "  ✗ 不符合　剩下的条件合在一起，怎样都不能同时满足");
            for missing in &benefit.missing {
                condition(out, missing, "    ");
            }
        }
        if let Some(change) = &benefit.change {
            let _ = writeln!(
                out,
                "  如果改为“{}”，就是{}",
                change.words,
                words::verdict(change.verdict)
            );
        }
    }
    if !outside.is_empty() {
        let _ = writeln!(out, "\n另有 {} 项属于其他对象或其他城市。", outside.len());
    }
}

fn next(out: &mut String, next: &[NextView]) {
    if next.is_empty() {
        let _ = writeln!(out, "\n没有还要回答的问题了。");
        return;
    }
    let _ = writeln!(out, "\n━━ 接着回答（{} 个问题）", next.len());
    for ask in next.iter().take(QUESTIONS) {
        let question = &ask.question;
        let _ = writeln!(
            out,
            "  {}　{}（关系到 {} 项）",
            question.fact, question.question, ask.bears_on
        );
        for option in question.options.iter().flatten() {
            let _ = writeln!(out, "    {}　{}", option.id, option.label);
        }
    }
    if next.len() > QUESTIONS {
        let _ = writeln!(out, "  还有 {} 个问题", next.len() - QUESTIONS);
    }
}
