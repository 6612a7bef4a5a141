//! `removeProgrammeItem`

use chrono::TimeDelta;
use mulin_entities::ProgrammeItemId;
use serde_json::{Value, json};

use super::item;
use crate::both_databases;
use crate::factories::{Plan, Town, gid, unknown};
use crate::support::mutation::key;
use crate::support::trace::entry;

const EVENT: &str = "event { id version programme { id } }";

both_databases!(an_item_is_taken_off_once, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let (gone, stays) = (
        item(&app, &town, event).await,
        item(&app, &town, event).await,
    );
    let end = app.journal_end().await;
    let (who, input) = (Some(town.organiser), json!({ "itemId": gone }));
    let answer = app
        .mutate(who, "removeProgrammeItem", EVENT, input.clone())
        .await;
    let left = json!({ "id": *gid(&town, event), "version": 2, "programme": [{ "id": stays }] });
    assert_eq!(answer.at("/removeProgrammeItem/event"), &left);
    let facts = json!({ "item": key(&gone), "how": "removed" });
    let made = entry("event programme_changed", event.0, town.organiser, facts);
    assert_eq!(app.journalled_since(end).await, [made]);

    let again = app
        .refusals(town.organiser, "removeProgrammeItem", "event", input)
        .await;
    assert_eq!(again, ["NOT_FOUND itemId"]);
});

both_databases!(the_item_must_be_there_and_its_event_ones_own, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let event = town.event(&app, Plan::default()).await.id;
    let draft = Plan {
        published: false,
        ..Plan::default()
    };
    let foreign = other.event(&app, draft).await.id;
    let (id, foreign) = (
        item(&app, &town, event).await,
        item(&app, &other, foreign).await,
    );
    let ids = [
        (&**unknown::<ProgrammeItemId>(&town), "NOT_FOUND"),
        (foreign.as_str().expect("an id"), "NOT_FOUND"),
        (&*gid(&town, event), "ID_OF_ANOTHER_TYPE"),
        ("nonsense", "MALFORMED_ID"),
    ];
    let (who, mutation, nothing) = (town.organiser, "removeProgrammeItem", json!({}));
    app.refuses_ids(who, mutation, "event", &nothing, "itemId", &ids)
        .await;
    let neighbour = town.resident(&app, "neighbour").await;
    let actors = [
        (None, "UNAUTHENTICATED"),
        (Some(neighbour), "FORBIDDEN"),
        (Some(town.steward), "FORBIDDEN"),
        (Some(other.organiser), "FORBIDDEN"),
        (Some(other.admin), "FORBIDDEN"),
    ];
    let input = json!({ "itemId": id });
    app.denied(mutation, "event", &input, &actors).await;
});

both_databases!(a_programme_that_is_over_stays, |app| {
    let town = Town::found(&app).await;
    let over = town.event(&app, Plan::default()).await.id;
    let cancelled = town.event(&app, Plan::default()).await.id;
    let told = async |id: &Value| {
        let input = json!({ "itemId": id });
        app.refusals(town.organiser, "removeProgrammeItem", "event", input)
            .await
    };
    let (of_over, of_cancelled) = (
        item(&app, &town, over).await,
        item(&app, &town, cancelled).await,
    );
    let input = json!({ "eventId": *gid(&town, cancelled) });
    app.mutate(Some(town.organiser), "cancelEvent", "event { id }", input)
        .await
        .data();
    assert_eq!(told(&of_cancelled).await, ["EVENT_CANCELLED itemId"]);
    app.advance(TimeDelta::days(7) + TimeDelta::hours(2));
    assert_eq!(told(&of_over).await, ["EVENT_ENDED itemId"]);
});
