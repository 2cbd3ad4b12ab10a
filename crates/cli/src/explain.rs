//! Everything that the rulebook says about one benefit.

use std::fmt::Write;

use data::describe::{self, options_in};
use data::explain::explain;
use data::words;
use engine::model::*;
use engine::{AUDIENCE, REGION, Rulebook};

use crate::print;

pub fn json(rulebook: &Rulebook, benefit: &Benefit) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(&explain(rulebook, benefit))? + "\n")
}

pub fn text(rulebook: &Rulebook, benefit: &Benefit) -> String {
    let source = &rulebook.sources[usize::from(benefit.source)];
    let view = explain(rulebook, benefit);
    let terms = &view.terms;
    let labels = |fact: FactIdx, cells: Cells| {
        let labels: Vec<Str> = options_in(rulebook, fact, cells)
            .map(|option| option.label)
            .collect();
        labels.join("、")
    };
    let mut out = format!("{}　{}\n", view.name, view.id);
    let audiences = labels(AUDIENCE, benefit.audiences);
    print::line(&mut out, "对象", Some(&audiences));
    print::line(&mut out, "地区", Some(&labels(REGION, source.regions)));
    print::line(&mut out, "性质", Some(words::claim(benefit.claim)));
    print::line(&mut out, words::claim_note(benefit.claim), terms.claim_note);
    print::line(&mut out, "名额", terms.quota);
    if view.conditions.is_empty() {
        print::line(&mut out, "条件", Some("文本没有写其他条件"));
    } else {
        out += "  条件\n";
        for condition in &view.conditions {
            print::condition(&mut out, condition, "    ");
        }
    }
    match view.amounts.as_slice() {
        [] => {}
        [only] => print::line(&mut out, "金额", Some(&only.words)),
        several => {
            out += "  金额\n";
            for amount in several {
                let _ = writeln!(out, "    · {}", amount.words);
                for when in &amount.when {
                    let reading = when.reading.as_deref();
                    let reading = reading.map_or_else(String::new, |taken| format!("【{taken}】"));
                    let _ = writeln!(out, "        {reading}{}", when.words);
                }
            }
        }
    }
    print::line(&mut out, "原文金额", terms.amount_note);
    print::line(&mut out, "内容", terms.services);
    if let Some(cap) = &terms.cap {
        let note = cap.note.unwrap_or_default();
        let _ = writeln!(out, "  上限　共用上限{}　{note}", words::money(cap.sum.0));
    }
    for other in &benefit.excludes {
        let other = &rulebook.benefits[usize::from(*other)];
        let _ = writeln!(out, "  只能选一项　与“{}”（{}）", other.name, other.id);
    }
    for relation in &terms.relations {
        print::line(&mut out, "关系", Some(relation));
    }
    for way in &terms.apply {
        print::line(&mut out, "申请", Some(&print::apply(way)));
    }
    print::line(&mut out, "负责部门", terms.responsible);
    for point in &view.unclear {
        let title = match point.weight {
            "decides" => "文字不清，两种理解都算",
            "noted" => "文字说明，取第一种理解",
            _ => "文本没有写",
        };
        print::line(&mut out, title, Some(point.point));
        for reading in point.readings.iter().flatten() {
            let _ = writeln!(out, "    - {reading}");
        }
    }
    if let Some((first, others)) = terms.citations.split_first() {
        print::citation(&mut out, first);
        for other in others {
            let _ = writeln!(out, "  原文　{}\n    「{}」", other.place, other.quote);
        }
    }
    print::line(&mut out, "有效期", describe::stated(source.validity_note));
    print::line(&mut out, "最后核对", Some(&source.checked.to_string()));
    out
}
