//! Casts a guest's ballot, or casts it anew.

use std::collections::HashSet;

use mulin_entities::{DishId, EventId, banquet, dish_ballot};
use serde::Serialize;

use super::rules::{self, Line};
use super::{DishVoteError, store};
use crate::actor::Actor;
use crate::banquet::BanquetError;
use crate::change::{BanquetChange, What};
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::event;
use crate::input::{Faults, IdInput, Rule};
use crate::person::Acting;
use crate::person::acting::Guest;
use crate::tx::Tx;

/// Votes for one dish.
#[derive(Clone, Debug, Serialize)]
pub struct VotesInput {
    /// Which dish.
    pub dish_id: IdInput<DishId>,
    /// How many, at least one.
    pub votes: i32,
}

/// A ballot.
#[derive(Clone, Debug, Serialize)]
pub struct CastDishVotes {
    /// Whose, and how it came.
    pub acting: Acting,
    /// At which banquet.
    pub event_id: IdInput<EventId>,
    /// The whole ballot: it takes the place of the one before. None to take all votes back.
    pub votes: Vec<VotesInput>,
}

/// Casts a ballot for oneself, also by a personal link, or for somebody one may act for. Of two that
/// are cast at once the later one stands, as a whole. The same ballot again does nothing.
pub async fn cast_dish_votes(
    core: &Core,
    actor: &Actor,
    input: CastDishVotes,
) -> Result<dish_ballot::Model> {
    actor.doer().ok_or(Error::Unauthenticated)?;
    core.transact(actor, move |tx| Box::pin(cast(tx, input)))
        .await
}

async fn cast(tx: &mut Tx, input: CastDishVotes) -> Result<dish_ballot::Model> {
    let mut faults = Faults::default();
    let event_id = faults.id("eventId", "Event", input.event_id);
    input.acting.check(&mut faults);
    let lines = rules::lines(&mut faults, &input.votes);
    faults.finish()?;
    let missing = || Error::not_found("eventId");
    let event_id = event_id.ok_or_else(missing)?;
    let guest = input.acting.guest(tx, event_id).await?;
    store::hold_open(tx, guest.person_id).await?;
    let banquet = store::lock_to_vote(tx, event_id).await?;
    let event = event::store::event(tx.db(), event_id)
        .await?
        .filter(|event| event::policy::may_see(tx.actor(), event))
        .ok_or_else(missing)?;
    let banquet = banquet.ok_or_else(|| Refusal::from(BanquetError::NotABanquet))?;
    rules::must_be_open(&banquet, &event)?;
    must_be_good(tx, &guest, &banquet, &lines).await?;

    let old = store::lock_ballot(tx, event_id, guest.person_id).await?;
    if let Some(old) = old
        && store::lines(tx.db(), event_id, guest.person_id).await? == sorted(&lines)
    {
        return Ok(old);
    }
    let ballot = dish_ballot::Model {
        event_id,
        person_id: guest.person_id,
        budget: banquet.votes_per_guest,
        spent: rules::spent(&lines),
        cast_by: guest.by,
        cast_at: tx.now(),
    };
    store::cast(tx, &ballot, &lines).await?;
    let what = What::Banquet {
        event_id,
        change: BanquetChange::BallotCast {
            person_id: guest.person_id,
        },
    };
    tx.record(event.root_area_id, what);
    Ok(ballot)
}

/// Whoever votes is a guest, votes for what is brought, and for nothing of their own household: the one
/// that they live in, and each that they answered the event with.
async fn must_be_good(
    tx: &Tx,
    guest: &Guest,
    banquet: &banquet::Model,
    lines: &[Line],
) -> Result<()> {
    let answered = store::answered(tx.db(), banquet.event_id, guest.person_id).await?;
    if !answered.iter().any(|one| one.comes) {
        return Err(Refusal::from(DishVoteError::NotAGuest).into());
    }
    let households = answered.iter().map(|one| one.household_id);
    let households: HashSet<_> = households.chain([guest.household_id]).collect();
    let brought = store::brought(tx.db(), banquet.event_id, lines).await?;
    let mut faults = Faults::default();
    for (index, line) in lines.iter().enumerate() {
        if !brought.iter().any(|dish| dish.id == line.dish_id) {
            faults.add(&format!("votes.{index}.dishId"), Rule::NotFound);
        }
    }
    faults.finish()?;
    let own = brought
        .iter()
        .filter(|dish| households.contains(&dish.household_id));
    let own: HashSet<DishId> = own.map(|dish| dish.id).collect();
    let refused = rules::refusals(lines, banquet, &own);
    if refused.is_empty() {
        Ok(())
    } else {
        Err(Error::Refused(refused))
    }
}

fn sorted(lines: &[Line]) -> Vec<Line> {
    let mut lines = lines.to_vec();
    lines.sort_unstable();
    lines
}
