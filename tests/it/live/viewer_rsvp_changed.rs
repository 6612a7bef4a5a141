//! `viewerRsvpChanged`: one's own answers as they change, whoever changes them.

use serde_json::{Value, json};

use super::client::Client;
use super::server::Server;
use crate::both_databases;
use crate::factories::{Plan, Town, gid};
use crate::rsvp::personal_link::token as link_token;
use crate::rsvp::steps::{going, leave};

const MINE: &str = "subscription {
    viewerRsvpChanged { rsvps { state event { id } respondent { email } } more }
}";

fn told(payload: &Value) -> &Value {
    &payload["data"]["viewerRsvpChanged"]["rsvps"]
}

both_databases!(a_waiting_party_hears_that_it_was_let_in, |app| {
    let server = Server::start(&app).await;
    let town = Town::found(&app).await;
    let plan = Plan {
        capacity: Some(1),
        ..Plan::default()
    };
    let event = town.event(&app, plan).await.id;
    let people = town.residents(&app, 2).await;
    going(&app, &town, people[0], event, 1).await;
    going(&app, &town, people[1], event, 1).await;
    let mut client = Client::enter(&server, Some(&app.token(people[1]).await)).await;
    client.subscribe("1", MINE, json!({})).await;
    server
        .until("it listens", |live| live.counts().groups == 1)
        .await;
    server.has_read_all().await;
    leave(&app, &town, people[0], event).await;
    let state = client.next("1").await;
    assert_eq!(
        told(&state),
        &json!([{ "state": "GOING", "event": { "id": *gid(&town, event) },
            "respondent": { "email": "r1@example.org" } }])
    );
});

both_databases!(a_personal_link_hears_of_its_one_answer, |app| {
    let server = Server::start(&app).await;
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let other = town.event(&app, Plan::default()).await.id;
    let who = town.resident(&app, "wang").await;
    let link = link_token(&app, &town, who, event, who).await;
    let mut client = Client::enter(&server, Some(&link)).await;
    client.subscribe("1", MINE, json!({})).await;
    server
        .until("it listens", |live| live.counts().groups == 1)
        .await;
    going(&app, &town, who, other, 1).await;
    server.has_read_all().await;
    going(&app, &town, who, event, 1).await;
    let state = client.next("1").await;
    assert_eq!(told(&state).as_array().map(Vec::len), Some(1));
    assert_eq!(told(&state)[0]["event"]["id"], *gid(&town, event));
    assert_eq!(told(&state)[0]["respondent"]["email"], Value::Null);
});

both_databases!(nobody_has_no_answers, |app| {
    let server = Server::start(&app).await;
    let mut client = Client::enter(&server, None).await;
    client.subscribe("1", MINE, json!({})).await;
    let refused = client.message().await;
    assert_eq!(
        refused["payload"][0]["extensions"]["code"],
        "UNAUTHENTICATED"
    );
});
