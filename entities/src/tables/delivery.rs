//! `delivery`: one message to one person by one channel.

use sea_orm::entity::prelude::*;

use crate::enums::{Channel, ConsentPurpose, DeliveryState, MessageKind, ProxyAct};
use crate::id::{
    AnnouncementId, AreaId, DeliveryId, DeliveryScheduleId, EventId, PersonId, RsvpId, ShiftId,
    ShiftSignUpId, SignInCodeId, TicketId,
};

/// One message to one person by one channel.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "delivery")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DeliveryId,
    /// Tree it belongs to; none for a code to an address that nobody has.
    pub root_area_id: Option<AreaId>,
    /// To whom; none for a code.
    pub person_id: Option<PersonId>,
    /// About which event.
    pub event_id: Option<EventId>,
    /// About which answer.
    pub rsvp_id: Option<RsvpId>,
    /// About which ticket of a stall.
    pub ticket_id: Option<TicketId>,
    /// About which sign-up for a shift.
    pub shift_sign_up_id: Option<ShiftSignUpId>,
    /// To which shift it asks volunteers to come.
    pub shift_id: Option<ShiftId>,
    /// About which code.
    pub sign_in_code_id: Option<SignInCodeId>,
    /// Who acted for the person, if that is what it tells.
    pub acted_by: Option<PersonId>,
    /// What they did.
    pub act: Option<ProxyAct>,
    /// The consent that they gave or withdrew.
    pub purpose: Option<ConsentPurpose>,
    /// The fan-out it belongs to.
    pub schedule_id: Option<DeliveryScheduleId>,
    /// The announcement, if it is one.
    pub announcement_id: Option<AnnouncementId>,
    /// For a reminder that the person wants of their own: how long before the start.
    pub own_before_seconds: Option<i32>,
    /// What it says.
    pub kind: MessageKind,
    /// How it travels.
    pub channel: Channel,
    /// What it is about, so that it is planned once; of an event
    /// event:schedule_rev:rule:person:answer_rev:channel.
    pub dedupe_key: String,
    /// The event's schedule it speaks of.
    pub schedule_rev: i32,
    /// The answer it was planned for: who left and came back has a newer one.
    pub answer_rev: i32,
    /// How far it is.
    pub state: DeliveryState,
    /// When it was wanted.
    pub send_at: DateTimeUtc,
    /// When a worker may next take it: its time, or that of the next try.
    pub due_at: DateTimeUtc,
    /// Until when a worker holds it, if one does. In no index, so that taking and renewing it writes
    /// the row and nothing else.
    pub leased_until: Option<DateTimeUtc>,
    /// Fence: raised by every claim.
    pub generation: i32,
    /// Tries so far.
    pub attempts: i32,
    /// How often its outcome was unknown.
    pub unknowns: i32,
    /// Whether it waits for the person's digest.
    pub in_digest: bool,
    /// What it may share one message with: of several that wait, one carries the others.
    pub bundle_key: Option<String>,
    /// The message that it goes with.
    pub carried_by: Option<DeliveryId>,
    /// The message that did not reach the person, by another channel.
    pub instead_of: Option<DeliveryId>,
    /// Who took it.
    pub provider: Option<String>,
    /// Its name there, by which receipts tell of it.
    pub provider_ref: Option<String>,
    /// Text messages that it counts for; 0 before it is sent, and for what is none.
    pub parts: i32,
    /// What it cost, in millionths of the currency that the operator pays in.
    pub cost_micros: i64,
    /// Stable code of the last failure, without personal data.
    pub last_error: Option<String>,
    /// When it came to an end.
    pub settled_at: Option<DateTimeUtc>,
    /// When it was planned.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
