//! Dishes, what is in them, and what is asked for, in batches.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use mulin_domain::dish::list::{self, Filter};
use mulin_domain::dish::{store, viewer, wanted_store};
use mulin_domain::page::{Page, Slice};
use mulin_entities::{
    DishId, EventId, HouseholdId, WantedDishId, dish, dish_allergen, wanted_dish,
};

use crate::graphql::loaders::{Rows, Shared, by_id, grouped};

// A dish at whatever banquet: the caller asks whether it may be seen.
by_id!(
    DishId => Arc<dish::Model>,
    |_rows, db, keys| store::dishes(db, keys),
    |row| (row.id, Arc::new(row))
);

// A wanted dish of whatever banquet: the caller asks whether its event may be seen.
by_id!(
    WantedDishId => wanted_dish::Model,
    |_rows, db, keys| wanted_store::wanted(db, keys),
    |row| (row.id, row)
);

/// What is known of the allergens of a dish that the caller may see.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct AllergensOf(pub DishId);

impl Loader<AllergensOf> for Rows {
    type Value = Vec<dish_allergen::Model>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[AllergensOf],
    ) -> Result<HashMap<AllergensOf, Vec<dish_allergen::Model>>, Shared> {
        let dishes = keys.iter().map(|AllergensOf(dish)| *dish);
        let rows = store::allergens_of(self.core.db().reader(), dishes).await;
        let mut known: HashMap<AllergensOf, Vec<dish_allergen::Model>> = HashMap::new();
        for row in rows.map_err(Arc::new)? {
            known.entry(AllergensOf(row.dish_id)).or_default().push(row);
        }
        Ok(known)
    }
}

/// What is asked for at a banquet of which the caller may see the event.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct WantedOf(pub EventId);

impl Loader<WantedOf> for Rows {
    type Value = Vec<wanted_dish::Model>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[WantedOf],
    ) -> Result<HashMap<WantedOf, Vec<wanted_dish::Model>>, Shared> {
        let events = keys.iter().map(|WantedOf(event)| *event);
        let rows = wanted_store::wanted_of(self.core.db().reader(), events).await;
        let mut wanted: HashMap<WantedOf, Vec<wanted_dish::Model>> = HashMap::new();
        for row in rows.map_err(Arc::new)? {
            wanted.entry(WantedOf(row.event_id)).or_default().push(row);
        }
        Ok(wanted)
    }
}

/// A page of the dishes of a banquet of which the caller may see the event.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DishesOf {
    /// The event.
    pub event: EventId,
    /// Which of them.
    pub filter: Filter,
    /// Which part.
    pub page: Page<DishId>,
}

impl Loader<DishesOf> for Rows {
    type Value = Slice<dish::Model>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[DishesOf],
    ) -> Result<HashMap<DishesOf, Slice<dish::Model>>, Shared> {
        let mut pages = HashMap::new();
        let questions = keys
            .iter()
            .map(|key| ((key.filter.clone(), key.page.clone()), key.event));
        for ((filter, page), events) in grouped(questions) {
            let db = self.core.db().reader();
            let read = list::of_events(db, &events, &filter, &page).await;
            for (event, slice) in read.map_err(Arc::new)? {
                let key = DishesOf {
                    event,
                    filter: filter.clone(),
                    page: page.clone(),
                };
                pages.insert(key, slice);
            }
        }
        Ok(pages)
    }
}

/// The household that the caller promises dishes for at an event: of which somebody comes.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ViewerHousehold(pub EventId);
by_id!(
    ViewerHousehold => HouseholdId,
    |rows, db, keys| viewer::households_that_come(
        db,
        &rows.actor,
        keys.map(|ViewerHousehold(event)| event)
    ),
    |row| (ViewerHousehold(row.0), row.1)
);

/// What a household brings to a banquet: what still comes. The caller has asked a policy.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct BroughtBy {
    /// The household.
    pub household: HouseholdId,
    /// The event.
    pub event: EventId,
}

impl Loader<BroughtBy> for Rows {
    type Value = Vec<Arc<dish::Model>>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[BroughtBy],
    ) -> Result<HashMap<BroughtBy, Vec<Arc<dish::Model>>>, Shared> {
        let mut brought: HashMap<BroughtBy, Vec<Arc<dish::Model>>> = HashMap::new();
        for (household, events) in grouped(keys.iter().map(|key| (key.household, key.event))) {
            let rows = list::of_household(self.core.db().reader(), household, events).await;
            for row in rows.map_err(Arc::new)? {
                let event = row.event_id;
                let own = brought.entry(BroughtBy { household, event });
                own.or_default().push(Arc::new(row));
            }
        }
        Ok(brought)
    }
}
