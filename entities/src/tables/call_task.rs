//! `call_task`: a call that a steward makes, as no message reaches the person.

use sea_orm::entity::prelude::*;

use crate::enums::{CallOutcome, CallState};
use crate::id::{AreaId, CallTaskId, DeliveryId, EventId, PersonId};

/// A call that a steward makes, as no message reaches the person.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "call_task")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CallTaskId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// The unit whose stewards make it.
    pub unit_id: AreaId,
    /// The message that it is.
    pub delivery_id: DeliveryId,
    /// Whom to call.
    pub person_id: PersonId,
    /// About which event.
    pub event_id: Option<EventId>,
    /// How far it is.
    pub state: CallState,
    /// How the last try ended.
    pub outcome: Option<CallOutcome>,
    /// Tries so far.
    pub tries: i32,
    /// What the steward noted, sealed.
    pub sealed_note: Option<Vec<u8>>,
    /// Which key sealed it.
    pub key_id: Option<String>,
    /// When it is to be made.
    pub due_at: DateTimeUtc,
    /// From when on it is of no more use.
    pub expires_at: Option<DateTimeUtc>,
    /// Who made it.
    pub done_by: Option<PersonId>,
    /// When.
    pub done_at: Option<DateTimeUtc>,
    /// When it was planned.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
