//! What is wrong is told at once, and nothing is written then.

use serde_json::json;

use super::{calendar, counts, drafts, evening, events, faults, file, import, looked_at};
use crate::both_databases;
use crate::factories::{Town, unknown};
use crate::support::mutation::with;

/// One entry in order, and one of each fault.
fn faulty() -> String {
    calendar(
        &[
            evening("a", "灯会", "20270220", ""),
            evening("b", "过去", "20200220", ""),
            evening("c", &"长".repeat(121), "20270220", ""),
            evening("d", "秒", "20270220", "RRULE:FREQ=SECONDLY\n"),
            evening(
                "e",
                "二月三十",
                "20270220",
                "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\n",
            ),
            "BEGIN:VEVENT\nUID:f\nDTSTART;TZID=Mars/Olympus:20270220T183000\nEND:VEVENT\n"
                .to_owned(),
        ]
        .concat(),
    )
}

both_databases!(all_faults_are_told_and_nothing_is_written, |app| {
    let town = Town::found(&app).await;
    let payload = looked_at(&app, &town, file(&town, "ICS", &faulty())).await;
    let told = faults(&payload);
    for fault in [
        "10 DTSTART IN_THE_PAST",
        "16 SUMMARY INVALID_LENGTH",
        "27 RRULE FREQ SEVERAL_TIMES_A_DAY",
        "29 RRULE NEVER_OCCURS",
        "36 SUMMARY REQUIRED",
        "38 DTSTART ZONE_NOT_KNOWN",
    ] {
        assert!(told.iter().any(|one| one == fault), "{fault} of {told:#?}");
    }
    assert_eq!(drafts(&payload), ["灯会 EVENT"]);
    assert_eq!(counts(&payload), [0, 0, 0, 0]);
    let first = &payload["faults"][0];
    assert_eq!(
        (&first["uid"], &first["wholeFile"]),
        (&json!("b"), &json!(false))
    );
    assert_eq!(
        first["message"],
        "DTSTART has passed. Choose a time to come."
    );
});

both_databases!(faulty_entries_are_skipped_if_that_is_asked_for, |app| {
    let town = Town::found(&app).await;
    let input = with(
        &file(&town, "ICS", &faulty()),
        json!({ "skipFaulty": true }),
    );
    let payload = import(&app, &town, input).await;
    assert_eq!(counts(&payload), [1, 0, 0, 0]);
    assert!(faults(&payload).len() >= 6);
    let titles: Vec<String> = events(&app)
        .await
        .into_iter()
        .map(|event| event.title)
        .collect();
    assert_eq!(titles, ["灯会"]);
});

both_databases!(a_damaged_file_is_not_taken_in_by_halves, |app| {
    let town = Town::found(&app).await;
    let whole = calendar(&evening("a", "灯会", "20270220", ""));
    let cut = whole.replace("END:VCALENDAR\r\n", "BEGIN:VEVENT\r\nUID:b\r\n");
    let skip = json!({ "skipFaulty": true });
    let payload = looked_at(&app, &town, with(&file(&town, "ICS", &cut), skip.clone())).await;
    assert_eq!(faults(&payload), ["11 END UNBALANCED"]);
    assert_eq!(payload["faults"][0]["wholeFile"], true);
    let table = "title,start,end,colour\nA,2027-02-20 18:30,20:30,red\n";
    let payload = looked_at(&app, &town, with(&file(&town, "CSV", table), skip)).await;
    assert_eq!(faults(&payload), ["1 colour UNKNOWN_COLUMN"]);
});

both_databases!(the_input_itself_is_checked_first, |app| {
    let town = Town::found(&app).await;
    let input = with(
        &file(&town, "ICS", "nonsense"),
        json!({ "areaId": *unknown::<mulin_entities::AreaId>(&town), "timeZone": "Mars/Olympus" }),
    );
    let who = Some(town.organiser);
    let answer = app
        .without_trace(who, "importEvents", "created", input)
        .await;
    assert_eq!(
        answer.refusals("importEvents"),
        ["UNKNOWN_TIME_ZONE timeZone", "NOT_FOUND areaId"]
    );
});
