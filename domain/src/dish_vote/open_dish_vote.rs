//! Lets the guests of a banquet vote for its dishes.

use mulin_entities::{DishVoteState, EventId, EventState, banquet, event};
use serde::Serialize;

use super::{DishVoteError, policy, store};
use crate::actor::Actor;
use crate::banquet::BanquetError;
use crate::change::{BanquetChange, What};
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::event::{self as events, EventError};
use crate::input::{Faults, IdInput};
use crate::tx::Tx;

/// Where to vote.
#[derive(Clone, Debug, Serialize)]
pub struct OpenDishVote {
    /// Which banquet.
    pub event_id: IdInput<EventId>,
}

/// Guests vote from now on. A second time does nothing; a vote that was counted is not opened again.
pub async fn open_dish_vote(
    core: &Core,
    actor: &Actor,
    input: OpenDishVote,
) -> Result<banquet::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(open(tx, input)))
        .await
}

async fn open(tx: &mut Tx, input: OpenDishVote) -> Result<banquet::Model> {
    let (mut banquet, event) = to_run(tx, input.event_id).await?;
    match banquet.vote_state {
        DishVoteState::Open => return Ok(banquet),
        DishVoteState::Closed => {
            let at = banquet.vote_closed_at.unwrap_or(banquet.updated_at);
            return Err(Refusal::from(DishVoteError::Closed { at }).into());
        }
        DishVoteState::NotOpen => {}
    }
    if event.state == EventState::Draft {
        return Err(Refusal::from(EventError::NotPublished).into());
    }
    events::rules::must_be_alive(&event, tx.now()).map_err(Refusal::from)?;
    if banquet.votes_per_guest == 0 {
        return Err(Refusal::from(DishVoteError::NoVotes).into());
    }
    banquet.vote_state = DishVoteState::Open;
    banquet.vote_opened_at = Some(tx.now());
    store::turn(tx, &banquet).await?;
    let what = What::Banquet {
        event_id: event.id,
        change: BanquetChange::VoteOpened,
    };
    tx.record(event.root_area_id, what);
    Ok(banquet)
}

/// The banquet whose vote is to be opened or closed, under its lock, and its event.
pub(super) async fn to_run(
    tx: &Tx,
    event_id: IdInput<EventId>,
) -> Result<(banquet::Model, event::Model)> {
    let mut faults = Faults::default();
    let event_id = faults.id("eventId", "Event", event_id);
    faults.finish()?;
    let missing = || Error::not_found("eventId");
    let event_id = event_id.ok_or_else(missing)?;
    let banquet = store::lock_to_turn(tx, event_id).await?;
    let event = events::store::event(tx.db(), event_id)
        .await?
        .filter(|event| events::policy::may_see(tx.actor(), event))
        .ok_or_else(missing)?;
    policy::may_run(tx.actor(), &event)?;
    let banquet = banquet.ok_or_else(|| Refusal::from(BanquetError::NotABanquet))?;
    Ok((banquet, event))
}
