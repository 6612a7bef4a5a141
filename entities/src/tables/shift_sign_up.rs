//! `shift_sign_up`: a volunteer on a shift.

use sea_orm::entity::prelude::*;

use crate::enums::{AttendedHow, SignUpEnd, SignUpState, Via};
use crate::id::{AreaId, EventId, PersonId, ShiftId, ShiftRoleId, ShiftSignUpId};

/// A volunteer on a shift.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "shift_sign_up")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ShiftSignUpId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// The event.
    pub event_id: EventId,
    /// The shift.
    pub shift_id: ShiftId,
    /// As what.
    pub role_id: ShiftRoleId,
    /// Who; none once they were erased.
    pub person_id: Option<PersonId>,
    /// How it stands.
    pub state: SignUpState,
    /// Why it was cancelled.
    pub ended_reason: Option<SignUpEnd>,
    /// Whether they are a minor, who takes no place.
    pub minor: bool,
    /// Who signed them up: of a minor, who answers for them.
    pub signed_by: Option<PersonId>,
    /// The way in which it came.
    pub via: Via,
    /// When the shift starts.
    pub starts_at: DateTimeUtc,
    /// When it has ended.
    pub ends_at: DateTimeUtc,
    /// When they asked.
    pub created_at: DateTimeUtc,
    /// When they got the place.
    pub signed_up_at: Option<DateTimeUtc>,
    /// Since when they were there.
    pub attended_from: Option<DateTimeUtc>,
    /// Until when they were there; none until somebody says so.
    pub attended_until: Option<DateTimeUtc>,
    /// How it is known that they were there.
    pub attended_how: Option<AttendedHow>,
    /// Who said so, or that they were not; never they themselves.
    pub confirmed_by: Option<PersonId>,
    /// Since when they look for somebody to take it over.
    pub swap_offered_at: Option<DateTimeUtc>,
    /// Whom they asked to; none for anybody.
    pub swap_with_id: Option<PersonId>,
    /// Whose shift they want instead; none if they want none.
    pub swap_for_id: Option<ShiftSignUpId>,
    /// When it last changed.
    pub updated_at: DateTimeUtc,
    /// Raised by every change.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
