//! `delivery_schedule`: one planned fan-out: a reminder rule's, or a notice to all who answered.

use sea_orm::entity::prelude::*;

use crate::enums::{MessageKind, ScheduleState};
use crate::id::{AnnouncementId, AreaId, DeliveryScheduleId, EventId, ReminderRuleId, VenueId};

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
    /// The announcement, if it is one.
    pub announcement_id: Option<AnnouncementId>,
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
    /// For a move: the place it had before, if it had one.
    pub previous_venue_id: Option<VenueId>,
    /// The last answer that was listed, or, past them, the last person who has not answered; of one
    /// that is listed together with others, the last person.
    pub cursor: Option<Uuid>,
    /// Whether all answers are listed and those follow who have not answered.
    pub past_answers: bool,
    /// What notices share that one change led to: they are listed together, person by person.
    pub together: Option<Uuid>,
    /// When it was planned.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
