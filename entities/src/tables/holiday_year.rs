//! `holiday_year`: a year whose list is known.

use sea_orm::entity::prelude::*;

/// A year whose public holidays and make-up working days are known.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "holiday_year")]
pub struct Model {
    /// The year.
    #[sea_orm(primary_key, auto_increment = false)]
    pub year: i32,
    /// When its list was imported.
    pub imported_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
