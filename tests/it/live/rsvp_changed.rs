//! `rsvpChanged`: the answers to an event as they change, for those who run it.

use mulin_entities::{EventRole, PersonId};
use serde_json::{Value, json};

use super::client::{Client, event_id};
use super::event_seats_changed::of;
use super::server::Server;
use crate::both_databases;
use crate::factories::{Plan, Town};
use crate::rsvp::steps::{going, leave};
use crate::support::app::TestApp;

const ANSWERS: &str = "subscription ($id: ID!) {
    rsvpChanged(eventId: $id) {
        rsvps { state party { adults } respondent { name email } } more seats { taken }
    }
}";

fn told(payload: &Value) -> &Value {
    &payload["data"]["rsvpChanged"]
}

async fn refused(server: &Server, token: Option<&str>, variables: Value) -> Value {
    let mut client = Client::enter(server, token).await;
    client.subscribe("1", ANSWERS, variables).await;
    let mut message = client.message().await;
    assert_eq!(message["type"], "error");
    message["payload"][0]["extensions"]["code"].take()
}

async fn helper(app: &TestApp, town: &Town, event: mulin_entities::EventId) -> PersonId {
    let who = town.resident(app, "helper").await;
    let organiser = crate::factories::actor(&app.core, town.organiser).await;
    let input = mulin_domain::event::GrantEventRole {
        event_id: Ok(event),
        person_id: Ok(who),
        role: EventRole::CheckInHelper,
    };
    mulin_domain::event::grant_event_role(&app.core, &organiser, input, None)
        .await
        .expect("a part can be given");
    who
}

both_databases!(who_runs_the_event_sees_each_answer, |app| {
    let server = Server::start(&app).await;
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let people = town.residents(&app, 2).await;
    let token = app.token(town.organiser).await;
    let mut organiser = Client::enter(&server, Some(&token)).await;
    organiser.subscribe("1", ANSWERS, of(&town, event)).await;
    let token = app.token(helper(&app, &town, event).await).await;
    let mut helper = Client::enter(&server, Some(&token)).await;
    helper.subscribe("1", ANSWERS, of(&town, event)).await;
    server
        .until("both listen", |live| live.counts().groups == 2)
        .await;
    organiser.has_heard_nothing().await;

    going(&app, &town, people[0], event, 2).await;
    let first = organiser.next("1").await;
    let answer = &told(&first)["rsvps"][0];
    assert_eq!(answer["state"], "GOING");
    assert_eq!(answer["respondent"]["email"], "r0@example.org");
    assert_eq!(
        (&told(&first)["more"], &told(&first)["seats"]["taken"]),
        (&json!(false), &json!(2))
    );
    // A helper sees who comes, not how to reach them.
    let seen = helper.next("1").await;
    assert_eq!(
        told(&seen)["rsvps"][0]["respondent"],
        json!({ "name": "r0", "email": null })
    );

    leave(&app, &town, people[0], event).await;
    assert_eq!(
        told(&organiser.next("1").await)["rsvps"][0]["state"],
        "WITHDRAWN"
    );

    // Whoever comes back is told each answer that was missed, once.
    going(&app, &town, people[0], event, 1).await;
    going(&app, &town, people[1], event, 3).await;
    let token = app.token(town.admin).await;
    let mut late = Client::enter(&server, Some(&token)).await;
    late.resume("1", ANSWERS, of(&town, event), &event_id(&first))
        .await;
    let mut missed = Vec::new();
    while missed.len() < 2 {
        let state = late.next("1").await;
        assert_eq!(told(&state)["more"], false);
        missed.extend(
            told(&state)["rsvps"]
                .as_array()
                .cloned()
                .unwrap_or_default(),
        );
    }
    let adults = |index: usize| missed[index]["party"]["adults"].clone();
    assert_eq!((adults(0), adults(1)), (json!(1), json!(3)));
});

both_databases!(nobody_else_does, |app| {
    let server = Server::start(&app).await;
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let draft = Plan {
        published: false,
        ..Plan::default()
    };
    let draft = town.event(&app, draft).await.id;
    let token = app.token(town.resident(&app, "wang").await).await;
    assert_eq!(
        refused(&server, None, of(&town, event)).await,
        "UNAUTHENTICATED"
    );
    assert_eq!(
        refused(&server, Some(&token), of(&town, event)).await,
        "FORBIDDEN"
    );
    assert_eq!(
        refused(&server, Some(&token), of(&town, draft)).await,
        "NOT_FOUND"
    );
    assert_eq!(server.live.counts().groups, 0);
});

both_databases!(more_answers_than_a_state_holds_are_told_of, |app| {
    let server = Server::start(&app).await;
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let mut client = Client::enter(&server, Some(&app.token(town.organiser).await)).await;
    client.subscribe("1", ANSWERS, of(&town, event)).await;
    let first = town.resident(&app, "wang").await;
    server
        .until("it listens", |live| live.counts().groups == 1)
        .await;
    going(&app, &town, first, event, 1).await;
    let last = event_id(&client.next("1").await);
    drop(client);
    for number in 0..60 {
        let who = town.resident(&app, &format!("p{number}")).await;
        going(&app, &town, who, event, 1).await;
    }
    let mut late = Client::enter(&server, Some(&app.token(town.organiser).await)).await;
    late.resume("1", ANSWERS, of(&town, event), &last).await;
    let state = late.next("1").await;
    let rsvps = told(&state)["rsvps"].as_array().expect("a list").len();
    assert_eq!((rsvps, &told(&state)["more"]), (50, &json!(true)));
});
