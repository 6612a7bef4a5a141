//! `reminder_rule`: when before an event to remind its participants.

use sea_orm::entity::prelude::*;

use crate::id::{EventId, ReminderRuleId};

/// When before an event to remind its participants.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reminder_rule")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ReminderRuleId,
    /// The event.
    pub event_id: EventId,
    /// Seconds before the start.
    pub before_seconds: i32,
    /// When it was made.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
