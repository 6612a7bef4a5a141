//! Promises a dish that is asked for.

use mulin_entities::{DishId, WantedDishId, dish};
use serde::Serialize;

use super::bring::{as_wanted, blank, must_name, promise, replayed};
use super::details::{Declared, Details, cooked_for};
use super::{DishError, open, wanted_store};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput, Rule};
use crate::person::Acting;
use crate::tx::Tx;

/// A dish that is asked for, and what is said of one's own.
#[derive(Clone, Debug, Serialize)]
pub struct ClaimWantedDish {
    /// Who brings it, and the way they told so.
    pub acting: Acting,
    /// Which of those asked for.
    pub wanted_dish_id: IdInput<WantedDishId>,
    /// What it is; name, category and servings as they are asked for where they are left out.
    pub details: Details,
}

/// Promises a dish that is asked for, as long as one is left: never more are promised than are wanted.
pub async fn claim_wanted_dish(
    core: &Core,
    actor: &Actor,
    input: ClaimWantedDish,
    key: Option<String>,
) -> Result<dish::Model> {
    actor.doer().ok_or(Error::Unauthenticated)?;
    core.transact(actor, move |tx| Box::pin(claim_one(tx, input, key)))
        .await
}

async fn claim_one(
    tx: &mut Tx,
    input: ClaimWantedDish,
    key: Option<String>,
) -> Result<dish::Model> {
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "claimWantedDish", &input).await? {
        return replayed(tx, DishId(id)).await;
    }
    let mut faults = Faults::default();
    input.acting.check(&mut faults);
    let id = faults.id("wantedDishId", "WantedDish", input.wanted_dish_id);
    let missing = || Error::not_found("wantedDishId");
    let Some(id) = id else {
        return faults.finish().and(Err(missing()));
    };
    let wanted = wanted_store::wanted(tx.db(), [id])
        .await?
        .into_iter()
        .next();
    let wanted = wanted.ok_or_else(missing)?;
    let (event, banquet) = open::banquet(tx, "wantedDishId", wanted.event_id).await?;
    let details = as_wanted(input.details, &wanted);
    must_name(&mut faults, &details);
    let (mut row, mut known) = (blank(tx), Declared::new());
    details.apply(&mut faults, &mut row, &mut known);
    if row.category != wanted.category {
        faults.add("category", Rule::Elsewhere);
    }
    cooked_for(&mut faults, &row, &event);
    faults.finish()?;
    open::must_be_open(tx, &event)?;
    let cook = open::cook(tx, &input.acting, &event).await?;
    if !wanted_store::take_one(tx, id).await? {
        let now = wanted_store::wanted(tx.db(), [id]).await?;
        let gone = now.iter().any(|wanted| wanted.removed_at.is_some());
        let refusal = if gone {
            DishError::WantedDishRemoved
        } else {
            DishError::WantedDishTaken
        };
        return Err(Refusal::from(refusal).into());
    }
    row.wanted_dish_id = Some(id);
    promise(tx, &banquet, &cook, row, &known).await
}
