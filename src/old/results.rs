//! Results: totals, then every benefit in its group.

use engine::model::Claim;
use engine::{Answer, Bucket, Coverage, REGION, Verdict, coverage};

use super::card;
use super::tree::Tree;
use crate::session::{Group, Session};
use crate::words::{Word, digits};

pub fn results(o: &mut Tree, s: &Session) {
    o.el("section", "ss-results", |o| {
        o.attr("aria-labelledby", "results");
        o.el("h2", "", |o| {
            o.attr("id", "results");
            o.attr("tabindex", "-1");
            o.say(match s.current {
                None => Word::FinalResults,
                Some(_) => Word::ResultsSoFar,
            });
        });
        place(o, s);
        if !s.placed() {
            o.word("p", "ss-muted", Word::ResultsLater);
            return;
        }
        totals(o, s);
        for group in Group::ALL {
            section(o, s, group);
        }
    });
}

/// Where no rules, or only the province's, reach.
fn place(o: &mut Tree, s: &Session) {
    let Answer::Choice(region) = s.answers.get(REGION) else {
        return;
    };
    let words = o.words;
    let covered = super::frame::cities(o, s);
    let region = words.fact(REGION).options[usize::from(region)].0;
    let word = match coverage(s.rulebook, &s.answers) {
        Coverage::Shared => Word::OnlyProvince,
        Coverage::Nowhere => Word::OutsideProvince,
        Coverage::Own | Coverage::Open => return,
    };
    o.said("p", "ss-notice", words.fill(word, &[region, &covered]));
}

fn totals(o: &mut Tree, s: &Session) {
    let totals = &s.assessment.totals;
    o.el("dl", "ss-totals", |o| {
        for (claim, mark, name, bucket) in [
            (Claim::Right, "right", Word::Right, &totals.right),
            (
                Claim::Selection,
                "selection",
                Word::Selection,
                &totals.selection,
            ),
        ] {
            let open = s.group(Group::Possible);
            let open = open.filter(|(index, finding)| {
                !finding.unasked && s.rulebook.benefits[usize::from(*index)].claim == claim
            });
            total(o, mark, name, bucket, open.count());
        }
    });
}

fn total(o: &mut Tree, mark: &'static str, name: Word, bucket: &Bucket, open: usize) {
    let words = o.words;
    o.el("div", "", |o| {
        o.attr("data-total", mark);
        o.word("dt", "", name);
        o.el("dd", "", |o| {
            let (sum, rest) = words.total(&bucket.settled);
            o.said("strong", "", sum);
            o.said("small", "", rest);
            if bucket.with_possible != bucket.settled {
                // Of some that shut each other out only one adds; all of them are open.
                let more = digits(open as i64);
                let most = bucket.with_possible.most();
                let said = if most.is_bounded() {
                    let (sum, rest) = words.total(&most);
                    words.fill(Word::AtMost, &[&more, &sum, &rest])
                } else {
                    words.fill(Word::MostOpen, &[&more])
                };
                o.said("small", "", said);
            }
            if bucket.unasked > 0 {
                let unasked = words.count(Word::Unasked, usize::from(bucket.unasked));
                o.said("small", "", unasked);
            }
        });
    });
}

fn section(o: &mut Tree, s: &Session, group: Group) {
    let (mark, name, hint) = match group {
        Group::Right => ("right", Word::Right, Word::RightHint),
        Group::Selection => ("selection", Word::Selection, Word::SelectionHint),
        Group::Possible => ("possible", Word::Possible, Word::PossibleHint),
        Group::Services => ("services", Word::Services, Word::ServicesHint),
        Group::No => ("no", Word::NotDue, Word::NotDueHint),
    };
    let count = s.group(group).count();
    if count == 0 {
        return;
    }
    o.el("section", "", |o| {
        o.key(mark);
        o.attr("data-group", mark);
        o.attr("aria-labelledby", mark);
        // The last group is folded. What would change takes a while to work out: only once
        // somebody looks.
        let folded = group == Group::No;
        if folded {
            o.start("details", "");
            o.start("summary", "");
            o.attr("data-action", "changes");
        }
        o.el("h3", "", |o| {
            o.attr("id", mark);
            o.say(name);
            o.said("span", "ss-count", o.words.count(Word::Items, count));
        });
        if folded {
            o.end();
        }
        o.word("p", "ss-muted", hint);
        o.el("div", "", |o| {
            // What came too late stands before what does not fit.
            for late in [true, false] {
                for (index, finding) in s.group(group) {
                    let lapsed = matches!(
                        finding.verdict,
                        Verdict::Lapsed | Verdict::Ended | Verdict::NotYet
                    );
                    if lapsed == late {
                        card::card(o, s, index, finding, group);
                    }
                }
            }
        });
        if folded {
            o.end();
        }
    });
}

/// The totals in one sentence, for those who hear the page.
pub fn sentence(s: &Session) -> String {
    if !s.placed() {
        return String::new();
    }
    let totals = &s.assessment.totals;
    let count = |group: Group| digits(s.group(group).count() as i64);
    s.words.fill(
        Word::TotalsSentence,
        &[
            &count(Group::Right),
            &s.words.total(&totals.right.settled).0,
            &count(Group::Selection),
            &s.words.total(&totals.selection.settled).0,
            &count(Group::Possible),
            &count(Group::Services),
        ],
    )
}

/// The totals in brief, always in view on small screens.
pub fn bar(o: &mut Tree, s: &Session) {
    if !s.placed() {
        return;
    }
    o.el("aside", "ss-bar", |o| {
        let words = o.words;
        o.attr("aria-label", words.get(Word::BarName));
        o.el("p", "", |o| {
            o.word("small", "", Word::Right);
            o.said("b", "", words.total(&s.assessment.totals.right.settled).0);
        });
        o.el("p", "", |o| {
            o.word("small", "", Word::Possible);
            let open = s.group(Group::Possible).count();
            o.said("b", "", words.count(Word::Items, open));
        });
        o.button("", "results", "", |o| o.say(Word::ToResults));
    });
}
