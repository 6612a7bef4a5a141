//! `journal`: the append-only log of what happened.

use sea_orm::entity::prelude::*;

use crate::enums::ActorKind;
use crate::id::{AreaId, PersonId};

/// The append-only log of what happened.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "journal")]
pub struct Model {
    /// Order of insertion; gaps and late commits are possible, so readers never use it.
    #[sea_orm(primary_key)]
    pub seq: i64,
    /// Dense order for readers, given by the sequencer after the commit.
    pub position: Option<i64>,
    /// When.
    pub at: DateTimeUtc,
    /// Tree it happened in.
    pub root_area_id: AreaId,
    /// Table of the subject.
    pub subject_kind: String,
    /// The subject.
    pub subject_id: Uuid,
    /// What happened to it.
    pub verb: String,
    /// What kind of actor.
    pub actor_kind: ActorKind,
    /// Who did it.
    pub actor_id: Option<PersonId>,
    /// For whom, if for somebody else.
    pub on_behalf_of: Option<PersonId>,
    /// Small facts, without contact details or free text.
    pub payload: Json,
}

impl ActiveModelBehavior for ActiveModel {}
