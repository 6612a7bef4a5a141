//! `rate_limit`: what was used up of a limit in its present window.

use sea_orm::entity::prelude::*;

/// What was used up of a limit in its present window.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rate_limit")]
pub struct Model {
    /// Which limit.
    #[sea_orm(primary_key, auto_increment = false)]
    pub scope: String,
    /// Of whom: a keyed HMAC.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: Vec<u8>,
    /// When counting starts anew.
    pub window_ends_at: DateTimeUtc,
    /// So much.
    pub used: i32,
}

impl ActiveModelBehavior for ActiveModel {}
