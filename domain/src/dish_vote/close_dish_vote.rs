//! Counts the votes for the dishes of a banquet, and shows them.

use mulin_entities::{DishVoteState, EventId, banquet};
use serde::Serialize;

use super::open_dish_vote::to_run;
use super::{DishVoteError, store};
use crate::actor::Actor;
use crate::change::{BanquetChange, What};
use crate::core::Core;
use crate::error::{Refusal, Result};
use crate::input::IdInput;
use crate::tx::Tx;

/// Where the voting ends.
#[derive(Clone, Debug, Serialize)]
pub struct CloseDishVote {
    /// Which banquet.
    pub event_id: IdInput<EventId>,
}

/// Counts every ballot that was cast, and takes no more: who votes holds the banquet's row in share,
/// and whoever comes later finds the vote closed. A second time does nothing.
pub async fn close_dish_vote(
    core: &Core,
    actor: &Actor,
    input: CloseDishVote,
) -> Result<banquet::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(close(tx, input)))
        .await
}

async fn close(tx: &mut Tx, input: CloseDishVote) -> Result<banquet::Model> {
    let (mut banquet, event) = to_run(tx, input.event_id).await?;
    match banquet.vote_state {
        DishVoteState::Closed => return Ok(banquet),
        DishVoteState::NotOpen => return Err(Refusal::from(DishVoteError::NotOpen).into()),
        DishVoteState::Open => {}
    }
    store::count(tx, event.id).await?;
    banquet.vote_state = DishVoteState::Closed;
    banquet.vote_closed_at = Some(tx.now());
    store::turn(tx, &banquet).await?;
    let what = What::Banquet {
        event_id: event.id,
        change: BanquetChange::VoteClosed,
    };
    tx.record(event.root_area_id, what);
    Ok(banquet)
}
