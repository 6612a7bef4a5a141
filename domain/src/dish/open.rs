//! How the commands about dishes begin: locks, the event, the banquet, and whose dish it is.

use mulin_entities::{
    DishState, EventId, EventState, HouseholdId, PersonId, Via, banquet, dish, event,
};

use super::{DishError, policy, store};
use crate::banquet::{self as banquets, BanquetError};
use crate::error::{Error, Refusal, Result};
use crate::event::{self as events, EventError, seats};
use crate::input::{Faults, IdInput};
use crate::person::Acting;
use crate::tx::Tx;

/// Takes the locks of the event's seats and of its banquet, in that order, so that nobody of a household
/// leaves while it promises something.
///
/// Errors: `path` is not found; the event is no banquet.
pub(super) async fn banquet(
    tx: &Tx,
    path: &str,
    event_id: EventId,
) -> Result<(event::Model, banquet::Model)> {
    seats::lock(tx.db(), event_id).await?;
    let event = events::store::event(tx.db(), event_id)
        .await?
        .filter(|event| events::policy::may_see(tx.actor(), event))
        .ok_or_else(|| Error::not_found(path))?;
    let row = banquets::store::lock(tx, event_id).await?;
    let row = row.ok_or_else(|| Refusal::from(BanquetError::NotABanquet))?;
    Ok((event, row))
}

/// Dishes are promised, edited and taken back from the publication of an event to its end.
pub(super) fn must_be_open(tx: &Tx, event: &event::Model) -> Result<(), EventError> {
    events::rules::must_be_alive(event, tx.now())?;
    if event.state == EventState::Draft {
        return Err(EventError::NotPublished);
    }
    Ok(())
}

/// Who promises a dish.
pub(super) struct Cook {
    /// The person.
    pub person_id: PersonId,
    /// The household that comes.
    pub household_id: HouseholdId,
    /// The way it came.
    pub via: Via,
}

/// Whom the actor promises a dish for, if somebody of the household comes.
pub(super) async fn cook(tx: &mut Tx, acting: &Acting, event: &event::Model) -> Result<Cook> {
    let guest = acting.guest(tx, event.id).await?;
    let household =
        store::household_that_comes(tx.db(), event.id, guest.person_id, guest.household_id).await?;
    let household_id = household.ok_or_else(|| Refusal::from(DishError::HouseholdNotGoing))?;
    Ok(Cook {
        person_id: guest.person_id,
        household_id,
        via: guest.via,
    })
}

/// A dish that still comes, of somebody whom the actor speaks for, or at a banquet that the actor runs;
/// with the locks of [`banquet`].
pub(super) async fn dish(
    tx: &mut Tx,
    id: IdInput<mulin_entities::DishId>,
    via: Via,
    mut faults: Faults,
) -> Result<(event::Model, banquet::Model, dish::Model)> {
    let id = faults.id("dishId", "Dish", id);
    faults.finish()?;
    let missing = || Error::not_found("dishId");
    let id = id.ok_or_else(missing)?;
    let seen = store::dish(tx.db(), id).await?.ok_or_else(missing)?;
    let (event, banquet) = banquet(tx, "dishId", seen.event_id).await?;
    let row = store::dish(tx.db(), id).await?.ok_or_else(missing)?;
    if !policy::may_see(tx.actor(), &row, &event.area_path) {
        return Err(missing());
    }
    if !policy::sees_all(tx.actor(), event.id, &event.area_path) {
        must_speak_for(tx, &row, via).await?;
    }
    must_be_open(tx, &event).map_err(Refusal::from)?;
    Ok((event, banquet, row))
}

/// A household goes on with the dish of somebody of it who was erased.
async fn must_speak_for(tx: &mut Tx, row: &dish::Model, via: Via) -> Result<()> {
    let Some(cook) = row.cook_id else {
        let own = policy::is_own(tx.actor(), row.household_id);
        return if own { Ok(()) } else { Err(Error::Forbidden) };
    };
    match Acting::for_person(cook, via).guest(tx, row.event_id).await {
        // The dish is seen; whose it is is not told.
        Err(Error::Refused(_)) => Err(Error::Forbidden),
        other => other.map(|_| ()),
    }
}

/// Refuses what does not come any more.
pub(super) fn must_come(row: &dish::Model) -> Result<(), DishError> {
    if row.state == DishState::Pledged {
        Ok(())
    } else {
        Err(DishError::Gone)
    }
}
