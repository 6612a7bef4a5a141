//! `person`: anybody, with or without an account.

use sea_orm::entity::prelude::*;

use crate::enums::PersonState;
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
    /// How far the record is.
    pub state: PersonState,
    /// The record that counts instead.
    pub merged_into_id: Option<PersonId>,
    /// Name as the person writes it.
    pub name: String,
    /// How the person likes to be called, if not by the given name.
    pub preferred_name: Option<String>,
    /// Key of the person in the register that the record was imported from.
    pub external_ref: Option<String>,
    /// Whether the adults of the household may not act for them.
    pub opted_out_of_proxies: bool,
    /// Year of birth, if told.
    pub birth_year: Option<i32>,
    /// BCP 47 language of messages.
    pub locale: String,
    /// Minute of the day from which messages wait; none for the default.
    pub quiet_from: Option<i32>,
    /// Minute of the day until which messages wait; equal to `quiet_from` for never.
    pub quiet_until: Option<i32>,
    /// IANA zone in which quiet hours and the digest are told; none for that of the event.
    pub time_zone: Option<String>,
    /// Raised by every edit.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was last edited.
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
