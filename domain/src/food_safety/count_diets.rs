//! Counts by the hour how many guests of a banquet cannot eat what, until it is over.

use chrono::TimeDelta;
use mulin_entities::{DueWorkKind, EventId};

use super::diet_counts::{Counts, choke_easily};
use super::diet_store as store;
use crate::actor::Actor;
use crate::change::{BanquetChange, Change, What};
use crate::core::Core;
use crate::due_work::{self, Held};
use crate::error::Result;
use crate::event;
use crate::person::diet;
use crate::tx::Tx;

/// How long a count stands. Nothing that anybody does makes it end earlier.
pub const STANDS: TimeDelta = TimeDelta::hours(1);

const KIND: DueWorkKind = DueWorkKind::CountDiets;

/// Banquets that are coming now are counted from now on. What is planned stays planned: nobody gets a
/// count between the hours by editing an event.
pub(super) async fn plan(tx: &Tx, changes: &[Change]) -> Result<()> {
    let concerned = changes.iter().filter_map(|change| match change.what {
        What::Banquet {
            event_id,
            change: BanquetChange::Planned,
        }
        | What::EventPublished { event_id }
        | What::EventRescheduled { event_id, .. } => Some(event_id),
        _ => None,
    });
    let mut concerned: Vec<EventId> = concerned.collect();
    concerned.sort_unstable();
    concerned.dedup();
    if concerned.is_empty() {
        return Ok(());
    }
    for event in store::coming(tx.db(), &concerned, tx.now()).await? {
        due_work::plan_once(tx, KIND, event.0, tx.now()).await?;
    }
    Ok(())
}

/// Counts, and plans the next count; nothing more of a banquet that is over or was cancelled. Doing so
/// twice counts once.
pub async fn count_diets(core: &Core, held: &Held) -> Result<()> {
    let held = held.clone();
    core.transact(&Actor::System, move |tx| {
        Box::pin(async move {
            if !due_work::hold(tx, &held).await? {
                return Ok(());
            }
            let event = EventId(held.subject_id);
            if store::coming(tx.db(), &[event], tx.now()).await?.is_empty() {
                return due_work::complete(tx, &held).await;
            }
            let before = store::counted_at(tx.db(), event).await?;
            let next = match before.map(|at| at + STANDS) {
                Some(next) if next > tx.now() => next,
                _ => {
                    let counts = count(tx, event).await?;
                    store::save(tx, event, &counts).await?;
                    tx.now() + STANDS
                }
            };
            due_work::plan(tx, KIND, held.subject_id, next).await
        })
    })
    .await
}

async fn count(tx: &Tx, id: EventId) -> Result<Counts> {
    let mut counts = Counts::default();
    for row in store::sealed_diets(tx.db(), id, tx.now()).await? {
        counts.add(&diet::open(tx.core(), &row)?);
    }
    let event = event::store::event(tx.db(), id).await?;
    let day = event.map_or_else(|| tx.now().naive_utc(), |event| event.starts_local);
    let year = chrono::Datelike::year(&day);
    let parties = store::parties_with_children(tx.db(), id).await?;
    let known = store::known_guests(tx.db(), id).await?;
    counts.choke_easily = choke_easily(&parties, &known, year);
    Ok(counts)
}
