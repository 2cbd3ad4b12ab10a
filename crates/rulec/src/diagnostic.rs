//! What is wrong with the rules, where, and how to mend it.
//!
//! Rule authors are policy officers, so every message is Chinese, names the words it means and
//! says what to write instead. This module knows how to show a finding; it never looks for one.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// Index into [`Files`].
pub type FileId = usize;

/// A stretch of bytes in one file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    pub file: FileId,
    pub span: Range<usize>,
}

/// A file that was read, as its author sees it.
#[derive(Clone, Debug)]
pub struct File {
    pub name: String,
    pub text: String,
}

/// Every file of one run: the rules, the lock, and the source texts if there are any.
#[derive(Clone, Debug, Default)]
pub struct Files(pub Vec<File>);

impl Files {
    pub(crate) fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        self.0.push(File {
            name: name.into(),
            text: text.into(),
        });
        self.0.len() - 1
    }

    /// Line and column of the start of a place, both from 1; columns count characters.
    pub fn position(&self, place: &Place) -> (usize, usize) {
        let text = &self.0[place.file].text;
        let before = &text[..place.span.start.min(text.len())];
        let line = before.matches('\n').count() + 1;
        let column = before
            .rsplit('\n')
            .next()
            .map_or(0, |rest| rest.chars().count())
            + 1;
        (line, column)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    Error,
    Warning,
}

macro_rules! codes {
    ($( $(#[$doc:meta])* $variant:ident = $id:literal $severity:ident; )*) => {
        /// The kinds of findings.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Code { $( $(#[$doc])* $variant, )* }

        impl Code {
            pub const ALL: &'static [Code] = &[ $( Code::$variant, )* ];

            /// The stable name that is printed in brackets.
            pub fn id(self) -> &'static str {
                match self { $( Code::$variant => $id, )* }
            }

            pub fn severity(self) -> Severity {
                match self { $( Code::$variant => Severity::$severity, )* }
            }

            /// Whether rules could not be read because of it, so that what was read is not all.
            pub(crate) fn is_structural(self) -> bool {
                self < Code::NeverHolds
            }

            /// Whether it was found by looking at what rules mean.
            pub(crate) fn is_about_meaning(self) -> bool {
                (Code::NeverHolds..=Code::GuardedFact).contains(&self)
            }
        }
    };
}

codes! {
    // The files and their grammar.
    MissingFile = "missing-file" Error;
    TomlSyntax = "toml-syntax" Error;
    UnknownKey = "unknown-key" Error;
    MissingKey = "missing-key" Error;
    WrongType = "wrong-type" Error;
    BadValue = "bad-value" Error;
    DuplicateId = "duplicate-id" Error;
    // Names.
    UnknownFact = "unknown-fact" Error;
    UnknownOption = "unknown-option" Error;
    UnknownBenefit = "unknown-benefit" Error;
    UnknownSource = "unknown-source" Error;
    UnknownReading = "unknown-reading" Error;
    UnknownTerm = "unknown-term" Error;
    TermCycle = "term-cycle" Error;
    UnusedReading = "unused-reading" Error;
    IncompleteReading = "incomplete-reading" Error;
    ExcludesItself = "excludes-itself" Error;
    TooManyExclusive = "too-many-exclusive" Error;
    // Conditions and amounts.
    UnclearCondition = "unclear-condition" Error;
    WrongTest = "wrong-test" Error;
    OffLadder = "off-ladder" Error;
    EmptyRange = "empty-range" Error;
    OutOfRange = "out-of-range" Error;
    MisplacedWindow = "misplaced-window" Error;
    DateBothWays = "date-both-ways" Error;
    BadPeriod = "bad-period" Error;
    ChosenByRight = "chosen-by-right" Error;
    AudienceOrRegion = "audience-or-region" Error;
    BadApplies = "bad-applies" Error;
    TooManyCells = "too-many-cells" Error;
    TooComplex = "too-complex" Error;
    UnclearAmount = "unclear-amount" Error;
    TwoRhythms = "two-rhythms" Error;
    KindAndAmount = "kind-and-amount" Error;
    // What the rules mean, found by enumerating cells.
    NeverHolds = "never-holds" Error;
    TierGap = "tier-gap" Error;
    TierOverlap = "tier-overlap" Error;
    UnreachableTier = "unreachable-tier" Error;
    OwnResult = "own-result" Error;
    GuardedFact = "guarded-fact" Error;
    SpelledOutTerm = "spelled-out-term" Error;
    UnusedTerm = "unused-term" Error;
    UnusedFact = "unused-fact" Warning;
    NeverAsked = "never-asked" Warning;
    // Worked cases.
    NoCases = "no-cases" Error;
    NoPositiveCase = "no-positive-case" Error;
    NoNegativeCase = "no-negative-case" Error;
    NoMissingCase = "no-missing-case" Error;
    UntestedThreshold = "untested-threshold" Error;
    CaseWithoutDay = "case-without-day" Error;
    CaseRefused = "case-refused" Error;
    CaseFailed = "case-failed" Error;
    // The proof that every word and number was published.
    NumberWithoutQuote = "number-without-quote" Error;
    DayWithoutQuote = "day-without-quote" Error;
    QuoteNotInSource = "quote-not-in-source" Error;
    UnprovedQuote = "unproved-quote" Error;
    UncoveredSentence = "uncovered-sentence" Error;
    MissingSourceText = "missing-source-text" Error;
    StaleLock = "stale-lock" Error;
}

/// Words in a file, and what is to be said of them.
#[derive(Clone, PartialEq, Debug)]
pub struct Mark {
    pub place: Place,
    /// Empty where underlining says it all.
    pub text: String,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Diagnostic {
    pub code: Code,
    pub message: String,
    /// The first is the words at fault, the others explain. Empty where no words are at fault,
    /// because something is missing altogether.
    pub marks: Vec<Mark>,
    /// The cause, where the message leaves it open.
    pub notes: Vec<String>,
    /// How to mend it.
    pub help: Option<String>,
}

impl Diagnostic {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            message: message.into(),
            marks: Vec::new(),
            notes: Vec::new(),
            help: None,
        }
    }

    pub(crate) fn at(mut self, place: &Place, text: impl Into<String>) -> Diagnostic {
        self.marks.push(Mark {
            place: place.clone(),
            text: text.into(),
        });
        self
    }

    pub(crate) fn note(mut self, note: impl Into<String>) -> Diagnostic {
        self.notes.push(note.into());
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// Where the words at fault begin: file name, line and column.
    pub fn position<'a>(&self, files: &'a Files) -> Option<(&'a str, usize, usize)> {
        let mark = self.marks.first()?;
        let (line, column) = files.position(&mark.place);
        Some((&files.0[mark.place.file].name, line, column))
    }

    /// The finding as people read it: what, where with the words underlined, why, what to do.
    pub fn render(&self, files: &Files, color: bool) -> String {
        let level = match self.severity() {
            Severity::Error => Level::ERROR.with_name("错误"),
            Severity::Warning => Level::WARNING.with_name("提醒"),
        };
        let mut group: Group<'_> = Group::with_title(
            level
                .primary_title(self.message.as_str())
                .id(self.code.id()),
        );
        // One excerpt per file, the file of the words at fault first.
        let mut shown: Vec<FileId> = Vec::new();
        for mark in &self.marks {
            if shown.contains(&mark.place.file) {
                continue;
            }
            shown.push(mark.place.file);
            let file = &files.0[mark.place.file];
            let mut snippet = Snippet::source(file.text.as_str()).path(file.name.as_str());
            for (index, other) in self.marks.iter().enumerate() {
                if other.place.file != mark.place.file {
                    continue;
                }
                let kind = if index == 0 {
                    AnnotationKind::Primary
                } else {
                    AnnotationKind::Context
                };
                let mut annotation = kind.span(other.place.span.clone());
                if !other.text.is_empty() {
                    annotation = annotation.label(other.text.as_str());
                }
                snippet = snippet.annotation(annotation);
            }
            group = group.element(snippet);
        }
        for note in &self.notes {
            group = group.element(Level::NOTE.with_name("说明").message(note.as_str()));
        }
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.with_name("改法").message(help.as_str()));
        }
        let renderer = if color {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        renderer
            .decor_style(DecorStyle::Ascii)
            .term_width(200)
            .render(&[group])
    }
}

/// `。是否指 `x`？` for the known word closest to an unknown one, or the empty string.
pub(crate) fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let best = known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .filter(|(likeness, _)| *likeness >= 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    match best {
        Some((_, candidate)) => format!("。是否指 `{candidate}`？"),
        None => String::new(),
    }
}
