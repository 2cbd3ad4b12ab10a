//! What all pages share: head, way back, footer; and how a source is described.

use engine::model::{Basis, Period, Source, SourceKind, Standing};
use engine::{Date, Rulebook, Verdict};
use maud::{DOCTYPE, Markup, html};
use wording::Lang::Chinese;

use crate::address::Site;
use crate::structured::{self, Graph};

/// The calculator, seen from the folder of the pages.
pub const CALCULATOR: &str = "../index.html";

/// What a page is.
pub struct Head {
    /// Name of its file.
    pub name: String,
    pub title: String,
    /// One or two sentences for lists of search results.
    pub description: String,
    pub here: Here,
}

/// Which kind of page it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Here {
    Overview,
    Policy,
    Compare,
    Cite,
    Access,
}

/// A whole document.
pub fn frame(site: Site, head: &Head, graph: &Graph, body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="zh-CN" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (head.title) " · 技能补贴计算器" }
                meta name="description" content=(head.description);
                @if site.base.is_some() { (published_at(site, head)) }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="style.css";
            }
            body {
                a.skip href="#main" { "跳到正文" }
                header {
                    nav aria-label="站内" {
                        a href=(CALCULATOR) { "技能补贴计算器" }
                        (way(head.here, Here::Overview, "index.html", "政策条款"))
                        (way(head.here, Here::Compare, "compare.html", "比较城市"))
                        (way(head.here, Here::Cite, "cite.html", "如何引用与更新"))
                    }
                }
                main #main tabindex="-1" { (body) }
                footer {
                    p { "规则版本 " (version(site)) "。" }
                    p { "宋体字是来源的原文，黑体字是我们的话。以来源原文和受理部门的答复为准。" }
                    p.ways {
                        @if head.here != Here::Cite { a href="cite.html" { "如何引用与更新" } " " }
                        @if head.here != Here::Access { a href="accessibility.html" { "无障碍声明" } }
                    }
                    @if site.base.is_some() {
                        p.paper { "本页网址 " (site.page(&head.name)) }
                    }
                }
                (structured::block(graph))
            }
        }
    }
}

/// The page's own address, for whoever comes across a copy of it.
fn published_at(site: Site, head: &Head) -> Markup {
    let address = site.page(&head.name);
    html! {
        link rel="canonical" href=(address);
        meta property="og:type" content="website";
        meta property="og:locale" content="zh_CN";
        meta property="og:title" content=(head.title);
        meta property="og:description" content=(head.description);
        meta property="og:url" content=(address);
    }
}

fn way(here: Here, there: Here, address: &str, name: &str) -> Markup {
    html! {
        @if here == there {
            span aria-current="page" { (name) }
        } @else {
            a href=(address) { (name) }
        }
    }
}

/// The rules' day and the beginning of their hash.
pub fn version(site: Site) -> Markup {
    let day = site.rulebook.version;
    html! {
        time datetime=(day) { (date(day)) } "（" code { (site.short_hash()) } "）"
    }
}

/// The day on which the pages stand: that of the rules. Pages are not written anew every day, so they
/// say of which day they speak.
#[derive(Clone, Copy)]
pub struct Clock(Date);

impl Clock {
    pub fn of(rulebook: &Rulebook) -> Clock {
        Clock(rulebook.version)
    }
}

/// A source's facts as rows of a description list.
pub fn source_facts(source: &Source, regions: &[&str], clock: Clock) -> Markup {
    html! {
        dt { "发布" } dd { (source.issuer) }
        dt { "文号" }
        dd { (number(source)) }
        dt { "类别" } dd { (kind(source.kind)) }
        dt { "日期" }
        dd { (published(source)) }
        dt { "施行" } dd { (from(&source.period)) }
        dt { "有效期" }
        dd {
            (until(&source.period, clock))
            @if !source.validity_note.is_empty() { "。" (source.validity_note) }
            @if let Some(years) = age(source, clock) {
                "。" em { "到规则日期已过去 " (years) " 年以上，申请前先问还办不办。" }
            }
        }
        dt { "适用" } dd { (regions.join("、")) }
        dt { "最近核对" } dd { time datetime=(source.checked) { (date(source.checked)) } }
        @if let Some(day) = source.check_again_by {
            dt { "再核对" }
            dd { "过了 " time datetime=(day) { (date(day)) } " 而没有再核对的，先问受理部门。" }
        }
    }
}

/// Whole years since the day of a source that names no end and is old.
fn age(source: &Source, Clock(day): Clock) -> Option<u16> {
    source.years_old(day)
}

/// From when it is in force, and what that rests on.
pub fn from(period: &Period) -> Markup {
    html! {
        @match period.from {
            Some(day) => {
                time datetime=(day) { (date(day)) }
                @if period.from_basis != Basis::Quoted { "（推断）" }
            }
            None => "没有写从哪天起",
        }
    }
}

/// How it stands on the day of the rules, and until when it holds.
pub fn until(period: &Period, Clock(day): Clock) -> Markup {
    html! {
        @match period.on(day) {
            Standing::NotYet => (Chinese.verdict(Verdict::NotYet)),
            Standing::InForce => "现行",
            Standing::NoEndStated => "未写明有效期",
            Standing::Ended => (Chinese.verdict(Verdict::Ended)),
        }
        @if let Some(last) = period.until {
            "，到 " time datetime=(last) { (date(last)) } " 为止"
            @if period.until_basis != Basis::Quoted { "（推断）" }
            @if !period.until_quote.is_empty() { " " q.words { (period.until_quote) } }
            @if !period.until_note.is_empty() { "。" (period.until_note) }
        }
    }
}

/// What kind of text it is, of when, and how long it holds, as sentences.
pub fn source_words(source: &Source) -> String {
    let mut sentences = vec![
        kind(source.kind),
        format!("日期：{}", published_words(source)),
    ];
    if !source.validity_note.is_empty() {
        sentences.push(format!("有效期：{}", source.validity_note));
    }
    sentences.join("。") + "。"
}

pub fn number(source: &Source) -> &'static str {
    match source.number {
        "" => "未载明文号",
        number => number,
    }
}

/// The day, whether it is inferred, and what it rests on.
fn published(source: &Source) -> Markup {
    let (day, words) = published_parts(source);
    html! {
        @if let Some(day) = day { time datetime=(day) { (date(day)) } }
        (words)
    }
}

pub fn published_words(source: &Source) -> String {
    let (day, words) = published_parts(source);
    day.map(date).unwrap_or_default() + &words
}

/// The day, unless the words that follow it name it themselves; and those words.
fn published_parts(source: &Source) -> (Option<Date>, String) {
    let note = source.date_note;
    let day = source.date.filter(|&day| !note.contains(&date(day)));
    let mut words = String::new();
    if source.date_inferred {
        words.push_str("（推断）");
    } else if source.date.is_none() && note.is_empty() {
        words.push_str("未载明日期");
    }
    if day.is_some() && !note.is_empty() {
        words.push('。');
    }
    words.push_str(note);
    (day, words)
}

pub fn kind(kind: SourceKind) -> String {
    let name = Chinese.source_kind(kind);
    match kind {
        SourceKind::OfficialDocument => name.to_owned(),
        SourceKind::PressReport => format!("{name}（不是文件原文）"),
    }
}

pub fn date(date: Date) -> String {
    Chinese.date(date)
}
