//! `session`: one person's sign-in on one device.

use sea_orm::entity::prelude::*;

use crate::enums::SessionEnd;
use crate::id::{AreaId, PersonId, SessionId};

/// One person's sign-in on one device.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SessionId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// Who is signed in.
    pub person_id: PersonId,
    /// What the client calls the device.
    pub device: String,
    /// When it began.
    pub created_at: DateTimeUtc,
    /// When it was last refreshed.
    pub last_used_at: DateTimeUtc,
    /// When it ends unless it is refreshed before.
    pub expires_at: DateTimeUtc,
    /// When it was ended before its time.
    pub ended_at: Option<DateTimeUtc>,
    /// Why.
    pub end_reason: Option<SessionEnd>,
}

impl ActiveModelBehavior for ActiveModel {}
