//! `addProgrammeItem`, `Event.programme`

use chrono::TimeDelta;
use mulin_domain::event::CreateEvent;
use mulin_entities::{EventId, EventState};
use serde_json::{Value, json};

use super::about;
use crate::both_databases;
use crate::factories::{Plan, Town, gid, unknown};
use crate::support::mutation::{key, with};
use crate::support::trace::entry;

const ITEM: &str = "item { id stage title performers startsAfter duration startsAt version \
                    event { id } }";

fn dance(town: &Town, event: EventId, more: Value) -> Value {
    let item = json!({ "title": "舞龙", "startsAfter": "PT30M", "duration": "PT20M" });
    about(town, event, with(&item, more))
}

both_databases!(an_organiser_adds_an_item, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let end = app.journal_end().await;
    let more = json!({
        "title": " 舞龙 ", "stage": "主舞台", "performers": "桂花社区舞龙队",
        "startsAfter": "PT90M", "duration": "PT0H30M",
    });
    let (who, input) = (Some(town.organiser), dance(&town, event, more));
    let answer = app.mutate(who, "addProgrammeItem", ITEM, input).await;
    let item = answer.at("/addProgrammeItem/item");
    let expected = json!({
        "id": item["id"], "stage": "主舞台", "title": "舞龙", "performers": "桂花社区舞龙队",
        "startsAfter": "PT1H30M", "duration": "PT30M", "startsAt": "2026-11-28T05:30:00Z",
        "version": 1, "event": { "id": *gid(&town, event) },
    });
    assert_eq!(item, &expected, "it may end with the event");
    let facts = json!({ "item": key(&item["id"]), "how": "added" });
    let made = entry("event programme_changed", event.0, town.organiser, facts);
    assert_eq!(app.journalled_since(end).await, [made]);

    let nulls = json!({ "stage": null, "performers": null, "startsAfter": "PT0S" });
    let answer = app
        .mutate(who, "addProgrammeItem", ITEM, dance(&town, event, nulls))
        .await;
    let item = answer.at("/addProgrammeItem/item");
    for (field, value) in [("stage", ""), ("performers", ""), ("startsAfter", "PT0S")] {
        assert_eq!(item[field], value);
    }
});

both_databases!(
    the_programme_is_in_order_of_time_and_moves_with_the_event,
    |app| {
        let town = Town::found(&app).await;
        let event = town.event(&app, Plan::default()).await.id;
        for (title, after) in [
            ("第三", "PT1H"),
            ("第一", "PT0S"),
            ("第二", "PT30M"),
            ("第二", "PT30M"),
        ] {
            let more = json!({ "title": title, "startsAfter": after });
            app.mutate(
                Some(town.organiser),
                "addProgrammeItem",
                ITEM,
                dance(&town, event, more),
            )
            .await
            .data();
        }
        let query = "query ($id: ID!) { event(id: $id) { programme { id title startsAt \
                 event { id } } } }";
        let programme = async || {
            let answer = app
                .run(None, query, json!({ "id": *gid(&town, event) }))
                .await;
            let items = answer.at("/event/programme").as_array().cloned();
            items.expect("a list")
        };
        let times = |items: &[Value]| -> Vec<(String, String)> {
            let text = |value: &Value| value.as_str().expect("text").to_owned();
            items
                .iter()
                .map(|item| (text(&item["title"]), text(&item["startsAt"])))
                .collect()
        };
        let at = |title: &str, time: &str| (title.to_owned(), time.to_owned());
        let before = programme().await;
        assert_eq!(
            times(&before),
            [
                at("第一", "2026-11-28T04:00:00Z"),
                at("第二", "2026-11-28T04:30:00Z"),
                at("第二", "2026-11-28T04:30:00Z"),
                at("第三", "2026-11-28T05:00:00Z"),
            ]
        );
        let times_new = json!({ "startsAt": "2026-12-05T18:00", "endsAt": "2026-12-05T20:00" });
        app.mutate(
            Some(town.organiser),
            "rescheduleEvent",
            "event { id }",
            about(&town, event, times_new),
        )
        .await
        .data();
        let after = programme().await;
        assert_eq!(
            times(&after),
            [
                at("第一", "2026-12-05T10:00:00Z"),
                at("第二", "2026-12-05T10:30:00Z"),
                at("第二", "2026-12-05T10:30:00Z"),
                at("第三", "2026-12-05T11:00:00Z"),
            ]
        );
        let ids = |items: &[Value]| -> Vec<Value> {
            items.iter().map(|item| item["id"].clone()).collect()
        };
        assert_eq!(ids(&before), ids(&after), "and stays in order");
    }
);

both_databases!(every_fault_is_told_at_once, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let told = async |more: Value| {
        let input = dance(&town, event, more);
        app.refusals(town.organiser, "addProgrammeItem", "item", input)
            .await
    };
    let faults = json!({
        "eventId": "?", "title": "", "stage": "长".repeat(61), "performers": "长".repeat(201),
        "startsAfter": "P1M", "duration": "PT0S",
    });
    assert_eq!(
        told(faults).await,
        [
            "MALFORMED_ID eventId",
            "REQUIRED title",
            "INVALID_LENGTH stage",
            "INVALID_LENGTH performers",
            "INVALID_FORMAT startsAfter",
            "OUT_OF_RANGE duration",
        ]
    );
    let lines = json!({ "title": "两\n行", "duration": "-PT1H" });
    assert_eq!(
        told(lines).await,
        ["CONTROL_CHARACTERS title", "INVALID_FORMAT duration"]
    );
    let late = json!({ "startsAfter": "PT2H" });
    assert_eq!(told(late).await, ["NOT_BEFORE startsAfter"]);
    let long = json!({ "startsAfter": "PT1H", "duration": "PT1H1S" });
    assert_eq!(told(long).await, ["NOT_BEFORE duration"]);
    let endless = json!({ "startsAfter": "PT1H", "duration": "PT2147483647S" });
    assert_eq!(told(endless).await, ["NOT_BEFORE duration"]);
});

both_databases!(what_is_cancelled_or_over_gets_no_items, |app| {
    let town = Town::found(&app).await;
    let cancelled = town.gathering(&app, "茶话会");
    let cancelled = town.make(&app, cancelled, EventState::Cancelled).await.id;
    let event = town.event(&app, Plan::default()).await.id;
    let told = async |event: EventId| {
        let input = dance(&town, event, json!({}));
        app.refusals(town.organiser, "addProgrammeItem", "item", input)
            .await
    };
    assert_eq!(told(cancelled).await, ["EVENT_CANCELLED eventId"]);
    app.advance(TimeDelta::days(7) + TimeDelta::hours(2));
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
    let (who, input) = (town.organiser, dance(&town, event, json!({})));
    app.refuses_ids(who, "addProgrammeItem", "item", &input, "eventId", &ids)
        .await;
    let neighbour = town.resident(&app, "neighbour").await;
    let actors = [
        (None, "UNAUTHENTICATED"),
        (Some(neighbour), "FORBIDDEN"),
        (Some(town.steward), "FORBIDDEN"),
        (Some(other.organiser), "FORBIDDEN"),
        (Some(other.admin), "FORBIDDEN"),
    ];
    app.denied("addProgrammeItem", "item", &input, &actors)
        .await;
});

both_databases!(a_key_makes_a_retry_safe, |app| {
    let town = Town::found(&app).await;
    let festival = CreateEvent {
        starts_at: "2027-02-20T18:00".to_owned(),
        ends_at: "2027-02-20T20:00".to_owned(),
        ..town.gathering(&app, "邻里文化节")
    };
    let event = town.publish(&app, festival).await.id;
    let actors = (town.organiser, town.admin);
    let (input, changed) = (dance(&town, event, json!({})), json!({ "title": "舞狮" }));
    app.keeps_idempotency(actors, "addProgrammeItem", "item", &input, changed)
        .await;
});
