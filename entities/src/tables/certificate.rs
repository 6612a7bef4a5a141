//! `certificate`: what somebody was given to show how long they served.

use sea_orm::entity::prelude::*;

use crate::id::{AreaId, CertificateId, PersonId};

/// What somebody was given to show how long they served.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "certificate")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CertificateId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// Whose; none once they were erased.
    pub person_id: Option<PersonId>,
    /// Year and number, unique in the city.
    pub serial: String,
    /// What it is looked up by.
    pub code: String,
    /// First day of the time it is about.
    pub from_day: Date,
    /// Last day.
    pub until_day: Date,
    /// How many records it sums.
    pub records: i32,
    /// How many minutes.
    pub minutes: i32,
    /// Who issued it.
    pub issued_by: Option<PersonId>,
    /// When.
    pub issued_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
