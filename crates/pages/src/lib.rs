//! The rulebook as static pages: every clause with its conditions, amounts and the words that
//! grant it. They need no script, and they are what the citations of the calculator point to:
//! `<source id>.html#<benefit id>`.
//!
//! Only what the rulebook says is written here. Nothing is evaluated, and nothing is read from or
//! written to anywhere; see `main.rs` for that. The same rulebook always gives the same bytes.

mod access;
mod address;
mod cite;
mod clause;
mod compare;
mod data;
mod frame;
mod overview;
mod policy;
mod sitemap;
mod structured;

use engine::Rulebook;
use engine::model::{Benefit, Cells, Choice, FactIdx, Source, Str};

use address::Site;
pub use address::{Address, FOLDER};

/// One file of the static pages.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    /// Name inside the folder of the pages, e.g. `zibo.html`.
    pub name: String,
    pub content: String,
}

/// All files of the folder: the overview, one page per source, the cities side by side, how to cite
/// clauses, the statement on accessibility, the style sheet they share, and the same clauses as data. `base` is where the site will stand, if that is known.
pub fn pages(rulebook: &Rulebook, base: Option<&Address>) -> Vec<Page> {
    let site = Site { rulebook, base };
    let page = |name: &str, content: String| Page {
        name: name.to_owned(),
        content,
    };
    let mut pages = vec![
        page("index.html", overview::page(site).into_string()),
        page("compare.html", compare::page(site).into_string()),
        page("cite.html", cite::page(site).into_string()),
        page("accessibility.html", access::page(site).into_string()),
        page("style.css", include_str!("style.css").to_owned()),
        page("rules.json", data::rules(site)),
    ];
    for (index, source) in rulebook.sources.iter().enumerate() {
        let name = format!("{}.html", source.id);
        pages.push(page(&name, policy::page(site, index).into_string()));
    }
    pages
}

/// The site map, which belongs beside the folder of the pages. Its addresses must be whole ones,
/// so there is none where nobody says where the site will stand.
pub fn sitemap(rulebook: &Rulebook, base: &Address) -> String {
    let base = Some(base);
    sitemap::sitemap(Site { rulebook, base })
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

/// The options in `cells`, in their order.
fn options(rulebook: &Rulebook, fact: FactIdx, cells: Cells) -> impl Iterator<Item = &Choice> {
    let options = rulebook.facts[usize::from(fact)].kind.options().iter();
    let chosen = options
        .enumerate()
        .filter(move |(index, _)| cells >> index & 1 == 1);
    chosen.map(|(_, option)| option)
}

fn ids(rulebook: &Rulebook, fact: FactIdx, cells: Cells) -> Vec<Str> {
    let options = options(rulebook, fact, cells);
    options.map(|option| option.id).collect()
}

fn names(rulebook: &Rulebook, fact: FactIdx, cells: Cells) -> Vec<Str> {
    let options = options(rulebook, fact, cells);
    options.map(|option| option.label).collect()
}

fn regions(rulebook: &Rulebook, source: &Source) -> Vec<Str> {
    names(rulebook, engine::REGION, source.regions)
}

fn audiences(rulebook: &Rulebook, benefit: &Benefit) -> Vec<Str> {
    names(rulebook, engine::AUDIENCE, benefit.audiences)
}

#[cfg(test)]
mod tests;
