//! What somebody may see no more, they see no more.

use chrono::TimeDelta;
use mulin::tokens::Tokens;
use mulin_domain::sign_in::{RevokeSession, revoke_session};
use mulin_entities::*;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use serde_json::json;

use super::client::{Client, Heard};
use super::event_seats_changed::{SEATS, of, taken};
use super::server::Server;
use crate::both_databases;
use crate::factories::{Plan, Town, actor};
use crate::rsvp::personal_link::token as link_token;
use crate::rsvp::steps::{edit, going};
use crate::support::app::TestApp;

const ANSWERS: &str = "subscription ($id: ID!) { rsvpChanged(eventId: $id) { rsvps { state } } }";

/// A session of a person, and a token of it.
async fn session(app: &TestApp, person: PersonId) -> (SessionId, String) {
    let now = app.now();
    let row = session::ActiveModel {
        id: Set(app.core.new_id()),
        root_area_id: Set(crate::factories::person_row(app, person).await.root_area_id),
        person_id: Set(person),
        device: Set("小米手机".to_owned()),
        created_at: Set(now),
        last_used_at: Set(now),
        expires_at: Set(now + TimeDelta::days(30)),
        ended_at: Set(None),
        end_reason: Set(None),
    };
    let row = row.insert(app.core.db().writer()).await;
    let id = row.expect("a session can be written").id;
    let tokens = Tokens::new(app.core.clone());
    let token = tokens.issue(person, Some(id), TimeDelta::minutes(15)).await;
    (id, token.expect("a token can be issued"))
}

both_databases!(a_session_that_ends_takes_its_sockets_along, |app| {
    let server = Server::start(&app).await;
    let town = Town::found(&app).await;
    let (id, token) = session(&app, town.organiser).await;
    let (_, other) = session(&app, town.organiser).await;
    let mut ended = Client::enter(&server, Some(&token)).await;
    let mut kept = Client::enter(&server, Some(&other)).await;
    let organiser = actor(&app.core, town.organiser).await;
    let input = RevokeSession { session_id: Ok(id) };
    revoke_session(&app.core, &organiser, input)
        .await
        .expect("a session can be ended");
    let Heard::Closed(code, _) = ended.hear().await else {
        panic!("it is closed")
    };
    assert_eq!(code, 4403);
    kept.has_heard_nothing().await;
});

both_databases!(a_token_that_expires_takes_its_sockets_along, |app| {
    let server = Server::start(&app).await;
    let town = Town::found(&app).await;
    let (_, token) = session(&app, town.organiser).await;
    let plain = app.token(town.organiser).await;
    let mut expired = Client::enter(&server, Some(&token)).await;
    let mut kept = Client::enter(&server, Some(&plain)).await;
    app.advance(TimeDelta::minutes(16));
    let Heard::Closed(code, _) = expired.hear().await else {
        panic!("it is closed")
    };
    assert_eq!(code, 4403);
    kept.has_heard_nothing().await;
    app.advance(TimeDelta::hours(1));
    assert!(matches!(kept.hear().await, Heard::Closed(4403, _)));
});

both_databases!(a_link_that_is_taken_back_takes_its_sockets_along, |app| {
    let server = Server::start(&app).await;
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let who = town.resident(&app, "wang").await;
    let link = link_token(&app, &town, who, event, who).await;
    let mut client = Client::enter(&server, Some(&link)).await;
    let row = personal_link::Entity::find().one(app.core.db().reader());
    let row = row.await.expect("links are read").expect("there is one");
    let mut row = row.into_active_model();
    row.revoked_at = Set(Some(app.now()));
    let revoked = row.update(app.core.db().writer()).await;
    revoked.expect("it can be written");
    assert!(matches!(client.hear().await, Heard::Closed(4403, _)));
});

both_databases!(a_role_that_is_taken_back_ends_what_it_showed, |app| {
    let server = Server::start(&app).await;
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let people = town.residents(&app, 2).await;
    let mut client = Client::enter(&server, Some(&app.token(town.organiser).await)).await;
    client.subscribe("1", ANSWERS, of(&town, event)).await;
    server
        .until("it listens", |live| live.counts().groups == 1)
        .await;
    going(&app, &town, people[0], event, 1).await;
    client.next("1").await;

    let grants = role_grant::Entity::find().all(app.core.db().reader()).await;
    let grants = grants.expect("grants are read");
    let grant = grants
        .into_iter()
        .find(|grant| grant.person_id == town.organiser);
    let mut grant = grant.expect("there is one").into_active_model();
    grant.valid_until = Set(Some(app.now()));
    let written = grant.update(app.core.db().writer()).await;
    written.expect("it can be written");
    going(&app, &town, people[1], event, 1).await;
    assert_eq!(
        client.message().await,
        json!({ "id": "1", "type": "complete" })
    );
    client.has_heard_nothing().await;
});

both_databases!(
    an_event_that_is_hidden_ends_for_those_who_may_not_see_it,
    |app| {
        let server = Server::start(&app).await;
        let town = Town::found(&app).await;
        let event = town.event(&app, Plan::default()).await.id;
        let neighbour = town.resident(&app, "wang").await;
        let mut anonymous = Client::enter(&server, None).await;
        let mut inside = Client::enter(&server, Some(&app.token(neighbour).await)).await;
        for client in [&mut anonymous, &mut inside] {
            client.subscribe("1", SEATS, of(&town, event)).await;
            client.next("1").await;
        }
        assert_eq!(server.live.counts().groups, 1);
        edit(&app, &town, event, json!({ "visibility": "AUDIENCE" })).await;
        assert_eq!(
            anonymous.message().await,
            json!({ "id": "1", "type": "complete" })
        );
        going(&app, &town, neighbour, event, 2).await;
        // Perhaps first the state right after it was hidden.
        let mut state = inside.next("1").await;
        if taken(&state) == 0 {
            state = inside.next("1").await;
        }
        assert_eq!(taken(&state), 2);
        anonymous.has_heard_nothing().await;
    }
);
