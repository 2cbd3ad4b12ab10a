//! 我的答案: every answer given, each to be edited where it stands; and what can be done with all.

use engine::{AUDIENCE, Answer};

use super::question;
use super::tree::Tree;
use crate::session::Session;
use crate::words::Word;

pub fn list(o: &mut Tree, s: &Session) {
    if s.order.is_empty() {
        return;
    }
    o.el("section", "ss-answers", |o| {
        o.attr("aria-labelledby", "answers");
        roster(o, s);
        o.el("h2", "", |o| {
            o.attr("id", "answers");
            o.say(Word::MyAnswers);
        });
        o.el("ul", "", |o| {
            for &fact in &s.order {
                let id = s.fact(fact).id;
                o.el("li", "", |o| {
                    o.key(id);
                    o.attr("data-answer", id);
                    if s.editing == Some(fact) {
                        question::form(o, s, fact, true);
                        return;
                    }
                    let name = o.words.fact(fact).name;
                    let idle = !s.in_use[usize::from(fact)];
                    o.el("p", "", |o| {
                        o.line("b", "", name);
                        o.said("span", "", o.words.answer(fact, s.answers.get(fact)));
                        if idle {
                            o.word("small", "", Word::NotNeeded);
                        }
                    });
                    if idle {
                        o.attr("data-idle", "");
                    }
                    if !s.locked(fact) {
                        o.button("ss-quiet", "edit", id, |o| {
                            o.say(Word::Edit);
                            o.line("span", "ss-unseen", name);
                        });
                    }
                });
            }
        });
        o.word("p", "ss-muted", Word::AnswersStay);
        tools(o, s);
    });
}

/// Many people at once, for who asks for an enterprise.
fn roster(o: &mut Tree, s: &Session) {
    let Answer::Choice(audience) = s.answers.get(AUDIENCE) else {
        return;
    };
    if s.fact(AUDIENCE).kind.options()[usize::from(audience)].id == "enterprise" {
        o.el("p", "ss-buttons", |o| {
            o.button("ss-quiet", "roster", "", |o| o.say(Word::Roster));
            o.word("span", "ss-muted", Word::RosterHint);
        });
    }
}

/// Print, share, start over.
fn tools(o: &mut Tree, s: &Session) {
    o.el("p", "ss-buttons ss-tools", |o| {
        for (action, word) in [
            ("print", Word::Print),
            ("share", Word::Share),
            ("restart", Word::Restart),
        ] {
            o.button("ss-quiet", action, "", |o| o.say(word));
        }
    });
    if let Some(link) = &s.link {
        o.el("p", "ss-link", |o| {
            // Read out when it changes; a label cannot be, so it names the field from outside.
            o.el("span", "", |o| {
                o.attr("id", "link-said");
                o.attr("role", "status");
                o.say(if link.copied {
                    Word::LinkCopied
                } else {
                    Word::LinkHint
                });
            });
            o.el("input", "", |o| {
                o.attr("id", "link");
                o.attr("aria-labelledby", "link-said");
                o.attr("type", "text");
                o.attr("readonly", "");
                o.input(link.address.clone(), false);
            });
        });
    }
    if s.restarting {
        o.el("div", "ss-confirm", |o| {
            o.attr("role", "group");
            o.attr("aria-labelledby", "confirm");
            o.el("p", "", |o| {
                o.attr("id", "confirm");
                o.attr("tabindex", "-1");
                o.say(Word::RestartSure);
            });
            o.el("p", "ss-buttons", |o| {
                o.button("", "restart-yes", "", |o| o.say(Word::RestartYes));
                o.button("ss-quiet", "restart-no", "", |o| o.say(Word::Cancel));
            });
        });
    }
}
