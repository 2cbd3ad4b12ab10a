//! One benefit: the verdict, the money, the conditions, the words that grant it, until when and
//! where to apply, and what the text leaves open.

use engine::model::*;
use engine::{Change, Finding, Truth, Verdict, outcomes};

use super::frame;
use super::tree::Tree;
use crate::session::{Group, Session};
use crate::words::{Lang, Word, digits, joined};

pub fn card(o: &mut Tree, s: &Session, index: BenefitIdx, finding: &Finding, group: Group) {
    let benefit = &s.rulebook.benefits[usize::from(index)];
    let (mark, verdict) = verdict(benefit, finding.verdict);
    let card = Card {
        s,
        benefit,
        finding,
    };
    o.el("article", "ss-card", |o| {
        o.key(benefit.id);
        o.attr("data-benefit", benefit.id);
        o.attr("data-verdict", mark);
        o.attr("aria-labelledby", benefit.id);
        o.word("p", "ss-verdict", verdict);
        o.el("h4", "", |o| {
            o.attr("id", benefit.id);
            o.text(o.words.benefit(index));
        });
        // Offices know it by this name.
        if o.words.lang == Lang::English {
            o.chinese("p", "ss-muted", benefit.name);
        }
        if group != Group::No || !finding.standing.is_in_force() {
            card.age(o);
        }
        if group == Group::No {
            card.failing(o);
            // Where it is not due anyway, no date is promised.
            if finding.deadline.is_some() {
                card.deadline(o);
            }
            card.change(o, index);
        } else {
            card.money(o);
            card.deadline(o);
            card.unclear(o, index);
            card.missing(o);
        }
        o.el("details", "", |o| {
            if matches!(group, Group::Right | Group::Selection) {
                o.attr("open", "");
            }
            o.word("summary", "", Word::CardMore);
            if benefit.conditions.len() > 1 {
                o.word("h5", "", Word::Conditions);
                card.operands(o, 0);
            }
            card.source(o);
            card.particulars(o);
            card.open_points(o);
        });
    });
}

/// A verdict as tests and hosts know it, and as people do.
fn verdict(benefit: &Benefit, verdict: Verdict) -> (&'static str, Word) {
    match verdict {
        Verdict::Eligible if benefit.kind == BenefitKind::Service => {
            ("eligible", Word::EligibleService)
        }
        Verdict::Eligible => ("eligible", Word::Eligible),
        Verdict::ByReview => ("by_review", Word::ByReview),
        Verdict::Possible => ("possible", Word::Possible),
        Verdict::Ineligible => ("ineligible", Word::Ineligible),
        Verdict::Lapsed => ("lapsed", Word::Lapsed),
        Verdict::Ended => ("ended", Word::Ended),
        Verdict::NotYet => ("not_yet", Word::NotYet),
    }
}

struct Card<'a> {
    s: &'a Session,
    benefit: &'static Benefit,
    finding: &'a Finding,
}

impl Card<'_> {
    fn money(&self, o: &mut Tree) {
        let Some(due) = &self.finding.due else {
            return quoted(o, self.benefit.services);
        };
        let (headline, rest) = o.words.due(due);
        o.el("p", "ss-sum", |o| {
            o.said("strong", "", headline);
            o.said("span", "", rest);
        });
        quoted(o, self.benefit.amount_note);
    }

    fn deadline(&self, o: &mut Tree) {
        let Some(window) = self.benefit.window else {
            return;
        };
        let words = o.words;
        let Some(days) = self.finding.deadline else {
            let name = words.fact(window.fact).name;
            let months = digits(i64::from(window.months));
            return o.said(
                "p",
                "ss-deadline",
                words.fill(Word::WindowOpen, &[name, &months]),
            );
        };
        let Some(day) = days.exact() else {
            let [first, last] = [days.first(), days.last()].map(|day| words.date(day));
            return o.said(
                "p",
                "ss-deadline",
                words.fill(Word::LastDayRange, &[&first, &last]),
            );
        };
        let left = day.days() - self.s.today.days();
        let word = match left {
            0 => Word::LastDayToday,
            1.. => Word::LastDay,
            _ => Word::LastDayPast,
        };
        o.el("p", "ss-deadline", |o| {
            let day = words.date(day);
            o.said(
                "strong",
                "",
                words.fill(word, &[&day, &digits(i64::from(left))]),
            );
            if left >= 0 {
                o.word("small", "", Word::LastDayHow);
            }
        });
    }

    /// Readings and unstated conditions that leave this finding open.
    fn unclear(&self, o: &mut Tree, index: BenefitIdx) {
        let deciding = self.s.assessment.unclear(self.finding);
        if deciding.is_empty() {
            return;
        }
        o.el("div", "ss-unclear", |o| {
            if self.finding.verdict == Verdict::Possible
                && self.s.assessment.missing(self.finding).is_empty()
            {
                o.word("p", "", Word::TextOpen);
            }
            o.word("p", "", Word::Unclear);
            for &var in deciding {
                if let VarOf::Reading { reading, .. } = self.s.rulebook.vars[usize::from(var)].of {
                    open_point(o, &self.benefit.open_points[usize::from(reading)]);
                    continue;
                }
                // The text names a condition and does not say what it is.
                if let Some(label) = self.unstated(var) {
                    o.chinese("p", "", label);
                }
            }
            self.outcomes(o, index);
        });
    }

    /// A condition that the text names without saying what it is.
    fn unstated(&self, var: VarIdx) -> Option<Str> {
        let mut conditions = self.benefit.conditions.iter();
        let found = conditions.find(|one| one.op == (Op::Unstated { var }));
        found.map(|one| one.label)
    }

    /// What each way to read the text comes to.
    fn outcomes(&self, o: &mut Tree, index: BenefitIdx) {
        let s = self.s;
        let outcomes = outcomes(s.rulebook, &s.answers, s.today, index);
        if outcomes.is_empty() {
            return;
        }
        o.el("ul", "ss-outcomes", |o| {
            for outcome in &outcomes {
                let mut taken = String::new();
                for &(var, cell) in &outcome.taken {
                    if !taken.is_empty() {
                        taken.push_str(o.words.get(Word::Comma));
                    }
                    let (word, label) = match s.rulebook.vars[usize::from(var)].of {
                        VarOf::Reading { reading, .. } => {
                            let point = &self.benefit.open_points[usize::from(reading)];
                            match cell {
                                0 => (Word::ReadingA, point.reading_a),
                                _ => (Word::ReadingB, point.reading_b),
                            }
                        }
                        _ if cell == 1 => (Word::IfMet, ""),
                        _ => (Word::IfNotMet, ""),
                    };
                    taken.push_str(o.words.get(word));
                    taken.push_str(label);
                }
                let (_, verdict) = verdict(self.benefit, outcome.verdict);
                let mut said = o.words.get(verdict).to_owned();
                if let Some(due) = &outcome.due {
                    said.push_str(o.words.get(Word::Gap));
                    said.push_str(&o.words.due(due).0);
                }
                let line = o.words.fill(Word::Outcome, &[&taken, &said]);
                o.said("li", "", line);
            }
        });
    }

    /// What the age of its source means for whoever acts on it.
    fn age(&self, o: &mut Tree) {
        let source = &self.s.rulebook.sources[usize::from(self.benefit.source)];
        let today = self.s.today;
        let words = o.words;
        if source.is_stale(today) {
            let checked = words.date(source.checked);
            o.said("p", "ss-notice", words.fill(Word::Stale, &[&checked]));
        }
        if let Some(years) = source.years_old(today)
            && self.finding.standing == Standing::NoEndStated
        {
            let said = words.count(Word::OldSource, usize::from(years));
            o.said("p", "ss-notice", said);
        }
    }

    /// Questions that would settle this finding.
    fn missing(&self, o: &mut Tree) {
        let missing = self.s.assessment.missing(self.finding);
        if missing.is_empty() {
            return;
        }
        o.el("p", "ss-missing", |o| {
            o.word("span", "", Word::Missing);
            for &fact in missing {
                o.button("ss-quiet", "ask", self.s.fact(fact).id, |o| {
                    o.text(o.words.fact(fact).name);
                });
            }
        });
    }

    /// Why not: the conditions that fail. What lies below them is on the list of all conditions.
    fn failing(&self, o: &mut Tree) {
        match self.finding.standing {
            Standing::NotYet => return o.word("p", "", Word::NotInForce),
            Standing::Ended => {
                let period = self.s.rulebook.period(self.benefit);
                let until = period
                    .until
                    .map(|day| o.words.date(day))
                    .unwrap_or_default();
                return o.said("p", "", o.words.fill(Word::EndedOn, &[&until]));
            }
            Standing::InForce | Standing::NoEndStated => {}
        }
        let truths = self.s.assessment.truths(self.finding);
        if !truths.contains(&Truth::FALSE) {
            return o.word("p", "", Word::CannotAllHold);
        }
        o.el("ul", "ss-conditions", |o| {
            let mut at = 1;
            while at < truths.len() {
                if truths[at] == Truth::FALSE {
                    self.condition(o, at, false);
                }
                at = usize::from(self.benefit.conditions[at].end);
            }
        });
    }

    /// The nearest change that would turn a "no".
    fn change(&self, o: &mut Tree, index: BenefitIdx) {
        let changes = self.s.changes.iter().flatten();
        let words = o.words;
        for Change { fact, to, due, .. } in changes.filter(|change| change.benefit == index) {
            let name = words.fact(*fact).name;
            let mut said = words.fill(Word::WouldDo, &[name, &words.answer(*fact, *to)]);
            if let Some(due) = due {
                said.push_str(words.get(Word::Semicolon));
                said.push_str(&words.due(due).0);
            }
            o.said("p", "ss-change", said);
        }
    }

    /// The operands of one entry of the condition tree, and theirs in turn.
    fn operands(&self, o: &mut Tree, parent: usize) {
        o.el("ul", "ss-conditions", |o| {
            let mut at = parent + 1;
            while at < usize::from(self.benefit.conditions[parent].end) {
                self.condition(o, at, true);
                at = usize::from(self.benefit.conditions[at].end);
            }
        });
    }

    fn condition(&self, o: &mut Tree, at: usize, deep: bool) {
        let condition = &self.benefit.conditions[at];
        let truth = self.s.assessment.truths(self.finding)[at];
        let (mark, word) = match (condition.op, truth) {
            (Op::Unstated { .. }, _) => ("unstated", Word::CondUnstated),
            (_, Truth::TRUE) => ("yes", Word::CondYes),
            (_, Truth::FALSE) => ("no", Word::CondNo),
            _ => ("open", Word::CondOpen),
        };
        o.el("li", "", |o| {
            o.attr("data-condition", mark);
            o.word("b", "", word);
            let joint = match condition.op {
                Op::Any => Some(Word::AnyOf),
                Op::All => Some(Word::AllOf),
                Op::Not => Some(Word::NotThis),
                Op::Reading { .. } => Some(Word::TwoReadings),
                _ => None,
            };
            match joint {
                // The operands follow and say the rest.
                Some(joint) if deep => o.word("span", "", joint),
                _ => o.chinese("span", "", condition.label),
            }
            if !condition.quote.is_empty() {
                o.policy("q", condition.quote);
            }
            if deep && usize::from(condition.end) > at + 1 {
                self.operands(o, at);
            }
        });
    }

    /// The words that grant it, and where they stand.
    fn source(&self, o: &mut Tree) {
        let source = &self.s.rulebook.sources[usize::from(self.benefit.source)];
        o.word("h5", "", Word::Source);
        for citation in &self.benefit.citations {
            o.el("blockquote", "ss-policy", |o| {
                o.attr("lang", "zh-CN");
                o.line("p", "", citation.quote);
                o.line("small", "", citation.place);
            });
        }
        o.el("p", "ss-source", |o| {
            o.chinese("cite", "", source.title);
            frame::origin(o, source);
            o.chinese("span", "", source.validity_note);
            o.el("a", "", |o| {
                let page = joined(&[o.base, "policy/", source.id, ".html#", self.benefit.id]);
                o.own("href", page);
                o.say(Word::ClausePage);
            });
        });
    }

    /// The rest of what the text says, as names and values.
    fn particulars(&self, o: &mut Tree) {
        let benefit = self.benefit;
        o.el("dl", "", |o| {
            if !benefit.apply.is_empty() {
                o.word("dt", "", Word::Apply);
                for way in &benefit.apply {
                    o.el("dd", "", |o| apply(o, way));
                }
            }
            particular(o, Word::ClaimNote, benefit.claim_note);
            if self.finding.due.is_some() {
                particular(o, Word::ServicesGiven, benefit.services);
            }
            particular(o, Word::Quota, benefit.quota);
            if let Some(cap) = &benefit.cap {
                particular(o, Word::Cap, cap.note);
            }
            for other in &benefit.excludes {
                let other = &self.s.rulebook.benefits[usize::from(*other)];
                particular(o, Word::Excludes, other.name);
            }
            for relation in &benefit.relations {
                particular(o, Word::Relations, relation);
            }
            particular(o, Word::Responsible, benefit.responsible);
        });
    }

    /// What the text leaves open without deciding anything now.
    fn open_points(&self, o: &mut Tree) {
        let deciding = self.s.assessment.unclear(self.finding);
        let decides = |index: usize| {
            deciding.iter().any(|var| {
                matches!(self.s.rulebook.vars[usize::from(*var)].of,
                    VarOf::Reading { reading, .. } if usize::from(reading) == index)
            })
        };
        let points: Vec<&'static OpenPoint> = (0..)
            .zip(&self.benefit.open_points)
            .filter(|(index, _)| !decides(*index))
            .map(|(_, point)| point)
            .collect();
        if self.s.notes_missing {
            o.word("p", "ss-notice", Word::NoNotes);
        }
        if points.is_empty() {
            return;
        }
        o.el("details", "ss-open", |o| {
            o.said("summary", "", o.words.count(Word::OpenPoints, points.len()));
            for point in points {
                open_point(o, point);
            }
        });
    }
}

/// A paragraph in the words of the policy, if there are any.
fn quoted(o: &mut Tree, words: Str) {
    if !words.is_empty() {
        o.el("p", "ss-note", |o| o.policy("span", words));
    }
}

fn particular(o: &mut Tree, name: Word, words: Str) {
    if !words.is_empty() {
        o.word("dt", "", name);
        o.chinese("dd", "", words);
    }
}

fn open_point(o: &mut Tree, point: &'static OpenPoint) {
    o.chinese("p", "", point.point);
    if point.reading_a.is_empty() {
        return;
    }
    o.el("ul", "", |o| {
        for (word, reading) in [
            (Word::ReadingA, point.reading_a),
            (Word::ReadingB, point.reading_b),
        ] {
            o.el("li", "", |o| {
                o.word("b", "", word);
                o.chinese("span", "", reading);
            });
        }
    });
}

fn apply(o: &mut Tree, way: &'static Apply) {
    o.attr("lang", "zh-CN");
    for (tag, words) in [("b", way.office), ("p", way.how), ("p", way.payout)] {
        if !words.is_empty() {
            o.line(tag, "", words);
        }
    }
    if !way.phone.is_empty() {
        o.el("p", "", |o| {
            o.word("span", "", Word::Phone);
            for phone in way.phone.split(['、', '；', '，']) {
                o.el("a", "", |o| {
                    let digits = phone.replace(|c: char| !c.is_ascii_digit(), "");
                    o.own("href", joined(&["tel:", &digits]));
                    o.text(phone);
                });
            }
        });
    }
    if way.link.starts_with("http") {
        o.el("p", "", |o| {
            o.el("a", "", |o| {
                o.attr("href", way.link);
                o.attr("rel", "noreferrer");
                o.text(way.link);
            });
        });
    } else if !way.link.is_empty() {
        o.el("p", "", |o| {
            o.word("span", "", Word::LinkBroken);
            o.text(way.link);
        });
    }
}
