//! `channel_spend`: what messages cost, a day, channel and provider.

use sea_orm::entity::prelude::*;

use crate::enums::Channel;

/// What messages cost, a day, channel and provider.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "channel_spend")]
pub struct Model {
    /// The day on the platform's clocks, as `2027-02-12`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: String,
    /// How they travelled.
    #[sea_orm(primary_key, auto_increment = false)]
    pub channel: Channel,
    /// Who took them; empty where there is but one.
    #[sea_orm(primary_key, auto_increment = false)]
    pub provider: String,
    /// Messages that were taken.
    pub messages: i64,
    /// Parts that they count for.
    pub parts: i64,
    /// What they cost, in millionths of the currency that the operator pays in.
    pub cost_micros: i64,
}

impl ActiveModelBehavior for ActiveModel {}
