//! `suppression`: an address to which nothing more is sent, or nearly.

use sea_orm::entity::prelude::*;

use crate::enums::{Channel, SuppressionReason};

/// An address to which nothing more is sent, or which is on the way there.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "suppression")]
pub struct Model {
    /// The address's look-up value.
    #[sea_orm(primary_key, auto_increment = false)]
    pub lookup: Vec<u8>,
    /// By which channel.
    #[sea_orm(primary_key, auto_increment = false)]
    pub channel: Channel,
    /// Why; none while it is only counted.
    pub reason: Option<SuppressionReason>,
    /// Messages in a row that came back for now.
    pub soft_bounces: i32,
    /// Since when.
    pub since: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
