//! What all pages share: head, way back, footer; and how a source is described.

use engine::model::{Source, SourceKind};
use engine::{Date, Rulebook};
use maud::{DOCTYPE, Markup, html};

/// The calculator, seen from the folder of the pages.
const CALCULATOR: &str = "../index.html";

/// A whole document.
pub fn frame(rulebook: &Rulebook, title: &str, here: Here, body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="zh-CN" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · 技能补贴计算器" }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="style.css";
            }
            body {
                a.skip href="#main" { "跳到正文" }
                header {
                    nav aria-label="站内" {
                        a href=(CALCULATOR) { "技能补贴计算器" }
                        @match here {
                            Here::Overview => span aria-current="page" { "政策条款" },
                            Here::Policy => a href="index.html" { "政策条款" },
                        }
                    }
                }
                main #main { (body) }
                footer {
                    p {
                        "规则版本 " time datetime=(rulebook.version) { (date(rulebook.version)) }
                        "（" code { (rulebook.hash.get(..12).unwrap_or(rulebook.hash)) } "）。"
                    }
                    p { "宋体字是来源的原文，黑体字是我们的话。以来源原文和受理部门的答复为准。" }
                }
            }
        }
    }
}

/// Which kind of page it is.
pub enum Here {
    Overview,
    Policy,
}

/// A source's facts as rows of a description list.
pub fn source_facts(source: &Source, regions: &str) -> Markup {
    html! {
        dt { "发布" } dd { (source.issuer) }
        dt { "文号" }
        dd { @if source.number.is_empty() { "未载明文号" } @else { (source.number) } }
        dt { "类别" } dd { (kind(source.kind)) }
        dt { "日期" }
        dd { (published(source)) }
        @if let Some(day) = source.effective {
            dt { "施行" } dd { time datetime=(day) { (date(day)) } }
        }
        @if !source.validity_note.is_empty() {
            dt { "有效期" } dd { (source.validity_note) }
        }
        dt { "适用" } dd { (regions) }
        dt { "核对" } dd { time datetime=(source.checked) { (date(source.checked)) } }
    }
}

/// The day, whether it is inferred, and what it rests on.
fn published(source: &Source) -> Markup {
    let note = source.date_note;
    html! {
        @if let Some(day) = source.date {
            // The note may name the day itself.
            @let named = note.contains(&date(day));
            @if !named { time datetime=(day) { (date(day)) } }
            @if source.date_inferred { "（推断）" }
            @if !named && !note.is_empty() { "。" }
        } @else if source.date_inferred {
            "（推断）"
        } @else if note.is_empty() {
            "未载明日期"
        }
        (note)
    }
}

fn kind(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::OfficialDocument => "政府文件",
        SourceKind::PressReport => "新闻报道（不是文件原文）",
    }
}

pub fn date(date: Date) -> String {
    let (year, month, day) = date.ymd();
    format!("{year}年{month}月{day}日")
}
