//! What stands around questions and results: name, purpose, notices, and which rules are in here.

use engine::model::*;
use engine::{Answer, REGION, covered_regions};

use super::lang;
use super::tree::Tree;
use crate::session::{Notice, Session};
use crate::words::{Lang, Word, joined};

/// The page's title: the question, with a word in front if something is wrong.
pub fn title(s: &Session) -> String {
    let problem = match s.problem {
        Some(_) => s.words.get(Word::ProblemPrefix),
        None => "",
    };
    let what = match s.current {
        Some(fact) => s.words.fact(fact).question,
        None => s.words.get(Word::FinalResults),
    };
    joined(&[problem, what, " – ", s.words.get(Word::Name)])
}

pub fn header(o: &mut Tree, s: &Session) {
    o.el("header", "ss-header", |o| {
        o.word("h1", "", Word::Name);
        o.button("ss-quiet", "language", "", |o| {
            let (lang, name) = match o.words.lang {
                Lang::Chinese => ("en", "English"),
                Lang::English => ("zh-CN", "中文"),
            };
            o.attr("lang", lang);
            o.text(name);
        });
        o.said("p", "ss-lead", o.words.fill(Word::Lead, &[&cities(o, s)]));
        o.el("p", "ss-muted", |o| {
            o.word("span", "", Word::NoDecision);
            o.said("span", "", version(s));
        });
        if s.sharing {
            o.word("p", "ss-notice", Word::Sharing);
        }
        if s.update {
            o.el("p", "ss-notice", |o| {
                o.attr("role", "status");
                o.say(Word::UpdateReady);
                o.button("ss-quiet", "update", "", |o| o.say(Word::Update));
            });
        }
        if s.day_given {
            let day = o.words.date(s.today);
            o.said("p", "ss-notice", o.words.fill(Word::DayGiven, &[&day]));
        }
        o.el("div", "", |o| {
            o.attr("role", "status");
            match s.notice {
                None => {}
                Some(Notice::FromLink) if s.refused > 0 => {
                    o.said(
                        "p",
                        "ss-notice",
                        o.words.count(Word::FromLinkPartly, s.refused),
                    );
                }
                Some(Notice::FromLink) => o.word("p", "ss-notice", Word::FromLink),
                Some(Notice::BadDay) => o.word("p", "ss-notice", Word::BadDay),
                Some(Notice::NoEnglish) => o.word("p", "ss-notice", Word::NoEnglish),
            }
        });
    });
}

/// Which sources are in here, and which version of the rules.
pub fn footer(o: &mut Tree, s: &Session) {
    o.el("footer", "ss-footer", |o| {
        o.word("h2", "", Word::Covered);
        o.said("p", "", o.words.fill(Word::CoveredHint, &[&cities(o, s)]));
        o.el("ul", "", |o| {
            for source in &s.rulebook.sources {
                o.el("li", "", |o| {
                    o.el("a", "", |o| {
                        o.own("href", joined(&[o.base, "policy/", source.id, ".html"]));
                        o.policy("span", source.title);
                    });
                    origin(o, source);
                });
            }
        });
        o.word("p", "ss-muted", Word::Privacy);
    });
}

/// The cities that have a policy of their own.
pub fn cities(o: &Tree, s: &Session) -> String {
    let covered = Answer::Set {
        yes: covered_regions(s.rulebook),
        no: 0,
        unsure: 0,
    };
    o.words.answer(REGION, covered)
}

/// Version of the rules and day of evaluation.
fn version(s: &Session) -> String {
    let hash = s.rulebook.hash;
    s.words.fill(
        Word::Version,
        &[
            &s.words.date(s.rulebook.version),
            hash.get(..12).unwrap_or(hash),
            &s.words.date(s.today),
        ],
    )
}

/// Who published a source, under which number, when, and what kind of text it is.
pub fn origin(o: &mut Tree, source: &'static Source) {
    // Our words in between are of the page's language.
    let own = lang(o.words);
    let ours = |o: &mut Tree, tag, class, word| {
        o.el(tag, class, |o| {
            o.attr("lang", own);
            o.say(word);
        });
    };
    o.el("span", "ss-origin", |o| {
        o.attr("lang", "zh-CN");
        let kind = match source.kind {
            SourceKind::OfficialDocument => Word::OfficialDocument,
            SourceKind::PressReport => Word::PressReport,
        };
        ours(o, "b", "", kind);
        o.line("span", "", source.issuer);
        if source.number.is_empty() {
            ours(o, "span", "", Word::NoNumber);
        } else {
            o.line("span", "", source.number);
        }
        o.el("span", "", |o| {
            if source.date_inferred {
                ours(o, "b", "ss-inferred", Word::Inferred);
            }
            o.text(source.date_note);
        });
    });
}
