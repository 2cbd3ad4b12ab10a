//! Everything that the rulebook says about one benefit.

use std::fmt::Write;

use data::describe::{option_labels, stated};
use data::explain::{amounts, catalogue, conditions, explain, when};
use data::words;
use engine::model::*;
use engine::{AUDIENCE, REGION, Rulebook};
use wording::Lang::Chinese;

use crate::json::pretty;
use crate::print;

pub fn json(rulebook: &Rulebook, benefit: &Benefit) -> String {
    pretty(&explain(rulebook, benefit))
}

/// The same of all benefits.
pub fn all_json(rulebook: &Rulebook) -> String {
    pretty(&catalogue(rulebook))
}

/// The same of all benefits, one after the other.
pub fn all_text(rulebook: &Rulebook) -> String {
    let benefits = rulebook.benefits.iter();
    let texts: Vec<String> = benefits.map(|one| text(rulebook, one)).collect();
    texts.join("\n")
}

pub fn text(rulebook: &Rulebook, benefit: &Benefit) -> String {
    let source = &rulebook.sources[usize::from(benefit.source)];
    let mut out = format!("{}　{}\n", benefit.name, benefit.id);
    let audiences = option_labels(rulebook, AUDIENCE, benefit.audiences);
    let regions = option_labels(rulebook, REGION, source.regions);
    print::line(&mut out, "对象", Some(&audiences));
    print::line(&mut out, "地区", Some(&regions));
    print::line(&mut out, "性质", Some(words::claim(rulebook, benefit)));
    print::line(
        &mut out,
        words::claim_note(benefit.claim),
        stated(benefit.claim_note),
    );
    print::line(&mut out, "名额", stated(benefit.quota));
    let conditions = conditions(rulebook, benefit);
    if conditions.is_empty() {
        print::line(&mut out, "条件", Some("文本没有写其他条件"));
    } else {
        out += "  条件\n";
        for condition in &conditions {
            print::condition(&mut out, condition, "    ");
        }
    }
    let amounts = amounts(benefit);
    match amounts.as_slice() {
        [] => {}
        [(_, only)] => print::line(&mut out, "金额", Some(&words::amount(rulebook, only))),
        several => {
            out += "  金额\n";
            for (leaves, amount) in several {
                let _ = writeln!(out, "    · {}", words::amount(rulebook, amount));
                for when in when(rulebook, benefit, *leaves) {
                    let _ = write!(out, "        ");
                    if let Some(reading) = &when.reading {
                        let _ = write!(out, "【{reading}】");
                    }
                    let _ = writeln!(out, "{}", when.words);
                }
            }
        }
    }
    print::line(&mut out, "原文金额", stated(benefit.amount_note));
    print::line(&mut out, "内容", stated(benefit.services));
    if let Some(cap) = &benefit.cap {
        let _ = writeln!(
            out,
            "  上限　共用上限{}　{}",
            Chinese.sum(cap.sum),
            cap.note
        );
    }
    for other in &benefit.excludes {
        let other = &rulebook.benefits[usize::from(*other)];
        let _ = writeln!(out, "  只能选一项　与“{}”（{}）", other.name, other.id);
    }
    for relation in &benefit.relations {
        print::line(&mut out, "关系", Some(relation));
    }
    for way in &benefit.apply {
        print::line(&mut out, "申请", Some(&print::apply(way)));
    }
    print::line(&mut out, "负责部门", stated(benefit.responsible));
    for point in &benefit.open_points {
        let title = match point.weight {
            Weight::Decides => "文字不清，两种理解都算",
            Weight::Noted => "文字说明，取第一种理解",
            Weight::Silent => "文字说明",
        };
        print::line(&mut out, title, Some(point.point));
        for reading in [point.reading_a, point.reading_b] {
            if let Some(reading) = stated(reading) {
                let _ = writeln!(out, "    - {reading}");
            }
        }
    }
    if let Some((first, others)) = benefit.citations.split_first() {
        print::citation(&mut out, source, first);
        for other in others {
            let _ = writeln!(out, "  原文　{}\n    「{}」", other.place, other.quote);
        }
    }
    if let Some(period) = &benefit.period {
        let ends = [("从", period.from, "起"), ("到", period.until, "为止")];
        let ends = ends.iter().filter_map(|(before, day, behind)| {
            day.map(|day| format!("{before}{}{behind}", Chinese.date(day)))
        });
        print::line(
            &mut out,
            "这一条",
            Some(&ends.collect::<Vec<_>>().join("，")),
        );
        if let Some(quote) = stated(period.until_quote) {
            let _ = writeln!(out, "    「{quote}」");
        }
        print::line(&mut out, "依据", stated(period.until_note));
    }
    print::line(&mut out, "有效期", stated(source.validity_note));
    print::line(&mut out, "最后核对", Some(&Chinese.date(source.checked)));
    if let Some(day) = source.check_again_by {
        print::line(
            &mut out,
            "再核对",
            Some(&format!("{}以前", Chinese.date(day))),
        );
    }
    out
}
