//! Edits a dish.

use mulin_entities::{DishId, Via, dish};
use serde::Serialize;

use super::details::{Details, cooked_for};
use super::{open, store};
use crate::actor::Actor;
use crate::change::{BanquetChange, What};
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::input::{Faults, IdInput};
use crate::tx::Tx;

/// An edit.
#[derive(Clone, Debug, Serialize)]
pub struct UpdateDish {
    /// Which dish; whose it is tells for whom the actor acts.
    pub dish_id: IdInput<DishId>,
    /// The way the edit came.
    pub via: Via,
    /// The version that the caller saw; any if left out.
    pub expected_version: Option<i32>,
    /// What is new.
    pub details: Details,
}

/// Edits a dish of one's own, of somebody one may act for, or at a banquet one runs. What changes
/// nothing raises no version.
pub async fn update_dish(core: &Core, actor: &Actor, input: UpdateDish) -> Result<dish::Model> {
    actor.doer().ok_or(Error::Unauthenticated)?;
    core.transact(actor, move |tx| Box::pin(update(tx, input)))
        .await
}

async fn update(tx: &mut Tx, input: UpdateDish) -> Result<dish::Model> {
    let (event, _, before) = open::dish(tx, input.dish_id, input.via, Faults::default()).await?;
    let known_before = store::declared(tx.db(), before.id).await?;
    let (mut row, mut known) = (before.clone(), known_before.clone());
    let mut faults = Faults::default();
    input.details.apply(&mut faults, &mut row, &mut known);
    if row.cooked_at != before.cooked_at {
        cooked_for(&mut faults, &row, &event);
    }
    faults.finish()?;
    open::must_come(&before)?;
    if let Some(version) = input.expected_version
        && version != before.version
    {
        let current = before.version;
        return Err(Refusal::VersionConflict { current }.into());
    }
    if row == before && known == known_before {
        return Ok(row);
    }
    row.version += 1;
    row.updated_at = tx.now();
    let row = store::update(tx, row, (known != known_before).then_some(&known)).await?;
    let change = BanquetChange::DishUpdated {
        dish_id: row.id,
        household_id: row.household_id,
    };
    let event_id = row.event_id;
    tx.record(row.root_area_id, What::Banquet { event_id, change });
    Ok(row)
}
