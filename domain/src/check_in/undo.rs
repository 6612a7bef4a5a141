//! Takes a check-in back: the party can be checked in again.

use mulin_entities::{CheckInId, check_in};
use serde::Serialize;

use super::{list_store, policy, presence_store, store};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::event as events;
use crate::input::{Faults, IdInput};
use crate::person;
use crate::tx::Tx;

/// Which.
#[derive(Clone, Debug, Serialize)]
pub struct UndoCheckIn {
    /// The check-in.
    pub check_in_id: IdInput<CheckInId>,
}

/// Takes a check-in back, whenever that is, for those who check in everybody, and for stewards that
/// of who they look after. Who did so is kept; a second time does nothing.
pub async fn undo_check_in(
    core: &Core,
    actor: &Actor,
    input: UndoCheckIn,
) -> Result<check_in::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(undo(tx, input)))
        .await
}

async fn undo(tx: &mut Tx, input: UndoCheckIn) -> Result<check_in::Model> {
    let by = tx.actor().person()?.person_id;
    let mut faults = Faults::default();
    let id = faults.id("checkInId", "CheckIn", input.check_in_id);
    faults.finish()?;
    let missing = || Error::not_found("checkInId");
    let id = id.ok_or_else(missing)?;
    let row = store::check_ins(tx.db(), [id]).await?.into_iter().next();
    let row = row.ok_or_else(missing)?;
    must_see(tx, &row).await?;
    // Records first, as by whoever merges two; then the list, about which one after the other decides.
    person::store::hold_all(tx.db(), presence_store::known(tx, id).await?).await?;
    list_store::lock(tx, row.list_id).await?;
    let row = store::check_ins(tx.db(), [id]).await?.into_iter().next();
    let mut row = row.ok_or_else(missing)?;
    if row.undone_at.is_some() {
        return Ok(row);
    }
    let known = presence_store::known(tx, id).await?;
    store::undo(tx, vec![row.id], by).await?;
    // Who walked in and is in with a party, too, is there as long as one of the two stands.
    let there = presence_store::there_by_others(tx, &row, &known).await?;
    store::insert_people(tx, there).await?;
    row.undone_by = Some(by);
    row.undone_at = Some(tx.now());
    record(tx, &row);
    Ok(row)
}

/// Notes for the journal that a check-in was taken back.
pub(super) fn record(tx: &mut Tx, row: &check_in::Model) {
    tx.record(
        row.root_area_id,
        What::CheckInUndone {
            check_in_id: row.id,
            event_id: row.event_id,
            list_id: row.list_id,
            rsvp_id: row.rsvp_id,
        },
    );
}

async fn must_see(tx: &Tx, row: &check_in::Model) -> Result<()> {
    let missing = || Error::not_found("checkInId");
    let event = events::store::event(tx.db(), row.event_id).await?;
    let event = event.ok_or_else(missing)?;
    // Whose home it was of is forgotten by then.
    let did_so = row.undone_at.is_some() && tx.actor().doer() == row.undone_by;
    if did_so || policy::checks_in(tx.actor(), event.id, &event.area_path) {
        return Ok(());
    }
    if !events::policy::may_see(tx.actor(), &event) {
        return Err(missing());
    }
    let homes = store::unit_paths(tx.db(), [row.id]).await?;
    let looks_after = homes
        .iter()
        .any(|(_, path)| policy::looks_after(tx.actor(), path));
    if looks_after { Ok(()) } else { Err(missing()) }
}
