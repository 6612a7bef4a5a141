//! Arranges who sits where: the solver in the crate `mulin-seating` does, from the rows as they are.

use mulin_entities::{EventId, event, seating_plan};
use mulin_seating::Plan;
use serde::Serialize;
use uuid::Uuid;

use super::hall::Hall;
use super::{SeatingError, open, parties, party_store, place_store, read, store};
use crate::actor::Actor;
use crate::change::{BanquetChange, What};
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput};
use crate::tx::{CommandResult, Tx};

/// The seed of the first arrangement if the caller names none.
const FIRST_SEED: i64 = 1;

/// What to arrange.
#[derive(Clone, Debug, Serialize)]
pub struct ArrangeTables {
    /// The banquet.
    pub event_id: IdInput<EventId>,
    /// Which of many plans: the same seed and the same guests give the same plan. Left out: the last
    /// one.
    pub seed: Option<i64>,
    /// The version of the plan that the caller saw; any if left out.
    pub expected_version: Option<i32>,
}

/// What was arranged.
#[derive(Clone, Debug, PartialEq)]
pub struct Arranged {
    /// The plan.
    pub plan: seating_plan::Model,
    /// Households that had a table and have another now; none for a repeated call.
    pub moved: Option<u32>,
}

impl CommandResult for Arranged {
    fn result_id(&self) -> Option<Uuid> {
        Some(self.plan.event_id.0)
    }
}

/// Arranges who sits where, so that every hard rule is kept, and the others as far as may be; who sits
/// already is moved as little as can be. Whoever finds no place without a rule broken has none, and the
/// plan says so. Guests are told when it is published.
///
/// Errors: each provable contradiction by itself, with who and what it is about.
pub async fn arrange_tables(
    core: &Core,
    actor: &Actor,
    input: ArrangeTables,
    key: Option<String>,
) -> Result<Arranged> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(arrange(tx, input, key)))
        .await
}

async fn arrange(tx: &mut Tx, input: ArrangeTables, key: Option<String>) -> Result<Arranged> {
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "arrangeTables", &input).await? {
        let plan = open::replayed(tx, EventId(id)).await?;
        return Ok(Arranged { plan, moved: None });
    }
    let mut faults = Faults::default();
    let event_id = faults.id("eventId", "Event", input.event_id);
    let Some(event_id) = event_id else {
        return faults.finish().and(Err(Error::not_found("eventId")));
    };
    let by = tx.actor().person()?.person_id;
    party_store::hold_guests(tx.db(), event_id, by, true).await?;
    let event = open::event(tx, event_id, faults).await?;
    let mut plan = open::plan(tx, event_id, input.expected_version).await?;
    let hall = locked_hall(tx, &event).await?;
    must_be_possible(tx, event_id, &hall).await?;

    let seed = input.seed.or(plan.seed).unwrap_or(FIRST_SEED);
    let layout = hall.layout(true);
    let solving = move || mulin_seating::arrange(&layout, seed.cast_unsigned());
    let solved = tokio::task::spawn_blocking(solving).await;
    let Plan { tables, judgement } = solved.map_err(|panic| Error::Internal(Box::new(panic)))?;
    let changed = hall.moved_to(&tables);
    let touched = hall.touched(&changed);
    place_store::write(tx, event_id, changed, &touched).await?;

    plan.seed = Some(seed);
    plan.arranged_at = Some(tx.now());
    plan.arranged_by = Some(by);
    let plan = store::update(tx, plan).await?;
    let change = BanquetChange::SeatingArranged { seed };
    tx.record(event.root_area_id, What::Banquet { event_id, change });
    Ok(Arranged {
        plan,
        moved: Some(judgement.moved),
    })
}

/// The hall, whose seats the caller has locked. Of those who answered while the lock was waited for and
/// whose records somebody holds at this moment, it is left out what they need.
pub(super) async fn locked_hall(tx: &Tx, event: &event::Model) -> Result<Hall> {
    let coming = parties::coming(tx.db(), event.id, event.starts_at).await?;
    let mut people = coming.with_needs();
    if !people.is_empty() {
        let by = tx.actor().person()?.person_id;
        let held = party_store::hold_guests(tx.db(), event.id, by, false).await?;
        people.retain(|person| held.contains(person));
    }
    let accessible = read::needing(tx, people).await?;
    read::hall(tx.db(), event.id, &coming, &accessible).await
}

/// Refuses what is provably impossible, each contradiction by itself.
async fn must_be_possible(tx: &Tx, event: EventId, hall: &Hall) -> Result<()> {
    let impossible = mulin_seating::impossible(&hall.layout(true));
    if impossible.is_empty() {
        return Ok(());
    }
    let concerned = impossible.iter().flat_map(|one| hall.concerned(one));
    let names = parties::names(tx.db(), event, concerned.collect::<Vec<_>>()).await?;
    let refusals = impossible
        .iter()
        .map(|one| Refusal::from(SeatingError::Impossible(hall.told(one, &names))))
        .collect();
    Err(Error::Refused(refusals))
}
