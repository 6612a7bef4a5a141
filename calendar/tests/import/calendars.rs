//! What calendars say, and what is wrong with them.

use chrono_tz::Tz;
use mulin_calendar::fault::{Fault, FaultKind};
use mulin_calendar::import::ImportFaultKind as Kind;
use mulin_calendar::rule::End;

use crate::{HERE, at, day, event, ics, one, starts, told};

#[test]
fn a_calendar_as_programs_export_it() {
    let reading = ics("\u{feff}BEGIN:VCALENDAR\r\n\
        PRODID:-//Example//EN\r\nVERSION:2.0\r\nCALSCALE:GREGORIAN\r\n\
        BEGIN:VTIMEZONE\r\nTZID:Custom\r\nX-LIC-LOCATION:Asia/Urumqi\r\n\
        BEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nTZOFFSETFROM:+0600\r\n\
        TZOFFSETTO:+0600\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n\
        BEGIN:VEVENT\r\nUID:a@example.org\r\nDTSTAMP:20270101T000000Z\r\n\
        DTSTART;TZID=China Standard Time:20270220T183000\r\nDURATION:PT2H\r\n\
        SUMMARY:元宵节\\, 灯\r\n 会\r\nDESCRIPTION:第一行\\n第二行\r\n\
        LOCATION:活动室\r\nURL:https://example.org/a\r\n\
        BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:不是说明\r\nTRIGGER:-PT1H\r\nEND:VALARM\r\n\
        END:VEVENT\r\n\
        BEGIN:VEVENT\r\nUID:b\r\nSUMMARY:b\r\nDTSTART;TZID=Custom:20270220T183000\r\n\
        DTEND;TZID=Custom:20270220T193000\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nUID:c\r\nSUMMARY:c\r\nDTSTART:20270220T103000Z\r\n\
        DTEND:20270220T113000Z\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nUID:d\r\nSUMMARY:d\r\nDTSTART;VALUE=DATE:20270206\r\n\
        DTEND;VALUE=DATE:20270209\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nUID:e\r\nSUMMARY:e\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\n\
        BEGIN:VTODO\r\nUID:f\r\nEND:VTODO\r\n\
        END:VCALENDAR\r\n");
    assert_eq!(told(&reading), []);
    assert_eq!(reading.cancelled, 1);
    let [a, b, c, d] = &reading.drafts[..] else {
        panic!("{reading:?}")
    };
    assert_eq!(a.title, "元宵节, 灯会");
    assert_eq!(a.description.as_deref(), Some("第一行\n第二行"));
    assert_eq!(a.location.as_deref(), Some("活动室"));
    assert_eq!(a.url.as_deref(), Some("https://example.org/a"));
    assert_eq!(
        (a.source.line, a.source.uid.as_deref()),
        (14, Some("a@example.org"))
    );
    assert_eq!((a.zone, a.all_day), (HERE, false));
    assert_eq!(
        (a.starts_local, a.ends_local),
        (at("2027-02-20 18:30"), at("2027-02-20 20:30"))
    );
    assert_eq!(
        (b.zone, b.ends_local),
        (Tz::Asia__Urumqi, at("2027-02-20 19:30"))
    );
    // On the clocks of the reader's own zone.
    assert_eq!((c.zone, c.starts_local), (HERE, at("2027-02-20 18:30")));
    assert_eq!((d.all_day, d.starts_local), (true, at("2027-02-06 00:00")));
    assert_eq!(d.ends_local, at("2027-02-09 00:00"));
}

#[test]
fn a_series_with_what_was_taken_out_moved_and_added() {
    let reading = ics("BEGIN:VCALENDAR\nVERSION:2.0\n\
        BEGIN:VEVENT\nUID:s\nSUMMARY:太极\nDTSTART;TZID=Asia/Shanghai:20270206T080000\n\
        DTEND;TZID=Asia/Shanghai:20270206T090000\nRRULE:FREQ=WEEKLY;BYDAY=SA;UNTIL=20270306T000000Z\n\
        EXDATE;TZID=Asia/Shanghai:20270213T080000\nEXDATE:20270220T003000Z\n\
        RDATE;TZID=Asia/Shanghai:20270214T080000\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:s\nRECURRENCE-ID;TZID=Asia/Shanghai:20270227T080000\nSUMMARY:太极（室内）\n\
        DTSTART;TZID=Asia/Shanghai:20270227T093000\nDTEND;TZID=Asia/Shanghai:20270227T103000\nEND:VEVENT\n\
        END:VCALENDAR\n");
    assert_eq!(told(&reading), []);
    let [series, moved] = &reading.drafts[..] else {
        panic!("{reading:?}")
    };
    // The second exception is at another time of day, so that it takes nothing out.
    let expected = [
        "2027-02-06 00:00",
        "2027-02-14 00:00",
        "2027-02-20 00:00",
        "2027-03-06 00:00",
    ];
    assert_eq!(starts(series), expected);
    assert_eq!(moved.starts_local, at("2027-02-27 09:30"));
    assert!(moved.schedule.is_none());
}

#[test]
fn a_rule_ends_where_its_file_says() {
    for (until, last) in [
        ("20270220", "2027-02-20"),
        ("20270220T080000", "2027-02-20"),
        ("20270220T075959", "2027-02-19"),
        ("20270220T000000Z", "2027-02-20"),
        ("20270219T235959Z", "2027-02-19"),
    ] {
        let reading = event(&format!(
            "DTSTART:20270206T080000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;UNTIL={until}"
        ));
        let schedule = one(&reading).schedule.clone().unwrap();
        assert_eq!(schedule.end, End::Until(day(last)), "{until}");
    }
    let endless = event("DTSTART:20270206T080000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY");
    assert_eq!(one(&endless).schedule.clone().unwrap().end, End::Never);
}

#[test]
fn every_fault_of_a_file_is_told_with_its_line_and_uid() {
    let reading = ics("BEGIN:VCALENDAR\n\
        BEGIN:VEVENT\nUID:a\nDTSTART:20270230T080000\nDTEND:20270206T090000\nURL:javascript:x\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:b\nSUMMARY:b\nDTSTART;TZID=Mars/Olympus:20270206T080000\n\
        DTEND;TZID=Mars/Olympus:20270206T090000\nRRULE:FREQ=SECONDLY\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:c\nSUMMARY:c\nDTSTART:20270206T080000\nDTEND:20270206T080000\nnonsense\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:d\nSUMMARY:d\nDTSTART:20270206T080000\nDURATION:PT1H\nRRULE:FREQ=MINUTELY\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:d\nSUMMARY:d\nDTSTART:20270206T080000\nDURATION:PT1H\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:d\nSUMMARY:d\nDTSTART:20270206T080000\nDURATION:PT1H\nEND:VEVENT\n\
        END:VCALENDAR\n");
    let zone = Kind::UnknownZone {
        name: "Mars/Olympus".to_owned(),
    };
    let expected = [
        (2, "SUMMARY", &Kind::Required),
        (4, "DTSTART", &Kind::BadTime),
        (6, "URL", &Kind::BadValue),
        (11, "DTSTART", &zone),
        (12, "DTEND", &zone),
        (20, "", &Kind::BadLine),
        (19, "DTEND", &Kind::EndBeforeStart),
        (27, "RRULE FREQ", &Kind::TooOften),
        (35, "UID", &Kind::Duplicate),
    ];
    let mut expected = expected.to_vec();
    expected.sort_by_key(|fault| fault.0);
    assert_eq!(told(&reading), expected);
    let uids: Vec<_> = reading
        .faults
        .iter()
        .map(|of| of.source.uid.as_deref())
        .collect();
    assert_eq!(
        uids[..5],
        [Some("a"), Some("a"), Some("a"), Some("b"), Some("b")]
    );
    assert_eq!(
        reading.faults[7].to_string(),
        "line 27 (d): RRULE FREQ: repeats more often than once a day"
    );
}

#[test]
fn times_that_cannot_be_are_refused() {
    for (lines, fault) in [
        ("DTEND:20270206T090000", (2, "DTSTART", Kind::Required)),
        ("DTSTART:20270206T080000", (2, "DTEND", Kind::Required)),
        (
            "DTSTART:19491231T080000\nDURATION:PT1H",
            (5, "DTSTART", Kind::OutOfRange),
        ),
        (
            "DTSTART:21010101\nDURATION:P1D",
            (5, "DTSTART", Kind::OutOfRange),
        ),
        (
            "DTSTART:20270206\nDTEND:20270206T090000",
            (6, "DTEND", Kind::BadTime),
        ),
        (
            "DTSTART;VALUE=DATE:20270206T080000",
            (5, "DTSTART", Kind::BadTime),
        ),
        (
            "DTSTART;VALUE=PERIOD:20270206",
            (5, "DTSTART", Kind::BadTime),
        ),
        (
            "DTSTART:20270206T080000\nDURATION:-PT1H",
            (6, "DURATION", Kind::BadValue),
        ),
        (
            "DTSTART:20270206\nDURATION:PT1H",
            (6, "DURATION", Kind::BadValue),
        ),
        (
            "DTSTART:20270206T080000\nDURATION:P999999D",
            (6, "DURATION", Kind::TooLong),
        ),
        (
            "DTSTART:20270206T080000\nDURATION:P367D",
            (6, "DURATION", Kind::TooLong),
        ),
        (
            "DTSTART:20270206T080000\nDTEND:20270205T090000",
            (6, "DTEND", Kind::EndBeforeStart),
        ),
        (
            "DTSTART:20270206T080000\nDTSTART:20270206T090000\nDURATION:PT1H",
            (6, "DTSTART", Kind::Duplicate),
        ),
        (
            "DTSTART:20270206T080000\nDTEND:20270206T090000\nDURATION:PT1H",
            (7, "DURATION", Kind::NotTogether { other: "DTEND" }),
        ),
        (
            "DTSTART;TZID=Europe/Berlin:20270328T023000\nDURATION:PT1H",
            (5, "DTSTART", Kind::TimeInGap),
        ),
    ] {
        let reading = event(lines);
        let (line, field, kind) = &fault;
        assert_eq!(told(&reading), [(*line, *field, kind)], "{lines}");
        assert!(reading.drafts.is_empty());
    }
}

#[test]
fn an_event_lasts_by_the_calendar_and_by_the_clock() {
    let of = |duration: &str| {
        let lines = format!("DTSTART;TZID=Europe/Berlin:20270327T120000\nDURATION:{duration}");
        one(&event(&lines)).ends_local
    };
    // A day is 23 hours long here.
    assert_eq!(of("P1D"), at("2027-03-28 12:00"));
    assert_eq!(of("PT24H"), at("2027-03-28 13:00"));
    let whole_day = event("DTSTART:20270206");
    assert_eq!(one(&whole_day).ends_local, at("2027-02-07 00:00"));
}

#[test]
fn rules_that_cannot_be_kept_are_refused() {
    let never = |field, kind| Kind::Schedule(Fault { field, kind });
    for (rule, kind) in [
        // The first day of the series is a Saturday.
        ("FREQ=WEEKLY;BYDAY=SU", Kind::StartNotInRule),
        (
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
            never("rule", FaultKind::NeverOccurs),
        ),
        (
            "FREQ=YEARLY;BYDAY=1SA",
            never("rule.byMonth", FaultKind::Required),
        ),
        (
            "FREQ=DAILY;COUNT=100000",
            never("end.count", FaultKind::Range { min: 1, max: 1_000 }),
        ),
        (
            "FREQ=DAILY;UNTIL=20270101",
            never("end.until", FaultKind::EndBeforeStart),
        ),
    ] {
        let reading = event(&format!(
            "DTSTART:20270206T080000\nDURATION:PT1H\nRRULE:{rule}"
        ));
        assert_eq!(told(&reading), [(2, "RRULE", &kind)], "{rule}");
    }
    let reading = event("DTSTART:20270206T080000\nDURATION:PT25H\nRRULE:FREQ=DAILY");
    let kind = never("durationMinutes", FaultKind::TooOften);
    assert_eq!(told(&reading), [(2, "RRULE", &kind)]);
    for (line, what) in [
        ("EXRULE:FREQ=DAILY", "EXRULE"),
        ("RDATE:20270207T080000", "RDATE without RRULE"),
    ] {
        let reading = event(&format!("DTSTART:20270206T080000\nDURATION:PT1H\n{line}"));
        let what = what.to_owned();
        let field = line.split(':').next().unwrap();
        assert_eq!(told(&reading), [(7, field, &Kind::Unsupported { what })]);
    }
}
