//! Telephones, what was written to them, and what comes back.

use mulin_domain::Actor;
use mulin_domain::inbound::{InboundText, Received, receive};
use mulin_domain::person::store;
use mulin_entities::*;
use sea_orm::{EntityTrait, IntoActiveModel, QueryOrder};

use crate::factories::{Town, blank_message, resident};
use crate::support::app::TestApp;

/// A telephone.
pub const PHONE: &str = "+8613812345678";

/// Gives somebody the telephone.
pub async fn has_phone(app: &TestApp, person: PersonId) {
    app.core
        .transact(&Actor::System, move |tx| {
            Box::pin(async move {
                store::set_contact(tx, person, ContactKind::Phone, Some(PHONE)).await
            })
        })
        .await
        .expect("a number can be noted");
}

/// A resident who has the telephone.
pub async fn with_phone(app: &TestApp, town: &Town, name: &str) -> PersonId {
    let person = resident(&app.core, &town.unit, name).await.id;
    has_phone(app, person).await;
    person
}

/// A message about the event was sent to somebody, now.
pub async fn told(app: &TestApp, person: PersonId, event: &event::Model) -> DeliveryId {
    told_by(app, person, event, Channel::Sms).await
}

/// The same, by a channel.
pub async fn told_by(
    app: &TestApp,
    person: PersonId,
    event: &event::Model,
    channel: Channel,
) -> DeliveryId {
    let message = blank_message(app, MessageKind::EventReminder, channel).await;
    let id = message.id;
    let row = delivery::Model {
        root_area_id: Some(event.root_area_id),
        person_id: Some(person),
        event_id: Some(event.id),
        schedule_rev: event.schedule_rev,
        answer_rev: 1,
        state: DeliveryState::Sent,
        generation: 1,
        attempts: 1,
        provider: Some("smpp".to_owned()),
        provider_ref: Some(id.to_string()),
        parts: 1,
        cost_micros: 45_000,
        settled_at: Some(app.now()),
        ..message
    };
    delivery::Entity::insert(row.into_active_model())
        .exec_without_returning(app.core.db().writer())
        .await
        .expect("the row can be written");
    id
}

/// The telephone writes.
pub async fn writes(app: &TestApp, reference: &str, text: &str) -> Received {
    writes_from(app, PHONE, reference, text).await
}

/// Some telephone writes.
pub async fn writes_from(app: &TestApp, from: &str, reference: &str, text: &str) -> Received {
    let text = InboundText {
        provider: "smpp".to_owned(),
        reference: reference.to_owned(),
        from: from.to_owned(),
        text: text.to_owned(),
        at: None,
    };
    receive(&app.core, text).await.expect("a text can be taken")
}

/// What somebody answered to the event, and how that came.
pub async fn answer_of(
    app: &TestApp,
    person: PersonId,
    event: &event::Model,
) -> Option<(RsvpState, Via)> {
    let row = mulin_domain::rsvp::store::of_person(app.core.db().reader(), event.id, person)
        .await
        .expect("answers can be read");
    row.map(|row| (row.state, row.via))
}

/// The ledger: whose, for what, which step, in order.
pub async fn ledger(app: &TestApp) -> Vec<(PersonId, ChannelPurpose, ConsentStep)> {
    let rows = channel_consent::Entity::find()
        .order_by_asc(channel_consent::Column::At)
        .order_by_asc(channel_consent::Column::Id)
        .all(app.core.db().reader())
        .await
        .expect("the ledger can be read");
    let entry = |row: channel_consent::Model| {
        assert_eq!((row.channel, row.via), (Channel::Sms, Via::Sms));
        assert_eq!(row.given_by, None);
        (row.person_id, row.purpose, row.step)
    };
    rows.into_iter().map(entry).collect()
}

/// Messages of a kind by a channel, in order of their making.
pub async fn planned(app: &TestApp, kind: MessageKind, channel: Channel) -> Vec<delivery::Model> {
    let rows = delivery::Entity::find()
        .order_by_asc(delivery::Column::CreatedAt)
        .order_by_asc(delivery::Column::Id)
        .all(app.core.db().reader())
        .await
        .expect("messages can be read");
    rows.into_iter()
        .filter(|row| (row.kind, row.channel) == (kind, channel))
        .collect()
}
