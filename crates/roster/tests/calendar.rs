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
    let results = Results::new(&EVALUATOR, people, ON);
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
    let property = |name: &str| -> Vec<&str> {
        let values = events.iter().map(|one| one.property_value(name).unwrap());
        values.collect()
    };
    let september = "20260901";
    assert_eq!(
        property("DTSTART"),
        ["20260601", "20260604", september, september, september]
    );
    assert_eq!(property("DTEND")[..3], ["20260602", "20260605", "20260902"]);
    let alarms: Vec<(&str, &str)> = events
        .iter()
        .map(|event| {
            let [alarm] = event.components() else {
                panic!("one reminder: {:?}", event.components());
            };
            assert_eq!(alarm.component_kind(), "VALARM");
            let value = |name| alarm.property_value(name).unwrap();
            (value("TRIGGER"), value("DESCRIPTION"))
        })
        .collect();
    let triggers: Vec<&str> = alarms.iter().map(|(trigger, _)| *trigger).collect();
    assert_eq!(
        triggers,
        ["PT0S", "-P2D", "-P14D", "-P14D", "-P14D"],
        "never before the day of evaluation"
    );
    // Read two weeks before, it is not today.
    assert!(alarms[0].1.ends_with("今天截止"), "{}", alarms[0].1);
    let ahead = alarms[4].1;
    assert!(
        ahead.contains("还有 14 天截止，最后一天是 2026-09-01"),
        "{ahead}"
    );
    assert!(!ahead.contains("今天"), "{ahead}");
    assert_eq!(
        events[2].get_start(),
        Some(icalendar::DatePerhapsTime::Date(
            "2026-09-01".parse().expect("a day")
        ))
    );
    let description = |at: usize| events[at].get_description().unwrap();
    assert!(
        description(2).contains("张,三;\\李（第2行）"),
        "{}",
        description(2)
    );
    assert!(description(3).contains(&"名字很长".repeat(40)));
    assert!(description(4).contains("员工7（第7行，待确认）"));
    assert!(description(2).contains("12 个月内"));
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
    other[0].name = "王五".to_owned();
    let others = uids(&written(&other, &CHINESE));
    let kept = own.iter().filter(|uid| others.contains(uid)).count();
    assert_eq!(kept, own.len() - 1);
    for event in parsed(&text) {
        assert_eq!(event.property_value("DTSTAMP"), Some("20260601T000000Z"));
    }
}

#[test]
fn no_window_makes_no_calendar() {
    let people = [worker(2, "2025-05-31")];
    let results = Results::new(&EVALUATOR, &people, ON);
    let none = closings(&results, 0..1);
    assert_eq!(calendar(&RULEBOOK, &people, ON, &none, &CHINESE), None);
    assert_eq!(results.deadlines(0)[0].day, Date::new(2026, 5, 31).unwrap());
}

#[test]
fn exported_again_later_it_is_the_same_event() {
    let people = roster();
    let uids = |on: Date| -> Vec<String> {
        let results = Results::new(&EVALUATOR, &people, on);
        let closings = closings(&results, 0..people.len());
        let text = calendar(&RULEBOOK, &people, on, &closings, &CHINESE).expect("windows close");
        let events = parsed(&text);
        let uid = |event: &icalendar::Event| event.get_uid().expect("an UID").to_owned();
        events.iter().map(uid).collect()
    };
    let (now, next_week) = (uids(ON), uids(Date::from_days(ON.days() + 7)));
    // The first two windows have closed by then.
    assert_eq!(next_week, now[2..]);
    assert_ne!(now[0], now[1]);
}

#[test]
fn whoever_stands_in_another_row_keeps_the_event() {
    let uids = |people: &[Person]| -> Vec<String> {
        let events = parsed(&written(people, &CHINESE));
        let uid = |event: &icalendar::Event| event.get_uid().expect("an UID").to_owned();
        let mut uids: Vec<String> = events.iter().map(uid).collect();
        uids.sort();
        uids
    };
    let own = uids(&roster());
    // A title above.
    let mut lower = roster();
    lower.iter_mut().for_each(|one| one.row += 1);
    assert_eq!(uids(&lower), own);
    // Sorted otherwise.
    let mut sorted = roster();
    sorted.reverse();
    (2..).zip(&mut sorted).for_each(|(row, one)| one.row = row);
    assert_eq!(uids(&sorted), own);
    // One more, and a date put right.
    let mut more = roster();
    more.push(Person {
        name: "王五".to_owned(),
        ..worker(8, "2025-09-01")
    });
    date(&mut more[2].answers, "certificate_date", "2025-07-04");
    let more = uids(&more);
    assert_eq!(more.len(), own.len() + 1);
    assert!(own.iter().all(|uid| more.contains(uid)));
    // Namesakes have an event each.
    let mut namesakes = roster();
    namesakes[1].name = namesakes[0].name.clone();
    let mut different = uids(&namesakes);
    different.dedup();
    assert_eq!(different.len(), own.len());
}
