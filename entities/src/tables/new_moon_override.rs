//! `new_moon_override`: a lunar month that begins on another day than computed.

use sea_orm::entity::prelude::*;

/// A lunar month that begins on another day than computed.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "new_moon_override")]
pub struct Model {
    /// Its first day as computed.
    #[sea_orm(primary_key, auto_increment = false)]
    pub computed: Date,
    /// Its first day in truth.
    pub begins: Date,
    /// When this was imported.
    pub imported_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
