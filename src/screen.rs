//! What stands on the screen, rendered natively after whatever somebody, a host or the browser may
//! do: names and references hold, no card is lost, and no language passes for another.

use std::collections::{HashMap, HashSet};

use engine::model::*;
use engine::{AUDIENCE, REGION};

use crate::first;
use crate::options::{Options, Start};
use crate::session::{Action, Group, Session, View};
use crate::typed::Mark;
use crate::words::{Lang, Words};
use crate::{attach_notes, load_english, rulebook};

const BASE: &str = "https://example.test/calculator/";

pub(crate) fn render(session: &Session) -> String {
    first::render(session, BASE)
}

/// What a page is made of.
#[derive(Debug)]
enum Piece<'a> {
    Open(&'a str, HashMap<&'a str, &'a str>),
    Text(&'a str),
    Close(&'a str),
}

/// Reads what yew writes: values stand in quotes, and neither they nor texts hold a `<`.
fn pieces(page: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = page;
    while let Some((text, behind)) = rest.split_once('<') {
        if !text.is_empty() {
            pieces.push(Piece::Text(text));
        }
        let (tag, behind) = behind.split_once('>').expect("a tag ends");
        rest = behind;
        if let Some(name) = tag.strip_prefix('/') {
            pieces.push(Piece::Close(name));
            continue;
        }
        let (name, mut list) = tag.split_once(' ').unwrap_or((tag, ""));
        let mut attributes = HashMap::new();
        while !list.is_empty() {
            let end = list.find([' ', '=']).unwrap_or(list.len());
            let (key, behind) = list.split_at(end);
            let (value, behind) = match behind.strip_prefix("=\"") {
                Some(value) => value.split_once('"').expect("a value ends"),
                None => ("", behind),
            };
            let before = attributes.insert(key, value);
            assert_eq!(before, None, "{key} twice on {name}");
            list = behind.trim_start();
        }
        pieces.push(Piece::Open(name, attributes));
        // It has no end of its own.
        if name == "input" {
            pieces.push(Piece::Close(name));
        }
    }
    pieces
}

/// What must be so on every screen, whatever stands there.
fn check(session: &Session, page: &str) {
    let pieces = pieces(page);
    let mut ids = HashSet::new();
    let mut labelled = HashSet::new();
    let mut cards = HashSet::new();
    for piece in &pieces {
        let Piece::Open(name, attributes) = piece else {
            continue;
        };
        if let Some(id) = attributes.get("id") {
            assert!(ids.insert(*id), "#{id} twice");
        }
        if *name == "label" {
            labelled.insert(attributes["for"]);
        }
        if *name == "button" {
            assert!(["button", "submit"].contains(&attributes["type"]));
        }
        if let Some(benefit) = attributes.get("data-benefit") {
            assert!(cards.insert(*benefit), "{benefit} twice");
        }
    }
    for piece in &pieces {
        let Piece::Open(name, attributes) = piece else {
            continue;
        };
        for relation in ["for", "aria-labelledby", "aria-describedby"] {
            let ids_named = attributes.get(relation).unwrap_or(&"").split(' ');
            for id in ids_named.filter(|id| !id.is_empty()) {
                assert!(ids.contains(id), "{name} names #{id}, which is not there");
            }
        }
        if let Some(field) = attributes
            .get("href")
            .and_then(|href| href.strip_prefix('#'))
        {
            assert!(ids.contains(field), "nothing to mend at #{field}");
        }
        // Not by its legend: some browsers do not see one.
        if *name == "fieldset" {
            assert!(attributes.contains_key("aria-labelledby"), "{attributes:?}");
        }
        if *name == "input" {
            let named =
                labelled.contains(attributes["id"]) || attributes.contains_key("aria-labelledby");
            assert!(named, "{attributes:?} has no name");
        }
    }
    // Every finding that concerns somebody has its card among the results; a benefit stands alone.
    let shown: usize = Group::ALL
        .map(|group| session.group(group).count())
        .iter()
        .sum();
    let expected = match session.view {
        View::Questions => 0,
        View::Results => shown,
        View::Benefit(_) => 1,
    };
    assert_eq!(cards.len(), expected);
    // One thing at a time.
    let has = |name: &str| {
        pieces
            .iter()
            .any(|piece| matches!(piece, Piece::Open(_, marks) if marks.contains_key(name)))
    };
    assert_eq!(
        has("data-question"),
        session.view == View::Questions || session.editing.is_some()
    );
    let answered = session.view == View::Results && !session.order.is_empty();
    assert_eq!(has("data-answer"), answered);
    languages(session.words.lang, &pieces);
}

/// In an English page whatever is Chinese says that it is, and elements end where they should.
fn languages(lang: Lang, pieces: &[Piece]) {
    let mut open: Vec<(&str, bool)> = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Open(name, attributes) => {
                let around = open.last().is_some_and(|(_, chinese)| *chinese);
                let chinese = attributes
                    .get("lang")
                    .map_or(around, |lang| *lang == "zh-CN");
                open.push((name, chinese));
            }
            Piece::Close(name) => assert_eq!(open.pop().map(|(name, _)| name), Some(*name)),
            Piece::Text(text) => {
                let chinese = open.last().is_some_and(|(_, chinese)| *chinese);
                let han = |c| ('\u{4e00}'..='\u{9fff}').contains(&c);
                // A name may stand in brackets behind its translation.
                let english = text.contains(|c: char| c.is_ascii_alphabetic());
                assert!(
                    lang == Lang::Chinese || chinese || english || !text.contains(han),
                    "Chinese without a word in an English page: {text}"
                );
            }
        }
    }
    assert!(open.is_empty());
}

/// Small numbers in no order that matters, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    fn one_of<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

/// Something that somebody may do to the form of a question.
fn fill(dice: &mut Dice, session: &mut Session, fact: FactIdx) {
    let kind = &session.fact(fact).kind;
    let mark = |session: &mut Session, mark| {
        session.apply(Action::Tick {
            fact,
            mark,
            on: true,
        });
    };
    if dice.below(12) == 0 {
        return mark(session, Mark::Unsure);
    }
    match kind {
        FactKind::Bool => mark(session, Mark::Option(dice.below(2) as u8)),
        FactKind::Choice { options } => {
            mark(session, Mark::Option(dice.below(options.len()) as u8))
        }
        FactKind::Set { options } => match dice.below(3) {
            0 => mark(session, Mark::None),
            _ => mark(session, Mark::Option(dice.below(options.len()) as u8)),
        },
        FactKind::Int { .. } | FactKind::Money { .. } => {
            let choices = session.choices(fact);
            if !choices.is_empty() && dice.below(2) == 0 {
                let (low, high) = dice.one_of(&choices);
                return mark(session, Mark::Range(low, high));
            }
            let text = dice.one_of(&["", "0", "3", "24", "60", "１２", "9999999", "many", "2万"]);
            write(session, fact, &[text]);
        }
        FactKind::Date { .. } => {
            let year = dice.one_of(&["2019", "2024", "2025", "2026", "2031", "26", ""]);
            let month = dice.one_of(&["", "2", "3", "13"]);
            let day = dice.one_of(&["", "5", "30"]);
            write(session, fact, &[year, month, day]);
        }
    }
}

fn write(session: &mut Session, fact: FactIdx, texts: &[&str]) {
    for (slot, text) in texts.iter().enumerate() {
        let text = (*text).to_owned();
        session.apply(Action::Type { fact, slot, text });
    }
}

/// One thing that somebody, a host or the browser may do.
fn act(
    dice: &mut Dice,
    session: &mut Session,
    languages: [&'static Words; 2],
    notes: &'static engine::Rulebook,
) {
    match dice.below(34) {
        0..14 => {
            if let Some(fact) = session.editing {
                fill(dice, session, fact);
                if dice.below(6) > 0 {
                    session.apply(Action::Submit(fact));
                }
            } else if let Some(opener) = session.current {
                let mut at = 0;
                // What is filled in may bring more, or take it away.
                while let Some(part) = session.page.get(at) {
                    fill(dice, session, part.fact);
                    at += 1;
                }
                if dice.below(6) > 0 {
                    session.apply(Action::Submit(opener));
                }
            } else if !session.assessment.next.is_empty() {
                let fact = dice.one_of(&session.assessment.next).fact;
                session.apply(Action::Ask(fact));
            } else {
                session.apply(Action::ShowResults);
            }
        }
        14 => session.apply(Action::Back),
        15 | 16 if !session.order.is_empty() && session.view == View::Results => {
            let fact = dice.one_of(&session.order);
            session.apply(Action::Edit(fact));
        }
        17 if !session.assessment.next.is_empty() => {
            let fact = dice.one_of(&session.assessment.next).fact;
            session.apply(Action::Ask(fact));
        }
        18 => session.apply(Action::CancelEdit),
        19 => session.apply(Action::ShowChanges),
        20 => session.apply(
            dice.one_of(&[Action::Restart, Action::RestartNo].each_ref())
                .clone(),
        ),
        21 if dice.below(6) == 0 => session.apply(Action::RestartYes),
        22 => {
            let address = format!("https://example.test/#{}", session.line());
            session.apply(Action::Shared(address));
        }
        23 => session.apply(Action::Copied),
        29 => session.apply(Action::ShowResults),
        30 => session.apply(Action::GoOn),
        31 if session.placed() => {
            let benefits = 0..session.rulebook.benefits.len();
            let benefit = benefits.start + dice.below(benefits.end);
            session.apply(Action::ShowBenefit(benefit as u16));
        }
        32 => session.apply(Action::CloseBenefit),
        33 => session.apply(Action::WantAll),
        24 | 25 => session.apply(Action::SetLanguage(dice.one_of(&languages))),
        26 => {
            let told = [
                Action::NoEnglish,
                Action::Notes(None),
                Action::Notes(Some(notes)),
            ];
            session.apply(told[dice.below(3)].clone());
        }
        _ => {
            let text = |text: &str| Some(text.to_owned());
            let mut options = Options::default();
            match dice.below(8) {
                0 => options.share = Some(true),
                1 => options.share = Some(false),
                2 => options.update = Some(true),
                3 => options.day = text("2027-02-03"),
                4 => options.day = text("2026-06-01"),
                5 => options.region = text("zibo"),
                6 => options.audience = text("enterprise"),
                _ => options.region = text(""),
            }
            if dice.below(2) == 0 {
                options.lock = Some(["audience", "region"].map(str::to_owned).to_vec());
            }
            session.apply(Action::Set(options));
        }
    }
}

#[test]
fn whatever_happens_the_screen_is_sound() {
    let english = load_english(include_bytes!("../text/en.toml").to_vec()).unwrap();
    let languages = [crate::chinese(), english];
    let compilation = rulec::compile("rules".as_ref(), None);
    let (_, notes) = compilation.rulebook.unwrap().encode_parted();
    let notes = attach_notes(notes).unwrap();
    let mut dice = Dice(7);
    let who = rulebook().facts[usize::from(AUDIENCE)].kind.options();
    let places = rulebook().facts[usize::from(REGION)].kind.options();
    let mut screens = 0;
    for round in 0..80 {
        let (who, place) = (
            who[round % who.len()].id,
            places[round / who.len() % places.len()].id,
        );
        let line = match round % 8 {
            0 => String::new(),
            1 => format!("audience={who}"),
            2 => format!("audience={who}&region={place}&nonsense"),
            3 | 4 => format!("audience={who}&region={place}"),
            // A skilled worker, who may be in time or not.
            _ => format!(
                "audience=individual&region={place}&level=advanced&workplace=enterprise\
                 &social_insurance_current=yes&social_insurance_months=24\
                 &unemployment_insurance_months=24&certificate_date={}",
                dice.one_of(&["2026-03", "2026-05-01", "2025-06-01", "2025-06-02", "2023"])
            ),
        };
        let text = |text: &str| Some(text.to_owned());
        let mut start = Start {
            line,
            ..Start::default()
        };
        start.options.day = text("2026-06-01");
        match dice.below(6) {
            0 => start.linked = true,
            1 => start.on = text(dice.one_of(&["2030-01-01", "2020-01-01", "soon"])),
            2 => start.options.share = Some(true),
            3 => {
                start.options.region = text("taian");
                start.options.lock = Some(vec!["region".to_owned()]);
            }
            _ => {}
        }
        let mut session = start.session();
        session.words = dice.one_of(&languages);
        if dice.below(3) > 0 {
            session.apply(Action::Notes(Some(notes)));
        }
        let steps = 4 + dice.below(26);
        for step in 0..steps {
            if step + 1 == steps || dice.below(6) == 0 {
                check(&session, &render(&session));
                screens += 1;
            }
            act(&mut dice, &mut session, languages, notes);
        }
    }
    assert!(screens > 200, "{screens}");
}

/// Whoever knows nothing is never told that there is nothing.
#[test]
fn what_is_not_known_is_not_nothing() {
    let line = "audience=individual&region=liaocheng&level=unsure";
    let mut session = Start {
        line: line.to_owned(),
        ..Start::default()
    }
    .session();
    while let Some(open) = session.current {
        let mut at = 0;
        while let Some(part) = session.page.get(at) {
            let (fact, mark, on) = (part.fact, Mark::Unsure, true);
            session.apply(Action::Tick { fact, mark, on });
            at += 1;
        }
        session.apply(Action::Submit(open));
    }
    assert!(session.group(Group::Open).next().is_some());
    let page = render(&session);
    let nothing = session.words.get(crate::words::Word::OutlookNothing);
    assert!(!page.contains(nothing), "{nothing}");
}
