//! `holiday`: a day of a yearly list.

use sea_orm::entity::prelude::*;

use crate::enums::HolidayKind;

/// A day that an administrator's yearly list names.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "holiday")]
pub struct Model {
    /// The day.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: Date,
    /// The year in whose list it stands.
    pub year: i32,
    /// What it is.
    pub kind: HolidayKind,
    /// Of which festival: 国庆节.
    pub name: String,
    /// Who says so, such as the notice's number.
    pub source: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
