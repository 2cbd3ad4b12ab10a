//! The calendar of last days, read back by somebody else's parser.

mod common;

use common::*;
use engine::{Answer, Date};
use icalendar::parser::{read_calendar, unfold};
use icalendar::{Calendar, CalendarComponent, Component};
use roster::calendar::{calendar, closings};
use roster::{CHINESE, ENGLISH, Person, Results, Wording};

fn worker(row: u32, day: &str) -> Person {
    let mut person = undated_worker(row);
    date(&mut person.answers, "certificate_date", day);
    person
}

fn roster() -> Vec<Person> {
    let mut people = vec![
        worker(2, "2025-09-01"),
        worker(3, "2025-09-01"),
        worker(4, "2025-06-04"),
        // The day itself still counts; the day before does not.
        worker(5, "2025-06-01"),
        worker(6, "2025-05-31"),
        worker(7, "2025-09-01"),
    ];
    people[0].name = "张,三;\\李".to_owned();
    people[1].name = "名字很长".repeat(40);
    give(
        &mut people[5].answers,
        "social_insurance_current",
        Answer::NotAsked,
    );
    people
}

fn written(people: &[Person], wording: &Wording) -> String {
    let results = Results::new(&RULEBOOK, people, ON);
    let closings = closings(&results, 0..people.len());
    calendar(&RULEBOOK, people, ON, &closings, wording).expect("windows close")
}

fn parsed(text: &str) -> Vec<icalendar::Event> {
    let unfolded = unfold(text);
    let read = read_calendar(&unfolded).expect("a calendar");
    let calendar = Calendar::from(read);
    let events = calendar.components.iter().map(|component| match component {
        CalendarComponent::Event(event) => event.clone(),
        other => panic!("{other:?}"),
    });
    events.collect()
}

#[test]
fn every_window_that_closes_is_one_event_with_one_reminder() {
    let events = parsed(&written(&roster(), &CHINESE));
    let days: Vec<&str> = events
        .iter()
        .map(|one| one.property_value("DTSTART").unwrap())
        .collect();
    assert_eq!(days, ["20260601", "20260604", "20260901"]);
    let ends: Vec<&str> = events
        .iter()
        .map(|one| one.property_value("DTEND").unwrap())
        .collect();
    assert_eq!(ends, ["20260602", "20260605", "20260902"]);
    let alarms: Vec<&str> = events
        .iter()
        .map(|event| {
            let [alarm] = event.components() else {
                panic!("one reminder: {:?}", event.components());
            };
            assert_eq!(alarm.component_kind(), "VALARM");
            alarm.property_value("TRIGGER").unwrap()
        })
        .collect();
    assert_eq!(
        alarms,
        ["PT0S", "-P2D", "-P14D"],
        "never before the day of evaluation"
    );
    let september = &events[2];
    assert_eq!(
        september.get_start(),
        Some(icalendar::DatePerhapsTime::Date(
            "2026-09-01".parse().expect("a day")
        ))
    );
    let summary = september.get_summary().unwrap();
    assert!(summary.contains("3人"), "{summary}");
    let description = september.get_description().unwrap();
    assert!(description.contains("张,三;\\李（第2行）"), "{description}");
    assert!(description.contains(&"名字很长".repeat(40)));
    assert!(description.contains("员工7（第7行，待确认）"));
    assert!(description.contains("12 个月内"));
    assert!(events[1].get_summary().unwrap().contains("员工4"));
}

#[test]
fn lines_are_folded_and_end_as_the_format_wants() {
    let text = written(&roster(), &ENGLISH);
    assert!(text.ends_with("END:VCALENDAR\r\n"));
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    for line in text.split("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
    }
}

#[test]
fn the_same_roster_makes_the_same_calendar_and_no_other_does() {
    let people = roster();
    let text = written(&people, &CHINESE);
    assert_eq!(written(&people, &CHINESE), text);
    let uids = |text: &str| -> Vec<String> {
        let events = parsed(text);
        events
            .iter()
            .map(|event| event.get_uid().unwrap().to_owned())
            .collect()
    };
    let own = uids(&text);
    assert!(
        own.iter()
            .all(|uid| own.iter().filter(|other| *other == uid).count() == 1)
    );
    let mut other = people.clone();
    other[0].row = 99;
    let others = uids(&written(&other, &CHINESE));
    assert_eq!(others[..2], own[..2]);
    assert_ne!(others[2], own[2]);
    for event in parsed(&text) {
        assert_eq!(event.property_value("DTSTAMP"), Some("20260601T000000Z"));
    }
}

#[test]
fn no_window_makes_no_calendar() {
    let people = [worker(2, "2025-05-31")];
    let results = Results::new(&RULEBOOK, &people, ON);
    let none = closings(&results, 0..1);
    assert_eq!(calendar(&RULEBOOK, &people, ON, &none, &CHINESE), None);
    assert_eq!(results.deadlines(0)[0].day, Date::new(2026, 5, 31).unwrap());
}

#[test]
fn exported_again_later_it_is_the_same_event() {
    let people = roster();
    let uids = |on: Date| -> Vec<String> {
        let results = Results::new(&RULEBOOK, &people, on);
        let closings = closings(&results, 0..people.len());
        let text = calendar(&RULEBOOK, &people, on, &closings, &CHINESE).expect("windows close");
        let events = parsed(&text);
        let uid = |event: &icalendar::Event| event.get_uid().expect("an UID").to_owned();
        events.iter().map(uid).collect()
    };
    let (now, next_week) = (uids(ON), uids(Date::from_days(ON.days() + 7)));
    // The first two windows have closed by then.
    assert_eq!(next_week, now[now.len() - 1..]);
    assert_ne!(now[0], now[1]);
}
