//! `signing_key`: a key that signs access tokens, sealed by the master key.

use sea_orm::entity::prelude::*;

/// A key that signs access tokens, sealed by the master key.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "signing_key")]
pub struct Model {
    /// Key id in the token's header.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kid: String,
    /// Ed25519 public key, 32 bytes.
    pub public_key: Vec<u8>,
    /// Ed25519 seed, sealed.
    pub sealed_private_key: Vec<u8>,
    /// Which master key sealed it.
    pub key_id: String,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Until when its tokens count; none for the key that signs.
    pub retires_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
