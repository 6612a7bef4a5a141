//! `person_skill`: what somebody says that they can do.

use sea_orm::entity::prelude::*;

use crate::enums::Skill;
use crate::id::PersonId;

/// What somebody says that they can do.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person_skill")]
pub struct Model {
    /// Who.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: PersonId,
    /// What.
    #[sea_orm(primary_key, auto_increment = false)]
    pub skill: Skill,
    /// Since when they say so.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
