//! `cook_certificate`: a health certificate that a cook has shown.

use sea_orm::entity::prelude::*;

use crate::id::{AreaId, CookCertificateId, PersonId};

/// A health certificate that a cook has shown.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cook_certificate")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CookCertificateId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// Whose.
    pub person_id: PersonId,
    /// Its number and who issued it as JSON, sealed by the key named in `key_id`.
    pub ciphertext: Vec<u8>,
    /// Which key sealed it.
    pub key_id: String,
    /// Last day on which it counts.
    pub valid_until: Date,
    /// Who saw it.
    pub seen_by: PersonId,
    /// When.
    pub seen_at: DateTimeUtc,
    /// When it was taken away, as it was noted by mistake.
    pub removed_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
