//! `personal_link`: a link by which one person answers one event without signing in.

use sea_orm::entity::prelude::*;

use crate::id::{AreaId, EventId, PersonId, PersonalLinkId};

/// A link by which one person answers one event without signing in.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "personal_link")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PersonalLinkId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// The event.
    pub event_id: EventId,
    /// The person.
    pub person_id: PersonId,
    /// SHA-256 of the token in the link.
    pub token_hash: Vec<u8>,
    /// Who made it; none for the system.
    pub created_by: Option<PersonId>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Until when it counts.
    pub expires_at: DateTimeUtc,
    /// When it was taken back.
    pub revoked_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
