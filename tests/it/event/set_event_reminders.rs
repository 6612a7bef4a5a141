//! `setEventReminders`, `Event.reminders`

use chrono::TimeDelta;
use mulin_domain::rsvp::Answer;
use mulin_entities::{EventId, EventState};
use serde_json::{Value, json};

use super::{about, fan_outs};
use crate::both_databases;
use crate::factories::{Plan, Town, gid, respond, unknown};
use crate::support::trace::entry;

const EVENT: &str = "event { id version reminders { before audience channels } }";

/// Reminders of the usual audience.
fn usual(before: &[&str]) -> Value {
    let one = |before: &&str| json!({ "before": before });
    json!({ "reminders": before.iter().map(one).collect::<Vec<_>>() })
}

/// The same as the event shows them.
fn shown(before: &[&str]) -> Value {
    let one =
        |before: &&str| json!({ "before": before, "audience": ["GOING", "MAYBE"], "channels": [] });
    before.iter().map(one).collect()
}

both_databases!(reminders_are_replaced_and_those_that_stay_stay, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await;
    let (id, who) = (event.id, Some(town.organiser));
    let before = fan_outs(&app, id).await;
    let end = app.journal_end().await;
    let input = about(&town, id, usual(&["PT2H", "P1W", "PT90M", "PT0S", "P30D"]));
    let answer = app.mutate(who, "setEventReminders", EVENT, input).await;
    let set = json!({
        "id": *gid(&town, id), "version": 2,
        "reminders": shown(&["P30D", "P7D", "PT2H", "PT1H30M", "PT0S"]),
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
    let same = usual(&["PT0H", "PT5400S", "P30D", "P7D", "PT120M"]);
    let same = app
        .without_trace(who, "setEventReminders", EVENT, about(&town, id, same))
        .await;
    assert_eq!(same.at("/setEventReminders/event"), &set);

    let none = about(&town, id, usual(&[]));
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
    let input = about(&town, draft, usual(&["PT1H"]));
    let answer = app
        .mutate(Some(town.organiser), "setEventReminders", EVENT, input)
        .await;
    let reminders = answer.at("/setEventReminders/event/reminders");
    assert_eq!(reminders, &shown(&["PT1H"]));
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
    let mut faults = usual(&["P1M", "-PT1H", "", "P31D", "PT1H", "PT60M", "1 hour"]);
    faults["eventId"] = json!("?");
    let reminders = faults["reminders"].as_array_mut().expect("a list");
    reminders[4]["channels"] = json!(["SMS", "EMAIL", "SMS"]);
    reminders[6]["audience"] = json!([]);
    reminders.push(json!({ "before": "PT1H", "audience": ["GOING"] }));
    reminders.push(json!({ "before": "PT1H", "audience": ["MAYBE", "MAYBE"] }));
    assert_eq!(
        told(faults).await,
        [
            "MALFORMED_ID eventId",
            "TOO_MANY_ITEMS reminders",
            "INVALID_FORMAT reminders.0.before",
            "INVALID_FORMAT reminders.1.before",
            "INVALID_FORMAT reminders.2.before",
            "OUT_OF_RANGE reminders.3.before",
            "DUPLICATE reminders.4.channels.2",
            "DUPLICATE reminders.5.before",
            "REQUIRED reminders.6.audience",
            "INVALID_FORMAT reminders.6.before",
            "DUPLICATE reminders.8.audience",
        ]
    );
    for nothing in [
        Value::Null,
        json!([null]),
        json!([{ "before": null }]),
        json!([{ "before": "PT1H", "audience": ["DECLINED"] }]),
        json!([{ "before": "PT1H", "channels": ["FAX"] }]),
    ] {
        let input = about(&town, event, json!({ "reminders": nothing.clone() }));
        let answer = app
            .without_trace(Some(town.organiser), "setEventReminders", EVENT, input)
            .await;
        assert_eq!(answer.error_code(), "BAD_USER_INPUT", "{nothing}");
    }
});

both_databases!(audiences_and_channels_are_kept_in_their_order, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let (who, set) = (Some(town.organiser), "setEventReminders");
    let reminders = json!([
        { "before": "PT1H", "audience": ["WAITLISTED", "GOING", "OFFERED"], "channels": ["SMS", "EMAIL"] },
        { "before": "PT1H", "audience": ["NOT_ANSWERED"], "channels": [] },
        { "before": "P2D" },
    ]);
    let input = about(&town, event, json!({ "reminders": reminders }));
    let answer = app.mutate(who, set, EVENT, input).await;
    let kept = json!([
        { "before": "P2D", "audience": ["GOING", "MAYBE"], "channels": [] },
        { "before": "PT1H", "audience": ["GOING", "OFFERED", "WAITLISTED"],
          "channels": ["SMS", "EMAIL"] },
        { "before": "PT1H", "audience": ["NOT_ANSWERED"], "channels": [] },
    ]);
    assert_eq!(answer.at("/setEventReminders/event/reminders"), &kept);
    // Another channel leaves what is planned as it is.
    let before = fan_outs(&app, event).await;
    let mut again = kept.clone();
    again[1]["channels"] = json!(["EMAIL"]);
    let input = about(&town, event, json!({ "reminders": again.clone() }));
    let answer = app.mutate(who, set, EVENT, input).await;
    assert_eq!(answer.at("/setEventReminders/event/reminders"), &again);
    assert_eq!(fan_outs(&app, event).await, before);
});

both_databases!(a_rule_has_the_template_that_was_chosen, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let (who, set) = (Some(town.organiser), "setEventReminders");
    let selection = "event { reminders { before template } }";
    let known = app.run(None, "{ reminderTemplates }", json!({})).await;
    let known = known.at("/reminderTemplates").clone();
    assert_eq!(known, json!(["short", "what_to_bring"]));
    let reminders = json!([
        { "before": "P1D", "template": "what_to_bring" }, { "before": "PT2H" },
    ]);
    let input = about(&town, event, json!({ "reminders": reminders }));
    let answer = app.mutate(who, set, selection, input).await;
    let kept = json!([
        { "before": "P1D", "template": "what_to_bring" },
        { "before": "PT2H", "template": null },
    ]);
    assert_eq!(answer.at("/setEventReminders/event/reminders"), &kept);
    // Other words leave what is planned as it is.
    let before = fan_outs(&app, event).await;
    let again = json!([
        { "before": "P1D", "template": null }, { "before": "PT2H", "template": "short" },
    ]);
    let input = about(&town, event, json!({ "reminders": again.clone() }));
    let answer = app.mutate(who, set, selection, input).await;
    assert_eq!(answer.at("/setEventReminders/event/reminders"), &again);
    assert_eq!(fan_outs(&app, event).await, before);
    // One that is none is told, with those that there are.
    for wrong in ["long", "Short", "", "event_reminder.short", "../short"] {
        let reminders = json!([{ "before": "P1D" }, { "before": "PT1H", "template": wrong }]);
        let input = about(&town, event, json!({ "reminders": reminders }));
        let refused = app.without_trace(who, set, selection, input).await;
        assert_eq!(
            refused.refusals(set),
            ["UNKNOWN_TEMPLATE reminders.1.template"]
        );
        let message = refused.at("/setEventReminders/userErrors/0/message");
        let message = message.as_str().expect("a text");
        assert!(message.contains("short, what_to_bring"), "{message}");
    }
});

both_databases!(what_is_cancelled_or_over_reminds_no_more, |app| {
    let town = Town::found(&app).await;
    let cancelled = town.gathering(&app, "茶话会");
    let cancelled = town.make(&app, cancelled, EventState::Cancelled).await.id;
    let event = town.event(&app, Plan::default()).await.id;
    let told = async |event: EventId| {
        let input = about(&town, event, usual(&["PT1H"]));
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
    let (who, input) = (town.organiser, about(&town, event, usual(&[])));
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
