//! `person`: anybody, with or without an account.

use sea_orm::entity::prelude::*;

use crate::id::{AreaId, HouseholdId, PersonId};

/// Anybody, with or without an account.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PersonId,
    /// Tree the person belongs to.
    pub root_area_id: AreaId,
    /// Unit the person lives in.
    pub unit_id: AreaId,
    /// Household.
    pub household_id: HouseholdId,
    /// Name as the person writes it.
    pub name: String,
    /// Year of birth, if told.
    pub birth_year: Option<i32>,
    /// BCP 47 language of messages.
    pub locale: String,
    /// Minute of the day from which messages wait; none for the default.
    pub quiet_from: Option<i32>,
    /// Minute of the day until which messages wait; equal to `quiet_from` for never.
    pub quiet_until: Option<i32>,
    /// Raised by every edit.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was last edited.
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
