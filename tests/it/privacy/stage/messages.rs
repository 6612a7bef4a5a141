//! How she is reached, what she is told, and what she wrote.

use chrono::TimeDelta;
use mulin_domain::Actor;
use mulin_domain::person::store;
use mulin_entities::*;

use super::{CALL, Everything, PHONE, put};
use crate::factories::blank_message;
use crate::support::app::TestApp;

impl Everything {
    pub(super) async fn reach(&self, app: &TestApp) {
        let lan = self.lan;
        app.core
            .transact(&Actor::System, move |tx| {
                Box::pin(async move {
                    store::set_contact(tx, lan, ContactKind::Phone, Some(PHONE)).await
                })
            })
            .await
            .expect("a number can be noted");
    }

    /// A message, how she wants to be told, what she refused, a call, and what she wrote.
    pub(super) async fn be_told(&self, app: &TestApp) {
        let (root_area_id, person_id, now) = (self.town.city.id, self.lan, app.now());
        let tomorrow = now + TimeDelta::days(1);
        let kind = MessageKind::RegistrationConfirmed;
        let mut message = delivery::Model {
            root_area_id: Some(root_area_id),
            person_id: Some(person_id),
            dedupe_key: "test".to_owned(),
            send_at: tomorrow,
            due_at: tomorrow,
            ..blank_message(app, kind, Channel::Email).await
        };
        put(app, message.clone()).await;
        let tried = delivery_try::Model {
            delivery_id: message.id,
            generation: 0,
            provider: "smpp".to_owned(),
            provider_ref: Some("m-1".to_owned()),
            parts: 1,
            cost_micros: 45_000,
            counted: true,
            at: now,
        };
        put(app, tried).await;
        let announcement = announcement::Model {
            id: app.core.new_id(),
            root_area_id,
            event_id: self.coming.id,
            author_id: person_id,
            subject: "停车".to_owned(),
            body: "请停在学校操场。".to_owned(),
            audience: "GOING".to_owned(),
            presence: None,
            area_id: None,
            channels: None,
            send_at: None,
            before_seconds: None,
            state: AnnouncementState::Listed,
            created_at: now,
            cancelled_at: None,
        };
        put(app, announcement).await;
        let returned = suppression::Model {
            lookup: app.core.keyring().lookup(PHONE),
            channel: Channel::Sms,
            reason: None,
            soft_bounces: 1,
            since: now,
        };
        put(app, returned).await;
        let preference = notification_preference::Model {
            person_id,
            channels: Some("SMS".to_owned()),
            digest_at: Some(480),
            reminder_offsets: Some("7200".to_owned()),
            updated_at: now,
        };
        put(app, preference).await;
        let entry = channel_consent::Model {
            id: app.core.new_id(),
            root_area_id,
            person_id,
            channel: Channel::Call,
            purpose: ChannelPurpose::Promotion,
            step: ConsentStep::OptOut,
            given_by: Some(self.town.steward),
            via: Via::Phone,
            at: now,
        };
        put(app, entry).await;
        message.id = app.core.new_id();
        message.channel = Channel::Call;
        message.dedupe_key = "test call".to_owned();
        message.state = DeliveryState::Sent;
        message.settled_at = Some(now);
        put(app, message.clone()).await;
        let id: CallTaskId = app.core.new_id();
        let keyring = app.core.keyring();
        let task = call_task::Model {
            id,
            root_area_id,
            unit_id: self.town.unit.id,
            delivery_id: message.id,
            person_id,
            event_id: None,
            state: CallState::Open,
            outcome: Some(CallOutcome::NoAnswer),
            tries: 1,
            sealed_note: Some(keyring.seal(app.core.entropy(), id.0.as_bytes(), CALL.as_bytes())),
            key_id: Some(keyring.key_id().to_owned()),
            due_at: now + TimeDelta::days(400),
            expires_at: None,
            done_by: None,
            done_at: None,
            created_at: now,
        };
        put(app, task).await;
        put(
            app,
            inbound_text::Model {
                id: app.core.new_id(),
                provider: "smpp".to_owned(),
                provider_ref: "1".to_owned(),
                lookup: Some(app.core.keyring().lookup(PHONE)),
                meaning: InboundMeaning::Yes,
                outcome: Some(InboundOutcome::NoQuestion),
                event_id: None,
                at: now,
                received_at: now,
            },
        )
        .await;
    }
}
