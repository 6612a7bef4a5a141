//! `contact_point`: one way to reach a person, encrypted at rest.

use sea_orm::entity::prelude::*;

use crate::enums::ContactKind;
use crate::id::{ContactPointId, PersonId};

/// One way to reach a person, encrypted at rest.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contact_point")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ContactPointId,
    /// Whom it reaches.
    pub person_id: PersonId,
    /// How.
    pub kind: ContactKind,
    /// The address, sealed by the key named in `key_id`.
    pub ciphertext: Vec<u8>,
    /// Keyed HMAC of the normalised address, for look-up.
    pub lookup: Vec<u8>,
    /// Which key sealed it.
    pub key_id: String,
    /// Whether the whole household uses it.
    pub is_shared: bool,
    /// Whether it is a fixed line.
    pub is_landline: bool,
    /// Whether it takes text messages.
    pub receives_sms: bool,
    /// When its owner proved to hold it.
    pub verified_at: Option<DateTimeUtc>,
    /// When it was added.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
