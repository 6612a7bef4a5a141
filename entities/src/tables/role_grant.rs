//! `role_grant`: a role over an area subtree, from a time until a time.

use sea_orm::entity::prelude::*;

use crate::enums::Role;
use crate::id::{AreaId, PersonId, RoleGrantId};

/// A role over an area subtree, from a time until a time.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "role_grant")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RoleGrantId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// Who holds it.
    pub person_id: PersonId,
    /// What it allows.
    pub role: Role,
    /// Top of the subtree.
    pub area_id: AreaId,
    /// Path of that area.
    pub area_path: String,
    /// From when it counts.
    pub valid_from: DateTimeUtc,
    /// Until when it counts; none for open.
    pub valid_until: Option<DateTimeUtc>,
    /// Who gave it; none for an operator.
    pub granted_by: Option<PersonId>,
    /// When it was given.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
