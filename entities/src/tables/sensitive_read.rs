//! `sensitive_read`: one look at something sensitive.

use sea_orm::entity::prelude::*;

use crate::id::{AreaId, PersonId, SensitiveReadId};

/// One look at something sensitive.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sensitive_read")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SensitiveReadId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// About whom.
    pub person_id: PersonId,
    /// Who looked.
    pub reader_id: PersonId,
    /// At what.
    pub field: String,
    /// When.
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
