//! `check_in_key`: the key that signs the codes of an event.

use sea_orm::entity::prelude::*;

use crate::id::EventId;

/// The key that signs the codes of an event.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "check_in_key")]
pub struct Model {
    /// The event.
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: EventId,
    /// Ed25519 public key, for devices that are offline.
    pub public_key: Vec<u8>,
    /// Ed25519 private key, sealed.
    pub sealed_private_key: Vec<u8>,
    /// Key it is sealed with.
    pub key_id: String,
    /// When it was made.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
