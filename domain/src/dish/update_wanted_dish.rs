//! Edits what is asked for, or asks for it no longer.

use mulin_entities::{DishCategory, WantedDishId, wanted_dish};
use serde::Serialize;

use super::details::{MAX_NAME, MAX_SERVINGS};
use super::want_dish::record;
use super::{DishError, open, wanted_store};
use crate::actor::Actor;
use crate::banquet::policy;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::event::rules::must_be_alive;
use crate::input::{Faults, IdInput, Patch};
use crate::tx::Tx;

/// An edit.
#[derive(Clone, Debug, Serialize)]
pub struct UpdateWantedDish {
    /// Of what.
    pub wanted_dish_id: IdInput<WantedDishId>,
    /// The version that the caller saw; any if left out.
    pub expected_version: Option<i32>,
    /// Part of the meal.
    pub category: Patch<DishCategory>,
    /// What is wanted.
    pub name: Patch<String>,
    /// An explanation.
    pub note: Patch<String>,
    /// Servings of each.
    pub servings: Patch<i32>,
    /// How many.
    pub quantity: Patch<i32>,
}

/// What is asked for no longer.
#[derive(Clone, Debug, Serialize)]
pub struct RemoveWantedDish {
    /// What.
    pub wanted_dish_id: IdInput<WantedDishId>,
}

/// Edits what is asked for, for those who run the banquet; never fewer than are claimed. Whoever has
/// claimed one keeps the dish as it was promised.
pub async fn update_wanted_dish(
    core: &Core,
    actor: &Actor,
    input: UpdateWantedDish,
) -> Result<wanted_dish::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(update(tx, input)))
        .await
}

async fn update(tx: &mut Tx, input: UpdateWantedDish) -> Result<wanted_dish::Model> {
    let before = open_wanted(tx, input.wanted_dish_id).await?;
    let mut faults = Faults::default();
    let mut row = before.clone();
    if let Some(category) = faults.required("category", input.category) {
        row.category = category;
    }
    if let Some(name) = faults.required("name", input.name) {
        row.name = faults.line("name", &name, 1..=MAX_NAME);
    }
    row.note = input
        .note
        .map(|note| faults.text("note", &note, 1..=500))
        .or_keep(row.note);
    if let Some(servings) = faults.required("servings", input.servings) {
        row.servings = faults.number("servings", servings, 1..=MAX_SERVINGS);
    }
    if let Some(quantity) = faults.required("quantity", input.quantity) {
        row.quantity = faults.number("quantity", quantity, 1..=500);
    }
    faults.finish()?;
    if before.removed_at.is_some() {
        return Err(Refusal::from(DishError::WantedDishRemoved).into());
    }
    if let Some(version) = input.expected_version
        && version != before.version
    {
        let current = before.version;
        return Err(Refusal::VersionConflict { current }.into());
    }
    if row.quantity < before.claimed {
        let claimed = before.claimed;
        return Err(Refusal::from(DishError::WantedDishClaimed { claimed }).into());
    }
    if row == before {
        return Ok(row);
    }
    row.version += 1;
    row.updated_at = tx.now();
    let row = wanted_store::update(tx, row).await?;
    record(tx, &row, "updated");
    Ok(row)
}

/// Asks for it no longer, for those who run the banquet. Who has claimed one brings it all the same;
/// doing so twice changes nothing.
pub async fn remove_wanted_dish(
    core: &Core,
    actor: &Actor,
    input: RemoveWantedDish,
) -> Result<wanted_dish::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let mut row = open_wanted(tx, input.wanted_dish_id).await?;
            if row.removed_at.is_some() {
                return Ok(row);
            }
            row.removed_at = Some(tx.now());
            row.updated_at = tx.now();
            row.version += 1;
            let row = wanted_store::update(tx, row).await?;
            record(tx, &row, "removed");
            Ok(row)
        })
    })
    .await
}

/// What is asked for at a banquet that the actor runs, with the locks of the banquet.
async fn open_wanted(tx: &Tx, id: IdInput<WantedDishId>) -> Result<wanted_dish::Model> {
    let mut faults = Faults::default();
    let id = faults.id("wantedDishId", "WantedDish", id);
    faults.finish()?;
    let missing = || Error::not_found("wantedDishId");
    let id = id.ok_or_else(missing)?;
    let seen = wanted_store::wanted(tx.db(), [id])
        .await?
        .into_iter()
        .next();
    let seen = seen.ok_or_else(missing)?;
    let (event, _) = open::banquet(tx, "wantedDishId", seen.event_id).await?;
    policy::may_edit(tx.actor(), &event)?;
    must_be_alive(&event, tx.now())?;
    let row = wanted_store::wanted(tx.db(), [id])
        .await?
        .into_iter()
        .next();
    row.ok_or_else(missing)
}
