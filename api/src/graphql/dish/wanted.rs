//! What is asked for.

use async_graphql::{Context, Description, ID, Object, Result};
use mulin_entities::{WantedDishId, wanted_dish};

use super::enums::DishCategory;
use crate::graphql::event::types::Event;
use crate::graphql::id::encode;
use crate::graphql::loaders::load;
use crate::graphql::scalars::DateTime;

/// Dishes of one kind that those who run a banquet ask households for.
#[derive(Clone, Description)]
pub struct WantedDish(pub wanted_dish::Model);

impl WantedDish {
    /// The wanted dish, for those who may see its event.
    pub async fn if_visible(ctx: &Context<'_>, id: WantedDishId) -> Result<Option<Self>> {
        let Some(row) = load(ctx, id).await? else {
            return Ok(None);
        };
        let event = load(ctx, row.event_id).await?;
        Ok(event.map(|_| Self(row)))
    }
}

#[Object(use_type_description)]
impl WantedDish {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// Part of the meal.
    async fn category(&self) -> DishCategory {
        self.0.category.into()
    }

    /// What is wanted.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// An explanation; null if there is none.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// Servings of each.
    async fn servings(&self) -> i32 {
        self.0.servings
    }

    /// How many are wanted.
    async fn quantity(&self) -> i32 {
        self.0.quantity
    }

    /// How many households have promised one.
    async fn claimed(&self) -> i32 {
        self.0.claimed
    }

    /// How many can still be claimed; none once it is asked for no longer.
    async fn left(&self) -> i32 {
        left(&self.0)
    }

    /// Raised by every edit, never because one was claimed.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// Since when it is asked for no longer; null while it is.
    async fn removed_at(&self) -> Option<DateTime> {
        self.0.removed_at.map(DateTime)
    }

    /// The event of the banquet; null if the caller may not see it any more.
    async fn event(&self, ctx: &Context<'_>) -> Result<Option<Event>> {
        Ok(load(ctx, self.0.event_id).await?.map(Event::new))
    }
}

/// How many can still be claimed.
pub fn left(row: &wanted_dish::Model) -> i32 {
    match row.removed_at {
        Some(_) => 0,
        None => (row.quantity - row.claimed).max(0),
    }
}
