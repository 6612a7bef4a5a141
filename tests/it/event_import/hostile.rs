//! Files that mean harm cost what they weigh, and make nothing.

use std::fmt::Write;

use serde_json::json;

use super::{calendar, counts, evening, events, faults, file, import, imported, looked_at};
use crate::both_databases;
use crate::factories::Town;
use crate::support::app::TestApp;
use crate::support::mutation::with;

const ROOMY: &[(&str, &str)] = &[("MULIN_HTTP__BODY_LIMIT_BYTES", "8388608")];

both_databases!(deep_nesting_ends_the_reading, |app| {
    let town = Town::found(&app).await;
    let text = format!("BEGIN:VCALENDAR\r\n{}", "BEGIN:VEVENT\r\n".repeat(5_000));
    let payload = looked_at(&app, &town, file(&town, "ICS", &text)).await;
    assert_eq!(faults(&payload), ["9 BEGIN NESTED_TOO_DEEP"]);
});

both_databases!(a_rule_without_end_makes_the_months_ahead_alone, |app| {
    let town = Town::found(&app).await;
    let text = calendar(&evening("a", "每天", "20270101", "RRULE:FREQ=DAILY\n"));
    let payload = import(&app, &town, file(&town, "ICS", &text)).await;
    assert_eq!(counts(&payload), [1, 0, 0, 0]);
    let made = events(&app).await.len();
    assert!((450..=600).contains(&made), "{made}");
});

both_databases!(many_rules_without_end_are_too_much_at_once, |app| {
    let town = Town::found(&app).await;
    let mut entries = String::new();
    for number in 0..20 {
        entries += &evening(
            &format!("u{number}"),
            "每天",
            "20270101",
            "RRULE:FREQ=DAILY\n",
        );
    }
    let input = with(
        &file(&town, "ICS", &calendar(&entries)),
        json!({ "skipFaulty": true }),
    );
    let payload = looked_at(&app, &town, input).await;
    assert_eq!(faults(&payload), ["- - TOO_MANY_OCCURRENCES"]);
});

both_databases!(too_many_entries_are_refused, |app| {
    let town = Town::found(&app).await;
    let mut table = "title,start,end\n".to_owned();
    for number in 0..501 {
        writeln!(table, "A{number},2027-02-20 18:30,20:30").expect("text can be written");
    }
    let payload = looked_at(&app, &town, file(&town, "CSV", &table)).await;
    assert_eq!(faults(&payload), ["- - TOO_MANY_ENTRIES"]);
    assert_eq!(payload["drafts"], json!([]));
});

both_databases!(a_mebibyte_is_the_most_that_is_read, with ROOMY, |app| {
    let town = Town::found(&app).await;
    let text = calendar(&format!("X-PADDING:{}\n", "x".repeat(1024 * 1024)));
    let payload = looked_at(&app, &town, file(&town, "ICS", &text)).await;
    assert_eq!(faults(&payload), ["- - FILE_TOO_LARGE"]);
    assert_eq!(payload["faults"][0]["wholeFile"], true);
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_beyond_the_limit_is_not_read() {
    let app = TestApp::sqlite().await;
    let town = Town::found(&app).await;
    let large = "x".repeat(app.config.http.body_limit_bytes);
    let answer = imported(&app, &town, file(&town, "ICS", &large)).await;
    assert_eq!(answer.status, 413);
    assert!(answer.text.contains("at most"), "{}", answer.text);
}

both_databases!(what_is_no_calendar_is_told_apart, |app| {
    let town = Town::found(&app).await;
    // GB 18030 taken for UTF-8, and a table taken for a calendar.
    let garbled = "\u{fffd}\u{fffd}\u{fffd}\u{0}\u{1}";
    for (format, text, fault) in [
        ("ICS", garbled, "1 - NOT_A_CALENDAR"),
        ("ICS", "", "- - NOT_A_CALENDAR"),
        ("ICS", "title,start,end\n", "1 - NOT_A_CALENDAR"),
        ("CSV", "", "- - NOT_A_TABLE"),
    ] {
        let payload = looked_at(&app, &town, file(&town, format, text)).await;
        assert_eq!(faults(&payload), [fault], "{format} {text:?}");
    }
    let payload = looked_at(&app, &town, file(&town, "CSV", garbled)).await;
    let told = faults(&payload);
    assert!(
        told.iter().any(|fault| fault.ends_with("UNKNOWN_COLUMN")),
        "{told:?}"
    );
});
