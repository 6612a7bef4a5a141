//! Exchanges points for a reward, hands it over, or calls that off.

use mulin_entities::*;
use serde::Serialize;

use super::{PointsError, policy, rules, store};
use crate::actor::Actor;
use crate::change::{VolunteerChange, What};
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput};
use crate::person::{Acting, store as people};
use crate::tx::Tx;

/// An exchange.
#[derive(Clone, Debug, Serialize)]
pub struct RedeemReward {
    /// Whose points, and the way they told so.
    pub acting: Acting,
    /// For what.
    pub reward_id: IdInput<RewardId>,
}

/// An exchange that goes on.
#[derive(Clone, Debug, Serialize)]
pub struct OfRedemption {
    /// Which.
    pub redemption_id: IdInput<RedemptionId>,
}

/// Exchanges points for one of a reward, for oneself or somebody one may act for: the points are taken at
/// once.
pub async fn redeem_reward(
    core: &Core,
    actor: &Actor,
    input: RedeemReward,
    key: Option<String>,
) -> Result<redemption::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(redeem(tx, input, key)))
        .await
}

async fn redeem(
    tx: &mut Tx,
    input: RedeemReward,
    key: Option<String>,
) -> Result<redemption::Model> {
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "redeemReward", &input).await? {
        let rows = store::redemptions(tx.db(), [RedemptionId(id)]).await?;
        let row = rows.into_iter().next();
        return row.ok_or_else(|| Error::not_found("idempotencyKey"));
    }
    let mut faults = Faults::default();
    input.acting.check(&mut faults);
    let id = faults.id("rewardId", "Reward", input.reward_id);
    faults.finish()?;
    let missing = || Error::not_found("rewardId");
    let id = id.ok_or_else(missing)?;
    let subject = input.acting.subject(tx).await?;
    people::hold(tx.db(), subject.person.id).await?;
    let reward = store::rewards(tx.db(), [id]).await?.into_iter().next();
    let reward = reward
        .filter(|reward| reward.root_area_id == subject.person.root_area_id)
        .ok_or_else(missing)?;
    // The account before the reward, as everywhere.
    let root = subject.person.root_area_id;
    let mut account = store::lock_account(tx, subject.person.id, root).await?;
    let reward = store::lock_reward(tx, reward.id)
        .await?
        .ok_or_else(missing)?;
    if reward.ended_at.is_some() {
        return Err(Refusal::from(PointsError::Ended).into());
    }
    if !store::take_one(tx, reward.id).await? {
        return Err(Refusal::from(PointsError::OutOfStock).into());
    }
    let row = redemption::Model {
        id: tx.new_id(),
        root_area_id: root,
        reward_id: reward.id,
        person_id: Some(subject.person.id),
        cost: reward.cost,
        state: RedemptionState::Requested,
        requested_by: Some(subject.by),
        via: subject.via,
        created_at: tx.now(),
        decided_by: None,
        decided_at: None,
    };
    let entry = points_entry::Model {
        redemption_id: Some(row.id),
        ..blank(tx, root, subject.person.id)
    };
    let (balance, cost) = (account.balance, reward.cost);
    let entry = rules::enter(&mut account, PointsKind::Redeemed, -cost, entry);
    let entry = entry.ok_or_else(|| Refusal::from(PointsError::Insufficient { balance, cost }))?;
    store::insert_redemption(tx, &row).await?;
    store::write(tx, account, vec![entry]).await?;
    record(tx, &row);
    Ok(row)
}

/// Notes that a reward was handed over, for the organisers and administrators of its area; never one's own.
/// Doing so twice changes nothing.
pub async fn hand_over_redemption(
    core: &Core,
    actor: &Actor,
    input: OfRedemption,
) -> Result<redemption::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let (seen, runs) = known(tx, input).await?;
            if !runs {
                return Err(Error::Forbidden);
            }
            let own = seen.person_id == tx.actor().person_id();
            if own || seen.requested_by == tx.actor().person_id() {
                return Err(Refusal::from(PointsError::OwnRedemption).into());
            }
            let mut row = locked(tx, seen.id).await?;
            match row.state {
                RedemptionState::HandedOver => return Ok(row),
                RedemptionState::Requested => {}
                state => return Err(Refusal::from(PointsError::RedemptionState { state }).into()),
            }
            row.state = RedemptionState::HandedOver;
            row.decided_by = tx.actor().person_id();
            row.decided_at = Some(tx.now());
            let row = store::update_redemption(tx, row).await?;
            record(tx, &row);
            Ok(row)
        })
    })
    .await
}

/// Calls an exchange off that was not handed over: the points and the reward come back. For whose it is, who
/// may act for them, and the organisers of its area. Doing so twice changes nothing.
pub async fn cancel_redemption(
    core: &Core,
    actor: &Actor,
    input: OfRedemption,
) -> Result<redemption::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let (seen, _) = known(tx, input).await?;
            let account = account_of(tx, seen.id).await?;
            let row = locked(tx, seen.id).await?;
            match row.state {
                RedemptionState::Cancelled => Ok(row),
                RedemptionState::Requested => call_off(tx, row, account).await,
                state @ RedemptionState::HandedOver => {
                    Err(Refusal::from(PointsError::RedemptionState { state }).into())
                }
            }
        })
    })
    .await
}

/// Calls an exchange off, and gives the points back into the account, if there is to be one.
pub(super) async fn call_off(
    tx: &mut Tx,
    mut row: redemption::Model,
    account: Option<points_account::Model>,
) -> Result<redemption::Model> {
    store::give_one_back(tx, row.reward_id).await?;
    row.state = RedemptionState::Cancelled;
    row.decided_by = tx.actor().person_id();
    row.decided_at = Some(tx.now());
    let row = store::update_redemption(tx, row).await?;
    if let Some(mut account) = account {
        let entry = points_entry::Model {
            redemption_id: Some(row.id),
            ..blank(tx, row.root_area_id, account.person_id)
        };
        let entry = rules::enter(&mut account, PointsKind::Returned, row.cost, entry);
        store::write(tx, account, entry.into_iter().collect()).await?;
    }
    record(tx, &row);
    Ok(row)
}

/// An entry of which only whose it is was said.
pub(super) fn blank(tx: &Tx, root: AreaId, person: PersonId) -> points_entry::Model {
    points_entry::Model {
        id: tx.new_id(),
        root_area_id: root,
        person_id: Some(person),
        entry_no: 0,
        kind: PointsKind::Earned,
        points: 0,
        balance: 0,
        rule_id: None,
        hours_entry_id: None,
        redemption_id: None,
        created_at: tx.now(),
    }
}

/// An exchange that the actor may know of, and whether they hand such over.
async fn known(tx: &mut Tx, input: OfRedemption) -> Result<(redemption::Model, bool)> {
    let mut faults = Faults::default();
    let id = faults.id("redemptionId", "Redemption", input.redemption_id);
    faults.finish()?;
    let missing = || Error::not_found("redemptionId");
    let rows = store::redemptions(tx.db(), [id.ok_or_else(missing)?]).await?;
    let row = rows.into_iter().next().ok_or_else(missing)?;
    let reward = store::rewards(tx.db(), [row.reward_id]).await?;
    let reward = reward.into_iter().next().ok_or_else(missing)?;
    let runs = policy::runs(tx.actor(), &reward.area_path);
    let own = row.person_id.is_some() && row.person_id == tx.actor().person_id();
    if !runs && !own {
        let person = row.person_id.ok_or_else(missing)?;
        match Acting::for_person(person, Via::App).subject(tx).await {
            Ok(_) => {}
            Err(Error::Internal(error)) => return Err(Error::Internal(error)),
            Err(_) => return Err(missing()),
        }
    }
    Ok((row, runs))
}

/// The account of whose exchange it is, the transaction's alone from then on; none if they are erased.
async fn account_of(tx: &Tx, id: RedemptionId) -> Result<Option<points_account::Model>> {
    let mut held = None;
    // Whose it is may be merged or erased until their record is held: then it is the keeper's, or nobody's.
    loop {
        let rows = store::redemptions(tx.db(), [id]).await?;
        let row = rows.into_iter().next();
        let row = row.ok_or_else(|| Error::not_found("redemptionId"))?;
        let Some(person) = row.person_id else {
            return Ok(None);
        };
        if held == Some(person) {
            let account = store::lock_account(tx, person, row.root_area_id).await?;
            return Ok(Some(account));
        }
        people::hold(tx.db(), person).await?;
        held = Some(person);
    }
}

async fn locked(tx: &Tx, id: RedemptionId) -> Result<redemption::Model> {
    let row = store::lock_redemption(tx, id).await?;
    row.ok_or_else(|| Error::not_found("redemptionId"))
}

fn record(tx: &mut Tx, row: &redemption::Model) {
    let Some(person_id) = row.person_id else {
        return;
    };
    let change = VolunteerChange::RedemptionChanged {
        redemption_id: row.id,
        person_id,
        state: row.state,
    };
    tx.record(row.root_area_id, What::Volunteering(change));
}
