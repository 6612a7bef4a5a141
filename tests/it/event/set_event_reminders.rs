//! `setEventReminders`, `Event.reminders`

use chrono::TimeDelta;
use mulin_domain::rsvp::Answer;
use mulin_entities::{EventId, EventState};
use serde_json::{Value, json};

use super::{about, fan_outs};
use crate::both_databases;
use crate::factories::{Plan, Town, gid, respond, unknown};
use crate::support::trace::entry;

const EVENT: &str = "event { id version reminders }";

both_databases!(reminders_are_replaced_and_those_that_stay_stay, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await;
    let (id, who) = (event.id, Some(town.organiser));
    let before = fan_outs(&app, id).await;
    let end = app.journal_end().await;
    let input = about(
        &town,
        id,
        json!({ "before": ["PT2H", "P1W", "PT90M", "PT0S", "P30D"] }),
    );
    let answer = app.mutate(who, "setEventReminders", EVENT, input).await;
    let set = json!({
        "id": *gid(&town, id), "version": 2,
        "reminders": ["P30D", "P7D", "PT2H", "PT1H30M", "PT0S"],
    });
    assert_eq!(answer.at("/setEventReminders/event"), &set);
    let made = entry("event reminders_changed", id.0, town.organiser, json!({}));
    assert_eq!(app.journalled_since(end).await, [made]);
    let after = fan_outs(&app, id).await;
    assert_eq!(after.len(), 5);
    let stayed = after.iter().find(|row| row.id == before[1].id);
    assert_eq!(stayed, Some(&before[1]), "two hours before, as it was");
    assert!(after.iter().all(|row| row.id != before[0].id));

    // The same again in another spelling and order: nothing.
    let same = json!({ "before": ["PT0H", "PT5400S", "P30D", "P7D", "PT120M"] });
    let same = app
        .without_trace(who, "setEventReminders", EVENT, about(&town, id, same))
        .await;
    assert_eq!(same.at("/setEventReminders/event"), &set);

    let none = about(&town, id, json!({ "before": [] }));
    let answer = app.mutate(who, "setEventReminders", EVENT, none).await;
    let reminders = answer.at("/setEventReminders/event/reminders");
    assert_eq!(reminders, &json!([]));
    assert!(fan_outs(&app, id).await.is_empty());
    respond(&app.core, town.steward, id, Answer::Going, 1)
        .await
        .expect("an answer");
    app.advance(TimeDelta::days(7));
    app.run_due_work().await;
    assert!(app.mail.sent().is_empty(), "nobody is reminded");
});

both_databases!(a_draft_has_rules_but_plans_nothing, |app| {
    let town = Town::found(&app).await;
    let draft = town.gathering(&app, "茶话会");
    let draft = town.make(&app, draft, EventState::Draft).await.id;
    let input = about(&town, draft, json!({ "before": ["PT1H"] }));
    let answer = app
        .mutate(Some(town.organiser), "setEventReminders", EVENT, input)
        .await;
    let reminders = answer.at("/setEventReminders/event/reminders");
    assert_eq!(reminders, &json!(["PT1H"]));
    assert!(fan_outs(&app, draft).await.is_empty());
});

both_databases!(every_fault_is_told_at_once, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let told = async |more: Value| {
        let input = about(&town, event, more);
        app.refusals(town.organiser, "setEventReminders", "event", input)
            .await
    };
    let faults = json!({
        "eventId": "?", "before": ["P1M", "-PT1H", "", "P31D", "PT1H", "PT60M", "1 hour"],
    });
    assert_eq!(
        told(faults).await,
        [
            "MALFORMED_ID eventId",
            "TOO_MANY_ITEMS before",
            "INVALID_FORMAT before.0",
            "INVALID_FORMAT before.1",
            "INVALID_FORMAT before.2",
            "OUT_OF_RANGE before.3",
            "DUPLICATE before.5",
            "INVALID_FORMAT before.6",
        ]
    );
    for nothing in [Value::Null, json!([null])] {
        let input = about(&town, event, json!({ "before": nothing.clone() }));
        let answer = app
            .without_trace(Some(town.organiser), "setEventReminders", EVENT, input)
            .await;
        assert_eq!(answer.error_code(), "BAD_USER_INPUT", "{nothing}");
    }
});

both_databases!(what_is_cancelled_or_over_reminds_no_more, |app| {
    let town = Town::found(&app).await;
    let cancelled = town.gathering(&app, "茶话会");
    let cancelled = town.make(&app, cancelled, EventState::Cancelled).await.id;
    let event = town.event(&app, Plan::default()).await.id;
    let told = async |event: EventId| {
        let input = about(&town, event, json!({ "before": ["PT1H"] }));
        app.refusals(town.organiser, "setEventReminders", "event", input)
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
    let (who, input) = (town.organiser, about(&town, event, json!({ "before": [] })));
    app.refuses_ids(who, "setEventReminders", "event", &input, "eventId", &ids)
        .await;
    let neighbour = town.resident(&app, "neighbour").await;
    let actors = [
        (None, "UNAUTHENTICATED"),
        (Some(neighbour), "FORBIDDEN"),
        (Some(town.steward), "FORBIDDEN"),
        (Some(other.organiser), "FORBIDDEN"),
        (Some(other.admin), "FORBIDDEN"),
    ];
    app.denied("setEventReminders", "event", &input, &actors)
        .await;
});
