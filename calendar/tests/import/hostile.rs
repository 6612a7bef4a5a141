//! Files that would not end, files that are no calendars, and whatever else may come.

use std::fmt::Write;

use chrono::{TimeZone, Utc};
use mulin_calendar::fault::{Fault, FaultKind};
use mulin_calendar::ical::{Entry, Feed, Status};
use mulin_calendar::import::{
    ImportFaultKind as Kind, MAX_BYTES, MAX_EVENTS, MAX_FAULTS, read_ics,
};
use mulin_calendar::lunar::Almanac;
use proptest::prelude::*;

use crate::{HERE, csv, day, event, ics, told};

#[test]
fn a_file_that_would_not_end_is_cut_off() {
    let large = " ".repeat(MAX_BYTES + 1);
    assert_eq!(told(&ics(&large)), [(0, "", &Kind::TooLarge)]);
    assert_eq!(told(&csv(&large)), [(0, "", &Kind::TooLarge)]);
    let deep = "BEGIN:VCALENDAR\n".repeat(100_000);
    assert_eq!(told(&ics(&deep)), [(9, "BEGIN", &Kind::TooDeep)]);
    let many = "BEGIN:VEVENT\nSUMMARY:x\nDTSTART:20270206\nEND:VEVENT\n".repeat(MAX_EVENTS + 1);
    let reading = ics(&format!("BEGIN:VCALENDAR\n{many}END:VCALENDAR\n"));
    assert_eq!(told(&reading), [(4_005, "END", &Kind::TooMany)]);
    let faulty = format!("BEGIN:VCALENDAR\n{}", "x\n".repeat(1_000_000));
    let reading = ics(&faulty);
    assert_eq!(reading.faults.len(), MAX_FAULTS);
    assert_eq!(reading.faults[MAX_FAULTS - 1].kind, Kind::TooManyFaults);
    // A long fold, a long list of exceptions, a long rule, a long zone.
    let folded = "\n x".repeat(600_000);
    assert_eq!(
        event(&format!("DTSTART:20270206\nLOCATION:{folded}")).faults,
        []
    );
    let dates = ",20270213".repeat(200_000);
    let reading = event(&format!(
        "DTSTART:20270206\nRRULE:FREQ=WEEKLY\nEXDATE:20270220{dates}"
    ));
    assert_eq!(reading.faults, []);
    let mut dates = String::new();
    for date in day("2027-02-06").iter_days().take(2_000) {
        write!(dates, ",{}", date.format("%Y%m%d")).unwrap();
    }
    let reading = event(&format!(
        "DTSTART:20270206\nRRULE:FREQ=DAILY\nEXDATE:20270206{dates}"
    ));
    let kind = FaultKind::Count { max: 1_000 };
    let kind = Kind::Schedule(Fault {
        field: "exceptions",
        kind,
    });
    assert_eq!(told(&reading), [(2, "RRULE", &kind)]);
    let rule = format!("FREQ=DAILY{}", ";x".repeat(1_000_000));
    let reading = event(&format!("DTSTART:20270206\nRRULE:{rule}"));
    assert_eq!(told(&reading), [(6, "RRULE", &Kind::BadValue)]);
    let parameters = ";A=B".repeat(400_000);
    let reading = event(&format!("DTSTART{parameters}:20270206"));
    assert_eq!(
        told(&reading),
        [(2, "DTSTART", &Kind::Required), (5, "", &Kind::BadLine)]
    );
    let columns = format!("{}end{}", ",".repeat(1_000_000), ",end".repeat(200_000));
    assert_eq!(told(&csv(&columns)), [(1, "", &Kind::BadLine)]);
    let zone = "Z".repeat(1_000_000);
    let reading = event(&format!(
        "DTSTART;TZID={zone}:20270206T080000\nDURATION:PT1H"
    ));
    assert!(matches!(&reading.faults[0].kind, Kind::UnknownZone { name } if name.len() == 60));
}

#[test]
fn what_is_no_calendar_is_told() {
    for text in [
        "",
        "hello",
        "SUMMARY:x",
        "BEGIN:VEVENT\nEND:VEVENT\n",
        "BEGIN:VCARD\nEND:VCARD",
    ] {
        let reading = ics(text);
        let kinds: Vec<&Kind> = reading.faults.iter().map(|of| &of.kind).collect();
        assert_eq!(kinds, [&Kind::NotACalendar], "{text}");
    }
    for (text, line) in [
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:x\n", 3),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n", 3),
        ("BEGIN:VCALENDAR\nEND:VCALENDAR\nEND:VCALENDAR\n", 3),
    ] {
        assert_eq!(
            told(&ics(text)),
            [(line, "END", &Kind::Unbalanced)],
            "{text}"
        );
    }
    let reading = ics("BEGIN:VCALENDAR\nVERSION:1.0\nEND:VCALENDAR\n");
    assert!(matches!(reading.faults[0].kind, Kind::Unsupported { .. }));
    let reading = read_ics(b"BEGIN:VCALENDAR\nX:\xff\n", HERE, Almanac::standard());
    assert_eq!(told(&reading), [(0, "", &Kind::NotText)]);
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(
        title in "[^\\s\\p{C}]{1,60}",
        description in "[^\\s\\p{C}]{1,300}",
        minutes in 1_i64..10_000,
    ) {
        let text = written(&title, &description, minutes);
        let reading = ics(&text);
        prop_assert_eq!(&reading.faults, &[]);
        prop_assert_eq!(&reading.drafts[0].title, &title);
        prop_assert_eq!(reading.drafts[0].description.as_deref(), Some(description.as_str()));
        // Another reader finds the same.
        let theirs = calcard::icalendar::ICalendar::parse(&text).unwrap();
        let event = theirs.components.iter().find(|of| of.component_type.as_str() == "VEVENT");
        let summary = event.unwrap().property(&calcard::icalendar::ICalendarProperty::Summary);
        prop_assert_eq!(summary.unwrap().values[0].as_text(), Some(title.as_str()));
    }

    #[test]
    fn nothing_makes_a_reader_panic(
        lines in prop::collection::vec(
            prop_oneof![
                Just("BEGIN:VEVENT".to_owned()),
                Just("END:VEVENT".to_owned()),
                Just("SUMMARY:x".to_owned()),
                "(DTSTART|DTEND|RDATE|EXDATE|RECURRENCE-ID)(;TZID=[A-Z/(]{0,4})?:[0-9TZ]{8,16}",
                "(DTSTART|DTEND):20(1|2)[0-9]0[1-9][0-2][1-8]T0[0-9]3000Z?",
                "DURATION:P?[0-9TWDHM]{0,6}",
                "RRULE:FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY);[A-Z]{0,10}=[-0-9A-Z,]{0,9}",
                "\\PC{0,30}",
            ],
            0..40,
        ),
        table in "(title|start|end|repeat|,|\n|\"|2027-02-20|18:30|\\PC){0,60}",
    ) {
        let text = format!("BEGIN:VCALENDAR\n{}\nEND:VCALENDAR\n", lines.join("\n"));
        for draft in ics(&text).drafts {
            prop_assert!(draft.starts_local < draft.ends_local);
            if let Some(schedule) = draft.schedule {
                prop_assert_eq!(schedule.check(Almanac::standard()), Ok(()));
            }
        }
        let _ = csv(&format!("title,start,end,repeat\n{table}"));
        let _ = csv(&table);
    }
}

fn written(title: &str, description: &str, minutes: i64) -> String {
    let start = Utc.with_ymd_and_hms(2027, 2, 20, 10, 30, 0).unwrap();
    let entry = Entry {
        uid: "event-1@mulin.example",
        sequence: 0,
        stamp: start,
        starts_at: start,
        ends_at: start + chrono::TimeDelta::minutes(minutes),
        status: Status::Confirmed,
        summary: title,
        description: Some(description),
        location: None,
        position: None,
        url: None,
        alarms: &[],
    };
    let feed = Feed {
        name: title,
        description: None,
        url: None,
    };
    feed.whole([&entry])
}
