//! `eventSeatsChanged`: how an event stands, at once and after each change.

use mulin_entities::{EventId, Visibility};
use serde_json::{Value, json};

use super::client::{Client, event_id};
use super::server::Server;
use crate::both_databases;
use crate::factories::{Plan, Town, gid};
use crate::rsvp::steps::{cancel, going, leave};

pub const SEATS: &str = "subscription ($id: ID!) {
    eventSeatsChanged(eventId: $id) { eventId state seats { capacity taken free waitlisted } }
}";

pub fn of(town: &Town, event: EventId) -> Value {
    json!({ "id": *gid(town, event) })
}

pub fn taken(payload: &Value) -> &Value {
    &payload["data"]["eventSeatsChanged"]["seats"]["taken"]
}

both_databases!(a_client_sees_the_seats_at_once_and_as_they_change, |app| {
    let server = Server::start(&app).await;
    let town = Town::found(&app).await;
    let plan = Plan {
        capacity: Some(3),
        ..Plan::default()
    };
    let event = town.event(&app, plan).await.id;
    let people = town.residents(&app, 2).await;

    let mut client = Client::enter(&server, None).await;
    client.subscribe("1", SEATS, of(&town, event)).await;
    let first = client.next("1").await;
    let told = &first["data"]["eventSeatsChanged"];
    assert_eq!(told["eventId"], *gid(&town, event));
    assert_eq!(
        told["seats"],
        json!({ "capacity": 3, "taken": 0, "free": 3, "waitlisted": 0 })
    );
    going(&app, &town, people[0], event, 2).await;
    assert_eq!(taken(&client.next("1").await), 2);
    going(&app, &town, people[1], event, 2).await;
    let full = client.next("1").await;
    let seats = &full["data"]["eventSeatsChanged"]["seats"];
    assert_eq!(
        (&seats["taken"], &seats["waitlisted"]),
        (&json!(2), &json!(1))
    );
    let position = |payload: &Value| event_id(payload).parse::<i64>().expect("a number");
    assert!(position(&full) > position(&first));

    cancel(&app, &town, event).await;
    let told = client.next("1").await;
    assert_eq!(told["data"]["eventSeatsChanged"]["state"], "CANCELLED");
    client.say(json!({ "id": "1", "type": "complete" })).await;
    client.has_heard_nothing().await;
    server
        .until("the group is gone", |live| live.counts().groups == 0)
        .await;
    drop(client);
    server
        .until("the journal is let alone", |live| !live.counts().reads)
        .await;
});

both_databases!(who_comes_back_hears_of_changes_only, |app| {
    let server = Server::start(&app).await;
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let other = town.event(&app, Plan::default()).await.id;
    let who = town.resident(&app, "wang").await;
    let mut client = Client::enter(&server, None).await;
    client.subscribe("1", SEATS, of(&town, event)).await;
    client.next("1").await;
    going(&app, &town, who, event, 2).await;
    let last = event_id(&client.next("1").await);
    drop(client);
    server
        .until("nobody listens", |live| !live.counts().reads)
        .await;

    // Another event's change meanwhile is no news.
    going(&app, &town, who, other, 1).await;
    let mut back = Client::enter(&server, None).await;
    back.resume("1", SEATS, of(&town, event), &last).await;
    server
        .until("it listens", |live| live.counts().groups == 1)
        .await;
    server.has_read_all().await;
    back.has_heard_nothing().await;
    assert_eq!(server.live.counts().runs, 1, "the one before it left");
    going(&app, &town, town.steward, event, 1).await;
    assert_eq!(taken(&back.next("1").await), 3);
    drop(back);
    server
        .until("nobody listens", |live| !live.counts().reads)
        .await;

    // What happened while nobody listened is told at once.
    leave(&app, &town, who, event).await;
    let mut late = Client::enter(&server, None).await;
    late.resume("1", SEATS, of(&town, event), &last).await;
    assert_eq!(taken(&late.next("1").await), 1);
    // Whoever comes with nonsense, or from the future, sees how things stand.
    for (id, nonsense) in [("2", "x"), ("3", "-1"), ("4", "999999")] {
        late.resume(id, SEATS, of(&town, event), nonsense).await;
        assert_eq!(taken(&late.next(id).await), 1);
    }
});

both_databases!(what_one_may_not_see_is_not_found, |app| {
    let server = Server::start(&app).await;
    let town = Town::found(&app).await;
    let plan = Plan {
        visibility: Visibility::Audience,
        ..Plan::default()
    };
    let event = town.event(&app, plan).await.id;
    let mut client = Client::enter(&server, None).await;
    client.subscribe("1", SEATS, of(&town, event)).await;
    let refused = client.message().await;
    assert_eq!(refused["type"], "error");
    assert_eq!(refused["payload"][0]["extensions"]["code"], "NOT_FOUND");
    client
        .subscribe("2", SEATS, json!({ "id": "nonsense" }))
        .await;
    let refused = client.message().await;
    assert_eq!(refused["payload"][0]["extensions"]["code"], "NOT_FOUND");
    // The id is free again.
    client.subscribe("1", SEATS, of(&town, event)).await;
    assert_eq!(client.message().await["type"], "error");

    let token = app.token(town.resident(&app, "wang").await).await;
    let mut neighbour = Client::enter(&server, Some(&token)).await;
    neighbour.subscribe("1", SEATS, of(&town, event)).await;
    assert_eq!(taken(&neighbour.next("1").await), 0);
});
