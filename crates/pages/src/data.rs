//! The clauses as data for other programs: `rules.json`.
//!
//! Who gets what, in whose words. It holds no sums as numbers and no conditions: those belong
//! together, and a program that wants to compute asks the command line. `cite.html` describes it.

use engine::Date;
use engine::model::*;
use serde::Serialize;

use crate::address::Site;
use crate::structured::{date, some_date};
use crate::{ids, link_to};

#[derive(Serialize)]
struct Version {
    #[serde(serialize_with = "date")]
    date: Date,
    hash: Str,
}

#[derive(Serialize)]
struct Named {
    id: Str,
    name: Str,
}

/// Empty words are null: the source does not say.
#[derive(Serialize)]
struct SourceEntry {
    id: Str,
    url: String,
    title: Str,
    issuer: Str,
    number: Option<Str>,
    kind: &'static str,
    #[serde(serialize_with = "some_date")]
    date: Option<Date>,
    date_inferred: bool,
    date_note: Option<Str>,
    #[serde(flatten)]
    period: PeriodEntry,
    validity_note: Option<Str>,
    #[serde(serialize_with = "date")]
    checked: Date,
    #[serde(serialize_with = "some_date")]
    check_again_by: Option<Date>,
    regions: Vec<Str>,
}

/// From when and until when; `basis` says what the days rest on.
#[derive(Serialize)]
struct PeriodEntry {
    #[serde(serialize_with = "some_date")]
    from: Option<Date>,
    from_basis: &'static str,
    #[serde(serialize_with = "some_date")]
    until: Option<Date>,
    until_basis: &'static str,
    until_quote: Option<Str>,
}

#[derive(Serialize)]
struct BenefitEntry {
    id: Str,
    name: Str,
    source: Str,
    url: String,
    audiences: Vec<Str>,
    regions: Vec<Str>,
    kind: &'static str,
    claim: &'static str,
    #[serde(flatten)]
    period: PeriodEntry,
    place: Str,
    quote: Str,
    /// Further words on the same benefit.
    quotes: Vec<Quote>,
    amount_note: Option<Str>,
    amount_unstated: bool,
    services: Option<Str>,
    quota: Option<Str>,
    excludes: Vec<Str>,
}

#[derive(Serialize)]
struct Quote {
    place: Str,
    quote: Str,
}

/// The whole file. One source or benefit a line, so that two versions can be compared.
pub fn rules(site: Site) -> String {
    let rulebook = site.rulebook;
    let version = Version {
        date: rulebook.version,
        hash: rulebook.hash,
    };
    let options = |fact: FactIdx| {
        let options = rulebook.facts[usize::from(fact)].kind.options().iter();
        let named = options.map(|option| Named {
            id: option.id,
            name: option.label,
        });
        lines(named)
    };
    let sources = rulebook.sources.iter().map(|source| entry(site, source));
    let benefits = rulebook.benefits.iter();
    let benefits = benefits.map(|benefit| benefit_entry(site, benefit));
    format!(
        "{{\n\"format\":2,\n\"version\":{},\n\"audiences\":{},\n\"regions\":{},\n\"sources\":{},\n\"benefits\":{}\n}}\n",
        json(&version),
        options(engine::AUDIENCE),
        options(engine::REGION),
        lines(sources),
        lines(benefits),
    )
}

fn lines<T: Serialize>(entries: impl Iterator<Item = T>) -> String {
    let lines: Vec<String> = entries.map(|entry| json(&entry)).collect();
    format!("[\n{}\n]", lines.join(",\n"))
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("only words and lists")
}

fn entry(site: Site, source: &Source) -> SourceEntry {
    SourceEntry {
        id: source.id,
        url: site.page(&format!("{}.html", source.id)),
        title: source.title,
        issuer: source.issuer,
        number: stated(source.number),
        kind: match source.kind {
            SourceKind::OfficialDocument => "official_document",
            SourceKind::PressReport => "press_report",
        },
        date: source.date,
        date_inferred: source.date_inferred,
        date_note: stated(source.date_note),
        period: period(&source.period),
        validity_note: stated(source.validity_note),
        checked: source.checked,
        check_again_by: source.check_again_by,
        regions: ids(site.rulebook, engine::REGION, source.regions),
    }
}

fn benefit_entry(site: Site, benefit: &Benefit) -> BenefitEntry {
    let rulebook = site.rulebook;
    let source = &rulebook.sources[usize::from(benefit.source)];
    let (first, further) = benefit
        .citations
        .split_first()
        .expect("every benefit is granted by a clause");
    let further = further.iter().map(|citation| Quote {
        place: citation.place,
        quote: citation.quote,
    });
    let excludes = benefit.excludes.iter();
    BenefitEntry {
        id: benefit.id,
        name: benefit.name,
        source: source.id,
        url: site.page(&link_to(rulebook, benefit)),
        audiences: ids(rulebook, engine::AUDIENCE, benefit.audiences),
        regions: ids(rulebook, engine::REGION, source.regions),
        kind: match benefit.kind {
            BenefitKind::Money => "money",
            BenefitKind::Service => "service",
        },
        claim: match benefit.claim {
            Claim::Right => "right",
            Claim::Selection => "selection",
        },
        period: period(rulebook.period(benefit)),
        place: first.place,
        quote: first.quote,
        quotes: further.collect(),
        amount_note: stated(benefit.amount_note),
        amount_unstated: benefit.amounts.iter().any(|amount| amount.unstated),
        services: stated(benefit.services),
        quota: stated(benefit.quota),
        excludes: excludes
            .map(|&other| rulebook.benefits[usize::from(other)].id)
            .collect(),
    }
}

fn period(period: &Period) -> PeriodEntry {
    PeriodEntry {
        from: period.from,
        from_basis: basis(period.from_basis),
        until: period.until,
        until_basis: basis(period.until_basis),
        until_quote: stated(period.until_quote),
    }
}

fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Quoted => "quoted",
        Basis::Inferred => "inferred",
        Basis::Unstated => "unstated",
    }
}

fn stated(words: Str) -> Option<Str> {
    Some(words).filter(|words| !words.is_empty())
}
