//! What the tests about text messages have in common.

use chrono::{DateTime, TimeDelta, Utc};
use mulin_domain::Actor;
use mulin_domain::person::{Home, RegisterPerson, register_person};
use mulin_entities::*;
use sea_orm::EntityTrait;
use uuid::Uuid;

use crate::factories::{Plan, Town, blank_message};
use crate::privacy::stage::put;
use crate::support::app::TestApp;

pub const PHONE: &str = "+8613812345678";

/// Somebody with a telephone, and an event to write to them about.
pub struct Stage {
    pub town: Town,
    pub event: EventId,
    pub person: PersonId,
}

/// A text message as it lies in the database.
pub struct Text {
    pub id: Uuid,
    pub state: DeliveryState,
    pub provider: Option<&'static str>,
    pub provider_ref: Option<&'static str>,
    /// When it was sent, or falls due again.
    pub at: DateTime<Utc>,
}

impl Stage {
    pub async fn set(app: &TestApp) -> Self {
        let town = Town::found(app).await;
        let event = town.event(app, Plan::default()).await.id;
        let input = RegisterPerson {
            unit_id: Ok(town.unit.id),
            home: Home::Building("2栋".to_owned()),
            name: "李大爷".to_owned(),
            preferred_name: None,
            birth_year: None,
            locale: None,
            email: None,
            phone: Some(PHONE.to_owned()),
        };
        let person = register_person(&app.core, &Actor::System, input, None)
            .await
            .expect("a person can be made")
            .id;
        Self {
            town,
            event,
            person,
        }
    }

    /// Writes a message down as if it had been handed over.
    pub async fn text(&self, app: &TestApp, text: Text) -> DeliveryId {
        let id = DeliveryId(text.id);
        let open = [
            DeliveryState::Pending,
            DeliveryState::Sending,
            DeliveryState::Unknown,
        ];
        let row = delivery::Model {
            id,
            root_area_id: Some(self.town.city.id),
            person_id: Some(self.person),
            event_id: Some(self.event),
            dedupe_key: text.id.to_string(),
            state: text.state,
            send_at: text.at - TimeDelta::minutes(1),
            due_at: text.at,
            generation: 1,
            attempts: 1,
            provider: text.provider.map(str::to_owned),
            provider_ref: text.provider_ref.map(str::to_owned),
            parts: 1,
            cost_micros: 45_000,
            settled_at: (!open.contains(&text.state)).then_some(text.at),
            created_at: text.at - TimeDelta::minutes(2),
            ..blank_message(app, MessageKind::EventReminder, Channel::Sms).await
        };
        put(app, row).await;
        id
    }

    /// One that a provider took at this moment.
    pub async fn sent(
        &self,
        app: &TestApp,
        id: u128,
        provider: &'static str,
        provider_ref: &'static str,
    ) -> DeliveryId {
        let text = Text {
            id: Uuid::from_u128(id),
            state: DeliveryState::Sent,
            provider: Some(provider),
            provider_ref: Some(provider_ref),
            at: app.now(),
        };
        self.text(app, text).await
    }
}

/// A message as it is now.
pub async fn row(app: &TestApp, id: DeliveryId) -> delivery::Model {
    delivery::Entity::find_by_id(id)
        .one(app.core.db().writer())
        .await
        .expect("messages can be read")
        .expect("the message is there")
}
