//! `cancelEvent`

use chrono::TimeDelta;
use mulin_domain::rsvp::Answer;
use mulin_entities::{EventId, EventState, ScheduleState};
use serde_json::json;

use super::{about, all_fan_outs};
use crate::both_databases;
use crate::factories::{Plan, Town, gid, respond, unknown};
use crate::support::trace::entry;

const FIELDS: &str = "id state cancelReason version";
const EVENT: &str = "event { id state cancelReason version }";

both_databases!(everybody_who_answered_is_told_and_reminders_stop, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let people = town.residents(&app, 3).await;
    for (person, answer) in people
        .iter()
        .zip([Answer::Going, Answer::Maybe, Answer::Declined])
    {
        let answer = respond(&app.core, *person, event, answer, 1).await;
        answer.expect("an answer");
    }
    let end = app.journal_end().await;
    let who = Some(town.organiser);
    let input = about(&town, event, json!({ "reason": " 暴雨。\r\n改日再办。 " }));
    let answer = app.mutate(who, "cancelEvent", EVENT, input).await;
    let cancelled = json!({
        "id": *gid(&town, event), "state": "CANCELLED", "cancelReason": "暴雨。\n改日再办。",
        "version": 3,
    });
    assert_eq!(answer.at("/cancelEvent/event"), &cancelled);
    let made = entry("event cancelled", event.0, town.organiser, json!({}));
    assert_eq!(
        app.journalled_since(end).await,
        [made],
        "the reason is not journalled"
    );

    // Twice changes nothing, the reason neither.
    let again = about(
        &town,
        event,
        json!({ "reason": "另一个原因", "expectedVersion": 1 }),
    );
    let again = app.without_trace(who, "cancelEvent", EVENT, again).await;
    assert_eq!(again.at("/cancelEvent/event"), &cancelled);

    let states = all_fan_outs(&app, event)
        .await
        .into_iter()
        .map(|row| row.state);
    assert!(states.eq([ScheduleState::Cancelled; 2]));
    app.run_due_work().await;
    app.advance(TimeDelta::days(8));
    app.run_due_work().await;
    let told: Vec<String> = app.mail.letters().into_iter().map(|(to, _)| to).collect();
    assert_eq!(
        told,
        ["r0@example.org", "r1@example.org"],
        "who comes or may come, once"
    );
});

both_databases!(a_draft_and_one_that_goes_on_can_be_cancelled, |app| {
    let town = Town::found(&app).await;
    let draft = town.gathering(&app, "茶话会");
    let draft = town.make(&app, draft, EventState::Draft).await.id;
    let event = town.event(&app, Plan::default()).await.id;
    for (event, reason) in [(draft, json!(null)), (event, json!("  "))] {
        app.advance(TimeDelta::hours(84) + TimeDelta::minutes(30));
        let input = about(&town, event, json!({ "reason": reason }));
        let answer = app
            .mutate(Some(town.admin), "cancelEvent", EVENT, input)
            .await;
        let event = answer.at("/cancelEvent/event");
        assert_eq!(event["state"], "CANCELLED");
        assert!(event["cancelReason"].is_null(), "nothing was told");
    }
    app.run_due_work().await;
    assert!(app.mail.sent().is_empty(), "nobody had answered");
});

both_databases!(
    what_is_over_is_not_cancelled_and_reasons_have_a_length,
    |app| {
        let town = Town::found(&app).await;
        let event = town.event(&app, Plan::default()).await.id;
        let told = async |more| {
            let input = about(&town, event, more);
            app.refusals(town.organiser, "cancelEvent", "event", input)
                .await
        };
        let faults = json!({ "eventId": "?", "reason": "字".repeat(501) });
        assert_eq!(
            told(faults).await,
            ["MALFORMED_ID eventId", "INVALID_LENGTH reason"]
        );
        let control = json!({ "reason": "a\u{0}b" });
        assert_eq!(told(control).await, ["CONTROL_CHARACTERS reason"]);
        app.advance(TimeDelta::days(7) + TimeDelta::hours(2));
        assert_eq!(told(json!({})).await, ["EVENT_ENDED eventId"]);
    }
);

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
    let (who, nothing) = (town.organiser, json!({}));
    app.refuses_ids(who, "cancelEvent", "event", &nothing, "eventId", &ids)
        .await;
    let neighbour = town.resident(&app, "neighbour").await;
    let actors = [
        (None, "UNAUTHENTICATED"),
        (Some(neighbour), "FORBIDDEN"),
        (Some(town.steward), "FORBIDDEN"),
        (Some(other.organiser), "FORBIDDEN"),
        (Some(other.admin), "FORBIDDEN"),
    ];
    let input = about(&town, event, json!({ "reason": "不办了" }));
    app.denied("cancelEvent", "event", &input, &actors).await;
});

both_databases!(only_what_was_looked_at_is_cancelled, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let now = json!({
        "id": *gid(&town, event), "state": "PUBLISHED", "cancelReason": null, "version": 2,
    });
    let input = about(&town, event, json!({}));
    app.keeps_versions(town.organiser, "cancelEvent", "event", FIELDS, &input, &now)
        .await;
});
