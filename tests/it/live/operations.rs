//! What may run on a socket, and how much of it.

use serde_json::json;

use super::client::Client;
use super::event_seats_changed::{SEATS, of};
use super::server::Server;
use crate::both_databases;
use crate::factories::{Plan, Town, gid};
use crate::rsvp::steps::{RESPOND, answering, rsvp_of};
use crate::support::app::TestApp;

both_databases!(queries_and_mutations_run_once, |app| {
    let server = Server::start(&app).await;
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let who = town.resident(&app, "wang").await;
    let mut client = Client::enter(&server, Some(&app.token(who).await)).await;
    client
        .subscribe("q", "{ viewer { person { name } } }", json!({}))
        .await;
    assert_eq!(
        client.next("q").await,
        json!({ "data": { "viewer": { "person": { "name": "wang" } } } })
    );
    assert_eq!(
        client.message().await,
        json!({ "id": "q", "type": "complete" })
    );
    let answer = answering(&town, event, &json!({}));
    client.subscribe("m", RESPOND, answer).await;
    let told = client.next("m").await;
    assert_eq!(told["data"]["respondToEvent"]["rsvp"]["state"], "GOING");
    assert_eq!(
        client.message().await,
        json!({ "id": "m", "type": "complete" })
    );
    assert!(rsvp_of(&app, event, who).await.is_some());
});

async fn refused(client: &mut Client, query: &str) -> String {
    client.subscribe("x", query, json!({ "id": "x" })).await;
    let message = client.message().await;
    assert_eq!(
        (&message["id"], &message["type"]),
        (&json!("x"), &json!("error"))
    );
    let error = &message["payload"][0];
    assert!(error["extensions"]["requestId"].is_string(), "{message:#}");
    let code = error["extensions"]["code"].as_str();
    code.expect("an error has a code").to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_limits_are_those_of_requests() {
    let limits = [
        ("MULIN_GRAPHQL__MAX_DEPTH", "3"),
        ("MULIN_GRAPHQL__MAX_ALIASES", "2"),
    ];
    let app = TestApp::new(None, &limits).await;
    let server = Server::start(&app).await;
    let mut client = Client::enter(&server, None).await;
    for (query, code) in [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"),
        (
            "{ a: cities { id } b: cities { id } c: cities { id } }",
            "LIMIT_EXCEEDED",
        ),
        (
            "{ cities { children { nodes { children { nodes { id } } } } } }",
            "LIMIT_EXCEEDED",
        ),
        (
            "subscription { rsvpChanged(eventId: 1) { rsvps { event { area { id } } } } }",
            "LIMIT_EXCEEDED",
        ),
        (
            "query A { cities { id } } query B { cities { id } }",
            "OPERATION_RESOLUTION_FAILURE",
        ),
        (
            "subscription ($id: ID!) { a: eventSeatsChanged(eventId: $id) { version } viewerRsvpChanged { more } }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            "subscription { viewerRsvpChanged { more } }",
            "UNAUTHENTICATED",
        ),
    ] {
        assert_eq!(refused(&mut client, query).await, code, "{query}");
    }
}

both_databases!(a_socket_has_so_many_operations, |app| {
    let server = Server::start(&app).await;
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let mut client = Client::enter(&server, None).await;
    for number in 0..20 {
        let id = number.to_string();
        client.subscribe(&id, SEATS, of(&town, event)).await;
        client.next(&id).await;
    }
    client.subscribe("20", SEATS, of(&town, event)).await;
    let refused = client.message().await;
    assert_eq!(refused["type"], "error");
    assert_eq!(
        refused["payload"][0]["extensions"]["code"],
        "LIMIT_EXCEEDED"
    );
    client.say(json!({ "id": "7", "type": "complete" })).await;
    client.subscribe("20", SEATS, of(&town, event)).await;
    client.next("20").await;
});

both_databases!(requests_are_told_where_subscriptions_are, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let answer = app
        .run(None, SEATS, json!({ "id": *gid(&town, event) }))
        .await;
    assert_eq!(answer.error_code(), "OPERATION_RESOLUTION_FAILURE");
    assert!(answer.text.contains("/graphql/ws") && answer.text.contains("/graphql/stream"));
});
