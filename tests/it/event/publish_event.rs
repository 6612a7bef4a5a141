//! `publishEvent`

use chrono::TimeDelta;
use mulin_domain::event::CreateEvent;
use mulin_entities::{EventId, EventState, ScheduleState, Visibility};
use serde_json::{Value, json};

use super::{about, fan_outs};
use crate::both_databases;
use crate::factories::{Town, gid, unknown};
use crate::support::trace::entry;

const FIELDS: &str = "id state version startsAt";
const EVENT: &str = "event { id state version startsAt }";

both_databases!(a_draft_is_shown_and_its_reminders_are_planned, |app| {
    let town = Town::found(&app).await;
    let draft = town.gathering(&app, "茶话会");
    let draft = town.make(&app, draft, EventState::Draft).await;
    let query = "query ($id: ID!) { event(id: $id) { state } }";
    let id = json!({ "id": *gid(&town, draft.id) });
    let hidden = app.run(None, query, id.clone()).await;
    assert_eq!(hidden.data(), &json!({ "event": null }));
    assert!(fan_outs(&app, draft.id).await.is_empty());

    let end = app.journal_end().await;
    let (who, input) = (Some(town.organiser), about(&town, draft.id, json!({})));
    let answer = app.mutate(who, "publishEvent", EVENT, input.clone()).await;
    let published = json!({
        "id": *gid(&town, draft.id), "state": "PUBLISHED", "version": 2,
        "startsAt": "2026-11-28T04:00:00Z",
    });
    assert_eq!(answer.at("/publishEvent/event"), &published);
    let made = entry("event published", draft.id.0, town.organiser, json!({}));
    assert_eq!(app.journalled_since(end).await, [made]);
    let shown = app.run(None, query, id).await;
    assert_eq!(shown.data(), &json!({ "event": { "state": "PUBLISHED" } }));
    let due: Vec<_> = fan_outs(&app, draft.id)
        .await
        .into_iter()
        .map(|row| (row.state, draft.starts_at - row.due_at))
        .collect();
    let pending = ScheduleState::Pending;
    let before = [TimeDelta::days(1), TimeDelta::hours(2)];
    assert_eq!(due, before.map(|before| (pending, before)));

    // Twice changes nothing.
    let again = app.without_trace(who, "publishEvent", EVENT, input).await;
    assert_eq!(again.at("/publishEvent/event"), &published);
});

both_databases!(what_has_begun_or_is_cancelled_is_not_published, |app| {
    let town = Town::found(&app).await;
    let draft = town.gathering(&app, "茶话会");
    let draft = town.make(&app, draft, EventState::Draft).await.id;
    let cancelled = town.gathering(&app, "茶话会");
    let cancelled = town.make(&app, cancelled, EventState::Cancelled).await.id;
    let told = async |event: EventId| {
        let input = about(&town, event, json!({}));
        app.refusals(town.organiser, "publishEvent", "event", input)
            .await
    };
    assert_eq!(told(cancelled).await, ["EVENT_CANCELLED eventId"]);
    app.advance(TimeDelta::days(7));
    assert_eq!(told(draft).await, ["EVENT_STARTED eventId"]);
    app.advance(TimeDelta::hours(2));
    assert_eq!(told(draft).await, ["EVENT_ENDED eventId"]);
});

both_databases!(the_event_must_be_there_and_ones_own, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let draft = town.gathering(&app, "茶话会");
    let draft = town.make(&app, draft, EventState::Draft).await.id;
    let foreign = other.gathering(&app, "茶话会");
    let foreign = other.make(&app, foreign, EventState::Draft).await.id;
    let ids = [
        (&**unknown::<EventId>(&town), "NOT_FOUND"),
        (&*gid(&other, foreign), "NOT_FOUND"),
        (&*gid(&town, town.unit.id), "ID_OF_ANOTHER_TYPE"),
        ("nonsense", "MALFORMED_ID"),
    ];
    let (who, nothing) = (town.organiser, json!({}));
    app.refuses_ids(who, "publishEvent", "event", &nothing, "eventId", &ids)
        .await;

    let neighbour = town.resident(&app, "neighbour").await;
    let input = about(&town, draft, json!({}));
    for who in [neighbour, town.steward, other.organiser, other.admin] {
        let told = app
            .refusals(who, "publishEvent", "event", input.clone())
            .await;
        assert_eq!(told, ["NOT_FOUND eventId"], "a draft is hidden");
    }
    let nobody = [(None, "UNAUTHENTICATED")];
    app.denied("publishEvent", "event", &input, &nobody).await;
    // Who sees it may still not publish it, were it published already.
    app.mutate(Some(who), "publishEvent", EVENT, input.clone())
        .await
        .data();
    app.denied(
        "publishEvent",
        "event",
        &input,
        &[(Some(neighbour), "FORBIDDEN")],
    )
    .await;
});

both_databases!(only_what_was_looked_at_is_published, |app| {
    let town = Town::found(&app).await;
    let draft = CreateEvent {
        visibility: Visibility::Invited,
        ..town.gathering(&app, "茶话会")
    };
    let draft = town.make(&app, draft, EventState::Draft).await.id;
    let now = json!({
        "id": *gid(&town, draft), "state": "DRAFT", "version": 1,
        "startsAt": "2026-11-28T04:00:00Z",
    });
    let input = about(&town, draft, json!({}));
    app.keeps_versions(
        town.organiser,
        "publishEvent",
        "event",
        FIELDS,
        &input,
        &now,
    )
    .await;
    assert_eq!(
        Value::Null,
        *app.run(
            None,
            "query ($id: ID!) { event(id: $id) { id } }",
            json!({ "id": *gid(&town, draft) })
        )
        .await
        .at("/event")
    );
});
