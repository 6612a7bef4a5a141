//! One execution for all, over many nodes.

use std::time::{Duration, Instant};

use mulin::live::Pace;
use mulin_entities::Visibility;
use serde_json::json;

use super::client::Client;
use super::event_seats_changed::{SEATS, of, taken};
use super::server::{Server, quick};
use crate::both_databases;
use crate::factories::{Plan, Town};
use crate::rsvp::steps::going;
use crate::support::app::TestApp;
use crate::support::postgres::database;

both_databases!(many_listeners_cost_one_execution, |app| {
    let server = Server::start(&app).await;
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let people = town.residents(&app, 2).await;
    let token = app.token(people[1]).await;
    let mut clients = Vec::new();
    for number in 0..10 {
        let token = (number % 2 == 0).then_some(token.as_str());
        let mut client = Client::enter(&server, token).await;
        client.subscribe("a", SEATS, of(&town, event)).await;
        client.next("a").await;
        clients.push(client);
    }
    assert_eq!(server.live.counts().groups, 1);
    server.has_read_all().await;
    let before = server.live.counts().runs;
    going(&app, &town, people[0], event, 4).await;
    for client in &mut clients {
        assert_eq!(taken(&client.next("a").await), 4);
    }
    assert_eq!(server.live.counts().runs, before + 1);

    // Other fields, and other names for them, are others' bytes.
    let other = "subscription ($id: ID!) { eventSeatsChanged(eventId: $id) { eventId } }";
    clients[0].subscribe("b", other, of(&town, event)).await;
    clients[0].next("b").await;
    assert_eq!(server.live.counts().groups, 2);
});

both_databases!(what_not_everybody_may_see_is_run_for_each, |app| {
    let server = Server::start(&app).await;
    let town = Town::found(&app).await;
    let plan = Plan {
        visibility: Visibility::Audience,
        ..Plan::default()
    };
    let event = town.event(&app, plan).await.id;
    let people = town.residents(&app, 2).await;
    let mut clients = Vec::new();
    for person in &people {
        let token = app.token(*person).await;
        let mut client = Client::enter(&server, Some(&token)).await;
        client.subscribe("a", SEATS, of(&town, event)).await;
        client.next("a").await;
        clients.push(client);
    }
    assert_eq!(server.live.counts().groups, 2);
    going(&app, &town, people[0], event, 1).await;
    for client in &mut clients {
        assert_eq!(taken(&client.next("a").await), 1);
    }
});

both_databases!(a_flurry_is_few_states_and_the_last_is_one_of_them, |app| {
    let pace = Pace {
        between: Duration::from_millis(700),
        ..quick()
    };
    let server = Server::with(&app, pace).await;
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let people = town.residents(&app, 6).await;
    let mut client = Client::enter(&server, None).await;
    client.subscribe("a", SEATS, of(&town, event)).await;
    client.next("a").await;
    server.has_read_all().await;
    let before = server.live.counts().runs;
    let begun = Instant::now();
    for person in &people {
        going(&app, &town, *person, event, 1).await;
    }
    while taken(&client.next("a").await) != 6 {}
    let runs = server.live.counts().runs - before;
    let most = begun.elapsed().as_millis() / 700 + 1;
    assert!(u128::from(runs) <= most, "{runs} runs, at most {most}");
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_at_one_node_reaches_the_clients_of_another() {
    let Some(database) = database().await else {
        return;
    };
    let one = TestApp::new(Some(database), &[]).await;
    let two = one.restarted(7, &[]).await;
    let (at_one, at_two) = (Server::start(&one).await, Server::start(&two).await);
    let town = Town::found(&one).await;
    let event = town.event(&one, Plan::default()).await.id;
    let people = town.residents(&one, 2).await;
    let mut client = Client::enter(&at_two, None).await;
    client.subscribe("a", SEATS, of(&town, event)).await;
    client.next("a").await;
    going(&one, &town, people[0], event, 1).await;
    let last = client.next("a").await;
    assert_eq!(taken(&last), 1);

    // Positions are the same everywhere: one may come back to any node.
    let last = super::client::event_id(&last);
    going(&two, &town, people[1], event, 1).await;
    assert_eq!(taken(&client.next("a").await), 2);
    let mut moved = Client::enter(&at_one, None).await;
    moved.resume("a", SEATS, of(&town, event), &last).await;
    assert_eq!(taken(&moved.next("a").await), 2);
    moved.say(json!({ "id": "a", "type": "complete" })).await;
    moved.has_heard_nothing().await;
}
