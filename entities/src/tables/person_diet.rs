//! `person_diet`: what a person cannot or does not eat, sealed.

use sea_orm::entity::prelude::*;

use crate::id::PersonId;

/// What a person cannot or does not eat, sealed.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person_diet")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: PersonId,
    /// The diet as JSON, sealed by the key named in `key_id`.
    pub ciphertext: Vec<u8>,
    /// Which key sealed it.
    pub key_id: String,
    /// When it was last edited.
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
