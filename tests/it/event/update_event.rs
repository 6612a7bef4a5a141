//! `updateEvent`

use chrono::TimeDelta;
use mulin_domain::event::CreateEvent;
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use serde_json::{Value, json};

use super::{FIELDS, about as of};
use crate::both_databases;
use crate::factories::{Plan, Town, gid, respond, unknown};
use crate::support::app::TestApp;
use crate::support::mutation::with;
use crate::support::trace::entry;

async fn update(app: &TestApp, town: &Town, event: EventId, more: Value) -> Value {
    let (who, selection) = (Some(town.organiser), format!("event {{ {FIELDS} }}"));
    let answer = app
        .mutate(who, "updateEvent", &selection, of(town, event, more))
        .await;
    assert_eq!(answer.refusals("updateEvent"), [""; 0]);
    answer.at("/updateEvent/event").clone()
}

async fn refusals(app: &TestApp, town: &Town, input: Value) -> Vec<String> {
    app.refusals(town.organiser, "updateEvent", "event", input)
        .await
}

both_databases!(what_is_left_out_stays_and_null_empties, |app| {
    let town = Town::found(&app).await;
    let festival = CreateEvent {
        kind: EventKind::Festival,
        ..town.gathering(&app, "邻里文化节")
    };
    let festival = gid(&town, town.publish(&app, festival).await.id);
    let event = town.publish(&app, town.gathering(&app, "茶话会")).await.id;
    let end = app.journal_end().await;
    let changes = json!({
        "festivalId": *festival, "kind": "BANQUET", "visibility": "AUDIENCE", "title": " 百家宴 ",
        "description": "八十桌", "venueId": *gid(&town, town.venue.id), "capacity": 300,
        "maxParty": 10, "rsvpOpensAt": "2026-11-22T08:00", "rsvpClosesAt": "2026-11-27T20:00",
    });
    let changed = json!({
        "id": *gid(&town, event), "kind": "BANQUET", "state": "PUBLISHED",
        "visibility": "AUDIENCE", "title": "百家宴", "description": "八十桌",
        "startsAt": "2026-11-28T04:00:00Z", "endsAt": "2026-11-28T06:00:00Z",
        "timeZone": "Asia/Shanghai", "isOver": false, "rsvpOpensAt": "2026-11-22T00:00:00Z",
        "rsvpClosesAt": "2026-11-27T12:00:00Z", "maxParty": 10, "cancelReason": null,
        "version": 3, "area": { "id": *gid(&town, town.community.id) },
        "venue": { "id": *gid(&town, town.venue.id) }, "festival": { "id": *festival },
        "seats": { "capacity": 300, "taken": 0, "free": 300, "waitlisted": 0 },
        "viewerCan": { "edit": true, "respond": false },
    });
    assert_eq!(update(&app, &town, event, changes).await, changed);
    let kept = update(&app, &town, event, json!({})).await;
    assert_eq!(kept, with(&changed, json!({ "version": 4 })));
    let nulls = json!({
        "festivalId": null, "description": null, "venueId": null, "capacity": null,
        "rsvpOpensAt": null, "rsvpClosesAt": null, "expectedVersion": null,
    });
    let emptied = json!({
        "festival": null, "description": "", "venue": null, "version": 5,
        "rsvpOpensAt": null, "rsvpClosesAt": "2026-11-28T04:00:00Z",
        "seats": { "capacity": null, "taken": 0, "free": null, "waitlisted": 0 },
        "viewerCan": { "edit": true, "respond": true },
    });
    let after = update(&app, &town, event, nulls).await;
    assert_eq!(after, with(&changed, emptied));

    let edit = || entry("event updated", event.0, town.organiser, json!({}));
    let seats = |from: Value, to: Value| {
        let facts = json!({ "from": from, "to": to });
        entry("event capacity_changed", event.0, town.organiser, facts)
    };
    let moved = |from: Value, to: Value| {
        let facts = json!({ "from": from, "to": to });
        entry("event moved", event.0, town.organiser, facts)
    };
    assert_eq!(
        app.journalled_since(end).await,
        [
            edit(),
            moved(Value::Null, json!(town.venue.id.0)),
            seats(Value::Null, json!(300)),
            edit(),
            edit(),
            moved(json!(town.venue.id.0), Value::Null),
            seats(json!(300), Value::Null)
        ]
    );
});

both_databases!(fewer_seats_evict_nobody_and_more_let_in_who_waits, |app| {
    let town = Town::found(&app).await;
    let plan = Plan {
        capacity: Some(3),
        ..Plan::default()
    };
    let event = town.event(&app, plan).await.id;
    let people = town.residents(&app, 3).await;
    for person in &people {
        let answer = respond(&app.core, *person, event, Answer::Going, 2).await;
        answer.expect("an answer");
    }
    let seats = async |capacity: Value| {
        update(&app, &town, event, json!({ "capacity": capacity })).await["seats"].clone()
    };
    let fewer = json!({ "capacity": 1, "taken": 2, "free": 0, "waitlisted": 2 });
    assert_eq!(seats(json!(1)).await, fewer);
    let one_more = json!({ "capacity": 5, "taken": 4, "free": 1, "waitlisted": 1 });
    assert_eq!(seats(json!(5)).await, one_more);
    let all = json!({ "capacity": null, "taken": 6, "free": null, "waitlisted": 0 });
    assert_eq!(seats(Value::Null).await, all);
    app.run_due_work().await;
    let told: Vec<String> = app.mail.letters().into_iter().map(|(to, _)| to).collect();
    assert_eq!(told, ["r1@example.org", "r2@example.org"]);
});

both_databases!(every_fault_is_told_at_once, |app| {
    let town = Town::found(&app).await;
    let event = town.publish(&app, town.gathering(&app, "茶话会")).await.id;
    let faults = json!({
        "festivalId": "?", "kind": null, "visibility": null, "title": null,
        "description": "字".repeat(10_001), "venueId": *gid(&town, town.unit.id),
        "capacity": -1, "maxParty": null, "rsvpOpensAt": "now", "rsvpClosesAt": "2026-11-28T14:01",
    });
    assert_eq!(
        refusals(&app, &town, of(&town, event, faults)).await,
        [
            "REQUIRED title",
            "INVALID_LENGTH description",
            "REQUIRED kind",
            "REQUIRED visibility",
            "OUT_OF_RANGE capacity",
            "REQUIRED maxParty",
            "ID_OF_ANOTHER_TYPE venueId",
            "MALFORMED_ID festivalId",
            "INVALID_FORMAT rsvpOpensAt",
            "ONLY_TOGETHER rsvpClosesAt",
        ]
    );
    let faults = json!({
        "title": "", "capacity": 1_000_001, "maxParty": 21, "rsvpOpensAt": "2026-11-28T12:00",
        "rsvpClosesAt": "2026-11-28T12:00",
    });
    assert_eq!(
        refusals(&app, &town, of(&town, event, faults)).await,
        [
            "REQUIRED title",
            "OUT_OF_RANGE capacity",
            "OUT_OF_RANGE maxParty",
            "NOT_BEFORE rsvpClosesAt",
        ]
    );
    let everywhere = json!({ "eventId": "?", "title": null, "venueId": "?", "festivalId": "?" });
    assert_eq!(
        refusals(&app, &town, everywhere).await,
        [
            "MALFORMED_ID eventId",
            "REQUIRED title",
            "MALFORMED_ID venueId",
            "MALFORMED_ID festivalId",
        ]
    );
});

both_databases!(event_venue_and_festival_must_be_there, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let event = town.publish(&app, town.gathering(&app, "茶话会")).await.id;
    let draft = other.gathering(&app, "茶话会");
    let draft = other.make(&app, draft, EventState::Draft).await.id;
    let who = town.organiser;
    let events = [
        (&**unknown::<EventId>(&town), "NOT_FOUND"),
        (&*gid(&other, draft), "NOT_FOUND"),
        (&*gid(&town, town.unit.id), "ID_OF_ANOTHER_TYPE"),
        ("nonsense", "MALFORMED_ID"),
    ];
    let title = json!({ "title": "茶" });
    app.refuses_ids(who, "updateEvent", "event", &title, "eventId", &events)
        .await;
    let input = of(&town, event, json!({}));
    let venues = [
        (&**unknown::<VenueId>(&town), "NOT_FOUND"),
        (&*gid(&other, other.venue.id), "ELSEWHERE"),
    ];
    app.refuses_ids(who, "updateEvent", "event", &input, "venueId", &venues)
        .await;
    let festivals = [
        (&**unknown::<EventId>(&town), "NOT_FOUND"),
        (&*gid(&other, draft), "NOT_FOUND"),
    ];
    app.refuses_ids(
        who,
        "updateEvent",
        "event",
        &input,
        "festivalId",
        &festivals,
    )
    .await;
    let festival = town.event(&app, Plan::default()).await.id;
    let itself = of(
        &town,
        festival,
        json!({ "festivalId": *gid(&town, festival) }),
    );
    let told = refusals(&app, &town, itself).await;
    assert_eq!(told, ["DUPLICATE festivalId"], "no festival groups itself");
});

both_databases!(only_who_runs_the_event_edits_it, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let event = town.publish(&app, town.gathering(&app, "茶话会")).await.id;
    let draft = town.gathering(&app, "茶话会");
    let draft = town.make(&app, draft, EventState::Draft).await.id;
    let neighbour = town.resident(&app, "neighbour").await;
    let strangers = [neighbour, town.steward, other.organiser, other.admin];
    let input = of(&town, event, json!({ "title": "改" }));
    app.denied("updateEvent", "event", &input, &[(None, "UNAUTHENTICATED")])
        .await;
    for who in strangers {
        let forbidden = [(Some(who), "FORBIDDEN")];
        app.denied("updateEvent", "event", &input, &forbidden).await;
        let hidden = of(&town, draft, json!({ "title": "改" }));
        let told = app.refusals(who, "updateEvent", "event", hidden).await;
        assert_eq!(told, ["NOT_FOUND eventId"], "a draft is hidden");
    }
});

both_databases!(nobody_overwrites_what_they_have_not_seen, |app| {
    let town = Town::found(&app).await;
    let event = town.publish(&app, town.gathering(&app, "茶话会")).await.id;
    let fields = "id title version seats { capacity }";
    let now = json!({
        "id": *gid(&town, event), "title": "茶话会", "version": 2, "seats": { "capacity": null },
    });
    let input = of(&town, event, json!({ "title": "新茶话会", "capacity": 5 }));
    app.keeps_versions(town.organiser, "updateEvent", "event", fields, &input, &now)
        .await;
});

both_databases!(of_two_edits_of_one_version_one_wins, |app| {
    let town = Town::found(&app).await;
    let event = town.publish(&app, town.gathering(&app, "茶话会")).await.id;
    let end = app.journal_end().await;
    let edit = async |who: PersonId, title: &str| {
        let input = of(
            &town,
            event,
            json!({ "title": title, "expectedVersion": 2 }),
        );
        let selection = "event { title version }";
        app.mutate(Some(who), "updateEvent", selection, input).await
    };
    let (first, second) = tokio::join!(edit(town.organiser, "甲"), edit(town.admin, "乙"));
    let outcomes = [&first, &second].map(|answer| answer.refusals("updateEvent"));
    let (won, lost) = if outcomes[0].is_empty() {
        (&first, 1)
    } else {
        (&second, 0)
    };
    assert_eq!(outcomes[1 - lost], [""; 0]);
    assert_eq!(outcomes[lost], ["VERSION_CONFLICT expectedVersion"]);
    let shown = [&first, &second][lost].at("/updateEvent/event");
    assert_eq!(shown, won.at("/updateEvent/event"), "the winner's is shown");
    assert_eq!(shown["version"], 3);
    assert_eq!(app.journalled_since(end).await.len(), 1);
});

both_databases!(what_is_cancelled_or_over_is_not_edited, |app| {
    let town = Town::found(&app).await;
    let cancelled = town.gathering(&app, "茶话会");
    let cancelled = town.make(&app, cancelled, EventState::Cancelled).await.id;
    let event = town.publish(&app, town.gathering(&app, "茶话会")).await.id;
    let input = of(&town, cancelled, json!({ "title": "改" }));
    let told = refusals(&app, &town, input).await;
    assert_eq!(told, ["EVENT_CANCELLED eventId"]);

    app.advance(TimeDelta::days(7) + TimeDelta::minutes(119));
    let going_on = update(&app, &town, event, json!({ "title": "改" })).await;
    assert_eq!(going_on["title"], "改");
    app.advance(TimeDelta::minutes(1));
    let input = of(&town, event, json!({ "title": "再改" }));
    let told = refusals(&app, &town, input).await;
    assert_eq!(told, ["EVENT_ENDED eventId"]);
});
