//! The cards that stand on the tables: who sits there, and what they bring.

use std::collections::HashMap;

use mulin_entities::{BanquetTableId, EventId, HouseholdId, banquet_table, event};

use super::{parties, party_store, place_store, policy, store};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::event as events;

/// A table's card.
#[derive(Clone, Debug)]
pub struct Card {
    /// The table.
    pub table: banquet_table::Model,
    /// Who sits there, in the plan as it is now.
    pub households: Vec<Seated>,
}

/// A household on a card.
#[derive(Clone)]
pub struct Seated {
    /// Names of those who answered for it.
    pub names: Vec<String>,
    /// Its guests.
    pub seats: i32,
    /// What it brings.
    pub dishes: Vec<String>,
}

impl std::fmt::Debug for Seated {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Seated")
            .field("seats", &self.seats)
            .finish_non_exhaustive()
    }
}

/// The cards of a banquet, for those who run it; that they were taken is journalled, as of any list of
/// who comes.
///
/// Errors: `id` is not found, also if there are no tables; forbidden.
pub async fn of_event(
    core: &Core,
    actor: &Actor,
    event_id: EventId,
) -> Result<(event::Model, Vec<Card>)> {
    actor.person()?;
    let db = core.db().reader();
    let event = events::store::event(db, event_id)
        .await?
        .filter(|event| events::policy::may_see(actor, event))
        .ok_or_else(|| Error::not_found("id"))?;
    if !policy::may_see_plan(actor, event_id, &event.area_path) {
        return Err(Error::Forbidden);
    }
    if store::plan(db, event_id).await?.is_none() {
        return Err(Error::not_found("id"));
    }
    let root = event.root_area_id;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let contacts = false;
            tx.record(root, What::AttendeesExported { event_id, contacts });
            Ok(())
        })
    })
    .await?;
    Ok((event, cards(core, event_id).await?))
}

async fn cards(core: &Core, event: EventId) -> Result<Vec<Card>> {
    let db = core.db().reader();
    let tables = store::tables_of(db, [event]).await?;
    let places = place_store::of_event(db, event).await?;
    let households: Vec<HouseholdId> = places.iter().map(|place| place.household_id).collect();
    let mut names = parties::names(db, event, households).await?;
    let mut dishes: HashMap<HouseholdId, Vec<String>> = HashMap::new();
    for (household, name) in party_store::dishes(db, event).await? {
        dishes.entry(household).or_default().push(name);
    }
    let mut seated: HashMap<BanquetTableId, Vec<Seated>> = HashMap::new();
    for place in places {
        let Some(table) = place.table_id else {
            continue;
        };
        seated.entry(table).or_default().push(Seated {
            names: names.remove(&place.household_id).unwrap_or_default(),
            seats: place.seats,
            dishes: dishes.remove(&place.household_id).unwrap_or_default(),
        });
    }
    let card = |table: banquet_table::Model| Card {
        households: seated.remove(&table.id).unwrap_or_default(),
        table,
    };
    Ok(tables.into_iter().map(card).collect())
}
