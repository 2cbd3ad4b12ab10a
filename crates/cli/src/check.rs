//! The rule compiler at the command line: every fault of the rules, and what has been proved.

use std::fmt::Write;
use std::io::IsTerminal;
use std::path::Path;

use rulec::tree::{Amount, Condition, Shape, Tier};
use rulec::{Code, Compilation, layout};

use crate::{Outcome, Stop, book};
use wording::english::{self, Fault, Finding};
use wording::text;

/// Compiles the rules and runs their worked cases.
pub fn check(rules: &Path, sources: Option<&Path>) -> Result<Outcome, Stop> {
    book::directories(&[Some(rules), sources])?;
    let compilation = rulec::check(rules, sources);
    let mut outcome = outcome(&compilation);
    translation(rules, &compilation, &mut outcome)?;
    words_of_search(rules, &compilation, &mut outcome)?;
    Ok(outcome)
}

/// Says what is wrong with the words of search beside the rules. Rules from elsewhere have none.
fn words_of_search(
    rules: &Path,
    compilation: &Compilation,
    outcome: &mut Outcome,
) -> Result<(), Stop> {
    let file = rules.join("../text/search.toml");
    let Some(rulebook) = compilation.rulebook.as_ref().filter(|_| file.is_file()) else {
        return Ok(());
    };
    let text = std::fs::read_to_string(&file)
        .map_err(|error| Stop::failed(&format!("text/search.toml 读不了：{error}")))?;
    let faults = search::Words::read(&text).faults(rulebook);
    if !faults.is_empty() {
        outcome.code = 1;
        let _ = writeln!(
            outcome.out,
            "\n搜索用的词（text/search.toml）有 {} 处要改：\n  {}",
            faults.len(),
            faults.join("\n  ")
        );
    }
    Ok(())
}

/// Says what the English words beside the rules lack. Rules from elsewhere have none.
fn translation(rules: &Path, compilation: &Compilation, outcome: &mut Outcome) -> Result<(), Stop> {
    let file = rules.join("../text/en.toml");
    let Some(rulebook) = compilation.rulebook.as_ref().filter(|_| file.is_file()) else {
        return Ok(());
    };
    let text = std::fs::read_to_string(&file)
        .map_err(|error| Stop::failed(&format!("text/en.toml 读不了：{error}")))?;
    let entries = text::entries(&text).flatten();
    let given: Vec<(&str, &str)> = entries
        .filter(|entry| entry.section != "words")
        .map(|entry| (entry.section, entry.key))
        .collect();
    let found = english::compare(rulebook, &given);
    if !found.is_empty() {
        let _ = writeln!(
            outcome.out,
            "\n英文（text/en.toml）有 {} 处要改：",
            found.len()
        );
    }
    for Finding {
        section,
        key,
        fault,
    } in found
    {
        let words = match fault {
            Fault::Missing => "错误：没有写，页面构建不了".to_owned(),
            Fault::Strange => "错误：规则里没有，页面构建不了".to_owned(),
            Fault::Untranslated(shown) => format!("提醒：没有写，英文页面显示“{shown}”"),
        };
        if !words.starts_with("提醒") {
            outcome.code = 1;
        }
        let _ = writeln!(outcome.out, "  [{section}] {key}　{words}");
    }
    Ok(())
}

/// As [`check`], and records the proof of every quote first.
pub fn update_lock(rules: &Path, sources: Option<&Path>) -> Result<Outcome, Stop> {
    let Some(sources) = sources else {
        return Err(Stop::refused(&[
            "--update-lock 要对照来源原文，请用 --sources 或环境变量 SKILL_SUBSIDY_SOURCES \
             指定它们的目录"
                .to_owned(),
        ]));
    };
    book::directories(&[Some(rules), Some(sources)])?;
    let compilation = rulec::update_lock(rules, sources)
        .map_err(|error| Stop::failed(&format!("proofs.lock 写不了：{error}")))?;
    let mut outcome = outcome(&compilation);
    outcome.out += match compilation.lock {
        Some(_) => "proofs.lock 已按来源原文重写\n",
        None => "proofs.lock 没有重写：有引文在来源原文里找不到\n",
    };
    Ok(outcome)
}

/// Says which lines of the rules are too long or hold several conditions, or breaks them.
pub fn format(rules: &Path, fix: bool) -> Result<Outcome, Stop> {
    book::directories(&[Some(rules)])?;
    let failed = |path: &Path, error: std::io::Error| {
        Stop::failed(&format!("{} 读不了或写不了：{error}", path.display()))
    };
    let entries = std::fs::read_dir(rules).map_err(|error| failed(rules, error))?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|own| own == "toml"));
    paths.sort();
    let (mut out, mut changed, mut left) = (String::new(), 0, 0);
    for path in &paths {
        let mut text = std::fs::read_to_string(path).map_err(|error| failed(path, error))?;
        if fix {
            let tidied = layout::tidied(&text);
            if tidied != text {
                std::fs::write(path, &tidied).map_err(|error| failed(path, error))?;
                changed += 1;
                text = tidied;
            }
        }
        for one in layout::untidy(&path.display().to_string(), &text) {
            let _ = writeln!(out, "{}:{}: {}", one.file, one.line, one.why);
            left += 1;
        }
    }
    let _ = match fix {
        true => writeln!(out, "改了 {changed} 个文件，还有 {left} 处要手改"),
        false => writeln!(out, "{left} 处排版不合"),
    };
    Ok(Outcome {
        out,
        err: String::new(),
        code: u8::from(left > 0),
    })
}

fn outcome(compilation: &Compilation) -> Outcome {
    let (errors, warnings) = (compilation.errors(), compilation.warnings());
    let mut out = String::new();
    if !compilation.coverage.is_empty() {
        out += &rulec::coverage_table(&compilation.coverage);
        out.push('\n');
    }
    let book = &compilation.book;
    let (mut conditions, mut cases, mut numbers, mut quotes) = (0, 0, 0, book.nothings.len());
    quotes += book
        .terms
        .iter()
        .map(|term| term.quotes.len())
        .sum::<usize>();
    quotes += book
        .sources
        .iter()
        .map(|one| one.quotes.len())
        .sum::<usize>();
    for benefit in &book.benefits {
        let stated = benefit.chosen.iter().chain(&benefit.conditions);
        conditions += stated.map(tests).sum::<usize>();
        conditions += tests_in(&benefit.amount);
        cases += benefit.cases.len();
        numbers += benefit.numbers.len();
        quotes += benefit.quotes.len();
    }
    let count = |codes: &[Code]| {
        let found = compilation.diagnostics.iter();
        found.filter(|one| codes.contains(&one.code)).count()
    };
    // Without texts and without a lock there is nothing to compare with.
    let unproved = if compilation.coverage.is_empty() {
        quotes
    } else {
        count(&[Code::QuoteNotInSource, Code::UnprovedQuote])
    };
    let unfounded = count(&[Code::NumberWithoutQuote]);
    let failed = count(&[Code::CaseFailed, Code::CaseRefused]);
    for (name, all, bad) in [
        ("待遇", book.benefits.len(), None),
        ("条件", conditions, None),
        ("引文", quotes, Some(("没有证明", unproved))),
        ("数字", numbers, Some(("没有出处", unfounded))),
        ("案例", cases, Some(("没有通过", failed))),
    ] {
        let _ = write!(out, "{name}{all:>6}");
        if let Some((fault, bad)) = bad {
            let _ = write!(out, "　{fault}{bad:>5}");
        }
        out.push('\n');
    }
    if !compilation.never_settled.is_empty() {
        let _ = writeln!(
            out,
            "\n无论怎样回答都只能是待确认的待遇（来源有未写明之处）：{} 项",
            compilation.never_settled.len()
        );
        for &index in &compilation.never_settled {
            let benefit = &book.benefits[index];
            let _ = writeln!(out, "  {}　{}", benefit.id.text, benefit.name);
        }
    }
    let _ = writeln!(out, "\n{errors} 处错误，{warnings} 处提醒");
    Outcome {
        out,
        err: render(compilation),
        code: u8::from(errors > 0),
    }
}

/// Every finding, in colour if somebody is watching.
pub fn render(compilation: &Compilation) -> String {
    if std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none() {
        compilation.render_in_color()
    } else {
        compilation.render()
    }
}

/// The tests in a condition tree: what can be true or false by itself.
fn tests(condition: &Condition) -> usize {
    match &condition.shape {
        Shape::All(parts) | Shape::Any(parts) => parts.iter().map(tests).sum(),
        Shape::Not(inner) => tests(inner),
        Shape::Reading { a, b, .. } => tests(a) + tests(b),
        Shape::OneOf { .. }
        | Shape::Has { .. }
        | Shape::Between { .. }
        | Shape::WithinMonths { .. }
        | Shape::NotBefore { .. }
        | Shape::Unstated { .. } => 1,
        Shape::Always | Shape::Never => 0,
    }
}

fn tests_in(amount: &Amount) -> usize {
    let tier = |tier: &Tier| tests(&tier.when) + tests_in(&tier.amount);
    match amount {
        Amount::Tiers(tiers) | Amount::Each(tiers) | Amount::Highest(tiers) => {
            tiers.iter().map(tier).sum()
        }
        Amount::Reading { a, b, .. } => tests_in(a) + tests_in(b),
        Amount::Sum { .. } | Amount::Percent { .. } | Amount::Unstated { .. } | Amount::None => 0,
    }
}
