//! Banquets, who comes to them, and how far what is brought goes, in batches.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use mulin_domain::banquet::{CategoryTotal, store};
use mulin_domain::dish::store as dishes;
use mulin_entities::{EventId, banquet};

use crate::graphql::loaders::{Rows, Shared, by_id};

/// The banquet that an event is. The caller has asked whether the event may be seen.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct BanquetOf(pub EventId);
by_id!(
    BanquetOf => Arc<banquet::Model>,
    |_rows, db, keys| store::banquets(db, keys.map(|BanquetOf(event)| event)),
    |row| (BanquetOf(row.event_id), Arc::new(row))
);

/// How many guests are expected at a banquet; nothing if nobody comes yet.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct GuestsOf(pub EventId);
by_id!(
    GuestsOf => i64,
    |_rows, db, keys| store::expected_guests(db, keys.map(|GuestsOf(event)| event)),
    |row| (GuestsOf(row.0), row.1)
);

/// What is brought to a banquet of each part of the meal; nothing if nothing is.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TotalsOf(pub EventId);

impl Loader<TotalsOf> for Rows {
    type Value = Vec<CategoryTotal>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[TotalsOf],
    ) -> Result<HashMap<TotalsOf, Vec<CategoryTotal>>, Shared> {
        let events = keys.iter().map(|TotalsOf(event)| *event);
        let rows = dishes::totals(self.core.db().reader(), events).await;
        let mut totals: HashMap<TotalsOf, Vec<CategoryTotal>> = HashMap::new();
        for (event, total) in rows.map_err(Arc::new)? {
            totals.entry(TotalsOf(event)).or_default().push(total);
        }
        Ok(totals)
    }
}
