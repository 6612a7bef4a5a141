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
    /// For which answers: names of states, sorted and parted by commas.
    pub audience: String,
    /// Which channels it may go by, in this order for who has none of their own; none for all.
    pub channels: Option<String>,
    /// Name of the reminder template that its messages are written in; none for the standard one.
    pub template: Option<String>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was taken away; what it sent names it still, and whoever wants it back gets it back.
    pub removed_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
