//! Ballots and results, in batches.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use mulin_domain::dish::store as dishes;
use mulin_domain::dish_vote::store::{self, Placed};
use mulin_entities::{DishId, DishState, EventId, PersonId, dish, dish_ballot, dish_vote};

use crate::graphql::loaders::{Rows, Shared, grouped};

/// A dish that is brought; the caller has asked whether its event may be seen.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Brought(pub DishId);

impl Loader<Brought> for Rows {
    type Value = Arc<dish::Model>;
    type Error = Shared;

    async fn load(&self, keys: &[Brought]) -> Result<HashMap<Brought, Arc<dish::Model>>, Shared> {
        let ids = keys.iter().map(|Brought(id)| *id);
        let rows = dishes::dishes(self.core.db().reader(), ids).await;
        let rows = rows.map_err(Arc::new)?.into_iter();
        let brought = rows.filter(|row| row.state == DishState::Pledged);
        Ok(brought
            .map(|row| (Brought(row.id), Arc::new(row)))
            .collect())
    }
}

/// The caller's own ballot; by a personal link, at its event.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ViewerBallot(pub EventId);

impl Loader<ViewerBallot> for Rows {
    type Value = dish_ballot::Model;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[ViewerBallot],
    ) -> Result<HashMap<ViewerBallot, dish_ballot::Model>, Shared> {
        let Some(viewer) = self.actor.doer() else {
            return Ok(HashMap::new());
        };
        let only = self.actor.link().map(|link| link.event_id);
        let events = keys.iter().map(|ViewerBallot(event)| *event);
        let events = events.filter(|event| only.is_none_or(|only| only == *event));
        let rows = store::ballots_of(self.core.db().reader(), viewer, events).await;
        let rows = rows.map_err(Arc::new)?.into_iter();
        Ok(rows.map(|row| (ViewerBallot(row.event_id), row)).collect())
    }
}

/// What stands on a person's ballot, most votes first. The caller has asked whether it may be seen.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct LinesOf {
    /// At which banquet.
    pub event: EventId,
    /// Whose ballot.
    pub person: PersonId,
}

impl Loader<LinesOf> for Rows {
    type Value = Vec<dish_vote::Model>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[LinesOf],
    ) -> Result<HashMap<LinesOf, Vec<dish_vote::Model>>, Shared> {
        let mut lines: HashMap<LinesOf, Vec<dish_vote::Model>> = HashMap::new();
        for (person, events) in grouped(keys.iter().map(|key| (key.person, key.event))) {
            let rows = store::votes_of(self.core.db().reader(), person, events).await;
            for row in rows.map_err(Arc::new)? {
                let event = row.event_id;
                lines
                    .entry(LinesOf { event, person })
                    .or_default()
                    .push(row);
            }
        }
        Ok(lines)
    }
}

/// The best liked dishes of a banquet whose votes were counted.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ResultsOf {
    /// The banquet.
    pub event: EventId,
    /// How many.
    pub first: u64,
}

impl Loader<ResultsOf> for Rows {
    type Value = Vec<Placed>;
    type Error = Shared;

    async fn load(&self, keys: &[ResultsOf]) -> Result<HashMap<ResultsOf, Vec<Placed>>, Shared> {
        let mut results: HashMap<ResultsOf, Vec<Placed>> = HashMap::new();
        for (first, events) in grouped(keys.iter().map(|key| (key.first, key.event))) {
            let rows = store::results(self.core.db().reader(), events, first).await;
            for row in rows.map_err(Arc::new)? {
                let event = row.event_id;
                results
                    .entry(ResultsOf { event, first })
                    .or_default()
                    .push(row);
            }
        }
        Ok(results)
    }
}
