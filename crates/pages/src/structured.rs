//! What a page says to search engines: the same clauses in the words of schema.org, as JSON-LD.
//!
//! It is a block of data and no script: nothing in it runs, and a policy that forbids inline
//! scripts lets it stand. It says nothing that the page does not say. Sums stand in it only as the
//! source's own sentences, never as numbers, since a sum without its conditions would be wrong.
//! Dates that the source does not print are left out, and a body is named as provider only where
//! an official document names it.

use engine::model::*;
use engine::{Date, Rulebook};
use maud::{Markup, PreEscaped, html};
use serde::{Serialize, Serializer};

use crate::address::Site;
use crate::clause::claim;
use crate::frame::{Head, Here, source_words};
use crate::{audiences, benefits_of, link_to, regions};

/// The graph of one page.
#[derive(Serialize)]
pub struct Graph {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@graph")]
    nodes: Vec<Thing>,
}

#[derive(Serialize)]
#[serde(tag = "@type", rename_all_fields = "camelCase")]
enum Thing {
    WebPage {
        #[serde(flatten)]
        page: Page,
        #[serde(serialize_with = "date")]
        last_reviewed: Date,
        /// The source that the page is about.
        about: Reference,
    },
    CollectionPage {
        #[serde(flatten)]
        page: Page,
        has_part: Vec<Reference>,
    },
    /// A page about the pages.
    AboutPage {
        #[serde(flatten)]
        page: Page,
    },
    Dataset {
        name: &'static str,
        description: String,
        url: String,
        in_language: &'static str,
        #[serde(serialize_with = "date")]
        date_modified: Date,
        version: &'static str,
        distribution: Download,
    },
    Legislation {
        #[serde(rename = "@id")]
        id: String,
        name: Str,
        #[serde(skip_serializing_if = "Option::is_none")]
        legislation_identifier: Option<Str>,
        publisher: Body,
        #[serde(skip_serializing_if = "Option::is_none", serialize_with = "some_date")]
        legislation_date: Option<Date>,
        #[serde(skip_serializing_if = "Option::is_none", serialize_with = "some_date")]
        legislation_date_of_applicability: Option<Date>,
        description: String,
        spatial_coverage: Vec<Area>,
        in_language: &'static str,
    },
    NewsArticle {
        #[serde(rename = "@id")]
        id: String,
        name: Str,
        /// Who wrote it, as a line: reports name papers and people in one breath.
        credit_text: Str,
        #[serde(skip_serializing_if = "Option::is_none", serialize_with = "some_date")]
        date_published: Option<Date>,
        description: String,
        spatial_coverage: Vec<Area>,
        in_language: &'static str,
    },
    GovernmentService {
        #[serde(rename = "@id")]
        id: String,
        identifier: Str,
        name: Str,
        url: String,
        description: String,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        provider: Vec<Body>,
        audience: Vec<Audience>,
        area_served: Vec<Str>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        available_channel: Vec<Channel>,
        subject_of: Vec<Quotation>,
    },
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    #[serde(rename = "@id")]
    id: String,
    url: String,
    name: String,
    description: String,
    in_language: &'static str,
    #[serde(serialize_with = "date")]
    date_modified: Date,
    breadcrumb: Breadcrumbs,
}

#[derive(Serialize)]
struct Reference {
    #[serde(rename = "@id")]
    id: String,
}

#[derive(Serialize)]
#[serde(tag = "@type", rename = "BreadcrumbList", rename_all = "camelCase")]
struct Breadcrumbs {
    item_list_element: Vec<Step>,
}

#[derive(Serialize)]
#[serde(tag = "@type", rename = "ListItem")]
struct Step {
    position: usize,
    name: String,
    item: String,
}

#[derive(Serialize)]
#[serde(tag = "@type", rename = "DataDownload", rename_all = "camelCase")]
struct Download {
    content_url: String,
    encoding_format: &'static str,
}

#[derive(Serialize)]
#[serde(tag = "@type", rename = "GovernmentOrganization")]
struct Body {
    name: Str,
}

#[derive(Serialize)]
#[serde(tag = "@type", rename = "AdministrativeArea")]
struct Area {
    name: Str,
}

#[derive(Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
struct Audience {
    audience_type: Str,
}

#[derive(Serialize)]
#[serde(tag = "@type", rename = "ServiceChannel", rename_all = "camelCase")]
struct Channel {
    #[serde(skip_serializing_if = "str::is_empty")]
    name: Str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: Str,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_phone: Option<Phone>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_url: Option<Str>,
}

#[derive(Serialize)]
#[serde(tag = "@type", rename = "ContactPoint")]
struct Phone {
    telephone: Str,
}

/// Words of the source, and where in it they stand.
#[derive(Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
struct Quotation {
    text: Str,
    citation: Str,
    is_based_on: Reference,
}

const LANGUAGE: &str = "zh-CN";

/// The overview: which pages there are, and the same as data.
pub fn overview(site: Site, head: &Head) -> Graph {
    let rulebook = site.rulebook;
    let parts = rulebook.sources.iter().map(|source| Reference {
        id: site.page(&format!("{}.html", source.id)),
    });
    graph(vec![
        Thing::CollectionPage {
            page: page(site, head),
            has_part: parts.collect(),
        },
        Thing::Dataset {
            name: "政策条款数据",
            description: head.description.clone(),
            url: site.page("cite.html#data"),
            in_language: LANGUAGE,
            date_modified: rulebook.version,
            version: rulebook.hash,
            distribution: Download {
                content_url: site.page("rules.json"),
                encoding_format: "application/json",
            },
        },
    ])
}

/// The page on citing and updating.
pub fn about(site: Site, head: &Head) -> Graph {
    graph(vec![Thing::AboutPage {
        page: page(site, head),
    }])
}

/// One source and its clauses.
pub fn policy(site: Site, index: usize, head: &Head) -> Graph {
    let source = &site.rulebook.sources[index];
    let mut nodes = vec![
        Thing::WebPage {
            page: page(site, head),
            last_reviewed: source.checked,
            about: source_reference(site, source),
        },
        document(site, source),
    ];
    nodes.extend(benefits_of(site.rulebook, index).map(|benefit| service(site, source, benefit)));
    graph(nodes)
}

/// The block as it stands in the page.
pub fn block(graph: &Graph) -> Markup {
    let json = serde_json::to_string(graph).expect("only words and lists");
    // These stand inside strings only. Escaped, nothing in a rule can end the block.
    let json = json
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026");
    html! { script type="application/ld+json" { (PreEscaped(json)) } }
}

fn graph(nodes: Vec<Thing>) -> Graph {
    Graph {
        context: "https://schema.org",
        nodes,
    }
}

fn page(site: Site, head: &Head) -> Page {
    let mut steps = vec![
        ("技能补贴计算器".to_owned(), site.file("index.html")),
        ("政策条款".to_owned(), site.page("index.html")),
    ];
    match head.here {
        Here::Overview => {}
        Here::Policy | Here::Compare | Here::Cite | Here::Access => {
            steps.push((head.title.clone(), site.page(&head.name)))
        }
    }
    let steps = steps.into_iter().enumerate();
    Page {
        id: site.page(&head.name),
        url: site.page(&head.name),
        name: head.title.clone(),
        description: head.description.clone(),
        in_language: LANGUAGE,
        date_modified: site.rulebook.version,
        breadcrumb: Breadcrumbs {
            item_list_element: steps
                .map(|(index, (name, item))| Step {
                    position: index + 1,
                    name,
                    item,
                })
                .collect(),
        },
    }
}

fn source_reference(site: Site, source: &Source) -> Reference {
    Reference {
        id: site.page(&format!("{}.html#source", source.id)),
    }
}

fn document(site: Site, source: &Source) -> Thing {
    let Reference { id } = source_reference(site, source);
    let areas = regions(site.rulebook, source).into_iter();
    let spatial_coverage = areas.map(|name| Area { name }).collect();
    let printed = source.date.filter(|_| !source.date_inferred);
    match source.kind {
        SourceKind::OfficialDocument => Thing::Legislation {
            id,
            name: source.title,
            legislation_identifier: Some(source.number).filter(|number| !number.is_empty()),
            publisher: Body {
                name: source.issuer,
            },
            legislation_date: printed,
            legislation_date_of_applicability: source
                .period
                .from
                .filter(|_| source.period.from_basis == Basis::Quoted),
            description: source_words(source),
            spatial_coverage,
            in_language: LANGUAGE,
        },
        SourceKind::PressReport => Thing::NewsArticle {
            id,
            name: source.title,
            credit_text: source.issuer,
            date_published: printed,
            description: source_words(source),
            spatial_coverage,
            in_language: LANGUAGE,
        },
    }
}

fn service(site: Site, source: &Source, benefit: &Benefit) -> Thing {
    let anchor = site.page(&link_to(site.rulebook, benefit));
    let people = audiences(site.rulebook, benefit).into_iter();
    let ways = benefit.apply.iter().filter_map(channel);
    let quotations = benefit.citations.iter().map(|citation| Quotation {
        text: citation.quote,
        citation: citation.place,
        is_based_on: source_reference(site, source),
    });
    Thing::GovernmentService {
        id: anchor.clone(),
        identifier: benefit.id,
        name: benefit.name,
        url: anchor,
        description: description(site.rulebook, benefit),
        provider: bodies(source, benefit),
        audience: people
            .map(|audience_type| Audience { audience_type })
            .collect(),
        area_served: regions(site.rulebook, source),
        available_channel: ways.collect(),
        subject_of: quotations.collect(),
    }
}

/// What is given, in the words of the source, and that it hangs on conditions.
fn description(rulebook: &Rulebook, benefit: &Benefit) -> String {
    let mut sentences = vec![claim(rulebook, benefit)];
    let given = [benefit.amount_note, benefit.services];
    sentences.extend(given.into_iter().filter(|words| !words.is_empty()));
    if benefit.amounts.iter().any(|amount| amount.unstated) {
        sentences.push("来源没有写明具体数额");
    }
    sentences.push("条件和原文见网页");
    sentences.join("。") + "。"
}

/// The responsible bodies. A report may mention whose money it is; only a document charges
/// somebody with a task, and lists them.
fn bodies(source: &Source, benefit: &Benefit) -> Vec<Body> {
    match source.kind {
        SourceKind::PressReport => Vec::new(),
        SourceKind::OfficialDocument => benefit
            .responsible
            .split('、')
            .filter(|name| !name.is_empty())
            .map(|name| Body { name })
            .collect(),
    }
}

fn channel(way: &Apply) -> Option<Channel> {
    let phone = Some(way.phone).filter(|phone| !phone.is_empty());
    let link = Some(way.link).filter(|link| crate::clause::is_web(link));
    let any = !way.office.is_empty() || !way.how.is_empty() || phone.is_some() || link.is_some();
    any.then(|| Channel {
        name: way.office,
        description: way.how,
        service_phone: phone.map(|telephone| Phone { telephone }),
        service_url: link,
    })
}

pub fn date<S: Serializer>(date: &Date, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(date)
}

pub fn some_date<S: Serializer>(date: &Option<Date>, to: S) -> Result<S::Ok, S::Error> {
    match date {
        Some(date) => to.collect_str(date),
        None => to.serialize_none(),
    }
}
