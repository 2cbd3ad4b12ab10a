//! A report as people read it: in the groups of the page, with a word beside every sign.

use std::fmt::Write;

use data::describe::{self, ConditionView, What, stated};
use data::report::{self, Report, View, settled};
use data::words;
use engine::model::*;
use engine::{Answer, Interval, Sum, Truth, Verdict};
use wording::Lang::Chinese;
use wording::Question;

/// How many of the next questions are printed.
const QUESTIONS: usize = 5;
/// How many lines say why a condition fails or is open.
const REASONS: usize = 4;

/// `today`: nobody named the day.
pub fn report(report: &Report, today: bool) -> String {
    let mut out = String::new();
    head(&mut out, report, today);
    totals(&mut out, report);
    let money = |view: &View| view.benefit.kind == BenefitKind::Money;
    let mut group = |title: &str, belongs: &dyn Fn(&View) -> bool| {
        let views: Vec<_> = report.benefits().filter(|view| belongs(view)).collect();
        let _ = writeln!(out, "\n━━ {title}（{} 项）", views.len());
        for view in views {
            card(&mut out, report, &view);
        }
    };
    group("可申领", &|view| {
        money(view) && view.finding.verdict == Verdict::Eligible
    });
    group("可申报（须评选）", &|view| {
        money(view) && view.finding.verdict == Verdict::ByReview
    });
    group("待确认", &|view| {
        money(view) && view.finding.verdict == Verdict::Possible
    });
    group("其他待遇（不是资金）", &|view| {
        !money(view) && !is_refused(view)
    });
    refused(&mut out, report);
    next(&mut out, report);
    out
}

/// How one benefit was judged. `today`: nobody named the day.
pub fn one(report: &Report, index: BenefitIdx, today: bool) -> String {
    let mut out = String::new();
    head(&mut out, report, today);
    let view = report.view(index);
    card(&mut out, report, &view);
    change(&mut out, report, &view);
    out
}

fn is_refused(view: &View) -> bool {
    matches!(
        view.finding.verdict,
        Verdict::Ineligible | Verdict::Lapsed | Verdict::NotYet | Verdict::Ended
    )
}

fn head(out: &mut String, report: &Report, today: bool) {
    let today = if today { "（今天）" } else { "" };
    let rulebook = report.rulebook;
    let _ = writeln!(out, "测算日期　{}{today}", report.on);
    let _ = writeln!(
        out,
        "规则版本　{}（{}）",
        rulebook.version,
        &rulebook.hash[..rulebook.hash.len().min(12)]
    );
    let _ = writeln!(out, "回答");
    let mut answered = false;
    for (index, fact) in rulebook.facts.iter().enumerate() {
        let answer = report.answers.get(index as FactIdx);
        if answer != Answer::NotAsked {
            answered = true;
            let question = Question::new(rulebook, index as FactIdx);
            let answer = Chinese.answer(&question, answer);
            let _ = writeln!(out, "  {}：{answer}", fact.name);
        }
    }
    if !answered {
        let _ = writeln!(out, "  还没有任何回答");
    }
    if let Some(notice) = report.notice() {
        let _ = writeln!(out, "注意　　　{notice}");
    }
}

fn totals(out: &mut String, report: &Report) {
    let _ = writeln!(out, "\n━━ 合计");
    let totals = &report.assessment.totals;
    for (title, bucket) in [
        ("可申领　　　　　", &totals.right),
        ("可申报（须评选）", &totals.selection),
    ] {
        let _ = writeln!(out, "  {title}　{}", sum(&bucket.settled));
        if bucket.with_possible != bucket.settled {
            let _ = writeln!(out, "  　连同待确认的　　{}", sum(&bucket.with_possible));
        }
        if bucket.unasked > 0 {
            let _ = writeln!(out, "  　还没问到的　　　{} 项，不计入金额", bucket.unasked);
        }
    }
}

fn sum(sum: &Sum) -> String {
    let said = Chinese.total(sum);
    let mut words = format!("{}（{} 项", said.headline, sum.benefits);
    if sum.unstated > 0 && [sum.once, sum.yearly] != [Interval::ZERO; 2] {
        let _ = write!(words, "，其中 {} 项来源未写明金额", sum.unstated);
    }
    words + "）"
}

fn card(out: &mut String, report: &Report, view: &View) {
    let (rulebook, benefit, finding) = (report.rulebook, view.benefit, view.finding);
    let _ = writeln!(out, "\n■ {}　{}", benefit.name, benefit.id);
    let _ = writeln!(out, "  结论　{}", Chinese.verdict(finding.verdict));
    if let Some(due) = &finding.due {
        let _ = writeln!(out, "  金额　{}", Chinese.due(due).line());
    }
    line(out, "原文金额", stated(benefit.amount_note));
    line(out, "内容", stated(benefit.services));
    line(out, "名额", stated(benefit.quota));
    line(
        out,
        words::claim_note(benefit.claim),
        stated(benefit.claim_note),
    );
    if let Some(cap) = &benefit.cap {
        let ceiling = Chinese.sum(cap.sum);
        let note = stated(cap.note).map_or_else(String::new, |note| format!("（{note}）"));
        let _ = writeln!(out, "  上限　共用上限{ceiling}{note}");
    }
    let _ = writeln!(out, "  条件");
    let conditions = view.conditions();
    for state in [Some(Truth::TRUE), Some(Truth::FALSE), None] {
        for one in conditions.iter().filter(|one| settled(one) == state) {
            met_or_not(out, one, "    ");
        }
    }
    let missing = report.assessment.missing(finding);
    if !missing.is_empty() {
        let names: Vec<String> = missing
            .iter()
            .map(|fact| {
                let fact = &rulebook.facts[usize::from(*fact)];
                format!("{}（{}）", fact.name, fact.id)
            })
            .collect();
        let _ = writeln!(out, "  还缺　{}", names.join("、"));
    }
    if let (Some(last), Some(left)) = (finding.deadline, view.days_left()) {
        let _ = match last.exact() {
            Some(day) => writeln!(
                out,
                "  期限　最晚{}申请（{}）",
                Chinese.date(day),
                days(left)
            ),
            None => writeln!(
                out,
                "  期限　最晚{}至{}之间的一天申请，看准确日期（按最早的算{}）",
                Chinese.date(last.first()),
                Chinese.date(last.last()),
                days(left)
            ),
        };
    }
    if let Some((_, cause)) = view.cause() {
        let facts = cause.answers.iter();
        let names: Vec<&str> = facts
            .map(|fact| rulebook.facts[usize::from(*fact)].name)
            .collect();
        if !names.is_empty() {
            let _ = writeln!(out, "  待确认，因为还不清楚　{}", names.join("、"));
        }
        let points: Vec<String> = cause
            .text
            .iter()
            .map(|var| words::point(rulebook, *var))
            .collect();
        if !points.is_empty() {
            let _ = writeln!(out, "  待确认，因为来源没有写清　{}", points.join("；"));
        }
    }
    for outcome in view.outcomes() {
        let _ = writeln!(out, "    {}", words::outcome(rulebook, &outcome));
    }
    let mut others = 0;
    for (index, point) in benefit.open_points.iter().enumerate() {
        if !view.depends_on(index) {
            others += 1;
            continue;
        }
        let _ = writeln!(out, "  文字不清，结果取决于此　{}", point.point);
        for reading in [point.reading_a, point.reading_b] {
            if let Some(reading) = stated(reading) {
                let _ = writeln!(out, "    - {reading}");
            }
        }
    }
    if others > 0 {
        let _ = writeln!(
            out,
            "  另有 {others} 处文字说明，见 skill-subsidy explain {}",
            benefit.id
        );
    }
    for other in &benefit.excludes {
        let other = &rulebook.benefits[usize::from(*other)];
        let _ = writeln!(out, "  只能选一项　与“{}”（{}）", other.name, other.id);
    }
    for relation in &benefit.relations {
        line(out, "关系", Some(relation));
    }
    for way in &benefit.apply {
        let _ = writeln!(out, "  申请　{}", apply(way));
    }
    line(out, "负责部门", stated(benefit.responsible));
    let source = &rulebook.sources[usize::from(benefit.source)];
    if let Some(first) = benefit.citations.first() {
        citation(out, source, first);
    }
    if let Some(until) = rulebook.period(benefit).until {
        let _ = writeln!(out, "  有效期　到{}", Chinese.date(until));
    }
    if source.is_old(report.on) {
        let _ = writeln!(
            out,
            "  提醒　来源没有写有效期，发布已超过 {} 个月，申请前先问是否仍然有效",
            source.old_after_months
        );
    }
    if let Some(day) = source.check_again_by.filter(|_| source.is_stale(report.on)) {
        let day = Chinese.date(day);
        let _ = writeln!(out, "  提醒　这份来源应在{day}前再核对一次，规则里还没有");
    }
}

/// `  标题　words`, where there are words.
pub fn line(out: &mut String, title: &str, words: Option<&str>) {
    if let Some(words) = words {
        let _ = writeln!(out, "  {title}　{words}");
    }
}

/// A condition of somebody's, and of its parts only those that decide. Who and where go without saying
/// once they are settled.
fn met_or_not(out: &mut String, view: &ConditionView, indent: &str) {
    let scope = matches!(
        view.what,
        What::Scope { .. } | What::InForce { .. } | What::NotEnded { .. }
    );
    if scope && view.state == Some(Truth::TRUE) {
        return;
    }
    line_of(out, view, indent);
    let mut reasons = Vec::new();
    reasons_of(view, 1, &mut reasons);
    // As deep as a few lines go, so that what stands highest is always said.
    let down_to = |depth: usize| reasons.iter().filter(|(own, _)| *own <= depth).count();
    let mut deepest = 1;
    while down_to(deepest) < reasons.len() && down_to(deepest + 1) <= REASONS {
        deepest += 1;
    }
    let mut left = down_to(deepest);
    // One line more tells as much as that there is one.
    let shown = if left <= REASONS + 1 { left } else { REASONS };
    let lines = reasons.iter().filter(|(depth, _)| *depth <= deepest);
    for (depth, reason) in lines.take(shown) {
        line_of(out, reason, &format!("{indent}{}", "    ".repeat(*depth)));
    }
    left -= shown;
    if left > 0 {
        let _ = writeln!(out, "{indent}    …… 另有 {left} 处");
    }
}

/// What decides a condition, with how deep it stands; nothing where the label says it all.
fn reasons_of<'a>(
    view: &ConditionView<'a>,
    depth: usize,
    reasons: &mut Vec<(usize, ConditionView<'a>)>,
) {
    if !tells_more(view) {
        return;
    }
    let parts = view.deciding();
    // Where nothing but words of the text keep it open, its label says which.
    if let [only] = &parts[..]
        && only.is_reading()
        && only.deciding().is_empty()
    {
        return;
    }
    for part in parts {
        reasons.push((depth, part));
        reasons_of(&part, depth + 1, reasons);
    }
}

/// Plain alternatives are in the label already; quotes, readings and what a word means are not.
fn tells_more(view: &ConditionView) -> bool {
    let more = |part: &ConditionView| !part.quote().is_empty() || !part.parts().is_empty();
    view.is_reading() || view.notion().is_some() || view.parts().iter().any(more)
}

/// A condition and all its parts, for nobody in particular.
pub fn condition(out: &mut String, view: &ConditionView, indent: &str) {
    line_of(out, view, indent);
    if tells_more(view) {
        for part in view.parts().iter().filter(|part| !part.is_of_audience()) {
            condition(out, part, &format!("{indent}    "));
        }
    }
}

fn line_of(out: &mut String, view: &ConditionView, indent: &str) {
    out.push_str(indent);
    if let Some(state) = view.state {
        let sign = match state {
            Truth::TRUE => '✓',
            Truth::FALSE => '✗',
            _ => '?',
        };
        let _ = write!(out, "{sign} {}　", Chinese.truth(state));
    } else {
        out.push_str("· ");
    }
    if let Some(reading) = view.reading {
        let _ = write!(out, "【{reading}】");
    }
    out.push_str(&view.label());
    // Where a clause puts the word in its own words, those say what is meant.
    let named = view.notion().filter(|notion| view.label() == notion.name);
    if let Some(help) = named.and_then(|notion| stated(notion.help)) {
        let _ = write!(out, "（{}）", help.trim_end_matches('。'));
    }
    if let Some(quote) = stated(view.quote()) {
        let _ = write!(out, "「{quote}」");
    }
    out.push('\n');
}

pub fn apply(way: &Apply) -> String {
    let parts = [
        stated(way.office).map(str::to_owned),
        stated(way.how).map(str::to_owned),
        stated(way.phone).map(|phone| format!("电话 {phone}")),
        stated(way.link).map(|link| format!("网址 {link}")),
        stated(way.payout).map(str::to_owned),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("；")
}

pub fn citation(out: &mut String, source: &Source, citation: &Citation) {
    let number = stated(source.number).map_or_else(String::new, |number| format!("，{number}"));
    let kind = Chinese.source_kind(source.kind);
    // Some issuers are described by the very word, or by its end.
    let mut tails = kind.char_indices().map(|(at, _)| kind.split_at(at));
    let issuer = match tails.find(|(_, tail)| source.issuer.starts_with(tail)) {
        Some((begin, _)) => format!("{begin}{}", source.issuer),
        None => format!("{kind}，{}", source.issuer),
    };
    let _ = writeln!(out, "  出处　{}（{issuer}{number}）", source.title);
    line(out, "日期", stated(source.date_note));
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
    let (outside, inside): (Vec<View>, Vec<View>) = report
        .benefits()
        .filter(is_refused)
        .partition(|view| view.finding.out_of_scope);
    let (untimely, inside): (Vec<View>, Vec<View>) = inside
        .into_iter()
        .partition(|view| matches!(view.finding.verdict, Verdict::NotYet | Verdict::Ended));
    if !untimely.is_empty() {
        let _ = writeln!(out, "\n━━ 已失效或尚未施行（{} 项）", untimely.len());
        for view in &untimely {
            let _ = writeln!(out, "\n□ {}　{}", view.benefit.name, view.benefit.id);
            let period = report.rulebook.period(view.benefit);
            let day = match view.finding.verdict {
                Verdict::NotYet => period
                    .from
                    .map(|day| format!("{}起施行", Chinese.date(day))),
                _ => period
                    .until
                    .map(|day| format!("有效期到{}", Chinese.date(day))),
            };
            let word = Chinese.verdict(view.finding.verdict);
            let _ = writeln!(out, "  {word}　{}", day.unwrap_or_default());
            if view.finding.verdict == Verdict::Ended {
                if let Some(quote) = stated(period.until_quote) {
                    let _ = writeln!(out, "    「{quote}」");
                }
                line(out, "依据", stated(period.until_note));
            }
        }
    }
    let _ = writeln!(out, "\n━━ 不符合（{} 项）", inside.len());
    for view in &inside {
        let finding = view.finding;
        let _ = writeln!(out, "\n□ {}　{}", view.benefit.name, view.benefit.id);
        if finding.verdict == Verdict::Lapsed {
            let day = finding
                .deadline
                .map_or_else(String::new, |last| match last.exact() {
                    Some(day) => Chinese.date(day),
                    None => {
                        let [first, last] =
                            [last.first(), last.last()].map(|day| Chinese.date(day));
                        format!("{first}至{last}之间")
                    }
                });
            let past = view.days_left().map_or_else(String::new, days);
            let _ = writeln!(out, "  已过期限　{day}截止（{past}）");
        }
        let conditions = view.conditions();
        let of = |state| conditions.iter().filter(move |one| settled(one) == state);
        for failed in of(Some(Truth::FALSE)) {
            met_or_not(out, failed, "  ");
        }
        if of(Some(Truth::FALSE)).next().is_none() {
            let _ = writeln!(out, "  ✗ 不符合　剩下的条件合在一起，怎样都不能同时满足");
            for missing in of(None) {
                met_or_not(out, missing, "    ");
            }
        }
        change(out, report, view);
    }
    if !outside.is_empty() {
        let _ = writeln!(out, "\n另有 {} 项属于其他对象或其他城市。", outside.len());
    }
}

/// What would turn a no.
fn change(out: &mut String, report: &Report, view: &View) {
    if let Some((step, change)) = view.change() {
        let question = Question::new(report.rulebook, step.fact);
        let _ = writeln!(
            out,
            "  如果改为“{}：{}”，就是{}",
            report.rulebook.facts[usize::from(step.fact)].name,
            Chinese.answer(&question, step.to),
            Chinese.verdict(change.verdict)
        );
    }
}

fn next(out: &mut String, report: &Report) {
    let next = &report.assessment.next;
    if next.is_empty() {
        let _ = writeln!(out, "\n没有还要回答的问题了。");
        return;
    }
    let _ = writeln!(out, "\n━━ 接着回答（{} 个问题）", next.len());
    for ask in next.iter().take(QUESTIONS) {
        let fact = &report.rulebook.facts[usize::from(ask.fact)];
        let _ = writeln!(
            out,
            "  {}　{}（关系到 {} 项{}）",
            fact.id,
            fact.question,
            report::bears_on(&report.assessment, ask),
            if ask.money {
                ""
            } else {
                "，都是不直接发钱的服务"
            }
        );
        let report::Report { answers, on, .. } = report;
        for choice in engine::choices_at_cuts(report.rulebook, answers, *on, ask.fact) {
            let question = Question::new(report.rulebook, ask.fact);
            let _ = writeln!(out, "    {}", Chinese.answer(&question, choice));
        }
        // Without a choice of options, all of them.
        let asked = if ask.options == 0 { !0 } else { ask.options };
        for option in describe::options_in(fact, asked) {
            let _ = writeln!(out, "    {}　{}", option.id, option.label);
        }
    }
    if next.len() > QUESTIONS {
        let _ = writeln!(out, "  还有 {} 个问题", next.len() - QUESTIONS);
    }
}
