//! `due_work`: something that happens at a time, leased to one worker.

use sea_orm::entity::prelude::*;

use crate::enums::DueWorkKind;
use crate::id::DueWorkId;

/// Something that happens at a time, leased to one worker.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "due_work")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DueWorkId,
    /// What.
    pub kind: DueWorkKind,
    /// About which row.
    pub subject_id: Uuid,
    /// When a worker may next take it: its time, the end of a lease, or the next try.
    pub due_at: DateTimeUtc,
    /// Fence: raised by every claim.
    pub generation: i32,
    /// Failures in a row.
    pub attempts: i32,
}

impl ActiveModelBehavior for ActiveModel {}
