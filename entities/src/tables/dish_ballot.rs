//! `dish_ballot`: what a guest has given of their votes.

use sea_orm::entity::prelude::*;

use crate::id::{EventId, PersonId};

/// What a guest has given of their votes.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dish_ballot")]
pub struct Model {
    /// The banquet.
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: EventId,
    /// The guest.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: PersonId,
    /// Votes that they have.
    pub budget: i32,
    /// Votes given.
    pub spent: i32,
    /// Who cast it.
    pub cast_by: PersonId,
    /// When.
    pub cast_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
