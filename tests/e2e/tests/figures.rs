//! How long a large roster takes in the page, and how long the page does not answer meanwhile.

use std::time::Instant;

use anyhow::{Context, Result};
use e2e::{Folder, Page, browse};
use rust_xlsxwriter::Workbook;
use std::path::Path;

const ROWS: u32 = 100_000;

/// A workbook as HR has it: twelve columns, one in ten cells empty.
fn workbook(to: &Path) -> Result<()> {
    let levels = [
        "高级工",
        "三级",
        "技师",
        "二级",
        "高级技师",
        "中级工",
        "没有证书",
    ];
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in [
        "姓名",
        "职业技能等级",
        "证书核发日期",
        "企业在职职工",
        "全职工作",
        "失业保险累计缴费月数",
        "城镇职工社会保险缴费月数",
        "社会保险正常缴费",
        "毕业情况",
        "称号和身份",
        "自主评价取证",
        "新型学徒",
    ]
    .into_iter()
    .enumerate()
    {
        sheet.write_string(0, column as u16, name)?;
    }
    // The same every time, and no two rows alike.
    let mut state = 1u32;
    let mut next = |below: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) % below
    };
    for row in 1..=ROWS {
        let mut text = |column: u16, text: &str| sheet.write_string(row, column, text).map(|_| ());
        text(0, &format!("职工{row}"))?;
        text(1, levels[next(7) as usize])?;
        text(
            2,
            &format!("{}-{:02}-{:02}", 2024 + next(3), 1 + next(10), 1 + next(28)),
        )?;
        for column in [3, 4, 7, 10, 11] {
            if next(10) > 0 {
                text(column, ["是", "否"][next(2) as usize])?;
            }
        }
        text(
            8,
            ["以上都没有", "技工院校毕业、读的是全日制"][next(2) as usize],
        )?;
        text(9, ["以上都没有", "市技术能手"][next(2) as usize])?;
        for column in [5, 6] {
            sheet.write_number(row, column, next(200))?;
        }
    }
    book.save(to)?;
    Ok(())
}

async fn measure(page: &Page) -> Result<()> {
    let folder = Folder::new("figures")?;
    let file = folder.path().join("roster.xlsx");
    workbook(&file)?;
    println!("a workbook of {ROWS} rows and 12 columns, in Chromium:");
    evaluate(page, &file, true).await?;
    println!("where there are no workers:");
    evaluate(page, &file, false).await
}

async fn evaluate(page: &Page, file: &Path, workers: bool) -> Result<()> {
    page.open("policy/index.html").await?;
    page.open("index.html?on=2026-11-24#audience=enterprise&region=zibo")
        .await?;
    if !workers {
        page.script("delete window.Worker", vec![]).await?;
    }
    page.click("[data-button=roster]").await?;
    page.until("document.querySelector('#roster-region').options.length > 4")
        .await?;
    page.script(
        "window.longest = 0;
         new PerformanceObserver((list) => {
           for (const entry of list.getEntries()) window.longest = Math.max(window.longest, entry.duration);
         }).observe({ entryTypes: ['longtask'] });",
        vec![],
    )
    .await?;
    let begin = Instant::now();
    page.choose_file("#roster-file", file).await?;
    page.find("[data-button=roster-go]").await?;
    let read = begin.elapsed();
    let longest_reading = page.value("window.longest").await?;
    page.script("window.longest = 0", vec![]).await?;
    page.click("[data-button=roster-go]").await?;
    page.click("[data-button=roster-assume]").await?;
    page.find("[data-total=people]").await?;
    let whole = begin.elapsed();
    let longest = page.value("window.longest").await?;
    let memory = page
        .value("Number(document.querySelector('[data-memory]').dataset.memory)")
        .await?;
    let memory = memory.as_f64().context("bytes")? / 1_048_576.0;
    println!(
        "  {:>8.1} s  from the file to its columns",
        read.as_secs_f64()
    );
    println!("  {:>8.1} s  from the file to results", whole.as_secs_f64());
    println!(
        "  {longest_reading:>8} ms the longest that the page did not answer while it was read"
    );
    println!("  {longest:>8} ms the same while it was evaluated (0: never 50 ms)");
    println!("  {memory:>8.0} MiB of memory at most, in the roster's program");
    Ok(())
}

#[test]
#[ignore = "prints figures"]
fn a_roster_of_a_hundred_thousand() {
    browse("figures", measure);
}
