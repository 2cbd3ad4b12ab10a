//! One clause: for whom, on what conditions, how much, from when until when, where to apply, and the
//! words that grant it; and what the official words in its conditions mean.

use std::collections::BTreeSet;

use engine::model::*;
use engine::{AUDIENCE, REGION, Rulebook};
use maud::{Markup, html};
use wording::Lang::Chinese;

use crate::frame::{CALCULATOR, Clock, from, until};
use crate::{audiences, link_to};

pub fn clause(rulebook: &Rulebook, benefit: &Benefit) -> Markup {
    html! {
        article.clause #(benefit.id) aria-labelledby={ (benefit.id) "-name" } {
            h2 id={ (benefit.id) "-name" } { (benefit.name) }
            p.id { "条款编号 " a href={ "#" (benefit.id) } { code { (benefit.id) } } }
            p.kind {
                span.claim data-claim=(claim_id(benefit)) { (claim(rulebook, benefit)) }
                " · 给" (audiences(rulebook, benefit).join("、"))
            }
            p { a.go href=(calculator(rulebook, benefit)) { "测一测这一条" } }
            @if !benefit.claim_note.is_empty() { p { (benefit.claim_note) } }
            (words(&benefit.citations))
            h3 { @if benefit.kind == BenefitKind::Money { "金额" } @else { "内容" } }
            dl { (what(benefit)) }
            h3 { "条件" }
            (conditions(rulebook, benefit))
            @if let Some(window) = benefit.window {
                p {
                    "期限：须在" (rulebook.facts[usize::from(window.fact)].name) "起 "
                    (window.months) " 个月内申请。"
                }
            }
            @if let Some(period) = &benefit.period {
                h3 { "这一条的起止" }
                dl {
                    dt { "施行" } dd { (from(period)) }
                    dt { "有效期" } dd { (until(period, Clock::of(rulebook))) }
                }
            }
            (open_points(&benefit.open_points))
            (others(rulebook, benefit))
            (apply(benefit))
        }
    }
}

/// The calculator, asking only what this clause hangs on. Where the clause says for whom or where, that is
/// answered already.
fn calculator(rulebook: &Rulebook, benefit: &Benefit) -> String {
    let source = &rulebook.sources[usize::from(benefit.source)];
    let known = [(AUDIENCE, benefit.audiences), (REGION, source.regions)];
    let known = known.iter().filter(|(_, cells)| cells.count_ones() == 1);
    let mut answers: Vec<String> = known
        .map(|&(fact, cells)| {
            let fact = &rulebook.facts[usize::from(fact)];
            let option = &fact.kind.options()[cells.trailing_zeros() as usize];
            format!("{}={}", fact.id, option.id)
        })
        .collect();
    answers.push(format!("benefit={}", benefit.id));
    format!("{CALCULATOR}#{}", answers.join("&"))
}

fn claim_id(benefit: &Benefit) -> &'static str {
    match benefit.claim {
        Claim::Right => "right",
        Claim::Selection => "selection",
    }
}

/// Whether it is due or has to be won. Never that it is due where the text does not say enough for
/// anybody to be sure.
pub fn claim(rulebook: &Rulebook, benefit: &Benefit) -> &'static str {
    let settled = data::describe::can_be_settled(rulebook, benefit);
    match (benefit.claim, benefit.kind) {
        (Claim::Right, _) if !settled => "来源没有把条件写全，须先问清",
        (Claim::Right, BenefitKind::Money) => "符合即可申领",
        (Claim::Right, BenefitKind::Service) => "符合即可享受",
        (Claim::Selection, _) if !settled => "须经评选；来源没有把申报条件写全，须先问清",
        (Claim::Selection, _) if benefit.rights() == 0 => "可申报，须经评选",
        (Claim::Selection, BenefitKind::Money) => "可申报，须经评选；已入选的可申领",
        (Claim::Selection, BenefitKind::Service) => "可申报，须经评选；已入选的可享受",
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
                dt { "数额" } dd { (Chinese.unstated(Rhythm::Unstated).headline) "。" }
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
    let words: Vec<String> = known.into_iter().map(|one| Chinese.rhythm(one)).collect();
    words.join(Chinese.semicolon())
}

fn conditions(rulebook: &Rulebook, benefit: &Benefit) -> Markup {
    let tree = Tree {
        rulebook,
        nodes: &benefit.conditions,
    };
    if tree.nodes.len() <= 1 {
        return html! { p { "来源没有写其他条件。" } };
    }
    html! { ul.conditions { (tree.operands(0)) } }
}

/// The official words that the conditions of some benefits use, those inside other words too; each
/// with a place where what it means stands.
pub fn notions<'a>(
    rulebook: &'a Rulebook,
    benefits: impl Iterator<Item = &'a Benefit>,
) -> Vec<(&'a Notion, Meaning<'a>)> {
    let mut found = BTreeSet::new();
    let mut list = Vec::new();
    for benefit in benefits {
        for (at, node) in benefit.conditions.iter().enumerate() {
            if let Some(term) = node.term.filter(|term| found.insert(*term)) {
                let tree = Tree {
                    rulebook,
                    nodes: &benefit.conditions,
                };
                list.push((term, Meaning { tree, at }));
            }
        }
    }
    list.sort_by_key(|(term, _)| *term);
    let of = |(term, meaning)| (&rulebook.terms[usize::from(term)], meaning);
    list.into_iter().map(of).collect()
}

/// What an official word means: a node of the conditions of a benefit that uses it.
pub struct Meaning<'a> {
    tree: Tree<'a>,
    at: usize,
}

pub fn anchor(notion: &Notion) -> String {
    format!("term-{}", notion.id)
}

/// What it means, why, and what no text settles of it.
pub fn notion(rulebook: &Rulebook, notion: &Notion, meaning: &Meaning) -> Markup {
    html! {
        section.notion aria-labelledby=(anchor(notion)) {
            h3 id=(anchor(notion)) { "“" (notion.name) "”" }
            @if !notion.help.is_empty() { p { (notion.help) } }
            ul.conditions { li { (meaning.tree.meaning(meaning.at)) } }
            @for one in &notion.quotes {
                @let source = &rulebook.sources[usize::from(one.source)];
                figure.words {
                    blockquote { p { (one.quote) } }
                    figcaption { "依据：" a href={ (source.id) ".html" } { (source.title) } }
                }
            }
            (points(&notion.open_points))
        }
    }
}

/// Conditions in preorder.
#[derive(Clone, Copy)]
struct Tree<'a> {
    rulebook: &'a Rulebook,
    nodes: &'a [Condition],
}

impl Tree<'_> {
    /// The operands of the node at `parent`, each a list item.
    fn operands(&self, parent: usize) -> Markup {
        html! { @for at in self.parts(parent) { li { (self.condition(at)) } } }
    }

    fn condition(&self, at: usize) -> Markup {
        let node = &self.nodes[at];
        let Some(term) = node.term else {
            return self.meaning(at);
        };
        let notion = &self.rulebook.terms[usize::from(term)];
        html! {
            @if node.label != notion.name { (node.label) "——" }
            a href={ "#" (anchor(notion)) } { "“" (notion.name) "”" }
            (quote(node))
        }
    }

    /// The node itself, even where it is what an official word means.
    fn meaning(&self, at: usize) -> Markup {
        let node = &self.nodes[at];
        let parts = self.parts(at);
        // Without a label of its own, a compound is labelled with all its parts; those stand below.
        let labelled = node.term.is_none() && !node.label.is_empty();
        let of_parts = |part: &usize| node.label.contains(self.nodes[*part].label);
        let own = labelled && (parts.is_empty() || !parts.iter().all(of_parts));
        let own_label = html! { @if own { (node.label) "——" } };
        let quote = html! { @if node.term.is_none() { (quote(node)) } };
        match node.op {
            Op::Test { var, cells } if node.term.is_some() => html! {
                (data::words::cells_of(self.rulebook, var, cells))
            },
            Op::Test { .. } | Op::Within { .. } | Op::Always | Op::Never => html! {
                (plain(node)) (quote)
            },
            Op::Unstated { .. } => html! {
                (plain(node)) (quote) " " em { "来源没有写明具体要求，须问受理部门。" }
            },
            Op::All if parts.is_empty() => html! { (own_label) "没有别的条件" (quote) },
            Op::All | Op::Any if parts.len() == 1 => html! {
                (own_label) (self.condition(parts[0])) (quote)
            },
            Op::All => html! {
                (own_label) "同时符合：" (quote)
                ul { (self.operands(at)) }
            },
            Op::Any => html! {
                (own_label) "至少符合一项：" (quote)
                ul { (self.operands(at)) }
            },
            Op::Not => html! { "不能是：" (quote) ul { (self.operands(at)) } },
            Op::Reading { .. } => html! {
                (own_label) "原文有两种理解（见下面的“怎样理解原文”）：" (quote)
                ol.readings type="A" { (self.operands(at)) }
            },
        }
    }

    /// Indices of the direct operands.
    fn parts(&self, parent: usize) -> Vec<usize> {
        data::words::operands(self.nodes, parent).collect()
    }
}

fn quote(node: &Condition) -> Markup {
    html! { @if !node.quote.is_empty() { " " q.words { (node.quote) } } }
}

fn plain(node: &Condition) -> &'static str {
    match node.op {
        Op::Always if node.label.is_empty() => "没有这项要求",
        Op::Never if node.label.is_empty() => "不给",
        _ => node.label,
    }
}

fn open_points(list: &[OpenPoint]) -> Markup {
    html! {
        @if !list.is_empty() {
            h3 { "怎样理解原文" }
            (points(list))
        }
    }
}

fn points(list: &[OpenPoint]) -> Markup {
    html! {
        @if !list.is_empty() {
            ul.open {
                @for point in list {
                    li {
                        p { (point.point) }
                        @if !point.reading_a.is_empty() {
                            ol.readings type="A" {
                                li { (point.reading_a) }
                                li { (point.reading_b) }
                            }
                        }
                        @if let Some(how) = weight(point.weight) { p.how { (how) } }
                    }
                }
            }
        }
    }
}

/// What the calculator makes of it. A point without two readings says itself what is not written.
fn weight(weight: Weight) -> Option<&'static str> {
    match weight {
        Weight::Decides => Some("计算器两种理解都算；结果不同时标为待确认。"),
        Weight::Noted => Some("计算器按 A 计算。"),
        Weight::Silent => None,
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
