//! What whoever carries a widget says of it: at the start, and while it lives.

use engine::Date;
use serde::Deserialize;

use crate::session::{Notice, Session};
use crate::words::Lang;
use crate::{chinese, evaluator, rulebook};

/// What is left open stays as it is.
#[derive(Clone, PartialEq, Default, Debug, Deserialize)]
#[serde(default)]
pub struct Options {
    /// The id of who asks. Any other text takes back what was set.
    pub audience: Option<String>,
    /// The id of a place. Any other text takes back what was set.
    pub region: Option<String>,
    /// Which of the two, as they are set, nobody here can change.
    pub lock: Option<Vec<String>>,
    pub lang: Option<String>,
    /// The host is told what is answered from now on.
    pub share: Option<bool>,
    /// A newer version of the page is ready.
    pub update: Option<bool>,
    /// The day that has come on the browser's calendar.
    pub day: Option<String>,
}

/// What a widget begins with.
#[derive(Clone, PartialEq, Default, Debug, Deserialize)]
#[serde(default)]
pub struct Start {
    /// Always with the day.
    pub options: Options,
    /// A day to evaluate for instead.
    pub on: Option<String>,
    /// Where the site is, put before its addresses; empty in a page of the site itself.
    pub base: String,
    /// The answers to begin with, as a share link carries them.
    pub line: String,
    /// They came with the address.
    pub linked: bool,
    /// It is a page of its own, and the browser's history goes along with it.
    pub alone: bool,
    /// The facts of which this host was told the answers before.
    pub shared: Vec<String>,
    /// Large type is wanted, as this device remembers.
    pub elder: bool,
    /// What was ticked before the program came: names of facts, and values of their inputs.
    pub ticked: Vec<(String, String)>,
}

impl Start {
    /// The session as the host has it.
    pub fn session(&self) -> Session {
        let day = |text: &Option<String>| text.as_deref().and_then(Date::parse);
        let calendar = day(&self.options.day).unwrap_or(rulebook().version);
        let given = day(&self.on);
        let today = given.unwrap_or(calendar);
        let mut session = Session::new(evaluator(), chinese(), today, &self.line);
        session.elder = self.elder;
        session.day_given = today != calendar;
        session.day_fixed = given.is_some();
        if self.on.is_some() && given.is_none() {
            session.notice = Some(Notice::BadDay);
        } else if self.linked && session.only.is_none() {
            session.notice = Some(Notice::FromLink);
        }
        session.begin_with(&self.options, &self.shared);
        session.take_ticks(&self.ticked);
        session
    }

    pub fn lang(&self) -> Lang {
        self.options
            .lang
            .as_deref()
            .map_or(Lang::Chinese, Lang::from_tag)
    }
}
