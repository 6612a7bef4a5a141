//! `rsvp_member`: somebody of the household who comes with the party.

use sea_orm::entity::prelude::*;

use crate::id::{EventId, PersonId, RsvpId};

/// Somebody of the household who comes with the party.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rsvp_member")]
pub struct Model {
    /// The answer.
    #[sea_orm(primary_key, auto_increment = false)]
    pub rsvp_id: RsvpId,
    /// The person.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: PersonId,
    /// The event, so that a person has one seat there.
    pub event_id: EventId,
    /// Whether the answer holds, waits or asks for a seat for them.
    pub holds: bool,
}

impl ActiveModelBehavior for ActiveModel {}
