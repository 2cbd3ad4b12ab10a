//! Compiles rule files into the rulebook that the engine evaluates, and says what is wrong.
//!
//! ```ignore
//! let compilation = rulec::compile(Path::new("rules"), None);
//! print!("{}", compilation.render());
//! let rulebook = compilation.rulebook.expect("the rules have errors");
//! ```
//!
//! One run finds every fault of every file. What is not in here: evaluating (the engine's), and
//! the words of the program itself (text/). The rule language is described in rules/README.md.

mod cases;
mod clause;
mod decision;
mod diagnostic;
mod document;
mod drawing;
mod grammar;
mod label;
pub mod layout;
mod number;
mod proof;
mod questions;
mod rulebook;
mod terms;
pub mod tree;
mod variables;

use std::path::Path;

use engine::Rulebook;
use sha2::{Digest, Sha256};

pub use diagnostic::{Code, Diagnostic, File, FileId, Files, Mark, Place, Severity};
use document::{Faults, Table};
use drawing::{Drawing, Drawn};
use grammar::Terms;
use proof::Proof;
pub use proof::{Coverage, coverage_table};
use tree::Book;
use variables::Variables;

/// Everything that one run reads.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    /// Name and text of every TOML file of the rules.
    pub rules: Vec<(String, String)>,
    /// The text of `proofs.lock`, if there is one.
    pub lock: Option<String>,
    /// Name and text of every source, if they are at hand.
    pub sources: Option<Vec<(String, String)>>,
}

/// What came of a run.
pub struct Compilation {
    /// The rulebook; only if there is no error.
    pub rulebook: Option<Rulebook>,
    /// The rulebook as far as it can be made, for tools that look at unfinished rules. It may hold
    /// sums that no source states: never ship it.
    pub draft: Option<Rulebook>,
    /// The rules as written, for oracles and for pages about the rules.
    pub book: Book,
    pub diagnostics: Vec<Diagnostic>,
    /// How much of each source the rules account for.
    pub coverage: Vec<Coverage>,
    /// Benefits that nobody can ever be sure of, whatever is answered, because of what their texts leave
    /// open: indices into the book's.
    pub never_settled: Vec<usize>,
    /// `proofs.lock` as it should be; only where the source texts were at hand and all quotes
    /// stand in them.
    pub lock: Option<String>,
    pub files: Files,
}

impl Compilation {
    pub fn errors(&self) -> usize {
        self.count(Severity::Error)
    }

    pub fn warnings(&self) -> usize {
        self.count(Severity::Warning)
    }

    fn count(&self, severity: Severity) -> usize {
        self.diagnostics
            .iter()
            .filter(|one| one.severity() == severity)
            .count()
    }

    /// Every finding as people read it, one after the other.
    pub fn render(&self) -> String {
        self.render_all(false)
    }

    /// As [`Compilation::render`], for a terminal.
    pub fn render_in_color(&self) -> String {
        self.render_all(true)
    }

    fn render_all(&self, color: bool) -> String {
        let mut out = String::new();
        for one in &self.diagnostics {
            out.push_str(&one.render(&self.files, color));
            out.push_str("\n\n");
        }
        out
    }
}

/// Compiles the rule files in a directory, proving them against the source texts if those are at
/// hand and against `proofs.lock` if not.
pub fn compile(rules: &Path, sources: Option<&Path>) -> Compilation {
    compile_texts(&read(rules, sources))
}

/// As [`compile`], and runs the worked cases on what came of it.
pub fn check(rules: &Path, sources: Option<&Path>) -> Compilation {
    check_texts(&read(rules, sources))
}

/// As [`compile_texts`], and runs the worked cases on what came of it.
pub fn check_texts(texts: &Texts) -> Compilation {
    let mut compilation = compile_texts(texts);
    if let Some(draft) = &compilation.draft {
        let before = compilation.errors();
        cases::run(draft, &compilation.book, &mut compilation.diagnostics);
        if compilation.errors() > before {
            compilation.rulebook = None;
        }
    }
    compilation
}

/// Proves all quotes against the source texts and writes `proofs.lock`, unless a quote cannot be
/// proved; then checks.
pub fn update_lock(rules: &Path, sources: &Path) -> std::io::Result<Compilation> {
    let mut texts = read(rules, Some(sources));
    if let Some(lock) = compile_texts(&texts).lock {
        std::fs::write(rules.join(LOCK), &lock)?;
        texts.lock = Some(lock);
    }
    Ok(check_texts(&texts))
}

const LOCK: &str = "proofs.lock";

fn read(rules: &Path, sources: Option<&Path>) -> Texts {
    let texts_in = |directory: &Path, extension: &str| -> Vec<(String, String)> {
        let Ok(entries) = std::fs::read_dir(directory) else {
            return Vec::new();
        };
        let mut texts: Vec<(String, String)> = entries
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|own| own == extension))
            .filter_map(|path| {
                let text = std::fs::read_to_string(&path).ok()?;
                Some((path.display().to_string(), text))
            })
            .collect();
        texts.sort();
        texts
    };
    Texts {
        rules: texts_in(rules, "toml"),
        lock: std::fs::read_to_string(rules.join(LOCK)).ok(),
        sources: sources.map(|directory| texts_in(directory, "txt")),
    }
}

/// Compiles rule files that have been read already.
pub fn compile_texts(texts: &Texts) -> Compilation {
    let mut faults = Faults::new();
    let mut files = Files::default();
    for (name, text) in &texts.rules {
        files.add(name, text);
    }
    let mut book = Book::default();
    let parsed: Vec<_> = texts
        .rules
        .iter()
        .enumerate()
        .map(|(file, (_, text))| document::parse(file, text, &mut faults))
        .collect();
    let find = |wanted: &str| {
        texts
            .rules
            .iter()
            .position(|(name, _)| stem(name) == wanted)
    };
    // What a file with wrong syntax means is anybody's guess: it is not read any further.
    let mut unreadable: Vec<FileId> = faults
        .iter()
        .flat_map(|fault| &fault.marks)
        .map(|mark| mark.place.file)
        .collect();
    unreadable.dedup();
    let root = |file: FileId| Table::root(file, &parsed[file]);

    let (facts_file, sources_file) = (find("facts"), find("sources"));
    for (name, found) in [("facts.toml", facts_file), ("sources.toml", sources_file)] {
        if found.is_none() {
            faults.push(
                Diagnostic::new(Code::MissingFile, format!("缺少文件 `{name}`"))
                    .help("规则目录里要有 facts.toml（问题）和 sources.toml（来源）"),
            );
        }
    }
    if let (Some(facts_file), Some(sources_file)) = (facts_file, sources_file)
        && !unreadable.contains(&facts_file)
        && !unreadable.contains(&sources_file)
    {
        let facts = grammar::facts(&root(facts_file), &mut faults);
        if facts.list.len() >= 2 {
            book.sources = grammar::sources(&root(sources_file), &facts, &mut faults);
            let mut terms = Terms::default();
            // Rules without common terms have no such file.
            if let Some(file) = find("terms").filter(|file| !unreadable.contains(file)) {
                let root = root(file);
                root.allow(&["term"], &mut faults);
                grammar::terms(&root, None, &facts, &book.sources, &mut terms, &mut faults);
            }
            policies(
                texts,
                &root,
                &unreadable,
                &facts,
                &mut terms,
                &mut book,
                &mut faults,
            );
            book.terms = terms.list;
        }
        book.facts = facts.list;
    }
    grammar::relations(&book, &mut faults);
    terms::unused(&book, &mut faults);
    terms::spelled_out(&book, &mut faults);

    let proof = prove(texts, &book, &mut files, &mut faults);
    let mut never_settled = Vec::new();
    let draft = draw(texts, &book, &mut never_settled, &mut faults);
    for benefit in book.benefits.iter().filter(|benefit| !benefit.broken) {
        proof::numbers(benefit, &book, &mut faults);
    }
    for term in &book.terms {
        proof::numbers_of_term(term, &book, &mut faults);
    }
    faults.sort_by_key(|fault| {
        let start = |mark: &Mark| (mark.place.file, mark.place.span.start);
        fault.marks.first().map(start)
    });
    let wrong = faults.iter().any(|one| one.severity() == Severity::Error);
    Compilation {
        rulebook: draft.clone().filter(|_| !wrong),
        draft,
        book,
        diagnostics: faults,
        coverage: proof.coverage,
        never_settled,
        lock: proof.lock,
        files,
    }
}

fn prove(texts: &Texts, book: &Book, files: &mut Files, faults: &mut Faults) -> Proof {
    let lock = texts.lock.as_ref().map(|lock| files.add(LOCK, lock));
    let Some(sources) = &texts.sources else {
        return proof::in_lock(book, files, lock, faults);
    };
    let ids: Vec<Option<FileId>> = book
        .sources
        .iter()
        .map(|source| {
            let found = sources.iter().find(|(name, _)| {
                name.rsplit(['/', '\\']).next() == Some(source.file.text.as_str())
            });
            found.map(|(name, text)| files.add(name, text))
        })
        .collect();
    proof::in_sources(book, files, &ids, lock, faults)
}

/// The name of a rule file without its folder and ending.
fn stem(name: &str) -> &str {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.strip_suffix(".toml").unwrap_or(name)
}

/// Reads the policy files in the order of their sources.
fn policies<'t>(
    texts: &Texts,
    root: &dyn Fn(FileId) -> Table<'t>,
    unreadable: &[FileId],
    facts: &grammar::Facts,
    terms: &mut Terms,
    book: &mut Book,
    faults: &mut Faults,
) {
    let mut of_source: Vec<Option<FileId>> = vec![None; book.sources.len()];
    for (file, (name, text)) in texts.rules.iter().enumerate() {
        let stem = stem(name);
        if ["facts", "sources", "terms", "roster"].contains(&stem) {
            continue;
        }
        // A file names its source, or is named for it.
        let named = root(file).text("source", faults);
        let id = named.as_ref().map_or(stem, |named| &named.text);
        let ids = || book.sources.iter().map(|source| source.id.text.as_str());
        match ids().position(|other| other == id) {
            Some(source) if of_source[source].is_none() => of_source[source] = Some(file),
            found => {
                let end = text.lines().next().map_or(0, str::len);
                let start = Place { file, span: 0..end };
                let place = named.as_ref().map_or(&start, |named| &named.place);
                faults.push(if found.is_some() {
                    Diagnostic::new(Code::DuplicateId, format!("来源 `{id}` 有两个规则文件"))
                        .at(place, "")
                        .help("一个来源的规则写在一个文件里")
                } else {
                    let likely = diagnostic::did_you_mean(id, ids());
                    Diagnostic::new(Code::UnknownSource, format!("未知的来源 `{id}`{likely}"))
                        .at(place, "")
                        .help("改正 source（没有写 source 的，是文件名），或在 sources.toml 里加上这个来源")
                });
            }
        }
    }
    for (source, file) in of_source.into_iter().enumerate() {
        match file {
            Some(file) if unreadable.contains(&file) => {}
            Some(file) => grammar::policy(&root(file), source, facts, terms, book, faults),
            None => {
                let id = &book.sources[source].id;
                faults.push(
                    Diagnostic::new(
                        Code::MissingFile,
                        format!("来源 `{}` 没有规则文件", id.text),
                    )
                    .at(&id.place, "")
                    .help(format!("在规则目录里加上 {}.toml", id.text)),
                );
            }
        }
    }
}

/// Draws every sound benefit, checks what it means, and makes the rulebook.
fn draw(
    texts: &Texts,
    book: &Book,
    never_settled: &mut Vec<usize>,
    faults: &mut Faults,
) -> Option<Rulebook> {
    let today = book.sources.iter().map(|source| source.checked).max()?;
    if book.facts.len() < 2 {
        return None;
    }
    let sound = faults
        .iter()
        .all(|fault| fault.severity() == Severity::Warning || !fault.code.is_structural());
    let variables = Variables::of(book, faults);
    let mut drawing = Drawing::new(book, &variables);
    let mut drawn: Vec<Drawn> = Vec::new();
    for (index, benefit) in book.benefits.iter().enumerate() {
        if benefit.broken {
            continue;
        }
        let Some(one) = drawing.benefit(index, faults) else {
            continue;
        };
        questions::guarded(&mut drawing, index, &one, faults);
        cases::wanting(&mut drawing, index, &one, today, faults);
        if questions::never_settled(&mut drawing, &one) {
            never_settled.push(index);
        }
        drawn.push(one);
    }
    cases::thresholds_of_terms(&drawing, today, faults);
    if !sound || drawn.len() < book.benefits.len() {
        return None;
    }
    // Where a rule is wrong, what it makes of the questions says nothing.
    if faults.iter().all(|fault| !fault.code.is_about_meaning()) {
        questions::idle(&drawing, &drawn, faults);
    }
    rulebook::rulebook(book, &variables, &drawing, &drawn, &hash(texts))
}

/// The first 16 hexadecimal digits of a hash over all rule files.
fn hash(texts: &Texts) -> String {
    let mut hasher = Sha256::new();
    for (_, text) in &texts.rules {
        hasher.update(text.len().to_le_bytes());
        hasher.update(text);
    }
    hex(&hasher.finalize()[..8])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
