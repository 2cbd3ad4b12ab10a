//! The words of `batch`: what columns were taken for, faults, errors, the summary.

use std::fmt::Write;

use engine::Rulebook;
use engine::model::{Benefit, BenefitKind, FactKind};
use roster::feeds::Refused;
use roster::read::{Looks, Mend, Size};
use roster::values::cell_name;
use roster::wording::CHINESE;
use roster::{Aside, Defaults, Fault, Left, Mapping, ReadError, Remark, Role, Sensitive, Staff};
use wording::Lang::Chinese;

use crate::batch::input::LeftOut;
use crate::batch::tally::Tally;

/// Which column was taken for what.
pub fn mapping(rulebook: &Rulebook, headers: &[String], mapping: &Mapping, first: u32) -> String {
    let mut text = "列的对应（不对时用 --columns 说明）\n".to_owned();
    let mut unused = Vec::new();
    for (column, header) in headers.iter().enumerate() {
        let role = mapping.roles.get(column).copied().unwrap_or_default();
        let cell = cell_name(first + column as u32, 1);
        let letter = cell.trim_end_matches('1');
        let taken = match role {
            Role::Ignored => {
                if let Some(name) = proposed(rulebook, mapping, column) {
                    let _ = writeln!(
                        text,
                        "  {letter} {header} → 没有用：可能是“{name}”，也可能是别的。是的话写 --map {header}={}",
                        id_of(rulebook, mapping, column)
                    );
                    continue;
                }
                if !header.is_empty() {
                    unused.push(format!("{letter} {header}"));
                }
                continue;
            }
            Role::Name => "姓名".to_owned(),
            Role::Sensitive(kind) => {
                let kind = match kind {
                    Sensitive::IdNumber => "证件号",
                    Sensitive::Phone => "电话",
                    Sensitive::BankCard => "银行卡号",
                };
                format!("{kind}：不使用，也不写进结果")
            }
            Role::Fact(fact) => rulebook.facts[usize::from(fact)].name.to_owned(),
            Role::Again(fact, number) => {
                let name = rulebook.facts[usize::from(fact)].name;
                format!("第 {number} 本证书的{name}；只按等级最高的一本算")
            }
            Role::Member(fact, option) => {
                let fact = &rulebook.facts[usize::from(fact)];
                let options = match &fact.kind {
                    FactKind::Set { options } | FactKind::Choice { options } => options.as_slice(),
                    _ => &[],
                };
                let label = options
                    .get(usize::from(option))
                    .map_or("", |option| option.label);
                format!("{}：{label}", fact.name)
            }
            Role::Staff(staff) => {
                let staff = match staff {
                    Staff::SelfEvaluated => "企业自主评价取证",
                    Staff::Apprentice => "新型学徒",
                    Staff::OrderHire => "订单班",
                    Staff::FlexibleLeader => "柔性引进领军人才",
                    Staff::AgreedSalary => "协议年薪",
                };
                format!("{staff}：只用于企业测算，这里不用")
            }
            Role::Feed(feed) => {
                let about = roster::columns::feed_of(feed);
                let facts = about.facts(rulebook).into_iter();
                let facts: Vec<&str> = facts
                    .map(|fact| rulebook.facts[usize::from(fact)].name)
                    .collect();
                format!("{}：用来推出{}", about.name, facts.join("、"))
            }
        };
        let _ = writeln!(text, "  {letter} {header} → {taken}");
    }
    if !unused.is_empty() {
        let _ = writeln!(text, "  没有用到：{}", unused.join("、"));
    }
    text
}

/// What was assumed of everybody; empty if nothing was.
pub fn assumed(rulebook: &Rulebook, defaults: &Defaults) -> String {
    if defaults.is_empty() {
        return String::new();
    }
    let said = defaults.said(rulebook, false);
    let lines: Vec<String> = said.iter().map(|one| format!("  {one}\n")).collect();
    format!(
        "全员设定（表里写了的按表，其余的人都这样算）\n{}",
        lines.concat()
    )
}

/// Why something cannot be assumed.
pub fn not_assumed(rulebook: &Rulebook, written: &str, why: &Refused) -> String {
    match why {
        Refused::NoValue => format!("--assume：`{written}` 要写成 问题=答案，如 arrival=came"),
        Refused::NoPreset | Refused::NoFact => {
            let name = written.split('=').next().unwrap_or_default().trim();
            let known: Vec<&str> = rulebook.facts.iter().map(|fact| fact.id).collect();
            let hint = data::words::did_you_mean(name, &known).unwrap_or_else(|| {
                "；各个问题见 `skill-subsidy schema`，城市用 --region".to_owned()
            });
            format!("--assume：没有 `{name}` 这个问题{hint}")
        }
        Refused::NoSuchValue(fact) => {
            let fact = &rulebook.facts[usize::from(*fact)];
            let options: Vec<String> = match &fact.kind {
                FactKind::Bool => vec!["true（是）".to_owned(), "false（否）".to_owned()],
                FactKind::Int { min, max, .. } | FactKind::Money { min, max } => {
                    vec![format!("{min} 到 {max} 的数")]
                }
                FactKind::Date { .. } => vec!["不晚于测算日期的一天，如 2026-06-01".to_owned()],
                kind => {
                    let options = kind.options().iter();
                    options
                        .map(|one| format!("{}（{}）", one.id, one.label))
                        .collect()
                }
            };
            format!(
                "--assume：`{written}`：{} 可以写 {}",
                fact.name,
                options.join("、")
            )
        }
    }
}

/// The cells of a person that could not be understood.
pub fn faults(faults: &[Fault]) -> String {
    let mut text = String::new();
    for fault in faults {
        if !text.is_empty() {
            text.push('；');
        }
        text.push_str(&CHINESE.fault(fault));
    }
    text
}

/// What somebody should know of how a person's rows were read.
pub fn remarks(remarks: &[Remark]) -> String {
    let remarks: Vec<String> = remarks.iter().map(|one| CHINESE.remark(one)).collect();
    remarks.join("；")
}

/// What is said where no column is known: what was seen, and what is most like it.
pub fn unrecognised(rulebook: &Rulebook, headers: &[String], mapping: &Mapping) -> String {
    let mut text = "没有一列认得出来。看到的列：\n".to_owned();
    for (at, header) in headers.iter().enumerate() {
        if header.is_empty() {
            continue;
        }
        let role = mapping.roles.get(at).copied().unwrap_or_default();
        let hint = match (role, proposed(rulebook, mapping, at)) {
            (Role::Name, _) => "（姓名）".to_owned(),
            (Role::Sensitive(_), _) => "（证件号、电话等，不使用）".to_owned(),
            (_, Some(name)) => format!(
                "（可能是“{name}”，确认时写 --map {header}={}）",
                id_of(rulebook, mapping, at)
            ),
            (_, None) => match roster::columns::nearest(header) {
                Some(name) => format!("（是不是“{name}”？）"),
                None => String::new(),
            },
        };
        let _ = writeln!(text, "  {header}{hint}");
    }
    text + "各列可以叫什么，见 `skill-subsidy schema`；也可以用 --map 或 --columns 说明"
}

/// What to write for a column to be what it might be.
fn id_of(rulebook: &Rulebook, mapping: &Mapping, at: usize) -> &'static str {
    match mapping.proposed.get(at).copied().flatten() {
        Some(Role::Fact(fact)) => rulebook.facts[usize::from(fact)].name,
        Some(Role::Feed(feed)) => roster::columns::feed_of(feed).id,
        _ => "-",
    }
}

/// What a column might be if somebody says so.
fn proposed(rulebook: &Rulebook, mapping: &Mapping, at: usize) -> Option<&'static str> {
    match mapping.proposed.get(at).copied().flatten() {
        Some(Role::Fact(fact)) if mapping.roles.get(at) == Some(&Role::Ignored) => {
            Some(rulebook.facts[usize::from(fact)].name)
        }
        Some(Role::Feed(feed)) if mapping.roles.get(at) == Some(&Role::Ignored) => {
            Some(roster::columns::feed_of(feed).name)
        }
        _ => None,
    }
}

/// Rows that are nobody, and hidden ones.
pub fn left_out(left: &LeftOut) -> String {
    let mut text = String::new();
    if left.hidden > 0 {
        let _ = writeln!(
            text,
            "有 {} 行被筛选掉或隐藏，没有算；要算写 --hidden-rows",
            left.hidden
        );
    }
    if left.count > left.hidden {
        const NAMED: usize = 20;
        // Empty rows of a form stand together.
        let together = |one: &Left, next: &Left| {
            one.why == Aside::Nobody && next.why == one.why && next.row == one.row + 1
        };
        let runs: Vec<&[Left]> = left.first.chunk_by(together).collect();
        let named = runs.iter().take(NAMED).map(|run| {
            let (first, last) = (&run[0], &run[run.len() - 1]);
            let why = CHINESE.aside(first.why);
            match run.len() {
                1 => format!("第 {} 行（{why}）“{}”", first.row, first.text),
                _ => format!("第 {} 至 {} 行（{why}）", first.row, last.row),
            }
        });
        let named: Vec<String> = named.collect();
        let all = runs.len() <= NAMED && left.first.len() as u64 == left.count - left.hidden;
        let rest = if all { "" } else { "……" };
        let _ = writeln!(
            text,
            "有 {} 行不是人，没有算：{}{rest}。要算写 --count-rows 行号",
            left.count - left.hidden,
            named.join("、")
        );
    }
    if let Some((one, other)) = left.twice {
        let more = match left.times {
            1 => String::new(),
            count => format!("，这样的共 {count} 处"),
        };
        let _ = writeln!(
            text,
            "第 {one} 行和第 {other} 行的证件号相同{more}；数据是逐行读的，没有合并，各算了一次"
        );
    }
    text
}

/// Why a roster cannot be read, and what to do.
pub fn error(error: &ReadError) -> String {
    let why = match error {
        ReadError::Empty => "里面什么都没有".to_owned(),
        ReadError::TooLarge { what, limit, .. } => {
            let what = match what {
                Size::File => return megabytes("文件", *limit),
                Size::Unpacked => return megabytes("解压后的内容", *limit),
                Size::Rows => "行",
                Size::Columns => "列",
                Size::Cells => "单元格",
            };
            format!("{what}太多，最多 {limit} 个")
        }
        ReadError::Truncated => "文件不完整".to_owned(),
        ReadError::Damaged { part } if part.is_empty() => "文件已损坏".to_owned(),
        ReadError::Damaged { part } => format!("文件已损坏（{part}）"),
        ReadError::Password => "文件有密码".to_owned(),
        ReadError::NotASpreadsheet(looks) => {
            let looks = match looks {
                Looks::Html => "网页",
                Looks::Json => "网站返回的数据（可能是登录已超时）",
                Looks::Xml => "XML 文件",
                Looks::Xlsb => ".xlsb 文件",
                Looks::Word => "Word 文档",
                Looks::PowerPoint => "演示文稿",
                Looks::Numbers => "Numbers 文件",
                Looks::Pdf => "PDF 文件",
                Looks::Picture => "图片",
                Looks::Archive => "压缩包",
                Looks::OldOffice => "别的 Office 文件",
                Looks::Binary => "不是文本的文件",
            };
            format!("这是{looks}，不是电子表格")
        }
        ReadError::NoTable { hidden } => format!("看得见的工作表都是空的，有 {hidden} 张隐藏的"),
        ReadError::NoSuchSheet { sheets } => format!("只有 {sheets} 张工作表"),
        ReadError::Encoding { line } => format!("第 {line} 行不是 UTF-8"),
        ReadError::OpenQuote { row } => format!("第 {row} 行有一个引号没有配对，后面的行分不开"),
        ReadError::Interrupted { kind } => format!("读到一半断了（{kind}）"),
    };
    let mend = match error.mend() {
        Mend::ChooseAnother => "换一个文件",
        Mend::SaveAsXlsx => "用电子表格软件打开，另存为 .xlsx",
        Mend::FetchAgain => "重新复制或下载一次",
        Mend::RemovePassword => "去掉密码后另存",
        Mend::MakeSmaller => "去掉用不到的内容，或者分成几个文件",
        Mend::SaveAsUtf8 => "另存为 UTF-8 编码的 CSV",
        Mend::CloseQuote => "补上引号",
        Mend::ShowSheet => "用 --sheet 指定工作表",
    };
    format!("{why}。{mend}")
}

fn megabytes(what: &str, limit: u64) -> String {
    format!(
        "{what}太大，最多 {} MB。存成 .csv 就没有这个限制",
        limit >> 20
    )
}

/// How many people, and of how many a cell could not be understood.
pub fn counted(tally: &Tally) -> String {
    let faults = match tally.faults {
        0 => String::new(),
        faults => format!("，其中 {} 人有 {faults} 个单元格读不懂", tally.with_faults),
    };
    format!("共 {} 人{faults}\n", tally.people)
}

/// In the words of the source, what whoever is chosen gets and how many are.
fn chance(benefit: &Benefit, by_review: u64) -> String {
    if by_review == 0 || benefit.kind != BenefitKind::Money {
        return String::new();
    }
    let words = [benefit.amount_note, benefit.quota];
    let words: Vec<&str> = words
        .into_iter()
        .filter_map(data::describe::stated)
        .collect();
    match words.is_empty() {
        true => String::new(),
        false => format!("（评上的：{}）", words.join("；")),
    }
}

/// Counts and sums.
pub fn summary(rulebook: &Rulebook, tally: &Tally) -> String {
    let sum = &tally.right_sum;
    let mut text = "━━ 汇总\n".to_owned();
    let _ = writeln!(text, "  人数　　　　　　　{}", tally.people);
    let _ = writeln!(
        text,
        "  有可申领的　　　　{} 人，{}",
        tally.right,
        Chinese
            .total_of(sum.once, sum.yearly, tally.right_unstated as i64)
            .line()
    );
    let _ = writeln!(
        text,
        "  有可申报（须评选）的　{} 人，共 {} 项；名额有限，由别人评选，不合计金额",
        tally.selection, tally.selection_claims
    );
    let _ = writeln!(text, "  补充后可以确定的　{} 人", tally.open);
    let _ = writeln!(text, "  金额没有计入几个人共用的限额");
    let never = tally
        .benefits
        .iter()
        .filter(|(_, count)| count.is_never_settled());
    let never: Vec<String> = never
        .map(|(index, count)| {
            let name = rulebook.benefits[usize::from(*index)].name;
            format!("{name}（{} 人）", count.possible)
        })
        .collect();
    for (index, count) in &tally.benefits {
        if count.is_never_settled() {
            continue;
        }
        let benefit = &rulebook.benefits[usize::from(*index)];
        let counts = [
            ("可申领", count.eligible),
            ("可申报", count.by_review),
            ("待确认", count.possible),
            ("已过期限", count.lapsed),
        ];
        let counts: Vec<String> = counts
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(word, count)| format!("{word} {count} 人"))
            .collect();
        let _ = writeln!(
            text,
            "  {}　{}　{}{}",
            benefit.id,
            benefit.name,
            counts.join("，"),
            chance(benefit, count.by_review)
        );
    }
    if !never.is_empty() {
        let _ = writeln!(
            text,
            "  原文没写明，名单里谁也定不下来的 {} 项：{}",
            never.len(),
            never.join("、")
        );
    }
    text
}
