//! One source's page: what it is, a list of its clauses, and the clauses.

use maud::{Markup, html};

use crate::address::Site;
use crate::frame::{Clock, Head, Here, frame, kind, source_facts, version};
use crate::{benefits_of, clause, regions, structured};

pub fn page(site: Site, index: usize) -> Markup {
    let rulebook = site.rulebook;
    let source = &rulebook.sources[index];
    let notions = clause::notions(rulebook, benefits_of(rulebook, index));
    let audiences = rulebook.facts[usize::from(engine::AUDIENCE)].kind.options();
    let body = html! {
        h1 { (source.title) }
        section aria-labelledby="source" {
            h2 #source { "关于这份来源" }
            dl {
                (source_facts(source, &regions(rulebook, source), Clock::of(rulebook)))
                dt { "规则版本" } dd { (version(site)) }
            }
        }
        nav.contents aria-labelledby="contents" {
            h2 #contents { "条款" }
            @for (option, audience) in audiences.iter().enumerate() {
                @let own: Vec<_> = benefits_of(rulebook, index)
                    .filter(|benefit| benefit.audiences >> option & 1 == 1)
                    .collect();
                @if !own.is_empty() {
                    h3 { "给" (audience.label) }
                    ul {
                        @for benefit in own {
                            li { a href={ "#" (benefit.id) } { (benefit.name) } }
                        }
                    }
                }
            }
            @if !notions.is_empty() { p { a href="#terms" { "条件里的说法是什么意思" } } }
        }
        @for benefit in benefits_of(rulebook, index) {
            (clause::clause(rulebook, benefit))
        }
        @if !notions.is_empty() {
            section.part aria-labelledby="terms" {
                h2 #terms { "条件里的说法是什么意思" }
                p { "下面是计算器怎样理解来源里的这些说法，和这样理解的依据。" }
                @for (notion, meaning) in &notions {
                    (clause::notion(rulebook, notion, meaning))
                }
            }
        }
    };
    let head = Head {
        name: format!("{}.html", source.id),
        title: source.title.to_owned(),
        description: format!(
            "{}。类别：{}。{} 条待遇的对象、条件、金额、办理地点和原文。",
            source.title,
            kind(source.kind),
            benefits_of(rulebook, index).count(),
        ),
        here: Here::Policy,
    };
    frame(site, &head, &structured::policy(site, index, &head), body)
}
