//! `refuseRegistration`

use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use serde_json::json;

use super::confirm_registration::pending;
use super::contacts;
use crate::both_databases;
use crate::factories::{Plan, Town, gid, person_row, respond};
use crate::support::trace::entry;

both_databases!(nothing_of_a_refused_registration_is_kept, |app| {
    let town = Town::found(&app).await;
    let lan = pending(&app, &town.unit, "lan-unfindable").await;
    let event = town.event(&app, Plan::default()).await.id;
    respond(&app.core, lan, event, Answer::Going, 2)
        .await
        .expect("an answer to a public event");
    let token = app.token(lan).await;
    let end = app.journal_end().await;
    let input = json!({ "personId": *gid(&town, lan), "reason": "NOT_A_RESIDENT" });
    let answer = app
        .mutate(
            Some(town.steward),
            "refuseRegistration",
            "personId",
            input.clone(),
        )
        .await;
    assert_eq!(
        answer.at("/refuseRegistration/personId"),
        &json!(*gid(&town, lan))
    );
    let row = person_row(&app, lan).await;
    assert_eq!(
        (row.state, &*row.name, row.birth_year),
        (PersonState::Erased, "", None)
    );
    assert!(contacts(&app, lan).await.is_empty());
    let happened = app.journalled_since(end).await;
    let reason = json!({ "reason": "NOT_A_RESIDENT" });
    let refused = entry("person registration_refused", lan.0, town.steward, reason);
    assert_eq!(happened[0], refused);
    assert!(happened.iter().any(|entry| entry.what == "person erased"));

    let viewer = app
        .run_with(Some(&token), "{ viewer { person { id } } }", json!({}))
        .await;
    assert_eq!(viewer.error_code(), "UNAUTHENTICATED");
    let query = "query ($id: ID!) { node(id: $id) { id } }";
    let seen = app
        .run(Some(town.admin), query, json!({ "id": *gid(&town, lan) }))
        .await;
    assert!(
        seen.at("/node").is_null(),
        "lists and nodes show no erased people"
    );
    let listed = "query ($id: ID!) { event(id: $id) { attendees(first: 5) { name }
        rsvps { nodes { state respondent { name } person { id } } } } }";
    let list = app
        .run(
            Some(town.organiser),
            listed,
            json!({ "id": *gid(&town, event) }),
        )
        .await;
    let rsvp = json!({ "state": "WITHDRAWN", "respondent": { "name": null }, "person": null });
    assert_eq!(list.at("/event/rsvps/nodes"), &json!([rsvp]));
    assert_eq!(list.at("/event/attendees"), &json!([]));
    let again = app
        .without_trace(Some(town.steward), "refuseRegistration", "personId", input)
        .await;
    let again = again.refusals("refuseRegistration");
    assert_eq!(again, ["REGISTRATION_NOT_PENDING personId"]);
});
