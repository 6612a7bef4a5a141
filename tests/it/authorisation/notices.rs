//! How the resident of the stage is told: what they wanted, a message, and calls to them.

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::EntityTrait;
use serde_json::json;
use uuid::Uuid;

use super::actors::Who;
use super::case::Case;
use super::mutations::{case, id};
use super::stage::Stage;
use crate::factories::{blank_message, change_person, gid};
use crate::privacy::stage::put;
use crate::support::app::TestApp;

/// See the module.
pub struct Notices {
    /// To the resident, about the public event, not taken at first.
    pub message: DeliveryId,
    /// The resident's word on e-mails, which the steward wrote down.
    pub entry: ChannelConsentId,
    /// To be made.
    pub open: CallTaskId,
    /// Made, with everything known of it.
    pub done: CallTaskId,
}

impl Notices {
    /// Before anybody was told anything.
    pub fn none() -> Self {
        Self {
            message: DeliveryId(Uuid::nil()),
            entry: ChannelConsentId(Uuid::nil()),
            open: CallTaskId(Uuid::nil()),
            done: CallTaskId(Uuid::nil()),
        }
    }

    /// Gives them all to the resident.
    pub async fn of(app: &TestApp, stage: &Stage) -> Self {
        let steward = stage.person(Who::Steward).expect("there is one");
        let preference = notification_preference::Model {
            person_id: stage.resident(),
            channels: Some("SMS,EMAIL".to_owned()),
            digest_at: Some(480),
            reminder_offsets: Some("7200".to_owned()),
            updated_at: app.now(),
        };
        put(app, preference).await;
        change_person(app, stage.resident(), |row| {
            row.time_zone = Some("Asia/Urumqi".to_owned());
        })
        .await;
        let entry = channel_consent::Model {
            id: app.core.new_id(),
            root_area_id: stage.town.city.id,
            person_id: stage.resident(),
            channel: Channel::Email,
            purpose: ChannelPurpose::Service,
            step: ConsentStep::OptIn,
            given_by: Some(steward),
            via: Via::Phone,
            at: app.now(),
        };
        put(app, entry.clone()).await;
        let mut sent = message(app, stage, Channel::Email).await;
        sent.attempts = 2;
        sent.last_error = Some("450".to_owned());
        put(app, sent.clone()).await;
        let done = call(app, stage, |task, keyring, entropy| {
            task.state = CallState::Done;
            task.outcome = Some(CallOutcome::Reached);
            task.sealed_note = Some(keyring.seal(entropy, task.id.0.as_bytes(), b"noted"));
            task.key_id = Some(keyring.key_id().to_owned());
            (task.done_by, task.done_at) = (Some(steward), Some(task.created_at));
        });
        Self {
            message: sent.id,
            entry: entry.id,
            open: call(app, stage, |_, _, _| {}).await,
            done: done.await,
        }
    }
}

/// That the organisers let the resident in.
async fn message(app: &TestApp, stage: &Stage, channel: Channel) -> delivery::Model {
    let event = event::Entity::find_by_id(stage.public);
    let event = event.one(app.core.db().reader()).await;
    let event = event.expect("events are read").expect("it is there");
    let rsvp = rsvp::Entity::find_by_id(stage.going);
    let rsvp = rsvp.one(app.core.db().reader()).await;
    let rsvp = rsvp.expect("answers are read").expect("it is there");
    delivery::Model {
        root_area_id: Some(stage.town.city.id),
        person_id: Some(stage.resident()),
        event_id: Some(event.id),
        rsvp_id: Some(rsvp.id),
        schedule_rev: event.schedule_rev,
        answer_rev: rsvp.answer_rev,
        state: DeliveryState::Sent,
        settled_at: Some(app.now()),
        ..blank_message(app, MessageKind::RsvpApproved, channel).await
    }
}

async fn call(
    app: &TestApp,
    stage: &Stage,
    change: impl FnOnce(
        &mut call_task::Model,
        &mulin_domain::keys::Keyring,
        &dyn mulin_domain::clock::Entropy,
    ),
) -> CallTaskId {
    let message = message(app, stage, Channel::Call).await;
    let mut task = call_task::Model {
        id: app.core.new_id(),
        root_area_id: stage.town.city.id,
        unit_id: stage.town.unit.id,
        delivery_id: message.id,
        person_id: stage.resident(),
        event_id: message.event_id,
        state: CallState::Open,
        outcome: None,
        tries: 1,
        sealed_note: None,
        key_id: None,
        due_at: app.now(),
        expires_at: Some(app.now() + TimeDelta::days(7)),
        done_by: None,
        done_at: None,
        created_at: app.now(),
    };
    change(&mut task, app.core.keyring(), app.core.entropy());
    let id = task.id;
    put(app, message).await;
    put(app, task).await;
    id
}

/// The calls of the unit.
pub fn queries(stage: &Stage) -> Vec<Case> {
    vec![Case {
        field: "callTasks",
        about: "of the unit",
        operation: "query ($area: ID!) { callTasks(areaId: $area) { nodes { id } } }".to_owned(),
        variables: json!({ "area": *gid(&stage.town, stage.town.unit.id) }),
    }]
}

/// What a resident wants, and how a call ended.
pub fn mutations(stage: &Stage) -> Vec<Case> {
    let resident = id(stage, stage.resident());
    let of = |channel: &str, purpose: &str| json!({ "personId": resident, "channel": channel, "purpose": purpose });
    vec![
        case(
            "setNotificationPreferences",
            "a resident's",
            json!({ "personId": resident, "digestAt": "09:00" }),
        ),
        case("optOut", "a resident's", of("SMS", "SERVICE")),
        case("optIn", "a resident's", of("SMS", "PROMOTION")),
        case(
            "recordCallOutcome",
            "to a resident",
            json!({ "taskId": id(stage, stage.notices.open), "outcome": "REACHED" }),
        ),
    ]
}
