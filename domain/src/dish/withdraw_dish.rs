//! Takes a dish back.

use mulin_entities::{DishId, DishState, Via, dish};
use serde::Serialize;

use super::{open, store, wanted_store};
use crate::actor::Actor;
use crate::change::{BanquetChange, What};
use crate::core::Core;
use crate::error::{Error, Result};
use crate::input::{Faults, IdInput};

/// Which dish.
#[derive(Clone, Debug, Serialize)]
pub struct WithdrawDish {
    /// Which dish; whose it is tells for whom the actor acts.
    pub dish_id: IdInput<DishId>,
    /// The way the withdrawal came.
    pub via: Via,
}

/// Takes back a dish of one's own, of somebody one may act for, or at a banquet one runs; a dish that
/// was asked for can be claimed again. Doing so twice changes nothing.
pub async fn withdraw_dish(core: &Core, actor: &Actor, input: WithdrawDish) -> Result<dish::Model> {
    actor.doer().ok_or(Error::Unauthenticated)?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let (_, _, mut row) =
                open::dish(tx, input.dish_id, input.via, Faults::default()).await?;
            if row.state != DishState::Pledged {
                return Ok(row);
            }
            row.state = DishState::Withdrawn;
            row.withdrawn_at = Some(tx.now());
            row.updated_at = tx.now();
            row.version += 1;
            let row = store::update(tx, row, None).await?;
            wanted_store::give_back(tx, &[row.id]).await?;
            let change = BanquetChange::DishWithdrawn {
                dish_id: row.id,
                household_id: row.household_id,
            };
            let event_id = row.event_id;
            tx.record(row.root_area_id, What::Banquet { event_id, change });
            Ok(row)
        })
    })
    .await
}
