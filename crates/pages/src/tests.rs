use engine::model::*;
use engine::{Date, Money};

use super::*;

fn source(id: &'static str) -> Source {
    Source {
        id,
        title: "关于<技能>的“意见”",
        issuer: "某市",
        number: "",
        kind: SourceKind::PressReport,
        date_note: "据发布会推断",
        date: Date::new(2024, 7, 30),
        date_inferred: true,
        effective: None,
        validity_note: "未载明",
        checked: Date::new(2026, 11, 21).unwrap(),
        regions: 0b1,
    }
}

fn node(op: Op, end: u16, label: &'static str, quote: &'static str) -> Condition {
    Condition {
        op,
        end,
        label,
        quote,
    }
}

fn test() -> Op {
    Op::Test { var: 2, cells: 1 }
}

fn benefit(id: &'static str) -> Benefit {
    Benefit {
        id,
        name: "补贴 & 奖励",
        source: 0,
        audiences: 0b1,
        kind: BenefitKind::Money,
        claim: Claim::Right,
        claim_note: "",
        citations: vec![Citation {
            place: "第一条",
            quote: "凡<满>12个月者",
        }],
        conditions: vec![
            node(Op::All, 8, "", ""),
            node(test(), 2, "全职工作", "全职"),
            node(Op::Any, 5, "甲，或者乙", ""),
            node(test(), 4, "甲", ""),
            node(test(), 5, "乙", ""),
            node(Op::Reading { var: 3 }, 8, "高级工", "（高级工）"),
            node(test(), 7, "须是高级工", ""),
            node(Op::Always, 8, "", ""),
        ]
        .into(),
        diagram: Diagram::new(3, 2, Vec::new()),
        amounts: vec![Amount {
            terms: vec![Term {
                base: Base::Sum {
                    low: Money::yuan(500),
                    high: Money::yuan(500),
                },
                per: None,
                up_to: false,
            }],
            unstated: false,
            rhythm: Rhythm::Monthly { months: Some(60) },
        }],
        amount_note: "每月500元",
        open_points: vec![OpenPoint {
            point: "括号里的话是不是条件",
            reading_a: "是",
            reading_b: "不是",
            weight: Weight::Decides,
        }],
        window: Some(Window {
            fact: 2,
            months: 12,
        }),
        excludes: Vec::new(),
        relations: Vec::new(),
        apply: vec![Apply {
            office: "人社局",
            how: "",
            phone: "0000-1",
            link: "javascript:alert(1)",
            payout: "",
        }],
        responsible: "",
        quota: "",
        services: "",
        cap: None,
    }
}

fn rulebook() -> Rulebook {
    let fact = |id, name, labels: &[&'static str]| Fact {
        id,
        name,
        question: "",
        help: "",
        kind: FactKind::Choice {
            options: labels
                .iter()
                .map(|&label| Choice {
                    id: label,
                    label,
                    help: "",
                })
                .collect(),
        },
        first_var: 0,
        effort: 1,
        changeable: false,
        applies: Vec::new().into(),
    };
    let mut other = benefit("other");
    other.source = 1;
    other.claim = Claim::Selection;
    other.excludes = vec![0];
    let mut first = benefit("first");
    first.excludes = vec![1];
    Rulebook {
        version: Date::new(2026, 11, 21).unwrap(),
        hash: "0123456789abcdef",
        facts: vec![
            fact("audience", "申请人", &["个人", "企业"]),
            fact("region", "城市", &["聊城"]),
            fact("certificate_date", "证书核发日期", &[]),
        ],
        vars: Vec::new(),
        sources: vec![source("one"), source("two")],
        benefits: vec![first, other],
    }
}

fn page(name: &str) -> String {
    pages(&rulebook())
        .into_iter()
        .find(|page| page.name == name)
        .unwrap()
        .content
}

#[test]
fn one_page_per_source_beside_the_overview() {
    let names: Vec<_> = pages(&rulebook())
        .into_iter()
        .map(|page| page.name)
        .collect();
    assert_eq!(names, ["index.html", "style.css", "one.html", "two.html"]);
}

#[test]
fn every_benefit_is_an_anchor_on_its_sources_page() {
    let rulebook = rulebook();
    let pages = pages(&rulebook);
    for benefit in &rulebook.benefits {
        let link = link_to(&rulebook, benefit);
        let (name, anchor) = link.split_once('#').unwrap();
        let page = pages.iter().find(|page| page.name == name).unwrap();
        assert_eq!(
            page.content.matches(&format!(" id=\"{anchor}\"")).count(),
            1,
            "{link}"
        );
    }
}

#[test]
fn links_between_pages_lead_somewhere() {
    let pages = pages(&rulebook());
    for page in &pages {
        for link in page.content.split("href=\"").skip(1) {
            let link = link.split('"').next().unwrap();
            if link.contains(':') || link.starts_with("../") {
                continue;
            }
            let (name, anchor) = link.split_once('#').unwrap_or((link, ""));
            let name = if name.is_empty() { &page.name } else { name };
            let target = pages.iter().find(|page| page.name == name);
            let target = target.unwrap_or_else(|| panic!("{}: {link}", page.name));
            assert!(
                anchor.is_empty() || target.content.contains(&format!("id=\"{anchor}\"")),
                "{}: {link}",
                page.name
            );
        }
    }
}

#[test]
fn words_are_escaped_everywhere() {
    let one = page("one.html");
    assert!(one.contains("关于&lt;技能&gt;的“意见”"));
    assert!(one.contains("凡&lt;满&gt;12个月者"));
    assert!(one.contains("补贴 &amp; 奖励"));
    for raw in ["<技能>", "<满>", "补贴 & "] {
        assert!(!one.contains(raw), "{raw}");
        assert!(!page("index.html").contains(raw), "{raw}");
    }
}

#[test]
fn only_web_addresses_become_links() {
    let one = page("one.html");
    assert!(one.contains("<dd>javascript:alert(1)</dd>"));
    assert!(!one.contains("href=\"javascript:"));
}

#[test]
fn a_source_says_what_it_is_and_what_its_date_rests_on() {
    let one = page("one.html");
    assert!(one.contains("未载明文号"));
    assert!(one.contains("新闻报道（不是文件原文）"));
    assert!(one.contains("2024年7月30日</time>（推断）。据发布会推断"));
}

#[test]
fn rights_and_chances_are_told_apart() {
    assert!(page("one.html").contains("data-claim=\"right\">符合即可申领"));
    assert!(page("two.html").contains("data-claim=\"selection\">可申报，须经评选"));
}

#[test]
fn conditions_keep_their_structure_and_quotes() {
    let one = page("one.html");
    assert!(one.contains("<li>全职工作 <q class=\"words\">全职</q></li>"));
    assert!(one.contains("<li>至少符合一项：<ul><li>甲</li><li>乙</li></ul></li>"));
    assert!(one.contains("<li>高级工——原文有两种理解"));
    assert!(one.contains("（高级工）</q><ol class=\"readings\" type=\"A\"><li>须是高级工</li><li>没有这项要求</li></ol>"));
    assert!(one.contains("计算器两种理解都算"));
}

#[test]
fn amount_window_and_exclusion_are_stated() {
    let one = page("one.html");
    assert!(one.contains("<dd class=\"words\">每月500元</dd>"));
    assert!(one.contains("按月，共 60 个月"));
    assert!(one.contains("须在证书核发日期起 12 个月内申请"));
    assert!(one.contains("只能享受其中一项：<a href=\"two.html#other\">"));
}

/// No heading level is skipped, and there is one first heading.
#[test]
fn headings_stand_in_order() {
    for page in pages(&rulebook()) {
        let mut before = 0;
        for (at, _) in page.content.match_indices("<h") {
            let Some(level) = page.content[at + 2..]
                .chars()
                .next()
                .and_then(|digit| digit.to_digit(10))
            else {
                continue;
            };
            assert!(
                level <= before + 1,
                "{}: h{before}, then h{level}",
                page.name
            );
            assert!(level > 1 || before == 0, "{}: a second h1", page.name);
            before = level;
        }
    }
}
