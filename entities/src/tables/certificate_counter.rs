//! `certificate_counter`: the last number of a certificate in a city and year.

use sea_orm::entity::prelude::*;

use crate::id::AreaId;

/// The last number of a certificate in a city and year.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "certificate_counter")]
pub struct Model {
    /// The city.
    #[sea_orm(primary_key, auto_increment = false)]
    pub root_area_id: AreaId,
    /// The year.
    #[sea_orm(primary_key, auto_increment = false)]
    pub year: i32,
    /// The number.
    pub last_no: i32,
}

impl ActiveModelBehavior for ActiveModel {}
