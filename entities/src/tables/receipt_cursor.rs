//! `receipt_cursor`: how far the asking after text messages has come.

use sea_orm::entity::prelude::*;

use crate::id::DeliveryId;

/// How far the asking after text messages of one age has come.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "receipt_cursor")]
pub struct Model {
    /// The age at which they are asked after; 0 for those of which nobody knows whether they were taken.
    #[sea_orm(primary_key, auto_increment = false)]
    pub age_minutes: i32,
    /// The time of the last message that was asked after: when it was sent, or is sent again.
    pub position_at: DateTimeUtc,
    /// Its key, among those of one time.
    pub position_id: DeliveryId,
    /// When this pass began.
    pub begun_at: DateTimeUtc,
    /// Whether there was more behind it.
    pub ongoing: bool,
}

impl ActiveModelBehavior for ActiveModel {}
