//! Answers for somebody else: who may give them, what they say of it, and to what.

mod audience;
mod bearer;
mod cost;
mod rights;
mod told;
mod withdrawal;

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};

use super::steps::journal;
use crate::factories::{Town, gid};
use crate::support::app::TestApp;
use crate::support::mutation::with;

const PURPOSE: ConsentPurpose = ConsentPurpose::ActOnBehalf;

const ANSWERED: &str = "rsvp { id state via person { name } answeredBy { name } \
    viewerCan { withdraw } }";

/// The input of an answer for somebody.
fn for_person(town: &Town, person: PersonId, event: EventId, more: Value) -> Value {
    let input = json!({
        "eventId": *gid(town, event), "status": "GOING", "onBehalfOf": *gid(town, person),
    });
    with(&input, more)
}

async fn answer_for(app: &TestApp, who: PersonId, input: Value) -> Value {
    let answer = app
        .mutate(Some(who), "respondToEvent", ANSWERED, input)
        .await;
    assert_eq!(answer.refusals("respondToEvent"), [""; 0]);
    answer.at("/respondToEvent/rsvp").clone()
}

async fn refusals(app: &TestApp, who: PersonId, input: Value) -> Vec<String> {
    app.refusals(who, "respondToEvent", "rsvp", input).await
}

async fn last_journalled(app: &TestApp) -> journal::Model {
    journal(app).await.pop().expect("a row")
}

/// A personal link that counts for a week.
async fn link(app: &TestApp, town: &Town, person: PersonId, event: EventId) -> PersonalLinkId {
    let row = personal_link::Model {
        id: app.core.new_id(),
        root_area_id: town.city.id,
        event_id: event,
        person_id: person,
        token_hash: [person.0.as_bytes().as_slice(), event.0.as_bytes()].concat(),
        created_by: Some(town.steward),
        created_at: app.now(),
        expires_at: app.now() + TimeDelta::days(7),
        revoked_at: None,
    };
    let id = row.id;
    let row = row.into_active_model().reset_all();
    personal_link::Entity::insert(row)
        .exec_without_returning(app.core.db().writer())
        .await
        .expect("the row can be written");
    id
}
