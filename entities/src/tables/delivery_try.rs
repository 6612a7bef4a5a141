//! `delivery_try`: a try of a message that its own row does not tell of.

use sea_orm::entity::prelude::*;

use crate::id::DeliveryId;

/// A try of a text message that its own row does not tell of: an earlier one, or one of which nobody
/// knew whether it was taken.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "delivery_try")]
pub struct Model {
    /// The message.
    #[sea_orm(primary_key, auto_increment = false)]
    pub delivery_id: DeliveryId,
    /// The message's generation at that try.
    #[sea_orm(primary_key, auto_increment = false)]
    pub generation: i32,
    /// Who took it, or may have.
    pub provider: String,
    /// Its name there; none as long as nobody told it.
    pub provider_ref: Option<String>,
    /// Text messages that it counts for.
    pub parts: i32,
    /// What it costs if it was taken, in millionths of the currency that the operator pays in.
    pub cost_micros: i64,
    /// Whether that is in the sums of a day.
    pub counted: bool,
    /// When this was written down.
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
