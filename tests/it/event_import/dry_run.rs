//! What a file says is told, and nothing is written.

use serde_json::json;

use super::{calendar, counts, drafts, evening, file, import, looked_at};
use crate::both_databases;
use crate::factories::{Town, gid};
use crate::support::mutation::with;

both_databases!(nothing_is_written_unless_it_is_asked_for, |app| {
    let town = Town::found(&app).await;
    let text = calendar(
        &[
            evening("a", "灯会", "20270220", "LOCATION:邻里中心\n"),
            evening("b", "舞会", "20270306", "RRULE:FREQ=WEEKLY\n"),
        ]
        .concat(),
    );
    let mut input = file(&town, "ICS", &text);
    input.as_object_mut().expect("an object").remove("dryRun");
    let payload = looked_at(&app, &town, input).await;
    assert_eq!(payload["dryRun"], true);
    assert_eq!(counts(&payload), [0, 0, 0, 0]);
    assert_eq!(drafts(&payload), ["灯会 EVENT", "舞会 SERIES"]);
    assert_eq!(payload["faults"], json!([]));
    assert_eq!(payload["drafts"][0]["event"], json!(null));
    assert_eq!(payload["drafts"][1]["series"], json!(null));
});

both_databases!(a_draft_tells_everything_that_will_be_made, |app| {
    let town = Town::found(&app).await;
    let more = "LOCATION:邻里中心\nDESCRIPTION:带一道菜\\n来\nURL:https://example.org/a\n";
    let text = calendar(
        &[
            evening("a", "灯会", "20270220", more),
            evening(
                "b",
                "舞会",
                "20270306",
                "LOCATION:广场\nRRULE:FREQ=WEEKLY;BYDAY=SA\n",
            ),
        ]
        .concat(),
    );
    let selection = "drafts { line uid title description startsAt endsAt timeZone allDay becomes notes \
        venue { id } day { date lunarDate { text } festivals { key } dayHint { kind } } \
        repeats { rule { gregorian { frequency byWeekday { weekday nth } } } firstDate startTime \
        durationMinutes timeZone } event { id } series { id } }";
    let answer = app
        .without_trace(
            Some(town.organiser),
            "importEvents",
            selection,
            with(&file(&town, "ICS", &text), json!({ "dryRun": true })),
        )
        .await;
    assert_eq!(
        answer.at("/importEvents/drafts/0"),
        &json!({
            "line": 4, "uid": "a", "title": "灯会",
            "description": "带一道菜\n来\n\n<https://example.org/a>",
            "startsAt": "2027-02-20T10:30:00Z", "endsAt": "2027-02-20T12:30:00Z",
            "timeZone": "Asia/Shanghai", "allDay": false, "becomes": "EVENT",
            "notes": ["LINK_IN_DESCRIPTION"], "venue": { "id": *gid(&town, town.venue.id) },
            "day": {
                "date": "2027-02-20", "lunarDate": { "text": "15th day of the 1st lunar month" },
                "festivals": [{ "key": "LANTERN" }], "dayHint": { "kind": "UNKNOWN" },
            },
            "repeats": null, "event": null, "series": null,
        })
    );
    let series = answer.at("/importEvents/drafts/1");
    assert_eq!(series["description"], "📍 广场");
    assert_eq!(series["notes"], json!(["LOCATION_IN_DESCRIPTION"]));
    assert_eq!(
        series["repeats"],
        json!({
            "rule": { "gregorian": {
                "frequency": "WEEKLY", "byWeekday": [{ "weekday": "SAT", "nth": null }],
            } },
            "firstDate": "2027-03-06", "startTime": "18:30", "durationMinutes": 120,
            "timeZone": "Asia/Shanghai",
        })
    );
});

both_databases!(what_was_imported_is_shown_with_what_it_became, |app| {
    let town = Town::found(&app).await;
    let text = calendar(&evening("a", "灯会", "20270220", ""));
    let input = file(&town, "ICS", &text);
    let made = import(&app, &town, input.clone()).await;
    let shown = looked_at(&app, &town, with(&input, json!({ "dryRun": true }))).await;
    assert_eq!(drafts(&shown), ["灯会 KNOWN"]);
    assert_eq!(counts(&shown), [0, 1, 0, 0]);
    assert_eq!(shown["drafts"][0]["event"], made["drafts"][0]["event"]);
});
