//! The first page: which policies there are, and what they cover.

use engine::Rulebook;
use engine::model::{BenefitKind, Claim};
use maud::{Markup, html};

use crate::address::Site;
use crate::frame::{Clock, Head, Here, frame, source_facts, version};
use crate::{benefits_of, regions, structured};

pub fn page(site: Site) -> Markup {
    let rulebook = site.rulebook;
    let lead = format!(
        "这里列出计算器所用的全部 {} 条待遇，出自 {} 份来源。每一条都写明给谁、条件、金额和原文。",
        rulebook.benefits.len(),
        rulebook.sources.len(),
    );
    let body = html! {
        h1 { "政策条款" }
        p.lead { (lead) }
        p { "规则版本 " (version(site)) "。" a href="cite.html#version" { "什么是规则版本" } }
        p { a.go href="../index.html" { "回答几个问题，算一算能领哪些" } }
        p { a href="compare.html" { "同一类条款，各个城市给多少：比较城市" } }
        @for (index, source) in rulebook.sources.iter().enumerate() {
            section.source aria-labelledby=(source.id) {
                h2 id=(source.id) { a href={ (source.id) ".html" } { (source.title) } }
                (counts(rulebook, index))
                dl { (source_facts(source, &regions(rulebook, source), Clock::of(rulebook))) }
            }
        }
        section aria-labelledby="terms" {
            h2 #terms { "怎么读" }
            dl {
                dt { "符合即可申领" } dd { "来源没有写须经评选；条件都符合，就可以申领。" }
                dt { "须经评选" } dd { "符合条件可以申报，由主管部门遴选、评审、评估或认定后才给；写明已入选的，可以申领。" }
                dt { "须先问清" } dd { "来源提到了条件却没有写全，或者两种理解差在给不给上，谁也不能只凭条文确定。" }
                dt { "未写明有效期" } dd { "来源没有写到哪天为止。按规则日期看；时间久了，先问受理部门还办不办。" }
                dt { "最高" } dd { "只是上限，实际可能少，也可能没有。" }
                dt { "推断" } dd { "来源没有印出，由文中其他内容推出来的；依据写在后面。" }
            }
        }
    };
    let head = Head {
        name: "index.html".to_owned(),
        title: "政策条款".to_owned(),
        description: lead,
        here: Here::Overview,
    };
    frame(site, &head, &structured::overview(site, &head), body)
}

fn counts(rulebook: &Rulebook, source: usize) -> Markup {
    let mut right = 0;
    let mut selection = 0;
    let mut services = 0;
    let mut unclear = 0;
    for benefit in benefits_of(rulebook, source) {
        let settled = data::describe::can_be_settled(rulebook, benefit);
        match (benefit.kind, benefit.claim) {
            (BenefitKind::Service, _) => services += 1,
            (BenefitKind::Money, Claim::Right) if settled => right += 1,
            (BenefitKind::Money, Claim::Right) => unclear += 1,
            (BenefitKind::Money, Claim::Selection) => selection += 1,
        }
    }
    html! {
        p {
            (right + unclear + selection + services) " 条："
            "符合即可申领的资金 " (right) " 条，须经评选的资金 " (selection) " 条，"
            @if unclear > 0 { "条件没有写全、须先问清的资金 " (unclear) " 条，" }
            "其他待遇 " (services) " 条。"
        }
    }
}
