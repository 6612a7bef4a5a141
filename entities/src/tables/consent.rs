//! `consent`: one entry of the ledger of consents.

use sea_orm::entity::prelude::*;

use crate::enums::{ConsentPurpose, ConsentRelationship, Via};
use crate::id::{AreaId, ConsentId, PersonId};

/// One entry of the ledger of consents.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "consent")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ConsentId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// Whose consent.
    pub person_id: PersonId,
    /// To what.
    pub purpose: ConsentPurpose,
    /// The policy that was shown, by its version.
    pub policy_version: String,
    /// What the giver is to the person.
    pub relationship: ConsentRelationship,
    /// Who gave it, or wrote down that it was given.
    pub given_by: PersonId,
    /// The way it came.
    pub via: Via,
    /// What shows that it was given, sealed.
    pub sealed_evidence: Option<Vec<u8>>,
    /// Which key sealed it.
    pub key_id: Option<String>,
    /// When it was given.
    pub given_at: DateTimeUtc,
    /// Until when another officer must confirm it.
    pub confirm_by: Option<DateTimeUtc>,
    /// The officer who did.
    pub confirmed_by: Option<PersonId>,
    /// When.
    pub confirmed_at: Option<DateTimeUtc>,
    /// When it was withdrawn.
    pub withdrawn_at: Option<DateTimeUtc>,
    /// Who withdrew it; none for the system.
    pub withdrawn_by: Option<PersonId>,
    /// The way the withdrawal came.
    pub withdrawn_via: Option<Via>,
}

impl ActiveModelBehavior for ActiveModel {}
