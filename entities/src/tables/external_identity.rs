//! `external_identity`: somebody as an outside OpenID Connect issuer knows them.

use sea_orm::entity::prelude::*;

use crate::id::PersonId;

/// Somebody as an outside OpenID Connect issuer knows them.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "external_identity")]
pub struct Model {
    /// The issuer (`iss`).
    #[sea_orm(primary_key, auto_increment = false)]
    pub issuer: String,
    /// The subject there (`sub`).
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    /// The person here.
    pub person_id: PersonId,
    /// When they were linked.
    pub created_at: DateTimeUtc,
    /// When the person took the link back; it is not made again by itself.
    pub unlinked_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
