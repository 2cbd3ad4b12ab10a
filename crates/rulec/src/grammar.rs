//! From TOML to the tree: the rule language of rules/README.md, every name resolved.
//!
//! Reading never stops at a fault. A benefit in which something could not be read is marked as
//! broken, so that later checks do not report what follows from the fault a second time.

use engine::model::{Apply, Basis, BenefitKind, Claim, Period, SourceKind};
use engine::{Date, EXCLUSIVE_AT_MOST};

use crate::clause::{Defining, Inherited, Scope};
use crate::diagnostic::{Code, Diagnostic, Place, did_you_mean};
use crate::document::{Faults, Table, Text, Value as Written};
use crate::label;
use crate::proof::names_day;
use crate::rulebook::kept;
use crate::tree::*;
use crate::variables::{visit, visit_all};

/// Facts in the order of the file. Ids that could not be read fully are kept apart, so that their
/// uses are not reported as unknown.
pub(crate) struct Facts {
    pub list: Vec<Fact>,
    unreadable: Vec<String>,
}

/// Terms that can be used so far, in the order of the files. Ids that could not be read fully are kept
/// apart, so that their uses are not reported as unknown.
#[derive(Default)]
pub(crate) struct Terms {
    pub list: Vec<Term>,
    pub unreadable: Vec<String>,
}

/// Most options or cells that one variable can have.
pub(crate) const MOST_CELLS: usize = 64;

/// Sums in yuan that anybody could mean; larger ones are slips of the keyboard.
pub(crate) const SUMS: std::ops::RangeInclusive<i64> = 0..=1_000_000_000_000;

pub(crate) fn facts(root: &Table, faults: &mut Faults) -> Facts {
    root.allow(&["fact"], faults);
    let mut facts = Facts {
        list: Vec::new(),
        unreadable: Vec::new(),
    };
    let tables = root.tables("fact", faults);
    let mut guards: Vec<(usize, &str, Table)> = Vec::new();
    for table in &tables {
        let Some(id) = table.need_text("id", faults) else {
            continue;
        };
        if let Some(first) = facts.list.iter().find(|fact| fact.id.text == id.text) {
            faults.push(duplicate("事实", &id, &first.id.place));
            continue;
        }
        match fact(table, &id, faults) {
            Some(mut fact) => {
                fact.page = page(table, &facts, faults);
                fact.follows = follows(table, &facts, faults);
                for key in ["applies", "grows_while"] {
                    if let Some(guard) = table.get(key).and_then(|g| g.table(key, faults)) {
                        guards.push((facts.list.len(), key, guard));
                    }
                }
                facts.list.push(fact);
            }
            None => facts.unreadable.push(id.text),
        }
    }
    for (index, key, guard) in guards {
        let terms = Terms::default();
        let mut scope = Scope::new(&facts, &terms, None, Vec::new());
        scope.guard_of = Some(index);
        let condition = scope.condition(&guard, false, faults);
        match key {
            "applies" => facts.list[index].applies = condition,
            _ => facts.list[index].grows_while = condition,
        }
    }
    for (index, fact) in facts.list.iter().enumerate() {
        let Some(guard) = fact.applies.as_ref().filter(|_| fact.follows != index) else {
            continue;
        };
        let mut others = false;
        visit(guard, &mut |condition| {
            others |= match condition.shape {
                Shape::OneOf { fact: on, .. }
                | Shape::Has { fact: on, .. }
                | Shape::Between { fact: on, .. }
                | Shape::WithinMonths { fact: on, .. }
                | Shape::NotBefore { fact: on, .. } => on != fact.follows,
                _ => false,
            };
        });
        if others {
            faults.push(
                Diagnostic::new(
                    Code::BadApplies,
                    "写了 `follows` 的事实，`applies` 里只能测试它所跟随的那个事实",
                )
                .at(&guard.place, ""),
            );
        }
    }
    for (index, (id, what)) in [("audience", "申请人"), ("region", "所在城市")]
        .into_iter()
        .enumerate()
    {
        let known = facts.unreadable.iter().any(|other| other == id);
        let right = facts
            .list
            .get(index)
            .is_some_and(|fact| fact.id.text == id && matches!(fact.kind, Kind::Choice { .. }));
        if !right && !known {
            let place = facts
                .list
                .get(index)
                .map_or(&root.place, |fact| &fact.id.place);
            faults.push(
                Diagnostic::new(
                    Code::BadValue,
                    format!("第 {} 个事实必须是单选题 `{id}`（{what}）", index + 1),
                )
                .at(place, "")
                .help("把它放在 facts.toml 的最前面"),
            );
        }
    }
    facts
}

fn duplicate(what: &str, id: &Text, first: &Place) -> Diagnostic {
    Diagnostic::new(Code::DuplicateId, format!("{what} `{}` 写了两次", id.text))
        .at(&id.place, "又写了一次")
        .at(first, "第一次在这里")
        .help("改用另一个编号，或删去其中一个；编号一经使用不再改作他用")
}

fn fact(table: &Table, id: &Text, faults: &mut Faults) -> Option<Fact> {
    table.allow(
        &[
            "id",
            "name",
            "question",
            "help",
            "type",
            "ladder",
            "options",
            "min",
            "max",
            "unit",
            "earliest",
            "effort",
            "changeable",
            "first",
            "with",
            "usual",
            "applies",
            "grows",
            "grows_while",
            "follows",
            "local",
        ],
        faults,
    );
    let name = table.need_text("name", faults).map(|name| name.text);
    let question = table.need_text("question", faults).map(|text| text.text);
    let kind = fact_kind(table, faults);
    let effort = match table.number("effort", faults) {
        None => 1,
        Some(effort @ 1..=3) => effort as u8,
        Some(other) => {
            faults.push(
                Diagnostic::new(Code::BadValue, format!("`effort` 不能是 {other}"))
                    .at(&table.get("effort")?.place, "")
                    .help("1 一看就知道，2 要想一想，3 要去查"),
            );
            1
        }
    };
    Some(Fact {
        id: id.clone(),
        name: name?,
        question: question?,
        help: table.words("help", faults),
        usual: usual(table, kind.as_ref()?, faults),
        local: local(table, kind.as_ref()?, faults),
        grows: grows(table, kind.as_ref()?, faults),
        kind: kind?,
        effort,
        changeable: table.flag("changeable", faults).unwrap_or(false),
        first: table.flag("first", faults).unwrap_or(false),
        page: usize::MAX,
        applies: None,
        grows_while: None,
        follows: usize::MAX,
    })
}

/// After how many months a number is one more by itself: `grows = "monthly"` or `"yearly"`.
fn grows(table: &Table, kind: &Kind, faults: &mut Faults) -> Option<u8> {
    let Some(written) = table.get("grows") else {
        if table.get("grows_while").is_some() {
            faults.push(
                Diagnostic::new(Code::BadValue, "`grows_while` 要与 `grows` 一起写")
                    .at(&table.key_place("grows_while"), ""),
            );
        }
        return None;
    };
    let months = match table.text("grows", faults)?.text.as_str() {
        "monthly" => Some(1),
        "yearly" => Some(12),
        _ => None,
    };
    let months = months.filter(|_| matches!(kind, Kind::Int { .. }));
    if months.is_none() {
        faults.push(
            Diagnostic::new(Code::BadValue, "`grows` 不能这样写")
                .at(&written.place, "")
                .help("只用于 int：\"monthly\" 每过一个月多 1，\"yearly\" 每过一年多 1"),
        );
    }
    months
}

/// The earlier fact that this one says more of: if that changes, this is another one.
fn follows(table: &Table, facts: &Facts, faults: &mut Faults) -> usize {
    let own = facts.list.len();
    let Some(leader) = table.text("follows", faults) else {
        return own;
    };
    let known = facts
        .list
        .iter()
        .position(|fact| fact.id.text == leader.text && fact.changeable);
    if known.is_none() && !facts.unreadable.contains(&leader.text) {
        faults.push(
            Diagnostic::new(
                Code::BadValue,
                format!(
                    "`follows` 要写排在前面、可以改变（changeable）的事实，`{}` 不是",
                    leader.text
                ),
            )
            .at(&leader.place, ""),
        );
    }
    known.unwrap_or(own)
}

/// What is only true of one city: `true`, or of a choice or a set a list of its options.
fn local(table: &Table, kind: &Kind, faults: &mut Faults) -> u64 {
    let Some(written) = table.get("local") else {
        return 0;
    };
    let options = kind.options();
    if written.as_flag().is_some() || options.is_empty() {
        let whole = engine::all_cells(options.len().max(1));
        return if table.flag("local", faults).unwrap_or(false) {
            whole
        } else {
            0
        };
    }
    let named = table.texts("local", faults);
    let named = named
        .iter()
        .filter_map(|name| option_named(options, name, faults));
    named.fold(0, |all, option| all | 1 << option)
}

/// The fact that opens the page on which the next fact is asked: itself, or the one named by `with`.
fn page(table: &Table, facts: &Facts, faults: &mut Faults) -> usize {
    let own = facts.list.len();
    let Some(with) = table.text("with", faults) else {
        return own;
    };
    let opener = facts
        .list
        .iter()
        .position(|fact| fact.id.text == with.text)
        .filter(|at| facts.list[*at].page == *at);
    if opener.is_none() && !facts.unreadable.contains(&with.text) {
        faults.push(
            Diagnostic::new(
                Code::BadValue,
                format!(
                    "`with` 要写排在前面、自己开一页的事实，`{}` 不是",
                    with.text
                ),
            )
            .at(&with.place, "")
            .help("写那一页上的第一个事实；它自己不能再有 `with`"),
        );
    }
    opener.unwrap_or(own)
}

/// What most people answer: an option or several, `true` or `false`, and of a set `[]`.
fn usual(table: &Table, kind: &Kind, faults: &mut Faults) -> u64 {
    let Some(value) = table.get("usual") else {
        return 0;
    };
    let named = match kind {
        Kind::Bool => {
            return table
                .flag("usual", faults)
                .map_or(0, |yes| 1 << u8::from(yes));
        }
        Kind::Choice { options, .. } => {
            let named = table.texts("usual", faults);
            let options = named
                .iter()
                .filter_map(|name| option_named(options, name, faults));
            options.fold(0, |all, option| all | 1 << option)
        }
        Kind::Set { .. } => u64::from(table.texts("usual", faults).is_empty()),
        Kind::Int { .. } | Kind::Money { .. } | Kind::Date { .. } => 0,
    };
    if named == 0 {
        faults.push(
            Diagnostic::new(Code::BadValue, "`usual` 不能这样写")
                .at(&value.place, "")
                .help("choice 写最常见的选项的列表，bool 写 true 或 false，set 只能写 []（多数人一个都没有）"),
        );
    }
    named
}

fn fact_kind(table: &Table, faults: &mut Faults) -> Option<Kind> {
    let kind = table.need_text("type", faults)?;
    let only_for = [
        ("ladder", &["choice"][..]),
        ("options", &["choice", "set"]),
        ("min", &["int", "money"]),
        ("max", &["int", "money"]),
        ("unit", &["int"]),
        ("earliest", &["date"]),
    ];
    let known = ["bool", "choice", "set", "int", "money", "date"];
    for (key, kinds) in only_for {
        if table.get(key).is_some()
            && known.contains(&kind.text.as_str())
            && !kinds.contains(&kind.text.as_str())
        {
            faults.push(
                Diagnostic::new(
                    Code::UnknownKey,
                    format!("`{key}` 不用于 `type = \"{}\"`", kind.text),
                )
                .at(&table.key_place(key), "")
                .help(format!("只用于 {}", kinds.join("、"))),
            );
        }
    }
    match kind.text.as_str() {
        "bool" => Some(Kind::Bool),
        "choice" => {
            let options = options(table, faults)?;
            let mut ladder = Vec::new();
            for rung in table.texts("ladder", faults) {
                if let Some(index) = option_named(&options, &rung, faults) {
                    if ladder.contains(&index) {
                        faults.push(
                            Diagnostic::new(
                                Code::DuplicateId,
                                format!("`{}` 在梯级里写了两次", rung.text),
                            )
                            .at(&rung.place, ""),
                        );
                    } else {
                        ladder.push(index);
                    }
                }
            }
            Some(Kind::Choice { options, ladder })
        }
        "set" => Some(Kind::Set {
            options: options(table, faults)?,
        }),
        "int" | "money" => {
            let min = table.need("min", faults)?.number("min", faults);
            let max = table.need("max", faults)?.number("max", faults);
            let (min, max) = (min?, max?);
            if min > max {
                faults.push(
                    Diagnostic::new(Code::EmptyRange, format!("`min` {min} 大于 `max` {max}"))
                        .at(&table.get("min")?.place, ""),
                );
                return None;
            }
            if kind.text == "money" {
                return Some(Kind::Money { min, max });
            }
            let unit = table.need_text("unit", faults)?.text;
            Some(Kind::Int { min, max, unit })
        }
        "date" => Some(Kind::Date {
            earliest: table.need("earliest", faults)?.date("earliest", faults)?,
        }),
        other => {
            faults.push(bad_word("type", other, &kind.place, &known));
            None
        }
    }
}

fn bad_word(key: &str, word: &str, place: &Place, known: &[&str]) -> Diagnostic {
    Diagnostic::new(
        Code::BadValue,
        format!(
            "`{key}` 不能是 `{word}`{}",
            did_you_mean(word, known.iter().copied())
        ),
    )
    .at(place, "")
    .help(format!("可以是：{}", known.join("、")))
}

fn options(table: &Table, faults: &mut Faults) -> Option<Vec<Choice>> {
    let list = table.need("options", faults)?;
    let mut options: Vec<Choice> = Vec::new();
    let mut places: Vec<Place> = Vec::new();
    for item in table.tables("options", faults) {
        item.allow(&["id", "label", "help"], faults);
        let label = item.need_text("label", faults);
        let Some(id) = item.need_text("id", faults) else {
            continue;
        };
        if let Some(first) = options.iter().position(|option| option.id == id.text) {
            faults.push(duplicate("选项", &id, &places[first]));
            continue;
        }
        places.push(id.place.clone());
        options.push(Choice {
            id: id.text,
            label: label.map_or_else(String::new, |label| label.text),
            help: item.words("help", faults),
        });
    }
    if options.is_empty() {
        faults.push(
            Diagnostic::new(Code::BadValue, "没有选项")
                .at(&list.place, "")
                .help("至少写一个 { id = \"…\", label = \"…\" }"),
        );
        return None;
    }
    if options.len() > MOST_CELLS {
        faults.push(
            Diagnostic::new(
                Code::TooManyCells,
                format!("有 {} 个选项，最多 {MOST_CELLS} 个", options.len()),
            )
            .at(&list.place, "")
            .help("把选项分到两个问题里"),
        );
        return None;
    }
    Some(options)
}

pub(crate) fn option_named(options: &[Choice], word: &Text, faults: &mut Faults) -> Option<usize> {
    let found = options.iter().position(|option| option.id == word.text);
    if found.is_none() {
        let ids = || options.iter().map(|option| option.id.as_str());
        faults.push(
            Diagnostic::new(
                Code::UnknownOption,
                format!(
                    "未知的选项 `{}`{}",
                    word.text,
                    did_you_mean(&word.text, ids())
                ),
            )
            .at(&word.place, "")
            .help(format!("可选：{}", ids().collect::<Vec<_>>().join("、"))),
        );
    }
    found
}

impl Facts {
    pub fn named(&self, id: &Text, faults: &mut Faults) -> Option<usize> {
        let found = self.list.iter().position(|fact| fact.id.text == id.text);
        if found.is_none() && !self.unreadable.contains(&id.text) {
            let ids = self.list.iter().map(|fact| fact.id.text.as_str());
            faults.push(
                Diagnostic::new(
                    Code::UnknownFact,
                    format!("未知的事实 `{}`{}", id.text, did_you_mean(&id.text, ids)),
                )
                .at(&id.place, "facts.toml 里没有")
                .help("改正写法，或在 facts.toml 里加一条 [[fact]]"),
            );
        }
        found
    }

    /// Bits of the options of the choice at `index` that the words name.
    fn option_bits(&self, index: usize, words: &[Text], faults: &mut Faults) -> u64 {
        let Some(fact) = self.list.get(index) else {
            return 0;
        };
        words
            .iter()
            .filter_map(|word| option_named(fact.kind.options(), word, faults))
            .fold(0, |bits, option| bits | 1 << option)
    }
}

/// Without an end, a source counts as old after so many months, unless sources.toml says otherwise.
const OLD_AFTER_MONTHS: i64 = 24;

pub(crate) fn sources(root: &Table, facts: &Facts, faults: &mut Faults) -> Vec<Source> {
    root.allow(&["source", "old_after_months"], faults);
    let old_after = months(root, OLD_AFTER_MONTHS, faults);
    let mut sources: Vec<Source> = Vec::new();
    for table in root.tables("source", faults) {
        let Some(source) = source(&table, facts, old_after, faults) else {
            continue;
        };
        match sources.iter().find(|other| other.id.text == source.id.text) {
            Some(first) => faults.push(duplicate("来源", &source.id, &first.id.place)),
            None => sources.push(source),
        }
    }
    sources
}

fn months(table: &Table, otherwise: i64, faults: &mut Faults) -> i64 {
    let key = "old_after_months";
    match table.number(key, faults) {
        None => otherwise,
        Some(months @ 1..=1200) => months,
        Some(other) => {
            faults.push(
                Diagnostic::new(Code::OutOfRange, format!("`{key}` 不能是 {other}"))
                    .at(&table.key_place(key), "")
                    .help("1 至 1200 个月"),
            );
            otherwise
        }
    }
}

/// Keys that say from when and until when something is in force.
const PERIOD: [&str; 7] = [
    "from",
    "from_basis",
    "from_quote",
    "until",
    "until_basis",
    "until_quote",
    "until_note",
];

fn source(table: &Table, facts: &Facts, old_after: i64, faults: &mut Faults) -> Option<Source> {
    let mut known = vec![
        "id",
        "file",
        "title",
        "issuer",
        "number",
        "kind",
        "date",
        "date_inferred",
        "date_note",
        "validity_note",
        "checked",
        "check_again_by",
        "old_after_months",
        "regions",
    ];
    known.extend(PERIOD);
    table.allow(&known, faults);
    let id = table.need_text("id", faults);
    let file = table.need_text("file", faults);
    let title = table.need_text("title", faults);
    let issuer = table.need_text("issuer", faults);
    let kind = table
        .need_text("kind", faults)
        .and_then(|kind| match kind.text.as_str() {
            "official_document" => Some(SourceKind::OfficialDocument),
            "press_report" => Some(SourceKind::PressReport),
            other => {
                let known = ["official_document", "press_report"];
                faults.push(bad_word("kind", other, &kind.place, &known));
                None
            }
        });
    let checked = table
        .need("checked", faults)
        .and_then(|day| day.date("checked", faults));
    let optional_date =
        |key: &str, faults: &mut Faults| -> Option<Date> { table.get(key)?.date(key, faults) };
    let date = optional_date("date", faults);
    let check_again_by = optional_date("check_again_by", faults);
    let mut quotes = Vec::new();
    let period = period(table, &Period::default(), &mut quotes, faults);
    let regions = table
        .need("regions", faults)
        .map(|list| list.texts("regions", faults));
    let regions = facts.option_bits(1, &regions?, faults);
    Some(Source {
        id: id?,
        file: file?,
        title: title?.text,
        issuer: issuer?.text,
        number: table.words("number", faults),
        kind: kind?,
        date,
        date_inferred: table.flag("date_inferred", faults).unwrap_or(false),
        date_note: table.words("date_note", faults),
        period,
        validity_note: table.words("validity_note", faults),
        checked: checked?,
        check_again_by,
        old_after_months: months(table, old_after, faults) as u16,
        quotes,
        regions,
    })
}

/// From when and until when something is in force; as `around` where it does not say so itself.
fn period(table: &Table, around: &Period, quotes: &mut Vec<Text>, faults: &mut Faults) -> Period {
    let mut period = around.clone();
    if table.get("from").is_some() || table.get("from_basis").is_some() {
        let (day, basis, _) = end(table, ["from", "from_basis", "from_quote"], quotes, faults);
        (period.from, period.from_basis) = (day, basis);
    }
    if table.get("until").is_some() || table.get("until_basis").is_some() {
        let keys = ["until", "until_basis", "until_quote"];
        let (day, basis, quote) = end(table, keys, quotes, faults);
        (period.until, period.until_basis) = (day, basis);
        period.until_quote = kept(&quote);
        period.until_note = kept(&table.words("until_note", faults));
        if day.is_some() && basis == Basis::Inferred && period.until_note.is_empty() {
            faults.push(
                Diagnostic::new(Code::BadPeriod, "推断的截止日没有写据什么推断")
                    .at(&table.key_place("until"), "")
                    .help("加 until_note = \"…\"，写明根据的是哪些字"),
            );
        }
    }
    for (key, whose) in [
        ("from_quote", "from"),
        ("until_quote", "until"),
        ("until_note", "until"),
    ] {
        if table.get(key).is_some() && table.get(whose).is_none() {
            faults.push(
                Diagnostic::new(Code::BadPeriod, format!("写了 `{key}`，却没有写 `{whose}`"))
                    .at(&table.key_place(key), "")
                    .help(format!(
                        "加 {whose} = \"2025-12-31\" 这样的一天，或删去 {key}"
                    )),
            );
        }
    }
    if let (Some(from), Some(until)) = (period.from, period.until)
        && until < from
    {
        let key = if table.get("until").is_some() {
            "until"
        } else {
            "from"
        };
        faults.push(
            Diagnostic::new(Code::BadPeriod, format!("截止日 {until} 早于施行日 {from}"))
                .at(&table.key_place(key), "")
                .help("检查两个日期是否写反"),
        );
    }
    period
}

/// One end of a period, what it rests on, and the words that state it.
fn end(
    table: &Table,
    [key, basis_key, quote_key]: [&str; 3],
    quotes: &mut Vec<Text>,
    faults: &mut Faults,
) -> (Option<Date>, Basis, String) {
    let day = table.get(key).and_then(|day| day.date(key, faults));
    let quote = table.text(quote_key, faults);
    let known = [
        ("quoted", Basis::Quoted),
        ("inferred", Basis::Inferred),
        ("unstated", Basis::Unstated),
    ];
    let basis = match table.get(basis_key) {
        Some(_) => word_of(table, basis_key, &known, faults),
        None => Some(Basis::Quoted),
    };
    let mut wrong = |cause: String, help: String| {
        faults.push(
            Diagnostic::new(Code::BadPeriod, cause)
                .at(
                    &table.key_place(if table.get(key).is_some() {
                        key
                    } else {
                        basis_key
                    }),
                    "",
                )
                .help(help),
        );
    };
    match (table.get(key).is_some(), basis) {
        (true, Some(Basis::Unstated)) => wrong(
            format!("写了 `{key}`，又说来源没有写明"),
            format!("来源没有写明的，删去 {key}；推断出来的，写 {basis_key} = \"inferred\""),
        ),
        (false, Some(Basis::Quoted | Basis::Inferred)) => wrong(
            format!("没有写 `{key}` 是哪一天"),
            format!("加 {key} = \"2025-12-31\" 这样的一天；来源没有写明的，写 {basis_key} = \"unstated\""),
        ),
        (true, Some(Basis::Quoted)) if key == "until" && quote.is_none() => wrong(
            "截止日没有引文".to_owned(),
            "加 until_quote = \"…\"，逐字写来源的话；推断出来的，写 until_basis = \"inferred\" 和 until_note".to_owned(),
        ),
        _ => {}
    }
    // The words must name the day: a wrong one would shut everybody out.
    if let (Some(day), Some(quote)) = (day, &quote)
        && basis == Some(Basis::Quoted)
        && !names_day(&quote.text, day)
    {
        faults.push(
            Diagnostic::new(
                Code::DayWithoutQuote,
                format!("引文里没有 {}", label::day(day)),
            )
            .at(&quote.place, "")
            .help(format!(
                "改正 {key}；不是照写而是推断的，写 {basis_key} = \"inferred\"，并把理由写进说明"
            )),
        );
    }
    let words = quote
        .as_ref()
        .map_or_else(String::new, |quote| quote.text.clone());
    quotes.extend(quote);
    (day, basis.unwrap_or_default(), words)
}

/// The terms of terms.toml, or of the policy file of a source.
pub(crate) fn terms(
    root: &Table,
    local: Option<usize>,
    facts: &Facts,
    sources: &[Source],
    terms: &mut Terms,
    faults: &mut Faults,
) {
    let tables = root.tables("term", faults);
    let mut later: Vec<String> = tables
        .iter()
        .map(|table| {
            let id = table.get("id");
            let id = id.and_then(|id| id.as_text().map(str::to_owned));
            id.unwrap_or_default()
        })
        .collect();
    for table in &tables {
        if let Some(term) = term(table, local, &later, facts, sources, terms, faults) {
            let seen = |other: &&Term| other.local.is_none() || other.local == local;
            let mut known = terms.list.iter().filter(seen);
            match known.find(|other| other.id.text == term.id.text) {
                Some(first) => faults.push(duplicate("术语", &term.id, &first.id.place)),
                None => terms.list.push(term),
            }
        } else {
            terms.unreadable.push(later[0].clone());
        }
        later.remove(0);
    }
}

fn term(
    table: &Table,
    local: Option<usize>,
    later: &[String],
    facts: &Facts,
    sources: &[Source],
    terms: &Terms,
    faults: &mut Faults,
) -> Option<Term> {
    table.allow(&["id", "name", "help", "holds", "open"], faults);
    let id = table.need_text("id", faults);
    let name = table.need_text("name", faults);
    let mut open = open_points(table, faults);
    let id = id?;
    open.retain_mut(|point| match &mut point.key {
        Some(key) => {
            key.text = format!("{}:{}", id.text, key.text);
            true
        }
        None => {
            faults.push(
                Diagnostic::new(Code::MissingKey, "术语里的理解要有 `key`")
                    .at(&table.key_place("open"), "")
                    .help("在 holds 里用它：{ reading = \"…\", a = …, b = … }；只是说明的话，写进 help"),
            );
            false
        }
    });
    let own = open.len();
    let mut scope = Scope::new(facts, terms, local, open).defining(Defining {
        id: &id.text,
        later,
        sources,
    });
    let holds = table
        .need("holds", faults)
        .and_then(|holds| holds.table("holds", faults))
        .and_then(|holds| scope.condition(&holds, false, faults));
    report_unused(&scope, own, faults);
    let (open, quotes, numbers) = (scope.open, scope.sourced, scope.numbers);
    let (days, thresholds) = (scope.days, scope.thresholds);
    Some(Term {
        name: name?.text,
        help: table.words("help", faults),
        holds: holds?,
        open,
        quotes,
        numbers,
        days,
        thresholds,
        local,
        id,
    })
}

/// Readings of its own that a benefit or a term does not use.
fn report_unused(scope: &Scope, own: usize, faults: &mut Faults) {
    for (index, point) in scope.open.iter().take(own).enumerate() {
        if let Some(key) = &point.key
            && !scope.readings_used.contains(&index)
        {
            let word = key.text.rsplit(':').next().unwrap_or_default();
            faults.push(
                Diagnostic::new(
                    Code::UnusedReading,
                    format!("理解 `{word}` 没有用在条件或金额里"),
                )
                .at(&key.place, "")
                .help(format!(
                    "写 {{ reading = \"{word}\", a = …, b = … }}；只作说明的，删去 key"
                )),
            );
        }
    }
}

/// The reasons why a sentence grants nothing.
const WHY: [&str; 10] = [
    "aim",
    "statistic",
    "event",
    "duty",
    "heading",
    "slogan",
    "publicity",
    "employer",
    "procedure",
    "layout",
];

/// One policy file.
pub(crate) fn policy(
    root: &Table,
    source: usize,
    facts: &Facts,
    terms: &mut Terms,
    book: &mut Book,
    faults: &mut Faults,
) {
    root.allow(&["source", "term", "benefit", "nothing"], faults);
    self::terms(root, Some(source), facts, &book.sources, terms, faults);
    for table in root.tables("benefit", faults) {
        let Some(mut benefit) = benefit(
            &table,
            (source, &book.sources[source]),
            facts,
            terms,
            faults,
        ) else {
            continue;
        };
        let id = &benefit.id;
        if let Some(first) = book.benefits.iter().find(|other| other.id.text == id.text) {
            faults.push(duplicate("待遇", id, &first.id.place));
            benefit.broken = true;
        }
        book.benefits.push(benefit);
    }
    for table in root.tables("nothing", faults) {
        table.allow(&["quote", "why"], faults);
        let quote = table.need_text("quote", faults);
        let why = table.need_text("why", faults);
        if let Some(why) = &why
            && !WHY.contains(&why.text.as_str())
        {
            faults.push(bad_word("why", &why.text, &why.place, &WHY));
        }
        if let (Some(quote), Some(why)) = (quote, why) {
            book.nothings.push(Nothing {
                source,
                quote,
                why: why.text,
            });
        }
    }
}

/// Names in `excludes` and `overlaps`, once every benefit is known.
pub(crate) fn relations(book: &Book, faults: &mut Faults) {
    for benefit in &book.benefits {
        for other in benefit.excludes.iter().chain(&benefit.overlaps) {
            if other.text == benefit.id.text {
                faults.push(
                    Diagnostic::new(
                        Code::ExcludesItself,
                        format!("`{}` 不能与自己相斥或重叠", other.text),
                    )
                    .at(&other.place, "")
                    .help("改成另一项待遇的编号，或删去"),
                );
            } else if !book.benefits.iter().any(|one| one.id.text == other.text) {
                let ids = book.benefits.iter().map(|one| one.id.text.as_str());
                faults.push(
                    Diagnostic::new(
                        Code::UnknownBenefit,
                        format!(
                            "未知的待遇 `{}`{}",
                            other.text,
                            did_you_mean(&other.text, ids)
                        ),
                    )
                    .at(&other.place, "")
                    .help("写另一项待遇的 `id`"),
                );
            }
        }
    }
    exclusive(book, faults);
}

/// Benefits that hang together by shutting each other out: what they come to is found by trying all
/// choices, so there cannot be many.
fn exclusive(book: &Book, faults: &mut Faults) {
    let ids: Vec<&str> = book
        .benefits
        .iter()
        .map(|one| one.id.text.as_str())
        .collect();
    let mut group: Vec<usize> = (0..ids.len()).collect();
    for (index, benefit) in book.benefits.iter().enumerate() {
        for other in benefit.excludes.iter().chain(&benefit.overlaps) {
            let Some(other) = ids.iter().position(|id| *id == other.text) else {
                continue;
            };
            let (from, to) = (group[other], group[index]);
            for one in &mut group {
                if *one == from {
                    *one = to;
                }
            }
        }
    }
    for first in 0..ids.len() {
        let members: Vec<usize> = (0..ids.len())
            .filter(|&at| group[at] == group[first])
            .collect();
        if members[0] != first || members.len() <= EXCLUSIVE_AT_MOST {
            continue;
        }
        let mut diagnostic = Diagnostic::new(
            Code::TooManyExclusive,
            format!(
                "{}项待遇彼此相斥或重叠，最多只能有{EXCLUSIVE_AT_MOST}项",
                members.len()
            ),
        );
        for &at in &members {
            diagnostic = diagnostic.at(&book.benefits[at].id.place, "");
        }
        faults.push(
            diagnostic
                .note("合计要试遍这些待遇的所有取舍，再多就算不过来")
                .help("把可以一起写的几项合成一项，用 `tiers` 分档；或删去不必要的 `excludes`"),
        );
    }
}

const BENEFIT_KEYS: [&str; 23] = [
    "id",
    "name",
    "for",
    "kind",
    "claim",
    "claim_note",
    "place",
    "quote",
    "quotes",
    "chosen",
    "conditions",
    "amount",
    "amount_note",
    "responsible",
    "quota",
    "services",
    "relations",
    "excludes",
    "overlaps",
    "apply",
    "cap",
    "open",
    "case",
];

fn benefit(
    table: &Table,
    (source, around): (usize, &Source),
    facts: &Facts,
    terms: &Terms,
    faults: &mut Faults,
) -> Option<Benefit> {
    let mut known = BENEFIT_KEYS.to_vec();
    known.extend(PERIOD);
    table.allow(&known, faults);
    let id = table.need_text("id", faults)?;
    let before = faults.len();
    let name = table.words("name", faults);
    if name.is_empty() && table.text("name", faults).is_none() {
        table.need("name", faults);
    }
    let audiences = match table.need("for", faults) {
        Some(list) => facts.option_bits(0, &list.texts("for", faults), faults),
        None => 0,
    };
    let kind = word_of(
        table,
        "kind",
        &[
            ("money", BenefitKind::Money),
            ("service", BenefitKind::Service),
        ],
        faults,
    );
    let claim = word_of(
        table,
        "claim",
        &[("right", Claim::Right), ("selection", Claim::Selection)],
        faults,
    );

    let citations = citations(table, faults);
    // Those that decide come first: results need them, the others are only read.
    let (open, noted): (Vec<Open>, Vec<Open>) = open_points(table, faults)
        .into_iter()
        .partition(|point| point.key.is_some());
    let own = open.len();
    let mut scope = Scope::new(facts, terms, Some(source), open);
    scope.in_scope = [audiences, around.regions];
    scope.quotes = citations.iter().map(|one| one.quote.clone()).collect();
    let stated = PERIOD.iter().any(|key| table.get(key).is_some());
    let period = stated.then(|| period(table, &around.period, &mut scope.quotes, faults));
    let chosen = chosen(table, claim, &mut scope, faults);
    let conditions = conditions(table, &mut scope, faults);
    let amount = table
        .need("amount", faults)
        .and_then(|amount| amount.table("amount", faults))
        .and_then(|amount| scope.amount(&amount, Inherited::default(), false, faults));
    if let (Some(kind), Some(amount)) = (kind, &amount) {
        compare_kind_and_amount(table, kind, amount, faults);
    }
    let cap = cap(table, &mut scope, faults);
    report_unused(&scope, own, faults);
    // Shown as the words of the policy, so they must be.
    let amount_note = table.text("amount_note", faults);
    scope.quotes.extend(amount_note.clone());
    let mut open = scope.open;
    open.extend(noted);

    let apply = table.tables("apply", faults);
    let apply = apply.iter().map(|way| apply_way(way, faults)).collect();
    let relations = table.texts("relations", faults);
    let mut benefit = Benefit {
        id,
        name,
        source,
        audiences,
        kind: kind.unwrap_or(BenefitKind::Money),
        claim: claim.unwrap_or(Claim::Right),
        claim_note: table.words("claim_note", faults),
        period,
        citations,
        chosen,
        conditions,
        amount: amount.unwrap_or(Amount::None),
        amount_note: amount_note.map_or_else(String::new, |note| note.text),
        responsible: table.words("responsible", faults),
        quota: table.words("quota", faults),
        services: table.words("services", faults),
        relations: relations.into_iter().map(|text| text.text).collect(),
        excludes: table.texts("excludes", faults),
        overlaps: table.texts("overlaps", faults),
        apply,
        cap,
        open,
        cases: Vec::new(),
        unstated: scope.unstated,
        quotes: scope.quotes,
        numbers: scope.numbers,
        days: scope.days,
        thresholds: scope.thresholds,
        broken: false,
        cases_broken: false,
    };
    date_both_ways(&benefit, facts, faults);
    benefit.broken = faults[before..].iter().any(|fault| {
        let apart = [Code::UnusedReading, Code::UnknownKey, Code::DayWithoutQuote];
        !apart.contains(&fault.code)
    });
    let cases = table.tables("case", faults);
    let cases: Vec<Option<Case>> = cases.iter().map(|one| case(one, facts, faults)).collect();
    benefit.cases_broken = cases.contains(&None);
    benefit.cases = cases.into_iter().flatten().collect();
    Some(benefit)
}

/// The clause that grants the benefit, then further ones.
fn citations(table: &Table, faults: &mut Faults) -> Vec<Citation> {
    let mut citations = Vec::new();
    let place = table.need_text("place", faults);
    let quote = table.need_text("quote", faults);
    if let Some(quote) = quote {
        citations.push(Citation {
            place: place.map_or_else(String::new, |place| place.text),
            quote,
        });
    }
    for further in table.tables("quotes", faults) {
        further.allow(&["place", "quote"], faults);
        let place = further.need_text("place", faults);
        if let (Some(place), Some(quote)) = (place, further.need_text("quote", faults)) {
            citations.push(Citation {
                place: place.text,
                quote,
            });
        }
    }
    citations
}

/// Who has been chosen already.
fn chosen(
    table: &Table,
    claim: Option<Claim>,
    scope: &mut Scope,
    faults: &mut Faults,
) -> Option<Condition> {
    let chosen = table.get("chosen")?;
    let condition = chosen
        .table("chosen", faults)
        .and_then(|chosen| scope.condition(&chosen, false, faults));
    if claim == Some(Claim::Right) {
        faults.push(
            Diagnostic::new(Code::ChosenByRight, "没有人挑选，却写了谁已经入选")
                .at(&table.key_place("chosen"), "")
                .at(&table.key_place("claim"), "这里写的是符合即可申领")
                .help("须经遴选、评审、认定的写 claim = \"selection\"；不是的，把 chosen 里的写进 conditions"),
        );
    }
    condition
}

fn conditions(table: &Table, scope: &mut Scope, faults: &mut Faults) -> Vec<Condition> {
    let Some(list) = table.need("conditions", faults) else {
        return Vec::new();
    };
    let list = list.list("conditions", faults);
    let tables = list
        .iter()
        .filter_map(|one| one.table("conditions", faults));
    let tables: Vec<Table> = tables.collect();
    tables
        .iter()
        .filter_map(|one| scope.condition(one, true, faults))
        .collect()
}

/// Money has an amount, and a service has none.
fn compare_kind_and_amount(
    table: &Table,
    kind: BenefitKind,
    amount: &Amount,
    faults: &mut Faults,
) -> Option<()> {
    match (kind, mentions_none(amount)) {
        (BenefitKind::Service, _) if !matches!(amount, Amount::None) => faults.push(
            Diagnostic::new(Code::KindAndAmount, "服务不发钱，却写了金额")
                .at(&table.get("amount")?.place, "")
                .at(&table.get("kind")?.place, "这里写的是服务")
                .help("服务写 amount = { none = true }；发钱的写 kind = \"money\""),
        ),
        (BenefitKind::Money, true) => faults.push(
            Diagnostic::new(Code::KindAndAmount, "这项待遇发钱，却没有金额")
                .at(&table.get("amount")?.place, "")
                .at(&table.get("kind")?.place, "这里写的是发钱")
                .help("来源没有写明数额的，写 { unstated = true }"),
        ),
        _ => {}
    }
    Some(())
}

/// The shared ceiling, and its words.
fn cap(table: &Table, scope: &mut Scope, faults: &mut Faults) -> Option<(i64, String)> {
    let cap = table.get("cap")?.table("cap", faults)?;
    cap.allow(&["sum", "note", "quote"], faults);
    if let Some(quote) = cap.text("quote", faults) {
        scope.quotes.push(quote);
    }
    let sum = cap.need("sum", faults)?;
    let value = sum.number("sum", faults)?;
    scope.number(value, Role::Sum, &sum.place);
    // Shown as the words of the policy, so it must be.
    let note = cap.text("note", faults);
    scope.quotes.extend(note.clone());
    Some((value, note.map_or_else(String::new, |note| note.text)))
}

/// How long ago and on which day are two variables of a diagram, which does not know that they are of
/// one date: together in one benefit they would make people up.
fn date_both_ways(benefit: &Benefit, facts: &Facts, faults: &mut Faults) {
    let mut within: Vec<(usize, Place)> = Vec::new();
    let mut fixed: Vec<(usize, Place)> = Vec::new();
    visit_all(benefit, &mut |condition| match condition.shape {
        Shape::WithinMonths { fact, .. } => within.push((fact, condition.place.clone())),
        Shape::NotBefore { fact, .. } => fixed.push((fact, condition.place.clone())),
        _ => {}
    });
    for (fact, place) in within {
        if let Some((_, other)) = fixed.iter().find(|(other, _)| *other == fact) {
            faults.push(
                Diagnostic::new(
                    Code::DateBothWays,
                    format!(
                        "“{}”在同一项待遇里既按几个月内、又按固定的一天判断",
                        facts.list[fact].name
                    ),
                )
                .at(&place, "几个月内")
                .at(other, "固定的一天")
                .help("只用其中一种，或拆成两项待遇"),
            );
        }
    }
}

fn mentions_none(amount: &Amount) -> bool {
    match amount {
        Amount::None => true,
        Amount::Sum { .. } | Amount::Percent { .. } | Amount::Unstated { .. } => false,
        Amount::Tiers(tiers) | Amount::Each(tiers) | Amount::Highest(tiers) => {
            tiers.iter().any(|tier| mentions_none(&tier.amount))
        }
        Amount::Reading { a, b, .. } => mentions_none(a) || mentions_none(b),
    }
}

fn word_of<T: Copy>(
    table: &Table,
    key: &str,
    known: &[(&str, T)],
    faults: &mut Faults,
) -> Option<T> {
    let word = table.need_text(key, faults)?;
    let found = known.iter().find(|(name, _)| *name == word.text);
    if found.is_none() {
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        faults.push(bad_word(key, &word.text, &word.place, &names));
    }
    found.map(|(_, value)| *value)
}

fn apply_way(table: &Table, faults: &mut Faults) -> Apply {
    table.allow(&["office", "how", "phone", "link", "payout"], faults);
    let mut words = |key: &str| kept(&table.words(key, faults));
    Apply {
        office: words("office"),
        how: words("how"),
        phone: words("phone"),
        link: words("link"),
        payout: words("payout"),
    }
}

fn open_points(table: &Table, faults: &mut Faults) -> Vec<Open> {
    let mut open: Vec<Open> = Vec::new();
    for point in table.tables("open", faults) {
        point.allow(&["key", "point", "a", "b"], faults);
        let words = point.need_text("point", faults);
        let key = point.text("key", faults);
        let a = point.text("a", faults);
        let b = point.text("b", faults);
        if a.is_some() != b.is_some() || (key.is_some() && a.is_none()) {
            let missing = if a.is_none() { "a" } else { "b" };
            let place = key.as_ref().or(words.as_ref()).map(|text| &text.place);
            faults.push(
                Diagnostic::new(
                    Code::IncompleteReading,
                    format!("两种理解要都写出来，这里少了 `{missing}`"),
                )
                .at(place.unwrap_or(&point.place), "")
                .help("写全 a = \"…\" 和 b = \"…\"；来源只是没有写明的，只留 point"),
            );
        }
        if let Some(key) = &key
            && let Some(first) = open
                .iter()
                .filter_map(|other| other.key.as_ref())
                .find(|other| other.text == key.text)
        {
            faults.push(duplicate("理解", key, &first.place));
            continue;
        }
        open.push(Open {
            key,
            point: words.map_or_else(String::new, |text| text.text),
            a: a.map_or_else(String::new, |text| text.text),
            b: b.map_or_else(String::new, |text| text.text),
        });
    }
    open
}

fn case(table: &Table, facts: &Facts, faults: &mut Faults) -> Option<Case> {
    table.allow(&["name", "on", "facts", "verdict", "amount"], faults);
    let name = table.need_text("name", faults);
    let on = table.get("on").and_then(|on| on.date("on", faults));
    let mut given: Vec<Given> = Vec::new();
    let mut unread = false;
    if let Some(answers) = table
        .need("facts", faults)
        .and_then(|facts| facts.table("facts", faults))
    {
        for (id, value) in answers.entries() {
            let read = facts.named(&id, faults).and_then(|fact| {
                let value = given_value(&facts.list[fact], &value, faults)?;
                Some(Given {
                    fact,
                    value,
                    place: id.place.clone(),
                })
            });
            unread |= read.is_none();
            given.extend(read);
        }
    }
    let verdict = word_of(
        table,
        "verdict",
        &[
            ("eligible", engine::Verdict::Eligible),
            ("by_review", engine::Verdict::ByReview),
            ("possible", engine::Verdict::Possible),
            ("ineligible", engine::Verdict::Ineligible),
            ("lapsed", engine::Verdict::Lapsed),
            ("not_yet", engine::Verdict::NotYet),
            ("ended", engine::Verdict::Ended),
        ],
        faults,
    );
    let amount = table
        .get("amount")
        .and_then(|amount| expected(&amount, faults));
    if unread {
        return None;
    }
    Some(Case {
        name: name?,
        on,
        facts: given,
        verdict: verdict?,
        verdict_place: table.get("verdict")?.place,
        amount,
        place: table.place.clone(),
    })
}

fn given_value(fact: &Fact, value: &Written, faults: &mut Faults) -> Option<Value> {
    let key = fact.id.text.as_str();
    match &fact.kind {
        Kind::Bool => value.flag(key, faults).map(Value::Bool),
        Kind::Choice { options, .. } => {
            option_named(options, &value.text(key, faults)?, faults).map(Value::Choice)
        }
        Kind::Set { options } => {
            let mut bits = 0;
            for word in value.texts(key, faults) {
                bits |= 1 << option_named(options, &word, faults)?;
            }
            Some(Value::Set(bits))
        }
        Kind::Int { min, max, .. } | Kind::Money { min, max } => match value.as_table() {
            // { min = 12 }: no less than that, and no more said of it.
            Some(ends) => {
                ends.allow(&["min", "max"], faults);
                Some(Value::Range {
                    low: ends.number("min", faults).unwrap_or(*min),
                    high: ends.number("max", faults).unwrap_or(*max),
                })
            }
            None => value.number(key, faults).map(Value::Number),
        },
        Kind::Date { .. } => value.days(key, faults).map(Value::Date),
    }
}

fn expected(value: &Written, faults: &mut Faults) -> Option<Expected> {
    let ends = value.list("amount", faults);
    let [low, high] = &ends[..] else {
        faults.push(
            Diagnostic::new(Code::BadValue, "案例的 `amount` 要写两个数：最低和最高")
                .at(&value.place, "")
                .help("如 amount = [30_000, 30_000]；没有上限的写 [1_000, \"none\"]"),
        );
        return None;
    };
    let sum = |value: &Written, faults: &mut Faults| {
        let yuan = value.number("amount", faults)?;
        if !SUMS.contains(&yuan) {
            faults.push(
                Diagnostic::new(Code::OutOfRange, format!("金额不能是 {yuan} 元"))
                    .at(&value.place, "")
                    .help("以元为单位，0 至 1 万亿"),
            );
            return None;
        }
        Some(yuan)
    };
    let low = sum(low, faults)?;
    let high = match high.as_text() {
        Some("none") => None,
        _ => Some(sum(high, faults)?),
    };
    Some(Expected {
        low,
        high,
        place: value.place.clone(),
    })
}
