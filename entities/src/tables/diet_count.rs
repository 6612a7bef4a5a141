//! `diet_count`: how many guests of a banquet cannot eat what, as last counted.

use sea_orm::entity::prelude::*;

use crate::id::EventId;

/// How many guests of a banquet cannot eat what, as last counted.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "diet_count")]
pub struct Model {
    /// The banquet.
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: EventId,
    /// Guests an allergen and a diet, as objects of numbers, all of them: small ones are suppressed where they are shown.
    pub counts: Json,
    /// When they were counted.
    pub counted_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
