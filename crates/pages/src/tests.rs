use std::collections::BTreeSet;
use std::path::Path;

use engine::model::*;
use engine::{Date, Money};
use serde_json::Value;

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
        period: Period::default(),
        validity_note: "未载明",
        checked: Date::new(2026, 11, 21).unwrap(),
        check_again_by: None,
        old_after_months: 24,
        regions: 0b1,
    }
}

fn node(op: Op, end: u16, label: &'static str, quote: &'static str) -> Condition {
    Condition {
        op,
        end,
        label,
        quote,
        term: None,
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
        period: None,
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
        ],
        diagram: Diagram {
            leaves: 3,
            root: 2,
            nodes: Vec::new(),
        },
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
            by_right: true,
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
        first: false,
        page: 0,
        usual: 0,
        ladder: Vec::new(),
        applies: Vec::new(),
        denials: 0,
        grows: None,
        follows: 0,
        local: 0,
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
        terms: Vec::new(),
        benefits: vec![first, other],
    }
}

fn page(name: &str) -> String {
    named(&pages(&rulebook(), None), name).to_owned()
}

fn named<'a>(pages: &'a [Page], name: &str) -> &'a str {
    let page = pages.iter().find(|page| page.name == name);
    &page.unwrap_or_else(|| panic!("no {name}")).content
}

#[test]
fn one_page_per_source_beside_the_overview() {
    let names: Vec<_> = pages(&rulebook(), None)
        .into_iter()
        .map(|page| page.name)
        .collect();
    let shared = [
        "index.html",
        "compare.html",
        "cite.html",
        "accessibility.html",
        "style.css",
        "rules.json",
    ];
    assert_eq!(names, [&shared[..], &["one.html", "two.html"]].concat());
}

#[test]
fn every_benefit_is_an_anchor_on_its_sources_page() {
    let rulebook = rulebook();
    let pages = pages(&rulebook, None);
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
    let pages = pages(&rulebook(), None);
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
    assert!(
        page("two.html").contains("data-claim=\"selection\">可申报，须经评选；已入选的可申领<")
    );
    let mut rulebook = rulebook();
    rulebook.benefits[1].amounts[0].by_right = false;
    let pages = pages(&rulebook, None);
    let two = named(&pages, "two.html");
    assert!(two.contains("data-claim=\"selection\">可申报，须经评选<"));
}

/// A node of a variable that nobody can answer, with one way to a no.
#[test]
fn nothing_is_promised_where_no_answer_can_settle_it() {
    let mut rulebook = rulebook();
    let var = |of| Var {
        of,
        cells: 2,
        cuts: Vec::new(),
        at_most: 0,
    };
    rulebook.vars = vec![
        var(VarOf::Fact { fact: 2 }),
        var(VarOf::Unstated { benefit: 0 }),
    ];
    let node = |var, first, second| Node {
        var,
        edges: vec![
            Edge {
                cells: 0b01,
                to: first,
            },
            Edge {
                cells: 0b10,
                to: second,
            },
        ],
    };
    let claim = |rulebook: &Rulebook| {
        let pages = pages(rulebook, None);
        let one = named(&pages, "one.html");
        let (_, rest) = one.split_once("data-claim=\"right\">").unwrap();
        rest.split_once('<').unwrap().0.to_owned()
    };
    let diagram = |nodes| Diagram {
        leaves: 3,
        root: 3,
        nodes,
    };
    // Whatever is answered, the unstated condition decides.
    rulebook.benefits[0].diagram = diagram(vec![node(0, 0, 4), node(1, 0, 2)]);
    assert_eq!(claim(&rulebook), "来源没有把条件写全，须先问清");
    // For one answer it does not.
    rulebook.benefits[0].diagram = diagram(vec![node(0, 2, 4), node(1, 0, 2)]);
    assert_eq!(claim(&rulebook), "符合即可申领");
}

#[test]
fn official_words_are_explained_once_and_linked() {
    let mut rulebook = rulebook();
    rulebook.terms = vec![Notion {
        id: "skilled",
        name: "高技能人才",
        help: "证书够高的人",
        open_points: vec![OpenPoint {
            point: "高级工算不算",
            reading_a: "算",
            reading_b: "不算",
            weight: Weight::Decides,
        }],
        quotes: vec![NotionQuote {
            source: 1,
            quote: "按照技师分别比照",
        }],
    }];
    let mut tree = rulebook.benefits[0].conditions.to_vec();
    tree[2].term = Some(0);
    tree[2].label = "高技能人才";
    tree[2].quote = "对高技能人才";
    rulebook.benefits[0].conditions = tree;
    let written = pages(&rulebook, None);
    let one = named(&written, "one.html");
    assert!(one.contains(
        "<li><a href=\"#term-skilled\">“高技能人才”</a> <q class=\"words\">对高技能人才</q></li>"
    ));
    let (_, section) = one.split_once("id=\"term-skilled\"").unwrap();
    assert!(section.contains("证书够高的人"));
    assert!(section.contains("<li>至少符合一项：<ul><li>甲</li><li>乙</li></ul></li>"));
    assert!(section.contains("按照技师分别比照"));
    assert!(section.contains("依据：<a href=\"two.html\">"));
    assert!(section.contains("高级工算不算"));
    // Where no condition uses it, it is not explained.
    assert!(!named(&written, "two.html").contains("term-skilled"));
}

#[test]
fn a_source_says_how_it_stands_on_the_day_of_the_rules() {
    let with = |change: &dyn Fn(&mut Source)| {
        let mut rulebook = rulebook();
        change(&mut rulebook.sources[0]);
        named(&pages(&rulebook, None), "one.html").to_owned()
    };
    let unstated = with(&|source| source.date = Date::new(2026, 1, 1));
    assert!(unstated.contains("<dt>施行</dt><dd>没有写从哪天起</dd>"));
    assert!(unstated.contains("<dt>有效期</dt><dd>未写明有效期。未载明</dd>"));
    // Two years and more, and no end.
    assert!(with(&|_| {}).contains("到规则日期已过去 2 年以上"));
    let ends = |year| {
        with(&move |source| {
            source.period = Period {
                from: Date::new(2024, 7, 30),
                from_basis: Basis::Inferred,
                until: Date::new(year, 6, 30),
                until_basis: Basis::Quoted,
                until_quote: "有效期至六月",
                until_note: "",
            };
            source.check_again_by = Date::new(2027, 5, 24);
        })
    };
    let now = ends(2027);
    assert!(now.contains("2024年7月30日</time>（推断）"));
    assert!(now.contains("现行，到 <time datetime=\"2027-06-30\">2027年6月30日</time> 为止"));
    assert!(now.contains("<q class=\"words\">有效期至六月</q>"));
    assert!(now.contains("2027年5月24日</time> 而没有再核对的，先问受理部门"));
    assert!(ends(2026).contains("已失效，到 "));
}

#[test]
fn a_clause_with_a_time_of_its_own_says_so() {
    let mut rulebook = rulebook();
    rulebook.benefits[0].period = Some(Period {
        until: Date::new(2025, 12, 31),
        until_basis: Basis::Inferred,
        until_note: "据规划的年份",
        ..Period::default()
    });
    let pages = pages(&rulebook, None);
    assert!(named(&pages, "one.html").contains("这一条的起止"));
    assert!(named(&pages, "one.html").contains(
        "已失效，到 <time datetime=\"2025-12-31\">2025年12月31日</time> 为止（推断）。据规划的年份"
    ));
    assert!(!named(&pages, "two.html").contains("这一条的起止"));
    let list: Value = serde_json::from_str(named(&pages, "rules.json")).unwrap();
    assert_eq!(list["benefits"][0]["until"], "2025-12-31");
    assert_eq!(list["benefits"][0]["until_basis"], "inferred");
    assert_eq!(list["benefits"][1]["until"], Value::Null);
}

/// A note on clear words is not followed by a remark that nothing is written.
#[test]
fn what_is_said_of_a_point_fits_it() {
    let mut rulebook = rulebook();
    rulebook.benefits[0].open_points = vec![OpenPoint {
        point: "“分别”就是各给一份",
        reading_a: "",
        reading_b: "",
        weight: Weight::Silent,
    }];
    let pages = pages(&rulebook, None);
    let one = named(&pages, "one.html");
    assert!(one.contains("<li><p>“分别”就是各给一份</p></li>"));
}

#[test]
fn places_in_an_order_are_no_quantities() {
    let rulebook = rules();
    let pages = pages(&rulebook, None);
    let mut ranks = 0;
    for page in pages.iter().filter(|page| page.name.ends_with(".html")) {
        ranks += page.content.matches("名次：第").count();
        for wrong in ["名次：不超过", "名次：不少于"] {
            assert!(!page.content.contains(wrong), "{}", page.name);
        }
    }
    assert!(ranks > 0);
}

/// Whoever reads that somebody has been chosen finds it beside who may apply, each with conditions.
#[test]
fn no_list_of_conditions_is_empty() {
    for page in pages(&rules(), None) {
        for nothing in ["：<ul></ul>", "<li></li>", "：</li>"] {
            assert!(!page.content.contains(nothing), "{}: {nothing}", page.name);
        }
    }
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
    assert!(one.contains("按月，共60个月"));
    assert!(one.contains("须在证书核发日期起 12 个月内申请"));
    assert!(one.contains("只能享受其中一项：<a href=\"two.html#other\">"));
}

/// No heading level is skipped, and there is one first heading.
#[test]
fn headings_stand_in_order() {
    for page in pages(&rulebook(), None) {
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

/// The rules of the checkout.
fn rules() -> Rulebook {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let compilation = rulec::compile(&folder, None);
    compilation.rulebook.expect("the rules have errors")
}

fn base() -> Address {
    "https://www.example.org/a/".parse().unwrap()
}

/// The nodes of every block of structured data, by page.
fn graphs(pages: &[Page]) -> Vec<(&Page, Vec<Value>)> {
    let html = pages.iter().filter(|page| page.name.ends_with(".html"));
    html.map(|page| {
        let blocks: Vec<_> = page.content.split("<script").skip(1).collect();
        assert_eq!(blocks.len(), 1, "{}", page.name);
        let block = blocks[0]
            .strip_prefix(" type=\"application/ld+json\">")
            .expect("a block of data and no script");
        let (block, _) = block.split_once("</script>").unwrap();
        let mut graph: Value = serde_json::from_str(block).unwrap();
        assert_eq!(graph["@context"], "https://schema.org");
        let Value::Array(nodes) = graph["@graph"].take() else {
            panic!("{}: no graph", page.name)
        };
        (page, nodes)
    })
    .collect()
}

/// The numbers in a text, as they are written.
fn figures(text: &str) -> BTreeSet<&str> {
    let parts = text.split(|letter: char| !letter.is_ascii_digit() && letter != '.');
    let parts = parts.map(|part| part.trim_matches('.'));
    parts.filter(|part| !part.is_empty()).collect()
}

/// Every string below `value`, except addresses and ids.
fn strings<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(items) => items.iter().for_each(|item| strings(item, found)),
        Value::Object(members) => {
            for (name, member) in members {
                if !matches!(name.as_str(), "@id" | "url" | "identifier") {
                    strings(member, found);
                }
            }
        }
        Value::Number(number) => panic!("a clause has no numbers: {number}"),
        Value::Null | Value::Bool(_) => {}
    }
}

#[test]
fn every_clause_is_a_service_in_its_pages_data() {
    let rulebook = rules();
    let pages = pages(&rulebook, None);
    let graphs = graphs(&pages);
    let mut seen = Vec::new();
    for (page, nodes) in &graphs {
        let services = nodes
            .iter()
            .filter(|node| node["@type"] == "GovernmentService");
        for service in services {
            let id = service["identifier"].as_str().unwrap();
            let benefit = &rulebook.benefits[usize::from(rulebook.benefit(id).unwrap())];
            assert_eq!(service["url"], link_to(&rulebook, benefit));
            assert_eq!(service["@id"], service["url"]);
            assert!(page.content.contains(&format!(" id=\"{id}\"")), "{id}");
            assert_eq!(service["subjectOf"][0]["text"], benefit.citations[0].quote);
            seen.push(id.to_owned());
        }
    }
    let all: Vec<_> = rulebook.benefits.iter().map(|benefit| benefit.id).collect();
    seen.sort();
    let mut all_sorted = all.clone();
    all_sorted.sort();
    assert_eq!(seen, all_sorted);
}

/// Data that names a thing of our pages names one that is there.
#[test]
fn references_in_the_data_lead_somewhere() {
    fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            Value::Object(members) => {
                for (name, member) in members {
                    match (name.as_str(), member) {
                        ("@id" | "url" | "item" | "contentUrl", Value::String(link)) => {
                            found.push(link);
                        }
                        _ => references(member, found),
                    }
                }
            }
            _ => {}
        }
    }
    let rulebook = rules();
    for base in [None, Some(&base())] {
        let pages = pages(&rulebook, base);
        for (page, nodes) in graphs(&pages) {
            let mut links = Vec::new();
            nodes.iter().for_each(|node| references(node, &mut links));
            assert!(links.len() >= 4, "{}", page.name);
            for link in links {
                let here = match base {
                    Some(_) => link.strip_prefix("https://www.example.org/a/").unwrap(),
                    None => link,
                };
                let here = here.strip_prefix("policy/").unwrap_or(here);
                let here = match here.strip_prefix("../") {
                    // To the calculator, perhaps for one clause.
                    Some(behind) => match behind.split_once("&benefit=") {
                        Some((answers, id)) => {
                            assert!(answers.starts_with("index.html#"), "{behind}");
                            assert!(rulebook.benefits.iter().any(|one| one.id == id), "{id}");
                            continue;
                        }
                        None if behind.starts_with("index.html#benefit=") => continue,
                        None => behind,
                    },
                    None => here,
                };
                if here == "index.html" && link.starts_with("../") {
                    continue;
                }
                let (name, anchor) = here.split_once('#').unwrap_or((here, ""));
                let there = pages.iter().find(|page| page.name == name);
                let there = there.unwrap_or_else(|| panic!("{}: {link}", page.name));
                assert!(
                    anchor.is_empty() || there.content.contains(&format!(" id=\"{anchor}\"")),
                    "{}: {link}",
                    page.name
                );
            }
        }
    }
}

/// No sum gets into the data except in the words of the clause itself.
#[test]
fn data_holds_no_figure_that_the_clause_does_not() {
    let rulebook = rules();
    let pages = pages(&rulebook, None);
    let mut compared = 0;
    for (_, nodes) in graphs(&pages) {
        for service in &nodes {
            if service["@type"] != "GovernmentService" {
                continue;
            }
            let id = service["identifier"].as_str().unwrap();
            let benefit = &rulebook.benefits[usize::from(rulebook.benefit(id).unwrap())];
            let quotes = benefit.citations.iter().map(|citation| citation.quote);
            let quotes: String = quotes.collect::<Vec<_>>().join("\n");
            let description = service["description"].as_str().unwrap();
            let stated = figures(&quotes);
            let in_description = figures(description);
            compared += in_description.len();
            assert!(in_description.is_subset(&stated), "{id}: {description}");

            let places = benefit.citations.iter().map(|citation| citation.place);
            let ways = benefit.apply.iter();
            let ways = ways.flat_map(|way| [way.office, way.how, way.phone, way.link]);
            let clause: Vec<_> = places.chain(ways).chain([&*quotes, benefit.name]).collect();
            let clause = clause.join("\n");
            let mut texts = Vec::new();
            strings(service, &mut texts);
            for text in texts {
                assert!(figures(text).is_subset(&figures(&clause)), "{id}: {text}");
            }
        }
    }
    assert!(compared > 40, "{compared}");
}

#[test]
fn a_report_is_no_document_and_an_inferred_day_no_date() {
    let rulebook = rules();
    let pages = pages(&rulebook, None);
    for (page, nodes) in graphs(&pages) {
        let name = page.name.strip_suffix(".html").unwrap();
        let Some(source) = rulebook.sources.iter().find(|source| source.id == name) else {
            continue;
        };
        let [about, document, ..] = &nodes[..] else {
            panic!("{name}")
        };
        assert_eq!(about["@type"], "WebPage");
        assert_eq!(about["dateModified"], rulebook.version.to_string());
        assert_eq!(about["lastReviewed"], source.checked.to_string());
        let (kind, day) = match source.kind {
            SourceKind::OfficialDocument => ("Legislation", &document["legislationDate"]),
            SourceKind::PressReport => ("NewsArticle", &document["datePublished"]),
        };
        assert_eq!(document["@type"], kind);
        assert_eq!(
            day.is_string(),
            source.date.is_some() && !source.date_inferred
        );
        let named = source.kind == SourceKind::OfficialDocument;
        let provided = nodes.iter().any(|node| node.get("provider").is_some());
        assert!(named || !provided, "{name}: a report charges nobody");
    }
}

#[test]
fn nothing_in_a_rule_ends_the_block_of_data() {
    let mut rulebook = rulebook();
    rulebook.benefits[0].name = "甲</script><script>alert(1)</script><!--";
    rulebook.benefits[0].citations[0].quote = "]]>&amp;\u{2028}\"\\";
    let pages = pages(&rulebook, None);
    let graphs = graphs(&pages);
    let (_, nodes) = graphs
        .iter()
        .find(|(page, _)| page.name == "one.html")
        .unwrap();
    let service = nodes.last().unwrap();
    assert_eq!(service["name"], rulebook.benefits[0].name);
    assert_eq!(
        service["subjectOf"][0]["text"],
        rulebook.benefits[0].citations[0].quote
    );
}

#[test]
fn every_page_shows_the_version_of_the_rules() {
    let rulebook = rules();
    for page in pages(&rulebook, None) {
        if page.name.ends_with(".html") {
            let hash = &rulebook.hash[..12];
            let day = format!("datetime=\"{}\"", rulebook.version);
            assert!(page.content.contains(hash), "{}", page.name);
            assert!(page.content.contains(&day), "{}", page.name);
            let cites = page.name == "cite.html";
            let linked = page.content.contains("<a href=\"cite.html\">");
            assert!(linked || cites, "{}", page.name);
        }
    }
}

#[test]
fn the_list_of_rules_holds_every_source_and_clause() {
    let rulebook = rules();
    let pages = pages(&rulebook, None);
    let file = pages.iter().find(|page| page.name == "rules.json").unwrap();
    let list: Value = serde_json::from_str(&file.content).unwrap();
    assert_eq!(list["format"], 2);
    assert_eq!(list["version"]["hash"], rulebook.hash);
    assert_eq!(list["version"]["date"], rulebook.version.to_string());
    let sources = list["sources"].as_array().unwrap();
    assert_eq!(sources.len(), rulebook.sources.len());
    let benefits = list["benefits"].as_array().unwrap();
    assert_eq!(benefits.len(), rulebook.benefits.len());
    for (entry, benefit) in benefits.iter().zip(&rulebook.benefits) {
        assert_eq!(entry["id"], benefit.id);
        assert_eq!(entry["quote"], benefit.citations[0].quote);
        assert_eq!(entry["url"], link_to(&rulebook, benefit));
        let source = rulebook.sources[usize::from(benefit.source)].id;
        assert_eq!(entry["source"], source);
        for list in ["audiences", "regions"] {
            assert!(
                !entry[list].as_array().unwrap().is_empty(),
                "{}",
                benefit.id
            );
        }
    }
    // What the page on citing says of the file is all that is in it.
    let described = &pages.iter().find(|page| page.name == "cite.html").unwrap();
    for part in [&list, &sources[0], &benefits[0]] {
        for name in part.as_object().unwrap().keys() {
            let code = format!("<code>{name}</code>");
            assert!(described.content.contains(&code), "{name}");
        }
    }
}

#[test]
fn whole_addresses_stand_only_where_the_base_is_known() {
    let rulebook = rulebook();
    for page in pages(&rulebook, None) {
        for word in ["rel=\"canonical\"", "og:url", "example.org"] {
            assert!(!page.content.contains(word), "{}: {word}", page.name);
        }
    }
    let base = base();
    let pages = pages(&rulebook, Some(&base));
    let one = pages.iter().find(|page| page.name == "one.html").unwrap();
    let address = "https://www.example.org/a/policy/one.html";
    for tag in [
        format!("<link rel=\"canonical\" href=\"{address}\">"),
        format!("<meta property=\"og:url\" content=\"{address}\">"),
    ] {
        assert!(one.content.contains(&tag), "{tag}");
    }
    // Links stay relative: the folder works anywhere.
    assert!(one.content.contains("href=\"two.html#other\""));
}

#[test]
fn the_site_map_lists_every_page_with_the_day_of_the_rules() {
    let base = "https://www.example.org/a&b/".parse::<Address>().unwrap();
    let rulebook = rulebook();
    let map = sitemap(&rulebook, &base);
    assert!(map.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns="));
    let addresses: Vec<_> = map
        .split("<loc>")
        .skip(1)
        .map(|rest| rest.split_once("</loc>").unwrap())
        .collect();
    let names: Vec<_> = addresses
        .iter()
        .map(|(address, _)| {
            address
                .strip_prefix("https://www.example.org/a&amp;b/")
                .unwrap()
        })
        .collect();
    assert_eq!(
        names,
        [
            "index.html",
            "policy/index.html",
            "policy/compare.html",
            "policy/cite.html",
            "policy/accessibility.html",
            "policy/one.html",
            "policy/two.html"
        ]
    );
    assert_eq!(map.matches("<lastmod>2026-11-21</lastmod>").count(), 7);
}

#[test]
fn only_the_address_of_a_folder_is_a_base() {
    for good in ["https://a.cn/", "http://127.0.0.1:8080/x/%E6%8A%80/"] {
        assert!(good.parse::<Address>().is_ok(), "{good}");
    }
    for bad in [
        "",
        "a.cn/",
        "//a.cn/",
        "ftp://a.cn/",
        "https://",
        "https:///x/",
        "https://a.cn",
        "https://a.cn/index.html",
        "https://a.cn/?a/",
        "https://a.cn/#/",
        "https://a.cn/\"/",
        "https://a.cn/技能/",
        "https://a b/",
    ] {
        assert!(bad.parse::<Address>().is_err(), "{bad}");
    }
}

/// Even where the rulebook has none of the clauses that the examples are usually made of.
#[test]
fn the_page_on_citing_takes_its_examples_from_the_rulebook() {
    let cite = page("cite.html");
    assert!(cite.contains("<a href=\"one.html#first\"><code>…/policy/one.html#first</code></a>"));
    assert!(cite.contains("关于&lt;技能&gt;的“意见”。某市，未载明文号，2024年7月30日（推断）"));
    assert!(cite.contains("skill-subsidy region=&quot;聊城&quot;"));
    let real = pages(&rules(), None);
    let real = real.iter().find(|page| page.name == "cite.html").unwrap();
    assert!(
        real.content
            .contains("href=\"liaocheng.html#liaocheng-upgrade-unemployment-insurance\"")
    );
    assert!(
        real.content
            .contains("泰政办发〔2024〕13号，2024年11月8日，政府文件")
    );
    assert!(
        real.content
            .contains("skill-subsidy region=&quot;liaocheng&quot;")
    );
}

/// What stands between two marks, the first time.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = text.split_once(from).unwrap_or_else(|| panic!("no {from}"));
    rest.split_once(to).unwrap_or_else(|| panic!("no {to}")).0
}

#[test]
fn cities_stand_side_by_side_with_every_clause_of_theirs() {
    let rules = rules();
    let pages = pages(&rules, None);
    let page = named(&pages, "compare.html");
    for benefit in &rules.benefits {
        let link = format!("href=\"{}\"", link_to(&rules, benefit));
        let times = page.matches(&link).count();
        assert_eq!(times, benefit.audiences.count_ones() as usize, "{link}");
    }
    // A clause for one city stands in that city's column, and in a row with what others grant for the same.
    let rows: Vec<&str> = page.split("<tr role=\"row\">").collect();
    for (one, other) in [
        ("liaocheng-selfeval-reward", "zibo-selfeval-8w"),
        ("taian-worldskills", "zibo-contestant-50w"),
        (
            "liaocheng-contest-city-organiser",
            "zibo-contest-organiser-50w",
        ),
        ("liaocheng-platform-match", "zibo-platform-30-15-10"),
        ("taian-order-5w", "zibo-order-class-1w"),
        ("liaocheng-upgrade-fiscal", "zibo-technician-2500-3000"),
        ("zibo-newstar-allowance", "weifang-living-1000-500"),
    ] {
        let together = |row: &&&str| {
            row.contains(&format!("#{one}\"")) && row.contains(&format!("#{other}\""))
        };
        let row = rows.iter().find(together);
        let row = row.unwrap_or_else(|| panic!("{one} and {other} stand in two rows"));
        for id in [one, other] {
            let benefit = &rules.benefits[usize::from(rules.benefit(id).unwrap())];
            let source = &rules.sources[usize::from(benefit.source)];
            let city = regions(&rules, source)[0];
            let mut cells = row.split("<td ");
            let cell = cells.find(|cell| cell.contains(&format!("data-city=\"{city}\"")));
            assert!(cell.unwrap().contains(&format!("#{id}\"")), "{id}");
        }
    }
    let cell = between(page, "#zibo-technician-2500-3000\"", "</li>");
    assert!(cell.contains("一次性2,500元；一次性3,000元"), "{cell}");
    let cell = between(page, "#taian-topnotch-1000\"", "</li>");
    assert!(cell.contains("须评选"), "{cell}");
    // What hangs on an answer is no row without a name.
    assert!(!page.contains("role=\"rowheader\"></th>"));
}

#[test]
fn the_statement_names_what_does_not_work_and_is_linked_from_every_page() {
    let pages = pages(&rulebook(), None);
    let statement = pages
        .iter()
        .find(|page| page.name == "accessibility.html")
        .unwrap();
    for word in ["WCAG 2.2", "GB/T 37668", "VoiceOver", "怎样反映"] {
        assert!(statement.content.contains(word), "{word}");
    }
    for page in pages.iter().filter(|page| page.name.ends_with(".html")) {
        let linked = page.content.contains("href=\"accessibility.html\"");
        assert_eq!(linked, page.name != "accessibility.html", "{}", page.name);
    }
}

#[test]
fn the_same_rules_give_the_same_bytes() {
    assert_eq!(pages(&rules(), None), pages(&rules(), None));
}
