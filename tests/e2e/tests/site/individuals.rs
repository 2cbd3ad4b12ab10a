//! Workers, graduates and contestants, to the end of their questions.

use anyhow::{Result, ensure};
use e2e::{Page, Person, browse};

use crate::DAY;

const INSURED: &str = "liaocheng-upgrade-unemployment-insurance";
const FISCAL: &str = "liaocheng-upgrade-fiscal";

/// A worker in Liaocheng with a certificate of January 2026.
async fn liaocheng(page: &Page, level: &str, insured_months: &str) -> Result<Vec<String>> {
    page.start(DAY).await?;
    page.walk(&[
        ("audience", "individual"),
        ("region", "liaocheng"),
        ("level", level),
        ("certificate_date", "2026-1-10"),
        ("certificate_source", "self"),
        ("workplace", "enterprise"),
        ("social_insurance_months", "36"),
        ("social_insurance_current", "yes"),
        ("unemployment_insurance_months", insured_months),
        ("field", "engineering"),
        ("*", "-"),
    ])
    .await
}

#[test]
fn liaocheng_worker_with_twelve_months_of_insurance() {
    browse("liaocheng-insured", async |page| {
        liaocheng(page, "advanced", "12").await?;
        page.expect(INSURED, "eligible", &["2,000至8,000元", "2027年1月10日"])
            .await?;
        page.expect(FISCAL, "ineligible", &[]).await?;
        ensure!(page.group(INSURED).await?.as_deref() == Some("right"));
        ensure!(page.group(FISCAL).await?.as_deref() == Some("no"));
        let total = page.total("right").await?;
        ensure!(total.contains("2,000至8,000元"), "{total}");
        Ok(())
    });
}

#[test]
fn liaocheng_worker_with_eleven_months_of_insurance() {
    browse("liaocheng-fiscal", async |page| {
        liaocheng(page, "advanced", "11").await?;
        page.expect(FISCAL, "eligible", &["2,000至8,000元", "2027年1月10日"])
            .await?;
        page.expect(INSURED, "ineligible", &[]).await
    });
}

#[test]
fn liaocheng_technician_goes_by_the_fiscal_channel() {
    browse("liaocheng-technician", async |page| {
        let asked = liaocheng(page, "technician", "36").await?;
        page.expect(FISCAL, "eligible", &["2,000至8,000元"]).await?;
        page.expect(INSURED, "ineligible", &[]).await?;
        // Whoever has paid one insurance is not asked about the other.
        ensure!(
            !asked.contains(&"social_insurance_months".to_owned()),
            "{asked:?}"
        );
        Ok(())
    });
}

#[test]
fn liaocheng_certificate_that_is_too_old() {
    browse("liaocheng-lapsed", async |page| {
        liaocheng(page, "advanced", "12").await?;
        // The same answers on the last day, and a day later.
        page.start("2027-01-10").await?;
        page.expect(INSURED, "eligible", &["2027年1月10日"]).await?;
        page.start("2027-01-11").await?;
        page.expect(INSURED, "lapsed", &["12个月内"]).await
    });
}

#[test]
fn zibo_graduate_with_a_monthly_allowance() {
    browse("zibo-graduate", async |page| {
        page.start(DAY).await?;
        page.walk(&[
            ("audience", "individual"),
            ("region", "zibo"),
            ("level", "advanced"),
            ("certificate_date", "2026-1-10"),
            ("school", "tech_school"),
            ("full_time_study", "yes"),
            ("class_level", "advanced_class"),
            ("years_since_graduation", "2"),
            ("arrival", "came"),
            ("arrival_date", "2025-9"),
            ("workplace", "enterprise"),
            ("full_time", "yes"),
            ("*", "-"),
        ])
        .await?;
        page.expect(
            "zibo-newstar-allowance",
            "eligible",
            &["每月500元", "60个月", "3万元", "连续发放5年"],
        )
        .await?;
        let total = page.total("right").await?;
        ensure!(total.contains("3万元"), "{total}");
        Ok(())
    });
}

#[test]
fn taian_contestant_by_rank() {
    browse("taian-contestant", async |page| {
        page.start(DAY).await?;
        page.walk(&[
            ("audience", "individual"),
            ("region", "taian"),
            ("level", "none"),
            ("honours", "some"),
            ("contests", "national"),
            ("national_rank", "2"),
            ("national_contest_date", "2025"),
            ("honour_origin", "local_enterprise"),
            ("*", "-"),
        ])
        .await?;
        page.expect("taian-national-contest", "eligible", &["5万元"])
            .await?;
        page.edit("national_rank", "4").await?;
        page.expect("taian-national-contest", "eligible", &["3万元"])
            .await?;
        page.edit("national_rank", "11").await?;
        page.expect("taian-national-contest", "ineligible", &[])
            .await
    });
}

#[test]
fn weifang_graduate_with_an_unclear_clause() {
    browse("weifang-graduate", async |page| {
        page.start(DAY).await?;
        page.walk(&[
            ("audience", "individual"),
            ("region", "weifang"),
            ("level", "advanced"),
            ("certificate_date", "2026-1-10"),
            ("school", "college"),
            ("full_time_study", "yes"),
            ("arrival", "stayed"),
            ("arrival_date", "2025-9"),
            ("workplace", "enterprise"),
            ("full_time", "yes"),
            ("buy_home", "yes"),
            ("*", "-"),
        ])
        .await?;
        // 「符合条件」 is not spelled out.
        page.expect("weifang-housing-8-4", "possible", &["4万元", "符合条件"])
            .await?;
        ensure!(page.group("weifang-housing-8-4").await?.as_deref() == Some("possible"));
        Ok(())
    });
}

#[test]
fn another_city_of_the_province_has_the_province_alone() {
    browse("other-city", async |page| {
        page.start(DAY).await?;
        page.walk(&[
            ("audience", "individual"),
            ("region", "jinan"),
            ("level", "none"),
            ("*", "-"),
        ])
        .await?;
        for (benefit, _) in page.verdicts().await? {
            ensure!(benefit.starts_with("shandong-"), "{benefit}");
        }
        let text = page.text().await?;
        for city in ["济南", "聊城", "淄博", "泰安", "潍坊"] {
            ensure!(text.contains(city), "{city} is not named");
        }
        Ok(())
    });
}

/// Nothing is said to be due, and nothing is said to be refused for want of an answer.
#[test]
fn somebody_who_knows_nothing_is_told_nothing_for_certain() {
    browse("unsure", async |page| {
        let clueless: [Person; 3] = [
            &[("audience", "individual"), ("region", "zibo"), ("*", "~")],
            &[
                ("audience", "enterprise"),
                ("region", "liaocheng"),
                ("*", "~"),
            ],
            &[("audience", "unit"), ("region", "taian"), ("*", "~")],
        ];
        for person in clueless {
            page.start(DAY).await?;
            page.value("sessionStorage.clear()").await?;
            page.start(DAY).await?;
            let asked = page.walk(person).await?;
            ensure!(asked.len() <= 15, "{} questions", asked.len());
            for (benefit, verdict) in page.verdicts().await? {
                ensure!(verdict == "possible", "{benefit} is {verdict}: {person:?}");
            }
            ensure!(
                !page
                    .has("[data-group=right], [data-group=selection]")
                    .await?
            );
        }
        Ok(())
    });
}
