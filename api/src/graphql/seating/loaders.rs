//! Plans, tables and who sits at them, in batches. The callers ask the policy.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use mulin_domain::clock::Instant;
use mulin_domain::seating::{Judged, party_store, place_store, read, store};
use mulin_entities::*;

use crate::graphql::loaders::{Rows, Shared, by_id};

// A table of whatever banquet: the caller asks whether it may be seen.
by_id!(
    BanquetTableId => banquet_table::Model,
    |_rows, db, keys| store::tables(db, keys),
    |row| (row.id, row)
);

/// The plan of a banquet, if its tables were set.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PlanOf(pub EventId);
by_id!(
    PlanOf => seating_plan::Model,
    |_rows, db, keys| store::plans(db, keys.map(|PlanOf(event)| event)),
    |row| (PlanOf(row.event_id), row)
);

/// How many households of a banquet sit elsewhere than guests are shown.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct UnpublishedOf(pub EventId);
by_id!(
    UnpublishedOf => i64,
    |_rows, db, keys| place_store::unpublished(db, keys.map(|UnpublishedOf(event)| event)),
    |row| (UnpublishedOf(row.0), row.1)
);

/// The household of an answer at its event.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PlaceOf(pub EventId, pub HouseholdId);
by_id!(
    PlaceOf => seat_assignment::Model,
    |_rows, db, keys| {
        let homes: Vec<_> = keys.map(|PlaceOf(event, home)| (event, home)).collect();
        async move { place_store::of_homes(db, &homes).await }
    },
    |row| (PlaceOf(row.event_id, row.household_id), row)
);

/// The building of a household and its door.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct DoorOf(pub HouseholdId);
by_id!(
    DoorOf => String,
    |_rows, db, keys| party_store::doors(db, keys.map(|DoorOf(home)| home)),
    |row| (DoorOf(row.0), row.1)
);

/// The names of those who answered an event for a household.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct NamesAt(pub EventId, pub HouseholdId);

impl Loader<NamesAt> for Rows {
    type Value = Vec<String>;
    type Error = Shared;

    async fn load(&self, keys: &[NamesAt]) -> Result<HashMap<NamesAt, Vec<String>>, Shared> {
        let homes: Vec<_> = keys
            .iter()
            .map(|NamesAt(event, home)| (*event, *home))
            .collect();
        let read = party_store::names(self.core.db().reader(), &homes).await;
        let mut names: HashMap<NamesAt, Vec<String>> = HashMap::new();
        for ((event, home), name) in read.map_err(Arc::new)? {
            names.entry(NamesAt(event, home)).or_default().push(name);
        }
        Ok(names)
    }
}

/// Who sits at a table in the plan as it is now.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SeatedAt(pub BanquetTableId);

impl Loader<SeatedAt> for Rows {
    type Value = Vec<seat_assignment::Model>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[SeatedAt],
    ) -> Result<HashMap<SeatedAt, Vec<seat_assignment::Model>>, Shared> {
        let tables = keys.iter().map(|SeatedAt(table)| *table);
        let read = place_store::at_tables(self.core.db().reader(), tables).await;
        let mut seated: HashMap<SeatedAt, Vec<seat_assignment::Model>> = HashMap::new();
        for row in read.map_err(Arc::new)? {
            if let Some(table) = row.table_id {
                seated.entry(SeatedAt(table)).or_default().push(row);
            }
        }
        Ok(seated)
    }
}

/// The household with which the caller comes to an event; by a personal link, to its event.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ViewerHome(pub EventId);

impl Loader<ViewerHome> for Rows {
    type Value = HouseholdId;
    type Error = Shared;

    async fn load(&self, keys: &[ViewerHome]) -> Result<HashMap<ViewerHome, HouseholdId>, Shared> {
        let Some(viewer) = self.actor.doer() else {
            return Ok(HashMap::new());
        };
        let only = self.actor.link().map(|link| link.event_id);
        let events = keys.iter().map(|ViewerHome(event)| *event);
        let events: Vec<EventId> = events
            .filter(|event| only.is_none_or(|only| only == *event))
            .collect();
        if events.is_empty() {
            return Ok(HashMap::new());
        }
        let read = party_store::homes_of(self.core.db().reader(), viewer, events).await;
        let home = |(event, home)| (ViewerHome(event), home);
        Ok(read.map_err(Arc::new)?.into_iter().map(home).collect())
    }
}

/// How good the plan of a banquet is that begins then. Asked once, however many fields tell of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct JudgementOf(pub EventId, pub Instant);

impl Loader<JudgementOf> for Rows {
    type Value = Arc<Judged>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[JudgementOf],
    ) -> Result<HashMap<JudgementOf, Arc<Judged>>, Shared> {
        let mut judged = HashMap::new();
        for key in keys {
            let read = read::judged(&self.core, &self.actor, key.0, key.1).await;
            judged.insert(*key, Arc::new(read.map_err(Arc::new)?));
        }
        Ok(judged)
    }
}
