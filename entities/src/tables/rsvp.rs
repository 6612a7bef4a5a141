//! `rsvp`: a person's answer for a party of seats.

use sea_orm::entity::prelude::*;

use crate::enums::{RsvpState, Via};
use crate::id::{AreaId, EventId, HouseholdId, PersonId, RsvpId};

/// A person's answer for a party of seats.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rsvp")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RsvpId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// The event.
    pub event_id: EventId,
    /// Whose answer it is.
    pub person_id: PersonId,
    /// Household at the time of the answer.
    pub household_id: HouseholdId,
    /// Unit at the time of the answer.
    pub unit_id: AreaId,
    /// Answer.
    pub state: RsvpState,
    /// Adults, the respondent among them.
    pub adults: i32,
    /// Children.
    pub children: i32,
    /// Whether the respondent is one of the party.
    pub respondent_comes: bool,
    /// What the person wrote to the organiser. Sensitive.
    pub note: Option<String>,
    /// Place in the order of arrival, given under the seat lock.
    pub queue_no: Option<i64>,
    /// Until when offered seats are held.
    pub offer_expires_at: Option<DateTimeUtc>,
    /// Whether the answer was taken back when it was too late for others.
    pub withdrew_late: bool,
    /// Who approved or refused it.
    pub decided_by: Option<PersonId>,
    /// When that was.
    pub decided_at: Option<DateTimeUtc>,
    /// What the person was told of a refusal.
    pub decision_reason: Option<String>,
    /// Version of the questions that were answered; 0 for none.
    pub form_version: i32,
    /// Raised when somebody comes back after leaving.
    pub answer_rev: i32,
    /// The event's schedule that the answer was given for.
    pub schedule_rev: i32,
    /// The way the answer came.
    pub via: Via,
    /// Who answered.
    pub answered_by: PersonId,
    /// When the answer last changed.
    pub answered_at: DateTimeUtc,
    /// When the first answer came.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
