//! From TOML to the tree: the rule language of rules/README.md, every name resolved.
//!
//! Reading never stops at a fault. A benefit in which something could not be read is marked as
//! broken, so that later checks do not report what follows from the fault a second time.

use engine::Date;
use engine::model::{Apply, BenefitKind, Claim, Rhythm, SourceKind};

use crate::diagnostic::{Code, Diagnostic, Place, did_you_mean};
use crate::document::{Faults, Table, Text, Value as Written};
use crate::label;
use crate::tree::*;

/// Facts in the order of the file. Ids that could not be read fully are kept apart, so that their
/// uses are not reported as unknown.
pub(crate) struct Facts {
    pub list: Vec<Fact>,
    unreadable: Vec<String>,
}

/// Most options or cells that one variable can have.
pub(crate) const MOST_CELLS: usize = 64;

/// Sums in yuan that anybody could mean; larger ones are slips of the keyboard.
const SUMS: std::ops::RangeInclusive<i64> = 0..=1_000_000_000_000;

pub(crate) fn facts(root: &Table, faults: &mut Faults) -> Facts {
    root.allow(&["fact"], faults);
    let mut facts = Facts {
        list: Vec::new(),
        unreadable: Vec::new(),
    };
    let tables = root.tables("fact", faults);
    let mut guards: Vec<(usize, Table)> = Vec::new();
    for table in &tables {
        let Some(id) = table.need_text("id", faults) else {
            continue;
        };
        if let Some(first) = facts.list.iter().find(|fact| fact.id.text == id.text) {
            faults.push(duplicate("事实", &id, &first.id.place));
            continue;
        }
        match fact(table, &id, faults) {
            Some(fact) => {
                if let Some(guard) = table
                    .get("applies")
                    .and_then(|g| g.table("applies", faults))
                {
                    guards.push((facts.list.len(), guard));
                }
                facts.list.push(fact);
            }
            None => facts.unreadable.push(id.text),
        }
    }
    for (index, guard) in guards {
        let mut scope = Scope::new(&facts, &[]);
        scope.guard_of = Some(index);
        let applies = scope.condition(&guard, false, faults);
        facts.list[index].applies = applies;
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
            "applies",
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
        kind: kind?,
        effort,
        changeable: table.flag("changeable", faults).unwrap_or(false),
        applies: None,
    })
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

fn option_named(options: &[Choice], word: &Text, faults: &mut Faults) -> Option<usize> {
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
    fn named(&self, id: &Text, faults: &mut Faults) -> Option<usize> {
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

pub(crate) fn sources(root: &Table, facts: &Facts, faults: &mut Faults) -> Vec<Source> {
    root.allow(&["source"], faults);
    let mut sources: Vec<Source> = Vec::new();
    for table in root.tables("source", faults) {
        let Some(source) = source(&table, facts, faults) else {
            continue;
        };
        match sources.iter().find(|other| other.id.text == source.id.text) {
            Some(first) => faults.push(duplicate("来源", &source.id, &first.id.place)),
            None => sources.push(source),
        }
    }
    sources
}

fn source(table: &Table, facts: &Facts, faults: &mut Faults) -> Option<Source> {
    table.allow(
        &[
            "id",
            "file",
            "title",
            "issuer",
            "number",
            "kind",
            "date",
            "date_inferred",
            "date_note",
            "effective",
            "validity_note",
            "checked",
            "regions",
        ],
        faults,
    );
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
    let effective = optional_date("effective", faults);
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
        effective,
        validity_note: table.words("validity_note", faults),
        checked: checked?,
        regions,
    })
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
    book: &mut Book,
    faults: &mut Faults,
) {
    root.allow(&["source", "benefit", "nothing"], faults);
    let regions = book.sources[source].regions;
    for table in root.tables("benefit", faults) {
        let Some(mut benefit) = benefit(&table, (source, regions), facts, faults) else {
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
}

fn benefit(
    table: &Table,
    (source, regions): (usize, u64),
    facts: &Facts,
    faults: &mut Faults,
) -> Option<Benefit> {
    table.allow(
        &[
            "id",
            "name",
            "for",
            "kind",
            "claim",
            "claim_note",
            "place",
            "quote",
            "quotes",
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
        ],
        faults,
    );
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

    let open = open_points(table, faults);
    let mut scope = Scope::new(facts, &open);
    scope.in_scope = [audiences, regions];
    scope.quotes = citations.iter().map(|one| one.quote.clone()).collect();
    let conditions = match table.need("conditions", faults) {
        Some(list) => {
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
        None => Vec::new(),
    };
    let amount = table
        .need("amount", faults)
        .and_then(|amount| amount.table("amount", faults))
        .and_then(|amount| scope.amount(&amount, Inherited::default(), false, faults));
    if let (Some(kind), Some(amount)) = (kind, &amount) {
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
    }
    let cap = table
        .get("cap")
        .and_then(|cap| cap.table("cap", faults))
        .and_then(|cap| {
            cap.allow(&["sum", "note", "quote"], faults);
            if let Some(quote) = cap.text("quote", faults) {
                scope.quotes.push(quote);
            }
            let sum = cap.need("sum", faults)?;
            let value = sum.number("sum", faults)?;
            scope.number(value, Role::Sum, &sum.place);
            Some((value, cap.words("note", faults)))
        });
    for (index, point) in scope.open.iter().enumerate() {
        if let Some(key) = &point.key
            && !scope.readings_used.contains(&index)
        {
            faults.push(
                Diagnostic::new(
                    Code::UnusedReading,
                    format!("理解 `{}` 没有用在条件或金额里", key.text),
                )
                .at(&key.place, "")
                .help(format!(
                    "在 conditions 或 amount 里写 {{ reading = \"{}\", a = …, b = … }}；只作说明的，删去 key",
                    key.text
                )),
            );
        }
    }
    let (quotes, numbers, thresholds, unstated) = (
        scope.quotes,
        scope.numbers,
        scope.thresholds,
        scope.unstated,
    );

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
        citations,
        conditions,
        amount: amount.unwrap_or(Amount::None),
        amount_note: table.words("amount_note", faults),
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
        unstated,
        quotes,
        numbers,
        thresholds,
        broken: false,
        cases_broken: false,
    };
    benefit.broken = faults[before..]
        .iter()
        .any(|fault| !matches!(fault.code, Code::UnusedReading | Code::UnknownKey));
    let cases = table.tables("case", faults);
    let cases: Vec<Option<Case>> = cases.iter().map(|one| case(one, facts, faults)).collect();
    benefit.cases_broken = cases.contains(&None);
    benefit.cases = cases.into_iter().flatten().collect();
    Some(benefit)
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
    let mut words = |key: &str| leak(&table.words(key, faults));
    Apply {
        office: words("office"),
        how: words("how"),
        phone: words("phone"),
        link: words("link"),
        payout: words("payout"),
    }
}

/// The rulebook borrows its strings for as long as the program lives, and a compiler runs once.
pub(crate) fn leak(text: &str) -> &'static str {
    if text.is_empty() {
        return "";
    }
    Box::leak(text.to_owned().into_boxed_str())
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

/// What an amount takes from the one around it.
#[derive(Clone, Copy, Default)]
struct Inherited {
    per: Option<usize>,
    rhythm: Option<Rhythm>,
}

/// One benefit (or one `applies`) while its conditions and amounts are read.
struct Scope<'a> {
    facts: &'a Facts,
    open: &'a [Open],
    readings_used: Vec<usize>,
    /// Set where the condition is the `applies` of this fact.
    guard_of: Option<usize>,
    /// Audiences and regions that the benefit is for.
    in_scope: [u64; 2],
    window: Option<Place>,
    unstated: usize,
    quotes: Vec<Text>,
    numbers: Vec<Number>,
    thresholds: Vec<Threshold>,
}

const TESTS: [&str; 8] = [
    "is",
    "in",
    "at_least",
    "at_most",
    "has",
    "has_any",
    "has_all",
    "within_months",
];

impl<'a> Scope<'a> {
    fn new(facts: &'a Facts, open: &'a [Open]) -> Scope<'a> {
        Scope {
            facts,
            open,
            readings_used: Vec::new(),
            guard_of: None,
            in_scope: [0; 2],
            window: None,
            unstated: 0,
            quotes: Vec::new(),
            numbers: Vec::new(),
            thresholds: Vec::new(),
        }
    }

    fn number(&mut self, value: i64, role: Role, place: &Place) {
        self.numbers.push(Number {
            value,
            role,
            place: place.clone(),
        });
    }

    /// `top`: directly in `conditions`, where alone a window may stand.
    fn condition(&mut self, table: &Table, top: bool, faults: &mut Faults) -> Option<Condition> {
        let forms = ["fact", "any", "all", "not", "unstated", "reading"];
        let found: Vec<&str> = forms
            .into_iter()
            .filter(|form| table.get(form).is_some())
            .collect();
        let [form] = found[..] else {
            let cause = if found.is_empty() {
                "这个条件没有写测试什么".to_owned()
            } else {
                format!("一个条件里只能写 {} 之一", found.join("、"))
            };
            faults.push(
                Diagnostic::new(Code::UnclearCondition, cause)
                    .at(&table.place, "")
                    .help("每个 { } 里写 fact、any、all、not、unstated、reading 中的一个"),
            );
            return None;
        };
        let quote = table.text("quote", faults);
        if let Some(quote) = &quote {
            self.quotes.push(quote.clone());
        }
        let (shape, composed) = match form {
            "fact" => self.test(table, top, faults)?,
            "any" | "all" => {
                table.allow(&[form, "label", "quote"], faults);
                let tables = table.tables(form, faults);
                let parts: Vec<Option<Condition>> = tables
                    .iter()
                    .map(|part| self.condition(part, false, faults))
                    .collect();
                let parts: Vec<Condition> = parts.into_iter().collect::<Option<_>>()?;
                if parts.is_empty() {
                    faults.push(
                        Diagnostic::new(Code::UnclearCondition, format!("`{form}` 里没有条件"))
                            .at(&table.place, "")
                            .help("列出至少一个条件"),
                    );
                    return None;
                }
                if form == "any" {
                    let label = label::any(&parts);
                    (Shape::Any(parts), label)
                } else {
                    let label = label::all(&parts);
                    (Shape::All(parts), label)
                }
            }
            "not" => {
                table.allow(&["not", "label", "quote"], faults);
                let inner = table.get("not")?.table("not", faults)?;
                let inner = self.condition(&inner, false, faults)?;
                let label = label::not(&inner);
                (Shape::Not(Box::new(inner)), label)
            }
            "unstated" => {
                table.allow(&["unstated", "label", "quote"], faults);
                let words = table.text("unstated", faults)?;
                if self.refuse_in_guard(table, faults) {
                    return None;
                }
                self.unstated += 1;
                let index = self.unstated - 1;
                (Shape::Unstated { index }, words.text)
            }
            _ => {
                table.allow(&["reading", "a", "b", "label", "quote"], faults);
                if self.refuse_in_guard(table, faults) {
                    return None;
                }
                let reading = self.reading(table, faults);
                let a = table.need("a", faults);
                let b = table.need("b", faults);
                let a = a.and_then(|a| self.operand("a", &a, faults));
                let b = b.and_then(|b| self.operand("b", &b, faults));
                let reading = reading?;
                let label = self.open[reading].point.clone();
                let shape = Shape::Reading {
                    reading,
                    a: Box::new(a?),
                    b: Box::new(b?),
                };
                (shape, label)
            }
        };
        Some(Condition {
            shape,
            label: table
                .text("label", faults)
                .map_or(composed, |label| label.text),
            quote: quote.map_or_else(String::new, |quote| quote.text),
            place: table.place.clone(),
        })
    }

    fn refuse_in_guard(&self, table: &Table, faults: &mut Faults) -> bool {
        if self.guard_of.is_some() {
            faults.push(
                Diagnostic::new(Code::BadApplies, "`applies` 里只能写对其他事实的测试")
                    .at(&table.place, "")
                    .help("能不能提问，不能取决于来源没有写明的条件或理解"),
            );
        }
        self.guard_of.is_some()
    }

    fn operand(&mut self, key: &str, value: &Written, faults: &mut Faults) -> Option<Condition> {
        if let Some(flag) = value.as_flag() {
            let (shape, label) = if flag {
                (Shape::Always, "不另设条件")
            } else {
                (Shape::Never, "不在范围内")
            };
            return Some(Condition {
                shape,
                label: label.to_owned(),
                quote: String::new(),
                place: value.place.clone(),
            });
        }
        let table = value.table(key, faults)?;
        self.condition(&table, false, faults)
    }

    fn reading(&mut self, table: &Table, faults: &mut Faults) -> Option<usize> {
        let key = table.text("reading", faults)?;
        let known = self.open.iter().position(|point| {
            point
                .key
                .as_ref()
                .is_some_and(|other| other.text == key.text)
        });
        match known {
            Some(index) => {
                if !self.readings_used.contains(&index) {
                    self.readings_used.push(index);
                }
            }
            None => {
                let keys = self
                    .open
                    .iter()
                    .filter_map(|point| Some(point.key.as_ref()?.text.as_str()));
                faults.push(
                    Diagnostic::new(
                        Code::UnknownReading,
                        format!("未知的理解 `{}`{}", key.text, did_you_mean(&key.text, keys)),
                    )
                    .at(&key.place, "")
                    .help(format!(
                        "在这项待遇下加 [[benefit.open]]，写 key = \"{}\"、point、a、b",
                        key.text
                    )),
                );
            }
        }
        known
    }

    fn test(&mut self, table: &Table, top: bool, faults: &mut Faults) -> Option<(Shape, String)> {
        let before = faults.len();
        table.allow(
            &[
                "fact",
                "is",
                "in",
                "at_least",
                "at_most",
                "has",
                "has_any",
                "has_all",
                "within_months",
                "label",
                "quote",
            ],
            faults,
        );
        let id = table.text("fact", faults)?;
        let index = self.facts.named(&id, faults)?;
        let facts = self.facts;
        let fact = &facts.list[index];
        match self.guard_of {
            // Where a benefit is for several, what it asks may depend on which of them one is.
            None if index < 2 && (self.in_scope[index].count_ones() < 2 || top) => {
                faults.push(
                    Diagnostic::new(
                        Code::AudienceOrRegion,
                        format!("条件里不要写 `{}`", id.text),
                    )
                    .at(&id.place, "")
                    .help("申请人写在 `for` 里，城市由来源的 `regions` 决定；有几种申请人时，才可以在 any、all、not 里分别写"),
                );
                return None;
            }
            Some(own) if index >= own => {
                faults.push(
                    Diagnostic::new(
                        Code::BadApplies,
                        format!("`applies` 只能用排在前面的事实，`{}` 不在前面", id.text),
                    )
                    .at(&id.place, "")
                    .help("把被依赖的事实移到前面"),
                );
                return None;
            }
            _ => {}
        }
        let found: Vec<&str> = TESTS
            .into_iter()
            .filter(|test| table.get(test).is_some())
            .collect();
        let allowed: &[&str] = match &fact.kind {
            Kind::Bool => &["is"],
            Kind::Choice { .. } => &["is", "in", "at_least", "at_most"],
            Kind::Set { .. } => &["has", "has_any", "has_all"],
            Kind::Int { .. } | Kind::Money { .. } => &["at_least", "at_most"],
            Kind::Date { .. } => &["within_months"],
        };
        let wrong = found.iter().find(|test| !allowed.contains(test));
        let several = found.len() > 1 && found[..] != ["at_least", "at_most"];
        // An unknown key is most likely the test, and has been reported.
        if found.is_empty() && faults.len() > before {
            return None;
        }
        if wrong.is_some() || several || found.is_empty() {
            let (message, place) = match wrong {
                Some(test) => (
                    format!("`{test}` 不能用于“{}”", fact.name),
                    table.key_place(test),
                ),
                None if several => (
                    "一个条件里只能写一种测试".to_owned(),
                    table.key_place(found[1]),
                ),
                None => (
                    format!("没有写“{}”要怎样才符合", fact.name),
                    id.place.clone(),
                ),
            };
            faults.push(
                Diagnostic::new(Code::WrongTest, message)
                    .at(&place, "")
                    .help(format!("“{}”可以用：{}", fact.name, allowed.join("、"))),
            );
            return None;
        }
        match &fact.kind {
            Kind::Bool => {
                let yes = table.flag("is", faults)?;
                let options = if yes { 0b10 } else { 0b01 };
                let shape = Shape::OneOf {
                    fact: index,
                    options,
                };
                Some((shape, label::one_of(fact, options)))
            }
            Kind::Choice { options, ladder } => {
                let bits = match found[0] {
                    "is" => 1 << option_named(options, &table.text("is", faults)?, faults)?,
                    "in" => {
                        let words = table.texts("in", faults);
                        let bits = self.all_named(options, &words, faults)?;
                        self.refuse_empty(bits, "in", table, faults)?
                    }
                    _ => {
                        let low = self.rung(table, "at_least", options, ladder, faults);
                        let high = self.rung(table, "at_most", options, ladder, faults);
                        let (low, high) = (low?, high?);
                        let bits = ladder
                            .iter()
                            .enumerate()
                            .filter(|(rung, _)| {
                                low.is_none_or(|low| *rung >= low)
                                    && high.is_none_or(|high| *rung <= high)
                            })
                            .fold(0, |bits, (_, option)| bits | 1u64 << option);
                        if bits == 0 {
                            faults.push(empty_range(table));
                            return None;
                        }
                        let label =
                            label::on_ladder(fact, low.map(|r| ladder[r]), high.map(|r| ladder[r]));
                        let shape = Shape::OneOf {
                            fact: index,
                            options: bits,
                        };
                        return Some((shape, label));
                    }
                };
                let shape = Shape::OneOf {
                    fact: index,
                    options: bits,
                };
                Some((shape, label::one_of(fact, bits)))
            }
            Kind::Set { options } => {
                let test = found[0];
                if test == "has" {
                    let option = option_named(options, &table.text("has", faults)?, faults)?;
                    let label = options[option].label.clone();
                    let shape = Shape::Has {
                        fact: index,
                        option,
                    };
                    return Some((shape, label));
                }
                let words = table.texts(test, faults);
                let bits = self.all_named(options, &words, faults)?;
                let bits = self.refuse_empty(bits, test, table, faults)?;
                let parts: Vec<Condition> = (0..options.len())
                    .filter(|option| bits >> option & 1 == 1)
                    .map(|option| Condition {
                        shape: Shape::Has {
                            fact: index,
                            option,
                        },
                        label: options[option].label.clone(),
                        quote: String::new(),
                        place: table.place.clone(),
                    })
                    .collect();
                if let [only] = &parts[..] {
                    return Some((only.shape.clone(), only.label.clone()));
                }
                if test == "has_any" {
                    Some((Shape::Any(parts), label::has_any(fact, bits)))
                } else {
                    Some((Shape::All(parts), label::has_all(fact, bits)))
                }
            }
            Kind::Int { min, max, .. } | Kind::Money { min, max } => {
                let months = matches!(&fact.kind, Kind::Int { unit, .. } if unit.contains('月'));
                let exact = matches!(&fact.kind, Kind::Money { .. });
                let mut bound = |key: &str, range: std::ops::RangeInclusive<i64>| {
                    let Some(value) = table.get(key) else {
                        return Some(None);
                    };
                    let number = value.number(key, faults)?;
                    if !range.contains(&number) {
                        faults.push(
                            Diagnostic::new(
                                Code::OutOfRange,
                                format!(
                                    "门槛 {number} 分不开任何人：“{}”只能是 {min} 至 {max}",
                                    fact.name
                                ),
                            )
                            .at(&value.place, "")
                            .help("改正这个数，或改 facts.toml 里的 min、max"),
                        );
                        return None;
                    }
                    Some(Some((number, value.place)))
                };
                let low = bound("at_least", min.saturating_add(1)..=*max);
                let high = bound("at_most", *min..=max.saturating_sub(1));
                let (low, high) = (low?, high?);
                if let Some((value, place)) = &low {
                    let role = if exact {
                        Role::Sum
                    } else {
                        Role::AtLeast { months }
                    };
                    self.number(*value, role, place);
                    self.thresholds.push(Threshold {
                        fact: index,
                        bound: Bound::AtLeast(*value),
                        place: place.clone(),
                    });
                }
                if let Some((value, place)) = &high {
                    let role = if exact {
                        Role::Sum
                    } else {
                        Role::AtMost { months }
                    };
                    self.number(*value, role, place);
                    self.thresholds.push(Threshold {
                        fact: index,
                        bound: Bound::AtMost(*value),
                        place: place.clone(),
                    });
                }
                let low = low.map(|(value, _)| value);
                let high = high.map(|(value, _)| value);
                if let (Some(low), Some(high)) = (low, high)
                    && low > high
                {
                    faults.push(empty_range(table));
                    return None;
                }
                let shape = Shape::Between {
                    fact: index,
                    low,
                    high,
                };
                Some((shape, label::between(fact, low, high)))
            }
            Kind::Date { .. } => {
                let value = table.get("within_months")?;
                let number = value.number("within_months", faults)?;
                let Ok(months @ 1..=1200) = u16::try_from(number) else {
                    faults.push(
                        Diagnostic::new(Code::OutOfRange, format!("期限不能是 {number} 个月"))
                            .at(&value.place, "")
                            .help("1 至 1200"),
                    );
                    return None;
                };
                if self.refuse_in_guard(table, faults) {
                    return None;
                }
                let place = table.key_place("within_months");
                if !top || self.window.is_some() {
                    let cause = if top {
                        "一项待遇只能有一个期限"
                    } else {
                        "期限只能直接写在 conditions 里"
                    };
                    let mut fault = Diagnostic::new(Code::MisplacedWindow, cause).at(&place, "");
                    if let Some(first) = &self.window {
                        fault = fault.at(first, "已有的期限");
                    }
                    faults.push(fault.help(
                        "过了期限要能说“已过期限”，所以它不能放进 any、not、reading 或档次里",
                    ));
                    return None;
                }
                self.window = Some(place);
                self.number(number, Role::Months, &value.place);
                self.thresholds.push(Threshold {
                    fact: index,
                    bound: Bound::WithinMonths(months),
                    place: value.place.clone(),
                });
                let shape = Shape::WithinMonths {
                    fact: index,
                    months,
                };
                Some((shape, label::within_months(fact, months)))
            }
        }
    }

    fn all_named(&self, options: &[Choice], words: &[Text], faults: &mut Faults) -> Option<u64> {
        let found: Vec<Option<usize>> = words
            .iter()
            .map(|word| option_named(options, word, faults))
            .collect();
        let found: Vec<usize> = found.into_iter().collect::<Option<_>>()?;
        Some(found.iter().fold(0, |bits, option| bits | 1 << option))
    }

    fn refuse_empty(
        &self,
        bits: u64,
        key: &str,
        table: &Table,
        faults: &mut Faults,
    ) -> Option<u64> {
        if bits == 0 {
            faults.push(
                Diagnostic::new(Code::UnclearCondition, format!("`{key}` 里没有选项"))
                    .at(&table.key_place(key), "")
                    .help("列出至少一个选项"),
            );
            return None;
        }
        Some(bits)
    }

    /// `Some(None)` where the key is left out, `None` where it is wrong.
    fn rung(
        &self,
        table: &Table,
        key: &str,
        options: &[Choice],
        ladder: &[usize],
        faults: &mut Faults,
    ) -> Option<Option<usize>> {
        if table.get(key).is_none() {
            return Some(None);
        }
        let word = table.text(key, faults)?;
        let option = option_named(options, &word, faults)?;
        let rung = ladder.iter().position(|other| *other == option);
        if rung.is_none() {
            let names: Vec<&str> = ladder
                .iter()
                .map(|&option| options[option].id.as_str())
                .collect();
            let help = if names.is_empty() {
                "这个事实没有梯级：用 in 列出选项".to_owned()
            } else {
                format!("梯级是：{}；不在其中的选项用 in 列出", names.join(" < "))
            };
            faults.push(
                Diagnostic::new(Code::OffLadder, format!("`{}` 不在梯级上", word.text))
                    .at(&word.place, "")
                    .help(help),
            );
        }
        Some(Some(rung?))
    }

    fn amount(
        &mut self,
        table: &Table,
        mut inherited: Inherited,
        tier: bool,
        faults: &mut Faults,
    ) -> Option<Amount> {
        let forms = [
            "fixed", "range", "up_to", "percent", "unstated", "none", "tiers", "each", "highest",
            "reading",
        ];
        let mut known = vec![
            "fixed", "range", "up_to", "percent", "of", "unstated", "none", "tiers", "each",
            "highest", "reading", "a", "b", "per", "once", "monthly", "yearly", "quote",
        ];
        if tier {
            known.push("when");
        }
        table.allow(&known, faults);
        if let Some(quote) = table.text("quote", faults) {
            self.quotes.push(quote);
        }
        if let Some(per) = table.text("per", faults) {
            inherited.per = Some(self.fact_of_kind(&per, "整数", faults, |kind| {
                matches!(kind, Kind::Int { .. })
            })?);
        }
        if let Some(rhythm) = self.rhythm(table, faults)? {
            inherited.rhythm = Some(rhythm);
        }
        let Inherited { per, rhythm } = inherited;
        let rhythm = rhythm.unwrap_or(Rhythm::Unstated);
        let found: Vec<&str> = forms
            .into_iter()
            .filter(|form| table.get(form).is_some())
            .collect();
        let unclear = |cause: String, faults: &mut Faults| {
            faults.push(
                Diagnostic::new(Code::UnclearAmount, cause)
                    .at(&table.place, "")
                    .help("写 fixed、range、up_to、percent、unstated、none、tiers、each、highest、reading 中的一个"),
            );
        };
        let [form] = found[..] else {
            let cause = if found.is_empty() {
                "没有写金额".to_owned()
            } else {
                format!("一个金额里只能写 {} 之一", found.join("、"))
            };
            unclear(cause, faults);
            return None;
        };
        let sum = |low, high, up_to| Amount::Sum {
            low,
            high,
            up_to,
            per,
            rhythm,
        };
        match form {
            "fixed" | "up_to" => {
                let value = table.get(form)?;
                let yuan = self.sum(form, &value, faults)?;
                Some(if form == "fixed" {
                    sum(yuan, yuan, false)
                } else {
                    sum(0, yuan, true)
                })
            }
            "range" => {
                let value = table.get("range")?;
                let ends = value.list("range", faults);
                let [low, high] = &ends[..] else {
                    unclear("`range` 要写两个数：最低和最高".to_owned(), faults);
                    return None;
                };
                let low = self.sum("range", low, faults);
                let high = self.sum("range", high, faults);
                let (low, high) = (low?, high?);
                if low > high {
                    faults.push(
                        Diagnostic::new(Code::EmptyRange, format!("{low} 大于 {high}"))
                            .at(&value.place, "")
                            .help("先写小的，再写大的"),
                    );
                    return None;
                }
                Some(sum(low, high, false))
            }
            "percent" => {
                let value = table.get("percent")?;
                let number = value.number("percent", faults)?;
                let of = table.need_text("of", faults)?;
                let of = self.fact_of_kind(&of, "金额", faults, |kind| {
                    matches!(kind, Kind::Money { .. })
                })?;
                let Ok(percent @ 1..=200) = u8::try_from(number) else {
                    faults.push(
                        Diagnostic::new(Code::OutOfRange, format!("百分比不能是 {number}"))
                            .at(&value.place, "")
                            .help("1 至 200"),
                    );
                    return None;
                };
                self.number(number, Role::Percent, &value.place);
                Some(Amount::Percent {
                    percent,
                    of,
                    per,
                    rhythm,
                })
            }
            "unstated" | "none" => {
                if !table.flag(form, faults)? {
                    unclear(format!("`{form}` 只能写 true"), faults);
                    return None;
                }
                Some(if form == "none" {
                    Amount::None
                } else {
                    Amount::Unstated { rhythm }
                })
            }
            "tiers" | "each" | "highest" => {
                let tables = table.tables(form, faults);
                let tiers: Vec<Option<Tier>> = tables
                    .iter()
                    .map(|one| {
                        let when = one
                            .need("when", faults)
                            .and_then(|when| when.table("when", faults))
                            .and_then(|when| self.condition(&when, false, faults));
                        let amount = self.amount(one, inherited, true, faults);
                        Some(Tier {
                            when: when?,
                            amount: amount?,
                            place: one.place.clone(),
                        })
                    })
                    .collect();
                let tiers: Vec<Tier> = tiers.into_iter().collect::<Option<_>>()?;
                if tiers.is_empty() {
                    unclear(format!("`{form}` 里没有档次"), faults);
                    return None;
                }
                if form != "tiers" {
                    let mut leaves = Vec::new();
                    for tier in &tiers {
                        terms_of(&tier.amount, &mut leaves);
                    }
                    if leaves.iter().any(|leaf| leaf.0 != leaves[0].0) {
                        faults.push(
                            Diagnostic::new(
                                Code::TwoRhythms,
                                "按月、按年、一次性的金额不能放在一起相加或比较",
                            )
                            .at(&table.get(form)?.place, "")
                            .help("各项用同一种发放方式；不同的，拆成两项待遇"),
                        );
                        return None;
                    }
                    if form == "highest" && leaves.iter().any(|leaf| leaf.1 != leaves[0].1) {
                        unclear(
                            "`highest` 里有的按人数或比例、有的不是，比不出高低".to_owned(),
                            faults,
                        );
                        return None;
                    }
                }
                Some(match form {
                    "tiers" => Amount::Tiers(tiers),
                    "each" => Amount::Each(tiers),
                    _ => Amount::Highest(tiers),
                })
            }
            _ => {
                let reading = self.reading(table, faults);
                let mut side = |key: &str| {
                    let table = table.need(key, faults)?.table(key, faults)?;
                    self.amount(&table, inherited, false, faults)
                };
                let (a, b) = (side("a"), side("b"));
                Some(Amount::Reading {
                    reading: reading?,
                    a: Box::new(a?),
                    b: Box::new(b?),
                })
            }
        }
    }

    fn sum(&mut self, key: &str, value: &Written, faults: &mut Faults) -> Option<i64> {
        let yuan = value.number(key, faults)?;
        if !SUMS.contains(&yuan) {
            faults.push(
                Diagnostic::new(Code::OutOfRange, format!("金额不能是 {yuan} 元"))
                    .at(&value.place, "")
                    .help("以元为单位，0 至 1 万亿"),
            );
            return None;
        }
        self.number(yuan, Role::Sum, &value.place);
        Some(yuan)
    }

    fn fact_of_kind(
        &self,
        id: &Text,
        wanted: &str,
        faults: &mut Faults,
        right: impl Fn(&Kind) -> bool,
    ) -> Option<usize> {
        let index = self.facts.named(id, faults)?;
        if !right(&self.facts.list[index].kind) {
            faults.push(
                Diagnostic::new(
                    Code::WrongTest,
                    format!("“{}”不是{wanted}", self.facts.list[index].name),
                )
                .at(&id.place, format!("这里要一个{wanted}"))
                .help("`per` 用整数（人数、项目数），`of` 用金额"),
            );
            return None;
        }
        Some(index)
    }

    /// `Some(None)` where the rhythm is left out, `None` where it is wrong.
    fn rhythm(&mut self, table: &Table, faults: &mut Faults) -> Option<Option<Rhythm>> {
        let found: Vec<&str> = ["once", "monthly", "yearly"]
            .into_iter()
            .filter(|key| table.get(key).is_some())
            .collect();
        let key = match found[..] {
            [] => return Some(None),
            [key] => key,
            _ => {
                faults.push(
                    Diagnostic::new(Code::TwoRhythms, format!("{} 只能写一个", found.join("、")))
                        .at(&table.key_place(found[1]), "")
                        .help("一次性写 once = true，按月写 monthly = 月数，按年写 yearly = true"),
                );
                return None;
            }
        };
        let value = table.get(key)?;
        if let Some(flag) = value.as_flag() {
            if !flag {
                faults.push(
                    Diagnostic::new(Code::BadValue, format!("`{key}` 不能是 false"))
                        .at(&value.place, "")
                        .help("不适用的，删去这个键"),
                );
                return None;
            }
            return Some(Some(match key {
                "once" => Rhythm::Once,
                "monthly" => Rhythm::Monthly { months: None },
                _ => Rhythm::Yearly { years: None },
            }));
        }
        if key == "once" {
            value.flag(key, faults);
            return None;
        }
        let number = value.number(key, faults)?;
        if key == "monthly" {
            if let Ok(months @ 1..=1200) = u16::try_from(number) {
                self.number(number, Role::Months, &value.place);
                let months = Some(months);
                return Some(Some(Rhythm::Monthly { months }));
            }
        } else if let Ok(years @ 1..=100) = u8::try_from(number) {
            self.number(number, Role::Years, &value.place);
            return Some(Some(Rhythm::Yearly { years: Some(years) }));
        }
        faults.push(
            Diagnostic::new(Code::OutOfRange, format!("`{key}` 不能是 {number}"))
                .at(&value.place, "")
                .help("月数 1 至 1200，年数 1 至 100"),
        );
        None
    }
}

/// Rhythm of a sum, and the facts that it is counted by.
type Term = (Rhythm, (Option<usize>, Option<usize>));

/// Every sum in an amount.
fn terms_of(amount: &Amount, out: &mut Vec<Term>) {
    match amount {
        Amount::Sum { per, rhythm, .. } => out.push((*rhythm, (*per, None))),
        Amount::Percent {
            of, per, rhythm, ..
        } => out.push((*rhythm, (*per, Some(*of)))),
        Amount::Unstated { rhythm } => out.push((*rhythm, (None, None))),
        Amount::None => out.push((Rhythm::Unstated, (None, None))),
        Amount::Tiers(tiers) | Amount::Each(tiers) | Amount::Highest(tiers) => {
            for tier in tiers {
                terms_of(&tier.amount, out);
            }
        }
        Amount::Reading { a, b, .. } => {
            terms_of(a, out);
            terms_of(b, out);
        }
    }
}

fn empty_range(table: &Table) -> Diagnostic {
    Diagnostic::new(Code::EmptyRange, "`at_least` 高于 `at_most`，没有人能符合")
        .at(&table.place, "")
        .help("检查两个数是否写反")
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
        Kind::Int { .. } | Kind::Money { .. } => value.number(key, faults).map(Value::Number),
        Kind::Date { .. } => value.date(key, faults).map(Value::Date),
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
