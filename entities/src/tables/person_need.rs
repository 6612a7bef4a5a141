//! `person_need`: what a person needs, sealed.

use sea_orm::entity::prelude::*;

use crate::id::PersonId;

/// What a person needs, sealed.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person_need")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: PersonId,
    /// The needs as JSON, sealed by the key named in `key_id`.
    pub ciphertext: Vec<u8>,
    /// Which key sealed it.
    pub key_id: String,
    /// When they were last edited.
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
