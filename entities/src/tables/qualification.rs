//! `qualification`: a paper about what somebody can do.

use sea_orm::entity::prelude::*;

use crate::enums::Skill;
use crate::id::{AreaId, PersonId, QualificationId};

/// A paper about what somebody can do.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "qualification")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: QualificationId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// Whose.
    pub person_id: PersonId,
    /// What it is about.
    pub skill: Skill,
    /// Its number and who issued it as JSON, sealed by the key named in `key_id`.
    pub ciphertext: Vec<u8>,
    /// Which key sealed it.
    pub key_id: String,
    /// Last day on which it counts; none if it does not end.
    pub valid_until: Option<Date>,
    /// Who noted it.
    pub recorded_by: PersonId,
    /// When.
    pub created_at: DateTimeUtc,
    /// Who saw the paper; never whose it is.
    pub proof_seen_by: Option<PersonId>,
    /// When.
    pub proof_seen_at: Option<DateTimeUtc>,
    /// When it was taken away.
    pub ended_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
