//! `banquet`: what an event that is a banquet wants and how its dishes are voted for.

use sea_orm::entity::prelude::*;

use crate::enums::DishVoteState;
use crate::id::{AreaId, EventId};

/// What an event that is a banquet wants and how its dishes are voted for.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "banquet")]
pub struct Model {
    /// The event.
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: EventId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// Servings of cold dishes a guest takes, in hundredths.
    pub cold_tastes: i32,
    /// Of hot dishes.
    pub hot_tastes: i32,
    /// Of staples: rice, noodles, dumplings.
    pub staple_tastes: i32,
    /// Of soups.
    pub soup_tastes: i32,
    /// Of desserts.
    pub dessert_tastes: i32,
    /// Of drinks.
    pub drink_tastes: i32,
    /// How long before the start dishes are to be there.
    pub bring_before_minutes: i32,
    /// Where they are handed in; none for the place of the event.
    pub bring_to: Option<String>,
    /// The number of the next dish.
    pub next_dish_no: i32,
    /// Whether guests vote.
    pub vote_state: DishVoteState,
    /// Votes that a guest has to give; 0 for no voting.
    pub votes_per_guest: i32,
    /// Most votes of a guest for one dish.
    pub votes_per_dish: i32,
    /// What the first places win, an array of texts.
    pub prizes: Json,
    /// Since when guests vote.
    pub vote_opened_at: Option<DateTimeUtc>,
    /// When the votes were counted.
    pub vote_closed_at: Option<DateTimeUtc>,
    /// Raised by every edit.
    pub version: i32,
    /// When it was planned.
    pub created_at: DateTimeUtc,
    /// When it was last edited.
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
