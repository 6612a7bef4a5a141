//! What is known of dishes and of guests who cannot eat them, in batches.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use mulin_domain::clock::Instant;
use mulin_domain::food_safety::diet_counts::Counts;
use mulin_domain::food_safety::{diet_store, dish_store, ingredients};
use mulin_entities::{EventId, banned_ingredient};

use crate::graphql::loaders::{Rows, Shared, by_id};

/// What was last counted of the guests of a banquet, and when. The caller asks the policy.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct DietCountsOf(pub EventId);
by_id!(
    DietCountsOf => (Counts, Instant),
    |_rows, db, keys| diet_store::counts(db, keys.map(|DietCountsOf(event)| event)),
    |row| (DietCountsOf(row.0), row.1)
);

/// Whether the actor brings a dish to a banquet.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CooksAt(pub EventId);

impl Loader<CooksAt> for Rows {
    type Value = ();
    type Error = Shared;

    async fn load(&self, keys: &[CooksAt]) -> Result<HashMap<CooksAt, ()>, Shared> {
        let Some(cook) = self.actor.person_id() else {
            return Ok(HashMap::new());
        };
        let events = keys.iter().map(|CooksAt(event)| *event);
        let read = dish_store::cooks_at(self.core.db().reader(), cook, events).await;
        let read = read.map_err(Arc::new)?.into_iter();
        Ok(read.map(|event| (CooksAt(event), ())).collect())
    }
}

/// What may not be served at an event.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct BannedAt(pub EventId);
by_id!(
    BannedAt => Arc<Vec<banned_ingredient::Model>>,
    |_rows, db, keys| ingredients::banned_at_events(db, keys.map(|BannedAt(event)| event)),
    |row| (BannedAt(row.0), Arc::new(row.1))
);
