//! What the views say to three people and to an enterprise, rendered natively.
#![cfg(not(target_arch = "wasm32"))]

use std::pin::pin;
use std::rc::Rc;
use std::sync::LazyLock;
use std::task::{Context, Poll, Waker};

use engine::{Date, Evaluator, Rulebook};
use more::{Known, Page, PageProps, View};
use yew::{LocalServerRenderer, NodeRef};

const ENGLISH: &str = include_str!("../../../text/en.toml");

static EVALUATOR: LazyLock<Evaluator<'static>> = LazyLock::new(|| {
    let rules = concat!(env!("CARGO_MANIFEST_DIR"), "/../../rules");
    let rulebook: Rulebook = rulec::compile(rules.as_ref(), None)
        .rulebook
        .expect("rules that hold");
    Evaluator::new(Box::leak(Box::new(rulebook)))
});

fn render(view: View, line: &str, english: bool) -> String {
    let on = Date::parse("2026-06-01").expect("a day");
    let english = english.then(|| ENGLISH.to_owned());
    let known = Rc::new(Known::new(&EVALUATOR, view, line, on, english));
    let props = PageProps {
        known,
        heading: NodeRef::default(),
        onprint: Default::default(),
        onclose: Default::default(),
    };
    let renderer = LocalServerRenderer::<Page>::with_props(props).hydratable(false);
    let mut page = pin!(renderer.render());
    for _ in 0..100_000 {
        if let Poll::Ready(page) = page.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return page;
        }
    }
    panic!("a page that never comes");
}

/// What stands there, a line for each element that has words of its own.
fn text(page: &str) -> String {
    let mut lines = Vec::new();
    for piece in page.split('<').skip(1) {
        if let Some((_, words)) = piece.split_once('>')
            && !words.trim().is_empty()
        {
            lines.push(words.trim());
        }
    }
    lines.join("\n")
}

const WELDER: &str = "audience=individual&region=liaocheng&level=advanced&certificate_date=2026-01-20\
    &certificate_source=self&workplace=enterprise&full_time=yes&frontline=yes&field=engineering&social_insurance_current=yes\
    &unemployment_insurance_months=8&honours=none&school=other";
const ZIBO: &str = "audience=individual&region=zibo&level=advanced&certificate_date=2026-03-01\
    &workplace=enterprise&full_time=yes&frontline=yes&professional_title=none&honours=none&school=other";
const GRADUATE: &str = "audience=individual&region=weifang&level=advanced&certificate_date=2026-01-10\
    &certificate_source=school&school=technician_college&full_time_study=yes&arrival=stayed&arrival_date=2025-09\
    &workplace=enterprise&full_time=yes&buy_home=yes&honours=none";

const EMPLOYER: &str = "audience=enterprise&region=liaocheng&self_evaluation=yes.filed.practised&new_high_skilled=48\
    &has_platforms=none&has_hosted=none";

/// What stands there of a part of a view, in one line.
fn part(page: &str, name: &str) -> String {
    let begin = page
        .find(&format!("data-part=\"{name}\""))
        .expect("such a part");
    let end = page[begin..].find("</section>").expect("a part ends") + begin;
    text(&page[begin..end]).replace('\n', " ")
}

/// What stands in the row of one level or city.
fn row(page: &str, mark: &str) -> String {
    let begin = page.find(mark).expect("such a row");
    let end = page[begin..].find("</tr>").expect("a row ends") + begin;
    text(&page[begin..end]).replace('\n', " ")
}

#[test]
fn a_welder_in_liaocheng_reads_what_time_takes_and_brings() {
    let page = render(View::Advice, WELDER, false);
    let ahead = part(&page, "ahead");
    for says in [
        "技能提升补贴（财政渠道） 2026年9月30日后不能再领",
        "技能提升补贴（失业保险渠道） 2026年10月1日起：可申领，一次性2,000至8,000元",
        "技能提升补贴（失业保险渠道） 2027年1月20日后不能再领",
    ] {
        assert!(ahead.contains(says), "{says}: {ahead}");
    }
    let changes = part(&page, "changes");
    // What a higher level brings has to be chosen for: it is not among what is due.
    assert!(!page.contains("data-changes=\"right\""), "{changes}");
    assert!(
        changes.contains("齐鲁首席技师补助 取得二级／技师证书，可申报（须评选）：4.8万元"),
        "{changes}"
    );
    assert!(changes.contains("现在：待确认"), "{changes}");
    assert!(row(&page, "data-level=\"advanced\"").contains("（您） 2,000至8,000元"));
}

#[test]
fn a_worker_in_zibo_reads_the_next_level_and_its_sum() {
    let page = render(View::Advice, ZIBO, false);
    let changes = part(&page, "changes");
    assert!(
        changes.contains(
            "改了就能领 条件写明了，够了就能领。 技师、高级技师一次性补贴 取得二级／技师证书，可申领：一次性2,500元 现在：不符合"
        ),
        "{changes}"
    );
    let [right, chance] = ["改了就能领", "改了能申报，要评选"].map(|title| changes.find(title));
    assert!(right < chance);
    assert!(row(&page, "data-level=\"senior_technician\"").contains("3,000元"));
    let own = row(&page, "data-level=\"advanced\"");
    assert_eq!(own, "三级／高级工（您） — — 评选2项，最多6.8万元");
    // One who has it already gets the difference.
    let technician = ZIBO.replace("level=advanced", "level=technician");
    let changes = part(&render(View::Advice, &technician, false), "changes");
    assert!(
        changes.contains(
            "取得一级／高级技师证书，多500元 现在：一次性2,500元；改了以后：一次性3,000元"
        ),
        "{changes}"
    );
}

#[test]
fn a_graduate_in_weifang_is_advised_to_do_nothing() {
    let page = render(View::Advice, GRADUATE, false);
    let changes = part(&page, "changes");
    assert_eq!(changes, "改一两项，会多什么 没有只改一两项就能多拿的。");
}

#[test]
fn an_enterprise_reads_its_next_tier_and_no_ladder() {
    let page = render(View::Advice, EMPLOYER, false);
    let tiers = part(&page, "tiers");
    assert!(tiers.contains("还差3人到51人一档："), "{tiers}");
    assert!(!page.contains("data-part=\"ladder\""));
}

#[test]
fn cities_stand_side_by_side_and_unranked_while_something_is_open() {
    let page = render(View::Cities, GRADUATE, false);
    assert!(page.contains("不排名：有的项目还没有定"));
    let places = ["liaocheng", "zibo", "taian", "weifang"].map(|city| {
        page.find(&format!("data-city=\"{city}\""))
            .expect("such a city")
    });
    assert!(places.is_sorted());
    let own = row(&page, "data-city=\"weifang\"");
    assert!(
        own.contains("潍坊（您在这里）") && own.contains("1.8万元 “3V”政策生活补助"),
        "{own}"
    );
    // Elsewhere nobody knows how they would come: it is asked once, and nothing is supposed at first.
    assert!(page.contains("如果搬到那里"));
    let zibo = row(&page, "data-city=\"zibo\"");
    assert!(
        zibo.contains("“技能新星”生活补贴") && zibo.contains('?'),
        "{zibo}"
    );
}

#[test]
fn english_says_the_same_and_names_are_unique() {
    for (view, line) in [
        (View::Advice, WELDER),
        (View::Advice, ZIBO),
        (View::Advice, EMPLOYER),
        (View::Cities, GRADUATE),
    ] {
        for english in [false, true] {
            let page = render(view, line, english);
            let ids: Vec<&str> = page.split(" id=\"").skip(1).collect();
            let mut names: Vec<&str> = ids.iter().filter_map(|id| id.split('"').next()).collect();
            names.sort_unstable();
            let count = names.len();
            names.dedup();
            assert_eq!(names.len(), count, "{names:?}");
            // Policies of pages forbid styles in what is drawn.
            assert!(!page.contains(" style="));
        }
    }
    let page = render(View::Advice, ZIBO, true);
    assert!(part(&page, "changes").contains(
        "A certificate of Level 2, technician (技师): Can claim: 2,500 yuan once Now: Not met"
    ));
    let liaocheng = row(
        &render(View::Cities, GRADUATE, true),
        "data-city=\"liaocheng\"",
    );
    assert!(liaocheng.starts_with("Liaocheng"), "{liaocheng}");
}
