//! What a widget begins with.

use engine::Date;

use crate::session::{Notice, Session};
use crate::{chinese, rulebook};

#[derive(Clone, PartialEq)]
pub struct Start {
    /// `key=value` parted by `&`: `day`, the day on the calendar where the browser is (always);
    /// `on`, a day to evaluate for instead; `base`, where the site is; `from=link` if the answers
    /// came with the address; `lang`; and what [`Session::begin_with`] reads.
    pub setup: String,
    /// The answers to begin with.
    pub line: String,
}

impl Start {
    pub fn get(&self, key: &str) -> Option<&str> {
        let mut pairs = self
            .setup
            .split('&')
            .filter_map(|pair| pair.split_once('='));
        pairs.find(|(name, _)| *name == key).map(|(_, value)| value)
    }

    pub fn english(&self) -> bool {
        self.get("lang") == Some("en")
    }

    /// The session as the host has it.
    pub fn session(&self) -> Session {
        let day = |key: &str| self.get(key).and_then(Date::parse);
        let calendar = day("day").unwrap_or(rulebook().version);
        let given = day("on");
        let today = given.unwrap_or(calendar);
        let mut session = Session::new(rulebook(), chinese(), today, &self.line);
        session.day_given = today != calendar;
        session.day_fixed = given.is_some();
        if self.get("on").is_some() && given.is_none() {
            session.notice = Some(Notice::BadDay);
        } else if self.get("from") == Some("link") {
            session.notice = Some(Notice::FromLink);
        }
        session.begin_with(&self.setup);
        session
    }
}
