//! `idempotency`: the result of a command that was sent with a key.

use sea_orm::entity::prelude::*;

use crate::id::PersonId;

/// The result of a command that was sent with a key.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency")]
pub struct Model {
    /// Who sent it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub actor_id: PersonId,
    /// The client's key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// Which command.
    pub command: String,
    /// Keyed HMAC of the input.
    pub input_hmac: Vec<u8>,
    /// The row it made or changed.
    pub result_id: Option<Uuid>,
    /// When.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
