//! Asks for dishes.

use mulin_entities::{DishCategory, EventId, WantedDishId, wanted_dish};
use serde::Serialize;

use super::details::{MAX_NAME, MAX_SERVINGS};
use super::{open, wanted_store};
use crate::actor::Actor;
use crate::banquet::policy;
use crate::change::{BanquetChange, What};
use crate::core::Core;
use crate::error::{Error, Result};
use crate::event::rules::must_be_alive;
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput, Rule};
use crate::tx::Tx;

/// Most kinds of dishes that one banquet asks for.
pub const MAX_WANTED: usize = 200;

/// Dishes that are asked for.
#[derive(Clone, Debug, Serialize)]
pub struct WantDish {
    /// For which banquet.
    pub event_id: IdInput<EventId>,
    /// Part of the meal.
    pub category: DishCategory,
    /// What is wanted.
    pub name: String,
    /// An explanation.
    pub note: Option<String>,
    /// Servings of each.
    pub servings: i32,
    /// How many.
    pub quantity: i32,
}

/// Asks for dishes, for those who run the banquet.
pub async fn want_dish(
    core: &Core,
    actor: &Actor,
    input: WantDish,
    key: Option<String>,
) -> Result<wanted_dish::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(want(tx, input, key)))
        .await
}

async fn want(tx: &mut Tx, input: WantDish, key: Option<String>) -> Result<wanted_dish::Model> {
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "wantDish", &input).await? {
        let rows = wanted_store::wanted(tx.db(), [WantedDishId(id)]).await?;
        let row = rows.into_iter().next();
        return row.ok_or_else(|| Error::not_found("idempotencyKey"));
    }
    let mut faults = Faults::default();
    let event_id = faults.id("eventId", "Event", input.event_id);
    let name = faults.line("name", &input.name, 1..=MAX_NAME);
    let note = input.note.filter(|note| !note.trim().is_empty());
    let note = note.map(|note| faults.text("note", &note, 1..=500));
    let servings = faults.number("servings", input.servings, 1..=MAX_SERVINGS);
    let quantity = faults.number("quantity", input.quantity, 1..=500);
    let Some(event_id) = event_id else {
        return faults.finish().and(Err(Error::not_found("eventId")));
    };
    let (event, _) = open::banquet(tx, "eventId", event_id).await?;
    policy::may_edit(tx.actor(), &event)?;
    if wanted_store::wanted_of(tx.db(), [event_id]).await?.len() >= MAX_WANTED {
        faults.add("eventId", Rule::Count { max: MAX_WANTED });
    }
    faults.finish()?;
    must_be_alive(&event, tx.now())?;
    let row = wanted_dish::Model {
        id: tx.new_id(),
        root_area_id: event.root_area_id,
        event_id,
        category: input.category,
        name,
        note,
        servings,
        quantity,
        claimed: 0,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
        removed_at: None,
    };
    wanted_store::insert(tx, vec![row.clone()]).await?;
    record(tx, &row, "wanted");
    Ok(row)
}

/// Notes what became of it.
pub(super) fn record(tx: &mut Tx, row: &wanted_dish::Model, how: &'static str) {
    let change = BanquetChange::WantedDishChanged {
        wanted_dish_id: row.id,
        how,
    };
    let event_id = row.event_id;
    tx.record(row.root_area_id, What::Banquet { event_id, change });
}
