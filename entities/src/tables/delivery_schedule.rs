//! `delivery_schedule`: one planned fan-out: a reminder rule's, or a notice to all who answered.

use sea_orm::entity::prelude::*;

use crate::enums::{MessageKind, ScheduleState};
use crate::id::{AreaId, DeliveryScheduleId, EventId, ReminderRuleId, RsvpId};

/// One planned fan-out: a reminder rule's, or a notice to all who answered.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "delivery_schedule")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DeliveryScheduleId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// The event.
    pub event_id: EventId,
    /// The rule; none for a notice.
    pub rule_id: Option<ReminderRuleId>,
    /// What it says.
    pub kind: MessageKind,
    /// The event's schedule it speaks of.
    pub schedule_rev: i32,
    /// When the messages are wanted.
    pub due_at: DateTimeUtc,
    /// For a reschedule: the start it had before.
    pub previous_starts_at: Option<DateTimeUtc>,
    /// How far it is.
    pub state: ScheduleState,
    /// The last RSVP that was listed.
    pub cursor: Option<RsvpId>,
    /// When it was planned.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
