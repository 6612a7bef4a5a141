//! Adds and edits what points are exchanged for.

use mulin_entities::*;
use serde::Serialize;

use super::{policy, store};
use crate::actor::Actor;
use crate::change::{VolunteerChange, What};
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput, Patch};
use crate::place;
use crate::tx::Tx;

/// A new reward.
#[derive(Clone, Debug, Serialize)]
pub struct AddReward {
    /// Who gives it.
    pub area_id: IdInput<AreaId>,
    /// What it is, 1 to 60 characters.
    pub name: String,
    /// More about it, up to 500 characters.
    pub description: Option<String>,
    /// Points for one, 1 to 1,000,000.
    pub cost: i32,
    /// How many there are to give, 0 to 1,000,000.
    pub stock: i32,
}

/// What to change.
#[derive(Clone, Debug, Serialize)]
pub struct UpdateReward {
    /// Which.
    pub reward_id: IdInput<RewardId>,
    /// The version that the caller saw; any if left out.
    pub expected_version: Option<i32>,
    /// What it is.
    pub name: Patch<String>,
    /// More about it.
    pub description: Patch<String>,
    /// Points for one, for exchanges from now on.
    pub cost: Patch<i32>,
    /// How many there were ever to give, at least as many as are given or asked for.
    pub stock: Patch<i32>,
    /// Whether it is given no more.
    pub ended: Patch<bool>,
}

/// Adds a reward, for the organisers and administrators of the area.
pub async fn add_reward(
    core: &Core,
    actor: &Actor,
    input: AddReward,
    key: Option<String>,
) -> Result<reward::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(add(tx, input, key)))
        .await
}

async fn add(tx: &mut Tx, input: AddReward, key: Option<String>) -> Result<reward::Model> {
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "addReward", &input).await? {
        let row = store::rewards(tx.db(), [RewardId(id)]).await?;
        let row = row.into_iter().next();
        return row.ok_or_else(|| Error::not_found("idempotencyKey"));
    }
    let mut faults = Faults::default();
    let id = faults.id("areaId", "Area", input.area_id);
    let name = faults.line("name", &input.name, 1..=60);
    let description = input.description.as_ref();
    let description = description.map(|text| faults.text("description", text, 1..=500));
    let cost = faults.number("cost", input.cost, 1..=1_000_000);
    let stock = faults.number("stock", input.stock, 0..=1_000_000);
    let missing = || Error::not_found("areaId");
    let Some(id) = id else {
        return faults.finish().and(Err(missing()));
    };
    let area = place::store::area(tx.db(), id).await?.ok_or_else(missing)?;
    policy::may_run(tx.actor(), &area.path)?;
    faults.finish()?;
    let row = reward::Model {
        id: tx.new_id(),
        root_area_id: area.root_area_id,
        area_id: area.id,
        area_path: area.path,
        name,
        description,
        cost,
        stock,
        redeemed: 0,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
        ended_at: None,
    };
    store::insert_reward(tx, &row).await?;
    record(tx, &row, "added");
    Ok(row)
}

/// Edits a reward, or ends it, for the organisers and administrators of its area.
pub async fn update_reward(
    core: &Core,
    actor: &Actor,
    input: UpdateReward,
) -> Result<reward::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(update(tx, input)))
        .await
}

async fn update(tx: &mut Tx, input: UpdateReward) -> Result<reward::Model> {
    let mut faults = Faults::default();
    let id = faults.id("rewardId", "Reward", input.reward_id);
    let missing = || Error::not_found("rewardId");
    let Some(id) = id else {
        return faults.finish().and(Err(missing()));
    };
    let mut row = store::lock_reward(tx, id).await?.ok_or_else(missing)?;
    policy::may_run(tx.actor(), &row.area_path)?;
    if input
        .expected_version
        .is_some_and(|version| version != row.version)
    {
        let current = row.version;
        return Err(Refusal::VersionConflict { current }.into());
    }
    if let Some(name) = faults.required("name", input.name) {
        row.name = faults.line("name", &name, 1..=60);
    }
    row.description = input
        .description
        .map(|text| faults.text("description", &text, 1..=500))
        .or_keep(row.description.take());
    if let Some(cost) = faults.required("cost", input.cost) {
        row.cost = faults.number("cost", cost, 1..=1_000_000);
    }
    if let Some(stock) = faults.required("stock", input.stock) {
        row.stock = faults.number("stock", stock, row.redeemed..=1_000_000);
    }
    match faults.required("ended", input.ended) {
        Some(true) => row.ended_at = row.ended_at.or(Some(tx.now())),
        Some(false) => row.ended_at = None,
        None => {}
    }
    faults.finish()?;
    let row = store::update_reward(tx, row).await?;
    record(tx, &row, "updated");
    Ok(row)
}

fn record(tx: &mut Tx, row: &reward::Model, how: &'static str) {
    let reward_id = row.id;
    let change = VolunteerChange::RewardChanged { reward_id, how };
    tx.record(row.root_area_id, What::Volunteering(change));
}
