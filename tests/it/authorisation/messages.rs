//! Two messages to the resident about the public event, one of which came to nothing.

use mulin_entities::*;
use sea_orm::{EntityTrait, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

use super::case::Case;
use super::mutations::{case, id};
use super::stage::Stage;
use crate::factories::blank_message;
use crate::support::app::TestApp;

/// See the module.
pub struct Messages {
    /// Was sent.
    pub sent: DeliveryId,
    /// Failed.
    pub failed: DeliveryId,
}

impl Messages {
    /// Before there is any.
    pub fn none() -> Self {
        let none = DeliveryId(Uuid::nil());
        Self {
            sent: none,
            failed: none,
        }
    }

    /// Writes them.
    pub async fn of(app: &TestApp, stage: &Stage) -> Self {
        Self {
            sent: write(app, stage, DeliveryState::Sent, None).await,
            failed: write(app, stage, DeliveryState::Failed, Some("SMTP_550")).await,
        }
    }
}

async fn write(
    app: &TestApp,
    stage: &Stage,
    state: DeliveryState,
    error: Option<&str>,
) -> DeliveryId {
    let db = app.core.db().writer();
    let about = rsvp::Entity::find_by_id(stage.going).one(db).await;
    let about = about.expect("answers are read").expect("there is one");
    let row = delivery::Model {
        root_area_id: Some(about.root_area_id),
        person_id: Some(about.person_id),
        event_id: Some(about.event_id),
        rsvp_id: Some(about.id),
        schedule_rev: about.schedule_rev,
        answer_rev: about.answer_rev,
        state,
        generation: 1,
        attempts: 1,
        last_error: error.map(str::to_owned),
        settled_at: Some(app.now()),
        ..blank_message(app, MessageKind::RsvpPromoted, Channel::Email).await
    };
    let id = row.id;
    delivery::Entity::insert(row.into_active_model())
        .exec_without_returning(db)
        .await
        .expect("a message can be written");
    id
}

/// The cases of mutations about them.
pub fn cases(stage: &Stage) -> Vec<Case> {
    let mut cases = Vec::new();
    for (about, event) in [
        ("about a public event", stage.public),
        ("about an event for who was invited", stage.invited),
        ("about a draft", stage.draft),
    ] {
        let input = json!({ "eventId": id(stage, event) });
        cases.push(case("retryDeliveries", about, input));
    }
    let input = json!({ "deliveryIds": [id(stage, stage.messages.failed)] });
    cases.push(case("retryDeliveries", "one that failed", input));
    cases
}
