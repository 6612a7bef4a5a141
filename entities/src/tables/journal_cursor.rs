//! `journal_cursor`: how far the sequencer and each reader of the journal are. Whoever works holds its row's lock.

use sea_orm::entity::prelude::*;

/// How far the sequencer and each reader of the journal are. Whoever works holds its row's lock.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "journal_cursor")]
pub struct Model {
    /// Name.
    #[sea_orm(primary_key, auto_increment = false)]
    pub reader: String,
    /// The last position handled (or given, for the sequencer).
    pub position: i64,
}

impl ActiveModelBehavior for ActiveModel {}
