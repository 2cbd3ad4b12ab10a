//! `skill-subsidy`: checks the rules, evaluates answers against them, and explains them.
//!
//! The program decides nothing. `rulec` finds what is wrong with rules, `engine` evaluates, `data`
//! checks what was given and puts results into their shape; here is only how they are said. A command is carried out in full before
//! anything is written, so a refused input leaves no half of a result behind.
//!
//! Exit codes: 0 done; 1 the rules have errors, or something outside the program failed; 2 the
//! input was refused.

mod batch;
mod book;
mod check;
mod explain;
mod facts;
mod json;
mod print;
mod search;

use std::fmt::Write as _;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use api::Problem;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgAction, Parser, Subcommand};
use data::input;
use data::report::Report;
use engine::{Answers, Date, Evaluator, Rulebook};

const HELP: &str = "{about}\n\n用法：{usage}\n\n{all-args}\n";

/// 技能补贴计算器：检查规则，测算，逐条说明
#[derive(Parser)]
#[command(
    name = "skill-subsidy",
    version,
    help_template = HELP,
    subcommand_value_name = "命令",
    subcommand_help_heading = "命令",
    disable_help_flag = true,
    disable_help_subcommand = true,
    disable_version_flag = true
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    about: About,
}

/// What clap offers by itself, in our words.
#[derive(clap::Args)]
#[command(next_help_heading = "选项")]
struct About {
    /// 显示用法
    #[arg(short, long, action = ArgAction::Help, global = true)]
    help: Option<bool>,
    /// 显示版本
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
}

/// What a schema is of.
#[derive(Clone, Copy, clap::ValueEnum)]
#[value(rename_all = "lower")]
enum Of {
    Batch,
    Catalogue,
    Evaluate,
    Explain,
    Typescript,
}

#[derive(Subcommand)]
enum Command {
    /// 检查规则目录，报告全部错误
    #[command(
        help_template = HELP,
        next_help_heading = "选项",
        override_usage = "skill-subsidy check [目录] [--sources <目录>] [--update-lock | --format [--fix]]"
    )]
    Check {
        /// 规则目录；默认 rules
        #[arg(
            value_name = "目录",
            default_value = "rules",
            hide_default_value = true
        )]
        rules: PathBuf,
        /// 来源原文的目录；默认取环境变量 SKILL_SUBSIDY_SOURCES，也没有时按 proofs.lock 核对
        #[arg(long, value_name = "目录")]
        sources: Option<PathBuf>,
        /// 对照来源原文重写 proofs.lock
        #[arg(long)]
        update_lock: bool,
        /// 只看排版：一行一个条件，不超过 120 列（引文除外）
        #[arg(long, conflicts_with_all = ["update_lock", "sources"])]
        format: bool,
        /// 把排版不合的地方改过来
        #[arg(long, requires = "format")]
        fix: bool,
    },
    /// 按回答测算每一项待遇
    #[command(
        help_template = HELP,
        next_help_heading = "选项",
        override_usage = "skill-subsidy evaluate --facts <文件> [--as-of <日期>] [--json] [--rules <目录>]"
    )]
    Evaluate {
        /// 回答：JSON 文件，内容是“事实: 值”；- 表示标准输入
        #[arg(long, value_name = "文件")]
        facts: PathBuf,
        /// 测算日期，如 2026-06-01；默认今天
        #[arg(long, value_name = "日期")]
        as_of: Option<String>,
        /// 输出 JSON：由回答决定的部分，结构见 docs/evaluate.schema.json；其余的见 catalogue 和 explain
        #[arg(long)]
        json: bool,
        /// 用这个目录里的规则，不用程序自带的
        #[arg(long, value_name = "目录")]
        rules: Option<PathBuf>,
    },
    /// 逐人测算一份花名册
    #[command(
        help_template = HELP,
        next_help_heading = "选项",
        override_usage = "skill-subsidy batch <花名册|-> [--region <城市>] [-o <文件>] [--summary] […]"
    )]
    Batch(Box<batch::Batch>),
    /// 数据的格式：花名册和结果的列、各个 JSON、npm 包的类型
    #[command(
        help_template = HELP,
        next_help_heading = "选项",
        override_usage = "skill-subsidy schema [--of <哪一种>] [--rules <目录>]"
    )]
    Schema {
        /// 哪一种：batch 花名册的列和结果的列（JSON）；evaluate、catalogue、explain 这些命令的 JSON（JSON Schema）；typescript npm 包的类型
        #[arg(
            long,
            value_name = "哪一种",
            default_value = "batch",
            hide_default_value = true
        )]
        of: Of,
        /// 用这个目录里的规则，不用程序自带的
        #[arg(long, value_name = "目录")]
        rules: Option<PathBuf>,
    },
    /// 说明一项待遇：对象、条件、金额、出处；给出回答时，说明怎样判断
    #[command(
        help_template = HELP,
        next_help_heading = "选项",
        override_usage = "skill-subsidy explain <待遇> [--facts <文件> [--as-of <日期>]] [--json] [--rules <目录>]"
    )]
    Explain {
        /// 待遇的编号，测算结果里写在名称后面
        #[arg(value_name = "待遇", help_heading = "参数")]
        benefit: String,
        /// 回答，同 evaluate
        #[arg(long, value_name = "文件")]
        facts: Option<PathBuf>,
        /// 测算日期，如 2026-06-01；默认今天
        #[arg(long, value_name = "日期", requires = "facts")]
        as_of: Option<String>,
        /// 输出 JSON
        #[arg(long)]
        json: bool,
        /// 用这个目录里的规则，不用程序自带的
        #[arg(long, value_name = "目录")]
        rules: Option<PathBuf>,
    },
    /// 列出全部待遇，每一项都像 explain 那样说明
    #[command(
        help_template = HELP,
        next_help_heading = "选项",
        override_usage = "skill-subsidy catalogue [--json] [--rules <目录>]"
    )]
    Catalogue {
        /// 输出 JSON
        #[arg(long)]
        json: bool,
        /// 用这个目录里的规则，不用程序自带的
        #[arg(long, value_name = "目录")]
        rules: Option<PathBuf>,
    },
    /// 用平常的话找条款：“我这个高级工证淄博给多少”
    #[command(
        help_template = HELP,
        next_help_heading = "选项",
        override_usage = "skill-subsidy search <词语>… [--region <城市>] [--json] [--rules <目录>]"
    )]
    Search {
        /// 要找什么；可以是一句话
        #[arg(value_name = "词语", required = true, help_heading = "参数")]
        words: Vec<String>,
        /// 哪个城市，如 zibo 或 淄博；话里提到城市时以话里的为准
        #[arg(long, value_name = "城市")]
        region: Option<String>,
        /// 输出 JSON
        #[arg(long)]
        json: bool,
        /// 用这个目录里的规则，不用程序自带的
        #[arg(long, value_name = "目录")]
        rules: Option<PathBuf>,
    },
    /// 列出全部事实：类型、取值、问法
    #[command(
        help_template = HELP,
        next_help_heading = "选项",
        override_usage = "skill-subsidy facts [--json] [--rules <目录>]"
    )]
    Facts {
        /// 输出 JSON
        #[arg(long)]
        json: bool,
        /// 用这个目录里的规则，不用程序自带的
        #[arg(long, value_name = "目录")]
        rules: Option<PathBuf>,
    },
}

/// What a command has to say once it is done.
struct Outcome {
    out: String,
    err: String,
    code: u8,
}

impl Outcome {
    fn done(out: String) -> Outcome {
        Outcome {
            out,
            err: String::new(),
            code: 0,
        }
    }
}

/// Why a command did not come to its end.
struct Stop {
    code: u8,
    message: String,
}

impl Stop {
    /// The input is wrong in all these ways.
    fn refused(problems: &[String]) -> Stop {
        let mut message = String::new();
        if let [only] = problems {
            let _ = writeln!(message, "错误：{only}");
        } else {
            let _ = writeln!(message, "错误：有 {} 处问题", problems.len());
            for (index, problem) in problems.iter().enumerate() {
                let _ = writeln!(message, "  {}. {problem}", index + 1);
            }
        }
        Stop { code: 2, message }
    }

    fn failed(message: &str) -> Stop {
        Stop {
            code: 1,
            message: format!("错误：{message}\n"),
        }
    }
}

impl From<anyhow::Error> for Stop {
    fn from(error: anyhow::Error) -> Stop {
        Stop::failed(&format!("{error:#}"))
    }
}

fn main() -> ExitCode {
    let outcome = match Arguments::try_parse() {
        Ok(arguments) => run(arguments.command).unwrap_or_else(|stop| Outcome {
            out: String::new(),
            err: stop.message,
            code: stop.code,
        }),
        Err(error) if error.use_stderr() => Outcome {
            out: String::new(),
            err: usage(&error),
            code: 2,
        },
        // Help and version are errors to clap.
        Err(help) => Outcome::done(help.render().to_string()),
    };
    let _ = io::stderr().write_all(outcome.err.as_bytes());
    let mut stdout = io::stdout().lock();
    let written = stdout
        .write_all(outcome.out.as_bytes())
        .and_then(|()| stdout.flush());
    match written {
        // A reader that has gone away (`| head`) is no failure.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let _ = writeln!(io::stderr(), "错误：结果写不出去：{error}");
            ExitCode::FAILURE
        }
        _ => ExitCode::from(outcome.code),
    }
}

fn run(command: Command) -> Result<Outcome, Stop> {
    match command {
        Command::Check {
            rules,
            sources,
            update_lock,
            format,
            fix,
        } => {
            if format {
                return check::format(&rules, fix);
            }
            let sources = sources.or_else(|| {
                let named = std::env::var_os("SKILL_SUBSIDY_SOURCES")?;
                (!named.is_empty()).then(|| PathBuf::from(named))
            });
            if update_lock {
                check::update_lock(&rules, sources.as_deref())
            } else {
                check::check(&rules, sources.as_deref())
            }
        }
        Command::Evaluate {
            facts,
            as_of,
            json,
            rules,
        } => {
            let rulebook = book::load(rules.as_deref())?;
            judge(&rulebook, &facts, as_of.as_deref(), |report| {
                if json {
                    json::pretty(&report.evaluation())
                } else {
                    print::report(report, as_of.is_none())
                }
            })
        }
        Command::Batch(batch) => {
            let rulebook = book::load(batch.rules.as_deref())?;
            batch::run(&rulebook, &batch)
        }
        Command::Schema { of, rules } => {
            let rulebook = book::load(rules.as_deref())?;
            Ok(Outcome::done(match of {
                Of::Batch => batch::schema(&rulebook),
                Of::Catalogue => json::pretty(&api::schema::catalogue()),
                Of::Evaluate => json::pretty(&api::schema::evaluation()),
                Of::Explain => json::pretty(&api::schema::explanation()),
                Of::Typescript => api::typescript(&rulebook),
            }))
        }
        Command::Explain {
            benefit,
            facts,
            as_of,
            json,
            rules,
        } => {
            let rulebook = book::load(rules.as_deref())?;
            let index = input::benefit(&rulebook, &benefit)
                .map_err(|problem| Stop::refused(&[problem.message]))?;
            let Some(facts) = facts else {
                let benefit = &rulebook.benefits[usize::from(index)];
                return Ok(Outcome::done(if json {
                    explain::json(&rulebook, benefit)
                } else {
                    explain::text(&rulebook, benefit)
                }));
            };
            judge(&rulebook, &facts, as_of.as_deref(), |report| {
                if json {
                    json::pretty(&report.view(index).explanation())
                } else {
                    print::one(report, index, as_of.is_none())
                }
            })
        }
        Command::Catalogue { json, rules } => {
            let rulebook = book::load(rules.as_deref())?;
            Ok(Outcome::done(if json {
                explain::all_json(&rulebook)
            } else {
                explain::all_text(&rulebook)
            }))
        }
        Command::Search {
            words,
            region,
            json,
            rules,
        } => {
            let rulebook = book::load(rules.as_deref())?;
            search::run(&rulebook, &words, region.as_deref(), json)
        }
        Command::Facts { json, rules } => {
            let rulebook = book::load(rules.as_deref())?;
            Ok(Outcome::done(if json {
                facts::json(&rulebook)
            } else {
                facts::text(&rulebook)
            }))
        }
    }
}

/// Evaluates, and says of it what is wanted.
fn judge(
    rulebook: &Rulebook,
    facts: &Path,
    as_of: Option<&str>,
    said: impl Fn(&Report<'_>) -> String,
) -> Result<Outcome, Stop> {
    let mut problems = Vec::new();
    let on = as_of.map_or_else(|| Ok(today()), |text| input::day(text, "--as-of"));
    let on = on.map_err(|problem| problems.push(problem.message)).ok();
    let answers = match read(facts) {
        Ok(bytes) => answers(rulebook, &bytes, on),
        Err(problem) => Err(vec![problem]),
    };
    match (on, answers) {
        (Some(on), Ok(answers)) => {
            let evaluator = Evaluator::new(rulebook);
            Ok(Outcome::done(said(&Report::new(&evaluator, &answers, on))))
        }
        (_, answers) => {
            problems.extend(answers.err().into_iter().flatten());
            Err(Stop::refused(&problems))
        }
    }
}

/// Checked answers from JSON, or everything that is wrong with it.
fn answers(rulebook: &Rulebook, json: &[u8], on: Option<Date>) -> Result<Answers, Vec<String>> {
    let given = json::parse(json).map_err(|slip| vec![slip])?;
    let messages = |problems: Vec<Problem>| problems.into_iter().map(|one| one.message).collect();
    input::answers(rulebook, &given, on, "skill-subsidy facts").map_err(messages)
}

/// Today's civil date where the program runs. The only clock there is.
fn today() -> Date {
    let today = jiff::Zoned::now().date();
    Date::new(
        i32::from(today.year()),
        today.month().unsigned_abs(),
        today.day().unsigned_abs(),
    )
    .expect("a civil date of our era")
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let (name, bytes) = if path == Path::new("-") {
        let mut bytes = Vec::new();
        let read = io::stdin().lock().read_to_end(&mut bytes);
        ("标准输入".to_owned(), read.map(|_| bytes))
    } else {
        (format!("文件 `{}`", path.display()), std::fs::read(path))
    };
    bytes.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => format!("没有{name}"),
        io::ErrorKind::PermissionDenied => format!("没有权限读{name}"),
        io::ErrorKind::IsADirectory => format!("{name} 是一个目录，要给 JSON 文件"),
        _ => format!("读不了{name}：{error}"),
    })
}

/// What is wrong with the command line, in the words of the rest of the program.
fn usage(error: &clap::Error) -> String {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        _ => String::new(),
    };
    let argument = context(ContextKind::InvalidArg);
    let value = context(ContextKind::InvalidValue);
    let message = match error.kind() {
        ErrorKind::UnknownArgument => format!("不认识的参数 `{argument}`"),
        ErrorKind::InvalidSubcommand => {
            format!(
                "没有 `{}` 这个命令",
                context(ContextKind::InvalidSubcommand)
            )
        }
        ErrorKind::MissingRequiredArgument => format!("缺少 {argument}"),
        ErrorKind::ArgumentConflict => format!("`{argument}` 写了不止一次"),
        ErrorKind::InvalidValue if value.is_empty() => format!("`{argument}` 后面缺少值"),
        ErrorKind::InvalidValue => {
            let allowed = context(ContextKind::ValidValue);
            format!("`{argument}` 不能写 `{value}`，可以写 {allowed}")
        }
        ErrorKind::ValueValidation => format!("`{argument}` 不能写 `{value}`"),
        // Without a command, clap shows the help.
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            return error.render().to_string();
        }
        _ => return error.render().to_string(),
    };
    let suggested = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ]
    .map(context);
    let hint = suggested.iter().find(|hint| !hint.is_empty());
    let hint = hint.map_or_else(String::new, |hint| format!("（是否指 `{hint}`？）"));
    format!("错误：{message}{hint}\n用法见 skill-subsidy --help\n")
}
