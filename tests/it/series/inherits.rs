//! What the events of a series take over from it and from one another, and what they have otherwise.

use chrono::TimeDelta;
use mulin_domain::event::{AddProgrammeItem, add_programme_item};
use mulin_domain::series::{CreateSeries, Frequency};
use mulin_entities::EventId;
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{Plan, Town, actor, evenings, every, gid, occurrences};
use crate::support::app::TestApp;

/// What is arranged for an event.
async fn arranged(app: &TestApp, town: &Town, event: EventId) -> Value {
    let query = "query ($id: ID!) { event(id: $id) { programme { title startsAt } \
        questions { kind label } reminders { before } roles { role name } } }";
    let variables = json!({ "id": *gid(town, event) });
    app.run(Some(town.organiser), query, variables)
        .await
        .at("/event")
        .clone()
}

async fn lion_dance(app: &TestApp, town: &Town, event: EventId, title: &str) {
    let input = AddProgrammeItem {
        event_id: Ok(event),
        stage: None,
        title: title.to_owned(),
        performers: None,
        starts_after: "PT30M".to_owned(),
        duration: "PT20M".to_owned(),
    };
    let organiser = actor(&app.core, town.organiser).await;
    let item = add_programme_item(&app.core, &organiser, input, None).await;
    item.expect("an item is added");
}

async fn done(app: &TestApp, town: &Town, mutation: &str, input: Value) {
    let answer = app
        .mutate(Some(town.organiser), mutation, "event { id }", input)
        .await;
    assert_eq!(answer.refusals(mutation), [""; 0], "{mutation}");
}

async fn overrides(app: &TestApp, town: &Town, event: EventId) -> Value {
    let query = "query ($id: ID!) { event(id: $id) { occurrence { overrides } } }";
    let variables = json!({ "id": *gid(town, event) });
    let answer = app.run(Some(town.organiser), query, variables).await;
    answer.at("/event/occurrence/overrides").clone()
}

both_databases!(the_first_take_over_from_the_event_that_was_named, |app| {
    let town = Town::found(&app).await;
    let model = town.event(&app, Plan::default()).await;
    lion_dance(&app, &town, model.id, "舞狮").await;
    let id = gid(&town, model.id);
    let questions = json!([{ "kind": "YES_NO", "label": "带剪刀吗？" }]);
    done(
        &app,
        &town,
        "setEventQuestions",
        json!({ "eventId": *id, "questions": questions }),
    )
    .await;
    let reminders = json!([{ "before": "PT3H" }]);
    done(
        &app,
        &town,
        "setEventReminders",
        json!({ "eventId": *id, "reminders": reminders }),
    )
    .await;
    let series = CreateSeries {
        like_event_id: Some(Ok(model.id)),
        ..town.service_days(evenings(every(Frequency::Monthly)))
    };
    let series = town.begin(&app, series).await;
    let rows = occurrences(&app, series.id).await;
    let first = arranged(&app, &town, rows[0].1.id).await;
    assert_eq!(
        first["programme"],
        json!([{ "title": "舞狮", "startsAt": "2026-11-28T11:00:00Z" }])
    );
    assert_eq!(
        first["questions"],
        json!([{ "kind": "YES_NO", "label": "带剪刀吗？" }])
    );
    assert_eq!(first["reminders"], json!([{ "before": "PT3H" }]));
    let last = arranged(&app, &town, rows[17].1.id).await;
    assert_eq!(last["questions"], first["questions"]);
    assert_eq!(last["reminders"], first["reminders"]);
    assert_eq!(last["programme"][0]["startsAt"], "2028-04-28T11:00:00Z");
});

both_databases!(the_next_takes_over_from_the_one_before, |app| {
    let town = Town::found(&app).await;
    let helper = town.resident(&app, "co-organiser").await;
    let input = town.service_days(evenings(every(Frequency::Monthly)));
    let series = town.begin(&app, input).await;
    let rows = occurrences(&app, series.id).await;
    let (before, last) = (rows[16].1.id, rows[17].1.id);
    lion_dance(&app, &town, before, "舞龙").await;
    let id = gid(&town, before);
    let questions = json!([{ "kind": "TEXT", "label": "找谁？" }]);
    done(
        &app,
        &town,
        "setEventQuestions",
        json!({ "eventId": *id, "questions": questions }),
    )
    .await;
    done(
        &app,
        &town,
        "setEventReminders",
        json!({ "eventId": *id, "reminders": [] }),
    )
    .await;
    let role = json!({
        "eventId": *id, "personId": *gid(&town, helper), "role": "CO_ORGANISER",
    });
    let answer = app
        .mutate(Some(town.admin), "grantEventRole", "grant { id }", role)
        .await;
    assert_eq!(answer.refusals("grantEventRole"), [""; 0]);
    // What was left out is no model.
    done(
        &app,
        &town,
        "skipOccurrence",
        json!({ "eventId": *gid(&town, last) }),
    )
    .await;

    app.advance(TimeDelta::days(8));
    app.run_due_work().await;
    let rows = occurrences(&app, series.id).await;
    assert_eq!(rows.len(), 19);
    let next = arranged(&app, &town, rows[18].1.id).await;
    assert_eq!(
        next["programme"],
        json!([{ "title": "舞龙", "startsAt": "2028-05-28T11:00:00Z" }])
    );
    assert_eq!(
        next["questions"],
        json!([{ "kind": "TEXT", "label": "找谁？" }])
    );
    assert_eq!(next["reminders"], json!([]));
    assert_eq!(next["roles"][0]["role"], "CO_ORGANISER");
    assert!(rows[18].1.id != before && overrides(&app, &town, rows[18].1.id).await == json!([]));
});

both_databases!(what_an_event_has_otherwise_is_told, |app| {
    let town = Town::found(&app).await;
    let input = town.service_days(evenings(every(Frequency::Monthly)));
    let series = town.begin(&app, input).await;
    let rows = occurrences(&app, series.id).await;
    let event = |index: usize| gid(&town, rows[index].1.id).0;
    assert_eq!(overrides(&app, &town, rows[0].1.id).await, json!([]));
    let edits = [
        (json!({ "title": "年前服务日" }), json!(["TITLE"])),
        (json!({ "capacity": 60 }), json!(["TITLE", "CAPACITY"])),
        (
            json!({ "description": null }),
            json!(["TITLE", "DESCRIPTION", "CAPACITY"]),
        ),
        (
            json!({ "venueId": null }),
            json!(["TITLE", "DESCRIPTION", "VENUE", "CAPACITY"]),
        ),
        (
            json!({ "householdLimit": 3 }),
            json!(["TITLE", "DESCRIPTION", "VENUE", "CAPACITY", "TERMS"]),
        ),
        // As the series has it again.
        (
            json!({ "title": "便民服务日", "householdLimit": null, "capacity": 40 }),
            json!(["DESCRIPTION", "VENUE"]),
        ),
    ];
    for (edit, expected) in edits {
        let mut input = edit;
        input["eventId"] = json!(event(1));
        done(&app, &town, "updateEvent", input).await;
        assert_eq!(overrides(&app, &town, rows[1].1.id).await, expected);
    }
    let closes = json!({ "eventId": event(2), "rsvpClosesAt": "2027-01-28T12:00" });
    done(&app, &town, "updateEvent", closes).await;
    assert_eq!(
        overrides(&app, &town, rows[2].1.id).await,
        json!(["RSVP_WINDOW"])
    );
    let moved = json!({
        "eventId": event(3), "startsAt": "2027-03-01T09:00", "endsAt": "2027-03-01T10:30",
    });
    done(&app, &town, "moveOccurrence", moved).await;
    assert_eq!(overrides(&app, &town, rows[3].1.id).await, json!(["TIME"]));
    // As long as before, at the same time.
    let longer = json!({
        "eventId": event(4), "startsAt": "2027-03-28T18:30", "endsAt": "2027-03-28T21:00",
    });
    done(&app, &town, "rescheduleEvent", longer).await;
    assert_eq!(overrides(&app, &town, rows[4].1.id).await, json!(["TIME"]));
});
