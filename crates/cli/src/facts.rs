//! Every fact: what can be asked, how it is answered, and when the question arises.

use std::fmt::Write;

use data::describe::options_in;
use data::facts::{facts, users};
use data::{input, words};
use engine::model::*;
use engine::{AUDIENCE, Rulebook};

use crate::json::pretty;

pub fn json(rulebook: &Rulebook) -> String {
    pretty(&facts(rulebook))
}

pub fn text(rulebook: &Rulebook) -> String {
    let mut out = String::new();
    for (index, fact) in rulebook.facts.iter().enumerate() {
        let users = users(rulebook, index as FactIdx);
        let audiences = users.iter().fold(0, |all, benefit| all | benefit.audiences);
        let audiences: Vec<Str> = options_in(&rulebook.facts[usize::from(AUDIENCE)], audiences)
            .map(|option| option.label)
            .collect();
        let _ = writeln!(out, "{}　{}", fact.id, fact.name);
        let _ = writeln!(out, "  问　　{}", fact.question);
        if !fact.help.is_empty() {
            let _ = writeln!(out, "  说明　{}", fact.help);
        }
        let _ = writeln!(out, "  答　　{}", input::allowed(fact, None));
        if !fact.applies.is_empty() {
            let when = words::condition(rulebook, &fact.applies, 0);
            let _ = writeln!(out, "  只在　{when}");
        }
        let _ = writeln!(
            out,
            "  用于　{} 项待遇（{}）\n",
            users.len(),
            audiences.join("；")
        );
    }
    out
}
