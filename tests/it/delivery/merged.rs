//! Messages of two records of one person.

use chrono::TimeDelta;
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use sea_orm::EntityTrait;

use super::stage::sent_to;
use crate::both_databases;
use crate::factories::{Plan, Town, blank_message, respond};
use crate::privacy::stage::put;
use crate::support::app::TestApp;

async fn row(app: &TestApp, id: DeliveryId) -> delivery::Model {
    let found = delivery::Entity::find_by_id(id).one(app.core.db().writer());
    found.await.expect("it can be read").expect("it is there")
}

both_databases!(
    who_was_told_as_the_one_is_not_told_again_as_the_other,
    |app| {
        let town = Town::found(&app).await;
        let lan = town.resident(&app, "lan").await;
        let twin = town.resident(&app, "twin").await;
        let event = town.event(&app, Plan::default()).await;
        let answer = respond(&app.core, twin, event.id, Answer::Going, 1).await;
        let answer = answer.expect("taken");
        // The same occasion, but for the person.
        let of = async |person: PersonId| delivery::Model {
            root_area_id: Some(town.city.id),
            person_id: Some(person),
            event_id: Some(event.id),
            dedupe_key: format!(
                "{}:0:rule:{}:0:EMAIL",
                event.id.0.simple(),
                person.0.simple()
            ),
            ..blank_message(&app, MessageKind::EventReminder, Channel::Email).await
        };
        let told = delivery::Model {
            state: DeliveryState::Sent,
            settled_at: Some(app.now()),
            ..of(lan).await
        };
        let to_come = delivery::Model {
            rsvp_id: Some(answer.id),
            due_at: app.now() + TimeDelta::hours(1),
            ..of(twin).await
        };
        put(&app, told.clone()).await;
        put(&app, to_come.clone()).await;
        town.merge(&app, lan, twin).await;
        assert_eq!(row(&app, told.id).await, told);
        let left = row(&app, to_come.id).await;
        assert_eq!(left.state, DeliveryState::Superseded);
        assert_eq!(
            (left.person_id, left.dedupe_key),
            (Some(twin), to_come.dedupe_key)
        );
        app.advance(TimeDelta::hours(1));
        assert_eq!(sent_to(&app).await, [""; 0]);
    }
);

both_databases!(calls_are_locked_before_messages, |app| {
    let mut app = app;
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let twin = town.resident(&app, "twin").await;
    let statements = app.record_statements();
    town.merge(&app, lan, twin).await;
    let ran = statements.take();
    let first = |table: &str| {
        let quoted = format!("UPDATE \"{table}\"");
        let plain = format!("UPDATE {table}");
        let updates = |sql: &str| sql.starts_with(&quoted) || sql.starts_with(&plain);
        ran.iter().position(|ran| updates(&ran.sql))
    };
    let (calls, messages) = (first("call_task"), first("delivery"));
    assert!(
        calls.is_some() && calls < messages,
        "{calls:?} {messages:?}"
    );
});
