//! An enterprise of each city, and a school.

use anyhow::ensure;
use e2e::{Person, browse};

use crate::DAY;

/// Walks to the end and checks verdicts and words of some cards.
fn organisation(name: &str, person: Person<'_>, cards: &[(&str, &str, &[&str])]) {
    browse(name, async |page| {
        page.start(DAY).await?;
        let asked = page.walk(person).await?;
        ensure!(asked.len() <= 15, "{} questions: {asked:?}", asked.len());
        for (benefit, verdict, words) in cards {
            page.expect(benefit, verdict, words).await?;
        }
        Ok(())
    });
}

#[test]
fn enterprise_in_liaocheng() {
    organisation(
        "liaocheng-enterprise",
        &[
            ("audience", "enterprise"),
            ("region", "liaocheng"),
            ("self_evaluation", "filed practised"),
            ("new_high_skilled", "51"),
            ("has_platforms", "some"),
            ("platforms", "national_studio"),
            ("has_hosted", "some"),
            ("hosted", "city_class1"),
            ("city_projects", "2"),
            ("*", "-"),
        ],
        &[
            ("liaocheng-selfeval-reward", "eligible", &["2万元"]),
            (
                "liaocheng-contest-city-organiser",
                "eligible",
                &["2万元至6万元"],
            ),
            ("liaocheng-platform-match", "eligible", &["20万元"]),
        ],
    );
}

#[test]
fn enterprise_in_liaocheng_with_exactly_a_hundred() {
    organisation(
        "liaocheng-hundred",
        &[
            ("audience", "enterprise"),
            ("region", "liaocheng"),
            ("self_evaluation", "filed practised"),
            ("new_high_skilled", "100"),
            ("*", "-"),
        ],
        &[(
            "liaocheng-selfeval-reward",
            "eligible",
            &["2万元至3万元", "刚好100人"],
        )],
    );
}

#[test]
fn enterprise_in_zibo() {
    organisation(
        "zibo-enterprise",
        &[
            ("audience", "enterprise"),
            ("region", "zibo"),
            ("flexible_leader", "yes"),
            ("agreed_salary", "250000"),
            ("self_evaluation", "filed practised"),
            ("order_class", "yes"),
            ("order_hires", "3"),
            ("*", "-"),
        ],
        &[
            ("zibo-flex-salary-20pct", "eligible", &["5万元"]),
            ("zibo-order-class-1w", "eligible", &["3万元"]),
            ("zibo-selfeval-8w", "by_review", &["最高8万元"]),
        ],
    );
}

#[test]
fn enterprise_in_taian() {
    organisation(
        "taian-enterprise",
        &[
            ("audience", "enterprise"),
            ("region", "taian"),
            ("has_platforms", "some"),
            ("platforms", "city_station"),
            ("city_station_date", "2025"),
            ("apprentices", "10"),
            ("education_spend", "yes"),
            ("*", "-"),
        ],
        &[
            ("taian-city-station-10w", "eligible", &["10万元"]),
            (
                "taian-apprenticeship-4000-6000",
                "eligible",
                &["4万元至6万元"],
            ),
            ("taian-tax-deduction", "eligible", &["税前扣除"]),
        ],
    );
}

#[test]
fn enterprise_in_weifang() {
    organisation(
        "weifang-enterprise",
        &[
            ("audience", "enterprise"),
            ("region", "weifang"),
            ("self_evaluation", "filed"),
            ("*", "-"),
        ],
        &[
            ("weifang-studios", "by_review", &["技能大师特色工作室"]),
            ("shandong-selfeval-right", "eligible", &[]),
        ],
    );
}

#[test]
fn school_in_zibo() {
    organisation(
        "zibo-school",
        &[
            ("audience", "unit"),
            ("region", "zibo"),
            ("unit_kind", "tech_school"),
            (
                "school_honours",
                "quality_school_national integration_pilot",
            ),
            ("integration_majors_national", "0"),
            ("integration_majors_provincial", "2"),
            ("*", "-"),
        ],
        &[
            ("zibo-quality-school", "eligible", &["500万元"]),
            ("zibo-integration-pilot", "eligible", &["100万元"]),
        ],
    );
}
