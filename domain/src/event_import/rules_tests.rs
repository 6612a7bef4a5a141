use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use mulin_calendar::import::{read_csv, read_ics};

use super::*;
use crate::event_import::FileFormat;

fn csv(row: &str) -> Draft {
    let text = format!("uid,title,start,end,location,repeat,url\n{row}\n");
    let reading = read_csv(&text, Tz::Asia__Shanghai, Almanac::standard());
    assert_eq!(reading.faults, []);
    reading.drafts.into_iter().next().expect("a row")
}

fn ics(events: &str) -> Vec<Draft> {
    let text = format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n");
    let reading = read_ics(text.as_bytes(), Tz::Asia__Shanghai, Almanac::standard());
    assert_eq!(reading.faults, []);
    reading.drafts
}

fn now() -> DateTime<Utc> {
    "2027-01-01T00:00:00Z".parse().expect("an instant")
}

fn codes(draft: &Draft) -> Vec<(&'static str, &'static str)> {
    let names = FileFormat::Csv.names();
    let (wrong, _) = check(draft, "", &names, Almanac::standard(), now()).expect("it is checked");
    let codes = wrong.into_iter();
    codes.map(|(field, wrong)| (field, wrong.code())).collect()
}

#[test]
fn an_entry_is_known_by_its_uid_or_else_by_title_and_start() {
    let key = |row: &str| entry_key(&csv(row)).expect("a key");
    let dance = key("7,舞会,2027-02-20 18:30,20:30,,,");
    assert_eq!(dance, key("7,歌会,2027-03-20 18:30,20:30,,,"));
    assert_ne!(dance, key("8,舞会,2027-02-20 18:30,20:30,,,"));
    let unnamed = key(",舞会,2027-02-20 18:30,20:30,,,");
    assert_ne!(dance, unnamed);
    assert_eq!(unnamed, key(",舞会,2027-02-20 18:30,21:30,广场,,"));
    assert_ne!(unnamed, key(",舞会,2027-02-21 18:30,20:30,,,"));
}

#[test]
fn a_changed_entry_has_another_digest() {
    let digest = |row: &str| digest(&csv(row)).expect("a digest");
    let dance = digest("7,舞会,2027-02-20 18:30,20:30,,,");
    assert_eq!(dance, digest("7,舞会,2027/2/20 18:30,20:30,,,"));
    for other in [
        "7,歌会,2027-02-20 18:30,20:30,,,",
        "7,舞会,2027-02-20 18:00,20:30,,,",
        "7,舞会,2027-02-20 18:30,20:31,,,",
        "7,舞会,2027-02-20 18:30,20:30,广场,,",
        "7,舞会,2027-02-20 18:30,20:30,,weekly,",
        "7,舞会,2027-02-20 18:30,20:30,,,https://example.org",
    ] {
        assert_ne!(dance, digest(other), "{other}");
    }
}

#[test]
fn an_occurrence_that_stands_apart_has_a_key_of_its_own() {
    let drafts = ics(
        "BEGIN:VEVENT\r\nUID:a\r\nSUMMARY:x\r\nDTSTART:20270206T183000\r\n\
         DTEND:20270206T193000\r\nRRULE:FREQ=WEEKLY\r\nEND:VEVENT\r\n\
         BEGIN:VEVENT\r\nUID:a\r\nRECURRENCE-ID:20270213T183000\r\nSUMMARY:x\r\n\
         DTSTART:20270214T183000\r\nDTEND:20270214T193000\r\nEND:VEVENT\r\n",
    );
    let keys: Vec<String> = drafts
        .iter()
        .map(|of| entry_key(of).expect("a key"))
        .collect();
    assert_ne!(keys[0], keys[1]);
    let (_, notes) = description(&drafts[1], false);
    assert_eq!(notes, [Note::StandsApart]);
}

#[test]
fn what_has_no_field_is_kept_in_the_description() {
    let draft = csv("7,舞会,2027-02-20 18:30,20:30,广场,,https://example.org/a");
    let (text, notes) = description(&draft, false);
    assert_eq!(text, "📍 广场\n\n<https://example.org/a>");
    let both = [Note::LocationInDescription, Note::LinkInDescription];
    assert_eq!(notes, both);
    let (text, notes) = description(&draft, true);
    assert_eq!(text, "<https://example.org/a>");
    assert_eq!(notes, [Note::LinkInDescription]);
}

#[test]
fn what_is_over_or_too_long_is_told() {
    assert_eq!(codes(&csv("7,舞会,2027-02-20 18:30,20:30,,,")), []);
    let over = csv("7,舞会,2026-12-20 18:30,20:30,,,");
    assert_eq!(codes(&over), [("start", "IN_THE_PAST")]);
    let going_on = csv("7,舞会,2026-12-20 18:30,20:30,,weekly,");
    assert_eq!(codes(&going_on), []);
    let ended = csv("7,舞会,2026-12-20 18:30,20:30,,FREQ=DAILY;COUNT=3,");
    assert_eq!(codes(&ended), [("repeat", "IN_THE_PAST")]);
    let mut long = csv("7,舞会,2027-02-20 18:30,20:30,,,");
    long.title = "舞".repeat(121);
    assert_eq!(codes(&long), [("title", "INVALID_LENGTH")]);
}

#[test]
fn exceptions_that_are_no_days_of_the_rule_are_dropped() {
    let drafts = ics(
        "BEGIN:VEVENT\r\nUID:a\r\nSUMMARY:x\r\nDTSTART:20270206T183000\r\n\
         DTEND:20270206T193000\r\nRRULE:FREQ=WEEKLY\r\nEXDATE:20270213T183000\r\n\
         EXDATE:20270214T183000\r\nEND:VEVENT\r\n",
    );
    let schedule = drafts[0].schedule.as_ref().expect("it repeats");
    assert_eq!(schedule.exceptions.len(), 2);
    let almanac = Almanac::standard();
    let days = series::rules::except_dates(&tidied(schedule, almanac), almanac);
    let days: Vec<String> = days.iter().map(ToString::to_string).collect();
    assert_eq!(days, ["2027-02-13"]);
}
