//! The rulebook as static pages: every clause with its conditions, amounts and the words that
//! grant it. They need no script, and they are what the citations of the calculator point to:
//! `<source id>.html#<benefit id>`.
//!
//! Only what the rulebook says is written here. Nothing is evaluated, and nothing is read from or
//! written to anywhere; see `main.rs` for that.

mod clause;
mod frame;
mod overview;
mod policy;

use engine::Rulebook;
use engine::model::{Benefit, Cells, Choice, Source};

/// One file of the static pages.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    /// Name inside the folder of the pages, e.g. `zibo.html`.
    pub name: String,
    pub content: String,
}

/// All files: the overview, one page per source, and the style sheet they share.
pub fn pages(rulebook: &Rulebook) -> Vec<Page> {
    let mut pages = vec![
        Page {
            name: "index.html".to_owned(),
            content: overview::page(rulebook).into_string(),
        },
        Page {
            name: "style.css".to_owned(),
            content: include_str!("style.css").to_owned(),
        },
    ];
    for (index, source) in rulebook.sources.iter().enumerate() {
        pages.push(Page {
            name: format!("{}.html", source.id),
            content: policy::page(rulebook, index).into_string(),
        });
    }
    pages
}

/// Where a benefit stands, seen from any of the pages.
fn link_to(rulebook: &Rulebook, benefit: &Benefit) -> String {
    let source = &rulebook.sources[usize::from(benefit.source)];
    format!("{}.html#{}", source.id, benefit.id)
}

fn benefits_of(rulebook: &Rulebook, source: usize) -> impl Iterator<Item = &Benefit> {
    rulebook
        .benefits
        .iter()
        .filter(move |benefit| usize::from(benefit.source) == source)
}

/// Names of the options in `cells`, in their order.
fn names(options: &[Choice], cells: Cells) -> String {
    let names: Vec<_> = options
        .iter()
        .enumerate()
        .filter(|(index, _)| cells >> index & 1 == 1)
        .map(|(_, option)| option.label)
        .collect();
    names.join("、")
}

fn regions(rulebook: &Rulebook, source: &Source) -> String {
    names(
        rulebook.facts[usize::from(engine::REGION)].kind.options(),
        source.regions,
    )
}

fn audiences(rulebook: &Rulebook, benefit: &Benefit) -> String {
    names(
        rulebook.facts[usize::from(engine::AUDIENCE)].kind.options(),
        benefit.audiences,
    )
}

#[cfg(test)]
mod tests;
