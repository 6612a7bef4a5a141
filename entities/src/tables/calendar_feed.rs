//! `calendar_feed`: an address at which a person's own calendar is read.

use sea_orm::entity::prelude::*;

use crate::id::{AreaId, CalendarFeedId, PersonId};

/// An address at which a person's own calendar is read.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "calendar_feed")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CalendarFeedId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// Whose calendar.
    pub person_id: PersonId,
    /// What the person calls it: the program or device that reads it.
    pub label: String,
    /// SHA-256 of the secret in the address.
    pub secret_hash: Vec<u8>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was taken back.
    pub revoked_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
