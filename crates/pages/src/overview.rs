//! The first page: which policies there are, and what they cover.

use engine::Rulebook;
use engine::model::{BenefitKind, Claim};
use maud::{Markup, html};

use crate::address::Site;
use crate::frame::{Head, Here, frame, source_facts, version};
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
        @for (index, source) in rulebook.sources.iter().enumerate() {
            section.source aria-labelledby=(source.id) {
                h2 id=(source.id) { a href={ (source.id) ".html" } { (source.title) } }
                (counts(rulebook, index))
                dl { (source_facts(source, &regions(rulebook, source))) }
            }
        }
        section aria-labelledby="terms" {
            h2 #terms { "怎么读" }
            dl {
                dt { "符合即可申领" } dd { "来源没有写须经评选；条件都符合，就可以申领。" }
                dt { "须经评选" } dd { "符合条件可以申报，由主管部门遴选、评审、评估或认定后才给。" }
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
    for benefit in benefits_of(rulebook, source) {
        match (benefit.kind, benefit.claim) {
            (BenefitKind::Service, _) => services += 1,
            (BenefitKind::Money, Claim::Right) => right += 1,
            (BenefitKind::Money, Claim::Selection) => selection += 1,
        }
    }
    html! {
        p {
            (right + selection + services) " 条："
            "符合即可申领的资金 " (right) " 条，须经评选的资金 " (selection) " 条，其他待遇 "
            (services) " 条。"
        }
    }
}
