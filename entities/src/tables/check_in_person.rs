//! `check_in_person`: somebody known who was there.

use sea_orm::entity::prelude::*;

use crate::id::{CheckInId, CheckInListId, EventId, HouseholdId, PersonId};

/// Somebody known who was there.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "check_in_person")]
pub struct Model {
    /// The list, on which a person is once.
    #[sea_orm(primary_key, auto_increment = false)]
    pub list_id: CheckInListId,
    /// The person.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: PersonId,
    /// With whom they were checked in.
    pub check_in_id: CheckInId,
    /// The event.
    pub event_id: EventId,
    /// Household at that time.
    pub household_id: HouseholdId,
}

impl ActiveModelBehavior for ActiveModel {}
