//! `batch`: everybody in a roster, one line each, in the order of the roster.
//!
//! Delimited text streams through: a reader hands rows in portions to all cores, a writer puts the
//! lines back in order, and only so many portions are under way, so that memory does not grow with
//! the roster. A file appears under its name when it is whole and not before.

mod input;
mod line;
mod output;
mod pool;
mod said;
mod tally;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use engine::{AUDIENCE, Answer, Answers, Date, Evaluator, REGION, Rulebook};
use roster::read::Header;
use roster::wording::CHINESE;
use roster::{Choice, Defaults, Entry, Export, Mapping, Options, Results, Role, Roll};
use serde::Serialize;

use crate::batch::input::{LeftOut, Source};
use crate::batch::line::{Layout, Lines};
use crate::batch::output::Output;
use crate::batch::tally::Tally;
use crate::json::pretty;
use crate::{Outcome, Stop};

#[derive(clap::Args)]
pub struct Batch {
    /// 花名册：.xlsx、.xls、.ods、.csv 或 .tsv；- 表示从标准输入读文本
    #[arg(value_name = "花名册", help_heading = "参数")]
    pub roster: PathBuf,
    /// 城市的名字或编号（写错了会列出全部）；表里有城市列时，空着的行用它
    #[arg(long, value_name = "城市")]
    pub region: Option<String>,
    /// 测算日期，如 2026-06-01；默认今天
    #[arg(long, value_name = "日期")]
    pub as_of: Option<String>,
    /// 结果写到哪里：.csv、.xlsx，或 -（标准输出，默认）
    #[arg(
        short,
        long,
        value_name = "文件",
        default_value = "-",
        hide_default_value = true
    )]
    pub output: PathBuf,
    /// 最后给出汇总：人数，各项待遇的人数，金额
    #[arg(long)]
    pub summary: bool,
    /// 各列依次是什么，用英文逗号隔开，如 姓名,level,certificate_date；不用的列写 -
    #[arg(long, value_name = "列")]
    pub columns: Option<String>,
    /// 输入没有表头（要用 --columns 说明各列），输出也不写表头
    #[arg(long, requires = "columns")]
    pub no_header: bool,
    /// 一列是什么，如 级别=level；可以写几次，其余的列照旧
    #[arg(long, value_name = "列名=列")]
    pub map: Vec<String>,
    /// 表里没有的，全体都这样算，如 arrival=came 或 怎么到本市工作的=从外地来的；可以写几次，表里写了的按表
    #[arg(long, value_name = "问题=答案")]
    pub assume: Vec<String>,
    /// 一组全员设定：employees、no_honours、continuous、hired_here，或 all（四组都用）；可以写几次
    #[arg(long, value_name = "名称")]
    pub preset: Vec<String>,
    /// 隐藏的行（筛选掉的）也算
    #[arg(long)]
    pub hidden_rows: bool,
    /// 这些行算人，用英文逗号隔开：没有这个参数时不算的
    #[arg(long, value_name = "行号", value_delimiter = ',')]
    pub count_rows: Vec<u32>,
    /// 把这些列抄到结果里，用英文逗号隔开；证件号等列只有写在这里才会出现
    #[arg(long, value_name = "列")]
    pub keep: Option<String>,
    /// 文本的分隔符：comma、tab 或 semicolon；默认自动识别
    #[arg(long, value_name = "分隔符", value_parser = ["comma", "tab", "semicolon"], hide_possible_values = true)]
    pub delimiter: Option<String>,
    /// 标准输出的分隔符：comma（默认）或 tab；tab 时不加引号
    #[arg(long, value_name = "分隔符", value_parser = ["comma", "tab"], hide_possible_values = true)]
    pub output_delimiter: Option<String>,
    /// 工作表的名称；默认第一张有花名册的可见工作表
    #[arg(long, value_name = "名称")]
    pub sheet: Option<String>,
    /// 用几个线程；默认全部核心
    #[arg(long, value_name = "个数", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
    /// 不在标准错误输出写列的对应、进度和行数
    #[arg(long)]
    pub quiet: bool,
    /// 用这个目录里的规则，不用程序自带的
    #[arg(long, value_name = "目录")]
    pub rules: Option<PathBuf>,
}

/// The columns of rosters and of results.
#[derive(Serialize)]
struct Schema {
    #[serde(flatten)]
    roster: roster::Schema,
    output: Vec<line::Column>,
}

/// The columns of rosters and of results, as JSON.
pub fn schema(rulebook: &Rulebook) -> String {
    pretty(&Schema {
        roster: roster::schema(rulebook),
        output: line::schema(),
    })
}

pub fn run(rulebook: &Rulebook, batch: &Batch) -> Result<Outcome, Stop> {
    let mut problems = Vec::new();
    let on = day(batch.as_of.as_deref());
    let on = on.map_err(|problem| problems.push(problem)).ok();
    let region = batch.region.as_deref().map(|name| region(rulebook, name));
    let region = region.transpose();
    let region = region.map_err(|problem| problems.push(problem)).ok();
    let named = batch.columns.as_deref().map(names);
    let kept = batch.keep.as_deref().map(names).unwrap_or_default();
    if let Some(named) = &named {
        problems.extend(unknown(rulebook, named, &kept));
    }
    let output = Output::of(&batch.output, &batch.roster);
    let output = output.map_err(|problem| problems.push(problem)).ok();
    let (Some(on), Some(region), Some(output), true) = (on, region, output, problems.is_empty())
    else {
        return Err(Stop::refused(&problems));
    };

    let mut place = Answers::new(rulebook);
    for (fact, answer) in [(AUDIENCE, individual(rulebook)), (REGION, region)] {
        if let Some(option) = answer {
            // Both were looked up among the options.
            let _ = place.set(rulebook, fact, Answer::Choice(option), on);
        }
    }
    let defaults = assumed(rulebook, place, batch, on);
    let defaults = defaults.map_err(|problems| Stop::refused(&problems))?;

    let options = Options {
        header: match &named {
            Some(named) if batch.no_header => Header::Given(named.clone()),
            _ => Header::Find,
        },
        delimiter: batch.delimiter.as_deref().map(delimiter),
    };
    let read = AtomicU64::new(0);
    let to_xlsx = matches!(output, Output::Xlsx(_));
    let mut source = Source::open(
        &batch.roster,
        &options,
        batch.sheet.as_deref(),
        to_xlsx,
        &read,
    )?;
    let table = source.table();
    let headers = named.as_ref().unwrap_or(&table.headers).clone();
    let mut mapping = match &named {
        Some(named) => Mapping::new(named.iter().map(|name| role(rulebook, name)).collect()),
        None => roster::suggest(rulebook, table),
    };
    map(rulebook, &headers, &batch.map, &mut mapping)
        .map_err(|problems| Stop::refused(&problems))?;
    let kept = columns(&headers, &kept).map_err(|problems| Stop::refused(&problems))?;
    check(rulebook, &headers, &mapping, region).map_err(|problem| Stop::refused(&[problem]))?;
    if !batch.quiet {
        eprint!(
            "{}",
            said::mapping(rulebook, &headers, &mapping, table.first_column)
                + &said::assumed(rulebook, &defaults)
        );
    }
    let choice = Choice {
        hidden: batch.hidden_rows,
        back: batch.count_rows.clone(),
        every: batch.no_header,
    };

    if let Output::Xlsx(path) = &output {
        let roll = Roll::new(rulebook, source.into_table(), &mapping, &choice);
        let tally = workbook(rulebook, &roll, &mapping, &kept, &defaults, on, path)?;
        let left = LeftOut::of(roll.left);
        return Ok(finish(rulebook, batch, &defaults, &tally, &left, true));
    }
    let first_column = table.first_column;
    source.begin(rulebook, &mapping, &choice)?;
    let evaluator = Evaluator::new(rulebook);
    let lines = Lines {
        evaluator: &evaluator,
        mapping: &mapping,
        defaults: &defaults,
        on,
        first_column,
        kept: &kept,
        layout: Layout {
            delimiter: match batch.output_delimiter.as_deref() {
                Some("tab") if output.is_stdout() => b'\t',
                _ => b',',
            },
            end: if output.is_stdout() { "\n" } else { "\r\n" },
        },
    };
    let mut sink = output.create()?;
    if !batch.no_header {
        sink.put(&lines.header(&headers))?;
    }
    let jobs = batch.jobs.map_or_else(pool::cores, usize::from);
    let mut progress = Progress::new(batch, &read, source.bytes());
    let tally = pool::run(
        jobs,
        |portion| source.fill(portion),
        || lines.worker(),
        |worker, rows, out| worker.judge(rows, out),
        |bytes, tally: &Tally| {
            progress.add(tally);
            sink.put(bytes)
        },
    )?;
    sink.done()?;
    progress.done();
    let left = source.left_out();
    let aside = !output.is_stdout();
    Ok(finish(rulebook, batch, &defaults, &tally, left, aside))
}

/// The summary goes where the lines do not.
fn finish(
    rulebook: &Rulebook,
    batch: &Batch,
    defaults: &Defaults,
    tally: &Tally,
    left: &LeftOut,
    aside: bool,
) -> Outcome {
    let mut outcome = Outcome::done(String::new());
    if !batch.quiet {
        outcome.err = said::counted(tally) + &said::left_out(left);
    }
    if batch.summary {
        let summary = said::assumed(rulebook, defaults) + &said::summary(rulebook, tally);
        if aside {
            outcome.out = summary;
        } else {
            outcome.err += &summary;
        }
    }
    outcome
}

/// What is assumed of everybody.
fn assumed(
    rulebook: &Rulebook,
    place: Answers,
    batch: &Batch,
    on: Date,
) -> Result<Defaults, Vec<String>> {
    let mut defaults = Defaults::from(place);
    let mut problems = Vec::new();
    let names: Vec<&str> = roster::presets().iter().map(|preset| preset.id).collect();
    for name in &batch.preset {
        let chosen: Vec<&str> = match name.as_str() {
            "all" => names.clone(),
            name => vec![name],
        };
        for name in chosen {
            // A dash is as good as what the names are written with.
            if defaults
                .preset(rulebook, &name.replace('-', "_"), on)
                .is_err()
            {
                let names = names.join("、");
                problems.push(format!("--preset：没有 `{name}` 这一组，有 {names}、all"));
            }
        }
    }
    for written in &batch.assume {
        let refused = defaults.assume(rulebook, written, on).err();
        problems.extend(refused.map(|why| said::not_assumed(rulebook, written, &why)));
    }
    match problems.is_empty() {
        true => Ok(defaults),
        false => Err(problems),
    }
}

fn day(named: Option<&str>) -> Result<Date, String> {
    match named {
        Some(text) => data::input::day(text, "--as-of").map_err(|problem| problem.message),
        None => Ok(crate::today()),
    }
}

fn region(rulebook: &Rulebook, name: &str) -> Result<u8, String> {
    roster::values::option(rulebook, REGION, name).ok_or_else(|| {
        let options = rulebook.facts[usize::from(REGION)].kind.options();
        let options: Vec<String> = options
            .iter()
            .map(|option| format!("{}（{}）", option.label, option.id))
            .collect();
        format!(
            "--region：没有城市 `{name}`。可以写：{}",
            options.join("、")
        )
    })
}

fn individual(rulebook: &Rulebook) -> Option<u8> {
    let options = rulebook.facts[usize::from(AUDIENCE)].kind.options();
    let found = options.iter().position(|option| option.id == "individual");
    found.map(|at| at as u8)
}

fn names(list: &str) -> Vec<String> {
    list.split(',').map(|name| name.trim().to_owned()).collect()
}

fn is_unused(name: &str) -> bool {
    matches!(name, "" | "-" | "_")
}

fn role(rulebook: &Rulebook, name: &str) -> Role {
    roster::columns::role(rulebook, name).unwrap_or_default()
}

/// Names of columns that say nothing, neither to the rules nor to who asked to keep them.
fn unknown(rulebook: &Rulebook, named: &[String], kept: &[String]) -> Vec<String> {
    let known: Vec<&str> = rulebook.facts.iter().map(|fact| fact.id).collect();
    named
        .iter()
        .filter(|name| {
            !is_unused(name)
                && roster::columns::role(rulebook, name).is_none()
                && !kept.iter().any(|kept| roster::columns::same(kept, name))
        })
        .map(|name| {
            let hint = data::words::did_you_mean(name, &known)
                .unwrap_or_else(|| "；全部列见 `skill-subsidy schema`，不用的列写 -".to_owned());
            format!("--columns：没有 `{name}` 这个列{hint}")
        })
        .collect()
}

/// The places of the columns that are kept.
fn columns(headers: &[String], kept: &[String]) -> Result<Vec<usize>, Vec<String>> {
    let mut places = Vec::new();
    let mut problems = Vec::new();
    for name in kept {
        let place = headers
            .iter()
            .position(|header| roster::columns::same(header, name));
        match place {
            Some(place) => places.push(place),
            None => problems.push(format!("--keep：表里没有 `{name}` 这一列")),
        }
    }
    if problems.is_empty() {
        Ok(places)
    } else {
        Err(problems)
    }
}

/// Takes single columns for what somebody says.
fn map(
    rulebook: &Rulebook,
    headers: &[String],
    said: &[String],
    mapping: &mut Mapping,
) -> Result<(), Vec<String>> {
    let mut problems = Vec::new();
    for one in said {
        let Some((name, role)) = one.split_once('=') else {
            problems.push(format!("--map：`{one}` 要写成 列名=列，如 级别=level"));
            continue;
        };
        let column = headers
            .iter()
            .position(|header| roster::columns::same(header, name));
        let role = match role.trim() {
            role if is_unused(role) => Some(Role::Ignored),
            role => roster::columns::role(rulebook, role),
        };
        match (column, role) {
            (Some(column), Some(role)) => {
                mapping.roles.resize(headers.len(), Role::Ignored);
                mapping.roles[column] = role;
            }
            (None, _) => problems.push(format!("--map：表里没有 `{name}` 这一列")),
            (_, None) => problems.push(format!(
                "--map：`{one}` 右边不是一个列，全部列见 `skill-subsidy schema`"
            )),
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

/// Refuses rosters of which nothing could be told.
fn check(
    rulebook: &Rulebook,
    headers: &[String],
    mapping: &Mapping,
    region: Option<u8>,
) -> Result<(), String> {
    let mut facts = mapping.roles.iter().filter_map(|role| match role {
        Role::Fact(fact) | Role::Again(fact, _) | Role::Member(fact, _) => Some(*fact),
        Role::Feed(feed) => roster::columns::feed_of(*feed).facts(rulebook).pop(),
        Role::Ignored | Role::Name | Role::Sensitive(_) | Role::Staff(_) => None,
    });
    if facts.clone().all(|fact| fact == REGION) {
        return Err(said::unrecognised(rulebook, headers, mapping));
    }
    if region.is_none() && !facts.any(|fact| fact == REGION) {
        return Err("不知道在哪个城市：用 --region 说明，或者在表里加一列“城市”".to_owned());
    }
    Ok(())
}

fn delimiter(name: &str) -> u8 {
    match name {
        "tab" => b'\t',
        "semicolon" => b';',
        _ => b',',
    }
}

/// Everybody at once, for a workbook; a workbook has no more rows than memory holds.
fn workbook(
    rulebook: &Rulebook,
    roll: &Roll,
    mapping: &Mapping,
    kept: &[usize],
    defaults: &Defaults,
    on: Date,
    path: &Path,
) -> Result<Tally, Stop> {
    let table = &roll.table;
    let people = roll.people(rulebook, mapping, defaults, on);
    // What was asked for by name is carried along like a column of no use.
    let mut mapping = mapping.clone();
    mapping.roles.resize(table.headers.len(), Role::Ignored);
    for column in kept {
        if let Role::Sensitive(_) = mapping.roles[*column] {
            mapping.roles[*column] = Role::Ignored;
        }
    }
    let results = Results::new(&Evaluator::new(rulebook), &people, on);
    let export = Export {
        rulebook,
        table,
        mapping: &mapping,
        people: &people,
        results: &results,
        enterprise: None,
        only: None,
        sensitive: false,
        assumed: &defaults.said(rulebook, false),
        wording: &CHINESE,
    };
    let bytes = export
        .to_xlsx()
        .map_err(|error| Stop::failed(&format!("写不成 .xlsx：{error}")))?;
    let mut sink = Output::file(path).create()?;
    sink.put(&bytes)?;
    sink.done()?;
    Ok(Tally::of(&results, 0, &people))
}

/// How far it has come, on standard error.
struct Progress<'a> {
    shown: bool,
    terminal: bool,
    read: &'a AtomicU64,
    /// Of the whole, where known.
    bytes: Option<u64>,
    people: u64,
    begun: Instant,
    said: Instant,
}

impl Progress<'_> {
    fn new<'a>(batch: &Batch, read: &'a AtomicU64, bytes: Option<u64>) -> Progress<'a> {
        let now = Instant::now();
        Progress {
            shown: !batch.quiet,
            terminal: std::io::stderr().is_terminal(),
            read,
            bytes,
            people: 0,
            begun: now,
            said: now,
        }
    }

    fn add(&mut self, tally: &Tally) {
        self.people += tally.people;
        // On a terminal a line that is written over, in a log a line now and then.
        let often = if self.terminal { 1 } else { 10 };
        if !self.shown || self.said.elapsed() < Duration::from_secs(often) {
            return;
        }
        self.said = Instant::now();
        let seconds = self.begun.elapsed().as_secs_f64();
        let rate = self.people as f64 / seconds;
        let part = self
            .bytes
            .filter(|bytes| *bytes > 0)
            .map_or(String::new(), |bytes| {
                let part = self.read.load(Ordering::Relaxed) * 100 / bytes;
                format!("（{}%）", part.min(100))
            });
        let (start, end) = if self.terminal {
            ("\r\x1b[K", "")
        } else {
            ("", "\n")
        };
        eprint!(
            "{start}已测算 {} 人{part}，每秒 {rate:.0} 人{end}",
            self.people
        );
    }

    fn done(&self) {
        if self.shown && self.terminal {
            eprint!("\r\x1b[K");
        }
    }
}

/// A portion of rows: what was read at once, up to so many.
pub const PORTION: usize = 1024;

pub type Rows = Vec<Entry>;
