//! A calendar becomes drafts of events and series.

use mulin_domain::series::store::rows_of;
use mulin_entities::{EventKind, EventState, Visibility};
use serde_json::json;

use super::{all_series, calendar, counts, drafts, evening, events, file, import, sources};
use crate::both_databases;
use crate::factories::Town;
use crate::support::mutation::{key, with};

both_databases!(entries_become_drafts, |app| {
    let town = Town::found(&app).await;
    let text = calendar(
        &[
            evening(
                "a",
                "灯会",
                "20270220",
                "LOCATION:邻里中心\nDESCRIPTION:赏灯\n",
            ),
            evening("gone", "取消了", "20270221", "STATUS:CANCELLED\n"),
            "BEGIN:VEVENT\nUID:c\nSUMMARY:大扫除\nDTSTART;VALUE=DATE:20270301\nEND:VEVENT\n"
                .to_owned(),
        ]
        .concat(),
    );
    let end = app.journal_end().await;
    let more = json!({ "kind": "SERVICE_DAY", "visibility": "AUDIENCE" });
    let input = with(&file(&town, "ICS", &text), more);
    let payload = import(&app, &town, input).await;
    assert_eq!(drafts(&payload), ["灯会 EVENT", "大扫除 EVENT"]);
    assert_eq!(counts(&payload), [2, 0, 0, 1]);
    assert_eq!(payload["drafts"][0]["event"]["state"], "DRAFT");
    let made = events(&app).await;
    assert_eq!(made.len(), 2);
    assert_eq!(key(&payload["drafts"][0]["event"]["id"]), made[0].id.0);
    for event in &made {
        assert_eq!(event.state, EventState::Draft);
        assert_eq!(event.kind, EventKind::ServiceDay);
        assert_eq!(event.visibility, Visibility::Audience);
        assert_eq!(event.area_id, town.community.id);
        assert_eq!(event.created_by, Some(town.organiser));
    }
    assert_eq!(made[0].venue_id, Some(town.venue.id));
    assert_eq!(made[0].description, "赏灯");
    assert_eq!(made[0].ends_local.to_string(), "2027-02-20 20:30:00");
    assert_eq!(made[1].starts_local.to_string(), "2027-03-01 00:00:00");
    assert_eq!(made[1].ends_local.to_string(), "2027-03-02 00:00:00");
    assert_eq!(app.journalled_since(end).await.len(), 2);
    // They have what every event has from the start.
    let query = "query ($id: ID!) { event(id: $id) { reminders { before } seats { capacity } } }";
    let id = json!({ "id": payload["drafts"][0]["event"]["id"] });
    let answer = app.run(Some(town.organiser), query, id).await;
    assert_eq!(
        answer.at("/event"),
        &json!({
            "reminders": [{ "before": "P1D" }, { "before": "PT2H" }], "seats": { "capacity": null },
        })
    );
});

both_databases!(what_repeats_becomes_a_series_of_drafts, |app| {
    let town = Town::found(&app).await;
    let rule = "RRULE:FREQ=WEEKLY;COUNT=4\nEXDATE;TZID=Asia/Shanghai:20270313T183000\n\
         EXDATE;TZID=Asia/Shanghai:20270314T183000\n";
    let text = calendar(
        &[
            evening("b", "舞会", "20270306", rule),
            evening(
                "b",
                "舞会（改期）",
                "20270321",
                "RECURRENCE-ID;TZID=Asia/Shanghai:20270320T183000\n",
            ),
        ]
        .concat(),
    );
    let payload = import(&app, &town, file(&town, "ICS", &text)).await;
    assert_eq!(drafts(&payload), ["舞会 SERIES", "舞会（改期） EVENT"]);
    assert_eq!(payload["drafts"][1]["notes"], json!(["STANDS_APART"]));
    let series = all_series(&app).await;
    assert_eq!(series.len(), 1);
    assert_eq!(key(&payload["drafts"][0]["series"]["id"]), series[0].id.0);
    let rows = rows_of(app.core.db().reader(), series[0].id, None).await;
    let rows = rows.expect("the rows are read");
    // Of four Saturdays one was taken out, and one replaced.
    let days: Vec<String> = rows
        .iter()
        .map(|(of, _)| of.original_date.to_string())
        .collect();
    assert_eq!(days, ["2027-03-06", "2027-03-27"]);
    assert!(
        rows.iter()
            .all(|(_, event)| event.state == EventState::Draft)
    );
    assert_eq!(events(&app).await.len(), 3);
    assert_eq!(sources(&app).await.len(), 2);
});

both_databases!(a_place_is_found_by_its_exact_name_alone, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let text = calendar(
        &[
            evening("a", "甲", "20270220", "LOCATION:邻里中心\n"),
            evening("b", "乙", "20270221", "LOCATION:邻里中心二楼\n"),
        ]
        .concat(),
    );
    import(&app, &town, file(&town, "ICS", &text)).await;
    let made = events(&app).await;
    assert_eq!(made[0].venue_id, Some(town.venue.id));
    assert_ne!(made[0].venue_id, Some(other.venue.id));
    assert_eq!(
        (made[1].venue_id, made[1].description.as_str()),
        (None, "📍 邻里中心二楼")
    );
});
