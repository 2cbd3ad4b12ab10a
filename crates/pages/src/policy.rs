//! One source's page: what it is, a list of its clauses, and the clauses.

use engine::Rulebook;
use maud::{Markup, html};

use crate::frame::{Here, frame, source_facts};
use crate::{benefits_of, clause, regions};

pub fn page(rulebook: &Rulebook, index: usize) -> Markup {
    let source = &rulebook.sources[index];
    let audiences = rulebook.facts[usize::from(engine::AUDIENCE)].kind.options();
    let body = html! {
        h1 { (source.title) }
        section aria-labelledby="source" {
            h2 #source { "关于这份来源" }
            dl { (source_facts(source, &regions(rulebook, source))) }
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
        }
        @for benefit in benefits_of(rulebook, index) {
            (clause::clause(rulebook, benefit))
        }
    };
    frame(rulebook, source.title, Here::Policy, body)
}
