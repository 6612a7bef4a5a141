//! `rescheduleEvent`

use chrono::TimeDelta;
use mulin_domain::event::CreateEvent;
use mulin_domain::rsvp::Answer;
use mulin_entities::{EventId, EventState};
use serde_json::{Value, json};

use super::{about, fan_outs};
use crate::both_databases;
use crate::factories::{Plan, Town, gid, respond, unknown};
use crate::support::mutation::with;
use crate::support::trace::entry;

const FIELDS: &str = "id startsAt endsAt timeZone rsvpOpensAt rsvpClosesAt version";

fn later(town: &Town, event: EventId, more: Value) -> Value {
    let times = json!({ "startsAt": "2026-12-05T18:00", "endsAt": "2026-12-05T19:00" });
    about(town, event, with(&times, more))
}

both_databases!(the_event_and_all_that_hangs_on_its_time_move, |app| {
    let town = Town::found(&app).await;
    let first = CreateEvent {
        rsvp_opens_at: Some("2026-11-22T08:00".to_owned()),
        rsvp_closes_at: Some("2026-11-28T13:30".to_owned()),
        ..town.gathering(&app, "茶话会")
    };
    let first = town.publish(&app, first).await.id;
    let second = town
        .event(
            &app,
            Plan {
                title: "灯会",
                starts_in: TimeDelta::days(9),
                ..Plan::default()
            },
        )
        .await
        .id;
    app.advance(TimeDelta::days(1));
    respond(&app.core, town.steward, first, Answer::Going, 2)
        .await
        .expect("an answer");
    let end = app.journal_end().await;
    let (who, selection) = (
        Some(town.organiser),
        format!("event {{ {FIELDS} seats {{ taken }} }}"),
    );
    let input = later(&town, first, json!({}));
    let answer = app
        .mutate(who, "rescheduleEvent", &selection, input.clone())
        .await;
    let moved = json!({
        "id": *gid(&town, first), "startsAt": "2026-12-05T10:00:00Z",
        "endsAt": "2026-12-05T11:00:00Z", "timeZone": "Asia/Shanghai",
        "rsvpOpensAt": "2026-11-29T06:00:00Z", "rsvpClosesAt": "2026-12-05T11:00:00Z",
        "version": 3, "seats": { "taken": 2 },
    });
    assert_eq!(
        answer.at("/rescheduleEvent/event"),
        &moved,
        "answers close with the event at the latest"
    );
    let facts = json!({
        "scheduleRev": 2, "from": "2026-11-28T04:00:00Z", "to": "2026-12-05T10:00:00Z",
    });
    let made = entry("event rescheduled", first.0, town.organiser, facts);
    assert_eq!(app.journalled_since(end).await, [made]);

    // In the lists of all areas above it, too.
    let order = [gid(&town, second), gid(&town, first)].map(|id| json!({ "id": *id }));
    for area in [town.city.id, town.community.id] {
        let query = "query ($area: ID!) { events(filter: { areaId: $area }) { nodes { id } } }";
        let list = app
            .run(None, query, json!({ "area": *gid(&town, area) }))
            .await;
        assert_eq!(list.at("/events/nodes"), &json!(order));
    }
    let starts: chrono::DateTime<chrono::Utc> = "2026-12-05T10:00:00Z".parse().expect("an instant");
    let due: Vec<_> = fan_outs(&app, first)
        .await
        .into_iter()
        .map(|row| starts - row.due_at)
        .collect();
    assert_eq!(due, [TimeDelta::days(1), TimeDelta::hours(2)]);
    app.run_due_work().await;
    let told: Vec<String> = app.mail.letters().into_iter().map(|(to, _)| to).collect();
    assert_eq!(told, ["steward@example.org"]);

    // To where it is already: nothing.
    let same = app
        .without_trace(who, "rescheduleEvent", &selection, input)
        .await;
    assert_eq!(same.at("/rescheduleEvent/event"), &moved);
});

both_databases!(the_zone_is_the_events_own_unless_told, |app| {
    let town = Town::found(&app).await;
    let berlin = CreateEvent {
        time_zone: Some("Europe/Berlin".to_owned()),
        starts_at: "2027-03-27T02:30".to_owned(),
        ends_at: "2027-03-27T05:30".to_owned(),
        ..town.gathering(&app, "茶话会")
    };
    let event = town.publish(&app, berlin).await.id;
    let gap = json!({ "startsAt": "2027-03-28T02:30", "endsAt": "2027-03-28T05:30" });
    let told = app
        .refusals(
            town.organiser,
            "rescheduleEvent",
            "event",
            later(&town, event, gap.clone()),
        )
        .await;
    assert_eq!(told, ["TIME_DOES_NOT_EXIST startsAt"]);
    let selection = format!("event {{ {FIELDS} }}");
    for (zone, starts) in [
        ("Asia/Shanghai", "2027-03-27T18:30:00Z"),
        ("UTC", "2027-03-28T02:30:00Z"),
    ] {
        let input = later(&town, event, with(&gap, json!({ "timeZone": zone })));
        let answer = app
            .mutate(Some(town.organiser), "rescheduleEvent", &selection, input)
            .await;
        let event = answer.at("/rescheduleEvent/event");
        assert_eq!(
            (&event["startsAt"], &event["timeZone"]),
            (&json!(starts), &json!(zone))
        );
    }
});

both_databases!(every_fault_is_told_at_once, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let told = async |more: Value| {
        let input = later(&town, event, more);
        app.refusals(town.organiser, "rescheduleEvent", "event", input)
            .await
    };
    let faults = json!({ "startsAt": "soon", "endsAt": "", "timeZone": "Mars/Olympus" });
    assert_eq!(
        told(faults).await,
        [
            "UNKNOWN_TIME_ZONE timeZone",
            "INVALID_FORMAT startsAt",
            "INVALID_FORMAT endsAt"
        ]
    );
    let past = json!({ "startsAt": "2026-11-21T12:00", "endsAt": "2026-11-21T12:00" });
    assert_eq!(
        told(past).await,
        ["IN_THE_PAST startsAt", "END_BEFORE_START endsAt"]
    );
    // The times are of the event's zone: without an event nothing can be said of them.
    let unknown = json!({ "eventId": "?", "startsAt": "soon" });
    assert_eq!(told(unknown).await, ["MALFORMED_ID eventId"]);
});

both_databases!(what_has_begun_or_is_cancelled_is_not_moved, |app| {
    let town = Town::found(&app).await;
    let cancelled = town.gathering(&app, "茶话会");
    let cancelled = town.make(&app, cancelled, EventState::Cancelled).await.id;
    let event = town.event(&app, Plan::default()).await.id;
    let told = async |event: EventId| {
        let input = later(&town, event, json!({}));
        app.refusals(town.organiser, "rescheduleEvent", "event", input)
            .await
    };
    assert_eq!(told(cancelled).await, ["EVENT_CANCELLED eventId"]);
    app.advance(TimeDelta::days(7));
    assert_eq!(told(event).await, ["EVENT_STARTED eventId"]);
    app.advance(TimeDelta::hours(2));
    assert_eq!(told(event).await, ["EVENT_ENDED eventId"]);
});

both_databases!(the_event_must_be_there_and_ones_own, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let event = town.event(&app, Plan::default()).await.id;
    let foreign = other.gathering(&app, "茶话会");
    let foreign = other.make(&app, foreign, EventState::Draft).await.id;
    let ids = [
        (&**unknown::<EventId>(&town), "NOT_FOUND"),
        (&*gid(&other, foreign), "NOT_FOUND"),
        (&*gid(&town, town.organiser), "ID_OF_ANOTHER_TYPE"),
        ("nonsense", "MALFORMED_ID"),
    ];
    let (who, input) = (town.organiser, later(&town, event, json!({})));
    app.refuses_ids(who, "rescheduleEvent", "event", &input, "eventId", &ids)
        .await;
    let neighbour = town.resident(&app, "neighbour").await;
    let actors = [
        (None, "UNAUTHENTICATED"),
        (Some(neighbour), "FORBIDDEN"),
        (Some(town.steward), "FORBIDDEN"),
        (Some(other.organiser), "FORBIDDEN"),
        (Some(other.admin), "FORBIDDEN"),
    ];
    app.denied("rescheduleEvent", "event", &input, &actors)
        .await;
});

both_databases!(only_what_was_looked_at_is_moved, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let now = json!({
        "id": *gid(&town, event), "startsAt": "2026-11-28T04:00:00Z",
        "endsAt": "2026-11-28T06:00:00Z", "timeZone": "Asia/Shanghai", "rsvpOpensAt": null,
        "rsvpClosesAt": "2026-11-28T04:00:00Z", "version": 2,
    });
    let input = later(&town, event, json!({}));
    app.keeps_versions(
        town.organiser,
        "rescheduleEvent",
        "event",
        FIELDS,
        &input,
        &now,
    )
    .await;
});

both_databases!(a_key_makes_a_retry_safe, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let (who, selection) = (Some(town.organiser), format!("event {{ {FIELDS} }}"));
    let keyed = later(&town, event, json!({ "idempotencyKey": "move-1" }));
    let first = app
        .mutate(who, "rescheduleEvent", &selection, keyed.clone())
        .await;
    assert_eq!(first.at("/rescheduleEvent/event/version"), 3);
    // Moved on meanwhile: the retry does not move it back.
    let on = json!({ "startsAt": "2026-12-06T18:00", "endsAt": "2026-12-06T19:00" });
    app.mutate(
        who,
        "rescheduleEvent",
        &selection,
        later(&town, event, on.clone()),
    )
    .await
    .data();
    let again = app
        .without_trace(who, "rescheduleEvent", &selection, keyed.clone())
        .await;
    let event_now = again.at("/rescheduleEvent/event");
    assert_eq!(event_now["startsAt"], "2026-12-06T10:00:00Z");
    let told = app
        .refusals(town.organiser, "rescheduleEvent", "event", with(&keyed, on))
        .await;
    assert_eq!(told, ["IDEMPOTENCY_KEY_REUSED idempotencyKey"]);
});
