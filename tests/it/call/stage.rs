//! What the tests of calls have in common.

use chrono::{DateTime, Utc};
use mulin_domain::person::store;
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::Value;

use crate::factories::{Plan, Town, blank_message, gid, respond};
use crate::privacy::stage::put;
use crate::support::app::TestApp;

/// Where she is called.
pub const PHONE: &str = "+8613812345678";

/// A call to be made now, about an event in a week that the person answered.
pub struct Planned {
    pub town: Town,
    /// Whom to call.
    pub lan: PersonId,
    pub event: event::Model,
    pub task: CallTaskId,
    pub message: DeliveryId,
}

impl Planned {
    pub async fn one(app: &TestApp) -> Self {
        let town = Town::found(app).await;
        let lan = town.resident(app, "lan").await;
        let event = town.event(app, Plan::default()).await;
        let id = app.core.new_id();
        let row = store::sealed_contact(&app.core, id, lan, ContactKind::Phone, PHONE, app.now());
        contact_point::Entity::insert(row)
            .exec_without_returning(app.core.db().writer())
            .await
            .expect("a number can be noted");
        let answered = respond(&app.core, lan, event.id, Answer::Going, 2).await;
        answered.expect("an answer is taken");
        let (task, message) = plan(app, &town, lan, &event, app.now()).await;
        Self {
            town,
            lan,
            event,
            task,
            message,
        }
    }

    /// The call's id as clients see it.
    pub fn id(&self) -> Value {
        serde_json::json!(*gid(&self.town, self.task))
    }
}

/// Plans a call past all commands, as the last rung of the ladder does.
pub async fn plan(
    app: &TestApp,
    town: &Town,
    person: PersonId,
    event: &event::Model,
    due_at: DateTime<Utc>,
) -> (CallTaskId, DeliveryId) {
    let rsvp = rsvp::Entity::find()
        .filter(rsvp::Column::EventId.eq(event.id))
        .filter(rsvp::Column::PersonId.eq(person))
        .one(app.core.db().reader());
    let rsvp = rsvp.await.expect("answers are read").expect("hers");
    let message = delivery::Model {
        root_area_id: Some(town.city.id),
        person_id: Some(person),
        event_id: Some(event.id),
        rsvp_id: Some(rsvp.id),
        dedupe_key: format!("call:{}", rsvp.id),
        schedule_rev: event.schedule_rev,
        answer_rev: rsvp.answer_rev,
        state: DeliveryState::Sent,
        send_at: due_at,
        due_at,
        settled_at: Some(app.now()),
        ..blank_message(app, MessageKind::RsvpApproved, Channel::Call).await
    };
    let task = call_task::Model {
        id: app.core.new_id(),
        root_area_id: town.city.id,
        unit_id: town.unit.id,
        delivery_id: message.id,
        person_id: person,
        event_id: Some(event.id),
        state: CallState::Open,
        outcome: None,
        tries: 0,
        sealed_note: None,
        key_id: None,
        due_at,
        expires_at: Some(event.starts_at),
        done_by: None,
        done_at: None,
        created_at: app.now(),
    };
    let ids = (task.id, message.id);
    put(app, message).await;
    put(app, task).await;
    ids
}

pub async fn task(app: &TestApp, id: CallTaskId) -> call_task::Model {
    call_task::Entity::find_by_id(id)
        .one(app.core.db().reader())
        .await
        .expect("calls are read")
        .expect("it is there")
}

pub async fn message(app: &TestApp, id: DeliveryId) -> delivery::Model {
    delivery::Entity::find_by_id(id)
        .one(app.core.db().reader())
        .await
        .expect("messages are read")
        .expect("it is there")
}
