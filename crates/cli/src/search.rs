//! Which clauses speak of what somebody asks in words of his own.

use std::fmt::Write;

use ::search::{Asked, Field, Hit, Index, Words, find};
use data::describe::option_labels;
use engine::model::*;
use engine::{AUDIENCE, REGION, Rulebook};
use serde::Serialize;

use crate::json::pretty;
use crate::print;
use crate::{Outcome, Stop};

/// How many clauses are told; more would no longer be an answer.
const LIMIT: usize = 8;

/// What `--json` writes.
#[derive(Serialize)]
struct Found<'a> {
    /// As it was asked.
    asked: &'a str,
    /// Ids of the cities that the words or `--region` name.
    regions: Vec<Str>,
    hits: Vec<FoundHit>,
}

#[derive(Serialize)]
struct FoundHit {
    benefit: Str,
    name: Str,
    /// It is for other cities than those that were named.
    elsewhere: bool,
    why: Vec<FoundWhy>,
}

#[derive(Serialize)]
struct FoundWhy {
    said: String,
    found: String,
    r#in: &'static str,
}

pub fn run(
    rulebook: &Rulebook,
    words: &[String],
    region: Option<&str>,
    json: bool,
) -> Result<Outcome, Stop> {
    let query = words.join(" ");
    let cities = rulebook.facts[usize::from(REGION)].kind.options();
    let city = region.map(|named| {
        let at = cities
            .iter()
            .position(|city| city.id == named || city.label == named);
        at.ok_or_else(|| {
            let known: Vec<Str> = cities.iter().map(|city| city.id).collect();
            let known = known.join("、");
            Stop::refused(&[format!("--region 没有 `{named}`，可以写 {known}")])
        })
    });
    let city = city.transpose()?;
    let index = Index::new(rulebook, Words::own());
    let mut asked = Asked::read(&index, &query);
    if let Some(city) = city {
        asked = asked.from(city as u8);
    }
    let hits = find(&index, &asked, LIMIT);
    Ok(Outcome::done(if json {
        pretty(&found(rulebook, &query, &asked, &hits))
    } else {
        text(rulebook, &query, &asked, &hits)
    }))
}

fn found<'a>(rulebook: &Rulebook, query: &'a str, asked: &Asked, hits: &[Hit]) -> Found<'a> {
    let cities = rulebook.facts[usize::from(REGION)].kind.options().iter();
    let named = cities
        .enumerate()
        .filter(|(at, _)| asked.cities() >> at & 1 == 1);
    Found {
        asked: query,
        regions: named.map(|(_, city)| city.id).collect(),
        hits: hits
            .iter()
            .map(|hit| {
                let benefit = &rulebook.benefits[usize::from(hit.benefit)];
                FoundHit {
                    benefit: benefit.id,
                    name: benefit.name,
                    elsewhere: hit.elsewhere,
                    why: hit
                        .why
                        .iter()
                        .map(|why| FoundWhy {
                            said: why.said.clone(),
                            found: why.found.clone(),
                            r#in: match why.field {
                                Field::Name => "name",
                                Field::Given => "given",
                                Field::Quote => "quote",
                                Field::Condition => "condition",
                            },
                        })
                        .collect(),
                }
            })
            .collect(),
    }
}

fn text(rulebook: &Rulebook, query: &str, asked: &Asked, hits: &[Hit]) -> String {
    let mut out = String::new();
    let named = option_labels(rulebook, REGION, asked.cities());
    if asked.cities() != 0 && own(rulebook) & asked.cities() == 0 {
        let _ = writeln!(out, "{named}没有收录自己的条款，只有全省的\n");
    }
    if hits.is_empty() {
        let _ = writeln!(out, "没有找到说“{query}”的条款");
        let _ = write!(out, "{}", covered(rulebook));
        return out;
    }
    for hit in hits {
        let benefit = &rulebook.benefits[usize::from(hit.benefit)];
        let source = &rulebook.sources[usize::from(benefit.source)];
        let _ = writeln!(out, "■ {}　{}", benefit.name, benefit.id);
        let regions = option_labels(rulebook, REGION, source.regions);
        let elsewhere = if hit.elsewhere {
            format!("（不是{named}的）")
        } else {
            String::new()
        };
        print::line(&mut out, "地区", Some(&(regions + &elsewhere)));
        let audiences = option_labels(rulebook, AUDIENCE, benefit.audiences);
        print::line(&mut out, "对象", Some(&audiences));
        print::line(
            &mut out,
            "原文金额",
            data::describe::stated(benefit.amount_note),
        );
        print::line(&mut out, "因为", Some(&why(hit)));
        out.push('\n');
    }
    out += "每一条的条件和原文：skill-subsidy explain <编号>\n";
    out
}

/// By which words it was found.
fn why(hit: &Hit) -> String {
    let words: Vec<String> = hit
        .why
        .iter()
        .map(|why| {
            let field = match why.field {
                Field::Name => "名称",
                Field::Given => "内容",
                Field::Quote => "原文",
                Field::Condition => "条件",
            };
            match why.said == why.found {
                true => format!("{field}里有“{}”", why.found),
                false => format!("“{}”在{field}里是“{}”", why.said, why.found),
            }
        })
        .take(3)
        .collect();
    match words.is_empty() {
        true => "条件里有所问的等级".to_owned(),
        false => words.join("；"),
    }
}

/// Cities with a policy of their own.
fn own(rulebook: &Rulebook) -> Cells {
    let sources = rulebook.sources.iter();
    let own = sources.filter(|source| source.regions.count_ones() == 1);
    own.fold(0, |all, source| all | source.regions)
}

/// What there is to be found.
fn covered(rulebook: &Rulebook) -> String {
    let mut out = format!("收录的有 {} 条，出自：\n", rulebook.benefits.len());
    for source in &rulebook.sources {
        let regions = option_labels(rulebook, REGION, source.regions);
        let _ = writeln!(out, "  · {}（{regions}）", source.title);
    }
    out
}
