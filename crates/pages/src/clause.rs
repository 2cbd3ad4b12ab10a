//! One clause: for whom, on what conditions, how much, until when, where to apply, and the words
//! that grant it.

use engine::Rulebook;
use engine::model::*;
use maud::{Markup, html};

use crate::{audiences, link_to};

pub fn clause(rulebook: &Rulebook, benefit: &Benefit) -> Markup {
    html! {
        article.clause #(benefit.id) aria-labelledby={ (benefit.id) "-name" } {
            h2 id={ (benefit.id) "-name" } { (benefit.name) }
            p.id { "条款编号 " a href={ "#" (benefit.id) } { code { (benefit.id) } } }
            p.kind {
                span.claim data-claim=(claim_id(benefit)) { (claim(benefit)) }
                " · 给" (audiences(rulebook, benefit).join("、"))
            }
            @if !benefit.claim_note.is_empty() { p { (benefit.claim_note) } }
            (words(&benefit.citations))
            h3 { @if benefit.kind == BenefitKind::Money { "金额" } @else { "内容" } }
            dl { (what(benefit)) }
            h3 { "条件" }
            (conditions(benefit))
            @if let Some(window) = benefit.window {
                p {
                    "期限：须在" (rulebook.facts[usize::from(window.fact)].name) "起 "
                    (window.months) " 个月内申请。"
                }
            }
            (open_points(&benefit.open_points))
            (others(rulebook, benefit))
            (apply(benefit))
        }
    }
}

fn claim_id(benefit: &Benefit) -> &'static str {
    match benefit.claim {
        Claim::Right => "right",
        Claim::Selection => "selection",
    }
}

/// Whether it is due or has to be won.
pub fn claim(benefit: &Benefit) -> &'static str {
    match (benefit.kind, benefit.claim) {
        (BenefitKind::Money, Claim::Right) => "符合即可申领",
        (BenefitKind::Service, Claim::Right) => "符合即可享受",
        (_, Claim::Selection) => "可申报，须经评选",
    }
}

fn words(citations: &[Citation]) -> Markup {
    html! {
        @for citation in citations {
            figure.words {
                blockquote { p { (citation.quote) } }
                figcaption { "出处：" (citation.place) }
            }
        }
    }
}

/// The amount, or what is given instead, in the source's words, and how it is paid.
fn what(benefit: &Benefit) -> Markup {
    html! {
        @if !benefit.amount_note.is_empty() {
            dt { "原文" } dd.words { (benefit.amount_note) }
        }
        @if !benefit.services.is_empty() {
            dt { "包括" } dd { (benefit.services) }
        }
        @if benefit.kind == BenefitKind::Money {
            dt { "发放" } dd { (rhythms(benefit)) }
            @if benefit.amounts.iter().any(|amount| amount.unstated) {
                dt { "数额" } dd { "来源没有写明具体数额。" }
            }
        } @else if benefit.amount_note.is_empty() && benefit.services.is_empty() {
            dt { "包括" } dd { "见上面的原文。不是现金。" }
        } @else {
            dt { "现金" } dd { "没有。" }
        }
        @if let Some(cap) = &benefit.cap { dt { "上限" } dd.words { (cap.note) } }
        @if !benefit.quota.is_empty() { dt { "名额" } dd { (benefit.quota) } }
    }
}

fn rhythms(benefit: &Benefit) -> String {
    let mut known: Vec<Rhythm> = Vec::new();
    for amount in &benefit.amounts {
        if !known.contains(&amount.rhythm) {
            known.push(amount.rhythm);
        }
    }
    let words: Vec<String> = known.into_iter().map(rhythm).collect();
    words.join("；")
}

fn rhythm(rhythm: Rhythm) -> String {
    match rhythm {
        Rhythm::Once => "一次性".to_owned(),
        Rhythm::Monthly {
            months: Some(months),
        } => format!("按月，共 {months} 个月"),
        Rhythm::Monthly { months: None } => "按月，来源没有写明多少个月".to_owned(),
        Rhythm::Yearly { years: Some(years) } => format!("按年，共 {years} 年"),
        Rhythm::Yearly { years: None } => "按年，来源没有写明多少年".to_owned(),
        Rhythm::Unstated => "来源没有写明一次性还是分次".to_owned(),
    }
}

fn conditions(benefit: &Benefit) -> Markup {
    let tree = &benefit.conditions;
    if tree.len() <= 1 {
        return html! { p { "来源没有写其他条件。" } };
    }
    html! { ul.conditions { (operands(tree, 0)) } }
}

/// The operands of the node at `parent`, each a list item.
fn operands(tree: &[Condition], parent: usize) -> Markup {
    let mut at = parent + 1;
    let mut items = Vec::new();
    while at < usize::from(tree[parent].end) {
        items.push(condition(tree, at));
        at = usize::from(tree[at].end);
    }
    html! { @for item in items { li { (item) } } }
}

fn condition(tree: &[Condition], at: usize) -> Markup {
    let node = &tree[at];
    let quote = html! {
        @if !node.quote.is_empty() { " " q.words { (node.quote) } }
    };
    // Without a label of its own, a compound is labelled with all its parts; those stand below.
    let made_of_parts = parts(tree, at).iter().all(|part| node.label.contains(part));
    let own_label = html! {
        @if !made_of_parts && !node.label.is_empty() { (node.label) "——" }
    };
    match node.op {
        Op::Test { .. } | Op::Within { .. } | Op::Always | Op::Never => html! {
            (plain(node)) (quote)
        },
        Op::Unstated { .. } => html! {
            (plain(node)) (quote) " " em { "来源没有写明具体要求，须问受理部门。" }
        },
        Op::All => html! {
            (own_label)
            "同时符合：" (quote)
            ul { (operands(tree, at)) }
        },
        Op::Any => html! {
            (own_label)
            "至少符合一项：" (quote)
            ul { (operands(tree, at)) }
        },
        Op::Not => html! { "不能是：" (quote) ul { (operands(tree, at)) } },
        Op::Reading { .. } => html! {
            (own_label) "原文有两种理解（见下面的“原文不清楚的地方”）：" (quote)
            ol.readings type="A" { (operands(tree, at)) }
        },
    }
}

fn plain(node: &Condition) -> &'static str {
    match node.op {
        Op::Always if node.label.is_empty() => "没有这项要求",
        Op::Never if node.label.is_empty() => "不给",
        _ => node.label,
    }
}

/// Labels of the direct operands.
fn parts(tree: &[Condition], parent: usize) -> Vec<&'static str> {
    let mut at = parent + 1;
    let mut labels = Vec::new();
    while at < usize::from(tree[parent].end) {
        labels.push(tree[at].label);
        at = usize::from(tree[at].end);
    }
    labels
}

fn open_points(points: &[OpenPoint]) -> Markup {
    html! {
        @if !points.is_empty() {
            h3 { "原文不清楚的地方" }
            ul.open {
                @for point in points {
                    li {
                        p { (point.point) }
                        @if !point.reading_a.is_empty() {
                            ol.readings type="A" {
                                li { (point.reading_a) }
                                li { (point.reading_b) }
                            }
                        }
                        p.how { (weight(point.weight)) }
                    }
                }
            }
        }
    }
}

fn weight(weight: Weight) -> &'static str {
    match weight {
        Weight::Decides => "计算器两种理解都算；结果不同时标为待确认。",
        Weight::Noted => "计算器按 A 计算。",
        Weight::Silent => "来源没有写，须问受理部门。",
    }
}

/// What the clause has to do with others.
fn others(rulebook: &Rulebook, benefit: &Benefit) -> Markup {
    html! {
        @if !benefit.excludes.is_empty() || !benefit.relations.is_empty() {
            h3 { "与其他待遇的关系" }
            ul.others {
                @for &other in &benefit.excludes {
                    @let other = &rulebook.benefits[usize::from(other)];
                    li { "只能享受其中一项：" a href=(link_to(rulebook, other)) { (other.name) } }
                }
                @for relation in &benefit.relations { li { (relation) } }
            }
        }
    }
}

fn apply(benefit: &Benefit) -> Markup {
    html! {
        h3 { "在哪里办" }
        @if benefit.apply.is_empty() && benefit.responsible.is_empty() {
            p { "来源没有写明。" }
        } @else { dl {
            @if !benefit.responsible.is_empty() {
                dt { "负责部门" } dd { (benefit.responsible) }
            }
            @for way in &benefit.apply {
                @if !way.office.is_empty() { dt { "办理" } dd { (way.office) } }
                @if !way.how.is_empty() { dt { "方式" } dd { (way.how) } }
                @if !way.phone.is_empty() { dt { "电话" } dd { (way.phone) } }
                @if !way.link.is_empty() { dt { "网址" } dd { (link(way.link)) } }
                @if !way.payout.is_empty() { dt { "发放" } dd { (way.payout) } }
            }
        } }
    }
}

/// A web address as a link; anything else as text.
fn link(address: &str) -> Markup {
    html! {
        @if is_web(address) { a href=(address) rel="noreferrer" { (address) } } @else { (address) }
    }
}

pub fn is_web(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}
