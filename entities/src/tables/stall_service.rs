//! `stall_service`: what is done at a stall.

use sea_orm::entity::prelude::*;

use crate::enums::ServiceMode;
use crate::id::{EventId, StallId, StallServiceId};

/// One thing that is done at a stall, with a queue of its own.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stall_service")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: StallServiceId,
    /// The service day.
    pub event_id: EventId,
    /// The stall.
    pub stall_id: StallId,
    /// What is done.
    pub name: String,
    /// The letter before its numbers.
    pub prefix: String,
    /// How long one takes, as planned.
    pub minutes: i32,
    /// Whether people wait for it or leave their things.
    pub mode: ServiceMode,
    /// Its place among those of the stall.
    pub ordinal: i32,
    /// When it was added.
    pub created_at: DateTimeUtc,
    /// When it was taken away.
    pub removed_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
