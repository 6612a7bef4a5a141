//! `invitation_link`: a link that invites whoever opens it.

use sea_orm::entity::prelude::*;

use crate::id::{AreaId, EventId, InvitationLinkId, PersonId};

/// A link that invites whoever opens it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation_link")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InvitationLinkId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// The event.
    pub event_id: EventId,
    /// SHA-256 of the token in the link.
    pub token_hash: Vec<u8>,
    /// How many people it invites.
    pub max_uses: i32,
    /// How many it has invited.
    pub uses: i32,
    /// Who made it.
    pub created_by: PersonId,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Until when it counts.
    pub expires_at: DateTimeUtc,
    /// When it was taken back.
    pub revoked_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
